"""Matrix algebra that keeps a normal form: products, transposes, traces and Kronecker products as a textbook writes them.

Scalars stand in front, K at the back, an inverse beside its matrix cancels, and vec(W)^T and vec(X) absorb what stands
beside them. `constructors` has them, `rewrite_rules` the rules for factors side by side, `sums` what terms have in
common; `normal` reads any expression, and `canonical` is the last step.
"""

from veckron.algebra import rewrite_rules  # registers the rules
from veckron.algebra.normal_form import TURNED, as_numbers, assume, assume_symmetric, normal, read_sum, sum_over
from veckron.algebra.constructors import ENTRY, REWRITE_RULES, determinant, diagonal, diagonal_part, entry, entrywise
from veckron.algebra.constructors import hadamard, inverse, join, kronecker, power, product, split, terms, trace
from veckron.algebra.constructors import transpose, unstack, vector
from veckron.algebra.interning import interned, made, order, times
from veckron.algebra.canonical_form import canonical, factored, nodes
from veckron.algebra.sums import common, total
