"""Print a page of the built book to a PDF, one sheet of A4, in Chromium.

    python tools/print_page.py chapters/cheat-sheet.html _build/cheat-sheet.pdf

Ends with 1 if the page takes more than one sheet.
"""

import re
import shutil
import sys
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

BOOK = Path(__file__).parent.parent / "_build/html"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
FLAGS += ["--disable-background-networking", "--disable-component-update"]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextmanager
def serving(folder=BOOK, handler=Quiet):
    """Serve the built book on this machine; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def chromium():
    """Start the Chromium of this machine."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "no Chromium on this machine"
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=FLAGS)


def printed(page, address, **look):
    """Return the PDF of what a new page shows at an address, its formulas typeset."""
    page.goto(address, wait_until="load")
    page.evaluate("window.MathJax?.startup?.promise?.then(() => document.fonts.ready).then(() => true)")
    pdf = page.pdf(format="A4", **look)
    page.close()
    return pdf


def one_page(browser, address):
    """Return the PDF of a page whose style sheet says how large its sheet is."""
    return printed(browser.new_page(color_scheme="light"), address, prefer_css_page_size=True)


def sheets(pdf):
    """Return how many pages a PDF of Chromium has."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def main(name, target):
    if not (BOOK / name).is_file():
        sys.exit(f"no {name} in {BOOK}: run `make book` first")
    with serving() as address, chromium() as browser:
        pdf = one_page(browser, f"{address}/{name}")
    Path(target).write_bytes(pdf)
    print(f"{target}: {sheets(pdf)} sheet, {len(pdf)} bytes")
    return sheets(pdf) != 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
