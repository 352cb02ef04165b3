"""Differentials."""

from veckron.catalogue.vocabulary import *

identity, false = topic("differentials", source="magnus2019, chapter 8")


@identity(A="m n", X="p q", dX="p q", cookbook="33")
def differential_of_constant(A, X, dX, m, n):
    """d(A) = 0, for a matrix A that does not depend on X"""
    return Differential(A, (X, dX)), ZeroMatrix(m, n)


@identity(X="m n", dX="m n", u="scalar", cookbook="34")
def differential_of_multiple(X, dX, u):
    """d(u X) = u dX, for a constant u"""
    return Differential(u * X, (X, dX)), u * dX


@identity(X="m n", dX="m n", u="scalar", du="scalar")
def differential_of_scalar_times_matrix(X, dX, u, du):
    """d(u X) = du X + u dX, for a scalar u that moves too"""
    return Differential(u * X, (u, du), (X, dX)), du * X + u * dX


@identity(X="m n", Y="m n", dX="m n", dY="m n", cookbook="35")
def differential_of_sum(X, Y, dX, dY):
    """d(X + Y) = dX + dY"""
    return Differential(X + Y, (X, dX), (Y, dY)), dX + dY


@identity(X="n n", dX="n n", cookbook="36")
def differential_of_trace(X, dX):
    """d(tr X) = tr dX"""
    return Differential(tr(X), (X, dX)), tr(dX)


@identity(X="m n", Y="n p", dX="m n", dY="n p", cookbook="37")
def differential_of_product(X, Y, dX, dY):
    """d(XY) = dX Y + X dY"""
    return Differential(X * Y, (X, dX), (Y, dY)), dX * Y + X * dY


@identity(X="m n", Y="m n", dX="m n", dY="m n", cookbook="38")
def differential_of_hadamard_product(X, Y, dX, dY):
    """d(X o Y) = dX o Y + X o dY"""
    return Differential(hadamard(X, Y), (X, dX), (Y, dY)), hadamard(dX, Y) + hadamard(X, dY)


@identity(X="m n", Y="p q", dX="m n", dY="p q", cookbook="39")
def differential_of_kronecker_product(X, Y, dX, dY):
    """d(X (x) Y) = dX (x) Y + X (x) dY"""
    return Differential(Kron(X, Y), (X, dX), (Y, dY)), kron(dX, Y) + kron(X, dY)


@identity(X="m n", Y="p n", dX="m n", dY="p n", source="khatri1968")
def differential_of_khatri_rao_product(X, Y, dX, dY):
    """d(X * Y) = dX * Y + X * dY, the Khatri-Rao product"""
    return Differential(khatri_rao(X, Y), (X, dX), (Y, dY)), khatri_rao(dX, Y) + khatri_rao(X, dY)


@identity(X="n n", dX="n n", cookbook="40", hypothesis="X is invertible")
def differential_of_inverse(X, dX):
    """d(X^-1) = -X^-1 dX X^-1"""
    return Differential(X.I, (X, dX)), -X.I * dX * X.I


@identity(X="n n", dX="n n", cookbook="41")
def differential_of_determinant(X, dX):
    """d(det X) = tr(adj(X) dX)"""
    return Differential(det(X), (X, dX)), tr(adj(X) * dX)


@identity(X="n n", dX="n n", cookbook="42", hypothesis="X is invertible")
def differential_of_determinant_by_inverse(X, dX):
    """d(det X) = det(X) tr(X^-1 dX)"""
    return Differential(det(X), (X, dX)), det(X) * tr(X.I * dX)


@identity(X="n n", dX="n n", cookbook="43", hypothesis="det X > 0")
def differential_of_log_determinant(X, dX):
    """d(ln det X) = tr(X^-1 dX)"""
    return Differential(log(det(X)), (X, dX)), tr(X.I * dX)


@identity(X="m n", dX="m n", cookbook="44, 45")
@also(note="(45) is the same for the Hermitian transpose $X^{H}$; our matrices are real, so $X^{H} = X^{T}$.")
def differential_of_transpose(X, dX):
    """d(X^T) = (dX)^T"""
    return Differential(X.T, (X, dX)), Transpose(dX)


@identity(X="m n", dX="m n", F="p n", M="p*n m*n", source="magnus2019, chapter 9")
@also(note="How a Jacobian is read off a differential: it is what stands before $\\operatorname{vec}(dX)$.")
def differential_and_derivative(X, dX, F, M):
    """vec d(f(X)) = (df/dX) vec dX, for every differentiable f"""
    f = FormalFunction(F, M, X)
    return vec(Differential(f, (X, dX))), Jacobian(f, X) * vec(dX)


