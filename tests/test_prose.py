"""The words of the pages: none of those that a native editor would strike, one notation, and no stranger in a formula."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STRUCK = (  # sentences with what no page says; each pattern is tried on the sentence beside it
    (r"(derivative|slope)s? by\b", "the derivative by X"),
    (r"Who asks|When has it|hangs on|On a card stand|can be had|at numbers", "It hangs on the sign."),
    (r"agrees? with the hand", "Both agree with the hand."),
    (r"\b(clearly|simply|obviously)\b", "This is clearly so."),
    (r"magnus2019, chapter", "magnus2019, chapter 9"),
    (r"[Ww]hich \w+ (has|have) (the|its)\b|[Ww]hich \w+ (has|have) \$", "Which shape has the Jacobian?"),
    (r"[Hh]ow many (rows|columns|entries|terms|index variables) ha(s|ve)\b", "How many rows has $F$?"),
    (r"exactly if|[Oo]n the average|as often as it may be|Told so|in a circle", "It is zero exactly if $S = 0$."),
)
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
    found = [match[0] for struck, _ in STRUCK for match in re.finditer(struck, re.sub(r"`[^`]*`", "", PAGES[name]))]
    assert not found, f"{name}: {found}"


@pytest.mark.parametrize("struck, sentence", STRUCK)
def test_the_list_of_words_can_find_them(struck, sentence):
    assert re.search(struck, sentence)


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
        rules = [c for c in cells if "vjp" in c["metadata"].get("tags", [])]
        assert all(len("".join(c["source"]).splitlines()) <= 12 for c in rules)  # a function and its product backward
