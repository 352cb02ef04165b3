"""The checker in Chromium, in the book as `make live` leaves it: `make live-tests`."""

import json

import pytest

from tests.browser.pages import SCREENS
from tests.live.reader import Checker
from veckron.book.checker import EXAMPLES, answer


# From now on the worker does not get the question for a change that mends.
HOLD_LAST = """() => {
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (data) { if (data.argument?.more !== 2) post.call(this, data); };
}"""


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_is_answered_in_the_page_as_by_the_package(checker, name):
    request = EXAMPLES[name] | {"more": 2}
    assert checker.called("claim", request) == json.loads(json.dumps(answer(request)))
    checker.page.get_by_role("button", name=name, exact=True).click()
    checker.waits()
    assert checker.status() == answer(request)["status"]
    assert "\\(" not in checker.result.inner_text()


def test_nothing_is_loaded_before_it_is_asked_for(context, address):
    fresh = Checker(context, address)
    assert not fresh.loaded()
    assert fresh.result.locator("mjx-container").count() > 5, "an example stands there from the start"
    assert not fresh.wrong


def test_a_change_that_mends_goes_into_the_field_at_a_press(checker):
    checker.checks("(A B)^-1 = A^-1 B^-1")
    checker.waits("in this browser: it does not hold")
    checker.result.get_by_role("button", name="Put it into the field").click()
    checker.waits("in this browser: it holds")
    assert checker.page.get_by_label("An identity, as on paper").input_value() == "(A B)^-1 = B^-1 A^-1"
    assert checker.status() == "holds"


def test_a_derivative_is_compared_with_its_function(checker):
    checker.compares("||A x - b||^2", "A^T (A x - b)", "x")
    checker.waits("in this browser: it does not hold")
    assert "The derivative is 2, the claim 1." in checker.result.inner_text()
    checker.result.get_by_role("button", name="Put it into the field").click()
    checker.waits("in this browser: it holds")
    assert checker.page.get_by_label("Its claimed derivative").input_value() == "2 (A^T (A x - b))"


def test_a_structure_is_declared_beside_the_letter(checker):
    checker.compares("x' A x", "2 A x", "x")
    checker.waits("in this browser: it does not hold")
    checker.page.get_by_label("Kind of A").select_option("symmetric")
    checker.presses()
    checker.waits("in this browser: it holds")


def test_every_structure_of_the_package_is_in_the_menu(checker):
    checker.checks("Q^-1 = Q^T")
    checker.waits("in this browser: it does not hold")
    kind = checker.page.get_by_label("Kind of Q")
    assert {"orthogonal", "skew", "idempotent", "positive definite"} <= set(kind.locator("option").all_inner_texts())
    kind.select_option("orthogonal")
    checker.presses()
    checker.waits("in this browser: it holds")
    search = checker.opens(**{"check": "A = A^T", "shape.A": "n n positive definite"})
    checker.waits("in this browser: it holds")
    assert kind.count() == 0 and checker.page.get_by_label("Kind of A").input_value() == "positive definite"
    assert checker.page.get_by_label("Sizes of A").input_value() == "n n" and search in checker.page.url


def test_the_verdict_and_the_counterexample_do_not_wait_for_a_change_that_mends(checker):
    """The last question is held back, as if its answer took for ever: what is known before stands there."""
    checker.opens()
    checker.page.evaluate(HOLD_LAST)
    checker.checks("det(A + B) = det(A) + det(B)")
    checker.waits("Looking for a change that mends it")
    assert checker.status() == "fails" and "smallest counterexample" in checker.result.inner_text()
    checker.page.get_by_role("button", name="Stop").click()
    checker.waits("Stopped")
    checker.opens()  # the worker gets every question again


def test_a_formula_that_is_replaced_leaves_no_structure_behind(checker):
    checker.page.get_by_role("button", name="Symmetric variable", exact=True).click()
    checker.waits()
    claim = checker.page.get_by_label("Its claimed derivative")
    claim.fill("A^T + A^T - A o I")
    assert checker.page.get_by_label("Kind of S").input_value() == "symmetric"
    checker.page.get_by_label("A function", exact=True).fill("x' S x")
    assert checker.page.get_by_label("Kind of S").input_value() == ""


def test_the_other_reading_is_a_press_apart(checker):
    checker.checks("A*B = B*A")
    checker.waits("in this browser: it holds")
    checker.result.get_by_role("button", name="Check this").click()
    checker.waits("in this browser: it does not hold")
    assert checker.page.get_by_label("An identity, as on paper").input_value() == "A B = B A"


