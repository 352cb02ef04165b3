"""Runs a cell of the book as a notebook does: what it prints, what it displays, the value of its last line.

Works under Pyodide and, for the tests, in any Python.
"""

import ast
import base64
import builtins
import io
import json
import linecache
import os
import pprint
import re
import symtable
import sys
import time
import traceback
import warnings
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module

import left_out  # noqa: F401
from stubs import Stub, import_or_stub, is_absent, top

KINDS = {
    "text/html": "_repr_html_",
    "text/latex": "_repr_latex_",
    "text/markdown": "_repr_markdown_",
    "image/svg+xml": "_repr_svg_",
    "image/png": "_repr_png_",
}
PAGES = {}
LONGEST = 1_000_000  # signs that a cell may print: a loop without an end would fill the memory of the page
PAUSE = 0.1  # seconds between two words to the page about what is printed
printed = lambda name, text: None
if sys.platform == "emscripten":
    import js

    printed = getattr(js, "printed", printed)  # worker.js has it, and Node has not
    os.environ["MPLBACKEND"] = "agg"  # figures become pictures at the end of their cell
warnings.filterwarnings("ignore", message="FigureCanvasAgg is non-interactive")


def answer(function, argument):
    """Call ``module.function`` with an argument in JSON; the answer, or what went wrong, is JSON too."""
    module, name = function.rsplit(".", 1)
    try:
        return json.dumps({"result": getattr(import_module(module), name)(json.loads(argument))})
    except Exception as error:
        return json.dumps({"error": {"name": type(error).__name__, "message": str(error)}})


def run(request):
    """Run ``code``, cell number ``cell`` of ``page``; its outputs as in a notebook, its error, the missing packages.

    If the page ``resumes``, and nothing of it is known here, then Python was started anew, and the cell must wait.
    """
    if request.get("resumes") and request.get("page", "") not in PAGES:
        return {"restarted": True}
    page = PAGES.setdefault(request.get("page", ""), Page())
    return page.run(request["code"], f"cell {request.get('cell', 1)}")


class Page:
    """The names that the cells of one page have defined, and those that they could not."""

    def __init__(self):
        self.names = {"__name__": "__main__", "__builtins__": {**vars(builtins), "__import__": import_or_stub}}
        self.lost = {}

    def run(self, code, title):
        outputs, error, missing = Outputs(), None, []
        linecache.cache[title] = len(code), None, code.splitlines(True), title
        self.names["__builtins__"]["display"] = outputs.display
        with redirect_stdout(Stream("stdout", outputs)), redirect_stderr(Stream("stderr", outputs)):
            try:
                self.execute(code, title, outputs)
            except (Exception, SystemExit) as raised:
                missing = self.missing(raised, code)
                error = None if missing else told(raised)
                stopped = next((line for name, line, _ in places(raised) if name == title), sys.maxsize)
                self.lose(code, stopped, missing)
        return {"outputs": list(outputs), "error": error, "missing": missing}

    def execute(self, code, title, outputs):
        body = ast.parse(code, title).body
        shows = body and isinstance(body[-1], ast.Expr) and not code.rstrip().endswith(";")
        last = body.pop() if shows else None
        exec(compile(ast.Module(body, []), title, "exec"), self.names)
        value = eval(compile(ast.Expression(last.value), title, "eval"), self.names) if last else None
        if value is not None:
            outputs.show(value, "execute_result")
        for figure in figures():
            outputs.append({"output_type": "display_data", "data": figure, "metadata": {}})

    def missing(self, error, code):
        """Return the packages that a cell needs, if the lack of one stopped it."""
        first = self.lacking(error)
        return sorted(first.union(*map(self.needed, names_in(code)))) if first else []

    def lacking(self, error):
        """Return the package whose lack an error tells; a name may be lost because of one."""
        while error:
            if isinstance(error, NameError):
                return self.needed(error.name)
            if isinstance(error, ModuleNotFoundError) and is_absent(top(error.name)):
                return {top(error.name)}
            error = error.__context__ if isinstance(error, ImportError) else None  # an import error in other words
        return set()

    def needed(self, name):
        value = self.names.get(name)
        return {value.package} if isinstance(value, Stub) else self.lost.get(name, set())

    def lose(self, code, line, packages):
        """Forget what the statements from a line on would have assigned: an older value would be a wrong one."""
        statements = ast.parse(code).body if packages else []
        for statement in statements:
            if statement.end_lineno >= line:
                for name in assigned(ast.unparse(statement)):
                    self.names.pop(name, None)
                    self.lost[name] = set(packages)


