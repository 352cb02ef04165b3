"""LaTeX as the book writes it: I_n, vec(A)^T, A^-T, det(A), tr(A), f'(A), and no bold."""

import re

from sympy import Derivative, Determinant, Dummy, Expr, HadamardPower, HadamardProduct, Identity, Inverse, MatMul
from sympy import MatrixSymbol, Mul, Number, OneMatrix, S, Subs, Symbol, Trace, Transpose, exp, fraction, log, sift
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.printing.latex import LatexPrinter
from sympy.printing.precedence import PRECEDENCE, precedence_traditional

from veckron.calculus import Increment
from veckron.expressions import Differential, KhatriRaoProduct, MatrixSum, Node, Unvec, ZeroOneMatrix
from veckron.shapes import Expression

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


def latex(expression: Expression) -> str:
    r"""Return an expression in LaTeX, in the notation of the book.

    >>> from sympy import MatrixSymbol, symbols
    >>> m, n = symbols("m n")
    >>> latex(MatrixSymbol("A", m, n).T)
    'A^{T}'
    """
    return Printer({"ln_notation": True, "long_frac_ratio": 2}).doprint(expression)


class Place(Dummy):
    """The variable of an elementwise function, printed as the text of the matrix in its place, with the precedence of that."""

    __slots__ = ("entrywise", "of_matrix", "precedence", "text")
    is_Symbol = False  # a text that has its brackets already

    def _latex(self, printer):
        return self.text


class Entrywise(Expr):
    """A product entry by entry, such as tanh(x) o x."""

    is_commutative, precedence = True, MUL

    def _latex(self, printer):
        return r" \circ ".join(printer.parenthesize(factor, MUL) for factor in self.args)


