"""Sums of matrices over an index."""

import numpy as np
from sympy import MatrixSymbol, Symbol, symbols

from veckron import D, evaluate, jacobian, verify
from veckron.matrix_sum import MatrixSum
from veckron.statements import Equation

n = symbols("n")
S, r = MatrixSymbol("S", n, n), Symbol("r", integer=True, nonnegative=True)
k = Symbol("k", integer=True, positive=True)


def test_value_and_transpose():
    s = np.array([[1.0, 2.0], [0.0, 3.0]])
    total = MatrixSum(S**r, r, k)
    assert np.allclose(evaluate(total, {S: s, k: 2}), np.eye(2) + s + s @ s)
    assert np.allclose(evaluate(total.T, {S: s, k: 2}), (np.eye(2) + s + s @ s).T)
    assert r not in total.free_symbols
    assert k in total.free_symbols


def test_derivative_of_a_symbolic_power():
    assert verify(Equation(D(S**k, S), jacobian(S**k, S))).status == "holds"
