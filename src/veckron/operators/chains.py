"""Kronecker products: one product for each factor, without a copy between them."""

from math import prod

from veckron.operators.apply import apply, unread
from veckron.operators.structures import Dense, Eye, Kron, Stack, stack_leaf
from veckron.operators.values import times


@apply.register(Kron)
def _kron(node, body, v, a=1, b=1):
    arrays = all(isinstance(factor, (Dense, Stack)) for factor in node.factors)
    if arrays and a == b == 1 and (len(node.factors) > 2 or v.k):
        return rotated(node, body, v)
    sizes = [factor.cols for factor in node.factors]
    for i in in_order(node.factors):
        before, behind = times(a, *sizes[:i]), times(*sizes[i + 1 :], b)
        v = apply(node.factors[i], body, v, before, behind)
        sizes[i] = node.factors[i].rows
    return v


def in_order(factors):
    """Return the places of the factors, those that shrink a vector first: from the right, but for the same price."""
    growth = lambda i: factors[i].rows / max(factors[i].cols, 1)
    return sorted((i for i, f in enumerate(factors) if not isinstance(f, Eye)), key=growth)


def rotated(node, body, v):
    """Multiply the first axis and make it the last, factor by factor: one product each, and no copy.

    A block whose axis stands first is turned the other way. The axis of the block ends up at the other end.
    """
    sizes = list(v_sizes(node, v))
    backwards = v.k == "first" or (not v.k and price(node.factors[::-1]) < price(node.factors))
    for factor in reversed(node.factors) if backwards else node.factors:
        A = leaf_of(body, factor)
        sizes.pop(-1 if backwards else 0)
        rest = times(*sizes)
        text = turned(body, A, v, (factor.cols, rest), backwards)
        sizes.insert(0 if backwards else len(sizes), factor.rows)
        v = v.to(text, (factor.rows, rest) if backwards else (rest, factor.rows))
    return v.to(v.text, v.dims, k={"first": "last", "last": "first"}.get(v.k, ""))


def price(factors):
    """Return the number of multiplications, by vector, in this order."""
    sizes, total = [factor.cols for factor in factors], 0
    for i, factor in enumerate(factors):
        total += prod(sizes) * factor.rows
        sizes[i] = factor.rows
    return total


def turned(body, A, v, sizes, backwards):
    n, rest = sizes
    if backwards:
        return body.dot(A, unread(v, rest, n))
    return body.dot(unread(v, n, rest), body.transpose(A))


def v_sizes(node, v):
    """Return the sizes of the axes, with that of the block."""
    inner = [factor.cols for factor in node.factors]
    return ["k", *inner] if v.k == "first" else [*inner, "k"] if v.k == "last" else inner


def leaf_of(body, factor):
    """Return the name of a factor as an array."""
    if isinstance(factor, Dense):
        return body.leaves(factor.leaf)
    A = body.leaves(stack_leaf(factor.leaf))
    return body.transpose(A) if factor.rows == 1 else A
