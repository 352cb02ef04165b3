"""The numbers Z/p^k, in which p is an infinitesimal and a difference quotient is the derivative.

For every rational matrix function f, (f(X + pE) - f(X)) / p is f'(X)[E] mod p: no step size, no rounding. Products of
k such quotients want one more power of p each. Everything here is Python's own integers.
"""

from functools import lru_cache, reduce
from operator import mul
from random import Random

from sympy import Derivative, Dummy, Float, Integer, Lambda, NumberSymbol, Rational, exp, log, nan, oo, zoo
from sympy.core.function import UndefinedFunction

from veckron.values.linear_algebra import ExactMatrix, Field, Singular

P = 2**61 - 1
# Larger primes, one for each further choice of sizes: a constant that is 0 modulo one of them is not modulo the next.
MODULI = (P, *(2**61 + c for c in (15, 135, 255, 371, 459, 491)))  # all 3 modulo 4, so that roots are powers


class NotRational(ArithmeticError):
    """The function is none that Z/p^k can compute."""


class Ring(Field):
    """The ring Z/p^k with p = 2^61 - 1, as an arithmetic for :func:`veckron.evaluate`.

    An elementwise function is known by its jet: values g(a), g'(a), ... drawn at random once for each argument a mod p.
    The derivatives of a named function (log, exp, tanh ...) follow from its rule.

    ``k`` is one more than the number of derivatives nested in each other, ``p`` the prime, 3 modulo 4. The random draws start
    from ``seed``, those of the functions' values from ``jets``; with a ``bound``, integers from -bound to bound are drawn, never
    0, in place of residues: for counterexamples that can be read. ``step`` is the power of p that is the step of a difference
    quotient, above 1 where numbers of the size of p are drawn.
    ValueError if k is less than 1, or a number has no place in the ring (NaN, infinity).

    >>> from sympy import MatrixSymbol
    >>> from veckron import Jacobian, evaluate
    >>> X, ring = MatrixSymbol("X", 1, 1), Ring(2)
    >>> evaluate(Jacobian(X**3, X), {X: ring.from_entries([[5]])}, ring)[0, 0]
    75

    source: schwartz1980; zippel1979; demillo1978
    """

    def __init__(
        self, k: int = 1, seed: int | str = 0, jets: int = 0, bound: int | None = None, p: int = P, step: int = 1
    ) -> None:
        if k < 1:
            raise ValueError(f"Ring: wants k of at least 1, got {k}")
        self.k, self.p, self.modulus, self.bound, self.step = k, p, p**k, bound, p**step
        self.seed, self.random, self.jet_random, self.jets = seed, Random(seed), Random(f"{seed} {jets}"), {}

    def residue(self, random=None):
        """Draw a number."""
        random = random or self.random
        if self.bound is None:
            return random.randrange(self.p)
        return random.choice([c for c in range(-self.bound, self.bound + 1) if c]) % self.modulus

    def reduced(self, a):
        return a % self.modulus

    def pivot(self, column):
        """Return the place of the first unit."""
        return next((i for i, a in enumerate(column) if a % self.p), None)

    def number(self, value):
        if isinstance(value, (int, Integer)):
            return int(value) % self.modulus
        if value in (nan, oo, -oo, zoo) or str(value) in ("nan", "inf", "-inf"):
            raise ValueError(f"Ring: {value} is no number of Z/p^{self.k}")
        if isinstance(value, NumberSymbol):
            return self._drawn((value, 0, 0))
        if isinstance(value, float) or not Rational(value).is_Rational:
            raise ValueError(f"Ring: wants integers and fractions, got {value!r}")
        fraction = Rational(str(value)) if isinstance(value, Float) else Rational(value)  # 0.1 means 1/10
        return int(fraction.p) * self.reciprocal(int(fraction.q)) % self.modulus

    def power(self, x, exponent):
        return pow(self.reciprocal(x) if exponent < 0 else x, abs(exponent), self.modulus)

    def reciprocal(self, a):
        """The one mod p, and Newton's steps from there."""
        if a % self.p == 0:
            raise Singular("division by zero")
        y = pow(a, -1, self.p)
        for _ in range((self.k - 1).bit_length()):
            y = y * (2 - a * y) % self.modulus
        return y

    def want_zeros(self, rows, A):
        if any(map(any, rows)):
            raise NotRational(f"a matrix of shape {A.shape} changes its rank")

    def quotient(self, f, at_zero):
        """Return (f(h) - f(0)) / h for the step h, p where nothing else is said; f(h) is a matrix or a number."""
        difference = f(self.step) - at_zero
        return difference.each(self._quotient) if isinstance(difference, ExactMatrix) else self._quotient(difference)

    def _quotient(self, a):
        if a % self.step:
            raise NotRational("a difference is not divisible by p: the function is not rational")
        return a % self.modulus // self.step

    def beyond_first_order(self, name, h, rows):
        """Return Q (M h)^(o 2) + R (N h)^(o 3) with Q, R, M, N drawn once for each name; the step h is a multiple of p."""
        total, n = self.from_ones((rows, 1), []), h.shape[0]
        for power in range(2, self.k) if h.items() else ():
            inner, outer = (Ring(self.k, f"{self.seed} {name} {power} {side}", p=self.p) for side in ("inner", "outer"))
            total = total + outer.draw(rows, n) @ reduce(mul, [inner.draw(n, n) @ h] * power)
        return total

    def function(self, ev, f, x, order=0):
        """Taylor: the sum of f^(order + j)(a) h^j / j!, with a = x mod p, above -p/2, and h = x - a, so that h^k = 0."""
        half = self.p // 2
        a, weight, total = (x + half) % self.p - half, 1, 0
        if f is log and not a:
            raise Singular("the logarithm of 0")
        h = (x - a) % self.modulus
        for j in range(self.k if h else 1):
            total += weight * self._jet(ev, f, order + j, a)
            weight = weight * h * pow(j + 1, -1, self.modulus) % self.modulus
        return total % self.modulus

    def _jet(self, ev, f, order, a):
        if order and not isinstance(f, UndefinedFunction):
            return ev.applied(_rule(f, order), a)
        if f is exp:
            return self._exp(a)
        value = None if order or a not in (0, 1) else _at(f, a)  # sin 0 = 0, log 1 = 0
        return self._drawn((f, order, a)) if value is None else self.number(value)

    def _exp(self, a):
        """Return 1/exp(-a) where a is negative, and exp(0) = 1."""
        return self.reciprocal(self._exp(-a)) if a < 0 else self._drawn((exp, 0, a)) if a else 1

    def _drawn(self, key):
        if (value := self.jets.get(key)) is None:  # one look: SymPy's functions take long to hash
            value = self.jets[key] = self.residue(self.jet_random)
        return value

    def root(self, x):
        """Return the square root that is itself a square, by Newton from the one mod p; half of all x have one."""
        y = pow(x, (self.p + 1) // 4, self.p)
        if (y * y - x) % self.p or not y:
            raise Singular(f"{x % self.p} has no square root mod p")
        for _ in range(self.k):
            y = (y - (y * y - x) * pow(2 * y, -1, self.modulus)) % self.modulus
        return y

    def shown(self, a, digits=1):
        """Return a residue modulo p^digits as a counterexample prints it."""
        return rational(a, self.p**digits) or a % self.p**digits

    def named_functions(self):
        """Return the names of the functions with a rule of their own whose values were drawn."""
        return sorted({str(f) for f, _, _ in self.jets if not isinstance(f, UndefinedFunction)})


@lru_cache(maxsize=256)
def _rule(f, order):
    """Return the derivative of a named function: SymPy's scalar calculus, which can be trusted."""
    x = Dummy("x", real=True)
    derivative = f(x).diff(x, order)
    if derivative.has(Derivative):
        raise NotRational(f"{f} has no derivative in closed form")
    return Lambda(x, derivative)


@lru_cache(maxsize=256)
def _at(f, a):
    """Return the value of a function at 0 or 1, if it is a whole number."""
    value = f(Integer(a))
    return value if value.is_Integer else None


def rational(residue, p=P):
    """Return the fraction that the residue stands for, below 2^32 over 2^16 where p has 61 bits, or None.

    >>> rational(pow(3, -1, P) * 2 % P)
    2/3
    """
    (r0, s0), (r1, s1), bits = (p, 0), (residue % p, 1), p.bit_length()
    while r1 > 2 ** (bits * 8 // 15):
        r0, s0, r1, s1 = r1, s1, r0 % r1, s0 - r0 // r1 * s1
    return Rational(r1, s1) if abs(s1) <= 2 ** (bits * 4 // 15) else None
