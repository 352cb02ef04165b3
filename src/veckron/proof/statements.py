"""What a statement is: two sides, the shapes of its variables, its hypotheses."""

import re
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, replace
from functools import cached_property, lru_cache
from inspect import signature
from itertools import chain

from sympy import Function, HadamardPower, Integer, KroneckerDelta, Lambda, MatPow, MatrixSymbol, Mod, Pow, Product
from sympy import Sum, Symbol, Tuple, binomial, ceiling, factorial, floor, preorder_traversal, sympify

from veckron.calculus import Increment, of_places
from veckron.expressions import Differential, Gradient, Jacobian, KhatriRaoProduct, MatrixSum, Node, Unvech, Vech
from veckron.expressions import defined, nesting, places, unvec, vec
from veckron.notation import ParseError, read_shape
from veckron.notation.reading import Sides
from veckron.proof.structures import FULL_RANK, STRUCTURED, STRUCTURES, phrase, want_structure
from veckron.shapes import NOT_REAL, ShapeError, show, size_text

# Nodes with a definition that need none here: what it is made of is what they are made of.
KNOWN = (Gradient, KhatriRaoProduct, Unvech, Vech)

# What is no matrix; the product of three small scalars is 0.
KINDS = ("scalar", "scalar small", "function")

# Derivatives count as what they are taken of.
UNFORMED = (Jacobian, Gradient, Differential)

# The whole numbers that count something, beside places: exponents, limits, arguments of floor, Mod, delta ...
COUNTING: list[tuple[type | tuple[type, ...], Callable]] = [
    ((Pow, MatPow, HadamardPower), lambda node: (node.exp,)),
    ((Sum, Product), lambda node: [end for _, *ends in node.limits for end in ends]),
    (MatrixSum, lambda node: node.args[2:]),
    ((KroneckerDelta, Mod, floor, ceiling, binomial, factorial), lambda node: node.args),
]


# A size has such a name, and is raised up to MOST, so that a relation of sizes holds.
NAME, MOST = r"[A-Za-z]\w*", 64


