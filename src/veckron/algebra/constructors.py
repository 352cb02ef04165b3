"""The constructors of the normal form: products, transposes, inverses, powers, traces, Kronecker and Hadamard products.

They flatten, drop identities, move scalars to the front, and apply the rewrite rules to the factors of a product. Each
step shortens or moves in one direction only.
"""

from functools import lru_cache
from itertools import pairwise

from sympy import Add, DiagMatrix, DiagonalOf, HadamardProduct, Identity, Inverse, KroneckerProduct, MatAdd, MatMul
from sympy import Determinant, Dummy, Lambda, MatPow, Mul, OneMatrix, S, Trace, Transpose, ZeroMatrix, apart, cancel
from sympy import exp, factor, tanh
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from veckron.algebra.interning import interned, made, one_fraction, order, size, times, upright
from veckron.expressions import CommutationMatrix, MatrixSum, Vec, vec

# What elementwise functions call an entry.
ENTRY = Dummy("d", dummy_index=0)
REWRITE_RULES = []


def rewrite_rule(rule):
    """Register a rule for the last factors of a product and the next one.

    It returns how many of the factors it uses up and what replaces these and the next one, or None.
    """
    REWRITE_RULES.append(rule)
    return rule


def split(A):
    """Return the scalar in front of a product, and its matrix factors; a scalar has none."""
    if not getattr(A, "is_Matrix", False):
        return A, []
    return _split_all(A.args) if isinstance(A, MatMul) else (S.One, [A])


def _split_all(factors):
    parts = list(map(split, factors))
    return times(*[c for c, _ in parts]), [f for _, inner in parts for f in inner]


def join(scalar, factors):
    """Return the product of a scalar and matrix factors that are reduced already."""
    if scalar == 1 and len(factors) == 1:
        return factors[0]
    return made(MatMul, *([] if scalar == 1 else [scalar]), *factors)


def terms(A):
    """Return the terms of a sum, a scalar in front of it multiplied in."""
    scalar, factors = split(A)
    if len(factors) == 1 and isinstance(factors[0], MatAdd):
        return [
            term if scalar == 1 else join(times(scalar, split(term)[0]), split(term)[1]) for term in factors[0].args
        ]
    return [A]


def product(*factors):
    """Return A B ... in normal form; scalars may stand among the factors."""
    scalar, flat = _split_all(factors)
    shape, large = (flat[0].rows, flat[-1].cols), (KroneckerProduct, CommutationMatrix, DiagMatrix)
    if shape[1] == 1 != shape[0] and any(isinstance(f, large) for f in flat):
        return transpose(product(scalar, *[transpose(f) for f in reversed(flat)]))
    more, flat = _reduce(flat)
    scalar = times(scalar, more)
    if scalar == 0 or any(isinstance(f, ZeroMatrix) for f in flat):
        return ZeroMatrix(*shape)
    flat = flat or [Identity(shape[0])]
    if len(flat) == 1 and isinstance(flat[0], MatAdd) and scalar == -1:
        return made(MatAdd, *[product(scalar, term) for term in flat[0].args])
    return join(scalar, flat)


def _reduce(factors):
    """Apply the rewrite rules until none applies; return the scalar that came out, and the factors."""
    scalar, done, todo = S.One, [], list(factors)
    while todo:
        B = todo.pop(0)
        if isinstance(B, Identity) or (isinstance(B, OneMatrix) and B.shape == (1, 1)):
            continue
        found = next(filter(None, (rule(done, B) for rule in REWRITE_RULES)), None) if done else None
        if found is None:
            done.append(B)
            continue
        used, replacement = found
        del done[len(done) - used :]
        c, todo[:0] = split(replacement)
        scalar = times(scalar, c)
    return _scalars_out(scalar, done)


def _scalars_out(scalar, factors):
    """Take 1 x 1 products, such as x^T A x in y (x^T A x), out of a product."""
    cuts = [i for i, f in enumerate(factors) if f.rows == 1]
    cuts += [len(factors)] if factors and factors[-1].cols == 1 else []
    for start, end in pairwise(cuts):
        if rest := factors[:start] + factors[end:]:
            return _scalars_out(times(scalar, entry(join(S.One, factors[start:end]))), rest)
    return scalar, factors


