"""What the code of an operator calls: NumPy with LAPACK, or JAX, PyTorch, Dask by the names that they share."""

import sys
from functools import cached_property, lru_cache, partial
from importlib import import_module

import numpy as np

from veckron.program.helpers import HELPERS
from veckron.shapes import NOT_REAL

BLOCKED = 2**18  # up to so many entries a transposed copy is made at once


class Library:
    """The functions of one library of arrays, for one kind of number."""

    def __init__(self, xp, dtype, inner=None):
        self.xp, self.dtype, self.numpy, self.inner = xp, dtype, xp is np, inner or xp
        if inner is None:
            self.linalg = Library(xp, dtype, xp.linalg)
            getrf, getri = lapack("getrf", "getri", dtype.char) if self.numpy else (None, None)
            self.linalg.inv = partial(lapack_inverse, getrf, getri) if self.numpy else self.inverse

    def __getattr__(self, name):
        function = getattr(self.inner, name, None)
        if function is None:
            raise NotImplementedError(f"operator: {self.xp.__name__} has no {name}; give arrays of NumPy")
        if name in ("eye", "ones", "zeros"):
            function = partial(function, dtype=self.dtype)
        elif not self.numpy:
            theirs, plain = function, getattr(np, name, None)  # NumPy's for numbers alone
            function = lambda *args, **more: (theirs if any(map(is_array, args)) else plain)(*args, **more)
        self.__dict__[name] = function
        return function

    def array(self, value, dtype=None):
        """Return a matrix in this library."""
        if self.numpy:
            return np.asarray(value, dtype=self.dtype)
        if isinstance(value, list):
            return self.xp.stack([self.xp.stack([self.xp.asarray(x, dtype=self.dtype) for x in row]) for row in value])
        return value if library_of(value) is self.xp else self.xp.asarray(np.asarray(value), dtype=self.dtype)

    def arrays(self, values):
        """Return the matrices in this library, and the numbers as they are."""
        return [self.array(value) if is_array(value) else value for value in values]

    @cached_property
    def names(self):
        """Return what the code refers to: the helpers of a printed source, and what is quicker, or this library's."""
        ours = own, sylvester, copied, turned, lu_factor, lu_solve, self.definite_inverse
        names = {"np": self}
        exec("\n".join(HELPERS.values()), names)
        names |= {function.__name__: function for function in ours}
        if self.numpy:
            return names
        return names | {name: getattr(self, name) for name in ("expm", "log_det")}

    @cached_property
    def special(self):
        """Return the module of erf, gamma ..."""
        places = {"jax.numpy": "jax.scipy.special", "torch": "torch.special"}
        return import_module(places.get(self.xp.__name__, "scipy.special"))

    triu_indices = staticmethod(lru_cache(maxsize=64)(np.triu_indices))

    def inverse(self, A):
        inverse = self.xp.linalg.inv(A)
        return inverse if inverse.dtype == A.dtype else inverse.astype(A.dtype)  # Dask's is float64

    def definite_inverse(self, A):
        """Return A^-1 by Cholesky's factor."""
        potrf, potri = lapack("potrf", "potri", self.dtype.char) if self.numpy else (None, None)
        if potrf is None or not A.size:
            half = self.linalg.inv(self.linalg.cholesky(A))
            return half.T @ half
        factor, info = potrf(A, lower=1)
        if info:
            raise np.linalg.LinAlgError(f"inverse: a matrix of shape {A.shape} is not positive definite")
        lower = np.tril(potri(factor, lower=1)[0])
        return lower + np.tril(lower, -1).T

    def max(self, A, **axes):
        return getattr(self.xp, "amax" if axes and self.xp.__name__ == "torch" else "max")(A, **axes)

    def vdot(self, A, B):
        return np.vdot(A, B) if self.numpy else (A * B).sum()

    def kron(self, A, B):
        product = A[:, None, :, None] * B[None, :, None, :]
        return product.reshape((A.shape[0] * B.shape[0], A.shape[1] * B.shape[1]))

    def diagflat(self, v):
        return self.eye(v.shape[0]) * v

    def expm(self, A):
        jax = self.xp.__name__ == "jax.numpy"
        return import_module("jax.scipy.linalg").expm(A) if jax else self.linalg.matrix_exp(A)

    def log_det(self, A):
        sign, size = self.linalg.slogdet(A)
        return self.xp.log(sign) + size


