"""SymPy expressions put together: numbers among matrices, and what is done entry by entry."""

from sympy import HadamardPower, HadamardProduct, Identity, Lambda, MatMul, OneMatrix, S, Trace
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from veckron.algebra import ENTRY


def is_one(value):
    """Tell whether a value is a number or 1 x 1."""
    return not value.is_Matrix or value.shape == (1, 1)


def number(value):
    """Return a 1 x 1 product as a number: its trace."""
    if not value.is_Matrix:
        return value
    scalar, A = value.as_coeff_mmul() if isinstance(value, MatMul) else (1, value)
    return scalar * (1 if isinstance(A, Identity) else Trace(A))


def matrix(value):
    """Return a number as a 1 x 1 matrix."""
    return value if value.is_Matrix else value * Identity(1)


def parts(A):
    """Return B and f of an elementwise f.(B); for another matrix A itself and the entry."""
    scalar, B = A.as_coeff_mmul() if isinstance(A, MatMul) else (1, A)
    if isinstance(B, ElementwiseApplyFunction) and S(scalar).is_number:
        return B.expr, scalar * B.function(ENTRY)
    return A, ENTRY


def apply(f, A):
    """Return f of a number, or f of each entry; a function of a function becomes one."""
    if is_one(A):
        return f(number(A))
    inner, body = parts(A)
    return inner.applyfunc(Lambda(ENTRY, f(body)))


def arithmetic(f, A):
    """Return f, made of signs and numbers, of each entry of an elementwise matrix; None for another matrix."""
    inner, body = parts(A)
    return None if body == ENTRY else inner.applyfunc(Lambda(ENTRY, f(body)))


def add(A, B):
    """Return A + B; a number is added to each entry."""
    if not is_one(A) and not is_one(B):
        return A + B
    if is_one(A) and is_one(B):
        return A + B if A.is_Matrix and B.is_Matrix else number(A) + number(B)
    A, c = (B, number(A)) if is_one(A) else (A, number(B))
    raised = arithmetic(lambda z: c + z, A) if c.is_number else None
    return A + c * OneMatrix(*A.shape) if raised is None else raised


def times(A, B):
    """Return the product entry by entry; of numbers, or of a number and a matrix, their product."""
    if is_one(A) and is_one(B):
        return number(A) * number(B)
    if is_one(A) or is_one(B):
        return number(A) * B if is_one(A) else number(B) * A
    return HadamardProduct(A, B)


def divide(A, B):
    """Return A / B for a number B, and entry by entry for columns and elementwise functions."""
    return times(A, 1 / number(B) if is_one(B) else entry_power(B, -1))


def power(A, k, each=False):
    """Return a power of a number, of a square matrix, or of each entry: of a column, or where ``each`` says so."""
    if is_one(A):
        return number(A) ** k
    if A.cols == 1 or each:
        return entry_power(A, k)
    return A.I if k == -1 else A**k


def entry_power(A, k):
    """Return the power of each entry."""
    raised = arithmetic(lambda z: z**k, A)
    if isinstance(A, HadamardPower) and A.exp.is_Integer:
        A, k = A.base, A.exp * k
    return HadamardPower(A, k) if raised is None else raised
