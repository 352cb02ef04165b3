"""Julia as far as the emitted sources go, read by tree-sitter and computed with NumPy, strictly: no dot, no widening.

It shares no code with the emitter: arrays are read columns first, counted from 1, widened from their first axis on.
"""

import operator
from functools import reduce
from math import e, erf, lgamma, pi

import numpy as np
import pytest

tree_sitter, tree_sitter_julia = map(pytest.importorskip, ("tree_sitter", "tree_sitter_julia"))

PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_julia.language()))
COMPARED = {
    ">": np.greater,
    "<": np.less,
    ">=": np.greater_equal,
    "<=": np.less_equal,
    "==": np.equal,
    "!=": np.not_equal,
}
DOTTED = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.true_divide, **COMPARED}
TURNED = "sin", "cos", "tan", "sinh", "cosh", "tanh"
ENTRYWISE = {
    **{name: getattr(np, name) for name in (*TURNED, "exp", "log", "sqrt", "abs", "sign", "floor", "ceil", "log1p")},
    **{f"a{name}": getattr(np, f"arc{name}") for name in TURNED},
    **{"erf": np.vectorize(erf), "loggamma": np.vectorize(lgamma)},
    **{"max": np.maximum, "min": np.minimum, "atan": np.arctan2, "ifelse": np.where, "logaddexp": np.logaddexp},
}


def array(value):
    return isinstance(value, np.ndarray) and value.ndim > 0


def widened(function, *values):
    """What stands beside each other starts at the first axis."""
    axes = max(np.ndim(value) for value in values)
    return function(*[np.reshape(v, np.shape(v) + (1,) * (axes - np.ndim(v))) for v in values])


def power(A, k):
    assert not array(A) or A.shape[0] == A.shape[1]
    return np.linalg.matrix_power(A, k) if array(A) else A**k


def added(function):
    def same(A, B):
        assert np.shape(A) == np.shape(B), f"no dot between {np.shape(A)} and {np.shape(B)}"
        return function(A, B)

    return same


def times(A, B):
    assert not (array(A) and array(B)) or A.shape[-1] == B.shape[0]
    return A @ B if array(A) and array(B) else A * B


def over(A, B):
    assert not array(B), "a matrix below the stroke"
    return A / B


PLAIN = {
    **{"+": added(np.add), "-": added(np.subtract), "*": times, "/": over, "^": power, "\\": np.linalg.solve},
    **{"÷": operator.floordiv, **COMPARED, "==": operator.eq, "!=": operator.ne},
}


def turned(A):
    assert A.ndim <= 2
    return A.T if A.ndim == 2 else A[None, :]


def along(function):
    return lambda A, dims=None: function(A) if dims is None else function(A, axis=dims - 1, keepdims=True)


def total(start, join):
    return lambda A, dims=None, init=None: (
        along(np.sum)(A, dims) if array(A) else reduce(join, A, start if init is None else init)
    )


def adjugate(A):
    n, minor = len(A), lambda i, j: np.delete(np.delete(A, i, 0), j, 1)
    return np.array([[(-1) ** (i + j) * np.linalg.det(minor(j, i)) for j in range(n)] for i in range(n)])


def eigenvectors(S):
    Q = np.linalg.eigh(S)[1]
    return Q * np.sign([q[abs(q).argmax()] for q in Q.T])


def series(A):
    s = 2.0**-20
    return np.linalg.matrix_power(np.eye(len(A)) + A * s + A @ A * s**2 / 2 + A @ A @ A * s**3 / 6, 2**20)


