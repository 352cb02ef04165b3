"""The functions that a formula may have: how each finds its shape, and what it becomes."""

import ast
from typing import NamedTuple

from sympy import Determinant, DiagMatrix, DiagonalOf, HadamardProduct, Identity, Integer, OneMatrix, Symbol, Trace
from sympy import ZeroMatrix, cos, cosh, exp, log, sin, sinh, sqrt, tan, tanh

from veckron.expressions import adjugate, expm, kron, pinv, vec, vech
from veckron.notation.sizes import NUMBER, ONE, Form
from veckron.notation.values import apply, is_one, matrix, number
from veckron.shapes import triangle


class Function(NamedTuple):
    """One function: how it finds its shape, what it becomes, the least and the largest number of its arguments."""

    fit: callable
    build: callable
    least: int = 1
    most: int = 1


def size_of(fit, node):
    """Return a size that is written in the formula."""
    if isinstance(node, ast.Constant) and node.value == 0:
        fit.refuse(node, f"{fit.source(node)}: a size is at least 1")
    if isinstance(node, ast.Constant) and type(node.value) is int and node.value < 10**6:
        return Integer(node.value)
    if not isinstance(node, ast.Name) or fit.given.get(node.id, NUMBER)[0] is not None:
        fit.refuse(node, f"{fit.source(node)}: a size is a whole number or a letter")
    return Symbol(node.id)


def _each(fit, node, name):
    form = fit(node.args[0])
    return NUMBER if fit.is_one(form) else form._replace(entrywise=True)


def _square(fit, node, name):
    return fit.square(node.args[0], fit(node.args[0]), name)


def _number_of_square(fit, node, name):
    _square(fit, node, name)
    return NUMBER


def _number_of_matrix(fit, node, name):
    fit.matrix(node.args[0], fit(node.args[0]), name)
    return NUMBER


def _pinv(fit, node, name):
    form = fit.matrix(node.args[0], fit(node.args[0]), name)
    return Form(form.cols, form.rows)


def _kron(fit, node, name):
    rows, cols = ONE, ONE
    for arg in node.args:
        form = fit.matrix(arg, fit(arg), name)
        rows, cols = rows * fit.sizes.now(form.rows), cols * fit.sizes.now(form.cols)
    return Form(rows, cols)


def _vec(fit, node, name):
    form = fit.matrix(node.args[0], fit(node.args[0]), name)
    return Form(fit.sizes.now(form.rows) * fit.sizes.now(form.cols), ONE)


def _vech(fit, node, name):
    return Form(triangle(fit.sizes.now(_square(fit, node, name).rows)), ONE)


def _diag(fit, node, name):
    """Of a column the diagonal matrix, of a square matrix its diagonal."""
    form = fit.matrix(node.args[0], fit(node.args[0]), name)
    if all(fit.sizes.now(size) in fit.sizes.loose for size in form[:2]):
        return _diag_of_word(fit, node.args[0])
    if fit.is_column(form):
        return Form(form.rows, form.rows)
    return Form(fit.square(node.args[0], form, name).rows, ONE)


def _diag_of_word(fit, arg):
    """Which of the two psi means, a later part may tell: it is asked for at the last reading only."""
    words = [part for part in ast.walk(arg) if isinstance(part, ast.Name) and part.id in fit.letters]
    for word in words:
        if fit.sizes.last and fit.is_loose(fit.letters[word.id]):
            fit.refuse(word, fit.ask(word.id), asks=word.id)
    return Form(fit.sizes.fresh("rows of diag", loose=True), fit.sizes.fresh("columns of diag", loose=True))


def _khatri_rao(fit, node, name):
    left, right = (fit.matrix(arg, fit(arg), name) for arg in node.args)
    if not fit.sizes.join(left.cols, right.cols):
        fit.refuse(node, f"{name}: wants as many columns in both, got {fit.show(left)} and {fit.show(right)}")
    return Form(fit.sizes.now(left.rows) * fit.sizes.now(right.rows), left.cols)


def sized(fit, node, name):
    """ones(n) is a column, ones(m, n) and ones((m, n)) are matrices, eye(n) is square."""
    args = node.args[0].elts if isinstance(node.args[0], ast.Tuple) else node.args
    if not 1 <= len(args) <= 2 or (name == "eye" and len(args) == 2):
        fit.refuse(node, f"{name}: wants a size, such as {name}(n)")
    sizes = [size_of(fit, arg) for arg in args]
    return Form(sizes[0], sizes[-1] if len(sizes) == 2 or name == "eye" else ONE)


def _adjugate(A):
    return adjugate(matrix(A))


def _khatri_rao_of(A, B):
    """Written with Kronecker and Hadamard products, which have rules."""
    return HadamardProduct(kron(A, OneMatrix(B.rows, 1)), kron(OneMatrix(A.rows, 1), B))


def _diagonal(A):
    return DiagMatrix(A) if A.cols == 1 else DiagonalOf(A)


def _total(A):
    A = matrix(A)
    left, right = [OneMatrix(1, A.rows)] * (A.rows != 1), [OneMatrix(A.cols, 1)] * (A.cols != 1)
    for factor in left:
        A = factor * A
    for factor in right:
        A = A * factor
    return A


def _log_determinant(A):
    return log(_determinant(A))


def _determinant(A):
    return number(A) if is_one(A) else Determinant(A)


def _trace(A):
    return number(A) if is_one(A) else Trace(A)


def _norm(A):
    A = matrix(A)
    return sqrt(number(A.T * A) if A.cols == 1 else Trace(A.T * A))


def _inverse(A):
    return 1 / number(A) if is_one(A) else A.I


def _sigmoid(z):
    return 1 / (1 + exp(-z))


ELEMENTWISE = {
    "exp": exp,
    "log": log,
    "ln": log,
    "sqrt": sqrt,
    "sin": sin,
    "cos": cos,
    "tan": tan,
    "sinh": sinh,
    "cosh": cosh,
    "tanh": tanh,
    "sigmoid": _sigmoid,
    "expit": _sigmoid,
    "log1p": lambda z: log(1 + z),
}


def _apply(f):
    return lambda A: apply(f, A)


FUNCTIONS = {
    **{name: Function(_each, _apply(f)) for name, f in ELEMENTWISE.items()},
    **dict.fromkeys(("trace", "tr"), Function(_number_of_square, _trace)),
    "det": Function(_number_of_square, _determinant),
    "logdet": Function(_number_of_square, _log_determinant),
    "norm": Function(_number_of_matrix, _norm),
    "sum": Function(_number_of_matrix, _total),
    "inv": Function(_square, _inverse),
    "pinv": Function(_pinv, lambda A: pinv(matrix(A))),
    "expm": Function(_square, lambda A: expm(matrix(A))),
    **dict.fromkeys(("adj", "adjugate"), Function(_square, _adjugate)),
    "kron": Function(_kron, lambda *factors: kron(*map(matrix, factors)), 2, 6),
    "vec": Function(_vec, lambda A: vec(matrix(A))),
    "vech": Function(_vech, lambda A: vech(matrix(A))),
    "diag": Function(_diag, lambda A: _diagonal(matrix(A))),
    "khatri_rao": Function(_khatri_rao, lambda A, B: _khatri_rao_of(matrix(A), matrix(B)), 2, 2),
    "ones": Function(sized, OneMatrix, 1, 2),
    "zeros": Function(sized, ZeroMatrix, 1, 2),
    "eye": Function(sized, lambda m, n: Identity(m), 1, 2),
}
