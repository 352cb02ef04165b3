"""How verdicts and tables print, as text and as HTML."""

import pytest

from veckron import IDENTITIES, check
from veckron.book.catalogue_tables import refuted, summary
from veckron.proof import round_up, statement


@pytest.fixture(scope="module")
def table():
    return summary("01-vec")


def test_a_card_shows_statement_shapes_and_bound():
    html = check("vec_of_product")._repr_html_()
    assert r"\(\displaystyle \operatorname{vec}(A B C) = \left(C^{T} \otimes A\right) \operatorname{vec}(B)\)" in html
    assert '<p class="badge">holds</p>' in html
    assert "(m, n, p, q) = (1, 1, 1, 1)" in html
    assert "bound 2e-18 per shape" in html


def test_a_card_shows_the_counterexample():
    html = check("ravel_is_vec")._repr_html_()
    assert "veckron-verdict fails" in html
    assert r"A = \begin{bmatrix}" in html
    assert "at m = 2, n = 3, entry (2, 1)" in html


def test_a_statement_whose_shapes_never_fit_is_shown_as_text():
    entry = IDENTITIES["printed_condition_of_inner_product"]
    assert statement(entry).startswith((r"\(", "<code>"))


def test_text_never_shows_an_address(table):
    assert "0x" not in repr(check("vec_of_product")) + repr(table) + repr(refuted("kron_commutes"))


def test_summary_lists_the_true_statements_of_a_chapter(table):
    true = [entry.name for entry in IDENTITIES.values() if entry.chapter == "01-vec" and entry.holds]
    assert all(f"<code>{name}</code>" in table._repr_html_() for name in true)
    with pytest.raises(ValueError, match="no statement of a chapter '09-none'"):
        summary("09-none")


def test_refuted_refuses_true_statements():
    with pytest.raises(AssertionError, match="refuted: vec_of_product holds"):
        refuted("vec_of_product")


@pytest.mark.parametrize(("bound", "text"), [(1.0e-17, "1e-17"), (1.01e-17, "2e-17"), (9.2e-18, "1e-17")])
def test_bounds_are_rounded_up(bound, text):
    assert round_up(bound) == text
