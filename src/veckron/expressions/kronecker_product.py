"""The Kronecker product A (x) B: every entry of A times the whole of B."""

from functools import reduce
from math import prod

from sympy import KroneckerProduct, MatMul, kronecker_product

from veckron import shapes
from veckron.shapes import is_expression


def kron(*factors):
    """Return the Kronecker product: ``kron(A, B)[i*p + k, j*q + l] = A[i, j] * B[k, l]`` for B of shape (p, q).

    Parameters
    ----------
    *factors : matrices of shapes (m, n), (p, q), ...
        SymPy matrices, with symbolic sizes or with entries, or two-dimensional arrays. Real entries.

    Returns
    -------
    matrix of shape (m*p*..., n*q*...)
        An array for arrays: of Python integers where all entries are integers, so that nothing overflows.

    Raises
    ------
    ShapeError
        If a factor is not two-dimensional, or is a product, sum ... of matrices that do not fit.
    TypeError
        If there is no factor, if SymPy matrices and arrays are mixed, or if a factor is complex.

    Examples
    --------
    >>> from sympy import Matrix, eye
    >>> kron(Matrix([[3, 4], [5, 6]]), eye(2))
    Matrix([
    [3, 0, 4, 0],
    [0, 3, 0, 4],
    [5, 0, 6, 0],
    [0, 5, 0, 6]])

    source: magnus2019, chapter 2
    """
    if not factors:
        raise TypeError("kron: wants at least one matrix")
    factors = [shapes.matrix(factor, "kron") for factor in factors]
    symbolic = [shapes.is_symbolic(factor) for factor in factors]
    if all(symbolic):
        return _symbolic(factors)
    if any(symbolic):
        raise TypeError("kron: wants all factors of SymPy or all of them arrays")
    return reduce(_arrays, factors)


def _symbolic(factors):
    if not any(map(is_expression, factors)):
        return kronecker_product(*factors)
    pairs = [factor.as_coeff_mmul() if isinstance(factor, MatMul) else (1, factor) for factor in factors]
    scalars, matrices = zip(*pairs)
    return prod(scalars) * KroneckerProduct(*matrices) if len(factors) > 1 else factors[0]


def _arrays(A, B):
    import numpy as np

    return np.kron(_exact(A), _exact(B))


def _exact(A):
    """Integers as Python's own: a product of two int64 may overflow in silence."""
    return A.astype(object) if A.dtype.kind in "biu" else A
