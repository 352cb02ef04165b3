"""The checker of the book: is a formula right? The verdict, the smallest counterexample, the change that mends it."""

import json
import re
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from html import escape
from math import inf
from time import monotonic

from sympy import Symbol

from veckron.book.answer_pages import examples_list, facts, framed, letter_kinds
from veckron.book.calculator import refusal
from veckron.book.catalogue_tables import Shown
from veckron.calculus import NoRule
from veckron.expressions import Gradient
from veckron.notation import ParseError, latex
from veckron.notation.functions import FUNCTIONS
from veckron.notation.grammar import Grammar
from veckron.proof import IDENTITIES, KINDS, bracketed, claim, extent, meanings, named, number_text, repair, shapes_text
from veckron.proof import smallest, statement, verify, worded
from veckron.shapes import ShapeError

# What people ask: a name, and the request of the page.
EXAMPLES = {
    "vec of a product": {"text": "vec(A X B) = kron(A, B^T) vec(X)"},
    "Inverse of a product": {"text": "(A B)^-1 = A^-1 B^-1"},
    "Push-through identity": {"text": "(I + A B)^-1 A = A (I + B A)^-1"},
    "Determinant of a sum": {"text": "det(A + B) = det(A) + det(B)"},
    "Gradient of a trace": {"text": "d tr(A X)/dX = A"},
    "Least squares": {"f": "||A x - b||^2", "g": "A^T (A x - b)", "by": "x"},
    "Trace in NumPy": {"f": "np.trace(A @ X @ B)", "g": "B @ A", "by": "X"},
    "Symmetric variable": {"f": "tr(A S)", "g": "A + A^T - A o I", "by": "S", "shapes": {"S": "n n symmetric"}},
}
REFUSED = (ParseError, NoRule, ShapeError, NotImplementedError, ValueError, TypeError)
# What a change that mends a formula says of the mistake, by what is new in it.
MISTAKES = {
    "(...)^T": "The claim is the transpose: the layout of the other convention.",
    "2 (...)": "The claim is half of what is right.",
    "1/2 (...)": "The claim is twice what is right.",
    "-(...)": "The sign is wrong.",
    ("K_", "(...) K_"): "A commutation matrix is missing.",
    ("I_", "(...) (x) I_"): "A Kronecker product with an identity is missing.",
}
ROW = "A Jacobian of a number is a row; as the other side has the shape of the variable, this is read as the gradient."
TWICE = "Each entry off the diagonal is counted twice: this is the derivative with respect to"
KINDS_OF_NUMBERS = {
    "scalar": "a number",
    "function": "any function",
    "scalar small": "a small number: products of three such are 0",
}
# The class of an answer, the style of its formulas.
CHECKED, FORMULA = "veckron-checked tex2jax_process", r"\displaystyle "
# A matrix with more entries is not drawn.
MOST = 64
# So many sizes are listed at which both sides agree, and so many seconds the page looks for a change that mends.
LISTED, PATIENCE = 6, 8


# -- What is asked -----------------------------------------------------------------------------------------------------


def asked(request):
    """Return the statement of a request as text: its own, or that the derivative of ``f`` by ``by`` is ``g``."""
    if "f" not in request:
        return request.get("text", "")
    (f, _, one), (g, _, other) = (request.get(side, "").partition(" where ") for side in "fg")
    parts = ", ".join(filter(None, (one, other)))
    word = "jacobian" if request.get("kind") == "jacobian" else "grad"
    return f"{word}({f}, {request.get('by', '')}) = {g}{' where ' * bool(parts)}{parts}"


def want_formulas(request):
    """Refuse a function or a derivative that is no formula by itself, and a variable that is no letter."""
    for side in "fg":
        text = worded(request.get(side, ""))[0]
        if len(Grammar(text, FUNCTIONS).sides()) > 1:
            raise ParseError("one side is wanted here, without =", request[side], text.index("="))
    by = request.get("by", "")
    if not re.fullmatch(r"[A-Za-z]\w*", by) or by not in request["f"]:
        raise ParseError(f"{by or 'no letter'}: choose a letter that the function has", request["f"], 0)


