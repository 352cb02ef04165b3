"""Numbers with indices read back as matrices: the matrix with the entry f(i, j), and the sum of its entries.

sum_i ln x_i = 1^T ln.(x), sum_ij X_ij^2 = tr(X^T X), sum_ij x_i S_ij y_j = x^T S y. Of samples x_i = X e_i too:
sum_i (y_i - w^T x_i)^2 is the square of the length of y - X^T w, sum_i y_i x_i = X y, sum_i x_i x_i^T = X X^T.
"""

from itertools import product as products

from sympy import Add, DiagonalOf, Dummy, Function, FunctionMatrix, HadamardPower, HadamardProduct, Identity
from sympy import KroneckerProduct, Lambda, MatAdd, Max, Min, Mul, OneMatrix, Pow, S, Sum, Trace, Transpose
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

from veckron.algebra.constructors import diagonal, diagonal_part, entrywise, hadamard, kronecker, product, split
from veckron.algebra.constructors import terms, trace, transpose, vector
from veckron.algebra.interning import times
from veckron.algebra.sums import total
from veckron.expressions import MatrixUnit, Softmax, has_place


class NotRead(Exception):
    """Something with indices that no matrix expression says: an index that is shifted, a part of a range."""


def matrix_of(body, i, j, m, n):
    """Return the m x n matrix with the entry body at (i, j), counted from 0; NotRead where there is none."""
    if not body.has(i, j):
        return product(body, OneMatrix(m, n))
    if not body.has(MatrixElement) and not (has_place(i, body) or has_place(j, body)):
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
    if len(factors) == 1 and isinstance(factors[0], DiagonalOf):
        return times(scalar, trace(factors[0].args[0]))
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
    if first != 0 or not has_place(k, body):
        raise NotRead(k)
    return k, last + 1


def _moving(body, i, j, m, n):
    if isinstance(body, MatrixElement):
        return _entries(body, i, j, (m, n))
    if isinstance(body, Add):
        return total(*[matrix_of(part, i, j, m, n) for part in body.args])
    if isinstance(body, Mul):
        return _product(body.args, i, j, m, n)
    if isinstance(body, Trace):
        return _forms(body, i, j, m, n)
    if isinstance(body, Sum) and len(body.limits) == 1 and n == 1:
        k, count = _counted(body.limits[0], body.function)
        return product(matrix_of(body.function, i, k, m, count), OneMatrix(count, 1))
    moving = [part for part in body.args if part.has(i, j)]
    if len(moving) != 1 or not isinstance(body, (Function, Max, Min, Pow)):
        raise NotRead(body)
    if isinstance(body, Pow) and moving[0] == body.base:
        A = matrix_of(body.base, i, j, m, n)
        return hadamard(A, A) if body.exp == 2 else HadamardPower(A, body.exp)
    x = Dummy("x")
    f, u = _inside(moving[0], i, j, x)
    f = body.func(*[f if part.has(i, j) else part for part in body.args])
    return entrywise(Lambda(x, f), matrix_of(u, i, j, m, n))


def _inside(body, i, j, x):
    """Return f(x) and u for a number f(u) in which beside u only numbers stand: log(1 + exp(u)) is one function."""
    moving = [part for part in body.args if part.has(i, j)]
    plain = all(part.is_number for part in body.args if part not in moving)
    if len(moving) != 1 or not plain or not isinstance(body, (Function, Max, Min, Add, Mul)):
        return x, body
    f, u = _inside(moving[0], i, j, x)
    return body.func(*[f if part in moving else part for part in body.args]), u


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


def _forms(body, i, j, m, n):
    """x_i^T A y_j as X^T A Y, x_i^T A y_i as the diagonal of X^T A Y, w^T x_i as X^T w; of x_i - x_j term by term"""
    number, factors = split(body.arg)
    u, v = _parted(factors, i, j)
    if any(w.has(i) and w.has(j) for w in (u, v)):
        opened = [trace(product(number, transpose(a), b)) for a, b in products(_opened(u, i), _opened(v, i))]
        if len(opened) == 1:
            raise NotRead(body)
        return total(*[matrix_of(part, i, j, m, n) for part in opened])
    u, v = (v, u) if v.has(i) and not u.has(i) else (u, v)
    if number.has(i, j) or u.has(j):
        raise NotRead(body)
    U = transpose(columns_of(u, i, m))
    both = diagonal_part(product(U, columns_of(v, i, m))) if v.has(i) else product(U, columns_of(v, j, n))
    return product(number, both)


