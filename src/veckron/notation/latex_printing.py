"""LaTeX as the book writes it: I_n, vec(A)^T, A^-T, det(A), tr(A), f'(A), and no bold."""

import re
from itertools import accumulate

from sympy import Derivative, Dummy, Expr, HadamardPower, HadamardProduct, Identity, Inverse, KroneckerProduct, MatAdd
from sympy import MatMul, MatrixSymbol, Mul, OneMatrix, Symbol, Trace, Transpose, fraction, sift
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.printing.latex import LatexPrinter
from sympy.printing.precedence import PRECEDENCE, precedence_traditional

from veckron.expressions import KhatriRaoProduct, MatrixSum, ZeroOneMatrix
from veckron.shapes import Expression

COMPOSITE = MatAdd, MatMul, KroneckerProduct, HadamardProduct, HadamardPower, KhatriRaoProduct, MatrixSum
NUMBERED = PRECEDENCE["Mul"] - 1  # 2 x needs brackets after another number, and none in a sum


def latex(expression: Expression) -> str:
    r"""Return an expression in LaTeX, in the notation of the book.

    >>> from sympy import MatrixSymbol, symbols
    >>> m, n = symbols("m n")
    >>> latex(MatrixSymbol("A", m, n).T)
    'A^{T}'
    """
    return Printer({"ln_notation": True, "long_frac_ratio": 2}).doprint(expression)


class Place(Dummy):
    """The variable of an elementwise function; its precedence is that of the matrix printed in its place."""

    __slots__ = ("entrywise", "precedence")


class Entrywise(Expr):
    """A product entry by entry, such as tanh(x) o x."""

    is_commutative, precedence = True, PRECEDENCE["Mul"]

    def _latex(self, printer):
        return r" \circ ".join(printer.parenthesize(factor, PRECEDENCE["Mul"]) for factor in self.args)


