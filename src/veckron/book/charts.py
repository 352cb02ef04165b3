"""Charts and diagrams: curves, points with their ellipses, values on a grid, images; permutations, networks."""

from itertools import pairwise

import numpy as np

from veckron.book.style import BLUE, GREY, INK, PALETTE, SIGNS, as_array, as_matrix, canvas, chart
from veckron.book.style import sheet, styled, tint

DASHES = ("-", "--", ":", "-.")  # so that curves differ without colour too
MARKERS = "os^Dv"
WIDE = 2.6  # from one layer to the next, where two units are 1 apart
LETTERS = {
    "V": "10001 10001 10001 10001 01010 01010 00100",
    "E": "11111 10000 10000 11110 10000 10000 11111",
    "C": "01110 10001 10000 10000 10000 10001 01110",
}


@styled
def draw_curves(x, curves, xlabel="", ylabel="", scale="linear", tangents=(), points=(), walls=(), ax=None):
    """Draw named curves, all of shape (n,), over the same x; infinite and missing values leave gaps.

    The scale is "linear", "semilogy" or "loglog"; ``tangents`` are (x, y, slope), for short lines, ``points`` (x, y),
    for dots, ``walls`` x, for vertical lines where a matrix is singular. ValueError for another shape or scale.
    """
    x = as_array("draw_curves", x, "x")
    if scale not in ("linear", "semilogy", "loglog"):
        raise ValueError(f'draw_curves: wants scale "linear", "semilogy" or "loglog", got {scale!r}')
    ax = chart(ax, xlabel, ylabel)
    ax.set(xscale="log" if scale == "loglog" else "linear", yscale="linear" if scale == "linear" else "log")
    for k, (name, y) in enumerate(curves.items()):
        ax.plot(x, as_curve(name, y, x), DASHES[k % 4], color=PALETTE[k % len(PALETTE)], label=name)
    steps = np.array([-1, 1]) * np.ptp(x) / 10
    for u, y, slope in tangents:
        ax.plot(u + steps, y + slope * steps, color=INK, linewidth=1.6)
        ax.plot(u, y, "o", color=INK, markersize=5)
    for wall in walls:
        ax.axvline(wall, color=GREY, linestyle=(0, (2, 3)), linewidth=1.5)
    ax.plot(*np.reshape(points, (-1, 2)).T, "o", color=INK, markersize=6)
    if len(curves) > 1:
        ax.legend()


def as_curve(name, y, x):
    """Return y as floats, NaN where it is infinite; refuse another shape than that of x."""
    y = np.array(y, dtype=float)
    if x.ndim != 1 or y.shape != x.shape:
        raise ValueError(f"draw_curves: wants x and {name!r} of one shape (n,), got {x.shape} and {y.shape}")
    return np.where(np.isfinite(y), y, np.nan)


@styled
def draw_scatter(points, groups=None, ellipses=(), xlabel="", ylabel=""):
    """Draw points, (n, 2), and ellipses (y - mu)^T Sigma^-1 (y - mu) = 4, which hold 86 % of a normal distribution.

    Points of one name in ``groups``, (n,), share a colour and a marker. Each pair (mu, Sigma), (2, 1) and (2, 2), takes
    the colour of a group, in the order in which they first appear.
    ValueError for other shapes, or where a Sigma is not symmetric positive definite.

    source: anderson2003, 2.3
    """
    points = as_matrix("draw_scatter", points, "points")
    groups = np.full(len(points), "") if groups is None else np.asarray(groups)
    if points.shape[1] != 2 or groups.shape != (len(points),):
        shapes = f"{points.shape} and {groups.shape}"
        raise ValueError(f"draw_scatter: wants points (n, 2) and groups (n,), got {shapes}")
    ax, names = chart(None, xlabel, ylabel), list(dict.fromkeys(groups.tolist()))
    for k, name in enumerate(names):
        colour, marker = PALETTE[k % len(PALETTE)], MARKERS[k % 5]
        ax.scatter(*points[groups == name].T, 26, colour, marker=marker, alpha=0.7, linewidth=0, label=name)
    for k, (mu, Sigma) in enumerate(ellipses):
        ax.plot(*ellipse(mu, Sigma), color=PALETTE[k % len(PALETTE)], linestyle=DASHES[k % 4])
    if len(names) > 1:
        ax.legend()


