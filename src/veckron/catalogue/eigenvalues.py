"""Eigenvalues, eigenvectors and functions of a matrix."""

from veckron.catalogue.vocabulary import *

COOKBOOK = "petersen2012, section 2.3"
identity, false = topic("eigenvalues", source="magnus2019, chapter 1")


def diagonalizable(V, lamda, g=None):
    """Return X = V Diag(lambda) V^-1, a matrix with these eigenvalues, its eigenvectors the columns of V; or g(X)."""
    return MatMul(V, Diag(entrywise(g, lamda) if g else lamda), Inverse(V))


def rotation(C):
    """Return the orthogonal matrix (I + C)^-1 (I - C) of a skew C, by Cayley."""
    return MatMul(Inverse(I(C.rows) + C), I(C.rows) - C)


def symmetric(C, lamda):
    """Return Q Diag(lambda) Q^T, a symmetric matrix with these eigenvalues, its eigenvectors the columns of Q."""
    return MatMul(rotation(C), Diag(lamda), Transpose(rotation(C)))


def gaps(lamda):
    """Return the matrix of 1/(lambda_j - lambda_i), with 0 on the diagonal."""
    on = KroneckerDelta(i, j)
    return FunctionMatrix(lamda.rows, lamda.rows, Lambda((i, j), (1 - on) / (lamda[j, 0] - lamda[i, 0] + on)))


def divided_differences(g, lamda):
    """Return the matrix of (g(lambda_i) - g(lambda_j))/(lambda_i - lambda_j), with g'(lambda_i) on the diagonal."""
    x, y, on = lamda[i, 0], lamda[j, 0], KroneckerDelta(i, j)
    entry = (g(x) - g(y) + on * prime(g)(x)) / (x - y + on)
    return FunctionMatrix(lamda.rows, lamda.rows, Lambda((i, j), entry))


def without(A, u):
    """Return u I - A."""
    return MatAdd(u * I(A.rows), minus(A))


def first(Q):
    """Return the first column of Q."""
    return MatMul(Q, MatrixUnit(0, 0, Q.rows, 1))


SPECTRUM = {"V": "n n", "lamda": "n 1", "hypothesis": "V is invertible", "source": "magnus2019, chapter 1"}
SPECTRUM |= {"method": "parametrised: X = V Diag(lambda) V^-1"}
SPECTRUM |= {"short": lambda V, lamda: [("X", diagonalizable(V, lamda))]}


@identity(**SPECTRUM)
def trace_by_eigenvalues(V, lamda, n):
    """tr(X) = sum_i lambda_i"""
    return tr(diagonalizable(V, lamda)), Sum(lamda[i, 0], (i, 0, n - 1))


@identity(**SPECTRUM)
def determinant_by_eigenvalues(V, lamda):
    """det(X) = prod_i lambda_i = det(Diag(lambda))"""
    return det(diagonalizable(V, lamda)), det(Diag(lamda))


@identity(**SPECTRUM, sizes="k")
def trace_of_power_by_eigenvalues(V, lamda, n, k):
    """tr(X^k) = sum_i lambda_i^k"""
    return tr(MatPow(diagonalizable(V, lamda), k)), Sum(lamda[i, 0] ** k, (i, 0, n - 1))


@identity(Q="n n orthogonal", lamda="n 1")
@also(method="parametrised: A = Q Diag(lambda) Q^T with Q orthogonal; Q J^ii Q^T is v_i v_i^T for the column v_i of Q")
@also(short=lambda Q, lamda: [("A", MatMul(Q, Diag(lamda), Q.T))])
def spectral_decomposition(Q, lamda, n):
    """A = sum_i lambda_i q_i q_i^T, for symmetric A with unit eigenvectors q_i, the columns of Q"""
    term = lamda[i, 0] * MatMul(Q, MatrixUnit(i, i, n, n), Q.T)
    return MatMul(Q, Diag(lamda), Q.T), MatrixSum(term, i, n - 1)


