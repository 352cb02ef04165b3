"""The safe reader of text: a formula in the notation of the book, NumPy, MATLAB or LaTeX becomes a SymPy expression.

`grammar` makes a tree of a text, `fitting` finds the shapes in it; `signs`, `kinds` and `functions` say of each part what
its shape is and what it becomes. Nothing is evaluated.
"""

import warnings
from collections.abc import Collection
from functools import cached_property
from itertools import product

from sympy import I as IMAGINARY
from sympy import Dummy, HadamardPower, MatPow, MatrixSymbol, Pow, S, Symbol, ZeroMatrix, nan, oo, zoo

from veckron.calculus import Increment
from veckron.notation.building import Evaluated, Itself, Written
from veckron.notation.errors import ParseError
from veckron.notation.fitting import Fitting
from veckron.notation.functions import FUNCTIONS
from veckron.notation.grammar import Grammar
from veckron.notation.signs import EXPONENT
from veckron.notation.sizes import Shape, read_shape, size_letters
from veckron.notation.text_printing import text
from veckron.notation.words import BOOK, PREFIXES, PRINTED
from veckron.shapes import Expression

LARGEST = 10**9
SCALARS = {"c", "s", "t"}  # numbers, where they do not fit as columns
READINGS = {
    "star": ("entry", "product"),
    "exp": ("entry", "matrix"),
    "power": ("matrix", "entry"),
    "bars": ("norm", "entry"),
    "fraction": ("below", "beside"),
    "spaced": ("beside", "below"),
    "root": ("above", "beside"),
    "special": ("matrix", "letter"),
    "word": ("product", "name"),
    "T": ("transpose", "letter"),
    "kron": ("sign", "letter"),
    "stroke": ("inside", "beside"),
    "flow": ("vec", "matrix"),  # the derivative of a matrix by a number
}


class TwoReadings(UserWarning):
    """A text has two readings, and the first was taken."""


