"""The layers of the package: imports go one way and in no circle, names are unique, public names are documented."""

import ast
import re
from collections import Counter
from graphlib import TopologicalSorter
from inspect import Signature, signature
from pathlib import Path

import pytest

import veckron

SOURCE = Path(veckron.__file__).parent
ROOT = SOURCE.parents[1]
LAYERS = re.findall(r"^\| `(\w+)`", (ROOT / "CONTRIBUTING.md").read_text(), re.MULTILINE)
MODULES = {".".join(path.relative_to(SOURCE).with_suffix("").parts): path for path in sorted(SOURCE.rglob("*.py"))}
MODULES = {
    name.removesuffix(".__init__"): path for name, path in MODULES.items() if name not in ("__init__", "__main__")
}


def imported(path):
    """The modules of the package that a module imports, at its top or in a function."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "veckron":
            module = ".".join(node.module.split(".")[1:])
            for alias in node.names:
                inner = f"{module}.{alias.name}".lstrip(".")
                if inner in MODULES or module:
                    yield inner if inner in MODULES else module


def layer(module):
    return module.split(".")[0]


def test_the_table_lists_the_places_at_the_top():
    assert {layer(module) for module in MODULES} == set(LAYERS)


@pytest.mark.parametrize("module", MODULES)
def test_a_layer_imports_only_those_above_it(module):
    above = LAYERS[: LAYERS.index(layer(module))]
    others = {name for name in imported(MODULES[module]) if layer(name) != layer(module)}
    assert {layer(name) for name in others} <= set(above)


def test_no_circle_of_imports():
    graph = {module: {name for name in imported(path) if name != module} for module, path in MODULES.items()}
    packages = {module for module, path in MODULES.items() if path.stem == "__init__"}
    inside = {module: {name for name in names if name not in packages} for module, names in graph.items()}
    assert list(TopologicalSorter(inside).static_order())


def test_no_two_modules_share_a_name():
    names = Counter(module.split(".")[-1] for module in MODULES)
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("module", MODULES)
def test_no_module_is_called_like_a_function(module):
    defined = {node.name for node in ast.parse(MODULES[module].read_text()).body if hasattr(node, "name")}
    assert module.split(".")[-1] not in defined | set(veckron.__all__)


@pytest.mark.parametrize("module", MODULES)
def test_no_function_is_longer_than_25_lines(module):
    for node in ast.walk(ast.parse(MODULES[module].read_text())):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            assert not body or body[-1].end_lineno - body[0].lineno < 25, node.name


def test_tests_mirror_the_layers():
    folders = {path.parent.name for path in ROOT.glob("tests/*/test_*.py")} - {"browser", "live", "libraries"}
    assert folders <= set(LAYERS)


def test_public_names_are_few_and_documented():
    assert len(veckron.__all__) <= 42
    for name in veckron.__all__:
        value = getattr(veckron, name)
        assert isinstance(value, dict) or value.__doc__


def test_public_functions_are_annotated():
    for name in veckron.__all__:
        value = getattr(veckron, name)
        if isinstance(value, (dict, type)) and value is not veckron.Ring:
            continue
        function = value.__init__ if isinstance(value, type) else value
        parameters = [p for p in signature(function).parameters.values() if p.name != "self"]
        assert all(p.annotation is not p.empty for p in parameters), name
        assert signature(function).return_annotation is not Signature.empty, name
