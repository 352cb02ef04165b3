"""How a cell of the live pages runs: here in CPython, with the modules that Pyodide runs in the browser."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LIVE = ROOT / "site/live"
# Runs cells where NumPy, SciPy, Matplotlib and what a page leaves out cannot be imported; answers with the last result.
# Each line of cells has a process of its own, a fork of this one, which has SymPy and nothing of the package.
WITHOUT = """
import json, os, sys
sys.modules.update(dict.fromkeys(["numpy", "scipy", "matplotlib"]))
sys.path.insert(0, sys.argv[1])
import sympy
import cells, left_out
sys.meta_path.insert(0, left_out.Finder)
for line in sys.stdin:
    if os.fork() == 0:
        results = [cells.run({"code": code, "cell": number}) for number, code in enumerate(json.loads(line), 1)]
        print(json.dumps(results[-1]), flush=True)
        os._exit(0)
    _, failure = os.wait()
    if failure:
        sys.exit(1)
"""


@pytest.fixture
def cells(monkeypatch):
    monkeypatch.syspath_prepend(LIVE)
    import cells

    monkeypatch.setattr(cells, "PAGES", {})
    return cells


@pytest.fixture
def shown(cells):
    """Run one cell after another; the outputs of the last one, which must not fail."""

    def run(*codes):
        results = [cells.run({"code": code, "cell": number}) for number, code in enumerate(codes, 1)]
        assert not any(result["error"] or result["missing"] for result in results)
        return results[-1]["outputs"]

    return run


def value(data):
    return [{"output_type": "execute_result", "data": data, "metadata": {}}]


@pytest.fixture(scope="module")
def without():
    """Run one cell after another without NumPy; what the last one gives."""
    command = [sys.executable, "-c", WITHOUT, str(LIVE)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as python:

        def run(*codes):
            print(json.dumps(codes), file=python.stdin, flush=True)
            return json.loads(python.stdout.readline())

        yield run


# -- Outputs ------------------------------------------------------------------------------------------------


def test_the_last_line_is_shown(shown):
    assert shown("x = 20", "x + 1") == value({"text/plain": "21"})


@pytest.mark.parametrize("code", ["", "x = 1", "None", "1 + 1;", "# nothing"])
def test_what_shows_nothing(shown, code):
    assert shown(code) == []


def test_a_dictionary_keeps_its_order(shown):
    assert shown("{2: 'b', 1: 'a'}") == value({"text/plain": "{2: 'b', 1: 'a'}"})


def test_a_formula_is_latex(shown):
    assert shown("from sympy import Rational\nRational(1, 2)") == value(
        {"text/latex": "$\\displaystyle \\frac{1}{2}$", "text/plain": "1/2"}
    )


def test_a_class_is_not_one_of_its_objects(shown):
    assert list(shown("from sympy import Matrix\nMatrix")[0]["data"]) == ["text/plain"]


def test_a_verdict_is_html(shown):
    data = shown("from veckron import check\ncheck('vec_of_product')")[0]["data"]
    assert 'class="veckron-verdict holds' in data["text/html"]


def test_what_is_printed_comes_before_the_value(shown):
    printed = {"output_type": "stream", "name": "stdout", "text": "a\nb\n"}
    assert shown("print('a')\nprint('b')\n3") == [printed, *value({"text/plain": "3"})]


def test_what_is_displayed_stands_between_what_is_printed(shown):
    outputs = shown("print('a')\ndisplay(1)\nprint('b')")
    assert [output["output_type"] for output in outputs] == ["stream", "display_data", "stream"]


def test_a_figure_is_a_picture_and_is_closed(shown):
    draw = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    data = shown(draw)[0]["data"]
    assert data["image/png"].startswith("iVBORw0KGgo")
    assert shown(draw, "plt.get_fignums()") == value({"text/plain": "[]"})


@pytest.mark.parametrize("name", ["01-vec", "d-verification"])
def test_a_chapter_shows_what_is_stored(cells, name):
    notebook = json.loads((ROOT / f"chapters/{name}.ipynb").read_text(encoding="utf-8"))
    stored = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, cell in enumerate(stored, 1):
        result = cells.run({"code": "".join(cell["source"]), "cell": number})
        assert texts(result["outputs"]) == texts(cell["outputs"]), number


def texts(outputs):
    """Everything but pictures."""
    bundles = [output.get("data", {"stream": output.get("text")}) for output in outputs]
    return [
        {kind: "".join(text) for kind, text in data.items() if kind != "image/png"}
        for data in bundles
        if "image/png" not in data
    ]


# -- Errors -------------------------------------------------------------------------------------------------


def traceback(cells, *codes):
    return [cells.run({"code": code, "cell": number}) for number, code in enumerate(codes, 1)][-1]["error"]["traceback"]


def test_an_error_names_the_line_of_the_cell(cells):
    assert traceback(cells, "x = 1\n1 / 0") == "cell 1, line 2\n    1 / 0\nZeroDivisionError: division by zero"


def test_an_error_inside_the_package_names_the_line_of_the_cell_only(cells):
    told = traceback(cells, "from veckron import vech\nfrom sympy import Matrix\nvech(Matrix([[1, 2]]))")
    assert told.startswith("cell 1, line 3\n    vech(Matrix([[1, 2]]))\nShapeError: vech")
    assert len(told.splitlines()) == 3


def test_an_error_in_a_function_of_another_cell(cells):
    assert traceback(cells, "def f():\n    return missing", "f()").splitlines()[:4] == [
        "cell 2, line 1",
        "    f()",
        "cell 1, line 2, in f",
        "    return missing",
    ]


def test_wrong_syntax_points_at_its_place(cells):
    lines = traceback(cells, "x = (1").splitlines()
    assert lines[0] == "cell 1, line 1" and lines[2].strip() == "^" and lines[-1].startswith("SyntaxError")


def test_what_was_shown_before_an_error_stays(cells):
    result = cells.run({"code": "print('so far')\n1 / 0"})
    assert result["outputs"][0]["text"] == "so far\n" and result["error"]["name"] == "ZeroDivisionError"


def test_leaving_is_an_error_of_the_cell(cells):
    assert cells.run({"code": "raise SystemExit(3)"})["error"]["name"] == "SystemExit"


# -- Pages --------------------------------------------------------------------------------------------------


def test_pages_do_not_share_names(cells):
    cells.run({"code": "x = 1", "page": "a"})
    assert cells.run({"code": "x", "page": "b"})["error"]["name"] == "NameError"


def test_a_page_that_resumes_hears_that_python_was_started_anew(cells):
    assert cells.run({"code": "x", "page": "a", "resumes": True}) == {"restarted": True}
    cells.run({"code": "x = 1", "page": "a"})
    assert cells.run({"code": "x", "page": "a", "resumes": True})["outputs"] == value({"text/plain": "1"})


def test_answers_are_json(cells):
    assert json.loads(cells.answer("cells.run", '{"code": "1"}'))["result"]["error"] is None
    assert json.loads(cells.answer("cells.run", "{}"))["error"] == {"name": "KeyError", "message": "'code'"}


# -- Without NumPy --------------------------------------------------------------------------------------------


IMPORTS = """
import matplotlib.pyplot as plt
import numpy as np
import numpy.linalg
from numpy.linalg import inv
from scipy.sparse.linalg import lsqr
from sympy import Matrix, eye
from veckron import Jacobian, kron, operator, vec
from veckron.book import draw_curves, tick
"""

# An error about an import in other words is one about an import; any other error is itself.
REWORDED = """
from importlib import import_module
try:
    import_module("scipy")
