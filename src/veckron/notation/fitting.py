"""The shape of every part of a formula, and of letters that nobody gave one: unified through the tree."""

import re
from collections import Counter
from operator import mul

from veckron.notation.errors import HINTS, ParseError, near, short
from veckron.notation.functions import FUNCTIONS, SIZED, each, fitted, function
from veckron.notation.parts import Part
from veckron.notation.sizes import NUMBER, ONE, STRUCTURES, Form, Shape, Sizes, in_order, size_of
from veckron.notation.words import PREFIXES
from veckron.shapes import triangle

CONSTANTS = {"pi"}
COUNTS = ("m", "n", "p", "q", "k", "N", "T")
LETTER = re.compile(r"[A-Za-z](_?\d*|_\w)")


INDEX_LETTERS = "abhijklmnpqrstuvw"

# From which argument on the parts of an entry are indices, and those of a sum or of ones(n) are sizes.
INDEXED = {"entry": 1, "unit": 0, "delta": 0}
SIZED_FROM = dict.fromkeys(("zero_one", *SIZED), 0)
SIZED_FROM |= dict.fromkeys(("summed", "multiplied", "unvec", "unvech"), 1)
BINDING = ("summed", "multiplied", "lambda")


def _names(parts, table):
    """The names in those arguments of parts that a table tells."""
    kinds = [(part.function.dotted() if part.op == "call" else part.op, part.args) for part in parts]
    return {name.word for kind, args in kinds if kind in table for arg in args[table[kind] :] for name in arg.names()}


