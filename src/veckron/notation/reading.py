"""The safe reader of text: a formula as NumPy writes it becomes a SymPy expression, and nothing is evaluated.

`grammar` lets only formulas pass and makes a tree, `fitting` finds the shapes in it, with the signatures of the `functions`;
what the tree stands for is put together here.
"""

from functools import cached_property
from operator import mul

from sympy import HadamardPower, I as IMAGINARY, Identity, MatPow, MatrixSymbol, Pow, Rational, S, Symbol, nan, oo, pi
from sympy import zoo

from veckron.notation import functions
from veckron.notation.errors import ParseError
from veckron.notation.fitting import CONSTANTS, Fitting
from veckron.notation.functions import FUNCTIONS, is_one, of_matrices, sized
from veckron.notation.grammar import tree
from veckron.notation.sizes import read_shape
from veckron.shapes import Expression

EXPONENT, LARGEST = 20, 10**9


class Reading:
    """A text, read once: what it stands for, and what became of its letters.

    ``symbols`` has the symbol of each letter, ``shapes`` its shape as text, given or as it follows from the rest,
    ``structures`` the word of each matrix that is declared symmetric, triangular or diagonal, ``expression`` the formula.
    """

    def __init__(self, text, /, **shapes):
        given = {name: read_shape(name, shape) for name, shape in shapes.items()}
        self.fit = Fitting(text, tree(text), given).solve()
        found = self.fit.shapes()
        self.shapes = {name: str(shape) for name, shape in found.items()}
        self.symbols = {name: _symbol(name, shape) for name, shape in found.items()}
        self.structures = {name: shape.word for name, shape in found.items() if shape.word and shape.rows is not None}

    @cached_property
    def expression(self):
        """The matrix expression, or scalar; a ParseError if it is not real and finite, or has giant powers."""
        value = self.build(self.fit.tree)
        if value.has(zoo, nan, oo, S.NegativeInfinity):
            self.fit.refuse(self.fit.tree, "a division by zero, or the logarithm of zero")
        if value.has(IMAGINARY):
            self.fit.refuse(self.fit.tree, "real numbers only: a root or logarithm of a negative number")
        return self.bounded(self.fit.tree, value)

    def build(self, part):
        """Return the expression of a part."""
        try:
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


def _symbol(name, shape):
    """The symbol of a letter: of a matrix, of a number, or of a whole one."""
    whole = {"integer": True, "positive": True} if shape.word == "integer" else {}
    return Symbol(name, **whole) if shape.rows is None else MatrixSymbol(name, shape.rows, shape.cols)


def _name(reading, part):
    if part in reading.fit.identities:
        return Identity(reading.fit.now(reading.fit.identities[part]))
    default = pi if part.word in CONSTANTS else Symbol(part.word)
    return reading.symbols.get(part.word, default)


def _signed(reading, part):
    value = reading.build(part.args[0])
    return -value if part.word == "-" else value


def _power(reading, part):
    base, exponent = map(reading.build, part.args)
    under, over = part.args
    if exponent.is_number and not (exponent.is_Rational and abs(exponent) <= EXPONENT and exponent.q <= EXPONENT):
        reading.fit.refuse(over, f"power: an exponent is at most {EXPONENT}")
    each = part in reading.fit.by_entry
    if not (is_one(base) or base.cols == 1 or each or exponent.is_integer):
        hint = f"; give {exponent}='integer'" if exponent.is_Symbol else "; sqrt(X) takes the root of each entry"
        reading.fit.refuse(over, f"power: of a matrix only whole powers{hint}")
    return reading.bounded(part, functions.power(reading.modest(under, base), exponent, each))


def _attribute(reading, part):
    if part.dotted() in CONSTANTS:
        return pi
    value = reading.build(part.args[0])
    return value.T if value.is_Matrix else value


def _call(reading, part):
    name = part.function.dotted()
    function = FUNCTIONS[name]
    if function.signature is sized:
        return function.build(*sized(reading.fit, part, name)[:2])
    values = [reading.build(arg) for arg in part.args]
    return function.build(*map(reading.modest, part.args, values))


def _operation(join):
    return lambda reading, part: join(*map(reading.build, part.args))


BUILDS = {
    "number": lambda reading, part: Rational(part.word),
    "name": _name,
    "signed": _signed,
    "attribute": _attribute,
    "call": _call,
    "+": _operation(functions.add),
    "-": _operation(lambda A, B: functions.add(A, -B)),
    "*": _operation(functions.times),
    "@": _operation(of_matrices(mul)),
    "/": _operation(functions.divide),
    "**": _power,
}


def parse(text: str, /, **shapes: str) -> Expression:
    """Return the expression that a text stands for, written as in NumPy: ``A @ X @ B``, ``inv(X.T @ X)``.

    ``@`` is the product, ``*`` the product entry by entry, ``**`` a power of a number, of a square matrix, or of each
    entry of a column or of ``exp(X)``, which is taken entry by entry; ``expm(X)`` is the exponential of the matrix.
    In NumPy ``X ** 2`` is taken entry by entry: it is refused where only the power would make X square.
    The text is not evaluated: it is read against a list of what a formula may have.

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

    source: magnus2019, chapter 2
    """
    return Reading(text, **shapes).expression


def infer(text: str, /, **shapes: str) -> dict[str, str]:
    """Return the shape of each letter of a formula: as given, or as it follows from the rest.

    ``parse(text, **infer(text)) == parse(text)``. A ParseError as for :func:`veckron.parse`; also if a shape does not follow.

    >>> infer("A @ x - b")
    {'A': 'm n', 'x': 'n 1', 'b': 'm 1'}
    """
    return Reading(text, **shapes).shapes
