"""The one picture style of the book: dark ink on white, colours that a colour-blind reader can tell apart.

Every function that draws makes its own figure, or takes its axes last, and returns None:
a cell of a notebook that ends with it shows the picture once. Sizes are in inches.
"""

import sys

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_rgb

INK, GREY, PALE = "#222222", "#767676", "#d9d9d9"
BLUE, ORANGE, GREEN, PURPLE, SKY, GOLD = "#0072b2", "#d55e00", "#009e73", "#b5548d", "#56b4e9", "#e69f00"
PALETTE = (BLUE, ORANGE, GREEN, PURPLE, GOLD, SKY)

STYLE = {
    "figure.dpi": 144,
    "savefig.dpi": "figure",
    "font.family": "DejaVu Sans",
    "mathtext.fontset": "dejavusans",
    "grid.color": "#ececec",
    "lines.linewidth": 2,
    **dict.fromkeys(("figure.facecolor", "savefig.facecolor"), "white"),
    **dict.fromkeys(("font.size", "axes.labelsize"), 11),
    **dict.fromkeys(("xtick.labelsize", "ytick.labelsize", "legend.fontsize"), 10),
    **dict.fromkeys(("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), INK),
    **dict.fromkeys(("axes.spines.top", "axes.spines.right", "legend.frameon"), False),
    **dict.fromkeys(("axes.grid", "axes.axisbelow", "axes.unicode_minus"), True),
}
# In a notebook a picture has twice as many pixels as it takes on the page.
if (ipython := sys.modules.get("IPython")) and ipython.get_ipython():
    from matplotlib_inline.backend_inline import set_matplotlib_formats

    set_matplotlib_formats("retina")
# First use of a notebook's backend turns on showing figures; inside a style this would be undone.
plt.switch_backend(plt.get_backend())
styled = plt.rc_context(STYLE)  # a decorator: what is made inside has the style of the book


def tint(colour, strength):
    """The colour mixed with white: strength 1 leaves it, 0 is white."""
    return 1 - strength * (1 - np.array(to_rgb(colour)))


SIGNS = LinearSegmentedColormap.from_list("signs", [tint(ORANGE, 0.8), (1, 1, 1), tint(BLUE, 0.75)])


@styled
def canvas(columns=1, rows=1, width=4.2, height=2.9):
    """Return the axes of a new figure, or an array of them, ``columns`` beside and ``rows`` below each other.

    On a phone, 340 pixels wide, the text of the usual size is 12 pixels high. ValueError where a number is not positive.
    """
    if min(columns, rows, width, height) <= 0:
        given = f"{columns} x {rows} axes, {width} x {height} inches"
        raise ValueError(f"canvas: wants positive numbers, got {given}")
    figure, axes = plt.subplots(rows, columns, figsize=(width, height), layout="constrained")
    figure.get_layout_engine().set(wspace=0.08, hspace=0.08)
    return axes


def chart(ax=None, xlabel="", ylabel=""):
    """Return axes with a frame, of the usual size if they are made here."""
    ax = canvas() if ax is None else ax
    ax.set(xlabel=xlabel, ylabel=ylabel)
    return ax


def sheet(width, height, cell=0.42, widest=5.6, highest=5.0):
    """Return the axes of a new figure, without ticks, measured in cells, y downwards; and the inches of one cell."""
    cell = min(cell, widest / width, highest / height)
    ax = plt.figure(figsize=(cell * width, cell * height)).add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, width), ylim=(height, 0), aspect="equal", xticks=[], yticks=[])
    ax.grid(False)
    ax.spines[:].set_visible(False)
    return ax, cell


def arrow(ax, start, end, shrink=0, mutation_scale=14, linewidth=1.5, color=INK):
    """An arrow from one point to another, that stops `shrink` points short of both."""
    style = {"arrowstyle": "-|>", "shrinkA": shrink, "shrinkB": shrink, "mutation_scale": mutation_scale}
    ax.annotate("", end, start, arrowprops={**style, "linewidth": linewidth, "color": color})


def as_array(operation, M, name):
    """Return M as a float array; refuse what has no finite real entries."""
    try:
        M = np.asarray(M, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{operation}: wants real numbers for {name}, got {type(M).__name__}") from error
    if not np.isfinite(M).all():
        raise ValueError(f"{operation}: wants finite entries for {name}, of shape {M.shape}")
    return M


def as_matrix(operation, M, name="M", shape=None):
    """Return M as a float array with two dimensions, of the given shape if one is given."""
    M = as_array(operation, M, name)
    if M.ndim != 2 or 0 in M.shape or shape not in (None, M.shape):
        raise ValueError(f"{operation}: wants {name} of shape {shape or '(m, n)'}, got shape {M.shape}")
    return M
