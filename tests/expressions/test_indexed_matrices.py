"""Sums over an index, matrix units, Jacobians column by column, and the other ways to write a derivative."""

import pickle

import numpy as np
import pytest
from sympy import (
    Determinant,
    exp,
    FunctionMatrix,
    HadamardProduct,
    Identity,
    KroneckerDelta,
    Lambda,
    MatMul,
    Matrix,
    MatrixSymbol,
    Sum,
    Symbol,
    symbols,
    Trace,
)
from sympy.matrices.expressions.matexpr import MatrixElement

from tests.functions import columns
from tests.own import status
from tests.test_functions import Second
from veckron import check, evaluate, gradient, Hessian, hessian, Jacobian, jacobian, parse, vech, verify
from veckron.calculus import NoRule
from veckron.expressions import Differential, Gradient, MatrixSum, MatrixUnit, unit
from veckron.notation import latex, text
from veckron.proof import Equation
from veckron.shapes import ShapeError

m, n = symbols("m n")
X, dX, A = MatrixSymbol("X", m, n), MatrixSymbol("dX", m, n), MatrixSymbol("A", n, m)
VALUES = {X: np.arange(6.0).reshape(2, 3), A: np.array([[1.0, 2], [3, 5], [8, 13]]), dX: np.ones((2, 3))}
S, r = MatrixSymbol("S", n, n), Symbol("r", integer=True, nonnegative=True)
C, R = MatrixSymbol("C", n, n), Symbol("r", integer=True, positive=True)
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
    nested = hessian(Trace(C * S**k), S)
    assert "(s, 0, k - r - 2)" in str(nested) and "(r, 0, k - 1)" in str(nested)
    assert verify(Second(Hessian(Trace(C * S**k), S), nested)).status == "holds"


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


def test_gradient_has_the_shape_of_x_and_the_entries_of_d():
    f = Trace(A * X)
    assert Gradient(f, X).shape == (m, n)
    np.testing.assert_allclose(evaluate(Gradient(f, X), VALUES), VALUES[A].T, atol=1e-8)
    row = evaluate(Jacobian(f, X), VALUES)
    np.testing.assert_allclose(evaluate(Gradient(f, X), VALUES).T.reshape(1, -1), row, atol=1e-8)


def test_gradient_by_a_symmetric_matrix():
    right = lambda S, A: A + A.T - HadamardProduct(A, Identity(A.rows))
    shapes = {"S": "n n symmetric", "A": "n n"}
    assert status(lambda S, A: (Gradient(Trace(A * S), vech(S)), right(S, A)), **shapes) == "holds"
    assert status(lambda S, A: (Gradient(Trace(A * S), vech(S)), A + A.T), **shapes) == "fails"


def test_differential():
    assert Differential(X.T, (X, dX)).shape == (n, m)
    assert status(lambda X, dX: (Differential(X.T, (X, dX)), dX.T), X="m n", dX="m n") == "holds"
    assert status(lambda X, dX: (Differential(X.T, (X, dX)), -dX.T), X="m n", dX="m n") == "fails"
    np.testing.assert_allclose(evaluate(Differential(A * X, (X, dX)), VALUES), VALUES[A] @ VALUES[dX], atol=1e-8)
    second = lambda X, dX: (Differential(Differential(X.I, (X, dX)), (X, dX)), 2 * X.I * dX * X.I * dX * X.I)
    assert status(second, X="n n", dX="n n") == "holds"


def test_columns_and_single_entries():
    J = MatrixUnit(1, 0, 2, 3)
    assert evaluate(J, {}).tolist() == [[0, 0, 0], [1, 0, 0]]
    assert evaluate(J.T, {}).tolist() == [[0, 1], [0, 0], [0, 0]]
    assert J.as_explicit() == Matrix([[0, 0, 0], [1, 0, 0]])
    by_entry = lambda X, A: (Jacobian(X * A, X), columns(lambda i, j: MatrixUnit(i, j, *X.shape) * A, X))
    assert status(by_entry, X="m n", A="n p") == "holds"
    turned = lambda X, A: (Jacobian(X * A, X), columns(lambda i, j: MatrixUnit(j, i, *X.shape) * A, X))
    assert status(turned, X="m n", A="n p") == "fails"