FUNCTIONS = {
    "size": lambda A, k=None: A.shape if k is None else A.shape[k - 1],
    "reshape": lambda A, *shape: np.reshape(A, [-1 if n == ":" else n for n in shape], order="F"),
    "vec": lambda A: np.ravel(A, order="F"),
    "permutedims": lambda A, axes: np.transpose(A, [k - 1 for k in axes]),
    "stack": lambda slices: np.stack(list(slices), axis=2),
    "eachslice": lambda A, dims: np.moveaxis(A, dims - 1, 0),
    "Matrix": lambda A, m=None, n=None: A if m is None else np.eye(m, n),
    "sum": total(0.0, operator.add),
    "prod": total(1.0, operator.mul),
    "maximum": along(np.max),
    "zeros": lambda *shape: np.zeros(shape),
    "ones": lambda *shape: np.ones(shape),
    "float": lambda A: np.asarray(A, dtype=float),
    "kron": np.kron,
    "dot": lambda A, B: added(np.multiply)(A, B).sum(),
    "inv": np.linalg.inv,
    "det": np.linalg.det,
    "logdet": lambda A: np.linalg.slogdet(A)[1] if np.linalg.det(A) >= 0 else np.nan,
    "logabsdet": lambda A: np.linalg.slogdet(A)[::-1],
    **{"tr": np.trace, "rank": np.linalg.matrix_rank, "pinv": np.linalg.pinv, "lu": np.array, "Symmetric": np.array},
    "diag": np.diag,
    "diagm": lambda v: np.diag(v) if v.ndim == 1 else 1 / 0,
    "cholesky": np.array,
    "-": operator.neg,
    "eigvals": np.linalg.eigvalsh,
    "only": lambda A: A.item() if A.size == 1 else 1 / 0,
    "hcat": lambda *parts: np.hstack(parts),
    "vcat": lambda *parts: np.vstack(parts),
    "mod": operator.mod,
    "fld": operator.floordiv,
    "cld": lambda a, b: -(-a // b),
    "minmax": lambda a, b: (min(a, b), max(a, b)),
    **{"adjugate": adjugate, "eigenvectors": eigenvectors},
}
NAMES = {"pi": pi, "MathConstants.e": e, "MathConstants.eulergamma": np.euler_gamma, "end": None}


class Reader:
    """The functions of a text; ``Reader(text)["f"]`` can be called."""

    def __init__(self, text):
        root = PARSER.parse(text.encode()).root_node
        assert not root.has_error, text
        self.functions = {}
        for node in root.named_children:
            if node.type in ("function_definition", "assignment"):
                head = node.named_children[0]
                head = head.named_children[0] if head.type == "signature" else head
                name, arguments = (part for part in head.named_children)
                self.functions[said(name)] = [said(a) for a in arguments.named_children], node

    def __getitem__(self, name):
        names, node = self.functions[name]

        def called(*values):
            assert len(values) == len(names)
            local = dict(zip(names, values))
            if node.type == "assignment":
                return self.value(node.named_children[-1], local)
            return next(
                found for part in node.named_children[1:] for found in [self.done(part, local)] if found is not None
            )

        return called

    def done(self, node, local):
        if node.type == "return_statement":
            return self.value(node.named_children[0], local)
        if node.type == "for_statement":
            (name, _, places), body = node.named_children[0].named_children, node.named_children[1]
            for place in self.value(places, local):
                self.bind(name, place, local)
                self.done(body, local)
        elif node.type == "if_statement":
            assert not self.value(node.named_children[0], local), "shapes"
        elif node.type == "assignment":
            name, _, right = node.named_children
            self.bind(name, self.value(right, local), local)

    def bind(self, name, value, local):
        names = [said(part) for part in name.named_children] or [said(name)]
        local.update(zip(names, value) if name.named_children else [(names[0], value)])

    def value(self, node, local):
        return getattr(self, f"_{node.type}")(node, local)

    def values(self, nodes, local):
        return [self.value(node, local) for node in nodes]

    def _identifier(self, node, local):
        name = said(node)
        return local[name] if name in local else NAMES[name]

    _integer_literal = lambda self, node, local: int(said(node))
    _float_literal = lambda self, node, local: float(said(node))
    _parenthesized_expression = lambda self, node, local: self.value(node.named_children[0], local)
    _adjoint_expression = lambda self, node, local: turned(np.asarray(self.value(node.named_children[0], local)))
    _tuple_expression = _open_tuple = lambda self, node, local: tuple(self.values(node.named_children, local))
    _field_expression = lambda self, node, local: (
        NAMES.get(said(node)) or np.linalg.cholesky(self.value(node.named_children[0], local))
    )
    _unary_expression = lambda self, node, local: -self.value(node.named_children[1], local)
    _operator = lambda self, node, local: said(node)
    _vector_expression = lambda self, node, local: np.array(self.values(node.named_children, local))

    def _range_expression(self, node, local):
        first, *step, last = self.values(node.named_children, local)
        return np.arange(first, last + 1, *step)

    def _binary_expression(self, node, local):
        left, sign, right = node.named_children
        A, B, sign = self.value(left, local), self.value(right, local), said(sign)
        if sign == ".^":
            return widened(np.float_power, A, B)
        return widened(DOTTED[sign[1:]], A, B) if sign[0] == "." else PLAIN[sign](A, B)

    def _broadcast_call_expression(self, node, local):
        name, arguments = said(node.named_children[0]), self.values(node.named_children[1].named_children, local)
        if name == "minmax":
            return np.array([[FUNCTIONS[name](a, b) for b in arguments[1][0]] for a in arguments[0]], dtype="i,i")
        return widened(ENTRYWISE[name], *arguments)

    def _call_expression(self, node, local):
        name, (head, *rest) = said(node.named_children[0]), node.named_children[1].named_children
        more = {
            said(a.named_children[0]): self.value(a.named_children[-1], local)
            for a in rest
            if a.type == "named_argument"
        }
        rest = [a for a in rest if a.type != "named_argument"]
        if rest and rest[0].type == "for_clause":
            return FUNCTIONS[name](self.looped(head, rest, local), **more)
        values = [":" if said(a) == ":" else 1.0 if said(a) == "1.0I" else self.value(a, local) for a in [head, *rest]]
        if name == "exp" and array(values[0]):
            return series(*values)
        if name in ENTRYWISE:
            assert not any(map(array, values)), f"no dot: {said(node)}"
            return ENTRYWISE[name](*values)
        return (FUNCTIONS.get(name) or self[name])(*values, **more)

    def looped(self, body, clauses, local):
        """Yield the values of a body; of several clauses the last goes round fastest."""
        if not clauses:
            yield self.value(body, local)
            return
        name, _, places = clauses[0].named_children[0].named_children
        for value in self.value(places, local):
            inner = dict(local)
            self.bind(name, value, inner)
            yield from self.looped(body, clauses[1:], inner)

    def _comprehension_expression(self, node, local):
        body, *clauses = node.named_children
        if len(bindings := clauses[0].named_children) == 1:
            return np.array(list(self.looped(body, clauses, local)))
        (i, _, rows), (j, _, cols) = (part.named_children for part in bindings)
        rows, cols = self.value(rows, local), self.value(cols, local)
        at = lambda a, b: self.value(body, {**local, said(i): a, said(j): b})
        return np.array([[at(a, b) for b in cols] for a in rows]).reshape(len(rows), len(cols))

    def _matrix_expression(self, node, local):
        flat = lambda part: [x for a in part.named_children for x in flat(a)] if part.type in ROWS else [part]
        return np.array([self.values(flat(row), local) for row in node.named_children])

    def _index_expression(self, node, local):
        A, places = node.named_children[0], node.named_children[1].named_children
        A, at = self.value(A, local), [":" if said(p) == ":" else self.value(p, local) for p in places]
        assert len(at) == np.ndim(A) or isinstance(A, tuple), said(node)
        if all(isinstance(p, (int, np.integer)) for p in at):
            assert min(at) > 0
            return A[tuple(p - 1 for p in at)] if array(A) else A[at[0] - 1]
        for axis, p in enumerate(at):
            A = A if isinstance(p, str) else np.take(A, np.asarray(p) - 1, axis=axis)
        return A


ROWS = ("matrix_row", "juxtaposition_expression")


def said(node):
    return node.text.decode()