def ellipse(mu, Sigma):
    """Points mu + 2 L u, where L L^T = Sigma and u goes around the unit circle; of shape (2, 200)."""
    mu = as_matrix("draw_scatter", mu, "mu", (2, 1))
    Sigma = as_matrix("draw_scatter", Sigma, "Sigma", (2, 2))
    if not np.allclose(Sigma, Sigma.T) or np.linalg.eigvalsh(Sigma).min() <= 0:
        raise ValueError(f"draw_scatter: wants Sigma symmetric positive definite, got {Sigma.tolist()}")
    angle = np.linspace(0, 2 * np.pi, 200)
    return mu + 2.0 * np.linalg.cholesky(Sigma) @ np.array([np.cos(angle), np.sin(angle)])


@styled
def draw_field(U, x, y, levels=8, ax=None):
    """Draw u(x, y) from its values U_ij at (x_i, y_j): blue above zero, orange below, with lines of equal value.

    x, (m,), and y, (n,), are equally spaced; ``levels`` is how many lines, or their values.
    ValueError where U does not have the shape (m, n).
    """
    x, y = as_array("draw_field", x, "x"), as_array("draw_field", y, "y")
    U = as_matrix("draw_field", U, "U", (x.size, y.size))
    ax, largest = chart(ax, "$x$", "$y$"), np.abs(U).max() or 1.0
    ax.pcolormesh(x, y, U.T, cmap=SIGNS, vmin=-largest, vmax=largest, shading="gouraud")
    if np.ptp(U):
        short = lambda value: f"{value:g}".replace("-", "\u2212")
        ax.clabel(ax.contour(x, y, U.T, levels, colors=INK, linewidths=0.8), fontsize=8, fmt=short)
    ax.set(aspect="equal", xticks=np.linspace(x[0], x[-1], 3), yticks=np.linspace(y[0], y[-1], 3))
    ax.grid(False)


@styled
def draw_images(images, labels):
    """Draw matrices of one shape (m, n) as images in grey, 0 white and 1 black, two in a row, each over its label.

    ValueError where the images differ in shape, or there is not one label for each.
    """
    if not images or len(labels) != len(images):
        raise ValueError(f"draw_images: wants one label for each image, got {len(images)} and {len(labels)}")
    m, n = as_matrix("draw_images", images[0], labels[0]).shape
    images, rows = [as_matrix("draw_images", *pair, (m, n)) for pair in zip(images, labels)], -(-len(images) // 2)
    axes = np.ravel(canvas(2, rows, 4.2, rows * (2.1 * m / n + 0.3)))
    for ax, image, label in zip(axes, images, labels):
        ax.imshow(image, cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
        ax.set(xticks=[], yticks=[], xlabel=label)
        ax.grid(False)
        ax.spines[:].set_visible(True)
    for ax in axes[len(images) :]:
        ax.set_axis_off()


def sample_image():
    """Return a small image, (48, 64): three letters, a disc and a wedge that grows darker, between 0 and 1."""
    image = np.zeros((48, 64))
    for k, letter in enumerate(LETTERS.values()):
        bits = [[float(bit) for bit in row] for row in letter.split()]
        image[4:25, 6 + 18 * k : 21 + 18 * k] = np.kron(bits, np.ones((3, 3)))
    i, j = np.indices(image.shape)
    image[(i - 36) ** 2 + (j - 14) ** 2 <= 52] = 0.7
    image[31:42, 28:58] = np.linspace(0.1, 1, 30)
    return image


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
