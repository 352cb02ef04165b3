"""Gradients of linear and quadratic forms."""

from sympy.matrices.expressions.matexpr import MatrixElement

from veckron.catalogue.vocabulary import *

BOOK = "magnus2019, chapter 9"
identity, false = topic("forms", source="petersen2012, section 2.4")
row, col = symbols("k l")


@identity(X="m n", a="m 1", b="n 1", source=BOOK, cookbook="70")
def gradient_of_bilinear_form(a, X, b):
    """grad_X a^T X b = a b^T"""
    return Gradient(a.T * X * b, X), a * b.T


@identity(X="m n", a="n 1", b="m 1", cookbook="71")
def gradient_of_bilinear_form_of_transpose(a, X, b):
    """grad_X a^T X^T b = b a^T"""
    return Gradient(a.T * X.T * b, X), b * a.T


@identity(X="n n", a="n 1", source=BOOK, cookbook="72")
def gradient_of_quadratic_form_in_matrix(a, X):
    """grad_X a^T X a = a a^T"""
    return Gradient(a.T * X * a, X), a * a.T


@identity(X="m n", cookbook="73")
def derivative_of_matrix_by_entry(X, m, n):
    """dX/dX_ij = J^ij, so dX/dX = [vec J^ij]_ij"""
    return Jacobian(X, X), columns(lambda i, j: MatrixUnit(i, j, m, n), X)


@identity(X="m n", A="n p", cookbook="74")
def derivative_of_xa_by_entry(X, A, m, n):
    """d(XA)/dX_ij = J^ij A, so d(XA)/dX = [vec(J^ij A)]_ij"""
    return Jacobian(X * A, X), columns(lambda i, j: MatrixUnit(i, j, m, n) * A, X)


@identity(X="m n", A="n m", cookbook="74")
def derivative_of_entry_of_xa(X, A, m):
    """d(XA)_kl/dX_ij = delta_ik A_jl, one column of d(XA)/dX for each ij"""
    entry = lambda i, j: FunctionMatrix(m, m, Lambda((row, col), KroneckerDelta(i, row) * A[j, col]))
    return Jacobian(X * A, X), columns(entry, X)


@identity(X="m n", A="m p", cookbook="75")
def derivative_of_xta_by_entry(X, A, m, n):
    """d(X^T A)/dX_ij = J^ji A, so d(X^T A)/dX = [vec(J^ji A)]_ij"""
    return Jacobian(X.T * A, X), columns(lambda i, j: MatrixUnit(j, i, n, m) * A, X)


@identity(X="m n", A="m n", cookbook="75")
def derivative_of_entry_of_xta(X, A, n):
    """d(X^T A)_kl/dX_ij = delta_jk A_il, one column of d(X^T A)/dX for each ij"""
    entry = lambda i, j: FunctionMatrix(n, n, Lambda((row, col), KroneckerDelta(j, row) * A[i, col]))
    return Jacobian(X.T * A, X), columns(entry, X)


def sum_of_entries(X):
    """Return 1^T X 1."""
    return tr(ones(1, X.rows) * X * ones(X.cols))


@identity(X="m n", cookbook="76", short=lambda X: [("u", sum_of_entries(X))])
def gradient_of_square_of_sum_of_entries(X, m, n):
    """grad_X u^2 = 2 u 1_m 1_n^T with u = 1_m^T X 1_n, where u^2 is the sum of all X_kl X_pq"""
    return Gradient(sum_of_entries(X) ** 2, X), 2 * sum_of_entries(X) * ones(m, n)


@identity(X="m n", b="n 1", c="n 1", cookbook="77")
def gradient_of_form_in_xtx(X, b, c):
    """grad_X b^T X^T X c = X (b c^T + c b^T)"""
    return Gradient(b.T * X.T * X * c, X), X * (b * c.T + c * b.T)


@identity(x="n 1", A="m n", a="m 1", C="m p", B="p n", b="p 1", cookbook="78")
def gradient_of_form_in_two_affine_functions(x, A, a, C, B, b):
    """grad_x (Ax + a)^T C (Bx + b) = A^T C (Bx + b) + B^T C^T (Ax + a)"""
    u, v = A * x + a, B * x + b
    return Gradient(MatMul(Transpose(u), C, v), x), A.T * C * v + B.T * C.T * u


