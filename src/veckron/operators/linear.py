"""The operator itself: what it is multiplied with is checked here, and handed to the functions of its program."""

import numpy as np
from numpy import ndarray

from veckron.values.floats import affordable
from veckron.operators import determinants, solve
from veckron.operators.libraries import Library, library_of, real
from veckron.shapes import ShapeError


class Operator:
    """A linear map of shape (M, N); made by :func:`operator`."""

    __array_ufunc__ = None  # NumPy leaves ``array @ operator`` to us

    def __init__(self, program, arrays, plan, flipped=False, functions=None):
        self.program, self.arrays, self.plan, self.flipped = program, arrays, plan, flipped
        self.functions = program.make(arrays) if functions is None else functions
        self.shape = program.node.shape[::-1] if flipped else program.node.shape
        self.dtype = program.library.dtype
        self.pair = program.pair[::-1] if flipped else program.pair
        self._flat, self._matrix = self.functions["flat", flipped], self.functions["matrix", flipped]
        self._length, self._of = self.shape[1], self.pair[1]
        self._others, self._transpose, self._arrays = {}, None, None

    def __repr__(self):
        return f"Operator of shape {self.shape}, {self.dtype}"

    def __matmul__(self, x):
        """Return J x for x of shape (N,), (N, 1) or (N, k)."""
        if type(x) is ndarray and len(x) == self._length and x.ndim == 1 and x.dtype is self.dtype:
            return self._flat(x)
        return self._checked(x)

    def __rmatmul__(self, x):
        """Return x J, from the transpose."""
        x = x if hasattr(x, "shape") else np.asarray(x)
        return self.T @ x if len(x.shape) == 1 else (self.T @ x.T).T

    def _checked(self, x):
        x = real(x if hasattr(x, "shape") else np.asarray(x), "operator @ array")
        if len(x.shape) not in (1, 2) or x.shape[0] != self.shape[1]:
            raise ShapeError(
                f"operator @ array: an operator of shape {self.shape} times an array of shape {tuple(x.shape)}; "
                f"for a matrix in the shape of the variable there is jvp"
            )
        functions, x = self._in_kind_of(x)
        if len(x.shape) == 1:
            return functions["flat", self.flipped](x)
        if x.shape[1] == 1:
            return functions["flat", self.flipped](x.reshape((x.shape[0],))).reshape((self.shape[0], 1))
        turned = isinstance(x, ndarray) and x.flags.f_contiguous
        return functions["columns" if turned else "rows", self.flipped](x)

    def _in_kind_of(self, x):
        """Return the functions for the library of x, and x in the kind of number of the operator where it is NumPy's."""
        xp, ours = library_of(x), self.program.library
        if xp is np and ours.xp is np:
            return self.functions, x if x.dtype in (self.dtype, float) else x.astype(self.dtype)
        if xp is ours.xp or xp is np:
            return self.functions, ours.array(x)
        return self._converted(xp, x).functions, x

    def _converted(self, xp, x):
        """Return this operator with arrays of the library of x; not kept where JAX only traces what would be done."""
        if (xp, x.dtype) in self._others:
            return self._others[xp, x.dtype]
        library = Library(xp, x.dtype)
        arrays = [library.array(a) if hasattr(a, "shape") else a for a in self.arrays]
        made = Operator(self.plan.in_library(self.program, library), arrays, self.plan, self.flipped)
        if "Tracer" not in type(x).__name__:
            self._others[xp, x.dtype] = made
        return made

    @property
    def T(self):
        """The transpose, which shares all arrays."""
        if self._transpose is None:
            self._transpose = Operator(self.program, self.arrays, self.plan, not self.flipped, self.functions)
            self._transpose._transpose = self
        return self._transpose

    def jvp(self, dX):
        """Return the matrix dF with vec(dF) = J vec(dX), for dX of shape (m, n); of shape (p, q)."""
        if type(dX) is ndarray and dX.shape == self._of and dX.dtype is self.dtype:
            return self._matrix(dX)
        dX = real(dX if hasattr(dX, "shape") else np.asarray(dX), "jvp")
        if tuple(dX.shape) != self._of:
            raise ShapeError(f"jvp: wants a matrix of shape {self._of}, got {tuple(dX.shape)}{self._hint()}")
        functions, dX = self._in_kind_of(dX)
        return functions["matrix", self.flipped](dX)

    def vjp(self, G):
        """Return the matrix with vec J^T vec(G), for G of shape (p, q); of shape (m, n)."""
        return self.T.jvp(G)

    def _hint(self):
        return "" if self.plan.pair else "; give operator(D(F, X), values), or of= and by=, to say the shapes"

    def matvec(self, x):
        """Return J x."""
        return self @ x

    def rmatvec(self, y):
        """Return J^T y."""
        return self.T @ y

    matmat, rmatmat = matvec, rmatvec

    def toarray(self):
        """Return the matrix, where it takes no more than 1 GiB."""
        affordable(self.shape, "toarray")
        if self.shape[0] < self.shape[1]:
            return (self.T @ np.eye(self.shape[0], dtype=self._real_type())).T
        return self @ np.eye(self.shape[1], dtype=self._real_type())

    def _real_type(self):
        return self.dtype if isinstance(self.dtype, np.dtype) else float

    @property
    def _parts(self):
        node = self.program.node.T if self.flipped else self.program.node
        self._arrays = self._arrays or solve.Arrays(self.program, self.arrays)
        return node, self._arrays

    def solve(self, b):
        """Return x with J x = b, from the factors, for b of shape (N,), (N, 1) or (N, k)."""
        b = real(np.asarray(b), "solve")
        if self.shape[0] != self.shape[1] or b.ndim not in (1, 2) or b.shape[0] != self.shape[0]:
            raise ShapeError(f"solve: an operator of shape {self.shape} and a right-hand side of shape {b.shape}")
        if not b.size:
            return b.astype(self.dtype)
        columns = (b if b.ndim == 2 else b[:, None]).astype(self.dtype)
        return solve.solved(*self._parts, columns).reshape(b.shape)

    def logdet(self):
        """Return the sign of the determinant and the logarithm of its size, as ``numpy.linalg.slogdet`` does."""
        if self.shape[0] != self.shape[1]:
            raise ShapeError(f"logdet: wants a square operator, got shape {self.shape}")
        return determinants.logdet(*self._parts)

    def diagonal(self):
        """Return the diagonal, of shape (min(M, N),)."""
        return determinants.diagonal(*self._parts)
