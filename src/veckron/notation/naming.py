"""Short names for the parts of a long expression: ((W2^T E) o (1 - H o H)) X^T where H = tanh(W1 X), E = W2 H - Y.

An expression is read by its distinct parts; a matrix and its transpose are one. Named is what stands in two places, and
what is long.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache

from sympy import DiagMatrix, HadamardProduct, Inverse, KroneckerProduct, Lambda, MatAdd, MatMul, MatPow
from sympy import MatrixExpr, MatrixSymbol, S, Symbol, Trace, Transpose, default_sort_key, preorder_traversal
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from veckron.algebra import ENTRY, nodes, order, split, transpose
from veckron.algebra.interning import alike
from veckron.expressions import Node, Softmax, Vec
from veckron.shapes import Expression, letters, parts

TWICE, LONG = 5, 30  # from how many nodes on a part is named that stands in two places, or in one
NAMEABLE = (MatAdd, MatMul, HadamardProduct, MatPow, Inverse, ElementwiseApplyFunction, Softmax)
INSIDE = (MatAdd, MatMul, HadamardProduct, KroneckerProduct, MatPow, Inverse, Transpose, Trace, DiagMatrix, Vec)
INSIDE += (Softmax,)
RESERVED = {*"KDLIJedo"}  # letters that mean something else in a formula


class Named(MatrixSymbol):
    """A letter that stands for a part of a formula."""


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
    (E.T*W*E, [(E, W*X - Y)])
    """

    def __init__(self, *expressions: Expression, taken: Iterable[str] = ()):
        expressions = list(map(alike, expressions))
        known = {part.name for F in expressions for part in parts(F) if isinstance(part, (Symbol, MatrixSymbol))}
        self.taken, self.numbers = known | {*taken} | RESERVED, Counter()
        self.names, self.where, self.functions = {}, [], defaultdict(dict)  # functions by what they are of
        self.through = functions_of_functions(expressions)
        uses = self.counted(expressions)
        self.chosen, sizes = set(), {}
        for part in sorted(uses, key=nodes):
            inner = [upright(child) for child in self.inside(part)]
            sizes[part] = nodes(part) - sum(nodes(A) - (1 if A in self.chosen else sizes[A]) for A in inner)
            if isinstance(part, NAMEABLE) and sizes[part] >= (TWICE if uses[part] > 1 else LONG):
                self.chosen.add(part)
        self.many = Counter(letters_for(part) for part in self.chosen)
        self._shortened = cache(self._short)

    def short(self, expression):
        """Return an expression in short names."""
        return self._shortened(alike(expression))

    def written_out(self, expression):
        """Return an expression with what the names in it stand for."""
        meant = {}
        for name, part in self.where:
            meant[name] = part.xreplace(meant)
        nested = lambda f: isinstance(f, ElementwiseApplyFunction) and isinstance(f.expr, ElementwiseApplyFunction)
        as_one = lambda f: f.expr.expr.applyfunc(Lambda(ENTRY, f.function(f.expr.function(ENTRY))))
        return expression.xreplace(meant).replace(nested, as_one)

    def _short(self, part):
        key = upright(part)
        if key not in self.chosen:
            return self.made(part)
        if key not in self.names:
            meant = self.made(key)
            name = self.fresh(letters_for(key))
            self.names[key] = Named(name, *key.shape) if key.is_Matrix else Symbol(name)
            self.where.append((self.names[key], meant))
            if isinstance(meant, ElementwiseApplyFunction) and not meant.function.has(AppliedUndef):
                self.functions[meant.expr][meant.function(ENTRY)] = self.names[key]
        name = self.names[key]
        return name if key == part else transpose(name)

    def made(self, part):
        """Return a part with short names inside of it."""
        children = self.inside(part)
        if isinstance(part, ElementwiseApplyFunction):
            body = self.through[part][0] if part in self.through else part.function
            return self.through_named(body, self._shortened(children[0]))
        if not children:
            return part
        return part.func(*[self._shortened(arg) if arg in children else arg for arg in part.args])

    def through_named(self, function, A):
        """Return f.(A), through a function of A that has a name, if f goes through it."""
        body = function(ENTRY)
        for g, name in self.functions[A].items():
            new = body.xreplace({g: ENTRY})
            if new == ENTRY:
                return name
            if not body.xreplace({g: S.One}).has(ENTRY):
                return ElementwiseApplyFunction(Lambda(ENTRY, new), name)
        return ElementwiseApplyFunction(function, A)

    def inside(self, part):
        """The parts that may be named, or have parts inside that may be: none that an index is bound in."""
        if isinstance(part, ElementwiseApplyFunction):
            return [self.through[part][1] if part in self.through else part.expr]
        if isinstance(part, (Lambda, MatrixSymbol)) or (
            isinstance(part, (Node, MatrixExpr)) and not isinstance(part, INSIDE)
        ):
            return []
        return [arg for arg in part.args if arg.args and letters(arg)]

    def counted(self, expressions):
        """Count in how many places each distinct part stands."""
        uses, todo = Counter(), [*expressions]
        while todo:
            for child in map(upright, self.inside(todo.pop())):
                todo += [child] * (child not in uses)
                uses[child] += 1
        return uses

    def fresh(self, wanted):
        """Return a letter, numbered where several parts are of a kind: H, or H_1 and H_2."""
        letter = next((letter for letter in wanted if letter not in self.taken), wanted[0])
        name = letter
        while self.many[wanted] > 1 or name in self.taken:
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
    turned = alike(transpose(part))
    return min(part, turned, key=lambda A: (nodes(A), order(A)))


def letters_for(part):
    """The letters that a part may be called by: H and its like for a function of the entries, E for what is left over."""
    if isinstance(part, ElementwiseApplyFunction):
        found = "HFG"
    elif isinstance(part, MatAdd):
        found = "ERQ" if any(split(term)[0].could_extract_minus_sign() for term in part.args) else "MNQ"
    else:
        found = "GPM" if isinstance(part, Inverse) else "PQR"
    return found.lower().replace("e", "z") if part.is_Matrix and 1 in part.shape else found


def functions_of_functions(expressions):
    """Find where a function of entries can go through another of the same: 1 - tanh(A)^2 is 1 - h^2 of h = tanh(A)."""
    nodes_of, found = defaultdict(dict), {}
    for F in expressions:
        for node in (part for part in parts(F) if isinstance(part, ElementwiseApplyFunction)):
            if not node.function.has(AppliedUndef):  # of which the slope is no formula
                nodes_of[node.expr][node.function(ENTRY)] = node
    for argument, known in nodes_of.items():
        inner = {part for body in known for part in preorder_traversal(body) if part.has(ENTRY) and part.args}
        for g in sorted(inner, key=lambda part: (-nodes(part), default_sort_key(part))):
            moved = {body: body.xreplace({g: ENTRY}) for body in known if body != g}
            moved = {body: new for body, new in moved.items() if not body.xreplace({g: S.One}).has(ENTRY)}
            if moved and (g in known or len(moved) > 1):
                whole = ElementwiseApplyFunction(Lambda(ENTRY, g), argument)
                found |= {known[body]: (Lambda(ENTRY, new), whole) for body, new in moved.items()}
                break
    return found
