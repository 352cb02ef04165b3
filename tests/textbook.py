"""True identities of the textbooks, in the spelling of a reader who knows SymPy."""

from dataclasses import dataclass, field

from sympy import (
    Abs, BlockMatrix, Determinant, DiagMatrix, DiagonalOf, E, Function, FunctionMatrix, GoldenRatio,
    HadamardPower, HadamardProduct, Identity, ImmutableMatrix, Inverse, KroneckerDelta, KroneckerProduct, Lambda, MatMul,
    MatrixSymbol, Max, Min, OneMatrix, Product, Rational, Sum, Symbol, Trace, Transpose, ZeroMatrix, binomial,
    cos, cosh, exp, log, pi, sign, sin, sinh, sqrt, symbols, tan, tanh,
)  # fmt: skip

from veckron import (
    Jacobian,
    Hessian,
    adjugate,
    commutation_matrix,
    duplication_matrix,
    elimination_matrix,
    expm,
    kron,
    unvec,
    unvech,
    vec,
    vech,
)
from veckron.expressions import Differential, Gradient, khatri_rao, pinv, rank

det, tr, HP, K = Determinant, Trace, HadamardProduct, commutation_matrix

m, n, p, q, r = symbols("m n p q r", integer=True, positive=True)
i, j, k, N = symbols("i j k N", integer=True)
a, b, c, s, t, u, v, w = symbols("a b c s t u v w")
A, B, C, F, S, T, Q, R, M, L, U, P = (MatrixSymbol(name, n, n) for name in "ABCFSTQRMLUP")
X, Y, Z = MatrixSymbol("X", m, n), MatrixSymbol("Y", m, n), MatrixSymbol("Z", m, n)
x, y, z, mu = (MatrixSymbol(name, n, 1) for name in ("x", "y", "z", "mu"))
I, O, ones = Identity(n), ZeroMatrix(n, n), OneMatrix(n, 1)
f, g = Function("f"), Function("g")


@dataclass
class Truth:
    """A true statement: its topic and its words, the two sides, what its letters and sizes must satisfy."""

    topic: str
    name: str
    sides: callable
    where: str = ""
    structures: dict = field(default_factory=dict)


TEXTBOOK = []


def topic(title):
    """Return a function that adds a true statement to a topic."""

    def true(name, sides, where="", **structures):
        TEXTBOOK.append(Truth(title, name, sides, where, structures))

    return true


def of(matrix, *sizes):
    """A matrix symbol of sizes of its own."""
    return MatrixSymbol(matrix, *sizes)


def sigma(t):
    """The logistic function."""
    return 1 / (1 + exp(-t))


SYM, ORTH, SKEW = {"S": "n n symmetric"}, {"Q": "n n orthogonal"}, {"S": "n n skew"}
IDEM, DIAG = {"P": "n n idempotent"}, {"M": "n n diagonal"}
half = Rational(1, 2)

true = topic("sums, products, transposes")
true("(AB)^T = B^T A^T", lambda: ((X * of("B", n, p)).T, of("B", n, p).T * X.T))
true("(ABC)^T", lambda: (Transpose(X * of("B", n, p) * of("C", p, q)), of("C", p, q).T * of("B", n, p).T * X.T))
true("(A + B)^T", lambda: (Transpose(X + Y), X.T + Y.T))
true(
    "A(BC) = (AB)C",
    lambda: (MatMul(X, MatMul(of("B", n, p), of("C", p, q))), MatMul(MatMul(X, of("B", n, p)), of("C", p, q))),
)
true("A(B + C) = AB + AC", lambda: (of("A", p, m) * (X + Y), of("A", p, m) * X + of("A", p, m) * Y))
true("(A + B)^2", lambda: ((A + B) ** 2, A**2 + A * B + B * A + B**2))
true("(A + B)(A - B)", lambda: ((A + B) * (A - B), A**2 - A * B + B * A - B**2))
true("(I - A)(I + A + A^2 + A^3) = I - A^4", lambda: ((I - A) * (I + A + A**2 + A**3), I - A**4))
true("A^2 A^3 = A^5", lambda: (A**2 * A**3, A**5))
true("symmetric and skew parts", lambda: (A, (A + A.T) / 2 + (A - A.T) / 2))
true("x^T A y = y^T A^T x", lambda: (x.T * A * y, y.T * A.T * x))
true("x^T A x = x^T (A + A^T)/2 x", lambda: (x.T * A * x, x.T * ((A + A.T) / 2) * x))
true(
    "Jacobi identity of commutators",
    lambda: (
        A * (B * C - C * B)
        - (B * C - C * B) * A
        + B * (C * A - A * C)
        - (C * A - A * C) * B
        + C * (A * B - B * A)
        - (A * B - B * A) * C,
        O,
    ),
)
true("0.1 A = A/10", lambda: (0.1 * X, X / 10))
true("0.5 (A + A^T)", lambda: (0.5 * (A + A.T), (A + A.T) / 2))
true("A/3 + A/6 = A/2", lambda: (X / 3 + X / 6, X / 2))
true("uA = Au", lambda: (u * X, X * u))
true("1 x 1: (x^T y) z = z (x^T y) by a trace", lambda: (tr(x.T * y) * z, z * (x.T * y)))
true("1 x 1: x^T y = y^T x as numbers", lambda: ((x.T * y)[0, 0], (y.T * x)[0, 0]))
true("1 x 1: x (x^T x) = (xx^T) x, by [0, 0]", lambda: ((x.T * x)[0, 0] * x, x * x.T * x))
true("1 x 1: tr x^T x = (x^T x)[0, 0]", lambda: (tr(x.T * x), (x.T * x)[0, 0]))
true("x^1000000", lambda: (u**1000000 * u, u**1000001))
true("A^1000000, 2 x 2", lambda: (of("A", 2, 2) ** 1000000 * of("A", 2, 2), of("A", 2, 2) ** 1000001))
true("ab = ba of numbers beside matrices", lambda: (a * X * b, b * a * X))

true = topic("inverses")
true("(AB)^-1 = B^-1 A^-1", lambda: (Inverse(A * B), B.I * A.I))
true("(A^T)^-1 = (A^-1)^T", lambda: (Inverse(A.T), Transpose(A.I)))
true("(uA)^-1 = A^-1/u", lambda: (Inverse(u * A), A.I / u))
true("(A^-1)^-1 = A", lambda: (Inverse(Inverse(A)), A))
true("A^-1 + B^-1 = A^-1 (A + B) B^-1", lambda: (A.I + B.I, A.I * (A + B) * B.I))
true("A^-1 - B^-1 = A^-1 (B - A) B^-1", lambda: (A.I - B.I, A.I * (B - A) * B.I))
true("(A + B)^-1 = A^-1 - A^-1 (A^-1 + B^-1)^-1 A^-1", lambda: ((A + B).I, A.I - A.I * (A.I + B.I).I * A.I))
true("Searle: (A^-1 + B^-1)^-1 = A (A + B)^-1 B", lambda: ((A.I + B.I).I, A * (A + B).I * B))
true("Searle: (I + A^-1)^-1 = A (A + I)^-1", lambda: ((I + A.I).I, A * (A + I).I))
true("Searle: A - A(A + B)^-1 A = B - B(A + B)^-1 B", lambda: (A - A * (A + B).I * A, B - B * (A + B).I * B))
true("push-through", lambda: ((I + X.T * Y).I * X.T, X.T * (Identity(m) + Y * X.T).I))
true("push-through with u", lambda: (X * (u * I + X.T * X).I, (u * Identity(m) + X * X.T).I * X))
true(
    "Woodbury",
    lambda: (
        (A + of("U", n, p) * of("C", p, p) * of("V", p, n)).I,
        A.I - A.I * of("U", n, p) * (of("C", p, p).I + of("V", p, n) * A.I * of("U", n, p)).I * of("V", p, n) * A.I,
    ),
)
true("Woodbury with I", lambda: ((I + X.T * X).I, I - X.T * (Identity(m) + X * X.T).I * X))
true("Sherman and Morrison", lambda: ((A + x * y.T).I, A.I - A.I * x * y.T * A.I / (1 + (y.T * A.I * x)[0, 0])))
true("Sherman and Morrison, by Trace", lambda: ((A + x * y.T).I, A.I - A.I * x * y.T * A.I / (1 + tr(y.T * A.I * x))))
true("(I + xy^T)^-1", lambda: ((I + x * y.T).I, I - x * y.T / (1 + tr(y.T * x))))
true("A^-2 = (A^2)^-1", lambda: (A**-2, Inverse(A**2)))
true("(ABA^-1)^3 = A B^3 A^-1", lambda: ((A * B * A.I) ** 3, A * B**3 * A.I))
true(
    "Kalman gain",
    lambda: (S * X.T * (X * S * X.T + of("R", m, m)).I, (S.I + X.T * of("R", m, m).I * X).I * X.T * of("R", m, m).I),
    R="m m symmetric",
    **SYM,
)
true("Hua's identity", lambda: (A - (A.I + (B.I - A).I).I, A * B * A))

