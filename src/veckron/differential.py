"""Table 1: the differential of each operation, one rule each."""

from dataclasses import dataclass
from functools import lru_cache

from sympy import Add, Derivative, Determinant, DiagMatrix, Dummy, Function, HadamardPower, HadamardProduct, Inverse
from sympy import KroneckerProduct, Lambda, MatAdd, MatMul, MatPow, MatrixExpr, MatrixSymbol, Mul, Pow, S, Symbol
from sympy import Trace, Transpose, ZeroMatrix
from sympy.core.function import UndefinedFunction
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from veckron import shapes
from veckron.algebra import entry, inverse, kronecker, power, product, total, trace, transpose
from veckron.vec import Unvec, Unvech, Vec, Vech, unvec, unvech, vec, vech

RULES = {}


@dataclass(frozen=True)
class Rule:
    """One row of a table: the operation, what it becomes, and where it is taught."""

    node: type
    function: callable
    example: callable
    chapter: str
    source: str
    whole: bool = False

    @property
    def name(self):
        return self.function.__name__

    @property
    def formula(self):
        return self.function.__doc__


def rule(*nodes, example=None, chapter="", source="", whole=False):
    """Register the differential of an operation: a function of d and of the arguments of the node, or of the whole node."""

    def register(function):
        for node in nodes:
            RULES[node] = Rule(node, function, example, chapter, source, whole)
        return function

    return register


class NoRule(TypeError):
    """There is no rule for an operation."""


def find(table, expression):
    """Return the rule for an expression: that of its class or of the nearest class above."""
    for kind in type(expression).__mro__:
        if kind in table:
            return table[kind]
    name = type(expression).__name__
    raise NoRule(f"no rule for {name} in {expression}: register one with @rule({name}), a function of d and its arguments")


class Differential:
    """d: the map from an expression to its differential, for one variable."""

    def __init__(self, X):
        self.X, self.dX = X, increment(X)

    def __call__(self, A):
        A = S(A) if isinstance(A, int) else A
        if A == self.X:
            return self.dX
        if self.X not in A.free_symbols:
            return ZeroMatrix(*A.shape) if A.is_Matrix else S.Zero
        found = find(RULES, A)
        return found.function(self, *([A] if found.whole else A.args))


def increment(X):
    """Return dX: a symbol of the shape of X."""
    return MatrixSymbol(f"d{X.name}", *X.shape) if isinstance(X, MatrixSymbol) else Symbol(f"d{X.name}")


def differential(F, X):
    """Return dF, linear in dX."""
    shapes.check_shapes(S(F))
    return Differential(X)(F)




@rule(MatAdd, chapter="01-vec", source="magnus2019, chapter 8")
def sum_of_matrices(d, *terms):
    """d(A + B) = dA + dB"""
    return total(*map(d, terms))


@rule(MatMul, chapter="02-kronecker", source="magnus2019, chapter 8")
def product_of_matrices(d, *factors):
    """d(AB) = (dA) B + A dB"""
    return total(*_one_by_one(d, factors, product))


def _one_by_one(d, factors, combine):
    """The products in which one factor is replaced by its differential."""
    depends = [k for k, factor in enumerate(factors) if d.X in factor.free_symbols]
    return [combine(*factors[:k], d(factors[k]), *factors[k + 1 :]) for k in depends]


@rule(Transpose, chapter="02-kronecker", source="magnus2019, chapter 8")
def transposed(d, A):
    """dA^T = (dA)^T"""
    return Transpose(d(A)) if isinstance(d(A), MatrixSymbol) else transpose(d(A))


@rule(Inverse, chapter="03-inverse-determinant", source="magnus2019, chapter 8")
def inverted(d, A, exponent):
    """dA^-1 = -A^-1 (dA) A^-1"""
    return product(-1, inverse(A), d(A), inverse(A))


