"""The words of the pages: none of those that a native editor would strike, one notation, and no stranger in a formula."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STRUCK = r"""derivatives? by\b|slopes? by\b|Who asks|When has it|hangs on|agrees? with the hand|On a card stand|can be had
    |at numbers|\bclearly\b|\bsimply\b|\bobviously\b|magnus2019, chapter"""
# What every formula may have, and no table of notation lists; sym is the node that b-rules defines.
FAMILIAR = {"rank", "sign", "max", "min", "softmax", "sym"}


def prose(path):
    """The text of a page, without its code."""
    if path.suffix == ".md":
        return re.sub(r"```\{?(?:code|python|text).*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def pages():
    """The pages of the book that are written by hand."""
    names = re.findall(r"- file: (\S+)", (ROOT / "_toc.yml").read_text(encoding="utf-8"))
    found = [path for name in ["index", *names] for path in ROOT.glob(f"{name}.*") if path.suffix in (".md", ".ipynb")]
    return {str(path.relative_to(ROOT)): prose(path) for path in found}


PAGES = pages()
NOTATION = PAGES["chapters/00-notation.md"]


@pytest.mark.parametrize("name", PAGES)
def test_no_word_that_an_editor_would_strike(name):
    found = re.search(STRUCK, re.sub(r"`[^`]*`", "", PAGES[name]), re.VERBOSE)
    assert not found, f"{name}: {found[0]!r}"


@pytest.mark.parametrize("name", PAGES)
def test_a_formula_has_no_stranger(name):
    words = set(re.findall(r"\\operatorname\{(\w+)\}", PAGES[name]))
    known = set(re.findall(r"\\operatorname\{(\w+)\}", NOTATION)) | FAMILIAR
    assert words <= known, f"{name}: {sorted(words - known)} are not in the table of notation"


@pytest.mark.parametrize("name", PAGES)
def test_one_sign_for_each_thing(name):
    """No second phi, no vec with a T of its own, no line that begins with the mark behind a formula."""
    assert not re.search(r"\\varphi|\\operatorname\{vec\}\^|^[.,;?!](?!\.)", PAGES[name], re.MULTILINE)


@pytest.mark.parametrize("name", PAGES)
def test_the_cells_in_sight_are_short(name):
    if name.startswith("chapters/0") and name.endswith(".ipynb"):
        cells = json.loads((ROOT / name).read_text(encoding="utf-8"))["cells"]
        shown = [c for c in cells if c["cell_type"] == "code" and not c["metadata"].get("tags")]
        assert max(len("".join(c["source"]).splitlines()) for c in shown) <= 8
