"""Gradients of traces."""

from veckron.catalogue.vocabulary import *

BOOK = "magnus2019, chapter 9"
identity, false = topic("traces", source="petersen2012, section 2.5", refuted=BOOK)


@identity(X="n n", source=BOOK, cookbook="99")
def gradient_of_trace(X, n):
    """grad_X tr(X) = I"""
    return Gradient(tr(X), X), I(n)


@identity(X="m n", A="n m", source=BOOK, cookbook="100")
def gradient_of_trace_of_xa(X, A):
    """grad_X tr(XA) = A^T"""
    return Gradient(tr(X * A), X), A.T


@identity(X="m n", A="p n", B="m p", cookbook="102")
def gradient_of_trace_of_a_xt_b(X, A, B):
    """grad_X tr(A X^T B) = BA"""
    return Gradient(tr(A * X.T * B), X), B * A


@identity(X="m n", A="m n", cookbook="104")
def gradient_of_trace_of_a_xt(X, A):
    """grad_X tr(A X^T) = A"""
    return Gradient(tr(A * X.T), X), A


@identity(X="n n", A="m m", cookbook="105")
def gradient_of_trace_of_kron(X, A, n):
    """grad_X tr(A (x) X) = tr(A) I"""
    return Gradient(tr(Kron(A, X)), X), tr(A) * I(n)


@identity(X="n n", source=BOOK, cookbook="106")
def gradient_of_trace_of_square(X):
    """grad_X tr(X^2) = 2 X^T"""
    return Gradient(tr(X * X), X), 2 * X.T


@false(X="n n", truth="gradient_of_trace_of_square", note="The transpose is missing; a symmetric X hides it.")
def gradient_of_trace_of_square_untransposed(X):
    """grad_X tr(X^2) = 2 X"""
    return Gradient(tr(X * X), X), 2 * X


@identity(X="n n", B="n n", cookbook="107")
def gradient_of_trace_of_square_times_b(X, B):
    """grad_X tr(X^2 B) = (XB + BX)^T"""
    return Gradient(tr(X * X * B), X), Transpose(X * B + B * X)


@identity(X="m n", B="m m", cookbook="108")
def gradient_of_trace_of_xt_b_x(X, B):
    """grad_X tr(X^T B X) = BX + B^T X"""
    return Gradient(tr(X.T * B * X), X), B * X + B.T * X


@identity(X="m n", S="m m symmetric", source=BOOK, hypothesis="S is symmetric")
def gradient_of_trace_of_xt_s_x_symmetric(X, S):
    """grad_X tr(X^T S X) = 2 S X, for symmetric S"""
    return Gradient(tr(X.T * S * X), X), 2 * S * X


@identity(X="m n", B="m m", cookbook="109")
def gradient_of_trace_of_b_x_xt(X, B):
    """grad_X tr(B X X^T) = BX + B^T X"""
    return Gradient(tr(B * X * X.T), X), B * X + B.T * X


@identity(X="m n", B="m m", cookbook="110")
def gradient_of_trace_of_x_xt_b(X, B):
    """grad_X tr(X X^T B) = BX + B^T X"""
    return Gradient(tr(X * X.T * B), X), B * X + B.T * X


@identity(X="m n", B="n n", cookbook="111")
def gradient_of_trace_of_x_b_xt(X, B):
    """grad_X tr(X B X^T) = X B^T + XB"""
    return Gradient(tr(X * B * X.T), X), X * B.T + X * B


@identity(X="m n", B="n n", cookbook="112")
def gradient_of_trace_of_b_xt_x(X, B):
    """grad_X tr(B X^T X) = X B^T + XB"""
    return Gradient(tr(B * X.T * X), X), X * B.T + X * B


@identity(X="m n", B="n n", cookbook="113")
def gradient_of_trace_of_xt_x_b(X, B):
    """grad_X tr(X^T X B) = X B^T + XB"""
    return Gradient(tr(X.T * X * B), X), X * B.T + X * B


@identity(X="m n", A="n m", B="n m", source=BOOK, cookbook="114")
def gradient_of_trace_of_axbx(X, A, B):
    """grad_X tr(AXBX) = A^T X^T B^T + B^T X^T A^T"""
    return Gradient(tr(A * X * B * X), X), A.T * X.T * B.T + B.T * X.T * A.T


@identity(X="m n", cookbook="115", note="$\\operatorname{tr}(X^{T} X)$ is the same number.")
def gradient_of_trace_of_x_xt(X):
    """grad_X tr(X X^T) = 2 X"""
    return Gradient(tr(X * X.T), X), 2 * X


