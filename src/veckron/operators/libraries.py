"""What a program needs of a library of arrays: NumPy with LAPACK, or JAX, PyTorch, Dask by the names that they share."""

import sys
from functools import lru_cache, partial
from importlib import import_module

import numpy as np
import sympy

from veckron.values.floats import FLOATS, Floats
from veckron.operators.choices import tables
from veckron.shapes import NOT_REAL

FUNCTIONS = ["exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sqrt", "sign"]
TAKEN = 1024  # up to this many entries a transposed copy is faster by a table of places
BLOCKED = 2**18  # from so many on, block by block, which stays in the cache


class Library:
    """The functions that the lines of a program call, for one library and one kind of number."""

    def __init__(self, xp, dtype):
        self.xp, self.dtype, self.numpy = xp, dtype, xp is np

    def array(self, value):
        """Return a matrix in this library."""
        if self.numpy:
            return np.asarray(value, dtype=self.dtype)
        if library_of(value) is self.xp:
            return value
        return self.xp.asarray(np.asarray(value), dtype=self.dtype)

    def names(self):
        """Return what the lines of a program refer to."""
        inverse = partial(lapack_inverse, *lapack("getrf", "getri", self.dtype.char)) if self.numpy else self.inverse
        return {
            **{"inverse": inverse, "array": self.array, "tables": tables, "matmul": self.xp.matmul},
            **{"permute": permute, "eye": self.eye, "ones": self.ones, "turned": turned, "blocked": blocked},
            "negative": np.negative,
            **{"asfortranarray": np.asfortranarray, "ascontiguousarray": np.ascontiguousarray},
            "own": own if self.numpy else lambda t, x: t + 0,
        }

    def inverse(self, A):
        inverse = self.xp.linalg.inv(A)
        return inverse if inverse.dtype == A.dtype else inverse.astype(A.dtype)  # Dask's is float64

    def eye(self, n):
        return self.xp.eye(n, dtype=self.dtype)

    def ones(self, n):
        return self.xp.ones((n,), dtype=self.dtype)

    def arithmetic(self):
        """Return the arithmetic by which the evaluation of expressions reads what a program does not write out."""
        return FLOATS if self.numpy and self.dtype == float else Numbers(self)


class Numbers(Floats):
    """The arithmetic of another library, or of float32."""

    def __init__(self, library):
        self.library, self.xp = library, library.xp
        self.matrix, self.identity = library.array, library.eye
        self.inverse = self.solver = library.inverse

    def determinant(self, A):
        return self.wanted(getattr(self.xp.linalg, "det", None), "determinant")(A)

    def expm(self, A):
        if self.library.numpy:
            return Floats.expm(A)
        if self.xp.__name__ == "jax.numpy":
            return import_module("jax.scipy.linalg").expm(A)
        return self.wanted(getattr(self.xp.linalg, "matrix_exp", None), "matrix exponential")(A)

    def wanted(self, function, name):
        """Return a function that not every library has."""
        if function is None:
            raise NotImplementedError(f"operator: {self.xp.__name__} has no {name}; give arrays of NumPy")
        return function

    def root(self, x):
        return self.xp.sqrt(x) if hasattr(x, "dtype") else x**0.5

    def number(self, value):
        return value if hasattr(value, "dtype") else super().number(value)

    def from_ones(self, shape, places):
        return self.library.array(super().from_ones(shape, places))

    def from_entries(self, rows):
        return self.xp.stack([self.xp.stack(list(row)) for row in rows])

    @staticmethod
    def kron(A, B):
        product = A[:, None, :, None] * B[None, :, None, :]
        return product.reshape((A.shape[0] * B.shape[0], A.shape[1] * B.shape[1]))

    def function(self, ev, f, x, order=0):
        return functions(f, order, self.xp)(x)

    def entrywise(self, ev, f, A):
        return functions(f, 0, self.xp)(A) + 0 * A


@lru_cache(maxsize=256)
def functions(f, order, xp):
    """Return a function of numbers as a function of the arrays of a library."""
    x = sympy.Dummy("x")
    return sympy.lambdify(x, f(x).diff(x, order), [{name: getattr(xp, name) for name in FUNCTIONS}, "math"])


def library_of(value):
    """Return the namespace of the library that an array belongs to: NumPy for lists and numbers."""
    name = type(value).__module__.partition(".")[0]
    name = {"jaxlib": "jax.numpy", "jax": "jax.numpy", "dask": "dask.array"}.get(name, name)
    return np if name in ("numpy", "builtins") else sys.modules.get(name, np)


def is_complex(dtype):
    """Tell whether entries of this kind are complex, in any library."""
    return "complex" in str(dtype)


def real(value, operation):
    """Return an array if it is real."""
    if is_complex(getattr(value, "dtype", "")):
        raise TypeError(f"{operation}: got entries of type {value.dtype}; {NOT_REAL}")
    return value


def own(t, x):
    """Return an array that shares nothing with the argument."""
    return t if t.base is None and t is not x else t.copy()


def permute(t, axes):
    """Return the array with its axes in another order."""
    return t.permute(axes) if hasattr(t, "permute") else t.transpose(axes)


@lru_cache(maxsize=16)
def lapack(first, second, char):
    """Return two routines of SciPy's LAPACK, quicker to call than ``numpy.linalg``, or nothing where it is missing."""
    try:
        from scipy.linalg.lapack import get_lapack_funcs
    except ImportError:
        return None, None
    return tuple(get_lapack_funcs((first, second), dtype=np.dtype(char)))


def lapack_inverse(getrf, getri, A):
    """Return A^-1. The transpose is what LAPACK reads without a copy."""
    if getrf is None or not A.size:
        return numpy_inverse(A)
    lu, places, info = getrf(A.T)
    if info:
        raise singular(A)
    return getri(lu, places, 64 * len(A), 1)[0].T


def numpy_inverse(A):
    try:
        return np.linalg.inv(A)
    except np.linalg.LinAlgError:
        raise singular(A) from None


def singular(A):
    return np.linalg.LinAlgError(f"inverse: singular matrix of shape {A.shape}; adjugate(A) needs no inverse")


@lru_cache(maxsize=64)
def turned(m, n):
    """Return the places of the entries of a transposed array of shape (m, n)."""
    return np.arange(m * n).reshape(m, n).T.ravel()


def blocked(A, width=64):
    """Return the columns of a large array, one behind the other."""
    m, n = A.shape
    T = np.empty((n, m), dtype=A.dtype)
    for i in range(0, m, width):
        T[:, i : i + width] = A[i : i + width].T
    return T.ravel()
