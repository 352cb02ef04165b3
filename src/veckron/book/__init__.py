"""What the book needs: pictures, cards, tables, its data and its network, the calculator.

Chapters import from here: ``from veckron.book import draw_matrix, refuted``. A name is looked up when it is asked for,
so that only what draws or computes needs NumPy and Matplotlib.
"""

from importlib import import_module

NAMES = {
    "calculator": "examples syntax",
    "catalogue_tables": "Shown catalogue census cheat_sheet cookbook_index products refuted rules table_html tick",
    "checker": "claims",
    "charts": "draw_curves draw_field draw_images draw_layers draw_permutation draw_scatter sample_image",
    "datasets": "load_iris load_nile load_pelts",
    "matrices": "draw_equation draw_kron draw_matrix draw_vec",
    "moving_figures": "moving",
    "network": "TANH backward errors finite_difference forward initial_weights loss predict targets train",
    "style": "canvas",
}
MODULES = {name: module for module, names in NAMES.items() for name in names.split()}


def __getattr__(name):
    if name not in MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{MODULES[name]}"), name)
