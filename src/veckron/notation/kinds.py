"""The kinds of parts that a formula is made of, beside its signs: each rule returns the form, and what builds the value."""

import re
from functools import partial
from itertools import zip_longest

from sympy import BlockMatrix, Dummy, Function, FunctionMatrix, Identity, KroneckerDelta, Lambda, OneMatrix, Product
from sympy import Rational, S, Subs, Sum, Symbol, ZeroMatrix, pi
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

from veckron.expressions import Columns, Differential, Gradient, Hessian, Jacobian, MatrixSum, MatrixUnit
from veckron.notation.building import Itself, apply, is_one, matrix, number
from veckron.notation.errors import near, short
from veckron.notation.functions import FUNCTIONS, OF_SQUARE, each, fitted, function, sized, value
from veckron.notation.signs import SIGNS
from veckron.notation.sizes import NUMBER, ONE, STRUCTURES, Form, in_order
from veckron.notation.words import CONSTANTS, HINTS, PREFIXES
from veckron.shapes import triangle

LETTER = re.compile(r"[A-Za-z](_?\d*|_\w|hat|bar|tilde)")
INDEX_LETTERS = "abchijklmnpqrstuvwy"
DERIVATIVES = {kind.__name__: kind for kind in (Jacobian, Gradient, Hessian)}


# Names, what is asked of them, and functions.


def _name(fit, part):
    """A word in capitals is a matrix, a small letter a column; of a small word nothing is known, if nothing is declared."""
    name, kind = part.word, fit.kinds.get(part.word)
    symbol = Itself(lambda reading: reading.symbols.get(name, pi if name in CONSTANTS else Symbol(name)))
    if name in fit.places:
        return NUMBER, lambda o: Symbol(name) + 1
    if name in fit.given:
        return Form(*fit.given[name][:2]), symbol
    constant = name in CONSTANTS and name not in fit.kinds
    if name in fit.exponents or name in fit.lengths or name in fit.indices or constant:
        return NUMBER, symbol
    if name == "I":
        size = fit.open(part)
        return Form(size, size), lambda o: Identity(fit.now(size))
    if name in FUNCTIONS or name in PREFIXES:
        fit.refuse(part, f"{name} is the name of a function: write {name}(...)")
    if name not in fit.letters:
        capital = name[0].isupper() or kind == "matrix"
        if kind in STRUCTURES:
            form = Form(*[fit.fresh(f"rows of {name}")] * 2)
        elif kind == "column" or (LETTER.fullmatch(name) and not capital):
            form = Form(fit.fresh(f"length of {name}"), ONE)
        else:
            form = Form(*[fit.fresh(f"{side} of {name}", loose=not capital) for side in ("rows", "columns")])
        fit.letters[name] = form
    return fit.letters[name], symbol


def _attribute(fit, part):
    """X^T; of a matrix nothing else can be asked."""
    if part.word != "T":
        hint = HINTS.get(part.word, "of a matrix only X.T can be asked")
        fit.refuse(part, f".{short(part.word)}: {hint.format(X=fit.source(part.args[0], inner=True))}")
    form = fit(part.args[0])
    if any(term.op == "entry" and fit.is_one(fit(term)) for term in part.args[0].terms()):
        fit.refuse(part, f"{fit.source(part.args[0])} is a number made of entries: for column i of X write X[:, i]")
    return Form(form.cols, form.rows, form.entrywise), lambda o, A: o.transpose(A)


def _extent(fit, part):
    """X.shape[0] and X.shape[1]: how many rows and columns."""
    form = fit(part.args[0])
    if part.word not in ("0", "1") or form.rows is None:
        fit.refuse(part, f"{fit.source(part)}: the shape of a matrix has its rows, [0], and its columns, [1]")
    return NUMBER, lambda o, A: fit.now(form[int(part.word)])


