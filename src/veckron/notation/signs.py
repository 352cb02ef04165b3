"""The operations that are signs between the parts of a formula: each rule returns the form, and what builds the value.

What builds a value is a function of the operations, :class:`Evaluated` or :class:`Written`, and of the values of the parts.
"""

from functools import partial, reduce

from sympy import Dummy, OneMatrix, S, Symbol

from veckron.notation.building import Itself, Written, is_one, matrix
from veckron.notation.sizes import NUMBER, ONE, Form
from veckron.notation.tokens import Part
from veckron.notation.words import ARITHMETIC, BRACKETED, COUNTS, EXPONENTS

EXPONENT = 20


def _is(part, word):
    return (part.op, part.word) == ("number", word)


def _both(fit, part):
    """The forms of both sides; X.sum(axis=0) stands beside each row of X, with axis=1 and keepdims=True beside each column."""
    left, right = map(fit, part.args)
    for side, form, other in zip(part.args, (left, right), (right, left)):
        summed = side.op == "call" and side.function.word in ("sum", "mean")
        along = summed and side.word in ("axis=0", "axis=0 keepdims", "axis=1 keepdims")
        if along and not (other.rows is None or fit.is_column(other)):
            size = other.cols if "0" in side.word else other.rows
            if fit.join(size, form.cols if side.word == "axis=0 keepdims" else form.rows):
                fit.along[side] = other
                return other, other
    return left, right


# Sums.


def sums(fit, part):
    """A + B, A - B."""
    return _sum(fit, part), lambda o, A, B: o.add(A, B if part.op == "+" else o.negative(B))


def _sum(fit, part):
    (left, right), (A, B) = _both(fit, part), part.args
    if _is(A, "0") or _is(B, "0"):
        return right if _is(A, "0") else left
    if fit.is_one(left) and fit.is_one(right):
        return left if right.rows is not None else right
    if not (fit.is_one(left) or fit.is_one(right)):
        return fit.alike(part, left, right, "sum")
    # A letter that stands here alone is a number; a number is added to each entry of a column or of exp(X).
    number, matrix, form = (A, B, right) if fit.is_one(left) else (B, A, left)
    word = fit.is_loose(form) or (fit.now(form.rows) == 1 and fit.now(form.cols) in fit.loose)
    constant = all(inner.op == "number" or inner.op in BRACKETED for inner in number.parts())
    names = [name.word for name in matrix.names() if fit.counts[name.word] == 1 and name.word.islower()]
    lengths = [fit.now(fit.letters[name].rows) for name in names if name in fit.letters]
    alone = not constant and fit.is_column(form) and fit.is_open(form.rows) and fit.now(form.rows) in lengths
    if (word or alone) and all(fit.join(size, ONE, one=True) for size in form[:2]):
        return NUMBER
    if fit.is_column(form) or form.entrywise:
        return form
    c, A = fit.source(number, inner=True), fit.source(matrix)
    meant = f"write {c} * I for the identity, or {c} * ones(...) to add to each entry"
    fit.refuse(part.args[1], f"sum of a number and of {A} of shape {fit.show(form)}: {meant}")


def equation(fit, part):
    """Both sides of an equation have one shape; 0 fits every shape."""
    left, first = part.args[0], fit(part.args[0])
    for side in part.args[1:]:
        form = fit(side)
        if left.op == "derivative" and side.op == "table":  # one column for each entry of the variable
            for index, known in zip(side.word, fit(left.args[1])[:2]):
                fit.join(fit.open(index), known)
        if not (_is(left, "0") or _is(side, "0") or (fit.is_one(first) and fit.is_one(form))):
            pair = Part("=", [left, side], side.start, side.end)
            fit.alike(pair, first.as_matrix, form.as_matrix, "equation")
    return first, None


# Products.


def star(fit, part):
    """A * B, entry by entry or the product: where both are possible, it is noted."""
    if fit.options["star"] == "product":
        return beside(fit, part)
    left, right = map(fit, part.args)
    if not (fit.is_one(left) or fit.is_one(right)) and fit.possible(part, (left.cols, right.rows)):
        fit.read("star")
    return by_entry(fit, part)


def beside(fit, part):
    """The product A B; of numbers, or of a number and a matrix, their product. A 1 sums the rows of A."""
    (A, B), left = part.args, fit(part.args[0])
    if _is(B, "1") and part.word == "juxt" and left.rows is not None:
        return Form(left.rows, ONE), lambda o, A, one: o.product(A, OneMatrix(A.cols, 1) if A.is_Matrix else one)
    right, product = fit(B), lambda o, A, B: o.product(A, B)
    if fit.is_one(left) and fit.is_one(right):
        return left if left.rows is not None else right, product
    if fit.is_one(left) or (fit.is_loose(left) and not fit.is_loose(right)):
        return right, product
    if fit.is_one(right):
        return left, product
    alone = A.op == "name" and A.word in fit.letters and fit.counts[A.word] == 1 and fit.is_open(left.rows)
    if alone and fit.is_column(left) and not (fit.is_column(right) or fit.now(right.rows) == 1):
        fit.join(left.rows, ONE, one=True)
        return right, product
    if part.word == "*" and fit.possible(part, (left.rows, right.rows), (left.cols, right.cols)):
        fit.read("star")
    return of_matrices(fit, part)[0], product


