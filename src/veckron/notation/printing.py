"""Expressions as the book prints them, in two dialects: LaTeX, and plain text that is read back as the same expression.

I_n, vec(A)^T, A^-T, det(A), tr(A), f'(A), and no bold. A part is printed as a :class:`Text`, which knows how strongly it binds;
no printer looks at the text of another part.
"""

from functools import lru_cache

from sympy import Abs, Derivative, Dummy, Expr, HadamardPower, HadamardProduct, Identity, Inverse, MatAdd, MatMul
from sympy import MatrixSymbol, Mul, Number, OneMatrix, S, Symbol, Trace, Transpose, exp
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.printing.precedence import PRECEDENCE

from veckron.algebra import transpose
from veckron.calculus import Increment
from veckron.expressions import Differential, KhatriRaoProduct, MatrixSum, Node, Unvec, ZeroOneMatrix
from veckron.notation.naming import Named

ADD, MUL, POW, ATOM = (PRECEDENCE[name] for name in ("Add", "Mul", "Pow", "Atom"))
NUMBERED = MUL - 1  # 2 x needs brackets after another number, and none in a sum
CALLS = Node._latex, Node._sympystr, Unvec._latex  # the printers of a node as f(A)


class Text(str):
    """What is printed for a part: its precedence, ATOM where it may bear an exponent, and the minus that it begins with."""

    level: int
    sign: str

    def __new__(cls, text, level, sign=""):
        self = super().__new__(cls, text)
        self.level, self.sign = ADD if sign else level, sign
        return self


class Place(Dummy):
    """The variable of an elementwise function, printed as the text of the matrix in its place, with the precedence of that."""

    __slots__ = ("entrywise", "of_matrix", "of_square", "precedence", "text")
    is_Symbol = False  # a text that has its brackets already

    def _latex(self, printer):
        return self.text

    _text = _latex


class Entrywise(Expr):
    """A product entry by entry, such as tanh(x) o x."""

    is_commutative, precedence = True, MUL

    def _latex(self, printer):
        return printer.hadamard.join(printer.parenthesize(factor, MUL) for factor in self.args)

    _text = _latex


