"""Every hypothesis of the catalogue can be dropped, and the report says what happens then."""

import pytest

from veckron import IDENTITIES, D, kron
from veckron.hypotheses import FALSE, UNDEFINED, UNNECESSARY, without
from veckron.statements import Identity

STATED = [entry for entry in IDENTITIES.values() if entry.holds and entry.hypothesis]


@pytest.mark.parametrize("entry", STATED, ids=lambda entry: entry.name)
def test_every_hypothesis_can_be_dropped(entry):
    found = without(entry)
    assert [hypothesis for hypothesis, _ in found] == entry.hypothesis.split(", ")
    assert {outcome for _, outcome in found} <= {FALSE, UNDEFINED, UNNECESSARY}


def entry(statement, hypothesis, where="", **shapes):
    return Identity("own", statement, shapes, "01-vec", "magnus2019", hypothesis=hypothesis, where=where)


def test_the_three_outcomes():
    symmetric = entry(lambda S: (S, S.T), "S is symmetric", S="n n symmetric")
    assert without(symmetric) == [("S is symmetric", FALSE)]
    inverse = entry(lambda A: (D(A.I, A), -kron(A.I.T, A.I)), "A is invertible", A="n n")
    assert without(inverse) == [("A is invertible", UNDEFINED)]
    needless = entry(lambda A, B: ((A * B).T.T, A * B), "B is symmetric", A="n n", B="n n symmetric")
    assert without(needless) == [("B is symmetric", UNNECESSARY)]


def test_a_condition_on_the_sizes():
    tall = entry(lambda X: ((X.T * X).I, (X.T * X).I), "m >= n", where="m >= n", X="m n")
    assert without(tall) == [("m >= n", UNDEFINED)]


def test_what_cannot_be_dropped():
    strange = entry(lambda A: (A, A), "A is lovely", A="n n")
    with pytest.raises(ValueError, match="hypotheses: own: cannot drop 'A is lovely'"):
        without(strange)
