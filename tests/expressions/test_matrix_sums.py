"""Sums of matrices over an index."""

import pickle

import numpy as np
import pytest
from sympy import FunctionMatrix, KroneckerDelta, Lambda, MatMul, MatrixSymbol, Symbol, Trace, exp, symbols
from sympy.matrices.expressions.matexpr import MatrixElement

from tests.test_functions import Second
from veckron import Jacobian, Hessian, evaluate, hessian, jacobian, verify
from veckron.expressions import MatrixSum
from veckron.notation import latex
from veckron.calculus import NoRule
from veckron.proof import Equation

n = symbols("n")
S, r = MatrixSymbol("S", n, n), Symbol("r", integer=True, nonnegative=True)
A, R = MatrixSymbol("A", n, n), Symbol("r", integer=True, positive=True)
k = Symbol("k", integer=True, positive=True)


def test_value_and_transpose():
    s = np.array([[1.0, 2.0], [0.0, 3.0]])
    total = MatrixSum(S**r, r, k)
    assert np.allclose(evaluate(total, {S: s, k: 2}), np.eye(2) + s + s @ s)
    assert np.allclose(evaluate(total.T, {S: s, k: 2}), (np.eye(2) + s + s @ s).T)
    assert r not in total.free_symbols
    assert k in total.free_symbols


def test_derivative_of_a_symbolic_power():
    assert verify(Equation(Jacobian(S**k, S), jacobian(S**k, S))).status == "holds"


def test_an_index_is_no_letter_of_the_reader():
    """S^r by S sums over another letter than r; so does each of two sums, one in the other."""
    J = jacobian(S**R, S)
    assert R in J.free_symbols
    assert str(J) == "Sum(KroneckerProduct(S.T**(r - s - 1), S**s), (s, 0, r - 1))"
    assert latex(J).startswith(r"\sum_{s = 0}^{r - 1}")
    assert str(jacobian(S**k, S)) == "Sum(KroneckerProduct(S.T**(k - r - 1), S**r), (r, 0, k - 1))"
    assert verify(Jacobian(S**R, S), J).status == "holds"
    nested = hessian(Trace(A * S**k), S)
    assert "(s, 0, k - r - 2)" in str(nested) and "(r, 0, k - 1)" in str(nested)
    assert verify(Second(Hessian(Trace(A * S**k), S), nested)).status == "holds"


def test_the_index_is_bound_and_not_its_name():
    """A value for the reader's r does not reach the index of the sum."""
    s = np.array([[1.0, 2.0], [0.0, 3.0]])
    total = MatrixSum(MatMul(S**r, R), r, R)
    assert np.allclose(evaluate(total, {S: s, R: 2}), 2 * (np.eye(2) + s + s @ s))


def test_equal_sums_are_equal_whatever_came_before():
    J = jacobian(S**k, S)
    jacobian(S**R, S)
    assert jacobian(S**k, S) == J and hash(jacobian(S**k, S)) == hash(J)
    assert pickle.loads(pickle.dumps(J)) == J


def test_sums_of_no_terms_and_negative_powers():
    """A^k by A is a sum over k terms; for k < 0 it is minus the sum over the terms from k to -1."""
    s = np.array([[1.0, 2.0], [0.0, 3.0]])
    J = jacobian(S ** (k - 3), S)
    for power in (1, 2, 3, 4, 6):
        assert np.allclose(
            evaluate(J, {S: s, k: power}), evaluate(Jacobian(S ** (k - 3), S), {S: s, k: power}), atol=1e-7
        )
    with pytest.raises(NoRule, match="wants to be declared integer=True, positive=True"):
        jacobian(S ** Symbol("h", integer=True), S)


def test_a_large_power_is_a_sum():
    assert isinstance(jacobian(S**1000000, S), MatrixSum)
    s = np.array([[1.0, 1.0], [0.0, 1.0]])
    assert np.array_equal(evaluate(S**1000000, {S: s}), [[1, 1000000], [0, 1]])


def test_an_index_of_a_matrix_in_a_function_is_no_size():
    """The letter of the sum is bound once more in the matrix."""
    i, j = symbols("i j", integer=True, nonnegative=True)
    E = FunctionMatrix(n, 1, Lambda((i, j), KroneckerDelta(i, 1)))
    total = MatrixSum(MatMul(exp(MatrixElement(E, i, 0)), S), i, 2)
    assert np.allclose(evaluate(total, {S: np.eye(3)}), (2 + np.e) * np.eye(3))
