"""A reader of the docstrings of the catalogue: plain text mathematics becomes values in the ring Z/p^k.

``(x)`` is the Kronecker product, ``o`` the one of Hadamard, ``*`` that of Khatri and Rao. Juxtaposition binds more
tightly than these; a stroke with a space before it divides whole products; ``vec A^T`` is the vec of A^T.
Each part of a text becomes a function of a :class:`Scope`, so that a derivative can be its difference quotient.
Numbers that are known exactly are fractions, numbers of the ring matrices of shape (1, 1).
"""

import re
from fractions import Fraction
from functools import reduce
from itertools import combinations
from operator import mod, mul

import sympy
from sympy import DiagMatrix, DiagonalOf, Determinant, HadamardProduct, Integer, KroneckerProduct, MatPow, MatrixSymbol
from sympy import Symbol, Trace, preorder_traversal

from veckron.expressions import (
    Adjugate,
    commutation_matrix,
    duplication_matrix,
    elimination_matrix,
    khatri_rao,
    PseudoInverse,
    rank,
    Unvec,
    Unvech,
    Vec,
    Vech,
)
from veckron.values import Singular, Evaluation, P, ExactMatrix, Ring
from veckron.shapes import ShapeError
from veckron.proof import FormalFunction, Trial

TOKEN = re.compile(r" \(x\)(?= |$)| o(?= )| ?(?:\d+|[A-Za-z]+'*|\|\||[\^_(){}\[\]|,/+=*-])")
NAMES, SIZES = re.compile(r"\w+"), re.compile(r"\{(\w+),(\w+)\}|(\w+)")
INDICES = "ijkl"

PRODUCTS = {"(x)": KroneckerProduct, "o": HadamardProduct, "*": khatri_rao}
SIZED = {"K": commutation_matrix, "D": duplication_matrix, "L": elimination_matrix}
ENTRYWISE = {"ln": sympy.log, "exp": sympy.exp, "sin": sympy.sin, "cos": sympy.cos}
NODES = {"vec": Vec, "vech": Vech, "tr": Trace, "det": Determinant, "adj": Adjugate, "diag": DiagonalOf, "rank": rank}
NODES |= {"sqrt": lambda A: sympy.sqrt(Trace(A)), "Diag": DiagMatrix}
WORDS = {*NODES, *ENTRYWISE, "unvec", "unvech", "floor", "softmax", "sigma"}


class Unreadable(ValueError):
    """The text is not in the notation that the reader knows."""


class Unit:
    """u I, of a size that only its surroundings tell."""

    def __init__(self, u=Fraction(1)):
        self.u = u


class Ones:
    """A row or a column of ones, of a length that only its neighbour tells."""

    def __init__(self, is_row):
        self.is_row = is_row


class Scope:
    """What names stand for: values; definitions, functions of the scope; functions, of the scope, a value, an order."""

    def __init__(self, ring, values, definitions, functions, words, exchanged=()):
        self.ring, self.values, self.definitions, self.functions = ring, values, definitions, functions
        self.words, self.exchanged = words, dict(exchanged)

    def having(self, values=(), exchanged=()):
        """Return the scope with other values; H_g is H_f, as it was defined, with g for f."""
        changes = self.exchanged | dict(exchanged)
        return Scope(self.ring, self.values | dict(values), self.definitions, self.functions, self.words, changes)

    def known(self, name):
        return any(name in names for names in (self.values, self.definitions, self.functions))

    def __getitem__(self, name):
        name = self.exchanged.get(name, name)
        if name in self.values:
            return self.values[name]
        if name in self.definitions:
            return self.definitions[name](self)
        if name in self.functions:
            return self.functions[name](self, None)
        raise Unreadable(f"no value for {name}")

    def node(self, make, *values):
        """Return the value of a node of the package whose arguments have these values."""
        values = [matrix(self, value) for value in values]
        symbols = [MatrixSymbol(f"_{k}", *value.shape) for k, value in enumerate(values)]
        return matrix(self, Evaluation(dict(zip(symbols, values)), self.ring, {})(make(*symbols)))

    def shape_of_entries(self):
        """The shape of J^ij: that of X, or m x n."""
        X = next((X for X in self.words if X in self.values), None)
        return self[X].shape if X else (whole(self["m"]), whole(self["n"]))