def claimed(request, lenient=False):
    """Return the statement of a request, and whether it was read as a gradient; errors as for ``check``."""
    text = asked(request)
    entry = IDENTITIES.get(request.get("name") or text.strip())
    if entry and text.strip() in ("", entry.name, typed(entry)):
        return entry, False
    if "f" in request:
        want_formulas(request)
    if "=" not in worded(text)[0]:
        raise ParseError("a statement has two sides: write = between them", text, len(text))
    read = lambda text: claim(text, "", lenient, **request.get("shapes", {}))
    try:
        return read(text), False
    except ParseError as error:
        gradient = as_gradient(text)
        try:
            return read(gradient or text), bool(gradient)
        except ParseError:
            raise error from None


def as_gradient(text):
    """Return the text with a side that is a Jacobian, df/dX, as the gradient; nothing where there is none."""
    with suppress(ParseError):
        for side in Grammar(text, FUNCTIONS).sides():
            if side.op == "derivative" and side.word == "Jacobian":
                f, X = (text[part.start : part.end] for part in side.args[:2])
                return f"{text[: side.start]}grad({f}, {X}){text[side.end :]}"
    return ""


def typed(entry):
    """Return an entry of the catalogue as one would type it, with what is assumed behind it."""
    words = [word for part in (entry.where, entry.hypothesis) for word in part.split(", ") if word]
    read = [word for word in words if worded(f"{entry.formula}, {word}")[0] == entry.formula]
    return ", ".join(dict.fromkeys([entry.formula, *read]))


# -- The answer --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=16)
def _judged(key):
    """The verdict on a request in JSON, and whether it was read as a gradient."""
    entry, gradient = claimed(json.loads(key))
    return verify(entry), gradient


@lru_cache(maxsize=16)
def _counterexample(key):
    return smallest(_judged(key)[0])


def answer(request):
    """Return what the page of the checker shows for a request: ``html``, the ``status`` of the verdict, the statement as
    ``text`` with the ``shapes`` of its letters; or ``error``.

    ``request`` has ``text``, or ``f`` and its claimed derivative ``g`` with ``by`` and ``kind``; ``shapes``; or the ``name``
    of an entry. What fails has its counterexample where ``more`` is 1, and also the change that makes it true where it is 2.
    """
    request = dict(request)
    more = request.pop("more", 0)
    try:
        verdict, _ = _judged(json.dumps(request))
    except REFUSED as error:
        return {"error": refused(error, request), "html": _offer(request) if more > 1 else ""}
    entry = verdict.entry
    text = typed(entry) if entry.name in IDENTITIES else asked(request)
    return {"html": html(request, more, PATIENCE), "status": verdict.status, "text": text, "shapes": entry.shapes}


def refused(error, request):
    """Return an error for the page; its ``position`` is one in the ``field`` "text", "f" or "g"."""
    given, text = {"text": getattr(error, "text", ""), "shapes": request.get("shapes", {})}, asked(request)
    told = refusal(error, given)
    if told["position"] is None or "f" not in request:
        return {**told, "field": "text", "position": told["position"] if text.startswith(error.text) else None}
    starts = {"f": text.index("(") + 1, "g": len(asked({**request, "g": ""}).partition(" where ")[0])}
    whole = error.text not in (request["f"], request["g"])
    field = "g" if error.text == request["g"] != request["f"] or (whole and told["position"] >= starts["g"]) else "f"
    return {**told, "field": field, "position": max(0, told["position"] - whole * starts[field])}


def _offer(request):
    """What mends a statement whose shapes do not fit, as HTML; nothing where that is not what is wrong."""
    with suppress(*REFUSED):
        if mended := repair(claimed(request, lenient=True)[0], seconds=PATIENCE):
            return framed(_mended(*mended, request), CHECKED)
    return ""


# -- How it is shown ---------------------------------------------------------------------------------------------------


