"""What chapters import from `veckron.book`: every name is found, and only those that need NumPy ask for it."""

import subprocess
import sys

import pytest

from veckron import book
from veckron.book.moving_figures import FIGURES


@pytest.mark.parametrize("name", book.MODULES)
def test_every_name_is_found_in_its_module(name):
    assert hasattr(book, name)


def test_other_names_are_refused():
    with pytest.raises(ImportError, match="cannot import name 'no_such_name'"):
        from veckron.book import no_such_name  # noqa: F401


@pytest.mark.parametrize("name", ["catalogue", "load_iris", "refuted", "moving"])
def test_cards_tables_and_figures_that_move_need_no_numpy(name):
    """In the pages that run Python there is none before a reader agrees."""
    figures = [f"moving('{figure}')" for figure in FIGURES] if name == "moving" else []
    code = [f"import sys; sys.modules['numpy'] = None; from veckron.book import {name}", *figures]
    subprocess.run([sys.executable, "-c", "; ".join(code)], check=True)
