"""Functions of one number: sigmoid, softplus, relu, gelu as nodes with their slopes, and what NumPy and SciPy call SymPy's."""

from sympy import Function, Heaviside, Max, Rational, cos, cosh, erf, exp, log, pi, sign, sin, sinh, sqrt, tan, tanh

from veckron.expressions.node import Operation


class ScalarFunction(Operation, Function):
    """A function of a number by its ``definition()``; ``slope(z)`` is its derivative, in terms of others."""

    nargs = 1

    def fdiff(self, argindex=1):
        return self.slope(self.args[0])

    def _eval_is_real(self):
        return self.args[0].is_real

    def _latex(self, printer, exp=None):
        """SymPy asks for a power of a function as well."""
        text = super()._latex(printer)
        return text if exp is None else rf"\left({text}\right)^{{{exp}}}"


class sigmoid(ScalarFunction):
    """sigmoid(z) = 1/(1 + exp(-z)), with the slope sigmoid(z) (1 - sigmoid(z))

    >>> from sympy import Symbol
    >>> sigmoid(Symbol("z")).diff()
    (1 - sigmoid(z))*sigmoid(z)
    """

    slope = staticmethod(lambda z: sigmoid(z) * (1 - sigmoid(z)))
    _eval_is_positive = ScalarFunction._eval_is_real

    def definition(self):
        return 1 / (1 + exp(-self.args[0]))


class softplus(ScalarFunction):
    """softplus(z) = ln(1 + exp(z)), with the slope sigmoid(z)"""

    slope = staticmethod(sigmoid)
    _eval_is_positive = ScalarFunction._eval_is_real

    def definition(self):
        return log(1 + exp(self.args[0]))


class relu(ScalarFunction):
    """relu(z) = max(0, z), with the slope 1 for z > 0, 0 for z < 0, and the subgradient 1/2 at 0"""

    slope = staticmethod(Heaviside)

    def definition(self):
        return Max(0, self.args[0])


class gelu(ScalarFunction):
    """gelu(z) = z Phi(z) with the distribution function Phi of the normal distribution

    source: hendrycks2016
    """

    @staticmethod
    def slope(z):
        return (1 + erf(z / sqrt(2))) / 2 + z * exp(-(z**2) / 2) / sqrt(2 * pi)

    def definition(self):
        z = self.args[0]
        return z * (1 + erf(z / sqrt(2))) / 2


SAME_NAME = ["exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sign", "floor"]
# What NumPy, and what SciPy's special functions, call the functions of SymPy.
NUMPY = {name: name for name in SAME_NAME} | {f"a{name}": f"arc{name}" for name in SAME_NAME[2:8]}
NUMPY |= {"Abs": "abs", "ceiling": "ceil", "atan2": "arctan2"}
SCIPY = {name: name for name in ("beta", "erf", "erfc", "erfinv", "erfcinv", "gamma", "polygamma")}
SCIPY |= {"loggamma": "gammaln", "besselj": "jv", "bessely": "yv", "besseli": "iv", "besselk": "kv"}
# What has no name there is written with what has.
WRITTEN = {
    "Heaviside": lambda z, *half: (1 + sign(z)) * Rational(1, 2),
    "cot": lambda z: 1 / tan(z),
    "sec": lambda z: 1 / cos(z),
    "csc": lambda z: 1 / sin(z),
    "coth": lambda z: 1 / tanh(z),
    "sech": lambda z: 1 / cosh(z),
    "csch": lambda z: 1 / sinh(z),
}