class Fitting(Sizes):
    """Finds the shapes. It reads the tree twice: what a later part says about a letter holds for an earlier one too.

    ``letters`` has the form of each letter without a given shape, ``open_sizes`` what follows of the sizes of each I, 1 and
    e_i; ``read_as`` how a part is read that can be read in two ways. ``options`` tells how: "star" what A * B is, "entry" or
    "product", "exp" what exp of a square matrix, "entry" or "matrix", "power" what ** of one, "bars" what |x| of a column,
    "norm" or "entry"; ``doubts`` which of these mattered.
    """

    def __init__(self, text, sides, given, options, increments=True, lenient=False):
        super().__init__()
        self.text, self.sides, self.options, self.increments, self.lenient = text, sides, options, increments, lenient
        self.tree = sides[0] if len(sides) == 1 else Part("=", sides, sides[0].start, sides[-1].end)
        self.kinds = {name: shape.word for name, shape in given.items() if shape.is_kind}
        self.given = {name: shape for name, shape in given.items() if name not in self.kinds}
        self.letters, self.open_sizes, self.read_as, self.forms, self.doubts, self.two_ways = {}, {}, {}, {}, {}, set()
        self.counts = Counter(name.word for name in sorted(self.tree.names(), key=lambda name: name.start))
        self._find_numbers()

    def _find_numbers(self):
        """Find the letters that are indices, sizes and exponents."""
        parts = self.tree.parts()
        self.bound_indices = {part.word for part in parts if part.op in BINDING}
        self.bound_indices |= {index for part in parts if part.op == "table" for index in part.word}
        self.indices = self.bound_indices | (_names(parts, INDEXED) - {*self.given})
        over = [part.args[1] for part in parts if part.op in ("**", "o**") and part.args[1].op in EXPONENTS]
        exponents = {name.word for exponent in over for name in exponent.names()} - self.indices
        known = [size for shape in self.given.values() if shape.rows is not None for size in shape[:2]]
        sizes = _names(parts, SIZED_FROM) - self.indices
        sizes |= {symbol.name for size in known for symbol in size.free_symbols}
        self.exponents, self.lengths = exponents - {*self.given, *sizes, *self.kinds}, sizes - {*self.given}
        self.taken = sizes & {*exponents, *self.given} if self.increments else set()

    def __call__(self, part):
        """Return the form of a part; refuse what does not fit."""
        if part.op not in FITS:
            self.refuse(part, "cannot be read here: an expression is wanted")
        if part not in self.forms:
            self.forms[part] = FITS[part.op](self, part)
        return self.forms[part]

    def solve(self):
        """Find all shapes, and name the sizes that stay free."""
        if self.increments:
            self._no_increments()
        self(self.tree)
        self.pair()
        for size in self.of_ones:
            self.join(size, ONE)
        for form in self.letters.values():
            self._close(form)
        self.last, self.forms = True, {}
        self(self.tree)
        self._want_all()
        sizes = [size for known in self.letters.values() for size in known[:2]]
        self.name_all(sizes, {*self.counts, *self.lengths, *self.given})
        return self

    def _no_increments(self):
        """Refuse dX beside X: a derivation calls the increment of X so."""
        letters = self.counts.keys() - self.lengths - self.exponents - FUNCTIONS.keys() - self.given.keys()
        for name in self.tree.names():
            if name.word[0] == "d" and name.word[1:] in letters and name.word not in FUNCTIONS:
                self.refuse(name, f"{name.word} is the increment of {name.word[1:]} here; use another letter")

    def _close(self, form):
        """A word such as mu is a column where its length is known and nothing says how many columns it has."""
        rows, cols = self.shape(form)
        lengths = {self.now(other.rows) for other in self.letters.values()}
        if cols in self.loose - lengths and rows not in self.loose:
            self.bound[cols] = ONE

    def _want_all(self):
        """Ask for the shape of a word, and for the size of I, that did not follow."""
        known = {size for form in self.letters.values() for size in self.shape(form)}
        for name in self.tree.names():
            if any(self.now(size) in self.loose for size in self.letters.get(name.word, ())[:2]):
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
        size = self.counted(part.args[0], part.word)
        if size is None:
            self.refuse(part, f"sum: the last {part.word} does not follow from the rest; write sum_{{{part.word}=1}}^n")
        return size

    def counted(self, part, index):
        """Return the size of the entries or units in a part that an index counts, all alike; None where it counts none."""
        sizes = []
        for inner in part.parts():
            places = [arg.word for arg in inner.args[inner.op == "entry" :]] if inner.op in ("entry", "unit") else []
            form = self(inner.args[0] if inner.op == "entry" else inner) if index in places else NUMBER
            sizes += [size for place, size in zip(places, form[:2]) if place == index and size is not None]
        for size in sizes[1:]:
            self.join(sizes[0], size)
        return self.now(sizes[0]) if sizes else None

    def ask(self, part):
        """Raise the error that asks for the shape of a letter."""
        name = part.word
        square = f"{name}='n n'" if name[0].isupper() or name.lower() == "sigma" else f"{name}='n'"
        hint = near(name, FUNCTIONS) if self.counts[name] == 1 and len(name) > 3 else ""
        self.refuse(part, f"{name} is not known here; give its shape: {name}='scalar' or {square}{hint}", asks=name)

    def shapes(self):
        """Return the shape of each letter, given or found, in their order in the text; then the exponents."""
        shapes = {name: self._shape(name, form) for name, form in self.letters.items()} | self.given
        found = {name: shapes[name] for name in self.counts if name in shapes}
        whole = self.exponents | {name for name, shape in found.items() if shape.word == "integer"}
        return found | dict.fromkeys(sorted(whole), Shape(word="integer"))

    def _shape(self, name, form):
        if self.is_one(form):
            return Shape(word="scalar")
        word = self.kinds.get(name, "")
        return Shape(*self.shape(form), word if word in STRUCTURES else "")

    def refuse(self, part, message, cause=None, asks=""):
        """Raise the error that points at a part."""
        raise ParseError(message + self._joined(), self.text, max(part.start, 0), asks) from cause

    def join(self, a, b, one=None):
        """Make two sizes equal; return False where they cannot be, if that matters."""
        return super().join(a, b, one) or self.lenient

    def size(self, part, least=1):
        """Return a size that is written in the formula: a number, a letter, mn, n(n+1)/2."""
        for name in part.names():
            if self.given.get(name.word, NUMBER).rows is not None:
                self.refuse(part, f"{self.source(part)}: a size is a whole number or a letter")
        return size_of(part, lambda part, message: self.refuse(part, f"{self.source(part)}: {message}"), least)

    def possible(self, part, *pairs):
        """Tell whether pairs of sizes could be equal, or could have been before the part was read in one way."""
        if all(self.equal(a, b) or self.is_open(a) or self.is_open(b) for a, b in pairs):
            self.two_ways.add(part)
        return part in self.two_ways

    def doubt(self, kind, read):
        """Note how a sign with two readings is read, in the last pass over the tree."""
        if self.last:
            self.doubts.setdefault(kind, read)

    def _joined(self):
        """Return what to say of AX beside A and X, if nobody gave its shape."""
        names = [name for name in self.counts if len(name) > 1 and name.isupper() and name not in self.given]
        found = [name for name in names if all(letter in self.counts for letter in name)]
        return f"; {found[0]} is one letter; write {' @ '.join(found[0])}" if found else ""

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

    def alike(self, part, left, right, operation):
        """Return the form of two parts that must have the same shape."""
        if not all(self.join(a, b) for a, b in zip(left[:2], right[:2])):
            L, R = self.sources(part)
            hint = _meant_product(self, part, left, right) if operation == "product entry by entry" else ""
            shapes = f"{L} has shape {self.show(left)}, {R} has shape {self.show(right)}"
            self.refuse(part.args[1], f"{operation}: {shapes}{hint}")
        return Form(left.rows, left.cols)


