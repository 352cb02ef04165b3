"""What a matrix is split into, and what an equation defines: Cholesky, eigenvalues, SVD, QR, polar, Sylvester, implicit."""

from functools import lru_cache

from sympy import BlockMatrix, DiagMatrix, FunctionMatrix, HadamardPower, Identity, KroneckerDelta, KroneckerProduct
from sympy import Lambda, MatPow, MatrixExpr, MatrixSymbol, OneMatrix, Rational, S, Symbol, Transpose, ZeroMatrix, sign

from veckron import shapes
from veckron.expressions.indexed_matrices import MatrixUnit
from veckron.expressions.matrix_functions import Expm
from veckron.expressions.node import Factor, Node, of_transpose
from veckron.expressions.vectorization import stacked, unvec, vec

i, j = (Symbol(letter, integer=True, nonnegative=True) for letter in "ij")


@lru_cache(maxsize=1024)
def symmetric_part(S):
    """Return (S + S^T)/2."""
    return (S + Transpose(S).doit()) / 2


class Logm(Factor):
    """log A, the matrix with expm(log A) = A, for A without eigenvalues that are 0 or negative; made by :func:`logm`."""

    name = "logm"

    def reading(self, ev):
        return ev.arithmetic.logm(ev.square(self))

    _eval_transpose = of_transpose


class FrechetJacobian(Node):
    """The matrix L with vec(dF) = L vec(dA), for a function F = f(A) of a square matrix: expm, a power, log.

    Its columns are vec of the block dF of f([A, dA; 0, A]); by Daleckii and Krein it is also the block at the right of
    f([I (x) A, I; 0, A^T (x) I]).

    source: higham2008
    """

    name = "Frechet"

    @property
    def shape(self):
        return (self.args[0].rows ** 2,) * 2

    def reading(self, ev):
        A = self.args[0].args[0]
        n = ev.size(A.rows)
        units = [MatrixUnit(i, j, *A.shape) for j in range(n) for i in range(n)]
        return ev.arithmetic.from_columns(n * n, [stacked(ev(self.beside(A, E, A))) for E in units])

    def beside(self, A, E, B):
        """Return the block at the right of f([A, E; 0, B])."""
        blocks = BlockMatrix([[A, E], [ZeroMatrix(B.rows, A.cols), B]])
        return self.args[0].func(blocks, *self.args[0].args[1:])[: A.rows, A.cols :]

    def at_once(self):
        """Return the same as one block."""
        A, I = self.args[0].args[0], Identity(self.args[0].rows)
        return self.beside(KroneckerProduct(I, A), Identity(self.rows), KroneckerProduct(Transpose(A).doit(), I))

    def _eval_transpose(self):
        F = self.args[0]
        return FrechetJacobian(F.func(Transpose(F.args[0]).doit(), *F.args[1:]))


class Cholesky(Factor):
    """The lower triangular C with C C^T = (S + S^T)/2 and a positive diagonal; made by :func:`cholesky`."""

    name = "cholesky"

    def reading(self, ev):
        return ev.arithmetic.cholesky(ev(symmetric_part(self.args[0])))


class Eigenvalues(Factor):
    """The column of the eigenvalues of (S + S^T)/2, from the smallest on; made by :func:`eigenvalues`."""

    name = "eigenvalues"
    shape = property(lambda self: (self.args[0].rows, S.One))

    def reading(self, ev):
        return ev.arithmetic.eigen(ev(symmetric_part(self.args[0])))[0]


class Eigenvectors(Factor):
    """The orthogonal Q with (S + S^T)/2 = Q Diag(eigenvalues(S)) Q^T; made by :func:`eigenvectors`."""

    name = "eigenvectors"

    def reading(self, ev):
        return ev.arithmetic.eigen(ev(symmetric_part(self.args[0])))[1]


class SingularValues(Factor):
    """The column of the singular values of X, (m, n) with m >= n, from the largest on; made by :func:`svd`."""

    name = "singular_values"
    shape = property(lambda self: (self.args[0].cols, S.One))

    def definition(self):
        X = self.args[0]
        return reversal(X.cols) * HadamardPower(Eigenvalues(Transpose(X).doit() * X), Rational(1, 2))


