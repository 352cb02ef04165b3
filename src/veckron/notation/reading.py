"""The safe reader of text: a formula in the notation of the book, NumPy, MATLAB or LaTeX becomes a SymPy expression.

`grammar` makes a tree of a text, `fitting` finds the shapes in it, with the signatures of the `functions`; what the tree
stands for is put together here. Nothing is evaluated.
"""

import warnings
from collections.abc import Collection
from functools import cached_property

from sympy import I as IMAGINARY
from sympy import Dummy, Function, FunctionMatrix, HadamardPower, KroneckerDelta, Lambda, MatPow, MatrixSymbol
from sympy import OneMatrix, Pow, Product, Rational, S, Subs, Sum, Symbol, Identity, ZeroMatrix, nan, oo, pi, zoo
from sympy.matrices.expressions.blockmatrix import BlockMatrix

from veckron.calculus import Increment
from veckron.expressions import Columns, Differential, Gradient, Hessian, Jacobian, MatrixSum, MatrixUnit, expm
from veckron.notation.errors import ParseError
from veckron.notation.fitting import CONSTANTS, Fitting, variant, zero_one_sizes
from veckron.notation.functions import FUNCTIONS, Evaluated, Written, apply, function, is_one, matrix, number, sized
from veckron.notation.grammar import Grammar
from veckron.notation.sizes import Shape, read_shape
from veckron.notation.words import BOOK, PREFIXES, PRINTED
from veckron.shapes import Expression

EXPONENT, LARGEST = 20, 10**9
READINGS = {
    "star": ("entry", "product"),
    "exp": ("entry", "matrix"),
    "power": ("matrix", "entry"),
    "bars": ("norm", "entry"),
    "fraction": ("below", "beside"),
    "word": ("product", "name"),
    "T": ("transpose", "letter"),
}


class TwoReadings(UserWarning):
    """A text has two readings, and the first was taken."""


class Reading:
    """A text, read once: what it stands for, and what became of its letters.

    ``symbols`` has the symbol of each letter, ``shapes`` its shape as text, given or as it follows from the rest,
    ``structures`` the word of each matrix that is declared symmetric, triangular or diagonal, ``expression`` the formula,
    ``sides`` both sides of an equation. ``doubts`` says how signs with two readings were read: ``{"star": "product"}``.
    """

    operations: type = Evaluated
    formal: Collection[str] = ()
    increments, lenient = True, False

    def __init__(self, text, /, **shapes):
        self._read(text, {name: read_shape(name, shape) for name, shape in shapes.items()}, {})

    def _read(self, text, given, chosen):
        self.text, self.given = text, given
        options = dict.fromkeys(READINGS, "") | chosen
        grammar = Grammar(text, FUNCTIONS, given, self.formal, options)
        sides = self._right_side(grammar.sides())
        self.defined, self.from_one = grammar.defined, set()
        first, settled = _first(grammar, sides)
        self.fit = self._fitted(sides, given, options | first | chosen, "star" in {*settled, *chosen})
        found = self.fit.shapes()
        self.shapes = {name: str(shape) for name, shape in found.items()}
        self.symbols = {name: self._symbol(name, shape) for name, shape in found.items()}
        self.structures = {name: shape.word for name, shape in found.items() if shape.word and shape.rows is not None}
        doubts = grammar.doubts | self.fit.doubts
        self.doubts = {kind: read for kind, read in doubts.items() if kind not in settled}

    def _right_side(self, sides):
        """Of y = A x and f(x) = ... the right side is meant."""
        if len(sides) == 2 and (sides[0].op == "name" or (sides[0].op == "call" and len(sides[0].function.word) == 1)):
            names = {name.word for name in sides[1].names()}
            if sides[0].op == "call" or sides[0].word not in names | self.given.keys():
                return sides[1:]
        if len(sides) > 1:
            raise ParseError("an equation: give one side, or call check", self.text, sides[1].start)
        return sides

    def _fitted(self, sides, given, options, settled):
        """Return the shapes of all parts; where A * B does not fit in one reading, the other is taken."""
        solve = lambda options: Fitting(self.text, sides, given, options, self.increments, self.lenient).solve()
        try:
            return solve(options)
        except ParseError as error:
            if settled or not any(part.op == "*" for side in sides for part in side.parts()):
                raise
            try:
                return solve(options | {"star": _other("star", options["star"])})
            except ParseError:
                raise error from None

    @cached_property
    def alternatives(self):
        """The other readings of the text that can be had, each a Reading; none where its notation leaves no doubt."""
        found = []
        for kind, read in self.doubts.items():
            other = object.__new__(type(self))
            try:
                other._read(self.text, self.given, {kind: _other(kind, read)})
                if other.expression != self.expression:
                    found.append(other)
            except ParseError:
                pass
        return found

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
            if part.op in OPERATIONS:
                return OPERATIONS[part.op](self.operations, *map(self.build, part.args))
            return BUILDS[part.op](self, part)
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
        """Return a value; refuse numbers whose functions and powers would be giant."""
        if not value.is_Matrix and value.is_number and not abs(value.evalf(15)) <= LARGEST:
            self.fit.refuse(part, f"{self.fit.source(part)}: a function or power of a number larger than {LARGEST}")
        return value

    def shape(self, part):
        """Return the rows and columns of a matrix."""
        return self.fit.shape(self.fit(part))

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

    operations, increments = Written, False

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
        return self._symbol(name, Shape() if self.fit.is_one(self.fit(part)) else Shape(*self.shape(part)))

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


