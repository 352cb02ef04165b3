"""Bounds on the terms of a matrix expression: an arithmetic of the one reader that counts index variables.

At distinct primes, a dimension names the kinds of its index variables by its factors.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from math import prod

from sympy import log
from sympy.core.function import UndefinedFunction

from veckron.expressions import CommutationMatrix, Vech
from veckron.values import Arithmetic

PRIMES = (5, 7, 11, 13, 17, 19, 23)
COUNTS = ("letters", "cups", "through", "caps", "loops")


class NotCovered(Exception):
    """The statement is outside what the theorem speaks of."""


@dataclass(frozen=True)
class Bounds:
    """Bounds for all terms of a matrix: its legs, index variables, letters, parts without letters, closed loops.

    ``rows`` and ``cols`` are the kinds of the index variables of a row and a column. A part without letters hangs on
    rows only (``cups``), on both (``through``) or on columns only (``caps``); closed, it is a factor n, a loop.
    ``plain`` names a letter as it stands, or says "wire": I, K and their Kronecker products, which only rename legs.
    """

    rows: tuple = ()
    cols: tuple = ()
    scalar: bool = False
    indices: Counter = field(default_factory=Counter)
    letters: int = 0
    cups: int = 0
    through: int = 0
    caps: int = 0
    loops: int = 0
    plain: str = ""

    @property
    def shape(self):
        return () if self.scalar else (prod(self.rows), prod(self.cols))

    @property
    def parts(self):
        return self.cups + self.through + self.caps

    def but(self, **changes):
        """The same with changes; what is changed is no plain letter any more."""
        return replace(self, **{"plain": "", **changes})

    def __add__(self, other):
        if not isinstance(other, Bounds):
            return self
        if (self.rows, self.cols) != (other.rows, other.cols):
            raise NotCovered("a sum of rows that are counted in different orders")
        counts = {name: max(getattr(self, name), getattr(other, name)) for name in COUNTS}
        return self.but(indices=self.indices | other.indices, **counts)

    __sub__ = __radd__ = __add__

    def __mul__(self, other):
        if not isinstance(other, Bounds):
            return self
        if self.scalar or other.scalar:
            return other._joined(self) if self.scalar else self._joined(other)
        merged, parts = Counter(self.rows + self.cols), min(self.parts, other.parts)
        return self._joined(other, merged).but(cups=parts, through=parts, caps=parts)

    __rmul__ = __mul__

    def _joined(self, other, merged=()):
        """All variables and letters of both, those in ``merged`` counted once."""
        return self.but(
            indices=self.indices + other.indices - Counter(merged),
            letters=self.letters + other.letters,
            loops=self.loops + other.loops,
        )

    def __matmul__(self, other):
        if self.cols != other.rows:
            raise NotCovered("a product over indices that are counted in different orders")
        if "wire" in (self.plain, other.plain):
            kept = other if self.plain == "wire" else self
            return replace(kept, rows=self.rows, cols=other.cols)
        joined = self._joined(other, Counter(self.cols))
        return joined.but(
            cols=other.cols,
            cups=self.cups + other.cups,
            through=min(self.through, other.through),
            caps=self.caps + other.caps,
            loops=joined.loops + min(self.caps, other.cups),
        )

    @property
    def T(self):
        return replace(self, rows=self.cols, cols=self.rows, cups=self.caps, caps=self.cups)

    def reshape(self, m, n):
        legs = self.rows + self.cols
        cut = next((k for k in range(len(legs) + 1) if prod(legs[:k]) == m), None)
        if cut is None:
            raise NotCovered("a reshape that cuts an index")
        return self.but(rows=legs[:cut], cols=legs[cut:], **_hanging(self.parts, legs[:cut], legs[cut:]))

    def __getitem__(self, place):
        """An entry on the diagonal, for a trace: what hangs on both sides closes."""
        if self.rows != self.cols:
            raise NotCovered("a trace of rows and columns that are counted in different orders")
        closed = self.through + min(self.cups, self.caps)
        return self.but(rows=(), cols=(), scalar=True, cups=0, through=0, caps=0, loops=self.loops + closed)


def _hanging(parts, rows, cols):
    return {"cups": parts * bool(rows), "through": parts * bool(rows and cols), "caps": parts * bool(cols)}


class IndexBounds(Arithmetic):
    """The arithmetic of bounds; ``turned`` says in which order a dimension such as m*n counts its indices."""

    def __init__(self, turned, divided=()):
        self.turned, self.k, self.functions, self.divided = turned, 1, False, divided
        self.inverted, self.determined = set(), set()

    def legs(self, size):
        factors = [p for p in PRIMES for _ in range(_multiplicity(size, p))]
        return tuple(reversed(factors)) if self.turned else tuple(factors)

    def letter(self, name, m, n):
        """A letter that may meet its inverse may leave a part without letters."""
        rows, cols = self.legs(m), self.legs(n)
        through = int(name in self.divided)
        return Bounds(rows, cols, indices=Counter(rows + cols), letters=1, through=through, plain=name)

    def identity(self, n):
        legs = self.legs(n)
        return Bounds(legs, legs, indices=Counter(2 * legs), through=len(legs), plain="wire")

    def number(self, value):
        return value if isinstance(value, Bounds) else Bounds(scalar=True, plain="number")

    def from_ones(self, shape, places):
        rows, cols = map(self.legs, shape)
        if places == [(i, i) for i in range(shape[0])] and rows == cols:
            return self.identity(shape[0])
        if len(places) in (0, shape[0] * shape[1]):
            ends = {"cups": len(rows), "caps": len(cols)} if places else {}
            return Bounds(rows, cols, indices=Counter(rows + cols), **ends)
        for m, n in (rows, rows[::-1]) if len(rows) == 2 else ():
            if places == CommutationMatrix.positions(m, n):
                return Bounds((m, n), (n, m), indices=Counter(2 * (m, n)), through=2, plain="wire")
        raise NotCovered("a matrix of zeros and ones other than I, K and 1")

    def kron(self, A, B):
        parts = {name: getattr(A, name) + getattr(B, name) for name in ("cups", "through", "caps")}
        plain = "wire" if A.plain == B.plain == "wire" else ""
        return A._joined(B).but(rows=A.rows + B.rows, cols=A.cols + B.cols, plain=plain, **parts)

    def inverse(self, A):
        self.inverted.update(self._kind(A))
        return A.T.but()

    def determinant(self, A):
        self.determined.update(self._kind(A))
        return Bounds(scalar=True, plain="determinant")

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
        total = Bounds(scalar=True, plain="number")
        for _ in range(abs(exponent)):
            total = total * x
        return total

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
        hanging = {"cups": value.parts, "through": len(cols) if rows else 0, "caps": len(cols)}
        indices = value.indices + Counter(cols)
        return value.but(rows=rows, cols=cols, scalar=False, indices=indices, letters=value.letters + 1, **hanging)

    def along(self, ev, f, moves):
        value, moves = ev(f), list(moves.values())
        parts = sum(E.parts for E in moves)
        hanging = {name: getattr(value, name) + parts for name in ("cups", "through", "caps")}
        indices = value.indices + Counter(kind for E in moves for kind in E.rows + E.cols)
        letters = value.letters + 1 + max(E.letters for E in moves)
        return value.but(scalar=False, indices=indices, letters=letters, **hanging)

    def refuse(self, *_):
        raise NotCovered("an operation that is not polynomial in its letters")

    rank = pseudo_inverse = root = expm = from_entries = from_columns = refuse


def _multiplicity(size, p):
    return 0 if size % p else 1 + _multiplicity(size // p, p)