@dataclass(frozen=True)
class Statement:
    """A statement ``left = right`` about matrices.

    ``statement`` returns the two sides, for variables and sizes by the names of its parameters. ``shapes`` gives each
    variable its shape: ``"m n"``, ``"n n symmetric"`` or another word of ``veckron.proof.STRUCTURES``,
    ``"m n rank r"``, ``"scalar"``, ``"scalar small"`` (products of three are 0) or ``"function"`` (of a scalar, applied to each
    entry). ``hypothesis`` lists conditions, ``where`` relations of sizes, separated by commas. ``ranks`` says what
    becomes of a rank that does not follow from those of the variables, such as that of a sum: nothing is claimed of it,
    or it is "tried" at all ranks of the variables, or at "generic" variables only, where these are parameters. ``short`` is
    a function of some letters that returns pairs of a name and the part of the statement that is printed by this name.
    """

    name: str
    statement: Callable | None
    shapes: dict
    _: KW_ONLY
    hypothesis: str = ""
    where: str = ""
    extra_sizes: str = ""
    ranks: str = ""
    formula: str = ""
    short: Callable | None = None

    def __post_init__(self):
        """Refuse what would be ignored: a structure that there is not, a hypothesis that no variable is declared to satisfy."""
        for name, words in self.structures.items():
            want_structure(name, words, self.declared[name][0])
        object.__setattr__(self, "where", ", ".join(map(" ".join, relations(self.where))))
        if self.ranks not in ("", "tried", "generic"):
            raise ValueError(f"{self.name}: ranks: wants 'tried' or 'generic', got {self.ranks!r}")
        for part in self.hypothesis.split(", "):
            named = re.fullmatch(STRUCTURED, part)
            if named and named[2].split()[0] not in self.structures.get(named[1], []):
                wanted = f'{named[1]}="n n {named[2].split()[0]}"'
                raise ValueError(f"{self.name}: {part}: declare it with the letter, {wanted}")

    @cached_property
    def declared(self):
        """The sizes of each variable, none where it is no matrix, and the words that follow."""
        words = {name: shape.split() for name, shape in self.shapes.items()}
        return {name: ([], of) if self.shapes[name] in KINDS else (of[:2], of[2:]) for name, of in words.items()}

    @cached_property
    def structures(self):
        """The words of the structure of each matrix variable, none where it is general."""
        return {name: words for name, (sizes, words) in self.declared.items() if sizes}

    @property
    def hypotheses(self):
        """What is assumed, one phrase each: how variables are drawn, relations of sizes, what is added in words."""
        drawn = [f"{name} {phrase(words)}" for name, words in self.structures.items() if words]
        stated = [part for text in (self.where, self.hypothesis) for part in text.split(", ") if part]
        return list(dict.fromkeys(drawn + stated))

    @cached_property
    def nonsingular(self):
        """The variables that a hypothesis calls invertible or of full rank."""
        return {found[1] for part in self.hypothesis.split(", ") if (found := re.fullmatch(FULL_RANK, part))}

    @cached_property
    def sizes(self):
        """The names of the sizes, in the order in which the shapes name them."""
        ranks = [words[1] for words in self.structures.values() if words[:1] == ["rank"]]
        words = [*ranks, *chain(*(sizes for sizes, _ in self.declared.values())), self.extra_sizes]
        return list(dict.fromkeys(re.findall(NAME, " ".join(words))))

    def fitting(self, sizes):
        """Return sizes that satisfy ``where``, as far as they can: two of them exchanged, or one changed, if that is needed."""
        stated = relations(self.where)
        for relation in stated * len(stated):  # once more, because one may undo another
            sizes = _related(sizes, *relation)
        for shape, (_, rank) in (of for of in self.declared.values() if of[1][:1] == ["rank"]):
            if rank in sizes:
                sizes = {**sizes, rank: min(sizes[rank], *[int(_size(word, sizes)) for word in shape])}
            elif rank.isdigit():
                sizes = {**sizes, **{n: max(sizes[n], int(rank)) for n in shape if n in sizes}}
        return sizes

    def admits(self, sizes):
        """Tell whether sizes satisfy ``where``."""
        return all(holds(sizes, *relation) for relation in relations(self.where))

    def letters(self, sizes=None):
        """Return name to SymPy symbol, for given integer sizes or for symbolic ones."""
        values = {name: Integer(sizes[name]) if sizes else Symbol(name) for name in self.sizes}
        letters = {}
        for name, (shape, words) in self.declared.items():
            kind = Increment if len(name) == 2 and name[0] == "d" else MatrixSymbol
            number = Function if words == ["function"] else Symbol
            letters[name] = kind(name, *(_size(word, values) for word in shape)) if shape else number(name)
        return letters | values

    def sized(self, sizes):
        """Return the symbols of some sizes with their values."""
        return {self.symbols[name]: Integer(value) for name, value in sizes.items()}

    symbols = cached_property(lambda self: self.letters())  # those of symbolic sizes

    def sides(self, sizes=None):
        """Return the two sides as SymPy expressions."""
        if self.statement is not None:
            return tuple(sympify(side, strict=True) for side in self._call(self.statement, sizes))
        given = dict(zip(self.letters().values(), self.letters(sizes).values())) if sizes else {}
        return tuple(side.xreplace(given) for side in self.read.sides)

    @cached_property
    def read(self):
        """The formula as it is written; ShapeError if a true statement does not fit."""
        shapes = {name: " ".join(sizes or words[:1]) for name, (sizes, words) in self.declared.items()}
        try:
            return Sides(self.formula, not getattr(self, "holds", True), **shapes)
        except ParseError as error:
            raise ShapeError(f"{self.name}: {error}") from None

    def _call(self, function, sizes=None):
        letters = self.letters(sizes)
        return function(*[letters[name] for name in signature(function).parameters])

    def abbreviated(self):
        """The two sides with long parts under short names, and these names with what they stand for."""
        if self.statement is None and self.formula:
            return self.read.abbreviated
        sides, named = self.symbolic, {}
        for name, part in self._call(self.short) if self.short else []:
            part = part.xreplace(named)
            if any(side.has(part) for side in sides):
                named[part] = MatrixSymbol(name, *part.shape) if part.is_Matrix else Symbol(name)
                sides = tuple(side.xreplace(named) for side in sides)
        return sides, [(symbol, part) for part, symbol in named.items()]

    @cached_property
    def symbolic(self):
        """The two sides with symbolic sizes; None for a false statement whose shapes do not fit."""
        try:
            return self.sides()
        except ShapeError:
            return None

    # All parts of the two sides, none where these do not fit; the matrices among them; one of each shape of those with
    # letters that are formed as they stand, derivatives left aside; the symbols in places and in shapes; how deep derivatives
    # are nested.
    parts = cached_property(lambda self: list(parts_of(self.symbolic or ())))
    matrices = cached_property(lambda self: {node for node in self.parts if getattr(node, "is_Matrix", False)})
    formed = cached_property(
        lambda self: {A.shape: A for A in self.matrices if A.atoms(MatrixSymbol) and not A.atoms(*UNFORMED)}.values()
    )
    placed = cached_property(lambda self: {s for node in self.parts for _, i in places(node) for s in i.free_symbols})
    in_shapes = property(lambda self: {s for A in self.matrices for n in A.shape for s in sympify(n).free_symbols})
    derivatives = cached_property(lambda self: max(map(nesting, self.symbolic or ()), default=0))


