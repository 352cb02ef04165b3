"""The functions that a formula may have: of each the signature, or what finds its form, and what it becomes."""

from collections import ChainMap
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from sympy import Abs, DiagMatrix, DiagonalOf, Identity, Max, Mod, OneMatrix, ZeroMatrix, atan, cos, cosh, erf, exp
from sympy import Determinant, MatPow, Rational, floor, log, sign, sin, sinh, sqrt, tan, tanh

from veckron.expressions import SIGNATURES, LogSumExp, Softmax, cholesky, eigenvalues, eigenvectors, expm, frechet
from veckron.expressions import logm, polar, qr, rank, sigmoid, softplus, svd, sylvester
from veckron.notation.building import apply, is_one, matrix, number
from veckron.notation.sizes import NUMBER, ONE, Form, put, shapes_of
from veckron.notation.tokens import Part
from veckron.notation.words import HINTS


class Function(NamedTuple):
    """A function: its signature, or what finds its form; what it becomes; how many arguments it has.

    Without ``build`` it is an operation that reads otherwise where a formula is only read, as it is written.
    """

    signature: str | Callable
    build: Callable | None = None
    least: int = 1
    most: int = 1


# What finds the form of a function.


def fitted(fit, part, name, signature):
    """Unify the shapes of the arguments with those of its signature; kron(A, B, C) is kron(kron(A, B), C)."""
    inputs, value = shapes_of(signature)
    if len(part.args) > len(inputs):
        first = Part("call", part.args[:-1], part.start, part.end, function=part.function)
        part = Part("call", [first, part.args[-1]], part.start, part.end, function=part.function)
    known, forms = {}, []
    for arg, shape in zip(part.args, inputs):
        forms.append(fit.matrix(arg, name, square=shape[0] == shape[1]))
        if shape[1] == 1 and not fit.join(forms[-1].cols, ONE):
            A, hint = fit.source(arg), HINTS.get(name, "")
            fit.refuse(arg, f"{name}: wants a column, {A} has shape {fit.show(forms[-1])}{hint.format(X=A)}")
        if not all(fit.join(known.setdefault(letter, size), size) for letter, size in zip(shape, forms[-1])):
            got = " and ".join(map(fit.show, forms))
            fit.refuse(part, f"{name}: wants as many columns in both, got {got}")
    return Form(*[put(size, known) for size in value[:2]]) if value.rows is not None else NUMBER


def each(fit, part, name):
    """The form of a function of each entry."""
    form = fit(part.args[0])
    return NUMBER if fit.is_one(form) else form._replace(entrywise=True)


def _diag(fit, part, name):
    """Of a column the diagonal matrix, of a square matrix its diagonal; which of the two psi means, a later part may tell."""
    form = fit.matrix(part.args[0], name)
    if all(fit.now(size) in fit.loose for size in form[:2]):
        for word in part.args[0].names() if fit.last else []:
            if fit.is_loose(fit.letters.get(word.word, NUMBER)):
                fit.ask(word)
        return Form(*[fit.fresh(f"{side} of diag", loose=True) for side in ("rows", "columns")])
    if fit.is_column(form):
        return Form(form.rows, form.rows)
    return Form(fit.square(part.args[0], form, name).rows, ONE)


def _of_square(fit, part, name):
    """exp and log entry by entry, or of a square matrix: e^X always, exp(X) where mathematics is written, not NumPy."""
    form = each(fit, part, name)
    if fit.is_one(form) or fit.is_column(form):
        return form
    square = fit.equal(form.rows, form.cols) and not fit(part.args[0]).entrywise
    matrix = part.word == "e" or (square and fit.read("exp") == "matrix")
    return fit.square(part.args[0], Form(form.rows, form.cols), f"{name}(X)") if matrix else form


def _of_numbers(fit, part, name):
    """i mod j."""
    for arg in part.args:
        fit(arg)
    return NUMBER


