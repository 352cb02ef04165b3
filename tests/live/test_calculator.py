"""The calculator in Chromium, in the book as `make live` leaves it: `make live-tests`."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.pages import PICTURES, SCREENS, opened
from tests.functions import MATRICES, SCALARS, VECTORS
from tests.texts import TEXTS, given
from veckron.calculation import calculate
from veckron.calculator import EXAMPLES, answer, checked, sources

PAGE = "chapters/calculator.html"
CHECKED = "every line checked"
# What is ours on the page; MathJax answers for its formulas.
PARTS = {"include": [["article"]], "exclude": [["mjx-container"], [".veckron-examples"]]}


class Reader:
    """One reader with the page open: types, presses the button, waits for the line that says what is going on."""

    def __init__(self, context, address, query=""):
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.set_default_timeout(15_000)
        self.page, self.wrong = opened(context, address, PAGE + query)
        self.result = self.page.get_by_label("The derivative")
        self.form = self.page.locator(".veckron-form")
        self.form.wait_for()

    def types(self, text):
        self.page.get_by_label("A function, as in NumPy").fill(text)

    def derives(self, text, by="", **shapes):
        self.types(text)
        for name, (sizes, kind) in shapes.items():
            self.page.get_by_label(f"Kind of {name}", exact=True).select_option(kind)
            if sizes:
                self.page.get_by_label(f"Sizes of {name}", exact=True).fill(sizes)
        if by:
            self.page.get_by_role("radio", name=by, exact=True).check()
        self.page.get_by_role("button", name="Derive").click()

    def waits(self, words=CHECKED):
        self.page.get_by_role("status").filter(has_text=words).wait_for()

    def verdicts(self):
        return self.result.locator("dd .badge").all_inner_texts()

    def sources(self):
        return [code.text_content() for code in self.result.locator(".source code").all()]

    def called(self, name, argument):
        """What the package answers inside the page, by the same worker."""
        engine = "document.querySelector('script[data-megabytes]').src.replace('page.js', 'engine.js')"
        script = f"([name, argument]) => import({engine}).then((engine) => engine.call(name, argument))"
        return self.page.evaluate(script, [name, argument])


@pytest.fixture(scope="module")
def context(browser):
    context = browser.new_context(viewport=SCREENS["desk"])
    yield context
    context.close()


@pytest.fixture(scope="module")
def sitting(context, address):
    """One page for all tests that only ask; nothing may go wrong on it."""
    reader = Reader(context, address)
    yield reader
    assert not reader.wrong


@pytest.fixture
def reader(browser, address):
    """A reader who comes for the first time."""
    context = browser.new_context(viewport=SCREENS["desk"])
    reader = Reader(context, address)
    yield reader
    context.close()
    assert not reader.wrong


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
def test_the_answers_of_the_page_are_those_of_the_package(sitting, name):
    text, by, shapes = EXAMPLES[name]
    request = {"text": text, "by": by, "shapes": shapes}
    assert sitting.called("check", request) == checked(request)


@pytest.mark.parametrize("case", MATRICES + SCALARS + VECTORS, ids=lambda case: case.id)
def test_the_functions_of_the_table_have_the_same_answers(sitting, case):
    request = {"text": TEXTS[case.id], "by": case.X.name, "shapes": given(case)}
    assert sitting.called("calculate", request) == answer(request)


def test_nothing_is_loaded_before_it_is_asked_for(reader):
    loaded = reader.page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert not [name for name in loaded if re.search(r"pyodide|sympy|worker\.js", name)]
    assert re.search(r"loads \d+ MB", reader.form.inner_text())
    assert reader.result.locator("mjx-container").count() > 5, "an example stands there from the start"


def test_the_start_is_told_and_the_page_answers(reader):
    said = []
    reader.page.expose_function("told", lambda line: said.append(line))
    reader.page.evaluate(
        "new MutationObserver(() => told(document.querySelector('.veckron-status').innerText))"
        ".observe(document.querySelector('.veckron-status'), {childList: true, subtree: true, characterData: true})"
    )
    reader.derives("x.T @ A @ x")
    reader.waits()
    assert [line for line in said if re.match(r"(Python|SymPy|veckron): \d+\.\d of \d+\.\d MB", line)]


def test_a_structure_is_declared(sitting):
    sitting.derives("x.T @ A @ x", by="x", A=("", "symmetric"))
    sitting.waits()
    assert "2 A x" in sitting.sources()[1]
    sitting.derives("log(det(X))", by="X", X=("k k", "lower_triangular"))
    sitting.waits()
    assert sitting.verdicts() == ["verified", "verified"]
    assert "𝑘" in sitting.result.locator("dd").first.inner_text()


def test_a_shape_that_does_not_follow_is_asked_for(sitting):
    sitting.derives("lam * x", by="x")
    sitting.page.get_by_role("alert").filter(has_text="give its shape").wait_for()
    assert sitting.page.evaluate("document.activeElement.getAttribute('aria-label')") == "Kind of lam"
    sitting.derives("lam * x", by="x", lam=("", "scalar"))
    sitting.waits()
    assert sitting.verdicts() == ["verified"]


HOSTILE = {
    "__import__('os').system('ls')": "write X.T",
    "().__class__.__bases__": "a name begins with a letter",
    "9**9**9**9": "power",
    "(" * 200 + "x" + ")" * 200: "more than 400 signs",
    "x" * 100_000: "characters",
    "А @ X": "no such character",
    "<img src=x onerror=alert(1)>": "no such character",
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


def test_a_link_opens_the_calculation_again(reader, address):
    reader.derives("log(det(X))", by="X", X=("p p", "symmetric"))
    reader.waits()
    reader.page.get_by_role("button", name="Copy link").click()
    reader.waits("clipboard")
    link = reader.page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{address}/{PAGE}?")
    friend = Reader(reader.page.context, address, link.removeprefix(f"{address}/{PAGE}"))
    friend.waits()
    assert friend.page.get_by_label("A function, as in NumPy").input_value() == "log(det(X))"
    assert friend.sources() == reader.sources() and friend.sources()
    assert friend.verdicts() == ["verified", "verified"]
    friend.page.reload()
    friend.waits()
    assert friend.sources() == reader.sources()
    assert not friend.wrong


def test_a_second_visit_needs_no_network(reader, address):
    reader.derives("A @ X @ B", by="X")
    reader.waits()
    asked = []
    again = Reader(reader.page.context, address)
    again.page.on("request", lambda request: asked.append(request.url))
    again.form.get_by_text("loads").wait_for(state="detached")
    again.page.context.set_offline(True)
    again.derives("inv(X)", by="X")
    again.waits()
    assert again.verdicts() == ["verified"]
    again.page.context.set_offline(False)


def test_the_sources_can_be_copied(sitting):
    sitting.derives("A @ X @ B", by="X")
    sitting.waits()
    source = sitting.page.locator(".result .source").nth(2)
    if source.get_attribute("open") is None:
        source.locator("summary").click()
    source.get_by_role("button", name="Copy").click()
    source.get_by_text("Copied").wait_for()
    assert sitting.page.evaluate("navigator.clipboard.readText()") == source.locator("code").text_content()


def test_a_calculation_can_be_stopped(reader):
    reader.derives("kron(X, kron(X, X))", by="X")
    reader.page.get_by_role("button", name="Stop").click()
    reader.waits("Stopped")
    reader.derives("X.T", by="X")
    reader.waits()
    assert reader.verdicts() == ["verified"]


def test_everything_can_be_done_with_the_keyboard(reader):
    reader.page.get_by_label("A function, as in NumPy").focus()
    reader.page.keyboard.press("Control+A")
    reader.page.keyboard.type("trace(X.T @ Y)")
    reader.page.keyboard.press("Tab")
    reader.page.keyboard.press("ArrowDown")
    reader.page.get_by_label("A function, as in NumPy").focus()
    reader.page.keyboard.press("Enter")
    reader.waits()
    assert reader.page.get_by_role("radio", name="Y").is_checked()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_how_it_looks_and_reads_aloud(browser, address, screen, theme):
    context = browser.new_context(viewport=SCREENS[screen], color_scheme=theme)
    reader = Reader(context, address)
    for moment, text in {"derived": "log(det(S)) + (x - mu).T @ inv(S) @ (x - mu)", "refused": "A @ x + c.T"}.items():
        reader.derives(text)
        reader.page.get_by_role("alert").wait_for() if moment == "refused" else reader.waits()
        folder = PICTURES / f"{screen}-{theme}"
        folder.mkdir(parents=True, exist_ok=True)
        reader.page.screenshot(path=folder / f"calculator-{moment}.png", full_page=moment == "derived")
        assert reader.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert not Axe().run(reader.page, context=PARTS, options={"preload": False}).response["violations"]
    context.close()
    assert not reader.wrong
