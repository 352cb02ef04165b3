"""Statements about ranks and pseudo-inverses: when the strata of the variables show all that a rank can be."""

from collections import Counter

from sympy import (
    BlockMatrix,
    FunctionMatrix,
    HadamardPower,
    HadamardProduct,
    MatAdd,
    MatPow,
    MatrixSymbol,
    Tuple,
    preorder_traversal,
)
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from veckron.expressions import Expm, PseudoInverse, Rank
from veckron.proof.statements import parts_of

RANKED = (PseudoInverse, Rank)
# In a sum, or entry by entry, a rank may be anything.
MIXED = (MatAdd, HadamardProduct, HadamardPower, ElementwiseApplyFunction, BlockMatrix, FunctionMatrix, Expm)


def is_ranked(sides):
    """Tell whether a rank or a pseudo-inverse stands in a statement: there ranks other than the generic one matter."""
    return any(isinstance(node, RANKED) for node in parts_of(sides))


def shows_rank(A, powers=5):
    """Tell whether the rank of A follows from how its letters lie: a product, not a sum, with few equal factors."""
    if isinstance(A, MIXED):
        return False
    inside = [node for node in preorder_traversal(A) if getattr(node, "is_Matrix", False)]
    letters = Counter(node for node in inside if isinstance(node, MatrixSymbol))
    exponents = sum(abs(int(node.exp)) - 1 for node in inside if isinstance(node, MatPow) and node.exp.is_Integer)
    return max(letters.values(), default=0) + exponents <= powers and all(
        shows_rank(part) for part in A.args if part.is_Matrix
    )


def want_constant_rank(entry, sides):
    """Refuse the derivative of a pseudo-inverse or a rank where nothing says that the rank does not change."""
    taken = [node for node in parts_of(sides) if getattr(node, "derivatives", 0)]
    inside = [
        (ranked, Tuple(*node.args[1:]))
        for node in taken
        for ranked in preorder_traversal(node.args[0])
        if isinstance(ranked, RANKED)
    ]
    letters = {A.name for ranked, by in inside for A in ranked.atoms(MatrixSymbol) & by.atoms(MatrixSymbol)}
    kept = {name for name in letters if "rank" in entry.shapes.get(name, "") or name in entry.nonsingular}
    if letters - kept and not entry.ranks:
        raise NotImplementedError(
            f"the derivative of a pseudo-inverse or a rank wants a constant rank: say that {min(letters - kept)} is of full rank"
        )
    return bool(letters)