class Dialect:
    """Matrices in the notation of the book; a subclass says with which signs, and how numbers are printed."""

    brackets, call, power = "({})", "{}({})", "{}^{}"
    kron, hadamard, bars = " (x) ", " o ", "||{}||"

    def _print(self, node, **options):
        text = super()._print(node, **options)
        return text if isinstance(text, Text) else Text(text, self.level(node), sign_of(node))

    def level(self, node):
        """The precedence of what is printed by SymPy, or by a node itself; (dX)^T is not d(X^T)."""
        if isinstance(node, (Increment, Differential)) or getattr(node, "name", "").startswith(r"\mathrm"):
            return MUL
        if isinstance(node, (MatrixSymbol, OneMatrix, ZeroOneMatrix)) or getattr(type(node), "_latex", None) in CALLS:
            # a letter called A^{1/2} cannot bear an exponent
            return POW if "^" in str(getattr(node, "name", "")) else ATOM
        kinds = {MatrixSum: ADD, HadamardProduct: MUL, HadamardPower: MUL, KhatriRaoProduct: MUL}
        return kinds.get(type(node), POW)

    def bracketed(self, text):
        return self.brackets.format(text)

    def raised(self, text, exponent):
        return self.power.format(text, exponent) if exponent else text

    def named(self, name, node):
        """f(A), which may bear an exponent."""
        return Text(self.call.format(name, self._print(node)), ATOM)

    def _print_Determinant(self, node, exp=None):
        return self.raised(self.named("det", node.arg), exp)

    def _print_Trace(self, node, exp=None):
        """The trace of a 1 x 1 product is the product, that of (X - A)^T (X - A) is ||X - A||^2."""
        if not exp and (norm := self.norm(node, S.One)):
            return norm
        text, number = self._print(node.arg), node.arg.rows == 1
        if number and not exp:
            return text
        return self.raised(self.bracketed(text) if number else self.named("tr", node.arg), exp)

    def norm(self, u, exponent):
        """||x||^k and ||X||_F^k for a power of sqrt(tr(X^T X)), as they are read; even powers of a sum alone."""
        X, k = normed(u), 2 * exponent
        if X is None or not (k.is_Integer and k.is_positive and (k.is_odd or is_squared(X))):
            return None
        text = self.bars.format(self._print(X)) + "_F" * (1 not in X.shape)
        return Text(self.raised(text, str(k)), POW) if k > 1 else Text(text, ATOM)

    def _print_DiagMatrix(self, node):
        return self.named("Diag", node.args[0])

    def _print_DiagonalOf(self, node):
        return self.named("diag", node.args[0])

    def _print_Transpose(self, node, exponent="T", other=Inverse):
        both = isinstance(node.arg, other)
        return self.raised(self._base(node.arg.arg if both else node.arg), "-T" if both else exponent)

    def _print_Inverse(self, node):
        return self._print_Transpose(node, "-1", Transpose)

    def _print_MatPow(self, node):
        return self.raised(self._base(node.base), self._print(node.exp))

    def _print_MatrixSlice(self, node):
        """X[1:3, :], some rows and columns; X[:, 1], one column."""
        places = [self._places(*pair) for pair in zip((node.rowslice, node.colslice), node.parent.shape)]
        return Text(f"{self._base(node.parent)}[{', '.join(places)}]", ATOM)

    def _places(self, places, n):
        first, end, step = places
        if end == first + 1:
            return self._print(first)
        ends = ["" if place == whole else self._print(place) for place, whole in ((first, 0), (end, n))]
        return ":".join(ends if step == 1 else [*ends, self._print(step)])

    def _base(self, A):
        """What stands under an exponent: a letter, a call such as vec(A), or something in parentheses."""
        text = self._print(A)
        return text if text.level == ATOM else self.bracketed(text)

    def _print_MatMul(self, node):
        scalar, factors = node.as_coeff_matrices()
        sign, scalar = ("-", -scalar) if scalar.could_extract_minus_sign() else ("", scalar)
        sum_alone = scalar == 1 and len(factors) == 1 and isinstance(factors[0], MatrixSum)
        texts = map(self._print if sum_alone else self._factor, factors)
        return self.multiple(sign, scalar, " ".join(texts), factors[-1])

    def multiple(self, sign, scalar, product, last):
        """A number times a product of matrices."""
        if scalar == 1:
            return Text(sign + product, MUL, sign)
        return Text(f"{sign}{self._number(scalar)} {product}", NUMBERED, sign)

    def _factor(self, A):
        """A power of e with an exponent that has one itself stands in brackets, as all that no call is."""
        text, function = self._print(A), isinstance(A, ElementwiseApplyFunction)
        bare = ATOM if function and (A.expr.has(Transpose, Inverse) or not isinstance(A.function.expr, exp)) else POW
        return text if text.level >= bare else self.bracketed(text)

    def _print_MatAdd(self, node):
        """The terms with K come after those without, those with a minus last; x^T - y^T is written (x - y)^T."""
        factors = [MatMul.make_args(term.as_coeff_mmul()[1]) for term in node.args]
        if all(len(alone) == 1 and isinstance(alone[0], Transpose) for alone in factors):
            return Text(self.raised(self.bracketed(self._print(node.T)), "T"), POW)
        ends = sorted(node.args, key=lambda term: isinstance(MatMul.make_args(term)[-1], ZeroOneMatrix))
        return signed(sorted(map(self._print, ends), key=lambda text: text.sign != ""))

    def _print_KroneckerProduct(self, node):
        """A product binds closer than (x)."""
        texts = [self._print(A) if isinstance(A, MatMul) else self._factor(A) for A in node.args]
        return Text(self.kron.join(texts), MUL, texts[0].sign if isinstance(node.args[0], MatMul) else "")

    def _print_HadamardProduct(self, node):
        return self.hadamard.join(self._factor(factor) for factor in node.args)

    def _print_Subs(self, node):
        """f'(u) for a formal function at a compound argument."""
        return self._formal(node.expr, node.point[0]) or super()._print_Subs(node)

    def _print_Derivative(self, node):
        """g'(x) for a formal function of one argument."""
        return self._formal(node, *node.expr.args[:1]) or super()._print_Derivative(node)

    def _formal(self, node, argument=None):
        """f(u), f'(u) ... for a formal function or a derivative of one; nothing for another node."""
        applied, order = (node.expr, int(node.derivative_count)) if isinstance(node, Derivative) else (node, 0)
        if isinstance(applied, AppliedUndef):
            return Text(f"{self._print(Symbol(applied.func.__name__))}{chr(39) * order}({self._print(argument)})", ATOM)

    def parenthesize(self, item, level, *args, **options):
        if isinstance(item, Trace) and item.arg.rows == 1 and level >= POW:
            return self.bracketed(self._print(item))
        if isinstance(item, ElementwiseApplyFunction) and level >= POW:
            return self._base(item)
        return super().parenthesize(item, level, *args, **options)

    def _print_ElementwiseApplyFunction(self, node):
        x, body, argument = node.function.variables[0], node.function.expr, self._print(node.expr)
        if (isinstance(body, Derivative) or body.args == (x,)) and (text := self._formal(body, node.expr)):
            return text
        place, closest = Place("□"), POW if isinstance(node.expr, ElementwiseApplyFunction) else ATOM
        place.text, place.entrywise, place.precedence = argument, node.shape != (1, 1), min(argument.level, closest)
        place.of_matrix, place.of_square = 1 not in node.shape, node.shape[0] == node.shape[1]
        text = self._print(body.xreplace({x: place}))
        return Text(text, self.level_of_body(body, text), text.sign)


