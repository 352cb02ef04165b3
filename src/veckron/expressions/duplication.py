"""The duplication matrix D_n and the elimination matrix L_n, which go between vech A and vec A."""

from sympy import KroneckerDelta, Max, Min, Mod, Piecewise, floor

from veckron import shapes
from veckron.expressions.commutation import ZeroOneMatrix
from veckron.expressions.vectorization import lower_triangle, vech_index


class DuplicationMatrix(ZeroOneMatrix):
    """D_n with symbolic n; made by :func:`duplication_matrix`."""

    letter = "D"

    @property
    def shape(self):
        n = self.args[0]
        return n * n, shapes.triangle(n)

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

    letter = "L"

    @property
    def shape(self):
        n = self.args[0]
        return shapes.triangle(n), n * n

    @staticmethod
    def positions(n):
        """Entry (i, j) of the lower triangle stands at j*n + i in vec A."""
        return [(k, j * n + i) for k, (i, j) in enumerate(lower_triangle(n))]

    def _entry(self, i, j, **options):
        n = self.args[0]
        row, col = Mod(j, n), floor(j / n)
        return Piecewise((KroneckerDelta(i, vech_index(row, col, n)), row >= col), (0, True))


def duplication_matrix(n):
    """Return D_n, with ``D_n vech(A) = vec(A)`` for every symmetric A of shape (n, n).

    Parameters
    ----------
    n : int or symbol

    Returns
    -------
    symbolic matrix of shape (n*n, n*(n + 1)/2)
        Entries 0 and 1, a single 1 in each row.

    Raises
    ------
    ValueError
        If n is negative or fractional.

    Examples
    --------
    >>> duplication_matrix(2).as_explicit()
    Matrix([
    [1, 0, 0],
    [0, 1, 0],
    [0, 1, 0],
    [0, 0, 1]])

    source: magnus1980; magnus2019, chapter 3
    """
    return DuplicationMatrix(shapes.size(n, "duplication_matrix"))


def elimination_matrix(n):
    """Return L_n, with ``L_n vec(A) = vech(A)``; L_n D_n = I.

    Parameters
    ----------
    n : int or symbol

    Returns
    -------
    symbolic matrix of shape (n*(n + 1)/2, n*n)
        Entries 0 and 1, a single 1 in each row.

    Raises
    ------
    ValueError
        If n is negative or fractional.

    Examples
    --------
    >>> elimination_matrix(2).as_explicit()
    Matrix([
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 0, 1]])

    source: magnus1980; magnus2019, chapter 3
    """
    return EliminationMatrix(shapes.size(n, "elimination_matrix"))
