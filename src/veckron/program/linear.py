"""A Jacobian as a linear operator: what it is multiplied with is checked here, and handed to compiled functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache

import numpy as np
from numpy import ndarray
from sympy import MatrixExpr, MatrixSymbol, Symbol, Transpose, Tuple, sympify

from veckron import algebra, shapes
from veckron.expressions import Jacobian, entries, unused
from veckron.program.compiled import compile_function, derived, names_of
from veckron.program.library import is_array, library, library_for, library_of, real
from veckron.program.structure import diagonal, inverted, logdet
from veckron.program.ways import Program
from veckron.shapes import Expression, ShapeError
from veckron.values import Evaluation, bind_sizes
from veckron.values.floats import FLOATS, affordable


def operator(
    J: MatrixExpr,
    values: Mapping | None = None,
    *,
    of: Expression | None = None,
    by: MatrixExpr | None = None,
    positive_definite: Iterable = (),
) -> Operator | Plan:
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
    positive_definite : symbols or names, optional
        Letters that stand for symmetric positive definite matrices: they are inverted by Cholesky's factor.

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
        If a matrix that has to be inverted is singular, or not positive definite as it is declared.

    Examples
    --------
    >>> import numpy as np
    >>> from sympy import MatrixSymbol, symbols
    >>> from veckron import Jacobian
    >>> m, n, p, q = symbols("m n p q")
    >>> A, X, B = MatrixSymbol("A", p, m), MatrixSymbol("X", m, n), MatrixSymbol("B", n, q)
    >>> J = operator(Jacobian(A * X * B, X), {A: np.array([[1.0, 2.0]]), B: np.eye(3)})
    >>> J.shape, J @ np.arange(6.0), J.jvp(np.ones((2, 3)))
    ((3, 6), array([ 2.,  8., 14.]), array([[3., 3., 3.]]))

    source: magnus2019, chapter 2; vanloan2000
    """
    plan = _plan(J, of, by, names_of(positive_definite))
    return plan if values is None else plan.at(values)


@lru_cache(maxsize=512)
def _plan(J, of, by, definite):
    if not shapes.is_expression(J):
        raise TypeError(f"operator: wants a matrix expression, got {type(J).__name__}")
    shapes.check_shapes(J)
    if isinstance(J, Jacobian):
        F, X = J.args
        inner = F.arg if isinstance(F, Transpose) else F
        twice = isinstance(inner, Jacobian) and entries(inner.args[0]) == 1 and inner.args[1] == X
        of = X if twice and isinstance(X, MatrixSymbol) else F
        return Plan(derived(J), (_shape(of, 1), _shape(X, 1)), J.args, definite)
    pair = None if of is None and by is None else (_shape(of, J.rows), _shape(by, J.cols))
    return Plan(J, pair, tuple(F for F in (of, by) if hasattr(F, "free_symbols")), definite)


def _shape(F, length):
    """Return the shape of a matrix, of a scalar, or what is given as one."""
    if F is None:
        return length, 1
    return tuple(F.shape) if getattr(F, "is_Matrix", False) else (1, 1) if hasattr(F, "free_symbols") else tuple(F)


