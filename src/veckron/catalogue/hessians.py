"""Hessians: of forms, traces, determinants, elementwise functions and products; the rules for them."""

from veckron.catalogue.vocabulary import *

identity, false = topic("hessians", source="magnus2019, chapter 10")


def slope(g, order, u):
    """Return g'(u) or g''(u) for a formal function g of a scalar u."""
    return Subs(g(t).diff(t, order), t, u)


def quadratic(x, a, A):
    """Return a^T x + x^T A x: to second order every function, but for its value at 0."""
    return tr(MatMul(Transpose(a), x)) + tr(MatMul(Transpose(x), A, x))


@identity(x="n 1", A="m n", W="m m", b="m 1")
def hessian_of_weighted_least_squares(x, A, W, b):
    """d^2 ((Ax - b)^T W (Ax - b))/dx dx^T = A^T (W + W^T) A"""
    return Hessian(MatMul(Transpose(A * x - b), W, A * x - b), x), A.T * (W + W.T) * A


@identity(x="n 1", a="n 1", b="n 1")
def hessian_of_product_of_linear_forms(x, a, b):
    """d^2 ((a^T x)(b^T x))/dx dx^T = a b^T + b a^T"""
    return Hessian(tr(a.T * x) * tr(b.T * x), x), a * b.T + b * a.T


@identity(x="n 1")
def hessian_of_squared_length_squared(x, n):
    """d^2 (x^T x)^2/dx dx^T = 4 (x^T x) I_n + 8 x x^T"""
    return Hessian(tr(x.T * x) ** 2, x), 4 * tr(x.T * x) * I(n) + 8 * x * x.T


@identity(x="n 1", hypothesis="x is not 0")
def hessian_of_inverse_squared_length(x, n):
    """d^2 (1 / x^T x)/dx dx^T = (8 / u^3) x x^T - (2 / u^2) I_n, u = x^T x"""
    u = tr(x.T * x)
    return Hessian(1 / u, x), 8 / u**3 * x * x.T - 2 / u**2 * I(n)


@identity(x="n 1", A="n n", note="Where $x^{T} A x$ is positive.")
def hessian_of_log_of_quadratic_form(x, A):
    """d^2 ln(x^T A x)/dx dx^T = (1/u)(A + A^T) - (1/u^2)(A + A^T) x x^T (A + A^T), u = x^T A x"""
    u, B = tr(x.T * A * x), A + A.T
    return Hessian(log(u), x), 1 / u * B - 1 / u**2 * B * x * x.T * B


@identity(x="n 1", A="n n", hypothesis="x is not 0", short=lambda x, A: [("B", A + A.T)])
def hessian_of_rayleigh_quotient(x, A, n):
    """d^2 (x^T A x / u)/dx dx^T = (B - (v/u) I - (2/u)(BP + PB) + (4v/u^2) P)/u, B = A + A^T, P = x x^T, u = tr(P), v = tr(BP)"""
    u, B = tr(x.T * x), A + A.T
    v = tr(x.T * B * x)
    right = 1 / u * B - v / u**2 * I(n) - 2 / u**2 * (B * x * x.T + x * x.T * B) + 4 * v / u**3 * x * x.T
    return Hessian(tr(x.T * A * x) / u, x), right


@identity(x="n 1", a="n 1", g="function")
def hessian_of_ridge_function(x, a, g):
    """d^2 g(a^T x)/dx dx^T = g''(a^T x) a a^T"""
    return Hessian(g(tr(a.T * x)), x), slope(g, 2, tr(a.T * x)) * a * a.T


@identity(x="n 1", A="m n", g="function")
def hessian_of_sum_of_ridge_functions(x, A, g, m):
    """d^2 (1_m^T g(A x))/dx dx^T = A^T Diag(g''(A x)) A"""
    return Hessian(ones(1, m) * (A * x).applyfunc(g), x), A.T * Diag((A * x).applyfunc(prime(g, 2))) * A


