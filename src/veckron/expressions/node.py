"""The base class of the package's nodes, what a node says about itself so that all else follows; what some of SymPy's mean."""

from functools import lru_cache

from sympy import Expr, ImmutableMatrix, MatMul, MatrixExpr, Trace, Transpose
from sympy.matrices.expressions.dotproduct import DotProduct
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.permutation import MatrixPermute, PermutationMatrix
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.pretty.stringpict import prettyForm


SIGNATURES = {}  # the operations that can be typed, by their names


class Operation:
    """An operation that SymPy does not have. It is evaluated, and says what it means in one of two ways.

    Either ``definition()`` returns the same in terms of other nodes; it is derived, verified and evaluated through them.
    Or ``reading(ev)`` returns the value: ``ev(part)`` is that of a part, ``ev.size(n)`` that of a size, and
    ``ev.arithmetic`` computes with matrices of its kind. With a ``signature`` it can be typed in a formula.
    """

    name = ""  # what it is called in print; the name of the class where nothing else is said
    signature = ""  # the shapes of its arguments and its own, such as "(m,n),(n,p)->(m,p)"
    printed = property(lambda self: self.args)

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        if cls.signature:
            SIGNATURES[cls.name if cls.name and isinstance(cls.name, str) else cls.__name__] = cls

    def definition(self):
        """Return the same in terms of other nodes, or None."""

    def reading(self, ev):
        """Return the value, that of the definition."""
        if defined(self) is None:
            raise TypeError(f"evaluate: cannot read {self}, a {type(self).__name__}")
        return ev(defined(self))

    def doit(self, **hints):
        return self

    def _sympystr(self, printer):
        return f"{self.name or type(self).__name__}({', '.join(map(printer._print, self.printed))})"

    def _text(self, printer):
        """What can be typed."""
        return self._sympystr(printer)

    def _latex(self, printer):
        name = (self.name or type(self).__name__).replace("_", r"\_")
        return rf"\operatorname{{{name}}}({', '.join(map(printer._print, self.printed))})"

    def _pretty(self, printer):
        """SymPy's printer knows other classes called Gradient and Differential."""
        arguments = printer._print_seq(self.printed, "(", ")")
        return prettyForm(*arguments.left(self.name or type(self).__name__), binding=prettyForm.FUNC)


def defined(node):
    """Return the definition of a node, of ours or of SymPy; None where it has none."""
    return _definition(node) if isinstance(node, Operation) or type(node) in MEANINGS else None


@lru_cache(maxsize=4096)
def _definition(node):
    return node.definition() if isinstance(node, Operation) else MEANINGS[type(node)](node)


def in_brackets(printer, A, level):
    """Print A, in brackets where a power, "Pow", or a product, "Mul", wants them, by a printer of the book or SymPy's own."""
    own = getattr(printer, {"Pow": "_base", "Mul": "_factor"}[level], None)
    return own(A) if own else printer.parenthesize(A, PRECEDENCE[level], strict=True)


class Node(Operation, MatrixExpr):
    """A matrix; where it does not say its shape, it has that of its definition, or else that of its first argument."""

    entry_refused = "derive it, or evaluate it at values of its symbols"

    @property
    def shape(self):
        return (self.args[0] if defined(self) is None else defined(self)).shape

    def _entry(self, i, j, **options):
        raise NotImplementedError(f"{self}: {self.entry_refused}")


def of_transpose(node):
    """f(A)^T = f(A^T), with the same numbers behind A"""
    return node.func(node.args[0].T, *node.args[1:])


class Factor(Node):
    """A matrix whose entries have no formula, and stand for themselves."""

    def _entry(self, i, j, **options):
        return MatrixElement(self, i, j)


class ScalarNode(Operation, Expr):
    """A number."""

    is_commutative = True


# What some of SymPy's own nodes mean in terms of others.


def dot_product(node):
    """DotProduct(x, y) = x^T y, of columns or rows"""
    x, y = node.args
    return Trace(MatMul(Transpose(x) if x.cols == 1 else x, y if y.cols == 1 else Transpose(y)))


def permutation(node):
    """PermutationMatrix(p) has a single 1 in each row i, at p(i)"""
    places, n = list(node.args[0].array_form), node.rows
    return ImmutableMatrix(n, n, lambda i, j: int(places[i] == j))


def permuted(node):
    """MatrixPermute(A, p) = P A, or A P^T along its columns"""
    A, p, axis = node.args
    P = PermutationMatrix(p)
    return MatMul(P, A) if axis == 0 else MatMul(A, P.T)


MEANINGS = {DotProduct: dot_product, PermutationMatrix: permutation, MatrixPermute: permuted}  # of SymPy's own nodes
