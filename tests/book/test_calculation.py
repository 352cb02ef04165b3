"""A derivative from a text: the answers are those of `jacobian`, structures are used, and the check can fail."""

import re
import sys
from dataclasses import replace
from functools import wraps
from html import unescape

import numpy as np
import pytest
from sympy import DiagonalOf, HadamardProduct, MatrixSymbol, symbols
from tests.functions import MATRICES, SCALARS, VECTORS
from tests.texts import TEXTS, given, value

from veckron import __version__, duplication_matrix, elimination_matrix, jacobian, vec
from veckron.book.calculation import Calculation, calculate
from veckron.calculus import RULES, NoRule
from veckron.notation import ParseError
from veckron.proof import DoesNotHold, derive

n = symbols("n")
X = MatrixSymbol("X", n, n)


@pytest.mark.parametrize("case", MATRICES + SCALARS + VECTORS, ids=lambda case: case.id)
def test_the_answers_are_those_of_the_package(case):
    found = calculate(TEXTS[case.id], case.X.name, **given(case)).jacobian
    expected = jacobian(case.f, case.X)
    assert found == expected or np.allclose(value(found, case), value(expected, case), rtol=1e-10, atol=1e-10)


STRUCTURES = {
    "symmetric": lambda G: vec(G).T * duplication_matrix(n),
    "lower_triangular": lambda G: vec(G).T * elimination_matrix(n).T,
    "diagonal": lambda G: DiagonalOf(G).T,
}


@pytest.mark.parametrize("word", [*STRUCTURES, "upper_triangular"])
@pytest.mark.parametrize("text", ["log(det(X))", "inv(X)", "trace(A @ X @ X)"])
def test_a_structure_gives_the_derivative_by_the_free_entries(text, word):
    calculation = calculate(text, "X", X=f"n n {word}").check()
    assert [verdict.status for verdict in calculation.verdicts] == ["holds", "holds"]
    assert calculation.by_free_entries.cols == (n if word == "diagonal" else n * (n + 1) / 2)
    if calculation.gradient is not None and word in STRUCTURES:
        assert calculation.by_free_entries == STRUCTURES[word](calculation.gradient)


def test_a_declared_letter_shortens_the_result():
    A, x = MatrixSymbol("A", n, n), MatrixSymbol("x", n, 1)
    assert calculate("x.T @ A @ x", "x").gradient == (A + A.T) * x
    symmetric = calculate("x.T @ A @ x", "x", A="n n symmetric")
    assert symmetric.gradient == 2 * A * x
    assert symmetric.check().verdicts[0].status == "holds"


def test_the_check_can_fail():
    """2 A x is the gradient of x^T A x for a symmetric A, and for no other."""
    calculation = calculate("x.T @ A @ x", "x", A="n n symmetric")
    calculation.gradient, calculation.jacobian  # noqa: B018  (derived with the structure)
    calculation.words = {}
    with pytest.raises(AssertionError, match="This answer is withdrawn"):
        calculation.check()
    assert calculation.verdicts[0].status == "fails"


def damaged(monkeypatch):
    """Give the rule of the Hadamard product the wrong sign."""
    right = RULES[HadamardProduct]
    wrong = wraps(right.function)(lambda d, node: -right.function(d, node))
    monkeypatch.setitem(RULES, HadamardProduct, replace(right, function=wrong))


def test_an_answer_that_is_refuted_is_never_shown(monkeypatch):
    damaged(monkeypatch)
    asked = {"A": "m n", "X": "m n"}
    calculation = calculate("sum(A * X)", "X", **asked)
    assert str(calculation.gradient) == "-A"
    with pytest.raises(DoesNotHold, match="The fault is ours"):
        calculation.check()
    report = f"calculate('sum(A * X)', 'X', A='m n', X='m n')  # veckron {__version__}"
    for shown in (repr(calculation), unescape(calculation._repr_html_())):
        assert report in shown
        assert "-A" not in shown and "- A" not in shown and "<li" not in shown and "np." not in shown


