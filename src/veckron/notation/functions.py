"""The functions that a formula may have: how numbers and matrices are put together, and the signature of each."""

from collections import ChainMap
from collections.abc import Callable
from functools import partial
from operator import truediv
from typing import NamedTuple

from sympy import Abs, Determinant, DiagMatrix, DiagonalOf, HadamardPower, HadamardProduct, Identity, Inverse
from sympy import KroneckerProduct, Lambda, MatAdd, MatMul, MatPow, Max, Mod, OneMatrix, S, Trace, Transpose, ZeroMatrix
from sympy import atan, cos, cosh, erf, exp, floor, log, sign, sin, sinh, sqrt, tan, tanh
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement

from veckron.algebra import ENTRY
from veckron.expressions import SIGNATURES, Adjugate, CommutationMatrix, DuplicationMatrix, EliminationMatrix
from veckron.expressions import PseudoInverse, Unvec, Unvech, Vec, Vech, adjugate, commutation_matrix, defined
from veckron.expressions import duplication_matrix, elimination_matrix, expm, khatri_rao, kron, pinv, rank
from veckron.expressions import unvec, unvech, vec, vech
from veckron.notation.parts import Part
from veckron.notation.sizes import NUMBER, ONE, Form, put, shapes_of


def is_one(value):
    """Tell whether a value is a number or 1 x 1."""
    return not value.is_Matrix or value.shape == (1, 1)


def number(value):
    """Return a 1 x 1 product as a number: its trace."""
    if not value.is_Matrix:
        return value
    scalar, factors = _scaled(value)
    factors = [A for A in factors if not isinstance(A, Identity)]
    return scalar * Trace(MatMul(*factors) if len(factors) > 1 else factors[0]) if factors else S(scalar)


def matrix(value):
    """Return a number as a 1 x 1 matrix."""
    return value if value.is_Matrix else value * Identity(1)


def of_matrices(f):
    """Return f, of matrices: a number that it is given becomes a 1 x 1 one."""
    return lambda *values: f(*map(matrix, values))


def _inner(A):
    """Return B and f of an elementwise f.(B); for another matrix A itself and the entry."""
    scalar, (B, *others) = _scaled(A)
    if isinstance(B, ElementwiseApplyFunction) and not others and S(scalar).is_number:
        return B.expr, scalar * B.function(ENTRY)
    return A, ENTRY


def apply(f, A):
    """Return f of a number, or f of each entry; a function of a function becomes one."""
    if is_one(A):
        return f(number(A))
    inner, body = _inner(A)
    return inner.applyfunc(Lambda(ENTRY, f(body)))


def _is_elementwise(A):
    return _inner(A)[1] != ENTRY


def add(A, B):
    """Return A + B; a number is added to each entry."""
    if A == 0 or B == 0:
        return A if B == 0 else B
    if is_one(A) == is_one(B):
        return A + B if A.is_Matrix and B.is_Matrix else number(A) + number(B)
    A, c = (B, number(A)) if is_one(A) else (A, number(B))
    return apply(lambda z: c + z, A) if c.is_number and _is_elementwise(A) else A + c * OneMatrix(*A.shape)


def times(A, B):
    """Return the product entry by entry; of numbers, or of a number and a matrix, their product."""
    if is_one(A):
        return number(A) * number(B) if is_one(B) else MatMul(number(A), B).doit(deep=False)
    return times(B, A) if is_one(B) else HadamardProduct(A, B)


def divide(A, B):
    """Return A / B for a number B, and entry by entry for columns and elementwise functions."""
    return times(A, 1 / number(B) if is_one(B) else _entry_power(B, -1))


def power(A, k, each=False):
    """Return a power of a number, of a square matrix, or of each entry: of a column, or where ``each`` says so."""
    if is_one(A):
        return number(A) ** k
    if A.cols == 1 or each:
        return _entry_power(A, k)
    return A.I if k == -1 else A**k


def _entry_power(A, k):
    if _is_elementwise(A):
        return apply(lambda z: z**k, A)
    if isinstance(A, HadamardPower) and A.exp.is_Integer:
        A, k = A.base, A.exp * k
    return HadamardPower(A, k)


def product(A, B):
    """Return the product of matrices; of numbers, or of a number and a matrix, their product."""
    one = is_one(A) or is_one(B)
    return times(A, B) if one and not (A.is_Matrix and B.is_Matrix and A.cols == B.rows) else matrix(A) * matrix(B)


class Evaluated:
    """The operations of a formula as SymPy evaluates them: X X is X^2, and X^-1 X is I."""

    add, times, divide, power, product = map(staticmethod, (add, times, divide, power, product))
    K, D, L, I = map(staticmethod, (commutation_matrix, duplication_matrix, elimination_matrix, Identity))

    @staticmethod
    def negative(A):
        return -A

    @staticmethod
    def transpose(A):
        return A.T if A.is_Matrix else A

    @staticmethod
    def entry(A, i, j):
        return A[i, j]


