"""What a link leads to, shown beside it."""

import pytest

from tests.browser.pages import SCREENS, opened

PAGE = "chapters/02-transpose.html"


@pytest.fixture(scope="module")
def page(browser, address):
    page, wrong = opened(browser, address, PAGE, viewport=SCREENS["desk"])
    yield page
    page.close()
    assert not wrong


@pytest.fixture
def preview(page):
    """No preview is open before or after a test."""
    page.mouse.move(0, 0)
    page.keyboard.press("Escape")
    page.locator("#veckron-preview").wait_for(state="detached")
    yield page.locator("#veckron-preview")


def link(page, target):
    return page.locator(f'article a.reference.internal[href*="{target}"]:visible').first


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("#thm-ch2-commute", "Theorem"),  # of this page
        ("glossary.html#term-vec-trick", "vec trick"),
        ("glossary.html#term-product-rule", "product rule"),
    ],
)
def test_a_pointer_on_a_link_shows_what_stands_there(page, preview, target, text):
    link(page, target).hover()
    preview.wait_for()
    assert text in preview.inner_text()
    page.wait_for_selector("#veckron-preview mjx-container")
    assert r"\(" not in preview.inner_text()
    box, screen = preview.bounding_box(), page.viewport_size
    assert 0 <= box["x"] and box["x"] + box["width"] <= screen["width"]
    assert preview.locator("[id], a[href], button").count() == 0  # nothing in it can be pressed, or stands there twice
    page.keyboard.press("Escape")
    preview.wait_for(state="detached")


def test_a_preview_stays_under_the_pointer_and_goes_with_it(page, preview):
    link(page, "#thm-ch2-commute").hover()
    preview.wait_for()
    preview.hover()
    page.wait_for_timeout(400)
    assert preview.is_visible()
    page.mouse.move(2, 2)
    preview.wait_for(state="detached")


def test_a_link_reached_by_the_keyboard_is_described_by_its_preview(page, preview):
    place = link(page, "#thm-ch2-commute")
    page.keyboard.press("Tab")  # so that focus is shown
    place.focus()
    preview.wait_for()
    assert place.get_attribute("aria-describedby") == preview.get_attribute("id")
    page.keyboard.press("Escape")
    preview.wait_for(state="detached")
    assert place.get_attribute("aria-describedby") is None
    place.evaluate("link => link.blur()")


def test_a_section_has_no_preview(page, preview):
    link(page, "#ch-").hover()
    page.wait_for_timeout(500)
    assert preview.count() == 0
