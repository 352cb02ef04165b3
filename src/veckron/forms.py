"""Other ways to write a derivative: in the shape of X, along a direction, column by column. Nodes, as D is."""

from sympy import Dummy, Integer, KroneckerDelta, Lambda, MatrixExpr, Symbol, Transpose, Tuple, sympify

from veckron import shapes
from veckron.derivative import D, entries, fraction
from veckron.matrix_sum import unused
from veckron.readers import reads
from veckron.vec import Unvec, Unvech, Vech, vec


class Form(MatrixExpr):
    """A matrix that is evaluated, and has no entries as symbols."""

    def doit(self, **hints):
        return self

    def _entry(self, i, j, **options):
        raise NotImplementedError(f"{self}: derive it, or evaluate it at values of its symbols")


class Gradient(Form):
    """The derivative of a scalar in the shape of the variable; made by :func:`grad`."""

    derivatives = 1

    @property
    def shape(self):
        X = self.args[1]
        return X.args[0].shape if isinstance(X, Vech) else X.shape

    def _latex(self, printer):
        f, X = self.args
        return fraction(printer, f, rf"\partial {printer._print(X)}")


def grad(f, X):
    """Return the gradient of a scalar, a node in the shape of X, with ``vec(grad(f, X)).T = D(f, X)``.

    For ``vech(S)`` it is symmetric, with ``vech(grad(f, vech(S))).T = D(f, vech(S))``: an entry off the diagonal
    stands for both places.

    Parameters
    ----------
    f : scalar, or matrix expression of shape (1, 1)
    X : matrix symbol of shape (m, n), or ``vech(S)`` for a symmetric S of shape (n, n)

    Returns
    -------
    symbolic matrix of shape (m, n)

    Raises
    ------
    ShapeError
        If f is not a scalar.

    Examples
    --------
    >>> from sympy import MatrixSymbol, Trace, symbols
    >>> m, n = symbols("m n")
    >>> A, X = MatrixSymbol("A", n, m), MatrixSymbol("X", m, n)
    >>> grad(Trace(A * X), X).shape
    (m, n)

    source: magnus2019, chapter 9
    """
    if entries(f) != 1:
        raise shapes.ShapeError(f"grad: wants a scalar or a matrix of shape (1, 1), got shape {shapes.show(f.shape)}")
    return Gradient(*D(f, X).args)


@reads(Gradient)
def _gradient(ev, node):
    column = Transpose(D(*node.args))
    return ev(Unvech(column, node.rows) if isinstance(node.args[1], Vech) else Unvec(column, *node.shape))


class Directional(Form):
    """The differential of f, its variables moving in given directions; made by :func:`d`."""

    derivatives = 1

    @property
    def shape(self):
        return getattr(self.args[0], "shape", (Integer(1), Integer(1)))

    def _latex(self, printer):
        f, *moves = self.args
        named = all(getattr(E, "name", "") == f"d{X}" for X, E in moves)
        along = "" if named else rf"\left[{', '.join(printer._print(E) for _, E in moves)}\right]"
        return rf"\mathrm{{d}}\left({printer._print(f)}\right){along}"


def d(f, *moves):
    """Return the differential of f, a node in the shape of f: ``d(X * Y, (X, dX), (Y, dY))``.

    Parameters
    ----------
    f : matrix expression of shape (p, q), or scalar
    *moves : pairs of a variable and its direction, of the same shape
        All variables move at once.

    Returns
    -------
    symbolic matrix of shape (p, q)
        Of shape (1, 1) for a scalar.

    Raises
    ------
    ShapeError
        If a direction does not have the shape of its variable, or f does not fit.

    Examples
    --------
    >>> from sympy import MatrixSymbol, symbols
    >>> m, n = symbols("m n")
    >>> X, dX = MatrixSymbol("X", m, n), MatrixSymbol("dX", m, n)
    >>> d(X.T, (X, dX)).shape
    (n, m)

    source: magnus2019, chapter 8
    """
    moves = [Tuple(X, sympify(E, strict=True)) for X, E in moves]
    for X, E in moves:
        wanted, given = getattr(X, "shape", ()), getattr(E, "shape", ())
        if len(wanted) != len(given) or not all(map(shapes.same, wanted, given)):
            raise shapes.ShapeError(f"d: {X} of shape {shapes.show(wanted)} moves along {shapes.show(given)}")
    f = sympify(f, strict=True)
    shapes.check_shapes(Tuple(f, *moves))
    return Directional(f, *moves)


@reads(Directional)
def _directional(ev, node):
    f, *moves = node.args
    directions = {X: ev(E) for X, E in moves}
    value = ev.arithmetic.along(ev, f, directions)
    return value if f.is_Matrix else value * ev.arithmetic.identity(1)


class Columns(Form):
    """A Jacobian column by column: vec of a matrix M(i, j) for each entry (i, j) of X; made by :func:`columns`."""

    @property
    def shape(self):
        M, m, n = self.args
        return sympify(entries(M.expr)), m * n

    def _latex(self, printer):
        letters = {v: Symbol(unused(v.name, self.args[0].expr), integer=True) for v in self.args[0].variables}
        M = self.args[0].xreplace(letters)
        i, j = map(printer._print, M.variables)
        return rf"\left[ {printer._print(vec(M.expr) if M.expr.is_Matrix else M.expr)} \right]_{{{i}{j}}}"


def columns(entry, X):
    """Return the Jacobian by X with the column vec of ``entry(i, j)`` for X_ij, a node.

    Parameters
    ----------
    entry : function
        Of two indices, counted from 0: a matrix expression of shape (p, q), or a scalar.
    X : matrix symbol of shape (m, n)

    Returns
    -------
    symbolic matrix of shape (p*q, m*n)

    Raises
    ------
    SympifyError
        If what ``entry`` returns is no expression.

    Examples
    --------
    >>> from sympy import MatrixSymbol, symbols
    >>> m, n = symbols("m n")
    >>> X = MatrixSymbol("X", m, n)
    >>> columns(lambda i, j: SingleEntry(i, j, m, n), X).shape
    (m*n, m*n)

    source: petersen2012, section 2.4
    """
    i, j = (Dummy(letter, dummy_index=0, integer=True) for letter in "ij")
    return Columns(Lambda((i, j), sympify(entry(i, j), strict=True)), *X.shape)


@reads(Columns)
def _columns(ev, node):
    M, m, n = node.args
    places = [(i, j) for j in range(ev.size(n)) for i in range(ev.size(m))]
    i, j = M.variables
    values = [ev.with_indices({i: row, j: col})(M.expr) for row, col in places]
    columns = [vec(value) if len(getattr(value, "shape", ())) == 2 else value for value in values]
    return ev.arithmetic.from_columns(ev.size(node.shape[0]), columns)


class SingleEntry(Form):
    """J^ij: the m x n matrix with a single 1, at (i, j) counted from 0."""

    @property
    def shape(self):
        return self.args[2:]

    def _entry(self, i, j, **options):
        return KroneckerDelta(i, self.args[0]) * KroneckerDelta(j, self.args[1])

    def _eval_transpose(self):
        i, j, m, n = self.args
        return SingleEntry(j, i, n, m)

    def _latex(self, printer):
        i, j = map(printer._print, self.args[:2])
        return f"J^{{{i}{j}}}"


@reads(SingleEntry)
def _single_entry(ev, node):
    i, j, m, n = map(ev.size, node.args)
    if not (0 <= i < m and 0 <= j < n):
        raise shapes.ShapeError(f"{node}: no entry {(i, j)} in a matrix of shape {(m, n)}")
    return ev.arithmetic.from_ones((m, n), [(i, j)])
