"""The value of an expression, in one arithmetic: one reading of each node, each part computed once."""

from collections.abc import Mapping
from functools import lru_cache, reduce
from itertools import product
from operator import add, attrgetter, matmul, mul
from typing import Any

import sympy
from sympy import Add, BlockMatrix, Derivative, Determinant, DiagMatrix, DiagonalMatrix, DiagonalOf
from sympy import Function, FunctionMatrix, HadamardPower, HadamardProduct, Identity, Integer, Inverse
from sympy import KroneckerProduct, MatAdd, MatMul, MatPow, MatrixExpr, MatrixSymbol, Mul, NumberSymbol, OneMatrix
from sympy import Pow, Rational, Subs, Sum, Symbol, Trace, Transpose, ZeroMatrix
from sympy.matrices import MatrixBase
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

from veckron import shapes
from veckron.expressions import Operation, defined
from veckron.shapes import Expression, ShapeError


class Evaluation:
    """The values of an expression and of its parts, each computed once."""

    def __init__(self, values, arithmetic, sizes=None, known=None, origin=None):
        self.values, self.arithmetic, self.origin = values, arithmetic, origin or self
        self.sizes = bind_sizes(values) if sizes is None else sizes
        self.known = {} if known is None else known

    def __call__(self, expression):
        value = self.known.get(expression)
        if value is None:
            read = reader(type(expression))  # type: ignore[arg-type]
            meaning = defined(expression) if read is None else None
            if read is None and meaning is None:
                raise TypeError(f"evaluate: cannot read {expression}, a {type(expression).__name__}")
            value = self.known[expression] = read(self, expression) if meaning is None else self(meaning)
        return value

    def size(self, expression):
        """Return a size, an index or a whole exponent as an integer."""
        value = expression if expression.is_Integer else expression.xreplace(self.sizes)
        if not value.is_Integer:
            raise ValueError(f"evaluate: no value for the size {expression}; give one, such as {{{expression}: 3}}")
        return int(value)

    def shape(self, matrix):
        return tuple(map(self.size, matrix.shape))

    def square(self, node):
        """Return the value of what a node is a function of, which has to be a square matrix."""
        A = self(node.args[0])
        if A.shape[0] != A.shape[1]:
            raise ShapeError(f"{node}: wants a square matrix (n, n), got {A.shape}")
        return A

    def replaced(self, changes, keep=(), origin=None):
        """Return the evaluation with other values for some symbols; parts in ``keep`` are known already.

        Of a general function only the step from the ``origin`` is known, the new point itself where none is given.
        """
        sizes = {symbol: size for symbol, size in self.sizes.items() if symbol not in changes}
        return Evaluation({**self.values, **changes}, self.arithmetic, sizes, dict(keep), origin)

    def with_indices(self, indices):
        """Return the evaluation with values for bound letters, which hide free ones; other parts are known already."""
        values = {symbol: value for symbol, value in self.values.items() if symbol not in indices}
        sizes = {**self.sizes, **{symbol: Integer(i) for symbol, i in indices.items()}}
        origin = None if self.origin is self else self.origin.with_indices(indices)
        return Evaluation(values, self.arithmetic, sizes, self.free_of(*indices), origin)

    def applied(self, f, x):
        """Return the value of a Lambda at a number."""
        return self.replaced({f.variables[0]: x})(f.expr)

    def free_of(self, *symbols):
        """Return the known parts that do not depend on some symbols."""
        return {part: value for part, value in self.known.items() if letters_of(part).isdisjoint(symbols)}


letters_of = lru_cache(maxsize=8192)(lambda part: part.free_symbols)  # of one part asked for again and again


def bind_sizes(values, others=()):
    """Read the values of the sizes off the shapes of the matrices; refuse shapes that contradict each other."""
    sizes = {s: Integer(v) for s, v in values.items() if isinstance(s, Symbol) and isinstance(v, (int, Integer))}
    matrices = [(A, value.shape) for A, value in values.items() if isinstance(A, MatrixSymbol)]
    for A, shape in [*matrices, *others]:
        for declared, given in zip(A.shape, shape):
            if isinstance(declared, Symbol):
                sizes.setdefault(declared, Integer(given))
    # n^2 is no number as long as nothing says what n is
    bound = [(size.xreplace(sizes), n) for A, shape in matrices for size, n in zip(A.shape, shape)]
    if any(size.is_Integer and size != n for size, n in bound):
        given = [f"{A} of shape {shapes.show(A.shape)} is given as {shapes.show(shape)}" for A, shape in matrices]
        raise ShapeError(f"evaluate: the shapes contradict each other: {', '.join(given)}")
    return sizes


