"""How numbers become code: sums, products, powers and functions, of numbers and entry by entry."""

from functools import reduce

import sympy
from sympy import Add, Derivative, Determinant, Function, Integer, Mul, NumberSymbol, Piecewise, Pow, Rational, Sum
from sympy import Symbol, Trace
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.matrices.expressions.matexpr import MatrixElement

from veckron.expressions import Jacobian, Rank
from veckron.numpy_code.parts import entrywise, total
from veckron.numpy_code.traces import trace
from veckron.numpy_code.writers import factors_of, loop, write, writes

SAME_NAME = ["exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sign", "floor"]
NAMES = {name: name for name in SAME_NAME} | {f"a{name}": f"arc{name}" for name in SAME_NAME[2:8]}
NAMES |= {"Abs": "abs", "ceiling": "ceil"}
CONSTANTS = {"pi": "np.pi", "E": "np.e", "EulerGamma": "np.euler_gamma"}


def inverses(F):
    """Return the matrices that an expression inverts or takes determinants of."""
    nodes = list(F.atoms(sympy.Inverse, sympy.MatPow, Determinant))
    return [node.args[0] for node in nodes if not (isinstance(node, sympy.MatPow) and node.exp.is_positive)]


def is_size(c, expression):
    """Tell whether a number is read off the shapes."""
    letters = expression.free_symbols
    return bool(letters) and all(s.name in c.readable for s in letters) and not letters & set(c.bound)


@writes(Symbol)
def _symbol(c, x):
    if x in c.bound:
        return c.bound[x]
    return c.size(x) if x.name in c.readable else c.letter(x.name)


@writes(Integer, Rational, sympy.Float)
def _number(c, x):
    if x.is_negative:
        return c.part("-{}", _number(c, -x))
    short = x.is_Rational and not x.is_Integer and 64 % x.q == 0
    if x.is_Integer or x.is_Float or short:
        return c.part("number", str(float(x)) if short else str(x) if x.is_Integer else repr(float(x)))
    return c.part("{} / {}", _number(c, Integer(x.p)), _number(c, Integer(x.q)))


@writes(NumberSymbol)
def _constant(c, x):
    return c.part("number", CONSTANTS.get(str(x)) or repr(float(x)))


@writes(Add)
def _sum(c, node):
    terms = [(term, term.as_coeff_Mul()[0].is_negative) for term in node.args]
    signed = [("-", write(c, -term)) if negative else ("+", write(c, term)) for term, negative in terms]
    return total(c, signed, next((part.shape for _, part in signed if part.shape), ()))


@writes(Mul)
def _product(c, node):
    number, rest = node.as_coeff_Mul()
    if number.is_negative:
        return entrywise(c, "-{}", write(c, Mul(-number, rest)))
    above, below = [], []
    for factor in Mul.make_args(rest):
        power = isinstance(factor, Pow) and factor.exp.as_coeff_Mul()[0].is_negative
        (below if power else above).append(1 / factor if power else factor)
    if number.is_Rational:
        above, below = (
            ([Integer(number.p)] if number.p != 1 else []) + above,
            [Integer(number.q)] * (number.q != 1) + below,
        )
    else:
        above = [number, *above]
    times = lambda factors: reduce(lambda u, v: entrywise(c, "{} * {}", u, v), [write(c, f) for f in factors])
    if not below:
        return times(above)
    return entrywise(c, "{} / {}", times(above or [Integer(1)]), times(below))


@writes(Pow)
def _power(c, node):
    base, k = node.args
    if k.as_coeff_Mul()[0].is_negative:
        return entrywise(c, "{} / {}", write(c, Integer(1)), write(c, Pow(base, -k)))
    if k == Rational(1, 2):
        return entrywise(c, "np.sqrt({})", write(c, base))
    return entrywise(c, "{} ** {}", write(c, base), write(c, k))


@writes(Function)
def _function(c, node):
    name, argument = type(node).__name__, node.args[0]
    if name in ("floor", "ceiling") and is_size(c, argument):
        return c.size(node)
    if isinstance(node, (sympy.Max, sympy.Min)):
        op = "np.maximum({}, {})" if isinstance(node, sympy.Max) else "np.minimum({}, {})"
        return reduce(lambda u, v: entrywise(c, op, u, v), [write(c, arg) for arg in node.args])
    if name not in NAMES or len(node.args) != 1:
        raise NotImplementedError(f"compile_function: no NumPy code for the function {node.func} in {node}")
    if name == "log" and isinstance(argument, Determinant):
        return c.part("log det of {}", _turned(write(c, argument.arg)))
    value = trace(c, [write(c, argument)]) if argument.is_Matrix else write(c, argument)
    return entrywise(c, f"np.{NAMES[name]}({{}})", value)


@writes(sympy.Max, sympy.Min)
def _largest(c, node):
    return _function(c, node)


@writes(AppliedUndef, Derivative, sympy.Subs)
def _formal(c, node):
    name = next(iter(node.atoms(AppliedUndef)), node)
    raise NotImplementedError(
        f"compile_function: {getattr(name, 'func', name)} in {node} is a formal function; put one with values in its place, "
        f"such as Lambda(x, tanh(x))"
    )


@writes(Piecewise)
def _cases(c, node):
    *cases, (last, _) = node.args if node.args[-1].cond == True else (*node.args, (sympy.nan, True))  # noqa: E712
    shape = lambda *parts: next((part.shape for part in parts if part.shape), ())
    value = write(c, last)
    for outcome, condition in reversed(cases):
        args = write(c, condition), write(c, outcome), value
        value = c.part("np.where({}, {}, {})", *args, shape=shape(*args))
    return value


@writes(Relational)
def _relation(c, node):
    left, right = (write(c, arg) for arg in node.args)
    return c.part(f"{{}} {node.rel_op} {{}}", left, right, shape=left.shape or right.shape)


@writes(Trace)
def _trace(c, node):
    if node.arg.is_MatAdd and node.arg.shape != (1, 1):
        return total(c, [("+", write(c, Trace(term))) for term in node.arg.args], ())
    scalar, factors = factors_of(node.arg)
    value = trace(c, [write(c, factor) for factor in factors])
    return value if scalar == 1 else entrywise(c, "{} * {}", write(c, scalar), value)


@writes(Determinant)
def _determinant(c, node):
    return c.part("det of {}", _turned(write(c, node.arg)))


def _turned(A):
    """A^T has the determinant of A."""
    return A.args[0] if A.op == "T" else A


@writes(MatrixElement)
def _element(c, node):
    A, i, j = node.args
    return c.part("{}[{}, {}]", write(c, A), c.size(i), c.size(j))


@writes(sympy.KroneckerDelta)
def _delta(c, node):
    return c.part("float({} == {})", *c.sizes(*node.args))


@writes(Sum)
def _index_sum(c, node):
    *rest, (k, first, last) = node.limits  # the outermost comes last
    inside = Sum(node.function, *rest) if rest else node.function
    inner, own = c.over(k)
    args = write(inner, inside.xreplace(own)), write(inner, own[k]), *c.sizes(first, last + 1)
    return loop(c, "sum({} for {} in range({}, {}))", args, own, ())


@writes(Rank)
def _rank(c, node):
    return c.part("np.linalg.matrix_rank({})", write(c, node.args[0]))


@writes(Jacobian)
def _underived(c, node):
    raise NotImplementedError(f"compile_function: {node} was not derived")
