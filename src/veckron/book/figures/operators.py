"""Pictures of grids: the pixels of images, the values of a function of two variables; and a small test image."""

import numpy as np

from veckron.book.figures.style import INK, SIGNS, as_array, as_matrix, canvas, chart, styled

LETTERS = {
    "V": "10001 10001 10001 10001 01010 01010 00100",
    "E": "11111 10000 10000 11110 10000 10000 11111",
    "C": "01110 10001 10000 10000 10000 10001 01110",
}


@styled
def draw_images(images, labels, columns=2, width=4.2):
    """Draw matrices with entries between 0 and 1 as images in grey, 0 white and 1 black, each over its label.

    Parameters
    ----------
    images : list of matrices of shape (m, n)
        Entries beyond 0 and 1 are drawn as 0 and 1.
    labels : list of str
        One for each image.
    columns : int, optional
        How many stand beside each other.
    width : float, optional
        Of the figure, in inches.

    Raises
    ------
    ValueError
        If the images differ in shape, or there is not one label for each.

    Examples
    --------
    >>> draw_images([np.eye(3), np.ones((3, 3)) / 2], ["identity", "grey"])
    """
    if not images or len(labels) != len(images):
        raise ValueError(f"draw_images: wants one label for each image, got {len(images)} and {len(labels)}")
    first = as_matrix("draw_images", images[0], labels[0])
    images = [as_matrix("draw_images", image, label, first.shape) for image, label in zip(images, labels)]
    rows, (m, n) = -(-len(images) // columns), first.shape
    axes = np.ravel(canvas(columns, rows, width, rows * (width / columns * m / n + 0.3)))
    for ax, image, label in zip(axes, images, labels):
        draw_image(ax, image, label)
    for ax in axes[len(images) :]:
        ax.set_axis_off()


def draw_image(ax, image, label):
    """One image without ticks, its label below."""
    ax.imshow(image, cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
    ax.set(xticks=[], yticks=[], xlabel=label)
    ax.grid(False)
    ax.spines[:].set_visible(True)


@styled
def draw_field(U, x, y, xlabel="$x$", ylabel="$y$", levels=8, ax=None):
    """Draw a function u(x, y) from its values on a grid: blue above zero, orange below, with lines of equal value.

    Parameters
    ----------
    U : matrix of shape (m, n)
        Entry (i, j) is the value at (x_i, y_j).
    x, y : arrays of shape (m,) and (n,)
        Equally spaced and increasing.
    xlabel, ylabel : str, optional
    levels : int, or list of increasing numbers, optional
        About how many lines of equal value, or their values.
    ax : Axes, optional

    Raises
    ------
    ValueError
        If U has not a row for each x and a column for each y.

    Examples
    --------
    >>> x, y = np.linspace(0, 1, 5), np.linspace(0, 2, 9)
    >>> draw_field(np.outer(x, y - 1), x, y)
    """
    x, y = as_array("draw_field", x, "x"), as_array("draw_field", y, "y")
    U = as_matrix("draw_field", U, "U", (x.size, y.size))
    ax, largest = chart(ax, xlabel, ylabel), np.abs(U).max() or 1.0
    ax.pcolormesh(x, y, U.T, cmap=SIGNS, vmin=-largest, vmax=largest, shading="gouraud")
    if np.ptp(U):
        ax.clabel(ax.contour(x, y, U.T, levels, colors=INK, linewidths=0.8), fontsize=8, fmt=short)
    ax.set(aspect="equal", xticks=np.linspace(x[0], x[-1], 3), yticks=np.linspace(y[0], y[-1], 3))
    ax.grid(False)


def short(value):
    """A number in few characters, with a minus sign as wide as a plus."""
    return f"{value:g}".replace("-", "\u2212")


def sample_image(m=48, n=64):
    """Return a small image: three letters, a disc and a wedge that grows darker, between 0 and 1.

    Parameters
    ----------
    m, n : int, optional
        At least 48 and 64.

    Returns
    -------
    array of shape (m, n)

    Raises
    ------
    ValueError
        If it is too small for the letters.

    Examples
    --------
    >>> sample_image().shape, sample_image().min(), sample_image().max()
    ((48, 64), np.float64(0.0), np.float64(1.0))
    """
    if m < 48 or n < 64:
        raise ValueError(f"sample_image: wants at least 48 x 64 pixels, got {m} x {n}")
    image = np.zeros((m, n))
    for k, letter in enumerate(LETTERS.values()):
        image[4:25, 6 + 18 * k : 21 + 18 * k] = enlarged(letter)
    i, j = np.indices((m, n))
    image[(i - 36) ** 2 + (j - 14) ** 2 <= 52] = 0.7
    image[31:42, 28:58] = np.linspace(0.1, 1, 30)
    return image


def enlarged(letter, times=3):
    """The bits of a letter, of shape (7, 5), each as a square of 3 x 3 pixels."""
    bits = np.array([[int(bit) for bit in row] for row in letter.split()], dtype=float)
    return np.kron(bits, np.ones((times, times)))
