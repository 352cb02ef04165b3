"""The shape of every part of a formula, and of letters that nobody gave one: unified through the tree."""

import re
from collections import Counter

from veckron.notation.errors import HINTS, METHODS, ParseError, near, short
from veckron.notation.functions import FUNCTIONS, SIZED, fitted
from veckron.notation.grammar import PREFIXES
from veckron.notation.sizes import NUMBER, ONE, STRUCTURES, Form, Shape, Sizes

CONSTANTS = {"pi"}
COUNTS = ("m", "n", "p", "q", "k", "N", "T")
LETTER = re.compile(r"[A-Za-z]_?\d*")


class Fitting(Sizes):
    """Finds the shapes. It reads the tree twice: what a later part says about a letter holds for an earlier one too.

    ``letters`` has the form of each letter without a given shape, ``identities`` the size of each I; ``by_entry`` are the powers
    that are taken entry by entry.
    """

    def __init__(self, text, tree, given):
        super().__init__()
        self.text, self.tree = text, tree
        self.kinds = {name: shape.word for name, shape in given.items() if shape.is_kind}
        self.given = given = {name: shape for name, shape in given.items() if name not in self.kinds}
        self.letters, self.identities, self.by_entry = {}, {}, set()
        self.counts = Counter(name.word for name in sorted(tree.names(), key=lambda name: name.start))
        powers = [part.args[1] for part in tree.parts() if part.op == "**"]
        exponents = {exponent.word for exponent in powers if exponent.op == "name"}
        calls = [part for part in tree.parts() if part.op == "call" and part.function.dotted() in SIZED]
        sizes = {name.word for part in calls for arg in part.args for name in arg.names()}
        known = [shape[:2] for name, shape in given.items() if name in self.counts and shape.rows is not None]
        sizes |= {symbol.name for shape in known for size in shape for symbol in size.free_symbols}
        self.exponents, self.lengths = exponents - {*given, *sizes, *self.kinds}, sizes - {*given}
        self.taken = sizes & {*exponents, *given}

    def __call__(self, part):
        """Return the form of a part; refuse what does not fit."""
        if part.op not in FITS:
            self.refuse(part, "cannot be read here: an expression is wanted")
        return FITS[part.op](self, part)

    def solve(self):
        """Find all shapes, and name the sizes that stay free."""
        self._no_increments()
        self(self.tree)
        for form in self.letters.values():
            self._close(form)
        self.last = True
        self(self.tree)
        self._want_all()
        sizes = [size for known in self.letters.values() for size in known[:2]]
        self.name_all(sizes, {*self.counts, *self.lengths, *self.given})
        return self

    def _no_increments(self):
        """Refuse dX beside X: a derivation calls the increment of X so."""
        letters = self.counts.keys() - self.lengths - self.exponents - FUNCTIONS.keys()
        for name in self.tree.names():
            if name.word[0] == "d" and name.word[1:] in letters and name.word not in FUNCTIONS:
                self.refuse(name, f"{name.word} is the increment of {name.word[1:]} here; use another letter")

    def _close(self, form):
        """A word such as mu is a column where its length is known and nothing says how many columns it has."""
        rows, cols = map(self.now, form[:2])
        lengths = {self.now(other.rows) for other in self.letters.values()}
        if cols in self.loose - lengths and rows not in self.loose:
            self.bound[cols] = ONE

    def _want_all(self):
        """Ask for the shape of a word, and for the size of I, that did not follow."""
        known = {self.now(size) for form in self.letters.values() for size in form[:2]}
        for name in self.tree.names():
            if any(self.now(size) in self.loose for size in self.letters.get(name.word, ())[:2]):
                self.ask(name)
            size = self.now(self.identities.get(name, ONE))
            if size in self.unknown and size not in known:
                self.refuse(name, "I: its size does not follow from the rest; write eye(n)")

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
        return Shape(*[self.now(size) for size in form[:2]], word if word in STRUCTURES else "")

    def refuse(self, part, message, cause=None, asks=""):
        """Raise the error that points at a part."""
        raise ParseError(message + self._joined(), self.text, max(part.start, 0), asks) from cause

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
    if name in fit.exponents or name in fit.lengths or name == "pi":
        return NUMBER
    if name == "I":
        size = fit.identities.setdefault(part, fit.fresh("n"))
        return Form(size, size)
    if name in FUNCTIONS or name in PREFIXES or name in HINTS:
        fit.refuse(part, f"{name} is the name of a function{HINTS.get(name, f': write {name}(...)')}")
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


def _sum(fit, part):
    left, right = map(fit, part.args)
    if fit.is_one(left) and fit.is_one(right):
        return left if right.rows is not None else right
    if fit.is_one(left):
        return _number_and_matrix(fit, part, part.args[1], right, part.args[0])
    if fit.is_one(right):
        return _number_and_matrix(fit, part, part.args[0], left, part.args[1])
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


