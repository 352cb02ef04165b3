"""What the page of the calculator asks and shows."""

import json
import re
from dataclasses import replace
from functools import wraps
from html import unescape

import pytest
from sympy import HadamardProduct
from tests.functions import MATRICES, SCALARS, VECTORS
from tests.texts import TEXTS, given

from veckron.book.answer_pages import formulas, html, pieces, sources
from veckron.book.calculation import calculate
from veckron.book.calculator import EXAMPLES, TYPED, _calculated, answer, checked, examples, shapes, source, syntax
from veckron.calculus import RULES
from veckron.notation import latex, parse
from veckron.shapes import STRUCTURES


def asked(text, by, ask="derivative", **given):
    return {"text": text, "by": by, "shapes": given, "ask": ask}


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_is_answered_and_verified(name):
    text, by, given = EXAMPLES[name]
    shown = checked(asked(text, by, **given))
    assert "error" not in shown
    assert shown["html"].count('badge holds">verified') == (2 if given else 1)
    assert "fails" not in shown["html"] and "unknown" not in shown["html"]
    assert "badge" not in html(calculate(text, by, **given)), "a mark without a check"


@pytest.mark.parametrize("case", MATRICES + SCALARS + VECTORS, ids=lambda case: case.id)
def test_every_function_of_the_table_has_an_answer(case):
    shown = answer(asked(TEXTS[case.id], case.X.name, **given(case)))
    assert "error" not in shown and r"\(\displaystyle" in shown["html"]


def test_the_sources_stand_in_the_page_as_they_are():
    calculation = calculate("A @ X @ B", "X")
    shown = re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", html(calculation), re.S)
    assert list(map(unescape, shown)) == list(sources(calculation).values())


def test_where_an_inverse_wants_a_relation_the_page_says_so():
    assert r"\(m \geq n\)" in checked(asked("inv(X.T @ X)", "X"))["html"]


def test_no_reader_can_write_html():
    shown = answer(asked("A @ X", "X", A="<b> n"))
    assert "error" in shown and "html" not in shown


@pytest.mark.parametrize(
    ("request_", "position", "asks", "message"),
    [
        (asked("lam * x", "x"), 0, "lam", "give its shape"),
        (asked("A @ x + c.T", "x"), 8, "", "sum: (A @ x) has shape"),
        (asked("A @ X", "Y"), None, "", "wants one of the letters A, X"),
        (asked("rank(X)", "X"), None, "", "no rule for Rank"),
        (asked("__import__(os)", "x"), 0, "", "__import__: a name begins with a letter"),
        (asked("A @ X", "X", A="m foo-3"), None, "A", "foo-3 is no size"),
        (asked("", "x"), 0, "", "no formula"),
        (asked("2", "x"), None, "", "the formula has no letter to differentiate by"),
    ],
)
def test_what_cannot_be_answered_is_said(request_, position, asks, message):
    error = answer(request_)["error"]
    assert message in error["message"]
    assert (error["position"], error["asks"]) == (position, asks)


def test_what_is_not_decided_is_told_and_counted():
    """Beside the exponential of a matrix a large constant may hide any difference."""
    shown = checked(asked("trace(expm(100 * X))", "X"))
    assert "unknown" in shown["verdicts"] and "not decided" in shown["html"]
    assert set(checked(asked("A @ X", "X"))["verdicts"]) == {"holds"}
    assert answer(asked("B @ X", "X"))["verdicts"] == []


def test_the_shapes_follow():
    found = shapes(asked("A @ x - b", ""))
    assert found == {"shapes": {"A": "m n", "x": "n 1", "b": "m 1"}, "latex": "A x - b", "others": []}
    assert shapes(asked("lam * x", ""))["error"]["asks"] == "lam"


@pytest.mark.parametrize(
    ("text", "first", "others"),
    [
        ("||A*X - B||^2", "tr((X^T A^T - B^T) (A X - B))", ["||A o X - B||_F^2"]),
        ("A * B", "A o B", ["A B"]),
        ("XT X", "X^T X", ["XT X", "X T X"]),
        ("AX + B", "A X + B", ["AX + B"]),
        ("A @ X", "A X", []),
        (r"\operatorname{tr}(A^{\top} X)", "tr(A^T X)", []),
    ],
)
def test_a_text_is_read_aloud_and_each_other_reading_can_be_had(text, first, others):
    found = shapes(asked(text, ""))
    assert found["latex"] == latex(parse(first, **found["shapes"]))
    assert [other["text"] for other in found["others"]] == others
    for other in found["others"]:
        again = shapes(asked(other["text"], "", **other["shapes"]))
        assert again["latex"] == other["latex"] != found["latex"]


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("lgo(det(X)) + 1", "log(det(X)) + 1"),
        ("(A @ x) * (B @ x) + x @ x", "(A @ x) * (B @ x) + x.T @ x"),
        ("A*x + b.T @ b", "A @ x + b.T @ b"),
        ("W @ x + W(b)", "W @ x + W @ (b)"),
        ("A @ x + c.T", ""),
        ("u @ x + 2 @ x", ""),  # what was meant cannot be read either
        ("sum(x", ""),
    ],
)
def test_what_was_probably_meant_is_a_press_away(text, repaired):
    assert shapes(asked(text, ""))["error"]["repair"] == repaired
    assert not repaired or parse(repaired) is not None


