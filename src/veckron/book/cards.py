"""How verdicts and the catalogue print: as text, as HTML with LaTeX, and as the tables of the book."""

import re
from html import escape
from math import ceil, floor, log10

from veckron.expressions import Jacobian, nesting
from veckron.calculus import jacobian
from veckron.notation import latex
from veckron.values import AGREED, AGREED_BY_DIFFERENCES
from veckron.proof import IDENTITIES, Equation, check, verify


def verdict_text(verdict):
    """Return a verdict as plain text."""
    entry = verdict.entry
    lines = [f"{entry.name} {verdict.status}: {entry.formula or '{} = {}'.format(*entry.symbolic)}"]
    if entry.hypotheses:
        lines.append(f"  where {', '.join(entry.hypotheses)}")
    if verdict.reason:
        lines.append(f"  {verdict.reason}")
    if verdict.status == "holds":
        lines.append(f"  {shapes_text(entry, verdict.shapes)}")
        lines.append(f"  {_bound(verdict)}")
    return "\n".join(lines)


def verdict_html(verdict):
    """Return a verdict as a card: the statement, the verdict, shapes and bound or the counterexample."""
    return _card(
        verdict,
        [("shapes", shapes_text(verdict.entry, verdict.shapes))] if verdict.status == "holds" else _why(verdict),
    )


def _why(verdict):
    found = verdict.counterexample
    values = [("counterexample", _letters(found))] if found and found.values else []
    return [("reason", escape(verdict.reason)), *values]


def _card(verdict, parts):
    """Return a card: statement, verdict and name, then the given paragraphs, each with its class."""
    entry = verdict.entry
    where = [("hypothesis", f"where {escape(', '.join(entry.hypotheses))}")] if entry.hypotheses else []
    where += [("meaning", meaning) for meaning in meanings(entry)]
    bound = f" {extent(verdict)}" if verdict.status == "holds" else ""
    head = [
        ("statement", statement(entry, r"\displaystyle ")),
        ("name", f"{named(entry)}{bound}"),
        ("badge", verdict.status),
    ]
    lines = [f'<p class="{kind}">{text}</p>' for kind, text in head + where + parts]
    return f'<div class="veckron-verdict {verdict.status} tex2jax_process">\n' + "\n".join(lines) + "\n</div>"


def statement(entry, style=""):
    """Return ``left = right`` as LaTeX in HTML; the formula as text where a false statement's shapes do not fit."""
    if entry.symbolic is None:
        return f"<code>{escape(entry.formula)}</code>"
    left, right = entry.abbreviated()[0]
    return rf"\({style}{latex(left)} = {latex(right)}\)"


def meanings(entry):
    """Return what the short names in a statement stand for, as LaTeX in HTML."""
    named = entry.abbreviated()[1] if entry.symbolic else []
    return [rf"\({latex(name)} = {latex(part)}\)" for name, part in named]


def named(entry):
    """Return the permanent name, as a link to its row where the catalogue has it."""
    code = f"<code>{entry.name}</code>"
    return f'<a href="a-identities.html#{entry.name}">{code}</a>' if entry.name in IDENTITIES else code


def _bound(verdict):
    exact = (
        f"a false statement passes with probability below {round_up(verdict.bound)} per shape" if verdict.bound else ""
    )
    return "; ".join(filter(None, [verdict.reach, exact, in_reals(verdict)]))


def extent(verdict):
    """Return how far a verdict reaches, in short: ``all sizes, bound 2e-18 per shape``."""
    exact = f"bound {round_up(verdict.bound)} per shape" if verdict.bound else ""
    return ", ".join(filter(None, [verdict.reach, exact, in_reals(verdict)]))


def in_reals(verdict):
    """Return where only real numbers were compared, which gives no bound: ``70 digits agree at n = 1``."""
    if not verdict.in_reals:
        return ""
    digits = AGREED_BY_DIFFERENCES if max(map(nesting, verdict.entry.symbolic or ()), default=0) else AGREED
    some = "" if verdict.in_reals == verdict.shapes else " at " + shapes_text(verdict.entry, verdict.in_reals)
    return f"{digits} digits agree in real numbers{some}"


def round_up(bound):
    """Return a small positive number as text, one digit, never smaller than it is.

    >>> round_up(1.3e-17)
    '2e-17'
    """
    exponent = floor(log10(bound))
    digit = ceil(round(bound / 10.0**exponent, 3))
    return f"{digit}e{exponent}" if digit < 10 else f"1e{exponent + 1}"


def _letters(counterexample):
    """The values of the letters in LaTeX, one after another; large matrices are left out."""
    small = {name: value for name, value in counterexample.values.items() if _count(value) <= 30}
    return ", ".join(rf"\({_letter(name)} = {_value(value)}\)" for name, value in small.items())


def _count(value):
    return len(value) * len(value[0]) if isinstance(value, list) else 1


def _letter(name):
    return rf"\{name}" if name in ("mu", "phi") else name


def _value(value):
    if not isinstance(value, list):
        return str(value)
    return r"\begin{bmatrix}" + r" \\ ".join(" & ".join(map(str, row)) for row in value) + r"\end{bmatrix}"


def shapes_text(entry, shapes):
    """Return sizes, as those tried: ``(m, n) = (1, 1), (2, 3), ...``."""
    tried = [", ".join(map(str, sizes.values())) for sizes in shapes]
    names = entry.sizes
    if len(names) == 1:
        return f"{names[0]} = {', '.join(tried)}"
    return f"({', '.join(names)}) = {', '.join(f'({sizes})' for sizes in tried)}"


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
    vec_entries holds: (vec A)_i = A_{i mod m, floor(i/m)}, counted from 0
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
    return _card(verdict, [*_why(verdict), ("note", text_with_math(entry.note)), ("truth", truth)])


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
