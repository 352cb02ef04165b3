"""What all nodes share."""

from sympy import MatrixExpr

READERS = {}


def reads(*nodes):
    """Register how one kind of node is read: a function of the evaluation and the node."""

    def register(function):
        READERS.update(dict.fromkeys(nodes, function))
        return function

    return register


class Node(MatrixExpr):
    """A matrix that is evaluated, and has no entries as symbols."""

    def doit(self, **hints):
        return self

    def _entry(self, i, j, **options):
        raise NotImplementedError(f"{self}: derive it, or evaluate it at values of its symbols")
