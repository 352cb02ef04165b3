"""The study of mutants: what it damages, that it can fail, and that the report in the book is about this catalogue."""

import importlib.util
import re
from pathlib import Path

import pytest
from sympy import MatrixSymbol, symbols

from veckron import IDENTITIES, commutation_matrix, kron
from veckron.statements import Identity

ROOT = Path(__file__).parent.parent
spec = importlib.util.spec_from_file_location("mutate_identities", ROOT / "tools/mutate_identities.py")
tool = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tool)
REPORT = (ROOT / "chapters/_mutants.md").read_text()
m, n = symbols("m n")
A, B, X = MatrixSymbol("A", m, n), MatrixSymbol("B", m, n), MatrixSymbol("X", m, n)


def rights(expression):
    entry = Identity("own", lambda A, B: (A, expression), {"A": "m n", "B": "m n"}, "01-vec", "magnus2019")
    return {kind: new for kind, new, _ in tool.damaged(expression, entry)}


def test_the_kinds_of_damage():
    found = rights(kron(A.T, A))
    assert found["factors exchanged"] == kron(A, A.T)
    assert found["transpose dropped"] == kron(A, A)
    assert found["a letter for another"] == kron(A.T, B)
    assert rights(commutation_matrix(m, n))["K_mn to K_nm"] == commutation_matrix(n, m)
    assert str(rights(A + B)["sign of a term"]) in ("A - B", "-A + B")
    assert str(rights(A + B)["term dropped"]) in ("A", "B")


@pytest.mark.parametrize("name", ["derivative_of_axb", "derivative_of_xtx", "gradient_of_trace_of_axbx"])
def test_no_wrong_mutant_is_accepted(name):
    found = tool.study(name)
    assert len(found) >= 10
    assert all(mutant.status == "fails" or mutant.why for mutant in found)


def test_the_study_can_fail():
    """A statement whose sides are the same letter accepts a wrong side if the letter is not seen: here it is."""
    found = tool.study("gradient_of_quadratic_form_symmetric")
    accepted = [mutant for mutant in found if mutant.status == "holds"]
    assert [mutant.why for mutant in accepted] == ["$S = S^{T}$"]


def test_the_report_is_about_this_catalogue():
    entries = int(re.search(r"right sides of (\d+) entries", REPORT)[1])
    assert entries == len(tool.derivatives())
    assert "Wrong mutants accepted: 0." in REPORT
    assert "NO REASON" not in REPORT
    names = set(re.findall(r"^- `(\w+)`", REPORT, re.MULTILINE))
    assert names <= set(IDENTITIES)
