"""Every hypothesis of the catalogue can be dropped, and the report says what happens then."""

import pytest

from tests.own import entry
from veckron import IDENTITIES, Jacobian, kron, verify
from veckron.proof import FALSE, UNDEFINED, UNNECESSARY, without
from veckron.proof.verification import relaxed

STATED = [entry for entry in IDENTITIES.values() if entry.holds and entry.hypothesis]


@pytest.mark.parametrize("entry", STATED, ids=lambda entry: entry.name)
def test_every_hypothesis_can_be_dropped(entry):
    """What becomes of the statement then stands in the appendix, which finds it each time it is run."""
    assert set(entry.hypothesis.split(", ")) <= set(entry.hypotheses)
    for hypothesis in entry.hypotheses:
        assert hypothesis not in relaxed(entry, hypothesis).hypothesis.split(", ")


def test_the_structure_of_a_letter_is_a_hypothesis():
    """What was drawn is printed, whether or not the entry says it in words."""
    own = entry(lambda S: (S, S.T), S="n n symmetric")
    assert own.hypotheses == ["S is symmetric"]
    assert "where S is symmetric" in repr(verify(own))
    assert "where S is symmetric" in verify(own)._repr_html_()
    assert entry(lambda A, L: (A, A), A="m n rank r", L="n n lower").hypotheses == [
        "A has rank r",
        "L is lower triangular",
    ]


def test_a_hypothesis_that_no_letter_was_declared_to_satisfy_is_refused():
    with pytest.raises(ValueError, match=r'S is symmetric: declare it with the letter, S="n n symmetric"'):
        entry(lambda S: (S, S.T), hypothesis="S is symmetric", S="n n")


def test_the_three_outcomes():
    symmetric = entry(lambda S: (S, S.T), hypothesis="S is symmetric", S="n n symmetric")
    assert without(symmetric) == [("S is symmetric", FALSE)]
    inverse = entry(lambda A: (Jacobian(A.I, A), -kron(A.I.T, A.I)), hypothesis="A is invertible", A="n n")
    assert without(inverse) == [("A is invertible", UNDEFINED)]
    needless = entry(lambda A, B: ((A * B).T.T, A * B), hypothesis="B is symmetric", A="n n", B="n n symmetric")
    assert without(needless) == [("B is symmetric", UNNECESSARY)]


def test_a_condition_on_the_sizes():
    tall = entry(lambda X: ((X.T * X).I, (X.T * X).I), hypothesis="m >= n", where="m >= n", X="m n")
    assert without(tall) == [("m >= n", UNDEFINED)]


def test_what_cannot_be_dropped():
    strange = entry(lambda A: (A, A), hypothesis="A is lovely", A="n n")
    with pytest.raises(ValueError, match="hypotheses: own: cannot drop 'A is lovely'"):
        without(strange)
