"""How numbers and matrices are put together: as SymPy evaluates them, or as they are written."""

from collections.abc import Callable
from typing import NamedTuple

from sympy import HadamardPower, HadamardProduct, Identity, Inverse, KroneckerProduct, Lambda
from sympy import MatAdd, MatMul, MatPow, OneMatrix, S, Trace, Transpose, sqrt
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement

from veckron.algebra import ENTRY
from veckron.expressions import Adjugate, CommutationMatrix, DuplicationMatrix, EliminationMatrix, Node, PseudoInverse
from veckron.expressions import Unvec, Unvech, Vec, Vech, adjugate, commutation_matrix, defined, duplication_matrix
from veckron.expressions import elimination_matrix, khatri_rao, kron, pinv, unvec, unvech, vec, vech


class Itself(NamedTuple):
    """What builds a value from the reading alone, where the parts of a part have no values, or want to be read one by one."""

    build: Callable


def is_one(value):
    """Tell whether a value is a number or 1 x 1."""
    return not value.is_Matrix or value.shape == (1, 1)


def number(value):
    """Return a 1 x 1 product as a number: its trace."""
    if not value.is_Matrix:
        return value
    scalar, factors = _scaled(value)
    factors = [A for A in factors if not isinstance(A, Identity)]
    return scalar * Trace(MatMul(*factors) if len(factors) > 1 else factors[0]) if factors else S(scalar)


def matrix(value):
    """Return a number as a 1 x 1 matrix."""
    return value if value.is_Matrix else value * Identity(1)


def _scaled(A):
    """Return the number in front of a product, and its factors."""
    scalar, matrices = A.as_coeff_mmul()
    return scalar, MatMul.make_args(matrices)


def _inner(A):
    """Return B and f of an elementwise f.(B); for another matrix A itself and the entry."""
    scalar, (B, *others) = _scaled(A)
    if isinstance(B, ElementwiseApplyFunction) and not others and S(scalar).is_number:
        return B.expr, scalar * B.function(ENTRY)
    return A, ENTRY


def apply(f, A):
    """Return f of a number, or f of each entry; a function of a function becomes one."""
    if is_one(A):
        return f(number(A))
    inner, body = _inner(A)
    return inner.applyfunc(Lambda(ENTRY, f(body)))


class Evaluated:
    """The operations of a formula as SymPy evaluates them: X X is X^2, and X^-1 X is I."""

    I, K, D, L = Identity, *map(staticmethod, (commutation_matrix, duplication_matrix, elimination_matrix))
    vec, vech, unvec, unvech = map(staticmethod, (vec, vech, unvec, unvech))
    kron, pinv, adj = map(staticmethod, (kron, pinv, adjugate))

    def add(self, A, B):
        """Return A + B; a number is added to each entry."""
        if A == 0 or B == 0:
            return A if B == 0 else B
        if is_one(A) == is_one(B):
            return A + B if A.is_Matrix and B.is_Matrix else number(A) + number(B)
        A, c = (B, number(A)) if is_one(A) else (A, number(B))
        return apply(lambda z: c + z, A) if c.is_number and _inner(A)[1] != ENTRY else A + c * OneMatrix(*A.shape)

    def negative(self, A):
        return -A

    def times(self, A, B):
        """Return the product entry by entry; of numbers, or of a number and a matrix, their product."""
        if is_one(A):
            return number(A) * number(B) if is_one(B) else MatMul(number(A), B).doit(deep=False)
        return Evaluated.times(self, B, A) if is_one(B) else HadamardProduct(A, B)

    def divide(self, A, B):
        """Return A / B for a number B, and entry by entry for columns and elementwise functions."""
        return Evaluated.times(self, A, 1 / number(B) if is_one(B) else self.power(B, -1, True))

    def product(self, A, B):
        """Return the product of matrices; of numbers, or of a number and a matrix, their product."""
        one = (is_one(A) or is_one(B)) and not (A.is_Matrix and B.is_Matrix and A.cols == B.rows)
        return self.times(A, B) if one else matrix(A) * matrix(B)

    def power(self, A, k, each=False):
        """Return a power of a number, of a square matrix, or of each entry: of a column, or where ``each`` says so."""
        if is_one(A):
            return number(A) ** k
        if A.cols != 1 and not each:
            return self.power_of_matrix(A, k)
        if _inner(A)[1] != ENTRY:
            return apply(lambda z: z**k, A)
        if isinstance(A, HadamardPower) and A.exp.is_Integer:
            A, k = A.base, A.exp * k
        return HadamardPower(A, k)

    def power_of_matrix(self, A, k):
        """Return A^k; of a (x) b^T SymPy would invert the factors."""
        rectangular = isinstance(A, KroneckerProduct) and any(B.rows != B.cols for B in A.args)
        return A**k if k != -1 else Inverse(A) if rectangular else A.I

    def inverse(self, A):
        return self.power(A, S.NegativeOne)

    def transpose(self, A):
        return A.T if A.is_Matrix else A

    def entry(self, A, i, j):
        # Of an inverse whose size is a number SymPy would compute each entry; an entry of adj A has no formula.
        named = any(B.rows.is_Integer for B in A.atoms(MatPow)) or A.has(Node)
        return MatrixElement(A, i, j) if named else A[i, j]

    def trace(self, A):
        return number(A) if is_one(A) else Trace(A)

    def norm(self, A):
        square = self.product(self.transpose(A), A)
        return sqrt(number(square) if A.cols == 1 else Trace(square))

    def khatri_rao(self, A, B):
        return defined(khatri_rao(A, B))


class Written(Evaluated):
    """The operations of a formula as it is written: nothing is rewritten, so that no identity is proved by being read."""

    K, D, L = CommutationMatrix, DuplicationMatrix, EliminationMatrix
    vec, vech, unvec, unvech = Vec, Vech, Unvec, Unvech
    kron, pinv, adj, trace, entry = KroneckerProduct, PseudoInverse, Adjugate, Trace, MatrixElement
    khatri_rao = staticmethod(khatri_rao)

    def add(self, A, B):
        if A == 0 or B == 0 or is_one(A) or is_one(B) or A.shape != B.shape:
            return super().add(A, B)
        return MatAdd(*MatAdd.make_args(A), *MatAdd.make_args(B))

    def negative(self, A):
        if not A.is_Matrix:
            return -A
        return MatAdd(*map(self.negative, A.args)) if isinstance(A, MatAdd) else MatMul(-1, *MatMul.make_args(A))

    def times(self, A, B):
        if is_one(A) or is_one(B):
            return self.product(A, B)
        factors = lambda C: C.args if isinstance(C, HadamardProduct) else [C]
        return HadamardProduct(*factors(A), *factors(B))

    def divide(self, A, B):
        return self.product(1 / number(B), A) if is_one(B) else super().divide(A, B)

    def product(self, A, B):
        if is_one(A) and is_one(B):
            return number(A) * number(B)
        if is_one(B) and not (B.is_Matrix and A.cols == 1):
            A, B = B, A
        if is_one(A) and not (A.is_Matrix and B.rows == 1):
            scalar, factors = _scaled(B)
            return MatMul(number(A) * scalar, *factors)
        (u, left), (v, right) = _scaled(A), _scaled(B)
        return MatMul(*([u * v] if u * v != 1 else []), *left, *right)

    def power_of_matrix(self, A, k):
        return Inverse(A) if k == -1 else MatPow(A, k)

    def transpose(self, A):
        return Transpose(A) if A.is_Matrix else A