def relations(where):
    """Return the relations of a text such as ``"m >= n, p > 2, k = 2*n"``, as lists of three; refuse what is none."""
    found = []
    for part in filter(None, (part.strip() for part in where.replace("≥", ">=").replace("≤", "<=").split(","))):
        relation = re.fullmatch(r"([\w+*() -]+)(>=|<=|>|<|==|=)([\w+*() -]+)", part)
        if not relation:
            raise ValueError(f"where: wants relations of sizes such as 'm >= n, p > 2', got {part!r}")
        left, sign, right = (side.replace(" ", "") for side in relation.groups())
        turned = {"<=": ">=", "<": ">"}
        found.append([right, turned[sign], left] if sign in turned else [left, sign.replace("==", "="), right])
    return found


def holds(sizes, large, sign, small):
    """Tell whether a relation of sizes holds."""
    a, b = (int(side if side.isdigit() else _size(side, sizes)) for side in (large, small))
    return a > b if sign == ">" else a >= b if sign == ">=" else a == b


def _related(sizes, large, sign, small):
    """Return sizes for which a relation holds: two of them exchanged, or one changed; the same ones where that is not enough."""
    if holds(sizes, large, sign, small):
        return sizes
    a, b = sizes.get(large), sizes.get(small)
    if sign != "=" and a is not None and b is not None:
        return {**sizes, large: b + (sign == ">" and a == b), small: a}
    for name in dict.fromkeys(word for side in (large, small) for word in re.findall(NAME, side)):
        for value in (*range(sizes[name] + 1, MOST), *range(sizes[name] - 1, -1, -1)):
            if holds({**sizes, name: value}, large, sign, small):
                return {**sizes, name: value}
    return sizes


def _size(word, sizes):
    """The size that a word such as ``n*(n+1)/2`` stands for, for the values of its letters."""
    if word in sizes:
        return sizes[word]
    return _read_shape("size", word).rows.xreplace({Symbol(name): value for name, value in sizes.items()})


_read_shape = lru_cache(read_shape)


