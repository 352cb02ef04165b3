"""Sources in JAX, PyTorch and Julia: executed by these where they are installed, their rules against automatic derivatives."""

import inspect
import re
import shutil
import subprocess
import warnings

import numpy as np
import pytest
from sympy import DiagMatrix, Lambda, MatrixSymbol, Piecewise, Symbol, Trace, besselj, erf, exp, loggamma, sqrt, symbols

from tests.functions import FUNCTIONS
from tests.program.test_compiled import EXPRESSIONS, NUMBERS, arrays
from tests.test_functions import derived, draw
from tests.test_random_code import close, drawn, random, renamed, wanted
from veckron import evaluate, expm, kron, parse
from veckron.book.calculator import EXAMPLES
from veckron.expressions import rank
from veckron.program import compile_function, custom_rule, source_in
from veckron.calculus import NoRule

m, n, u = symbols("m n u")
k = Symbol("k", integer=True, positive=True)
A, X, S, B = MatrixSymbol("A", m, n), MatrixSymbol("X", n, m), MatrixSymbol("S", n, n), MatrixSymbol("B", 2, n)
x, z = MatrixSymbol("x", n, 1), Symbol("z")
WITH_NUMBERS = [
    exp(u) * A,
    sqrt(2 * n) * exp(-u * Trace(S)) * A,
    A.applyfunc(Lambda(z, Piecewise((z, z > 0), (u * z, True)))),
    A.applyfunc(Lambda(z, erf(z / sqrt(2)) * z / 2)),
    DiagMatrix(x) * expm(S) * u**2,
    loggamma(u) * S.I * x,
    u * S**k * x + u**3 * x,
]


def of_table(case):
    values, exponents = draw(case)
    given = {str(letter): value for letter, value in {**values, **exponents}.items()}
    return {**dict(zip("hkmnpqr", (3, 4, 5, 2, 6, 3, 2))), **given}


def of_example(F):
    numbers = {str(size): value for size, value in zip(sorted(F.free_symbols, key=str), (3, 4, 2, 5, 6, 7, 8))}
    return arrays_of(F, {**numbers, "m": 3, "n": 4, "p": 2, "q": 5})


def arrays_of(F, numbers):
    sizes, rng = {Symbol(name): value for name, value in numbers.items()}, np.random.default_rng(2)
    shapes = {A.name: [int(n.subs(sizes)) for n in A.shape] for A in sorted(F.atoms(MatrixSymbol), key=str)}
    return {**numbers, **{name: rng.uniform(0.1, 1, s) + 2 * np.eye(*s) * (s[0] == s[1]) for name, s in shapes.items()}}


def named(F):
    return str(F)[:60]


READ = {name: parse(text, **shapes) for name, (text, _, shapes) in EXAMPLES.items()}
CASES = {case.id: (case.f, of_table(case)) for case in FUNCTIONS}
CASES |= {f"d{case.id}": (derived(case), of_table(case)) for case in FUNCTIONS[::3]}
CASES |= {name: (F, of_example(F)) for name, F in READ.items()}
CASES |= {named(F): (F, {**NUMBERS, **arrays(F)}) for F in EXPRESSIONS}
CASES |= {named(F): (F, {**NUMBERS, "u": 0.7, **arrays(F)}) for F in WITH_NUMBERS}


@pytest.fixture(params=["jax", "torch"])
def library(request):
    """The name of a library, a function that makes its arrays in float64, and one that gives y and J^T G."""
    module = pytest.importorskip(request.param)
    if request.param == "torch":
        yield "torch", lambda value: module.tensor(value, dtype=module.float64), torch_pulled
        return
    before = module.config.jax_enable_x64
    module.config.update("jax_enable_x64", True)
    yield "jax", module.numpy.asarray, jax_pulled
    module.config.update("jax_enable_x64", before)


def jax_pulled(f, values, moving, cotangent):
    import jax

    at = lambda *arrays: f(*{**values, **dict(zip(moving, arrays))}.values())
    y, back = jax.vjp(at, *[values[name] for name in moving])
    return y, back(jax.numpy.asarray(cotangent(y.shape)))


def torch_pulled(f, values, moving, cotangent):
    import torch

    values = {name: value.clone().requires_grad_() if name in moving else value for name, value in values.items()}
    y = f(*values.values())
    found = torch.autograd.grad(y, [values[name] for name in moving], torch.tensor(cotangent(tuple(y.shape))))
    return y.detach(), found


def executed(text, name="f"):
    """Return the function of a text by itself, and the names of its arguments."""
    names = {}
    assert "veckron" not in text and max(map(len, text.splitlines())) < 160
    exec(text, names)
    return names[name], list(inspect.signature(names[name]).parameters)


def given(order, values, array):
    """Return values by name, in order: arrays and broken numbers as arrays of the library, whole numbers as they are."""
    whole = lambda value: isinstance(value, int)
    return {name: values[name] if whole(values[name]) else array(values[name]) for name in order}


@pytest.mark.parametrize("id", CASES)
def test_the_value_in_another_library(library, id):
    (F, values), (name, array, _) = CASES[id], library
    f, _ = executed(source_in(F, name))
    symbols = compile_function(F, use_scipy=False).arguments.symbols  # which may have other names in the code
    found = np.asarray(f(*given(symbols, values, array).values()))
    value = np.asarray(evaluate(F, values))
    assert found.shape == value.shape
    np.testing.assert_allclose(found, value, rtol=1e-10, atol=1e-10)


RULED = [id for id, (F, _) in CASES.items() if id[0] != "d" and F.atoms(MatrixSymbol) and not F.has(rank(A))]
ONE = {id: CASES[id] for id in RULED if not re.search("lambda|np|sum|H1|J02|J16|G01", id)}


@pytest.mark.parametrize("id", ONE)
def test_a_rule_against_the_derivative_of_the_library(library, id):
    (F, values), (name, array, pulled) = CASES[id], library
    try:
        text = custom_rule(F, name)
    except ValueError as error:
        assert "no letter to differentiate by" in str(error)
        return
    f, order = executed(text)
    plain, arguments = executed(source_in(F, name))
    values = given(order, values, array)
    moving = [name for name in order if not isinstance(values[name], int)]
    cotangent = lambda shape: np.random.default_rng(3).normal(size=shape)
    y, found = pulled(f, values, moving, cotangent)
    if arguments != order or not F.atoms(MatrixSymbol):
        values = {name: values[name] for name in arguments}
    wanted_y, wanted = pulled(plain, values, moving, cotangent)
    np.testing.assert_allclose(np.asarray(y), np.asarray(wanted_y), rtol=1e-10, atol=1e-10)
    for one, other in zip(found, wanted):
        assert one.shape == other.shape
        np.testing.assert_allclose(np.asarray(one), np.asarray(other), rtol=1e-9, atol=1e-9)
