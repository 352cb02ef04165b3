"""What the HTML needs beyond Jupyter Book: every byte of a page comes from the book's own files."""

import re
from importlib.util import find_spec
from pathlib import Path

from docutils.nodes import Text, inline, math
from sphinx.addnodes import desc_signature
from sphinx.util.fileutil import copy_asset

# What one page can ask for: the typesetter, its extensions, and the menu of a formula.
MATHJAX = ["tex-svg.js", "input/tex/extensions", "ui", "a11y", "sre"]


def copy_mathjax(app, error):
    """At the end, because Jupyter Book adds every script found under html_static_path to every page."""
    if error or app.builder.format != "html":
        return
    source = Path(find_spec("sphinx-mathjax-offline").origin).parent / "static/mathjax"
    target = Path(app.outdir, "_static/mathjax")
    for name in MATHJAX:
        copy_asset(source / name, target / (name if (source / name).is_dir() else ""))


def is_ours(asset):
    """Keep what comes from this book; drop other hosts, and thebe, which would load from one."""
    name = str(asset.filename or "")
    return "://" not in name and "thebe" not in name and "THEBE" not in asset.attributes.get("body", "")


def keep_ours(app, page, template, context, doctree):
    for files in (context["script_files"], context["css_files"]):
        files[:] = filter(is_ours, files)


def figures_that_stand_here(app, page, template, context, doctree):
    """The scripts of the figures that move come with the pages that hold them, and with no other."""
    body = context.get("body", "")
    here = {f"{kind}.js" for kind in re.findall(r'data-figure="([\w-]+)"', body)}
    wanted = here | {"base.js", "figures.css"} if here else set()
    for files in (context["script_files"], context["css_files"]):
        files[:] = [
            file for file in files if "figures/" not in str(file.filename) or Path(file.filename).name in wanted
        ]


def wait_for_the_page(app, page, template, context, doctree):
    """Scripts run in their order, after the page; those within it need the first, and the page of the search them all."""
    for script in context["script_files"]:  # one object on all pages
        script.attributes.pop("defer", None)
        if script.filename and page != "search" and "documentation_options" not in str(script.filename):
            script.attributes["defer"] = "defer"


def fewer_nodes(app, page, template, context, doctree):
    """Sphinx wraps each word of code in a node of its own, and its lists of sources have entries that are no items."""
    if "body" in context:
        body = re.sub(r'<span class="pre">([^<]*)</span>', r"\1", context["body"])
        context["body"] = body.replace('role="doc-biblioentry"', 'role="listitem"')


def short_places(app, doctree):
    """A page of source links each object under the name that viewcode gave its module: that of the package."""
    for signature in doctree.findall(desc_signature):
        place = f"veckron.{signature.get('fullname')}"
        if place not in signature["ids"]:
            signature["ids"].append(place)


def keep_marks(app, doctree):
    """A full stop or a comma behind a formula stays on its line."""
    for formula in list(doctree.findall(math)):
        place, parent = formula.parent.index(formula), formula.parent
        after = parent[place + 1] if place + 1 < len(parent) else None
        found = re.match(r"[.,;:?!)]+", after) if isinstance(after, Text) else None
        if found:
            together = inline("", "", formula.deepcopy(), Text(found[0]), classes=["veckron-together"])
            parent[place : place + 2] = [together, Text(after[found.end() :])]


def share_visitors(app):
    """A node known to html only is unknown to singlehtml once any extension has registered one there."""
    handlers = app.registry.translation_handlers
    handlers["singlehtml"] = handlers.get("html", {}) | handlers.get("singlehtml", {})


def setup(app):
    app.config.mathjax_path = "mathjax/tex-svg.js"
    app.connect("builder-inited", share_visitors)
    app.connect("doctree-read", short_places)
    app.connect("doctree-read", keep_marks)
    app.connect("html-page-context", keep_ours, priority=900)
    app.connect("html-page-context", figures_that_stand_here)
    app.connect("html-page-context", fewer_nodes)
    app.connect("html-page-context", wait_for_the_page, priority=900)
    app.connect("build-finished", copy_mathjax)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
