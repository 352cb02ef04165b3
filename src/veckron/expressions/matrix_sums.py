"""A sum of matrices over an index, as the derivative of S^k has it."""

from functools import reduce
from operator import add
from string import ascii_lowercase

from sympy import Dummy, MatrixExpr, MatrixSymbol, Symbol, Transpose, ZeroMatrix, sympify

from veckron.expressions.node import reads


def unused(name, *parts):
    """Return a letter that is not in these parts: the one wanted, or else the next one of the alphabet."""
    taken = {
        symbol.name
        for part in map(sympify, parts)
        for symbol in part.atoms(MatrixSymbol, Symbol)
        if not symbol.is_Dummy
    }
    letters = [name, *ascii_lowercase[ascii_lowercase.find(name) + 1 :], *ascii_lowercase]
    return next((letter for letter in letters if letter not in taken), f"{name}_0")


class MatrixSum(MatrixExpr):
    """The sum of a matrix A over r = 0, ..., last: ``MatrixSum(A, r, last)``."""

    @property
    def shape(self):
        return self.args[0].shape

    @property
    def free_symbols(self):
        A, r, last = self.args
        return (A.free_symbols - {r}) | last.free_symbols

    def _eval_subs(self, old, new):
        """The index is bound: another of its name is put into the last index alone."""
        A, r, last = self.args
        return MatrixSum(A, r, last.subs(old, new)) if old == r else None

    def doit(self, **hints):
        return self

    def _eval_transpose(self):
        A, r, last = self.args
        return MatrixSum(Transpose(A).doit(), r, last)

    def _entry(self, i, j, **options):
        raise NotImplementedError(f"{self}: an entry wants a number of terms")

    def _sympystr(self, printer):
        A, r, last = self._spelled(printer)
        return f"Sum({A}, ({r}, 0, {last}))"

    def _latex(self, printer):
        A, r, last = self._spelled(printer)
        A = rf"\left({A}\right)" if self.args[0].is_MatAdd else A
        return rf"\sum_{{{r} = 0}}^{{{last}}} {A}"

    def _spelled(self, printer):
        """Print the parts, with a letter for the index that means nothing else here."""
        A, r, last = self.args
        around = getattr(printer, "indices", ())
        letter = Symbol(unused(r.name, A.xreplace({r: Dummy()}), last, *around), **r.assumptions0)
        printer.indices = (*around, letter)
        body = printer._print(A.xreplace({r: letter}))
        printer.indices = around
        return body, printer._print(letter), printer._print(last)


@reads(MatrixSum)
def _matrix_sum(ev, node):
    """The sum to -1 is empty, and the sum to -k - 1 is minus that over -k, ..., -1, so that a power may be negative."""
    A, r, last = node.args
    end = ev.size(last) + 1
    terms = [ev.with_indices({r: i})(A) for i in range(min(end, 0), max(end, 0))]
    return reduce(add, terms) * (1 if end > 0 else -1) if terms else ev(ZeroMatrix(*node.shape))
