"""Products with Kronecker products, K, D, L and sums of them, pushed onto what they are multiplied with: none is formed.

A vector is a node of any shape whose entries, read row by row, are those of the vector: (A (x) B) vec(V^T) is then
A V B^T, K reads an array transposed, and a change of shape costs nothing.
"""

from functools import lru_cache, reduce
from itertools import groupby
from math import prod

from sympy import DiagMatrix, Dummy, Identity, Inverse, KroneckerProduct, Lambda, MatAdd, MatMul, MatPow, MatrixExpr, S
from sympy import Trace, Transpose, ZeroMatrix

from veckron import algebra
from veckron.expressions import CommutationMatrix, DuplicationMatrix, EliminationMatrix, MatrixSum, span
from veckron.program.chains import chain, trace
from veckron.program.graph import Op, eye, full, reshape, scaled, total, transpose
from veckron.program.lowering import LOWERED, factors_of, lower, lowers, summed, written_out

ZERO_ONE = (CommutationMatrix, DuplicationMatrix, EliminationMatrix)


class SylvesterInverse(MatrixExpr):
    """The inverse of I (x) A + B^T (x) I, by SciPy's solver of A X + X B = C."""

    shape = property(lambda self: (self.args[0].rows * self.args[1].rows,) * 2)

    def _eval_transpose(self):
        return SylvesterInverse(*map(Transpose, self.args))


@lru_cache(maxsize=8192)
def structured(A):
    """Tell whether a matrix is better applied than formed."""
    if isinstance(A, (KroneckerProduct, SylvesterInverse, *ZERO_ONE)):
        return True
    if written_out(A) is not None:
        return structured(written_out(A))
    if isinstance(A, MatPow):
        return bool(A.exp.is_Integer and A.exp > 0) and structured(A.base)
    inside = A.args if isinstance(A, (MatAdd, MatMul, Transpose, MatrixSum)) else ()
    return any(arg.is_Matrix and structured(arg) for arg in inside)


def applied(c, J, v, a=S.One, b=S.One):
    """Return (I_a (x) J (x) I_b) v."""
    kind = (Transpose, type(J.arg)) if isinstance(J, Transpose) else type(J)
    if kind in APPLIED:
        return APPLIED[kind](c, J, v, S(a), S(b))
    if structured(J):
        return applied(c, opened(J), v, a, b)
    return along(c, [lower(c, J)], v, S(a), S(b))


def opened(J):
    """Return a power as a product, a transpose with the structure in sight, any other node by its definition."""
    if isinstance(J, MatPow):
        return MatMul(*[J.base] * int(J.exp), evaluate=False)
    return algebra.transpose(written_out(J.arg) or J.arg) if isinstance(J, Transpose) else written_out(J)


def along(c, factors, v, a, b):
    """Multiply along one axis by a product of matrices: from the left, from the right, or slice by slice."""
    m, n = factors[0].shape[0], factors[-1].shape[1]
    if a == 1:
        return chain(c, [*factors, v if v.shape == (n,) and b == 1 else reshape(c, v, n, b)])
    if b == 1:
        return chain(c, [reshape(c, v, a, n), *[transpose(c, A) for A in reversed(factors)]])
    return c.node(Op.MATMUL, chain(c, factors), reshape(c, v, a, n, b), shape=(a, m, b))


def _product(c, J, v, a, b):
    scalar, factors = factors_of(J)
    for plain, run in groupby(reversed(factors), is_plain):
        if plain:
            v = along(c, [lower(c, factor) for factor in run][::-1], v, a, b)
        else:
            v = reduce(lambda v, factor: applied(c, factor, v, a, b), run, v)
    return scaled(c, lower(c, scalar), v)


def is_plain(A):
    """Tell whether a matrix has nothing to it that makes a product cheap."""
    return not structured(A) and not isinstance(A, (Identity, DiagMatrix))


def framed(c, v, a, *sizes):
    """Return v with axes of these lengths, behind the one of length a."""
    return reshape(c, v, *[s for s in (a,) if s != 1], *sizes)


def places(name, weights=None):
    """Return how D_n, L_n or a transpose of them takes rows at the places of a table, with weights."""

    def apply(c, J, v, a, b):
        n, t = (J.arg if isinstance(J, Transpose) else J).args[0], framed(c, v, a, J.cols, b)
        shape = (*t.shape[:-2], J.rows, t.shape[-1])
        rows = c.node(Op.TAKE, t, c.node(Op.NAMED, c.size(n), data=name), data=len(t.shape) - 2, shape=shape)
        if weights is None:
            return rows
        return c.node(Op.MUL, c.node(Op.NAMED, c.size(n), data=weights, shape=(J.rows, 1)), rows, shape=shape)

    return apply


