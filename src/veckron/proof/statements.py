"""What a statement of the catalogue is: two sides, the shapes of its letters, and where it comes from."""

import re
from dataclasses import dataclass
from functools import cached_property
from inspect import signature
from math import prod

from sympy import Function, HadamardPower, Integer, KroneckerDelta, Lambda, MatPow, MatrixSymbol, Mod, Mul
from sympy import Pow, Product, Sum, Symbol, Tuple, binomial, ceiling, factorial, floor, preorder_traversal, sympify
from sympy.matrices.expressions.matexpr import MatrixElement

from veckron.calculus import Increment
from veckron.proof.draws import STRUCTURES, want_structure
from veckron.expressions import Gradient, KhatriRaoProduct, MatrixSum, Node, Unvech, Vech, defined, unvec, vec
from veckron.shapes import NOT_REAL, ShapeError, show, size_text

# Permanent name to entry; the modules of `identities` fill it.
IDENTITIES = {}

# The tables of the catalogue, in the order of the book.
TOPICS = {
    "vec": "vec and vech",
    "kronecker": "The Kronecker product",
    "products": "Hadamard and Khatri-Rao products",
    "special": "The commutation, duplication and elimination matrices",
    "rules": "Rules of differentiation",
    "differentials": "Differentials",
    "jacobians": "Jacobians of matrix functions",
    "forms": "Linear and quadratic forms",
    "traces": "Traces",
    "determinants": "Determinants",
    "inverses": "Inverses",
    "generalized": "The pseudo-inverse and the rank",
    "norms": "Norms",
    "eigenvalues": "Eigenvalues and functions of a matrix",
    "structured": "Symmetric, triangular, diagonal and Toeplitz variables",
    "hessians": "Hessians",
    "statistics": "The Gaussian likelihood",
    "networks": "Neural networks",
}

# Nodes with a definition that need none here: what it is made of is what they are made of.
KNOWN = (Gradient, KhatriRaoProduct, Unvech, Vech)

# What an entry may say beyond its letters.
OPTIONS = ("topic", "holds", "hypothesis", "cookbook", "truth", "printed", "note", "sizes", "short", "where", "method")

# How a hypothesis names the structure of a letter.
STRUCTURE = r"(\w+) is (symmetric|skew|orthogonal|idempotent|diagonal|lower triangular|upper triangular)"

# What is no matrix; a small scalar is one whose cube is 0.
KINDS = ("scalar", "scalar small", "function")