@identity(x="n 1", g="function")
def hessian_of_sum_of_elementwise(x, g, n):
    """d^2 (1_n^T g(x))/dx dx^T = Diag(g''(x))"""
    return Hessian(ones(1, n) * x.applyfunc(g), x), Diag(x.applyfunc(prime(g, 2)))


@identity(x="n 1", A="m n", b="m 1", g="function")
def hessian_of_nonlinear_least_squares(x, A, b, g):
    """d^2 |u - b|^2/dx dx^T = 2 A^T Diag(u' o u' + (u - b) o u'') A, u = g(A x), u' = g'(A x), u'' = g''(A x)"""
    u, u1, u2 = [(A * x).applyfunc(prime(g, k)) for k in (0, 1, 2)]
    weights = hadamard(u1, u1) + hadamard(u - b, u2)
    return Hessian(MatMul(Transpose(u - b), u - b), x), 2 * A.T * Diag(weights) * A


@identity(X="m n")
def hessian_of_squared_norm(X, m, n):
    """d^2 tr(X^T X)/dvec(X) dvec(X)^T = 2 I_mn"""
    return Hessian(tr(X.T * X), X), 2 * I(m * n)


@identity(X="m n", A="m m", B="n n")
def hessian_of_trace_of_a_x_b_xt(X, A, B):
    """d^2 tr(A X B X^T)/dvec(X) dvec(X)^T = B^T (x) A + B (x) A^T"""
    return Hessian(tr(A * X * B * X.T), X), kron(B.T, A) + kron(B, A.T)


@identity(X="m n", A="n m", B="n m")
def hessian_of_trace_of_axbx(X, A, B, m, n):
    """d^2 tr(A X B X)/dvec(X) dvec(X)^T = K_nm (A^T (x) B + B^T (x) A)"""
    return Hessian(tr(A * X * B * X), X), K(n, m) * (kron(A.T, B) + kron(B.T, A))


@identity(X="n n")
def hessian_of_trace_of_square(X, n):
    """d^2 tr(X^2)/dvec(X) dvec(X)^T = 2 K_nn"""
    return Hessian(tr(X * X), X), 2 * K(n, n)


@identity(X="n n", sizes="k")
def hessian_of_trace_of_power(X, n, k):
    """d^2 tr(X^(k+1))/dvec(X) dvec(X)^T = (k + 1) K_nn sum_{r=0}^{k-1} (X^T)^(k-1-r) (x) X^r"""
    return Hessian(tr(X ** (k + 1)), X), (k + 1) * K(n, n) * MatrixSum(kron((X.T) ** (k - 1 - r), X**r), r, k - 1)


@identity(X="n n")
def hessian_of_squared_trace(X, n):
    """d^2 tr(X)^2/dvec(X) dvec(X)^T = 2 vec(I_n) vec^T(I_n)"""
    return Hessian(tr(X) ** 2, X), 2 * vec(I(n)) * vec(I(n)).T


@identity(X="m n")
def hessian_of_trace_of_square_of_xtx(X, m, n):
    """d^2 tr((X^T X)^2)/dvec(X) dvec(X)^T = 4 (X^T X (x) I_m + I_n (x) X X^T + (X^T (x) X) K_mn)"""
    right = 4 * (kron(X.T * X, I(m)) + kron(I(n), X * X.T) + kron(X.T, X) * K(m, n))
    return Hessian(tr(X.T * X * X.T * X), X), right


@identity(X="m n", A="n m", B="n m", C="n m")
def hessian_of_matrix_least_squares(X, A, B, C):
    """d^2 |A X B - C|^2/dvec(X) dvec(X)^T = 2 (B B^T (x) A^T A)"""
    return Hessian(square(A * X * B - C), X), 2 * kron(B * B.T, A.T * A)


@identity(X="m n", a="m 1", b="n 1")
def hessian_of_squared_bilinear_form(X, a, b):
    """d^2 (a^T X b)^2/dvec(X) dvec(X)^T = 2 (b b^T (x) a a^T)"""
    return Hessian(tr(a.T * X * b) ** 2, X), 2 * kron(b * b.T, a * a.T)


