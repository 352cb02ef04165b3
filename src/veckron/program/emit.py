"""From nodes to lines: a node that is used twice gets a name and one assignment, any other stands where it is used.

A name says what the node is, is legal in Python, and is given once.
"""

import builtins
import keyword
import re
from unicodedata import normalize

from sympy import Mul, Symbol, floor
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.str import StrPrinter

from veckron.program.graph import TRIVIAL, Op

# How strongly an operation binds, and what it wants of its arguments; calls bind most and want nothing.
SUM, PRODUCT, MINUS, POWER, CALL, ATOM = range(12, 18)
FACTORS = {"lu": "lu_factor({}, check_finite=False)", "cho": "cho_factor({}, check_finite=False)"}
SOLVES = {"lu": "lu_solve({}, {}, check_finite=False)", "cho": "cho_solve({}, {}, check_finite=False)"}
LOOPS = {
    "sum": "sum({} for {} in range({}, {}))",
    "array": "np.array([[{} for {} in range({})] for {} in range({})], dtype=float)",
    "total": "sum(({} for {} in range({})), start={})",
}


def slots(node):
    """The places of the arguments of a call."""
    return ", ".join(["{}"] * len(node.args))


def solve_code(node):
    """The code of A^-1 B or A^-T B, from A or from its factor."""
    kind, turned = node.data
    code = SOLVES.get(kind, "np.linalg.solve({}, {})")
    return code.replace(", check", ", trans=1, check") if turned else code


def triangle(node):
    """The diagonal of the factor that a determinant is read off."""
    return "np.diag({}[0])" if node.data[1] == "cho" else "np.diag({})"


def by_factor(node):
    """Tell whether a determinant is read off Cholesky's factor."""
    return node.data[1].startswith("cho")


def reduced(node, name):
    """The code of a function of all entries, or along an axis."""
    return f"np.{name}({{}}" + (")" if node.data is None else f", axis={node.data}, keepdims=True)")


# Of each operation the code, or how it follows from the node; how strongly it binds; what it wants of its arguments.
CODE = {
    Op.MUL: ("{} * {}", PRODUCT, PRODUCT, MINUS),
    Op.DIV: ("{} / {}", PRODUCT, PRODUCT, MINUS),
    Op.NEG: ("-{}", MINUS, MINUS),
    Op.POW: ("{} ** {}", POWER, CALL, MINUS),
    Op.MATMUL: ("{} @ {}", PRODUCT, PRODUCT, MINUS),
    Op.COMPARE: (lambda node: f"{{}} {node.data} {{}}", 0, SUM, SUM),
    Op.TRANSPOSE: ("{}.T", CALL),
    Op.DOT: ("np.vdot({}, {})", CALL),
    Op.KRON: ("np.kron({}, {})", CALL),
    Op.WHERE: ("np.where({}, {}, {})", CALL),
    Op.DIAG: ("np.diagflat({})", CALL),
    Op.DIAGONAL: ("np.diag({})[:, None]", CALL),
    Op.INV: ("np.linalg.inv({})", CALL),
    Op.SOLVE: (solve_code, CALL),
    Op.FACTOR: (lambda node: FACTORS.get(node.data, "np.linalg.cholesky({})"), CALL),
    Op.CALL: (lambda node: f"np.{node.data}({slots(node)})", CALL),
    Op.NAMED: (lambda node: "float({} == {})" if node.data == "delta" else f"{node.data}({slots(node)})", CALL),
    Op.SUM: (
        lambda node: reduced(node, "sum") if node.data is None else f"{{}}.sum(axis={node.data}, keepdims=True)",
        CALL,
    ),
    Op.MAX: (lambda node: reduced(node, "max"), CALL),
    Op.ENTRY: (lambda node: "{}.item()" if len(node.args) == 1 else "{}[{}, {}]", CALL),
    Op.LOOP: (lambda node: LOOPS[node.data], CALL, 0, 0, 0, 0, 0),
}
WIDEST = 56  # a longer piece of a line gets a name of its own


