"""Unevaluated derivatives: nodes that say what is meant, and compute nothing until they are evaluated."""

from collections.abc import Iterable
from typing import Self

from sympy import Integer, MatrixExpr, MatrixSymbol, Symbol, Transpose, Tuple, sympify

from veckron import shapes
from veckron.expressions.node import Node, defined
from veckron.expressions.vectorization import Unvec, Unvech, Vech, stacked
from veckron.shapes import Expression, Variable


def entries(A):
    """Return how many entries A has; 1 for a scalar."""
    return A.rows * A.cols if getattr(A, "is_Matrix", False) else 1


def want_scalar(operation, f):
    """Return f if it is a scalar or 1 x 1."""
    if entries(f) != 1:
        wanted = "wants a scalar or a matrix of shape (1, 1)"
        raise shapes.ShapeError(f"{operation}: {wanted}, got shape {shapes.show(f.shape)}")
    return f


def nesting(expression):
    """Return how many derivatives are nested in each other."""
    if defined(expression) is not None:
        return nesting(defined(expression))
    return max(map(nesting, expression.args), default=0) + getattr(expression, "derivatives", 0)


class Jacobian(Node):
    """The derivative ``Jacobian(f, X) = d vec(f) / d vec(X)^T``, unevaluated, of shape (p*q, m*n).

    ``evaluate`` gives its value as a difference quotient: exact in Z/p^k, to about 1e-9 in floats.
    f is a matrix expression of shape (p, q), or a scalar; X a matrix symbol of shape (m, n), a scalar symbol, or ``vech(S)``
    for a symmetric S of shape (n, n): the derivative is then the one along symmetric directions, of shape (p*q, n*(n + 1)/2).
    ShapeError if f is a product, sum ... of matrices that do not fit, or knows X by another shape; TypeError if X is not a
    variable.

    >>> from sympy import MatrixSymbol, symbols
    >>> m, n, p = symbols("m n p")
    >>> A, X = MatrixSymbol("A", p, m), MatrixSymbol("X", m, n)
    >>> Jacobian(A * X, X).shape
    (n*p, m*n)

    source: magnus2019, chapter 9
    """

    def __new__(cls, f: Expression, X: Variable) -> Self:
        if isinstance(f, str):
            raise TypeError(f"Jacobian: wants a matrix expression or a scalar, got the text {f!r}")
        f = sympify(f, strict=True)
        variable = X.args[0] if isinstance(X, Vech) else X
        if not isinstance(variable, (MatrixSymbol, Symbol)):
            raise TypeError(f"Jacobian: wants a variable: a matrix symbol, a scalar symbol or vech of one, got {X}")
        shapes.check_shapes(Tuple(f, X))
        return super().__new__(cls, f, X)

    derivatives = 1  # how many this node takes, one inside the other
    shape = property(lambda self: tuple(map(entries, self.args)))

    def reading(self, ev):
        return ev.arithmetic.derivative(ev, *self.args)

    def _latex(self, printer):
        f, X = self.args
        by = printer._print(stacked(X))
        under = rf"\partial {by}^{{T}}" if X.is_Matrix else rf"\partial {by}"
        if isinstance(f, Transpose) and isinstance(f.arg, Jacobian) and f.arg.args[1] == X:
            return fraction(printer, f.arg.args[0], rf"\partial {by}\,{under}", "^{2}")
        return fraction(printer, f, under)


def fraction(printer, f, under, power=""):
    """Return the LaTeX of d f / under: a long sum goes beside the fraction, anything else on top of it."""
    text = printer._print(stacked(f))
    long = f.is_Add or f.is_MatAdd or (f.is_Mul and not f.is_Matrix) or text.startswith("-")
    if long and not text.startswith(r"\operatorname"):
        return rf"\frac{{\partial{power}}}{{{under}}} \left({text}\right)"
    return rf"\frac{{\partial{power} {text}}}{{{under}}}"


def Hessian(f: Expression, X: Variable) -> MatrixExpr:
    """Return the Hessian ``Hessian(f, X) = d^2 f / d vec(X) d vec(X)^T`` of a scalar f, as ``Jacobian(Jacobian(f, X).T, X)``.

    f is a scalar or of shape (1, 1), X as for :class:`Jacobian`; of shape (m*n, m*n). ShapeError if f is not a scalar.

    >>> from sympy import MatrixSymbol, symbols
    >>> n = symbols("n")
    >>> A, x = MatrixSymbol("A", n, n), MatrixSymbol("x", n, 1)
    >>> Hessian(x.T * A * x, x).shape
    (n, n)

    source: magnus2019, chapter 10
    """
    want_scalar("Hessian", f)
    return Jacobian(Transpose(Jacobian(f, X)), X)


