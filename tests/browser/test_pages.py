"""Opens every page of the built book in Chromium, on a desk and on a phone, in light and in dark: `make browser`."""

from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from tests.browser.pages import (
    AT_REST,
    BOOK,
    LOOKED_AT,
    PAGES,
    SCREENS,
    SOURCES,
    elsewhere,
    opened,
    pictured,
    violations,
)

from tools import print_page


@pytest.fixture(scope="session", params=[(s, t) for s in SCREENS for t in ("light", "dark")], ids="-".join)
def reader(request, browser):
    screen, theme = request.param
    context = browser.new_context(viewport=SCREENS[screen], color_scheme=theme)
    yield context, screen, theme
    context.close()


def test_there_is_a_book():
    assert PAGES, "no pages in _build/html: run `make book` first"


# What is wider than its box: with a sign it may scroll on a screen, and on paper it may not.
CUT = """(paper) => [...document.querySelectorAll("article *")].filter(part => {
    if (part.closest("svg, table.veckron-catalogue, .veckron-tick .panel") || !part.checkVisibility()) return false;
    const { overflowX } = getComputedStyle(part), over = part.scrollWidth - part.clientWidth;
    if (!["auto", "scroll", "hidden", "clip"].includes(overflowX) || over < 2 || part.clientWidth < 2) return false;
    return paper || overflowX === "hidden" || overflowX === "clip" || !part.classList.contains("veckron-wide");
}).map(part => [part.localName, part.className, part.clientWidth, part.scrollWidth, part.innerText.slice(0, 60)])"""
NODES = "document.querySelectorAll('*').length"
THROUGH = """async () => {
    const most = [];
    for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) {
        scrollTo({ top: y, behavior: "instant" });
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 20)));
        most.push(document.querySelectorAll("*").length);
    }
    return Math.max(...most);
}"""
# A formula is one node for those who hear it: it has a text, and no stop of the Tab key.
FORMULAS = """() => [...document.querySelectorAll("mjx-container")].filter(formula =>
    formula.getAttribute("role") !== "img" || !formula.ariaLabel || formula.ariaLabel.includes("\\\\")
    || [formula, ...formula.querySelectorAll("*")].some(part => part.tabIndex >= 0)).map(formula => formula.outerHTML)"""
SEEN = """() => ({
    theme: document.documentElement.dataset.theme,
    sideways: document.documentElement.scrollWidth - window.innerWidth,
    formulas: document.querySelectorAll(".math").length,
    typeset: document.querySelectorAll("mjx-container").length,
    raw: [...document.querySelectorAll("article .math, article .tex2jax_process:not(.veckron-catalogue)")]
        .map(e => e.innerText).filter(t => /\\\\[(\\[]/.test(t)),
    refused: [...document.querySelectorAll("mjx-container :is([data-mml-node=merror], [fill=red])")]
        .map(e => e.closest("mjx-container").ariaLabel),
    squeezed: [...document.images].filter(({ width, height, naturalWidth, naturalHeight }) =>
        naturalWidth && Math.abs((width * naturalHeight) / (height * naturalWidth) - 1) > 0.03).map(i => i.src),
    fonts: performance.getEntriesByType("resource").map(({ name }) => name).filter(name => /vendor.*woff/.test(name)),
    headless: [...document.querySelectorAll(".math > mjx-container")].filter(formula => {
        const [inner, outer] = [formula, formula.parentElement].map(part => part.getBoundingClientRect());
        return inner.left < outer.left - 2;
    }).map(formula => formula.ariaLabel),
    blind: [...document.images].filter(i => !(i.alt || "").trim()).map(i => i.src),
})"""


@pytest.mark.parametrize("name", LOOKED_AT)
def test_page(reader, address, name):
    """One visit for each screen and theme, in which everything is looked at: opening a page is what takes the time."""
    context, screen, theme = reader
    page, wrong = opened(context, address, name)
    at_load = page.evaluate(NODES)
    pictured(page, screen, theme, name.replace("/", "-").removesuffix(".html"))
    found = page.evaluate(SEEN)
    problems = {
        "errors and outside requests": list(wrong),  # axe asks for style sheets of its own
        "theme": found["theme"] != theme,
        "pixels too wide": max(0, found["sideways"]),
        "formulas not typeset": max(0, found["formulas"] - found["typeset"]) or found["raw"],
        "formulas refused": found["refused"],
        "pictures without alternative text": found["blind"],
        "whole fonts of icons": found["fonts"],
        "formulas that do not begin in their box": found["headless"],
        "pictures out of proportion": found["squeezed"],
    }
    if screen == "desk" and name not in SOURCES:
        problems["axe"] = violations(page)
    if theme == "light":
        problems |= cut_off(page, screen) if name.startswith(("chapters/", "index")) else {}
        nodes = max(at_load, page.evaluate(THROUGH)) if screen == "desk" else 0
        problems |= {"nodes": nodes if nodes > 6000 else 0, "formulas that are not one node": page.evaluate(FORMULAS)}
    page.close()
    assert not any(problems.values()), problems