def evaluate(expression: Expression | MatrixBase, values: Mapping, arithmetic: Any = None) -> Any:
    """Return the value of an expression at given values of its symbols: an array of shape (m, n), or a number.

    It may have sums, products, powers, transposes, inverses, Kronecker and Hadamard products, traces, determinants, elementwise
    functions, vec, K, D, L; a derivative ``Jacobian(f, X)`` is read as a difference quotient.
    ``values`` has symbols, or their names, to two-dimensional arrays or numbers, all real. Sizes are taken from the arrays;
    keys that the expression does not need are ignored; NaN and infinity propagate. ``arithmetic`` is the kind of number, float64
    arrays of NumPy where none is given.
    ShapeError if the matrices do not fit, or an array does not have the declared shape; ValueError if a symbol has no value;
    ``numpy.linalg.LinAlgError`` if a matrix that has to be inverted is singular.

    >>> import numpy as np
    >>> from sympy import MatrixSymbol, symbols
    >>> m, n = symbols("m n")
    >>> A = MatrixSymbol("A", m, n)
    >>> evaluate(A * A.T, {A: np.array([[1.0, 2.0, 3.0]])})
    array([[14.]])

    source: magnus2019, chapter 9
    """
    if isinstance(expression, MatrixBase):
        expression = expression.as_immutable()
    shapes.check_shapes(expression)
    if arithmetic is None:
        from veckron.values.floats import FLOATS as arithmetic
    named, read = {getattr(symbol, "name", symbol): value for symbol, value in values.items()}, {}
    found = [symbol for symbol in expression.atoms(MatrixSymbol, Symbol) if symbol.name in named]
    for symbol in sorted(found, key=attrgetter("name")):
        value = named[symbol.name]
        if isinstance(symbol, MatrixSymbol):
            read[symbol] = arithmetic.matrix(shapes.matrix(value, f"evaluate: {symbol}"))
        else:
            read[symbol] = value if isinstance(value, int) else arithmetic.number(value)
    others = [(A, value.shape) for A, value in values.items() if isinstance(A, MatrixSymbol) and A not in read]
    return Evaluation(read, arithmetic, bind_sizes(read, others))(expression)


_x = Symbol("_x")
READERS = {
    Operation: lambda ev, node: node.reading(ev),
    **dict.fromkeys((Integer, Rational, NumberSymbol, sympy.Float), lambda ev, c: ev.arithmetic.number(c)),
    Mul: lambda ev, product: reduce(mul, map(ev, product.args)),
    Determinant: lambda ev, node: ev.arithmetic.determinant(ev.square(node)),
    Transpose: lambda ev, node: ev(node.arg).T,
    KroneckerProduct: lambda ev, product: reduce(ev.arithmetic.kron, map(ev, product.args)),
    Identity: lambda ev, I: ev.arithmetic.identity(ev.size(I.rows)),
    ZeroMatrix: lambda ev, Z: ev.arithmetic.from_ones(ev.shape(Z), []),
    OneMatrix: lambda ev, J: _ones(ev, *ev.shape(J)),
    DiagonalMatrix: lambda ev, node: _with_zeros_beside(ev, ev(node.args[0])),
    ElementwiseApplyFunction: lambda ev, node: ev.arithmetic.entrywise(ev, node.function, ev(node.expr)),
    HadamardPower: lambda ev, A: ev.arithmetic.entrywise(ev, sympy.Lambda(_x, _x**A.exp), ev(A.base)),
    sympy.KroneckerDelta: lambda ev, node: ev.arithmetic.number(int(len(set(map(ev.size, node.args[:2]))) == 1)),
    MatrixBase: lambda ev, A: ev.arithmetic.from_entries([list(map(ev, row)) for row in A.tolist()]),
    Subs: lambda ev, node: ev.replaced(dict(zip(node.variables, map(ev, node.point))))(node.expr),
}


def reads(*nodes):
    """Register how a kind of SymPy's nodes is read: a function of the evaluation and the node."""

    def register(function):
        READERS.update(dict.fromkeys(nodes, function))
        return function

    return register


@lru_cache(maxsize=1024)
def reader(kind):
    """Return how a kind of node is read: as its class is, or the nearest class above; None where nothing says it."""
    return next((READERS[above] for above in kind.__mro__ if above in READERS), None)


@reads(MatrixSymbol, Symbol)
def _symbol(ev, X):
    if X in ev.values:
        return ev.values[X]
    if X in ev.sizes:
        return ev.arithmetic.number(ev.size(X))
    raise ValueError(f"evaluate: no value for {X}")


