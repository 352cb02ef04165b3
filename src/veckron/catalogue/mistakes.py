"""Statements that look true and are not: the verifier has to refute each of them on every run."""

from functools import partial

from sympy import Determinant, DiagMatrix, HadamardProduct, Identity, Inverse, MatMul, Trace, Transpose, log

from veckron.expressions import (
    commutation_matrix,
    Jacobian,
    Hessian,
    duplication_matrix,
    elimination_matrix,
    kron,
    vec,
    vech,
)
from veckron.proof import Smooth, identity, prime

identity = partial(identity, holds=False, source="magnus2019")
first = partial(identity, chapter="01-vec")
second = partial(identity, chapter="02-kronecker")
third = partial(identity, chapter="03-inverse-determinant")
fourth = partial(identity, chapter="04-two-problems")
I, K, det, tr = Identity, commutation_matrix, Determinant, Trace


@first(A="m n", truth="vec_of_transpose", note="NumPy's ravel stacks rows: it is vec of the transpose.")
def ravel_is_vec(A):
    """vec A^T = vec A"""
    return vec(A.T), vec(A)


@first(
    S="n n symmetric", truth="elimination_of_duplication", note="$D_n L_n$ maps vec A to the vec of a symmetric matrix."
)
def duplication_of_elimination(n):
    """D_n L_n = I"""
    return duplication_matrix(n) * elimination_matrix(n), I(n * n)


@first(S="n n symmetric", truth="vech_of_symmetric", note="$D_n^{T}$ adds both triangles.")
def duplication_transpose_is_elimination(S, n):
    """D_n^T vec S = vech S"""
    return duplication_matrix(n).T * vec(S), vech(S)


@first(A="m n", g="function", truth="derivative_of_elementwise", note="Every entry has a slope of its own.")
def elementwise_by_product_rule(A, g, n):
    """dg(A)/dA = I_n (x) g'(A)"""
    return Jacobian(A.applyfunc(g), A), kron(I(n), A.applyfunc(prime(g)))


@first(A="m n", g="function", truth="derivative_of_elementwise", note="The slopes are stacked by columns.")
def elementwise_by_rows(A, g):
    """dg(A)/dA = Diag(vec g'(A^T))"""
    return Jacobian(A.applyfunc(g), A), DiagMatrix(vec(A.T.applyfunc(prime(g))))


@second(A="m n", B="p q", truth="commutation_of_kron", note="The same entries in other places.")
def kron_commutes(A, B):
    """A (x) B = B (x) A"""
    return kron(A, B), kron(B, A)


@second(A="m n", B="p q", truth="kron_transpose", note="The factors keep their order, unlike those of $AB$.")
def kron_transpose_reversed(A, B):
    """(A (x) B)^T = B^T (x) A^T"""
    return Transpose(kron(A, B)), kron(B.T, A.T)


@second(A="m m", B="n n", truth="kron_inverse", note="The factors keep their order, unlike those of $AB$.")
def kron_inverse_reversed(A, B):
    """(A (x) B)^-1 = B^-1 (x) A^-1"""
    return Inverse(kron(A, B)), kron(B.I, A.I)


@second(A="m m", B="n n", truth="kron_trace", note="Every diagonal entry of A meets every one of B.")
def kron_trace_adds(A, B):
    """tr(A (x) B) = tr(A) + tr(B)"""
    return tr(kron(A, B)), tr(A) + tr(B)


@second(A="m n", B="n p", C="p q", truth="vec_of_product", note="Right for NumPy's row-major ravel, wrong for vec.")
def vec_of_product_row_major(A, B, C):
    """vec(ABC) = (A (x) C^T) vec B"""
    return vec(A * B * C), kron(A, C.T) * vec(B)


@second(A="m n", B="n p", C="p p", truth="vec_of_product", note="The transpose is missing; a symmetric C hides it.")
def vec_of_product_untransposed(A, B, C):
    """vec(ABC) = (C (x) A) vec B"""
    return vec(A * B * C), kron(C, A) * vec(B)


@second(A="m n", B="n p", truth="vec_of_two_factors_right", note="The identity has the columns of B as its size.")
def vec_of_two_factors_wrong_identity(A, B, n):
    """vec(AB) = (I_n (x) A) vec B, for B of shape n x p"""
    return vec(A * B), kron(I(n), A) * vec(B)


@second(A="m n", truth="vec_of_transpose", note="K is indexed by the shape before transposing.")
def commutation_indexed_after(A, m, n):
    """K_nm vec A = vec A^T, for A of shape m x n"""
    return K(n, m) * vec(A), vec(A.T)


@second(sizes="m n", truth="commutation_inverse", note="Its inverse is $K_{nm}$; a square shape hides it.")
def commutation_is_involution(m, n):
    """K_mn K_mn = I_mn"""
    return MatMul(K(m, n), K(m, n)), I(m * n)


@second(A="m n", B="p q", truth="commutation_of_kron", note="The indices of the two K are exchanged.")
def commutation_of_kron_reversed(A, B, m, n, p, q):
    """K_mp (A (x) B) = (B (x) A) K_nq"""
    return K(m, p) * kron(A, B), kron(B, A) * K(n, q)


@second(
    A="m n", B="p q", truth="derivative_of_kron_in_left_factor", note="$K_{mq}$ for $K_{qm}$, hidden where $m = q$."
)
def derivative_of_kron_transposed_k(A, B, m, n, p, q):
    """d(A (x) B)/dA = (I_n (x) K_mq (x) I_p)(I_mn (x) vec B)"""
    return Jacobian(kron(A, B), A), kron(I(n), K(m, q), I(p)) * kron(I(m * n), vec(B))


