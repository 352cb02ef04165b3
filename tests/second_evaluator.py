"""A second evaluator, in float64 with NumPy, that shares no code with the package: is a statement true?

It reads the two sides of a statement as SymPy trees and knows the package's nodes by their classes only. Everything else
is its own: K, D, L and vec from their definitions, the letters, and the derivatives, by differences.

A value is an array of shape ``(..., m, n)``, a number one of shape ``(..., 1, 1)``. The leading axes hold the points of
all differences at once, two axes for each derivative around the value.
"""

import re
from contextlib import contextmanager
from functools import lru_cache, reduce
from itertools import product
from operator import mul
from zlib import crc32

import numpy as np
from sympy import (
    Add, BlockMatrix, Derivative, Determinant, DiagMatrix, DiagonalMatrix, DiagonalOf, Function, FunctionMatrix,
    HadamardPower, HadamardProduct, Identity, Integer, Inverse, KroneckerDelta, KroneckerProduct, MatAdd, MatMul, MatPow,
    MatrixExpr, MatrixSymbol, Max, Min, Mul, Number, NumberSymbol, OneMatrix, Pow, Product, Subs, Sum, Symbol, Trace,
    Transpose, Tuple,
    ZeroMatrix, preorder_traversal, sympify,
)  # fmt: skip
from sympy.core.function import AppliedUndef
from sympy.matrices import MatrixBase
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement

from veckron.expressions import (
    Adjugate,
    CommutationMatrix,
    Jacobian,
    DuplicationMatrix,
    EliminationMatrix,
    Expm,
    Columns,
    Differential,
    Gradient,
    MatrixUnit,
    KhatriRaoProduct,
    LogSumExp,
    MatrixSum,
    PseudoInverse,
    Rank,
    Softmax,
    Unvec,
    Unvech,
    Vec,
    Vech,
)
from veckron.proof import FormalFunction

# Central differences at h and h/2, combined so that the error in h^2 cancels.
H = 2e-4
STEPS, WEIGHTS = np.array([H, -H, H / 2, -H / 2]), np.array([-1, 1, 8, -8]) / (6 * H)
# How near equal values are, by the number of derivatives nested in them, and how far unequal ones; between: no answer.
NEAR, FAR = (1e-10, 1e-8, 1e-5, 1e-2), 1e-4
# Singular values below ZERO of the largest are 0, those above CLEAR are not.
ZERO, CLEAR = 1e-9, 0.05
# The values of a small scalar, whose cube counts as 0.
SMALL = 1e-3 * np.cos(np.pi * (np.arange(7) + 0.5) / 7)
# So many points at least for a statement; for one about ranks, at each size.
POINTS = 16, 30
FULL = re.compile(r"(\w+) is (?:of full rank|invertible)")
# The sizes at which a statement is tried: unequal, the other way round, equal, with ones.
SIZES = "234234", "322432", "222222", "111111", "131313", "313131", "333333", "423423"


class Undefined(Exception):
    """The shapes of a statement do not fit."""


class Unclear(Exception):
    """A value cannot be trusted here, or does not exist."""


def want(condition, message):
    if not condition:
        raise Undefined(message)


def trust(condition, message=""):
    if not condition:
        raise Unclear(message)


# -- The definitions ---------------------------------------------------------------------------------------------------


def order(A):
    want(A.shape[-1] == A.shape[-2], f"not square: {A.shape}")
    return A.shape[-1]


def turned(A):
    return np.swapaxes(A, -1, -2)


def vec(A):
    """The columns of A, one below the other."""
    return turned(A).reshape(*A.shape[:-2], -1, 1)


def unvec(v, m, n):
    want(v.shape[-2:] == (m * n, 1), f"unvec of {v.shape}")
    return turned(v.reshape(*v.shape[:-2], n, m))


def commutation(m, n):
    """K_mn vec A = vec A^T for A of shape m x n: A_ij stands at i + jm in vec A, at j + in in vec A^T."""
    K = np.zeros((m * n, m * n))
    for i, j in product(range(m), range(n)):
        K[j + i * n, i + j * m] = 1
    return K


