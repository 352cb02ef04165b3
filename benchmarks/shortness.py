"""Is what the package derives as short as what a person writes? ``python -m benchmarks.shortness`` prints the answer.

For each of the 82 functions, and of classes of functions that people write every day: the form that the package derives,
the shortest form that we found by hand, verified to be equal exactly, and the number of nodes of both. A node is a letter,
a size, a number, an identity, K_mn, or an operation: a product or sum of many is one node, a transpose or an inverse is
one, a function applied to entries is one besides its body.
"""

from statistics import median

import numpy as np
from sympy import Abs, Determinant, DiagMatrix, HadamardPower, HadamardProduct, Identity, Inverse, Lambda, MatMul
from sympy import MatrixSymbol, OneMatrix, Rational, Symbol, Trace, Transpose, exp, log, sqrt, tanh
from tests.functions import FUNCTIONS, LAYER, W1, W2, XA, XX, A, Am, An, B, D, G, H, P, Q, R, S, T, W, X, a, b, bp, c2
from tests.functions import Case, k, kk, m, mu, n, p, s, squares, t, total, u, v, x, y, z
from tests.test_functions import Second, derived, draw

from veckron import commutation_matrix, evaluate, kron, vec, verify
from veckron.algebra import nodes
from veckron.calculus import gradient
from veckron.expressions import MatrixSum, PartialTrace, expm, khatri_rao, sigmoid
from veckron.proof import Equation

K, I, Diag, Had = commutation_matrix, Identity, DiagMatrix, HadamardProduct
r = Symbol("r", integer=True, nonnegative=True)
one = OneMatrix(m, 1)
iS, tS = S.I, Transpose(S).I
iXX = XX.I
ridge = Inverse(XX + An)
ridge_T = Inverse(XX + An.T)
shape = Inverse(An + X.T * Am * X)
length, quadratic, error = Trace(x.T * x), Trace(x.T * Am * x), u - mu
slope, bend = Lambda(z, 1 - tanh(z) ** 2), Lambda(z, -2 * tanh(z) * (1 - tanh(z) ** 2))
e, weight = x.applyfunc(exp), Trace(total(x.applyfunc(exp)))
residual = W2 * LAYER.applyfunc(tanh) + c2 - t
rayleigh = Am + Am.T - 2 * quadratic / length * I(m)
layer_slope = LAYER.applyfunc(slope)

SOFTMAX = (Diag(e) - e * e.T / weight) / weight

