"""Sizes and shapes in a formula: those that a reader gives, those not known yet, and the equations between them."""

import re
from functools import lru_cache, partial
from operator import add, mul, neg, sub, truediv
from typing import NamedTuple

from sympy import Dummy, Expr, Integer, Mul, Pow, Symbol, expand

from veckron.notation.errors import ParseError, near
from veckron.notation.grammar import Grammar
from veckron.notation.words import CONSTANTS
from veckron.shapes import STRUCTURES, size_text

KINDS = (*STRUCTURES, "matrix", "column")  # these may stand alone: their sizes follow
WORDS = (*KINDS, "scalar", "integer")
BETWEEN = re.compile(r"\s*[,×]\s*|\s+x\s+|(?<=\d)x(?=\d)")
LARGEST_SIZE, LARGEST_POWER = 10**6, 6
SIZE_OPERATIONS = {"+": add, "-": sub, "*": mul, "juxt": mul, "/": truediv, "**": pow, "signed": neg}

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
    """Return the shape that a text stands for: "m n", "3x2", "(n + 1, 2 n)", "n" for a column, "n n symmetric", "scalar"."""
    if not isinstance(text, str) or len(text) > 100:
        raise ParseError(f"{name}: a shape is a short text, such as {name}='m n'", asks=name, in_shape=True)
    refuse = partial(_refuse, name, text)
    *before, last = text.split() or [""]
    if last in WORDS and not before:
        return Shape(word=last)
    if not before and len(last) > 5 and (hint := near(last, WORDS)):
        refuse(f"{last} is no size{hint}")
    word = last if last in STRUCTURES else ""
    inner = text.strip().removesuffix(word).strip()
    if inner[:1] + inner[-1:] == "()" and "," in inner:
        inner = inner[1:-1].strip().removesuffix(",")
    # Sizes stand between commas, ×, or spaces; what stands beside + * / is one size.
    between = BETWEEN.split(inner) if BETWEEN.search(inner) else re.sub(r"\s*([+*/])\s*", r"\1", inner).split()
    sizes = [_size(size, refuse) for size in between or [""]]
    if len(sizes) > 2:
        refuse(f"a shape is 'm n', 'n' for a column, or 'scalar'{near(last, WORDS)}")
    shape = Shape(sizes[0], sizes[1] if len(sizes) == 2 else ONE, word)
    if word and shape.rows != shape.cols:
        refuse(f"{word} wants a square matrix, '{shape.rows} {shape.rows}'")
    return shape


def _refuse(name, text, message):
    """Raise the error of a shape; it asks for that of the letter."""
    raise ParseError(f"{name}: {message}", text, asks=name, in_shape=True)


def _size(word, refuse):
    """A size of a shape: a number, a letter, m*n, 2n, n + 1, n*(n+1)/2."""
    if word in WORDS:
        refuse(f"{word} stands {'behind the sizes' if word in STRUCTURES else 'alone'}")
    wrong = near(word, WORDS) or ": a size is a whole number or a letter"
    no_size = lambda _, hint: refuse(f"{word} is no size{f': {hint}' if 'least' in hint else wrong}")
    try:
        parts = Grammar(word, (), re.findall(r"[A-Za-z]\w*", word)).sides()
    except ParseError:
        parts = []
    if len(parts) != 1 or any(part.op in ("-", "signed") for part in parts[0].parts()):
        no_size(None, "")
    return size_of(parts[0], no_size)


def size_of(part, refuse, least=1):
    """Return the size that a part of a formula is: 3, n, m n, n + 1, n (n + 1)/2; ``refuse`` is called with any other."""
    wanted = "a size is a whole number or a letter"
    if part.op == "number" and part.word.isdigit() and int(part.word) < LARGEST_SIZE:
        if int(part.word) < least:
            refuse(part, "a size is at least 1")
        return Integer(part.word)
    if part.op == "name" and part.word not in CONSTANTS:
        return Symbol(part.word)
    if part.op not in SIZE_OPERATIONS:
        refuse(part, wanted)
    sizes = [size_of(arg, refuse, 1 if part.op in "* juxt" else 0) for arg in part.args]
    if part.op == "/":  # with the factors n and n + 1 the half is whole
        factors = Mul.make_args(sizes[0])
        if sizes[1] != 2 or not any(expand(a + 1 - b) == 0 for a in factors for b in factors):
            refuse(part, wanted)
    if part.op == "**" and not (sizes[1].is_Integer and sizes[1] <= LARGEST_POWER):
        refuse(part, wanted)
    return SIZE_OPERATIONS[part.op](*sizes)


def in_order(*sizes):
    """Return a product of sizes that remembers which is the outer one: the columns of kron(A, B), the rows of vec(X)."""
    return Mul(*sizes, evaluate=False) if len(sizes) > 1 else sizes[0]


def _plain(size):
    return Mul(*map(_plain, size.args)) if size.is_Mul else size


def _factors(size):
    """The factors of a size in their order, the outer one first."""
    if isinstance(size, Pow) and size.exp.is_Integer:
        return [size.base] * int(size.exp)
    return [factor for part in size.args for factor in _factors(part)] if size.is_Mul else [size]


class Form(NamedTuple):
    """The shape of a part, no rows for a number; ``entrywise`` where a number may be added to each entry."""

    rows: Expr = None
    cols: Expr = None
    entrywise: bool = False

    @property
    def as_matrix(self):
        """The form, of a number that of a 1 x 1 matrix."""
        return Form(ONE, ONE) if self.rows is None else self


NUMBER = Form()


