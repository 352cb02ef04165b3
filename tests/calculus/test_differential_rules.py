"""Table 1: every rule on its rectangular example, exactly; what has no rule is refused in words."""

import numpy as np
import pytest
from sympy import Adjoint, Determinant, Function, HadamardPower, Identity, Lambda, MatMul, MatrixExpr
from sympy import MatrixSymbol, OneMatrix, Piecewise, Symbol, Trace, atan2, exp, floor, log, sin, symbols
from sympy.matrices.expressions.matexpr import MatrixElement

from veckron import Hessian, Jacobian, differential, evaluate, gradient, jacobian, vec, verify
from veckron.calculus import RULES, NoRule, increment, rule
from veckron.expressions import MatrixSum, Node
from veckron.notation import latex
from veckron.proof import Equation
from veckron.shapes import ShapeError

m, n, p = symbols("m n p")
A, X, S = MatrixSymbol("A", p, m), MatrixSymbol("X", m, n), MatrixSymbol("S", n, n)


def test_differential_is_linear_in_the_increment():
    dS = increment(S)
    assert differential(S.I, S) == -S.I * dS * S.I
    assert differential(Trace(A * X * X.T * A.T), A).has(increment(A))
    assert differential(A, X).shape == (p, m)
    assert (
        verify(Equation(Jacobian(A * X * X.T, X) * vec(increment(X)), vec(differential(A * X * X.T, X)))).status
        == "holds"
    )


@pytest.mark.filterwarnings("ignore:.*does not occur")
def test_what_is_constant_has_differential_zero():
    assert differential(A * A.T, X).is_ZeroMatrix
    assert differential(Trace(S), X) == 0
    assert jacobian(A, X).is_ZeroMatrix


class Strange(MatrixExpr):
    shape = property(lambda self: self.args[0].shape)


@pytest.mark.parametrize(
    ("F", "words"),
    [
        (Strange(X), r"no rule for Strange in Strange\(X\); register one: @rule\(Strange"),
        (A * Strange(X), "no rule for Strange"),
        (floor(Trace(X * X.T)), "no rule for floor: it has no derivative in closed form"),
        (Function("f")(Trace(X * X.T), 2), "a function of one argument is wanted, this has 2"),
        ((X * X.T) ** Trace(X * X.T), r"the exponent Trace\(X\*X.T\) of a matrix depends on X"),
        ((X * X.T) ** Symbol("k"), "its exponent wants to be declared integer=True, positive=True"),
    ],
)
def test_what_has_no_rule_is_refused_and_never_zero(F, words):
    with pytest.raises(NoRule, match=words):
        jacobian(F, X)


@pytest.mark.parametrize(
    ("F", "variable", "error", "words"),
    [
        (A * X, X.T, TypeError, "wants a variable, a matrix symbol or a scalar symbol, got X.T"),
        (A * X, "X", TypeError, "wants a variable"),
        (X * X, X, ShapeError, r"declare X square: it has shape \(m, n\)"),
        (log(Determinant(X)), X, ShapeError, "determinant: declare X square"),
        (A * X, MatrixSymbol("X", n, m), ShapeError, "X has two shapes"),
        (Adjoint(X), X, TypeError, "not a Hermitian transpose"),
        (log(X), X, ShapeError, r"X.applyfunc\(log\) applies it to each entry"),
    ],
)
def test_what_is_no_function_of_a_variable_is_refused(F, variable, error, words):
    with pytest.raises(error, match=words):
        jacobian(F, variable)


def test_adding_a_rule_is_one_decorated_function():
    """The commutator [A, X], a node that a user might add."""

    class Commutator(Node):
        shape = property(lambda self: self.args[0].shape)

        def reading(self, ev):
            first, second = self.args
            return ev(first * second - second * first)

    @rule(Commutator, example=lambda S: Commutator(S, S * S), chapter="02-kronecker", source="magnus2019, chapter 8")
    def commutator(d, node):
        """d(AB - BA) = d(AB) - d(BA)"""
        first, second = node.args
        return d(first * second) - d(second * first)

    try:
        B = MatrixSymbol("B", n, n)
        assert jacobian(Commutator(B, S), S) == jacobian(B * S - S * B, S)
        F, variable = RULES[Commutator].expression()
        assert verify(Equation(Jacobian(F, variable), jacobian(F, variable))).status == "holds"
    finally:
        del RULES[Commutator]


s, t, u = symbols("s t u")
x = MatrixSymbol("x", n, 1)


