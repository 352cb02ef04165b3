"""Jacobians of matrix functions: products, powers, elementwise functions, normalisations."""

from veckron.catalogue.vocabulary import *

identity, false = topic("jacobians", source="magnus2019, chapter 9")


@identity(X="m n", A="p n", B="m q")
def derivative_of_a_xt_b(X, A, B, m, n):
    """d(A X^T B)/dX = (B^T (x) A) K_mn"""
    return Jacobian(A * X.T * B, X), kron(B.T, A) * K(m, n)


@identity(X="n n")
def derivative_of_cube(X, n):
    """dX^3/dX = (X^T)^2 (x) I_n + X^T (x) X + I_n (x) X^2"""
    return Jacobian(X**3, X), kron((X.T) ** 2, I(n)) + kron(X.T, X) + kron(I(n), X**2)


@identity(X="n n", sizes="k")
def derivative_of_power(X, n, k):
    """dX^k/dX = sum_{r=0}^{k-1} (X^T)^(k-1-r) (x) X^r"""
    return Jacobian(X**k, X), MatrixSum(kron((X.T) ** (k - 1 - r), X**r), r, k - 1)


@identity(X="m n", A="n m")
def derivative_of_xax(X, A, m, n):
    """d(X A X)/dX = (A X)^T (x) I_m + I_n (x) X A"""
    return Jacobian(X * A * X, X), kron((A * X).T, I(m)) + kron(I(n), X * A)


@identity(X="m n", A="m m")
def derivative_of_xt_a_x(X, A, m, n):
    """d(X^T A X)/dX = ((A X)^T (x) I_n) K_mn + I_n (x) X^T A"""
    return Jacobian(X.T * A * X, X), kron((A * X).T, I(n)) * K(m, n) + kron(I(n), X.T * A)


@identity(X="m n", A="n n")
def derivative_of_x_a_xt(X, A, m, n):
    """d(X A X^T)/dX = X A^T (x) I_m + (I_m (x) X A) K_mn"""
    return Jacobian(X * A * X.T, X), kron(X * A.T, I(m)) + kron(I(m), X * A) * K(m, n)


@identity(X="m n", A="p m", B="n m", C="n p")
def derivative_of_a_x_b_x_c(X, A, B, C):
    """d(A X B X C)/dX = (B X C)^T (x) A + C^T (x) A X B"""
    return Jacobian(A * X * B * X * C, X), kron((B * X * C).T, A) + kron(C.T, A * X * B)


@identity(X="m n", A="p m", B="n n", C="m n")
def derivative_of_a_x_b_xt_c(X, A, B, C, m, n):
    """d(A X B X^T C)/dX = (B X^T C)^T (x) A + (C^T (x) A X B) K_mn"""
    return Jacobian(A * X * B * X.T * C, X), kron((B * X.T * C).T, A) + kron(C.T, A * X * B) * K(m, n)


@identity(X="n n", A="n n", B="n n")
def derivative_of_sylvester_operator(X, A, B, n):
    """d(A X + X B)/dX = I_n (x) A + B^T (x) I_n"""
    return Jacobian(A * X + X * B, X), kron(I(n), A) + kron(B.T, I(n))


@identity(X="n n", A="n n")
def derivative_of_lyapunov_operator(X, A, n):
    """d(A X + X A^T)/dX = I_n (x) A + A (x) I_n"""
    return Jacobian(A * X + X * A.T, X), kron(I(n), A) + kron(A, I(n))


@identity(X="n n", A="n n")
def derivative_of_commutator(X, A, n):
    """d(A X - X A)/dX = I_n (x) A - A^T (x) I_n"""
    return Jacobian(A * X - X * A, X), kron(I(n), A) - kron(A.T, I(n))


@identity(X="n n", A="n n", B="n n", C="n n")
def derivative_of_riccati_operator(X, A, B, C, n):
    """d(A^T X + X A - X B X + C)/dX = I_n (x) (A^T - X B) + (A^T - (B X)^T) (x) I_n"""
    left = Jacobian(A.T * X + X * A - X * B * X + C, X)
    return left, kron(I(n), A.T - X * B) + kron(A.T - (B * X).T, I(n))


