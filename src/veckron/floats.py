"""The arithmetic of float64 arrays, by NumPy."""

import warnings
from functools import lru_cache

import numpy as np
from sympy import Dummy, lambdify

from veckron.adjugate import adjugate
from veckron.evaluate import Arithmetic
from veckron.shapes import NOT_REAL

# A central difference is off by about h^2 and eps/h; this h makes both about 4e-11.
STEP = float(np.finfo(float).eps) ** (1 / 3)


class Floats(Arithmetic):
    """Matrices are float64 arrays; a derivative is a central difference, good to about 1e-9."""

    kron, determinant, adjugate = staticmethod(np.kron), staticmethod(np.linalg.det), staticmethod(adjugate)
    identity, power = staticmethod(np.eye), staticmethod(pow)
    root = staticmethod(np.sqrt)

    @staticmethod
    def matrix(value):
        return np.asarray(value, dtype=float)

    @staticmethod
    def number(value):
        if isinstance(value, complex) or getattr(value, "is_real", True) is False:
            raise TypeError(f"evaluate: got {value}; {NOT_REAL}")
        return float(value)

    @staticmethod
    def from_ones(shape, places):
        array = np.zeros(shape)
        array[tuple(zip(*places))] = 1.0 if places else array[()]
        return array

    @staticmethod
    def from_entries(rows):
        return np.array(rows, dtype=float)

    @staticmethod
    def from_columns(length, columns):
        return np.hstack([np.reshape(column, (length, 1)) for column in columns] or [np.zeros((length, 0))])

    @staticmethod
    def inverse(A):
        inverse = np.linalg.inv(A)
        if A.size and np.linalg.cond(A) > 1e12:
            warnings.warn(f"inverse: badly conditioned, {np.linalg.cond(A):.0e}", RuntimeWarning, stacklevel=2)
        return inverse

    @staticmethod
    def expm(A):
        """Scaling and squaring: the Taylor series of A/2^s, squared s times."""
        s = max(0, int(np.ceil(np.log2(max(np.linalg.norm(A, 1), 1e-300)))) + 4)
        term = total = np.eye(len(A))
        for k in range(1, 20):
            term = term @ A / (k * 2.0**s)
            total = total + term
        return np.linalg.matrix_power(total, 2**s)

    @staticmethod
    def function(ev, f, x, order=0):
        return _compiled(f, order)(x)

    @staticmethod
    def entrywise(ev, f, A):
        return np.broadcast_to(_compiled(f, 0)(A), A.shape)

    @staticmethod
    def quotient(f):
        return (f(STEP) - f(-STEP)) / (2 * STEP)


FLOATS = Floats()


@lru_cache(maxsize=1024)
def _compiled(f, order):
    x = Dummy("x")
    return lambdify(x, f(x).diff(x, order), "numpy")
