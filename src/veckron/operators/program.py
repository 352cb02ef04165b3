"""From a structure to functions: the lines of all ways to apply it, compiled once for each expression and its sizes."""

from functools import lru_cache

from veckron.values import Evaluation
from veckron.operators.apply import Body, apply
from veckron.operators import chains  # noqa: F401  # registers how Kronecker products are applied
from veckron.operators.build import Builder
from veckron.operators.leaves import Leaves
from veckron.operators.libraries import BLOCKED, TAKEN
from veckron.operators.values import Value, comma

WAYS = ("flat", "rows", "columns")  # a vector; a block of vectors stored row by row; one stored column by column


@lru_cache(maxsize=512)
def structure(J, sizes, lasting=True):
    """Return the structure of an expression at given sizes."""
    return Builder(dict(sizes), lasting)(J)


class Program:
    """``make(arrays)`` returns all functions; ``fused(way, transposed)`` is one, of a vector and the arrays."""

    def __init__(self, J, symbols, sizes, pair, library):
        self.J, self.symbols, self.sizes, self.pair, self.library = J, symbols, dict(sizes), pair, library
        self.node, self.made = structure(J, sizes), {}

    def leaves(self, lasting=False):
        leaves = Leaves(Builder(self.sizes), self.library.numpy, lasting)
        for k, X in enumerate(self.symbols):
            leaves.names[X] = f"v{k}"
        return leaves

    def make(self, arrays):
        """Return the functions of the operator and of its transpose, at the given arrays."""
        if "make" not in self.made:
            self.made["make"] = self.compiled(*self.all_ways())
        return self.made["make"](*arrays)

    def fused(self, way, transposed):
        """Return one function of a vector and the arrays."""
        if (way, transposed) not in self.made:
            leaves = self.leaves()
            body = self.body(leaves, way, transposed)
            lines = [f"def made(x, {self.arguments()}):", *self.start(leaves), *leaves.lines, *body]
            self.made[way, transposed] = self.compiled(leaves, "\n    ".join(lines))
        return self.made[way, transposed]

    def all_ways(self):
        """Return the leaves and the text of a function that makes all functions."""
        leaves = self.leaves(lasting=True)
        ways = [(way, flip) for flip in (False, True) for way in (*WAYS, *(["matrix"] if self.pair else []))]
        bodies = [self.body(leaves, way, flip) for way, flip in ways]
        lines = [f"def made({self.arguments()}):", *self.start(leaves), *leaves.lines]
        for (way, flip), body in zip(ways, bodies):
            lines += [f"def {way}{int(flip)}(x):", *(f"    {line}" for line in body)]
        names = ", ".join(f"({way!r}, {flip}): {way}{int(flip)}" for way, flip in ways)
        return leaves, "\n    ".join([*lines, f"return {{{names}}}"])

    def arguments(self):
        return ", ".join(f"v{k}" for k in range(len(self.symbols)))

    def start(self, leaves):
        used = any("ev(" in line or "ev.known" in line for line in leaves.lines)
        return [f"ev = evaluation([{self.arguments()}])"] if used else []

    def body(self, leaves, way, transposed):
        """Return the lines of one function."""
        node = self.node if leaves.lasting else structure(self.J, tuple(self.sizes.items()), False)
        node = node.T if transposed else node
        body = Body(leaves, way == "matrix")
        shapes = self.pair and (self.pair[::-1] if transposed else self.pair)
        result = apply(node, body, self.argument(way, node, shapes))
        start = ["k = x.shape[1]"] if way in ("rows", "columns") else []
        return [*start, *body.lines, f"return {self.result(way, node, shapes, result)}"]

    def argument(self, way, node, shapes):
        """Return the argument as the first step reads it."""
        return {
            "flat": lambda: Value("x", (node.cols,)),
            "rows": lambda: Value("x", (node.cols, "k"), k="last"),
            "columns": lambda: Value("x", ("k", node.cols), flipped=True, k="first"),
            "matrix": lambda: Value("x", shapes[1][::-1], flipped=True),
        }[way]()

    def result(self, way, node, shapes, v):
        """Return the text of the result in the shape that the caller expects."""
        if way == "flat":
            text = self.flat(v, node.rows)
        elif way == "matrix":
            dims = shapes[0][::-1]
            text = v.text if v.flipped and v.dims == dims else f"{v.shaped(*dims)}.T"
        else:
            text = f"{v.shaped('k', node.rows)}.T" if v.k == "first" else v.shaped(node.rows, "k")
        return text if v.fresh or (way == "flat" and v.flipped) else f"own({text}, x)"

    def flat(self, v, size):
        if v.dims == (size,):
            return v.text
        if v.flipped and self.library.numpy:
            return self.copied(v, size)
        return f"{v.read}.ravel()" if v.dims and self.library.numpy else f"{v.read}.reshape(({size},))"

    def copied(self, v, size):
        """Return the text of a transposed copy; of a few entries, by a table of places."""
        if size > TAKEN:
            return f"blocked({v.text})" if size > BLOCKED else f"{v.text}.T.copy().ravel()"
        text = v.text.removesuffix(f".reshape({comma(v.dims[::-1])})")
        return f"{text if text == 'x' else f'{text}.ravel()'}.take(turned{v.dims[::-1]})"

    def compiled(self, leaves, text):
        names = {**self.library.names(), **leaves.constants, "evaluation": self.evaluation}
        if self.library.xp.__name__ == "dask.array":  # it reshapes only by merging axes or by splitting them
            text = text.replace(".reshape(", ".reshape(-1).reshape(")
        exec(text, names)
        return names["made"]

    def evaluation(self, arrays):
        """Return the evaluation of expressions at the given arrays."""
        return Evaluation(dict(zip(self.symbols, arrays)), self.library.arithmetic(), self.sizes)
