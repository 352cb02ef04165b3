"""The calculator of the book: the questions that its page asks, the examples to click, what can be typed."""

import json
import re
from contextlib import suppress
from functools import lru_cache, wraps
from html import escape

from veckron.book.answer_pages import examples_list, html, letter_kinds
from veckron.book.calculation import calculate
from veckron.book.catalogue_tables import Shown, table_html
from veckron.book.example_values import in_numbers
from veckron.book.questions import answered
from veckron.calculus import NoRule
from veckron.notation import ParseError, Reading, latex, parse, text
from veckron.program import custom_rule, source_in
from veckron.proof import DoesNotHold
from veckron.shapes import STRUCTURES, ShapeError, size_text

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
    (["A @ B", "A B", "AB"], "the product of matrices", {"A": "m n", "B": "n p"}),
    (
        ["A o B", "A .* B", "A * B"],
        "the product entry by entry; of square matrices A * B may be either",
        {"A": "m n", "B": "m n"},
    ),
    (["u * A", "u A"], "a number times a matrix", {"u": "scalar"}),
    (["X.T", "X^T", "X'"], "the transpose", {}),
    (["inv(X)", "X^-1", "X ** -1"], "the inverse; X^-T is its transpose, X^+ the pseudo-inverse", {"X": "n n"}),
    (["X^3"], "a power of a square matrix; of a number, a column or exp(X), entry by entry", {"X": "n n"}),
    (["X.^2", "X^(o 2)"], "a power of each entry", {"X": "m n"}),
    (["det(X)", "det X", "|X|"], "the determinant", {"X": "n n"}),
    (["logdet(X)", "log(det(X))", "log|X|"], "the logarithm of a determinant", {"X": "n n"}),
    (["trace(X)", "tr(X)", "tr X"], "the trace", {}),
    (["norm(x)", "||x||"], "the length of a column, the Frobenius norm of a matrix", {"x": "n"}),
    (["sum(X)"], "the sum of all entries; sum(X, axis=0), mean(X)", {}),
    (["tanh(X)"], "entry by entry; also exp, log, sqrt, sin, cos, tan, sinh, cosh, sigmoid, relu, abs", {}),
    (["softmax(x)"], "exp(x) / sum(exp(x)); softmax(X, axis=1) of rows", {}),
    (["kron(A, B)", "A (x) B", "A ⊗ B"], "the Kronecker product", {}),
    (["vec(X)", "vec X"], "the columns one below the other", {}),
    (["vech(S)", "vech S"], "the same without what stands above the diagonal", {}),
    (["diag(x)", "Diag(x)"], "the diagonal matrix of a column, the diagonal of a matrix", {"x": "n"}),
    (["expm(X)", "e^X"], "the exponential of a matrix; it has a derivative in traces", {"X": "n n"}),
    (["eye(n) + X", "I + X", "I_n + X"], "the identity", {"X": "n n"}),
    (["ones(n)", "1_n"], "a column of ones; zeros and matrices of them too", {}),
    (["K(m, n) vec(X)", "K_mn vec X"], "the commutation matrix; D_n and L_n too", {"X": "m n"}),
    (["X[0, 1]", "X_12"], "an entry, counted from 0 in brackets, from 1 below", {"X": "m n"}),
    (["x' G x where G = A' A", "x^T G x where G = A^T A"], "a name for a part", {"A": "m n", "x": "n"}),
    ([r"\operatorname{tr}(A^{\top} X)", "tr(A^T X)"], "LaTeX, as papers write it", {"A": "m n", "X": "m n"}),
]
# What the answer can be written in when it is opened.
DIALECTS = ("jax", "torch", "julia", "jax rule", "torch rule")


@lru_cache(maxsize=8)
def _calculated(request):
    return answered(json.loads(request))


def or_refused(function):
    """Let a call of the page return ``error`` for what cannot be answered."""

    @wraps(function)
    def call(request, *more, **options):
        try:
            return function(request, *more, **options)
        except (ParseError, NoRule, ShapeError, NotImplementedError) as error:
            return {"error": refusal(error, request)}

    return call


@or_refused
def answer(request, check=False):
    """Return what the page of the calculator shows for a request: ``html`` and the ``shapes`` of the letters, or ``error``.

    ``request`` has ``text``, ``by`` and ``shapes``, and what :func:`veckron.book.questions.answered` may want; with ``check``
    everything is verified before it is shown, and ``verdicts`` has the status of each result and of each step, "fails" once
    more for code that is wrong. ``next`` has the ``text`` and the ``shapes`` of the result, if it can be asked about.
    """
    found = _calculated(json.dumps(request, sort_keys=True))
    with suppress(DoesNotHold):  # then it shows what to report
        found = found.check() if check else found
    verdicts = [verdict.status for verdict in [*found.verdicts, *found.lines]]
    verdicts += ["fails"] if found.code and found.code.status == "fails" else []
    return {"html": html(found), "shapes": found.shapes, "verdicts": verdicts, "next": _next(found)}


def _next(found):
    """The result as a question: its text in the notation of the book, and the shapes of its letters; None if it has none."""
    if found.refuted or not found.derivation:
        return None
    shapes = {name: found.shapes.get(name) or " ".join(map(size_text, A.shape)) for name, A in found.letters.items()}
    reading = _read(text(found.result), found.result, shapes)
    if reading and set(reading.shapes.values()) - {"integer"}:
        return {"text": reading.text, "shapes": reading.shapes}
    return None