class Printer(LatexPrinter):
    """SymPy's printer with the notation of the book for matrices."""

    forms = False  # whether forms such as x^T A y need parentheses

    def _print_Identity(self, node):
        return f"I_{{{self._size(node.rows)}}}"

    def _size(self, size):
        """m n is written mn, as in K_mn; a half with a slash."""
        top, bottom = size.as_numer_denom()
        letters = top.is_Mul and all(factor.is_Symbol for factor in top.args)
        text = self._print(top).replace(" ", "") if letters else self._print(top)
        return text if bottom == 1 else f"{text}/{self._print(bottom)}"

    def _print_ZeroMatrix(self, node):
        return "0"

    def _print_OneMatrix(self, node):
        m, n = map(self._print, node.shape)
        return f"1_{{{m}}}" if node.cols == 1 else f"1_{{{n}}}^{{T}}" if node.rows == 1 else rf"1_{{{m} \times {n}}}"

    def _print_Determinant(self, node, exp=None):
        return rf"\det({self._print(node.arg)})" + (f"^{{{exp}}}" if exp else "")

    def _print_Trace(self, node, exp=None):
        """The trace of a 1 x 1 product is the product."""
        text = rf"\left({self._print(node.arg)}\right)" if node.arg.rows == 1 and exp else self._print(node.arg)
        return (text if node.arg.rows == 1 else rf"\operatorname{{tr}}({text})") + (f"^{{{exp}}}" if exp else "")

    def _print_DiagMatrix(self, node):
        return self._applied("Diag", node.args[0])

    def _print_DiagonalOf(self, node):
        return self._applied("diag", node.args[0])

    def _applied(self, name, A):
        return rf"\operatorname{{{name}}}({self._print(A)})"

    def _print_log(self, node, exp=None):
        text, alone = self._print(node.args[0]), exp is None and not node.args[0].is_Pow
        text = rf"\ln {text}" if alone and text.startswith(r"\det") else rf"\ln({text})"
        return text + (f"^{{{exp}}}" if exp else "")

    def _print_FunctionMatrix(self, node):
        i, j = node.lamda.variables
        entry = self._print(node.lamda.expr)
        return rf"\left[ {entry} \right]_{{{self._print(i)}{self._print(j) if node.cols != 1 else ''}}}"

    def _print_MatrixElement(self, node):
        return f"{self._base(node.parent)}_{{{self._print(node.i)},\\,{self._print(node.j)}}}"

    def _print_Transpose(self, node):
        inverse = isinstance(node.arg, Inverse)
        return f"{self._base(node.arg.arg)}^{{-T}}" if inverse else f"{self._base(node.arg)}^{{T}}"

    def _print_Inverse(self, node):
        transpose = isinstance(node.arg, Transpose)
        return f"{self._base(node.arg.arg)}^{{-T}}" if transpose else f"{self._base(node.arg)}^{{-1}}"

    def _print_MatPow(self, node):
        return f"{self._base(node.base)}^{{{self._print(node.exp)}}}"

    def _base(self, A):
        """What stands under an exponent: a letter, a call such as vec(A), or something in parentheses."""
        text = self._print(A)
        return text if _is_plain(A, text) else rf"\left({text}\right)"

    def _print_MatMul(self, node):
        scalar, factors = node.as_coeff_matrices()
        sign = "-" if scalar.could_extract_minus_sign() else ""
        scalar = -scalar if sign else scalar
        sum_alone = scalar == 1 and len(factors) == 1 and isinstance(factors[0], MatrixSum)
        texts = map(self._print if sum_alone else self._factor, factors)
        return sign + " ".join([self._number(scalar)] * (scalar != 1) + list(texts))

    def _number(self, scalar):
        """The number before a matrix, where a form x^T A y stands in parentheses."""
        text = self._print(scalar)
        if scalar.is_Add or _is_form(scalar):
            return rf"\left({text}\right)"
        return self._product(scalar, forms=True) if scalar.is_Mul and not _is_fraction(text) else text

    def _factor(self, A):
        text = self._print(A)
        composite = isinstance(A, COMPOSITE) and not self._turned(A)
        composite |= isinstance(A, ElementwiseApplyFunction) and not _is_call(text) and not _is_power_of_e(text)
        return rf"\left({text}\right)" if composite or text.startswith(r"\mathrm{d}") else text

    def _print_Subs(self, node):
        """f'(u) for a formal function at a compound argument."""
        if isinstance(node.expr, Derivative) and isinstance(node.expr.expr, AppliedUndef):
            primes = chr(39) * int(node.expr.derivative_count)
            return f"{self._name(node.expr.expr)}{primes}({self._print(node.point[0])})"
        return super()._print_Subs(node)

    def _print_MatAdd(self, node):
        """The terms with K come after those without, those with a minus last."""
        ends = sorted(node.args, key=lambda term: isinstance(term.args[-1], ZeroOneMatrix) if term.args else False)
        terms = sorted(map(self._print, ends), key=lambda term: term.startswith("-"))
        return self._turned(node) or _signed(terms)

    def _turned(self, A):
        """x^T - y^T is written (x - y)^T."""
        if isinstance(A, MatAdd) and all(map(_is_transpose, A.args)):
            return rf"\left({self._print(A.T)}\right)^{{T}}"
        return ""

    def _print_KroneckerProduct(self, node):
        """A product binds closer than (x)."""
        return r" \otimes ".join(self._print(A) if isinstance(A, MatMul) else self._factor(A) for A in node.args)

    def _needs_mul_brackets(self, expr, first=False, last=False):
        plain = isinstance(expr, (MatrixElement, Derivative))
        form = self.forms and _is_form(expr)
        return form or _is_sum(expr) or (not plain and super()._needs_mul_brackets(expr, first, last))

    def _print_Add(self, node, order=None):
        """What is printed as a sum needs brackets after a minus only."""
        if not any(map(_is_sum, node.atoms(Trace, Place))):
            return super()._print_Add(node, order)
        return _signed([self._print(term) for term in self._as_ordered_terms(node, order=order)])

    def _print_Mul(self, node):
        """Two forms x^T A y side by side each stand in parentheses."""
        return self._product(node, forms=sum(map(_is_form, node.args)) > 1)

    def _product(self, node, forms):
        if _is_sum(-node):
            return rf"- \left({self._print(-node)}\right)"
        before = self.forms, self._settings["long_frac_ratio"]
        self.forms = forms
        if _is_entrywise(fraction(node, exact=True)[1]):
            self._settings["long_frac_ratio"] = None  # a fraction beside a function reads as a matrix product
        text = super()._print_Mul(_joined(node))
        self.forms, self._settings["long_frac_ratio"] = before
        return text

    def _print_HadamardPower(self, node):
        square = [self._factor(node.base)] * 2
        return r" \circ ".join(square) if node.exp == 2 else super()._print_HadamardPower(node)

    def _print_HadamardProduct(self, node):
        return r" \circ ".join(self._factor(factor) for factor in node.args)

    def parenthesize(self, item, level, is_neg=False, strict=False):
        if isinstance(item, Trace) and item.arg.rows == 1 and level >= PRECEDENCE["Pow"]:
            return rf"\left({self._print(item)}\right)"
        if isinstance(item, ElementwiseApplyFunction) and level >= PRECEDENCE["Pow"]:
            return self._base(item)
        return super().parenthesize(item, level, is_neg, strict)

    def _print_ElementwiseApplyFunction(self, node):
        x, body, argument = node.function.variables[0], node.function.expr, self._print(node.expr)
        if isinstance(body, Derivative) and isinstance(body.expr, AppliedUndef):
            return f"{self._name(body.expr)}{chr(39) * int(body.derivative_count)}({argument})"
        if isinstance(body, AppliedUndef) and body.args == (x,):
            return f"{self._name(body)}({argument})"
        place = Place("□")
        place.entrywise, place.precedence = node.shape != (1, 1), self._precedence(node.expr, argument)
        text, negative = self._print(body.xreplace({x: place})), argument.startswith("-")
        text = text.replace(f"+ {place.name}", f"- {argument[1:]}") if negative else text
        return text.replace(place.name, argument)

    def _precedence(self, A, text):
        """How closely what is printed for a matrix holds together."""
        if text.startswith("-") or isinstance(A, MatrixSum) or (isinstance(A, MatAdd) and not self._turned(A)):
            return PRECEDENCE["Add"]
        if isinstance(A, ElementwiseApplyFunction):
            return min(precedence_traditional(A.function.expr), PRECEDENCE["Pow"])
        if isinstance(A, MatMul) and A.as_coeff_matrices()[0] != 1:
            return NUMBERED
        composite = isinstance(A, COMPOSITE) and not self._turned(A)
        return PRECEDENCE["Atom" if _is_plain(A, text) else "Mul" if composite else "Pow"]

    def _deal_with_super_sub(self, string, style="plain"):
        """The letter lam is lambda, which is a word of Python."""
        return super()._deal_with_super_sub(re.sub(r"^lam(?=[\d_^]|$)", "lambda", string), style)

    def _print_Derivative(self, node):
        """g'(x) for a formal function of one argument."""
        if isinstance(node.expr, AppliedUndef):
            return f"{self._name(node.expr)}{chr(39) * int(node.derivative_count)}({self._print(node.expr.args[0])})"
        return super()._print_Derivative(node)

    def _name(self, applied):
        return self._print(Symbol(applied.func.__name__))


