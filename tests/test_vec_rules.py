"""The map L of table 2: what is linear, and what is not. The rules themselves are in test_rules.py."""

import pytest
from sympy import Identity, MatrixSymbol, symbols

from veckron import commutation_matrix, kron
from veckron.differential import increment
from veckron.rules import NoRule
from veckron.vec_rules import Linear, after, unit

m, n, p = symbols("m n p")
X, A = MatrixSymbol("X", m, n), MatrixSymbol("A", p, m)
dX = increment(X)


def test_the_increment_has_the_identity_and_a_constant_zero():
    L = Linear(dX)
    assert L(dX) == Identity(m * n)
    assert L(A).is_ZeroMatrix
    assert L(A * dX) == kron(Identity(n), A)
    assert L(dX.T) == commutation_matrix(m, n)


def test_products_pass_through_sums():
    J = after(kron(Identity(n), A), kron(Identity(n), Identity(m)) + kron(Identity(n), A.T * A))
    assert J.shape == (n * p, m * n)


def test_what_is_not_linear_has_no_rule():
    with pytest.raises(NoRule, match="no rule for MatPow"):
        Linear(dX)((dX * dX.T) ** 2)


def test_unit_columns():
    assert unit(0, 1) == Identity(1)
    assert list(unit(1, 3).as_explicit()) == [0, 1, 0]
