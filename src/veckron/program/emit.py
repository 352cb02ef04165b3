"""From nodes to lines: a node that is used twice gets a name and one assignment, any other stands where it is used.

A name says what the node is, is legal in Python, and is given once.
"""

import builtins
import keyword
import re
from textwrap import indent
from unicodedata import normalize

from sympy import Mul, Symbol, floor
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.str import StrPrinter

from veckron.expressions import SCIPY
from veckron.program.graph import ENTRYWISE, SIZED, TRIVIAL, Op
from veckron.program.helpers import HELPERS, SOLVERS

# How strongly an operation binds, and what it wants of its arguments; calls bind most and want nothing.
SUM, PRODUCT, MINUS, POWER, CALL, ATOM = range(12, 18)

# What is a call of one function.
CALLED = {Op.WHERE: "where", Op.DOT: "vdot", Op.KRON: "kron", Op.DIAG: "diagflat", (Op.SUM, None): "sum"}
CALLED |= {(Op.MAX, None): "max", (Op.NAMED, "trace"): "trace", (Op.FACTOR, "cholesky"): "linalg.cholesky"}
CALLED |= {Op.INV: "linalg.inv", Op.SOLVE: "linalg.solve", Op.DET: "linalg.det"}
CALLED |= {(Op.NAMED, name): f"linalg.{name}" for name in ("cholesky", "matrix_power", "matrix_rank", "pinv")}
# Of each operation the code, how strongly it binds, what it wants of its arguments; data beside the operation decide.
CODE = {
    Op.LEAF: ("{name}", ATOM),
    Op.CONST: ("{data}", ATOM),
    **{(Op.CONST, name): (f"{{np}}.{name}", ATOM) for name in ("pi", "e", "euler_gamma")},
    **{key: (f"{{np}}.{name}({{args}})", CALL) for key, name in CALLED.items()},
    Op.MUL: ("{} * {}", PRODUCT, PRODUCT, MINUS),
    Op.DIV: ("{} / {}", PRODUCT, PRODUCT, MINUS),
    Op.NEG: ("-{}", MINUS, MINUS),
    Op.POW: ("{} ** {}", POWER, CALL, MINUS),
    Op.CALL: ("{np}.{data}({args})", CALL),
    **{(Op.CALL, f"special.{name}"): (f"special.{name}({{args}})", CALL) for name in SCIPY.values()},
    Op.COMPARE: ("{} {data} {}", 0, SUM, SUM),
    Op.MATMUL: ("{} @ {}", PRODUCT, PRODUCT, MINUS),
    (Op.MATMUL, "dot"): ("{}.dot({})", CALL),
    Op.TRANSPOSE: ("{}.T", CALL),
    (Op.INV, "definite"): ("definite_inverse({})", CALL),
    (Op.SOLVE, "lu"): ("lu_solve({args}, check_finite=False)", CALL),
    (Op.SOLVE, "lu turned"): ("lu_solve({args}, trans=1, check_finite=False)", CALL),
    (Op.SOLVE, "cho"): ("cho_solve({args}, check_finite=False)", CALL),
    (Op.FACTOR, "lu"): ("lu_factor({}, check_finite=False)", CALL),
    (Op.FACTOR, "cho"): ("cho_factor({}, check_finite=False)", CALL),
    (Op.DET, "cho"): ("{np}.prod({np}.diag({}[0])) ** 2", POWER),
    (Op.DET, "cholesky"): ("{np}.prod({np}.diag({})) ** 2", POWER),
    Op.LOGDET: ("log_det({})", CALL),
    (Op.LOGDET, "abs"): ("{np}.linalg.slogdet({})[1]", CALL),
    (Op.LOGDET, "cho"): ("2 * {np}.sum({np}.log({np}.diag({}[0])))", PRODUCT),
    (Op.LOGDET, "cholesky"): ("2 * {np}.sum({np}.log({np}.diag({})))", PRODUCT),
    Op.NAMED: ("{data}({args})", CALL),
    (Op.NAMED, "hstack"): ("{np}.hstack(({args}))", CALL),
    (Op.NAMED, "vstack"): ("{np}.vstack(({args}))", CALL),
    (Op.NAMED, "taken"): ("{}.take({})", CALL),
    (Op.NAMED, "delta"): ("float({} == {})", CALL),
    (Op.NAMED, "eigenvalues"): ("{np}.linalg.eigvalsh({})[:, None]", CALL),
    Op.DIAGONAL: ("{np}.diag({})[:, None]", CALL),
    Op.SUM: ("{}.sum(axis={data}, keepdims=True)", CALL),
    Op.MAX: ("{np}.max({}, axis={data}, keepdims=True)", CALL),
    Op.EYE: ("{np}.eye({rows}{dtype}){to}", CALL),
    (Op.FULL, 0): ("{np}.zeros({shape}{dtype}){to}", CALL),
    (Op.FULL, 1): ("{np}.ones({shape}{dtype}){to}", CALL),
    Op.SPREAD: ("{} * {np}.ones({shape}{dtype}){to}", PRODUCT, PRODUCT),
    Op.STACK: ("{np}.array([{}], dtype=float)", CALL),
    Op.ENTRY: ("{}[{}, {}]", CALL),
    Op.PERMUTE: ("{}.swapaxes{data}", CALL),
    (Op.ENTRY, "item"): ("{}.item()", CALL),
    Op.RANGE: ("range({args})", CALL),
    (Op.LOOP, "sum"): ("sum({} for {} in {})", CALL, 0, 0, 0),
    (Op.LOOP, "product"): ("{np}.prod([{} for {} in {}])", CALL, 0, 0, 0),
    (Op.LOOP, "array"): ("{np}.array([[{} for {} in {}] for {} in {}], dtype=float)", CALL),
    (Op.LOOP, "total"): ("sum(({} for {} in {}), start={})", CALL),
}
PAIRED = ("logaddexp", "maximum", "minimum")  # which take two arrays in some libraries
WIDEST = 56  # a longer piece of a line gets a name of its own


