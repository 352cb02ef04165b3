"""The smallest counterexample of a false statement: the smallest sizes, then whole numbers, most of them 0."""

from contextlib import suppress
from itertools import combinations, product
from math import prod
from random import Random
from typing import NamedTuple

from mpmath import mp
from sympy import HadamardPower, MatPow, Pow
from sympy.core.function import UndefinedFunction

from veckron.proof.sampling import entries_of
from veckron.proof.statements import Statement
from veckron.proof.trials import UNDECIDED, Refuted, Trial, readable
from veckron.proof.verdicts import Verdict
from veckron.shapes import ShapeError
from veckron.values import DIGITS, MODULI, P, NotRational, Reals, Ring, Singular

# So many choices of sizes, and of numbers at each of them; what is drawn, and what takes its place if it can.
SIZES, CHOICES, DRAWN, SIMPLE = 60, 80, (0, 0, 1, 1, -1, 2, 3), (0, 1, -1, 2)
ROOTS = (Pow, HadamardPower, MatPow)
# Real numbers that differ less, relative to their size, are taken to be equal here.
NEAR = 1e-9


class Refutation(NamedTuple):
    """Both sides at given letters: matrices as lists of rows, the places that differ; the sizes at which they never do.

    ``functions`` has what was chosen for functions of which nothing is known: name, order of the derivative, place, value.
    """

    sizes: dict
    letters: dict
    left: list
    right: list
    wrong: list
    functions: list
    agreed: list


def smallest(verdict: Verdict) -> Refutation | None:
    """Return the smallest counterexample of a statement that fails, in small whole numbers; None if none is found.

    Sizes are tried from 1 on, those with the fewest entries first, and unequal ones before equal ones. At the first at
    which the statement fails numbers are chosen, and made simpler, one by one, as long as the sides differ. Both sides are
    fractions, or real numbers of six digits where they are not rational. The same statement has the same answer.

    >>> from veckron import check
    >>> found = smallest(check("(A B)^T = A^T B^T", A="n n", B="n n"))
    >>> found.letters, found.left, found.right, found.wrong
    ({'A': [[0, 0], [0, 1]], 'B': [[0, 0], [1, 0]]}, [[0, 1], [0, 0]], [[0, 0], [0, 0]], [(0, 1)])

    source: schwartz1980
    """
    agreed = []
    for trial in [*small_trials(verdict.entry)[:SIZES], Trial(verdict.entry, verdict.counterexample.shape, 0)]:
        try:
            trial.accept()
            agreed.append(trial.sizes)
        except Refuted:
            with suppress(ShapeError, IndexError):  # at these sizes the sides do not fit, which is no number
                if found := _refuted(trial):
                    return found._replace(agreed=agreed)
        except UNDECIDED:
            continue
    return None


def small_trials(statement: Statement) -> list[Trial]:
    """Return the trials at sizes from 1 to 3 that satisfy the relations of the statement, the fewest entries first."""
    names = statement.sizes
    choices = [dict(zip(names, chosen)) for chosen in product(range(1, 4 if len(names) < 6 else 3), repeat=len(names))]
    fits = lambda sizes: statement.fitting(sizes) == sizes and statement.admits(sizes)
    return sorted([Trial(statement, sizes, 0) for sizes in filter(fits, choices)], key=_size)


def _size(trial):
    """How many entries the letters and the left side have, and how many sizes are equal."""
    side = entries_of(trial.statement, trial.sizes) if trial.statement.symbolic else 0
    equal = sum(a == b for a, b in combinations(trial.sizes.values(), 2))
    return sum(map(prod, trial.dimensions.values())) + side, equal


def _refuted(trial):
    """The first choice of numbers at which the sides differ, made as simple as can be, exact where it can be."""
    for exact in (True, False):
        try:
            for k in range(CHOICES):
                numbers, stratum = Chosen([], Random(k)), trial.strata[k % len(trial.strata)]
                if _compared(trial, stratum, numbers, exact, certain=True):
                    return _simplest(trial, stratum, numbers.choices, exact)
        except (NotRational, NotImplementedError, TypeError, ValueError):
            continue  # not in whole numbers modulo a prime
    return None