@dataclass(frozen=True)
class Identity:
    """A statement ``left = right`` about matrices, true or known to be false.

    ``shapes`` gives each letter its shape: ``"m n"``, ``"n n symmetric"`` or another word of
    ``veckron.proof.draws.STRUCTURES``, ``"m n rank r"``, ``"scalar"``, ``"scalar small"`` (its cube is 0) or ``"function"``
    (of a scalar, applied to each entry). ``hypothesis`` lists conditions, separated by commas. ``holds=False`` marks a
    statement that must be refuted, ``truth`` names the true one.
    """

    name: str
    statement: callable
    shapes: dict
    chapter: str
    source: str
    holds: bool = True
    hypothesis: str = ""
    cookbook: str = ""
    truth: str = ""
    printed: str = ""
    note: str = ""
    formula: str = ""
    extra_sizes: str = ""
    short: callable = None
    where: str = ""
    topic: str = ""
    method: str = ""

    def __post_init__(self):
        """Refuse what would be ignored: a structure that there is not, a hypothesis that no letter is declared to satisfy."""
        for name, shape in self.shapes.items():
            if shape not in KINDS:
                want_structure(name, shape.split()[2:])
        object.__setattr__(self, "where", ", ".join(map(" ".join, relations(self.where))))
        for part in self.hypothesis.split(", "):
            named = re.fullmatch(STRUCTURE, part)
            if named and named[2].split()[0] not in self.shapes.get(named[1], "").split()[2:]:
                wanted = f'{named[1]}="n n {named[2].split()[0]}"'
                raise ValueError(f"{self.name}: {part}: declare it with the letter, {wanted}")

    @property
    def hypotheses(self):
        """What is assumed, one phrase each: how letters are drawn, relations of sizes, what the entry adds in words."""
        structures = {name: shape.split()[2:] for name, shape in self.shapes.items() if shape not in KINDS}
        drawn = [f"{name} {phrase(words)}" for name, words in structures.items() if words]
        stated = [part for text in (self.where, self.hypothesis) for part in text.split(", ") if part]
        return list(dict.fromkeys(drawn + stated))

    @cached_property
    def sizes(self):
        """The names of the sizes, in the order in which the shapes name them."""
        shapes = [shape.split() for shape in self.shapes.values() if shape not in KINDS]
        words = [words[3] for words in shapes if words[2:3] == ["rank"]]
        words += [word for words in shapes for word in words[:2]]
        words += self.extra_sizes.split()
        return list(dict.fromkeys(part for word in words for part in word.split("*") if part.isidentifier()))

    def fitting(self, sizes):
        """Return sizes that satisfy ``where``: two of them exchanged, or one raised, if that is needed."""
        stated = [relation.split() for relation in self.where.split(", ") if relation]
        for large, sign, small in stated * len(stated):  # once more, because one may undo another
            sizes = _related(sizes, large, sign, small)
        for shape in self.shapes.values():
            words = shape.split()
            if words[2:3] == ["rank"] and words[3] in sizes:
                sizes = {**sizes, words[3]: min(sizes[words[3]], *(_product(word, sizes) for word in words[:2]))}
        return sizes

    def letters(self, sizes=None):
        """Return name to SymPy symbol, for given integer sizes or for symbolic ones."""
        values = {name: Integer(sizes[name]) if sizes else Symbol(name) for name in self.sizes}
        return {**{name: _letter(name, shape, values) for name, shape in self.shapes.items()}, **values}

    def sides(self, sizes=None):
        """Return the two sides as SymPy expressions."""
        return tuple(sympify(side, strict=True) for side in self._call(self.statement, sizes))

    def _call(self, function, sizes=None):
        letters = self.letters(sizes)
        return function(*[letters[name] for name in signature(function).parameters])

    def abbreviated(self):
        """The two sides with long parts under short names, and these names with what they stand for."""
        sides, named = self.symbolic, []
        for name, part in self._call(self.short) if self.short else []:
            symbol = MatrixSymbol(name, *part.shape) if part.is_Matrix else Symbol(name)
            for short, long in named:
                part = part.xreplace({long: short})
            if any(side.has(part) for side in sides):
                named.append((symbol, part))
                sides = tuple(side.xreplace({part: symbol}) for side in sides)
        return sides, named

    @cached_property
    def symbolic(self):
        """The two sides with symbolic sizes; None for a false statement whose shapes do not fit."""
        try:
            return self.sides()
        except ShapeError:
            return None


def phrase(words):
    """Return how a structure is said of a letter: ``is lower triangular``, ``has rank r``."""
    if words[0] == "rank":
        return f"has rank {words[1]}"
    said = {"lower": "lower triangular", "upper": "upper triangular", "zero": "0", "skew": "skew"}
    joined = " and " if words[1:] == ["singular"] else " "
    return f"is {joined.join(said.get(word, word) for word in words)}"


def relations(where):
    """Return the relations of a text such as ``"m >= n, p > 2"``, as lists of three; refuse what is none."""
    found = []
    for part in filter(None, (part.strip() for part in where.replace("≥", ">=").replace("≤", "<=").split(","))):
        relation = re.fullmatch(r"([\w*+-]+) *(>=|<=|>|<|==|=) *([\w*+-]+)", part)
        if not relation:
            raise ValueError(f"where: wants relations of sizes such as 'm >= n, p > 2', got {part!r}")
        left, sign, right = relation.groups()
        turned = {"<=": ">=", "<": ">"}
        found.append([right, turned[sign], left] if sign in turned else [left, sign.replace("==", "="), right])
    return found


def _related(sizes, large, sign, small):
    """Return sizes of which one is at least another, or a number; a relation of others leaves them as they are."""
    if sign == "=" and large in sizes:
        return {**sizes, large: int(small) if small.isdigit() else sizes.get(small, sizes[large])}
    if large.isdigit() and small in sizes:
        return {**sizes, small: min(sizes[small], int(large) - (sign == ">"))}
    if large in sizes and small.isdigit():
        return {**sizes, large: max(sizes[large], int(small) + (sign == ">"))}
    if not {large, small} <= sizes.keys():
        return sizes
    more, less = max(sizes[large], sizes[small]), min(sizes[large], sizes[small])
    return {**sizes, large: more + (sign == ">" and more == less), small: less}


