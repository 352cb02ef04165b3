"""Runs in Pyodide: compiles the modules of each archive, and packs the archives for the way to the reader.

A zip file of Pyodide's own kind holds what Python needs to start. The others are packed as a whole, which makes them a
third smaller than file by file: zip files without compression, inside Zstandard. All lose the numbers of their lines, and
modules that others wrote their documentation strings, which no answer shows; our strings are the formulas of the book.
"""

import ast
import io
import sys
import zipfile
from compression import zstd
from importlib._bootstrap_external import _code_to_hash_pyc
from pathlib import Path
from types import CodeType

files = lambda: {module.__file__ for module in sys.modules.values() if getattr(module, "__file__", None)}
START = files()  # what Python has loaded before anything of ours is there

import warnings  # noqa: E402

warnings.simplefilter("ignore")  # SymPy's own
import cells  # noqa: E402, F401
import sympy  # noqa: E402, F401
import veckron.book.calculator  # noqa: E402
import veckron.book.checker  # noqa: E402, F401
from left_out import is_left_out  # noqa: E402

LIBRARY = "/lib/python{}{}.zip".format(*sys.version_info)
STARTED = files()
FOLDER = Path("/archives")
DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
assert not [name for name in sys.modules if is_left_out(name)], "a start imports what is left out"
LEVEL = {zstd.CompressionParameter.compression_level: 22, zstd.CompressionParameter.window_log: 24}


def read(name):
    with zipfile.ZipFile(FOLDER / name) as file:
        return {info.filename: file.read(info) for info in file.infolist()}


def needed(held):
    return {name: data for name, data in held.items() if not is_left_out(name.removesuffix(".py").replace("/", "."))}


def compiled(held, place, documented=False, numbered=False):
    return dict(code(name, data, place, documented, numbered) for name, data in held.items())


def code(name, source, place, documented, numbered):
    """Return a file compiled, under its new name; never compared with its source, which stays behind."""
    if not name.endswith(".py"):
        return name, source
    tree = ast.parse(source)
    if not documented:
        undocument(tree)
    made = compile(tree, f"{place}/{name}", "exec", dont_inherit=True)
    return f"{name}c", bytes(_code_to_hash_pyc(made if numbered else unnumbered(made), bytes(8), False))


def undocument(tree):
    """An empty text stands where a documentation string was: some modules add to their own."""
    for node in ast.walk(tree):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node, False):
            node.body[0].value = ast.copy_location(ast.Constant(""), node.body[0].value)


def unnumbered(made):
    parts = (unnumbered(part) if isinstance(part, CodeType) else part for part in made.co_consts)
    return made.replace(co_linetable=b"", co_consts=tuple(parts))


def zipped(held, kind):
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", kind, compresslevel=9) as file:
        for name, data in held.items():
            file.writestr(zipfile.ZipInfo(name), data, kind)
    return memory.getvalue()


def deflate(name, held):
    (FOLDER / name).write_bytes(zipped(held, zipfile.ZIP_DEFLATED))


def pack(name, held):
    packed = zstd.compress(zipped(held, zipfile.ZIP_STORED), options=LEVEL)
    (FOLDER / f"{name}.zstd").write_bytes(packed)


library, sympy_files, ours = map(read, ["python_stdlib.zip", "sympy.zip", "veckron.zip"])
chosen = lambda wanted: {name: data for name, data in library.items() if f"{LIBRARY}/{name}" in wanted}
start = chosen(START)
rest = {name: data for name, data in needed(library).items() if name not in start}
deflate("python_start.zip", compiled(start, LIBRARY))
pack("sympy.zip", compiled(needed(sympy_files) | rest, "/sympy.zip"))
pack("veckron.zip", compiled(ours, "/book", documented=True))
# JupyterLite has it all, compiled where a start needs it.
early = chosen(STARTED)
late = {name: data for name, data in library.items() if name not in early}
deflate("python_stdlib.zip", late | compiled(early, LIBRARY, documented=True, numbered=True))
