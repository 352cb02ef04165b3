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


def test_a_link_to_any_page_has_a_picture():
    assert (BOOK / "_static/card.png").read_bytes()[16:24] == (1200).to_bytes(4, "big") + (630).to_bytes(4, "big")
    for name in ("index.html", "chapters/02-kronecker.html", "chapters/calculator.html"):
        page = (BOOK / name).read_text(encoding="utf-8")
        assert page.count(f'<meta property="og:image" content="{HOME}_static/card.png" />') == 1
        assert 'name="twitter:card" content="summary_large_image"' in page