def _unvec(fit, part, name):
    """unvec(v, m, n) and unvech(v, n), of a column."""
    fit.matrix(part.args[0], name)
    sizes = [fit.size(arg) for arg in part.args[1:]]
    return Form(sizes[0], sizes[-1])


def sized(fit, part, name):
    """ones(n) is a column, ones(m, n) and ones((m, n)) are matrices, eye(n) is square."""
    args = part.args[0].args if part.args[0].op == "tuple" else part.args
    if not 1 <= len(args) <= 2 or (name == "eye" and len(args) == 2):
        fit.refuse(part, f"{name}: wants a size, such as {name}(n)")
    sizes = [fit.size(arg) for arg in args]
    return Form(sizes[0], sizes[-1] if len(sizes) == 2 or name == "eye" else ONE)


# What a function becomes.


def _sums(A):
    """Return the sum of each row."""
    return A * OneMatrix(A.cols, 1)


def _total(A):
    A = A if A.rows == 1 else OneMatrix(1, A.rows) * A
    return A if A.cols == 1 else _sums(A)


def _total_size(A):
    return _total(matrix(apply(Abs, A)))


def _determinant(A):
    return number(A) if is_one(A) else Determinant(A)


def _diagonal(A):
    if is_one(A):
        return number(A)
    if A.is_ZeroMatrix:
        return ZeroMatrix(A.rows, A.rows if A.cols == 1 else 1)
    return DiagMatrix(A) if A.cols == 1 else DiagonalOf(A)


