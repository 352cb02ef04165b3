"""The catalogue and the cheat sheet as their pages have them; nbval compares a page with what its cells give now."""

import json
import re
from pathlib import Path

CHAPTERS = Path(__file__).parents[1] / "chapters"
PAGE = CHAPTERS / "a-identities.ipynb"


def code_cells(path):
    """Return the cells of code of a notebook."""
    return [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]


def shown(path, kind):
    """Return what the cells of a notebook show, as "text/html" or "text/plain"."""
    outputs = [output["data"] for cell in code_cells(path) for output in cell["outputs"] if "data" in output]
    return ["".join(data.get(kind, "")) for data in outputs]


TABLES, TEXTS = shown(PAGE, "text/html"), shown(PAGE, "text/plain")
SHEET = "".join(shown(CHAPTERS / "cheat-sheet.ipynb", "text/html"))
ROWS = {name: row for table in TABLES for name, row in re.findall(r'<tr id="(\w+)"(.*?)</tr>', table, re.DOTALL)}


def is_run(session):
    """Tell whether every cell of the page runs in this session of pytest too."""
    return sum(item.path == PAGE for item in session.items) == len(code_cells(PAGE))


def printed_verdict(entry):
    """Return what the row of an entry says: its status, the bound, never smaller than it is, and the sizes tried."""
    row = ROWS[entry.name]
    status, bound = re.search(r'class="badge \w+">(\w+)</span>(?:[^<]*bound ([-\de]+) per shape)?', row).groups()
    tried = re.search(r"<p>[^<]*? = ([^<]*)</p>", row) if status == "holds" else None
    groups = re.findall(r"\([^)]*\)|\d+", tried[1]) if tried else []
    bound = bound or ("0" if "in real numbers" in row else "inf")  # as verify says it: there is none
    return status, float(bound), [tuple(map(int, re.findall(r"\d+", group))) for group in groups]
