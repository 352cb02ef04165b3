"""Bounds on the terms of a matrix expression: an arithmetic of the one reader that counts index variables.

At distinct primes, a dimension names the kinds of its index variables by its factors.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import reduce
from math import prod
from operator import add, mul

from sympy import log, multiplicity
from sympy.core.function import UndefinedFunction

from veckron.expressions import CommutationMatrix, Vech
from veckron.values import Arithmetic

PRIMES = (5, 7, 11, 13, 17, 19, 23)


class NotCovered(Exception):
    """The statement is outside what the theorem speaks of."""


@dataclass(frozen=True)
class Bounds:
    """Bounds for all terms of a matrix: its legs, index variables, letters, parts without letters, closed loops.

    ``rows`` and ``cols`` are the kinds of the index variables of a row and a column. A part without letters hangs on
    rows only, on both or on columns only: ``hanging`` has these three; closed, it is a factor n, a loop.
    ``plain`` names a letter as it stands, or says "wire": I, K and their Kronecker products, which only rename legs.
    """

    rows: tuple = ()
    cols: tuple = ()
    scalar: bool = False
    indices: Counter = field(default_factory=Counter)
    letters: int = 0
    hanging: tuple = (0, 0, 0)
    loops: int = 0
    plain: str = ""

    shape = property(lambda self: () if self.scalar else (prod(self.rows), prod(self.cols)))
    parts = property(lambda self: sum(self.hanging))

    def but(self, **changes):
        """The same with changes; what is changed is no plain letter any more."""
        return replace(self, **{"plain": "", **changes})

    def __add__(self, other):
        if not isinstance(other, Bounds):
            return self
        if (self.rows, self.cols) != (other.rows, other.cols):
            raise NotCovered("a sum of rows that are counted in different orders")
        letters, loops = max(self.letters, other.letters), max(self.loops, other.loops)
        hanging = tuple(map(max, self.hanging, other.hanging))
        return self.but(indices=self.indices | other.indices, letters=letters, hanging=hanging, loops=loops)

    __sub__ = __radd__ = __add__

    def __mul__(self, other):
        if not isinstance(other, Bounds):
            return self
        if self.scalar or other.scalar:
            return other._joined(self) if self.scalar else self._joined(other)
        return self._joined(other, self.rows + self.cols, hanging=(min(self.parts, other.parts),) * 3)

    __rmul__ = __mul__

    def _joined(self, other, merged=(), closed=0, **changes):
        """All variables and letters of both, those in ``merged`` counted once."""
        indices = self.indices + other.indices - Counter(merged)
        letters, loops = self.letters + other.letters, self.loops + other.loops + closed
        return self.but(indices=indices, letters=letters, loops=loops, **changes)

    def __matmul__(self, other):
        if self.cols != other.rows:
            raise NotCovered("a product over indices that are counted in different orders")
        if "wire" in (self.plain, other.plain):
            return replace(other if self.plain == "wire" else self, rows=self.rows, cols=other.cols)
        (a, b, c), (d, e, f) = self.hanging, other.hanging
        return self._joined(other, self.cols, min(c, d), cols=other.cols, hanging=(a + d, min(b, e), c + f))

    @property
    def T(self):
        return replace(self, rows=self.cols, cols=self.rows, hanging=self.hanging[::-1])

    def reshape(self, m, n):
        legs = self.rows + self.cols
        cut = next((k for k in range(len(legs) + 1) if prod(legs[:k]) == m), None)
        if cut is None:
            raise NotCovered("a reshape that cuts an index")
        rows, cols = legs[:cut], legs[cut:]
        hanging = tuple(self.parts * bool(on) for on in (rows, rows and cols, cols))
        return self.but(rows=rows, cols=cols, hanging=hanging)

    def __getitem__(self, place):
        """An entry on the diagonal, for a trace: what hangs on both sides closes."""
        if self.rows != self.cols:
            raise NotCovered("a trace of rows and columns that are counted in different orders")
        cups, through, caps = self.hanging
        loops = self.loops + through + min(cups, caps)
        return Bounds(scalar=True, indices=self.indices, letters=self.letters, loops=loops)


NUMBER = Bounds(scalar=True, plain="number")


class IndexBounds(Arithmetic):
    """The arithmetic of bounds; ``turned`` says in which order a dimension such as m*n counts its indices."""

    def __init__(self, turned, divided=()):
        self.turned, self.k, self.functions, self.divided = turned, 1, False, divided
        self.inverted, self.determined = set(), set()

    def legs(self, size):
        return tuple(sorted((p for p in PRIMES for _ in range(multiplicity(p, size))), reverse=self.turned))

    def letter(self, name, m, n):
        """A letter that may meet its inverse may leave a part without letters."""
        rows, cols = self.legs(m), self.legs(n)
        hanging = (0, int(name in self.divided), 0)
        return Bounds(rows, cols, indices=Counter(rows + cols), letters=1, hanging=hanging, plain=name)

    def identity(self, n):
        legs = self.legs(n)
        return Bounds(legs, legs, indices=Counter(2 * legs), hanging=(0, len(legs), 0), plain="wire")

    def number(self, value):
        return value if isinstance(value, Bounds) else NUMBER

    def from_ones(self, shape, places):
        rows, cols = map(self.legs, shape)
        if places == [(i, i) for i in range(shape[0])] and rows == cols:
            return self.identity(shape[0])
        if len(places) in (0, shape[0] * shape[1]):
            hanging = (len(rows), 0, len(cols)) if places else (0, 0, 0)
            return Bounds(rows, cols, indices=Counter(rows + cols), hanging=hanging)
        for m, n in (rows, rows[::-1]) if len(rows) == 2 else ():
            if places == CommutationMatrix.positions(m, n):
                return Bounds((m, n), (n, m), indices=Counter(2 * (m, n)), hanging=(0, 2, 0), plain="wire")
        raise NotCovered("a matrix of zeros and ones other than I, K and 1")

    def kron(self, A, B):
        hanging = tuple(map(add, A.hanging, B.hanging))
        plain = "wire" if A.plain == B.plain == "wire" else ""
        return A._joined(B, rows=A.rows + B.rows, cols=A.cols + B.cols, plain=plain, hanging=hanging)

    def inverse(self, A):
        self.inverted.update(self._kind(A))
        return A.T.but()

    def determinant(self, A):
        self.determined.update(self._kind(A))
        return replace(NUMBER, plain="determinant")

    def adjugate(self, A):
        return self.determinant(A) * self.inverse(A)

    @staticmethod
    def _kind(A):
        if A.plain in ("", "wire") or len(A.rows) != 1:
            raise NotCovered("an inverse or a determinant of more than a letter")
        return A.rows

    def power(self, x, exponent):
        if abs(exponent) > 64:
            raise NotCovered("a large power")
        if exponent < 0 and x.plain not in ("number", "scalar", "determinant"):
            raise NotCovered("a division by more than a number")
        return reduce(mul, [x] * abs(exponent), NUMBER)

    def function(self, ev, f, x, order=0):
        """A formal function is a letter with the indices of its argument."""
        if f is log and x.plain == "determinant":
            return x.but()
        if not isinstance(f, UndefinedFunction):
            raise NotCovered(f"the function {f}")
        self.functions = True
        return x.but(letters=x.letters + 1)

    def entrywise(self, ev, f, A):
        entry = A.but(rows=(), cols=(), scalar=True, plain="")
        value = ev.applied(f, entry)
        return A.but(indices=value.indices | A.indices, letters=value.letters, loops=value.loops)

    def derivative(self, ev, f, X):
        """A letter gives way to two indices of X, an inverse to two letters, a determinant gains one."""
        if isinstance(X, Vech):
            raise NotCovered("a symmetric variable")
        value, variable = ev(f), ev(X)
        rows, cols = value.cols + value.rows, variable.cols + variable.rows
        hanging, indices = (value.parts, len(cols) if rows else 0, len(cols)), value.indices + Counter(cols)
        letters = value.letters + 1
        return value.but(rows=rows, cols=cols, scalar=False, indices=indices, letters=letters, hanging=hanging)

    def along(self, ev, f, moves):
        value, moves = ev(f), list(moves.values())
        hanging = tuple(count + sum(E.parts for E in moves) for count in value.hanging)
        indices = value.indices + Counter(kind for E in moves for kind in E.rows + E.cols)
        letters = value.letters + 1 + max(E.letters for E in moves)
        return value.but(scalar=False, indices=indices, letters=letters, hanging=hanging)

    def refuse(self, *_):
        raise NotCovered("an operation that is not polynomial in its letters")

    rank = pseudo_inverse = root = expm = from_entries = from_columns = refuse
