"""From an expression to nodes of a program: what each kind of matrix becomes, one short function for each."""

from functools import reduce

import sympy
from sympy import DiagMatrix, DiagonalMatrix, DiagonalOf, FunctionMatrix, HadamardPower, HadamardProduct, Identity
from sympy import Inverse, MatMul, MatPow, MatrixSymbol, OneMatrix, Transpose, ZeroMatrix
from sympy.matrices import MatrixBase
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from veckron.expressions import Adjugate, Expm, KhatriRaoProduct, MatrixSum, PseudoInverse, Rank, Unvec, Vec
from veckron.expressions import defined
from veckron.program.chains import chain
from veckron.program.graph import Op, eye, full, reshape, scaled, spread, total, transpose
from veckron.program.solving import inverse

LOWERED = {}


def lowers(*kinds):
    """Register how kinds of expressions become nodes of a program; one that has a ``definition()`` needs no such rule.

    The kinds are classes of matrix expressions or of scalars; the function takes the graph and an expression, and returns
    a node.

    >>> from sympy import MatrixExpr, MatrixSymbol
    >>> from veckron.program import compile_function
    >>> from veckron.program.lowering import lower
    >>> class Twice(MatrixExpr):
    ...     shape = property(lambda self: self.args[0].shape)
    >>> @lowers(Twice)
    ... def twice(c, node):
    ...     return lower(c, 2 * node.args[0])
    >>> "2 * X" in compile_function(Twice(MatrixSymbol("X", 2, 3))).source()
    True

    source: golub2013, chapter 1
    """

    def register(function):
        LOWERED.update(dict.fromkeys(kinds, function))
        return function

    return register


def written_out(node):
    """Return the definition of a node that is not lowered by a function of its own; None where there is none."""
    return None if type(node) in LOWERED else defined(node)


def lower(c, expression):
    """Return the node of an expression."""
    if expression not in c.memo:
        c.memo[expression] = _lowered(c, expression)
    return c.memo[expression]


def _lowered(c, expression):
    for kind in type(expression).__mro__:
        if kind in LOWERED:
            return LOWERED[kind](c, expression)
    if written_out(expression) is not None:
        return lower(c, written_out(expression))
    raise NotImplementedError(f"compile_function: no NumPy code for {expression}, a {type(expression).__name__}")


def factors_of(A):
    """Return the scalar in front of a product and its factors, small powers multiplied out."""
    scalar, factors = A.as_coeff_matrices() if isinstance(A, MatMul) else (sympy.S.One, [A])
    flat = []
    for factor in factors:
        small = len(factors) > 1 and type(factor) is MatPow and factor.exp in (2, 3, 4)
        flat += [factor.base] * int(factor.exp) if small else [factor]
    return scalar, flat


LOWERED |= {
    MatrixSymbol: lambda c, X: c.leaf(X.name, X.shape),
    Transpose: lambda c, node: transpose(c, lower(c, node.arg)),
    Identity: lambda c, node: eye(c, node.rows),
    OneMatrix: lambda c, node: full(c, 1, *node.shape),
    ZeroMatrix: lambda c, node: full(c, 0, *node.shape),
    HadamardPower: lambda c, node: c.node(Op.POW, lower(c, node.base), lower(c, node.exp)),
    DiagMatrix: lambda c, node: c.node(Op.DIAG, lower(c, node.args[0]), shape=node.shape, symmetric=True),
    DiagonalMatrix: lambda c, node: lower(c, DiagMatrix(DiagonalOf(node.args[0]))),
    MatrixSum: lambda c, node: summed(c, node, lower),
    Vec: lambda c, node: reshape(c, transpose(c, lower(c, node.args[0])), *node.shape),
    Unvec: lambda c, node: transpose(c, reshape(c, lower(c, node.args[0]), *node.args[:0:-1])),
}


FUNCTIONS = {Adjugate: "adjugate", PseudoInverse: "np.linalg.pinv", Expm: "expm", Rank: "np.linalg.matrix_rank"}


@lowers(*FUNCTIONS)
def _named(c, node):
    """A function of a matrix that NumPy has, or that the source brings along."""
    return c.node(Op.NAMED, lower(c, node.args[0]), data=FUNCTIONS[type(node)], shape=getattr(node, "shape", ()))


