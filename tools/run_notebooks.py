"""Execute the book's notebooks in place, byte-stable, and refuse those that are not fit to be stored.

    python tools/run_notebooks.py run [notebook ...]      execute in place; all chapters without a path
    python tools/run_notebooks.py check [notebook ...]    refuse bad notebooks; reads JSON only, runs nothing
    python tools/run_notebooks.py text notebook           print a notebook as MyST text, for editing
    python tools/run_notebooks.py build text notebook     make a notebook from MyST text, and execute it

In MyST text a code cell is a fence, with its metadata between dashes, and +++ separates two Markdown cells:

    ```{code-cell}
    ---
    mystnb:
      figure: {caption: "The permutation $K_{32}$.", name: fig-commutation}
      image: {alt: "A 6 by 6 grid with one dark square in each row and column."}
    ---
    draw_permutation(commutation_matrix(3, 2))
    plt.show()
    ```

Only the .ipynb is committed.
"""

import argparse
import ast
import base64
import json
import re
import struct
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PNG_START = b"\x89PNG\r\n\x1a\n"
KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "name": "python", "pygments_lexer": "ipython3"},
}
# Calls known to return None: a cell may end with one and show nothing.
SILENT = re.compile(r"(assert\w*|set_\w+|seed|use|append|extend|update|sort|fill|filterwarnings|simplefilter)$")


# -- run ---------------------------------------------------------------------------------------------------


