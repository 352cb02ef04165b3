"""What the four articles print and is not so: each fails, and names the true statement beside it."""

from functools import partial

from sympy import Determinant, FunctionMatrix, Identity, KroneckerDelta, Lambda, MatMul, Mod, OneMatrix, Rational
from sympy import Trace, Transpose, floor, symbols

from veckron.expressions import commutation_matrix, Jacobian, kron, vec
from veckron.catalogue.two_problems import GAUSS, LAYER, NETWORK, scatter, layer, log_likelihood, loss, slopes
from veckron.proof import Smooth, identity, prime

identity = partial(identity, holds=False, source="vedadian2019")
I, K, det, tr, half = Identity, commutation_matrix, Determinant, Trace, Rational(1, 2)
i, j = symbols("i j")


@identity(
    x="m 1",
    mu="m 1",
    S="m m",
    chapter="04-two-problems",
    printed="article 1",
    truth="slope_of_log_density",
    hypothesis="S is invertible",
    note="The sign: as printed, the density grows without end away from the mean.",
)
def printed_sign_of_density(x, mu, S):
    """d(-(1/2) (x - mu)^T S^-1 (x - mu))/dx = +(1/2) (x - mu)^T (S^-1 + S^-T), by the printed p, which grows away from mu"""
    exponent = -half * tr(MatMul(Transpose(x - mu), S.I, x - mu))
    return Jacobian(exponent, x), MatMul(half, Transpose(x - mu), S.I + S.I.T)


@identity(
    S="m m",
    u="scalar",
    chapter="04-two-problems",
    printed="article 1",
    truth="determinant_of_multiple",
    note="The factor $u = 2\\pi$ belongs inside the determinant: it counts m times.",
)
def printed_factor_of_density(S, u):
    """det(u S) = u det(S) with u = 2 pi, as the two densities of the articles have it"""
    return det(u * S), u * det(S)


@identity(
    A="m n",
    g="function",
    chapter="01-vec",
    printed="article 1",
    truth="derivative_of_elementwise_by_index",
    note="Row and column are exchanged: vec runs down the columns, so the row is the remainder.",
)
def printed_index_of_elementwise(A, g, m, n):
    """(dg(A)/dA)_ij = delta_ij g'(A_{floor(i/m), i - m floor(i/m)}), counted from 0, for A of shape m x n"""
    entry = KroneckerDelta(i, j) * prime(g)(A[floor(i / m), Mod(i, m)])
    return Jacobian(A.applyfunc(g), A), FunctionMatrix(m * n, m * n, Lambda((i, j), entry))


@identity(
    X="m n",
    F="p q",
    G="q r",
    M="p*q m*n",
    N="q*r m*n",
    chapter="02-kronecker",
    printed="article 2",
    truth="product_rule",
    note="Read as the rows of g for the identity beside f, and the columns of f for the one beside g. "
    "The sizes are the columns of g and the rows of f.",
)
def printed_sizes_in_product_rule(F, G, M, N, X, q):
    """d(fg)/dX = (I_q (x) f) dg/dX + (g^T (x) I_q) df/dX, for f of shape p x q and g of shape q x r"""
    f, g = Smooth(F, M, X), Smooth(G, N, X)
    return Jacobian(f * g, X), kron(I(q), f) * Jacobian(g, X) + kron(g.T, I(q)) * Jacobian(f, X)


@identity(
    A="m n",
    chapter="02-kronecker",
    printed="article 2",
    truth="vec_of_transpose",
    note="The article's $T$ takes $\\operatorname{vec}(A)$ to $\\operatorname{vec}(A^{T})$. "
    "Its example applies the same $T$ the other way. "
    "That is $K_{mn} = K_{nm}$, true for square $A$ only.",
)
def printed_permutation_both_ways(A, m, n):
    """K_mn vec A^T = vec A: T vec A = vec A^T and T vec A^T = vec A with one T"""
    return K(m, n) * vec(A.T), vec(A)


@identity(
    A="n m",
    B="p q",
    chapter="02-kronecker",
    printed="article 2",
    truth="derivative_of_kron_in_left_factor",
    note="The article defines A (x) B for $A$ with $n$ rows, and the formula wants $A$ with $m$ rows.",
)
def printed_derivative_of_kron(A, B, m, n, p, q):
    """d(A (x) B)/dA = (I_n (x) K_qm (x) I_p)(I_mn (x) vec B), for A of shape n x m, as the article defines it"""
    return Jacobian(kron(A, B), A), kron(I(n), K(q, m), I(p)) * kron(I(m * n), vec(B))


