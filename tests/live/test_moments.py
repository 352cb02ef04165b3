"""The calculator while something is going on: a start, a Stop, a check that lasts, a text that changes meanwhile."""

import re
import time
from itertools import pairwise

import pytest

from tests.browser.pages import SCREENS
from tests.live.reader import Reader
from veckron.book.answer_pages import sources
from veckron.book.calculation import calculate
from veckron.book.calculator import answer, checked

# Every word of the status line with its time, and every move of the bar.
WATCH = """() => {
  const box = document.querySelector(".veckron-status"), words = box.querySelector("[role=status]");
  window.told = [];
  window.moved = 0;
  const told = () => window.told.push([performance.now(), words.textContent]);
  new MutationObserver(told).observe(words, { childList: true });
  new MutationObserver(() => (window.moved += 1)).observe(box.querySelector("progress"), { attributeFilter: ["value"] });
}"""
LOADING = re.compile(r"(Python|SymPy|veckron): \d+\.\d of \d+\.\d MB")
# From now on the worker gets no question of this name, as if its answer took for ever.
HOLD = """(name) => {
  const post = Worker.prototype.postMessage;
  window.held = name;
  Worker.prototype.postMessage = function (data) { if (data.name !== window.held) post.call(this, data); };
}"""
STATE = "({ state }) => state()"


def progress(reader):
    return reader.page.locator(".veckron-form progress")


@pytest.fixture
def slow(browser, address):
    """A reader whose files come one after the other, SymPy last and never."""
    context = browser.new_context(viewport=SCREENS["desk"], service_workers="block")
    reader = Reader(context, address)
    context.route("**/live/*", lambda route: (time.sleep(0.4), route.continue_()))
    context.route("**/live/sympy.zip*", lambda route: None)
    yield reader
    context.close()
    assert not [words for words in reader.wrong if "blocked by Playwright" not in words]


def test_a_download_is_told_and_can_be_stopped(slow):
    slow.page.evaluate(WATCH)
    slow.derives("X.T", by="X")
    slow.waits("SymPy: ")
    assert progress(slow).is_visible()
    slow.page.get_by_role("button", name="Stop").click()
    slow.waits("Stopped.")
    assert not progress(slow).is_visible()
    slow.page.wait_for_timeout(1200)
    assert slow.says() == "Stopped." and not progress(slow).is_visible()
    times = [time for time, words in slow.page.evaluate("told") if LOADING.match(words)]
    assert len(times) >= 2 and all(later - earlier > 990 for earlier, later in pairwise(times))
    assert slow.page.evaluate("moved") > len(times)


def test_a_calculation_can_be_stopped(reader):
    """Also while its formulas are typeset: then its check does not start Python again."""
    reader.derives("X.T", by="X")
    reader.waits()
    reader.page.evaluate(
        "() => { window.typeset = MathJax.typesetPromise;"
        "MathJax.typesetPromise = () => new Promise((done) => { window.release = done; }); }"
    )
    reader.derives("A @ X", by="X")
    reader.page.wait_for_function("() => Boolean(window.release)")
    reader.page.get_by_role("button", name="Stop").click()
    reader.page.evaluate("() => { MathJax.typesetPromise = window.typeset; window.release(); }")
    reader.page.wait_for_timeout(300)
    assert reader.says() == "Stopped." and reader.module("engine", STATE) == "off"
    reader.derives("X.T", by="X")
    reader.waits()
    assert reader.verdicts() == ["verified"]


def test_a_stop_while_one_types_is_no_error(reader):
    reader.derives("X.T", by="X")
    reader.waits()
    reader.page.evaluate(HOLD, "shapes")
    reader.types("A @ X")
    reader.page.wait_for_timeout(500)
    assert reader.module("engine", STATE) == "busy"
    reader.module("engine", "({ stop }) => stop()")
    reader.page.wait_for_timeout(100)
    assert not reader.wrong


