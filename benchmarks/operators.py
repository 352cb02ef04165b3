"""How long the operators take, beside the products of small matrices that nothing can beat, on one thread.

    python -m benchmarks.operators [--peers] [--write] [--sizes 10 30 100]

Each line: the case, its size, our time in microseconds, the time of the reference, their ratio. Both are timed in turns in
the same run, and the smallest of all times counts. ``--peers`` adds other libraries, where they are installed, at the
same work, with the kind of number that they computed in. ``--write`` keeps the rows beside this file, in operators.csv or,
with ``--peers``, in peers.csv.
"""

import os

for name in ("OPENBLAS", "OMP", "MKL"):  # one thread, said before NumPy is imported
    os.environ[f"{name}_NUM_THREADS"] = "1"

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import argparse  # noqa: E402
import csv  # noqa: E402
import gc  # noqa: E402
import tracemalloc  # noqa: E402
from pathlib import Path  # noqa: E402
from time import perf_counter_ns  # noqa: E402

import numpy as np  # noqa: E402
from sympy import Determinant, Identity, MatrixSymbol, log, symbols  # noqa: E402

from veckron import Jacobian, Hessian, commutation_matrix, kron  # noqa: E402
from veckron.program import operator  # noqa: E402

FOLDER = Path(__file__).parent
n = symbols("n")
A, B, C, X = (MatrixSymbol(name, n, n) for name in "ABCX")
I = Identity(n)


def draw(size, count=3):
    """Return arrays, far from singular."""
    generator = np.random.default_rng(size)
    return [generator.standard_normal((size, size)) / size**0.5 + 3 * np.eye(size) for _ in range(count)]


def microseconds(*calls, seconds=0.4):
    """Return the smallest time of each call; they take turns."""
    start = perf_counter_ns()
    for call in calls:
        call()
    inner = max(1, int(2e5 * len(calls) / (perf_counter_ns() - start)))
    best, end = [float("inf")] * len(calls), perf_counter_ns() + seconds * 1e9
    gc.disable()
    rounds = 0
    while perf_counter_ns() < end or rounds < 5:
        rounds += 1
        for k, call in enumerate(calls):
            best[k] = min(best[k], timed(call, inner))
    gc.enable()
    return [time / 1e3 for time in best]


def timed(call, inner):
    start = perf_counter_ns()
    for _ in range(inner):
        call()
    return (perf_counter_ns() - start) / inner


def pair(size):
    """(B^T (x) A) vec X, beside A X B"""
    a, b, x = draw(size)
    op, v = operator(kron(B.T, A), {A: a, B: b}), x.T.ravel()
    return lambda: op @ v, lambda: a.dot(x).dot(b)


def pair_as_vectors(size):
    """(B^T (x) A) vec X, beside A X B from a vector to a vector"""
    ours, (a, b, x) = pair(size)[0], draw(size)
    v = x.T.ravel()
    return ours, lambda: a.dot(v.reshape(size, size).T).dot(b).T.ravel()


def sixteen(size):
    """(B^T (x) A) applied to 16 vectors, beside 16 times A X B"""
    a, b, _ = draw(size)
    block = np.random.default_rng(0).standard_normal((size * size, 16))
    matrices = [np.ascontiguousarray(c.reshape(size, size).T) for c in block.T]
    op = operator(kron(B.T, A), {A: a, B: b})
    return lambda: op @ block, lambda: [a.dot(x).dot(b) for x in matrices]


def three(size):
    """(A (x) B (x) C) x, beside a product for each factor"""
    a, b, c = draw(size)
    x = np.random.default_rng(0).standard_normal(size**3)
    op = operator(kron(A, B, C), {A: a, B: b, C: c})
    wide, tall = x.reshape(size, -1), x.reshape(-1, size)
    return lambda: op @ x, lambda: (a.dot(wide), b.dot(wide), tall.dot(c))


def sylvester(size):
    """(I (x) A + B^T (x) I) vec X, beside A X + X B"""
    a, b, x = draw(size)
    op, v = operator(kron(I, A) + kron(B.T, I), {A: a, B: b}), x.T.ravel()
    return lambda: op @ v, lambda: a.dot(x) + x.dot(b)


def transposition(size):
    """K vec X, beside a transposed copy"""
    (x,) = draw(size, 1)
    op, v = operator(commutation_matrix(n, n), {n: size}), x.T.ravel()
    return lambda: op @ v, lambda: x.T.copy()


def fused(size):
    """K (B^T (x) A) vec X, beside (B^T (x) A) vec X"""
    a, b, x = draw(size)
    op, v = operator(commutation_matrix(n, n) * kron(B.T, A), {A: a, B: b}), x.T.ravel()
    plain = operator(kron(B.T, A), {A: a, B: b})
    return lambda: op @ v, lambda: plain @ v


