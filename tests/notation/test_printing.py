"""LaTeX as the book writes it; parentheses where they are needed."""

import pytest
import sympy
from sympy import Determinant, DiagMatrix, Function, FunctionMatrix, HadamardPower, HadamardProduct, Identity, Inverse
from sympy import Lambda, MatMul, MatrixSymbol, OneMatrix, Rational, Symbol, Trace, Transpose, ZeroMatrix, cos, exp
from sympy import floor, log, sin, symbols, tanh

from veckron import commutation_matrix, gradient, jacobian, kron, pinv, vec
from veckron.expressions import MatrixSum, MatrixUnit
from veckron.notation import Reading
from veckron.notation import parse, latex
from veckron.proof import prime

m, n, i, j = symbols("m n i j")
A, B, S = MatrixSymbol("A", m, n), MatrixSymbol("B", m, n), MatrixSymbol("S", n, n)
mu, phi = MatrixSymbol("mu", n, 1), Function("phi")
nu, form, z = MatrixSymbol("nu", n, 1), Trace(mu.T * S * mu), Symbol("z")


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
        (FunctionMatrix(m, 1, Lambda((i, j), A[i, 0])), r"\left[ A_{i,\,1} \right]_{i}"),
        (FunctionMatrix(m, n, Lambda((i, j), A[j, floor(i / n)])),
         r"\left[ A_{j,\,\left\lfloor{\frac{i}{n}}\right\rfloor} \right]_{ij}"),
    ],
)  # fmt: skip
def test_latex(expression, text):
    assert latex(expression) == text


@pytest.mark.parametrize(
    ("text", "function", "derivative"),
    [
        ("sigmoid(W @ x + b)", r"\operatorname{sigmoid}(W x + b)",
         r"\operatorname{Diag}(\left(1 - \operatorname{sigmoid}(W x + b)\right) \circ "
         r"\operatorname{sigmoid}(W x + b)) W"),
        ("sigmoid(-(W @ x))", r"\operatorname{sigmoid}(-W x)",
         r"-\operatorname{Diag}(\left(1 - \operatorname{sigmoid}(W x)\right) \circ \operatorname{sigmoid}(W x)) W"),
        ("1 / (2 + exp(-(W @ x + b)))", r"\frac{1}{e^{-W x - b} + 2}",
         r"\operatorname{Diag}(\frac{e^{- \left(W x + b\right)}}{\left(2 + e^{- \left(W x + b\right)}\right)^{2}}) W"),
        ("exp(W @ x + b)", "e^{W x + b}", r"\operatorname{Diag}(e^{W x + b}) W"),
        ("exp(-(W @ x))", "e^{-W x}", r"-\operatorname{Diag}(e^{- W x}) W"),
        ("tanh(W @ x + b)", r"\tanh{\left(W x + b \right)}",
         r"\operatorname{Diag}(1 - \tanh^{2}{\left(W x + b \right)}) W"),
        ("tanh(tanh(W @ x))", r"\tanh{\left(\tanh{\left(W x \right)} \right)}",
         r"\operatorname{Diag}(\left(1 - \tanh^{2}{\left(W x \right)}\right) \circ "
         r"\left(1 - \tanh^{2}{\left(\tanh{\left(W x \right)} \right)}\right)) W"),
        ("sin(cos(W @ x - b))", r"\sin{\left(\cos{\left(W x - b \right)} \right)}",
         r"-\operatorname{Diag}(\sin{\left(W x - b \right)} \circ \cos{\left(\cos{\left(W x - b \right)} \right)}) W"),
        ("sqrt(W @ x + b)", r"\sqrt{W x + b}", r"\operatorname{Diag}(\frac{1}{2 \sqrt{W x + b}}) W"),
        ("sqrt(sqrt(W @ x + b))", r"\sqrt[4]{W x + b}",
         r"\operatorname{Diag}(\frac{1}{4 \left(W x + b\right)^{\frac{3}{4}}}) W"),
        ("log1p(W @ x)", r"\ln(W x + 1)", r"\operatorname{Diag}(\frac{1}{W x + 1}) W"),
        ("log(W @ x + b)", r"\ln(W x + b)", r"\operatorname{Diag}(\frac{1}{W x + b}) W"),
        ("log1p(exp(W @ x + b))", r"\ln(e^{W x + b} + 1)",
         r"\operatorname{Diag}(\operatorname{sigmoid}(W x + b)) W"),
        ("sigmoid(b * (W @ x))", r"\operatorname{sigmoid}(b \circ \left(W x\right))",
         r"\operatorname{Diag}(\left(\left(1 - \operatorname{sigmoid}(\left(W x\right) \circ b)\right) \circ "
         r"\operatorname{sigmoid}(\left(W x\right) \circ b)\right) \circ b) W"),
    ],
)  # fmt: skip
def test_elementwise_functions_and_their_jacobians(text, function, derivative):
    F = parse(text, W="m n", x="n")
    assert [latex(F), latex(jacobian(F, MatrixSymbol("x", n, 1)))] == [function, derivative]


