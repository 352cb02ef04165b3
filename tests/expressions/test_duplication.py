"""D_n and L_n against their definitions."""

import numpy as np
import pytest
from sympy import latex, symbols

from veckron import duplication_matrix, elimination_matrix, vec, vech

n = symbols("n")


@pytest.mark.parametrize("size", range(6))
def test_definitions(size):
    S = np.arange(float(size * size)).reshape(size, size)
    S = S + S.T
    duplication, elimination = duplication_matrix(size), elimination_matrix(size)
    assert np.array_equal(duplication @ vech(S), vec(S))
    assert np.array_equal(elimination @ vec(S), vech(S))
    assert np.array_equal(elimination @ np.array(duplication, dtype=int), np.eye(size * (size + 1) // 2))


@pytest.mark.parametrize("size", [1, 2, 3, 4])
@pytest.mark.parametrize("make", [duplication_matrix, elimination_matrix])
def test_entries_agree_with_positions(make, size):
    assert np.array_equal(np.array(make(size).as_explicit(), dtype=int), np.array(make(size), dtype=int))


def test_elimination_takes_the_lower_triangle_of_any_matrix():
    A = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert (elimination_matrix(2) @ vec(A)).ravel().tolist() == [1, 3, 4]


def test_shapes_and_print():
    assert duplication_matrix(n).shape == (n**2, n * (n + 1) / 2)
    assert elimination_matrix(n).shape == (n * (n + 1) / 2, n**2)
    assert latex(duplication_matrix(n)) == "D_{n}"
    assert latex(elimination_matrix(3)) == "L_{3}"


def test_entries_are_defined_for_symbolic_size():
    i, j = symbols("i j", integer=True, nonnegative=True)
    entry = duplication_matrix(n)[i, j]
    rows = [[entry.subs({n: 2, i: r, j: c}) for c in range(3)] for r in range(4)]
    assert rows == np.array(duplication_matrix(2)).tolist()
