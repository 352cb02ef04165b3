"""The map L of table 2: what is linear, and what is not. The rules themselves are in test_rules.py."""

import numpy as np
import pytest
from sympy import HadamardProduct, Identity, KroneckerProduct, MatMul, MatrixExpr, MatrixSymbol, Sum
from sympy import Symbol, Trace, symbols

from veckron import Jacobian, commutation_matrix, compile_function, evaluate, jacobian, kron
from veckron.calculus import VEC_RULES, Linear, NoRule, after, increment, vec_rule

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


def test_a_sum_of_numbers_to_less_than_its_first_index_is_empty_and_so_is_its_jacobian():
    S, k, i = MatrixSymbol("S", n, n), Symbol("k", integer=True), Symbol("i")
    F, V = Sum(Trace(S) ** i, (i, 0, k - 1)), np.array([[1.0, 2.0], [0.5, -1.5]])
    J = jacobian(F, S)
    for count in (-3, -1, 0, 1, 4):
        given = {"S": V, "k": count}
        for found in (evaluate(J, given), compile_function(J)(**given)):
            assert np.allclose(found, evaluate(Jacobian(F, S), given), atol=1e-7)


def test_a_product_of_two_increments_is_not_linear():
    """One of them would be taken for a constant."""
    for node in (dX * dX.T, HadamardProduct(dX, dX), KroneckerProduct(dX, dX.T), MatMul(Trace(dX.T * X), dX)):
        with pytest.raises(NoRule, match="no rule for"):
            Linear(dX)(node)


def test_a_rule_has_to_visit_every_place_of_the_increment():
    class Pair(MatrixExpr):
        shape = property(lambda self: self.args[0].shape)

    @vec_rule(Pair, example=lambda X: Pair(X, X), chapter="01-vec", source="magnus2019")
    def first_only(L, node):
        return L(node.args[0])

    try:
        assert Linear(dX)(Pair(dX, X)) == Identity(m * n)
        with pytest.raises(NoRule, match=r"no rule for Pair where .* depends on dX"):
            Linear(dX)(Pair(dX, X + 2 * dX))
    finally:
        del VEC_RULES[Pair]