BY_HAND = {
    "J01": kron(B.T, A),
    "J02": K(m, n),
    "J03": kron(X * An.T, I(m)) + kron(I(m), X * An) * K(m, n),
    "J04": kron(X.T * Am.T, I(n)) * K(m, n) + kron(I(n), X.T * Am),
    "J05": -kron(tS, iS),
    "J06": -kron(Q.T * tS, P * iS),
    "J07": kron(I(k), S) + kron(S.T, I(k)),
    "J08": kron(I(k), S**2) + kron(S.T, S) + kron(S.T**2, I(k)),
    "J09": MatrixSum(kron(S.T ** (kk - 1 - r), S**r), r, kk - 1),
    "J10": kron(I(n), K(m, m), I(p)) * kron(I(m * n), vec(A)),
    "J11": kron(I(m), K(n, p), I(m)) * kron(vec(A), I(m * n)),
    "J12": kron(I(n), K(n, m), I(m)) * (kron(I(m * n), vec(X)) + kron(vec(X), I(m * n))),
    "J13": Diag(vec(D)),
    "J14": 2 * Diag(vec(X)),
    "J15": Diag(vec(X.applyfunc(exp))),
    "J16": Diag(vec(I(m))) * kron(one, I(m)),
    "J17": Diag(vec(Am)) * (kron(I(m), x) + kron(x, I(m))),
    "J18": (I(n * n) + K(n, n)) * kron(I(n), X.T),
    "J19": MatMul(-1, I(n * n) + K(n, n), kron(iXX, iXX * X.T)),
    "J20": (I(m * m) + K(m, m)) * kron(X * iXX, I(m) - X * iXX * X.T),
    "J21": kron(tS * G.T, I(k)) - kron(tS, S * G * iS),
    "J22": Trace(S) * I(k * k) + vec(S) * vec(I(k)).T,
    "J23": Determinant(S) * (vec(iS) * vec(tS).T - kron(tS, iS)),
    "J24": Diag(vec((A * X * B).applyfunc(slope))) * kron(B.T, A),
    "J25": kron(I(m), x) + kron(x, I(m)),
    "J26": kron(I(k), G) - kron(H.T, I(k)),
    "J27": A,
    "J28": (I(m) - x * x.T / length) / sqrt(length),
    "J29": SOFTMAX,
    "J30": kron(x.T, Diag(layer_slope)),
    "J31": Diag(layer_slope) * W1,
    "J32": kron(ridge, y.T * (I(m) - X * ridge_T * X.T)) - kron(y.T * X * ridge_T, ridge * X.T),
    "G01": I(k),
    "G02": A.T * R.T * B.T,
    "G03": Am * X * An + Am.T * X * An.T,
    "G04": -tS * G.T * tS,
    "G05": 3 * S.T**2,
    "G06": kk * S.T ** (kk - 1),
    "G07": G * S * H + G.T * S * H.T,
    "G08": 2 * Trace(S) * I(k),
    "G09": Determinant(S) * tS,
    "G10": tS,
    "G11": Determinant(G) * Determinant(S) * Determinant(H) * tS,
    "G12": Determinant(X.T * Am * X) * (Am * X * Inverse(X.T * Am * X) + Am.T * X * Transpose(Inverse(X.T * Am * X))),
    "G13": 2 * X * iXX,
    "G14": a * b.T,
    "G15": -tS * u * v.T * tS,
    "G16": X * (b * s.T + s * b.T),
    "G17": 2 * A.T * (A * X - XA),
    "G18": X / sqrt(Trace(X.T * X)),
    "G19": expm(S.T),
    "G20": (W + W.T) * (A * x - bp) * x.T,
    "G21": tS * (I(k) - G.T * tS),
    "G22": tS * (I(k) - error * Transpose(error) * tS),
    "G23": G.T.I - tS,
    "G24": MatMul(2, Trace(S) * I(k) + S.T),
    "G25": (I(m) - Am * X * shape * X.T) * X * shape
    + (I(m) - Am.T * X * Transpose(shape) * X.T) * X * Transpose(shape),
    "G26": Had(X.applyfunc(exp), a * b.T),
    "G27": Had(X.applyfunc(Lambda(z, (1 - tanh(z) ** 2) * (1 - tanh(tanh(z)) ** 2))), a * b.T),
    "G28": Had(layer_slope, W2.T * residual) * x.T,
    "G29": T.T,
    "G30": 2 * Had(D, X - D),
    "V01": (Am + Am.T) * x,
    "V02": A.T * (W + W.T) * (A * x - bp),
    "V03": rayleigh * x / length,
    "V04": x / sqrt(length),
    "V05": (iS + tS) * (mu - u),
    "V06": e / weight,
    "V07": A.T * (A * x).applyfunc(Lambda(z, -1 / (1 + exp(z)))),
    "V08": (y - Trace(x.T * y) / length * x) / sqrt(length) / sqrt(Trace(y.T * y)),
    "H01": Am + Am.T,
    "H02": A.T * (W + W.T) * A,
    "H03": -kron(iS, tS) * K(k, k),
    "H04": kron(An, Am.T) + kron(An.T, Am),
    "H05": kron(iS, tS) * (kron(v * u.T * iS, I(k)) + kron(I(k), u * v.T * tS)) * K(k, k),
    "H06": MatMul(3, kron(I(k), S.T) + kron(S, I(k)), K(k, k)),
    "H07": SOFTMAX,
    "H08": kron(iS, tS) * (kron(G * iS, I(k)) + kron(I(k), G.T * tS) - I(k * k)) * K(k, k),
    "H09": (rayleigh - 2 / length * (rayleigh * x * x.T + x * x.T * rayleigh)) / length,
    "H10": kron(I(k), K(k, k), I(k)) * (kron(iS, tS, vec(iS)) * K(k, k) + kron(vec(tS), tS, iS)),
    "H11": Determinant(S) * (vec(tS) * vec(tS).T - kron(iS, tS) * K(k, k)),
    "H12": kron(
        x * x.T, Diag(layer_slope) * W2.T * W2 * Diag(layer_slope) + Diag(Had(LAYER.applyfunc(bend), W2.T * residual))
    ),
}


