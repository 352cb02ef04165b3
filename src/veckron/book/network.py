"""The multilayer perceptron of chapter 4, and its derivative in closed Kronecker form.

Layers i = 1, ..., m-1 compute y_{i+1} = phi(W_i y_i + b_i); the loss is j = 1/2 ||y_m - t||^2.
`weights` is the list of the pairs (W_i, b_i), of shapes (n_{i+1}, n_i) and (n_{i+1}, 1), for i = 1, 2, ...
The columns of every y_i, of the inputs x = y_1 and of the targets t are samples.
`phi` is a pair: an elementwise function and its derivative.
"""

import numpy as np

from veckron import shapes
from veckron.expressions import unvec, vec

TANH = (np.tanh, lambda z: 1 - np.tanh(z) ** 2)


def forward(weights, x, phi=TANH):
    """y_{i+1} = phi(z_i), z_i = W_i y_i + b_i, from y_1 = x.

    Parameters
    ----------
    weights : list of the pairs (W_i, b_i)
    x : array of shape (n_1, samples)
    phi : pair of functions, optional

    Returns
    -------
    list y_1, ..., y_m of arrays of shapes (n_i, samples)
    list z_1, ..., z_{m-1} of arrays of shapes (n_{i+1}, samples)

    Raises
    ------
    ValueError
        If the shapes of two layers do not fit.

    Examples
    --------
    >>> ys, zs = forward([(np.array([[1, 2]]), np.array([[3]]))], np.array([[4], [5]]))
    >>> zs[0]
    array([[17]])

    source: rumelhart1986
    """
    ys, zs = [shapes.matrix(x, "forward")], []
    for layer, (W, b) in enumerate(weights, 1):
        check_layer(layer, W, b, ys[-1])
        zs.append(W @ ys[-1] + b)
        ys.append(phi[0](zs[-1]))
    return ys, zs


def loss(weights, x, t, phi=TANH):
    """j = 1/2 ||y_m - t||^2, summed over samples.

    Parameters
    ----------
    weights, x, phi : as for `forward`
    t : array of shape (n_m, samples)

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If shapes do not fit.

    Examples
    --------
    >>> float(loss([(np.eye(2), np.zeros((2, 1)))], np.zeros((2, 1)), np.array([[3], [4]])))
    12.5

    source: rumelhart1986
    """
    ys, _ = forward(weights, x, phi)
    return np.sum(residual(ys, t) ** 2) / 2


def residual(ys, t):
    """y_m - t, of shape (n_m, samples): the transpose, for each sample, of dj/dy_m."""
    if np.shape(t) != ys[-1].shape:
        raise ValueError(f"loss: wants targets of shape {ys[-1].shape}, got {np.shape(t)}")
    return ys[-1] - t


def errors(weights, x, t, phi=TANH):
    """e_{m-1} = diag(phi'(z_{m-1})) (y_m - t), e_i = diag(phi'(z_i)) W_{i+1}^T e_{i+1}.

    For each sample, e_i^T = dj/dz_i.

    Parameters
    ----------
    weights, x, t, phi : as for `loss`

    Returns
    -------
    list e_1, ..., e_{m-1} of arrays of shapes (n_{i+1}, samples)

    Raises
    ------
    ValueError
        If shapes do not fit.

    Examples
    --------
    >>> errors([(np.eye(2), np.zeros((2, 1)))], np.zeros((2, 1)), np.array([[3], [4]]))
    [array([[-3.], [-4.]])]

    source: rumelhart1986
    """
    ys, zs = forward(weights, x, phi)
    es = [phi[1](zs[-1]) * residual(ys, t)]  # diag(a) e is the entrywise product, column by column
    for (W, _), z in zip(weights[:0:-1], zs[-2::-1]):
        es.insert(0, phi[1](z) * (W.T @ es[0]))
    return es