@reads(Add, MatAdd, HadamardProduct)
def _termwise(ev, expression):
    terms = [ev(term) for term in expression.args]
    found = {getattr(term, "shape", ()) for term in terms}
    if expression.is_Matrix and len(found) > 1:
        raise ShapeError(f"{expression}: wants equal shapes, got {' and '.join(map(shapes.show, sorted(found)))}")
    return reduce(mul if isinstance(expression, HadamardProduct) else add, terms)


@reads(MatMul)
def _product(ev, product):
    scalar, factors = product.as_coeff_matrices()
    result = _multiplied(ev, factors)
    return result if scalar == 1 else ev(scalar) * result


def _multiplied(ev, factors):
    values = [_applied(ev, factor) for factor in factors] if len(factors) > 1 else [ev(factors[0])]
    for A, B, left, right in zip(factors, factors[1:], values, values[1:]):
        if left.shape[1] != right.shape[0]:
            raise ShapeError(f"product: {A} of shape {left.shape} times {B} of shape {right.shape}")
    narrow = values[-1].shape[1] <= values[0].shape[0]  # multiply from the narrower end
    return reduce(lambda right, left: left @ right, reversed(values)) if narrow else reduce(matmul, values)


def _applied(ev, factor):
    """The value of a factor; an inverse that is only applied is solved for, not formed."""
    if isinstance(factor, Inverse) and factor not in ev.known:
        return ev.arithmetic.solver(ev.square(factor))
    return ev(factor)


def _is_whole(ev, number):
    """Tell whether the sizes make a number an integer; in a matrix an index may be bound, and is no size."""
    return not number.has(MatrixExpr) and number.xreplace(ev.sizes).is_Integer


def _is_size(ev, exponent):
    """Tell whether an exponent is an integer, by the sizes or because it is declared so."""
    return _is_whole(ev, exponent) or (exponent.is_integer and not exponent.free_symbols & ev.values.keys())


@reads(Pow)
def _scalar_power(ev, power):
    base, exponent = power.args
    if (2 * exponent).is_Integer and not exponent.is_Integer:
        return ev.arithmetic.power(ev.arithmetic.root(ev(base)), int(2 * exponent))
    if _is_size(ev, exponent):
        return ev.arithmetic.power(ev(base), ev.size(exponent))
    return ev.arithmetic.real_power(ev(base), ev(exponent))


@reads(MatPow, Inverse)
def _power(ev, power):
    if power.base.rows == 1 and not power.exp.is_Integer:
        return _scalar_power(ev, Pow(Trace(power.base), power.exp)) * ev.arithmetic.identity(1)
    A, half = ev.square(power), power.exp.is_Rational and power.exp.q == 2
    if not (half or _is_size(ev, power.exp)):
        return ev.arithmetic.expm(ev.arithmetic.logm(A) * ev(power.exp))
    A, exponent = ev.arithmetic.sqrtm(A) if half else A, ev.size(power.exp * (2 if half else 1))
    A = ev.arithmetic.inverse(A) if exponent < 0 else A
    return _repeated(A, abs(exponent), ev.arithmetic.identity(A.shape[0]))