@identity(X="m n", B="m m", cookbook="79")
def derivative_of_entry_of_quadratic_matrix_form(X, B, n):
    """d(X^T B X)_kl/dX_ij = delta_lj (X^T B)_ki + delta_kj (BX)_il, one column of d(X^T B X)/dX for each ij"""
    left, right = lambda i: MatrixElement(X.T * B, row, i), lambda i: MatrixElement(B * X, i, col)
    entry = lambda i, j: KroneckerDelta(col, j) * left(i) + KroneckerDelta(row, j) * right(i)
    return Jacobian(X.T * B * X, X), columns(lambda i, j: FunctionMatrix(n, n, Lambda((row, col), entry(i, j))), X)


@identity(X="m n", B="m m", cookbook="80")
def derivative_of_quadratic_matrix_form_by_entry(X, B, m, n):
    """d(X^T B X)/dX_ij = X^T B J^ij + J^ji B X, so d(X^T B X)/dX = [vec(X^T B J^ij + J^ji B X)]_ij"""
    J = lambda i, j: MatrixUnit(i, j, m, n)
    return Jacobian(X.T * B * X, X), columns(lambda i, j: X.T * B * J(i, j) + J(i, j).T * B * X, X)


@identity(x="n 1", S="n n symmetric", source=BOOK, hypothesis="S is symmetric")
def gradient_of_quadratic_form_symmetric(x, S):
    """grad_x x^T S x = 2 S x, for symmetric S"""
    return Gradient(x.T * S * x, x), 2 * S * x


@identity(X="m n", E="m m", b="n 1", c="n 1", cookbook="82")
def gradient_of_form_in_xt_e_x(X, E, b, c):
    """grad_X b^T X^T E X c = E^T X b c^T + E X c b^T"""
    return Gradient(b.T * X.T * E * X * c, X), E.T * X * b * c.T + E * X * c * b.T


@identity(X="m n", B="n n", a="m 1", b="m 1", source=BOOK)
def gradient_of_form_in_x_b_xt(X, B, a, b):
    """grad_X a^T X B X^T b = a b^T X B^T + b a^T X B"""
    return Gradient(a.T * X * B * X.T * b, X), a * b.T * X * B.T + b * a.T * X * B


@identity(X="m n", E="m m", b="n 1", c="m 1", cookbook="83")
def gradient_of_quadratic_form_in_layer(X, E, b, c):
    """grad_X (Xb + c)^T E (Xb + c) = (E + E^T)(Xb + c) b^T"""
    u = X * b + c
    return Gradient(MatMul(Transpose(u), E, u), X), (E + E.T) * u * b.T


@identity(s="n 1", x="m 1", A="m n", W="m m symmetric", cookbook="84", hypothesis="W is symmetric")
def gradient_of_weighted_least_squares_symmetric(s, x, A, W):
    """grad_s (x - As)^T W (x - As) = -2 A^T W (x - As), for symmetric W"""
    u = x - A * s
    return Gradient(MatMul(Transpose(u), W, u), s), -2 * A.T * W * u


@identity(s="n 1", x="m 1", A="m n", W="m m", source=BOOK)
def gradient_of_weighted_least_squares(s, x, A, W):
    """grad_s (x - As)^T W (x - As) = -A^T (W + W^T)(x - As)"""
    u = x - A * s
    return Gradient(MatMul(Transpose(u), W, u), s), -A.T * (W + W.T) * u


@identity(x="m 1", s="m 1", W="m m symmetric", cookbook="85", hypothesis="W is symmetric")
def gradient_of_distance_in_point_symmetric(x, s, W):
    """grad_x (x - s)^T W (x - s) = 2 W (x - s), for symmetric W"""
    return Gradient(MatMul(Transpose(x - s), W, x - s), x), 2 * W * (x - s)


@identity(s="m 1", x="m 1", W="m m symmetric", cookbook="86", hypothesis="W is symmetric")
def gradient_of_distance_in_centre_symmetric(x, s, W):
    """grad_s (x - s)^T W (x - s) = -2 W (x - s), for symmetric W"""
    return Gradient(MatMul(Transpose(x - s), W, x - s), s), -2 * W * (x - s)


@identity(x="m 1", s="n 1", A="m n", W="m m symmetric", cookbook="87", hypothesis="W is symmetric")
def gradient_of_weighted_residual_in_data_symmetric(x, s, A, W):
    """grad_x (x - As)^T W (x - As) = 2 W (x - As), for symmetric W"""
    u = x - A * s
    return Gradient(MatMul(Transpose(u), W, u), x), 2 * W * u