@identity(X="m n", A="n m")
def derivative_of_newton_step(X, A, m, n):
    """d(2X - X A X)/dX = 2 I_mn - (A X)^T (x) I_m - I_n (x) X A, which is 0 at X = A^-1"""
    return Jacobian(2 * X - X * A * X, X), 2 * I(m * n) - kron((A * X).T, I(m)) - kron(I(n), X * A)


@identity(X="n n")
def derivative_of_logistic_map(X, n):
    """d(X (I - X))/dX = I_nn - X^T (x) I_n - I_n (x) X"""
    return Jacobian(X * (I(n) - X), X), I(n**2) - kron(X.T, I(n)) - kron(I(n), X)


@identity(X="n n")
def derivative_of_symmetric_part(X, n):
    """d((1/2)(X + X^T))/dX = (1/2)(I_nn + K_nn)"""
    return Jacobian(half * (X + X.T), X), half * (I(n**2) + K(n, n))


@identity(X="n n")
def derivative_of_trace_times_matrix(X, n):
    """d(tr(X) X)/dX = vec(X) vec^T(I_n) + tr(X) I_nn"""
    return Jacobian(tr(X) * X, X), vec(X) * vec(I(n)).T + tr(X) * I(n**2)


@identity(X="m n", a="m 1", b="n 1")
def derivative_of_bilinear_form_times_matrix(X, a, b, m, n):
    """d((a^T X b) X)/dX = vec(X) (b (x) a)^T + (a^T X b) I_mn"""
    u = tr(a.T * X * b)
    return Jacobian(u * X, X), vec(X) * kron(b, a).T + u * I(m * n)


@identity(X="n n", hypothesis="X is invertible")
def derivative_of_determinant_times_matrix(X, n):
    """d(det(X) X)/dX = det(X) (vec(X) vec^T(X^-T) + I_nn)"""
    return Jacobian(det(X) * X, X), det(X) * (vec(X) * vec(X.I.T).T + I(n**2))


@identity(X="n n", hypothesis="X is invertible")
def derivative_of_adjugate(X):
    """d adj(X)/dX = det(X) (vec(X^-1) vec^T(X^-T) - X^-T (x) X^-1)"""
    return Jacobian(adj(X), X), det(X) * (vec(X.I) * vec(X.I.T).T - kron(X.I.T, X.I))


@identity(X="n n", note=r"Where $\operatorname{tr}(X)$ is not 0.")
def derivative_of_matrix_over_trace(X, n):
    """d(X / tr(X))/dX = I_nn / tr(X) - vec(X) vec^T(I_n) / tr(X)^2"""
    return Jacobian(X / tr(X), X), I(n**2) / tr(X) - vec(X) * vec(I(n)).T / tr(X) ** 2


@identity(x="n 1", F="p q", M="p*q n")
def derivative_of_transposed_function(x, F, M, p, q):
    """df^T/dx = K_pq df/dx, for f of shape p x q"""
    f = FormalFunction(F, M, x)
    return Jacobian(f.T, x), K(p, q) * Jacobian(f, x)


@identity(x="n 1", F="p q", G="p q", M="p*q n", N="p*q n")
def derivative_of_hadamard_product(x, F, G, M, N):
    """d(f o g)/dx = Diag(vec g) df/dx + Diag(vec f) dg/dx, for f and g of one shape"""
    f, g = FormalFunction(F, M, x), FormalFunction(G, N, x)
    return Jacobian(hadamard(f, g), x), Diag(vec(g)) * Jacobian(f, x) + Diag(vec(f)) * Jacobian(g, x)


@identity(x="n 1", F="p n", G="p n", M="n*p n", N="n*p n")
def derivative_of_kron_of_functions(x, F, G, M, N, n, p):
    """d(f (x) g)/dx = (I_n (x) K_np (x) I_p)((I_np (x) vec g) df/dx + (vec f (x) I_np) dg/dx), f and g are p x n"""
    f, g = FormalFunction(F, M, x), FormalFunction(G, N, x)
    both = kron(I(n * p), vec(g)) * Jacobian(f, x) + kron(vec(f), I(n * p)) * Jacobian(g, x)
    return Jacobian(kron(f, g), x), kron(I(n), K(n, p), I(p)) * both


