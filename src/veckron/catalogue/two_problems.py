"""Chapter 4: the covariance of a Gaussian and the weights of a neural network."""

from veckron.catalogue.vocabulary import *

identity = partial(stated, chapter="04-two-problems")


def log_likelihood(X, mu, S):
    """Return ln of the Gaussian likelihood of the columns of X, without the constant -(m n/2) ln(2 pi)."""
    C = centred(X, mu)
    return -half * X.cols * log(det(S)) - half * tr(MatMul(Transpose(C), S.I, C))


def centred(X, mu):
    """Return X with mu taken from each column."""
    return X - mu * ones(1, X.shape[1])


def scatter(X, mu):
    """Return the sum of (x_i - mu)(x_i - mu)^T over the columns of X."""
    return MatMul(centred(X, mu), Transpose(centred(X, mu)))


def gauss_names(X, mu, S):
    """Return the short names of the statements about the Gaussian."""
    return [("y", log_likelihood(X, mu, S)), ("Q", scatter(X, mu))]


GAUSS = {"X": "m n", "mu": "m 1", "S": "m m", "short": gauss_names}
gauss = partial(identity, topic="statistics", source="anderson2003, chapter 3", **GAUSS)


@identity(topic="kronecker", a="m 1", source="magnus2019, chapter 2")
def vec_of_square(a):
    """vec(a a^T) = a (x) a"""
    return vec(a * a.T), kron(a, a)


@identity(topic="kronecker", X="m n", source="anderson2003, chapter 3")
def scatter_is_a_sum(X, n):
    """vec(X X^T) = (X (x) X) vec(I_n), the sum of x_i (x) x_i over the columns of X"""
    return vec(X * X.T), kron(X, X) * vec(I(n))


@identity(topic="statistics", x="m 1", mu="m 1", S="m m", source="anderson2003, chapter 2")
@also(hypothesis="S is invertible")
def slope_of_log_density(x, mu, S):
    """d(-(1/2) (x - mu)^T S^-1 (x - mu))/dx = -(1/2) (x - mu)^T (S^-1 + S^-T), the slope of ln p of a Gaussian p"""
    exponent = -half * tr(MatMul(Transpose(x - mu), S.I, x - mu))
    return Jacobian(exponent, x), MatMul(-half, Transpose(x - mu), S.I + S.I.T)


@identity(topic="statistics", x="m 1", mu="m 1", S="m m", source="anderson2003, chapter 3")
@also(hypothesis="S is invertible")
def derivative_of_mahalanobis_in_mean(x, mu, S):
    """d (x - mu)^T S^-1 (x - mu)/dmu = -(x - mu)^T (S^-1 + S^-T)"""
    return Jacobian(MatMul(Transpose(x - mu), S.I, x - mu), mu), minus(Transpose(x - mu), S.I + S.I.T)


@identity(topic="statistics", x="m 1", mu="m 1", S="m m", source="anderson2003, chapter 3")
@also(hypothesis="S is invertible")
def derivative_of_mahalanobis_in_covariance(x, mu, S):
    """d (x - mu)^T S^-1 (x - mu)/dS = -((x - mu)^T (x) (x - mu)^T)(S^-T (x) S^-1)"""
    row = Transpose(x - mu)
    return Jacobian(MatMul(row, S.I, x - mu), S), -kron(row, row) * kron(S.I.T, S.I)


@gauss(hypothesis="det S > 0")
def derivative_of_log_likelihood_in_mean(X, mu, S, n):
    """dy/dmu = (1/2) (sum_i x_i - n mu)^T (S^-1 + S^-T)"""
    return Jacobian(log_likelihood(X, mu, S), mu), MatMul(half, Transpose(X * ones(n) - n * mu), S.I + S.I.T)


@identity(topic="statistics", X="m n", t="m 1", S="m m", source="anderson2003, chapter 3", hypothesis="det S > 0")
@also(short=lambda X, t, S, n: [("m", X * ones(n) / n), ("y", log_likelihood(X, X * ones(n) / n + t, S))])
def stationary_mean(X, t, S, n):
    """dy/dt = -(n/2) t^T (S^-1 + S^-T), where mu = (1/n) sum_i x_i + t: zero at t = 0"""
    mean = X * ones(n) / n
    return Jacobian(log_likelihood(X, mean + t, S), t), -half * n * t.T * (S.I + S.I.T)


@gauss(hypothesis="det S > 0")
def derivative_of_log_likelihood_in_covariance(X, mu, S, n):
    """dy/dS = -(n/2) vec^T(S^-T) + (1/2) (sum_i (x_i - mu)^T (x) (x_i - mu)^T)(S^-T (x) S^-1)"""
    right = -half * n * vec(S.I.T).T + half * vec(scatter(X, mu)).T * kron(S.I.T, S.I)
    return Jacobian(log_likelihood(X, mu, S), S), right


@gauss(hypothesis="det S > 0")
def derivative_of_log_likelihood_through_precision(X, mu, S, n):
    """dy/dS = ((n/2) vec^T(S^T) - (1/2) sum_i (x_i - mu)^T (x) (x_i - mu)^T) dS^-1/dS"""
    outer = half * n * vec(S.T).T - half * vec(scatter(X, mu)).T
    return Jacobian(log_likelihood(X, mu, S), S), outer * Jacobian(S.I, S)


