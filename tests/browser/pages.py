"""The pages of the built book, opened in Chromium, and everything that goes wrong on them."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "_build/html"
PICTURES = os.environ.get("SCREENSHOTS")  # a folder for pictures of the pages, for those who want to look
APART = {"_static", "lite", "live", "404.html"}  # what the book only serves
PAGES = sorted(
    str(page.relative_to(BOOK)) for page in BOOK.rglob("*.html") if page.relative_to(BOOK).parts[0] not in APART
)
# One template makes the pages of sources: three of them stand for all where a page is looked at.
SOURCES = [name for name in PAGES if name.startswith("_modules")]
LOOKED_AT = [name for name in PAGES if name not in SOURCES] + SOURCES[::-1][:3]
SCREENS = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 375, "height": 812}}
# Nothing moves any more, and what is wide has been marked, in the frame after it became so.
AT_REST = """async () => {
    const ends = ({ effect }) => effect.getComputedTiming().endTime < Infinity;
    await Promise.allSettled(document.getAnimations().filter(ends).map((animation) => animation.finished));
    for (const _ of "123") await new Promise(requestAnimationFrame);
}"""


def opened(context, address, name, **options):
    """The page, typeset, and everything that went wrong while it loaded."""
    page, wrong = context.new_page(**options), []
    page.on("console", lambda message: message.type in ("error", "warning") and wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("response", lambda answer: answer.status >= 400 and wrong.append(f"{answer.status} {answer.url}"))
    page.on("request", lambda asked: elsewhere(asked.url, address) and wrong.append(f"outside: {asked.url}"))
    page.goto(f"{address}/{name}", wait_until="load")
    page.evaluate("window.MathJax?.startup?.promise")
    return page, wrong


def pictured(page, screen, theme, name, full_page=True):
    """Take a picture of a page, where somebody wants pictures."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES, f"{screen}-{theme}", f"{name}.png"), full_page=full_page)


def violations(page, context=None):
    """What a page at rest has that cannot be seen or heard by everybody; the whole page, or a part of it."""
    page.evaluate(AT_REST)
    rules = Axe().run(page, context=context, options={"preload": False}).response["violations"]
    return [(rule["id"], rule["impact"], node["html"][:150]) for rule in rules for node in rule["nodes"]]


def elsewhere(url, address):
    return not url.startswith((address + "/", "data:", "blob:"))
