"""What people write every day, in SymPy's spelling: derived, evaluated, compiled and printed.

Rational functions are verified exactly; all are compared with finite differences, at two sets of sizes.
"""

import numpy as np
import pytest
from sympy import Abs, BlockDiagMatrix, BlockMatrix, Determinant, DiagMatrix, FunctionMatrix, HadamardPower, Heaviside
from sympy import Identity
from sympy import ImmutableMatrix, Lambda, Matrix, MatrixSymbol, Max, Min, OneMatrix, Piecewise, Product, Rational, Sum
from sympy import (
    Symbol,
    Trace,
    Tuple,
    ZeroMatrix,
    atan2,
    besselj,
    beta,
    coth,
    cos,
    cot,
    det,
    digamma,
    erf,
    erfc,
    erfinv,
)
from sympy import Integer, zeta, exp, gamma, log, loggamma, polygamma, sec, sech, sign, sin, sqrt, symbols
from sympy.combinatorics import Permutation
from sympy.matrices.expressions.dotproduct import DotProduct
from sympy.matrices.expressions.permutation import MatrixPermute, PermutationMatrix

from veckron import (
    Jacobian,
    ShapeError,
    compile_function,
    differential,
    evaluate,
    expm,
    gradient,
    hessian,
    jacobian,
    kron,
    latex,
    pinv,
    vec,
    verify,
)
from veckron.calculus import Linear, NoRule, increment
from veckron.expressions import LogSumExp, MatrixSum, Softmax, rank
from veckron.expressions import cholesky, eigenvalues, eigenvectors, gelu, implicit, logm, polar, qr, relu, sigmoid
from veckron.expressions import softplus, svd, sylvester

m, n, p, q, t = symbols("m n p q t")
i, j = symbols("i j", integer=True)
X, C = MatrixSymbol("X", m, n), MatrixSymbol("C", m, n)
A, B, S, G = (MatrixSymbol(name, *shape) for name, shape in zip("ABSG", [(p, m), (n, q), (n, n), (n, n)]))
x, y, a, b = (MatrixSymbol(name, size, 1) for name, size in zip("xyab", [n, n, m, n]))
w, x3 = MatrixSymbol("w", 2, 1), MatrixSymbol("x3", 3, 1)
ones = OneMatrix(1, n)
ROTATION = Matrix([[cos(t), -sin(t)], [sin(t), cos(t)]])
SIZES = [{"m": 4, "n": 3, "p": 2, "q": 5}, {"m": 5, "n": 4, "p": 3, "q": 2}]


def total(f):
    return ones * x.applyfunc(f)


