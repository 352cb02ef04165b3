"""Numerical stability: exponentials that would overflow are subtracted from before they are taken.

Numbers: 1/(1 + exp(-x)) = exp(-log(1 + exp(-x))), by ``logaddexp``, and 1 - sigmoid(x) = sigmoid(-x). Arrays: where the
largest entry of A makes no difference to a result with exp(A) in it, as in log(1^T exp(A)) and exp(A) / 1^T exp(A), it is
subtracted from A.
"""

from sympy import Add, Function, Mul, S, exp

from veckron.expressions import sigmoid
from veckron.program.graph import ENTRYWISE, Op, const, reachable, rebuilt, scaled, total

MOVED = (Op.TRANSPOSE, Op.RESHAPE, Op.TAKE, Op.PERMUTE, Op.DIAG, Op.DIAGONAL, Op.SPREAD, Op.ENTRY, Op.SUM, "trace")
LINEAR = (*MOVED, Op.NEG, Op.MUL, Op.MATMUL, Op.DOT, Op.KRON)
BY_ROW = (*ENTRYWISE, Op.SPREAD)


class Softplus(Function):
    """log(1 + exp x)"""


def softplus(base):
    """Return log(base) as a Softplus, for base = 1 + exp(u); else None."""
    other = base - 1 if isinstance(base, Add) else None
    return Softplus(other.args[0]) if isinstance(other, exp) else None


def mirrored(node):
    """Return a sum with sigmoid(-z) for 1 - sigmoid(z), which would lose its digits."""
    terms = node.args if isinstance(node, Add) and S.One in node.args else ()
    found = next((term for term in terms if isinstance(-term, sigmoid)), None)
    return node if found is None else node - 1 - found + sigmoid(-(-found).args[0])


def stable(node):
    """Return a product with its powers (1 + exp u)^-k as exp(-k log(1 + exp u)), joined with its other exponentials."""
    exponent, rest, soft = S.Zero, [], False
    for factor in Mul.make_args(node):
        base, k = factor.as_base_exp()
        log = softplus(base)
        soft = soft or (log is not None and k.could_extract_minus_sign())
        if log is None and base is not S.Exp1:
            rest.append(factor)
        else:
            exponent += k if log is None else k * log
    return Mul(*rest, exp(exponent)) if soft else node


def shifted(c, roots):
    """Return the roots with exp(A - max A) for exp(A), where it makes no difference."""
    for node in reachable(roots):
        if node.op is Op.CALL and node.data == "exp" and len(node.shape) == 2 and not node.loops:
            wide = S.One not in node.shape
            for axis in (1, 0, None) if wide else (None,):
                if (found := _shifted(c, roots, node, axis)) is not None:
                    return shifted(c, found)
    return roots


def _shifted(c, roots, E, axis):
    """Return the roots with one exponential shifted; None if that changes them, or nothing is divided or a logarithm."""
    degrees, (A,) = {E: S.One}, E.args
    if A.op is Op.ADD and A.args[-1].op is Op.MAX:
        return None
    order = sorted(reachable(roots), key=lambda node: node.place)
    try:
        for node in order:
            if node is not E:
                degrees[node] = _degree(node, [degrees[arg] for arg in node.args], axis)
    except (KeyError, ArithmeticError):
        return None
    logs = {node for node in order if node.op is Op.CALL and node.data == "log" and degrees[node.args[0]] != 0}
    divided = any(node.op is Op.DIV and degrees[node.args[1]] != 0 for node in order)
    if any(degrees[root] != 0 for root in roots) or not (logs or divided):
        return None
    return _rewritten(c, roots, E, axis, {node: degrees[node.args[0]] for node in logs})


def _rewritten(c, roots, E, axis, logs):
    """Return the roots with exp(A - t) for exp(A), and what a logarithm lost by it added again."""
    (A,) = E.args
    shape = () if axis is None else tuple(S.One if k == axis else n for k, n in enumerate(A.shape))
    largest = c.node(Op.MAX, A, data=axis, shape=shape)

    def change(node, args):
        if node is E:
            return c.node(Op.CALL, c.node(Op.ADD, A, largest, data="+-", shape=A.shape), data="exp", shape=E.shape)
        if node in logs:
            k = logs[node]
            top = scaled(c, const(c, int(k) if k.is_Integer else float(k)), largest)
            return total(c, [("+", c.node(Op.CALL, args[0], data="log")), ("+", top)], node.shape)
        return None

    return rebuilt(c, roots, change, {A: A})


def _degree(node, degrees, axis):
    """Return the power of t in a node where t exp(A) stands for exp(A); by rows or columns, t is a column or a row."""
    if not any(degrees):
        return S.Zero
    along = axis is None or node.op in BY_ROW or (node.op is Op.SUM and node.data == axis)
    if not along and not (node.op is Op.MATMUL and degrees[axis] == 0):
        raise ArithmeticError
    if node.op in LINEAR or node.data in LINEAR:
        return sum(degrees)
    if node.op is Op.DIV:
        return degrees[0] - degrees[1]
    if node.op is Op.ADD and len(set(degrees)) == 1:
        return degrees[0]
    if node.op is Op.POW and node.args[1].op is Op.CONST and degrees[1] == 0:
        return degrees[0] * node.args[1].data
    if node.op is Op.CALL and node.data in ("log", "sqrt"):
        return S.Zero if node.data == "log" else degrees[0] / 2
    raise ArithmeticError