class LeftVectors(Factor):
    """The U of X = U Diag(s) V^T, of the shape of X; made by :func:`svd`."""

    name = "left_vectors"
    shape = property(lambda self: self.args[0].shape)

    def definition(self):
        X = self.args[0]
        return X * RightVectors(X) * DiagMatrix(HadamardPower(SingularValues(X), -1))


class RightVectors(Factor):
    """The orthogonal V of X = U Diag(s) V^T: the eigenvectors of X^T X, in the order of s; made by :func:`svd`."""

    name = "right_vectors"
    shape = property(lambda self: (self.args[0].cols,) * 2)

    def definition(self):
        X = self.args[0]
        return Eigenvectors(Transpose(X).doit() * X) * reversal(X.cols)


class Sylvester(Factor):
    """The X with A X + X B = C; made by :func:`sylvester`."""

    name = "sylvester"
    shape = property(lambda self: self.args[2].shape)

    def definition(self):
        A, B, C = self.args
        both = KroneckerProduct(Identity(B.rows), A) + KroneckerProduct(Transpose(B).doit(), Identity(A.rows))
        return unvec(both.I * vec(C), *self.shape)


class Implicit(Factor):
    """The Y with F(Y) = 0 that Newton's method finds from a start; made by :func:`implicit`."""

    name = "implicit"
    shape = property(lambda self: self.args[1].shape)

    @property
    def free_symbols(self):
        F, Y, start = self.args
        return (F.free_symbols - {Y}) | start.free_symbols | set().union(*[n.free_symbols for n in Y.shape])

    def reading(self, ev):
        return ev.arithmetic.implicit(ev, self)


def reversal(n):
    """Return the matrix that reverses the order of n rows."""
    return FunctionMatrix(n, n, Lambda((i, j), KroneckerDelta(i + j, n - 1)))


def half_lower(n):
    """Return the matrix of 1 below the diagonal, 1/2 on it and 0 above."""
    return FunctionMatrix(n, n, Lambda((i, j), (1 + sign(i - j)) / 2))


def reciprocal_gaps(S):
    """Return the matrix of 1/(l_j - l_i) for the eigenvalues l of S, with zeros on the diagonal."""
    values, n = Eigenvalues(S), S.rows
    ones = OneMatrix(n, 1)
    return HadamardPower(ones * values.T - values * ones.T + Identity(n), -1) - Identity(n)


def logm(A: MatrixExpr) -> MatrixExpr:
    """Return log A of a symbolic matrix A of shape (n, n), the matrix with expm(log A) = A.

    ShapeError if A is not square.

    >>> logm(MatrixSymbol("A", 2, 2))
    logm(A)

    source: higham2008
    """
    return Logm(shapes.square(A, "logm"))


def frechet(F: MatrixExpr) -> MatrixExpr:
    """Return the L with vec(dF) = L vec(dA) of F = expm(A), logm(A) or A^k.

    TypeError if F is no such function of a matrix.

    >>> frechet(logm(MatrixSymbol("A", 2, 2))).shape
    (4, 4)

    source: higham2008
    """
    if not isinstance(F, (Expm, Logm, MatPow)):
        raise TypeError(f"Frechet: wants expm(A), logm(A) or a power of A, got {F}")
    return FrechetJacobian(F)


def cholesky(S: MatrixExpr) -> MatrixExpr:
    """Return the lower triangular C with C C^T = S, for a symmetric positive definite S of shape (n, n).

    Of any S the symmetric part is meant. ShapeError if S is not square.

    >>> cholesky(MatrixSymbol("S", 2, 2)).shape
    (2, 2)

    source: golub2013, chapter 4
    """
    return Cholesky(shapes.square(S, "cholesky"))


def eigenvalues(S: MatrixExpr) -> MatrixExpr:
    """Return the column of the eigenvalues of a symmetric S of shape (n, n), from the smallest on, as NumPy's eigvalsh.

    Of any S the symmetric part is meant. ShapeError if S is not square.

    >>> eigenvalues(MatrixSymbol("S", 2, 2)).shape
    (2, 1)

    source: magnus2019, chapter 8
    """
    return Eigenvalues(shapes.square(S, "eigenvalues"))


