"""Diagrams of objects: a permutation, the layers of a network, the parallelogram of a determinant."""

from itertools import pairwise

import numpy as np
from matplotlib.colors import to_rgb

from veckron.book.figures.style import BLUE, GREY, INK, PALETTE, arrow, as_matrix, chart, sheet, styled, tint

WIDE = 2.6  # from one layer to the next, where two units are 1 apart


@styled
def draw_permutation(K, names, groups):
    """Draw a permutation matrix K, (n, n), as lines from place j of v, on the left, to place i of K v, where K_ij = 1.

    ``names`` are those of the n entries of v. So many neighbours on the left as ``groups`` says share a colour: m where
    v = vec A and A has m rows. ValueError where K is not a permutation matrix, or for another number of names.

    source: magnus2019, 3.7
    """
    K = as_matrix("draw_permutation", K, "K")
    n = len(K)
    if K.shape[1] != n or not np.array_equal(K @ K.T, np.eye(n)) or (K < 0).any():
        raise ValueError(f"draw_permutation: wants one 1 in each row and column, (n, n), got shape {K.shape}")
    if len(names) != n:
        raise ValueError(f"draw_permutation: wants {n} names for K of shape {K.shape}, got {len(names)}")
    ax, _ = sheet(5, n, cell=0.36)
    for i, j in enumerate(K.argmax(axis=1)):
        colour = PALETTE[j // groups % len(PALETTE)]
        ax.plot([1, 4], [j + 0.5, i + 0.5], color=colour, marker="o", markersize=5, clip_on=False)
        ax.text(0.7, j + 0.5, names[j], ha="right", va="center")
        ax.text(4.3, i + 0.5, names[j], ha="left", va="center")


@styled
def draw_layers(sizes):
    """Draw a network with n_1, ..., n_m units as a row of layers, each unit joined to all of the next layer.

    The shapes of y_1, ..., y_m and of W_1, ..., W_{m-1} stand below. ValueError where a size is no positive integer.
    """
    if not sizes or any(n != int(n) or n < 1 for n in sizes):
        raise ValueError(f"draw_layers: wants positive integers n_1, ..., n_m, got {tuple(sizes)}")
    largest = max(sizes)
    ax, _ = sheet(WIDE * (len(sizes) - 1) + 1, largest + 1.6, cell=0.5)
    places = [(WIDE * i + 0.5, (largest - n) / 2 + 0.5 + np.arange(n)) for i, n in enumerate(sizes)]
    for i, (x, y) in enumerate(places, 1):
        ax.plot(0 * y + x, y, "o", markersize=15, markerfacecolor=tint(BLUE, 0.3), markeredgecolor=INK, zorder=3)
        ax.text(x, largest + 0.15, f"$y_{{{i}}}$\n{len(y)} \u00d7 1", ha="center", va="top")
    for i, ((x, y), (u, v)) in enumerate(pairwise(places), 1):
        for a, b in np.ndindex(len(y), len(v)):
            ax.plot([x, u], [y[a], v[b]], color=GREY, linewidth=0.8)
        text = f"$W_{{{i}}}$\n{len(v)} \u00d7 {len(y)}"
        ax.text((x + u) / 2, largest + 0.15, text, ha="center", va="top", color=BLUE)


@styled
def draw_parallelogram(*matrices, labels):
    """Draw for each A, (2, 2), the parallelogram of its columns; its label and det A, the area with a sign, in a legend.

    ValueError for another shape, or where there is not one label for each.
    """
    matrices = [as_matrix("draw_parallelogram", A, "A", (2, 2)) for A in matrices]
    if len(labels) != len(matrices):
        raise ValueError(f"draw_parallelogram: wants {len(matrices)} labels, got {len(labels)}")
    ax = chart()
    for A, label, colour in zip(matrices, labels, PALETTE):
        name, inside = f"{label}: {np.linalg.det(A):.3g}", (*to_rgb(colour), 0.22)
        corners = A @ np.array([[0, 1, 1, 0], [0, 0, 1, 1]])
        ax.fill(*corners, facecolor=inside, edgecolor=colour, linewidth=1, label=name)
        for column in A.T:
            arrow(ax, (0, 0), column, color=colour, linewidth=2)
    ax.set_aspect("equal")
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1))