RATIONAL = {
    "x^T x": ((x.T * x)[0, 0], x),
    "a power of a number": ((a.T * X * b)[0, 0] ** 2, X),
    "a quotient of numbers": (x / (1 + (x.T * x)[0, 0]), x),
    "a number before a column": ((x.T * S * x)[0, 0] * x, x),
    "a 1 x 1 inverse": ((x.T * S * x).I, x),
    "sum of squares": (Sum(X[i, j] ** 2, (i, 0, m - 1), (j, 0, n - 1)), X),
    "sum of a form": (Sum(x[i, 0] * S[i, j] * y[j, 0], (i, 0, n - 1), (j, 0, n - 1)), x),
    "sum of differences": (Sum((x[i, 0] - x[j, 0]) ** 2 * S[i, j], (i, 0, n - 1), (j, 0, n - 1)), x),
    "sum with dependent limits": (Sum(x[i, 0] * x[j, 0], (j, 0, i), (i, 0, n - 1)), x),
    "sum of neighbours": (Sum((x[i + 1, 0] - x[i, 0]) ** 2, (i, 0, n - 2)), x),
    "sum of reciprocals": (Sum(1 / x[i, 0], (i, 0, n - 1)), x),
    "product of entries": (Product(x[i, 0], (i, 0, n - 1)), x),
    "product of the diagonal": (Product(S[i, i], (i, 0, n - 1)), S),
    "a row": (X[0, :], X),
    "a column": (X[:, n - 1], X),
    "a row and a column": (X[:, 0] * X[0, :], X),
    "an explicit matrix": (ImmutableMatrix([x3[0] ** 2, x3[1] * x3[2]]), x3),
    "an explicit determinant": (Determinant(Matrix([[x3[0], x3[1]], [x3[1], x3[2]]])), x3),
    "an explicit inverse": (Matrix([[1, t], [t**2, 3]]).inv(), t),
    "dot product": (DotProduct(x, y), x),
    "square of a dot product": (DotProduct(x, x) ** 2, x),
    "function of two indices": (FunctionMatrix(n, n, Lambda((i, j), x[i, 0] * x[j, 0] + i)), x),
    "powers of a number": (FunctionMatrix(n, n, Lambda((i, j), t ** (i + j))), t),
    "constant function of two indices": (FunctionMatrix(n, n, Lambda((i, j), 1 / (i + j + 1))) * x, x),
    "permutation": (PermutationMatrix(Permutation(2, 0, 1)) * x3, x3),
    "permuted rows": (MatrixPermute(x3 * x3.T, Permutation(2, 0, 1)), x3),
    "blocks": (BlockMatrix([[S, S.T], [G, S * S]]), S),
    "stacked": (BlockMatrix([[X], [C]]), X),
    "side by side": (BlockMatrix([[X, C]]), X),
    "block-diagonal": (BlockDiagMatrix(S, X * X.T), S),
    "trace of blocks": (Trace(BlockMatrix([[S, S.T], [G, S * S]]) ** 2), S),
    "inverse of blocks": (BlockMatrix([[S, X.T], [X, C * C.T + Identity(m)]]).I, X),
    "Schur complement": (C * C.T - X * S.I * X.T, S),
    "blocks with zeros": (BlockMatrix([[x.T], [ZeroMatrix(n, n)]]), x),
    "Gram matrix of stacked": (BlockMatrix([[X], [C]]).T * BlockMatrix([[X], [C]]), X),
    "bordered": (BlockMatrix([[x.T * x, x.T], [x, S]]), x),
    "companion": (
        BlockMatrix([[Identity(n), ZeroMatrix(n, n)]])
        * BlockMatrix([[S, G], [Identity(n), ZeroMatrix(n, n)]]) ** 3
        * BlockMatrix([[Identity(n)], [ZeroMatrix(n, n)]]),
        S,
    ),
    "log det of blocks": (log(Determinant(BlockMatrix([[S, X.T], [X, C * C.T + Identity(m)]]))), X),
    "a letter called dt": (Symbol("dt") * t * x, t),
}
OTHERS = {
    "log of a 1 x 1 product": (log(total(exp)), x),
    "log of an entry": (log(total(exp)[0, 0]), x),
    "root of a form": (sqrt((x.T * S * x)[0, 0]), x),
    "an entry": ((X * b)[2, 0], X),
    "some rows and columns": (X[1:3, 0:2], X),
    "norm of some rows": (Trace(X[0:2, :] * X[0:2, :].T), X),
    "rows from the size p on": (X[p:, 0], X),
    "sum of logarithms": (Sum(log(x[i, 0]), (i, 0, n - 1)), x),
    "log of a sum": (log(Sum(exp(x[i, 0]), (i, 0, n - 1))), x),
    "log of the diagonal": (Sum(log(S[i, i]), (i, 0, n - 1)), S),
    "sum of a row": (Sum(X[1, j], (j, 0, n - 1)), X),
    "Gaussian kernel": (FunctionMatrix(n, n, Lambda((i, j), exp(-((x[i, 0] - x[j, 0]) ** 2)))), x),
    "rotation": (ROTATION * w, t),
    "rotation matrix": (ROTATION, t),
    "hinge loss": (Max(0, 1 - (x.T * y)[0, 0]), x),
    "larger of two entries": (Max(x[0, 0], x[1, 0]), x),
    "smaller of two numbers": (Min(Trace(S), Determinant(S)), S),
    "case by case": (Piecewise((Trace(S) ** 2, Trace(S) > 0), (Determinant(S), True)), S),
    "atan2": (atan2(x[0, 0], x[1, 0]), x),
    "absolute values": (x.applyfunc(Abs), x),
    "L1 norm": (total(Abs), x),
    "L1.5 norm": (ones * HadamardPower(x.applyfunc(Abs), Rational(3, 2)), x),
    "Huber": (total(lambda z: Piecewise((z**2 / 2, Abs(z) <= 1), (Abs(z) - Rational(1, 2), True))), x),
    "hinge": (x.applyfunc(lambda z: Max(0, 1 - z)), x),
    "leaky": (x.applyfunc(lambda z: Max(z, z / 100)), x),
    "elu": (x.applyfunc(lambda z: Piecewise((z, z > 0), (exp(z) - 1, True))), x),
    "step times z": (x.applyfunc(lambda z: Heaviside(z) * z), x),
    "signs": (x.applyfunc(sign), x),
    "log |det|": (log(Abs(Determinant(S))), S),
    "fractional power of a number": (Trace(S * S.T) ** Rational(3, 4), S),
    "fractional power of entries": (HadamardPower(x, Rational(3, 2)), x),
    "softmax": (x.applyfunc(exp) / total(exp)[0, 0], x),
    "log det": (log(det(S)), S),
}
Y = MatrixSymbol("Y", n, n)
alpha = Symbol("alpha", real=True)
ROOT = Rational(1, 2)
OTHERS |= {
    "expm": (expm(S), S),
    "expm of a sum": (expm(S * S.T / 9 + G / 5), S),
    "a flow": (expm(t * S) * x, t),
    "form of expm": (x.T * expm(S / 3) * x, S),
    "det of expm": (Determinant(expm(S / 5)), S),
    "logm": (logm(S), S),
    "pinv": (pinv(X), X),
    "projector": (X * pinv(X), X),
    "square root": (S**ROOT, S),
    "trace of a root": (Trace(G * S**ROOT), S),
    "inverse root": (S**-ROOT, S),
    "power 3/2": (S ** Rational(3, 2), S),
    "real power": (S**alpha, S),
    "trace of a real power": (Trace(S**alpha), S),
    "Cholesky": (cholesky(S), S),
    "eigenvalues": (eigenvalues(S), S),
    "an eigenvalue": (log(eigenvalues(S)[0, 0]), S),
    "eigenvectors": (eigenvectors(S), S),
    "singular values": (svd(X)[1], X),
    "left vectors": (svd(X)[0], X),
    "right vectors": (svd(X)[2], X),
    "nuclear norm": (ones * svd(X)[1], X),
    "Q of QR": (qr(X)[0], X),
    "R of QR": (qr(X)[1], X),
    "U of polar": (polar(X)[0], X),
    "P of polar": (polar(X)[1], X),
    "Sylvester": (sylvester(S, G, S * S), S),
    "Lyapunov": (sylvester(G, G.T, S), S),
    "softmax of a column": (Softmax(X * x, 0), x),
    "softmax of columns": (Softmax(S * X.T, 0), X),
    "softmax of rows": (Softmax(X * S, 1) * G, X),
    "log-sum-exp": (LogSumExp(X * x), X),
    "cross-entropy of a column": (y.T * (Softmax(S * x, 0)).applyfunc(log), x),
    "cross-entropy of rows": (Trace(C.T * (Softmax(X * S, 1)).applyfunc(log)), S),
}
SCALAR = [digamma, loggamma, gamma, erf, erfc, erfinv, cot, sec, sech, coth, sigmoid, softplus, relu, gelu]
SCALAR += [
    lambda z: polygamma(1, z),
    lambda z: besselj(0, z),
    lambda z: beta(z, 2),
    lambda z: sigmoid(2 * z) * softplus(z),
]
OTHERS |= {f"function {k} of entries": (x.applyfunc(f), x) for k, f in enumerate(SCALAR)}


