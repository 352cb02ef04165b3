"""Pictures of one matrix: its signs, its blocks, its columns, the order of its entries."""

from itertools import pairwise

import numpy as np
from matplotlib.patches import Rectangle

from veckron.book.figures.style import GREY, INK, PALE, PALETTE, PURPLE, SIGNS, as_matrix, sheet, styled, tint


@styled
def draw_matrix(M, blocks=None, mark=None, values=None, rows=None, columns=None, cell=0.42, ax=None):
    """Draw the entries of a matrix: blue for positive, orange for negative, white for zero.

    Parameters
    ----------
    M : matrix of shape (m, n)
        Anything that ``np.asarray(M, dtype=float)`` accepts.
    blocks : (p, q), optional
        The shape of the blocks that lines separate.
    mark : index, optional
        A part to outline, as NumPy writes it: ``np.s_[:, 3]`` is a column.
    values : bool, optional
        Whether to write the entries. By default, where they fit.
    rows, columns : lists of str, optional
        Names beside the rows and over the columns.
    cell : float, optional
        The largest side of a cell, in inches.
    ax : Axes, optional

    Raises
    ------
    ValueError
        If M is not a matrix of finite numbers, or the blocks or names do not fit it.

    Examples
    --------
    >>> draw_matrix([[1, -2, 0], [0, 3, 4]], blocks=(1, 3), mark=np.s_[:, 1])
    """
    M = as_matrix("draw_matrix", M)
    m, n = M.shape
    ax, cell = sheet(ax, n, m, cell)
    place(ax, cell, M, blocks=blocks, mark=mark, values=values)
    for i, name in names("row", rows, m):
        ax.text(-0.25, i + 0.5, name, ha="right", va="center", fontsize=10)
    for j, name in names("column", columns, n):
        ax.text(j + 0.5, -0.15, name, ha="center", va="bottom", fontsize=10)


def draw_confusion(C, names, cell=0.85, ax=None):
    """Draw C_kl, the number of samples of class k that were taken for class l, with the names of the classes.

    Parameters
    ----------
    C : matrix of shape (n, n)
    names : list of n str
    cell : float, optional
        The largest side of a cell, in inches: the names must fit beside each other.
    ax : Axes, optional

    Raises
    ------
    ValueError
        If C is not a square matrix of finite numbers, or there are not n names.

    Examples
    --------
    >>> draw_confusion([[9, 1], [0, 10]], ["versicolor", "virginica"])
    """
    C = as_matrix("draw_confusion", C, "C", shape=(len(names), len(names)))
    draw_matrix(C, rows=names, columns=names, values=True, cell=cell, ax=ax)


def names(what, given, wanted):
    """Number the names from 0; refuse too few and too many."""
    if given is not None and len(given) != wanted:
        raise ValueError(f"draw_matrix: wants {wanted} {what} names, got {len(given)}: {list(given)}")
    return enumerate(given or [])


@styled
def draw_vec(M, order="F", path=False, values=True, ax=None):
    """Draw a matrix with coloured columns beside the vector that stacks its entries: vec A for order "F".

    Parameters
    ----------
    M : matrix of shape (m, n)
    order : "F" or "C", optional
        "F" stacks columns, as vec does; "C" stacks rows, as NumPy's ravel does. An entry keeps its colour.
    path : bool, optional
        Whether to draw the way through the matrix.
    values : bool, optional
        Whether to write the entries.
    ax : Axes, optional

    Raises
    ------
    ValueError
        If M is not a matrix of finite numbers, or the order is another.

    Examples
    --------
    >>> draw_vec([[5, 4], [3, 2], [1, 0]])

    source: magnus2019, 2.4
    """
    M = as_matrix("draw_vec", M)
    if order not in ("F", "C"):
        raise ValueError(f'draw_vec: wants order "F" or "C", got {order!r}')
    (m, n), colours = M.shape, column_colours(M)
    ax, cell = sheet(ax, n + 3, m * n)
    top = (m * n - m) / 2
    place(ax, cell, M, 0, top, colours, values=values)
    stacked, kept = M.reshape(-1, 1, order=order), colours.reshape(-1, 1, 3, order=order)
    place(ax, cell, stacked, n + 2, 0, kept, values=values)
    arrow(ax, (n + 0.5, m * n / 2), (n + 1.5, m * n / 2))
    if path:
        draw_path(ax, np.indices((m, n)), order, top)


def draw_path(ax, places, order, top):
    """Arrows from entry to entry, in the order "F" or "C", of a matrix whose first row is at `top`."""
    i, j = places.reshape(2, -1) if order == "C" else places.transpose(0, 2, 1).reshape(2, -1)
    stops = np.column_stack([j + 0.5, i + top + 0.5])
    for start, end in pairwise(stops):
        arrow(ax, start, end, shrink=8, mutation_scale=8, linewidth=1)


