"""Matrices of zeros and ones that move the entries of vec A: commutation K_mn, duplication D_n, elimination L_n."""

from sympy import Identity, KroneckerDelta, MatrixExpr, Max, Min, Mod, Piecewise, floor

from veckron import shapes
from veckron.expressions.node import Node
from veckron.shapes import Size


def lower_triangle(n):
    """Return the places (row, column) that vech stacks, in its order."""
    return [(i, j) for j in range(n) for i in range(j, n)]


def vech_index(i, j, n):
    """Return the place in vech A of entry (i, j), i >= j, of an n x n matrix."""
    half = j * (j + 1) // 2 if isinstance(n, int) else j * (j + 1) / 2
    return j * n - half + i


class ZeroOneMatrix(Node):
    """A matrix with symbolic size given by the places of its ones; ``positions(*sizes)`` lists them."""

    def ones(self):
        """Return the places (row, column) of the ones; the sizes must be integers."""
        if not all(size.is_Integer for size in self.args):
            raise ValueError(f"{self}: its entries as numbers want integer sizes, got {shapes.show(self.args)}")
        return self.positions(*map(int, self.args))

    def reading(self, ev):
        return ev.arithmetic.from_ones(ev.shape(self), self.positions(*map(ev.size, self.args)))

    def __array__(self, dtype=None, copy=None):
        import numpy as np

        ones = self.ones()
        array = np.zeros(tuple(map(int, self.shape)), dtype=dtype or object)
        array[tuple(zip(*ones))] = 1 if ones else array[()]
        return array

    def __matmul__(self, other):
        return _apply(self, other) if _is_array(other) else super().__matmul__(other)

    def __rmatmul__(self, other):
        return _apply(self, other.T, right=True).T if _is_array(other) else super().__rmatmul__(other)

    def _latex(self, printer):
        sizes = list(map(getattr(printer, "_size", printer._print), self.args))
        comma = "" if all(size.is_Symbol and len(size.name) == 1 for size in self.args) else ","
        return f"{self.name}_{{{comma.join(sizes)}}}"


_is_array = lambda A: hasattr(A, "dtype") and hasattr(A, "reshape")


def _apply(Z, A, right=False):
    """Z A, or Z^T A where A^T Z is wanted, for an array A: its rows moved, copied, dropped or added."""
    import numpy as np

    A = shapes.matrix(A, f"{Z} @ array")
    rows, cols = Z.shape[::-1] if right else Z.shape
    if A.shape[0] != cols:
        factors = [f"{Z} of shape {shapes.show(Z.shape)}", f"an array of shape {A.shape[::-1] if right else A.shape}"]
        raise shapes.ShapeError(f"product: {' times '.join(factors[::-1] if right else factors)}")
    result = np.zeros((int(rows), A.shape[1]), dtype=A.dtype)
    for place in Z.ones():
        i, j = place[::-1] if right else place
        result[i] += A[j]
    return result


class CommutationMatrix(ZeroOneMatrix):
    """K_mn with symbolic m and n; made by :func:`commutation_matrix`."""

    name = "K"
    shape = property(lambda self: (self.args[0] * self.args[1],) * 2)

    @staticmethod
    def positions(m, n):
        """Row r*n + c takes the entry (r, c) of A, which stands at c*m + r in vec A."""
        return [(r * n + c, c * m + r) for r in range(m) for c in range(n)]

    def _entry(self, i, j, **options):
        m, n = self.args
        return KroneckerDelta(j, Mod(i, n) * m + floor(i / n))

    def _eval_transpose(self):
        return commutation_matrix(*reversed(self.args))

    _eval_inverse = _eval_adjoint = _eval_transpose


def commutation_matrix(m: Size, n: Size) -> MatrixExpr:
    """Return K_mn, the permutation with ``K_mn vec(A) = vec(A.T)`` for A of shape (m, n); of shape (m*n, m*n).

    It is indexed by the shape before transposing. ``K_mn.T = K_nm`` is its inverse, and K_1n = K_n1 = I. m and n are integers
    or symbols; ValueError if one is negative or fractional. The matrix is symbolic, with entries 0 and 1; ``numpy.array(K)``
    and ``K @ array`` give arrays where the sizes are integers.

    >>> from sympy import Matrix, symbols
    >>> m, n = symbols("m n")
    >>> commutation_matrix(m, n) * commutation_matrix(n, m)
    I
    >>> (commutation_matrix(2, 3).as_explicit() * Matrix([1, 2, 3, 4, 5, 6])).T
    Matrix([[1, 3, 5, 2, 4, 6]])

    source: magnus1979; magnus2019, chapter 3
    """
    m, n = shapes.size(m, "commutation_matrix"), shapes.size(n, "commutation_matrix")
    return Identity(m * n) if 1 in (m, n) else CommutationMatrix(m, n)


class DuplicationMatrix(ZeroOneMatrix):
    """D_n with symbolic n; made by :func:`duplication_matrix`."""

    name = "D"
    shape = property(lambda self: (self.args[0] ** 2, shapes.triangle(self.args[0])))

    @staticmethod
    def positions(n):
        """Both (i, j) and (j, i) take the entry of vech A that stands for them."""
        places = [(i, j) for j in range(n) for i in range(n)]
        return [(j * n + i, vech_index(max(i, j), min(i, j), n)) for i, j in places]

    def _entry(self, i, j, **options):
        n = self.args[0]
        row, col = Mod(i, n), floor(i / n)
        return KroneckerDelta(j, vech_index(Max(row, col), Min(row, col), n))


class EliminationMatrix(ZeroOneMatrix):
    """L_n with symbolic n; made by :func:`elimination_matrix`."""

    name = "L"
    shape = property(lambda self: (shapes.triangle(self.args[0]), self.args[0] ** 2))

    @staticmethod
    def positions(n):
        """Entry (i, j) of the lower triangle stands at j*n + i in vec A."""
        return [(k, j * n + i) for k, (i, j) in enumerate(lower_triangle(n))]

    def _entry(self, i, j, **options):
        n = self.args[0]
        row, col = Mod(j, n), floor(j / n)
        return Piecewise((KroneckerDelta(i, vech_index(row, col, n)), row >= col), (0, True))


def duplication_matrix(n: Size) -> MatrixExpr:
    """Return D_n, with ``D_n vech(A) = vec(A)`` for every symmetric A of shape (n, n).

    Of shape (n*n, n*(n + 1)/2), with a single 1 in each row; else as for :func:`commutation_matrix`.

    >>> duplication_matrix(2).as_explicit().tolist()
    [[1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1]]

    source: magnus1980; magnus2019, chapter 3
    """
    return DuplicationMatrix(shapes.size(n, "duplication_matrix"))


def elimination_matrix(n: Size) -> MatrixExpr:
    """Return L_n, with ``L_n vec(A) = vech(A)``; L_n D_n = I.

    Of shape (n*(n + 1)/2, n*n), with a single 1 in each row; else as for :func:`commutation_matrix`.

    >>> elimination_matrix(2).as_explicit().tolist()
    [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1]]

    source: magnus1980; magnus2019, chapter 3
    """
    return EliminationMatrix(shapes.size(n, "elimination_matrix"))
