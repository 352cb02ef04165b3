"""The Khatri-Rao product."""

import numpy as np
import pytest
from sympy import MatrixSymbol, symbols

from veckron import evaluate
from veckron.expressions import khatri_rao
from veckron.notation import latex
from veckron.shapes import ShapeError

m, n, p = symbols("m n p")
A, B = MatrixSymbol("A", m, n), MatrixSymbol("B", p, n)


def test_its_columns_are_kronecker_products():
    left, right = np.arange(6.0).reshape(2, 3), np.arange(1.0, 13).reshape(4, 3)
    value = evaluate(khatri_rao(A, B), {A: left, B: right})
    np.testing.assert_array_equal(value, np.column_stack([np.kron(left[:, j], right[:, j]) for j in range(3)]))


def test_how_it_prints():
    assert str(khatri_rao(A, B)) == "khatri_rao(A, B)"
    assert latex(khatri_rao(A, B) * A.T) == r"\left(A \ast B\right) A^{T}"


def test_it_wants_as_many_columns():
    with pytest.raises(
        ShapeError, match=r"khatri_rao: wants as many columns in both, got shapes \(m, n\) and \(n, p\)"
    ):
        khatri_rao(A, B.T)
