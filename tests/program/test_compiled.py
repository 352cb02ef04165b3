"""Compiled functions: the values of every derivative, the source by itself, common parts once, bad input."""

import os
import pickle
import re
import subprocess
import sys
import tracemalloc
import warnings

import numpy as np
import pytest
from sympy import Abs, Determinant, DiagMatrix, DiagonalOf, Function, FunctionMatrix, HadamardProduct, Identity, Integer
from sympy import (
    KroneckerDelta,
    Lambda,
    Matrix,
    MatrixSymbol,
    OneMatrix,
    Piecewise,
    Rational,
    Symbol,
    Trace,
    ZeroMatrix,
)
from sympy import HadamardPower, MatrixExpr, Mod, Sum, ceiling, exp, floor, zeta, log, sqrt, symbols, tanh
from sympy.matrices.expressions.matexpr import MatrixElement

from tests.functions import FUNCTIONS
from tests.test_functions import derived, draw
from veckron import (
    Jacobian,
    Hessian,
    adjugate,
    commutation_matrix,
    differential,
    duplication_matrix,
    elimination_matrix,
    evaluate,
    expm,
    gradient,
    jacobian,
    kron,
    parse,
    unvec,
    unvech,
    vec,
    vech,
)
from veckron.expressions import Gradient, khatri_rao, MatrixSum, Node, pinv, rank
from veckron.program import compile_function, lowers
from veckron.program.compiled import Arguments
from veckron.program.lowering import lower
from veckron.shapes import ShapeError

m, n, p, s = symbols("m n p s")
k = Symbol("k", integer=True, positive=True)
A, B, X, Y = (
    MatrixSymbol(name, *shape) for name, shape in {"A": (m, n), "B": (n, p), "X": (m, n), "Y": (n, m)}.items()
)
S, T, x, y = MatrixSymbol("S", n, n), MatrixSymbol("T", n, n), MatrixSymbol("x", n, 1), MatrixSymbol("y", m, 1)
w, h = MatrixSymbol("w", m * n, 1), MatrixSymbol("h", n * (n + 1) / 2, 1)
Z, v = MatrixSymbol("Z", n + 1, m), MatrixSymbol("v", n * n, 1)
NUMBERS = {"m": 5, "n": 3, "p": 2, "k": 3, "s": 0.7}
ones = OneMatrix
i, j = symbols("i j")
E, M = X - y * OneMatrix(1, n), MatrixSymbol("M", m, m)
GAUSS = -n * log(Determinant(M)) / 2 - Trace(E.T * M.I * E) / 2  # of the columns of X

EXPRESSIONS = [
    *(S**-2 * x, S**-2, S**-1 * T**-1 * x, (S * T).I, S.I.T * (T.I + S.I) * x, S.I * DiagMatrix(x) * S.I.T),
    *(S**3 * x, S**k * x, S ** (-k), (S + T).I * A.T * y, (Identity(n) - S.I * T) * x, A * (A.T * A).I * A.T * y),
    *(kron(A, S) * v, v.T * kron(S, T), kron(A, S, T), kron(S, Identity(m)) * vec(A), vec(A).T * kron(S, Identity(m))),
    *(kron(x.T, A), kron(x, y), kron(x, x.T), kron(A, Y) * vec(X), khatri_rao(A, B.T), unvec(kron(x, y), m, n)),
    *(commutation_matrix(m, n) * vec(X), commutation_matrix(m, n) * w, w.T * commutation_matrix(n, m)),
    *((Identity(m * n) + commutation_matrix(m, n)) * w, unvec(w, m, n) * x, S * unvech(h, n), vech(S + S.T)),
    *(duplication_matrix(n) * vech(S + S.T), elimination_matrix(n) * vec(S), duplication_matrix(n).T * vec(S)),
    *(
        elimination_matrix(n).T * h,
        duplication_matrix(n) * h,
        elimination_matrix(n).T,
        kron(S, S) * duplication_matrix(n),
    ),
    *(pinv(A), rank(A) * A, adjugate(S), expm(S) * x, expm(S.T), DiagMatrix(x).I * S, DiagonalOf(S * T)),
    *(
        DiagonalOf(S),
        Trace(S) * Trace(S * T),
        Trace(A * B * B.T * A.T),
        Trace(S.I * T * S.I),
        Trace(S + T * S),
        Trace(S**k),
    ),
    *(log(Determinant(S)), Determinant(S.T * S), Determinant(S) ** 2 * S, 1 / Determinant(S) * S, Trace(A.T * y * x.T)),
    *(HadamardProduct(A, X, y * ones(1, n)), HadamardProduct(S, Identity(n)), y * ones(1, n), ones(m, n)),
    *(A - y * ones(1, n) + ones(m, 1) * x.T + 3 * ones(m, n), ones(1, m) * A * ones(n, 1), ones(m, 1) * ones(1, m) * A),
    *(
        A.applyfunc(lambda t: Piecewise((t, t > 0), (0, True))),
        A.applyfunc(lambda t: sqrt(t**2 + 1) / 3),
        A.applyfunc(Abs),
    ),
    *(A.applyfunc(lambda t: 2 + 0 * t), A.applyfunc(lambda t: 1 / (1 + exp(-t))).T * y, s * A, s**2 * A / 3, n * A / 2),
    *(
        *(MatrixElement(A, Mod(k, m), floor(k / m)), MatrixElement(kron(A, S), m + 1, n)),
        MatrixElement(A * B, m - 1, 0),
        A[0, 1] * A,
        (x.T * S * x)[0, 0] * S,
        sqrt((x.T * x)[0, 0]),
        S[0, 0] + S[n - 1, 0],
    ),
    *((x.T * x) ** Rational(-1, 2), x.T * S.I * x, (x.T * S * x) ** 2, A * s / n, -S.I, Rational(1, 3) * A),
    *(
        Matrix([[1, 2], [3, s]]) * MatrixSymbol("W", 2, n),
        Z.T * Z,
        Identity(n + 1) * Z,
        ZeroMatrix(m, n) + A,
        2 * (S + T) - (S.T - T),
    ),
    *(
        FunctionMatrix(n, m, Lambda((i, j), i + 2 * j)) * A,
        FunctionMatrix(n, 1, Lambda((i, j), KroneckerDelta(i, 2))) * y.T,
    ),
    *(jacobian(S.I, S, symmetric=True), jacobian(S * S, S, lower_triangular=True), jacobian(S * S, S, diagonal=True)),
    *(
        MatrixSymbol("lambda", m, n) + A,
        MatrixSymbol("np", m, n) * S,
        MatrixSymbol("sum", n, n) * MatrixSymbol("R", n, n).I,
    ),
]


