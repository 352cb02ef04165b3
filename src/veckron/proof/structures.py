"""The structures of matrices, one table: how each is said of a variable, and drawn, on each of its strata.

A set of matrices may have several components (orthogonal ones of determinant 1 and -1) or strata (each rank). A
polynomial identity holds on a component if it holds at one random point of it, so each is drawn.
"""

from collections.abc import Callable
from difflib import get_close_matches
from functools import partial
from typing import NamedTuple

from veckron.shapes import ShapeError
from veckron.values import Singular

# How a hypothesis names the structure of a variable.
STRUCTURED = r"(\w+) is (symmetric|skew|orthogonal|idempotent|diagonal|lower triangular|upper triangular)"
_one = lambda m, n: [None]


class Structure(NamedTuple):
    """How a matrix is drawn on a stratum, its components, its strata by rank, and how a hypothesis says it.

    ``draw`` takes an arithmetic, the two sizes and the stratum; the first component is the generic stratum.
    """

    draw: Callable
    components: Callable = _one
    strata: Callable = _one
    said: str = ""


def matrix(arithmetic, m, n, words=(), sizes=None, stratum=None):
    """Return a random m x n matrix of a kind of number: ``draw(m, n)`` for its free entries, structure on top.

    ``words`` are those that follow the sizes in a shape, ``"n n symmetric"`` or ``"m n rank r"`` with r one of the sizes
    or a number; ``stratum`` is one of :func:`strata`, the generic one where none is given.
    """
    kind, r = _read(words, sizes)
    if r is not None and r > min(m, n):
        raise ShapeError(f"rank {r}: a matrix of shape {(m, n)} has rank {min(m, n)} at most")
    return STRUCTURES[kind].draw(arithmetic, m, n, strata(m, n, words, sizes)[0] if stratum is None else stratum)


def strata(m, n, words=(), sizes=None, ranks=False):
    """Return the strata of a structure: its components, and with ``ranks`` each rank; the first one is generic."""
    kind, r = _read(words, sizes)
    if r is not None:
        return [r]
    return (STRUCTURES[kind].strata if ranks else STRUCTURES[kind].components)(m, n)


def _read(words, sizes):
    if words[:1] == ["rank"] and len(words) == 2:
        return "rank", int(words[1]) if words[1].isdigit() else sizes[words[1]]
    return " ".join(words), None


def want_structure(name, words):
    """Refuse words that name no structure."""
    kind = " ".join(words)
    if (kind in STRUCTURES and kind != "rank") or (words[:1] == ["rank"] and len(words) == 2):
        return
    near = get_close_matches(kind, STRUCTURES, 1)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    known = ", ".join(filter(None, STRUCTURES))
    raise ValueError(f"{name}: no structure is called {kind!r}{meant} There are: {known} r")


def phrase(words):
    """Return how a structure is said of a variable: ``is lower triangular``, ``has rank r``."""
    return f"has rank {words[1]}" if words[0] == "rank" else f"is {STRUCTURES[' '.join(words)].said or ' '.join(words)}"


def _mask(arithmetic, m, n, places):
    """Return the matrix with a 1 at the places (i, j) for which ``places(i, j)``."""
    return arithmetic.from_ones((m, n), [(i, j) for i in range(m) for j in range(n) if places(i, j)])


def _kept(places):
    """Return the structure that keeps the entries at some places."""
    return lambda arithmetic, m, n: arithmetic.draw(m, n) * _mask(arithmetic, m, n, places)


_strictly_lower, _on_diagonal = _kept(lambda i, j: i > j), _kept(lambda i, j: i == j)


def _with_zeros(places):
    """A triangle, or a diagonal, with a 0 at some places of the diagonal."""
    beside = lambda zeros: lambda i, j: i != j or i not in zeros
    return lambda arithmetic, m, n, zeros: _kept(places)(arithmetic, m, n) * _mask(arithmetic, m, n, beside(zeros))


def _of_rank(arithmetic, m, n, r):
    return arithmetic.draw(m, n) if r in (None, min(m, n)) else arithmetic.draw(m, r) @ arithmetic.draw(r, n)


def _symmetric(arithmetic, m, n, r=None, skew=False):
    """A symmetric or a skew matrix; of lower rank as A S A^T."""
    if r not in (None, n - n % 2 if skew else n):
        A = arithmetic.draw(n, r)
        return A @ _symmetric(arithmetic, r, r, None, skew) @ A.T
    A = _strictly_lower(arithmetic, n, n)
    return A - A.T if skew else A + A.T + _on_diagonal(arithmetic, n, n)


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


