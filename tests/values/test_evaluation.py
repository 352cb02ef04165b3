"""The value of every kind of node, against NumPy written by hand; and what evaluate refuses."""

import numpy as np
import pytest
import sympy
from sympy import Determinant, DiagMatrix, DiagonalMatrix, DiagonalOf, FunctionMatrix, HadamardPower, HadamardProduct
from sympy import Identity, Lambda, MatrixSymbol, OneMatrix, Rational, Sum, Symbol, Trace, ZeroMatrix, exp, pi, sqrt
from sympy import symbols, tanh

from veckron import (
    adjugate,
    commutation_matrix,
    duplication_matrix,
    elimination_matrix,
    evaluate,
    kron,
    unvec,
    unvech,
    vec,
    vech,
)
from veckron.shapes import ShapeError

m, n, k, u = symbols("m n k u")
A, B, C = MatrixSymbol("A", m, n), MatrixSymbol("B", n, m), MatrixSymbol("C", m, n)
S, x = MatrixSymbol("S", n, n), MatrixSymbol("x", n, 1)
draw = np.random.default_rng(0).standard_normal
a, b, c, s, y = draw((2, 3)), draw((3, 2)), draw((2, 3)), draw((3, 3)), draw((3, 1))
VALUES = {A: a, B: b, C: c, S: s, x: y, u: 1.5, k: 3}
inv, det = np.linalg.inv, np.linalg.det
column = lambda M: M.reshape(-1, 1, order="F")
i, j, t = symbols("i j t")

CASES = [
    (A * B, a @ b),
    (A * B * A * x, a @ b @ a @ y),
    (2 * A - u * C, 2 * a - 1.5 * c),
    (A.T * A, a.T @ a),
    (S.I, inv(s)),
    (S**-2, inv(s) @ inv(s)),
    (S**k, s @ s @ s),
    (S**0, np.eye(3)),
    (Determinant(S), det(s)),
    (Trace(A * B), np.trace(a @ b)),
    (adjugate(S), det(s) * inv(s)),
    (kron(A, B, x), np.kron(np.kron(a, b), y)),
    (HadamardProduct(A, C), a * c),
    (HadamardPower(A, 3), a**3),
    (A.applyfunc(tanh), np.tanh(a)),
    (A.applyfunc(Lambda(t, 1 / (1 + exp(-t)))), 1 / (1 + np.exp(-a))),
    (A.applyfunc(Lambda(t, 7)), np.full((2, 3), 7.0)),
    (vec(A), column(a)),
    (unvec(vec(A), n, m), column(a).reshape(3, 2, order="F")),
    (vech(S + S.T), np.array([(s + s.T)[r, q] for q in range(3) for r in range(q, 3)]).reshape(-1, 1)),
    (unvech(vech(S + S.T), n), s + s.T),
    (commutation_matrix(m, n) * vec(A), column(a.T)),
    (duplication_matrix(n) * vech(S + S.T), column(s + s.T)),
    (elimination_matrix(n) * vec(S + S.T), np.array(vech(s + s.T))),
    (Identity(n) + S, np.eye(3) + s),
    (A + ZeroMatrix(m, n), a),
    (OneMatrix(1, m) * A, a.sum(axis=0, keepdims=True)),
    (DiagMatrix(x), np.diagflat(y)),
    (DiagonalMatrix(S), np.diag(np.diag(s))),
    (DiagonalOf(S), np.diag(s).reshape(-1, 1)),
    (FunctionMatrix(m, n, Lambda((i, j), 10 * i + j)), np.array([[0, 1, 2], [10, 11, 12.0]])),
    (Sum(A[0, i] * B[i, 1], (i, 0, n - 1)), (a @ b)[0, 1]),
    ((A * B)[0, 1], (a @ b)[0, 1]),
    (sympy.Matrix([[u, 2], [Trace(S), 4]]), np.array([[1.5, 2], [np.trace(s), 4]])),
    (exp(x.T * x), np.exp((y.T @ y)[0, 0])),
    (sqrt(Trace(A * A.T)), np.linalg.norm(a)),
    (u ** Rational(3, 2) + pi * exp(u) + m, 1.5**1.5 + np.pi * np.exp(1.5) + 2),
    (x.T * S * x / (x.T * x)[0, 0], y.T @ s @ y / (y.T @ y)[0, 0]),
]


@pytest.mark.parametrize(("expression", "expected"), CASES, ids=[str(case[0])[:40] for case in CASES])
def test_value(expression, expected):
    value = evaluate(expression, VALUES)
    assert np.shape(value) == np.shape(expected)
    assert np.allclose(value, expected, rtol=1e-12)


def test_keys_may_be_names_and_surplus_keys_are_ignored():
    assert np.allclose(evaluate(A * B, {"A": a, "B": b, "Z": 3, S: np.ones((4, 4))}), a @ b)


