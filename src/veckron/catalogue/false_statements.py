"""What looks true and is not: statements that the four articles print, then common mistakes. Each names its truth."""

from veckron.catalogue.two_problems import GAUSS, LAYER, NETWORK, layer, log_likelihood, loss, scatter, slopes
from veckron.catalogue.vocabulary import *

first, second, third, fourth = [
    partial(stated, holds=False, source="magnus2019", chapter=chapter)
    for chapter in ("01-vec", "02-kronecker", "03-inverse-determinant", "04-two-problems")
]
printed = partial(stated, holds=False, source="vedadian2019")


@printed(x="m 1", mu="m 1", S="m m", chapter="04-two-problems", hypothesis="S is invertible")
@also(printed="article 1", truth="slope_of_log_density")
@also(note="The sign: as printed, the density grows without end away from the mean.")
def printed_sign_of_density(x, mu, S):
    """d(-(1/2) (x - mu)^T S^-1 (x - mu))/dx = +(1/2) (x - mu)^T (S^-1 + S^-T), by the printed p, which grows away from mu"""
    exponent = -half * tr(MatMul(Transpose(x - mu), S.I, x - mu))
    return Jacobian(exponent, x), MatMul(half, Transpose(x - mu), S.I + S.I.T)


@printed(S="m m", u="scalar", chapter="04-two-problems", printed="article 1", truth="determinant_of_multiple")
@also(note="The factor $u = 2\\pi$ belongs inside the determinant: it counts m times.")
def printed_factor_of_density(S, u):
    """det(u S) = u det(S) with u = 2 pi, as the two densities of the articles have it"""
    return det(u * S), u * det(S)


@printed(A="m n", g="function", chapter="01-vec", printed="article 1", truth="derivative_of_elementwise_by_index")
@also(note="Row and column are exchanged: vec runs down the columns, so the row is the remainder.")
def printed_index_of_elementwise(A, g, m, n):
    """(dg(A)/dA)_ij = delta_ij g'(A_{floor(i/m), i - m floor(i/m)}), counted from 0, for A of shape m x n"""
    entry = KroneckerDelta(i, j) * prime(g)(A[floor(i / m), Mod(i, m)])
    return Jacobian(A.applyfunc(g), A), FunctionMatrix(m * n, m * n, Lambda((i, j), entry))


@printed(X="m n", F="p q", G="q r", M="p*q m*n", N="q*r m*n", chapter="02-kronecker")
@also(printed="article 2", truth="product_rule")
@also(
    note="Read as the rows of g for the identity beside f, and the columns of f for the one beside g. "
    "The sizes are the columns of g and the rows of f."
)
def printed_sizes_in_product_rule(F, G, M, N, X, q):
    """d(fg)/dX = (I_q (x) f) dg/dX + (g^T (x) I_q) df/dX, for f of shape p x q and g of shape q x r"""
    f, g = FormalFunction(F, M, X), FormalFunction(G, N, X)
    return Jacobian(f * g, X), kron(I(q), f) * Jacobian(g, X) + kron(g.T, I(q)) * Jacobian(f, X)


@printed(A="m n", chapter="02-kronecker", printed="article 2", truth="vec_of_transpose")
@also(
    note="The article's $T$ takes $\\operatorname{vec}(A)$ to $\\operatorname{vec}(A^{T})$. "
    "Its example applies the same $T$ the other way. "
    "That is $K_{mn} = K_{nm}$, true for square $A$ only."
)
def printed_permutation_both_ways(A, m, n):
    """K_mn vec A^T = vec A: T vec A = vec A^T and T vec A^T = vec A with one T"""
    return K(m, n) * vec(A.T), vec(A)


@printed(A="n m", B="p q", chapter="02-kronecker", printed="article 2", truth="derivative_of_kron_in_left_factor")
@also(note="The article defines A (x) B for $A$ with $n$ rows, and the formula wants $A$ with $m$ rows.")
def printed_derivative_of_kron(A, B, m, n, p, q):
    """d(A (x) B)/dA = (I_n (x) K_qm (x) I_p)(I_mn (x) vec B), for A of shape n x m, as the article defines it"""
    return Jacobian(kron(A, B), A), kron(I(n), K(q, m), I(p)) * kron(I(m * n), vec(B))


@printed(A="m n", B="p m", chapter="03-inverse-determinant", printed="article 3", truth="inner_product")
@also(note="The printed condition: as many rows of A as columns of B. What is needed is one shape for both.")
def printed_condition_of_inner_product(A, B):
    """vec^T(A) vec(B) = tr(A^T B), where A has as many rows as B has columns"""
    return vec(A).T * vec(B), tr(A.T * B)


