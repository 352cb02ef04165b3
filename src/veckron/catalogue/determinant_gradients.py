"""Determinants and their gradients."""

from veckron.catalogue.vocabulary import *

identity, false = topic("determinants", source="magnus2019, chapter 9", refuted="petersen2012, section 2.1")

EXPANSION = {"A": "n n", "epsilon": "scalar small", "method": "with epsilon^3 = 0: both sides agree up to epsilon^2"}


@identity(**EXPANSION, source="magnus2019, chapter 8")
def expansion_of_determinant_near_identity(A, epsilon, n):
    """det(I + epsilon A) = 1 + epsilon tr(A) + (epsilon^2/2) (tr(A)^2 - tr(A^2)), up to epsilon^2"""
    return det(MatAdd(I(n), epsilon * A)), 1 + epsilon * tr(A) + epsilon**2 / 2 * (tr(A) ** 2 - tr(A**2))


@false(**EXPANSION, source="petersen2012, section 1.2", cookbook="28")
@also(printed="Matrix Cookbook (28)", truth="expansion_of_determinant_near_identity")
@also(note="$\\det(A)$ does not belong there: at $\\epsilon = 0$ the left side is 1.")
def printed_expansion_of_determinant_near_identity(A, epsilon, n):
    """det(I + epsilon A) = 1 + det(A) + epsilon tr(A) + (epsilon^2/2) (tr(A)^2 - tr(A^2)), as printed"""
    return det(MatAdd(I(n), epsilon * A)), 1 + det(A) + epsilon * tr(A) + epsilon**2 / 2 * (tr(A) ** 2 - tr(A**2))


@identity(**EXPANSION | {"topic": "inverses"}, source="magnus2019, chapter 8")
def expansion_of_inverse_near_identity(A, epsilon, n):
    """(I + epsilon A)^-1 = I - epsilon A + epsilon^2 A^2, up to epsilon^2"""
    return Inverse(MatAdd(I(n), epsilon * A)), MatAdd(I(n), -epsilon * A, epsilon**2 * A**2)


@identity(X="n n", **EXPANSION, source="magnus2019, chapter 8", hypothesis="det X > 0")
def expansion_of_log_determinant(X, A, epsilon):
    """ln det(X + epsilon A) = ln det(X) + epsilon tr(X^-1 A) - (epsilon^2/2) tr(X^-1 A X^-1 A), up to epsilon^2"""
    right = log(det(X)) + epsilon * tr(X.I * A) - epsilon**2 / 2 * tr(X.I * A * X.I * A)
    return log(det(MatAdd(X, epsilon * A))), right


CURVE = {"A": "n n", "B": "n n", "C": "n n", "x": "scalar", "source": "magnus2019, chapter 8"}
CURVE |= {"short": lambda A, B, C, x: [("Y", curve(A, B, C, x)), ("Y'", MatAdd(B, x * C))]}
CURVE |= {
    "note": "The curve stands for any smooth $Y(x)$: only $Y$, $Y'$ and $Y'' = C$ enter. Where $Y$ is invertible."
}


def curve(A, B, C, x):
    """Return a matrix that depends on x, with the first derivative B + x C and the second C."""
    return MatAdd(A, x * B, x**2 / 2 * C)


@identity(**CURVE, cookbook="46")
def derivative_of_determinant_along_curve(A, B, C, x):
    """d det(Y)/dx = det(Y) tr(Y^-1 Y'), where Y = A + x B + (x^2/2) C and Y' = B + x C"""
    Y = curve(A, B, C, x)
    return Jacobian(det(Y), x), det(Y) * tr(MatMul(Inverse(Y), MatAdd(B, x * C)))


@identity(**CURVE, cookbook="48")
def second_derivative_of_determinant_along_curve(A, B, C, x):
    """d^2 det(Y)/dx^2 = det(Y) (tr(Y^-1 Y'') + tr(Y^-1 Y')^2 - tr(Y^-1 Y' Y^-1 Y')), Y = A + x B + (x^2/2) C, Y'' = C"""
    Y = curve(A, B, C, x)
    step = Inverse(Y), MatAdd(B, x * C)
    return Hessian(det(Y), x), det(Y) * (tr(MatMul(Inverse(Y), C)) + tr(MatMul(*step)) ** 2 - tr(MatMul(*step, *step)))


@identity(X="n n", source="magnus2019, chapter 8", cookbook="47, 50")
def gradient_of_determinant_times_transpose(X, n):
    """(grad_X det(X)) X^T = det(X) I_n, the sum over k of ddet(X)/dX_ik X_jk = delta_ij det(X)"""
    return Gradient(det(X), X) * X.T, det(X) * I(n)


@false(X="n n", source="magnus2019, chapter 8", truth="gradient_of_determinant_times_transpose")
@also(note="The sum runs over a row of cofactors and a column of $X$: the transpose is missing.")
def gradient_of_determinant_times_matrix(X, n):
    """(grad_X det(X)) X = det(X) I_n, the sum over k of ddet(X)/dX_ik X_kj = delta_ij det(X)"""
    return Gradient(det(X), X) * X, det(X) * I(n)