def test_sizes_may_come_from_a_matrix_that_the_expression_does_not_have():
    assert evaluate(Identity(n), {A: a}).shape == (3, 3)
    assert evaluate(commutation_matrix(m, n), {m: 2, n: 3}).shape == (6, 6)


def test_integers_become_floats_before_they_overflow():
    big = np.array([[2**62, 1]])
    assert evaluate(A * A.T, {A: big})[0, 0] == pytest.approx(2.0**124)
    assert evaluate(A, {A: big}).dtype == float


def test_empty_matrices():
    assert evaluate(A * B, {A: np.ones((2, 0)), B: np.ones((0, 2))}).tolist() == [[0, 0], [0, 0]]
    assert evaluate(kron(A, B), {A: np.ones((2, 0)), B: np.ones((0, 2))}).shape == (0, 0)
    assert evaluate(vec(A), {A: np.ones((0, 3))}).shape == (0, 1)


def test_nan_propagates():
    assert np.isnan(evaluate(Trace(S), {S: np.full((2, 2), np.nan)}))


def test_singular_and_badly_conditioned():
    with pytest.raises(np.linalg.LinAlgError, match=r"inverse: Singular matrix of shape \(2, 2\); .* adjugate\(A\)"):
        evaluate(S.I, {S: np.ones((2, 2))})
    with pytest.raises(np.linalg.LinAlgError, match="inverse: Singular matrix"):
        evaluate(S.I * S.T, {S: np.ones((2, 2))})
    with pytest.warns(RuntimeWarning, match="inverse: badly conditioned"):
        evaluate(S.I, {S: np.array([[1, 1], [1, 1 + 1e-14]])})


@pytest.mark.parametrize(
    ("expression", "values", "error", "words"),
    [
        (A * B, {A: a}, ValueError, "evaluate: no value for B"),
        (Identity(m), {}, ValueError, "evaluate: no value for the size m"),
        (A, {A: np.ones(3)}, ShapeError, r"evaluate: A: wants a matrix .* give \(n, 1\) or \(1, n\)"),
        (A, {A: 3}, TypeError, "evaluate: A: wants a SymPy matrix or a two-dimensional array, got int"),
        (MatrixSymbol("A", 2, 2), {"A": a}, ShapeError, r"A of shape \(2, 2\) is given as \(2, 3\)"),
        (MatrixSymbol("F", 2, 3)[1, 5 - m], {"F": a, m: 1}, ShapeError, r"no entry \(1, 4\) in a matrix of shape"),
    ],
)
def test_what_is_refused(expression, values, error, words):
    with pytest.raises(error, match=words):
        evaluate(expression, values)


def test_an_unknown_symbol_as_scalar():
    with pytest.raises(ValueError, match="evaluate: no value for v"):
        evaluate(Symbol("v") * A, {A: a})


def test_functions_of_several_numbers_and_cases():
    a, b = sympy.symbols("a b")
    assert evaluate(sympy.atan2(a, b), {a: 1.0, b: 1.0}) == pytest.approx(np.pi / 4)
    assert evaluate(sympy.Max(a, b) - sympy.Min(a, 2), {a: 1.0, b: 3.0}) == 2
    assert evaluate(a**b, {a: 2.0, b: 0.5}) == pytest.approx(2**0.5)
    cases = sympy.Piecewise((a, a > b), (0, True))
    assert (evaluate(cases, {a: 3.0, b: 1.0}), evaluate(cases, {a: 0.5, b: 1.0})) == (3, 0)


def test_bound_letters_hide_free_ones_of_the_same_name():
    i = sympy.Symbol("i", integer=True)
    X = MatrixSymbol("X", 3, 1)
    free = sympy.Symbol("i")
    total = sympy.Sum(X[i, 0] * free, (i, 0, 2))
    assert evaluate(total, {X: np.array([[1.0], [2], [3]]), free: 10.0}) == 60


def test_limits_may_depend_on_outer_ones_and_products_and_blocks_are_read():
    i, j = sympy.symbols("i j", integer=True)
    assert evaluate(sympy.Sum(1, (i, 0, j - 1), (j, 0, 3)), {}) == 6
    A = MatrixSymbol("A", 2, 2)
    M = np.array([[1.0, 2], [3, 4]])
    assert evaluate(sympy.Product(A[i, i], (i, 0, 1)), {A: M}) == 4
    block = sympy.BlockMatrix([[A, sympy.OneMatrix(2, 1)], [sympy.ZeroMatrix(1, 2), sympy.Identity(1)]])
    np.testing.assert_array_equal(evaluate(block, {A: M}), np.array([[1, 2, 1], [3, 4, 1], [0, 0, 1]]))


def test_a_derivative_of_a_composed_function_is_no_derivative_of_its_name():
    x = sympy.Symbol("x")
    assert evaluate(sympy.Derivative(sympy.sin(2 * x), x), {x: 0.3}) == pytest.approx(2 * np.cos(0.6))
    with pytest.raises(TypeError, match="write the chain rule out"):
        evaluate(sympy.Derivative(sympy.Function("g")(x, x), x), {x: 0.3})
