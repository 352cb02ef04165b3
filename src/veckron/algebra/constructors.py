"""The constructors of the normal form: products, transposes, inverses, powers, traces, Kronecker and Hadamard products.

They flatten, drop identities, move scalars to the front, and apply the rewrite rules to the factors of a product. Each
step shortens or moves in one direction only.
"""

from functools import lru_cache, reduce
from itertools import pairwise
from operator import mul

from sympy import Add, DiagMatrix, HadamardProduct, Identity, Inverse, KroneckerProduct, MatAdd, MatMul, MatPow
from sympy import OneMatrix, S, Trace, Transpose, ZeroMatrix, default_sort_key
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from veckron.expressions import CommutationMatrix, MatrixSum, Vec, vec

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
    return reduce(mul, [c for c, _ in parts], S.One), [f for _, inner in parts for f in inner]


def join(scalar, factors):
    """Return the product of a scalar and matrix factors that are reduced already."""
    if scalar == 1 and len(factors) == 1:
        return factors[0]
    return MatMul(*([] if scalar == 1 else [scalar]), *factors)


def terms(A):
    """Return the terms of a sum, a scalar in front of it multiplied in."""
    scalar, factors = split(A)
    if len(factors) == 1 and isinstance(factors[0], MatAdd):
        return [term if scalar == 1 else join(scalar * split(term)[0], split(term)[1]) for term in factors[0].args]
    return [A]


def product(*factors):
    """Return A B ... in normal form; scalars may stand among the factors."""
    scalar, flat = _split_all(factors)
    shape, large = (flat[0].rows, flat[-1].cols), (KroneckerProduct, CommutationMatrix, DiagMatrix)
    if shape[1] == 1 != shape[0] and any(isinstance(f, large) for f in flat):
        return transpose(product(scalar, *[transpose(f) for f in reversed(flat)]))
    more, flat = _reduce(flat)
    scalar *= more
    if scalar == 0 or any(isinstance(f, ZeroMatrix) for f in flat):
        return ZeroMatrix(*shape)
    flat = flat or [Identity(shape[0])]
    if len(flat) == 1 and isinstance(flat[0], MatAdd) and scalar == -1:
        return MatAdd(*[product(scalar, term) for term in flat[0].args])
    return join(scalar, flat)


def _reduce(factors):
    """Apply the rewrite rules until none applies; return the scalar that came out, and the factors."""
    scalar, done, todo = S.One, [], list(factors)
    while todo:
        B = todo.pop(0)
        if isinstance(B, Identity):
            continue
        found = next(filter(None, (rule(done, B) for rule in REWRITE_RULES)), None) if done else None
        if found is None:
            done.append(B)
            continue
        used, replacement = found
        del done[len(done) - used :]
        c, todo[:0] = split(replacement)
        scalar *= c
    return _scalars_out(scalar, done)


def _scalars_out(scalar, factors):
    """Take 1 x 1 products, such as x^T A x in y (x^T A x), out of a product."""
    cuts = [i for i, f in enumerate(factors) if f.rows == 1]
    cuts += [len(factors)] if factors and factors[-1].cols == 1 else []
    for start, end in pairwise(cuts):
        if rest := factors[:start] + factors[end:]:
            return _scalars_out(scalar * entry(join(S.One, factors[start:end])), rest)
    return scalar, factors


def entry(A):
    """Return the number in a 1 x 1 matrix: a trace, which the book prints without tr."""
    scalar, factors = split(A)
    A = join(S.One, factors)
    if isinstance(A, MatPow):
        return scalar * entry(A.base) ** A.exp
    if isinstance(A, MatAdd):
        return scalar * Add(*map(entry, A.args))
    return scalar * (S.One if isinstance(A, Identity) else trace(A))


def power(A, k):
    """Return A^k in normal form."""
    if k == 0:
        return Identity(A.rows)
    return inverse(A) if k == -1 else A if k == 1 else MatPow(A, k)


