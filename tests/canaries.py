"""False statements, aimed at the weak points of a verifier that draws matrices at random modulo a prime.

Each has a witness, ``at``: values of its letters and sizes where the two sides differ; a test computes both in floats.
Where floats cannot tell, or no values are to be had, ``at`` says in words why it is false.
``tried=True`` marks those that are true at every size a verifier would try: they may hold there, not for all sizes.
``refused=True`` marks those that may be answered by an error.
"""

from dataclasses import dataclass, field
from functools import reduce
from math import gcd, prod

import numpy as np
from sympy import (
    Abs, BlockMatrix, Derivative, Determinant, DiagMatrix, DiagonalOf, Dummy, E, Eq, Function, FunctionMatrix,
    GoldenRatio, HadamardPower, HadamardProduct, Identity, ImmutableMatrix, Inverse, KroneckerDelta, Lambda, MatAdd, MatMul,
    MatPow, MatrixSymbol, Max, Min, Mod, OneMatrix, Piecewise, Product, Rational, Subs, Sum, Symbol, Trace,
    ZeroMatrix, acos, acosh, asin, atan, binomial, ceiling, cos, cosh, exp, factorial, fibonacci, floor, log, pi,
    sign, sin, sinh, sqrt, symbols, tan, tanh, totient,
)  # fmt: skip

from tests.textbook import of, sigma
from veckron import (
    Jacobian,
    Hessian,
    adjugate,
    commutation_matrix,
    duplication_matrix,
    elimination_matrix,
    expm,
    kron,
    vec,
    vech,
)
from veckron.values import MODULI
from veckron.expressions import Differential, Gradient, khatri_rao, pinv, rank

det, tr, HP, K = Determinant, Trace, HadamardProduct, commutation_matrix
p61, sqrt2 = 2**61 - 1, 2**0.5  # the first prime of the verifier

m, n, p, q, r = symbols("m n p q r")
i, j, k = symbols("i j k", integer=True)
a, b, c, s, t, u, v, w = symbols("a b c s t u v w")
A, B, C, F, S, T, Q, R, M, L, U = (MatrixSymbol(name, n, n) for name in "ABCFSTQRMLU")
X, Y = MatrixSymbol("X", m, n), MatrixSymbol("Y", m, n)
x, y, z = (MatrixSymbol(name, n, 1) for name in "xyz")
I, ONES, O = Identity(n), OneMatrix(n, 1), ZeroMatrix(n, n)
f, g = Function("f"), Function("g")


@dataclass
class Canary:
    """A false statement: its words for the reader, its two sides, the structures of its letters, a witness."""

    group: str
    name: str
    sides: callable
    at: dict | str
    structures: dict = field(default_factory=dict)
    tried: bool = False
    where: str = ""
    refused: bool = False


CANARIES = []
one = {"tried": True}


def group(title):
    """Return a function that adds a false statement to a group."""

    def false(name, sides, at, tried=False, where="", refused=False, **structures):
        CANARIES.append(Canary(title, name, sides, at, structures, tried, where, refused))

    return false


def at(**values):
    """Values of letters and sizes where the two sides differ."""
    return values


def number(product):
    """The number in a 1 x 1 product."""
    return Trace(product)


FLIP, SWAP, TURN = [[1, 0], [0, -1]], [[0, 1], [1, 0]], [[0, -1], [1, 0]]
UP, DOWN, ZERO2, EYE2 = [[0, 1], [0, 0]], [[0, 0], [1, 0]], [[0, 0], [0, 0]], [[1, 0], [0, 1]]
FIRST, LAST = [[1, 0], [0, 0]], [[0, 0], [0, 1]]
ONE, MINUS, TWO, THREE, NIL = [[1]], [[-1]], [[2]], [[3]], [[0]]
G2, H2 = [[1, 2], [3, 5]], [[2, -1], [1, 4]]
G3, H3 = [[1, 2, 0], [3, 5, 1], [1, 1, 4]], [[2, -1, 1], [0, 3, 1], [1, 1, -2]]
E1, E2 = [[1], [0]], [[0], [1]]
eye = lambda size: np.eye(size).tolist()
shift = lambda size: np.eye(size, k=1).tolist()


false = group("sets of several components")
Q2, R2, Q3 = of("Q", 2, 2), of("R", 2, 2), of("Q", 3, 3)
ORTH = {"Q": "n n orthogonal"}
false("det Q = 1", lambda: (det(Q), 1), at(Q=FLIP), **ORTH)
false("det Q = -1", lambda: (det(Q), -1), at(Q=EYE2), **ORTH)
false("adj Q = Q^T", lambda: (adjugate(Q), Q.T), at(Q=FLIP), **ORTH)
false("rank(I + Q) = n", lambda: (rank(I + Q), n), at(Q=FLIP), **ORTH)
false("rank(I - Q) = 2 floor(n/2)", lambda: (rank(I - Q), 2 * floor(n / 2)), at(Q=EYE2), **ORTH)
false(
    "rank(I + Q) = n - (1 - det Q)/2, true almost everywhere on both components",
    lambda: (rank(I + Q), n - (1 - det(Q)) / 2),
    at(Q=[[-1, 0], [0, -1]]),
    **ORTH,
)
false("(I + Q)(I + Q)^+ = I", lambda: ((I + Q) * pinv(I + Q), I), at(Q=FLIP), **ORTH)
false("det(I - Q) = (-1)^n det(I - Q)", lambda: (det(I - Q), (-1) ** n * det(I - Q)), at(Q=MINUS), **ORTH)
false("det Q = det R", lambda: (det(Q), det(R)), at(Q=FLIP, R=EYE2), R="n n orthogonal", **ORTH)
false("det QR = 1", lambda: (det(Q * R), 1), at(Q=FLIP, R=EYE2), R="n n orthogonal", **ORTH)
false("det(Q)^3 = 1", lambda: (det(Q) ** 3, 1), at(Q=FLIP), **ORTH)
false(
    "adj(QAQ^T) = adj(Q)^T adj(A) Q^T",
    lambda: (adjugate(Q * A * Q.T), adjugate(Q).T * adjugate(A) * Q.T),
    at(Q=FLIP, A=G2),
    **ORTH,
)
false("det QA = det A", lambda: (det(Q * A), det(A)), at(Q=FLIP, A=G2), **ORTH)
false("det [Q 0; 0 A] = det A", lambda: (det(BlockMatrix([[Q, O], [O, A]])), det(A)), at(Q=FLIP, A=G2), **ORTH)
false(
    "det(Q (x) A) = det(A)^n",
    lambda: (det(kron(Q, of("A", 1, 1))), of("A", 1, 1)[0, 0] ** n),
    at(Q=FLIP, A=TWO),
    **ORTH,
)
false("Q = Q^T", lambda: (Q, Q.T), at(Q=TURN), **ORTH)
false("Q^2 = I", lambda: (Q * Q, I), at(Q=TURN), **ORTH)
false(
    "QR = RQ, 2 x 2: rotations commute",
    lambda: (Q2 * R2, R2 * Q2),
    at(Q=FLIP, R=SWAP),
    Q="2 2 orthogonal",
    R="2 2 orthogonal",
)
false("Q_11 = Q_22, 2 x 2", lambda: (Q2[0, 0], Q2[1, 1]), at(Q=FLIP), Q="2 2 orthogonal")
false("Q_12 = -Q_21, 2 x 2", lambda: (Q2[0, 1], -Q2[1, 0]), at(Q=SWAP), Q="2 2 orthogonal")
false("Q + Q^T = tr(Q) I, 2 x 2", lambda: (Q2 + Q2.T, tr(Q2) * Identity(2)), at(Q=FLIP), Q="2 2 orthogonal")
false(
    "det(I - Q) = 0, 3 x 3: a rotation has an axis",
    lambda: (det(Identity(3) - Q3), 0),
    at(Q=(-np.eye(3)).tolist()),
    Q="3 3 orthogonal",
)
false("tr adj Q = tr Q, 3 x 3", lambda: (tr(adjugate(Q3)), tr(Q3)), at(Q=(-np.eye(3)).tolist()), Q="3 3 orthogonal")
false("Q = 1, 1 x 1", lambda: (of("Q", 1, 1), Identity(1)), at(Q=MINUS), Q="1 1 orthogonal")
false("det(I - 2xx^T/x^T x) = 1", lambda: (det(I - 2 * x * x.T / number(x.T * x)), 1), at(x=E1))
false("sqrt(det Q) = 1", lambda: (sqrt(1 + det(Q)), sqrt(2)), at(Q=FLIP), **ORTH)
false("D det Q = vec(Q)^T", lambda: (Jacobian(det(Q), Q), vec(Q).T), at(Q=FLIP), **ORTH)
false("D (Q^T Q) = 0 by all entries of Q", lambda: (Jacobian(Q.T * Q, Q), ZeroMatrix(n**2, n**2)), at(Q=EYE2), **ORTH)


