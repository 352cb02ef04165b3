"""Table 1: the differential of each operation, one rule each."""

from collections.abc import Callable
from functools import lru_cache, partial
from itertools import count

from sympy import Add, Derivative, Determinant, DiagMatrix, DiagonalOf, Dummy, Function, HadamardPower
from sympy import HadamardProduct, Identity, Inverse, KroneckerProduct, Lambda, MatAdd, MatMul, MatPow, MatrixExpr
from sympy import MatrixSymbol, Mul, Piecewise, Pow, S, Subs, Sum, Symbol, Trace, Transpose, ZeroMatrix, log
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement

from veckron.algebra import ENTRY, diagonal, diagonal_part, entry, entrywise, hadamard, inverse, kronecker, power
from veckron.algebra import product, times, total, trace, transpose
from veckron.calculus.rule_tables import NoRule, Walk, register
from veckron.expressions import Adjugate, Expm, MatrixSum, Unvec, Unvech, Vec, Vech

RULES = {}


def rule(*nodes: type, example: Callable, chapter: str, source: str) -> Callable:
    """Register the differential of an operation, of one or more classes of SymPy nodes: a function of d and of the node.

    The example is a function of matrix symbols X (m x n, the variable), A (p x m), B (n x q), S (n x n) ... that returns an
    expression; ``chapter`` teaches the rule, ``source`` is a key of the bibliography with the place.

    >>> RULES[Determinant].formula
    'd det A = det(A) tr(A^-1 dA)'

    source: magnus2019, chapter 8
    """
    return register(RULES, nodes, example=example, chapter=chapter, source=source)


class DifferentialWalk(Walk):
    """d: from an expression to its differential, for one variable."""

    table, decorator = RULES, "rule"

    def __init__(self, X):
        super().__init__(X, increment(X))

    def zero(self, A):
        return ZeroMatrix(*A.shape) if A.is_Matrix else S.Zero

    def index(self, *parts):
        """Return an index for a sum over these parts: none that stands in them, or is bound around them."""
        used = set(self.bound).union(*(part.atoms(Dummy) for part in parts))
        return next(r for r in map(index, count()) if r not in used)


class Increment(MatrixSymbol):
    """dX, a symbol of the shape of X."""

    def _latex(self, printer):
        return rf"\mathrm{{d}}{printer._print(Symbol(self.name[1:]))}"


def increment(X):
    """Return dX."""
    return Increment(f"d{X.name}", *X.shape) if isinstance(X, MatrixSymbol) else Symbol(f"d{X.name}")


def one_by_one(d, factors, combine):
    """Return the products in which one factor is replaced by its differential."""
    moving = [k for k, factor in enumerate(factors) if d.moves(factor)]
    return [combine(*factors[:k], d(factors[k]), *factors[k + 1 :]) for k in moving]


# A row of the table by the chapter that teaches it.
rule_1 = partial(rule, chapter="00-derivative", source="magnus2019, chapter 8")
rule_2 = partial(rule, chapter="02-chain-and-product", source="magnus2019, chapter 8")
rule_3 = partial(rule, chapter="03-inverse", source="magnus2019, chapter 8")
FEW = 12  # terms of a power that are written one by one


def index(number):
    """Return one of the indices of our sums: the same ones always, so that equal sums are equal."""
    return Dummy("r", dummy_index=number, integer=True, nonnegative=True)


@rule_1(MatAdd, example=lambda S: S * S + S.T)
def sum_of_matrices(d, node):
    """d(A + B) = dA + dB"""
    return total(*map(d, node.args))


@rule_2(MatMul, example=lambda X, A, B: A * X * B * B.T * X.T)
def product_of_matrices(d, node):
    """d(AB) = (dA) B + A dB"""
    return total(*one_by_one(d, node.args, product))


@rule_2(Transpose, example=lambda X: X.T)
def transposed(d, node):
    """d(A^T) = (dA)^T"""
    return transpose(d(node.arg))


@rule_3(Inverse, example=lambda S: S.I)
def inverted(d, node):
    """d(A^-1) = -A^-1 (dA) A^-1"""
    return product(-1, node, d(node.arg), node)


