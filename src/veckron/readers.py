"""How each kind of node is read: one short function for each, the same for every kind of number."""

from functools import reduce
from operator import add, matmul, mul

import sympy
from sympy import Add, Derivative, Determinant, DiagMatrix, DiagonalMatrix, DiagonalOf, Function, FunctionMatrix
from sympy import HadamardPower, HadamardProduct, Identity, Integer, Inverse, KroneckerProduct, MatAdd, MatMul, MatPow
from sympy import MatrixSymbol, Mul, NumberSymbol, OneMatrix, Pow, Rational, Subs, Sum, Symbol, Trace, Transpose
from sympy import ZeroMatrix
from sympy.matrices import MatrixBase
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement

from veckron import shapes
from veckron.adjugate import Adjugate
from veckron.commutation import ZeroOneMatrix
from veckron.derivative import D
from veckron.duplication import DuplicationMatrix, EliminationMatrix
from veckron.shapes import ShapeError
from veckron.vec import Unvec, Unvech, Vec, Vech, unvec, vec

READERS = {}


def reads(*nodes):
    """Register how one kind of node is read: a function of the evaluation and the node."""

    def register(function):
        READERS.update(dict.fromkeys(nodes, function))
        return function

    return register


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
    _want_equal_shapes(expression, terms)
    return reduce(mul if isinstance(expression, HadamardProduct) else add, terms)


def _want_equal_shapes(expression, terms):
    found = {getattr(term, "shape", ()) for term in terms}
    if expression.is_Matrix and len(found) > 1:
        raise ShapeError(f"{expression}: wants equal shapes, got {' and '.join(map(shapes.show, sorted(found)))}")


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
        return ev.arithmetic.solver(_want_square(factor, ev(factor.arg)))
    return ev(factor)


def _chain(values):
    """Multiply from the narrower end."""
    if values[-1].shape[1] <= values[0].shape[0]:
        return reduce(lambda right, left: left @ right, reversed(values))
    return reduce(matmul, values)


@reads(Pow)
def _scalar_power(ev, power):
    base, exponent = power.args
    if (2 * exponent).is_Integer and not exponent.is_Integer:
        return ev.arithmetic.power(ev.arithmetic.root(ev(base)), int(2 * exponent))
    if not (exponent.is_integer or exponent.free_symbols) or exponent.free_symbols - ev.sizes.keys():
        _want_whole(power)
    return ev.arithmetic.power(ev(base), ev.size(exponent))


def _want_whole(power):
    """A letter that was declared whole only lacks its value."""
    if not power.exp.is_integer:
        raise NotImplementedError(f"{power}: of powers only whole and half ones have a value, not {power.exp}")


@reads(MatPow, Inverse)
def _power(ev, power):
    if power.base.rows == 1 and not power.exp.is_Integer:
        return _scalar_power(ev, Pow(Trace(power.base), power.exp)) * ev.arithmetic.identity(1)
    base, exponent = ev(power.base), ev.size(power.exp)
    if exponent < 0:
        base = ev.arithmetic.inverse(_want_square(power, base))
    return reduce(matmul, [base] * abs(exponent), ev.arithmetic.identity(base.shape[0]))


def _want_square(node, A):
    if A.shape[0] != A.shape[1]:
        raise ShapeError(f"{node}: wants a square matrix (n, n), got {A.shape}")
    return A


@reads(Determinant)
def _determinant(ev, node):
    return ev.arithmetic.determinant(_want_square(node, ev(node.arg)))


@reads(Adjugate)
def _adjugate(ev, node):
    return ev.arithmetic.adjugate(_want_square(node, ev(node.args[0])))


@reads(Trace)
def _trace(ev, node):
    A = _want_square(node, ev(node.arg))
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


@reads(ZeroOneMatrix)
def _zero_one(ev, Z):
    return ev.arithmetic.from_ones(ev.shape(Z), Z.positions(*map(ev.size, Z.args)))


@reads(Vec)
def _vec(ev, node):
    return vec(ev(node.args[0]))


@reads(Unvec)
def _unvec(ev, node):
    return unvec(ev(node.args[0]), *ev.shape(node))


@reads(Vech)
def _vech(ev, node):
    A = _want_square(node, ev(node.args[0]))
    return ev(EliminationMatrix(Integer(A.shape[0]))) @ vec(A)


@reads(Unvech)
def _unvech(ev, node):
    n = ev.shape(node)[0]
    return unvec(ev(DuplicationMatrix(Integer(n))) @ ev(node.args[0]), n, n)


@reads(DiagMatrix)
def _diag(ev, node):
    v = ev(node.args[0])
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
    kept = A * ev.arithmetic.from_ones(A.shape, [(i, i) for i in range(n)])
    return kept @ ev.arithmetic.from_ones((A.shape[1], 1), [(i, 0) for i in range(A.shape[1])])


@reads(MatrixElement)
def _element(ev, element):
    parent, i, j = element.args
    A, place = ev(parent), (ev.size(i), ev.size(j))
    if not all(0 <= k < n for k, n in zip(place, A.shape)):
        raise ShapeError(f"{element}: no entry {place} in a matrix of shape {A.shape}")
    return A[place]


@reads(Sum)
def _sum(ev, node):
    total = ev.arithmetic.number(0)
    (k, first, last), *rest = node.limits
    inner = Sum(node.function, *rest) if rest else node.function
    for i in range(ev.size(first), ev.size(last) + 1):
        total = total + ev.with_indices(**{k.name: i})(inner.xreplace({k: Symbol(k.name)}))
    return total


@reads(FunctionMatrix)
def _function_matrix(ev, node):
    (m, n), (i, j) = ev.shape(node), [Symbol(variable.name) for variable in node.lamda.variables]
    entry = node.lamda(i, j)
    rows = [[ev.with_indices(**{i.name: r, j.name: c})(entry) for c in range(n)] for r in range(m)]
    return ev.arithmetic.from_entries(rows)


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


@reads(Function)
def _function(ev, node):
    if node.xreplace(ev.sizes).is_Integer:  # floor(n/2) and the like, of sizes
        return ev.arithmetic.number(ev.size(node))
    if len(node.args) != 1:
        raise TypeError(f"evaluate: cannot read {node}: a function wants one argument, got {len(node.args)}")
    argument = ev(node.args[0])
    return ev.arithmetic.function(ev, node.func, argument[0, 0] if node.args[0].is_Matrix else argument)


@reads(sympy.KroneckerDelta)
def _delta(ev, node):
    return ev.arithmetic.number(int(ev.size(node.args[0]) == ev.size(node.args[1])))


@reads(Derivative)
def _derivative(ev, node):
    (variable, order), *_ = node.variable_count
    return ev.arithmetic.function(ev, node.expr.func, ev(variable), int(order))


@reads(Subs)
def _substitution(ev, node):
    point = {variable: ev(value) for variable, value in zip(node.variables, node.point)}
    return ev.replaced(point)(node.expr)


@reads(D)
def _derivative_node(ev, node):
    return ev.arithmetic.derivative(ev, *node.args)