def eigenvectors(S: MatrixExpr) -> MatrixExpr:
    """Return the orthogonal Q of the eigenvectors of a symmetric S of shape (n, n), in the order of the eigenvalues.

    The largest entry of each column is positive. Of any S the symmetric part is meant. ShapeError if S is not square.

    >>> eigenvectors(MatrixSymbol("S", 2, 2)).shape
    (2, 2)

    source: magnus2019, chapter 8
    """
    return Eigenvectors(shapes.square(S, "eigenvectors"))


def svd(X: MatrixExpr) -> tuple:
    """Return U, s and V with X = U Diag(s) V^T, for X of shape (m, n) and of rank n: (m, n), (n, 1) and (n, n).

    The singular values s, from the largest on, are the roots of the eigenvalues of X^T X.

    >>> [A.shape for A in svd(MatrixSymbol("X", 3, 2))]
    [(3, 2), (2, 1), (2, 2)]

    source: golub2013, chapter 2
    """
    X = shapes.matrix(X, "svd")
    return LeftVectors(X), SingularValues(X), RightVectors(X)


def qr(X: MatrixExpr) -> tuple:
    """Return Q and R with X = Q R, Q^T Q = I and R upper triangular with a positive diagonal, for X (m, n) of rank n.

    R is the transpose of Cholesky's factor of X^T X.

    >>> [A.shape for A in qr(MatrixSymbol("X", 3, 2))]
    [(3, 2), (2, 2)]

    source: golub2013, chapter 5
    """
    X = shapes.matrix(X, "qr")
    R = Transpose(Cholesky(Transpose(X).doit() * X))
    return X * R.I, R


def polar(X: MatrixExpr) -> tuple:
    """Return U and P with X = U P, U^T U = I and P symmetric positive definite, for X (m, n) of rank n.

    P is the square root of X^T X.

    >>> [A.shape for A in polar(MatrixSymbol("X", 3, 2))]
    [(3, 2), (2, 2)]

    source: higham2008
    """
    X = shapes.matrix(X, "polar")
    P = MatPow(Transpose(X).doit() * X, Rational(1, 2))
    return X * P.I, P


def sylvester(A: MatrixExpr, B: MatrixExpr, C: MatrixExpr) -> MatrixExpr:
    """Return the X with A X + X B = C, for A (m, m), B (n, n) and C (m, n); Lyapunov's is ``sylvester(A, A.T, C)``.

    It exists where A and -B share no eigenvalue. ShapeError if the matrices do not fit.

    >>> sylvester(MatrixSymbol("A", 3, 3), MatrixSymbol("B", 2, 2), MatrixSymbol("C", 3, 2)).shape
    (3, 2)

    source: golub2013, chapter 7
    """
    A, B, C = shapes.square(A, "sylvester"), shapes.square(B, "sylvester"), shapes.matrix(C, "sylvester")
    if not all(map(shapes.same, C.shape, (A.rows, B.rows))):
        wanted = shapes.show((A.rows, B.rows))
        raise shapes.ShapeError(f"sylvester: wants C of shape {wanted}, got shape {shapes.show(C.shape)}")
    return Sylvester(A, B, C)


def implicit(F: MatrixExpr, Y: MatrixSymbol, start: MatrixExpr) -> MatrixExpr:
    """Return the Y with F(Y) = 0, as a function of the other letters of F: a node that Newton's method evaluates.

    F has as many entries as Y, a matrix symbol; ``start``, of the shape of Y, is where Newton's method starts.
    ShapeError if they do not fit; TypeError if Y is no matrix symbol.

    >>> A, Y = MatrixSymbol("A", 2, 2), MatrixSymbol("Y", 2, 2)
    >>> implicit(Y * Y - A, Y, A).shape
    (2, 2)

    source: magnus2019, chapter 8
    """
    if not isinstance(Y, MatrixSymbol):
        raise TypeError(f"implicit: wants a matrix symbol to solve for, got {Y}")
    F, start = shapes.matrix(F, "implicit"), shapes.matrix(start, "implicit")
    if not shapes.same(F.rows * F.cols, Y.rows * Y.cols) or not all(map(shapes.same, start.shape, Y.shape)):
        wanted = f"as many equations as {Y} has entries, {shapes.show(Y.shape)}"
        got = f"F of shape {shapes.show(F.shape)}, a start of shape {shapes.show(start.shape)}"
        raise shapes.ShapeError(f"implicit: wants {wanted}, got {got}")
    return Implicit(F, Y, start)
