"""How an inverse is used: solved for, through a factor that several applications share, or formed."""

from functools import partial

from veckron.program.graph import Op, eye, transpose

DECIDED = (Op.INV, Op.SOLVE, Op.DET, Op.LOGDET)


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


def reachable(roots):
    """Return the nodes that the roots are made of, each once."""
    found, todo = {}, list(roots)
    while todo:
        node = todo.pop()
        if node not in found:
            found[node] = None
            todo += node.args
    return list(found)


def rebuilt(c, roots, change, known):
    """Return the roots with their parts rebuilt: ``change(node, args)`` gives another node, or None for the same again."""

    def again(node):
        if node not in known:
            args = list(map(again, node.args))
            found = change(node, args)
            if found is None:
                found = c.node(node.op, *args, data=node.data, shape=node.shape, symmetric=node.symmetric)
                found.loops = node.loops  # a sum over an index does not depend on it, though its terms do
            known[node] = found
        return known[node]

    return list(map(again, roots))


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
