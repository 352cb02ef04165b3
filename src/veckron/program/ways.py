"""From a Jacobian and its sizes to the functions of an operator: the lines of all ways to apply it, compiled once."""

from functools import cached_property
from math import prod

from veckron import algebra
from veckron.program.apply import applied
from veckron.program.chains import settled
from veckron.program.emit import CALL, Emitter, Names
from veckron.program.graph import BLOCK, Graph, Op, reachable, reshape, transpose
from veckron.program.library import executed

WAYS = ("flat", "rows", "columns", "matrix")  # a vector; blocks of vectors stored by rows, by columns; dX itself
ALL = tuple((way, flip) for flip in (False, True) for way in WAYS)  # of the operator and of its transpose
TAKEN = 1024  # up to this many entries a transposed copy is faster by a table of places
COPIED = 4096  # up to this many entries a product is faster with a transpose that is stored row by row
VIEWS = (Op.RESHAPE, Op.TRANSPOSE, Op.PERMUTE, Op.TAKE)


class Program:
    """``make(*arrays)`` returns all functions of an operator; ``jvp`` and ``vjp`` are functions of a matrix and the arrays."""

    def __init__(self, plan, J, symbols, sizes, pair, library, default="inv"):
        self.plan, self.symbols, self.sizes, self.library, self.default = plan, symbols, sizes, library, default
        self.J, self.letters = J.xreplace(sizes), [X.xreplace(sizes) for X in symbols]
        self.shape, self.pair = tuple(map(int, self.J.shape)), pair

    make = cached_property(lambda self: executed(self.library, self.text))
    jvp = cached_property(lambda self: executed(self.library, self.written([("matrix", False)], False)))
    vjp = cached_property(lambda self: executed(self.library, self.written([("matrix", True)], False)))
    text = cached_property(lambda self: self.written(ALL, True))

    def written(self, ways, kept):
        """Return the text of a function: where arrays are kept, they are what it is called with, and it returns the ways."""
        c = Graph(self.plan.definite, nominal={"k": 16}, kept=kept, default=self.default)
        roots = settled(c, [self.root(c, *way) for way in ways])
        lines = Lines(self.letters, self.library, roots, kept)
        bodies = [lines.body(root, way) for root, (way, _) in zip(roots, ways)]
        arguments = [lines.arguments[X.name] for X in self.letters]
        if not kept:
            return Emitter.function("made", ["x", *arguments], [*lines.outer, *bodies[0]])
        names = [f"{way}{int(flip)}" for way, flip in ways]
        inside = [Emitter.function(name, "x", body) for name, body in zip(names, bodies)]
        found = ", ".join(f"{way}: {name}" for way, name in zip(ways, names))
        return Emitter.function("made", arguments, [*lines.outer, *inside, f"return {{{found}}}"])

    def root(self, c, way, flip):
        """Return the node of one way: its argument as a vector read row by row, the product, the result in its shape."""
        J, (F, X) = (algebra.transpose(self.J), self.pair[::-1]) if flip else (self.J, self.pair)
        M, N = J.shape
        x = c.node(Op.LEAF, data=f"x {way} {flip}", shape={"flat": (N,), "matrix": X}.get(way, (N, BLOCK)))
        x.moves = True
        if way == "flat":
            return self.flat(c, reshape(c, laid(c, applied(c, J, x)), M))
        if way == "rows":
            return reshape(c, applied(c, J, x, 1, BLOCK), M, BLOCK)
        if way == "columns":
            return transpose(c, reshape(c, applied(c, J, transpose(c, x), BLOCK, 1), BLOCK, M))
        return transpose(c, reshape(c, applied(c, J, reshape(c, transpose(c, x), N, 1)), *F[::-1]))

    def flat(self, c, v):
        """A vector that reads a transposed array as a copy; that of a small array by a table of places."""
        if not self.library.numpy or v.op is not Op.RESHAPE or v.args[0].op is not Op.TRANSPOSE:
            return v
        A = v.args[0].args[0]
        m, n = A.shape
        if m * n > TAKEN:
            return c.node(Op.NAMED, A, data="copied", shape=v.shape)
        places = c.node(Op.NAMED, c.size(m), c.size(n), data="turned", shape=v.shape)
        return c.node(Op.NAMED, A.args[0] if A.op is Op.RESHAPE else A, places, data="taken", shape=v.shape)


def laid(c, node):
    """Return the transpose of a product as the product of the transposes: what is read row by row is not copied then."""
    if node.op is Op.TRANSPOSE and node.args[0].op is Op.MATMUL and len(node.shape) == 2:
        A, B = (laid(c, transpose(c, factor)) for factor in node.args[0].args)
        return c.node(Op.MATMUL, B, A, shape=node.shape)
    return node


class Lines(Emitter):
    """The lines of an operator: ``outer`` has what does not move with x, each body the rest."""

    def __init__(self, letters, library, roots, kept):
        names = Names({"x", "k", "made", *library.names, *[f"{way}{int(flip)}" for way, flip in ALL]})
        super().__init__(names, letters, roots, library.numpy)
        self.outer = []
        if not library.numpy:
            self.one, self.number, self.whole = "{}:{}", "np.array({})", self.numbers
        self.again = ".reshape(-1)" if library.xp.__name__ == "dask.array" else ""
        self.arguments |= {f"x {way} {flip}": "x" for way, flip in ALL}
        self.spoken[BLOCK] = "k"
        moving = [node for node in reachable(roots) if node.moves]
        self.lasting = {*roots, *[arg for node in moving for arg in node.args]}
        right = [node.args[1] for node in moving if node.op is Op.MATMUL and len(node.shape) == 2]
        self.rows = {A for A in right if kept and library.numpy and not A.moves}

    def wanted(self, node, text, root):
        kept = node in self.lasting and not node.moves and not text.isidentifier()
        return kept or super().wanted(node, text, root)

    def body(self, root, way):
        """Return the lines of one function."""
        self.lines = ["k = x.shape[1]"] if way in ("rows", "columns") else []
        text, base = self.text(root, root=True)[0], root
        while base.op in VIEWS:
            base = base.args[0]
        if base.op is Op.LEAF or not base.moves:
            text = f"own({text}, x)" if root.moves else f"{text} + 0"
        self.named = {node: name for node, name in self.named.items() if not node.moves}
        return [*self.lines, f"return {text}"]

    def _transpose(self, node):
        """A transpose; a small one that an operator keeps, and multiplies with from the right, is stored row by row."""
        text = f"{self.wrapped(node.args[0], CALL)}.T"
        small = node in self.rows and prod(map(int, node.shape)) <= COPIED
        return f"np.ascontiguousarray({text})" if small else text, CALL

    def _reshape(self, node):
        shape = ", ".join(map(self.size_text, node.shape))
        changed = ".ravel()" if len(node.shape) == 1 else f"{self.again}.reshape(({shape}))"
        return self.wrapped(node.args[0], CALL) + changed, CALL
