"""How far a verdict reaches: the sizes at which one pass proves a statement for all sizes.

An entry of a matrix expression is a sum of terms, a term a product of entries of letters over index variables, some of
them summed. At sizes that are at least the number of index variables of their kind, different terms are different
polynomials; the appendix on verification has the proof. ``Spans`` counts the variables, as an arithmetic of the one
reader: at distinct primes, a dimension names its kinds by its factors.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import product
from math import prod

from sympy import Determinant, DiagMatrix, DiagonalMatrix, DiagonalOf, HadamardPower, HadamardProduct, Integer, Inverse
from sympy import MatPow, MatrixSymbol, Pow, Sum, Symbol, log, preorder_traversal
from sympy.core.function import UndefinedFunction
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from veckron.adjugate import Adjugate
from veckron.commutation import CommutationMatrix
from veckron.evaluate import Arithmetic, Evaluation
from veckron.khatri_rao import KhatriRaoProduct
from veckron.matrix_sum import MatrixSum
from veckron.shapes import ShapeError
from veckron.vec import Vech

PRIMES = (5, 7, 11, 13, 17, 19, 23)
# No more and no larger sizes than these are tried for the sake of the reach.
MOST, LARGEST = 10, 13
# Here an index may meet more than two letters.
MANY_ENDED = (HadamardProduct, HadamardPower, DiagMatrix, DiagonalOf, DiagonalMatrix, KhatriRaoProduct)
MANY_ENDED += (ElementwiseApplyFunction,)


class NotCovered(Exception):
    """The statement is outside what the theorem speaks of."""


@dataclass(frozen=True)
class Span:
    """Bounds for all terms of a matrix: its legs, index variables, letters, parts without letters, closed loops.

    ``rows`` and ``cols`` are the kinds of the index variables of a row and a column. A part without letters hangs on
    rows only (``cups``), on both (``through``) or on columns only (``caps``); closed, it is a factor n, a loop.
    ``plain`` names a letter as it stands, or says "wire": I, K and their Kronecker products, which only rename legs.
    """

    rows: tuple = ()
    cols: tuple = ()
    scalar: bool = False
    indices: Counter = field(default_factory=Counter)
    letters: int = 0
    cups: int = 0
    through: int = 0
    caps: int = 0
    loops: int = 0
    plain: str = ""

    @property
    def shape(self):
        return () if self.scalar else (prod(self.rows), prod(self.cols))

    @property
    def parts(self):
        return self.cups + self.through + self.caps

    def but(self, **changes):
        """The same with changes; what is changed is no plain letter any more."""
        return replace(self, **{"plain": "", **changes})

    def __add__(self, other):
        if not isinstance(other, Span):
            return self
        if (self.rows, self.cols) != (other.rows, other.cols):
            raise NotCovered("a sum of rows that are counted in different orders")
        return self.but(
            indices=self.indices | other.indices,
            **{name: max(getattr(self, name), getattr(other, name)) for name in COUNTS},
        )

    __sub__ = __radd__ = __add__

    def __mul__(self, other):
        if not isinstance(other, Span):
            return self
        if self.scalar or other.scalar:
            matrix, number = (other, self) if self.scalar else (self, other)
            return matrix.but(
                indices=matrix.indices + number.indices,
                letters=matrix.letters + number.letters,
                loops=matrix.loops + number.loops,
            )
        merged, parts = Counter(self.rows + self.cols), min(self.parts, other.parts)
        return self._joined(other, merged).but(cups=parts, through=parts, caps=parts)

    __rmul__ = __mul__

    def _joined(self, other, merged):
        """All variables and letters of both, those in ``merged`` counted once."""
        return self.but(
            indices=self.indices + other.indices - merged,
            letters=self.letters + other.letters,
            loops=self.loops + other.loops,
        )

    def __matmul__(self, other):
        if self.cols != other.rows:
            raise NotCovered("a product over indices that are counted in different orders")
        if "wire" in (self.plain, other.plain):
            kept = other if self.plain == "wire" else self
            return replace(kept, rows=self.rows, cols=other.cols)
        joined = self._joined(other, Counter(self.cols))
        return joined.but(
            cols=other.cols,
            cups=self.cups + other.cups,
            through=min(self.through, other.through),
            caps=self.caps + other.caps,
            loops=joined.loops + min(self.caps, other.cups),
        )

    @property
    def T(self):
        return replace(self, rows=self.cols, cols=self.rows, cups=self.caps, caps=self.cups)

    def reshape(self, m, n):
        legs = self.rows + self.cols
        cut = next((k for k in range(len(legs) + 1) if prod(legs[:k]) == m), None)
        if cut is None:
            raise NotCovered("a reshape that cuts an index")
        return self.but(rows=legs[:cut], cols=legs[cut:], **_hanging(self.parts, legs[:cut], legs[cut:]))

    def __getitem__(self, place):
        """An entry on the diagonal, for a trace: what hangs on both sides closes."""
        closed = self.through + min(self.cups, self.caps)
        return self.but(rows=(), cols=(), scalar=True, cups=0, through=0, caps=0, loops=self.loops + closed)


COUNTS = ("letters", "cups", "through", "caps", "loops")


def _hanging(parts, rows, cols):
    return {
        "cups": parts if rows else 0,
        "through": parts if rows and cols else 0,
        "caps": parts if cols else 0,
    }


class Spans(Arithmetic):
    """The arithmetic of spans; ``turned`` says in which order a dimension such as m*n counts its indices."""

    def __init__(self, turned, divided=()):
        self.turned, self.k, self.functions, self.divided = turned, 1, False, divided
        self.inverted, self.determined = set(), set()

    def legs(self, size):
        factors = [p for p in PRIMES for _ in range(_multiplicity(size, p))]
        return tuple(reversed(factors)) if self.turned else tuple(factors)

    def letter(self, name, m, n):
        """A letter that may meet its inverse may leave a part without letters."""
        rows, cols = self.legs(m), self.legs(n)
        through = int(name in self.divided)
        return Span(rows, cols, indices=Counter(rows + cols), letters=1, through=through, plain=name)

    def identity(self, n):
        legs = self.legs(n)
        return Span(legs, legs, indices=Counter(2 * legs), through=len(legs), plain="wire")

    def number(self, value):
        return value if isinstance(value, Span) else Span(scalar=True, plain="number")

    def from_ones(self, shape, places):
        rows, cols = map(self.legs, shape)
        if places == [(i, i) for i in range(shape[0])] and rows == cols:
            return self.identity(shape[0])
        if len(places) in (0, shape[0] * shape[1]):
            ends = {"cups": len(rows), "caps": len(cols)} if places else {}
            return Span(rows, cols, indices=Counter(rows + cols), **ends)
        for m, n in (rows, rows[::-1]) if len(rows) == 2 else ():
            if places == CommutationMatrix.positions(m, n):
                return Span((m, n), (n, m), indices=Counter(2 * (m, n)), through=2, plain="wire")
        raise NotCovered("a matrix of zeros and ones other than I, K and 1")

    def kron(self, A, B):
        parts = {name: getattr(A, name) + getattr(B, name) for name in ("cups", "through", "caps")}
        plain = "wire" if A.plain == B.plain == "wire" else ""
        return A._joined(B, Counter()).but(rows=A.rows + B.rows, cols=A.cols + B.cols, plain=plain, **parts)

    def inverse(self, A):
        self.inverted.update(self._kind(A))
        return A.T.but()

    def determinant(self, A):
        self.determined.update(self._kind(A))
        return Span(scalar=True, plain="determinant")

    def adjugate(self, A):
        return self.determinant(A) * self.inverse(A)

    @staticmethod
    def _kind(A):
        if A.plain in ("", "wire") or len(A.rows) != 1:
            raise NotCovered("an inverse or a determinant of more than a letter")
        return A.rows

    def power(self, x, exponent):
        if exponent < 0 and x.plain not in ("number", "scalar", "determinant"):
            raise NotCovered("a division by more than a number")
        total = Span(scalar=True, plain="number")
        for _ in range(abs(exponent)):
            total = total * x
        return total

    def function(self, ev, f, x, order=0):
        """A formal function is a letter with the indices of its argument."""
        if f is log and x.plain == "determinant":
            return x.but()
        if not isinstance(f, UndefinedFunction):
            raise NotCovered(f"the function {f}")
        self.functions = True
        return x.but(letters=x.letters + 1)

    def entrywise(self, ev, f, A):
        entry = A.but(rows=(), cols=(), scalar=True, plain="")
        value = ev.replaced({f.variables[0]: entry})(f.expr)
        return A.but(indices=value.indices | A.indices, letters=value.letters, loops=value.loops)

    def derivative(self, ev, f, X):
        """A letter gives way to two indices of X, an inverse to two letters, a determinant gains one."""
        if isinstance(X, Vech):
            raise NotCovered("a symmetric variable")
        value, variable = ev(f), ev(X)
        rows, cols = value.cols + value.rows, variable.cols + variable.rows
        hanging = {"cups": value.parts, "through": len(cols) if rows else 0, "caps": len(cols)}
        indices = value.indices + Counter(cols)
        return value.but(rows=rows, cols=cols, scalar=False, indices=indices, letters=value.letters + 1, **hanging)

    def along(self, ev, f, moves):
        value, moves = ev(f), list(moves.values())
        parts = sum(E.parts for E in moves)
        hanging = {name: getattr(value, name) + parts for name in ("cups", "through", "caps")}
        indices = value.indices + Counter(kind for E in moves for kind in E.rows + E.cols)
        letters = value.letters + 1 + max(E.letters for E in moves)
        return value.but(scalar=False, indices=indices, letters=letters, **hanging)

    def refuse(self, *_):
        raise NotCovered("an operation that is not polynomial in its letters")

    rank = pseudo_inverse = root = expm = from_entries = from_columns = refuse


def _multiplicity(size, p):
    return 0 if size % p else 1 + _multiplicity(size // p, p)


@dataclass(frozen=True)
class Reach:
    """What a statement needs to be proved for all sizes: least sizes, and the degree in them of its coefficients.

    Or the ``reason`` why the theorem does not speak of it.
    """

    least: dict = field(default_factory=dict)
    degree: int = 0
    reason: str = ""

    def shapes(self):
        """Return the sizes to try: distinct ones, and those that tell polynomials of the degree apart."""
        base, last = {}, 0
        for name, least in sorted(self.least.items(), key=lambda pair: pair[1]):
            base[name] = last = max(least, last + self.degree + 1)
        base = {name: base[name] for name in self.least}
        steps = product(range(self.degree + 1), repeat=len(base))
        return [
            {name: size + step for (name, size), step in zip(base.items(), steps)}
            for steps in steps
            if sum(steps) <= self.degree
        ]

    def missing(self, shapes):
        """Return the sizes that are still to be tried after these, or None where that would be too many."""
        enough = lambda sizes: all(sizes[name] >= least for name, least in self.least.items())
        distinct = lambda sizes: len(set(sizes.values())) == len(sizes)
        if not self.degree and any(enough(sizes) and distinct(sizes) for sizes in shapes):
            return []
        needed = [sizes for sizes in self.shapes() if sizes not in shapes]
        large = any(size > LARGEST for sizes in needed for size in sizes.values())
        return None if large or len(needed) > MOST else needed


def reach(entry):
    """Return what an entry needs to be proved for all sizes.

    Parameters
    ----------
    entry : Identity

    Returns
    -------
    Reach
        With ``least`` sizes, or with the ``reason`` why the theorem does not speak of the statement.

    Examples
    --------
    >>> from veckron import IDENTITIES
    >>> reach(IDENTITIES["vec_of_product"]).least
    {'m': 1, 'n': 1, 'p': 1, 'q': 1}
    >>> reach(IDENTITIES["derivative_of_inverse"]).least
    {'n': 8}

    source: magnus2019, chapter 3
    """
    if "reach" not in entry.__dict__:
        tried = [_reach(entry, turned) for turned in (True, False)]
        entry.__dict__["reach"] = next((found for found in tried if not found.reason), tried[0])
    return entry.__dict__["reach"]


def _reach(entry, turned):
    sizes = dict(zip(entry.sizes, PRIMES))
    try:
        spans = Spans(turned, _divided(entry))
        left, right = _spans(entry, spans, sizes)
        if (left.rows, left.cols) != (right.rows, right.cols):
            raise NotCovered("the two sides count their rows in different orders")
        return _needed(entry, spans, sizes, left, right)
    except (NotCovered, ShapeError, TypeError) as error:
        return Reach(reason=str(error))


def _spans(entry, spans, sizes):
    """Evaluate both sides at distinct primes; a size among the numbers is a loop."""
    if entry.symbolic is None or len(entry.sizes) > len(PRIMES) or entry.where:
        raise NotCovered("a condition on the sizes")
    _want_whole_powers(entry.symbolic)
    letters, symbols = entry.letters(), {}
    for name, size in sizes.items():
        symbols[letters[name]] = Integer(size)
    values = {letters[name]: Span(scalar=True, loops=1) for name in sizes}
    for name, shape in entry.shapes.items():
        values[letters[name]] = _letter(spans, letters[name], shape, symbols)
    evaluation = Evaluation(values, spans, symbols)
    return [evaluation(side) for side in entry.symbolic]


def _divided(entry):
    """The letters under an inverse or a determinant, whose derivative has the inverse."""
    nodes = [node for side in entry.symbolic or () for node in preorder_traversal(side)]
    divisions = [node for node in nodes if isinstance(node, (Inverse, Determinant, Adjugate, MatPow))]
    return {letter.name for node in divisions for letter in node.atoms(MatrixSymbol)}


def _letter(spans, letter, shape, symbols):
    if isinstance(letter, Symbol):
        return Span(scalar=True, letters=1, plain="scalar")
    if not isinstance(letter, MatrixSymbol):
        return None
    if shape.split()[2:] not in ([], ["symmetric"]) or shape == "scalar small":
        raise NotCovered("a letter with a structure")
    return spans.letter(letter.name, *(int(size.xreplace(symbols)) for size in letter.shape))


def _want_whole_powers(sides):
    for node in (node for side in sides for node in preorder_traversal(side)):
        if isinstance(node, (Sum, MatrixSum)) or (isinstance(node, (Pow, MatPow)) and not node.exp.is_Integer):
            raise NotCovered("a power or a sum without a fixed number of terms")


def _needed(entry, spans, sizes, left, right):
    """Distinct terms stay distinct from these sizes on."""
    if spans.functions and spans.inverted:
        raise NotCovered("a formal function beside an inverse")
    many = any(isinstance(node, MANY_ENDED) for side in entry.symbolic for node in preorder_traversal(side))
    least, letters = {}, max(left.letters, right.letters)
    for name, prime in sizes.items():
        count = max(1, left.indices[prime], right.indices[prime])
        count *= (3 if many else 2) if prime in spans.inverted | spans.determined else 1
        least[name] = max(count, 2 * letters + 1) if prime in spans.determined else count
    return Reach(least, max(left.loops, right.loops))