true = topic("determinants")
true("det AB = det A det B", lambda: (det(A * B), det(A) * det(B)))
true("det A^T = det A", lambda: (det(A.T), det(A)))
true("det(uA) = u^n det A", lambda: (det(u * A), u**n * det(A)))
true("det A^-1 = 1/det A", lambda: (det(A.I), 1 / det(A)))
true("det A^3 = det(A)^3", lambda: (det(A**3), det(A) ** 3))
true("det AB = det BA", lambda: (det(A * B), det(B * A)))
true("det(BAB^-1) = det A", lambda: (det(B * A * B.I), det(A)))
true("Sylvester's determinant", lambda: (det(Identity(m) + X * Y.T), det(I + Y.T * X)))
true("determinant lemma", lambda: (det(A + x * y.T), det(A) * (1 + (y.T * A.I * x)[0, 0])))
true("determinant lemma with adj", lambda: (det(A + x * y.T), det(A) + tr(y.T * adjugate(A) * x)))
true("determinant lemma, matrices", lambda: (det(A + X.T * Y), det(A) * det(Identity(m) + Y * A.I * X.T)))
true("det(I + xy^T) = 1 + y^T x", lambda: (det(I + x * y.T), 1 + tr(y.T * x)))
true("det(I - xx^T/x^T x) = 0", lambda: (det(I - x * x.T / tr(x.T * x)), 0))
true("det of a diagonal matrix", lambda: (det(DiagMatrix(x)), Product(x[i, 0], (i, 0, n - 1))))
true("det of a triangle", lambda: (det(L), Product(L[i, i], (i, 0, n - 1))), L="n n lower")
true("det of an upper triangle", lambda: (det(U), Product(U[i, i], (i, 0, n - 1))), U="n n upper")
true("det(A) = 0, singular", lambda: (det(A), 0), A="n n singular")
true("det 2 x 2", lambda: (det(ImmutableMatrix([[a, b], [c, s]])), a * s - b * c))
true(
    "det 2 x 2 by entries",
    lambda: (det(of("A", 2, 2)), of("A", 2, 2)[0, 0] * of("A", 2, 2)[1, 1] - of("A", 2, 2)[0, 1] * of("A", 2, 2)[1, 0]),
)
true("det 2 x 2 by traces", lambda: (det(of("A", 2, 2)), (tr(of("A", 2, 2)) ** 2 - tr(of("A", 2, 2) ** 2)) / 2))
true(
    "det(I + uA) of 2 x 2",
    lambda: (det(Identity(2) + u * of("A", 2, 2)), 1 + u * tr(of("A", 2, 2)) + u**2 * det(of("A", 2, 2))),
)
true("log det AB = log det A + log det B", lambda: (log(det(A * B)), log(det(A)) + log(det(B))))
true("log det S^-1 = -log det S", lambda: (log(det(S.I)), -log(det(S))), S="n n positive definite")
true("log det(uA) = n log u + log det A", lambda: (log(det(u * A)), n * log(u) + log(det(A))))
true("Cauchy-Binet at full rank by Gram: det X^T X with m = n", lambda: (det(A.T * A), det(A) ** 2))
true("det K = 0, odd skew", lambda: (det(of("S", 3, 3)), 0), S="3 3 skew")
true(
    "Vandermonde, 3 x 3",
    lambda: (det(ImmutableMatrix([[1, a, a**2], [1, b, b**2], [1, c, c**2]])), (b - a) * (c - a) * (c - b)),
)

true = topic("adjugates")
true("A adj A = det(A) I", lambda: (A * adjugate(A), det(A) * I))
true("adj(AB) = adj B adj A", lambda: (adjugate(A * B), adjugate(B) * adjugate(A)))
true("adj A^T = (adj A)^T", lambda: (adjugate(A.T), adjugate(A).T))
true("adj(uA) = u^(n - 1) adj A", lambda: (adjugate(u * A), u ** (n - 1) * adjugate(A)))
true("det adj A = det(A)^(n - 1)", lambda: (det(adjugate(A)), det(A) ** (n - 1)))
true("adj A = det(A) A^-1", lambda: (adjugate(A), det(A) * A.I))
true("A adj A = 0, singular", lambda: (A * adjugate(A), O), A="n n singular")
true("adj A = tr(A) I - A, 2 x 2", lambda: (adjugate(of("A", 2, 2)), tr(of("A", 2, 2)) * Identity(2) - of("A", 2, 2)))
true(
    "Cayley and Hamilton, 2 x 2",
    lambda: (
        of("A", 2, 2) ** 2 - tr(of("A", 2, 2)) * of("A", 2, 2) + det(of("A", 2, 2)) * Identity(2),
        ZeroMatrix(2, 2),
    ),
)
true(
    "Cayley and Hamilton, 3 x 3",
    lambda: (
        of("A", 3, 3) ** 3
        - tr(of("A", 3, 3)) * of("A", 3, 3) ** 2
        + tr(adjugate(of("A", 3, 3))) * of("A", 3, 3)
        - det(of("A", 3, 3)) * Identity(3),
        ZeroMatrix(3, 3),
    ),
)

true = topic("traces")
true("tr AB = tr BA, m x n", lambda: (tr(X * Y.T), tr(Y.T * X)))
true("tr ABC = tr CAB", lambda: (tr(A * B * C), tr(C * A * B)))
true("tr A = tr A^T", lambda: (tr(A), tr(A.T)))
true("tr(A + B)", lambda: (tr(A + B), tr(A) + tr(B)))
true("tr A^T B = vec(A)^T vec B", lambda: (tr(X.T * Y), vec(X).T * vec(Y)))
true("tr A^T B = sum of A o B", lambda: (tr(X.T * Y), OneMatrix(1, m) * HP(X, Y) * ones))
true("tr xy^T = y^T x", lambda: (tr(x * y.T), y.T * x))
true("x^T A x = tr Axx^T", lambda: (x.T * A * x, tr(A * x * x.T)))
true("tr I = n", lambda: (tr(I), n))
true("tr(AB - BA) = 0", lambda: (tr(A * B - B * A), 0))
true("tr BAB^-1 = tr A", lambda: (tr(B * A * B.I), tr(A)))
true(
    "tr ABC = tr ACB, all symmetric",
    lambda: (tr(S * T * U), tr(S * U * T)),
    S="n n symmetric",
    T="n n symmetric",
    U="n n symmetric",
)
true("tr SK = 0, symmetric and skew", lambda: (tr(S * T), 0), S="n n symmetric", T="n n skew")
true("tr A = sum of A_ii", lambda: (tr(A), Sum(A[i, i], (i, 0, n - 1))))
true("tr AB by a double sum", lambda: (tr(A * B), Sum(A[i, j] * B[j, i], (i, 0, n - 1), (j, 0, n - 1))))

true = topic("Kronecker products")
A4, B4, C4, F4 = of("A", m, n), of("B", p, q), of("C", n, r), of("F", q, Symbol("h"))
true("mixed product", lambda: (kron(A4, B4) * kron(C4, F4), kron(A4 * C4, B4 * F4)))
true(
    "mixed product by KroneckerProduct",
    lambda: (KroneckerProduct(A4, B4) * KroneckerProduct(C4, F4), KroneckerProduct(A4 * C4, B4 * F4)),
)
h1, h2, h3 = symbols("h1 h2 h3")
true(
    "mixed product of three factors, nine sizes",
    lambda: (
        kron(of("A", m, n), of("B", p, q), of("C", r, h1)) * kron(of("F", n, h2), of("G", q, h3), of("M", h1, 2)),
        kron(of("A", m, n) * of("F", n, h2), of("B", p, q) * of("G", q, h3), of("C", r, h1) * of("M", h1, 2)),
    ),
)
true(
    "mixed product of three factors, seven sizes",
    lambda: (
        kron(of("A", m, n), of("B", p, q), of("C", r, h1)) * kron(of("x", n, 1), of("y", q, 1), of("F", h1, h2)),
        kron(of("A", m, n) * of("x", n, 1), of("B", p, q) * of("y", q, 1), of("C", r, h1) * of("F", h1, h2)),
    ),
)
true(
    "a product of eight letters, nine sizes",
    lambda: (
        Transpose(
            X * of("B", n, p) * of("C", p, q) * of("F", q, r) * of("G", r, h1) * of("M", h1, h2) * of("U", h2, h3)
        ),
        of("U", h2, h3).T
        * of("M", h1, h2).T
        * of("G", r, h1).T
        * of("F", q, r).T
        * of("C", p, q).T
        * of("B", n, p).T
        * X.T,
    ),
)
true(
    "kron of three, six sizes, associative",
    lambda: (
        kron(kron(of("A", m, n), of("B", p, q)), of("C", r, h1)),
        kron(of("A", m, n), kron(of("B", p, q), of("C", r, h1))),
    ),
)
true("(A (x) B)^T", lambda: (Transpose(kron(A4, B4)), kron(A4.T, B4.T)))
true("(A (x) B)^-1", lambda: (Inverse(kron(A, of("B", m, m))), kron(A.I, of("B", m, m).I)))
true("(A (x) B)^+", lambda: (pinv(kron(A4, B4)), kron(pinv(A4), pinv(B4))))
true("tr(A (x) B)", lambda: (tr(kron(A, of("B", m, m))), tr(A) * tr(of("B", m, m))))
true("det(A (x) B)", lambda: (det(kron(A, of("B", m, m))), det(A) ** m * det(of("B", m, m)) ** n))
true("rank(A (x) B)", lambda: (rank(kron(A4, B4)), rank(A4) * rank(B4)))
true("A (x) (B + C)", lambda: (kron(A4, B4 + of("C", p, q)), kron(A4, B4) + kron(A4, of("C", p, q))))
true("uA (x) B = A (x) uB", lambda: (kron(u * A4, B4), kron(A4, u * B4)))
true("x (x) y^T = xy^T", lambda: (kron(x, of("y", m, 1).T), x * of("y", m, 1).T))
true("x (x) y = vec(y x^T)", lambda: (kron(x, of("y", m, 1)), vec(of("y", m, 1) * x.T)))
true("(A (x) I)(I (x) B) = A (x) B", lambda: (kron(A, Identity(m)) * kron(I, of("B", m, m)), kron(A, of("B", m, m))))
true("(I (x) B)(A (x) I) = A (x) B", lambda: (kron(I, of("B", m, m)) * kron(A, Identity(m)), kron(A, of("B", m, m))))
true("A (x) 1 = A", lambda: (kron(X, Identity(1)), X))
true("(A (x) B)^3", lambda: (kron(A, of("B", m, m)) ** 3, kron(A**3, of("B", m, m) ** 3)))
true("block diagonal: I_2 (x) A", lambda: (kron(Identity(2), A), BlockMatrix([[A, O], [O, A]])))
true("I (x) (A + B)", lambda: (kron(I, A + B), kron(I, A) + kron(I, B)))
true("Kronecker sum, squared", lambda: ((kron(A, I) + kron(I, B)) ** 2, kron(A**2, I) + 2 * kron(A, B) + kron(I, B**2)))
true("(Q (x) R) is orthogonal", lambda: (kron(Q, R).T * kron(Q, R), Identity(n**2)), R="n n orthogonal", **ORTH)