class WholeNumbers(StrPrinter):
    """Sizes and indices as Python computes them in whole numbers: n * (n + 1) // 2, i % m, i // m."""

    def _print_Mul(self, n):
        whole, below = n.as_numer_denom()
        text = super()._print_Mul(whole) if isinstance(whole, Mul) else self.parenthesize(whole, PRECEDENCE["Mul"])
        text = text.replace("**", "^").replace("*", " * ").replace("^", "**")
        return text if below == 1 else f"{text} // {self.parenthesize(below, PRECEDENCE['Pow'])}"

    def _print_Mod(self, n):
        return "({} % {})".format(*[self.parenthesize(arg, PRECEDENCE["Pow"]) for arg in n.args])

    def _print_floor(self, n):
        above, below = n.args[0].as_numer_denom()
        return f"({self.parenthesize(above, PRECEDENCE['Mul'])} // {self.parenthesize(below, PRECEDENCE['Pow'])})"

    def _print_ceiling(self, n):
        return f"(-{self._print(floor(-n.args[0], evaluate=False))})"

    def _print_Max(self, n):
        return f"max({', '.join(map(self._print, n.args))})"

    def _print_Min(self, n):
        return f"min({', '.join(map(self._print, n.args))})"


class Emitter:
    """The lines of one function."""

    def __init__(self, names, arguments, dot=False):
        self.dot = dot
        self.names, self.lines, self.named, self.spoken, self.loops = names, [], {}, {}, set()
        self.arguments = {str(symbol): names.fresh(str(symbol)) for symbol in arguments}
        self.numbers = {symbol.name for symbol in arguments if not symbol.is_Matrix}

    def function(self, roots):
        """Write the assignments and return the text of each result."""
        self.uses = uses(roots)
        self.loops = {node.data for node in self.uses if node.op is Op.INDEX}
        return [self.text(root, root=True)[0] for root in roots]

    def text(self, node, root=False):
        """Return the text of a node and how strongly it binds; write the assignment of what gets a name."""
        if node in self.named:
            return self.named[node], ATOM
        if node.op is Op.LOOP and node.data == "total" and not node.loops:
            return self.loop(node), ATOM
        text, binding = self.plain(node)
        if node.op in (*TRIVIAL, Op.TRANSPOSE) or node.loops or not self.wanted(node, text, root):
            return text, binding
        self.named[node] = self.names.fresh(suggestion(node, self.named))
        self.lines.append(f"{self.named[node]} = {text}")
        return self.named[node], ATOM

    def wanted(self, node, text, root):
        """Tell whether a node gets a name."""
        often = self.uses.get(node, 0) > 1 and not text.replace(".", "").isalnum()
        return often or (not root and (len(text) > WIDEST or told(node)))

    def loop(self, node):
        """Write a sum over an index as a loop, and return its name."""
        body, index, last, start = (self.text(arg)[0] for arg in node.args)
        name = self.named[node] = self.names.fresh("total")
        # No += here: the zeros at the start may be those of another sum.
        self.lines += [f"{name} = {start}", f"for {index} in range({last}):", f"    {name} = {name} + {body}"]
        return name

    def plain(self, node):
        """Return the text of a node, its own name left aside."""
        special = getattr(self, f"_{node.op.name.lower()}", None)
        if special is not None:
            return special(node)
        code, binding, *wanted = CODE[node.op]
        return self.filled(code(node) if callable(code) else code, node.args, wanted), binding

    def filled(self, code, args, wanted=()):
        wanted = wanted or [CALL if code.startswith("{}") else 0] + [0] * len(args)
        return code.format(*[self.wrapped(arg, want) for arg, want in zip(args, wanted)])

    def wrapped(self, node, want):
        text, binding = self.text(node)
        return text if binding >= want else f"({text})"

    def call(self, node, code):
        return self.filled(code, node.args), CALL

    def _add(self, node):
        texts = [self.wrapped(arg, SUM if sign == "+" else PRODUCT) for sign, arg in zip(node.data, node.args)]
        return texts[0] + "".join(f" {sign} {text}" for sign, text in zip(node.data[1:], texts[1:])), SUM

    def _matmul(self, node):
        if self.dot and len(node.shape) < 3:
            return self.filled("{}.dot({})", node.args), CALL
        return self.filled("{} @ {}", node.args, (PRODUCT, MINUS)), PRODUCT

    def _det(self, node):
        if not by_factor(node):
            return self.call(node, "np.linalg.det({})")
        return self.filled(f"np.prod({triangle(node)}) ** 2", node.args), POWER

    def _logdet(self, node):
        if not by_factor(node):
            return self.call(node, "np.linalg.slogdet({})[1]" if node.data[0] else "log_det({})")
        return self.filled(f"2 * np.sum(np.log({triangle(node)}))", node.args), PRODUCT

    def _reshape(self, node):
        shape, (A,) = node.shape, node.args
        if len(A.shape) == 2 and shape == (A.shape[0], 1, A.shape[1]):
            return self.call(node, "{}[:, None]")
        return self.call(node, f"{{}}.reshape({', '.join(self.dims(shape))})")

    def dims(self, shape):
        """Return a shape as text, with -1 for a length that follows from the rest."""
        if len(shape) == 2 and 1 in shape:
            return ["-1" if n != 1 else "1" for n in shape] if shape != (1, 1) else ["1", "1"]
        texts = list(map(self.size_text, shape))
        return ["-1", *texts[1:]] if shape[0].is_Mul else texts

    def _permute(self, node):
        first, second = sorted(k for k, axis in enumerate(node.data) if k != axis)
        return self.call(node, f"{{}}.swapaxes({first}, {second})")

    def _take(self, node):
        A, places = node.args
        inside = f"[{self.text(places)[0]}]" if places.op is Op.SIZE else self.text(places)[0]
        return f"{self.wrapped(A, CALL)}[{':, ' * node.data}{inside}]", CALL

    def _eye(self, node):
        return f"np.eye({self.size_text(node.shape[0])})", CALL

    def _full(self, node):
        return f"np.{'ones' if node.data else 'zeros'}(({', '.join(map(self.size_text, node.shape))}))", CALL

    def _spread(self, node):
        ones = f"np.ones(({', '.join(map(self.size_text, node.shape))}))"
        return f"{self.wrapped(node.args[0], PRODUCT)} * {ones}", PRODUCT

    def _stack(self, node):
        texts, n = [self.text(arg)[0] for arg in node.args], int(node.shape[1])
        rows = [f"[{', '.join(texts[k : k + n])}]" for k in range(0, len(texts), n or 1)]
        return f"np.array([{', '.join(rows)}], dtype=float)", CALL

    def _leaf(self, node):
        return self.arguments[node.data], ATOM

    def _const(self, node):
        return str(node.data), ATOM

    def _index(self, node):
        return self.size_text(node.data), ATOM

    def _size(self, node):
        n = node.data
        binding = ATOM if n.is_Symbol or (n.is_Integer and n >= 0) else PRODUCT if n.is_Mul else SUM
        return self.size_text(n), binding

    def size_text(self, n):
        """Return a size with the names of its symbols: n * (n + 1) // 2."""
        if n.is_Integer:
            return str(n)
        names = {s: Symbol(self.symbol(s), integer=True, positive=True) for s in n.free_symbols}
        return WholeNumbers().doprint(n.xreplace(names))

    def symbol(self, s):
        """Return the name of a size or an index."""
        if s.name in self.numbers and s not in self.loops:
            return self.arguments[s.name]
        if s not in self.spoken:
            self.spoken[s] = self.names.fresh(s.name)
        return self.spoken[s]