class Equation(Statement):
    """A statement ``left = right`` about symbols of one's own, as :func:`veckron.verify` takes it.

    The sides are expressions of equal shape. Matrix symbols and real scalars are the letters; whole numbers in exponents and
    limits count as sizes. ``words`` has the structures of letters, ``{"S": "symmetric"}``, ``{"S": "n n symmetric"}``,
    ``{"A": "rank r"}``; ``hypothesis``, ``where`` and ``ranks`` are as for :class:`veckron.proof.Statement`.
    ValueError if two letters have one name, a structure or a relation is unknown, or a hypothesis is not declared; TypeError
    if a scalar is not real or does not commute; ShapeError if a declared shape is not that of the symbol.

    >>> from sympy import MatrixSymbol, symbols
    >>> n = symbols("n")
    >>> S = MatrixSymbol("S", n, n)
    >>> Equation(S, S.T, words={"S": "symmetric"}).hypotheses
    ['S is symmetric']

    source: magnus2019
    """

    symbols: dict

    def __init__(self, left, right, *, name="equation", hypothesis="", where="", words=(), ranks=""):
        sides = Tuple(*(sympify(side, strict=True) for side in (left, right)))
        self.__dict__["symbolic"] = tuple(sides)
        symbols = _symbols_of(sides)
        counts = [of(node) for node in self.parts for kind, of in COUNTING if isinstance(node, kind)]
        whole = Tuple(*chain(*counts)).free_symbols & sides.free_symbols
        sizes = (
            self.in_shapes
            | (self.placed & sides.free_symbols)
            | {s for s in whole if isinstance(s, Symbol) and s.is_integer}
        )
        counted = {str(s): s for s in sorted(sizes, key=str)}
        words = {letter: _structure(letter, text, symbols) for letter, text in dict(words).items()}
        sizes = [text.split()[1] for text in words.values() if text.startswith("rank")]
        counted |= {name: symbols.get(name, Symbol(name)) for name in sizes if name.isidentifier()}
        matrices = {name: A for name, A in symbols.items() if isinstance(A, MatrixSymbol)}
        shapes = {x: " ".join([*map(size_text, A.shape), *words.get(x, "").split()]) for x, A in matrices.items()}
        shapes |= {name: words.get(name, "scalar") for name in symbols if name not in shapes.keys() | counted.keys()}
        where = _with_places(where, sides)
        counted |= {name: Symbol(name) for name in _counted(where, counted)}
        self.__dict__.update(sizes=sorted(counted), symbols=symbols | counted)
        super().__init__(name, None, shapes, hypothesis=hypothesis, where=where, ranks=ranks)

    def letters(self, sizes=None):
        """The symbols by name."""
        return self.symbols


def stated(text, where="", lenient=False, /, **letters):
    """Return the statement that a text of one's own is, ``"tr(A B) = tr(B A)"``; the shapes of its letters follow or are given.

    A letter is declared as in the catalogue, ``A="m n"``, ``S="n n symmetric"``, ``S="symmetric"``, ``B="m n rank r"``.
    ``lenient`` lets sides pass that do not fit, so that they can be mended.
    """
    declared = {name: _cut(shape) for name, shape in letters.items()}
    shaped = {name: sizes for name, (sizes, kind) in declared.items() if sizes or kind[:1] != ["rank"]}
    # a structure alone says that the letter is square
    given = {name: " ".join(sizes).removesuffix(" small") or "symmetric" for name, sizes in shaped.items()}
    read = Sides(text, lenient, **given)
    if len(read.fit.sides) != 2:
        second = text.find("=", text.find("=") + 1)
        raise ParseError("a statement has two sides, with one = between them", text, max(second, 0))
    counted = [name for name, shape in read.shapes.items() if shape == "integer"]
    shapes = {name: shape for name, shape in read.shapes.items() if shape != "integer"}
    # the dX that d(X) stands for, and what has no shape
    shapes |= {x: str(shape) for x, shape in read.given.items() if x[0] == "d" and x[1:] in shapes}
    shapes |= {x: shape for x, shape in letters.items() if shape in KINDS}
    shapes |= {x: " ".join([*shapes[x].split()[:2], *declared[x][1]]) for x in shapes.keys() & declared.keys()}
    sized = " ".join([*shapes.values(), *counted])
    free = Tuple(*read.sides).free_symbols if not lenient else ()
    free = {str(s) for s in free if isinstance(s, Symbol)} - shapes.keys() - {*re.findall(r"\w+", sized)}
    extra = " ".join([*counted, *sorted(free)])
    where = where if lenient else _with_places(where, read.sides)
    own = Statement("statement", None, shapes, formula=text, extra_sizes=extra)
    own = replace(own, extra_sizes=" ".join([extra, *_counted(where, own.sizes)]), where=where)
    own.__dict__["read"] = read
    return own


def _with_places(where, sides):
    """Relations of sizes, and those at which all entries exist that the sides name by a number."""
    return ", ".join(filter(None, [where, *of_places(*sides)]))


