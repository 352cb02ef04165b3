"""One choice of sizes: roots whose signs matter, points where letters meet, real numbers, and what is not claimed."""

from dataclasses import replace

import pytest
from sympy import Abs, Determinant, Integer, MatrixSymbol, Trace, sqrt, symbols

from veckron import IDENTITIES, Equation, verify
from veckron.values import MODULI, NotRational
from veckron.expressions import rank
from veckron.proof import Refuted, Trial, own_prime

n = symbols("n")
u, v = symbols("u v")
A, x, y = MatrixSymbol("A", n, n), MatrixSymbol("x", n, 1), MatrixSymbol("y", n, 1)


def trial(left, right, size=3, p=MODULI[0], **words):
    own = Equation(left, right, words=words)
    return Trial(own, dict.fromkeys(own.sizes, size), 0, p)


def test_roots_of_independent_numbers_are_exact_and_roots_of_squares_are_not():
    norm = lambda x: Trace(x.T * x)
    assert trial(sqrt(norm(x)) * sqrt(norm(y)), sqrt(norm(y)) * sqrt(norm(x))).accept_exactly() > 0
    with pytest.raises(NotRational, match="a product of the numbers under the roots is a square"):
        trial(sqrt(u**2), u).accept_exactly()
    with pytest.raises(NotRational, match="a product of the numbers under the roots is a square"):
        trial(sqrt(norm(x)), x[0, 0], size=1).accept_exactly()


@pytest.mark.parametrize("root", [u, -u])
def test_neither_sign_of_a_root_of_a_square_holds(root):
    assert verify(sqrt(u**2), root).status == "fails"
    assert verify(sqrt(u**2), Abs(u)).status == "holds"


def test_points_at_which_letters_meet():
    """Each letter is generic on its stratum; only nilpotent ones tell."""
    with pytest.raises(Refuted):
        trial(rank(A * A), rank(A)).meet()


def test_a_constant_is_zero_modulo_one_prime_and_not_modulo_the_next():
    p = MODULI[0]
    assert trial(p * A, 0 * A, p=p).disagreement("seed") is None
    assert trial(p * A, 0 * A, p=MODULI[1]).disagreement("seed") is not None
    assert own_prime(Equation(A, A.T)) != own_prime(Equation(A, A)) and own_prime(Equation(A, A)) % 4 == 3


def test_both_signs_of_an_orthogonal_letter():
    verdict = verify(Determinant(A), Integer(1), A="orthogonal")
    assert (verdict.status, verdict.counterexample.left) == ("fails", -1)
    assert verify(Determinant(A) ** 2, Integer(1), A="orthogonal").status == "holds"


def test_what_becomes_of_a_rank_is_a_field_and_not_prose():
    entry = IDENTITIES["pseudo_inverse_of_khatri_rao"]
    assert (entry.ranks, verify(entry).status) == ("tried", "holds")
    assert verify(replace(entry, ranks="")).status == "unknown"
    assert verify(replace(entry, ranks="", method="parametrised")).status == "unknown"
    with pytest.raises(ValueError, match="ranks: wants 'tried' or 'generic', got 'some'"):
        replace(entry, ranks="some")
