"""The structures of matrices, one table: how each is said of a variable, and drawn, on each of its strata.

A set of matrices may have several components (orthogonal ones of determinant 1 and -1) or strata (each rank). A
polynomial identity holds on a component if it holds at one random point of it, so each is drawn.
"""

from collections.abc import Callable
from difflib import get_close_matches
from functools import partial
from typing import NamedTuple

from veckron.shapes import ShapeError

# How a hypothesis names the structure of a variable, and how it says that one is not singular.
STRUCTURED = r"(\w+) is (symmetric|skew|orthogonal|idempotent|diagonal|zero|lower triangular|upper triangular)"
FULL_RANK = r"(\w+) is (?:invertible|of full rank)"
NONSINGULAR = rf"{FULL_RANK}|(\w+) is (?:positive definite|not 0)|det (\w+) (?:> 0|is not 0)"


class Structure(NamedTuple):
    """How a matrix is drawn on a stratum, its strata, how many of them are components, and how a hypothesis says it.

    ``draw`` takes an arithmetic, the two sizes and the stratum. Components come first, the generic one before all; None of
    ``components`` says that all strata are.
    """

    draw: Callable
    strata: Callable = lambda m, n: [None]
    components: int | None = 1
    said: str = ""


def matrix(arithmetic, m, n, words=(), sizes=None, stratum=None):
    """Return a random m x n matrix of a kind of number: ``draw(m, n)`` for its free entries, structure on top.

    ``words`` are those that follow the sizes in a shape, ``"n n symmetric"`` or ``"m n rank r"`` with r one of the sizes
    or a number; ``stratum`` is one of :func:`strata`, the generic one where none is given.
    """
    stratum = strata(m, n, words, sizes)[0] if stratum is None else stratum
    if words[:1] == ["rank"] and stratum > min(m, n):
        raise ShapeError(f"rank {stratum}: a matrix of shape {(m, n)} has rank {min(m, n)} at most")
    return STRUCTURES["rank" if words[:1] == ["rank"] else " ".join(words)].draw(arithmetic, m, n, stratum)


def strata(m, n, words=(), sizes=None, ranks=False):
    """Return the strata of a structure: its components, and with ``ranks`` each rank; the first one is generic."""
    if words[:1] == ["rank"]:
        return [int(words[1]) if words[1].isdigit() else sizes[words[1]]]
    structure = STRUCTURES[" ".join(words)]
    return structure.strata(m, n)[: None if ranks else structure.components]


def want_structure(name, words, sizes=()):
    """Refuse words that name no structure, and sizes that no matrix of this structure has."""
    kind = " ".join(words)
    if not (len(words) == 2 and words[1].isalnum() if words[:1] == ["rank"] else kind in STRUCTURES):
        near = get_close_matches(kind, STRUCTURES, 1)
        meant = f"; did you mean {near[0]!r}?" if near else ""
        known = ", ".join(filter(None, STRUCTURES))
        raise ValueError(f"{name}: no structure is called {kind!r}{meant} There are: {known} r")
    if kind not in ("", "zero", "singular") and words[0] != "rank" and len(set(sizes)) > 1:
        raise ShapeError(f"{name}: {kind} wants a square matrix (n, n), got ({', '.join(sizes)})")
    if words[:1] == ["rank"] and any(n.isdigit() and words[1].isdigit() and int(n) < int(words[1]) for n in sizes):
        raise ValueError(f"{name}: a matrix of shape ({', '.join(sizes)}) has no {kind}")


def phrase(words):
    """Return how a structure is said of a variable: ``is lower triangular``, ``has rank r``."""
    return f"has rank {words[1]}" if words[0] == "rank" else f"is {STRUCTURES[' '.join(words)].said or ' '.join(words)}"


