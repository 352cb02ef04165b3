"""Norms."""

from veckron.catalogue.vocabulary import *
from veckron.notation import latex

COOKBOOK = "petersen2012, section 2.6"
identity, false = topic("norms", source="magnus2019, chapter 9")


def norm(X):
    """Return the length of a column, the Frobenius norm of a matrix."""
    return sqrt(square(X))


def over(X, k=1):
    """Return 1/||X||^k, as a power of the norm."""
    return Pow(norm(X), -k, evaluate=False)


def named(*letters):
    """Return the name ||x|| for the length of each column, ||X||_F for a matrix."""
    return [(rf"\lVert {latex(X)} \rVert{'' if X.cols == 1 else '_{F}'}", norm(X)) for X in letters]


def squared(X):
    """Return the name ||X||_F^2 for the square of a norm."""
    return [(rf"\lVert {latex(X)} \rVert{'' if X.cols == 1 else '_{F}'}^{{2}}", square(X))]


def across(x):
    """Return the projector onto the directions across x."""
    return MatAdd(I(x.rows), MatMul(-1 / square(x), x, Transpose(x)))


COLUMN = {"x": "n 1", "hypothesis": "x is not 0", "short": lambda x: named(x)}
MATRIX = {"X": "m n", "hypothesis": "X is not 0", "short": lambda X: named(X)}


@identity(**COLUMN)
def gradient_of_norm(x):
    """grad_x ||x|| = x / ||x||"""
    return Gradient(norm(x), x), MatMul(over(x), x)


@identity(x="n 1", a="n 1", source=COOKBOOK, cookbook="129", short=lambda x, a: named(x - a))
@also(note="For $x$ other than $a$: the norm has no derivative at 0.")
def gradient_of_distance(x, a):
    """grad_x ||x - a|| = (x - a) / ||x - a||"""
    return Gradient(norm(x - a), x), MatMul(over(x - a), x - a)


@identity(x="n 1", a="n 1", source=COOKBOOK, cookbook="130", short=lambda x, a: named(x - a))
@also(note="For $x$ other than $a$.")
def derivative_of_direction(x, a, n):
    """d((x - a)/||x - a||)/dx = I / ||x - a|| - (x - a)(x - a)^T / ||x - a||^3"""
    y = x - a
    return Jacobian(MatMul(over(y), y), x), MatAdd(MatMul(over(y), I(n)), minus(over(y, 3), y, Transpose(y)))


@identity(x="n 1", source=COOKBOOK, cookbook="131", short=lambda x: squared(x))
def gradient_of_squared_length(x):
    """grad_x ||x||^2 = 2x"""
    return Gradient(square(x), x), 2 * x


@identity(**COLUMN)
def derivative_of_unit_vector(x):
    """d(x/||x||)/dx = (I - x x^T / x^T x) / ||x||"""
    return Jacobian(MatMul(over(x), x), x), MatMul(over(x), across(x))


@false(**COLUMN, truth="derivative_of_unit_vector")
@also(note="The length depends on $x$ too: along $x$ the unit vector does not change.")
def derivative_of_unit_vector_with_fixed_length(x, n):
    """d(x/||x||)/dx = I / ||x||"""
    return Jacobian(MatMul(over(x), x), x), MatMul(over(x), I(n))


@identity(**COLUMN, source="magnus2019, chapter 10")
def hessian_of_norm(x):
    """d^2 ||x||/dx dx^T = (I - x x^T / x^T x) / ||x||"""
    return Hessian(norm(x), x), MatMul(over(x), across(x))


@identity(**COLUMN)
def gradient_of_inverse_distance(x):
    """grad_x 1/||x|| = -x / ||x||^3"""
    return Gradient(over(x), x), minus(over(x, 3), x)


@identity(x="n 1", A="n n", hypothesis="x is not 0")
@also(short=lambda x, A: [(r"\lVert x \rVert_{A}", sqrt(tr(x.T * A * x)))])
def gradient_of_weighted_norm(x, A):
    """grad_x sqrt(x^T A x) = (A + A^T) x / (2 sqrt(x^T A x)), the weighted norm ||x||_A"""
    r = sqrt(tr(x.T * A * x))
    return Gradient(r, x), MatMul(half, Pow(r, -1, evaluate=False), A + A.T, x)


@identity(x="n 1", A="m n", b="m 1", source="golub2013", short=lambda x, A, b: named(A * x - b))
def gradient_of_residual_norm(x, A, b):
    """grad_x ||Ax - b|| = A^T (Ax - b) / ||Ax - b||"""
    y = A * x - b
    return Gradient(norm(y), x), MatMul(over(y), A.T, y)


@identity(x="n 1", a="n 1", hypothesis="x is not 0, a is not 0", short=lambda x, a: named(x, a))
def gradient_of_cosine(x, a):
    """grad_x a^T x / (||a|| ||x||) = (I - x x^T / x^T x) a / (||a|| ||x||)"""
    cosine = MatMul(over(a), over(x), a.T, x)
    return Gradient(cosine, x), MatMul(over(a), over(x), across(x), a)


@identity(**MATRIX)
def gradient_of_frobenius_norm(X):
    """grad_X ||X||_F = X / ||X||_F"""
    return Gradient(norm(X), X), MatMul(over(X), X)


@identity(**MATRIX)
def derivative_of_normalized_matrix(X, m, n):
    """d(X/||X||_F)/dX = (I_mn - vec(X) vec^T(X) / ||X||_F^2) / ||X||_F"""
    right = MatAdd(I(m * n), MatMul(-1 / square(X), vec(X), Transpose(vec(X))))
    return Jacobian(MatMul(over(X), X), X), MatMul(over(X), right)


@identity(X="m n", A="m n", short=lambda X, A: squared(X - A))
def gradient_of_squared_distance(X, A):
    """grad_X ||X - A||_F^2 = 2 (X - A)"""
    return Gradient(square(X - A), X), MatMul(2, X - A)


@identity(X="n p", A="m n", B="m p", source="golub2013", short=lambda X, A, B: squared(A * X - B))
def gradient_of_matrix_least_squares(X, A, B):
    """grad_X ||AX - B||_F^2 = 2 A^T (AX - B)"""
    return Gradient(square(A * X - B), X), 2 * A.T * (A * X - B)


@identity(X="m n", Q="m m orthogonal", source="golub2013", hypothesis="Q is orthogonal")
@also(short=lambda X, Q: squared(Q * X) + squared(X))
def norm_of_orthogonal_product(X, Q):
    """||QX||_F^2 = ||X||_F^2"""
    return square(Q * X), square(X)