class Operator:
    """A linear map of shape (M, N); made by :func:`veckron.operator`."""

    __array_ufunc__ = None  # NumPy leaves ``array @ operator`` to us

    def __init__(self, program, arrays, flipped=False, functions=None):
        self.program, self.arrays, self.plan, self.flipped = program, arrays, program.plan, flipped
        self.functions = functions or program.make(*arrays)
        turn = -1 if flipped else 1
        self.shape, self.pair, self.dtype = program.shape[::turn], program.pair[::turn], program.library.dtype
        self._flat, self._matrix = self.functions["flat", flipped], self.functions["matrix", flipped]
        self._length, self._of, self._others = self.shape[1], self.pair[1], {}

    def __repr__(self):
        return f"Operator of shape {self.shape}, {self.dtype}"

    def __matmul__(self, x):
        """Return J x for x of shape (N,), (N, 1) or (N, k)."""
        if type(x) is ndarray and len(x) == self._length and x.ndim == 1 and x.dtype is self.dtype:
            return self._flat(x)
        x = real(x, "operator @ array")
        if len(x.shape) not in (1, 2) or x.shape[0] != self.shape[1]:
            raise ShapeError(
                f"operator @ array: an operator of shape {self.shape} times an array of shape {tuple(x.shape)}; "
                f"for a matrix in the shape of the variable there is jvp"
            )
        if len(x.shape) == 1:
            return self._product("flat", x)
        if x.shape[1] == 1:
            return self._product("flat", x.reshape((x.shape[0],))).reshape((self.shape[0], 1))
        turned = isinstance(x, ndarray) and x.flags.f_contiguous
        return self._product("columns" if turned else "rows", x)

    def __rmatmul__(self, x):
        """Return x J, from the transpose."""
        x = real(x, "array @ operator")
        return self.T @ x if len(x.shape) == 1 else (self.T @ x.T).T

    def _product(self, way, x):
        """Return the product in the library of x, or in that and the kind of number of the operator where x is NumPy's."""
        xp, ours, functions = library_of(x), self.program.library, self.functions
        if xp is np is ours.xp:
            x = x if x.dtype in (self.dtype, float) else x.astype(self.dtype)
        elif xp in (ours.xp, np):
            x = ours.array(x)
        elif (functions := self._others.get(theirs := library(xp, x.dtype))) is None:
            program = self.plan.made(self.program.symbols, self.program.sizes, theirs)
            functions = program.make(*theirs.arrays(self.arrays))
            if "Tracer" not in type(x).__name__:  # nothing is kept where JAX only traces what would be done
                self._others[theirs] = functions
        return functions[way, self.flipped](x)

    @cached_property
    def T(self):
        """The transpose, which shares all arrays."""
        turned = Operator(self.program, self.arrays, not self.flipped, self.functions)
        turned.T = self
        return turned

    def jvp(self, dX):
        """Return the matrix dF with vec(dF) = J vec(dX), for dX of shape (m, n); of shape (p, q)."""
        if type(dX) is ndarray and dX.shape == self._of and dX.dtype is self.dtype:
            return self._matrix(dX)
        dX = real(dX, "jvp")
        if tuple(dX.shape) != self._of:
            return self._by_letter(dX, tuple(dX.shape))
        return self._product("matrix", dX)

    def vjp(self, G):
        """Return the matrix with vec J^T vec(G), for G of shape (p, q); of shape (m, n)."""
        return self.T.jvp(G)

    def _by_letter(self, dX, shape):
        """Return dF for a dX in the shape of a letter, where nothing else says the shapes.

        F has that shape too where there are as many rows, and it is square.
        """
        hint = "" if self.plan.pair else "; give operator(Jacobian(F, X), values), or of= and by=, to say the shapes"
        letters = [tuple(X.shape) for X in self.program.letters if X.is_Matrix]
        if self.plan.pair or shape not in letters or shape[0] * shape[1] != self.shape[1]:
            raise ShapeError(f"jvp: wants a matrix of shape {self._of}, got {shape}{hint}")
        (m, n), rows = shape, self.shape[0]
        if rows not in (1, m * n) or (rows == m * n != 1 and m != n):
            raise ShapeError(f"jvp: nothing says the shape of F with {rows} entries{hint}")
        v = self @ dX.T.reshape((m * n,))
        return v.reshape((1, 1)) if rows == 1 else v.reshape((n, m)).T

    def __reduce__(self):
        if self.flipped:
            return getattr, (self.T, "T")
        return self.plan.at, ({**dict(zip(self.program.symbols, self.arrays)), **self.program.sizes},)

    matvec = matmat = __matmul__

    def rmatvec(self, y):
        """Return J^T y."""
        return self.T @ y

    rmatmat = rmatvec

    def toarray(self):
        """Return the matrix, where it takes no more than 1 GiB."""
        affordable(self.shape, "toarray")
        J = self.T if self.shape[0] < self.shape[1] else self
        found = J @ self.program.library.array(np.eye(J.shape[1]))
        return found if J is self else found.T

    def _parts(self):
        """Return the expression in known sizes, and the evaluation of its parts at the arrays of this operator."""
        J, arrays = self.program.J, [np.asarray(a) if is_array(a) else a for a in self.arrays]
        evaluation = Evaluation(dict(zip(self.program.letters, arrays)), FLOATS, {})
        return algebra.transpose(J) if self.flipped else J, evaluation

    def solve(self, b):
        """Return x with J x = b, from the factors, for b of shape (N,), (N, 1) or (N, k)."""
        b = np.asarray(real(b, "solve"))
        if self.shape[0] != self.shape[1] or b.ndim not in (1, 2) or b.shape[0] != self.shape[0]:
            raise ShapeError(f"solve: an operator of shape {self.shape} and a right-hand side of shape {b.shape}")
        b = b.astype(self.dtype)
        return self._inverse @ b if b.size else b

    @cached_property
    def _inverse(self):
        known = self.program.letters, {}, self.pair[::-1], self.program.library, "lu"
        return Operator(Program(self.plan, inverted(*self._parts()), *known), self.arrays)

    def logdet(self):
        """Return the sign of the determinant and the logarithm of its size, as ``numpy.linalg.slogdet`` does."""
        if self.shape[0] != self.shape[1]:
            raise ShapeError(f"logdet: wants a square operator, got shape {self.shape}")
        return logdet(*self._parts())

    def diagonal(self):
        """Return the diagonal, of shape (min(M, N),)."""
        return diagonal(*self._parts())


