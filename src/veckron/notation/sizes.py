"""Sizes and shapes in a formula: those that a reader gives, those not known yet, and the equations between them."""

import re
from functools import lru_cache
from typing import NamedTuple

from sympy import Dummy, Expr, Integer, Symbol, expand

from veckron.notation.errors import ParseError, near
from veckron.shapes import STRUCTURES, size_text, triangle

NUMBERS = ("scalar", "integer")
KINDS = (*STRUCTURES, "matrix", "column")  # these may stand alone: their sizes follow
SIZE = re.compile(r"(?:\d{1,6}|[A-Za-z][A-Za-z0-9_]{0,19})", re.ASCII)
POWER = re.compile(r"([A-Za-z]\w*)\*\*([2-6])", re.ASCII)
TRIANGLE = re.compile(r"(.+)\*\(\1\+1\)/2", re.ASCII)

# What sizes are called that nobody named.
NAMES = ["m", "n", "p", "q", "r", "h", "k", "l", "s", "t"]
ONE = Integer(1)


class Shape(NamedTuple):
    """Rows and columns, and the word behind them: a structure, scalar or integer.

    Without rows and columns it is a number, or something whose sizes follow.
    """

    rows: Expr = None
    cols: Expr = None
    word: str = ""

    @property
    def is_kind(self):
        """Whether the sizes are to follow."""
        return self.rows is None and self.word in KINDS

    def __str__(self):
        sizes = [] if self.rows is None else [size_text(self.rows), size_text(self.cols)]
        return " ".join([*sizes, *([self.word] if self.word else [])])


def read_shape(name, text):
    """Return the shape of a letter that a text stands for: "m n", "n" for a column, "n n symmetric", "symmetric", "scalar"."""
    if not isinstance(text, str) or len(text) > 100:
        raise ParseError(f"{name}: a shape is a short text, such as {name}='m n'", asks=name, in_shape=True)
    *sizes, last = text.split() or [""]
    if last in (*NUMBERS, *KINDS) and not sizes:
        return Shape(word=last)
    if not sizes and len(last) > 5 and (hint := near(last, (*KINDS, *NUMBERS))):
        _refuse(name, text, f"{last} is no size{hint}")
    words, sizes = ([last], sizes) if last in STRUCTURES else ([], [*sizes, last])
    read = [_size(name, text, size) for size in sizes]
    if not 1 <= len(sizes) <= 2:
        _refuse(name, text, f"a shape is 'm n', 'n' for a column, or 'scalar'{near(last, (*KINDS, *NUMBERS))}")
    shape = Shape(read[0], read[1] if len(read) == 2 else ONE, *words)
    if shape.word and shape.rows != shape.cols:
        _refuse(name, text, f"{shape.word} wants a square matrix, '{shape.rows} {shape.rows}'")
    return shape


def _refuse(name, text, message):
    """Raise the error of a shape; it asks for that of the letter."""
    raise ParseError(f"{name}: {message}", text, asks=name, in_shape=True)


def _size(name, text, word):
    """A size: a number, a letter, a product of these, or n*(n+1)/2."""
    if word in (*NUMBERS, *KINDS):
        _refuse(name, text, f"{word} stands {'behind the sizes' if word in STRUCTURES else 'alone'}")
    if half := TRIANGLE.fullmatch(word):
        return triangle(_size(name, text, half[1]))
    result = ONE
    for factor in POWER.sub(lambda power: "*".join([power[1]] * int(power[2])), word).split("*"):
        if not SIZE.fullmatch(factor):
            hint = near(word, (*KINDS, *NUMBERS)) or ": a size is a whole number or a letter"
            _refuse(name, text, f"{word} is no size{hint}")
        if factor.isdigit() and int(factor) == 0:
            _refuse(name, text, f"{word} is no size: a size is at least 1")
        result *= Integer(factor) if factor.isdigit() else Symbol(factor)
    return result


class Form(NamedTuple):
    """The shape of a part, no rows for a number; ``entrywise`` where a number may be added to each entry."""

    rows: Expr = None
    cols: Expr = None
    entrywise: bool = False


NUMBER = Form()


@lru_cache
def shapes_of(signature):
    """Return the shapes of the arguments and the form of the value: of "(m,n),(p,q)->(m*p,n*q)", as NumPy's gufuncs write it."""
    inputs, output = signature.split("->")
    sizes = [_size("value", signature, word) for word in output[1:-1].split(",") if word]
    read = lambda word: Integer(word) if word.isdigit() else Symbol(word)
    return [tuple(map(read, pair)) for pair in re.findall(r"\((\w+),(\w+)\)", inputs)], Form(*sizes)