_ranks = lambda m, n: range(min(m, n), -1, -1)
_middle_first = lambda m, n: [(n + 1) // 2, *(r for r in range(n, -1, -1) if r != (n + 1) // 2)]
_even_ranks = lambda m, n: range(n - n % 2, -1, -2)
_both_signs = lambda m, n: [(None, 0), (None, 1)] if n else [(None, 0)]
_even_rests = lambda n: [(a, b) for a in range(n + 1) for b in range(n - a + 1) if (n - a - b) % 2 == 0]
_all_signs = lambda m, n: _both_signs(m, n) + _even_rests(n)
_no_zero = lambda m, n: [()]
_zeros = lambda m, n: [(), *(tuple(range(k)) for k in range(1, n + 1)), *((k,) for k in range(1, n))]
# Of a singular one: its highest rank and those below; one zero on the diagonal, and several.
_singular = lambda m, n: [min(m, n) - 1], lambda m, n: range(min(m, n) - 1, -1, -1)
_some_zeros = lambda m, n: [(k,) for k in range(n)], lambda m, n: [zeros for zeros in _zeros(m, n) if zeros]
_lower, _upper = _with_zeros(lambda i, j: i >= j), _with_zeros(lambda i, j: i <= j)
_diagonal = _with_zeros(lambda i, j: i == j)

STRUCTURES = {
    "": Structure(_of_rank, _one, _ranks),
    "rank": Structure(_of_rank),
    "symmetric": Structure(_symmetric, _one, _ranks),
    "skew": Structure(_skew, _one, _even_ranks),
    "lower": Structure(_lower, _no_zero, _zeros, "lower triangular"),
    "upper": Structure(_upper, _no_zero, _zeros, "upper triangular"),
    "diagonal": Structure(_diagonal, _no_zero, _zeros),
    "orthogonal": Structure(_orthogonal, _both_signs, _all_signs),
    "idempotent": Structure(_idempotent, _middle_first, _middle_first),
    "positive definite": Structure(_positive_definite),
    "zero": Structure(lambda arithmetic, m, n, r: 0 * arithmetic.draw(m, n), said="0"),
    "singular": Structure(_of_rank, *_singular),
    "symmetric singular": Structure(_symmetric, *_singular, "symmetric and singular"),
    "lower singular": Structure(_lower, *_some_zeros, "lower triangular and singular"),
    "upper singular": Structure(_upper, *_some_zeros, "upper triangular and singular"),
    "diagonal singular": Structure(_diagonal, *_some_zeros, "diagonal and singular"),
}


def special(arithmetic, m, n, words, sizes, earlier):
    """Return a matrix of small whole numbers that is anything but generic: sparse, nilpotent, made of earlier ones.

    A statement about ranks may differ only where variables meet by chance: A = -B, A^2 = 0, rows of A in those of B.
    """
    small = _Small(arithmetic)
    if words:
        return _special_with_structure(small, m, n, words, sizes)
    ways = [lambda: small.draw(m, n)]
    if m == n:
        ways += [lambda kind=kind: kind(small, n) for kind in (_nilpotent, _signed_permutation, _zeros_and_ones)]
    return small.random.choice([*ways, *(way for A in earlier for way in _like(A, small, m, n))])()


def _like(A, small, m, n):
    """Return the ways to make an m x n matrix of an earlier one."""
    if A.shape == (m, n):
        yield from (lambda: A, lambda: -A, lambda: A + small.draw(m, 1) @ small.draw(1, n))
    if A.shape == (n, m):
        yield from (lambda: A.T, lambda: -A.T)
    if A.shape[0] == m:
        yield lambda: A @ small.draw(A.shape[1], n)
    if A.shape[1] == n:
        yield lambda: small.draw(m, A.shape[0]) @ A


def _special_with_structure(small, m, n, words, sizes):
    if words == ["orthogonal"] and small.random.random() < 0.5:
        return _signed_permutation(small, n)
    A = matrix(small, m, n, words, sizes, small.random.choice(strata(m, n, words, sizes, ranks=True)))
    if words[0] == "rank" and small.rank(A) != _read(words, sizes)[1]:
        raise Singular("another rank was drawn")
    return small.identity(n) + A @ A.T if words == ["positive", "definite"] else A


class _Small:
    """The same arithmetic, drawing -1, 0, 1 and the values at which statements may jump."""

    def __init__(self, arithmetic):
        self.arithmetic = arithmetic

    def __getattr__(self, name):
        return getattr(self.arithmetic, name)

    def draw(self, m, n):
        some = self.arithmetic.random
        values = [self.number(c) for c in ((-1, 0, 0, 1, 1) if some.random() < 0.7 else self.arithmetic.values)]
        return self.from_entries([[some.choice(values) for _ in range(n)] for _ in range(m)], (m, n))


def _permutation(small, n):
    order = small.random.sample(range(n), n)
    return small.from_ones((n, n), list(enumerate(order)))


def _signed_permutation(small, n):
    signs = [[small.random.choice((-1, 1)) if i == j else 0 for j in range(n)] for i in range(n)]
    return small.from_entries(signs, (n, n)) @ _permutation(small, n)


def _nilpotent(small, n):
    """A strict triangle, most often a single Jordan block, with its rows and columns permuted alike."""
    one_block = small.random.random() < 0.6
    N = small.from_ones((n, n), [(i, i + 1) for i in range(n - 1)]) if one_block else _strictly_lower(small, n, n)
    turn = _permutation(small, n)
    return turn @ N @ turn.T


def _zeros_and_ones(small, n):
    return small.from_ones((n, n), [(i, i) for i in range(n) if small.random.random() < 0.5])
