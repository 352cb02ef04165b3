"""From parts to lines: a part that is used twice gets a name and one assignment, any other stands where it is used."""

from sympy import Mul, Symbol, floor
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.str import StrPrinter

from veckron.numpy_code.names import suggestion

# How strongly an operation binds, and what it wants of its arguments; calls bind most and want nothing.
SUM, PRODUCT, MINUS, POWER, CALL, ATOM = range(12, 18)
BINDING = {
    "{} @ {}": (PRODUCT, PRODUCT, MINUS),
    "{} * {}": (PRODUCT, PRODUCT, MINUS),
    "{} / {}": (PRODUCT, PRODUCT, MINUS),
    "1 / {}": (PRODUCT, MINUS),
    "({} * {}).reshape(-1, {})": (CALL, PRODUCT, MINUS, 0),
    "{} * np.ones(({}, {}))": (PRODUCT, PRODUCT, 0, 0),
    "2 * np.sum(np.log({}))": (PRODUCT, 0),
    "np.prod({}) ** 2": (POWER, 0),
    "-{}": (MINUS, MINUS),
    "{} ** {}": (POWER, CALL, MINUS),
    **{f"{{}} {sign} {{}}": (0, SUM, SUM) for sign in ("<", "<=", ">", ">=", "==", "!=")},
}
LOOP = "sum(({} for {} in range({})), start={})"
TRIVIAL = ("letter", "number", "size", "loop")
# What has a name even where it is used once, unless it is the result.
NAMED = ("np.linalg.solve", "lu_", "cho_", "np.linalg.cholesky", "2 * np.sum(np.log(", "np.prod(", "log_det")
LONGEST = 56  # a longer piece of a line gets a name of its own


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


class Writer:
    """The lines of one function."""

    def __init__(self, names, arguments, dot=False):
        self.dot = dot
        self.names, self.lines, self.named, self.spoken, self.loops = names, [], {}, {}, set()
        self.arguments = {str(symbol): names.fresh(str(symbol)) for symbol in arguments}
        self.numbers = {symbol.name for symbol in arguments if not symbol.is_Matrix}

    def function(self, roots):
        """Write the assignments and return the text of each result."""
        self.uses = uses(roots)
        self.loops = {part.args[0] for part in self.uses if part.op == "loop"}
        return [self.text(root, root=True)[0] for root in roots]

    def text(self, part, root=False):
        """Return the text of a part and how strongly it binds; write the assignment of what gets a name."""
        if part in self.named:
            return self.named[part], ATOM
        if part.op == LOOP and not part.loops:
            return self.loop(part), ATOM
        text, binding = self.plain(part)
        often = self.uses.get(part, 0) > 1 and not text.replace(".", "").isalnum()
        wanted = often or (not root and (len(text) > LONGEST or part.op.startswith(NAMED)))
        if part.op in (*TRIVIAL, "T") or part.loops or not wanted:
            return text, binding
        self.named[part] = self.names.fresh(suggestion(part, self.named))
        self.lines.append(f"{self.named[part]} = {text}")
        return self.named[part], ATOM

    def loop(self, part):
        """Write a sum over an index as a loop, and return its name."""
        body, index, last, start = (self.text(arg)[0] for arg in part.args)
        name = self.named[part] = self.names.fresh("total")
        # No += here: the zeros at the start may be those of another sum.
        self.lines += [f"{name} = {start}", f"for {index} in range({last}):", f"    {name} = {name} + {body}"]
        return name

    def plain(self, part):
        """Return the text of a part, its own name left aside."""
        if part.op in TRIVIAL:
            return getattr(self, f"_{part.op}")(part)
        if part.op == "sum":
            return self._sum(part)
        op = {"T": "{}.T", **({"{} @ {}": "{}.dot({})"} if self.dot else {})}.get(part.op, part.op)
        binding, *wanted = BINDING.get(op) or (CALL, CALL if op.startswith("{}") else 0, *[0] * 8)
        return op.format(*[self.wrapped(arg, want) for arg, want in zip(part.args, wanted)]), binding

    def wrapped(self, part, want):
        text, binding = self.text(part)
        return text if binding >= want else f"({text})"

    def _sum(self, part):
        signs, *terms = part.args
        texts = [self.wrapped(term, SUM if sign == "+" else PRODUCT) for sign, term in zip(signs, terms)]
        return texts[0] + "".join(f" {sign} {text}" for sign, text in zip(signs[1:], texts[1:])), SUM

    def _letter(self, part):
        return self.arguments[part.args[0]], ATOM

    def _number(self, part):
        return part.args[0], ATOM

    def _loop(self, part):
        return self.size_text(part.args[0]), ATOM

    def _size(self, part):
        n = part.args[0]
        binding = ATOM if n.is_Symbol or (n.is_Integer and n >= 0) else PRODUCT if n.is_Mul else SUM
        return self.size_text(n), binding

    def size_text(self, n):
        """Return a size with the names of its symbols: n * (n + 1) // 2."""
        names = {s: Symbol(self.symbol(s), integer=True, positive=True) for s in n.free_symbols}
        return WholeNumbers().doprint(n.xreplace(names))

    def symbol(self, s):
        """Return the name of a size or an index."""
        if s.name in self.numbers and s not in self.loops:
            return self.arguments[s.name]
        if s not in self.spoken:
            self.spoken[s] = self.names.fresh(s.name)
        return self.spoken[s]


def uses(roots):
    """Count how often each part is used, a transpose as a use of what is transposed."""
    counts, todo = {}, list(roots)
    while todo:
        part = todo.pop()
        if part.op == "T":
            todo.append(part.args[0])
            continue
        counts[part] = counts.get(part, 0) + 1
        todo += part.parts if counts[part] == 1 else []
    return counts