def lower(n):
    return [(i, j) for j in range(n) for i in range(j, n)]


def elimination(n):
    """L_n vec A = vech A, the lower triangle of A by columns."""
    return np.eye(n * n)[[i + j * n for i, j in lower(n)]]


def duplication(n):
    """D_n vech S = vec S for symmetric S."""
    Jacobian = np.zeros((n * n, len(lower(n))))
    for k, (i, j) in enumerate(lower(n)):
        Jacobian[i + j * n, k] = Jacobian[j + i * n, k] = 1
    return Jacobian


def times(A, B):
    want(A.shape[-1] == B.shape[-2], f"product of {A.shape} and {B.shape}")
    return A @ B


def alike(operation):
    """An operation entry by entry, of matrices of one shape."""

    def entrywise(*values):
        want(len({A.shape[-2:] for A in values}) == 1, "matrices of unequal shapes")
        return reduce(operation, values)

    return entrywise


def kron(A, B):
    """The blocks A_ij B."""
    C = np.einsum("...ij,...kl->...ikjl", A, B)
    return C.reshape(*C.shape[:-4], A.shape[-2] * B.shape[-2], -1)


def khatri_rao(A, B):
    want(A.shape[-1] == B.shape[-1], f"Khatri-Rao product of {A.shape} and {B.shape}")
    return np.concatenate([kron(A[..., [j]], B[..., [j]]) for j in range(A.shape[-1])], axis=-1)


def adjugate(A):
    """The transposed matrix of the cofactors."""
    C = np.empty_like(A)
    for i, j in product(range(order(A)), repeat=2):
        C[..., j, i] = (-1) ** (i + j) * np.linalg.det(np.delete(np.delete(A, i, axis=-2), j, axis=-1))
    return C


def expm(A):
    """The series at A/1024, squared ten times."""
    terms = [np.broadcast_to(np.eye(order(A)), A.shape)]
    for k in range(1, 16):
        terms.append(terms[-1] @ A / (1024 * k))
    return np.linalg.matrix_power(sum(terms), 1024)


def diagonal_matrix(v):
    want(1 in v.shape[-2:], f"Diag of {v.shape}")
    return v.reshape(*v.shape[:-2], -1, 1) * np.eye(max(v.shape[-2:]))


def rank(A):
    values = np.linalg.svd(A, compute_uv=False)
    zero = values <= ZERO * (1 + values[..., :1])
    trust(np.all(zero | (values >= CLEAR * np.maximum(values[..., :1], 0.5))), "almost singular")
    return np.sum(~zero, axis=-1)[..., None, None].astype(float)


def pseudo_inverse(A):
    trust(len(np.unique(rank(A))) == 1, "where the rank changes there is no derivative")
    return np.linalg.pinv(A, rcond=10 * ZERO)


def inverse(A):
    values = np.linalg.svd(A, compute_uv=False)[..., [0, order(A) - 1]]
    trust(np.all(values[..., 1] >= CLEAR * np.maximum(values[..., 0], 0.5)), "almost singular")
    return np.linalg.inv(A)


def power(base, exponent):
    smooth = np.all((exponent >= 0) & (exponent % 1 == 0))
    trust(smooth or np.all(np.abs(base) >= CLEAR / 2), "almost 0 under a root or a stroke")
    return np.power(base, exponent)


def stacked(rows):
    """One matrix of blocks, each with leading axes of its own."""
    lead = np.broadcast_shapes(*[A.shape[:-2] for row in rows for A in row])
    rows = [[np.broadcast_to(A, lead + A.shape[-2:]) for A in row] for row in rows]
    return np.concatenate([np.concatenate(row, axis=-1) for row in rows], axis=-2)


# -- A point, and how each node is read there -----------------------------------------------------------------------


seed_of = lru_cache(maxsize=1024)(lambda name: crc32(str(name).encode()))  # the text of a long name takes its time


