"""An answer in numbers: small values of its letters, the function, each result, and beside it the difference quotient.

The numbers are real ones of thirty digits, without NumPy, and the quotient knows no rule: (F(X + hE) - F(X - hE))/2h.
"""

from itertools import cycle

from mpmath import mp

from veckron.book.questions import answered
from veckron.notation import ParseError
from veckron.proof import DRAWS, Trial
from veckron.values import Evaluation, Reals, Singular

DIGITS = 30
LARGEST, NOTHING = 10**6, 1e-12  # what may be typed, what is shown as 0
ENOUGH = 10  # points at which a result may be 0
# What holds of the entries of a matrix A with a structure.
HOLDS = {
    "symmetric": lambda A, i, j: A[i][j] == A[j][i],
    "lower": lambda A, i, j: i >= j or A[i][j] == 0,
    "upper": lambda A, i, j: i <= j or A[i][j] == 0,
    "diagonal": lambda A, i, j: i == j or A[i][j] == 0,
}


class Small(Reals):
    """What is drawn are whole numbers from 1 to 4, of both signs where any are."""

    def residue(self):
        size = mp.mpf(self.random.randint(1, 4))
        return -size if self.kind == "any" and self.random.random() < 0.3 else size


def in_numbers(request):
    """Return the answer to a request at small values: ``sizes``, ``letters``, ``value`` and ``results``.

    ``letters`` has the rows of each letter; ``results`` the ``left`` side of each formula in LaTeX, its value, ``found``, and
    the difference ``quotient``. ``values`` of a request has the rows of letters that are to be others.
    """
    found, given = answered(request), request.get("values", {})
    entry = found.statements[0]
    sizes = entry.fitting(dict(zip(entry.sizes, cycle((2, 3)))))
    trial = Trial(entry, sizes, "numbers")
    with mp.workdps(DIGITS):
        values, (value, *rest) = _defined(found, trial, given)
        letters = {letter.name: _rows(A) for letter, A in values.items()}
    results = [
        {"left": left, "found": a, "quotient": _like(b, a)}
        for (left, _), a, b in zip(found.equations, rest[::2], rest[1::2])
    ]
    return {"sizes": sizes, "letters": letters, "value": value, "results": results}


def _defined(found, trial, given):
    """Return values of the letters, and of what is shown: the first at which all is defined, and no result is 0 if it can be."""
    pairs = zip(found.equations, found.claims)
    wanted = [found.value, *(A for (_, result), (meant, _) in pairs for A in (result, meant))]
    defined, undefined = [], ""
    for attempt in range(DRAWS):
        reals = Small(f"values {attempt}", "any" if attempt % 2 else "positive", digits=DIGITS)
        values = trial.draw(reals)
        values |= {x: _given(reals, trial, x, given[x.name]) for x in values if x.name in given}
        point = Evaluation(values, reals, trial.symbols)
        try:
            defined.append((values, [_rows(point(A)) for A in wanted]))
        except (Singular, ZeroDivisionError, OverflowError) as error:
            undefined = error
        if defined and (given or len(defined) == ENOUGH or all(any(map(any, rows)) for rows in defined[-1][1])):
            return defined[-1]
    if not defined:
        raise ParseError(f"the formula has no value here: {undefined}")
    return defined[-1]


def _given(reals, trial, letter, rows):
    """Return the value of a letter that was typed, if it has its shape and its structure."""
    m, n = trial.dimensions.get(letter.name, (1, 1))
    if [len(row) for row in rows] != [n] * m:
        raise ParseError(f"{letter.name}: wants {m} rows of {n} numbers")
    if not all(isinstance(a, int | float) and abs(a) <= LARGEST for row in rows for a in row):
        raise ParseError(f"{letter.name}: wants numbers up to {LARGEST}")
    for word in trial.statement.structures.get(letter.name, ()):
        if not all(HOLDS[word](rows, i, j) for i in range(m) for j in range(n)):
            raise ParseError(f"{letter.name} is {word}")
    entries = [[mp.mpf(a) for a in row] for row in rows]
    return reals.from_entries(entries, (m, n)) if letter.is_Matrix else entries[0][0]


def _rows(value):
    """Return a value as rows of numbers of six digits."""
    rows = value.dense() if hasattr(value, "dense") else [[value]]
    return [[Reals.shown(mp.mpf(a)) if abs(a) > NOTHING else 0 for a in row] for row in rows]


def _like(rows, other):
    """Return the entries, column by column, in the shape of other rows: vec of a gradient as the gradient."""
    if [len(row) for row in rows] == [len(row) for row in other]:
        return rows
    flat = [a for column in zip(*rows) for a in column]
    return [flat[i :: len(other)] for i in range(len(other))]
