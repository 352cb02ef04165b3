"""What the structure of a Jacobian gives besides products: its inverse, its determinant, its diagonal."""

from functools import reduce

import numpy as np
from sympy import DiagMatrix, HadamardPower, Identity, KroneckerProduct, MatAdd, MatMul, MatPow
from sympy import Transpose, ZeroMatrix

from veckron.expressions import CommutationMatrix
from veckron.program.apply import SylvesterInverse, structured
from veckron.program.library import turned
from veckron.program.lowering import factors_of


def refuse(operation, J):
    """Return the error of an operation that the structure of J does not give."""
    return NotImplementedError(
        f"{operation}: no factors give it for a {type(J).__name__} of shape {tuple(J.shape)}; "
        f"scipy.sparse.linalg.lsqr takes the operator as it is, and toarray() gives a small matrix"
    )


def inverted(J, ev):
    """Return the inverse as an expression: factor by factor, of diagonals entry by entry, of Kronecker sums by Sylvester."""
    if J.rows != J.cols:
        raise np.linalg.LinAlgError(f"solve: a factor of shape {tuple(J.shape)} has no inverse")
    if isinstance(J, DiagMatrix):
        if not np.all(ev(J.args[0])):
            raise np.linalg.LinAlgError(f"solve: a zero on the diagonal of shape {tuple(J.shape)}")
        return DiagMatrix(HadamardPower(J.args[0], -1))
    if isinstance(J, MatMul):
        scalar, factors = factors_of(J)
        return MatMul(1 / scalar, *[inverted(factor, ev) for factor in reversed(factors)])
    if isinstance(J, KroneckerProduct):
        return KroneckerProduct(*[inverted(factor, ev) for factor in J.args])
    if isinstance(J, CommutationMatrix) or not structured(J):
        return J.I
    if isinstance(J, MatPow):
        return MatPow(inverted(J.base, ev), J.exp)
    return SylvesterInverse(*sylvester(J, "solve"))


def sylvester(J, operation):
    """Return A and B of I (x) A + B^T (x) I."""
    left, right = [], []
    for scalar, factors in map(factors_of, J.args if isinstance(J, MatAdd) else []):
        if len(factors) == 1 and isinstance(factors[0], KroneckerProduct) and len(factors[0].args) == 2:
            P, Q = factors[0].args
            left += [scalar * Q] if isinstance(P, Identity) else []
            right += [scalar * P] if isinstance(Q, Identity) else []
    if len(J.args) != 2 or len(left) != 1 or len(right) != 1 or left[0].rows * right[0].rows != J.rows:
        raise refuse(operation, J)
    return left[0], Transpose(right[0])


def logdet(J, ev):
    """Return the sign and the logarithm of the size of a determinant."""
    if J.rows != J.cols:
        raise refuse("logdet", J)
    if isinstance(J, CommutationMatrix):
        m, n = map(int, J.args)
        return (-1.0) ** (m * (m - 1) // 2 * (n * (n - 1) // 2)), 0.0
    if isinstance(J, (Identity, DiagMatrix)):
        return of_numbers(diagonal(J, ev))
    if isinstance(J, MatMul):
        scalar, factors = factors_of(J)
        parts = [(*of_numbers([float(ev(scalar))]), J.rows), *[(*logdet(factor, ev), 1) for factor in factors]]
    elif isinstance(J, KroneckerProduct):  # |A (x) B| = |A|^n |B|^m for A of size m and B of size n
        parts = [(*logdet(factor, ev), J.rows // max(factor.rows, 1)) for factor in J.args]
    elif structured(J):  # the eigenvalues are sums of those of A and of B
        A, B = (np.linalg.eigvals(ev(part)) for part in sylvester(J, "logdet"))
        return of_numbers(np.add.outer(A, B).ravel())
    else:
        return tuple(map(float, np.linalg.slogdet(ev(J))))
    return float(np.prod([sign ** int(k) for sign, _, k in parts])), float(sum(log * int(k) for _, log, k in parts))


def of_numbers(w):
    """Return the sign and the logarithm of a product of numbers, complex ones in pairs."""
    with np.errstate(divide="ignore"):
        sign = np.prod(np.sign(w)) if np.isrealobj(w) else np.prod(w / np.abs(w)).real
        return float(sign), float(np.log(np.abs(w)).sum())


def diagonal(J, ev):
    """Return the diagonal: diag(Diag(w) A) = w o diag(A), and sums of entries times entries for a product of two arrays."""
    n = min(map(int, J.shape))
    if isinstance(J, (Identity, ZeroMatrix)):
        return np.full(n, float(isinstance(J, Identity)))
    if isinstance(J, CommutationMatrix):
        return (turned(*map(int, J.args)) == np.arange(n)).astype(float)
    if isinstance(J, DiagMatrix):
        return np.array(ev(J.args[0])).ravel()
    if isinstance(J, MatAdd):
        return reduce(np.add, [diagonal(term, ev) for term in J.args])
    if isinstance(J, KroneckerProduct) and all(factor.rows == factor.cols for factor in J.args):
        return reduce(np.kron, [diagonal(factor, ev) for factor in J.args])
    scalar, factors = factors_of(J)
    alone = len([factor for factor in factors if not isinstance(factor, DiagMatrix)]) < 2
    if isinstance(J, MatMul) and alone:
        return float(ev(scalar)) * reduce(np.multiply, [diagonal(factor, ev) for factor in factors])
    if any(map(structured, factors)):
        raise refuse("diagonal", J)
    if not isinstance(J, MatMul):
        return np.diagonal(ev(J)).copy()
    return float(ev(scalar)) * np.einsum("ij,ji->i", ev(factors[0])[:n], ev(MatMul(*factors[1:]))[:, :n])