class Gradient(Node):
    """The gradient of a scalar, unevaluated, in the shape of X: ``vec(Gradient(f, X)).T = Jacobian(f, X)``.

    For ``vech(S)`` it is symmetric, with ``vech(Gradient(f, vech(S))).T = Jacobian(f, vech(S))``: an entry off the diagonal
    stands for both places. f, X and the errors are as for :func:`Hessian`.

    >>> from sympy import MatrixSymbol, Trace, symbols
    >>> m, n = symbols("m n")
    >>> A, X = MatrixSymbol("A", n, m), MatrixSymbol("X", m, n)
    >>> Gradient(Trace(A * X), X).shape
    (m, n)

    source: magnus2019, chapter 9
    """

    derivatives = 1

    def __new__(cls, f: Expression, X: Variable) -> Self:
        want_scalar("Gradient", f)
        return super().__new__(cls, *Jacobian(f, X).args)

    @property
    def shape(self):
        X = self.args[1]
        return X.args[0].shape if isinstance(X, Vech) else X.shape

    def definition(self):
        column = Transpose(Jacobian(*self.args))
        return Unvech(column, self.rows) if isinstance(self.args[1], Vech) else Unvec(column, *self.shape)

    def _latex(self, printer):
        f, X = self.args
        return fraction(printer, f, rf"\partial {printer._print(X)}")


class Differential(Node):
    """The differential of f, unevaluated, in the shape of f: ``Differential(X * Y, (X, dX), (Y, dY))``.

    f is as for :class:`Jacobian`; a scalar gives shape (1, 1). The pairs have a variable and its direction, of the same
    shape; all variables move at once.
    ShapeError if a direction does not have the shape of its variable, or f does not fit.

    >>> from sympy import MatrixSymbol, symbols
    >>> m, n = symbols("m n")
    >>> X, dX = MatrixSymbol("X", m, n), MatrixSymbol("dX", m, n)
    >>> Differential(X.T, (X, dX)).shape
    (n, m)

    source: magnus2019, chapter 8
    """

    def __new__(cls, f: Expression, *moves: Iterable) -> Self:
        pairs = [Tuple(X, sympify(E, strict=True)) for X, E in moves]
        for X, E in pairs:
            wanted, given = getattr(X, "shape", ()), getattr(E, "shape", ())
            if len(wanted) != len(given) or not all(map(shapes.same, wanted, given)):
                text = f"{X} of shape {shapes.show(wanted)} moves along {shapes.show(given)}"
                raise shapes.ShapeError(f"Differential: {text}")
        f = sympify(f, strict=True)
        shapes.check_shapes(Tuple(f, *pairs))
        return super().__new__(cls, f, *pairs)

    derivatives = 1
    shape = property(lambda self: getattr(self.args[0], "shape", (Integer(1), Integer(1))))
    by_number = property(lambda self: [E for _, E in self.args[1:]] == [1])  # the derivative, in the shape of f

    def reading(self, ev):
        f, *moves = self.args
        value = ev.arithmetic.along(ev, f, {X: ev(E) for X, E in moves})
        return value if f.is_Matrix else value * ev.arithmetic.identity(1)

    def _latex(self, printer):
        f, *moves = self.args
        if self.by_number:
            body = printer._print(f)
            over = rf"\frac{{\mathrm{{d}}}}{{\mathrm{{d}}{printer._print(moves[0][0])}}}"
            return f"{over} {printer.bracketed(body) if f.is_MatAdd else body}"
        named = all(getattr(E, "name", "") == f"d{X}" for X, E in moves)
        along = "" if named else rf"\left[{', '.join(printer._print(E) for _, E in moves)}\right]"
        return rf"\mathrm{{d}}\left({printer._print(f)}\right){along}"

    def _text(self, printer):
        below = f"/d{printer._print(self.args[1][0])}" if self.by_number else ""
        return f"d({printer._print(self.args[0])}){below}"