def of_matrices(fit, part):
    """A @ B."""
    (left, right), (L, R) = map(fit, part.args), fit.sources(part)
    for side, form, number in zip(part.args, (left, right), (L, R)):
        named = part.op == "@" and side.op == "name" and side.word in fit.letters
        if form.rows is None or (fit.is_one(form) and named):
            fit.refuse(part.args[1], f"product: {number} is a number, and @ wants matrices; did you mean {L} * {R}?")
    if not fit.join(left.cols, right.rows, one=False):
        rows, cols = fit.could(left.rows, right.rows), fit.could(left.cols, right.cols)
        meant = f"{L} @ {R}.T" if cols and not (rows and fit.is_column(left)) else f"{L}.T @ {R}" if rows else ""
        meant = f"{L} * {R}" if fit.is_one(left) or fit.is_one(right) else meant
        shapes = f"{L} of shape {fit.show(left)} times {R} of shape {fit.show(right)}"
        wanted = f"wants as many columns on the left as rows on the right{meant and f'; did you mean {meant}?'}"
        fit.refuse(part.args[1], f"product: {shapes}: {wanted}")
    return Form(left.rows, right.cols), lambda o, A, B: o.product(matrix(A), matrix(B))


def by_entry(fit, part):
    """A o B, A * B; of A and B with other rows A ⊙ B is the product of Khatri and Rao."""
    (left, right), times = _both(fit, part), lambda o, A, B: o.times(A, B)
    if part.op == "./":
        times = lambda o, A, B: o.times(A, o.power(B, S.NegativeOne, each=True))
    if fit.is_one(left) and fit.is_one(right):
        return NUMBER, times
    if fit.is_one(left) or fit.is_loose(left):
        return right, times
    if fit.is_one(right) or fit.is_loose(right):
        return left, times
    if part.word == "⊙" and not fit.could(left.rows, right.rows) and fit.join(left.cols, right.cols):
        return Form(left.rows * right.rows, left.cols), lambda o, A, B: o.khatri_rao(A, B)
    form = fit.alike(part, left, right, "product entry by entry", _meant_product)
    return form._replace(entrywise=left.entrywise and right.entrywise), times


def _meant_product(fit, part, left, right):
    """What was meant by * between matrices that do not fit."""
    L, R = fit.sources(part)
    if fit.could(left.cols, right.rows):
        return f"; did you mean {L} @ {R}?"
    if not fit.could(left.rows, right.rows):
        return ""
    number = f", or {L}='scalar'" if L in fit.letters else ""
    diagonal = f"diag({fit.source(part.args[0])}) @ {R}{number}"
    return f"; did you mean {diagonal}?" if fit.is_column(left) else f"; did you mean {L}.T @ {R}?"


def dot(fit, part):
    """np.dot, np.inner and np.outer of columns; dot is also the product of matrices."""
    left, right = map(fit, part.args)
    columns, outer = fit.is_column(left) and fit.is_column(right), part.op == "outer"
    if part.op == "dot" and not columns:
        return beside(fit, part)[0], lambda o, A, B: o.product(matrix(A), matrix(B))
    if not columns or not (outer or fit.join(left.rows, right.rows)):
        fit.refuse(part, f"{part.op}: wants two columns{'' if outer else ' of one length'}")
    if outer:
        return Form(left.rows, right.rows), lambda o, x, y: o.product(matrix(x), o.transpose(matrix(y)))
    return NUMBER, lambda o, x, y: o.product(o.transpose(x), y)


# Quotients and powers.


def quotient(fit, part):
    """A / u; 1 / A and A / B entry by entry, of columns and of what is made entry by entry."""
    if product := _before_a_matrix(fit, part):
        return fit(product), Itself(lambda reading: reading.build(product))
    (left, right), B, divide = _both(fit, part), part.args[1], lambda o, A, B: o.divide(A, B)
    if B in fit.along and right is left:
        return right, divide
    if right.rows is not None and fit.is_open(right.rows):
        # By n one divides as by a number; a small letter under a matrix, or under a number made of others, is one too.
        above, below = ({name.word for name in side.names()} for side in part.args)
        apart = above and below and not above & below and (fit.is_one(left) or not fit.is_column(left))
        probabilities = {side.word for side in part.args} == {"p", "q"}  # not the sizes of the same names
        if (B.op == "name" and B.word in COUNTS and not probabilities) or (apart and fit.is_column(right)):
            fit.join(right.rows, ONE, True), fit.join(right.cols, ONE, True)
    if fit.is_one(right) or fit.is_loose(right):
        return NUMBER if fit.is_one(left) else left, divide
    if not (fit.is_column(right) or right.entrywise):
        L, R = fit.sources(part)
        hint = f"inv({R}) @ {L} or {L} @ inv({R})" if L != "1" else f"inv({R})"
        fit.refuse(B, f"division by {R} of shape {fit.show(right)}; did you mean {hint}?")
    form = right if fit.is_one(left) else fit.alike(part, left, right, "quotient entry by entry")
    return form._replace(entrywise=True), divide


