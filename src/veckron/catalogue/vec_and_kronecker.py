"""Chapters 1 and 2: vec and vech, the Kronecker product, the commutation matrix, the rules of differentiation."""

from veckron.catalogue.vocabulary import *

first, second = partial(stated, chapter="01-vec"), partial(stated, chapter="02-kronecker")


@first(topic="vec", A="m n", source="magnus2019, chapter 2")
def vec_entries(A, m, n):
    """(vec A)_i = A_{i mod m, floor(i/m)}, counted from 0"""
    return vec(A), FunctionMatrix(m * n, 1, Lambda((i, j), A[Mod(i, m), floor(i / m)]))


@first(topic="vec", A="m n", source="henderson1981")
def unvec_of_vec(A, m, n):
    """unvec(vec A) = A"""
    return Unvec(Vec(A), m, n), A


@first(topic="vec", A="m n", B="m n", u="scalar", v="scalar", source="magnus2019, chapter 2", cookbook="522, 523")
def vec_is_linear(A, B, u, v):
    """vec(u A + v B) = u vec A + v vec B"""
    return vec(u * A + v * B), u * vec(A) + v * vec(B)


@first(topic="vec", a="m 1", source="magnus2019, chapter 2")
def vec_of_column(a):
    """vec a^T = a"""
    return vec(Transpose(a)), a


@first(topic="jacobians", A="m n", source="magnus2019, chapter 9")
def derivative_of_itself(A, m, n):
    """dA/dA = I_mn"""
    return Jacobian(A, A), I(m * n)


@first(topic="rules", X="m n", F="p q", M="p*q m*n", source="magnus2019, chapter 9")
def derivative_read_off(X, F, M):
    """df/dX = M, for vec f = vec F + M vec X"""
    return Jacobian(FormalFunction(F, M, X), X), M


@first(topic="rules", X="m n", F="p q", G="p q", M="p*q m*n", N="p*q m*n", u="scalar", v="scalar")
@also(source="magnus2019, chapter 9")
def derivative_is_linear(X, F, G, M, N, u, v):
    """d(u f + v g)/dX = u df/dX + v dg/dX"""
    f, g = FormalFunction(F, M, X), FormalFunction(G, N, X)
    return Jacobian(u * f + v * g, X), u * Jacobian(f, X) + v * Jacobian(g, X)


@first(topic="jacobians", A="m n", g="function", source="magnus2019, chapter 9")
def derivative_of_elementwise(A, g):
    """dg(A)/dA = Diag(vec g'(A))"""
    return Jacobian(A.applyfunc(g), A), Diag(vec(A.applyfunc(prime(g))))


@first(topic="jacobians", A="m n", g="function", source="magnus2019, chapter 9")
def derivative_of_elementwise_by_index(A, g, m, n):
    """(dg(A)/dA)_ij = delta_ij g'(A_{i mod m, floor(i/m)}), counted from 0"""
    entry = KroneckerDelta(i, j) * prime(g)(A[Mod(i, m), floor(i / m)])
    return Jacobian(A.applyfunc(g), A), FunctionMatrix(m * n, m * n, Lambda((i, j), entry))


@first(topic="special", S="n n symmetric", source="magnus1980")
def vec_of_symmetric(S, n):
    """D_n vech S = vec S, for symmetric S"""
    return D(n) * vech(S), vec(S)


@first(topic="special", S="n n symmetric", source="magnus1980")
def vech_of_symmetric(S, n):
    """L_n vec S = vech S"""
    return L(n) * vec(S), vech(S)


@first(topic="vec", S="n n symmetric", source="magnus1980")
def unvech_of_vech(S, n):
    """unvech(vech S) = S, for symmetric S"""
    return Unvech(Vech(S), n), S


@first(topic="special", sizes="n", source="magnus1980")
def elimination_of_duplication(n):
    """L_n D_n = I"""
    return L(n) * D(n), I(n * (n + 1) / 2)


@second(topic="kronecker", A="m n", B="p q", source="magnus2019, chapter 2", cookbook="505")
def kron_entries(A, B, m, n, p, q):
    """(A (x) B)_ij = A_{floor(i/p), floor(j/q)} B_{i mod p, j mod q}, counted from 0"""
    entry = A[floor(i / p), floor(j / q)] * B[Mod(i, p), Mod(j, q)]
    return kron(A, B), FunctionMatrix(m * p, n * q, Lambda((i, j), entry))


@second(topic="kronecker", A="m n", B="p q", C="p q", source="magnus2019, chapter 2", cookbook="506")
def kron_distributes(A, B, C):
    """A (x) (B + C) = A (x) B + A (x) C"""
    return Kron(A, B + C), kron(A, B) + kron(A, C)