@printed(**GAUSS, chapter="04-two-problems", hypothesis="det S > 0")
@also(printed="article 4", truth="derivative_of_log_likelihood_in_mean")
@also(note="The sign, and a row is wanted: the minus of $-\\frac{1}{2}$ meets the minus of $-\\mu$.")
def printed_derivative_in_mean(X, mu, S, n):
    """dy/dmu = -(1/2) (sum_i x_i - n mu)^T (S^-1 + S^-T)"""
    return Jacobian(log_likelihood(X, mu, S), mu), MatMul(-half, Transpose(X * ones(n) - n * mu), S.I + S.I.T)


@printed(**GAUSS, chapter="04-two-problems", hypothesis="det S > 0")
@also(printed="article 4", truth="derivative_of_log_likelihood_in_covariance")
@also(
    note="$S^{T}$ stands for $S^{-T}$ in the first term. "
    "The second has the wrong sign: the derivative of $S^{-1}$ is negative."
)
def printed_derivative_in_covariance(X, mu, S, n):
    """dy/dS = -(n/2) vec^T(S^T) - (1/2) (sum_i (x_i - mu)^T (x) (x_i - mu)^T)(S^-T (x) S^-1)"""
    right = -half * n * vec(S.T).T - half * vec(scatter(X, mu)).T * kron(S.I.T, S.I)
    return Jacobian(log_likelihood(X, mu, S), S), right


@printed(**GAUSS, chapter="04-two-problems", hypothesis="det S > 0")
@also(printed="article 4", truth="derivative_of_log_likelihood_through_precision")
@also(
    note="The first factor is the derivative by $S^{-1}$: there the first term has a plus. "
    "With the printed sign, the stationary point would be minus the covariance."
)
def printed_sign_in_covariance(X, mu, S, n):
    """dy/dS = (-(n/2) vec^T(S^T) - (1/2) sum_i (x_i - mu)^T (x) (x_i - mu)^T) dS^-1/dS"""
    return Jacobian(log_likelihood(X, mu, S), S), -half * (n * vec(S.T).T + vec(scatter(X, mu)).T) * Jacobian(S.I, S)


@printed(**LAYER, chapter="04-two-problems")
@also(printed="article 4", truth="derivative_of_layer_in_weights")
@also(note="The factor $\\operatorname{Diag}(\\phi')$ is missing.")
def printed_derivative_in_weights(W, y, b, phi, m):
    """d phi(W y + b)/dW = y^T (x) I_m"""
    return Jacobian(layer(W, y, b, phi), W), kron(y.T, I(m))


@printed(**NETWORK, chapter="04-two-problems")
@also(printed="article 4", truth="backpropagation")
@also(
    note="The product runs one factor too far: it ends with "
    "$\\operatorname{Diag}(\\phi'_1) W_1$, where $\\operatorname{Diag}(\\phi'_1)$ is due."
)
def printed_backpropagation(W, y, b, V, c, t, phi, m):
    """dj/dW = e^T Diag(phi'(z_2)) V Diag(phi'(z_1)) W (y^T (x) I_m), z_1 = W y + b, z_2 = V phi(z_1) + c, e = phi(z_2) - t"""
    hidden = layer(W, y, b, phi)
    row = Transpose(layer(V, hidden, c, phi) - t), slopes(V, hidden, c, phi), V, slopes(W, y, b, phi), W
    return Jacobian(loss(W, y, b, V, c, t, phi), W), MatMul(*row, kron(y.T, I(m)))


@first(A="m n", truth="vec_of_transpose", note="NumPy's ravel stacks rows: it is vec of the transpose.")
def ravel_is_vec(A):
    """vec A^T = vec A"""
    return vec(A.T), vec(A)


@first(S="n n symmetric", truth="elimination_of_duplication")
@also(note="$D_n L_n$ maps vec A to the vec of a symmetric matrix.")
def duplication_of_elimination(n):
    """D_n L_n = I"""
    return D(n) * L(n), I(n * n)


@first(S="n n symmetric", truth="vech_of_symmetric", note="$D_n^{T}$ adds both triangles.")
def duplication_transpose_is_elimination(S, n):
    """D_n^T vec S = vech S"""
    return D(n).T * vec(S), vech(S)


@first(A="m n", g="function", truth="derivative_of_elementwise", note="Every entry has a slope of its own.")
def elementwise_by_product_rule(A, g, n):
    """dg(A)/dA = I_n (x) g'(A)"""
    return Jacobian(A.applyfunc(g), A), kron(I(n), A.applyfunc(prime(g)))


