"""The adjugate, the matrix of cofactors transposed: what the inverse is before it is divided by the determinant."""

from sympy import MatrixExpr
from sympy.matrices import MatrixBase

from veckron import shapes


class Adjugate(MatrixExpr):
    """adj A of a symbolic square matrix A; made by :func:`adjugate`."""

    @property
    def shape(self):
        return self.args[0].shape

    def _entry(self, i, j, **options):
        raise NotImplementedError(f"{self}: an entry wants an A with entries; give adjugate(A.as_explicit())")

    def _sympystr(self, printer):
        return f"adj({printer._print(self.args[0])})"

    def _latex(self, printer):
        return rf"\operatorname{{adj}}({printer._print(self.args[0])})"


def adjugate(A):
    """Return adj A, with ``adj(A) A = A adj(A) = det(A) I``; it exists for singular A too.

    Parameters
    ----------
    A : matrix of shape (n, n)
        A SymPy matrix, with symbolic size or with entries, or a two-dimensional array. Real entries.

    Returns
    -------
    matrix of shape (n, n)
        Of the kind of A; float64 for arrays.

    Raises
    ------
    ShapeError
        If A is not square.

    Examples
    --------
    >>> from sympy import Matrix
    >>> adjugate(Matrix([[1, 2], [2, 4]]))
    Matrix([
    [ 4, -2],
    [-2,  1]])

    source: magnus2019, chapter 1
    """
    A = shapes.square(A, "adjugate")
    if shapes.is_expression(A):
        return Adjugate(A)
    return A.adjugate() if isinstance(A, MatrixBase) else _of_array(A)


def _of_array(A):
    """From A = U S V: adj A = det(U V) V^T adj(S) U^T, with no division by a singular value."""
    import numpy as np

    U, s, V = np.linalg.svd(np.asarray(A, dtype=float))
    cofactors = [np.prod(np.delete(s, i)) for i in range(len(s))]
    return np.linalg.det(U) * np.linalg.det(V) * (V.T * cofactors) @ U.T
