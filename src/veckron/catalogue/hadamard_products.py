"""Hadamard and Khatri-Rao products, and more of vec and the Kronecker product."""

from veckron.catalogue.vocabulary import *

identity, false = topic("products", source="horn1991, chapter 5", refuted="magnus2019, chapter 3")
of_vec = partial(identity, topic="vec", source="magnus2019, chapter 2")
of_kron = partial(identity, topic="kronecker", source="horn1991, chapter 4")


def twins(n):
    """Return I_n * I_n, whose column i is e_i (x) e_i."""
    return khatri_rao(I(n), I(n))


def kronecker_sum(A, B):
    """Return A (x) I + I (x) B."""
    return kron(A, I(B.rows)) + kron(I(A.rows), B)


@of_vec(A="m n", B="n p")
def vec_of_two_factors_by_identity(A, B, n):
    """vec(AB) = (B^T (x) A) vec(I_n)"""
    return vec(A * B), kron(B.T, A) * vec(I(n))


@of_vec(A="m n", B="n p", C="p q", source="henderson1981")
def vec_of_product_by_first_factor(A, B, C, m):
    """vec(ABC) = (C^T B^T (x) I_m) vec A"""
    return vec(A * B * C), kron(C.T * B.T, I(m)) * vec(A)


@of_vec(A="m n", B="n p", C="p q", source="henderson1981")
def vec_of_product_by_last_factor(A, B, C, q):
    """vec(ABC) = (I_q (x) AB) vec C"""
    return vec(A * B * C), kron(I(q), A * B) * vec(C)


@of_vec(a="m 1", X="m n", b="n 1", source="henderson1981")
def bilinear_form_by_vec(a, X, b):
    """a^T X b = (b (x) a)^T vec X"""
    return a.T * X * b, MatMul(Transpose(kron(b, a)), vec(X))


@of_vec(A="m n", B="n p", C="p q", E="q m")
def trace_of_four_factors_by_vec(A, B, C, E):
    """tr(ABCE) = vec^T(E^T) (C^T (x) A) vec B"""
    return tr(A * B * C * E), vec(E.T).T * kron(C.T, A) * vec(B)


@of_vec(A="m n", B="n p", C="p q", E="q m")
def trace_of_four_factors_by_vec_of_transpose(A, B, C, E):
    """tr(ABCE) = vec^T(E) (A (x) C^T) vec B^T"""
    return tr(A * B * C * E), vec(E).T * kron(A, C.T) * vec(B.T)


@of_vec(X="m n", A="n n", B="m m")
def trace_as_quadratic_form_in_vec(X, A, B):
    """tr(A X^T B X) = vec^T(X) (A^T (x) B) vec X"""
    return tr(A * X.T * B * X), vec(X).T * kron(A.T, B) * vec(X)


@of_vec(X="m n", a="m 1", B="n n", c="m 1", note="The Matrix Cookbook (524) prints $B$ for $B^{T}$.")
def quadratic_form_in_vec(X, a, B, c):
    """a^T X B X^T c = vec^T(X) (B^T (x) c a^T) vec X"""
    return a.T * X * B * X.T * c, vec(X).T * kron(B.T, c * a.T) * vec(X)


@of_vec(A="m m", X="m n", B="n n", source="horn1991, chapter 4")
def vec_of_sylvester_equation(A, X, B, m, n):
    """vec(AX + XB) = (I_n (x) A + B^T (x) I_m) vec X"""
    return vec(A * X + X * B), (kron(I(n), A) + kron(B.T, I(m))) * vec(X)


@of_kron(A="m n", B="m n", C="p q", source="magnus2019, chapter 2")
def kron_distributes_on_the_left(A, B, C):
    """(A + B) (x) C = A (x) C + B (x) C"""
    return Kron(A + B, C), kron(A, C) + kron(B, C)


@of_kron(a="m 1", b="n 1", source="magnus2019, chapter 2")
def kron_of_row_and_column(a, b):
    """a^T (x) b = b a^T"""
    return kron(a.T, b), b * a.T


@of_kron(a="m 1", b="n 1", source="henderson1981")
def kron_of_columns_by_left(a, b, m):
    """a (x) b = (I_m (x) b) a"""
    return kron(a, b), kron(I(m), b) * a


