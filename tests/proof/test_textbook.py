"""True identities in the spelling of a reader: none is refuted, and nearly all are decided."""

import pytest
from tests.textbook import TEXTBOOK

from veckron import verify

# What the verifier cannot decide, and why.
UNDECIDED = {
    "rank of a block diagonal": "the rank of a matrix in blocks does not follow from those of its letters",
    "rank [A B; 0 0] = rank [A B]": "the rank of a matrix in blocks does not follow from those of its letters",
    "binomial theorem, n a size": "SymPy makes a Piecewise of the sum, with a condition on |u|",
}

NAMED = [pytest.param(truth, id=f"{truth.topic}: {truth.name}") for truth in TEXTBOOK]


def test_there_are_many_and_each_has_a_name():
    names = [truth.name for truth in TEXTBOOK]
    assert len(names) == len(set(names)) >= 450
    assert UNDECIDED.keys() <= set(names)
    assert len(UNDECIDED) <= 0.03 * len(names)


@pytest.mark.parametrize("truth", NAMED)
def test_the_textbook_holds(truth):
    verdict = verify(*truth.sides(), where=truth.where, **truth.structures)
    assert verdict.status == ("unknown" if truth.name in UNDECIDED else "holds"), verdict.reason
