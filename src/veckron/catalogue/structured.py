"""Symmetric, triangular, diagonal and Toeplitz variables."""

from veckron.catalogue.vocabulary import *

COOKBOOK = "petersen2012, section 2.8"
identity, false = topic("structured", source="magnus2019, chapter 9", refuted=COOKBOOK)
symmetric = partial(identity, S="n n symmetric")
lag = symbols("k", integer=True, nonnegative=True)


def once(G):
    """Return G + G^T - G o I: the derivative by a symmetric variable, whose entries off the diagonal stand twice."""
    return G + G.T - hadamard(G, I(G.rows))


@identity(a="p 1", M="m*n p", F="1 1", G="m n", source=COOKBOOK, cookbook="133")
@also(short=lambda a, M, m, n: [("A", unvec(M * a, m, n))])
@also(note=r"A structure takes the free entries $a$ to $A$; $\mathrm{d}(A)[J^{i0}]$ is its part for $a_i$.")
def gradient_by_structured_variable(a, M, F, G, m, n, p):
    """df(A)/da_i = tr(G^T dA/da_i), for A = unvec(M a), where G is the gradient of f at A"""
    A = unvec(M * a, m, n)
    entry = tr(G.T * Differential(A, (a, MatrixUnit(i, 0, p, 1))))
    return Gradient(FormalFunction(F, vec(G).T, A), a), FunctionMatrix(p, 1, Lambda((i, j), entry))


@identity(X="m n", U="n m", M="m*n m*n", G="1 1", Q="n m", source=COOKBOOK, cookbook="135, 136, 137")
@also(note=r"$\mathrm{d}(u(X))[J^{ij}]$ is the derivative of $U = u(X)$ by $X_{ij}$.")
def chain_rule_by_entries(X, U, M, G, Q, m, n):
    """dg(u(X))/dX_ij = tr(Q^T du(X)/dX_ij), where Q is the gradient of g at u(X)"""
    u = FormalFunction(U, M, X)
    entry = tr(Q.T * Differential(u, (X, MatrixUnit(i, j, m, n))))
    return Gradient(FormalFunction(G, vec(Q).T, u), X), FunctionMatrix(m, n, Lambda((i, j), entry))


@symmetric(source=COOKBOOK, cookbook="134")
def structure_matrix_of_symmetric(S, n):
    """dS/dS_ij = J^ij + J^ji - J^ij J^ij, for symmetric S and every i and j"""
    J = lambda i, j: MatrixUnit(i, j, n, n)
    return Jacobian(S, vech(S)) * D(n).T, columns(lambda i, j: J(i, j) + J(j, i) - MatMul(J(i, j), J(i, j)), S)


@symmetric(F="p q", M="p*q n*n", source="magnus1980", note="$M$ is the derivative for an $S$ without structure.")
def derivative_by_symmetric_variable(S, F, M, n):
    """df(S)/dvech(S) = M D_n, for df/dvec(S)^T = M"""
    return Jacobian(FormalFunction(F, M, S), vech(S)), M * D(n)


@symmetric(F="1 1", G="n n", source=COOKBOOK, cookbook="138")
@also(note=r"For the inner product $\operatorname{tr}(A^{T} B)$ the gradient is $\frac{1}{2}(G + G^{T})$.")
def gradient_by_symmetric_variable(S, F, G):
    """grad_S f = G + G^T - G o I, for symmetric S, where G = grad f for an S without structure"""
    return Gradient(FormalFunction(F, vec(G).T, S), vech(S)), once(G)


@symmetric(F="1 1", G="n n", dS="n n symmetric", source="magnus2019, chapter 8", hypothesis="dS is symmetric")
def differential_by_symmetric_variable(S, F, G, dS):
    """d(f(S)) = tr((1/2)(G + G^T) dS), for symmetric dS, where G = grad f for an S without structure"""
    return Differential(FormalFunction(F, vec(G).T, S), (S, dS)), half * tr((G + G.T) * dS)


@symmetric(A="n n", source=COOKBOOK, cookbook="139")
def gradient_of_trace_symmetric(S, A):
    """grad_S tr(AS) = A + A^T - A o I, for symmetric S"""
    return Gradient(tr(A * S), vech(S)), once(A)


