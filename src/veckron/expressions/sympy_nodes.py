"""What some of SymPy's own nodes mean in terms of others: inner products, permutations, parts of identities."""

from itertools import accumulate, pairwise

from sympy import Identity, ImmutableMatrix, MatMul, Trace, Transpose
from sympy.matrices.expressions.dotproduct import DotProduct
from sympy.matrices.expressions.permutation import MatrixPermute, PermutationMatrix
from sympy.matrices.expressions.slice import MatrixSlice

from veckron.expressions.node import MEANINGS


def means(kind):
    """Register what a kind of SymPy's nodes means: a function of the node, whose docstring is the formula."""

    def register(function):
        MEANINGS[kind] = function
        return function

    return register


@means(DotProduct)
def dot_product(node):
    """DotProduct(x, y) = x^T y, of columns or rows"""
    x, y = node.args
    return Trace(MatMul(Transpose(x) if x.cols == 1 else x, y if y.cols == 1 else Transpose(y)))


@means(PermutationMatrix)
def permutation(node):
    """PermutationMatrix(p) has a single 1 in each row i, at p(i)"""
    places, n = list(node.args[0].array_form), node.rows
    return ImmutableMatrix(n, n, lambda i, j: int(places[i] == j))


@means(MatrixPermute)
def permuted(node):
    """MatrixPermute(A, p) = P A, or A P^T along its columns"""
    A, p, axis = node.args
    P = PermutationMatrix(p)
    return MatMul(P, A) if axis == 0 else MatMul(A, P.T)


def part_of_identity(n, first, end, step=1):
    """Return the rows of I_n from the first on, before the end; I_n itself where these are all."""
    whole = first == 0 and end == n and step == 1
    return Identity(n) if whole else MatrixSlice(Identity(n), (first, end, step), (0, n, 1))


def around_slice(node):
    """Return E and F with A[rows, columns] = E A F^T: rows of identities."""
    return [part_of_identity(n, *places) for n, places in zip(node.parent.shape, (node.rowslice, node.colslice))]


def around_blocks(node):
    """Return the columns E_i and F_j of identities with [A_ij] = sum_ij E_i A_ij F_j^T."""
    both = zip((node.rowblocksizes, node.colblocksizes), node.shape)
    stacks = lambda ends, n: [Transpose(part_of_identity(n, *places)).doit() for places in pairwise(ends)]
    return [stacks(accumulate(sizes, initial=0), n) for sizes, n in both]