@second(topic="kronecker", A="m n", B="p q", C="n m", source="magnus2019, chapter 2", cookbook="508")
def kron_associates(A, B, C):
    """A (x) (B (x) C) = (A (x) B) (x) C"""
    return Kron(A, Kron(B, C)), Kron(Kron(A, B), C)


@second(topic="kronecker", A="m n", B="p q", u="scalar", v="scalar", source="magnus2019, chapter 2", cookbook="509")
def kron_of_multiples(A, B, u, v):
    """(u A) (x) (v B) = u v (A (x) B)"""
    return Kron(u * A, v * B), u * v * kron(A, B)


@second(topic="kronecker", A="m n", B="p q", source="magnus2019, chapter 2", cookbook="510")
def kron_transpose(A, B):
    """(A (x) B)^T = A^T (x) B^T"""
    return Transpose(kron(A, B)), kron(A.T, B.T)


@second(topic="kronecker", A="m n", B="p q", C="n r", E="q s", source="magnus2019, chapter 2", cookbook="511")
def mixed_product(A, B, C, E):
    """(A (x) B)(C (x) E) = AC (x) BE"""
    return MatMul(kron(A, B), kron(C, E)), kron(A * C, B * E)


@second(topic="kronecker", A="m m", B="n n", source="magnus2019, chapter 2", cookbook="512")
@also(hypothesis="A is invertible, B is invertible")
def kron_inverse(A, B):
    """(A (x) B)^-1 = A^-1 (x) B^-1"""
    return Inverse(kron(A, B)), kron(A.I, B.I)


@second(topic="kronecker", A="m m", B="n n", source="magnus2019, chapter 2", cookbook="515")
def kron_trace(A, B):
    """tr(A (x) B) = tr(A) tr(B)"""
    return tr(kron(A, B)), tr(A) * tr(B)


@second(topic="kronecker", a="m 1", b="n 1", source="magnus2019, chapter 2")
def vec_of_outer_product(a, b):
    """vec(a b^T) = b (x) a"""
    return vec(a * b.T), kron(b, a)


@second(topic="vec", A="m n", B="n p", C="p q", source="magnus2019, chapter 2", cookbook="520")
def vec_of_product(A, B, C):
    """vec(ABC) = (C^T (x) A) vec B"""
    return vec(A * B * C), kron(C.T, A) * vec(B)


@second(topic="vec", A="m n", B="n p", source="magnus2019, chapter 2")
def vec_of_two_factors_right(A, B, p):
    """vec(AB) = (I_p (x) A) vec B"""
    return vec(A * B), kron(I(p), A) * vec(B)


@second(topic="vec", A="m n", B="n p", source="magnus2019, chapter 2")
def vec_of_two_factors_left(A, B, m):
    """vec(AB) = (B^T (x) I_m) vec A"""
    return vec(A * B), kron(B.T, I(m)) * vec(A)


@second(topic="jacobians", A="m n", X="n p", B="p q", source="magnus2019, chapter 9")
def derivative_of_axb(A, X, B):
    """d(AXB)/dX = B^T (x) A"""
    return Jacobian(A * X * B, X), kron(B.T, A)


@second(topic="jacobians", A="m n", x="n 1", source="magnus2019, chapter 9")
def derivative_of_ax(A, x):
    """d(Ax)/dx = A"""
    return Jacobian(A * x, x), A


@second(topic="forms", a="m 1", X="m n", b="n 1", source="magnus2019, chapter 9", cookbook="70")
def derivative_of_bilinear_form(a, X, b):
    """d(a^T X b)/dX = b^T (x) a^T"""
    return Jacobian(a.T * X * b, X), kron(b.T, a.T)


@second(topic="forms", A="n n", x="n 1", source="magnus2019, chapter 9", cookbook="81")
def derivative_of_quadratic_form(A, x):
    """d(x^T A x)/dx = x^T (A + A^T)"""
    return Jacobian(x.T * A * x, x), x.T * (A + A.T)


@second(topic="rules", X="m n", G="q 1", F="p 1", P="p q", Q="q m*n", source="magnus2019, chapter 9")
@also(note="$P$ is the derivative of $f$ by $g$.")
def chain_rule(X, G, F, P, Q):
    """d f(g(X))/dX = P dg/dX, where P = df/dg"""
    g = FormalFunction(G, Q, X)
    return Jacobian(FormalFunction(F, P, g), X), P * Jacobian(g, X)


@second(topic="rules", X="m n", M="p m*n", N="q m*n", P="r p", Q="r q", F="p 1", G="q 1")
@also(source="magnus2019, chapter 9")
def chain_rule_two_arguments(X, M, N, P, Q, F, G):
    """dh/dX = P df/dX + Q dg/dX, for h = P f + Q g: to first order any h(f, g), with P = dh/df and Q = dh/dg"""
    f, g = FormalFunction(F, M, X), FormalFunction(G, N, X)
    return Jacobian(P * f + Q * g, X), P * Jacobian(f, X) + Q * Jacobian(g, X)