@lowers(MatPow, Inverse)
def _power(c, node):
    A, k = lower(c, node.base), node.exp
    if A.shape == (1, 1):
        return c.node(Op.POW, A, lower(c, k))
    if k == -1:
        return inverse(c, A)
    if k == 2:
        return chain(c, [A, A])
    if k.as_numer_denom()[1] != 1:
        raise NotImplementedError(f"compile_function: of powers of a matrix only whole ones have code, not {k}")
    return c.node(Op.NAMED, A, c.size(k), data="np.linalg.matrix_power", shape=A.shape)


@lowers(KhatriRaoProduct)
def _khatri_rao(c, node):
    A, B = (lower(c, arg) for arg in node.args)
    (m, n), p = A.shape, B.shape[0]
    return reshape(c, c.node(Op.MUL, reshape(c, A, m, 1, n), B, shape=(m, p, n)), *node.shape)


@lowers(HadamardProduct)
def _hadamard(c, node):
    factors = [lower(c, factor) for factor in node.args]
    wide = [A for A in factors if A.op is not Op.SPREAD]
    factors = wide + [A.args[0] if wide else A for A in factors if A.op is Op.SPREAD]
    return reduce(lambda A, B: c.node(Op.MUL, A, B, shape=node.shape), factors)


@lowers(ElementwiseApplyFunction)
def _entrywise(c, node):
    A, x = lower(c, node.expr), node.function.variables[0]
    value = lower(c.bind(x, A), node.function.expr)
    return value if value.shape else spread(c, value, node.shape)


@lowers(MatrixBase)
def _explicit(c, A):
    entries = [lower(c, A[i, j]) for i in range(A.rows) for j in range(A.cols)]
    return c.node(Op.STACK, *entries, data=A.shape, shape=A.shape)


@lowers(FunctionMatrix)
def _function_matrix(c, node):
    i, j = node.lamda.variables
    (m, n), body = node.shape, node.lamda.expr.xreplace({j: sympy.S.Zero} if node.cols == 1 else {})
    place = next((arg for arg in body.args if not arg.has(i)), None)
    if isinstance(body, sympy.KroneckerDelta) and n == 1 and i in body.args and place is not None:
        return c.node(Op.TAKE, eye(c, m), c.size(place), data=1, shape=node.shape)
    inside, own = c.over(i, j)
    row, col = (lower(inside, own[index]) for index in (i, j))
    args = lower(inside, body.xreplace(own)), col, counted(c, 0, n), row, counted(c, 0, m)
    return loop(c, "array", args, own, node.shape)


def loop(c, kind, args, own, shape):
    """Return a node that binds the indices of a loop."""
    node = c.node(Op.LOOP, *args, data=kind, shape=shape)
    node.loops = node.loops - set(own.values())
    return node


def counted(c, first, end):
    """The whole numbers from the first on, before the end."""
    return c.node(Op.RANGE, *map(c.size, [first, end] if first != 0 else [end]))


def summed(c, node, body):
    """The sum over an index of what the body makes of the terms; minus that of the terms between, where it ends below 0."""
    A, r, last = node.args
    forward = c.is_count(last + 1)
    inside, own = c.over(r, nonnegative=forward or None)
    term = body(inside, A.xreplace(own))
    over = lambda first, end: (term, lower(inside, own[r]), counted(c, first, end), full(c, 0, *term.shape))
    sums = [("+", over(0, last + 1))] + ([] if forward else [("-", over(last + 1, 0))])
    return total(c, [(sign, loop(c, "total", args, own, term.shape)) for sign, args in sums], term.shape)


@lowers(DiagonalOf)
def _diagonal(c, node):
    """diag(AB) as sums along the rows of A o B^T"""
    scalar, factors = factors_of(node.args[0])
    nodes = [lower(c, factor) for factor in factors]
    if len(nodes) == 1:
        found = c.node(Op.DIAGONAL, nodes[0], shape=node.shape)
    else:
        both = c.node(Op.MUL, nodes[0], transpose(c, chain(c, nodes[1:])))
        found = c.node(Op.SUM, both, data=1, shape=node.shape)
    return scaled(c, lower(c, scalar), found)