def signed(texts):
    """A sum of texts, each with its sign."""
    rest = [f" - {text[len(text.sign) :]}" if text.sign else f" + {text}" for text in texts[1:]]
    return Text(texts[0] + "".join(rest), ADD, texts[0].sign)


def sign_of(node):
    """The minus with which SymPy begins a number."""
    if not isinstance(node, (Mul, Number)) or not node.could_extract_minus_sign():
        return ""
    if S.One in node.args[:1] or any(isinstance(factor, Number) for factor in node.args[1:]):
        return ""  # not evaluated, and printed as it stands
    return "-" if node.is_Integer else "- "


@lru_cache(maxsize=1024)
def normed(u):
    """Return X for a number that is written as tr(X^T X) or tr(X X^T), where X has no number with bars itself."""
    factors = MatMul.make_args(u.arg) if isinstance(u, Trace) else ()
    half = len(factors) // 2
    left, right = factors[:half], factors[half:]
    if not half or len(left) != len(right) or not all(map(_turned, left, reversed(right))):
        return None
    X = MatMul(*right).doit(deep=False)
    if X.has(Trace, Abs):
        return None
    return min(X, transpose(X), key=lambda A: len(A.atoms(Transpose)))


def _turned(A, B):
    """Tell whether A is B^T, in either form of the transpose of a sum."""
    return A == Transpose(B) or A == B.T


def is_squared(X):
    """Tell whether tr(X^T X) is written ||X||^2: where X has a sum, or what stands for one, among its factors."""
    return X is not None and any(isinstance(factor, (MatAdd, Named)) for factor in MatMul.make_args(X))


def is_form(term):
    """The number in a 1 x 1 product, which is printed as the product."""
    product = isinstance(term, Trace) and term.arg.rows == 1 and not isinstance(term.arg, (Identity, OneMatrix))
    return product and not is_squared(normed(term))


def is_entrywise(part):
    """Tell whether a part of the body of a function of the entries stands for each entry of a matrix or column."""
    return any(place.entrywise for place in part.atoms(Place))