def _counted(where, sizes):
    """The names in relations that no letter has as a size, such as k in n = 2*k; refuse a relation of such names alone."""
    named = {" ".join(relation): re.findall(NAME, " ".join(relation)) for relation in relations(where)}
    for relation, names in named.items():
        if not {*names} & {*sizes}:
            raise ValueError(
                f"where: {relation} names no size of the statement, which are {', '.join(sizes) or 'numbers'}"
            )
    return [name for name in dict.fromkeys(chain(*named.values())) if name not in sizes]


FIRST = {kind.split()[0] for kind in STRUCTURES if kind}


def _cut(shape):
    """The words of the sizes in ``"n n symmetric"``, and those of the structure, which goes on from its first one."""
    words = shape.split()
    start = next((k for k, word in enumerate(words) if word in FIRST), len(words))
    return words[:start], words[start:]


def _symbols_of(sides):
    """Return name to symbol; refuse two of one name, and numbers that do not commute."""
    found = {}
    for symbol in sorted(sides.free_symbols, key=str):
        if found.setdefault(str(symbol), symbol) != symbol:
            raise ValueError(f"equation: two letters are called {symbol}")
        if isinstance(symbol, Symbol) and not symbol.is_commutative:
            raise TypeError(f"equation: {symbol} does not commute; scalars are real numbers, use a MatrixSymbol")
        if isinstance(symbol, Symbol) and symbol.is_extended_real is False:
            raise TypeError(f"equation: {symbol} is not real; {NOT_REAL}")
    return found


def _structure(letter, text, symbols):
    """Return the structure in ``"symmetric"`` or ``"n n symmetric"``; sizes, where given, are those of the symbol."""
    if letter not in symbols:
        raise ValueError(f"equation: no letter {letter}; there are {', '.join(symbols)}")
    if not isinstance(text, str):
        raise TypeError(f"equation: {letter}: wants a text such as 'n n symmetric', got {type(text).__name__}")
    A = symbols[letter]
    if not isinstance(A, MatrixSymbol):
        if text not in KINDS[:2]:
            raise ValueError(f"equation: {letter} is a scalar, not {text!r}")
        return text
    sizes, kind = _cut(text)
    if len(sizes) not in (0, 2):
        want_structure(letter, sizes[2:] or sizes)
    if sizes and sizes != [*map(size_text, A.shape)]:
        raise ShapeError(f"equation: {letter} has shape {show(A.shape)}, declared is ({', '.join(sizes)})")
    want_structure(letter, kind)
    return " ".join(kind)


def parts_of(expressions):
    """Walk through all parts of expressions, such as the two sides of a statement; a user's node has its definition."""
    for expression in expressions:
        for node in preorder_traversal(expression):
            yield node
            if unfolded(node) != node:
                yield from parts_of([unfolded(node)])


def unfolded(node):
    """Return the definition of a user's node; any other node as it is."""
    return node if isinstance(node, KNOWN) or defined(node) is None else unfolded(defined(node))


def prime(g: Callable, order: int = 1) -> Lambda:
    """Return the derivative of a scalar function as a function, to be applied to each entry."""
    x = Symbol("x")
    return Lambda(x, g(x).diff(x, order))


class FormalFunction(Node):
    """f(X): any differentiable function of X, with the value F and the Jacobian J at the point where X is drawn.

    It is known by its jet of third order, F + J h + Q (M h)^(o 2) + R (N h)^(o 3) for the step h = vec X - vec X_0, with
    Q, R, M and N drawn at random: a statement with two derivatives sees no more. It is written by the small letter of F.
    """

    entry_refused = "a formal function has no entries"
    signature = "(p,q),(r,s),(m,n)->(p,q)"
    name = property(lambda self: str(self.args[0]).lower())
    printed = property(lambda self: self.args[2:])
    shape = property(lambda self: self.args[0].shape)
    _latex = Node._sympystr

    def reading(self, ev):
        F, J, X = self.args
        h = vec(ev(X) - ev.origin(X))
        return ev(F) + unvec(ev(J) @ h + ev.arithmetic.beyond_first_order(str(F), h, ev(J).shape[0]), *ev.shape(F))
