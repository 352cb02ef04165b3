"""Add a JupyterLite copy of the notebooks to the built book, in `lite/`, and a link to it in each launch menu.

    python tools/make_lite.py [_build/html]

Pyodide is that of the live pages: run `make live` first.
Every byte comes from the book's own files. NumPy, SciPy and Matplotlib do where `make live` could take them; where it
could not, they come from Pyodide's distribution, when a cell imports them.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import make_live

ROOT = Path(__file__).parent.parent
BUILD = ROOT / "_build"
SETTINGS = ROOT / "site/lite"
# What the kernel loads: at the versions of Pyodide's lock file, at versions of ours, and out of JupyterLite itself.
LISTED = ["micropip", "ipython", "jedi", "sympy"]
PINNED = {"comm": "0.2.3", **make_live.pins()}  # the lock file lacks comm; its mpmath is newer than SymPy 1.14 allows
BUNDLED = ["ipykernel", "piplite", "pyodide_kernel"]
MENU = re.compile(r'<div class="dropdown dropdown-launch-buttons">.*?<ul class="dropdown-menu">', re.DOTALL)
LINK = """
<li><a href="../lite/notebooks/index.html?path=chapters/{name}.ipynb" target="_blank"
   class="btn btn-sm dropdown-item veckron-lite"
   title="Run this notebook in your browser" data-bs-placement="left" data-bs-toggle="tooltip">
<span class="btn__icon-container"><i class="fas fa-play"></i></span>
<span class="btn__text-container">JupyterLite</span></a></li>"""


def run(*command, **options):
    subprocess.run([str(part) for part in command], check=True, **options)


def environment():
    """JupyterLite in an environment of its own: it never changes what the book is built with."""
    folder = BUILD / "lite-env"
    if not folder.exists():
        venv.create(folder, with_pip=True)
    run(folder / "bin/python", "-m", "pip", "install", "--quiet", "-r", SETTINGS / "requirements.txt")
    return folder / "bin"


def lay_out(folder):
    """The settings, and beside them what a reader sees: the notebooks, with a note at their head."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SETTINGS, folder)
    (folder / "files/chapters").mkdir(parents=True)
    for notebook in sorted((ROOT / "chapters").glob("*.ipynb")):
        (folder / "files/chapters" / notebook.name).write_text(prepared(notebook.read_text()))


def prepared(text):
    """A notebook as JupyterLite likes it: trusted, its outputs in one piece, and a note at the head."""
    notebook = json.loads(text)
    note = {"cell_type": "markdown", "id": "note", "metadata": {}, "source": (SETTINGS / "note.md").read_text()}
    for cell in notebook["cells"]:
        cell["metadata"]["trusted"] = True
        for output in cell.get("outputs", []):
            if "data" in output:
                output["data"] = {kind: "".join(lines) for kind, lines in output["data"].items()}
    return json.dumps(notebook | {"cells": [note, *notebook["cells"]]})


def build(binaries, folder, lite):
    """JupyterLite itself; it keeps what it did in a file beside the settings, hence the copy of those."""
    shutil.rmtree(lite, ignore_errors=True)
    run(binaries / "jupyter-lite", "build", "--output-dir", lite.resolve(), cwd=folder)


def collect(binaries, lock, lite, wheels):
    """The wheels that a kernel loads from the book's own files."""
    versions = {
        name: lock["packages"][name]["version"] for name in make_live.closure(lock["packages"], LISTED)
    } | PINNED
    asked = [f"{name}=={version}" for name, version in sorted(versions.items())]
    pip = [binaries / "python", "-m", "pip", "--quiet", "download", "--no-deps", "--only-binary", ":all:"]
    run(*pip, "--python-version", lock["info"]["python"], "--dest", wheels, *asked)
    for name in BUNDLED:
        shutil.copy(next(lite.glob(f"extensions/@jupyterlite/**/{name}-*.whl")), wheels)


def pack(binaries, folder, wheels):
    """The package as a wheel; from a copy, because setuptools leaves files."""
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("*.egg-info", "__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    run(binaries / "python", "-m", "pip", "--quiet", "wheel", "--no-deps", "--wheel-dir", wheels, folder)


def locked(live, lock, wheels):
    """Pyodide's lock file: our wheels lie beside it, others in the folder of the live pages, the rest elsewhere."""
    elsewhere, theirs = make_live.distribution((live / "pyodide.mjs").read_text()), lock["packages"]
    for package in theirs.values():
        here = (live / package["file_name"]).is_file()
        package["file_name"] = ("../../live/" if here else elsewhere) + package["file_name"]
    ours = dict(entry(wheel, theirs) for wheel in sorted(wheels.glob("*.whl")))
    ours["veckron"]["depends"] = ["sympy"]
    return lock | {"packages": theirs | ours}


def entry(wheel, known):
    """What the lock file says of a wheel."""
    name, version, *_ = wheel.name.split("-")
    plain = {
        "name": make_live.dashed(name),
        "imports": [name],
        "depends": [],
        "install_dir": "site",
        "package_type": "package",
    }
    sha256 = hashlib.sha256(wheel.read_bytes()).hexdigest()
    content = {"version": version, "file_name": wheel.name, "sha256": sha256, "unvendored_tests": False}
    return plain["name"], plain | known.get(plain["name"], {}) | content


def link(html):
    """A link in the launch menu of each notebook's page, once."""
    for page in (html / "chapters").glob("*.html"):
        text = page.read_text()
        if (html / f"lite/files/chapters/{page.stem}.ipynb").is_file() and "veckron-lite" not in text:
            page.write_text(MENU.sub(rf"\g<0>{LINK.format(name=page.stem)}", text, count=1))


def main(html=BUILD / "html"):
    live, lite, folder = html / "live", html / "lite", BUILD / "lite"
    if not (live / "pyodide.mjs").is_file():
        sys.exit(f"no Pyodide in {live}: run `make live` first")
    lock = json.loads((make_live.fetch_pyodide() / "pyodide-lock.json").read_text())
    wheels, binaries = lite / "wheels", environment()
    lay_out(folder)
    build(binaries, folder, lite)
    collect(binaries, lock, lite, wheels)
    pack(binaries, folder, wheels)
    (wheels / "pyodide-lock.json").write_text(json.dumps(locked(live, lock, wheels)))
    link(html)
    print(f"{lite}: {sum(file.stat().st_size for file in lite.rglob('*')) / 1e6:.1f} MB")


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