def _letter(name, shape, sizes):
    if shape.startswith("scalar"):
        return Symbol(name)
    if shape == "function":
        return Function(name)
    rows, cols = [Mul(*[_size(part, sizes) for part in word.split("*")]) for word in shape.split()[:2]]
    kind = Increment if len(name) == 2 and name[0] == "d" else MatrixSymbol
    return kind(name, rows, cols)


def _product(word, sizes):
    return prod(int(_size(part, sizes)) for part in word.split("*"))


def _size(word, sizes):
    return Integer(word) if word.isdigit() else sizes[word]


def identity(*, chapter, source, **stated):
    """Register a function that returns the two sides of a statement as an entry of the catalogue.

    The function's name is the permanent name, its docstring the formula, its parameters are letters of ``shapes`` or
    sizes that these name.

    Parameters
    ----------
    chapter : str
        The chapter that teaches it, a file of ``chapters/`` without its ending.
    source : str
        A key of the bibliography and the place, ``"magnus2019, chapter 2"``.
    holds : bool, optional
        False for a statement that must be refuted.
    hypothesis : str, optional
        What the letters must satisfy beyond their shapes: single conditions, separated by commas.
    cookbook : str, optional
        The number of the equation in the Matrix Cookbook, or several, separated by commas.
    truth : str, optional
        For a false statement, the name of the true one.
    printed, note : str, optional
        Where a false statement stands in print, and what is wrong with it; of a true one, what to know beside it.
    sizes : str, optional
        Sizes that no letter has, ``"m n"`` for K_mn alone.
    where : str, optional
        ``"m >= n"`` where the statement wants one size to be at least another; several, separated by commas.
    topic : str, optional
        The table of the catalogue that it stands in, a key of ``veckron.proof.statements.TOPICS``.
    method : str, optional
        How it is verified, where that is not by the letters as they stand.
    short : function, optional
        Of some of the letters: pairs of a name and the part of the statement that is printed by this name.
    **letters : str
        Every other keyword is a letter with its shape, as :class:`veckron.proof.statements.Identity` has it.

    Returns
    -------
    decorator
        Which leaves the function as it is.

    Raises
    ------
    ValueError
        If the name is taken, the docstring is missing, or a parameter is neither a letter nor a size.

    Examples
    --------
    >>> IDENTITIES["vec_of_transpose"].shapes
    {'A': 'm n'}

    source: magnus2019
    """

    known = {name: stated.pop(name) for name in OPTIONS if name in stated}
    known["extra_sizes"] = known.pop("sizes", "")

    def register(function):
        formula = (function.__doc__ or "").strip()
        entry = Identity(function.__name__, function, stated, chapter, source, formula=formula, **known)
        _want_complete(entry)
        IDENTITIES[entry.name] = entry
        return function

    return register


def _want_complete(entry):
    if entry.name in IDENTITIES and IDENTITIES[entry.name].statement.__module__ != entry.statement.__module__:
        raise ValueError(f"identity: the name {entry.name} is taken")
    if not entry.formula:
        raise ValueError(f"identity: {entry.name} wants its formula as docstring")
    unknown = signature(entry.statement).parameters.keys() - entry.shapes.keys() - set(entry.sizes)
    if unknown:
        raise ValueError(f"identity: {entry.name} has letters without a shape: {', '.join(sorted(unknown))}")