false = group("ranks and pseudo-inverses")
Xnp, Ynp = of("X", n, p), of("Y", p, q)
false("(AB)^+ = B^+ A^+", lambda: (pinv(A * B), pinv(B) * pinv(A)), at(A=[[1, 1], [0, 0]], B=FIRST))
false(
    "(XY)^+ = Y^+ X^+, m x n and n x p",
    lambda: (pinv(X * of("Y", n, p)), pinv(of("Y", n, p)) * pinv(X)),
    at(X=[[1, 1]], Y=E1),
)
false("A A^+ = I", lambda: (A * pinv(A), I), at(A=FIRST))
false("A^+ A = I", lambda: (pinv(A) * A, I), at(A=FIRST))
false("A A^+ = A^+ A", lambda: (A * pinv(A), pinv(A) * A), at(A=UP))
false("A A^+ B = B", lambda: (A * pinv(A) * B, B), at(A=FIRST, B=EYE2))
false("tr(A A^+) = n", lambda: (tr(A * pinv(A)), n), at(A=FIRST))
false("tr(X^+ X) = min(m, n)", lambda: (tr(pinv(X) * X), Min(m, n)), at(X=[[0, 0]]))
false("det(A A^+) = 1", lambda: (det(A * pinv(A)), 1), at(A=FIRST))
false("det(A) A^+ = adj A: differs at rank n - 1 alone", lambda: (det(A) * pinv(A), adjugate(A)), at(A=FIRST))
false("(A^2)^+ = (A^+)^2", lambda: (pinv(A * A), pinv(A) * pinv(A)), at(A=[[1, 1], [0, 0]]))
false("(A + B)^+ = A^+ + B^+", lambda: (pinv(A + B), pinv(A) + pinv(B)), at(A=EYE2, B=EYE2))
false("(uA)^+ = u A^+", lambda: (pinv(u * A), u * pinv(A)), at(u=2, A=EYE2))
false("(A + B)(A + B)^+ = I", lambda: ((A + B) * pinv(A + B), I), at(A=EYE2, B=[[-1, 0], [0, 0]]))
false("(I + A)(I + A)^+ = I", lambda: ((I + A) * pinv(I + A), I), at(A=[[-1, 0], [0, 0]]))
false("(A - uI)(A - uI)^+ = I", lambda: ((A - u * I) * pinv(A - u * I), I), at(A=EYE2, u=1))
false("(AB)(AB)^+ = A A^+", lambda: (A * B * pinv(A * B), A * pinv(A)), at(A=EYE2, B=FIRST))
false("A^2 (A^2)^+ = A A^+: only nilpotent parts differ", lambda: (A * A * pinv(A * A), A * pinv(A)), at(A=UP))
false("(A o B)^+ = A^+ o B^+", lambda: (pinv(HP(A, B)), HP(pinv(A), pinv(B))), at(A=G2, B=H2))
false("(AA^T)^+ = A^+ (A^T)^+", lambda: (pinv(A * A.T), pinv(A) * pinv(A.T)), at(A=[[1, 1], [0, 0]]))
false("x^+ x = 1", lambda: (pinv(x) * x, Identity(1)), at(x=[[0], [0]]))
false("S S^+ = I, symmetric", lambda: (S * pinv(S), I), at(S=FIRST), S="n n symmetric")
false("M M^+ = I, diagonal", lambda: (M * pinv(M), I), at(M=FIRST), M="n n diagonal")
false("Diag(x)^+ Diag(x) = I", lambda: (pinv(DiagMatrix(x)) * DiagMatrix(x), I), at(x=E1))
false("P^+ = P, idempotent", lambda: (pinv(A), A), at(A=[[1, 1], [0, 0]]), A="n n idempotent")
false("rank A = n", lambda: (rank(A), n), at(A=FIRST))
false("rank X = min(m, n)", lambda: (rank(X), Min(m, n)), at(X=[[0, 0]]))
false("rank(AB) = rank A", lambda: (rank(A * B), rank(A)), at(A=EYE2, B=FIRST))
false("rank(AB) = rank B", lambda: (rank(A * B), rank(B)), at(B=EYE2, A=FIRST))
false("rank(AB) = min(rank A, rank B)", lambda: (rank(A * B), Min(rank(A), rank(B))), at(A=FIRST, B=LAST))
false("rank(AB) = rank A + rank B - n", lambda: (rank(A * B), rank(A) + rank(B) - n), at(A=FIRST, B=FIRST))
false("rank(AB) = rank(BA)", lambda: (rank(A * B), rank(B * A)), at(A=FIRST, B=UP))
false("rank(A + B) = n", lambda: (rank(A + B), n), at(A=FIRST, B=ZERO2))
false("rank(A + B) = rank(A - B)", lambda: (rank(A + B), rank(A - B)), at(A=EYE2, B=EYE2))
false("rank(A + B) = rank A + rank B", lambda: (rank(A + B), rank(A) + rank(B)), at(A=EYE2, B=EYE2))
false("rank(A + B) = min(n, rank A + rank B)", lambda: (rank(A + B), Min(n, rank(A) + rank(B))), at(A=FIRST, B=FIRST))
false("rank(A^2) = rank A: only nilpotent parts differ", lambda: (rank(A * A), rank(A)), at(A=UP))
false("rank(A^3) = rank(A^2)", lambda: (rank(A * A * A), rank(A * A)), at(A=shift(3)))
false("rank(A^4) = rank(A^3)", lambda: (rank(A**4), rank(A**3)), at(A=shift(4)))
false("rank(I + A) = n", lambda: (rank(I + A), n), at(A=[[-1, 0], [0, 3]]))
false("rank(A - uI) = n", lambda: (rank(A - u * I), n), at(A=EYE2, u=1))
false("rank(I + xy^T) = n", lambda: (rank(I + x * y.T), n), at(x=E1, y=[[-1], [0]]))
false("rank(A + A^T) = n", lambda: (rank(A + A.T), n), at(A=TURN))
false("rank(AB - BA) (n - 1) = n (n - 1)", lambda: (rank(A * B - B * A) * (n - 1), n * (n - 1)), at(A=EYE2, B=EYE2))
false("rank x = 1", lambda: (rank(x), 1), at(x=[[0], [0]]))
false("rank(xy^T) = 1", lambda: (rank(x * y.T), 1), at(x=E1, y=[[0], [0]]))
false("rank(xx^T + yy^T) = min(n, 2)", lambda: (rank(x * x.T + y * y.T), Min(n, 2)), at(x=E1, y=E1))
false("rank(A^T A) = n", lambda: (rank(A.T * A), n), at(A=FIRST))
false("rank(X^T X) = min(m, n)", lambda: (rank(X.T * X), Min(m, n)), at(X=[[0, 0]]))
false("rank S = n, symmetric", lambda: (rank(S), n), at(S=FIRST), S="n n symmetric")
false("rank K = 2 floor(n/2), skew", lambda: (rank(S), 2 * floor(n / 2)), at(S=ZERO2), S="n n skew")
false("rank M = n, diagonal", lambda: (rank(M), n), at(M=FIRST), M="n n diagonal")
false("rank L = n, lower triangular", lambda: (rank(L), n), at(L=DOWN), L="n n lower")
false(
    "rank of a triangle counts its diagonal",
    lambda: (rank(L), rank(DiagMatrix(DiagonalOf(L)))),
    at(L=DOWN),
    L="n n lower",
)
false("rank P = n, idempotent", lambda: (rank(A), n), at(A=FIRST), A="n n idempotent")
false(
    "rank(S - T) = n, positive definite",
    lambda: (rank(S - T), n),
    at(S=EYE2, T=EYE2),
    S="n n positive definite",
    T="n n positive definite",
)
false("rank(A o B) = rank A rank B", lambda: (rank(HP(A, B)), rank(A) * rank(B)), at(A=EYE2, B=EYE2))
false("rank(A o B) = n", lambda: (rank(HP(A, B)), n), at(A=FIRST, B=EYE2))
false("rank(A o A) = rank A", lambda: (rank(HP(A, A)), rank(A)), at(A=[[1, 1], [-1, 1]]))
false("rank(A (x) B) = n^2", lambda: (rank(kron(A, B)), n**2), at(A=FIRST, B=EYE2))
false("rank(A (x) B) = rank A + rank B", lambda: (rank(kron(A, B)), rank(A) + rank(B)), at(A=TWO, B=TWO))
false("rank(A (x) B) = n rank B", lambda: (rank(kron(A, B)), n * rank(B)), at(A=FIRST, B=EYE2))
false("rank of a Kronecker sum is n^2", lambda: (rank(kron(A, I) + kron(I, B)), n**2), at(A=EYE2, B=[[-1, 0], [0, 1]]))
false("rank(vec A) = 1", lambda: (rank(vec(A)), 1), at(A=ZERO2))
false("rank [A; B] = n", lambda: (rank(BlockMatrix([[A], [B]])), n), at(A=FIRST, B=ZERO2))
false(
    "rank [A B; 0 C] = rank A + rank C",
    lambda: (rank(BlockMatrix([[A, B], [O, C]])), rank(A) + rank(C)),
    at(A=ZERO2, B=EYE2, C=ZERO2),
)
false("rank adj A = n", lambda: (rank(adjugate(A)), n), at(A=FIRST))
false("rank adj A = rank A", lambda: (rank(adjugate(A)), rank(A)), at(A=[[1, 0, 0], [0, 0, 0], [0, 0, 0]]))
false("n rank(A^+ B) = rank(A^T B)^2", lambda: (rank(pinv(A) * B) * n, rank(A.T * B) ** 2), at(A=FIRST, B=EYE2))
false("Khatri-Rao: rank(A * B) = n", lambda: (rank(khatri_rao(A, B)), n), at(A=FIRST, B=EYE2))
false("D A^+ = -(A^+)^T (x) A^+ for m x n", lambda: (Jacobian(pinv(X), X), -kron(pinv(X).T, pinv(X))), at(X=[[1], [2]]))
false("D (X X^+) = 0", lambda: (Jacobian(X * pinv(X), X), ZeroMatrix(m**2, m * n)), at(X=[[1], [2]]))
false("rank(uA) = rank A", lambda: (rank(u * A), rank(A)), at(u=0, A=ONE))
false("u (uA)^+ = A^+", lambda: (u * pinv(u * A), pinv(A)), at(u=0, A=ONE))
false("rank(A Diag(x)) = rank A", lambda: (rank(A * DiagMatrix(x)), rank(A)), at(A=EYE2, x=E1))
false("rank(A^2 + I) = n", lambda: (rank(A * A + I), n), at(A=TURN))
false("rank(A^2 - A) = n", lambda: (rank(A * A - A), n), at(A=EYE2))
false("rank(A^2 - I) = n", lambda: (rank(A * A - I), n), at(A=EYE2))
false("rank(A - B^T) = n", lambda: (rank(A - B.T), n), at(A=UP, B=DOWN))
false("rank(AB - I) = n", lambda: (rank(A * B - I), n), at(A=EYE2, B=EYE2))
false("rank(AB + BA) = n", lambda: (rank(A * B + B * A), n), at(A=FLIP, B=SWAP))
false("rank(A^T A - AA^T) (n - 1) = n (n - 1)", lambda: (rank(A.T * A - A * A.T) * (n - 1), n * (n - 1)), at(A=EYE2))
false("rank(S - uI) = n, symmetric", lambda: (rank(S - u * I), n), at(S=EYE2, u=1), S="n n symmetric")
false("rank(I - xx^T) = n", lambda: (rank(I - x * x.T), n), at(x=E1))
false("rank(A + xy^T) = n", lambda: (rank(A + x * y.T), n), at(A=EYE2, x=E1, y=[[-1], [0]]))
false("rank(A + xy^T) = rank A + 1 or n", lambda: (rank(A + x * y.T), Min(n, rank(A) + 1)), at(A=FIRST, x=E1, y=E1))
false("rank [x y] = min(n, 2)", lambda: (rank(BlockMatrix([[x, y]])), Min(n, 2)), at(x=E1, y=E1))
false("rank [A B] = rank A + rank B", lambda: (rank(BlockMatrix([[A, B]])), rank(A) + rank(B)), at(A=EYE2, B=EYE2))
false(
    "rank [A B; B A] = rank A + rank B",
    lambda: (rank(BlockMatrix([[A, B], [B, A]])), rank(A) + rank(B)),
    at(A=EYE2, B=EYE2),
)
false("rank(A (x) I - I (x) A) = n^2 - n", lambda: (rank(kron(A, I) - kron(I, A)), n**2 - n), at(A=EYE2))
false(
    "rank of vec A beside vec B",
    lambda: (rank(BlockMatrix([[vec(A), vec(B)]])) * (n - 1), 2 * (n - 1)),
    at(A=EYE2, B=EYE2),
)
false("(A - B)(A - B)^+ = I", lambda: ((A - B) * pinv(A - B), I), at(A=EYE2, B=EYE2))
false("(AB - I)(AB - I)^+ = I", lambda: ((A * B - I) * pinv(A * B - I), I), at(A=EYE2, B=EYE2))
false("(A o B)(A o B)^+ = I", lambda: (HP(A, B) * pinv(HP(A, B)), I), at(A=FIRST, B=LAST))
false("A^+ A A^T = A^T A A^+", lambda: (pinv(A) * A * A.T, A.T * A * pinv(A).T), at(A=[[2, 1], [0, 0]]))
false("A A^+ (A + B) = A + B", lambda: (A * pinv(A) * (A + B), A + B), at(A=FIRST, B=LAST))
false("(A^3)^+ = (A^+)^3", lambda: (pinv(A**3), pinv(A) ** 3), at(A=[[1, 1], [0, 0]]))
false("rank X = n where m >= n", lambda: (rank(X), n), at(X=[[0], [0]]), where="m >= n")
false("X^+ X = I where m >= n", lambda: (pinv(X) * X, I), at(X=[[0], [0]]), where="m >= n")
false("rank(XY^T) = n where m >= n", lambda: (rank(X * Y.T), n), at(X=[[1], [0]], Y=[[0], [0]]), where="m >= n")
false(
    "tr(A A^+) B = tr(B B^+) B",
    lambda: (tr(A * pinv(A)) * B, tr(B * pinv(B)) * B),
    at(A=ZERO2, B=EYE2),
)
false("(A^-1 + B^+)^-1 = A (A + B)^-1 B", lambda: ((A.I + pinv(B)).I, A * (A + B).I * B), at(A=EYE2, B=ZERO2))
false("rank(A + I) = rank A", lambda: (rank(A + I), rank(A)), at(A=ZERO2))
false("(n - rank A) det(I + A) = 0", lambda: ((n - rank(A)) * det(I + A), 0), at(A=ZERO2))
false("rank(A^+ B) = rank(A B)", lambda: (rank(pinv(A) * B), rank(A * B)), at(A=UP, B=LAST))
false("rank(adj(A) B) = rank(A B)", lambda: (rank(adjugate(A) * B), rank(A * B)), at(A=NIL, B=ONE))
false("rank((I + Q) A) = rank A", lambda: (rank((I + Q) * A), rank(A)), at(A=ONE, Q=MINUS), **ORTH)


false = group("fixed strata")
IDEM, SING = {"A": "n n idempotent"}, {"A": "n n singular"}
false("tr P = floor((n + 1)/2)", lambda: (tr(A), floor((n + 1) / 2)), at(A=EYE2), **IDEM)
false("tr P = ceiling(n/2)", lambda: (tr(A), ceiling(n / 2)), at(A=ZERO2), **IDEM)
false("rank P = n - floor(n/2)", lambda: (rank(A), n - floor(n / 2)), at(A=EYE2), **IDEM)
false("tr P = n", lambda: (tr(A), n), at(A=FIRST), **IDEM)
false("tr P = rank(I - P)", lambda: (tr(A), rank(I - A)), at(A=EYE2), **IDEM)
false("P = P^T", lambda: (A, A.T), at(A=[[1, 1], [0, 0]]), **IDEM)
false("det(P) (n - 1) = 0", lambda: (det(A) * (n - 1), 0), at(A=EYE2), **IDEM)
false("adj(P) (n - 1)(n - 2) = 0", lambda: (adjugate(A) * ((n - 1) * (n - 2)), O), at(A=eye(3)), **IDEM)
false("det(I - P) = 0", lambda: (det(I - A), 0), at(A=ZERO2), **IDEM)
false("tr P = tr R for two idempotents", lambda: (tr(A), tr(B)), at(A=EYE2, B=ZERO2), B="n n idempotent", **IDEM)
false(
    "PR = RP for two idempotents", lambda: (A * B, B * A), at(A=[[1, 1], [0, 0]], B=FIRST), B="n n idempotent", **IDEM
)
false("(P + R)^2 = P + R", lambda: ((A + B) ** 2, A + B), at(A=EYE2, B=EYE2), B="n n idempotent", **IDEM)
false("rank(P + R) = n", lambda: (rank(A + B), n), at(A=FIRST, B=FIRST), B="n n idempotent", **IDEM)
false("adj A = 0, singular", lambda: (adjugate(A), O), at(A=FIRST), **SING)
false("rank A = n - 1, singular", lambda: (rank(A), n - 1), at(A=ZERO2), **SING)
false("rank adj A = 1, singular", lambda: (rank(adjugate(A)), 1), at(A=np.diag([1, 0, 0]).tolist()), **SING)
false("tr(A A^+) = n - 1, singular", lambda: (tr(A * pinv(A)), n - 1), at(A=ZERO2), **SING)
false("rank(A^2) = rank A, singular", lambda: (rank(A * A), rank(A)), at(A=UP), **SING)
false("det(A + B) = 0 for singular A and B", lambda: (det(A + B), 0), at(A=FIRST, B=LAST), B="n n singular", **SING)
false(
    "A adj(A + B) B = 0 for singular A, B", lambda: (A * adjugate(A + B) * B, O), at(A=[[1, 1], [0, 0]], B=EYE2), **SING
)
false("A = 0, singular", lambda: (A, O), at(A=FIRST), **SING)
false("A_11 = 0, singular diagonal", lambda: (A[0, 0], 0), at(A=FIRST), A="n n diagonal singular")
false("A_11 = 0, singular lower triangle", lambda: (A[0, 0], 0), at(A=FIRST), A="n n lower singular")
false("rank S = n - 1, singular symmetric", lambda: (rank(S), n - 1), at(S=ZERO2), S="n n symmetric singular")
false("X^+ X = I, rank r", lambda: (pinv(X) * X, I), at(X=[[1, 0]], r=1), X="m n rank r")
false("det A = 0, rank r", lambda: (det(A), 0), at(A=EYE2, r=2), A="n n rank r")
false("rank(AB) = r", lambda: (rank(A * B), r), at(A=FIRST, B=LAST, r=1), A="n n rank r", B="n n rank r")
false("rank(A^2) = r", lambda: (rank(A * A), r), at(A=UP, r=1), A="n n rank r")
false(
    "rank(A + B) = min(n, 2r)",
    lambda: (rank(A + B), Min(n, 2 * r)),
    at(A=FIRST, B=FIRST, r=1),
    A="n n rank r",
    B="n n rank r",
)
false(
    "(rank A)(r - n) = r(r - n) - (r - n)^2",
    lambda: (rank(A) * (r - n), r * (r - n) + (r - n) * (n - r)),
    at(A=FIRST, r=1),
    A="n n rank r",
)
false(
    "tr P (tr P - 1) ... (tr P - 30) = 0",
    lambda: (prod(tr(A) - size for size in range(31)), 0),
    at(A=eye(31)),
    **one,
    **IDEM,
)
false(
    "rank A (rank A - 1) ... (rank A - 30) = 0",
    lambda: (prod(rank(A) - size for size in range(31)) * A, O),
    at(A=eye(31)),
    **one,
)


