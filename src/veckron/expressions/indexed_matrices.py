"""What is written with indices: a sum of matrices over one, the matrix unit J^ij, some rows of I, a Jacobian by columns."""

from functools import reduce
from itertools import accumulate, pairwise
from operator import add
from string import ascii_lowercase

from sympy import Dummy, Identity, KroneckerDelta, MatrixSymbol, Symbol, Transpose, ZeroMatrix, sympify
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

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
        first = int(hasattr(printer, "from_one") and has_place(self.args[1], self.args[0]))
        A, r, last = self._spelled(printer, r"\left({}\right)", first)
        return rf"\sum_{{{r} = {first}}}^{{{last}}} {A}"

    def _text(self, printer):
        A, r, last = self._spelled(printer, "({})")
        return f"sum_{{{r}=0}}^{{{last}}} {A}"

    def _spelled(self, printer, brackets, first=0):
        """Print the parts, a sum in brackets, with a letter for the index that means nothing else here."""
        A, r, last = self.args
        around = getattr(printer, "indices", ())
        letter = Symbol(unused(r.name, A.xreplace({r: Dummy()}), last, *around), **r.assumptions0)
        printer.indices = (*around, letter)
        summand = A.xreplace({r: letter})
        body = printer._print(printer.from_one(summand, letter) if first else summand)
        printer.indices = around
        return brackets.format(body) if A.is_MatAdd else body, printer._print(letter), printer._print(last + first)


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


def unit(i, n):
    """Return e_i, column i of I_n counted from 0."""
    return Identity(1) if n == 1 else MatrixUnit(i, 0, n, 1)


def from_one(place, size, counted=frozenset()):
    """Return a place as mathematics writes it: numbers, the last one, x_n, and ``counted`` letters count from 1, others stand."""
    return place + 1 if place.free_symbols <= size.free_symbols or place.free_symbols & counted else place


def is_place(r, A):
    """Tell whether an index is nowhere in A but in places, of entries, matrix units and delta_ij, which may count from 1."""
    if r not in A.free_symbols or not A.args:
        return A != r
    counts = isinstance(A, (MatrixElement, MatrixUnit, KroneckerDelta))
    return all((counts and arg == r) or is_place(r, arg) for arg in A.args)


def is_number(r, A):
    """Tell whether an index stands in A as a number too, outside of all places."""
    if r not in A.free_symbols or not A.args:
        return A == r
    inner = {MatrixElement: A.args[:1], MatrixUnit: A.args[2:], KroneckerDelta: ()}.get(type(A), A.args)
    return any(is_number(r, arg) for arg in inner)


class MatrixUnit(Node):
    """J^ij: the m x n matrix with a single 1, at (i, j) counted from 0; the column e_i, the row e_j^T."""

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
        return self._written(printer, "{{{}}}".format)

    def _text(self, printer):
        return self._written(printer, lambda text: text if len(text) == 1 else f"{{{text}}}")

    def _written(self, printer, braced):
        """J^ij for letters; for numbers, which could be an exponent, e_1 e_2^T."""
        counted = getattr(printer, "numbers", frozenset())
        i, j = [printer._print(from_one(*pair, counted)) for pair in zip(self.args[:2], self.shape)]
        column, row = f"e_{braced(i)}", f"e_{braced(j)}^{braced('T')}"
        if 1 in self.shape:
            return column if self.cols == 1 else row
        counted = not all(place.is_Symbol for place in self.args[:2])
        return f"{column} {row}" if counted else f"J^{braced(i + j)}"


def places(node):
    """Return the pairs of a size and an index that an entry or a matrix unit names; none for any other node."""
    if isinstance(node, MatrixElement):
        return list(zip(node.parent.shape, node.indices))
    return list(zip(node.shape, node.args)) if isinstance(node, MatrixUnit) else []


def has_place(index, A):
    """Tell whether an entry or a matrix unit in A has a place that the index names."""
    return any(index in place.free_symbols for part in shapes.parts(A) for _, place in places(part))


def part_of_identity(n, first, end, step=1):
    """Return the rows of I_n from the first on, before the end; I_n itself where these are all, e_i^T for one row."""
    if end == first + 1:
        return unit(first, n).T
    whole = first == 0 and end == n and step == 1
    return Identity(n) if whole else MatrixSlice(Identity(n), (first, end, step), (0, n, 1))


def around_slice(node):
    """Return E and F with A[rows, columns] = E A F^T: rows of identities."""
    return [part_of_identity(n, *places) for n, places in zip(node.parent.shape, (node.rowslice, node.colslice))]


def around_blocks(node):
    """Return the columns E_i and F_j of identities with [A_ij] = sum_ij E_i A_ij F_j^T."""
    both = zip((node.rowblocksizes, node.colblocksizes), node.shape)
    stacks = lambda ends, n: [Transpose(part_of_identity(n, *places)).doit() for places in pairwise(ends)]
    return [stacks(accumulate(sizes, initial=0), n) for sizes, n in both]
