"""How verdicts and the catalogue print: as text, as HTML with LaTeX, and as the tables of the book."""

from html import escape
from math import ceil, floor, log10

from veckron.printing import latex
from veckron.statements import IDENTITIES
from veckron.verify import check


def verdict_text(verdict):
    """Return a verdict as plain text."""
    entry = verdict.entry
    lines = [f"{entry.name} {verdict.status}: {entry.formula}"]
    if entry.hypothesis:
        lines.append(f"  where {entry.hypothesis}")
    if verdict.reason:
        lines.append(f"  {verdict.reason}")
    if verdict.status == "holds":
        lines.append(f"  {_shapes(verdict)}")
        lines.append(f"  {_bound(verdict)}")
    return "\n".join(lines)


def verdict_html(verdict):
    """Return a verdict as a card: the statement, the verdict, shapes and bound or the counterexample."""
    entry = verdict.entry
    parts = [_paragraph("statement", statement(entry, r"\displaystyle ")), _paragraph("badge", verdict.status)]
    parts.append(_paragraph("name", f"<code>{entry.name}</code>"))
    if entry.hypothesis:
        parts.append(_paragraph("hypothesis", f"where {escape(entry.hypothesis)}"))
    if verdict.reason:
        parts.append(_paragraph("reason", escape(verdict.reason)))
    if verdict.counterexample and verdict.counterexample.values:
        parts.append(_paragraph("counterexample", _letters(verdict.counterexample)))
    if verdict.status == "holds":
        parts.append(_paragraph("shapes", _shapes(verdict)))
        parts.append(_paragraph("bound", _bound(verdict)))
    return _card(verdict.status, parts)


def _card(status, parts):
    return f'<div class="veckron-verdict {status} tex2jax_process">\n' + "\n".join(parts) + "\n</div>"


def _paragraph(kind, text):
    return f'<p class="{kind}">{text}</p>'


def statement(entry, style=""):
    """Return ``left = right`` as LaTeX in HTML; the formula as text where a false statement's shapes do not fit."""
    if entry.symbolic is None:
        return f"<code>{escape(entry.formula)}</code>"
    return rf"\({style}{latex(entry.symbolic[0])} = {latex(entry.symbolic[1])}\)"


def _bound(verdict):
    return f"a false statement passes with probability below {round_up(verdict.bound)} per shape"


def round_up(bound):
    """Return a small positive number as text, one digit, never smaller than it is.

    >>> round_up(1.3e-17)
    '2e-17'
    """
    exponent = floor(log10(bound))
    digit = ceil(round(bound / 10.0**exponent, 3))
    return f"{digit}e{exponent}" if digit < 10 else f"1e{exponent + 1}"


def _letters(counterexample):
    """The values of the letters in LaTeX, one after another."""
    return ", ".join(rf"\({_letter(name)} = {_value(value)}\)" for name, value in counterexample.values.items())


def _letter(name):
    return rf"\{name}" if name in ("mu", "phi") else name


def _value(value):
    if not isinstance(value, list):
        return str(value)
    return r"\begin{bmatrix}" + r" \\ ".join(" & ".join(map(str, row)) for row in value) + r"\end{bmatrix}"


def _shapes(verdict):
    """Return the sizes tried: ``(m, n) = (1, 1), (2, 3), ...``."""
    tried = [", ".join(map(str, sizes.values())) for sizes in verdict.shapes]
    names = verdict.entry.sizes
    if len(names) == 1:
        return f"{names[0]} = {', '.join(tried)}"
    return f"({', '.join(names)}) = {', '.join(f'({sizes})' for sizes in tried)}"


class Table:
    """Rows of HTML under a head, with the same rows as plain text."""

    def __init__(self, head, rows, text):
        self.head, self.rows, self.text = head, rows, text

    def __repr__(self):
        return "\n".join(self.text)

    def _repr_html_(self):
        head = "".join(f"<th>{cell}</th>" for cell in self.head)
        body = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in self.rows)
        return (
            f'<table class="veckron-table tex2jax_process">\n<thead><tr>{head}</tr></thead>\n'
            f"<tbody>\n{body}\n</tbody>\n</table>"
        )


def summary(chapter):
    """Return the table of the true statements of a chapter, each verified now.

    Parameters
    ----------
    chapter : str
        The name of a file of ``chapters/`` without its ending.

    Returns
    -------
    Table
        Statement, permanent name, source, how many shapes were tried; text in a terminal.

    Raises
    ------
    ValueError
        If the catalogue has no statement of this chapter.
    AssertionError
        If a statement does not hold.

    Examples
    --------
    >>> print(repr(summary("01-vec")).splitlines()[0])
    vec_entries holds: (vec A)_i = A_{i mod m, floor(i/m)}, counted from 0
    """
    entries = [entry for entry in IDENTITIES.values() if entry.chapter == chapter and entry.holds]
    if not entries:
        raise ValueError(f"summary: the catalogue has no statement of a chapter {chapter!r}")
    verdicts = [check(entry.name) for entry in entries]
    rows = [[statement(v.entry), f"<code>{v.entry.name}</code>", v.entry.source, len(v.shapes)] for v in verdicts]
    return Table(("statement", "name", "source", "shapes"), rows, [repr(v).splitlines()[0] for v in verdicts])


def refuted(*names):
    """Return the table of false statements, each refuted now, with the counterexample and the true statement.

    Parameters
    ----------
    *names : str
        Names of entries of the catalogue that do not hold.

    Returns
    -------
    Table

    Raises
    ------
    KeyError
        If the catalogue has no such name.
    AssertionError
        If a statement is not refuted, or is not said to be false.

    Examples
    --------
    >>> refuted("kron_commutes")
    kron_commutes fails: A (x) B = B (x) A
    """
    verdicts = [check(name) for name in names]
    true = [verdict.entry.name for verdict in verdicts if verdict.entry.holds]
    if true:
        raise AssertionError(f"refuted: {', '.join(true)} holds")
    rows = [[*_false(v), statement(IDENTITIES[v.entry.truth])] for v in verdicts]
    head = ("false", "why", "counterexample", "true")
    return Table(head, rows, [repr(v).splitlines()[0] for v in verdicts])


def _false(verdict):
    entry = verdict.entry
    letters = f"<br>{_letters(verdict.counterexample)}" if verdict.counterexample.values else ""
    return f"{statement(entry)}<br><code>{entry.name}</code>", escape(entry.note), f"{escape(verdict.reason)}{letters}"
