"""The graph of a program: nodes that stand once, so that common parts are shared, and the constructors that simplify."""

from copy import copy
from enum import Enum, auto
from math import prod

from sympy import Dummy, Integer, sympify


class Op(Enum):
    """What a node computes; what it is called in a language is the emitter's affair."""

    LEAF = auto()  # data: the name of an argument
    CONST = auto()  # data: a number, or the name of one
    SIZE = auto()  # data: a size, an index or a whole exponent
    INDEX = auto()  # data: the letter of a loop
    ADD = auto()  # data: the signs of the terms
    MUL = auto()
    DIV = auto()
    NEG = auto()
    POW = auto()
    CALL = auto()  # data: a function of each entry
    WHERE = auto()
    COMPARE = auto()  # data: <, <=, ...
    MATMUL = auto()
    DOT = auto()  # the sum of the products of the entries
    TRANSPOSE = auto()
    KRON = auto()
    INV = auto()  # data, once it is decided: how it is computed
    SOLVE = auto()  # data: whether by the transpose; then how
    FACTOR = auto()  # data: which
    DET = auto()
    LOGDET = auto()
    NAMED = auto()  # data: a function of a matrix: pinv, expm, trace, rank ...; of a size: a table of places
    RESHAPE = auto()
    PERMUTE = auto()  # data: the two axes that change places
    TAKE = auto()  # data: the axis
    DIAG = auto()  # the matrix with a column on its diagonal
    DIAGONAL = auto()  # the diagonal as a column
    SUM = auto()  # data: the axis
    MAX = auto()
    EYE = auto()
    FULL = auto()  # data: 0 or 1
    SPREAD = auto()
    ENTRY = auto()
    STACK = auto()  # data: the shape; a matrix by its entries
    LOOP = auto()  # data: "sum", "array", "total"
    RANGE = auto()  # what an index goes through


TRIVIAL = (Op.LEAF, Op.CONST, Op.SIZE, Op.INDEX, Op.RANGE)
SIZED = (Op.EYE, Op.FULL, Op.SPREAD, Op.RESHAPE)
DIAGONALS = (Op.EYE, Op.DIAG)
ENTRYWISE = (Op.ADD, Op.MUL, Op.DIV, Op.NEG, Op.POW, Op.CALL, Op.WHERE, Op.COMPARE)
TURNING = (*ENTRYWISE, Op.KRON, Op.INV, "expm", "matrix_power")
BLOCK = Dummy("k", integer=True, positive=True)  # how many vectors an operator is applied to


class Node:
    """An operation, its arguments and its shape; the indices of loops that it depends on; whether it moves with x."""

    __slots__ = ("args", "data", "loops", "moves", "op", "place", "shape", "symmetric")

    def __init__(self, op, args, data, shape, symmetric, place, loops):
        self.op, self.args, self.data, self.shape, self.symmetric = op, args, data, shape, symmetric
        self.place, self.loops = place, loops.union(*[arg.loops for arg in args])
        self.moves = any(arg.moves for arg in args) or (op is Op.FULL and any(n.has(BLOCK) for n in shape))

    def sizes(self):
        """Return the sizes that the code of this node mentions."""
        if self.op in (Op.SIZE, Op.INDEX):
            return (self.data,)
        return self.shape if self.op in SIZED else ()