def entry(A):
    """Return the number in a 1 x 1 matrix: a trace, which the book prints without tr."""
    scalar, factors = split(A)
    A = join(S.One, factors)
    if isinstance(A, MatPow):
        return times(scalar, entry(A.base) ** A.exp)
    if isinstance(A, MatAdd):
        return scalar * Add(*map(entry, A.args))
    return times(scalar, trace(A))


def power(A, k):
    """Return A^k in normal form."""
    if k == 0:
        return Identity(A.rows)
    return inverse(A) if k == -1 else A if k == 1 else made(MatPow, A, k)


@lru_cache(maxsize=8192)
def transpose(A):
    """Return A^T in normal form."""
    scalar, factors = split(A)
    if scalar != 1 or len(factors) > 1:
        return join(scalar, [transpose(f) for f in reversed(factors)])
    if isinstance(A, MatAdd):
        return made(MatAdd, *map(transpose, A.args))
    if isinstance(A, KroneckerProduct):
        return made(KroneckerProduct, *map(transpose, A.args))
    if isinstance(A, HadamardProduct):
        return hadamard(*map(transpose, A.args))
    if isinstance(A, MatPow):
        return power(transpose(A.base), A.exp)
    if isinstance(A, MatrixSum):
        return MatrixSum(transpose(A.args[0]), *A.args[1:])
    if isinstance(A, (Inverse, DiagMatrix)):
        return inverse(transpose(A.arg)) if isinstance(A, Inverse) else A
    return made(Transpose, A) if isinstance(A, (Vec, ElementwiseApplyFunction)) else interned(A.T)


def diagonal(v):
    """Return Diag(v) of a column or a row in normal form; a 1 x 1 matrix is its own."""
    v = v if v.cols == 1 else transpose(v)
    return v if v.rows == 1 else made(DiagMatrix, v)


@lru_cache(maxsize=8192)
def inverse(A):
    """Return A^-1 in normal form; SymPy's own inverts the columns and rows in a Kronecker product too."""
    scalar, factors = split(A)
    square = all(f.rows == f.cols for f in (A.args if isinstance(A, KroneckerProduct) else factors))
    if isinstance(A, KroneckerProduct):
        return kronecker(*map(inverse, A.args)) if square else Inverse(A)
    if square and isinstance(A, MatMul):
        return product(1 / scalar, *map(inverse, reversed(factors)))
    if isinstance(A, DiagMatrix):
        return diagonal(entrywise(Lambda(ENTRY, 1 / ENTRY), A.args[0]))
    return interned(A.I)


@lru_cache(maxsize=8192)
def trace(A):
    """Return tr A in normal form."""
    A = A if A.is_Matrix else join(A, [Identity(1)])
    scalar, factors = split(A)
    if scalar != 1:
        return scalar * trace(join(S.One, factors))
    if isinstance(A, MatAdd):
        return Add(*map(trace, A.args))
    if isinstance(A, (Identity, OneMatrix, ZeroMatrix)):
        return S.Zero if isinstance(A, ZeroMatrix) else A.rows
    if isinstance(A, KroneckerProduct) and all(f.rows == f.cols for f in A.args):
        return times(*map(trace, A.args))
    if isinstance(A, DiagMatrix):
        return entry(product(OneMatrix(1, A.rows), A.args[0]))
    if A.rows != 1 and (pair := _column_and_row(A)):
        return entry(product(*reversed(pair)))
    return made(Trace, min(A, transpose(A), key=upright))


@lru_cache(maxsize=8192)
def determinant(A):
    """Return det A in normal form: that of u A, of a power and of A (x) B by those of A and B."""
    scalar, factors = split(A)
    if scalar != 1:
        return times(scalar**A.rows, determinant(join(S.One, factors)))
    if isinstance(A, (Identity, Transpose)):
        return S.One if isinstance(A, Identity) else determinant(A.arg)
    if isinstance(A, MatPow):
        return determinant(A.base) ** A.exp
    if isinstance(A, KroneckerProduct) and all(f.rows == f.cols for f in A.args):
        return times(*[determinant(f) ** (A.rows / f.rows) for f in A.args])
    return made(Determinant, A)


