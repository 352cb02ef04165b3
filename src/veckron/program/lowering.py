"""From an expression to nodes of a program: what each kind of matrix and of number becomes, one short function for each."""

from functools import reduce

from sympy import Abs, Add, BlockMatrix, Derivative, Determinant, DiagMatrix, DiagonalMatrix, DiagonalOf, Float
from sympy import Function, FunctionMatrix, HadamardPower, HadamardProduct, Identity, Integer, Inverse
from sympy import KroneckerDelta, MatMul, MatPow, MatrixSymbol, Max, Min, Mul, NumberSymbol, OneMatrix, Piecewise
from sympy import Pow, Product, Rational, S, Subs, Sum, Symbol, Transpose, ZeroMatrix, fraction, log, nan
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.matrices import MatrixBase
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

from veckron.expressions import NUMPY, SCIPY, WRITTEN, Adjugate, Cholesky, Eigenvalues, Eigenvectors, Expm
from veckron.expressions import FrechetJacobian, KhatriRaoProduct, Logm, MatrixSum, MatrixUnit, PseudoInverse, Rank
from veckron.expressions import Softmax, Unvec, Vec, defined, sigmoid, symmetric_part
from veckron.program.chains import chain, matmul, trace
from veckron.program.graph import Op, const, eye, full, reshape, scaled, spread, total, transpose, untransposed
from veckron.program.stability import Softplus, mirrored, softplus, stable

LOWERED = {}
CONSTANTS = {"pi": "pi", "E": "e", "EulerGamma": "euler_gamma"}  # as NumPy and its heirs call them


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


def lower(c, expression):
    """Return the node of an expression."""
    if expression not in c.memo:
        kind = next(kind for kind in type(expression).__mro__ if kind in LOWERED)
        c.memo[expression] = LOWERED[kind](c, expression)
    return c.memo[expression]


def written_out(node):
    """Return the definition of a node that is not lowered by a function of its own; None where there is none."""
    return None if type(node) in LOWERED else defined(node)


@lowers(object)
def _defined(c, node):
    if defined(node) is None:
        raise NotImplementedError(f"compile_function: no NumPy code for {node}, a {type(node).__name__}")
    return lower(c, defined(node))


def factors_of(A):
    """Return the scalar in front of a product and its factors, small powers multiplied out."""
    scalar, factors = A.as_coeff_matrices() if isinstance(A, MatMul) else (S.One, [A])
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
    FrechetJacobian: lambda c, node: lower(c, node.at_once()),
}

FUNCTIONS = {Logm: "logm", Adjugate: "adjugate", PseudoInverse: "pinv", Expm: "expm", Rank: "matrix_rank"}
OF_SYMMETRIC = {Cholesky: "cholesky", Eigenvalues: "eigenvalues", Eigenvectors: "eigenvectors"}


@lowers(*FUNCTIONS, *OF_SYMMETRIC)
def _named(c, node):
    """A function of a matrix that NumPy has, or that the source brings along."""
    A = symmetric_part(node.args[0]) if type(node) in OF_SYMMETRIC else node.args[0]
    name = (FUNCTIONS | OF_SYMMETRIC)[type(node)]
    return c.node(Op.NAMED, lower(c, A), data=name, shape=getattr(node, "shape", ()))


@lowers(MatPow, Inverse)
def _power(c, node):
    A, k = lower(c, node.base), node.exp
    if A.shape == (1, 1):
        return c.node(Op.POW, A, lower(c, k))
    if k == -1 and A.op is Op.DIAG:
        return c.node(Op.DIAG, c.node(Op.DIV, const(c, 1), A.args[0]), shape=A.shape)
    if k == -1:  # what becomes of it is decided when all its uses are known
        return A if A.op is Op.EYE else c.node(Op.INV, A)
    if k == 2:
        return chain(c, [A, A])
    if k.as_numer_denom()[1] != 1 and not k.is_real:
        raise NotImplementedError(
            f"compile_function: of powers of a matrix only whole and real ones have code, not {k}"
        )
    if k.is_real and not k.is_integer and c.bound.keys().isdisjoint(k.free_symbols):  # an index is whole
        log = c.node(Op.NAMED, A, data="logm", shape=A.shape)
        return c.node(Op.NAMED, c.node(Op.MUL, lower(c, k), log, shape=A.shape), data="expm", shape=A.shape)
    return c.node(Op.NAMED, A, c.size(k), data="matrix_power", shape=A.shape)


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
    x = node.function.variables[0]
    if isinstance(node.expr, Softmax) and node.function.expr == log(x):
        return lower(c, node.expr.logarithms())
    A = lower(c, node.expr)
    value = lower(c.bind(x, A), node.function.expr)
    return value if value.shape else spread(c, value, node.shape)