class Graph:
    """All nodes of one function, and what is known when products are put in order."""

    def __init__(self, definite=(), readable=(), nominal=None, scipy=False, large=(), kept=None, default="solve"):
        self.definite, self.readable, self.nominal = set(definite), set(readable), nominal or {}
        self.scipy, self.large = scipy, set(large)
        self.table, self.memo, self.bound = {}, {}, {}
        self.chains, self.known, self.counts = [], {}, {}  # products met, and made; stretches that occur in several
        self.ways = {}  # how the inverse of a node is used: "inv", "lu", "cho", "cholesky", "solve"
        self.default, self.kept = default, kept  # of an operator: whether the arrays serve many products

    def again(self, ways, counts):
        """Return the graph for another pass, which knows what the last one found; the nodes stay."""
        other = copy(self)
        other.ways, other.counts, other.memo, other.chains, other.known = ways, counts, {}, [], {}
        return other

    def bind(self, symbol, node):
        """Return the graph inside a loop or a function of an entry, where a symbol stands for a node."""
        inner = copy(self)
        inner.memo, inner.bound = {}, {**self.bound, symbol: node}
        return inner

    def over(self, *indices, **assumptions):
        """Return the graph inside a loop, and for each index a letter that nothing else is called by."""
        inner, own = self, {}
        for index in indices:
            # The same for every loop at this depth.
            own[index] = Dummy(index.name, dummy_index=~len(inner.bound), **assumptions)
            inner = inner.bind(own[index], self.node(Op.INDEX, data=own[index], loops=frozenset([own[index]])))
        return inner, own

    def leaf(self, name, shape=()):
        """Return an argument of the function."""
        return self.node(Op.LEAF, data=name, shape=shape, symmetric=name in self.definite)

    def node(self, op, *args, data=None, shape=None, symmetric=False, loops=frozenset()):
        """Return the one node with this operation, these arguments and, where its code tells it, this shape."""
        arrays = [A for A in args if A.shape]
        shape = tuple(map(sympify, (arrays[0].shape if arrays and op in TURNING else ()) if shape is None else shape))
        if arrays and (op in TURNING or data in TURNING):
            if turned_all(arrays):
                turned = [transpose(self, A) for A in args]
                return transpose(self, self.node(op, *turned, data=data, shape=shape[::-1]))
            symmetric = symmetric or (len(set(shape)) == 1 and all(A.symmetric for A in arrays))
        key = op, args, data, shape if op in (*SIZED, Op.LEAF) else ()
        if key not in self.table:
            self.table[key] = Node(op, args, data, shape, shape == (1, 1), len(self.table), loops)
            if self.bound:
                letters = set().union(*[getattr(n, "free_symbols", ()) for n in self.table[key].sizes()])
                self.table[key].loops |= letters & set(self.bound)
        found = self.table[key]
        found.symmetric = found.symmetric or symmetric
        return found

    def size(self, n):
        return self.node(Op.SIZE, data=sympify(n))

    def is_count(self, n):
        """Tell whether a whole number is at least 0 whatever its letters are."""
        return n.xreplace(
            {s: Dummy(nonnegative=True) for s in n.free_symbols if s.name in self.readable}
        ).is_nonnegative

    def number(self, n):
        """Return about how large a size is, for the order of products."""
        n = sympify(n)
        if n.is_Integer:
            return float(n)
        value = n.xreplace({s: Integer(self.nominal.get(s.name, 100)) for s in n.free_symbols})
        return float(value) if value.is_number else 100.0

    def area(self, A):
        """Return about how many entries a node has."""
        return prod(map(self.number, A.shape)) if A.shape else 0.0


def transpose(c, A):
    """A^T, moved into what it is taken of where that costs nothing."""
    if len(A.shape) != 2 or A.symmetric:
        return A
    shape = A.shape[::-1]
    if A.op is Op.TRANSPOSE:
        return A.args[0]
    if A.op is Op.FULL:
        return c.node(A.op, data=A.data, shape=shape)
    if A.op is Op.SPREAD:
        return spread(c, transpose(c, A.args[0]), shape)
    if A.op is Op.TAKE and (A.data == 1 or A.args[0].op is Op.TRANSPOSE):
        return c.node(A.op, transpose(c, A.args[0]), A.args[1], data=1 - A.data, shape=shape)
    if A.op is Op.SUM:
        return c.node(A.op, transpose(c, A.args[0]), data=1 - A.data, shape=shape)
    if A.op is Op.RESHAPE and 1 in A.shape:
        return reshape(c, A.args[0], *shape)
    return c.node(Op.TRANSPOSE, A, shape=shape)


def untransposed(A):
    """What has the trace and the determinant of A."""
    return A.args[0] if A.op is Op.TRANSPOSE else A


def reshape(c, A, *shape):
    """The entries of A, row by row, in another shape."""
    shape = tuple(map(sympify, shape))
    A = A.args[0] if A.op is Op.RESHAPE else A
    if A.shape == shape:
        return A
    if A.op is Op.TRANSPOSE and 1 in A.shape:
        return reshape(c, A.args[0], *shape)
    square = len(shape) == 2 and shape[0] == shape[1] and A.shape == (shape[0] ** 2, 1)
    symmetric = square and A.op is Op.TAKE and A.args[1].data == "duplication"  # unvec(D_n v)
    return c.node(Op.RESHAPE, A, shape=shape, symmetric=symmetric)


def eye(c, n):
    """The identity matrix."""
    return c.node(Op.EYE, shape=(n, n), symmetric=True)


def full(c, value, *shape):
    """The array of zeros or of ones."""
    return c.node(Op.FULL, data=value, shape=shape, symmetric=len(set(shape)) == 1)


def const(c, value):
    """A number that is known."""
    return c.node(Op.CONST, data=value)