def test_shapes_that_do_not_fit_are_refused_and_mended(checker):
    checker.checks("d(A X)/dX = A")
    checker.result.get_by_role("button", name="Put it into the field").click()
    checker.waits("in this browser: it holds")
    assert checker.page.get_by_label("Sizes of X").input_value() == "n p"


LINKS = [
    ({"check": "d(X^T A X)/dX = 2 A X", "shape.A": "m m"}, None),
    ({"check": "S = S^T", "shape.S": "n n symmetric"}, "holds"),
    ({"f": "tr(A S)", "g": "A", "by": "S", "kind": "gradient"}, "fails"),
    ({"name": "kron_commutes"}, "fails"),
    ({"name": "vec_of_product"}, "holds"),
]


@pytest.mark.parametrize(("query", "status"), LINKS, ids=[" ".join(query.values()) for query, _ in LINKS])
def test_a_link_opens_a_claim_again(checker, query, status):
    search = checker.opens(**query)
    if status is None:
        checker.page.get_by_role("alert").filter(has_text="shape").wait_for()
        return
    checker.waits()
    assert checker.status() == status
    checker.page.get_by_role("button", name="Copy link").click()
    checker.waits("clipboard")
    assert checker.page.evaluate("new URL(location.href).search") == search


HOSTILE = [
    {"check": "<img src=x onerror=alert(1)> = 1"},
    {"check": "__import__('os').system('ls') = 1"},
    {"check": "9**9**9**9 = 1"},
    {"check": "(" * 300 + "x" + ")" * 300 + " = x"},
    {"check": "x = " + "x" * 5_000},
    {"name": "<b>none</b>"},
    {"name": "__proto__"},
    {"f": "x", "g": "1", "by": "constructor"},
    {"f": "x, x) + grad(x", "g": "x", "by": "x", "kind": "<b>"},
    {"check": "A = A", "shape.A": "<b> n", "shape.__proto__": "n n"},
]


@pytest.mark.parametrize("query", HOSTILE, ids=lambda query: ascii(" ".join(query.values()))[:30])
def test_hostile_parameters_do_nothing(checker, query):
    checker.opens(**query)
    checker.page.get_by_role("alert").locator("p").wait_for()
    checker.page.locator(".veckron-form:not([aria-busy])").wait_for()
    assert not checker.page.locator(".veckron-form img, .result img, .error b").count()
    assert checker.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_everything_can_be_done_with_the_keyboard(checker):
    checker.opens()
    checker.page.get_by_role("radio", name="An identity", exact=True).focus()
    checker.page.keyboard.press("ArrowDown")
    checker.page.keyboard.press("Tab")
    checker.page.keyboard.press("Control+A")
    checker.page.keyboard.type("tr(X^T Y)")
    checker.page.keyboard.press("Tab")
    checker.page.keyboard.press("Control+A")
    checker.page.keyboard.type("Y")
    checker.page.keyboard.press("Enter")
    checker.waits("in this browser: it holds")
    assert checker.page.get_by_role("radio", name="X", exact=True).is_checked()


def test_a_stop_ends_a_check(checker):
    checker.opens(check="tr(A B) = tr(A) tr(B)")
    checker.page.get_by_role("button", name="Stop").click()
    checker.waits("Stopped")
    checker.checks("tr(A B) = tr(B A)")
    checker.waits("in this browser: it holds")


def test_an_entry_of_the_catalogue_opens_in_the_checker(checker, address):
    checker.page.goto(f"{address}/chapters/a-identities.html#kron_commutes")
    checker.page.get_by_label("Check kron_commutes").click()
    checker.waits("in this browser: it does not hold")
    assert checker.status() == "fails"
    assert checker.page.get_by_label("An identity, as on paper").input_value() == "A (x) B = B (x) A"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_how_it_looks_and_reads_aloud(checker, screen, theme):
    checker.sits_at(screen, theme)
    for moment in ("fails", "compared", "refused"):
        if moment == "fails":
            checker.checks("d(X^T A X)/dX = (A X)^T (x) I_n + I_n (x) X^T A where A is m x m, X is m x n")
        elif moment == "compared":
            checker.compares("tr(A X B)", "B A", "X")
        else:
            checker.checks("A x = b +")
        checker.page.get_by_role("alert").locator("p").wait_for() if moment == "refused" else checker.waits()
        checker.looks(screen, theme, f"checker-{moment}")
