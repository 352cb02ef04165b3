"""Degrees of the entries of an expression: what the Schwartz-Zippel bound needs, read by the same reader as all else.

An entry is a polynomial over a product of denominators (determinants of what is inverted). A false identity is a
non-zero numerator of degree d, and vanishes at a random point mod p with probability at most d/p.
"""

from collections import Counter
from math import comb, prod

from sympy import exp

from veckron.values.arithmetic import Arithmetic
from veckron.values.ring import P


class Degree:
    """The degree of the numerators of a matrix, and its denominators: how often each (number, degree)."""

    def __init__(self, shape, numerator, denominators=None):
        self.shape, self.numerator, self.denominators = tuple(shape), numerator, denominators or Counter()

    denominator = property(lambda self: sum(degree * power for (_, degree), power in self.denominators.items()))
    total = property(lambda self: self.numerator + self.denominator)
    T = property(lambda self: self.reshape(*reversed(self.shape)))

    def __add__(self, other):
        total = Degree(self.shape or other.shape, 0, self.denominators | other.denominators)
        total.numerator = total.denominator + max(side.numerator - side.denominator for side in (self, other))
        return total

    __sub__ = __add__

    def __neg__(self):
        return self

    def __mul__(self, other):
        if not isinstance(other, Degree):
            return self
        powers = self.denominators + other.denominators
        return Degree(self.shape or other.shape, self.numerator + other.numerator, powers)

    __rmul__ = __mul__

    def __matmul__(self, other):
        return (self * other).reshape(self.shape[0], other.shape[1])

    def __pow__(self, n):
        """A product of n entries."""
        return Degree((), n * self.numerator, Counter({t: n * c for t, c in self.denominators.items()}))

    def reshape(self, *shape):
        return Degree(shape, self.numerator, self.denominators)

    def __getitem__(self, place):
        return self.reshape()


ZERO = Degree((), 0)


class Degrees(Arithmetic):
    """The arithmetic of degrees; ``k`` is the k of the ring that it speaks of."""

    def __init__(self, k):
        self.k, self.tokens, self.arguments, self.steepest, self.roots, self.minors = k, 0, 0, 0, 0, 0
        self.signs = 1  # 2 where one random value belongs to an argument and to its negative

    def draw(self, m, n):
        return Degree((m, n), 1)

    def residue(self):
        return Degree((), 1)

    def number(self, value):
        return ZERO

    def from_ones(self, shape, places):
        return Degree(shape, 0)

    def from_entries(self, rows, shape=None):
        flat = [entry for row in rows for entry in row]
        return sum(flat, ZERO).reshape(len(rows), len(rows[0]) if rows else 0)

    def from_columns(self, length, columns):
        return sum(columns, ZERO).reshape(length, len(columns))

    def kron(self, A, B):
        return (A * B).reshape(A.shape[0] * B.shape[0], A.shape[1] * B.shape[1])

    def power(self, x, exponent):
        return (x if exponent >= 0 else self._reciprocal(x, 1)) ** abs(exponent)

    def determinant(self, A):
        return A ** A.shape[0]

    def adjugate(self, A):
        return (A ** (A.shape[0] - 1)).reshape(*A.shape)

    def inverse(self, A):
        """With A = N/d: A^-1 = d adj(N) / det(N)."""
        return self._reciprocal(A, A.shape[0])

    def _reciprocal(self, A, n):
        self.tokens += 1
        return Degree(A.shape, A.denominator + (n - 1) * A.numerator, Counter([(self.tokens, n * A.numerator)]))

    def rank(self, A):
        """The rank is what it is almost everywhere, unless a minor vanishes."""
        self.minors += min(A.shape) * A.total
        return 0

    def pseudo_inverse(self, A):
        """With A = N/d of rank r, A^+ is a polynomial of degree 2r - 1 in N, times d, over one of degree 2r."""
        return self._reciprocal(A, 2 * min(A.shape)).T

    def root(self, x):
        """The norm of a + b sqrt(x) has twice the degree, and half of all points have a root: see ``factor``."""
        self.roots += 1
        return Degree((), x.total, x.denominators)

    def function(self, ev, f, x, order=0):
        """One random value for the argument, or its reciprocal, and k - 1 terms of a jet that may divide by the argument."""
        self._count(1, x)
        inverse, steep = int(f is exp), self.k * x.total
        self.signs = max(self.signs, 1 + inverse)
        return Degree((), 1 + inverse + 2 * steep, self._reciprocal(Degree((), steep + inverse), 1).denominators)

    def entrywise(self, ev, f, A):
        entry = A[0, 0]
        self._count(A.shape[0] * A.shape[1] - 1, entry)
        return ev.applied(f, entry).reshape(*A.shape)

    def _count(self, arguments, x):
        self.arguments += arguments
        self.steepest = max(self.steepest, x.total)

    def derivative(self, ev, f, X):
        """One row for each entry, one column for each direction."""
        value = ev(f)
        return self._differentiated(value).reshape(prod(value.shape), len(self.directions(ev, X)))

    def _differentiated(self, value):
        """By the quotient rule, every denominator gains one power."""
        powers = value.denominators + Counter(value.denominators.keys())
        return Degree(value.shape, value.numerator + sum(degree for _, degree in powers), powers)

    def along(self, ev, f, moves):
        """The same, times the direction."""
        value = self._differentiated(ev(f))
        return (value * sum(moves.values(), ZERO)).reshape(*value.shape)

    def bound(self, difference):
        """Return the probability that one random point accepts a false identity.

        Formal functions take one value for arguments that meet by chance: their pairs are counted too.
        """
        degree = difference.numerator + self.minors + comb(self.arguments, 2) * 2 * self.signs * self.steepest
        return 4**self.roots * max(degree, 1) / (P - difference.denominator)
