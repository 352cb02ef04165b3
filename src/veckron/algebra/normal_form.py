"""Any expression in normal form, and how it is read first: 1 x 1 products as numbers, sums over indices as products."""

from functools import lru_cache

from sympy import Basic, Determinant, DiagMatrix, DiagonalOf, Dummy, Function, FunctionMatrix, HadamardPower
from sympy import HadamardProduct, Inverse, KroneckerProduct, MatAdd, MatMul, MatPow, MatrixExpr, MatrixSymbol, Mul, S
from sympy import Sum, Trace, Transpose, log
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.dotproduct import DotProduct
from sympy.matrices.expressions.matexpr import MatrixElement

from veckron.algebra.constructors import ENTRY, determinant, diagonal, diagonal_part, entry, entrywise, hadamard
from veckron.algebra.constructors import inverse, join, kronecker, power, product, split, trace, transpose
from veckron.algebra.index_reading import NotRead, matrix_of, sum_as_matrix, sum_as_number
from veckron.algebra.interning import interned, times
from veckron.algebra.sums import total
from veckron.expressions import CommutationMatrix, LogSumExp, MatrixSum, Softmax, Vec, defined
from veckron.shapes import letters, parts


def between_diagonals(*factors):
    """Diag(x) A Diag(y) = A o x y^T, so that one derivative of a product serves for both sides."""
    A = product(*factors)
    scalar, factors = split(A)
    places = [i for i, f in enumerate(factors) if isinstance(f, DiagMatrix)]
    if len(places) < 2 or A.has(KroneckerProduct, Vec):
        return A
    i, j = places[:2]
    inner = hadamard(join(S.One, factors[i + 1 : j]), product(factors[i].args[0], transpose(factors[j].args[0])))
    return between_diagonals(scalar, *factors[:i], inner, *factors[j + 1 :])


CONSTRUCTORS = {
    MatMul: between_diagonals,
    MatAdd: total,
    MatPow: power,
    Inverse: lambda A, exponent=-1: inverse(A),
    Transpose: transpose,
    Trace: trace,
    KroneckerProduct: kronecker,
    DiagMatrix: diagonal,
    HadamardPower: lambda A, k: power(A, k) if getattr(A, "shape", ()) == (1, 1) else HadamardPower(A, k),
    DiagonalOf: diagonal_part,
    Determinant: determinant,
    HadamardProduct: hadamard,
    Mul: times,
    log: lambda u: _log_of_softmax(u) or log(u),
}


@lru_cache(maxsize=8192)
def normal(F):
    """Return an expression in normal form."""
    if not F.args or isinstance(F, (MatrixSymbol, CommutationMatrix)):
        return F
    if isinstance(F, ElementwiseApplyFunction):
        A, f = normal(F.expr), F.function
        return (f(ENTRY) == log(ENTRY) and _log_of_softmax(A)) or entrywise(f, A)
    args = [normal(arg) if isinstance(arg, Basic) else arg for arg in F.args]
    return interned(CONSTRUCTORS.get(type(F), F.func)(*args))


def _log_of_softmax(p):
    """ln(softmax(z)) = z - ln(1^T exp(z)) 1, and so for one entry; None for the logarithm of anything else."""
    if isinstance(p, Softmax) and p.of_column:
        return normal(p.logarithms())
    if isinstance(p, MatrixElement) and isinstance(p.parent, Softmax) and p.parent.of_column:
        z = p.parent.args[0]
        return MatrixElement(z, p.i, p.j) - LogSumExp(z)
    return None


# What the transpose of a letter with a structure is, and the other way round where it was only written so to cancel.
TURNED = {
    "symmetric": lambda S: {Transpose(S): S},
    "diagonal": lambda S: {Transpose(S): S},
    "positive definite": lambda S: {Transpose(S): S},
    "skew": lambda S: {Transpose(S): -S},
    "orthogonal": lambda Q: {Transpose(Q): Inverse(Q)},
    "lower": lambda T: {},
    "upper": lambda T: {},
}


def assume(A, structures):
    """Return an expression in normal form for letters with a structure, ``{S: "symmetric", Q: "orthogonal"}``."""
    known = {part: new for S, word in structures.items() for part, new in TURNED[word](S).items()}
    back = {Inverse(Q): Transpose(Q) for Q, word in structures.items() if word == "orthogonal"}
    A = normal(replaced(normal(A), known))
    return normal(replaced(A, back)) if back else A


def assume_symmetric(A, letters):
    """Return an expression with X^T = X for these letters, in normal form."""
    return assume(A, dict.fromkeys(letters, "symmetric"))