KRON = {"V": "m m", "W": "n n", "lamda": "m 1", "mu": "n 1", "hypothesis": "V is invertible, W is invertible"}
KRON |= {"source": "horn1991, chapter 4", "method": "parametrised: A = V Diag(lambda) V^-1 and B = W Diag(mu) W^-1"}
KRON |= {"short": lambda V, lamda, W, mu: [("A", diagonalizable(V, lamda)), ("B", diagonalizable(W, mu))]}


@identity(**KRON)
def eigenvalues_of_kron(V, W, lamda, mu):
    """(A (x) B)(V (x) W) = (V (x) W) Diag(lambda (x) mu): the eigenvalues of A (x) B are lambda_i mu_j"""
    A, B, outer = diagonalizable(V, lamda), diagonalizable(W, mu), Kron(V, W)
    return MatMul(Kron(A, B), outer), MatMul(outer, Diag(Kron(lamda, mu)))


@identity(**KRON)
def eigenvalues_of_kron_sum(V, W, lamda, mu, m, n):
    """(A (x) I_n + I_m (x) B)(V (x) W) = (V (x) W) Diag(lambda (x) 1_n + 1_m (x) mu): the eigenvalues are lambda_i + mu_j"""
    A, B, outer = diagonalizable(V, lamda), diagonalizable(W, mu), Kron(V, W)
    sums = Kron(lamda, ones(n)) + Kron(ones(m), mu)
    return MatMul(Kron(A, I(n)) + Kron(I(m), B), outer), MatMul(outer, Diag(sums))


def moving(V, lamda, dV, dlamda):
    """Return X = V Diag(lambda) V^-1, and its differential."""
    X = diagonalizable(V, lamda)
    return X, Differential(X, (V, dV), (lamda, dlamda))


def names(V, lamda, dV, dlamda):
    """Return the names X, dX, F, and that of the first eigenvalue."""
    X, dX = moving(V, lamda, dV, dlamda)
    return [("X", X), (r"\mathrm{d}X", dX), ("F", gaps(lamda)), ("lambda_1", lamda[0, 0])]


GENERAL = {"V": "n n", "lamda": "n 1", "dV": "n n", "dlamda": "n 1", "hypothesis": "V is invertible"}
GENERAL |= {"source": "magnus1985", "method": "parametrised: X = V Diag(lambda) V^-1, moved by dV and dlambda"}
GENERAL |= {"short": names}


@identity(**GENERAL | {"cookbook": "65", "source": COOKBOOK})
def differential_of_sum_of_eigenvalues(V, lamda, dV, dlamda, n):
    """d(sum_i lambda_i) = tr(dX), so the gradient is I"""
    return Differential(Sum(lamda[i, 0], (i, 0, n - 1)), (lamda, dlamda)), tr(moving(V, lamda, dV, dlamda)[1])


@identity(**GENERAL | {"cookbook": "66", "source": COOKBOOK})
def differential_of_product_of_eigenvalues(V, lamda, dV, dlamda):
    """d(prod_i lambda_i) = det(X) tr(X^-1 dX), so the gradient is det(X) X^-T"""
    X, dX = moving(V, lamda, dV, dlamda)
    return Differential(det(Diag(lamda)), (lamda, dlamda)), det(X) * tr(MatMul(Inverse(X), dX))


@identity(**GENERAL)
def differential_of_eigenvalues(V, lamda, dV, dlamda):
    """d(lambda) = diag(V^-1 dX V): d(lambda_i) = u_i^T dX v_i, where u_i^T is a row of V^-1"""
    dX = moving(V, lamda, dV, dlamda)[1]
    return Differential(lamda, (lamda, dlamda)), diag(MatMul(Inverse(V), dX, V))


@false(**GENERAL, truth="differential_of_eigenvalues")
@also(note="True for symmetric $X$, whose left and right eigenvectors are equal.")
def differential_of_eigenvalues_without_left_eigenvectors(V, lamda, dV, dlamda):
    """diag(V^T V) o d(lambda) = diag(V^T dX V), for any diagonalizable X: v_i^T v_i d(lambda_i) = v_i^T dX v_i"""
    dX, lengths = moving(V, lamda, dV, dlamda)[1], diag(V.T * V)
    return hadamard(lengths, Differential(lamda, (lamda, dlamda))), diag(MatMul(V.T, dX, V))


