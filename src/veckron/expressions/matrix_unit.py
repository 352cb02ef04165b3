"""The matrix unit J^ij, and Jacobians written column by column."""

from sympy import Dummy, KroneckerDelta, Lambda, Symbol, sympify

from veckron import shapes
from veckron.expressions.matrix_sums import unused
from veckron.expressions.node import Node, reads
from veckron.expressions.unevaluated import entries
from veckron.expressions.vectorization import vec


class Columns(Node):
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
    >>> columns(lambda i, j: MatrixUnit(i, j, m, n), X).shape
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


class MatrixUnit(Node):
    """J^ij: the m x n matrix with a single 1, at (i, j) counted from 0."""

    @property
    def shape(self):
        return self.args[2:]

    def _entry(self, i, j, **options):
        return KroneckerDelta(i, self.args[0]) * KroneckerDelta(j, self.args[1])

    def _eval_transpose(self):
        i, j, m, n = self.args
        return MatrixUnit(j, i, n, m)

    def _latex(self, printer):
        i, j = map(printer._print, self.args[:2])
        return f"J^{{{i}{j}}}"


@reads(MatrixUnit)
def _matrix_unit(ev, node):
    i, j, m, n = map(ev.size, node.args)
    if not (0 <= i < m and 0 <= j < n):
        raise shapes.ShapeError(f"{node}: no entry {(i, j)} in a matrix of shape {(m, n)}")
    return ev.arithmetic.from_ones((m, n), [(i, j)])