class Printer(LatexPrinter):
    """SymPy's printer with the notation of the book for matrices."""

    forms = False  # whether forms such as x^T A y need parentheses

    def _print(self, node, **options):
        text = super()._print(node, **options)
        return text if isinstance(text, Text) else Text(text, _level(node), _sign(node))

    def _print_Identity(self, node):
        return f"I_{{{self._size(node.rows)}}}"

    def _size(self, size):
        """m n is written mn, as in K_mn; a half with a slash."""
        top, bottom = size.as_numer_denom()
        letters = top.is_Mul and all(factor.is_Symbol for factor in top.args)
        text = self._print(top).replace(" ", "") if letters else self._print(top)
        return text if bottom == 1 else f"{text}/{self._print(bottom)}"

    def _print_OneMatrix(self, node):
        m, n = map(self._print, node.shape)
        return f"1_{{{m}}}" if node.cols == 1 else f"1_{{{n}}}^{{T}}" if node.rows == 1 else rf"1_{{{m} \times {n}}}"

    def _print_Determinant(self, node, exp=None):
        return _raised(rf"\det({self._print(node.arg)})", exp)

    def _print_Trace(self, node, exp=None):
        """The trace of a 1 x 1 product is the product."""
        text, number = self._print(node.arg), node.arg.rows == 1
        if number and not exp:
            return text
        return _raised(rf"\left({text}\right)" if number else rf"\operatorname{{tr}}({text})", exp)

    def _print_DiagMatrix(self, node, name="Diag"):
        return Text(rf"\operatorname{{{name}}}({self._print(node.args[0])})", ATOM)

    def _print_DiagonalOf(self, node):
        return self._print_DiagMatrix(node, "diag")

    def _print_log(self, node, exp=None):
        text = self._print(node.args[0])
        return rf"\ln {text}" if isinstance(node.args[0], Determinant) and not exp else _raised(rf"\ln({text})", exp)

    def _print_ExpBase(self, node, exp=None):
        """e^X is the exponential of a matrix; that of its entries is the Hadamard exponential, with a circle."""
        if not any(place.of_matrix for place in node.atoms(Place)):
            return super()._print_ExpBase(node, exp)
        return _raised(rf"e^{{\circ {self.parenthesize(node.args[0], POW)}}}", exp)

    def _print_FunctionMatrix(self, node):
        i, j = node.lamda.variables
        entry = self._print(node.lamda.expr)
        return rf"\left[ {entry} \right]_{{{self._print(i)}{self._print(j) if node.cols != 1 else ''}}}"

    def _print_MatrixElement(self, node):
        """X_{i, j}; of a column x_i, where the index is a letter."""
        if node.parent.cols == 1 and node.j == 0 and not node.i.is_number:
            return f"{self._base(node.parent)}_{{{self._print(node.i)}}}"
        return f"{self._base(node.parent)}_{{{self._print(node.i)},\\,{self._print(node.j)}}}"

    def _print_Transpose(self, node, exponent="T", other=Inverse):
        both = isinstance(node.arg, other)
        return f"{self._base(node.arg.arg)}^{{-T}}" if both else f"{self._base(node.arg)}^{{{exponent}}}"

    def _print_Inverse(self, node):
        return self._print_Transpose(node, "-1", Transpose)

    def _print_MatPow(self, node):
        return f"{self._base(node.base)}^{{{self._print(node.exp)}}}"

    def _base(self, A):
        """What stands under an exponent: a letter, a call such as vec(A), or something in parentheses."""
        text = self._print(A)
        return text if text.level == ATOM else rf"\left({text}\right)"

    def _print_MatMul(self, node):
        scalar, factors = node.as_coeff_matrices()
        sign, scalar = ("-", -scalar) if scalar.could_extract_minus_sign() else ("", scalar)
        sum_alone = scalar == 1 and len(factors) == 1 and isinstance(factors[0], MatrixSum)
        texts = map(self._print if sum_alone else self._factor, factors)
        number = [] if scalar == 1 else [self._number(scalar)]
        return Text(sign + " ".join([*number, *texts]), NUMBERED if number else MUL, sign)

    def _number(self, scalar):
        """The number before a matrix, where a form x^T A y stands in parentheses, except in one whole fraction."""
        text = self._print(scalar)
        if scalar.is_Add or _is_form(scalar):
            return rf"\left({text}\right)"
        whole = fraction(scalar, exact=True)[1] != 1 and text == self._product(scalar, forms=False, ratio=None)
        return self._product(scalar, forms=True) if scalar.is_Mul and not whole else text

    def _factor(self, A):
        """A power of e with an exponent that has one itself stands in brackets, as all that no call is."""
        text, function = self._print(A), isinstance(A, ElementwiseApplyFunction)
        bare = ATOM if function and (A.expr.has(Transpose, Inverse) or not isinstance(A.function.expr, exp)) else POW
        return text if text.level >= bare else rf"\left({text}\right)"

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

    def _print_MatAdd(self, node):
        """The terms with K come after those without, those with a minus last; x^T - y^T is written (x - y)^T."""
        if all(map(_is_transpose, node.args)):
            return Text(rf"\left({self._print(node.T)}\right)^{{T}}", POW)
        ends = sorted(node.args, key=lambda term: isinstance(term.args[-1], ZeroOneMatrix) if term.args else False)
        return _signed(sorted(map(self._print, ends), key=lambda text: text.sign != ""))

    def _print_KroneckerProduct(self, node):
        """A product binds closer than (x)."""
        texts = [self._print(A) if isinstance(A, MatMul) else self._factor(A) for A in node.args]
        return Text(r" \otimes ".join(texts), MUL, texts[0].sign if isinstance(node.args[0], MatMul) else "")

    def _needs_mul_brackets(self, expr, first=False, last=False):
        plain = isinstance(expr, (MatrixElement, Derivative, Subs))
        form = self.forms and _is_form(expr)
        return form or _is_sum(expr) or (not plain and super()._needs_mul_brackets(expr, first, last))

    def _print_Add(self, node, order=None):
        """What is printed as a sum needs brackets after a minus only."""
        terms = self._as_ordered_terms(node, order=order)
        if not any(map(_is_sum, node.atoms(Trace, Place))):
            return Text(super()._print_Add(node, order), ADD, _sign(terms[0]))
        return _signed(list(map(self._print, terms)))

    def _print_Mul(self, node):
        """Two forms x^T A y side by side each stand in parentheses."""
        return self._product(node, forms=sum(map(_is_form, node.args)) > 1)

    def _product(self, node, forms, ratio=2):
        if _is_sum(-node):
            return rf"- \left({self._print(-node)}\right)"
        before = self.forms, self._settings["long_frac_ratio"]
        # A fraction beside a function reads as a matrix product: with a function it is not broken.
        self.forms, self._settings["long_frac_ratio"] = forms, None if node.has(Place) else ratio
        text = super()._print_Mul(_joined(node))
        self.forms, self._settings["long_frac_ratio"] = before
        return text

    def _print_HadamardPower(self, node):
        square = [self._factor(node.base)] * 2
        return r" \circ ".join(square) if node.exp == 2 else super()._print_HadamardPower(node)

    def _print_HadamardProduct(self, node):
        return r" \circ ".join(self._factor(factor) for factor in node.args)

    def parenthesize(self, item, level, is_neg=False, strict=False):
        if isinstance(item, Trace) and item.arg.rows == 1 and level >= POW:
            return rf"\left({self._print(item)}\right)"
        if isinstance(item, ElementwiseApplyFunction) and level >= POW:
            return self._base(item)
        return super().parenthesize(item, level, is_neg, strict)

    def _print_ElementwiseApplyFunction(self, node):
        x, body, argument = node.function.variables[0], node.function.expr, self._print(node.expr)
        if (isinstance(body, Derivative) or body.args == (x,)) and (text := self._formal(body, node.expr)):
            return text
        place, closest = Place("□"), POW if isinstance(node.expr, ElementwiseApplyFunction) else ATOM
        place.text, place.entrywise, place.precedence = argument, node.shape != (1, 1), min(argument.level, closest)
        place.of_matrix = 1 not in node.shape
        text = self._print(body.xreplace({x: place}))
        return Text(text, ATOM if isinstance(body, log) else min(precedence_traditional(body), POW), text.sign)

    def _deal_with_super_sub(self, string, style="plain"):
        """The letter lam is lambda, which is a word of Python."""
        return super()._deal_with_super_sub(re.sub(r"^lam(?=[\d_^]|$)", "lambda", string), style)

    def _print_Symbol(self, node, style="plain"):
        """A name of several letters is upright."""
        return re.sub(r"^([A-Za-z]{2,})(?=[_^]|$)", r"\\mathrm{\1}", super()._print_Symbol(node, style))

    _print_MatrixSymbol = _print_Symbol