def _by_entry(fit, part):
    left, right = map(fit, part.args)
    if fit.is_one(left) and fit.is_one(right):
        return NUMBER
    if fit.is_one(left) or fit.is_loose(left):
        return right
    if fit.is_one(right) or fit.is_loose(right):
        return left
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
        if form.rows is None or (fit.is_one(form) and side.op == "name" and side.word in fit.letters):
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
    left, right = map(fit, part.args)
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
    if fit.is_column(base) or fit.is_loose(base) or base.entrywise:
        fit.by_entry.update([part] if base.entrywise and fit.last else [])
        return base._replace(entrywise=True)
    if over.op == "name" and over.word in fit.taken:
        fit.refuse(over, f"power: {over.word} is a size; take another letter for the exponent")
    if _repeats(over) and fit.unknown_in(base):
        return _entries_in_numpy(fit, part, base)
    if not fit.join(base.rows, base.cols):
        A = fit.source(under, inner=True)
        hint = "; did you mean pinv?" if fit.source(over) == "-1" else f"; entry by entry write {A} * {A}"
        fit.refuse(under, f"power: wants a square matrix, {A} has shape {fit.show(base)}{hint}")
    return Form(base.rows, base.rows)


def _want_exponent(fit, part, form):
    name = fit.source(part)
    if name == "T" and name not in fit.given:
        fit.refuse(part, "power: T is no exponent, if it is not given as 'integer'; for the transpose write X.T")
    if form.rows is not None or not (part.op == "name" or _is_constant(part)):
        fit.refuse(part, f"power: an exponent is a number or one letter, {name} is neither")


def _repeats(exponent):
    """Tell whether an exponent is 2 or more: of an inverse, or of a letter, nobody thinks entry by entry."""
    if exponent.op == "number":
        return float(exponent.word) >= 2 and float(exponent.word).is_integer()
    return exponent.op in SIGNS and exponent.op != "/"


def _entries_in_numpy(fit, part, base):
    """A product of matrices only where the base is square for another reason than the power."""
    if not fit.last or fit.equal(base.rows, base.cols):
        return Form(base.rows, base.cols)
    A, k = fit.source(part.args[0], inner=True), part.args[1]
    factors = [A] * int(float(k.word)) if k.op == "number" and float(k.word) <= 3 else [A, "...", A]
    sizes = {fit.now(size) for size in base[:2]}
    found = [name for name, form in fit.letters.items() if {fit.now(size) for size in form[:2]} == sizes]
    n = next(iter(sizes - fit.unknown_in(base)), "n")
    given = f", or give {found[0]}='{n} {n}'" if found else ""
    numpy = f"power: {fit.source(part)} of a matrix is entry by entry in NumPy: write {' * '.join(factors)}"
    fit.refuse(part.args[0], f"{numpy}; for the product write {' @ '.join(factors)}{given}")


def _attribute(fit, part):
    if part.dotted() in CONSTANTS:
        return NUMBER
    if part.word != "T":
        hint = METHODS.get(part.word, "of a matrix only X.T can be asked")
        fit.refuse(part, f".{short(part.word)}: {hint.format(X=fit.source(part.args[0], inner=True))}")
    form = fit(part.args[0])
    return Form(form.cols, form.rows, form.entrywise)


def _call(fit, part):
    name = part.function.dotted()
    if name is None and part.function.op == "attribute":
        _attribute(fit, part.function)
    if name not in FUNCTIONS:
        hint = HINTS.get(name, near(name or "", FUNCTIONS) or _applied(fit, part))
        fit.refuse(part, f"{fit.source(part.function)} is no function that can be read here{hint}")
    function, count = FUNCTIONS[name], len(part.args)
    if not function.least <= count <= function.most:
        many = f"{function.least}" if function.least == function.most else f"{function.least} or more"
        fit.refuse(part, f"{name}: wants {many} {'argument' if many == '1' else 'arguments'}, got {count}")
    if callable(function.signature):
        return function.signature(fit, part, name)
    return fitted(fit, part, name, function.signature)


def _applied(fit, part):
    """X(...) may have been meant as a product."""
    name = part.function.word
    if part.function.op == "name" and (name in fit.given or LETTER.fullmatch(name)) and part.args:
        return f"; did you mean {name} @ ({fit.source(part.args[0])})?"
    return ""


SIGNS = {"+": _sum, "-": _sum, "*": _by_entry, "@": _product, "/": _quotient, "**": _power}
BRACKETED = {*SIGNS, "signed"}
FITS = {
    "number": lambda fit, part: NUMBER,
    "name": _name,
    "signed": lambda fit, part: fit(part.args[0]),
    "attribute": _attribute,
    "call": _call,
    **SIGNS,
}