class Point:
    """The values of letters, sizes and bound letters, and what was drawn for the formal functions."""

    def __init__(self, letters, sizes, seed, depth=0, root=None):
        self.letters, self.sizes, self.seed, self.depth, self.root = letters, sizes, seed, depth, root or self
        self.known = {}

    def __call__(self, node):
        if node not in self.known:
            kind = next((kind for kind in type(node).__mro__ if kind in READERS), None)
            trust(kind, f"cannot read {type(node).__name__}")
            self.known[node] = READERS[kind](self, node)
        return self.known[node]

    def moved(self, changes, axes=0):
        return Point({**self.letters, **changes}, self.sizes, self.seed, self.depth + axes, self.root)

    def indexed(self, *indices):
        sizes = {**self.sizes, **{index: Integer(i) for index, i in indices}}
        return Point(self.letters, sizes, self.seed, self.depth, self.root)

    def whole(self, size):
        value = sympify(size).xreplace(self.sizes)
        trust(value.is_Integer, f"{size} is no size")
        return int(value)

    def shape(self, node):
        return tuple(map(self.whole, node.shape))

    def random(self, name, *shape):
        """The same numbers for the same name."""
        return np.random.default_rng([self.seed, seed_of(name)]).uniform(-1, 1, shape)

    def slopes(self, f, moves):
        """The derivatives of f along k directions, (k, ..., p, q): each letter moves along its k matrices."""
        moves = {X: [A.reshape(*[1] * (self.depth + 2 - A.ndim), *A.shape) for A in E] for X, E in moves.items()}
        shifts = {X: self(X) + STEPS.reshape(-1, *[1] * (self.depth + 3)) * E for X, E in moves.items()}
        values, (count, *_) = self.moved(shifts, 2)(f), map(len, moves.values())
        full = np.broadcast_shapes(values.shape, (len(STEPS), count, *[1] * self.depth, *self(f).shape[-2:]))
        return np.tensordot(WEIGHTS, np.broadcast_to(values, full), 1)

    def jacobian(self, f, X):
        """Column k is vec of the derivative along the k-th unit direction, in the order of vec X or of vech S."""
        X, symmetric = (X.args[0], True) if isinstance(X, Vech) else (X, False)
        m, n = self(X).shape[-2:]
        units = duplication(n) if symmetric else np.eye(m * n)
        slopes = self.slopes(f, {X: [unvec(unit[:, None], m, n) for unit in units.T]})
        return np.moveaxis(vec(slopes)[..., 0], 0, -1)


def number(value):
    return np.full((1, 1), float(value))


def letter(at, X):
    trust(X in at.sizes or X in at.letters, f"no value for {X}")
    return number(at.sizes[X]) if X in at.sizes else at.letters[X]


def matrix_product(at, node):
    scalar, factors = node.as_coeff_matrices()
    return at(scalar) * reduce(times, map(at, factors))


def matrix_power(at, node):
    base = at(node.base)
    if base.shape[-2:] == (1, 1):
        return power(base, at(node.exp))
    k, _ = at.whole(node.exp), order(base)
    return np.linalg.matrix_power(inverse(base) if k < 0 else base, abs(k))


def summed(at, term, k, first, last):
    none = np.zeros(at.shape(term)) if term.is_Matrix else number(0)
    return sum((at.indexed((k, i))(term) for i in range(at.whole(first), at.whole(last) + 1)), none)


def multiplied(at, factor, k, first, last):
    factors = (at.indexed((k, i))(factor) for i in range(at.whole(first), at.whole(last) + 1))
    return reduce(mul, factors, number(1))


def element(at, node):
    A, (i, j) = at(node.args[0]), map(at.whole, node.args[1:])
    want(0 <= i < A.shape[-2] and 0 <= j < A.shape[-1], f"{node} of shape {A.shape}")
    return A[..., i : i + 1, j : j + 1]


def function_matrix(at, node):
    (m, n), (i, j) = at.shape(node), node.lamda.variables
    return stacked([[at.indexed((i, r), (j, c))(node.lamda.expr) for c in range(n)] for r in range(m)])


def explicit(at, A):
    A = getattr(A, "blocks", A)
    return stacked([[at(A[i, j]) for j in range(A.cols)] for i in range(A.rows)])