@rule_2(MatPow, example=lambda S: S**3)
def matrix_power(d, node):
    """d(A^k) = sum_{r=0}^{k-1} A^r (dA) A^{k-1-r}"""
    A, k = node.args
    if A.rows == 1:
        return product(d(entry(A) ** k), Identity(1)) if d.moves(k) else product(k, power(A, k - 1), d(A))
    if d.moves(k):
        raise NoRule(f"no rule for {node}: the exponent {k} of a matrix depends on {d.letter}")
    if k.is_negative:
        return product(-1, node, d(power(A, -k)), node)
    if k.is_Integer and k <= FEW:
        return total(*[product(power(A, r), d(A), power(A, k - 1 - r)) for r in range(k)])
    if k.is_nonnegative or (k.is_integer and not k.is_Symbol):
        dA = d(A)
        r = d.index(A, dA, k)
        return MatrixSum(product(power(A, r), dA, power(A, k - 1 - r)), r, k - 1)
    raise NoRule(f"no rule for {node}: its exponent wants to be declared integer=True, positive=True")


@rule_2(MatrixSum, example=lambda S: MatrixSum(S * S, index(0), Symbol("k", integer=True, positive=True)))
def sum_over_index(d, node):
    """d sum_r A_r = sum_r dA_r"""
    A, r, last = node.args
    d.bound.append(r)
    terms = d(A)
    d.bound.pop()
    return MatrixSum(terms, r, last)


@rule_2(KroneckerProduct, example=lambda x, P: KroneckerProduct(x, P, x))
def kronecker_product(d, node):
    """d(A (x) B) = dA (x) B + A (x) dB"""
    return total(*one_by_one(d, node.args, kronecker))


@rule_1(HadamardProduct, example=lambda X, C: HadamardProduct(X, C, X))
def hadamard_product(d, node):
    """d(A o B) = dA o B + A o dB"""
    return total(*one_by_one(d, node.args, hadamard))


@rule_1(HadamardPower, example=lambda X: HadamardPower(X, 3))
def hadamard_power(d, node):
    """d A^(o k) = k A^(o (k - 1)) o dA, powers of the entries; + A^(o k) o ln(A) dk where k moves"""
    A, k = node.args
    if not A.is_Matrix or k.is_Matrix:
        raise NoRule(f"no rule for {node}: a matrix to the power of one number is wanted")
    by_base = [product(k, hadamard(A if k == 2 else HadamardPower(A, k - 1), d(A)))] if d.moves(A) else []
    by_exponent = [product(d(k), hadamard(node, entrywise(Lambda(ENTRY, log(ENTRY)), A)))] if d.moves(k) else []
    return total(*by_base, *by_exponent)


@rule_1(
    ElementwiseApplyFunction,
    example=lambda X, A: (A * X).applyfunc(Lambda(ENTRY, Trace(X.T * X) * Function("g")(ENTRY))),
)
def elementwise(d, node):
    """d g(A) = g'(A) o dA, g applied to the entries; + sum_u (dg/du)(A) du for each number u beside them"""
    A, x, g = node.expr, node.function.variables[0], node.function.expr
    s = Dummy("s", real=True)
    letters = {u: Dummy("u", real=True) for u in dict.fromkeys(beside(g, x)) if u.has(MatrixExpr)}
    body, back = g.xreplace(letters), {letter: u for u, letter in letters.items()}
    if body.has(MatrixExpr):
        raise NoRule(f"no rule for {node}: {x} stands in a matrix in the function of the entries")

    def slope(y):
        f = closed(body, y).xreplace(back)
        if isinstance(A, ElementwiseApplyFunction):  # SymPy puts A into f, and cannot differentiate by what is in A
            f = f.xreplace({part: Subs(part.xreplace({x: s}), s, x) for part in f.atoms(Derivative)})
        return entrywise(Lambda(x, f), A)

    moving = {u: letter for u, letter in {d.letter: d.letter, **letters}.items() if d.moves(u) and body.has(letter)}
    by_entry = [hadamard(slope(x), d(A))] if d.moves(A) else []
    return total(*by_entry, *[product(d(u), slope(letter)) for u, letter in moving.items()])


@lru_cache(maxsize=4096)
def closed(g, x):
    """Return the derivative of a function of numbers, if it is one in closed form or of a formal function."""
    slope = g.diff(x)
    for node in slope.atoms(Derivative):
        if not isinstance(node.expr, AppliedUndef):
            raise NoRule(f"no rule for {node.expr.func}: it has no derivative in closed form")
    return slope


def beside(g, x):
    """Return the largest numbers in a function of x that x does not stand in."""
    inner = [] if g.is_Matrix else g.args
    return [part for arg in inner for part in beside(arg, x)] if x in g.free_symbols else [g]