@symmetric(source=COOKBOOK, cookbook="140", hypothesis="S is symmetric, S is invertible")
def gradient_of_determinant_symmetric(S, n):
    """grad_S det(S) = det(S) (2 S^-1 - S^-1 o I), for symmetric S"""
    return Gradient(det(S), vech(S)), det(S) * (2 * S.I - hadamard(S.I, I(n)))


@symmetric(source=COOKBOOK, cookbook="141", hypothesis="S is symmetric, det S > 0")
def gradient_of_log_determinant_symmetric(S, n):
    """grad_S ln det(S) = 2 S^-1 - S^-1 o I, for symmetric S"""
    return Gradient(log(det(S)), vech(S)), 2 * S.I - hadamard(S.I, I(n))


@symmetric(A="n n", hypothesis="S is symmetric, S is invertible")
def gradient_of_trace_of_inverse_symmetric(S, A, n):
    """grad_S tr(A S^-1) = (S^-1 A S^-1) o I - S^-1 (A + A^T) S^-1, for symmetric S"""
    return Gradient(tr(A * S.I), vech(S)), hadamard(S.I * A * S.I, I(n)) - S.I * (A + A.T) * S.I


@symmetric(x="n 1")
def derivative_of_quadratic_form_by_symmetric_matrix(S, x, n):
    """d(x^T S x)/dvech(S) = (x (x) x)^T D_n"""
    return Jacobian(x.T * S * x, vech(S)), kron(x, x).T * D(n)


@symmetric(hypothesis="S is symmetric")
def derivative_of_square_symmetric(S, n):
    """dS^2/dvech(S) = (S (x) I_n + I_n (x) S) D_n"""
    return Jacobian(S * S, vech(S)), (kron(S, I(n)) + kron(I(n), S)) * D(n)


@symmetric(source="magnus1980", hypothesis="S is symmetric")
def derivative_of_vech_of_square(S, n):
    """dvech(S^2)/dvech(S) = 2 D_n^+ (S (x) I_n) D_n"""
    return Jacobian(vech(S * S), vech(S)), 2 * pinv(D(n)) * kron(S, I(n)) * D(n)


@symmetric(A="n n", hypothesis="S is symmetric")
def derivative_of_sas_symmetric(S, A, n):
    """d(S A S)/dvech(S) = (S A^T (x) I_n + I_n (x) S A) D_n"""
    return Jacobian(S * A * S, vech(S)), (kron(S * A.T, I(n)) + kron(I(n), S * A)) * D(n)


@symmetric(source="magnus1980", hypothesis="S is symmetric, S is invertible")
def derivative_of_vech_of_inverse(S, n):
    """dvech(S^-1)/dvech(S) = -D_n^+ (S^-1 (x) S^-1) D_n"""
    return Jacobian(vech(S.I), vech(S)), -pinv(D(n)) * kron(S.I, S.I) * D(n)


@symmetric(A="m n", source="magnus1980")
def derivative_of_vech_of_congruence(S, A, m, n):
    """dvech(A S A^T)/dvech(S) = L_m (A (x) A) D_n"""
    return Jacobian(vech(A * S * A.T), vech(S)), L(m) * kron(A, A) * D(n)


@symmetric()
def derivative_of_kron_square_symmetric(S, n):
    """d(S (x) S)/dvech(S) = (I_n (x) K_nn (x) I_n)(I_nn (x) vec S + vec S (x) I_nn) D_n"""
    both = kron(I(n**2), vec(S)) + kron(vec(S), I(n**2))
    return Jacobian(kron(S, S), vech(S)), kron(I(n), K(n, n), I(n)) * both * D(n)


@symmetric(A="n n", source="magnus1980")
def jacobian_determinant_of_congruence(S, A, n):
    """det(dvech(A S A^T)/dvech(S)) = det(A)^(n+1)"""
    return det(Jacobian(vech(A * S * A.T), vech(S))), det(A) ** (n + 1)


@symmetric(source="magnus1980", hypothesis="S is symmetric, S is invertible")
def jacobian_determinant_of_symmetric_inverse(S, n):
    """det(dvech(S^-1)/dvech(S)) = (-1)^(n(n+1)/2) det(S)^(-n-1)"""
    return det(Jacobian(vech(S.I), vech(S))), (-1) ** (n * (n + 1) / 2) * det(S) ** (-n - 1)