@identity(A="m n", x="m 1", s="n 1", W="m m symmetric", cookbook="88", hypothesis="W is symmetric")
def gradient_of_weighted_residual_in_matrix_symmetric(A, x, s, W):
    """grad_A (x - As)^T W (x - As) = -2 W (x - As) s^T, for symmetric W"""
    u = x - A * s
    return Gradient(MatMul(Transpose(u), W, u), A), -2 * W * u * s.T


@identity(x="n 1", a="1 1", b="n 1", cookbook="89")
@also(note="For real $x$ and $b$; the Cookbook states it for complex ones.")
def gradient_of_squared_residual(x, a, b):
    """grad_x (a - x^T b)^2 = -2 b (a - x^T b)"""
    return Gradient(tr(a - x.T * b) ** 2, x), MatMul(-2, b, a - x.T * b)


@identity(X="n n", sizes="k", source=BOOK, cookbook="90")
def derivative_of_power_by_entry(X, n, k):
    """dX^k/dX_ij = sum_{r=0}^{k-1} X^r J^ij X^{k-1-r}, one column of dX^k/dX for each ij"""
    term = lambda i, j: MatMul(X**r, MatrixUnit(i, j, n, n), X ** (k - 1 - r))
    return Jacobian(X**k, X), columns(lambda i, j: MatrixSum(term(i, j), r, k - 1), X)


@identity(X="n n", a="n 1", b="n 1", sizes="k", cookbook="91")
def gradient_of_form_in_power(X, a, b, k):
    """grad_X a^T X^k b = sum_{r=0}^{k-1} (X^r)^T a b^T (X^{k-1-r})^T"""
    term = (X**r).T * a * b.T * (X ** (k - 1 - r)).T
    return Gradient(a.T * X**k * b, X), MatrixSum(term, r, k - 1)


@false(X="n n", a="n 1", b="n 1", sizes="k", cookbook="92")
@also(printed="Matrix Cookbook (92)", truth="gradient_of_form_in_power_transposed_and_power")
@also(note="The first term of the sum is the transpose of what it should be.")
def printed_gradient_of_form_in_power_transposed_and_power(X, a, b, k):
    """grad_X a^T (X^k)^T X^k b = sum_{r=0}^{k-1} (X^{k-1-r} a b^T (X^k)^T X^r + (X^r)^T X^k a b^T (X^{k-1-r})^T), as printed"""
    first = X ** (k - 1 - r) * a * b.T * (X**k).T * X**r
    second = (X**r).T * X**k * a * b.T * (X ** (k - 1 - r)).T
    return Gradient(a.T * (X**k).T * X**k * b, X), MatrixSum(first + second, r, k - 1)


@identity(X="n n", a="n 1", b="n 1", sizes="k", cookbook="92")
def gradient_of_form_in_power_transposed_and_power(X, a, b, k):
    """grad_X a^T (X^k)^T X^k b = sum_{r=0}^{k-1} (X^r)^T X^k (a b^T + b a^T) (X^{k-1-r})^T"""
    term = (X**r).T * X**k * (a * b.T + b * a.T) * (X ** (k - 1 - r)).T
    return Gradient(a.T * (X**k).T * X**k * b, X), MatrixSum(term, r, k - 1)


@identity(x="n 1", S="p 1", M="p n", R="q 1", P="q n", A="p q", cookbook="93")
def gradient_of_form_in_two_functions(x, S, M, R, P, A):
    """grad_x s(x)^T A r(x) = (ds/dx)^T A r + (dr/dx)^T A^T s"""
    s, r = FormalFunction(S, M, x), FormalFunction(R, P, x)
    return Gradient(Transpose(s) * A * r, x), Transpose(Jacobian(s, x)) * A * r + Transpose(Jacobian(r, x)) * A.T * s


@false(x="n 1", A="m n", B="n n", cookbook="94, 95", hypothesis="Bx is not 0")
@also(printed="Matrix Cookbook (95)", truth="gradient_of_ratio_of_squared_norms")
@also(note="The denominator of the first term should be $x^{T} B^{T} B x$: a transpose is missing.")
def printed_gradient_of_ratio_of_squared_norms(x, A, B):
    """grad_x (Ax)^T (Ax) / (Bx)^T (Bx) = 2 A^T A x / x^T B B x - 2 x^T A^T A x B^T B x / (x^T B^T B x)^2, as printed"""
    above, below = tr(x.T * A.T * A * x), tr(x.T * B.T * B * x)
    return Gradient(above / below, x), 2 * A.T * A * x / tr(x.T * MatMul(B, B) * x) - 2 * above / below**2 * B.T * B * x


