"""The cells of the chapters in Chromium, in the book as `make live` leaves it: `make live-tests`."""

import hashlib
import json
from urllib.parse import urlsplit

import pytest

from tests.browser.pages import BOOK, ROOT, SCREENS, opened, pictured, violations
from tests.live.reader import WHEEL, WHEEL_NAME


def code_cells(chapter):
    """The code that the page of a chapter shows."""
    cells = json.loads((ROOT / f"chapters/{chapter}.ipynb").read_text())["cells"]
    shown = [cell for cell in cells if not {"remove-input", "remove-cell"} & {*cell["metadata"].get("tags", [])}]
    codes = ["".join(cell["source"]) for cell in shown if cell["cell_type"] == "code"]
    return [code for code in codes if not code.startswith("tick(")]  # those stand in the titles of the statements


CHAPTERS = [path.stem for path in sorted((ROOT / "chapters").glob("*.ipynb")) if code_cells(path.stem)]


class Page:
    """A chapter that a reader has open."""

    def __init__(self, context, address, chapter):
        context.set_default_timeout(60_000)
        self.page, self.wrong = opened(context, address, f"chapters/{chapter}.html")
        self.cells = self.page.locator("div.cell:has(.cell_input pre):not(:has(.veckron-tick))")
        self.page.locator(".veckron-note").wait_for()

    def cell(self, number):
        return self.cells.nth(number - 1)

    def press(self, word, number):
        self.cell(number).evaluate(
            "(box) => box.querySelectorAll('details.hide').forEach((part) => (part.open = true))"
        )
        self.cell(number).hover()
        self.page.get_by_role("button", name=f"{word} cell {number}", exact=True).click()

    def waits(self, words="Ran in"):
        self.page.get_by_role("status").filter(has_text=words).wait_for()

    def writes(self, number, code):
        self.press("Edit", number)
        area = self.page.get_by_label(f"Code of cell {number}", exact=True)
        area.fill(code)
        area.press("Shift+Enter")

    def shows(self, number):
        return self.cell(number).locator(".cell_output").inner_text().strip()


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_in_every_chapter_a_cell_is_edited_and_runs(context, address, chapter):
    """The import cell of the chapter runs first, whatever of it is not there."""
    page = Page(context, address, chapter)
    last = min(2, page.cells.count())
    assert page.cells.count() == len(code_cells(chapter))
    page.writes(last, "from veckron import kron\nprint(kron.__name__, 6 * 7)")
    page.waits()
    assert page.shows(last) == "kron 42"
    page.press("Reset", last)
    assert page.cell(last).locator(".cell_input pre").first.inner_text().strip() == code_cells(chapter)[last - 1]
    assert not page.wrong


def test_a_cell_shows_what_the_book_shows(context, address):
    """The first cell of chapter 2 with a formula: run again, it is the same formula."""
    page = Page(context, address, "02-kronecker")
    codes = code_cells("02-kronecker")
    number = next(k for k, code in enumerate(codes, 1) if code.startswith("check("))
    stored = page.shows(number)
    page.press("Run", number)
    page.waits()
    assert page.shows(number) == stored and "holds" in stored
    assert not page.wrong


def test_a_figure_that_a_cell_makes_wakes_up(context, address):
    """The page has the script of its own figure; the one that a cell makes moves too."""
    page = Page(context, address, "02-transpose")
    page.page.locator(".veckron-moving.alive").first.wait_for()
    before = page.page.locator(".veckron-moving.alive").count()
    page.writes(1, 'from veckron.book import moving\nmoving("commutation")')
    page.waits()
    figure = page.cell(1).locator(".cell_output .veckron-moving.alive")
    figure.wait_for()
    assert page.page.locator(".veckron-moving.alive").count() == before + 1
    said, slider = figure.locator("output").inner_text(), figure.get_by_role("slider").first
    slider.focus()
    page.page.keyboard.press("ArrowRight")
    assert figure.locator("output").inner_text() != said
    assert not page.wrong


def test_an_error_names_its_line(context, address):
    page = Page(context, address, "01-vec")
    page.writes(2, "x = 1\nx.nothing")
    page.waits()
    assert [line.strip() for line in page.shows(2).splitlines()] == [
        "cell 2, line 2",
        "x.nothing",
        "AttributeError: 'int' object has no attribute 'nothing'",
    ]
    assert not page.wrong