def _name(reading, part):
    if part in reading.fit.open_sizes:
        return Identity(reading.fit.now(reading.fit.open_sizes[part]))
    default = pi if part.word in CONSTANTS else Symbol(part.word)
    return reading.symbols.get(part.word, default)


def _signed(reading, part):
    value = reading.build(part.args[0])
    return reading.operations.negative(value) if part.word == "-" else value


def _power(reading, part):
    base, exponent = map(reading.build, part.args)
    under, over = part.args
    if exponent.is_number and not (exponent.is_Rational and abs(exponent) <= EXPONENT and exponent.q <= EXPONENT):
        reading.fit.refuse(over, f"power: an exponent is at most {EXPONENT}")
    each = reading.fit.read_as.get(part) == "entry" or part.op == "o**"
    whole = exponent.xreplace({Symbol(index): Dummy(integer=True) for index in reading.fit.indices}).is_integer
    whole = whole or (reading.operations is Written and exponent.free_symbols)
    if not (is_one(base) or base.cols == 1 or each or whole):
        hint = f"; give {exponent}='integer'" if exponent.is_Symbol else "; sqrt(X) takes the root of each entry"
        reading.fit.refuse(over, f"power: of a matrix only whole powers{hint}")
    return reading.bounded(part, reading.operations.power(reading.modest(under, base), exponent, each))


def _attribute(reading, part):
    if part.dotted() in CONSTANTS:
        return pi
    return reading.operations.transpose(reading.build(part.args[0]))


def _call(reading, part):
    name = variant(part)
    called = function(name)
    if called.signature is sized:
        return called.build(*reading.shape(part))
    values = [reading.modest(arg, reading.build(arg)) for arg in part.args]
    if part in reading.fit.read_as and part.word.startswith("axis="):
        rows, cols = reading.fit.shape(reading.fit.read_as[part])
        value = called.build(*values)
        value = value.T if part.word == "axis=0" else value
        return OneMatrix(rows, 1) * value if "0" in part.word else value * OneMatrix(1, cols)
    if name == "exp" and reading.fit.read_as.get(part) == "matrix":
        return expm(values[0])
    written = reading.operations is Written and called.written
    return (written or called.build)(*values)


def _star(reading, part):
    return (_product if reading.fit.options["star"] == "product" and part.word == "*" else BUILDS["o"])(reading, part)


def _by_entry(reading, part):
    """A o B; of A and B with other rows A ⊙ B is the product of Khatri and Rao."""
    A, B = map(reading.build, part.args)
    if reading.fit.read_as.get(part) == "columns":
        return function("khatri_rao").build(A, B)
    return reading.operations.times(A, B)


def _bars(reading, part):
    """|u|, |x| and |X|."""
    return function(reading.fit.read_as[part]).build(reading.build(part.args[0]))


def _product(reading, part):
    """A B; behind a matrix 1 is the column of ones."""
    left, right = map(reading.build, part.args)
    if part.word == "juxt" and part.args[1].word == "1" and part.args[1].op == "number" and left.is_Matrix:
        right = OneMatrix(left.cols, 1)
    return reading.operations.product(left, right)


def _dot(reading, part):
    columns = all(map(reading.fit.is_column, map(reading.fit, part.args)))
    return OPERATIONS["inner" if columns else "@"](reading.operations, *map(reading.build, part.args))


def _lambda(reading, part):
    argument, body = map(reading.build, part.args)
    return apply(lambda z: body.xreplace({Symbol(part.word): z}), argument)


def _zero_one(reading, part):
    return getattr(reading.operations, part.word)(*map(reading.fit.now, zero_one_sizes(reading.fit, part)))


def _index(reading, part, one):
    """An index from 0: X_{12}, and the index of a sum that begins with 1, count from 1, as mathematics does, X[0, 1] from 0."""
    value = reading.build(part)
    return value - 1 if one and (value.is_Integer or value.free_symbols & reading.from_one) else value


def _entry(reading, part):
    A, *places = part.args
    value, places = reading.build(A), [_index(reading, place, part.word == "_") for place in places]
    places = places if len(places) == 2 else [places[0], S.Zero]
    sizes = value.shape if value.is_Matrix else (1, 1)
    if any(place.is_Integer and (place < 0 or (place >= size) == True) for place, size in zip(places, sizes)):  # noqa: E712
        reading.fit.refuse(part, f"{reading.fit.source(part)}: no such entry; X_11 counts from 1, X[0, 0] from 0")
    if is_one(value):
        return number(value)
    return reading.operations.entry(value, *places)


