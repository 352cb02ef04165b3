"""What search engines read, and what a reader sees at an address that is none."""

import re
import xml.etree.ElementTree as tree

from tests.browser.pages import BOOK, PAGES, SCREENS, opened

HOME = "https://veckron.github.io/veckron/"


def test_the_sitemap_has_each_page_once():
    found = [place.text for place in tree.parse(BOOK / "sitemap.xml").findall(".//{*}loc")]
    assert sorted(found) == sorted(HOME + name for name in PAGES if not name.startswith("_modules"))


def test_an_address_that_is_none_leads_home(browser, address):
    """It is served at any depth, so its links are whole addresses."""
    page, wrong = opened(browser, address, "404.html", viewport=SCREENS["phone"])
    links = page.evaluate("[...document.querySelectorAll('a')].map((a) => a.href)")
    assert len(links) >= 2 and all((BOOK / link.removeprefix(HOME)).is_file() for link in links)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.close()
    assert not wrong


def test_the_policy_of_the_page_of_the_search_knows_the_handlers_of_the_pages_that_it_shows(browser, address):
    page, wrong = opened(browser, address, "search.html?q=vec+kronecker")
    page.locator("ul.search li p").nth(3).wait_for()
    assert len(re.findall("kron", page.locator("ul.search").inner_text(), re.IGNORECASE)) > 3
    page.close()
    assert not wrong
