"""Chapter 2: the Kronecker product, the rules of differentiation, and the commutation matrix."""

from functools import partial

from sympy import (
    FunctionMatrix,
    Identity,
    Inverse,
    KroneckerProduct,
    Lambda,
    MatMul,
    Mod,
    Trace,
    Transpose,
    floor,
    symbols,
)

from veckron.expressions import CommutationMatrix, commutation_matrix, Jacobian, kron, vec
from veckron.proof import Smooth, identity

identity = partial(identity, chapter="02-kronecker")
i, j = symbols("i j")
I, K = Identity, commutation_matrix


@identity(topic="kronecker", A="m n", B="p q", source="magnus2019, chapter 2", cookbook="505")
def kron_entries(A, B, m, n, p, q):
    """(A (x) B)_ij = A_{floor(i/p), floor(j/q)} B_{i mod p, j mod q}, counted from 0"""
    entry = A[floor(i / p), floor(j / q)] * B[Mod(i, p), Mod(j, q)]
    return kron(A, B), FunctionMatrix(m * p, n * q, Lambda((i, j), entry))


@identity(topic="kronecker", A="m n", B="p q", C="p q", source="magnus2019, chapter 2", cookbook="506")
def kron_distributes(A, B, C):
    """A (x) (B + C) = A (x) B + A (x) C"""
    return KroneckerProduct(A, B + C), kron(A, B) + kron(A, C)


@identity(topic="kronecker", A="m n", B="p q", C="n m", source="magnus2019, chapter 2", cookbook="508")
def kron_associates(A, B, C):
    """A (x) (B (x) C) = (A (x) B) (x) C"""
    return KroneckerProduct(A, KroneckerProduct(B, C)), KroneckerProduct(KroneckerProduct(A, B), C)


@identity(topic="kronecker", A="m n", B="p q", u="scalar", v="scalar", source="magnus2019, chapter 2", cookbook="509")
def kron_of_multiples(A, B, u, v):
    """(u A) (x) (v B) = u v (A (x) B)"""
    return KroneckerProduct(u * A, v * B), u * v * kron(A, B)


@identity(topic="kronecker", A="m n", B="p q", source="magnus2019, chapter 2", cookbook="510")
def kron_transpose(A, B):
    """(A (x) B)^T = A^T (x) B^T"""
    return Transpose(kron(A, B)), kron(A.T, B.T)


@identity(topic="kronecker", A="m n", B="p q", C="n r", E="q s", source="magnus2019, chapter 2", cookbook="511")
def mixed_product(A, B, C, E):
    """(A (x) B)(C (x) E) = AC (x) BE"""
    return MatMul(kron(A, B), kron(C, E)), kron(A * C, B * E)


@identity(
    topic="kronecker",
    A="m m",
    B="n n",
    source="magnus2019, chapter 2",
    cookbook="512",
    hypothesis="A is invertible, B is invertible",
)
def kron_inverse(A, B):
    """(A (x) B)^-1 = A^-1 (x) B^-1"""
    return Inverse(kron(A, B)), kron(A.I, B.I)


@identity(topic="kronecker", A="m m", B="n n", source="magnus2019, chapter 2", cookbook="515")
def kron_trace(A, B):
    """tr(A (x) B) = tr(A) tr(B)"""
    return Trace(kron(A, B)), Trace(A) * Trace(B)


@identity(topic="kronecker", a="m 1", b="n 1", source="magnus2019, chapter 2")
def vec_of_outer_product(a, b):
    """vec(a b^T) = b (x) a"""
    return vec(a * b.T), kron(b, a)


@identity(topic="vec", A="m n", B="n p", C="p q", source="magnus2019, chapter 2", cookbook="520")
def vec_of_product(A, B, C):
    """vec(ABC) = (C^T (x) A) vec B"""
    return vec(A * B * C), kron(C.T, A) * vec(B)


@identity(topic="vec", A="m n", B="n p", source="magnus2019, chapter 2")
def vec_of_two_factors_right(A, B, p):
    """vec(AB) = (I_p (x) A) vec B"""
    return vec(A * B), kron(I(p), A) * vec(B)


@identity(topic="vec", A="m n", B="n p", source="magnus2019, chapter 2")
def vec_of_two_factors_left(A, B, m):
    """vec(AB) = (B^T (x) I_m) vec A"""
    return vec(A * B), kron(B.T, I(m)) * vec(A)


@identity(topic="jacobians", A="m n", X="n p", B="p q", source="magnus2019, chapter 9")
def derivative_of_axb(A, X, B):
    """d(AXB)/dX = B^T (x) A"""
    return Jacobian(A * X * B, X), kron(B.T, A)


@identity(topic="jacobians", A="m n", x="n 1", source="magnus2019, chapter 9")
def derivative_of_ax(A, x):
    """d(Ax)/dx = A"""
    return Jacobian(A * x, x), A


@identity(topic="forms", a="m 1", X="m n", b="n 1", source="magnus2019, chapter 9", cookbook="70")
def derivative_of_bilinear_form(a, X, b):
    """d(a^T X b)/dX = b^T (x) a^T"""
    return Jacobian(a.T * X * b, X), kron(b.T, a.T)


@identity(topic="forms", A="n n", x="n 1", source="magnus2019, chapter 9", cookbook="81")
def derivative_of_quadratic_form(A, x):
    """d(x^T A x)/dx = x^T (A + A^T)"""
    return Jacobian(x.T * A * x, x), x.T * (A + A.T)


