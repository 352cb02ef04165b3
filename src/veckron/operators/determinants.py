"""Determinants and diagonals, where the structure gives them."""

from functools import reduce, singledispatch

import numpy as np

from veckron.operators.solve import refuse, sylvester
from veckron.operators.structures import Dense, Diagonal, Eye, Kron, Product, Scaled, Stack, Sum, Swap, Zero


@singledispatch
def logdet(node, arrays):
    """Return the sign and the logarithm of the size of a determinant."""
    raise refuse("logdet", node)


@logdet.register(Eye)
def _(node, arrays):
    return 1.0, 0.0


@logdet.register(Dense)
def _(node, arrays):
    return tuple(map(float, np.linalg.slogdet(arrays(node))))


@logdet.register(Diagonal)
def _(node, arrays):
    return of_numbers(arrays.vector(node))


def of_numbers(w):
    """Return the sign and the logarithm of a product of numbers, complex ones in pairs."""
    with np.errstate(divide="ignore"):
        return float(np.prod(np.sign(w)) if np.isrealobj(w) else np.prod(w / np.abs(w)).real), float(
            np.log(np.abs(w)).sum()
        )


@logdet.register(Swap)
def _(node, arrays):
    m, n = node.m, node.n
    return (-1.0) ** (m * (m - 1) // 2 * (n * (n - 1) // 2)), 0.0


@logdet.register(Scaled)
def _(node, arrays):
    return times(of_numbers(np.full(node.rows, float(arrays(node)))), logdet(node.inner, arrays))


@logdet.register(Product)
def _(node, arrays):
    if any(factor.rows != factor.cols for factor in node.factors):
        raise refuse("logdet", node)
    return reduce(times, [logdet(factor, arrays) for factor in node.factors])


def times(first, second):
    return first[0] * second[0], first[1] + second[1]


@logdet.register(Kron)
def _(node, arrays):
    """|A (x) B| = |A|^n |B|^m for A of size m and B of size n."""
    if any(factor.rows != factor.cols for factor in node.factors):
        raise refuse("logdet", node)
    each = [(*logdet(factor, arrays), node.rows // max(factor.rows, 1)) for factor in node.factors]
    return float(np.prod([sign**power for sign, _, power in each])), sum(log * power for _, log, power in each)


@logdet.register(Sum)
def _(node, arrays):
    """The eigenvalues of I (x) A + B^T (x) I are sums of those of A and of B."""
    A, B = map(np.linalg.eigvals, sylvester(node, arrays, "logdet"))
    return of_numbers(np.add.outer(A, B).ravel())


@singledispatch
def diagonal(node, arrays):
    """Return the diagonal."""
    raise refuse("diagonal", node)


@diagonal.register(Eye)
@diagonal.register(Zero)
def _(node, arrays):
    return np.full(min(node.shape), float(isinstance(node, Eye)))


@diagonal.register(Dense)
def _(node, arrays):
    return np.diagonal(arrays(node)).copy()


@diagonal.register(Diagonal)
def _(node, arrays):
    return arrays.vector(node).copy()


@diagonal.register(Swap)
def _(node, arrays):
    places = np.arange(node.rows)
    return (places == places.reshape(node.n, node.m).T.ravel()).astype(float)


@diagonal.register(Scaled)
def _(node, arrays):
    return float(arrays(node)) * diagonal(node.inner, arrays)


@diagonal.register(Sum)
def _(node, arrays):
    return reduce(np.add, [diagonal(term, arrays) for term in node.terms])


@diagonal.register(Kron)
def _(node, arrays):
    if any(factor.rows != factor.cols for factor in node.factors):
        raise refuse("diagonal", node)
    return reduce(np.kron, [diagonal(factor, arrays) for factor in node.factors])


@diagonal.register(Product)
def _(node, arrays):
    """diag(Diag(w) A) = w o diag(A), and sums of entries times entries for two arrays."""
    kept = [factor for factor in node.factors if not isinstance(factor, Diagonal)]
    weights = [arrays.vector(factor) for factor in node.factors if isinstance(factor, Diagonal)]
    if len(kept) < 2 and weights:
        return reduce(np.multiply, [*weights, *(diagonal(factor, arrays) for factor in kept)])
    if len(node.factors) == 2 and all(isinstance(factor, (Dense, Stack)) for factor in node.factors):
        A, B = (plain(factor, arrays) for factor in node.factors)
        return np.einsum("ij,ji->i", A[: min(node.shape)], B[:, : min(node.shape)])
    raise refuse("diagonal", node)


def plain(node, arrays):
    """Return a dense factor, a column or a row as an array."""
    return arrays(node) if isinstance(node, Dense) else arrays.vector(node).reshape(node.shape)