@identity(X="m n", C="m m", B="n p", cookbook="116")
def gradient_of_trace_of_bt_xt_c_x_b(X, C, B):
    """grad_X tr(B^T X^T C X B) = C^T X B B^T + C X B B^T"""
    return Gradient(tr(B.T * X.T * C * X * B), X), C.T * X * B * B.T + C * X * B * B.T


@identity(X="m n", B="m m", C="n n", source=BOOK, cookbook="117")
def gradient_of_trace_of_xt_b_x_c(X, B, C):
    """grad_X tr(X^T B X C) = BXC + B^T X C^T"""
    return Gradient(tr(X.T * B * X * C), X), B * X * C + B.T * X * C.T


@identity(X="m n", S="m m symmetric", C="n n symmetric", source=BOOK, hypothesis="S is symmetric, C is symmetric")
def gradient_of_trace_of_xt_s_x_c_symmetric(X, S, C):
    """grad_X tr(X^T S X C) = 2 S X C, for symmetric S and C"""
    return Gradient(tr(X.T * S * X * C), X), 2 * S * X * C


@identity(X="m n", S="m m symmetric", C="n n", source=BOOK, hypothesis="S is symmetric")
def gradient_of_trace_of_xt_s_x_c(X, S, C):
    """grad_X tr(X^T S X C) = S X (C + C^T), for symmetric S"""
    return Gradient(tr(X.T * S * X * C), X), S * X * (C + C.T)


@identity(X="m n", A="p m", B="n n", C="m p", cookbook="118")
def gradient_of_trace_of_a_x_b_xt_c(X, A, B, C):
    """grad_X tr(A X B X^T C) = A^T C^T X B^T + CAXB"""
    return Gradient(tr(A * X * B * X.T * C), X), A.T * C.T * X * B.T + C * A * X * B


@identity(X="m n", A="p m", B="n q", C="p q", cookbook="119")
def gradient_of_squared_affine_function(X, A, B, C):
    """grad_X tr((AXB + C)(AXB + C)^T) = 2 A^T (AXB + C) B^T"""
    U = A * X * B + C
    return Gradient(tr(MatMul(U, Transpose(U))), X), 2 * A.T * U * B.T


@identity(X="n n", cookbook="120")
def gradient_of_trace_of_kron_square(X, n):
    """grad_X tr(X (x) X) = 2 tr(X) I"""
    return Gradient(tr(Kron(X, X)), X), 2 * tr(X) * I(n)


@identity(X="n n", sizes="k", source=BOOK, cookbook="121")
def gradient_of_trace_of_power(X, k):
    """grad_X tr(X^k) = k (X^{k-1})^T"""
    return Gradient(tr(X**k), X), k * Transpose(X ** (k - 1))


@identity(X="n n", A="n n", sizes="k", cookbook="122")
def gradient_of_trace_of_a_times_power(X, A, k):
    """grad_X tr(A X^k) = sum_{r=0}^{k-1} (X^r A X^{k-1-r})^T"""
    return Gradient(tr(A * X**k), X), MatrixSum(Transpose(MatMul(X**r, A, X ** (k - 1 - r))), r, k - 1)


@identity(X="m n", C="m m", B="n p", cookbook="123")
def gradient_of_trace_of_quartic_form(X, C, B):
    """grad_X tr(B^T X^T C X X^T C X B) = CXX^T CXG + C^T XGX^T C^T X + CXGX^T CX + C^T XX^T C^T XG with G = B B^T"""
    first = C * X * X.T * C * X * B * B.T + C.T * X * B * B.T * X.T * C.T * X
    second = C * X * B * B.T * X.T * C * X + C.T * X * X.T * C.T * X * B * B.T
    return Gradient(tr(B.T * X.T * C * X * X.T * C * X * B), X), first + second


@identity(X="m n", source=BOOK)
def gradient_of_distance_from_orthonormal_columns(X, n):
    """grad_X |X^T X - I|^2 = 4 X (X^T X - I), for |A|^2 = tr(A^T A)"""
    U = X.T * X - I(n)
    return Gradient(square(U), X), 4 * X * U


