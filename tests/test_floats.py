"""Derivatives in floats: central differences, against functions of NumPy that know no SymPy."""

import numpy as np
import pytest
from sympy import Determinant, MatrixSymbol, Symbol, log, symbols, tanh

from veckron import D, H, duplication_matrix, evaluate, kron, vec, vech
from veckron.network import finite_difference

m, n, p, q = symbols("m n p q")
A, X, B = MatrixSymbol("A", m, n), MatrixSymbol("X", n, p), MatrixSymbol("B", p, q)
S = MatrixSymbol("S", n, n)
draw = np.random.default_rng(1).standard_normal
a, x, b, s = draw((2, 3)), draw((3, 4)), draw((4, 5)), draw((3, 3)) + 3 * np.eye(3)
VALUES = {A: a, X: x, B: b, S: s}

CASES = [
    (A * X * B, X, lambda V: a @ V @ b),
    (X.T, X, lambda V: V.T),
    (X * X.T, X, lambda V: V @ V.T),
    (S.I, S, np.linalg.inv),
    (Determinant(S), S, lambda V: np.array([[np.linalg.det(V)]])),
    (log(Determinant(S)), S, lambda V: np.array([[np.log(np.linalg.det(V))]])),
    (kron(A, X), X, lambda V: np.kron(a, V)),
    ((A * X).applyfunc(tanh), X, lambda V: np.tanh(a @ V)),
]


@pytest.mark.parametrize(("f", "variable", "function"), CASES, ids=[str(case[0]) for case in CASES])
def test_central_differences(f, variable, function):
    value = evaluate(D(f, variable), VALUES)
    expected = finite_difference(function, VALUES[variable])
    assert value.shape == expected.shape
    assert np.allclose(value, expected, atol=1e-7)


def test_along_symmetric_directions():
    symmetric = s + s.T
    value = evaluate(D(S.I, vech(S)), {S: symmetric})
    expected = evaluate(-kron(S.I, S.I) * duplication_matrix(n), {S: symmetric})
    assert np.allclose(value, expected, atol=1e-7)


def test_in_a_scalar_and_twice():
    u = Symbol("u")
    assert evaluate(D(u**3, u), {u: 2.0})[0, 0] == pytest.approx(12, abs=1e-7)
    assert evaluate(H(u**3, u), {u: 2.0})[0, 0] == pytest.approx(12, abs=1e-3)


def test_shape_of_an_empty_derivative():
    assert evaluate(D(X, X), {X: np.ones((0, 3))}).shape == (0, 0)
    assert vec(np.ones((0, 3))).shape == (0, 1)