@identity(X="m n", a="m 1")
def hessian_of_form_in_xxt(X, a, n):
    """d^2 (a^T X X^T a)/dvec(X) dvec(X)^T = 2 (I_n (x) a a^T)"""
    return Hessian(a.T * X * X.T * a, X), 2 * kron(I(n), a * a.T)


@identity(X="n n", A="n n", hypothesis="X is invertible")
def hessian_of_trace_of_inverse(X, A, n):
    """d^2 tr(A X^-1)/dvec(X) dvec(X)^T = K_nn (X^-T (x) B + B^T (x) X^-1), B = X^-1 A X^-1"""
    B = X.I * A * X.I
    return Hessian(tr(A * X.I), X), K(n, n) * (kron(X.I.T, B) + kron(B.T, X.I))


@identity(X="n n", hypothesis="X is invertible")
def hessian_of_determinant(X, n):
    """d^2 det(X)/dvec(X) dvec(X)^T = det(X) (vec(X^-T) vec^T(X^-T) - K_nn (X^-T (x) X^-1))"""
    return Hessian(det(X), X), det(X) * (vec(X.I.T) * vec(X.I.T).T - K(n, n) * kron(X.I.T, X.I))


@identity(S="n n symmetric", hypothesis="S is symmetric, det S > 0")
def hessian_of_log_determinant_symmetric(S, n):
    """d^2 ln det(S)/dvech(S) dvech(S)^T = -D_n^T (S^-1 (x) S^-1) D_n"""
    return Hessian(log(det(S)), vech(S)), -D(n).T * kron(S.I, S.I) * D(n)


@identity(S="n n symmetric", hypothesis="S is symmetric, S is invertible")
def hessian_of_determinant_symmetric(S, n):
    """d^2 det(S)/dvech(S) dvech(S)^T = det(S) D_n^T (vec(S^-1) vec^T(S^-1) - S^-1 (x) S^-1) D_n"""
    return Hessian(det(S), vech(S)), det(S) * D(n).T * (vec(S.I) * vec(S.I).T - kron(S.I, S.I)) * D(n)


@identity(S="n n symmetric", A="n n", hypothesis="S is symmetric, S is invertible")
def hessian_of_trace_of_inverse_symmetric(S, A, n):
    """d^2 tr(A S^-1)/dvech(S) dvech(S)^T = D_n^T (S^-1 (x) S^-1 (A + A^T) S^-1) D_n"""
    return Hessian(tr(A * S.I), vech(S)), D(n).T * kron(S.I, S.I * (A + A.T) * S.I) * D(n)


@identity(S="n n symmetric", A="n*n n*n", method="f to second order: f(S) = vec^T(S) A vec(S)")
def hessian_by_symmetric_variable(S, A, n):
    """d^2 f/dvech(S) dvech(S)^T = D_n^T (d^2 f/dvec(S) dvec(S)^T) D_n"""
    f = vec(S).T * A * vec(S)
    return Hessian(f, vech(S)), D(n).T * (A + A.T) * D(n)


@identity(X="m n", Y="n m", A="m m", B="n n")
def mixed_derivative_of_trace_of_axby(X, Y, A, B, m, n):
    """d((d tr(A X B Y)/dX)^T)/dY = K_nm (A^T (x) B)"""
    f = tr(A * X * B * Y)
    return Jacobian(Transpose(Jacobian(f, X)), Y), K(n, m) * kron(A.T, B)


@identity(x="n 1", y="m 1", A="n m", g="function")
def mixed_derivatives_are_transposes(x, y, A, g):
    """d((df/dx)^T)/dy = (d((df/dy)^T)/dx)^T, here for f = g(x^T A y)"""
    f = g(tr(x.T * A * y))
    return Jacobian(Transpose(Jacobian(f, x)), y), Transpose(Jacobian(Transpose(Jacobian(f, y)), x))


