"""From a matrix expression and its sizes to a structure: what has no vec, K or Kronecker product inside is a leaf."""

from functools import singledispatch

from sympy import (
    DiagMatrix,
    Dummy,
    Identity,
    KroneckerProduct,
    Lambda,
    MatAdd,
    MatMul,
    MatPow,
    S,
    Transpose,
    ZeroMatrix,
)
from sympy import sympify

from veckron.algebra import split
from veckron.expressions import CommutationMatrix, DuplicationMatrix, EliminationMatrix, MatrixSum, Vec
from veckron.operators import structures
from veckron.operators.structures import Choice, Dense, Diagonal, Eye, Stack, Sum, Swap, Zero, kron, scaled
from veckron.shapes import ShapeError
import itertools

STRUCTURED = (KroneckerProduct, Vec, CommutationMatrix, DuplicationMatrix, EliminationMatrix, MatrixSum)
SMALL = 16  # factors whose product is no larger are one array: a product more costs what it saves


class Builder:
    """Reads expressions whose sizes are known."""

    def __init__(self, sizes, lasting=True):
        self.sizes, self.lasting = sizes, lasting

    def __call__(self, A):
        return build(A, self) if A.has(*STRUCTURED, DiagMatrix, Identity, ZeroMatrix) or thin(A, self) else self.leaf(A)

    def inside(self, A):
        """Read a factor of a Kronecker product: an array where there is no K, vec or Kronecker product in it."""
        simple = isinstance(A, (Identity, DiagMatrix))
        return build(A, self) if simple or A.has(*STRUCTURED) else self.leaf(A)

    def leaf(self, A):
        return Dense(*self.shape(A), A)

    def number(self, size):
        """Return a size as an integer."""
        value = sympify(size).xreplace(self.sizes)
        if not value.is_Integer:
            raise ValueError(f"operator: no value for the size {size}; give an array that has it")
        return int(value)

    def shape(self, A):
        return tuple(map(self.number, A.shape))


def thin(A, builder):
    """Tell whether a product or a sum has a column times a row, which is better left as two."""
    if isinstance(A, MatAdd):
        return any(thin(term, builder) for term in A.args)
    return isinstance(A, MatMul) and 1 in inner_sizes(A, builder) and 1 not in builder.shape(A)


def inner_sizes(A, builder):
    """Return the sizes between the factors of a product."""
    return tuple(builder.number(factor.cols) for factor in split(A)[1][:-1])


@singledispatch
def build(A, builder):
    return builder.leaf(A)


@build.register(Identity)
def _identity(A, builder):
    return Eye(*builder.shape(A))


@build.register(ZeroMatrix)
def _zero(A, builder):
    return Zero(*builder.shape(A))


@build.register(CommutationMatrix)
def _commutation(K, builder):
    m, n = map(builder.number, K.args)
    return Eye(m * n, m * n) if 1 in (m, n) else Swap(m * n, m * n, m, n)


@build.register(DuplicationMatrix)
@build.register(EliminationMatrix)
def _choice(A, builder):
    return Choice(*builder.shape(A), A.letter, builder.number(A.args[0]))


@build.register(Vec)
def _vec(node, builder):
    return Stack(*builder.shape(node), node.args[0], *builder.shape(node.args[0]))


@build.register(DiagMatrix)
def _diagonal(node, builder):
    v = node.args[0]
    A = v.args[0] if isinstance(v, Vec) else v
    return Diagonal(*builder.shape(node), A, *builder.shape(A))


@build.register(Transpose)
def _transpose(node, builder):
    return builder(node.arg).T if node.arg.has(*STRUCTURED) else builder.leaf(node)


@build.register(MatAdd)
def _sum(node, builder):
    parts = [builder(term) for term in node.args]
    flat = [term for part in parts for term in (part.terms if isinstance(part, Sum) else (part,))]
    rest = [term for term in flat if not isinstance(term, Zero)] or flat[:1]
    return merged(rest)


def merged(terms):
    """Return the sum; the terms that are plain arrays are one array."""
    plain = [term for term in terms if isinstance(term, Dense)]
    if len(plain) > 1:
        whole = Dense(*plain[0].shape, MatAdd(*[term.leaf for term in plain]))
        terms = [whole, *(term for term in terms if not isinstance(term, Dense))]
    return Sum(*terms[0].shape, tuple(terms)) if len(terms) > 1 else terms[0]


@build.register(MatMul)
def _product(node, builder):
    scalar, factors = split(node)
    for A, B in itertools.pairwise(factors):
        if builder.number(A.cols) != builder.number(B.rows):
            raise ShapeError(f"operator: {A} of shape {builder.shape(A)} times {B} of shape {builder.shape(B)}")
    joined = runs(factors, builder)
    parts = [builder.leaf(part) if isinstance(part, MatMul) else builder(part) for part in joined]
    return scaled(scalar, structures.product(parts), builder.lasting)


def runs(factors, builder):
    """Return the factors with neighbours that are leaves joined, but for a column before a row."""
    done = []
    for factor in factors:
        if done and joins(done[-1], factor, builder):
            done[-1] = MatMul(done[-1], factor)
        else:
            done.append(factor)
    return done


def joins(A, B, builder):
    """Tell whether two factors are multiplied before anything else: the result must not be larger than both."""
    if any(f.has(*STRUCTURED) or isinstance(f, (Identity, DiagMatrix)) for f in (A, B)):
        return False
    (m, k), n = builder.shape(A), builder.number(B.cols)
    return m * n <= max(m * k, k * n)


@build.register(MatPow)
def _power(node, builder):
    exponent = builder.number(node.exp) if node.has(*STRUCTURED) else 0
    if exponent < 1:
        return builder.leaf(node)
    return structures.product([builder(node.base)] * exponent)


@build.register(KroneckerProduct)
def _kronecker(node, builder):
    parts = [builder.inside(factor) for factor in node.args]
    return kron(small_ones(parts, node, builder))


def small_ones(parts, node, builder):
    """Return the factors with neighbouring arrays joined where there are three or more and the result is small."""
    done = []
    for part in parts:
        if done and len(parts) > 2 and isinstance(part, Dense) and isinstance(done[-1], Dense):
            rows, cols = done[-1].rows * part.rows, done[-1].cols * part.cols
            if max(rows, cols) <= SMALL:
                done[-1] = Dense(rows, cols, KroneckerProduct(done[-1].leaf, part.leaf))
                continue
        done.append(part)
    return done


@build.register(MatrixSum)
def _matrix_sum(node, builder):
    A, r, last = node.args
    numbers = [S(i) for i in range(builder.number(last) + 1)]
    if not numbers:
        return build(ZeroMatrix(*node.shape), builder)
    A = A.xreplace({f: f.xreplace({r: Dummy()}) for f in A.atoms(Lambda) if r in f.variables})  # another r
    return build(MatAdd(*[A.subs(r, i).doit(deep=False) for i in numbers]), builder)
