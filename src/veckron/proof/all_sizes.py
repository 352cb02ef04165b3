"""How far a verdict reaches: the sizes at which one pass proves a statement for all sizes.

An entry of a matrix expression is a sum of terms, a term a product of entries of letters over index variables, some of
them summed. At sizes that are at least the number of index variables of their kind, different terms are different
polynomials; the appendix on verification has the proof. The variables are counted by an arithmetic of the one reader: at
distinct primes, a dimension names the kinds of its index variables by its factors.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import product
from math import prod
from operator import add, mul

from sympy import Add, Derivative, Determinant, DiagMatrix, DiagonalMatrix, DiagonalOf, HadamardPower, HadamardProduct
from sympy import Identity, Inverse, KroneckerProduct, Lambda, MatAdd, MatMul, MatPow, MatrixSymbol, Mul
from sympy import OneMatrix, Pow, Rational, Subs, Symbol, Trace, Transpose, Tuple, ZeroMatrix, log, multiplicity
from sympy import preorder_traversal, sympify
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.core.symbol import Str
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from veckron.expressions import Adjugate, CommutationMatrix, Differential, Gradient, Jacobian, KhatriRaoProduct, Unvec
from veckron.expressions import Vec, Vech
from veckron.proof.statements import FormalFunction
from veckron.shapes import ShapeError
from veckron.values import Arithmetic, Evaluation

PRIMES = (5, 7, 11, 13, 17, 19, 23)
# No more and no larger sizes than these are tried for the sake of the reach.
MOST, LARGEST = 10, 13
# Here an index may meet more than two letters.
MANY_ENDED = (HadamardProduct, HadamardPower, ElementwiseApplyFunction, DiagMatrix, DiagonalOf, DiagonalMatrix)
MANY_ENDED += (KhatriRaoProduct,)
# The operations of which the theorem speaks; any other is tried at some sizes only. IndexBounds refuses some uses.
COVERED = (*MANY_ENDED, MatrixSymbol, Symbol, Rational, Add, Mul, Pow, MatAdd, MatMul, MatPow, Transpose, Trace)
COVERED += (FormalFunction, KroneckerProduct, Identity, ZeroMatrix, OneMatrix, CommutationMatrix, Vec, Vech, Unvec)
COVERED += (Inverse, Determinant, Adjugate, AppliedUndef, log, Derivative, Subs, Jacobian, Gradient, Differential)
COVERED += (Tuple, Lambda, Str)
DIVISIONS = (Inverse, Determinant, Adjugate, MatPow)
# A coefficient that is 0 modulo the primes of the verifier is not small.
COEFFICIENT = 2**40


class NotCovered(Exception):
    """The statement is outside what the theorem speaks of."""


@dataclass(frozen=True)
class Bounds:
    """Bounds for all terms of a matrix: a sum has the larger of two counts, a product the sum of them.

    ``rows`` and ``cols`` are the kinds of the index variables of a row and a column, its legs. ``counts`` has the number of
    index variables of each kind, and of letters; ``hanging`` that of parts without letters, which hang on rows only (cups),
    on both (through) or on columns only (caps); closed, such a part is a factor n, a loop.
    ``plain`` names a letter as it stands, or says "wire": I, K and their Kronecker products, which only rename legs.
    """

    rows: tuple = ()
    cols: tuple = ()
    counts: Counter = field(default_factory=Counter)
    hanging: tuple = (0, 0, 0)
    scalar: bool = False
    plain: str = ""

    shape = property(lambda self: () if self.scalar else (prod(self.rows), prod(self.cols)))
    parts = property(lambda self: sum(self.hanging))

    def but(self, **changes):
        """The same with changes; what is changed is no plain letter any more."""
        return replace(self, **{"plain": "", **changes})

    def __add__(self, other):
        if (self.rows, self.cols) != (other.rows, other.cols):
            raise NotCovered("rows that are counted in different orders")
        return self.but(counts=self.counts | other.counts, hanging=tuple(map(max, self.hanging, other.hanging)))

    __sub__ = __add__

    def __mul__(self, other):
        counts = self.counts + other.counts
        if self.scalar or other.scalar:
            return (other if self.scalar else self).but(counts=counts)
        shared = min(self.parts, other.parts)
        return self.but(counts=counts - Counter(self.rows + self.cols), hanging=(shared, shared, shared))

    def __matmul__(self, other):
        if self.cols != other.rows:
            raise NotCovered("a product over indices that are counted in different orders")
        if "wire" in (self.plain, other.plain):
            return replace(other if self.plain == "wire" else self, rows=self.rows, cols=other.cols)
        (a, b, c), (d, e, f) = self.hanging, other.hanging
        counts = self.counts + other.counts - Counter(self.cols) + Counter(loops=min(c, d))
        return self.but(cols=other.cols, counts=counts, hanging=(a + d, min(b, e), c + f))

    @property
    def T(self):
        return replace(self, rows=self.cols, cols=self.rows, hanging=self.hanging[::-1])

    def reshape(self, m, n):
        legs = self.rows + self.cols
        cut = next((k for k in range(len(legs) + 1) if prod(legs[:k]) == m), None)
        if cut is None:
            raise NotCovered("a reshape that cuts an index")
        rows, cols = legs[:cut], legs[cut:]
        hanging = tuple(self.parts * bool(on) for on in (rows, rows and cols, cols))
        return self.but(rows=rows, cols=cols, hanging=hanging)

    def __getitem__(self, place):
        """An entry on the diagonal, for a trace: what hangs on both sides closes."""
        if self.rows != self.cols:
            raise NotCovered("a trace of rows and columns that are counted in different orders")
        cups, through, caps = self.hanging
        return replace(self, counts=self.counts + Counter(loops=through + min(cups, caps))).entry()

    def entry(self):
        """Any entry: nothing hangs on it."""
        return self.but(rows=(), cols=(), hanging=(0, 0, 0), scalar=True)


NUMBER = Bounds(scalar=True, plain="number")


class IndexBounds(Arithmetic):
    """The arithmetic of bounds; ``turned`` says in which order a dimension such as m*n counts its indices."""

    def __init__(self, turned):
        self.turned, self.functions, self.inverted, self.determined = turned, False, set(), set()

    def legs(self, size):
        return tuple(sorted((p for p in PRIMES for _ in range(multiplicity(p, size))), reverse=self.turned))

    def letter(self, name, m, n, divided=False):
        """A letter that may meet its inverse, being divided by, may leave a part without letters."""
        rows, cols = self.legs(m), self.legs(n)
        return Bounds(rows, cols, Counter([*rows, *cols, "letters"]), (0, int(divided), 0), plain=name)

    def wires(self, rows, cols):
        return Bounds(rows, cols, Counter(rows + cols), (0, len(rows), 0), plain="wire")

    def number(self, value):
        return NUMBER

    def from_ones(self, shape, places):
        rows, cols = map(self.legs, shape)
        if places == [(i, i) for i in range(shape[0])] and rows == cols:
            return self.wires(rows, cols)
        if len(places) in (0, shape[0] * shape[1]):
            return Bounds(rows, cols, Counter(rows + cols), (len(rows), 0, len(cols)) if places else (0, 0, 0))
        for m, n in (rows, rows[::-1]) if len(rows) == 2 else ():
            if places == CommutationMatrix.positions(m, n):
                return self.wires((m, n), (n, m))
        raise NotCovered("a matrix of zeros and ones other than I, K and 1")

    def kron(self, A, B):
        plain, hanging = "wire" if A.plain == B.plain == "wire" else "", tuple(map(add, A.hanging, B.hanging))
        return Bounds(A.rows + B.rows, A.cols + B.cols, A.counts + B.counts, hanging, plain=plain)

    def inverse(self, A):
        self.inverted.update(self._kind(A))
        return A.T.but()

    def determinant(self, A):
        self.determined.update(self._kind(A))
        return replace(NUMBER, plain="determinant")

    def adjugate(self, A):
        return self.determinant(A) * self.inverse(A)

    @staticmethod
    def _kind(A):
        if A.plain in ("", "wire") or len(A.rows) != 1:
            raise NotCovered("an inverse or a determinant of more than a letter")
        return A.rows

    def power(self, x, exponent):
        if abs(exponent) > 64:
            raise NotCovered("a large power")
        if exponent < 0 and x.plain not in ("number", "scalar", "determinant"):
            raise NotCovered("a division by more than a number")
        return reduce(mul, [x] * abs(exponent), NUMBER)

    def function(self, ev, f, x, order=0):
        """A formal function is a letter with the indices of its argument."""
        if f is log and x.plain == "determinant":
            return x.but()
        if not isinstance(f, UndefinedFunction):
            raise NotCovered(f"the function {f}")
        self.functions = True
        return x.but(counts=x.counts + Counter(letters=1))

    def entrywise(self, ev, f, A):
        return A.but(counts=A.counts | ev.applied(f, A.entry()).counts)

    def derivative(self, ev, f, X):
        """A letter gives way to two indices of X, an inverse to two letters, a determinant gains one."""
        if isinstance(X, Vech):
            raise NotCovered("a symmetric variable")
        value, variable = ev(f), ev(X)
        rows, cols = value.cols + value.rows, variable.cols + variable.rows
        hanging, counts = (value.parts, len(cols) if rows else 0, len(cols)), value.counts + Counter([*cols, "letters"])
        return value.but(rows=rows, cols=cols, counts=counts, hanging=hanging, scalar=False)

    def along(self, ev, f, moves):
        value, moves = ev(f), list(moves.values())
        added = Counter(kind for E in moves for kind in E.rows + E.cols)
        added["letters"] = 1 + max(E.counts["letters"] for E in moves)
        hanging = tuple(count + sum(E.parts for E in moves) for count in value.hanging)
        return value.but(counts=value.counts + added, hanging=hanging, scalar=False)

    def refuse(self, *_):
        raise NotCovered("an operation that is not polynomial in its letters")

    rank = pseudo_inverse = root = expm = from_entries = from_columns = refuse


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
        few = [step for step in steps if sum(step) <= self.degree]
        return [{name: base[name] + more for name, more in zip(base, step)} for step in few]

    def missing(self, shapes):
        """Return the sizes that are still to be tried after these, or None where nothing does or they are too many."""
        if self.reason:
            return None
        enough = lambda sizes: all(sizes[name] >= least for name, least in self.least.items())
        distinct = lambda sizes: len(set(sizes.values())) == len(sizes)
        if not self.degree and any(enough(sizes) and distinct(sizes) for sizes in shapes):
            return []
        needed = [sizes for sizes in self.shapes() if sizes not in shapes]
        large = any(size > LARGEST for sizes in needed for size in sizes.values())
        return None if large or len(needed) > MOST else needed


def reach(statement):
    """Return the reach of a statement: what it needs to be proved for all sizes, or why the theorem is silent.

    >>> from veckron import IDENTITIES
    >>> reach(IDENTITIES["vec_of_product"]).least
    {'m': 1, 'n': 1, 'p': 1, 'q': 1}
    >>> reach(IDENTITIES["derivative_of_inverse"]).least
    {'n': 8}

    source: magnus2019, chapter 3
    """
    if "reach" not in statement.__dict__:
        tried = [_reach(statement, IndexBounds(turned)) for turned in (True, False)]
        statement.__dict__["reach"] = next((found for found in tried if not found.reason), tried[0])
    return statement.__dict__["reach"]


def _reach(statement, bounds):
    """Evaluate both sides at distinct primes: from the counts on, distinct terms stay distinct."""
    try:
        _want_covered(statement)
        sizes = dict(zip(statement.sizes, PRIMES))
        symbols = statement.sized(sizes)
        left, right = map(Evaluation(_values(statement, bounds, symbols), bounds, symbols), statement.symbolic)
        both, least = left - right, {}
    except (NotCovered, ShapeError, TypeError) as error:
        return Reach(reason=str(error))
    if bounds.functions and bounds.inverted:
        return Reach(reason="a formal function beside an inverse")
    times = 3 if any(isinstance(node, MANY_ENDED) for node in statement.parts) else 2
    for name, prime in sizes.items():
        least[name] = max(1, both.counts[prime]) * (times if prime in bounds.inverted | bounds.determined else 1)
        if prime in bounds.determined:
            least[name] = max(least[name], 2 * both.counts["letters"] + 1)
    return Reach(least, both.counts["loops"])


def _values(statement, bounds, symbols):
    """Return the bounds of each letter; a size among the numbers is a loop."""
    values = {size: Bounds(scalar=True, counts=Counter(loops=1)) for size in symbols}
    divided = {A for node in statement.parts if isinstance(node, DIVISIONS) for A in node.atoms(MatrixSymbol)}
    for name, letter in statement.letters().items():
        if isinstance(letter, MatrixSymbol):
            if statement.structures[name] not in ([], ["symmetric"]):
                raise NotCovered("a letter with a structure")
            sizes = (int(size.xreplace(symbols)) for size in letter.shape)
            values[letter] = bounds.letter(name, *sizes, letter in divided)
        elif name in statement.shapes and isinstance(letter, Symbol):
            values[letter] = Bounds(scalar=True, counts=Counter(letters=1), plain="scalar")
    return values


def _want_covered(statement):
    """Refuse every node that is not one of those of which the theorem speaks, and sizes that are no products of sizes."""
    if statement.symbolic is None or len(statement.sizes) > len(PRIMES) or statement.where:
        raise NotCovered("a condition on the sizes")
    for node in preorder_traversal(Tuple(*statement.symbolic)):
        if isinstance(node, (Pow, MatPow, HadamardPower)) and not node.exp.is_Integer:
            raise NotCovered("a power without a fixed number of factors")
        if isinstance(node, FormalFunction) and statement.derivatives > 1:
            raise NotCovered("a general function to second order")
        if not isinstance(node, COVERED):
            raise NotCovered(f"the operation {type(node).__name__}")
        if isinstance(node, Rational) and max(abs(node.p), node.q) > COEFFICIENT:
            raise NotCovered(f"the coefficient {node}")
        for size in node.shape if getattr(node, "is_Matrix", False) else ():
            if size is None or not is_monomial(size):
                raise NotCovered(f"the size {size}")


def is_monomial(size):
    """Tell whether a size is a product of sizes, each as often as one likes."""
    powers = [factor.as_base_exp() for factor in Mul.make_args(sympify(size))]
    return all(base == 1 or (base.is_Symbol and exponent.is_Integer and exponent > 0) for base, exponent in powers)
