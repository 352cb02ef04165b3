"""The source that builds an expression again."""

import numpy as np
import pytest
from sympy import MatrixSymbol, symbols

from tests.functions import FUNCTIONS
from tests.texts import value
from veckron import adjugate, duplication_matrix, elimination_matrix, expm, jacobian, kron, unvec, unvech, vec, vech
from veckron.sympy_code import sympy_code

m, n = symbols("m n")
A, S = MatrixSymbol("A", m, n), MatrixSymbol("S", n, n)
NODES = [
    duplication_matrix(n) * vech(S),
    elimination_matrix(n) * vec(S),
    unvech(vech(S), n),
    unvec(vec(A), m, n),
    kron(adjugate(S), A.T),
    expm(S) - S.T.I / 3,
    -2 * m * A,
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
