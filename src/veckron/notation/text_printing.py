"""Plain text as the book writes it, which can be typed: with the shapes of the letters, it is read as the same expression."""

import re

from sympy import Abs, BlockMatrix, DiagMatrix, FunctionMatrix, HadamardPower, Inverse, Max, Min, S, Symbol, Transpose
from sympy import MatMul, atan, fraction, sift
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.printing.precedence import precedence
from sympy.printing.str import StrPrinter

from veckron.calculus import Increment
from veckron.expressions import Differential, MatrixSum, Node, unused
from veckron.notation.printing import ADD, ATOM, MUL, NUMBERED, POW, Dialect, Place, Text, is_entrywise
from veckron.shapes import Expression

FUNCTIONS = {Abs: "abs", Max: "max", Min: "min", atan: "arctan"}  # those that are not called like their class


class Plain(Dialect, StrPrinter):
    """Text that can be typed: I_n, X^T, A (x) B, A o B, sum_{r=0}^{k - 1} S^r, exp.(X) for the exponential of each entry."""

    printmethod = "_text"

    def level(self, node):
        called = isinstance(node, Node) and type(node)._text is Node._text
        if called or isinstance(node, (Increment, FunctionMatrix)):
            return ATOM
        if node.is_Matrix:
            return POW if isinstance(node, Differential) else super().level(node)
        return level if (level := precedence(node)) <= POW else ATOM  # functions are called

    def level_of_body(self, body, text):
        return text.level

    def raised(self, text, exponent):
        """X^-1, and X^(k - 1) in brackets."""
        if not exponent:
            return text
        simple = re.fullmatch(r"-?\w+", exponent)
        return f"{text}^{exponent}" if simple else f"{text}^({exponent})"

    def _print_Identity(self, node):
        return Text(f"I_{node.rows}" if node.rows.is_Atom else f"I({self._print(node.rows)})", ATOM)

    def _print_OneMatrix(self, node):
        sizes = [node.rows] if node.cols == 1 else node.shape
        return f"ones({', '.join(map(self._print, sizes))})"

    def _print_ZeroMatrix(self, node):
        return Text(f"zeros({', '.join(map(self._print, node.shape))})", ATOM)

    def _print_FunctionMatrix(self, node):
        i, j = node.lamda.variables
        return f"[{self._print(node.lamda.expr)}]_{{{i}{j if node.cols != 1 else ''}}}"

    def _print_DiagMatrix(self, node):
        x = node.args[0]
        return super()._print_DiagMatrix(node if x.cols == 1 else DiagMatrix(x.T))

    def _print_MatrixElement(self, node):
        """X[i, j], of a column x[i]; they count from 0."""
        places = [node.i] if node.parent.cols == 1 else node.indices
        return Text(f"{self._base(node.parent)}[{', '.join(map(self._print, places))}]", ATOM)

    def _print_BlockMatrix(self, node):
        """[A, B; C, D] for blocks, and for numbers."""
        blocks = node.blocks if isinstance(node, BlockMatrix) else node
        return Text(f"[{'; '.join(', '.join(map(self._print, row)) for row in blocks.tolist())}]", ATOM)

    _print_ImmutableDenseMatrix = _print_BlockMatrix

    def multiple(self, sign, scalar, product, last):
        """A number times a product of matrices; what divides stands behind it, and behind (A^-1), for A^-1/2 is a root."""
        top, bottom = fraction(scalar, exact=True)
        product = f"({product})" if bottom != 1 and isinstance(last, Inverse) else product
        texts = [*map(self._number, self.factors(top)), product]
        below = "" if bottom == 1 else f"/{self._number(bottom)}"
        return Text(f"{sign}{' '.join(texts)}{below}", MUL if scalar == 1 else NUMBERED, sign)

    def _number(self, scalar):
        """A number that a product may stand beside."""
        text = self._print(scalar)
        return text if text.level >= POW else self.bracketed(text)

    def _print_Mul(self, node):
        sign, node = ("-", -node) if node.could_extract_minus_sign() else ("", node)
        top, bottom = map(self.factors, fraction(node, exact=True))
        entrywise = is_entrywise(node)
        if not bottom:
            product = self.product(top)
            return Text(sign + (self.bracketed(product) if sign and product.level < MUL else product), MUL, sign)
        above, below = self.product(top) if top else Text("1", ATOM), self.product(bottom)
        above = self.bracketed(above) if above.level < MUL else above
        below = self.bracketed(below) if below.level <= MUL else below
        return Text(f"{sign}{above}{' ./ ' if entrywise else '/'}{below}", MUL, sign)

    def factors(self, product):
        """The factors of a number in their order; none of 1."""
        return [] if product == 1 else product.as_ordered_factors() if product.is_Mul else [product]

    def product(self, factors):
        """Numbers side by side; functions of a matrix with a circle between them."""
        if len(factors) == 1:
            return self._print(factors[0])
        numbers, others = sift(factors, is_entrywise, binary=True)[::-1]
        texts = [self._number(factor) for factor in numbers]
        each = self.hadamard.join(self.parenthesize(factor, MUL) for factor in others)
        return Text(" ".join([*texts, *([each] if each else [])]), MUL)

    def _print_Pow(self, node, rational=False):
        base, exponent = node.args
        if norm := self.norm(base, exponent):
            return norm
        if exponent == S.Half:
            return Text(f"sqrt({self._print(base)})", ATOM)
        if fraction(node, exact=True)[1] != 1:
            return self._print_Mul(node)
        return f"{self._base(base)}{'.' * is_entrywise(base)}^{self.exponent(exponent)}"

    def exponent(self, k):
        text = self._print(k)
        return text if k.is_Atom and (not k.is_Number or (k.is_Integer and k >= 0)) else self.bracketed(text)

    def _print_MatPow(self, node):
        """A power of a matrix of functions of the entries is called, for tanh(A)^2 squares each entry."""
        if by_entry(node.base):
            return Text(f"matrix_power({self._print(node.base)}, {self._print(node.exp)})", ATOM)
        return super()._print_MatPow(node)

    def _print_Inverse(self, node):
        return self.named("inv", node.arg) if by_entry(node.arg) else super()._print_Inverse(node)

    def _print_Transpose(self, node, *options):
        """A^-T; the transpose of an inverse that is called is (inv(tanh(A)))^T."""
        called = isinstance(node.arg, Inverse) and by_entry(node.arg.arg)
        return self.raised(self._print(node.arg), "T") if called else super()._print_Transpose(node, *options)

    def _print_HadamardPower(self, node):
        return f"{self._base(node.base)}.^{self.exponent(node.exp)}"

    def _print_Function(self, node):
        name = FUNCTIONS.get(node.func, node.func.__name__)
        # log(X) is the logarithm of the matrix
        dot = "." * (name == "log" and any(place.of_square for place in node.atoms(Place)))
        return Text(f"{name}{dot}({', '.join(map(self._print, node.args))})", ATOM)

    _print_Max = _print_Min = _print_Abs = _print_Function

    def _print_ExpBase(self, node, exp=None):
        """exp.(X) is the exponential of each entry, exp(u) that of a number or a column."""
        dot = "." * any(place.of_matrix for place in node.atoms(Place))
        return Text(f"exp{dot}({self._print(node.exp)})", ATOM)

    _print_exp = _print_ExpBase

    def _print_KroneckerDelta(self, node):
        return Text(f"delta_{{{','.join(map(self._print, node.args))}}}", ATOM)

    def _print_Mod(self, node):
        return Text(" mod ".join(self.parenthesize(arg, POW) for arg in node.args), MUL)

    def _print_Sum(self, node, sign="sum"):
        """The outer index, which stands last in SymPy, comes first; each is one letter that means nothing else here."""
        letters = {}
        for i, *_ in node.limits:
            name = unused(re.sub(r"\W|_.*", "", i.name)[:1] or "i", node, *letters.values())
            letters[i] = i if len(i.name) == 1 and not i.is_Dummy else Symbol(name, **i.assumptions0)
        limits = [tuple(map(self._print, limit)) for limit in node.xreplace(letters).limits]
        signs = [f"{sign}_{{{i}={first}}}^{{{last}}}" for i, first, last in reversed(limits)]
        return Text(f"{' '.join(signs)} {self.parenthesize(node.function.xreplace(letters), MUL)}", ADD)

    def _print_Product(self, node):
        return self._print_Sum(node, "prod")


def by_entry(A):
    """Tell whether A is read as a matrix of functions of the entries: it, its transpose, multiples, sums over an index."""
    if isinstance(A, MatMul):
        return len(A.as_coeff_matrices()[1]) == 1 and by_entry(A.as_coeff_matrices()[1][0])
    if isinstance(A, (Transpose, MatrixSum)):
        return by_entry(A.args[0])
    return isinstance(A, (ElementwiseApplyFunction, HadamardPower))


def text(expression: Expression) -> str:
    """Return an expression as text, in the notation of the book; with the shapes of its letters, ``parse`` reads it back.

    >>> from sympy import MatrixSymbol, symbols
    >>> m, n = symbols("m n")
    >>> X = MatrixSymbol("X", m, n)
    >>> text((X.T * X).I * X.T)
    '(X^T X)^-1 X^T'
    """
    return str(Plain().doprint(expression))
