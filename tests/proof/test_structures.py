"""Letters with a structure: each draw has it, and has nothing beyond it."""

import pytest

from veckron.values import Degrees, Ring
from veckron.proof import STRUCTURES, matrix


def drawn(words, m=4, n=4, r=2):
    ring = Ring(1, seed=words)
    return ring, matrix(ring, m, n, in_a_shape(words), {"r": r})


def in_a_shape(words):
    return ["rank", "r"] if words == "rank" else words.split()


def zeros(A):
    return {(i, j) for i, row in enumerate(A.dense()) for j, a in enumerate(row) if not a}


@pytest.mark.parametrize("words", STRUCTURES)
def test_every_structure_can_be_drawn_and_has_degrees(words):
    A = drawn(words)[1]
    assert A.shape == (4, 4)
    assert matrix(Degrees(1), 4, 4, in_a_shape(words), {"r": 2}).shape == (4, 4)


def test_free_and_rank():
    assert not zeros(drawn("", 3, 5)[1])
    ring, A = drawn("rank", 4, 5, 2)
    assert ring.rank(A) == 2
    ring, A = drawn("singular", 4, 5)
    assert ring.rank(A) == 3
    assert not drawn("singular", 3, 1)[1].items()


def test_symmetric_and_skew():
    ring, S = drawn("symmetric")
    assert S.dense() == S.T.dense()
    assert ring.rank(S) == 4
    ring, A = drawn("skew")
    assert A.dense() == (-A.T).dense()
    ring, S = drawn("symmetric singular")
    assert S.dense() == S.T.dense()
    assert ring.rank(S) == 3


def test_triangles_and_diagonals():
    places = {(i, j) for i in range(4) for j in range(4)}
    assert zeros(drawn("lower")[1]) == {(i, j) for i, j in places if i < j}
    assert zeros(drawn("upper")[1]) == {(i, j) for i, j in places if i > j}
    assert zeros(drawn("diagonal")[1]) == {(i, j) for i, j in places if i != j}
    assert zeros(drawn("zero")[1]) == places
    for words in ("lower singular", "upper singular", "diagonal singular"):
        ring, A = drawn(words)
        assert ring.determinant(A) == 0


def test_orthogonal_and_idempotent():
    ring, Q = drawn("orthogonal")
    assert (Q.T @ Q).dense() == ring.identity(4).dense()
    assert Q.dense() != Q.T.dense()
    ring, A = drawn("idempotent")
    assert (A @ A).dense() == A.dense()
    assert A.dense() != A.T.dense()
    assert ring.rank(A) == 2
