"""Sums over indices read back as products, and 1 x 1 products as numbers."""

import pytest
from sympy import MatrixSymbol, Sum, Trace, exp, symbols

from veckron import Jacobian, jacobian, verify
from veckron.algebra import as_numbers, product, read_sum, total
from veckron.algebra.interning import one_fraction, over, signed
from veckron.expressions import sigmoid

m, n, i, j = symbols("m n i j")
A, S, x = MatrixSymbol("A", m, n), MatrixSymbol("S", n, n), MatrixSymbol("x", n, 1)


@pytest.mark.parametrize("product", [x.T * S * x, x.T * x, x.T * S.T * S * x, x.T * S.I * x])
def test_a_number_is_read_back(product):
    assert read_sum(product[0, 0]) == Trace(product)


def test_an_entry_keeps_its_place():
    read = read_sum((A * S)[m - 1, 0])
    assert read.parent.shape in ((m, n), (n, m))
    assert set(read.indices) == {m - 1, 0}


@pytest.mark.parametrize(
    "f",
    [
        Sum(exp(x[i, 0]), (i, 1, n - 1)),
        Sum(x[i, 0] ** 2, (i, 1, n - 1)),
        Sum(x[i, 0] * x[i + 1, 0], (i, 0, n - 2)),
        Sum(x[i, 0] * S[i, j] * x[j, 0], (j, 0, i), (i, 0, n - 1)),
        Sum(S[0, j] * x[j, 0], (j, 0, n - 2)),
    ],
)
def test_what_is_no_product_stays_a_sum(f):
    """A sum over some of the rows is not the sum over all."""
    assert read_sum(f) == f
    assert verify(Jacobian(f, x), jacobian(f, x)).status == "holds"


def test_a_sum_of_functions_of_all_entries_is_read():
    f = Sum(exp(x[i, 0]), (i, 0, n - 1))
    assert not read_sum(f).has(Sum)
    assert verify(f, read_sum(f)).status == verify(Jacobian(f, x), jacobian(f, x)).status == "holds"


def test_functions_of_a_1_x_1_product_become_functions_of_a_number():
    assert as_numbers(exp(x.T * x), x) == exp(Trace(x.T * x))
    assert as_numbers(exp(2 * Trace(S)), S) == exp(2 * Trace(S))


def test_numbers_that_are_opposite_share_what_they_are():
    u, v = symbols("u v")
    assert signed(u - v) == (1, u - v) and signed(-3 * u * (v - u)) == (3, u * (u - v))
    assert signed((1 - u) * exp(v * (1 - u))) == (-1, (u - 1) * exp(v * (1 - u)))  # inside exp nothing turns
    assert over(u - v, v - u) == -1 and over(2 * u * (v - u), u - v) == -2 * u and over(u, v) == u / v
    y = MatrixSymbol("y", n, 1)
    assert total(product(u / (u + 1), x), product(1 / (u + 1), x), product(-1, x)).is_ZeroMatrix
    assert str(total(product(u - v, x), product(v - u, y))) == "(u - v)*(x - y)"


def test_a_sum_of_fractions_is_one_where_that_is_shorter():
    u, v = symbols("u v")
    t = Trace(S)
    assert one_fraction(1 / (t + 1) - t / (t + 1) ** 2) == 1 / (t + 1) ** 2
    assert one_fraction(exp(u) / (exp(u) + v) - exp(u) ** 2 / (exp(u) + v) ** 2) == v * exp(u) / (exp(u) + v) ** 2
    for short in (u + v, 1 / u + 1 / v, u / (u + v) + v / (u - v), 1 - u / (t + 1) ** 3):
        assert one_fraction(short) == short


def test_a_rational_function_of_exp_is_one_of_a_sigmoid_where_that_is_shorter():
    u, y = symbols("u y")
    p = sigmoid(u)
    assert one_fraction(1 / (1 + exp(-u))) == one_fraction(exp(u) / (1 + exp(u))) == p
    assert (
        one_fraction(3 * exp(-u) / (1 + exp(-u)) ** 2) == one_fraction(3 * exp(u) * sigmoid(-u) ** 2) == 3 * p * (1 - p)
    )
    assert one_fraction((1 - y - y * exp(-u)) / (1 + exp(-u))) == p - y
    assert one_fraction(p * (1 - p) * ((1 - y) / (1 - p) - y / p)) == p - y
    for short in (exp(u) / (2 + exp(u)), exp(u) / (1 + exp(2 * u)), exp(u) / (1 + exp(y)), p * (1 - p), exp(u)):
        assert one_fraction(short) == short
