"""What an operator is made of: each structure knows its shape in numbers, its transpose, and the arrays it is made from.

An array is not here yet: a *leaf* is a SymPy expression that is evaluated once, when the values are known.
"""

from dataclasses import dataclass, replace
from math import prod

from sympy import Expr, MatMul, MatrixExpr, Transpose

from veckron.algebra import transpose
from veckron.expressions import Vec


@dataclass(frozen=True)
class Structure:
    """A linear map of columns of length ``cols`` to columns of length ``rows``."""

    rows: int
    cols: int

    @property
    def shape(self):
        return self.rows, self.cols

    @property
    def size(self):
        """How many entries a scalar has to be multiplied with; None where there is no array."""
        return None

    @property
    def T(self):
        raise NotImplementedError


@dataclass(frozen=True)
class Zero(Structure):
    """A matrix of zeros."""

    T = property(lambda self: Zero(self.cols, self.rows))


@dataclass(frozen=True)
class Eye(Structure):
    """The identity."""

    T = property(lambda self: self)


@dataclass(frozen=True)
class Swap(Structure):
    """K_mn: vec A to vec A^T, for A of shape (m, n)."""

    m: int
    n: int

    T = property(lambda self: Swap(self.rows, self.cols, self.n, self.m))


@dataclass(frozen=True)
class Choice(Structure):
    """D_n or L_n, or its transpose: entries are copied, dropped or added."""

    letter: str
    n: int
    flipped: bool = False

    T = property(lambda self: Choice(self.cols, self.rows, self.letter, self.n, not self.flipped))


@dataclass(frozen=True)
class Dense(Structure):
    """A matrix without structure."""

    leaf: MatrixExpr

    size = property(lambda self: self.rows * self.cols)
    T = property(lambda self: Dense(self.cols, self.rows, transposed(self.leaf)))


@dataclass(frozen=True)
class Diagonal(Structure):
    """Diag(vec A) for a matrix A of shape (m, n)."""

    leaf: MatrixExpr
    m: int
    n: int

    size = property(lambda self: self.rows)
    T = property(lambda self: self)


@dataclass(frozen=True)
class Stack(Structure):
    """The column vec A, or the row (vec A)^T, of a matrix A of shape (m, n)."""

    leaf: MatrixExpr
    m: int
    n: int

    size = property(lambda self: self.rows * self.cols)
    T = property(lambda self: Stack(self.cols, self.rows, self.leaf, self.m, self.n))


@dataclass(frozen=True)
class Scaled(Structure):
    """A number times a structure that has no array to take it."""

    scalar: Expr
    inner: Structure

    T = property(lambda self: Scaled(self.cols, self.rows, self.scalar, self.inner.T))


@dataclass(frozen=True)
class Kron(Structure):
    """A Kronecker product."""

    factors: tuple

    size = property(lambda self: min((f.size for f in self.factors if f.size is not None), default=None))
    T = property(lambda self: Kron(self.cols, self.rows, tuple(factor.T for factor in self.factors)))


@dataclass(frozen=True)
class Product(Structure):
    """A product of structures."""

    factors: tuple

    size = property(lambda self: min((f.size for f in self.factors if f.size is not None), default=None))
    T = property(lambda self: product([factor.T for factor in reversed(self.factors)]))


@dataclass(frozen=True)
class Sum(Structure):
    """A sum of structures."""

    terms: tuple

    T = property(lambda self: Sum(self.cols, self.rows, tuple(term.T for term in self.terms)))


def transposed(leaf):
    """Return the transpose of a leaf: only the transpose of a transpose is worked out."""
    return leaf.arg if isinstance(leaf, Transpose) else Transpose(leaf)


def same_up_to_transpose(leaf):
    """Return the transpose in normal form, to find what is known already."""
    try:
        return transpose(leaf)
    except (AttributeError, TypeError, ValueError, NotImplementedError):
        return Transpose(leaf)


def scaled(scalar, node, lasting=True):
    """Return the multiple of a structure; the number goes into its smallest array.

    Where arrays serve one product only (not ``lasting``), it goes there if that array is smaller than the result.
    """
    if scalar == 1 or isinstance(node, Zero):
        return node
    if isinstance(node, Sum):
        return Sum(*node.shape, tuple(scaled(scalar, term, lasting) for term in node.terms))
    if isinstance(node, Scaled):
        return scaled(scalar * node.scalar, node.inner, lasting)
    if node.size is None:
        return _inside_product(scalar, node)
    return _inside(scalar, node) if lasting or node.size < node.rows else Scaled(*node.shape, scalar, node)


def _inside(scalar, node):
    if isinstance(node, (Kron, Product)):
        k = min((k for k, f in enumerate(node.factors) if f.size is not None), key=lambda k: node.factors[k].size)
        factors = [scaled(scalar, factor) if i == k else factor for i, factor in enumerate(node.factors)]
        return type(node)(*node.shape, tuple(factors))
    return replace(node, leaf=MatMul(scalar, node.leaf))


def _inside_product(scalar, node):
    """A product with a sum takes the number into the sum, where it costs nothing."""
    sums = [k for k, f in enumerate(getattr(node, "factors", ())) if isinstance(f, Sum)]
    if isinstance(node, Product) and sums:
        factors = [scaled(scalar, f) if k == sums[0] else f for k, f in enumerate(node.factors)]
        return Product(*node.shape, tuple(factors))
    return Scaled(*node.shape, scalar, node)


def kron(factors):
    """Return the Kronecker product; identities side by side are one, and small factors side by side are one array."""
    merged = []
    for factor in factors:
        last = merged[-1] if merged else None
        if isinstance(factor, Eye) and isinstance(last, Eye):
            merged[-1] = Eye(last.rows * factor.rows, last.rows * factor.rows)
        elif not (isinstance(factor, Eye) and factor.rows == 1):
            merged.append(factor)
    rows, cols = prod(f.rows for f in factors), prod(f.cols for f in factors)
    return merged[0] if len(merged) == 1 else Kron(rows, cols, tuple(merged)) if merged else Eye(1, 1)


def product(factors):
    """Return the product, with K moved behind a Kronecker product, where reading it transposed costs nothing."""
    done = []
    for factor in (inner for f in factors for inner in (f.factors if isinstance(f, Product) else (f,))):
        done.append(factor)
        if len(done) > 1 and isinstance(done[-2], Swap) and is_pair(factor):
            done[-2:] = _exchange(done[-2], factor)
    rest = [f for f in done if not isinstance(f, Eye)] or done[:1]
    if any(isinstance(f, Zero) for f in rest):
        return Zero(done[0].rows, done[-1].cols)
    return rest[0] if len(rest) == 1 else Product(done[0].rows, done[-1].cols, tuple(rest))


def is_pair(node):
    """Tell whether a structure is a Kronecker product of two."""
    return isinstance(node, Kron) and len(node.factors) == 2


def _exchange(K, node):
    """K (A (x) B) = (B (x) A) K, where the sizes are those of the factors."""
    A, B = node.factors
    if (K.m, K.n) != (B.rows, A.rows):
        return K, node
    return Kron(*node.shape, (B, A)), Swap(node.cols, node.cols, B.cols, A.cols)


def stack_leaf(leaf):
    """Return vec A as an expression, for places where it is an array like any other."""
    return leaf if leaf.cols == 1 else Vec(leaf)
