"""Matrix algebra that keeps a normal form: products, transposes, traces and Kronecker products as a textbook writes them.

Scalars stand in front, K at the back, an inverse beside its matrix cancels, and vec(W)^T and vec(X) absorb what stands
beside them. `products` has the constructors, `neighbours` and `diagonals` the rules for factors side by side, `sums`
what terms have in common; `normal` reads any expression, and `shortest` is the last step.
"""

from veckron.algebra import diagonals, neighbours  # registers the rules
from veckron.algebra.normal import ENTRY, normal
from veckron.algebra.products import diagonal, entry, hadamard, inverse, join, kronecker, power, product, split, terms
from veckron.algebra.products import trace, transpose, unstack, vector
from veckron.algebra.shortest import nodes, shortest
from veckron.algebra.sums import total

__all__ = [
    "ENTRY",
    "diagonal",
    "diagonals",
    "entry",
    "hadamard",
    "inverse",
    "join",
    "kronecker",
    "neighbours",
    "nodes",
    "normal",
    "power",
    "product",
    "shortest",
    "split",
    "terms",
    "total",
    "trace",
    "transpose",
    "unstack",
    "vector",
]
