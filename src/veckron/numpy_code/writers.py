"""How each kind of matrix node becomes code: one short function for each."""

from functools import reduce

import sympy
from sympy import FunctionMatrix, HadamardPower, HadamardProduct, Identity
from sympy import Inverse, KroneckerProduct, MatAdd, MatMul, MatPow, MatrixSymbol, OneMatrix, Transpose, ZeroMatrix
from sympy.matrices import MatrixBase
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from veckron.expressions import Adjugate, Expm, KhatriRaoProduct, MatrixSum, PseudoInverse
from veckron.numpy_code.chains import chain
from veckron.numpy_code.inverses import inverse
from veckron.numpy_code.parts import entrywise, eye, ones, scaled, spread, total, transpose
from veckron.numpy_code.text import LOOP

WRITERS = {}


def writes(*nodes):
    """Register how one kind of node becomes code: a function of the code and the node."""

    def register(function):
        WRITERS.update(dict.fromkeys(nodes, function))
        return function

    return register


def write(c, node):
    """Return the part for a node."""
    if node not in c.memo:
        kind = next((kind for kind in type(node).__mro__ if kind in WRITERS), None)
        if kind is None:
            raise NotImplementedError(f"compile_function: no NumPy code for {node}, a {type(node).__name__}")
        c.memo[node] = WRITERS[kind](c, node)
    return c.memo[node]


def factors_of(A):
    """Return the scalar in front of a product and its factors, small powers multiplied out."""
    scalar, factors = A.as_coeff_matrices() if isinstance(A, MatMul) else (sympy.S.One, [A])
    flat = []
    for factor in factors:
        k = factor.exp if isinstance(factor, MatPow) and not isinstance(factor, Inverse) else 0
        small = len(factors) > 1 and k.is_Integer and 1 < k < 5 if k else False
        flat += [factor.base] * int(k) if small else [factor]
    return scalar, flat


@writes(MatrixSymbol)
def _letter(c, X):
    return c.letter(X.name, X.shape)


@writes(MatAdd)
def _sum(c, node):
    return total(c, [_signed(c, term) for term in node.args], node.shape)


def _signed(c, term):
    """Return the sign of a term and the rest of it."""
    scalar, factors = factors_of(term)
    negative = scalar.as_coeff_Mul()[0].is_negative
    part = chain(c, [write(c, factor) for factor in factors])
    return "-" if negative else "+", scaled(c, write(c, -scalar if negative else scalar), part)


@writes(MatMul)
def _product(c, node):
    scalar, factors = factors_of(node)
    return scaled(c, write(c, scalar), chain(c, [write(c, factor) for factor in factors]))


@writes(Transpose)
def _transpose(c, node):
    return transpose(c, write(c, node.arg))


@writes(MatPow, Inverse)
def _power(c, node):
    A, k = write(c, node.base), node.exp
    if A.shape == (1, 1):
        return entrywise(c, "{} ** {}", A, write(c, k))
    if k == -1:
        return inverse(c, A)
    if k == 2:
        return chain(c, [A, A])
    if A.op == "T":
        return transpose(c, _matrix_power(c, A.args[0], k))
    return _matrix_power(c, A, k)


def _matrix_power(c, A, k):
    if k.as_numer_denom()[1] != 1:
        raise NotImplementedError(f"compile_function: of powers of a matrix only whole ones have code, not {k}")
    return c.part("np.linalg.matrix_power({}, {})", A, c.size(k), shape=A.shape, symmetric=A.symmetric)


@writes(KroneckerProduct)
def _kronecker(c, node):
    factors = [write(c, factor) for factor in node.args]
    moved = [k for k, A in enumerate(factors) if A.op == "perm"]
    if len(moved) == 1 and all(A.op in ("perm", "np.eye({})") for A in factors):
        a, m, n, b = factors[moved[0]].args
        sides = factors[: moved[0]], factors[moved[0] + 1 :]
        left, right = (sympy.prod(A.shape[0] for A in side) for side in sides)
        return c.part("perm", c.size(left * a.args[0]), m, n, c.size(b.args[0] * right), shape=node.shape)
    return reduce(lambda B, A: _kron(c, A, B), reversed(factors))


