"""Matrix algebra that keeps a normal form: products, transposes, traces and Kronecker products as a textbook writes them.

The constructors flatten, drop identities, cancel an inverse beside its matrix, move scalars to the front and K to the
back, and let vec(W)^T and vec(X) absorb what stands beside them. Each step shortens or moves in one direction only.
"""

from functools import lru_cache, reduce
from itertools import pairwise
from operator import mul

from sympy import Add, Basic, DiagMatrix, HadamardProduct, Identity, Inverse, KroneckerProduct, MatAdd, MatMul, MatPow
from sympy import MatrixSymbol, Mul, OneMatrix, S, Trace, Transpose, ZeroMatrix
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from veckron.commutation import CommutationMatrix, commutation_matrix
from veckron.vec import Vec, vec


def split(A):
    """Return the scalar in front of a product, and its matrix factors."""
    if not isinstance(A, MatMul):
        return S.One, [A]
    parts = [split(arg) if arg.is_Matrix else (arg, []) for arg in A.args]
    return reduce(mul, [c for c, _ in parts]), [f for _, factors in parts for f in factors]


def join(scalar, factors):
    """Return the product of a scalar and matrix factors that are reduced already."""
    if scalar == 1 and len(factors) == 1:
        return factors[0]
    return MatMul(*([] if scalar == 1 else [scalar]), *factors)


def terms(A):
    """Return the terms of a sum, a scalar in front of it multiplied in."""
    scalar, factors = split(A)
    if len(factors) == 1 and isinstance(factors[0], MatAdd):
        return [term if scalar == 1 else join(scalar * split(term)[0], split(term)[1]) for term in factors[0].args]
    return [A]


def product(*factors):
    """Return A B ... in normal form; scalars may stand among the factors."""
    parts = [split(f) if getattr(f, "is_Matrix", False) else (f, []) for f in factors]
    scalar, flat = reduce(mul, [c for c, _ in parts], S.One), [f for _, fs in parts for f in fs]
    shape = flat[0].rows, flat[-1].cols
    if shape[1] == 1 != shape[0] and any(isinstance(f, (KroneckerProduct, CommutationMatrix, DiagMatrix)) for f in flat):
        return transpose(product(scalar, *[transpose(f) for f in reversed(flat)]))
    more, flat = _reduce(flat)
    scalar *= more
    if scalar == 0 or any(isinstance(f, ZeroMatrix) for f in flat):
        return ZeroMatrix(*shape)
    flat = flat or [Identity(shape[0])]
    if len(flat) == 1 and isinstance(flat[0], MatAdd) and scalar == -1:
        return total(*[product(scalar, term) for term in flat[0].args])
    return join(scalar, flat)


def _reduce(factors):
    """Apply the rules for neighbours until none applies; return the scalar that came out, and the factors."""
    scalar, done, todo = S.One, [], list(factors)
    while todo:
        B = todo.pop(0)
        if isinstance(B, Identity):
            continue
        found = next(filter(None, (rule(done, B) for rule in NEIGHBOURS)), None) if done else None
        if found is None:
            done.append(B)
            continue
        used, replacement = found
        del done[len(done) - used :]
        c, new = split(replacement)
        scalar *= c
        todo[:0] = new
    return _scalars_out(scalar, done)


def _scalars_out(scalar, factors):
    """Take 1 x 1 products, such as x^T A x in y (x^T A x), out of a product."""
    cuts = [i for i, f in enumerate(factors) if f.rows == 1]
    cuts += [len(factors)] if factors and factors[-1].cols == 1 else []
    for start, end in pairwise(cuts):
        if rest := factors[:start] + factors[end:]:
            return _scalars_out(scalar * entry(join(S.One, factors[start:end])), rest)
    return scalar, factors


def entry(A):
    """Return the number in a 1 x 1 matrix: a trace, which the book prints without tr."""
    scalar, factors = split(A)
    A = join(S.One, factors)
    if isinstance(A, MatPow):
        return scalar * entry(A.base) ** A.exp
    if isinstance(A, MatAdd):
        return scalar * Add(*map(entry, A.args))
    return scalar * (S.One if isinstance(A, Identity) else trace(A))


NEIGHBOURS = []


def neighbours(rule):
    """Register a rule for the last factors of a product and the next one.

    It returns how many of the factors it uses up and what replaces these and the next one, or None.
    """
    NEIGHBOURS.append(rule)
    return rule


