"""The source that builds an expression again."""

import numpy as np
import pytest
from sympy import (
    Abs,
    BlockMatrix,
    Dummy,
    ImmutableMatrix,
    Function,
    FunctionMatrix,
    KroneckerDelta,
    Lambda,
    MatrixSymbol,
    Piecewise,
    Sum,
    Trace,
    exp,
)
from sympy import symbols, tanh
from sympy.matrices.expressions.matexpr import MatrixElement

from tests.functions import FUNCTIONS
from tests.texts import value
from veckron import adjugate, duplication_matrix, elimination_matrix, expm, jacobian, kron, unvec, unvech, vec, vech
from veckron.expressions import MatrixSum, logm, svd, sylvester
from veckron.notation import sympy_code

m, n = symbols("m n")
k = symbols("k", integer=True)
A, S = MatrixSymbol("A", m, n), MatrixSymbol("S", n, n)
NODES = [
    duplication_matrix(n) * vech(S),
    elimination_matrix(n) * vec(S),
    unvech(vech(S), n),
    unvec(vec(A), m, n),
    kron(adjugate(S), A.T),
    expm(S) - S.T.I / 3,
    -2 * m * A,
    svd(A)[0] * sylvester(S, S.T, logm(S)),
    BlockMatrix([[S, S.T], [A, A]]).T,
    ImmutableMatrix([[1, 2], [3, 4]]) * S[1:3, :],
    jacobian(expm(S), S),
    MatrixElement(MatrixSum(symbols("r") * S**k, k, n - 1), 0, n - 1),
    FunctionMatrix(m, n, Lambda(symbols("i j"), KroneckerDelta(*symbols("i j")))) * S,
    Sum(A[k, 0] * A[k, 0], (k, 0, m - 1)) * exp(1) * Abs(Trace(S)) * A,
    A.applyfunc(Lambda(symbols("t"), Piecewise((symbols("t"), symbols("t") > 0), (0, True)))),
]


def built(expression):
    """What the source builds, executed where no name is known beforehand."""
    namespace = {}
    exec(sympy_code(expression, "result"), namespace)
    return namespace["result"]


@pytest.mark.parametrize("case", FUNCTIONS, ids=lambda case: case.id)
def test_the_source_builds_the_function_and_its_jacobian_again(case):
    for expression in (case.f, jacobian(case.f, case.X)):
        again = built(expression)
        assert again == expression or np.allclose(value(again, case), value(expression, case), rtol=1e-10)


@pytest.mark.parametrize("expression", NODES, ids=str)
def test_our_own_nodes_are_built_by_the_functions_that_make_them(expression):
    assert built(expression) == expression


L, E, z = MatrixSymbol("Lambda", m, n), MatrixSymbol("exp", n, n), Dummy()
entry, other, pi = symbols("entry symbols pi")
CLASHES = [
    L * E.T,
    entry * L.applyfunc(tanh),
    L.applyfunc(Lambda(z, tanh(entry * z))),
    other * pi * expm(symbols("expm") * E),
    kron(L, MatrixSymbol("Lambda_", m, symbols("vec"))),
    MatrixSymbol("entry", m, n).applyfunc(tanh),
    MatrixSymbol("lambda", m, n) * MatrixSymbol("g", n, n) * symbols("in"),
    MatrixSymbol("x'", m, n) * symbols("a.b"),
]


@pytest.mark.parametrize("expression", CLASHES)
def test_a_letter_may_be_called_like_a_function_of_the_source(expression):
    again = built(expression)
    assert again == expression or sympy_code(again) == sympy_code(expression)


def test_a_function_without_values_is_made():
    g = Function("g")
    assert built(A.applyfunc(g)).function(m) == g(m)


def test_such_a_letter_keeps_its_name_in_its_call():
    assert sympy_code(L * E).splitlines() == [
        "from sympy import MatrixSymbol, symbols",
        "",
        'm, n = symbols("m n")',
        'Lambda_ = MatrixSymbol("Lambda", m, n)',
        'exp_ = MatrixSymbol("exp", n, n)',
        "result = Lambda_*exp_",
    ]


def test_the_source_reads_well():
    X, B = MatrixSymbol("X", m, n), MatrixSymbol("B", n, m)
    assert sympy_code(jacobian(A * B * X, X), "J").splitlines() == [
        "from sympy import Identity, KroneckerProduct, MatrixSymbol, symbols",
        "",
        'm, n = symbols("m n")',
        'A = MatrixSymbol("A", m, n)',
        'B = MatrixSymbol("B", n, m)',
        "J = KroneckerProduct(Identity(n), A*B)",
    ]