@identity(X="m n", A="m n")
def derivative_of_hadamard_with_constant(X, A):
    """d(A o X)/dX = Diag(vec A)"""
    return Jacobian(hadamard(A, X), X), Diag(vec(A))


@identity(X="m n")
def derivative_of_hadamard_square_doubled(X):
    """d(X o X)/dX = 2 Diag(vec X)"""
    return Jacobian(hadamard(X, X), X), 2 * Diag(vec(X))


@identity(X="n n")
def derivative_of_hadamard_with_transpose(X, n):
    """d(X o X^T)/dX = (I_nn + K_nn) Diag(vec X^T)"""
    return Jacobian(hadamard(X, X.T), X), (I(n**2) + K(n, n)) * Diag(vec(X.T))


@identity(X="m n", A="p m", B="m n", C="n q")
def derivative_of_product_around_hadamard(X, A, B, C):
    """d(A (B o X) C)/dX = (C^T (x) A) Diag(vec B)"""
    return Jacobian(A * hadamard(B, X) * C, X), kron(C.T, A) * Diag(vec(B))


@identity(X="n n", source="horn1991, chapter 5", hypothesis="X is invertible")
def derivative_of_relative_gain_array(X, n):
    """d(X o X^-T)/dX = Diag(vec X^-T) - Diag(vec X)(X^-1 (x) X^-T) K_nn"""
    right = Diag(vec(X.I.T)) - Diag(vec(X)) * kron(X.I, X.I.T) * K(n, n)
    return Jacobian(hadamard(X, X.I.T), X), right


@identity(X="m n")
def derivative_of_kron_square(X, m, n):
    """d(X (x) X)/dX = (I_n (x) K_nm (x) I_m)(I_mn (x) vec X + vec X (x) I_mn)"""
    return Jacobian(kron(X, X), X), kron(I(n), K(n, m), I(m)) * (kron(I(m * n), vec(X)) + kron(vec(X), I(m * n)))


@identity(x="n 1")
def derivative_of_outer_square(x, n):
    """d(x x^T)/dx = x (x) I_n + I_n (x) x"""
    return Jacobian(x * x.T, x), kron(x, I(n)) + kron(I(n), x)


@identity(x="n 1", A="n m")
def derivative_of_row(x, A):
    """d(x^T A)/dx = A^T"""
    return Jacobian(x.T * A, x), A.T


@identity(x="n 1", A="n n", b="m 1")
def derivative_of_quadratic_form_times_vector(x, A, b):
    """d((x^T A x) b)/dx = b x^T (A + A^T)"""
    return Jacobian(tr(x.T * A * x) * b, x), b * x.T * (A + A.T)


@identity(x="n 1", b="n 1")
def derivative_of_dot_product_times_vector(x, b, n):
    """d((b^T x) x)/dx = x b^T + (b^T x) I_n"""
    return Jacobian(tr(b.T * x) * x, x), x * b.T + tr(b.T * x) * I(n)


@identity(x="n 1")
def derivative_of_diagonal_matrix(x, n):
    """dDiag(x)/dx = I_n * I_n"""
    return Jacobian(Diag(x), x), khatri_rao(I(n), I(n))


@identity(X="n n")
def derivative_of_diagonal(X, n):
    """d diag(X)/dX = (I_n * I_n)^T"""
    return Jacobian(diag(X), X), khatri_rao(I(n), I(n)).T


@identity(X="m n", A="p m", B="n p")
def derivative_of_diagonal_of_axb(X, A, B):
    """d diag(A X B)/dX = (B * A^T)^T"""
    return Jacobian(diag(A * X * B), X), khatri_rao(B, A.T).T


@identity(X="m n")
def derivative_of_row_sums(X, m, n):
    """d(X 1_n)/dX = 1_n^T (x) I_m"""
    return Jacobian(X * ones(n), X), kron(ones(1, n), I(m))


