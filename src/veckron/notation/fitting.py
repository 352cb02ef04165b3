"""The shape of every part of a formula, and of letters that nobody gave one: unified through the tree."""

import ast
from collections import Counter

from sympy import Dummy

from veckron.notation import functions, words
from veckron.notation.declared import STRUCTURES, Shape
from veckron.notation.errors import ParseError, near, short
from veckron.notation.nodes import FITS
from veckron.notation.sizes import ONE, Form, Sizes


class Fitting:
    """Finds the shapes. It reads the tree twice: what a later part says about a letter holds for an earlier one too."""

    def __init__(self, text, tree, given):
        self.text, self.tree, self.sizes = text, tree, Sizes()
        self.kinds = {name: shape.word for name, shape in given.items() if shape.is_kind}
        self.given = given = {name: shape for name, shape in given.items() if name not in self.kinds}
        self.letters, self.identities, self.by_entry = {}, {}, set()
        self.counts = Counter(node.id for node in sorted(_names(tree), key=lambda node: node.start))
        exponents = {node.right.id for node in ast.walk(tree) if _has_letter_as_exponent(node)}
        sizes = {part.id for node in ast.walk(tree) for part in words.sizes_in(node)} | self._sizes_given()
        self.exponents, self.lengths = exponents - {*given, *sizes, *self.kinds}, sizes - {*given}
        self.taken = sizes & {*exponents, *given}

    def _sizes_given(self):
        """Return the names of the sizes in the given shapes of the letters that occur."""
        known = [shape[:2] for name, shape in self.given.items() if name in self.counts and shape.rows is not None]
        return {symbol.name for shape in known for size in shape for symbol in size.free_symbols}

    def __call__(self, node):
        """Return the form of a part; refuse what does not fit."""
        if type(node) not in FITS:
            self.refuse(node, "cannot be read here: an expression is wanted")
        return FITS[type(node)](self, node)

    def solve(self):
        """Find all shapes, and name the sizes that stay free."""
        self._no_increments()
        self(self.tree)
        for form in self.letters.values():
            self._close(form)
        self.sizes.last = True
        form = self(self.tree)
        self._want_all()
        sizes = [size for known in self.letters.values() for size in known[:2]]
        taken = {*self.counts, *self.lengths, *self.given}
        self.sizes.name_all(sizes, taken)
        return form

    def _no_increments(self):
        """Refuse dX beside X: a derivation calls the increment of X so."""
        letters = self.counts.keys() - self.lengths - self.exponents - functions.FUNCTIONS.keys()
        for node in _names(self.tree):
            if node.id[0] == "d" and node.id[1:] in letters and node.id not in functions.FUNCTIONS:
                self.refuse(node, f"{node.id} is the increment of {node.id[1:]} here; use another letter")

    def _close(self, form):
        """A word such as mu is a column where its length is known and nothing says how many columns it has."""
        rows, cols = map(self.sizes.now, form[:2])
        lengths = {self.sizes.now(other.rows) for other in self.letters.values()}
        if cols in self.sizes.loose - lengths and rows not in self.sizes.loose:
            self.sizes.bound[cols] = ONE

    def _want_all(self):
        """Ask for the shape of a word, and for the size of I, that did not follow."""
        known = {self.sizes.now(size) for form in self.letters.values() for size in form[:2]}
        for node in _names(self.tree):
            if any(self.sizes.now(size) in self.sizes.loose for size in self.letters.get(node.id, ())[:2]):
                self.refuse(node, self.ask(node.id), asks=node.id)
            size = self.sizes.now(self.identities.get(node, ONE))
            if size in self.sizes.unknown and size not in known:
                self.refuse(node, "I: its size does not follow from the rest; write eye(n)")

    def ask(self, name):
        """Return the request for a shape."""
        square = f"{name}='n n'" if name[0].isupper() or name.lower() == "sigma" else f"{name}='n'"
        hint = near(name, functions.FUNCTIONS) if self.counts[name] == 1 and len(name) > 3 else ""
        return f"{name} is not known here; give its shape: {name}='scalar' or {square}{hint}"

    def shapes(self):
        """Return the shape of each letter, given or found, in their order in the text."""
        found = {name: self._shape(name, form) for name, form in self.letters.items()}
        return {name: {**found, **self.given}[name] for name in self.counts if name in found or name in self.given}

    def _shape(self, name, form):
        if self.is_one(form):
            return Shape(word="scalar")
        word = self.kinds.get(name, "")
        return Shape(*[self.sizes.now(size) for size in form[:2]], word if word in STRUCTURES else "")

    def whole(self):
        """Return the letters that are whole numbers: exponents."""
        given = {name for name, shape in self.given.items() if shape.word == "integer" and name in self.counts}
        return self.exponents | given

    def refuse(self, node, message, cause=None, asks=""):
        """Raise the error that points at a part."""
        raise ParseError(message + self._joined(), self.text, max(node.start, 0), asks) from cause

    def _joined(self):
        """Return what to say of AX beside A and X, if nobody gave its shape."""
        names = [name for name in self.counts if len(name) > 1 and name.isupper() and name not in self.given]
        found = [name for name in names if all(letter in self.counts for letter in name)]
        return f"; {found[0]} is one letter; write {' @ '.join(found[0])}" if found else ""

    def source(self, node, inner=False):
        """Return a part as it stands in the text; in brackets where it is to stand inside of another."""
        text = self.text[node.start : node.end]
        return short(f"({text})" if inner and isinstance(node, (ast.BinOp, ast.UnaryOp)) else text)

    def show(self, form):
        """Return a shape as the errors print it."""
        if form.rows is None:
            return "a number"
        return f"({', '.join(_shown(self.sizes.now(size)) for size in form[:2])})"

    def is_one(self, form):
        """Tell whether a part is a number or 1 x 1."""
        return form.rows is None or (self.sizes.now(form.rows) == 1 and self.sizes.now(form.cols) == 1)

    def is_column(self, form):
        """Tell whether a part has one column."""
        return form.rows is not None and self.sizes.now(form.cols) == 1

    def is_loose(self, form):
        """Tell whether a part is a word, such as lam or lam ** 2, about which nothing is known yet."""
        return form.rows is not None and self.sizes.now(form.rows) in self.sizes.loose

    def unknown_in(self, form):
        """Return the unknown sizes in the shape of a part."""
        return {symbol for size in form[:2] for symbol in self.sizes.now(size).free_symbols} & self.sizes.unknown

    def square(self, node, form, operation):
        """Return the form of a part that has to be a square matrix."""
        if form.rows is None:
            self.refuse(node, f"{operation}: wants a square matrix, {self.source(node)} is a number")
        if not self.sizes.join(form.rows, form.cols):
            self.refuse(node, f"{operation}: wants a square matrix, {self.source(node)} has shape {self.show(form)}")
        return Form(form.rows, form.rows)

    def matrix(self, node, form, operation):
        """Return the form of a part that has to be a matrix."""
        if form.rows is None:
            self.refuse(node, f"{operation}: wants a matrix, {self.source(node)} is a number")
        return form

    def alike(self, node, left, right, operation):
        """Return the form of two parts that must have the same shape."""
        if not all(self.sizes.join(a, b) for a, b in zip(left[:2], right[:2])):
            L, R = self.source(node.left, inner=True), self.source(node.right, inner=True)
            hint = self._product_hint(node, left, right) if operation == "product entry by entry" else ""
            self.refuse(
                node.right, f"{operation}: {L} has shape {self.show(left)}, {R} has shape {self.show(right)}{hint}"
            )
        return Form(left.rows, left.cols)

    def _product_hint(self, node, left, right):
        L, R = self.source(node.left, inner=True), self.source(node.right, inner=True)
        if self.could(left.cols, right.rows):
            return f"; did you mean {L} @ {R}?"
        if self.is_column(left) and self.could(left.rows, right.rows):
            number = f", or {L}='scalar'" if L in self.letters else ""
            return f"; did you mean diag({self.source(node.left)}) @ {R}{number}?"
        return f"; did you mean {L}.T @ {R}?" if self.could(left.rows, right.rows) else ""

    def could(self, a, b):
        """Tell whether two sizes are equal, or could be."""
        return self.sizes.equal(a, b) or (self.sizes.is_open(a) and self.sizes.is_open(b))


def _shown(size):
    """A size as text: rows of A, or n*(rows of A)."""
    text = str(size)
    for unknown in sorted(size.atoms(Dummy), key=lambda dummy: -len(dummy.name)):
        brackets = not size.is_Atom and " " in unknown.name
        text = text.replace(f"_{unknown.name}", f"({unknown.name})" if brackets else unknown.name)
    return text


def _names(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.Name)]


def _has_letter_as_exponent(node):
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and isinstance(node.right, ast.Name)