false = group("roots and absolute values")
S3, K2, K4 = of("S", 3, 3), of("S", 2, 2), of("S", 4, 4)
half, quarter = Rational(1, 2), Rational(1, 4)
false("sqrt(x^2) = x", lambda: (sqrt(u**2), u), at(u=-1))
false("sqrt(x^2) = -x", lambda: (sqrt(u**2), -u), at(u=1))
false("sqrt(x^2 y^2) = xy", lambda: (sqrt(u**2 * v**2), u * v), at(u=-1, v=1))
false("sqrt(x^2) sqrt(y^2) = xy", lambda: (sqrt(u**2) * sqrt(v**2), u * v), at(u=-1, v=1))
false("sqrt(4x^2) = 2x", lambda: (sqrt(4 * u**2), 2 * u), at(u=-1))
false("sqrt(x^2)/x = 1", lambda: (sqrt(u**2) / u, 1), at(u=-1))
false("sqrt(x^6) = x^3", lambda: (sqrt(u**6), u**3), at(u=-1))
false("(x^2)^(3/2) = x^3", lambda: ((u**2) ** Rational(3, 2), u**3), at(u=-1))
false("(x^4)^(1/4) = x", lambda: ((u**4) ** quarter, u), at(u=-1))
false("(x^6)^(1/6) = x", lambda: ((u**6) ** Rational(1, 6), u), at(u=-1))
false("(x^6)^(1/3) = x^2 and a sign", lambda: ((u**6) ** Rational(1, 3), -(u**2)), at(u=1))
false("1/sqrt(x^2) = 1/x", lambda: ((u**2) ** (-half), 1 / u), at(u=-1))
false("sqrt((x + y)^2) = x + y", lambda: (sqrt((u + v) ** 2), u + v), at(u=-1, v=0))
false("sqrt(x^2 + 2xy + y^2) = x + y", lambda: (sqrt(u**2 + 2 * u * v + v**2), u + v), at(u=-1, v=0))
false("sqrt(1 - 2x + x^2) = 1 - x", lambda: (sqrt(1 - 2 * u + u**2), 1 - u), at(u=2))
false("sqrt((x + y)^2) - sqrt((x - y)^2) = 2y", lambda: (sqrt((u + v) ** 2) - sqrt((u - v) ** 2), 2 * v), at(u=0, v=1))
false("sqrt(x^2) + sqrt(y^2) = x + y", lambda: (sqrt(u**2) + sqrt(v**2), u + v), at(u=-1, v=1))
false("sqrt(x^2) + sqrt(y^2) = sqrt((x + y)^2)", lambda: (sqrt(u**2) + sqrt(v**2), sqrt((u + v) ** 2)), at(u=-1, v=1))
false("sqrt(x^2) sqrt(y^2) = -sqrt(x^2 y^2)", lambda: (sqrt(u**2) * sqrt(v**2), -sqrt(u**2 * v**2)), at(u=1, v=1))
false("sqrt(x) sqrt(y) = -sqrt(xy)", lambda: (sqrt(u) * sqrt(v), -sqrt(u * v)), at(u=1, v=1))
false("sqrt(x^2 + y^2) = -sqrt(x^2 + y^2)", lambda: (sqrt(u**2 + v**2), -sqrt(u**2 + v**2)), at(u=1, v=0))
false("sqrt(x + y) = sqrt x + sqrt y", lambda: (sqrt(u + v), sqrt(u) + sqrt(v)), at(u=1, v=1))
false("sqrt(3 - 2 sqrt 2) = 1 - sqrt 2", lambda: (sqrt(3 - 2 * sqrt(2)) * A, (1 - sqrt(2)) * A), at(A=ONE))
false("sqrt(3 - 2 sqrt 2) = sqrt 2 - 1 and a sign", lambda: (sqrt(3 - 2 * sqrt(2)) * A, -(sqrt(2) + 1) * A), at(A=ONE))
false("sqrt(det A^T A) = det A", lambda: (sqrt(det(A.T * A)), det(A)), at(A=FLIP))
false("sqrt(det A^T A) = -det A", lambda: (sqrt(det(A.T * A)), -det(A)), at(A=EYE2))
false("sqrt(det(A)^2) = det A", lambda: (sqrt(det(A) ** 2), det(A)), at(A=FLIP))
false("sqrt(det A^2) = det A", lambda: (sqrt(det(A * A)), det(A)), at(A=FLIP))
false("det(S^2)^(1/2) = det S, symmetric", lambda: (det(S * S) ** half, det(S)), at(S=FLIP), S="n n symmetric")
false("(det(A)^4)^(1/4) = det A", lambda: ((det(A) ** 4) ** quarter, det(A)), at(A=FLIP))
false("sqrt(det A det A^T) = det A", lambda: (sqrt(det(A) * det(A.T)), det(A)), at(A=FLIP))
false("sqrt(tr(A)^2) = tr A", lambda: (sqrt(tr(A) ** 2), tr(A)), at(A=MINUS))
false("sqrt(tr A tr A^T) = tr A", lambda: (sqrt(tr(A) * tr(A.T)), tr(A)), at(A=MINUS))
false("sqrt((x^T y)^2) = x^T y", lambda: (sqrt(number(x.T * y) ** 2), number(x.T * y)), at(x=ONE, y=MINUS))
false("((x^T y)^2)^(1/2) = x^T y as matrices", lambda: (MatPow(x.T * y * x.T * y, half), x.T * y), at(x=ONE, y=MINUS))
false("sqrt(x^T yy^T x) = x^T y", lambda: (sqrt(number(x.T * y * y.T * x)), number(x.T * y)), at(x=ONE, y=MINUS))
false("sqrt(x^T x y^T y) = x^T y", lambda: (sqrt(number(x.T * x) * number(y.T * y)), number(x.T * y)), at(x=E1, y=E2))
false(
    "sqrt(x^T x) = 1^T x, 1 x 1",
    lambda: (sqrt(number(of("x", 1, 1).T * of("x", 1, 1))), number(of("x", 1, 1))),
    at(x=MINUS),
)
false("|uA| = u|A|", lambda: (sqrt(u**2 * tr(A.T * A)), u * sqrt(tr(A.T * A))), at(u=-1, A=EYE2))
false("|A| of its transpose, with a sign", lambda: (sqrt(tr(A.T * A)), -sqrt(tr(A * A.T))), at(A=EYE2))
false("|A| = -|QA|", lambda: (sqrt(tr(A.T * A)), -sqrt(tr((Q * A).T * Q * A))), at(A=EYE2, Q=EYE2), **ORTH)
false(
    "|A + B| = |A| + |B|",
    lambda: (sqrt(tr((A + B).T * (A + B))), sqrt(tr(A.T * A)) + sqrt(tr(B.T * B))),
    at(A=EYE2, B=FLIP),
)
false("|xx^T| = -x^T x", lambda: (sqrt(tr(x * x.T * x * x.T)), -number(x.T * x)), at(x=E1))
false(
    "sqrt(det(A)^2 |A|^2) = det(A) |A|",
    lambda: (sqrt(det(A) ** 2 * tr(A.T * A)), det(A) * sqrt(tr(A.T * A))),
    at(A=FLIP),
)
false("sqrt det K = K_12, skew 2 x 2", lambda: (sqrt(det(K2)), K2[0, 1]), at(S=[[0, -1], [1, 0]]), S="2 2 skew")
false(
    "sqrt det K = its Pfaffian, skew 4 x 4",
    lambda: (sqrt(det(K4)), K4[0, 1] * K4[2, 3] - K4[0, 2] * K4[1, 3] + K4[0, 3] * K4[1, 2]),
    at(S=[[0, -1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, -1, 0]]),
    S="4 4 skew",
)
false(
    "S_12 = sqrt(S_12^2), positive definite",
    lambda: (of("S", 2, 2)[0, 1], sqrt(of("S", 2, 2)[0, 1] ** 2)),
    at(S=[[2, -1], [-1, 2]]),
    S="2 2 positive definite",
)
false(
    "sqrt(det(S)^2) = -det S, positive definite",
    lambda: (sqrt(det(S) ** 2), -det(S)),
    at(S=EYE2),
    S="n n positive definite",
)
false("|x| = x", lambda: (Abs(u), u), at(u=-1))
false("|x| = -x", lambda: (Abs(u), -u), at(u=1))
false("|xy| = xy", lambda: (Abs(u * v), u * v), at(u=-1, v=1))
false("|x|^3 = x^3", lambda: (Abs(u) ** 3, u**3), at(u=-1))
false("|tr A| = tr A", lambda: (Abs(tr(A)), tr(A)), at(A=MINUS))
false("|det A| = det A", lambda: (Abs(det(A)), det(A)), at(A=FLIP))
false("|k| = k for an integer k", lambda: (Abs(k), k), at(k=-1))
false("sign x = 1", lambda: (sign(u), 1), at(u=-1))
false("sign(x)^2 = 1 + sign x", lambda: (sign(u) ** 2, sign(u)), at(u=-1))
false("max(x, 0) = x", lambda: (Max(u, 0), u), at(u=-1))
false("max(x, y) = x", lambda: (Max(u, v), u), at(u=0, v=1))
false("min(x, y) = (x + y)/2", lambda: (Min(u, v), (u + v) / 2), at(u=0, v=1))
false("Piecewise: relu(x) = x", lambda: (Piecewise((u, u > 0), (0, True)), u), "at x = -1 it is 0")
false("floor x = x for a number", lambda: (floor(u), u), at(u=0.5))
false("x mod 1 = 0 for a number", lambda: (Mod(u, 1), 0), "1/2 mod 1 is 1/2")
false("ceiling x = floor x", lambda: (ceiling(u), floor(u)), at(u=0.5))
false("relu(A) = A, entry by entry", lambda: (A.applyfunc(Lambda(t, Max(t, 0))), A), at(A=MINUS))
false("|A| = A, entry by entry", lambda: (A.applyfunc(Abs), A), at(A=MINUS))
false("sqrt(A o A) = A, entry by entry", lambda: (HadamardPower(HP(A, A), half), A), at(A=MINUS))
false("sqrt(A o A) = A by a Lambda", lambda: (A.applyfunc(Lambda(t, sqrt(t**2))), A), at(A=MINUS))
false(
    "sqrt(A o B) = -sqrt(A) o sqrt(B)",
    lambda: (HadamardPower(HP(A, B), half), -HP(HadamardPower(A, half), HadamardPower(B, half))),
    at(A=ONE, B=ONE),
)
false("d|x|/dx = 1", lambda: (Jacobian(sqrt(u**2), u), Identity(1)), at(u=-1))
false("d|x|/dx = x/|x| and a sign", lambda: (Jacobian(sqrt(u**2), u), -u / sqrt(u**2) * Identity(1)), at(u=1))
false("sqrt(xy) sqrt(x^2) = x sqrt(xy)", lambda: (sqrt(u * v) * sqrt(u**2), u * sqrt(u * v)), at(u=-1, v=-1))
false("sqrt(x^2 y) = x sqrt(y)", lambda: (sqrt(u**2 * v), u * sqrt(v)), at(u=-1, v=1))
false("sqrt((x^2 - 2)^2) = x^2 - 2", lambda: (sqrt((u**2 - 2) ** 2), u**2 - 2), at(u=0))
false("sqrt((1 + x^2)^2) = -(1 + x^2)", lambda: (sqrt((1 + u**2) ** 2), -(1 + u**2)), at(u=0))
false("sqrt(6 - 4 sqrt 2) = sqrt 2 - 2", lambda: (sqrt(6 - 4 * sqrt(2)) * A, (sqrt(2) - 2) * A), at(A=ONE))
false("sqrt(6 - 4 sqrt 2) = -sqrt 2 - 2", lambda: (sqrt(6 - 4 * sqrt(2)) * A, -(sqrt(2) + 2) * A), at(A=ONE))
false("sqrt(6 - 2 sqrt 5) = 1 - sqrt 5", lambda: (sqrt(6 - 2 * sqrt(5)) * A, (1 - sqrt(5)) * A), at(A=ONE))
false(
    "sqrt(phi^2 - 4 phi + 4) = phi - 2",
    lambda: (sqrt(GoldenRatio**2 - 4 * GoldenRatio + 4) * A, (GoldenRatio - 2) * A),
    at(A=ONE),
)
false("sqrt(pi^2 - 6 pi + 9) = 3 - pi", lambda: (sqrt(pi**2 - 6 * pi + 9) * A, (3 - pi) * A), at(A=ONE))
false("sqrt(e^2 - 6e + 9) = e - 3", lambda: (sqrt(E**2 - 6 * E + 9) * A, (E - 3) * A), at(A=ONE))
false("(x^3)^(1/3) = -x", lambda: ((u**3) ** Rational(1, 3), -u), at(u=1))
false("(x^2)^(1/3) = x^(2/3) and a sign", lambda: ((u**2) ** Rational(1, 3), -(u ** Rational(2, 3))), at(u=1))
false("sqrt(x^2 + y^2) = x", lambda: (sqrt(u**2 + v**2), u), at(u=1, v=1))
false("|x| of a real symbol is x", lambda: (Abs(Symbol("u", real=True)), Symbol("u", real=True)), at(u=-1))
false("max(x, y) = (x + y - |x - y|)/2", lambda: (Max(u, v), (u + v - Abs(u - v)) / 2), at(u=0, v=1))
false("D |x| = 1", lambda: (Jacobian(Abs(u), u), Identity(1)), at(u=-1))
false("D max(x, 0) = 1", lambda: (Jacobian(Max(u, 0), u), Identity(1)), at(u=-1))


false = group("numbers that depend on a size")
EIGHT, FIFTY = eye(8), eye(60)
KINDS = [(1, 1), (2, 3), (3, 3), (2, 2), (1, 4), (4, 1), (5, 7), (7, 5)]  # the sizes that the verifier tries at least


def through(values):
    """A polynomial in m and n that takes given values at the sizes which are tried: one term for each size."""
    terms = []
    for (mi, ni), value in values.items():
        others = [pair for pair in values if pair != (mi, ni)]
        factors = [(m + 10 * n - a - 10 * b) / Rational(mi + 10 * ni - a - 10 * b) for a, b in others]
        terms.append(value * prod(factors))
    return sum(terms)


