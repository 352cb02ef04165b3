"""The shape of each kind of part of a formula, with what was probably meant where it has none."""

import ast
import re

from veckron.notation import functions, words
from veckron.notation.declared import STRUCTURES
from veckron.notation.errors import near, short
from veckron.notation.powers import is_constant, power
from veckron.notation.sizes import NUMBER, ONE, Form

COUNTS = ("m", "n", "p", "q", "k", "N", "T")
LETTER = re.compile(r"[A-Za-z]_?\d*")


def _constant(fit, node):
    if not isinstance(node.value, (int, float)) or isinstance(node.value, bool):
        fit.refuse(node, f"{fit.source(node)}: a number is wanted")
    return NUMBER


def _name(fit, node):
    name = node.id
    if name in fit.given:
        return Form(*fit.given[name][:2])
    if name in fit.exponents or name in fit.lengths or name == "pi":
        return NUMBER
    if name == "I":
        size = fit.identities.setdefault(node, None) or fit.sizes.fresh("n")
        fit.identities[node] = size
        return Form(size, size)
    if name in functions.FUNCTIONS or name in words.PREFIXES or name in words.HINTS:
        fit.refuse(node, f"{name} is the name of a function{words.HINTS.get(name, f': write {name}(...)')}")
    if name not in fit.letters:
        fit.letters[name] = _guessed(fit.sizes, name, fit.kinds.get(name))
    return fit.letters[name]


def _guessed(sizes, name, kind=None):
    """A word in capitals is a matrix, a small letter a column; of a small word nothing is known, if nothing is declared."""
    if kind in STRUCTURES:
        return Form(*[sizes.fresh(f"rows of {name}")] * 2)
    if kind == "column":
        return Form(sizes.fresh(f"length of {name}"), ONE)
    if name[0].isupper() or kind == "matrix":
        return Form(sizes.fresh(f"rows of {name}"), sizes.fresh(f"columns of {name}"))
    if LETTER.fullmatch(name):
        return Form(sizes.fresh(f"length of {name}"), ONE)
    return Form(sizes.fresh(f"rows of {name}", loose=True), sizes.fresh(f"columns of {name}", loose=True))


def _sum(fit, node):
    left, right = fit(node.left), fit(node.right)
    if fit.is_one(left) and fit.is_one(right):
        return left if right.rows is not None else right
    for one, part, number, form in ((left, node.right, node.left, right), (right, node.left, node.right, left)):
        if fit.is_one(one):
            return _number_and_matrix(fit, node, part, form, number)
    return fit.alike(node, left, right, "sum")


def _number_and_matrix(fit, node, part, form, number):
    """A letter that stands here alone is a number; a number is added to each entry of a column or of exp(X)."""
    word = fit.is_loose(form) or (fit.sizes.now(form.rows) == 1 and fit.sizes.now(form.cols) in fit.sizes.loose)
    alone = not is_constant(number) and fit.is_column(form) and _is_length_of_one_letter(fit, form.rows, part)
    if (word or alone) and all(fit.sizes.join(size, ONE, one=True) for size in form[:2]):
        return NUMBER
    if fit.is_column(form) or form.entrywise:
        return form
    c, A = fit.source(number, inner=True), fit.source(part)
    fit.refuse(
        node.right,
        f"sum of a number and of {A} of shape {fit.show(form)}: write {c} * I for the identity, "
        f"or {c} * ones(...) to add to each entry",
    )


def _is_length_of_one_letter(fit, length, part):
    """Tell whether a part is as long as a small letter that stands nowhere else."""
    names = [node.id for node in ast.walk(part) if isinstance(node, ast.Name) and fit.counts[node.id] == 1]
    lengths = [fit.sizes.now(fit.letters[name].rows) for name in names if name in fit.letters and name.islower()]
    return fit.sizes.is_open(length) and fit.sizes.now(length) in lengths


def _entrywise(fit, node):
    left, right = fit(node.left), fit(node.right)
    if fit.is_one(left) and fit.is_one(right):
        return NUMBER
    if fit.is_one(left) or fit.is_loose(left):
        return right
    if fit.is_one(right) or fit.is_loose(right):
        return left
    both = left.entrywise and right.entrywise
    return fit.alike(node, left, right, "product entry by entry")._replace(entrywise=both)


