"""Differential, Jacobian, gradient and Hessian: one walk down table 1, one down table 2, and what is read off."""

from functools import cached_property
from itertools import compress

from sympy import Identity, MatrixExpr, MatrixSymbol, OneMatrix, S, Transpose, Tuple, ZeroMatrix

from veckron import shapes
from veckron.algebra import as_numbers, assume_symmetric, canonical, diagonal, entry, join, kronecker, normal, product
from veckron.algebra import split, terms, total, transpose, unstack, vector
from veckron.calculus.differential_rules import DifferentialWalk
from veckron.calculus.variables import by_part, is_part, part_of_gradient, want_expression
from veckron.calculus.vec_rules import Linear
from veckron.expressions import Vec, commutation_matrix, duplication_matrix, elimination_matrix, entries, unvec
from veckron.expressions import want_scalar
from veckron.shapes import Expression, Variable

# The derivative of vec X by the entries that a structure leaves free, for X of shape (n, n).
FREE_ENTRIES = {
    "symmetric": duplication_matrix,
    "lower_triangular": lambda n: Transpose(elimination_matrix(n)),
    "upper_triangular": lambda n: product(commutation_matrix(n, n), Transpose(elimination_matrix(n))),
    "diagonal": lambda n: product(diagonal(Vec(Identity(n))), kronecker(OneMatrix(n, 1), Identity(n))),
}


def variable(F, X):
    """Return F in normal form, if X is a variable that it can be differentiated by."""
    want_expression(F, X)
    F = S(F) if isinstance(F, (int, float)) else F.as_immutable() if hasattr(F, "as_immutable") else F
    shapes.check_shapes(Tuple(F, X))
    sized = next((A for A in F.atoms(MatrixSymbol) if X in Tuple(*A.shape).free_symbols), None)
    if sized is not None:
        raise TypeError(f"differential: wants a variable, got {X}, a size of {sized}")
    return normal(as_numbers(F, X))


class Differentiation:
    """From F to its differential by table 1, to vec of it by table 2, and to the derivatives that are read off.

    ``walks`` are those down the two tables; their ``steps`` keep the rule and the result of each node.
    """

    def __init__(self, F, X):
        self.F, self.X = variable(F, X), X
        d = DifferentialWalk(X, self.F)
        self.walks = d, Linear(d.start)

    @cached_property
    def differential(self):
        """dF, an expression linear in dX."""
        return self.walks[0](self.F)

    @cached_property
    def _jacobian(self):
        """The matrix J with vec(dF) = J vec(dX)."""
        return self.walks[1](self.differential)

    @cached_property
    def _gradient(self):
        """For a scalar by a matrix the matrix G with vec(G)^T = J, otherwise None."""
        scalar = entries(self.F) == 1 and isinstance(self.X, MatrixSymbol)
        return total(*[_unstacked(transpose(term), self.X) for term in terms(self._jacobian)]) if scalar else None

    @property
    def jacobian(self):
        """J, in normal form; for a scalar by a matrix vec(G)^T."""
        plain = self._gradient is None or isinstance(self._jacobian, ZeroMatrix)
        return self._jacobian if plain else transpose(vector(self._gradient))

    @cached_property
    def gradient(self):
        """G in its canonical form; None unless a scalar is differentiated by a matrix."""
        return None if self._gradient is None else canonical(self._gradient)


def _unstacked(v, X):
    """Return the matrix of the shape of X whose vec is v."""
    scalar, factors = split(v)
    v = join(S.One, factors)
    if isinstance(v, ZeroMatrix):
        return ZeroMatrix(*X.shape)
    G = unstack(v, *X.shape)
    return product(scalar, unvec(v, *X.shape) if G is None else G)


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


