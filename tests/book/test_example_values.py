"""An answer in numbers: the formula and the difference quotient beside it, at values that a reader may change."""

import numpy as np
import pytest

from veckron import evaluate
from veckron.book import example_values
from veckron.book.calculator import EXAMPLES, numbers
from veckron.book.questions import QUESTIONS, answered
from veckron.calculus import Differentiation
from veckron.notation import ParseError


def asked(text, by, given=(), **more):
    return {"text": text, "by": by, "shapes": dict(given), **more}


def in_numbers(request):
    return example_values.in_numbers(answered(request), request.get("values", {}))


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_has_values_and_its_quotient_agrees(name):
    text, by, given = EXAMPLES[name]
    found = in_numbers(asked(text, by, given))
    assert set(found["sizes"].values()) <= {2, 3}
    for result in found["results"]:
        assert np.allclose(result["found"], result["quotient"], rtol=1e-5) and np.any(result["found"])
    calculation = answered(asked(text, by, given))
    values = {name: np.array(rows, float) for name, rows in found["letters"].items()}
    values |= found["sizes"]
    assert np.allclose(found["value"], evaluate(calculation.F, values), rtol=1e-5)
    assert np.allclose(found["results"][0]["found"], evaluate(calculation.result, values), rtol=1e-4)


@pytest.mark.parametrize("ask", QUESTIONS)
def test_each_question_has_numbers(ask):
    found = in_numbers(asked("norm(A @ X - B) ** 2", "X", ask=ask, second="A", direction="V"))
    for result in found["results"]:
        assert np.shape(result["found"]) == np.shape(result["quotient"])
        assert np.allclose(result["found"], result["quotient"], rtol=1e-5) and np.any(result["found"])


def test_the_quotient_knows_no_formula(monkeypatch):
    """A wrong gradient shows, as the two stand side by side."""
    right = Differentiation.gradient.func
    monkeypatch.setattr("veckron.proof.derivation.Derivation.gradient", property(lambda self: 2 * right(self)))
    result = in_numbers(asked("x.T @ A @ x", "x"))["results"][0]
    assert np.allclose(np.array(result["found"]), 2 * np.array(result["quotient"]))


def test_values_that_were_typed():
    found = in_numbers(asked("A @ x", "x", values={"A": [[1, 2.5, 0], [0, -1, 4]], "x": [[1], [2], [0.5]]}))
    assert found["value"] == [[6], [0]] and found["letters"]["A"] == [[1, 2.5, 0], [0, -1, 4]]
    assert in_numbers(asked("u ** 2", "u", {"u": "scalar"}, values={"u": [[3]]}))["results"][0]["found"] == [[6]]
    conventions = in_numbers(asked("X.T", "X", convention=["rows"]))
    assert np.array_equal(conventions["results"][0]["found"], conventions["results"][0]["quotient"])


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"S": [[1, 2], [3, 4]]}, "S is symmetric"),
        ({"S": [[1, 2, 3], [3, 4, 5]]}, "S: wants 2 rows of 2 numbers"),
        ({"S": [[1, "x"], [3, 4]]}, "S: wants numbers up to 1000000"),
        ({"S": [[1e9, 0], [0, 4]]}, "S: wants numbers up to 1000000"),
        ({"S": [[float("nan"), 0], [0, 4]]}, "S: wants numbers up to 1000000"),
        ({"S": [[1, 1], [1, 1]]}, "no value here"),
    ],
)
def test_values_that_do_not_fit_are_refused(values, words):
    request = asked("log(det(S))", "S", {"S": "n n symmetric"}, values=values)
    with pytest.raises(ParseError, match=words):
        in_numbers(request)
    assert words in numbers(request)["error"]["message"]


@pytest.mark.parametrize(
    ("word", "rows"), [("lower_triangular", [[1, 2], [0, 1]]), ("upper_triangular", [[1, 0], [2, 1]])]
)
def test_a_triangle_stays_one(word, rows):
    with pytest.raises(ParseError, match=f"X is {word.partition('_')[0]}"):
        in_numbers(asked("log(det(X))", "X", {"X": f"n n {word}"}, values={"X": rows}))


def test_a_place_that_is_a_letter_has_a_value_too():
    found = in_numbers(asked("X_{ij}", "X"))
    (result,) = found["results"]
    place = found["sizes"]["i"], found["sizes"]["j"]
    assert result["found"][place[0]][place[1]] == 1 == np.sum(result["found"]) and np.allclose(
        *map(result.get, ("found", "quotient"))
    )


def test_where_nothing_has_a_value_it_is_said():
    assert "no value here" in numbers(asked("log(det(x @ x.T))", "x", {"x": "n"}))["error"]["message"]
    assert "letters" in numbers(asked("A @ x", "y"))["error"]["message"]