@neighbours
def powers(done, B):
    """A^i A^j = A^(i + j); A A^-1 = I"""
    (base, i), (other, j) = _power(done[-1]), _power(B)
    if base == other and base.rows == base.cols and not isinstance(base, (KroneckerProduct, CommutationMatrix)):
        return 1, power(base, i + j)


def _power(A):
    return (A.base, A.exp) if isinstance(A, MatPow) else (A, S.One)


def power(A, k):
    """Return A^k in normal form."""
    if k == 0:
        return Identity(A.rows)
    return inverse(A) if k == -1 else A if k == 1 else MatPow(A, k)


@neighbours
def inverse_of_product(done, B):
    """(AB)^-1 A B = I; A B (AB)^-1 = I"""
    if isinstance(B, Inverse) and len(inside := split(B.arg)[1]) > 1 and done[-len(inside) :] == inside:
        return len(inside), Identity(B.rows) / split(B.arg)[0]
    for k in range(2, len(done) + 1):
        if isinstance(done[-k], Inverse) and split(done[-k].arg)[1] == [*done[len(done) - k + 1 :], B]:
            return k, Identity(B.cols) / split(done[-k].arg)[0]


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
    v, used = _column_before(done)
    if used and isinstance(B, KroneckerProduct):
        for A, C in halves(B):
            X = unstack(v, C.rows, A.rows)
            if X is not None:
                return used, transpose(vector(product(transpose(C), X, A)))


def _column_before(done):
    """Return the transpose of the row that the last factors make, and how many they are; 0 if they make none."""
    for used in range(1, len(done) + 1):
        if done[-used].rows == 1:
            return transpose(join(S.One, done[len(done) - used :])), used
    return None, 0


def unstack(v, m, n):
    """Return the m x n matrix whose vec is the column v, or None where v does not show it."""
    if isinstance(v, OneMatrix):
        return OneMatrix(m, n)
    if isinstance(v, Vec):
        return v.args[0] if v.args[0].shape == (m, n) else None
    if isinstance(v, KroneckerProduct) and len(v.args) == 2 and [f.shape for f in v.args] == [(n, 1), (m, 1)]:
        return product(v.args[1], transpose(v.args[0]))
    return v if n == 1 else transpose(v) if m == 1 else None


@neighbours
def row_times_commutation(done, B):
    """vec(X)^T K_nm = vec(X^T)^T"""
    v, used = _column_before(done)
    if used and isinstance(B, CommutationMatrix):
        X = unstack(v, *reversed(B.args))
        return None if X is None else (used, transpose(vector(transpose(X))))


def _is_row(A):
    return isinstance(A, Transpose) and isinstance(A.arg, Vec)


@neighbours
def vec_of_kron(done, B):
    """vec(A (x) B)^T (I_n (x) K_mq (x) I_p) = vec(A)^T (x) vec(B)^T"""
    A = done[-1]
    if _is_row(A) and isinstance(B, KroneckerProduct) and len(B.args) == 3:
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
    if _is_row(A) and isinstance(B, Vec) and A.arg.args[0].shape == B.args[0].shape:
        return 1, trace(product(transpose(A.arg.args[0]), B.args[0])) * Identity(1)


@neighbours
def diagonals(done, B):
    """Diag(a) Diag(b) = Diag(a o b); a^T Diag(b) = (a o b)^T"""
    if isinstance(B, DiagMatrix):
        v, used = _column_before(done)
        if used:
            return used, transpose(hadamard(B.args[0], v))
        if isinstance(done[-1], DiagMatrix):
            return 1, DiagMatrix(hadamard(done[-1].args[0], B.args[0]))


def hadamard(A, B):
    """Return A o B in normal form: the factor 1 is dropped, vec is taken of the whole."""
    (c, a), (e, b) = split(A), split(B)
    A, B = join(S.One, a), join(S.One, b)
    if isinstance(A, OneMatrix) or isinstance(B, OneMatrix):
        return product(c * e, B if isinstance(A, OneMatrix) else A)
    for v, w in ((A, B), (B, A)):
        X = unstack(w, *v.args[0].shape) if isinstance(v, Vec) else None
        if X is not None:
            return product(c * e, vector(hadamard(v.args[0], X)))
    return product(c * e, HadamardProduct(A, B))


