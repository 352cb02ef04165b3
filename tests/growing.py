"""Families of functions that grow by a layer, a step or a term: what one more may cost; for tests and benchmarks."""

from sympy import Add, Determinant, Identity, Lambda, MatAdd, MatMul, MatrixSymbol, OneMatrix, Rational, Symbol, Trace
from sympy import Transpose, exp, log, symbols, tanh
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from veckron import gradient, hessian, jacobian

h, m, n = symbols("h m n")
z = Symbol("z")
X, Y, W = MatrixSymbol("X", n, n), MatrixSymbol("Y", n, m), MatrixSymbol("W", n, n)


def letter(name, k, rows=n, cols=n):
    """Return one of many letters."""
    return MatrixSymbol(f"{name}{k}", rows, cols)


def tanh_of(A):
    """tanh of each entry."""
    return ElementwiseApplyFunction(Lambda(z, tanh(z)), A)


def squares(A):
    """The sum of the squares of the entries."""
    return Trace(MatMul(Transpose(A), A))


def softmax_cross_entropy(_):
    """log(1^T exp(x)) - y^T x"""
    x, y = MatrixSymbol("x", n, 1), MatrixSymbol("y", n, 1)
    total = Trace(MatMul(OneMatrix(1, n), ElementwiseApplyFunction(Lambda(z, exp(z)), x)))
    return log(total) - Trace(MatMul(Transpose(y), x)), x


def product(k):
    """X A1 X A3 X ... of k factors."""
    return MatMul(*[X if i % 2 == 0 else letter("A", i) for i in range(k)]), X


def trace_of_product(k):
    """The trace of the product of k factors."""
    return Trace(product(k)[0]), X


def sum_of_traces(k):
    """The sum of k traces of A X B X."""
    return Add(*[Trace(MatMul(letter("A", i), X, letter("B", i), X)) for i in range(k)]), X


def nested_log_det(k):
    """log det of I + log det(I + ...) X."""
    A = X
    for _ in range(k):
        A = MatAdd(Identity(n), MatMul(log(Determinant(A)), X))
    return log(Determinant(A)), X


def perceptron(k):
    """The loss of a network of k layers."""
    H = MatrixSymbol("X", n, m)
    for i in range(k):
        H = tanh_of(MatMul(letter("W", i), H))
    return squares(MatAdd(H, MatMul(-1, Y))), letter("W", 0)


def residual_blocks(k):
    """The squares of H + V tanh(W H), k times."""
    H = MatrixSymbol("X", n, m)
    for i in range(k):
        H = MatAdd(H, MatMul(letter("V", i, n, h), tanh_of(MatMul(letter("W", i, h, n), H))))
    return squares(H), letter("W", 0, h, n)


def newton_schulz(k):
    """tr(G^T A) after k steps A <- 3/2 A - 1/2 A A^T A."""
    A = X
    for _ in range(k):
        A = MatAdd(MatMul(Rational(3, 2), A), MatMul(-Rational(1, 2), A, Transpose(A), A))
    return Trace(MatMul(Transpose(MatrixSymbol("G", n, n)), A)), X


def recurrent(k):
    """The squares of the state of a recurrent network after k steps, by the matrix that all steps share."""
    state, U = MatrixSymbol("s", n, 1), MatrixSymbol("U", n, h)
    for i in range(k):
        state = tanh_of(MatAdd(MatMul(W, state), MatMul(U, letter("x", i, h, 1))))
    return squares(state), W


# For each: the family, what is derived, the sizes that are tried.
FAMILIES = {
    "softmax cross-entropy": (softmax_cross_entropy, gradient, [1]),
    "product, Jacobian": (product, jacobian, [5, 10, 20, 40]),
    "trace of a product": (trace_of_product, gradient, [5, 10, 20, 40]),
    "sum of traces": (sum_of_traces, gradient, [10, 50, 100, 300]),
    "nested log det": (nested_log_det, gradient, [1, 2, 4, 8]),
    "MLP": (perceptron, gradient, [1, 2, 4, 8, 16]),
    "MLP, Hessian": (perceptron, hessian, [1, 2, 4]),
    "residual blocks": (residual_blocks, gradient, [1, 2, 4, 8, 12]),
    "Newton-Schulz": (newton_schulz, gradient, [1, 2, 4, 6]),
    "RNN": (recurrent, gradient, [1, 5, 10, 20]),
}