@second(X="m n", truth="derivative_of_xxt", note="The two terms are equal for row vectors only.")
def derivative_of_xxt_doubled(X, m):
    """d(X X^T)/dX = 2 (X (x) I_m)"""
    return Jacobian(X * X.T, X), 2 * kron(X, I(m))


@second(S="n n", truth="derivative_of_square", note="$S$ does not commute with $dS$.")
def derivative_of_square_doubled(S, n):
    """dS^2/dS = 2 (I_n (x) S)"""
    return Jacobian(S * S, S), 2 * kron(I(n), S)


@second(A="n n", x="n 1", truth="derivative_of_quadratic_form", note="True for symmetric A.")
def derivative_of_quadratic_form_doubled(A, x):
    """d(x^T A x)/dx = 2 x^T A"""
    return Jacobian(x.T * A * x, x), 2 * x.T * A


@second(X="m n", F="p p", G="p p", M="p*p m*n", N="p*p m*n", truth="product_rule", note="g is transposed in its term.")
def product_rule_untransposed(X, F, G, M, N, p):
    """d(fg)/dX = (I_p (x) f) dg/dX + (g (x) I_p) df/dX, for f and g of shape p x p"""
    f, g = Smooth(F, M, X), Smooth(G, N, X)
    return Jacobian(f * g, X), kron(I(p), f) * Jacobian(g, X) + kron(g, I(p)) * Jacobian(f, X)


@second(x="n 1", P="n n", Q="n n", truth="chain_rule", note="The outer derivative stands on the left.")
def chain_rule_reversed(x, P, Q):
    """d P(Qx)/dx = Q P"""
    return Jacobian(P * Q * x, x), Q * P


@second(X="m n", truth="derivative_of_elementwise", note="A Hadamard square is elementwise: twice the diagonal.")
def derivative_of_hadamard_square(X):
    """d(X o X)/dX = Diag(vec X)"""
    return Jacobian(HadamardProduct(X, X), X), DiagMatrix(vec(X))


@third(A="n n", truth="derivative_of_inverse", note="The transpose is missing.", hypothesis="A is invertible")
def derivative_of_inverse_untransposed(A):
    """dA^-1/dA = -(A^-1 (x) A^-1)"""
    return Jacobian(A.I, A), -kron(A.I, A.I)


@third(A="n n", truth="derivative_of_inverse", note="The sign of $d(1/a) = -da/a^2$.", hypothesis="A is invertible")
def derivative_of_inverse_positive(A):
    """dA^-1/dA = A^-T (x) A^-1"""
    return Jacobian(A.I, A), kron(A.I.T, A.I)


@third(A="n n", truth="derivative_of_inverse", note="The factors are exchanged.", hypothesis="A is invertible")
def derivative_of_inverse_exchanged(A):
    """dA^-1/dA = -(A^-1 (x) A^-T)"""
    return Jacobian(A.I, A), -kron(A.I, A.I.T)


@third(
    A="n n",
    truth="derivative_of_determinant_by_inverse",
    note="The transpose is missing.",
    hypothesis="A is invertible",
)
def derivative_of_determinant_untransposed(A):
    """d det(A)/dA = det(A) vec^T(A^-1)"""
    return Jacobian(det(A), A), det(A) * vec(A.I).T


@third(A="n n", truth="derivative_of_log_determinant", note="The transpose is missing.", hypothesis="det A > 0")
def derivative_of_log_determinant_untransposed(A):
    """d ln det(A)/dA = vec^T(A^-1)"""
    return Jacobian(log(det(A)), A), vec(A.I).T


@third(X="n n", truth="derivative_of_determinant", note="True at 2 x 2 only: why one shape is not enough.")
def derivative_of_determinant_of_order_two(X, n):
    """d det(X)/dX = vec^T(tr(X) I_n - X^T)"""
    return Jacobian(det(X), X), vec(tr(X) * I(n) - X.T).T


@third(A="n n", B="n n", truth="determinant_of_multiple", note="The determinant is not linear.")
def determinant_of_sum(A, B):
    """det(A + B) = det(A) + det(B)"""
    return det(A + B), det(A) + det(B)


@third(A="m m", B="n n", truth="determinant_of_kron", note="The exponents are missing.")
def determinant_of_kron_without_powers(A, B):
    """det(A (x) B) = det(A) det(B)"""
    return det(kron(A, B)), det(A) * det(B)


@third(A="m n", X="n p", B="p m", truth="derivative_of_trace_axb", note="$BA$ is the transpose of the gradient.")
def derivative_of_trace_untransposed(A, X, B):
    """d tr(AXB)/dX = vec^T(BA)"""
    return Jacobian(tr(A * X * B), X), vec(B * A).T


@third(A="n n", B="n n", truth="inner_product", note="The trace of a product is a sum over all entries.")
def trace_of_product_splits(A, B):
    """tr(AB) = tr(A) tr(B)"""
    return tr(MatMul(A, B)), tr(A) * tr(B)


@third(A="n n", truth="hessian_of_log_determinant", note="$K_{nn}$ is missing.", hypothesis="det A > 0")
def hessian_of_log_determinant_without_k(A):
    """d^2 ln det(A)/dvec(A) dvec(A)^T = -(A^-T (x) A^-1)"""
    return Hessian(log(det(A)), A), -kron(A.I.T, A.I)


@fourth(
    S="n n symmetric",
    truth="derivative_of_log_determinant_symmetric",
    hypothesis="S is symmetric, det S > 0",
    note="An entry off the diagonal stands twice in S: its derivative counts twice.",
)
def derivative_of_log_determinant_undoubled(S):
    """d ln det(S)/dvech(S) = vech^T(S^-1)"""
    return Jacobian(log(det(S)), vech(S)), vech(S.I).T