def _opened(v, i):
    """Return the terms of a column A (x_i + y)."""
    scalar, factors = split(v)
    k = next((k for k, A in enumerate(factors) if A.is_MatAdd and A.has(i)), None)
    return [v] if k is None else [product(scalar, *factors[:k], term, *factors[k + 1 :]) for term in factors[k].args]


def _parted(factors, i, j):
    """Return columns u and v of a number u^T v, whose factors are turned until they are 1 x 1, cut before what moves last."""
    ends = [k for k, A in enumerate(factors, 1) if A.cols == 1]
    if not ends:
        raise NotRead(factors)
    factors = [*factors[ends[-1] :], *factors[: ends[-1]]]
    moving = [k for k, A in enumerate(factors) if A.has(i, j)]
    cut = moving[-1] or 1
    if cut == len(factors):
        raise NotRead(factors)
    return transpose(product(*factors[:cut])), product(*factors[cut:])


def columns_of(v, i, n):
    """Return the matrix of n columns whose column i, counted from 0, is v; NotRead where there is none."""
    if not v.has(i):
        return product(v, OneMatrix(1, n))
    if isinstance(v, MatrixUnit) and v.args[:2] == (i, 0) and v.shape == (n, 1):
        return Identity(n)
    if isinstance(v, MatrixSlice) and v.args[1:] == ((0, v.rows, 1), (i, i + 1, 1)) and v.parent.cols == n:
        return v.parent
    if isinstance(v, MatAdd):
        return total(*[columns_of(term, i, n) for term in v.args])
    if isinstance(v, HadamardProduct):
        return hadamard(*[columns_of(factor, i, n) for factor in v.args])
    if isinstance(v, Transpose) and isinstance(v.arg, ElementwiseApplyFunction):
        v = entrywise(v.arg.function, transpose(v.arg.expr))
    if isinstance(v, ElementwiseApplyFunction) and not v.function.has(i):
        return entrywise(v.function, columns_of(v.expr, i, n))
    if isinstance(v, Softmax) and v.of_column:
        return Softmax(columns_of(v.args[0], i, n), 0)
    scalar, factors = split(v)
    if (scalar == 1 and len(factors) == 1) or any(A.has(i) for A in factors[:-1]):
        raise NotRead(v)
    weights = [diagonal(column_of(scalar, i, n))] if scalar.has(i) else [scalar]
    return product(*factors[:-1], columns_of(factors[-1], i, n), *weights)


def sum_as_matrix(A, i, n):
    """Return the sum over i from 0 of A, n terms, as a product: sum_i x_i y_i^T = X Y^T; NotRead where it is none."""
    if not has_place(i, A):
        raise NotRead(A)
    if A.rows == 1 and A.cols != 1:
        return transpose(sum_as_matrix(transpose(A), i, n))
    if isinstance(A, MatAdd):
        return total(*[sum_as_matrix(term, i, n) if term.has(i) else product(n, term) for term in A.args])
    scalar, factors = split(A)
    if isinstance(factors[0], KroneckerProduct) and factors[0].cols == 1 and len(factors) == 1:  # b (x) a = vec(a b^T)
        u, v = kronecker(*factors[0].args[:-1]), factors[0].args[-1]
        return vector(sum_as_matrix(product(scalar, v, transpose(u)), i, n))
    ends = [k for k, B in enumerate(factors, 1) if B.cols == 1]
    if not ends:
        raise NotRead(A)
    left, right = product(scalar, *factors[: ends[0]]), factors[ends[0] :]
    last = transpose(columns_of(transpose(product(*right)), i, n)) if right else OneMatrix(n, 1)
    return product(columns_of(left, i, n), last)
