"""Where real numbers are drawn for a statement: how large they are, and the values at which its functions may jump."""

from math import ceil

from sympy import (
    Abs,
    Add,
    Expr,
    Function,
    Heaviside,
    Integer,
    Mod,
    Piecewise,
    Pow,
    Rational,
    ceiling,
    floor,
    frac,
    log,
    sign,
)
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.functions.elementary.trigonometric import InverseTrigonometricFunction, TrigonometricFunction

from veckron.expressions import Expm
from veckron.proof.all_sizes import COEFFICIENT
from veckron.proof.statements import parts_of

# These jump at numbers that nobody would draw.
JUMPS = (floor, ceiling, frac, Mod)
# Beside exp, tanh ... a large constant may hide a difference that no number of digits shows.
STEEP = 50


def scales(sides, counted):
    """Return how many powers of ten the drawn numbers spread over, and the values at which the sides may jump.

    These follow the constants of the statement; ``counted`` are the symbols of its sizes. What may jump elsewhere, or
    change by less than any number of digits shows, raises NotImplementedError.
    """
    parts = list(parts_of(sides))
    for node in parts:
        if _jumps(node) and any(s not in counted and not s.is_integer for s in node.free_symbols):
            raise NotImplementedError(f"{type(node).__name__} jumps at numbers that are not drawn")
    constants = _constants(parts)
    if any(max(c, 1 / c) > COEFFICIENT for c in constants):
        raise NotImplementedError("a number of more than twelve digits")
    size, steep = max((ceil(max(c, 1 / c)) for c in constants), default=1), any(map(_is_steep, parts))
    if steep and size > STEEP:
        raise NotImplementedError(f"a number above {STEEP} beside a function that may hardly change there")
    ratios = [c / e for c in constants[-4:] for e in constants[:4]]
    values = {Integer(0), Integer(1), Integer(2), *constants[-8:], *ratios}
    return 1 if steep else 3 + len(str(size)), sorted(values | {-c for c in values})


def _constants(parts):
    """Return the sizes of all numbers among the parts, as fractions, the smallest first."""
    numbers = {c for c in parts if isinstance(c, Expr) and c.is_number and c.is_finite and c.is_real}
    return sorted({abs(c if c.is_Rational else Rational(str(c.evalf(6)))) for c in numbers} - {0})


def _jumps(node):
    """Tell whether a function jumps where its argument has a value that is drawn only by luck."""
    if isinstance(node, (sign, Heaviside)):
        return _has_constant_term(node.args[0])
    if isinstance(node, Piecewise):
        return any(_has_constant_term(part.lhs - part.rhs) for part in node.atoms(Relational))
    if isinstance(node, InverseTrigonometricFunction):
        return node.has(TrigonometricFunction)
    return isinstance(node, JUMPS) or (_is_steep(node) and any(_is_steep(inner) for inner in node.args))


def _has_constant_term(u):
    return any(isinstance(part, Add) and part.as_coeff_Add()[0] for part in parts_of([u])) or bool(u.is_number and u)


def _is_steep(node):
    """Tell whether a function may tend to a constant, or grow, faster than any power."""
    powers = isinstance(node, Pow) and not node.exp.is_number
    flat = (AppliedUndef, Abs, sign, log, TrigonometricFunction, InverseTrigonometricFunction)
    return powers or (isinstance(node, (Function, Expm)) and not isinstance(node, flat))
