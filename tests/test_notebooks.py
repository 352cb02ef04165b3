"""The stored notebooks are fit to be stored, and the two guards, `check` and nbval, can fail."""

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).parent.parent
TOOL = ROOT / "tools/run_notebooks.py"
CHAPTERS = sorted(ROOT.glob("chapters/*.ipynb"))

spec = importlib.util.spec_from_file_location("run_notebooks", TOOL)
tool = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tool)

CAPTIONED = {"mystnb": {"figure": {"caption": "A point.", "name": "fig-point"}, "image": {"alt": "One point."}}}
MOVING = {"output_type": "display_data", "metadata": {}, "data": {"text/html": '<div class="veckron-moving">'}}
PICTURE = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "iVBORw0KGgo="}}


def code(source, outputs=(), count=1, metadata=None):
    return {
        "cell_type": "code",
        "id": "cell-00",
        "source": source,
        "outputs": list(outputs),
        "execution_count": count,
        "metadata": metadata or {},
    }


def stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def written(path, *cells):
    notebook = {"cells": list(cells), "metadata": tool.KERNEL, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def executed(path, *sources):
    """A small notebook, run by the tool."""
    cells = [code(source, metadata=CAPTIONED if "plt" in source else {}) for source in sources]
    subprocess.run([sys.executable, TOOL, "run", written(path, *cells)], check=True, capture_output=True)
    return path


def nbval(path):
    """Whether nbval accepts the notebook, with the settings of the project."""
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-q", path.name]
    return subprocess.run(command, check=False, cwd=path.parent, capture_output=True).returncode == 0


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_chapter_may_be_stored(path):
    assert tool.check(path) == []


def test_every_chapter_begins_with_what_colab_needs():
    """One and the same cell, which the book does not show: there the package is installed, of this repository."""
    codes = [[cell for cell in tool.load(path)["cells"] if cell["cell_type"] == "code"] for path in CHAPTERS]
    ((source, tags),) = {("".join(cell["source"]), *cell["metadata"]["tags"]) for cell, *_ in codes}
    home = re.search(r'home = "(.*)"', source)[1]
    assert tags == "remove-cell"
    assert f"url: https://github.com/{home}\n" in (ROOT / "_config.yml").read_text()
    commands = []
    shell = SimpleNamespace(run_line_magic=lambda *command: commands.append(command))
    exec(source, {"get_ipython": lambda: shell})
    assert not commands
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "google.colab", shell)
        exec(source, {"get_ipython": lambda: shell})
    ((magic, told),) = commands
    assert magic == "pip"
    assert told.endswith(f"/{home}/main/requirements.lock git+https://github.com/{home}")


@pytest.mark.parametrize(
    "reason, cell",
    [
        ("stripped, or not executed", code("x = 1", count=None)),
        ("stripped: its last line", code("x = 1\nx")),
        ("stripped: its last line", code("print(1)")),
        ("a trailing semicolon", code("x = 1;")),
        (
            "a stored error",
            code("x", [{"output_type": "error", "ename": "E", "evalue": "", "traceback": []}]),
        ),
        ("stderr", code("x", [stream("careful", "stderr")])),
        ("a memory address", code("print(f)", [stream("<function f at 0x7f3a2c1d9e80>")])),
        ("a picture without caption", code("plt.show()", [PICTURE])),
        ("a picture without label", code("plt.show()", [PICTURE])),
        ("a picture without caption", code("moving()", [MOVING])),
        ("a picture without label", code("moving()", [MOVING])),
        ("a picture without alt", code("plt.show()", [PICTURE])),
        ("more than one picture", code("plt.show()", [PICTURE, PICTURE], metadata=CAPTIONED)),
        ("metadata other than", code("x = 1", metadata={"collapsed": True})),
        ("the id is not cell-00", code("x = 1") | {"id": "a1b2c3"}),
    ],
)
def test_check_refuses(tmp_path, reason, cell):
    assert any(reason in found for found in tool.check(written(tmp_path / "small.ipynb", cell)))


@pytest.mark.parametrize(
    "cell",
    [
        code("x = 1"),
        code("x = 1\nx", [stream("1")]),
        code("assert x == 1"),
        code("np.testing.assert_allclose(x, 1)"),
        code("plt.show()", [PICTURE], metadata=CAPTIONED),
        code("moving()", [MOVING], metadata={"mystnb": {"figure": CAPTIONED["mystnb"]["figure"]}}),
    ],
)
def test_check_accepts(tmp_path, cell):
    assert tool.check(written(tmp_path / "small.ipynb", cell)) == []


def test_two_runs_give_the_same_bytes(tmp_path):
    drawn = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    path = executed(tmp_path / "small.ipynb", "x = 6", "print(x)\nx * 7", drawn)
    first = path.read_bytes()
    assert tool.check(path) == []
    assert b"Software" not in first and tool.check(executed_again(path)) == []
    assert path.read_bytes() == first


def executed_again(path):
    subprocess.run([sys.executable, TOOL, "run", path], check=True, capture_output=True)
    return path


def test_nbval_sees_a_changed_output(tmp_path):
    path = executed(tmp_path / "small.ipynb", "x = 6", "x * 7")
    assert nbval(path)
    path.write_text(path.read_text().replace('"42"', '"43"'))
    assert not nbval(path)


def test_text_and_back(tmp_path):
    path = executed(tmp_path / "small.ipynb", "x = 6", "x * 7")
    told = subprocess.run([sys.executable, TOOL, "text", path], check=True, capture_output=True, text=True).stdout
    (tmp_path / "small.md").write_text(told)
    again = tmp_path / "again.ipynb"
    subprocess.run([sys.executable, TOOL, "build", tmp_path / "small.md", again], check=True, capture_output=True)
    assert again.read_bytes() == path.read_bytes()