# Values: fractions, matrices of the ring, u I.


def matrix(s, a):
    """Return a value as a matrix; numbers have the shape (1, 1)."""
    if isinstance(a, (Unit, Ones)):
        raise Unreadable("I or 1 wants its size")
    if isinstance(a, Fraction):
        a = a.numerator * pow(a.denominator, -1, s.ring.modulus)
    return a if isinstance(a, ExactMatrix) else s.ring.from_entries([[a]])


def ones(s, m, n):
    return s.ring.from_entries([[1] * n for _ in range(m)], (m, n))


def whole(a):
    if not (isinstance(a, Fraction) and a.denominator == 1):
        raise Unreadable(f"{a} is no whole number")
    return int(a)


def is_number(a):
    return isinstance(a, Fraction) or getattr(a, "shape", 0) == (1, 1)


def scaled(s, u, A):
    """Return u A for a number u."""
    if isinstance(A, Unit):
        return Unit(scaled(s, u, A.u))
    return u * A if isinstance(u, Fraction) and isinstance(A, Fraction) else matrix(s, u)[0, 0] * matrix(s, A)


def fitted(s, a, b):
    """Return two values in one shape: u I takes the size of the other, 0 its shape."""
    if isinstance(a, ExactMatrix) and isinstance(b, (Unit, Fraction)):
        return fitted(s, b, a)[::-1]
    if isinstance(a, Unit) and isinstance(b, ExactMatrix):
        return scaled(s, a.u, s.ring.identity(b.shape[0])), b
    if isinstance(a, Fraction) and isinstance(b, ExactMatrix) and (a == 0 or is_number(b)):
        return scaled(s, a, ones(s, *b.shape)), b
    return a, b


def plus(s, a, b):
    if isinstance(a, Unit) and isinstance(b, Unit):
        return Unit(plus(s, a.u, b.u))
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a + b
    a, b = fitted(s, a, b)
    if matrix(s, a).shape != matrix(s, b).shape:
        raise ShapeError(f"a sum of shapes {a.shape} and {b.shape}")
    return a + b


def times(s, a, b):
    if isinstance(b, Ones):
        return a @ ones(s, a.shape[1], 1)
    if isinstance(a, Unit) and not is_number(b):
        return scaled(s, a.u, b)
    if isinstance(b, Unit) or (is_number(b) and not (isinstance(a, ExactMatrix) and a.shape[1] == 1)):
        a, b = b, a
    if isinstance(a, Unit):
        return scaled(s, b, a) if is_number(b) else scaled(s, a.u, b)
    if is_number(a) or isinstance(b, Fraction):
        return scaled(s, a, b) if is_number(a) else scaled(s, b, a)
    if a.shape[1] != b.shape[0]:
        raise ShapeError(f"a product of shapes {a.shape} and {b.shape}")
    return a @ b


def chained(s, values):
    """Multiply from the left; a row of ones takes its length from the factor behind it."""
    for k, value in reversed([*enumerate(values)]):
        if isinstance(value, Ones) and value.is_row:
            values[k] = ones(s, 1, matrix(s, values[k + 1]).shape[0])
    return reduce(lambda a, b: times(s, a, b), values)


def over(s, a, b):
    if not is_number(b):
        raise ShapeError("division by a matrix")
    return scaled(s, power(s, b, Fraction(-1)), a)


def power(s, a, k):
    k = whole(k)
    if isinstance(a, Fraction):
        return a**k
    if is_number(a):
        return matrix(s, s.ring.power(a[0, 0], k))
    return s.node(lambda A: MatPow(A, k), a)


def transposed(a):
    return a if isinstance(a, (Fraction, Unit)) else a.T


def combined(product):
    def operation(s, a, b):
        a, b = fitted(s, a, b) if product is HadamardProduct else (a, b)
        return s.node(product, a, b)

    return operation


def entry(s, A, i, j=0):
    if not (0 <= i < A.shape[0] and 0 <= j < A.shape[1]):
        raise IndexError
    return matrix(s, A[i, j])


