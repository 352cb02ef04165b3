"""Pieces of code and the table that holds each of them once: equal pieces are one object, so common parts are found."""

from sympy import Dummy, Integer, sympify


class Part:
    """A piece of code: its template, the parts it is made of, its shape, the loop indices that it depends on."""

    __slots__ = ("args", "loops", "op", "place", "shape", "symmetric")

    def __init__(self, op, args, shape, loops, place, symmetric):
        self.op, self.args, self.shape, self.loops = op, args, shape, loops
        self.place, self.symmetric = place, symmetric

    @property
    def parts(self):
        """The parts among the arguments; the others are sizes, signs and names."""
        return [arg for arg in self.args if isinstance(arg, Part)]


class Code:
    """All parts of one function, and what is known when products are put in order."""

    def __init__(self, definite=(), readable=(), nominal=None, scipy=False):
        self.definite, self.readable, self.nominal, self.scipy = set(definite), set(readable), nominal or {}, scipy
        self.table, self.memo, self.bound = {}, {}, {}
        self.chains, self.counts = [], {}  # the products met; how often each stretch of one occurs
        self.known, self.large = {}, set()  # the products made; sizes that are said to be large
        self.ways = {}  # how the inverse of a part is used: "inv", "lu", "cho", "cholesky", "solve"

    def again(self, ways, counts):
        """Return the code for a second pass, which knows what the first one found; the table stays."""
        other = Code(self.definite, self.readable, self.nominal, self.scipy)
        other.table, other.ways, other.counts, other.large = self.table, ways, counts, self.large
        return other

    def bind(self, symbol, part):
        """Return the code inside a loop or a function of an entry, where a symbol stands for a part."""
        inner = self.again(self.ways, self.counts)
        inner.chains, inner.known, inner.bound = self.chains, self.known, {**self.bound, symbol: part}
        return inner

    def over(self, *indices):
        """Return the code inside a loop, and for each index a letter that nothing else is called by."""
        inner, own = self, {}
        for index in indices:
            own[index] = Dummy(index.name, dummy_index=~len(inner.bound))  # the same for every loop at this depth
            inner = inner.bind(own[index], self.part("loop", own[index], loops=frozenset([own[index]])))
        return inner, own

    def letter(self, name, shape=()):
        """Return an argument of the function."""
        found = self.part("letter", name, shape=shape, symmetric=name in self.definite)
        if found.shape != tuple(shape):
            raise ValueError(f"compile_function: {name}: a matrix and a number of one name")
        return found

    def part(self, op, *args, shape=(), symmetric=False, loops=frozenset()):
        """Return the one part with this operation and these arguments."""
        if (op, args) not in self.table:
            inner = [arg.loops for arg in args if isinstance(arg, Part)]
            symmetric, shape = symmetric or shape == (1, 1), tuple(map(sympify, shape))
            self.table[op, args] = Part(op, args, shape, loops.union(*inner), len(self.table), symmetric)
        found = self.table[op, args]
        found.symmetric = found.symmetric or symmetric
        return found

    def size(self, n):
        """Return a size, an index or a whole exponent."""
        n = Integer(n) if isinstance(n, int) else n
        return self.part("size", n, loops=frozenset(n.free_symbols & set(self.bound)))

    def number(self, n):
        """Return about how large a size is, for the order of products."""
        value = n.xreplace({s: Integer(self.nominal.get(s.name, 100)) for s in n.free_symbols})
        return float(value) if value.is_number else 100.0

    def area(self, A):
        """Return about how many entries a part has."""
        return self.number(A.shape[0]) * self.number(A.shape[1]) if A.shape else 0

    def sizes(self, *sizes):
        return [self.size(n) for n in sizes]


def transpose(c, A):
    """A^T, moved into what it is taken of where that costs nothing."""
    if not A.shape or A.symmetric:
        return A
    shape, args = A.shape[::-1], A.args
    if A.op == "T":
        return args[0]
    if A.op in ("np.ones(({}, {}))", "np.zeros(({}, {}))"):
        return c.part(A.op, *reversed(args), shape=shape)
    if A.op == "perm":
        a, m, n, b = args
        return c.part("perm", a, n, m, b, shape=shape)
    if A.op == "spread":
        return spread(c, transpose(c, args[0]), shape)
    if A.op == "{}[{}]" and args[0].op == "T":
        return c.part("{}[:, {}]", args[0].args[0], args[1], shape=shape)
    if A.op == "{}[:, {}]":
        return c.part("{}[{}]", transpose(c, args[0]), args[1], shape=shape)
    if A.op in SUMS:
        return c.part(SUMS[A.op], transpose(c, args[0]), shape=shape)
    return c.part(LAID.get(A.op, "T"), *(args if A.op in LAID else [A]), shape=shape)


# A vec and its transpose, by the template of either; sums of rows and of columns.
LAID = {
    f"{{}}{T}.reshape({a})": f"{{}}{T}.reshape({b})"
    for T in ("", ".T")
    for a, b in (("-1, 1", "1, -1"), ("1, -1", "-1, 1"))
}
SUMS = {f"{{}}.sum(axis={a}, keepdims=True)": f"{{}}.sum(axis={1 - a}, keepdims=True)" for a in (0, 1)}