@identity(x="n 1", A="m n", B="p n", cookbook="94, 95", hypothesis="x is not 0")
@also(note="More exactly, $Bx$ must not be 0.")
def gradient_of_ratio_of_squared_norms(x, A, B):
    """grad_x (Ax)^T (Ax) / (Bx)^T (Bx) = 2 A^T A x / x^T B^T B x - 2 x^T A^T A x B^T B x / (x^T B^T B x)^2"""
    above, below = tr(x.T * A.T * A * x), tr(x.T * B.T * B * x)
    return Gradient(above / below, x), 2 * A.T * A * x / below - 2 * above / below**2 * B.T * B * x


@identity(x="n 1", A="n n", b="n 1", cookbook="96, 97")
def gradient_of_quadratic_function(x, A, b):
    """grad_x (x^T A x + b^T x) = (A + A^T) x + b"""
    return Gradient(x.T * A * x + b.T * x, x), (A + A.T) * x + b


@identity(topic="hessians", x="n 1", A="n n", b="n 1", source="magnus2019, chapter 10", cookbook="98")
def hessian_of_quadratic_function(x, A, b):
    """d^2 (x^T A x + b^T x)/dx dx^T = A + A^T"""
    return Hessian(x.T * A * x + b.T * x, x), A + A.T


def rayleigh(x, A):
    """Return x^T A x / x^T x."""
    return tr(x.T * A * x) / tr(x.T * x)


@identity(x="n 1", A="n n", hypothesis="x is not 0", source=BOOK)
def gradient_of_rayleigh_quotient(x, A):
    """grad_x x^T A x / x^T x = (A + A^T) x / x^T x - 2 x^T A x x / (x^T x)^2"""
    form, square = tr(x.T * A * x), tr(x.T * x)
    return Gradient(form / square, x), (A + A.T) * x / square - 2 * form / square**2 * x


@identity(x="n 1", S="n n symmetric", hypothesis="S is symmetric, x is not 0", source=BOOK)
@also(short=lambda x, S: [("rho", rayleigh(x, S))])
def gradient_of_rayleigh_quotient_symmetric(x, S, n):
    """grad_x rho = (2 / x^T x) (S - rho I) x with rho = x^T S x / x^T x, for symmetric S"""
    return Gradient(rayleigh(x, S), x), MatMul(2 / tr(x.T * x), MatAdd(S, minus(rayleigh(x, S), I(n))), x)


@false(x="n 1", A="n n", truth="gradient_of_rayleigh_quotient", source=BOOK)
@also(short=lambda x, A: [("rho", rayleigh(x, A))])
@also(note="True for symmetric A. In general the stationary points are the eigenvectors of $\\frac{1}{2} (A + A^{T})$.")
def gradient_of_rayleigh_quotient_unsymmetric(x, A, n):
    """grad_x rho = (2 / x^T x) (A - rho I) x with rho = x^T A x / x^T x, for any A"""
    return Gradient(rayleigh(x, A), x), MatMul(2 / tr(x.T * x), MatAdd(A, minus(rayleigh(x, A), I(n))), x)


@identity(x="m 1", A="m n", y="n 1", source=BOOK)
def gradient_of_bilinear_form_in_left_vector(x, A, y):
    """grad_x x^T A y = A y"""
    return Gradient(x.T * A * y, x), A * y


@identity(y="n 1", A="m n", x="m 1", source=BOOK)
def gradient_of_bilinear_form_in_right_vector(y, A, x):
    """grad_y x^T A y = A^T x"""
    return Gradient(x.T * A * y, y), A.T * x


@identity(x="n 1", a="n 1", b="n 1", source=BOOK)
def gradient_of_product_of_linear_forms(x, a, b):
    """grad_x (a^T x)(b^T x) = (a b^T + b a^T) x"""
    return Gradient(tr(a.T * x) * tr(b.T * x), x), (a * b.T + b * a.T) * x