def _gathered(c, J, v, a, b):
    """D_n^T v, each entry of a lower triangle with the one that mirrors it."""
    below, above = places("elimination")(c, J, v, a, b), places("mirrored", "off_diagonal")(c, J, v, a, b)
    return c.node(Op.ADD, below, above, data="++", shape=below.shape)


def _commutation(c, J, v, a, b):
    m, n = J.args
    if a == b == 1:
        return transpose(c, reshape(c, v, n, m))
    t, first = framed(c, v, a, n, m, *[s for s in (b,) if s != 1]), int(a != 1)
    shape = (*t.shape[:first], m, n, *t.shape[first + 2 :])
    return c.node(Op.PERMUTE, t, data=(first, first + 1), shape=shape)


def _diagonal(c, J, v, a, b):
    t, shape = (v, v.shape) if a == b == 1 else (framed(c, v, a, J.rows, b), (J.rows, 1))
    return c.node(Op.MUL, reshape(c, lower(c, J.args[0]), *shape), t, shape=t.shape)


def _sum(c, J, v, a, b):
    apart = [A for A in J.args if structured(A) or light(A)]
    plain = [term for term in J.args if term not in apart and not isinstance(term, ZeroMatrix)]
    parts = [applied(c, term, v, a, b) for term in apart]
    parts += [along(c, [lower(c, MatAdd(*plain) if len(plain) > 1 else plain[0])], v, a, b)] if plain else []
    shape = parts[0].shape
    return total(c, [("+", reshape(c, part, *shape)) for part in parts], shape)


def light(A):
    """Tell whether a term had better be applied by itself: with I, Diag, an inverse, a column times a row in it."""
    factors = factors_of(A)[1]
    kinds = (Identity, DiagMatrix, Inverse)
    alone = any(isinstance(f.arg if isinstance(f, Transpose) else f, kinds) for f in factors)
    return alone or any(f.cols == 1 for f in factors[:-1])


def _matrix_sum(c, J, v, a, b):
    A, r, last = J.args
    if last.is_Integer and c.kept is not None:
        A = A.xreplace({f: f.xreplace({r: Dummy()}) for f in A.atoms(Lambda) if r in f.variables})  # another r
        sign, places = span(int(last))
        terms = [A.subs(r, S(i)).doit(deep=False) for i in places]
        whole = MatAdd(*terms) if len(terms) > 1 else terms[0] if terms else ZeroMatrix(*J.shape)
        return applied(c, whole if sign > 0 else MatMul(sign, whole), v, a, b)
    return summed(c, J, lambda inside, A: applied(inside, A, v, a, b))


def _kronecker(c, J, v, a, b):
    factors = J.args
    if len(factors) == 2 and a == b == 1 and not any(map(structured, factors)):  # vec(V^T) to vec(Q V^T P^T)
        P, Q = (lower(c, f) for f in factors)
        V = reshape(c, v, P.shape[1], Q.shape[1])
        if V.op is Op.TRANSPOSE:  # x is read as it lies
            return transpose(c, chain(c, [Q, V.args[0], transpose(c, P)]))
        return chain(c, [P, V, transpose(c, Q)])
    if c.kept is not None and all(map(is_plain, factors)) and 1 in (a, b):
        return rotated(c, [lower(c, f) for f in factors], v, a, b)
    sizes = [f.cols for f in factors]
    for i in sorted(range(len(factors)), key=lambda i: growth(c, factors[i])):
        v = applied(c, factors[i], v, a * prod(sizes[:i]), prod(sizes[i + 1 :]) * b)
        sizes[i] = factors[i].rows
    return v


def rotated(c, factors, v, a, b):
    """Multiply the first axis and make it the last, factor by factor: one product each, and no copy.

    A block of a vectors, which stand first, is turned the other way. The axis of the block ends up at the other end.
    """
    sizes = [*([a] if a != 1 else []), *[A.shape[1] for A in factors], *([b] if b != 1 else [])]
    backwards = a != 1 or (b == 1 and growth(c, factors[-1]) < growth(c, factors[0]))
    for A in reversed(factors) if backwards else factors:
        m, n = A.shape
        sizes.pop(-1 if backwards else 0)
        rest = prod(sizes)
        if backwards:
            v = c.node(Op.MATMUL, A, transpose(c, reshape(c, v, rest, n)), shape=(m, rest))
        else:
            v = c.node(Op.MATMUL, transpose(c, reshape(c, v, n, rest)), transpose(c, A), shape=(rest, m))
        sizes.insert(0 if backwards else len(sizes), m)
    rows = prod(A.shape[0] for A in factors)
    return transpose(c, reshape(c, v, rows, a) if backwards else reshape(c, v, b, rows))