def test_a_cell_that_needs_numpy_says_so_and_asks_nobody(context, address):
    page = Page(context, address, "01-vec")
    page.writes(3, "np.arange(3)")
    offer = page.page.get_by_role("button", name="Load NumPy")
    offer.wait_for()
    assert "which this book does not carry" in page.cell(3).inner_text()
    assert not page.wrong
    offer.click()  # no such host here: the page says that, and goes on
    page.page.get_by_text("cannot be reached").wait_for()
    page.page.get_by_label("Code of cell 3").fill("1 + 1")
    page.page.keyboard.press("Shift+Enter")
    page.waits()
    assert page.shows(3) == "2"


HASHES = {hashlib.sha256(WHEEL).hexdigest(): "42", "0" * 64: f"The download of {WHEEL_NAME} failed"}


@pytest.mark.parametrize("sha256", HASHES, ids=["its own", "another"])  # the wheel has the time in it
def test_a_package_among_the_files_of_the_book_is_loaded_from_there(browser, address, sha256):
    """A wheel laid by hand stands for NumPy, with its hash in the lock file; with another hash it is refused."""
    context = browser.new_context(viewport=SCREENS["desk"], service_workers="block")
    live = json.loads((BOOK / "live/manifest.json").read_text())
    lock = json.loads((BOOK / "live/pyodide-lock.json").read_text())
    lock["packages"]["numpy"] |= {"file_name": WHEEL_NAME, "sha256": sha256}
    files = {"manifest.json": live | {"packages": {"numpy": {WHEEL_NAME: 2_100_000}}}, "pyodide-lock.json": lock}
    bodies = {name: json.dumps(content).encode() for name, content in files.items()} | {WHEEL_NAME: WHEEL}
    answer = lambda route: route.fulfill(body=bodies[urlsplit(route.request.url).path.rpartition("/")[2]])
    for name in bodies:
        context.route(f"**/live/{name}*", answer)
    page = Page(context, address, "01-vec")
    page.writes(3, "np.answer")
    offer = page.page.get_by_role("button", name="Load NumPy")
    offer.wait_for()
    assert "2.1 MB from this book's own files" in page.cell(3).inner_text()
    offer.click()
    page.page.get_by_text(HASHES[sha256]).first.wait_for()
    assert not [words for words in page.wrong if "outside" in words]
    context.close()


def test_a_run_can_be_stopped_and_python_starts_again(context, address):
    page = Page(context, address, "01-vec")
    page.writes(2, "while True:\n    pass")
    page.waits("Running")
    page.page.get_by_role("button", name="Stop cell 2").click()
    page.waits("Stopped")
    page.page.get_by_label("Code of cell 2").fill("2 + 3")
    page.page.keyboard.press("Control+Enter")
    page.waits()
    assert page.shows(2) == "5"


def test_the_page_never_waits_for_a_cell(context, address):
    page = Page(context, address, "01-vec")
    page.writes(2, "while True:\n    pass")
    page.waits("Running")
    assert page.page.evaluate("1 + 1") == 2
    page.page.evaluate("scrollTo(0, 2000)")
    assert page.page.evaluate("scrollY") > 1000
    page.page.get_by_role("button", name="Stop cell 2").click()


def test_the_size_is_told_before_anything_is_loaded(context, address):
    page = Page(context, address, "01-vec")
    note = page.page.locator(".veckron-note").inner_text()
    assert "MB from this book's own files" in note
    loaded = page.page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name).join()")
    assert "pyodide" not in loaded and "worker.js" not in loaded


def test_a_second_visit_runs_without_the_network(context, address):
    first = Page(context, address, "01-vec")
    first.writes(2, "1 + 1")
    first.waits()
    second = Page(context, address, "02-kronecker")
    second.page.get_by_text("kept from an earlier visit").wait_for()
    context.set_offline(True)
    second.writes(2, "40 + 2")
    second.waits()
    assert second.shows(2) == "42"
    assert not first.wrong and not second.wrong


def test_another_copy_of_the_book_keeps_its_files(context, address):
    """What an older version of this copy kept goes; what is kept for another folder of the host stays."""
    page = Page(context, address, "01-vec")
    ours, others = "veckron-live /live/@older", "veckron-live /another/live/@older"
    page.page.evaluate("(names) => Promise.all(names.map((name) => caches.open(name)))", [ours, others])
    page.writes(2, "1 + 1")
    page.waits()
    kept = page.page.evaluate("caches.keys()")
    assert others in kept and ours not in kept and len(kept) == 2
    assert not page.wrong


