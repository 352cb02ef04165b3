"""softmax, log-sum-exp and norms are printed by their names, read back, short, and finite where exp is not."""

import numpy as np
import pytest
from sympy import MatrixSymbol, symbols

from veckron import check, compile_function, derive, gradient, hessian, jacobian, latex, parse, text
from veckron.expressions import LogSumExp, Softmax
from veckron.notation.sympy_source import sympy_code

m, n, p = symbols("m n p")
SHAPES = {"W": "m n", "x": "n", "y": "m", "Z": "m n", "V": "n p"}
TYPED = ["softmax(W x)", "logsumexp(W x)", "softmax(Z, axis=1) V", "softmax(Z, axis=0)^T y", "||W x - y||", "||Z||_F^3"]


def read(formula):
    return parse(formula, **{name: shape for name, shape in SHAPES.items() if name in formula})


@pytest.mark.parametrize("typed", TYPED)
def test_they_are_printed_as_they_are_typed(typed):
    assert text(read(typed)) == typed
    assert read(latex(read(typed))) == read(typed)


@pytest.mark.parametrize("typed", TYPED)
def test_they_are_made_again_by_sympy_source(typed):
    names = {}
    exec(sympy_code(read(typed), "F"), names)
    assert names["F"] == read(typed)


@pytest.mark.parametrize(
    ("derivative", "formula", "letter", "wanted"),
    [
        (gradient, "logsumexp(W x)", "x", "W^T softmax(W x)"),
        (gradient, "logsumexp(W x) - y^T W x", "W", "(softmax(W x) - y) x^T"),
        (hessian, "logsumexp(x)", "x", "Diag(softmax(x)) - softmax(x) softmax(x)^T"),
        (jacobian, "softmax(x)", "x", "Diag(softmax(x)) - softmax(x) softmax(x)^T"),
        (gradient, "-y^T log(softmax(W x))", "W", "((ones(1, m) y) softmax(W x) - y) x^T"),
        (gradient, "-log(softmax(W x)[2])", "x", "W^T (softmax(W x) - e_3)"),
        (gradient, "||W x - y||", "x", "W^T (W x - y)/||W x - y||"),
        (gradient, "||Z||_F", "Z", "Z/||Z||_F"),
        (jacobian, "x/||x||", "x", "(I_n - x x^T/(x^T x))/||x||"),
        (gradient, "x^T x/(1 + x^T x)", "x", "2 x/(x^T x + 1)^2"),
        (gradient, "||W x - y||^2/(1 + ||W x - y||^2)", "y", "2 (y - W x)/(||W x - y||^2 + 1)^2"),
        (gradient, "||A x - b||^2/(1 + ||A x - b||^2)", "x", "2 A^T (A x - b)/(||A x - b||^2 + 1)^2"),
        (gradient, "tr((X - Y)^T (X - Y))/(1 + tr((X - Y)^T (X - Y)))", "X", "2 (X - Y)/(||X - Y||_F^2 + 1)^2"),
    ],
)
def test_their_derivatives_are_as_a_textbook_prints_them(derivative, formula, letter, wanted):
    F = read(formula)
    found = derivative(F, next(X for X in F.free_symbols if str(X) == letter))
    assert text(found) == wanted


def test_cross_entropy_of_rows_is_p_minus_y():
    """With one 1 in each row of Y."""
    f = parse("-sum(Y * log(softmax(X @ W, axis=1)))", Y="m p", X="m n", W="n p")
    W = MatrixSymbol("W", n, p)
    assert text(gradient(f, W)) == "X^T ((Y ones(p, p)) o softmax(X W, axis=1) - Y)"


def test_a_derivation_names_the_probabilities():
    W, x = MatrixSymbol("W", m, n), MatrixSymbol("x", n, 1)
    lines = str(derive(Softmax(W * x, 0), W)).splitlines()
    assert "p = softmax(W x)" in lines and lines[-1] == "Jacobian = x^T (x) (Diag(p) - p p^T)"


def test_softmax_is_checked_against_its_definition():
    assert check("softmax(x) = exp(x) / (1^T exp(x))").status == "holds"
    assert check("logsumexp(x) = ln(1^T exp(x))").status == "holds"
    assert check("softmax(x) = exp(x)/(1^T exp(-x))").status == "fails"


def test_they_are_finite_at_a_thousand():
    z = MatrixSymbol("z", n, 1)
    values = np.array([[1000.0], [-1000.0], [999.0]])
    p = 1 / (1 + np.exp(-1))
    assert np.allclose(compile_function(Softmax(z, 0))(values), [[p], [0], [1 - p]])
    assert np.isclose(compile_function(LogSumExp(z))(values), 1000 + np.log(1 + np.exp(-1)))
    logarithm = compile_function(parse("log(softmax(z)[1])", z="n"))(values)
    assert np.isclose(logarithm, -2000 - np.log(1 + np.exp(-1)))
    Z, rows = MatrixSymbol("Z", m, n), np.vstack([values.T, -values.T])
    logs = rows - np.array([[1000 + np.log(1 + np.exp(-1))], [1000]])
    for axis, at in ((1, rows), (0, rows.T)):
        found = compile_function(parse(f"log(softmax(Z, axis={axis}))", Z="m n"))(at)
        assert np.allclose(found, logs if axis else logs.T)
        assert np.isfinite(compile_function(jacobian(Softmax(Z, axis), Z))(at)).all()
