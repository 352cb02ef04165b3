"""The counts that the reach of a verdict rests on, at expressions whose terms can be written out by hand."""

import pytest

from veckron.proof import NotCovered, Span, Spans

m, n = 5, 7


def letters():
    spans = Spans(turned=True)
    return spans, spans.letter("A", m, n), spans.letter("B", n, m)


def test_a_product_shares_its_inner_index():
    _, A, B = letters()
    assert (A @ B).indices == {m: 2, n: 1}
    assert (A @ B).rows == (A @ B).cols == (m,)


def test_wires_rename_legs_and_add_no_variable():
    spans, A, _ = letters()
    assert (spans.identity(m) @ A).indices == A.indices
    assert (A @ spans.identity(n)).cols == (n,)


def test_a_trace_of_an_identity_is_a_loop():
    spans, A, B = letters()
    assert spans.identity(m)[0, 0].loops == 1
    assert (A @ B)[0, 0].loops == 0


def test_orders_that_differ_are_not_covered():
    spans, A, B = letters()
    with pytest.raises(NotCovered, match="different orders"):
        spans.kron(A, B) + spans.kron(B, A)
    with pytest.raises(NotCovered, match="a reshape that cuts an index"):
        A.reshape(m * n // 5 * 3, 2)


def test_numbers_are_scalars():
    spans, A, _ = letters()
    assert isinstance(spans.number(3), Span) and spans.number(3).scalar
    assert (spans.number(3) * A).indices == A.indices