def test_a_derivation_that_is_refuted_is_never_shown(monkeypatch):
    damaged(monkeypatch)
    A, Y = MatrixSymbol("A", *symbols("m n")), MatrixSymbol("Y", *symbols("m n"))
    derivation = derive(HadamardProduct(A, Y), Y)
    assert "-" in str(derivation)
    with pytest.raises(DoesNotHold, match="The fault is ours"):
        derivation.check()
    report = f"derive(HadamardProduct(A, Y), Y), A: (m, n), Y: (m, n)  # veckron {__version__}"
    assert str(derivation).endswith(report) and report in derivation._repr_html_()
    assert "=" not in str(derivation) and "<li" not in derivation._repr_html_()
    with pytest.raises(DoesNotHold):
        derivation.latex()


def test_the_code_is_run_once():
    calculation = calculate("x.T @ A @ x", "x", A="n n symmetric").check()
    assert (calculation.code.status, calculation.code.shapes) == ("holds", [{"n": 2}])
    assert "NumPy code checked: run once, at random, at n = 2" in calculation._repr_html_()
    assert "NumPy code checked" not in calculate("x.T @ A @ x", "x")._repr_html_()


@pytest.mark.parametrize("fault", ["A.T @ x + A @ x + 1e-5", "(A.T @ x + A @ x).T", "1 / 0", "A.T @ y"])
def test_wrong_code_withdraws_the_answer(fault):
    calculation = calculate("x.T @ A @ x", "x")
    right = calculation.numpy()
    calculation.compiled.text = re.sub(r", .*$", f", {fault}", right.rstrip()) + "\n"
    assert calculation.numpy() != right
    with pytest.raises(DoesNotHold):
        calculation.check()
    assert calculation.code.status == "fails" and "(A" not in calculation._repr_html_()


def test_where_the_code_is_not_run_nothing_is_claimed_of_it(monkeypatch):
    for text, shape, reason in [("X @ X", "50 50", "the result has too many entries"), ("pi * X", "m n", None)]:
        monkeypatch.setitem(sys.modules, "numpy", np if reason else None)
        calculation = calculate(text, "X", X=shape).check()
        assert (calculation.code.status, calculation.code.reason) == ("unknown", reason or "there is no NumPy here")
        assert f"NumPy code not run: {calculation.code.reason}" in calculation._repr_html_()
        assert "NumPy code checked" not in calculation._repr_html_()


def test_two_powers_with_symbolic_exponents_have_right_code():
    """The sums of both once began with one array of zeros, and each added to the other."""
    calculation = calculate("S ** k + A @ S ** h", "S", k="integer", h="integer", A="n n").check()
    assert calculation.code.status == "holds"


@pytest.mark.parametrize("case", MATRICES + SCALARS + VECTORS, ids=lambda case: case.id)
def test_the_code_of_every_function_of_the_table_is_run(case):
    calculation = calculate(TEXTS[case.id], case.X.name, **given(case))
    calculation.where = case.where
    assert calculation._ran(10**6).status == "holds"


RELATIONS = {
    "inv(X.T @ X)": "m >= n",
    "X[0, 1] * x.T @ x": "n >= 2",
    "X[2, 1] * X[0, 2]": "n >= 3, m >= 3, n >= 2",
    "log(det(X.T @ A @ X))": "m >= n",
    "X @ inv(X.T @ X) @ X.T": "m >= n",
    "inv(A @ X @ B)": "n >= m, p >= m",
    "inv(A @ X @ B @ C)": "n >= m, p >= m, q >= m",
    "logdet(A @ X @ B @ X.T @ A.T)": "n >= m, p >= m",
}


@pytest.mark.parametrize("text", RELATIONS)
def test_the_relations_between_sizes_are_stated_and_suffice(text):
    calculation = calculate(text, "X").check()
    assert calculation.where == RELATIONS[text]
    assert {verdict.status for verdict in [*calculation.verdicts, *calculation.derivation.verdicts]} == {"holds"}


def test_a_relation_to_a_number():
    calculation = calculate("inv(X.T @ X)", "X", X="m 3").check()
    assert calculation.where == "m >= 3"
    assert {sizes["m"] >= 3 for sizes in calculation.verdicts[0].shapes} == {True}
    assert calculation.verdicts[0].status == "holds"