TRACE_OF_K = through({(a, b): 1 + gcd(a - 1, b - 1) for a, b in KINDS})
vanishing = lambda sizes: prod(n - size for size in sizes)
false("(n mod 8) A = nA", lambda: (Mod(n, 8) * A, n * A), at(A=EIGHT), **one)
false("floor(n/50) A = 0", lambda: (floor(n / 50) * A, O), at(A=FIFTY), **one)
false("binomial(n, 8) A = 0", lambda: (binomial(n, 8) * A, O), at(A=EIGHT), **one)
false("binomial(n, 40) A = 0", lambda: (binomial(n, 40) * A, O), at(A=FIFTY), **one)
false("delta(n, 8) A = 0", lambda: (KroneckerDelta(n, 8) * A, O), at(A=EIGHT), **one)
false("delta(n, 60) A = 0", lambda: (KroneckerDelta(n, 60) * A, O), at(A=FIFTY), **one)
false(
    "A[min(n - 1, 6), 0] = A[n - 1, 0]",
    lambda: (A[Min(n - 1, 6), 0], A[n - 1, 0]),
    at(A=np.arange(64).reshape(8, 8).tolist()),
    **one,
)
false(
    "A[min(n - 1, 40), 0] = A[n - 1, 0]",
    lambda: (A[Min(n - 1, 40), 0], A[n - 1, 0]),
    at(A=np.arange(3600).reshape(60, 60).tolist()),
    **one,
)
odd = 1 + floor(n / 8)
false(
    "UV = VU of size 1 + floor(n/8)",
    lambda: (of("U", odd, odd) * of("V", odd, odd), of("V", odd, odd) * of("U", odd, odd)),
    at(U=UP, V=DOWN, n=8),
    **one,
)
far = 1 + floor(n / 40)
false(
    "UV = VU of size 1 + floor(n/40)",
    lambda: (of("U", far, far) * of("V", far, far), of("V", far, far) * of("U", far, far)),
    at(U=UP, V=DOWN, n=40),
    **one,
)
hidden = 1 + prod((n - size) ** 2 for size in range(1, 24))
false(
    "UV = VU of a size that is 1 + a square",
    lambda: (of("U", hidden, hidden) * of("V", hidden, hidden), of("V", hidden, hidden) * of("U", hidden, hidden)),
    "at n = 24 the letters are larger than 1 x 1",
    **one,
)
false("(n - 1)(n - 2)(n - 3)(n - 5)(n - 7) A = 0", lambda: (vanishing([1, 2, 3, 5, 7]) * A, O), at(A=eye(4)), **one)
false("(n - 1) ... (n - 23) A = 0", lambda: (vanishing(range(1, 24)) * A, O), at(A=eye(24)), **one)
false("the same, as a product over i", lambda: (Product(n - i, (i, 1, 23)).doit() * A, O), at(A=eye(24)), **one)
false("n^2 A = nA", lambda: (n**2 * A, n * A), at(A=EYE2))
false(
    "(m - 1)(n - 1)(m - n)(m + n - 5)(m + n - 12) A = 0",
    lambda: ((m - 1) * (n - 1) * (m - n) * (m + n - 5) * (m + n - 12) * X, ZeroMatrix(m, n)),
    at(X=[[1, 0, 0, 0], [0, 1, 0, 0]]),
    **one,
)
false("tr K_mn = a polynomial in m and n", lambda: (tr(K(m, n)), TRACE_OF_K), at(m=4, n=4), **one)
false("tr K_mn = m", lambda: (tr(K(m, n)), m), at(m=3, n=2))
false(
    "1^T (K_mn o I) 1 = a polynomial in m and n",
    lambda: (OneMatrix(1, m * n) * HP(K(m, n), Identity(m * n)) * OneMatrix(m * n, 1), TRACE_OF_K * Identity(1)),
    at(m=4, n=4),
    **one,
)
false(
    "vec(I)^T vec K_mn = a polynomial in m and n",
    lambda: (vec(Identity(m * n)).T * vec(K(m, n)), TRACE_OF_K * Identity(1)),
    at(m=4, n=4),
    **one,
)
false("det K_nn = 1", lambda: (det(K(n, n)), 1), at(n=2))
false("det K_nn = (-1)^n and a sign", lambda: (det(K(n, n)), -((-1) ** n)), at(n=3))
false(
    "tr(A (x) B) = tr(AB) for m x n and n x m",
    lambda: (tr(kron(X, of("Z", n, m))), tr(X * of("Z", n, m))),
    at(X=G2, Z=H2),
)
false("det(A (x) B) = 0 for m x n and n x m", lambda: (det(kron(X, of("Z", n, m))), 0), at(X=ONE, Z=ONE))
false(
    "(-1)^n A = (-1)^(n + floor(n/9)) A",
    lambda: ((-1) ** n * A, (-1) ** (n + floor(n / 9)) * A),
    at(A=eye(9)),
    **one,
)
false("n! A = (n mod 8)! A", lambda: (factorial(n) * A, factorial(Mod(n, 8)) * A), at(A=EIGHT), **one)
false("phi(n) A = (n - 1) A: true for primes", lambda: (totient(n) * A, (n - 1) * A), at(A=eye(4)), **one)
false("the Fibonacci number of min(n, 30)", lambda: (fibonacci(n) * A, fibonacci(Min(n, 30)) * A), at(A=eye(31)), **one)
false("2^n A = 2^min(n, 30) A", lambda: (2**n * A, 2 ** Min(n, 30) * A), at(A=eye(31)), **one)
false("x^floor(n/50) = 1", lambda: (u ** floor(n / 50) * A, A), at(A=FIFTY, u=2), **one)
false("max(n, 30) A = 30 A", lambda: (Max(n, 30) * A, 30 * A), at(A=eye(31)), **one)
false("min(n, 30) A = n A", lambda: (Min(n, 30) * A, n * A), at(A=eye(31)), **one)
false("ceiling(n/100) A = A", lambda: (ceiling(n / 100) * A, A), at(A=eye(101)), **one)
false("sign(n - 30) A = -A", lambda: (sign(n - 30) * A, -A), at(A=eye(31)), **one)
false("|n - 30| A = (30 - n) A", lambda: (Abs(n - 30) * A, (30 - n) * A), at(A=eye(31)), **one)
false("sqrt((n - 30)^2) A = (30 - n) A", lambda: (sqrt((n - 30) ** 2) * A, (30 - n) * A), at(A=eye(31)), **one)
false("sqrt(n^2) A = -nA", lambda: (sqrt(n**2) * A, -n * A), at(A=EYE2))
false("Piecewise in n", lambda: (Piecewise((0, n < 30), (1, True)) * A, O), at(A=eye(31)), **one)
false("floor(sqrt(n)/6) A = 0", lambda: (floor(sqrt(n) / 6) * A, O), at(A=eye(36)), **one)
false("tr I_min(n, 30) = n", lambda: (tr(Identity(Min(n, 30))), n), at(n=31), **one)
false("A^min(n, 30) = A^n", lambda: (MatPow(A, Min(n, 30)), MatPow(A, n)), at(A=np.diag([2] * 31).tolist()), **one)
false(
    "A^(o min(n, 30)) = A^(o n)",
    lambda: (HadamardPower(A, Min(n, 30)), HadamardPower(A, n)),
    at(A=(2 * np.eye(31)).tolist()),
    **one,
)
false(
    "A^(o n) = A^(o (n mod 30))",
    lambda: (HadamardPower(A, Mod(n, 30)), HadamardPower(A, n)),
    at(A=(2 * np.eye(31)).tolist()),
    **one,
)
false(
    "t -> t^min(n, 30), entry by entry",
    lambda: (A.applyfunc(Lambda(t, t ** Min(n, 30))), A.applyfunc(Lambda(t, t**n))),
    at(A=(2 * np.eye(31)).tolist()),
    **one,
)
false(
    "t -> t min(n, 30), entry by entry",
    lambda: (A.applyfunc(Lambda(t, t * Min(n, 30))), n * A),
    at(A=(2 * np.eye(31)).tolist()),
    **one,
)
false("sum_i delta(i, 40) A = 0", lambda: (Sum(KroneckerDelta(i, 40), (i, 1, n)) * A, O), at(A=eye(40)), **one)
false(
    "sum_i delta(i, 40) A_ii = 0",
    lambda: (Sum(KroneckerDelta(i, 40) * A[i, i], (i, 0, n - 1)), 0),
    at(A=eye(41)),
    **one,
)
false("sum_{i < 40} A_ii = tr A", lambda: (Sum(A[i, i], (i, 0, Min(n - 1, 39))), tr(A)), at(A=eye(41)), **one)
false("sum of i floor(i/40) = 0", lambda: (Sum(i * floor(i / 40), (i, 0, n)) * A, O), at(A=eye(41)), **one)
false(
    "prod_{i <= n} (40 - i) stops at 39",
    lambda: (Product(40 - i, (i, 1, n)) * A, Product(40 - i, (i, 1, Min(n, 39))) * A),
    "at n = 40 the left side is 0, the right side 39! A",
    **one,
)
false(
    "(1 + x)^n = the first 30 terms",
    lambda: (Sum(binomial(n, i) * u**i, (i, 0, 30)) * A, (1 + u) ** n * A),
    at(A=eye(31), u=-1),
    **one,
)
false(
    "a matrix function of i and j that is 0 below 40",
    lambda: (FunctionMatrix(n, n, Lambda((i, j), floor(i / 40))), O),
    at(n=41),
    **one,
)
false(
    "delta(i, 40) as a matrix is 0",
    lambda: (FunctionMatrix(n, n, Lambda((i, j), KroneckerDelta(i, 40) * j)), O),
    at(n=41),
    **one,
)
false(
    "tr D_n^T D_n = n(n + 1)/2", lambda: (tr(duplication_matrix(n).T * duplication_matrix(n)), n * (n + 1) / 2), at(n=2)
)
false(
    "integer k: (k - 1) ... (k - 23) = 0",
    lambda: (prod(k - size for size in range(1, 24)) * A, O),
    at(A=ONE, k=24),
    **one,
)
false("integer k: k mod 50 = k", lambda: (Mod(k, 50) * A, k * A), at(A=ONE, k=50), **one)
false("integer k: x^|k| = x^k", lambda: (u ** Abs(k), u**k), at(u=2, k=-1), **one)
false("m >= n missing: det X^T X = det XX^T", lambda: (det(X.T * X), det(X * X.T)), at(X=[[1, 2]]))
false("m >= n missing: X^+ X = I", lambda: (pinv(X) * X, I), at(X=[[1, 0]]))
false("m >= n missing: tr X(X^T X)^+ X^T = n", lambda: (tr(X * pinv(X.T * X) * X.T), n), at(X=[[1, 0]]))
false("m >= n missing: rank X = n", lambda: (rank(X), n), at(X=[[1, 0]]))
false(
    "det(A (x) B)(n - p) = 0: differs at m = n alone",
    lambda: (det(kron(X, of("Z", n, m))) * (n - of("y", p, 1).rows) * of("y", p, 1), ZeroMatrix(p, 1)),
    at(X=EYE2, Z=EYE2, y=ONE),
    **one,
)
false("integer k: delta(k, 0) = 0", lambda: (KroneckerDelta(k, 0) * A, O), at(A=ONE, k=0), **one)
false("integer k: sign(k)^2 = 1", lambda: (sign(k) ** 2 * A, A), at(A=ONE, k=0), **one)
false("integer k: max(k, 0) = k", lambda: (Max(k, 0) * A, k * A), at(A=ONE, k=-1), **one)
false("integer k: floor(k/2) = k/2", lambda: (floor(k / 2) * A, k / 2 * A), at(A=ONE, k=1))
false(
    "a triangle of sums: sum_{i <= j} 1 = n(n - 1)/2",
    lambda: (Sum(1, (i, 0, j), (j, 0, n - 1)) * A, n * (n - 1) / 2 * A),
    at(A=ONE),
)
false(
    "the order of two limits",
    lambda: (Sum(A[i, j], (i, 0, j), (j, 0, n - 1)), Sum(A[j, i], (i, 0, j), (j, 0, n - 1))),
    "A_12 counts on the left alone",
)
false("D x^n = n x^n", lambda: (Jacobian(u**n * A, u), n * u**n * vec(A)), at(u=2, A=ONE))
low = 1 + prod((n - size) ** 2 for size in range(1, 14))
false(
    "an exponent that is 1 at small sizes",
    lambda: (HadamardPower(A, low), A),
    "at n = 14 the exponent is above 1",
    **one,
)
false(
    "an exponent that is 2 at small sizes",
    lambda: (HadamardPower(A, low + 1), HP(A, A)),
    "at n = 14 the exponent is above 2",
    **one,
)
false(
    "an exponent under a Lambda that is 1 at small sizes",
    lambda: (A.applyfunc(Lambda(t, t**low)), A),
    "at n = 14 the exponent is above 1",
    **one,
)
false(
    "a matrix power that is 1 at small sizes", lambda: (MatPow(A, low), A), "at n = 14 the exponent is above 1", **one
)
false(
    "a power of a number that is 1 at small sizes",
    lambda: (u**low * A, u * A),
    "at n = 14 the exponent is above 1",
    **one,
)
false(
    "f(n) is f of 1, ..., 13",
    lambda: (prod(f(n) - f(size) for size in range(1, 14)) * A, O),
    "f(14) is another number",
    **one,
)
false(
    "f of a polynomial that is 0 at small sizes",
    lambda: (f((low - 1) * u), f(0)),
    "at n = 14 it is f of another number",
    **one,
)
false(
    "f of a trace of a small identity",
    lambda: (f(tr(Identity(n)) * u) * A, f(Min(n, 13) * u) * A),
    "at n = 14 it is f(14u)",
    **one,
)