@lowers(BlockMatrix)
def _blocks(c, node):
    """Rows of blocks beside each other, one above the other."""
    rows, cols = node.blockshape
    beside = lambda name, parts, shape: c.node(Op.NAMED, *parts, data=name, shape=shape) if parts[1:] else parts[0]
    block = [[lower(c, node.blocks[i, j]) for j in range(cols)] for i in range(rows)]
    rows = [beside("hstack", row, (size, node.cols)) for row, size in zip(block, node.rowblocksizes)]
    return beside("vstack", rows, node.shape)


@lowers(MatrixSlice)
def _slice(c, node):
    A = lower(c, node.parent)
    for axis, (places, n) in enumerate(zip((node.rowslice, node.colslice), node.parent.shape)):
        first, end, step = places
        if places != (0, n, 1):
            chosen = c.node(Op.RANGE, *map(c.size, places if step != 1 else (first, end)))
            shape = [node.shape[k] if k == axis else size for k, size in enumerate(A.shape)]
            A = c.node(Op.TAKE, A, chosen, data=axis, shape=shape)
    return A


@lowers(MatrixUnit)
def _matrix_unit(c, node):
    """e_i e_j^T; a column of the identity alone where the other side is a number."""
    i, j, m, n = node.args
    column, row = (
        c.node(Op.TAKE, eye(c, size), c.size(k), data=1, shape=(size, S.One)) for k, size in ((i, m), (j, n))
    )
    return column if n == 1 else transpose(c, row) if m == 1 else matmul(c, column, transpose(c, row))


@lowers(FunctionMatrix)
def _function_matrix(c, node):
    i, j = node.lamda.variables
    (m, n), body = node.shape, node.lamda.expr.xreplace({j: S.Zero} if node.cols == 1 else {})
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


def folded(op, data=None):
    """Return how an operation of two numbers becomes one of several."""
    return lambda c, node: reduce(lambda u, v: c.node(op, u, v, data=data), [lower(c, arg) for arg in node.args])


LOWERED |= {
    Add: lambda c, node: total(c, [("+", lower(c, term)) for term in Add.make_args(mirrored(node))]),
    Max: folded(Op.CALL, "maximum"),
    Min: folded(Op.CALL, "minimum"),
    NumberSymbol: lambda c, x: const(c, CONSTANTS.get(str(x)) or float(x)),
    Softplus: lambda c, node: c.node(Op.CALL, const(c, 0), lower(c, node.args[0]), data="logaddexp"),
    Determinant: lambda c, node: c.node(Op.DET, untransposed(lower(c, node.arg))),
    MatrixElement: lambda c, node: c.node(Op.ENTRY, lower(c, node.args[0]), *map(c.size, node.args[1:])),
    KroneckerDelta: lambda c, node: c.node(Op.NAMED, *map(c.size, node.args), data="delta"),
    Relational: lambda c, node: c.node(Op.COMPARE, *[lower(c, arg) for arg in node.args], data=node.rel_op),
    MatrixBase: lambda c, A: c.node(Op.STACK, *[lower(c, a) for a in A.flat()], data=A.shape, shape=A.shape),
}


@lowers(Symbol)
def _symbol(c, x):
    if x in c.bound:
        return c.bound[x]
    return c.size(x) if x.name in c.readable else c.leaf(x.name)


