"""The table of readers: SymPy's nodes are read by it, the package's own and those of a user by themselves."""

import numpy as np
import pytest
from sympy import MatrixSymbol, symbols

from veckron import evaluate
from veckron.expressions import Node, Operation, ScalarNode
from veckron.values.evaluation import READERS, reader

m, n = symbols("m n")
A = MatrixSymbol("A", m, n)


def below(kind):
    return [kind, *(deep for inner in kind.__subclasses__() for deep in below(inner))]


def test_every_node_of_the_package_is_defined_or_read():
    nodes = [kind for kind in below(Operation) if kind.__module__.startswith("veckron.") and not kind.__subclasses__()]
    assert len(nodes) > 15
    for kind in nodes:
        own = {name for parent in kind.__mro__ if parent not in Operation.__mro__ for name in vars(parent)}
        assert len({"definition", "reading"} & own) == 1, kind
        assert reader(kind) is READERS[Operation]


def test_a_new_node_needs_one_method():
    class Twice(Node):
        shape = property(lambda self: self.args[0].shape)

        def reading(self, ev):
            return ev(self.args[0]) + ev(self.args[0])

    assert np.array_equal(evaluate(Twice(A), {A: np.ones((2, 3))}), 2 * np.ones((2, 3)))


def test_a_number_may_be_a_node_too():
    class Corner(ScalarNode):
        def definition(self):
            return self.args[0][0, 0]

    assert evaluate(2 * Corner(A) + 1, {A: np.ones((2, 3))}) == 3


def test_a_node_that_says_neither_is_refused():
    class Mute(Node):
        shape = property(lambda self: self.args[0].shape)

    with pytest.raises(TypeError, match=r"evaluate: cannot read Mute\(A\), a Mute"):
        evaluate(Mute(A), {A: np.ones((2, 3))})
