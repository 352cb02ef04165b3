"""The Khatri-Rao product: the Kronecker product column by column."""

from sympy import MatrixExpr, OneMatrix, HadamardProduct

from veckron import shapes
from veckron.expressions.kronecker_product import kron
from veckron.expressions.node import reads
from veckron.shapes import ShapeError


class KhatriRaoProduct(MatrixExpr):
    """The columns a_j (x) b_j of two symbolic matrices; made by :func:`khatri_rao`."""

    @property
    def shape(self):
        A, B = self.args
        return A.rows * B.rows, A.cols

    def doit(self, **hints):
        return self

    def _entry(self, i, j, **options):
        raise NotImplementedError(f"{self}: an entry wants matrices with entries")

    def _sympystr(self, printer):
        return f"khatri_rao({', '.join(map(printer._print, self.args))})"

    def _latex(self, printer):
        return r" \ast ".join(map(printer._factor, self.args))


def khatri_rao(A, B):
    """Return the Khatri-Rao product, whose column j is a_j (x) b_j.

    Parameters
    ----------
    A : symbolic matrix of shape (m, n)
    B : symbolic matrix of shape (p, n)

    Returns
    -------
    symbolic matrix of shape (m*p, n)

    Raises
    ------
    ShapeError
        If A and B do not have the same number of columns.

    Examples
    --------
    >>> from sympy import MatrixSymbol, symbols
    >>> m, n, p = symbols("m n p")
    >>> khatri_rao(MatrixSymbol("A", m, n), MatrixSymbol("B", p, n)).shape
    (m*p, n)

    source: magnus2019, chapter 3
    """
    A, B = shapes.matrix(A, "khatri_rao"), shapes.matrix(B, "khatri_rao")
    if not shapes.same(A.cols, B.cols):
        raise ShapeError(
            f"khatri_rao: wants as many columns in both, got shapes {shapes.show(A.shape)} and {shapes.show(B.shape)}"
        )
    return KhatriRaoProduct(A, B)


@reads(KhatriRaoProduct)
def _khatri_rao(ev, node):
    A, B = node.args
    return ev(HadamardProduct(kron(A, OneMatrix(B.rows, 1)), kron(OneMatrix(A.rows, 1), B)))