@second(topic="jacobians", X="m n", Y="n p", source="magnus2019, chapter 9")
def derivative_of_product_in_right_factor(X, Y, p):
    """d(XY)/dY = I_p (x) X"""
    return Jacobian(X * Y, Y), kron(I(p), X)


@second(topic="jacobians", X="m n", Y="n p", source="magnus2019, chapter 9")
def derivative_of_product_in_left_factor(X, Y, m):
    """d(XY)/dX = Y^T (x) I_m"""
    return Jacobian(X * Y, X), kron(Y.T, I(m))


@second(topic="rules", X="m n", F="p q", G="q r", M="p*q m*n", N="q*r m*n", source="magnus2019, chapter 9")
def product_rule(F, G, M, N, X, p, r):
    """d(fg)/dX = (I_r (x) f) dg/dX + (g^T (x) I_p) df/dX, for f of shape p x q and g of shape q x r"""
    f, g = FormalFunction(F, M, X), FormalFunction(G, N, X)
    return Jacobian(f * g, X), kron(I(r), f) * Jacobian(g, X) + kron(g.T, I(p)) * Jacobian(f, X)


@second(topic="special", A="m n", source="magnus1979", cookbook="")
def vec_of_transpose(A, m, n):
    """K_mn vec A = vec A^T"""
    return K(m, n) * vec(A), vec(A.T)


@second(topic="jacobians", A="m n", source="magnus1979")
def derivative_of_transpose(A, m, n):
    """dA^T/dA = K_mn"""
    return Jacobian(A.T, A), K(m, n)


@second(topic="special", sizes="m n", source="magnus1979")
def commutation_transpose(m, n):
    """K_mn^T = K_nm"""
    return Transpose(K(m, n)), K(n, m)


@second(topic="special", sizes="m n", source="magnus1979")
def commutation_inverse(m, n):
    """K_mn K_nm = I_mn"""
    return MatMul(K(m, n), K(n, m)), I(m * n)


@second(topic="special", sizes="n", source="magnus1979")
def commutation_of_row(n):
    """K_1n = I_n"""
    return CommutationMatrix(1, n), I(n)


@second(topic="special", A="m n", B="p q", source="magnus1979")
def commutation_of_kron(A, B, m, n, p, q):
    """K_pm (A (x) B) = (B (x) A) K_qn"""
    return K(p, m) * kron(A, B), kron(B, A) * K(q, n)


@second(topic="kronecker", A="m n", B="p q", source="magnus2019, chapter 3")
def vec_of_kron(A, B, m, n, p, q):
    """vec(A (x) B) = (I_n (x) K_qm (x) I_p)(vec A (x) vec B)"""
    return vec(kron(A, B)), kron(I(n), K(q, m), I(p)) * kron(vec(A), vec(B))


@second(topic="jacobians", A="m n", B="p q", source="magnus2019, chapter 9")
def derivative_of_kron_in_left_factor(A, B, m, n, p, q):
    """d(A (x) B)/dA = (I_n (x) K_qm (x) I_p)(I_mn (x) vec B)"""
    return Jacobian(kron(A, B), A), kron(I(n), K(q, m), I(p)) * kron(I(m * n), vec(B))


@second(topic="jacobians", B="p q", A="m n", source="magnus2019, chapter 9")
def derivative_of_kron_in_right_factor(A, B, m, n, p, q):
    """d(A (x) B)/dB = (I_n (x) K_qm (x) I_p)(vec A (x) I_pq)"""
    return Jacobian(kron(A, B), B), kron(I(n), K(q, m), I(p)) * kron(vec(A), I(p * q))


@second(topic="jacobians", X="m n", source="magnus2019, chapter 9")
def derivative_of_xxt(X, m, n):
    """d(X X^T)/dX = X (x) I_m + (I_m (x) X) K_mn"""
    return Jacobian(X * X.T, X), kron(X, I(m)) + kron(I(m), X) * K(m, n)


@second(topic="jacobians", X="m n", source="magnus2019, chapter 9")
def derivative_of_xtx(X, m, n):
    """d(X^T X)/dX = (X^T (x) I_n) K_mn + I_n (x) X^T"""
    return Jacobian(X.T * X, X), kron(X.T, I(n)) * K(m, n) + kron(I(n), X.T)


@second(topic="jacobians", S="n n", source="magnus2019, chapter 9")
def derivative_of_square(S, n):
    """dS^2/dS = S^T (x) I_n + I_n (x) S"""
    return Jacobian(S * S, S), kron(S.T, I(n)) + kron(I(n), S)
