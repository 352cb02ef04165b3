"""The catalogue: statements only, one module for each chapter or topic, and the false ones that look true.

``IDENTITIES`` maps the permanent name of a statement to its entry, in the order of these imports.
"""

from veckron.catalogue import vec_and_kronecker, inverse_determinant, two_problems
from veckron.catalogue import hadamard_products, special, differentials, forms, jacobians, trace_gradients
from veckron.catalogue import determinant_gradients, inverse_derivatives, generalized, norms, eigenvalues, structured
from veckron.catalogue import hessians, false_statements
from veckron.proof import IDENTITIES