@identity(**GENERAL)
def differential_of_eigenvalue_by_adjugate(V, lamda, dV, dlamda):
    """d(lambda_1) = tr(adj(lambda_1 I - X) dX) / tr(adj(lambda_1 I - X)), for a simple eigenvalue, here the first"""
    X, dX = moving(V, lamda, dV, dlamda)
    R = adj(without(X, lamda[0, 0]))
    return Differential(lamda[0, 0], (lamda, dlamda)), tr(MatMul(R, dX)) / tr(R)


@identity(**GENERAL, note="For simple eigenvalues; the diagonal of $V^{-1}\\mathrm{d}V$ hangs on how $V$ is scaled.")
def differential_of_eigenvectors(V, lamda, dV, dlamda, n):
    """(1_n 1_n^T - I) o (V^-1 dV) = F o (V^-1 dX V), where F_ij = 1/(lambda_j - lambda_i) and F_ii = 0"""
    dX, off = moving(V, lamda, dV, dlamda)[1], ones(n, n) - I(n)
    left = hadamard(off, MatMul(Inverse(V), dV))
    return left, hadamard(gaps(lamda), MatMul(Inverse(V), dX, V))


def turning(C, lamda, dC, dlamda):
    """Return Q, A = Q Diag(lambda) Q^T, and the differential of A."""
    A = symmetric(C, lamda)
    return rotation(C), A, Differential(A, (C, dC), (lamda, dlamda))


def turning_names(C, lamda, dC, dlamda):
    """Return the names Q, A, dA, F, and those of the first eigenvalue and eigenvector."""
    Q, A, dA = turning(C, lamda, dC, dlamda)
    return [("Q", Q), ("A", A), (r"\mathrm{d}A", dA), ("F", gaps(lamda)), ("v", first(Q)), ("lambda_1", lamda[0, 0])]


SYMMETRIC = {"C": "n n skew", "lamda": "n 1", "dC": "n n skew", "dlamda": "n 1", "hypothesis": "C is skew, dC is skew"}
SYMMETRIC |= {"source": "magnus1985", "short": turning_names}
SYMMETRIC |= {
    "method": "parametrised: A = Q Diag(lambda) Q^T with Q = (I + C)^-1 (I - C) for skew C, moved by dC and dlambda",
    "ranks": "generic",
}


@identity(**SYMMETRIC, cookbook="67")
def differential_of_eigenvalues_of_symmetric(C, lamda, dC, dlamda):
    """d(lambda) = diag(Q^T dA Q): d(lambda_i) = q_i^T dA q_i, for symmetric A with unit eigenvectors q_i, the columns of Q"""
    Q, _, dA = turning(C, lamda, dC, dlamda)
    return Differential(lamda, (lamda, dlamda)), diag(MatMul(Transpose(Q), dA, Q))


@identity(**SYMMETRIC, cookbook="68", note="For a simple eigenvalue; for any column of $Q$, here the first.")
def differential_of_eigenvector_of_symmetric(C, lamda, dC, dlamda):
    """d(v) = (lambda_1 I - A)^+ dA v, for symmetric A with the unit eigenvector v of lambda_1"""
    Q, A, dA = turning(C, lamda, dC, dlamda)
    return Differential(first(Q), (C, dC)), MatMul(pinv(without(A, lamda[0, 0])), dA, first(Q))


@identity(**SYMMETRIC)
def differential_of_eigenvectors_of_symmetric(C, lamda, dC, dlamda):
    """dQ = Q (F o (Q^T dA Q)), for symmetric A, where F_ij = 1/(lambda_j - lambda_i) and F_ii = 0"""
    Q, _, dA = turning(C, lamda, dC, dlamda)
    return Differential(Q, (C, dC)), MatMul(Q, hadamard(gaps(lamda), MatMul(Transpose(Q), dA, Q)))