def _raised(text, exponent):
    return f"{text}^{{{exponent}}}" if exponent else text


def _signed(texts):
    """A sum of texts, each with its sign."""
    rest = [f" - {text[len(text.sign) :]}" if text.sign else f" + {text}" for text in texts[1:]]
    return Text(texts[0] + "".join(rest), ADD, texts[0].sign)


def _level(node):
    """The precedence of what is printed by SymPy, or by a node itself; (dX)^T is not d(X^T)."""
    if isinstance(node, (Increment, Differential)) or getattr(node, "name", "").startswith(r"\mathrm"):
        return MUL
    if isinstance(node, (MatrixSymbol, OneMatrix, ZeroOneMatrix)) or getattr(type(node), "_latex", None) in CALLS:
        return ATOM
    kinds = {MatrixSum: ADD, HadamardProduct: MUL, HadamardPower: MUL, KhatriRaoProduct: MUL}
    return kinds.get(type(node), POW)


def _sign(node):
    """The minus with which SymPy begins a number."""
    if not isinstance(node, (Mul, Number)) or not node.could_extract_minus_sign():
        return ""
    if S.One in node.args[:1] or any(isinstance(factor, Number) for factor in node.args[1:]):
        return ""  # not evaluated, and printed as it stands
    return "-" if node.is_Integer else "- "


def _is_form(term):
    """The number in a 1 x 1 product, which is printed as the product."""
    return isinstance(term, Trace) and term.arg.rows == 1 and not isinstance(term.arg, (Identity, OneMatrix))


def _is_sum(term):
    """What is printed as a sum: a 1 x 1 sum, or the place of a sum or of what begins with a minus."""
    place = isinstance(term, Place) and term.precedence <= ADD
    return place or (_is_form(term) and term.arg.is_MatAdd)


def _is_entrywise(part):
    return any(place.entrywise for place in part.atoms(Place))


def _joined(node):
    """A product in which no two functions of a matrix stand side by side."""
    top, bottom = map(_entrywise, fraction(node, exact=True))
    return top / bottom if top.has(Entrywise) or bottom.has(Entrywise) else node


def _entrywise(product):
    factors = sift(Mul.make_args(product), _is_entrywise)
    if len(factors[True]) < 2:
        return product
    return Mul(*factors[False], Entrywise(*Mul(*factors[True]).as_ordered_factors()))


def _is_transpose(term):
    factors = MatMul.make_args(term.as_coeff_mmul()[1])
    return len(factors) == 1 and isinstance(factors[0], Transpose)
