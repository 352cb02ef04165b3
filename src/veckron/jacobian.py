"""Table 2: how vec passes through each linear operation; jacobian, gradient and hessian are read off."""

from functools import lru_cache, reduce

from sympy import Add, DiagMatrix, DiagonalOf, HadamardProduct, Identity, KroneckerProduct, MatAdd, MatMul, MatrixSymbol
from sympy import Mul, OneMatrix, S, Trace, Transpose, Symbol, ZeroMatrix, default_sort_key, symbols
from sympy.matrices.expressions.matexpr import MatrixElement

from veckron import shapes
from veckron.algebra import (
    entry,
    grouped,
    hadamard,
    join,
    kronecker,
    normal,
    product,
    split,
    terms,
    total,
    transpose,
    unstack,
    vector,
)
from veckron.commutation import commutation_matrix
from veckron.derivative import entries
from veckron.differential import Differential, find, register, variable
from veckron.duplication import duplication_matrix, elimination_matrix
from veckron.matrix_sum import MatrixSum
from veckron.vec import Unvec, Unvech, Vec, Vech, unvec

VEC_RULES = {}


def vec_rule(*nodes, example, chapter, source):
    """Register how vec passes through a linear operation: a function of L and of the node.

    ``L(A)`` is the matrix with ``vec(A) = L(A) vec(dX)``. Parameters as for :func:`veckron.differential.rule`.

    source: magnus2019, chapter 2
    """
    return register(VEC_RULES, nodes, example=example, chapter=chapter, source=source)


class Linear:
    """L: from an expression linear in dX to the matrix J with vec(expression) = J vec(dX)."""

    def __init__(self, dX):
        self.dX, self.steps = dX, []

    def __call__(self, A):
        if A == self.dX:
            return Identity(entries(A))
        if not self.moves(A):
            return ZeroMatrix(entries(A), entries(self.dX))
        found = find(VEC_RULES, A, "vec_rule")
        result = found.function(self, A)
        self.steps.append((found, A, result))
        return result

    def moves(self, A):
        """Tell whether A depends on dX."""
        return self.dX in A.free_symbols

    def around(self, factors):
        """Return the factors before the one that depends on dX, this one, and those behind it."""
        (k,) = [k for k, factor in enumerate(factors) if self.moves(factor)]
        return list(factors[:k]), factors[k], list(factors[k + 1 :])


def after(M, J):
    """Return M J, term by term."""
    return total(*[product(M, term) for term in terms(J)])


FIRST, SECOND, THIRD = "01-vec", "02-kronecker", "03-inverse-determinant"
BOOK = "magnus2019, chapter 2"


@vec_rule(MatAdd, Add, example=lambda S: S + S.T, chapter=FIRST, source=BOOK)
def vec_of_sum(L, node):
    """vec(A + B) = vec A + vec B"""
    return total(*map(L, node.args))


@vec_rule(MatMul, example=lambda X, A, B: A * X * B, chapter=SECOND, source=BOOK)
def vec_of_product(L, node):
    """vec(A X B) = (B^T (x) A) vec X, vec(u A) = vec(A) u"""
    scalar, factors = split(node)
    if L.moves(scalar):
        return after(vector(product(*factors)), L(scalar))
    before, X, behind = L.around(factors)
    left = product(*before) if before else Identity(X.rows)
    right = product(*behind) if behind else Identity(X.cols)
    return after(product(scalar, kronecker(transpose(right), left)), L(X))


@vec_rule(Transpose, example=lambda X: X.T, chapter=SECOND, source="magnus2019, chapter 3")
def vec_of_transpose(L, node):
    """vec A^T = K_mn vec A"""
    return after(commutation_matrix(*node.arg.shape), L(node.arg))


@vec_rule(Trace, example=lambda X, A, B, R: Trace(A * X * B * R), chapter=THIRD, source=BOOK)
def vec_of_trace(L, node):
    """tr A = vec(I)^T vec A"""
    return after(transpose(vector(Identity(node.arg.rows))), L(node.arg))


@vec_rule(Mul, example=lambda S: Trace(S) ** 2, chapter=FIRST, source=BOOK)
def vec_of_multiple(L, node):
    """vec(u A) = u vec A"""
    before, X, behind = L.around(node.args)
    return after(Mul(*before, *behind) * Identity(1), L(X))


@vec_rule(HadamardProduct, example=lambda X, C: HadamardProduct(C, X), chapter=FIRST, source=BOOK)
def vec_of_hadamard(L, node):
    """vec(A o X) = Diag(vec A) vec X"""
    before, X, behind = L.around(node.args)
    return after(DiagMatrix(vector(reduce(hadamard, before + behind))), L(X))


@vec_rule(
    KroneckerProduct, example=lambda x, P: KroneckerProduct(P, x, P), chapter=SECOND, source="magnus2019, chapter 3"
)
def vec_of_kronecker(L, node):
    """vec(A (x) B) = (I_n (x) K_qm (x) I_p)(vec A (x) vec B)"""
    before, X, behind = L.around(node.args)
    if before and behind:
        return L(KroneckerProduct(kronecker(*before), KroneckerProduct(X, *behind)))
    A, B = (X, kronecker(*behind)) if behind else (kronecker(*before), X)
    (m, n), (p, q) = A.shape, B.shape
    outer = kronecker(Identity(n), commutation_matrix(q, m), Identity(p))
    inner = kronecker(Identity(m * n), vector(B)) if behind else kronecker(vector(A), Identity(p * q))
    return after(outer, after(inner, L(X)))


