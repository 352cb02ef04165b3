"""The commutation, duplication, elimination and symmetrising matrices."""

from veckron.catalogue.vocabulary import *

identity, false = topic("special", source="magnus1980", refuted="magnus2019, chapter 3")


def N(n):
    """Return N_n = (1/2)(I + K_nn), which takes vec A to the vec of its symmetric part."""
    return MatMul(half, MatAdd(I(n**2), K(n, n)))


def D_plus(n):
    """Return the Moore-Penrose inverse of D_n."""
    return pinv(D(n))


def names(*sizes):
    """Return the short name of N_n for each size n."""
    return [(f"N_{n}", N(n)) for n in sizes]


of_n = partial(identity, short=lambda n: names(n))
of_m_and_n = partial(identity, short=lambda m, n: names(m, n))


@identity(sizes="m n", source="magnus1979")
@also(note="$J^{ij}$ is the $m \\times n$ matrix with a single 1, $J^{ji}$ its transpose.")
def commutation_as_sum(m, n):
    """K_mn = sum_ij J^ij (x) J^ji, J^ij = the m x n matrix with a single 1 at (i, j), J^ji = its transpose"""
    terms = kron(MatrixUnit(i, j, m, n), MatrixUnit(j, i, n, m))
    return K(m, n), MatrixSum(MatrixSum(terms, j, n - 1), i, m - 1)


@identity(A="m n", B="p q", source="magnus1979", cookbook="507")
@also(note="$A \\otimes B$ and $B \\otimes A$ are different in general: they have the same entries, in other places.")
def kron_exchanged(A, B, m, n, p, q):
    """K_pm (A (x) B) K_nq = B (x) A"""
    return K(p, m) * kron(A, B) * K(n, q), kron(B, A)


@identity(A="m n", b="p 1", source="magnus1979")
def commutation_of_kron_with_column(A, b, m, p):
    """K_pm (A (x) b) = b (x) A"""
    return K(p, m) * kron(A, b), kron(b, A)


@identity(A="m n", B="p n", source="khatri1968")
def commutation_of_khatri_rao(A, B, m, p):
    """K_pm (A * B) = B * A"""
    return K(p, m) * khatri_rao(A, B), khatri_rao(B, A)


@identity(sizes="m n p", source="henderson1981")
def commutation_of_product_size_first(m, n, p):
    """K_{mn,p} = (I_m (x) K_np)(K_mp (x) I_n)"""
    return K(m * n, p), kron(I(m), K(n, p)) * kron(K(m, p), I(n))


@identity(sizes="m n p", source="henderson1981")
def commutation_of_product_size_last(m, n, p):
    """K_{m,np} = (K_mn (x) I_p)(I_n (x) K_mp)"""
    return K(m, n * p), kron(K(m, n), I(p)) * kron(I(n), K(m, p))


@identity(A="p n", X="m n", B="m q", source="magnus1979")
def vec_of_product_with_transpose(A, X, B, m, n):
    """vec(A X^T B) = (B^T (x) A) K_mn vec X"""
    return vec(A * X.T * B), kron(B.T, A) * K(m, n) * vec(X)


@identity(A="m n", B="m n", source="magnus1979")
def trace_of_commutation_times_kron(A, B, m, n):
    """tr(K_mn (A^T (x) B)) = tr(A^T B)"""
    return tr(K(m, n) * kron(A.T, B)), tr(A.T * B)


@identity(sizes="n", source="magnus1979")
def trace_of_commutation(n):
    """tr(K_nn) = n"""
    return tr(K(n, n)), n


@identity(sizes="m n", source="magnus1979")
def determinant_of_commutation(m, n):
    """det(K_mn) = (-1)^(m (m - 1) n (n - 1)/4)"""
    return det(K(m, n)), (-1) ** (m * (m - 1) * n * (n - 1) / 4)


@of_n(A="n n")
def symmetriser_of_vec(A, n):
    """N_n vec A = (1/2) vec(A + A^T), N_n = (1/2)(I + K_nn)"""
    return MatMul(N(n), vec(A)), half * vec(A + A.T)


@of_n(sizes="n")
def symmetriser_is_symmetric(n):
    """N_n^T = N_n, N_n = (1/2)(I + K_nn)"""
    return Transpose(N(n)), N(n)


@of_n(sizes="n")
def symmetriser_is_idempotent(n):
    """N_n^2 = N_n, N_n = (1/2)(I + K_nn)"""
    return MatPow(N(n), 2), N(n)


@of_n(sizes="n")
def commutation_of_symmetriser(n):
    """K_nn N_n = N_n, N_n = (1/2)(I + K_nn)"""
    return MatMul(K(n, n), N(n)), N(n)


