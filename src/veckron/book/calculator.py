"""The calculator of the book: how a calculation is shown, the questions that its page asks, the examples to click."""

import json
from contextlib import suppress
from functools import lru_cache
from html import escape

from sympy import DiagonalOf, MatrixSymbol, Symbol

from veckron.book.calculation import calculate
from veckron.proof import DoesNotHold, in_reals, round_up, shapes_text
from veckron.expressions import Jacobian, entries, Gradient, vec, vech
from veckron.notation import ParseError, infer, parse, latex, sympy_code
from veckron.calculus import NoRule
from veckron.shapes import ShapeError
from veckron.book.cards import Shown, table_html

# What people ask for most: a name, the function, the variable, and the shapes that are not general.
EXAMPLES = {
    "Quadratic form": ("x.T @ A @ x", "x", {}),
    "Least squares": ("norm(A @ x - b) ** 2", "x", {}),
    "Trace of a form": ("trace(X.T @ A @ X)", "X", {}),
    "Log determinant": ("log(det(X))", "X", {}),
    "Inverse": ("inv(X)", "X", {}),
    "Gaussian likelihood": ("log(det(S)) + (x - mu).T @ inv(S) @ (x - mu)", "S", {"S": "n n symmetric"}),
    "Layer of a network": ("tanh(W @ x + b)", "W", {}),
    "Softmax": ("exp(x) / sum(exp(x))", "x", {}),
    "Product of three": ("A @ X @ B", "X", {}),
    "Kronecker product": ("kron(A, X)", "X", {}),
}
# What can be typed, each in all ways that mean the same, what to know about it, and the shapes that do not follow.
TYPED = [
    (["A @ B"], "the product of matrices", {}),
    (["A * B"], "the product entry by entry, as in NumPy", {}),
    (["u * A"], "a number times a matrix", {"u": "scalar"}),
    (["X.T"], "the transpose", {}),
    (["inv(X)", "X ** -1"], "the inverse", {"X": "n n"}),
    (["X ** 3"], "a power of a square matrix; of a number, a column or exp(X), entry by entry", {"X": "n n"}),
    (["det(X)"], "the determinant", {}),
    (["logdet(X)", "log(det(X))"], "the logarithm of a determinant", {}),
    (["trace(X)", "tr(X)"], "the trace", {}),
    (["norm(x)"], "the length of a column, the Frobenius norm of a matrix", {}),
    (["sum(X)"], "the sum of all entries", {}),
    (["tanh(X)"], "entry by entry; also exp, log, sqrt, sin, cos, tan, sinh, cosh, sigmoid", {}),
    (["kron(A, B)"], "the Kronecker product", {}),
    (["vec(X)"], "the columns one below the other", {}),
    (["vech(S)"], "the same without what stands above the diagonal", {}),
    (["diag(x)"], "the diagonal matrix of a column, the diagonal of a matrix", {}),
    (["expm(X)"], "the exponential of a matrix; it has a derivative in traces", {}),
    (["eye(n) + X", "I + X"], "the identity", {"X": "n n"}),
    (["ones(n)"], "a column of ones; zeros and matrices of them too", {}),
]
# A function is called by the first of these that is none of its letters.
NAMES = {True: ["f", "g", "h", "phi", "psi", "value"], False: ["F", "G", "H", "Phi", "Psi", "Value"]}
GEQ = r"\geq"
MARKS = {"holds": "verified", "fails": "fails", "unknown": "not decided"}
SOURCES = {"numpy": "NumPy", "latex": "LaTeX", "sympy": "SymPy"}


def formulas(calculation):
    """Return the function by a name, and the results, as equations in LaTeX: f = ..., df/dX = ..."""
    name, X, G = named(calculation), calculation.X, calculation.gradient
    left = Jacobian(name, X) if G is None or not X.is_Matrix else Gradient(name, X)
    lines = [(latex(name), calculation.F), (latex(left), calculation.result)]
    if calculation.structure:
        lines.append((_by_free_entries(name, X, calculation.structure), calculation.by_free_entries))
    return [f"{left} = {latex(right)}" for left, right in lines]


def named(calculation):
    """Return the function as a letter that it does not have itself: f for a number, F for a matrix."""
    scalar = entries(calculation.F) == 1
    name = next((name for name in NAMES[scalar] if name not in calculation.letters), NAMES[scalar][-1])
    return Symbol(name) if scalar else MatrixSymbol(name, *calculation.F.shape)


def _by_free_entries(name, X, structure):
    """The derivative by vech(X), by vech(X^T) for an upper triangle, by diag(X)."""
    free = {"upper_triangular": vech(X.T), "diagonal": DiagonalOf(X)}.get(structure, vech(X))
    function = latex(vec(name) if name.is_Matrix else name)
    return rf"\frac{{\partial {function}}}{{\partial {latex(free)}^{{T}}}}"


def sources(calculation):
    """Return what a reader copies, by kind: NumPy source, LaTeX, SymPy source."""
    sympy = sympy_code(calculation.result, "J" if calculation.gradient is None else "G")
    return {"numpy": _numpy(calculation), "latex": "\n".join(formulas(calculation)), "sympy": sympy}


def _numpy(calculation):
    try:
        return calculation.numpy()
    except NotImplementedError as error:
        return f"# {error}"


def conditions(calculation):
    """Return what the formulas need, as HTML, one line each."""
    needed = [rf"\({latex(part)}\) {condition}" for part, condition in calculation.derivation.conditions]
    return needed + [rf"\({relation.replace('>=', GEQ)}\)" for relation in calculation.where.split(", ") if relation]


