"""Chapter 1: vec, vech, and the derivative as a matrix."""

from functools import partial

from sympy import DiagMatrix, FunctionMatrix, Identity, KroneckerDelta, Lambda, Mod, Transpose, floor, symbols

from veckron.expressions import Jacobian, duplication_matrix, elimination_matrix, Unvec, Unvech, Vec, Vech, vec, vech
from veckron.proof import Smooth, identity, prime

identity = partial(identity, chapter="01-vec")
i, j = symbols("i j")


@identity(topic="vec", A="m n", source="magnus2019, chapter 2")
def vec_entries(A, m, n):
    """(vec A)_i = A_{i mod m, floor(i/m)}, counted from 0"""
    return vec(A), FunctionMatrix(m * n, 1, Lambda((i, j), A[Mod(i, m), floor(i / m)]))


@identity(topic="vec", A="m n", source="henderson1981")
def unvec_of_vec(A, m, n):
    """unvec(vec A) = A"""
    return Unvec(Vec(A), m, n), A


@identity(topic="vec", A="m n", B="m n", u="scalar", v="scalar", source="magnus2019, chapter 2", cookbook="522, 523")
def vec_is_linear(A, B, u, v):
    """vec(u A + v B) = u vec A + v vec B"""
    return vec(u * A + v * B), u * vec(A) + v * vec(B)


@identity(topic="vec", a="m 1", source="magnus2019, chapter 2")
def vec_of_column(a):
    """vec a^T = a"""
    return vec(Transpose(a)), a


@identity(topic="jacobians", A="m n", source="magnus2019, chapter 9")
def derivative_of_itself(A, m, n):
    """dA/dA = I_mn"""
    return Jacobian(A, A), Identity(m * n)


@identity(topic="rules", X="m n", F="p q", M="p*q m*n", source="magnus2019, chapter 9")
def derivative_read_off(X, F, M):
    """df/dX = M, for vec f = vec F + M vec X"""
    return Jacobian(Smooth(F, M, X), X), M


@identity(
    topic="rules",
    X="m n",
    F="p q",
    G="p q",
    M="p*q m*n",
    N="p*q m*n",
    u="scalar",
    v="scalar",
    source="magnus2019, chapter 9",
)
def derivative_is_linear(X, F, G, M, N, u, v):
    """d(u f + v g)/dX = u df/dX + v dg/dX"""
    f, g = Smooth(F, M, X), Smooth(G, N, X)
    return Jacobian(u * f + v * g, X), u * Jacobian(f, X) + v * Jacobian(g, X)


@identity(topic="jacobians", A="m n", g="function", source="magnus2019, chapter 9")
def derivative_of_elementwise(A, g):
    """dg(A)/dA = Diag(vec g'(A))"""
    return Jacobian(A.applyfunc(g), A), DiagMatrix(vec(A.applyfunc(prime(g))))


@identity(topic="jacobians", A="m n", g="function", source="magnus2019, chapter 9")
def derivative_of_elementwise_by_index(A, g, m, n):
    """(dg(A)/dA)_ij = delta_ij g'(A_{i mod m, floor(i/m)}), counted from 0"""
    entry = KroneckerDelta(i, j) * prime(g)(A[Mod(i, m), floor(i / m)])
    return Jacobian(A.applyfunc(g), A), FunctionMatrix(m * n, m * n, Lambda((i, j), entry))


@identity(topic="special", S="n n symmetric", source="magnus1980")
def vec_of_symmetric(S, n):
    """D_n vech S = vec S, for symmetric S"""
    return duplication_matrix(n) * vech(S), vec(S)


@identity(topic="special", S="n n symmetric", source="magnus1980")
def vech_of_symmetric(S, n):
    """L_n vec S = vech S"""
    return elimination_matrix(n) * vec(S), vech(S)


@identity(topic="vec", S="n n symmetric", source="magnus1980")
def unvech_of_vech(S, n):
    """unvech(vech S) = S, for symmetric S"""
    return Unvech(Vech(S), n), S


@identity(topic="special", sizes="n", source="magnus1980")
def elimination_of_duplication(n):
    """L_n D_n = I"""
    return elimination_matrix(n) * duplication_matrix(n), Identity(n * (n + 1) / 2)
