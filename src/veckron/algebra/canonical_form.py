"""The canonical form of a result: the shortest that taking out common factors gives, its terms in one order."""

from functools import lru_cache
from itertools import combinations, permutations
from operator import itemgetter

from sympy import Basic, Identity, Inverse, KroneckerProduct, Lambda, MatAdd, MatMul, MatrixSymbol, Mul, S, Transpose

from sympy.matrices.expressions.slice import MatrixSlice

from veckron.algebra.constructors import join, kronecker, product, split, terms
from veckron.algebra.interning import alike, order, over, times
from veckron.algebra.sums import FEW, added, common, common_scalar, is_one
from veckron.expressions import CommutationMatrix, Unvec, commutation_matrix


LARGE = 500  # nodes: what is larger is printed by its parts, which common factors would hide


@lru_cache(maxsize=65536)
def nodes(A):
    """Return the length of an expression: its nodes, a product or sum as one, a letter, size or I as one.

    >>> from sympy import MatrixSymbol
    >>> X, Y = MatrixSymbol("X", 2, 2), MatrixSymbol("Y", 2, 2)
    >>> nodes(X.T), nodes(X * Y.I), nodes(X + 2 * Y)
    (2, 4, 5)
    """
    if isinstance(A, (Inverse, Transpose, Unvec, MatrixSlice)):
        return 1 + nodes(A.args[0])
    if isinstance(A, Lambda):
        return nodes(A.expr)
    if isinstance(A, (MatrixSymbol, Identity, CommutationMatrix)) or not A.args:
        return 1
    inner = A.args
    if isinstance(A, (Mul, MatMul)):
        inner = [g for f in A.args for g in (f.args if isinstance(f, Mul) else [f])]
    return 1 + sum(nodes(arg) for arg in inner if isinstance(arg, Basic))


def canonical(A):
    """Return a result as it is handed out: in its shortest form, with the terms of its sums in SymPy's order."""
    return alike(factored(A))


@lru_cache(maxsize=8192)
def factored(J):
    """Return a sum as the shortest product of sums that taking out common factors gives."""
    pairs = [split(term) for term in terms(J)]
    if len(pairs) > 1:
        return min([J, _taken_out(pairs)], key=nodes) if len(pairs) <= FEW and nodes(J) <= LARGE else J
    ((scalar, factors),) = pairs
    return product(scalar, *[factored(f) if f.is_MatAdd else f for f in factors]) if len(factors) > 1 else J


def _taken_out(pairs):
    """Take out what shortens the sum most, then go on with what is left."""
    choices = [choice for take in (_ends, _scalars, _krons, _commutations) for choice in take(pairs)]
    saved, group, merged = max(choices, key=itemgetter(0), default=(0, [], None))
    if saved <= 0:
        return added(pairs)
    rest = [merged if i == group[0] else pair for i, pair in enumerate(pairs) if i not in group[1:]]
    return _taken_out(rest) if len(rest) > 1 else join(*rest[0])


def _choice(pairs, group, merged):
    """Return how many nodes are saved where one term stands for a group of terms, the group, and the term."""
    return nodes(MatAdd(*[join(*pairs[i]) for i in group])) - nodes(join(*merged)), group, merged


def _ends(pairs):
    """A B + A C = A (B + C); A C + B C = (A + B) C; A (C - D) + B (D - C) = (A - B)(C - D)"""
    for end, others in ((0, slice(1, None)), (-1, slice(-1))):
        groups = {}
        for i, (c, factors) in enumerate(pairs):
            A = alike(factors[end])
            opposite = alike(product(-1, A)) if A.is_MatAdd else None
            A, c = (opposite, -c) if opposite in groups else (A, c)
            groups.setdefault(A, []).append((i, c, factors[others]))
        for A, group in groups.items():
            if len(group) > 1 and any(factors for _, _, factors in group):
                between = [Identity(A.rows if end else A.cols)]
                scalar, inner = split(_taken_out([(c, factors or between) for _, c, factors in group]))
                yield _choice(pairs, [i for i, _, _ in group], (scalar, [*inner, A] if end else [A, *inner]))


def _scalars(pairs):
    """u A + u B + C = u (A + B) + C"""
    outer = {common_scalar(c, e) for (c, _), (e, _) in combinations(pairs, 2)}
    for u in sorted((u for u in outer if not u.is_number), key=order):
        group = [i for i, (c, _) in enumerate(pairs) if common_scalar(c, u) in (u, -u)]
        if 1 < len(group) < len(pairs):
            scalar, inner = split(_taken_out([(over(pairs[i][0], u), pairs[i][1]) for i in group]))
            yield _choice(pairs, group, (times(u, scalar), inner))


def _krons(pairs):
    """(A (x) B) + (A C (x) D) E = (A (x) I)((I (x) B) + (C (x) D) E)"""
    for (i, (c, a)), (j, (e, b)) in combinations(enumerate(pairs), 2):
        both = is_one(a[:1], KroneckerProduct) and is_one(b[:1], KroneckerProduct)
        if both and [f.rows for f in a[0].args] == [f.rows for f in b[0].args]:
            heads, left, right = zip(*map(_behind_head, a[0].args, b[0].args))
            if not all(isinstance(head, Identity) for head in heads) and alike(a[0]) != alike(b[0]):
                rest = [product(c, kronecker(*left), *a[1:]), product(e, kronecker(*right), *b[1:])]
                scalar, inner = split(_taken_out(list(map(split, rest))))
                yield _choice(pairs, [i, j], (scalar, [kronecker(*heads), *inner]))


def _behind_head(A, B):
    """Return C, A', B' with A = C A' and B = C B'."""
    a, b = split(A)[1], split(B)[1]
    k = common(a, b)
    whole = lambda factors, size: join(S.One, factors or [Identity(size)])
    return whole(a[:k], A.rows), whole(a[k:], A.cols), whole(b[k:], B.cols)


def _commutations(pairs):
    """(A (x) B) + (B (x) A) K = (I + K)(A (x) B)"""
    for i, j in permutations(range(len(pairs)), 2):
        (c, a), (e, b) = pairs[i], pairs[j]
        if c / e in (1, -1) and is_one(a, KroneckerProduct) and _exchanged(a[0], b):
            A, B = a[0].args
            both = MatAdd(Identity(A.rows * B.rows), join(e / c, [commutation_matrix(B.rows, A.rows)]))
            yield _choice(pairs, sorted([i, j]), (c, [both, a[0]]))


def _exchanged(kron, factors):
    """Tell whether the factors are (B (x) A) K for a Kronecker product A (x) B."""
    if len(kron.args) != 2 or not is_one(factors[1:], CommutationMatrix):
        return False
    A, B = kron.args
    return alike(factors[0]) == alike(KroneckerProduct(B, A)) and factors[1].args == (B.cols, A.cols)