def applied(at, node):
    """The body at all entries at once: the bound letter has the whole matrix for its value."""
    A = at(node.expr)
    body = at.moved({node.function.variables[0]: A})(node.function.expr)
    return np.broadcast_to(body, np.broadcast_shapes(body.shape, A.shape))


def formal(at, f, x, order=0):
    """A cubic and a sine for each formal function, and their derivatives; or the function that is given."""
    if given := at.letters.get(f):
        return given(x) if order == 0 else sum(w * formal(at, f, x + h, order - 1) for w, h in zip(WEIGHTS, STEPS))
    a, b, c, *cubic = at.random(f, 7)
    wave = a * (1 + b) ** order * np.sin((1 + b) * x + c + order * np.pi / 2)
    return np.polynomial.Polynomial(cubic).deriv(order)(x) + wave


def derivative(at, node):
    (x, order), *others = node.variable_count
    if isinstance(node.expr, AppliedUndef) and node.expr.args == (x,) and not others:
        return formal(at, node.expr.func, at(x), int(order))
    inner = [pair for pair in ((x, order - 1), *others) if pair[1]]
    return at.slopes(Derivative(node.expr, *inner) if inner else node.expr, {x: [np.ones_like(at(x))]})[0]


def function(at, node):
    if node.free_symbols <= at.sizes.keys() and not node.atoms(MatrixExpr):  # floor(n/2) and the like
        return number(node.xreplace(at.sizes))
    names = {"Abs": "abs", "ceiling": "ceil", "Max": "maximum", "Min": "minimum"}
    of = getattr(np, names.get(node.func.__name__, node.func.__name__), None)
    trust(of, f"cannot read {node}")
    trust(of is not np.log or np.all(np.abs(at(node.args[0])) >= CLEAR / 2), "almost 0 in a logarithm")
    return reduce(of, map(at, node.args)) if len(node.args) > 1 else of(at(node.args[0]))


def single_entry(at, node):
    i, j, m, n = map(at.whole, node.args)
    want(i in range(m) and j in range(n), f"no entry {i}, {j} in {node}")
    return np.outer(np.eye(m)[i], np.eye(n)[j])


def gradient(at, node):
    slopes, X = turned(at.jacobian(*node.args)), node.args[1]
    slopes = times(duplication(at.whole(X.args[0].rows)), slopes) if isinstance(X, Vech) else slopes
    return unvec(slopes, *at.shape(node))


def columns(at, node):
    M, m, n = node.args
    places = product(range(at.whole(n)), range(at.whole(m)))
    return stacked([[vec(at.indexed(*zip(M.variables, (i, j)))(M.expr)) for j, i in places]])


def smooth(at, node):
    """F + J z + (A z)^2 + (B z)^3, entry by entry, in z = vec(X - X_0): no affine function."""
    F, J, z = at(node.args[0]), at(node.args[1]), vec(at(node.args[2])) - vec(at.root(node.args[2]))
    A, B = at.random(node.args[0], 2, F.shape[-2] * F.shape[-1], z.shape[-2])
    return F + unvec(times(J, z) + (A @ z) ** 2 + (B @ z) ** 3, *F.shape[-2:])


def shares(Z, axis):
    """Softmax of each column for axis 0, of each row for axis 1."""
    E = np.exp(Z)
    return E / E.sum(axis=axis - 2, keepdims=True)


def on(operation, *sort):
    """A reader that takes the values of all arguments, or the sizes that they are."""
    return lambda at, node: operation(*map(at.whole if sort else at, node.args))


