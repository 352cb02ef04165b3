"""How long a derivation takes, beside SymPy's own ``diff`` on the same expressions, whose answers have another form.

    python -m benchmarks.derivation [--peers]

Every call is made once before it is timed, and the smallest of several runs counts. "warm" keeps the memory that our
constructors have of the last run, "fresh" clears it; SymPy keeps its own in both. Ends with medians and their ratios.
Then families that grow, each once and fresh: the time, and the distinct parts of the function and of its derivative.
With ``--peers`` beside each the time of others, where they are installed: SymPy's ``diff``, JAX's trace of the gradient
of the same function, tensorgrad's simplified derivative; each has a minute.
"""

import gc
import signal
import sys
from functools import _lru_cache_wrapper
from inspect import signature
from statistics import median
from time import perf_counter

from sympy import symbols
from tests.functions import MATRICES
from tests.growing import FAMILIES

from veckron import jacobian
from veckron.program import source_in
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
            growth(name, size, *family(size), derived)


def growth(name, size, f, X, derived):
    """Print what one function of a family costs, and what it costs others."""
    time = milliseconds(lambda: derived(f, X), CACHES, runs=1)
    ours = f"{time:8.1f} ms, {len(parts(f)):5} parts -> {len(parts(derived(f, X))):5}"
    others = [(peer.__name__, limited(peer, name, size, f, X)) for peer in PEERS if "--peers" in sys.argv]
    beside = [f", {peer} {'-' if time is None else f'{time:.1f} ms':>12}" for peer, time in others]
    print(f"{name + ', ' + str(size):27} {ours}{''.join(beside)}")


# -- Others ------------------------------------------------------------------------------------------------------------


def limited(peer, name, size, f, X, seconds=60):
    """Return the milliseconds of a peer; None where it is not installed, cannot do it, or takes longer than its time."""
    signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        return milliseconds(peer(name, size, f, X), runs=1)
    except (ImportError, NotImplementedError, TimeoutError):
        return None
    finally:
        signal.alarm(0)


def late(*_):
    raise TimeoutError


def sympy(name, size, f, X):
    return lambda: f.diff(X)


def jax(name, size, f, X):
    """The trace of the gradient, from the same function as code for JAX; the second of two calls."""
    from jax import grad, jacrev, make_jaxpr, numpy

    if "Hessian" in name:
        raise NotImplementedError
    namespace = {}
    exec(source_in(f, "jax"), namespace)
    letters, names = {A.name: A for A in f.free_symbols if A.is_Matrix}, list(signature(namespace["f"]).parameters)
    shapes = [letters[argument].shape for argument in names]
    arrays = [numpy.ones([int(SIZES.get(str(size), size)) for size in shape]) for shape in shapes]
    derived = (jacrev if f.is_Matrix else grad)(namespace["f"], names.index(X.name))
    trace = lambda: make_jaxpr(derived)(*arrays)
    trace()
    return trace


def tensorgrad(name, size, f, X):
    """Two of the families, in its named edges."""
    from tensorgrad import Derivative, Variable
    from tensorgrad import functions as F

    n, m = symbols("n m")
    if name == "MLP":
        H, letters = Variable("X", i0=n, b=m), [Variable(f"W{k}", **{f"i{k}": n, f"i{k + 1}": n}) for k in range(size)]
        for W in letters:
            H = F.tanh(W @ H)
        loss, by = F.frobenius2(H - Variable("Y", **{f"i{size}": n, "b": m})), letters[0]
    elif name == "Newton-Schulz":
        A = by = Variable("X", i=n, j=n)
        for _ in range(size):
            A = 1.5 * A - 0.5 * (A.rename(j="k") @ A.rename(i="l", j="k") @ A.rename(i="l"))
        loss = Variable("G", i=n, j=n) @ A
    else:
        raise NotImplementedError
    return lambda: Derivative(loss, by).full_simplify()


PEERS, SIZES = (sympy, jax, tensorgrad), {"n": 5, "m": 4, "h": 3}


if __name__ == "__main__":
    main()
