"""The calculator in Chromium: how long its first answer takes, and what a page adds to a derivation.

    make live && python -m benchmarks.live

The line has 10 Mbit/s, and the server sends text as gzip, as GitHub Pages does.
A later answer is compared with the same derivation, timed by Python inside the same worker.
"""

import gzip
import io
import re
import threading
import time
from pathlib import Path

from tests.browser.pages import print_page

from veckron.book.calculator import EXAMPLES

SPEED = 10e6 / 8  # bytes a second, for all requests together
TEXT = re.compile(r"text/|javascript|json|svg")
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


class SlowLine(print_page.Quiet):
    """A server behind a line of a given speed."""

    turn, free, sent = threading.Lock(), 0.0, 0

    def send_head(self):
        path = self.translate_path(self.path)
        kind = self.guess_type(path)
        if "gzip" not in self.headers.get("Accept-Encoding", "") or not TEXT.search(kind):
            return super().send_head()
        try:
            data = gzip.compress(Path(path).read_bytes(), 6)
        except OSError:
            return self.send_error(404)
        self.send_response(200)
        for name, value in [("Content-Type", kind), ("Content-Encoding", "gzip")]:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        return io.BytesIO(data)

    def copyfile(self, source, outputfile):
        while chunk := source.read(16_384):
            with self.turn:
                SlowLine.free = max(SlowLine.free, time.perf_counter()) + len(chunk) / SPEED
                SlowLine.sent += len(chunk)
            time.sleep(max(0, SlowLine.free - time.perf_counter()))
            outputfile.write(chunk)


def first(browser, address):
    """From opening the page with an empty cache to the first formula, and to the end of its check."""
    context = browser.new_context()
    start = time.perf_counter()
    page = asked(context, address, "trace(inv(A + X.T @ B @ X) @ X.T @ X)")
    seconds = [waited(page, words, start) for words in ("Derived", "every line checked")]
    return context, page, seconds


def asked(context, address, text):
    """Return the page on which somebody asks as soon as there is a field."""
    page = context.new_page()
    page.goto(f"{address}/{PAGE}", wait_until="commit")
    page.get_by_label("A function, as on paper").fill(text)
    page.get_by_role("button", name="Derive").click()
    return page


def waited(page, words, start):
    page.get_by_role("status").filter(has_text=re.compile(words)).wait_for()
    return time.perf_counter() - start


def again(context, address):
    """The same on a second visit: to the first formula, and to the end of its check."""
    start = time.perf_counter()
    page = asked(context, address, "A @ X @ B")
    return [waited(page, words, start) for words in ("Derived", "every line checked")]


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
    with print_page.serving(handler=SlowLine) as address, print_page.chromium() as browser:
        context, page, (formula, checked) = first(browser, address)
        size = f"{SlowLine.sent / 1e6:.1f} MB"
        print(f"first visit: formula after {formula:.1f} s, all lines checked after {checked:.1f} s, {size}")
        formula, checked = again(context, address)
        print(f"second visit: formula after {formula:.1f} s, all lines checked after {checked:.1f} s")
        for name in EXAMPLES:
            clicked, derived = later(page, name)
            print(f"{name:22} {clicked:6.0f} ms, the derivation {derived:6.0f} ms, more by {clicked - derived:6.0f} ms")


if __name__ == "__main__":
    main()