READERS = {
    Symbol: letter, MatrixSymbol: letter, Number: lambda at, c: number(c), NumberSymbol: lambda at, c: number(c),
    Add: on(lambda *values: reduce(np.add, values)), Mul: on(lambda *values: reduce(np.multiply, values)), Pow: on(power),
    MatAdd: on(alike(np.add)), HadamardProduct: on(alike(np.multiply)), HadamardPower: on(power),
    MatMul: matrix_product, MatPow: matrix_power, Inverse: matrix_power, Transpose: on(turned),
    Trace: on(lambda A: np.trace(A[..., : order(A), :], axis1=-2, axis2=-1)[..., None, None]),
    Determinant: on(lambda A: np.linalg.det(A[..., : order(A), :])[..., None, None]),
    KroneckerProduct: on(lambda *factors: reduce(kron, factors)), KhatriRaoProduct: on(khatri_rao),
    Adjugate: on(adjugate), PseudoInverse: on(pseudo_inverse), Rank: on(rank), Expm: on(expm), DiagMatrix: on(diagonal_matrix),
    DiagonalMatrix: on(lambda A: A * np.eye(*A.shape[-2:])),
    DiagonalOf: on(lambda A: np.diagonal(A, axis1=-2, axis2=-1)[..., None]),
    Vec: on(vec), Unvec: lambda at, node: unvec(at(node.args[0]), *at.shape(node)),
    Vech: on(lambda A: elimination(order(A)) @ vec(A)),
    Unvech: lambda at, node: unvec(times(duplication(at.shape(node)[0]), at(node.args[0])), *at.shape(node)),
    Identity: on(np.eye, int), OneMatrix: lambda at, J: np.ones(at.shape(J)), ZeroMatrix: lambda at, Z: np.zeros(at.shape(Z)),
    CommutationMatrix: on(commutation, int), DuplicationMatrix: on(duplication, int), EliminationMatrix: on(elimination, int),
    MatrixUnit: single_entry, KroneckerDelta: on(lambda i, j: number(i == j), int), MatrixElement: element,
    FunctionMatrix: function_matrix, MatrixBase: explicit, BlockMatrix: explicit,
    Sum: lambda at, s: summed(at, s.func(s.function, *s.limits[1:]) if s.limits[1:] else s.function, *s.limits[0]),
    Product: lambda at, s: multiplied(at, s.function, *s.limits[0]),
    MatrixSum: lambda at, s: summed(at, *s.args[:2], 0, s.args[2]) - summed(at, *s.args[:2], s.args[2] + 1, -1),
    ElementwiseApplyFunction: applied, AppliedUndef: lambda at, node: formal(at, node.func, at(node.args[0])),
    Derivative: derivative, Subs: lambda at, s: at.moved(dict(zip(s.variables, map(at, s.point))))(s.expr),
    Function: function, Max: function, Min: function, FormalFunction: smooth, Jacobian: lambda at, node: at.jacobian(*node.args),
    Gradient: gradient, Columns: columns, Softmax: lambda at, node: shares(at(node.args[0]), int(node.args[1])),
    LogSumExp: on(lambda z: np.log(np.exp(z).sum(axis=(-2, -1), keepdims=True))),
    Differential: lambda at, node: at.slopes(node.args[0], {X: [at(E)] for X, E in node.args[1:]})[0],
}  # fmt: skip


# -- How a letter is drawn: at every rank, and in every component, of its set ---------------------------------------

STRUCTURES = {
    "": lambda A: A,
    "symmetric": lambda A: np.tril(A) + np.tril(A, -1).T,
    "zero": np.zeros_like,
    "skew": lambda A: np.tril(A, -1) - np.tril(A, -1).T,
    "positive definite": lambda A: A @ A.T + np.eye(len(A)) / 2,
    "lower": np.tril,
    "upper": np.triu,
    "diagonal": lambda A: A * np.eye(*A.shape),
}


def strata(words, n, ranks):
    """The ranks, or the signs of the determinant, at which a letter is drawn; None for a general one."""
    if words in ("orthogonal", "idempotent"):
        return [1, -1] if words == "orthogonal" else range(n + 1)
    if words.endswith("singular"):
        return range(n)
    return [None, *range(n)] if ranks and words in STRUCTURES and words != "positive definite" else [None]


