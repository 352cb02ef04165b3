"""What neighbours in a product make of each other, one rule each: A A^-1 = I, (A (x) B)(C (x) E) = AC (x) BE ...

A rule is given the factors before and the next one, B. It returns how many of the former it uses up, and what stands
in the place of these and of B; or None.
"""

from sympy import Identity, Inverse, KroneckerProduct, MatMul, MatPow, S, Transpose

from veckron.algebra.constructors import (
    join,
    kronecker,
    neighbours,
    power,
    product,
    split,
    trace,
    transpose,
    unstack,
    vector,
)
from veckron.expressions import CommutationMatrix, commutation_matrix, Vec


@neighbours
def powers(done, B):
    """A^i A^j = A^(i + j); A A^-1 = I"""
    (base, i), (other, j) = _power(done[-1]), _power(B)
    if base == other and base.rows == base.cols and not isinstance(base, (KroneckerProduct, CommutationMatrix)):
        return 1, power(base, i + j)


def _power(A):
    return (A.base, A.exp) if isinstance(A, MatPow) else (A, S.One)


@neighbours
def inverse_of_product(done, B):
    """(AB)^-1 A B = I; A B (AB)^-1 = I"""
    if isinstance(B, Inverse) and len(inside := split(B.arg)[1]) > 1 and done[-len(inside) :] == inside:
        return len(inside), join(1 / split(B.arg)[0], [Identity(B.rows)])
    for k in range(2, len(done) + 1):
        if isinstance(done[-k], Inverse) and split(done[-k].arg)[1] == [*done[len(done) - k + 1 :], B]:
            return k, join(1 / split(done[-k].arg)[0], [Identity(B.cols)])


@neighbours
def commutations(done, B):
    """K_mn K_nm = I"""
    A = done[-1]
    if isinstance(A, CommutationMatrix) and isinstance(B, CommutationMatrix) and A.args == B.args[::-1]:
        return 1, Identity(A.rows)


@neighbours
def mixed_product(done, B):
    """(A (x) B)(C (x) E) = AC (x) BE"""
    A = done[-1]
    both = isinstance(A, KroneckerProduct) and isinstance(B, KroneckerProduct) and len(A.args) == len(B.args)
    if both and all(a.cols == b.rows for a, b in zip(A.args, B.args)):
        return 1, kronecker(*map(product, A.args, B.args))


@neighbours
def commute_kron(done, B):
    """K_pm (A (x) B) = (B (x) A) K_qn"""
    K = done[-1]
    if isinstance(K, CommutationMatrix) and isinstance(B, KroneckerProduct):
        for A, C in halves(B):
            if K.args == (C.rows, A.rows):
                return 1, MatMul(kronecker(C, A), commutation_matrix(C.cols, A.cols))


def halves(kron):
    """Return the ways to read A (x) B (x) C as a product of two."""
    return [(kronecker(*kron.args[:k]), kronecker(*kron.args[k:])) for k in range(1, len(kron.args))]


@neighbours
def kron_times_vec(done, B):
    """(A (x) B) vec X = vec(B X A^T)"""
    if B.cols == 1 and isinstance(done[-1], KroneckerProduct):
        for A, C in halves(done[-1]):
            X = unstack(B, C.cols, A.cols)
            if X is not None:
                return 1, vector(product(C, X, transpose(A)))


@neighbours
def row_times_kron(done, B):
    """vec(X)^T (A (x) B) = vec(B^T X A)^T"""
    v, used = column_before(done)
    if used and isinstance(B, KroneckerProduct):
        for A, C in halves(B):
            X = unstack(v, C.rows, A.rows)
            if X is not None:
                return used, transpose(vector(product(transpose(C), X, A)))


def column_before(done):
    """Return the transpose of the row that the last factors make, and how many they are; 0 if they make none."""
    for used in range(1, len(done) + 1):
        if done[-used].rows == 1:
            return transpose(join(S.One, done[len(done) - used :])), used
    return None, 0


@neighbours
def row_times_commutation(done, B):
    """vec(X)^T K_nm = vec(X^T)^T"""
    v, used = column_before(done)
    if used and isinstance(B, CommutationMatrix):
        X = unstack(v, *reversed(B.args))
        return None if X is None else (used, transpose(vector(transpose(X))))


def is_row(A):
    """Tell whether A is vec(B)^T."""
    return isinstance(A, Transpose) and isinstance(A.arg, Vec)


@neighbours
def vec_of_kron(done, B):
    """vec(A (x) B)^T (I_n (x) K_mq (x) I_p) = vec(A)^T (x) vec(B)^T"""
    A = done[-1]
    if is_row(A) and isinstance(B, KroneckerProduct) and len(B.args) == 3:
        first, K, last = B.args
        shapes = isinstance(K, CommutationMatrix) and [(K.args[1], first.rows), (last.rows, K.args[0])]
        parts = shapes and _as_kron(A.arg.args[0], *shapes)
        if parts and isinstance(first, Identity) and isinstance(last, Identity):
            return 1, kronecker(*(transpose(vector(part)) for part in parts))


def _as_kron(W, left, right):
    """Return A and B of the given shapes with W = A (x) B, or None where W does not show them."""
    if isinstance(W, Identity):
        sizes = left[0] == left[1], right[0] == right[1]
        return (Identity(left[0]), Identity(right[0])) if all(sizes) else None
    if isinstance(W, KroneckerProduct):
        return next(((A, B) for A, B in halves(W) if A.shape == left and B.shape == right), None)


@neighbours
def vec_times_vec(done, B):
    """vec(A)^T vec(B) = tr(A^T B)"""
    A = done[-1]
    if is_row(A) and isinstance(B, Vec) and A.arg.args[0].shape == B.args[0].shape:
        return 1, join(trace(product(transpose(A.arg.args[0]), B.args[0])), [Identity(1)])


@neighbours
def row_exchanges(done, B):
    """(A (x) x^T) K = x^T (x) A"""
    if isinstance(B, CommutationMatrix) and isinstance(done[-1], KroneckerProduct):
        for C, A in halves(done[-1]):
            if 1 in (A.rows, C.rows) and B.args == (C.cols, A.cols):
                return 1, kronecker(A, C)


@neighbours
def column_in_kron(done, B):
    """(x (x) A) B = x (x) AB; (A (x) x) B = AB (x) x"""
    if isinstance(done[-1], KroneckerProduct) and not isinstance(B, CommutationMatrix):
        first, *_, last = factors = done[-1].args
        if first.cols == 1:
            return 1, kronecker(first, product(kronecker(*factors[1:]), B))
        if last.cols == 1:
            return 1, kronecker(product(kronecker(*factors[:-1]), B), last)


@neighbours
def row_in_kron(done, B):
    """B (x^T (x) A) = x^T (x) BA; B (A (x) x^T) = BA (x) x^T"""
    if isinstance(B, KroneckerProduct) and not isinstance(done[-1], CommutationMatrix):
        first, *_, last = factors = B.args
        if first.rows == 1:
            return 1, kronecker(first, product(done[-1], kronecker(*factors[1:])))
        if last.rows == 1:
            return 1, kronecker(product(done[-1], kronecker(*factors[:-1])), last)