def numbers(f, values):
    """Return the values that a compiled function asks for."""
    return {name: {**NUMBERS, **values}[name] for name in f.arguments.symbols}


def arrays(expression):
    """Return an array for each letter; square ones far from singular."""
    rng = np.random.default_rng(0)
    sizes = {Symbol(name): value for name, value in NUMBERS.items()}
    shapes = {
        A.name: [int(size.subs(sizes)) for size in A.shape] for A in sorted(expression.atoms(MatrixSymbol), key=str)
    }
    square = lambda shape: (shape[0] == shape[1]) * np.eye(*shape)
    return {name: rng.uniform(-1, 1, shape) / 2 + square(shape) for name, shape in shapes.items()}


def agree(f, expression, values):
    got, wanted = f(numbers(f, values)), evaluate(expression, {**NUMBERS, **values})
    assert np.shape(got) == np.shape(wanted)
    assert np.allclose(got, wanted, rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize("scipy", [False, True], ids=["numpy", "scipy"])
@pytest.mark.parametrize("case", FUNCTIONS, ids=lambda case: case.id)
def test_every_derivative_has_its_value(case, scipy):
    if scipy:
        pytest.importorskip("scipy")
    values, exponents = draw(case)
    values = {**{A.name: value for A, value in values.items()}, **{str(e): value for e, value in exponents.items()}}
    sizes = dict(zip("hkmnpqr", (3, 4, 5, 2, 6, 3, 2)))
    for expression in [derived(case), gradient(case.f, case.X)] if case.group in "GV" else [derived(case)]:
        f = compile_function(expression, use_scipy=scipy)
        got = f({name: {**sizes, **values}[name] for name in f.arguments.symbols})
        shown = {Symbol(name): sizes[name] for name in f.arguments.symbols if name in sizes and name not in values}
        wanted = evaluate(expression, {**values, **shown})
        assert got.shape == wanted.shape
        assert np.allclose(got, wanted, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("scipy", [False, True], ids=["numpy", "scipy"])
@pytest.mark.parametrize("expression", EXPRESSIONS, ids=str)
def test_every_operation_has_its_value(expression, scipy):
    if scipy:
        pytest.importorskip("scipy")
    agree(compile_function(expression, use_scipy=scipy), expression, arrays(expression))


@pytest.mark.parametrize("case", FUNCTIONS[::3], ids=lambda case: case.id)
def test_the_source_stands_by_itself(case):
    f = compile_function(derived(case), name="result", use_scipy=False)
    values, exponents = draw(case)
    given = {
        **dict(zip("hkmnpqr", (3, 4, 5, 2, 6, 3, 2))),
        **{str(s): value for s, value in {**values, **exponents}.items()},
    }
    given = {name: given[name] for name in f.arguments.symbols}
    namespace = {}
    exec(f.source(), namespace)
    assert "veckron" not in f.source() and "scipy" not in f.source()
    assert np.array_equal(namespace["result"](*given.values()), f(**given))
    assert max(map(len, f.source().splitlines())) < 140
    assert not [line for line in f.source().splitlines() if line != line.rstrip()]


def likelihood(**options):
    """The gradient of the Gaussian log-likelihood, with S for its covariance."""
    return compile_function(gradient(GAUSS, GAUSS_S), positive_definite=["M"], name="gradient", **options)


GAUSS_S = MatrixSymbol("M", m, m)
DATA = {"M": np.diag([2.0, 3, 4, 5, 6]) + 0.5, "X": np.random.default_rng(1).normal(size=(5, 7)), "y": np.ones((5, 1))}


def test_the_likelihood_reads_as_one_would_write_it():
    source = likelihood(use_scipy=True).source()
    body = source.split('"""\n')[-1].splitlines()
    assert [line.strip() for line in body] == [
        "m = M.shape[0]",
        "n = X.shape[1]",
        "y = y.reshape(-1, 1)",
        "if (M.shape, X.shape, y.shape) != ((m, m), (m, n), (m, 1)):",
        'raise ValueError("gradient: wants M: (m, m), X: (m, n), y: (m, 1)")',
        "M_cho = cho_factor(M, check_finite=False)",
        "R = X - y",
        "M_inv_R_R_t = cho_solve(M_cho, R @ R.T, check_finite=False)",
        "P = cho_solve(M_cho, (M_inv_R_R_t - n * np.eye(m)).T, check_finite=False)",
        "return 0.5 * P",
    ]


OPTIONS = [{"use_scipy": False}, {"use_scipy": True}, {"sizes": {n: 10, m: 100}}, {"use_dot": True}]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_cholesky_where_the_letter_is_positive_definite(options):
    pytest.importorskip("scipy")
    f = likelihood(**options)
    assert ("cho_factor(" if "use_scipy" not in options or options["use_scipy"] else "cholesky(") in f.source()
    assert np.allclose(f(DATA), evaluate(gradient(GAUSS, GAUSS_S), DATA))


@pytest.mark.parametrize("scipy", [False, True])
def test_an_inverse_of_a_positive_definite_letter_whose_entries_are_needed(scipy):
    pytest.importorskip("scipy")
    J, values = jacobian(M.I, M), {"M": DATA["M"]}
    f = compile_function(J, positive_definite=M, use_scipy=scipy)
    assert count(f, "cho_factor") + count(f, "cholesky") == 1 and np.allclose(f(values), evaluate(J, values))


@pytest.mark.parametrize("scipy", [False, True])
def test_value_and_gradient_share_their_parts(scipy):
    pytest.importorskip("scipy")
    f = compile_function((GAUSS, gradient(GAUSS, GAUSS_S)), positive_definite=GAUSS_S, use_scipy=scipy)
    value, slope = f(DATA)
    assert np.isclose(value, evaluate(GAUSS, DATA))
    assert np.allclose(slope, evaluate(gradient(GAUSS, GAUSS_S), DATA))
    assert count(f, "cho_factor") + count(f, "cholesky") == 1 and f.source().count("X - y\n") == 1


def count(f, name):
    """Count the calls in the function, the imports and the docstring left aside."""
    return len(re.findall(rf"\b{name}\(", f.source().split('"""')[-1]))


@pytest.mark.parametrize(
    ("expression", "calls"),
    [
        (jacobian(S.I, S), {"inv": 1, "solve": 0}),
        (gradient(Trace(S.I * T), S), {"inv": 1, "solve": 0}),
        (S.I * x, {"inv": 0, "solve": 1}),
        (gradient(y.T * A * S.I * x, S), {"inv": 0, "solve": 0, "lu_factor": 1, "lu_solve": 2}),
        (gradient(log(Determinant(A.T * A)), A), {"inv": 0, "solve": 1}),
        (A * (A.T * A).I * A.T + (A * (A.T * A).I * A.T).T, {"solve": 1}),
        (gradient(x.T * S.I * x, x), {"lu_factor": 1, "lu_solve": 2}),
    ],
    ids=str,
)
def test_inverses_are_formed_or_solved_for_once(expression, calls):
    f = compile_function(expression, use_scipy=True)
    assert {name: count(f, name) for name in calls} == calls


def test_common_parts_stand_once():
    f = compile_function(Hessian(exp(Trace(S.T * S)), S))
    assert count(f, "exp") == 1 and count(f, "vdot") == 1
    f = compile_function(gradient(Trace((A * S).applyfunc(exp) * (A * S).applyfunc(exp).T), S))
    assert f.source().count("A @ S") == 1


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (Trace(A * Y), "np.vdot("),
        (A * B * B.T * A.T * y, "A @ (B @ (B.T @ (A.T @ y)))"),
        (y.T * A * B * B.T, "y.T @ A @ B @ B.T"),
        (x * y.T, "x * y.T"),
        (A - y * ones(1, n), "A - y"),
        (DiagMatrix(x) * S, "x * S"),
        (A * ones(n, 1), "A.sum(axis=1, keepdims=True)"),
        (kron(A, S) * v, "A @ v.reshape(n, n) @ S.T"),
    ],
    ids=str,
)
def test_products_are_written_the_short_way(expression, text):
    assert text in compile_function(expression).source()


