"""The shape of a power: of a number, of a square matrix, of each entry of a column or of exp(X)."""

import ast

from veckron.notation.sizes import NUMBER, Form


def is_constant(node):
    """Tell whether a part is made of written numbers only."""
    parts = [part for part in ast.walk(node) if not isinstance(part, (ast.operator, ast.unaryop, ast.expr_context))]
    return all(isinstance(part, (ast.Constant, ast.UnaryOp, ast.BinOp)) for part in parts)


def power(fit, node):
    """Return the form of a power."""
    base, exponent = fit(node.left), fit(node.right)
    _exponent(fit, node.right, exponent)
    if fit.is_one(base):
        return NUMBER
    if fit.is_column(base) or fit.is_loose(base) or base.entrywise:
        fit.by_entry.update([node] if base.entrywise and fit.sizes.last else [])
        return base._replace(entrywise=True)
    if getattr(node.right, "id", None) in fit.taken:
        fit.refuse(node.right, f"power: {node.right.id} is a size; take another letter for the exponent")
    return _entries_in_numpy(fit, node, base) if _repeats(node.right) else _of_square(fit, node, base)


def _exponent(fit, node, form):
    name = fit.source(node)
    if name == "T" and name not in fit.given:
        fit.refuse(node, "power: T is no exponent, if it is not given as 'integer'; for the transpose write X.T")
    if form.rows is not None or not (isinstance(node, ast.Name) or is_constant(node)):
        fit.refuse(node, f"power: an exponent is a number or one letter, {name} is neither")


def _repeats(exponent):
    """Tell whether an exponent is 2 or more: of an inverse, or of a letter, nobody thinks entry by entry."""
    if isinstance(exponent, ast.Constant):
        return exponent.value >= 2 and exponent.value == int(exponent.value)
    return isinstance(exponent, ast.BinOp) and not isinstance(exponent.op, ast.Div)


def _of_square(fit, node, base):
    if not fit.sizes.join(base.rows, base.cols):
        A = fit.source(node.left, inner=True)
        hint = "; did you mean pinv?" if fit.source(node.right) == "-1" else f"; entry by entry write {A} * {A}"
        fit.refuse(node.left, f"power: wants a square matrix, {A} has shape {fit.show(base)}{hint}")
    return Form(base.rows, base.rows)


def _entries_in_numpy(fit, node, base):
    """A product of matrices only where the base is square for another reason than the power."""
    if not fit.unknown_in(base):
        return _of_square(fit, node, base)
    if not fit.sizes.last or fit.sizes.equal(base.rows, base.cols):
        return Form(base.rows, base.cols)
    fit.refuse(
        node.left,
        f"power: {fit.source(node)} of a matrix is entry by entry in NumPy: write {_written_out(fit, node, '*')}; "
        f"for the product write {_written_out(fit, node, '@')}{_square_if_given(fit, base)}",
    )


def _written_out(fit, node, sign):
    """X * X for 2, X * X * X for 3, X * ... * X for more."""
    A, k = fit.source(node.left, inner=True), getattr(node.right, "value", None)
    return f" {sign} ".join([A] * int(k) if k in (2, 3) else [A, "...", A])


def _square_if_given(fit, base):
    """The letter whose shape would make the base square."""
    sizes = {fit.sizes.now(size) for size in base[:2]}
    found = [name for name, form in fit.letters.items() if {fit.sizes.now(size) for size in form[:2]} == sizes]
    n = next(iter(sizes - fit.unknown_in(base)), "n")
    return f", or give {found[0]}='{n} {n}'" if found else ""
