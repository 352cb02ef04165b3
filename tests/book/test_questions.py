"""What can be asked beside a derivative: answers against those of the package, verified, and able to fail."""

import pytest
from sympy import MatrixSymbol, Symbol, Tuple, symbols

from veckron import (
    Differential,
    convert,
    duplication_matrix,
    evaluate,
    gradient,
    hessian,
    jacobian,
    kron,
    parse,
    verify,
)
from veckron.book.answer_pages import formulas, html, sources
from veckron.book.calculation import Calculation
from veckron.book.calculator import answer, checked
from veckron.book.questions import QUESTIONS, Along, AllLetters, HessianProduct, SecondDerivative, answered
from veckron.expressions import vec
from veckron.notation import ParseError
from veckron.proof import DoesNotHold, Equation
from veckron.shapes import ShapeError

m, n, p, q = symbols("m n p q")
SCALARS = {
    "x.T @ A @ x": "x",
    "norm(A @ X - B) ** 2": "X",
    "log(det(S))": "S",
    "trace(X.T @ A @ X @ B)": "X",
    "sum(log(1 + exp(-y * (X @ w))))": "w",
    "tr(A @ X)": "X",
}


def asked(text, by, ask, given=(), **more):
    return {"text": text, "by": by, "shapes": dict(given), "ask": ask, **more}


def same(A, B):
    return A == B or verify(Equation(A, B)).status == "holds"


@pytest.mark.parametrize("text", SCALARS)
def test_the_hessian_is_that_of_the_package(text):
    found = answered(asked(text, SCALARS[text], "hessian"))
    assert same(found.result, hessian(found.F, found.X)) and found.result.shape == found.meant.shape
    found.check()
    assert {verdict.status for verdict in [*found.verdicts, *found.lines, found.code]} == {"holds"}


@pytest.mark.parametrize("text", SCALARS)
def test_the_hessian_times_a_direction_has_the_shape_of_the_variable(text):
    found = answered(asked(text, SCALARS[text], "hessian_product", direction="V"))
    assert found.V == MatrixSymbol("V", *found.X.shape) and found.result.shape == found.X.shape
    assert same(vec(found.result), hessian(found.F, found.X) * vec(found.V))
    found.check()
    assert {verdict.status for verdict in [*found.verdicts, *found.lines, found.code]} == {"holds"}


@pytest.mark.parametrize(
    ("text", "by", "second", "given"),
    [
        ("x.T @ A @ x", "x", "A", {}),
        ("x.T @ A @ x", "A", "x", {}),
        ("a.T @ X @ Y @ b", "X", "Y", {}),
        ("u * x.T @ x", "u", "x", {"u": "scalar"}),
        ("u * x.T @ x", "x", "u", {"u": "scalar"}),
        ("u ** 3 * v", "u", "v", {"u": "scalar", "v": "scalar"}),
    ],
)
def test_a_mixed_second_derivative(text, by, second, given):
    found = answered(asked(text, by, "mixed", given, second=second))
    first = gradient(found.F, found.X)
    wanted = jacobian(first, found.last) if found.gradient is None else gradient(first, found.last)
    assert same(found.result, wanted)
    assert found.check().verdicts[0].status == "holds" and found.code.status == "holds"


@pytest.mark.parametrize("direction", ["", "V", "2 * X", "A.T @ A @ X"])
def test_the_derivative_along_a_direction(direction):
    found = answered(asked("A @ X @ X.T", "X", "direction", direction=direction))
    assert same(found.result, Differential(found.F, (found.X, found.V)))
    assert found.check().verdicts[0].status == "holds" and found.code.status == "holds"


def test_a_number_moves_along_a_number():
    assert Along("u ** 2 * A", "u", {"u": "scalar", "A": "m n"}, direction="v").V == Symbol("v")


def test_all_letters_at_once():
    found = answered(asked("norm(A @ X - B) ** 2", "X", "all")).check()
    letters = [found.letters[name] for name in "AXB"]
    assert found.result == Tuple(*[gradient(found.F, letter) for letter in letters])
    assert [verdict.status for verdict in found.verdicts] == ["holds"] * 3 and found.code.status == "holds"
    assert "value_and_derivatives(A, X, B)" in sources(found)["numpy"]
    shown = html(found)
    assert all(f'data-by="{name}"' in shown for name in "AXB") and shown.count(r"\text{where }") == 2


def test_a_symmetric_variable_has_a_hessian_by_its_free_entries():
    found = SecondDerivative("log(det(S))", "S", {"S": "n n symmetric"})
    S, D = MatrixSymbol("S", n, n), duplication_matrix(n)
    assert found.by_free_entries == -D.T * kron(S.I, S.I) * D
    assert [verdict.status for verdict in found.check().verdicts] == ["holds", "holds"]
    assert r"\partial \operatorname{vech}(S)\,\partial \operatorname{vech}(S)^{T}" in formulas(found)[-1]


LAYOUTS = {
    (): "gradient",
    ("jacobian",): "vec",
    ("jacobian", "denominator"): "denominator",
    ("jacobian", "rows"): "vec-rows",
    ("jacobian", "denominator", "rows"): "denominator-rows",
    ("once",): "gradient-symmetric",
    ("twice",): "gradient-doubled",
    ("denominator", "rows"): "gradient",
}