@lru_cache(maxsize=8192)
def transpose(A):
    """Return A^T in normal form."""
    scalar, factors = split(A)
    if scalar != 1 or len(factors) > 1:
        return join(scalar, [transpose(f) for f in reversed(factors)])
    if isinstance(A, MatAdd):
        return MatAdd(*map(transpose, A.args))
    if isinstance(A, (KroneckerProduct, HadamardProduct)):
        return type(A)(*map(transpose, A.args))
    if isinstance(A, MatPow):
        return power(transpose(A.base), A.exp)
    if isinstance(A, MatrixSum):
        return MatrixSum(transpose(A.args[0]), *A.args[1:])
    return Transpose(A) if isinstance(A, (Vec, ElementwiseApplyFunction)) else A.T


def diagonal(v):
    """Return Diag(v) of a column or a row in normal form; a 1 x 1 matrix is its own."""
    v = v if v.cols == 1 else transpose(v)
    return v if v.rows == 1 else DiagMatrix(v)


@lru_cache(maxsize=8192)
def inverse(A):
    """Return A^-1 in normal form; SymPy's own inverts the columns and rows in a Kronecker product too."""
    scalar, factors = split(A)
    square = all(f.rows == f.cols for f in (A.args if isinstance(A, KroneckerProduct) else factors))
    if isinstance(A, KroneckerProduct):
        return kronecker(*map(inverse, A.args)) if square else Inverse(A)
    if square and isinstance(A, MatMul):
        return product(1 / scalar, *map(inverse, reversed(factors)))
    return A.I


@lru_cache(maxsize=8192)
def trace(A):
    """Return tr A in normal form."""
    A = A if A.is_Matrix else join(A, [Identity(1)])
    scalar, factors = split(A)
    if scalar != 1:
        return scalar * trace(join(S.One, factors))
    if isinstance(A, MatAdd):
        return Add(*map(trace, A.args))
    if isinstance(A, (Identity, ZeroMatrix)):
        return A.rows if isinstance(A, Identity) else S.Zero
    if isinstance(A, KroneckerProduct) and all(f.rows == f.cols for f in A.args):
        return reduce(mul, map(trace, A.args))
    return Trace(min(A, transpose(A), key=str))


def vector(A):
    """Return vec A in normal form."""
    scalar, factors = split(A)
    body = join(S.One, factors)
    return product(scalar, body if body.cols == 1 else transpose(body) if body.rows == 1 else vec(body))


def unstack(v, m, n):
    """Return the m x n matrix whose vec is the column v, or None where v does not show it."""
    if isinstance(v, OneMatrix):
        return OneMatrix(m, n)
    if isinstance(v, Vec):
        return v.args[0] if v.args[0].shape == (m, n) else None
    if isinstance(v, KroneckerProduct) and len(v.args) == 2 and [f.shape for f in v.args] == [(n, 1), (m, 1)]:
        return product(v.args[1], transpose(v.args[0]))
    return v if n == 1 else transpose(v) if m == 1 else None


def hadamard(A, B):
    """Return A o B in normal form: the factor 1 is dropped, vec is taken of the whole."""
    (c, a), (e, b) = split(A), split(B)
    A, B = join(S.One, a), join(S.One, b)
    if isinstance(A, OneMatrix) or isinstance(B, OneMatrix):
        return product(c * e, B if isinstance(A, OneMatrix) else A)
    for v, w in ((A, B), (B, A)):
        X = unstack(w, *v.args[0].shape) if isinstance(v, Vec) else None
        if X is not None:
            return product(c * e, vector(hadamard(v.args[0], X)))
    factors = [g for f in (A, B) for g in (f.args if isinstance(f, HadamardProduct) else [f])]
    return product(c * e, HadamardProduct(*sorted(factors, key=default_sort_key)))


def kronecker(*factors):
    """Return A (x) B (x) ... in normal form: scalars in front, identities merged, a column beside a row as a product."""
    parts = list(map(split, factors))
    scalar, bodies = reduce(mul, [c for c, _ in parts], S.One), [join(S.One, inner) for _, inner in parts]
    flat = [g for f in bodies for g in (f.args if isinstance(f, KroneckerProduct) else [f])]
    kept = []
    for f in flat:
        if f.rows == 1 and f.cols == 1:
            scalar *= entry(f)
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
    body = Identity(1) if not kept else kept[0] if len(kept) == 1 else KroneckerProduct(*kept)
    return product(scalar, body)
