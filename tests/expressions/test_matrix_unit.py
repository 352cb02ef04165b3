"""The other ways to write a derivative agree with D, and refuse what does not fit."""

import numpy as np
import pytest
from sympy import Determinant, HadamardProduct, Identity, Matrix, MatrixSymbol, Trace, symbols

from veckron import Jacobian, evaluate, vech, verify
from veckron.expressions import MatrixUnit, columns, Differential, Gradient
from veckron.notation import latex
from veckron.shapes import ShapeError
from veckron.proof import Identity as Entry

m, n = symbols("m n")
X, dX, A = MatrixSymbol("X", m, n), MatrixSymbol("dX", m, n), MatrixSymbol("A", n, m)
S = MatrixSymbol("S", n, n)
VALUES = {X: np.arange(6.0).reshape(2, 3), A: np.array([[1.0, 2], [3, 5], [8, 13]]), dX: np.ones((2, 3))}


def status(statement, **shapes):
    return verify(Entry("own", statement, shapes, "01-vec", "magnus2019")).status


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


def test_they_print_as_a_textbook_writes_them():
    assert latex(Gradient(Trace(A * X), X)) == r"\frac{\partial \operatorname{tr}(A X)}{\partial X}"
    assert latex(Differential(X.T, (X, dX))) == r"\mathrm{d}\left(X^{T}\right)"
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
