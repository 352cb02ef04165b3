"""Any expression in normal form."""

from functools import lru_cache

from sympy import Basic, Inverse, KroneckerProduct, MatAdd, MatMul, MatPow, MatrixSymbol, Trace, Transpose
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from veckron.algebra.products import inverse, kronecker, power, product, trace, transpose
from veckron.algebra.sums import total
from veckron.commutation import CommutationMatrix

CONSTRUCTORS = {MatMul: product, MatAdd: total, Transpose: transpose, Trace: trace, KroneckerProduct: kronecker}


@lru_cache(maxsize=8192)
def normal(F):
    """Return an expression in normal form."""
    if not F.args or isinstance(F, (MatrixSymbol, CommutationMatrix)):
        return F
    if isinstance(F, ElementwiseApplyFunction):
        inner = normal(F.expr)
        turned = inner.rows == 1 != inner.cols
        return transpose(transpose(inner).applyfunc(F.function)) if turned else inner.applyfunc(F.function)
    args = [normal(arg) if isinstance(arg, Basic) else arg for arg in F.args]
    if isinstance(F, Inverse):
        return inverse(args[0])
    if isinstance(F, MatPow):
        return power(*args)
    return CONSTRUCTORS.get(type(F), F.func)(*args)
