"""TODO"""

from veckron.expressions.adjugates import Adjugate, adjugate
from veckron.expressions.commutation import CommutationMatrix, ZeroOneMatrix, commutation_matrix
from veckron.expressions.duplication import DuplicationMatrix, EliminationMatrix, duplication_matrix, elimination_matrix
from veckron.expressions.exponential import Expm, expm
from veckron.expressions.matrix_unit import Columns, MatrixUnit, columns
from veckron.expressions.khatri_rao_product import KhatriRaoProduct, khatri_rao
from veckron.expressions.kronecker_product import kron
from veckron.expressions.matrix_sums import MatrixSum, unused
from veckron.expressions.pseudoinverse import PseudoInverse, Rank, pinv, rank
from veckron.expressions.unevaluated import Differential, Gradient, Hessian, Jacobian, entries, nesting, want_scalar
from veckron.expressions.vectorization import (
    Unvec,
    Unvech,
    Vec,
    Vech,
    lower_triangle,
    unvec,
    unvech,
    vec,
    vech,
    vech_index,
)
from veckron.expressions.node import READERS, Node, reads