@symmetric(F="p q", M="p*q n*n", source="magnus1980")
@also(method="parametrised: T = unvec(L_n^T v), with the column v written as vech(S)")
@also(short=lambda S, n: [("v", vech(S)), ("T", unvec(L(n).T * vech(S), n, n))])
def derivative_by_lower_triangle(S, F, M, n):
    """df(T)/dv = M L_n^T, for lower triangular T = unvec(L_n^T v) and df/dvec(T)^T = M"""
    return Jacobian(FormalFunction(F, M, unvec(L(n).T * vech(S), n, n)), vech(S)), M * L(n).T


lower = partial(identity, T="n n lower", source="magnus1980")


@lower()
def derivative_of_cholesky_product(T, n):
    """dvech(T T^T)/dvech(T) = L_n (I_nn + K_nn)(T (x) I_n) L_n^T, for lower triangular T"""
    right = L(n) * (I(n**2) + K(n, n)) * kron(T, I(n)) * L(n).T
    return Jacobian(vech(T * T.T), T) * L(n).T, right


@lower()
def derivative_of_cholesky_product_reversed(T, n):
    """dvech(T^T T)/dvech(T) = L_n (I_nn + K_nn)(I_n (x) T^T) L_n^T, for lower triangular T"""
    right = L(n) * (I(n**2) + K(n, n)) * kron(I(n), T.T) * L(n).T
    return Jacobian(vech(T.T * T), T) * L(n).T, right


@lower(hypothesis="T is lower triangular, T is invertible")
def derivative_of_inverse_of_triangular(T, n):
    """dvech(T^-1)/dvech(T) = -(L_n (T^T (x) T) L_n^T)^-1, for lower triangular T"""
    return L(n) * Jacobian(T.I, T) * L(n).T, -Inverse(L(n) * kron(T.T, T) * L(n).T)


@lower(hypothesis="T is lower triangular, T is invertible")
def derivative_of_determinant_of_triangular(T, n):
    """d det(T)/dvech(T) = det(T) vec^T(T^-1 o I) L_n^T, for lower triangular T"""
    return Jacobian(det(T), T) * L(n).T, det(T) * vec(hadamard(T.I, I(n))).T * L(n).T


@lower(hypothesis="T is lower triangular, det T > 0")
def derivative_of_log_determinant_of_triangular(T, n):
    """d ln det(T)/dvech(T) = vec^T(T^-1 o I) L_n^T, for lower triangular T"""
    return Jacobian(log(det(T)), T) * L(n).T, vec(hadamard(T.I, I(n))).T * L(n).T


def powers(T, exponent):
    """Return the product of the powers of the diagonal of T, as the determinant of a diagonal matrix."""
    return det(Diag(FunctionMatrix(T.rows, 1, Lambda((i, j), T[i, i] ** exponent))))


@lower(hypothesis="T is lower triangular")
def jacobian_determinant_of_cholesky_product(T, n):
    """det(dvech(T T^T)/dvech(T)) = 2^n prod_i T_ii^(n-i), i counted from 0, for lower triangular T"""
    return det(Jacobian(vech(T * T.T), T) * L(n).T), 2**n * powers(T, n - i)


@lower(P="n n lower", Q="n n lower", hypothesis="P is lower triangular, Q is lower triangular")
def jacobian_determinant_of_triangular_product(T, P, Q, n):
    """det(dvech(P T Q)/dvech(T)) = prod_i P_ii^(i+1) Q_ii^(n-i), i counted from 0, for lower triangular P and Q"""
    return det(L(n) * Jacobian(P * T * Q, T) * L(n).T), powers(P, i + 1) * powers(Q, n - i)


@identity(x="n 1", F="p q", M="p*q n*n")
def derivative_by_diagonal_variable(x, F, M, n):
    """df(Diag(x))/dx = M (I_n * I_n), for df/dvec(X)^T = M"""
    return Jacobian(FormalFunction(F, M, Diag(x)), x), M * khatri_rao(I(n), I(n))


@identity(x="n 1", A="n n", source=COOKBOOK, cookbook="142")
@also(note=r"As a matrix: $\operatorname{Diag}(\operatorname{diag}(A)) = A \circ I$.")
def gradient_of_trace_diagonal(x, A):
    """grad_x tr(A Diag(x)) = diag(A)"""
    return Gradient(tr(A * Diag(x)), x), diag(A)


