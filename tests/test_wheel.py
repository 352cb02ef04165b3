"""The wheel: every file of the package is in it, and it derives and verifies without NumPy."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FIRST_STEPS = """
import sys
sys.path.insert(0, {wheel!r})
sys.modules["numpy"] = None
import veckron
from sympy import MatrixSymbol, symbols
from veckron import *
assert veckron.__file__.startswith({wheel!r})
n = symbols("n")
X = MatrixSymbol("X", n, n)
jacobian(X * X.T, X)
assert check("vec_of_product").status == "holds"
try:
    operator(jacobian(X * X.T, X))
except ModuleNotFoundError as error:
    assert error.name == "numpy"
else:
    raise AssertionError("operator needs NumPy")
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from a copy, because setuptools leaves files."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("*.egg-info", "__pycache__"))
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder)]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, str(folder)], check=True)
    return next(folder.glob("*.whl"))


def test_every_file_of_the_package_is_in_the_wheel(wheel):
    files = [path for path in (ROOT / "src/veckron").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert {str(path.relative_to(ROOT / "src")) for path in files} <= set(zipfile.ZipFile(wheel).namelist())


def test_it_derives_and_verifies_without_numpy(wheel):
    subprocess.run([sys.executable, "-c", FIRST_STEPS.format(wheel=str(wheel))], check=True)
