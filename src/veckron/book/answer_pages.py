"""How an answer of the calculator is shown: the formulas, what is known of them, the steps, the sources to copy."""

import json
import re
from html import escape

from sympy import DiagonalOf

from veckron.calculus import conditions
from veckron.expressions import stacked, vech
from veckron.notation import Naming, latex, sympy_code
from veckron.proof import STRUCTURES, in_reals, round_up, shapes_text

SIGNS = re.compile(r"( [=+-] |\\(?:left|right|lVert|rVert)\b|[{}()\[\]])")
GEQ = r"\geq"
MARKS = {"holds": "verified", "fails": "fails", "unknown": "not decided"}
SOURCES = {"numpy": "NumPy", "latex": "LaTeX", "sympy": "SymPy"}
# What is said before the steps.
BEFORE = {
    "hessian": "<p>The steps differentiate the gradient, which is \\(F\\) here.</p>\n",
    "direction": "<p>In the differential the direction takes the place of the increment.</p>\n",
}
BEFORE["Hessian product"] = BEFORE["hessian"]
# What each layout is called, where it is not that of the book.
LAYOUTS = {
    "vec": "numerator layout, by columns",
    "denominator": "denominator layout, by columns",
    "vec-rows": "numerator layout, by rows",
    "denominator-rows": "denominator layout, by rows",
    "": "a differential, which has no layout",
    "gradient": "gradient, in the shape of the variable; it has no layout",
    "gradient-symmetric": "symmetric gradient, in which each entry counts once",
    "gradient-doubled": "doubled gradient, in which an entry off the diagonal counts for both places",
}


def formulas(calculation):
    """Return the function as it was read, and the results in short names, as equations in LaTeX: f = ..., df/dX = ..."""
    name, results = calculation.named, calculation.equations
    names = Naming(calculation.F, *(right for _, right in results), taken=[name.name])
    lines = [(latex(name), calculation.F), *((left, names.short(right)) for left, right in results)]
    where = [(rf"\text{{where }} {latex(letter)}", part) for letter, part in names.where]
    return [f"{left} = {latex(right)}" for left, right in lines + where]


def quotient(F, letters, layout):
    """Return the sign of a derivative in a layout, in LaTeX: of the function F by one letter, or by one after the other."""
    denominator, twice, plain = "denominator" in layout, len(letters) > 1, "gradient" in layout
    by_rows = lambda A: A.T if "rows" in layout and A.is_Matrix and 1 not in A.shape else A
    upright = lambda A: latex(A if plain else stacked(by_rows(A)))
    turned = lambda A: upright(A) + ("^{T}" if A.is_Matrix and not plain else "")
    if denominator and not twice:
        return _quotient(turned(F), [upright(letters[0])])
    *first, last = letters[::-1] if denominator else letters
    return _quotient(upright(F), [*map(upright, first), turned(last)])


def by_free_entries(F, letters, structure):
    """Return the sign of the derivative by vech(X), by vech(X^T) for an upper triangle, by diag(X)."""
    X, *_ = letters
    free = latex({"upper_triangular": vech(X.T), "diagonal": DiagonalOf(X)}.get(structure, vech(X)))
    return _quotient(latex(stacked(F)), [*[free] * (len(letters) - 1), f"{free}^{{T}}"])


def _quotient(over, under):
    """d over / d under, with the order of the derivative."""
    if len(under) == 1:
        return rf"\frac{{\partial {over}}}{{\partial {under[0]}}}"
    below = rf"\partial {under[0]}^{{2}}" if under[0] == under[1] else rf"\partial {under[0]}\,\partial {under[1]}"
    return rf"\frac{{\partial^{{2}} {over}}}{{{below}}}"


def sources(calculation):
    """Return what a reader copies, by kind: NumPy source, LaTeX, SymPy source."""
    found = {"numpy": _numpy(calculation), "latex": "\n".join(formulas(calculation))}
    if calculation.derivation:
        found["sympy"] = sympy_code(calculation.result, calculation.kind[0].upper())
    return found


def _numpy(calculation):
    try:
        return calculation.numpy()
    except NotImplementedError as error:
        return f"# {error}"


def _needed(calculation):
    """What the formulas need, as HTML, one line each."""
    needed = [rf"\({latex(part)}\) {condition}" for part, condition in conditions(calculation.F, calculation.result)]
    return needed + [rf"\({relation.replace('>=', GEQ)}\)" for relation in calculation.where.split(", ") if relation]


def html(calculation):
    """Return a calculation as HTML: the result, its facts, the steps, the sources to copy; no formula that is refuted."""
    if calculation.refuted:
        return framed([f'<p class="error refuted">{escape(calculation.report())}</p>'], "tex2jax_ignore")
    shown = [f'<p class="formula">{broken(line)}</p>' for line in formulas(calculation)]
    copied = [_source(kind, text) for kind, text in sources(calculation).items()]
    return framed([*shown, facts(_facts(calculation)), *_steps(calculation), *copied])


def framed(parts, kind="tex2jax_process"):
    """Return the parts of an answer, some of which may be empty, as HTML."""
    body = "\n".join(filter(None, parts))
    return f'<div class="veckron-calculation {kind}">\n{body}\n</div>'


def facts(pairs):
    """Return what is known, by name, as HTML, without what is empty."""
    rows = "\n".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in pairs if text)
    return f"<dl>\n{rows}\n</dl>"


