"""Rewrite rules for factors side by side, each named after the entry of the catalogue that it is, where there is one.

A rule is given the factors before and the next one, B. It returns how many of the former it uses up, and what stands
in the place of these and of B; or None.
"""

from functools import lru_cache

from sympy import Add, BlockMatrix, DiagMatrix, DiagonalOf, HadamardProduct, Identity, Inverse, KroneckerProduct, MatAdd
from sympy import MatMul, MatPow, OneMatrix, S, Transpose, Tuple, ZeroMatrix
from sympy.matrices.expressions.slice import MatrixSlice

from veckron.algebra.constructors import diagonal, diagonal_part, hadamard, join, kronecker, power, product
from veckron.algebra.constructors import rewrite_rule, split, trace, transpose, unstack, vector
from veckron.algebra.interning import alike, made
from veckron.algebra.sums import total
from veckron.expressions import CommutationMatrix, DuplicationMatrix, EliminationMatrix, MatrixUnit, PartialTrace
from veckron.expressions import Vec, commutation_matrix


def halves(kron):
    """Return the ways to read A (x) B (x) C as a product of two; of anything else there is none."""
    factors = kron.args if isinstance(kron, KroneckerProduct) else ()
    return [(kronecker(*factors[:k]), kronecker(*factors[k:])) for k in range(1, len(factors))]


def column_before(done):
    """Return the transpose of the row that the last factors make, and how many they are; 0 if they make none."""
    for used in range(1, len(done) + 1):
        if done[-used].rows == 1:
            return transpose(join(S.One, done[len(done) - used :])), used
    return None, 0


@rewrite_rule
def product_of_ones(done, B):
    """1_mn 1_np = n 1_mp; (I + u 1_nn)(I + v 1_nn) = I + (u + v + n u v) 1_nn"""
    A = done[-1]
    if isinstance(A, OneMatrix) and isinstance(B, OneMatrix):
        return 1, product(A.cols, OneMatrix(A.rows, B.cols))
    u, v, n = _beside_identity(A), _beside_identity(B), A.cols
    if u is not None and v is not None:
        both = product(u + v + n * u * v, OneMatrix(n, n))
        return 1, Identity(n) if both.is_ZeroMatrix else made(MatAdd, both, Identity(n))


@rewrite_rule
def ones_times_centred(done, B):
    """1_mn (A - 1_nn A/n) = 0, 1_mn (I + u 1_nn) = (1 + n u) 1_mn, from both sides"""
    for ones, sum_, times in ((done[-1], B, product), (B, done[-1], lambda ones, term: product(term, ones))):
        if isinstance(ones, OneMatrix) and _has_ones(sum_):
            found = total(*[times(ones, term) for term in sum_.args])
            whole = trace(found) if found.shape == (1, 1) else found  # 1^T x, as a matrix and before ones
            if not isinstance(whole, (Add, MatAdd)):
                return 1, found if whole else ZeroMatrix(*found.shape)


def _has_ones(sum_):
    """Tell whether a sum of two terms has ones among their factors."""
    terms = sum_.args if isinstance(sum_, MatAdd) and len(sum_.args) == 2 else ()
    return any(isinstance(factor, OneMatrix) for term in terms for factor in split(term)[1])


@lru_cache(maxsize=8192)
def _beside_identity(A):
    """Return u for A = I + u 1, or None."""
    parts = [split(term) for term in A.args] if isinstance(A, MatAdd) and len(A.args) == 2 else []
    ones = [c for c, factors in parts if isinstance(factors[0], OneMatrix) and len(factors) == 1]
    return ones[0] if len(ones) == 1 and (S.One, [Identity(A.rows)]) in parts else None


@rewrite_rule
def powers(done, B):
    """A^i A^j = A^(i + j); A A^-1 = I"""
    (base, i), (other, j) = _power(done[-1]), _power(B)
    if base == other and base.rows == base.cols and not isinstance(base, (KroneckerProduct, CommutationMatrix)):
        return 1, power(base, i + j)


def _power(A):
    return (A.base, A.exp) if isinstance(A, MatPow) else (A, S.One)


@rewrite_rule
def inverse_of_product(done, B):
    """(AB)^-1 A B = I; A B (AB)^-1 = I"""
    if isinstance(B, Inverse) and len(inside := split(B.arg)[1]) > 1 and done[-len(inside) :] == inside:
        return len(inside), join(1 / split(B.arg)[0], [Identity(B.rows)])
    for k in range(2, len(done) + 1):
        if isinstance(done[-k], Inverse) and split(done[-k].arg)[1] == [*done[len(done) - k + 1 :], B]:
            return k, join(1 / split(done[-k].arg)[0], [Identity(B.cols)])