def drawn(rng, words, m, n, stratum, sizes, few=False):
    """A random matrix within its structure; of ``few`` different numbers, so that ranges meet."""
    free = lambda *shape: rng.integers(-1, 2, shape) * 1.0 if few else rng.uniform(-2, 2, shape)
    words = words.removesuffix("singular").strip()
    if words.startswith("rank "):
        r = words.split()[1]
        r = min(m, n, int(r) if r.isdigit() else sizes[r])
        return rng.uniform(-2, 2, (m, r)) @ rng.uniform(-2, 2, (r, n))
    if words == "orthogonal":
        Q = rng.permutation(np.eye(n)) * rng.choice([-1, 1], n) if few else np.linalg.qr(free(n, n))[0]
        return Q * np.where(np.arange(n) == 0, stratum * np.sign(np.linalg.det(Q)), 1)
    if words == "idempotent":
        V = np.eye(n) + np.tril(free(n, n), -1)
        return V[:, :stratum] @ np.linalg.inv(V)[:stratum]
    if stratum is None:
        return STRUCTURES[words](free(m, n))
    if words in ("lower", "upper", "diagonal"):  # zeros on the diagonal
        return STRUCTURES[words](free(n, n)) * (1 - np.diag(np.arange(n) >= stratum))
    A = free(m, stratum)
    return A @ (STRUCTURES[words](free(stratum, stratum)) @ A.T if words else free(stratum, n))


def positive(A, words):
    """A matrix of the same structure with positive entries, or positive definite if it is symmetric."""
    if words == "symmetric":
        return STRUCTURES["positive definite"](A)
    return np.abs(A) + (A != 0) / 4 if words in ("", "lower", "upper", "diagonal") else A


# -- Statements -------------------------------------------------------------------------------------------------------


class Trial:
    """One statement at one choice of sizes; ``points`` are shared by statements about the same letters."""

    def __init__(self, entry, sizes, points=None):
        self.entry, self.sizes, self.points = entry, sizes, {} if points is None else points
        self.known = entry.letters()
        self.values = {self.known[name]: Integer(value) for name, value in sizes.items()}
        nodes = [node for side in entry.symbolic for node in preorder_traversal(side)]
        self.ranks = any(isinstance(node, (PseudoInverse, Rank)) for node in nodes)
        moving = Tuple(
            *[X for node in nodes if isinstance(node, (Jacobian, Gradient, Differential)) for X in node.args[1:]]
        )
        self.full = {X.name for X in moving.atoms(MatrixSymbol)} | set(FULL.findall(entry.hypothesis))
        self.letters = [
            (X, " ".join(entry.shapes[name].split()[2:]), *[int(size.xreplace(self.values)) for size in X.shape])
            for name, X in self.known.items()
            if isinstance(X, MatrixSymbol)
        ]
        every = [strata(words, min(m, n), self.ranks and X.name not in self.full) for X, words, m, n in self.letters]
        self.strata = list(product(*every))

    def point(self, seed, attempt):
        """The point of a seed, which chooses the strata too: seeds 0, 1, 2 ... run through them."""
        chosen = self.strata[seed * (7 if len(self.strata) > POINTS[1] else 1) % len(self.strata)]
        key = (*self.sizes.values(), chosen, seed, attempt)
        if key not in self.points:
            self.points[key] = self._point(chosen, seed, attempt)
        return self.points[key]

    def _point(self, chosen, seed, attempt):
        rng, small, few = np.random.default_rng([seed, attempt]), False, self.ranks and seed % 7 in (1, 3, 5)
        values = {
            X: drawn(rng, words, m, n, k, self.sizes, few and X.name not in self.full)
            for (X, words, m, n), k in zip(self.letters, chosen)
        }
        if attempt > 10 and attempt % 3 == 0:  # a logarithm or a root of what general letters seldom make positive
            values = {X: positive(values[X], words) for X, words, *_ in self.letters}
        for name, shape in self.entry.shapes.items():
            if shape.startswith("scalar"):
                small |= shape == "scalar small"
                value = number(rng.integers(-1, 2) if few else rng.uniform(-2, 2))
                values[self.known[name]] = SMALL[:, None, None] if shape == "scalar small" else value
        return Point(values, self.values, seed, int(small))

    def difference(self, seed):
        """How far apart the sides are, relative to their size: infinite if they do not fit, None if there is no answer."""
        for attempt in range(40 if self.entry.shapes else 1):
            try:
                with np.errstate(all="ignore"):
                    return self._difference(self.point(seed, attempt))
            except Undefined:
                return np.inf
            except (Unclear, np.linalg.LinAlgError, TypeError, ValueError, OverflowError):
                continue
        return None

    def _difference(self, at):
        left, right = map(at, self.entry.symbolic)
        want(left.shape[-2:] == right.shape[-2:], f"the sides: {left.shape} and {right.shape}")
        difference, size = left - right, 1 + np.max(np.abs(left), initial=0) + np.max(np.abs(right), initial=0)
        derivatives = max(map(nesting, self.entry.symbolic)) + at.depth
        if at.depth:  # the coefficients of 1, epsilon and epsilon^2
            difference = np.broadcast_to(difference, (len(SMALL), *difference.shape[-2:]))
            difference = np.tensordot(np.linalg.inv(np.vander(SMALL, increasing=True))[:3], difference, 1)
        error = np.max(np.abs(difference), initial=0) / size
        trust(np.isfinite(error) and not NEAR[derivatives] < error < FAR, "neither equal nor unequal")
        return error


