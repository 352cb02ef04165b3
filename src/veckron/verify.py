"""Does a statement hold, at which shapes, with what bound; and the counterexample when it does not."""

from dataclasses import dataclass, field
from math import ceil, log, prod

from sympy import Integer, MatrixSymbol, Symbol, sympify

from veckron import draws
from veckron.degree import Degrees
from veckron.derivative import D
from veckron.evaluate import Evaluation
from veckron.exact import P, ExactMatrix, NotRational, Ring, Singular, rational
from veckron.reach import reach
from veckron.shapes import ShapeError
from veckron.spans import PRIMES
from veckron.statements import IDENTITIES, matrices_in

SMALL = (2, 3, 4, 5, 6, 7, 8)
# Enough draws that a square root, which half of all numbers have, is found.
DRAWS, BOUND = 40, 1e-16
# A side with more entries is not tried for the sake of the reach; for second derivatives a tenth of that.
LARGE = 50_000


@dataclass
class Verdict:
    """What the verifier found: ``status`` is "holds", "fails" or "unknown".

    ``shapes`` lists the sizes at which the sides agree, ``bound`` the largest probability, over these shapes, that a
    false statement was accepted, ``reach`` says "all sizes" or "tested at these sizes". ``counterexample`` is there
    when the statement fails, ``reason`` when it does not hold.
    """

    entry: object
    status: str
    shapes: list = field(default_factory=list)
    bound: float = 0.0
    reason: str = ""
    counterexample: object = None
    reach: str = ""

    def __repr__(self):
        from veckron.tables import verdict_text

        return verdict_text(self)

    def _repr_html_(self):
        from veckron.tables import verdict_html

        return verdict_html(self)


@dataclass
class Counterexample:
    """Where the sides differ: seed and sizes of the draw, place of the entry, its value on both sides, the letters."""

    seed: object
    shape: dict
    entry: tuple = None
    left: object = None
    right: object = None
    values: dict = field(default_factory=dict)


def shapes_of(entry):
    """Return the sizes to try: ones, small and unequal, square, with ones, and twice distinct primes from 5 up.

    Beyond these come the sizes that prove the statement for all sizes, where there are such. Early sizes stay small, so
    name the sizes of the variable first.

    >>> from veckron import IDENTITIES
    >>> [tuple(sizes.values()) for sizes in shapes_of(IDENTITIES["vec_of_transpose"])]
    [(1, 1), (2, 3), (3, 3), (1, 5), (4, 1), (5, 7), (7, 5)]
    """
    count = len(entry.sizes)
    primes = PRIMES[:count]
    choices = [(1,) * count, SMALL[:count], (3,) * count, ((1, 5) * count)[:count], ((4, 1) * count)[:count]]
    others = PRIMES[2 : count + 2] if entry.where else tuple(PRIMES[i ^ 1] for i in range(count))
    choices += [primes, others]
    shapes = [entry.fitting(dict(zip(entry.sizes, sizes))) for sizes in dict.fromkeys(choices)]
    return shapes + (further(entry, shapes) or [])


def further(entry, shapes):
    """Return the sizes beyond these that prove the statement for all sizes; None if nothing does."""
    found = reach(entry)
    needed = None if found.reason else found.missing(shapes)
    most = LARGE // 10 if max(map(nesting, entry.symbolic or ()), default=0) > 1 else LARGE
    return None if needed and max(entries_of(entry, sizes) for sizes in needed) > most else needed


def entries_of(entry, sizes, part=None):
    """Return how many entries a part, or else the left side, has at some sizes."""
    symbols = {entry.letters()[name]: size for name, size in sizes.items()}
    part = entry.symbolic[0] if part is None else part
    return prod(int(sympify(size).xreplace(symbols)) for size in getattr(part, "shape", ()))


