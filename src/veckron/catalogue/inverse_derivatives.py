"""Inverses and their derivatives."""

from veckron.catalogue.vocabulary import *

COOKBOOK = "petersen2012, section 2.2"
identity, false = topic("inverses", source="magnus2019, chapter 9")


def weighted(X, C, A=0):
    """Return (A + X^T C X)^-1."""
    return Inverse(X.T * C * X + A if A else X.T * C * X)


@identity(A="n n", B="n n", C="n n", u="scalar", source="magnus2019, chapter 8", cookbook="59")
@also(short=lambda A, B, C, u: [("Y", A + u * B + u**2 * C)])
def derivative_of_inverse_by_scalar(A, B, C, u):
    """dY^-1/du = -vec(Y^-1 Y' Y^-1), where Y = A + u B + u^2 C and Y' = B + 2u C"""
    Y = A + u * B + u**2 * C
    return Jacobian(Y.I, u), -vec(MatMul(Y.I, B + 2 * u * C, Y.I))


@identity(X="n n", hypothesis="X is invertible", source=COOKBOOK, cookbook="60")
def derivative_of_inverse_by_entry(X, n):
    """dX^-1/dX_ij = -X^-1 J^ij X^-1, so d(X^-1)_kl/dX_ij = -(X^-1)_ki (X^-1)_jl"""
    return Jacobian(X.I, X), columns(lambda i, j: -X.I * MatrixUnit(i, j, n, n) * X.I, X)


@identity(X="n n", a="n 1", b="n 1", hypothesis="X is invertible", cookbook="61")
def gradient_of_bilinear_form_of_inverse(X, a, b):
    """grad_X a^T X^-1 b = -X^-T a b^T X^-T"""
    return Gradient(a.T * X.I * b, X), -X.I.T * a * b.T * X.I.T


@identity(X="n n", hypothesis="X is invertible", cookbook="62")
def gradient_of_determinant_of_inverse(X):
    """grad_X det(X^-1) = -det(X^-1) X^-T"""
    return Gradient(det(Inverse(X)), X), MatMul(-det(Inverse(X)), X.I.T)


@identity(X="n n", A="m n", B="n m", hypothesis="X is invertible", cookbook="63, 124")
def gradient_of_trace_of_ax_inverse_b(X, A, B):
    """grad_X tr(A X^-1 B) = -X^-T A^T B^T X^-T = -(X^-1 B A X^-1)^T"""
    return Gradient(tr(A * X.I * B), X), -X.I.T * A.T * B.T * X.I.T


@identity(X="n n", A="n n", source=COOKBOOK, cookbook="64")
def gradient_of_trace_of_inverse_of_sum(X, A):
    """grad_X tr((X + A)^-1) = -((X + A)^-1 (X + A)^-1)^T"""
    return Gradient(tr((X + A).I), X), minus(Transpose((X + A).I), Transpose((X + A).I))


@identity(X="n n", F="1 1", P="1 n*n", hypothesis="X is invertible", source=COOKBOOK, cookbook="64u")
@also(method="f is any function, given by its value F and its derivative P at W = X^-1")
def gradient_of_function_of_inverse(X, F, P, n):
    """grad_X f(X^-1) = -X^-T unvec(P^T) X^-T, where unvec(P^T) is the gradient of f at X^-1"""
    return Gradient(FormalFunction(F, P, X.I), X), -X.I.T * Unvec(P.T, n, n) * X.I.T


@identity(X="n n", hypothesis="X is invertible")
def derivative_of_transposed_inverse(X, n):
    """dX^-T/dX = -(X^-1 (x) X^-T) K_nn"""
    return Jacobian(X.I.T, X), -kron(X.I, X.I.T) * K(n, n)


@identity(X="n n", dX="n n", hypothesis="X is invertible", source="magnus2019, chapter 8")
def differential_of_inverse_squared(X, dX):
    """d(X^-2) = -(X^-1 dX X^-2 + X^-2 dX X^-1)"""
    outer = MatAdd(MatMul(X.I, dX, MatPow(X, -2)), MatMul(MatPow(X, -2), dX, X.I))
    return Differential(MatPow(X, -2), (X, dX)), minus(outer)


@identity(X="n m", B="m p", C="p n", A="n n", short=lambda A, X, B, C: [("G", (A + X * B * C).I)])
def derivative_of_inverse_of_affine_function(X, A, B, C):
    """d(A + X B C)^-1/dX = -((B C G)^T (x) G), where G = (A + X B C)^-1"""
    G = (A + X * B * C).I
    return Jacobian(G, X), minus(Kron(Transpose(MatMul(B, C, G)), G))


