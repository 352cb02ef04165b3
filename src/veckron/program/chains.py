"""Products and inverses: what two neighbours become, in which order a chain is multiplied, how an inverse is used.

An inverse is solved for, through a factor that several applications share, or formed; a trace never goes through the product.
"""

from collections import Counter
from functools import partial
from itertools import combinations, pairwise

from veckron.program.graph import DIAGONALS, Op, eye, full, reachable, rebuilt, reshape, spread, transpose, turned_all
from veckron.program.graph import untransposed

DECIDED = (Op.INV, Op.SOLVE, Op.DET, Op.LOGDET)


def matmul(c, A, B):
    """A B, by what the two are."""
    if (found := by_left(c, A, B)) is not None:
        return found
    if B.op is Op.DIAG and A.op is not Op.TRANSPOSE:
        return c.node(Op.MUL, A, _row(c, B.args[0]), shape=(A.shape[0], B.shape[1]))
    if len(B.shape) == 2 and (found := by_left(c, transpose(c, B), transpose(c, A))) is not None:
        return transpose(c, found)
    shape = (*A.shape[:-1], *B.shape[1:])
    if A.shape[1] == 1 and len(shape) == 2:
        outer = c.node(Op.MUL, A, B, shape=shape)
        outer.symmetric = outer.symmetric or transpose(c, A) is B
        return outer
    turned = transpose(c, B), transpose(c, A)
    flip = A.op is Op.TRANSPOSE and (B.op is Op.TRANSPOSE or (B.symmetric and not A.symmetric))
    if flip or (Op.MATMUL, turned, None, ()) in c.table:
        return transpose(c, c.node(Op.MATMUL, *turned, shape=shape[::-1], symmetric=turned[0] is A))
    return c.node(Op.MATMUL, A, B, shape=shape, symmetric=turned[1] is B)


def _row(c, w):
    """A column as a row; 1 / (A^T 1) as 1 divided by the sums of the columns of A."""
    divided = w.op is Op.DIV and not w.args[0].shape and w.args[1].op is Op.SUM
    return c.node(Op.DIV, w.args[0], transpose(c, w.args[1])) if divided else transpose(c, w)


def by_left(c, A, B):
    """Return A B where A says what that is: I, an inverse, Diag(w), zeros, ones; else None."""
    if A.op is Op.EYE:
        return B
    if (found := unformed(c, A)) is not None:
        base, turned = found
        return c.node(Op.SOLVE, base, B, data="turned" if turned else "", shape=(base.shape[0], *B.shape[1:]))
    if A.op is Op.DIAG:
        w = A.args[0] if len(B.shape) == 2 else reshape(c, A.args[0], A.shape[0])
        return c.node(Op.MUL, w, B, shape=B.shape)
    if A.op is not Op.FULL or len(B.shape) != 2:
        return None
    if A.data == 0:
        return full(c, 0, A.shape[0], B.shape[1])
    row = B if A.shape[1] == 1 else c.node(Op.SUM, B, data=0, shape=(1, B.shape[1]))
    return spread(c, row, (A.shape[0], B.shape[1]))


def chain(c, factors):
    """Multiply a chain in the cheapest order, by the sizes as far as they are known."""
    factors = list(factors)
    if turned_all(factors):
        return transpose(c, chain(c, [transpose(c, A) for A in reversed(factors)]))
    c.chains.append(tuple(factors))
    return _multiplied(c, factors, _order(c, factors), 0, len(factors) - 1)


def _multiplied(c, factors, order, i, j):
    """The product of one stretch of a chain, or the one that is known of it or of its transpose."""
    if i == j:
        return factors[i]
    key, turned = places(factors[i : j + 1]), places([transpose(c, A) for A in reversed(factors[i : j + 1])])
    if turned in c.known:
        return transpose(c, c.known[turned])
    if key not in c.known:
        k = order[i, j][1]
        c.known[key] = matmul(c, _multiplied(c, factors, order, i, k), _multiplied(c, factors, order, k + 1, j))
    return c.known[key]


def places(factors):
    """Return the names by which a stretch of factors is known."""
    return tuple(A.place for A in factors)


def _order(c, factors):
    """Return for each stretch of the chain its cost and where it is cut last."""
    best = {(i, i): (0.0, i) for i in range(len(factors))}
    for length in range(2, len(factors) + 1):
        for i in range(len(factors) - length + 1):
            j = i + length - 1
            cuts = [(best[i, k][0] + best[k + 1, j][0] + _cost(c, factors, i, k, j), -k) for k in range(i, j)]
            cost, k = min(cuts)
            key = stretch(c, factors[i : j + 1])
            best[i, j] = 0.0 if key in c.known else cost / c.counts.get(key, 1), -k
    return best


def _cost(c, factors, i, k, j):
    """The number of multiplications of one product, half of it for A A^T, next to none where an operator keeps the result."""
    rows, inner, cols = (c.number(n) for n in (factors[i].shape[0], factors[k].shape[1], factors[j].shape[-1]))
    left, right = factors[i : k + 1], factors[k + 1 : j + 1]
    if any(len(side) == 1 and side[0].op in (*DIAGONALS, Op.FULL) for side in (left, right)):
        return rows * cols
    alike = [transpose(c, A) for A in reversed(right)] == left
    kept = c.kept and not any(A.moves for A in left + right)
    return rows * inner * cols * (1e-6 if kept else 0.5 if alike else 1.0)


def stretch(c, factors):
    """Return one key for a product and its transpose."""
    return min(places(factors), places([transpose(c, A) for A in reversed(factors)]))