@vec_rule(DiagMatrix, example=lambda x: DiagMatrix(x), chapter=FIRST, source=BOOK)
def vec_of_diagonal(L, node):
    """vec Diag(x) = Diag(vec I_n) (1_n (x) I_n) x"""
    n = node.rows
    spread = after(kronecker(OneMatrix(n, 1), Identity(n)), L(node.args[0]))
    return after(DiagMatrix(Vec(Identity(n))), spread)


@vec_rule(DiagonalOf, example=lambda S: DiagonalOf(S), chapter=FIRST, source=BOOK)
def vec_of_diagonal_part(L, node):
    """diag(A) = (1_n^T (x) I_n) Diag(vec I_n) vec A"""
    n = node.rows
    return after(kronecker(OneMatrix(1, n), Identity(n)), after(DiagMatrix(Vec(Identity(n))), L(node.args[0])))


@vec_rule(Vec, Unvec, example=lambda X: Vec(X), chapter=FIRST, source=BOOK)
def vec_of_vec(L, node):
    """vec vec A = vec A"""
    return L(node.args[0])


@vec_rule(Vech, example=lambda S: Vech(S), chapter=FIRST, source="magnus1980")
def vec_of_vech(L, node):
    """vech A = L_n vec A"""
    return after(elimination_matrix(node.args[0].rows), L(node.args[0]))


@vec_rule(Unvech, example=lambda S: Unvech(Vech(S), S.rows), chapter=FIRST, source="magnus1980")
def vec_of_unvech(L, node):
    """vec unvech v = D_n v"""
    return after(duplication_matrix(node.rows), L(node.args[0]))


@vec_rule(MatrixElement, example=lambda X, A: MatrixElement(A * X, Symbol("p") - 1, 0), chapter=FIRST, source=BOOK)
def vec_of_element(L, node):
    """A_ij = (e_j (x) e_i)^T vec A"""
    A, i, j = node.args
    return after(kronecker(transpose(unit(j, A.cols)), transpose(unit(i, A.rows))), L(A))


def unit(i, n):
    """Return e_i, column i of I_n counted from 0."""
    from sympy import FunctionMatrix, KroneckerDelta, Lambda

    if n == 1:
        return Identity(1)
    r, c = symbols("r c")
    return FunctionMatrix(n, 1, Lambda((r, c), KroneckerDelta(r, i)))


@vec_rule(MatrixSum, example=lambda S: S ** Symbol("k", integer=True, positive=True), chapter=SECOND, source=BOOK)
def vec_of_index_sum(L, node):
    """vec sum_r A_r = sum_r vec A_r"""
    A, r, last = node.args
    return MatrixSum(L(A), r, last)


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
    return settled(grouped(after_structure(J, X, chosen[0]) if chosen else J))


def plain_jacobian(F, X):
    """Return the Jacobian of an expression in normal form; for a scalar, vec(G)^T."""
    d = Differential(X)
    J = Linear(d.dX)(d(F))
    if isinstance(J, ZeroMatrix):
        return J
    return transpose(vector(read_gradient(J, X))) if entries(F) == 1 and isinstance(X, MatrixSymbol) else J


@lru_cache(maxsize=8192)
def settled(A):
    """Return an expression with the terms of its sums in SymPy's order, so that ``==`` finds equal results equal."""
    if isinstance(A, MatrixSymbol) or not A.args or not A.is_Matrix:
        return A
    args = [settled(arg) if getattr(arg, "is_Matrix", False) else arg for arg in A.args]
    return MatAdd(*sorted(args, key=default_sort_key)) if isinstance(A, MatAdd) else A.func(*args)


def after_structure(J, X, structure):
    """Return J times the derivative of vec X by the free entries of X."""
    n = shapes.square(X, "jacobian").rows
    free = {
        "symmetric": lambda: duplication_matrix(n),
        "lower_triangular": lambda: Transpose(elimination_matrix(n)),
        "upper_triangular": lambda: product(commutation_matrix(n, n), Transpose(elimination_matrix(n))),
        "diagonal": lambda: product(DiagMatrix(Vec(Identity(n))), kronecker(OneMatrix(n, 1), Identity(n))),
    }
    J = normal(J.xreplace({Transpose(X): X})) if structure == "symmetric" else J
    return total(*[product(term, free[structure]()) for term in terms(J)])


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
    return settled(grouped(read_gradient(J, X))) if isinstance(X, MatrixSymbol) else entry(J)


def want_scalar(operation, f):
    """Return f if it is a scalar or 1 x 1."""
    if entries(f) != 1:
        raise shapes.ShapeError(
            f"{operation}: wants a scalar or a matrix of shape (1, 1), got shape {shapes.show(f.shape)}"
        )
    return f


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
