"""The catalogue: statements only, one module for each chapter or topic, and the false ones that look true.

``IDENTITIES`` maps the permanent name of a statement to its entry, in the order of these imports.
"""

from veckron.catalogue import vec_and_kronecker, inverse_determinant, two_problems
from veckron.catalogue import hadamard_products, commutation_and_duplication, differentials, forms, jacobians
from veckron.catalogue import trace_gradients, determinant_gradients, inverse_derivatives, generalized, norms
from veckron.catalogue import eigenvalues, structured, hessians, false_statements
from veckron.proof import IDENTITIES
