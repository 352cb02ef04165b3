"""Sums over samples x_i, the columns of X: read as products, so that their derivatives are those of a textbook."""

import pytest

from veckron import gradient, parse, verify
from veckron.algebra import nodes, normal
from veckron.notation import Reading

CENTRED = "(X - mu 1^T)"


@pytest.mark.parametrize(
    ("loss", "letter", "expected"),
    [
        ("sum_i (y_i - w^T x_i)^2", "w", "-2 X (y - X^T w)"),
        ("sum_i (y_i - w^T x_i)^2", "X", "-2 w (y - X^T w)^T"),
        ("sum_i c_i (y_i - x_i^T w)^2", "w", "-2 X (c o (y - X^T w))"),
        ("sum_i y_i log(sigmoid(w^T x_i)) + (1 - y_i) log(1 - sigmoid(w^T x_i))", "w", "X (y - sigmoid(X^T w))"),
        ("sum_i ||y_i - W x_i - b||^2", "W", "2 (W X - Y + b 1^T) X^T"),
        ("sum_i ||y_i - W x_i - b||^2", "b", "2 (W X - Y + b 1^T) 1"),
        ("sum_i (x_i - mu)^T A (x_i - mu)", "A", f"{CENTRED} {CENTRED}^T"),
        ("tr(A sum_i (x_i - mu) (x_i - mu)^T)", "mu", f"-(A + A^T) {CENTRED} 1"),
        ("||sum_i a_i x_i - b||^2", "a", "2 X^T (X a - b)"),
        ("sum_i ||x_i - (1/n) sum_{j=1}^n x_j||^2", "X", "2 (X - (1/n) X 1 1^T)"),
        ("sum_ij W_ij ||x_i - x_j||^2", "X", "2 X (Diag((W + W^T) 1) - W - W^T)"),
        ("sum_ij (A_ij - u_i^T v_j)^2", "U", "-2 V (A - U^T V)^T"),
        ("sum_ij a_i a_j y_i y_j x_i^T x_j", "a", "2 (X^T X (a o y)) o y"),
        ("sum_{i=1}^n sum_{k=1}^p R_ik ||x_i - m_k||^2", "M", "2 (M Diag(R^T 1) - X R)"),
        ("sum_i logsumexp(W x_i) - y_i^T W x_i", "W", "(softmax(W X, axis=0) - Y) X^T"),
        ("sum_i ||y_i - V tanh(W x_i)||^2", "V", "-2 (Y - V tanh(W X)) tanh(W X)^T"),
        ("sum_i b^T tanh(W x_i)", "b", "tanh(W X) 1"),
    ],
)
def test_the_gradient_is_that_of_a_textbook(loss, letter, expected):
    reading = Reading(loss)
    found = gradient(reading.expression, reading.letter(letter))
    expected = parse(expected, **{name: shape for name, shape in reading.shapes.items() if name in expected})
    assert verify(found, expected).status == "holds", found
    assert nodes(found) <= nodes(normal(expected)), found


@pytest.mark.parametrize("text", ["sum_i a_i y_i e_i^T X^T x", "sum_i i a_i b^T x_i"])
def test_sympy_does_not_see_an_index_that_only_e_i_has(text):
    """It took the sum of a_i y_i alone, as if i were free in the rest."""
    reading = Reading(text)
    a = reading.letter("a")
    assert reading.expression.free_symbols >= gradient(reading.expression, a).free_symbols


def test_what_is_no_whole_range_stays_a_sum():
    """x_2 - x_1, x_3 - x_2 ..."""
    reading = Reading("sum_{i=1}^{n-1} ||x_{i+1} - x_i||^2")
    assert "Sum" in str(gradient(reading.expression, reading.letter("X")))
