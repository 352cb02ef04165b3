"""Jacobian, gradient and Hessian, read off the differential by the two tables of rules."""

from functools import lru_cache

from sympy import Identity, MatAdd, MatrixSymbol
from sympy import OneMatrix, S, Transpose, ZeroMatrix, default_sort_key

from veckron import shapes
from veckron.algebra import (
    diagonal,
    entry,
    join,
    kronecker,
    normal,
    product,
    shortest,
    split,
    terms,
    total,
    transpose,
    unstack,
    vector,
)
from veckron.expressions import (
    want_scalar,
    commutation_matrix,
    entries,
    duplication_matrix,
    elimination_matrix,
    Vec,
    unvec,
)
from veckron.calculus.differential_rules import DifferentialWalk, variable
from veckron.calculus.vec_rules import Linear


def jacobian(F, X, *, symmetric=False, lower_triangular=False, upper_triangular=False, diagonal=False):
    """Return the Jacobian ``d vec(F) / d vec(X)^T`` in closed Kronecker form.

    Parameters
    ----------
    F : matrix expression of shape (p, q), or scalar
    X : matrix symbol of shape (m, n), or scalar symbol
        Real; sizes may be symbols.
    symmetric, lower_triangular, upper_triangular, diagonal : bool, optional
        X has this structure: the derivative is by vech(X), by vech(X^T) for an upper triangular X, by the diagonal for
        a diagonal X.

    Returns
    -------
    matrix expression of shape (p*q, m*n)
        A scalar F gives vec(G)^T with the gradient G. With a structure, of as many columns as X has free entries.

    Raises
    ------
    NoRule
        If F has an operation without a rule; the error says how to register one.
    ShapeError
        If F has a product, sum ... of matrices that do not fit, knows X by another shape, or X is not square but
        has a structure.
    TypeError
        If X is not a variable.

    Examples
    --------
    >>> from sympy import MatrixSymbol, symbols
    >>> m, n, p, q = symbols("m n p q")
    >>> A, X, B = MatrixSymbol("A", p, m), MatrixSymbol("X", m, n), MatrixSymbol("B", n, q)
    >>> jacobian(A * X * B, X)
    KroneckerProduct(B.T, A)
    >>> jacobian(X.T, X)
    K(m, n)

    source: magnus2019, chapter 9
    """
    J = plain_jacobian(variable(F, X), X)
    structures = {
        "symmetric": symmetric,
        "lower_triangular": lower_triangular,
        "upper_triangular": upper_triangular,
        "diagonal": diagonal,
    }
    chosen = [name for name, wanted in structures.items() if wanted]
    if len(chosen) > 1:
        raise ValueError(f"jacobian: wants one structure of X, got {' and '.join(chosen)}")
    return finished(after_structure(J, X, chosen[0]) if chosen else J)


def plain_jacobian(F, X):
    """Return the Jacobian of an expression in normal form; for a scalar, vec(G)^T."""
    d = DifferentialWalk(X)
    J = Linear(d.dX)(d(F))
    if isinstance(J, ZeroMatrix):
        return J
    return transpose(vector(read_gradient(J, X))) if entries(F) == 1 and isinstance(X, MatrixSymbol) else J


def finished(A):
    """Return a result as it is handed out: in its shortest form, with the terms of its sums in SymPy's order."""
    return settled(shortest(A))


@lru_cache(maxsize=8192)
def settled(A):
    """Return an expression with the terms of its sums in SymPy's order, so that ``==`` finds equal results equal."""
    if isinstance(A, MatrixSymbol) or not A.args or not A.is_Matrix:
        return A
    args = [settled(arg) if getattr(arg, "is_Matrix", False) else arg for arg in A.args]
    return MatAdd(*sorted(args, key=default_sort_key)) if isinstance(A, MatAdd) else A.func(*args)


def after_structure(J, X, structure):
    """Return J times the derivative of vec X by the free entries of X."""
    J = turned(J, [X]) if structure == "symmetric" else J
    free = free_entries(X, structure)
    return total(*[product(term, free) for term in terms(J)])


def turned(A, letters):
    """Return an expression with X^T = X for these letters, in normal form."""
    return normal(A.xreplace({Transpose(X): X for X in letters}))


def free_entries(X, structure):
    """Return the derivative of vec X by the free entries of an X with a structure."""
    n = shapes.square(X, "jacobian").rows
    return {
        "symmetric": lambda: duplication_matrix(n),
        "lower_triangular": lambda: Transpose(elimination_matrix(n)),
        "upper_triangular": lambda: product(commutation_matrix(n, n), Transpose(elimination_matrix(n))),
        "diagonal": lambda: product(diagonal(Vec(Identity(n))), kronecker(OneMatrix(n, 1), Identity(n))),
    }[structure]()


def gradient(f, X):
    """Return the gradient of a scalar: the matrix G of the shape of X with ``df = tr(G^T dX)``.

    Parameters
    ----------
    f : scalar, or matrix expression of shape (1, 1)
    X : matrix symbol of shape (m, n), or scalar symbol

    Returns
    -------
    matrix expression of shape (m, n)
        ``vec(G)^T`` is the Jacobian.

    Raises
    ------
    ShapeError
        If f is not a scalar, or does not fit.
    NoRule, TypeError
        As for :func:`jacobian`.

    Examples
    --------
    >>> from sympy import Determinant, MatrixSymbol, log, symbols
    >>> n = symbols("n")
    >>> S = MatrixSymbol("S", n, n)
    >>> gradient(log(Determinant(S)), S)
    S.T**(-1)

    source: magnus2019, chapter 9
    """
    f = want_scalar("gradient", variable(f, X))
    J = plain_jacobian(f, X)
    return finished(read_gradient(J, X)) if isinstance(X, MatrixSymbol) else entry(J)


def read_gradient(J, X):
    """Return G with vec(G)^T = J."""
    return total(*[_unstacked(transpose(term), X) for term in terms(J)])


def _unstacked(v, X):
    scalar, factors = split(v)
    v = join(S.One, factors)
    if isinstance(v, ZeroMatrix):
        return ZeroMatrix(*X.shape)
    G = unstack(v, *X.shape)
    return product(scalar, unvec(v, *X.shape) if G is None else G)


def hessian(f, X):
    """Return the Hessian ``d^2 f / d vec(X) d vec(X)^T`` of a scalar: the Jacobian of its gradient.

    Parameters
    ----------
    f : scalar, or matrix expression of shape (1, 1)
    X : matrix symbol of shape (m, n)

    Returns
    -------
    matrix expression of shape (m*n, m*n)

    Raises
    ------
    ShapeError, NoRule, TypeError
        As for :func:`gradient`.

    Examples
    --------
    >>> from sympy import Determinant, MatrixSymbol, log, symbols
    >>> n = symbols("n")
    >>> S = MatrixSymbol("S", n, n)
    >>> hessian(log(Determinant(S)), S)
    -(KroneckerProduct(S**(-1), S.T**(-1)))*K(n, n)

    source: magnus2019, chapter 10
    """
    return jacobian(gradient(f, X), X)
