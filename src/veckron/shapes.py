"""Sizes and shapes: every check of one, and the words of every error about one."""

from functools import lru_cache, singledispatch
from itertools import pairwise
from math import isqrt
from typing import Any, TypeAlias

from sympy import Add, Basic, Determinant, DiagMatrix, DiagonalOf, Expr, Function, HadamardProduct, Integer, MatAdd
from sympy import MatMul, MatPow, MatrixExpr, MatrixSymbol, Mul, S, Sum, Symbol, Trace, expand, simplify, sympify
from sympy.functions.elementary.complexes import conjugate
from sympy.matrices import MatrixBase
from sympy.matrices.exceptions import ShapeError
from sympy.matrices.expressions.adjoint import Adjoint

__all__ = ["ShapeError"]

# The structures that a reader can declare, and how the draws of the verifier call them.
STRUCTURES = {
    "symmetric": "symmetric",
    "lower_triangular": "lower",
    "upper_triangular": "upper",
    "diagonal": "diagonal",
}

# What annotations call the arguments: an array of any library is a matrix too.
Expression: TypeAlias = MatrixExpr | Expr
Variable: TypeAlias = MatrixSymbol | Symbol
Size: TypeAlias = int | Expr
Matrix: TypeAlias = Any

# How every refusal of a complex matrix ends.
NOT_REAL = "real matrices only: a transpose here is not a Hermitian transpose"


def size_text(size):
    """Return a size as text without spaces: ``n*(n+1)/2``."""
    return str(size).replace(" ", "")


def show(shape):
    """Return a shape as the errors print it: ``(m, n)``."""
    return f"({', '.join(map(str, shape))})"


def same(a, b):
    """Tell whether two sizes are equal for all values of their symbols."""
    return a == b or simplify(expand(sympify(a) - sympify(b))) == 0


def size(value, operation):
    """Return a size as a SymPy object; refuse what cannot be one."""
    try:
        number = sympify(value, strict=True)
    except (TypeError, ValueError):
        number = S.NaN
    possible = number.is_Integer if number.is_number else number.is_integer is not False
    if not possible or number.is_negative or isinstance(value, bool):
        raise ValueError(f"{operation}: a size is a non-negative integer or a symbol, got {value!r}")
    return number


def is_expression(A):
    """Tell whether A is a matrix expression of SymPy, as opposed to a matrix with entries."""
    return isinstance(A, MatrixExpr) and not isinstance(A, MatrixBase)


def is_symbolic(A):
    """Tell whether A is a matrix of SymPy: an expression or a matrix with entries."""
    return isinstance(A, (MatrixExpr, MatrixBase))


def matrix(A, operation):
    """Return A if it is a real matrix: of SymPy, or a two-dimensional array."""
    if is_expression(A):
        check_shapes(A)
        return A
    if isinstance(A, MatrixBase):
        check_shapes(A.as_immutable())
        return A
    if not hasattr(A, "shape") or not hasattr(A, "reshape"):
        raise TypeError(f"{operation}: wants a SymPy matrix or a two-dimensional array, got {type(A).__name__}")
    if len(A.shape) != 2:
        hint = ": give (n, 1) or (1, n)" if len(A.shape) == 1 else ""
        raise ShapeError(f"{operation}: wants a matrix of shape (m, n), got shape {tuple(A.shape)}{hint}")
    if getattr(getattr(A, "dtype", None), "kind", "f") not in "biufO":
        raise TypeError(f"{operation}: got entries of type {A.dtype}; {NOT_REAL}")
    return A


def square(A, operation):
    """Return A if it is a square matrix."""
    if not same(*matrix(A, operation).shape):
        raise ShapeError(f"{operation}: wants a square matrix (n, n), got {_name(A)}shape {show(A.shape)}")
    return A


def column(v, length, operation):
    """Return v if it is a column of the given length."""
    shape = matrix(v, operation).shape
    if not (same(shape[0], length) and same(shape[1], 1)):
        raise ShapeError(f"{operation}: wants a column of shape {show((length, 1))}, got {show(shape)}")
    return v


def _name(A):
    return f"{A} of " if isinstance(A, MatrixExpr) else ""


def parts(*expressions):
    """Return the distinct parts of expressions and these themselves, each once."""
    found, todo = {}, list(expressions)
    while todo:
        part = todo.pop()
        if part not in found:
            found[part] = None
            todo += [arg for arg in part.args if isinstance(arg, Basic)]
    return list(found)


@lru_cache(maxsize=65536)
def letters(A):
    """Return the free symbols of an expression, looked up once in each distinct part."""
    if not A.args or type(A).free_symbols is not Basic.free_symbols:
        return frozenset(A.free_symbols)
    return frozenset().union(*(letters(arg) for arg in A.args if isinstance(arg, Basic)))


