"""What a formula needs: which matrices have to be invertible, which numbers positive, which sizes large enough."""

from itertools import chain

from sympy import Abs, Add, Determinant, Dummy, HadamardPower, HadamardProduct, KroneckerProduct, MatAdd, MatMul, MatPow
from sympy import MatrixSymbol, Max, Min, OneMatrix, Pow, Symbol, Trace, Transpose, Tuple, log, together
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.slice import MatrixSlice

from veckron.algebra import product, split, transpose
from veckron.expressions import Cholesky, LeftVectors, Logm, PseudoInverse, RightVectors, SingularValues
from veckron.expressions import Softmax, places, relu, sigmoid
from veckron.shapes import size_text

INVERTIBLE, POSITIVE, NOT_ZERO = "is invertible", "is positive", "is not 0"
KINK = "is not 0: there the formula has a subgradient"
ENTRIES = {POSITIVE: "has positive entries", NOT_ZERO: "has no entry 0"}
ENTRIES |= {KINK: "has no entry 0: there the formula has a subgradient"}
SPECTRUM, DEFINITE = "has no eigenvalue that is 0 or negative", "is positive definite"
FULL_RANK = (INVERTIBLE, SPECTRUM, DEFINITE)  # what X^T X is for m >= n only
OF_SPECTRA = (*FULL_RANK, "keeps its rank")  # which positive entries say nothing of
STRONGER = [(POSITIVE, NOT_ZERO), (POSITIVE, KINK), (ENTRIES[POSITIVE], ENTRIES[NOT_ZERO])]


def conditions(*expressions):
    """Return what expressions need, as pairs of a part and what it has to be: ``(S, "is invertible")``.

    >>> from sympy import MatrixSymbol, symbols
    >>> n = symbols("n")
    >>> conditions(MatrixSymbol("S", n, n).I.T)
    [(S, 'is invertible')]
    """
    nodes = [node for whole in expressions for node in _nodes(whole)]
    found = dict.fromkeys(pair for node in nodes for pair in _needs(node))
    sizes = Tuple(*(n for A in nodes if isinstance(A, MatrixSymbol) for n in A.shape)).free_symbols
    of_sizes = lambda part: part.free_symbols <= sizes and not part.is_Matrix
    still = lambda part, need: of_sizes(part) and (need == KINK or _positive_size(part))  # max(0, n - 2) never moves
    kept = [pair for pair in found if pair[1] in OF_SPECTRA or not (still(*pair) or _is_positive(pair[0]))]
    implied = {(part, weak) for part, need in kept for strong, weak in STRONGER if need == strong}
    return sorted((pair for pair in kept if pair not in implied), key=lambda pair: pair[1] != INVERTIBLE)


def _positive_size(k):
    """Tell whether a number made of sizes is positive, or none is in it."""
    return k.is_number or k.xreplace({n: Dummy(integer=True, positive=True) for n in k.free_symbols}).is_positive


def relations(*expressions):
    """Return which sizes have to be how large: ``["m >= n"]`` for the inverse of X^T X to exist, ``["n >= 2"]`` for X[0, 1]."""
    products = [split(A)[1] for A, need in conditions(*expressions) if need in FULL_RANK]
    pairs = [(left.cols, parts[0].rows) for parts in products for left in parts[:-1]]
    simple = [(k, n) for k, n in pairs if k != n and k.is_Symbol and (n.is_Symbol or n.is_Integer)]
    return list(dict.fromkeys([*(f"{k} >= {n}" for k, n in simple), *of_places(*expressions)]))


def of_places(*expressions):
    """Return how large sizes have to be for the entries, rows and columns that are named: ``["n >= 2"]``.

    >>> from sympy import MatrixSymbol, symbols
    >>> m, n, i = symbols("m n i")
    >>> of_places(MatrixSymbol("X", m, n)[i, 1], MatrixSymbol("x", n, 1)[i - 1, 0])
    ['m > i', 'n >= 2', 'n+1 > i', 'i >= 1']
    """
    nodes = [node for A in map(_nodes, expressions) for node in A]
    slices = [zip(A.parent.shape, (A.rowslice, A.colslice)) for A in nodes if isinstance(A, MatrixSlice)]
    last = [(size, end - 1) for pairs in slices for size, (_, end, _) in pairs if size.is_Atom]
    named = [(n, k) for n, k in chain(*map(places, nodes)) if n.is_Atom]
    sizes = {n for n, _ in named + last}
    known = sizes | Tuple(*expressions).free_symbols  # not the index of a sum
    spare = [n - k - 1 for n, k in named + last] + [k for _, k in named]
    found = [_not_negative(k, sizes) for k in spare if k.free_symbols <= known and k.is_polynomial()]
    return list(dict.fromkeys(filter(None, found)))


