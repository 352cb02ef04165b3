"""``operator``: a Jacobian in closed form as a linear operator that never writes the matrix down."""

from functools import lru_cache

import numpy as np
from numpy import ndarray
from sympy import MatrixSymbol, Symbol, Transpose, Tuple

from veckron import shapes
from veckron.expressions import Jacobian, entries, Vech
from veckron.values import bind_sizes
from veckron.values.floats import FLOATS
from veckron.calculus import hessian, jacobian
from veckron.operators.build import Builder
from veckron.operators.libraries import Library, library_of, real
from veckron.operators.linear import Operator
from veckron.operators.program import Program


def operator(J, values=None, *, of=None, by=None):
    """Return a Jacobian as a linear operator: ``operator(kron(B.T, A), values) @ vec(X)`` is ``vec(A X B)``.

    The matrix is never written down. An inverse is computed once, a Kronecker product is two products of small
    matrices, K reads an array transposed, vec(A) vec(B)^T stays a column times a row, a sum is applied term by term.

    Parameters
    ----------
    J : matrix expression of shape (M, N)
        Sums, products, transposes, Kronecker products of vec, K, D, L, Diag and of any other matrices.
        A node ``Jacobian(F, X)`` is derived first, and gives ``of`` and ``by``.
    values : dict, optional
        As for ``evaluate``; arrays of NumPy, JAX, PyTorch or Dask. Without values: a ``Plan``, whose
        ``at(values)`` is the operator.
    of, by : matrix expressions, or shapes (p, q) and (m, n), optional
        F and X of the Jacobian, for ``jvp`` and ``vjp``; columns where they are not given.

    Returns
    -------
    Operator of shape (M, N)
        With ``@``, ``T``, ``matvec``, ``rmatvec``, ``matmat``, ``rmatmat``, ``toarray``, ``jvp``, ``vjp``, ``solve``,
        ``logdet``, ``diagonal``. SciPy's iterative solvers take it as it is.

    Raises
    ------
    ShapeError
        If the matrices do not fit.
    TypeError
        If J is not a matrix expression, or an array is complex.
    ValueError
        If a symbol or a size has no value.
    numpy.linalg.LinAlgError
        If a matrix that has to be inverted is singular.

    Examples
    --------
    >>> import numpy as np
    >>> from sympy import MatrixSymbol, symbols
    >>> from veckron import D
    >>> m, n, p, q = symbols("m n p q")
    >>> A, X, B = MatrixSymbol("A", p, m), MatrixSymbol("X", m, n), MatrixSymbol("B", n, q)
    >>> J = operator(Jacobian(A * X * B, X), {A: np.array([[1.0, 2.0]]), B: np.eye(3)})
    >>> J.shape, J @ np.arange(6.0), J.jvp(np.ones((2, 3)))
    ((3, 6), array([ 2.,  8., 14.]), array([[3., 3., 3.]]))

    source: magnus2019, chapter 2; vanloan2000
    """
    plan = _plan(J, of, by)
    return plan if values is None else plan.at(values)


@lru_cache(maxsize=512)
def _plan(J, of, by):
    if not shapes.is_expression(J):
        raise TypeError(f"operator: wants a matrix expression, got {type(J).__name__}")
    shapes.check_shapes(J)
    if isinstance(J, Jacobian):
        return Plan(*_derived(*J.args), J.args)
    pair = None if of is None and by is None else (_shape(of, J.rows), _shape(by, J.cols))
    return Plan(J, pair, [F for F in (of, by) if hasattr(F, "free_symbols")])


def _shape(F, length):
    """Return the shape of a matrix, of a scalar, or what is given as one."""
    if F is None:
        return length, 1
    return tuple(F.shape) if getattr(F, "is_Matrix", False) else (1, 1) if hasattr(F, "free_symbols") else tuple(F)


def _derived(F, X):
    """Return the Jacobian that a node D(F, X) stands for, with the shapes of F and X."""
    inner = F.arg if isinstance(F, Transpose) else F
    if (
        isinstance(inner, Jacobian)
        and entries(inner.args[0]) == 1
        and inner.args[1] == X
        and isinstance(X, MatrixSymbol)
    ):
        return hessian(inner.args[0], X), (X.shape, X.shape)
    if isinstance(F, Jacobian):
        F = _derived(*F.args)[0]
    variable, symmetric = (X.args[0], True) if isinstance(X, Vech) else (X, False)
    return jacobian(F, variable, symmetric=symmetric), (_shape(F, 1), _shape(X, 1))


