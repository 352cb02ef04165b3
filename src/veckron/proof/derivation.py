"""A derivation as a person writes it, in few lines with named parts, and rule by rule: each line is checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from html import escape

from sympy import Add, Identity, MatMul, MatrixSymbol, Symbol, Trace, Transpose, Tuple, default_sort_key

from veckron.algebra import canonical, total, transpose
from veckron.calculus import DifferentialWalk, Differentiation, Increment, Rule, conditions, increment, occurring
from veckron.expressions import Differential, Jacobian, stacked, unused, vec
from veckron.notation import Naming, latex, text
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
    """One line: an equation, the rules that give it (none for the result), and what finds its two sides, to be checked."""

    left: str
    right: str
    text: str
    rules: tuple[Rule, ...]
    claim: Callable[[], tuple]

    @cached_property
    def sides(self):
        """The two sides, without short names."""
        return self.claim()

    def latex(self):
        """The line in LaTeX."""
        return f"{self.left} = {self.right}"


def line(left, right, claim, rules=()):
    """Return the line with these sides; what stands on the left may be a word."""
    shown, said = (rf"\text{{{left}}}", left) if isinstance(left, str) else (latex(left), text(left))
    return Step(shown, latex(right), f"{said} = {text(right)}", rules, claim)


class Derivation(Differentiation):
    """The steps from F to its Jacobian; made by :func:`veckron.derive`.

    ``differential`` (dF), ``jacobian`` and ``gradient`` (None unless F is a scalar) are the results. ``lines`` has the
    derivation as a paper prints it: the differentials of the named parts, that of F, the result. ``steps`` has it rule by
    rule, ``names`` the names of parts, ``hypotheses`` what the formulas need. It displays in a notebook; ``str`` and
    ``latex()`` give the lines; ``check()`` verifies each line and step.
    """

    def __init__(self, F, X, where=""):
        super().__init__(F, X)
        self.where, self.checked, self.changes = where, {}, {}
        _ = self.result  # an operation without a rule is refused at once

    @cached_property
    def names(self):
        """The short names of parts, none of them the letter of F."""
        return Naming(self.F, self.result, taken=[self.letter])

    @cached_property
    def letter(self):
        """What F is called: f if it is a number, F if not, or another letter that it does not have."""
        return unused("f" if self.gradient is not None else "F", self.F, self.X)

    @cached_property
    def lines(self):
        """The derivation as a paper prints it."""
        return list(self._lines())

    @cached_property
    def steps(self):
        """The derivation rule by rule; lines that read alike stand once, as x^T A x and its trace do."""
        found = [*self._differentials(), *self._vecs(), *self._results()]
        return list({step.latex().replace(" ", ""): step for step in reversed(found)}.values())[::-1]

    @cached_property
    def jacobian(self):
        """The Jacobian as it is printed: for a scalar by a matrix vec of the gradient, transposed."""
        return canonical(super().jacobian) if self.gradient is None else vec(self.gradient).T

    @property
    def result(self):
        """The gradient of a scalar by a matrix, else the Jacobian."""
        return self.jacobian if self.gradient is None else self.gradient

    def _lines(self):
        """The differential of each named part that moves, in those of the parts inside of it; that of F; the result."""
        short = self.names.short(self.F)
        moving = [self.X]
        for name, part in [*self.names.where, (Symbol(self.letter), short)]:  # the names in F, and F itself
            if not any(part.has(Y) for Y in moving):
                continue
            walks = [DifferentialWalk(Y) for Y in moving if part.has(Y)]
            changes = [walk(part) for walk in walks]
            change = canonical(total(*changes)) if part.is_Matrix else ending(Add(*changes))
            claim = partial(self._claim, part, change)
            rules = dict.fromkeys(rule for walk in walks for rule, _ in walk.steps.values())
            (change,) = named(self.names.short(change))
            yield line(d(name), change, claim, tuple(rules))
            if part is not short:
                moving.append(name)
                self.changes[increment(name)] = change
        kind, (result,) = "Jacobian" if self.gradient is None else "gradient", named(self.names.short(self.result))
        yield line(kind, result, self._meant)

    def _claim(self, part, change):
        """The differential of a part, by its Jacobian and as it is printed, both without short names."""
        for increment_of, meant in reversed(self.changes.items()):
            change = change.xreplace({increment_of: meant})
        sides = Jacobian(self.names.written_out(part), self.X), self.names.written_out(change)
        return sides[0] * stacked(increment(self.X)), stacked(sides[1])

    @property
    def definitions(self):
        """What F is, and what the names of its parts stand for: F = tr(E^T E), E = A X B - C."""
        _ = self.lines  # which name the parts of the result
        pairs = [(Symbol(self.letter), self.names.short(self.F)), *self.names.where]
        return [line(name, named(part)[0], tuple) for name, part in pairs]

    def _differentials(self):
        """One line for each operation in which X stands: d(node) = ..."""
        d, _ = self.walks
        for node, (rule, result) in d.steps.items():
            sides = Jacobian(node, self.X) * stacked(d.start), stacked(result)
            left, result = named(Differential(node, (self.X, d.start)), result)
            yield line(left, result, partial(tuple, sides), (rule,))

    def _vecs(self):
        """One line for each linear operation in which dX stands: vec(node) = ... vec(dX)."""
        _, L = self.walks
        dx = stacked(L.letter)
        for node, (rule, J) in L.steps.items():
            sides = stacked(node), MatMul(J, dx)  # J * dx would be rewritten
            left, J = named(sides[0], J)
            right = dx if isinstance(J, Identity) else MatMul(*MatMul.make_args(J), dx)
            yield line(left, right, partial(tuple, sides), (rule,))

    def _results(self):
        yield replace(line("Jacobian", self.jacobian, self._meant), left=latex(Jacobian(self.F, self.X)))
        if self.gradient is not None:
            yield line("gradient", self.gradient, self._meant)

    def _meant(self):
        return Jacobian(self.F, self.X), self.jacobian

    @property
    def verdicts(self):
        """The verdicts on all lines and steps, those that say the same once."""
        return list(self.checked.values())

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
        return any(verdict.status == "fails" for verdict in self.checked.values())

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
        self.checked = dict(known)
        for step in [*self.lines, *self.steps]:
            if step.sides not in self.checked:
                line = Equation(*step.sides, name=step.left, where=self.where)
                self.checked[step.sides] = verify(line, seed=seed, most=most)
        if self.refuted:
            raise DoesNotHold(self.report())
        return self

    def latex(self):
        """The derivation as an ``aligned`` environment."""
        if self.refuted:
            raise DoesNotHold(self.report())
        lines = [f"{step.left} &= {step.right}" for step in [*self.definitions, *self.lines]]
        return r"\begin{aligned}" + " \\\\\n".join(lines) + r"\end{aligned}"

    def __str__(self):
        because = lambda step: f"    [{', '.join(map(spoken, step.rules))}]" if step.rules else ""
        lines = [*self.definitions, *self.lines]
        return self.report() if self.refuted else "\n".join(step.text + because(step) for step in lines)

    __repr__ = __str__

    def _repr_html_(self):
        return f'<div class="tex2jax_process">\n{self.html()}\n</div>'

    def html(self):
        """The derivation as a list in HTML, one line each, its formulas in LaTeX."""
        if self.refuted:
            return f'<p class="refuted">{escape(self.report())}</p>'
        lines = [*self.definitions, *self.lines]
        return f"{self._list(lines)}\n<details><summary>rule by rule</summary>\n{self._list(self.steps)}\n</details>"

    def _list(self, steps):
        rows = [_row(step, self.checked.get(step.sides) if self.checked else None) for step in steps]
        return '<ol class="veckron-derivation">\n' + "\n".join(rows) + "\n</ol>"


def named(*parts):
    """Return expressions with a letter for each index that the sum around them binds."""
    letters = {}
    for r in sorted({r for part in parts for r in part.free_symbols if r.is_Dummy}, key=default_sort_key):
        letters[r] = Symbol(unused(r.name, *parts, *letters.values()), **r.assumptions0)
    return [part.xreplace(letters) for part in parts]


def d(name):
    """Return the differential of what has a name: dE, dF."""
    return Increment(f"d{name.name}", *getattr(name, "shape", (1, 1)))


def spoken(rule):
    """Return the name of a rule in words."""
    return rule.name.replace("_", " ")


def ending(change):
    """Return the differential of a number with dX at the end of each trace, and not transposed: tr(E^T dE)."""
    return change.xreplace({term: Trace(_turned(term.arg)) for term in change.atoms(Trace)})


def _turned(A):
    moving = [k for k, factor in enumerate(A.args) if isinstance(A, MatMul) and factor.atoms(Increment)]
    if len(moving) != 1 or not isinstance(A.args[moving[0]], (Increment, Transpose)):
        return A
    if isinstance(A.args[moving[0]], Transpose):
        return _turned(transpose(A))
    k = moving[0] + 1
    return MatMul(*A.args[k:], *A.args[:k])


def _row(step, verdict):
    """A line of HTML: the equation, the rules with links to their chapters, the verdict."""
    kind = "step" if step.rules else "definition" if step.claim is tuple else "result"
    formula = lambda rule: f": {escape(rule.formula)}" if len(step.rules) == 1 else ""
    shown = [f'<a href="{rule.chapter}.html">{spoken(rule)}{formula(rule)}</a>' for rule in step.rules]
    because = f'<span class="rule">{", ".join(shown)}</span>' if shown else ""
    mark = f'<span class="badge {verdict.status}">{verdict.status}</span>' if verdict else ""
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
    found = Derivation(F, X, where)
    occurring("derive", F, X)
    return found
