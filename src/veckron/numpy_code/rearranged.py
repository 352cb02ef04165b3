"""How rearrangements become code: vec, vech, K, D, L, diagonals."""

from sympy import DiagMatrix, DiagonalMatrix, DiagonalOf

from veckron.expressions import CommutationMatrix, DuplicationMatrix, EliminationMatrix, Unvec, Unvech, Vec, Vech
from veckron.numpy_code.chains import chain
from veckron.numpy_code.parts import entrywise, scaled, transpose
from veckron.numpy_code.writers import factors_of, write, writes


@writes(CommutationMatrix)
def _commutation(c, node):
    return c.part("perm", *c.sizes(1, *node.args, 1), shape=node.shape)


@writes(DuplicationMatrix, EliminationMatrix)
def _duplication(c, node):
    kind = "duplication" if isinstance(node, DuplicationMatrix) else "elimination"
    return c.part(kind, *c.sizes(node.args[0], node.shape[1]), shape=node.shape)


@writes(Vec)
def _vec(c, node):
    A = write(c, node.args[0])
    if A.op == "T":
        return c.part("{}.reshape(-1, 1)", A.args[0], shape=node.shape)
    return c.part("{}.reshape(-1, 1)" if A.symmetric else "{}.T.reshape(-1, 1)", A, shape=node.shape)


@writes(Unvec)
def _unvec(c, node):
    v, m, n = node.args
    return transpose(c, c.part("{}.reshape({}, {})", write(c, v), *c.sizes(n, m), shape=(n, m)))


@writes(Vech)
def _vech(c, node):
    A = write(c, node.args[0])
    return c.part("{}.T[np.triu_indices({})][:, None]", A, c.size(A.shape[0]), shape=node.shape)


@writes(Unvech)
def _unvech(c, node):
    v, n = node.args
    args = write(c, v), c.part("duplication({})", c.size(n)), c.size(n), c.size(n)
    return c.part("{}[{}].reshape({}, {})", *args, shape=node.shape, symmetric=True)


@writes(DiagMatrix)
def _diag(c, node):
    return c.part("np.diagflat({})", write(c, node.args[0]), shape=node.shape, symmetric=True)


@writes(DiagonalMatrix)
def _diagonal_part(c, node):
    return c.part("np.diag(np.diag({}))", write(c, node.args[0]), shape=node.shape, symmetric=True)


@writes(DiagonalOf)
def _diagonal(c, node):
    """diag(AB) as sums along the rows of A o B^T"""
    scalar, factors = factors_of(node.args[0])
    parts = [write(c, factor) for factor in factors]
    if len(parts) == 1:
        return scaled(c, write(c, scalar), c.part("np.diag({})[:, None]", parts[0], shape=node.shape))
    A, B = parts[0], chain(c, parts[1:])
    both = entrywise(c, "{} * {}", A, transpose(c, B))
    column = c.part("{}.sum(axis=1, keepdims=True)", both, shape=node.shape)
    return scaled(c, write(c, scalar), column)