def jacobian(
    F: Expression,
    X: Variable,
    *,
    symmetric: bool = False,
    lower_triangular: bool = False,
    upper_triangular: bool = False,
    diagonal: bool = False,
) -> MatrixExpr:
    """Return the Jacobian ``d vec(F) / d vec(X)^T`` in closed Kronecker form, of shape (p*q, m*n).

    F is a matrix expression of shape (p, q), or a scalar, which gives vec(G)^T with the gradient G; X is a matrix symbol of
    shape (m, n), a scalar symbol, or a part of a matrix symbol, ``X[0, 1]`` or ``X[:, 1]``; all is real, and sizes may be
    symbols. Where X is said to be symmetric, triangular or diagonal, the derivative is by vech(X), by vech(X^T) for an upper
    triangular X, by the diagonal for a diagonal X, and has as many columns as X has free entries.
    NoRule if F has an operation without a rule, with how to register one; ShapeError if F has a product, sum ... of matrices
    that do not fit, knows X by another shape, or X is not square but has a structure; TypeError if X is not a variable;
    ValueError if X is said to have two structures.

    >>> from sympy import MatrixSymbol, symbols
    >>> m, n, p, q = symbols("m n p q")
    >>> A, X, B = MatrixSymbol("A", p, m), MatrixSymbol("X", m, n), MatrixSymbol("B", n, q)
    >>> jacobian(A * X * B, X)
    KroneckerProduct(B.T, A)
    >>> jacobian(X.T, X)
    K(m, n)

    source: magnus2019, chapter 9
    """
    if is_part(X):
        return canonical(total(*[product(term, by_part(X)) for term in terms(jacobian(F, X.parent))]))
    J, wanted = Differentiation(F, X).jacobian, (symmetric, lower_triangular, upper_triangular, diagonal)
    chosen = list(compress(FREE_ENTRIES, wanted))
    if len(chosen) > 1:
        raise ValueError(f"jacobian: wants one structure of X, got {' and '.join(chosen)}")
    return canonical(after_structure(J, X, chosen[0]) if chosen else J)


def after_structure(J, X, structure):
    """Return J times the derivative of vec X by the free entries of X."""
    J = assume_symmetric(J, [X]) if structure == "symmetric" else J
    free = free_entries(X, structure)
    return total(*[product(term, free) for term in terms(J)])


def free_entries(X, structure):
    """Return the derivative of vec X by the free entries of an X with a structure."""
    return FREE_ENTRIES[structure](shapes.square(X, "jacobian").rows)


def gradient(f: Expression, X: Variable) -> Expression:
    """Return the gradient of a scalar: the matrix G of the shape of X with ``df = tr(G^T dX)``.

    ``vec(G)^T`` is the Jacobian. f is a scalar or of shape (1, 1); X and the errors are as for :func:`jacobian`.
    ShapeError also if f is not a scalar.

    >>> from sympy import Determinant, MatrixSymbol, log, symbols
    >>> n = symbols("n")
    >>> S = MatrixSymbol("S", n, n)
    >>> gradient(log(Determinant(S)), S)
    S.T**(-1)

    source: magnus2019, chapter 9
    """
    if is_part(X):
        return part_of_gradient(gradient(f, X.parent), X)
    derivation = Differentiation(f, X)
    want_scalar("gradient", derivation.F)
    return entry(derivation.jacobian) if derivation.gradient is None else derivation.gradient


def hessian(f: Expression, X: Variable) -> MatrixExpr:
    """Return the Hessian ``d^2 f / d vec(X) d vec(X)^T`` of a scalar, (m*n, m*n): the Jacobian of its gradient.

    f, X of shape (m, n) and the errors are as for :func:`gradient`.

    >>> from sympy import Determinant, MatrixSymbol, log, symbols
    >>> n = symbols("n")
    >>> S = MatrixSymbol("S", n, n)
    >>> hessian(log(Determinant(S)), S)
    -(KroneckerProduct(S**(-1), S.T**(-1)))*K(n, n)

    source: magnus2019, chapter 10
    """
    return jacobian(gradient(f, X), X)
