"""The study of mutants: what it damages, that it can fail, and that the report in the book is about this catalogue."""

import importlib.util
import re
from pathlib import Path
from random import Random

import pytest
from sympy import Determinant, MatrixSymbol, Sum, Trace, symbols

from tests.own import entry
from veckron.calculus import factor_rules, part_rules
from veckron import IDENTITIES, Jacobian, commutation_matrix, kron
from veckron.calculus import RULES, VEC_RULES

ROOT = Path(__file__).parents[2]
spec = importlib.util.spec_from_file_location("mutants", ROOT / "tools/mutants.py")
tool = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tool)
REPORT = (ROOT / "chapters/_mutants.md").read_text()
TRUE = {name for name, entry in IDENTITIES.items() if entry.holds}
m, n, i = symbols("m n i")
A, B, X = MatrixSymbol("A", m, n), MatrixSymbol("B", m, n), MatrixSymbol("X", m, n)


def damaged(expression):
    own = entry(lambda A, B: (A, expression), A="m n", B="m n")
    found = {}
    for kind, new, _ in tool.damaged(expression, own):
        found.setdefault(kind, []).append(new)
    return found


def test_the_kinds_of_damage():
    found = damaged(kron(A.T, A))
    assert found["factors exchanged"] == [kron(A, A.T)]
    assert found["transpose dropped"] == [kron(A, A)]
    assert set(found["a letter for another"]) == {kron(B.T, A), kron(A.T, B)}
    assert commutation_matrix(n, m) in damaged(commutation_matrix(m, n))["K_mn to K_nm"]
    assert set(map(str, damaged(A + B)["sign of a term"])) == {"A - B", "-A + B"}
    assert set(damaged(A + B)["term dropped"]) == {A, B}
    assert damaged(2 * A)["factor dropped"] == [A]
    assert 3 * A in damaged(2 * A)["another constant"]
    assert damaged(Trace(A * B.T))["trace for determinant"] == [Determinant(A * B.T)]
    assert Sum(A[i, 0], (i, 0, m - 2)) in damaged(Sum(A[i, 0], (i, 0, m - 1)))["another limit or index"]


def test_a_derivative_is_damaged_inside_but_its_variable_stays():
    inside = [new for news in damaged(Jacobian(A * X.T, X)).values() for new in news]
    assert inside and all(isinstance(new, Jacobian) and new.args[1] == X for new in inside)


def test_both_sides_and_all_rules_are_damaged():
    entry = IDENTITIES["vec_of_product"]
    left, right = entry.symbolic
    pairs = tool.mutants(entry)
    assert {pair[0] == left for pair in pairs} == {pair[1] == right for pair in pairs} == {True, False}
    names = [name for name, _ in tool.entries()]
    rules = {rule.name for rule in RULES.values()}, {rule.name for rule in VEC_RULES.values()}
    assert len(names) == len(set(names)) == len(TRUE) + sum(map(len, rules))
    assert set(names) >= TRUE


def test_a_rule_is_as_it_was_after_the_study():
    before = dict(RULES)
    _, found = tool.rule_mutants(RULES, "determinant")
    assert len(found) >= 20 and before == RULES


# The second evaluator knows no blocks, slices, factorisations and implicit functions: what it cannot decide of their rules
# is listed on the page.
BEYOND = {f"rule {name}" for module in (factor_rules, part_rules) for name in vars(module)}


@pytest.mark.parametrize("seed", range(6))
def test_no_wrong_mutant_is_accepted(seed):
    """A sample of the study: every tenth mutant of a few entries and rules."""
    random = Random(seed)
    names = random.sample([name for name, _ in tool.entries()], 12)
    found = [mutant for name in names for mutant in tool.study(name, slice(random.randrange(5), None, 10))]
    assert len(found) >= 12
    accepted = [m for m in found if m.status == "holds" and m.truth != "true"]
    assert [m for m in accepted if m.truth != "undecided" or m.name not in BEYOND] == []


@pytest.mark.parametrize("name", ["determinant_of_orthogonal", "vec_of_kron", "pseudo_inverse_of_full_rank_product"])
def test_no_wrong_mutant_of_these_is_accepted(name):
    """True for rotations, where m = p and n = q, and at full rank: once these were all that was tried."""
    assert [m for m in tool.study(name) if m.status == "holds" and m.truth != "true"] == []


def test_the_study_can_fail(monkeypatch):
    """A verifier that accepts everything is found out, and the report says so."""
    monkeypatch.setattr(tool, "verdict", lambda mutant: "holds")
    found = tool.study("vec_of_transpose")
    wrong = sum(m.truth in ("wrong", "unfit") for m in found)
    assert wrong >= 5
    assert f"Wrong mutants accepted: {wrong}." in tool.report(found)
    assert "WRONG MUTANTS ACCEPTED" in tool.report(found)


def test_an_accepted_mutant_has_its_evidence():
    found = tool.study("gradient_of_quadratic_form_symmetric")
    accepted = [m for m in found if m.status == "holds"]
    assert accepted and all(m.truth == "true" for m in accepted)
    assert all(m.points >= 8 and m.error < 1e-7 for m in accepted)
    assert "$S = S^{T}$" in {m.part for m in accepted}
    assert "- $S = S^{T}$: `gradient_of_quadratic_form_symmetric` (transpose added)" in tool.report(found)


def test_the_report_is_about_this_catalogue():
    entries, rules, _mutants = map(int, re.search(r"(\d+) true entries.* (\d+) rules in (\d+) ways", REPORT).groups())
    assert entries + rules == len(list(tool.entries())) and entries == len(TRUE)
    assert int(re.search(r"finds (\d+) wrong", REPORT)[1]) >= 10_000
    assert "Wrong mutants accepted: 0." in REPORT
    assert "WRONG MUTANTS ACCEPTED" not in REPORT
    assert set(re.findall(r"`([a-z_]+)` \(", REPORT)) <= TRUE
