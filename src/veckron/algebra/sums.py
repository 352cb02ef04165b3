"""Sums in normal form: equal terms are counted, common factors and scalars taken out."""

from collections import Counter
from functools import lru_cache, reduce

from sympy import Basic, HadamardProduct, Identity, KroneckerProduct, MatAdd, Mul, S, Transpose, ZeroMatrix, igcd

from veckron.algebra.constructors import hadamard, join, product, split, terms
from veckron.expressions import CommutationMatrix, Vec


def total(*summands):
    """Return A + B + ... in normal form: equal terms are counted, common factors taken out."""
    flat = _opened(summands)
    counted = {}
    for c, factors in flat:
        key = tuple(map(alike, factors))
        counted[key] = counted.get(key, (S.Zero,))[0] + c, factors
    kept = [(c, factors) for c, factors in counted.values() if c != 0 and not isinstance(factors[0], ZeroMatrix)]
    return added(_share(kept)) if kept else ZeroMatrix(*join(S.One, flat[0][1]).shape)


def _opened(summands):
    """Return the terms, as pairs of a scalar and factors; a sum stays closed that is a factor of another term."""
    pairs = [[split(term) for term in terms(A)] for A in summands]
    closed = {alike(f) for group in pairs for _, factors in group if len(factors) > 1 for f in factors if f.is_MatAdd}
    opened = []
    for (scalar, factors), group in zip(map(split, summands), pairs):
        is_factor = closed and len(factors) == 1 and alike(factors[0]) in closed
        opened += [(scalar, factors)] if is_factor or not scalar.is_number else group
    return opened


def added(pairs):
    """Return the sum of terms, pairs of a scalar and factors, with the scalar that all share outside."""
    if len(pairs) == 1:
        return join(*pairs[0])
    outer = reduce(common_scalar, [c for c, _ in pairs])
    negative = [(c / outer).as_coeff_Mul()[0].is_negative for c, _ in pairs]
    outer = -outer if 2 * sum(negative) > len(pairs) else outer
    return join(outer, [MatAdd(*[join(c / outer, factors) for c, factors in pairs])])


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
    outer = common_scalar(c, e)
    c, e = c / outer, e / outer
    head = common(a, b)
    tail = min(common(a[::-1], b[::-1]), min(len(a), len(b)) - head)
    left, right = a[head : len(a) - tail], b[head : len(b) - tail]
    before, after = a[:head], a[len(a) - tail :]
    if is_one(left, KroneckerProduct) and is_one(right, KroneckerProduct):
        inner = _kron_distributes(c, left[0], e, right[0])
    elif is_one(left, HadamardProduct) and is_one(right, HadamardProduct):
        inner = _hadamard_distributes(c, left[0], e, right[0])
    elif (head or tail) and not _is_big(a + b):
        between = [Identity(before[-1].cols if before else after[0].rows)]
        inner = total(product(c, *left or between), product(e, *right or between))
    else:
        return None
    return inner and (outer * split(inner)[0], [*before, *split(inner)[1], *after])


def _kron_distributes(c, A, e, B):
    """A (x) B + A (x) C = A (x) (B + C)"""
    differ = [k for k, (f, g) in enumerate(zip(A.args, B.args)) if alike(f) != alike(g)]
    if len(A.args) != len(B.args) or len(differ) != 1 or A.args[differ[0]].shape != B.args[differ[0]].shape:
        return None
    k = differ[0]
    inner = total(product(c, A.args[k]), product(e, B.args[k]))
    return KroneckerProduct(*A.args[:k], inner, *A.args[k + 1 :])


def _hadamard_distributes(c, A, e, B):
    """A o B + A o C = A o (B + C)"""
    left, right = Counter(A.args), Counter(B.args)  # a factor counts as often as it stands there
    shared = left & right
    left, right = [*(left - shared).elements()], [*(right - shared).elements()]
    if len(left) == len(right) == 1:
        return reduce(hadamard, [*shared.elements(), total(product(c, *left), product(e, *right))])


def is_one(factors, kind):
    """Tell whether a product is one node of a kind."""
    return len(factors) == 1 and isinstance(factors[0], kind)


def _is_big(factors):
    """Tell whether there is a factor that only a Jacobian has: what stands beside it must not be hidden in a sum."""
    kinds = (KroneckerProduct, CommutationMatrix, Vec)
    return any(isinstance(f.arg if isinstance(f, Transpose) else f, kinds) for f in factors)


def common(a, b):
    """Return how many factors at the start of two lists are the same."""
    return next((k for k, (f, g) in enumerate(zip(a, b)) if alike(f) != alike(g)), min(len(a), len(b)))


@lru_cache(maxsize=65536)
def alike(A):
    """Return a key that two expressions share if they differ in the order of terms only."""
    parts = [alike(arg) for arg in A.args if isinstance(arg, Basic)]
    if isinstance(A, MatAdd):
        return type(A), frozenset(Counter(parts).items())
    # None first, so that SymPy never compares a leaf with a tuple, which it would read as one of its own.
    return (type(A), *parts) if parts else (None, A)


@lru_cache(maxsize=8192)
def common_scalar(c, e):
    """Return what two scalars have in common, with the sign of both where it is the same: 2 u and 4 u^2 have 2 u."""
    (i, u), (j, v) = c.as_coeff_Mul(), e.as_coeff_Mul()
    sign = S.NegativeOne if i.is_negative and j.is_negative else S.One
    number = abs(i) if abs(i) == abs(j) else igcd(i, j) if i.is_Integer and j.is_Integer else S.One
    return sign * number * (u if u == v else _common_powers(u, v))


def _common_powers(u, v):
    """Return the product of the powers that both scalars contain."""
    left, right = u.as_powers_dict(), v.as_powers_dict()
    pairs = [(base, i, right[base]) for base, i in left.items() if base in right]
    shared = [(base, min(i, j, key=abs)) for base, i, j in pairs if i.is_number and j.is_number and i * j > 0]
    return Mul(*[base**k for base, k in shared])
