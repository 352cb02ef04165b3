"""Real numbers to a hundred digits and to two hundred, for what is not rational: roots, absolute values, exp, expm.

Two sides are equal if their difference vanishes as digits are added; there is no tolerance. A difference quotient is
central, its step smaller with more digits. It needs no NumPy, and knows no rule of differentiation.
"""

from functools import lru_cache
from math import factorial
from random import Random

from mpmath import mp
from sympy import Abs, Float, Rational, log, nan, oo, sign, zoo
from sympy.core.function import UndefinedFunction

from veckron.values.arithmetic import RealNumbers
from veckron.values.linear_algebra import ExactMatrix, Field, Singular

DIGITS = 100
# So many digits agree where two sides are taken to be equal, without and with a derivative; far more do if they are.
AGREED, AGREED_BY_DIFFERENCES = 70, 50
# Larger arguments of functions have no value here: exp(exp(10^9)) would take all memory.
LARGEST = 10**8


class Reals(RealNumbers, Field):
    """The real numbers as an arithmetic for :func:`veckron.evaluate`; an undefined value is :class:`Singular`.

    What is drawn is "any" real number, or "positive" or "negative" ones, of about the size 10^scale. A formal function is
    drawn as a sine plus a cubic polynomial. Draws do not depend on the number of digits. ``dominant`` asks for large diagonals
    where a root is taken.
    """

    modulus, module, undefined, halvings = None, "mpmath", Singular, 10
    steps = 24  # drawn matrices that have a root take 16
    digits, terms = property(lambda self: mp.dps), property(lambda self: mp.dps // 4 + 4)
    size, plain_inverse = staticmethod(lambda A: largest(A)[0]), Field.inverse

    def __init__(self, seed=0, kind="any", scale=0, digits=DIGITS, dominant=False):
        self.random, self.kind, self.seed, self.formal, self.dominant = Random(str(seed)), kind, seed, {}, dominant
        self.scale, self.step = round(3.33 * scale), mp.mpf(10) ** (-digits // 5)

    def residue(self):
        size = mp.ldexp(self.random.randint(2**47, 2**51), self.scale - 50)  # the same number whatever the digits
        return -size if self.kind == "negative" or (self.kind == "any" and self.random.random() < 0.5) else size

    def number(self, value):
        if isinstance(value, mp.mpf):
            return value
        if value in (nan, oo, -oo, zoo):
            raise Singular(f"{value} is no number")
        if isinstance(value, Float):
            value = Rational(str(value))
        return mp.mpf(int(value)) if isinstance(value, int) else _real(value._to_mpmath(mp.prec))

    reduced = staticmethod(lambda a: a)

    def pivot(self, column):
        """Return the place of the largest entry, if it is not 0 to a third of the digits."""
        place = max(range(len(column)), key=lambda i: abs(column[i]), default=None)
        return None if place is None or abs(column[place]) < mp.mpf(10) ** (-mp.dps // 3) else place

    def power(self, x, exponent):
        if not x and exponent < 0:
            raise Singular("division by zero")
        if x and abs(exponent) * abs(mp.mag(x)) > LARGEST:
            raise Singular("a power that is too large")
        return mp.mpf(x) ** exponent

    def root(self, x):
        return self.real_power(x, mp.mpf(1) / 2)

    def real_power(self, x, exponent):
        """x^y for x > 0, as in exp(y log x); for x = 0 and y > 0 it is 0."""
        if x < 0 or (x == 0 and exponent <= 0):
            raise Singular(f"{mp.nstr(x, 5)} has no real power {mp.nstr(exponent, 5)}")
        return self.power(x, exponent)

    def logm(self, A):
        return _by_roots("logm", tuple(A.items()), A.shape, mp.dps)

    def sqrtm(self, A):
        return _by_roots("sqrtm", tuple(A.items()), A.shape, mp.dps)

    def cholesky(self, S):
        try:
            return self.from_entries(mp.cholesky(mp.matrix(S.dense())).tolist(), S.shape)
        except ValueError as error:
            raise Singular(str(error)) from None

    def eigen(self, S):
        """Eigenvalues from the smallest on, and eigenvectors whose largest entry is positive."""
        values, Q = mp.eigsy(mp.matrix(S.dense()))
        columns = [[Q[i, j] for i in range(S.shape[0])] for j in range(S.shape[0])]
        rows = [[a * mp.sign(max(column, key=abs)) for a in column] for column in columns]
        return self.from_entries([[a] for a in values], (S.shape[0], 1)), self.from_entries(rows, S.shape).T

    def function(self, ev, f, x, order=0):
        if isinstance(f, UndefinedFunction):
            return self._formal(f, x, order)
        if abs(x) > LARGEST and f not in (log, Abs, sign):
            raise Singular(f"{f} of a number that is too large")
        try:
            return _real(super().function(ev, f, x, order))
        except (ValueError, ZeroDivisionError, OverflowError) as error:
            raise Singular(f"{f} is not defined at {mp.nstr(x, 5)}") from error

    def _formal(self, f, x, order):
        """a0 + a1 x + a2 x^2/2 + a3 x^3/6 + sin(w x), and its derivatives."""
        if f not in self.formal:
            random = Random(f"{self.seed} {f}")
            self.formal[f] = [mp.ldexp(random.randint(-(2**20), 2**20), -19) for _ in range(5)]
        *a, w = self.formal[f]
        polynomial = sum(c * x ** (j - order) / factorial(j - order) for j, c in enumerate(a) if j >= order)
        return polynomial + w**order * mp.sin(w * x + order * mp.pi / 2)

    def several(self, f, *values):
        return _real(super().several(f, *values))

    @staticmethod
    def shown(value):
        """Return a number as a counterexample prints it: a whole number as it is, else a few digits."""
        return int(value) if value == int(value) and abs(value) < 10**9 else float(mp.nstr(value, 6))


@lru_cache(maxsize=4096)
def _by_roots(name, entries, shape, digits):
    """The root or the logarithm of a matrix, once: the steps of a derivation meet the same ones."""
    return getattr(RealNumbers, name)(Reals(), ExactMatrix.of(entries, shape, None))


def _real(value):
    if isinstance(value, bool):
        raise Singular("a truth value is no number")
    value = mp.mpmathify(value)
    if value.imag:
        raise Singular("the value is not real")
    if not mp.isfinite(value.real):
        raise Singular("the value is not finite")
    return value.real


def largest(A):
    """Return the largest entry of a matrix, in size, and its place, the first one column by column."""
    entries = [(abs(a), (i, j)) for i, j, a in A.items()]
    size = max((a for a, _ in entries), default=mp.mpf(0))
    return size, min((place for a, place in entries if a == size), key=lambda place: place[::-1], default=None)