class Sizes:
    """Unknown sizes are dummies; ``bound`` says what an unknown turned out to be.

    A size that is ``loose`` belongs to a word such as mu, of which it is not known whether it is a column.
    """

    def __init__(self):
        self.bound, self.loose, self.unknown, self.last = {}, set(), set(), False

    def fresh(self, name, loose=False):
        """Return a new unknown size."""
        size = Dummy(name)
        self.unknown.add(size)
        self.loose.update([size] if loose else [])
        return size

    def now(self, size):
        """Return a size with everything put in that is known by now."""
        while (found := size.xreplace(self.bound)) != size:
            size = found
        return size

    def is_open(self, size):
        """Tell whether nothing is known yet about a size."""
        return self.now(size) in self.unknown

    def equal(self, a, b):
        """Tell whether two sizes are known to be equal."""
        a, b = self.now(a), self.now(b)
        return a == b or (not (a.is_Atom and b.is_Atom) and expand(a - b) == 0)

    def could(self, a, b):
        """Tell whether two sizes are equal, or could be."""
        return self.equal(a, b) or (self.is_open(a) and self.is_open(b))

    def join(self, a, b, one=None):
        """Make two sizes equal; return False where they cannot be.

        An unknown size becomes 1 where ``one`` says so; that of a loose word unless it says False.
        """
        a, b = sorted((self.now(b), self.now(a)), key=lambda size: (size not in self.loose, size not in self.unknown))
        if self.equal(a, b):
            return True
        if a in self.unknown and a not in b.free_symbols:
            if b == 1 and not (a in self.loose if one is None else one):
                return False
            self.bound[a] = b
            return True
        return self._join_products(a, b)

    def _join_products(self, a, b):
        """From mp = mq follows p = q, from mm = pp follows m = p; what stays open is decided at the last reading."""
        if any(base.is_Rational and not base.is_Integer for base in (a / b).as_powers_dict()):
            return False
        ratio = [(base, exponent) for base, exponent in (a / b).as_powers_dict().items() if base != 1]
        if len(ratio) == 2 and ratio[0][1] == -ratio[1][1] and self.unknown & {ratio[0][0], ratio[1][0]} - {a, b}:
            return self.join(ratio[0][0], ratio[1][0])
        return not self.last and len(ratio) > 2 and bool(self.unknown & (a / b).free_symbols)

    def name_all(self, sizes, taken):
        """Name the sizes that stayed unknown, in their order."""
        by_age = lambda size: sorted(size.free_symbols & self.unknown, key=lambda symbol: symbol.dummy_index)
        order = list(dict.fromkeys(symbol for size in sizes for symbol in by_age(self.now(size))))
        free = [name for name in NAMES if name not in taken]
        free = ["n"] if len(order) == 1 and "n" in free else free
        free += [name for k in range(1, 500) if (name := f"n{k}") not in taken]
        self.bound.update({size: Symbol(name) for size, name in zip(order, free)})

    def is_one(self, form):
        """Tell whether a part is a number or 1 x 1."""
        return form.rows is None or (self.now(form.rows) == 1 and self.now(form.cols) == 1)

    def is_column(self, form):
        """Tell whether a part has one column."""
        return form.rows is not None and self.now(form.cols) == 1

    def is_loose(self, form):
        """Tell whether a part is a word, such as lam or lam ** 2, about which nothing is known yet."""
        return form.rows is not None and self.now(form.rows) in self.loose

    def unknown_in(self, form):
        """Return the unknown sizes in the shape of a part."""
        return {symbol for size in form[:2] for symbol in self.now(size).free_symbols} & self.unknown

    def show(self, form):
        """Return a shape as the errors print it: (rows of A, n), or (n*(rows of A), 1)."""
        if form.rows is None:
            return "a number"
        return f"({', '.join(_shown(self.now(size)) for size in form[:2])})"


def _shown(size):
    text = str(size)
    for unknown in sorted(size.atoms(Dummy), key=lambda dummy: -len(dummy.name)):
        brackets = not size.is_Atom and " " in unknown.name
        text = text.replace(f"_{unknown.name}", f"({unknown.name})" if brackets else unknown.name)
    return text
