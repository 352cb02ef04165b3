"""Traces: tr(AB) as a sum over entries, never through the product."""

from itertools import pairwise

from veckron.numpy_code.chains import chain, cost, stretch, unformed
from veckron.numpy_code.parts import ones, transpose


def trace(c, factors):
    """tr(AB) as the sum of the products of the entries of A^T and B, the chain turned and cut where it is cheapest."""
    if len(factors) == 1:
        A = factors[0]
        if A.op == "np.eye({})":
            return A.args[0]
        return c.part("{}.item()" if A.shape == (1, 1) else "np.trace({})", _plain(A))
    for turned in _turns(factors):
        if stretch(c, turned) in c.counts or stretch(c, turned) in c.known:
            return trace(c, [chain(c, turned)])
    cuts = [cut for cut in _cuts(c, factors) if not any(len(side) == 1 and unformed(c, side[0]) for side in cut)]
    if not cuts:
        return trace(c, [chain(c, factors)])
    costs = [sum(cost(c, side) for side in cut) + _area(c, cut[0]) for cut in cuts]
    A, B = (chain(c, side) for side in cuts[costs.index(min(costs))])
    return inner(c, transpose(c, A), B)


def _plain(A):
    return A.args[0] if A.op == "T" else A


def _area(c, side):
    return c.number(side[0].shape[0]) * c.number(side[-1].shape[1])


def _cuts(c, factors):
    """Return the ways to turn a chain under the trace and to cut it in two."""
    for turned in _turns(factors):
        yield from ((turned[:k], turned[k:]) for k in range(1, len(turned)))


def _turns(factors):
    """Return the chains with the same trace."""
    turns = [factors[start:] + factors[:start] for start in range(len(factors))]
    return [turned for turned in turns if all(A.shape[1] == B.shape[0] for A, B in pairwise(turned))]


def inner(c, A, B):
    """The sum of the products of the entries of A and B."""
    if A.op == "T" and (B.op == "T" or B.symmetric):
        A, B = transpose(c, A), transpose(c, B)
    one = ones(c, *A.shape)
    if A is one and B is one:
        return c.size(A.shape[0] * A.shape[1])
    if one in (A, B):
        return c.part("np.sum({})", B if A is one else A)
    return c.part("np.vdot({}, {})", *sorted((A, B), key=lambda part: part.place))
