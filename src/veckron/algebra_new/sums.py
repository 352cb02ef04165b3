"""Sums in normal form: equal terms are counted, common factors and scalars taken out."""

from functools import lru_cache, reduce

from sympy import Basic, Identity, KroneckerProduct, MatAdd, MatMul, Mul, S, Transpose, ZeroMatrix

from veckron.algebra.products import product, split, terms
from veckron.commutation import CommutationMatrix
from veckron.vec import Vec


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


def _merge_kron(c, A, e, B):
    """A (x) B + A (x) C = A (x) (B + C)"""
    differ = [k for k, (f, g) in enumerate(zip(A.args, B.args)) if _alike(f) != _alike(g)]
    if len(A.args) != len(B.args) or len(differ) != 1 or A.args[differ[0]].shape != B.args[differ[0]].shape:
        return None
    k = differ[0]
    inner = total(product(c, A.args[k]), product(e, B.args[k]))
    return KroneckerProduct(*A.args[:k], inner, *A.args[k + 1 :])


def _common(a, b):
    """Return how many factors at the start of two lists are the same."""
    return next((k for k, (f, g) in enumerate(zip(a, b)) if _alike(f) != _alike(g)), min(len(a), len(b)))


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
