"""What the search of the site knows beyond the words of the pages: the questions, and every row of the catalogue."""

import json
import re
from html import unescape
from pathlib import Path

from veckron_site import when_built

from veckron import IDENTITIES

QUESTIONS = "chapters/questions.html"
ROW = re.compile(r'<td><p>(.*?) <span class="veckron-also">(.*?)</span></p></td>.*?<a [^>]*href="([^"]+)"', re.DOTALL)


def questions(page):
    """A question, other words for it, and where the table of questions, as it was built, sends the reader."""
    for row in ROW.findall(page.read_text(encoding="utf-8")):
        question, words, to = (unescape(re.sub("<.*?>", "", part)) for part in row)
        yield answer(question, words, f"chapters/{to}", 2)


def answer(title, words, address, weight):
    return {"title": title, "words": words, "address": address, "weight": weight}


def rows():
    """Each statement of the catalogue, the true ones first."""
    for entry in IDENTITIES.values():
        title, address = entry.name.replace("_", " "), f"chapters/a-identities.html#{entry.name}"
        yield answer(title, entry.formula, address, 1 if entry.holds else 0)


def write_answers(app):
    answers = [*questions(Path(app.outdir, QUESTIONS)), *rows()]
    Path(app.outdir, "_static/answers.json").write_text(json.dumps(answers, ensure_ascii=False))


def setup(app):
    when_built(app, write_answers)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": False}
