"""The formula of an expression in one line of plain text, as a docstring has it."""

from sympy import Symbol
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.str import StrPrinter

PRODUCT = PRECEDENCE["Mul"]


class Formula(StrPrinter):
    """S^-T (I - G^T S^-T) for ``S.T**(-1)*(I - G.T*S.T**(-1))``, as the docstrings of the catalogue write it."""

    def _base(self, A):
        text = self._print(A)
        return text if text.isidentifier() else f"({text})"

    def _print_Transpose(self, node):
        return f"{self._base(node.arg)}^T"

    def _print_Inverse(self, node):
        if node.arg.is_Transpose:
            return f"{self._base(node.arg.arg)}^-T"
        return f"{self._base(node.arg)}^-1"

    def _print_MatPow(self, node):
        k = self._print(node.exp)
        return f"{self._base(node.base)}^{k if k.isalnum() else f'({k})'}"

    def _print_MatMul(self, node):
        scalar, factors = node.as_coeff_matrices()
        texts = [f"({self._print(f)})" if f.is_MatAdd or _is_pair(f) else self._print(f) for f in factors]
        sign = "-" if scalar.as_coeff_Mul()[0].is_negative else ""
        scalar = -scalar if sign else scalar
        return sign + " ".join([*([] if scalar == 1 else [self.parenthesize(scalar, PRODUCT)]), *texts])

    def _print_MatAdd(self, node):
        texts = sorted(map(self._print, node.args), key=lambda text: text.startswith("-"))
        return texts[0] + "".join(f" - {text[1:]}" if text.startswith("-") else f" + {text}" for text in texts[1:])

    def _pair(self, node, sign):
        return sign.join(f"({self._print(A)})" if A.is_MatAdd or A.is_MatMul else self._print(A) for A in node.args)

    def _print_KroneckerProduct(self, node):
        return self._pair(node, " (x) ")

    def _print_HadamardProduct(self, node):
        return self._pair(node, " o ")

    def _print_DiagMatrix(self, node):
        return f"Diag({self._print(node.args[0])})"

    def _print_DiagonalOf(self, node):
        return f"diag({self._print(node.args[0])})"

    def _print_Trace(self, node):
        return f"tr({self._print(node.arg)})"

    def _print_Determinant(self, node):
        return f"det({self._print(node.arg)})"

    def _print_ElementwiseApplyFunction(self, node):
        """g(A), with the function written out: tanh(W x + b)."""
        (x,), value, argument = node.function.variables, node.function.expr, self._print(node.expr)
        inner = argument if argument.isidentifier() else f"({argument})"
        text = self._print(value.xreplace({x: Symbol(inner)})).replace(f"({inner})", f"({argument})")
        return f"({text})" if value.is_Add or value.is_Mul else text


def _is_pair(A):
    return type(A).__name__ in ("KroneckerProduct", "HadamardProduct")


def formula(expression):
    """Return an expression as a line of text without quotation marks or backslashes."""
    return Formula().doprint(expression).replace("\\", "").replace('"', "'")