class WholeNumbers(StrPrinter):
    """Sizes and indices as Python computes them in whole numbers: n * (n + 1) // 2, i % m, i // m."""

    divided = "//"

    def _print_Mul(self, n):
        whole, below = n.as_numer_denom()
        text = super()._print_Mul(whole) if isinstance(whole, Mul) else self.parenthesize(whole, PRECEDENCE["Mul"])
        text = text.replace("**", "^").replace("*", " * ").replace("^", "**")
        return text if below == 1 else f"{text} {self.divided} {self.parenthesize(below, PRECEDENCE['Pow'])}"

    def _print_Mod(self, n):
        return "({} % {})".format(*[self.parenthesize(arg, PRECEDENCE["Pow"]) for arg in n.args])

    def _print_floor(self, n):
        above, below = n.args[0].as_numer_denom()
        return f"({self.parenthesize(above, PRECEDENCE['Mul'])} // {self.parenthesize(below, PRECEDENCE['Pow'])})"

    def _print_ceiling(self, n):
        return f"(-{self._print(floor(-n.args[0], evaluate=False))})"

    def _print_Max(self, n):
        return f"{type(n).__name__.lower()}({', '.join(map(self._print, n.args))})"

    _print_Min = _print_Max


class Emitter:
    """The lines of one function, in NumPy; another dialect has another table, and what differs in its syntax."""

    title, np, code, helpers, solvers, numbers_printer = "NumPy", "np", CODE, HELPERS, SOLVERS, WholeNumbers
    dtype = to = ""  # what is said of a new array, so that it is of the kind of the arguments
    imports = (  # where a source has this: the line that it needs
        ("", "import numpy as np"),
        ("solvers", "from scipy.linalg import {}"),
        (r"special\.", "from scipy import special"),
    )
    one, number = "[{}]", "{}"  # the place of one row or column that stays one; a number that stands beside an array
    column, shape, length = "{x} = {x}.reshape(-1, 1)", "{x}.shape", "{x}.shape[{axis}]"
    # No += in the code: the zeros at the start may be those of another sum.
    repeat = "{name} = {start}\nfor {index} in {places}:\n    {name} = {name} + {body}"
    check = "if ({given}) != ({wanted}):\n    raise ValueError({message})"

    def __init__(self, names, arguments, roots, dot=False):
        self.dot, self.uses = dot, uses(roots)
        self.names, self.lines, self.named, self.spoken = names, [], {}, {}
        self.loops = {node.data for node in self.uses if node.op is Op.INDEX}
        self.outer = self.lines
        self.arguments = {str(symbol): names.fresh(str(symbol)) for symbol in arguments}
        self.numbers = {symbol.name for symbol in arguments if not symbol.is_Matrix}
        self.whole = {s.name for node in self.uses for n in node.sizes() for s in n.free_symbols}
        arrays = [str(A) for A in arguments if A.is_Matrix] + sorted(self.numbers - self.whole)
        self.first = self.arguments[arrays[0]] if arrays else ""  # new arrays are like this one

    @classmethod
    def reserved(cls):
        """Return the names that no letter may have."""
        return {*TAKEN, *cls.helpers, *cls.solvers, *[line.split()[-1] for _, line in cls.imports]}

    @classmethod
    def head(cls, body, scipy=False):
        """Return the imports and the helpers that the text of a function needs."""
        called = set(re.findall(r"(?<![\w.])(\w+)\.?\(", body))
        solvers = [name for name in cls.solvers if name in called and (scipy or name != "expm")]
        helpers = [text for name, text in cls.helpers.items() if name in called and name not in solvers]
        whole = "".join([*helpers, body])
        wanted = lambda word: solvers if word == "solvers" else re.search(rf"\b{word}", whole)
        lines = [line.format(", ".join(solvers)) for word, line in cls.imports if wanted(word)]
        return "\n".join(lines) + "\n\n\n" + "".join(f"{text}\n\n" for text in helpers)

    @staticmethod
    def function(name, arguments, lines, doc=()):
        """Return the text of a function."""
        doc = [f'"""{doc[0]}', *doc[1:], *[""] * ("" in doc)] if doc else []
        doc[-1:] = [f'{line}"""' for line in doc[-1:]]
        return f"def {name}({', '.join(arguments)}):\n" + indent("\n".join([*doc, *lines]), "    ")

    # What another language does: lines that make arrays of numbers, a mark of what is done by entries, the order of axes.
    conversions = staticmethod(lambda roots: [])
    dots = staticmethod(lambda node: "")
    dims = staticmethod(lambda shape: shape)

    def result(self, root):
        """Return the text of a result; as a float where NumPy may hand out none."""
        text = self.text(root, root=True)[0]
        doubtful = not root.shape and root.op in (Op.WHERE, Op.NAMED, Op.SIZE, Op.CONST)
        return f"float({text})" if doubtful and self.np == "np" else text

    def text(self, node, root=False):
        """Return the text of a node and how strongly it binds; write the assignment of what gets a name."""
        if node in self.named:
            return self.named[node], ATOM
        if node.op is Op.LOOP and node.data == "total" and not node.loops:
            return self.loop(node), ATOM
        text, binding = self.plain(node)
        if node.op in TRIVIAL or node.loops or not self.wanted(node, text, root):
            return text, binding
        self.named[node] = self.names.fresh(suggestion(node, self.named))
        (self.lines if node.moves else self.outer).append(f"{self.named[node]} = {text}")
        return self.named[node], ATOM

    def wanted(self, node, text, root):
        """Tell whether a node gets a name: used often or long, and what has been worked for unless it is the result."""
        if node.op is Op.TRANSPOSE:
            return False
        often = self.uses.get(node, 0) > 1 and not text.replace(".", "").isalnum()
        work = node.op in (Op.SOLVE, Op.FACTOR, Op.LOGDET) or (node.op is Op.DET and node.data is not None)
        return often or (not root and (len(text) > WIDEST or work))

    def loop(self, node):
        """Write a sum over an index as a loop, and return its name."""
        body, index, places, start = (self.text(arg)[0] for arg in node.args)
        name = self.named[node] = self.names.fresh("total")
        lines = self.repeat.format(name=name, start=start, index=index, places=places, body=body).splitlines()
        (self.lines if node.moves else self.outer).extend(lines)
        return name

    def plain(self, node):
        """Return the text of a node, its own name left aside."""
        special = getattr(self, f"_{node.op.name.lower()}", None)
        if special is not None:
            return special(node)
        code, binding, *wanted = self.spelling(node)
        wanted = wanted or [CALL if code.startswith("{}") else 0] + [0] * len(node.args)
        args = [self.argument(node, arg, want) for arg, want in zip(node.args, wanted)]
        sizes = list(map(self.size_text, self.dims(node.shape))) if node.op in SIZED else [""]
        name, shape = self.arguments.get(node.data), f"({', '.join(sizes)})"
        named = {"args": ", ".join(args), "data": node.data, "name": name, "rows": sizes[0], "shape": shape}
        named |= {"dot": self.dots(node), "place": node.data in (0, 1) and node.data + 1}
        return self.filled(code, *args, **named), binding

    def spelling(self, node):
        """Return the code of a node, how strongly it binds, and what it wants of its arguments."""
        data = "dot" if node.op is Op.MATMUL and self.dot and len(node.shape) < 3 else node.data
        found = self.code.get((node.op, data) if (node.op, data) in self.code else node.op)
        if not found:
            raise NotImplementedError(f"{self.title} has no {str(data).removeprefix('special.')}")
        return found

    def filled(self, code, *args, **named):
        """Return code with its arguments, the namespace of the library and the kind of its arrays put in."""
        dtype, to = (kind.format(self.first) if self.first else "" for kind in (self.dtype, self.to))
        return code.format(*args, np=self.np, dtype=dtype, to=to, **named)

    def is_number(self, node):
        """Tell whether Python computes a node by itself: of sizes, indices and constants."""
        if node.op is Op.LEAF:
            return not node.shape and node.data in self.whole
        own = node.op in (Op.CONST, Op.SIZE, Op.INDEX, *ENTRYWISE) or node.data == "delta"
        return own and not node.shape and all(map(self.is_number, node.args))

    def argument(self, node, arg, want):
        """Return the text of an argument of a node; of a number as an array where it stands beside one in a function."""
        text = self.wrapped(arg, want)
        paired = node.op is Op.CALL and node.data in PAIRED and self.is_number(arg) and not self.is_number(node)
        return self.number.format(text, like=self.first) if paired else text

    def wrapped(self, node, want):
        text, binding = self.text(node)
        return text if binding >= want else f"({text})"

    def _add(self, node):
        wants = [SUM if sign == "+" else PRODUCT for sign in node.data]
        texts, dot = [self.argument(node, arg, want) for arg, want in zip(node.args, wants)], self.dots(node)
        return texts[0] + "".join(f" {dot}{sign} {text}" for sign, text in zip(node.data[1:], texts[1:])), SUM

    def _reshape(self, node):
        """An array in another shape, with -1 for a length that follows from the rest."""
        shape, (A,) = node.shape, node.args
        if len(A.shape) == 2 and shape == (A.shape[0], 1, A.shape[1]):
            return f"{self.wrapped(A, CALL)}[:, None]", CALL
        if len(shape) == 2 and 1 in shape:
            texts = ["1" if n == 1 else "-1" for n in shape]
        else:
            texts = list(map(self.size_text, shape))
            texts[0] = "-1" if shape[0].is_Mul else texts[0]
        return f"{self.wrapped(A, CALL)}.reshape({', '.join(texts)})", CALL

    def _take(self, node):
        A, places = node.args
        inside = self.text(places)[0]
        if places.op is Op.SIZE:
            inside = self.one.format(inside, self.size_text(places.data + 1))
        if places.op is Op.RANGE:
            inside = ":".join(self.text(end)[0] for end in places.args)
        return f"{self.wrapped(A, CALL)}[{':, ' * node.data}{inside}]", CALL

    def _stack(self, node):
        texts, n = [self.text(arg)[0] for arg in node.args], int(node.shape[1])
        rows = [f"[{', '.join(texts[k : k + n])}]" for k in range(0, len(texts), n or 1)]
        return self.filled(self.code[Op.STACK][0], ", ".join(rows)), CALL

    def _size(self, node):
        n = node.data
        binding = ATOM if n.is_Symbol or (n.is_Integer and n >= 0) else PRODUCT if n.is_Mul else SUM
        return self.size_text(n), binding

    _index = _size

    def size_text(self, n):
        """Return a size with the names of its symbols: n * (n + 1) // 2."""
        if n.is_Integer:
            return str(n)
        names = {s: Symbol(self.symbol(s), integer=True, positive=True) for s in n.free_symbols}
        return self.numbers_printer().doprint(n.xreplace(names))

    def symbol(self, s):
        """Return the name of a size or an index."""
        if s.name in self.numbers and s not in self.loops:
            return self.arguments[s.name]
        if s not in self.spoken:
            self.spoken[s] = self.names.fresh(s.name)
        return self.spoken[s]


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


