"""The tables of the catalogue: every entry in one of them, with its anchor, verdict, sizes, bound and source."""

import re
from pathlib import Path

import pytest

from tests.stored_page import ROWS, SHEET, TABLES, TEXTS
from veckron import IDENTITIES, RULES, gradient
from veckron.book import catalogue_tables
from veckron.book.catalogue_tables import CHEAT_SHEET, catalogue, cookbook_index, numbers, products, spoken


BIBLIOGRAPHY = (Path(__file__).parents[2] / "references.bib").read_text(encoding="utf-8")
ACCENTS = {r"\"o": "\u00f6", r"\c{c}": "\u00e7", "{": "", "}": ""}


def authors(key):
    """The names in the bibliography, as one says them."""
    found = re.search(rf"@\w+{{{key},.*?author\s*=\s*{{(.*?)}},\n", BIBLIOGRAPHY, re.DOTALL)[1]
    for accent, sign in ACCENTS.items():
        found = found.replace(accent, sign)
    names = [name.partition(",")[0] for name in re.split(r"\s+and\s+", found)]
    if len(names) > 3 or "others" in names:
        return f"{names[0]} and others"
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


SOURCES = {key for item in [*IDENTITIES.values(), *RULES.values()] for key in re.findall(r"[a-z]+\d{4}", item.source)}


@pytest.mark.parametrize("key", sorted(SOURCES - {"petersen2012"}))
def test_a_source_is_called_by_its_authors(key):
    assert spoken(f"{key}, chapter 2") in (f"{authors(key)}, ch. 2", f"{authors(key)} ({key[-4:]}), ch. 2")


def test_every_entry_has_one_row_with_its_name_as_anchor():
    anchors = [name for table in TABLES for name in re.findall(r'<tr id="(\w+)"', table)]
    assert sorted(anchors) == sorted(IDENTITIES)


@pytest.mark.parametrize("entry", IDENTITIES.values(), ids=lambda entry: entry.name)
def test_a_row_says_what_the_reader_needs(entry):
    row = ROWS[entry.name]
    assert f'href="#{entry.name}"' in row
    assert ">holds<" in row if entry.holds else ">fails<" in row
    assert spoken(entry.source) in row
    if entry.holds:
        assert re.search(r"(all sizes|tested at these sizes), (bound \de-\d\d|50 digits|70 digits)", row)
        assert re.search(r"= \(?1, ", row)  # the sizes that were tried
    else:
        assert f'href="#{entry.truth}"' in row
    for number in numbers(entry):
        assert f"cookbook {number}" in row
    for hypothesis in entry.hypotheses:
        assert not entry.holds or f"{hypothesis.replace('>', '&gt;')}: " in row


def test_derivations_are_a_click_away():
    assert "<summary>derivation</summary>" in ROWS["derivative_of_axb"]
    assert 'class="veckron-derivation"' in ROWS["gradient_of_trace_of_ax_inverse_b"]
    assert sum("veckron-derivation" in row for row in ROWS.values()) > 200


def test_a_gradient_is_shown_as_a_row_too_and_the_other_way_round():
    assert r"= \operatorname{vec}(A^{T})^{T}" in ROWS["gradient_of_trace_of_xa"]
    assert r"\partial X} = A^{T} B^{T}" in ROWS["derivative_of_trace_axb"]


def test_index_by_numbers():
    shown = cookbook_index()
    assert 'href="#differential_of_inverse" title="differential_of_inverse">40</a>' in shown.html
    assert shown.text.splitlines()[0].startswith("(12) ")


def test_census_counts_the_unknown_in_public():
    counted = next(text for text in TEXTS if text.startswith("entries: "))
    lines = dict(line.split(": ") for line in counted.splitlines())
    assert (
        int(lines["entries"]) == len(IDENTITIES) == int(lines["hold"]) + int(lines["refuted"]) + int(lines["unknown"])
    )
    assert int(lines["hold"]) == int(lines["hold for all sizes"]) + int(lines["hold at the sizes tested"])
    assert float(lines["largest bound per shape"]) <= 1e-16


def test_cheat_sheet_has_true_statements_with_links():
    names = re.findall(r'href="a-identities.html#(\w+)"', SHEET)
    assert names == " ".join(CHEAT_SHEET.values()).split()
    assert len(names) == len(set(names)) >= 30
    assert all(IDENTITIES[name].holds for name in names)


def test_no_such_topic():
    with pytest.raises(ValueError, match="catalogue: no topic 'sums'; there are vec, kronecker"):
        catalogue("sums")


@pytest.mark.parametrize("name", sorted({rule.name for rule in RULES.values() if rule.example}))
def test_each_rule_forward_and_backward_are_adjoint(name):
    shown = products(name)
    assert shown.text.startswith(f"{name} holds") and shown.html.count("<td>") == 3


def test_products_that_are_not_adjoint_are_refused(monkeypatch):
    wrong = lambda f, X: 2 * gradient(f, X)
    monkeypatch.setattr(catalogue_tables, "gradient", wrong)
    with pytest.raises(AssertionError, match="products: inverted: forward and backward are not adjoint"):
        products("inverted")