def drawn(F, X, sizes):
    """Return values for all letters; entries are positive and below 1 where no diagonal is."""
    random, values = np.random.default_rng(3), {}
    for letter in sorted(Tuple(F, X).atoms(MatrixSymbol), key=str):
        shape = [int(size.subs(sizes)) for size in letter.shape]
        values[letter] = random.uniform(0.2, 0.9, shape) + (2 * np.eye(shape[0]) if shape[0] == shape[1] > 1 else 0)
    numbers = {s for s in Tuple(F, X).free_symbols if s.is_Symbol and s.name in ("t", "dt", "alpha")}
    return values | dict.fromkeys(numbers, 0.7) | {Symbol(name): size for name, size in sizes.items()}


def given(f, values):
    """Return the values that a compiled function wants."""
    return {str(s): value for s, value in values.items() if str(s) in f.arguments.symbols}


def agrees_with_differences(F, X):
    J = jacobian(F, X)
    F = F.as_immutable() if hasattr(F, "as_immutable") else F
    for sizes in SIZES:
        values = drawn(F, X, sizes)
        expected, found = evaluate(Jacobian(F, X), values), evaluate(J, values)
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-7)
        f = compile_function(J)
        np.testing.assert_allclose(f(given(f, values)), found, rtol=1e-9, atol=1e-12)
    assert str(J) and latex(J)


