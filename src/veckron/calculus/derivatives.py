"""Differential, Jacobian, gradient and Hessian: one walk down table 1, one down table 2, and what is read off."""

from collections.abc import Sequence
from functools import cached_property

from sympy import MatrixExpr, MatrixSymbol, S, Tuple

from veckron import shapes
from veckron.algebra import as_numbers, canonical, entry, interned, join, normal, product, split, transpose, vector
from veckron.calculus.accumulation import reverse_gradient
from veckron.calculus.differential_rules import DifferentialWalk, increment
from veckron.calculus.variables import Structures, after_structure, between_free_entries, by_part
from veckron.calculus.variables import gradient_by_free_entries, is_part, occurring, part_of_gradient, want_expression
from veckron.calculus.vec_rules import Linear, before
from veckron.expressions import entries, vec, want_scalar
from veckron.shapes import Expression, Variable


def variable(F, X):
    """Return F in normal form, if X is a variable that it can be differentiated by."""
    want_expression(F, X)
    if is_part(X):
        raise TypeError(f"differential: wants a whole letter, got {X}, a part of one")
    F = S(F) if isinstance(F, (int, float)) else F.as_immutable() if hasattr(F, "as_immutable") else F
    shapes.check_shapes(Tuple(F, X))
    symbols = (A for A in shapes.parts(F) if isinstance(A, MatrixSymbol))
    sized = next((A for A in symbols if X in Tuple(*A.shape).free_symbols), None)
    if sized is not None:
        raise TypeError(f"differential: wants a variable, got {X}, a size of {sized}")
    return normal(as_numbers(F, X))


class Differentiation:
    """From F to its differential by table 1, to vec of it by table 2, and to the derivatives that are read off.

    ``walks`` are those down the two tables; their ``steps`` keep the rule and the result of each node.
    """

    def __init__(self, F, X):
        self.F, self.X = variable(F, X), X

    @cached_property
    def walks(self):
        """The walk from F to its differential, and that from there to its Jacobian."""
        d = DifferentialWalk(self.X, self.F)
        L = Linear(d.start)
        L(d(self.F))
        return d, L

    @cached_property
    def differential(self):
        """dF, an expression linear in dX."""
        return DifferentialWalk(self.X, self.F)(self.F)

    @cached_property
    def _gradient(self):
        """For a scalar by a matrix the matrix G with vec(G)^T = J, otherwise None."""
        scalar = entries(self.F) == 1 and isinstance(self.X, MatrixSymbol)
        return reverse_gradient(self.F, self.X) if scalar else None

    @property
    def jacobian(self):
        """J with vec(dF) = J vec(dX), in normal form; for a scalar by a matrix vec(G)^T."""
        if self._gradient is None or self._gradient.is_ZeroMatrix:
            return Linear(increment(self.X, self.F))(self.differential)
        scalar, factors = split(self._gradient)
        G = join(S.One, factors)
        return product(scalar, transpose(vector(G) if 1 in G.shape else interned(vec(G))))

    @cached_property
    def gradient(self):
        """G in its canonical form; None unless a scalar is differentiated by a matrix."""
        return None if self._gradient is None else canonical(self._gradient)


def differential(F: Expression, X: Variable) -> Expression:
    """Return dF, an expression linear in dX with ``F(X + dX) = F(X) + dF + o(dX)``, of the shape of F.

    dX is a symbol of the shape of X; F, X and the errors are as for :func:`jacobian`. The constants of F are whatever does
    not contain X.

    >>> from sympy import MatrixSymbol, symbols
    >>> n = symbols("n")
    >>> S = MatrixSymbol("S", n, n)
    >>> differential(S.I, S)
    -S**(-1)*dS*S**(-1)

    source: magnus2019, chapter 8
    """
    return Differentiation(F, X).differential


def jacobian(F: Expression, X: Variable, **structures: bool | str) -> MatrixExpr:
    """Return the Jacobian ``d vec(F) / d vec(X)^T`` in closed Kronecker form, of shape (p*q, m*n).

    F is a matrix expression of shape (p, q), or a scalar, which gives vec(G)^T with the gradient G; X is a matrix symbol of
    shape (m, n), a scalar symbol, or a part of a matrix symbol, ``X[0, 1]`` or ``X[:, 1]``; all is real, and sizes may be
    symbols. Where X does not occur in F the result is 0, and a warning says so. For ``symmetric=True``,
    ``lower_triangular=True``, ``upper_triangular=True`` or ``diagonal=True`` the derivative is by the free entries of such an
    X: by vech(X), by vech(X^T) for an upper triangular X, by the diagonal for a diagonal X, and has as many columns. Of other
    letters a structure is said by name, ``C="symmetric"``, "positive definite", "diagonal", "skew" or "orthogonal"; said so
    of X, it is one of the place where the derivative is taken.
    NoRule if F has an operation without a rule, with how to register one; ShapeError if F has a product, sum ... of matrices
    that do not fit, knows X by another shape, or a letter is not square but has a structure; TypeError if X is not a variable;
    ValueError if X is said to have two structures, or a structure or a letter is unknown.

    >>> from sympy import MatrixSymbol, symbols
    >>> m, n, p, q = symbols("m n p q")
    >>> A, X, B = MatrixSymbol("A", p, m), MatrixSymbol("X", m, n), MatrixSymbol("B", n, q)
    >>> jacobian(A * X * B, X)
    KroneckerProduct(B.T, A)
    >>> jacobian(X.T, X)
    K(m, n)

    source: magnus2019, chapter 9
    """
    J = jacobian_of(F, X, **structures)
    occurring("jacobian", F, X)
    return J