class Reading:
    """A text, read once: what it stands for, and what became of its letters.

    ``symbols`` has the symbol of each letter, ``shapes`` its shape as text, given or as it follows from the rest,
    ``structures`` the word of each matrix that is declared symmetric, triangular or diagonal, ``expression`` the formula,
    ``sides`` both sides of an equation. ``doubts`` says how signs with two readings were read: ``{"star": "product"}``.
    """

    operations = Evaluated()
    formal: Collection[str] = ()
    increments, lenient = True, False

    def __init__(self, text, /, **shapes):
        self._read(text, {name: read_shape(name, shape) for name, shape in shapes.items()}, {})

    def _read(self, text, given, chosen):
        self.text, self.given = text, given
        options = dict.fromkeys(READINGS, "") | chosen
        grammar = Grammar(text, FUNCTIONS, given, self.formal, options, size_letters(given))
        sides = self._right_side(grammar.sides())
        self.defined = grammar.defined
        for name in self.defined.keys() & given.keys():
            grammar.refuse(
                f"where: {name} is defined here; leave out the shape that is given for it", self.defined[name]
            )
        first, settled = _first(grammar, sides)
        self.fit = self._fitted(sides, given, options | first | chosen, "star" in {*settled, *chosen})
        self.from_one = {*map(Symbol, self.fit.places)}
        found = self.fit.shapes()
        self.shapes = {name: str(shape) for name, shape in found.items()}
        self.symbols = {name: self._symbol(name, shape) for name, shape in found.items()}
        self.structures = {name: shape.word for name, shape in found.items() if shape.word and shape.rows is not None}
        doubts = grammar.doubts | self.fit.doubts
        self.doubts = {kind: read for kind, read in doubts.items() if kind not in settled}

    def _right_side(self, sides):
        """Of y = A x, f(x) = ... and J(w) = ... the right side is meant."""
        if len(sides) == 2 and [part.op for part in sides[0].factors()] == ["name"] * 2:
            name, argument = sides[0].factors()
            own = name.word not in {part.word for part in sides[1].names()} | self.given.keys()
            if own and self.text[argument.start - 1] == "(":
                return sides[1:]
        if len(sides) == 2 and (sides[0].op == "name" or (sides[0].op == "call" and len(sides[0].function.word) == 1)):
            names = {name.word for name in sides[1].names()}
            if sides[0].op == "call" or sides[0].word not in names | self.given.keys():
                return sides[1:]
        if len(sides) > 1:
            raise ParseError("an equation: give one side, or call check", self.text, sides[1].start)
        return sides

    def _fitted(self, sides, given, options, settled):
        """Return the shapes of all parts; where A * B, dA/dt or c A does not fit in one reading, the other is taken."""
        found = {part.op for side in sides for part in side.parts()}
        kinds = ["star"] * ("*" in found and not settled) + ["flow"] * ("derivative" in found)
        others = [{kind: _other(kind, options[kind] or READINGS[kind][0])} for kind in kinds]
        names = {name.word for side in sides for name in side.names()} & SCALARS - given.keys()
        names -= {part.args[0].word for side in sides for part in side.parts() if part.op == "attribute"}  # c.T
        numbers = [{name: Shape(word="scalar") for name in names}] if names else []
        refused = []
        for more, other in product([{}, *numbers], [{}, *others]):
            try:
                return self._scaled(sides, given | more, options | other)
            except ParseError as error:
                refused.append(error)
        raise refused[0]

    def _scaled(self, sides, given, options):
        """Return the shapes; of c ||x||^2, where nothing else says what c is, those in which it is a number."""
        fitted = lambda given: Fitting(self.text, sides, given, options, self.increments, self.lenient).solve()
        fit = fitted(given)
        factors = fit.factors_of_numbers() if len(sides) == 1 else []
        return fitted(given | dict.fromkeys(factors, Shape(word="scalar"))) if factors else fit

    @cached_property
    def alternatives(self):
        """The other readings of the text that can be had, each a Reading; none where its notation leaves no doubt."""
        found = []
        for kind, read in self.doubts.items():
            other = object.__new__(type(self))
            vars(other).update((name, vars(self)[name]) for name in vars(self).keys() & {"lenient", "formal", "short"})
            try:
                other._read(self.text, self.given, {kind: _other(kind, read)})
                if other.sides != self.sides:
                    found.append(other)
            except ParseError:
                pass
        return found

    @property
    def remarks(self):
        """What the text is read as and what else it could be, a sentence for each of the alternatives."""
        return [f"{self.text} is read as {self.printed}; it could be {other.printed}" for other in self.alternatives]

    @property
    def printed(self):
        """What the text is read as, in the notation of the book."""
        return " = ".join(map(text, self.sides))

    @cached_property
    def expression(self):
        """The matrix expression, or scalar; a ParseError if it is not real and finite, or has giant powers."""
        return self._finite(self.fit.sides[0])

    @cached_property
    def sides(self):
        """The sides of an equation, numbers or matrices of one shape."""
        values = [self._finite(side) for side in self.fit.sides]
        shapes = [value.shape for value in values if value.is_Matrix and value.shape != (1, 1)]
        if shapes:
            return [ZeroMatrix(*shapes[0]) if value == 0 else value for value in values]
        return values

    def _finite(self, part):
        value = self.build(part)
        if value.has(zoo, nan, oo, S.NegativeInfinity):
            self.fit.refuse(part, "a division by zero, or the logarithm of zero")
        if value.has(IMAGINARY):
            self.fit.refuse(part, "real numbers only: a root or logarithm of a negative number")
        return self.bounded(part, value)

    def build(self, part):
        """Return the expression of a part."""
        try:
            self.fit(part)
            build, powers = self.fit.builds[part], part.op in ("**", "o**")
            if isinstance(build, Itself):
                return build.build(self)
            values = [self.build(arg) for arg in part.args]
            for arg, value in zip(part.args[: 1 if powers else None], values) if powers or part.op == "call" else ():
                self.modest(arg, value)
            value = build(self.operations, *values)
            return self.bounded(part, value) if powers else value
        except ParseError:
            raise
        except Exception as error:
            # SymPy has refusals of its own, such as the inverse of a matrix of zeros; a reader gets one kind of error.
            self.fit.refuse(part, f"{self.fit.source(part)}: not possible: {error}", error)

    def bounded(self, part, value):
        """Return a value; refuse giant powers."""
        for power in value.atoms(Pow, MatPow, HadamardPower):
            if power.exp.is_number and abs(power.exp) > EXPONENT:
                self.fit.refuse(part, f"a power of more than {EXPONENT}")
        return value

    def modest(self, part, value):
        """Refuse numbers whose functions and powers would be giant."""
        if not value.is_Matrix and value.is_number and not abs(value.evalf(15)) <= LARGEST:
            self.fit.refuse(part, f"{self.fit.source(part)}: a function or power of a number larger than {LARGEST}")

    def letter(self, name):
        """Return the symbol of a letter, whether the text has it or not."""
        return self.symbols.get(name) or self._symbol(name, self.given[name])

    def index(self, letter):
        """Return the index of a sum of matrices, as derivatives call it: only what it runs through matters."""
        return Dummy(letter.name, integer=True, nonnegative=True, dummy_index=0)

    def _symbol(self, name, shape):
        """The symbol of a letter: of a matrix, of a number, or of a whole one."""
        whole = {"integer": True, "positive": True} if shape.word == "integer" else {}
        return Symbol(name, **whole) if shape.rows is None else MatrixSymbol(name, *shape[:2])