@identity(X="m n", A="m*n m*n", source=BOOK)
def gradient_of_quadratic_form_in_vec(X, A, m, n):
    """grad_X vec^T(X) A vec(X) = unvec((A + A^T) vec(X))"""
    return Gradient(vec(X).T * A * vec(X), X), unvec((A + A.T) * vec(X), m, n)


@identity(X="m n", B="p q", U="p m", V="q n", source="magnus2019, chapter 2")
def gradient_of_form_in_kronecker_product(X, B, U, V):
    """grad_X vec^T(U) (X (x) B) vec(V) = U^T B V"""
    return Gradient(vec(U).T * kron(X, B) * vec(V), X), U.T * B * V


@identity(A="m n", X="m n", a="m 1", b="n 1", source="horn1991, chapter 5")
def gradient_of_form_in_hadamard_product(A, X, a, b):
    """grad_A a^T (A o X) b = X o (a b^T)"""
    return Gradient(a.T * hadamard(A, X) * b, A), hadamard(X, a * b.T)


@identity(x="n 1", A="m n", b="m 1", source="golub2013, chapter 5")
def gradient_of_least_squares(x, A, b):
    """grad_x |Ax - b|^2 = 2 A^T (Ax - b)"""
    return Gradient(MatMul(Transpose(A * x - b), A * x - b), x), 2 * A.T * (A * x - b)


@identity(y="n 1", A="m n", b="m 1", source="golub2013, chapter 5")
def stationary_point_of_least_squares(y, A, b):
    """grad_y |A (A^+ b + y) - b|^2 = 2 A^T A y: zero at y = 0, where x = A^+ b"""
    u = A * (pinv(A) * b + y) - b
    return Gradient(MatMul(Transpose(u), u), y), 2 * A.T * A * y


@identity(x="n 1", A="m n", b="m 1", u="scalar", source="golub2013, chapter 6")
def gradient_of_ridge_regression(x, A, b, u, n):
    """grad_x (|Ax - b|^2 + u |x|^2) = 2 (A^T A + u I) x - 2 A^T b"""
    f = tr(MatMul(Transpose(A * x - b), A * x - b)) + u * tr(x.T * x)
    return Gradient(f, x), MatMul(2, A.T * A + u * I(n), x) - 2 * A.T * b


def log_sum_exp(x):
    """Return ln(1^T exp(x))."""
    return log(tr(ones(1, x.rows) * exponentials(x)))


@identity(topic="networks", x="n 1", source=BOOK)
def gradient_of_log_sum_exp(x):
    """grad_x ln(1^T exp(x)) = softmax(x) = exp(x) / (1^T exp(x))"""
    return Gradient(log_sum_exp(x), x), softmax(x)


@identity(topic="hessians", x="n 1", source="magnus2019, chapter 10", short=lambda x: [("s", softmax(x))])
def hessian_of_log_sum_exp(x):
    """d^2 ln(1^T exp(x))/dx dx^T = Diag(s) - s s^T with s = softmax(x)"""
    s = softmax(x)
    return Hessian(log_sum_exp(x), x), MatAdd(Diag(s), minus(s, Transpose(s)))


@identity(topic="networks", x="n 1", y="n 1", source=BOOK, short=lambda x: [("s", softmax(x))])
def gradient_of_cross_entropy_of_softmax(x, y, n):
    """grad_x -y^T ln(s) = s (1^T y) - y with s = softmax(x); s - y where the entries of y add up to 1"""
    loss = -tr(y.T * softmax(x).applyfunc(Lambda(t, log(t))))
    return Gradient(loss, x), MatAdd(MatMul(softmax(x), ones(1, n), y), -y)


def logistic(x):
    """Return sigma(x) = exp(x)/(1 + exp(x)), entry by entry."""
    return x.applyfunc(Lambda(t, exp(t) / (1 + exp(t))))


@identity(topic="networks", w="n 1", X="m n", y="m 1", source=BOOK, short=lambda w, X: [("p", logistic(X * w))])
def gradient_of_logistic_loss(w, X, y, m):
    """grad_w (1_m^T ln(1_m + exp(Xw)) - y^T X w) = X^T (p - y) with p = sigma(Xw), sigma(t) = exp(t)/(1 + exp(t))"""
    loss = ones(1, m) * (X * w).applyfunc(Lambda(t, log(1 + exp(t)))) - y.T * (X * w)
    return Gradient(loss, w), X.T * (logistic(X * w) - y)
