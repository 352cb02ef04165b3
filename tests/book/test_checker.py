"""What the page of the checker asks and shows."""

import json
import re
from html import unescape

import pytest
from tests.proof.test_checking import TRUE

from veckron import IDENTITIES, check
from veckron.book import checker
from veckron.book.checker import EXAMPLES, answer, asked, claimed, claims, typed
from veckron.proof import STRUCTURES


def shown(request, more=2):
    found = answer({**request, "more": more})
    assert "error" not in found, found
    return found


def offered(html):
    """What a press puts into the fields."""
    return [json.loads(unescape(data)) for data in re.findall(r'data-request="([^"]*)"', html)]


# What makes a structure, said of A; a matrix of no structure has none of it.
MEANT = {
    "symmetric": "A = A^T",
    "skew": "A = -A^T",
    "lower": "L_n^T vech(A) = vec(A)",
    "upper": "L_n^T vech(A^T) = vec(A^T)",
    "diagonal": "A o I = A",
    "orthogonal": "A^-1 = A^T",
    "idempotent": "A^2 = A",
    "positive definite": "A = A^T",
    "zero": "2 A = A",
    "singular": "det A = 0",
}


def test_the_menu_has_every_structure_that_the_verifier_draws_by_its_name():
    words = json.loads(unescape(re.search(r'data-kinds="(.*?)"', claims().html)[1]))
    assert [word for word in words if word in MEANT] == list(MEANT)
    assert set(" ".join(STRUCTURES).split()) - {"rank"} == set(" ".join(MEANT).split())
    assert words["lower"] == "lower triangular" and words[""] == "any"


@pytest.mark.parametrize("word", MEANT)
def test_a_structure_of_the_menu_is_what_it_says(word):
    assert shown({"text": MEANT[word], "shapes": {"A": word}}, 0)["status"] == "holds"
    assert shown({"text": MEANT[word], "shapes": {"A": f"n n {word}"}}, 0)["status"] == "holds"
    assert shown({"text": MEANT[word], "shapes": {"A": "n n"}}, 0)["status"] == "fails"
    said = STRUCTURES[word].said or word
    assert shown({"text": f"{MEANT[word]}, A is {said}"}, 0)["status"] == "holds"


def test_a_search_that_takes_long_ends(monkeypatch):
    request = {"text": "det(A + B) = det(A) + det(B) + 1"}
    monkeypatch.setattr(checker, "PATIENCE", 0)
    assert "No change that makes it true was found in 0 seconds" in shown(request)["html"]
    assert answer({"text": "d(A X)/dX = A", "more": 2})["html"] == ""


