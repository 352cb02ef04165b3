"""From a structure to the lines of a program: the fast way to apply each, chosen before there is a vector."""

from functools import singledispatch

from veckron.operators.choices import choose
from veckron.operators.structures import (
    Choice,
    Dense,
    Diagonal,
    Eye,
    Kron,
    Product,
    Scaled,
    Stack,
    Sum,
    Swap,
    Zero,
    stack_leaf,
)
from veckron.operators.values import comma, times

SMALL = 64 * 64  # so many entries may be copied once, into the order that a product likes


class Body:
    """The lines of one function of a vector; leaves are named by ``leaves``.

    ``matrix`` tells that the argument and the result are matrices, as ``jvp`` has them: then a step prefers its result
    flipped, which is the matrix itself.
    """

    def __init__(self, leaves, matrix):
        self.leaves, self.matrix, self.lines = leaves, matrix, []

    def named(self, v):
        """Return the value under a name, so that it is computed once."""
        if v.text.isidentifier():
            return v
        self.lines.append(f"t{len(self.lines)} = {v.text}")
        return v.to(f"t{len(self.lines) - 1}", v.dims, flipped=v.flipped, fresh=v.fresh)

    def dot(self, A, B):
        return self.leaves.dot(A, B)

    def transpose(self, A):
        """Return the name of the transpose of an array, made once."""
        return self.leaves.line(f"{A}.T")

    def left(self, A, size):
        """Return the array as a left factor; BLAS is a little faster where a small one is stored by columns."""
        return self.leaves.line(f"asfortranarray({A})") if self.leaves.copies and size <= SMALL else A

    def right(self, A, size):
        """Return the transpose of the array as a right factor; stored by rows where it is small."""
        T = self.transpose(A)
        return self.leaves.line(f"ascontiguousarray({T})") if self.leaves.copies and size <= SMALL else T


@singledispatch
def apply(node, body, v, a=1, b=1):
    """Return (I_a (x) node (x) I_b) v."""
    raise NotImplementedError(f"operator: cannot apply a {type(node).__name__}")


@apply.register(Eye)
def _eye(node, body, v, a=1, b=1):
    return v


@apply.register(Zero)
def _zero(node, body, v, a=1, b=1):
    a, b = v.framed(a, b)
    return v.to(f"(0 * {v.shaped(a, node.cols, b)}[:, :1] * {ones(body, node.rows)})", (a, node.rows, b))


def ones(body, n):
    """Return the name of a column of ones."""
    return body.leaves.line(f"ones({n})[:, None]")


@apply.register(Scaled)
def _scaled(node, body, v, a=1, b=1):
    w = apply(node.inner, body, v, a, b)
    scalar = body.leaves.scalar(node.scalar)
    if not (body.leaves.numpy and w.fresh and w.dims):
        return w.to(f"({scalar} * {w.text})", w.dims, flipped=w.flipped)
    w = body.named(w)
    body.lines.append(f"negative({w.text}, {w.text})" if node.scalar == -1 else f"{w.text} *= {scalar}")
    return w


@apply.register(Dense)
def _dense(node, body, v, a=1, b=1):
    return along(body, body.leaves(node.leaf), node.shape, v, a, b)


def along(body, A, shape, v, a, b):
    """Multiply along one axis: from the left, from the right, or slice by slice."""
    (m, n), (a, b) = shape, v.framed(a, b)
    if a == 1 and b == 1 and not body.matrix:
        return v.to(body.dot(A, v.shaped(n)), (m,))
    if b == 1 and v.dims == (a, n):
        return from_right(body, A, v, (a, m, n))
    if a == 1:
        return from_left(body, A, v, (m, n, b))
    if b == 1:
        return from_right(body, A, v, (a, m, n))
    return v.to(f"matmul({A}, {v.shaped(a, n, b)})", (a, m, b))


def from_left(body, A, v, sizes):
    m, n, b = sizes
    if body.matrix:
        return v.to(body.dot(unread(v, n, b), body.transpose(A)), (m, b), flipped=True)
    return v.to(body.dot(body.left(A, m * n), v.shaped(n, b)), (m, b))


def from_right(body, A, v, sizes):
    a, m, n = sizes
    if body.matrix:
        return v.to(body.dot(A, unread(v, a, n)), (a, m), flipped=True)
    return v.to(body.dot(v.shaped(a, n), body.right(A, m * n)), (a, m))


def unread(v, *dims):
    """Return the text of the transpose of the array that is read."""
    return v.text if v.flipped and v.dims == dims else f"{v.shaped(*dims)}.T"


