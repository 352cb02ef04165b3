"""What is written with indices: a sum of matrices over one, the matrix unit J^ij, a Jacobian column by column."""

from functools import reduce
from operator import add
from string import ascii_lowercase

from sympy import Dummy, KroneckerDelta, MatrixSymbol, Symbol, ZeroMatrix, sympify

from veckron import shapes
from veckron.expressions.node import Node, of_transpose
from veckron.expressions.unevaluated import entries
from veckron.expressions.vectorization import stacked


def unused(name, *parts):
    """Return a letter that is not in these parts: the one wanted, or else the next one of the alphabet."""
    atoms = [symbol for part in map(sympify, parts) for symbol in part.atoms(MatrixSymbol, Symbol)]
    taken = {symbol.name for symbol in atoms if not symbol.is_Dummy}
    letters = [name, *ascii_lowercase[ascii_lowercase.find(name) + 1 :], *ascii_lowercase]
    return next((letter for letter in letters if letter not in taken), f"{name}_0")


def span(last):
    """Return the sign and the indices of a sum from 0: to -k - 1 it is minus the sum over -k, ..., -1, as of powers."""
    return (1, range(last + 1)) if last > -2 else (-1, range(last + 1, 0))


class MatrixSum(Node):
    """The sum of a matrix A over r = 0, ..., last: ``MatrixSum(A, r, last)``."""

    entry_refused = "an entry wants a number of terms"

    def reading(self, ev):
        A, r, last = self.args
        sign, places = span(ev.size(last))
        terms = [ev.with_indices({r: i})(A) for i in places]
        return reduce(add, terms) * sign if terms else ev(ZeroMatrix(*self.shape))

    @property
    def free_symbols(self):
        A, r, last = self.args
        return (A.free_symbols - {r}) | last.free_symbols

    def _eval_subs(self, old, new):
        """The index is bound: another of its name is put into the last index alone."""
        A, r, last = self.args
        return MatrixSum(A, r, last.subs(old, new)) if old == r else None

    _eval_transpose = of_transpose

    def _sympystr(self, printer):
        A, r, last = self._spelled(printer, "{}")
        return f"Sum({A}, ({r}, 0, {last}))"

    def _pretty(self, printer):
        return printer.emptyPrinter(self)

    def _latex(self, printer):
        A, r, last = self._spelled(printer, r"\left({}\right)")
        return rf"\sum_{{{r} = 0}}^{{{last}}} {A}"

    def _text(self, printer):
        A, r, last = self._spelled(printer, "({})")
        return f"sum_{{{r}=0}}^{{{last}}} {A}"

    def _spelled(self, printer, brackets):
        """Print the parts, a sum in brackets, with a letter for the index that means nothing else here."""
        A, r, last = self.args
        around = getattr(printer, "indices", ())
        letter = Symbol(unused(r.name, A.xreplace({r: Dummy()}), last, *around), **r.assumptions0)
        printer.indices = (*around, letter)
        body = printer._print(A.xreplace({r: letter}))
        printer.indices = around
        return brackets.format(body) if A.is_MatAdd else body, printer._print(letter), printer._print(last)


class Columns(Node):
    """A Jacobian column by column: ``Columns(M, m, n)`` has vec M(i, j) for each entry (i, j) of X, (m, n), from 0.

    M is a Lambda of two indices, with a matrix of shape (p, q) or a scalar as its value. The shape is (p*q, m*n).

    source: petersen2012, section 2.4
    """

    @property
    def shape(self):
        M, m, n = self.args
        return sympify(entries(M.expr)), m * n

    def reading(self, ev):
        M, m, n = self.args
        places = [dict(zip(M.variables, (i, j))) for j in range(ev.size(n)) for i in range(ev.size(m))]
        column = stacked(M.expr)
        return ev.arithmetic.from_columns(ev.size(self.rows), [ev.with_indices(place)(column) for place in places])

    @property
    def spelled(self):
        """The function of both indices, with letters for these."""
        letters = {v: Symbol(unused(v.name, self.args[0].expr), integer=True) for v in self.args[0].variables}
        return self.args[0].xreplace(letters)

    def _latex(self, printer):
        M = self.spelled
        i, j = map(printer._print, M.variables)
        return rf"\left[ {printer._print(stacked(M.expr))} \right]_{{{i}{j}}}"

    def _text(self, printer):
        return f"[{printer._print(self.spelled.expr)}]_{{{''.join(map(str, self.spelled.variables))}}}"


class MatrixUnit(Node):
    """J^ij: the m x n matrix with a single 1, at (i, j) counted from 0."""

    shape = property(lambda self: self.args[2:])

    def reading(self, ev):
        i, j, m, n = map(ev.size, self.args)
        if not (0 <= i < m and 0 <= j < n):
            raise shapes.ShapeError(f"{self}: no entry {(i, j)} in a matrix of shape {(m, n)}")
        return ev.arithmetic.from_ones((m, n), [(i, j)])

    def _entry(self, i, j, **options):
        return KroneckerDelta(i, self.args[0]) * KroneckerDelta(j, self.args[1])

    def _eval_transpose(self):
        i, j, m, n = self.args
        return MatrixUnit(j, i, n, m)

    def _latex(self, printer):
        i, j = map(printer._print, self.args[:2])
        return f"J^{{{i}{j}}}"

    def _text(self, printer):
        return "J^" + "".join(map(printer._print, self.args[:2]))