# Classes of functions that people write every day; the letters are those of the 82.
h, c = W1.rows, W2.rows
V, L, E = MatrixSymbol("V", m, h), MatrixSymbol("L", h, c), MatrixSymbol("E", n, c)
Y, QQ, KK, VV, GG, w = (
    MatrixSymbol(name, *shape)
    for name, shape in {"Y": (c, n), "Q": (n, m), "K": (n, m), "V": (n, c), "G": (n, c), "w": (n, 1)}.items()
)
CA, CB, CC, TT = (
    MatrixSymbol(name, *shape) for name, shape in {"A": (m, k), "B": (n, k), "C": (p, k), "T": (m, n * p)}.items()
)
pos, neg, e2 = MatrixSymbol("xp", m, 1), MatrixSymbol("xn", m, 1), OneMatrix(n, 1)
reciprocal, logistic = Lambda(z, 1 / z), Lambda(z, 1 / (1 + exp(-z)))
hidden, deep, graph = W1 * X, W2 * (W1 * X).applyfunc(tanh) - Y, An * T * V
graph_error = An * graph.applyfunc(tanh) * L - E
KR = khatri_rao(CC, CB)
centred, P_C = x - one * one.T * x / m, I(m) - OneMatrix(m, m) / m
columns, C_n = T - e2 * (e2.T * T) / n, I(n) - OneMatrix(n, n) / n
variance = OneMatrix(1, n) * HadamardPower(columns, 2) / n
normalised = Had(columns, e2 * variance.applyfunc(Lambda(z, 1 / sqrt(z))))
gain, squared = MatrixSymbol("G", n, m), OneMatrix(1, n) * HadamardPower(C_n * T, 2) / n
scores = (QQ * KK.T).applyfunc(exp)
attention = Had(scores, (scores * e2).applyfunc(reciprocal) * e2.T)
towards = GG * VV.T
logit = X.T * x
guess = logit.applyfunc(logistic)
one_logit = Trace(x.T * pos)
bce = -total(Had(w, guess.applyfunc(log)) + Had(e2 - w, (e2 - guess).applyfunc(log)))
near, far = squares(A * x - A * pos), squares(A * x - A * neg)
classes = (W2 * hidden).applyfunc(exp)
of_class = (OneMatrix(1, c) * classes).applyfunc(reciprocal)
first, second = x.T * Am * x, x.T * x
both = Trace(first), Trace(second)
BLOCKS, BIG = MatrixSymbol("A", k * m, k * n), MatrixSymbol("M", k * m, k * m)
M1, rest = Inverse(I(m) + X * X.T), I(n) - X.T * Inverse(I(m) + X * X.T) * X