def diagonal_part(A):
    """Return diag(A), a column, in normal form; diag(a b^T) = a o b, diag(A 1 1^T) = A 1."""
    scalar, factors = split(A)
    A = join(S.One, factors)
    if pair := _column_and_row(A):
        return product(scalar, hadamard(pair[0], transpose(pair[1])))
    if len(factors) > 1 and isinstance(factors[-1], OneMatrix):
        return product(scalar, *factors[:-1], OneMatrix(factors[-1].rows, 1))
    if len(factors) > 1 and isinstance(factors[0], OneMatrix):
        return diagonal_part(transpose(join(scalar, factors)))
    if isinstance(A, DiagMatrix) or A.rows == 1:
        return product(scalar, A if A.rows == 1 else A.args[0])
    return product(scalar, made(DiagonalOf, min(A, transpose(A), key=upright)))


def vector(A):
    """Return vec A in normal form; vec(a b^T) = b (x) a."""
    scalar, factors = split(A)
    body = join(S.One, factors)
    if body.cols == 1 or body.rows == 1:
        return product(scalar, body if body.cols == 1 else transpose(body))
    if pair := _column_and_row(body):
        return product(scalar, kronecker(transpose(pair[1]), pair[0]))
    return product(scalar, interned(vec(body)))


def unstack(v, m, n):
    """Return the m x n matrix whose vec is the column v, or None where v does not show it."""
    if isinstance(v, OneMatrix):
        return OneMatrix(m, n)
    if isinstance(v, Vec):
        return v.args[0] if v.args[0].shape == (m, n) else None
    if isinstance(v, KroneckerProduct) and len(v.args) == 2 and [f.shape for f in v.args] == [(n, 1), (m, 1)]:
        return product(v.args[1], transpose(v.args[0]))
    return v if n == 1 else transpose(v) if m == 1 else None


@lru_cache(maxsize=4096)
def shortest(body):
    """Return the function of an entry in the shortest form that taking it for a rational function of exp or tanh gives.

    >>> shortest(exp(-ENTRY) / (1 + exp(-ENTRY)))
    sigmoid(-_d)
    """
    body = one_fraction(body)
    kernels, t = body.atoms(exp, tanh), Dummy("t")
    kernel = _kernel(kernels) if kernels and body.free_symbols == {ENTRY} else None
    if kernel is None:
        return body
    in_t = lambda k: t if k == kernel else t ** (k.args[0] / kernel.args[0])
    rational = body.xreplace({k: in_t(k) for k in kernels})
    if rational.free_symbols != {t} or rational.count(t) < 2 or not rational.is_rational_function(t):
        return body
    reduced = cancel(rational)
    forms = [reduced, apart(reduced, t), factor(reduced)]
    return min([body, *(form.xreplace({t: kernel}) for form in forms)], key=size)


def _kernel(kernels):
    """Return the function whose powers all of these are, or None: exp(-d) of exp(-d) and exp(-2 d)."""
    if len(kernels) == 1:
        return next(iter(kernels))
    steps = [k.args[0].as_coeff_Mul() for k in kernels if isinstance(k, exp)]
    multiples = len(steps) == len(kernels) and all(c.is_Integer and x == ENTRY for c, x in steps)
    return exp(-ENTRY if min(c for c, _ in steps) < 0 else ENTRY) if multiples else None


def entrywise(f, A):
    """Return f applied to each entry, in normal form: f.(g.(A)) is one function, f.(A^T) is f.(A)^T."""
    if A.rows == A.cols == 1:
        return product(f(entry(A)), Identity(1))
    body, inner = f(ENTRY), function_of(A)
    if inner and not body.has(AppliedUndef):
        body, A = body.xreplace({ENTRY: inner[1]}), inner[0]
    B = transpose(A)
    if A.cols != 1 and (B.cols == 1 or upright(B)[0] < upright(A)[0]):
        return transpose(entrywise(Lambda(ENTRY, body), B))
    if split(A)[0].could_extract_minus_sign():
        return entrywise(Lambda(ENTRY, body.xreplace({ENTRY: -ENTRY})), product(-1, A))
    body = shortest(body)
    if not body.has(ENTRY):
        return ZeroMatrix(*A.shape) if body == 0 else product(body, OneMatrix(*A.shape))
    if body.as_coeff_Mul()[0].is_negative:
        return product(-1, entrywise(Lambda(ENTRY, -body), A))
    return A if body == ENTRY else made(ElementwiseApplyFunction, Lambda(ENTRY, body), A)


def function_of(A):
    """Return B and the body g with A = g.(B), or None."""
    if isinstance(A, Transpose) and (inner := function_of(A.arg)):
        return transpose(inner[0]), inner[1]
    return (A.expr, A.function.expr) if isinstance(A, ElementwiseApplyFunction) else None