def told(node):
    """Tell whether a node has a name even where it is used once, unless it is the result."""
    return node.op in (Op.SOLVE, Op.FACTOR, Op.LOGDET) or (node.op is Op.DET and by_factor(node))


def uses(roots):
    """Count how often each node is used, a transpose as a use of what is transposed."""
    counts, todo = {}, list(roots)
    while todo:
        node = todo.pop()
        if node.op is Op.TRANSPOSE:
            todo.append(node.args[0])
            continue
        counts[node] = counts.get(node, 0) + 1
        todo += node.args if counts[node] == 1 else []
    return counts


RESERVED = {*keyword.kwlist, *keyword.softkwlist, *dir(builtins), "np"}
LONGEST = 20


class Names:
    """The names given so far."""

    def __init__(self, reserved):
        self.taken = RESERVED | set(reserved)

    def fresh(self, wanted):
        """Return the wanted name, made legal, with a number where it is taken."""
        name = re.sub(r"\W+", "_", normalize("NFKC", wanted)).strip("_") or "x"  # as Python reads it
        name = f"x{name}" if name[0].isdigit() else name
        found, k = name, 2
        while found in self.taken:
            found, k = f"{name}_{k}" if name[-1].isdigit() else f"{name}{k}", k + 1
        self.taken.add(found)
        return found