class Sides(Reading):
    """An equation as it is written: nothing in it is rewritten, so that no identity is proved by being read."""

    operations, increments = Written(), False

    def __init__(self, text, lenient=False, /, **shapes):
        """A ``lenient`` reading lets symbolic shapes pass that do not fit: a false statement may fit at some sizes."""
        self.lenient, self.short = lenient, {}
        self.formal = {name for name, shape in shapes.items() if shape == "function"}
        super().__init__(text, **{name: shape for name, shape in shapes.items() if name not in self.formal})

    def _right_side(self, sides):
        return sides

    @property
    def abbreviated(self):
        """The sides with the names that "where" defines, and these names with what they stand for."""
        # A function such as f, of which nothing is known but its value and slope, has its name already.
        formal = lambda part: part.op == "call" and part.function.word == "FormalFunction"
        short = [(name, part) for name, part in self.defined.items() if not formal(part)]
        self.short = {part: name for name, part in reversed(short)}
        try:
            named = [(self._named(name, part), super(Sides, self).build(part)) for name, part in short]
            sides = [self.build(side) for side in self.fit.sides]
            used = lambda name: any(part.has(name) for part in [*sides, *(part for _, part in named)])
            return sides, [(name, part) for name, part in named if used(name)]
        finally:
            self.short = {}

    def _named(self, name, part):
        form = self.fit(part)
        return self._symbol(name, Shape() if self.fit.is_one(form) else Shape(*self.fit.shape(form)))

    def build(self, part):
        """Return the expression of a part, in a short statement that of its name."""
        return self._named(self.short[part], part) if part in self.short else super().build(part)

    def index(self, letter):
        return letter

    def _symbol(self, name, shape):
        if shape.rows is None:
            return Symbol(name)
        return (Increment if len(name) == 2 and name[0] == "d" else MatrixSymbol)(name, *shape[:2])


def _other(kind, choice):
    first, second = READINGS[kind]
    return second if choice == first else first


def _first(grammar, sides):
    """Return how signs with two readings are read first, as the notation around them suggests, and which leave no doubt."""
    prefixed = bool(grammar.marks & PREFIXES)
    numpy = prefixed or "@" in grammar.marks
    words = {part.word for side in sides for part in side.parts()}
    marked = grammar.marks & BOOK or words & {"juxt", "^", "frac", "(x)"} or "\\" in grammar.text
    book = marked and not grammar.numpy
    products = grammar.sympy or (not numpy and (book or grammar.marks & PRINTED or grammar.printed))
    first = {"star": "product" if products else "entry", "exp": "matrix" if book else "entry"}
    first["power"] = "entry" if prefixed else ""
    return first, [*["star"] * (numpy or grammar.sympy), *["exp"] * prefixed]


def parse(text: str, /, **shapes: str) -> Expression:
    """Return the expression that a text stands for: ``A @ X @ B``, ``A X B``, ``inv(X.T @ X)``, ``(X^T X)^-1``.

    A text is read in the notation of the book, of NumPy, MATLAB, SymPy or LaTeX, whichever its signs tell. In NumPy ``@`` is
    the product, ``*`` the product entry by entry, ``**`` a power of a number, of a square matrix, or else of each entry.
    In the book's notation ``A X`` is the product, ``A o B`` the one entry by entry, ``A (x) B`` that of Kronecker, ``X^T``
    the transpose. Where a text has two readings, a warning says which one was taken; :class:`veckron.notation.Reading`
    has both. The text is not evaluated: it is read against a list of what a formula may have.

    Parameters
    ----------
    text : str
        At most 2000 characters.
    **shapes : str, optional
        ``X="m n"``, ``x="n"`` for a column, ``u="scalar"``, ``k="integer"`` for an exponent, ``S="n n symmetric"``;
        ``S="symmetric"``, ``b="column"``, ``w="matrix"`` where the sizes follow.
        The shape of a letter without one follows from the rest: capitals are matrices, small letters columns.

    Returns
    -------
    matrix expression of shape (p, q), or scalar

    Raises
    ------
    ParseError
        If the text is no formula, or its matrices do not fit. It points at the character, and is a ``ValueError``.

    Examples
    --------
    >>> parse("log(det(S)) + x.T @ inv(S) @ x", S="n n symmetric")
    log(Determinant(S)) + Trace(x.T*S**(-1)*x)
    >>> parse("tr(A X^T)")
    Trace(A*X.T)

    source: magnus2019, chapter 2
    """
    reading = Reading(text, **shapes)
    settled = reading.doubts == {"power": "matrix"}  # S**2 of a square S is the power, as it is printed
    if not settled and reading.remarks:
        warnings.warn(reading.remarks[0], TwoReadings, stacklevel=2)
    return reading.expression


def infer(text: str, /, **shapes: str) -> dict[str, str]:
    """Return the shape of each letter of a formula: as given, or as it follows from the rest.

    ``parse(text, **infer(text)) == parse(text)``. A ParseError as for :func:`veckron.parse`; also if a shape does not follow.

    >>> infer("A @ x - b")
    {'A': 'm n', 'x': 'n 1', 'b': 'm 1'}
    """
    return Reading(text, **shapes).shapes