def inverse_forward(size):
    """d X^-1 along dX from X, beside the inverse and two products"""
    x, e, _ = draw(size)
    plan, values = operator(Jacobian(X.I, X)), {X: x}
    return lambda: plan.jvp(e, values), lambda: two_products(x, e)


def two_products(x, e):
    y = np.linalg.inv(x)
    return y.dot(e).dot(y)


def inverse_backward(size):
    """the same, transposed"""
    x, g, _ = draw(size)
    plan, values = operator(Jacobian(X.I, X)), {X: x}
    return lambda: plan.vjp(g, values), lambda: two_products(x.T, g)


def built_each_time(size):
    """d X^-1 along dX, the operator built from an X, beside the inverse and two products"""
    x, e, _ = draw(size)
    plan = operator(Jacobian(X.I, X))
    return lambda: plan.at({X: x}).jvp(e), lambda: two_products(x, e)


def log_determinant(size):
    """the Hessian of log|X| along dX from X, beside the inverse and two products"""
    x, e, _ = draw(size)
    plan, values = operator(Hessian(log(Determinant(X)), X)), {X: x}
    return lambda: plan.jvp(e, values), lambda: two_products(x, e)


CASES = {
    pair: ((10, 30, 100, 300, 1000), {30: 1.0, 100: 1.05, 300: 1.05, 1000: 1.05}),
    pair_as_vectors: ((10, 30, 100, 300, 1000), {}),
    sixteen: ((10, 30, 100, 300), {30: 1.1, 100: 1.1, 300: 1.1}),
    three: ((10, 30, 100), {30: 1.05, 100: 1.05}),
    sylvester: ((10, 30, 100, 300, 1000), {30: 1.05, 100: 1.05, 300: 1.05, 1000: 1.05}),
    transposition: ((10, 30, 100, 300, 1000), {100: 1.25, 300: 1.05, 1000: 1.05}),
    fused: ((10, 30, 100, 300, 1000), {30: 1.05, 100: 1.05, 300: 1.05, 1000: 1.05}),
    inverse_forward: ((10, 30, 100, 300, 1000), dict.fromkeys((10, 30, 100, 300, 1000), 1.05)),
    inverse_backward: ((10, 30, 100, 300, 1000), dict.fromkeys((10, 30, 100, 300, 1000), 1.05)),
    built_each_time: ((10, 30, 100, 300, 1000), {}),
    log_determinant: ((10, 30, 100, 300, 1000), dict.fromkeys((10, 30, 100, 300, 1000), 1.05)),
}


def table(sizes, cases=CASES):
    """Yield the rows: case, n, ours, reference, ratio, target or None."""
    for case, (all_sizes, targets) in cases.items():
        for size in (size for size in all_sizes if size in sizes):
            ours, reference = microseconds(*case(size))
            yield case.__doc__, size, ours, reference, ours / reference, targets.get(size)


def memory(size=1000):
    """Print the peak of one application, its result included, in matrices of n x n."""
    for case in (pair, sylvester, transposition, fused, inverse_forward, inverse_backward):
        ours = case(size)[0]
        ours()
        tracemalloc.start()
        kept = ours()
        peak = tracemalloc.get_traced_memory()[1] / (8 * size**2)
        tracemalloc.stop()
        print(f"{case.__doc__:72} {peak:5.2f} matrices, the result {kept.size / size**2:.2f} of them")


def written(name, head, rows):
    """Keep the rows for the book."""
    with (FOLDER / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *rows])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 30, 100, 300, 1000])
    parser.add_argument("--cases", nargs="+", default=[case.__name__ for case in CASES])
    options = parser.parse_args()
    print(f"{'case':72} {'n':>5} {'ours, us':>10} {'limit, us':>10} {'ratio':>6} target")
    if options.memory:
        return memory()
    cases = {case: row for case, row in CASES.items() if case.__name__ in options.cases}
    rows = []
    for text, size, ours, limit, ratio, target in table(options.sizes, cases):
        rows.append((text, size, f"{ours:.2f}", f"{limit:.2f}", f"{ratio:.2f}"))
        print(f"{text:72} {size:5} {ours:10.2f} {limit:10.2f} {ratio:6.2f} {target or ''}", flush=True)
    if options.write and not options.peers:
        written("operators", ("case", "n", "ours_us", "reference_us", "ratio"), rows)
    if options.peers:
        from benchmarks.peers import compare

        lines = compare(options.sizes, microseconds)
        if options.write:
            written("peers", ("peer", "work", "n", "ours_us", "peer_us", "ratio"), lines)


if __name__ == "__main__":
    main()
