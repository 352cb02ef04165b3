"""An expression as SymPy source that builds it again: ``KroneckerProduct(B.T, A)`` with its imports and symbols."""

import keyword
import re

from sympy import Dummy, HadamardPower, HadamardProduct, KroneckerProduct, Lambda, MatrixSymbol, Symbol
from sympy.core.function import AppliedUndef
from sympy.printing.precedence import PRECEDENCE, precedence
from sympy.printing.str import StrPrinter


# What the source may name: the module that it comes from.
SYMPY = """Abs BlockMatrix Derivative Determinant DiagMatrix DiagonalOf Dummy Function FunctionMatrix HadamardPower
HadamardProduct Heaviside Identity ImmutableDenseMatrix KroneckerDelta KroneckerProduct Lambda MatrixSymbol Max Min Mod
OneMatrix Piecewise Rational Subs Sum Trace Transpose
ZeroMatrix ceiling cos cosh exp floor log pi sign sin sinh sqrt symbols tan tanh"""
# The functions that make our own nodes, where these are not called like their class.
MAKERS = """adjugate commutation_matrix duplication_matrix elimination_matrix expm unvec unvech vec vech"""
MAKERS = {name.title().replace("_", ""): name for name in MAKERS.split()}
MAKERS |= {"KhatriRaoProduct": "khatri_rao", "PseudoInverse": "pinv"}
HOME = dict.fromkeys(SYMPY.split(), "sympy") | dict.fromkeys(MAKERS.values(), "veckron")
HOME |= {"MatrixElement": "sympy.matrices.expressions.matexpr", "MatrixSum": "veckron.expressions"}
OURS = """Cholesky Eigenvalues Eigenvectors FrechetJacobian Implicit LeftVectors Logm RightVectors SingularValues Sylvester
gelu relu sigmoid softplus LogSumExp Softmax"""
HOME |= dict.fromkeys(OURS.split(), "veckron.expressions")
ATOM = PRECEDENCE["Atom"]
CALLS = (HadamardPower, HadamardProduct, KroneckerProduct)


class SymPyCode(StrPrinter):
    """SymPy's printer of text, where that text would not build the expression again.

    ``names`` are those of the letters, ``functions`` those of the functions without values; ``variables`` has each letter
    that is bound, or called like something in the source, with the name of its variable: Lambda_.
    """

    printmethod = "_sympycode"  # our own nodes print as the mathematics otherwise

    def __init__(self, expression):
        super().__init__()
        self.bound = sorted(expression.atoms(Dummy), key=lambda s: (s.name, s.dummy_index))
        self.names = {s.name for s in expression.atoms(MatrixSymbol, Symbol).difference(self.bound)}
        self.functions = sorted({f.func.__name__ for f in expression.atoms(AppliedUndef)})
        self.reserved, self.variables = {*HOME, *keyword.kwlist, "entry", *self.functions}, {}
        for name in sorted(self.names):
            if name in self.reserved or not name.isidentifier():
                self.variables[name] = self.fresh(name + "_")
        entries = {f.variables[0] for f in expression.atoms(Lambda) if len(f.variables) == 1}
        for s in self.bound:
            first = s in entries and "entry" not in self.variables.values()
            self.variables[s] = "entry" if first else self.fresh("entry" if s in entries else s.name)

    def fresh(self, name):
        """Return a name for a variable that nothing else in the source has."""
        name = re.sub(r"\W+", "_", name)
        while name in self.reserved | self.names | set(self.variables.values()):
            name += "_"
        return name

    def _print_Symbol(self, node):
        return self.variables.get(node if isinstance(node, Dummy) else node.name, node.name)

    _print_Dummy = _print_MatrixSymbol = _print_Symbol

    def _print_Rational(self, node):
        return str(node.p) if node.q == 1 else f"Rational({node.p}, {node.q})"

    _print_Half = _print_Rational

    def _print_Inverse(self, node):
        return f"{self.parenthesize(node.arg, ATOM, strict=True)}.I"

    def _print_Exp1(self, node):
        return "exp(1)"

    def _print_MatrixElement(self, node):
        """An entry of anything but a letter is named, not computed."""
        return super()._print_MatrixElement(node) if node.parent.is_symbol else self._print_Basic(node)

    def _print_ElementwiseApplyFunction(self, node):
        return f"{self.parenthesize(node.expr, ATOM, strict=True)}.applyfunc({self._print(node.function)})"

    def _print_MatMul(self, node):
        """A coefficient that is a sum or a fraction stands in its own brackets, and is no matrix product."""
        scalar, factors = node.as_coeff_matrices()
        sign = "-" if scalar.could_extract_minus_sign() else ""
        number = [] if scalar in (1, -1) else [self.parenthesize(-scalar if sign else scalar, precedence(node))]
        return sign + "*".join(number + [self.parenthesize(factor, precedence(node)) for factor in factors])

    def _print_Basic(self, node):
        """Every other node by the function that makes it."""
        name = type(node).__name__
        return f"{MAKERS.get(name, name)}({', '.join(map(self._print, node.args))})"

    _print_Identity = _print_ZeroMatrix = _print_OneMatrix = _print_Basic

    def _print_ImmutableDenseMatrix(self, node):
        return f"ImmutableDenseMatrix({self._print(node.tolist())})"

    def _print_BlockMatrix(self, node):
        return f"BlockMatrix({self._print(node.blocks.tolist())})"

    def parenthesize(self, item, level, strict=False):
        """A call needs no brackets."""
        return self._print(item) if isinstance(item, CALLS) else super().parenthesize(item, level, strict)


