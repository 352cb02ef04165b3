"""What a browser alone can tell is not cut: the formulas of the cheat sheet, and the panel of a tick."""

import pytest
from tests.browser.pages import opened

WIDTHS = {"desk": 1280, "tablet": 768, "phone": 375, "paper": 703}  # A4 less its margins has 703 pixels


@pytest.fixture(scope="module", params=WIDTHS)
def reader(request, browser):
    context = browser.new_context(viewport={"width": WIDTHS[request.param], "height": 900})
    yield context, request.param == "paper"
    context.close()


def test_no_formula_of_the_cheat_sheet_is_cut(reader, address):
    context, paper = reader
    page, _ = opened(context, address, "chapters/cheat-sheet.html")
    page.emulate_media(media="print" if paper else "screen")
    wide = page.evaluate(
        """() => [...document.querySelectorAll(".veckron-sheet p")].filter(line => {
            const { right } = line.getBoundingClientRect();
            return [...line.querySelectorAll("svg")].some(part => part.getBoundingClientRect().right > right + 1);
        }).map(line => line.innerText + line.querySelector("mjx-container").ariaLabel)"""
    )
    page.close()
    assert not wide


# The lower right corner of a panel, where whatever lies above it would be found.
CORNER = """panel => {
    const { right, bottom } = panel.getBoundingClientRect();
    return panel.contains(document.elementFromPoint(right - 9, bottom - 9));
}"""


def test_the_panel_of_a_tick_is_not_cut_by_the_box_of_its_statement(reader, address):
    context, _ = reader
    page, wrong = opened(context, address, "chapters/02-transpose.html")
    tick = page.locator("div.proof details.veckron-tick").first
    tick.locator("> summary").click()
    panel = tick.locator(".panel")
    panel.scroll_into_view_if_needed()
    assert panel.evaluate(CORNER)
    page.close()
    assert not wrong
