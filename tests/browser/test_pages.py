"""Opens every page of the built book in Chromium, on a desk and on a phone, in light and in dark: `make browser`."""

import os
import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "_build/html"
PICTURES = Path(os.environ.get("SCREENSHOTS", ROOT / "_build/screenshots"))
PAGES = sorted(
    str(page.relative_to(BOOK)) for page in BOOK.rglob("*.html") if "_static" not in page.relative_to(BOOK).parts
)
SCREENS = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 375, "height": 812}}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
FLAGS += ["--disable-background-networking", "--disable-component-update"]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def address():
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=BOOK))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert chromium, "no Chromium on this machine"
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=FLAGS)


@pytest.fixture(scope="session", params=[(s, t) for s in SCREENS for t in ("light", "dark")], ids="-".join)
def reader(request, browser):
    screen, theme = request.param
    context = browser.new_context(viewport=SCREENS[screen], color_scheme=theme)
    yield context, screen, theme
    context.close()


def opened(context, address, name):
    """The page, typeset, and everything that went wrong while it loaded."""
    page, wrong = context.new_page(), []
    page.on("console", lambda message: message.type in ("error", "warning") and wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("response", lambda answer: answer.status >= 400 and wrong.append(f"{answer.status} {answer.url}"))
    page.on("request", lambda asked: elsewhere(asked.url, address) and wrong.append(f"outside: {asked.url}"))
    page.goto(f"{address}/{name}", wait_until="load")
    page.evaluate("window.MathJax?.startup?.promise")
    return page, wrong


def elsewhere(url, address):
    return not url.startswith((address + "/", "data:", "blob:"))


def test_there_is_a_book():
    assert PAGES, "no pages in _build/html: run `make book` first"


@pytest.mark.parametrize("name", PAGES)
def test_page(reader, address, name):
    context, screen, theme = reader
    page, wrong = opened(context, address, name)
    folder = PICTURES / f"{screen}-{theme}"
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / (name.replace("/", "-").removesuffix(".html") + ".png"), full_page=True)
    found = page.evaluate(
        """() => ({
            theme: document.documentElement.dataset.theme,
            sideways: document.documentElement.scrollWidth - window.innerWidth,
            formulas: document.querySelectorAll(".math").length,
            typeset: document.querySelectorAll("mjx-container").length,
            raw: [...document.querySelectorAll("article .math, article .tex2jax_process")]
                .map(e => e.innerText).filter(t => /\\\\[(\\[]/.test(t)),
            refused: [...document.querySelectorAll("mjx-merror, mjx-container [mathcolor='red']")].map(e => e.textContent),
            blind: [...document.images].filter(i => !(i.alt || "").trim()).map(i => i.src),
        })"""
    )
    page.close()
    problems = {
        "errors and outside requests": wrong,
        "theme": found["theme"] != theme,
        "pixels too wide": max(0, found["sideways"]),
        "formulas not typeset": max(0, found["formulas"] - found["typeset"]) or found["raw"],
        "formulas refused": found["refused"],
        "pictures without alternative text": found["blind"],
    }
    assert not any(problems.values()), problems


def test_links(browser, address):
    """Every link inside the book leads to a page that exists, and to a place on it that exists."""
    context = browser.new_context()
    links, places = {}, {}
    for name in PAGES:
        page, _ = opened(context, address, name)
        links[name] = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href)")
        places[name] = set(page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)"))
        page.close()
    context.close()
    broken = [(name, link) for name in PAGES for link in links[name] if not leads(link, address, places)]
    assert not broken


def leads(link, address, places):
    if elsewhere(link, address):
        return True
    url, place = urldefrag(link)
    path = unquote(urlsplit(url).path).lstrip("/") or "index.html"
    return (BOOK / path).is_file() and (not place or path not in places or unquote(place) in places[path])
