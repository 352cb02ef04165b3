"""The pseudo-inverse and the rank."""

from veckron.catalogue.vocabulary import *

identity, false = topic("generalized", source="magnus2019, chapter 2")

FREE = {"A": "m n rank r"}
MOVING = {"A": "m r", "B": "r n", "dA": "m r", "dB": "r n", "source": "golub1973"}
MOVING |= {
    "method": "X = AB with A of shape m x r and B of shape r x n, moved by dA and dB: the rank stays min(m, n, r)",
    "ranks": "tried",
}
MOVING |= {
    "ranks": "tried",
    "short": lambda A, B, dA, dB: [("X", A * B), (r"\mathrm{d}X", Differential(A * B, (A, dA), (B, dB)))],
}


def across(*factors):
    """Return I - P, for a projector P that is the product of the factors."""
    return MatAdd(I(factors[0].rows), minus(*factors))


@identity(**FREE, source="penrose1955")
def first_penrose_equation(A):
    """A A^+ A = A"""
    return MatMul(A, pinv(A), A), A


@identity(**FREE, source="penrose1955")
def second_penrose_equation(A):
    """A^+ A A^+ = A^+"""
    return MatMul(pinv(A), A, pinv(A)), pinv(A)


@identity(**FREE, source="penrose1955")
def third_penrose_equation(A):
    """(A A^+)^T = A A^+"""
    return Transpose(MatMul(A, pinv(A))), A * pinv(A)


@identity(**FREE, source="penrose1955")
def fourth_penrose_equation(A):
    """(A^+ A)^T = A^+ A"""
    return Transpose(MatMul(pinv(A), A)), pinv(A) * A


@identity(A="m n", hypothesis="m >= n", where="m >= n")
def pseudo_inverse_of_full_column_rank(A):
    """A^+ = (A^T A)^-1 A^T"""
    return pinv(A), (A.T * A).I * A.T


@identity(A="m n", hypothesis="n >= m", where="n >= m")
def pseudo_inverse_of_full_row_rank(A):
    """A^+ = A^T (A A^T)^-1"""
    return pinv(A), A.T * (A * A.T).I


@identity(**FREE, source="penrose1955")
def pseudo_inverse_of_transpose(A):
    """(A^T)^+ = (A^+)^T"""
    return pinv(A.T), Transpose(pinv(A))


@identity(**FREE, source="penrose1955")
def pseudo_inverse_of_pseudo_inverse(A):
    """(A^+)^+ = A"""
    return pinv(pinv(A)), A


@identity(**FREE, source="penrose1955")
def pseudo_inverse_of_gram_matrix(A):
    """(A A^T)^+ = (A^+)^T A^+"""
    return pinv(A * A.T), MatMul(Transpose(pinv(A)), pinv(A))


@identity(**FREE)
def pseudo_inverse_by_gram_matrix(A):
    """A^+ = (A^T A)^+ A^T"""
    return pinv(A), pinv(A.T * A) * A.T


@identity(A="m m rank n", B="n m", cookbook="513")
def kron_pseudo_inverse(A, B):
    """(A (x) B)^+ = A^+ (x) B^+"""
    return pinv(kron(A, B)), kron(pinv(A), pinv(B))


@identity(A="m n", B="n m", hypothesis="A is of full rank, B is of full rank", where="m >= n")
def pseudo_inverse_of_full_rank_product(A, B):
    """(AB)^+ = B^+ A^+, for independent columns of A and rows of B"""
    return pinv(A * B), pinv(B) * pinv(A)


@false(A="1 n", B="n 1", truth="pseudo_inverse_of_full_rank_product")
@also(note="It wants independent columns of $A$ and independent rows of $B$; not even a row times a column will do.")
def pseudo_inverse_of_product(A, B):
    """(AB)^+ = B^+ A^+, for A of shape 1 x n and B of shape n x 1"""
    return pinv(A * B), pinv(B) * pinv(A)


@identity(**FREE)
def projector_onto_columns_is_idempotent(A):
    """(A A^+)(A A^+) = A A^+"""
    return MatMul(A, pinv(A), A, pinv(A)), A * pinv(A)


@identity(**FREE)
def trace_of_projector_onto_columns(A):
    """tr(A A^+) = rank(A)"""
    return tr(A * pinv(A)), rank(A)


@identity(P="n n idempotent", source="magnus2019, chapter 1", hypothesis="P is idempotent")
def rank_of_idempotent(P):
    """rank(P) = tr(P), for idempotent P"""
    return rank(P), tr(P)


@identity(**FREE, source="magnus2019, chapter 1")
def rank_of_transpose(A):
    """rank(A^T) = rank(A)"""
    return rank(A.T), rank(A)


@identity(**FREE, source="magnus2019, chapter 1", note="For real A; it is the rank of $AA^{T}$ and of $A^{+}$ too.")
def rank_of_gram_matrix(A):
    """rank(A^T A) = rank(A)"""
    return rank(A.T * A), rank(A)


@identity(A="m m rank n", B="n m", cookbook="514")
def rank_of_kron(A, B):
    """rank(A (x) B) = rank(A) rank(B)"""
    return rank(kron(A, B)), rank(A) * rank(B)