@identity(x="n 1", A="n n", source=COOKBOOK, cookbook="142")
def gradient_of_trace_by_diagonal_matrix(x, A, n):
    """Diag(grad_x tr(AX)) = A o I, for X = Diag(x)"""
    return Diag(Gradient(tr(A * Diag(x)), x)), hadamard(A, I(n))


@identity(x="n 1", A="m n", B="n p")
def derivative_of_a_diag_x_b(x, A, B):
    """d(A Diag(x) B)/dx = B^T * A"""
    return Jacobian(A * Diag(x) * B, x), khatri_rao(B.T, A)


@identity(x="n 1", A="n n")
def derivative_of_diagonal_congruence(x, A, n):
    """d(Diag(x) A Diag(x))/dx = Diag(x) A^T * I_n + I_n * Diag(x) A"""
    X = Diag(x)
    return Jacobian(X * A * X, x), khatri_rao(X * A.T, I(n)) + khatri_rao(I(n), X * A)


@identity(x="n 1", A="n n", note="At $A = 0$ the gradient of the product of all $x_i$.")
def gradient_of_determinant_in_diagonal(x, A):
    """grad_x det(A + Diag(x)) = diag(adj(A + Diag(x)))"""
    return Gradient(det(A + Diag(x)), x), diag(adj(A + Diag(x)))


@identity(x="n 1", A="n n", note=r"Where $A + \operatorname{Diag}(x)$ is invertible.")
def derivative_of_inverse_in_diagonal(x, A):
    """d(A + Diag(x))^-1/dx = -(B^T * B), B = (A + Diag(x))^-1"""
    B = Inverse(A + Diag(x))
    return Jacobian(B, x), -khatri_rao(B.T, B)


@identity(X="n n diagonal", hypothesis="X is diagonal, det X > 0")
def gradient_of_log_determinant_diagonal(X, n):
    """grad_X ln det(X) = X^-1, for diagonal X and its diagonal entries"""
    return hadamard(Gradient(log(det(X)), X), I(n)), X.I


@identity(X="n n", F="1 1", G="n n", method="parametrised: W = X - X^T", short=lambda X: [("W", X - X.T)])
def gradient_by_skew_variable(X, F, G):
    """grad_X f(W) = G - G^T, for skew W = X - X^T, where G = grad f for a W without structure"""
    return Gradient(FormalFunction(F, vec(G).T, X - X.T), X), G - G.T


toeplitz = partial(identity, A="n n", source=COOKBOOK)


def along(A, offset):
    """Return the sum of the entries of A^T on the diagonal i - j = offset."""
    n = A.rows
    return Sum(A[r - offset, r], (r, Max(0, offset), n - 1 + Min(0, offset)))


def toeplitz_matrix(t, n):
    """Return the matrix T with T_ij = t_{n+i-j}."""
    return FunctionMatrix(n, n, Lambda((i, j), t[n + i - j, 0]))


@toeplitz(t="2*n 1", cookbook="143")
@also(method="parametrised: T_ij = t_{n+i-j}, where t has 2n entries and T needs all but the first")
@also(short=lambda t, n: [("T", toeplitz_matrix(t, n))])
@also(note=r"The book writes the entries as a Toeplitz matrix $\alpha(A)$.")
def gradient_of_trace_toeplitz(t, A, n):
    """d tr(TA)/dt_k = sum of the entries of A^T on the diagonal i - j = k - n, for T_ij = t_{n+i-j}"""
    return Gradient(tr(toeplitz_matrix(t, n) * A), t), FunctionMatrix(2 * n, 1, Lambda((k, j), along(A, k - n)))


def symmetric_toeplitz(t, n):
    """Return the matrix T with T_ij = t_{|i-j|}."""
    return FunctionMatrix(n, n, Lambda((i, j), t[Abs(i - j), 0]))


