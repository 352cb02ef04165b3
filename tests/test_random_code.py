"""Compiled functions, their sources, operators and SymPy source against `evaluate`, on random expressions.

`python -m tests.test_random_code 100000` tries as many as one likes.
"""

import sys
import warnings
from functools import lru_cache

import numpy as np
import pytest
from sympy import MatPow, MatrixSymbol, OneMatrix, Symbol, ZeroMatrix, tanh
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.matexpr import MatrixElement

from tests.functions import FUNCTIONS
from tests.random_expressions import SIZES, Maker, k, s, variables
from tests.test_functions import NOT_RATIONAL, draw
from tests.notation.test_sympy_source import built
from veckron import Jacobian, evaluate, hessian, jacobian, operator
from veckron.program import compile_function

COUNT, CHUNK = 400, 100
# Letters called like what the source itself calls things, or like what Python reserves.
NAMES = [
    "lambda",
    "np",
    "sum",
    "range",
    "total",
    "P",
    "R",
    "Z",
    "r",
    "x",
    "c",
    "i",
    "T",
    "float",
    "print",
    "max",
    "min",
    "len",
    "f",
    "cho_factor",
    "log_det",
    "adjugate",
    "expm",
    "A_t",
    "S_inv",
    "vec_A",
    "det_A",
    "start",
    "self",
    "None",
    "async",
    "match",
    "type",
    "dot",
    "t1",
    "t2",
    "k",
    "n",
    "I",
    "E",
    "pi",
    "exp",
    "entry",
    "Lambda",
    "symbols",
]


def random(seed, depth=3):
    """Return a random expression, its formal functions being tanh; None where there is none for this seed."""
    F = Maker(seed).expression(depth)
    while found := F.atoms(AppliedUndef):
        F = F.xreplace({g: tanh(g.args[0]) for g in found})
    return F


def drawn(F, seed, moved=0.0):
    """Return values by name, square matrices away from singular ones; moved a little where one asks for it."""
    values = {"k": 3, "s": 0.7 * (1 + moved), **{str(n): int(size) for n, size in SIZES.items()}}
    for A in sorted(F.atoms(MatrixSymbol), key=str):
        shape, generator = [int(n.xreplace(SIZES)) for n in A.shape], np.random.default_rng([seed, *A.name.encode()])
        given = generator.uniform(0.4, 1.3, shape) + (shape[0] == shape[1]) * np.eye(*shape)
        values[A.name] = given * (1 + moved * generator.normal(size=shape))
    return values


@lru_cache(maxsize=8)  # the same expression is asked for by several checks in turn
def wanted(F, seed):
    """Return the value of an expression; None where it has none that can be computed, or rounding makes it worthless."""
    try:
        value, near = (np.asarray(evaluate(F, drawn(F, seed, moved)), dtype=float) for moved in (0.0, 1e-9))
    except Exception:  # singular, or a power that is neither whole nor half; what `evaluate` can read has its own tests
        return None
    sound = np.isfinite(value).all() and np.abs(value).max() < 1e12 and np.allclose(value, near, rtol=1e-5, atol=1e-7)
    return value if sound else None


def close(got, value):
    atol = 1e-8 * max(1, np.abs(value).max())
    return np.shape(got) == value.shape and np.allclose(got, value, rtol=1e-6, atol=atol)


def compiled_right(F, seed, value, scipy):
    """Tell whether a compiled function, and its source by itself, give a value."""
    f, values, namespace = compile_function(F, use_scipy=scipy), drawn(F, seed), {}
    given = [values[name] for name in f.arguments.symbols]
    exec(f.source(), namespace)
    got = f(*given)
    return close(got, value) and np.array_equal(namespace["f"](*given), got)


def renamed(F, seed):
    """Return an expression with other names for its letters and sizes, and the new name of each."""
    letters = [*sorted(F.atoms(MatrixSymbol), key=str), k, s, *SIZES]
    names = dict(zip(letters, np.random.default_rng(seed).permutation(NAMES).tolist()))
    sizes = {n: Symbol(names[n]) for n in SIZES}
    changes = {A: MatrixSymbol(names[A], *[n.xreplace(sizes) for n in A.shape]) for A in letters if A.is_Matrix}
    changes |= sizes | {s: Symbol(names[s]), k: Symbol(names[k], integer=True, positive=True)}
    return F.xreplace(changes), {str(letter): name for letter, name in names.items()}


def renamed_right(F, seed, value):
    """Tell whether the names of the letters make no difference."""
    G, names = renamed(F, seed)
    f, values = compile_function(G, use_scipy=False, use_dot=True), drawn(F, seed)
    by_name = {new: values[old] for old, new in names.items()}
    return close(f({name: by_name[name] for name in f.arguments.symbols}), value)


