"""What the book needs: pictures, cards, tables, its data and its network, the calculator.

Chapters import from here: ``from veckron.book import draw_matrix, refuted``. A name is looked up when it is asked for,
so that only what draws or computes needs NumPy and Matplotlib.
"""

from importlib import import_module

NAMES = {
    "calculator": "examples syntax",
    "cards": "Shown refuted rules summary table_html",
    "catalogue_tables": "catalogue census cheat_sheet cookbook_index",
    "datasets": "load_iris load_peers load_ratios",
    "figures.charts": "draw_curves draw_field draw_images draw_scatter sample_image",
    "figures.diagrams": "draw_layers draw_parallelogram draw_permutation",
    "figures.matrices": "draw_equation draw_kron draw_matrix draw_vec",
    "figures.style": "canvas",
    "network": "TANH backward confusion errors finite_difference forward initial_weights jacobian_row loss predict "
    "targets train",
}
MODULES = {name: module for module, names in NAMES.items() for name in names.split()}


def __getattr__(name):
    if name not in MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{MODULES[name]}"), name)
