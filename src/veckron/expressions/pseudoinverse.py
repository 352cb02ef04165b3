"""The Moore-Penrose inverse and the rank, as nodes: SymPy has neither for symbols."""

from sympy import Expr, MatrixExpr

from veckron import shapes
from veckron.expressions.node import reads


class PseudoInverse(MatrixExpr):
    """A^+ of a symbolic matrix A of shape (m, n); made by :func:`pinv`."""

    @property
    def shape(self):
        return self.args[0].shape[::-1]

    def _eval_transpose(self):
        return PseudoInverse(self.args[0].T)

    def doit(self, **hints):
        return self

    def _entry(self, i, j, **options):
        raise NotImplementedError(f"{self}: an entry wants a matrix with entries")

    def _sympystr(self, printer):
        return f"pinv({printer._print(self.args[0])})"

    def _latex(self, printer):
        return f"{printer._base(self.args[0])}^{{+}}"


def pinv(A):
    """Return the Moore-Penrose inverse A^+: A A^+ A = A, A^+ A A^+ = A^+, with A A^+ and A^+ A symmetric.

    Parameters
    ----------
    A : symbolic matrix of shape (m, n)
        Real, of any rank.

    Returns
    -------
    symbolic matrix of shape (n, m)

    Raises
    ------
    ShapeError
        If A has a product, sum ... of matrices that do not fit.
    TypeError
        If A is not a symbolic matrix.

    Examples
    --------
    >>> from sympy import MatrixSymbol, symbols
    >>> m, n = symbols("m n")
    >>> pinv(MatrixSymbol("A", m, n)).shape
    (n, m)

    source: magnus2019, chapter 2
    """
    return PseudoInverse(_symbolic(A, "pinv"))


@reads(PseudoInverse)
def _pseudo_inverse(ev, node):
    return ev.arithmetic.pseudo_inverse(ev(node.args[0]))


class Rank(Expr):
    """The rank of a symbolic matrix, a number; made by :func:`rank`."""

    is_commutative = True

    def _sympystr(self, printer):
        return f"rank({printer._print(self.args[0])})"

    def _latex(self, printer, exp=None):
        return rf"\operatorname{{rank}}({printer._print(self.args[0])})" + (f"^{{{exp}}}" if exp else "")


def rank(A):
    """Return the rank of A, the number of its independent columns, as a node.

    Parameters
    ----------
    A : symbolic matrix of shape (m, n)

    Returns
    -------
    scalar

    Raises
    ------
    TypeError
        If A is not a symbolic matrix.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> rank(MatrixSymbol("A", 2, 3))
    rank(A)

    source: magnus2019, chapter 1
    """
    return Rank(_symbolic(A, "rank"))


@reads(Rank)
def _rank(ev, node):
    return ev.arithmetic.number(ev.arithmetic.rank(ev(node.args[0])))


def _symbolic(A, operation):
    if not shapes.is_expression(A):
        raise TypeError(f"{operation}: wants a symbolic matrix, got {type(A).__name__}")
    return shapes.matrix(A, operation)
