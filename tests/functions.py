"""The 82 functions that the derivation must get right, with symbolic sizes; tests and benchmarks loop over them."""

from typing import NamedTuple

from sympy import (
    Determinant,
    DiagMatrix,
    Dummy,
    Expr,
    HadamardPower,
    HadamardProduct,
    Lambda,
    MatrixSymbol,
    OneMatrix,
    Rational,
)
from sympy import Symbol, Trace, exp, log, sqrt, symbols, tanh

from veckron import kron
from veckron.expressions import Columns, expm

h, k, m, n, p, q, r = symbols("h k m n p q r")
kk = Symbol("kk", integer=True, positive=True)
z = Symbol("z")


def matrices(names, rows, cols):
    """Return matrix symbols of one shape."""
    return [MatrixSymbol(name, rows, cols) for name in names.split()]


def log_likelihood(X, mu, S):
    """Return ln of the Gaussian likelihood of the columns of X, without the constant -(m n/2) ln(2 pi)."""
    C = X - mu * OneMatrix(1, X.cols)
    return -X.cols * log(Determinant(S)) / 2 - Trace(C.T * S.I * C) / 2


def columns(entry, X):
    """Return the Jacobian by X with the column vec of ``entry(i, j)`` for X_ij."""
    i, j = (Dummy(letter, dummy_index=0, integer=True) for letter in "ij")
    return Columns(Lambda((i, j), entry(i, j)), *X.shape)


X, D = matrices("X D", m, n)
(A,), (B,), (C,) = matrices("A", p, m), matrices("B", n, q), matrices("C", p, q)
(Am,), (An,), (Cp, W) = matrices("Am", m, m), matrices("An", n, n), matrices("Cp W", p, p)
S, G, H = matrices("S G H", k, k)
(P,), (Q,), (R,) = matrices("P", p, k), matrices("Q", k, q), matrices("R", q, p)
(XA,), (T,) = matrices("XA", p, n), matrices("T", n, m)
a, x, y = matrices("a x y", m, 1)
b, s = matrices("b s", n, 1)
(bp,) = matrices("bp", p, 1)
u, v, w, mu = matrices("u v w mu", k, 1)
(W1,), (W2,), (c1,) = matrices("W1", h, m), matrices("W2", r, h), matrices("c1", h, 1)
c2, t = matrices("c2 t", r, 1)


class Case(NamedTuple):
    """One function: its name, the function, its variable, and what its sizes must satisfy."""

    id: str
    f: Expr
    X: MatrixSymbol
    where: str = ""

    @property
    def group(self):
        """J: matrices; G: scalars by a matrix; V: scalars by a vector; H: second derivatives."""
        return self.id[0]


def total(A):
    """The sum of the entries of A."""
    return OneMatrix(1, A.rows) * A if A.cols == 1 else OneMatrix(1, A.rows) * A * OneMatrix(A.cols, 1)


def squares(A):
    """The sum of the squares of the entries of A."""
    return Trace(A.T * A)


def quadratic(A, x):
    """x^T A x"""
    return x.T * A * x


def norm(x):
    """The length of a column."""
    return sqrt(x.T * x)


TALL = "m >= n"
XX = X.T * X
LAYER = W1 * x + c1
LOSS = Rational(1, 2) * (W2 * LAYER.applyfunc(tanh) + c2 - t).T * (W2 * LAYER.applyfunc(tanh) + c2 - t)
NLL = log(Determinant(S)) + Trace(S.I * G)
RAYLEIGH = quadratic(Am, x) / (x.T * x)
LOGSUMEXP = log(total(x.applyfunc(exp)))

