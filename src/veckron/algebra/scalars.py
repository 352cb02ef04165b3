"""Numbers among matrices: 1 x 1 products under functions, and products that SymPy took apart into sums over indices."""

from functools import partial

from sympy import Function, MatrixExpr, Pow, Sum
from sympy.matrices.expressions.matexpr import MatrixElement

from veckron.algebra.constructors import entry, product, transpose
from veckron.algebra.normal_form import normal


def as_numbers(F, X):
    """Return F with sums over indices read back as products, and 1 x 1 products under functions as numbers."""
    F = F.xreplace({node: read_sum(node) for node in F.atoms(Sum) if X in node.free_symbols})
    of_matrix = lambda node: isinstance(node, Function) and any(arg.is_Matrix for arg in node.args)
    return F.replace(of_matrix, lambda node: node.func(*map(scalar, node.args)))


def read_sum(node):
    """Return the product that SymPy took apart into a sum over indices, as (x^T A x)[0, 0] is; or the sum itself."""
    if not all(map(partial(runs_through, node), node.atoms(MatrixElement))):
        return node
    power, elements = node.function, node.atoms(MatrixElement)
    if isinstance(power, Pow) and power.exp == 2 and elements == {power.base} and power.base.parent.cols == 1:
        return entry(product(transpose(power.base.parent), power.base.parent))
    ends = [index for e in elements for index in e.indices if index not in node.variables]
    try:
        whole = MatrixExpr.from_index_summation(node)
        if isinstance(whole, MatrixElement):
            return element_of(normal(whole.parent), *whole.indices)
        i, j = sorted(ends, key=str)
        return element_of(normal(MatrixExpr.from_index_summation(node, first_index=i, last_index=j)), i, j)
    except (AssertionError, AttributeError, IndexError, TypeError, ValueError):
        return node


def runs_through(node, element):
    """Tell whether a sum over indices of an element is over all rows, and over all columns."""
    limits = {i: (first, last + 1) for i, first, last in node.limits}
    return all(limits.get(i, (0, n)) == (0, n) for i, n in zip(element.indices, element.parent.shape))


def element_of(A, i, j):
    """Return A_ij, the number itself for a 1 x 1 product."""
    return entry(A) if A.rows == A.cols == 1 else MatrixElement(A, i, j)


def scalar(u):
    """Return a 1 x 1 product as a number."""
    return entry(normal(u)) if u.is_Matrix else u