def _call(fit, part):
    """A function, of which FUNCTIONS has the signature; with a variant, as in "sum axis=0", if there is one."""
    name, count = part.function.word, len(part.args)
    if name not in FUNCTIONS or part.function.op == "attribute":
        _refuse_function(fit, part, name)
    if f"{name} {part.word}" in FUNCTIONS:
        name = f"{name} {part.word}"
    elif part.word not in ("", "e"):
        fit.refuse(part, f"{name}: {part.word} is not known here")
    called = function(name)
    if not called.least <= count <= called.most:
        many = f"{called.least}" if called.least == called.most else f"{called.least} or more"
        fit.refuse(part, f"{name}: wants {many} {'argument' if many == '1' else 'arguments'}, got {count}")
    find = partial(fitted, signature=called.signature) if isinstance(called.signature, str) else called.signature
    form = find(fit, part, name)
    if called.signature is sized:
        return form, Itself(lambda reading: called.build(*fit.shape(form)))
    if name in OF_SQUARE and form.rows is not None and not form.entrywise:
        return form, lambda o, A: OF_SQUARE[name](A)
    return form, lambda o, *values: _along(fit, part, value(name, o, *values))


def _refuse_function(fit, part, name):
    """Refuse X.f(...) and a function that is not known; X(...) may have been meant as a product."""
    applied = (name in fit.given or LETTER.fullmatch(name)) and part.args and part.function.op == "name"
    if part.function.op == "attribute":
        _attribute(fit, part.function)
        name = ""
    meant = f"; did you mean {name} @ ({fit.source(part.args[0])})?" if applied else ""
    nearest = near(name, [word for word in FUNCTIONS if " " not in word])
    hint = f": {HINTS[name]}" if name in HINTS else nearest or meant
    fit.refuse(part, f"{fit.source(part.function)} is no function that can be read here{hint}")


def _along(fit, part, A):
    """X.sum(axis=0) beside each row of another matrix, X.sum(axis=1) beside each of its columns."""
    if part not in fit.along:
        return A
    rows, cols = fit.shape(fit.along[part])
    if "0" in part.word:
        return OneMatrix(rows, 1) * (A.T if part.word == "axis=0" else A)
    return A * OneMatrix(1, cols)


def _bars(fit, part):
    """|X|: the determinant of a square matrix, the absolute value of a number, the length of a column or its entries."""
    form = fit(part.args[0])
    if fit.is_one(form):
        return NUMBER, lambda o, u: value("abs", o, u)
    if not fit.is_column(form):
        fit.square(part.args[0], form, "|...|")
        return NUMBER, lambda o, A: value("det", o, A)
    if fit.read("bars", "norm") == "norm":
        return NUMBER, lambda o, x: o.norm(x)
    return form._replace(entrywise=True), lambda o, x: value("abs", o, x)


def _lambda(fit, part):
    """Lambda(z, exp(z)).(X): a function of each entry."""
    if fit(part.args[1]).rows is not None:
        fit.refuse(part.args[1], "Lambda: wants a number")
    build = lambda o, A, body: apply(lambda z: body.xreplace({Symbol(part.word): z}), A)
    return each(fit, part, "Lambda"), build


def _formal(fit, part):
    """g'(A): the derivative of a scalar function, applied to each entry."""

    def build(o, A):
        name, order, x = part.word.rstrip("'"), part.word.count("'"), Symbol("x")
        slope = Function(name)(x).diff(x, order)
        if is_one(A):
            return Subs(slope, x, number(A)) if order else Function(name)(number(A))
        return A.applyfunc(Lambda(x, slope))

    return each(fit, part, part.word), build


# Entries, and sums over an index.


def _entry(fit, part):
    """X_ij, x[k], (x.T @ x)[0, 0]; X[:, j] and X[a:b, :] are matrices."""
    of, *places = part.args
    form, A = fit(of), fit.source(of)
    if form.rows is None:
        fit.refuse(part, f"an entry of {A}, which is a number")
    if len(places) > 2 or not places:
        fit.refuse(part, "an entry has one index or two")
    for index, length in zip(places, form[:2]):
        _want_index(fit, index, length)
    if any(place.op == "range" for place in places):
        return _slice(fit, part, form)
    small = of.op != "name" or not of.word[0].isupper()
    opened = small and len(places) == 1 and fit.is_open(form.cols)
    column = fit.is_column(form) or (opened and fit.join(form.cols, ONE, one=True))
    if len(places) == 1 and not column:
        fit.refuse(part, f"an entry of a matrix has two indices: {A} has shape {fit.show(form)}")

    def build(reading):
        A, (i, j) = reading.build(of), _indices(reading, places, part.word == "_")
        sizes = A.shape if A.is_Matrix else (1, 1)
        if any(k.is_Integer and (k < 0 or (k >= size) == True) for k, size in zip((i, j), sizes)):  # noqa: E712
            fit.refuse(part, f"{fit.source(part)}: no such entry; X_11 counts from 1, X[0, 0] from 0")
        return number(A) if is_one(A) else reading.operations.entry(A, i, j)

    return NUMBER, Itself(build)


