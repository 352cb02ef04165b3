"""Table 1: every rule on its rectangular example, exactly; what has no rule is refused in words."""

import pytest
from sympy import (
    Adjoint,
    BlockMatrix,
    Determinant,
    Function,
    MatrixExpr,
    MatrixSymbol,
    Symbol,
    Trace,
    floor,
    log,
)
from sympy import symbols

from veckron import D, differential, jacobian, vec, verify
from veckron.differential import RULES, increment, rule
from veckron.readers import READERS, reads
from veckron.rules import NoRule
from veckron.shapes import ShapeError
from veckron.statements import Equation

m, n, p = symbols("m n p")
A, X, S = MatrixSymbol("A", p, m), MatrixSymbol("X", m, n), MatrixSymbol("S", n, n)


def test_differential_is_linear_in_the_increment():
    dS = increment(S)
    assert differential(S.I, S) == -S.I * dS * S.I
    assert differential(Trace(A * X * X.T * A.T), A).has(increment(A))
    assert differential(A, X).shape == (p, m)
    assert verify(Equation(D(A * X * X.T, X) * vec(increment(X)), vec(differential(A * X * X.T, X)))).status == "holds"


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
        (BlockMatrix([[X, X]]), "no rule for BlockMatrix"),
        (floor(Trace(X * X.T)), "no rule for floor: it has no derivative in closed form"),
        (Function("f")(Trace(X * X.T), 2), "a function of one argument is wanted, this has 2"),
        (2 ** Trace(X * X.T), r"the exponent Trace\(X\*X.T\) depends on the variable"),
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

    class Commutator(MatrixExpr):
        shape = property(lambda self: self.args[0].shape)

    @reads(Commutator)
    def read(ev, node):
        first, second = node.args
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
        assert verify(Equation(D(F, variable), jacobian(F, variable))).status == "holds"
    finally:
        del RULES[Commutator], READERS[Commutator]
