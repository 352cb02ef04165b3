"""A derivation as a person writes it: the differential rule by rule, vec of it, and the Jacobian read off."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape

from sympy import Identity, MatMul, MatrixSymbol, Symbol, Tuple, default_sort_key

from veckron.algebra import canonical
from veckron.calculus import Differentiation, Rule, conditions
from veckron.expressions import Jacobian, stacked, unused, vec
from veckron.notation import latex, text
from veckron.proof.statements import Equation
from veckron.proof.verification import verify
from veckron.shapes import Expression, Variable, show


class DoesNotHold(AssertionError):
    """An answer is refuted by its own check."""


def withdrawn(asked):
    """Return what is shown instead of an answer that its own check refutes: a sentence, and what to report."""
    from veckron import __version__

    return (
        "This answer is withdrawn: its own check refutes it, so no formula is shown. The fault is ours, not yours. "
        f"Please report it with this line: {asked}  # veckron {__version__}"
    )


@dataclass(frozen=True)
class Step:
    """One line: an equation, the rule that gives it (none for the result), and its two sides as they are checked."""

    left: str
    right: str
    text: str
    rule: Rule | None
    sides: tuple

    def latex(self):
        """The line in LaTeX."""
        return f"{self.left} = {self.right}"


class Derivation(Differentiation):
    """The steps from F to its Jacobian; made by :func:`veckron.derive`.

    ``differential`` (dF), ``jacobian`` and ``gradient`` (None unless F is a scalar) are the results, ``steps`` the
    lines, ``hypotheses`` what the formulas need. It displays in a notebook; ``str`` and ``latex()`` give text;
    ``check()`` verifies each line.
    """

    def __init__(self, F, X, where=""):
        super().__init__(F, X)
        self.where, self.verdicts = where, []
        results = list(self._results())  # which takes the walks whose lines come before
        lines = {}
        for step in [*self._differentials(), *self._vecs(), *results]:
            lines.setdefault(step.latex().replace(" ", ""), step)  # those that read alike once: x^T A x is its trace
        self.steps = list(lines.values())

    @cached_property
    def jacobian(self):
        """The Jacobian as it is printed: for a scalar by a matrix vec of the gradient, transposed."""
        return canonical(super().jacobian) if self.gradient is None else vec(self.gradient).T

    def _differentials(self):
        """One line for each operation in which X stands: d(node) = ..."""
        d, _ = self.walks
        for node, (rule, result) in d.steps.items():
            sides = (Jacobian(node, self.X) * stacked(d.start), stacked(result))
            node, result = named(node, result)
            yield Step(
                rf"\mathrm{{d}}\left({latex(node)}\right)",
                latex(result),
                f"d({text(node)}) = {text(result)}",
                rule,
                sides,
            )

    def _vecs(self):
        """One line for each linear operation in which dX stands: vec(node) = ... vec(dX)."""
        _, L = self.walks
        dx = stacked(L.letter)
        for node, (rule, J) in L.steps.items():
            sides = stacked(node), J * dx
            left, J = named(sides[0], J)
            right = dx if isinstance(J, Identity) else MatMul(*MatMul.make_args(J), dx)
            yield Step(latex(left), latex(right), f"{text(left)} = {text(right)}", rule, sides)

    def _results(self):
        J, sides = self.jacobian, (Jacobian(self.F, self.X), self.jacobian)
        yield Step(latex(sides[0]), latex(J), f"Jacobian = {text(J)}", None, sides)
        if self.gradient is not None:
            yield Step(r"\text{gradient}", latex(self.gradient), f"gradient = {text(self.gradient)}", None, sides)

    @property
    def hypotheses(self):
        """What the formulas need, as text, one line each, such as ``S is invertible``."""
        return [f"{text(part)} {need}" for part, need in self.conditions]

    @property
    def conditions(self):
        """What the formulas need: pairs of a part and what it has to be."""
        return conditions(self.F, self.jacobian)

    @property
    def refuted(self):
        """Whether a line fails its check; then no formula is shown."""
        return any(verdict.status == "fails" for verdict in self.verdicts)

    def report(self):
        """What stands in the place of a derivation that does not hold."""
        letters = sorted(Tuple(self.F, self.X).atoms(MatrixSymbol), key=str)
        return withdrawn(f"derive({self.F}, {self.X}), {', '.join(f'{A}: {show(A.shape)}' for A in letters)}")

    def check(self, seed=0, most=None, known=()):
        """Verify every line exactly, and return the derivation with a verdict beside each line.

        ``most`` is as for :func:`veckron.verify`; ``known`` has the verdicts that are there already, by their two sides.

        Raises
        ------
        DoesNotHold
            An AssertionError, if a line fails; it says what to report, and from then on no formula is shown.
        """
        found = dict(known)
        for step in self.steps:
            if step.sides not in found:
                line = Equation(*step.sides, name=step.left, where=self.where)
                found[step.sides] = verify(line, seed=seed, most=most)
        self.verdicts = [found[step.sides] for step in self.steps]
        if self.refuted:
            raise DoesNotHold(self.report())
        return self

    def latex(self):
        """The derivation as an ``aligned`` environment."""
        if self.refuted:
            raise DoesNotHold(self.report())
        lines = [f"{step.left} &= {step.right}" for step in self.steps]
        return r"\begin{aligned}" + " \\\\\n".join(lines) + r"\end{aligned}"

    def __str__(self):
        because = lambda step: f"    [{step.rule.formula}]" if step.rule else ""
        return self.report() if self.refuted else "\n".join(step.text + because(step) for step in self.steps)

    __repr__ = __str__

    def _repr_html_(self):
        return f'<div class="tex2jax_process">\n{self.html()}\n</div>'

    def html(self):
        """The derivation as a list in HTML, one line each, its formulas in LaTeX."""
        if self.refuted:
            return f'<p class="refuted">{escape(self.report())}</p>'
        statuses = [verdict.status for verdict in self.verdicts] or [""] * len(self.steps)
        rows = [_row(step, status) for step, status in zip(self.steps, statuses)]
        return '<ol class="veckron-derivation">\n' + "\n".join(rows) + "\n</ol>"


def named(*parts):
    """Return expressions with a letter for each index that the sum around them binds."""
    letters = {}
    for r in sorted({r for part in parts for r in part.free_symbols if r.is_Dummy}, key=default_sort_key):
        letters[r] = Symbol(unused(r.name, *parts, *letters.values()), **r.assumptions0)
    return [part.xreplace(letters) for part in parts]


def _row(step, status):
    """A line of HTML: the equation, the rule with a link to its chapter, the verdict."""
    kind, because, rule = "result", "", step.rule
    if rule:
        kind, because = "step", f'<a class="rule" href="{rule.chapter}.html">{rule.name}: {escape(rule.formula)}</a>'
    mark = f'<span class="badge {status}">{status}</span>' if status else ""
    return f'<li class="{kind}"><span class="line">\\(\\displaystyle {step.latex()}\\)</span>{because}{mark}</li>'


def derive(F: Expression, X: Variable, where: str = "") -> Derivation:
    """Derive the Jacobian of F by X, of shape (p*q, m*n), with every step.

    It displays as the differential rule by rule, vec of it, the Jacobian, and for a scalar the gradient. F, X and the errors
    are as for :func:`jacobian`; ``where`` says ``"m >= n"`` where an inverse needs it, for
    :meth:`~veckron.proof.Derivation.check`.

    >>> from sympy import MatrixSymbol, symbols
    >>> m, n = symbols("m n")
    >>> derive(MatrixSymbol("X", m, n).T, MatrixSymbol("X", m, n)).jacobian
    K(m, n)

    source: magnus2019, chapter 9
    """
    return Derivation(F, X, where)
