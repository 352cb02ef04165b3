"""The catalogue: every entry verified, every chapter, source and truth that it names there, each checked where it is taught."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from sympy import latex, preorder_traversal

from tests import stored_page
from veckron.proof import WIDE, widest, round_up, TOPICS
from veckron import IDENTITIES, verify
from veckron.book.catalogue_tables import numbers, topic

ROOT = Path(__file__).parents[2]
TRUE = [entry for entry in IDENTITIES.values() if entry.holds]
FALSE = [entry for entry in IDENTITIES.values() if not entry.holds]
PRINTED = [entry for entry in FALSE if entry.printed]
ARTICLES = {f"article {k}" for k in (1, 2, 3, 4)}
# The equations of chapter 2 of the Matrix Cookbook, of its section 10.2, and some of chapters 1 and 3; (507) says that
# A (x) B is not B (x) A.
COOKBOOK = {"12", "14", "18", "19", "21", "28", "157", "160", "163", "167", "517", "518", "519", "64u", "98u"}
COOKBOOK |= {*map(str, range(33, 145)), *map(str, range(505, 517)), *map(str, range(520, 525))}
PRIMES = {5, 7, 11, 13, 17, 19, 23}
KEYS = set(re.findall(r"^@\w+\{(\w+),", (ROOT / "references.bib").read_text(), re.MULTILINE))


def some_primes(entry):
    """The two choices of distinct primes: a rank is at most a size, and a matrix may be too wide to be formed."""
    count = len(entry.sizes)
    return [sorted(PRIMES)[:count], [sorted(PRIMES)[i ^ 1] for i in range(count)]] if count < len(PRIMES) else []


def is_crowded(entry):
    """Tell whether one of the two choices of distinct primes is left out."""
    wide = (widest(entry, dict(zip(entry.sizes, some))) > WIDE for some in some_primes(entry))
    return "rank" in str(entry.shapes) or any(wide)


@pytest.fixture(scope="module")
def found(request):
    """Return a function: status, bound and sizes of the verdict on an entry, found now, here or by the page beside this."""

    def here(entry):
        verdict = verify(entry)
        return verdict.status, verdict.bound, [tuple(shape.values()) for shape in verdict.shapes]

    return stored_page.printed_verdict if stored_page.is_run(request.session) else here


@pytest.mark.parametrize("entry", TRUE, ids=lambda entry: entry.name)
def test_true_statements_hold(entry, found):
    status, bound, sizes = found(entry)
    assert status == "holds"
    assert bound <= 1e-16
    assert len(sizes) == len(set(sizes)) >= 5
    primes = sum(set(s) <= PRIMES and len(set(s)) == len(s) for s in sizes)
    assert primes >= 2 or (primes == 1 and is_crowded(entry))
    assert any(1 in s for s in sizes)
    assert any(len(set(s)) == 1 and s[0] > 1 for s in sizes)


def test_the_page_prints_the_verdicts_that_are_found():
    """A sample; nbval compares every row with what is found now."""
    for entry in TRUE[::60]:
        verdict = verify(entry)
        sizes = [tuple(shape.values()) for shape in verdict.shapes]
        assert stored_page.printed_verdict(entry) == (verdict.status, float(round_up(verdict.bound)), sizes)


@pytest.mark.parametrize("entry", IDENTITIES.values(), ids=lambda entry: entry.name)
def test_what_an_entry_names_exists(entry):
    assert any((ROOT / "chapters" / f"{entry.chapter}{suffix}").is_file() for suffix in (".ipynb", ".md"))
    assert entry.source.split(",")[0] in KEYS
    assert (entry.truth != "") is not entry.holds
    assert entry.holds or IDENTITIES[entry.truth].holds
    assert entry.holds or entry.note
    assert topic(entry) in TOPICS


@pytest.mark.parametrize("entry", TRUE, ids=lambda entry: entry.name)
def test_no_identity_proves_itself(entry):
    """SymPy must not have made one side of the other when they were written down."""
    left, right = entry.symbolic
    assert left != right
    kinds = [Counter(type(node) for node in preorder_traversal(side)) for side in (left, right)]
    assert kinds[0] != kinds[1] or str(left) != str(right)  # the texts take seconds


def test_the_printer_of_sympy_prints_every_kind_of_node():
    """A notebook shows a result by it."""
    kinds = {type(part): part for entry in IDENTITIES.values() for part in entry.parts}
    assert len(kinds) > 50 and all(map(latex, kinds.values()))


def test_no_two_entries_state_the_same():
    formulas = [(entry.formula, str(entry.shapes)) for entry in IDENTITIES.values()]
    assert len(formulas) == len(set(formulas))


def test_at_least_nine_statements_of_the_articles_fail_as_printed():
    misprints = [entry for entry in PRINTED if entry.printed in ARTICLES]
    assert len(misprints) >= 9
    assert {entry.printed for entry in misprints} == ARTICLES
    assert all(entry.printed in ARTICLES or entry.printed.startswith("Matrix Cookbook") for entry in PRINTED)


def test_every_equation_of_the_cookbook_is_there():
    stated = {number for entry in IDENTITIES.values() for number in numbers(entry)}
    assert stated == COOKBOOK


def test_what_fails_as_printed_stands_beside_the_corrected_statement():
    for entry in PRINTED:
        if entry.cookbook:
            assert IDENTITIES[entry.truth].holds


def test_the_catalogue_is_large_and_most_of_it_is_not_in_the_cookbook():
    assert len(IDENTITIES) >= 300
    assert sum(not entry.cookbook for entry in TRUE) >= 90


def names_checked(chapter):
    """The names in calls of tick(...), check(...), refuted(...) and catalogue(...) in the cells of a chapter."""
    path = ROOT / "chapters" / f"{chapter}.ipynb"
    cells = json.loads(path.read_text())["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    calls = re.findall(r"\b(?:tick|check|refuted)\(([^)]*)\)", code)
    topics = re.findall(r'\bcatalogue\("(\w+)"\)', code)
    listed = {entry.name for entry in IDENTITIES.values() if topic(entry) in topics}
    return listed | {name for call in calls for name in re.findall(r'"(\w+)"', call)}


@pytest.mark.parametrize("chapter", sorted({entry.chapter for entry in IDENTITIES.values()}))
def test_every_statement_is_checked_in_its_chapter(chapter):
    claimed = {entry.name for entry in IDENTITIES.values() if entry.chapter == chapter}
    assert claimed - names_checked(chapter) == set()


def test_the_errata_list_every_misprint_and_its_truth():
    checked = names_checked("c-errata")
    assert {entry.name for entry in PRINTED} <= checked
    assert {entry.truth for entry in PRINTED} <= checked