def kronecker(*factors):
    """Return A (x) B (x) ... in normal form: scalars in front, identities merged, a column beside a row as a product."""
    parts = [split(f) for f in factors]
    scalar = reduce(mul, [c for c, _ in parts], S.One)
    flat = [join(S.One, fs) for _, fs in parts]
    flat = [g for f in flat for g in (f.args if isinstance(f, KroneckerProduct) else [f])]
    kept = []
    for f in flat:
        if f.rows == 1 and f.cols == 1:
            scalar *= entry(f)
        elif kept and isinstance(f, OneMatrix) and isinstance(kept[-1], OneMatrix):
            kept[-1] = OneMatrix(kept[-1].rows * f.rows, kept[-1].cols * f.cols)
        elif kept and isinstance(f, Identity) and isinstance(kept[-1], Identity):
            kept[-1] = Identity(kept[-1].rows * f.rows)
        elif kept and kept[-1].rows == 1 and f.cols == 1:
            kept[-1] = product(f, kept[-1])
        elif kept and kept[-1].cols == 1 and f.rows == 1:
            kept[-1] = product(kept[-1], f)
        else:
            kept.append(f)
    body = Identity(1) if not kept else kept[0] if len(kept) == 1 else KroneckerProduct(*kept)
    return product(scalar, body)


@lru_cache(maxsize=8192)
def transpose(A):
    """Return A^T in normal form."""
    scalar, factors = split(A)
    if scalar != 1 or len(factors) > 1:
        return join(scalar, [transpose(f) for f in reversed(factors)])
    if isinstance(A, MatAdd):
        return MatAdd(*map(transpose, A.args))
    if isinstance(A, (KroneckerProduct, HadamardProduct)):
        return type(A)(*map(transpose, A.args))
    if isinstance(A, MatPow):
        return power(transpose(A.base), A.exp)
    return Transpose(A) if isinstance(A, (Vec, ElementwiseApplyFunction)) else A.T


@lru_cache(maxsize=8192)
def inverse(A):
    """Return A^-1 in normal form."""
    if isinstance(A, KroneckerProduct) and all(f.rows == f.cols for f in A.args):
        return kronecker(*map(inverse, A.args))
    return A.I


def vector(A):
    """Return vec A in normal form."""
    scalar, factors = split(A)
    body = join(S.One, factors)
    return product(scalar, body if body.cols == 1 else transpose(body) if body.rows == 1 else vec(body))


@lru_cache(maxsize=8192)
def trace(A):
    """Return tr A in normal form."""
    A = A if A.is_Matrix else A * Identity(1)
    scalar, factors = split(A)
    if scalar != 1:
        return scalar * trace(join(S.One, factors))
    if isinstance(A, MatAdd):
        return Add(*map(trace, A.args))
    if isinstance(A, Identity):
        return A.rows
    if isinstance(A, KroneckerProduct) and all(f.rows == f.cols for f in A.args):
        return reduce(mul, map(trace, A.args))
    turned = transpose(A)
    return Trace(min(A, turned, key=str))


def total(*summands):
    """Return A + B + ... in normal form: equal terms are counted, common factors taken out."""
    flat = [term for A in summands for term in terms(A)]
    counted = {}
    for term in flat:
        scalar, factors = split(term)
        key = tuple(map(_alike, factors))
        counted[key] = counted.get(key, (S.Zero,))[0] + scalar, factors
    kept = [(c, factors) for c, factors in counted.values() if c != 0 and not isinstance(factors[0], ZeroMatrix)]
    kept = [product(c, *body) for c, body in _share(kept)]
    if not kept:
        return ZeroMatrix(*flat[0].shape)
    return kept[0] if len(kept) == 1 else _scalar_outside(kept)


def _scalar_outside(summands):
    """u A + u B = u (A + B)"""
    scalars = [split(term)[0] for term in summands]
    outer = reduce(_common_scalar, scalars)
    if outer == 1 or any(c == 0 for c in scalars):
        return MatAdd(*summands)
    return MatMul(outer, MatAdd(*[product(1 / outer, term) for term in summands]))


def _share(pairs):
    """A C + B C = (A + B) C, A (x) B + A (x) C = A (x) (B + C), for every pair of terms where that is shorter."""
    for i, (e, b) in enumerate(pairs):
        for j, (c, a) in enumerate(pairs[:i]):
            merged = _merge(c, a, e, b)
            if merged:
                return _share([*pairs[:j], merged, *pairs[j + 1 : i], *pairs[i + 1 :]])
    return pairs