@rewrite_rule
def sum_times_inverse(done, B):
    """(u A + v I)(A + w I)^-1 = u I + (v - u w)(A + w I)^-1, from both sides"""
    for sum_, inverted in ((done[-1], B), (B, done[-1])):
        if isinstance(sum_, MatAdd) and isinstance(inverted, Inverse) and isinstance(inverted.arg, MatAdd):
            (v, left), (w, right) = _beside_multiple_of_identity(sum_), _beside_multiple_of_identity(inverted.arg)
            first = next(iter(right))
            u = left.get(first, S.Zero) / right[first]
            if left == {key: u * c for key, c in right.items()}:
                rest = [join(u, [Identity(B.rows)]), product(v - u * w, inverted)]
                return 1, rest[0] if v == u * w else made(MatAdd, *rest)


def _beside_multiple_of_identity(A):
    """Return v and the terms B + C + ... by their scalars, for A = v I + u B + w C + ..."""
    scalars = {alike(join(S.One, factors)): c for c, factors in map(split, A.args)}
    return scalars.pop(alike(Identity(A.rows)), S.Zero), scalars


@rewrite_rule
def commutation_inverse(done, B):
    """K_mn K_nm = I"""
    A = done[-1]
    if isinstance(A, CommutationMatrix) and isinstance(B, CommutationMatrix) and A.args == B.args[::-1]:
        return 1, Identity(A.rows)


@rewrite_rule
def commutation_of_duplication(done, B):
    """K_nn D_n = D_n, (I + K_nn) D_n = 2 D_n, and their transposes"""
    A = done[-1]
    if isinstance(B, DuplicationMatrix) and (scalar := _exchanging(A)) is not None:
        return 1, product(scalar, B)
    if isinstance(A, Transpose) and isinstance(A.arg, DuplicationMatrix) and (scalar := _exchanging(B)) is not None:
        return 1, product(scalar, A)


def _exchanging(A):
    """Return what D_n is multiplied with by I, K_nn and their sums; None for anything else."""
    scalars = [_exchanging(term) for term in A.args] if isinstance(A, MatAdd) else []
    if scalars and None not in scalars:
        return Add(*scalars)
    scalar, factors = split(A)
    return scalar if all(isinstance(f, (CommutationMatrix, Identity)) for f in factors) else None


@rewrite_rule
def elimination_of_duplication(done, B):
    """L_n D_n = I"""
    if isinstance(done[-1], EliminationMatrix) and isinstance(B, DuplicationMatrix):
        return 1, Identity(B.cols)


@rewrite_rule
def mixed_product(done, B):
    """(A (x) B)(C (x) E) = AC (x) BE"""
    A = done[-1]
    both = isinstance(A, KroneckerProduct) and isinstance(B, KroneckerProduct) and len(A.args) == len(B.args)
    if both and all(a.cols == b.rows for a, b in zip(A.args, B.args)):
        return 1, kronecker(*map(product, A.args, B.args))


@rewrite_rule
def commutation_of_kron(done, B):
    """K_pm (A (x) B) = (B (x) A) K_qn"""
    for A, C in halves(B) if isinstance(done[-1], CommutationMatrix) else ():
        if done[-1].args == (C.rows, A.rows):
            return 1, made(MatMul, kronecker(C, A), commutation_matrix(C.cols, A.cols))


@rewrite_rule
def vec_of_product(done, B):
    """(A (x) B) vec X = vec(B X A^T); vec(X)^T (A (x) B) = vec(B^T X A)^T"""
    return _with_column(_times_vec, KroneckerProduct, done, B)


def _with_column(times, kind, done, B):
    """The product of a matrix and the column behind it, or, transposed, of a row and a matrix of that kind behind it."""
    if B.cols == 1 and (found := times(done[-1], B)) is not None:
        return 1, found
    v, used = column_before(done) if isinstance(B, kind) else (None, 0)
    if used and (found := times(transpose(B), v)) is not None:
        return used, transpose(found)


def _times_vec(kron, v):
    for A, C in halves(kron):
        if (X := unstack(v, C.cols, A.cols)) is not None:
            return vector(product(C, X, transpose(A)))


@rewrite_rule
def vec_of_transpose(done, B):
    """vec(X)^T K_nm = vec(X^T)^T"""
    v, used = column_before(done) if isinstance(B, CommutationMatrix) else (None, 0)
    if used and (X := unstack(v, *reversed(B.args))) is not None:
        return used, transpose(vector(transpose(X)))


def is_row(A):
    """Tell whether A is vec(B)^T."""
    return isinstance(A, Transpose) and isinstance(A.arg, Vec)