@identity(X="m n", A="m m", hypothesis="m >= n", where="m >= n", short=lambda X, A: [("G", weighted(X, A))])
def derivative_of_inverse_of_congruence(X, A, m, n):
    """d(X^T A X)^-1/dX = -(G^T (x) G)(I_n (x) X^T A + (X^T A^T (x) I_n) K_mn), where G = (X^T A X)^-1"""
    G, inner = weighted(X, A), kron(I(n), X.T * A) + kron(X.T * A.T, I(n)) * K(m, n)
    return Jacobian(G, X), minus(Kron(Transpose(G), G), inner)


@identity(X="m n", hypothesis="m >= n", where="m >= n", source="golub1973", short=lambda X: [("P", projector(X))])
def derivative_of_projector(X, m):
    """d(X (X^T X)^-1 X^T)/dX = (I + K_mm)(X (X^T X)^-1 (x) (I_m - P)), where P = X (X^T X)^-1 X^T"""
    P = projector(X)
    return Jacobian(P, X), MatMul(I(m * m) + K(m, m), Kron(X * (X.T * X).I, MatAdd(I(m), minus(P))))


@identity(X="m n", a="n 1", b="n 1", hypothesis="m >= n", where="m >= n", short=lambda X: [("G", Inverse(X.T * X))])
def gradient_of_form_of_gram_inverse(X, a, b):
    """grad_X a^T (X^T X)^-1 b = -X G (a b^T + b a^T) G, where G = (X^T X)^-1"""
    G = Inverse(X.T * X)
    return Gradient(MatMul(a.T, G, b), X), minus(X, G, a * b.T + b * a.T, G)


@identity(X="n n", A="n n", x="n 1")
def gradient_of_quadratic_form_of_inverse_of_sum(X, A, x):
    """grad_X x^T (A + X)^-1 x = -(A + X)^-T x x^T (A + X)^-T"""
    G = (A + X).I
    return Gradient(x.T * G * x, X), minus(Transpose(G), x, x.T, Transpose(G))


@identity(X="m n", y="m 1", u="scalar", source="golub2013", short=lambda X, u, n: [("G", Inverse(X.T * X + u * I(n)))])
def derivative_of_ridge_solution(X, y, u, n):
    """d((X^T X + u I)^-1 X^T y)/du = -G^2 X^T y, where G = (X^T X + u I)^-1"""
    G = Inverse(X.T * X + u * I(n))
    return Jacobian(MatMul(G, X.T, y), u), minus(MatPow(G, 2), X.T, y)


@identity(X="m n", C="m m", A="n n", hypothesis="m >= n", where="m >= n", short=lambda X, C: [("G", weighted(X, C))])
def gradient_of_trace_of_inverse_of_congruence(X, C, A):
    """grad_X tr((X^T C X)^-1 A) = -(C X G A G + C^T X (G A G)^T), where G = (X^T C X)^-1"""
    G = weighted(X, C)
    inner = MatAdd(MatMul(C, X, G, A, G), MatMul(C.T, X, Transpose(MatMul(G, A, G))))
    return Gradient(tr(MatMul(G, A)), X), minus(inner)


@identity(X="m n", C="m m symmetric", A="n n", source="petersen2012, section 2.5", cookbook="125")
@also(hypothesis="C is symmetric, m >= n", where="m >= n", short=lambda X, C: [("G", weighted(X, C))])
def gradient_of_trace_of_inverse_of_symmetric_congruence(X, C, A):
    """grad_X tr((X^T C X)^-1 A) = -C X G (A + A^T) G, where G = (X^T C X)^-1 and C is symmetric"""
    G = weighted(X, C)
    return Gradient(tr(MatMul(G, A)), X), minus(C, X, G, A + A.T, G)


@identity(X="m n", B="m m symmetric", C="m m symmetric", source="petersen2012, section 2.5", cookbook="126")
@also(hypothesis="B is symmetric, C is symmetric, m >= n", where="m >= n", short=lambda X, C: [("G", weighted(X, C))])
def gradient_of_trace_ratio(X, B, C):
    """grad_X tr((X^T C X)^-1 X^T B X) = -2 C X G X^T B X G + 2 B X G, where G = (X^T C X)^-1; B and C are symmetric"""
    G = weighted(X, C)
    return Gradient(tr(MatMul(G, X.T, B, X)), X), MatAdd(MatMul(-2, C, X, G, X.T, B, X, G), MatMul(2, B, X, G))


