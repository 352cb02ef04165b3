"""The smallest counterexample: it refutes, as an evaluator of its own finds, and what is assumed holds at it."""

import numpy as np
import pytest
from scipy.interpolate import KroghInterpolator

from tests.second_evaluator import values
from veckron import IDENTITIES, check
from veckron.proof import Trial, smallest

FALSE = [name for name, entry in IDENTITIES.items() if not entry.holds]
# Their shapes fit at some sizes only, and at those they hold.
UNFIT = {"printed_sizes_in_product_rule", "printed_condition_of_inner_product", "vec_of_two_factors_wrong_identity"}


def at(found):
    """The letters and sizes of a counterexample, and a polynomial for each function of which some values are given."""
    jets = {}
    for name, order, place, value in found.functions:
        jets.setdefault(name, {})[place, order] = value
    return found.letters | found.sizes | {name: polynomial(known) for name, known in jets.items()}


def polynomial(known):
    """A function with known values and derivatives at some places."""
    orders = {x: max(order for place, order in known if place == x) for x, _ in known}
    points = [(float(x), float(known.get((x, order), 0))) for x, top in orders.items() for order in range(top + 1)]
    return KroghInterpolator(*map(list, zip(*points)))


@pytest.mark.parametrize("name", FALSE)
def test_each_false_entry_is_refuted_by_an_evaluator_of_its_own(name):
    entry, found = IDENTITIES[name], smallest(check(name))
    if name in UNFIT:
        assert found is None
        return
    left, right = values(Trial(entry, found.sizes, 0).sides, at(found))
    for side, said in ((left, found.left), (right, found.right)):
        side, said = np.squeeze(side), np.squeeze(np.array(said, float))
        assert np.allclose(np.broadcast_to(side, said.shape), said, rtol=1e-3, atol=1e-3)
    assert found.wrong
    assert all(found.left[i][j] != found.right[i][j] for i, j in found.wrong)
    assert all(
        float(a).is_integer() and abs(a) <= 3 for A in found.letters.values() for a in np.ravel(np.array(A, float))
    )


def test_the_sizes_before_are_smaller_and_hold():
    found = smallest(check("K_mn vec(A) = vec(A)", A="m n"))
    assert found.sizes == {"m": 2, "n": 2}
    assert {"m": 1, "n": 3} in found.agreed and {"m": 1, "n": 1} in found.agreed
    for sizes in found.agreed:
        A = np.arange(1, 1 + sizes["m"] * sizes["n"]).reshape(sizes["m"], sizes["n"])
        left, right = values(check("K_mn vec(A) = vec(A)", A="m n").entry.symbolic, {"A": A, **sizes})
        assert np.allclose(left, right)


ASSUMED = [
    ("Q^2 = I", {"Q": "n n orthogonal"}, lambda Q: np.allclose(Q.T @ Q, np.eye(len(Q)))),
    ("S^2 = S", {"S": "n n symmetric"}, lambda S: (S == S.T).all()),
    ("det(S) = 1", {"S": "n n positive definite"}, lambda S: (np.linalg.eigvalsh(S) > 0).all()),
    ("det(S) = S_11", {"S": "n n positive definite"}, lambda S: (np.linalg.eigvalsh(S) > 0).all()),
    ("A A^+ = I", {"A": "n n rank 1"}, lambda A: np.linalg.matrix_rank(A) == 1),
    ("L^2 = L", {"L": "n n lower"}, lambda L: (np.triu(L, 1) == 0).all()),
    ("P = I", {"P": "n n idempotent"}, lambda P: np.allclose(P @ P, P)),
    ("grad_X log det X = X^-1", {"X": "n n"}, lambda X: np.linalg.det(X) > 0),
    ("||X|| = tr(X)", {"X": "n n"}, lambda X: True),
    ("sqrt(x) = x", {"x": "scalar"}, lambda x: x > 0),
]


@pytest.mark.parametrize(("text", "letters", "assumed"), ASSUMED, ids=[row[0] for row in ASSUMED])
def test_what_is_assumed_of_a_letter_holds_in_its_counterexample(text, letters, assumed):
    found = smallest(check(text, **letters))
    (name,) = letters
    assert assumed(np.array(found.letters[name], float))
    left, right = values(check(text, **letters).entry.symbolic, at(found))
    assert not np.allclose(left, right)


def test_the_same_statement_has_the_same_counterexample():
    first, second = (smallest(check("A B = B A", A="n n", B="n n")) for _ in range(2))
    assert first == second


def test_numbers_are_mostly_zero():
    found = smallest(check("vec(A X B) = (A (x) B^T) vec X", A="m n", X="n p", B="p q"))
    entries = [a for A in found.letters.values() for row in A for a in row]
    assert set(entries) <= {0, 1} and sum(entries) == 3


def test_what_is_not_rational_is_told_in_digits():
    found = smallest(check("exp(A + B) = exp(A)", A="m n", B="m n"))
    assert found.left != found.right
    assert all(isinstance(a, (int, float)) for row in found.left for a in row)


def test_a_value_of_log_is_no_counterexample_by_itself():
    """In Z/p a logarithm has no value; in real numbers log 1 = 0."""
    found = smallest(check("log(det(A)) = tr(A)", A="n n"))
    A = np.array(found.letters["A"], float)
    assert np.isclose(np.log(np.linalg.det(A)), float(found.left[0][0]), atol=1e-4)
