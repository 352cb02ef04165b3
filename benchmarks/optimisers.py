"""How many steps the optimisers of chapter 09-kronecker-methods take, and how long a step takes, on one thread.

    python -m benchmarks.optimisers [--steps 50]

Each line: the method, its best rate or damping, the mean loss over all steps, the steps to a loss of 0.1 ("-" where it is
not met), the microseconds of a step, and their ratio to those of gradient descent. The methods are the cell of the page,
read from the notebook; a second, wider network shows how the cost of a step grows. All are timed in turns in one run, and
the smallest time counts. Below them: the seconds for a Gaussian process with 10^6 observations, and a smaller one, densely.
"""

import os

for name in ("OPENBLAS", "OMP", "MKL"):  # one thread, said before NumPy is imported
    os.environ[f"{name}_NUM_THREADS"] = "1"

import argparse  # noqa: E402
import json  # noqa: E402
from pathlib import Path  # noqa: E402
from time import perf_counter  # noqa: E402

import numpy as np  # noqa: E402

from veckron import book  # noqa: E402

PAGE = Path(__file__).parents[1] / "chapters" / "09-kronecker-methods.ipynb"
NEEDED = "errors", "forward", "initial_weights", "load_iris", "loss", "targets"
METHODS = "descent", "adam", "muon", "shampoo", "kfac", "gauss_newton"
NUMBERS = [float(f"{digit}e{power}") for power in range(-4, 2) for digit in (1, 2, 5)]
NETWORKS = (4, 5, 3), (4, 24, 24, 3)


def page_code(mark):
    """Return the source of the cell of the page that contains a text."""
    cells = json.loads(PAGE.read_text(encoding="utf-8"))["cells"]
    return next(
        "".join(cell["source"]) for cell in cells if cell["cell_type"] == "code" and mark in "".join(cell["source"])
    )


def methods(sizes):
    """Return the names that the page defines, with a start for a network of these sizes."""
    names = {"np": np} | {name: getattr(book, name) for name in NEEDED}
    exec(page_code("def gauss_newton"), names)
    names["start"] = [np.hstack(pair) for pair in book.initial_weights(sizes)]
    return names


def curve(names, method, number, steps):
    """Return the loss after each step; infinite where the method diverges."""
    with np.errstate(all="ignore"):
        try:
            found = names["run"](names[method], number, steps)
        except np.linalg.LinAlgError:
            return np.full(steps + 1, np.inf)
    return np.where(np.isfinite(found), found, np.inf)


def best(names, method, steps):
    """Return the number with the smallest mean loss, and its curve."""
    curves = {number: curve(names, method, number, steps) for number in NUMBERS}
    return min(curves.items(), key=lambda pair: pair[1].mean())


def seconds(*calls, rounds=7):
    """Return the smallest time of each call; they take turns."""
    times = []
    for _ in range(rounds):
        for call in calls:
            start = perf_counter()
            call()
            times.append(perf_counter() - start)
    return [min(times[k :: len(calls)]) for k in range(len(calls))]


def network(sizes, steps):
    names = methods(sizes)
    found = {method: best(names, method, steps) for method in METHODS}
    step = lambda method: lambda: names["run"](names[method], found[method][0], 5)
    times = [time / 5 for time in seconds(*map(step, METHODS))]
    print(f"{sizes}: {sum(W.size for W in names['start'])} numbers")
    for (method, (number, losses)), time in zip(found.items(), times):
        met = int(np.argmax(losses <= 0.1)) if (losses <= 0.1).any() else "-"
        print(f"  {method:13} {number:8g} {losses.mean():7.3f} {met:>4} {time * 1e6:9.0f} {time / times[0]:7.1f}")


def process(m, n):
    """Return a call that solves (B (x) A + u I) vec W = vec Y on a grid, and one that does it densely."""
    A, B = (np.exp(-np.abs(np.subtract.outer(np.arange(k), np.arange(k))) / 20) for k in (m, n))
    Y = np.random.default_rng(0).standard_normal((m, n))

    def by_factors():
        (a, U), (b, V) = np.linalg.eigh(A), np.linalg.eigh(B)
        return U @ ((U.T @ Y @ V) / (np.outer(a, b) + 0.25)) @ V.T

    return by_factors, lambda: np.linalg.solve(np.kron(B, A) + 0.25 * np.eye(m * n), Y.T.ravel())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=50)
    steps = parser.parse_args().steps
    for sizes in NETWORKS:
        network(sizes, steps)
    for m, n in ((30, 40), (50, 60)):
        fast, dense = seconds(*process(m, n), rounds=3)
        print(f"grid of {m} x {n}: {fast:.4f} s by two factors, {dense:.4f} s densely, ratio {dense / fast:.0f}")
    (million,) = seconds(process(1000, 1000)[0], rounds=3)
    print(f"grid of 1000 x 1000: {million:.2f} s by two factors")


if __name__ == "__main__":
    main()
