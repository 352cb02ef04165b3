"""What numbers become in a program: sums, products, powers and functions, of numbers and entry by entry."""

from functools import reduce

import sympy
from sympy import Add, Derivative, Determinant, Function, Integer, Mul, NumberSymbol, Piecewise, Pow, Rational, Sum
from sympy import Symbol, Trace
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.matrices.expressions.matexpr import MatrixElement

from veckron.expressions import Jacobian
from veckron.program.apply import structured, times
from veckron.program.chains import trace
from veckron.program.graph import Op, const, total, untransposed
from veckron.program.lowering import LOWERED, counted, factors_of, loop, lower, lowers
from veckron.program.stability import Softplus, softplus, stable

SAME_NAME = ["exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sign", "floor"]
NAMES = {name: name for name in SAME_NAME} | {f"a{name}": f"arc{name}" for name in SAME_NAME[2:8]}
NAMES |= {"Abs": "abs", "ceiling": "ceil"}
CONSTANTS = {"pi": "np.pi", "E": "np.e", "EulerGamma": "np.euler_gamma"}  # as NumPy and its heirs call them


def is_size(c, expression):
    """Tell whether a number is read off the shapes."""
    letters = expression.free_symbols
    return bool(letters) and all(s.name in c.readable for s in letters) and not letters & set(c.bound)


def folded(op, data=None):
    """Return how an operation of two numbers becomes one of several."""
    return lambda c, node: reduce(lambda u, v: c.node(op, u, v, data=data), [lower(c, arg) for arg in node.args])


LOWERED |= {
    Add: lambda c, node: total(c, [("+", lower(c, term)) for term in node.args]),
    sympy.Max: folded(Op.CALL, "maximum"),
    sympy.Min: folded(Op.CALL, "minimum"),
    NumberSymbol: lambda c, x: const(c, CONSTANTS.get(str(x)) or float(x)),
    Softplus: lambda c, node: c.node(Op.CALL, const(c, 0), lower(c, node.args[0]), data="logaddexp"),
    Determinant: lambda c, node: c.node(Op.DET, untransposed(lower(c, node.arg))),
    MatrixElement: lambda c, node: c.node(Op.ENTRY, lower(c, node.args[0]), *map(c.size, node.args[1:])),
    sympy.KroneckerDelta: lambda c, node: c.node(Op.NAMED, *map(c.size, node.args), data="delta"),
}


@lowers(Symbol)
def _symbol(c, x):
    if x in c.bound:
        return c.bound[x]
    return c.size(x) if x.name in c.readable else c.leaf(x.name)


@lowers(Integer, Rational, sympy.Float)
def _number(c, x):
    if x.is_negative:
        return c.node(Op.NEG, _number(c, -x))
    if x.is_Rational and not x.is_Integer and 64 % x.q:
        return c.node(Op.DIV, const(c, x.p), const(c, x.q))
    return const(c, int(x) if x.is_Integer else float(x))


@lowers(Mul, Pow)
def _product(c, node):
    if (found := stable(node)) != node:
        return lower(c, found)
    if node.as_coeff_Mul()[0].is_negative:
        return c.node(Op.NEG, lower(c, -node))
    above, below = sympy.fraction(node, exact=True)
    if below != 1:
        return c.node(Op.DIV, lower(c, above), lower(c, below))
    if node.is_Mul:
        return folded(Op.MUL)(c, node)
    base, k = node.args
    if k == Rational(1, 2):
        return c.node(Op.CALL, lower(c, base), data="sqrt")
    return c.node(Op.POW, lower(c, base), lower(c, k))


@lowers(Function)
def _function(c, node):
    name, argument = type(node).__name__, node.args[0]
    if name in ("floor", "ceiling") and is_size(c, argument):
        return c.size(node)
    if name not in NAMES or len(node.args) != 1:
        raise NotImplementedError(f"compile_function: no NumPy code for the function {node.func} in {node}")
    if name == "log" and (found := _log(c, argument)) is not None:
        return found
    value = trace(c, [lower(c, argument)]) if argument.is_Matrix else lower(c, argument)
    return c.node(Op.CALL, value, data=NAMES[name])


def _log(c, argument):
    """log det A, log |det A| and log(1 + exp x), which do not go by the number whose logarithm they are."""
    base, k = argument.as_base_exp() if isinstance(argument, Pow) else (argument, sympy.S.One)
    if isinstance(argument, sympy.Abs):
        base, k = argument.args[0], Integer(2)
    if isinstance(base, Determinant) and (k == 1 or k.is_even):
        value = c.node(Op.LOGDET, untransposed(lower(c, base.arg)), data="abs" if k != 1 else None)
        k = 1 if argument != base**k else k
        return value if k == 1 else c.node(Op.MUL, lower(c, k), value)
    soft = softplus(base)
    return None if soft is None or not k.is_real else lower(c, k * soft)


@lowers(AppliedUndef, Derivative, sympy.Subs)
def _formal(c, node):
    name = getattr(next(iter(node.atoms(AppliedUndef)), node), "func", node)
    hint = "is a formal function; put one with values in its place, such as Lambda(x, tanh(x))"
    raise NotImplementedError(f"compile_function: {name} in {node} {hint}")


@lowers(Piecewise)
def _cases(c, node):
    *cases, (last, _) = node.args if node.args[-1].cond == True else (*node.args, (sympy.nan, True))  # noqa: E712
    shape = lambda *parts: next((part.shape for part in parts if part.shape), ())
    value = lower(c, last)
    for outcome, condition in reversed(cases):
        args = lower(c, condition), lower(c, outcome), value
        value = c.node(Op.WHERE, *args, shape=shape(*args))
    return value


@lowers(Relational)
def _relation(c, node):
    left, right = (lower(c, arg) for arg in node.args)
    return c.node(Op.COMPARE, left, right, data=node.rel_op, shape=left.shape or right.shape)


@lowers(Trace)
def _trace(c, node):
    if node.arg.is_MatAdd and node.arg.shape != (1, 1):
        return total(c, [("+", lower(c, Trace(term))) for term in node.arg.args], ())
    scalar, factors = factors_of(node.arg)
    whole = len(factors) > 1 and any(map(structured, factors))
    value = trace(c, [times(c, sympy.S.One, factors)] if whole else [lower(c, factor) for factor in factors])
    return value if scalar == 1 else c.node(Op.MUL, lower(c, scalar), value)


@lowers(Sum)
def _index_sum(c, node):
    *rest, (k, first, last) = node.limits  # the outermost comes last
    inside = Sum(node.function, *rest) if rest else node.function
    inner, own = c.over(k)
    args = lower(inner, inside.xreplace(own)), lower(inner, own[k]), counted(c, first, last + 1)
    return loop(c, "sum", args, own, ())


@lowers(Jacobian)
def _underived(c, node):
    raise NotImplementedError(f"compile_function: {node} was not derived")