@of_n(sizes="n")
def trace_of_symmetriser(n):
    """tr(N_n) = (1/2) n (n + 1), N_n = (1/2)(I + K_nn)"""
    return tr(N(n)), n * (n + 1) / 2


@of_m_and_n(A="m n")
def symmetriser_of_kron_square(A, m, n):
    """N_m (A (x) A) = (A (x) A) N_n, N_n = (1/2)(I + K_nn)"""
    return MatMul(N(m), kron(A, A)), MatMul(kron(A, A), N(n))


@of_m_and_n(A="m n", B="m n")
def symmetriser_on_both_sides_of_kron(A, B, m, n):
    """N_m (A (x) B) N_n = (1/2) N_m (A (x) B + B (x) A), N_n = (1/2)(I + K_nn)"""
    right = MatMul(half, N(m), kron(A, B) + kron(B, A))
    return MatMul(N(m), kron(A, B), N(n)), right


@of_n(A="n m", b="n 1", source="magnus2019, chapter 3")
def symmetriser_of_kron_with_column(A, b, n):
    """N_n (A (x) b) = (1/2)(A (x) b + b (x) A), N_n = (1/2)(I + K_nn)"""
    return MatMul(N(n), kron(A, b)), MatMul(half, kron(A, b) + kron(b, A))


@identity(sizes="n")
def commutation_of_duplication(n):
    """K_nn D_n = D_n"""
    return K(n, n) * D(n), D(n)


@identity(sizes="n")
def gram_of_duplication(n):
    """D_n^T D_n = Diag(D_n^T 1): 1 for an entry on the diagonal, 2 for one below"""
    return MatMul(Transpose(D(n)), D(n)), Diag(MatMul(Transpose(D(n)), ones(n**2, 1)))


@identity(sizes="n")
def pseudo_inverse_of_duplication(n):
    """D_n^+ = (D_n^T D_n)^-1 D_n^T"""
    return D_plus(n), Inverse(D(n).T * D(n)) * Transpose(D(n))


@of_n(sizes="n")
def duplication_times_pseudo_inverse(n):
    """D_n D_n^+ = N_n, N_n = (1/2)(I + K_nn)"""
    return D(n) * D_plus(n), N(n)


@identity(A="n n")
def pseudo_inverse_of_duplication_times_vec(A, n):
    """D_n^+ vec A = (1/2) vech(A + A^T)"""
    return D_plus(n) * vec(A), half * vech(A + A.T)


@identity(A="n n")
def transpose_of_duplication_times_vec(A, n):
    """D_n^T vec A = vech(A + A^T - A o I_n)"""
    diagonal = hadamard(A, I(n))
    return Transpose(D(n)) * vec(A), vech(MatAdd(A, A.T, minus(diagonal)))


@identity(S="n n symmetric", T="n n symmetric", hypothesis="S is symmetric, T is symmetric")
def inner_product_of_symmetric_by_vech(S, T, n):
    """tr(ST) = vech^T(S) D_n^T D_n vech T, for symmetric S and T"""
    return tr(S * T), Transpose(vech(S)) * D(n).T * D(n) * vech(T)


@identity(A="m n")
def projection_of_kron_square_times_duplication(A, m, n):
    """D_m D_m^+ (A (x) A) D_n = (A (x) A) D_n"""
    return D(m) * D_plus(m) * kron(A, A) * D(n), kron(A, A) * D(n)


@identity(A="m n", B="n p")
def product_of_symmetric_krons(A, B, m, n, p):
    """D_m^+ (A (x) A) D_n D_n^+ (B (x) B) D_p = D_m^+ (AB (x) AB) D_p"""
    left = MatMul(D_plus(m), kron(A, A), D(n), D_plus(n), kron(B, B), D(p))
    return left, D_plus(m) * kron(A * B, A * B) * D(p)


@identity(A="m n")
def elimination_of_symmetric_kron(A, m, n):
    """L_m (A (x) A) D_n = D_m^+ (A (x) A) D_n"""
    return L(m) * kron(A, A) * D(n), D_plus(m) * kron(A, A) * D(n)


@identity(A="n n", hypothesis="A is invertible")
def inverse_of_symmetric_kron(A, n):
    """(D_n^+ (A (x) A) D_n)^-1 = D_n^+ (A^-1 (x) A^-1) D_n"""
    return Inverse(D_plus(n) * kron(A, A) * D(n)), D_plus(n) * kron(A.I, A.I) * D(n)