except ImportError:
    raise {}("the Sylvester equation wants SciPy") from None
"""


def test_an_import_cell_passes(without):
    result = without(IMPORTS)
    assert result == {"outputs": [], "error": None, "missing": []}


@pytest.mark.parametrize("code", ["kron(eye(2), Matrix([[3]]))", "tick('kron_transpose')", "Jacobian"])
def test_what_needs_only_sympy_runs(code, without):
    result = without(IMPORTS, code)
    assert result["outputs"] and not result["missing"] and not result["error"]


@pytest.mark.parametrize(
    "code, packages",
    [
        ("np.pi", ["numpy"]),
        ("np", ["numpy"]),
        ("numpy.linalg.norm(1)", ["numpy"]),
        ("2 * inv", ["numpy"]),
        ("Matrix([inv])", ["numpy"]),
        ("isinstance(1, lsqr)", ["scipy"]),
        ("plt.show()", ["matplotlib"]),
        ("operator(vec(eye(2)))", ["numpy"]),
        ("x = draw_curves(np.array([1]))\nplt.show()", ["matplotlib", "numpy"]),
        ("from veckron.book import forward\nforward()", ["numpy"]),
        ("def f():\n    import numpy\n    return numpy.zeros(2)\nf()", ["numpy"]),
        ("import importlib\nimportlib.import_module('numpy')", ["numpy"]),
        ("class Own(inv):\n    pass", ["numpy"]),
        (REWORDED.format("ImportError"), ["scipy"]),
    ],
)
def test_the_first_use_says_what_is_missing(code, packages, without):
    assert without(IMPORTS, code) == {"outputs": [], "error": None, "missing": packages}


def test_a_name_that_could_not_be_assigned_is_missing_too(without):
    assert without(IMPORTS, "a = 1\nb = np.ones(2)", "b")["missing"] == ["numpy"]
    assert without(IMPORTS, "a = 1\nb = np.ones(2)", "c = b.T", "c")["missing"] == ["numpy"]
    assert without(IMPORTS, "a = 1\nb = np.ones(2)", "a")["outputs"] == value({"text/plain": "1"})


def test_an_older_value_does_not_stand_for_one_that_could_not_be_assigned(without):
    assert without(IMPORTS, "b = 1", "b = np.ones(2)", "b")["missing"] == ["numpy"]
    assert without(IMPORTS, "b = 1", "b = np.ones(2)", "b = 2", "b")["outputs"] == value({"text/plain": "2"})


@pytest.mark.parametrize(
    "code",
    ["undefined", "import no_such_module", "from veckron.book import no_such_name", REWORDED.format("ValueError")],
)
def test_other_errors_stay_errors(code, without):
    result = without(IMPORTS, code)
    assert result["error"] and not result["missing"]


def test_a_package_that_is_there_has_no_stand_in(cells):
    result = cells.run({"code": "import numpy.no_such_module"})
    assert result["error"]["name"] == "ModuleNotFoundError" and not result["missing"]


def test_nobody_else_believes_that_numpy_is_there(without):
    asked = """