def is_array(value):
    """Tell whether a value is an array, of whatever library."""
    return hasattr(value, "shape")


def library_of(value):
    """Return the namespace of the library that an array belongs to: NumPy for lists and numbers."""
    name = type(value).__module__.partition(".")[0]
    name = {"jaxlib": "jax.numpy", "jax": "jax.numpy", "dask": "dask.array"}.get(name, name)
    return np if name in ("numpy", "builtins") else sys.modules.get(name, np)


def library_for(arrays):
    """Return the library that computes with these: NumPy in float64, or float32 where all arrays are; else theirs."""
    arrays = [a for a in arrays if is_array(a)]
    if theirs := [a for a in arrays if library_of(a) is not np]:
        return library(library_of(theirs[0]), theirs[0].dtype)
    floats = {np.dtype(a.dtype) for a in arrays}
    return library(np, np.dtype(np.float32 if floats == {np.dtype(np.float32)} else float))


library = lru_cache(maxsize=64)(Library)


@lru_cache(maxsize=512)
def executed(library, text, name="made"):
    """Return the function of this name in a text, with the names of a library."""
    names = dict(library.names)
    if "special." in text:
        names["special"] = library.special
    exec(text, names)
    return names[name]


def real(value, operation):
    """Return a value as an array, if it is real."""
    value = value if is_array(value) else np.asarray(value)
    if "complex" in str(getattr(value, "dtype", "")):
        raise TypeError(f"{operation}: got entries of type {value.dtype}; {NOT_REAL}")
    return value


def own(t, x):
    """Return an array that shares nothing with the argument."""
    return t + 0 if type(t) is not np.ndarray else t if t.base is None and t is not x else t.copy()


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
        try:
            return np.linalg.inv(A)
        except np.linalg.LinAlgError:
            raise singular(A) from None
    lu, places, info = getrf(A.T)
    if info:
        raise singular(A)
    return getri(lu, places, 64 * len(A), 1)[0].T


def lu_factor(A, check_finite=False):
    """Return B -> A^-1 B or A^-T B, with the triangular factors of A kept where SciPy is there."""
    getrf, getrs = lapack("getrf", "getrs", A.dtype.char)
    if getrf is None or not A.size:
        return lambda B, trans: np.linalg.solve(A.T if trans else A, B)
    lu, places, info = getrf(A)
    if info:
        raise singular(A)
    return lambda B, trans: getrs(lu, places, B, trans)[0]


def lu_solve(factor, B, trans=0, check_finite=False):
    """Return A^-1 B or A^-T B, from what ``lu_factor`` returned."""
    return factor(B, trans)


def singular(A):
    """Return the error that a singular matrix raises."""
    return np.linalg.LinAlgError(f"inverse: singular matrix of shape {A.shape}; adjugate(A) needs no inverse")


def sylvester(A, B, columns):
    """Return X with A X + X B = C, for C whose columns are read as the rows of the given array."""
    try:
        from scipy.linalg import solve_sylvester
    except ImportError:
        raise ImportError("solve: the Sylvester equation wants SciPy") from None
    n, p = len(B), len(A)
    solved = [solve_sylvester(A, B, c.reshape(n, p).T).T.ravel() for c in columns.reshape(n * p, -1).T]
    found = np.stack(solved, axis=1).reshape(columns.shape)
    if abs(found).max(initial=0) * (abs(A).max(initial=0) + abs(B).max(initial=0)) > 1e14 * abs(columns).max(initial=0):
        raise np.linalg.LinAlgError(f"solve: A and -B share an eigenvalue, shapes {A.shape} and {B.shape}: singular")
    return found


@lru_cache(maxsize=64)
def turned(m, n):
    """Return the places of the entries of a transposed array of shape (m, n)."""
    return np.arange(m * n).reshape(m, n).T.ravel()


def copied(A, width=64):
    """Return the columns of an array, one behind the other: of a large one block by block, which stays in the cache."""
    m, n = A.shape
    if m * n <= BLOCKED:
        return A.T.copy().ravel()
    T = np.empty((n, m), dtype=A.dtype)
    for i in range(0, m, width):
        T[:, i : i + width] = A[i : i + width].T
    return T.ravel()
