"""A page runs its own scripts, and none that somebody else put into it. That no page breaks its own policy, `test_pages` sees."""

import re

import pytest
from tests.browser.pages import BOOK, PAGES, opened

INJECTED = """() => {
    window.broken = [];
    document.addEventListener("securitypolicyviolation", (event) => broken.push(event.effectiveDirective));
    const script = document.createElement("script");
    script.textContent = "window.stranger = 1";
    document.body.append(script);
    document.body.insertAdjacentHTML("beforeend", '<img src="data:," alt="" onerror="window.stranger = 2">');
    const other = document.createElement("script");
    other.src = "https://example.org/stranger.js";
    document.body.append(other);
    return new Promise((done) => setTimeout(() => done([window.stranger ?? null, broken.sort()]), 300));
}"""


@pytest.mark.parametrize("name", PAGES)
def test_each_page_has_a_policy(name):
    page = (BOOK / name).read_text(encoding="utf-8")
    (policy,) = re.findall('<meta http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert page.index(policy) < page.index("<script") and page.index("charset") < page.index(policy)
    scripts = next(rule for rule in policy.split("; ") if rule.startswith("script-src"))
    assert "'unsafe-inline'" not in scripts and "eval" not in scripts and "://" not in policy


@pytest.mark.parametrize("name", ["index.html", "chapters/calculator.html", "chapters/02-kronecker.html"])
def test_what_somebody_injects_does_not_run(browser, address, name):
    page, wrong = opened(browser, address, name)
    assert not wrong
    stranger, broken = page.evaluate(INJECTED)
    page.close()
    assert stranger is None and broken == ["script-src-attr", "script-src-elem", "script-src-elem"]


def test_the_buttons_of_the_theme_still_work(browser, address):
    page, wrong = opened(browser, address, "chapters/02-kronecker.html")
    page.evaluate("() => { window.print = () => (window.printed = true); }")
    page.evaluate("document.querySelector('[onclick=\"window.print()\"]').click()")
    assert page.evaluate("window.printed")
    page.close()
    assert not wrong