def html(calculation):
    """Return a calculation as HTML: the result, its facts, the steps, the sources to copy; no formula that is refuted."""
    if calculation.refuted:
        return _withdrawn(calculation)
    shown = "\n".join(rf'<p class="formula">\(\displaystyle {line}\)</p>' for line in formulas(calculation))
    facts = "\n".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in _facts(calculation) if text)
    copied = "\n".join(_source(kind, text) for kind, text in sources(calculation).items())
    steps = (
        f"<details open><summary>Steps</summary>\n{_general(calculation)}{calculation.derivation.html()}\n</details>"
    )
    parts = [shown, f"<dl>\n{facts}\n</dl>", steps, copied]
    return '<div class="veckron-calculation tex2jax_process">\n' + "\n".join(parts) + "\n</div>"


def _withdrawn(calculation):
    report = escape(calculation.report())
    return f'<div class="veckron-calculation tex2jax_ignore">\n<p class="error refuted">{report}</p>\n</div>'


def _general(calculation):
    """The steps know of no structure."""
    words = [(rf"\({latex(calculation.letters[name])}\)", word) for name, word in calculation.words.items()]
    declared = " and ".join(f"{letter} is {word.replace('_', ' ')}" for letter, word in words)
    return f"<p>The steps hold without it; that {declared} is put in at the end.</p>\n" if words else ""


def _facts(calculation):
    """What is known of the result, as names and HTML."""
    yield "Letters", "; ".join(_letter(calculation, name) for name in calculation.letters)
    yield "Shape", _shape(calculation.result)
    yield "Where", "; ".join(conditions(calculation))
    yield "Check", "<br>".join([*map(_verdict, calculation.verdicts), *_code(calculation.code)])
    yield "Differential", rf"\(\mathrm{{d}}{latex(named(calculation))} = {latex(calculation.differential)}\)"


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
    exact = (
        f"; a false formula would pass with probability below {round_up(verdict.bound)} per shape"
        if verdict.bound
        else ""
    )
    kind = "exact" if not verdict.in_reals else in_reals(verdict)
    tried = escape(shapes_text(verdict.entry, verdict.shapes))
    return f'{mark} {kind}, at <span class="shapes">{tried}</span>: {verdict.reach}{exact}'


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


@lru_cache(maxsize=8)
def _calculated(text, by, shapes):
    return calculate(text, by, **dict(shapes))


def answer(request, check=False):
    """Return what the page of the calculator shows for a request: ``html`` and the ``shapes`` of the letters, or ``error``.

    ``request`` has ``text``, ``by`` and ``shapes``; with ``check`` everything is verified before it is shown, and
    ``verdicts`` has the status of each result and of each step, "fails" once more for code that is wrong.
    """
    try:
        calculation = _calculated(request["text"], request["by"], tuple(request["shapes"].items()))
        with suppress(DoesNotHold):  # then it shows what to report
            calculation = calculation.check() if check else calculation
    except (ParseError, NoRule, ShapeError, NotImplementedError) as error:
        return {"error": refusal(error, request["text"])}
    verdicts = [verdict.status for verdict in calculation.verdicts + calculation.derivation.verdicts]
    verdicts += ["fails"] if calculation.code and calculation.code.status == "fails" else []
    return {"html": html(calculation), "shapes": calculation.shapes, "verdicts": verdicts}


def refusal(error, text):
    """Return an error for the page: ``message``, ``position`` in the formula if it has one, the letter that it ``asks`` for."""
    if not isinstance(error, ParseError):
        return {"message": str(error).partition("; register one")[0], "position": None, "asks": ""}
    return {"message": error.message, "position": error.position if error.text == text else None, "asks": error.asks}


def checked(request):
    """Return :func:`answer` with everything verified."""
    return answer(request, check=True)


def shapes(request):
    """Return the shapes of the letters of ``text`` as they follow from it and from the ``shapes`` given, or ``error``."""
    try:
        return {"shapes": infer(request["text"], **request["shapes"])}
    except ParseError as error:
        return {"error": refusal(error, request["text"])}


def examples():
    """Return the examples, each derived and verified now, as a list that opens at a click."""
    found = {name: calculate(text, by, **given).check() for name, (text, by, given) in EXAMPLES.items()}
    items = "\n".join(_example(name, calculation) for name, calculation in found.items())
    text = "\n".join(f"{name}: {calculation.text} by {calculation.by}" for name, calculation in found.items())
    return Shown(f'<div class="veckron-examples">\n{items}\n</div>', text)


def _example(name, calculation):
    """One example: what is typed stands in its data, for the page to put into the form."""
    given = escape(json.dumps(EXAMPLES[name][2]))
    data = f'data-name="{name}" data-text="{escape(calculation.text)}" data-by="{calculation.by}" data-shapes="{given}"'
    summary = f"<summary>{name} <code>{escape(calculation.text)}</code></summary>"
    return f"<details {data}>{summary}\n{html(calculation)}\n</details>"


def syntax():
    """Return what can be typed, each row read now, as a table."""
    rows = [(_typed(texts), rf"\({latex(parse(texts[0], **given))}\)", meaning) for texts, meaning, given in TYPED]
    lines = "\n".join(", ".join(texts) for texts, _, _ in TYPED)
    return Shown(table_html(["typed", "read as", "what it is"], rows), lines)


def _typed(texts):
    return " or ".join(f"<code>{escape(text)}</code>" for text in texts)