true = topic("vec, K, D, L")
true(
    "vec ABC = (C^T (x) A) vec B",
    lambda: (
        vec(of("A", m, n) * of("B", n, p) * of("C", p, q)),
        kron(of("C", p, q).T, of("A", m, n)) * vec(of("B", n, p)),
    ),
)
true(
    "vec AB three ways",
    lambda: (kron(Identity(p), X) * vec(of("B", n, p)), kron(of("B", n, p).T, Identity(m)) * vec(X)),
)
true("K vec A = vec A^T", lambda: (K(m, n) * vec(X), vec(X.T)))
true("K_mn^T = K_nm", lambda: (K(m, n).T, K(n, m)))
true("K_mn K_nm = I", lambda: (K(m, n) * K(n, m), Identity(m * n)))
true("K_pm (A (x) B) K_nq = B (x) A", lambda: (K(m, p) * kron(B4, A4) * K(q, n), kron(A4, B4)))
true("K_nn^2 = I", lambda: (K(n, n) ** 2, Identity(n**2)))
true("tr K_nn = n", lambda: (tr(K(n, n)), n))
true("det K_nn = (-1)^(n(n - 1)/2)", lambda: (det(K(n, n)), (-1) ** (n * (n - 1) / 2)))
true("tr(K (A^T (x) A)) = tr A^T A", lambda: (tr(K(m, n) * kron(X.T, X)), tr(X.T * X)))
true("D vech S = vec S", lambda: (duplication_matrix(n) * vech(S), vec(S)), **SYM)
true("L vec A = vech A", lambda: (elimination_matrix(n) * vec(A), vech(A)))
true("L D = I", lambda: (elimination_matrix(n) * duplication_matrix(n), Identity(n * (n + 1) / 2)))
true("D D^+ = (I + K)/2", lambda: (duplication_matrix(n) * pinv(duplication_matrix(n)), (Identity(n**2) + K(n, n)) / 2))
true("K D = D", lambda: (K(n, n) * duplication_matrix(n), duplication_matrix(n)))
true("L L^T = I", lambda: (elimination_matrix(n) * elimination_matrix(n).T, Identity(n * (n + 1) / 2)))
true(
    "det D^T D = 2^(n(n - 1)/2)", lambda: (det(duplication_matrix(n).T * duplication_matrix(n)), 2 ** (n * (n - 1) / 2))
)
true(
    "D^+ = (D^T D)^-1 D^T",
    lambda: (
        pinv(duplication_matrix(n)),
        Inverse(duplication_matrix(n).T * duplication_matrix(n)) * duplication_matrix(n).T,
    ),
)
true("unvec vec A = A", lambda: (unvec(vec(X), m, n), X))
true("unvech vech S = S", lambda: (unvech(vech(S), n), S), **SYM)
true("vec(x y^T) = y (x) x", lambda: (vec(x * y.T), kron(y, x)))
true("tr ABCD = vec(D^T)^T (C^T (x) A) vec B", lambda: (tr(A * B * C * F), vec(F.T).T * kron(C.T, A) * vec(B)))
true(
    "Sylvester's equation",
    lambda: (vec(A * X.T + X.T * of("B", m, m)), (kron(Identity(m), A) + kron(of("B", m, m).T, I)) * vec(X.T)),
)

true = topic("Hadamard and Khatri-Rao products")
true("A o B = B o A", lambda: (HP(X, Y), HP(Y, X)))
true("(A o B)^T", lambda: (HP(X, Y).T, HP(X.T, Y.T)))
true("A o (B + C)", lambda: (HP(X, Y + Z), HP(X, Y) + HP(X, Z)))
true("vec(A o B) = Diag(vec A) vec B", lambda: (vec(HP(X, Y)), DiagMatrix(vec(X)) * vec(Y)))
true(
    "Diag(x) A Diag(y) = A o xy^T", lambda: (DiagMatrix(of("x", m, 1)) * X * DiagMatrix(y), HP(X, of("x", m, 1) * y.T))
)
true(
    "x^T (A o B) y = tr(Diag(x) A Diag(y) B^T)",
    lambda: (x.T * HP(A, B) * y, tr(DiagMatrix(x) * A * DiagMatrix(y) * B.T)),
)
true("diag(A Diag(x) B) = (A o B^T) x", lambda: (DiagonalOf(X * DiagMatrix(x) * Y.T), HP(X, Y) * x))
true("diag(AB^T) = (A o B) 1", lambda: (DiagonalOf(X * Y.T), HP(X, Y) * ones))
true("xx^T o yy^T = (x o y)(x o y)^T", lambda: (HP(x * x.T, y * y.T), HP(x, y) * HP(x, y).T))
true("A o 11^T = A", lambda: (HP(X, OneMatrix(m, n)), X))
true("A o I = Diag(diag A)", lambda: (HP(A, I), DiagMatrix(DiagonalOf(A))))
true("A o A = A^(o 2)", lambda: (HP(X, X), HadamardPower(X, 2)))
true("sqrt(X) o sqrt(X) = X", lambda: (HP(HadamardPower(X, half), HadamardPower(X, half)), X))
true("sqrt(X) o sqrt(X) = X, by applyfunc", lambda: (HP(X.applyfunc(sqrt), X.applyfunc(sqrt)), X))
true(
    "sqrt(X) o sqrt(Y) = sqrt(X o Y)",
    lambda: (HP(HadamardPower(X, half), HadamardPower(Y, half)), HadamardPower(HP(X, Y), half)),
)
true("X^(o -1) o X = 1", lambda: (HP(HadamardPower(X, -1), X), OneMatrix(m, n)))
true("X^(o 3/2) = X o sqrt(X)", lambda: (HadamardPower(X, Rational(3, 2)), HP(X, HadamardPower(X, half))))
true(
    "Khatri-Rao: (A (x) B)(C * F) = AC * BF",
    lambda: (
        kron(of("A", m, n), of("B", p, q)) * khatri_rao(of("C", n, r), of("F", q, r)),
        khatri_rao(of("A", m, n) * of("C", n, r), of("B", p, q) * of("F", q, r)),
    ),
)
true(
    "Khatri-Rao: Gram",
    lambda: (
        khatri_rao(X, of("B", p, n)).T * khatri_rao(X, of("B", p, n)),
        HP(X.T * X, of("B", p, n).T * of("B", p, n)),
    ),
)
true(
    "Khatri-Rao: vec(A Diag(x) B^T) = (B * A) x",
    lambda: (vec(X * DiagMatrix(x) * of("B", p, n).T), khatri_rao(of("B", p, n), X) * x),
)
true(
    "Khatri-Rao: associative",
    lambda: (
        khatri_rao(khatri_rao(X, of("B", p, n)), of("C", q, n)),
        khatri_rao(X, khatri_rao(of("B", p, n), of("C", q, n))),
    ),
)
true("Diag(x) Diag(y) = Diag(x o y)", lambda: (DiagMatrix(x) * DiagMatrix(y), DiagMatrix(HP(x, y))))
true("Diag(x) y = x o y", lambda: (DiagMatrix(x) * y, HP(x, y)))
true("Diag(x)^-1 = Diag(1/x)", lambda: (Inverse(DiagMatrix(x)), DiagMatrix(HadamardPower(x, -1))))
true("Diag(x) = Diag(x^T), a row", lambda: (DiagMatrix(x.T), DiagMatrix(x)))
true("tr Diag(x) = 1^T x", lambda: (tr(DiagMatrix(x)), ones.T * x))
true("tr Diag of a row", lambda: (tr(DiagMatrix(x.T)), tr(ones.T * x)))
true("diag Diag x = x", lambda: (DiagonalOf(DiagMatrix(x)), x))
true("Hadamard as a part of Kronecker", lambda: (HP(x, y), DiagonalOf(x * y.T)))
true(
    "the diagonal of a 3 x 2 matrix has two entries",
    lambda: (OneMatrix(1, 2) * DiagonalOf(of("X", 3, 2)), (of("X", 3, 2)[0, 0] + of("X", 3, 2)[1, 1]) * Identity(1)),
)
true(
    "the diagonal of a 2 x 3 matrix has two entries",
    lambda: (OneMatrix(1, 2) * DiagonalOf(of("X", 2, 3)), (of("X", 2, 3)[0, 0] + of("X", 2, 3)[1, 1]) * Identity(1)),
)

