"""How long a derivation takes, beside SymPy's own ``diff`` on the same expressions, whose answers have another form.

    python -m benchmarks.derivation

Every call is made once before it is timed, and the smallest of several runs counts. "warm" keeps the memory that our
constructors have of the last run, "fresh" clears it; SymPy keeps its own in both. Ends with medians and their ratios.
Then families that grow, each once and fresh: the time, and the distinct parts of the function and of its derivative.
"""

import gc
import sys
from functools import _lru_cache_wrapper
from statistics import median
from time import perf_counter

from tests.functions import MATRICES
from tests.growing import FAMILIES

from veckron import jacobian
from veckron.shapes import parts

CACHES = [
    value
    for name, module in list(sys.modules.items())
    if name.startswith("veckron")
    for value in vars(module).values()
    if isinstance(value, _lru_cache_wrapper)
]


def milliseconds(call, clear=(), runs=15):
    """The smallest time of one call, or None where it raises."""
    times = []
    for _ in range(runs):
        for cache in clear:
            cache.cache_clear()
        gc.disable()
        start = perf_counter()
        try:
            call()
        except Exception:  # what a peer cannot do is left out of its median
            return None
        finally:
            gc.enable()
        times.append(1e3 * (perf_counter() - start))
    return min(times)


def main():
    rows = []
    for case in MATRICES:
        ours = lambda case=case: jacobian(case.f, case.X)
        times = milliseconds(ours), milliseconds(ours, CACHES), milliseconds(lambda case=case: case.f.diff(case.X))
        rows.append(times)
        print(
            f"{case.id:5}",
            "  ".join("      -" if time is None else f"{time:7.2f}" for time in times),
            f"  {case.f}"[:70],
        )
    warm, fresh, sympy = (median(time for time in column if time is not None) for column in zip(*rows))
    print(f"median, ms: warm {warm:.2f}, fresh {fresh:.2f}, SymPy's diff {sympy:.2f}")
    print(f"ratios to SymPy: warm {warm / sympy:.2f}, fresh {fresh / sympy:.2f}")
    for name, (family, derived, sizes) in FAMILIES.items():
        for size in sizes:
            growth(f"{name}, {size}", *family(size), derived)


def growth(name, f, X, derived):
    """Print what one function of a family costs."""
    time = milliseconds(lambda: derived(f, X), CACHES, runs=1)
    print(f"{name:27} {time:8.1f} ms, {len(parts(f)):5} parts -> {len(parts(derived(f, X))):5}")


if __name__ == "__main__":
    main()
