"""The multilayer perceptron of chapter 4, its derivative in closed Kronecker form, and its training.

Layers i = 1, ..., m-1 compute y_{i+1} = phi(z_i), z_i = W_i y_i + b_i, from the inputs y_1 = x; the loss is
j = 1/2 ||y_m - t||^2. `weights` is the list of the pairs (W_i, b_i), of shapes (n_{i+1}, n_i) and (n_{i+1}, 1).
The columns of every y_i, (n_i, samples), of x and of the targets t, (n_m, samples), are samples.
`phi` is a pair: an elementwise function and its derivative. Every function raises ValueError where shapes do not fit.

source: rumelhart1986
"""

from itertools import pairwise

import numpy as np

from veckron import shapes
from veckron.expressions import unvec, vec

TANH = (np.tanh, lambda z: 1 - np.tanh(z) ** 2)


def forward(weights, x, phi=TANH):
    """Return the lists y_1, ..., y_m, of shapes (n_i, samples), and z_1, ..., z_{m-1}, of shapes (n_{i+1}, samples).

    >>> ys, zs = forward([(np.array([[1, 2]]), np.array([[3]]))], np.array([[4], [5]]))
    >>> zs[0]
    array([[17]])
    """
    ys, zs = [shapes.matrix(x, "forward")], []
    for layer, (W, b) in enumerate(weights, 1):
        check_layer(layer, W, b, ys[-1])
        zs.append(W @ ys[-1] + b)
        ys.append(phi[0](zs[-1]))
    return ys, zs


def check_layer(layer, W, b, y):
    """Refuse W_i, b_i that do not fit y_i, with the three shapes."""
    rows, wanted = np.shape(W)[0] if np.ndim(W) else "n", y.shape[0]
    if np.shape(W) != (rows, wanted) or np.shape(b) != (rows, 1):
        raise ValueError(
            f"forward: layer {layer} wants W of shape ({rows}, {wanted}) and b of shape ({rows}, 1), "
            f"got {np.shape(W)} and {np.shape(b)} for y of shape {y.shape}"
        )


def loss(weights, x, t, phi=TANH):
    """Return j = 1/2 ||y_m - t||^2, summed over samples.

    >>> float(loss([(np.eye(2), np.zeros((2, 1)))], np.zeros((2, 1)), np.array([[3], [4]])))
    12.5
    """
    return np.sum(residual(forward(weights, x, phi)[0], t) ** 2) / 2


def residual(ys, t):
    """y_m - t, of shape (n_m, samples): the transpose, for each sample, of dj/dy_m."""
    if np.shape(t) != ys[-1].shape:
        raise ValueError(f"loss: wants targets of shape {ys[-1].shape}, got {np.shape(t)}")
    return ys[-1] - t


def errors(weights, x, t, phi=TANH):
    """Return e_1, ..., e_{m-1}, of shapes (n_{i+1}, samples): for each sample, e_i^T = dj/dz_i.

    e_{m-1} = diag(phi'(z_{m-1})) (y_m - t), e_i = diag(phi'(z_i)) W_{i+1}^T e_{i+1}.

    >>> errors([(np.eye(2), np.zeros((2, 1)))], np.zeros((2, 1)), np.array([[3], [4]]))
    [array([[-3.], [-4.]])]
    """
    ys, zs = forward(weights, x, phi)
    es = [phi[1](zs[-1]) * residual(ys, t)]  # diag(a) e is the entrywise product, column by column
    for (W, _), z in zip(weights[:0:-1], zs[-2::-1]):
        es.insert(0, phi[1](z) * (W.T @ es[0]))
    return es