def suggestion(node, names):
    """Return a name that says what a node is: S_inv_B, exp_x, det_S; a letter by its kind where that grows long."""
    found = _spelled(node, lambda arg: _lent(arg, names))
    return found if found and len(found) <= LONGEST else _by_kind(node)


def _lent(node, names):
    """Return what a node lends to the name of what is made of it; too much where it has no name itself."""
    if node in names:
        return names[node]
    if node.op in TRIVIAL:
        return str(node.data).replace(" ", "").replace(".", "_")
    return _spelled(node, lambda arg: _lent(arg, names)) or "x" * (LONGEST + 1)


def _spelled(node, name):
    op, args = node.op, node.args
    if op is Op.TRANSPOSE:
        return f"{name(args[0])}_t"
    outer = op is Op.MUL and args[0].shape and args[0].shape != args[1].shape
    if op in (Op.MATMUL, Op.KRON) or outer:
        return "_".join(map(name, args))
    if op is Op.SOLVE:
        base = re.sub("_(cho|chol|lu|t)$", "", name(args[0]))
        if args[1].op is Op.EYE:
            return f"{base}_inv"
        turned = "_inv_t" if args[0].op is Op.TRANSPOSE or node.data[1] else "_inv"
        return f"{base}{turned}_{name(args[1])}"
    if op in (Op.DET, Op.LOGDET):
        base = re.sub("_(cho|chol)$", "", name(args[0]))
        return f"{'det' if op is Op.DET else 'log_det'}_{base}"
    if op in ENDINGS or op is Op.FACTOR:
        return f"{name(args[0])}_{ENDINGS.get(op) or node.data.replace('esky', '')}"
    if op is Op.RESHAPE:
        return f"vec_{name(args[0].args[0] if args[0].op is Op.TRANSPOSE else args[0])}" if 1 in node.shape else ""
    if op in BEGINNINGS:
        return f"{BEGINNINGS[op]}_{name(args[0]) if args else node.shape[0]}"
    if op in (Op.CALL, Op.NAMED) and len(args) == 1:
        return f"{node.data.split('.')[-1]}_{name(args[0])}"
    return ""


def _by_kind(node):
    if not node.shape:
        return "c"
    letter = (
        "R" if node.op is Op.ADD and len(node.args) == 2 and "-" in node.data else "Z" if node.op is Op.ADD else "P"
    )
    return letter.lower() if 1 in node.shape else letter


ENDINGS = {Op.INV: "inv", Op.POW: "power"}
BEGINNINGS = {Op.EYE: "I", Op.SUM: "sum", Op.MAX: "max", Op.NEG: "minus"}