def replaced(A, known, found=None):
    """Return an expression with other parts in the place of some, each distinct part looked at once."""
    found = dict(known) if found is None else found
    if A not in found:
        args = [replaced(arg, known, found) if isinstance(arg, Basic) else arg for arg in A.args]
        found[A] = A if all(new is old for new, old in zip(args, A.args)) else A.func(*args)
    return found[A]


def as_numbers(F, X=None):
    """Return F with sums over indices, those with X if it is given, read back as products, and 1 x 1 products under functions
    as numbers.
    """
    F = unshadowed(_rewritten(F, lambda A: defined(A) if isinstance(A, DotProduct) else None))
    readers = {Sum: read_sum, FunctionMatrix: _read, MatrixSum: _read}
    wanted = lambda A: type(A) in readers and (X is None or X in letters(A) or isinstance(A, MatrixSum))
    F = _rewritten(F, lambda A: readers[type(A)](A) if wanted(A) else None)
    of_matrix = lambda A: isinstance(A, Function) and any(arg.is_Matrix for arg in A.args)
    number = lambda u: entry(normal(u)) if u.is_Matrix else u
    return _rewritten(F, lambda A: A.func(*map(number, A.args)) if of_matrix(A) else None)


def _rewritten(F, change):
    """Return F with what a function returns, if not None, in the place of parts, from outside in until nothing changes."""
    while changes := {A: new for A in parts(F) if (new := change(A)) not in (None, A)}:
        F = replaced(F, changes)
    return F


@lru_cache(maxsize=8192)
def _has_sum(A):
    return isinstance(A, Sum) or any(_has_sum(arg) for arg in A.args if isinstance(arg, Basic))


@lru_cache(maxsize=4096)
def unshadowed(A, bound=frozenset()):
    """Return an expression in which no sum has the index of a sum around it: sum_i x_i sum_j x_j for sum_i x_i sum_i x_i."""
    if not _has_sum(A):
        return A
    if isinstance(A, Sum):
        hidden = bound.intersection(A.variables)
        A = A.xreplace({i: Dummy(i.name, dummy_index=len(bound), **i.assumptions0) for i in hidden})
        bound = bound.union(A.variables)
    return A.func(*[unshadowed(arg, bound) if isinstance(arg, Basic) else arg for arg in A.args])


def read_sum(node):
    """Return the product that SymPy took apart into a sum over indices, as (x^T A x)[0, 0] is; or the sum itself."""
    elements, body = node.atoms(MatrixElement), node.function
    if body.is_Matrix:
        return _sum_of_matrices(node)
    limits = {i: (first, last + 1) for i, first, last in node.limits}
    places = [place for element in elements for place in zip(element.indices, element.parent.shape)]
    if not all(limits.get(i, (0, n)) == (0, n) for i, n in places):  # a part of the rows or columns
        return node
    if body.xreplace(dict.fromkeys(elements, S.One)).has(*node.variables):  # SymPy does not see e_i
        return _read(node)
    ends = [index for index, _ in places if index not in node.variables]
    try:
        whole = MatrixExpr.from_index_summation(node)
        if isinstance(whole, MatrixElement):
            return _element(normal(whole.parent), *whole.indices)
        i, j = sorted(ends, key=str)
        return _element(normal(MatrixExpr.from_index_summation(node, first_index=i, last_index=j)), i, j)
    except (AssertionError, AttributeError, IndexError, TypeError, ValueError):
        return _read(node)


def _read(node):
    """Return a sum of functions of entries as a number, a matrix given by a function of its indices as one, made of matrices;
    or the node itself.
    """
    try:
        if isinstance(node, Sum):
            return sum_as_number(node)
        if isinstance(node, MatrixSum):
            return sum_as_matrix(node.args[0], node.args[1], node.args[2] + 1)
        return matrix_of(node.lamda.expr, *node.lamda.variables, *node.shape)
    except NotRead:
        return node


def _sum_of_matrices(node):
    """Return SymPy's sum of matrices over indices as one of ours, which is a matrix, from 0 on."""
    A = node.function
    for k, first, last in node.limits:
        r = Dummy(k.name, integer=True, nonnegative=True)
        A = sum_over(A.xreplace({k: r + first}), r, last - first)
    return A


def sum_over(A, r, last):
    """Return the sum of matrices over an index from 0 on, as a product where it is one."""
    return _read(MatrixSum(A, r, last))


def _element(A, i, j):
    """Return A_ij, the number itself for a 1 x 1 product."""
    return entry(A) if A.rows == A.cols == 1 else MatrixElement(A, i, j)
