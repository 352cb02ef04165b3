"""vec stacks the columns of a matrix, vech the columns of its lower triangle."""

from sympy import ImmutableMatrix, Max, Min, Mod, S, floor
from sympy.matrices import MatrixBase

from veckron import shapes
from veckron.expressions.node import Node
from veckron.expressions.zero_one_matrices import duplication_matrix, elimination_matrix, lower_triangle, vech_index
from veckron.shapes import Matrix, Size, is_expression


class Vec(Node):
    """The column vec A of a symbolic matrix A; made by :func:`vec`."""

    name = "vec"
    shape = property(lambda self: (self.args[0].rows * self.args[0].cols, S.One))

    def reading(self, ev):
        return vec(ev(self.args[0]))

    def _entry(self, i, j, **options):
        A = self.args[0]
        return A[Mod(i, A.rows), floor(i / A.rows)]


class Unvec(Node):
    """The m x n matrix whose vec is v; made by :func:`unvec`."""

    name = "unvec"
    shape = property(lambda self: self.args[1:])

    def reading(self, ev):
        return unvec(ev(self.args[0]), *ev.shape(self))

    def _latex(self, printer):
        return rf"\operatorname{{{self.name}}}({printer._print(self.args[0])})"

    def _entry(self, i, j, **options):
        v, m, _ = self.args
        return v[j * m + i, 0]


class Vech(Node):
    """The column vech A of a symbolic square matrix A; made by :func:`vech`."""

    name = "vech"
    shape = property(lambda self: (shapes.triangle(self.args[0].rows), S.One))

    def definition(self):
        return elimination_matrix(self.args[0].rows) * vec(self.args[0])

    def _entry(self, i, j, **options):
        if not self.args[0].rows.is_Integer:
            raise ValueError("vech: an entry by its number wants an integer size")
        return self.args[0][lower_triangle(int(self.args[0].rows))[int(i)]]


class Unvech(Node):
    """The symmetric matrix whose vech is v; made by :func:`unvech`."""

    name = "unvech"
    shape = property(lambda self: (self.args[1], self.args[1]))
    _latex = Unvec._latex

    def definition(self):
        v, n = self.args
        return unvec(duplication_matrix(n) * v, n, n)

    def _entry(self, i, j, **options):
        v, n = self.args
        return v[vech_index(Max(i, j), Min(i, j), n), 0]


def vec(A: Matrix) -> Matrix:
    """Stack the columns of A: ``vec(A)[j*m + i] = A[i, j]``, from shape (m, n) to (m*n, 1).

    NumPy's ``ravel`` and ``reshape`` read rows first; they are not vec.
    A is a SymPy matrix, with symbolic sizes or with entries, or a two-dimensional array, of real entries; vec A is of the same
    kind, and for a column it is A itself.
    ShapeError if A is not two-dimensional, or is a product, sum ... of matrices that do not fit; TypeError if A is not a
    matrix, or is complex.

    >>> from sympy import Matrix
    >>> vec(Matrix([[5, 4], [3, 2], [1, 0]])).T
    Matrix([[5, 3, 1, 4, 2, 0]])

    source: magnus2019, chapter 2
    """
    A = shapes.matrix(A, "vec")
    if not is_expression(A):
        return A.T.reshape(A.shape[0] * A.shape[1], 1)
    if A.cols == 1:
        return A
    return A.args[0] if isinstance(A, Unvec) else Vec(A)


def stacked(A):
    """Return vec of a matrix; a scalar stays what it is."""
    return vec(A) if len(getattr(A, "shape", ())) == 2 else A


def unvec(v: Matrix, m: Size, n: Size) -> Matrix:
    """Return the m x n matrix whose vec is v: ``unvec(vec(A), m, n) = A``.

    v is a column of shape (m*n, 1), of a kind that :func:`vec` takes and gives; m and n are integers or symbols.
    ShapeError if v is not a column of length m*n; ValueError if m or n is negative or fractional.

    >>> from sympy import Matrix
    >>> unvec(Matrix([5, 3, 1, 4, 2, 0]), 3, 2).tolist()
    [[5, 4], [3, 2], [1, 0]]

    source: henderson1981
    """
    m, n = shapes.size(m, "unvec"), shapes.size(n, "unvec")
    v = shapes.column(v, m * n, "unvec")
    if not is_expression(v):
        return v.reshape(int(n), int(m)).T
    if n == 1:
        return v
    return v.args[0] if isinstance(v, Vec) and v.args[0].shape == (m, n) else Unvec(v, m, n)


def vech(A: Matrix) -> Matrix:
    """Stack the columns of the lower triangle of a symmetric A, diagonal included: (n, n) to (n*(n + 1)/2, 1).

    A is of a kind that :func:`vec` takes. A symbol is taken to stand for a symmetric matrix; the entries of an array may
    differ from symmetry by rounding, 1e-12 of the largest.
    ShapeError if A is not square; ValueError if A has entries and is not symmetric.

    >>> from sympy import Matrix
    >>> vech(Matrix([[1, 2, 4], [2, 3, 5], [4, 5, 6]])).T
    Matrix([[1, 2, 4, 3, 5, 6]])

    source: magnus1980
    """
    A = shapes.square(A, "vech")
    if is_expression(A):
        return A.args[0] if isinstance(A, Unvech) else Vech(A)
    if not _is_symmetric(A):
        raise ValueError(f"vech: wants a symmetric matrix, got one of shape {tuple(A.shape)} that is not")
    if isinstance(A, MatrixBase):
        return A.vech()
    rows, cols = zip(*lower_triangle(A.shape[0])) if A.shape[0] else ((), ())
    return A[list(rows), list(cols)].reshape(len(rows), 1)


def _is_symmetric(A):
    if isinstance(A, MatrixBase):
        return A.is_symmetric()
    if A.dtype.kind == "O":
        return bool((A == A.T).all())
    import numpy as np

    largest = np.max(np.abs(A), initial=0, where=np.isfinite(A))
    return np.allclose(A, A.T, rtol=0, atol=1e-12 * largest, equal_nan=True)


def unvech(v: Matrix, n: Size | None = None) -> Matrix:
    """Return the symmetric matrix whose vech is v: ``unvech(vech(A)) = A``, of shape (n, n) for v of (n*(n + 1)/2, 1).

    v is of a kind that :func:`vec` takes; n, an integer or a symbol, is needed where the length of v is symbolic.
    ShapeError if v is not a column whose length is n*(n + 1)/2.

    >>> from sympy import Matrix
    >>> unvech(Matrix([1, 2, 3])).tolist()
    [[1, 2], [2, 3]]

    source: magnus1980
    """
    length = shapes.matrix(v, "unvech").shape[0]
    n = shapes.size(shapes.triangular_root(length, "unvech") if n is None else n, "unvech")
    v = shapes.column(v, shapes.triangle(n), "unvech")
    if is_expression(v):
        return v.args[0] if isinstance(v, Vech) else Unvech(v, n)
    order = [vech_index(max(i, j), min(i, j), int(n)) for i in range(n) for j in range(n)]
    if isinstance(v, MatrixBase):
        return ImmutableMatrix(n, n, [v[k] for k in order])
    return v[order].reshape(int(n), int(n))
