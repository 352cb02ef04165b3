"""What every kind of number shares: an arithmetic makes matrices and inverts them.

Its matrices know ``shape``, ``+``, ``@``, ``*`` (entry by entry, or by a scalar), ``.T`` and ``.reshape``.
"""

from functools import lru_cache
from importlib.util import find_spec
from itertools import accumulate
from math import factorial, isqrt
from operator import eq, ge, gt, le, lt, matmul, ne

from sympy import Dummy, Symbol, lambdify

from veckron.expressions import Operation, Vech, defined, lower_triangle, stacked

COMPARED = {"<": lt, "<=": le, ">": gt, ">=": ge, "==": eq, "!=": ne}


def _refusal(text):
    def refuse(self, *of):
        raise NotImplementedError(text.format(*of))

    return refuse


class Arithmetic:
    """What every arithmetic shares: the derivative, column by column, as a difference quotient of its own."""

    def identity(self, n):
        return self.from_ones((n, n), [(i, i) for i in range(n)])

    def trace(self, A):
        return sum((A[i, i] for i in range(A.shape[0])), start=self.number(0))

    def trace_of_product(self, A, B):
        return self.trace(A @ B)

    def solver(self, A):
        """Return what stands for A^-1 in a product."""
        return self.inverse(A)

    def beyond_first_order(self, name, h, rows):
        """Return what a general function has beyond its value and its Jacobian: nothing, unless derivatives nest."""
        return self.from_ones((rows, 1), [])

    # Only real numbers have these: powers that are no whole or half ones, functions of several numbers, an order ...
    expm = _refusal("the matrix exponential is not rational")
    real_power = _refusal("of powers only whole and half ones are rational")
    several = _refusal("{0} is not rational")  # such as Max
    logm = _refusal("the logarithm of a matrix is not rational")
    sqrtm = _refusal("the root of a matrix is not rational")
    cholesky = _refusal("Cholesky's factor is not rational")
    eigen = _refusal("eigenvalues are not rational")
    implicit = _refusal("an implicit function is not rational")
    compared = _refusal("{0} compares real numbers only")

    def derivative(self, ev, f, X):
        """Return the derivative along every unit direction of X, side by side."""
        value, variable = stacked(ev(f)), X.args[0] if isinstance(X, Vech) else X
        kept = ev.free_of(variable)
        columns = [stacked(self.along(ev, f, {variable: E}, kept)) for E in self.directions(ev, X)]
        return self.from_columns(value.shape[0] if f.is_Matrix else 1, columns)

    def along(self, ev, f, moves, kept=()):
        """Return (f(X + hE) - f(X)) / h, each variable X in its direction E; ``kept`` are values of what does not move."""
        step = lambda h: {X: ev(X) + h * E for X, E in moves.items()}
        return self.quotient(lambda h: ev.replaced(step(h), kept, ev.origin)(f), ev(f))

    def directions(self, ev, X):
        """Return the unit directions of a variable, in the order of its vec (vech where it is symmetric)."""
        if isinstance(X, Symbol):
            return [self.number(1)]
        if isinstance(X, Vech):
            n = ev(X.args[0]).shape[0]
            return [self.from_ones((n, n), list({(i, j), (j, i)})) for i, j in lower_triangle(n)]
        m, n = ev(X).shape
        return [self.from_ones((m, n), [(i, j)]) for j in range(n) for i in range(m)]


class RealNumbers(Arithmetic):
    """What floats and numbers of many digits share: an order, functions by the ``module`` that has them, a small ``step``.

    They say how many ``digits`` they have, the ``size`` of a matrix, its largest entry, and what is raised where a root is
    ``undefined``; ``terms`` and ``halvings`` are those of the series of exp, ``steps`` what a root may take at most.
    """

    def compared(self, sign, x, y):
        return bool(COMPARED[sign](x, y))

    def function(self, ev, f, x, order=0):
        return compiled(f, 1, order, self.module)(x)

    def several(self, f, *values):
        """A function of several numbers: Max, Min, Mod, atan2 ..."""
        return compiled(f, len(values), 0, self.module)(*values)

    def quotient(self, f, at_zero):
        return (f(self.step) - f(-self.step)) / (2 * self.step)

    def implicit(self, ev, node):
        """Newton's method for F(Y) = 0, from the start that the node has, until nothing is left but rounding."""
        F, Y, start = node.args
        value, before = ev(start), None
        for _ in range(60):
            at = ev.replaced({Y: value}, ev.free_of(Y))
            step = self.inverse(self.derivative(at, F, Y)) @ stacked(at(F))
            size = (step.T @ step)[0, 0]
            if size == 0 or (before is not None and before < 1e-9 and size >= before):
                return value
            value, before = value - step.reshape(*value.shape[::-1]).T, size
        raise self.undefined(f"{node}: Newton's method finds no solution from {start}")

    def expm(self, A):
        """Scaling and squaring: the Taylor series of A / 2^s, squared s times."""
        n = A.shape[0]
        s = int(n * self.size(A)).bit_length() + self.halvings
        series = [self.number(1) / factorial(k) for k in range(self.terms)]
        total = polynomial(series, A / self.number(2) ** s, self.identity(n))
        for _ in range(s):
            total = total @ total
        return total

    def logm(self, A):
        """Square roots until A is near the identity, then log A = 2 artanh((A - I)(A + I)^-1) by its series."""
        I, scale = self.identity(A.shape[0]), 2
        while self.size(A - I) > 0.5:
            if scale > 2**40:
                raise self.undefined(f"logarithm: a matrix of shape {A.shape} has an eigenvalue that is 0 or negative")
            A, scale = self.sqrtm(A), scale * 2
        Z = (A - I) @ self.plain_inverse(A + I)
        return Z @ polynomial([self.number(1) / k for k in range(1, 2 * self.digits + 9, 2)], Z @ Z, I) * scale

    def sqrtm(self, A):
        """Denman's and Beavers' iteration, which is Newton's, in its form with one inverse; M goes to I."""
        Y, M, I = A, A, self.identity(A.shape[0])
        for _ in range(self.steps):
            N = self.plain_inverse(M)
            Y, M = Y @ (I + N) / 2, (I + (M + N) / 2) / 2
            if self.size(M - I) <= 10.0 ** (-self.digits // 2 - 2):  # it converges quadratically: one more step
                return Y @ (I + self.plain_inverse(M)) / 2
        raise self.undefined(f"root: a matrix of shape {A.shape} has an eigenvalue that is 0 or negative")


@lru_cache(maxsize=1024)
def compiled(f, count, order, module, fixed=()):
    """Return a function of so many real numbers, or its derivative by the first one, as a function of Python.

    Its further arguments are the values of the parts of f that are ``fixed``.
    """
    letters = [Dummy(real=True) for _ in range(count + len(fixed))]
    value = f(*letters[:count]).diff(letters[0], order).replace(lambda node: isinstance(node, Operation), defined)
    modules = ["scipy", module] if module == "numpy" and find_spec("scipy") else module
    return lambdify(letters, value.xreplace(dict(zip(fixed, letters[count:]))), modules)


def polynomial(coefficients, A, identity):
    """Return the sum of c_k A^k, a polynomial in B = A^width whose coefficients are short ones in A: few products."""
    width = isqrt(len(coefficients))
    *powers, B = accumulate([A] * width, matmul, initial=identity)
    total = 0 * identity
    for k in reversed(range(0, len(coefficients), width)):
        total = total @ B + sum((power * c for power, c in zip(powers, coefficients[k:])), 0 * identity)
    return total