def backward(weights, x, t, phi=TANH):
    """dj/dW_i = vec^T(e_i y_i^T), dj/db_i = e_i^T, each summed over samples.

    Parameters
    ----------
    weights, x, t, phi : as for `loss`

    Returns
    -------
    list of pairs of gradients (e_i y_i^T, e_i), of the shapes of W_i and b_i
        The vec of a gradient, transposed, is the derivative.

    Raises
    ------
    ValueError
        If shapes do not fit.

    Examples
    --------
    >>> weights, identity = [(np.eye(2), np.zeros((2, 1)))], (np.copy, np.ones_like)
    >>> backward(weights, np.array([[1], [0]]), np.array([[1], [4]]), identity)
    [(array([[ 0., 0.], [-4., 0.]]), array([[ 0.], [-4.]]))]

    source: rumelhart1986
    """
    ys, _ = forward(weights, x, phi)
    return [(e @ y.T, e.sum(axis=1, keepdims=True)) for e, y in zip(errors(weights, x, t, phi), ys)]


def jacobian_row(weights, i, x, t, phi=TANH):
    """dj/dW_i = (y_m - t)^T (prod_{j=m-1}^{i+1} diag(phi'(z_j)) W_j) diag(phi'(z_i)) (y_i^T (x) I).

    Multiplied out as it stands, for one sample; `backward` gives the same numbers sooner.

    Parameters
    ----------
    weights, t, phi : as for `loss`
    i : int
        The layer, from 1 to m-1.
    x : array of shape (n_1, 1)

    Returns
    -------
    array of shape (1, n_{i+1} n_i), in the order of vec W_i

    Raises
    ------
    ValueError
        If there is no layer i, if x has several columns, or if shapes do not fit.

    Examples
    --------
    >>> weights, identity = [(np.eye(2), np.zeros((2, 1)))], (np.copy, np.ones_like)
    >>> jacobian_row(weights, 1, np.array([[1], [0]]), np.array([[1], [4]]), identity)
    array([[ 0., -4.,  0.,  0.]])
    """
    check_one_sample(weights, i, x)
    ys, zs = forward(weights, x, phi)
    slopes = [np.diagflat(phi[1](z)) for z in zs]
    row = residual(ys, t).T
    for j in range(len(weights), i, -1):
        row = row @ slopes[j - 1] @ weights[j - 1][0]
    return row @ slopes[i - 1] @ np.kron(ys[i - 1].T, np.eye(len(zs[i - 1])))


def finite_difference(f, X, step=1e-5):
    """Column j is vec(f(X + h E_j) - f(X - h E_j)) / 2h, where vec E_j = e_j.

    Parameters
    ----------
    f : function of a matrix, with matrices or numbers as values
    X : array of shape (m, n)
    step : float, optional
        h > 0. The error is of order h^2, and rounding adds one of order 1e-16 / h.

    Returns
    -------
    array of shape (rows f * cols f, m n), near Df(X)

    Raises
    ------
    ValueError
        If X is not a matrix, or h is not positive.

    Examples
    --------
    >>> finite_difference(lambda X: X.T, np.zeros((1, 2)), step=0.5)
    array([[1., 0.], [0., 1.]])
    """
    m, n = shapes.matrix(X, "finite_difference").shape
    if not step > 0:
        raise ValueError(f"finite_difference: wants a step h > 0, got {step}")
    steps = [unvec(h, m, n) for h in np.hsplit(step * np.eye(m * n), m * n)]
    return np.hstack([vec(np.atleast_2d(f(X + H) - f(X - H))) / (2 * step) for H in steps])


def check_layer(layer, W, b, y):
    """Refuse W_i, b_i that do not fit y_i, with the three shapes."""
    rows, wanted = np.shape(W)[0] if np.ndim(W) else "n", y.shape[0]
    if np.shape(W) != (rows, wanted) or np.shape(b) != (rows, 1):
        raise ValueError(
            f"forward: layer {layer} wants W of shape ({rows}, {wanted}) and b of shape ({rows}, 1), "
            f"got {np.shape(W)} and {np.shape(b)} for y of shape {y.shape}"
        )


def check_one_sample(weights, i, x):
    """Refuse a layer that is not there, and several samples."""
    if i not in range(1, len(weights) + 1):
        raise ValueError(f"jacobian_row: wants a layer i from 1 to {len(weights)}, got {i}")
    if shapes.matrix(x, "jacobian_row").shape[1] != 1:
        raise ValueError(f"jacobian_row: wants one sample, x of shape (n_1, 1), got {x.shape}")
