"""Pictures of several matrices: equations, Kronecker products, permutations."""

import numpy as np

from veckron.book.figures.matrices import place
from veckron.book.figures.style import PALETTE, as_matrix, sheet, styled, tint

SIGN, GAP = 0.8, 0.4  # cells that a sign takes, and the space after a matrix


@styled
def draw_equation(parts, labels=None, values=None, blocks=None, cell=0.42, ax=None):
    """Draw matrices and the signs between them in a row: ``[A, "+", B, "=", A + B]``.

    Parameters
    ----------
    parts : list of matrices and str
        Each matrix has its own scale of colours: the picture shows patterns.
    labels : list of str, optional
        What to write under the matrices, one each.
    values : bool, optional
        Whether to write the entries. By default, where they fit.
    blocks : list of (p, q) or None, optional
        The blocks that lines separate, one for each matrix.
    cell : float, optional
        The largest side of a cell, in inches.
    ax : Axes, optional

    Raises
    ------
    ValueError
        If a part is neither text nor a matrix of finite numbers, or there is not one label for each matrix.

    Examples
    --------
    >>> A, B = np.array([[1, 2], [3, 4], [5, 6]]), np.ones((3, 2))
    >>> draw_equation([A, "+", B, "=", A + B], labels=["A", "B", "A + B"])
    """
    parts = [part if isinstance(part, str) else as_matrix("draw_equation", part) for part in parts]
    matrices = [part for part in parts if not isinstance(part, str)]
    labels, blocks = one_each("labels", labels, matrices), one_each("blocks", blocks, matrices)
    height = max((M.shape[0] for M in matrices), default=1)
    ax, cell = sheet(ax, sum(map(breadth, parts)) - GAP, height, cell)
    x = 0
    for part in parts:
        if isinstance(part, str):
            write_sign(ax, x, height, part)
        else:
            top = (height - part.shape[0]) / 2
            place(ax, cell, part, x, top, values=values, label=next(labels), blocks=next(blocks))
        x += breadth(part)


def breadth(part):
    """The cells that a part of an equation takes from left to right."""
    return SIGN if isinstance(part, str) else part.shape[1] + GAP


def write_sign(ax, x, height, sign):
    """Write a sign after a matrix that ends, with the space after it, at x."""
    ax.text(x + (SIGN - GAP) / 2, height / 2, sign, ha="center", va="center", fontsize=13)


def one_each(what, given, matrices):
    """Iterate over labels or blocks, one for each matrix; None for each if none are given."""
    if given is not None and len(given) != len(matrices):
        raise ValueError(f"draw_equation: wants {len(matrices)} {what}, one a matrix, got {len(given)}")
    return iter(given or [None] * len(matrices))


@styled
def draw_kron(A, B, values=None, cell=0.42, ax=None):
    """Draw A (x) B = [A_ij B]: each entry of A gives its colour to its block, paler where B is zero.

    Parameters
    ----------
    A : matrix of shape (m, n)
        Six colours, used again beyond six entries; white for an entry that is zero.
    B : matrix of shape (p, q)
    values : bool, optional
        Whether to write the entries. By default, where they fit.
    cell : float, optional
        The largest side of a cell, in inches.
    ax : Axes, optional

    Raises
    ------
    ValueError
        If A or B is not a matrix of finite numbers.

    Examples
    --------
    >>> draw_kron([[3, 4], [5, 6]], [[1, 0], [2, 1]])

    source: magnus2019, 2.2
    """
    A, B = as_matrix("draw_kron", A, "A"), as_matrix("draw_kron", B, "B")
    K, one, white = np.kron(A, B), np.ones((1, 1)), np.ones((*B.shape, 3))
    parts = (A, entry_colours(A, one), None), (B, white, None), (K, entry_colours(A, B), B.shape)
    height, width = len(K), sum(breadth(M) + SIGN for M in (A, B, K)) - SIGN - GAP
    ax, cell = sheet(ax, width, height, cell)
    x = 0
    for (M, colours, blocks), sign in zip(parts, ("\u2297", "=", "")):
        place(ax, cell, M, x, (height - len(M)) / 2, colours, blocks, values=values)
        write_sign(ax, x + breadth(M), height, sign)
        x += breadth(M) + SIGN


def entry_colours(A, B):
    """The colours of A (x) B, (mp, nq, 3): one per entry of A, faint where B is zero, white where A is."""
    hues = np.kron(np.arange(A.size).reshape(A.shape), np.ones(B.shape, dtype=int)) % len(PALETTE)
    strength = np.kron(A != 0, np.where(B != 0, 0.45, 0.12))
    return np.array([[tint(PALETTE[h], s) for h, s in zip(*row)] for row in zip(hues, strength)])


@styled
def draw_permutation(K, names=None, groups=None, ax=None):
    """Draw a permutation matrix as lines from place j of v, on the left, to place i of K v, where K_ij = 1.

    Parameters
    ----------
    K : permutation matrix of shape (n, n)
    names : list of str, optional
        The entries of v, by default 1 to n. On the right stand those of K v.
    groups : int, optional
        So many neighbours on the left share a colour: m where v = vec A and A has m rows. By default all.
    ax : Axes, optional

    Raises
    ------
    ValueError
        If K is not a permutation matrix, or there are not n names.

    Examples
    --------
    >>> draw_permutation([[1, 0, 0], [0, 0, 1], [0, 1, 0]], names=["a", "b", "c"])

    source: magnus2019, 3.7
    """
    K = as_permutation(K)
    n = len(K)
    names = range(1, n + 1) if names is None else names
    if len(names) != n:
        raise ValueError(f"draw_permutation: wants {n} names for K of shape {K.shape}, got {len(names)}")
    ax, _ = sheet(ax, 5, n, cell=0.36)
    for i, j in enumerate(K.argmax(axis=1)):
        draw_string(ax, j + 0.5, i + 0.5, names[j], PALETTE[j // (groups or n) % len(PALETTE)])


def draw_string(ax, left, right, name, colour):
    """A line from one height to another, with a dot and the name at both ends."""
    ax.plot([1, 4], [left, right], color=colour, marker="o", markersize=5, clip_on=False)
    ax.text(0.7, left, name, ha="right", va="center")
    ax.text(4.3, right, name, ha="left", va="center")


def as_permutation(K):
    """Return K as an array; refuse what is not a permutation matrix."""
    K = as_matrix("draw_permutation", K, "K")
    if K.shape[0] != K.shape[1] or not np.array_equal(K @ K.T, np.eye(len(K))) or (K < 0).any():
        raise ValueError(f"draw_permutation: wants one 1 in each row and column, (n, n), got shape {K.shape}")
    return K
