"""Opens the JupyterLite copy of the notebooks and runs cells in it: `make live-tests`."""

import hashlib
import json
import re

import pytest

from tests.browser.pages import BOOK, ROOT, SCREENS
from tests.live.reader import WHEEL, WHEEL_NAME

LITE = BOOK / "lite"
CHAPTER = "lite/notebooks/index.html?path=chapters/01-vec.ipynb"
SLOW = 120_000  # milliseconds; Pyodide, IPython and SymPy start before a first result
# What JupyterLite itself complains of: references to other chapters, and the icon of a host that has none.
KNOWN = re.compile("Cross reference target was not found|favicon.ico")
DERIVE = """from sympy import MatrixSymbol, symbols
from veckron import jacobian
m, n, p, q = symbols("m n p q")
A, X, B = MatrixSymbol("A", p, m), MatrixSymbol("X", m, n), MatrixSymbol("B", n, q)
print(jacobian(A * X * B, X))"""


@pytest.fixture
def reader(browser, address):
    """A reader without a connection to any other host; gives what was asked of other hosts, and what went wrong."""
    context = browser.new_context(viewport=SCREENS["desk"])
    context.outside, context.wrong = [], []
    context.route(lambda url: not url.startswith(address + "/"), lambda route: refuse(route, context.outside))
    context.on("console", lambda message: complaint(message, context.wrong))
    context.on("weberror", lambda error: context.wrong.append(str(error.error)))
    yield context
    context.close()


def refuse(route, outside):
    outside.append(route.request.url)
    route.abort()


def complaint(message, wrong):
    told = f"{message.text} {message.location['url']}"
    if message.type == "error" and not KNOWN.search(told):
        wrong.append(told)


def opened(context, address, name=CHAPTER):
    """A notebook and its kernel: a cell that is run before there is one is only cleared."""
    page = context.new_page()
    with context.expect_event("response", lambda answer: answer.url.endswith("/pyodide-lock.json"), timeout=SLOW):
        page.goto(f"{address}/{name}")
    page.locator(".jp-CodeCell").first.wait_for(timeout=SLOW)
    return page


def shows(page, code, expected):
    """Put code into the first cell, run it, and wait for what it shows."""
    cell = page.locator(".jp-CodeCell").first
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(code)
    page.keyboard.press("Control+Enter")
    cell.locator(".jp-OutputArea-output", has_text=expected).wait_for(timeout=SLOW)


def test_it_is_small():
    files = [file for file in LITE.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) < 60e6
    assert not [file for file in files if file.suffix == ".map"]


def test_cells_run_from_the_files_of_the_book(reader, address):
    page = opened(reader, address)
    shows(page, DERIVE, "KroneckerProduct(B.T, A)")
    shows(page, 'from veckron import check\nprint(check("kron_commutes"))', "kron_commutes fails")
    assert not reader.outside and not reader.wrong


def first_cells():
    """The first code cells of each notebook: the one for Colab, and that of the imports."""
    books = [json.loads(path.read_text())["cells"] for path in sorted((ROOT / "chapters").glob("*.ipynb"))]
    return ["".join(cell["source"]) for cells in books for cell in [c for c in cells if c["cell_type"] == "code"][:2]]


def test_the_first_cells_of_each_notebook_run_without_another_host(reader, address):
    page = opened(reader, address)
    shows(page, "\n".join([*first_cells(), "print('all', 'of them')"]), "all of them")
    assert not reader.outside and not reader.wrong


def test_numpy_is_taken_from_the_files_of_the_book_where_they_have_it(reader, address):
    """The lock file as `locked` writes it where `make live` could take a NumPy, here a wheel laid by hand."""
    lock = json.loads((LITE / "wheels/pyodide-lock.json").read_text())
    file = {"file_name": f"../../live/{WHEEL_NAME}", "sha256": hashlib.sha256(WHEEL).hexdigest()}
    lock["packages"]["numpy"] |= file
    reader.route("**/lite/wheels/pyodide-lock.json", lambda route: route.fulfill(body=json.dumps(lock)))
    reader.route(f"{address}/live/{WHEEL_NAME}", lambda route: route.fulfill(body=WHEEL))
    page = opened(reader, address)
    shows(page, "import numpy\nnumpy.answer", "42")
    assert not reader.outside and not reader.wrong


def test_the_data_are_where_the_package_looks_for_them(reader, address):
    page = opened(reader, address)
    shows(page, "from veckron.book.datasets import FOLDER\n(FOLDER / 'iris.csv').is_file()", "True")
    assert not reader.outside and not reader.wrong


def test_numpy_is_asked_of_the_distribution_alone_and_only_by_a_cell(reader, address):
    page = opened(reader, address)
    shows(page, "import sys\nprint('numpy' in sys.modules)", "False")
    assert not reader.outside
    shows(page, "import numpy", "ModuleNotFoundError: No module named 'numpy'")
    host, version = re.search(r"`(https://[^`]+?)\$\{", (BOOK / "live/pyodide.mjs").read_text())[1], r"[\d.]+"
    assert reader.outside
    assert all(re.match(f"{re.escape(host)}{version}/full/numpy-", url) for url in reader.outside)


@pytest.mark.parametrize("app", ["lab", "notebooks", "tree"])
def test_it_opens_without_asking_another_host(reader, address, app):
    page = reader.new_page()
    page.goto(f"{address}/lite/{app}/index.html")
    page.get_by_text("chapters" if app != "notebooks" else "File", exact=True).first.wait_for(timeout=SLOW)
    assert not reader.outside and not reader.wrong


def test_a_phone_reads_it(browser, address):
    context = browser.new_context(viewport=SCREENS["phone"])
    page = opened(context, address)
    assert page.evaluate("document.documentElement.scrollWidth") <= SCREENS["phone"]["width"]
    context.close()


def test_each_page_of_a_notebook_links_to_it_once():
    for page in (BOOK / "chapters").glob("*.html"):
        links = re.findall(r'href="\.\./lite/notebooks/index\.html\?path=([^"]+)"', page.read_text())
        notebook = f"chapters/{page.stem}.ipynb"
        assert links == [notebook] * (LITE / "files" / notebook).is_file()


def test_the_launch_button_leads_to_it(reader, address):
    page = reader.new_page()
    page.goto(f"{address}/chapters/01-vec.html")
    page.get_by_label("Launch interactive content").click()
    with reader.expect_page() as opening:
        page.get_by_role("link", name="JupyterLite").click()
    opening.value.locator("h1", has_text="vec: where the entries go").wait_for(timeout=SLOW)
    assert not reader.outside