def test_derivatives_are_taken_first():
    symmetric = arrays(S)["S"] + arrays(S)["S"].T
    f = compile_function(Jacobian(S.I, vech(S)))
    assert np.allclose(f(symmetric), evaluate(Jacobian(S.I, vech(S)), {S: symmetric}))
    agree(compile_function(Hessian(Trace(S**3), S)), jacobian(gradient(Trace(S**3), S), S), arrays(S))
    agree(compile_function(2 * Gradient(Trace(S**3), S)), 2 * gradient(Trace(S**3), S), arrays(S))
    found = compile_function(Gradient(log(Determinant(S)), vech(S)))(symmetric)
    assert np.allclose(found, (2 - np.eye(3)) * np.linalg.inv(symmetric))


def test_products_on_a_direction():
    values = {"S": arrays(S)["S"], "dS": np.arange(9.0).reshape(3, 3)}
    for options in ({}, {"use_dot": True}, {"sizes": {"n": 300}, "use_scipy": True}, {"use_scipy": False}):
        pytest.importorskip("scipy")
        f = compile_function(differential(S.I, S), **options)
        assert np.allclose(f(values), -np.linalg.inv(values["S"]) @ values["dS"] @ np.linalg.inv(values["S"]))


def test_arguments_come_by_place_by_name_and_in_a_dict():
    f = compile_function(A * B, arguments=("B", A))
    a, b = np.ones((2, 3)), np.ones((3, 4))
    for got in (f(b, a), f(A=a, B=b), f({A: a, "B": b}), f(b, A=a)):
        assert np.array_equal(got, a @ b)
    fast = compile_function(A * B, check=False)
    assert np.array_equal(fast(a, b), a @ b) and np.array_equal(fast({B: b, A: a}), a @ b)
    assert compile_function(A, arguments=(A, B)).function(1, 2) == 1
    assert repr(f) == "CompiledFunction(f: B, A)"