@pytest.mark.parametrize("name", RATIONAL)
def test_what_is_rational_is_derived_and_verified_exactly(name):
    F, X = RATIONAL[name]
    F = F.as_immutable() if hasattr(F, "as_immutable") else F
    assert verify(Jacobian(F, X), jacobian(F, X)).status == "holds"
    agrees_with_differences(F, X)


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_not_is_derived_and_agrees_with_differences(name):
    agrees_with_differences(*OTHERS[name])


def test_an_equation_that_defines_a_matrix():
    """There is no code for Newton's method, so that the values are compared."""
    F = implicit(Y * Y + Y - S, Y, Identity(n))
    values = drawn(F, S, {"n": 3})
    np.testing.assert_allclose(evaluate(F * F + F, values), values[S], atol=1e-9)
    np.testing.assert_allclose(evaluate(jacobian(F, S), values), evaluate(Jacobian(F, S), values), rtol=1e-5, atol=1e-8)


def test_factors_give_back_the_matrix():
    values = drawn(X, S, SIZES[0])
    U, s, V = svd(X)
    np.testing.assert_allclose(evaluate(U * DiagMatrix(s) * V.T, values), values[X])
    for Q, R in (qr(X), polar(X)):
        np.testing.assert_allclose(evaluate(Q * R, values), values[X])
        np.testing.assert_allclose(evaluate(Q.T * Q, values), np.eye(3), atol=1e-9)
    symmetric = evaluate((S + S.T) / 2, values)
    np.testing.assert_allclose(evaluate(cholesky(S) * cholesky(S).T, values), symmetric)
    Q, spectrum = eigenvectors(S), DiagMatrix(eigenvalues(S))
    np.testing.assert_allclose(evaluate(Q * spectrum * Q.T, values), symmetric)
    np.testing.assert_allclose(evaluate(expm(logm(S)), values), values[S])
    np.testing.assert_allclose(evaluate(S**ROOT * S**ROOT, values), values[S])


def test_derivatives_of_functions_of_a_matrix_are_as_a_textbook_prints_them():
    assert jacobian(expm(t * S) * x, t) == S * expm(t * S) * x
    U, _, V = svd(X)
    assert gradient(ones * svd(X)[1], X) == U * V.T
    root = S**ROOT
    assert jacobian(root, S) == (kron(root.T, Identity(n)) + kron(Identity(n), root)).I


def test_factors_of_what_does_not_fit_are_refused():
    with pytest.raises(ShapeError, match="cholesky: wants a square matrix"):
        cholesky(X)
    with pytest.raises(ShapeError, match=r"sylvester: wants C of shape \(n, m\), got shape \(m, n\)"):
        sylvester(S, C * C.T, X)
    with pytest.raises(ShapeError, match="implicit: wants as many equations as Y has entries"):
        implicit(X, Y, S)
    with pytest.raises(TypeError, match="implicit: wants a matrix symbol to solve for"):
        implicit(S, t, S)


def test_sums_over_indices_are_as_short_as_what_they_mean():
    assert jacobian(RATIONAL["sum of squares"][0], X) == jacobian(Trace(X.T * X), X)
    assert jacobian(RATIONAL["sum of a form"][0], x) == jacobian(x.T * S * y, x)
    assert jacobian(OTHERS["log of a sum"][0], x) == jacobian(log(total(exp)), x)
    assert jacobian(OTHERS["sum of logarithms"][0], x) == jacobian(total(log), x)
    assert jacobian(BlockMatrix([[x], [y]]).T * BlockMatrix([[x], [y]]), x) == 2 * x.T


