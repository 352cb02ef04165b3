"""Functions of a matrix that SymPy lacks for symbols: adjugate, matrix exponential, Moore-Penrose inverse, rank, softmax."""

from sympy import DiagMatrix, Expr, MatMul, MatrixExpr, OneMatrix, Symbol, Trace, exp, log
from sympy.matrices import MatrixBase

from veckron import shapes
from veckron.expressions.node import Factor, Node, ScalarNode, in_brackets, of_transpose
from veckron.shapes import Matrix


class Adjugate(Node):
    """adj A of a symbolic square matrix A; made by :func:`adjugate`."""

    name = "adj"
    entry_refused = "an entry wants an A with entries; give adjugate(A.as_explicit())"

    def reading(self, ev):
        return ev.arithmetic.adjugate(ev.square(self))


def adjugate(A: Matrix) -> Matrix:
    """Return adj A, with ``adj(A) A = A adj(A) = det(A) I``; it exists for singular A too.

    A is of shape (n, n), of a kind that :func:`vec` takes; adj A is of the same, float64 for arrays.
    ShapeError if A is not square.

    >>> from sympy import Matrix
    >>> adjugate(Matrix([[1, 2], [2, 4]])).tolist()
    [[4, -2], [-2, 1]]

    source: magnus2019, chapter 1
    """
    A = shapes.square(A, "adjugate")
    if shapes.is_expression(A):
        return Adjugate(A)
    if isinstance(A, MatrixBase):
        return A.adjugate()
    import numpy as np

    # From A = U S V: adj A = det(U V) V^T adj(S) U^T, with no division by a singular value.
    U, s, V = np.linalg.svd(np.asarray(A, dtype=float))
    cofactors = [np.prod(np.delete(s, i)) for i in range(len(s))]
    return np.linalg.det(U) * np.linalg.det(V) * (V.T * cofactors) @ U.T


class Expm(Node):
    """exp S = I + S + S^2/2 + ... of a symbolic square matrix; made by :func:`expm`."""

    name = "expm"
    entry_refused = "an entry wants a matrix with entries"

    def reading(self, ev):
        return ev.arithmetic.expm(ev(self.args[0]))

    _eval_transpose = of_transpose

    def _eval_inverse(self):
        return Expm(-self.args[0])

    def _latex(self, printer):
        return f"e^{{{printer._print(self.args[0])}}}"


def expm(S: Matrix) -> Matrix:
    """Return the matrix exponential exp S = I + S + S^2/2 + S^3/6 + ...

    Its trace has a closed gradient, d tr exp(S) = tr(exp(S) dS); the Jacobian of exp(S) itself is a node, Frechet(exp(S)).
    S is a SymPy matrix of shape (n, n), with symbolic size or with entries, and so is exp S.
    ShapeError if S is not square.

    >>> from sympy import Matrix
    >>> expm(Matrix([[0, 1], [0, 0]])).tolist()
    [[1, 1], [0, 1]]

    source: magnus2019, chapter 8
    """
    S = shapes.square(S, "expm")
    return S.exp() if isinstance(S, MatrixBase) else Expm(S)


class PseudoInverse(Node):
    """A^+ of a symbolic matrix A of shape (m, n); made by :func:`pinv`."""

    name = "pinv"
    entry_refused = "an entry wants a matrix with entries"
    shape = property(lambda self: self.args[0].shape[::-1])

    def reading(self, ev):
        return ev.arithmetic.pseudo_inverse(ev(self.args[0]))

    _eval_transpose = of_transpose

    def _latex(self, printer):
        return f"{in_brackets(printer, self.args[0], 'Pow')}^{{+}}"

    def _text(self, printer):
        return f"{printer._base(self.args[0])}^+"


def pinv(A: MatrixExpr) -> MatrixExpr:
    """Return the Moore-Penrose inverse A^+: A A^+ A = A, A^+ A A^+ = A^+, with A A^+ and A^+ A symmetric.

    A is a symbolic matrix of shape (m, n), of any rank; A^+ is of shape (n, m).
    ShapeError if A has a product, sum ... of matrices that do not fit; TypeError if it is not a symbolic matrix.

    >>> from sympy import MatrixSymbol, symbols
    >>> m, n = symbols("m n")
    >>> pinv(MatrixSymbol("A", m, n)).shape
    (n, m)

    source: magnus2019, chapter 2
    """
    return PseudoInverse(_symbolic(A, "pinv"))


class Rank(ScalarNode):
    """The rank of a symbolic matrix, a number; made by :func:`rank`."""

    name = "rank"

    def reading(self, ev):
        return ev.arithmetic.number(ev.arithmetic.rank(ev(self.args[0])))


def rank(A: MatrixExpr) -> Expr:
    """Return the rank of a symbolic matrix A, the number of its independent columns, as a node.

    Raises TypeError if A is not a symbolic matrix.

    >>> from sympy import MatrixSymbol
    >>> rank(MatrixSymbol("A", 2, 3))
    rank(A)

    source: magnus2019, chapter 1
    """
    return Rank(_symbolic(A, "rank"))


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


def _symbolic(A, operation):
    if not shapes.is_expression(A):
        raise TypeError(f"{operation}: wants a symbolic matrix, got {type(A).__name__}")
    return shapes.matrix(A, operation)