def _name(fit, part):
    name = part.word
    if name in fit.given:
        return Form(*fit.given[name][:2])
    if name in fit.exponents or name in fit.lengths or name in fit.indices or name == "pi":
        return NUMBER
    if name == "I":
        return Form(*[fit.open(part)] * 2)
    if name in FUNCTIONS or name in PREFIXES:
        fit.refuse(part, f"{name} is the name of a function: write {name}(...)")
    if name not in fit.letters:
        fit.letters[name] = _guessed(fit, name, fit.kinds.get(name))
    return fit.letters[name]


def _guessed(fit, name, kind):
    """A word in capitals is a matrix, a small letter a column; of a small word nothing is known, if nothing is declared."""
    if kind in STRUCTURES:
        return Form(*[fit.fresh(f"rows of {name}")] * 2)
    capital = name[0].isupper() or kind == "matrix"
    if kind == "column" or (LETTER.fullmatch(name) and not capital):
        return Form(fit.fresh(f"length of {name}"), ONE)
    return Form(*[fit.fresh(f"{side} of {name}", loose=not capital) for side in ("rows", "columns")])


def _both(fit, part):
    """The forms of both sides; X.sum(axis=0) stands beside each row of X, with axis=1 and keepdims=True beside each column."""
    left, right = map(fit, part.args)
    for side, form, other in zip(part.args, (left, right), (right, left)):
        along = side.op == "call" and side.word in ("axis=0", "axis=0 keepdims", "axis=1 keepdims")
        if along and not (other.rows is None or fit.is_column(other)):
            size = other.cols if "0" in side.word else other.rows
            if fit.join(size, form.cols if side.word == "axis=0 keepdims" else form.rows):
                fit.read_as[side] = other
                return [other, other]
    return left, right


def _sum(fit, part):
    left, right = _both(fit, part)
    A, B = part.args
    for side, other in ((A, right), (B, left)):
        if side.op == "number" and side.word == "0":
            return other
    if fit.is_one(left) and fit.is_one(right):
        return left if right.rows is not None else right
    if fit.is_one(left) or fit.is_one(right):
        return _number_and_matrix(fit, part, *((B, right, A) if fit.is_one(left) else (A, left, B)))
    return fit.alike(part, left, right, "sum")


