"""The value of an expression, in one arithmetic; each of its parts is computed once."""

from collections.abc import Mapping
from typing import Any

from sympy import Integer, MatrixSymbol, Symbol
from sympy.matrices import MatrixBase

from veckron import shapes
from veckron.shapes import Expression, ShapeError
from veckron.values.readings import reader


class Evaluation:
    """The values of an expression and of its parts, each computed once."""

    def __init__(self, values, arithmetic, sizes=None, known=None):
        self.values, self.arithmetic = values, arithmetic
        self.sizes = bind_sizes(values) if sizes is None else sizes
        self.known = {} if known is None else known

    def __call__(self, expression):
        if expression not in self.known:
            read = reader(type(expression))  # type: ignore[arg-type]
            if read is None:
                raise TypeError(f"evaluate: cannot read {expression}, a {type(expression).__name__}")
            self.known[expression] = read(self, expression)
        return self.known[expression]

    def size(self, expression):
        """Return a size, an index or a whole exponent as an integer."""
        value = expression if expression.is_Integer else expression.xreplace(self.sizes)
        if not value.is_Integer:
            raise ValueError(f"evaluate: no value for the size {expression}; give one, such as {{{expression}: 3}}")
        return int(value)

    def shape(self, matrix):
        return tuple(map(self.size, matrix.shape))

    def square(self, node):
        """Return the value of what a node is a function of, which has to be a square matrix."""
        A = self(node.args[0])
        if A.shape[0] != A.shape[1]:
            raise ShapeError(f"{node}: wants a square matrix (n, n), got {A.shape}")
        return A

    def replaced(self, changes, keep=()):
        """Return the evaluation with other values for some symbols; parts in ``keep`` are known already."""
        sizes = {symbol: size for symbol, size in self.sizes.items() if symbol not in changes}
        return Evaluation({**self.values, **changes}, self.arithmetic, sizes, dict(keep))

    def with_indices(self, indices):
        """Return the evaluation with values for bound letters, which hide free ones; other parts are known already."""
        values = {symbol: value for symbol, value in self.values.items() if symbol not in indices}
        sizes = {**self.sizes, **{symbol: Integer(i) for symbol, i in indices.items()}}
        known = {part: value for part, value in self.known.items() if not indices.keys() & part.free_symbols}
        return Evaluation(values, self.arithmetic, sizes, known)

    def applied(self, f, x):
        """Return the value of a Lambda at a number."""
        return self.replaced({f.variables[0]: x})(f.expr)

    def free_of(self, X):
        """Return the known parts that do not depend on X."""
        return {part: value for part, value in self.known.items() if X not in part.free_symbols}


def bind_sizes(values, others=()):
    """Read the values of the sizes off the shapes of the matrices; refuse shapes that contradict each other."""
    sizes = {s: Integer(v) for s, v in values.items() if isinstance(s, Symbol) and isinstance(v, (int, Integer))}
    matrices = [(A, value.shape) for A, value in values.items() if isinstance(A, MatrixSymbol)]
    for A, shape in [*matrices, *others]:
        for declared, given in zip(A.shape, shape):
            if isinstance(declared, Symbol):
                sizes.setdefault(declared, Integer(given))
    # n^2 is no number as long as nothing says what n is
    bound = [(size.xreplace(sizes), n) for A, shape in matrices for size, n in zip(A.shape, shape)]
    if any(size.is_Integer and size != n for size, n in bound):
        given = [f"{A} of shape {shapes.show(A.shape)} is given as {shapes.show(shape)}" for A, shape in matrices]
        raise ShapeError(f"evaluate: the shapes contradict each other: {', '.join(given)}")
    return sizes


def evaluate(expression: Expression | MatrixBase, values: Mapping, arithmetic: Any = None) -> Any:
    """Return the value of an expression at given values of its symbols.

    Parameters
    ----------
    expression : SymPy matrix expression of shape (m, n), or scalar
        Sums, products, powers, transposes, inverses, Kronecker and Hadamard products, traces, determinants,
        elementwise functions, vec, K, D, L; a derivative ``Jacobian(f, X)`` is read as a difference quotient.
    values : dict
        Symbols, or their names, to two-dimensional arrays or numbers, all real. Sizes are taken from the arrays.
        Keys that the expression does not need are ignored. NaN and infinity propagate.
    arithmetic : optional
        The kind of number; float64 arrays of NumPy where none is given.

    Returns
    -------
    array of shape (m, n), or a number

    Raises
    ------
    ShapeError
        If the matrices do not fit, or an array does not have the declared shape.
    ValueError
        If a symbol has no value.
    numpy.linalg.LinAlgError
        If a matrix that has to be inverted is singular.

    Examples
    --------
    >>> import numpy as np
    >>> from sympy import MatrixSymbol, symbols
    >>> m, n = symbols("m n")
    >>> A = MatrixSymbol("A", m, n)
    >>> evaluate(A * A.T, {A: np.array([[1.0, 2.0, 3.0]])})
    array([[14.]])

    source: magnus2019, chapter 9
    """
    if isinstance(expression, MatrixBase):
        expression = expression.as_immutable()
    shapes.check_shapes(expression)
    if arithmetic is None:
        from veckron.values.floats import FLOATS as arithmetic
    named = {str(symbol): value for symbol, value in values.items()}
    needed = sorted((s for s in expression.atoms(MatrixSymbol, Symbol) if str(s) in named), key=str)
    read = {s: _read_value(s, named[str(s)], arithmetic) for s in needed}
    others = [(A, value.shape) for A, value in values.items() if isinstance(A, MatrixSymbol) and A not in needed]
    return Evaluation(read, arithmetic, bind_sizes(read, others))(expression)


def _read_value(symbol, value, arithmetic):
    if isinstance(symbol, MatrixSymbol):
        return arithmetic.matrix(shapes.matrix(value, f"evaluate: {symbol}"))
    return value if isinstance(value, int) else arithmetic.number(value)