def verify(entry, seed=0, most=None):
    """Decide a statement by exact arithmetic in Z/p^k, p = 2^61 - 1, at several shapes.

    Parameters
    ----------
    entry : Identity
        An entry of :data:`veckron.IDENTITIES`, or one of your own.
    seed : int
        What the random draws start from; the same seed gives the same verdict.
    most : int, optional
        Sizes at which the left side, or a Jacobian in it, has more entries are left out; the verdict lists the others, and
        is "unknown" if there are none.

    Returns
    -------
    Verdict
        ``status`` is "holds" (with the shapes tried and the bound), "fails" (with a counterexample: seed, shape, the
        wrong entry) or "unknown" (with the reason). Unknown never counts as holding.

    Raises
    ------
    TypeError
        If the entry is not an :class:`veckron.statements.Identity`.

    Examples
    --------
    >>> from veckron import IDENTITIES
    >>> verify(IDENTITIES["vec_of_product"]).status
    'holds'
    >>> verify(IDENTITIES["kron_commutes"]).status
    'fails'

    source: schwartz1980; zippel1979; demillo1978
    """
    if not hasattr(entry, "sides"):
        raise TypeError(f"verify: wants an Identity, got {type(entry).__name__}; check takes its name")
    verdict, sizes = Verdict(entry, "holds"), {}
    try:
        for sizes in _modest(entry, most):
            verdict.bound = max(verdict.bound, Trial(entry, sizes, seed).accept())
            verdict.shapes.append(sizes)
        verdict.reach = "all sizes" if further(entry, verdict.shapes) == [] else "tested at these sizes"
    except Refuted as refuted:
        return Verdict(entry, "fails", verdict.shapes, 0.0, *refuted.args)
    except (NotRational, Singular, TypeError, ValueError, NotImplementedError) as error:
        return Verdict(entry, "unknown", verdict.shapes, reason=f"{error}{at(sizes)}")
    return verdict


def _modest(entry, most):
    """Return the sizes to try; parts that are no derivative may be a hundred times larger, being full of zeros."""
    shapes = shapes_of(entry)
    if not most or not entry.symbolic:
        return shapes
    left, right = entry.symbolic
    limits = dict.fromkeys(matrices_in(left, right), 100 * most) | dict.fromkeys([left, *left.atoms(D)], most)
    modest = [
        sizes for sizes in shapes if all(entries_of(entry, sizes, part) <= limit for part, limit in limits.items())
    ]
    if not modest:
        raise NotImplementedError(f"not tried: the sides have more than {most} entries at all sizes")
    return modest


class Refuted(Exception):
    """Carries the reason and the counterexample."""


class Trial:
    """One statement at one choice of sizes."""

    def __init__(self, entry, sizes, seed):
        self.entry, self.sizes, self.seed = entry, sizes, seed
        letters = entry.letters()
        self.symbols = {letters[name]: Integer(value) for name, value in sizes.items()}
        self.small = "scalar small" in entry.shapes.values()

    def accept(self):
        """Return the bound if both sides agree at enough random points; raise otherwise."""
        try:
            self.sides = self.entry.symbolic or self.entry.sides(self.sizes)
            self.order = 3 if self.small else 1 + max(map(nesting, self.sides))
            bound = self.bound()
            rounds = max(1, ceil(log(BOUND) / log(bound)))
            for trial in range(rounds):
                if self.disagreement(f"{self.seed} {trial}"):
                    self.refute()
        except ShapeError as error:
            raise Refuted(f"not defined{at(self.sizes)}: {error}", Counterexample(self.seed, self.sizes)) from None
        return bound**rounds

    def bound(self):
        """Return the probability that one random point accepts the statement although it is false."""
        degrees = Degrees(self.order)
        left, right = self.evaluate(degrees, self.draw(degrees))
        return degrees.bound(left + right)

    def draw(self, arithmetic):
        """Return a value for each letter."""
        values = {}
        for name, letter in self.entry.letters(self.entry.symbolic is None and self.sizes).items():
            words = self.entry.shapes.get(name, "").split()
            if isinstance(letter, MatrixSymbol):
                m, n = (int(size.xreplace(self.symbols)) for size in letter.shape)
                values[letter] = draws.matrix(arithmetic, m, n, words[2:], self.sizes)
            elif isinstance(letter, Symbol) and words:
                values[letter] = (P if words[1:] else 1) * arithmetic.residue()
        return values

    def evaluate(self, arithmetic, values):
        """Return both sides as matrices of equal shape."""
        evaluation = Evaluation(values, arithmetic, self.symbols)
        left, right = [_as_matrix(evaluation(side), arithmetic) for side in self.sides]
        if left.shape != right.shape:
            raise ShapeError(f"the left side is {left.shape}, the right side {right.shape}")
        return left, right

    def disagreement(self, seed, jets=0, bound=None):
        """Return ring, values, place, left and right of the first wrong entry at a random point, or None."""
        for attempt in range(DRAWS):
            ring = Ring(self.order, f"{seed} {attempt}", jets, bound)
            try:
                values = self.draw(ring)
                left, right = self.evaluate(ring, values)
            except Singular as error:
                singular = error
                continue
            wrong = sorted((j, i) for i, j, a in (left - right).items() if a % (ring.modulus if self.small else P))
            return (ring, values, wrong[0][::-1], left, right) if wrong else None
        raise Singular(f"singular for every X of this shape, or so it seems after {DRAWS} draws: {singular}")

    def refute(self):
        """Look for a counterexample in small integers; a difference that hangs on the values of log, exp ... is none."""
        readable = filter(None, (self.disagreement(seed, bound=3) for seed in range(DRAWS)))
        ring, values, (i, j), left, right = next(readable, None) or self.disagreement(f"{self.seed} 0")
        named = ring.named_functions()
        if named and self._difference(0) != self._difference(1):
            raise NotRational(
                f"the sides differ by an amount that depends on the value of {', '.join(named)}, known by its rule only"
            )
        values = {str(letter): _readable(value) for letter, value in values.items()}
        sides = [rational(side[i, j]) or side[i, j] % P for side in (left, right)]
        where = f"{at(self.sizes)}, entry ({i + 1}, {j + 1})"
        raise Refuted(
            f"{sides[0]} is not {sides[1]}{where}", Counterexample(self.seed, self.sizes, (i, j), *sides, values)
        )

    def _difference(self, jets):
        found = self.disagreement(f"{self.seed} 0", jets)
        return found and sorted((found[3] - found[4]).items())


