"""Solutions, where the structure gives them: factor by factor, or by SciPy's solver of the Sylvester equation."""

from functools import reduce, singledispatch

import numpy as np

from veckron.operators.libraries import lapack, singular
from veckron.operators.structures import Dense, Diagonal, Eye, Kron, Product, Scaled, Sum, Swap


class Arrays:
    """The arrays of the leaves, each evaluated once, and factorised once."""

    def __init__(self, program, arrays):
        self.known, self.factors = program.evaluation([np.asarray(a) for a in arrays]), {}

    def __call__(self, node):
        return np.asarray(self.known(node.leaf if isinstance(node, Dense) else node.scalar))

    def vector(self, node):
        """Return vec A of a leaf A."""
        return np.asarray(self.known(node.leaf)).T.ravel()

    def solved(self, node, b):
        """Return A^-1 b for a dense factor A."""
        if node.rows != node.cols:
            raise np.linalg.LinAlgError(f"solve: a factor of shape {node.shape} has no inverse")
        if node.leaf not in self.factors:
            self.factors[node.leaf] = factorised(self(node))
        return self.factors[node.leaf](b)


def factorised(A):
    """Return b -> A^-1 b, with the triangular factors of A kept where SciPy is there."""
    getrf, getrs = lapack("getrf", "getrs", A.dtype.char)
    if getrf is None or not A.size:
        return lambda b: np.linalg.solve(A, b)
    lu, places, info = getrf(A)
    if info:
        raise singular(A)
    return lambda b: getrs(lu, places, b)[0]


def refuse(operation, node):
    return NotImplementedError(
        f"{operation}: no factors give it for a {type(node).__name__.lower()} of shape {node.shape}; "
        f"scipy.sparse.linalg.lsqr takes the operator as it is, and toarray() gives a small matrix"
    )


@singledispatch
def solved(node, arrays, b):
    """Return x with node x = b, for b of shape (N, k)."""
    raise refuse("solve", node)


@solved.register(Eye)
def _(node, arrays, b):
    return b


@solved.register(Dense)
def _(node, arrays, b):
    return arrays.solved(node, b)


@solved.register(Diagonal)
def _(node, arrays, b):
    w = arrays.vector(node)
    if not w.all():
        raise np.linalg.LinAlgError(f"solve: a zero on the diagonal of shape {node.shape}")
    return b / w[:, None]


@solved.register(Swap)
def _(node, arrays, b):
    return b.reshape(node.m, node.n, -1).transpose(1, 0, 2).reshape(b.shape)


@solved.register(Scaled)
def _(node, arrays, b):
    return solved(node.inner, arrays, b) / arrays(node)


@solved.register(Product)
def _(node, arrays, b):
    return reduce(lambda x, factor: solved(factor, arrays, x), node.factors, b)


@solved.register(Kron)
def _(node, arrays, b):
    """(A (x) B)^-1 = A^-1 (x) B^-1, one axis at a time."""
    k = b.shape[1]
    for factor in node.factors:
        t = b.reshape(factor.rows, -1)
        b = (t if isinstance(factor, Eye) else solved(factor, arrays, t)).T
    return b.reshape(k, -1).T


@solved.register(Sum)
def _(node, arrays, b):
    """(I (x) A + B^T (x) I) vec X = vec C is the Sylvester equation A X + X B = C."""
    A, B = sylvester(node, arrays)
    solver = _sylvester_solver()
    found = np.stack([solver(A, B, c.reshape(len(B), len(A)).T).T.ravel() for c in b.T], axis=1)
    if abs(found).max(initial=0) * (abs(A).max(initial=0) + abs(B).max(initial=0)) > 1e14 * abs(b).max(initial=0):
        raise np.linalg.LinAlgError(f"solve: A and -B share an eigenvalue, shapes {A.shape} and {B.shape}: singular")
    return found


def _sylvester_solver():
    try:
        from scipy.linalg import solve_sylvester
    except ImportError:
        raise ImportError("solve: the Sylvester equation wants SciPy") from None
    return solve_sylvester


def sylvester(node, arrays, operation="solve"):
    """Return A and B of I (x) A + B^T (x) I."""
    left = [t.factors[1] for t in node.terms if is_half(t) and isinstance(t.factors[0], Eye)]
    right = [t.factors[0] for t in node.terms if is_half(t) and isinstance(t.factors[1], Eye)]
    if len(node.terms) != 2 or len(left) != 1 or len(right) != 1 or left[0].rows * right[0].rows != node.rows:
        raise refuse(operation, node)
    return arrays(left[0]), arrays(right[0]).T


def is_half(term):
    """Tell whether a term is I (x) A or B (x) I with a square array."""
    kinds = {type(factor) for factor in term.factors} if isinstance(term, Kron) and len(term.factors) == 2 else set()
    return kinds == {Eye, Dense} and all(factor.rows == factor.cols for factor in term.factors)