@rule(MatPow, chapter="02-kronecker", source="magnus2019, chapter 8")
def matrix_power(d, A, k):
    """dA^k = sum_r A^r (dA) A^(k - 1 - r)"""
    if A.rows == 1:
        return product(k, power(A, k - 1), d(A))
    if not k.is_Integer:
        raise NoRule(f"no rule for the power {k} of a matrix")
    if k < 0:
        return d(MatMul(*[inverse(A)] * -k)) if k < -1 else inverted(d, A, k)
    return total(*[product(power(A, r), d(A), power(A, k - 1 - r)) for r in range(k)])


@rule(KroneckerProduct, chapter="02-kronecker", source="magnus2019, chapter 8")
def kronecker_product(d, *factors):
    """d(A (x) B) = dA (x) B + A (x) dB"""
    return total(*_one_by_one(d, factors, kronecker))


@rule(HadamardProduct, chapter="01-vec", source="magnus2019, chapter 8")
def hadamard_product(d, *factors):
    """d(A o B) = dA o B + A o dB"""
    return total(*_one_by_one(d, factors, HadamardProduct))


@rule(HadamardPower, chapter="01-vec", source="magnus2019, chapter 8")
def hadamard_power(d, A, k):
    """d(A o ... o A) = k (A o ... o A) o dA, with one A less"""
    less = A if k == 2 else HadamardPower(A, k - 1)
    return product(k, HadamardProduct(less, d(A)))


@rule(ElementwiseApplyFunction, chapter="01-vec", source="magnus2019, chapter 8")
def elementwise(d, f, A):
    """dg(A) = g'(A) o dA"""
    x = f.variables[0]
    return HadamardProduct(A.applyfunc(Lambda(x, f.expr.diff(x))), d(A))


@rule(Trace, chapter="03-inverse-determinant", source="magnus2019, chapter 8")
def trace_of(d, A):
    """d tr A = tr dA"""
    return Trace(d(A))


@rule(Determinant, chapter="03-inverse-determinant", source="magnus2019, chapter 8")
def determinant(d, A):
    """d det A = det(A) tr(A^-1 dA)"""
    return Determinant(A) * Trace(product(inverse(A), d(A)))


@rule(DiagMatrix, chapter="01-vec", source="magnus2019, chapter 8")
def diagonal_matrix(d, x):
    """d Diag(x) = Diag(dx)"""
    return DiagMatrix(d(x))


@rule(Vec, chapter="01-vec", source="magnus2019, chapter 8")
def vec_of(d, A):
    """d vec A = vec dA"""
    return vec(d(A))


@rule(Add, chapter="01-vec", source="magnus2019, chapter 8")
def sum_of_scalars(d, *terms):
    """d(u + v) = du + dv"""
    return Add(*map(d, terms))


@rule(Mul, chapter="01-vec", source="magnus2019, chapter 8")
def product_of_scalars(d, *factors):
    """d(u v) = v du + u dv"""
    return Add(*_one_by_one(d, factors, Mul))


@rule(Pow, chapter="01-vec", source="magnus2019, chapter 8")
def power_of_scalar(d, u, k):
    """d u^k = k u^(k - 1) du"""
    return k * u ** (k - 1) * d(u)


@rule(Function, chapter="01-vec", source="magnus2019, chapter 8", whole=True)
def function_of_scalar(d, node):
    """d f(u) = f'(u) du"""
    if len(node.args) != 1 or node.has(Derivative):
        raise NoRule(f"no rule for {node}: a function of one argument is wanted")
    u, x = scalar(node.args[0]), Dummy("x")
    slope = node.func(x).diff(x)
    if slope.has(Derivative) and not isinstance(node.func, UndefinedFunction):
        raise NoRule(f"no rule for {node.func}: it has no derivative in closed form")
    return slope.subs(x, u) * d(u)


def scalar(u):
    """Return a 1 x 1 product as a number."""
    return entry(u) if u.is_Matrix else u
