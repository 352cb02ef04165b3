"""The network learns the irises, the same way every time."""

import numpy as np
import pytest

from veckron.book.datasets import load_iris
from veckron.book.training import confusion, initial_weights, predict, targets, train

MEASUREMENTS, SPECIES = load_iris()
CLASSES = np.unique(SPECIES, return_inverse=True)[1]
HELD_OUT = np.arange(150) % 5 == 0  # ten flowers of each species
SEEN = MEASUREMENTS[~HELD_OUT]
X = ((MEASUREMENTS - SEEN.mean(axis=0)) / SEEN.std(axis=0)).T


def learn(**options):
    """Weights and learning curve of a 4-5-3 network on the 120 flowers that are not held out."""
    return train(initial_weights((4, 5, 3)), X[:, ~HELD_OUT], targets(CLASSES[~HELD_OUT], 3), **options)


@pytest.mark.parametrize("options, right", [({}, 118), ({"momentum": 0.9}, 119)])
def test_accuracy_on_seen_and_held_out_flowers(options, right):
    weights, curve = learn(**options)
    found = predict(weights, X) == CLASSES
    assert found[~HELD_OUT].sum() >= right and found[HELD_OUT].sum() >= 29
    assert curve.shape == (1001,) and curve[-1] < 0.06 and curve[0] > 1


def test_plain_descent_never_rises_here():
    assert (np.diff(learn(steps=200)[1]) < 0).all()


def test_training_is_deterministic_and_leaves_the_start_alone():
    start = initial_weights((4, 5, 3), seed=3)
    copies = [(W.copy(), b.copy()) for W, b in start]
    curves = [train(start, X, targets(CLASSES, 3), steps=20)[1] for _ in range(2)]
    assert (curves[0] == curves[1]).all()
    assert all((W == V).all() and (b == c).all() for (W, b), (V, c) in zip(start, copies))


def test_confusion_counts_every_sample():
    C = confusion([0, 1, 1, 2], [0, 2, 1, 2], 3)
    assert C.tolist() == [[1, 0, 0], [0, 1, 1], [0, 0, 1]]


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: initial_weights((4,)), r"two or more positive integers.*\(4,\)"),
        (lambda: initial_weights((4, 0)), r"\(4, 0\)"),
        (lambda: targets([0, 3], 3), r"0 to 2.*\[0, 3\]"),
        (lambda: targets([[0, 1]], 3), r"\(samples,\)"),
        (lambda: confusion([0, 1], [0], 2), r"equal shapes, got \(2,\) and \(1,\)"),
        (lambda: train(initial_weights((4, 3)), X.T, targets(CLASSES, 3)), r"\(3, 150\)"),
    ],
)
def test_bad_input_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
