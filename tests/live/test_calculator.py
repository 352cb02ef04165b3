"""The calculator in Chromium, in the book as `make live` leaves it: `make live-tests`."""

import re
import sys

import pytest

from tests.browser.pages import SCREENS
from tests.functions import MATRICES, SCALARS, VECTORS
from tests.live.reader import Reader
from tests.texts import TEXTS, given
from veckron.book.answer_pages import sources
from veckron.book.calculation import calculate
from veckron.book.calculator import EXAMPLES, answer, checked


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_is_derived_and_verified_in_the_page(sitting, name):
    text, by, shapes = EXAMPLES[name]
    sitting.page.get_by_role("button", name=name, exact=True).click()
    sitting.waits()
    assert set(sitting.verdicts()) == {"verified"}
    assert [text.strip() for text in sitting.sources()] == [
        text.strip() for text in sources(calculate(text, by, **shapes)).values()
    ]
    assert "\\(" not in sitting.result.inner_text()


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_answers_of_the_page_are_those_of_the_package(sitting, name, monkeypatch):
    monkeypatch.setitem(sys.modules, "numpy", None)  # the page has none, and says that the code was not run
    text, by, shapes = EXAMPLES[name]
    request = {"text": text, "by": by, "shapes": shapes}
    assert sitting.called("check", request) == checked(request)


@pytest.mark.parametrize("case", MATRICES + SCALARS + VECTORS, ids=lambda case: case.id)
def test_the_functions_of_the_table_have_the_same_answers(sitting, case):
    request = {"text": TEXTS[case.id], "by": case.X.name, "shapes": given(case)}
    assert sitting.called("calculate", request) == answer(request)


def test_nothing_is_loaded_before_it_is_asked_for(reader):
    assert not reader.loaded()
    assert re.search(r"loads \d+ MB", reader.form.inner_text())
    assert reader.result.locator("mjx-container").count() > 5, "an example stands there from the start"


def test_a_structure_is_declared(sitting):
    sitting.derives("x.T @ A @ x", by="x", A=("", "symmetric"))
    sitting.waits()
    assert "2 A x" in sitting.sources()[1]
    sitting.derives("log(det(X))", by="X", X=("k k", "lower_triangular"))
    sitting.waits()
    assert sitting.verdicts() == ["verified", "verified"]
    assert "k times k" in sitting.result.locator("dd").first.inner_html()  # as a screen reader says it


def test_a_letter_may_have_the_name_of_a_part_of_javascript(sitting):
    sitting.derives("constructor @ toString", by="toString", constructor=("m n", "matrix"))
    sitting.waits()
    assert sitting.sources() == list(
        sources(calculate("constructor @ toString", "toString", constructor="m n")).values()
    )


def test_a_shape_that_does_not_follow_is_asked_for(sitting):
    sitting.derives("lam * x", by="x")
    sitting.page.get_by_role("alert").filter(has_text="give its shape").wait_for()
    assert sitting.page.evaluate("document.activeElement.getAttribute('aria-label')") == "Kind of lam"
    sitting.derives("lam * x", by="x", lam=("", "scalar"))
    sitting.waits()
    assert sitting.verdicts() == ["verified"]


def test_the_text_is_read_while_one_types(sitting):
    sitting.derives("X.T", by="X")
    sitting.waits()
    sitting.types("||A*X - B||^2")
    other = sitting.page.get_by_role("button", name="Read it as ||A o X - B||_F^2")
    other.click()
    sitting.waits()
    assert sitting.page.get_by_label("A function, as on paper").input_value() == "||A o X - B||_F^2"
    assert other.count() == 0 and sitting.page.locator(".reading mjx-container").count() == 1
    sitting.types("1/2 (x-μ)'Σ^{-1}(x-μ)")
    sitting.page.get_by_label("Kind of Sigma").wait_for()
    assert sitting.page.get_by_role("radio").count() == 3


