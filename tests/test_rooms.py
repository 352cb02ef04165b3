"""The rooms of the package: imports go one way, public names are few, files and functions are short."""

import ast
import re
from pathlib import Path

import pytest

import veckron

SOURCE = Path(veckron.__file__).parent
ROOMS = re.findall(r"^\| `(\w+)`", (SOURCE.parents[1] / "CONTRIBUTING.md").read_text(), re.MULTILINE)
MODULES = sorted(path for path in SOURCE.rglob("*.py") if path.stem != "__init__")


def room(path):
    """A module in a folder belongs to the room of the folder."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported(path):
    """The rooms that a module imports at its top; what a function imports late is for showing results only."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ImportFrom) and node.module.startswith("veckron"):
            parts = node.module.split(".")[1:] or [alias.name for alias in node.names]
            yield parts[0]


def test_every_module_has_its_room_in_the_list():
    assert {room(path) for path in MODULES} == set(ROOMS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_imports_go_one_way(path):
    below = ROOMS[: ROOMS.index(room(path)) + 1]
    assert set(imported(path)) <= set(below)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_function_is_longer_than_25_lines(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            assert not body or body[-1].end_lineno - body[0].lineno < 25, node.name


def test_public_names_are_few_and_documented():
    assert len(veckron.__all__) <= 35
    for name in veckron.__all__:
        value = getattr(veckron, name)
        assert isinstance(value, dict) or value.__doc__