class Written:
    """The operations of a formula as it is written: nothing is rewritten, so that no identity is proved by being read."""

    divide = staticmethod(lambda A, B: Written.product(1 / number(B), A) if is_one(B) else divide(A, B))

    @staticmethod
    def add(A, B):
        if A == 0 or B == 0 or is_one(A) or is_one(B) or A.shape != B.shape:
            return add(A, B)
        return MatAdd(*MatAdd.make_args(A), *MatAdd.make_args(B))

    @staticmethod
    def negative(A):
        if not A.is_Matrix:
            return -A
        return MatAdd(*map(Written.negative, A.args)) if isinstance(A, MatAdd) else MatMul(-1, *MatMul.make_args(A))

    @staticmethod
    def product(A, B):
        if is_one(A) and is_one(B):
            return number(A) * number(B)
        if is_one(B) and not (B.is_Matrix and A.cols == 1):
            A, B = B, A
        if is_one(A) and not (A.is_Matrix and B.rows == 1):
            scalar, factors = _scaled(B)
            return MatMul(number(A) * scalar, *factors)
        (u, left), (v, right) = _scaled(A), _scaled(B)
        return MatMul(*([u * v] if u * v != 1 else []), *left, *right)

    @staticmethod
    def times(A, B):
        if is_one(A) or is_one(B):
            return Written.product(A, B)
        factors = [factor for C in (A, B) for factor in (C.args if isinstance(C, HadamardProduct) else [C])]
        return HadamardProduct(*factors)

    @staticmethod
    def power(A, k, each=False):
        if is_one(A) or each or A.cols == 1:
            return power(A, k, each)
        return Inverse(A) if k == -1 else MatPow(A, k)

    @staticmethod
    def transpose(A):
        return Transpose(A) if A.is_Matrix else A

    entry, K, D, L, I = MatrixElement, CommutationMatrix, DuplicationMatrix, EliminationMatrix, Identity


def _scaled(A):
    """Return the number in front of a product, and its factors."""
    scalar, matrices = A.as_coeff_mmul()
    return scalar, MatMul.make_args(matrices)


def _of_square(node):
    return lambda A: number(A) if is_one(A) else node(A)


def _norm(A, operations=Evaluated):
    square = operations.product(operations.transpose(A), A)
    return sqrt(number(square) if A.cols == 1 else Trace(square))


def _sums(A):
    """Return the sum of each row."""
    return A * OneMatrix(A.cols, 1)


def _total(A):
    A = A if A.rows == 1 else OneMatrix(1, A.rows) * A
    return A if A.cols == 1 else _sums(A)


def _rows(A):
    """Return softmax of each row: Diag(exp(A) 1)^-1 exp(A)."""
    e = apply(exp, A)
    return DiagMatrix(_sums(e)).I * e


def _exponentials(x):
    """Return exp(x) and the sum of its entries."""
    e = apply(exp, x)
    return e, number(OneMatrix(1, x.rows) * e)


def _diagonal(A):
    return number(A) if is_one(A) else DiagMatrix(A) if A.cols == 1 else DiagonalOf(A)


def _sigmoid(z):
    return 1 / (1 + exp(-z))


def fitted(fit, part, name, signature):
    """Unify the shapes of the arguments with those of its signature; kron(A, B, C) is kron(kron(A, B), C)."""
    inputs, value = shapes_of(signature)
    if len(part.args) > len(inputs):
        first = Part("call", part.args[:-1], part.start, part.end, function=part.function)
        part = Part("call", [first, part.args[-1]], part.start, part.end, function=part.function)
    known, forms = {}, []
    for arg, shape in zip(part.args, inputs):
        forms.append(fit.matrix(arg, name, square=shape[0] == shape[1]))
        if shape[1] == 1 and not fit.join(forms[-1].cols, ONE, one=True):
            fit.refuse(arg, f"{name}: wants a column, {fit.source(arg)} has shape {fit.show(forms[-1])}")
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
        words = [word for word in part.args[0].names() if word.word in fit.letters]
        for word in words if fit.last else []:
            if fit.is_loose(fit.letters[word.word]):
                fit.ask(word)
        return Form(*[fit.fresh(f"{side} of diag", loose=True) for side in ("rows", "columns")])
    if fit.is_column(form):
        return Form(form.rows, form.rows)
    return Form(fit.square(part.args[0], form, name).rows, ONE)


def exponential(fit, part, name):
    """exp entry by entry, or that of a square matrix: e^X always, exp(X) where mathematics is written, not NumPy."""
    form = each(fit, part, name)
    if fit.is_one(form) or fit.is_column(form) or not (part.word == "e" or fit.equal(form.rows, form.cols)):
        return form
    read = "matrix"
    if part.word != "e":
        read = fit.options["exp"]
        fit.doubt("exp", read)
    fit.read_as[part] = read
    return form if read == "entry" else fit.square(part.args[0], Form(form.rows, form.cols), "e^X")


def _modulo(fit, part, name):
    """i mod j, of numbers."""
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


