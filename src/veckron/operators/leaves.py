"""The lines of a program that make the arrays: each leaf once, inverses shared, the usual operations written out."""

from functools import reduce

from sympy import HadamardProduct, Identity, Inverse, Lambda, MatAdd, MatMul, MatPow, MatrixSymbol, Transpose

from veckron.algebra import split
from veckron.operators.choices import PLACES
from veckron.operators.structures import same_up_to_transpose
from veckron.expressions import Vec


class Leaves:
    """Gives every leaf a name; ``lines`` say how each is made, ``constants`` what the lines refer to.

    ``lasting``: the arrays serve many products, so that a copy in another order pays.
    """

    def __init__(self, builder, numpy, lasting=False):
        self.builder, self.numpy, self.lasting, self.copies = builder, numpy, lasting, numpy and lasting
        self.lines, self.names, self.constants, self.symbols = [], {}, {}, []

    def __call__(self, leaf):
        if leaf not in self.names:
            self.names[leaf] = self._new(leaf)
        return self.names[leaf]

    def _new(self, leaf):
        if isinstance(leaf, MatrixSymbol):
            return self.symbol(leaf)
        other = leaf.arg if isinstance(leaf, Transpose) else same_up_to_transpose(leaf)
        if isinstance(leaf, Transpose) or (other in self.names and other != leaf):
            return self.line(f"{self(other)}.T")
        return self.line(self.text(leaf))

    def symbol(self, X):
        self.symbols.append(X)
        return f"v{len(self.symbols) - 1}"

    def line(self, text):
        """Write a line; the same text is written once."""
        if text.isidentifier():
            return text
        name = self.names.setdefault(text, f"a{len(self.lines)}")
        if name == f"a{len(self.lines)}":
            self.lines.append(f"{name} = {text}")
        return name

    def constant(self, value):
        name = next((name for name, known in self.constants.items() if known == value), f"c{len(self.constants)}")
        self.constants[name] = value
        return name

    def table(self, n, name):
        """Return the name of a table of places, or of a column of zeros and ones, for D_n and L_n."""
        text = f"tables({n})[{name!r}]"
        return self.line(text if name in PLACES else f"array({text})")

    def text(self, leaf):
        """Return how a leaf is computed."""
        write = WRITERS.get(type(leaf))
        text = write(self, leaf) if write else None
        return text or self.evaluated(leaf)

    def evaluated(self, expression):
        """What is not written out is left to the evaluation of expressions, which shares what is known."""
        self.needs(expression)
        return f"ev({self.constant(expression)})"

    def needs(self, expression):
        """Every symbol of an evaluated expression is an argument, and its inverses are those that are known."""
        for X in sorted(expression.atoms(MatrixSymbol), key=str):
            self(X)
        for node in sorted(expression.atoms(Inverse), key=str):
            if node != expression and not node.has(Lambda):
                self.lines.append(f"ev.known[{self.constant(node)}] = {self(node)}")

    def scalar(self, c):
        """Return the text of a number."""
        if c.is_Integer or c.is_Float:
            return str(c)
        return f"({c.p} / {c.q})" if c.is_Rational else self.line(self.evaluated(c))

    def times(self, scalar, text):
        return {1: text, -1: f"-{text}"}.get(scalar) or f"{self.scalar(scalar)} * {text}"

    def dot(self, A, B):
        return f"{A}.dot({B})" if self.numpy else f"({A} @ {B})"


def _inverse(leaves, leaf):
    if isinstance(leaf.arg, Transpose):
        return f"{leaves(Inverse(leaf.arg.arg))}.T"
    other = same_up_to_transpose(leaf.arg)
    if other != leaf.arg and Inverse(other) in leaves.names:
        return f"{leaves(Inverse(other))}.T"
    name = leaves.line(f"inverse({leaves(leaf.arg)})")
    leaves.names[leaf] = name
    return name


def _power(leaves, leaf):
    exponent = leaf.exp.xreplace(leaves.builder.sizes)
    if not exponent.is_Integer or not 0 < abs(exponent) <= 3:
        return None
    base = leaves(leaf.base if exponent > 0 else Inverse(leaf.base))
    text = base
    for _ in range(abs(int(exponent)) - 1):
        text = leaves.dot(text, base)
    return text


def _product(leaves, leaf):
    """From the narrower end."""
    scalar, factors = split(leaf)
    if len(factors) == 1:
        return leaves.times(scalar, leaves(factors[0]))
    if scalar != 1:
        return leaves.times(scalar, leaves(MatMul(*factors)))
    names, (rows, cols) = [leaves(factor) for factor in factors], leaves.builder.shape(leaf)
    if cols < rows:
        return reduce(lambda right, left: leaves.dot(left, right), reversed(names))
    return reduce(leaves.dot, names)


def _sum(leaves, leaf):
    return " + ".join(leaves(term) for term in leaf.args)


def _hadamard(leaves, leaf):
    return " * ".join(leaves(factor) for factor in leaf.args)


def _vec(leaves, leaf):
    return f"{leaves(leaf.args[0])}.T.reshape(({leaves.builder.shape(leaf)[0]}, 1))"


WRITERS = {
    Inverse: _inverse,
    MatPow: _power,
    MatMul: _product,
    MatAdd: _sum,
    HadamardProduct: _hadamard,
    Vec: _vec,
    Identity: lambda leaves, leaf: f"eye({leaves.builder.shape(leaf)[0]})",
}
