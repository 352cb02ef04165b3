"""What a table of rules is: its rows, how one is registered, how one is found."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from inspect import signature
from typing import Any

from sympy import Integer, Lambda, MatrixExpr, MatrixSymbol, Symbol

from veckron.expressions import defined
from veckron.shapes import letters

# The letters of the examples; the first that an example names is its variable.
LETTERS = {"X": "m n", "A": "p m", "B": "n q", "C": "m n", "R": "q p", "S": "n n", "x": "m 1", "P": "p m"}


@dataclass(frozen=True)
class Rule:
    """One row of a table: the operation, what becomes of it, an example, and where it is taught."""

    node: type
    function: Callable
    example: Any  # a function of letters; None where a definition stands for a rule
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
        size = lambda word: Integer(word) if word.isdigit() else Symbol(word)
        letters = {name: MatrixSymbol(name, *map(size, shape.split())) for name, shape in LETTERS.items()}
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


class Walk:
    """From an expression down to one letter by a table of rules; ``steps`` keeps the rule and the result of each node.

    What does not depend on the letter is 0, the letter itself is ``start``. A rule has to visit all that depends on it,
    or it is an error. A subclass has a ``table`` and the name of its ``decorator``.
    """

    table: dict
    decorator: str

    def __init__(self, letter, start):
        self.letter, self.start = letter, start
        self.steps, self.visited = {}, set()
        self.bound = []  # the indices of the sums around

    def __call__(self, A):
        self.visited.add(A)
        if A == self.letter or not self.moves(A):
            return self.start if A == self.letter else self.zero(A)  # type: ignore[attr-defined]
        if A not in self.steps or self.bound:
            self.steps[A] = self.step(A)
        return self.steps[A][1]

    def step(self, A):
        """Return the rule for A and what it gives."""
        found, before = find(self.table, A, self.decorator), self.visited
        self.visited = set()
        result = found.function(self, A)
        self._want_all(found, A)
        self.visited = before
        return found, result

    def moves(self, A):
        """Tell whether A depends on the letter."""
        return self.letter in letters(A)

    def _want_all(self, rule, A):
        """Refuse what a rule made of A if it took the letter at one of its places for a constant."""
        count = lambda parts: sum(places(part, self.letter) for part in parts)
        if count(self.visited) >= count(set(A.args)):
            return
        for alone in self._alone(A):
            probe = type(self)(self.letter)  # type: ignore[call-arg]  # a subclass knows its start
            rule.function(probe, alone)
            if not any(map(self.moves, probe.visited)):
                name, where = type(A).__name__, " and ".join(str(arg) for arg in alone.args if self.moves(arg))
                raise NoRule(f"no rule for {name} where {where} depends on {self.letter}, as in {A}")

    def _alone(self, A):
        """Yield A with the letter at one of its places, and another letter at the others."""
        if A == self.letter or isinstance(A, Lambda):
            yield A
            return
        X = self.letter
        other = MatrixSymbol(f"{X.name}_", *X.shape) if X.is_Matrix else Symbol(f"{X.name}_")
        rest = [arg.xreplace({X: other}) for arg in A.args]
        for k, arg in enumerate(A.args):
            for alone in self._alone(arg) if self.moves(arg) else ():
                yield A.func(*rest[:k], alone, *rest[k + 1 :])


@lru_cache(maxsize=8192)
def places(A, X):
    """Return at how many places of A the letter X stands; a function of the entries is one place."""
    if A == X or X not in letters(A):
        return int(A == X)
    return 1 if isinstance(A, Lambda) else sum(places(arg, X) for arg in A.args)


def find(table, node, decorator):
    """Return the rule for a node: that of its class, or of the nearest class above; a matrix has no rule of a scalar."""
    kinds = type(node).__mro__
    for kind in kinds[: kinds.index(MatrixExpr)] if isinstance(node, MatrixExpr) else kinds:
        if kind in table:
            return table[kind]
    if defined(node) is not None:
        return by_definition(node)
    name = type(node).__name__
    raise NoRule(f"no rule for {name} in {node}; register one: @{decorator}({name}, ...), see the chapter on rules")


def by_definition(node):
    """Return the rule for a node without one of its own: its definition stands for it, with all that it is made of."""

    def definition(walk, node):
        walk.visited.update(node.args)
        return walk(defined(node))

    definition.__doc__ = f"{node} = {defined(node)}"
    return Rule(type(node), definition, None, "b-rules", "")