def test_integers_and_singles():
    f = compile_function(A * B)
    assert f(np.ones((2, 3), dtype=int), np.ones((3, 4), dtype=bool)).dtype == np.float64
    assert f(np.ones((2, 3), dtype=np.float32), np.ones((3, 4), dtype=np.float32)).dtype == np.float32
    assert np.allclose(compile_function(S.I)(2 * np.eye(3, dtype=int)), np.eye(3) / 2)


a, b = np.ones((2, 3)), np.ones((3, 4))
BAD_CALLS = [
    ((a,), {}, ValueError, "f: no value for B; wants A, B"),
    ((a, b, b), {}, TypeError, "f: wants A, B, got 3 values"),
    ((a,), {"A": a}, TypeError, "f: A is given twice"),
    ((a, b), {"C": b}, ValueError, "f: no symbol C; wants A, B"),
    ((a, a), {}, ShapeError, r"f: B wants shape \(n, p\) = \(3, 3\), got \(2, 3\)"),
    ((1j * a, b), {}, TypeError, "f: A has entries of type complex128; real matrices only"),
    ((a, "text"), {}, TypeError, "f: B wants real numbers, got entries of type"),
    ((a, b[0]), {}, ShapeError, r"f: B wants shape \(n, p\), got \(4,\)"),
]


@pytest.mark.parametrize(("args", "kwargs", "error", "message"), BAD_CALLS, ids=lambda value: str(value)[:20])
def test_bad_calls(args, kwargs, error, message):
    with pytest.raises(error, match=message):
        compile_function(A * B)(*args, **kwargs)


