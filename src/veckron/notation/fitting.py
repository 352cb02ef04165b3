"""The shape of every part of a formula, and of letters that nobody gave one: unified through the tree."""

from collections import Counter
from string import ascii_lowercase

from sympy import Symbol

from veckron.notation.errors import ParseError, near, short
from veckron.notation.functions import ELEMENTWISE, FUNCTIONS, SIZED
from veckron.notation.kinds import INDEX_LETTERS, KINDS
from veckron.notation.sizes import NUMBER, ONE, STRUCTURES, Form, Shape, Sizes, size_letters, size_of
from veckron.notation.tokens import Part, named
from veckron.notation.words import BRACKETED, CONSTANTS, COUNTS, EXPONENTS, GREEK_NAMES, SIZE_PARTS, SIZES

# From which argument on the parts of an entry are indices, and those of a sum or of ones(n) are sizes.
INDEXED = {"entry": 1, "unit": 0, "delta": 0}
MEASURED = dict.fromkeys(("zero_one", *SIZED), 0) | dict.fromkeys(("unvec", "unvech"), 1)
SIZED_FROM = MEASURED | dict.fromkeys(("summed", "multiplied"), 1) | {"range": 0}
OF_COLUMNS = {"norm", "softmax", "logsumexp"}
BINDING = ("summed", "multiplied", "lambda")
SMALL_GREEK = {name for name in GREEK_NAMES if name.islower()}
FACTORS = {*ascii_lowercase} - {*"uvwxyz"} | SMALL_GREEK


def _names(parts, table):
    """The names in those arguments of parts that a table tells."""
    kinds = [(part.function.word if part.op == "call" else part.op, part.args) for part in parts]
    found = [arg for kind, args in kinds if kind in table for arg in args[table[kind] :] if arg.op != "range"]
    return {name.word for arg in found for name in arg.names()}


def _columns(parts):
    """The parts that are transposed, or that norm, softmax and their kin are taken of; and those behind a transpose."""
    measured = lambda part: part.op == "call" and part.args and part.function.word in OF_COLUMNS
    found = [part.args[0] for part in parts if part.op == "attribute" or measured(part)]
    products = [part for part in parts if part.op in ("juxt", "*", "@")]
    return found, [part.args[1] for part in products if part.args[0].factors()[-1].op == "attribute"]