def operator_right(F, X, seed, J):
    """Tell whether the operator of a Jacobian gives what its array gives."""
    values, generator = drawn(F, seed), np.random.default_rng(seed)
    letters = {A: values[A.name] for A in F.atoms(MatrixSymbol)} | {s: values["s"], k: 3, **SIZES}
    op, J = operator(Jacobian(F, X), letters), J.reshape(J.shape or (1, 1))
    x, y = (generator.normal(size=n) for n in reversed(J.shape))
    moved = op.jvp(x.reshape(values[X.name].shape, order="F")), op.vjp(y.reshape(evaluate_shape(F), order="F"))
    found = op @ x, op.T @ y, *(np.ravel(A, order="F") for A in moved)
    return all(close(a, b) for a, b in zip(found, (J @ x, J.T @ y, J @ x, J.T @ y)))


def evaluate_shape(F):
    return tuple(int(n.xreplace(SIZES)) for n in F.shape) if F.is_Matrix else (1, 1)


def faults(seed):
    """Return what is wrong with the code of one random expression and of its Jacobian, and how many checks were made."""
    F, wrong, made = random(seed), [], 0
    todo = [("function", F, lambda value, scipy: compiled_right(F, seed, value, scipy))]
    todo += [("names", F, lambda value, scipy: scipy or renamed_right(F, seed, value))]
    slow = any(entry.parent.has(MatPow) for entry in F.atoms(MatrixElement))  # SymPy computes its Jordan form
    for X in [A for A in variables(F) if A.is_Matrix and not slow][:1]:
        try:
            J = jacobian(F, X)
        except Exception:  # what can be derived has its own tests
            continue
        todo += [("jacobian", J, lambda value, scipy, J=J: compiled_right(J, seed, value, scipy))]
        todo += [("operator", J, lambda value, scipy, X=X: scipy or operator_right(F, X, seed, value))]
    for name, G, right in todo:
        value = wanted(G, seed)
        made += value is not None
        for scipy in (False, True) if value is not None else ():
            try:
                wrong += [] if right(value, scipy) else [(seed, name, str(G))]
            except (NotImplementedError, np.linalg.LinAlgError):  # what NumPy inverts by rounding, LAPACK may refuse
                made -= 1
            except Exception as error:
                wrong.append((seed, name, f"{type(error).__name__}: {error}"))
    return wrong, made


@pytest.mark.parametrize("start", range(0, COUNT, CHUNK))
def test_the_code_of_random_expressions_has_their_values(start):
    pytest.importorskip("scipy")
    with warnings.catch_warnings(action="ignore"):
        found = [faults(seed) for seed in range(start, start + CHUNK)]
    assert not [fault for wrong, _ in found for fault in wrong]
    assert sum(made for _, made in found) > 2 * CHUNK


@pytest.mark.parametrize("seed", [1364, 1389, 2031, 2983])
def test_the_code_of_sums_that_end_below_zero_has_their_values(seed):
    with warnings.catch_warnings(action="ignore"):
        assert not faults(seed)[0]


def rebuilt_right(F, seed):
    """Tell whether SymPy source builds an expression again, or one of the same value."""
    if any(isinstance(power.base, (OneMatrix, ZeroMatrix)) for power in F.atoms(MatPow)):
        return True  # SymPy computes these when the source is executed, 0^k as 0
    try:
        F.doit()
    except Exception:  # SymPy's `*` computes as `doit` does, so the source could not be executed
        return True
    again, value = built(F), wanted(F, seed)
    return again == F or value is None or close(evaluate(again, drawn(F, seed)), value)


@pytest.mark.parametrize("start", range(200, 500, CHUNK))
def test_the_sympy_source_of_random_expressions_builds_them_again(start):
    with warnings.catch_warnings(action="ignore"):
        assert not [seed for seed in range(start, start + CHUNK) if not rebuilt_right(random(seed), seed)]


@pytest.mark.parametrize(
    "case", [c for c in FUNCTIONS if c.group in "GV" and c.id not in NOT_RATIONAL], ids=lambda case: case.id
)
def test_the_code_of_every_hessian_has_its_value(case):
    values, exponents = draw(case)
    H = hessian(case.f, case.X)
    given = {str(letter): value for letter, value in {**values, **exponents}.items()}
    given = {**dict(zip("hkmnpqr", (3, 4, 5, 2, 6, 3, 2))), **given}
    for scipy in (False, True):
        f = compile_function((case.f, H), use_scipy=scipy)
        value, second = f({name: given[name] for name in f.arguments.symbols})
        assert close(second, evaluate(H, given)) and np.allclose(value, evaluate(case.f, given))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    wrong = [fault for seed in range(COUNT, COUNT + int(sys.argv[1])) for fault in faults(seed)[0]]
    sys.exit("\n".join(map(str, wrong)) or None)
