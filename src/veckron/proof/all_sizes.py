"""How far a verdict reaches: the sizes at which one pass proves a statement for all sizes.

An entry of a matrix expression is a sum of terms, a term a product of entries of letters over index variables, some of
them summed. At sizes that are at least the number of index variables of their kind, different terms are different
polynomials; the appendix on verification has the proof.
"""

from dataclasses import dataclass, field
from itertools import product

from sympy import Add, Derivative, Determinant, DiagMatrix, DiagonalMatrix, DiagonalOf, HadamardPower, HadamardProduct
from sympy import Identity, Integer, Inverse, KroneckerProduct, MatAdd, MatMul, MatPow, MatrixSymbol, Mul, OneMatrix
from sympy import Pow, Rational, Subs, Symbol, Trace, Transpose, Tuple, ZeroMatrix, log, sympify
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from veckron.expressions import Adjugate, CommutationMatrix, Differential, Gradient, Jacobian, KhatriRaoProduct, Unvec
from veckron.expressions import Vec, Vech, nesting
from veckron.proof.index_bounds import PRIMES, Bounds, IndexBounds, NotCovered
from veckron.proof.statements import FormalFunction, parts_of
from veckron.shapes import ShapeError
from veckron.values import Evaluation

# No more and no larger sizes than these are tried for the sake of the reach.
MOST, LARGEST = 10, 13
# Here an index may meet more than two letters.
ENTRYWISE = (HadamardProduct, HadamardPower, ElementwiseApplyFunction)
MANY_ENDED = (*ENTRYWISE, DiagMatrix, DiagonalOf, DiagonalMatrix, KhatriRaoProduct)
# The operations of which the theorem speaks; any other is tried at some sizes only. IndexBounds refuses some uses.
COVERED = (
    *MANY_ENDED,
    MatrixSymbol,
    Symbol,
    Rational,
    Add,
    Mul,
    Pow,
    MatAdd,
    MatMul,
    MatPow,
    Transpose,
    Trace,
    FormalFunction,
)
COVERED += (KroneckerProduct, Identity, ZeroMatrix, OneMatrix, CommutationMatrix, Vec, Vech, Unvec, Inverse)
COVERED += (Determinant, Adjugate, AppliedUndef, log, Derivative, Subs, Jacobian, Gradient, Differential, Tuple)
DIVISIONS = (Inverse, Determinant, Adjugate, MatPow)
# The parts that have a value, where these are not all.
INSIDE = {
    (MatrixSymbol, Identity, ZeroMatrix, OneMatrix, CommutationMatrix): lambda node: (),
    ElementwiseApplyFunction: lambda node: (node.function.expr, node.expr),
    Unvec: lambda node: node.args[:1],
    Subs: lambda node: (node.expr, *node.point),
    Derivative: lambda node: (node.expr,),
}
# A coefficient that is 0 modulo the primes of the verifier is not small.
COEFFICIENT = 2**40


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
    """Return what an entry needs to be proved for all sizes.

    Parameters
    ----------
    statement : Statement

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
    if "reach" not in statement.__dict__:
        tried = [_reach(statement, turned) for turned in (True, False)]
        statement.__dict__["reach"] = next((found for found in tried if not found.reason), tried[0])
    return statement.__dict__["reach"]


def _reach(statement, turned):
    sizes = dict(zip(statement.sizes, PRIMES))
    try:
        bounds = IndexBounds(turned, _divided(statement))
        left, right = _bounds(statement, bounds, sizes)
        if (left.rows, left.cols) != (right.rows, right.cols):
            raise NotCovered("the two sides count their rows in different orders")
        return _needed(statement, bounds, sizes, left, right)
    except (NotCovered, ShapeError, TypeError) as error:
        return Reach(reason=str(error))


def _divided(statement):
    """The letters under an inverse or a determinant, whose derivative has the inverse."""
    divisions = [node for node in parts_of(statement.symbolic or ()) if isinstance(node, DIVISIONS)]
    return {letter.name for node in divisions for letter in node.atoms(MatrixSymbol)}


def _bounds(statement, bounds, sizes):
    """Evaluate both sides at distinct primes; a size among the numbers is a loop."""
    if statement.symbolic is None or len(statement.sizes) > len(PRIMES) or statement.where:
        raise NotCovered("a condition on the sizes")
    _want_covered(statement.symbolic)
    letters = statement.letters()
    symbols = {letters[name]: Integer(size) for name, size in sizes.items()}
    values = {size: Bounds(scalar=True, loops=1) for size in symbols}
    for name, shape in statement.shapes.items():
        letter = letters[name]
        if isinstance(letter, Symbol):
            values[letter] = Bounds(scalar=True, letters=1, plain="scalar")
        elif isinstance(letter, MatrixSymbol):
            if shape.split()[2:] not in ([], ["symmetric"]):
                raise NotCovered("a letter with a structure")
            values[letter] = bounds.letter(name, *(int(size.xreplace(symbols)) for size in letter.shape))
    evaluation = Evaluation(values, bounds, symbols)
    return [evaluation(side) for side in statement.symbolic]


def _want_covered(sides):
    """Refuse every node that is not one of those of which the theorem speaks, and sizes that are no products of sizes."""
    for node in (node for side in sides for node in _nodes(side)):
        if isinstance(node, (Pow, MatPow, HadamardPower)) and not node.exp.is_Integer:
            raise NotCovered("a power without a fixed number of factors")
        if isinstance(node, FormalFunction) and max(map(nesting, sides)) > 1:
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


def _nodes(expression):
    """Walk through the parts that have a value: not through sizes, nor the letters of functions."""
    yield expression
    inside = next((of for kind, of in INSIDE.items() if isinstance(expression, kind)), lambda node: node.args)
    for part in inside(expression):
        yield from _nodes(part)


def _needed(statement, bounds, sizes, left, right):
    """Distinct terms stay distinct from these sizes on."""
    if bounds.functions and bounds.inverted:
        raise NotCovered("a formal function beside an inverse")
    many = any(isinstance(node, MANY_ENDED) for node in parts_of(statement.symbolic))
    least, letters = {}, max(left.letters, right.letters)
    for name, prime in sizes.items():
        count = max(1, left.indices[prime], right.indices[prime])
        count *= (3 if many else 2) if prime in bounds.inverted | bounds.determined else 1
        least[name] = max(count, 2 * letters + 1) if prime in bounds.determined else count
    return Reach(least, max(left.loops, right.loops))
