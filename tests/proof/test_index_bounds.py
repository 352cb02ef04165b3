"""The counts that the reach of a verdict rests on, at expressions whose terms can be written out by hand."""

from collections import Counter

import pytest

from veckron.proof import Bounds, IndexBounds, NotCovered

m, n = 5, 7


def letters():
    bounds = IndexBounds(turned=True)
    return bounds, bounds.letter("A", m, n), bounds.letter("B", n, m)


def test_a_product_shares_its_inner_index():
    _, A, B = letters()
    assert (A @ B).counts == Counter({m: 2, n: 1, "letters": 2})
    assert (A @ B).rows == (A @ B).cols == (m,)


def test_wires_rename_legs_and_add_no_variable():
    bounds, A, _ = letters()
    assert (bounds.identity(m) @ A).counts == A.counts
    assert (A @ bounds.identity(n)).cols == (n,)


def test_a_trace_of_an_identity_is_a_loop():
    bounds, A, B = letters()
    assert bounds.identity(m)[0, 0].counts["loops"] == 1
    assert (A @ B)[0, 0].counts["loops"] == 0


def test_orders_that_differ_are_not_covered():
    bounds, A, B = letters()
    with pytest.raises(NotCovered, match="different orders"):
        bounds.kron(A, B) + bounds.kron(B, A)
    with pytest.raises(NotCovered, match="a reshape that cuts an index"):
        A.reshape(m * n // 5 * 3, 2)


def test_numbers_are_scalars():
    bounds, A, _ = letters()
    assert isinstance(bounds.number(3), Bounds) and bounds.number(3).scalar
    assert (bounds.number(3) * A).counts == A.counts
