"""Chapter 3: inverse, determinant and inner product."""

from veckron.catalogue.vocabulary import *

identity = partial(stated, chapter="03-inverse-determinant")


@identity(topic="inverses", A="n n", source="magnus2019, chapter 8", hypothesis="A is invertible")
def derivative_of_inverse_times_matrix(A, n):
    """(A^T (x) I_n) dA^-1/dA + I_n (x) A^-1 = 0, the product rule for A^-1 A = I_n"""
    return kron(A.T, I(n)) * Jacobian(A.I, A) + kron(I(n), A.I), ZeroMatrix(n**2, n**2)


@identity(topic="inverses", A="n n", source="magnus2019, chapter 9", hypothesis="A is invertible")
def derivative_of_inverse(A):
    """dA^-1/dA = -(A^-T (x) A^-1)"""
    return Jacobian(A.I, A), -kron(A.I.T, A.I)


@identity(topic="inverses", A="m n", X="n n", B="n p", source="magnus2019, chapter 9", hypothesis="X is invertible")
def derivative_of_ax_inverse_b(A, X, B):
    """d(A X^-1 B)/dX = -((X^-1 B)^T (x) A X^-1)"""
    return Jacobian(A * X.I * B, X), -kron((X.I * B).T, A * X.I)


@identity(topic="determinants", A="n n", source="magnus2019, chapter 1")
def adjugate_times_matrix(A, n):
    """adj(A) A = det(A) I_n"""
    return adj(A) * A, det(A) * I(n)


@identity(topic="determinants", A="n n", source="magnus2019, chapter 1")
def cofactor_expansion(A, n):
    """diag(adj(A) A) = det(A) 1_n: (adj A)_{i,.} A_{.,i} = det A for every i"""
    return diag(adj(A) * A), det(A) * ones(n)


@identity(topic="inverses", A="n n", source="magnus2019, chapter 1", hypothesis="A is invertible")
def inverse_by_adjugate(A):
    """A^-1 = adj(A) / det(A)"""
    return A.I, adj(A) / det(A)


@identity(topic="determinants", A="n n", x="n 1", e="n 1", source="magnus2019, chapter 8")
def derivative_of_determinant_in_column(A, x, e):
    """d det(A + x e^T)/dx = e^T adj(A + x e^T); with e = e_i, x is added to column i"""
    return Jacobian(det(A + x * e.T), x), e.T * adj(A + x * e.T)


@identity(topic="determinants", A="n n", source="magnus2019, chapter 8", cookbook="41")
def derivative_of_determinant(A):
    """d det(A)/dA = vec^T(adj(A)^T)"""
    return Jacobian(det(A), A), vec(adj(A).T).T


@identity(topic="determinants", A="n n", source="magnus2019, chapter 9", cookbook="49", hypothesis="A is invertible")
def derivative_of_determinant_by_inverse(A):
    """d det(A)/dA = det(A) vec^T(A^-T)"""
    return Jacobian(det(A), A), det(A) * vec(A.I.T).T


@identity(topic="determinants", A="n n", source="magnus2019, chapter 9", hypothesis="det A > 0")
def derivative_of_log_determinant(A):
    """d ln det(A)/dA = vec^T(A^-T)"""
    return Jacobian(log(det(A)), A), vec(A.I.T).T


@identity(topic="determinants", A="n n", source="magnus2019, chapter 9", cookbook="57", hypothesis="A is invertible")
def derivative_of_log_abs_determinant(A):
    """d (1/2) ln(det(A)^2)/dA = vec^T(A^-T), where (1/2) ln(det(A)^2) = ln|det A|"""
    return Jacobian(half * log(det(A) ** 2), A), vec(A.I.T).T


@identity(topic="kronecker", A="m m", B="n n", source="magnus2019, chapter 2")
def determinant_of_kron(A, B, m, n):
    """det(A (x) B) = det(A)^n det(B)^m"""
    return det(kron(A, B)), det(A) ** n * det(B) ** m


