"""The pictures of the book: matrices, products, curves, drawings, in the style of `veckron.book.figures.style`."""

from veckron.book.figures.curves import draw_curves, draw_scatter
from veckron.book.figures.drawings import draw_layers, draw_parallelogram
from veckron.book.figures.matrices import draw_confusion, draw_matrix, draw_vec
from veckron.book.figures.operators import draw_field, draw_images, sample_image
from veckron.book.figures.products import draw_equation, draw_kron, draw_permutation
from veckron.book.figures.style import canvas

__all__ = [
    "canvas",
    "draw_confusion",
    "draw_curves",
    "draw_equation",
    "draw_field",
    "draw_images",
    "draw_kron",
    "draw_layers",
    "draw_matrix",
    "draw_parallelogram",
    "draw_permutation",
    "draw_scatter",
    "draw_vec",
    "sample_image",
]