@identity(X="n n", A="n n", B="n n", source="petersen2012, section 2.1", cookbook="51", hypothesis="X is invertible")
@also(note="With square $A$ and $B$, which the Cookbook does not say.")
def gradient_of_determinant_axb(A, X, B):
    """grad_X det(AXB) = det(AXB) X^-T, for square A and B"""
    return Gradient(det(A * X * B), X), MatMul(det(A * X * B), X.I.T)


@identity(A="p n", X="n n", B="n p", hypothesis="n >= p", where="n >= p")
def gradient_of_determinant_axb_rectangular(A, X, B):
    """grad_X det(AXB) = det(AXB) A^T (AXB)^-T B^T, for A and B^T with at most as many rows as columns"""
    return Gradient(det(A * X * B), X), MatMul(det(A * X * B), A.T, Transpose(Inverse(A * X * B)), B.T)


@false(A="p n", X="n n", B="n p", where="n >= p", cookbook="51", hypothesis="X is invertible, n >= p")
@also(printed="Matrix Cookbook (51)", truth="gradient_of_determinant_axb_rectangular")
@also(note="True for square $A$ and $B$ only, which the Cookbook does not say.")
def printed_gradient_of_determinant_axb(A, X, B):
    """grad_X det(AXB) = det(AXB) X^-T, as printed, without a condition on A and B"""
    return Gradient(det(A * X * B), X), MatMul(det(A * X * B), X.I.T)


SANDWICH = {"X": "m n", "A": "m m", "where": "m >= n", "hypothesis": "m >= n", "source": "petersen2012, section 2.1"}
SYMMETRIC = SANDWICH | {"A": "m m symmetric", "hypothesis": "A is symmetric, m >= n"}


@identity(X="n n", A="n n", source="petersen2012, section 2.1", cookbook="52", hypothesis="X is invertible")
def gradient_of_determinant_of_square_sandwich(X, A):
    """grad_X det(X^T A X) = 2 det(X^T A X) X^-T, for square X"""
    return Gradient(det(X.T * A * X), X), MatMul(2, det(X.T * A * X), X.I.T)


@identity(**SYMMETRIC, cookbook="53")
def gradient_of_determinant_of_symmetric_sandwich(X, A):
    """grad_X det(X^T A X) = 2 det(X^T A X) A X (X^T A X)^-1, for symmetric A"""
    return Gradient(det(X.T * A * X), X), 2 * det(X.T * A * X) * A * X * (X.T * A * X).I


@false(**SANDWICH, truth="gradient_of_determinant_of_sandwich")
@also(note="True for symmetric $A$, as the Cookbook says at (53). Otherwise the two terms of (54) differ.")
def gradient_of_determinant_of_sandwich_doubled(X, A):
    """grad_X det(X^T A X) = 2 det(X^T A X) A X (X^T A X)^-1, for every A"""
    return Gradient(det(X.T * A * X), X), 2 * det(X.T * A * X) * A * X * (X.T * A * X).I


@identity(**SANDWICH, cookbook="54")
def gradient_of_determinant_of_sandwich(X, A):
    """grad_X det(X^T A X) = det(X^T A X) (A X (X^T A X)^-1 + A^T X (X^T A^T X)^-1)"""
    right = A * X * (X.T * A * X).I + A.T * X * (X.T * A.T * X).I
    return Gradient(det(X.T * A * X), X), det(X.T * A * X) * right


@identity(**SANDWICH | {"source": "magnus2019, chapter 9"}, note="Where $\\det(X^{T} A X) > 0$.")
def gradient_of_log_determinant_of_sandwich(X, A):
    """grad_X ln det(X^T A X) = A X (X^T A X)^-1 + A^T X (X^T A^T X)^-1"""
    return Gradient(log(det(X.T * A * X)), X), A * X * (X.T * A * X).I + A.T * X * (X.T * A.T * X).I


@identity(
    **SYMMETRIC
    | {"B": "m m symmetric", "source": "magnus2019, chapter 9"}
    | {"hypothesis": "A is symmetric, B is symmetric, m >= n"}
)
@also(note="Zero where $A X = B X L$ for some $L$: discriminant analysis. Where both determinants are positive.")
def gradient_of_log_ratio_of_determinants(X, A, B):
    """grad_X (ln det(X^T A X) - ln det(X^T B X)) = 2 A X (X^T A X)^-1 - 2 B X (X^T B X)^-1, for symmetric A and B"""
    right = 2 * A * X * (X.T * A * X).I - 2 * B * X * (X.T * B * X).I
    return Gradient(log(det(X.T * A * X)) - log(det(X.T * B * X)), X), right


@identity(X="m n", hypothesis="m >= n", where="m >= n")
def gradient_of_determinant_of_xtx(X):
    """grad_X det(X^T X) = 2 det(X^T X) X (X^T X)^-1"""
    return Gradient(det(X.T * X), X), 2 * det(X.T * X) * X * (X.T * X).I