def run(path):
    """Execute one notebook in this environment, and write it so that two runs give the same bytes."""
    import nbformat
    from nbclient import NotebookClient

    notebook = tidy(nbformat.read(path, as_version=4))
    folder = {"metadata": {"path": str(Path(path).resolve().parent)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", record_timing=False, resources=folder).execute()
    write(tidy(notebook), path)


def write(notebook, path):
    import nbformat

    nbformat.validate(notebook)
    Path(path).write_text(nbformat.writes(notebook).rstrip("\n") + "\n", encoding="utf-8")


def tidy(notebook):
    """Drop everything that depends on who ran the notebook, when, and with which editor."""
    from nbformat import from_dict

    notebook.metadata, notebook.nbformat, notebook.nbformat_minor = from_dict(KERNEL), 4, 5
    notebook.cells = [cell for cell in notebook.cells if cell.source.strip()]
    count = 0
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02d}"
        cell.metadata = from_dict({k: v for k, v in cell.metadata.items() if k in ("tags", "mystnb")})
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            cell.outputs = [tidy_output(output, count) for output in joined(cell.outputs)]
    return notebook


def joined(outputs):
    """Where the kernel cuts a long stream is chance: one stream, one output."""
    kept = []
    for output in outputs:
        if kept and output.output_type == "stream" and kept[-1].get("name") == output.name:
            kept[-1].text += output.text
        else:
            kept.append(output)
    return kept


def tidy_output(output, count):
    if output.output_type == "execute_result":
        output.execution_count = count
    if "image/png" in output.get("data", {}):
        png = base64.b64decode(output.data["image/png"])
        output.data["image/png"] = base64.b64encode(bare_png(png)).decode() + "\n"
        output.metadata = {kind: size for kind, size in output.metadata.items() if kind == "image/png"}
    return output


def bare_png(png):
    """The picture without its text and time chunks, which name the software that drew it."""
    kept, at = [PNG_START], len(PNG_START)
    while at < len(png):
        end = at + 12 + struct.unpack(">I", png[at : at + 4])[0]
        if png[at + 4 : at + 8] not in (b"tEXt", b"zTXt", b"iTXt", b"tIME"):
            kept.append(png[at:end])
        at = end
    return b"".join(kept)


# -- MyST text ---------------------------------------------------------------------------------------------


def build(text, path):
    from myst_nb.core.read import read_myst_markdown_notebook

    write(tidy(read_myst_markdown_notebook(Path(text).read_text(encoding="utf-8"))), path)
    run(path)


def text(path):
    import yaml

    parts, last = [], ""
    for cell in load(path)["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            head = yaml.safe_dump(cell["metadata"], allow_unicode=True, width=10_000) if cell["metadata"] else ""
            parts.append("```{code-cell}\n" + (f"---\n{head}---\n" if head else "") + f"{source}\n```\n")
        else:
            parts.append(("+++\n\n" if last == "markdown" else "") + source + "\n")
        last = cell["cell_type"]
    print("---\nkernelspec: {name: python3, display_name: Python 3}\n---\n\n" + "\n".join(parts), end="")


# -- check -------------------------------------------------------------------------------------------------


def check(path):
    """Every reason, in words, why this notebook may not be stored as it is."""
    notebook = load(path)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    found = [] if notebook["metadata"] == KERNEL else ["notebook metadata are not the fixed ones"]
    if [cell["execution_count"] for cell in code] != list(range(1, len(code) + 1)):
        found.append("stripped, or not executed in order: the counts are not 1, 2, 3, ...")
    for number, cell in enumerate(notebook["cells"]):
        found += [f"cell {number}: {reason}" for reason in form(cell, number)]
        if cell["cell_type"] == "code":
            found += [f"cell {number}: {reason}" for reason in refusals(cell)]
    return found


def form(cell, number):
    if cell.get("id") != f"cell-{number:02d}":
        yield f"the id is not cell-{number:02d}"
    if set(cell["metadata"]) - {"tags", "mystnb"}:
        yield "metadata other than tags and mystnb"


def refusals(cell):
    source, outputs = "".join(cell["source"]).rstrip(), cell["outputs"]
    if source.endswith(";"):
        yield "a trailing semicolon, which does not silence a value under nbval"
    if shows(source) and not outputs:
        yield "stripped: its last line shows something, and there is no output"
    if any(output["output_type"] == "error" for output in outputs):
        yield "a stored error"
    if any(output.get("name") == "stderr" for output in outputs):
        yield "stderr"
    if re.search(r"\b0x[0-9a-f]{6,}", " ".join(map(text_of, outputs))):
        yield "a memory address, different in every run"
    yield from picture_refusals(cell)


def picture_refusals(cell):
    pictures = sum("image/png" in output.get("data", {}) for output in cell["outputs"])
    moving = any('class="veckron-moving"' in text_of(output) for output in cell["outputs"])  # has its own words
    options = cell["metadata"].get("mystnb", {})
    figure, image = options.get("figure", {}), options.get("image", {})
    if pictures > 1:
        yield "more than one picture: the caption would be printed under each"
    for key, value in (
        ("caption", figure.get("caption")),
        ("label", figure.get("name")),
        ("alt", image.get("alt")),
    ):
        if not str(value or "").strip() and (pictures or (moving and key != "alt")):
            yield f"a picture without {key}"


def shows(source):
    """Whether the last statement displays something, as far as the source tells."""
    try:
        body = ast.parse(source).body
    except SyntaxError:  # a magic
        return False
    last = body[-1].value if body and isinstance(body[-1], ast.Expr) else None
    if isinstance(last, ast.Call):
        return not SILENT.match(getattr(last.func, "attr", getattr(last.func, "id", "")))
    return last is not None and not (isinstance(last, ast.Constant) and last.value in (None, ...))


def text_of(output):
    data = output.get("data", {})
    texts = [output.get("text", "")] + [data[kind] for kind in data if kind.startswith("text/")]
    return " ".join("".join(text) for text in texts)


# -- the command -------------------------------------------------------------------------------------------


def load(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


def chapters():
    return sorted(ROOT.glob("chapters/*.ipynb"))


def run_all(paths):
    for path in paths:
        print("run", path, flush=True)
        run(path)


def check_all(paths):
    found = [f"{path}: {reason}" for path in paths for reason in check(path)]
    sys.exit("\n".join(found) or 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["run", "check", "text", "build"])
    parser.add_argument("paths", nargs="*", type=Path)
    given = parser.parse_args()
    if given.command in ("text", "build"):
        globals()[given.command](*given.paths)
    else:
        {"run": run_all, "check": check_all}[given.command](given.paths or chapters())


if __name__ == "__main__":
    main()