def _kron(c, A, B):
    """A (x) B; of two transposes, the transpose."""
    shape = A.shape[0] * B.shape[0], A.shape[1] * B.shape[1]
    if "T" in (A.op, B.op) and all(P.op == "T" or P.symmetric for P in (A, B)):
        return transpose(c, _kron(c, transpose(c, A), transpose(c, B)))
    return c.part("np.kron({}, {})", A, B, shape=shape, symmetric=A.symmetric and B.symmetric)


@writes(KhatriRaoProduct)
def _khatri_rao(c, node):
    A, B = (write(c, arg) for arg in node.args)
    wide = c.part("{}[:, None]", A, shape=A.shape)
    return c.part("({} * {}).reshape(-1, {})", wide, B, c.size(B.shape[1]), shape=node.shape)


@writes(HadamardProduct)
def _hadamard(c, node):
    return reduce(lambda A, B: entrywise(c, "{} * {}", A, B, shape=node.shape), _widened(c, node))


def _widened(c, node):
    factors = [write(c, factor) for factor in node.args]
    full = [A for A in factors if A.op != "spread"]
    return full + [A.args[0] if full else A for A in factors if A.op == "spread"]


@writes(HadamardPower)
def _hadamard_power(c, node):
    return entrywise(c, "{} ** {}", write(c, node.base), write(c, node.exp))


@writes(ElementwiseApplyFunction)
def _entrywise(c, node):
    A, x = write(c, node.expr), node.function.variables[0]
    value = write(c.bind(x, A), node.function.expr)
    return value if value.shape else spread(c, value, node.shape)


@writes(Identity)
def _identity(c, node):
    return eye(c, node.rows)


@writes(OneMatrix)
def _ones(c, node):
    return ones(c, *node.shape)


@writes(ZeroMatrix)
def _zeros(c, node):
    return c.part("np.zeros(({}, {}))", *c.sizes(*node.shape), shape=node.shape)


@writes(MatrixBase)
def _explicit(c, A):
    m, n = A.shape
    rows = ["[" + ", ".join(["{}"] * n) + "]"] * m
    entries = [write(c, A[i, j]) for i in range(m) for j in range(n)]
    shape = sympy.Integer(m), sympy.Integer(n)
    return c.part(f"np.array([{', '.join(rows)}], dtype=float)", *entries, shape=shape)


@writes(FunctionMatrix)
def _function_matrix(c, node):
    i, j = node.lamda.variables
    (m, n), body = node.shape, node.lamda.expr.xreplace({j: sympy.S.Zero} if node.cols == 1 else {})
    place = next((arg for arg in body.args if not arg.has(i)), None)
    if isinstance(body, sympy.KroneckerDelta) and n == 1 and i in body.args and place is not None:
        return c.part("np.eye({})[:, [{}]]", *c.sizes(m, place), shape=node.shape)
    inside, own = c.over(i, j)
    row, col = (write(inside, own[index]) for index in (i, j))
    args = write(inside, body.xreplace(own)), col, c.size(n), row, c.size(m)
    return loop(c, "np.array([[{} for {} in range({})] for {} in range({})], dtype=float)", args, own, node.shape)


def loop(c, op, args, own, shape):
    """Return a part that binds the indices of a loop."""
    part = c.part(op, *args, shape=shape)
    part.loops = part.loops - set(own.values())
    return part


@writes(MatrixSum)
def _matrix_sum(c, node):
    A, r, last = node.args
    inside, own = c.over(r)
    body = write(inside, A.xreplace(own))
    zeros = c.part("np.zeros(({}, {}))", *c.sizes(*node.shape), shape=node.shape)
    return loop(c, LOOP, (body, write(inside, own[r]), c.size(last + 1), zeros), own, node.shape)


@writes(Expm)
def _expm(c, node):
    A = write(c, node.args[0])
    if A.op == "T":
        return transpose(c, c.part("expm({})", A.args[0], shape=A.shape))
    return c.part("expm({})", A, shape=A.shape, symmetric=A.symmetric)


@writes(Adjugate, PseudoInverse)
def _by_name(c, node):
    name = "adjugate({})" if isinstance(node, Adjugate) else "np.linalg.pinv({})"
    return c.part(name, write(c, node.args[0]), shape=node.shape)
