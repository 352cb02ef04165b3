"""What formulas need, and which sizes have to be at least which others."""

import pytest
from sympy import (
    Abs,
    Determinant,
    HadamardPower,
    Lambda,
    MatrixSymbol,
    Max,
    OneMatrix,
    Rational,
    Symbol,
    Trace,
    exp,
    log,
    sqrt,
)
from sympy import symbols
from tests.growing import residual_blocks

from veckron import gradient, pinv
from veckron.calculus import conditions, relations
from veckron.expressions import cholesky, logm
from veckron.notation import parse

k, m, n, p, u = symbols("k m n p u")
z = Symbol("z")
A, X, B = MatrixSymbol("A", m, n), MatrixSymbol("X", n, p), MatrixSymbol("B", p, m)
S, x = MatrixSymbol("S", n, n), MatrixSymbol("x", n, 1)

NEEDS = {
    S.I: [(S, "is invertible")],
    S.T.I * S.I: [(S, "is invertible")],
    S**-2: [(S, "is invertible")],
    S**2: [],
    log(Determinant(S)): [(Determinant(S), "is positive")],
    log(u): [(u, "is positive")],
    log(1 + exp(u)): [],
    1 / u: [(u, "is not 0")],
    1 / (1 + exp(-Trace(S))): [],
    sqrt(Trace(x.T * x)): [(x.T * x, "is positive")],
    HadamardPower(x, -1): [(x, "has no entry 0")],
    x.applyfunc(log): [(x, "has positive entries")],
    x.applyfunc(Lambda(z, 1 / (1 + exp(-z)))): [],
    x.applyfunc(Lambda(z, 1 / z)): [(x, "has no entry 0")],
    x.applyfunc(sqrt): [(x, "has positive entries")],
    x.applyfunc(exp): [],
    x.applyfunc(Abs): [(x, "has no entry 0: there the formula has a subgradient")],
    Max(0, u): [(u, "is not 0: there the formula has a subgradient")],
    log(u) / u: [(u, "is positive")],
    parse("log(sum(exp(A @ X)))"): [],
    parse("1 / sum(exp(A @ x))"): [],
    parse("1 / sum(x)"): [(parse("sum(x)"), "is not 0")],
    parse("log(1 + x.T @ x)"): [],
    parse("log(x.T @ A @ x + 1)", x="n"): [(parse("x.T @ A @ x + 1"), "is positive")],
    parse("log(softmax(x))"): [],
    parse("log(1 - sigmoid(x))", x="n"): [],
    parse("log(x - x.T @ x * ones(n))", x="n"): [(parse("x - x.T @ x * ones(n)", x="n"), "has positive entries")],
    parse("inv(ones(n, n))"): [(OneMatrix(n, n), "is invertible")],
    pinv(A): [(A, "keeps its rank")],
    cholesky(S): [(S, "is positive definite")],
    logm(S): [(S, "has no eigenvalue that is 0 or negative")],
    S ** Rational(1, 2): [(S, "has no eigenvalue that is 0 or negative")],
}


@pytest.mark.parametrize("expression", NEEDS, ids=str)
def test_what_an_expression_needs(expression):
    assert conditions(expression) == NEEDS[expression]


def test_a_part_of_an_entry_is_said_of_the_matrix():
    ((part, need),) = conditions(x.applyfunc(Lambda(z, log(2 + z))))
    assert need == "has positive entries"
    assert part == x.applyfunc(Lambda(z, 2 + z))


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ((A * X * B).I, ["n >= m", "p >= m"]),
        ((X.T * X).I, ["n >= p"]),
        ((X.T * X + MatrixSymbol("P", p, p)).I, []),
        (S.I, []),
        (X[0, 2] * X[1, 0], ["p >= 3", "n >= 2"]),
        (X[0, 0] * X[k, 0], ["n > k"]),
        ((S * S.T).I, []),
        (parse("inv(X.T @ X)", X="m 3").doit(), ["m >= 3"]),
    ],
    ids=str,
)
def test_which_sizes_have_to_be_large_enough(expression, found):
    assert relations(expression) == found


def test_a_result_is_searched_by_its_distinct_parts():
    """As a tree this gradient has more than a hundred million nodes."""
    f, X = residual_blocks(12)
    assert conditions(f, gradient(f, X)) == []