false = group("constants modulo a prime")
MERSENNE = prod(2**e - 1 for e in (13, 17, 19, 31, 61, 89, 107, 127, 521, 607))
root = 1518500249  # floor(sqrt(2^61 - 1))
doubled = lambda A, times: reduce(lambda B, _: B + B, range(times), A)
powered = lambda A, f, times: reduce(lambda B, _: B.applyfunc(f), range(times), A)
false("2^61 A = A", lambda: (2**61 * A, A), at(A=ONE))
false("(2^61 - 1) A = 0", lambda: (p61 * A, O), at(A=ONE))
false("(2^61 - 2) A = -A", lambda: ((p61 - 1) * A, -A), at(A=ONE))
false("A/2^61 = A", lambda: (A / 2**61, A), at(A=ONE))
false("2^122 A = A", lambda: (2**122 * A, A), at(A=ONE))
false("(2^61 - 1)^2 A = 0", lambda: (p61**2 * A, O), at(A=ONE))
false("(2^61 - 1) x = 0", lambda: (p61 * u, 0), at(u=1))
false("2^60 A = A/2", lambda: (2**60 * A, A / 2), at(A=ONE))
false("A/3 = rA with 3r = 1 modulo 2^61 - 1", lambda: (A / 3, pow(3, -1, p61) * A), at(A=ONE))
false("2^31 A = sqrt(2) A", lambda: (2**31 * A, sqrt(2) * A), at(A=ONE))
false("-2^31 A = sqrt(2) A", lambda: (-(2**31) * A, sqrt(2) * A), at(A=ONE))
false("sqrt(2^62 x) = sqrt(2x)", lambda: (sqrt(2**62 * u), sqrt(2 * u)), at(u=1))
false("a product of Mersenne primes times A is 0", lambda: (MERSENNE * A, O), at(A=ONE))
false("(2^4199 - 1) A = 0", lambda: ((2 ** (13 * 17 * 19) - 1) * A, O), at(A=ONE))
false("2.0^61 A = A", lambda: (2.0**61 * A, 1.0 * A), at(A=ONE))
false("kron(2^31 A, 2^30 B) = kron(A, B)", lambda: (kron(2**31 * A, 2**30 * B), kron(A, B)), at(A=ONE, B=ONE))
false("(2A)^61 = A^61", lambda: (MatPow(2 * A, 61), MatPow(A, 61)), at(A=ONE))
false("(2I)^61 = I", lambda: (MatPow(2 * I, 61), I), at(n=1))
false("det(2 I_61) = 1", lambda: (det(2 * Identity(61)), 1), at())
false("doubled 61 times", lambda: (reduce(lambda B, _: B * (2 * I), range(61), A), A), at(A=ONE))
false(
    "c (cA) + rA = 0 with c^2 + r = 2^61 - 1", lambda: (A * (root * I) * (root * I) + (p61 - root**2) * A, O), at(A=ONE)
)
false("sum of 2^i up to 60 is 0", lambda: (Sum(2**i, (i, 0, 60)) * A, O), at(A=ONE))
false("product of 61 twos is 1", lambda: (Product(2 + 0 * i, (i, 1, 61)) * A, A), at(A=ONE))
false("product of 61 sums 1 + 1 is 1", lambda: (Product(1 + i / i, (i, 1, 61)) * A, A), at(A=ONE))
false("2^(61 n) A = A", lambda: (2 ** (61 * n) * A, A), at(A=ONE))
false("x^(2^61 - 2) = 1", lambda: (u ** (p61 - 1), 1), at(u=0.5))
false("x^(2^61 - 1) = x", lambda: (u**p61, u), at(u=0.5))
false("x^(2^61) = x^2", lambda: (u ** (2**61), u**2), at(u=0.5))
false("A^(o (2^61 - 1)) = A", lambda: (HadamardPower(A, p61), A), at(A=[[0.5]]))
false("(2^61 - 1)-th powers, entry by entry", lambda: (A.applyfunc(Lambda(t, t**p61)), A), at(A=[[0.5]]))
false(
    "x -> x^1024 six times, then x -> x^2, is x -> x^2",
    lambda: (powered(A, Lambda(t, t**1024), 6).applyfunc(Lambda(t, t**2)), A.applyfunc(Lambda(t, t**2))),
    at(A=[[0.5]]),
)
false("x -> x^2 61 times is x -> x^2", lambda: (powered(A, Lambda(t, t**2), 61), HP(A, A)), at(A=[[0.5]]))
false("exp(x)^(2^61 - 2) = 1", lambda: (exp(u) ** (p61 - 1), 1), at(u=-1))
false("exp((2^61 - 1) x) = 1", lambda: (exp(p61 * u), 1), at(u=-1))
false("exp(2^61 x) = exp(x)", lambda: (exp(2**61 * u), exp(u)), at(u=-1))
false("expm(2^61 A) = expm(A)", lambda: (expm(2**61 * A), expm(A)), "A = -1 gives exp(-2^61)")
false("log((2^61) x) = log x", lambda: (log(2**61 * u), log(u)), at(u=1))
false("det((2^61) A) = det A", lambda: (det(2**61 * A), det(A)), at(A=ONE))
false("rank((2^61 - 1) A) = 0", lambda: (rank(p61 * A), 0), at(A=ONE))
false("rank A = rank(A + (2^61 - 1) B)", lambda: (rank(A + p61 * B), rank(A)), at(A=NIL, B=ONE))
false("D((2^61 - 1) x^2) = 0", lambda: (Jacobian(p61 * u**2, u), ZeroMatrix(1, 1)), at(u=1))
false("D(x^p) = 0", lambda: (Jacobian(u**p61, u), ZeroMatrix(1, 1)), "at x = 1 the derivative is p")
false("3.14159265358979 = pi", lambda: (3.14159 * A, pi * A), at(A=ONE))
false("22/7 = pi", lambda: (Rational(22, 7) * A, pi * A), at(A=ONE))
false("pi = e", lambda: (pi * A, E * A), at(A=ONE))
false("phi^2 = phi + 2", lambda: (GoldenRatio**2 * A, (GoldenRatio + 2) * A), at(A=ONE))
false("0.1 = 1/3", lambda: (0.1 * A, A / 3), at(A=ONE))
false("0.3333 = 1/3", lambda: (0.3333 * A, A / 3), at(A=ONE))
false("1e-20 A = 0", lambda: (1e-20 * A, O), at(A=[[1e20]]))
false("0.10000000001 = 1/10", lambda: (0.10000000001 * A, A / 10), "they differ in the eleventh digit")
false("1e16 + 1 = 1e16", lambda: (1e16 * A + B, 1e16 * A), "B is left over")
false("log 2 + log 3 = log 5", lambda: ((log(2) + log(3)) * A, log(5) * A), at(A=ONE))
false("log 2 = 1/2", lambda: (log(2) * A, A / 2), at(A=ONE))
false("the product of all primes of the verifier times A is 0", lambda: (prod(MODULI) * A, O), at(A=ONE))
false("the product of all primes of the verifier times x is 0", lambda: (prod(MODULI) * u, 0), at(u=1))
false("2^61 x = x, no matrix", lambda: (2**61 * u, u), at(u=1))
false("2^61 of a 1 x 1 matrix", lambda: (2**61 * of("A", 1, 1), of("A", 1, 1)), at(A=ONE))
false("2^61 times a trace of 3 x 3", lambda: (2**61 * tr(of("A", 3, 3)), tr(of("A", 3, 3))), at(A=G3))
false(
    "2 x 2, 61 times doubled",
    lambda: (reduce(lambda X, _: X * (2 * Identity(2)), range(61), of("A", 2, 2)), of("A", 2, 2)),
    at(A=G2),
)
false(
    "2 x 2: kron(2^31 A, 2^30 B)",
    lambda: (kron(2**31 * of("A", 2, 2), 2**30 * of("B", 2, 2)), kron(of("A", 2, 2), of("B", 2, 2))),
    at(A=G2, B=H2),
)
false(
    "x^61 2^61 by a power of 2x",
    lambda: (HadamardPower(2 * of("A", 2, 2), 61), HadamardPower(of("A", 2, 2), 61)),
    at(A=EYE2),
)