class Function(NamedTuple):
    """A function: its signature, or what finds its form; what it becomes; how many arguments it has.

    ``written`` is what it becomes in a formula that is only read, as it is written, where ``build`` would rewrite it.
    """

    signature: str | Callable
    build: Callable
    least: int = 1
    most: int = 1
    written: Callable | None = None


def _typed(signature, build, written=None, most=0):
    """Return the function of matrices with a signature."""
    count = len(shapes_of(signature)[0])
    return Function(signature, of_matrices(build), count, most or count, written and of_matrices(written))


def function(name):
    """Return the function of a name; a user's class is one from its definition on."""
    found = FUNCTIONS[name]
    return found if isinstance(found, Function) else _typed(found.signature, found)


ELEMENTWISE = {f.__name__: f for f in (log, sin, cos, tan, sinh, cosh, tanh, sqrt, sign, erf, floor)}
ELEMENTWISE |= {"ln": log, "abs": Abs, "arctan": atan, "sigmoid": _sigmoid, "expit": _sigmoid}
ELEMENTWISE |= {"relu": lambda z: Max(0, z), "softplus": lambda z: log(1 + exp(z))}
ELEMENTWISE |= {"log1p": lambda z: log(1 + z), "expm1": lambda z: exp(z) - 1}
SIZED = {"ones": OneMatrix, "zeros": ZeroMatrix, "eye": lambda m, n: Identity(m)}
OF_MATRICES = {
    "trace, tr, Tr": ("(n,n)->()", _of_square(Trace), Trace),
    "det": ("(n,n)->()", _of_square(Determinant), Determinant),
    "logdet": ("(n,n)->()", lambda A: log(_of_square(Determinant)(A))),
    "norm, norm fro": ("(m,n)->()", _norm, partial(_norm, operations=Written)),
    "norm 2": ("(n,1)->()", _norm, partial(_norm, operations=Written)),
    "norm 1": ("(n,1)->()", lambda x: _total(matrix(apply(Abs, x)))),
    "sum": ("(m,n)->()", _total),
    "sum axis=0": ("(m,n)->(n,1)", lambda A: _sums(A.T)),
    "sum axis=0 keepdims": ("(m,n)->(1,n)", lambda A: _sums(A.T).T),
    "sum axis=1, sum axis=1 keepdims": ("(m,n)->(m,1)", lambda A: _sums(A)),
    "mean": ("(m,n)->()", lambda A: _total(A) / (A.rows * A.cols)),
    "mean axis=0": ("(m,n)->(n,1)", lambda A: _sums(A.T) / A.rows),
    "mean axis=0 keepdims": ("(m,n)->(1,n)", lambda A: (_sums(A.T) / A.rows).T),
    "mean axis=1, mean axis=1 keepdims": ("(m,n)->(m,1)", lambda A: _sums(A) / A.cols),
    "softmax": ("(n,1)->(n,1)", lambda x: truediv(*_exponentials(x))),
    "softmax axis=0": ("(m,n)->(m,n)", lambda A: _rows(A.T).T),
    "softmax axis=1": ("(m,n)->(m,n)", _rows),
    "logsumexp": ("(n,1)->()", lambda x: log(_exponentials(x)[1])),
    "inv": ("(n,n)->(n,n)", partial(power, k=S.NegativeOne), partial(Written.power, k=S.NegativeOne)),
    "pinv": ("(m,n)->(n,m)", pinv, PseudoInverse),
    "expm": ("(n,n)->(n,n)", expm),
    "adj, adjugate": ("(n,n)->(n,n)", adjugate, Adjugate),
    "kron": ("(m,n),(p,q)->(m*p,n*q)", kron, KroneckerProduct, 6),
    "khatri_rao": ("(m,n),(p,n)->(m*p,n)", lambda A, B: defined(khatri_rao(A, B)), khatri_rao),
    "vec": ("(m,n)->(n*m,1)", vec, Vec),
    "vech": ("(n,n)->(n*(n+1)/2,1)", vech, Vech),
    "DiagMatrix": ("(n,1)->(n,n)", DiagMatrix),
    "DiagonalOf": ("(n,n)->(n,1)", DiagonalOf),
    "rank": ("(m,n)->()", rank),
}
SPECIAL = {name: Function(each, partial(apply, f)) for name, f in ELEMENTWISE.items()}
SPECIAL |= {name: _typed(*row) for names, row in OF_MATRICES.items() for name in names.split(", ")}
SPECIAL |= {name: Function(sized, make, 1, 2) for name, make in SIZED.items()}
SPECIAL |= dict.fromkeys(("diag", "Diag", "diagonal"), Function(_diag, of_matrices(_diagonal)))
SPECIAL |= {
    "exp": Function(exponential, partial(apply, exp)),
    "mod": Function(_modulo, Mod, 2, 2),
    "unvec": Function(_unvec, unvec, 3, 3, Unvec),
    "unvech": Function(_unvec, unvech, 2, 2, Unvech),
}
FUNCTIONS = ChainMap(SPECIAL, SIGNATURES)
