"""Derivations: every line is true, names its rule and links to a chapter that exists."""

import re
from pathlib import Path

import pytest
from sympy import Determinant, MatrixSymbol, Symbol, Trace, log, sqrt, symbols

from veckron import derive, gradient, jacobian, kron
from veckron.proof import Step

m, n, p = symbols("m n p")
A, X, S, x = MatrixSymbol("A", p, m), MatrixSymbol("X", m, n), MatrixSymbol("S", n, n), MatrixSymbol("x", n, 1)
CASES = [(A * X * X.T, X), (log(Determinant(S)) + Trace(S.I), S), (sqrt(x.T * x), x), (kron(A, X), X), (S.I * S.I, S)]


@pytest.mark.parametrize(("F", "variable"), CASES, ids=[str(F) for F, _ in CASES])
def test_every_line_holds(F, variable):
    derivation = derive(F, variable).check()
    assert {verdict.status for verdict in derivation.verdicts} == {"holds"}
    assert derivation.checked.keys() == {step.sides for step in [*derivation.lines, *derivation.steps]}
    assert len(derivation.steps) > 2 and len(derivation.lines) > 1


@pytest.mark.parametrize(("F", "variable"), CASES, ids=[str(F) for F, _ in CASES])
def test_the_results_are_those_of_the_functions(F, variable):
    derivation = derive(F, variable)
    assert derivation.jacobian == jacobian(F, variable)
    assert derivation.gradient == (gradient(F, variable) if derivation.gradient is not None else None)


def test_a_wrong_line_is_refused():
    derivation = derive(A * X, X)
    step = derivation.steps[0]
    left, right = step.sides
    derivation.steps[0] = Step(step.left, step.right, step.text, step.rules, lambda: (left, 2 * right))
    with pytest.raises(AssertionError, match="This answer is withdrawn"):
        derivation.check()


def test_it_displays_with_rules_that_link_to_chapters():
    html = derive(X * X.T, X).check()._repr_html_()
    links = set(re.findall(r'href="([^"]+)\.html"', html))
    chapters = {path.stem for path in (Path(__file__).parents[2] / "chapters").glob("*.ipynb")}
    assert links
    assert links <= chapters
    assert html.count('class="badge holds"') == html.count("<li") - html.count('class="definition"') > 4
    assert "0x" not in html


def test_text_and_latex():
    derivation = derive(X.T, X)
    assert str(derivation).splitlines() == ["F = X^T", "dF = dX^T    [transposed]", "Jacobian = K(m, n)"]
    assert derivation.latex().startswith(
        r"\begin{aligned}F &= X^{T} \\" + "\n" + r"\mathrm{d}F &= \left(\mathrm{d}X\right)^{T}"
    )
    assert derivation.steps[0].text == "d(X^T) = dX^T"


def test_hypotheses_are_stated():
    assert derive(log(Determinant(S)), S).hypotheses == ["S is invertible", "det(S) is positive"]
    assert derive(sqrt(x.T * x), x).hypotheses == ["x^T x is positive"]


def test_a_sum_over_an_index_stands_in_brackets_and_breaks_no_line():
    k = Symbol("k", integer=True, positive=True)
    derivation = derive(S**k, S)
    assert r"\right) \operatorname{vec}(\mathrm{d}S)" in " ".join(step.right for step in derivation.steps)
    text = derivation.latex()
    assert text.count(" &= ") == len(derivation.lines + derivation.definitions) and "r &=" not in text


def test_the_letter_of_an_index_is_none_of_the_readers():
    """Inside a sum over r the lines speak of r, or of s where r is the reader's."""
    n, k, r = symbols("n"), *symbols("k r", integer=True, positive=True)
    S = MatrixSymbol("S", n, n)
    assert "vec(S^r dS S^(k - r - 1)) = ((S^T)^(k - r - 1) (x) S^r) vec(dS)" in words(derive(S**k, S))
    lines = derive(S**r, S)
    assert "vec(S^s dS S^(r - s - 1)) = ((S^T)^(r - s - 1) (x) S^s) vec(dS)" in words(lines)
    assert not re.search(r"\b_r", str(lines) + words(lines)) and "S^{s}" in lines.latex()
    assert lines.hypotheses == [] and {verdict.status for verdict in lines.check().verdicts} == {"holds"}


def words(derivation):
    """The steps, rule by rule, as text."""
    return "\n".join(step.text for step in derivation.steps)


def test_a_name_that_comes_after_the_function_is_defined_too():
    derivation = derive(((S + MatrixSymbol("B", n, n)) ** 3)[2, 0], S)
    printed = str(derivation).splitlines()
    names = [str(name) for name, _ in derivation.names.where]
    assert names and all(any(line.startswith(f"{name} = ") for line in printed) for name in names)
