"""The NumPy code that an answer shows, run once at random: does it give the values of the formulas?"""

from warnings import catch_warnings

from veckron.proof import DRAWS, SMALL, Trial, Verdict, entries_of
from veckron.values import evaluate


def tried(entry, compile, expressions, seed, most):
    """Return whether the code gives the values of expressions in the letters of a statement; None where there is no code.

    ``compile`` returns the compiled function; not decided is what has more than ``most`` entries, and where NumPy lacks.
    """
    sizes = entry.fitting(dict(zip(entry.sizes, SMALL)))
    try:
        compiled = compile()
    except NotImplementedError:
        return None
    try:
        if entries_of(entry, sizes) > most:
            raise NotImplementedError("the result has too many entries")
        values, wanted = readable(entry, sizes, expressions, seed)
    except ImportError:
        return Verdict(entry, "unknown", reason="there is no NumPy here")
    except (NotImplementedError, TypeError, ValueError, MemoryError) as error:
        return Verdict(entry, "unknown", reason=str(error))
    return Verdict(entry, "holds" if agrees(compiled, values, wanted) else "fails", [sizes])


def readable(entry, sizes, expressions, seed):
    """Return random floats for the letters of a statement, and expressions' values there, all finite."""
    import numpy as np

    for attempt in range(DRAWS):
        values = {str(letter): value for letter, value in drawn(entry, sizes, [seed, attempt]).items()} | sizes
        with np.errstate(divide="raise", over="raise", invalid="raise"), catch_warnings(action="error"):
            try:
                wanted = [np.asarray(evaluate(F, values), dtype=float) for F in expressions]
            except (FloatingPointError, RuntimeWarning, np.linalg.LinAlgError):  # log of a negative number, singular
                continue
        if all(np.isfinite(value).all() for value in wanted):
            return values, wanted
    raise ValueError(f"no finite value found in {DRAWS} draws")


def drawn(entry, sizes, seed):
    """Return floats for the letters, positive, so that logarithms have values; every second time small ones."""
    import numpy as np

    from veckron.values.floats import Floats

    generator = np.random.default_rng(seed)

    class Drawn(Floats):
        draw = staticmethod(lambda m, n: generator.uniform(0.1, 1, (m, n)) / 10 ** (seed[1] % 2))
        residue = staticmethod(lambda: generator.uniform(0.1, 1))

    return Trial(entry, sizes, str(seed)).draw(Drawn())


def agrees(compiled, values, wanted):
    """Tell whether the code runs and gives the values that are wanted, to six digits."""
    import numpy as np

    try:
        found = compiled.function(*[values[name] for name in compiled.arguments.symbols])
    except Exception:  # whatever it is, the reader would meet it
        return False
    close = lambda a, b: np.shape(a) == b.shape and np.allclose(a, b, rtol=1e-6, atol=1e-9 * max(1, np.abs(b).max()))
    return all(close(a, b) for a, b in zip(found, wanted))