@identity(X="m n")
def derivative_of_column_sums(X, m, n):
    """d(1_m^T X)/dX = I_n (x) 1_m^T"""
    return Jacobian(ones(1, m) * X, X), kron(I(n), ones(1, m))


@identity(X="m n")
def derivative_of_centred_rows(X, m, n):
    """d(X - (1/n) X 1_n 1_n^T)/dX = (I_n - (1/n) 1_n 1_n^T) (x) I_m"""
    mean = ones(n, n) / n
    return Jacobian(X - X * mean, X), kron(I(n) - mean, I(m))


@identity(X="m n", A="n n", source="khatri1968")
def derivative_of_khatri_rao_in_right_factor(X, A, m, n):
    """d(A * X)/dX = (I_n * A) (x) I_m, for X of shape m x n"""
    return Jacobian(khatri_rao(A, X), X), kron(khatri_rao(I(n), A), I(m))


@identity(X="m n", A="n n", source="khatri1968")
def derivative_of_khatri_rao_in_left_factor(X, A, m, n):
    """d(X * A)/dX = (I_n (x) K_mn)((I_n * A) (x) I_m), for X of shape m x n and A of shape n x n"""
    return Jacobian(khatri_rao(X, A), X), kron(I(n), K(m, n)) * kron(khatri_rao(I(n), A), I(m))


@identity(X="m n", A="n m", B="n m", g="function")
def derivative_of_elementwise_of_axb(X, A, B, g):
    """dg(A X B)/dX = Diag(vec g'(A X B)) (B^T (x) A)"""
    Y = A * X * B
    return Jacobian(Y.applyfunc(g), X), Diag(vec(Y.applyfunc(prime(g)))) * kron(B.T, A)


@identity(X="m n", A="n m", B="n m", g="function")
def derivative_of_product_around_elementwise(X, A, B, g):
    """d(A g(X) B)/dX = (B^T (x) A) Diag(vec g'(X))"""
    return Jacobian(A * X.applyfunc(g) * B, X), kron(B.T, A) * Diag(vec(X.applyfunc(prime(g))))


@identity(X="m n", g="function")
def derivative_of_gated_matrix(X, g):
    """d(X o g(X))/dX = Diag(vec(g(X) + X o g'(X)))"""
    right = Diag(vec(X.applyfunc(g) + hadamard(X, X.applyfunc(prime(g)))))
    return Jacobian(hadamard(X, X.applyfunc(g)), X), right


@identity(x="n 1", hypothesis="x is not 0")
def derivative_of_householder_matrix(x, n):
    """d(I - (2/u) x x^T)/dx = (4/u^2)(x (x) x) x^T - (2/u)(x (x) I_n + I_n (x) x), u = x^T x"""
    u = tr(x.T * x)
    return Jacobian(I(n) - 2 / u * x * x.T, x), 4 / u**2 * kron(x, x) * x.T - 2 / u * (kron(x, I(n)) + kron(I(n), x))


@identity(x="n 1", A="m n", b="n 1", note="Where $b^{T} x$ is not 0; $A = I$ and $b = 1_n$ give shares.")
def derivative_of_projective_map(x, A, b):
    """d(A x / (b^T x))/dx = A / (b^T x) - A x b^T / (b^T x)^2"""
    u = tr(b.T * x)
    return Jacobian(1 / u * A * x, x), 1 / u * A - 1 / u**2 * A * x * b.T


def column_scale(X):
    """Return Diag(1^T X)^-1, which scales the columns to the sum 1."""
    return Diag((X.T * ones(X.rows)).applyfunc(Lambda(t, 1 / t)))


@identity(X="m n", short=lambda X: [("N", column_scale(X))], note="Where no column has the sum 0.")
def derivative_of_normalised_columns(X, m, n):
    """d(X N)/dX = N (x) I_m - (N * X N)(I_n (x) 1_m^T), N = Diag(X^T 1_m)^-1"""
    N = column_scale(X)
    return Jacobian(X * N, X), kron(N, I(m)) - khatri_rao(N, X * N) * kron(I(n), ones(1, m))


