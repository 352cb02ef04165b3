"""What a page needs to stand still while it arrives: formulas and pictures have their room before they are drawn."""

import html
import re
from functools import cache

from matplotlib.font_manager import FontProperties
from matplotlib.mathtext import MathTextParser

INLINE = re.compile(r'(<span class="math notranslate nohighlight")(>\\\((.*?)\\\)</span>)', re.DOTALL)
DISPLAY = re.compile(r'(<div class="math notranslate nohighlight"[^>]*)(>(.*?)</div>)', re.DOTALL)
PICTURE = re.compile(r'style="width: (\d+)px; height: (\d+)px;?"')
# What Matplotlib does not know, and what is as wide.
WIDE_AS = {r"\tfrac": r"\frac", r"\ge": r"\geq", r"\le": r"\leq", r"\ne": r"\neq", r"\middle": "", r"\displaystyle": ""}
WIDE_AS |= {r"\lVert": r"\|", r"\rVert": r"\|", r"\lvert": "|", r"\rvert": "|"}
WIDE_AS |= {rf"\{size}{side}": "" for size in ("big", "Big", "bigg") for side in "lr"}
BARE = re.compile(r"\\frac\s*(\w)\s*(\w)"), r"\\frac{\1}{\2}"
# Letters are measured at this size; MathJax makes them as high as those around them, and an x has 431 of 1000 parts.
EM, EX = 100, 43.1
LETTERS, PARSER = FontProperties(size=EM, math_fontfamily="cm"), MathTextParser("path")


def keep_still(app, page, template, context, doctree):
    if "body" in context:
        body = PICTURE.sub(r'width="\1" height="\2"', context["body"])
        body = INLINE.sub(lambda found: found[1] + room("width", width(found[3])) + found[2], body)
        context["body"] = DISPLAY.sub(lambda found: found[1] + room("height", height(found[3])) + found[2], body)


def room(name, size):
    return f' style="--{name}: {size:.1f}ex"'


@cache
def width(formula):
    """Return the width of a formula in the height of an x: Matplotlib has the fonts that MathJax has."""
    known = re.sub(r"\\[A-Za-z]+", lambda found: WIDE_AS.get(found[0], found[0]), html.unescape(formula))
    try:
        return PARSER.parse(f"${BARE[0].sub(BARE[1], known)}$", dpi=72, prop=LETTERS)[0] / EX
    except ValueError:  # an environment, an unknown command
        return 1.2 * len(re.sub(r"\\[A-Za-z]+|[{}^_\s]", "", known))


def height(formula):
    """Return about how high a formula that stands alone is, by its rows and its fractions."""
    return 4.2 * (1 + formula.count(r"\\")) + 4.8 * bool(re.search(r"frac|\\sum|\\int", formula))


def setup(app):
    app.connect("html-page-context", keep_still)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