def _number_and_matrix(fit, total, part, form, number):
    """A letter that stands here alone is a number; a number is added to each entry of a column or of exp(X)."""
    word = fit.is_loose(form) or (fit.now(form.rows) == 1 and fit.now(form.cols) in fit.loose)
    alone = not _is_constant(number) and fit.is_column(form) and _is_length_of_one_letter(fit, form.rows, part)
    if (word or alone) and all(fit.join(size, ONE, one=True) for size in form[:2]):
        return NUMBER
    if fit.is_column(form) or form.entrywise:
        return form
    c, A = fit.source(number, inner=True), fit.source(part)
    meant = f"write {c} * I for the identity, or {c} * ones(...) to add to each entry"
    fit.refuse(total.args[1], f"sum of a number and of {A} of shape {fit.show(form)}: {meant}")


def _is_constant(part):
    """Tell whether a part is made of written numbers only."""
    return all(inner.op == "number" or inner.op in BRACKETED for inner in part.parts())


def _is_length_of_one_letter(fit, length, part):
    """Tell whether a part is as long as a small letter that stands nowhere else."""
    names = [name.word for name in part.names() if fit.counts[name.word] == 1]
    lengths = [fit.now(fit.letters[name].rows) for name in names if name in fit.letters and name.islower()]
    return fit.is_open(length) and fit.now(length) in lengths


def _star(fit, part):
    """A * B, entry by entry or the product: where both are possible, it is noted."""
    if part.word == "*" and fit.options["star"] == "product":
        return _juxt(fit, part)
    left, right = map(fit, part.args)
    if not (fit.is_one(left) or fit.is_one(right)) and fit.possible(part, (left.cols, right.rows)):
        fit.doubt("star", "entry")
    return _by_entry(fit, part)


def _juxt(fit, part):
    """The product A B; of numbers, or of a number and a matrix, their product. A 1 sums the rows of A."""
    left, right = fit(part.args[0]), None
    if part.args[1].op == "number" and part.args[1].word == "1" and part.word == "juxt" and left.rows is not None:
        return Form(left.rows, ONE)
    right = fit(part.args[1])
    if fit.is_one(left) and fit.is_one(right):
        return left if left.rows is not None else right
    if fit.is_one(left) or (fit.is_loose(left) and not fit.is_loose(right)):
        return right
    if fit.is_one(right):
        return left
    name = part.args[0].word if part.args[0].op == "name" and part.args[0].word in fit.letters else ""
    alone = fit.counts[name] == 1 and fit.is_column(left) and fit.is_open(left.rows)
    if alone and not (fit.is_column(right) or fit.now(right.rows) == 1):
        fit.join(left.rows, ONE, one=True)
        return right
    if part.word == "*" and fit.possible(part, (left.rows, right.rows), (left.cols, right.cols)):
        fit.doubt("star", "product")
    return _product(fit, part)


def _by_entry(fit, part):
    left, right = _both(fit, part)
    if fit.is_one(left) and fit.is_one(right):
        return NUMBER
    if fit.is_one(left) or fit.is_loose(left):
        return right
    if fit.is_one(right) or fit.is_loose(right):
        return left
    if part.word == "⊙" and not fit.could(left.rows, right.rows) and fit.join(left.cols, right.cols):
        fit.read_as[part] = "columns"
        return Form(left.rows * right.rows, left.cols)
    both = left.entrywise and right.entrywise
    return fit.alike(part, left, right, "product entry by entry")._replace(entrywise=both)


def _meant_product(fit, part, left, right):
    """What was meant by * between matrices that do not fit."""
    L, R = fit.sources(part)
    if fit.could(left.cols, right.rows):
        return f"; did you mean {L} @ {R}?"
    if fit.is_column(left) and fit.could(left.rows, right.rows):
        number = f", or {L}='scalar'" if L in fit.letters else ""
        return f"; did you mean diag({fit.source(part.args[0])}) @ {R}{number}?"
    return f"; did you mean {L}.T @ {R}?" if fit.could(left.rows, right.rows) else ""