def horner(number, A, base=2**30):
    """number times A, without a number above the base."""
    if number < base:
        return number * A
    return MatAdd(MatMul(horner(number // base, A, base), base * I), number % base * A)


false("2^61 - 1 by Horner's rule", lambda: (horner(p61, A), O), at(A=ONE))
false("the product of all primes of the verifier by Horner's rule", lambda: (horner(prod(MODULI), A), O), at(A=ONE))


false = group("derivatives")
SYM = {"S": "n n symmetric"}
false("grad tr(AS) = A^T, S symmetric", lambda: (Gradient(tr(A * S), vech(S)), A.T), at(A=G2, S=EYE2), **SYM)
false("grad tr(AS) = A + A^T, S symmetric", lambda: (Gradient(tr(A * S), vech(S)), A + A.T), at(A=G2, S=EYE2), **SYM)
false("grad tr S^2 = 2S, S symmetric", lambda: (Gradient(tr(S * S), vech(S)), 2 * S), at(S=[[1, 2], [2, 5]]), **SYM)
false("D tr S^2 = 2 vech(S)^T", lambda: (Jacobian(tr(S * S), vech(S)), 2 * vech(S).T), at(S=[[1, 2], [2, 5]]), **SYM)
false(
    "D det S = det(S) vech(S^-1)^T",
    lambda: (Jacobian(det(S), vech(S)), det(S) * vech(S.I).T),
    at(S=[[1, 2], [2, 5]]),
    **SYM,
)
false(
    "D log det S = vech(S^-1)^T", lambda: (Jacobian(log(det(S)), vech(S)), vech(S.I).T), at(S=[[1, 2], [2, 5]]), **SYM
)
false(
    "D x^T S x = vech(xx^T)^T",
    lambda: (Jacobian(x.T * S * x, vech(S)), vech(x * x.T).T),
    at(S=EYE2, x=[[1], [2]]),
    **SYM,
)
false(
    "D S^-1 = -S^-1 (x) S^-1 D without L",
    lambda: (Jacobian(vech(S.I), vech(S)), -duplication_matrix(n).T * kron(S.I, S.I) * duplication_matrix(n)),
    at(S=[[1, 2], [2, 5]]),
    **SYM,
)
false("grad x^T A x = 2Ax", lambda: (Gradient(x.T * A * x, x), 2 * A * x), at(A=G2, x=E1))
false("H x^T A x = 2A", lambda: (Hessian(x.T * A * x, x), 2 * A), at(A=G2, x=E1))
false("H x^T A x = A", lambda: (Hessian(x.T * A * x, x), A), at(A=EYE2, x=E1))
false("H (x^T x)^2 = 4 x^T x I", lambda: (Hessian(number(x.T * x) ** 2, x), 4 * number(x.T * x) * I), at(x=E1))
false("H log x^T x = 2I/x^T x", lambda: (Hessian(log(number(x.T * x)), x), 2 / number(x.T * x) * I), at(x=E1))
false("H tr X^3 = 0", lambda: (Hessian(tr(A**3), A), ZeroMatrix(n**2, n**2)), at(A=EYE2))
false("H tr X^3 = 3 (X^T (x) I) K", lambda: (Hessian(tr(A**3), A), 3 * kron(A.T, I) * K(n, n)), at(A=G2))
false("third derivative of x^3 is 0", lambda: (Jacobian(Jacobian(Jacobian(u**3, u), u), u), ZeroMatrix(1, 1)), at(u=1))
false("third derivative of x^4 is 24", lambda: (Jacobian(Jacobian(Jacobian(u**4, u), u), u), 24 * Identity(1)), at(u=2))
false("D X^2 = 2 (I (x) X)", lambda: (Jacobian(A * A, A), 2 * kron(I, A)), at(A=G2))
false("D X^T X = 2 (I (x) X^T)", lambda: (Jacobian(X.T * X, X), 2 * kron(I, X.T)), at(X=G2))
false("D X^-1 = X^-T (x) X^-1", lambda: (Jacobian(A.I, A), kron(A.I.T, A.I)), at(A=G2))
false("D det X = vec(adj X)^T", lambda: (Jacobian(det(A), A), vec(adjugate(A)).T), at(A=G2))
false("D tr X^3 = 3 vec(X^2)^T", lambda: (Jacobian(tr(A**3), A), 3 * vec(A**2).T), at(A=G2))
false("D tr expm X = vec(expm X)^T", lambda: (Jacobian(tr(expm(A)), A), vec(expm(A)).T), at(A=UP))
false("D expm X = expm X (x) I", lambda: (Jacobian(expm(A), A), kron(I, expm(A))), at(A=G2))
false("d(X^2) = 2X dX", lambda: (Differential(A * A, (A, B)), 2 * A * B), at(A=UP, B=DOWN))
false("d(X^-1) = -X^-2 dX", lambda: (Differential(A.I, (A, B)), -A.I * A.I * B), at(A=G2, B=H2))
false(
    "product rule for f(x) g(x)",
    lambda: (Jacobian(f(u) * g(u), u), Jacobian(f(u), u) * Jacobian(g(u), u)),
    at(f=np.sin, g=np.cos, u=1),
)
false(
    "chain rule without the inner derivative",
    lambda: (Jacobian(f(u**2), u), f(u**2).diff(u) / (2 * u) * Identity(1)),
    at(f=np.sin, u=1.3),
)
false("f'' = 0 for all f", lambda: (Jacobian(Jacobian(f(u), u), u), ZeroMatrix(1, 1)), at(f=np.sin, u=1))
false("f(x + y) = f(x) + y f'(x)", lambda: (f(u + v), f(u) + v * f(u).diff(u)), at(f=np.sin, u=1, v=1))
false("f(x) = f(-x)", lambda: (f(u), f(-u)), at(f=np.sin, u=1))
false("f(x + y) = f(x) + f(y)", lambda: (f(u + v), f(u) + f(v)), at(f=np.sin, u=1, v=1))
false("f(u) g(v) = g(u) f(v)", lambda: (f(u) * g(v), g(u) * f(v)), at(f=np.sin, g=np.cos, u=1, v=2))
false("f(A) entry by entry = f(A^T)", lambda: (A.applyfunc(f), A.T.applyfunc(f)), at(f=np.sin, A=UP))
false(
    "D f.(X) = Diag f(vec X)",
    lambda: (Jacobian(A.applyfunc(f), A), DiagMatrix(vec(A.applyfunc(f)))),
    at(f=np.sin, A=G2),
)
false("D x^x = x x^(x - 1)", lambda: (Jacobian(u**u, u), u**u * Identity(1)), at(u=2))
false("D 2^x = 0", lambda: (Jacobian(2**u, u), ZeroMatrix(1, 1)), at(u=1))
false("D x^s by s = 0", lambda: (Jacobian(v**u, u), ZeroMatrix(1, 1)), at(u=1, v=2))
false("D x^s by x = s x^s", lambda: (Jacobian(v**u, v), u * v**u * Identity(1)), at(u=1, v=2))
false("D (x^T x)^s by s = 0", lambda: (Jacobian(number(x.T * x) ** s, s), ZeroMatrix(1, 1)), at(x=[[2]], s=1))
false("D tr S^s by s = 0", lambda: (Jacobian(tr(S**s), s), ZeroMatrix(1, 1)), at(S=[[2]], s=1))
false("D X^(o s) by s = 0", lambda: (Jacobian(HadamardPower(X, s), s), ZeroMatrix(m * n, 1)), at(X=[[2]], s=1))
false(
    "D exp(-X/s) by s = 0, a parameter inside the Lambda",
    lambda: (Jacobian(X.applyfunc(Lambda(t, exp(-t / s))), s), ZeroMatrix(m * n, 1)),
    at(X=[[2]], s=1),
)
false(
    "D t^2/s by s = 0, a rational parameter inside the Lambda",
    lambda: (Jacobian(X.applyfunc(Lambda(t, t**2 / s)), s), ZeroMatrix(m * n, 1)),
    at(X=[[2]], s=1),
)
false(
    "D of t det(A) by A = 0",
    lambda: (Jacobian(S.applyfunc(Lambda(t, t * det(A))), A), ZeroMatrix(n**2, n**2)),
    at(S=[[2]], A=ONE),
)
false(
    "D softmax = Diag(s)",
    lambda: (
        Jacobian(x.applyfunc(exp) / tr(ONES.T * x.applyfunc(exp)), x),
        DiagMatrix(x.applyfunc(exp)) / tr(ONES.T * x.applyfunc(exp)),
    ),
    at(x=[[1], [2]]),
)
false("D log-sum-exp = 1/n", lambda: (Jacobian(log(tr(ONES.T * x.applyfunc(exp))), x), ONES.T / n), at(x=[[1], [2]]))
false("D |x| = x^T", lambda: (Jacobian(sqrt(number(x.T * x)), x), x.T), at(x=TWO))
false("H |x| = I/|x|", lambda: (Hessian(sqrt(number(x.T * x)), x), I / sqrt(number(x.T * x))), at(x=[[1], [2]]))
false("D diag X = I (x) 1^T", lambda: (Jacobian(DiagonalOf(A), A), kron(I, ONES.T)), at(A=G2))
false("D (x (x) x) = 2 (x (x) I)", lambda: (Jacobian(kron(x, x), x), 2 * kron(x, I)), at(x=[[1], [2]]))
false("D (X (x) X) = 2 D of one factor", lambda: (Jacobian(kron(A, A), A), 2 * Jacobian(kron(A, B), A)), at(A=G2, B=G2))
false("D (X o X) = 2 (X o I)", lambda: (Jacobian(HP(A, A), A), 2 * DiagMatrix(vec(A.T))), at(A=G2))
false("D X^T = I", lambda: (Jacobian(A.T, A), Identity(n**2)), at(A=G2))
false("D adj X = 0", lambda: (Jacobian(adjugate(A), A), ZeroMatrix(n**2, n**2)), at(A=G2))
false("D x^T x = x^T", lambda: (Jacobian(x.T * x, x), x.T), at(x=ONE))
false("f(2x)' read as f'(x)", lambda: (f(u).diff(u), Derivative(f(2 * u), u)), at(f=np.sin, u=1))
false("f(-x)' read as f'(x)", lambda: (f(u).diff(u), Derivative(f(-u), u)), at(f=np.sin, u=1))
false("f(x^2)'' read as f''(x)", lambda: (f(u).diff(u, 2), Derivative(f(u**2), (u, 2))), at(f=np.sin, u=2))
false(
    "f(x + y)' by x and y read as by x",
    lambda: (f(w).diff(w).subs(w, u + v), Derivative(f(u + v), u, v)),
    at(f=np.sin, u=1, v=1),
)
false("(x f(x))'' read as f''(x)", lambda: (f(u).diff(u, 2), Derivative(u * f(u), (u, 2))), at(f=np.sin, u=1))
false("the derivative of a sine of 2x read as a cosine", lambda: (cos(u), Derivative(sin(2 * u), u)), at(u=1))
false(
    "the chain rule with the inner function under the derivative",
    lambda: (f(u**2).diff(u), 2 * u * Subs(Derivative(f(w**2), w), w, u**2)),
    at(f=np.sin, u=1),
)
false("D (x |log x|)", lambda: (Jacobian(u * sqrt(log(u) ** 2), u), (log(u) + 1) * Identity(1)), at(u=0.3))
false("D sqrt(sin^2 x) = cos x", lambda: (Jacobian(sqrt(sin(u) ** 2), u), cos(u) * Identity(1)), at(u=-0.5))
false(
    "D sqrt(tanh^2 x) = 1 - tanh^2 x",
    lambda: (Jacobian(sqrt(tanh(u) ** 2), u), (1 - tanh(u) ** 2) * Identity(1)),
    at(u=-0.5),
)
false(
    "f'' by H of a square root of a square", lambda: (Hessian(f(sqrt(u**2)), u), Hessian(f(u), u)), at(f=np.sin, u=-1)
)


false = group("values beyond those that are drawn")
false("max(x, 4) = 4", lambda: (Max(u, 4), 4), at(u=5))
false("max(x, 1000) = 1000", lambda: (Max(u, 1000), 1000), at(u=2000))
false("min(x, 4) = x", lambda: (Min(u, 4), u), at(u=5))
false("|x - 4| = 4 - x", lambda: (Abs(u - 4), 4 - u), at(u=5))
false("|x - 1000000| = 1000000 - x", lambda: (Abs(u - 10**6), 10**6 - u), at(u=2000000))
false("|log x| = log x", lambda: (Abs(log(u)), log(u)), at(u=0.5))
false("|log x| = log x, as a root", lambda: (sqrt(log(u) ** 2), log(u)), at(u=0.5))
false("|log xy| = log x + log y", lambda: (sqrt(log(u * v) ** 2), log(u) + log(v)), at(u=0.5, v=0.5))
false("|1 + log x| = 1 + log x", lambda: (sqrt(log(E * u) ** 2), 1 + log(u)), at(u=0.1))
false("|3 + log x| = 3 + log x", lambda: (Abs(3 + log(u)), 3 + log(u)), at(u=0.01))
false("log x - |log y| = log x/y", lambda: (log(u) - sqrt(log(v) ** 2), log(u / v)), at(u=1, v=0.5))
false("max(log x, 0) = log x", lambda: (Max(log(u), 0), log(u)), at(u=0.5))
false("max(sqrt x, x) = x", lambda: (Max(sqrt(u), u), u), at(u=0.25))
false("max(sqrt x, x/9) = sqrt x", lambda: (Max(sqrt(u), u / 9), sqrt(u)), at(u=100))
false("|log det A| = log det A", lambda: (Abs(log(det(A))), log(det(A))), at(A=[[0.5]]))
false("|x log x| = -x log x", lambda: (Abs(u * log(u)), -u * log(u)), at(u=2))
false("floor(log x) = 0 or 1 or -1 or -2 or -3", lambda: (prod(floor(log(u)) - k for k in range(-3, 2)), 0), at(u=1000))
false("|x^T x - 1000| = 1000 - x^T x", lambda: (Abs(tr(x.T * x) - 1000), 1000 - tr(x.T * x)), at(x=[[100]]))
false(
    "|det A - 10^6| = 10^6 - det A",
    lambda: (Abs(det(of("A", 2, 2)) - 10**6), 10**6 - det(of("A", 2, 2))),
    at(A=[[2000, 0], [0, 2000]]),
)
false("sqrt((x - 4)^2) = 4 - x", lambda: (sqrt((u - 4) ** 2), 4 - u), at(u=5))
false("sqrt((x - 1000)^2) = 1000 - x", lambda: (sqrt((u - 1000) ** 2), 1000 - u), at(u=2000))
false("sqrt((tr A - 1000)^2) = 1000 - tr A", lambda: (sqrt((tr(A) - 1000) ** 2), 1000 - tr(A)), at(A=[[2000]]))
false("sign(x - 4) = -1", lambda: (sign(u - 4), -1), at(u=5))
false("sign(x - 5)^2 = 1", lambda: (sign(u - 5) ** 2, 1), at(u=5))
false("floor(x^2/10) = 0", lambda: (floor(u**2 / 10), 0), at(u=4))
false("floor(x/1000)^2 = -floor(x/1000)", lambda: (floor(u / 1000) ** 2, -floor(u / 1000)), at(u=2000))
false("x mod 1000 = x or x + 1000", lambda: ((Mod(u, 1000) - u) * (Mod(u, 1000) - u - 1000), 0), "2000 mod 1000 is 0")
false("Piecewise at x < 1000", lambda: (Piecewise((0, u < 1000), (1, True)), 0), "at x = 2000 it is 1")
false("Piecewise at x = 5", lambda: (Piecewise((1, Eq(u, 5)), (0, True)), 0), "at x = 5 it is 1")
false("relu(A - 1000) = 0", lambda: ((A - 1000 * OneMatrix(n, n)).applyfunc(Lambda(t, Max(t, 0))), O), at(A=[[2000]]))
false("D max(x, 1000) = 0", lambda: (Jacobian(Max(u, 1000), u), ZeroMatrix(1, 1)), at(u=2000))
false("asin sin x/2 = x/2", lambda: (asin(sin(u / 2)), u / 2), at(u=4))
false("asin sin x/1000 = x/1000", lambda: (asin(sin(u / 1000)), u / 1000), at(u=4000))
false("acos cos (x^2/3) = x^2/3", lambda: (acos(cos(u**2 / 3)), u**2 / 3), at(u=4))
false("sqrt(cos^2 x/100) = cos x/100", lambda: (sqrt(cos(u / 100) ** 2), cos(u / 100)), at(u=300))
false("|1 + x/1000| = 1 + x/1000", lambda: (Abs(1 + u / 1000), 1 + u / 1000), at(u=-2000))
false("|1000 + f(x)| = 1000 + f(x)", lambda: (Abs(1000 + f(u)), 1000 + f(u)), at(f=np.sinh, u=-8))
false("exp(-300 - x^2) = 0", lambda: (exp(-300 - u**2), 0), "exp is never 0")
false("1/(1 + exp(300 + x^2)) = 0", lambda: (1 / (1 + exp(300 + u**2)), 0), "the logistic function is never 0")
false("tanh(300 + x^2) = 1", lambda: (tanh(300 + u**2), 1), "tanh is never 1")
false("exp x + x/10^80 = exp x", lambda: (exp(u) + u / 10**80, exp(u)), "x/10^80 is not 0")
false("exp(x) (1 + 10^-75) = exp x", lambda: (exp(u) * (1 + Rational(1, 10**75)), exp(u)), "10^-75 is not 0")
false(
    "D (exp x + x/10^40) = exp x", lambda: (Jacobian(exp(u) + u / 10**40, u), exp(u) * Identity(1)), "10^-40 is not 0"
)
false(
    "sqrt(1 + 10^-80 x^2) = |1|", lambda: (sqrt(1 + u**2 / 10**80) * sqrt(exp(u) ** 2), exp(u)), "the root is above 1"
)
false("floor(10^6 x) = 10^6 x", lambda: (floor(10**6 * u), 10**6 * u), at(u=sqrt2))
false("sin(10^6 pi x) = 0", lambda: (sin(10**6 * pi * u), 0), at(u=sqrt2))
false("cos(2 10^6 pi x) = 1", lambda: (cos(2 * 10**6 * pi * u), 1), at(u=sqrt2))
false("sin(10^12 pi x) = 0", lambda: (sin(10**12 * pi * u), 0), at(u=sqrt2 / 10**6))
false("rank(A - 5I) = n", lambda: (rank(A - 5 * I), n), at(A=[[5]]))
false("rank(A + 1000 I) = n", lambda: (rank(A + 1000 * I), n), at(A=[[-1000]]))
false("rank(2A + 3I) = n", lambda: (rank(2 * A + 3 * I), n), at(A=[[-1.5]]))
false("rank(I + 5xy^T) = n", lambda: (rank(I + 5 * x * y.T), n), at(x=ONE, y=[[-0.2]]))
false("(A - 7I)(A - 7I)^+ = I", lambda: ((A - 7 * I) * pinv(A - 7 * I), I), at(A=[[7]]))
false("rank(A^2 - 2I) = n", lambda: (rank(A * A - 2 * I), n), at(A=[[1, 1], [1, -1]]))
false("rank(A^2 + 3A + 11 I) = n", lambda: (rank(A * A + 3 * A + 11 * I), n), at(A=[[0, -11], [1, -3]]))
false("rank(x - 7 1) = 1", lambda: (rank(x - 7 * ONES), 1), at(x=[[7]]))
false("rank(A^5) = rank(A^4)", lambda: (rank(A**5), rank(A**4)), at(A=shift(5)))
false("rank(A^6 B) = rank(A^5 B)", lambda: (rank(A**6 * B), rank(A**5 * B)), at(A=shift(6), B=eye(6)))
false(
    "rank(AB - 3BA) (n - 1) = n (n - 1)",
    lambda: (rank(A * B - 3 * B * A) * (n - 1), n * (n - 1)),
    at(A=EYE2, B=[[0, 0], [0, 1]]),
)
false(
    "rank((A - 2B) o C) = rank((A - 3B) o C)",
    lambda: (rank(HP(A - 2 * B, C)), rank(HP(A - 3 * B, C))),
    at(A=[[2]], B=ONE, C=ONE),
)
one_sign = (1 - det(Q2)) / 2
mixed = sqrt(u**2 * one_sign + v * (1 - one_sign))
false(
    "a root that is one of a square on reflections alone",
    lambda: (mixed * one_sign, u * one_sign),
    at(u=-1, v=1, Q=FLIP),
    Q="2 2 orthogonal",
)
false(
    "the same with the other sign", lambda: (mixed * one_sign, -u * one_sign), at(u=1, v=1, Q=FLIP), Q="2 2 orthogonal"
)
squared = sqrt(u**2 * tr(of("P", 2, 2)) * (2 - tr(of("P", 2, 2))) + v * (1 - tr(of("P", 2, 2))) ** 2)
false(
    "a root that is one of a square at rank 1 alone",
    lambda: (squared * (tr(of("P", 2, 2)) - 2) * tr(of("P", 2, 2)), -u * tr(of("P", 2, 2)) * (2 - tr(of("P", 2, 2)))),
    at(u=-1, v=1, P=FIRST),
    P="2 2 idempotent",
)
false(
    "the same at rank 1 with the other sign",
    lambda: (squared * (tr(of("P", 2, 2)) - 2) * tr(of("P", 2, 2)), u * tr(of("P", 2, 2)) * (2 - tr(of("P", 2, 2)))),
    at(u=1, v=1, P=FIRST),
    P="2 2 idempotent",
)
false("|u| rank A^4 = |u| rank A^3", lambda: (Abs(u) * rank(A**4), Abs(u) * rank(A**3)), at(u=1, A=shift(4)))
false(
    "|u| rank(A + B) = |u| min(n, rank A + rank B)",
    lambda: (Abs(u) * rank(A + B), Abs(u) * Min(n, rank(A) + rank(B))),
    at(u=1, A=FIRST, B=FIRST),
)
false("rank(S - |u| I) = n, symmetric", lambda: (rank(S - Abs(u) * I), n), at(S=EYE2, u=1), S="n n symmetric")
false(
    "rank(S - T expm 0) = n",
    lambda: (rank(S - T * expm(O)), n),
    at(S=EYE2, T=EYE2),
    S="n n symmetric",
    T="n n symmetric",
)
false(
    "rank(A expm(B) C) = min(rank A, rank C)",
    lambda: (rank(A * expm(B) * C), Min(rank(A), rank(C))),
    at(A=FIRST, B=ZERO2, C=LAST),
)
false(
    "|u| (AB)^+ = |u| B^+ A^+",
    lambda: (Abs(u) * pinv(A * B), Abs(u) * pinv(B) * pinv(A)),
    at(u=1, A=[[1, 1], [0, 0]], B=FIRST),
)
false("|u| A^2 (A^2)^+ = |u| A A^+", lambda: (Abs(u) * A * A * pinv(A * A), Abs(u) * A * pinv(A)), at(u=1, A=UP))
false("|u| rank(I + xy^T) = |u| n", lambda: (Abs(u) * rank(I + x * y.T), Abs(u) * n), at(u=1, x=E1, y=[[-1], [0]]))
false("max(x, e^10) = e^10", lambda: (Max(u, exp(10)), exp(10)), at(u=1e6))
false("max(x, pi^9) = pi^9", lambda: (Max(u, pi**9), pi**9), at(u=1e6))
false("|x^3 - 10^6| = 10^6 - x^3", lambda: (Abs(u**3 - 10**6), 10**6 - u**3), at(u=200))
false("|xyz - 1000| = 1000 - xyz", lambda: (Abs(u * v * w - 1000), 1000 - u * v * w), at(u=20, v=20, w=20))
false("|exp x - 10^6| = 10^6 - exp x", lambda: (Abs(exp(u) - 10**6), 10**6 - exp(u)), at(u=20))
false("atan tan x/10 = x/10", lambda: (atan(tan(u / 10)), u / 10), at(u=20))
false("sign(x^2 - 2)^2 = 1", lambda: (sign(u**2 - 2) ** 2, 1), "it is 0 at the root of 2")
false("tanh(exp(6 + x^2)) = 1", lambda: (tanh(exp(u**2 + 6)), 1), "tanh is never 1")
false("exp(-exp(6 + x^2)) = 0", lambda: (exp(-exp(u**2 + 6)), 0), "exp is never 0")
false("rank(A A^T - 5I) = n", lambda: (rank(A * A.T - 5 * I), n), at(A=[[1, 2], [0, 0]]))
false("rank(AB - 5I) = n", lambda: (rank(A * B - 5 * I), n), at(A=[[5]], B=ONE))
false("rank(A (x) B - 6I) = n^2", lambda: (rank(kron(A, B) - 6 * Identity(n**2)), n**2), at(A=[[2]], B=[[3]]))
false("rank(A o B - 4I) = n", lambda: (rank(HP(A, B) - 4 * I), n), at(A=[[2]], B=[[2]]))


false = group("functions")
false("exp(x + y) = exp x + exp y", lambda: (exp(u + v), exp(u) + exp(v)), at(u=1, v=1))
false("exp(xy) = exp x exp y", lambda: (exp(u * v), exp(u) * exp(v)), at(u=1, v=1))
false("exp(2x) = 2 exp x", lambda: (exp(2 * u), 2 * exp(u)), at(u=1))
false("exp(x)^2 = exp(x^2)", lambda: (exp(u) ** 2, exp(u**2)), at(u=1))
false("exp(-x) = -exp x", lambda: (exp(-u), -exp(u)), at(u=1))
false("exp x = 1 + x", lambda: (exp(u), 1 + u), at(u=1))
false("exp(x/2) = exp(x)/2", lambda: (exp(u / 2), exp(u) / 2), at(u=1))
false("exp(x/2)^2 = -exp x", lambda: (exp(u / 2) ** 2, -exp(u)), at(u=1))
false("sqrt(exp(2x)) = -exp x", lambda: (sqrt(exp(2 * u)), -exp(u)), at(u=1))
false("exp(x - y) = exp x - exp y", lambda: (exp(u - v), exp(u) - exp(v)), at(u=1, v=1))
false(
    "exp(x^T y) = exp(x)^T exp(y)",
    lambda: (exp(number(x.T * y)), number(x.applyfunc(exp).T * y.applyfunc(exp))),
    at(x=ONE, y=ONE),
)
false(
    "exp(tr AB) = exp(tr A) exp(tr B)",
    lambda: (exp(tr(A * B)), exp(tr(A)) * exp(tr(B))),
    at(A=ONE, B=ONE),
)
false("exp(log x + log y) = x + y", lambda: (exp(log(u) + log(v)), u + v), at(u=1, v=2))
false("exp(log(x^2)/2) = x", lambda: (exp(log(u**2) / 2), u), at(u=-1))
false("exp(log(det(A)^2)/2) = det A", lambda: (exp(log(det(A) ** 2) / 2), det(A)), at(A=FLIP))
false("log(x + y) = log x + log y", lambda: (log(u + v), log(u) + log(v)), at(u=1, v=1))
false("log xy = log x log y", lambda: (log(u * v), log(u) * log(v)), at(u=1, v=2))
false("log x/y = log x/log y", lambda: (log(u / v), log(u) / log(v)), at(u=1, v=2))
false("log x^2 = log(x)^2", lambda: (log(u**2), log(u) ** 2), at(u=2))
false("log x^4 = 2 log x", lambda: (log(u**4), 2 * log(u)), at(u=2))
false("log(1 + exp x) = x", lambda: (log(1 + exp(u)), u), at(u=1))
false("log(exp x + exp y) = x + y", lambda: (log(exp(u) + exp(v)), u + v), at(u=1, v=1))
false("log(-x) = log x", lambda: (log(-u), log(u)), "never are both defined, nor equal as complex numbers")
false("log x^2 + log y^2 = 2 log(-xy) + 1", lambda: (log(u**2) + log(v**2), 2 * log(-u * v) + 1), at(u=1, v=-1))
false(
    "log det(A + B) = log det A + log det B", lambda: (log(det(A + B)), log(det(A)) + log(det(B))), at(A=TWO, B=THREE)
)
false("log det A = tr log A, entry by entry", lambda: (log(det(A)), tr(A.applyfunc(log))), at(A=[[2, 1], [1, 2]]))
false("log det(uA) = log u + log det A", lambda: (log(det(u * A)), log(u) + log(det(A))), at(A=EYE2, u=2))
false("tanh(x + y) = tanh x + tanh y", lambda: (tanh(u + v), tanh(u) + tanh(v)), at(u=1, v=1))
false("tanh 2x = 2 tanh x/(1 - tanh^2 x)", lambda: (tanh(2 * u), 2 * tanh(u) / (1 - tanh(u) ** 2)), at(u=1))
false("tanh' = 1 + tanh^2", lambda: (Jacobian(tanh(u), u), (1 + tanh(u) ** 2) * Identity(1)), at(u=1))
false("tanh x = 2 sigma(x) - 1", lambda: (tanh(u), 2 * sigma(u) - 1), at(u=1))
false("tanh x = (1 - e^2x)/(1 + e^2x)", lambda: (tanh(u), (1 - exp(2 * u)) / (1 + exp(2 * u))), at(u=1))
false("sigma(x) + sigma(-x) = 0", lambda: (sigma(u) + sigma(-u), 0), at(u=1))
false("sigma(x) = sigma(-x)", lambda: (sigma(u), sigma(-u)), at(u=1))
false("sigma' = sigma (1 + sigma)", lambda: (Jacobian(sigma(u), u), sigma(u) * (1 + sigma(u)) * Identity(1)), at(u=1))
false("sigma(x + y) = sigma(x) sigma(y)", lambda: (sigma(u + v), sigma(u) * sigma(v)), at(u=1, v=1))
false("sin 2x = 2 sin x", lambda: (sin(2 * u), 2 * sin(u)), at(u=1))
false("sin 2x = sin x cos x", lambda: (sin(2 * u), sin(u) * cos(u)), at(u=1))
false("sin(x + y) = sin x + sin y", lambda: (sin(u + v), sin(u) + sin(v)), at(u=1, v=1))
false("cos(x + y) = cos x cos y + sin x sin y", lambda: (cos(u + v), cos(u) * cos(v) + sin(u) * sin(v)), at(u=1, v=1))
false("cos^2 x - sin^2 x = 1", lambda: (cos(u) ** 2 - sin(u) ** 2, 1), at(u=1))
false("sin^2 x + cos^2 y = 1", lambda: (sin(u) ** 2 + cos(v) ** 2, 1), at(u=1, v=2))
false("sqrt(1 - sin^2 x) = cos x", lambda: (sqrt(1 - sin(u) ** 2), cos(u)), at(u=3))
false("sqrt(sin^2 x) = sin x", lambda: (sqrt(sin(u) ** 2), sin(u)), at(u=-1))
false("cos' = sin", lambda: (Jacobian(cos(u), u), sin(u) * Identity(1)), at(u=1))
false("exp(A) entry by entry = expm A", lambda: (A.applyfunc(exp), expm(A)), at(A=UP))
false("expm(A + B) = expm A expm B", lambda: (expm(A + B), expm(A) * expm(B)), at(A=UP, B=DOWN))
false(
    "expm(S + T) = expm S expm T, symmetric",
    lambda: (expm(S + T), expm(S) * expm(T)),
    at(S=FLIP, T=SWAP),
    S="n n symmetric",
    T="n n symmetric",
)
false(
    "expm(M + A) = expm M expm A, M diagonal",
    lambda: (expm(M + A), expm(M) * expm(A)),
    at(M=FIRST, A=UP),
    M="n n diagonal",
)
false("expm A expm B = expm B expm A", lambda: (expm(A) * expm(B), expm(B) * expm(A)), at(A=UP, B=DOWN))
false("expm(A) B = B expm(A)", lambda: (expm(A) * B, B * expm(A)), at(A=UP, B=DOWN))
false("expm(AB) = expm(BA)", lambda: (expm(A * B), expm(B * A)), at(A=UP, B=DOWN))
false("expm(A^T) = expm A", lambda: (expm(A.T), expm(A)), at(A=UP))
false("expm(A + A^T) = expm A expm A^T", lambda: (expm(A + A.T), expm(A) * expm(A.T)), at(A=UP))
false("det expm A = exp det A", lambda: (det(expm(A)), exp(det(A))), at(A=EYE2))
false("tr expm A = exp tr A", lambda: (tr(expm(A)), exp(tr(A))), at(A=EYE2))
false("expm(A (x) B) = expm A (x) expm B", lambda: (expm(kron(A, B)), kron(expm(A), expm(B))), at(A=TWO, B=THREE))
false(
    "expm(A (x) I + I (x) B) = expm B (x) expm A",
    lambda: (expm(kron(A, I) + kron(I, B)), kron(expm(B), expm(A))),
    at(A=UP, B=DOWN),
)
false("expm(A) = I + A", lambda: (expm(A), I + A), at(A=EYE2))
false("expm(uA) = exp(u) expm(A)", lambda: (expm(u * A), exp(u) * expm(A)), at(u=3, A=ONE))
false("expm(A + uI) = u expm(A)", lambda: (expm(A + u * I), u * expm(A)), at(u=2, A=NIL))
false("expm K = I + K, skew", lambda: (expm(S) * expm(S), I), at(S=[[0, -1], [1, 0]]), S="n n skew")
false(
    "softmax(2x) = softmax(x)",
    lambda: (
        (2 * x).applyfunc(exp) / tr(ONES.T * (2 * x).applyfunc(exp)),
        x.applyfunc(exp) / tr(ONES.T * x.applyfunc(exp)),
    ),
    at(x=[[1], [2]]),
)
false(
    "exp.(A B) = exp.(A) exp.(B)",
    lambda: ((A * B).applyfunc(exp), A.applyfunc(exp) * B.applyfunc(exp)),
    at(A=ONE, B=TWO),
)
false(
    "exp.(A + B) = exp.(A) exp.(B) as matrices",
    lambda: ((A + B).applyfunc(exp), A.applyfunc(exp) * B.applyfunc(exp)),
    at(A=G2, B=H2),
)
false(
    "log.(A o B) = log.(A) o log.(B)",
    lambda: (HP(A, B).applyfunc(log), HP(A.applyfunc(log), B.applyfunc(log))),
    at(A=[[2]], B=[[2]]),
)
false("tanh.(A) is odd, with a sign", lambda: ((-A).applyfunc(tanh), A.applyfunc(tanh)), at(A=ONE))
false("asin sin x = x", lambda: (asin(sin(u)), u), at(u=3))
false("acos cos x = x", lambda: (acos(cos(u)), u), at(u=-1))
false("atan tan x = x", lambda: (atan(tan(u)), u), at(u=3))
false("atan x + atan 1/x = pi/2", lambda: (atan(u) + atan(1 / u), pi / 2), at(u=-1))
false("acosh cosh x = x", lambda: (acosh(cosh(u)), u), at(u=-1))
false("sqrt(sinh^2 x) = sinh x", lambda: (sqrt(sinh(u) ** 2), sinh(u)), at(u=-1))
false("sqrt(cosh^2 x - 1) = sinh x", lambda: (sqrt(cosh(u) ** 2 - 1), sinh(u)), at(u=-1))
false("sqrt(1 - tanh^2 x) = -1/cosh x", lambda: (sqrt(1 - tanh(u) ** 2), -1 / cosh(u)), at(u=1))
false("sqrt(cos^2 x) = cos x", lambda: (sqrt(cos(u) ** 2), cos(u)), at(u=3))
false("sin 3x = 3 sin x + 4 sin^3 x", lambda: (sin(3 * u), 3 * sin(u) + 4 * sin(u) ** 3), at(u=1))
false("tan(x + y) with a plus", lambda: (tan(u + v), (tan(u) + tan(v)) / (1 + tan(u) * tan(v))), at(u=1, v=0.5))
false("sinh(x + y) = cosh cosh + sinh sinh", lambda: (sinh(u + v), cosh(u) * cosh(v) + sinh(u) * sinh(v)), at(u=1, v=1))
false("cosh^2 + sinh^2 = 1", lambda: (cosh(u) ** 2 + sinh(u) ** 2, 1), at(u=1))
false("cosh x = sinh x", lambda: (cosh(u), sinh(u)), at(u=1))
false(
    "a function called log that is none",
    lambda: (Function("log")(u * v), Function("log")(u) + Function("log")(v)),
    "this log is any function",
    refused=True,
)
false(
    "a function called exp that is none",
    lambda: (Function("exp")(u + v), Function("exp")(u) * Function("exp")(v)),
    "this exp is any function",
    refused=True,
)
false(
    "a function called Abs that is none",
    lambda: (Function("Abs")(u) ** 2, u**2),
    "this Abs is any function",
    refused=True,
)
false("exp(x/2) exp(x/3) = exp x", lambda: (exp(u / 2) * exp(u / 3) * A, exp(u) * A), at(u=1, A=ONE))
false("exp(tr A) = exp(tr A A)", lambda: (exp(tr(A)), exp(tr(A * A))), at(A=TWO))
false("exp det A = exp det B", lambda: (exp(det(A)), exp(det(B))), at(A=ONE, B=TWO))
false("exp(x)^y = exp(x) y", lambda: (exp(u * v), exp(u) * v), at(u=1, v=2))
false("exp(exp x) = exp(x)^2", lambda: (exp(exp(u)), exp(u) ** 2), at(u=1))
false("exp(x^2) = exp(2x)", lambda: (exp(u**2), exp(2 * u)), at(u=1))
false("exp(1/x) = 1/exp x", lambda: (exp(1 / u), 1 / exp(u)), at(u=2))
false("sqrt((exp x - 1)^2) = exp x - 1", lambda: (sqrt((exp(u) - 1) ** 2), exp(u) - 1), at(u=-1))
false("sigma(x) - sigma(y) = sigma(x - y) - 1/2", lambda: (sigma(u) - sigma(v), sigma(u - v) - half), at(u=2, v=1))
false("softplus(x) + softplus(-x) = x", lambda: (log(1 + exp(u)) + log(1 + exp(-u)), u), at(u=1))
false(
    "exp.(L) keeps the zeros of a triangle", lambda: (of("L", 2, 2).applyfunc(exp)[0, 1], 0), at(L=ZERO2), L="2 2 lower"
)
false("exp.(M) is expm M for a diagonal M", lambda: (M.applyfunc(exp), expm(M)), at(M=FIRST), M="n n diagonal")
false("rank exp.(xy^T) = n", lambda: (rank((x * y.T).applyfunc(exp)), n), at(x=[[1], [1]], y=[[0], [0]]))
false("expm P = I + P, idempotent", lambda: (expm(A), I + A), at(A=EYE2), A="n n idempotent")
false("expm P = I + e P, idempotent", lambda: (expm(A), I + E * A), at(A=EYE2), A="n n idempotent")
false(
    "expm K = cos 1 I + sin 1 K, skew",
    lambda: (expm(S), cos(1) * I + sin(1) * S),
    at(S=[[0, 2], [-2, 0]]),
    S="n n skew",
)
false("expm S = expm(-S), symmetric", lambda: (expm(S), expm(-S)), at(S=EYE2), S="n n symmetric")
false("D expm(uA) by u = vec A", lambda: (Jacobian(expm(u * A), u), vec(A)), at(u=1, A=ONE))
false("expm(A) B expm(-A) = B", lambda: (expm(A) * B * expm(-A), B), at(A=UP, B=DOWN))
false("expm(A + B) expm(-A) = expm B", lambda: (expm(A + B) * expm(-A), expm(B)), at(A=UP, B=DOWN))
false("expm(A - A^T) = I", lambda: (expm(A - A.T), I), at(A=UP))
false("det expm(A B) = exp(tr A tr B)", lambda: (det(expm(A * B)), exp(tr(A) * tr(B))), at(A=EYE2, B=EYE2))


false = group("true for small sizes, or under a hypothesis")
A2, comm = of("A", 2, 2), A * B - B * A


def standard(*letters):
    """The standard polynomial: the alternating sum over all orders of a product. Zero for 2n letters n x n."""
    from sympy.combinatorics.permutations import Permutation
    from itertools import permutations

    orders = permutations(range(len(letters)))
    terms = [Permutation(list(order)).signature() * MatMul(*(letters[k] for k in order)) for order in orders]
    return reduce(lambda one, other: one + other, terms)


false("AB = BA", lambda: (A * B, B * A), at(A=UP, B=DOWN))
false("det(A + B) = det A + det B", lambda: (det(A + B), det(A) + det(B)), at(A=EYE2, B=EYE2))
false(
    "det(A + B) = det A + det B + tr(adj(A) B)",
    lambda: (det(A + B), det(A) + det(B) + tr(adjugate(A) * B)),
    at(A=eye(3), B=eye(3)),
)
false("A^2 - tr(A) A + det(A) I = 0", lambda: (A * A - tr(A) * A + det(A) * I, O), at(A=G3))
false("Cayley and Hamilton of 1 x 1 and 2 x 2", lambda: ((n - 1) * (A * A - tr(A) * A + det(A) * I), O), at(A=G3))
false(
    "Cayley-Hamilton for 3 x 3 at all sizes",
    lambda: (A**3 - tr(A) * A**2 + (tr(A) ** 2 - tr(A**2)) / 2 * A - det(A) * I, O),
    at(A=G2),
)
false("adj A = tr(A) I - A", lambda: (adjugate(A), tr(A) * I - A), at(A=G3))
false("adj adj A = A", lambda: (adjugate(adjugate(A)), A), at(A=(2 * np.eye(3)).tolist()))
false("adj adj A = 0, singular 2 x 2", lambda: (adjugate(adjugate(A)), O), at(A=FIRST), **SING)
false("adj(A + B) = adj A + adj B", lambda: (adjugate(A + B), adjugate(A) + adjugate(B)), at(A=eye(3), B=eye(3)))
false("adj(AB) = adj A adj B", lambda: (adjugate(A * B), adjugate(A) * adjugate(B)), at(A=UP, B=DOWN))
false("adj(uA) = u adj A", lambda: (adjugate(u * A), u * adjugate(A)), at(A=eye(3), u=2))
false("2 det A = tr(A)^2 - tr A^2", lambda: (2 * det(A), tr(A) ** 2 - tr(A * A)), at(A=eye(3)))
false("Hall: (AB - BA)^2 commutes", lambda: (comm * comm * C, C * comm * comm), at(A=G3, B=H3, C=shift(3)))
false(
    "Amitsur and Levitzki: S_4 = 0 is for 2 x 2",
    lambda: (standard(A, B, C, F), O),
    at(
        A=np.diag([1, 0, 0]).tolist(),
        B=[[0, 1, 0], [0, 0, 0], [0, 0, 0]],
        C=[[0, 0, 0], [0, 1, 0], [0, 0, 0]],
        F=[[0, 0, 0], [0, 0, 1], [0, 0, 0]],
    ),
)
false(
    "2 K^3 = tr(K^2) K, skew: 3 x 3",
    lambda: (2 * S**3, tr(S * S) * S),
    at(S=np.kron(np.diag([1, 2]), TURN).tolist()),
    S="n n skew",
)
false("det K = 0, skew", lambda: (det(S), 0), at(S=TURN), S="n n skew")
false("K adj K = I, skew", lambda: (S * adjugate(S), I), at(S=(2 * np.array(TURN)).tolist()), S="n n skew")
false("A^T = A", lambda: (A.T, A), at(A=UP))
false("tr(ABC) = tr(CBA)", lambda: (tr(A * B * C), tr(C * B * A)), at(A=UP, B=DOWN, C=FIRST))
false("tr(ABC) = tr(ACB)", lambda: (tr(A * B * C), tr(A * C * B)), at(A=UP, B=DOWN, C=FIRST))
false("tr AB = tr A tr B", lambda: (tr(A * B), tr(A) * tr(B)), at(A=EYE2, B=EYE2))
false("tr A^T A = tr A^2", lambda: (tr(A.T * A), tr(A * A)), at(A=UP))
false("ST is symmetric", lambda: (S * T, (S * T).T), at(S=FIRST, T=SWAP), S="n n symmetric", T="n n symmetric")
false("det(A^T B) = det(A^T) det(B), m x n", lambda: (det(X.T * Y), det(X * Y.T)), at(X=[[1, 2]], Y=[[1, 1]]))
false("(A + B)^2 = A^2 + 2AB + B^2", lambda: ((A + B) ** 2, A * A + 2 * A * B + B * B), at(A=UP, B=DOWN))
false("(A + B)^-1 = A^-1 + B^-1", lambda: ((A + B).I, A.I + B.I), at(A=EYE2, B=EYE2))
false("(AB)^-1 = A^-1 B^-1", lambda: (Inverse(A * B), A.I * B.I), at(A=[[1, 1], [0, 1]], B=[[1, 0], [1, 1]]))
false("det(uA) = u det A", lambda: (det(u * A), u * det(A)), at(A=EYE2, u=2))
false(
    "(xx^T)^-1 = xx^T/(x^T x)^2: defined for 1 x 1 alone",
    lambda: (Inverse(x * x.T), x * x.T / number(x.T * x) ** 2),
    "at n = 2 there is no inverse",
)
false("A (x) B = B (x) A", lambda: (kron(A, B), kron(B, A)), at(A=G2, B=H2))
false("det(A (x) B) = det A det B", lambda: (det(kron(A, B)), det(A) * det(B)), at(A=(2 * np.eye(2)).tolist(), B=EYE2))
false("tr(A o B) = tr(AB)", lambda: (tr(HP(A, B)), tr(A * B)), at(A=UP, B=DOWN))
false("det(A o B) = det A det B", lambda: (det(HP(A, B)), det(A) * det(B)), at(A=G2, B=H2))
false("(A o B)^-1 = A^-1 o B^-1", lambda: (Inverse(HP(A, B)), HP(A.I, B.I)), at(A=G2, B=H2))
false("(AB) o C = A (B o C)", lambda: (HP(A * B, C), A * HP(B, C)), at(A=G2, B=H2, C=UP))
false("Diag(Ax) = A Diag(x)", lambda: (DiagMatrix(A * x), A * DiagMatrix(x)), at(A=SWAP, x=E1))
false("K_mn K_mn = I", lambda: (K(m, n) * K(m, n), Identity(m * n)), at(m=2, n=3))
false("K_mn = K_nm", lambda: (K(m, n), K(n, m)), at(m=2, n=3))
false(
    "K_nm (A (x) B) = (B (x) A) K_nm, A n x n and B m x m",
    lambda: (K(n, m) * kron(A, of("B", m, m)), kron(of("B", m, m), A) * K(n, m)),
    at(A=G2, B=H3),
)
false("D_n L_n = I", lambda: (duplication_matrix(n) * elimination_matrix(n), Identity(n**2)), at(n=2))
false("L_n K_nn = L_n", lambda: (elimination_matrix(n) * K(n, n), elimination_matrix(n)), at(n=2))
false("D_n^T D_n = I", lambda: (duplication_matrix(n).T * duplication_matrix(n), Identity(n * (n + 1) / 2)), at(n=2))
false("D_n^+ = L_n", lambda: (pinv(duplication_matrix(n)), elimination_matrix(n)), at(n=2))
false("D_n vech A = vec A for every A", lambda: (duplication_matrix(n) * vech(A), vec(A)), at(A=UP))
false("vec(AB) = (A (x) I) vec B", lambda: (vec(A * B), kron(A, I) * vec(B)), at(A=G2, B=H2))
false("Gram: det X^T X = sum of all entries' squares", lambda: (det(X.T * X), tr(X.T * X)), at(X=EYE2))


false = group("block matrices")
block = BlockMatrix([[A, B], [C, F]])
FOUR = at(A=FIRST, B=UP, C=DOWN, F=LAST)
false(
    "det = det A det D - det B det C",
    lambda: (det(block), det(A) * det(F) - det(B) * det(C)),
    at(A=ZERO2, B=EYE2, C=EYE2, F=ZERO2),
)
false("det = det(AD - BC)", lambda: (det(block), det(A * F - B * C)), at(A=G2, B=H2, C=UP, F=DOWN))
false("det = det(AD - CB)", lambda: (det(block), det(A * F - C * B)), at(A=G2, B=UP, C=H2, F=DOWN))
false(
    "Schur: det A det(D - B A^-1 C)", lambda: (det(block), det(A) * det(F - B * A.I * C)), at(A=G2, B=UP, C=H2, F=DOWN)
)
false("Schur with a plus", lambda: (det(block), det(A) * det(F + C * A.I * B)), at(A=EYE2, B=EYE2, C=EYE2, F=EYE2))
false(
    "det [A B; -B A] = det(A^2 + B^2)",
    lambda: (det(BlockMatrix([[A, B], [-B, A]])), det(A * A + B * B)),
    at(A=UP, B=DOWN),
)
false("det [0 A; B 0] = det A det B", lambda: (det(BlockMatrix([[O, A], [B, O]])), det(A) * det(B)), at(A=ONE, B=ONE))
false("[A B; C D]^T = [A^T B^T; C^T D^T]", lambda: (block.T, BlockMatrix([[A.T, B.T], [C.T, F.T]])), FOUR)
false("[A B; C D]^T = [A C; B D]", lambda: (block.T, BlockMatrix([[A, C], [B, F]])), at(A=UP, B=UP, C=UP, F=UP))
false("tr = tr A", lambda: (tr(block), tr(A)), FOUR)
false(
    "inverse of a triangle without the minus",
    lambda: (Inverse(BlockMatrix([[A, B], [O, F]])), BlockMatrix([[A.I, A.I * B * F.I], [O, F.I]])),
    at(A=ONE, B=ONE, F=ONE),
)
false(
    "square of a block matrix",
    lambda: (block * block, BlockMatrix([[A * A, B * B], [C * C, F * F]])),
    at(A=UP, B=EYE2, C=EYE2, F=UP),
)
false("[A B; C D] = its explicit self with B and C exchanged", lambda: (block, BlockMatrix([[A, C], [B, F]])), FOUR)
false(
    "explicit 2 x 2: det = ad + bc",
    lambda: (det(ImmutableMatrix([[a, b], [c, s]])), a * s + b * c),
    at(a=0, b=1, c=1, s=0),
)


false = group("letters with equal names, bound letters, other kinds")
hat, other = Dummy("x"), Dummy("x")
free, other_n, imaginary = Symbol("i"), Symbol("n", integer=True), Symbol("z", imaginary=True)
alpha, beta = symbols("alpha beta", commutative=False)
false("two dummies of one name", lambda: (hat, other), "they are two letters", refused=True)
false("two dummies of one name, beside a matrix", lambda: (hat * A, other * A), "they are two letters", refused=True)
false("a free i captured by a sum over i", lambda: (Sum(i * free, (i, 0, 3)), 14), "the left side is 6i")
false(
    "a free i captured by a matrix function",
    lambda: (FunctionMatrix(n, n, Lambda((i, j), i * free)), FunctionMatrix(n, n, Lambda((i, j), i * i))),
    "the free i is any number",
)
false(
    "a free i captured by a sum of entries",
    lambda: (Sum(A[i, i] * free, (i, 0, n - 1)), Sum(A[i, i] * i, (i, 0, n - 1))),
    "the free i is any number",
)
false(
    "a free t beside the t of a Lambda", lambda: (t * A.applyfunc(Lambda(t, t**2)), HadamardPower(A, 3)), at(t=2, A=ONE)
)
false("a size under a Lambda", lambda: (n * A.applyfunc(Lambda(n, n)), HP(A, A)), at(A=[[3, 0], [0, 3]]))
false(
    "symbols that do not commute",
    lambda: (alpha * beta, beta * alpha),
    "they do not commute by their declaration",
    refused=True,
)
false(
    "symbols that do not commute, beside a trace",
    lambda: (alpha * beta * tr(A), beta * alpha * tr(A)),
    "they do not commute by their declaration",
    refused=True,
)
false("a scalar m that is no size", lambda: (Symbol("m") * A, n * A), at(m=3, A=EYE2))
false("A letter A beside a matrix A", lambda: (Symbol("A") * A, A * A), "the number A is any number", refused=True)
false(
    "an inner sum over the same i",
    lambda: (Sum(x[i, 0] * Sum(y[i, 0], (i, 0, n - 1)), (i, 0, n - 1)), tr(x.T * y)),
    at(x=[[1], [2]], y=[[1], [1]]),
)
false(
    "an inner Lambda of the same t",
    lambda: (A.applyfunc(Lambda(t, t * tr(B.applyfunc(Lambda(t, t**2))))), tr(B) ** 2 * A),
    at(A=ONE, B=EYE2),
)
false(
    "a function f beside a number f", lambda: (f(u) * Symbol("f"), Symbol("f") * u), "f is any function", refused=True
)
false(
    "a sum over an n that is not the size n",
    lambda: (Sum(other_n * tr(Identity(n)), (other_n, 0, 3)) * tr(A), 14 * tr(A)),
    at(A=ONE),
)
false(
    "the same under a matrix function",
    lambda: (
        FunctionMatrix(n, 1, Lambda((other_n, j), tr(Identity(n)) + 0 * j)),
        FunctionMatrix(n, 1, Lambda((i, j), i)),
    ),
    at(n=2),
)
false("an imaginary symbol: z^2 = |z|^2", lambda: (imaginary**2, Abs(imaginary) ** 2), "z^2 = -|z|^2", refused=True)
false(
    "an imaginary symbol beside a matrix",
    lambda: (imaginary * imaginary * A, Abs(imaginary) ** 2 * A),
    "z^2 = -|z|^2",
    refused=True,
)