CLASSES = {
    "two-layer loss": (Case("G", squares(deep) / 2, W1), Had(W2.T * deep, hidden.applyfunc(slope)) * X.T),
    "Hessian of a two-layer loss": (
        Case("H", squares(deep) / 2, W1),
        kron(X, I(h))
        * (
            Diag(vec(hidden.applyfunc(slope))) * kron(I(n), W2.T * W2) * Diag(vec(hidden.applyfunc(slope)))
            + Diag(vec(Had(hidden.applyfunc(bend), W2.T * deep)))
        )
        * kron(X.T, I(h)),
    ),
    "graph convolution": (
        Case("G", squares(graph_error) / 2, V),
        T.T * An.T * Had(graph.applyfunc(slope), An.T * graph_error * L.T),
    ),
    "CP loss by the first factor": (Case("G", squares(CA * KR.T - TT) / 2, CA), (CA * KR.T - TT) * KR),
    "CP loss by the second factor": (
        Case("G", squares(CA * KR.T - TT) / 2, CB),
        kron(OneMatrix(1, p), I(n)) * Had(kron(CC, e2), (KR * CA.T - TT.T) * CA),
    ),
    "Rayleigh quotient of a matrix": (
        Case("G", Trace(X.T * Am * X) / squares(X), X),
        (Am + Am.T - 2 * Trace(X.T * Am * X) / squares(X) * I(m)) * X / squares(X),
    ),
    "exp of sums": (
        Case("V", log(exp(first) + exp(second)), x),
        (exp(both[0]) * (Am + Am.T) + 2 * exp(both[1]) * I(m)) * x / (exp(both[0]) + exp(both[1])),
    ),
    "triplet loss": (
        Case("G", log(1 + exp(near - far)), A),
        (2 * exp(Trace((x - pos).T * A.T * A * (x - pos)) - Trace((x - neg).T * A.T * A * (x - neg))))
        / (1 + exp(Trace((x - pos).T * A.T * A * (x - pos)) - Trace((x - neg).T * A.T * A * (x - neg))))
        * A
        * ((x - pos) * (x - pos).T - (x - neg) * (x - neg).T),
    ),
    "binary cross-entropy": (Case("V", bce, x), X * (logit.applyfunc(sigmoid) - w)),
    "Hessian of a binary cross-entropy": (
        Case("H", bce, x),
        X * Diag(logit.applyfunc(Lambda(z, sigmoid(z) * (1 - sigmoid(z))))) * X.T,
    ),
    "cross-entropy of one sample": (
        Case("V", -z * log(1 / (1 + exp(-one_logit))) - (1 - z) * log(1 - 1 / (1 + exp(-one_logit))), x),
        (sigmoid(one_logit) - z) * pos,
    ),
    "cross-entropy by log softmax": (
        Case("G", Trace((OneMatrix(1, c) * classes).applyfunc(log) * e2) - Trace(Y.T * W2 * hidden), W2),
        (classes * Diag(of_class.T) - Y) * X.T * W1.T,
    ),
    "layer norm": (
        Case("J", centred / sqrt(squares(centred) / m), x),
        (P_C - P_C * x * x.T * P_C / Trace(x.T * P_C * x)) / sqrt(Trace(x.T * P_C * x) / m),
    ),
    "batch norm": (
        Case("G", Trace(gain.T * normalised), T),
        C_n
        * (
            Had(gain, e2 * squared.applyfunc(Lambda(z, 1 / sqrt(z))))
            - Had(
                C_n * T,
                e2 * Had(OneMatrix(1, n) * Had(gain, C_n * T), squared.applyfunc(Lambda(z, 1 / z ** Rational(3, 2)))),
            )
            / n
        ),
    ),
    "attention": (
        Case("G", Trace(GG.T * attention * VV), QQ),
        Had(attention, towards - Had(attention, towards) * OneMatrix(n, n)) * KK,
    ),
    "distance from I (x) X": (Case("G", squares(kron(I(k), X) - BLOCKS), X), 2 * (k * X - PartialTrace(BLOCKS, k, 1))),
    "trace with a Kronecker product": (
        Case("G", Trace(kron(S, Am) * BIG), S),
        PartialTrace(BIG.T * kron(I(k), Am.T), m, 2),
    ),
    "inverse of Diag": (
        Case("J", Inverse(Diag(x)), x),
        -Diag(vec(I(m))) * kron(one, Diag(x.applyfunc(Lambda(z, 1 / z**2)))),
    ),
    "log det of Diag": (Case("V", log(Determinant(Diag(x))), x), x.applyfunc(reciprocal)),
    "log det of a power": (Case("G", log(Determinant(S**kk)), S), kk * tS),
    "log of the absolute determinant": (Case("G", log(Abs(Determinant(S))), S), tS),
    "push-through": (
        Case("J", M1 * X, X),
        kron(rest, M1) - kron(X.T * M1, M1 * X) * K(m, n),
    ),
    "Cayley": (Case("J", (I(k) - S) * Inverse(I(k) + S), S), -2 * kron(Inverse(I(k) + S.T), Inverse(I(k) + S))),
}


def ours(case):
    """Return what the package derives: the gradient of a scalar, the Jacobian or Hessian of the rest."""
    return gradient(case.f, case.X) if case.group in "GV" else derived(case)


def compared(case, wanted):
    """Return both forms and their number of nodes; refuse a form by hand that is not equal."""
    found = ours(case)
    if found != wanted and not equal(case, found, wanted):
        raise AssertionError(f"{case.id}: {found} is not {wanted}")
    return found, wanted, nodes(found), nodes(wanted)


def equal(case, found, wanted):
    """Decide exactly; in floats where the verifier cannot, as for exp(-z) exp(z) = 1."""
    verdict = verify((Second if case.group == "H" else Equation)(found, wanted, where=case.where))
    if verdict.status != "unknown":
        return verdict.status == "holds"
    values, sizes = draw(case)
    return np.allclose(*(evaluate(form, {**values, **sizes}) for form in (found, wanted)), rtol=1e-12)


def main():
    """Print the table."""
    rows = {case.id: compared(case, BY_HAND[case.id]) for case in FUNCTIONS}
    rows |= {f"{case.id}: {name}": compared(case, wanted) for name, (case, wanted) in CLASSES.items()}
    for name, (found, wanted, long, short) in rows.items():
        print(f"{name}  {long:3} / {short:3} = {long / short:.2f}\n     ours     {found}\n     by hand  {wanted}")
    titles = {"matrices and Hessians": "JH", "gradients": "GV", "all": "JHGV"}
    for title, groups in titles.items():
        ratios = sorted(long / short for name, (*_, long, short) in rows.items() if name[0] in groups)
        above = sum(ratio > 1.3 for ratio in ratios)
        print(f"{title}: median ratio {median(ratios):.2f}, greatest {ratios[-1]:.2f}, {above} above 1.3")


if __name__ == "__main__":
    main()