def test_what_was_meant_is_one_press_away(sitting):
    field = sitting.page.get_by_label("A function, as on paper")
    sitting.derives("X + lgo(det(X))")
    sitting.page.get_by_role("alert").filter(has_text="did you mean log").wait_for()
    assert field.evaluate("(field) => [document.activeElement === field, field.selectionStart]") == [True, 4]
    sitting.page.wait_for_timeout(600)  # the reading of the same text does not hide what is wrong with it
    assert sitting.page.get_by_role("alert").is_visible()
    sitting.derives("lgo(det(X))")
    sitting.page.get_by_role("button", name="Write log(det(X))").click()
    sitting.waits()
    assert field.input_value() == "log(det(X))" and not sitting.page.get_by_role("alert").is_visible()


def test_what_was_said_of_a_letter_is_forgotten_with_its_formula(sitting):
    sitting.page.get_by_role("button", name="Gaussian likelihood", exact=True).click()
    sitting.waits()
    assert sitting.page.get_by_label("Kind of S", exact=True).input_value() == "symmetric"
    field = sitting.page.get_by_label("A function, as on paper")
    field.press("End")
    field.type(" + x.T @ x")
    sitting.page.wait_for_timeout(500)
    assert sitting.page.get_by_label("Kind of S", exact=True).input_value() == "symmetric"
    sitting.derives("S @ x", by="S")
    sitting.waits()
    assert sitting.page.get_by_label("Kind of S", exact=True).input_value() == ""
    assert sitting.verdicts() == ["verified"]


def test_more_can_be_asked(sitting):
    page = sitting.page
    page.get_by_label("Find").select_option("hessian")
    sitting.derives("x^T A x + b^T x", by="x")
    sitting.waits()
    assert "= A + A^{T}" in sitting.sources()[1] and "ask=hessian" in page.url
    page.get_by_label("Find").select_option("mixed")
    page.get_by_label("and by").select_option("A")
    sitting.derives("x^T A x + b^T x", by="x")
    sitting.waits()
    assert "ask=mixed&second=A" in page.url
    page.get_by_label("Find").select_option("direction")
    page.get_by_label("Direction").fill("x")
    sitting.derives("x^T A x + b^T x", by="x")
    sitting.waits()
    assert (
        r"= \left(2 x^{T} A + b^{T}\right) x" in sitting.sources()[1] and not page.get_by_label("and by").is_visible()
    )
    page.get_by_label("Find").select_option("all")
    sitting.derives("x^T A x + b^T x")
    sitting.waits()
    assert sitting.verdicts() == ["verified"] * 3
    page.get_by_role("button", name="by A").click()
    sitting.waits()
    assert "ask" not in page.url and "by=A" in page.url and "x x^{T}" in sitting.sources()[1]
    page.get_by_role("button", name="Use as input").click()
    assert page.get_by_label("A function, as on paper").input_value() == "x x^T"
    page.get_by_role("button", name="Derive").click()
    sitting.waits()
    assert "by=x" in page.url and page.get_by_role("radio").count() == 1


def test_the_switch_changes_every_formula(sitting, address):
    sitting.derives("A @ X @ B", by="X")
    sitting.waits()
    sitting.page.locator(".convention summary").click()
    sitting.page.get_by_label("vec", exact=True).select_option("rows")
    sitting.waits()
    assert sitting.sources()[1].endswith(r"= A \otimes B^{T}") and "np.kron(A, B.T)" in sitting.sources()[0]
    sitting.page.get_by_label("Layout").select_option("denominator")
    sitting.waits()
    assert sitting.sources()[1].endswith(r"= A^{T} \otimes B")
    assert "denominator layout, by rows" in sitting.result.inner_text()
    sitting.derives("C @ X", by="X")  # the next question is answered so too
    sitting.waits()
    assert "convention=denominator+rows" in sitting.page.url
    friend = Reader(sitting.page.context, address, "?" + sitting.page.url.partition("?")[2])
    friend.waits()
    assert friend.sources() == sitting.sources() and friend.page.get_by_label("Layout").input_value() == "denominator"
    for name in ("vec", "Layout"):
        sitting.page.get_by_label(name, exact=True).select_option("")
        sitting.waits()
    assert "convention" not in sitting.page.url


