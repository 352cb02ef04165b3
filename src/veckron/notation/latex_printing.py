"""LaTeX as the book writes it, by SymPy's printer for numbers."""

import re

from sympy import Basic, Derivative, Determinant, KroneckerDelta, Mul, Subs, Trace, Tuple, fraction, log, sift
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.printing.latex import LatexPrinter
from sympy.printing.precedence import precedence_traditional

from veckron.expressions import from_one, has_place, is_number, is_place, places
from veckron.notation.printing import ADD, ATOM, POW, Dialect, Entrywise, Place, Text, is_entrywise, is_form, sign_of
from veckron.notation.printing import signed
from veckron.shapes import Expression, parts


class Latex(Dialect, LatexPrinter):
    """LaTeX: SymPy's printer for numbers."""

    brackets, call, power = r"\left({}\right)", r"\operatorname{{{}}}({})", "{}^{{{}}}"
    kron, hadamard, bars = r" \otimes ", r" \circ ", r"\lVert {} \rVert"
    forms = False  # whether forms such as x^T A y need parentheses
    numbers: frozenset = frozenset()  # the indices that are numbers too, as in k x_k

    def doprint(self, expr):
        """Indices such as k in k x_k count from 1 in both."""
        found = [pair for part in parts(expr) for pair in places(part)] if isinstance(expr, Basic) else []
        free = {k for _, place in found for k in place.free_symbols & expr.free_symbols} - _sizes(expr) if found else ()
        return super().doprint(self.from_one(expr, *[k for k in free if is_number(k, expr)]) if free else expr)

    def from_one(self, A, *indices):
        """Return A in which indices that are places and numbers too count from 1; those that are places only do in print."""
        both = frozenset(k for k in indices if not is_place(k, A))
        self.numbers |= both
        return A.xreplace({k: k - 1 for k in both})

    def level_of_body(self, body, text):
        return ATOM if isinstance(body, log) else min(precedence_traditional(body), POW)

    def named(self, name, node):
        return Text(rf"\det({self._print(node)})", ATOM) if name == "det" else super().named(name, node)

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

    def _print_log(self, node, exp=None):
        text, bare = self._print(node.args[0]), isinstance(node.args[0], Determinant) and not exp
        return rf"\ln {text}" if bare else self.raised(rf"\ln({text})", exp)

    def _print_ExpBase(self, node, exp=None):
        """e^X is the exponential of a matrix; that of its entries is the Hadamard exponential, with a circle."""
        if not any(place.of_matrix for place in node.atoms(Place)):
            return super()._print_ExpBase(node, exp)
        return self.raised(rf"e^{{\circ {self.parenthesize(node.args[0], POW)}}}", exp)

    def _print_Abs(self, node, exp=None):
        """|A| of a matrix is its determinant."""
        if not any(place.of_matrix for place in node.atoms(Place)):
            return super()._print_Abs(node, exp)
        return self.raised(rf"\operatorname{{abs}}({self._print(node.args[0])})", exp)

    def _print_Pow(self, node):
        """H o H for the square of each entry, which H^2 is not."""
        base, k = node.args
        if norm := self.norm(base, abs(k)):
            return Text(rf"\frac{{1}}{{{norm}}}", POW) if k.is_negative else norm
        if not (isinstance(base, Place) and base.of_matrix and k.is_Integer and k > 1):
            return super()._print_Pow(node)
        text = self._print(base) if base.precedence >= POW else self.bracketed(self._print(base))
        return self.hadamard.join([text] * 2) if k == 2 else rf"{text}^{{\circ {k}}}"

    def _print_FunctionMatrix(self, node):
        i, j = node.lamda.variables
        entry = self._print(node.lamda.expr)
        return rf"\left[ {entry} \right]_{{{self._print(i)}{self._print(j) if node.cols != 1 else ''}}}"

    def _print_Sum(self, node):
        """A sum over several indices as sums in sums, the outermost, the last of SymPy's limits, first."""
        node = self._counted(node)
        around = [[self._print(part) for part in limits] for limits in reversed(node.limits[1:])]
        signs = [rf"\sum_{{{i}={first}}}^{{{last}}} " for i, first, last in around]
        return "".join(signs) + super()._print_Sum(node.func(node.function, node.limits[0]))

    def _print_Product(self, node):
        return super()._print_Product(self._counted(node))

    def _counted(self, node):
        """A sum or product over an index that counts from 1 where it names places."""
        counted = [i for i, *_ in node.limits if has_place(i, node.function)]
        back = {i: i - 1 for i in counted}
        shift = lambda i, limit: (limit + int(i in counted)).xreplace(back)
        shifted = [(i, *(shift(i, limit) for limit in limits)) for i, *limits in node.limits]
        return node.func(self.from_one(node.function, *counted), *shifted)

    def _print_KroneckerDelta(self, node, exp=None):
        """delta_{ik} beside k x_k, whose k was counted from 1."""
        back = [place + 1 if place.free_symbols & self.numbers else place for place in node.args]
        return super()._print_KroneckerDelta(KroneckerDelta(*back), exp)

    def _print_MatrixElement(self, node):
        """X_{i, j}, counted from 1; of a column x_i."""
        pairs = list(zip(node.indices, node.parent.shape))[: 1 if node.parent.cols == 1 else 2]
        index = r",\,".join(self._print(from_one(*place, self.numbers)) for place in pairs)
        return f"{self._base(node.parent)}_{{{index}}}"

    def _number(self, scalar):
        """The number before a matrix, where a form x^T A y stands in parentheses, except in one whole fraction."""
        text = self._print(scalar)
        if scalar.is_Add or is_form(scalar):
            return self.bracketed(text)
        whole = fraction(scalar, exact=True)[1] != 1 and text == self._product(scalar, forms=False, ratio=None)
        return self._product(scalar, forms=True) if scalar.is_Mul and not whole else text

    def _needs_mul_brackets(self, expr, first=False, last=False):
        plain = isinstance(expr, (MatrixElement, Derivative, Subs))
        form = self.forms and is_form(expr)
        return form or _is_sum(expr) or (not plain and super()._needs_mul_brackets(expr, first, last))

    def _print_Add(self, node, order=None):
        """What is printed as a sum needs brackets after a minus only."""
        terms = self._as_ordered_terms(node, order=order)
        if not any(map(_is_sum, node.atoms(Trace, Place))):
            return Text(super()._print_Add(node, order), ADD, sign_of(terms[0]))
        return signed(list(map(self._print, terms)))

    def _print_Mul(self, node):
        """Two forms x^T A y side by side each stand in parentheses."""
        return self._product(node, forms=sum(map(is_form, node.args)) > 1)

    def _product(self, node, forms, ratio=2):
        if _is_sum(-node):
            return rf"- \left({self._print(-node)}\right)"
        before = self.forms, self._settings["long_frac_ratio"]
        # A fraction beside a function reads as a matrix product: with a function it is not broken.
        self.forms, self._settings["long_frac_ratio"] = forms, None if node.has(Place) else ratio
        top, bottom = map(_entrywise, fraction(node, exact=True))
        text = super()._print_Mul(top / bottom if top.has(Entrywise) or bottom.has(Entrywise) else node)
        self.forms, self._settings["long_frac_ratio"] = before
        return text

    def _print_HadamardPower(self, node):
        square = [self._factor(node.base)] * 2
        return r" \circ ".join(square) if node.exp == 2 else super()._print_HadamardPower(node)

    def _deal_with_super_sub(self, string, style="plain"):
        """The letter lam is lambda, which is a word of Python."""
        return super()._deal_with_super_sub(re.sub(r"^lam(?=[\d_^]|$)", "lambda", string), style)

    def _print_Symbol(self, node, style="plain"):
        """A name of several letters is upright."""
        return re.sub(r"^([A-Za-z]{2,})(?=[_^=]|$)", r"\\mathrm{\1}", super()._print_Symbol(node, style))

    _print_MatrixSymbol = _print_Symbol


def latex(expression: Expression) -> str:
    r"""Return an expression in LaTeX, in the notation of the book.

    >>> from sympy import MatrixSymbol, symbols
    >>> m, n = symbols("m n")
    >>> latex(MatrixSymbol("A", m, n).T)
    'A^{T}'
    """
    return Latex({"ln_notation": True, "long_frac_ratio": 2}).doprint(expression)


def _sizes(expression):
    """The letters in the shapes of matrices."""
    shaped = [part.shape for part in parts(expression) if getattr(part, "is_Matrix", False)]
    return Tuple(*(size for shape in shaped for size in shape)).free_symbols


def _is_sum(term):
    """What is printed as a sum: a 1 x 1 sum, or the place of a sum or of what begins with a minus."""
    place = isinstance(term, Place) and term.precedence <= ADD
    return place or (is_form(term) and term.arg.is_MatAdd)


def _entrywise(product):
    """A product in which no two functions of a matrix stand side by side."""
    factors = sift(Mul.make_args(product), is_entrywise)
    if len(factors[True]) < 2:
        return product
    return Mul(*factors[False], Entrywise(*Mul(*factors[True]).as_ordered_factors()))
