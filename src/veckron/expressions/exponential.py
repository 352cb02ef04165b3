"""The matrix exponential as a node: SymPy has none that a trace accepts."""

from sympy import MatrixExpr
from sympy.matrices import MatrixBase

from veckron import shapes
from veckron.expressions.node import reads


class Expm(MatrixExpr):
    """exp S = I + S + S^2/2 + ... of a symbolic square matrix; made by :func:`expm`."""

    @property
    def shape(self):
        return self.args[0].shape

    def _eval_transpose(self):
        return Expm(self.args[0].T)

    def _eval_inverse(self):
        return Expm(-self.args[0])

    def _entry(self, i, j, **options):
        raise NotImplementedError(f"{self}: an entry wants a matrix with entries")

    def _sympystr(self, printer):
        return f"expm({printer._print(self.args[0])})"

    def _latex(self, printer):
        return rf"\exp({printer._print(self.args[0])})"


def expm(S):
    """Return the matrix exponential exp S = I + S + S^2/2 + S^3/6 + ...

    Its trace has a closed gradient, d tr exp(S) = tr(exp(S) dS); exp(S) itself has none.

    Parameters
    ----------
    S : matrix of shape (n, n)
        A SymPy matrix, with symbolic size or with entries. Real entries.

    Returns
    -------
    matrix of shape (n, n)

    Raises
    ------
    ShapeError
        If S is not square.

    Examples
    --------
    >>> from sympy import Matrix
    >>> expm(Matrix([[0, 1], [0, 0]]))
    Matrix([
    [1, 1],
    [0, 1]])

    source: magnus2019, chapter 8
    """
    S = shapes.square(S, "expm")
    return S.exp() if isinstance(S, MatrixBase) else Expm(S)


@reads(Expm)
def _expm(ev, node):
    return ev.arithmetic.expm(ev(node.args[0]))
