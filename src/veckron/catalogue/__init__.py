"""The catalogue: statements only, one module for each chapter or topic, and the false ones that look true.

``IDENTITIES`` maps the permanent name of a statement to its entry, in the order of this list.
"""

from veckron.catalogue import (
    vec,
    kronecker,
    inverse_determinant,
    two_problems,
    products,
    special,
    differentials,
    jacobians,
    forms,
    traces,
    determinants,
    inverses,
    generalized,
    norms,
    eigenvalues,
    structured,
    hessians,
    printed,
    mistakes,
)
from veckron.proof import IDENTITIES

__all__ = [
    "IDENTITIES",
    "vec",
    "kronecker",
    "inverse_determinant",
    "two_problems",
    "products",
    "special",
    "differentials",
    "jacobians",
    "forms",
    "traces",
    "determinants",
    "inverses",
    "generalized",
    "norms",
    "eigenvalues",
    "structured",
    "hessians",
    "printed",
    "mistakes",
]