class Fitting(Sizes):
    """Finds the shapes. It reads the tree twice: what a later part says about a letter holds for an earlier one too.

    ``letters`` has the form of each letter without a given shape, ``open_sizes`` what follows of the sizes of each I, 1 and
    e_i; ``builds`` what becomes of each part. ``options`` tells how to read what has two readings: "star" what A * B is,
    "entry" or "product", "exp" what exp of a square matrix, "entry" or "matrix", "power" what ** of one, "bars" what |x| of a
    column, "norm" or "entry"; ``doubts`` which of these mattered.
    """

    def __init__(self, text, sides, given, options, increments=True, lenient=False):
        super().__init__()
        self.text, self.sides, self.options, self.increments, self.lenient = text, sides, options, increments, lenient
        self.tree = sides[0] if len(sides) == 1 else Part("=", sides, sides[0].start, sides[-1].end)
        self.kinds = {name: shape.word for name, shape in given.items() if shape.is_kind}
        self.given = {name: shape for name, shape in given.items() if name not in self.kinds}
        self.letters, self.open_sizes, self.forms, self.builds, self.doubts = {}, {}, {}, {}, {}
        self.along, self.two_ways = {}, set()
        self.counts_of = {}  # of the index of each sum how many values it may have, and whether it counts from 0
        self._rename_indices()
        self._beside_entries()
        parts = self.tree.parts()
        matrices = [part.args[0].word for part in parts if part.op == "entry" and len(part.args) == 3]
        columns, behind = _columns(parts)
        matrices += self._samples(parts, columns + behind)
        parts = self.tree.parts()
        greek = [part.word for part in columns if part.op == "name" and part.word in SMALL_GREEK]
        self.kinds = dict.fromkeys(matrices, "matrix") | dict.fromkeys(greek, "column") | self.kinds
        self.counts = Counter(p.word for p in sorted(parts, key=lambda part: part.start) if p.op == "name")
        self._find_indices_and_sizes(parts)
        self._find_divisors(parts)

    def _find_divisors(self, parts):
        """Take n and Greek letters for numbers that something is divided by: 1/(2 sigma^2), 1/(2 n)."""
        below = [part.args[1] for part in parts if part.op == "/"]
        root = lambda part: part.op == "call" and part.function.word == "sqrt"
        plain = [part for part in below if all(inner.op in SIZE_PARTS or root(inner) for inner in part.parts())]
        found = {name.word for part in plain for name in part.names()} & {*SMALL_GREEK, *COUNTS}
        known = self.exponents | self.lengths | self.indices | self.kinds.keys() | {*CONSTANTS}
        self.given = dict.fromkeys(found - known, Shape(word="scalar")) | self.given

    def _find_indices_and_sizes(self, parts):
        """Tell apart the letters that are indices, sizes and exponents.

        ``ends`` are those that a last entry x_n may have, ``places`` those of x_k, which as numbers count from 1 too.
        """
        letters = size_letters(self.given)
        self.bound_indices = {part.word for part in parts if part.op in BINDING}
        self.bound_indices |= {index for part in parts if part.op == "table" for index in part.word}
        self.indices = self.bound_indices | (_names(parts, INDEXED) - {*self.given})
        self.ends = (_names(parts, SIZED_FROM) | {*SIZES, *letters}) - self.bound_indices - {*self.given}
        named = lambda *found: _names([part for part in parts if (part.op, part.word) in found], INDEXED)
        below, in_brackets = named(("entry", "_"), ("delta", "")), named(("entry", "["))  # x_i, not x[i]
        self.places = (below & self.indices) - self.bound_indices - self.ends - in_brackets
        over = [part.args[1] for part in parts if part.op in ("**", "o**") and part.args[1].op in EXPONENTS]
        exponents = {name.word for exponent in over for name in exponent.names()} - self.indices
        sizes = (_names(parts, SIZED_FROM) - self.indices) | letters
        self.exponents, self.lengths = exponents - {*self.given, *sizes, *self.kinds}, sizes - {*self.given}
        measured = sizes & (_names(parts, MEASURED) | letters)
        self.taken = measured & {*exponents, *self.given} if self.increments else set()

    def _rename_indices(self):
        """Call the index of a sum by another letter, where its own is a size: sum_k x_k with x of k rows."""
        parts = self.tree.parts()
        taken = {name.word for name in self.tree.names()} | size_letters(self.given)
        for part in [part for part in parts if part.op in BINDING and part.word in size_letters(self.given)]:
            new = next((letter for letter in "ijlrst" if letter not in taken), f"{part.word}_0")
            for name in [name for name in part.args[0].names() if name.word == part.word]:
                name.word = new
            part.word = new
            taken.add(new)

    def _beside_entries(self):
        """Read x_1, x_k and x_n as entries of x where another, x_i, is one; x_n also beside x, where n is a size."""
        parts = self.tree.parts()
        sizes = size_letters(self.given) | {*SIZES} & {part.word for part in parts} | _names(parts, SIZED_FROM)
        entries = {part.args[0].word for part in parts if part.op == "entry"}
        vectors = {part.word for part in parts if part.op == "name"} | self.given.keys()
        indexed = [part for part in parts if part.op == "name" and "_" in part.word and part.word not in self.given]
        for part in sorted(indexed, key=lambda part: part.word[-1].isdigit()):
            base, _, place = part.word.partition("_")
            beside = base in entries and (place.isdigit() or place in INDEX_LETTERS)
            if base.islower() and base in vectors and (place in sizes or beside):
                places = [Part("number" if place.isdigit() else "name", [], part.start, part.end, place)]
                part.op, part.args, part.word = "entry", [Part("name", [], part.start, part.end, base), *places], "_"
                entries.add(base)

    def _samples(self, parts, columns):
        """Read x_i as X e_i, in a sum over i, where it has to be a column, or the last factor of one; return each X."""
        bound = {part.word for part in parts if part.op in BINDING}
        ends = filter(is_indexed_once, (end for column in columns for end in last_factors(column)))
        found = {end.args[0].word for end in ends if end.args[1].word in bound and end.args[0].word[0].islower()}
        owners = {x: x.upper() if len(x) == 1 else x for x in found - self.given.keys()}
        owners |= {x: x for x in found & self.given.keys() if self.given[x].cols not in (None, 1)}
        for part in filter(is_indexed_once, parts):
            if owner := owners.get(part.args[0].word):
                X, unit = named(owner, part.start, part.end), Part("unit", part.args[1:], part.start, part.end)
                part.op, part.word, part.args = "juxt", "juxt", [X, unit]
        return [*owners.values()]

    def __call__(self, part):
        """Return the form of a part, and keep what builds its value; refuse what does not fit."""
        if part.op not in KINDS:
            self.refuse(part, "cannot be read here: an expression is wanted")
        if part not in self.forms:
            self.forms[part], self.builds[part] = KINDS[part.op](self, part)
        return self.forms[part]

    def solve(self):
        """Find all shapes, and name the sizes that stay free."""
        letters = self.counts.keys() - self.lengths - self.exponents - FUNCTIONS.keys() - self.given.keys()
        for name in self.tree.names() if self.increments else ():
            if name.word[0] == "d" and name.word[1:] in letters and name.word not in FUNCTIONS:
                self.refuse(name, f"{name.word} is the increment of {name.word[1:]} here; use another letter")
        self(self.tree)
        self.pair()
        for size in self.of_ones:
            self.join(size, ONE)
        for unit in [part for part in self.tree.parts() if part.op == "unit" and part.args[-1].word in self.ends]:
            self.join(self(unit).rows, Symbol(unit.args[0].word))  # e_n is the last of n columns
        for form in self.letters.values():
            # A word such as mu is a column where its length is known and nothing says how many columns it has.
            rows, cols = self.shape(form)
            lengths = {self.now(other.rows) for other in self.letters.values()}
            if cols in self.loose - lengths and rows not in self.loose:
                self.bound[cols] = ONE
        self.last, self.forms = True, {}
        self(self.tree)
        self._want_all()
        sizes = [size for known in self.letters.values() for size in known[:2]]
        self.name_all(sizes, {*self.counts, *self.lengths, *self.given})
        return self

    def factors_of_numbers(self):
        """Return the small letters, no usual variables, that only stand before numbers and alone: c ||x||^2, lambda x^T A x."""
        before, alone = Counter(), Counter()
        for term in self.tree.terms():
            first, *rest = term.factors()
            first = first.args[0] if first.op == "/" and self.is_one(self(first.args[1])) else first
            form = rest and rest[0].op == "attribute" and rest[0].args[0].word == rest[-1].word != ""
            before[first.word] += bool(form or (len(rest) == 1 and self.is_one(self(rest[0]))))
            alone[first.word] += not rest
        found = [name for name in before if before[name] and before[name] + alone[name] == self.counts[name]]
        return [name for name in found if name in self.letters.keys() & FACTORS - self.given.keys()]

    def _want_all(self):
        """Ask for the shape of a word, and for the size of I, that did not follow."""
        known = {size for form in self.letters.values() for size in self.shape(form)}
        open_ = lambda name: any(self.now(size) in self.loose for size in self.letters.get(name, ())[:2])
        for name in self.tree.names():
            if open_(name.word) and name.word not in self.factors_of_numbers():
                self.ask(name)
        units = {part: self(part).rows for part in self.tree.parts() if part.op == "unit"}
        for part, size in (self.open_sizes | units).items():
            if isinstance(part, Part) and self.now(size) in self.unknown and self.now(size) not in known:
                wanted = {"name": "write eye(n)", "unit": "give it, n"}.get(part.op, "write ones(n)")
                name = {"unit": "e", "name": part.word}.get(part.op, "1")
                self.refuse(part, f"{name}: its size does not follow from the rest; {wanted}")

    def open(self, key):
        """Return the size of I, 1 or e_i, or how many values an index of J^ij has, which follows from what stands beside it."""
        return self.open_sizes.setdefault(key, self.fresh(f"values of {key}" if isinstance(key, str) else "n"))

    def span(self, part):
        """Return how many values the index of a sum has: as many as the entries that it counts."""
        size, shift = self.counted(part.args[0], part.word)
        if size is None or shift:
            self.refuse(part, f"sum: the last {part.word} does not follow from the rest; write sum_{{{part.word}=1}}^n")
        return size

    def count(self, index, lower, upper):
        """Return how many entries the index of a sum needs, which may run from or to that of a sum around it; or None."""
        from_zero = [zero for i, (_, zero) in self.counts_of.items() if lower.has(i)]
        if lower.is_Integer and lower >= 0:
            from_zero = [int(lower == 0)]
        if not from_zero:
            return None
        last = upper.xreplace({i: n - zero for i, (n, zero) in self.counts_of.items()})
        self.counts_of[index] = last + from_zero[0], from_zero[0]
        return self.counts_of[index][0]

    def counted(self, part, index):
        """Return the size of the entries or units in a part that an index counts, all alike, and the largest c of x_{i+c}.

        None where it counts none.
        """
        found = []
        for inner in part.parts():
            places = inner.args[inner.op == "entry" :] if inner.op in ("entry", "unit") else ()
            shifts = [shift_of(place, index) for place in places]
            form = self(inner.args[0] if inner.op == "entry" else inner) if {*shifts} - {None} else NUMBER
            found += [(size, shift) for size, shift in zip(form[:2], shifts) if None not in (size, shift)]
        for size, _ in found[1:]:
            self.join(found[0][0], size)
        return (self.now(found[0][0]) if found else None), max([0, *(shift for _, shift in found)])

    def ask(self, part):
        """Raise the error that asks for the shape of a letter."""
        name = part.word
        square = f"{name}='n n'" if name[0].isupper() or name.lower() == "sigma" else f"{name}='n'"
        hint = near(name, FUNCTIONS) if self.counts[name] == 1 and len(name) > 3 else ""
        self.refuse(part, f"{name} is not known here; give its shape: {name}='scalar' or {square}{hint}", asks=name)

    def shapes(self):
        """Return the shape of each letter, given or found, in their order in the text; then the exponents."""
        shapes = dict(self.given)
        for name, form in self.letters.items():
            word = self.kinds.get(name, "")
            found = Shape(*self.shape(form), word if word in STRUCTURES else "")
            shapes[name] = Shape(word="scalar") if self.is_one(form) else found
        shapes = {name: shapes[name] for name in self.counts if name in shapes}
        whole = self.exponents | {name for name, shape in shapes.items() if shape.word == "integer"}
        return shapes | dict.fromkeys(sorted(whole), Shape(word="integer"))

    def refuse(self, part, message, cause=None, asks=""):
        """Raise the error that points at a part; it says what to do about AX beside A and X, if nobody gave its shape."""
        names = [name for name in self.counts if len(name) > 1 and name.isupper() and name not in self.given]
        joined = [name for name in names if all(letter in self.counts for letter in name)]
        hint = f"; {joined[0]} is one letter; write {' @ '.join(joined[0])}" if joined else ""
        raise ParseError(message + hint, self.text, max(part.start, 0), asks) from cause

    def join(self, a, b, one=None):
        """Make two sizes equal; return False where they cannot be, if that matters."""
        return super().join(a, b, one) or self.lenient

    def size(self, part, least=1):
        """Return a size that is written in the formula: a number, a letter, mn, n(n+1)/2."""
        refuse = lambda part, message: self.refuse(part, f"{self.source(part)}: {message}")
        for name in part.names():
            if self.given.get(name.word, NUMBER).rows is not None:
                refuse(part, "a size is a whole number or a letter")
        return size_of(part, refuse, least)

    def possible(self, part, *pairs):
        """Tell whether pairs of sizes could be equal, or could have been before the part was read in one way."""
        if all(self.equal(a, b) or self.is_open(a) or self.is_open(b) for a, b in pairs):
            self.two_ways.add(part)
        return part in self.two_ways

    def read(self, kind, first=""):
        """Return how to read what has two readings, and note it in the last pass over the tree."""
        read = self.options[kind] or first
        if self.last:
            self.doubts.setdefault(kind, read)
        return read

    def source(self, part, inner=False):
        """Return a part as it stands in the text; in brackets where it is to stand inside of another."""
        text = self.text[part.start : part.end]
        return short(f"({text})" if inner and part.op in BRACKETED else text)

    def sources(self, part):
        """Return both sides of an operation, to stand inside of another."""
        return [self.source(side, inner=True) for side in part.args]

    def matrix(self, part, operation, square=False):
        """Return the form of a part that has to be a matrix, or a square one."""
        form, wanted = self(part), "wants a square matrix" if square else "wants a matrix"
        if form.rows is None:
            self.refuse(part, f"{operation}: {wanted}, {self.source(part)} is a number")
        return self.square(part, form, operation) if square else form

    def square(self, part, form, operation):
        """Return the form of a matrix that has to be square."""
        if not self.join(form.rows, form.cols):
            shape = self.show(form)
            self.refuse(part, f"{operation}: wants a square matrix, {self.source(part)} has shape {shape}")
        return Form(form.rows, form.rows)

    def alike(self, part, left, right, operation, meant=lambda *_: ""):
        """Return the form of two parts that must have the same shape; ``meant`` says what to write where they have not."""
        if not all(self.join(a, b) for a, b in zip(left[:2], right[:2])):
            L, R = self.sources(part)
            hint = meant(self, part, left, right)
            shapes = f"{L} has shape {self.show(left)}, {R} has shape {self.show(right)}"
            self.refuse(part.args[1], f"{operation}: {shapes}{hint}")
        return Form(left.rows, left.cols)


def is_indexed_once(part):
    """Tell whether a part is a letter with one index, x_i."""
    return (part.op, part.word, len(part.args)) == ("entry", "_", 2) and part.args[0].op == "name"


def last_factors(part):
    """Return the last factor of each term, of a sum over an index and of a function of each entry those inside."""
    ends = [term.factors()[-1] for term in part.terms()]
    opened = lambda end: end.op == "summed" or (end.op == "call" and end.args and end.function.word in ELEMENTWISE)
    return [inner for end in ends for inner in (last_factors(end.args[0]) if opened(end) else [end])]


def shift_of(place, index):
    """Return c for the place i + c, None for any that is not so far from the index i."""
    if place.word == index and place.op == "name":
        return 0
    if place.op in ("+", "-") and place.args[0].word == index and place.args[1].op == "number":
        return int(place.op + place.args[1].word)
    return None