def _product(fit, part):
    left, right = map(fit, part.args)
    L, R = fit.sources(part)
    for side, form, number in zip(part.args, (left, right), (L, R)):
        named = part.op == "@" and side.op == "name" and side.word in fit.letters
        if form.rows is None or (fit.is_one(form) and named):
            fit.refuse(part.args[1], f"product: {number} is a number, and @ wants matrices; did you mean {L} * {R}?")
    if not fit.join(left.cols, right.rows, one=False):
        shapes = f"{L} of shape {fit.show(left)} times {R} of shape {fit.show(right)}"
        wanted = f"wants as many columns on the left as rows on the right{_turned(fit, left, right, L, R)}"
        fit.refuse(part.args[1], f"product: {shapes}: {wanted}")
    return Form(left.rows, right.cols)


def _turned(fit, left, right, L, R):
    """What was meant by @ between matrices that do not fit."""
    if fit.is_one(left) or fit.is_one(right):
        return f"; did you mean {L} * {R}?"
    rows, cols = fit.could(left.rows, right.rows), fit.could(left.cols, right.cols)
    if cols and not (rows and fit.is_column(left)):
        return f"; did you mean {L} @ {R}.T?"
    return f"; did you mean {L}.T @ {R}?" if rows else ""


def _quotient(fit, part):
    left, right = _both(fit, part)
    if part.args[1] in fit.read_as and right is left:
        return right
    if right.rows is not None and fit.is_open(right.rows) and _divides_by_number(fit, part, left, right):
        fit.join(right.rows, ONE, True), fit.join(right.cols, ONE, True)
    if fit.is_one(right) or fit.is_loose(right):
        return NUMBER if fit.is_one(left) else left
    if not (fit.is_column(right) or right.entrywise):
        L, R = fit.sources(part)
        hint = f"inv({R}) @ {L} or {L} @ inv({R})" if L != "1" else f"inv({R})"
        fit.refuse(part.args[1], f"division by {R} of shape {fit.show(right)}; did you mean {hint}?")
    if fit.is_one(left):
        return right._replace(entrywise=True)
    return fit.alike(part, left, right, "quotient entry by entry")._replace(entrywise=True)


def _divides_by_number(fit, part, left, right):
    """By n one divides as by a number; a small letter under a matrix, or under a number made of others, is one too."""
    if part.args[1].op == "name" and part.args[1].word in COUNTS:
        return True
    above, below = ({name.word for name in side.names()} for side in part.args)
    apart = above and below and not above & below
    return bool(apart) and fit.is_column(right) and (fit.is_one(left) or not fit.is_column(left))


def _power(fit, part):
    """Of a number, of a square matrix, of each entry of a column or of exp(X)."""
    (base, exponent), (under, over) = map(fit, part.args), part.args
    _want_exponent(fit, over, exponent)
    if fit.is_one(base):
        return NUMBER
    if part.op == "o**":
        return base._replace(entrywise=True)
    if fit.is_column(base) or fit.is_loose(base) or base.entrywise:
        fit.read_as[part] = "entry" if base.entrywise else ""
        return base._replace(entrywise=True)
    if over.op == "name" and over.word in fit.taken:
        fit.refuse(over, f"power: {over.word} is a size; take another letter for the exponent")
    if part.word == "**" and _repeats(over):
        read = fit.options["power"] or ("matrix" if fit.equal(base.rows, base.cols) else "entry")
        fit.doubt("power", read)
        fit.read_as[part] = read
        if read == "entry":
            return base._replace(entrywise=True)
    if not fit.join(base.rows, base.cols):
        A = fit.source(under, inner=True)
        hint = "; did you mean pinv?" if fit.source(over) == "-1" else f"; entry by entry write {A}.^{fit.source(over)}"
        fit.refuse(under, f"power: wants a square matrix, {A} has shape {fit.show(base)}{hint}")
    return Form(base.rows, base.rows)


