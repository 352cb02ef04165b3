"""What chapters import from `veckron.book`: every name is found, and only those that need NumPy ask for it."""

import subprocess
import sys

import pytest

from veckron import book


@pytest.mark.parametrize("name", book.MODULES)
def test_every_name_is_found_in_its_module(name):
    assert hasattr(book, name)


def test_other_names_are_refused():
    with pytest.raises(ImportError, match="cannot import name 'no_such_name'"):
        from veckron.book import no_such_name  # noqa: F401


def test_cards_and_tables_need_no_numpy():
    code = "import sys; from veckron.book import catalogue, load_iris, refuted; assert 'numpy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
