"""Runs in Pyodide: in each archive, replaces the modules that a start imports by their compiled form."""

import io
import py_compile
import sys
import warnings
import zipfile
from pathlib import Path

warnings.simplefilter("ignore")  # SymPy's own
import cells  # noqa: E402, F401
import sympy  # noqa: E402, F401
import veckron.book.calculator  # noqa: E402, F401

LIBRARY = "/lib/python{}{}.zip".format(*sys.version_info)
FOLDERS = {"python_stdlib.zip": LIBRARY, "sympy.zip": "/book", "veckron.zip": "/book"}
STARTED = {module.__file__ for module in sys.modules.values() if getattr(module, "__file__", None)}


def compiled(name, source):
    """Never compared with its source, which stays behind."""
    Path("/tmp/module.py").write_bytes(source)
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    path = py_compile.compile("/tmp/module.py", "/tmp/module.pyc", dfile=name, doraise=True, invalidation_mode=mode)
    return Path(path).read_bytes()


def rewrite(archive, folder):
    with zipfile.ZipFile(archive) as file:
        held = {info.filename: file.read(info) for info in file.infolist()}
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in held.items():
            starts = f"{folder}/{name}" in STARTED
            data = compiled(f"{folder}/{name}", data) if starts else data
            file.writestr(zipfile.ZipInfo(name + "c" * starts), data, zipfile.ZIP_DEFLATED, 9)
    archive.write_bytes(memory.getvalue())


for name, folder in FOLDERS.items():
    rewrite(Path("/archives", name), folder)