@identity(x="n 1", F="1 1", g="1 n", dx="n 1")
def second_differential_by_hessian(x, F, g, dx):
    """d(d(f(x))) = dx^T (d^2 f/dx dx^T) dx"""
    f = FormalFunction(F, g, x)
    return Differential(Differential(f, (x, dx)), (x, dx)), dx.T * Hessian(f, x) * dx


@identity(x="n 1", a="n 1", A="n n", g="function")
@also(method="to second order: f = a^T x + x^T A x, and g any function of a number")
@also(short=lambda x, a, A: [("f", quadratic(x, a, A))])
def hessian_is_symmetric(x, a, A, g):
    """H^T = H for H = d^2 g(f(x))/dx dx^T"""
    hessian = Hessian(g(quadratic(x, a, A)), x)
    return Transpose(hessian), hessian


PAIR = {"x": "n 1", "a": "n 1", "A": "n n", "b": "n 1", "B": "n n"}
PAIR |= {"short": lambda x, a, A, b, B: [("f", quadratic(x, a, A)), ("g", quadratic(x, b, B))]}
PAIR |= {"method": "to second order: f = a^T x + x^T A x, g = b^T x + x^T B x"}


@identity(**PAIR)
def hessian_of_product(x, a, A, b, B):
    """d^2 (f g)/dx dx^T = f H_g + g H_f + (df/dx)^T (dg/dx) + (dg/dx)^T (df/dx), H_f = d^2 f/dx dx^T"""
    f, g = quadratic(x, a, A), quadratic(x, b, B)
    crossed = Jacobian(f, x).T * Jacobian(g, x) + Jacobian(g, x).T * Jacobian(f, x)
    return Hessian(f * g, x), f * Hessian(g, x) + g * Hessian(f, x) + crossed


@identity(**PAIR)
def hessian_of_quotient(x, a, A, b, B):
    """d^2 h/dx dx^T = (1/g)(H_f - h H_g - (dh/dx)^T (dg/dx) - (dg/dx)^T (dh/dx)), h = f/g, H_f = d^2 f/dx dx^T"""
    f, g = quadratic(x, a, A), quadratic(x, b, B)
    crossed = Jacobian(f / g, x).T * Jacobian(g, x) + Jacobian(g, x).T * Jacobian(f / g, x)
    return Hessian(f / g, x), 1 / g * (Hessian(f, x) - f / g * Hessian(g, x) - crossed)


@identity(x="n 1", a="n 1", A="n n", g="function", method="to second order: f = a^T x + x^T A x")
@also(short=lambda x, a, A: [("f", quadratic(x, a, A))])
def hessian_of_function_of_scalar(x, a, A, g):
    """d^2 g(f(x))/dx dx^T = g'(f) d^2 f/dx dx^T + g''(f) (df/dx)^T (df/dx)"""
    f = quadratic(x, a, A)
    return Hessian(g(f), x), slope(g, 1, f) * Hessian(f, x) + slope(g, 2, f) * Jacobian(f, x).T * Jacobian(f, x)


def inner(x, B, C):
    """Return B x + C (x (x) x), every function of x to second order but for its value at 0."""
    return B * x + C * kron(x, x)


@identity(x="n 1", a="m 1", A="m m", B="m n", C="m n*n")
@also(method="to second order: f(y) = a^T y + y^T A y with gradient q, g(x) = B x + C (x (x) x)")
@also(short=lambda x, a, A, B, C: [("g", inner(x, B, C)), ("q", a + MatMul(A + A.T, inner(x, B, C)))])
def hessian_chain_rule(x, a, A, B, C, n):
    """d^2 f(g(x))/dx dx^T = (dg/dx)^T H_f (dg/dx) + (q^T (x) I_n) d^2 g/dx dx^T, H_f = A + A^T, q = a + H_f g = grad f"""
    g = inner(x, B, C)
    q = a + MatMul(A + A.T, g)
    curved = MatMul(Kron(Transpose(q), I(n)), Jacobian(Transpose(Jacobian(g, x)), x))
    return Hessian(quadratic(g, a, A), x), MatAdd(MatMul(Transpose(Jacobian(g, x)), A + A.T, Jacobian(g, x)), curved)