@apply.register(Swap)
def _swap(node, body, v, a=1, b=1):
    m, n = node.m, node.n
    a, b = v.framed(a, b)
    if a == 1 and b == 1:
        same = v.dims == (n, m)
        return v.to(v.text if same else v.shaped(n, m), (m, n), flipped=not (same and v.flipped), fresh=False)
    if b == 1:
        return v.to(f"permute({v.shaped(a, n, m)}, (0, 2, 1))", (a, m, n), fresh=False)
    return v.to(f"permute({v.shaped(a, n, m, b)}, (0, 2, 1, 3))", (a, m, n, b), fresh=False)


@apply.register(Diagonal)
def _diagonal(node, body, v, a=1, b=1):
    a, b = v.framed(a, b)
    if a == b == 1 and v.dims == (node.n, node.m):
        A = body.leaves(node.leaf)
        return v.to(f"({A if v.flipped else body.transpose(A)} * {v.text})", v.dims, flipped=v.flipped)
    w = flat(body, node)
    if b == 1:
        return v.to(f"({w} * {v.shaped(a, node.rows) if a != 1 else v.shaped(node.rows)})", (a, node.rows)[a == 1 :])
    return v.to(f"({body.leaves.line(f'{w}[:, None]')} * {v.shaped(a, node.rows, b)})", (a, node.rows, b))


def flat(body, node):
    """Return the name of vec A as a one-dimensional array."""
    return body.leaves.line(f"{body.leaves(node.leaf)}.T.reshape(({node.m * node.n},))")


@apply.register(Stack)
def _stack(node, body, v, a=1, b=1):
    before, behind = v.framed(a, b)
    if before == behind == 1:
        return _row(node, body, v) if node.rows == 1 else _column(node, body, v)
    A = body.leaves(stack_leaf(node.leaf))
    return along(body, A if node.rows != 1 else body.transpose(A), node.shape, v, a, b)


def _row(node, body, v):
    if v.dims == (node.n, node.m):
        A = body.leaves(node.leaf)
        return v.to(f"({A if v.flipped else body.transpose(A)} * {v.text}).sum()", ())
    return v.to(body.dot(flat(body, node), v.shaped(node.cols)), ())


def _column(node, body, v):
    """A number times vec A."""
    number = v.text if v.dims == () else f"{v.shaped(1)}[0]"
    if body.matrix:
        return v.to(f"({number} * {body.leaves(node.leaf)})", (node.n, node.m), flipped=True)
    return v.to(f"({number} * {flat(body, node)})", (node.rows,))


@apply.register(Choice)
def _choice(node, body, v, a=1, b=1):
    a, b = v.framed(a, b)
    text = choose(node, body, body.named(v.to(v.shaped(a, node.cols, b), (a, node.cols, b))).text)
    return v.to(text, (a, node.rows, b))


@apply.register(Product)
def _product(node, body, v, a=1, b=1):
    for factor in reversed(node.factors):
        v = apply(factor, body, v, a, b)
    return v


@apply.register(Sum)
def _sum(node, body, v, a=1, b=1):
    v = body.named(as_matrix(node, v))
    v = v.to(v.text, v.dims, flipped=v.flipped, fresh=False)  # every term reads it: no term may write into it
    total = apply(node.terms[0], body, v, a, b)
    for term in node.terms[1:]:
        total = added(body, body.named(total), apply(term, body, v, a, b))
    return total


def as_matrix(node, v):
    """Return the vector in the shape that the first Kronecker product of two wants, once for all terms."""
    pairs = [term.factors for term in node.terms if isinstance(term, Kron) and len(term.factors) == 2]
    if not pairs or v.dims != (node.cols,):
        return v
    dims = tuple(factor.cols for factor in pairs[0])
    return v.to(v.shaped(*dims), dims, fresh=False)


def added(body, total, term):
    """Return the sum of two values; into the memory of the first where it is ours."""
    if term.fresh and not total.fresh:
        total, term = body.named(term), total
    text = alike(body, term, total)
    if body.leaves.numpy and total.fresh and total.dims:
        body.lines.append(f"{total.text} += {text}")
        return total
    return total.to(f"({total.text} + {text})", total.dims, flipped=total.flipped)


def alike(body, term, total):
    """Return the text of a term in the shape of the total."""
    if term.k == total.k or term.dims == ():
        text = term.shaped(*total.dims)
    else:
        text = f"{term.shaped(*ends(term))}.T.reshape({comma(total.dims)})"
    return text if not total.flipped else text.removesuffix(".T") if text == f"{term.text}.T" else f"{text}.T"


def ends(value):
    """Return the shape (k, N) or (N, k)."""
    size = times(*value.dims)
    number = int(size.split(" * ")[0]) if " * " in size else 1
    return ("k", number) if value.k == "first" else (number, "k")
