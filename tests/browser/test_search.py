"""What people ask is found by the search of the site, first or second, and answered on the first screen of what is found."""

import re
from urllib.parse import quote

import pytest
from tests.browser.pages import ROOT, SCREENS, opened

TABLE = (ROOT / "chapters/questions.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (.*?) \[.*?\]\{.veckron-also\} \| (.*?) \| (.*) \|$", TABLE, re.MULTILINE)
# The words of a reader, and where the first or second hit leads.
ASKED = {
    "gradient of the squared Frobenius norm": "03-traces.html",
    "derivative of the frobenius norm": "03-traces.html",
    "logdet": "03-determinant.html",
    "gradient of log det X symmetric": "03-symmetric.html",
    "derivative of det X when X is singular": "03-determinant.html",
    "gradient tr(AXB)": "03-traces.html",
    "derivative of tr(X^T A X)": "03-traces.html",
    "gradient of ||Ax-b||^2": "a-identities.html#gradient_of_least_squares",
    "gradient of ||AXB - C||^2": "00-five-minutes.html",
    "AXB - C": "00-five-minutes.html",
    "derivative of inverse matrix": "03-inverse.html",
    "gradient of a^T X^-1 b": "03-inverse.html",
    "gradient and hessian of x^T A x": "00-derivative.html",
    "mahalanobis distance covariance": "03-traces.html",
    "gaussian log likelihood gradient covariance": "04-gaussian.html",
    "why factor 2 symmetric matrix": "03-symmetric.html",
    "symmetric factor 2": "03-symmetric.html",
    "softmax": "06-softmax.html",
    "svd": "08-factorisations.html",
    "jacobian of softmax": "06-softmax.html",
    "gradient of softmax cross-entropy with respect to the weights": "06-softmax.html",
    "backpropagation through attention": "06-attention.html",
    "gradient of layer norm": "06-normalisation.html",
    "gradient of rms norm": "06-normalisation.html",
    "gradient of batch norm": "06-normalisation.html",
    "derivative of the cholesky factor": "08-factorisations.html",
    "derivative of eigenvalues and eigenvectors": "08-factorisations.html",
    "derivative of singular values": "08-factorisations.html",
    "gradient of a linear layer Y = X W + 1 b^T": "06-batch.html",
    "numerator or denominator layout": "07-conventions.html",
    "numerator layout": "07-conventions.html",
    "gradient_of_trace_of_kron": "a-identities.html#gradient_of_trace_of_kron",
}


@pytest.fixture(scope="module")
def reader(browser):
    context = browser.new_context(viewport=SCREENS["desk"])
    yield context
    context.close()


def hits(reader, address, words):
    """The addresses of the first two hits."""
    page, wrong = opened(reader, address, f"search.html?q={quote(words)}")
    page.locator(".veckron-answers a").first.wait_for()  # they stand before the pages, whichever come first
    links = page.evaluate("[...document.querySelectorAll('.veckron-answers a, ul.search a')].map(a => a.href)")
    page.close()
    assert not wrong
    return links[:2]


@pytest.mark.parametrize("words", ASKED)
def test_what_people_ask_is_found(reader, address, words):
    found = hits(reader, address, words)
    assert any(f"chapters/{ASKED[words]}" in link for link in found), found


def test_the_table_has_rows_and_each_finds_itself(reader, address):
    assert len(ROWS) >= 15
    page, _ = opened(reader, address, "chapters/questions.html")
    links = page.evaluate("[...document.querySelectorAll('td:last-child a')].map(a => a.href)")
    page.close()
    assert len(links) == len(ROWS)
    for (question, _, _), link in zip(ROWS, links, strict=True):
        found = hits(reader, address, question)
        assert link in found, (question, found)


IN_SIGHT = """() => [...document.querySelectorAll("article mjx-container")].filter(formula => {
    const { top, bottom } = formula.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
}).map(formula => formula.ariaLabel)"""
bare = lambda formula: re.sub(r"[\s^{}]", "", formula)


def test_each_question_is_answered_on_the_first_screen(reader, address):
    page, _ = opened(reader, address, "chapters/questions.html")
    rows = page.evaluate(
        """() => [...document.querySelectorAll("tbody tr")].map(row => [row.querySelector("a").href,
            row.children[1].querySelector("mjx-container").ariaLabel])"""
    )
    page.close()
    for link, answer in rows:
        page, _ = opened(reader, address, link.removeprefix(address + "/"))
        page.wait_for_timeout(300)
        shown = page.evaluate(IN_SIGHT)
        page.close()
        assert any(bare(answer) in bare(formula) for formula in shown), (link, answer, shown)
