"""A verdict: what was found of a statement, at which sizes, and how that prints, as text and as a card in HTML."""

from dataclasses import dataclass, field
from decimal import ROUND_UP, Context
from html import escape

from sympy import Symbol

from veckron.notation import latex
from veckron.proof.provenance import IDENTITIES
from veckron.values import AGREED, AGREED_BY_DIFFERENCES


@dataclass
class Verdict:
    """What the verifier found: ``status`` is "holds", "fails" or "unknown".

    ``shapes`` lists the sizes at which the sides agree, ``bound`` the largest probability, over these shapes, that a
    false statement was accepted, ``reach`` says "all sizes" or "tested at these sizes". At the shapes in ``in_reals`` the
    sides were compared in real numbers, to 70 digits (50 for derivatives), for which there is no bound.
    ``counterexample`` is there when the statement fails, ``reason`` when it does not hold, ``repair`` where :func:`veckron.check`
    found a small change that makes it true.
    """

    entry: object
    status: str
    shapes: list = field(default_factory=list)
    bound: float = 0.0
    reason: str = ""
    counterexample: object = None
    reach: str = ""
    in_reals: list = field(default_factory=list)
    repair: str = ""

    def __repr__(self):
        entry = self.entry
        lines = [f"{entry.name} {self.status}: {entry.formula or '{} = {}'.format(*entry.symbolic)}"]
        if entry.hypotheses:
            lines.append(f"  where {', '.join(entry.hypotheses)}")
        own = entry.formula and entry.statement is None and entry.name not in IDENTITIES
        lines += [f"  {text}" for text in (*(entry.read.remarks if own else ()), self.reason, self.repair) if text]
        if self.status == "holds":
            below = "a false statement passes with probability below {}"
            lines += [f"  {shapes_text(entry, self.shapes)}", f"  {extent(self, below, '; ')}"]
        return "\n".join(lines)

    def _repr_html_(self):
        shapes = [("shapes", shapes_text(self.entry, self.shapes))]
        return card(self, shapes if self.status == "holds" else why(self))


def why(verdict):
    """Return the reason of a verdict and its counterexample, as paragraphs of a card."""
    found = verdict.counterexample
    values = [("counterexample", _letters(found))] if found and found.values else []
    mended = [("repair", escape(verdict.repair))] if verdict.repair else []
    return [("reason", escape(verdict.reason)), *values, *mended]


def card(verdict, parts):
    """Return a card: statement, verdict and name, then the given paragraphs, each with its class."""
    entry = verdict.entry
    where = [("hypothesis", f"where {escape(', '.join(entry.hypotheses))}")] if entry.hypotheses else []
    where += [("meaning", meaning) for meaning in meanings(entry)]
    name = f"{named(entry)} {extent(verdict)}" if verdict.status == "holds" else named(entry)
    head = [("statement", statement(entry, r"\displaystyle ")), ("name", name), ("badge", verdict.status)]
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


def extent(verdict, bound="bound {}", joint=", "):
    """Return how far a verdict reaches: ``all sizes, bound 2e-18 per shape``."""
    exact = verdict.bound and f"{bound.format(round_up(verdict.bound))} per shape"
    return joint.join(filter(None, [verdict.reach, exact, in_reals(verdict)]))


def in_reals(verdict):
    """Return where only real numbers were compared, which gives no bound: ``70 digits agree at n = 1``."""
    if not verdict.in_reals:
        return ""
    digits = AGREED_BY_DIFFERENCES if verdict.entry.derivatives else AGREED
    some = "" if verdict.in_reals == verdict.shapes else " at " + shapes_text(verdict.entry, verdict.in_reals)
    return f"{digits} digits agree in real numbers{some}"


def round_up(bound):
    """Return a small positive number as text, one digit, never smaller than it is.

    >>> round_up(1.3e-17)
    '2e-17'
    """
    return f"{Context(prec=1, rounding=ROUND_UP).create_decimal(f'{bound:.3e}'):e}"


def _letters(counterexample):
    """The values of the letters in LaTeX, one after another; large matrices are left out."""
    small = {x: A for x, A in counterexample.values.items() if not isinstance(A, list) or len(A) * len(A[0]) <= 30}
    return ", ".join(rf"\({latex(Symbol(x))} = {bracketed(A)}\)" for x, A in small.items())


def bracketed(A, marked=()):
    r"""Return a matrix, a list of rows, in LaTeX, with some places in boxes; a number as it is.

    >>> bracketed([[1, 0]], marked=[(0, 1)])
    '\\begin{bmatrix}1 & \\boxed{0}\\end{bmatrix}'
    """
    if not isinstance(A, list):
        return number_text(A)
    text = lambda place, a: rf"\boxed{{{number_text(a)}}}" if place in marked else number_text(a)
    rows = [" & ".join(text((i, j), a) for j, a in enumerate(row)) for i, row in enumerate(A)]
    body = r" \\ ".join(rows)
    return rf"\begin{{bmatrix}}{body}\end{{bmatrix}}"


def number_text(value):
    """Return a number in LaTeX; a fraction as 1/2, as it stands in a line."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def shapes_text(entry, shapes):
    """Return sizes, as those tried: ``(m, n) = (1, 1), (2, 3), ...``."""
    if not entry.sizes:
        return "at the sizes given"
    group = (lambda some: some[0]) if len(entry.sizes) == 1 else lambda some: f"({', '.join(some)})"
    tried = [group(list(map(str, sizes.values()))) for sizes in shapes]
    return f"{group(entry.sizes)} = {', '.join(tried)}"
