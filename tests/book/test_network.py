"""The network's derivative by three routes, at layers of unequal sizes; it learns the irises, the same way every time."""

import numpy as np
import pytest

from veckron.book import backward, errors, finite_difference, forward, initial_weights
from veckron.book import load_iris, loss, predict, targets, train
from veckron.expressions import vec

SIZES = (4, 5, 3, 2)
LOGISTIC = (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2)
SQUARE = (np.square, lambda z: 2 * z)
DRAW = np.random.default_rng(7).standard_normal
WEIGHTS = [(W, DRAW(b.shape)) for W, b in initial_weights(SIZES, seed=1)]
X, T = DRAW((4, 6)), DRAW((2, 6))

MEASUREMENTS, SPECIES = load_iris()
CLASSES = np.unique(SPECIES, return_inverse=True)[1]
HELD_OUT = np.arange(150) % 5 == 0  # ten flowers of each species
SEEN = MEASUREMENTS[~HELD_OUT]
FLOWERS = ((MEASUREMENTS - SEEN.mean(axis=0)) / SEEN.std(axis=0)).T


def with_layer(i, W=None, b=None):
    """WEIGHTS with another W_i or b_i."""
    old_W, old_b = WEIGHTS[i - 1]
    return [*WEIGHTS[: i - 1], (old_W if W is None else W, old_b if b is None else b), *WEIGHTS[i:]]


def distance(A, B):
    """||A - B|| / ||B||."""
    return np.linalg.norm(A - B) / np.linalg.norm(B)


@pytest.mark.parametrize("i", [1, 2, 3])
@pytest.mark.parametrize("phi", [None, LOGISTIC, SQUARE])
def test_gradients_agree_with_finite_differences(i, phi):
    options = {} if phi is None else {"phi": phi}
    G, g = backward(WEIGHTS, X, T, **options)[i - 1]
    W, b = WEIGHTS[i - 1]
    of_W = finite_difference(lambda W: loss(with_layer(i, W=W), X, T, **options), W)
    of_b = finite_difference(lambda b: loss(with_layer(i, b=b), X, T, **options), b)
    assert G.shape == W.shape and g.shape == b.shape
    assert distance(vec(G).T, of_W) < 1e-8 and distance(g.T, of_b) < 1e-8


def test_without_the_last_slope_the_gradient_is_wrong():
    ys, _ = forward(WEIGHTS, X)
    wrong = (ys[-1] - T) @ ys[-2].T
    assert distance(wrong, backward(WEIGHTS, X, T)[-1][0]) > 0.1


def test_forward_and_loss_by_hand():
    weights = [
        (np.array([[1, 2], [0, 1], [3, 0]]), np.array([[0], [1], [0]])),
        (np.array([[1, 1, 1]]), np.array([[-2]])),
    ]
    ys, zs = forward(weights, np.array([[1], [2]]), SQUARE)
    assert [z.ravel().tolist() for z in zs] == [[5, 3, 3], [41]] and ys[-1].tolist() == [[1681]]
    assert loss(weights, np.array([[1], [2]]), np.array([[1680]]), SQUARE) == 0.5


def test_shapes_of_errors():
    assert [e.shape for e in errors(WEIGHTS, X, T)] == [(5, 6), (3, 6), (2, 6)]


def test_finite_difference_of_a_matrix_function_is_ordered_like_vec():
    A, B = DRAW((5, 2)), DRAW((3, 4))
    J = finite_difference(lambda X: A @ X @ B, DRAW((2, 3)))
    np.testing.assert_allclose(J, np.kron(B.T, A), atol=1e-9)


def test_error_of_finite_differences_is_of_second_order():
    W = np.array([[0.3, -0.7]])
    exact = np.diagflat(3 * W**2)
    coarse, fine = [np.abs(finite_difference(lambda W: W**3, W, step=h) - exact).max() for h in (1e-2, 1e-3)]
    assert coarse / fine == pytest.approx(100, rel=1e-3)


def learn(**options):
    """Weights and learning curve of a 4-5-3 network on the 120 flowers that are not held out."""
    return train(initial_weights((4, 5, 3)), FLOWERS[:, ~HELD_OUT], targets(CLASSES[~HELD_OUT], 3), **options)


@pytest.mark.parametrize("options, right", [({}, 118), ({"momentum": 0.9}, 119)])
def test_accuracy_on_seen_and_held_out_flowers(options, right):
    weights, curve = learn(**options)
    found = predict(weights, FLOWERS) == CLASSES
    assert found[~HELD_OUT].sum() >= right and found[HELD_OUT].sum() >= 29
    assert curve.shape == (1001,) and curve[-1] < 0.06 and curve[0] > 1


def test_plain_descent_never_rises_here():
    assert (np.diff(learn(steps=200)[1]) < 0).all()


def test_training_is_deterministic_and_leaves_the_start_alone():
    start = initial_weights((4, 5, 3), seed=3)
    copies = [(W.copy(), b.copy()) for W, b in start]
    curves = [train(start, FLOWERS, targets(CLASSES, 3), steps=20)[1] for _ in range(2)]
    assert (curves[0] == curves[1]).all()
    assert all((W == V).all() and (b == c).all() for (W, b), (V, c) in zip(start, copies))


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: forward(WEIGHTS, DRAW(4)), r"forward.*\(m, n\).*\(4,\)"),
        (lambda: forward(WEIGHTS, DRAW((3, 6))), r"layer 1 wants W of shape \(5, 3\).*got \(5, 4\)"),
        (lambda: forward([WEIGHTS[0], WEIGHTS[2]], X), r"layer 2 wants W of shape \(2, 5\).*got \(2, 3\)"),
        (lambda: forward(with_layer(2, b=np.zeros(3)), X), r"b of shape \(3, 1\).*got \(3, 5\) and \(3,\)"),
        (lambda: forward(with_layer(1, W=np.float64(2)), X), r"layer 1 wants W"),
        (lambda: loss(WEIGHTS, X, T[0]), r"loss: wants targets of shape \(2, 6\), got \(6,\)"),
        (lambda: backward(WEIGHTS, X, T.T), r"wants targets of shape \(2, 6\), got \(6, 2\)"),
        (lambda: finite_difference(np.sum, DRAW(3)), r"finite_difference.*\(3,\)"),
        (lambda: finite_difference(np.sum, DRAW((3, 2)), step=0), "step h > 0, got 0"),
        (lambda: initial_weights((4,)), r"two or more positive integers.*\(4,\)"),
        (lambda: initial_weights((4, 0)), r"\(4, 0\)"),
        (lambda: targets([0, 3], 3), r"0 to 2.*\[0, 3\]"),
        (lambda: targets([[0, 1]], 3), r"\(samples,\)"),
        (lambda: train(initial_weights((4, 3)), FLOWERS.T, targets(CLASSES, 3)), r"\(3, 150\)"),
    ],
)
def test_bad_input_is_refused_with_its_shapes(call, words):
    with pytest.raises(ValueError, match=words):
        call()