@identity(
    topic="rules",
    X="m n",
    G="q 1",
    F="p 1",
    P="p q",
    Q="q m*n",
    source="magnus2019, chapter 9",
    note="$P$ is the derivative of $f$ by $g$.",
)
def chain_rule(X, G, F, P, Q):
    """d f(g(X))/dX = P dg/dX, where P = df/dg"""
    g = Smooth(G, Q, X)
    return Jacobian(Smooth(F, P, g), X), P * Jacobian(g, X)


@identity(
    topic="rules", X="m n", M="p m*n", N="q m*n", P="r p", Q="r q", F="p 1", G="q 1", source="magnus2019, chapter 9"
)
def chain_rule_two_arguments(X, M, N, P, Q, F, G):
    """dh/dX = P df/dX + Q dg/dX, for h = P f + Q g: to first order any h(f, g), with P = dh/df and Q = dh/dg"""
    f, g = Smooth(F, M, X), Smooth(G, N, X)
    return Jacobian(P * f + Q * g, X), P * Jacobian(f, X) + Q * Jacobian(g, X)


@identity(topic="jacobians", X="m n", Y="n p", source="magnus2019, chapter 9")
def derivative_of_product_in_right_factor(X, Y, p):
    """d(XY)/dY = I_p (x) X"""
    return Jacobian(X * Y, Y), kron(I(p), X)


@identity(topic="jacobians", X="m n", Y="n p", source="magnus2019, chapter 9")
def derivative_of_product_in_left_factor(X, Y, m):
    """d(XY)/dX = Y^T (x) I_m"""
    return Jacobian(X * Y, X), kron(Y.T, I(m))


@identity(topic="rules", X="m n", F="p q", G="q r", M="p*q m*n", N="q*r m*n", source="magnus2019, chapter 9")
def product_rule(F, G, M, N, X, p, r):
    """d(fg)/dX = (I_r (x) f) dg/dX + (g^T (x) I_p) df/dX, for f of shape p x q and g of shape q x r"""
    f, g = Smooth(F, M, X), Smooth(G, N, X)
    return Jacobian(f * g, X), kron(I(r), f) * Jacobian(g, X) + kron(g.T, I(p)) * Jacobian(f, X)


@identity(topic="special", A="m n", source="magnus1979", cookbook="")
def vec_of_transpose(A, m, n):
    """K_mn vec A = vec A^T"""
    return K(m, n) * vec(A), vec(A.T)


@identity(topic="jacobians", A="m n", source="magnus1979")
def derivative_of_transpose(A, m, n):
    """dA^T/dA = K_mn"""
    return Jacobian(A.T, A), K(m, n)


@identity(topic="special", sizes="m n", source="magnus1979")
def commutation_transpose(m, n):
    """K_mn^T = K_nm"""
    return Transpose(K(m, n)), K(n, m)


@identity(topic="special", sizes="m n", source="magnus1979")
def commutation_inverse(m, n):
    """K_mn K_nm = I_mn"""
    return MatMul(K(m, n), K(n, m)), I(m * n)


@identity(topic="special", sizes="n", source="magnus1979")
def commutation_of_row(n):
    """K_1n = I_n"""
    return CommutationMatrix(1, n), I(n)


@identity(topic="special", A="m n", B="p q", source="magnus1979")
def commutation_of_kron(A, B, m, n, p, q):
    """K_pm (A (x) B) = (B (x) A) K_qn"""
    return K(p, m) * kron(A, B), kron(B, A) * K(q, n)


@identity(topic="kronecker", A="m n", B="p q", source="magnus2019, chapter 3")
def vec_of_kron(A, B, m, n, p, q):
    """vec(A (x) B) = (I_n (x) K_qm (x) I_p)(vec A (x) vec B)"""
    return vec(kron(A, B)), kron(I(n), K(q, m), I(p)) * kron(vec(A), vec(B))


@identity(topic="jacobians", A="m n", B="p q", source="magnus2019, chapter 9")
def derivative_of_kron_in_left_factor(A, B, m, n, p, q):
    """d(A (x) B)/dA = (I_n (x) K_qm (x) I_p)(I_mn (x) vec B)"""
    return Jacobian(kron(A, B), A), kron(I(n), K(q, m), I(p)) * kron(I(m * n), vec(B))


@identity(topic="jacobians", B="p q", A="m n", source="magnus2019, chapter 9")
def derivative_of_kron_in_right_factor(A, B, m, n, p, q):
    """d(A (x) B)/dB = (I_n (x) K_qm (x) I_p)(vec A (x) I_pq)"""
    return Jacobian(kron(A, B), B), kron(I(n), K(q, m), I(p)) * kron(vec(A), I(p * q))


@identity(topic="jacobians", X="m n", source="magnus2019, chapter 9")
def derivative_of_xxt(X, m, n):
    """d(X X^T)/dX = X (x) I_m + (I_m (x) X) K_mn"""
    return Jacobian(X * X.T, X), kron(X, I(m)) + kron(I(m), X) * K(m, n)


@identity(topic="jacobians", X="m n", source="magnus2019, chapter 9")
def derivative_of_xtx(X, m, n):
    """d(X^T X)/dX = (X^T (x) I_n) K_mn + I_n (x) X^T"""
    return Jacobian(X.T * X, X), kron(X.T, I(n)) * K(m, n) + kron(I(n), X.T)


@identity(topic="jacobians", S="n n", source="magnus2019, chapter 9")
def derivative_of_square(S, n):
    """dS^2/dS = S^T (x) I_n + I_n (x) S"""
    return Jacobian(S * S, S), kron(S.T, I(n)) + kron(I(n), S)