@identity(topic="determinants", A="n n", u="scalar", source="magnus2019, chapter 1")
def determinant_of_multiple(A, u, n):
    """det(u A) = u^n det(A)"""
    return det(u * A), u**n * det(A)


@identity(topic="traces", A="m n", B="m n", source="magnus2019, chapter 2", cookbook="521")
def inner_product(A, B):
    """vec^T(A) vec(B) = tr(A^T B), for A and B of the same shape"""
    return vec(A).T * vec(B), tr(A.T * B)


@identity(topic="traces", A="m n", B="m n", source="magnus2019, chapter 2")
def inner_product_by_entries(A, B, m, n):
    """tr(A^T B) = 1_m^T (A o B) 1_n, the sum of the entries of A o B"""
    return tr(A.T * B), ones(1, m) * hadamard(A, B) * ones(n)


@identity(topic="traces", A="m n", B="n m", source="magnus2019, chapter 1")
def trace_cycles(A, B):
    """tr(AB) = tr(BA)"""
    return tr(MatMul(A, B)), tr(MatMul(B, A))


@identity(topic="traces", A="m n", B="m n", source="magnus2019, chapter 9", cookbook="103")
def derivative_of_inner_product_in_right(A, B):
    """d tr(A^T B)/dB = vec^T(A)"""
    return Jacobian(tr(A.T * B), B), vec(A).T


@identity(topic="traces", A="m n", B="m n", source="magnus2019, chapter 9")
def derivative_of_inner_product_in_left(A, B):
    """d tr(A^T B)/dA = vec^T(B)"""
    return Jacobian(tr(A.T * B), A), vec(B).T


@identity(topic="forms", a="n 1", b="n 1", source="magnus2019, chapter 9", cookbook="69")
def derivative_of_dot_product(a, b):
    """d(a^T b)/db = a^T"""
    return Jacobian(a.T * b, b), a.T


@identity(topic="traces", A="m n", X="n p", B="p m", source="magnus2019, chapter 9", cookbook="101")
def derivative_of_trace_axb(A, X, B):
    """d tr(AXB)/dX = vec^T(A^T B^T)"""
    return Jacobian(tr(A * X * B), X), vec(A.T * B.T).T


@identity(topic="traces", A="n n", B="n n", source="magnus2019, chapter 9", cookbook="63", hypothesis="A is invertible")
def derivative_of_trace_of_inverse(A, B):
    """d tr(A^-1 B)/dA = -vec^T((A^-1 B A^-1)^T)"""
    return Jacobian(tr(A.I * B), A), -vec((A.I * B * A.I).T).T


@identity(topic="traces", X="m n", source="magnus2019, chapter 9", cookbook="132")
def derivative_of_squared_norm(X):
    """d tr(X^T X)/dX = 2 vec^T(X)"""
    return Jacobian(tr(X.T * X), X), 2 * vec(X).T


@identity(topic="hessians", A="n n", source="magnus2019, chapter 10", hypothesis="det A > 0")
def hessian_of_log_determinant(A, n):
    """d^2 ln det(A)/dvec(A) dvec(A)^T = -K_nn (A^-T (x) A^-1)"""
    return Hessian(log(det(A)), A), -K(n, n) * kron(A.I.T, A.I)


@identity(topic="structured", S="n n symmetric", source="magnus2019, chapter 9")
@also(hypothesis="S is symmetric, S is invertible")
def derivative_of_inverse_symmetric(S, n):
    """dS^-1/dvech(S) = -(S^-1 (x) S^-1) D_n"""
    return Jacobian(S.I, vech(S)), -kron(S.I, S.I) * D(n)


@identity(topic="structured", S="n n symmetric", source="magnus2019, chapter 9", hypothesis="S is symmetric, det S > 0")
def derivative_of_log_determinant_symmetric(S, n):
    """d ln det(S)/dvech(S) = vec^T(S^-1) D_n"""
    return Jacobian(log(det(S)), vech(S)), vec(S.I).T * D(n)
