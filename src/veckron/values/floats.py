"""The arithmetic of float64 arrays, by NumPy."""

import warnings

import numpy as np

from veckron.expressions import adjugate
from veckron.shapes import NOT_REAL
from veckron.values.arithmetic import RealNumbers, compiled


class Floats(RealNumbers):
    """Matrices are float64 arrays; a derivative is a central difference, good to about 1e-9."""

    # A central difference is off by about h^2 and eps/h; this h makes both about 4e-11.
    module, step = "numpy", float(np.finfo(float).eps) ** (1 / 3)
    determinant, adjugate, power = staticmethod(np.linalg.det), staticmethod(adjugate), staticmethod(pow)
    root, real_power, rank = staticmethod(np.sqrt), staticmethod(np.power), staticmethod(np.linalg.matrix_rank)
    pseudo_inverse, cholesky = staticmethod(np.linalg.pinv), staticmethod(np.linalg.cholesky)
    plain_inverse, undefined = staticmethod(np.linalg.inv), np.linalg.LinAlgError
    size = staticmethod(lambda A: np.abs(A).max(initial=0))
    digits, terms, halvings, steps = 16, 20, 4, 60

    def matrix(self, value):
        return np.asarray(value, dtype=float)

    from_entries = matrix

    def number(self, value):
        if isinstance(value, complex) or getattr(value, "is_real", True) is False:
            raise TypeError(f"evaluate: got {value}; {NOT_REAL}")
        return float(value)

    def identity(self, n):
        affordable((n, n))
        return np.eye(n)

    def kron(self, A, B):
        affordable(np.multiply(A.shape, B.shape))
        return np.kron(A, B)

    def from_ones(self, shape, places):
        affordable(shape)
        array = np.zeros(shape)
        array[tuple(zip(*places))] = 1.0 if places else array[()]
        return array

    def from_columns(self, length, columns):
        return np.hstack([np.reshape(column, (length, 1)) for column in columns] or [np.zeros((length, 0))])

    def inverse(self, A):
        inverse = _unless_singular(np.linalg.inv, A)
        if A.size:
            _warn(np.linalg.norm(A, 1) * np.linalg.norm(inverse, 1))
        return inverse

    def solver(self, A):
        return Solver(A)

    @staticmethod
    def eigen(S):
        values, Q = np.linalg.eigh(S)
        largest = np.take_along_axis(Q, np.abs(Q).argmax(axis=0, keepdims=True), axis=0)
        return values[:, None], Q * np.sign(largest)

    def entrywise(self, ev, f, A):
        fixed = tuple(dict.fromkeys(parameters(f.expr, f.variables[0])))
        return np.broadcast_to(compiled(f, 1, 0, self.module, fixed)(A, *map(ev, fixed)), A.shape)


class Solver:
    """A^-1 as a factor: ``Solver(A) @ B`` solves A X = B, ``B @ Solver(A)`` solves X A = B."""

    __array_ufunc__ = None  # NumPy leaves the product to us

    def __init__(self, A):
        self.A, self.shape = A, A.shape

    def __matmul__(self, B):
        B = FLOATS.inverse(B.A) if isinstance(B, Solver) else B
        X = _unless_singular(np.linalg.solve, self.A, B)
        if np.any(B):
            _warn(np.linalg.norm(self.A, 1) * np.linalg.norm(X, 1) / np.linalg.norm(B, 1))
        return X

    def __rmatmul__(self, B):
        return (Solver(self.A.T) @ B.T).T


def _unless_singular(method, A, *B):
    try:
        return method(A, *B)
    except np.linalg.LinAlgError as error:
        hint = "det(A) A^-1 is adjugate(A), which needs no inverse"
        raise np.linalg.LinAlgError(f"inverse: {error} of shape {A.shape}; {hint}") from None


def _warn(condition):
    """Say so where hardly a digit of a solution can be trusted."""
    if condition > 1e12:
        warnings.warn(f"inverse: badly conditioned, {condition:.0e}", RuntimeWarning, stacklevel=4)


def affordable(shape, operation="evaluate"):
    """Refuse a dense array that takes more than 1 GiB."""
    shape = tuple(map(int, shape))
    size = 8 * shape[0] * shape[1] / 2**30
    if size > 1:
        raise MemoryError(
            f"{operation}: an array of shape {shape} takes {size:.1f} GiB; "
            f"ask for a gradient, or for the product with a vector, (A (x) B) vec(X) = vec(B X A^T)"
        )


FLOATS = Floats()


def parameters(body, x):
    """Return the largest parts of a function's body in which its variable does not stand, numbers left aside."""
    if not body.has(x):
        return [body] if body.free_symbols else []
    return [part for arg in body.args for part in parameters(arg, x)]