def _signed(terms):
    """A sum of texts, each with its sign."""
    return terms[0] + "".join(f" - {term[1:].lstrip()}" if term.startswith("-") else f" + {term}" for term in terms[1:])


def _is_plain(A, text):
    """A letter or a call such as vec(A), which may bear an exponent."""
    letter = isinstance(A, MatrixSymbol) and not text.startswith(r"\mathrm")  # (dX)^T is not d(X^T)
    return letter or isinstance(A, ZeroOneMatrix) or _is_call(text)


def _is_form(term):
    """The number in a 1 x 1 product, which is printed as the product."""
    return isinstance(term, Trace) and term.arg.rows == 1 and not isinstance(term.arg, (Identity, OneMatrix))


def _is_sum(term):
    """What is printed as a sum: a 1 x 1 sum, or the place of a sum or of what begins with a minus."""
    place = isinstance(term, Place) and term.precedence <= PRECEDENCE["Add"]
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
    factors = term.as_coeff_matrices()[1] if isinstance(term, MatMul) else [term]
    return len(factors) == 1 and isinstance(factors[0], Transpose)


def _is_fraction(text):
    r"""Tell whether a text is one \frac{...}{...}."""
    depths = accumulate({"{": 1, "}": -1}.get(character, 0) for character in text[5:])
    return text.startswith(r"\frac{") and list(depths).count(0) == 2


def _is_power_of_e(text):
    return bool(re.fullmatch(r"e\^\{[^{}]*\}", text))


def _is_call(text):
    r"""Tell whether a text is one call such as \operatorname{vec}(A), its parentheses closing at the end."""
    name, _, rest = text.partition("(")
    if not name or not rest.endswith(")") or " " in name or name.endswith(r"\left"):
        return False
    depths = accumulate({"(": 1, ")": -1}.get(character, 0) for character in rest[:-1])
    return all(depth >= 0 for depth in depths)
