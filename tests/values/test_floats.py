"""Derivatives in floats: central differences, against functions of NumPy that know no SymPy."""

import numpy as np
import pytest
from sympy import Determinant, HadamardPower, Lambda, MatrixSymbol, Symbol, exp, log, symbols, tanh

from veckron import Jacobian, Hessian, commutation_matrix, duplication_matrix, evaluate, gradient, kron, vec, vech
from veckron.book.network import finite_difference

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
    value = evaluate(Jacobian(f, variable), VALUES)
    expected = finite_difference(function, VALUES[variable])
    assert value.shape == expected.shape
    assert np.allclose(value, expected, atol=1e-7)


def test_along_symmetric_directions():
    symmetric = s + s.T
    value = evaluate(Jacobian(S.I, vech(S)), {S: symmetric})
    expected = evaluate(-kron(S.I, S.I) * duplication_matrix(n), {S: symmetric})
    assert np.allclose(value, expected, atol=1e-7)


def test_in_a_scalar_and_twice():
    u = Symbol("u")
    assert evaluate(Jacobian(u**3, u), {u: 2.0})[0, 0] == pytest.approx(12, abs=1e-7)
    assert evaluate(Hessian(u**3, u), {u: 2.0})[0, 0] == pytest.approx(12, abs=1e-3)


def test_an_inverse_that_is_only_applied_is_not_formed(monkeypatch):
    monkeypatch.setattr(np.linalg, "inv", None)
    u = draw((3, 1))
    assert np.allclose(s @ evaluate(S.I * MatrixSymbol("u", n, 1), {S: s, "u": u}), u)
    assert np.allclose(evaluate(MatrixSymbol("u", n, 1).T * S.I, {S: s, "u": u}) @ s, u.T)
    assert np.allclose(evaluate(S.T * S.I.T * S, {S: s}), s)


def test_two_inverses_beside_each_other():
    R = MatrixSymbol("R", n, n)
    r = draw((3, 3))
    assert np.allclose(r @ s @ evaluate(S.I * R.I, {S: s, R: r}), np.eye(3))


def test_a_warning_for_bad_condition_when_solving():
    u = MatrixSymbol("u", n, 1)
    with pytest.warns(RuntimeWarning, match="inverse: badly conditioned"):
        evaluate(S.I * u, {S: np.array([[1, 1], [1, 1 + 1e-14]]), u: np.array([[1.0], [-1.0]])})


def test_a_dense_jacobian_over_a_gibibyte_is_refused_with_its_size():
    big = np.eye(200)
    with pytest.raises(MemoryError, match=r"an array of shape \(40000, 40000\) takes 11\.9 GiB; ask for a gradient"):
        evaluate(kron(S.I.T, S.I), {S: big})
    with pytest.raises(MemoryError, match=r"takes 11\.9 GiB"):
        evaluate(commutation_matrix(n, n), {S: big})


def test_sizes_of_hundreds():
    big, u = draw((300, 300)) + 20 * np.eye(300), draw((300, 1))
    f = MatrixSymbol("u", n, 1).T * S.I * MatrixSymbol("u", n, 1)
    G = evaluate(gradient(f, S), {S: big, "u": u})
    w = np.linalg.solve(big, u)
    assert np.allclose(G, -np.linalg.solve(big.T, u) @ w.T)


def test_shape_of_an_empty_derivative():
    assert evaluate(Jacobian(X, X), {X: np.ones((0, 3))}).shape == (0, 0)
    assert vec(np.ones((0, 3))).shape == (0, 1)


def test_a_parameter_in_the_function_of_an_entry_has_its_value():
    """Each once came as an array of SymPy objects, or not at all."""
    A, S = MatrixSymbol("A", *symbols("m n")), MatrixSymbol("S", *symbols("n n"))
    s, t, k = Symbol("s"), Symbol("t"), Symbol("k", integer=True, positive=True)
    a = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    given = {"A": a, "s": 0.5, "k": 3, "S": 2 * np.eye(3)}
    assert np.allclose(evaluate(HadamardPower(A, k), given), a**3)
    assert np.allclose(evaluate(HadamardPower(A, s), given), a**0.5)
    assert np.allclose(
        evaluate(A.applyfunc(Lambda(t, s * t + exp(-t / s) + t**k)), given), a / 2 + np.exp(-2 * a) + a**3
    )
    assert np.allclose(evaluate(A.applyfunc(Lambda(t, t * Determinant(S) + s)), given), 8 * a + 0.5)
