"""softmax and the logarithm of a sum of exponentials, as nodes with their definitions; their rules name them again."""

from sympy import DiagMatrix, MatMul, OneMatrix, Symbol, Trace, exp, log

from veckron.expressions.factorisations import Factor
from veckron.expressions.node import ScalarNode


class Softmax(Factor):
    """exp(z)/(1^T exp(z)) of a column z; of each column of a matrix for ``Softmax(Z, 0)``, of each row for ``Softmax(Z, 1)``.

    >>> from sympy import MatrixSymbol
    >>> Softmax(MatrixSymbol("Z", 2, 3), 1)
    softmax(Z, axis=1)
    """

    name = "softmax"
    of_column = property(lambda self: self.cols == 1 and self.args[1] == 0)
    shape = property(lambda self: self.args[0].shape)

    def definition(self):
        E = self.args[0].applyfunc(exp)
        if self.of_column:
            return E / Trace(MatMul(OneMatrix(1, E.rows), E))
        if self.args[1] == 0:
            return E * DiagMatrix(E.T * OneMatrix(E.rows, 1)).I
        return DiagMatrix(E * OneMatrix(E.cols, 1)).I * E

    def logarithms(self):
        """Return the logarithm of each entry: Z - ln(exp(Z) 1) 1^T, which is finite where an entry of softmax is not."""
        Z, E = self.args[0], self.args[0].applyfunc(exp)
        if self.of_column:
            return Z - LogSumExp(Z) * OneMatrix(Z.rows, 1)
        ones = [OneMatrix(n, 1) for n in Z.shape]
        if self.args[1] == 0:
            return Z - ones[0] * (E.T * ones[0]).applyfunc(log).T
        return Z - (E * ones[1]).applyfunc(log) * ones[1].T

    @property
    def printed(self):
        return self.args[:1] if self.of_column else (self.args[0], Symbol(f"axis={self.args[1]}"))


class LogSumExp(ScalarNode):
    """ln(1^T exp(z)) of a column z."""

    name = "logsumexp"

    def definition(self):
        z = self.args[0]
        return log(Trace(MatMul(OneMatrix(1, z.rows), z.applyfunc(exp))))