@identity(A="n n", hypothesis="A is invertible")
def inverse_of_kron_between_duplications(A, n):
    """(D_n^T (A (x) A) D_n)^-1 = D_n^+ (A^-1 (x) A^-1) (D_n^+)^T"""
    right = MatMul(D_plus(n), kron(A.I, A.I), Transpose(D_plus(n)))
    return Inverse(Transpose(D(n)) * kron(A, A) * D(n)), right


@identity(A="n n")
def determinant_of_symmetric_kron(A, n):
    """det(D_n^+ (A (x) A) D_n) = det(A)^(n + 1)"""
    return det(D_plus(n) * kron(A, A) * D(n)), det(A) ** (n + 1)


@identity(A="n n")
def determinant_of_kron_between_duplications(A, n):
    """det(D_n^T (A (x) A) D_n) = 2^(n (n - 1)/2) det(A)^(n + 1)"""
    return det(Transpose(D(n)) * kron(A, A) * D(n)), 2 ** (n * (n - 1) / 2) * det(A) ** (n + 1)


@identity(A="n n")
def trace_of_symmetric_kron(A, n):
    """tr(D_n^+ (A (x) A) D_n) = (1/2)(tr(A)^2 + tr(A^2))"""
    return tr(D_plus(n) * kron(A, A) * D(n)), half * (tr(A) ** 2 + tr(A**2))


@identity(sizes="n")
def elimination_times_transpose(n):
    """L_n L_n^T = I"""
    return MatMul(L(n), Transpose(L(n))), I(n * (n + 1) / 2)


@identity(T="n n lower", hypothesis="T is lower triangular")
def elimination_of_lower_triangular(T, n):
    """L_n^T L_n vec T = vec T, for lower triangular T"""
    return MatMul(Transpose(L(n)), L(n), vec(T)), vec(T)


@of_n(sizes="n")
def pseudo_inverse_of_duplication_by_elimination(n):
    """D_n^+ = L_n N_n, N_n = (1/2)(I + K_nn)"""
    return D_plus(n), MatMul(L(n), N(n))


@of_n(sizes="n")
def duplication_of_elimination_of_symmetriser(n):
    """D_n L_n N_n = N_n, N_n = (1/2)(I + K_nn)"""
    return MatMul(D(n), L(n), N(n)), N(n)


@identity(A="n n lower", B="n n lower", hypothesis="A is lower triangular, B is lower triangular")
def elimination_of_triangular_kron(A, B, n):
    """L_n^T L_n (A^T (x) B) L_n^T = (A^T (x) B) L_n^T, for lower triangular A and B"""
    return MatMul(Transpose(L(n)), L(n), kron(A.T, B), Transpose(L(n))), kron(A.T, B) * Transpose(L(n))


@identity(T="n n lower", hypothesis="T is lower triangular")
def determinant_of_triangular_kron(T, n):
    """det(L_n (T^T (x) T) L_n^T) = det(T)^(n + 1), for lower triangular T"""
    return det(L(n) * kron(T.T, T) * Transpose(L(n))), det(T) ** (n + 1)


@false(sizes="m n p", truth="commutation_of_product_size_first")
@also(note="The two factors are exchanged: the first step is the one on the right.")
def commutation_of_product_size_reversed(m, n, p):
    """K_{mn,p} = (K_mp (x) I_n)(I_m (x) K_np)"""
    return K(m * n, p), kron(K(m, p), I(n)) * kron(I(m), K(n, p))


@false(A="n n", B="n n", truth="trace_of_commutation_times_kron")
@also(note="That is the trace of $A \\otimes B$ alone; with $K_{nn}$ it is $\\operatorname{tr}(A B)$.")
def trace_of_commutation_times_kron_splits(A, B, n):
    """tr(K_nn (A (x) B)) = tr(A) tr(B)"""
    return tr(K(n, n) * kron(A, B)), tr(A) * tr(B)


@false(A="m n", B="m n", truth="symmetriser_of_kron_square", short=lambda m, n: names(m, n))
@also(note="True for $A \\otimes A$; with two factors $N_n$ is wanted on both sides.")
def symmetriser_commutes_with_kron(A, B, m, n):
    """N_m (A (x) B) = (A (x) B) N_n, N_n = (1/2)(I + K_nn)"""
    return MatMul(N(m), kron(A, B)), MatMul(kron(A, B), N(n))


@false(sizes="n", truth="pseudo_inverse_of_duplication_by_elimination")
@also(note="$L_n$ is a left inverse of $D_n$, and not the one of Moore and Penrose: $D_n L_n$ is not symmetric.")
def pseudo_inverse_of_duplication_is_elimination(n):
    """D_n^+ = L_n"""
    return D_plus(n), L(n)