@rewrite_rule
def partial_trace_of_vec(done, B):
    """vec(M)^T (I_n (x) K_qm (x) I_p)(vec A (x) I) = vec(tr_1((A^T (x) I_p) M))^T, and with I (x) vec B tr_2(M (I_n (x) B^T))"""
    if len(done) < 2 or not is_row(done[-2]) or not isinstance(B, KroneckerProduct):
        return None
    outer, M = done[-1].args, done[-2].arg.args[0]
    if [type(f) for f in outer] != [Identity, CommutationMatrix, Identity]:
        return None
    n, (q, m), p = outer[0].rows, outer[1].args, outer[2].rows
    if M.shape != (m * p, n * q):
        return None
    if B.args[-1] == Identity(p * q) and (A := unstack(kronecker(*B.args[:-1]), m, n)) is not None:
        return 2, transpose(vector(partial_trace(product(kronecker(transpose(A), Identity(p)), M), n, 1)))
    if B.args[0] == Identity(m * n) and (A := unstack(kronecker(*B.args[1:]), p, q)) is not None:
        return 2, transpose(vector(partial_trace(product(M, kronecker(Identity(n), transpose(A))), p, 2)))


def partial_trace(A, k, place):
    """Return tr_1 A or tr_2 A, of blocks, in normal form: tr_1(A (x) B) = tr(A) B."""
    scalar, factors = split(A)
    A = join(S.One, factors)
    if isinstance(A, MatAdd):
        return product(scalar, total(*[partial_trace(term, k, place) for term in A.args]))
    if isinstance(A, Identity):
        return product(scalar, k, Identity(A.rows / k))
    for left, right in halves(A):
        traced, kept = (left, right) if place == 1 else (right, left)
        if traced.shape == (k, k):
            return product(scalar, trace(traced), kept)
    return product(scalar, made(PartialTrace, A, k, place))


@rewrite_rule
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
    if isinstance(W, Identity) and left[0] == left[1] and right[0] == right[1]:
        return Identity(left[0]), Identity(right[0])
    return next(((A, B) for A, B in halves(W) if A.shape == left and B.shape == right), None)


@rewrite_rule
def inner_product(done, B):
    """vec(A)^T vec(B) = tr(A^T B)"""
    A = done[-1]
    if is_row(A) and isinstance(B, Vec) and A.arg.args[0].shape == B.args[0].shape:
        return 1, join(trace(product(transpose(A.arg.args[0]), B.args[0])), [Identity(1)])


@rewrite_rule
def commutation_of_kron_with_column(done, B):
    """(A (x) x^T) K = x^T (x) A"""
    for C, A in halves(done[-1]) if isinstance(B, CommutationMatrix) else ():
        if 1 in (A.rows, C.rows) and B.args == (C.cols, A.cols):
            return 1, kronecker(A, C)


@rewrite_rule
def column_in_kron(done, B):
    """(x (x) A) B = x (x) AB; (A (x) x) B = AB (x) x"""
    if isinstance(done[-1], KroneckerProduct) and not isinstance(B, CommutationMatrix):
        first, *_, last = factors = done[-1].args
        if first.cols == 1:
            return 1, kronecker(first, product(kronecker(*factors[1:]), B))
        if last.cols == 1:
            return 1, kronecker(product(kronecker(*factors[:-1]), B), last)


@rewrite_rule
def row_in_kron(done, B):
    """B (x^T (x) A) = x^T (x) BA; B (A (x) x^T) = BA (x) x^T"""
    if isinstance(B, KroneckerProduct):
        found = column_in_kron([transpose(B)], transpose(done[-1]))
        return found and (1, transpose(found[1]))


@rewrite_rule
def vec_of_hadamard(done, B):
    """Diag(a) b = a o b, for a column b that may be a product; a^T Diag(b) = (a o b)^T"""
    v, used = column_before(done) if isinstance(B, DiagMatrix) else (None, 0)
    if used:
        return used, transpose(hadamard(B.args[0], v))
    if isinstance(done[-1], OneMatrix) and isinstance(B, DiagMatrix):
        return 1, product(OneMatrix(done[-1].rows, 1), transpose(B.args[0]))
    if isinstance(done[-1], DiagMatrix) and isinstance(B, OneMatrix):
        return 1, product(done[-1].args[0], OneMatrix(1, B.cols))
    for used, A in enumerate(reversed(done), 1) if B.cols == 1 else ():
        if isinstance(A, DiagMatrix):
            return used, hadamard(A.args[0], join(S.One, [*done[len(done) - used + 1 :], B]))


@rewrite_rule
def product_of_diagonals(done, B):
    """Diag(a) Diag(b) = Diag(a o b)"""
    if isinstance(done[-1], DiagMatrix) and isinstance(B, DiagMatrix):
        return 1, diagonal(hadamard(done[-1].args[0], B.args[0]))