MATRICES = [
    Case("J01", A * X * B, X),
    Case("J02", X.T, X),
    Case("J03", X * An * X.T, X),
    Case("J04", X.T * Am * X, X),
    Case("J05", S.I, S),
    Case("J06", P * S.I * Q, S),
    Case("J07", S**2, S),
    Case("J08", S**3, S),
    Case("J09", S**kk, S),
    Case("J10", kron(X, A), X),
    Case("J11", kron(A, X), X),
    Case("J12", kron(X, X), X),
    Case("J13", HadamardProduct(X, D), X),
    Case("J14", HadamardProduct(X, X), X),
    Case("J15", X.applyfunc(exp), X),
    Case("J16", DiagMatrix(x), x),
    Case("J17", DiagMatrix(x) * Am * DiagMatrix(x), x),
    Case("J18", XX, X),
    Case("J19", XX.I, X, TALL),
    Case("J20", X * XX.I * X.T, X, TALL),
    Case("J21", S * G * S.I, S),
    Case("J22", Trace(S) * S, S),
    Case("J23", Determinant(S) * S.I, S),
    Case("J24", (A * X * B).applyfunc(tanh), X),
    Case("J25", x * x.T, x),
    Case("J26", G * S - S * H, S),
    Case("J27", A * x, x),
    Case("J28", x / norm(x), x),
    Case("J29", x.applyfunc(exp) / total(x.applyfunc(exp)), x),
    Case("J30", LAYER.applyfunc(tanh), W1),
    Case("J31", LAYER.applyfunc(tanh), x),
    Case("J32", (XX + An).I * X.T * y, X),
]

SCALARS = [
    Case("G01", Trace(S), S),
    Case("G02", Trace(A * X * B * R), X),
    Case("G03", Trace(X.T * Am * X * An), X),
    Case("G04", Trace(S.I * G), S),
    Case("G05", Trace(S**3), S),
    Case("G06", Trace(S**kk), S),
    Case("G07", Trace(G * S * H * S.T), S),
    Case("G08", Trace(kron(S, S)), S),
    Case("G09", Determinant(S), S),
    Case("G10", log(Determinant(S)), S),
    Case("G11", Determinant(G * S * H), S),
    Case("G12", Determinant(X.T * Am * X), X, TALL),
    Case("G13", log(Determinant(XX)), X, TALL),
    Case("G14", a.T * X * b, X),
    Case("G15", u.T * S.I * v, S),
    Case("G16", b.T * XX * s, X),
    Case("G17", squares(A * X - XA), X),
    Case("G18", sqrt(squares(X)), X),
    Case("G19", Trace(expm(S)), S),
    Case("G20", quadratic(W, bp - A * x), A),
    Case("G21", NLL, S),
    Case("G22", log(Determinant(S)) + Trace(quadratic(S.I, u - mu)), S),
    Case("G23", Trace(G.I * S) - log(Determinant(S)), S),
    Case("G24", Trace(S) ** 2 + Trace(S**2), S),
    Case("G25", Trace((An + X.T * Am * X).I * XX), X),
    Case("G26", a.T * X.applyfunc(exp) * b, X),
    Case("G27", a.T * X.applyfunc(tanh).applyfunc(tanh) * b, X),
    Case("G28", LOSS, W1),
    Case("G29", Trace(T * X) + Trace(G), X),
    Case("G30", total(HadamardProduct(D, HadamardPower(X - D, 2))), X),
]

VECTORS = [
    Case("V01", quadratic(Am, x), x),
    Case("V02", quadratic(W, A * x - bp), x),
    Case("V03", RAYLEIGH, x),
    Case("V04", norm(x), x),
    Case("V05", quadratic(S.I, u - mu), mu),
    Case("V06", LOGSUMEXP, x),
    Case("V07", total((A * x).applyfunc(Lambda(z, log(1 + exp(-z))))), x),
    Case("V08", x.T * y / (norm(x) * norm(y)), x),
]

SECOND = [
    Case("H01", quadratic(Am, x), x),
    Case("H02", quadratic(W, A * x - bp), x),
    Case("H03", log(Determinant(S)), S),
    Case("H04", Trace(X.T * Am * X * An), X),
    Case("H05", u.T * S.I * v, S),
    Case("H06", Trace(S**3), S),
    Case("H07", LOGSUMEXP, x),
    Case("H08", NLL, S),
    Case("H09", RAYLEIGH, x),
    Case("H10", S.I, S),
    Case("H11", Determinant(S), S),
    Case("H12", LOSS, W1),
]

FUNCTIONS = MATRICES + SCALARS + VECTORS + SECOND