def _read(text, expression, shapes):
    """The reading of a text, if it is an expression; else None."""
    with suppress(ParseError):
        reading = Reading(text, **shapes)
        return reading if reading.expression == expression else None
    return None


def refusal(error, request):
    """Return an error for the page.

    ``message``, ``position`` in the formula if it has one, the letter that it ``asks`` for, and ``repair``, the formula with
    what was probably meant, where that can be read.
    """
    if not isinstance(error, ParseError):
        return {"message": str(error).partition("; register one")[0], "position": None, "asks": "", "repair": ""}
    inside = error.text == request["text"]
    position, mended = (error.position, repair(error, request["shapes"])) if inside else (None, "")
    return {"message": error.message, "position": position, "asks": error.asks, "repair": mended}


WORD, NAME = re.compile(r"[A-Za-z_]\w*|\d+|\S"), re.compile(r"[A-Za-z_]\w*")
REACH = 60  # characters of a part that is replaced


def repair(error, shapes):
    """Return the text with what was probably meant in its place, or nothing if that cannot be read."""
    found = re.search(r"did you mean (.+?)\?", error.message)
    if not found:
        return ""
    for start, end in _places(error, found[1]):
        mended = f"{error.text[:start]}{found[1]}{error.text[end:]}"
        with suppress(ParseError):
            Reading(mended, **shapes)
            return mended
    return ""


def _places(error, meant):
    """Return what may be replaced: the word at the error, or the parts around it that have the same names, the shortest first."""
    words = [word.span() for word in WORD.finditer(error.text)]
    if NAME.fullmatch(meant):
        return [(start, end) for start, end in words if start <= error.position < end]
    names = lambda text: [name for name in NAME.findall(text) if name != "T"]
    starts = [start for start, _ in words if start <= error.position < start + REACH]
    spans = [(start, end) for start in starts for _, end in words if error.position < end <= start + REACH]
    alike = [span for span in spans if names(error.text[slice(*span)]) == names(meant)]
    return sorted(alike, key=lambda span: span[1] - span[0])


def checked(request):
    """Return :func:`answer` with everything verified."""
    return answer(request, check=True)


@or_refused
def numbers(request):
    """Return the answer in numbers, at the ``values`` of a request where it has some, or ``error``."""
    return in_numbers(answered(request), request.get("values", {}))


@or_refused
def source(request):
    """Return the answer to a request in the ``dialect`` that it names, as ``text``, or ``error``.

    JAX, PyTorch and Julia have functions of the value and the result; "jax rule" and "torch rule" are of the function alone.
    """
    dialect = request["dialect"]
    if dialect not in DIALECTS:
        raise ParseError(f"dialect: wants one of {', '.join(DIALECTS)}, got {dialect}")
    found = _calculated(json.dumps({key: request[key] for key in request if key != "dialect"}, sort_keys=True))
    if found.refuted:
        return {"text": found.report()}
    if dialect.endswith(" rule"):
        return {"text": custom_rule(found.value, dialect.removesuffix(" rule"), arguments=found.text)}
    return {"text": source_in(found.expressions, dialect, name=f"value_and_{found.kind}", arguments=found.text)}


@or_refused
def shapes(request):
    """Return how ``text`` is read, or ``error``.

    ``shapes`` has those of the letters, as they follow from it and from the ``shapes`` given, ``latex`` the function as the
    book prints it, ``others`` what else it could be: ``latex``, and the ``text`` and ``shapes`` that leave no doubt of it.
    """
    reading = Reading(request["text"], **request["shapes"])
    others = [_settled(other, request["shapes"]) for other in reading.alternatives]
    return {"shapes": reading.shapes, "latex": latex(reading.expression), "others": list(filter(None, others))}


def _settled(other, given):
    """Return another reading as a text that is read so and not otherwise; None where there is none."""
    names = {name: shape for name, shape in other.shapes.items() if len(name) > 1 and name not in given}
    found = next((shapes for shapes in (given, given | names) if _read(other.printed, other.expression, shapes)), None)
    return None if found is None else {"latex": latex(other.expression), "text": other.printed, "shapes": found}


def examples():
    """Return the examples, each derived and verified now, as a list that opens at a click."""
    found = {name: calculate(text, by, **given).check() for name, (text, by, given) in EXAMPLES.items()}
    asked = {name: dict(zip(("text", "by", "shapes"), given)) for name, given in EXAMPLES.items()}
    listed = {name: (asked[name], calculation.text, html(calculation)) for name, calculation in found.items()}
    text = "\n".join(f"{name}: {calculation.text} by {calculation.by}" for name, calculation in found.items())
    return Shown(examples_list(listed, letter_kinds(STRUCTURES)), text)


def syntax():
    """Return what can be typed, each row read now, as a table."""
    rows = [(_typed(texts), rf"\({latex(parse(texts[0], **given))}\)", meaning) for texts, meaning, given in TYPED]
    lines = "\n".join(", ".join(texts) for texts, _, _ in TYPED)
    return Shown(table_html(["typed", "read as", "what it is"], rows), lines)


def _typed(texts):
    return " or ".join(f"<code>{escape(text)}</code>" for text in texts)