def _want_exponent(fit, part, form):
    name = fit.source(part)
    if part.op == "name" and part.word[0].isupper() and part.word not in fit.given:
        hint = "; for the transpose write X.T" if part.word in ("T", "H") else ""
        fit.refuse(part, f"power: {part.word} is no exponent, if it is not given as 'integer'{hint}")
    if form.rows is not None or not all(inner.op in EXPONENTS for inner in part.parts()):
        fit.refuse(part, f"power: an exponent is a number or a letter, {name} is neither")


def _repeats(exponent):
    """Tell whether an exponent is 2 or more: of an inverse, or of a letter, nobody thinks entry by entry."""
    if exponent.op == "number":
        return float(exponent.word) >= 2 and float(exponent.word).is_integer()
    return exponent.op in SIGNS and exponent.op != "/"


def _attribute(fit, part):
    if part.dotted() in CONSTANTS:
        return NUMBER
    if part.word != "T":
        hint = HINTS.get(part.word, "of a matrix only X.T can be asked")
        fit.refuse(part, f".{short(part.word)}: {hint.format(X=fit.source(part.args[0], inner=True))}")
    form = fit(part.args[0])
    return Form(form.cols, form.rows, form.entrywise)


def variant(part):
    """Return the name of the function that a part calls, with the variant of it, if it is one: "sum axis=0"."""
    name = part.function.dotted()
    return f"{name} {part.word}" if f"{name} {part.word}" in FUNCTIONS else name


def _call(fit, part):
    name = variant(part)
    if name is None and part.function.op == "attribute":
        _attribute(fit, part.function)
    if name not in FUNCTIONS:
        known = [word for word in FUNCTIONS if " " not in word]
        hint = f": {HINTS[name]}" if name in HINTS else near(name or "", known) or _applied(fit, part)
        fit.refuse(part, f"{fit.source(part.function)} is no function that can be read here{hint}")
    if part.word not in ("", "e") and " " not in name:
        fit.refuse(part, f"{name}: {part.word} is not known here")
    called, count = function(name), len(part.args)
    if not called.least <= count <= called.most:
        many = f"{called.least}" if called.least == called.most else f"{called.least} or more"
        fit.refuse(part, f"{name}: wants {many} {'argument' if many == '1' else 'arguments'}, got {count}")
    if callable(called.signature):
        return called.signature(fit, part, name)
    return fitted(fit, part, name, called.signature)


def _applied(fit, part):
    """X(...) may have been meant as a product."""
    name = part.function.word
    if part.function.op == "name" and (name in fit.given or LETTER.fullmatch(name)) and part.args:
        return f"; did you mean {name} @ ({fit.source(part.args[0])})?"
    return ""


EXPONENTS = ("name", "number", "signed", "+", "-", "*", "/", "juxt", "**")


def _bars(fit, part):
    """|X|: the determinant of a square matrix, the absolute value of a number, the length of a column or its entries."""
    form = fit(part.args[0])
    fit.read_as[part] = "abs"
    if fit.is_one(form):
        return NUMBER
    if fit.is_column(form):
        read = fit.options["bars"] or "norm"
        fit.doubt("bars", read)
        fit.read_as[part] = "norm" if read == "norm" else "abs"
        return NUMBER if read == "norm" else form._replace(entrywise=True)
    fit.read_as[part] = "det"
    fit.square(part.args[0], form, "|...|")
    return NUMBER


def _extent(fit, part):
    """X.shape[0] and X.shape[1]: how many rows and columns."""
    form = fit(part.args[0])
    if part.word not in ("0", "1") or form.rows is None:
        fit.refuse(part, f"{fit.source(part)}: the shape of a matrix has its rows, [0], and its columns, [1]")
    return NUMBER


