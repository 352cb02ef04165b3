"""Every page of the book as `make live` leaves it: nothing goes wrong, nothing is loaded, no page is too wide."""

import pytest

from tests.browser.pages import PAGES, SCREENS, opened


@pytest.fixture(scope="module")
def context(browser):
    context = browser.new_context(viewport=SCREENS["phone"])
    yield context
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_page(context, address, name):
    page, wrong = opened(context, address, name)
    loaded = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name).join()")
    assert "live/page.js" in loaded and "pyodide" not in loaded
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.close()
    assert not wrong