from importlib.util import find_spec
from sympy.external import import_module
[find_spec("numpy"), find_spec("scipy"), import_module("numpy")]
"""
    assert without(IMPORTS, asked)["outputs"] == value({"text/plain": "[None, None, None]"})


# -- What a page leaves out -----------------------------------------------------------------------------------


def test_what_is_left_out_says_so(without):
    for code in ("import sympy.stats", "from sympy.vector import CoordSys3D", "import multiprocessing"):
        error = without(code)["error"]
        assert error["name"] == "ModuleNotFoundError" and "this page leaves it out" in error["message"]
    assert not without("import sympy.physics.units, unittest, email")["error"]


def test_the_calculator_does_without_it(without):
    asked = """
from veckron.book.calculator import EXAMPLES, answer, checked
for text, by, shapes in EXAMPLES.values():
    checked({"text": text, "by": by, "shapes": shapes})["verdicts"]
"""
    assert without(asked) == {"outputs": [], "error": None, "missing": []}


def imported(source):
    """The modules that a source names in its imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_nothing_of_the_book_imports_what_is_left_out(cells):
    from left_out import is_left_out

    assert is_left_out("sympy.stats") and is_left_out("sympy.stats.rv") and not is_left_out("sympy.physics.units")
    notebooks = [json.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "chapters").glob("*.ipynb")]
    codes = ["".join(c["source"]) for notebook in notebooks for c in notebook["cells"] if c["cell_type"] == "code"]
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "src/veckron").rglob("*.py")]
    names = {name for source in codes + sources for name in imported(source)}
    assert len(names) > 100 and not list(filter(is_left_out, names))


def test_an_error_of_a_module_without_line_numbers_is_told(cells):
    """So the modules come to the reader."""
    made = compile("def third(row):\n    return row[2]\n", "a module", "exec")
    bare = made.co_consts[0].replace(co_linetable=b"")
    found = cells.run({"code": "x = 1\nthird([1, 2])", "cell": 4, "page": "p"})["error"]
    assert "NameError" in found["traceback"]
    cells.PAGES["p"].names["third"] = type(lambda: 0)(bare, {})
    found = cells.run({"code": "x = 1\nthird([1, 2])", "cell": 4, "page": "p"})["error"]
    assert found["traceback"] == "cell 4, line 2\n    third([1, 2])\nIndexError: list index out of range"