def _entries(places):
    """The structure that keeps the entries at some places, except those on the diagonal that a stratum says are 0."""

    def draw(arithmetic, m, n, zeros=()):
        kept = [(i, j) for i in range(m) for j in range(n) if places(i, j) and (i != j or i not in zeros)]
        return arithmetic.draw(m, n) * arithmetic.from_ones((m, n), kept)

    return draw


_strictly_lower, _diagonal = _entries(lambda i, j: i > j), _entries(lambda i, j: i == j)
_lower, _upper = _entries(lambda i, j: i >= j), _entries(lambda i, j: i <= j)


def _of_rank(arithmetic, m, n, r):
    return arithmetic.draw(m, n) if r == min(m, n) else arithmetic.draw(m, r) @ arithmetic.draw(r, n)


def _symmetric(arithmetic, m, n, r=None, skew=False):
    """A symmetric or a skew matrix; of lower rank as A S A^T."""
    if r not in (None, n - n % 2 if skew else n):
        A = arithmetic.draw(n, r)
        return A @ _symmetric(arithmetic, r, r, None, skew) @ A.T
    A = _strictly_lower(arithmetic, n, n)
    return A - A.T if skew else A + A.T + _diagonal(arithmetic, n, n)


_skew = partial(_symmetric, skew=True)


def _positive_definite(arithmetic, m, n, r=None):
    """Positive definite matrices are dense among the symmetric ones; real numbers have to be positive."""
    if getattr(arithmetic, "modulus", 0) is not None:
        return _symmetric(arithmetic, n, n)
    A = arithmetic.draw(n, n)
    return A @ A.T + arithmetic.identity(n)


def _cayley(arithmetic, n):
    """(I + K)^-1 (I - K) for skew K."""
    I, K = arithmetic.identity(n), _skew(arithmetic, n, n)
    return arithmetic.inverse(I + K) @ (I - K)


def _orthogonal(arithmetic, m, n, signs):
    """A rotation, whose first rows are reflected; or, with as many +1 and -1 as ``signs`` says, U (I, -I, R) U^T."""
    plus, minus = signs
    U, eye = _cayley(arithmetic, n), lambda places: arithmetic.from_ones((n, n), [(i, i) for i in places])
    if plus is None:
        return (arithmetic.identity(n) - 2 * eye(range(minus))) @ U
    both, rest = plus + minus, n - plus - minus
    place = arithmetic.from_ones((n, rest), [(both + k, k) for k in range(rest)])
    signed = eye(range(plus)) - eye(range(plus, both))
    return U @ (signed + place @ _cayley(arithmetic, rest) @ place.T) @ U.T


def _idempotent(arithmetic, m, n, r):
    """A projection onto r dimensions along n - r others."""
    A, B = arithmetic.draw(n, r), arithmetic.draw(n, r)
    return A @ arithmetic.inverse(B.T @ A) @ B.T


_zero = lambda arithmetic, m, n, r: 0 * arithmetic.draw(m, n)

