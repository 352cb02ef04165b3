"""Pictures of matrices: signs, blocks, names; vec and its order; equations; Kronecker products."""

from itertools import pairwise

import numpy as np
from matplotlib.patches import Rectangle

from veckron.book.style import GREY, INK, PALE, PALETTE, PURPLE, SIGNS, arrow, as_matrix, sheet, styled, tint

SIGN, GAP = 0.8, 0.4  # cells that a sign takes, and the space after a matrix


@styled
def draw_matrix(M, blocks=None, mark=None, values=None, rows=None, columns=None, cell=0.42):
    """Draw the entries of M, (m, n): blue for positive, orange for negative, white for zero.

    Lines separate blocks of shape ``blocks``; an outline goes around the part ``mark``, an index as NumPy writes it:
    ``np.s_[:, 3]`` is a column. ``rows`` and ``columns`` are names beside and over them. Entries are written where they
    fit, or as ``values`` says. ``cell`` is the largest side of a cell.
    ValueError where M is not a matrix of finite numbers, or where blocks, mark or names do not fit it.
    """
    M = as_matrix("draw_matrix", M)
    ax, cell = sheet(M.shape[1], M.shape[0], cell)
    place(ax, cell, M, blocks=blocks, mark=mark, values=values)
    for i, name in enumerate(one_each("draw_matrix", "row names", rows, M.shape[0])):
        ax.text(-0.25, i + 0.5, name, ha="right", va="center", fontsize=10)
    for j, name in enumerate(one_each("draw_matrix", "column names", columns, M.shape[1])):
        ax.text(j + 0.5, -0.15, name, ha="center", va="bottom", fontsize=10)


@styled
def draw_vec(M, order="F"):
    """Draw a matrix with coloured columns, the way through its entries, and the vector that stacks them.

    Order "F" stacks columns, as vec does, "C" rows, as NumPy's ravel does; an entry keeps its colour.
    ValueError where M is not a matrix of finite numbers, or for another order.

    source: magnus2019, 2.4
    """
    M = as_matrix("draw_vec", M)
    if order not in ("F", "C"):
        raise ValueError(f'draw_vec: wants order "F" or "C", got {order!r}')
    m, n = M.shape
    ax, cell = sheet(n + 3, m * n)
    top, colours = (m * n - m) / 2, np.array([[tint(PALETTE[j % len(PALETTE)], 0.42) for j in range(n)]] * m)
    place(ax, cell, M, 0, top, colours, values=True)
    stacked, kept = M.reshape(-1, 1, order=order), colours.reshape(-1, 1, 3, order=order)
    place(ax, cell, stacked, n + 2, 0, kept, values=True)
    arrow(ax, (n + 0.5, m * n / 2), (n + 1.5, m * n / 2))
    i, j = np.unravel_index(np.arange(m * n), (m, n), order=order)
    for start, end in pairwise(np.column_stack([j + 0.5, i + top + 0.5])):
        arrow(ax, start, end, shrink=8, mutation_scale=8, linewidth=1)


@styled
def draw_equation(parts, labels=None, values=None, blocks=None, cell=0.42):
    """Draw matrices and the signs between them in a row: ``[A, "+", B, "=", A + B]``.

    Each matrix has its own scale of colours: the picture shows patterns. ``labels``, and ``blocks`` (p, q) or None, are
    lists with one for each matrix; ``values`` and ``cell`` as for `draw_matrix`.
    ValueError for a part that is neither text nor a matrix of finite numbers, or where lists or blocks do not fit.
    """
    parts = [part if isinstance(part, str) else as_matrix("draw_equation", part) for part in parts]
    count = sum(not isinstance(part, str) for part in parts)
    labels = one_each("draw_equation", "labels, one a matrix", labels, count) or [None] * count
    blocks = one_each("draw_equation", "blocks, one a matrix", blocks, count) or [None] * count
    draw_row(parts, [{"label": l, "blocks": b, "values": values} for l, b in zip(labels, blocks)], cell)


@styled
def draw_kron(A, B, cell=0.42):
    """Draw A (x) B = [A_ij B], (m, n) and (p, q): each entry of A gives its colour to its block, paler where B is zero.

    Six colours, used again beyond six entries; white for an entry that is zero.
    ValueError where A or B is not a matrix of finite numbers.

    source: magnus2019, 2.2
    """
    A, B = as_matrix("draw_kron", A, "A"), as_matrix("draw_kron", B, "B")
    colours = entry_colours(A, np.ones((1, 1))), np.ones((*B.shape, 3)), entry_colours(A, B)
    options = [{"colours": c, "blocks": b} for c, b in zip(colours, (None, None, B.shape))]
    draw_row([A, "\u2297", B, "=", np.kron(A, B)], options, cell)


