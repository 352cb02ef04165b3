"""No false statement holds."""

import numpy as np
import pytest
from tests.canaries import CANARIES
from tests.second_evaluator import values

from veckron import verify

NAMED = [pytest.param(canary, id=f"{canary.group}: {canary.name}") for canary in CANARIES]
WITNESSED = [pytest.param(canary, id=canary.name) for canary in CANARIES if isinstance(canary.at, dict)]
SIZES = set("kmnpqr")
OBEYS = {
    "symmetric": lambda A: np.allclose(A, A.T),
    "skew": lambda A: np.allclose(A, -A.T),
    "lower": lambda A: np.allclose(A, np.tril(A)),
    "upper": lambda A: np.allclose(A, np.triu(A)),
    "diagonal": lambda A: np.allclose(A, np.diag(np.diag(A))),
    "orthogonal": lambda A: np.allclose(A.T @ A, np.eye(len(A))),
    "idempotent": lambda A: np.allclose(A @ A, A),
    "singular": lambda A: np.isclose(np.linalg.det(A), 0),
    "positive definite": lambda A: np.allclose(A, A.T) and np.linalg.eigvalsh(A).min() > 0,
}


def test_there_are_many_and_each_has_a_name():
    names = [(canary.group, canary.name) for canary in CANARIES]
    assert len(names) == len(set(names)) >= 500
    assert sum(canary.tried for canary in CANARIES) < 70


@pytest.mark.parametrize("canary", NAMED)
def test_no_false_statement_holds(canary):
    try:
        verdict = verify(*canary.sides(), where=canary.where, **canary.structures)
    except (TypeError, ValueError):
        assert canary.refused
        return
    assert verdict.status != "holds" or (canary.tried and verdict.reach != "all sizes")


@pytest.mark.parametrize("canary", WITNESSED)
def test_its_witness_shows_that_it_is_false(canary):
    at = {name: float(a) if isinstance(a, int) and name not in SIZES else a for name, a in canary.at.items()}
    left, right = values(canary.sides(), at)
    assert left.shape == right.shape
    assert not np.allclose(left, right, rtol=1e-7, atol=1e-7)
    assert np.isfinite(left).all() or np.isfinite(right).all()


@pytest.mark.parametrize("canary", [param for param in WITNESSED if param.values[0].structures])
def test_its_witness_has_the_structure(canary):
    for name, shape in canary.structures.items():
        A, words = np.array(canary.at[name], dtype=float), " ".join(shape.split()[2:])
        if words.startswith("rank"):
            assert np.linalg.matrix_rank(A) == canary.at["r"]
        else:
            assert all(obeys(A) for word, obeys in OBEYS.items() if word in words) and words