@gauss(hypothesis="det S > 0")
def stationary_covariance(X, mu, S, n):
    """dy/dS = -(1/2) vec^T(S^-T (n S - sum_i (x_i - mu)(x_i - mu)^T)^T S^-T): zero at S = (1/n) sum_i (x_i - mu)(x_i - mu)^T"""
    middle = Transpose(MatAdd(n * S, minus(scatter(X, mu))))
    return Jacobian(log_likelihood(X, mu, S), S), -half * vec(MatMul(S.I.T, middle, S.I.T)).T


@gauss(S="m m symmetric", hypothesis="S is symmetric, det S > 0")
def derivative_of_log_likelihood_in_symmetric_covariance(X, mu, S, m, n):
    """dy/dvech(S) = -(1/2) vec^T(S^-1 (n S - sum_i (x_i - mu)(x_i - mu)^T) S^-1) D_m"""
    right = -half * vec(MatMul(S.I, MatAdd(n * S, minus(scatter(X, mu))), S.I)).T * D(m)
    return Jacobian(log_likelihood(X, mu, S), vech(S)), right


def layer(W, y, b, phi):
    """Return phi(W y + b), phi applied to each entry."""
    return entrywise(phi, W * y + b)


def slopes(W, y, b, phi):
    """Return Diag(phi'(W y + b))."""
    return Diag(layer(W, y, b, prime(phi)))


LAYER = {"W": "m n", "y": "n 1", "b": "m 1", "phi": "function", "short": lambda W, y, b: [("z", W * y + b)]}
one_layer = partial(identity, topic="networks", source="rumelhart1986", **LAYER)


@identity(topic="networks", y="n 1", t="n 1", source="rumelhart1986")
def derivative_of_loss(y, t):
    """d (1/2) |y - t|^2/dy = (y - t)^T"""
    return Jacobian(half * square(y - t), y), Transpose(y - t)


@one_layer()
def derivative_of_layer_in_input(W, y, b, phi):
    """d phi(W y + b)/dy = Diag(phi'(W y + b)) W"""
    return Jacobian(layer(W, y, b, phi), y), slopes(W, y, b, phi) * W


@one_layer()
def derivative_of_layer_in_bias(W, y, b, phi):
    """d phi(W y + b)/db = Diag(phi'(W y + b))"""
    return Jacobian(layer(W, y, b, phi), b), slopes(W, y, b, phi)


@one_layer()
def derivative_of_layer_in_weights(W, y, b, phi, m):
    """d phi(W y + b)/dW = Diag(phi'(W y + b)) (y^T (x) I_m)"""
    return Jacobian(layer(W, y, b, phi), W), slopes(W, y, b, phi) * kron(y.T, I(m))


@identity(topic="kronecker", e="m 1", y="n 1", source="rumelhart1986")
def row_times_kron_is_outer_product(e, y, m):
    """e^T (y^T (x) I_m) = vec^T(e y^T)"""
    return e.T * kron(y.T, I(m)), vec(e * y.T).T


def loss(W, y, b, V, c, t, phi):
    """Return the loss of a network of two layers."""
    return half * square(layer(V, layer(W, y, b, phi), c, phi) - t)


def network_names(W, y, b, V, c, t, phi):
    """Return the short names of the statements about the network of two layers."""
    hidden = layer(W, y, b, phi)
    return [("z_1", W * y + b), ("z_2", V * hidden + c), ("j", loss(W, y, b, V, c, t, phi))]


NETWORK = {"W": "m n", "y": "n 1", "b": "m 1", "V": "p m", "c": "p 1", "t": "p 1", "phi": "function"}
NETWORK |= {"short": network_names}
two_layers = partial(identity, topic="networks", source="rumelhart1986", **NETWORK)


@two_layers()
def backpropagation(W, y, b, V, c, t, phi, m):
    """dj/dW = e^T Diag(phi'(z_2)) V Diag(phi'(z_1)) (y^T (x) I_m), z_1 = W y + b, z_2 = V phi(z_1) + c, e = phi(z_2) - t"""
    hidden = layer(W, y, b, phi)
    row = Transpose(layer(V, hidden, c, phi) - t), slopes(V, hidden, c, phi), V, slopes(W, y, b, phi)
    return Jacobian(loss(W, y, b, V, c, t, phi), W), MatMul(*row, kron(y.T, I(m)))


@two_layers()
def backpropagation_by_errors(W, y, b, V, c, t, phi):
    """dj/dW = vec^T(e_1 y^T), e_1 = Diag(phi'(z_1)) V^T e_2, e_2 = Diag(phi'(z_2)) (phi(z_2) - t), z_i of layer i"""
    hidden = layer(W, y, b, phi)
    last = slopes(V, hidden, c, phi) * (layer(V, hidden, c, phi) - t)
    return Jacobian(loss(W, y, b, V, c, t, phi), W), vec(slopes(W, y, b, phi) * V.T * last * y.T).T
