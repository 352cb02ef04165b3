"""Any expression in normal form."""

from functools import lru_cache

from sympy import Basic, DiagMatrix, DiagonalOf, Dummy, HadamardPower, Identity, Inverse, KroneckerProduct, Lambda
from sympy import MatAdd, MatMul, MatPow, MatrixSymbol, S, Trace, Transpose
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from veckron.algebra.constructors import (
    diagonal,
    entry,
    hadamard,
    inverse,
    join,
    kronecker,
    power,
    product,
    split,
    trace,
    transpose,
)
from veckron.algebra.sums import total
from veckron.expressions import CommutationMatrix, Vec

# What elementwise functions call an entry.
ENTRY = Dummy("d", dummy_index=0)


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
    Transpose: transpose,
    Trace: trace,
    KroneckerProduct: kronecker,
    DiagMatrix: diagonal,
    HadamardPower: lambda A, k: power(A, k) if getattr(A, "shape", ()) == (1, 1) else HadamardPower(A, k),
    DiagonalOf: lambda A: A if A.rows == 1 else DiagonalOf(A),
}


@lru_cache(maxsize=8192)
def normal(F):
    """Return an expression in normal form."""
    if not F.args or isinstance(F, (MatrixSymbol, CommutationMatrix)):
        return F
    if isinstance(F, ElementwiseApplyFunction):
        return _entrywise(F.function, normal(F.expr))
    args = [normal(arg) if isinstance(arg, Basic) else arg for arg in F.args]
    if isinstance(F, Inverse):
        return inverse(args[0])
    if isinstance(F, MatPow):
        return power(*args)
    return CONSTRUCTORS.get(type(F), F.func)(*args)


def _entrywise(f, A):
    """Return f applied to each entry, written with one letter for the entry so that equal functions are equal."""
    if A.rows == A.cols == 1:
        return product(f(entry(A)), Identity(1))
    f = Lambda(ENTRY, f(ENTRY))
    return transpose(transpose(A).applyfunc(f)) if A.rows == 1 != A.cols else A.applyfunc(f)