TAKEN = {*keyword.kwlist, *keyword.softkwlist, *dir(builtins), "np"}
LONGEST = 20
# How the parts of a name stand together; the rest of an operation with one argument is called by its function.
SPELLED = {
    Op.TRANSPOSE: "{}_t",
    Op.MATMUL: "{}_{}",
    Op.KRON: "{}_{}",
    Op.INV: "{}_inv",
    Op.POW: "{}_power",
    Op.SUM: "sum_{}",
    Op.MAX: "max_{}",
    Op.NEG: "minus_{}",
    Op.DET: "det_{}",
    Op.LOGDET: "log_det_{}",
    (Op.FACTOR, "lu"): "{}_lu",
    (Op.FACTOR, "cho"): "{}_cho",
    (Op.FACTOR, "cholesky"): "{}_chol",
}


class Names:
    """The names given so far."""

    def __init__(self, reserved):
        self.taken = TAKEN | set(reserved)

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
    if found and len(found) <= LONGEST:
        return found
    # R for a difference, Z for another sum, P for the rest; c for a number, small letters for columns and rows
    kind = "P" if node.op is not Op.ADD else "R" if len(node.args) == 2 and "-" in node.data else "Z"
    return "c" if not node.shape else kind.lower() if 1 in node.shape else kind


