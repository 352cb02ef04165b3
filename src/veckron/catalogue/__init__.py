"""The catalogue: statements only, one file for each chapter or topic, in the notation of the book.

``IDENTITIES`` maps the permanent name of a statement to its entry, in the order of these files.
"""

from veckron.catalogue.reader import register
from veckron.proof import IDENTITIES

FILES = ["vec_and_kronecker", "inverse_determinant", "two_problems", "hadamard_products"]
FILES += ["commutation_and_duplication", "differentials", "forms", "jacobians", "trace_gradients"]
FILES += ["determinant_gradients", "inverse_derivatives", "generalized", "norms", "eigenvalues", "structured"]
FILES += ["hessians", "batches_and_softmax", "gaussian_models", "adjoints_and_layouts", "attention_and_normalisation"]
FILES += ["factorisations", "matrix_equations", "second_order_methods", "false_statements"]

for file in FILES:
    register(file)

from veckron.catalogue import families  # noqa: E402  what the notation cannot say comes last