class Equation(Identity):
    """A statement ``left = right`` about symbols of one's own, as :func:`veckron.verify` takes it.

    Parameters
    ----------
    left, right : expressions of equal shape
        Matrix symbols and real scalars are the letters; whole numbers in exponents and limits count as sizes.
    name, hypothesis, where : str, optional
        As for :func:`veckron.identity`.
    words : dict, optional
        The structures of letters: ``{"S": "symmetric"}``, ``{"S": "n n symmetric"}``, ``{"A": "rank r"}``.

    Raises
    ------
    ValueError
        If two letters have one name, a structure or a relation is unknown, or a hypothesis is not declared.
    TypeError
        If a scalar is not real or does not commute.
    ShapeError
        If a declared shape is not that of the symbol.

    Examples
    --------
    >>> from sympy import MatrixSymbol, symbols
    >>> n = symbols("n")
    >>> S = MatrixSymbol("S", n, n)
    >>> Equation(S, S.T, words={"S": "symmetric"}).hypotheses
    ['S is symmetric']

    source: magnus2019
    """

    def __init__(self, left, right, *, name="equation", hypothesis="", where="", words=()):
        sides = Tuple(*(sympify(side, strict=True) for side in (left, right)))
        symbols = _letters_of(sides)
        matrices = {name: A for name, A in symbols.items() if isinstance(A, MatrixSymbol)}
        counted = {str(s): s for s in sorted(_sizes_in(sides) | _counted(sides), key=str)}
        words = {letter: _structure(letter, text, symbols) for letter, text in dict(words).items()}
        extra = [word for text in words.values() for word in text.split()[1:] if text.startswith("rank")]
        counted |= {name: symbols.get(name, Symbol(name)) for name in extra if name.isidentifier()}
        shapes = {
            name: f"{size_text(A.rows)} {size_text(A.cols)} {words.get(name, '')}".strip()
            for name, A in matrices.items()
        }
        shapes |= {name: words.get(name, "scalar") for name in symbols if name not in shapes.keys() | counted.keys()}
        self.__dict__["sizes"] = sorted(counted)
        super().__init__(name, None, shapes, "", "", hypothesis=hypothesis, where=where)
        self.__dict__.update(symbols=symbols | counted, symbolic=tuple(sides))

    def letters(self, sizes=None):
        """The symbols by name."""
        return self.symbols


def _letters_of(sides):
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
    words, A = text.split(), symbols[letter]
    kinds = {kind.split()[0] for kind in STRUCTURES if kind}
    if not isinstance(A, MatrixSymbol):
        if text not in KINDS[:2]:
            raise ValueError(f"equation: {letter} is a scalar, not {text!r}")
        return text
    if words[1:] and words[0] not in kinds:
        given, words = tuple(words[:2]), words[2:]
        if given != tuple(map(size_text, A.shape)):
            raise ShapeError(f"equation: {letter} has shape {show(A.shape)}, declared is ({', '.join(given)})")
    want_structure(letter, words)
    return " ".join(words)


def _counted(expression):
    """Return the whole numbers that count something: exponents, limits and indices, arguments of floor, Mod, delta ..."""
    counting = (Pow, MatPow, HadamardPower)
    found = set()
    for node in preorder_traversal(expression):
        parts = ()
        if isinstance(node, counting):
            parts = (node.exp,)
        elif isinstance(node, (Sum, Product)):
            parts = [limit for _, *limits in node.limits for limit in limits]
        elif isinstance(node, MatrixElement):
            parts = node.indices
        elif isinstance(node, MatrixSum):
            parts = node.args[2:]
        elif isinstance(node, (KroneckerDelta, Mod, floor, ceiling, binomial, factorial)):
            parts = node.args
        found |= {s for part in parts for s in part.free_symbols if isinstance(s, Symbol) and s.is_integer}
    return found & expression.free_symbols


def _sizes_in(expression):
    """Return the symbols in the shapes of all matrices of an expression."""
    return {symbol for node in matrices_in(expression) for size in node.shape for symbol in sympify(size).free_symbols}


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


def matrices_in(*expressions):
    """Return all matrices among the parts of expressions."""
    return {node for node in parts_of(expressions) if getattr(node, "is_Matrix", False)}


def prime(g, order=1):
    """Return the derivative of a scalar function as a function, to be applied to each entry."""
    x = Symbol("x")
    return Lambda(x, g(x).diff(x, order))


class Smooth(Node):
    """f(X): any differentiable function of X, with the value F and the Jacobian J at the point where X is drawn.

    It is known by its jet of third order, F + J h + Q (M h)^(o 2) + R (N h)^(o 3) for the step h = vec X - vec X_0, with
    Q, R, M and N drawn at random: a statement with two derivatives sees no more. It is written by the small letter of F.
    """

    entry_refused = "a formal function has no entries"
    name = property(lambda self: str(self.args[0]).lower())
    printed = property(lambda self: self.args[2:])
    shape = property(lambda self: self.args[0].shape)
    _latex = Node._sympystr

    def reading(self, ev):
        F, J, X = self.args
        x = vec(ev(X))
        return ev(F) + unvec(ev(J) @ x + ev.arithmetic.beyond_first_order(str(F), x, ev(J).shape[0]), *ev.shape(F))