@of_kron(A="m n", B="p q")
def kron_as_product(A, B, n, p):
    """A (x) B = (A (x) I_p)(I_n (x) B)"""
    return kron(A, B), kron(A, I(p)) * kron(I(n), B)


@of_kron(A="m n", B="p q")
def kron_factors_pass_each_other(A, B, m, n, p, q):
    """(A (x) I_p)(I_n (x) B) = (I_m (x) B)(A (x) I_q)"""
    return MatMul(kron(A, I(p)), kron(I(n), B)), kron(I(m), B) * kron(A, I(q))


@of_kron(A="m m", B="n n")
def power_of_kron(A, B):
    """(A (x) B)^3 = A^3 (x) B^3"""
    return MatPow(kron(A, B), 3), kron(A**3, B**3)


@of_kron(A="m n", x="m 1", y="n 1", B="p q", source="magnus2019, chapter 2")
def block_of_kron(A, x, y, B, p, q):
    """(x^T (x) I_p)(A (x) B)(y (x) I_q) = (x^T A y) B; with x = e_i and y = e_j it is the block a_ij B"""
    return MatMul(kron(x.T, I(p)), kron(A, B), kron(y, I(q))), tr(x.T * A * y) * B


@of_kron(A="m m", B="p q", source="henderson1981")
def partial_trace_of_kron(A, B, m, p, q):
    """(vec^T(I_m) (x) I_p)(I_m (x) A (x) B)(vec(I_m) (x) I_q) = tr(A) B"""
    return kron(vec(I(m)).T, I(p)) * kron(I(m), A, B) * kron(vec(I(m)), I(q)), tr(A) * B


@of_kron(A="m n", source="henderson1981")
def factor_passes_through_vec_of_identity(A, m, n):
    """(I_n (x) A) vec(I_n) = (A^T (x) I_m) vec(I_m)"""
    return kron(I(n), A) * vec(I(n)), kron(A.T, I(m)) * vec(I(m))


@of_kron(A="m m symmetric", B="n n symmetric", hypothesis="A is symmetric, B is symmetric")
def kron_of_symmetric(A, B):
    """(A (x) B)^T = A (x) B, for symmetric A and B"""
    return Transpose(kron(A, B)), kron(A, B)


@of_kron(A="m m orthogonal", B="n n orthogonal", hypothesis="A is orthogonal, B is orthogonal")
def kron_of_orthogonal(A, B, m, n):
    """(A (x) B)^T (A (x) B) = I_mn, for orthogonal A and B"""
    return MatMul(Transpose(kron(A, B)), kron(A, B)), I(m * n)


@of_kron(A="m m idempotent", B="n n idempotent", source="magnus2019, chapter 2")
@also(hypothesis="A is idempotent, B is idempotent")
def kron_of_idempotent(A, B):
    """(A (x) B)^2 = A (x) B, for idempotent A and B"""
    return MatPow(kron(A, B), 2), kron(A, B)


@of_kron(A="m m lower", B="n n lower", hypothesis="A is lower triangular, B is lower triangular")
def kron_of_lower_triangular(A, B, m, n):
    """L_mn^T L_mn vec(A (x) B) = vec(A (x) B), for lower triangular A and B: the product is lower triangular"""
    P = L(m * n)
    return MatMul(Transpose(P), P, vec(kron(A, B))), vec(kron(A, B))


@of_kron(x="m 1", y="n 1")
def kron_of_diagonal(x, y):
    """Diag(x) (x) Diag(y) = Diag(x (x) y)"""
    return kron(Diag(x), Diag(y)), Diag(kron(x, y))


@of_kron(A="m m", B="n n")
def trace_of_kronecker_sum(A, B, m, n):
    """tr(A (x) I_n + I_m (x) B) = n tr(A) + m tr(B)"""
    return tr(kronecker_sum(A, B)), n * tr(A) + m * tr(B)


@identity(A="m n", B="m n")
def hadamard_commutes(A, B):
    """A o B = B o A"""
    return hadamard(A, B), hadamard(B, A)


@identity(A="m n", B="m n", C="m n")
def hadamard_distributes(A, B, C):
    """A o (B + C) = A o B + A o C"""
    return hadamard(A, B + C), hadamard(A, B) + hadamard(A, C)