def test_steps_that_have_one_of_the_sizes_of_a_relation():
    text = "inv(X.T @ inv(S) @ X) @ X.T @ inv(S) @ y"
    calculation = calculate(text, "S", S="symmetric").check()
    assert [verdict.status for verdict in calculation.verdicts] == ["holds", "holds"]


@pytest.mark.parametrize(("text", "shape"), [("inv(X)", "12 12"), ("X @ X", "50 50"), ("A @ X @ B", "100 200")])
def test_what_is_too_large_to_be_tried_is_not_decided(text, shape):
    verdict = calculate(text, "X", X=shape).check().verdicts[0]
    assert (verdict.status, verdict.shapes) == ("unknown", [])
    assert "not tried" in verdict.reason


@pytest.mark.parametrize(
    ("text", "given"),
    [("x ** a", {"a": "scalar"}), ("det(X) ** (1/3) * X", {"X": "2 2"}), ("sum(x ** a)", {"a": "scalar"})],
)
def test_other_powers_are_derived_and_compared_in_real_numbers(text, given):
    verdict = calculate(text, "x" if "x" in text else "X", **given).check().verdicts[0]
    assert (verdict.status, verdict.bound) == ("holds", 0)
    assert verdict.in_reals == verdict.shapes


def test_sizes_of_vech():
    calculation = calculate("A @ vech(S)", "S").check()
    assert calculation.verdicts[0].status == "holds"


def test_what_is_always_singular_is_not_decided():
    calculation = calculate("log(det(x @ x.T))", "x", x="n").check()
    assert calculation.verdicts[0].status == "unknown"
    assert calculation.where == ""


def test_large_jacobians_are_checked_at_small_sizes_only():
    calculation = calculate("kron(A, X)", "X").check(most=1000)
    tried = [sizes["m"] * sizes["n"] * sizes["p"] * sizes["q"] for sizes in calculation.verdicts[0].shapes]
    assert tried and max(tried) < 120


def test_a_number_can_be_the_variable():
    A, x, u = MatrixSymbol("A", *symbols("m n")), MatrixSymbol("x", n, 1), symbols("u")
    assert calculate("u * A @ x", "u", u="scalar").jacobian == A * x
    calculation = calculate("u ** 2 + x.T @ x", "u", u="scalar")
    assert calculation.gradient == 2 * u
    assert calculation.check().verdicts[0].status == "holds"


@pytest.mark.parametrize("by", ["Y", "", "k"])
def test_the_variable_is_a_letter_of_the_formula(by):
    with pytest.raises(ParseError, match="wants one of the letters X to differentiate by"):
        calculate("X ** k", by)


def test_an_operation_without_a_rule_is_named():
    with pytest.raises(NoRule, match="Rank"):
        calculate("rank(X)", "X")


def test_the_numpy_source_gives_the_value_and_the_gradient():
    namespace = {}
    exec(calculate("norm(A @ x - b) ** 2", "x").numpy(), namespace)
    A, x, b = np.arange(6.0).reshape(3, 2), np.array([[1.0], [-2.0]]), np.array([[1.0], [0.5], [-1.0]])
    value_of, gradient = namespace["value_and_gradient"](A, x, b)  # in the order of the text
    assert np.isclose(value_of, np.sum((A @ x - b) ** 2))
    assert np.allclose(gradient, 2 * A.T @ (A @ x - b))


def test_a_calculation_displays():
    calculation = calculate("A @ X @ B", "X")
    assert isinstance(calculation, Calculation)
    assert r"B^{T} \otimes A" in calculation._repr_html_()
    assert "Jacobian = B^T (x) A" in repr(calculation)


@pytest.mark.parametrize("text", ["sum(sigmoid(x))", "x.T @ A @ x", "norm(A @ x)"])
def test_the_value_of_a_scalar_is_a_number(text):
    compiled = calculate(text, "x").compiled
    values = {"x": np.ones(3), "A": np.eye(3)}
    value, _ = compiled(*[values[name] for name in compiled.arguments.symbols])
    assert np.ndim(value) == 0
