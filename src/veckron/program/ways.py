"""From a Jacobian and its sizes to the functions of an operator: the lines of all ways to apply it, compiled once."""

from veckron import algebra
from veckron.program import numbers  # noqa: F401  # registers how numbers are lowered
from veckron.program.apply import applied
from veckron.program.emit import CALL, CODE, Emitter, Names, uses
from veckron.program.graph import BLOCK, TRIVIAL, Graph, Op, reshape, transpose
from veckron.program.library import BLOCKED
from veckron.program.solving import reachable, settled

WAYS = ("flat", "rows", "columns", "matrix")  # a vector; blocks of vectors stored by rows, by columns; dX itself
TAKEN = 1024  # up to this many entries a transposed copy is faster by a table of places
VIEWS = (Op.RESHAPE, Op.TRANSPOSE, Op.PERMUTE, Op.TAKE)


class Program:
    """``make(arrays)`` returns all functions; ``fused(way, transposed)`` is one, of a vector and the arrays."""

    def __init__(self, J, symbols, sizes, pair, library, definite=(), solving=False):
        self.symbols, self.sizes, self.pair, self.library, self.solving = symbols, sizes, pair, library, solving
        self.definite, self.J = definite, J.xreplace(dict(sizes))
        self.shape = tuple(map(int, self.J.shape))
        self.letters = [X.xreplace(dict(sizes)) for X in symbols]
        self.made = {}

    def make(self, arrays):
        """Return the functions of the operator and of its transpose, at the given arrays."""
        if "make" not in self.made:
            ways = [(way, flip) for flip in (False, True) for way in WAYS]
            self.made["make"] = self.compiled(ways, True)
        return self.made["make"](*arrays)

    def fused(self, way, transposed):
        """Return one function of a vector and the arrays."""
        if (way, transposed) not in self.made:
            self.made[way, transposed] = self.compiled([(way, transposed)], False)
        return self.made[way, transposed]

    def compiled(self, ways, kept):
        c = Graph(self.definite, nominal={"k": 16}, kept=kept)
        c.default = "lu" if self.solving else "inv"
        roots = settled(c, [self.root(c, *way) for way in ways])
        lines = Lines(self.letters, self.library, roots)
        bodies = [lines.body(root, way) for root, (way, _) in zip(roots, ways)]
        letters = [lines.arguments[X.name] for X in self.letters]
        if kept:
            text = [f"def made({', '.join(letters)}):", *lines.outer]
            for (way, flip), body in zip(ways, bodies):
                text += [f"def {way}{int(flip)}(x):", *[f"    {line}" for line in body]]
            found = [f"({way!r}, {flip}): {way}{int(flip)}" for way, flip in ways]
            text.append(f"return {{{', '.join(found)}}}")
        else:
            text = [f"def made({', '.join(['x', *letters])}):", *lines.outer, *bodies[0]]
        self.text, names = "\n    ".join(text), dict(self.library.names)
        exec(self.text, names)
        return names["made"]

    def root(self, c, way, flip):
        """Return the node of one way: its argument as a vector read row by row, the product, the result in its shape."""
        J, (F, X) = (algebra.transpose(self.J), self.pair[::-1]) if flip else (self.J, self.pair)
        M, N = J.shape
        x = c.node(Op.LEAF, data=f"x {way} {flip}", shape={"flat": (N,), "matrix": X}.get(way, (N, BLOCK)))
        x.moves = True
        if way == "flat":
            return reshape(c, laid(c, applied(c, J, x)), M)
        if way == "rows":
            return reshape(c, applied(c, J, x, 1, BLOCK), M, BLOCK)
        if way == "columns":
            return transpose(c, reshape(c, applied(c, J, transpose(c, x), BLOCK, 1), BLOCK, M))
        return transpose(c, reshape(c, applied(c, J, reshape(c, transpose(c, x), N, 1)), *F[::-1]))


def laid(c, node):
    """Return the transpose of a product as the product of the transposes: what is read row by row is not copied then."""
    if node.op is Op.TRANSPOSE and node.args[0].op is Op.MATMUL and len(node.shape) == 2:
        A, B = node.args[0].args
        return c.node(Op.MATMUL, transpose(c, B), transpose(c, A), shape=node.shape)
    return node


class Lines(Emitter):
    """The lines of an operator: ``outer`` has what does not move with x, each body the rest."""

    def __init__(self, letters, library, roots):
        names = Names({"x", "k", "made", *library.names, *[f"{way}{flip}" for way in WAYS for flip in (0, 1)]})
        super().__init__(names, letters, library.numpy)
        self.library, self.uses = library, uses(roots)
        self.code = CODE | {Op.INV: ("inverse({})", CALL), (Op.INV, "definite"): ("definite_inverse({})", CALL)}
        self.arguments |= {f"x {way} {flip}": "x" for way in WAYS for flip in (False, True)}
        self.spoken[BLOCK], self.loops = "k", {node.data for node in self.uses if node.op is Op.INDEX}
        self.outer, self.written, found = self.lines, {}, reachable(roots)
        moving = {arg: None for node in found if node.moves for arg in node.args}
        for node in [*roots, *moving]:
            if not (node.moves or node.loops or node.op in TRIVIAL or node in self.named):
                self.named[node] = self.line(self.text(node)[0])
        self.lasting = self.named

    def line(self, text):
        """Write the line of what does not move, once, and return its name."""
        if not text.isidentifier() and text not in self.written:
            self.written[text] = self.names.fresh(f"a{len(self.outer)}")
            self.outer.append(f"{self.written[text]} = {text}")
        return self.written.get(text, text)

    def body(self, root, way):
        """Return the lines of one function."""
        self.lines, self.named = [], dict(self.lasting)
        start = ["k = x.shape[1]"] if way in ("rows", "columns") else []
        text = self.text(root, root=True)[0]
        base = root
        while base.op in VIEWS and not (base.op is Op.RESHAPE and self.copies(base)):
            base = base.args[0]
        if base.op is Op.LEAF or not base.moves:
            text = f"own({text}, x)" if root.moves else f"{text} + 0"
        return [*start, *self.lines, f"return {text}"]

    def copies(self, node):
        """Tell whether a change of shape copies a transposed array."""
        return len(node.shape) == 1 and self.library.numpy and node.args[0].op is Op.TRANSPOSE

    def _reshape(self, node):
        (A,), shape = node.args, node.shape
        if self.copies(node):
            return self.flattened(A.args[0]), CALL
        if not A.shape and self.library.numpy:
            return f"np.reshape({self.text(A)[0]}, {self.dims(shape)})", CALL
        again = ".reshape(-1)" if self.library.xp.__name__ == "dask.array" else ""
        flat = len(shape) == 1 and self.library.numpy
        return self.wrapped(A, CALL) + (".ravel()" if flat else f"{again}.reshape({self.dims(shape)})"), CALL

    def flattened(self, A):
        """The entries of A, column by column; of a few, by a table of places."""
        m, n = map(int, A.shape)
        if m * n > TAKEN:
            return f"blocked({self.text(A)[0]})" if m * n > BLOCKED else f"{self.wrapped(A, CALL)}.T.copy().ravel()"
        A = A.args[0] if A.op is Op.RESHAPE else A
        return f"{self.wrapped(A, CALL)}.take({self.line(f'turned({m}, {n})')})"

    def dims(self, shape):
        return f"({', '.join(map(self.size_text, shape))}{',' * (len(shape) == 1)})"
