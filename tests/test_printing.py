"""LaTeX as the book writes it; parentheses where they are needed."""

import pytest
from sympy import Determinant, DiagMatrix, Function, FunctionMatrix, HadamardProduct, Identity, Inverse, Lambda
from sympy import MatMul, MatrixSymbol, OneMatrix, Rational, Trace, Transpose, ZeroMatrix, floor, log, symbols

from veckron import commutation_matrix, kron, vec
from veckron.statements import prime
from veckron.printing import latex

m, n, i, j = symbols("m n i j")
A, B, S = MatrixSymbol("A", m, n), MatrixSymbol("B", m, n), MatrixSymbol("S", n, n)
mu, phi = MatrixSymbol("mu", n, 1), Function("phi")


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (Identity(n), "I_{n}"),
        (Identity(m * n), "I_{mn}"),
        (A.T, "A^{T}"),
        (S.I, "S^{-1}"),
        (S.I.T, "S^{-T}"),
        (Transpose(S.I), "S^{-T}"),
        ((A + B).T, r"\left(A + B\right)^{T}"),
        (A.T - B.T, r"\left(A - B\right)^{T}"),
        (S + S.T, "S + S^{T}"),
        (MatMul(mu.T, S + S.T), r"\mu^{T} \left(S + S^{T}\right)"),
        (vec(A).T * vec(B), r"\operatorname{vec}(A)^{T} \operatorname{vec}(B)"),
        (vec(A * B.T), r"\operatorname{vec}(A B^{T})"),
        (Inverse(kron(S, S)), r"\left(S \otimes S\right)^{-1}"),
        (kron(A * B.T, S), r"A B^{T} \otimes S"),
        (-kron(S.I.T, S.I), r"-\left(S^{-T} \otimes S^{-1}\right)"),
        (-commutation_matrix(n, n) * kron(S, S.T), r"-K_{nn} \left(S \otimes S^{T}\right)"),
        (commutation_matrix(m, n), "K_{mn}"),
        (MatMul(Transpose(commutation_matrix(2, 3)), vec(MatrixSymbol("A", 2, 3))), r"K_{2,3}^{T} \operatorname{vec}(A)"),
        (B - 2 * A, "B - 2 A"),
        (Rational(1, 2) * n * A, r"\frac{n}{2} A"),
        ((m + n) * A, r"\left(m + n\right) A"),
        (Determinant(S) ** 2 * S, r"\det(S)^{2} S"),
        (Trace(S) ** 2 + 1, r"\operatorname{tr}(S)^{2} + 1"),
        (log(Determinant(S)), r"\ln \det(S)"),
        (log(n), r"\ln(n)"),
        (DiagMatrix(vec(A)), r"\operatorname{Diag}(\operatorname{vec}(A))"),
        (A.applyfunc(phi), r"\phi(A)"),
        (A.applyfunc(prime(phi, 2)), r"\phi''(A)"),
        (OneMatrix(n, 1), "1_{n}"),
        (OneMatrix(1, n), "1_{n}^{T}"),
        (OneMatrix(m, n), r"1_{m \times n}"),
        (ZeroMatrix(m, n), "0"),
        (HadamardProduct(A, B), r"A \circ B"),
        (FunctionMatrix(m, 1, Lambda((i, j), A[i, 0])), r"\left[ A_{i,\,0} \right]_{i}"),
        (FunctionMatrix(m, n, Lambda((i, j), A[j, floor(i / n)])),
         r"\left[ A_{j,\,\left\lfloor{\frac{i}{n}}\right\rfloor} \right]_{ij}"),
    ],
)  # fmt: skip
def test_latex(expression, text):
    assert latex(expression) == text