def backward(weights, x, t, phi=TANH):
    """Return the gradients (e_i y_i^T, e_i), summed over samples, of the shapes of W_i and b_i.

    dj/dW_i = vec^T(e_i y_i^T), dj/db_i = e_i^T.

    >>> weights, identity = [(np.eye(2), np.zeros((2, 1)))], (np.copy, np.ones_like)
    >>> backward(weights, np.array([[1], [0]]), np.array([[1], [4]]), identity)
    [(array([[ 0., 0.], [-4., 0.]]), array([[ 0.], [-4.]]))]
    """
    ys, _ = forward(weights, x, phi)
    return [(e @ y.T, e.sum(axis=1, keepdims=True)) for e, y in zip(errors(weights, x, t, phi), ys)]


def finite_difference(f, X, step=1e-5):
    """Return vec(f(X + h E_j) - f(X - h E_j)) / 2h, vec E_j = e_j, side by side: (rows f * cols f, m n), near Df(X).

    X is of shape (m, n), h > 0. The error is of order h^2, and rounding adds one of order 1e-16 / h.

    >>> finite_difference(lambda X: X.T, np.zeros((1, 2)), step=0.5)
    array([[1., 0.], [0., 1.]])
    """
    m, n = shapes.matrix(X, "finite_difference").shape
    if not step > 0:
        raise ValueError(f"finite_difference: wants a step h > 0, got {step}")
    steps = [unvec(h, m, n) for h in np.hsplit(step * np.eye(m * n), m * n)]
    return np.hstack([vec(np.atleast_2d(f(X + H) - f(X - H))) / (2 * step) for H in steps])


def initial_weights(sizes, seed=0):
    """Return random W_i with entries of variance 1/n_i, and b_i = 0, for two or more numbers of units n_1, ..., n_m.

    >>> [W.shape for W, b in initial_weights((4, 5, 3))]
    [(5, 4), (3, 5)]
    """
    if len(sizes) < 2 or not all(isinstance(n, int) and n > 0 for n in sizes):
        raise ValueError(f"initial_weights: wants two or more positive integers, got {tuple(sizes)}")
    normal = np.random.default_rng(seed).standard_normal
    return [(normal((n, m)) / np.sqrt(m), np.zeros((n, 1))) for m, n in pairwise(sizes)]


def train(weights, x, t, steps=1000, rate=0.1, momentum=0.0):
    """Return the weights after V <- momentum V - rate G, W <- W + V, where G is the gradient of the mean loss per sample.

    With them comes that loss, (steps + 1,), before the first step and after each. The given weights are not changed.

    >>> _, curve = train(initial_weights((1, 2, 1)), np.array([[-1, 1]]), np.array([[1, -1]]))
    >>> bool(curve[-1] < 0.001 < curve[0])
    True
    """
    samples, speed = x.shape[1], [(0 * W, 0 * b) for W, b in weights]
    curve = [loss(weights, x, t) / samples]
    for _ in range(steps):
        speed = add(momentum, speed, -rate / samples, backward(weights, x, t))
        weights = add(1, weights, 1, speed)
        curve.append(loss(weights, x, t) / samples)
    return weights, np.array(curve)


def add(alpha, first, beta, second):
    """alpha W_i + beta V_i and alpha b_i + beta c_i, layer by layer."""
    return [(alpha * W + beta * V, alpha * b + beta * c) for (W, b), (V, c) in zip(first, second)]


def predict(weights, x):
    """Return the class of each sample, (samples,): the row, from 0, of its largest entry in y_m.

    >>> predict([(np.eye(2), np.zeros((2, 1)))], np.array([[1, 0, 0], [0, 1, 2]]))
    array([0, 1, 1])
    """
    return forward(weights, x)[0][-1].argmax(axis=0)


def targets(classes, count):
    """Return one column per sample, (count, samples): +1 in the row of its class, 0 to count - 1, and -1 elsewhere.

    >>> targets([0, 2], 3)
    array([[ 1., -1.], [-1., -1.], [-1.,  1.]])
    """
    if np.ndim(classes) != 1 or not np.isin(classes, range(count)).all():
        raise ValueError(f"targets: wants integers 0 to {count - 1} of shape (samples,), got {classes!r}")
    return 2.0 * np.equal.outer(range(count), classes) - 1