def _summed(reading, part):
    index, (body, *limits) = Symbol(part.word), part.args
    lower, upper = [reading.build(limit) for limit in limits] or [S.Zero, reading.fit.span(part) - 1]
    reading.from_one |= {index} if lower == 1 else set()
    value = reading.build(body)
    reading.from_one -= {index}
    if lower == 1:
        value, lower, upper = value.subs(index, index + 1), S.Zero, upper - 1
    if part.op == "multiplied":
        return Product(number(value), (index, lower, upper))
    if is_one(value):
        return Sum(number(value), (index, lower, upper))
    running = reading.index(index)
    return MatrixSum(value.subs(index, running + lower), running, upper - lower)


def _unit(reading, part):
    """The column e_i, or the matrix E_ij."""
    i, j = [*(_index(reading, place, True) for place in part.args), S.Zero][:2]
    return MatrixUnit(i, j, *reading.shape(part))


def _table(reading, part):
    """[A_ij]_ij, a matrix by its entries, or a Jacobian by its columns."""
    value = reading.build(part.args[0])
    first, *rest = part.word
    i, j = Symbol(first), Symbol(*rest or ("k" if first == "j" else "j"))  # a column has a second one that is not used
    if not value.is_Matrix:
        return FunctionMatrix(*reading.shape(part), Lambda((i, j), value))
    m, n = (reading.fit.now(reading.fit.open_sizes[index]) for index in part.word)
    bound = {index: Dummy(index.name, dummy_index=0, integer=True) for index in (i, j)}
    return Columns(Lambda(tuple(bound.values()), value.xreplace(bound)), m, n)


def _formal(reading, part):
    """g'(A): the derivative of a scalar function, applied to each entry."""
    name, order = part.word.rstrip("'"), part.word.count("'")
    argument, x = reading.build(part.args[0]), Symbol("x")
    slope = Function(name)(x).diff(x, order)
    if is_one(argument):
        return Subs(slope, x, number(argument)) if order else Function(name)(number(argument))
    return argument.applyfunc(Lambda(x, slope))


def _blocks(reading, part):
    return BlockMatrix([[_block(reading, block) for block in row.args] for row in part.args])


def _block(reading, part):
    """A block; of those that are written as a number 0 is a block of zeros, another number 1 x 1."""
    if part.op != "number":
        return matrix(reading.build(part))
    sizes = [reading.fit.now(reading.fit.open_sizes[key]) for key in (part, (part, 1))]
    return ZeroMatrix(*sizes) if part.word == "0" else Rational(part.word) * OneMatrix(*sizes)


def _differential(reading, part):
    moved = [name for name in reading.given if f"d{name}" in reading.given]
    moves = [(reading.letter(name), reading.letter(f"d{name}")) for name in moved]
    return Differential(reading.build(part.args[0]), *moves)


DERIVATIVES = {"Jacobian": Jacobian, "Gradient": Gradient, "Hessian": Hessian}
# What becomes of the values of two parts with a sign between them.
OPERATIONS = {
    "+": lambda operations, A, B: operations.add(A, B),
    "-": lambda operations, A, B: operations.add(A, operations.negative(B)),
    "@": lambda operations, A, B: operations.product(matrix(A), matrix(B)),
    "/": lambda operations, A, B: operations.divide(A, B),
    "./": lambda operations, A, B: operations.times(A, operations.power(B, S.NegativeOne, each=True)),
    "inner": lambda operations, x, y: operations.product(operations.transpose(x), y),
    "outer": lambda operations, x, y: operations.product(matrix(x), operations.transpose(matrix(y))),
    "delta": lambda operations, i, j: KroneckerDelta(i, j),
}
PARTS = [_name, _signed, _attribute, _call, _dot, _bars, _entry, _summed, _lambda, _unit, _table, _blocks]
PARTS += [_formal, _zero_one, _differential]
BUILDS = {build.__name__[1:]: build for build in PARTS}
BUILDS |= {"*": _star, "o": _by_entry, "juxt": _product, "**": _power, "o**": _power, "multiplied": _summed}
BUILDS |= {
    "number": lambda reading, part: Rational(part.word),
    "extent": lambda reading, part: reading.shape(part.args[0])[int(part.word)],
    "ones": lambda reading, part: OneMatrix(*reading.shape(part)),
    "derivative": lambda reading, part: DERIVATIVES[part.word](*map(reading.build, part.args)),
}


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
    if not settled and reading.alternatives:
        other = reading.alternatives[0].expression
        warnings.warn(f"{text} is read as {reading.expression}; it could be {other}", TwoReadings, stacklevel=2)
    return reading.expression


def infer(text: str, /, **shapes: str) -> dict[str, str]:
    """Return the shape of each letter of a formula: as given, or as it follows from the rest.

    ``parse(text, **infer(text)) == parse(text)``. A ParseError as for :func:`veckron.parse`; also if a shape does not follow.

    >>> infer("A @ x - b")
    {'A': 'm n', 'x': 'n 1', 'b': 'm 1'}
    """
    return Reading(text, **shapes).shapes