@identity(
    A="m n",
    B="p m",
    chapter="03-inverse-determinant",
    printed="article 3",
    truth="inner_product",
    note="The printed condition: as many rows of A as columns of B. What is needed is one shape for both.",
)
def printed_condition_of_inner_product(A, B):
    """vec^T(A) vec(B) = tr(A^T B), where A has as many rows as B has columns"""
    return vec(A).T * vec(B), tr(A.T * B)


@identity(
    **GAUSS | {"source": "vedadian2019"},
    chapter="04-two-problems",
    printed="article 4",
    hypothesis="det S > 0",
    truth="derivative_of_log_likelihood_in_mean",
    note="The sign, and a row is wanted: the minus of $-\\frac{1}{2}$ meets the minus of $-\\mu$.",
)
def printed_derivative_in_mean(X, mu, S, n):
    """dy/dmu = -(1/2) (sum_i x_i - n mu)^T (S^-1 + S^-T)"""
    return Jacobian(log_likelihood(X, mu, S), mu), MatMul(-half, Transpose(X * OneMatrix(n, 1) - n * mu), S.I + S.I.T)


@identity(
    **GAUSS | {"source": "vedadian2019"},
    chapter="04-two-problems",
    printed="article 4",
    hypothesis="det S > 0",
    truth="derivative_of_log_likelihood_in_covariance",
    note="$S^{T}$ stands for $S^{-T}$ in the first term. "
    "The second has the wrong sign: the derivative of $S^{-1}$ is negative.",
)
def printed_derivative_in_covariance(X, mu, S, n):
    """dy/dS = -(n/2) vec^T(S^T) - (1/2) (sum_i (x_i - mu)^T (x) (x_i - mu)^T)(S^-T (x) S^-1)"""
    return Jacobian(log_likelihood(X, mu, S), S), -half * n * vec(S.T).T - half * vec(scatter(X, mu)).T * kron(
        S.I.T, S.I
    )


@identity(
    **GAUSS | {"source": "vedadian2019"},
    chapter="04-two-problems",
    printed="article 4",
    hypothesis="det S > 0",
    truth="derivative_of_log_likelihood_through_precision",
    note="The first factor is the derivative by $S^{-1}$: there the first term has a plus. "
    "With the printed sign, the stationary point would be minus the covariance.",
)
def printed_sign_in_covariance(X, mu, S, n):
    """dy/dS = (-(n/2) vec^T(S^T) - (1/2) sum_i (x_i - mu)^T (x) (x_i - mu)^T) dS^-1/dS"""
    return Jacobian(log_likelihood(X, mu, S), S), -half * (n * vec(S.T).T + vec(scatter(X, mu)).T) * Jacobian(S.I, S)


@identity(
    **LAYER | {"source": "vedadian2019"},
    chapter="04-two-problems",
    printed="article 4",
    truth="derivative_of_layer_in_weights",
    note="The factor $\\operatorname{Diag}(\\phi')$ is missing.",
)
def printed_derivative_in_weights(W, y, b, phi, m):
    """d phi(W y + b)/dW = y^T (x) I_m"""
    return Jacobian(layer(W, y, b, phi), W), kron(y.T, I(m))


@identity(
    **NETWORK | {"source": "vedadian2019"},
    chapter="04-two-problems",
    printed="article 4",
    truth="backpropagation",
    note="The product runs one factor too far: it ends with "
    "$\\operatorname{Diag}(\\phi'_1) W_1$, where $\\operatorname{Diag}(\\phi'_1)$ is due.",
)
def printed_backpropagation(W, y, b, V, c, t, phi, m):
    """dj/dW = e^T Diag(phi'(z_2)) V Diag(phi'(z_1)) W (y^T (x) I_m), z_1 = W y + b, z_2 = V phi(z_1) + c, e = phi(z_2) - t"""
    hidden = layer(W, y, b, phi)
    row = Transpose(layer(V, hidden, c, phi) - t), slopes(V, hidden, c, phi), V, slopes(W, y, b, phi), W
    return Jacobian(loss(W, y, b, V, c, t, phi), W), MatMul(*row, kron(y.T, I(m)))
