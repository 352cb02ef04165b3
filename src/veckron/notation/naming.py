"""Short names for the parts of a long expression: ((W2^T E) o (1 - H o H)) X^T where H = tanh(W1 X), E = W2 H - Y.

An expression is read by its distinct parts; a matrix and its transpose are one. Named is what stands in two places, and
what is long.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache

from sympy import DiagMatrix, HadamardProduct, Inverse, KroneckerProduct, Lambda, MatAdd, MatMul, MatPow
from sympy import MatrixExpr, MatrixSymbol, S, Symbol, Trace, Transpose, default_sort_key, preorder_traversal
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from veckron.algebra import ENTRY, nodes, transpose
from veckron.expressions import Node, Vec
from veckron.shapes import Expression

TWICE, LONG = 5, 30  # from how many nodes on a part is named that stands in two places, or in one
INSIDE = (MatAdd, MatMul, HadamardProduct, KroneckerProduct, MatPow, Inverse, Transpose, Trace, DiagMatrix, Vec)
NAMEABLE = (MatAdd, MatMul, HadamardProduct, MatPow, Inverse, ElementwiseApplyFunction)
RESERVED = {*"KDLIJedo"}  # letters that mean something else in a formula


class Naming:
    """Short names for the parts of some expressions: none is a letter of theirs, or one that is taken.

    ``short(part)`` is one of these expressions, or another one of the same parts, in short names. ``where`` has pairs of a
    name and what it stands for, in names that stand before it, for all names that were used so far.

    >>> from sympy import MatrixSymbol, symbols
    >>> m, n, p = symbols("m n p")
    >>> W, X, Y = MatrixSymbol("W", p, m), MatrixSymbol("X", m, n), MatrixSymbol("Y", p, n)
    >>> f = (W * X - Y).T * W * (W * X - Y)
    >>> named = Naming(f)
    >>> named.short(f), named.where
    (E.T*W*E, [(E, -Y + W*X)])
    """

    def __init__(self, *expressions: Expression, taken: Iterable[str] = ()):
        letters = {part.name for F in expressions for part in F.atoms(Symbol, MatrixSymbol)}
        self.taken, self.numbers = letters | {*taken} | RESERVED, Counter()
        self.names, self.where = {}, []
        self.through = functions_of_functions(expressions)
        uses = self.counted(expressions)
        self.chosen, sizes = set(), {}
        for part in sorted(uses, key=nodes):
            inner = [upright(child) for child in self.inside(part)]
            sizes[part] = nodes(part) - sum(nodes(A) - (1 if A in self.chosen else sizes[A]) for A in inner)
            if isinstance(part, NAMEABLE) and sizes[part] >= (TWICE if uses[part] > 1 else LONG):
                self.chosen.add(part)
        self.many = Counter(letters_for(part) for part in self.chosen)
        self.short = cache(self._short)

    def written_out(self, expression):
        """Return an expression with what the names in it stand for."""
        meant = {}
        for name, part in self.where:
            meant[name] = part.xreplace(meant)
        return expression.xreplace(meant).replace(_is_nested, _as_one)

    def _short(self, part):
        key = upright(part)
        if key not in self.chosen:
            return self.made(part)
        if key not in self.names:
            meant = self.made(key)
            name = self.fresh(letters_for(key))
            self.names[key] = MatrixSymbol(name, *key.shape) if key.is_Matrix else Symbol(name)
            self.where.append((self.names[key], meant))
        name = self.names[key]
        return name if key == part else transpose(name)

    def made(self, part):
        """Return a part with short names inside of it."""
        children = self.inside(part)
        if isinstance(part, ElementwiseApplyFunction):
            body = self.through[part][0] if part in self.through else part.function
            return ElementwiseApplyFunction(body, self.short(children[0]))
        return part.func(*[self.short(arg) if arg in children else arg for arg in part.args]) if children else part

    def inside(self, part):
        """The parts that may be named, or have parts inside that may be: none that an index is bound in."""
        if isinstance(part, ElementwiseApplyFunction):
            return [self.through[part][1] if part in self.through else part.expr]
        if isinstance(part, (Lambda, MatrixSymbol)) or (
            isinstance(part, (Node, MatrixExpr)) and not isinstance(part, INSIDE)
        ):
            return []
        return [arg for arg in part.args if arg.args and not arg.is_number]

    def counted(self, expressions):
        """Count in how many places each distinct part stands."""
        uses, todo = Counter(), [*expressions]
        while todo:
            for child in map(upright, self.inside(todo.pop())):
                todo += [child] * (child not in uses)
                uses[child] += 1
        return uses

    def fresh(self, letters):
        """Return a letter, numbered where several parts are of a kind: H, or H_1 and H_2."""
        letter = next((letter for letter in letters if letter not in self.taken), letters[0])
        name = letter
        while self.many[letters] > 1 or name in self.taken:
            self.numbers[letter] += 1
            name = f"{letter}_{self.numbers[letter]}"
            if name not in self.taken:
                break
        self.taken.add(name)
        return name


@cache
def upright(part):
    """Of a matrix and its transpose the one with fewer signs."""
    if not part.is_Matrix or isinstance(part, MatrixSymbol):
        return part
    return min(part, transpose(part), key=lambda A: (nodes(A), default_sort_key(A)))


def letters_for(part):
    """The letters that a part may be called by: H and its like for a function of the entries, E for what is left over."""
    if isinstance(part, ElementwiseApplyFunction):
        letters = "HFG"
    elif isinstance(part, MatAdd):
        letters = "ERQ" if any(term.could_extract_minus_sign() for term in part.args) else "MNQ"
    else:
        letters = "GPM" if isinstance(part, Inverse) else "PQR"
    return letters.lower().replace("e", "z") if part.is_Matrix and 1 in part.shape else letters


def functions_of_functions(expressions):
    """Find where a function of entries can go through another of the same: 1 - tanh(A)^2 is 1 - h^2 of h = tanh(A)."""
    nodes_of, found = defaultdict(dict), {}
    for F in expressions:
        for node in F.atoms(ElementwiseApplyFunction):
            nodes_of[node.expr][node.function(ENTRY)] = node
    for argument, known in nodes_of.items():
        parts = {part for body in known for part in preorder_traversal(body) if part.has(ENTRY) and part.args}
        for g in sorted(parts, key=lambda part: (-nodes(part), default_sort_key(part))):
            moved = {body: body.xreplace({g: ENTRY}) for body in known if body != g}
            moved = {body: new for body, new in moved.items() if not body.xreplace({g: S.One}).has(ENTRY)}
            if moved and (g in known or len(moved) > 1):
                inner = ElementwiseApplyFunction(Lambda(ENTRY, g), argument)
                found |= {known[body]: (Lambda(ENTRY, new), inner) for body, new in moved.items()}
                break
    return found


def _is_nested(part):
    return isinstance(part, ElementwiseApplyFunction) and isinstance(part.expr, ElementwiseApplyFunction)


def _as_one(part):
    body = part.function(part.expr.function(ENTRY))
    return ElementwiseApplyFunction(Lambda(ENTRY, body), part.expr.expr)