@lru_cache
def shapes_of(signature):
    """Return the shapes of the arguments and the form of the value: of "(m,n),(p,q)->(m*p,n*q)", as NumPy's gufuncs write it."""
    inputs, output = signature.split("->")
    refuse = partial(_refuse, "value", output)
    factors = lambda word: word.split("*") if word.replace("*", "").isalpha() else [word]
    sizes = [in_order(*[_size(factor, refuse) for factor in factors(word)]) for word in output[1:-1].split(",") if word]
    read = lambda word: Integer(word) if word.isdigit() else Symbol(word)
    return [tuple(map(read, pair)) for pair in re.findall(r"\((\w+),(\w+)\)", inputs)], Form(*sizes)


def put(size, known):
    """Return a size of a signature with those of the arguments put in, its factors in their order."""
    factors = Mul.make_args(size)
    if all(factor.is_Symbol for factor in factors):
        return in_order(*[known[factor] for factor in factors])
    return size.xreplace({n: _plain(value) for n, value in known.items()})


def size_letters(given):
    """Return the letters in the shapes that are given."""
    sizes = [size for shape in given.values() if shape.rows is not None for size in shape[:2]]
    return {symbol.name for size in sizes for symbol in size.free_symbols}


class Sizes:
    """Unknown sizes are dummies; ``bound`` says what an unknown turned out to be.

    A size that is ``loose`` belongs to a word such as mu, of which it is not known whether it is a column; one that is
    ``of_ones`` to a matrix of ones that SymPy printed as 1.
    """

    def __init__(self):
        self.bound, self.loose, self.unknown, self.of_ones, self.pairs, self.last = {}, set(), set(), set(), [], False

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
        return _plain(size)

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

        An unknown size becomes 1 where ``one`` says so; that of a loose word unless it says False. From mp = mq and
        p - 1 = q - 1 follows p = q, from mm = pp follows m = p; what stays open is paired later, and decided at the end.
        """
        factors = _factors(a), _factors(b)
        a, b = sorted((self.now(b), self.now(a)), key=lambda size: (size not in self.loose, size not in self.unknown))
        if self.equal(a, b):
            return True
        if a in self.unknown and a not in b.free_symbols:
            if b == 1 and not (a in self.loose if one is None else one) and a not in self.of_ones:
                return False
            self.bound[a] = b
            return True
        apart = (a - b).as_coefficients_dict() if a.is_Add and b.is_Add else {}
        if sorted(apart.values()) == [-1, 1] and self.unknown & apart.keys():
            return self.join(*apart)
        ratio = [(base, exponent) for base, exponent in (a / b).as_powers_dict().items() if base != 1]
        if any(base.is_Rational and not base.is_Integer for base, _ in ratio):
            return False
        if len(ratio) == 2 and ratio[0][1] == -ratio[1][1] and self.unknown & {ratio[0][0], ratio[1][0]} - {a, b}:
            return self.join(ratio[0][0], ratio[1][0])
        self.pairs.append(factors)
        return not self.last and len(ratio) > 2 and bool(self.unknown & (a / b).free_symbols)

    def pair(self):
        """Make equal what nothing else tells, factor by factor: kron(A, B) vec(X) has the columns of A and of X outside."""
        for pair in self.pairs:
            known = [[size for size in map(self.now, factors) if size != 1] for factors in pair]
            left, right = (sorted(sizes, key=lambda size: size.is_Add) for sizes in known)
            for size in set(left) & set(right) if len(left) != len(right) else ():
                left.remove(size), right.remove(size)
            few, many = sorted((left, right), key=len)
            # Of kron(A, B, C) vec(X) with letters that nobody gave a shape X has as many rows as kron(B, C) has columns.
            if len(few) == 2 and {*few} <= self.unknown and self.unknown & {*many}:
                many[1:] = [Mul(*many[1:])]
            if len(left) == len(right) and not self.equal(Mul(*left), Mul(*right)):
                for a, b in zip(left, right):
                    if self.unknown & {a, b}:
                        self.join(a, b, one=True)

    def name_all(self, sizes, taken):
        """Name the sizes that stayed unknown, in their order."""
        by_age = lambda size: sorted(size.free_symbols & self.unknown, key=lambda symbol: symbol.dummy_index)
        order = list(dict.fromkeys(symbol for size in sizes for symbol in by_age(self.now(size))))
        free = [name for name in NAMES if name not in taken]
        free = ["n"] if len(order) == 1 and "n" in free else free
        free += [name for k in range(1, 500) if (name := f"n{k}") not in taken]
        self.bound.update({size: Symbol(name) for size, name in zip(order, free)})

    def shape(self, form):
        """Return the rows and columns of a part that is a matrix, as they are known by now."""
        return [*map(self.now, form[:2])]

    def is_one(self, form):
        """Tell whether a part is a number or 1 x 1."""
        return form.rows is None or self.shape(form) == [1, 1]

    def is_column(self, form):
        """Tell whether a part has one column."""
        return form.rows is not None and self.now(form.cols) == 1

    def is_loose(self, form):
        """Tell whether a part is a word, such as lam or lam ** 2, about which nothing is known yet."""
        return form.rows is not None and self.now(form.rows) in self.loose

    def show(self, form):
        """Return a shape as the errors print it: (rows of A, n), or (n*(rows of A), 1)."""
        if form.rows is None:
            return "a number"
        texts = []
        for size in self.shape(form):
            text = str(size)
            for unknown in sorted(size.atoms(Dummy), key=lambda dummy: -len(dummy.name)):
                brackets = not size.is_Atom and " " in unknown.name
                text = text.replace(f"_{unknown.name}", f"({unknown.name})" if brackets else unknown.name)
            texts.append(text)
        return f"({', '.join(texts)})"
