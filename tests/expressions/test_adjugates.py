"""The adjugate by its cofactors, for singular matrices too."""

import numpy as np
import pytest
from sympy import Matrix, MatrixSymbol, latex, symbols

from veckron import adjugate
from veckron.shapes import ShapeError

n = symbols("n")


def by_cofactors(A):
    minor = lambda i, j: np.delete(np.delete(A, i, 0), j, 1)
    size = range(len(A))
    return np.array([[(-1) ** (i + j) * np.linalg.det(minor(i, j)) for i in size] for j in size])


@pytest.mark.parametrize("rank", [1, 2, 3, 4])
def test_arrays_of_any_rank(rank):
    draw = np.random.default_rng(rank).standard_normal
    A = draw((4, rank)) @ draw((rank, 4))
    assert np.allclose(adjugate(A), by_cofactors(A), atol=1e-12)


def test_matrices_with_entries_and_symbols():
    A = Matrix([[2, 1, 0], [3, 4, 5], [1, 0, 7]])
    assert adjugate(A) * A == A.det() * Matrix.eye(3)
    assert adjugate(MatrixSymbol("A", n, n)).shape == (n, n)
    assert latex(adjugate(MatrixSymbol("A", n, n))) == r"\operatorname{adj}(A)"
    assert np.array_equal(adjugate(np.array([[5]])), [[1]])


def test_rectangular_and_formal_are_refused():
    with pytest.raises(ShapeError, match=r"adjugate: wants a square matrix \(n, n\), got shape \(2, 3\)"):
        adjugate(np.ones((2, 3)))
    with pytest.raises(NotImplementedError, match=r"adj\(A\): an entry wants an A with entries"):
        adjugate(MatrixSymbol("A", n, n))[0, 0]