def _lent(node, names):
    """Return what a node lends to the name of what is made of it; too much where it has no name itself."""
    if node in names:
        return names[node]
    if node.op in TRIVIAL:
        return str(node.data).replace(" ", "").replace(".", "_")
    return _spelled(node, lambda arg: _lent(arg, names)) or "x" * (LONGEST + 1)


def _spelled(node, name):
    op, args = node.op, node.args
    template = SPELLED.get(op) or SPELLED.get((op, node.data), "")
    if op is Op.SOLVE:
        turned = "_t" * (args[0].op is Op.TRANSPOSE or "turned" in node.data)
        template = "{}_inv" if args[1].op is Op.EYE else f"{{}}_inv{turned}_{{}}"
    elif op is Op.MUL and args[0].shape and args[0].shape != args[1].shape:
        template = "{}_{}"
    elif op is Op.RESHAPE and 1 in node.shape:
        args, template = args[0].args if args[0].op is Op.TRANSPOSE else args, "vec_{}"
    elif op in (Op.CALL, Op.NAMED) and len(args) == 1:
        template = f"{node.data.split('.')[-1]}_{{}}"
    elif op is Op.EYE:
        template = f"I_{node.shape[0]}"
    names = list(map(name, args)) if template else []
    if op in (Op.SOLVE, Op.DET, Op.LOGDET):
        names[0] = re.sub("_(cho|chol|lu|t)$", "", names[0])
    return template.format(*names)
