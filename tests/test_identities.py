"""The catalogue: every entry verified, every chapter, source and truth that it names there, each checked where it is taught."""

import json
import re
from pathlib import Path

import pytest

from veckron import IDENTITIES, verify

ROOT = Path(__file__).parent.parent
TRUE = [entry for entry in IDENTITIES.values() if entry.holds]
FALSE = [entry for entry in IDENTITIES.values() if not entry.holds]
PRINTED = [entry for entry in FALSE if entry.printed]
PRIMES = {5, 7, 11, 13, 17, 19, 23}
KEYS = set(re.findall(r"^@\w+\{(\w+),", (ROOT / "references.bib").read_text(), re.MULTILINE))


@pytest.mark.parametrize("entry", TRUE, ids=lambda entry: entry.name)
def test_true_statements_hold(entry):
    verdict = verify(entry)
    assert verdict.status == "holds", verdict
    assert verdict.bound <= 1e-16
    sizes = [tuple(shape.values()) for shape in verdict.shapes]
    assert len(sizes) >= 5
    assert sum(set(s) <= PRIMES and len(set(s)) == len(s) for s in sizes) >= 2
    assert any(1 in s for s in sizes)
    assert any(len(set(s)) == 1 and s[0] > 1 for s in sizes)


@pytest.mark.parametrize("entry", IDENTITIES.values(), ids=lambda entry: entry.name)
def test_what_an_entry_names_exists(entry):
    assert any((ROOT / "chapters" / f"{entry.chapter}{suffix}").is_file() for suffix in (".ipynb", ".md"))
    assert entry.source.split(",")[0] in KEYS
    assert (entry.truth != "") is not entry.holds
    assert entry.holds or IDENTITIES[entry.truth].holds
    assert entry.holds or entry.note
    assert entry.name == entry.statement.__name__


def test_no_two_entries_state_the_same():
    formulas = [entry.formula for entry in IDENTITIES.values()]
    assert len(formulas) == len(set(formulas))


def test_at_least_nine_statements_of_the_articles_fail_as_printed():
    assert len(PRINTED) >= 9
    assert {entry.printed for entry in PRINTED} == {f"article {k}" for k in (1, 2, 3, 4)}


def names_checked(chapter):
    """The names in calls of check(...) and refuted(...) in the cells of a chapter."""
    path = ROOT / "chapters" / f"{chapter}.ipynb"
    cells = json.loads(path.read_text())["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    calls = re.findall(r"\b(?:check|refuted)\(([^)]*)\)", code)
    return {name for call in calls for name in re.findall(r'"(\w+)"', call)}


@pytest.mark.parametrize("chapter", sorted({entry.chapter for entry in IDENTITIES.values()}))
def test_every_statement_is_checked_in_its_chapter(chapter):
    claimed = {entry.name for entry in IDENTITIES.values() if entry.chapter == chapter}
    assert claimed - names_checked(chapter) == set()


def test_the_errata_list_every_misprint_and_its_truth():
    checked = names_checked("c-errata")
    assert {entry.name for entry in PRINTED} <= checked
    assert {entry.truth for entry in PRINTED} <= checked
