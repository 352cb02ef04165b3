"""How verdicts and the catalogue print: as text, as HTML with LaTeX, and as the book's tables."""

from html import escape
from math import ceil

from veckron.printing import latex


def verdict_text(verdict):
    """Return a verdict as plain text."""
    entry = verdict.entry
    lines = [f"{entry.name} {verdict.status}: {entry.formula}"]
    if entry.hypothesis:
        lines.append(f"  where {entry.hypothesis}")
    if verdict.reason:
        lines.append(f"  {verdict.reason}")
    if verdict.status == "holds":
        lines.append(f"  shapes {_names(entry)}: {', '.join(map(_tuple, verdict.shapes))}")
        lines.append(f"  probability that a false statement passes, per shape: below {round_up(verdict.bound)}")
    return "\n".join(lines)


def round_up(bound):
    """Return a small positive number as text, one digit, never smaller than it is.

    >>> round_up(1.3e-17)
    '2e-17'
    """
    digit, exponent = f"{bound:.3e}".split("e")
    return f"{ceil(float(digit))}e{int(exponent)}"


def verdict_html(verdict):
    """Return a verdict as a card: the statement, the verdict, shapes and bound or the counterexample."""
    entry = verdict.entry
    parts = [f'<p class="statement">\\({statement_latex(entry)}\\)</p>', f'<p class="badge">{verdict.status}</p>']
    parts += [f'<p class="name"><code>{entry.name}</code></p>']
    if entry.hypothesis:
        parts.append(f'<p class="hypothesis">where {escape(entry.hypothesis)}</p>')
    if verdict.reason:
        parts.append(f'<p class="reason">{escape(verdict.reason)}</p>')
    if verdict.counterexample and verdict.counterexample.values:
        parts.append(f'<p class="counterexample">{counterexample_latex(verdict.counterexample)}</p>')
    if verdict.status == "holds":
        parts.append(f'<p class="shapes">{_names(entry)} = {", ".join(map(_tuple, verdict.shapes))}</p>')
        parts.append(
            f'<p class="bound">a false statement passes with probability below {round_up(verdict.bound)} per shape</p>'
        )
    return f'<div class="veckron-verdict {verdict.status} tex2jax_process">\n' + "\n".join(parts) + "\n</div>"


def statement_latex(entry):
    """Return ``left = right`` in LaTeX; the formula as text where a false statement's shapes do not fit."""
    if entry.symbolic is None:
        return rf"\text{{{entry.formula}}}"
    return f"{latex(entry.symbolic[0])} = {latex(entry.symbolic[1])}"


def counterexample_latex(counterexample):
    """Return the values of the letters in LaTeX, one after another."""
    shown = [f"\\({name} = {_value_latex(value)}\\)" for name, value in counterexample.values.items()]
    return ", ".join(shown)


def _value_latex(value):
    if not isinstance(value, list):
        return str(value)
    return r"\begin{bmatrix}" + r" \\ ".join(" & ".join(map(str, row)) for row in value) + r"\end{bmatrix}"


def _names(entry):
    return f"({', '.join(entry.sizes)})"


def _tuple(sizes):
    return f"({', '.join(map(str, sizes.values()))})"
