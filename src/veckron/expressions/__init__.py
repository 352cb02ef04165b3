"""The nodes that SymPy does not have, each with the function that makes it, and their base class :class:`Node`."""

from veckron.expressions.factorisations import Cholesky, Eigenvalues, Eigenvectors, FrechetJacobian, Implicit, Logm
from veckron.expressions.factorisations import LeftVectors, RightVectors, SingularValues, Sylvester, cholesky
from veckron.expressions.factorisations import eigenvalues, eigenvectors, frechet, half_lower, implicit, logm, polar, qr
from veckron.expressions.factorisations import reciprocal_gaps, svd, sylvester, symmetric_part
from veckron.expressions.indexed_matrices import Columns, MatrixSum, MatrixUnit, around_blocks, around_slice
from veckron.expressions.indexed_matrices import from_one, has_place, is_number, is_place, places, span, unit, unused
from veckron.expressions.kronecker_products import KhatriRaoProduct, PartialTrace, khatri_rao, kron
from veckron.expressions.matrix_functions import Adjugate, Expm, LogSumExp, PseudoInverse, Rank, Softmax, adjugate, expm
from veckron.expressions.matrix_functions import pinv, rank
from veckron.expressions.node import Node, Operation, SIGNATURES, ScalarNode, defined
from veckron.expressions.scalar_functions import NUMPY, SCIPY, WRITTEN, gelu, relu, sigmoid, softplus
from veckron.expressions.unevaluated import Differential, Gradient, Hessian, Jacobian, entries, nesting, want_scalar
from veckron.expressions.vectorization import Unvec, Unvech, Vec, Vech, stacked, unvec, unvech, vec, vech
from veckron.expressions.zero_one_matrices import CommutationMatrix, DuplicationMatrix, EliminationMatrix, ZeroOneMatrix
from veckron.expressions.zero_one_matrices import commutation_matrix, duplication_matrix, elimination_matrix
from veckron.expressions.zero_one_matrices import lower_triangle, vech_index