def names_in(code):
    return {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}


def assigned(statement):
    symbols = symtable.symtable(statement, "", "exec").get_symbols()
    return [symbol.get_name() for symbol in symbols if symbol.is_assigned() or symbol.is_imported()]


def places(error):
    """Return where an error passed through cells: title, line, function. Other modules came without numbers of lines."""
    passed = [(frame.f_code, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    return [(code.co_filename, line, code.co_name) for code, line in passed if code.co_filename.startswith("cell ")]


def told(error):
    """Return an error with the lines of the cells that led to it, and no others."""
    text = lambda title, line: linecache.getline(title, line).strip()
    lines = [f"{title}, line {line}{within(name)}\n    {text(title, line)}\n" for title, line, name in places(error)]
    name, message = type(error).__name__, str(error)
    last = f"{name}: {message}" if message else name
    if isinstance(error, SyntaxError):
        last = re.sub(r'^  File "(.*)"', r"\1", "".join(traceback.format_exception_only(error)))
    return {"name": name, "message": message, "traceback": "".join([*lines, last]).rstrip()}


def within(name):
    return "" if name == "<module>" else f", in {name}"


# -- Outputs ------------------------------------------------------------------------------------------------


class Outputs(list):
    """The outputs of one cell, in the form of a notebook."""

    def show(self, value, kind="display_data"):
        self.append({"output_type": kind, "data": bundle(value), "metadata": {}})

    def display(self, *values):
        for value in values:
            self.show(value)


class Stream(io.TextIOBase):
    """What is printed: one output as long as nothing else comes between. A page hears of it as it comes."""

    def __init__(self, name, outputs):
        self.name, self.outputs = name, outputs
        self.length, self.untold, self.last = 0, "", time.monotonic()

    def write(self, text):
        self.length += len(text)
        if self.length > LONGEST:
            raise RuntimeError(f"This cell prints more than {LONGEST:,} signs.")
        self.untold += text
        if time.monotonic() - self.last > PAUSE:
            self.tell()
        return self.keep(text)

    def tell(self):
        printed(self.name, self.untold)
        self.untold, self.last = "", time.monotonic()

    def keep(self, text):
        last = self.outputs[-1] if self.outputs else {}
        if last.get("name") == self.name:
            last["text"] += text
        elif text:
            self.outputs.append({"output_type": "stream", "name": self.name, "text": text})
        return len(text)


def bundle(value):
    """Return what a value shows, by kind."""
    own = {kind: own_form(value, method) for kind, method in KINDS.items()}
    return {kind: form for kind, form in own.items() if form is not None} | {"text/plain": plain(value)}


def own_form(value, method):
    form = None if isinstance(value, type) else getattr(value, method, None)
    shown = form() if callable(form) else None
    return base64.b64encode(shown).decode() if isinstance(shown, bytes) else shown


def plain(value):
    builtin = isinstance(value, (list, tuple, dict, set, frozenset))
    return pprint.pformat(value, width=80, sort_dicts=False) if builtin else repr(value)


def figures():
    """Return the figures of Matplotlib that are open, as pictures, and close them."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    pictures = [picture(pyplot.figure(number)) for number in pyplot.get_fignums()] if pyplot else []
    if pictures:
        pyplot.close("all")
    return pictures


def picture(figure):
    file = io.BytesIO()
    figure.savefig(file, format="png", bbox_inches="tight", dpi=2 * figure.dpi, facecolor=figure.get_facecolor())
    return {"image/png": base64.b64encode(file.getvalue()).decode(), "text/plain": repr(figure)}