def twice_names(C, x, dC, dx, g):
    """Return the names Q, A, dA, and those of the first eigenvalue and eigenvector, for eigenvalues g(x)."""
    Q, A, dA = rotation(C), symmetric(C, entrywise(g, x)), Differential(symmetric(C, entrywise(g, x)), (C, dC), (x, dx))
    return [("Q", Q), ("A", A), (r"\mathrm{d}A", dA), ("v", first(Q)), ("lambda_1", g(x[0, 0]))]


@identity(C="n n skew", x="n 1", dC="n n skew", dx="n 1", g="function", source="magnus1985")
@also(hypothesis="C is skew, dC is skew")
@also(method="parametrised: A = Q Diag(g(x)) Q^T with Q = (I + C)^-1 (I - C) for skew C, moved twice by dC and dx")
@also(ranks="generic")
@also(short=twice_names)
def second_differential_of_eigenvalue_of_symmetric(C, x, dC, dx, g):
    """d^2(lambda_1) = v^T d^2(A) v + 2 v^T dA (lambda_1 I - A)^+ dA v, for symmetric A with unit eigenvector v"""
    v, A, u, moves = first(rotation(C)), symmetric(C, entrywise(g, x)), g(x[0, 0]), [(C, dC), (x, dx)]
    dA = Differential(A, *moves)
    bend = MatMul(Transpose(v), dA, pinv(without(A, u)), dA, v)
    right = tr(MatMul(Transpose(v), Differential(dA, *moves), v)) + 2 * tr(bend)
    return Differential(Differential(u, (x, dx)), (x, dx)), right


def singular(B, C, x):
    """Return U, W and U Diag(x) W^T, with orthonormal columns of U and W."""
    U = MatMul(*rotation(B).args, FunctionMatrix(B.rows, C.rows, Lambda((i, j), KroneckerDelta(i, j))))
    return U, rotation(C), MatMul(U, Diag(x), Transpose(rotation(C)))


def singular_names(B, C, x, dB, dC, dx):
    """Return the names U, W, X and dX."""
    U, W, X = singular(B, C, x)
    return [("U", U), ("W", W), ("X", X), (r"\mathrm{d}X", Differential(X, (B, dB), (C, dC), (x, dx)))]


@identity(x="n 1", C="n n skew", B="m m skew", dx="n 1", dC="n n skew", dB="m m skew", source="golub2013")
@also(hypothesis="m >= n", where="m >= n")
@also(method="parametrised: X = U Diag(x) W^T, with U and W made by Cayley from skew B and C, moved by dB, dC and dx")
@also(short=singular_names)
def differential_of_singular_values(x, B, C, dx, dB, dC):
    """d(x) = diag(U^T dX W): d(x_i) = u_i^T dX w_i for the singular values x_i of X = U Diag(x) W^T"""
    U, W, X = singular(B, C, x)
    return Differential(x, (x, dx)), diag(MatMul(Transpose(U), Differential(X, (B, dB), (C, dC), (x, dx)), W))


def trace_of_function(g, slope, V, lamda, dV, dlamda):
    """Return d(tr g(X)) and tr(g'(X) dX), for g' = slope."""
    left = Differential(tr(diagonalizable(V, lamda, g)), (V, dV), (lamda, dlamda))
    return left, tr(MatMul(diagonalizable(V, lamda, slope), moving(V, lamda, dV, dlamda)[1]))


def function_names(V, lamda, dV, dlamda, g):
    """Return the names X, dX, g(X), g'(X) and Phi."""
    values = [("g(X)", diagonalizable(V, lamda, g)), ("g'(X)", diagonalizable(V, lamda, prime(g)))]
    return [*names(V, lamda, dV, dlamda)[:2], *values, ("Phi", divided_differences(g, lamda))]


def named(*functions):
    """Return what names X, dX and functions of X."""

    def short(V, lamda, dV, dlamda):
        values = [(rf"\{g.__name__}(X)", diagonalizable(V, lamda, g)) for g in functions]
        return [*names(V, lamda, dV, dlamda)[:2], *values]

    return short


SECTION_25 = GENERAL | {"source": "petersen2012, section 2.5"}
FUNCTION = GENERAL | {"g": "function", "source": "horn1991, chapter 6", "short": function_names}