def eye(c, n):
    """I_n"""
    return c.part("np.eye({})", c.size(n), shape=(n, n), symmetric=True)


def ones(c, m, n):
    """The m x n matrix of ones."""
    return c.part("np.ones(({}, {}))", *c.sizes(m, n), shape=(m, n), symmetric=m == n)


def spread(c, v, shape):
    """A column, row or number beside itself up to a shape; NumPy does so in a sum without being told."""
    return v if v.shape == shape else c.part("spread", v, *c.sizes(*shape), shape=shape)


def entrywise(c, op, *args, shape=None):
    """An operation entry by entry; of transposes, the transpose of the operation."""
    arrays = [A for A in args if A.shape]
    shape = shape or (arrays[0].shape if arrays else ())
    if any(A.op == "T" for A in arrays) and all(A.op == "T" or A.symmetric for A in arrays):
        return transpose(c, entrywise(c, op, *[transpose(c, A) for A in args], shape=shape[::-1]))
    symmetric = bool(arrays) and all(A.symmetric and A.shape == shape for A in arrays)
    return c.part(op, *args, shape=shape, symmetric=symmetric)


def negative(c, A):
    """-A, moved to the smallest factor."""
    if A.op == "-{}":
        return A.args[0]
    if A.op == "sum" and "-" in A.args[0]:
        signs = A.args[0].translate({43: "-", 45: "+"})
        return total(c, list(zip(signs, A.args[1:])), A.shape)
    if A.op in ("{} * {}", "{} / {}") and not A.args[0].shape:
        return entrywise(c, A.op, negative(c, A.args[0]), A.args[1], shape=A.shape)
    return _into(c, A, lambda B: negative(c, B)) or entrywise(c, "-{}", A)


def scaled(c, s, A):
    """s A, with the number s multiplied into the smallest factor."""
    if s.op == "number" and s.args[0] in ("1", "-1"):
        return A if s.args[0] == "1" else negative(c, A)
    if s.op == "-{}":
        return negative(c, scaled(c, s.args[0], A))
    if s.op == "number" and s.args[0].startswith("-"):
        return negative(c, scaled(c, c.part("number", s.args[0][1:]), A))
    found = _into(c, A, lambda B: scaled(c, s, B))
    if found is None and s.op == "{} / {}" and s.args[0].op == "number" and s.args[0].args[0] == "1":
        return entrywise(c, "{} / {}", A, s.args[1])
    return found or entrywise(c, "{} * {}", s, A)


def _into(c, A, change):
    """Return A with one of its factors changed, where that one is smaller than A."""
    if A.op == "T":
        return transpose(c, change(A.args[0]))
    if A.op == "spread":
        return spread(c, change(A.args[0]), A.shape)
    if A.op == "np.diagflat({})":
        return c.part(A.op, change(A.args[0]), shape=A.shape, symmetric=True)
    product = A.op in ("{} @ {}", "np.kron({}, {})") or (A.op == "{} * {}" and min(len(B.shape) for B in A.args))
    if A.shape and product:
        B = min(A.args, key=lambda B: (B.op == "np.eye({})", c.area(B)))
        if c.area(B) < c.area(A):
            args = [change(B) if k == A.args.index(B) else old for k, old in enumerate(A.args)]
            return c.part(A.op, *args, shape=A.shape, symmetric=A.symmetric)
    return None


def total(c, terms, shape):
    """A sum of terms with signs; NumPy widens a column, row or number where another term has the full shape."""
    terms = [("-" if sign == "+" else "+", A.args[0]) if A.op == "-{}" else (sign, A) for sign, A in terms]
    if shape and any(A.op != "spread" and A.shape == shape for _, A in terms):
        terms = [(sign, A.args[0] if A.op == "spread" else A) for sign, A in terms]
    arrays = [A for _, A in terms if A.shape]
    if any(A.op == "T" for A in arrays) and all(A.op == "T" or A.symmetric for A in arrays):
        turned = [(sign, transpose(c, A)) for sign, A in terms]
        return transpose(c, total(c, turned, shape[::-1]))
    if len(terms) == 1:
        sign, A = terms[0]
        return A if sign == "+" else negative(c, A)
    terms = sorted(terms, key=lambda term: (term[0], term[1].place))
    if terms[0][0] == "-":
        return entrywise(c, "-{}", total(c, [("+", A) for _, A in terms], shape))
    symmetric = bool(arrays) and all(A.symmetric and A.shape == shape for A in arrays)
    signs = "".join(sign for sign, _ in terms)
    return c.part("sum", signs, *[A for _, A in terms], shape=shape, symmetric=symmetric)


def index(c, A):
    """The places of the ones of I_a (x) K_mn (x) I_b, row by row."""
    a, m, n, b = A.args
    length = c.size(A.shape[0])
    if [str(a.args[0]), str(b.args[0])] == ["1", "1"]:
        return c.part("np.arange({}).reshape({}, {}).T.ravel()", length, n, m)
    return c.part("np.arange({}).reshape({}, {}, {}, {}).swapaxes(1, 2).ravel()", length, a, n, m, b)