@identity(X="n n", sizes="k", source="petersen2012, section 2.1", cookbook="58", hypothesis="X is invertible")
def gradient_of_determinant_of_power(X, k):
    """grad_X det(X^k) = k det(X^k) X^-T"""
    return Gradient(det(X**k), X), k * det(X**k) * X.I.T


@identity(X="n n", hypothesis="X is invertible")
def gradient_of_determinant_of_adjugate(X, n):
    """grad_X det(adj X) = (n - 1) det(X)^(n-1) X^-T"""
    return Gradient(det(adj(X)), X), (n - 1) * det(X) ** (n - 1) * X.I.T


@identity(X="m n")
def gradient_of_log_determinant_of_identity_plus_xxt(X, m):
    """grad_X ln det(I + X X^T) = 2 (I + X X^T)^-1 X"""
    return Gradient(log(det(MatAdd(I(m), X * X.T))), X), MatMul(2, Inverse(MatAdd(I(m), X * X.T)), X)


UPDATE = {"X": "m n", "A": "m m", "B": "n n", "source": "magnus2019, chapter 9"}
UPDATE |= {"short": lambda X, A, B: [("M", MatAdd(A, X * B * X.T))], "note": "Where the determinant is positive."}


@identity(**UPDATE)
def gradient_of_log_determinant_of_quadratic_update(X, A, B):
    """grad_X ln det(M) = M^-1 X B + M^-T X B^T, where M = A + X B X^T"""
    M = MatAdd(A, X * B * X.T)
    return Gradient(log(det(M)), X), MatAdd(MatMul(Inverse(M), X, B), MatMul(Transpose(Inverse(M)), X, B.T))


@identity(**UPDATE | {"A": "m m symmetric", "B": "n n symmetric"}, hypothesis="A is symmetric, B is symmetric")
def gradient_of_log_determinant_of_symmetric_update(X, A, B):
    """grad_X ln det(M) = 2 M^-1 X B, where M = A + X B X^T, for symmetric A and B"""
    M = MatAdd(A, X * B * X.T)
    return Gradient(log(det(M)), X), MatMul(2, Inverse(M), X, B)


@identity(A="m m", X="n p", B="m n", C="p m", short=lambda X, A, B, C: [("M", MatAdd(A, B * X * C))])
@also(note="Where the determinant is positive.")
def gradient_of_log_determinant_of_affine(X, A, B, C):
    """grad_X ln det(M) = B^T M^-T C^T, where M = A + B X C"""
    M = MatAdd(A, B * X * C)
    return Gradient(log(det(M)), X), MatMul(B.T, Transpose(Inverse(M)), C.T)


@identity(X="n n", A="n n", hypothesis="det X > 0")
@also(note="Zero at $X = A^{-1}$: the precision of a Gaussian with the sample covariance $A$.")
def gradient_of_log_determinant_minus_trace(X, A):
    """grad_X (ln det(X) - tr(AX)) = X^-T - A^T"""
    return Gradient(log(det(X)) - tr(A * X), X), X.I.T - A.T


@identity(A="n n", x="n 1", y="n 1", source="magnus2019, chapter 1", hypothesis="A is invertible")
def determinant_of_rank_one_update(A, x, y):
    """det(A + x y^T) = det(A) (1 + y^T A^-1 x)"""
    return det(MatAdd(A, x * y.T)), det(A) * (1 + tr(y.T * A.I * x))


@identity(A="m n", B="n m", source="magnus2019, chapter 1")
def determinants_of_identity_plus_product(A, B, m, n):
    """det(I_m + AB) = det(I_n + BA)"""
    return det(MatAdd(I(m), A * B)), det(MatAdd(I(n), B * A))


@identity(A="m m", B="m n", C="n m", E="n n", source="magnus2019, chapter 1")
@also(hypothesis="A is invertible, E is invertible")
@also(note="Both are the determinant of the block matrix with the rows $(A, B)$ and $(C, E)$.")
def determinants_of_schur_complements(A, B, C, E):
    """det(A) det(E - C A^-1 B) = det(E) det(A - B E^-1 C)"""
    return det(A) * det(E - C * A.I * B), det(E) * det(A - B * E.I * C)


@identity(A="n n", B="n n", source="magnus2019, chapter 1")
def determinant_of_product(A, B):
    """det(AB) = det(A) det(B)"""
    return det(MatMul(A, B)), det(A) * det(B)


@identity(Q="n n orthogonal", source="magnus2019, chapter 1", hypothesis="Q is orthogonal")
def determinant_of_orthogonal(Q):
    """det(Q)^2 = 1, for orthogonal Q"""
    return det(Q) ** 2, 1


@identity(A="n n", source="magnus2019, chapter 3")
def determinant_of_adjugate(A, n):
    """det(adj A) = det(A)^(n-1)"""
    return det(adj(A)), det(A) ** (n - 1)