def arrow(ax, start, end, shrink=0, mutation_scale=14, linewidth=1.5, color=INK):
    """An arrow from one point to another, that stops `shrink` points short of both."""
    style = {"arrowstyle": "-|>", "shrinkA": shrink, "shrinkB": shrink, "mutation_scale": mutation_scale}
    ax.annotate("", end, start, arrowprops={**style, "linewidth": linewidth, "color": color})


def place(ax, cell, M, x=0, y=0, colours=None, blocks=None, mark=None, values=None, label=None):
    """Draw the matrix M with its corner at (x, y) of a sheet whose cells measure `cell` inches."""
    m, n = M.shape
    colours = sign_colours(M) if colours is None else colours
    line = min(0.8, 3 * cell)
    ax.pcolormesh(x + np.arange(n + 1), y + np.arange(m + 1), colours, edgecolors=PALE, linewidth=line)
    if values or (values is None and entries_fit(M, cell)):
        write_entries(ax, M, x, y, cell)
    draw_brackets(ax, x, y, m, n, cell)
    draw_blocks(ax, x, y, M.shape, blocks)
    draw_mark(ax, x, y, M.shape, mark)
    if label:
        ax.text(x + n / 2, y + m + 0.25, label, ha="center", va="top")


def sign_colours(M):
    """One colour per entry: blue above zero, orange below, stronger for larger; of shape (m, n, 3)."""
    largest = np.abs(M).max()
    return SIGNS(0.5 + M / (2 * largest if largest else 1))[..., :3]


def column_colours(M):
    """One colour per column, repeated over its rows; of shape (m, n, 3)."""
    m, n = M.shape
    return np.array([[tint(PALETTE[j % len(PALETTE)], 0.42) for j in range(n)]] * m)


def entry_text(value):
    """A number in at most five characters, with a minus sign as wide as a plus."""
    value = float(value) + 0.0  # -0 becomes 0
    text = f"{value:.0f}" if value.is_integer() and abs(value) < 1e4 else f"{value:.2g}"
    return text.replace("-", "\u2212")


def entries_fit(M, cell):
    """Whether every entry fits a cell of that many inches in readable type."""
    return 72 * cell / max(len(entry_text(v)) for v in M.flat) >= 7 and cell >= 0.2


def entry_size(M, cell):
    """The size of type, in points, at which the longest entry fits a cell."""
    longest = max(2, max(len(entry_text(v)) for v in M.flat))
    return min(12, 72 * cell * 0.92 / (0.64 * longest), 72 * cell * 0.5)


def write_entries(ax, M, x, y, cell):
    """Write each entry in the middle of its cell, zeros in grey."""
    for (i, j), value in np.ndenumerate(M):
        ax.text(
            x + j + 0.5,
            y + i + 0.53,
            entry_text(value),
            ha="center",
            va="center",
            fontsize=entry_size(M, cell),
            color=INK if value else GREY,
        )


def draw_brackets(ax, x, y, m, n, cell):
    """The square brackets of a matrix whose corner is at (x, y)."""
    gap, foot = 0.03 / cell, 0.11 / cell
    for edge, inwards in ((x - gap, foot), (x + n + gap, -foot)):
        ax.plot(
            [edge + inwards, edge, edge, edge + inwards],
            [y - gap, y - gap, y + m + gap, y + m + gap],
            color=INK,
            linewidth=min(1.6, 8 * cell),
            clip_on=False,
            solid_joinstyle="miter",
        )


def draw_blocks(ax, x, y, shape, blocks):
    """Lines between the blocks of the given shape."""
    if blocks is None:
        return
    (m, n), (p, q) = shape, blocks
    if m % p or n % q:
        raise ValueError(f"draw_matrix: wants blocks that divide shape {shape}, got {blocks}")
    ax.hlines(y + np.arange(p, m, p), x, x + n, color=INK, linewidth=1)
    ax.vlines(x + np.arange(q, n, q), y, y + m, color=INK, linewidth=1)


def draw_mark(ax, x, y, shape, mark):
    """An outline around the part of a matrix that an index picks."""
    if mark is None:
        return
    picked = np.zeros(shape)
    picked[mark] = 1
    i, j = np.nonzero(picked)
    if not i.size:
        raise ValueError(f"draw_matrix: wants a mark that picks an entry of shape {shape}, got {mark}")
    corner, height, width = (x + j.min(), y + i.min()), np.ptp(i) + 1, np.ptp(j) + 1
    ax.add_patch(Rectangle(corner, width, height, fill=False, edgecolor=PURPLE, linewidth=2.5, zorder=3))
