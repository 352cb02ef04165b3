"""axe finds nothing on any page, in light and in dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.browser.pages import PAGES, SCREENS, opened

OURS = [name for name in PAGES if not name.startswith("_modules")]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", OURS)
def test_axe_finds_nothing(browser, address, name, theme):
    page, _ = opened(browser, address, name, color_scheme=theme, viewport=SCREENS["desk"])
    page.wait_for_timeout(100)
    found = Axe().run(page).response["violations"]
    page.close()
    assert not [(kind["id"], kind["impact"], kind["nodes"][0]["html"]) for kind in found]
