"""What the HTML needs beyond Jupyter Book: every byte of a page comes from the book's own files."""

import base64
import hashlib
import html
import re
from importlib.util import find_spec
from pathlib import Path

from docutils.nodes import Text, inline, math
from fontTools import subset
from sphinx.addnodes import desc_signature
from sphinx.util.fileutil import copy_asset

# What one page can ask for: the typesetter, its extensions, and the menu of a formula.
MATHJAX = ["tex-svg.js", "input/tex/extensions", "ui", "a11y", "sre"]


def when_built(app, *steps):
    """Take these steps once the HTML is built; after an error, or for another format, none of them."""

    def take(app, error):
        for step in () if error or app.builder.format != "html" else steps:
            step(app)

    app.connect("build-finished", take)


def copy_mathjax(app):
    """At the end, because Jupyter Book adds every script found under html_static_path to every page."""
    source = Path(find_spec("sphinx-mathjax-offline").origin).parent / "static/mathjax"
    target = Path(app.outdir, "_static/mathjax")
    for name in MATHJAX:
        copy_asset(source / name, target / (name if (source / name).is_dir() else ""))


def cut_icons(app):
    """A font of icons has thousands; a page loads those that the style sheet names, and the whole font for any other."""
    static = Path(app.outdir, "_static")
    style = (static / "veckron.css").read_text(encoding="utf-8")
    for name, codes in re.findall(r"url\((fa-[\w-]+)\.woff\)[^}]*unicode-range: ([^;}]+)", style):
        options = subset.Options(flavor="woff", layout_features=[])
        font = subset.load_font(static / f"vendor/fontawesome/webfonts/{name}.ttf", options)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=[int(code, 16) for code in re.findall(r"U\+(\w+)", codes)])
        cutter.subset(font)
        subset.save_font(font, static / f"{name}.woff", options)


def is_ours(asset):
    """Keep what comes from this book; drop other hosts, MathJax from there too, and thebe, which would load from one."""
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
    """Sphinx wraps each word of code in a node of its own, and its lists of sources have entries that are no items.

    Punctuation and blanks have the colour of what stands around them.
    """
    if "body" in context:
        body = re.sub(r'<span class="(?:pre|p|w)">([^<]*)</span>', r"\1", context["body"])
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


SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
INLINE = re.compile(r"<script(?![^>]*src=)[^>]*>(.+?)</script>", re.DOTALL)
HANDLER = re.compile(r'\son\w+="([^"]*)"')
POLICY = re.compile(r'\n<meta http-equiv="Content-Security-Policy"[^>]*>')
CHARSET = re.compile(r'<meta charset="[^"]*" ?/?>')


def secure(app):
    """A page runs the scripts of the book, and those that the theme wrote into it: nothing that somebody else could put there."""
    pages = {path: POLICY.sub("", path.read_text(encoding="utf-8")) for path in pages_of(app.outdir)}
    handlers = {html.unescape(text) for page in pages.values() for text in HANDLER.findall(page)}
    for path, page in pages.items():
        path.write_text(CHARSET.sub(rf"\g<0>\n{policy(page, handlers)}", page, count=1), encoding="utf-8")


def pages_of(folder):
    """Return the pages of the book, without what it only serves."""
    paths = sorted(Path(folder).rglob("*.html"))
    return [path for path in paths if path.relative_to(folder).parts[0] not in ("_static", "live", "lite")]


def policy(page, handlers):
    """Return the content security policy of a page; MathJax writes styles, and figures are data.

    The search builds parts of other pages, hence the handlers of all.
    """
    hashes = " ".join(sorted({f"'sha256-{digest(text)}'" for text in [*INLINE.findall(page), *handlers]}))
    rules = f"default-src 'self'; script-src 'self' 'unsafe-hashes' {hashes}; style-src 'self' 'unsafe-inline'; "
    rules += "img-src 'self' data:; object-src 'none'; frame-src 'none'; base-uri 'none'; form-action 'self'"
    return f'<meta http-equiv="Content-Security-Policy" content="{rules}" />'


def digest(text):
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def list_pages(app):
    """The sitemap that search engines read, and what a reader sees at an address that is none."""
    home = app.config.html_baseurl
    names = [path.relative_to(app.outdir).as_posix() for path in pages_of(app.outdir)]
    urls = "\n".join(
        f"<url><loc>{home}{name}</loc></url>" for name in names if not name.startswith(("_modules", "404"))
    )
    sitemap = f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="{SITEMAP}">\n{urls}\n</urlset>\n'
    Path(app.outdir, "sitemap.xml").write_text(sitemap, encoding="utf-8")
    lost = (Path(app.confdir) / "site/404.html").read_text(encoding="utf-8").replace("HOME/", home)
    Path(app.outdir, "404.html").write_text(lost, encoding="utf-8")


def share_visitors(app):
    """A node known to html only is unknown to singlehtml once any extension has registered one there."""
    handlers = app.registry.translation_handlers
    handlers["singlehtml"] = handlers.get("html", {}) | handlers.get("singlehtml", {})


def setup(app):
    app.connect("builder-inited", share_visitors)
    app.connect("doctree-read", short_places)
    app.connect("doctree-read", keep_marks)
    app.connect("html-page-context", keep_ours, priority=900)
    app.connect("html-page-context", figures_that_stand_here)
    app.connect("html-page-context", fewer_nodes)
    app.connect("html-page-context", wait_for_the_page, priority=900)
    when_built(app, copy_mathjax, cut_icons, list_pages, secure)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
