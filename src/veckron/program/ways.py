"""From a Jacobian and its sizes to the functions of an operator: the lines of all ways to apply it, compiled once."""

from veckron.program import numbers  # noqa: F401  # registers how numbers are lowered
from veckron.program.apply import applied, flipped
from veckron.program.emit import ATOM, CALL, MINUS, Emitter, uses
from veckron.program.solving import settled
from veckron.program.library import BLOCKED
from veckron.program.names import Names
from veckron.program.graph import BLOCK, TRIVIAL, Graph, Op, reshape, transpose

WAYS = ("flat", "rows", "columns", "matrix")  # a vector; blocks of vectors stored by rows, by columns; dX itself
SMALL = 64 * 64  # so many entries may be copied once, into the order that a product likes
TAKEN = 1024  # up to this many entries a transposed copy is faster by a table of places
TAKEN_NAMES = (
    "x",
    "k",
    "own",
    "negative",
    "inverse",
    "turned",
    "blocked",
    "permute",
    "made",
    "lu_factor",
    "lu_solve",
    *WAYS,
)
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
        lines = Lines(self.letters, self.library, uses(roots), kept)
        bodies = [lines.body(root, way) for root, (way, _) in zip(roots, ways)]
        head = ", ".join(lines.arguments[X.name] for X in self.letters)
        text = (
            [f"def made({head}):", *lines.outer] if kept else [f"def made({', '.join(['x', head][: 1 + bool(head)])}):"]
        )
        for (way, flip), body in zip(ways, bodies):
            text += [f"def {way}{int(flip)}(x):", *(f"    {line}" for line in body)] if kept else lines.outer + body
        if kept:
            named = ", ".join(f"({way!r}, {flip}): {way}{int(flip)}" for way, flip in ways)
            text.append(f"return {{{named}}}")
        names = self.library.names()
        self.text = "\n    ".join(text)
        exec(self.text, names)
        return names["made"]

    def root(self, c, way, flip):
        """Return the node of one way: its argument as a vector read row by row, the product, the result in its shape."""
        J, (F, X) = (flipped(self.J), self.pair[::-1]) if flip else (self.J, self.pair)
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

    def __init__(self, letters, library, counts, kept):
        names = Names({*TAKEN_NAMES, *library.names()})
        super().__init__(names, letters, library.numpy)
        self.library, self.uses, self.kept = library, counts, kept
        self.arguments |= {f"x {way} {flip}": "x" for way in WAYS for flip in (False, True)}
        self.spoken[BLOCK], self.loops = "k", {node.data for node in counts if node.op is Op.INDEX}
        self.outer, self.lasting = [], {}

    def body(self, root, way):
        """Return the lines of one function."""
        self.lines, self.named = [], dict(self.lasting)
        self.copied = self.kept and self.library.numpy and way == "flat"
        start = ["k = x.shape[1]"] if way in ("rows", "columns") else []
        text = self.text(root, root=True)[0]
        base = root
        while base.op in VIEWS and not (base.op is Op.RESHAPE and self.copies(base)):
            base = base.args[0]
        if base.op is Op.LEAF or not base.moves:
            text = f"own({text}, x)" if root.moves else f"{text} + 0"
        return [*start, *self.lines, f"return {text}"]

    def text(self, node, root=False):
        if node in self.named or node.moves or node.loops or node.op in TRIVIAL:
            return super().text(node, root)
        if node not in self.lasting:
            body, self.lines, self.named = (self.lines, self.named), self.outer, self.lasting
            text, _ = super().text(node)
            self.lasting[node] = text if text.isidentifier() else self.line(text, node)
            self.lines, self.named = body
        self.named[node] = self.lasting[node]
        return self.named[node], ATOM

    def line(self, text, node=None):
        """Write a line of what does not move, once, and return its name."""
        if text not in self.lasting:
            self.lasting[text] = self.names.fresh(f"a{len(self.outer)}")
            self.outer.append(f"{self.lasting[text]} = {text}")
        return self.lasting[text]

    def _matmul(self, node):
        kept = {A: self.named[A] for A in node.args if A in self.named}
        for name, A in zip(("asfortranarray", "ascontiguousarray"), node.args):
            if self.copied and node.moves and not A.moves and A.shape[0] * A.shape[1] <= SMALL and len(node.shape) < 3:
                self.named[A] = self.line(f"np.{name}({self.text(A)[0]})")
        found = super()._matmul(node)
        for A in node.args:
            if not A.moves:
                self.named.pop(A, None)
                self.named.update({A: kept[A]} if A in kept else {})
        return found

    def ours(self, node):
        """Tell whether the memory of an array may be written into."""
        return self.library.numpy and node.moves and node.op is Op.MATMUL and self.uses[node] == 1

    def _neg(self, node):
        (A,) = node.args
        if not self.ours(A):
            return self.filled("-{}", node.args, (MINUS,)), MINUS
        name = self.names.fresh("t")
        self.lines += [f"{name} = {self.text(A)[0]}", f"negative({name}, {name})"]
        return name, ATOM

    def _add(self, node):
        """A sum, into the memory of its first product."""
        k = next((k for k, A in enumerate(node.args) if node.data[k] == "+" and self.ours(A)), None)
        if k is None or any(A.shape != node.shape for A in node.args):
            return super()._add(node)
        name, texts = self.names.fresh("t"), [self.text(A)[0] for A in node.args]
        self.lines.append(f"{name} = {texts.pop(k)}")
        signs = node.data[:k] + node.data[k + 1 :]
        self.lines += [f"{name} {sign}= {text}" for sign, text in zip(signs, texts)]
        return name, ATOM

    def _inv(self, node):
        return self.call(node, "definite_inverse({})" if node.data == "definite" else "inverse({})")

    def _permute(self, node):
        return self.call(node, f"permute({{}}, {node.data})")

    def copies(self, node):
        """Tell whether a change of shape copies a transposed array."""
        return len(node.shape) == 1 and self.library.numpy and node.args[0].op is Op.TRANSPOSE

    def _reshape(self, node):
        (A,), shape = node.args, node.shape
        if self.copies(node):
            return self.flattened(A.args[0])
        if len(shape) == 1 and self.library.numpy and A.shape:
            return self.call(node, "{}.ravel()")
        again = ".reshape(-1)" if self.library.xp.__name__ == "dask.array" else ""
        if not A.shape and self.library.numpy:
            return f"np.reshape({self.text(A)[0]}, {self.dims(shape)})", CALL
        return self.call(node, f"{{}}{again}.reshape({self.dims(shape)})")

    def flattened(self, A):
        """The entries of A, column by column; of a few, by a table of places."""
        m, n = map(int, A.shape)
        if m * n > TAKEN:
            return self.filled("blocked({})" if m * n > BLOCKED else "{}.T.copy().ravel()", [A]), CALL
        whole = A.args[0] if A.op is Op.RESHAPE and A not in self.named else A
        return self.filled(f"{{}}.take({self.line(f'turned({m}, {n})')})", [whole]), CALL

    def dims(self, shape):
        return f"({', '.join(map(self.size_text, shape))}{',' * (len(shape) == 1)})"