def entrywise(s, f, A):
    return s.ring.from_entries([[f(a) for a in row] for row in matrix(s, A).dense()], matrix(s, A).shape)


def function(f):
    """Return a scalar function, or its derivative of some order, applied to each entry."""
    return lambda s, A, order=0: entrywise(s, lambda a: s.ring.function(Evaluation({}, s.ring, {}), f, a, order), A)


def applied(s, name, A):
    """Return vec A, tr A, ..."""
    if name == "floor":
        return Fraction(A.numerator // A.denominator)
    if name in ENTRYWISE:
        return function(ENTRYWISE[name])(s, A)
    if name in ("softmax", "sigma"):
        e = applied(s, "exp", A)
        total = lambda a: a + 1 if name == "sigma" else sum(b for (b,) in e.dense())
        return entrywise(s, lambda a: a * s.ring.power(total(a), -1), e)
    if name == "Diag" and A.shape[1] != 1:
        raise ShapeError("Diag of a matrix")
    if name in ("unvec", "unvech"):
        return reshaped(s, name, A)
    return Fraction(s.node(NODES[name], A)[0, 0]) if name == "rank" else s.node(NODES[name], A)


def reshaped(s, name, a):
    """Return unvec to the shape of X, or m x n, or a square; unvech to a square."""
    given = [tuple(whole(s[n]) for n in "mn")] if s.known("m") and s.known("n") else []
    squares = [(n, n) for n in range(1, 40)]
    count = mul if name == "unvec" else lambda n, _: n * (n + 1) // 2
    fits = [shape for shape in [s.shape_of_entries(), *given, *squares] if count(*shape) == a.shape[0]]
    return s.node(lambda v: Unvec(v, *fits[0]) if name == "unvec" else Unvech(v, fits[0][0]), a)


# Derivatives: difference quotients, exact because p is an infinitesimal.


def along(s, f, moves):
    """Return (f(X + hE) - f(X)) / h, each X in its direction E."""
    at = lambda h: s.having({X: plus(s, s[X], h * E) for X, E in moves.items()})
    return s.ring.quotient(lambda h: matrix(s, f(at(h))), matrix(s, f(s)))


def unit(s, shape, *places):
    if not all(0 <= i < shape[0] and 0 <= j < shape[1] for i, j in places):
        raise IndexError
    return s.ring.from_ones(shape, [*set(places)])


def derivative(s, f, X, kind="vec"):
    """Return d vec f / d vec(X)^T; by vech(X) the mirror image of an entry moves with it, if X is symmetric."""
    m, n = s[X].shape
    places = [(i, j) for j in range(n) for i in range(j if kind == "vech" else 0, m)]
    mirrored = kind == "vech" and "lower" not in s.words.get(X, "")
    directions = [unit(s, (m, n), (i, j), (j, i) if mirrored else (i, j)) for i, j in places]
    columns = [s.node(Vec, along(s, f, {X: E})) for E in directions]
    if X not in s.words and not any(column.items() for column in columns):
        raise Unreadable(f"nothing moves with {X}")
    return s.ring.from_columns(columns[0].shape[0], columns)


def gradient(s, f, X):
    """Return the gradient in the shape of X; in a symmetric X an entry off the diagonal stands for both places."""
    (m, n), words = s[X].shape, s.words.get(X, "")
    symmetric = "symmetric" in words
    column = derivative(s, f, X, "vech" if symmetric else "vec").T
    G = s.node(lambda v: Unvech(v, n) if symmetric else Unvec(v, m, n), column)
    return G * s.ring.identity(n) if "diagonal" in words else G


def differential(s, f):
    moves = {X: s.values[f"d{X}"] for X in s.values if f"d{X}" in s.values}
    if not moves:
        raise Unreadable("nothing moves")
    return along(s, f, moves)


def summed(s, index, body, last, combine):
    """Return the sum, or product, of the body over an index: to the last, or as long as the body exists."""
    terms = []
    for i in range(50 if last is None else whole(last(s)) + 1):
        try:
            terms.append(body(s.having({index: Fraction(i)})))
        except IndexError:
            break
    if not terms or len(terms) == 50:
        raise IndexError(f"no end of a sum over {index}")
    return reduce(lambda a, b: combine(s, a, b), terms)


def table(s, indices, shape, body):
    """Return the matrix of the entries, or of the columns, that the body has for each pair of indices."""
    at = lambda i, j: matrix(s, body(s.having({indices[-1]: Fraction(j), indices[0]: Fraction(i)})))
    columns = [s.node(Vec, at(i, j)) for j in range(shape[1]) for i in range(shape[0])]
    wide = s.ring.from_columns(columns[0].shape[0], columns)
    return s.node(lambda v: Unvec(v, *shape), wide.T) if wide.shape[0] == 1 else wide


# The parser: recursive descent.


def number(text):
    return lambda s: Fraction(int(text))


def name(text):
    return lambda s: s[text]


def negative(part):
    return lambda s: scaled(s, Fraction(-1), part(s))


def binary(operation, left, right):
    return lambda s: operation(s, left(s), right(s))


def called(part, argument):
    """Return the function whose value is the part, of an argument by this name."""
    return lambda s, a, order=0: part(s if a is None else s.having({argument: a}))


def read(text, scope):
    """Return the meaning of a text, a function of the scope."""
    parser = Parser(text, scope)
    part = parser.sum()
    if parser.rest():
        raise Unreadable(parser.rest())
    return part


def readable(text, scope):
    """Return the meaning of a text, or None if it has none."""
    try:
        return read(text, scope)
    except Unreadable:
        return None


class Parser:
    """Reads one expression; the scope tells which names are known."""

    def __init__(self, text, scope):
        self.text, self.scope, self.at, self.bars = text, scope, 0, []

    def rest(self):
        return self.text[self.at :]

    def peek(self):
        """Return the next token, with the space before it."""
        found = TOKEN.match(self.rest())
        return found[0] if found else self.rest()

    def next(self):
        return self.peek().strip()

    def take(self, *wanted):
        token = self.peek()
        if wanted and token.strip() not in wanted:
            raise Unreadable(f"wants {wanted[0]} at {self.rest()!r}")
        self.at += len(token)
        return token.strip()

    def takes(self, pattern):
        """Return the match of a pattern here, and go behind it; or None."""
        found = re.compile(pattern).match(self.rest())
        self.at += found.end() if found else 0
        return found

    def sum(self):
        part = None
        while part is None or self.next() in ("+", "-"):
            sign = self.take() if self.next() in ("+", "-") else "+"
            term = self.term() if sign == "+" else negative(self.term())
            part = binary(plus, part, term) if part else term
        return part

    def term(self):
        part = self.quotient()
        while self.peek() in (" (x)", " o", " *"):
            part = binary(combined(PRODUCTS[self.take()]), part, self.quotient())
        return part

    def quotient(self):
        part = self.product()
        while self.peek() == " /" or self.next() == "mod":
            part = binary(over if self.take() == "/" else lambda s, a, b: mod(a, b), part, self.product())
        return part

    def product(self):
        parts = [self.ones(r" ?1\^T") or self.factor()]
        while self.starts_factor():
            parts.append(self.ones(r" ?1(\^T)?(?![\w^])") or self.factor())
        return parts[0] if len(parts) == 1 else lambda s: chained(s, [part(s) for part in parts])

    def ones(self, pattern):
        found = self.takes(pattern)
        return found and (lambda s: Ones(found[0].endswith("T")))

    def starts_factor(self):
        token = self.next()
        if token in ("|", "||"):
            return token not in self.bars
        return self.peek() in ("(", " (", "[", " [") or (token[:1].isalnum() and token not in ("o", "mod"))

    def factor(self):
        part = self.power()
        while self.peek() == "/":
            self.take()
            part = binary(over, part, self.power())
        return part

    def power(self):
        part = self.base()
        while self.peek() in ("^", "_"):
            part = self.exponent(part) if self.take() == "^" else self.entry(part)
        return part

    def exponent(self, part):
        if self.takes(r"\(o "):
            k = self.sum()
            self.take(")")
            return lambda s: entrywise(s, lambda a: s.ring.power(a, whole(k(s))), part(s))
        special = self.takes(r"(-|\+)?T|\+")
        if special:
            inner = {"-": lambda s: power(s, part(s), Fraction(-1)), "+": lambda s: s.node(PseudoInverse, part(s))}
            inner = inner.get(special[0][0], part)
            return (lambda s: transposed(inner(s))) if special[0].endswith("T") else inner
        k = negative(self.base()) if self.takes("-") else self.braces()[0] if self.peek() == "{" else self.base()
        return lambda s: power(s, part(s), k(s))

    def braces(self):
        self.take("{")
        parts = [self.sum()]
        while self.next() == ",":
            self.take()
            parts.append(self.sum())
        self.take("}")
        return parts

    def below(self):
        """Read the indices behind a stroke, _ij or _{i mod m, j}."""
        if self.peek() == "{":
            return self.braces()
        return [number(c) if c.isdigit() else name(c) for c in self.takes(NAMES)[0]]

    def entry(self, part):
        places = self.below()
        return lambda s: entry(s, part(s), *[whole(place(s)) for place in places])

    def sizes(self):
        """Read the sizes behind a stroke: _mn is m and n, _{mn,p} is mn and p."""
        found = self.takes(SIZES)
        factors = lambda word: [number(c) if c.isdigit() else name(c) for c in word]
        groups = [factors(found[1]), factors(found[2])] if found[1] else [[factor] for factor in factors(found[3])]
        return lambda s: [whole(reduce(mul, [factor(s) for factor in group])) for group in groups]

    def base(self):
        token = self.next()
        if token in ("(", "["):
            return self.between(token)
        if token in ("|", "||"):
            return self.norm(token)
        if token.isdigit():
            self.take()
            if self.peek() != "_":
                return number(token)
            self.take()
            n = self.sizes()
            return lambda s: ones(s, *n(s), 1)
        if not token[:1].isalpha():
            raise Unreadable(f"at {self.rest()!r}")
        return self.named(token)

    def between(self, left):
        """Read (a), or [M]_ij: the Jacobian with the column M for each entry X_ij."""
        self.take(left)
        bars, self.bars = self.bars, []
        part = self.sum()
        self.bars = bars
        self.take(")" if left == "(" else "]")
        if left == "(":
            return part
        return self.take("_") and self.take("ij") and (lambda s: table(s, "ij", s.shape_of_entries(), part))

    def norm(self, bar):
        """Read |A|^2, ||A||, ||A||_F and their powers; a square needs no root."""
        self.take(bar)
        self.bars.append(bar)
        part = self.sum()
        self.bars.pop()
        self.take(bar)
        self.takes("_F")
        square = lambda s: s.node(lambda A: Trace(A.T * A), part(s))
        if self.takes(r"\^2"):
            return square
        if bar == "|":
            raise Unreadable("the absolute value of a number")
        return lambda s: applied(s, "sqrt", square(s))

    def named(self, token):
        readers = self.derivative, self.unit_entry, self.big_sum, self.gradient, self.subscripted, self.function
        for reader in readers:
            start, part = self.at, reader(token)
            if part:
                return part
            self.at = start
        return self.letter(token)

    def derivative(self, token):
        """Read dF/dX, d^2 f/dx dx^T, d(F)."""
        if not token.startswith("d") or self.scope.known(token) or token in ("det", "delta", "diag"):
            return None
        twice = self.takes(r" ?d(\^2)?")[1]
        end = stroke(self.text, self.at)
        if end is None:
            body = self.between("(") if self.peek() == "(" else self.product()
            once = lambda s: differential(s, body)
            return (lambda s: differential(s, once)) if twice else once
        body = read(self.text[self.at : end], self.scope)
        self.at = end + 2
        found = self.takes(r"(vech?)\((\w+)\)|([A-Za-z]+)")
        kind, X = found[1] or "vec", found[2] or found[3]
        if twice:
            self.takes(rf"\^2| d{X}\^T| d{kind}\({X}\)\^T") or self.take("^")
            return lambda s: derivative(s, lambda s: derivative(s, body, X, kind).T, X, kind)
        if self.takes("_"):
            places = self.below()
            return lambda s: along(s, body, {X: single(s, X, *[whole(place(s)) for place in places])})
        self.takes(r"\^T" if found[1] else r"(?!)")
        return lambda s: derivative(s, body, X, kind)

    def unit_entry(self, token):
        """Read J^ij, in the shape of X, and J^ji, its transpose."""
        found = self.takes(r" ?J\^([ij])([ij])")
        turned = found and found[1] + found[2] == "ji"
        return found and (
            lambda s: unit(s, s.shape_of_entries()[:: -1 if turned else 1], (whole(s[found[1]]), whole(s[found[2]])))
        )

    def big_sum(self, token):
        found = self.takes(rf" ?(sum|prod)_(?:([{INDICES}]+)|\{{(\w)=0\}}\^(?={{))")
        if not found:
            return None
        last = self.braces()[0] if found[3] else None
        outer, self.scope = self.scope, self.scope.having(dict.fromkeys(found[2] or found[3]))
        body, self.scope = self.term(), outer
        combine = plus if found[1] == "sum" else times
        nest = lambda body, index: lambda s: summed(s, index, body, last, combine)
        return reduce(nest, reversed(found[2] or found[3]), body)

    def gradient(self, token):
        found = self.takes(r" ?grad_([A-Za-z]+)")
        if not found:
            return None
        body = negative(self.term()) if self.takes(" -") else self.term()
        return lambda s: gradient(s, body, found[1])

    def subscripted(self, token):
        """Read I, K_mn, D_n, L_n, delta_ij; z_1, and what is defined for one letter, as N_n and H_f are."""
        self.take()
        below = re.match(r"_(\w+)", self.rest())
        if below and self.scope.known(token + below[0]):
            self.at += below.end()
            return name(token + below[0])
        if self.scope.known(token):
            return None
        if token == "I" and not below:
            return lambda s: Unit()
        if token in ("I", *SIZED) and self.takes("_"):
            n = self.sizes()
            return lambda s: sized(s, token, n(s))
        if not below:
            return None
        self.at += below.end()
        if token == "delta":
            return lambda s: Fraction(int(s[below[1][0]] == s[below[1][1]]))
        family = next((key for key in self.scope.definitions if re.fullmatch(rf"{token}_\w", key)), None)
        return family and (lambda s: s.definitions[family](s.having({}, {family[-1]: below[1]})))

    def function(self, token):
        """Read vec A, vec^T(A), g'(A), f(X): the argument is the bracket right behind the name, else a factor."""
        root = token.rstrip("'")
        self.take()
        if root in self.scope.functions:
            argument = self.between("(") if self.peek() == "(" else lambda s: None
            return lambda s: s.functions[root](s, argument(s), len(token) - len(root))
        if token in self.scope.definitions and self.takes(rf"\({next(iter(self.scope.words), ' ')}\)"):
            return name(token)  # f(x) of the variable, for an f that is defined by its value
        if token not in WORDS or self.scope.known(token):
            return None
        flipped = self.takes(r"\^T")
        argument = self.between("(") if self.peek() == "(" else self.power()
        return lambda s: (transposed if flipped else lambda A: A)(applied(s, token, argument(s)))

    def letter(self, token):
        """Read a letter, the first of several side by side; x_i is a column of X."""
        capital, known = token.upper(), split(token, self.scope)
        if known is None and capital in self.scope.values and self.takes(rf" ?{token}_(?=[{INDICES}]\b|[{INDICES}]_)"):
            i = name(self.take())
            return lambda s: s[capital] @ unit(s, (s[capital].shape[1], 1), (whole(i(s)), 0))
        if known is None:
            raise Unreadable(f"unknown {token}")
        self.takes(" ?" + known[0])
        return name(known[0])


def split(token, scope):
    """Return the known names that stand side by side in a word, or None."""
    if not token:
        return []
    starts = [token[:k] for k in range(len(token), 0, -1) if scope.known(token[:k]) and token[k : k + 1] != "'"]
    for start in starts:
        others = split(token[len(start) :], scope)
        if others is not None:
            return [start, *others]


def stroke(text, start):
    """Return where a fraction that begins with d has its stroke ``/d``; None if a sum or a bracket ends first."""
    depth = bars = 0
    for at in range(start, len(text)):
        if text[at] == "|" and text[at - 1] != "|":
            bars = 1 - bars
        depth += (text[at] in "([{") - (text[at] in ")]}")
        if depth < 0 or (depth + bars == 0 and text[at : at + 3] in (" + ", " - ", " = ")):
            return None
        if depth + bars == 0 and re.match(r"/d(?!et\b)[A-Za-z]", text[at:]):
            return at


def sized(s, letter, sizes):
    if letter != "K":
        sizes = [reduce(mul, sizes)]
    if letter == "I":
        return s.ring.identity(*sizes)
    return s.node(lambda: SIZED[letter](*map(Integer, sizes)))


def single(s, X, i, j=0):
    """Return the direction in which X_ij moves, and its mirror image if X is symmetric."""
    return unit(s, s[X].shape, (i, j), (j, i) if "symmetric" in s.words.get(X, "") else (i, j))


# Statements: clauses, definitions, indices.

BETWEEN = re.compile(r", |: |; | with | where | and | for ")
LEADING = re.compile(r"^(?:where|with|so|for|here|and|f? ?to second order|parametrised|skew|lower triangular)\b:? ?")


def clauses(text, between=BETWEEN):
    """Return the parts of a text between commas, colons and words, outside of brackets."""
    parts, start = [], 0
    for found in between.finditer(text):
        before = text[start : found.start()]
        if all(before.count(left) <= before.count(right) for left, right in ("()", "[]", "{}")):
            parts, start = [*parts, before], found.end()
    parts = [*parts, text[start:]]
    while any(map(LEADING.match, parts)):
        parts = [LEADING.sub("", part) for part in parts]
    return parts


def sides_of(clause):
    return clauses(clause, re.compile(" = "))


class Reading:
    """An entry at random values of its letters, and what a text says there."""

    def __init__(self, entry, seed=0, turned=False):
        self.entry, self.ring = entry, Ring(3, seed)
        for sizes in sizes_to_try(entry, turned):
            try:
                self.sides = self.sides_at(sizes)
                return
            except ShapeError as error:  # a false statement may be defined only where two sizes, or all, are equal
                failure = error
        raise failure

    def sides_at(self, sizes):
        """Return the values of the two sides of the statement."""
        self.trial, self.sizes = Trial(self.entry, sizes, 0), sizes
        self.drawn = self.trial.draw(self.ring)
        return [self.evaluated(side, self.drawn) for side in self.trial.sides]

    def evaluated(self, part, values):
        value = Evaluation(values, self.ring, self.trial.symbols)(part)
        return value if isinstance(value, ExactMatrix) else self.ring.from_entries([[value]])

    def take(self, text):
        """Read the definitions of a text; ``main`` is its statement, ``others`` are the other equations."""
        self.main, *self.others = clauses(text.replace("lambda", "lamda"))
        self.scope = self.scope_of_letters()
        self.define_short_names()
        self.define_by_text()

    def scope_of_letters(self):
        plain = lambda a: a if isinstance(a, ExactMatrix) else self.ring.from_entries([[a]])
        values = {str(x): plain(value) for x, value in self.drawn.items()}
        values |= {size: Fraction(value) for size, value in self.sizes.items()}
        letters, words = self.entry.letters(self.sizes), self.entry.shapes
        functions = {x: function(letters[x]) for x, shape in words.items() if shape == "function"}
        parts = {part for side in self.trial.sides for part in preorder_traversal(side)}
        functions |= {str(f.args[0]).lower(): self.smooth(f) for f in parts if isinstance(f, FormalFunction)}
        return Scope(self.ring, values, {}, functions, words)

    def smooth(self, node):
        F, J, X = node.args

        def f(s, argument, order=0):
            if argument is None and not isinstance(X, MatrixSymbol):
                raise Unreadable("a function wants its argument")
            argument = s[str(X)] if argument is None else argument
            at = MatrixSymbol("_at", *argument.shape)
            return self.evaluated(FormalFunction(F, J, at), {**self.drawn, at: argument})

        return f

    def define_short_names(self):
        """Enter the names that the entry has for parts of its sides."""
        for short, part in self.entry._call(self.entry.short) if self.entry.short else []:
            short = short.replace(r"\mathrm{d}", "d").replace("lambda", "lamda").replace("\\", "")
            if "(" in short:
                alias = "Value" + "abcdefgh"[len(self.scope.definitions)]
                self.main, self.others = self.main.replace(short, alias), [x.replace(short, alias) for x in self.others]
                short = alias
            if re.fullmatch(r"\w+'*", short) and not self.scope.known(short):
                self.scope.definitions[short] = lambda s, part=part: self.given(s, part)

    def given(self, s, part):
        if any(x in s.definitions for x in s.values):
            raise Unreadable("a short name whose letters do not move")
        plain = lambda x: s.values[str(x)][0, 0] if isinstance(x, Symbol) else s.values[str(x)]
        return self.evaluated(part, {x: plain(x) for x in self.drawn})

    def define_by_text(self):
        """Enter what the text defines, ``u = x^T x`` or ``f(y) = a^T y``; what its method does, where the text is silent."""
        scope, found = self.scope, {}
        for clause in self.others + clauses(self.entry.method):
            head, *sides = sides_of(clause)
            named = re.fullmatch(r"(\w+'*)(?:\((\w+)\))?", head)
            if sides and named and not any(named[1] in x for x in (found, scope.values, scope.functions, WORDS)):
                found[named[1]] = named[2], sides
        unknown = {key: None for key in found if not scope.known(key)}
        for key, (argument, sides) in found.items():
            inner = scope.having(unknown | ({argument: None} if argument else {}))
            part = next(filter(None, (readable(side, inner) for side in reversed(sides))), None)
            if part and argument:
                scope.functions[key] = called(part, argument)
                scope.definitions.pop(key, None)
            elif part:
                scope.definitions[key] = part

    def values(self, clause):
        """Return the values of all sides of an equation; where it has free indices, their tables."""
        texts, scope, tables = sides_of(clause), self.scope, []
        if len(texts) < 2:
            raise Unreadable(f"no equation: {clause}")
        inner = re.search(rf"(\(.*\))_([{INDICES}]+)(?:/d|$)", texts[0])
        outer = re.search(rf"/d(\w+)_([{INDICES}]+)$", texts[0])
        for found in filter(None, (inner, outer)):
            if not all(map(scope.known, found[2])):
                tables.append((found[2], matrix(scope, read(found[1], scope)(scope)).shape))
        known = scope.having({i: None for indices, _ in tables for i in indices})
        parts = [read(text, known) for text in texts]
        for indices, shape in tables:
            parts = [lambda s, part=part, i=indices, shape=shape: table(s, i, shape, part) for part in parts]
        return [part(scope) for part in parts]

    def agree(self, a, b):
        """Tell whether two values are the same."""
        a, b = (matrix(self.scope, value) for value in fitted(self.scope, a, b))
        modulus = self.ring.modulus if self.trial.step > 1 else P
        return a.shape == b.shape and not any(x % modulus for _, _, x in (a - b).items())

    def says(self, text):
        """Tell whether a text says what the sides say, left as left and right as right, or all exchanged."""
        self.take(text)
        left, *rights = self.values(self.main)
        meets = lambda first, second: self.agree(left, first) and all(self.agree(right, second) for right in rights)
        return (meets(*self.sides) or meets(*reversed(self.sides))) and all(map(self.holds, self.others))

    def holds(self, clause):
        """Tell whether another equation in the text of a true statement holds, if it can be read."""
        try:
            left, *rights = self.values(clause) if self.entry.holds else [0]
        except Unreadable:
            return True
        return all(self.agree(left, right) for right in rights)


def sizes_to_try(entry, turned):
    """Return unequal sizes, then those of which some are equal, for false statements."""
    unequal = dict(zip(entry.sizes, [2, 3, 4, 5, 6, 7, 8, 9] if turned else [3, 2, 4, 5, 6, 7, 8, 9]))
    yield entry.fitting(unequal)
    for k in range(2, len(unequal) + 1):
        yield from (entry.fitting(unequal | dict.fromkeys(some, 3)) for some in combinations(unequal, k))


def reading(entry, turned=False):
    """Return an entry at values where its sides are defined; half of all numbers have no root."""
    for seed in range(40):
        try:
            return Reading(entry, seed, turned)
        except Singular:
            pass
    raise Singular(entry.name)