@identity(X="m n", dX="m n", F="1 1", M="1 m*n", source="magnus2019, chapter 9")
@also(note="How a gradient is read off a differential: write it as a trace that ends with $dX$.")
def differential_and_gradient(X, dX, F, M):
    """d(f(X)) = tr((grad_X f)^T dX), for every differentiable scalar f"""
    f = FormalFunction(F, M, X)
    return Differential(f, (X, dX)), tr(Gradient(f, X).T * dX)


@identity(X="n p", A="m n", B="p q", dX="n p")
def differential_of_axb(A, X, B, dX):
    """d(AXB) = A dX B"""
    return Differential(A * X * B, (X, dX)), A * dX * B


@identity(X="n p", A="m n", B="p q", dX="n p", source="magnus2019, chapter 9")
def differential_of_vec_axb(A, X, B, dX):
    """d(vec(AXB)) = (B^T (x) A) vec dX"""
    return Differential(vec(A * X * B), (X, dX)), kron(B.T, A) * vec(dX)


@identity(X="m n", Y="n p", Z="p q", dX="m n", dY="n p", dZ="p q")
def differential_of_product_of_three(X, Y, Z, dX, dY, dZ):
    """d(XYZ) = dX Y Z + X dY Z + X Y dZ"""
    return Differential(X * Y * Z, (X, dX), (Y, dY), (Z, dZ)), dX * Y * Z + X * dY * Z + X * Y * dZ


@identity(x="m 1", X="m n", y="n 1", dx="m 1", dX="m n", dy="n 1")
def differential_of_bilinear_form(x, X, y, dx, dX, dy):
    """d(x^T X y) = dx^T X y + x^T dX y + x^T X dy"""
    return Differential(x.T * X * y, (x, dx), (X, dX), (y, dy)), dx.T * X * y + x.T * dX * y + x.T * X * dy


@identity(X="n n", dX="n n")
def differential_of_square(X, dX):
    """d(X^2) = dX X + X dX"""
    return Differential(X**2, (X, dX)), dX * X + X * dX


@identity(X="n n", dX="n n", sizes="k")
def differential_of_power(X, dX, k):
    """d(X^k) = sum_{r=0}^{k-1} X^r dX X^{k-1-r}"""
    return Differential(X**k, (X, dX)), MatrixSum(X**r * dX * X ** (k - 1 - r), r, k - 1)


@identity(X="m n", dX="m n")
def differential_of_xtx(X, dX):
    """d(X^T X) = dX^T X + X^T dX"""
    return Differential(X.T * X, (X, dX)), dX.T * X + X.T * dX


@identity(X="m n", dX="m n")
def differential_of_xxt(X, dX):
    """d(X X^T) = dX X^T + X dX^T"""
    return Differential(X * X.T, (X, dX)), dX * X.T + X * dX.T


@identity(X="m n", dX="m n")
def differential_of_squared_norm(X, dX):
    """d(tr(X^T X)) = 2 tr(X^T dX)"""
    return Differential(tr(X.T * X), (X, dX)), 2 * tr(X.T * dX)


@identity(X="m n", dX="m n", A="n m", B="n m", note="Where $\\operatorname{tr}(BX)$ is not 0.")
def differential_of_quotient_of_traces(X, dX, A, B):
    """d(tr(AX)/tr(BX)) = tr(A dX)/tr(BX) - tr(AX) tr(B dX)/tr(BX)^2"""
    right = tr(A * dX) / tr(B * X) - tr(A * X) * tr(B * dX) / tr(B * X) ** 2
    return Differential(tr(A * X) / tr(B * X), (X, dX)), right


@identity(X="m n", dX="m n", g="function")
def differential_of_elementwise(X, dX, g):
    """d(g(X)) = g'(X) o dX, for g applied to each entry"""
    return Differential(X.applyfunc(g), (X, dX)), hadamard(X.applyfunc(prime(g)), dX)


@identity(X="n n", dX="n n", hypothesis="X is invertible")
def differential_of_trace_of_inverse(X, dX):
    """d(tr X^-1) = -tr(X^-2 dX)"""
    return Differential(tr(X.I), (X, dX)), -tr(X**-2 * dX)


@identity(X="n n", A="n n", dX="n n", dA="n n", hypothesis="X is invertible", short=lambda X, A: [("B", X.I * A * X)])
def differential_of_similar_matrix(X, A, dX, dA):
    """d(B) = X^-1 dA X + B X^-1 dX - X^-1 dX B, where B = X^-1 A X and both A and X move"""
    B = X.I * A * X
    return Differential(B, (A, dA), (X, dX)), MatAdd(X.I * dA * X, MatMul(B, X.I, dX), minus(X.I, dX, B))