def _product(fit, node):
    left, right = fit(node.left), fit(node.right)
    L, R = fit.source(node.left, inner=True), fit.source(node.right, inner=True)
    numbers = [_is_number(fit, node.left, left), _is_number(fit, node.right, right)]
    if any(numbers):
        number = L if numbers[0] else R
        fit.refuse(node.right, f"product: {number} is a number, and @ wants matrices; did you mean {L} * {R}?")
    if not fit.sizes.join(left.cols, right.rows, one=False):
        fit.refuse(
            node.right,
            f"product: {L} of shape {fit.show(left)} times {R} of shape {fit.show(right)}: "
            f"wants as many columns on the left as rows on the right{_turned(fit, left, right, L, R)}",
        )
    return Form(left.rows, right.cols)


def _is_number(fit, node, form):
    """Tell whether a part is a number, or a letter that turned out to be one."""
    return form.rows is None or (fit.is_one(form) and getattr(node, "id", None) in fit.letters)


def _turned(fit, left, right, L, R):
    if fit.is_one(left) or fit.is_one(right):
        return f"; did you mean {L} * {R}?"
    if fit.is_column(left) and fit.could(left.rows, right.rows):
        return f"; did you mean {L}.T @ {R}?"
    if fit.could(left.cols, right.cols):
        return f"; did you mean {L} @ {R}.T?"
    return f"; did you mean {L}.T @ {R}?" if fit.could(left.rows, right.rows) else ""


def _quotient(fit, node):
    left, right = fit(node.left), fit(node.right)
    if right.rows is not None and fit.sizes.is_open(right.rows) and _divides_by_number(fit, node, left, right):
        fit.sizes.join(right.rows, ONE, True), fit.sizes.join(right.cols, ONE, True)
    if fit.is_one(right) or fit.is_loose(right):
        return NUMBER if fit.is_one(left) else left
    if not (fit.is_column(right) or right.entrywise):
        L, R = fit.source(node.left, inner=True), fit.source(node.right, inner=True)
        hint = f"inv({R}) @ {L} or {L} @ inv({R})" if L != "1" else f"inv({R})"
        fit.refuse(node.right, f"division by {R} of shape {fit.show(right)}; did you mean {hint}?")
    if fit.is_one(left):
        return right._replace(entrywise=True)
    return fit.alike(node, left, right, "quotient entry by entry")._replace(entrywise=True)


def _divides_by_number(fit, node, left, right):
    """By n one divides as by a number; a small letter under a matrix, or under a number made of others, is one too."""
    count = isinstance(node.right, ast.Name) and node.right.id in COUNTS
    return count or (_apart(node) and fit.is_column(right) and (fit.is_one(left) or not fit.is_column(left)))


def _apart(node):
    """Tell whether both sides of an operation have letters, and none in common."""
    left, right = (
        {part.id for part in ast.walk(side) if isinstance(part, ast.Name)} for side in (node.left, node.right)
    )
    return bool(left and right and not left & right)


SIGNS = {
    ast.Add: _sum,
    ast.Sub: _sum,
    ast.Mult: _entrywise,
    ast.MatMult: _product,
    ast.Div: _quotient,
    ast.Pow: power,
}


def _attribute(fit, node):
    if words.dotted(node) in words.CONSTANTS:
        return NUMBER
    if node.attr != "T":
        hint = words.METHODS.get(node.attr, "of a matrix only X.T can be asked")
        fit.refuse(node, f".{short(node.attr)}: {hint.format(X=fit.source(node.value, inner=True))}")
    form = fit(node.value)
    return Form(form.cols, form.rows, form.entrywise)


def _call(fit, node):
    name = words.dotted(node.func)
    if name is None and isinstance(node.func, ast.Attribute):
        _attribute(fit, node.func)
    if name not in functions.FUNCTIONS:
        hint = words.HINTS.get(name, near(name or "", functions.FUNCTIONS) or _unknown(fit, node))
        fit.refuse(node, f"{fit.source(node.func)} is no function that can be read here{hint}")
    function = functions.FUNCTIONS[name]
    if node.keywords or not function.least <= len(node.args) <= function.most:
        many = f"{function.least}" if function.least == function.most else f"{function.least} or more"
        fit.refuse(node, f"{name}: wants {many} {'argument' if many == '1' else 'arguments'}, got {len(node.args)}")
    return function.fit(fit, node, name)


def _unknown(fit, node):
    """X(...) may have been meant as a product."""
    if isinstance(node.func, ast.Name) and (node.func.id in fit.given or LETTER.fullmatch(node.func.id)) and node.args:
        return f"; did you mean {node.func.id} @ ({fit.source(node.args[0])})?"
    return ""


FITS = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.BinOp: lambda fit, node: SIGNS[type(node.op)](fit, node),
    ast.UnaryOp: lambda fit, node: fit(node.operand),
    ast.Attribute: _attribute,
    ast.Call: _call,
}