def _merge(c, a, e, b):
    """Return c A + e B as one term, or None."""
    outer = _common_scalar(c, e)
    c, e = c / outer, e / outer
    head = _common(a, b)
    tail = min(_common(a[::-1], b[::-1]), min(len(a), len(b)) - head)
    left, right = a[head : len(a) - tail], b[head : len(b) - tail]
    before, after = a[:head], a[len(a) - tail :]
    if len(left) == len(right) == 1 and isinstance(left[0], KroneckerProduct) and isinstance(right[0], KroneckerProduct):
        inner = _merge_kron(c, left[0], e, right[0])
    elif (head or tail) and not _is_big(a + b):
        left = left or [Identity(before[-1].cols if before else after[0].rows)]
        right = right or [Identity(before[-1].cols if before else after[0].rows)]
        inner = total(product(c, *left), product(e, *right))
    else:
        return None
    return inner and (outer, [*before, inner, *after])


@lru_cache(maxsize=65536)
def _alike(A):
    """Return a key that two expressions share if they differ in the order of terms only."""
    parts = [_alike(arg) for arg in A.args if isinstance(arg, Basic)]
    return (type(A), frozenset(parts)) if isinstance(A, MatAdd) else (type(A), *parts) if parts else A


def _is_big(factors):
    """Tell whether there is a factor that only a Jacobian has."""
    return any(isinstance(f, (KroneckerProduct, CommutationMatrix, Vec)) or _is_row(f) for f in factors)


def _common_scalar(c, e):
    """Return what c and e have in common, with the sign of both where it is the same."""
    ratio = e / c
    sign = S.NegativeOne if c.could_extract_minus_sign() and e.could_extract_minus_sign() else S.One
    if ratio.is_Rational:
        return sign * abs(c.as_coeff_Mul()[0]) * c.as_coeff_Mul()[1] if abs(ratio) == 1 else sign * c.as_coeff_Mul()[1]
    shared = [f for f in Mul.make_args(c) if f in Mul.make_args(e) and not f.is_number]
    return sign * Mul(*shared)


def _common(a, b):
    """Return how many factors at the start of two lists are the same."""
    return next((k for k, (f, g) in enumerate(zip(a, b)) if _alike(f) != _alike(g)), min(len(a), len(b)))


def _merge_kron(c, A, e, B):
    """A (x) B + A (x) C = A (x) (B + C)"""
    differ = [k for k, (f, g) in enumerate(zip(A.args, B.args)) if _alike(f) != _alike(g)]
    if len(A.args) != len(B.args) or len(differ) != 1 or A.args[differ[0]].shape != B.args[differ[0]].shape:
        return None
    k = differ[0]
    inner = total(product(c, A.args[k]), product(e, B.args[k]))
    return KroneckerProduct(*A.args[:k], inner, *A.args[k + 1 :])


def grouped(J):
    """Return a finished sum with K taken out: A K + B K = (A + B) K."""
    scalar, factors = split(J)
    if len(factors) != 1 or not isinstance(factors[0], MatAdd):
        return J
    tails = {}
    for term in factors[0].args:
        last = split(term)[1][-1]
        tails.setdefault(last if isinstance(last, CommutationMatrix) and term != last else None, []).append(term)
    done = [term for K, group in tails.items() for term in ([_without(K, group)] if K and len(group) > 1 else group)]
    return join(scalar, split(MatAdd(*done) if len(done) > 1 else done[0])[1])


def _without(K, summands):
    pairs = [split(term) for term in summands]
    return MatMul(MatAdd(*[join(c, factors[:-1]) for c, factors in pairs]), K)


CONSTRUCTORS = {MatMul: product, MatAdd: total, Transpose: transpose, Trace: trace, KroneckerProduct: kronecker}


@lru_cache(maxsize=8192)
def normal(F):
    """Return an expression in normal form."""
    if not F.args or isinstance(F, (MatrixSymbol, CommutationMatrix)):
        return F
    if isinstance(F, ElementwiseApplyFunction):
        inner = normal(F.expr)
        turned = inner.rows == 1 != inner.cols
        return transpose(transpose(inner).applyfunc(F.function)) if turned else inner.applyfunc(F.function)
    args = [normal(arg) if isinstance(arg, Basic) else arg for arg in F.args]
    if isinstance(F, Inverse):
        return inverse(args[0])
    if isinstance(F, MatPow):
        return power(*args)
    return CONSTRUCTORS.get(type(F), F.func)(*args)