def test_columns_of_the_identity():
    assert unit(0, 1) == Identity(1)
    assert list(unit(1, 3).as_explicit()) == [0, 1, 0]
    printed = {text(MatrixUnit(*of)) for of in [(1, 0, n, 1), (0, 2, 1, n), (0, 10, m, n), (r, r, m, n), (0, 0, 1, 1)]}
    assert printed == {"e_2", "e_3^T", "e_1 e_{11}^T", "J^{rr}", "e_1"}


@pytest.mark.parametrize(
    "function, variable, printed",
    [
        ("X[1, 2]^2", "X", "2 X[1, 2] e_2 e_3^T"),
        ("x[3] x[1]", "x", "x[1] e_4 + x[3] e_2"),
        ("x[10] + X_ij", "x", "e_{11}"),
        ("X_ij", "X", "e_i e_j^T"),
        ("sum_i X[i, 1]^2", "X", "2 X[:, 1] e_2^T"),
        ("||X[0, :] A||^2", "X", "2 e_1 X[0, :] A A^T"),
    ],
)
def test_the_derivative_by_an_entry_is_a_column_of_the_identity(function, variable, printed):
    F = parse(function)
    assert text(gradient(F, next(A for A in F.atoms(MatrixSymbol) if str(A) == variable))) == printed
    assert check(f"grad_{variable} ({function}) = {printed}").status == "holds"
    assert check(f"grad_{variable} ({function}) = 2 ({printed})").status == "fails"


def test_places_count_from_one_in_latex():
    x, i, j = MatrixSymbol("x", n, 1), *symbols("i j", integer=True)
    assert latex(X[0, 1] * x[2, 0]) == r"X_{1,\,2} x_{3}"
    assert latex(Sum(X[i, 1], (i, 0, m - 1))) == r"\sum_{i=1}^{m} X_{i,\,2}"
    assert latex(Sum(i * x[i, 0], (i, 0, n - 1))) == r"\sum_{i=1}^{n} \left(i - 1\right) x_{i}"
    assert latex((i + 1) * x[i, 0] + (i + 1) * X[1, i]) == r"i X_{2,\,i} + i x_{i}"
    assert latex((i + 1) * MatrixUnit(i, 0, n, 1)) == r"i e_{i}"
    assert latex(Sum(x[i, 0], (i, 1, n - 1))) == r"\sum_{i=2}^{n} x_{i}"
    assert latex(Sum(X[i, j], (j, i, n - 1), (i, 0, m - 1))) == r"\sum_{i=1}^{m} \sum_{j=i}^{n} X_{i,\,j}"
    assert latex((i + 1) * x[i, 0] * KroneckerDelta(i, j)) == r"i \delta_{i j} x_{i}"
    assert latex(MatrixSum(MatrixUnit(i, i, n, n) * A, i, n - 1)) == r"\sum_{i = 1}^{n} J^{ii} A"
    assert latex(MatrixSum(x[i, 0] * A**i, i, n - 1)) == r"\sum_{i = 1}^{n} x_{i} A^{i - 1}"


def test_they_print_as_a_textbook_writes_them():
    assert latex(Gradient(Trace(A * X), X)) == r"\frac{\partial \operatorname{tr}(A X)}{\partial X}"
    assert latex(Differential(X.T, (X, dX))) == r"\mathrm{d}\left(X^{T}\right)"
    by_number = Differential(R * S + C, (R, 1))
    assert text(by_number) == "d(r S + C)/dr"
    assert latex(by_number) == r"\frac{\mathrm{d}}{\mathrm{d}r} \left(r S + C\right)"
    assert latex(Differential(X.T, (X, A.T))) == r"\mathrm{d}\left(X^{T}\right)\left[A^{T}\right]"
    assert latex(columns(lambda i, j: MatrixUnit(i, j, m, n), X)) == r"\left[ \operatorname{vec}(J^{ij}) \right]_{ij}"


def test_bad_input():
    with pytest.raises(ShapeError, match=r"Gradient: wants a scalar or a matrix of shape \(1, 1\), got shape \(m, n\)"):
        Gradient(X, X)
    with pytest.raises(ShapeError, match=r"Differential: X of shape \(m, n\) moves along \(n, m\)"):
        Differential(X, (X, A))
    with pytest.raises(ShapeError, match="declare X square"):
        Differential(Determinant(X), (X, dX))
    for node in (Gradient(Trace(S), S), Differential(X, (X, dX)), columns(lambda i, j: X, X)):
        with pytest.raises(NotImplementedError, match="evaluate it"):
            node[0, 0]
