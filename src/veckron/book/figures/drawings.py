"""Drawings of objects: the parallelogram of a determinant, the layers of a network."""

import numpy as np
from matplotlib.colors import to_rgb

from veckron.book.figures.matrices import arrow
from veckron.book.figures.style import BLUE, GREY, INK, PALETTE, as_matrix, chart, sheet, styled, tint

WIDE = 2.6  # from one layer to the next, where two units are 1 apart


@styled
def draw_parallelogram(*matrices, labels=None, ax=None):
    """Draw for each A the parallelogram of its columns, whose area, with a sign, is det A.

    Parameters
    ----------
    matrices : one or more matrices of shape (2, 2)
    labels : list of str, optional
        What to write in the legend before each determinant; by default det.
    ax : Axes, optional

    Raises
    ------
    ValueError
        If a matrix does not have the shape (2, 2), or there is not one label for each.

    Examples
    --------
    >>> draw_parallelogram([[3, 1], [0, 2]], [[3, 2], [0, 3]], labels=["before", "after"])
    """
    matrices = [as_matrix("draw_parallelogram", A, "A", (2, 2)) for A in matrices]
    labels = ["det"] * len(matrices) if labels is None else labels
    if len(labels) != len(matrices):
        raise ValueError(f"draw_parallelogram: wants {len(matrices)} labels, got {len(labels)}")
    ax = chart(ax)
    for A, label, colour in zip(matrices, labels, PALETTE):
        draw_area(ax, A, f"{label}: {np.linalg.det(A):.3g}", colour)
    ax.set_aspect("equal")
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1))


def draw_area(ax, A, label, colour):
    """The parallelogram 0, a_1, a_1 + a_2, a_2, with its two columns as arrows."""
    corners = A @ np.array([[0, 1, 1, 0], [0, 0, 1, 1]])
    ax.fill(*corners, facecolor=(*to_rgb(colour), 0.22), edgecolor=colour, linewidth=1, label=label)
    for column in A.T:
        arrow(ax, (0, 0), column, color=colour, linewidth=2)


@styled
def draw_layers(sizes, names=None, weights=None, ax=None):
    """Draw a network as a row of layers, each unit joined to all of the next layer, with the shapes below.

    Parameters
    ----------
    sizes : sequence of int
        The numbers of units n_1, ..., n_m.
    names : list of m str, optional
        Of the layers, by default y_1, ..., y_m.
    weights : list of m-1 str, optional
        Of the matrices between them, by default W_1, ..., W_{m-1}.
    ax : Axes, optional

    Raises
    ------
    ValueError
        If a size is not a positive integer, or there are not so many names.

    Examples
    --------
    >>> draw_layers((4, 5, 3))
    """
    m = len(sizes)
    names = [f"$y_{{{i}}}$" for i in range(1, m + 1)] if names is None else names
    weights = [f"$W_{{{i}}}$" for i in range(1, m)] if weights is None else weights
    check_layers(sizes, names, weights)
    height = max(sizes) + 1.6
    ax, _ = sheet(ax, WIDE * (m - 1) + 1, height, cell=0.5)
    for i in range(m):
        draw_layer(ax, i, sizes[i], f"{names[i]}\n{sizes[i]} \u00d7 1", max(sizes))
    for i in range(m - 1):
        draw_weights(ax, i, sizes[i : i + 2], f"{weights[i]}\n{sizes[i + 1]} \u00d7 {sizes[i]}", max(sizes))


def check_layers(sizes, names, weights):
    """Refuse sizes that are not positive integers, and too few or too many names."""
    if not sizes or any(n != int(n) or n < 1 for n in sizes):
        raise ValueError(f"draw_layers: wants positive integers n_1, ..., n_m, got {tuple(sizes)}")
    if (len(names), len(weights)) != (len(sizes), len(sizes) - 1):
        raise ValueError(
            f"draw_layers: wants {len(sizes)} names and {len(sizes) - 1} weights, got {len(names)} and {len(weights)}"
        )


def units(i, size, largest):
    """Where the units of layer i stand: x, y of shapes (size,)."""
    return np.full(size, WIDE * i + 0.5), (largest - size) / 2 + 0.5 + np.arange(size)


def draw_layer(ax, i, size, text, largest):
    """One column of units, with its name and shape below."""
    x, y = units(i, size, largest)
    ax.plot(x, y, "o", markersize=15, markerfacecolor=tint(BLUE, 0.3), markeredgecolor=INK, zorder=3)
    ax.text(x[0], largest + 0.15, text, ha="center", va="top")


def draw_weights(ax, i, sizes, text, largest):
    """A line from each unit of a layer to each of the next, with the name and shape of W below."""
    (x, y), (u, v) = units(i, sizes[0], largest), units(i + 1, sizes[1], largest)
    for a, b in np.ndindex(*sizes):
        ax.plot([x[a], u[b]], [y[a], v[b]], color=GREY, linewidth=0.8)
    ax.text((x[0] + u[0]) / 2, largest + 0.15, text, ha="center", va="top", color=BLUE)