@identity(A="m n", B="m n")
def hadamard_transpose(A, B):
    """(A o B)^T = A^T o B^T"""
    return Transpose(hadamard(A, B)), hadamard(A.T, B.T)


@identity(A="n n")
def hadamard_with_identity(A, n):
    """A o I_n = Diag(diag(A))"""
    return hadamard(A, I(n)), Diag(diag(A))


@identity(A="m n", x="m 1", y="n 1")
def hadamard_with_rank_one(A, x, y):
    """A o (x y^T) = Diag(x) A Diag(y)"""
    return hadamard(A, x * y.T), Diag(x) * A * Diag(y)


@identity(a="m 1", b="n 1", c="m 1", e="n 1")
def hadamard_of_rank_one(a, b, c, e):
    """(a b^T) o (c e^T) = (a o c)(b o e)^T"""
    return hadamard(a * b.T, c * e.T), MatMul(hadamard(a, c), Transpose(hadamard(b, e)))


@identity(A="m n", B="m n", x="m 1", y="n 1")
def hadamard_between_diagonals(A, B, x, y):
    """Diag(x) (A o B) Diag(y) = (Diag(x) A) o (B Diag(y))"""
    return Diag(x) * hadamard(A, B) * Diag(y), hadamard(Diag(x) * A, B * Diag(y))


@identity(A="m n", B="m n", source="magnus2019, chapter 3")
def vec_of_hadamard(A, B):
    """vec(A o B) = Diag(vec A) vec B"""
    return vec(hadamard(A, B)), Diag(vec(A)) * vec(B)


@identity(A="m n", B="m n", C="m n", source="magnus2019, chapter 3")
def trace_of_hadamard_with_third(A, B, C):
    """tr(A^T (B o C)) = tr((A o B)^T C)"""
    return tr(A.T * hadamard(B, C)), tr(MatMul(Transpose(hadamard(A, B)), C))


@identity(A="m n", B="m n", x="m 1", y="n 1")
def bilinear_form_of_hadamard(A, B, x, y):
    """x^T (A o B) y = tr(Diag(x) A Diag(y) B^T)"""
    return x.T * hadamard(A, B) * y, tr(Diag(x) * A * Diag(y) * B.T)


@identity(A="m n", B="m n")
def diagonal_of_product(A, B, n):
    """diag(A B^T) = (A o B) 1_n"""
    return diag(A * B.T), hadamard(A, B) * ones(n)


@identity(A="m n", x="n 1", B="n m")
def diagonal_of_product_with_diagonal(A, x, B):
    """diag(A Diag(x) B) = (A o B^T) x"""
    return diag(A * Diag(x) * B), hadamard(A, B.T) * x


@identity(A="n n", hypothesis="A is invertible")
def row_sums_of_hadamard_with_inverse(A, n):
    """(A o A^-T) 1_n = 1_n"""
    return MatMul(hadamard(A, Transpose(Inverse(A))), ones(n)), ones(n)


@identity(A="m n", B="m n", source="magnus2019, chapter 3")
def hadamard_as_submatrix_of_kron(A, B, m, n):
    """(I_m * I_m)^T (A (x) B)(I_n * I_n) = A o B"""
    return MatMul(Transpose(twins(m)), kron(A, B), twins(n)), hadamard(A, B)


@identity(A="m n", B="p q", C="m n", E="p q")
def hadamard_of_krons(A, B, C, E):
    """(A (x) B) o (C (x) E) = (A o C) (x) (B o E)"""
    return hadamard(kron(A, B), kron(C, E)), kron(hadamard(A, C), hadamard(B, E))


@identity(A="n n", source="magnus2019, chapter 3")
def diagonal_by_vec(A, n):
    """diag(A) = (I_n * I_n)^T vec A"""
    return diag(A), Transpose(twins(n)) * vec(A)


@identity(x="n 1", source="magnus2019, chapter 3")
def vec_of_diagonal(x, n):
    """vec(Diag(x)) = (I_n * I_n) x"""
    return vec(Diag(x)), twins(n) * x


