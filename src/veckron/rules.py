"""What a table of rules is: its rows, how one is registered, how one is found."""

from dataclasses import dataclass
from inspect import signature

from sympy import Integer, MatrixExpr, MatrixSymbol, Symbol

# The letters of the examples; the first that an example names is its variable.
LETTERS = {"X": "m n", "A": "p m", "B": "n q", "C": "m n", "R": "q p", "S": "n n", "x": "m 1", "P": "p m"}


def _size(word):
    return Integer(word) if word.isdigit() else Symbol(word)


@dataclass(frozen=True)
class Rule:
    """One row of a table: the operation, what becomes of it, an example, and where it is taught."""

    node: type
    function: callable
    example: callable
    chapter: str
    source: str

    @property
    def name(self):
        """The name of the function, which is the name of the rule."""
        return self.function.__name__

    @property
    def formula(self):
        """The docstring of the function."""
        return self.function.__doc__

    def expression(self):
        """Return the example and its variable, with symbols of unequal sizes for the letters that it names."""
        letters = {name: MatrixSymbol(name, *map(_size, shape.split())) for name, shape in LETTERS.items()}
        names = list(signature(self.example).parameters)
        return self.example(*[letters[name] for name in names]), letters[names[0]]


def register(table, nodes, **row):
    """Return a decorator that enters a function into a table, one row for each kind of node."""

    def enter(function):
        table.update({node: Rule(node, function, **row) for node in nodes})
        return function

    return enter


class NoRule(TypeError):
    """There is no rule for an operation."""


def find(table, node, decorator):
    """Return the rule for a node: that of its class, or of the nearest class above; a matrix has no rule of a scalar."""
    kinds = type(node).__mro__
    for kind in kinds[: kinds.index(MatrixExpr)] if isinstance(node, MatrixExpr) else kinds:
        if kind in table:
            return table[kind]
    name = type(node).__name__
    raise NoRule(f"no rule for {name} in {node}; register one: @{decorator}({name}, ...), see the chapter on rules")