true = topic("block matrices")
E4 = BlockMatrix([[A, of("B", n, p)], [of("C", p, n), of("F", p, p)]])
true(
    "det by the Schur complement of A",
    lambda: (det(E4), det(A) * det(of("F", p, p) - of("C", p, n) * A.I * of("B", n, p))),
)
true(
    "det by the Schur complement of D",
    lambda: (det(E4), det(of("F", p, p)) * det(A - of("B", n, p) * of("F", p, p).I * of("C", p, n))),
)
true(
    "det of a block triangle",
    lambda: (det(BlockMatrix([[A, of("B", n, p)], [ZeroMatrix(p, n), of("F", p, p)]])), det(A) * det(of("F", p, p))),
)
true("bordered determinant", lambda: (det(BlockMatrix([[A, x], [y.T, ZeroMatrix(1, 1)]])), -y.T * adjugate(A) * x))
true(
    "bordered determinant with u",
    lambda: (det(BlockMatrix([[A, x], [y.T, u * Identity(1)]])), u * det(A) - tr(y.T * adjugate(A) * x)),
)
true("det [A B; B A] = det(A + B) det(A - B)", lambda: (det(BlockMatrix([[A, B], [B, A]])), det(A + B) * det(A - B)))
true(
    "inverse of a block triangle",
    lambda: (Inverse(BlockMatrix([[A, B], [O, F]])), BlockMatrix([[A.I, -A.I * B * F.I], [O, F.I]])),
)
Schur = (F - C * A.I * B).I
true(
    "inverse of a block matrix",
    lambda: (
        Inverse(BlockMatrix([[A, B], [C, F]])),
        BlockMatrix([[A.I + A.I * B * Schur * C * A.I, -A.I * B * Schur], [-Schur * C * A.I, Schur]]),
    ),
)
true(
    "block LDU",
    lambda: (
        BlockMatrix([[I, O], [C * A.I, I]])
        * BlockMatrix([[A, O], [O, F - C * A.I * B]])
        * BlockMatrix([[I, A.I * B], [O, I]]),
        BlockMatrix([[A, B], [C, F]]),
    ),
)
true("block product", lambda: (BlockMatrix([[A, B]]) * BlockMatrix([[C], [F]]), A * C + B * F))
true("block transpose", lambda: (Transpose(BlockMatrix([[A, B], [C, F]])), BlockMatrix([[A.T, C.T], [B.T, F.T]])))
true("block trace", lambda: (tr(BlockMatrix([[A, B], [C, F]])), tr(A) + tr(F)))
true("rank of a block diagonal", lambda: (rank(BlockMatrix([[A, O], [O, B]])), rank(A) + rank(B)))
true(
    "[I X; 0 I]^-1",
    lambda: (
        Inverse(BlockMatrix([[Identity(m), X], [ZeroMatrix(n, m), I]])),
        BlockMatrix([[Identity(m), -X], [ZeroMatrix(n, m), I]]),
    ),
)
true("vec of two columns", lambda: (vec(BlockMatrix([[x, y]])), BlockMatrix([[x], [y]])))

true = topic("norms")
norm = lambda A: sqrt(tr(A.T * A))
true(
    "parallelogram law", lambda: (tr((x + y).T * (x + y)) + tr((x - y).T * (x - y)), 2 * tr(x.T * x) + 2 * tr(y.T * y))
)
true("polarisation", lambda: (x.T * y, ((x + y).T * (x + y) - (x - y).T * (x - y)) / 4))
true("parallelogram law with norms", lambda: (norm(x + y) ** 2 + norm(x - y) ** 2, 2 * norm(x) ** 2 + 2 * norm(y) ** 2))
true("|A|^2 = tr A^T A", lambda: (norm(X) ** 2, tr(X.T * X)))
true("|A| = |A^T|", lambda: (norm(X), norm(X.T)))
true("|A| = |vec A|", lambda: (norm(X), norm(vec(X))))
true("|QA| = |A|", lambda: (norm(Q * A), norm(A)), **ORTH)
true("|x/|x|| = 1", lambda: ((x / norm(x)).T * (x / norm(x)), Identity(1)))
true("|xy^T| = |x| |y|", lambda: (norm(x * y.T), norm(x) * norm(y)))
true("|A (x) B| = |A| |B|", lambda: (norm(kron(A, B)), norm(A) * norm(B)))
true("x/|x| squared, by sqrt((x^T x)[0, 0])", lambda: (tr(x * x.T) / sqrt((x.T * x)[0, 0]), sqrt((x.T * x)[0, 0])))
true(
    "Lagrange's identity",
    lambda: (
        tr(x.T * x) * tr(y.T * y) - tr(x.T * y) ** 2,
        Sum((x[i, 0] * y[j, 0] - x[j, 0] * y[i, 0]) ** 2, (i, 0, n - 1), (j, 0, n - 1)) / 2,
    ),
)
true("|A|^2 as a sum of squares", lambda: (tr(X.T * X), Sum(X[i, j] ** 2, (i, 0, m - 1), (j, 0, n - 1))))
true("sqrt(x^2) = |x|", lambda: (sqrt(u**2), Abs(u)))
true("|x|^2 = x^2", lambda: (Abs(u) ** 2, u**2))
true("|xy| = |x| |y|", lambda: (Abs(u * v), Abs(u) * Abs(v)))
true("sqrt(x) sqrt(y) = sqrt(xy)", lambda: (sqrt(u) * sqrt(v), sqrt(u * v)))
true("sqrt(x)^2 = x", lambda: (sqrt(u) ** 2 * A, u * A))
true("1/sqrt(x) = sqrt(x)/x", lambda: (1 / sqrt(u), sqrt(u) / u))
true("sqrt(2) sqrt(3) = sqrt 6", lambda: (sqrt(2) * (sqrt(3) * A), sqrt(6) * A))
true("(sqrt 2 - 1)(sqrt 2 + 1) = 1", lambda: ((sqrt(2) - 1) * A * (sqrt(2) + 1), A))
true("golden ratio", lambda: (GoldenRatio**2 * A, (GoldenRatio + 1) * A))
true("sqrt(x^2 y^2) = |x| |y|", lambda: (sqrt(u**2 * v**2), Abs(u) * Abs(v)))
true("det S^(1/2): sqrt(det S)^2 = det S", lambda: (sqrt(det(S)) ** 2, det(S)), S="n n positive definite")
true("sqrt(det(S)^2) = det S, positive definite", lambda: (sqrt(det(S) ** 2), det(S)), S="n n positive definite")
true("max(x, 0) - max(-x, 0) = x", lambda: (Max(u, 0) - Max(-u, 0), u))
true("max + min = x + y", lambda: (Max(u, v) + Min(u, v), u + v))
true("|xx^T| = x^T x", lambda: (norm(x * x.T), tr(x.T * x)))
true("sqrt((x^T x)^2) = x^T x", lambda: (sqrt(tr(x.T * x) ** 2), tr(x.T * x)))
true("sqrt((1 + x^2)^2) = 1 + x^2", lambda: (sqrt((1 + u**2) ** 2), 1 + u**2))
true("(x^4)^(1/4) = |x|", lambda: ((u**4) ** Rational(1, 4), Abs(u)))
true("sqrt(det A^T A) = |det A|", lambda: (sqrt(det(A.T * A)), Abs(det(A))))
true("sqrt(det(A)^2) = |det A|", lambda: (sqrt(det(A) ** 2), Abs(det(A))))
true("sign(x) |x| = x", lambda: (sign(u) * Abs(u), u))
true("max(x, y) = (x + y + |x - y|)/2", lambda: (Max(u, v), (u + v + Abs(u - v)) / 2))
true("sqrt(u^2 A^T A) = |u| |A|", lambda: (norm(u * X), Abs(u) * norm(X)))
true("sqrt 8 = 2 sqrt 2", lambda: (sqrt(8) * A, 2 * sqrt(2) * A))
true("sqrt(3 + 2 sqrt 2) = 1 + sqrt 2", lambda: (sqrt(3 + 2 * sqrt(2)) * A, (1 + sqrt(2)) * A))
true("|tr S| = tr S, positive definite", lambda: (Abs(tr(S)), tr(S)), S="n n positive definite")
true(
    "sqrt((x^T S x)^2) = x^T S x, positive definite",
    lambda: (sqrt(tr(x.T * S * x) ** 2), tr(x.T * S * x)),
    S="n n positive definite",
)