def _as_matrix(value, arithmetic):
    return value if len(getattr(value, "shape", ())) == 2 else arithmetic.from_entries([[value]])


def _readable(value):
    rows = value.dense() if isinstance(value, ExactMatrix) else [[value]]
    rows = [[int(c) if (c := rational(a)) is not None and c.is_Integer else a % P for a in row] for row in rows]
    return rows if isinstance(value, ExactMatrix) else rows[0][0]


def at(sizes):
    """Return sizes as the reasons print them: `` at m = 2, n = 3``."""
    return f" at {', '.join(f'{name} = {value}' for name, value in sizes.items())}" if sizes else ""


def nesting(expression):
    """Return how many derivatives are nested in each other."""
    inner = max(map(nesting, expression.args), default=0)
    return inner + getattr(expression, "derivatives", 0)


def check(name, seed=0):
    """Verify an entry of the catalogue by its permanent name, and show what was found.

    Parameters
    ----------
    name : str
        A key of :data:`veckron.IDENTITIES`.
    seed : int
        What the random draws start from.

    Returns
    -------
    Verdict
        It displays as the statement, the shapes tried and the bound, or as the counterexample.

    Raises
    ------
    KeyError
        If the catalogue has no such name; the error lists the nearest ones.
    AssertionError
        If the verdict is not what the catalogue says.

    Examples
    --------
    >>> check("vec_of_product")
    vec_of_product holds: vec(ABC) = (C^T (x) A) vec B
      (m, n, p, q) = (1, 1, 1, 1), (2, 3, 4, 5), (3, 3, 3, 3), (1, 5, 1, 5), (4, 1, 4, 1), (5, 7, 11, 13), (7, 5, 13, 11)
      all sizes; a false statement passes with probability below 2e-18 per shape

    source: schwartz1980; zippel1979; demillo1978
    """
    if name not in IDENTITIES:
        from difflib import get_close_matches

        raise KeyError(
            f"check: no entry {name!r}; near it: {', '.join(get_close_matches(name, IDENTITIES, 5)) or 'none'}"
        )
    entry = IDENTITIES[name]
    verdict = verify(entry, seed)
    expected = "holds" if entry.holds else "fails"
    if verdict.status != expected:
        raise AssertionError(f"{name}: the catalogue says {expected}, the verifier {verdict!r}")
    return verdict
