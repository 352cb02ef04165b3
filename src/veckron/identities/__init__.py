"""The catalogue: statements only, one module for each chapter, and the false ones that look true.

``IDENTITIES`` maps the permanent name of a statement to its entry.
"""

from veckron.identities import inverse_determinant, kronecker, mistakes, printed, two_problems, vec
from veckron.statements import IDENTITIES

__all__ = ["IDENTITIES", "inverse_determinant", "kronecker", "mistakes", "printed", "two_problems", "vec"]