def _entry(fit, part):
    """X_ij, x[k], (x.T @ x)[0, 0]."""
    form, count = fit(part.args[0]), len(part.args) - 1
    if form.rows is None:
        fit.refuse(part, f"an entry of {fit.source(part.args[0])}, which is a number")
    if count == 1 and not fit.is_column(form) and not (fit.is_open(form.cols) and fit.join(form.cols, ONE, one=True)):
        fit.refuse(part, f"an entry of a matrix has two indices: {fit.source(part.args[0])} has shape {fit.show(form)}")
    if not 1 <= count <= 2:
        fit.refuse(part, "an entry has one index or two")
    for index, length in zip(part.args[1:], form[:2]):
        if index.op == "name" and index.word in fit.indices - fit.bound_indices:
            fit.join(fit.open(index.word), length)
        free = index.op != "name" or index.word in {*fit.bound_indices, *INDEX_LETTERS, *fit.given}
        if fit(index).rows is not None or not free:
            fit.refuse(index, "an index is a whole number or a letter such as i")
    return NUMBER


def _summed(fit, part):
    """A sum over an index; without limits the index runs through the entries that it counts."""
    limits = [fit.size(limit, least=-1) for limit in part.args[1:]]
    size = fit.counted(part.args[0], part.word) if limits else fit.span(part)
    if size is not None and fit.is_open(size) and limits and limits[0] in (0, 1):
        fit.join(size, limits[1] + 1 - limits[0])
    form = fit(part.args[0])
    return NUMBER if part.op == "multiplied" else form


def zero_one_sizes(fit, part):
    """Return m and n of K_mn, K(m, n), or n of D_n, L_n, I_n; I_mn has the size mn, K_n is K_nn."""
    sizes = [fit.size(arg) for arg in part.args]
    if part.word == "K":
        return sizes * 2 if len(sizes) == 1 else sizes
    return [in_order(*sizes)]


def _zero_one(fit, part):
    sizes = zero_one_sizes(fit, part)
    if len(sizes) > 2:
        fit.refuse(part, f"{fit.source(part)}: wants two sizes, as in K_{{mn,p}}")
    n, small = sizes[0], triangle(sizes[0])
    K = in_order(n, sizes[-1]), in_order(sizes[-1], n)
    shape = {"I": (n, n), "K": K, "D": (in_order(n, n), small), "L": (small, in_order(n, n))}
    return Form(*shape[part.word])


def _unit(fit, part):
    """The column e_i; the matrix J^ij has as many rows and columns as i and j have values."""
    if len(part.args) == 1:
        free = part.args[0].op == "name" and part.args[0].word not in fit.bound_indices
        return Form(fit.open(part.args[0].word) if free else fit.open(part), ONE)
    return Form(*[fit.open(place.word) for place in part.args])


def _table(fit, part):
    """[A_ij]_ij, the matrix of these entries; [J^ij]_ij, one column, the vec of a matrix, for each pair of indices."""
    form = fit(part.args[0])
    if form.rows is None:
        rows, cols = (fit.open((part, side)) for side in range(2))
        for size, index in zip((rows, cols), part.word):
            counted = fit.counted(part.args[0], index)
            fit.join(size, size if counted is None else counted)
        return Form(rows, cols if len(part.word) == 2 else ONE)
    sizes = [fit.open(index) for index in part.word]
    return Form(form.rows * form.cols, sizes[0] * sizes[-1])


def _ones(fit, part):
    """1, the column of ones, and the matrices of ones that SymPy prints; their size follows, and is else 1."""
    if part.word == "1":
        return Form(fit.open(part), ONE)
    form = Form(fit.open(part), fit.open((part, 1)))
    fit.of_ones.update(form[:2])
    return form


def _lambda(fit, part):
    """Lambda(z, exp(z)).(X): a function of each entry."""
    if fit(part.args[1]).rows is not None:
        fit.refuse(part.args[1], "Lambda: wants a number")
    return each(fit, part, "Lambda")


