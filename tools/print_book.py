"""Print the built book to one PDF in the order of its contents, in Chromium: `make pdf`.

    python -m tools.print_book _build/html/veckron.pdf [page ...]

Formulas are set in fonts there, so that their text can be searched and the file stays small. The headings are its
bookmarks; a link to another page of the book leads to that page of the file.
"""

import io
import re
import sys
from importlib.util import find_spec
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, NameObject, NullObject

from tools.print_page import BOOK, chromium, printed

ROOT = Path(__file__).parent.parent
HOME = re.search(r"baseurl: (\S+)", (ROOT / "_config.yml").read_text())[1]
MATHJAX = Path(find_spec("sphinx-mathjax-offline").origin).parent / "static/mathjax"
STYLE = '<div style="width: 100%; font: 7pt sans-serif; text-align: center">'
FOOT = f'{STYLE}<span class="title"></span>, page <span class="pageNumber"></span></div>'
LOOK = {
    "margin": {"top": "16mm", "bottom": "18mm", "left": "14mm", "right": "14mm"},
    "scale": 0.8,
    "outline": True,
    "tagged": True,
    "display_header_footer": True,
    "header_template": "<i></i>",
    "footer_template": FOOT,
}


def contents():
    """Return the pages of the book in their order."""
    return re.findall(r"(?:root|file): (\S+)", (ROOT / "_toc.yml").read_text())


def answer(route):
    """Give a file of the book, as at its public address; MathJax is the one that sets formulas in fonts."""
    name = route.request.url.removeprefix(HOME).partition("?")[0]
    _, mathjax, part = name.replace("tex-svg", "tex-chtml").partition("_static/mathjax/")
    file = MATHJAX / part if mathjax else BOOK / name
    route.fulfill(path=file) if file.is_file() else route.abort()


def all_printed(browser, names):
    """Return the PDF of each page, by its public address."""
    context = browser.new_context(color_scheme="light", service_workers="block")
    context.route("**/*", lambda route: route.abort())
    context.route(f"{HOME}**", answer)
    addresses = [f"{HOME}{name}.html" for name in names]
    found = {address: PdfReader(io.BytesIO(printed(context.new_page(), address, **LOOK))) for address in addresses}
    context.close()
    return found


def bound(readers):
    """Return the pages of several PDFs, each with its address, as one; links between them lead to pages of it."""
    writer, firsts = PdfWriter(), {}
    for address, reader in readers.items():
        firsts[address] = len(writer.pages)
        places = reader.named_destinations  # another page may have a place of the same name
        for link in links(reader):
            if (name := link.get("/Dest")) in places:
                lead(link, places[name]["/Page"], places[name]["/Top"])
        writer.append(reader, import_outline=True)
    for link in links(writer):
        address = link.get("/A", {}).get("/URI", "").partition("#")[0]
        if address in firsts:
            del link["/A"]
            lead(link, writer.pages[firsts[address]].indirect_reference, NullObject())
    writer.compress_identical_objects()
    return writer


def lead(link, page, top):
    """Let a link lead to a height on a page, in its present width and magnification."""
    link[NameObject("/Dest")] = ArrayObject([page, NameObject("/XYZ"), NullObject(), top, NullObject()])


def links(pdf):
    found = (note.get_object() for page in pdf.pages for note in page.get("/Annots", []))
    return (note for note in found if note["/Subtype"] == "/Link")


def main(target, *names):
    with chromium() as browser:
        writer = bound(all_printed(browser, names or contents()))
    writer.write(target)
    print(f"{target}: {len(writer.pages)} pages, {Path(target).stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(*sys.argv[1:])
