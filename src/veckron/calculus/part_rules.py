"""Both tables for matrices that are given by their parts: blocks, slices, entries, a function of two indices."""

from itertools import product as pairs

from sympy import BlockMatrix, FunctionMatrix, ImmutableMatrix, Lambda, Product, S, Sum, Symbol, Trace, log
from sympy.matrices import MatrixBase
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

from veckron.algebra import kronecker, product, read_sum, times, total
from veckron.calculus.differential_rules import rule_1, rule_2
from veckron.calculus.vec_rules import after, vec_rule_1, vec_rule_2
from veckron.expressions import MatrixSum, around_blocks, around_slice, unit

i, j = (Symbol(letter, integer=True, nonnegative=True) for letter in "ij")


@rule_2(BlockMatrix, example=lambda X, A, C: BlockMatrix([[X, C], [A * X, A * C]]))
def matrix_of_blocks(d, node):
    """d [A_ij] = [dA_ij], a matrix of blocks A_ij"""
    rows, cols = node.blockshape
    return BlockMatrix([[d(node.blocks[i, j]) for j in range(cols)] for i in range(rows)])


@vec_rule_2(BlockMatrix, example=lambda X, A, C: BlockMatrix([[X, C], [A * X, A * C]]))
def vec_of_blocks(L, node):
    """vec [A_ij] = sum_ij (F_j (x) E_i) vec A_ij, E_i and F_j the columns of identities before and behind A_ij"""
    E, F = around_blocks(node)
    places = [(i, j) for i, j in pairs(range(len(E)), range(len(F))) if L.moves(node.blocks[i, j])]
    return total(*[after(kronecker(F[j], E[i]), L(node.blocks[i, j])) for i, j in places])


def last_row(A):
    """Return the last row of A, which there is at all sizes."""
    return A[A.rows - 1 :, :]


@rule_1(MatrixSlice, example=lambda X, A: last_row(A * X))
def slice_of_matrix(d, node):
    """d A[r, c] = (dA)[r, c], some rows and columns of A"""
    return MatrixSlice(d(node.parent), node.rowslice, node.colslice)


@vec_rule_1(MatrixSlice, example=lambda X, A: last_row(A * X))
def vec_of_slice(L, node):
    """vec A[r, c] = (I[c, :] (x) I[r, :]) vec A"""
    E, F = around_slice(node)
    return after(kronecker(F, E), L(node.parent))


def entries_with_trace(X):
    """Return a matrix with entries of numbers that move with X, and some that do not."""
    return ImmutableMatrix([[Trace(X * X.T) ** 2, 1, X[0, 0]], [0, Trace(X * X.T), 2]])


@rule_1(MatrixBase, example=entries_with_trace)
def matrix_of_entries(d, node):
    """d [u_ij] = [du_ij], a matrix of numbers u_ij"""
    moved = [d(u) for u in node]
    if d.letter.is_Matrix:
        return ImmutableMatrix(node.rows, node.cols, moved)
    slopes = [S(du).xreplace({d.start: S.One}) for du in moved]  # each is linear in the increment of a number
    return product(d.start, ImmutableMatrix(node.rows, node.cols, slopes))


@vec_rule_1(MatrixBase, example=entries_with_trace)
def vec_of_entries(L, node):
    """vec [u_ij] = sum_ij (e_j (x) e_i) u_ij"""
    stacked = [node[i, j] for j in range(node.cols) for i in range(node.rows)]
    return total(*[after(unit(k, len(stacked)), L(u)) for k, u in enumerate(stacked) if L.moves(u)])


def power_of_place(X):
    """Return the matrix with the entries tr(X X^T)^(i + 1)."""
    return FunctionMatrix(X.rows, X.cols, Lambda((i, j), Trace(X * X.T) ** (i + 1)))


@rule_1(FunctionMatrix, example=power_of_place)
def function_of_places(d, node):
    """d [f(i, j)] = [df(i, j)]"""
    d.bound += node.lamda.variables
    body = d(node.lamda.expr)
    del d.bound[-2:]
    return FunctionMatrix(*node.shape, Lambda(node.lamda.variables, body))


@vec_rule_1(FunctionMatrix, example=power_of_place)
def vec_of_function_of_places(L, node):
    """vec [f(i, j)] = sum_ij (e_j (x) e_i) f(i, j)"""
    (i, j), (m, n) = node.lamda.variables, node.shape
    at = after(kronecker(unit(j, n), unit(i, m)), L(node.lamda.expr))
    return MatrixSum(MatrixSum(at, i, m - 1), j, n - 1)


@rule_1(Product, example=lambda X: Product(MatrixElement(X, i, 0), (i, 0, X.rows - 1)))
def product_over_index(d, node):
    """d prod_i u_i = prod_i u_i sum_i du_i/u_i, where no u_i is 0"""
    d.visited.update(node.args)
    return times(node, d(read_sum(Sum(log(node.function), *node.limits))))
