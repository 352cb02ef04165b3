"""Matrices over Z/q against lists of Python integers; one elimination for every field: mod p, in reals, by definition."""

from itertools import product
from random import Random

import pytest
from mpmath import mp

from veckron.values import Reals, Ring, Singular, rational

ring = Ring(2)
Q = ring.modulus
SHAPES = [(1, 1), (2, 3), (3, 2), (4, 4), (0, 3), (3, 0)]
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


def draw(m, n, seed=0):
    """Half of the entries are zero: a sparse matrix must not forget them."""
    random = Random(f"{m} {n} {seed}")
    return [[random.choice([0, random.randrange(Q)]) for _ in range(n)] for _ in range(m)]


def matrix(rows, shape):
    return ring.from_entries(rows, shape)


@pytest.mark.parametrize("shape", SHAPES)
def test_entry_by_entry(shape):
    m, n = shape
    a, b = draw(m, n), draw(m, n, 1)
    A, B = matrix(a, shape), matrix(b, shape)
    places = list(product(range(m), range(n)))
    assert A.dense() == a
    assert (A + B).dense() == [[(a[i][j] + b[i][j]) % Q for j in range(n)] for i in range(m)]
    assert (A - B).dense() == [[(a[i][j] - b[i][j]) % Q for j in range(n)] for i in range(m)]
    assert (-A).dense() == [[-a[i][j] % Q for j in range(n)] for i in range(m)]
    assert (A * B).dense() == [[a[i][j] * b[i][j] % Q for j in range(n)] for i in range(m)]
    assert (5 * A).dense() == (A * 5).dense() == [[5 * a[i][j] % Q for j in range(n)] for i in range(m)]
    assert A.T.shape == (n, m)
    assert all(A.T[j, i] == A[i, j] == a[i][j] for i, j in places)


def test_product_and_reshape():
    a, b = draw(3, 4), draw(4, 2)
    A, B = matrix(a, (3, 4)), matrix(b, (4, 2))
    expected = [[sum(a[i][k] * b[k][j] for k in range(4)) % Q for j in range(2)] for i in range(3)]
    assert (A @ B).dense() == expected
    flat = [entry for row in a for entry in row]
    assert A.reshape(2, 6).dense() == [flat[:6], flat[6:]]
    assert (matrix([], (0, 3)) @ matrix(draw(3, 2), (3, 2))).shape == (0, 2)