@identity(A="m n", x="n 1", B="n p", source="kolda2009, section 2.6")
def vec_of_product_with_diagonal(A, x, B):
    """vec(A Diag(x) B) = (B^T * A) x"""
    return vec(A * Diag(x) * B), khatri_rao(B.T, A) * x


@identity(A="m n", B="p n", source="kolda2009, section 2.6")
def khatri_rao_as_submatrix_of_kron(A, B, n):
    """A * B = (A (x) B)(I_n * I_n)"""
    return khatri_rao(A, B), kron(A, B) * twins(n)


@identity(A="m n", B="n p", C="n m", E="p m", source="khatri1968")
def kron_times_khatri_rao(A, B, C, E):
    """(A (x) B)(C * E) = AC * BE"""
    return MatMul(kron(A, B), khatri_rao(C, E)), khatri_rao(A * C, B * E)


@identity(A="m n", B="n n", C="m n", source="kolda2009, section 2.6")
def khatri_rao_associates(A, B, C):
    """(A * B) * C = A * (B * C)"""
    return khatri_rao(khatri_rao(A, B), C), khatri_rao(A, khatri_rao(B, C))


@identity(A="m n", x="n 1", source="kolda2009, section 2.6")
def khatri_rao_with_row(A, x):
    """A * x^T = A Diag(x)"""
    return khatri_rao(A, x.T), A * Diag(x)


@identity(A="m n", B="p n", C="m q", E="p q", source="kolda2009, section 2.6")
@also(note="With $C = A$ and $E = B$ the Gram matrix of $A \\ast B$ is $(A^{T} A) \\circ (B^{T} B)$.")
def gram_of_khatri_rao(A, B, C, E):
    """(A * B)^T (C * E) = (A^T C) o (B^T E)"""
    return MatMul(Transpose(khatri_rao(A, B)), khatri_rao(C, E)), hadamard(A.T * C, B.T * E)


@identity(A="m n", B="n p", C="m q", E="q p", source="kolda2009, section 2.6")
def hadamard_of_products(A, B, C, E):
    """AB o CE = (A^T * C^T)^T (B * E)"""
    return hadamard(A * B, C * E), Transpose(khatri_rao(A.T, C.T)) * khatri_rao(B, E)


@identity(A="m n", B="p n", source="kolda2009, section 2.6")
@also(method="at all ranks of A and B, and where they meet; a Hadamard product may have any other rank", ranks="tried")
def pseudo_inverse_of_khatri_rao(A, B):
    """(A * B)^+ = ((A^T A) o (B^T B))^+ (A * B)^T"""
    gram = hadamard(A.T * A, B.T * B)
    return pinv(khatri_rao(A, B)), pinv(gram) * Transpose(khatri_rao(A, B))


@false(X="m n", a="m 1", B="n n", c="m 1", source="petersen2012, section 10.2.2", cookbook="524")
@also(printed="Matrix Cookbook (524)", truth="quadratic_form_in_vec")
@also(note="$B$ stands for $B^{T}$: true for symmetric $B$, or for $a = c$.")
def printed_quadratic_form_in_vec(X, a, B, c):
    """a^T X B X^T c = vec^T(X) (B (x) c a^T) vec X, as printed"""
    return a.T * X * B * X.T * c, vec(X).T * kron(B, c * a.T) * vec(X)


@false(A="m n", B="m n", C="n p", E="n p", truth="hadamard_of_products")
@also(note="The Kronecker product passes through a product, the Hadamard product does not.")
def mixed_product_of_hadamards(A, B, C, E):
    """(A o B)(C o E) = AC o BE"""
    return hadamard(A, B) * hadamard(C, E), hadamard(A * C, B * E)


@false(A="n n", x="n 1", truth="hadamard_with_rank_one")
@also(note="Equal rows scale the columns of $A$: the product is $A \\operatorname{Diag}(x)$.")
def hadamard_with_equal_rows(A, x, n):
    """A o (1_n x^T) = Diag(x) A"""
    return hadamard(A, ones(n) * x.T), Diag(x) * A


@false(A="m n", B="p n", truth="commutation_of_khatri_rao")
@also(note="The rows stand in another order: those of the factor on the right run faster.")
def khatri_rao_commutes(A, B):
    """A * B = B * A"""
    return khatri_rao(A, B), khatri_rao(B, A)
