"""How each node is read: one short function for each of SymPy's, the same for every kind of number."""

from functools import lru_cache, reduce
from itertools import product
from operator import add, matmul, mul

import sympy
from sympy import Add, BlockDiagMatrix, BlockMatrix, Derivative, Determinant, DiagMatrix, DiagonalMatrix, DiagonalOf
from sympy import Function, FunctionMatrix, HadamardPower, HadamardProduct, Identity, Integer, Inverse
from sympy import KroneckerProduct, MatAdd, MatMul, MatPow, MatrixExpr, MatrixSymbol, Mul, NumberSymbol, OneMatrix, Pow
from sympy import Rational, Subs, Sum, Symbol, Trace, Transpose, ZeroMatrix
from sympy.matrices import MatrixBase
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement

from veckron import shapes
from veckron.expressions import Operation
from veckron.shapes import ShapeError

READERS = {}


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


@reads(Operation)
def _own_node(ev, node):
    return node.reading(ev)


@reads(MatrixSymbol, Symbol)
def _symbol(ev, X):
    if X in ev.values:
        return ev.values[X]
    if X in ev.sizes:
        return ev.arithmetic.number(ev.size(X))
    raise ValueError(f"evaluate: no value for {X}")


@reads(Integer, Rational, NumberSymbol, sympy.Float)
def _number(ev, c):
    return ev.arithmetic.number(c)


@reads(Add, MatAdd, HadamardProduct)
def _termwise(ev, expression):
    terms = [ev(term) for term in expression.args]
    found = {getattr(term, "shape", ()) for term in terms}
    if expression.is_Matrix and len(found) > 1:
        raise ShapeError(f"{expression}: wants equal shapes, got {' and '.join(map(shapes.show, sorted(found)))}")
    return reduce(mul if isinstance(expression, HadamardProduct) else add, terms)


@reads(Mul)
def _scalar_product(ev, product):
    return reduce(mul, [ev(factor) for factor in product.args])


@reads(MatMul)
def _product(ev, product):
    scalar, factors = product.as_coeff_matrices()
    values = [_applied(ev, factor) for factor in factors] if len(factors) > 1 else [ev(factors[0])]
    for A, B, left, right in zip(factors, factors[1:], values, values[1:]):
        if left.shape[1] != right.shape[0]:
            raise ShapeError(f"product: {A} of shape {left.shape} times {B} of shape {right.shape}")
    result = _chain(values)
    return result if scalar == 1 else ev(scalar) * result


def _applied(ev, factor):
    """The value of a factor; an inverse that is only applied is solved for, not formed."""
    if isinstance(factor, Inverse) and factor not in ev.known:
        return ev.arithmetic.solver(ev.square(factor))
    return ev(factor)


def _chain(values):
    """Multiply from the narrower end."""
    if values[-1].shape[1] <= values[0].shape[0]:
        return reduce(lambda right, left: left @ right, reversed(values))
    return reduce(matmul, values)


def _is_whole(ev, number):
    """Tell whether the sizes make a number an integer; in a matrix an index may be bound, and is no size."""
    return not number.has(MatrixExpr) and number.xreplace(ev.sizes).is_Integer


@reads(Pow)
def _scalar_power(ev, power):
    base, exponent = power.args
    if (2 * exponent).is_Integer and not exponent.is_Integer:
        return ev.arithmetic.power(ev.arithmetic.root(ev(base)), int(2 * exponent))
    if _is_whole(ev, exponent) or (exponent.is_integer and not exponent.free_symbols & ev.values.keys()):
        return ev.arithmetic.power(ev(base), ev.size(exponent))
    return ev.arithmetic.real_power(ev(base), ev(exponent))


@reads(MatPow, Inverse)
def _power(ev, power):
    if power.base.rows == 1 and not power.exp.is_Integer:
        return _scalar_power(ev, Pow(Trace(power.base), power.exp)) * ev.arithmetic.identity(1)
    exponent = ev.size(power.exp)
    base = ev(power.base) if exponent >= 0 else ev.arithmetic.inverse(ev.square(power))
    return _repeated(base, abs(exponent), ev.arithmetic.identity(base.shape[0]))