def _before_a_matrix(fit, part):
    """(a/b) C for a/b C, where b is a number in brackets or bars, or a function, and C none; None for others."""
    (A, B), start, factors = part.args, part.args[1].start, []
    while B.op == "juxt" and B.start == start and fit.text[:start].rstrip()[-1] in "/÷":
        B, factor = B.args
        factors.insert(0, factor)
    b = B.args[0] if B.op == "**" else B
    if not factors or not (b.op in ("call", "bars") or b.start > start) or not fit.is_one(fit(B)):
        return None
    if all(fit.is_one(form) or fit.is_loose(form) for form in map(fit, factors)):
        return None
    both = lambda op, left, right: Part(op, [left, right], left.start, right.end, op)
    return reduce(partial(both, "juxt"), factors, both("/", A, B))


def power(fit, part):
    """Of a number, of a square matrix, of each entry of a column or of exp(X)."""
    (base, exponent), over = map(fit, part.args), part.args[1]
    if over.op == "name" and over.word[0].isupper() and over.word not in fit.given:
        hint = "; for the transpose write X.T" if over.word in ("T", "H") else ""
        fit.refuse(over, f"power: {over.word} is no exponent, if it is not given as 'integer'{hint}")
    if exponent.rows is not None or not all(inner.op in EXPONENTS for inner in over.parts()):
        fit.refuse(over, f"power: an exponent is a number or a letter, {fit.source(over)} is neither")
    called = part.word in ("matrix_power", "fractional_matrix_power")
    read = "entry" if part.op == "o**" or (base.entrywise and not called) else ""
    if not read and not (fit.is_one(base) or fit.is_column(base) or fit.is_loose(base)):
        read = _power_of_matrix(fit, part, base)
    each = read == "entry"
    rooted = part.word in ("^", "fractional_matrix_power")  # NumPy's S**0.5 is that of the entries
    build = lambda o, A, k: o.power(A, _exponent(fit, over, o, A, k, each or (rooted and k.is_number)), each)
    if fit.is_one(base):
        return NUMBER, build
    return Form(base.rows, base.rows) if read == "matrix" else base._replace(entrywise=True), build


def _power_of_matrix(fit, part, base):
    """How the power of a matrix is read, entry by entry or as that of a square matrix."""
    under, over = part.args
    if over.op == "name" and over.word in fit.taken:
        fit.refuse(over, f"power: {over.word} is a size; take another letter for the exponent")
    # Of an inverse, or of a letter, nobody thinks entry by entry.
    whole = over.op == "number" and float(over.word) >= 2 and float(over.word).is_integer()
    two = part.word == "**" and (whole or over.op in ARITHMETIC)
    if two and fit.read("power", "matrix" if fit.equal(base.rows, base.cols) else "entry") == "entry":
        return "entry"
    if not fit.join(base.rows, base.cols):
        A, k = fit.source(under, inner=True), fit.source(over)
        hint = "; did you mean pinv?" if "-1" in (k, over.word) else f"; entry by entry write {A}.^{k}"
        fit.refuse(under, f"power: wants a square matrix, {A} has shape {fit.show(base)}{hint}")
    return "matrix"


def _exponent(fit, part, operations, A, k, free):
    """An exponent, if it is one that A can have."""
    if k.is_number and not (k.is_Rational and abs(k) <= EXPONENT and k.q <= EXPONENT):
        fit.refuse(part, f"power: an exponent is at most {EXPONENT}")
    whole = k.xreplace({Symbol(index): Dummy(integer=True) for index in fit.indices}).is_integer
    if not (is_one(A) or A.cols == 1 or free or whole or (isinstance(operations, Written) and k.free_symbols)):
        roots = "; sqrt(X) takes the root of each entry, sqrtm(X) that of the matrix"
        hint = f"; give {k}='integer'" if k.is_Symbol else roots
        fit.refuse(part, f"power: of a matrix only whole powers{hint}")
    return k


SIGNS = {"=": equation, "*": star, "@": of_matrices, "juxt": beside, "/": quotient} | dict.fromkeys("+-", sums)
SIGNS |= dict.fromkeys(("**", "o**"), power) | dict.fromkeys(("o", "./"), by_entry)
SIGNS |= dict.fromkeys(("dot", "inner", "outer"), dot)