def jacobian_of(F, X, **structures):
    """Return the Jacobian; without a word where it is 0, as that of a gradient may be."""
    want_expression(F, X)
    known = Structures("jacobian", F, X, structures)
    if is_part(X):
        return canonical(before(jacobian_of(F, X.parent, **structures), by_part(X)))
    J = known.of_all(Differentiation(known.of_constants(F), X).jacobian)
    return canonical(after_structure(J, X, known.free) if known.free else J)


def gradient(f: Expression, X: Variable | Sequence[Variable], **structures: bool | str) -> Expression | tuple:
    """Return the gradient of a scalar: the matrix G of the shape of X with ``df = tr(G^T dX)``.

    ``vec(G)^T`` is the Jacobian. f is a scalar or of shape (1, 1); X, the structures and the errors are as for
    :func:`jacobian`; of several variables, a list, the gradients are a tuple. By the free entries of a symmetric X it is
    G + G^T - I o G, as an entry off the diagonal stands for both places; by those of a triangular one it is 0 at the others.
    ShapeError also if f is not a scalar.

    >>> from sympy import Determinant, MatrixSymbol, log, symbols
    >>> n = symbols("n")
    >>> S, x = MatrixSymbol("S", n, n), MatrixSymbol("x", n, 1)
    >>> gradient(log(Determinant(S)), S)
    S.T**(-1)
    >>> gradient(x.T * S.I * x, x, S="symmetric")
    2*S**(-1)*x

    source: magnus2019, chapter 9
    """
    if isinstance(X, (list, tuple, Tuple)):
        return tuple(gradient(f, Y, **structures) for Y in X)
    G = gradient_of(f, X, **structures)
    occurring("gradient", f, X)
    return G


def gradient_of(f, X, **structures):
    """Return the gradient, without a word where it is 0."""
    want_expression(f, X)
    known = Structures("gradient", f, X, structures)
    if is_part(X):
        return part_of_gradient(gradient_of(f, X.parent, **structures), X)
    derivation = Differentiation(known.of_constants(f), X)
    want_scalar("gradient", derivation.F)
    if derivation.gradient is None:
        return entry(canonical(known.of_all(derivation.jacobian)))
    G = derivation.gradient
    return canonical(known.of_all(gradient_by_free_entries(G, X, known.free) if known.free else G))


def hessian(f: Expression, X: Variable, Y: Variable | None = None, **structures: bool | str) -> MatrixExpr:
    """Return the Hessian ``d^2 f / d vec(X) d vec(X)^T`` of a scalar, (m*n, m*n): the Jacobian of its gradient.

    f, X of shape (m, n), the structures and the errors are as for :func:`gradient`. With Y of shape (p, q) it is the mixed
    ``d^2 f / d vec(X) d vec(Y)^T``, (m*n, p*q). By the free entries of a symmetric X it is D^T H D.

    >>> from sympy import Determinant, MatrixSymbol, log, symbols
    >>> n = symbols("n")
    >>> S, x, y = MatrixSymbol("S", n, n), MatrixSymbol("x", n, 1), MatrixSymbol("y", n, 1)
    >>> hessian(log(Determinant(S)), S)
    -(KroneckerProduct(S**(-1), S.T**(-1)))*K(n, n)
    >>> hessian(x.T * S * y, x, y)
    S

    source: magnus2019, chapter 10
    """
    want_expression(f, X)
    known = Structures("hessian", f, X, structures)
    if known.free and Y is not None:
        raise ValueError(f"hessian: {known.free} is said of one variable, got {X} and {Y}")
    H = known.of_all(jacobian_of(gradient_of(known.of_constants(f), X), X if Y is None else Y))
    for variable in dict.fromkeys((X, X if Y is None else Y)):
        occurring("hessian", f, variable)
    return canonical(known.of_all(between_free_entries(H, X, known.free)) if known.free else H)
