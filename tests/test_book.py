"""The book and the repository fit together: contents, settings, pictures, mirrors of modules, no strangers."""

import json
import doctest
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text())
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text())
FILES = [TOC["root"]] + [chapter["file"] for part in TOC["parts"] for chapter in part["chapters"]]
TEXTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("chapters/*.md"), *ROOT.glob("chapters/*.ipynb")])


def cells():
    for path in ROOT.glob("chapters/*.ipynb"):
        for number, cell in enumerate(json.loads(path.read_text())["cells"]):
            yield f"{path.stem}, cell {number}", cell


@pytest.mark.parametrize("name", FILES)
def test_contents_name_a_file(name):
    assert any((ROOT / name).with_suffix(suffix).is_file() for suffix in (".md", ".ipynb"))


def test_every_chapter_is_in_the_contents():
    chapters = {path.stem for path in ROOT.glob("chapters/[!_.]*.*")}
    assert chapters == {Path(name).stem for name in FILES if name.startswith("chapters/")}


def test_settings_are_valid_and_their_files_exist():
    from jupyter_book.config import validate_yaml

    validate_yaml(CONFIG, raise_on_errors=True)
    assert CONFIG["execute"]["execute_notebooks"] == "off"
    options = CONFIG["sphinx"]["config"]
    statics = [ROOT / folder for folder in options["html_static_path"]]
    assert all(any((folder / name).is_file() for folder in statics) for name in options["html_css_files"])
    assert all((ROOT / name).is_file() for name in [CONFIG["logo"], *CONFIG["bibtex_bibfiles"]])


def test_every_picture_has_caption_label_and_alternative_text():
    for place, cell in cells():
        if any("image/png" in output.get("data", {}) for output in cell.get("outputs", [])):
            options = cell["metadata"].get("mystnb", {})
            assert {"caption", "name"} <= set(options.get("figure", {})), place
            assert options.get("image", {}).get("alt"), place


def test_labels_of_pictures_are_unique():
    names = [cell["metadata"].get("mystnb", {}).get("figure", {}).get("name") for _, cell in cells()]
    names = [name for name in names if name]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_no_macro_that_means_something_else_elsewhere(path):
    text = path.read_text(encoding="utf-8").replace("\\\\", "\\")
    assert not re.search(r"\\vec\b|\\(re)?newcommand|\\def\b|\\DeclareMathOperator", text)


def test_no_mathjax_macros():
    assert "macros" not in json.dumps(CONFIG).lower()


def test_citations_have_an_entry():
    keys = set(re.findall(r"^@\w+\{(\w+),", (ROOT / "references.bib").read_text(), re.MULTILINE))
    roles = [role for path in TEXTS for role in re.findall(r"\{cite(?::\w+)?\}`([^`]+)`", path.read_text())]
    cited = {key for role in roles for key in re.split(r"[,\s]+", role)}
    assert cited <= keys
    assert all(re.fullmatch(r"[a-z]+\d{4}", key) for key in keys)


def test_the_site_asks_no_other_host():
    for path in ROOT.glob("site/**/*"):
        if path.suffix in (".py", ".css", ".js", ".html"):
            text = re.sub(r'"http://www\.sitemaps\.org/schemas/\S+"', "", path.read_text())  # a namespace is a name
            assert not re.search(r"https?://", text), path


def test_the_example_of_the_landing_page_prints_what_it_says():
    found = doctest.testfile(str(ROOT / "index.md"), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.failed == 0 and found.attempted == 2