@lru_cache(maxsize=4096)
def check_shapes(expression):
    """Refuse an expression with a product, sum, inverse ... of matrices that do not fit.

    SymPy accepts ``A*A`` for a rectangular symbol, and its inverse, determinant and trace; this does not.
    """
    known = {}
    symbols = [part for part in parts(expression) if isinstance(part, MatrixSymbol)]
    for symbol in sorted(symbols, key=lambda A: (A.name, str(A.shape))):
        other = known.setdefault(symbol.name, symbol)
        if other != symbol:
            raise ShapeError(f"{symbol.name} has two shapes: {show(other.shape)} and {show(symbol.shape)}")
    _walk(expression)


@lru_cache(maxsize=65536)
def _walk(expression):
    for argument in expression.args:
        if isinstance(argument, Basic):
            _walk(argument)
    _check(expression)


@singledispatch
def _check(expression):
    if expression is S.ImaginaryUnit:
        raise TypeError(f"the imaginary unit: {NOT_REAL}")


@_check.register(MatMul)
def _check_product(product):
    factors = [factor for factor in product.args if isinstance(factor, (MatrixExpr, MatrixBase))]
    for A, B in pairwise(factors):
        if not same(A.cols, B.rows):
            # A 1 x 1 product beside a matrix is a matrix to SymPy, and may be meant as a number.
            meant = same(A.cols, 1) or same(B.rows, 1)
            hint = "; for the number in a 1 x 1 product write Trace(x.T*x)" if meant else ""
            shapes = f"{A} of shape {show(A.shape)} times {B} of shape {show(B.shape)}"
            raise ShapeError(f"product: {shapes}: wants as many columns on the left as rows on the right{hint}")


@_check.register(MatAdd)
@_check.register(HadamardProduct)
def _check_alike(terms):
    first = terms.args[0]
    for other in terms.args[1:]:
        if not all(map(same, first.shape, other.shape)):
            operation = "sum" if isinstance(terms, MatAdd) else "Hadamard product"
            shapes = f"{first} has shape {show(first.shape)}, {other} has shape {show(other.shape)}"
            raise ShapeError(f"{operation}: {shapes}: wants equal shapes")


@_check.register(MatPow)
@_check.register(Determinant)
@_check.register(Trace)
def _check_square(node):
    A = node.args[0]
    if not same(*A.shape):
        operation = {MatPow: "power"}.get(type(node), type(node).__name__.lower())
        column = isinstance(node, MatPow) and node.exp == 2 and same(A.cols, 1)
        hint = f"; SymPy reads ({A}.T*{A})*{A} as {A}.T*{A}**2: write ({A}.T*{A})[0, 0]*{A}" if column else ""
        raise ShapeError(f"{operation}: declare {A} square: it has shape {show(A.shape)}{hint}")


@_check.register(DiagonalOf)
def _check_diagonal(node):
    if not same(*node.arg.shape):
        raise ShapeError(f"diagonal: wants a square matrix, got {_name(node.arg)}shape {show(node.arg.shape)}")


@_check.register(DiagMatrix)
def _check_vector(node):
    if not any(same(size, 1) for size in node.args[0].shape):
        raise ShapeError(f"Diag: wants a column or a row, got {_name(node.args[0])}shape {show(node.args[0].shape)}")


@_check.register(Add)
@_check.register(Mul)
def _check_scalars(node):
    for part in node.args:
        if isinstance(part, Sum) and part.function.is_Matrix:
            raise TypeError(f"{node}: SymPy takes {part} for a number; MatrixSum of veckron.expressions is a matrix")
    for argument in node.args:
        if isinstance(argument, (MatrixExpr, MatrixBase)):
            raise ShapeError(f"{node}: a matrix of shape {show(argument.shape)} among scalars")


@_check.register(Function)
def _check_argument(node):
    for argument in node.args:
        if isinstance(argument, (MatrixExpr, MatrixBase)) and not all(same(size, 1) for size in argument.shape):
            hint = f"{argument}.applyfunc({node.func}) applies it to each entry"
            raise ShapeError(f"{node}: a function of scalars of a matrix of shape {show(argument.shape)}: {hint}")


@_check.register(Adjoint)
@_check.register(conjugate)
def _check_real(node):
    raise TypeError(f"{node}: {NOT_REAL}")


def triangle(n):
    """Return n (n + 1)/2, the number of entries on and below the diagonal."""
    return n * (n + 1) / 2


def triangular_root(length, operation):
    """Return the n with n (n + 1)/2 = length."""
    if not getattr(length, "is_Integer", isinstance(length, int)):
        raise ValueError(f"{operation}: wants n beside a column of symbolic length {length}")
    n = (isqrt(8 * int(length) + 1) - 1) // 2
    if n * (n + 1) // 2 != length:
        raise ShapeError(f"{operation}: wants a column of shape (n(n + 1)/2, 1), got length {length}")
    return Integer(n)
