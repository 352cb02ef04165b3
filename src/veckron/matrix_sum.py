"""A sum of matrices over an index, as the derivative of S^k has it."""

from functools import reduce
from operator import add

from sympy import MatrixExpr, Symbol, Transpose

from veckron.readers import reads


class MatrixSum(MatrixExpr):
    """The sum of a matrix A over r = 0, ..., last: ``MatrixSum(A, r, last)``."""

    @property
    def shape(self):
        return self.args[0].shape

    @property
    def free_symbols(self):
        A, r, last = self.args
        return (A.free_symbols - {r}) | last.free_symbols

    def doit(self, **hints):
        return self

    def _eval_transpose(self):
        A, r, last = self.args
        return MatrixSum(Transpose(A).doit(), r, last)

    def _entry(self, i, j, **options):
        raise NotImplementedError(f"{self}: an entry wants a number of terms")

    def _sympystr(self, printer):
        A, r, last = map(printer._print, self.args)
        return f"Sum({A}, ({r}, 0, {last}))"

    def _latex(self, printer):
        A, r, last = map(printer._print, self.args)
        A = rf"\left({A}\right)" if self.args[0].is_MatAdd else A
        return rf"\sum_{{{r} = 0}}^{{{last}}} {A}"


@reads(MatrixSum)
def _matrix_sum(ev, node):
    A, r, last = node.args
    return reduce(
        add, [ev.with_indices(**{r.name: i})(A.xreplace({r: Symbol(r.name)})) for i in range(ev.size(last) + 1)]
    )
