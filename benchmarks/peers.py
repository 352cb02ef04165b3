"""Other libraries at the work of the operators: a Kronecker product of two and of three, a Kronecker sum, K.

Called by ``python -m benchmarks.operators --peers``. A peer that is not installed is left out. Each result is compared
with ours, so that its error tells the kind of number that it computed in.
"""

import numpy as np
from sympy import Identity, MatrixSymbol, symbols

from veckron import kron
from veckron.program import operator

n = symbols("n")
A, B, C, I = *(MatrixSymbol(name, n, n) for name in "ABC"), Identity(n)
WORK = {"A (x) B": kron(A, B), "A (x) B (x) C": kron(A, B, C), "I (x) A + B (x) I": kron(I, A) + kron(B, I)}


def pylops(work, a, b, c):
    """PyLops"""
    from pylops import Identity, Kronecker, MatrixMult

    make = lambda M: MatrixMult(M, dtype=M.dtype)
    first, second, third, one = make(a), make(b), make(c), Identity(len(a), dtype=a.dtype)
    return {
        "A (x) B": lambda: Kronecker(first, second),
        "A (x) B (x) C": lambda: Kronecker(first, Kronecker(second, third)),
        "I (x) A + B (x) I": lambda: Kronecker(one, first) + Kronecker(second, one),
    }[work]().matvec


def pykronecker(work, a, b, c):
    """PyKronecker"""
    import jax
    from pykronecker import KroneckerProduct, KroneckerSum

    jax.config.update("jax_enable_x64", True)
    made = {
        "A (x) B": lambda: KroneckerProduct([a, b]),
        "A (x) B (x) C": lambda: KroneckerProduct([a, b, c]),
        "I (x) A + B (x) I": lambda: KroneckerSum([b, a]),
    }[work]()
    return lambda x: jax.block_until_ready(made @ x)  # a call returns before the work is done


def linear_operator(work, a, b, c):
    """linear_operator"""
    import torch
    from linear_operator.operators import DenseLinearOperator, IdentityLinearOperator, KroneckerProductLinearOperator

    torch.set_num_threads(1)
    one = IdentityLinearOperator(len(a), dtype=torch.float64)
    a, b, c = (DenseLinearOperator(torch.from_numpy(M)) for M in (a, b, c))
    product = KroneckerProductLinearOperator
    made = {
        "A (x) B": lambda: product(a, b),
        "A (x) B (x) C": lambda: product(a, b, c),
        "I (x) A + B (x) I": lambda: product(one, a) + product(b, one),
    }[work]()
    return lambda x: made @ torch.from_numpy(x)


def cola(work, a, b, c):
    """CoLA"""
    import torch
    from cola.ops import Dense, I_like, Kronecker

    torch.set_num_threads(1)
    a, b, c = (Dense(torch.from_numpy(M)) for M in (a, b, c))
    made = {
        "A (x) B": lambda: Kronecker(a, b),
        "A (x) B (x) C": lambda: Kronecker(a, b, c),
        "I (x) A + B (x) I": lambda: Kronecker(I_like(a), a) + Kronecker(b, I_like(b)),
    }[work]()
    return lambda x: made @ torch.from_numpy(x)


PEERS = (pylops, pykronecker, linear_operator, cola)


def rows(sizes, microseconds):
    """Yield the peer, the work, the size, our time, its time, how many times ours that is, and the kind of number."""
    for work, J in WORK.items():
        for size in sizes:
            if size ** (3 if J.has(C) else 2) > 2_000_000:
                continue
            a, b, c = np.random.default_rng(size).standard_normal((3, size, size))
            op = operator(J, {A: a, B: b, C: c})
            x = np.random.default_rng(0).standard_normal(op.shape[1])
            for peer in PEERS:
                yield from one(peer, work, size, (a, b, c), x, op, microseconds)


def one(peer, work, size, matrices, x, op, microseconds):
    try:
        theirs = peer(work, *matrices)
        result = np.asarray(theirs(x)).ravel()
    except Exception as error:  # not installed, or it cannot do this work
        yield peer.__doc__, work, size, None, None, f"{type(error).__name__}: {error}".splitlines()[0][:60]
        return
    ours, time = microseconds(lambda: op @ x, lambda: theirs(x))
    error = np.abs(result - op @ x).max() / np.abs(result).max()
    yield peer.__doc__, work, size, ours, time, f"{result.dtype}, {'double' if error < 1e-10 else 'single'} precision"


def compare(sizes, microseconds):
    """Print the table, and return the lines of those that did the work."""
    lines = []
    print(f"\n{'peer':16} {'work':18} {'n':>5} {'ours, us':>10} {'peer, us':>10} {'peer/ours':>9}")
    for name, work, size, ours, time, kind in rows(sizes, microseconds):
        numbers = f"{ours:10.2f} {time:10.2f} {time / ours:9.2f}" if ours else f"{'-':>10} {'-':>10} {'-':>9}"
        lines += [(name, work, size, f"{ours:.2f}", f"{time:.2f}", f"{time / ours:.2f}")] if ours else []
        print(f"{name:16} {work:18} {size:5} {numbers}  {kind}", flush=True)
    return lines