@pytest.mark.parametrize(
    ("F", "variable"),
    [
        (X.applyfunc(Lambda(t, exp(-t / s))), s),
        ((s * X).applyfunc(Lambda(t, exp(-t / s) * log(s))), s),
        (S.applyfunc(Lambda(t, t * Determinant(S) ** 2 + sin(t))), S),
        (X.applyfunc(Lambda(t, t * Determinant(S))), S),
        (X.applyfunc(Lambda(t, Function("g")(t) * Trace(X.T * X))), X),
        (HadamardPower(X, s), s),
        (HadamardPower(X, s), X),
        (HadamardPower(s * X, s), s),
        (HadamardPower(X, Trace(X.T * X)), X),
        (OneMatrix(1, n) * HadamardPower(x, s), s),
        ((x.T * x) ** s, s),
        ((x.T * x) ** s, x),
        ((x.T * x) ** Trace(S * S.T), S),
        (Trace(S * S.T) ** s, s),
        (s**s * Trace(S), s),
        (2 ** Trace(S), S),
        (atan2(Trace(S), s), s),
        (atan2(Trace(S), Trace(S * S)), S),
    ],
)
def test_what_stands_beside_the_main_argument_moves_too(F, variable):
    J = jacobian(F, variable)
    assert not J.is_ZeroMatrix
    verdict = verify(Jacobian(F, variable), J)
    assert verdict.status == "holds", verdict


def test_the_slope_of_a_leaky_rectifier():
    """A jump is decided at no size, so the values are compared."""
    J = jacobian(X.applyfunc(Lambda(t, Piecewise((t, t > 0), (s * t, True)))), s)
    values = np.array([[1.0, -2.0], [-3.0, 4.0]])
    assert np.array_equal(evaluate(J, {X: values, s: 0.5}), [[0], [-3], [-2], [0]])


K = Symbol("k", integer=True, positive=True)


@pytest.mark.parametrize(
    ("F", "variable", "words"),
    [
        (S**s, s, r"no rule for S\*\*s: the exponent s of a matrix depends on s"),
        (Trace(S**s), s, "the exponent s of a matrix depends on s"),
        (Trace((s * S) ** s), s, "the exponent s of a matrix depends on s"),
        (S**K, K, "the exponent k of a matrix depends on k"),
        (MatrixSum(S**K, Symbol("i"), K), K, "the exponent k of a matrix depends on k"),
        (MatrixSum(S, Symbol("i"), K), K, "no rule for MatrixSum where k depends on k"),
        (MatrixElement(X, K, 0), K, "no rule for MatrixElement where k depends on k"),
        (Function("f")(Trace(S), s), s, "a function of one argument is wanted, this has 2"),
        (HadamardPower(2, X), X, "a matrix to the power of one number is wanted"),
        (S.applyfunc(Lambda(t, Trace(t * A.T * A))), A, "stands in a matrix in the function of the entries"),
        (X.applyfunc(floor), X, "no rule for floor"),
    ],
)
def test_what_moves_without_a_rule_is_refused_and_never_zero(F, variable, words):
    with pytest.raises(NoRule, match=words):
        jacobian(F, variable)


def test_a_rule_that_takes_an_argument_for_a_constant_is_refused():
    """The guard is none of the rules': they may be a reader's own."""

    class Scaled(MatrixExpr):
        shape = property(lambda self: self.args[0].shape)

    @rule(Scaled, example=lambda S: Scaled(S, 2), chapter="02-kronecker", source="magnus2019, chapter 8")
    def scaled(d, node):
        return node.args[1] * d(node.args[0])

    try:
        assert jacobian(Scaled(X, u), X) == u * Identity(m * n)
        for F, variable in ((Scaled(X, u), u), (Scaled(u * X, u**2), u), (Scaled(X, Trace(X.T * X)), X)):
            with pytest.raises(NoRule, match=r"no rule for Scaled where .* depends on"):
                jacobian(F, variable)
    finally:
        del RULES[Scaled]


def test_a_size_is_no_variable():
    with pytest.raises(TypeError, match="wants a variable, got n, a size of S"):
        jacobian(n * Trace(S), n)


def test_a_formal_function_of_a_function_of_the_entries_prints():
    """SymPy would put the inner function into the derivative of the outer one, and fail."""
    inner = x.T.applyfunc(Lambda(t, exp(-t / s)))
    f = Trace(MatMul(inner.applyfunc(Function("g")), x))
    assert str(jacobian(f, x)) and latex(jacobian(f, x))
    assert verify(Jacobian(f, x), jacobian(f, x), most=12).status == "holds"
    assert verify(Hessian(f, x), jacobian(gradient(f, x), x), most=12).status == "holds"
