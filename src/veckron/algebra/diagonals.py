"""What neighbours make of each other where one is a diagonal matrix: Diag(a) b = a o b, Khatri-Rao products ..."""

from sympy import DiagMatrix, DiagonalOf, HadamardProduct, Identity, KroneckerProduct, OneMatrix, S

from veckron.algebra.rewrite_rules import column_before, halves
from veckron.algebra.constructors import hadamard, join, kronecker, neighbours, product, transpose, unstack, vector
from veckron.expressions import Vec


@neighbours
def diagonals(done, B):
    """Diag(a) Diag(b) = Diag(a o b); a^T Diag(b) = (a o b)^T"""
    if isinstance(B, DiagMatrix):
        v, used = column_before(done)
        if used:
            return used, transpose(hadamard(B.args[0], v))
        if isinstance(done[-1], DiagMatrix):
            return 1, DiagMatrix(hadamard(done[-1].args[0], B.args[0]))


@neighbours
def diagonal_times_column(done, B):
    """Diag(a) b = a o b, for a column b that may be a product"""
    if B.cols == 1:
        for used, A in enumerate(reversed(done), 1):
            if isinstance(A, DiagMatrix):
                return used, hadamard(A.args[0], join(S.One, [*done[len(done) - used + 1 :], B]))


@neighbours
def diagonal_by_ones(done, B):
    """(I o A) 1 = diag(A); 1^T (I o A) = diag(A)^T"""
    A = done[-1]
    if isinstance(B, OneMatrix) and B.cols == 1 and (inner := _diagonal_part(A)) is not None:
        return 1, DiagonalOf(inner)
    if isinstance(A, OneMatrix) and A.rows == 1 and (inner := _diagonal_part(B)) is not None:
        return 1, transpose(DiagonalOf(inner))


def _diagonal_part(A):
    """Return B if A is I o B."""
    if isinstance(A, HadamardProduct) and len(A.args) == 2 and any(isinstance(f, Identity) for f in A.args):
        return next((f for f in A.args if not isinstance(f, Identity)), A.args[0])


@neighbours
def khatri_rao(done, B):
    """(C (x) A) Diag(vec I)(1 (x) B) = ((C (x) 1) o (1 (x) A)) B, and its transpose"""
    if len(done) > 1 and isinstance(done[-1], DiagMatrix) and isinstance(done[-2], KroneckerProduct):
        if (inner := _columnwise(done[-2], done[-1], B)) is not None:
            return 2, inner
        if (inner := _columnwise(transpose(B), done[-1], transpose(done[-2]))) is not None:
            return 2, transpose(inner)


def _columnwise(kron, diagonal, spread):
    """Return (C (x) A) Diag(vec I)(1 (x) B), columns times columns; Diag(vec A)(I (x) 1) B for C = I, and so for A = I."""
    n = spread.args[0].rows if isinstance(spread, KroneckerProduct) else 0
    if not n or spread.args[0] != OneMatrix(n, 1) or diagonal.args[0] != Vec(Identity(n)):
        return None
    for C, A in halves(kron) if isinstance(kron, KroneckerProduct) else []:
        if C.cols == A.cols == n:
            return product(_columns(C, A), kronecker(*spread.args[1:]))


def _columns(C, A):
    left, right = kronecker(C, OneMatrix(A.rows, 1)), kronecker(OneMatrix(C.rows, 1), A)
    if isinstance(C, Identity):
        return product(DiagMatrix(vector(A)), left)
    if isinstance(A, Identity):
        return product(DiagMatrix(vector(transpose(C))), right)
    return hadamard(left, right)


@neighbours
def row_times_khatri_rao(done, B):
    """vec(W)^T ((C (x) 1) o (1 (x) A)) = diag(A^T W C)^T"""
    v, used = column_before(done)
    if used and isinstance(B, HadamardProduct) and len(B.args) == 2 and B.has(KroneckerProduct):
        for left, right in (B.args, B.args[::-1]):
            C, A = _without_ones(left, -1), _without_ones(right, 0)
            W = unstack(v, A.rows, C.rows) if C is not None and A is not None else None
            if W is not None:
                return used, transpose(DiagonalOf(product(transpose(A), W, C)))


def _without_ones(kron, place):
    """Return A for A (x) 1 (place -1) or 1 (x) A (place 0), with a column 1, or None."""
    factors = kron.args if isinstance(kron, KroneckerProduct) else ()
    if factors and isinstance(factors[place], OneMatrix) and factors[place].cols == 1:
        return kronecker(*(factors[1:] if place == 0 else factors[:-1]))
