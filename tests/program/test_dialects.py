"""Sources in JAX, PyTorch and Julia: executed by these where they are installed, their rules against automatic derivatives."""

import inspect
import re
import shutil
import subprocess
import warnings
from importlib.util import find_spec

import numpy as np
import pytest
from sympy import (
    DiagMatrix,
    Lambda,
    MatrixSymbol,
    OneMatrix,
    Piecewise,
    Symbol,
    Trace,
    besselj,
    erf,
    exp,
    loggamma,
    sign,
    sqrt,
    symbols,
)

from tests.functions import FUNCTIONS
from tests.program.test_compiled import EXPRESSIONS, FAULTS, NUMBERS, arrays
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


SIZED = {"m": 2, "n": 3}
READ = {name: parse(text, **shapes) for name, (text, _, shapes) in EXAMPLES.items()}
CASES = {case.id: (case.f, of_table(case)) for case in FUNCTIONS}
CASES |= {f"d{case.id}": (derived(case), of_table(case)) for case in FUNCTIONS[::6]}
CASES |= {name: (F, of_example(F)) for name, F in READ.items()}
CASES |= {named(F): (F, {**NUMBERS, **arrays(F)}) for F in EXPRESSIONS}
CASES |= {name: (F, {**SIZED, **values}) for name, (F, values, _) in FAULTS.items()}
CASES |= {named(F): (F, {**NUMBERS, "u": 0.7, **arrays(F)}) for F in WITH_NUMBERS}


LIBRARIES = [name for name in ("jax", "torch") if find_spec(name)]
there = lambda values, *found: list(values) if any(found) else []  # else one test is skipped, not one for each


@pytest.fixture(params=LIBRARIES or ["jax"])
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


@pytest.mark.parametrize("id", there(CASES, *LIBRARIES))
def test_the_value_in_another_library(library, id):
    (F, values), (name, array, _) = CASES[id], library
    f, _ = executed(source_in(F, name))
    symbols = compile_function(F, use_scipy=False).arguments.symbols  # which may have other names in the code
    found = np.asarray(f(*given(symbols, values, array).values()))
    value = true(id)
    assert found.shape == value.shape
    np.testing.assert_allclose(found, value, rtol=1e-10, atol=1e-10)


def true(id):
    """Return the value of a case by `evaluate`, or as it is known."""
    return np.asarray(FAULTS[id][2] if id in FAULTS else evaluate(*CASES[id]))


UNRULED = "d.*|[a-z ]{9}.*|.*(lambda|np|sum|rank|_d, 2).*"  # derivatives; other names in the code; no rule; no slope
AGAIN = [
    *(case.id for case in FUNCTIONS if case.group == "H"),
    *map(named, EXPRESSIONS[::2]),
]  # the functions of G and V
RULED = [id for id in CASES if not re.fullmatch(UNRULED, id) and id not in AGAIN]


