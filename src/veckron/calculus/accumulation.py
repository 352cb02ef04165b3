"""The gradient of a scalar, accumulated in reverse over its distinct parts, from the same two tables of rules.

Table 1 gives the differential of a node in that of one of its parts, and table 2 the matrix J of it. What the scalar owes
to the node, vec(G)^T, goes on to the part as vec(G)^T J; a part that stands at many places is met once.
"""

from collections import defaultdict

from sympy import Add, Identity, S, Symbol, ZeroMatrix

from veckron.algebra import entry, join, product, split, terms, total, transpose, unstack, vector
from veckron.calculus.differential_rules import DifferentialWalk, Increment, increment
from veckron.calculus.vec_rules import Linear
from veckron.expressions import entries, unvec
from veckron.shapes import letters


class Local(DifferentialWalk):
    """d of one node: a letter for the differential of one part, and 0 for that of the others; ``parts`` has what it meets."""

    def __init__(self, X, part=None):
        super().__init__(X)
        self.part, self.parts = part, {}

    def __call__(self, A):
        self.visited.add(A)
        if self.moves(A):
            self.parts[A] = None
        return moved(A) if A == self.part else self.zero(A)


def moved(A):
    """Return the letter for the differential of a part; its name is none that can be typed."""
    return Increment("d ", *A.shape) if A.is_Matrix else Symbol("d ")


def reverse_gradient(f, X):
    """Return the gradient of a scalar by X, in the shape of X."""
    order = parts_in_order(f, X)
    owed = defaultdict(list, {f: [S.One]})
    for node in reversed(order):
        G = _sum(owed.pop(node))
        for part in order[node]:
            owed[part] += passed_on(node, part, G, X)
    if not owed[X]:
        return ZeroMatrix(*X.shape) if X.is_Matrix else S.Zero
    G = _sum(owed[X])
    return product(G, Identity(1)) if X.is_Matrix and entries(X) == 1 else G


def parts_in_order(f, X):
    """Return the distinct nodes that depend on X with the parts that each passes on to, a part before what it is part of."""
    order, found = {}, set()

    def visit(node):
        if node != X and node not in found:
            found.add(node)
            parts = met(node, X)
            for part in parts:
                visit(part)
            order[node] = parts

    if X in letters(f):
        visit(f)
    return order


def met(node, X):
    """Return what the rule of a node meets; X alone where the node binds an index that stands in a part."""
    d = Local(X)
    d.step(node)
    bound = any(letters(part) - letters(node) for part in d.parts)
    return [X] if bound else list(d.parts)


def passed_on(node, part, G, X):
    """Return the terms that the gradient G by a node adds to the gradient by one of its parts."""
    d = Local(X, part)
    linear, letter = d.step(node)[1], moved(part)
    if part not in d.parts:
        linear, letter = DifferentialWalk(X, node)(node), increment(X, node)
    row = G if entries(node) == 1 else transpose(vector(G))
    pieces = [product(row, term) for term in terms(Linear(letter)(linear))]
    if entries(part) == 1:
        return list(map(entry, pieces))
    return [unstacked(transpose(piece), part) for piece in pieces]


def _sum(summands):
    return total(*summands) if summands[0].is_Matrix else Add(*summands)


def unstacked(v, X):
    """Return the matrix of the shape of X whose vec is v."""
    scalar, factors = split(v)
    v = join(S.One, factors)
    if v.is_ZeroMatrix:
        return ZeroMatrix(*X.shape)
    G = unstack(v, *X.shape)
    return product(scalar, unvec(v, *X.shape) if G is None else G)