true = topic("projections and idempotents")
true("X(X^T X)^-1 X^T is idempotent", lambda: ((X * (X.T * X).I * X.T) ** 2, X * (X.T * X).I * X.T), "m >= n")
true("tr of a projection", lambda: (tr(X * (X.T * X).I * X.T), n), "m >= n")
true("residuals are orthogonal", lambda: (X.T * (Identity(m) - X * (X.T * X).I * X.T), ZeroMatrix(n, m)), "m >= n")
true("(I - P)^2 = I - P", lambda: ((I - P) ** 2, I - P), **IDEM)
true("P(I - P) = 0", lambda: (P * (I - P), O), **IDEM)
true("tr P = rank P", lambda: (tr(P), rank(P)), **IDEM)
true("rank P + rank(I - P) = n", lambda: (rank(P) + rank(I - P), n), **IDEM)
true("(2P - I)^2 = I", lambda: ((2 * P - I) ** 2, I), **IDEM)
true("P^5 = P", lambda: (P**5, P), **IDEM)
true("BPB^-1 is idempotent", lambda: ((B * P * B.I) ** 2, B * P * B.I), **IDEM)
true("xx^T/x^T x is idempotent", lambda: ((x * x.T / tr(x.T * x)) ** 2, x * x.T / tr(x.T * x)))
true("centring matrix is idempotent", lambda: ((I - OneMatrix(n, n) / n) ** 2, I - OneMatrix(n, n) / n))
true("tr of the centring matrix", lambda: (tr(I - OneMatrix(n, n) / n), n - 1))
true("X X^+ is symmetric and idempotent", lambda: ((X * pinv(X)) ** 2, Transpose(X * pinv(X))))

true = topic("orthogonal, skew, Cayley")
true("Q^T Q = I", lambda: (Q.T * Q, I), **ORTH)
true("Q Q^T = I", lambda: (Q * Q.T, I), **ORTH)
true("Q^-1 = Q^T", lambda: (Q.I, Q.T), **ORTH)
true("det(Q)^2 = 1", lambda: (det(Q) ** 2, 1), **ORTH)
true("adj Q = det(Q) Q^T", lambda: (adjugate(Q), det(Q) * Q.T), **ORTH)
true("|det Q| = 1", lambda: (Abs(det(Q)), 1), **ORTH)
true("QR is orthogonal", lambda: ((Q * R).T * (Q * R), I), R="n n orthogonal", **ORTH)
true("tr Q^T A Q = tr A", lambda: (tr(Q.T * A * Q), tr(A)), **ORTH)
true("det(A + Q) = det(Q) det(I + Q^T A)", lambda: (det(A + Q), det(Q) * det(I + Q.T * A)), **ORTH)
true("(Qx)^T (Qy) = x^T y", lambda: ((Q * x).T * (Q * y), x.T * y), **ORTH)
true("rank QA = rank A", lambda: (rank(Q * A), rank(A)), **ORTH)
true("(QA)^+ = A^+ Q^T", lambda: (pinv(Q * A), pinv(A) * Q.T), **ORTH)
W = I - 2 * x * x.T / tr(x.T * x)
true("Householder is orthogonal", lambda: (W.T * W, I))
true("Householder: det = -1", lambda: (det(W), -1))
true("Householder: Hx = -x", lambda: (W * x, -x))
true("Cayley transform is orthogonal", lambda: (Transpose((I + S).I * (I - S)) * ((I + S).I * (I - S)), I), **SKEW)
true("Cayley transform: det = 1", lambda: (det((I + S).I * (I - S)), 1), **SKEW)
true("(I + K)^-1 (I - K) = (I - K)(I + K)^-1", lambda: ((I + S).I * (I - S), (I - S) * (I + S).I), **SKEW)
true("x^T K x = 0", lambda: (x.T * S * x, ZeroMatrix(1, 1)), **SKEW)
true(
    "Rodrigues: K^3 = -|k|^2 K", lambda: (of("S", 3, 3) ** 3, tr(of("S", 3, 3) ** 2) / 2 * of("S", 3, 3)), S="3 3 skew"
)
turn = ImmutableMatrix([[cos(u), -sin(u)], [sin(u), cos(u)]])
true("rotation of the plane: R^T R = I", lambda: (turn.T * turn, Identity(2)))
true(
    "rotations of the plane add their angles",
    lambda: (turn * turn.subs(u, v), ImmutableMatrix([[cos(u + v), -sin(u + v)], [sin(u + v), cos(u + v)]])),
)
true("det of a rotation", lambda: (det(turn), 1))

true = topic("ranks and pseudo-inverses")
true("A A^+ A = A", lambda: (X * pinv(X) * X, X))
true("A^+ A A^+ = A^+", lambda: (pinv(X) * X * pinv(X), pinv(X)))
true("(A A^+)^T = A A^+", lambda: (Transpose(X * pinv(X)), X * pinv(X)))
true("(A^+ A)^T = A^+ A", lambda: (Transpose(pinv(X) * X), pinv(X) * X))
true("(A^+)^+ = A", lambda: (pinv(pinv(X)), X))
true("(A^T)^+ = (A^+)^T", lambda: (pinv(X.T), pinv(X).T))
true("(A^T A)^+ = A^+ (A^+)^T", lambda: (pinv(X.T * X), pinv(X) * pinv(X).T))
true("A^+ = (A^T A)^+ A^T", lambda: (pinv(X), pinv(X.T * X) * X.T))
true("A^+ = A^T (A A^T)^+", lambda: (pinv(X), X.T * pinv(X * X.T)))
true("A^T A A^+ = A^T", lambda: (X.T * X * pinv(X), X.T))
true("A^+ = (A^T A)^-1 A^T, full column rank", lambda: (pinv(X), (X.T * X).I * X.T), "m >= n")
true("A^+ A = I, full column rank: with (A^T A)^-1", lambda: (pinv(X) * X * (X.T * X).I, (X.T * X).I), "m >= n")
true("A^+ = A^-1", lambda: (pinv(A) * A * A.I, A.I))
true("x^+ = x^T/x^T x", lambda: (pinv(x), x.T / tr(x.T * x)))
true("(AB)^+ = (A^+ AB)^+ (ABB^+)^+", lambda: (pinv(A * B), pinv(pinv(A) * A * B) * pinv(A * B * pinv(B))))
true("S^+ is symmetric", lambda: (pinv(S).T, pinv(S)), **SYM)
true("S S^+ = S^+ S", lambda: (S * pinv(S), pinv(S) * S), **SYM)
true("rank A^T = rank A", lambda: (rank(X.T), rank(X)))
true("rank A^T A = rank A", lambda: (rank(X.T * X), rank(X)))
true("rank A A^T = rank A", lambda: (rank(X * X.T), rank(X)))
true("rank A^+ = rank A", lambda: (rank(pinv(X)), rank(X)))
true("rank A^+ A = rank A", lambda: (rank(pinv(X) * X), rank(X)))
true("tr A A^+ = rank A", lambda: (tr(X * pinv(X)), rank(X)))
true("rank(uA) = rank A by u A A^-1", lambda: (rank(X * (I + O)), rank(X)))
true("rank(A B B^T) = rank(A B)", lambda: (rank(A * B * B.T), rank(A * B)))
true("rank(-A) = rank A", lambda: (rank(-X), rank(X)))
true("rank(diag) = rank of its square", lambda: (rank(M * M), rank(M)), **DIAG)
true("rank S^2 = rank S", lambda: (rank(S * S), rank(S)), **SYM)
true("adj A = 0 at rank n - 2, 3 x 3", lambda: (adjugate(of("A", 3, 3)), ZeroMatrix(3, 3)), A="3 3 rank 1")
true("rank r: tr A A^+ = r", lambda: (tr(X * pinv(X)), r), X="m n rank r")
true("singular symmetric: S S^+ S = S", lambda: (S * pinv(S) * S, S), S="n n symmetric singular")
true("rank(SA) = rank A, positive definite", lambda: (rank(S * A), rank(A)), S="n n positive definite")
true("rank S = n, positive definite", lambda: (rank(S), n), S="n n positive definite")
true("rank [A B; 0 0] = rank [A B]", lambda: (rank(BlockMatrix([[A, B], [O, O]])), rank(BlockMatrix([[A, B]]))))
true("det(A)^2 = 0 where tr(A A^+) < n: det(A) (n - rank A) = 0", lambda: (det(A) * (n - rank(A)), 0))
true("rank(xx^T) = rank x", lambda: (rank(x * x.T), rank(x)))
true("rank(uI) = rank of u, beside u", lambda: (u * rank(u * I), n * u))
true("(xy^T)^+ = (x^T x)^+ (y^T y)^+ y x^T", lambda: (pinv(x * y.T), pinv(y).T * pinv(x)))
true("(A (x) B)(A (x) B)^+", lambda: (kron(A, B) * pinv(kron(A, B)), kron(A * pinv(A), B * pinv(B))))
true("A^+ = lim: A^T A (A^T A)^+ A^T = A^T", lambda: (X.T * X * pinv(X.T * X) * X.T, X.T))