def test_what_is_printed_comes_as_it_is_printed_and_what_is_long_is_cut(context, address):
    page = Page(context, address, "01-vec")
    page.writes(2, "import time\nprint('early', flush=True)\ntime.sleep(.3)\nprint('more')\nwhile True:\n    pass")
    page.cell(2).locator(".cell_output", has_text="early").first.wait_for()
    page.page.get_by_role("button", name="Stop cell 2").click()
    page.waits("Stopped")
    page.page.get_by_label("Code of cell 2").fill("for k in range(1000):\n    print(k)")
    page.page.keyboard.press("Shift+Enter")
    page.waits()
    assert page.shows(2).endswith("99\n\nShow all 1000 lines")
    page.page.get_by_role("button", name="Show all 1000 lines").click()
    assert page.shows(2).endswith("999") and not page.cell(2).locator(".veckron-all").count()
    page.page.get_by_label("Code of cell 2").fill("while True:\n    print('x' * 1000)")
    page.page.keyboard.press("Shift+Enter")
    page.page.get_by_text("prints more than 1,000,000 signs").wait_for()
    assert not page.wrong


def test_an_edit_outlives_the_page(context, address):
    page = Page(context, address, "01-vec")
    page.press("Edit", 2)
    page.page.get_by_label("Code of cell 2", exact=True).fill("print('mine')")
    page.press("Done", 2)
    again = Page(context, address, "01-vec")
    assert again.cell(2).locator("pre").first.text_content().strip() == "print('mine')"
    again.press("Reset", 2)
    third = Page(context, address, "01-vec")
    assert third.cell(2).locator("pre").first.text_content().strip() == code_cells("01-vec")[1]
    assert not page.wrong and not again.wrong and not third.wrong


def test_all_cells_run_and_an_error_ends_them(context, address):
    page = Page(context, address, "01-vec")
    page.press("Edit", 3)
    page.page.get_by_label("Code of cell 3", exact=True).fill("1 / 0")
    page.page.get_by_role("button", name="Run all").click()
    page.waits("up to an error")
    page.page.wait_for_timeout(300)
    assert "ZeroDivisionError" in page.shows(3)
    assert not page.page.locator("div.cell[aria-busy]").count()
    assert not page.wrong


def test_code_is_coloured_and_indented_while_one_types(context, address):
    page = Page(context, address, "01-vec")
    page.press("Edit", 2)
    area, pre = page.page.get_by_label("Code of cell 2", exact=True), page.cell(2).locator("pre").first
    area.fill("")
    page.page.keyboard.type("for k in range(3):  # three\nprint('a', k)\nif k:\npass")
    page.page.keyboard.press("Enter")
    page.page.keyboard.press("Tab")
    page.page.keyboard.type("x")
    code = "for k in range(3):  # three\n    print('a', k)\n    if k:\n        pass\n            x"
    assert area.input_value() == code and pre.inner_text().rstrip("\n") == code
    colours = pre.evaluate(
        "(pre) => [...pre.querySelectorAll('span')].map((part) => part.className + ' ' + part.textContent)"
    )
    assert {"k for", "k in", "mi 3", "c1 # three", "s1 'a'", "k pass", "n x"} <= set(colours)
    for name in ("scrollHeight", "clientWidth"):
        assert abs(area.evaluate(f"(part) => part.{name}") - pre.evaluate(f"(part) => part.{name}")) < 2
    page.page.keyboard.press("Escape")
    assert page.page.evaluate("document.activeElement.textContent") == "Edit"
    assert not page.wrong


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_how_it_looks_and_reads_aloud(browser, address, screen, theme):
    context = browser.new_context(viewport=SCREENS[screen], color_scheme=theme)
    page = Page(context, address, "02-kronecker")
    page.writes(
        2, "from veckron import derive\nA = MatrixSymbol('A', 2, 3)\nX = MatrixSymbol('X', 3, 4)\nderive(A * X, X)"
    )
    page.waits()
    page.writes(3, "1 / 0")
    page.page.get_by_text("ZeroDivisionError").wait_for()
    page.cell(2).scroll_into_view_if_needed()
    pictured(page.page, screen, theme, "cells", full_page=False)
    assert page.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    parts = {"include": [["div.cell"]], "exclude": [["mjx-container"], ["span.math"]]}  # no Tab stops at formulas
    assert not violations(page.page, parts)
    context.close()
    assert not page.wrong
