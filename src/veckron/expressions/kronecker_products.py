"""The Kronecker product A (x) B, every entry of A times the whole of B, and the Khatri-Rao product, column by column."""

from functools import reduce
from math import prod

from sympy import HadamardProduct, Identity, KroneckerProduct, MatMul, MatrixExpr, OneMatrix, Transpose
from sympy import kronecker_product

from veckron import shapes
from veckron.expressions.node import Node, in_brackets, of_transpose
from veckron.expressions.vectorization import unvec, vec
from veckron.expressions.zero_one_matrices import commutation_matrix
from veckron.shapes import Matrix


def kron(*factors: Matrix) -> Matrix:
    """Return the Kronecker product: ``kron(A, B)[i*p + k, j*q + l] = A[i, j] * B[k, l]`` for B of shape (p, q).

    The factors, of shapes (m, n), (p, q), ..., are of a kind that :func:`vec` takes; the product, of shape (m*p*..., n*q*...),
    is of the same: of Python integers where all entries of arrays are integers, so that nothing overflows.
    Errors as for :func:`vec`; TypeError also if there is no factor, or if SymPy matrices and arrays are mixed.

    >>> from sympy import Matrix, eye
    >>> kron(Matrix([[3, 4], [5, 6]]), eye(2)).tolist()
    [[3, 0, 4, 0], [0, 3, 0, 4], [5, 0, 6, 0], [0, 5, 0, 6]]

    source: magnus2019, chapter 2
    """
    if not factors:
        raise TypeError("kron: wants at least one matrix")
    matrices = [shapes.matrix(factor, "kron") for factor in factors]
    if all(map(shapes.is_symbolic, matrices)):
        return _symbolic(matrices)
    if any(map(shapes.is_symbolic, matrices)):
        raise TypeError("kron: wants all factors of SymPy or all of them arrays")
    return reduce(_arrays, matrices)


def _symbolic(factors):
    if not any(map(shapes.is_expression, factors)):
        return kronecker_product(*factors)
    pairs = [factor.as_coeff_mmul() if isinstance(factor, MatMul) else (1, factor) for factor in factors]
    scalars, matrices = zip(*pairs)
    return prod(scalars) * KroneckerProduct(*matrices) if len(factors) > 1 else factors[0]


def _arrays(A, B):
    """Integers as Python's own: a product of two int64 may overflow in silence."""
    import numpy as np

    return np.kron(*[C.astype(object) if C.dtype.kind in "biu" else C for C in (A, B)])


class KhatriRaoProduct(Node):
    """The columns a_j (x) b_j of two symbolic matrices; made by :func:`khatri_rao`."""

    name = "khatri_rao"
    entry_refused = "an entry wants matrices with entries"

    def definition(self):
        A, B = self.args
        return HadamardProduct(kron(A, OneMatrix(B.rows, 1)), kron(OneMatrix(A.rows, 1), B))

    def _latex(self, printer):
        return r" \ast ".join(in_brackets(printer, A, "Mul") for A in self.args)

    def _text(self, printer):
        return " (*) ".join(map(printer._factor, self.args))


class PartialTrace(Node):
    """Of a matrix of blocks, (k*m, k*n): tr_1, the sum of the k blocks on the diagonal; or (m*k, n*k): tr_2, that of the
    traces of its k x k blocks: ``PartialTrace(A, k, 1)``, ``PartialTrace(A, k, 2)``. tr_1(A (x) B) = tr(A) B.
    """

    name = "ptrace"
    shape = property(lambda self: (self.args[0].rows / self.args[1], self.args[0].cols / self.args[1]))

    def definition(self):
        A, k, place = self.args
        (m, n), trace = self.shape, Transpose(vec(Identity(k)))
        if place == 1:
            moved = KroneckerProduct(Identity(k), commutation_matrix(k, n), Identity(m))
            return unvec(MatMul(KroneckerProduct(trace, Identity(m * n)), moved, vec(A)), m, n)
        moved = KroneckerProduct(Identity(n), commutation_matrix(m, k), Identity(k))
        return unvec(MatMul(KroneckerProduct(Identity(m * n), trace), moved, vec(A)), m, n)

    _eval_transpose = of_transpose

    def _latex(self, printer):
        A, _, place = self.args
        return rf"\operatorname{{tr}}_{{{place}}}({printer._print(A)})"


def khatri_rao(A: MatrixExpr, B: MatrixExpr) -> MatrixExpr:
    """Return the Khatri-Rao product of symbolic matrices A (m x n) and B (p x n), whose column j is a_j (x) b_j.

    Raises ShapeError if A and B do not have the same number of columns.

    >>> from sympy import MatrixSymbol, symbols
    >>> m, n, p = symbols("m n p")
    >>> khatri_rao(MatrixSymbol("A", m, n), MatrixSymbol("B", p, n)).shape
    (m*p, n)

    source: magnus2019, chapter 3
    """
    A, B = shapes.matrix(A, "khatri_rao"), shapes.matrix(B, "khatri_rao")
    if not shapes.same(A.cols, B.cols):
        got = f"{shapes.show(A.shape)} and {shapes.show(B.shape)}"
        raise shapes.ShapeError(f"khatri_rao: wants as many columns in both, got shapes {got}")
    return KhatriRaoProduct(A, B)