@identity(X="n n", dX="n n", b="n 1", db="n 1", hypothesis="X is invertible")
def differential_of_solution(X, dX, b, db):
    """d(X^-1 b) = X^-1 (db - dX X^-1 b), of the solution of a linear system"""
    return Differential(X.I * b, (X, dX), (b, db)), X.I * (db - dX * X.I * b)


@identity(X="m n", Y="m p", Z="p p", W="p n", dX="m n", dY="m p", dZ="p p", dW="p n", hypothesis="Z is invertible")
def differential_of_schur_complement(X, Y, Z, W, dX, dY, dZ, dW):
    """d(X - Y Z^-1 W) = dX - dY Z^-1 W + Y Z^-1 dZ Z^-1 W - Y Z^-1 dW"""
    right = dX - dY * Z.I * W + Y * Z.I * dZ * Z.I * W - Y * Z.I * dW
    return Differential(X - Y * Z.I * W, (X, dX), (Y, dY), (Z, dZ), (W, dW)), right


@identity(A="p m", X="m n", B="n p", dX="m n")
def differential_of_determinant_axb(A, X, B, dX):
    """d(det(AXB)) = tr(adj(AXB) A dX B)"""
    return Differential(det(A * X * B), (X, dX)), tr(adj(A * X * B) * A * dX * B)


@identity(X="n n", dX="n n", hypothesis="X is invertible")
def differential_of_adjugate(X, dX):
    """d(adj X) = tr(adj(X) dX) X^-1 - X^-1 dX adj(X)"""
    return Differential(adj(X), (X, dX)), tr(adj(X) * dX) * X.I - X.I * dX * adj(X)


def moved(X, dX, m):
    """Return the first half of the differential of the projection."""
    return MatMul(MatAdd(I(m), minus(projector(X))), dX, (X.T * X).I, X.T)


PROJECTION = {"X": "m n", "dX": "m n", "hypothesis": "m >= n", "where": "m >= n", "source": "golub1973"}
PROJECTION |= {"short": lambda X, dX, m: [("P", projector(X))]}


@identity(**PROJECTION)
def differential_of_projection(X, dX, m):
    """d(P) = (I - P) dX (X^T X)^-1 X^T + ((I - P) dX (X^T X)^-1 X^T)^T, where P = X (X^T X)^-1 X^T"""
    return Differential(projector(X), (X, dX)), MatAdd(moved(X, dX, m), Transpose(moved(X, dX, m)))


@false(**PROJECTION, truth="differential_of_projection")
@also(note="$P$ is symmetric, and so is its differential: the transpose is missing.")
def differential_of_projection_one_term(X, dX, m):
    """d(P) = (I - P) dX (X^T X)^-1 X^T, where P = X (X^T X)^-1 X^T"""
    return Differential(projector(X), (X, dX)), moved(X, dX, m)


@identity(X="n n", dX="n n", source="magnus2019, chapter 10", hypothesis="X is invertible")
def second_differential_of_inverse(X, dX):
    """d(d(X^-1)) = 2 X^-1 dX X^-1 dX X^-1"""
    return Differential(Differential(X.I, (X, dX)), (X, dX)), 2 * X.I * dX * X.I * dX * X.I


@identity(X="n n", dX="n n", source="magnus2019, chapter 10", hypothesis="X is invertible")
def second_differential_of_determinant(X, dX):
    """d(d(det X)) = det(X) (tr(X^-1 dX)^2 - tr(X^-1 dX X^-1 dX))"""
    return Differential(Differential(det(X), (X, dX)), (X, dX)), det(X) * (tr(X.I * dX) ** 2 - tr(X.I * dX * X.I * dX))


@identity(X="n n", dX="n n", source="magnus2019, chapter 10", hypothesis="det X > 0")
def second_differential_of_log_determinant(X, dX):
    """d(d(ln det X)) = -tr(X^-1 dX X^-1 dX)"""
    return Differential(Differential(log(det(X)), (X, dX)), (X, dX)), -tr(X.I * dX * X.I * dX)


INVERSE = {"X": "n n", "dX": "n n", "hypothesis": "X is invertible"}


@false(**INVERSE, truth="differential_of_inverse", note="The rule for numbers: it wants $X$ and $dX$ to commute.")
def differential_of_inverse_as_of_a_number(X, dX):
    """d(X^-1) = -X^-2 dX"""
    return Differential(X.I, (X, dX)), -(X**-2) * dX


@false(**INVERSE, source="magnus2019, chapter 10", truth="second_differential_of_inverse")
@also(note="This is the term of second order in Taylor's series, half of the second differential.")
def second_differential_of_inverse_halved(X, dX):
    """d(d(X^-1)) = X^-1 dX X^-1 dX X^-1"""
    return Differential(Differential(X.I, (X, dX)), (X, dX)), X.I * dX * X.I * dX * X.I
