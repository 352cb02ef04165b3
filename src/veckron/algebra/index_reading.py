"""Numbers with indices read back as matrices: the matrix with the entry f(i, j), and the sum of its entries.

sum_i ln x_i = 1^T ln.(x), sum_ij X_ij^2 = tr(X^T X), sum_ij x_i S_ij y_j = x^T S y.
"""

from sympy import Add, Dummy, Function, FunctionMatrix, HadamardPower, HadamardProduct, Lambda, Max, Min, Mul, OneMatrix
from sympy import Pow, S, Sum
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

from veckron.algebra.constructors import diagonal, diagonal_part, entrywise, hadamard, product, split, terms, trace
from veckron.algebra.constructors import transpose
from veckron.algebra.interning import times
from veckron.algebra.sums import total


class NotRead(Exception):
    """Something with indices that no matrix expression says: an index that is shifted, a part of a range."""


def matrix_of(body, i, j, m, n):
    """Return the m x n matrix with the entry body at (i, j), counted from 0; NotRead where there is none."""
    if not body.has(i, j):
        return product(body, OneMatrix(m, n))
    if not body.has(MatrixElement):
        return FunctionMatrix(m, n, Lambda((i, j), body))
    if not body.has(j) and n != 1:
        return product(column_of(body, i, m), OneMatrix(1, n))
    if not body.has(i):
        return product(OneMatrix(m, 1), transpose(column_of(body, j, n)))
    return _moving(body, i, j, m, n)


def column_of(body, i, m):
    """Return the column with the entry body at i."""
    return matrix_of(body, i, Dummy("j"), m, S.One)


def sum_of_entries(A):
    """Return tr(B^T C) for A = B o C, 1^T A 1 for any other, term by term."""
    if len(terms(A)) > 1:
        return Add(*map(sum_of_entries, terms(A)))
    scalar, factors = split(A)
    if len(factors) == 1 and isinstance(factors[0], HadamardProduct):
        B, *others = factors[0].args
        return times(scalar, trace(product(transpose(B), hadamard(*others))))
    return trace(product(OneMatrix(1, A.rows), A, OneMatrix(A.cols, 1)))


def sum_as_number(node):
    """Return a sum over one or two indices, each from 0 to the last row or column, as a number made of matrices.

    NotRead where it is none.
    """
    if len(node.limits) > 2 or any(last.has(*node.variables) for _, _, last in node.limits):
        raise NotRead(node)
    (i, m), (j, n) = [*[_counted(limits, node.function) for limits in node.limits], (Dummy("j"), S.One)][:2]
    return sum_of_entries(matrix_of(node.function, i, j, m, n))


def _counted(limits, body):
    """Return the index of a sum over rows or columns, from 0 on, and how many terms it has."""
    k, first, last = limits
    if first != 0 or not any(k in element.indices for element in body.atoms(MatrixElement)):
        raise NotRead(k)
    return k, last + 1


def _moving(body, i, j, m, n):
    if isinstance(body, MatrixElement):
        return _entries(body, i, j, (m, n))
    if isinstance(body, Add):
        return total(*[matrix_of(part, i, j, m, n) for part in body.args])
    if isinstance(body, Mul):
        return _product(body.args, i, j, m, n)
    if isinstance(body, Sum) and len(body.limits) == 1 and n == 1:
        k, count = _counted(body.limits[0], body.function)
        return product(matrix_of(body.function, i, k, m, count), OneMatrix(count, 1))
    moving = [part for part in body.args if part.has(i, j)]
    if len(moving) != 1 or not isinstance(body, (Function, Max, Min, Pow)):
        raise NotRead(body)
    A, x = matrix_of(moving[0], i, j, m, n), Dummy("x")
    if isinstance(body, Pow) and moving[0] == body.base:
        return hadamard(A, A) if body.exp == 2 else HadamardPower(A, body.exp)
    return entrywise(Lambda(x, body.func(*[x if part.has(i, j) else part for part in body.args])), A)


def _entries(element, i, j, sizes):
    """A_ij as A, A_ji as A^T, A_ii as diag(A), A_ic as column c of A"""
    A, *places = element.args
    size = dict(zip((i, j), sizes))
    if A.has(i, j) or any(k.has(i, j) and size.get(k) != length for k, length in zip(places, A.shape)):
        raise NotRead(element)
    if places in ([i, j], [j, i]):
        return A if places == [i, j] else transpose(A)
    if places == [i, i]:
        return diagonal_part(A)
    A, c = (A, places[1]) if places[0] == i else (transpose(A), places[0])
    return A if A.cols == 1 else MatrixSlice(A, (0, A.rows), (c, c + 1))


def _product(factors, i, j, m, n):
    """Diag(x) A Diag(y), a column as x o y; x y^T where no factor has both indices"""
    parts = {}
    for u in factors:
        parts.setdefault((u.has(i), u.has(j)), []).append(u)
    scalar = Mul(*parts.get((False, False), []))
    by_row = [column_of(u, i, m) for u in parts.get((True, False), [])]
    by_col = [column_of(u, j, n) for u in parts.get((False, True), [])]
    both = [matrix_of(u, i, j, m, n) for u in parts.get((True, True), [])]
    if not both:
        return product(scalar, hadamard(*by_row), *[transpose(hadamard(*y)) for y in [by_col] if y])
    left, right = ([diagonal(hadamard(*x))] if x else [] for x in (by_row, by_col))
    return product(scalar, *left, hadamard(*both), *right)
