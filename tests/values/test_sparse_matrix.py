"""Matrices over Z/q against lists of Python integers."""

from itertools import product
from random import Random

import pytest

from veckron.values import Ring

ring = Ring(2)
Q = ring.modulus
SHAPES = [(1, 1), (2, 3), (3, 2), (4, 4), (0, 3), (3, 0)]


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