def html(request, more=2, seconds=inf):
    """Return the verdict on a request as HTML: the statement, what was drawn and tried; a counterexample and what mends it."""
    key = json.dumps(request)
    verdict, gradient = _judged(key)
    entry, fails = verdict.entry, verdict.status == "fails"
    found = _counterexample(key) if fails and more else None
    words = "there is a counterexample" if found else verdict.reason
    words = words or extent(verdict, "a false statement would pass with probability below {}", "; ")
    shown = f'<p class="formula">{statement(entry, FORMULA)}</p>'
    parts = [shown, facts(_facts(verdict, escape(words), request, gradient))]
    parts += _counterexample_shown(found, entry, request) if found else []
    parts += _repair(entry, request, seconds) if fails and more > 1 else []
    return framed(parts, CHECKED)


def _facts(verdict, words, request, gradient):
    """What was found, as names and HTML."""
    entry = verdict.entry
    assumed = dict.fromkeys(part for text in (entry.where, entry.hypothesis) for part in text.split(", ") if part)
    yield "Verdict", f'<span class="badge {verdict.status}">{verdict.status}</span> {words}'
    yield "Read as", ROW if gradient else ""
    others = [] if entry.name in IDENTITIES else entry.read.alternatives
    yield "Could be", " or ".join(_other(reading, request) for reading in others)
    yield "With", ", ".join(meanings(entry))
    yield "Letters", "; ".join(_letter(entry, name) for name in entry.shapes)
    yield "Where", escape(", ".join(assumed))
    yield "Tried at", escape(shapes_text(entry, verdict.shapes)) if verdict.status == "holds" else ""
    yield "Entry", named(entry) if entry.name in IDENTITIES else ""
    yield "Instead", _entry(IDENTITIES[entry.truth]) if getattr(entry, "truth", "") else ""


def _other(reading, request):
    left, right = map(latex, reading.sides)
    asks = {"text": reading.printed, "shapes": request.get("shapes", {})}
    return _pressed(rf"\({left} = {right}\)", asks, "Check this")


def _entry(entry):
    return _pressed(statement(entry), {"name": entry.name, "text": typed(entry), "shapes": entry.shapes}, "Check this")


def _pressed(shown, request, words):
    """What the page puts into its fields at a press; without a script it is only read."""
    return f'<span data-request="{escape(json.dumps(request))}" data-words="{words}">{shown}</span>'


def _letter(entry, name):
    """A letter with its shape, and the structure with which it was drawn."""
    symbol = entry.letters().get(name, Symbol(name))
    if name not in entry.structures:
        return rf"\({latex(symbol)}\): {KINDS_OF_NUMBERS.get(entry.shapes[name], entry.shapes[name])}"
    rows, columns = map(latex, symbol.shape)
    return rf"\({latex(symbol)}\): \({rows} \times {columns}\) {' '.join(entry.structures[name])}".strip()


def _counterexample_shown(found, entry, request):
    """The letters in small whole numbers, both sides, and the entries that differ, in boxes."""
    sizes = ", ".join(rf"\({name} = {size}\)" for name, size in found.sizes.items())
    yield f'<p class="head">The smallest counterexample found{f": {sizes}" * bool(sizes)}</p>'
    letters = [rf"\({latex(Symbol(x))} = {_value(A)}\)" for x, A in found.letters.items()]
    letters += [rf"\({f}{chr(39) * order}({number_text(a)}) = {number_text(b)}\)" for f, order, a, b in found.functions]
    yield f'<p class="letters">{" ".join(letters)}</p>' if letters else ""
    names = map(latex, entry.abbreviated()[0]) if entry.symbolic else (r"\text{left}", r"\text{right}")
    for name, side in zip(names, (found.left, found.right)) if len(found.left) * len(found.left[0]) <= MOST else ():
        yield rf'<p class="formula">\(\displaystyle {name} = {_value(side, found.wrong)}\)</p>'
    yield f"<p>{_difference(found, request)}</p>"
    if found.agreed:
        first, more = shapes_text(entry, found.agreed[:LISTED]), len(found.agreed) - LISTED
        yield f"<p>Both sides agree at the sizes tried before: {escape(first)}{f' and {more} more' * (more > 0)}.</p>"