@false(x="n 1", A="n n", truth="hessian_of_quadratic_function", note="True for symmetric A.")
def hessian_of_quadratic_form_doubled(x, A):
    """d^2 (x^T A x)/dx dx^T = 2 A"""
    return Hessian(x.T * A * x, x), 2 * A


@false(X="n n", truth="hessian_of_trace_of_square", note=r"$\operatorname{tr}(X^{2})$ is no squared norm.")
def hessian_of_trace_of_square_without_k(X, n):
    """d^2 tr(X^2)/dvec(X) dvec(X)^T = 2 I_nn"""
    return Hessian(tr(X * X), X), 2 * I(n**2)


@false(X="m n", A="m m", B="n n", truth="hessian_of_trace_of_a_x_b_xt", note="True for symmetric A and B.")
def hessian_of_trace_of_a_x_b_xt_doubled(X, A, B):
    """d^2 tr(A X B X^T)/dvec(X) dvec(X)^T = 2 (B^T (x) A)"""
    return Hessian(tr(A * X * B * X.T), X), 2 * kron(B.T, A)


@false(X="m n", A="n m", B="n m", truth="hessian_of_trace_of_axbx")
@also(note="The sizes of K are exchanged; a square X hides it.")
def hessian_of_trace_of_axbx_with_exchanged_k(X, A, B, m, n):
    """d^2 tr(A X B X)/dvec(X) dvec(X)^T = K_mn (A^T (x) B + B^T (x) A)"""
    return Hessian(tr(A * X * B * X), X), K(m, n) * (kron(A.T, B) + kron(B.T, A))


@false(X="n n", truth="hessian_of_determinant", hypothesis="X is invertible")
@also(note="$K_{nn}$ is missing, as in the derivative of $X^{-T}$ without it.")
def hessian_of_determinant_without_k(X):
    """d^2 det(X)/dvec(X) dvec(X)^T = det(X) (vec(X^-T) vec^T(X^-T) - X^-T (x) X^-1)"""
    return Hessian(det(X), X), det(X) * (vec(X.I.T) * vec(X.I.T).T - kron(X.I.T, X.I))


@false(S="n n symmetric", truth="hessian_of_log_determinant_symmetric", hypothesis="det S > 0")
@also(note="With $L_n$ for $D_n^{T}$ an entry off the diagonal counts once.")
def hessian_of_log_determinant_symmetric_undoubled(S, n):
    """d^2 ln det(S)/dvech(S) dvech(S)^T = -L_n (S^-1 (x) S^-1) D_n"""
    return Hessian(log(det(S)), vech(S)), -L(n) * kron(S.I, S.I) * D(n)


@false(x="n 1", A="m n", b="m 1", g="function", truth="hessian_of_nonlinear_least_squares")
@also(note="The matrix of Gauss and Newton: the curvature of g, times the residual, is left out.")
def hessian_of_nonlinear_least_squares_as_gauss_newton(x, A, b, g):
    """d^2 |u - b|^2/dx dx^T = 2 A^T Diag(u' o u') A, u = g(A x), u' = g'(A x)"""
    u, u1 = [(A * x).applyfunc(prime(g, k)) for k in (0, 1)]
    return Hessian(MatMul(Transpose(u - b), u - b), x), 2 * A.T * Diag(hadamard(u1, u1)) * A


@false(**PAIR, truth="hessian_of_product", note="$2 f' g'$ of the rule for numbers is not symmetric.")
def hessian_of_product_as_of_numbers(x, a, A, b, B):
    """d^2 (f g)/dx dx^T = f H_g + g H_f + 2 (df/dx)^T (dg/dx), H_f = d^2 f/dx dx^T"""
    f, g = quadratic(x, a, A), quadratic(x, b, B)
    return Hessian(f * g, x), f * Hessian(g, x) + g * Hessian(f, x) + 2 * Jacobian(f, x).T * Jacobian(g, x)