def _want_index(fit, index, length):
    """Refuse what is no index; a letter that is one counts the rows or columns."""
    if index.op == "range":
        return
    if index.op == "name" and index.word in fit.indices - fit.bound_indices:
        fit.join(Symbol(index.word) if index.word in fit.ends else fit.open(index.word), length)
    free = index.op != "name" or index.word in {*fit.bound_indices, *INDEX_LETTERS, *fit.given, *fit.ends}
    if fit(index).rows is not None or not free:
        fit.refuse(index, "an index is a whole number or a letter such as i")


def _slice(fit, part, form):
    """X[:, j], x[a:b]: the rows and columns from a on, before b, counted from 0; X[a:b] are rows."""
    spans = [_span(fit, place, n) for place, n in zip_longest(part.args[1:], form[:2])]
    none = f"{fit.source(part)}: no such rows or columns; they count from 0, the last is not taken"

    def build(reading):
        A, places = matrix(reading.build(part.args[0])), []
        for place, span, n in zip_longest(part.args[1:], spans, A.shape):
            first, end = map(fit.now, span) if span else (index := reading.build(place), index + 1)
            if any(size.is_negative for size in (first, end - first - 1, n - end)):
                fit.refuse(part, none)
            places.append((first, end, S.One))
        return A if places == [(0, n, 1) for n in A.shape] else MatrixSlice(A, *places)

    return Form(*[span[1] - span[0] if span else ONE for span in spans]), Itself(build)


def _span(fit, place, n):
    """Where a range begins and ends, counted from the end where it is negative; None for any other index."""
    if place is None:
        return S.Zero, n
    negative = lambda end: end.op == "signed" and end.word == "-"
    counted = lambda end: n - fit.size(end.args[0]) if negative(end) else fit.size(end, least=0)
    if place.op != "range":
        return (counted(place), counted(place) + 1) if negative(place) else None
    ends = list(map(counted, place.args))
    return (ends[0] if place.word[0] == "a" else S.Zero), (ends[-1] if place.word[-1] == "b" else n)


def _indices(reading, parts, one):
    """Indices from 0: X_{12}, x_n and the index of a sum that begins with 1 count from 1, as mathematics does, X[0, 1] from 0.

    A free letter, as in x_i and x_{n-i+1}, counts from 0 in the expression, and as a number from 1: k x_k is (k + 1) x[k].
    """

    def from_zero(index):
        letters, ends, bound = index.free_symbols, *map(_letters, (reading.fit.ends, reading.fit.bound_indices))
        counted = ends | reading.from_one
        if not (index.is_Integer or letters & counted) or letters & bound - counted:
            return index
        return index.xreplace({letter: letter + 1 for letter in letters - counted}) - 1

    found = [reading.build(part) for part in parts]
    return [*(map(from_zero, found) if one else found), S.Zero][:2]


def _letters(names):
    return {*map(Symbol, names)}


def _unit(fit, part):
    """The column e_i; the matrix J^ij has as many rows and columns as i and j have values."""
    places = part.args
    if len(places) == 1:
        free = places[0].op == "name" and places[0].word not in fit.bound_indices | fit.ends
        form = Form(fit.open(places[0].word) if free else fit.open(part), ONE)
    else:
        form = Form(*[fit.open(place.word) for place in places])
    return form, Itself(lambda reading: MatrixUnit(*_indices(reading, places, True), *fit.shape(form)))