def _simplest(trial, stratum, choices, exact):
    """Put simpler numbers in the place of others, one by one, as long as the sides differ."""
    before, at = None, lambda choices, p=P: _compared(trial, stratum, Chosen(choices), exact, p)
    while before != choices:
        before = choices
        for k in range(len(choices)):
            simpler = SIMPLE[: SIMPLE.index(choices[k])] if choices[k] in SIMPLE else SIMPLE
            changed = ([*choices[:k], value, *choices[k + 1 :]] for value in simpler)
            choices = next(filter(at, changed), choices)
    found = at(choices)
    return found if not exact or found == at(choices, MODULI[1]) else None  # a fraction is what it is modulo two primes


class Chosen:
    """Numbers that were chosen, then others by chance, in the place of those that an arithmetic draws."""

    def __init__(self, choices, random=None):
        self.choices, self.random, self.taken = [*choices], random or Random(0), 0

    def take(self):
        if self.taken == len(self.choices):
            self.choices.append(self.random.choice(DRAWN))
        self.taken += 1
        return self.choices[self.taken - 1]


def _arithmetic(trial, numbers, exact, p, bound=3):
    """The arithmetic of Z/p^k, or of real numbers, that draws the numbers chosen; unknown functions have values up to a bound."""

    class ChosenRing(Ring):
        def residue(self, random=None):
            return super().residue(random) if random else numbers.take() % self.modulus

    class ChosenReals(Reals):
        def residue(self):
            return mp.mpf(numbers.take())

        @staticmethod
        def shown(value):
            rounded = mp.nint(value)
            return int(rounded) if abs(value - rounded) < NEAR else float(mp.nstr(value, 6))

    return ChosenRing(trial.order, "chosen", bound=bound, p=p, step=trial.step) if exact else ChosenReals("chosen")


def _compared(trial, stratum, numbers, exact, p=P, certain=False):
    """Both sides at chosen numbers; None where they agree or have no value, or a letter is not what is assumed of it.

    To be ``certain`` that a value is exact, it is computed with other values of log, exp ... too.
    """
    arithmetic = _arithmetic(trial, numbers, exact, p)
    found = _at(trial, stratum, arithmetic)
    if found and exact and arithmetic.named_functions():  # log det X is no number where det X < 0
        found = _at(trial, stratum, _arithmetic(trial, Chosen(numbers.choices), False, p)) and found
    if found and exact and certain:
        if any(isinstance(node, ROOTS) and node.exp.is_integer is False for node in trial.parts):
            raise NotRational("the sign of a root is drawn")
        other = _arithmetic(trial, Chosen(numbers.choices), exact, p, None)
        again = _at(trial, stratum, other)
        if other.named_functions() and (not again or again[:5] != found[:5]):
            raise NotRational("the sides depend on values that are drawn")
    return found


def _at(trial, stratum, arithmetic):
    with mp.workdps(DIGITS):
        try:
            point = trial.point(arithmetic, stratum)
            if trial.admits(point):
                return _shown(trial, point, *trial.both(point))
        except (Singular, ZeroDivisionError, OverflowError):
            pass
    return None


def _shown(trial, point, left, right):
    shown = point.arithmetic.shown
    sides = [[[shown(a) for a in row] for row in side.dense()] for side in (left, right)]
    far = lambda a, b: abs(a - b) > NEAR * (1 + abs(a) + abs(b))
    places = product(*map(range, left.shape))
    wrong = [(i, j) for i, j in places if far(sides[0][i][j], sides[1][i][j])]
    letters = {str(x): readable(value, shown) for x, value in point.values.items()}
    jets = [jet for jet in getattr(point.arithmetic, "jets", {}).items() if isinstance(jet[0][0], UndefinedFunction)]
    functions = [(str(f), order, shown(a), shown(value)) for (f, order, a), value in jets]
    return Refutation(trial.sizes, letters, *sides, wrong, functions, []) if wrong else None