@identity(X="m n", A="m m", sizes="k", source=BOOK)
def gradient_of_trace_of_power_of_quadratic_form(X, A, k):
    """grad_X tr((X^T A X)^k) = k (A X (X^T A X)^{k-1} + A^T X (X^T A^T X)^{k-1})"""
    power = lambda A: A * X * (X.T * A * X) ** (k - 1)
    return Gradient(tr((X.T * A * X) ** k), X), k * (power(A) + power(A.T))


@identity(X="m n", A="n m", B="n n", C="m m", source=BOOK)
def gradient_of_trace_of_a_x_b_xt_c_x(X, A, B, C):
    """grad_X tr(A X B X^T C X) = A^T X^T C^T X B^T + C X A X B + C^T X B^T X^T A^T"""
    terms = A.T * X.T * C.T * X * B.T + C * X * A * X * B + C.T * X * B.T * X.T * A.T
    return Gradient(tr(A * X * B * X.T * C * X), X), terms


@identity(X="n n", sizes="k", source=BOOK)
def gradient_of_power_of_trace(X, n, k):
    """grad_X tr(X)^k = k tr(X)^{k-1} I"""
    return Gradient(tr(X) ** k, X), k * tr(X) ** (k - 1) * I(n)


@identity(X="n n", source=BOOK)
def gradient_of_trace_times_trace_of_square(X, n):
    """grad_X tr(X) tr(X^2) = tr(X^2) I + 2 tr(X) X^T"""
    return Gradient(tr(X) * tr(X * X), X), tr(X * X) * I(n) + 2 * tr(X) * X.T


@identity(X="m n", A="n m", B="n m", source=BOOK)
def gradient_of_product_of_traces(X, A, B):
    """grad_X tr(AX) tr(BX) = tr(BX) A^T + tr(AX) B^T"""
    return Gradient(tr(A * X) * tr(B * X), X), tr(B * X) * A.T + tr(A * X) * B.T


@identity(X="m n", A="m m", source=BOOK)
def gradient_of_exponential_of_trace(X, A):
    """grad_X exp(tr(X^T A X)) = exp(tr(X^T A X)) (A + A^T) X"""
    f = exp(tr(X.T * A * X))
    return Gradient(f, X), f * (A + A.T) * X


@identity(X="m n", source=BOOK, hypothesis="X is not 0")
def gradient_of_log_of_squared_norm(X):
    """grad_X ln(tr(X^T X)) = 2 X / tr(X^T X)"""
    return Gradient(log(tr(X.T * X)), X), 2 * X / tr(X.T * X)


@identity(X="m n", A="n m", B="m n", source="horn1991, chapter 5")
def gradient_of_trace_of_hadamard_product(X, A, B):
    """grad_X tr(A (X o B)) = A^T o B"""
    return Gradient(tr(A * hadamard(X, B)), X), hadamard(A.T, B)


@identity(X="m n", A="n m", source="horn1991, chapter 5")
def gradient_of_trace_of_hadamard_square(X, A):
    """grad_X tr((X o X) A) = 2 X o A^T"""
    return Gradient(tr(hadamard(X, X) * A), X), MatMul(2, hadamard(X, A.T))


@identity(X="m n", g="function", source=BOOK)
def gradient_of_sum_of_elementwise(X, g, m, n):
    """grad_X 1^T g(X) 1 = g'(X), g applied to each entry"""
    return Gradient(ones(1, m) * X.applyfunc(g) * ones(n), X), X.applyfunc(prime(g))


@identity(topic="forms", X="m n", source=BOOK)
def gradient_of_sum_of_entries(X, m, n):
    """grad_X 1_m^T X 1_n = 1_m 1_n^T, the sum of all entries"""
    return Gradient(ones(1, m) * X * ones(n), X), ones(m, n)


@identity(B="n q", X="m n", Y="m q", W="m m", source=BOOK)
def gradient_of_weighted_residual_in_coefficients(B, X, Y, W):
    """grad_B tr((Y - XB)^T W (Y - XB)) = -X^T (W + W^T)(Y - XB)"""
    U = Y - X * B
    return Gradient(tr(MatMul(Transpose(U), W, U)), B), -X.T * (W + W.T) * U


@identity(X="m n", A="m m", B="n n", C="m n", source=BOOK, short=lambda X, A, B, C: [("U", A * X + X * B - C)])
def gradient_of_sylvester_residual(X, A, B, C):
    """grad_X |U|^2 = 2 (A^T U + U B^T) with U = AX + XB - C, for |U|^2 = tr(U^T U)"""
    U = A * X + X * B - C
    return Gradient(square(U), X), MatMul(2, A.T * U + U * B.T)