@lowers(Integer, Rational, Float)
def _number(c, x):
    if x.is_negative:
        return c.node(Op.NEG, _number(c, -x))
    if x.is_Rational and not x.is_Integer and 64 % x.q:
        return c.node(Op.DIV, const(c, x.p), const(c, x.q))
    return const(c, int(x) if x.is_Integer else float(x))


@lowers(Mul, Pow)
def _product(c, node):
    if (found := stable(node)) != node:
        return lower(c, found)
    if node.as_coeff_Mul()[0].is_negative:
        return c.node(Op.NEG, lower(c, -node))
    above, below = fraction(node, exact=True)
    if below != 1:
        return c.node(Op.DIV, lower(c, above), lower(c, below))
    if node.is_Mul:
        return folded(Op.MUL)(c, node)
    base, k = node.args
    if k == Rational(1, 2):
        return c.node(Op.CALL, lower(c, base), data="sqrt")
    return c.node(Op.POW, lower(c, base), lower(c, k))


@lowers(Function)
def _function(c, node):
    name, argument, letters = type(node).__name__, node.args[0], node.free_symbols
    if name in ("floor", "ceiling") and letters and all(s.name in c.readable and s not in c.bound for s in letters):
        return c.size(node)
    if name in WRITTEN or written_out(node) is not None:
        return lower(c, WRITTEN[name](*node.args) if name in WRITTEN else written_out(node))
    if name not in NUMPY and name not in SCIPY:
        there = f"there is code for {', '.join(sorted([*NUMPY, *SCIPY, *WRITTEN]))}"
        raise NotImplementedError(f"compile_function: no NumPy code for the function {node.func} in {node}; {there}")
    if name == "log" and (found := _log(c, argument)) is not None:
        return found
    values = [trace(c, [lower(c, arg)]) if arg.is_Matrix else lower(c, arg) for arg in node.args]
    return c.node(Op.CALL, *values, data=NUMPY.get(name) or f"special.{SCIPY[name]}")


def _log(c, argument):
    """log det A, log |det A|, log sigmoid(x) and log(1 + exp x), which do not go by the number whose logarithm they are."""
    argument = mirrored(argument)
    argument = argument.definition() if isinstance(argument, sigmoid) else argument
    base, k = argument.as_base_exp() if isinstance(argument, Pow) else (argument, S.One)
    if isinstance(argument, Abs):
        base, k = argument.args[0], Integer(2)
    if isinstance(base, MatrixElement) and isinstance(base.parent, Softmax):
        return c.node(Op.MUL, lower(c, k), lower(c, MatrixElement(base.parent.logarithms(), base.i, base.j)))
    if isinstance(base, Determinant) and (k == 1 or k.is_even):
        value = c.node(Op.LOGDET, untransposed(lower(c, base.arg)), data="abs" if k != 1 else None)
        k = 1 if argument != base**k else k
        return value if k == 1 else c.node(Op.MUL, lower(c, k), value)
    soft = softplus(base)
    return None if soft is None or not k.is_real else lower(c, k * soft)


@lowers(AppliedUndef, Derivative, Subs)
def _formal(c, node):
    name = getattr(next(iter(node.atoms(AppliedUndef)), node), "func", node)
    hint = "is a formal function; put one with values in its place, such as Lambda(x, tanh(x))"
    raise NotImplementedError(f"compile_function: {name} in {node} {hint}")


@lowers(Piecewise)
def _cases(c, node):
    *cases, (last, _) = node.args if node.args[-1].cond == True else (*node.args, (nan, True))  # noqa: E712
    value = lower(c, last)
    for outcome, condition in reversed(cases):
        value = c.node(Op.WHERE, lower(c, condition), lower(c, outcome), value)
    return value


@lowers(Sum, Product)
def _index_sum(c, node):
    *rest, (k, first, last) = node.limits  # the outermost comes last
    inside = node.func(node.function, *rest) if rest else node.function
    inner, own = c.over(k)
    args = lower(inner, inside.xreplace(own)), lower(inner, own[k]), counted(c, first, last + 1)
    return loop(c, "sum" if isinstance(node, Sum) else "product", args, own, ())
