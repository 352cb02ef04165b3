"""The words that statements are written in: their nodes, short names for these, bound letters, and the decorators.

Each topic imports all of it, ``from veckron.catalogue.vocabulary import *``.
"""

from functools import partial

from sympy import Abs, Determinant, DiagMatrix, DiagonalOf, FunctionMatrix, HadamardProduct, Identity, Inverse
from sympy import KroneckerDelta, KroneckerProduct, Lambda, MatAdd, MatMul, MatPow, Max, Min, Mod, OneMatrix, Pow
from sympy import Rational, Subs, Sum, Trace, Transpose, ZeroMatrix, cos, exp, floor, log, sin, sqrt, symbols

from veckron.expressions import CommutationMatrix, Differential, Gradient, Hessian, Jacobian, MatrixSum, MatrixUnit
from veckron.expressions import Unvec, Unvech, Vec, Vech, adjugate, columns, commutation_matrix, duplication_matrix
from veckron.expressions import elimination_matrix, khatri_rao, kron, pinv, rank, unvec, vec, vech
from veckron.proof import IDENTITIES, FormalFunction, identity as register, prime

I, K, D, L = Identity, commutation_matrix, duplication_matrix, elimination_matrix
adj, det, tr, Diag, diag = adjugate, Determinant, Trace, DiagMatrix, DiagonalOf
hadamard, Kron = HadamardProduct, KroneckerProduct
half = Rational(1, 2)
i, j, k, r, t = symbols("i j k r t")


def stated(**options):
    """Register the function below as an entry of the catalogue; the options are those of :func:`veckron.identity`."""
    return lambda function: register(**options | vars(function))(function)


def also(**options):
    """Say more of a statement: further options, on a line of their own between its decorator and the function."""

    def add(function):
        entry = IDENTITIES.get(function.__name__)
        if entry and entry.statement is function:
            raise ValueError(f"also: {entry.name} is stated already; it wants to stand below that decorator")
        vars(function).update(options)
        return function

    return add


def topic(name, source, refuted=None):
    """Return the decorators of a topic, ``identity`` and ``false``, with the sources that most of its entries have."""
    common = partial(stated, chapter="a-identities")
    return partial(common, topic=name, source=source), partial(common, holds=False, source=refuted or source)


def minus(*factors):
    """Return the product with a minus."""
    return MatMul(-1, *factors)


def ones(m, n=1):
    """Return the column 1_m, or the m x n matrix of ones."""
    return OneMatrix(m, n)


def square(X):
    """Return |X|^2 = tr(X^T X), for a column x^T x."""
    return tr(MatMul(Transpose(X), X))


def projector(X):
    """Return X (X^T X)^-1 X^T, the orthogonal projector onto the columns of X."""
    return MatMul(X, (X.T * X).I, X.T)


def entrywise(g, X):
    """Return g of each entry, the same node at every call."""
    return X.applyfunc(g if isinstance(g, Lambda) else prime(g, 0))


def exponentials(x):
    """Return exp(x), entry by entry."""
    return x.applyfunc(Lambda(t, exp(t)))


def softmax(x):
    """Return exp(x) / (1^T exp(x))."""
    return exponentials(x) / tr(ones(1, x.rows) * exponentials(x))