def spread(c, v, shape):
    """A column, row or number beside itself up to a shape; NumPy does so in a sum without being told."""
    return v if v.shape == shape else c.node(Op.SPREAD, v, shape=shape)


def turned_all(arrays):
    """Tell whether an operation of these had better be done with their transposes."""
    return any(A.op is Op.TRANSPOSE for A in arrays) and all(A.op is Op.TRANSPOSE or A.symmetric for A in arrays)


def negative(c, A):
    """-A, moved to the smallest factor."""
    if A.op is Op.ADD and "-" in A.data:
        return total(c, list(zip(A.data.translate({43: "-", 45: "+"}), A.args)), A.shape)
    if A.op in (Op.MUL, Op.DIV) and not A.args[0].shape:
        return c.node(A.op, negative(c, A.args[0]), A.args[1], shape=A.shape)
    return _into(c, A, lambda B: negative(c, B)) or (A.args[0] if A.op is Op.NEG else c.node(Op.NEG, A))


def scaled(c, s, A):
    """s A, with the number s multiplied into the smallest factor."""
    if s.op is Op.CONST and s.data == 1:
        return A
    if s.op is Op.NEG:
        return negative(c, scaled(c, s.args[0], A))
    found = _into(c, A, lambda B: scaled(c, s, B))
    if found is None and s.op is Op.DIV and s.args[0].op is Op.CONST and s.args[0].data == 1:
        return c.node(Op.DIV, A, s.args[1])
    return found or c.node(Op.MUL, s, A, shape=A.shape)


def _into(c, A, change):
    """Return A with one of its factors changed, where that one is smaller than A, or does not move with x."""
    if A.op is Op.TRANSPOSE:
        return transpose(c, change(A.args[0]))
    if A.op in (Op.SPREAD, Op.DIAG) or (A.op is Op.RESHAPE and A.moves):
        return c.node(A.op, change(A.args[0]), shape=A.shape, symmetric=A.symmetric)
    product = A.op in (Op.MATMUL, Op.KRON) or (A.op is Op.MUL and any(B.shape != A.shape for B in A.args))
    if A.shape and product:
        kept = A.moves and c.kept
        B = min(A.args, key=lambda B: (B.op is Op.EYE, kept and B.moves, c.area(B)))
        if c.area(B) < c.area(A) or (kept and not B.moves) or (kept and B.op is Op.MATMUL):
            args = [change(B) if k == A.args.index(B) else old for k, old in enumerate(A.args)]
            return c.node(A.op, *args, data=A.data, shape=A.shape, symmetric=A.symmetric)
    return None


def total(c, terms, shape=None):
    """A sum of terms with signs; NumPy widens a column, row or number where another term has the full shape."""
    shape = next((A.shape for _, A in terms if A.shape), ()) if shape is None else shape
    terms = [("-" if sign == "+" else "+", A.args[0]) if A.op is Op.NEG else (sign, A) for sign, A in terms]
    if shape and any(A.op is not Op.SPREAD and A.shape == shape for _, A in terms):
        terms = [(sign, A.args[0] if A.op is Op.SPREAD else A) for sign, A in terms]
    if turned_all([A for _, A in terms if A.shape]):  # before the terms are put in order
        return transpose(c, total(c, [(sign, transpose(c, A)) for sign, A in terms], shape[::-1]))
    if len(terms) == 1:
        sign, A = terms[0]
        return A if sign == "+" else negative(c, A)
    terms = sorted(terms, key=lambda term: (term[0], term[1].place))
    if terms[0][0] == "-":
        return c.node(Op.NEG, total(c, [("+", A) for _, A in terms], shape))
    return c.node(Op.ADD, *[A for _, A in terms], data="".join(sign for sign, _ in terms), shape=shape)


def reachable(roots):
    """Return the nodes that the roots are made of, each once."""
    found, todo = {}, list(roots)
    while todo:
        node = todo.pop()
        if node not in found:
            found[node] = None
            todo += node.args
    return list(found)


def rebuilt(c, roots, change, known):
    """Return the roots with their parts rebuilt: ``change(node, args)`` gives another node, or None for the same again."""

    def again(node):
        if node not in known:
            args = list(map(again, node.args))
            found = change(node, args)
            if found is None:
                found = c.node(node.op, *args, data=node.data, shape=node.shape, symmetric=node.symmetric)
                found.loops = node.loops  # a sum over an index does not depend on it, though its terms do
            known[node] = found
        return known[node]

    return list(map(again, roots))