def hadamard(*factors):
    """Return A o B ... in normal form: a sorted multiset without 1, with one vec, one a b^T and one function of each A."""
    scalar, bodies = _bodies(factors)
    if any(isinstance(f, ZeroMatrix) for f in bodies):
        return ZeroMatrix(*bodies[0].shape)
    flat = [g for f in bodies for g in (f.args if isinstance(f, HadamardProduct) else [f])]
    kept = [f for f in flat if not isinstance(f, OneMatrix)] or flat[:1]
    if first := next((f for f in kept if isinstance(f, Vec)), None):
        stacked = {f: unstack(f, *first.args[0].shape) for f in kept}
        whole = hadamard(*[stacked[f] for f in kept if stacked[f] is not None])
        kept = [vector(whole), *(f for f in kept if stacked[f] is None)]
    more, kept = _bodies(_functions_merged(_rank_one_merged(kept)))
    kept = [f for f in kept if not isinstance(f, OneMatrix)] or kept[:1]
    if len(kept) == 2 and any(isinstance(f, Identity) for f in kept):  # I o A = Diag(diag A)
        parts = [diagonal_part(f) for f in kept if not isinstance(f, Identity)]
        kept = [diagonal(x) for x in parts if not isinstance(split(x)[1][0], DiagonalOf)] or kept
    body = kept[0] if len(kept) == 1 else made(HadamardProduct, *sorted(kept, key=order))
    return product(scalar, more, body)


def _bodies(factors):
    """Return the scalars of factors multiplied, and the factors without them."""
    parts = list(map(split, factors))
    return times(*[c for c, _ in parts]), [join(S.One, inner or [Identity(1)]) for _, inner in parts]


def _rank_one_merged(factors):
    """a b^T o c d^T = (a o c)(b o d)^T"""
    pairs = {f: _column_and_row(f) for f in factors}
    columns, rows = zip(*[pairs[f] for f in factors if pairs[f]]) if any(pairs.values()) else ((), ())
    if len(columns) < 2:
        return factors
    return [product(hadamard(*columns), hadamard(*rows)), *(f for f in factors if not pairs[f])]


def _column_and_row(A):
    """Return a and b^T for A = a b^T, or None."""
    factors = split(A)[1]
    k = next((k for k, f in enumerate(factors[:-1], 1) if f.cols == 1), None)
    return k and A.rows != 1 != A.cols and (join(S.One, factors[:k]), join(S.One, factors[k:]))


def _functions_merged(factors):
    """f.(A) o g.(A) = (f g).(A); and A o f.(A) where A cancels"""
    groups = {}
    for f in factors:
        A, body = function_of(f) or (f, ENTRY)
        groups.setdefault(A, []).append((body, f))
    merged = []
    for A, group in groups.items():
        functions = [body for body, _ in group if body != ENTRY]
        function, whole = shortest(Mul(*functions)), shortest(Mul(*[body for body, _ in group]))
        if functions and len(group) > 1 and size(whole) < size(function):
            merged.append(entrywise(Lambda(ENTRY, whole), A))
        elif len(functions) > 1:
            merged += [entrywise(Lambda(ENTRY, function), A), *(f for body, f in group if body == ENTRY)]
        else:
            merged += [f for _, f in group]
    return merged


def kronecker(*factors):
    """Return A (x) B (x) ... in normal form: scalars in front, identities merged, a column beside a row as a product."""
    scalar, bodies = _bodies(factors)
    flat = [g for f in bodies for g in (f.args if isinstance(f, KroneckerProduct) else [f])]
    kept = []
    for f in flat:
        if f.rows == 1 and f.cols == 1:
            scalar = times(scalar, entry(f))
        elif kept and isinstance(f, OneMatrix) and isinstance(kept[-1], OneMatrix):
            kept[-1] = OneMatrix(kept[-1].rows * f.rows, kept[-1].cols * f.cols)
        elif kept and isinstance(f, Identity) and isinstance(kept[-1], Identity):
            kept[-1] = Identity(kept[-1].rows * f.rows)
        elif kept and kept[-1].rows == 1 and f.cols == 1:
            kept[-1] = product(f, kept[-1])
        elif kept and kept[-1].cols == 1 and f.rows == 1:
            kept[-1] = product(kept[-1], f)
        else:
            kept.append(f)
    body = Identity(1) if not kept else kept[0] if len(kept) == 1 else made(KroneckerProduct, *kept)
    return product(scalar, body)