@identity(**FUNCTION | {"source": "petersen2012, section 2.5"}, cookbook="98u")
def differential_of_trace_of_function(V, lamda, dV, dlamda, g):
    """d(tr g(X)) = tr(g'(X) dX), so grad_X tr g(X) = g'(X)^T, where g(X) = V Diag(g(lambda)) V^-1"""
    return trace_of_function(g, prime(g), V, lamda, dV, dlamda)


@identity(**SECTION_25 | {"short": named(sin, cos)}, cookbook="128")
def differential_of_trace_of_sine(V, lamda, dV, dlamda):
    """d(tr sin(X)) = tr(cos(X) dX), so grad_X tr sin(X) = cos(X)^T"""
    return trace_of_function(sin, cos, V, lamda, dV, dlamda)


@identity(**SECTION_25 | {"short": named(exp)})
def differential_of_trace_of_exponential(V, lamda, dV, dlamda):
    """d(tr exp(X)) = tr(exp(X) dX), so grad_X tr exp(X) = exp(X)^T"""
    return trace_of_function(exp, exp, V, lamda, dV, dlamda)


@identity(X="n n", dX="n n", g="function", source="magnus2019, chapter 8")
def differential_of_trace_of_elementwise(X, dX, g, n):
    """d(tr g(X)) = tr((I o g'(X)) dX), so grad_X tr g(X) = I o g'(X), for g applied to each entry"""
    slopes = hadamard(I(n), X.applyfunc(prime(g)))
    return Differential(tr(X.applyfunc(g)), (X, dX)), tr(MatMul(slopes, dX))


@false(X="n n", g="function", source="petersen2012, section 2.5", cookbook="98u")
@also(printed="Matrix Cookbook, section 2.5, before (99)", truth="differential_of_trace_of_function")
@also(
    note="Read literally: the Cookbook speaks of a differentiable function of each of the elements of $X$. "
    "It is true of a function of the matrix, $g(X) = V \\operatorname{Diag}(g(\\lambda)) V^{-1}$."
)
def printed_gradient_of_trace_of_elementwise(X, g):
    """grad_X tr g(X) = g'(X)^T, for g applied to each entry"""
    return Gradient(tr(X.applyfunc(g)), X), Transpose(X.applyfunc(prime(g)))


@identity(**FUNCTION, note="The theorem of Daleckii and Krein; $\\Phi$ holds the divided differences of $g$.")
def differential_of_function_of_matrix(V, lamda, dV, dlamda, g):
    """V^-1 d(g(X)) V = Phi o (V^-1 dX V), Phi_ij = (g(lambda_i) - g(lambda_j)) / (lambda_i - lambda_j), Phi_ii = g'(lambda_i)"""
    dX = moving(V, lamda, dV, dlamda)[1]
    left = MatMul(Inverse(V), Differential(diagonalizable(V, lamda, g), (V, dV), (lamda, dlamda)), V)
    return left, hadamard(divided_differences(g, lamda), MatMul(Inverse(V), dX, V))


@identity(**FUNCTION)
def differential_of_function_of_matrix_by_vec(V, lamda, dV, dlamda, g):
    """vec(d(g(X))) = (V^-T (x) V) Diag(vec Phi) (V^T (x) V^-1) vec(dX), so dg(X)/dX is the product before vec(dX)"""
    dX, inner = moving(V, lamda, dV, dlamda)[1], Diag(vec(divided_differences(g, lamda)))
    J = Kron(Transpose(Inverse(V)), V), inner, Kron(V.T, Inverse(V))
    return vec(Differential(diagonalizable(V, lamda, g), (V, dV), (lamda, dlamda))), MatMul(*J, vec(dX))


@false(**FUNCTION, truth="differential_of_function_of_matrix")
@also(note="Only under the trace, or where $X$ and $\\mathrm{d}X$ commute.")
def differential_of_function_of_matrix_as_of_number(V, lamda, dV, dlamda, g):
    """d(g(X)) = g'(X) dX"""
    right = MatMul(diagonalizable(V, lamda, prime(g)), moving(V, lamda, dV, dlamda)[1])
    return Differential(diagonalizable(V, lamda, g), (V, dV), (lamda, dlamda)), right
