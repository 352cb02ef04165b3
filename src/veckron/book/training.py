"""Gradient descent for the network of chapter 4, and the counting of its right answers."""

from itertools import pairwise

import numpy as np

from veckron.book.network import TANH, backward, forward, loss


def initial_weights(sizes, seed=0):
    """Random W_i with entries of variance 1/n_i, and b_i = 0.

    Parameters
    ----------
    sizes : sequence of int
        The numbers of units n_1, ..., n_m, at least two.
    seed : int, optional

    Returns
    -------
    list of m-1 pairs (W_i, b_i), of shapes (n_{i+1}, n_i) and (n_{i+1}, 1)

    Raises
    ------
    ValueError
        If there are fewer than two layers, or a size is not a positive integer.

    Examples
    --------
    >>> [W.shape for W, b in initial_weights((4, 5, 3))]
    [(5, 4), (3, 5)]
    """
    if len(sizes) < 2 or not all(isinstance(n, int) and n > 0 for n in sizes):
        raise ValueError(f"initial_weights: wants two or more positive integers, got {tuple(sizes)}")
    normal = np.random.default_rng(seed).standard_normal
    return [(normal((n, m)) / np.sqrt(m), np.zeros((n, 1))) for m, n in pairwise(sizes)]


def train(weights, x, t, steps=1000, rate=0.1, momentum=0.0, phi=TANH):
    """V <- momentum V - rate G, W <- W + V, where G is the gradient of the mean loss per sample.

    Parameters
    ----------
    weights, x, t, phi : as for `veckron.book.network.loss`
        Where the descent starts, and all its samples. `weights` is not changed.
    steps : int, optional
    rate, momentum : float, optional
        momentum = 0 is plain gradient descent.

    Returns
    -------
    list of the pairs (W_i, b_i) after the last step
    array of shape (steps + 1,), the mean loss per sample before the first step and after each

    Raises
    ------
    ValueError
        If shapes do not fit.

    Examples
    --------
    >>> _, curve = train(initial_weights((1, 2, 1)), np.array([[-1, 1]]), np.array([[1, -1]]))
    >>> bool(curve[-1] < 0.001 < curve[0])
    True

    source: rumelhart1986
    """
    samples, speed = x.shape[1], [(0 * W, 0 * b) for W, b in weights]
    curve = [loss(weights, x, t, phi) / samples]
    for _ in range(steps):
        speed = add(momentum, speed, -rate / samples, backward(weights, x, t, phi))
        weights = add(1, weights, 1, speed)
        curve.append(loss(weights, x, t, phi) / samples)
    return weights, np.array(curve)


def add(alpha, first, beta, second):
    """alpha W_i + beta V_i and alpha b_i + beta c_i, layer by layer."""
    return [(alpha * W + beta * V, alpha * b + beta * c) for (W, b), (V, c) in zip(first, second)]


def targets(classes, count):
    """One column per sample: +1 in the row of its class, -1 elsewhere.

    Parameters
    ----------
    classes : integers from 0 to count - 1, of shape (samples,)
    count : int

    Returns
    -------
    array of shape (count, samples)

    Raises
    ------
    ValueError
        If `classes` is not a list of such integers.

    Examples
    --------
    >>> targets([0, 2], 3)
    array([[ 1., -1.], [-1., -1.], [-1.,  1.]])
    """
    if np.ndim(classes) != 1 or not np.isin(classes, range(count)).all():
        raise ValueError(f"targets: wants integers 0 to {count - 1} of shape (samples,), got {classes!r}")
    return 2.0 * np.equal.outer(range(count), classes) - 1


def predict(weights, x, phi=TANH):
    """The class of each sample: the row of its largest entry in y_m.

    Parameters
    ----------
    weights, x, phi : as for `veckron.book.network.forward`

    Returns
    -------
    integers from 0 to n_m - 1, of shape (samples,)

    Raises
    ------
    ValueError
        If shapes do not fit.

    Examples
    --------
    >>> predict([(np.eye(2), np.zeros((2, 1)))], np.array([[1, 0, 0], [0, 1, 2]]))
    array([0, 1, 1])
    """
    ys, _ = forward(weights, x, phi)
    return ys[-1].argmax(axis=0)


def confusion(actual, predicted, count):
    """C_kl = the number of samples of class k that were taken for class l.

    Parameters
    ----------
    actual, predicted : integers from 0 to count - 1, of shape (samples,)
    count : int

    Returns
    -------
    array of integers of shape (count, count)
        The right answers stand on the diagonal.

    Raises
    ------
    ValueError
        If the two do not have the same length, or are not such integers.

    Examples
    --------
    >>> confusion([0, 0, 1], [0, 1, 1], 2)
    array([[1, 1], [0, 1]])
    """
    if np.shape(actual) != np.shape(predicted):
        raise ValueError(f"confusion: wants equal shapes, got {np.shape(actual)} and {np.shape(predicted)}")
    is_class, is_taken_for = targets(actual, count) > 0, targets(predicted, count) > 0
    return is_class.astype(int) @ is_taken_for.T.astype(int)