def _repeated(A, k, I):
    """Return A^k by squares."""
    return (A if k % 2 else I) @ _repeated(A @ A, k // 2, I) if k > 1 else A if k else I


@reads(Determinant)
def _determinant(ev, node):
    return ev.arithmetic.determinant(ev.square(node))


@reads(Trace)
def _trace(ev, node):
    A = ev.square(node)
    return reduce(add, [A[i, i] for i in range(A.shape[0])], ev.arithmetic.number(0))


@reads(Transpose)
def _transpose(ev, node):
    return ev(node.arg).T


@reads(KroneckerProduct)
def _kronecker(ev, product):
    return reduce(ev.arithmetic.kron, [ev(factor) for factor in product.args])


@reads(Identity)
def _identity(ev, I):
    return ev.arithmetic.identity(ev.size(I.rows))


@reads(ZeroMatrix)
def _zeros(ev, Z):
    return ev.arithmetic.from_ones(ev.shape(Z), [])


@reads(OneMatrix)
def _ones(ev, J):
    m, n = ev.shape(J)
    return ev.arithmetic.from_ones((m, n), [(i, j) for i in range(m) for j in range(n)])


@reads(DiagMatrix)
def _diag(ev, node):
    v = ev(node.args[0])
    v = v if v.shape[1] == 1 else v.T
    n = v.shape[0]
    widened = v @ ev.arithmetic.from_ones((1, n), [(0, j) for j in range(n)])
    return widened * ev.arithmetic.identity(n)


@reads(DiagonalMatrix)
def _diagonal_part(ev, node):
    A = ev(node.args[0])
    return A * ev.arithmetic.from_ones(A.shape, [(i, i) for i in range(min(A.shape))])


@reads(DiagonalOf)
def _diagonal(ev, node):
    A = ev(node.args[0])
    n = min(A.shape)
    kept = ev.arithmetic.from_ones((n, A.shape[0]), [(i, i) for i in range(n)]) @ A
    kept = kept * ev.arithmetic.from_ones(kept.shape, [(i, i) for i in range(n)])
    return kept @ ev.arithmetic.from_ones((A.shape[1], 1), [(i, 0) for i in range(A.shape[1])])


@reads(MatrixElement)
def _element(ev, element):
    parent, i, j = element.args
    A, place = ev(parent), (ev.size(i), ev.size(j))
    if not all(0 <= k < n for k, n in zip(place, A.shape)):
        raise ShapeError(f"{element}: no entry {place} in a matrix of shape {A.shape}")
    return A[place]


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
    rows = [[ev.with_indices({i: r, j: c})(node.lamda.expr) for c in range(n)] for r in range(m)]
    return ev.arithmetic.from_entries(rows)


@reads(BlockMatrix)
def _blocks(ev, node):
    """Each block moved to its place by a row and a column of identities and zeros."""
    sizes = [[ev.size(size) for size in sizes] for sizes in (node.rowblocksizes, node.colblocksizes)]
    m, n = map(sum, sizes)
    total = ev.arithmetic.from_ones((m, n), [])
    for (i, j), block in zip(product(*(range(len(s)) for s in sizes)), node.blocks):
        A, top, left = ev(block), sum(sizes[0][:i]), sum(sizes[1][:j])
        down = ev.arithmetic.from_ones((m, A.shape[0]), [(top + k, k) for k in range(A.shape[0])])
        right = ev.arithmetic.from_ones((A.shape[1], n), [(k, left + k) for k in range(A.shape[1])])
        total = total + down @ A @ right
    return total


@reads(BlockDiagMatrix)
def _block_diagonal(ev, node):
    return _blocks(ev, BlockMatrix(node.blocks))


@reads(MatrixBase)
def _explicit(ev, A):
    m, n = A.shape
    return ev.arithmetic.from_entries([[ev(A[i, j]) for j in range(n)] for i in range(m)])


@reads(HadamardPower)
def _hadamard_power(ev, node):
    x = Symbol("_x")
    return ev.arithmetic.entrywise(ev, sympy.Lambda(x, x**node.exp), ev(node.base))


@reads(ElementwiseApplyFunction)
def _elementwise(ev, node):
    return ev.arithmetic.entrywise(ev, node.function, ev(node.expr))


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
    condition = condition.xreplace(ev.sizes)
    if condition in (sympy.true, sympy.false):
        return bool(condition)
    if isinstance(condition, (sympy.And, sympy.Or)):
        return (all if isinstance(condition, sympy.And) else any)(_truth(ev, part) for part in condition.args)
    return ev.arithmetic.compared(condition.rel_op, *map(ev, condition.args))


@reads(sympy.KroneckerDelta)
def _delta(ev, node):
    return ev.arithmetic.number(int(ev.size(node.args[0]) == ev.size(node.args[1])))


@reads(Derivative)
def _derivative(ev, node):
    (variable, order), *others = node.variable_count
    if others or node.expr.args != (variable,):
        if node.doit() == node:
            hint = "write the chain rule out, or use the node of the derivative"
            raise TypeError(f"evaluate: cannot read {node}: {hint}")
        return ev(node.doit())
    return ev.arithmetic.function(ev, node.expr.func, ev(variable), int(order))


@reads(Subs)
def _substitution(ev, node):
    point = {variable: ev(value) for variable, value in zip(node.variables, node.point)}
    return ev.replaced(point)(node.expr)