@pytest.mark.parametrize(
    ("F", "part", "places"),
    [
        (X * b, X[1, 2], [1 + 4 * 2]),
        (x.T * S * x, x[1, 0], [1]),
        (X * b, X[:, 1], [4, 5, 6, 7]),
        (Trace(X.T * X), X[1:3, 0:2], [1, 2, 5, 6]),
    ],
)
def test_an_entry_or_some_rows_and_columns_as_the_variable(F, part, places):
    J, whole = jacobian(F, part), jacobian(F, part.parent)
    values = drawn(F, part.parent, SIZES[0])
    np.testing.assert_allclose(evaluate(J, values), evaluate(whole, values)[:, places])


def test_gradients_by_a_part():
    f = Trace(X.T * X)
    assert gradient(f, X[0, 1]) == 2 * X[0, 1]
    values = drawn(f, X, SIZES[0])
    np.testing.assert_allclose(evaluate(gradient(f, X[1:3, :]), values), 2 * values[X][1:3])
    assert hessian(f, X[0, 1]).shape == (1, 1)
    assert evaluate(hessian(f, X[0, 1]), values) == 2


@pytest.mark.parametrize(
    ("F", "by", "error", "words"),
    [
        ("A*X", X, TypeError, "wants an expression, got the text 'A\\*X'; parse reads a text"),
        (A * X, "X", TypeError, "got the text 'X'"),
        (np.eye(3), X, TypeError, "wants an expression, got ndarray; MatrixSymbol"),
        ([[1, 2]], X, TypeError, "wants an expression, got list"),
        (A * X, np.eye(3), TypeError, "wants a variable, a matrix symbol or a scalar symbol, got ndarray"),
        (
            t * x,
            Symbol("t", positive=True),
            TypeError,
            "t of the expression is another symbol: with no assumption, not positive",
        ),
        ((x.T * x) * x, x, ShapeError, r"write \(x.T\*x\)\[0, 0\]\*x"),
        (2 * Sum(G**i, (i, 0, 3)), G, TypeError, "MatrixSum of veckron.expressions is a matrix"),
        (S * x, MatrixSymbol("x", m, 1), ShapeError, "x has two shapes"),
        (besselj(x[0, 0], 1), x, NoRule, "no rule for besselj"),
    ],
)
def test_what_is_no_expression_or_variable_is_refused_with_what_to_do(F, by, error, words):
    with pytest.raises(error, match=words):
        jacobian(F, by)


def test_a_sum_of_powers_of_a_matrix():
    k = Symbol("k", integer=True, nonnegative=True)
    F, values = MatrixSum(S**k, k, Integer(3)), drawn(S, S, SIZES[0])
    expected = evaluate(Jacobian(F, S), values)
    for J in (jacobian(F, S), jacobian(Sum(S**i, (i, 0, 3)), S), jacobian(F.xreplace({k: i}), S)):
        np.testing.assert_allclose(evaluate(J, values), expected, rtol=1e-6)


def test_only_whoever_made_a_node_is_told_to_register_a_rule():
    with pytest.raises(NoRule, match=r"no rule for Rank in .*; RULES lists the operations"):
        jacobian(rank(X), X)


def test_a_function_without_code_names_those_that_have():
    with pytest.raises(NotImplementedError, match=r"no NumPy code for the function zeta .*there is code for Abs"):
        compile_function(x.applyfunc(zeta))


@pytest.mark.parametrize(
    ("f", "by"),
    [
        (Trace(cholesky(S * S.T)), S),
        (Determinant(logm(S * S.T + Identity(n))), S),
        (Trace(svd(X)[0].T * X) + Trace(BlockMatrix([[X.T * X, S], [S.T, S * S]]).I), X),
        (log(Trace(sylvester(S * S.T, S.T * S, S).T * S) ** 2 + 1), S),
        (Piecewise((Trace(S) ** 2, Trace(S) > 0), (Trace(S * S.T), True)) * Max(Trace(S), Trace(S * S.T)), S),
        (Trace(S[1:3, :].T * S[0:2, :]) * sigmoid(Trace(S)), S),
    ],
    ids=["cholesky", "logm", "svd and blocks", "sylvester", "cases", "rows"],
)
def test_reverse_and_forward_agree(f, by):
    found, forward = vec(gradient(f, by)).T, Linear(increment(by))(differential(f, by))
    values = drawn(f, by, SIZES[0])
    np.testing.assert_allclose(evaluate(found, values), evaluate(forward, values), rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(evaluate(found, values), evaluate(Jacobian(f, by), values), rtol=1e-5, atol=1e-7)