@pytest.mark.parametrize("id", there(RULED, *LIBRARIES))
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
    values = {name: values[name] for name in arguments}
    wanted_y, wanted = pulled(plain, values, moving, cotangent)
    np.testing.assert_allclose(np.asarray(y), np.asarray(wanted_y), rtol=1e-10, atol=1e-10)
    for one, other in zip(found, wanted):
        assert one.shape == other.shape
        np.testing.assert_allclose(np.asarray(one), np.asarray(other), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("seed", there(range(60), *LIBRARIES))
def test_random_expressions_under_other_names(library, seed):
    F, (name, array, _) = random(seed), library
    value = wanted(F, seed)
    if value is None:
        return
    G, names = renamed(F, seed)
    by_name = {names[old]: value for old, value in drawn(F, seed).items() if old in names}
    f, _ = executed(source_in(G, name))
    symbols = compile_function(G, use_scipy=False).arguments.symbols
    with warnings.catch_warnings(action="ignore"):
        assert close(np.asarray(f(*given(symbols, by_name, array).values())), value)


def test_a_rule_inside_the_transformations_of_jax(library):
    if library[0] != "jax":
        return
    import jax

    f, _ = executed(custom_rule(exp(u) * Trace(A.T * A * S**k), "jax", arguments="A S k u"))
    a, s = np.arange(6.0).reshape(2, 3), np.eye(3) + np.tri(3)
    value = lambda a, s, u: jax.numpy.exp(u) * jax.numpy.trace(a.T @ a @ s @ s)
    slope = jax.jit(jax.grad(lambda a, s, u: f(a, s, 2, u), argnums=(0, 1, 2)))
    for one, other in zip(slope(a, s, 0.5), jax.grad(value, argnums=(0, 1, 2))(a, s, 0.5)):
        np.testing.assert_allclose(one, other, rtol=1e-12)


def test_a_rule_has_second_derivatives_in_pytorch():
    torch = pytest.importorskip("torch")
    f, _ = executed(custom_rule(A * S.I * x * u, "torch"))
    values = [
        torch.tensor(value, dtype=torch.float64, requires_grad=True)
        for value in given(["A", "S", "u", "x"], {"u": 0.7, **arrays(A * S * x)}, np.asarray).values()
    ]
    assert torch.autograd.gradcheck(f, values) and torch.autograd.gradgradcheck(f, values)


def test_letters_called_like_what_a_rule_calls_things_and_a_slope_of_zero(library):
    name, array, pulled = library
    letters = [MatrixSymbol("G", m, n), MatrixSymbol("kept", n, 2), MatrixSymbol("ctx", 2, m)]
    F = sign(u) * letters[0] * letters[1] * letters[2]
    f, _ = executed(custom_rule(F, name, name="kept_F", arguments=[u, *reversed(letters)]), "kept_F")
    shapes = {"c": (2, 3), "k": (2, 2), "g": (3, 2)}
    values = {"u": array(-0.5)} | {key: array(np.arange(1.0 * a * b).reshape(a, b)) for key, (a, b) in shapes.items()}
    y, found = pulled(f, values, list(values), np.ones)
    G, K, C, one = *(np.asarray(values[key]) for key in "gkc"), np.ones((3, 3))
    np.testing.assert_allclose(np.asarray(y), -G @ K @ C)
    for slope, true in zip(found, (0, -K.T @ G.T @ one, -G.T @ one @ C.T, -one @ C.T @ K.T)):
        np.testing.assert_allclose(np.asarray(slope), true)


@pytest.mark.parametrize("axes", [(3,), (3, 1)])
def test_a_column_has_a_gradient_of_its_own_shape(library, axes):
    name, array, pulled = library
    f, order = executed(custom_rule(A * x, name))
    values = {"A": array(np.arange(6.0).reshape(2, 3)), "x": array(np.ones(axes))}
    y, (dA, dx) = pulled(f, values, order, np.ones)
    assert tuple(y.shape) == (2, 1) and tuple(dA.shape) == (2, 3) and tuple(dx.shape) == axes


@pytest.mark.parametrize("id", CASES)
def test_nothing_of_python_is_left_in_julia(id):
    text = source_in(CASES[id][0], "julia").split('"""')[-1]
    assert not re.search(
        r"\*\*|@|np\.|\[:, None\]|:-1|//|\bdef\b|\blambda \w+:|%|\.T\b|\b(None|True|False)\b|, -1\)", text
    )
    assert text.count("function") == 1 and text.startswith("\nfunction f(") and text.endswith("\nend\n")


@pytest.mark.parametrize("id", there(CASES, find_spec("tree_sitter_julia")))
def test_julia_is_read_strictly_and_has_the_value(id):
    from tests.program.julia_reader import Reader

    F, values = CASES[id]
    f = Reader(source_in(F, "julia"))["f"]
    symbols = compile_function(F, use_scipy=False).arguments.symbols
    found, value = f(*[values[name] for name in symbols]), true(id)
    assert np.shape(found) == value.shape
    np.testing.assert_allclose(found, value, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("id", there(CASES, shutil.which("julia")))
def test_julia_itself_has_the_value(id, tmp_path):
    F, values = CASES[id]
    symbols, value = compile_function(F, use_scipy=False).arguments.symbols, true(id)
    literal = lambda v: f"reshape({np.ravel(v, order='F').tolist()}, {np.shape(v)})" if np.shape(v) else repr(v)
    call = f"f({', '.join(literal(values[name]) for name in symbols)})"
    (tmp_path / "f.jl").write_text(source_in(F, "julia") + f"\nprintln(join(vec([{call}...]), ' '))\n")
    done = subprocess.run(["julia", tmp_path / "f.jl"], capture_output=True, text=True, check=True)
    np.testing.assert_allclose(
        np.array(done.stdout.split(), dtype=float), np.ravel(value, order="F"), rtol=1e-8, atol=1e-8
    )


def test_julia_reads_as_one_would_write_it():
    F = kron(A, S) * MatrixSymbol("v", n * n, 1), S.I.T * x + S.I * x, X.applyfunc(exp) + X[0, 1] * X
    lines = source_in(F, "julia").splitlines()
    assert [line.strip() for line in lines[lines.index("function f(A, S, X, v, x)") :]] == [
        "function f(A, S, X, v, x)",
        "m, n = size(A)",
        "v = reshape(v, :, 1)",
        "x = reshape(x, :, 1)",
        "S_lu = lu(S)",
        "S_inv_x = S_lu \\ x",
        "S_inv_t_x = S_lu' \\ x",
        "return reshape(S * reshape(v, n, n) * A', :, 1), S_inv_x + S_inv_t_x, X[1, 2] * X + exp.(X)",
        "end",
    ]


def test_numpy_is_what_compile_function_gives():
    for F in (S.I * x, (A * S, Trace(S)), S.I.T * x + S.I * x):
        assert (
            source_in(F, "numpy", name="g", arguments="x S") == compile_function(F, name="g", arguments="x S").source()
        )


def test_several_values_and_definite_letters(library):
    name, array, _ = library
    f, order = executed(source_in((S.I * x, Trace(S)), name, positive_definite=S, name="both"), "both")
    s = np.eye(3) + 0.5
    solved, trace = f(*[array({"S": s, "x": np.ones(3)}[letter]) for letter in order])
    np.testing.assert_allclose(np.asarray(solved), np.linalg.solve(s, np.ones((3, 1))))
    assert float(trace) == 4.5


BAD = [
    (lambda: source_in(A, "fortran"), ValueError, "wants a dialect of numpy, jax, torch, julia, got 'fortran'"),
    (lambda: custom_rule(A, "julia"), ValueError, "custom_rule: wants one expression and jax or torch, got 'julia', A"),
    (lambda: custom_rule((A, S), "jax"), ValueError, r"wants one expression and jax or torch, got 'jax', \(A, S\)"),
    (lambda: custom_rule(OneMatrix(m, n), "jax"), ValueError, "no letter to differentiate by"),
    (lambda: custom_rule(rank(A) * A, "torch"), NoRule, "no rule for Rank"),
    (lambda: source_in(besselj(1, u) * A, "torch"), NotImplementedError, "PyTorch has no jv"),
    (lambda: source_in(besselj(1, u) * A, "jax"), NotImplementedError, "JAX has no jv"),
    (lambda: source_in(S ** (k / 2), "jax"), NotImplementedError, "JAX has no logm"),
    (lambda: source_in(A, "julia", name="end"), ValueError, "cannot be the name of a function"),
    (lambda: source_in(A, "jax", name="jnp"), ValueError, "cannot be the name of a function"),
]


@pytest.mark.parametrize(("made", "error", "message"), BAD, ids=[message for *_, message in BAD])
def test_bad_input(made, error, message):
    with pytest.raises(error, match=message):
        made()