@pytest.mark.parametrize(
    ("argument", "body", "text"),
    [
        (mu - nu, 1 - z, r"1 - \left(\mu - \nu\right)"),
        (mu - nu, -z, r"- \left(\mu - \nu\right)"),
        (mu - nu, z / 2, r"\frac{\mu - \nu}{2}"),
        (mu - nu, z**-2, r"\frac{1}{\left(\mu - \nu\right)^{2}}"),
        (mu - nu, z * tanh(z), r"\left(\mu - \nu\right) \circ \tanh{\left(\mu - \nu \right)}"),
        (2 * mu, exp(2 * z), r"e^{2 \left(2 \mu\right)}"),
        (2 * mu, 1 + z, r"2 \mu + 1"),
        (mu - nu, 1 + z, r"\mu - \nu + 1"),
        (-mu, z**2 + z, r"\left(-\mu\right)^{2} - \mu"),
        (-mu, 2 * z + n, r"2 \left(-\mu\right) + n"),
        (S * mu, z**2, r"\left(S \mu\right)^{2}"),
        (S.T, z**2, r"S^{T} \circ S^{T}"),
        (kron(mu, nu), z * exp(-z), r"\left(\mu \otimes \nu\right) \circ e^{- \mu \otimes \nu}"),
        (mu.applyfunc(Lambda(z, 1 - z)), -exp(-z), r"- e^{- \left(1 - \mu\right)}"),
        (mu, tanh(z) * sin(z) * cos(z) * exp(z) / z,
         r"\frac{e^{\mu} \circ \sin{\left(\mu \right)} \circ \cos{\left(\mu \right)} \circ \tanh{\left(\mu \right)}}{\mu}"),
        (MatrixSymbol("s", 1, 1), sin(z) * tanh(z), r"\sin{\left(s \right)} \tanh{\left(s \right)}"),
    ],
)  # fmt: skip
def test_what_stands_in_the_place_of_the_variable(argument, body, text):
    assert latex(argument.applyfunc(Lambda(z, body))) == text


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (2 * form * S * mu, r"2 \left(\mu^{T} S \mu\right) S \mu"),
        (form / 2 * mu, r"\frac{1}{2} \left(\mu^{T} S \mu\right) \mu"),
        (form / Trace(mu.T * mu) * mu, r"\frac{\mu^{T} S \mu}{\mu^{T} \mu} \mu"),
        (2 * form / Trace(mu.T * mu) * mu, r"\frac{2 \mu^{T} S \mu}{\mu^{T} \mu} \mu"),
        (Trace(OneMatrix(1, 1)) * form, r"\mu^{T} S \mu 1_{1}"),
        (gradient(form**2, mu), r"2 \left(\mu^{T} S \mu\right) \left(S + S^{T}\right) \mu"),
        (2 * Trace(mu.T * S * mu + nu.T * mu), r"2 \left(\nu^{T} \mu + \mu^{T} S \mu\right)"),
        (1 - Trace(mu.T * S * mu + nu.T * mu), r"1 - \left(\nu^{T} \mu + \mu^{T} S \mu\right)"),
        (1 + Trace(mu.T * S * mu + nu.T * mu), r"\nu^{T} \mu + \mu^{T} S \mu + 1"),
        (MatrixSum(kron(S, S.T), i, n), r"\sum_{i = 0}^{n} S \otimes S^{T}"),
        (-MatrixSum(kron(S, S.T), i, n), r"-\sum_{i = 0}^{n} S \otimes S^{T}"),
        (MatMul(MatrixSum(kron(S, S.T), i, n), vec(S)),
         r"\left(\sum_{i = 0}^{n} S \otimes S^{T}\right) \operatorname{vec}(S)"),
        (HadamardPower(mu.applyfunc(exp), 3), r"\left(e^{\mu}\right)^{\circ {3}}"),
    ],
)  # fmt: skip
def test_factors_in_brackets(expression, text):
    assert latex(expression) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lam", r"\lambda"),
        ("lam1", r"\lambda_{1}"),
        ("lam_1", r"\lambda_{1}"),
        ("Lam", r"\mathrm{Lam}"),
        ("lame", r"\mathrm{lame}"),
    ],
)
def test_lam_is_lambda(name, text):
    assert latex(Symbol(name)) == text
    assert latex(MatrixSymbol(name, m, n).T) == f"{text}^{{T}}"


@pytest.mark.parametrize(
    ("text", "shapes", "printed"),
    [
        ("e^X", {"X": "n n"}, "e^{X}"),
        ("np.exp(X)", {"X": "n n"}, r"e^{\circ X}"),
        ("np.exp(-X) @ A", {"X": "m n"}, r"e^{\circ \left(-X\right)} A"),
        ("exp(x)", {"x": "n"}, "e^{x}"),
    ],
)
def test_the_exponential_of_a_matrix_is_not_that_of_its_entries(text, shapes, printed):
    assert latex(Reading(text, **shapes).expression) == printed


def test_a_letter_whose_name_has_an_exponent_is_bracketed_under_another():
    R = MatrixSymbol("A^{1/2}", 3, 3)
    assert latex(R**2) == r"\left(A^{1/2}\right)^{2}"
    assert latex(R.T) == r"\left(A^{1/2}\right)^{T}"
    assert latex(R * R.T) == r"A^{1/2} \left(A^{1/2}\right)^{T}"


def test_the_printer_of_sympy_has_its_brackets():
    assert sympy.latex(pinv(A + B)) == r"\left(A + B\right)^{+}"
    assert sympy.latex(MatrixUnit(m - 1, 0, m, 1) * MatrixUnit(0, 1, 1, n)) == r"e_{m} e_{2}^{T}"
