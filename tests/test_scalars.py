"""Sums over indices read back as products, and 1 x 1 products as numbers."""

import pytest
from sympy import MatrixSymbol, Sum, Trace, exp, symbols

from veckron.rules import NoRule
from veckron.scalars import as_numbers, read_sum

m, n, i = symbols("m n i")
A, S, x = MatrixSymbol("A", m, n), MatrixSymbol("S", n, n), MatrixSymbol("x", n, 1)


@pytest.mark.parametrize("product", [x.T * S * x, x.T * x, x.T * S.T * S * x, x.T * S.I * x])
def test_a_number_is_read_back(product):
    assert read_sum(product[0, 0]) == Trace(product)


def test_an_entry_keeps_its_place():
    read = read_sum((A * S)[m - 1, 0])
    assert read.parent.shape in ((m, n), (n, m))
    assert set(read.indices) == {m - 1, 0}


def test_what_is_no_product_is_refused():
    with pytest.raises(NoRule, match="write it as a product of matrices"):
        read_sum(Sum(exp(x[i, 0]), (i, 0, n - 1)))


def test_functions_of_a_1_x_1_product_become_functions_of_a_number():
    assert as_numbers(exp(x.T * x), x) == exp(Trace(x.T * x))
    assert as_numbers(exp(2 * Trace(S)), S) == exp(2 * Trace(S))