ELEMENTWISE = {f.__name__: f for f in (log, sin, cos, tan, sinh, cosh, tanh, sqrt, sign, erf, floor)}
ELEMENTWISE |= {
    "ln": log,
    "abs": Abs,
    "arctan": atan,
    "exp each": exp,
    "log each, ln each": log,
    "sigmoid, expit": sigmoid,
    "relu": lambda z: Max(0, z),
    "softplus": softplus,
    "log1p": lambda z: log(1 + z),
    "expm1": lambda z: exp(z) - 1,
}
# Of matrices, each with its signature; a word is an operation of :class:`Evaluated` and of :class:`Written`.
OF_MATRICES = {
    "trace, tr, Tr": ("(n,n)->()", "trace"),
    "det": ("(n,n)->()", _determinant),
    "logdet, slogdet[1]": ("(n,n)->()", lambda A: log(_determinant(A))),
    "norm, norm fro": ("(m,n)->()", "norm"),
    "norm 2": ("(n,1)->()", "norm"),
    "norm nuc, norm *": ("(m,n)->()", lambda X: _total(svd(X)[1])),
    "norm 1": ("(n,1)->()", _total_size),
    "norm entries": ("(m,n)->()", _total_size),
    "sum": ("(m,n)->()", _total),
    "prod": ("(n,1)->()", lambda x: _determinant(DiagMatrix(x))),
    "sum axis=0": ("(m,n)->(n,1)", lambda A: _sums(A.T)),
    "sum axis=0 keepdims": ("(m,n)->(1,n)", lambda A: _sums(A.T).T),
    "sum axis=1, sum axis=1 keepdims": ("(m,n)->(m,1)", _sums),
    "mean": ("(m,n)->()", lambda A: _total(A) / (A.rows * A.cols)),
    "mean axis=0": ("(m,n)->(n,1)", lambda A: _sums(A.T) / A.rows),
    "mean axis=0 keepdims": ("(m,n)->(1,n)", lambda A: (_sums(A.T) / A.rows).T),
    "mean axis=1, mean axis=1 keepdims": ("(m,n)->(m,1)", lambda A: _sums(A) / A.cols),
    "softmax": ("(n,1)->(n,1)", lambda x: Softmax(x, 0)),
    "softmax axis=0": ("(m,n)->(m,n)", lambda A: Softmax(A, 0)),
    "softmax axis=1": ("(m,n)->(m,n)", lambda A: Softmax(A, 1)),
    "logsumexp": ("(n,1)->()", LogSumExp),
    "inv": ("(n,n)->(n,n)", "inverse"),
    "pinv": ("(m,n)->(n,m)", "pinv"),
    "expm": ("(n,n)->(n,n)", expm),
    "logm": ("(n,n)->(n,n)", logm),
    "sqrtm": ("(n,n)->(n,n)", lambda A: MatPow(A, Rational(1, 2))),
    "cholesky": ("(n,n)->(n,n)", cholesky),
    "eigenvalues, eigvalsh, eigh[0]": ("(n,n)->(n,1)", eigenvalues),
    "eigenvectors, eigh[1]": ("(n,n)->(n,n)", eigenvectors),
    "singular_values, svdvals, svd[1]": ("(m,n)->(n,1)", lambda X: svd(X)[1]),
    "left_vectors": ("(m,n)->(m,n)", lambda X: svd(X)[0]),
    "right_vectors": ("(m,n)->(n,n)", lambda X: svd(X)[2]),
    "svd[2]": ("(m,n)->(n,n)", lambda X: svd(X)[2].T),
    "qr[0]": ("(m,n)->(m,n)", lambda X: qr(X)[0]),
    "qr[1]": ("(m,n)->(n,n)", lambda X: qr(X)[1]),
    "polar[0]": ("(m,n)->(m,n)", lambda X: polar(X)[0]),
    "polar[1]": ("(m,n)->(n,n)", lambda X: polar(X)[1]),
    "sylvester, solve_sylvester": ("(m,m),(n,n),(m,n)->(m,n)", sylvester, 3, 3),
    "lyapunov, solve_continuous_lyapunov": ("(n,n),(n,n)->(n,n)", lambda A, C: sylvester(A, A.T, C), 2, 2),
    "Frechet": ("(n,n)->(n*n,n*n)", frechet),
    "adj, adjugate": ("(n,n)->(n,n)", "adj"),
    "kron": ("(m,n),(p,q)->(m*p,n*q)", "kron", 2, 6),
    "khatri_rao": ("(m,n),(p,n)->(m*p,n)", "khatri_rao", 2, 2),
    "vec": ("(m,n)->(n*m,1)", "vec"),
    "vech": ("(n,n)->(n*(n+1)/2,1)", "vech"),
    "DiagMatrix": ("(n,1)->(n,n)", DiagMatrix),
    "DiagonalOf": ("(n,n)->(n,1)", DiagonalOf),
    "rank": ("(m,n)->()", rank),
    "diag, Diag, diagonal": (_diag, _diagonal),
    "unvec": (_unvec, "unvec", 3, 3),
    "unvech": (_unvec, "unvech", 2, 2),
}
SIZED = {"ones": OneMatrix, "zeros": ZeroMatrix, "eye": lambda m, n: Identity(m)}


def _rows(table):
    return {name: row for names, row in table.items() for name in names.split(", ")}


SPECIAL = {name: Function(each, partial(apply, f)) for name, f in _rows(ELEMENTWISE).items()}
SPECIAL |= {name: Function(*row) for name, row in _rows(OF_MATRICES).items()}
SPECIAL |= {name: Function(sized, make, 1, 2) for name, make in SIZED.items()}
SPECIAL |= {name: Function(_of_square, partial(apply, f)) for name, f in (("exp", exp), ("log", log), ("ln", log))}
SPECIAL["mod"] = Function(_of_numbers, Mod, 2, 2)
OF_SQUARE = {"exp": expm, "log": logm, "ln": logm}
FUNCTIONS = ChainMap(SPECIAL, SIGNATURES)


def function(name):
    """Return the function of a name; a user's class is one from its definition on."""
    found = FUNCTIONS[name]
    if isinstance(found, Function):
        return found
    count = len(shapes_of(found.signature)[0])
    return Function(found.signature, found, count, count)


def value(name, operations, *values):
    """Return a function of values; those of matrices take a number as a 1 x 1 one."""
    found = function(name)
    build = getattr(operations, found.build) if isinstance(found.build, str) else found.build
    return build(*(map(matrix, values) if isinstance(found.signature, str) else values))