@rule_3(Trace, example=lambda S: Trace(S * S))
def trace_of(d, node):
    """d tr A = tr dA; d tr A^k = k tr(A^(k - 1) dA); d tr expm(A) = tr(expm(A) dA)"""
    A = node.arg
    if isinstance(A, Expm):
        return trace(product(A, d(A.args[0])))
    if isinstance(A, MatPow) and A.base.rows != 1 and not d.moves(A.exp):
        return times(A.exp, trace(product(power(A.base, A.exp - 1), d(A.base))))
    return trace(d(A))


@rule_3(Determinant, example=lambda S, A: Determinant(S * S.T + S))
def determinant(d, node):
    """d det A = det(A) tr(A^-1 dA)"""
    return times(node, trace(product(inverse(node.arg), d(node.arg))))


@rule_3(Adjugate, example=lambda S: Adjugate(S))
def adjugate_of(d, node):
    """d adj A = tr(adj(A) dA) A^-1 - A^-1 (dA) adj A"""
    A = node.args[0]
    return total(product(trace(product(node, d(A))), inverse(A)), product(-1, inverse(A), d(A), node))


@rule_1(DiagMatrix, example=lambda x, P: P * DiagMatrix(x))
def diagonal_matrix(d, node):
    """d Diag(x) = Diag(dx)"""
    return diagonal(d(node.args[0]))


@rule_1(DiagonalOf, example=lambda S: DiagonalOf(S * S))
def diagonal_of(d, node):
    """d diag(A) = diag(dA)"""
    return diagonal_part(d(node.args[0]))


@rule_1(Vec, Vech, Unvec, Unvech, example=lambda X, A: Vec(A * X))
def rearranged(d, node):
    """d vec A = vec dA, and so for unvec, vech, unvech"""
    return node.func(d(node.args[0]), *node.args[1:])


@rule_1(MatrixElement, example=lambda X, A: MatrixElement(A * X, Symbol("p") - 1, 0))
def element(d, node):
    """d A_ij = (dA)_ij"""
    return MatrixElement(d(node.parent), node.i, node.j)


@rule_1(Add, example=lambda S: Trace(S) + Determinant(S) + 1)
def sum_of_scalars(d, node):
    """d(u + v) = du + dv"""
    return Add(*map(d, node.args))


@rule_1(Sum, example=lambda X: Sum(MatrixElement(X, index(0), 0) ** 3, (index(0), 1, X.rows - 1)))
def sum_of_numbers(d, node):
    """d sum_i u_i = sum_i du_i"""
    return Sum(d(node.function), *node.limits)


@rule_1(Mul, example=lambda S: Trace(S) * Determinant(S))
def product_of_scalars(d, node):
    """d(u v) = v du + u dv"""
    return Add(*one_by_one(d, node.args, times))


@rule_1(Pow, example=lambda S: Trace(S) ** 3)
def power_of_scalar(d, node):
    """d u^v = v u^(v - 1) du; + ln(u) u^v dv where v moves"""
    u, v = node.args
    if u == 0:
        raise NoRule(f"no rule for {node}: 0 has no logarithm")
    return times(v, u ** (v - 1), d(u)) + (times(log(u), node, d(v)) if d.moves(v) else 0)


@rule_1(Function, example=lambda S: Function("f")(Trace(S)))
def function_of_scalar(d, node):
    """d f(u) = f'(u) du; d f(u, v) = f_u(u, v) du + f_v(u, v) dv"""
    letters = [Dummy("x", real=True) for _ in node.args]
    if isinstance(node, Piecewise):
        raise NoRule(f"no rule for {node}: write it as a function of the entries of a matrix")
    if isinstance(node.func, UndefinedFunction) and len(letters) > 1:
        raise NoRule(f"no rule for {node}: a function of one argument is wanted, this has {len(letters)}")
    slopes = [(closed(node.func(*letters), x), u) for x, u in zip(letters, node.args) if d.moves(u)]
    return Add(*[times(at(slope, letters, node.args), d(u)) for slope, u in slopes])


def at(slope, letters, point):
    """Return a derivative at a point; where SymPy would differentiate by an entry of a matrix it stays as it is."""
    kept = slope.has(Derivative) and not all(u.is_Symbol for u in point)
    return Subs(slope, letters, point) if kept else slope.subs(dict(zip(letters, point)))
