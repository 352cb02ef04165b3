"""The numbers Z/p^k, in which p is an infinitesimal and a difference quotient is the derivative.

For every rational matrix function f, (f(X + pE) - f(X)) / p is f'(X)[E] mod p: no step size, no rounding. Products of
k such quotients want one more power of p each. Everything here is Python's own integers.
"""

from functools import lru_cache
from random import Random

from sympy import Derivative, Dummy, NumberSymbol, Rational, nan, oo, zoo
from sympy.core.function import UndefinedFunction

from veckron.evaluate import Arithmetic
from veckron.exact_matrix import ExactMatrix

P = 2**61 - 1


class NotRational(ArithmeticError):
    """The function is none that Z/p^k can compute."""


class Singular(ArithmeticError):
    """A matrix has no inverse mod p."""


class Ring(Arithmetic):
    """The ring Z/p^k with p = 2^61 - 1, as an arithmetic for :func:`veckron.evaluate`.

    An elementwise function is known by its jet: values g(a), g'(a), ... drawn at random once for each argument a mod p.
    The derivatives of a named function (log, exp, tanh ...) follow from its rule.

    Parameters
    ----------
    k : int
        One more than the number of derivatives nested in each other.
    seed : int or str
        What the random draws start from.
    jets : int
        What the draws of the functions' values start from.
    bound : int, optional
        Draw integers from -bound to bound, never 0, in place of residues: for counterexamples that can be read.

    Raises
    ------
    ValueError
        If k is less than 1, or a number has no place in the ring (NaN, infinity).

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> from veckron import D, evaluate
    >>> X, ring = MatrixSymbol("X", 1, 1), Ring(2)
    >>> evaluate(D(X**3, X), {X: ring.from_entries([[5]])}, ring)[0, 0]
    75

    source: schwartz1980; zippel1979; demillo1978
    """

    def __init__(self, k=1, seed=0, jets=0, bound=None):
        if k < 1:
            raise ValueError(f"Ring: wants k of at least 1, got {k}")
        self.k, self.modulus, self.bound = k, P**k, bound
        self.random, self.jet_random, self.jets = Random(seed), Random(f"{seed} {jets}"), {}

    def residue(self, random=None):
        """Draw a number."""
        random = random or self.random
        if self.bound is None:
            return random.randrange(P)
        return random.choice([c for c in range(-self.bound, self.bound + 1) if c]) % self.modulus

    def draw(self, m, n):
        """Draw an m x n matrix."""
        return self.from_entries([[self.residue() for _ in range(n)] for _ in range(m)], (m, n))

    def number(self, value):
        if value in (nan, oo, -oo, zoo) or str(value) in ("nan", "inf", "-inf"):
            raise ValueError(f"Ring: {value} is no number of Z/p^{self.k}")
        if isinstance(value, NumberSymbol):
            return self._drawn((value, 0, 0))
        if isinstance(value, float) or not Rational(value).is_Rational:
            raise ValueError(f"Ring: wants integers and fractions, got {value!r}")
        return int(Rational(value).p) * pow(int(Rational(value).q), -1, self.modulus) % self.modulus

    def matrix(self, value):
        if isinstance(value, ExactMatrix):
            return value
        m, n = value.shape
        return self.from_entries([[self.number(value[i, j]) for j in range(n)] for i in range(m)], (m, n))

    def from_entries(self, rows, shape=None):
        shape = shape or (len(rows), len(rows[0]) if rows else 0)
        return ExactMatrix([{j: a % self.modulus for j, a in enumerate(row) if a} for row in rows], shape, self.modulus)

    def from_ones(self, shape, places):
        rows = [{} for _ in range(shape[0])]
        for i, j in places:
            rows[i][j] = 1
        return ExactMatrix(rows, shape, self.modulus)

    def from_columns(self, length, columns):
        rows = [{} for _ in range(length)]
        for j, column in enumerate(columns):
            for i, _, a in column.items() if isinstance(column, ExactMatrix) else [(0, 0, column)]:
                rows[i][j] = a
        return ExactMatrix(rows, (length, len(columns)), self.modulus)

    def identity(self, n):
        return self.from_ones((n, n), [(i, i) for i in range(n)])

    def kron(self, A, B):
        p, q = B.shape
        rows = [
            {j * q + l: a * b % self.modulus for j, a in R.items() for l, b in r.items()}
            for R in A.rows
            for r in B.rows
        ]
        return ExactMatrix(rows, (A.shape[0] * p, A.shape[1] * q), self.modulus)

    def power(self, x, exponent):
        if exponent < 0 and x % P == 0:
            raise Singular("division by zero")
        return pow(x, exponent, self.modulus)

    def inverse(self, A):
        """Gauss and Jordan, with pivots that are not 0 mod p."""
        n, q = A.shape[0], self.modulus
        rows = [a + b for a, b in zip(A.dense(), self.identity(n).dense())]
        for c in range(n):
            pivot = next((r for r in range(c, n) if rows[r][c] % P), None)
            if pivot is None:
                raise Singular(f"a matrix of shape {A.shape} has no inverse")
            rows[c], rows[pivot] = rows[pivot], rows[c]
            scale = pow(rows[c][c], -1, q)
            rows[c] = [a * scale % q for a in rows[c]]
            rows = [row if r == c or not row[c] else _eliminate(row, rows[c], row[c], q) for r, row in enumerate(rows)]
        return self.from_entries([row[n:] for row in rows], (n, n))

    def determinant(self, A):
        """Gauss; where no pivot is a unit, the method that divides by 1, ..., n only."""
        rows, det, q = A.dense(), 1, self.modulus
        for c in range(len(rows)):
            pivot = next((r for r in range(c, len(rows)) if rows[r][c] % P), None)
            if pivot is None:
                return self._faddeev_leverrier(A)[0]
            if pivot != c:
                rows[c], rows[pivot], det = rows[pivot], rows[c], -det
            det = det * rows[c][c] % q
            scale = pow(rows[c][c], -1, q)
            rows[c + 1 :] = [_eliminate(row, rows[c], row[c] * scale % q, q) for row in rows[c + 1 :]]
        return det % q

    def adjugate(self, A):
        return self._faddeev_leverrier(A)[1]

    def _faddeev_leverrier(self, A):
        """Return det A and adj A, dividing by 1, ..., n only: singular matrices are no exception."""
        n = A.shape[0]
        M, c = self.from_ones((n, n), []), 1
        for k in range(1, n + 1):
            M = A @ M + c * self.identity(n)
            AM = A @ M
            c = -sum(AM[i, i] for i in range(n)) * pow(k, -1, self.modulus) % self.modulus
        return (-1) ** n * c % self.modulus, (-1) ** (n - 1) * M

    def full_rank_factors(self, A):
        """Return C and R of full rank r with A = CR: the columns that lead, and the reduced rows."""
        (m, n), q, rows, leading = A.shape, self.modulus, A.dense(), []
        for c in range(n):
            r = len(leading)
            pivot = next((i for i in range(r, m) if rows[i][c] % P), None)
            if pivot is None:
                continue
            rows[r], rows[pivot] = rows[pivot], rows[r]
            scale = pow(rows[r][c], -1, q)
            rows[r] = [a * scale % q for a in rows[r]]
            rows = [row if i == r or not row[c] else _eliminate(row, rows[r], row[c], q) for i, row in enumerate(rows)]
            leading.append(c)
        r = len(leading)
        if any(map(any, rows[r:])):
            raise Singular(f"a matrix of shape {A.shape} changes its rank")
        return A @ self.from_ones((n, r), [(c, k) for k, c in enumerate(leading)]), self.from_entries(rows[:r], (r, n))

    def rank(self, A):
        return self.full_rank_factors(A)[1].shape[0]

    def pseudo_inverse(self, A):
        """A^+ = R^T (R R^T)^-1 (C^T C)^-1 C^T for A = CR with C and R of full rank."""
        C, R = self.full_rank_factors(A)
        return R.T @ self.inverse(R @ R.T) @ self.inverse(C.T @ C) @ C.T

    def quotient(self, f, at_zero):
        """Return (f(p) - f(0)) / p; f(h) is a matrix or a number."""
        difference = f(P) - at_zero
        parts = difference.items() if isinstance(difference, ExactMatrix) else [(0, 0, difference)]
        if any(a % P for _, _, a in parts):
            raise NotRational("a difference is not divisible by p: the function is not rational")
        if isinstance(difference, int):
            return difference % self.modulus // P
        return ExactMatrix(
            [{j: a // P for j, a in row.items()} for row in difference.rows], difference.shape, self.modulus
        )

    def entrywise(self, ev, f, A):
        """Apply a Lambda or a Python function to every entry, zeros too."""
        of = f if not hasattr(f, "variables") else lambda a: ev.replaced({f.variables[0]: a})(f.expr)
        return self.from_entries([[of(a) for a in row] for row in A.dense()], A.shape)

    def function(self, ev, f, x, order=0):
        """Taylor: the sum of f^(order + j)(a) h^j / j!, with a = x mod p and h = x - a, so that h^k = 0."""
        a, weight, total = x % P, 1, 0
        h = (x - a) % self.modulus
        for j in range(self.k if h else 1):
            total += weight * self._jet(ev, f, order + j, a)
            weight = weight * h * pow(j + 1, -1, self.modulus) % self.modulus
        return total % self.modulus

    def _jet(self, ev, f, order, a):
        if order and not _is_formal(f):
            x, derivative = _rule(f, order)
            return ev.replaced({x: a})(derivative)
        return self._drawn((f, order, a))

    def _drawn(self, key):
        if key not in self.jets:
            self.jets[key] = self.residue(self.jet_random)
        return self.jets[key]

    def root(self, x):
        """Return the square root that is itself a square, by Newton from the one mod p; half of all x have one."""
        y = pow(x, (P + 1) // 4, P)
        if (y * y - x) % P or not y:
            raise Singular(f"{x % P} has no square root mod p")
        for _ in range(self.k):
            y = (y - (y * y - x) * pow(2 * y, -1, self.modulus)) % self.modulus
        return y

    def named_functions(self):
        """Return the names of the functions with a rule of their own whose values were drawn."""
        return sorted({str(f) for f, _, _ in self.jets if not isinstance(f, (UndefinedFunction, NumberSymbol))})


def _is_formal(f):
    return isinstance(f, UndefinedFunction)


def _eliminate(row, pivot, factor, q):
    return [(a - factor * b) % q for a, b in zip(row, pivot)]


@lru_cache(maxsize=256)
def _rule(f, order):
    """Return x and the derivative of a named function there: SymPy's scalar calculus, which can be trusted."""
    x = Dummy("x", real=True)
    derivative = f(x).diff(x, order)
    if derivative.has(Derivative):
        raise NotRational(f"{f} has no derivative in closed form")
    return x, derivative


def rational(residue):
    """Return the fraction, below 2^32 over 2^16, that the residue stands for, or None.

    >>> rational(pow(3, -1, P) * 2 % P)
    2/3
    """
    (r0, s0), (r1, s1) = (P, 0), (residue % P, 1)
    while r1 > 2**32:
        r0, s0, r1, s1 = r1, s1, r0 % r1, s0 - r0 // r1 * s1
    return Rational(r1, s1) if abs(s1) <= 2**16 else None