@pytest.mark.parametrize("words", LAYOUTS)
def test_a_scalar_in_each_convention(words):
    found = Calculation("log(det(S)) + a.T @ S @ b", "S", {"S": "n n symmetric"}, words)
    assert found.layout == LAYOUTS[words]
    if found.layout != "gradient":
        assert same(found._laid_out(found.jacobian), convert(found.jacobian, "vec", found.layout, (1, 1), (n, n)))
    assert [verdict.status for verdict in found.check().verdicts] == ["holds", "holds"] and found.code.status == "holds"


@pytest.mark.parametrize(
    ("words", "wanted", "sign"),
    [
        (("denominator",), "B (x) A^T", r"\frac{\partial \operatorname{vec}(F)^{T}}{\partial \operatorname{vec}(X)}"),
        (("rows",), "A (x) B^T", r"\frac{\partial \operatorname{vec}(F^{T})}{\partial \operatorname{vec}(X^{T})^{T}}"),
        (
            ("rows", "denominator"),
            "A^T (x) B",
            r"\frac{\partial \operatorname{vec}(F^{T})^{T}}{\partial \operatorname{vec}(X^{T})}",
        ),
    ],
)
def test_a_jacobian_in_each_convention(words, wanted, sign):
    request = asked("A @ X @ B", "X", "derivative", {"A": "m n", "X": "n p", "B": "p q"}, convention=list(words))
    found = answered(request).check()
    assert found.result == parse(wanted, A="m n", B="p q") and found.left == sign
    assert found.verdicts[0].status == "holds" and found.code.status == "holds"
    assert "07-conventions.html" in html(found) and "07-conventions.html" not in html(Calculation("A @ X @ B", "X", {}))


def test_a_hessian_by_rows():
    found = SecondDerivative("trace(X.T @ A @ X @ B)", "X", {}, ("rows",))
    A, B = found.letters["A"], found.letters["B"]
    assert same(found.result, kron(A, B.T) + kron(A.T, B)) and found.check().verdicts[0].status == "holds"
    assert r"\operatorname{vec}(X^{T})" in found.left


@pytest.mark.parametrize(
    ("ask", "more", "kind", "words"),
    [
        ("integral", {}, ParseError, "wants words of derivative, all, hessian"),
        ("mixed", {"second": "A"}, ShapeError, "Hessian: wants a scalar"),
        ("hessian", {}, ShapeError, "Hessian: wants a scalar"),
        ("hessian_product", {}, ShapeError, "Hessian: wants a scalar"),
        ("direction", {"direction": "A"}, ShapeError, r"wants the shape \(n, 1\) of x, got \(m, n\)"),
        ("direction", {"direction": "(("}, ParseError, "never closed"),
        ("derivative", {"convention": ["<b>"]}, ParseError, "convention: wants words of jacobian"),
    ],
)
def test_what_cannot_be_asked_is_said(ask, more, kind, words):
    with pytest.raises(kind, match=words):
        answered(asked("A @ x", "x", ask, **more))
    assert answer(asked("A @ x", "x", ask, **more))["error"]["message"]


def test_the_second_letter_is_one_of_the_formula():
    with pytest.raises(ParseError, match="Q: wants one of the letters x, A to differentiate by"):
        answered(asked("x.T @ A @ x", "x", "mixed", second="Q"))


@pytest.mark.parametrize("ask", [ask for ask in QUESTIONS if ask != "derivative"])
def test_a_wrong_answer_to_any_question_is_withdrawn(ask, monkeypatch):
    kind = QUESTIONS[ask][0]
    if kind is AllLetters:
        monkeypatch.setattr(Calculation, "result", property(lambda self: 3 * self.gradient))
        monkeypatch.setattr(Calculation, "claims", property(lambda self: [(self.meant, vec(self.result).T)]))
    else:
        right = kind.result.func
        monkeypatch.setattr(kind, "result", property(lambda self: 3 * right(self)))
    found = answered(asked("x.T @ A @ x", "x", ask, second="A", direction="V"))
    with pytest.raises(DoesNotHold, match=f"{kind.ask} of calculate"):
        found.check()
    assert found.verdicts[0].status == "fails" and 'class="formula"' not in html(found)


def test_the_result_is_the_next_function():
    found = answer(asked("x.T @ A @ x", "x", "derivative"))["next"]
    assert found == {"text": "(A + A^T) x", "shapes": {"A": "n n", "x": "n 1"}}
    again = answered({**found, "by": "x"})
    assert same(again.result, answered(asked("x.T @ A @ x", "x", "hessian")).result)
    assert answer(asked("a.T @ x", "x", "hessian"))["next"] is None  # 0 has no letter
    along = answer(asked("A @ X @ B", "X", "direction", direction="V"))["next"]
    assert along == {"text": "A V B", "shapes": {"A": "m n", "V": "n p", "B": "p q"}}


def test_the_answers_of_a_page_have_their_verdicts():
    for ask in QUESTIONS:
        shown = checked(asked("norm(A @ x - b) ** 2", "x", ask, second="A", direction="V"))
        assert set(shown["verdicts"]) == {"holds"} and 'badge holds">verified' in shown["html"]


def test_the_product_has_the_values_of_the_hessian():
    import numpy as np

    found = HessianProduct("trace(X.T @ A @ X @ B)", "X", {}, direction="V")
    draw = np.random.default_rng(2).standard_normal
    values = {"X": draw((2, 3)), "A": draw((2, 2)), "B": draw((3, 3)), "V": draw((2, 3))}
    H = evaluate(hessian(found.F, found.X), values)
    assert np.allclose(H @ values["V"].ravel(order="F"), evaluate(found.result, values).ravel(order="F"))
