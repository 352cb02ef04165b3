"""The commutation, duplication and elimination matrices."""

import numpy as np
import pytest
from sympy import Identity, KroneckerDelta as delta, latex, MatrixSymbol, symbols

from veckron import commutation_matrix, duplication_matrix, elimination_matrix, vec, vech
from veckron.shapes import ShapeError

m, n = symbols("m n")
K = commutation_matrix
SHAPES = [(i, j) for i in range(5) for j in range(5)]


@pytest.mark.parametrize("shape", SHAPES)
def test_it_takes_vec_to_vec_of_the_transpose(shape):
    A = np.arange(float(np.prod(shape))).reshape(shape)
    assert np.array_equal(np.array(K(*shape), dtype=float) @ vec(A), vec(A.T))
    if 1 not in shape:
        assert np.array_equal(K(*shape) @ vec(A), vec(A.T))
        assert np.array_equal(vec(A.T).T @ K(*shape), vec(A).T)


@pytest.mark.parametrize("shape", [(2, 3), (3, 2), (3, 3), (2, 4)])
def test_entries_agree_with_positions(shape):
    assert np.array_equal(np.array(K(*shape).as_explicit(), dtype=int), np.array(K(*shape), dtype=int))


def test_rectangular_ones_differ():
    assert not np.array_equal(np.array(K(2, 3)), np.array(K(3, 2)))


@pytest.mark.parametrize("Z", [K(2, 3), duplication_matrix(3), elimination_matrix(3)])
def test_an_array_times_it(Z):
    A, dense = np.arange(2.0 * int(Z.rows)).reshape(2, -1), np.array(Z, dtype=float)
    assert np.array_equal(Z.__rmatmul__(A), A @ dense) and Z.__rmatmul__(A).dtype == float
    with pytest.raises(ShapeError, match=rf"product: an array of shape \(2, 5\) times {Z.name}\("):
        Z.__rmatmul__(np.ones((2, 5)))


def test_what_must_simplify_does():
    assert K(m, n) * K(n, m) == Identity(m * n)
    assert K(m, n).T == K(n, m)
    assert K(m, n).I == K(n, m)
    assert K(1, n) == Identity(n) == K(n, 1)
    assert K(m, n) * K(m, n) != Identity(m * n)


def test_entries_are_defined_for_symbolic_places():
    i, j = symbols("i j", integer=True, nonnegative=True)
    entry = K(m, n)[i, j]
    assert entry.has(delta)
    assert [[entry.subs({m: 2, n: 3, i: r, j: c}) for c in range(6)] for r in range(6)] == np.array(K(2, 3)).tolist()


def test_print():
    assert latex(K(m, n)) == "K_{mn}"
    assert latex(K(2, 3)) == "K_{2,3}"
    assert str(K(m, n)) == "K(m, n)"


def test_misfits_and_symbolic_sizes_in_numbers():
    with pytest.raises(ShapeError, match=r"product: K\(2, 3\) of shape \(6, 6\) times an array of shape \(5, 1\)"):
        K(2, 3) @ np.ones((5, 1))
    with pytest.raises(ValueError, match=r"K\(m, n\): its entries as numbers want integer sizes"):
        np.array(K(m, n))
    assert (K(m, n) * vec(MatrixSymbol("A", m, n))).shape == (m * n, 1)


def test_dtypes_are_kept():
    assert (K(2, 3) @ np.ones((6, 2), dtype=np.float32)).dtype == np.float32
    assert (K(2, 3) @ np.array([[10**30]] * 6, dtype=object))[0, 0] == 10**30


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
def test_entries_agree_with_positions_of_duplication(make, size):
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