DIALECTS = {
    "jax": ("import jax.numpy as jnp", "value_and_gradient"),
    "torch": ("import torch", "value_and_gradient"),
    "julia": ("using LinearAlgebra", "value_and_gradient"),
    "jax rule": ("import jax", "custom_vjp"),
    "torch rule": ("import torch", "autograd.Function"),
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_answer_is_had_in_other_dialects(dialect):
    found = source({**asked("norm(A @ X - B) ** 2", "X"), "dialect": dialect})["text"]
    assert all(words in found for words in DIALECTS[dialect])
    assert dialect == "julia" or compile(found, dialect, "exec")
    every = source({**asked("norm(A @ X - B) ** 2", "X", ask="all"), "dialect": "jax"})["text"]
    assert "value_and_derivatives(A, X, B)" in every


@pytest.mark.parametrize("dialect", ["cobol", "", "<b> rule", "julia rule"])
def test_a_dialect_that_there_is_not_is_refused(dialect):
    assert "wants" in source({**asked("A @ X", "X"), "dialect": dialect})["error"]["message"]


def test_the_page_of_examples_has_what_the_form_needs():
    shown = examples()
    found = [json.loads(unescape(data)) for data in re.findall(r'data-ask="(.*?)"', shown.html)]
    assert found == [{"text": text, "by": by, "shapes": given} for text, by, given in EXAMPLES.values()]
    assert len(EXAMPLES) == 10


def test_the_menu_has_the_structures_that_can_be_declared():
    words = json.loads(unescape(re.search(r'data-kinds="(.*?)"', examples().html)[1]))
    assert [word for word in words if word in STRUCTURES] == list(STRUCTURES)
    assert words["lower_triangular"] == "lower triangular" and next(iter(words.items())) == ("", "any")
    for word in filter(None, words):
        assert parse("X", X=word).is_Matrix != (word in ("scalar", "integer"))


@pytest.mark.parametrize(("texts", "meaning", "given"), TYPED, ids=lambda part: str(part)[:20])
def test_each_row_of_what_can_be_typed_means_one_thing(texts, meaning, given):
    assert len({parse(text, **given) for text in texts}) == 1


def test_the_table_has_every_row():
    assert syntax().html.count("<tr>") == len(TYPED) + 1


def test_the_function_gets_a_letter_that_it_does_not_have():
    calculation = calculate("f * u + g", "u", f="scalar", g="scalar", u="scalar")
    assert "<dd>a number</dd>" in html(calculation)
    assert formulas(calculation) == ["h = f u + g", r"\frac{\partial h}{\partial u} = f"]


@pytest.mark.parametrize(
    "text", ["a + b - c", "x.T @ A @ x + tr(A - A @ A) * (x.T @ x - 1)", "-norm(x)**2 / (1 + exp(-x.T @ x))"]
)
def test_a_long_formula_can_be_broken_and_nothing_is_lost(text):
    for line in formulas(calculate(text, "a" if "a" in text.split() else "x")):
        assert " ".join(pieces(line)) == line
        for piece in pieces(line):
            assert piece.count("{") == piece.count("}") and piece.count(r"\left(") == piece.count(r"\right)")
    assert len(pieces("f = a + b - c")) == 4 and len(pieces(r"f = \left(a + b\right) (c - d)^{1 - n}")) == 2
    assert pieces(r"f = \lVert a - b \rVert^{2} + c") == ["f", r"= \lVert a - b \rVert^{2}", "+ c"]


@pytest.mark.parametrize(
    ("word", "by"),
    [
        ("symmetric", "vech}(X)"),
        ("lower_triangular", "vech}(X)"),
        ("upper_triangular", "vech}(X^{T})"),
        ("diagonal", "diag}(X)"),
    ],
)
def test_a_structure_names_the_free_entries(word, by):
    last = formulas(calculate("inv(X)", "X", X=f"n n {word}"))[-1]
    assert last.startswith(rf"\frac{{\partial \operatorname{{vec}}(F)}}{{\partial \operatorname{{{by}^{{T}}}}")


def test_an_answer_that_is_refuted_is_withdrawn(monkeypatch):
    """With a wrong rule for A o X the page shows a formula until it is checked, and none from then on."""
    right = RULES[HadamardProduct]
    wrong = wraps(right.function)(lambda d, node: 2 * right.function(d, node))
    monkeypatch.setitem(RULES, HadamardProduct, replace(right, function=wrong))
    request_ = asked("sum(A * X)", "X", A="m n")
    assert "formula" in answer(request_)["html"]
    for shown in (checked(request_), answer(request_)):
        assert "The fault is ours" in shown["html"] and "fails" in shown["verdicts"]
        assert "calculate('sum(A * X)', 'X', A='m n', X='m n')" in unescape(shown["html"])
        assert not re.search(r"class=.formula|<li|<pre|\\\(|np\.", shown["html"])
    _calculated.cache_clear()
