"""The calculator in Chromium: how long its first answer takes, and what a page adds to a derivation.

    make live && python -m benchmarks.live

A later answer is compared with the same derivation, timed by Python inside the same worker.
"""

import re
import time

from tests.browser.pages import opened, print_page

from veckron.book.calculator import EXAMPLES

PAGE = "chapters/calculator.html"
ENGINE = "document.querySelector('script[data-megabytes]').src.replace('page.js', 'engine.js')"
CALL = f"([name, argument]) => import({ENGINE}).then((engine) => engine.call(name, argument))"
# Timed in the page, from the click to the formula on the page.
CLICKED = """(name) => new Promise((done) => {
  const result = document.querySelector(".result"), start = performance.now();
  const told = new MutationObserver(() => result.querySelector(".badge") || done(performance.now() - start));
  told.observe(result, {childList: true});
  [...document.querySelectorAll(".chips button")].find((chip) => chip.textContent === name).click();
})"""
TIMED = """
import time
from veckron import derive
from veckron.notation import Reading
reading = Reading({text!r}, **{shapes!r})
F, X = reading.expression, reading.symbols[{by!r}]
start = time.perf_counter()
derive(F, X)
1000 * (time.perf_counter() - start)
"""


def first(browser, address):
    """From opening the page with an empty cache to the first formula, and to the end of its check; the bytes loaded."""
    context = browser.new_context()
    start = time.perf_counter()
    page, _ = opened(context, address, PAGE)
    page.get_by_label("A function, as on paper").fill("trace(inv(A + X.T @ B @ X) @ X.T @ X)")
    page.get_by_role("button", name="Derive").click()
    seconds = [waited(page, words, start) for words in ("Derived. Checking", "every line checked")]
    return context, page, seconds


def waited(page, words, start):
    page.get_by_role("status").filter(has_text=re.compile(words)).wait_for()
    return time.perf_counter() - start


def again(context, address):
    """The same on a second visit."""
    start = time.perf_counter()
    page, _ = opened(context, address, PAGE)
    page.get_by_label("A function, as on paper").fill("A @ X @ B")
    page.get_by_role("button", name="Derive").click()
    return waited(page, "every line checked", start)


def later(page, name):
    """Milliseconds from the click to the formula, and those of the derivation itself in the same worker."""
    text, by, shapes = EXAMPLES[name]
    page.evaluate(CALL, ["run", {"code": "from sympy.core.cache import clear_cache; clear_cache()"}])
    clicked = page.evaluate(CLICKED, name)
    page.get_by_role("status").filter(has_text="every line checked").wait_for()
    code = "from sympy.core.cache import clear_cache; clear_cache()" + TIMED.format(text=text, by=by, shapes=shapes)
    derived = page.evaluate(CALL, ["run", {"code": code}])["outputs"][0]["data"]["text/plain"]
    return clicked, float(derived)


def main():
    with print_page.serving() as address, print_page.chromium() as browser:
        context, page, (formula, checked) = first(browser, address)
        print(f"first visit: formula after {formula:.1f} s, all lines checked after {checked:.1f} s")
        print(f"second visit: all lines checked after {again(context, address):.1f} s")
        for name in EXAMPLES:
            clicked, derived = later(page, name)
            print(f"{name:22} {clicked:6.0f} ms, the derivation {derived:6.0f} ms, more by {clicked - derived:6.0f} ms")


if __name__ == "__main__":
    main()