@rewrite_rule
def diagonal_of_product(done, B):
    """(I o A) 1 = diag(A); 1^T (I o A) = diag(A)^T"""
    A = done[-1]
    if isinstance(B, OneMatrix) and B.cols == 1 and (inner := _diagonal_part(A)) is not None:
        return 1, diagonal_part(inner)
    if isinstance(A, OneMatrix) and A.rows == 1 and (inner := _diagonal_part(B)) is not None:
        return 1, transpose(diagonal_part(inner))


def _diagonal_part(A):
    """Return B if A is I o B."""
    if isinstance(A, HadamardProduct) and len(A.args) == 2 and any(isinstance(f, Identity) for f in A.args):
        return next((f for f in A.args if not isinstance(f, Identity)), A.args[0])


@rewrite_rule
def khatri_rao_as_submatrix_of_kron(done, B):
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
    for C, A in halves(kron):
        if C.cols == A.cols == n:
            return product(_columns(C, A), kronecker(*spread.args[1:]))


def _columns(C, A):
    left, right = kronecker(C, OneMatrix(A.rows, 1)), kronecker(OneMatrix(C.rows, 1), A)
    if isinstance(C, Identity):
        return product(diagonal(vector(A)), left)
    return product(diagonal(vector(transpose(C))), right) if isinstance(A, Identity) else hadamard(left, right)


@rewrite_rule
def row_times_khatri_rao(done, B):
    """vec(W)^T ((C (x) 1) o (1 (x) A)) = diag(A^T W C)^T"""
    v, used = column_before(done) if isinstance(B, HadamardProduct) and len(B.args) == 2 else (None, 0)
    for left, right in (B.args, B.args[::-1]) if used else ():
        C, A = _without_ones(left, -1), _without_ones(right, 0)
        if C is not None and A is not None and (W := unstack(v, A.rows, C.rows)) is not None:
            return used, transpose(diagonal_part(product(transpose(A), W, C)))


@rewrite_rule
def vec_of_product_with_diagonal(done, B):
    """((C (x) 1) o (1 (x) A)) x = vec(A Diag(x) C^T), and its transpose"""
    return _with_column(_khatri_rao_times, HadamardProduct, done, B)


def _khatri_rao_times(A, x):
    if isinstance(A, HadamardProduct) and len(A.args) == 2:
        for left, right in (A.args, A.args[::-1]):
            C, E = _without_ones(left, -1), _without_ones(right, 0)
            if C is not None and E is not None and E.rows * C.rows == A.rows:
                return vector(product(E, Identity(A.cols) if isinstance(x, OneMatrix) else diagonal(x), transpose(C)))


def _without_ones(kron, place):
    """Return A for A (x) 1 (place -1) or 1 (x) A (place 0), with a column 1, or None."""
    factors = kron.args if isinstance(kron, KroneckerProduct) else ()
    if factors and isinstance(factors[place], OneMatrix) and factors[place].cols == 1:
        return kronecker(*(factors[1:] if place == 0 else factors[:-1]))


@rewrite_rule
def rows_of_blocks(done, B):
    """I[r, :] [A_ij] = a row of blocks, for its rows r; I[r, :] I[r, :]^T = I, I[r, :] I[s, :]^T = 0; and the transposes"""
    left, right = _rows_of_identity(done[-1]), _rows_of_identity(transpose(B))
    if left and right:
        (first, end, _), (start, stop, _) = left, right
        apart = end == start or stop == first
        return (1, Identity(B.cols)) if left == right else (1, ZeroMatrix(done[-1].rows, B.cols)) if apart else None
    if left and isinstance(B, BlockMatrix):
        return _row_of_blocks(B, left)
    if right and isinstance(done[-1], BlockMatrix):
        found = _row_of_blocks(transpose(done[-1]), right)
        return found and (1, transpose(found[1]))


def _rows_of_identity(A):
    """Return the first row, the end and the step, if A is some rows of an identity."""
    if isinstance(A, MatrixUnit) and A.rows == 1:
        return Tuple(A.args[1], A.args[1] + 1, 1)
    return A.rowslice if isinstance(A, MatrixSlice) and isinstance(A.parent, Identity) else None


def _row_of_blocks(blocks, rows):
    """Return the blocks in these rows beside each other, if the rows are those of blocks."""
    end = S.Zero
    for i, size in enumerate(blocks.rowblocksizes):
        first, end = end, end + size
        if rows == (first, end, 1):
            row = [blocks.blocks[i, j] for j in range(blocks.blockshape[1])]
            return 1, BlockMatrix([row]) if len(row) > 1 else row[0]


@rewrite_rule
def sum_of_diagonal(done, B):
    """1^T diag(A) = tr A; diag(A)^T 1 = tr A"""
    for row, column in ((done[-1], B), (transpose(B), transpose(done[-1]))):
        if isinstance(row, OneMatrix) and isinstance(column, DiagonalOf) and row.rows == 1:
            return 1, join(trace(column.args[0]), [Identity(1)])