def test_more_bad_calls():
    with pytest.raises(ShapeError, match=r"f: x wants shape \(n, 1\) = \(3, 1\), got \(4, 1\)"):
        compile_function(S * x)(np.eye(3), np.ones(4))
    with pytest.raises(ShapeError, match=r"f: x wants shape \(n, 1\), got \(3, 1, 1\)"):
        compile_function(S * x)(np.eye(3), np.ones((3, 1, 1)))
    with pytest.raises(ShapeError, match=r"f: s wants a number, got an array of shape \(2,\)"):
        compile_function(s * A)(a, np.ones(2))
    with pytest.raises(ShapeError, match=r"f: w wants shape \(m\*n, 1\) = \(6, 1\), got \(5, 1\)"):
        compile_function(unvec(w, m, n) + A)(a, np.ones((5, 1)))
    with pytest.raises(ValueError, match="gradient: M is declared symmetric positive definite and is not symmetric"):
        likelihood()(DATA | {"M": DATA["M"] + np.tri(5)})
    with pytest.raises(np.linalg.LinAlgError):
        likelihood()(DATA | {"M": -DATA["M"]})
    with pytest.raises(np.linalg.LinAlgError):
        compile_function(S.I)(np.zeros((2, 2)))
    with pytest.raises(np.linalg.LinAlgError):
        compile_function(S.I * x)(np.zeros((2, 2)), np.ones((2, 1)))


def test_scipy_warns_where_a_shared_factor_is_singular():
    linalg = pytest.importorskip("scipy.linalg")
    f = compile_function((S.I * x, S.I.T * x))
    with pytest.warns(linalg.LinAlgWarning, match="exactly zero"):
        assert not np.isfinite(f(np.zeros((2, 2)), np.ones((2, 1)))[0]).any()


g = Function("g")
BAD_EXPRESSIONS = [
    (A.applyfunc(g), NotImplementedError, "g in g.* is a formal function"),
    (Jacobian(g(Trace(S)), S), NotImplementedError, "g in .* is a formal function"),
    (zeta(s) * A, NotImplementedError, "no NumPy code for the function zeta"),
    (A * A, ShapeError, "declare A square"),
    ("A", TypeError, "got the text 'A'"),
]


@pytest.mark.parametrize(("expression", "error", "message"), BAD_EXPRESSIONS, ids=lambda value: str(value)[:20])
def test_bad_expressions(expression, error, message):
    with pytest.raises(error, match=message):
        compile_function(expression)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"name": "a b"}, "'a b' cannot be the name of a function"),
        ({"name": "lambda"}, "cannot be the name"),
        ({"positive_definite": "C"}, "positive_definite: no matrix C in the expression"),
        ({"positive_definite": "A"}, "wants a square matrix"),
        ({"arguments": ("A",)}, "arguments: B left out"),
    ],
)
def test_bad_options(options, message):
    with pytest.raises((ValueError, ShapeError), match=message):
        compile_function(A * B, **options)


def test_the_source_needs_no_numpy():
    import subprocess
    import sys

    program = (
        "import sys; sys.modules['numpy'] = None\n"
        "from sympy import *\nfrom veckron.program import compile_function\n"
        "n = symbols('n')\nS = MatrixSymbol('S', n, n)\nprint(compile_function(S.I, use_scipy=False).source())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "np.linalg.inv(S)" in done.stdout


def test_a_size_that_no_shape_shows_is_an_argument():
    f = compile_function(jacobian(X.T, X))
    assert list(f.arguments.symbols) == ["m", "n"] and f(2, 3).shape == (6, 6)
    assert isinstance(f.arguments, Arguments)


def test_the_source_does_not_depend_on_the_order_of_sets():
    """As the seed of hashes 0 and 2 once put the line of the sizes in different places."""
    code = (
        "from veckron.book.calculation import calculate; print(calculate('kron(X, A)', 'X', X='m n', A='p m').numpy())"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        )
        for seed in "02"
    ]
    assert runs[0].stdout == runs[1].stdout != b""