def cut_off(page, screen):
    """What is cut off without a sign at a width, on a tablet too, and on paper: A4 less its margins has 703 pixels."""
    found = {}
    for place, width in {"desk": {"desk": 1280, "tablet": 768, "paper": 703}, "phone": {"phone": 375}}[screen].items():
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media="print" if place == "paper" else "screen")
        page.wait_for_timeout(100)
        found[f"cut off: {place}"] = page.evaluate(CUT, place == "paper")
    page.emulate_media(media="screen")
    page.set_viewport_size(SCREENS[screen])
    return found


@pytest.mark.parametrize("name", ["index", "chapters/02-kronecker", "chapters/04-gaussian", "chapters/cheat-sheet"])
def test_a_page_stands_still_while_it_arrives(browser, address, name):
    """Formulas are drawn and pictures come after the words, and move none of them: at most a tenth, as browsers count."""
    context = browser.new_context(viewport=SCREENS["phone"])
    context.add_init_script(
        """window.shift = 0; new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (shift += value)))
            .observe({ type: "layout-shift", buffered: true })"""
    )
    page, wrong = opened(context, address, f"{name}.html")
    page.evaluate(AT_REST)
    assert page.locator("mjx-container").count() and not page.locator(".math[style]").count()
    moved = page.evaluate("shift")
    context.close()
    assert moved < 0.1 and not wrong


def test_links(browser, address):
    """Every link inside the book leads to a page that exists, and to a place on it that exists."""
    context = browser.new_context(java_script_enabled=False)  # as the pages are built: scripts move no link
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


CATALOGUE = "chapters/a-identities.html"
# What people look for, and where they expect to land.
WANTED = {
    "log det": "gradient_of_log_determinant_symmetric",
    "cookbook 57": "derivative_of_log_abs_determinant",
    "inverse trace": "gradient_of_trace_of_ax_inverse_b",
    "khatri-rao": "kron_times_khatri_rao",
    "vec_of_product": "vec_of_product",
}


@pytest.fixture
def catalogue(browser, address):
    context = browser.new_context(viewport=SCREENS["desk"])
    page, wrong = opened(context, address, CATALOGUE)
    yield page
    context.close()
    assert not wrong


@pytest.mark.parametrize("words", WANTED)
def test_a_reader_finds_an_identity(catalogue, words):
    catalogue.get_by_label("Find an identity").fill(words)
    rows = catalogue.locator("table.veckron-catalogue tr:visible")
    row = catalogue.locator(f"#{WANTED[words]}")
    assert row.is_visible() and rows.count() < 100
    assert catalogue.locator(".veckron-search output").inner_text().startswith(f"{rows.count()} of ")
    row.scroll_into_view_if_needed()
    row.locator("td").first.locator("mjx-container").first.wait_for()
    assert "\\(" not in row.locator("td").first.inner_text()


def test_a_row_has_an_address_and_its_derivation_is_a_click_away(browser, address):
    context = browser.new_context(viewport=SCREENS["phone"])
    page, wrong = opened(context, address, f"{CATALOGUE}#gradient_of_trace_of_ax_inverse_b")
    row = page.locator("#gradient_of_trace_of_ax_inverse_b")
    row.get_by_text("derivation", exact=True).click()
    row.locator("ol.veckron-derivation mjx-container").first.wait_for()
    assert "\\(" not in row.inner_text()
    box = row.bounding_box()
    assert 0 <= box["y"] < SCREENS["phone"]["height"]
    context.close()
    assert not wrong


def test_the_search_of_the_book_leads_to_the_catalogue(browser, address):
    context = browser.new_context(viewport=SCREENS["desk"])
    page, wrong = opened(context, address, "search.html?q=gradient_of_trace_of_ax_inverse_b")
    link = page.locator("#search-results a", has_text="catalogue of identities").first
    link.wait_for()
    link.click()
    page.wait_for_load_state()
    page.locator("#gradient_of_trace_of_ax_inverse_b mjx-container").first.wait_for()
    context.close()
    assert not wrong


def test_the_index_by_numbers_leads_to_rows(catalogue):
    catalogue.locator(".veckron-numbers a", has_text="81").first.click()
    assert catalogue.locator("#derivative_of_quadratic_form").is_visible()


def test_the_cheat_sheet_prints_on_one_sheet(browser, address):
    sheets = lambda name: print_page.sheets(print_page.one_page(browser, f"{address}/chapters/{name}.html"))
    assert sheets("cheat-sheet") == 1
    assert sheets("c-errata") > 1