def test_a_new_question_does_not_wait_behind_a_long_check(reader):
    reader.page.evaluate(HOLD, "check")
    reader.derives("A @ X @ B", by="X")
    reader.waits("Derived. Checking")
    reader.page.evaluate("window.held = null")
    started = []
    reader.page.on("worker", lambda worker: started.append(worker))
    reader.derives("X.T", by="X")
    reader.waits()
    assert len(started) == 1
    assert reader.sources() == list(sources(calculate("X.T", "X")).values())


def test_a_result_stays_when_its_check_does_not_come(reader):
    reader.page.evaluate(HOLD, "check")
    reader.derives("A @ X @ B", by="X")
    reader.waits("Derived. Checking")
    reader.module("engine", "({ stop }) => stop()")
    reader.waits("Derived, not checked: Stopped.")
    assert reader.result.is_visible() and not reader.page.get_by_role("button", name="Stop").is_visible()
    assert reader.sources() == list(sources(calculate("A @ X @ B", "X")).values())


def test_what_is_not_decided_is_said(sitting):
    sitting.derives("trace(expm(100 * Z))", by="Z")
    verdicts = checked({"text": "trace(expm(100 * Z))", "by": "Z", "shapes": {}})["verdicts"]
    open_ = verdicts.count("unknown")
    assert open_
    sitting.waits(f"Derived; {open_} of {len(verdicts)} lines could not be decided.")
    assert sitting.result.is_visible() and "not decided" in sitting.verdicts()


def test_a_link_on_a_phone_waits_for_a_press(browser, address):
    context = browser.new_context(viewport=SCREENS["phone"])
    started = []
    context.on("request", lambda asked: "worker.js" in asked.url and started.append(asked.url))
    phone = Reader(context, address, "?f=A+@+X+@+B&by=X")
    button = phone.page.get_by_role("button", name="Load Python (8 MB) and derive")
    button.wait_for()
    phone.page.wait_for_timeout(500)
    assert not started
    button.click()
    phone.page.set_default_timeout(60_000)
    phone.waits()
    assert phone.verdicts() == ["verified"] and phone.page.get_by_role("button", name="Derive", exact=True).is_visible()
    context.close()
    assert not phone.wrong


def test_python_starts_while_one_types(reader):
    assert reader.module("engine", STATE) == "off"
    reader.types("A @ X")
    reader.waits("Python: ")
    assert reader.module("engine", STATE) in ("loading", "ready")


JUDGED = {
    "holds": "Derived, and every line checked, in this browser.",
    "unknown": "Derived; 1 of 1 line could not be decided.",
    "holds unknown unknown": "Derived; 2 of 3 lines could not be decided.",
    "holds fails": "The check refutes the answer: it is withdrawn.",
    "fails fails unknown": "The check refutes the answer: it is withdrawn.",
}


@pytest.mark.parametrize("verdicts", JUDGED)
def test_the_words_for_verdicts(sitting, verdicts):
    assert sitting.module("result", "({ judged }, verdicts) => judged(verdicts)", verdicts.split()) == JUDGED[verdicts]


ASK_AND_TYPE = """() => {
  document.querySelector(".veckron-form").requestSubmit();
  document.querySelector("#calculator-text").value = "another text";
}"""


@pytest.mark.parametrize("text", ["A @ x + c.T", "😀 + A", "rank(X)"])
def test_an_error_marks_the_text_that_was_asked(sitting, text):
    """The reader types on before the answer is there; an error without a place marks nothing."""
    sitting.derives("X.T", by="X")
    sitting.waits()
    sitting.types(text)
    sitting.page.evaluate(ASK_AND_TYPE)
    alert = sitting.page.get_by_role("alert")
    alert.wait_for()
    error = answer({"text": text, "by": text[-2] if text.endswith(")") else "A", "shapes": {}})["error"]
    place = error["position"]
    assert alert.locator("p").inner_text() == error["message"]
    assert alert.locator("pre").all_text_contents() == ([] if place is None else [text])
    assert alert.locator("mark").all_text_contents() == ([] if place is None else [text[place]])