@first(A="m n", g="function", truth="derivative_of_elementwise", note="The slopes are stacked by columns.")
def elementwise_by_rows(A, g):
    """dg(A)/dA = Diag(vec g'(A^T))"""
    return Jacobian(A.applyfunc(g), A), Diag(vec(A.T.applyfunc(prime(g))))


@second(A="m n", B="p q", truth="commutation_of_kron", note="The same entries in other places.")
def kron_commutes(A, B):
    """A (x) B = B (x) A"""
    return kron(A, B), kron(B, A)


@second(A="m n", B="p q", truth="kron_transpose", note="The factors keep their order, unlike those of $AB$.")
def kron_transpose_reversed(A, B):
    """(A (x) B)^T = B^T (x) A^T"""
    return Transpose(kron(A, B)), kron(B.T, A.T)


@second(A="m m", B="n n", truth="kron_inverse", note="The factors keep their order, unlike those of $AB$.")
def kron_inverse_reversed(A, B):
    """(A (x) B)^-1 = B^-1 (x) A^-1"""
    return Inverse(kron(A, B)), kron(B.I, A.I)


@second(A="m m", B="n n", truth="kron_trace", note="Every diagonal entry of A meets every one of B.")
def kron_trace_adds(A, B):
    """tr(A (x) B) = tr(A) + tr(B)"""
    return tr(kron(A, B)), tr(A) + tr(B)


@second(A="m n", B="n p", C="p q", truth="vec_of_product", note="Right for NumPy's row-major ravel, wrong for vec.")
def vec_of_product_row_major(A, B, C):
    """vec(ABC) = (A (x) C^T) vec B"""
    return vec(A * B * C), kron(A, C.T) * vec(B)


@second(A="m n", B="n p", C="p p", truth="vec_of_product", note="The transpose is missing; a symmetric C hides it.")
def vec_of_product_untransposed(A, B, C):
    """vec(ABC) = (C (x) A) vec B"""
    return vec(A * B * C), kron(C, A) * vec(B)


@second(A="m n", B="n p", truth="vec_of_two_factors_right", note="The identity has the columns of B as its size.")
def vec_of_two_factors_wrong_identity(A, B, n):
    """vec(AB) = (I_n (x) A) vec B, for B of shape n x p"""
    return vec(A * B), kron(I(n), A) * vec(B)


@second(A="m n", truth="vec_of_transpose", note="K is indexed by the shape before transposing.")
def commutation_indexed_after(A, m, n):
    """K_nm vec A = vec A^T, for A of shape m x n"""
    return K(n, m) * vec(A), vec(A.T)


@second(sizes="m n", truth="commutation_inverse", note="Its inverse is $K_{nm}$; a square shape hides it.")
def commutation_is_involution(m, n):
    """K_mn K_mn = I_mn"""
    return MatMul(K(m, n), K(m, n)), I(m * n)


@second(A="m n", B="p q", truth="commutation_of_kron", note="The indices of the two K are exchanged.")
def commutation_of_kron_reversed(A, B, m, n, p, q):
    """K_mp (A (x) B) = (B (x) A) K_nq"""
    return K(m, p) * kron(A, B), kron(B, A) * K(n, q)


@second(A="m n", B="p q", truth="derivative_of_kron_in_left_factor")
@also(note="$K_{mq}$ for $K_{qm}$, hidden where $m = q$.")
def derivative_of_kron_transposed_k(A, B, m, n, p, q):
    """d(A (x) B)/dA = (I_n (x) K_mq (x) I_p)(I_mn (x) vec B)"""
    return Jacobian(kron(A, B), A), kron(I(n), K(m, q), I(p)) * kron(I(m * n), vec(B))


@second(X="m n", truth="derivative_of_xxt", note="The two terms are equal for row vectors only.")
def derivative_of_xxt_doubled(X, m):
    """d(X X^T)/dX = 2 (X (x) I_m)"""
    return Jacobian(X * X.T, X), 2 * kron(X, I(m))


@second(S="n n", truth="derivative_of_square", note="$S$ does not commute with $dS$.")
def derivative_of_square_doubled(S, n):
    """dS^2/dS = 2 (I_n (x) S)"""
    return Jacobian(S * S, S), 2 * kron(I(n), S)


@second(A="n n", x="n 1", truth="derivative_of_quadratic_form", note="True for symmetric A.")
def derivative_of_quadratic_form_doubled(A, x):
    """d(x^T A x)/dx = 2 x^T A"""
    return Jacobian(x.T * A * x, x), 2 * x.T * A