@identity(x="n 1", topic="networks", short=lambda x: [("s", softmax(x))])
def derivative_of_softmax(x):
    """ds/dx = Diag(s) - s s^T, s = softmax(x) = exp(x) / (1^T exp(x))"""
    s = softmax(x)
    return Jacobian(s, x), MatAdd(Diag(s), minus(s, Transpose(s)))


@identity(x="n 1", topic="networks", short=lambda x: [("s", softmax(x))])
def derivative_of_log_softmax(x, n):
    """d(x - ln(1^T exp(x)) 1_n)/dx = I_n - 1_n s^T, s = exp(x) / (1^T exp(x))"""
    left = Jacobian(x - log(tr(ones(1, n) * exponentials(x))) * ones(n), x)
    return left, MatAdd(I(n), minus(ones(n), Transpose(softmax(x))))


@false(X="m n", A="p n", B="m q", truth="derivative_of_a_xt_b", note="$K_{mn}$ is missing: vec X and vec X^T differ.")
def derivative_of_a_xt_b_without_k(X, A, B):
    """d(A X^T B)/dX = B^T (x) A"""
    return Jacobian(A * X.T * B, X), kron(B.T, A)


@false(X="m n", A="m m", truth="derivative_of_xt_a_x", note="$K_{mn}$ is missing beside the factor of $dX^{T}$.")
def derivative_of_xt_a_x_without_k(X, A, n):
    """d(X^T A X)/dX = (A X)^T (x) I_n + I_n (x) X^T A"""
    return Jacobian(X.T * A * X, X), kron((A * X).T, I(n)) + kron(I(n), X.T * A)


@false(X="m n", truth="derivative_of_kron_square", note="$K_{nm}$, which sorts the entries, is missing.")
def derivative_of_kron_square_without_k(X, m, n):
    """d(X (x) X)/dX = I_mn (x) vec X + vec X (x) I_mn"""
    return Jacobian(kron(X, X), X), kron(I(m * n), vec(X)) + kron(vec(X), I(m * n))


@false(X="n n", sizes="k", truth="derivative_of_power", note="The rule for numbers: $X$ does not commute with $dX$.")
def derivative_of_power_as_of_a_number(X, n, k):
    """dX^k/dX = k (I_n (x) X^(k-1))"""
    return Jacobian(X**k, X), k * kron(I(n), X ** (k - 1))


@false(X="n n", A="n n", truth="derivative_of_lyapunov_operator", note="$A^{T}$ is transposed once more.")
def derivative_of_lyapunov_operator_transposed(X, A, n):
    """d(A X + X A^T)/dX = I_n (x) A + A^T (x) I_n"""
    return Jacobian(A * X + X * A.T, X), kron(I(n), A) + kron(A.T, I(n))


@false(X="n n", truth="derivative_of_adjugate", hypothesis="X is invertible")
@also(note=r"The determinant in $\operatorname{adj}(X) = \det(X) X^{-1}$ depends on X too.")
def derivative_of_adjugate_at_fixed_determinant(X):
    """d adj(X)/dX = -det(X) (X^-T (x) X^-1)"""
    return Jacobian(adj(X), X), -det(X) * kron(X.I.T, X.I)


@false(X="n n", truth="derivative_of_hadamard_with_transpose", note="True where $X$ and $dX$ are symmetric.")
def derivative_of_hadamard_with_transpose_doubled(X):
    """d(X o X^T)/dX = 2 Diag(vec X^T)"""
    return Jacobian(hadamard(X, X.T), X), 2 * Diag(vec(X.T))


@false(x="n 1", truth="derivative_of_softmax", short=lambda x: [("s", softmax(x))])
@also(note="The sum in the denominator depends on every entry of x.")
def derivative_of_softmax_by_entries(x):
    """ds/dx = Diag(s), s = softmax(x) = exp(x) / (1^T exp(x))"""
    return Jacobian(softmax(x), x), Diag(softmax(x))
