"""One elimination for every field: the same results modulo p, in real numbers, and by definition."""

import pytest
from mpmath import mp

from veckron.values import Singular, Ring, rational, Reals

ROWS = [[0, 2, 1], [1, -1, 3], [2, 0, 5]]


@pytest.mark.parametrize("field", [Ring(2), Reals()], ids=["Z/p^2", "reals"])
def test_a_matrix_whose_first_pivot_is_zero(field):
    A = field.from_entries([[field.number(a) for a in row] for row in ROWS])
    assert field.determinant(A) == field.number(4)
    assert small(field, A @ field.inverse(A) - field.identity(3))
    assert small(field, A @ field.adjugate(A) - field.number(4) * field.identity(3))
    assert field.rank(A) == 3


@pytest.mark.parametrize("field", [Ring(2), Reals()], ids=["Z/p^2", "reals"])
def test_a_matrix_of_rank_two(field):
    A = field.from_entries([[field.number(a) for a in row] for row in [[1, 2, 3], [2, 4, 6], [0, 1, 1], [1, 3, 4]]])
    assert field.rank(A) == 2
    Y = field.pseudo_inverse(A)
    assert small(field, A @ Y @ A - A) and small(field, Y @ A @ Y - Y) and small(field, (A @ Y).T - A @ Y)
    with pytest.raises(Singular, match=r"a matrix of shape \(3, 3\) has no inverse"):
        field.inverse(A.T @ A)


def small(field, A):
    entries = [rational(a) if isinstance(field, Ring) else mp.nint(a * 10**10) for _, _, a in A.items()]
    return not any(entries)