def _not_negative(k, sizes):
    """Return the relation k >= 0, without a minus; none where it holds because sizes are at least 1, and indices 0."""
    terms = Add.make_args(k)
    left = Add(*[term for term in terms if not term.could_extract_minus_sign()])
    right = left - k
    if right.is_Integer:
        least = left.xreplace({symbol: int(symbol in sizes) for symbol in left.free_symbols})
        return f"{size_text(left)} >= {right}" if right > least else ""
    shift = min(right.as_coeff_Add()[0], 1)
    return f"{size_text(left + 1 - shift)} > {size_text(right - shift)}"


def _nodes(expression, seen=None):
    """Walk through the distinct parts of an expression; the function that is applied to each entry is no part of it."""
    seen = set() if seen is None else seen
    if expression in seen:
        return
    seen.add(expression)
    yield expression
    inner = [expression.expr] if isinstance(expression, ElementwiseApplyFunction) else expression.args
    for part in inner:
        yield from _nodes(part, seen)


def _needs(node):
    """Return the pairs that one node asks for."""
    if isinstance(node, Logm) or (isinstance(node, MatPow) and node.exp.is_real and not node.exp.is_integer):
        return [(node.args[0], SPECTRUM)] if node.rows != 1 else []
    if isinstance(node, (PseudoInverse, Cholesky)):
        need = "keeps its rank" if isinstance(node, PseudoInverse) else DEFINITE
        return [(_upright(node.args[0]), need)]
    if isinstance(node, (SingularValues, LeftVectors, RightVectors)):
        return [(product(transpose(node.args[0]), node.args[0]), INVERTIBLE)]
    if isinstance(node, (Abs, relu)):
        return [(_plain(node.args[0]), KINK)]
    if isinstance(node, (Max, Min)) and len(node.args) == 2:
        return [(node.args[1] - node.args[0], KINK)]
    if isinstance(node, MatPow):  # or an inverse
        negative = node.exp.is_negative or node.exp.as_coeff_Mul()[0].is_negative
        return [(_upright(node.base), INVERTIBLE)] if negative else []
    if isinstance(node, log):
        return [(_plain(node.args[0]), POSITIVE)]
    if isinstance(node, Pow):
        return [(_plain(node.base), need) for need in _of_power(node.exp)]
    if isinstance(node, HadamardPower):
        return [(node.base, ENTRIES[need]) for need in _of_power(node.exp)]
    return _of_entries(node) if isinstance(node, ElementwiseApplyFunction) else []


def _of_entries(node):
    """What the function needs of one entry, said of all entries."""
    entry, body = node.function.variables[0], node.function.expr
    found = [(part, need) for inner in _nodes(body) for part, need in _needs(inner) if part.has(entry)]
    whole = lambda part: node.expr if part == entry else node.expr.applyfunc(node.function.func(entry, part))
    return [(whole(part), ENTRIES[need]) for part, need in found if not _is_positive(part)]


def _of_power(exponent):
    """A root wants a positive number, a negative power one that is not 0."""
    if exponent.is_Rational and not exponent.is_Integer:
        return [POSITIVE]
    return [NOT_ZERO] if exponent.could_extract_minus_sign() else []


def _is_positive(part):
    """Tell whether all entries are positive whatever the letters are: 1 + exp(u), 1^T exp(W x), x^T x + 1."""
    if isinstance(part, (OneMatrix, Softmax)):
        return True
    if isinstance(part, ElementwiseApplyFunction):
        written_out = part.function(Dummy(real=True)).replace(sigmoid, lambda z: sigmoid(z).definition())
        return together(written_out).is_positive is True
    if isinstance(part, (MatMul, MatAdd, HadamardProduct, KroneckerProduct, Transpose)):
        return all(map(_is_positive, part.args))
    if part.is_Matrix:
        return False
    numbers = {node: Dummy(**_sign(node)) for node in part.atoms(Trace, Determinant, Symbol, Dummy)}
    return part.xreplace(numbers).is_positive is True


def _sign(number):
    """What is known of the sign of a number: tr(A^T A) is not negative, a size is positive."""
    if isinstance(number, Trace):
        _, factors = split(number.arg)
        square = len(factors) == 2 and transpose(factors[0]) == factors[1]
        return {"nonnegative": True} if square else {"positive": True} if _is_positive(number.arg) else {"real": True}
    return {"positive": True} if isinstance(number, Symbol) and number.is_positive else {"real": True}


def _plain(u):
    """The number in a 1 x 1 product is written as the product."""
    return u.arg if isinstance(u, Trace) and u.arg.rows == 1 else u


def _upright(A):
    """Of A and its transpose one is invertible if the other is: the one with fewer transposes."""
    return min(A, Transpose(A).doit(), key=lambda B: (len(B.atoms(Transpose)), str(B)))