@identity(A="2 2", B="n n rank m", cookbook="516", source="petersen2012, section 10.2")
@also(method="A of shape 2 x 2 and rank 2, B of shape n x n and rank min(m, n)")
@also(note="The ranks do in place of the sizes: where $A$ or $B$ is singular, both sides are 0, unless $A = B = 0$.")
def determinant_of_kron_by_ranks(A, B, m, n):
    """det(A (x) B) = det(A)^rank(B) det(B)^rank(A), for A of shape 2 x 2 and B of rank min(m, n)"""
    return det(kron(A, B)), det(A) ** Min(m, n) * det(B) ** 2


@identity(A="m n rank r", B="n m", C="m m", source="penrose1955")
def normal_equations_of_axb(A, B, C):
    """A^T A X B B^T = A^T C B^T, for X = A^+ C B^+"""
    return MatMul(A.T, A, pinv(A), C, pinv(B), B, B.T), A.T * C * B.T


@identity(X="m n", hypothesis="X is of full rank", where="m >= n", source="petersen2012, section 2.1", cookbook="55")
def gradient_of_log_determinant_of_gram_matrix(X):
    """grad_X ln det(X^T X) = 2 (X^+)^T"""
    return Gradient(log(det(X.T * X)), X), MatMul(2, Transpose(pinv(X)))


@identity(Y="n m", hypothesis="m >= n", where="m >= n", source="petersen2012, section 2.1", cookbook="56")
@also(method="the variable is Y = X^+, and X = Y^+", ranks="tried", short=lambda Y: [("X", pinv(Y))])
def gradient_of_log_determinant_by_pseudo_inverse(Y):
    """grad_Y ln det(X^T X) = -2 X^T, where Y = X^+ and X = Y^+"""
    X = pinv(Y)
    return Gradient(log(det(MatMul(Transpose(X), X))), Y), MatMul(-2, Transpose(X))


@identity(**MOVING)
def differential_of_pseudo_inverse(A, B, dA, dB):
    """d(X^+) = -X^+ dX X^+ + X^+ X^+T dX^T (I - X X^+) + (I - X^+ X) dX^T X^+T X^+, at constant rank"""
    X = A * B
    Y, dX = pinv(X), Differential(X, (A, dA), (B, dB))
    left = MatMul(Y, Transpose(Y), Transpose(dX), across(X, Y))
    right = MatMul(across(Y, X), Transpose(dX), Transpose(Y), Y)
    return Differential(Y, (A, dA), (B, dB)), MatAdd(minus(Y, dX, Y), left, right)


@false(X="n 1", dX="n 1", hypothesis="X is of full rank", source="golub1973", truth="differential_of_pseudo_inverse")
@also(note="The rule for the inverse: two terms are missing, and are 0 for invertible $X$ only.")
def differential_of_pseudo_inverse_as_of_inverse(X, dX):
    """d(X^+) = -X^+ dX X^+, for a column X"""
    return Differential(pinv(X), (X, dX)), minus(pinv(X), dX, pinv(X))


@identity(**MOVING)
def differential_of_projector_onto_columns(A, B, dA, dB):
    """d(X X^+) = (I - X X^+) dX X^+ + ((I - X X^+) dX X^+)^T, at constant rank"""
    X, moves = A * B, [(A, dA), (B, dB)]
    half = MatMul(across(X, pinv(X)), Differential(X, *moves), pinv(X))
    return Differential(MatMul(X, pinv(X)), *moves), MatAdd(half, Transpose(half))


@identity(X="m n", source="golub1973", hypothesis="X is of full rank")
def derivative_of_pseudo_inverse(X, m, n):
    """dX^+/dX = ((I - XX^+) (x) X^+ X^+T + X^+T X^+ (x) (I - X^+ X)) K_mn - X^+T (x) X^+"""
    Y, Z = pinv(X), Transpose(pinv(X))
    inner = MatAdd(Kron(across(X, Y), MatMul(Y, Z)), Kron(MatMul(Z, Y), across(Y, X)))
    return Jacobian(Y, X), MatAdd(MatMul(inner, K(m, n)), minus(Kron(Z, Y)))


@identity(X="m n", source="golub1973", hypothesis="X is of full rank", where="m >= n")
def derivative_of_pseudo_inverse_of_full_column_rank(X, m, n):
    """dX^+/dX = ((I - XX^+) (x) (X^T X)^-1) K_mn - X^+T (x) X^+, for independent columns"""
    Y = pinv(X)
    inner = MatMul(Kron(across(X, Y), Inverse(X.T * X)), K(m, n))
    return Jacobian(Y, X), MatAdd(inner, minus(Kron(Transpose(Y), Y)))


@identity(X="m n", y="m 1", source="golub1973", hypothesis="X is of full rank")
def gradient_of_variable_projection(X, y):
    """grad_X y^T (I - XX^+) y = -2 (I - XX^+) y (X^+ y)^T"""
    P = across(X, pinv(X))
    return Gradient(MatMul(y.T, P, y), X), MatMul(-2, P, y, Transpose(MatMul(pinv(X), y)))
