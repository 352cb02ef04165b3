"""The table of readers: complete for the package's own nodes, and open to new ones."""

import numpy as np
from sympy import MatrixExpr, MatrixSymbol, symbols

from veckron import Jacobian, evaluate
from veckron.expressions import (
    Adjugate,
    CommutationMatrix,
    DuplicationMatrix,
    EliminationMatrix,
    Unvec,
    Unvech,
    Vec,
    Vech,
)
from veckron.expressions import READERS, reads

m, n = symbols("m n")


def test_every_node_of_the_package_is_read():
    nodes = [Vec, Unvec, Vech, Unvech, Adjugate, CommutationMatrix, DuplicationMatrix, EliminationMatrix, Jacobian]
    assert all(any(kind in READERS for kind in node.__mro__) for node in nodes)


def test_a_new_node_needs_one_function():
    class Twice(MatrixExpr):
        shape = property(lambda self: self.args[0].shape)

    reads(Twice)(lambda ev, node: ev(node.args[0]) + ev(node.args[0]))
    try:
        A = MatrixSymbol("A", m, n)
        assert np.array_equal(evaluate(Twice(A), {A: np.ones((2, 3))}), 2 * np.ones((2, 3)))
    finally:
        del READERS[Twice]