POWER = lambda S, k: np.linalg.matrix_power(S, k)
r, t = symbols("r t")
SQUARE, WIDE = arrays(S)["S"], np.arange(1.0, 7.0).reshape(2, 3)
COUNTED = FunctionMatrix(m, n, Lambda((i, j), i + 2 * j + 1))
FAULTS = {
    "two sums began with one array of zeros": (
        S**k + MatrixSum(S**r, r, k) * MatrixSum(S.T**r, r, k - 1),
        {"S": SQUARE, "k": 3},
        POWER(SQUARE, 3) + sum(POWER(SQUARE, a) for a in range(4)) @ sum(POWER(SQUARE.T, a) for a in range(3)),
    ),
    "a free letter called like the index of a sum": (
        r * S**r * MatrixSum(r * S**r, r, k),
        {"S": SQUARE, "k": 3, "r": 2},
        2 * POWER(SQUARE, 2) @ sum(a * POWER(SQUARE, a) for a in range(4)),
    ),
    "two nested sums over one letter": (
        MatrixSum(S**r * MatrixSum(S**r, r, r), r, k),
        {"S": SQUARE, "k": 2},
        sum(POWER(SQUARE, a) @ sum(POWER(SQUARE, b) for b in range(a + 1)) for a in range(3)),
    ),
    "a sum whose limit is the index of the next one": (
        Sum(S[i, j], (i, 0, j), (j, 0, n - 1)) * S,
        {"S": SQUARE},
        np.triu(SQUARE).sum() * SQUARE,
    ),
    "a matrix called like an index": (
        COUNTED * MatrixSymbol("i", n, n) + A,
        {"A": WIDE, "i": SQUARE},
        np.array([[1, 3, 5], [2, 4, 6]]) @ SQUARE + WIDE,
    ),
    "a matrix called like its size": (n * MatrixSymbol("n", n, n), {"n": SQUARE}, 3 * SQUARE),
    "an index of a column that has one value": (
        FunctionMatrix(m, 1, Lambda((i, j), KroneckerDelta(i, j))) * MatrixSymbol("b", 1, m),
        {"b": np.array([[2.0, 3.0]])},
        np.array([[2.0, 3.0], [0.0, 0.0]]),
    ),
    "whole entries to a negative power": (
        HadamardPower(COUNTED, -1) + A,
        {"A": WIDE},
        1 / np.array([[1, 3, 5], [2, 4, 6]]) + WIDE,
    ),
    "the floor of a sum": (floor((n + 2) / 2) * A, {"A": WIDE}, 2 * WIDE),
    "a ceiling": (ceiling(n / 2) * A, {"A": WIDE}, 2 * WIDE),
    "letters that Python reads as one": (
        MatrixSymbol("\u00b5", n, n) * MatrixSymbol("\u03bc", n, n),
        {"\u00b5": SQUARE, "\u03bc": SQUARE.T},
        SQUARE @ SQUARE.T,
    ),
    "a letter with a digit above": (
        MatrixSymbol("x\u00b2", n, n) * S,
        {"x\u00b2": SQUARE, "S": SQUARE.T},
        SQUARE @ SQUARE.T,
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_once_was_wrong(name):
    expression, values, wanted = FAULTS[name]
    f = compile_function(expression, use_scipy=False)
    got = f({name: values[name] for name in f.arguments.symbols})
    assert np.shape(got) == wanted.shape and np.allclose(got, wanted)


def test_no_line_of_a_source_changes_an_array():
    """What is changed may be another name for a part that is used again."""
    for expression in (S**k + MatrixSum(S**r, r, k), *EXPRESSIONS):
        assert not re.search(r"[-+*/@]=|\]\s*=[^=]", compile_function(expression).source().split('"""\n')[-1])


@pytest.mark.parametrize("order", [1, -1])
def test_a_matrix_and_a_number_of_one_name_are_refused(order):
    terms = [Symbol("A") * A, Trace(A.T * A) * A][::order]
    with pytest.raises(ValueError, match="A: a matrix and a number of one name"):
        compile_function(tuple(terms))
    with pytest.raises(ValueError, match="S: a matrix and a number of one name"):
        compile_function(S ** Symbol("S", integer=True, positive=True))


@pytest.mark.parametrize("name", ["np", "range", "sum", "log_det", "expm", "print"])
def test_a_function_is_not_called_like_what_its_source_calls(name):
    with pytest.raises(ValueError, match="cannot be the name of a function"):
        compile_function(A, name=name)


def test_half_a_power_has_code():
    values = np.array([[2.0, 0.5], [0.3, 1.0]])
    f = compile_function(S ** (k / 2))
    found = f(S=values, k=3)
    np.testing.assert_allclose(found @ found, np.linalg.matrix_power(values, 3), rtol=1e-9)
    np.testing.assert_allclose(compile_function(S ** (k / 2), use_scipy=False)(S=values, k=3), found, rtol=1e-9)


def executed(f):
    """Return the function of a source, by itself."""
    namespace = {}
    exec(f.source(), namespace)
    return namespace[f.arguments.function]


def test_a_vector_is_taken_for_a_column():
    f = compile_function(Trace((A * x - y).T * (A * x - y)))
    values = np.arange(6.0).reshape(2, 3), np.arange(3.0), np.array([5.0, 7.0])
    assert f(*values) == executed(f)(*values) == np.sum((values[0] @ values[1] - values[2]) ** 2)
    assert isinstance(f(*values), float) and f(*values).ndim == 0


def test_the_source_checks_what_numpy_would_widen_in_silence():
    f = executed(compile_function(A + X))
    with pytest.raises(ValueError, match=r"f: wants A: \(m, n\), X: \(m, n\)"):
        f(np.ones((1, 3)), np.ones((5, 3)))
    g = executed(compile_function(y - MatrixSymbol("u", m, 1)))
    assert g(np.ones(5), np.ones((5, 1))).shape == (5, 1)
    with pytest.raises(ValueError, match="wants"):
        g(np.ones(3), np.ones((5, 1)))
    assert "raise" not in compile_function(A * B).source()


def test_scalars_are_floats():
    for F, values in [
        (Trace(S), [np.eye(2, dtype=int)]),
        (rank(S), [np.eye(2)]),
        (Piecewise((s, s > 0), (0, True)), [1]),
    ]:
        assert isinstance(compile_function(F)(*values), float)


def test_arguments_in_the_order_of_a_text():
    assert list(compile_function(y.T * A * x, arguments="y.T @ x + A").arguments.symbols) == ["y", "x", "A"]


def test_a_jacobian_on_a_column_forms_no_kronecker_product():
    C, v = MatrixSymbol("C", m, m), MatrixSymbol("v", m * n, 1)
    f = compile_function(jacobian(C * X + X * S, X) * v)
    assert "kron" not in f.source()
    values = np.ones((60, 60)), np.eye(60), np.arange(3600.0)
    tracemalloc.start()
    f(*values)
    assert tracemalloc.get_traced_memory()[1] < 2**20
    tracemalloc.stop()
    for F in (X.T * C * X, S.I, S * S * T, HadamardProduct(S, S) * T, expm(T) * S):
        J = jacobian(F, X if F.has(X) else S)
        u = MatrixSymbol("u", J.cols, 1)
        assert "kron" not in compile_function(J * u).source()
        values = arrays(J * u)
        agree(compile_function(J * u), J * u, values)


def big(expression, **values):
    """Return the value of a compiled function, where any warning is an error."""
    with warnings.catch_warnings(action="error"):
        return compile_function(expression)(values)


def test_sigmoid_and_its_derivative_far_out():
    sigmoid = y.applyfunc(lambda t: 1 / (1 + exp(-t)))
    slope = gradient(Trace(ones(1, m) * sigmoid), y)
    far = np.array([[-1000.0], [0.0], [1000.0]])
    assert np.array_equal(big(sigmoid, y=far), [[0], [0.5], [1]]) and np.array_equal(
        big(slope, y=far), [[0], [0.25], [0]]
    )
    soft = y.applyfunc(lambda t: log(1 + exp(t)))
    assert np.allclose(big(soft, y=far), [[0], [np.log(2)], [1000]])
    assert np.isclose(big(sigmoid, y=np.array([[-40.0]])), np.exp(-40.0), rtol=1e-12, atol=0)
    assert np.isclose(big(slope, y=np.array([[40.0]])), np.exp(-40.0), rtol=1e-12, atol=0)
    for text, at_40 in (("1 - sigmoid(y)", np.exp(-40.0)), ("log(1 - sigmoid(y))", -40.0), ("log(sigmoid(-y))", -40.0)):
        value = big(parse(text, y="m"), y=np.array([[40.0], [0.0], [1000.0]]))
        assert np.isclose(value[0], at_40, rtol=1e-12, atol=0) and np.isfinite(value).all()


def test_sums_to_an_index_below_minus_one():
    """Of matrices minus the sum between, as `evaluate` has it, since a power may be negative; of numbers the empty sum."""
    q, count = Symbol("q"), Symbol("count", integer=True)
    inner = MatrixSum(kron(S.T ** (count - q - r), S**r), r, count - q)
    cases = [between := MatrixSum((r + 2) * S**r, r, count), between * x, Trace(between * T)]
    cases += [MatrixSum(kron(S, S**r), r, count) * v, MatrixSum(kron(S**q, S) * inner, q, k)]
    cases += [Sum(S[0, 0] ** i, (i, 2, count)), jacobian(S**k, S).xreplace({k: count})]
    for F in cases:
        f = compile_function(F)
        for last in range(-4, 3):
            values = {**arrays(F), "count": last}
            agree(f, F, values)
            agree(compile_function(F.xreplace({count: Integer(last)})), F, values)


def test_log_sum_exp_its_gradient_and_its_hessian_far_out():
    lse = log(Trace(ones(1, m) * y.applyfunc(exp)))
    far = np.array([[1000.0], [1000.0], [-1000.0]])
    assert np.isclose(big(lse, y=far), 1000 + np.log(2))
    assert np.allclose(big(gradient(lse, y), y=far), [[0.5], [0.5], [0]])
    p = np.array([[0.5], [0.5], [0]])
    assert np.allclose(big(jacobian(gradient(lse, y), y), y=far), np.diagflat(p) - p @ p.T)
    by_row = Trace(ones(1, m) * (A.applyfunc(exp) * ones(n, 1)).applyfunc(log))
    rows = np.array([[1000.0, 0.0], [-1000.0, -1000.0]])
    assert np.isclose(big(by_row, A=rows), np.log(2)) and np.allclose(
        big(gradient(by_row, A), A=rows), [[1, 0], [0.5, 0.5]]
    )
    assert "max" not in compile_function(Trace(ones(1, m) * y.applyfunc(exp))).source()


def test_log_determinants_of_ill_scaled_matrices():
    tiny = 1e-200 * np.eye(3)
    assert np.isclose(big(log(Determinant(S)), S=tiny), -600 * np.log(10))
    assert np.isclose(big(log(Determinant(S) ** 2), S=-tiny), -1200 * np.log(10))
    assert big(log(Determinant(S)), S=np.zeros((2, 2))) == -np.inf and np.isnan(big(log(Determinant(S)), S=-np.eye(3)))


def test_it_can_be_pickled():
    f = compile_function(S.I * x, positive_definite="S")
    again = pickle.loads(pickle.dumps(f))
    assert (
        np.array_equal(again(2 * np.eye(3), np.ones(3)), f(2 * np.eye(3), np.ones(3))) and again.source() == f.source()
    )


class Commutator(Node):
    """AB - BA, said in terms of other nodes."""

    def definition(self):
        first, second = self.args
        return first * second - second * first


class Doubled(MatrixExpr):
    """2A, by its own nodes of a program."""

    shape = property(lambda self: self.args[0].shape)


def test_a_node_of_ones_own():
    f = compile_function(S * Commutator(S, T) * x)
    s, t = arrays(S * T).values()
    assert np.allclose(f({"S": s, "T": t, "x": np.ones(3)}), s @ (s @ t - t @ s) @ np.ones((3, 1)))
    with pytest.raises(NotImplementedError, match="a Doubled"):
        compile_function(Doubled(S))
    lowers(Doubled)(lambda c, node: lower(c, 2 * node.args[0]))
    assert np.array_equal(compile_function(Doubled(S))(s), 2 * s)


@pytest.mark.parametrize("name", ["jax.numpy", "torch", "dask.array"])
def test_arrays_of_other_libraries(name):
    xp = pytest.importorskip(name)
    sigmoid = (A * x).applyfunc(lambda t: 1 / (1 + exp(-t)))
    cases = (sigmoid, kron(A, S) * v, Trace(A.T * A) * S.I * x, A.T * y - 2 * x, jacobian(A * S, S) * v)
    for F in cases:
        values = {letter: value.astype(np.float32) for letter, value in arrays(F).items()}
        f = compile_function(F)
        got = f({letter: xp.asarray(value) for letter, value in values.items()})
        assert type(got) is type(xp.asarray(values["A"])) and np.allclose(np.asarray(got), f(values), 1e-3, 1e-4)


def test_inside_jit():
    jax = pytest.importorskip("jax")
    f = compile_function(Trace(x.T * S * x))
    assert np.isclose(jax.jit(f)(np.eye(3, dtype=np.float32), np.ones(3, np.float32)), 3)
    f = compile_function((Trace(S), A[0, 1] * A, jacobian(A[0, 1] * A, A)))  # no float, no list of places
    values = arrays(A * S)
    for one, other in zip(jax.jit(f)(values["A"], values["S"]), f(values["A"], values["S"])):
        assert np.allclose(one, other, rtol=1e-5)


def test_a_trace_keeps_its_slope_in_pytorch():
    torch = pytest.importorskip("torch")
    value = torch.eye(3, requires_grad=True)
    compile_function(Trace(S) ** 2)(value).backward()
    assert np.array_equal(value.grad, 6 * np.eye(3))


def test_softmax_of_columns_is_shifted_column_by_column():
    code = compile_function(parse("softmax(A, axis=0)"))
    assert np.allclose(
        code(np.array([[1000.0, 0.0], [1000.0, 1.0]])), [[0.5, 1 / (1 + np.e)], [0.5, np.e / (1 + np.e)]]
    )


def test_a_sum_over_samples_has_no_loop():
    code = compile_function(parse("sum_{i=1}^n log(1 + exp(-y_i w^T x_i))"))
    assert "for i in" not in code.source() and "logaddexp" in code.source()
    X, w, y = np.array([[1.0, -800.0]]), np.array([[1.0]]), np.array([[1.0], [1.0]])
    assert np.isclose(code(X=X, w=w, y=y), np.log1p(np.exp(-1)) + 800)


def test_the_code_of_what_shares_its_parts_does_not_walk_the_tree():
    """Nine residual blocks have two million parts as a tree; a docstring has no formula as long as that."""
    n = symbols("n")
    W, h = MatrixSymbol("W", n, n), MatrixSymbol("x", n, 1)
    for _ in range(9):
        h = h + (W * h).applyfunc(tanh)
    assert "a formula of " in compile_function(gradient(Trace(h.T * h), W)).source()