_ranks = lambda m, n: range(min(m, n), -1, -1)
_even_ranks = lambda m, n: range(n - n % 2, -1, -2)
_middle_first = lambda m, n: sorted(range(n, -1, -1), key=lambda r: r != (n + 1) // 2)
# How many signs are +1 and -1, where the rest of the dimensions turns; None, and how many rows of a rotation are reflected.
_signs = lambda m, n: (
    [(None, k) for k in range(min(n, 1) + 1)]
    + [(a, b) for a in range(n + 1) for b in range(n - a + 1) if (n - a - b) % 2 == 0]
)
_but_generic = lambda strata: lambda m, n: strata(m, n)[1:]
_zeros = lambda m, n: [(), *((k,) for k in range(n)), *(tuple(range(k)) for k in range(2, n + 1))]

STRUCTURES = {
    "": Structure(_of_rank, _ranks),
    "rank": Structure(_of_rank),
    "symmetric": Structure(_symmetric, _ranks),
    "skew": Structure(_skew, _even_ranks),
    "lower": Structure(_lower, _zeros, said="lower triangular"),
    "upper": Structure(_upper, _zeros, said="upper triangular"),
    "diagonal": Structure(_diagonal, _zeros),
    "orthogonal": Structure(_orthogonal, _signs, components=2),
    "idempotent": Structure(_idempotent, _middle_first, components=None),
    "positive definite": Structure(_positive_definite),
    "zero": Structure(_zero),
    "singular": Structure(_of_rank, _but_generic(_ranks), None),
    "symmetric singular": Structure(_symmetric, _but_generic(_ranks), None, "symmetric and singular"),
    "lower singular": Structure(_lower, _but_generic(_zeros), None, "lower triangular and singular"),
    "upper singular": Structure(_upper, _but_generic(_zeros), None, "upper triangular and singular"),
    "diagonal singular": Structure(_diagonal, _but_generic(_zeros), None, "diagonal and singular"),
}


class Meeting:
    """The same arithmetic, whose matrices meet by chance: made of -1, 0, 1, and now and then of some other ``values``.

    A statement about ranks may differ only where A = -B, A^2 = 0, rows of A are in those of B ...
    """

    def __init__(self, arithmetic, values):
        self.arithmetic, self.values = arithmetic, values

    def __getattr__(self, name):
        return getattr(self.arithmetic, name)

    def draw(self, m, n):
        some = self.random
        values = [self.number(c) for c in ((-1, 0, 0, 1, 1) if some.random() < 0.7 else self.values)]
        return self.from_entries([[some.choice(values) for _ in range(n)] for _ in range(m)], (m, n))

    def value(self):
        return self.values[0] if self.random.random() < 0.6 else self.random.choice(self.values)

    def special(self, m, n, words, sizes, earlier):
        """Return a matrix that is anything but generic: sparse, nilpotent, made of earlier ones."""
        if words:
            return self._structured(m, n, words, sizes)
        ways = [lambda: self.draw(m, n)]
        if m == n:
            ways += [partial(way, n) for way in (self.nilpotent, self.signed_permutation, self.zeros_and_ones)]
        return self.random.choice([*ways, *(way for A in earlier for way in self.like(A, m, n))])()

    def like(self, A, m, n):
        """Return the ways to make an m x n matrix of an earlier one."""
        if A.shape == (m, n):
            yield from (lambda: A, lambda: -A, lambda: A + self.draw(m, 1) @ self.draw(1, n))
        if A.shape == (n, m):
            yield from (lambda: A.T, lambda: -A.T)
        if A.shape[0] == m:
            yield lambda: A @ self.draw(A.shape[1], n)
        if A.shape[1] == n:
            yield lambda: self.draw(m, A.shape[0]) @ A

    def _structured(self, m, n, words, sizes):
        if words == ["orthogonal"] and self.random.random() < 0.5:
            return self.signed_permutation(n)
        stratum = self.random.choice(strata(m, n, words, sizes, ranks=True))
        A = matrix(self, m, n, words, sizes, stratum)
        return self.identity(n) + A @ A.T if words == ["positive", "definite"] else A

    def permutation(self, n):
        return self.from_ones((n, n), list(enumerate(self.random.sample(range(n), n))))

    def signed_permutation(self, n):
        signs = [[self.random.choice((-1, 1)) if i == j else 0 for j in range(n)] for i in range(n)]
        return self.from_entries(signs, (n, n)) @ self.permutation(n)

    def nilpotent(self, n):
        """A strict triangle, most often a single Jordan block, with its rows and columns permuted alike."""
        one_block = self.random.random() < 0.6
        N = self.from_ones((n, n), [(i, i + 1) for i in range(n - 1)]) if one_block else _strictly_lower(self, n, n)
        turn = self.permutation(n)
        return turn @ N @ turn.T

    def zeros_and_ones(self, n):
        return self.from_ones((n, n), [(i, i) for i in range(n) if self.random.random() < 0.5])
