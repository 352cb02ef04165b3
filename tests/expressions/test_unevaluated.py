"""The unevaluated derivatives: shapes, print, and what they refuse."""

import pytest
import sympy
from sympy import MatrixSymbol, Symbol, Trace, latex, log, pprint, pretty, srepr, symbols
from sympy.core.symbol import Str

from veckron import Differential, Gradient, Jacobian, Hessian, vech
from veckron.shapes import ShapeError

m, n, p = symbols("m n p")
A, X, S, x = MatrixSymbol("A", p, m), MatrixSymbol("X", m, n), MatrixSymbol("S", n, n), MatrixSymbol("x", n, 1)
u = Symbol("u")


def test_shapes():
    assert Jacobian(A * X, X).shape == (n * p, m * n)
    assert Jacobian(S.det(), S).shape == (1, n**2)
    assert Jacobian(u * X, u).shape == (m * n, 1)
    assert Jacobian(S.I, vech(S)).shape == (n**2, n * (n + 1) / 2)
    assert Hessian(Trace(S * S), S).shape == (n**2, n**2)


def test_it_computes_nothing():
    assert Jacobian(A * X, X).doit() == Jacobian(A * X, X)
    with pytest.raises(NotImplementedError, match="derive it, or evaluate it"):
        Jacobian(A * X, X)[0, 0]


def test_print():
    assert latex(Jacobian(A * X, X)) == r"\frac{\partial \operatorname{vec}(A X)}{\partial \operatorname{vec}(X)^{T}}"
    assert latex(Jacobian(x.T * S * x, x)) == r"\frac{\partial x^{T} S x}{\partial x^{T}}"
    assert r"\partial \operatorname{vech}(S)^{T}" in latex(Jacobian(S.I, vech(S)))
    hessian = r"\frac{\partial^{2} \log{\left(u \right)}}{\partial u\,\partial u}"
    assert latex(Hessian(log(u), u)) == hessian


@pytest.mark.parametrize(
    ("node", "text", "plain"),
    [
        (Jacobian(A * X, X), "Jacobian(A*X, X)", "Jacobian(A*X, X)"),
        (Gradient(Trace(S), S), "Gradient(Trace(S), S)", "Gradient(tr(S), S)"),
        (Hessian(u**3, u), "Jacobian(Jacobian(u**3, u).T, u)", None),
        (Differential(X, (X, MatrixSymbol("dX", m, n))), "Differential(X, (X, dX))", "Differential(X, (X, dX))"),
    ],
)
def test_every_printer_of_sympy(node, text, plain, capsys):
    """Some of them know other classes of these names."""
    assert str(node) == repr(node) == text
    assert plain is None or pretty(node, use_unicode=False) == plain
    pprint(2 * node)
    assert type(node).__name__ in capsys.readouterr().out
    assert latex(node).startswith((r"\frac{\partial", r"\mathrm{d}"))
    names = vars(sympy) | {"Str": Str}
    assert eval(srepr(node), names | {kind.__name__: kind for kind in (Jacobian, Gradient, Differential)}) == node


@pytest.mark.parametrize("variable", [A * X, X.T, 3, x.T * x])
def test_what_is_no_variable_is_refused(variable):
    with pytest.raises(TypeError, match="Jacobian: wants a variable"):
        Jacobian(A * X, variable)


def test_a_hessian_wants_a_scalar():
    with pytest.raises(ShapeError, match=r"Hessian: wants a scalar or a matrix of shape \(1, 1\), got shape \(p, n\)"):
        Hessian(A * X, X)
    with pytest.raises(TypeError, match="Jacobian: wants a matrix expression or a scalar, got the text"):
        Jacobian("A", X)