def occurrences(c, chains):
    """Return how often each stretch of a product occurs among different products."""
    different = {stretch(c, factors): factors for factors in chains}.values()
    stretches = [factors[i:j] for factors in different for i, j in combinations(range(len(factors) + 1), 2)]
    return Counter(stretch(c, factors) for factors in stretches if len(factors) > 1)


def trace(c, factors):
    """tr(AB) as the sum of the products of the entries of A^T and B, the chain turned and cut where it is cheapest."""
    if len(factors) == 1:
        A = untransposed(factors[0])
        if A.op is Op.EYE:
            return c.size(A.shape[0])
        return c.node(Op.ENTRY, A, data="item") if A.shape == (1, 1) else c.node(Op.NAMED, A, data="trace")
    for turned in _turns(factors):
        if stretch(c, turned) in c.counts or stretch(c, turned) in c.known:
            return trace(c, [chain(c, turned)])
    cuts = [(turned[:k], turned[k:]) for turned in _turns(factors) for k in range(1, len(turned))]
    cuts = [cut for cut in cuts if not any(len(side) == 1 and unformed(c, side[0]) for side in cut)]
    if not cuts:
        return trace(c, [chain(c, factors)])
    area = lambda side: c.number(side[0].shape[0]) * c.number(side[-1].shape[1])
    cost = lambda side: _order(c, side)[0, len(side) - 1][0]
    A, B = (chain(c, side) for side in min(cuts, key=lambda cut: sum(map(cost, cut)) + area(cut[0])))
    return inner(c, transpose(c, A), B)


def _turns(factors):
    """Return the chains with the same trace."""
    turns = [factors[start:] + factors[:start] for start in range(len(factors))]
    return [turned for turned in turns if all(A.shape[1] == B.shape[0] for A, B in pairwise(turned))]


def inner(c, A, B):
    """The sum of the products of the entries of A and B."""
    if A.op is Op.TRANSPOSE and (B.op is Op.TRANSPOSE or B.symmetric):
        A, B = transpose(c, A), transpose(c, B)
    one = full(c, 1, *A.shape)
    if one in (A, B):
        return c.node(Op.SUM, B if A is one else A)
    return c.node(Op.DOT, *sorted((A, B), key=lambda node: node.place))


def unformed(c, A):
    """Return B, and whether A is B^-T, where A is an inverse B^-1 that is only applied; else None."""
    turned = A.op is Op.TRANSPOSE
    inner = A.args[0] if turned else A
    if inner.op is not Op.INV or c.ways.get(inner.args[0], c.default).endswith("inv"):
        return None
    return inner.args[0], turned


def decide(c, roots):
    """Return how each inverse is used: formed if its entries are needed, or if two wide products want it.

    LAPACK forms an inverse in the time in which it solves for n columns, so that two such products are as fast with
    the inverse as with its factors for medium n, and faster for small n. Where n is said to be 100 or more, factors.
    """
    ways, found = {}, reachable(roots)
    for A in {node.args[0]: None for node in found if node.op in DECIDED}:
        uses = [node for node in found if node.op is Op.SOLVE and node.args[0] is A]
        wide = [node for node in uses if c.number(node.args[1].shape[1]) >= c.number(A.shape[0])]
        formed = any(node.op is Op.INV and node.args[0] is A for node in found)
        if A.op is Op.LEAF and A.data in c.definite:
            ways[A] = ("cho" if c.scipy else "cholesky") + (" inv" if formed else "")
        elif formed or (len(wide) > 1 and not (c.scipy and str(A.shape[0]) in c.large)):
            ways[A] = "inv"
        else:
            ways[A] = "lu" if c.scipy and len(uses) > 1 else "solve"
    return ways


def settled(c, roots):
    """Return the roots with the way of each inverse and determinant written down."""
    return rebuilt(c, roots, partial(settle, c), {})


def settle(c, node, args):
    """Return a node for an inverse, a solution or a determinant that is computed in the way that is decided; else None."""
    if node.op not in DECIDED:
        return None
    A, kind = args[0], c.ways.get(node.args[0], c.default).removesuffix(" inv")
    F = c.node(Op.FACTOR, A, data=kind, shape=A.shape) if kind in ("lu", "cho", "cholesky") else A
    if kind == "cholesky" and node.op is Op.SOLVE:
        half = c.node(Op.SOLVE, F, args[1], data="solve", shape=node.shape)
        return c.node(Op.SOLVE, transpose(c, F), half, data="solve", shape=node.shape)
    if kind == "cholesky" and node.op is Op.INV:
        L_inv = c.node(Op.INV, F, data="inv", shape=A.shape)
        return c.node(Op.MATMUL, transpose(c, L_inv), L_inv, shape=A.shape, symmetric=True)
    if kind == "cho" and node.op is Op.INV:
        return c.node(Op.SOLVE, F, eye(c, A.shape[0]), data="cho", shape=node.shape)
    if node.op is Op.SOLVE:
        if node.data and kind != "cho":
            F, kind = (F, "lu turned") if kind == "lu" else (transpose(c, F), kind)
        return c.node(Op.SOLVE, F, args[1], data=kind, shape=node.shape, symmetric=node.symmetric)
    if node.op is Op.INV:
        definite = A.op is Op.LEAF and A.data in c.definite
        return c.node(Op.INV, A, data="definite" if definite else "inv", shape=A.shape, symmetric=node.symmetric)
    return c.node(node.op, F, data=kind) if kind.startswith("cho") else c.node(node.op, A, data=node.data)