def growth(c, A):
    """Return how much longer a factor makes a vector; the one that makes it shorter goes first."""
    return c.number(A.shape[0]) / max(c.number(A.shape[1]), 1)


def _sylvester(c, J, v, a, b):
    A, B = (lower(c, arg) for arg in J.args)
    C = reshape(c, v, J.rows, b)
    return c.node(Op.NAMED, A, B, C, data="sylvester", shape=C.shape)


# How a kind of matrix is applied: a function of the graph, the matrix J, a vector v and the sizes a and b.
APPLIED = {
    Identity: lambda c, J, v, a, b: v,
    ZeroMatrix: lambda c, J, v, a, b: full(c, 0, a * J.rows, b),
    MatMul: _product,
    DuplicationMatrix: places("duplication"),
    EliminationMatrix: places("elimination"),
    (Transpose, DuplicationMatrix): _gathered,
    (Transpose, EliminationMatrix): places("duplication", "triangle"),  # zeros above the diagonal
    CommutationMatrix: _commutation,
    DiagMatrix: _diagonal,
    MatAdd: _sum,
    MatrixSum: _matrix_sum,
    KroneckerProduct: _kronecker,
    SylvesterInverse: _sylvester,
}


def _signed(c, term):
    """Return the sign of a term and the rest of it."""
    scalar, factors = factors_of(term)
    negative = scalar.as_coeff_Mul()[0].is_negative
    return "-" if negative else "+", times(c, -scalar if negative else scalar, factors)


def times(c, scalar, factors):
    """A product: a chain, or what Kronecker products and K, D, L among its factors do to the smallest of the others."""
    column = factors[-1].cols == 1 or factors[0].rows == 1
    if len(factors) > 1 and any(structured(A) or (column and by_terms(A)) for A in factors):
        found = pushed(c, factors)
    else:
        found = chain(c, [lower(c, factor) for factor in factors])
    return scaled(c, lower(c, scalar), found)


def by_terms(A):
    """Tell whether a sum is better applied term by term to a column."""
    return isinstance(A, MatAdd) and any(map(light, A.args))


def pushed(c, factors):
    """Apply the factors with a structure to the smallest of the others, from both sides."""
    parts = [list(part) for _, part in groupby(factors, lambda A: (structured(A) or by_terms(A)) and id(A))]
    kind = lambda A: structured(A) + by_terms(A) + isinstance(A, ZERO_ONE)
    size = lambda part: c.number(part[0].rows) * c.number(part[-1].cols)
    k = min(range(len(parts)), key=lambda k: (kind(parts[k][0]), size(parts[k])))
    left, right = [f for part in parts[:k] for f in part], [f for part in parts[k + 1 :] for f in part]
    found = chain(c, [lower(c, factor) for factor in parts[k]])
    found = onto(c, algebra.join(S.One, left), found) if left else found
    turned = algebra.transpose(algebra.join(S.One, right)) if right else None
    return transpose(c, onto(c, turned, transpose(c, found))) if right else found


def onto(c, J, A):
    """J A, column by column."""
    return reshape(c, applied(c, J, A, 1, A.shape[1]), J.rows, A.shape[1])


@lowers(Trace)
def _trace(c, node):
    if node.arg.is_MatAdd and node.arg.shape != (1, 1):
        return total(c, [("+", lower(c, Trace(term))) for term in node.arg.args], ())
    scalar, factors = factors_of(node.arg)
    whole = len(factors) > 1 and any(map(structured, factors))
    value = trace(c, [times(c, S.One, factors)] if whole else [lower(c, factor) for factor in factors])
    return value if scalar == 1 else c.node(Op.MUL, lower(c, scalar), value)


@lowers(KroneckerProduct)
def _lowered_kronecker(c, node):
    *factors, found = [lower(c, factor) for factor in node.args]
    for A in reversed(factors):
        shape = A.shape[0] * found.shape[0], A.shape[1] * found.shape[1]
        found = c.node(Op.KRON, A, found, shape=shape)
    return found


LOWERED |= dict.fromkeys(ZERO_ONE, lambda c, J: onto(c, J, eye(c, J.cols)))
LOWERED |= {
    MatAdd: lambda c, node: total(c, [_signed(c, term) for term in node.args], node.shape),
    MatMul: lambda c, node: times(c, *factors_of(node)),
}
