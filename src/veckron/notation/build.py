"""From a tree whose shapes are known to a SymPy expression."""

import ast

from sympy import Identity, I as IMAGINARY, MatPow, MatrixSymbol, Pow, Rational, Symbol, nan, oo, pi, zoo
from sympy import HadamardPower, S

from veckron.notation import functions, values, words
from veckron.notation.declared import Shape
from veckron.notation.errors import ParseError

EXPONENT, LARGEST = 20, 10**9


class Builder:
    """Puts the expression together; ``letters`` has the symbol of each name."""

    def __init__(self, fit):
        self.fit = fit
        self.letters = {name: symbol_of(name, shape) for name, shape in fit.shapes().items()}
        self.letters.update({n: symbol_of(n, Shape(word="integer")) for n in fit.whole()})

    def __call__(self, node):
        try:
            value = BUILDS[type(node)](self, node)
        except ParseError:
            raise
        except Exception as error:
            # SymPy has refusals of its own, such as the inverse of a matrix of zeros; a reader gets one kind of error.
            self.fit.refuse(node, f"{self.fit.source(node)}: not possible: {error}", error)
        return value

    def finished(self, node):
        """Return the expression, if it is real, finite and of bounded powers."""
        value = self(node)
        if value.has(zoo, nan, oo, S.NegativeInfinity):
            self.fit.refuse(node, "a division by zero, or the logarithm of zero")
        if value.has(IMAGINARY):
            self.fit.refuse(node, "real numbers only: a root or logarithm of a negative number")
        self.bounded(node, value)
        return value

    def bounded(self, node, value):
        """Refuse giant powers."""
        for part in value.atoms(Pow, MatPow, HadamardPower):
            if part.exp.is_number and abs(part.exp) > EXPONENT:
                self.fit.refuse(node, f"a power of more than {EXPONENT}")

    def modest(self, node, value):
        """Refuse numbers whose functions and powers would be giant."""
        if not value.is_Matrix and value.is_number and not abs(value.evalf(15)) <= LARGEST:
            self.fit.refuse(node, f"{self.fit.source(node)}: a function or power of a number larger than {LARGEST}")
        return value


def symbol_of(name, shape):
    """Return the symbol of a letter: of a matrix, of a number, or of a whole one."""
    whole = {"integer": True, "positive": True} if shape.word == "integer" else {}
    return Symbol(name, **whole) if shape.rows is None else MatrixSymbol(name, shape.rows, shape.cols)


def _constant(build, node):
    return Rational(build.fit.text[node.start : node.end])


def _name(build, node):
    if node in build.fit.identities:
        return Identity(build.fit.sizes.now(build.fit.identities[node]))
    return pi if node.id == "pi" and "pi" not in build.letters else build.letters.get(node.id, Symbol(node.id))


def _signed(build, node):
    value = build(node.operand)
    return -value if isinstance(node.op, ast.USub) else value


def _operation(build, node):
    return SIGNS[type(node.op)](build(node.left), build(node.right))


def _product(A, B):
    return values.matrix(A) * values.matrix(B)


def _power(build, node):
    base, exponent = build(node.left), build(node.right)
    if exponent.is_number and not (exponent.is_Rational and abs(exponent) <= EXPONENT and exponent.q <= EXPONENT):
        build.fit.refuse(node.right, f"power: an exponent is at most {EXPONENT}")
    each = node in build.fit.by_entry
    if not (values.is_one(base) or base.cols == 1 or each or exponent.is_integer):
        hint = f"; give {exponent}='integer'" if exponent.is_Symbol else "; sqrt(X) takes the root of each entry"
        build.fit.refuse(node.right, f"power: of a matrix only whole powers{hint}")
    value = values.power(build.modest(node.left, base), exponent, each)
    build.bounded(node, value)
    return value


def _transposed(build, node):
    if words.dotted(node) in words.CONSTANTS:
        return pi
    value = build(node.value)
    return value.T if value.is_Matrix else value


def _call(build, node):
    name = words.dotted(node.func)
    function = functions.FUNCTIONS[name]
    if function.fit is functions.sized:
        return function.build(*function.fit(build.fit, node, name)[:2])
    arguments = [build(arg) for arg in node.args]
    return function.build(*[build.modest(arg, value) for arg, value in zip(node.args, arguments)])


SIGNS = {
    ast.Add: values.add,
    ast.Sub: lambda A, B: values.add(A, -B),
    ast.Mult: values.times,
    ast.MatMult: _product,
    ast.Div: values.divide,
}

BUILDS = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.UnaryOp: _signed,
    ast.BinOp: lambda build, node: (_power if isinstance(node.op, ast.Pow) else _operation)(build, node),
    ast.Attribute: _transposed,
    ast.Call: _call,
}