true = topic("sums over indices")
true("sum x_i^2 = x^T x", lambda: (Sum(x[i, 0] ** 2, (i, 0, n - 1)), tr(x.T * x)))
true("sum x_i y_i = x^T y", lambda: (Sum(x[i, 0] * y[i, 0], (i, 0, n - 1)), (x.T * y)[0, 0]))
true("sum x_i = 1^T x", lambda: (Sum(x[i, 0], (i, 0, n - 1)), tr(ones.T * x)))
true(
    "sum_ij A_ij x_i x_j = x^T A x",
    lambda: (Sum(A[i, j] * x[i, 0] * x[j, 0], (i, 0, n - 1), (j, 0, n - 1)), tr(x.T * A * x)),
)
true(
    "sum_{i<j} 2 S_ij x_i x_j + sum S_ii x_i^2 = x^T S x",
    lambda: (
        Sum(2 * S[i, j] * x[i, 0] * x[j, 0], (i, 0, j - 1), (j, 0, n - 1)) + Sum(S[i, i] * x[i, 0] ** 2, (i, 0, n - 1)),
        tr(x.T * S * x),
    ),
    **SYM,
)
true(
    "sum_{i<j} (x_i - x_j)^2 = n x^T x - (1^T x)^2",
    lambda: (Sum((x[i, 0] - x[j, 0]) ** 2, (i, 0, j - 1), (j, 0, n - 1)), n * tr(x.T * x) - tr(ones.T * x) ** 2),
)
true("sum of i up to N", lambda: (Sum(i, (i, 1, N)) * A, N * (N + 1) / 2 * A))
true("sum of i^2 up to N", lambda: (Sum(i**2, (i, 1, N)), N * (N + 1) * (2 * N + 1) / 6))
true("sum of i up to n, a size", lambda: (Sum(i, (i, 1, n)) * A, n * (n + 1) / 2 * A))
true("geometric sum, N no size", lambda: ((1 - u) * Sum(u**i, (i, 0, N)), 1 - u ** (N + 1)))
true("geometric sum of a matrix", lambda: ((I - A) * Sum(A**i, (i, 0, 5)).doit(), I - A**6))
true("sum of e_i e_i^T = I by deltas", lambda: (FunctionMatrix(n, n, Lambda((i, j), KroneckerDelta(i, j))), I))
true("sum_k A_ik B_kj", lambda: (FunctionMatrix(n, n, Lambda((i, j), Sum(A[i, k] * B[k, j], (k, 0, n - 1)))), A * B))
true("binomial theorem", lambda: (Sum(binomial(N, i) * u**i * v ** (N - i), (i, 0, N)), (u + v) ** N))
true("binomial theorem, n a size", lambda: (Sum(binomial(n, i) * u**i, (i, 0, n)) * A, (1 + u) ** n * A))
true(
    "sum of deltas: x_i = sum delta_ij x_j",
    lambda: (Sum(KroneckerDelta(i, j) * x[i, 0] * y[j, 0], (i, 0, n - 1), (j, 0, n - 1)), tr(x.T * y)),
)
true(
    "sum over a mean: sum (x_i - mean) = 0", lambda: (Sum(x[i, 0] - Sum(x[j, 0], (j, 0, n - 1)) / n, (i, 0, n - 1)), 0)
)
true(
    "variance two ways",
    lambda: (
        Sum((x[i, 0] - tr(ones.T * x) / n) ** 2, (i, 0, n - 1)) / n,
        Sum(x[i, 0] ** 2, (i, 0, n - 1)) / n - tr(ones.T * x) ** 2 / n**2,
    ),
)
true("product of u over n", lambda: (Product(u * x[i, 0], (i, 0, n - 1)), u**n * Product(x[i, 0], (i, 0, n - 1))))
true("product of squares", lambda: (Product(x[i, 0] ** 2, (i, 0, n - 1)), Product(x[i, 0], (i, 0, n - 1)) ** 2))
true("a row of a product by entries", lambda: ((A * x)[0, 0], Sum(A[0, i] * x[i, 0], (i, 0, n - 1))))
true(
    "an inner sum over the same i",
    lambda: (Sum(x[i, 0] * Sum(y[i, 0], (i, 0, n - 1)), (i, 0, n - 1)), tr(ones.T * x) * tr(ones.T * y)),
)
true("a triangle of ones", lambda: (Sum(1, (i, 0, j), (j, 0, n - 1)) * A, n * (n + 1) / 2 * A))
true(
    "an inner Lambda of the same t",
    lambda: (A.applyfunc(Lambda(t, t * tr(B.applyfunc(Lambda(t, t**2))))), tr(HP(B, B)) * A),
)
true("sum_{i, j} A_ij = 1^T A 1", lambda: (Sum(X[i, j], (i, 0, m - 1), (j, 0, n - 1)), tr(OneMatrix(1, m) * X * ones)))
true(
    "sum_{i <= j} L_ji = 1^T L 1, lower triangle",
    lambda: (Sum(L[j, i], (i, 0, j), (j, 0, n - 1)), tr(ones.T * L * ones)),
    L="n n lower",
)