@pytest.mark.parametrize(
    "query",
    [
        "?f=x%5ET+A+x&by=x&ask=__proto__&convention=%3Cb%3E+constructor&second=%3Cimg+src=x+onerror=alert(1)%3E",
        "?f=x%5ET+A+x&by=toString&ask=derivative&shape.__proto__=m+n&direction=%3Cscript%3E",
    ],
)
def test_a_hostile_link_asks_what_can_be_asked(sitting, address, query):
    reader = Reader(sitting.page.context, address, query)
    reader.waits()
    assert r"\left(A + A^{T}\right) x" in reader.sources()[1] and not reader.wrong
    reader.page.close()


def test_the_answer_in_other_dialects(sitting):
    sitting.derives("x.T @ A @ x", by="x")
    sitting.waits()
    sources = sitting.page.locator(".sources details")
    assert sources.locator("summary").all_inner_texts()[:5] == ["NumPy", "LaTeX", "SymPy", "JAX", "PyTorch"]
    for name, words in {"JAX custom_vjp": "f.defvjp(f_forward, f_backward)", "Julia": "return dot(x, A * x)"}.items():
        sources.locator("summary").filter(has_text=name).click()
        sources.locator("code").filter(has_text=words).wait_for()
        assert sitting.page.locator(".sources details[open]").count() == 1
    assert not sitting.violations()


def test_numbers_stand_beside_each_other_and_can_be_changed(sitting):
    sitting.derives("x.T @ A @ x", by="x")
    sitting.waits()
    sitting.page.locator(".numbers summary").click()
    tables = sitting.page.locator(".numbers .grid:not([data-letter])")
    tables.last.wait_for()
    formula, quotient = (tables.nth(k).locator("td").all_inner_texts() for k in (1, 2))
    assert tables.count() == 3 and formula == quotient
    for name, rows in {"A": [[1, 2], [0, 3]], "x": [[1], [-1]]}.items():
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                sitting.page.get_by_label(f"{name}, row {i + 1}, column {j + 1}").fill(str(value))
    sitting.page.keyboard.press("Tab")
    tables.nth(1).locator("td").filter(has_text="\u22124").wait_for()
    assert tables.nth(0).locator("td").all_inner_texts() == ["2"]
    assert tables.nth(2).locator("td").all_inner_texts() == ["0", "\u22124"]
    sitting.page.get_by_label("x, row 1, column 1").fill("<b>")
    sitting.page.keyboard.press("Tab")
    sitting.page.locator(".numbers .error").filter(has_text="x: wants numbers").wait_for()
    assert not sitting.violations()
    sitting.page.locator(".numbers summary").click()


HOSTILE = {
    "__import__('os').system('ls')": "a name begins with a letter",
    "().__class__.__bases__": "cannot be read here",
    "9**9**9**9": "power",
    "(" * 200 + "x" + ")" * 200: "more than 400 signs",
    "x" * 100_000: "characters",
    "А @ X": "no such character",
    "<img src=x onerror=alert(1)>": "something is missing before <",
    "A @ x + c.T": "sum: (A @ x) has shape",
    "": "no formula",
}


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:20])
def test_bad_input_gets_a_sentence(sitting, text):
    sitting.derives(text)
    alert = sitting.page.get_by_role("alert").filter(has_text=HOSTILE[text])
    alert.wait_for()
    assert not sitting.result.is_visible()
    assert sitting.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_link_opens_the_calculation_again(sitting, address):
    sitting.derives("trace(X ** k)", by="X", X=("p p", "symmetric"), k=("", "integer"))
    sitting.waits()
    sitting.page.get_by_role("button", name="Copy link").click()
    sitting.waits("clipboard")
    link = sitting.page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{address}/{Reader.name}?")
    friend = Reader(sitting.page.context, address, link.removeprefix(f"{address}/{Reader.name}"))
    friend.waits()
    assert friend.page.get_by_label("A function, as on paper").input_value() == "trace(X ** k)"
    assert friend.page.get_by_label("Kind of k").input_value() == "integer"
    assert "shape.k=integer" in friend.page.url and friend.page.get_by_label("Sizes of k").is_disabled()
    assert friend.sources() == sitting.sources() and friend.sources()
    assert friend.verdicts() == ["verified", "verified"]
    friend.page.reload()
    friend.waits()
    assert friend.sources() == sitting.sources()
    assert not friend.wrong
    friend.page.close()