def _summed(fit, part):
    """A sum or product over an index; without limits the index runs through the entries that it counts."""
    limits = [fit.size(limit, least=-1) for limit in part.args[1:]]
    count = fit.count(Symbol(part.word), *limits) if limits else None
    form = fit(part.args[0])  # the sizes of what an inner sum counts are known then
    size, shift = fit.counted(part.args[0], part.word) if limits else (fit.span(part), 0)
    if count is not None and size is not None and fit.is_open(size):
        fit.join(size, count + shift)

    def build(reading):
        index, (body, *limits) = Symbol(part.word), part.args
        first = S(int(any(inner.op == "entry" and inner.word == "_" for inner in body.parts())))  # x_i, not x[i]
        lower, upper = [reading.build(limit) for limit in limits] or [first, fit.span(part) - 1 + first]
        above, bound = lower.free_symbols, lower.free_symbols & _letters(fit.bound_indices)
        counts_from_one = lower >= 1 if lower.is_Integer else bool(above & reading.from_one or (first and not bound))
        reading.from_one |= {index} if counts_from_one else set()
        summand = reading.build(body)
        reading.from_one -= {index}
        if counts_from_one:
            summand, lower, upper = summand.subs(index, index + 1), lower - 1, upper - 1
        if part.op == "multiplied" or is_one(summand):
            return (Product if part.op == "multiplied" else Sum)(number(summand), (index, lower, upper))
        running = reading.index(index)
        return MatrixSum(summand.subs(index, running + lower), running, upper - lower)

    return NUMBER if part.op == "multiplied" else form, Itself(build)


def _table(fit, part):
    """[A_ij]_ij, the matrix of these entries; [J^ij]_ij, one column, the vec of a matrix, for each pair of indices."""
    form, (first, *rest) = fit(part.args[0]), part.word
    i, j = Symbol(first), Symbol(*rest or ("k" if first == "j" else "j"))  # a column has a second one that is not used
    if form.rows is not None:
        sizes = [fit.open(index) for index in part.word]
        bound = {index: Dummy(index.name, dummy_index=0, integer=True) for index in (i, j)}
        build = lambda o, A: Columns(Lambda(tuple(bound.values()), A.xreplace(bound)), *map(fit.now, sizes))
        return Form(form.rows * form.cols, sizes[0] * sizes[-1]), build
    rows, cols = (fit.open((part, side)) for side in range(2))
    for size, index in zip((rows, cols), part.word):
        counted, _ = fit.counted(part.args[0], index)
        fit.join(size, size if counted is None else counted)
    form = Form(rows, cols if rest else ONE)
    return form, lambda o, entry: FunctionMatrix(*fit.shape(form), Lambda((i, j), entry))


# Matrices of zeros and ones, and of blocks.


def _zero_one(fit, part):
    """K_mn, K(m, n), D_n, L_n, I_n; I_mn has the size mn, K_n is K_nn."""
    sizes = [fit.size(arg) for arg in part.args]
    if part.word != "K":
        sizes = [in_order(*sizes)]
    if len(sizes) > 2:
        fit.refuse(part, f"{fit.source(part)}: wants two sizes, as in K_{{mn,p}}")
    (m, n), small = (sizes[0], sizes[-1]), triangle(sizes[0])
    mn, nm = in_order(m, n), in_order(n, m)
    form = Form(*{"I": (m, m), "K": (mn, nm), "D": (mn, small), "L": (small, mn)}[part.word])
    sizes = [m, n] if part.word == "K" else [m]
    return form, Itself(lambda reading: getattr(reading.operations, part.word)(*map(fit.now, sizes)))


def _ones(fit, part):
    """1, the column of ones, and the matrices of ones that SymPy prints; their size follows, and is else 1."""
    form = Form(fit.open(part), ONE if part.word == "1" else fit.open((part, 1)))
    fit.of_ones.update(form[:2] if part.word != "1" else ())
    return form, lambda o: OneMatrix(*fit.shape(form))