true = topic("exponentials, logarithms and their kin")
true("exp(x + y) = exp x exp y", lambda: (exp(u + v), exp(u) * exp(v)))
true("exp(x) exp(-x) = 1", lambda: (exp(u) * A * exp(-u), A))
true("exp(2x) = exp(x)^2", lambda: (exp(2 * u) * A, exp(u) ** 2 * A))
true("exp(x/2)^2 = exp x", lambda: (exp(u / 2) * A * exp(u / 2), exp(u) * A))
true("sigma(x) + sigma(-x) = 1", lambda: (sigma(u) + sigma(-u), 1))
true("sigma(x) = e^x/(1 + e^x)", lambda: (sigma(u), exp(u) / (1 + exp(u))))
true("sigma' = sigma (1 - sigma)", lambda: (Jacobian(sigma(u), u), sigma(u) * (1 - sigma(u)) * Identity(1)))
true(
    "sigma' entry by entry",
    lambda: (
        Jacobian(x.applyfunc(Lambda(t, sigma(t))), x),
        DiagMatrix(HP(x.applyfunc(Lambda(t, sigma(t))), ones - x.applyfunc(Lambda(t, sigma(t))))),
    ),
)
true("tanh x = 2 sigma(2x) - 1", lambda: (tanh(u), 2 * sigma(2 * u) - 1))
true("tanh in exponentials", lambda: (tanh(u), (exp(u) - exp(-u)) / (exp(u) + exp(-u))))
true("tanh' = 1 - tanh^2", lambda: (Jacobian(tanh(u), u), (1 - tanh(u) ** 2) * Identity(1)))
true("tanh is odd", lambda: (tanh(-u) * A, -tanh(u) * A))
true("tanh(x + y)", lambda: (tanh(u + v), (tanh(u) + tanh(v)) / (1 + tanh(u) * tanh(v))))
true("cosh^2 - sinh^2 = 1", lambda: (cosh(u) ** 2 - sinh(u) ** 2, 1))
true("sin^2 + cos^2 = 1", lambda: (sin(u) ** 2 + cos(u) ** 2, 1))
true("sin(x + y)", lambda: (sin(u + v), sin(u) * cos(v) + cos(u) * sin(v)))
true("cos 2x = 1 - 2 sin^2 x", lambda: (cos(2 * u), 1 - 2 * sin(u) ** 2))
true("sin' = cos", lambda: (Jacobian(sin(u), u), cos(u) * Identity(1)))
true("tan = sin/cos", lambda: (tan(u), sin(u) / cos(u)))
true("log xy = log x + log y", lambda: (log(u * v), log(u) + log(v)))
true("log x/y = log x - log y", lambda: (log(u / v), log(u) - log(v)))
true("log x^3 = 3 log x", lambda: (log(u**3), 3 * log(u)))
true("log sqrt x = log(x)/2", lambda: (log(sqrt(u)), log(u) / 2))
true("log exp x = x", lambda: (log(exp(u)), u))
true("exp log x = x", lambda: (exp(log(u) + v), u * exp(v)))
true("log(e^x + e^y) = x + log(1 + e^(y - x))", lambda: (log(exp(u) + exp(v)), u + log(1 + exp(v - u))))
true("softplus(x) - softplus(-x) = x", lambda: (log(1 + exp(u)) - log(1 + exp(-u)), u))
true("softplus' = sigma", lambda: (Jacobian(log(1 + exp(u)), u), sigma(u) * Identity(1)))
expx = x.applyfunc(exp)
shifted = (x + u * ones).applyfunc(exp)
true("log-sum-exp shifts", lambda: (log(tr(ones.T * shifted)), u + log(tr(ones.T * expx))))
true("softmax does not shift", lambda: (shifted / tr(ones.T * shifted), expx / tr(ones.T * expx)))
true("softmax sums to 1", lambda: (ones.T * expx / tr(ones.T * expx), Identity(1)))
true("gradient of log-sum-exp is softmax", lambda: (Jacobian(log(tr(ones.T * expx)), x), expx.T / tr(ones.T * expx)))
softmax = expx / tr(ones.T * expx)
true("Jacobian of softmax", lambda: (Jacobian(softmax, x), DiagMatrix(softmax) - softmax * softmax.T))
true("exp.(A + B) = exp.(A) o exp.(B)", lambda: ((X + Y).applyfunc(exp), HP(X.applyfunc(exp), Y.applyfunc(exp))))
true("log.(A o B) = log.(A) + log.(B)", lambda: (HP(X, Y).applyfunc(log), X.applyfunc(log) + Y.applyfunc(log)))
true("exp.(-A) = 1/exp.(A)", lambda: (HP((-X).applyfunc(exp), X.applyfunc(exp)), OneMatrix(m, n)))
true(
    "exp(x 1^T + 1 y^T) has rank 1",
    lambda: ((x * ones.T + ones * y.T).applyfunc(exp), x.applyfunc(exp) * y.applyfunc(exp).T),
)
true("expm A expm(-A) = I", lambda: (expm(A) * expm(-A), I))
true("expm(A)^T = expm A^T", lambda: (Transpose(expm(A)), expm(A.T)))
true("expm(A)^-1 = expm(-A)", lambda: (Inverse(expm(A)), expm(-A)))
true("expm 2A = expm(A)^2", lambda: (expm(2 * A), expm(A) ** 2))
true("expm((u + v) A)", lambda: (expm((u + v) * A), expm(u * A) * expm(v * A)))
true("expm(BAB^-1) = B expm(A) B^-1", lambda: (expm(B * A * B.I), B * expm(A) * B.I))
true("A expm A = expm(A) A", lambda: (A * expm(A), expm(A) * A))
true("det expm A = exp tr A", lambda: (det(expm(A)), exp(tr(A))))
true("expm of a Kronecker sum", lambda: (expm(kron(A, I) + kron(I, B)), kron(expm(A), expm(B))))
true("expm(A (x) I) = expm A (x) I", lambda: (expm(kron(A, I)), kron(expm(A), I)))
true("expm(K) is orthogonal", lambda: (expm(S).T * expm(S), I), **SKEW)
true("expm(A + uI) = exp(u) expm(A)", lambda: (expm(A + u * I), exp(u) * expm(A)))
true("expm of a diagonal matrix", lambda: (expm(DiagMatrix(x)), DiagMatrix(x.applyfunc(exp))))
true("log det expm A = tr A", lambda: (log(det(expm(A))), tr(A)))
true("E^x = exp x", lambda: (E**u * A, exp(u) * A))
true("2 pi = pi + pi", lambda: (2 * pi * A, pi * A + pi * A))
true("x^a x^b = x^(a + b)", lambda: (u**a * A * u**b, u ** (a + b) * A))
true("sum of logs is log of product", lambda: (Sum(log(x[i, 0]), (i, 0, n - 1)), log(Product(x[i, 0], (i, 0, n - 1)))))
true("log det Diag x = sum log x_i", lambda: (log(det(DiagMatrix(x))), Sum(log(x[i, 0]), (i, 0, n - 1))))
true("exp(tr A^T) = exp(tr A)", lambda: (exp(tr(A * B)), exp(tr(B * A))))
true("exp(x^T y) = exp(y^T x)", lambda: (exp(tr(x.T * y)), exp((y.T * x)[0, 0])))
true("exp(x/2) exp(x/3) = exp(5x/6)", lambda: (exp(u / 2) * A * exp(u / 3), exp(5 * u / 6) * A))
true("exp(x(y + z)) = exp(xy) exp(xz)", lambda: (exp(u * (v + w)), exp(u * v) * exp(u * w)))
true("sqrt(exp x) = exp(x/2)", lambda: (sqrt(exp(u)), exp(u / 2)))
true("exp(2 log x) = x^2", lambda: (exp(2 * log(u) + v), u**2 * exp(v)))
true("exp(n x) = exp(x)^n", lambda: (exp(n * u) * A, exp(u) ** n * A))
true("sin 3x = 3 sin x - 4 sin^3 x", lambda: (sin(3 * u), 3 * sin(u) - 4 * sin(u) ** 3))
true("cos^2 x = (1 + cos 2x)/2", lambda: (cos(u) ** 2, (1 + cos(2 * u)) / 2))
true("cosh x = (e^x + e^-x)/2", lambda: (cosh(u), (exp(u) + exp(-u)) / 2))
true("sinh 2x = 2 sinh x cosh x", lambda: (sinh(2 * u), 2 * sinh(u) * cosh(u)))
true("expm P = I + (e - 1) P, idempotent", lambda: (expm(P), I + (E - 1) * P), **IDEM)
true("expm(A + B) for B = A^2", lambda: (expm(A + A**2), expm(A) * expm(A**2)))
true("D expm(uA) by u", lambda: (Jacobian(expm(u * A), u), vec(A * expm(u * A))))
true("expm S is symmetric", lambda: (expm(S).T, expm(S)), **SYM)
true("exp.(L) has ones above the diagonal", lambda: (of("L", 2, 2).applyfunc(exp)[0, 1], 1), L="2 2 lower")
true("log 2 + log 3 = log 6", lambda: (log(2) * A + log(3) * A, log(6) * A))
true("softmax of two classes is sigma", lambda: (exp(u) / (exp(u) + exp(v)), sigma(u - v)))
true("log sigma(x) = -log(1 + e^-x)", lambda: (log(sigma(u)), -log(1 + exp(-u))))
true("sigma^-1: log(s/(1 - s)) = x", lambda: (log(sigma(u) / (1 - sigma(u))), u))
true("D of swish", lambda: (Jacobian(u * sigma(u), u), (sigma(u) + u * sigma(u) * (1 - sigma(u))) * Identity(1)))
true(
    "Gaussian kernel",
    lambda: (exp(-tr((x - y).T * (x - y)) / 2), exp(-tr(x.T * x) / 2) * exp(tr(x.T * y)) * exp(-tr(y.T * y) / 2)),
)
true("entropy of a product: x log x", lambda: (u * v * log(u * v), v * (u * log(u)) + u * (v * log(v))))
true("D x log x", lambda: (Jacobian(u * log(u), u), (log(u) + 1) * Identity(1)))
true("D x^x", lambda: (Jacobian(u**u, u), u**u * (log(u) + 1) * Identity(1)))
true("D log det(I + X^T X)", lambda: (Jacobian(log(det(I + X.T * X)), X), 2 * vec(X * (I + X.T * X).I).T))
true("exp(x + 1) = e exp x", lambda: (exp(u + 1) * A, E * exp(u) * A))
true("log(e x) = 1 + log x", lambda: (log(E * u), 1 + log(u)))