VERDICTS = {"Push-through identity": "holds"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_has_its_verdict_and_what_fails_its_counterexample(name):
    found = shown(EXAMPLES[name])
    assert found["status"] == VERDICTS.get(name, "fails")
    assert ("smallest counterexample" in found["html"]) == (found["status"] == "fails")


def test_the_examples_are_shown_in_a_notebook():
    html = claims()._repr_html_()
    assert html.count("<details") == len(EXAMPLES)
    data = [json.loads(unescape(data)) for data in re.findall(r'data-ask="([^"]*)"', html)]
    assert data == list(EXAMPLES.values())
    assert repr(claims()).splitlines()[0] == "vec of a product fails: vec(A X B) = kron(A, B^T) vec(X)"


MENDED = [
    ({"text": "vec(A X B) = kron(A, B^T) vec(X)"}, "vec(A X B) = kron(B^T, A) vec(X)"),
    ({"text": "(A B)^-1 = A^-1 B^-1"}, "(A B)^-1 = B^-1 A^-1"),
    ({"text": "d tr(A X)/dX = A"}, "grad(tr(A X), X) = A^T"),
    ({"text": "d(A X)/dX = A"}, "d(A X)/dX = I_p (x) A"),
    ({"text": "d(X^T)/dX = I"}, "d(X^T)/dX = K_mn I"),
    ({"text": "K_nm vec(A) = vec(A^T)", "shapes": {"A": "m n"}}, "K_mn vec(A) = vec(A^T)"),
    ({"text": "d(X^-1)/dX = X^-T (x) X^-1"}, "d(X^-1)/dX = -(X^-T (x) X^-1)"),
    ({"f": "||A x - b||^2", "g": "A^T (A x - b)", "by": "x"}, "2 (A^T (A x - b))"),
    ({"f": "np.trace(A @ X @ B)", "g": "B @ A", "by": "X"}, "(B @ A)^T"),
    ({"f": "x^T A x", "g": "2 A x", "by": "x"}, "(A + A^T) x"),
    ({"f": "x^T A x", "g": "x^T (A + A^T)", "by": "x"}, "(x^T (A + A^T))^T"),
    ({"f": "A X B", "g": "A (x) B", "by": "X", "kind": "jacobian"}, "B^T (x) A"),
    ({"f": r"\operatorname{tr}(X^{\top} A X)", "g": "A X", "by": "X"}, "(A + A^T) X"),
]


@pytest.mark.parametrize(("request_", "mended"), MENDED, ids=[row[1] for row in MENDED])
def test_a_change_that_mends_a_claim_is_offered_and_holds(request_, mended):
    found = answer({**request_, "more": 2})
    assert found.get("status", "fails") == "fails"
    (offer,) = offered(found["html"])
    assert (offer["g"] if "f" in request_ else offer["text"]) == mended
    assert shown(offer, 0)["status"] == "holds"


def test_no_change_is_offered_where_none_holds():
    html = shown({"text": "det(A + B) = det(A) + det(B)"})["html"]
    assert not offered(html) and "It holds" not in html


MISTAKES = [
    ({"f": "np.trace(A @ X @ B)", "g": "B @ A", "by": "X"}, "the layout of the other convention"),
    ({"f": "||A x - b||^2", "g": "A^T (A x - b)", "by": "x"}, "half of what is right"),
    ({"f": "tr(A X)", "g": "A^T + A^T", "by": "X"}, "twice what is right"),
    ({"f": "tr(A S)", "g": "A + A^T - A o I", "by": "S", "shapes": {"S": "symmetric"}}, "counted twice"),
    ({"f": "tr(A X^-1)", "g": "(X^-1 A X^-1)^T", "by": "X"}, "sign is wrong"),
]


@pytest.mark.parametrize(("request_", "words"), MISTAKES, ids=[row[1] for row in MISTAKES])
def test_a_common_mistake_has_its_name(request_, words):
    assert words in shown(request_)["html"]


def test_the_entry_of_a_gradient_that_is_wrong_is_told_with_both_values():
    html = shown({"f": "tr(A S)", "g": "A + A^T - A o I", "by": "S", "shapes": {"S": "n n symmetric"}})["html"]
    assert "Entry (2, 1) of the derivative is 0, of the claim 1." in html
    assert html.count(r"\boxed{") == 2


@pytest.mark.parametrize(("text", "letters"), TRUE, ids=[row[0] for row in TRUE])
def test_what_holds_has_no_counterexample(text, letters):
    where = letters.get("where", "")
    given = {x: shape for x, shape in letters.items() if x != "where"}
    found = shown({"text": f"{text}, {where}" if where else text, "shapes": given})
    assert found["status"] == "holds" and "counterexample" not in found["html"]


ENTRIES = sorted(IDENTITIES)[::40]


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_of_the_catalogue_opens_with_its_verdict(name):
    entry = IDENTITIES[name]
    found = shown({"name": name}, 0)
    assert found["status"] == ("holds" if entry.holds else "fails")
    assert found["text"].startswith(entry.formula) and f"#{name}" in found["html"]
    assert answer({"name": name, "text": found["text"], "shapes": found["shapes"]})["html"] == found["html"]


@pytest.mark.parametrize("name", [name for name in ENTRIES if IDENTITIES[name].statement is None])
def test_an_entry_is_the_same_statement_when_it_is_typed(name):
    entry = IDENTITIES[name]
    own, _ = claimed({"text": typed(entry), "shapes": dict(entry.shapes)})
    assert own.symbolic == entry.symbolic and own.where == entry.where
    assert check(own).status == check(entry).status


def test_a_false_entry_leads_to_the_true_one():
    (instead,) = offered(shown({"name": "kron_commutes"}, 0)["html"])
    assert instead["name"] == "commutation_of_kron"


def test_hypotheses_in_words_count():
    assert shown({"text": "S = S^T"}, 0)["status"] == "fails"
    assert shown({"text": "S = S^T where S is symmetric"}, 0)["status"] == "holds"
    assert shown({"text": "A A^+ = I_m where A is m x n, A is of full rank, n >= m"}, 0)["status"] == "holds"
    assert shown({"text": "A A^+ = I_m where A is m x n"}, 0)["status"] == "fails"


def test_an_equation_of_python_is_one():
    assert shown({"text": "np.linalg.inv(A @ B) == np.linalg.inv(B) @ np.linalg.inv(A)"})["status"] == "holds"


def test_two_readings_are_both_offered():
    found = shown({"text": "A*B = B*A"}, 0)
    (other,) = offered(found["html"])
    assert found["status"] == "holds" and other["text"] == "A B = B A"
    assert shown(other, 0)["status"] == "fails"


def test_a_row_that_is_meant_as_a_gradient_is_said_to_be_read_so():
    assert "read as the gradient" in shown({"text": "d tr(A X)/dX = A"}, 0)["html"]
    assert "read as the gradient" not in shown({"text": "d tr(A X)/dX = vec(A^T)^T"}, 0)["html"]


REFUSED = [
    ({"text": "A B"}, "text", 3, "two sides"),
    ({"text": ""}, "text", 0, "two sides"),
    ({"text": "A = A^T = B"}, "text", 8, "two sides"),
    ({"text": "tr(A + B = C"}, "text", 2, "never closed"),
    ({"text": "<img src=x onerror=alert(1)> = 1"}, "text", 0, "something is missing before <"),
    ({"text": "A = B", "shapes": {"A": "m foo-3"}}, "text", None, "foo-3 is no size"),
    ({"text": "S = S^T", "shapes": {"S": "n n symetric"}}, "text", None, "did you mean symmetric?"),
    ({"f": "x^T A x)", "g": "A x", "by": "x"}, "f", 7, ""),
    ({"f": "x^T A x", "g": "(A + A^T x", "by": "x"}, "g", 0, "never closed"),
    ({"f": "x^T A x", "g": "A", "by": "x"}, "g", 0, "equation"),
    ({"f": "x^T A x", "g": "A x", "by": "y"}, "f", 0, "choose a letter"),
    ({"f": "x^T A x", "g": "A x", "by": "x, x) + grad(x"}, "f", 0, "choose a letter"),
    ({"f": "x, x) + grad(x", "g": "A x", "by": "x"}, "f", 3, ""),
    ({"f": "", "g": "", "by": ""}, "f", 0, "no formula"),
]


@pytest.mark.parametrize(("request_", "field", "position", "message"), REFUSED, ids=[str(row[0]) for row in REFUSED])
def test_what_cannot_be_checked_is_said_in_its_place(request_, field, position, message):
    error = answer(request_)["error"]
    assert message in error["message"]
    assert (error["field"], error["position"]) == (field, position)


def test_no_reader_can_write_html():
    for request in ({"text": "A = B", "shapes": {"A": "<b> n"}}, {"name": "<b>"}, {"text": "<b>A</b> = A"}):
        found = answer({**request, "more": 2})
        assert "<b>" not in found["html"]


def test_a_derivative_with_where_is_one_statement():
    request = {"f": "x^T G x where G = A^T A", "g": "2 G x", "by": "x"}
    assert asked(request) == "grad(x^T G x, x) = 2 G x where G = A^T A"
    assert shown(request)["status"] == "holds"