def regularized(X, A, B, C):
    """Return tr(G X^T B X) and the right side of (127), with G = (A + X^T C X)^-1."""
    G = weighted(X, C, A)
    return tr(MatMul(G, X.T, B, X)), MatAdd(MatMul(-2, C, X, G, X.T, B, X, G), MatMul(2, B, X, G))


@identity(X="m n", A="n n symmetric", B="m m symmetric", C="m m symmetric", cookbook="127")
@also(source="petersen2012, section 2.5", hypothesis="A is symmetric, B is symmetric, C is symmetric")
@also(short=lambda X, A, C: [("G", weighted(X, C, A))])
@also(note="The Matrix Cookbook asks for symmetric $B$ and $C$, and forgets $A$.")
def gradient_of_regularized_trace_ratio(X, A, B, C):
    """grad_X tr((A + X^T C X)^-1 X^T B X) = -2 C X G X^T B X G + 2 B X G, G = (A + X^T C X)^-1; A, B, C are symmetric"""
    value, slope = regularized(X, A, B, C)
    return Gradient(value, X), slope


@false(X="m n", A="n n", B="m m symmetric", C="m m symmetric", source="petersen2012, section 2.5", cookbook="127")
@also(hypothesis="B is symmetric, C is symmetric", printed="Matrix Cookbook (127)")
@also(truth="gradient_of_regularized_trace_ratio", short=lambda X, A, C: [("G", weighted(X, C, A))])
@also(note="$A$ has to be symmetric too.")
def printed_gradient_of_regularized_trace_ratio(X, A, B, C):
    """grad_X tr((A + X^T C X)^-1 X^T B X) = -2 C X G X^T B X G + 2 B X G, G = (A + X^T C X)^-1, as printed, for any A"""
    value, slope = regularized(X, A, B, C)
    return Gradient(value, X), slope


@identity(X="m n", A="n n", B="m m", C="m m")
@also(short=lambda X, A, B, C: [("G", weighted(X, C, A)), ("M", MatMul(X.T, B, X))])
def gradient_of_general_trace_ratio(X, A, B, C):
    """grad_X tr((A + X^T C X)^-1 M) = B X G + B^T X G^T - C X G M G - C^T X (G M G)^T, M = X^T B X, G = (A + X^T C X)^-1"""
    G, M = weighted(X, C, A), MatMul(X.T, B, X)
    gains = MatMul(B, X, G), MatMul(B.T, X, Transpose(G))
    losses = minus(C, X, G, M, G), minus(C.T, X, Transpose(MatMul(G, M, G)))
    return Gradient(tr(MatMul(G, M)), X), MatAdd(*gains, *losses)


@identity(A="n n", B="n m", C="m m", E="m n", source="golub2013", hypothesis="A is invertible, C is invertible")
def woodbury(A, B, C, E):
    """(A + B C E)^-1 = A^-1 - A^-1 B (C^-1 + E A^-1 B)^-1 E A^-1"""
    return Inverse(A + B * C * E), A.I - A.I * B * (C.I + E * A.I * B).I * E * A.I


@identity(A="n n", a="n 1", b="n 1", source="golub2013", hypothesis="A is invertible")
def sherman_morrison(A, a, b):
    """(A + a b^T)^-1 = A^-1 - A^-1 a b^T A^-1 / (1 + b^T A^-1 a)"""
    return Inverse(A + a * b.T), A.I - A.I * a * b.T * A.I / (1 + tr(b.T * A.I * a))


@identity(A="m n", B="n m", source="golub2013")
def push_through(A, B, m, n):
    """(I_m + AB)^-1 A = A (I_n + BA)^-1"""
    return Inverse(I(m) + A * B) * A, A * Inverse(I(n) + B * A)


@identity(A="n n", B="n n", source="golub2013", hypothesis="A is invertible, B is invertible")
def inverse_of_sum_of_inverses(A, B):
    """(A^-1 + B^-1)^-1 = A (A + B)^-1 B"""
    return Inverse(A.I + B.I), A * (A + B).I * B


@false(A="n n", B="n n", truth="inverse_of_sum_of_inverses", hypothesis="A is invertible, B is invertible")
@also(note="Not even for numbers: $1/(1 + 1)$ is not $1/1 + 1/1$.")
def inverse_of_sum_splits(A, B):
    """(A + B)^-1 = A^-1 + B^-1"""
    return Inverse(A + B), A.I + B.I