true = topic("derivatives")
true("D AXB", lambda: (Jacobian(of("A", p, m) * X * of("B", n, q), X), kron(of("B", n, q).T, of("A", p, m))))
true("D X^T", lambda: (Jacobian(X.T, X), K(m, n)))
true("D X^-1", lambda: (Jacobian(A.I, A), -kron(A.I.T, A.I)))
true("D X^2", lambda: (Jacobian(A**2, A), kron(A.T, I) + kron(I, A)))
true("D X^3", lambda: (Jacobian(A**3, A), kron((A**2).T, I) + kron(A.T, A) + kron(I, A**2)))
true("D X^T X", lambda: (Jacobian(X.T * X, X), (Identity(n**2) + K(n, n)) * kron(I, X.T)))
true("D XX^T", lambda: (Jacobian(X * X.T, X), (Identity(m**2) + K(m, m)) * kron(X, Identity(m))))
true("grad tr AX", lambda: (Gradient(tr(of("A", n, m) * X), X), of("A", n, m).T))
true("grad tr X^T X", lambda: (Gradient(tr(X.T * X), X), 2 * X))
true("grad tr X^T AX", lambda: (Gradient(tr(X.T * of("A", m, m) * X), X), (of("A", m, m) + of("A", m, m).T) * X))
true("grad tr X^-1 A", lambda: (Gradient(tr(A.I * B), A), -(A.I * B * A.I).T))
true("grad tr X^3", lambda: (Gradient(tr(A**3), A), 3 * (A**2).T))
true("grad det X", lambda: (Gradient(det(A), A), det(A) * A.I.T))
true("grad det X = adj(X)^T", lambda: (Gradient(det(A), A), adjugate(A).T))
true("grad log det X", lambda: (Gradient(log(det(A)), A), A.I.T))
true("grad log det X^T X", lambda: (Gradient(log(det(X.T * X)), X), 2 * X * (X.T * X).I), "m >= n")
true("grad a^T X b", lambda: (Gradient(of("x", m, 1).T * X * y, X), of("x", m, 1) * y.T))
true("grad x^T Ax", lambda: (Gradient(x.T * A * x, x), (A + A.T) * x))
true("grad x^T Sx", lambda: (Gradient(x.T * S * x, x), 2 * S * x), **SYM)
true("D x^T x", lambda: (Jacobian(x.T * x, x), 2 * x.T))
true(
    "grad |Ax - b|^2",
    lambda: (Gradient((X * x - of("y", m, 1)).T * (X * x - of("y", m, 1)), x), 2 * X.T * (X * x - of("y", m, 1))),
)
true("D |x|", lambda: (Jacobian(sqrt(tr(x.T * x)), x), x.T / sqrt(tr(x.T * x))))
true("D x/|x|", lambda: (Jacobian(x / sqrt(tr(x.T * x)), x), I / sqrt(tr(x.T * x)) - x * x.T / sqrt(tr(x.T * x)) ** 3))
true("D 1/x^T x", lambda: (Jacobian(1 / tr(x.T * x), x), -2 * x.T / tr(x.T * x) ** 2))
true(
    "grad of a Rayleigh quotient",
    lambda: (
        Gradient(tr(x.T * S * x) / tr(x.T * x), x),
        2 * (S * x / tr(x.T * x) - tr(x.T * S * x) / tr(x.T * x) ** 2 * x),
    ),
    **SYM,
)
true("H x^T Ax", lambda: (Hessian(x.T * A * x, x), A + A.T))
true("H tr X^T X", lambda: (Hessian(tr(X.T * X), X), 2 * Identity(m * n)))
true("H log det X", lambda: (Hessian(log(det(A)), A), -K(n, n) * kron(A.I.T, A.I)))
true("H |x|", lambda: (Hessian(sqrt(tr(x.T * x)), x), (I - x * x.T / tr(x.T * x)) / sqrt(tr(x.T * x))))
true("H tr X^3", lambda: (Hessian(tr(A**3), A), 3 * K(n, n) * (kron(A.T, I) + kron(I, A))))
true("H log-sum-exp", lambda: (Hessian(log(tr(ones.T * expx)), x), DiagMatrix(softmax) - softmax * softmax.T))
true("D (A o X)", lambda: (Jacobian(HP(X, Y), X), DiagMatrix(vec(Y))))
true("D (X o X)", lambda: (Jacobian(HP(X, X), X), 2 * DiagMatrix(vec(X))))
true("D (x (x) x)", lambda: (Jacobian(kron(x, x), x), kron(x, I) + kron(I, x)))
true("D (X (x) x)", lambda: (Jacobian(kron(X, x), X), kron(Identity(m * n), x)))
true("D f.(X)", lambda: (Jacobian(X.applyfunc(f), X), DiagMatrix(vec(X.applyfunc(Lambda(t, f(t).diff(t)))))))
true("D exp.(X)", lambda: (Jacobian(X.applyfunc(exp), X), DiagMatrix(vec(X.applyfunc(exp)))))
true(
    "product rule of functions", lambda: (Jacobian(f(u) * g(u), u), Jacobian(f(u), u) * g(u) + f(u) * Jacobian(g(u), u))
)
true("chain rule of functions", lambda: (Jacobian(f(u**2), u), f(w).diff(w).subs(w, u**2) * 2 * u * Identity(1)))
true("product rule of matrices", lambda: (Jacobian(A * B * A, A), kron((B * A).T, I) + kron(I, A * B)))
true("differential of X^-1", lambda: (Differential(A.I, (A, B)), -A.I * B * A.I))
true("differential of a product", lambda: (Differential(A * B, (A, C), (B, F)), C * B + A * F))
true("differential of det", lambda: (Differential(det(A), (A, B)), tr(adjugate(A) * B) * Identity(1)))
true(
    "D vech S^-1 for symmetric S",
    lambda: (Jacobian(vech(S.I), vech(S)), -elimination_matrix(n) * kron(S.I, S.I) * duplication_matrix(n)),
    **SYM,
)
true("D log det S for symmetric S", lambda: (Jacobian(log(det(S)), vech(S)), vec(S.I).T * duplication_matrix(n)), **SYM)
true("D tr AS for symmetric S", lambda: (Jacobian(tr(A * S), vech(S)), vec(A.T).T * duplication_matrix(n)), **SYM)
true(
    "D x^T S x for symmetric S", lambda: (Jacobian(x.T * S * x, vech(S)), vec(x * x.T).T * duplication_matrix(n)), **SYM
)
true("D x^3", lambda: (Jacobian(u**3, u), 3 * u**2 * Identity(1)))
true("D^3 x^4", lambda: (Jacobian(Jacobian(Jacobian(u**4, u), u), u), 24 * u * Identity(1)))
true("D u A by u", lambda: (Jacobian(u * X, u), vec(X)))
true("D A^-1 by u", lambda: (Jacobian((A + u * B).I, u), -vec((A + u * B).I * B * (A + u * B).I)))
true("D tr expm X", lambda: (Jacobian(tr(expm(A)), A), vec(expm(A).T).T))
true("D exp(-t/s) by s", lambda: (Jacobian(exp(-u / s), s), u / s**2 * exp(-u / s) * Identity(1)))
true("D a^T x by x", lambda: (Jacobian(tr(y.T * x), x), y.T))
true(
    "D tr(X^T A X B)",
    lambda: (Jacobian(tr(X.T * of("A", m, m) * X * B), X), vec(of("A", m, m) * X * B + of("A", m, m).T * X * B.T).T),
)
true("d of e^2 A with e small", lambda: (Jacobian(s**2 * X, s), 2 * s * vec(X)), s="scalar small")
true(
    "Newton: D of cross-entropy of a logistic model",
    lambda: (Jacobian(log(1 + exp(-tr(x.T * y))), x), -sigma(-tr(x.T * y)) * y.T),
)
true("D x^n", lambda: (Jacobian(u**n * x, u), n * u ** (n - 1) * x))
true("D |x| of a number", lambda: (Jacobian(Abs(u), u), sign(u) * Identity(1)))
true(
    "D of a parameter beside the argument",
    lambda: (Jacobian(X.applyfunc(Lambda(t, t**2 / s)), s), -vec(X.applyfunc(Lambda(t, t**2 / s**2)))),
)
true(
    "D exp(-X/s) by s",
    lambda: (Jacobian(X.applyfunc(Lambda(t, exp(-t / s))), s), vec(X.applyfunc(Lambda(t, t / s**2 * exp(-t / s))))),
)
true("D tr A X^-1 B", lambda: (Jacobian(tr(B * A.I * C), A), -vec((A.I * C * B * A.I).T).T))
true(
    "H of a product",
    lambda: (
        Hessian(f(u) * g(u), u),
        (f(u).diff(u, 2) * g(u) + 2 * f(u).diff(u) * g(u).diff(u) + f(u) * g(u).diff(u, 2)) * Identity(1),
    ),
)
true("H f(Ax), a ridge function", lambda: (Hessian(f(tr(y.T * x)), x), f(w).diff(w, 2).subs(w, tr(y.T * x)) * y * y.T))
true("D A^+ at full column rank, along X", lambda: (Differential(X.T * X, (X, Y)), Y.T * X + X.T * Y))
true(
    "D f.(AX)", lambda: (Jacobian((A * x).applyfunc(f), x), DiagMatrix((A * x).applyfunc(Lambda(t, f(t).diff(t)))) * A)
)
true("D of a Jacobian twice is symmetric", lambda: (Hessian(tr(A**2 * B), A), K(n, n) * (kron(B.T, I) + kron(I, B))))

true = topic("statistics")
one_m = OneMatrix(m, 1)
centre = Identity(m) - one_m * one_m.T / m
true("covariance by the centring matrix", lambda: (X.T * centre * X, X.T * X - X.T * one_m * one_m.T * X / m))
true("centred columns sum to 0", lambda: (one_m.T * centre * X, ZeroMatrix(1, n)))
true("covariance of AX", lambda: ((X * A).T * centre * (X * A), A.T * X.T * centre * X * A))
true(
    "Mahalanobis distance by a Cholesky factor",
    lambda: ((x - mu).T * Inverse(L * L.T) * (x - mu), (L.I * (x - mu)).T * (L.I * (x - mu))),
    L="n n lower",
)
true(
    "Mahalanobis, completed square",
    lambda: ((x - mu).T * S.I * (x - mu), x.T * S.I * x - 2 * mu.T * S.I * x + mu.T * S.I * mu),
    **SYM,
)
true(
    "product of Gaussians: the precision adds",
    lambda: (
        (x - y).T * S * (x - y) + (x - z).T * T * (x - z),
        (x - (S + T).I * (S * y + T * z)).T * (S + T) * (x - (S + T).I * (S * y + T * z))
        + (y - z).T * (S.I + T.I).I * (y - z),
    ),
    S="n n symmetric",
    T="n n symmetric",
)
true(
    "completing the square",
    lambda: (x.T * S * x - 2 * y.T * x, (x - S.I * y).T * S * (x - S.I * y) - y.T * S.I * y),
    **SYM,
)
true(
    "ridge regression two ways",
    lambda: ((X.T * X + u * I).I * X.T * of("y", m, 1), X.T * (X * X.T + u * Identity(m)).I * of("y", m, 1)),
)
true(
    "normal equations",
    lambda: (X.T * (of("y", m, 1) - X * (X.T * X).I * X.T * of("y", m, 1)), ZeroMatrix(n, 1)),
    "m >= n",
)
true(
    "precision of a block",
    lambda: (
        BlockMatrix([[I, O]]) * Inverse(BlockMatrix([[S, B], [B.T, T]])) * BlockMatrix([[I], [O]]),
        (S - B * T.I * B.T).I,
    ),
    S="n n symmetric",
    T="n n symmetric",
)
true("Gaussian score by mu", lambda: (Gradient(-(x - mu).T * S.I * (x - mu) / 2, mu), S.I * (x - mu)), **SYM)
true(
    "Gaussian score by the covariance",
    lambda: (Gradient(-log(det(A)) / 2 - (x.T * A.I * x)[0, 0] / 2, A), -A.I.T / 2 + A.I.T * x * x.T * A.I.T / 2),
)
true(
    "log density of a Gaussian splits",
    lambda: (-half * log(det(2 * pi * S)), -n * log(2 * pi) / 2 - log(det(S)) / 2),
    S="n n positive definite",
)
true(
    "sum of outer products of the rows is X^T X",
    lambda: (tr(X.T * X), Sum(Sum(X[i, j] ** 2, (j, 0, n - 1)), (i, 0, m - 1))),
)
true("leverage: diag H sums to n", lambda: (one_m.T * DiagonalOf(X * (X.T * X).I * X.T), n * Identity(1)), "m >= n")
true(
    "squared distances by the Gram matrix",
    lambda: (tr((x - y).T * (x - y)), tr(x.T * x) + tr(y.T * y) - 2 * tr(x.T * y)),
)
