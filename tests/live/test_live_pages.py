"""Every page of the book as `make live` leaves it: nothing goes wrong, nothing is loaded, no page is too wide."""

import pytest

from tests.browser.pages import BOOK, LOOKED_AT, SCREENS, opened


@pytest.fixture(scope="module")
def context(browser):
    context = browser.new_context(viewport=SCREENS["phone"])
    yield context
    context.close()


@pytest.mark.parametrize("name", LOOKED_AT)
def test_page(context, address, name):
    page, wrong = opened(context, address, name)
    loaded = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name).join()")
    assert "live/page.js" in loaded and "pyodide" not in loaded
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.close()
    assert not wrong


PLACES = {"calculator": "#veckron-calculator", "checker": "#veckron-checker", "01-vec": "div.cell"}


@pytest.mark.parametrize("name", PLACES)
def test_a_page_opened_from_the_disk_says_how_to_run_it(context, name):
    page = context.new_page()
    page.goto((BOOK / f"chapters/{name}.html").as_uri())
    note = page.locator(f"{PLACES[name]} .veckron-note")
    note.wait_for()
    assert note.count() == 1 and "make serve" in note.inner_text()
    assert not page.get_by_text("make live").count()
    page.close()