def test_a_second_visit_needs_no_network(sitting, address):
    sitting.derives("A @ X @ B", by="X")
    sitting.waits()
    kept, left = [], []
    note = lambda urls, url: "/live/" in url and urls.append(url)
    again = Reader(sitting.page.context, address)
    again.page.on("response", lambda answer: note(kept if answer.from_service_worker else left, answer.url))
    again.page.on("requestfailed", lambda request: note(left, request.url))
    again.form.get_by_text("loads").wait_for(state="detached")
    again.page.context.set_offline(True)
    again.derives("inv(X)", by="X")
    again.waits()
    again.page.context.set_offline(False)
    assert again.verdicts() == ["verified"]
    assert any("sympy.zip" in url for url in kept) and not left
    assert not again.wrong
    again.page.close()


def test_the_sources_can_be_copied(sitting):
    sitting.derives("A @ X @ B", by="X")
    sitting.waits()
    source = sitting.page.locator(".result .source").nth(2)
    if source.get_attribute("open") is None:
        source.locator("summary").click()
    source.get_by_role("button", name="Copy").click()
    source.get_by_text("Copied").wait_for()
    assert sitting.page.evaluate("navigator.clipboard.readText()") == source.locator("code").text_content()


def test_without_a_clipboard_there_is_another_way(sitting):
    """A page without https has none."""
    sitting.derives("A @ X", by="X")
    sitting.waits()
    sitting.page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })")
    sitting.page.get_by_role("button", name="Copy link").click()
    sitting.waits("The address bar has the link.")
    source = sitting.page.locator(".result .source").nth(2)
    if source.get_attribute("open") is None:
        source.locator("summary").click()
    source.get_by_role("button", name="Copy").click()
    source.get_by_text("Selected").wait_for()
    assert sitting.page.evaluate("getSelection().toString()").strip() == source.locator("code").text_content().strip()
    sitting.page.evaluate("delete navigator.clipboard")


def test_everything_can_be_done_with_the_keyboard(sitting):
    sitting.page.get_by_label("A function, as on paper").focus()
    sitting.page.keyboard.press("Control+A")
    sitting.page.keyboard.type("trace(X.T @ Y)")
    sitting.page.keyboard.press("Tab")
    sitting.page.keyboard.press("ArrowDown")
    sitting.page.get_by_label("A function, as on paper").focus()
    sitting.page.keyboard.press("Enter")
    sitting.waits()
    assert sitting.page.get_by_role("radio", name="Y").is_checked()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_how_it_looks_and_reads_aloud(sitting, screen, theme):
    sitting.sits_at(screen, theme)
    for moment, text in {"derived": "log(det(S)) + (x - mu).T @ inv(S) @ (x - mu)", "refused": "A @ x + c.T"}.items():
        sitting.derives(text)
        sitting.page.get_by_role("alert").wait_for() if moment == "refused" else sitting.waits()
        assert (
            sitting.page.get_by_label("Sizes of A" if moment == "refused" else "Sizes of S").bounding_box()["width"]
            > 90
        )
        sitting.looks(screen, theme, f"calculator-{moment}", full_page=moment == "derived")