class Plan:
    """An operator whose values are still to come: the expression is read once, ``at(values)`` is quick.

    ``jvp(dX, values)`` and ``vjp(G, values)`` are one product each, for values that change with every call.
    """

    def __init__(self, J, pair=None, about=(), definite=()):
        self.J, self.pair, self.about, self.definite = J, pair, about, definite
        self.shape = J.shape  # in symbols
        self.letters = sorted(Tuple(J, *about).atoms(MatrixSymbol), key=str)
        self.numbers = Tuple(J, *(size for shape in pair or () for size in shape)).free_symbols
        self.programs, self.ready = {}, {}

    def __reduce__(self):
        return Plan, (self.J, self.pair, self.about, self.definite)

    def source(self, name="product"):
        """Return NumPy code of J x: a function of the arrays and of a column x, without veckron."""
        x = MatrixSymbol(unused("x", self.J), self.J.cols, 1)
        return compile_function(self.J * x, name=name, positive_definite=self.definite).source()

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
        program, arrays = self.program(values)
        if type(x) is ndarray and x.shape == program.pair[transposed - 1] and x.dtype is program.library.dtype:
            return (program.vjp if transposed else program.jvp)(x, *arrays)
        return getattr(self.at(values), "vjp" if transposed else "jvp")(x)

    def program(self, values):
        """Return the program for arrays of these shapes, and the arrays in its order; all is checked at the first call."""
        try:
            kinds = tuple([(s, type(A), A.shape, A.dtype) for s, A in values.items()])
        except AttributeError:  # of numbers and lists
            kinds = None
        if (program := self.ready.get(kinds)) is not None:
            return program, [values[s] for s in program.symbols]
        given, sizes = self.read(values)
        program = self.made(tuple(given), sizes, library_for(given.values()))
        arrays = program.library.arrays(given.values())
        if kinds and all(a is values.get(s) for s, a in zip(given, arrays)):  # used as they are
            self.ready[kinds] = program
        return program, arrays

    def made(self, symbols, sizes, library):
        """Return the program for these symbols, sizes and kinds of arrays, made once."""
        key = symbols, frozenset(sizes.items()), library
        if key not in self.programs:
            pair = self.pair or ((self.J.rows, 1), (self.J.cols, 1))
            shown = {n for shape in (self.J.shape, *pair) for size in shape for n in sympify(size).free_symbols}
            for n in sorted((self.J.free_symbols | shown) - {*symbols, *sizes}, key=str):
                size = "the size " if n in shown else ""
                raise ValueError(f"operator: no value for {size}{n}; give {'an array that has ' if size else ''}it")
            pair = tuple(tuple(int(sympify(n).xreplace(sizes)) for n in shape) for shape in pair)
            self.programs[key] = Program(self, self.J, symbols, sizes, pair, library)
        return self.programs[key]

    def read(self, values):
        """Return the arrays and the numbers that the expression mentions, and the sizes."""
        named = {str(symbol): value for symbol, value in values.items()}
        where = {X: f"operator: {X}" for X in self.letters if X.name in named}
        arrays = {X: shapes.matrix(real(named[X.name], text), text) for X, text in where.items()}
        for X in sorted(self.J.atoms(MatrixSymbol) - set(arrays), key=str):
            raise ValueError(f"operator: no value for {X}")
        numbers = {s: named[s.name] for s in self.numbers if isinstance(s, Symbol) and s.name in named}
        others = [(A, v.shape) for A, v in values.items() if isinstance(A, MatrixSymbol) and A not in arrays]
        sizes = bind_sizes({**arrays, **numbers}, others)
        scalars = {s: FLOATS.number(value) for s, value in numbers.items() if s not in sizes}
        return {X: A for X, A in arrays.items() if self.J.has(X)} | scalars, sizes
