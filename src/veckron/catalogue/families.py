"""Statements that the notation of the book cannot say: entries along a diagonal, directions, a rank as exponent."""

from sympy import Abs, Determinant, FunctionMatrix, KroneckerDelta, KroneckerProduct, Lambda, Max, Min, Sum, Trace
from sympy import symbols

from veckron.expressions import Differential, Gradient, MatrixSum, MatrixUnit, commutation_matrix, unvec, vec
from veckron.proof import FormalFunction, identity

i, j, r = symbols("i j r")
lag = symbols("k", integer=True, nonnegative=True)
SECTION_28 = {"chapter": "a-identities", "topic": "structured", "source": "petersen2012, section 2.8"}


@identity(
    sizes="m n",
    chapter="a-identities",
    topic="special",
    source="magnus1979",
    note="$J^{ij}$ is the $m \\times n$ matrix with a single 1, $J^{ji}$ its transpose.",
)
def commutation_as_sum(m, n):
    """K_mn = sum_ij J^ij (x) J^ji"""
    terms = KroneckerProduct(MatrixUnit(i, j, m, n), MatrixUnit(j, i, n, m))
    return commutation_matrix(m, n), MatrixSum(MatrixSum(terms, j, n - 1), i, m - 1)


@identity(
    A="2 2",
    B="n n rank m",
    chapter="a-identities",
    topic="generalized",
    source="petersen2012, section 10.2",
    cookbook="516",
    method="A of shape 2 x 2 and rank 2, B of shape n x n and rank min(m, n)",
    note="The ranks do in place of the sizes: where $A$ or $B$ is singular, both sides are 0, unless $A = B = 0$.",
)
def determinant_of_kron_by_ranks(A, B, m, n):
    """det(A (x) B) = det(A)^rank(B) det(B)^rank(A), for A of shape 2 x 2 and B of rank min(m, n)"""
    return Determinant(KroneckerProduct(A, B)), Determinant(A) ** Min(m, n) * Determinant(B) ** 2


@identity(
    a="p 1",
    M="m*n p",
    F="1 1",
    G="m n",
    **SECTION_28,
    cookbook="133",
    short=lambda a, M, m, n: [("A", unvec(M * a, m, n))],
    note=r"A structure takes the free entries $a$ to $A$; $\mathrm{d}(A)[J^{i0}]$ is its part for $a_i$.",
)
def gradient_by_structured_variable(a, M, F, G, m, n, p):
    """df(A)/da_i = tr(G^T dA/da_i), for A = unvec(M a), where G is the gradient of f at A"""
    A = unvec(M * a, m, n)
    entry = Trace(G.T * Differential(A, (a, MatrixUnit(i, 0, p, 1))))
    return Gradient(FormalFunction(F, vec(G).T, A), a), FunctionMatrix(p, 1, Lambda((i, j), entry))


@identity(
    X="m n",
    U="n m",
    M="m*n m*n",
    G="1 1",
    Q="n m",
    **SECTION_28,
    cookbook="135, 136, 137",
    note=r"$\mathrm{d}(u(X))[J^{ij}]$ is the derivative of $U = u(X)$ by $X_{ij}$.",
)
def chain_rule_by_entries(X, U, M, G, Q, m, n):
    """dg(u(X))/dX_ij = tr(Q^T du(X)/dX_ij), where Q is the gradient of g at u(X)"""
    u = FormalFunction(U, M, X)
    entry = Trace(Q.T * Differential(u, (X, MatrixUnit(i, j, m, n))))
    return Gradient(FormalFunction(G, vec(Q).T, u), X), FunctionMatrix(m, n, Lambda((i, j), entry))


def along(A, offset):
    """Return the sum of the entries of A^T on the diagonal i - j = offset."""
    return Sum(A[r - offset, r], (r, Max(0, offset), A.rows - 1 + Min(0, offset)))


def toeplitz(t, n):
    """Return the matrix T with T_ij = t_{n+i-j}."""
    return FunctionMatrix(n, n, Lambda((i, j), t[n + i - j, 0]))


def symmetric_toeplitz(t, n):
    """Return the matrix T with T_ij = t_{|i-j|}."""
    return FunctionMatrix(n, n, Lambda((i, j), t[Abs(i - j), 0]))


@identity(
    A="n n",
    t="2*n 1",
    **SECTION_28,
    cookbook="143",
    method="parametrised: T_ij = t_{n+i-j}, where t has 2n entries and T needs all but the first",
    short=lambda t, n: [("T", toeplitz(t, n))],
    note=r"The book writes the entries as a Toeplitz matrix $\alpha(A)$.",
)
def gradient_of_trace_toeplitz(t, A, n):
    """d tr(TA)/dt_k = sum of the entries of A^T on the diagonal i - j = k - n, for T_ij = t_{n+i-j}"""
    entry = along(A, symbols("k") - n)
    return Gradient(Trace(toeplitz(t, n) * A), t), FunctionMatrix(2 * n, 1, Lambda((symbols("k"), j), entry))


SYMMETRIC = SECTION_28 | {"A": "n n", "t": "n 1", "short": lambda t, n: [("T", symmetric_toeplitz(t, n))]}


@identity(
    **SYMMETRIC,
    cookbook="144",
    method="parametrised: T_ij = t_{|i-j|}",
    note=r"The first column of the book's $\alpha(A) + \alpha(A)^{T} - \alpha(A) \circ I$.",
)
def gradient_of_trace_symmetric_toeplitz(t, A, n):
    """d tr(TA)/dt_k = sum of the diagonals i - j = k and i - j = -k of A, that for k = 0 once, for T_ij = t_{|i-j|}"""
    entry = along(A, lag) + along(A, -lag) - KroneckerDelta(lag, 0) * Trace(A)
    return Gradient(Trace(symmetric_toeplitz(t, n) * A), t), FunctionMatrix(n, 1, Lambda((lag, j), entry))


@identity(
    **SYMMETRIC,
    holds=False,
    truth="gradient_of_trace_symmetric_toeplitz",
    note=r"The main diagonal is counted twice; $\alpha(A) \circ I$ has to be taken off.",
)
def gradient_of_trace_symmetric_toeplitz_without_correction(t, A, n):
    """d tr(TA)/dt_k = sum of the diagonals i - j = k and i - j = -k of A, for T_ij = t_{|i-j|}"""
    entry = along(A, lag) + along(A, -lag)
    return Gradient(Trace(symmetric_toeplitz(t, n) * A), t), FunctionMatrix(n, 1, Lambda((lag, j), entry))
