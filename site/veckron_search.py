"""What the search of the site knows beyond the words of the pages: the questions, and every row of the catalogue."""

import json
import re
from html import unescape
from pathlib import Path

from veckron import IDENTITIES

QUESTIONS = "chapters/questions"
ROW = re.compile(r'<td><p>(.*?) <span class="veckron-also">(.*?)</span></p></td>.*?<a [^>]*href="([^"]+)"', re.DOTALL)


def read_questions(app, page, template, context, doctree):
    """A question, other words for it, and where the table of questions sends the reader."""
    if page == QUESTIONS:
        found = [[unescape(re.sub("<.*?>", "", part)) for part in row] for row in ROW.findall(context["body"])]
        app.env.veckron_questions = [answer(question, words, f"chapters/{to}", 2) for question, words, to in found]


def answer(title, words, address, weight):
    return {"title": title, "words": words, "address": address, "weight": weight}


def rows():
    """Each statement of the catalogue, the true ones first."""
    for entry in IDENTITIES.values():
        title, address = entry.name.replace("_", " "), f"chapters/a-identities.html#{entry.name}"
        yield answer(title, entry.formula, address, 1 if entry.holds else 0)


def write_answers(app, error):
    if not error and app.builder.format == "html":
        answers = [*getattr(app.env, "veckron_questions", []), *rows()]
        Path(app.outdir, "_static/answers.json").write_text(json.dumps(answers, ensure_ascii=False))


def setup(app):
    app.connect("html-page-context", read_questions)
    app.connect("build-finished", write_answers)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": False}