def nesting(node):
    """How many derivatives are nested in each other."""
    inner = max(map(nesting, node.args), default=0) if hasattr(node, "args") else 0
    return inner + isinstance(node, (Jacobian, Gradient, Differential, Derivative))


def values(sides, at):
    """Both sides at given values of the letters, by name; the sizes are those of the matrices."""
    sides = Tuple(*sides)
    known = {X.name: X for X in sides.free_symbols | sides.atoms(MatrixSymbol)}
    known |= {f.func.__name__: f.func for f in sides.atoms(AppliedUndef)}
    letters = {
        known[name]: value if callable(value) else np.atleast_2d(np.array(value, float))
        for name, value in at.items()
        if name in known
    }
    sizes = {known[name]: Integer(value) for name, value in at.items() if name in known and isinstance(value, int)}
    for X in sides.atoms(MatrixSymbol):
        sizes |= {size: Integer(k) for size, k in zip(X.shape, letters[X].shape) if isinstance(size, Symbol)}
    with given_points(), np.errstate(all="ignore"):
        return [Point(letters, sizes, 0)(side) for side in sides]


@contextmanager
def given_points():
    """At a point that somebody has chosen, a number near 0 is meant to be there."""
    global CLEAR
    kept, CLEAR = CLEAR, 0
    try:
        yield
    finally:
        CLEAR = kept


def agrees(entry, sizes, seed=0):
    """Do both sides have the same value at a random point? None where no point can be found."""
    error = Trial(entry, sizes).difference(seed) if entry.symbolic else np.inf
    return None if error is None else bool(error < FAR)


def fits(where, sizes):
    """Do sizes satisfy relations such as "m >= n"?"""
    for large, sign, small in (relation.split() for relation in where.split(", ") if relation):
        a, b = (int(word) if word.isdigit() else sizes[word] for word in (large, small))
        if a < b or (sign == ">" and a == b) or (sign == "=" and a != b):
            return False
    return True


def differences(entry, points=None):
    """How far apart the sides are, a list for each choice of sizes, up to a point that shows them unequal."""
    if entry.symbolic is None:
        return [[np.inf]]  # its shapes do not fit
    choices = [dict(zip(entry.sizes, map(int, sizes))) for sizes in dict.fromkeys(s[: len(entry.sizes)] for s in SIZES)]
    choices, found = [sizes for sizes in choices if fits(entry.where, sizes)], []
    for sizes in choices:
        trial = Trial(entry, sizes, points)
        found.append([])
        for seed in range(POINTS[1] if trial.ranks else max(2, POINTS[0] // len(choices), len(trial.strata))):
            found[-1].append(trial.difference(seed))
            if is_far(found[-1][-1]):
                return found
    return found


def is_far(error):
    return error is not None and error >= FAR


def told(found):
    """Return "false" if the sides differ at one point, "true" if they agree at most choices of sizes, or "undecided"."""
    known = [set(errors) - {None} for errors in found]
    if any(map(is_far, set().union(*known))):
        return "false"
    return "true" if 2 * sum(map(bool, known)) > len(known) else "undecided"


def decide(entry, points=None):
    """Return "true", "false" or "undecided"."""
    return told(differences(entry, points))