def _blocks(fit, part):
    """[A, B; C, D]: blocks of a row are equally high, those of a column equally wide.

    Of the blocks that are written as a number 0 is a block of zeros, another number a multiple of ones.
    """
    of = lambda b: Form(fit.open(b), fit.open((b, 1))) if b.op == "number" else fit(b).as_matrix
    rows = [[(of(block), block) for block in row.args] for row in part.args]
    if len({*map(len, rows)}) > 1:
        fit.refuse(part, "blocks: wants as many blocks in each row")
    for row in rows:
        for (form, block), (above, _) in zip(row, rows[0]):
            if not (fit.join(row[0][0].rows, form.rows) and fit.join(above.cols, form.cols)):
                shape = f"{fit.source(block)} of shape {fit.show(form)}"
                fit.refuse(block, f"blocks: {shape} does not fit beside the others")

    def build(reading, form, block):
        if block.op != "number":
            return matrix(reading.build(block))
        return (ZeroMatrix if block.word == "0" else OneMatrix)(*fit.shape(form)) * Rational(block.word)

    form = Form(sum((row[0][0].rows for row in rows), ONE * 0), sum((form.cols for form, _ in rows[0]), ONE * 0))
    return form, Itself(lambda reading: BlockMatrix([[build(reading, *block) for block in row] for row in rows]))


# Derivatives.


def _derivative(fit, part):
    """The Jacobian d vec F / d vec(X)^T, the gradient, in the shape of X, and the Hessian of a number."""
    (F, X), (f, x) = map(fit, part.args), part.args
    if part.word == "partial":  # of a number by a matrix the gradient is meant
        part.word = "Gradient" if fit.is_one(F) and not fit.is_one(X) else "Jacobian"
    kind, count = part.word.lower(), lambda form: in_order(*form.as_matrix[1::-1])  # as vec counts entries
    if part.word != "Jacobian" and not fit.is_one(F):
        fit.refuse(f, f"{kind}: wants a number, {fit.source(f)} has shape {fit.show(F)}")
    if x.op == "entry" and part.word != "Hessian":
        return _by_entry(part, F)
    if x.op not in ("name", "call"):
        fit.refuse(x, f"{kind}: is taken with respect to a letter")
    flow = part.word == "Jacobian" and fit.is_one(X) and not fit.is_one(F) and not fit.is_column(F)
    if flow and fit.read("flow", "vec") == "matrix":
        return F, lambda o, F, t: Differential(F, (t, S.One))
    if part.word == "Gradient":  # by vech(S) it has the shape of S
        form = fit(x.args[0]) if x.op == "call" else X
    else:
        form = Form(count(F) if part.word == "Jacobian" else count(X), count(X))
    return form, lambda o, F, X: DERIVATIVES[part.word](F, X)


def _by_entry(part, F):
    """dF/dX_ij, in the shape of F: F is moved along e_i e_j^T."""

    def build(reading):
        f, entry = map(reading.build, part.args)
        if not f.is_Matrix:
            return MatrixElement(Gradient(f, entry.parent), *entry.indices)
        return Differential(f, (entry.parent, MatrixUnit(*entry.indices, *entry.parent.shape)))

    return F, Itself(build)


def _differential(fit, part):
    """d(F), of all letters whose increments are given."""

    def build(reading):
        moved = [name for name in reading.given if f"d{name}" in reading.given]
        pairs = [(reading.letter(name), reading.letter(f"d{name}")) for name in moved]
        return Differential(reading.build(part.args[0]), *pairs)

    return fit(part.args[0]), Itself(build)


KINDS = SIGNS | {
    "number": lambda fit, part: (NUMBER, lambda o: Rational(part.word)),
    "signed": lambda fit, part: (fit(part.args[0]), lambda o, A: o.negative(A) if part.word == "-" else A),
    "delta": lambda fit, part: (NUMBER, Itself(lambda r: KroneckerDelta(*_indices(r, part.args, True)[:2]))),
    "multiplied": _summed,
}
RULES = (_name, _attribute, _extent, _call, _bars, _lambda, _formal, _entry, _unit, _summed, _table, _zero_one, _ones)
KINDS |= {rule.__name__[1:]: rule for rule in (*RULES, _blocks, _derivative, _differential)}
