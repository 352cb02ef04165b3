"""Values at which an answer is tried and shown: small whole numbers for its letters, the value of each formula.

They are computed in real numbers of thirty digits, without NumPy; a derivative that is not found but meant is the
difference quotient (F(X + hE) - F(X - hE))/2h, which knows no rule.
"""

from itertools import cycle

from mpmath import mp

from veckron.notation import ParseError
from veckron.proof import DRAWS, SMALL, Trial, Verdict, entries_of
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


def defined(trial, expressions, given=()):
    """Return values of the letters, and of expressions: the first drawn at which all have one, and none is 0 if it can be.

    ``given`` has the rows of letters that are not drawn. Each value is a list of rows.
    """
    found, undefined = [], ""
    for attempt in range(DRAWS):
        reals = Small(f"values {attempt}", "any" if attempt % 2 else "positive", digits=DIGITS)
        with mp.workdps(DIGITS):
            values = trial.draw(reals)
            values |= {x: _given(reals, trial, x, given[x.name]) for x in values if x.name in given}
            point = Evaluation(values, reals, trial.symbols)
            try:
                results = [_rows(point(A)) for A in expressions]
                found.append(({x.name: _rows(A) for x, A in values.items()}, results))
            except (Singular, ZeroDivisionError, OverflowError, ValueError) as error:
                undefined = error
        if found and (given or len(found) == ENOUGH or all(any(map(any, rows)) for rows in found[-1][1])):
            break
    if not found:
        raise ParseError(f"the formula has no value here: {undefined}")
    return found[-1]


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
    """Return a value as rows of numbers, 0 for what is nearly 0."""
    rows = value.dense() if hasattr(value, "dense") else [[value]]
    return [[mp.mpf(a) if abs(a) > NOTHING else 0 for a in row] for row in rows]


def in_numbers(found, given=()):
    """Return an answer at small values: ``sizes``, the rows of each of the ``letters``, the ``value``, and ``results``.

    A result has its ``left`` side in LaTeX, its value, ``found``, and the difference ``quotient``.
    """
    entry = found.statements[0]
    sizes = entry.fitting(dict(zip(entry.sizes, cycle((2, 3)))))
    pairs = [(result, meant) for (_, result), (meant, _) in zip(found.equations, found.claims)]
    values, results = defined(Trial(entry, sizes, "numbers"), [found.value, *sum(pairs, ())], given)
    letters = {name: shown(rows) for name, rows in values.items()}
    value, *rest = map(shown, results)
    compared = [
        {"left": left, "found": a, "quotient": _like(b, a)}
        for (left, _), a, b in zip(found.equations, rest[::2], rest[1::2])
    ]
    return {"sizes": sizes, "letters": letters, "value": value, "results": compared}


def shown(rows):
    """Return rows with numbers of six digits."""
    return [[Reals.shown(a) for a in row] for row in rows]


def _like(rows, other):
    """Return the entries, column by column, in the shape of other rows: vec of a gradient as the gradient."""
    if [len(row) for row in rows] == [len(row) for row in other]:
        return rows
    flat = [a for column in zip(*rows) for a in column]
    return [flat[i :: len(other)] for i in range(len(other))]


def tried(entry, compiled, expressions, most):
    """Return whether NumPy code, run once, gives the values of expressions in the letters of a statement.

    Not decided is what has more than ``most`` entries, and where there is no NumPy.
    """
    sizes = entry.fitting(dict(zip(entry.sizes, SMALL)))
    try:
        import numpy as np

        if entries_of(entry, sizes) > most:
            raise NotImplementedError("the result has too many entries")
        values, wanted = defined(Trial(entry, sizes, "code"), expressions)
    except ImportError:
        return Verdict(entry, "unknown", reason="there is no NumPy here")
    except (NotImplementedError, TypeError, ValueError, MemoryError) as error:
        return Verdict(entry, "unknown", reason=getattr(error, "message", str(error)))
    arrays = {name: np.array(rows, float) for name, rows in values.items()}
    number = lambda name: sizes[name] if name in sizes else arrays[name].item()
    given = [arrays[name] if x.is_Matrix else number(name) for name, x in compiled.arguments.symbols.items()]
    try:
        found = compiled.function(*given)
    except Exception:  # whatever it is, the reader would meet it
        return Verdict(entry, "fails", [sizes])
    close = lambda a, b: np.size(a) == b.size and np.allclose(a, b, rtol=1e-6, atol=1e-9 * max(1, np.abs(b).max()))
    same = all(
        close(np.atleast_2d(a), np.array(b, float)) and np.shape(a) in (np.shape(b), ()) for a, b in zip(found, wanted)
    )
    return Verdict(entry, "holds" if same else "fails", [sizes])