@second(X="m n", F="p p", G="p p", M="p*p m*n", N="p*p m*n", truth="product_rule", note="g is transposed in its term.")
def product_rule_untransposed(X, F, G, M, N, p):
    """d(fg)/dX = (I_p (x) f) dg/dX + (g (x) I_p) df/dX, for f and g of shape p x p"""
    f, g = FormalFunction(F, M, X), FormalFunction(G, N, X)
    return Jacobian(f * g, X), MatAdd(kron(I(p), f) * Jacobian(g, X), kron(g, I(p)) * Jacobian(f, X))


@second(x="n 1", P="n n", Q="n n", truth="chain_rule", note="The outer derivative stands on the left.")
def chain_rule_reversed(x, P, Q):
    """d P(Qx)/dx = Q P"""
    return Jacobian(P * Q * x, x), Q * P


@second(X="m n", truth="derivative_of_elementwise", note="A Hadamard square is elementwise: twice the diagonal.")
def derivative_of_hadamard_square(X):
    """d(X o X)/dX = Diag(vec X)"""
    return Jacobian(hadamard(X, X), X), Diag(vec(X))


@third(A="n n", truth="derivative_of_inverse", note="The transpose is missing.", hypothesis="A is invertible")
def derivative_of_inverse_untransposed(A):
    """dA^-1/dA = -(A^-1 (x) A^-1)"""
    return Jacobian(A.I, A), -kron(A.I, A.I)


@third(A="n n", truth="derivative_of_inverse", note="The sign of $d(1/a) = -da/a^2$.", hypothesis="A is invertible")
def derivative_of_inverse_positive(A):
    """dA^-1/dA = A^-T (x) A^-1"""
    return Jacobian(A.I, A), kron(A.I.T, A.I)


@third(A="n n", truth="derivative_of_inverse", note="The factors are exchanged.", hypothesis="A is invertible")
def derivative_of_inverse_exchanged(A):
    """dA^-1/dA = -(A^-1 (x) A^-T)"""
    return Jacobian(A.I, A), -kron(A.I, A.I.T)


@third(A="n n", truth="derivative_of_determinant_by_inverse", hypothesis="A is invertible")
@also(note="The transpose is missing.")
def derivative_of_determinant_untransposed(A):
    """d det(A)/dA = det(A) vec^T(A^-1)"""
    return Jacobian(det(A), A), det(A) * vec(A.I).T


@third(A="n n", truth="derivative_of_log_determinant", note="The transpose is missing.", hypothesis="det A > 0")
def derivative_of_log_determinant_untransposed(A):
    """d ln det(A)/dA = vec^T(A^-1)"""
    return Jacobian(log(det(A)), A), vec(A.I).T


@third(X="n n", truth="derivative_of_determinant", note="True at 2 x 2 only: why one shape is not enough.")
def derivative_of_determinant_of_order_two(X, n):
    """d det(X)/dX = vec^T(tr(X) I_n - X^T)"""
    return Jacobian(det(X), X), vec(tr(X) * I(n) - X.T).T


@third(A="n n", B="n n", truth="determinant_of_multiple", note="The determinant is not linear.")
def determinant_of_sum(A, B):
    """det(A + B) = det(A) + det(B)"""
    return det(A + B), det(A) + det(B)


@third(A="m m", B="n n", truth="determinant_of_kron", note="The exponents are missing.")
def determinant_of_kron_without_powers(A, B):
    """det(A (x) B) = det(A) det(B)"""
    return det(kron(A, B)), det(A) * det(B)


@third(A="m n", X="n p", B="p m", truth="derivative_of_trace_axb", note="$BA$ is the transpose of the gradient.")
def derivative_of_trace_untransposed(A, X, B):
    """d tr(AXB)/dX = vec^T(BA)"""
    return Jacobian(tr(A * X * B), X), vec(B * A).T


@third(A="n n", B="n n", truth="inner_product", note="The trace of a product is a sum over all entries.")
def trace_of_product_splits(A, B):
    """tr(AB) = tr(A) tr(B)"""
    return tr(MatMul(A, B)), tr(A) * tr(B)


@third(A="n n", truth="hessian_of_log_determinant", note="$K_{nn}$ is missing.", hypothesis="det A > 0")
def hessian_of_log_determinant_without_k(A):
    """d^2 ln det(A)/dvec(A) dvec(A)^T = -(A^-T (x) A^-1)"""
    return Hessian(log(det(A)), A), -kron(A.I.T, A.I)


@fourth(S="n n symmetric", truth="derivative_of_log_determinant_symmetric", hypothesis="S is symmetric, det S > 0")
@also(note="An entry off the diagonal stands twice in S: its derivative counts twice.")
def derivative_of_log_determinant_undoubled(S):
    """d ln det(S)/dvech(S) = vech^T(S^-1)"""
    return Jacobian(log(det(S)), vech(S)), vech(S.I).T