def _repeated(A, k, I):
    """Return A^k by squares."""
    return (A if k % 2 else I) @ _repeated(A @ A, k // 2, I) if k > 1 else A if k else I


@reads(Trace)
def _trace(ev, node):
    """A product of which only the trace is wanted is not formed to the end, unless it does so by solving."""
    scalar, factors = node.arg.as_coeff_matrices() if node.arg.is_MatMul and node.arg not in ev.known else (1, [])
    if len(factors) < 2 or any(isinstance(end, Inverse) for end in (factors[0], factors[-1])):
        return ev.arithmetic.trace(ev.square(node))
    A, B = _multiplied(ev, factors[:-1]), ev(factors[-1])
    if A.shape != B.shape[::-1]:
        raise ShapeError(f"{node}: wants matrices (m, n) and (n, m), got {A.shape} and {B.shape}")
    return ev(scalar) * ev.arithmetic.trace_of_product(A, B)


@reads(MatrixElement)
def _element(ev, element):
    parent, i, j = element.args
    A, place = ev(parent), (ev.size(i), ev.size(j))
    if not all(0 <= k < n for k, n in zip(place, A.shape)):
        raise ShapeError(f"{element}: no entry {place} in a matrix of shape {A.shape}")
    return A[place]


@reads(MatrixSlice)
def _slice(ev, node):
    A, chosen = ev(node.parent), []
    for places, n, wanted in zip((node.rowslice, node.colslice), A.shape, ev.shape(node)):
        first, _, step = map(ev.size, places)
        if not 0 <= first <= first + (wanted - 1) * step < n:
            raise ShapeError(f"{node}: no such rows or columns in a matrix of shape {A.shape}")
        chosen.append(ev.arithmetic.from_ones((wanted, n), [(k, first + k * step) for k in range(wanted)]))
    return chosen[0] @ A @ chosen[1].T


@reads(Sum, sympy.Product)
def _sum(ev, node):
    """The last limits are the outermost; the others may depend on them."""
    *inner, (k, first, last) = node.limits
    body = node.func(node.function, *inner) if inner else node.function
    terms = [ev.with_indices({k: i})(body) for i in range(ev.size(first), ev.size(last) + 1)]
    combine, start = (add, 0) if node.func is Sum else (mul, 1)
    return reduce(combine, terms, ev.arithmetic.number(start))


@reads(FunctionMatrix)
def _function_matrix(ev, node):
    (m, n), (i, j) = ev.shape(node), node.lamda.variables
    return ev.arithmetic.from_entries(
        [[ev.with_indices({i: r, j: c})(node.lamda.expr) for c in range(n)] for r in range(m)]
    )


@reads(BlockMatrix)
def _blocks(ev, node):
    """Each block moved to its place by a row and a column of identities and zeros."""
    sizes = [[ev.size(size) for size in sizes] for sizes in (node.rowblocksizes, node.colblocksizes)]
    m, n = map(sum, sizes)
    total = ev.arithmetic.from_ones((m, n), [])
    for (i, j), block in zip(product(*(range(len(s)) for s in sizes)), node.blocks):
        A, top, left = ev(block), sum(sizes[0][:i]), sum(sizes[1][:j])
        total = total + _eye(ev, m, A.shape[0], top) @ A @ _eye(ev, n, A.shape[1], left).T
    return total


@reads(Function, sympy.Max, sympy.Min)
def _function(ev, node):
    if _is_whole(ev, node):  # floor(n/2) and the like, of sizes
        return ev.arithmetic.number(ev.size(node))
    if len(node.args) != 1:
        return ev.arithmetic.several(node.func, *map(ev, node.args))
    argument = ev(node.args[0])
    return ev.arithmetic.function(ev, node.func, argument[0, 0] if node.args[0].is_Matrix else argument)


@reads(sympy.Piecewise)
def _piecewise(ev, node):
    for value, condition in node.args:
        if _truth(ev, condition):
            return ev(value)
    raise ValueError(f"evaluate: {node} has no value here")


def _truth(ev, condition):
    """Tell whether a condition holds; only real numbers, and sizes, have an order."""
    if not condition.has(MatrixExpr):  # whose sizes are part of its name
        condition = condition.xreplace(ev.sizes)
    if condition in (sympy.true, sympy.false):
        return bool(condition)
    if isinstance(condition, (sympy.And, sympy.Or)):
        return (all if isinstance(condition, sympy.And) else any)(_truth(ev, part) for part in condition.args)
    return ev.arithmetic.compared(condition.rel_op, *map(ev, condition.args))


@reads(DiagMatrix)
def _diag(ev, node):
    v = ev(node.args[0])
    v = v if v.shape[1] == 1 else v.T
    return v @ _ones(ev, 1, v.shape[0]) * ev.arithmetic.identity(v.shape[0])


@reads(DiagonalOf)
def _diagonal(ev, node):
    A = ev(node.args[0])
    return _with_zeros_beside(ev, _eye(ev, min(A.shape), A.shape[0]) @ A) @ _ones(ev, A.shape[1], 1)


def _eye(ev, m, n, top=0):
    """Ones from the top on down the diagonal."""
    return ev.arithmetic.from_ones((m, n), [(top + k, k) for k in range(min(m - top, n))])


def _ones(ev, m, n):
    return ev.arithmetic.from_ones((m, n), list(product(range(m), range(n))))


def _with_zeros_beside(ev, A):
    return A * _eye(ev, *A.shape)


@reads(Derivative)
def _derivative(ev, node):
    (variable, order), *others = node.variable_count
    if not others and node.expr.args == (variable,):
        return ev.arithmetic.function(ev, node.expr.func, ev(variable), int(order))
    if node.doit() == node:
        raise TypeError(f"evaluate: cannot read {node}: write the chain rule out, or use the node of the derivative")
    return ev(node.doit())