def examples_list(found, kinds):
    """Return examples as a list that opens at a click: of each name what is asked, its text, and the answer as HTML.

    What is asked stands in its data, for the page to put into the form; ``kinds`` is the menu of what a letter may be.
    """
    data = lambda value: escape(json.dumps(value))
    items = "\n".join(
        f'<details data-name="{name}" data-ask="{data(asked)}"><summary>{name} <code>{escape(text)}</code></summary>\n'
        f"{shown}\n</details>"
        for name, (asked, text, shown) in found.items()
    )
    return f'<div class="veckron-examples" data-kinds="{data(kinds)}">\n{items}\n</div>'


def letter_kinds(structures):
    """Return the menu of what a letter may be, from words to what they say; ``structures`` are from words to those drawn."""
    said = {word: STRUCTURES[drawn].said or drawn for word, drawn in structures.items()}
    numbers = {"scalar": "number (scalar)", "integer": "whole number (integer)"}
    return {"": "any", "matrix": "matrix", **said, "column": "column", **numbers}


def broken(tex, style=r"\displaystyle ", signs=("+ ", "- ")):
    """Return LaTeX as formulas between which a line may end; an empty part stands before ``signs``, which join two."""
    return " ".join(rf"\({style}{'{} ' * piece.startswith(signs)}{piece}\)" for piece in pieces(tex))


def pieces(tex):
    """Return LaTeX cut before each = + and - that no bracket holds.

    >>> pieces("f = x^{a + b} + (c - d) e")
    ['f', '= x^{a + b}', '+ (c - d) e']
    """
    found, depth = [""], 0
    for word in SIGNS.split(tex):
        depth += word in ("{", "(", "[", r"\left", r"\lVert")
        depth -= word in ("}", ")", "]", r"\right", r"\rVert")
        if depth == 0 and word in (" = ", " + ", " - "):
            found.append(word.strip() + " ")
        else:
            found[-1] += word
    return found


def _steps(calculation):
    """The derivation, unless it is one for each letter."""
    if calculation.derivation:
        first = BEFORE.get(calculation.ask, "") + _general(calculation)
        yield f"<details open><summary>Steps</summary>\n{first}{calculation.derivation.html()}\n</details>"


def _general(calculation):
    """The steps know of no structure."""
    words = [(rf"\({latex(calculation.letters[name])}\)", word) for name, word in calculation.words.items()]
    declared = " and ".join(f"{letter} is {word.replace('_', ' ')}" for letter, word in words)
    return f"<p>The steps hold without it; that {declared} is put in at the end.</p>\n" if words else ""


def _facts(calculation):
    """What is known of the result, as names and HTML."""
    yield "Could be", " or ".join(rf"\({latex(other)}\)" for other in calculation.others)
    yield "Letters", "; ".join(_letter(calculation, name) for name in calculation.letters)
    yield "Shape", _shape(calculation.result) if calculation.derivation else ""
    if calculation.convention and calculation.derivation:
        yield "Convention", f'<a href="07-conventions.html">{LAYOUTS[calculation.layout]}</a>'
    yield "Where", "; ".join(_needed(calculation))
    yield "Check", "<br>".join([*map(_verdict, calculation.verdicts), *_code(calculation.code)])
    if calculation.ask == "derivative":
        dF = rf"\mathrm{{d}}{latex(calculation.named)}"
        yield "Differential", rf"\({dF} = {latex(calculation.derivation.differential)}\)"
    if calculation.ask == "all":
        yield "Steps", "\n".join(_open(calculation, part.by) for part in calculation.parts)


def _open(calculation, name):
    """A press that asks for the derivative by one letter."""
    return rf'<button type="button" data-by="{name}">by \({latex(calculation.letters[name])}\)</button>'


def _letter(calculation, name):
    """A letter with its shape: A (m x n), x (n), u a number."""
    letter, word = calculation.letters[name], calculation.words.get(name, "").replace("_", " ")
    return rf"\({latex(letter)}\): {_shape(letter)} {word}".strip()


def _shape(A):
    return rf"\({latex(A.rows)} \times {latex(A.cols)}\)" if A.is_Matrix else "a number"


def _verdict(verdict):
    """A line: the mark, the sizes tried, the bound; or why there is none."""
    mark = f'<span class="badge {verdict.status}">{MARKS[verdict.status]}</span>'
    if verdict.status != "holds":
        return f"{mark} {escape(verdict.reason)}"
    exact = verdict.bound and f"; a false formula would pass with probability below {round_up(verdict.bound)} per shape"
    kind = "exact" if not verdict.in_reals else in_reals(verdict)
    tried = escape(shapes_text(verdict.entry, verdict.shapes))
    return f'{mark} {kind}, at <span class="shapes">{tried}</span>: {verdict.reach}{exact or ""}'


def _code(verdict):
    """The line about the NumPy code: checked where it was run."""
    if verdict is None:
        return []
    if verdict.status != "holds":
        return [f"NumPy code not run: {escape(verdict.reason)}"]
    sizes = f", at {shapes_text(verdict.entry, verdict.shapes)}" if verdict.shapes[0] else ""
    return [f"NumPy code checked: run once, at random{escape(sizes)}, it gives the values of the formulas"]


def _source(kind, text):
    return (
        f'<details class="source"><summary>{SOURCES[kind]}</summary>\n'
        f'<pre class="tex2jax_ignore"><code>{escape(text)}</code></pre>\n</details>'
    )