class Plan:
    """An operator whose values are still to come: the expression is read once, ``at(values)`` is quick.

    ``jvp(dX, values)`` and ``vjp(G, values)`` are one product each, for values that change with every call.
    """

    def __init__(self, J, pair=None, about=()):
        self.J, self.pair = J, pair
        self.letters = sorted(Tuple(J, *about).atoms(MatrixSymbol), key=str)
        self.numbers = Tuple(J, *(size for shape in pair or () for size in shape)).free_symbols
        self.programs, self.ready = {}, {}

    @property
    def shape(self):
        """The shape in symbols."""
        return self.J.shape

    def at(self, values):
        """Return the operator at given values."""
        return Operator(*self.program(values))

    def jvp(self, dX, values):
        """Return dF = unvec(J vec dX) at given values, for dX of the shape of X."""
        return self._fused(dX, values, False)

    def vjp(self, G, values):
        """Return unvec(J^T vec G) at given values, for G of the shape of F."""
        return self._fused(G, values, True)

    def _fused(self, x, values, transposed):
        program, arrays, _ = self.program(values)
        if type(x) is ndarray and x.shape == program.pair[transposed - 1] and x.dtype is program.library.dtype:
            return program.fused("matrix", transposed)(x, *arrays)
        return getattr(self.at(values), "vjp" if transposed else "jvp")(x)

    def program(self, values):
        """Return the program for arrays of these shapes, the arrays in its order, and the plan."""
        try:
            program = self.ready[tuple([(s, type(A), A.shape, A.dtype) for s, A in values.items()])]
        except (KeyError, AttributeError):
            return self._first(values)
        return program, [values[s] for s in program.symbols], self

    def _first(self, values):
        """The first call for arrays of these shapes: all is checked; arrays that are used as they are pass at once."""
        symbols, arrays, sizes = self.read(values)
        key = tuple(symbols), tuple(sorted(sizes.items(), key=str)), *kind(arrays)
        if key not in self.programs:
            self.programs[key] = self._new(*key)
        program = self.programs[key]
        arrays = [program.library.array(a) if hasattr(a, "shape") else a for a in arrays]
        untouched = all(s in values and a is values[s] for s, a in zip(symbols, arrays))
        if untouched and all(hasattr(A, "dtype") for A in values.values()):
            self.ready[tuple([(s, type(A), A.shape, A.dtype) for s, A in values.items()])] = program
        return program, arrays, self

    def _new(self, symbols, sizes, xp, dtype):
        pair = self.pair or ((self.J.rows, 1), (self.J.cols, 1))
        number = Builder(dict(sizes)).number
        pair = tuple(tuple(map(number, shape)) for shape in pair)
        return Program(self.J, symbols, sizes, pair, Library(xp, dtype))

    def in_library(self, program, library):
        """Return the same program for another library."""
        key = program.symbols, tuple(program.sizes.items()), library.xp, library.dtype
        if key not in self.programs:
            self.programs[key] = Program(self.J, program.symbols, key[1], program.pair, library)
        return self.programs[key]

    def read(self, values):
        """Return the symbols of the expression, their arrays and the sizes."""
        named = {str(symbol): value for symbol, value in values.items()}
        arrays = {X: self.array(X, named[X.name]) for X in self.letters if X.name in named}
        for X in sorted(self.J.atoms(MatrixSymbol) - set(arrays), key=str):
            raise ValueError(f"operator: no value for {X}")
        numbers = {s: named[s.name] for s in self.numbers if isinstance(s, Symbol) and s.name in named}
        others = [(A, v.shape) for A, v in values.items() if isinstance(A, MatrixSymbol) and A not in arrays]
        sizes = bind_sizes({**arrays, **numbers}, others)
        scalars = {s: FLOATS.number(value) for s, value in numbers.items() if s not in sizes}
        arrays = {X: A for X, A in arrays.items() if self.J.has(X)}
        return [*arrays, *scalars], [*arrays.values(), *scalars.values()], sizes

    @staticmethod
    def array(X, value):
        value = real(value if hasattr(value, "shape") else np.asarray(value), f"operator: {X}")
        return shapes.matrix(value, f"operator: {X}")


def kind(arrays):
    """Return the library of the arrays and the kind of number: of NumPy float64, or float32 where all arrays are."""
    arrays = [a for a in arrays if hasattr(a, "shape")]
    xp = next((library for library in map(library_of, arrays) if library is not np), np)
    if xp is not np:
        return xp, next(a.dtype for a in arrays if library_of(a) is xp)
    floats = {np.dtype(a.dtype) for a in arrays}
    return np, np.dtype(np.float32 if floats == {np.dtype(np.float32)} else float)
