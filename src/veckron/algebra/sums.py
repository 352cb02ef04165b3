"""Sums in normal form: equal terms are counted, common factors and scalars taken out."""

from collections import Counter
from functools import lru_cache, reduce
from itertools import product as products

from sympy import DiagMatrix, DiagonalOf, HadamardProduct, Identity, KroneckerProduct, Lambda, MatAdd, Mul, OneMatrix, S
from sympy import Transpose, ZeroMatrix, igcd

from veckron.algebra.constructors import ENTRY, diagonal, diagonal_part, entrywise, function_of, hadamard, join, product
from veckron.algebra.constructors import split, terms, transpose, vector
from veckron.algebra.interning import alike, made, one_fraction, over, signed, size, times
from veckron.expressions import CommutationMatrix, Vec


FEW = 30  # terms: each pair of more is not compared
OF_JACOBIANS = (KroneckerProduct, CommutationMatrix, Vec)  # what stands beside one must not be hidden in a sum


def total(*summands):
    """Return A + B + ... in normal form: equal terms are counted, common factors taken out."""
    return _gathered(_opened(summands))


def _gathered(flat):
    counted = {}
    for c, factors in flat:
        key = tuple(map(alike, factors))
        counted[key] = counted.get(key, (S.Zero,))[0] + c, factors
    numbered = [(one_fraction(c), factors) for c, factors in counted.values()]
    kept = [(c, factors) for c, factors in numbered if c != 0 and not isinstance(factors[0], ZeroMatrix)]
    shared = [pair for pair in _share(kept) if pair[0] != 0] if len(kept) <= FEW else kept
    whole = added(shared) if shared else ZeroMatrix(*join(S.One, flat[0][1]).shape)
    opened = [part for pair in kept for part in _beside_ones(*pair)] if 1 < len(kept) <= FEW else kept
    return min(whole, _gathered(opened), key=size) if len(opened) > len(kept) else whole


def _beside_ones(scalar, factors):
    """A o (1 + B) = A + A o B, the terms as pairs of a scalar and factors"""
    if not is_one(factors, HadamardProduct):
        return [(scalar, factors)]
    return [split(product(scalar, hadamard(*parts))) for parts in products(*map(_ones_and_rest, factors[0].args))]


def _ones_and_rest(A):
    """Return 1 and B, with their scalars, for A = 1 + B; A alone where it is no such sum."""
    X, body = function_of(A) or (A, S.Zero)
    number, rest = body.as_independent(ENTRY, as_Add=True)
    if number.is_number and number != 0:
        return [product(number, OneMatrix(*A.shape)), entrywise(Lambda(ENTRY, rest), X)]
    return A.args if isinstance(A, MatAdd) and any(isinstance(split(B)[1][0], OneMatrix) for B in A.args) else [A]


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
    negative = [signed(over(c, outer))[0].is_negative for c, _ in pairs]
    outer = -outer if 2 * sum(negative) > len(pairs) else outer
    inner = [join(over(c, outer), factors) for c, factors in pairs]
    flat = [split(term) for A in inner for term in (terms(A) if split(A)[0].is_number else [A])]
    if len(flat) > len(pairs):
        return product(outer, _gathered(flat))
    return join(outer, [made(MatAdd, *inner)])


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
    c, e = over(c, outer), over(e, outer)
    head = common(a, b)
    if head == len(a) == len(b):
        return one_fraction(times(outer, c + e)), a
    tail = min(common(a[::-1], b[::-1]), min(len(a), len(b)) - head)
    left, right = a[head : len(a) - tail], b[head : len(b) - tail]
    before, after = a[:head], a[len(a) - tail :]
    if is_one(left, KroneckerProduct) and is_one(right, KroneckerProduct):
        inner = _kron_distributes(c, left[0], e, right[0])
    elif is_one(left, HadamardProduct) and is_one(right, HadamardProduct):
        inner = _hadamard_distributes(c, left[0], e, right[0])
    elif len(left) == len(right) == 1 and (inner := _inside(c, left[0], e, right[0])):
        pass
    elif (head or tail) and not any(isinstance(f.arg if isinstance(f, Transpose) else f, OF_JACOBIANS) for f in a + b):
        between = [Identity(before[-1].cols if before else after[0].rows)]
        inner = total(product(c, *left or between), product(e, *right or between))
    else:
        return None
    return inner and (times(outer, split(inner)[0]), [*before, *split(inner)[1], *after])


def _kron_distributes(c, A, e, B):
    """A (x) B + A (x) C = A (x) (B + C)"""
    differ = [k for k, (f, g) in enumerate(zip(A.args, B.args)) if alike(f) != alike(g)]
    if len(A.args) != len(B.args) or len(differ) != 1 or A.args[differ[0]].shape != B.args[differ[0]].shape:
        return None
    k = differ[0]
    inner = total(product(c, A.args[k]), product(e, B.args[k]))
    return made(KroneckerProduct, *A.args[:k], inner, *A.args[k + 1 :])


def _hadamard_distributes(c, A, e, B):
    """A o B + A o C = A o (B + C)"""
    left, right = Counter(A.args), Counter(B.args)  # a factor counts as often as it stands there
    shared = left & right
    left, right = [*(left - shared).elements()], [*(right - shared).elements()]
    if len(left) == len(right) == 1:
        return hadamard(*shared.elements(), total(product(c, *left), product(e, *right)))


LINEAR = {Vec: vector, DiagMatrix: diagonal, DiagonalOf: diagonal_part}


def _inside(c, A, e, B):
    """vec A + vec B = vec(A + B), Diag a + Diag b = Diag(a + b), f.(A) + g.(A) + 1 = (f + g + 1).(A); else None"""
    if isinstance(A, Transpose) and isinstance(B, Transpose):
        inner = _inside(c, A.arg, e, B.arg)
        return inner and transpose(inner)
    if type(A) in LINEAR and type(A) is type(B) and A.args[0].shape == B.args[0].shape:
        return LINEAR[type(A)](total(product(c, A.args[0]), product(e, B.args[0])))
    functions = [(None, S.One) if isinstance(M, OneMatrix) else function_of(M) for M in (A, B)]
    if all(functions) and c.is_number and e.is_number:
        (X, f), (Y, g) = functions
        if (X or Y) and (X == Y or None in (X, Y)):
            return entrywise(Lambda(ENTRY, c * f + e * g), X or Y)


def is_one(factors, kind):
    """Tell whether a product is one node of a kind."""
    return len(factors) == 1 and isinstance(factors[0], kind)


def common(a, b):
    """Return how many factors at the start of two lists are the same."""
    return next((k for k, (f, g) in enumerate(zip(a, b)) if alike(f) != alike(g)), min(len(a), len(b)))


@lru_cache(maxsize=8192)
def common_scalar(c, e):
    """Return what two scalars have in common, with the sign of both where it is the same: 2 u and 4 u^2 have 2 u."""
    (i, u), (j, v) = signed(c), signed(e)
    sign = S.NegativeOne if i.is_negative and j.is_negative else S.One
    number = abs(i) if abs(i) == abs(j) else igcd(i, j) if i.is_Integer and j.is_Integer else S.One
    if u == v:
        return sign * number * u
    right = v.as_powers_dict()
    pairs = [(base, i, right[base]) for base, i in u.as_powers_dict().items() if base in right]
    numbers = [(base, min(i, j, key=abs)) for base, i, j in pairs if i.is_number and j.is_number and i * j > 0]
    shared = numbers + [(base, i) for base, i, j in pairs if i == j and not i.is_number]
    return sign * number * Mul(*[base**k for base, k in shared])