def _value(A, marked=()):
    """A matrix in LaTeX; what is 1 x 1 as a number."""
    return number_text(A[0][0]) if isinstance(A, list) and len(A) == len(A[0]) == 1 else bracketed(A, marked)


def _difference(found, request):
    """The first entry that differs, in words."""
    (i, j), count = found.wrong[0], len(found.wrong)
    sides = ("derivative", "claim") if "f" in request else ("left side", "right side")
    left, right = (number_text(side[i][j]) for side in (found.left, found.right))
    if len(found.left) == len(found.left[0]) == 1:
        return f"The {sides[0]} is {left}, the {sides[1]} {right}."
    others = f" In all, {count} entries differ." if count > 1 else ""
    return f"Entry ({i + 1}, {j + 1}) of the {sides[0]} is {left}, of the {sides[1]} {right}.{others}"


def _repair(entry, request, seconds):
    """What makes a statement true, and what that says of the mistake; nothing is looked for any more after so many seconds."""
    if entry.name in IDENTITIES or not entry.symbolic:
        return
    start = monotonic()
    if twice := counted_twice(entry):
        yield '<p class="head">What is wrong</p>'
        yield rf"<p>{TWICE} \(\operatorname{{vech}}({latex(twice)})\).</p>"
    elif mended := repair(entry, seconds=seconds):
        yield from _mended(*mended, request)
    elif monotonic() - start > seconds:
        yield f"<p>No change that makes it true was found in {seconds} seconds.</p>"


def _mended(changed, said, request):
    new, _, old = said.removeprefix("holds with ").partition(" for ")
    said = "holds with one change" if old == "(...)" else said
    words = next((words for start, words in MISTAKES.items() if new.startswith(start)), "")
    yield f'<p class="head">It {escape(said)}</p>'
    shown = statement(changed, FORMULA)
    yield f'<p class="mended">{_pressed(shown, again(changed, request), "Put it into the field")}</p>'
    yield f"<p>{words}</p>" if words else ""


def again(changed, request):
    """Return the request for a statement that was changed: in the fields in which it was asked, if it can be."""
    text = asked(request)
    head, said = asked({**request, "g": ""}) if "f" in request else "", text[len(worded(text)[0]) :]
    shapes = changed.shapes if re.search(r"\b[KIDL]_", changed.formula) else request.get("shapes", {})
    formula = changed.formula + said
    if head and formula.startswith(head) and " where " not in head:
        return {**request, "g": formula[len(head) :], "shapes": shapes}
    return {"text": formula, "shapes": shapes}


def counted_twice(entry):
    """Return the symmetric S of a gradient in which the entries off the diagonal are counted twice, if that is what is wrong."""
    left, formula = entry.symbolic[0], entry.formula.partition(" where ")
    if not isinstance(left, Gradient) or entry.structures.get(str(left.args[1])) != ["symmetric"]:
        return None
    G, _, claim = formula[0].partition("=")
    G = f"({G.strip()})"
    with suppress(*REFUSED):
        other = replace(entry, formula=f"{G} + {G}^T - {G} o I = {claim}{''.join(formula[1:])}")
        return left.args[1] if verify(other).status == "holds" else None
    return None


# -- The page ----------------------------------------------------------------------------------------------------------


def claims():
    """Return the examples, each checked now, as a list that opens at a click."""
    verdicts = {name: _judged(json.dumps(request))[0] for name, request in EXAMPLES.items()}
    listed = {name: (request, asked(request), html(request)) for name, request in EXAMPLES.items()}
    text = "\n".join(f"{name} {verdict.status}: {verdict.entry.formula}" for name, verdict in verdicts.items())
    return Shown(examples_list(listed, letter_kinds(KINDS)), text)
