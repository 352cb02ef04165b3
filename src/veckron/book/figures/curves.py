"""Pictures with axes: curves with their tangents, and points with their ellipses."""

import numpy as np

from veckron.book.figures.style import GREY, INK, PALETTE, as_array, as_matrix, chart, styled

DASHES = ("-", "--", ":", "-.")  # so that curves differ without colour too
MARKERS = "os^Dv"


@styled
def draw_curves(x, curves, xlabel="", ylabel="", scale="linear", tangents=(), points=(), walls=(), ax=None):
    """Draw named curves over the same x, with tangents, points and vertical lines where wanted.

    Parameters
    ----------
    x : array of shape (n,)
    curves : dict of str to array of shape (n,)
        Infinite and missing values leave gaps. With two curves or more, the names stand in a legend.
    xlabel, ylabel : str, optional
    scale : "linear", "semilogy" or "loglog", optional
    tangents : list of (x, y, slope), optional
        A short line through (x, y).
    points, walls : lists of (x, y) and of x, optional
        Dots, and dashed vertical lines, for instance where a matrix is singular.
    ax : Axes, optional

    Raises
    ------
    ValueError
        If a curve does not have the shape of x, or the scale is another.

    Examples
    --------
    >>> x = np.linspace(0, 2, 50)
    >>> draw_curves(x, {"square": x**2, "cube": x**3}, xlabel="x", tangents=[(1, 1, 2)])
    """
    x = as_array("draw_curves", x, "x")
    if scale not in ("linear", "semilogy", "loglog"):
        raise ValueError(f'draw_curves: wants scale "linear", "semilogy" or "loglog", got {scale!r}')
    ax = chart(ax, xlabel, ylabel)
    ax.set(xscale="log" if scale == "loglog" else "linear", yscale="linear" if scale == "linear" else "log")
    for k, (name, y) in enumerate(curves.items()):
        ax.plot(x, as_curve(name, y, x), DASHES[k % 4], color=PALETTE[k % len(PALETTE)], label=name)
    draw_tangents(ax, tangents, np.ptp(x) / 10)
    for place in walls:
        ax.axvline(place, color=GREY, linestyle=(0, (2, 3)), linewidth=1.5)
    ax.plot(*np.reshape(points, (-1, 2)).T, "o", color=INK, markersize=6)
    if len(curves) > 1:
        ax.legend()


def as_curve(name, y, x):
    """Return y as floats, NaN where it is infinite; refuse another shape than that of x."""
    y = np.array(y, dtype=float)
    if x.ndim != 1 or y.shape != x.shape:
        raise ValueError(f"draw_curves: wants x and {name!r} of one shape (n,), got {x.shape} and {y.shape}")
    return np.where(np.isfinite(y), y, np.nan)


def draw_tangents(ax, tangents, reach):
    """A line of the given slope through each (x, y), as far as `reach` on both sides, and a dot."""
    for x, y, slope in tangents:
        steps = np.array([-reach, reach])
        ax.plot(x + steps, y + slope * steps, color=INK, linewidth=1.6)
        ax.plot(x, y, "o", color=INK, markersize=5)


@styled
def draw_scatter(points, groups=None, ellipses=(), radius=2.0, xlabel="", ylabel="", ax=None):
    """Draw points in the plane and ellipses (y - mu)^T Sigma^-1 (y - mu) = radius^2.

    Parameters
    ----------
    points : matrix of shape (n, 2)
        One row per point.
    groups : names of shape (n,), optional
        Points of one name share a colour and a marker; the names stand in a legend.
    ellipses : list of (mu, Sigma), optional
        Columns of shape (2, 1) and symmetric positive definite matrices of shape (2, 2); one for each group,
        in the order in which the groups first appear, takes its colour.
    radius : float, optional
        2 holds 86 % of a normal distribution.
    xlabel, ylabel : str, optional
    ax : Axes, optional

    Raises
    ------
    ValueError
        If shapes are others, or a Sigma is not symmetric positive definite.

    Examples
    --------
    >>> draw_scatter([[0, 0], [2, 1], [1, 2]], ellipses=[([[1], [1]], [[2, 1], [1, 2]])])

    source: anderson2003, 2.3
    """
    points = as_matrix("draw_scatter", points, "points")
    groups = np.full(len(points), "") if groups is None else np.asarray(groups)
    if points.shape[1] != 2 or groups.shape != (len(points),):
        shapes = f"{points.shape} and {groups.shape}"
        raise ValueError(f"draw_scatter: wants points (n, 2) and groups (n,), got {shapes}")
    ax = chart(ax, xlabel, ylabel)
    for k, name in enumerate(dict.fromkeys(groups.tolist())):
        x, y = points[groups == name].T
        colour, marker = PALETTE[k % len(PALETTE)], MARKERS[k % 5]
        ax.scatter(x, y, 26, colour, marker=marker, alpha=0.7, linewidth=0, label=name)
    for k, (mu, Sigma) in enumerate(ellipses):
        ax.plot(*ellipse(mu, Sigma, radius), color=PALETTE[k % len(PALETTE)], linestyle=DASHES[k % 4])
    if len(set(groups.tolist())) > 1:
        ax.legend()


def ellipse(mu, Sigma, radius, count=200):
    """Points mu + radius L u, where L L^T = Sigma and u goes around the unit circle; of shape (2, count)."""
    mu = as_matrix("draw_scatter", mu, "mu", (2, 1))
    Sigma = as_matrix("draw_scatter", Sigma, "Sigma", (2, 2))
    if not np.allclose(Sigma, Sigma.T) or np.linalg.eigvalsh(Sigma).min() <= 0:
        raise ValueError(f"draw_scatter: wants Sigma symmetric positive definite, got {Sigma.tolist()}")
    angle = np.linspace(0, 2 * np.pi, count)
    return mu + radius * np.linalg.cholesky(Sigma) @ np.array([np.cos(angle), np.sin(angle)])