@toeplitz(t="n 1", cookbook="144", method="parametrised: T_ij = t_{|i-j|}")
@also(short=lambda t, n: [("T", symmetric_toeplitz(t, n))])
@also(note=r"The first column of the book's $\alpha(A) + \alpha(A)^{T} - \alpha(A) \circ I$.")
def gradient_of_trace_symmetric_toeplitz(t, A, n):
    """d tr(TA)/dt_k = sum of the diagonals i - j = k and i - j = -k of A, that for k = 0 once, for T_ij = t_{|i-j|}"""
    entry = along(A, lag) + along(A, -lag) - KroneckerDelta(lag, 0) * tr(A)
    return Gradient(tr(symmetric_toeplitz(t, n) * A), t), FunctionMatrix(n, 1, Lambda((lag, j), entry))


@false(S="n n symmetric", truth="structure_matrix_of_symmetric", note="$J^{ii} + J^{ii}$ is 2 where 1 is due.")
def structure_matrix_without_correction(S, n):
    """dS/dS_ij = J^ij + J^ji for every i and j"""
    right = columns(lambda i, j: MatrixUnit(i, j, n, n) + MatrixUnit(j, i, n, n), S)
    return Jacobian(S, vech(S)) * D(n).T, right


@false(S="n n symmetric", A="n n", truth="gradient_of_trace_symmetric", note="True without symmetry.")
def gradient_of_trace_symmetric_as_unstructured(S, A):
    """grad_S tr(AS) = A^T, for symmetric S"""
    return Gradient(tr(A * S), vech(S)), A.T


@false(S="n n symmetric", truth="gradient_of_log_determinant_symmetric", hypothesis="det S > 0")
@also(note=r"Each entry of the diagonal stands in S once only: $S^{-1} \circ I$ has to be taken off.")
def gradient_of_log_determinant_without_correction(S):
    """grad_S ln det(S) = 2 S^-1, for symmetric S"""
    return Gradient(log(det(S)), vech(S)), 2 * S.I


@false(S="n n symmetric", dS="n n symmetric", F="1 1", G="n n", truth="differential_by_symmetric_variable")
@also(note=r"The gradient by $\operatorname{vech}(S)$: this sum counts the entries of $dS$ off the diagonal twice.")
def differential_by_gradient_of_symmetric(S, F, G, dS):
    """d(f(S)) = tr((G + G^T - G o I) dS), for symmetric dS, where G = grad f for an S without structure"""
    return Differential(FormalFunction(F, vec(G).T, S), (S, dS)), tr(once(G) * dS)


@false(S="n n symmetric", A="n n", source="magnus1980", truth="jacobian_determinant_of_congruence")
@also(note=r"The exponent of an unstructured X, whose derivative is $A \otimes A$.")
def jacobian_determinant_of_congruence_as_unstructured(S, A, n):
    """det(dvech(A S A^T)/dvech(S)) = det(A)^(2n)"""
    return det(Jacobian(vech(A * S * A.T), vech(S))), det(A) ** (2 * n)


@false(T="n n lower", source="magnus1980", truth="derivative_of_cholesky_product", note="$K_{nn}$ is not the identity.")
def derivative_of_cholesky_product_doubled(T, n):
    """dvech(T T^T)/dvech(T) = 2 L_n (T (x) I_n) L_n^T, for lower triangular T"""
    return Jacobian(vech(T * T.T), T) * L(n).T, 2 * L(n) * kron(T, I(n)) * L(n).T


@false(T="n n lower", source="magnus1980", truth="derivative_of_log_determinant_of_triangular", hypothesis="det T > 0")
@also(note=r"$\ln\det(T)$ does not depend on the entries below the diagonal.")
def derivative_of_log_determinant_of_triangular_by_inverse(T, n):
    """d ln det(T)/dvech(T) = vec^T(T^-1) L_n^T, for lower triangular T"""
    return Jacobian(log(det(T)), T) * L(n).T, vec(T.I).T * L(n).T


@false(t="n 1", A="n n", truth="gradient_of_trace_symmetric_toeplitz")
@also(short=lambda t, n: [("T", symmetric_toeplitz(t, n))])
@also(note=r"The main diagonal is counted twice; $\alpha(A) \circ I$ has to be taken off.")
def gradient_of_trace_symmetric_toeplitz_without_correction(t, A, n):
    """d tr(TA)/dt_k = sum of the diagonals i - j = k and i - j = -k of A, for T_ij = t_{|i-j|}"""
    right = FunctionMatrix(n, 1, Lambda((lag, j), along(A, lag) + along(A, -lag)))
    return Gradient(tr(symmetric_toeplitz(t, n) * A), t), right
