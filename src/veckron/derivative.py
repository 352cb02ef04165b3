"""The derivative as the statements of the catalogue write it: a node that says what is meant and computes nothing."""

from sympy import MatrixExpr, MatrixSymbol, Symbol, Transpose, Tuple, sympify

from veckron import shapes
from veckron.vec import Vech, vec


def entries(A):
    """Return how many entries A has; 1 for a scalar."""
    return A.rows * A.cols if getattr(A, "is_Matrix", False) else 1


def nesting(expression):
    """Return how many derivatives are nested in each other."""
    inner = max(map(nesting, expression.args), default=0)
    return inner + getattr(expression, "derivatives", 0)


class D(MatrixExpr):
    """The derivative ``D(f, X) = d vec(f) / d vec(X)^T``, unevaluated.

    ``evaluate`` gives its value as a difference quotient: exact in Z/p^k, to about 1e-9 in floats.

    Parameters
    ----------
    f : matrix expression of shape (p, q), or scalar
    X : matrix symbol of shape (m, n), scalar symbol, or ``vech(S)`` for a symmetric S of shape (n, n)
        With ``vech(S)`` the derivative is the one along symmetric directions.

    Returns
    -------
    symbolic matrix of shape (p*q, m*n)
        Of shape (p*q, n*(n + 1)/2) for ``vech(S)``.

    Raises
    ------
    ShapeError
        If f is a product, sum ... of matrices that do not fit, or knows X by another shape.
    TypeError
        If X is not a variable.

    Examples
    --------
    >>> from sympy import MatrixSymbol, symbols
    >>> m, n, p = symbols("m n p")
    >>> A, X = MatrixSymbol("A", p, m), MatrixSymbol("X", m, n)
    >>> D(A * X, X).shape
    (n*p, m*n)

    source: magnus2019, chapter 9
    """

    derivatives = 1  # how many this node takes, one inside the other

    def __new__(cls, f, X):
        if isinstance(f, str):
            raise TypeError(f"D: wants a matrix expression or a scalar, got the text {f!r}")
        f = sympify(f, strict=True)
        variable = X.args[0] if isinstance(X, Vech) else X
        if not isinstance(variable, (MatrixSymbol, Symbol)):
            raise TypeError(f"D: wants a variable: a matrix symbol, a scalar symbol or vech of one, got {X}")
        shapes.check_shapes(Tuple(f, X))
        return super().__new__(cls, f, X)

    @property
    def shape(self):
        return tuple(map(entries, self.args))

    def doit(self, **hints):
        return self

    def _entry(self, i, j, **options):
        raise NotImplementedError(f"{self}: derive it, or evaluate it at values of its symbols")

    def _latex(self, printer):
        f, X = self.args
        stacked = printer._print(vec(X) if isinstance(X, MatrixSymbol) else X)
        under = rf"\partial {stacked}^{{T}}" if X.is_Matrix else rf"\partial {stacked}"
        if isinstance(f, Transpose) and isinstance(f.arg, D) and f.arg.args[1] == X:
            return fraction(printer, f.arg.args[0], rf"\partial {stacked}\,{under}", "^{2}")
        return fraction(printer, f, under)


def fraction(printer, f, under, power=""):
    """Return the LaTeX of d f / under: a long sum goes beside the fraction, anything else on top of it."""
    text = printer._print(vec(f) if f.is_Matrix else f)
    long = f.is_Add or f.is_MatAdd or (f.is_Mul and not f.is_Matrix)
    if long and not text.startswith(r"\operatorname"):
        return rf"\frac{{\partial{power}}}{{{under}}} \left({text}\right)"
    return rf"\frac{{\partial{power} {text}}}{{{under}}}"


def H(f, X):
    """Return the Hessian ``H(f, X) = d^2 f / d vec(X) d vec(X)^T`` of a scalar f, as ``D(D(f, X).T, X)``.

    Parameters
    ----------
    f : scalar expression, or matrix expression of shape (1, 1)
    X : as in :class:`D`

    Returns
    -------
    symbolic matrix of shape (m*n, m*n)

    Raises
    ------
    ShapeError
        If f is not a scalar, or does not fit.

    Examples
    --------
    >>> from sympy import MatrixSymbol, symbols
    >>> n = symbols("n")
    >>> A, x = MatrixSymbol("A", n, n), MatrixSymbol("x", n, 1)
    >>> H(x.T * A * x, x).shape
    (n, n)

    source: magnus2019, chapter 10
    """
    if entries(f) != 1:
        raise shapes.ShapeError(f"H: wants a scalar or a matrix of shape (1, 1), got shape {shapes.show(f.shape)}")
    return D(Transpose(D(f, X)), X)