def one_each(operation, what, given, wanted):
    """Return labels, names or blocks as a list, empty if none are given; refuse too few and too many."""
    if given is not None and len(given) != wanted:
        raise ValueError(f"{operation}: wants {wanted} {what}, got {len(given)}: {list(given)}")
    return list(given or [])


def draw_row(parts, options, cell):
    """Draw matrices, each with its own options of `place`, and the signs between them."""
    height = max(len(part) for part in parts if not isinstance(part, str))
    widths = [SIGN if isinstance(part, str) else part.shape[1] + GAP for part in parts]
    ax, cell = sheet(sum(widths) - GAP, height, cell)
    x, options = 0, iter(options)
    for part, width in zip(parts, widths):
        if isinstance(part, str):
            ax.text(x + (SIGN - GAP) / 2, height / 2, part, ha="center", va="center", fontsize=13)
        else:
            place(ax, cell, part, x, (height - len(part)) / 2, **next(options))
        x += width


def place(ax, cell, M, x=0, y=0, colours=None, blocks=None, mark=None, values=None, label=None):
    """Draw the matrix M with its corner at (x, y) of a sheet whose cells measure `cell` inches."""
    m, n = M.shape
    colours = sign_colours(M) if colours is None else colours
    line = min(0.8, 3 * cell)
    ax.pcolormesh(x + np.arange(n + 1), y + np.arange(m + 1), colours, edgecolors=PALE, linewidth=line)
    widest = max(entry_width(entry_text(v)) for v in M.flat)
    if values or (values is None and 72 * cell / widest >= 10 and cell >= 0.2):
        write_entries(ax, M, x, y, cell, widest)
    draw_brackets(ax, x, y, m, n, cell)
    draw_blocks(ax, x, y, M.shape, blocks)
    draw_mark(ax, x, y, M.shape, mark)
    if label:
        ax.text(x + n / 2, y + m + 0.25, label, ha="center", va="top")


def sign_colours(M):
    """One colour per entry: blue above zero, orange below, stronger for larger; of shape (m, n, 3)."""
    return SIGNS(0.5 + M / (2 * (np.abs(M).max() or 1)))[..., :3]


def entry_colours(A, B):
    """The colours of A (x) B, (mp, nq, 3): one per entry of A, faint where B is zero, white where A is."""
    hues = np.kron(np.arange(A.size).reshape(A.shape), np.ones(B.shape, dtype=int)) % len(PALETTE)
    strength = np.kron(A != 0, np.where(B != 0, 0.45, 0.12))
    return np.array([[tint(PALETTE[h], s) for h, s in zip(*row)] for row in zip(hues, strength)])


def entry_text(value):
    """A number in at most five characters, with a minus sign as wide as a plus."""
    value = float(value) + 0.0  # -0 becomes 0
    text = f"{value:.0f}" if value.is_integer() and abs(value) < 1e4 else f"{value:.2g}"
    return text.replace("-", "\u2212")


def entry_width(text):
    """Return how wide a number is when its letters are 1 high: a minus sign takes more than a digit."""
    return 0.64 * len(text) + 0.2 * text.count("\u2212")


def write_entries(ax, M, x, y, cell, widest):
    """Write each entry in the middle of its cell, zeros in grey, in the size at which the widest one fits."""
    size = min(12, 72 * cell * 0.93 / widest, 72 * cell * 0.6)
    for (i, j), value in np.ndenumerate(M):
        middle, colour = (x + j + 0.5, y + i + 0.53), INK if value else GREY
        ax.text(*middle, entry_text(value), ha="center", va="center", fontsize=size, color=colour)


def draw_brackets(ax, x, y, m, n, cell):
    """The square brackets of a matrix whose corner is at (x, y)."""
    gap, foot = 0.03 / cell, 0.11 / cell
    line = {"color": INK, "linewidth": min(1.6, 8 * cell), "clip_on": False, "solid_joinstyle": "miter"}
    low, high = y - gap, y + m + gap
    for edge, inwards in ((x - gap, foot), (x + n + gap, -foot)):
        ax.plot([edge + inwards, edge, edge, edge + inwards], [low, low, high, high], **line)


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
