"""How fast compiled gradients are, beside the same work written by hand for LAPACK; single thread, ratios of one run.

    python -m benchmarks.compiled

Each pair is timed in turn, many times, and the smallest time of each counts. The compiled functions are those that
`source()` prints, called without checks; the last column calls the object with its checks. Products are written with
``.dot`` on both sides, which NumPy starts faster than ``@``. Wants SciPy.
"""

import os

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

from functools import partial  # noqa: E402
from time import perf_counter  # noqa: E402

import numpy as np  # noqa: E402
from scipy.linalg import cho_factor, cho_solve  # noqa: E402
from scipy.linalg.lapack import dpotrf, dpotri  # noqa: E402
from sympy import Determinant, MatrixSymbol, Trace, log, symbols  # noqa: E402

from tests.functions import log_likelihood  # noqa: E402
from veckron import differential, gradient  # noqa: E402
from veckron.program import compile_function  # noqa: E402

m, n = symbols("m n")
X, S, mu = MatrixSymbol("X", m, n), MatrixSymbol("S", m, m), MatrixSymbol("mu", m, 1)
Y, G = MatrixSymbol("Y", n, n), MatrixSymbol("G", n, n)
SIZES = 10, 30, 100, 300, 1000


def smallest(calls, seconds=1.0):
    """The smallest time of each call in microseconds; the calls take turns, so that noise meets all of them."""
    once = [timed(call, 1) for call in calls for _ in range(2)][1::2]
    repeats = [max(1, int(2e-3 / time)) for time in once]
    rounds = max(5, min(400, int(seconds / sum(time * k for time, k in zip(once, repeats)))))
    times = [[timed(call, k) for call, k in zip(calls, repeats)] for _ in range(rounds)]
    return [1e6 * min(column) for column in zip(*times)]


def timed(call, repeats):
    start = perf_counter()
    for _ in range(repeats):
        call()
    return (perf_counter() - start) / repeats


def by_lapack(S, X, mu):
    """S^-1 (R R^T) S^-1 and S^-1 with the inverse that dpotri makes of Cholesky's factor."""
    R = X - mu
    factor, _ = dpotrf(S, lower=1)
    half, _ = dpotri(factor, lower=1)
    inverse = np.tril(half) + np.tril(half, -1).T
    return 0.5 * (inverse @ (R @ R.T) @ inverse - X.shape[1] * inverse)


def by_solving(S, X, mu):
    """The same by cho_factor and cho_solve."""
    R = X - mu
    factor = cho_factor(S, check_finite=False)
    inner = cho_solve(factor, R @ R.T, check_finite=False).T
    inner[np.diag_indices(len(S))] -= X.shape[1]
    return 0.5 * cho_solve(factor, inner, check_finite=False)


def likelihood(d, columns, rng):
    """Time the gradient of the Gaussian log-likelihood by S."""
    ours = compile_function(gradient(log_likelihood(X, mu, S), S), positive_definite=[S], name="gradient")
    A, data, mean = rng.normal(size=(d, d)), rng.normal(size=(d, columns)), rng.normal(size=(d, 1))
    values = A @ A.T / d + np.eye(d), data, mean
    assert np.allclose(ours(*values), by_lapack(*values)) and np.allclose(ours(*values), by_solving(*values))
    calls = [partial(f, *values) for f in (by_lapack, by_solving, ours.function, ours)]
    report(f"gradient of the likelihood, d = {d}, n = {columns}", calls[0:2], calls[2:])


def inverses(size, rng):
    """Time jvp and vjp of X^-1 and the Hessian of log det X on a direction, each with the inverse."""
    A, B = rng.normal(size=(size, size)) + 2 * size**0.5 * np.eye(size), rng.normal(size=(size, size))
    hessian_on_V = differential(gradient(log(Determinant(Y)), Y), Y)
    cases = [
        ("jvp of X^-1", differential(Y.I, Y), "dY", two_products, B),
        ("vjp of X^-1", gradient(Trace(G.T * Y.I), Y), "G", two_products_turned, B),
        ("Hessian of log det X on V", hessian_on_V, "dY", two_products_turned, B.T),
    ]
    for name, expression, letter, reference, C in cases:
        ours = compile_function(expression, arguments=("Y", letter), use_dot=True)
        assert np.allclose(ours(A, B), reference(A, C))
        calls = [partial(reference, A, C), partial(ours.function, A, B), partial(ours, A, B)]
        report(f"{name}, n = {size}", calls[:1], calls[1:])


def two_products(A, B):
    """-A^-1 B A^-1"""
    inverse = np.linalg.inv(A)
    return -inverse.dot(B).dot(inverse)


def two_products_turned(A, B):
    """-A^-T B A^-T"""
    inverse = np.linalg.inv(A).T
    return -inverse.dot(B).dot(inverse)


def report(name, references, ours):
    """Print the times and the ratios to the faster reference."""
    times = smallest([*references, *ours])
    best = min(times[: len(references)])
    figures = "".join(f"{time:12.1f}" for time in (best, times[-2]))
    print(f"{name:44}{figures}{times[-2] / best:8.2f}{times[-1] / best:10.2f}", flush=True)


def main():
    rng = np.random.default_rng(0)
    print(f"{'microseconds, one thread':44}{'by hand':>12}{'compiled':>12}{'ratio':>8}{'checked':>10}")
    for d in (50, 200):
        likelihood(d, 1000, rng)
    for size in SIZES:
        inverses(size, rng)


if __name__ == "__main__":
    main()