def _blocks(fit, part):
    """[A, B; C, D]: blocks of a row are equally high, those of a column equally wide."""
    rows = [[_block(fit, block) for block in row.args] for row in part.args]
    if len({*map(len, rows)}) > 1:
        fit.refuse(part, "blocks: wants as many blocks in each row")
    for row, parts in zip(rows, part.args):
        for k, (form, block) in enumerate(zip(row, parts.args)):
            if not (fit.join(row[0].rows, form.rows) and fit.join(rows[0][k].cols, form.cols)):
                shape = f"{fit.source(block)} of shape {fit.show(form)}"
                fit.refuse(block, f"blocks: {shape} does not fit beside the others")
    return Form(sum((row[0].rows for row in rows), ONE * 0), sum((form.cols for form in rows[0]), ONE * 0))


def _block(fit, part):
    """A block; 0 is a block of zeros, I and 1 have the size of their neighbours."""
    if part.op == "number":
        return Form(fit.open(part), fit.open((part, 1)))
    return fit(part).as_matrix


def _derivative(fit, part):
    """The Jacobian d vec F / d vec(X)^T, the gradient, in the shape of X, and the Hessian of a number."""
    F, X = map(fit, part.args)
    if part.word == "partial":  # of a number by a matrix the gradient is meant
        part.word = "Gradient" if fit.is_one(F) and not fit.is_one(X) else "Jacobian"
    kind, count = part.word.lower(), lambda form: mul(*form.as_matrix[:2])
    if part.word != "Jacobian" and not fit.is_one(F):
        fit.refuse(part.args[0], f"{kind}: wants a number, {fit.source(part.args[0])} has shape {fit.show(F)}")
    if part.args[1].op not in ("name", "call"):
        fit.refuse(part.args[1], f"{kind}: is taken with respect to a letter")
    if part.word == "Gradient":  # by vech(S) it has the shape of S
        return fit(part.args[1].args[0]) if part.args[1].op == "call" else X
    return Form(count(F) if part.word == "Jacobian" else count(X), count(X))


def _dot(fit, part):
    """np.dot, np.inner and np.outer of columns; the product of matrices."""
    left, right = map(fit, part.args)
    columns = fit.is_column(left) and fit.is_column(right)
    if part.op == "outer" or (part.op == "dot" and not columns):
        return _juxt(fit, part) if part.op == "dot" else Form(left.rows, right.rows)
    if not fit.join(left.rows, right.rows) or not columns:
        fit.refuse(part, f"{part.op}: wants two columns of one length")
    return NUMBER


def _equation(fit, part):
    """Both sides of an equation have one shape; 0 fits every shape."""
    first = fit(part.args[0])
    for side in part.args[1:]:
        form = fit(side)
        if part.args[0].op == "derivative" and side.op == "table":  # one column for each entry of the variable
            for index, known in zip(side.word, fit(part.args[0].args[1])[:2]):
                fit.join(fit.open(index), known)
        zero = "0" in (side.word, part.args[0].word) and "number" in (side.op, part.args[0].op)
        if not (zero or (fit.is_one(first) and fit.is_one(form))):
            pair = Part("=", [part.args[0], side], side.start, side.end)
            fit.alike(pair, first.as_matrix, form.as_matrix, "equation")
    return first


SIGNS = {"+": _sum, "-": _sum, "*": _star, "@": _product, "/": _quotient, "**": _power, "o": _by_entry, "juxt": _juxt}
SIGNS["./"] = _by_entry
BRACKETED = {*SIGNS, "signed"}
PARTS = (_name, _attribute, _call, _bars, _extent, _entry, _summed, _zero_one, _ones, _lambda, _unit, _table, _blocks)
PARTS += (_derivative, _dot)
FITS = SIGNS | {fits.__name__[1:]: fits for fits in PARTS}
FITS |= {"=": _equation, "o**": _power, "multiplied": _summed, "inner": _dot, "outer": _dot}
FITS |= dict.fromkeys(("number", "delta"), lambda fit, part: NUMBER)
FITS |= dict.fromkeys(("signed", "differential"), lambda fit, part: fit(part.args[0]))
FITS["formal"] = lambda fit, part: each(fit, part, part.word)
