"""How the catalogue prints: the tables of the book, and false statements as cards."""

import re
from html import escape

from veckron.calculus import jacobian
from veckron.expressions import Jacobian
from veckron.notation import latex
from veckron.proof import IDENTITIES, Equation, card, check, extent, named, statement, verify, why


class Shown:
    """HTML for a notebook, with the same as plain text for a terminal."""

    def __init__(self, html, text):
        self.html, self.text = html, text

    def __repr__(self):
        return self.text

    def _repr_html_(self):
        return self.html


def first_lines(verdicts):
    """Return the first line of each verdict, as text."""
    return "\n".join(repr(verdict).splitlines()[0] for verdict in verdicts)


def table_html(head, rows):
    """Return rows of cells of HTML as a table."""
    line = lambda cells, tag: "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>"
    body = "\n".join(line(row, "td") for row in rows)
    thead = f"<thead>{line(head, 'th')}</thead>"
    return f'<table class="veckron-table tex2jax_process">\n{thead}\n<tbody>\n{body}\n</tbody>\n</table>'


def summary(chapter):
    """Return the table of the true statements of a chapter, a file of ``chapters/``, each verified now.

    ValueError where the catalogue has none; AssertionError where one does not hold.

    >>> print(repr(summary("01-vec")).splitlines()[0])
    vec_entries holds: vec A = [A_{i mod m, floor(i/m)}]_i
    """
    entries = [entry for entry in IDENTITIES.values() if entry.chapter == chapter and entry.holds]
    if not entries:
        raise ValueError(f"summary: the catalogue has no statement of a chapter {chapter!r}")
    rows = [[statement(entry), f"{named(entry)}<br>{entry.source}"] for entry in entries]
    verdicts = [check(entry.name) for entry in entries]
    return Shown(table_html(("statement", "name and source"), rows), first_lines(verdicts))


def refuted(*names):
    """Return false statements as cards, each refuted now: the counterexample, what is wrong, the true statement.

    KeyError where the catalogue has no such name; AssertionError where one is not refuted, or is not said to be false.

    >>> refuted("kron_commutes")
    kron_commutes fails: A (x) B = B (x) A
    """
    verdicts = [check(name) for name in names]
    true = [verdict.entry.name for verdict in verdicts if verdict.entry.holds]
    if true:
        raise AssertionError(f"refuted: {', '.join(true)} holds")
    return Shown("\n".join(map(_refutation, verdicts)), first_lines(verdicts))


def _refutation(verdict):
    entry = verdict.entry
    truth = f"Instead: {statement(IDENTITIES[entry.truth])}"
    return card(verdict, [*why(verdict), ("note", text_with_math(entry.note)), ("truth", truth)])


def text_with_math(text):
    """Return text with $...$ as HTML."""
    return re.sub(r"\$([^$]*)\$", r"\\(\1\\)", escape(text))


def rules(table):
    """Return RULES or VEC_RULES as a table, each rule checked now on its example: formula, chapter, source, verdict.

    AssertionError where a rule is wrong on its example.

    >>> from veckron import RULES
    >>> print(repr(rules(RULES)).splitlines()[2])
    transposed holds: d(A^T) = (dA)^T
    """
    found = [(rule, _verdict(rule)) for rule in {rule.name: rule for rule in table.values()}.values()]
    rows = [_rule_row(rule, verdict) for rule, verdict in found]
    lines = [f"{rule.name} {verdict.status}: {rule.formula}" for rule, verdict in found]
    return Shown(table_html(("rule", "example and its derivative"), rows), "\n".join(lines))


def _verdict(rule):
    F, X = rule.expression()
    verdict = verify(Equation(Jacobian(F, X), jacobian(F, X), name=rule.name))
    if verdict.status != "holds":
        raise AssertionError(f"rules: {rule.name} is not verified on its example: {verdict!r}")
    return verdict


def _rule_row(rule, verdict):
    derivative, result = verdict.entry.symbolic
    link = f'<a href="{rule.chapter}.html">{rule.chapter}</a>'
    bound = f"{verdict.status} at {len(verdict.shapes)} shapes, {extent(verdict)}"
    about = f"<code>{rule.name}</code><br>{escape(rule.formula)}<br><small>{link}, {rule.source}; {bound}</small>"
    return [about, rf"\({latex(derivative)} = {latex(result)}\)"]