def sympy_code(expression, name="result"):
    """Return the Python source that builds an expression: imports, sizes, matrices, and the expression by a name.

    Parameters
    ----------
    expression : matrix expression, or scalar
    name : str, optional

    Returns
    -------
    str

    Examples
    --------
    >>> from sympy import MatrixSymbol, symbols
    >>> from veckron import jacobian
    >>> m, n = symbols("m n")
    >>> X = MatrixSymbol("X", m, n)
    >>> print(sympy_code(jacobian(X.T, X), "J"))
    from sympy import symbols
    from veckron import commutation_matrix
    <BLANKLINE>
    m, n = symbols("m n")
    J = commutation_matrix(m, n)
    <BLANKLINE>

    source: magnus2019
    """
    code = SymPyCode(expression)
    body = [*_letters(expression, code), *_bound(code), f"{name} = {code.doprint(expression)}"]
    words = HOME.keys() & re.findall(r"[A-Za-z_]\w*", re.sub('".*?"', "", "\n".join(body)))
    homes = sorted({HOME[word] for word in words})
    imports = [f"from {home} import {', '.join(sorted(w for w in words if HOME[w] == home))}" for home in homes]
    return "\n".join([*imports, "", *body, ""])


def _letters(expression, code):
    """The lines that make sizes, numbers and matrices."""
    matrices = sorted(expression.atoms(MatrixSymbol), key=str)
    sizes = {symbol for A in matrices for size in A.shape for symbol in size.free_symbols}
    plain = sorted(sizes | expression.atoms(Symbol).difference(code.bound), key=str)
    lines = []
    for assumed in dict.fromkeys(map(_assumed, plain)):
        group = [s for s in plain if _assumed(s) == assumed]
        variables, names = ", ".join(map(code.doprint, group)), " ".join(map(str, group))
        lines.append(f'{variables} = symbols("{names}"{assumed})')
    made = lambda A: ", ".join([f'MatrixSymbol("{A}"', *map(code.doprint, A.shape)])
    return lines + [f"{code.doprint(A)} = {made(A)})" for A in matrices]


def _assumed(symbol):
    return ", integer=True, positive=True" if symbol.is_positive else ", integer=True" if symbol.is_integer else ""


def _bound(code):
    """The lines that make bound letters, and functions without values."""
    kind = lambda variable: "Dummy" if variable in code.names else "symbols"
    made = [f'{variable} = {kind(variable)}("{variable}")' for variable in sorted(map(code.doprint, code.bound))]
    return made + [f'{f} = Function("{f}")' for f in code.functions]
