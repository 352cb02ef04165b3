"""The reader of text: what it reads, what it infers, what it refuses, and how it says so."""

import pickle
import re
import time
from itertools import pairwise

import numpy as np
import pytest
from sympy import Determinant, HadamardPower, HadamardProduct, MatrixSymbol, Rational, Sum, Symbol, Trace, log, symbols

from tests.functions import FUNCTIONS
from tests.texts import TEXTS, given, value
from tools.fuzz_parse import fuzz
from veckron.algebra import normal
from veckron import check, derive, evaluate, jacobian, kron, latex
from veckron.notation import ParseError, Reading, TwoReadings, infer, parse, read_shape
from veckron.notation.reading import Sides


def error(text, **shapes):
    with pytest.raises(ParseError) as caught:
        parse(text, **shapes)
    return caught.value


@pytest.mark.parametrize("case", FUNCTIONS, ids=lambda case: case.id)
def test_the_82_functions_can_be_written_as_text(case):
    read = parse(TEXTS[case.id], **given(case))
    assert np.allclose(value(read, case), value(case.f, case), rtol=1e-12, atol=1e-12)
    J, expected = jacobian(read, case.X), jacobian(case.f, case.X)
    assert J == expected or np.allclose(value(J, case), value(expected, case), rtol=1e-10, atol=1e-10)


# S**2 and S ** 3 alone: NumPy takes these entry by entry; XA beside A @ X may be a product. Their shapes have to be given.
DOUBTFUL = ("J07", "J08", "G17")


@pytest.mark.parametrize("case", FUNCTIONS, ids=lambda case: case.id)
def test_the_shapes_of_the_82_functions_follow_from_their_texts(case):
    """Letters of two sizes at least as general as in the table: each inferred shape takes the values of the table."""
    known = given(case) if case.id in DOUBTFUL else {}
    inferred = infer(TEXTS[case.id], **known)
    assert inferred.keys() == given(case).keys() & set(re.findall(r"\w+", TEXTS[case.id]))
    assert parse(TEXTS[case.id], **inferred) == Reading(TEXTS[case.id], **known).expression
    sizes = {}
    for name, shape in inferred.items():
        for mine, theirs in zip(shape.split(), given(case)[name].split()):
            assert sizes.setdefault(mine, theirs) == theirs


m, n, p, q = symbols("m n p q")
A, X, B = MatrixSymbol("A", m, n), MatrixSymbol("X", n, p), MatrixSymbol("B", p, q)
S, x = MatrixSymbol("S", n, n), MatrixSymbol("x", n, 1)
TEN = {
    "A @ X @ B": A * X * B,
    "kron(A, X)": kron(A, MatrixSymbol("X", p, q)),
    "A * X": HadamardProduct(A, MatrixSymbol("X", m, n)),
    "X ** -1": MatrixSymbol("X", n, n).I,
    "x.T @ S @ x": x.T * S * x,
    "log(det(S)) + x.T @ inv(S) @ x": log(Determinant(S)) + Trace(x.T * S.I * x),
    "norm(A @ x) ** 2": Trace(x.T * A.T * A * x),
    "0.1 * x": Rational(1, 10) * x,
    "(A @ X) / diag(S)": A * X / Symbol("S"),
    "inv(beta) + 1.25": 1 / Symbol("beta") + Rational(5, 4),
}
ASKED = {
    "log(det(S)) + (x - mu).T @ inv(S) @ (x - mu)": {"S": "n n", "x": "n 1", "mu": "n 1"},
    "kron(A, X)": {"A": "m n", "X": "p q"},
    "A * X": {"A": "m n", "X": "m n"},
    "tanh(W @ x + b)": {"W": "m n", "x": "n 1", "b": "m 1"},
    "trace(X.T @ A @ X)": {"X": "m n", "A": "m m"},
    "X ** -1": {"X": "n n"},
    "x.T @ A @ x": {"x": "n 1", "A": "n n"},
    "norm(A @ x - b) ** 2": {"A": "m n", "x": "n 1", "b": "m 1"},
    "A @ X @ B": {"A": "m n", "X": "n p", "B": "p q"},
    "exp(x) / sum(exp(x))": {"x": "n 1"},
    "x.T @ A @ x + b.T @ x + c": {"x": "n 1", "A": "n n", "b": "n 1", "c": "scalar"},
    "S ** k": {"S": "n n", "k": "integer"},
    "n * log(2 * pi) + logdet(S)": {"n": "scalar", "S": "m m"},
    "x - log(sum(exp(x)))": {"x": "n 1"},
    "e.T @ e": {"e": "n 1"},
    "A @ b + 1": {"A": "m n", "b": "n 1"},
    "norm(y - X @ beta) ** 2": {"y": "m 1", "X": "m n", "beta": "n 1"},
    "trace(kron(S, S))": {"S": "n n"},
    "X.T @ X + 2 * I": {"X": "m n"},
    "vec(A @ X @ B) - kron(B.T, A) @ vec(X)": {"A": "m n", "X": "n p", "B": "p q"},
    "vech(S) - v": {"S": "n n", "v": "n*(n+1)/2 1"},
    "ones(k).T @ x / k": {"x": "k 1"},
    "sum((y - X @ w) ** 2) / n": {"y": "m 1", "X": "m p", "w": "p 1", "n": "scalar"},
    "exp(-norm(x - y) ** 2 / (2 * s ** 2))": {"x": "n 1", "y": "n 1", "s": "scalar"},
    "A / t": {"A": "m n", "t": "scalar"},
    "x / n": {"x": "m 1", "n": "scalar"},
    "sum(1 / x)": {"x": "n 1"},
    "x / y": {"x": "n 1", "y": "n 1"},
    "sum(exp(x)) / exp(x)": {"x": "n 1"},
    "inv(S) + S ** 2": {"S": "n n"},
    "trace(X ** 3)": {"X": "n n"},
    "det((A @ X) ** 2)": {"A": "m n", "X": "n m"},
    "S @ S ** 2": {"S": "n n"},
    "sum((X @ beta) ** 2)": {"X": "m n", "beta": "n 1"},
    "1 - tanh(X) ** 2": {"X": "m n"},
    "1 + w.T @ mu": {"w": "n 1", "mu": "n 1"},
    "diag(psi) @ x + psi": {"psi": "n 1", "x": "n 1"},
    "det(S) * diag(u)": {"S": "m m", "u": "n 1"},
    "tr(AX)": {"A": "m n", "X": "n m"},
    "A @ X - AX": {"A": "m n", "X": "n p", "AX": "m p"},
    "A / T": {"A": "m n", "T": "scalar"},
    r"\sum_i \sum_j A_{ij} x_i x_j": {"A": "n n", "x": "n 1"},
    "sum(x_i y_i for i in range(n))": {"x": "n 1", "y": "n 1"},
    "vec(X).T @ vec(Y)": {"X": "m n", "Y": "m n"},
    "kron(A, B) @ vec(X)": {"A": "m n", "B": "p q", "X": "q n"},
    "kron(A, I) @ vec(X)": {"A": "m n", "X": "p n"},
    "vec(X).T @ kron(A, B) @ vec(X)": {"X": "m n", "A": "n n", "B": "m m"},
    "kron(A, B) @ kron(C, D)": {"A": "m n", "B": "p q", "C": "n r", "D": "q h"},
    "kron(A, B) @ kron(C, D) @ vec(X)": {"A": "m n", "B": "p q", "C": "n r", "D": "q h", "X": "h r"},
    "K_mn vec A + vec B": {"A": "m n", "B": "n m"},
    "D_n vech S": {"S": "n n"},
    "vec(A).T @ vec(A @ B)": {"A": "m n", "B": "n n"},
    "kron(A, B, C) @ vec(X)": {"A": "m n", "B": "p q", "C": "r h", "X": "h*q n"},
}


# What the notation of books, MATLAB and LaTeX means in that of NumPy, and what the shapes leave.
READ = [
    ("A * X", {"A": "m n", "X": "n p"}, "A @ X"),
    ("A * x", {}, "A @ x"),
    ("a * X", {}, "X * a"),
    ("X ** 2", {"X": "m n"}, "X .^ 2"),
    ("sum(X**2)", {"X": "m n"}, "sum(X * X)"),
    ("1 + X ** 2", {"X": "m n"}, "1 + X .^ 2"),
    ("A @ x + (Y - A) ** 2 @ x", {"A": "m n"}, "A @ x + ((Y - A) * (Y - A)) @ x"),
    ("X^T", {}, "X.T"),
    ("X ^ {T}", {}, "X.T"),
    (r"X^\top", {}, "X.T"),
    ("X^⊤", {}, "X.T"),
    ("X⊤", {}, "X.T"),
    ("X^TA", {}, "X.T @ A"),
    ("X ^ 2", {}, "X @ X"),
    ("X' @ X", {}, "X.T @ X"),
    ("A .* B", {}, "multiply(A, B)"),
    ("y = A @ x", {}, "A @ x"),
    ("f(x) = x^T A x", {}, "x.T @ A @ x"),
    ("A X B", {}, "A @ X @ B"),
    ("2x", {}, "2 * x"),
    ("X(A + B)", {}, "X @ (A + B)"),
    ("Σ @ x", {}, "Sigma @ x"),
    ("A ⊗ B", {}, "kron(A, B)"),
    ("relu(x)", {}, "maximum(0, x)"),
    ("𝐱", {}, "x"),
    (r"\frac{\partial}{\partial X} \log\det X", {"X": "n n"}, "grad(logdet(X), X)"),
    (r"\frac{\partial x^T A x}{\partial x}", {"A": "n n"}, "grad(x.T @ A @ x, x)"),
    ("exp(X) / exp(X).sum(axis=1, keepdims=True)", {"X": "m n"}, "exp(X) ./ (exp(X) @ ones(n, n))"),
    ("X - X.mean(axis=0)", {"X": "m n"}, "X - ones(m, m) @ X / m"),
    ("x[0] + x_1", {"x": "n"}, "2 * x[0]"),
    (r"\sum_{i=1}^n x_i", {"x": "n"}, "sum(x_i for i in range(n))"),
    ("W^{(1)} x + b^{(1)}", {}, "W_1 @ x + b_1"),
    ("A(x)B", {}, "kron(A, B)"),
    ("(B'(x)A) vec X", {}, "kron(B.T, A) @ vec(X)"),
    ("A(x)B", {"A": "m n", "x": "n", "B": "1 q"}, "A @ x @ B"),
    ("X.inverse()", {}, "inv(X)"),
    ("np.exp(x) + n p", {"n": "scalar", "p": "scalar", "x": "q"}, "exp(x) + n * p"),
    ("||T^T ⊙ c^{-T}||_F", {"T": "n"}, "norm(T / c)"),
    ("e^np.pi u", {"u": "scalar"}, "exp(pi) * u"),
    ("u^2/2 tr(X)", {"u": "scalar", "X": "n n"}, "u ** 2 / 2 * tr(X)"),
    ("tr(X)/2 A", {"X": "n n"}, "tr(X) / 2 * A"),
]


@pytest.mark.parametrize(("text", "shapes", "meant"), READ, ids=[row[0] for row in READ])
def test_a_text_is_read_as_meant_without_a_word(text, shapes, meant):
    read, expected = parse(text, **shapes), parse(meant, **infer(text, **shapes))
    assert read == expected or normal(read) == normal(expected)


# Two readings: how a text is read first, and what else it may be.
TWO = [
    ("A * X", {}, "A .* X", "A X"),
    ("norm(A*X - B)**2", {"A": "n n", "X": "n n"}, "norm(A .* X - B)**2", "norm(A X - B)**2"),
    ("X ** 2", {}, "X .^ 2", "X X"),
    ("np.sum(X ** 2)", {"X": "n n"}, "sum(X .^ 2)", "sum(X X)"),
    ("sum((Y - X @ W) ** 2)", {}, "sum((Y - X @ W) .^ 2)", "sum((Y - X @ W)^2)"),
    ("exp(X)", {"X": "n n"}, "np.exp(X)", "expm(X)"),
    ("tr exp(X)", {}, "tr(expm(X))", "tr(np.exp(X))"),
    ("trace(A*inv(X))", {}, "tr(A .* inv(X))", "tr(A X^-1)"),
    ("tr(A*inv(X))", {}, "tr(A X^-1)", "tr(A .* inv(X))"),
    ("tr(log A)", {}, "tr(logm(A))", "tr(log.(A))"),
    ("A^-1 + exp(-log A)", {}, "A^-1 + expm(-logm(A))", "A^-1 + exp.(-log.(A))"),
    ("AXB", {}, "A X B", "AXB"),
    ("XTX", {"X": "m n"}, "X' X", "X T X"),
    ("A @ X - AX", {}, "A @ X - AX", "A X - A X"),
    ("|A x - b|", {}, "||A x - b||", "abs(A x - b)"),
    ("a/2b", {"a": "scalar", "b": "scalar"}, "a/(2 b)", "(a/2) b"),
    ("x'A(x)B", {}, "x'A (x) B", "x'A x B"),
    ("u/n 1_n", {"u": "scalar"}, "(u/n) 1_n", "u/(n 1_n)"),
    ("K_mp vec(X)", {"K": "m m"}, "K(m, p) vec(X)", "K[m - 1, p - 1] vec(X)"),
]


@pytest.mark.parametrize(("text", "shapes", "first", "second"), TWO, ids=[row[0] for row in TWO])
def test_a_text_with_two_readings_is_read_with_a_word(text, shapes, first, second):
    reading = Reading(text, **shapes)
    other = reading.alternatives[0]
    with pytest.warns(TwoReadings, match="is read as"):
        assert parse(text, **shapes) == reading.expression
    for read, meant in ((reading, first), (other, second)):
        assert read.expression == Reading(meant, **read.shapes).expression


@pytest.mark.parametrize("text", ["S**2", "trace(S ** 3)", "inv(S) + S ** 2"])
def test_the_power_of_a_square_matrix_is_that_of_the_product(text):
    """As it is printed; the power of each entry is offered without a warning."""
    assert not parse(text, S="n n").has(HadamardPower)
    (other,) = Reading(text, S="n n").alternatives
    assert other.expression.has(HadamardPower)


@pytest.mark.parametrize("text", ["A*B = B*A", "tr(A B) = sum(A * B)", "0 = A*B - B*A"])
def test_an_equation_has_both_readings_whichever_side_has_two(text):
    sides = Sides(text, A="n n", B="n n")
    (other,) = sides.alternatives
    assert other.sides != sides.sides
    assert Sides(other.printed, A="n n", B="n n").sides == other.sides


@pytest.mark.parametrize("text", TEN)
def test_a_text_becomes_the_expression_that_it_means(text):
    assert Reading(text).expression == TEN[text]


@pytest.mark.parametrize("text", ASKED)
def test_shapes_follow_from_the_text(text):
    assert infer(text) == ASKED[text]
    assert Reading(text, **infer(text)).expression == Reading(text).expression


@pytest.mark.parametrize(
    ("text", "kinds", "found"),
    [
        ("x.T @ A @ x", {"A": "symmetric"}, {"x": "n 1", "A": "n n symmetric"}),
        ("A @ X @ B", {"X": "lower_triangular"}, {"A": "m n", "X": "n n lower_triangular", "B": "n p"}),
        ("lam * x", {"lam": "column"}, {"lam": "n 1", "x": "n 1"}),
        ("w @ x", {"w": "matrix"}, {"w": "m n", "x": "n 1"}),
        ("A @ X ** 2", {"X": "symmetric"}, {"A": "m n", "X": "n n symmetric"}),
        ("X ** T", {"T": "integer"}, {"X": "n n", "T": "integer"}),
    ],
)
def test_a_kind_may_be_given_without_sizes(text, kinds, found):
    assert infer(text, **kinds) == found


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("3x2", "3 2"),
        ("3,2", "3 2"),
        ("m×n", "m n"),
        ("m x n", "m n"),
        ("(m, n)", "m n"),
        ("(n,)", "n 1"),
        ("n + 1", "n+1 1"),
        ("m n + 1", "m n+1"),
        ("n + 1, 2 n", "n+1 2*n"),
        ("2n 2n symmetric", "2*n 2*n symmetric"),
        ("n, n symmetric", "n n symmetric"),
        ("n(n+1)/2 mn", "n*(n+1)/2 mn"),
    ],
)
def test_shapes_are_read_as_they_are_written(text, shape):
    assert str(read_shape("X", text)) == shape
    assert read_shape("X", shape) == read_shape("X", text)


@pytest.mark.parametrize("text", ["log(det(S)) + (x - mu).T @ inv(S) @ (x - mu)", "kron(A, X)", "tanh(W @ x + b)"])
def test_what_is_read_can_be_derived(text):
    F = parse(text)
    assert derive(F, max(F.atoms(MatrixSymbol), key=str)).steps


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("d^2 (x^T A y)/dx dy^T", "Jacobian(Jacobian(x.T*A*y, x).T, y)"),
        ("d^2 (x^T A x)/dx dx^T", "Jacobian(Jacobian(x.T*A*x, x).T, x)"),
        (r"\frac{\partial^2 x^T A y}{\partial x \partial y^T}", "Jacobian(Jacobian(x.T*A*y, x).T, y)"),
    ],
)
def test_a_second_derivative_by_two_letters_is_a_mixed_one(typed, meant):
    assert str(parse(typed, A="n m" if "y" in typed else "n n", x="n")) == meant


def test_shapes_are_read_with_their_words():
    assert read_shape("S", "n n symmetric") == (n, n, "symmetric")
    assert read_shape("x", "n") == (n, 1, "")
    assert infer("trace(S)", S="n n symmetric") == {"S": "n n symmetric"}
    assert Reading("u * S @ x", S="n n", u="scalar").symbols == {"u": Symbol("u"), "S": S, "x": x}
    assert parse("A @ B", A="2 3").shape == (2, parse("A @ B", A="2 3").args[1].cols)


def test_an_entry_of_an_inverse_is_not_computed():
    assert str(parse("(X^{-1})[i, j]", X="3 3")) == "(X**(-1))[i, j]"
    assert parse("(X^{-1} b)[0]", X="3 3").count_ops() < 5


def test_one_reading_gives_all_that_a_text_says():
    read = Reading("u * S ** k @ x", S="symmetric", u="scalar")
    assert read.shapes == {"u": "scalar", "S": "n n symmetric", "x": "n 1", "k": "integer"}
    assert read.structures == {"S": "symmetric"} and read.symbols["k"].is_integer
    assert read.expression == read.symbols["u"] * S ** read.symbols["k"] * x


@pytest.mark.parametrize(
    ("text", "letter", "shape"),
    [
        ("vech(S) @ x.T + A", "A", "n*(n+1)/2 n"),
        ("vech(kron(S, S)) + v", "v", "n**2*(n**2+1)/2 1"),
        ("kron(S, S, S) @ x", "x", "n**3 1"),
        ("vec(A) + v", "v", "n*(n+1)/2 1"),
    ],
)
def test_a_shape_that_is_printed_can_be_read(text, letter, shape):
    given = {"S": "n n", "x": "n", "A": "n*(n+1)/2 n"} if letter == "A" else {"S": "n n", "A": "n*(n+1)/2 1"}
    found = infer(text, **{name: given[name] for name in given if name in text})
    assert found[letter] == str(read_shape(letter, shape)) == shape
    assert parse(text, **found).shape


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        ({"X": "m n p"}, "a shape is 'm n'"),
        ({"X": "m -1"}, "-1 is no size"),
        ({"X": "m n symmetric"}, "symmetric wants a square matrix"),
        ({"X": "n n symetric"}, "did you mean symmetric?"),
        ({"X": ""}, "is no size"),
        ({"X": 3}, "a shape is a short text"),
        ({"X": "__import__('os') 1"}, "is no size"),
        ({"X": "symetric"}, "did you mean symmetric"),
        ({"X": "n/2 n"}, "n/2 is no size"),
        ({"X": "x*y-z 1"}, "x*y-z is no size"),
        ({"X": "m foo-3"}, "foo-3 is no size: a size is a whole number or a letter"),
        ({"X": "0 3"}, "a size is at least 1"),
        ({"X": "3 00*n"}, "a size is at least 1"),
        ({"X": "n integer"}, "integer stands alone"),
        ({"X": "n scalar"}, "scalar stands alone"),
        ({"X": "integer n"}, "integer stands alone"),
        ({"X": "n column"}, "column stands alone"),
        ({"X": "symmetric n"}, "symmetric stands behind the sizes"),
    ],
)
def test_wrong_shapes_are_refused(shapes, message):
    """The position counts in the shape: a page is told so, and which letter it belongs to."""
    found = error("X", **shapes)
    assert message in found.message
    assert (found.position, found.asks, found.in_shape) == (0, "X", True)
    assert found.text == (shapes["X"] if isinstance(shapes["X"], str) else "")
    assert pickle.loads(pickle.dumps(found)).in_shape
    assert not error("X @").in_shape


WRONG = [
    ("A @ X", {"A": "m n", "X": "m p"}, 4, "did you mean A.T @ X?"),
    ("A @ X", {"A": "m n", "X": "p n"}, 4, "did you mean A @ X.T?"),
    ("A @ A", {"A": "m n"}, 4, "A of shape (m, n) times A of shape (m, n)"),
    ("x @ y", {}, 4, "did you mean x.T @ y?"),
    ("x @ beta", {}, 4, "did you mean x.T @ beta?"),
    ("vech(kron(A, c))", {"A": "2 3"}, 5, "vech: wants a square matrix"),
    ("x * A", {"x": "m", "A": "m n"}, 4, "did you mean diag(x) @ A?"),
    ("S ** n", {"S": "n n"}, 5, "n is a size; take another letter"),
    ("A + B", {"A": "m n", "B": "p q"}, 4, "sum: A has shape (m, n), B has shape (p, q)"),
    ("A / B", {}, 4, "did you mean inv(B) @ A or A @ inv(B)?"),
    ("trace(S) @ S", {}, 11, "did you mean trace(S) * S?"),
    ("(x.T @ x) @ A", {}, 12, "did you mean (x.T @ x) * A?"),
    ("X ** -1", {"X": "m n"}, 0, "did you mean pinv?"),
    ("X ** T", {}, 5, "for the transpose write X.T"),
    ("x ** T", {"x": "T"}, 5, "for the transpose write X.T"),
    ("ones(0).T @ x", {}, 5, "a size is at least 1"),
    (
        "kron(A, B, C) @ vec(X @ Y)",
        {"A": "m n", "B": "p q", "C": "r h", "X": "2 3"},
        16,
        "kron(A, B, C) of shape (m*p*r, h*n*q) times vec(X @ Y) of shape (2*(columns of Y), 1): wants as many columns",
    ),
    (
        "vec(X).T @ kron(A, B)",
        {"X": "2 3", "A": "2 3"},
        11,
        "vec(X).T of shape (1, 6) times kron(A, B) of shape (2*(rows of B), 3*(columns of B))",
    ),
    ("A @ X + 1 - tr(AX)", {}, 8, "write 1 * I for the identity, or 1 * ones(...) to add to each entry"),
    ("A X = B", {}, 6, "an equation: give one side, or call check"),
    ("X^", {"X": "n n"}, 1, "something is missing after ^"),
    ("A X B)", {}, 5, "this bracket was never opened"),
    ("A iff X symmetric", {}, 2, "'iff' is a word, no letter"),
    ("A^T (A orthogonal)", {}, 7, "'orthogonal' is a word, no letter"),
    ("If A", {}, 0, "'If' is a word, no letter"),
    ("A WHERE A IS SYMMETRIC", {}, 2, "'WHERE' is a word, no letter"),
    ("A for A orthogonal", {}, 2, "'for' is a word, no letter"),
    ("||A x - b", {}, 0, "this bar is never closed"),
    ("x y", {}, 2, "did you mean x.T @ y?"),
    ("A X", {"A": "m n", "X": "p q"}, 2, "A of shape (m, n) times X of shape (p, q)"),
    ("A 2", {}, 2, "a sign is missing: * 2?"),
    ("X^a", {"X": "n n", "a": "n"}, 2, "an exponent is a number or a letter, a is neither"),
    (r"\foo X", {}, 0, "this command of LaTeX is not known here"),
    ("A G where G = G X", {}, 14, "G is defined by itself"),
    ("[A, B; C]", {}, 0, "wants as many blocks in each row"),
    ("||X||_2", {"X": "m n"}, 2, "norm 2: wants a column, X has shape (m, n)"),
    (
        "||A B||_2",
        {},
        2,
        "A B has shape (rows of A, columns of B); of a matrix that is the spectral norm, which is not read",
    ),
    ("softmax(X)", {}, 8, "softmax: wants a column, X has shape (rows of X, columns of X)"),
    ("f(X)", {"X": "m n"}, 0, "f is no function"),
    ("(W X)^{(1)} x", {}, 6, "(1) above a letter is no power; write W_1"),
    ("A^H", {}, 2, "H is no exponent, if it is not given as 'integer'; for the transpose write X.T"),
    ("A ^ B", {}, 4, "B is no exponent"),
    ("E[x]", {}, 0, "an expectation is not read here"),
    ("X(:, 1)", {}, 2, "a range of entries is read in square brackets alone"),
    ("x(1:3)", {"x": "n"}, 2, "a range of entries is read in square brackets alone"),
    ("X[::2, :]", {"X": "m n"}, 3, "a range has no step"),
    ("X[4:6, :]", {"X": "5 4"}, 0, "no such rows or columns; they count from 0, the last is not taken"),
    ("X[2:2, :]", {"X": "5 4"}, 0, "no such rows or columns"),
    ("X[:, -5]", {"X": "5 4"}, 0, "no such rows or columns"),
    ("11'x", {}, 2, "11' is the transpose of a number"),
    (r"\mathrm{d}X", {}, 0, "an increment is one word, dX"),
    ("x(1,2)", {"x": "n"}, 0, "no such entry; X_11 counts from 1"),
    ("e_i", {}, 0, "does not follow from the rest"),
    ("outer(A, x)", {"A": "m n"}, 0, "outer: wants two columns"),
    ("X^-T", {"X": "m n"}, 0, "power: wants a square matrix, X has shape (m, n); did you mean pinv?"),
    ("eye(np.pi)", {}, 4, "np.pi: a size is a whole number or a letter"),
    ("maximum(X.shape[0], x)", {"X": "m n"}, 0, "maximum is no function that can be read here"),
    ("grad(x)", {}, 0, "wants a function and a letter, as in grad(f, X)"),
    ("X.reshape(3)", {"X": "m n"}, 0, "reshape fills rows"),
    ("dX @ X", {}, 0, "dX is the increment of X here; use another letter"),
    ("x + dx", {"dx": "n"}, 4, "dx is the increment of x here; use another letter"),
    ("S ** 0.5", {}, 5, "of a matrix only whole powers"),
    ("S ** k", {"k": "scalar"}, 5, "give k='integer'"),
    ("trace(A)", {"A": "m n"}, 6, "trace: wants a square matrix, A has shape (m, n)"),
    ("S + 1", {}, 4, "write 1 * I for the identity"),
    ("X.I @ y", {}, 0, "write inv(X)"),
    ("treace(X)", {}, 0, "did you mean trace?"),
    ("np.linalg.invv(X)", {}, 0, "did you mean inv?"),
    ("sigma * x", {}, 0, "give its shape: sigma='scalar' or sigma='n n'"),
    ("lambda * x", {}, 0, "give its shape: lam='scalar'"),
    ("(A @ x", {}, 0, "this bracket is never closed"),
    ("A @ x)", {}, 5, "this bracket was never opened"),
    ("A @", {}, 2, "something is missing after @"),
    ("", {}, 0, "no formula"),
    ("x + I", {}, 4, "sum: x has shape"),
    ("I", {}, 0, "write eye(n)"),
    ("inv", {}, 0, "name of a function"),
    ("sum(x, x)", {}, 0, "sum: wants 1 argument, got 2"),
    ("log(0) * x", {}, 0, "a division by zero"),
    ("sqrt(-1) * x", {}, 0, "real numbers only"),
]


@pytest.mark.parametrize(("text", "shapes", "position", "message"), WRONG, ids=[row[0] for row in WRONG])
def test_an_error_points_and_says_what_was_meant(text, shapes, position, message):
    found = error(text, **shapes)
    assert message in found.message
    assert found.position == position
    lines = str(found).splitlines()
    assert lines[0] == f"character {position + 1}: {found.message}"
    assert lines[2] == " " * (4 + position) + "^"


@pytest.mark.parametrize(
    ("text", "position", "asks"),
    [
        ("w.T @ Sigma @ w * mu * lam", 23, "lam"),
        ("L @ L.T + diag(psi)", 15, "psi"),
        ("diag(sigma ** 2) @ x", 5, "sigma"),
        ("x * diag(mu)", 9, "mu"),
    ],
)
def test_the_shape_of_a_word_is_asked_for(text, position, asks):
    found = error(text)
    assert (found.position, found.asks) == (position, asks)


def test_the_index_of_a_sum_that_is_a_size_has_a_letter_of_its_own():
    for letters in ("", "i j ", "i j l r s t "):
        reading = Reading(f"{letters}sum_k x_k", x="k", **dict.fromkeys(letters.split(), "scalar"))
        (total,) = reading.expression.atoms(Sum)
        assert total.limits[0][0].name not in (*letters.split(), "k")


def test_of_a_portfolio_only_the_number_is_asked_for():
    found = infer("w.T @ Sigma @ w - lam * (w.T @ mu)", lam="scalar")
    assert found == {"w": "n 1", "Sigma": "n n", "lam": "scalar", "mu": "n 1"}


@pytest.mark.parametrize("text", ["det(S) * et", "ones(k).T @ x + sum(dk)", "exp(x) * dexp", "d @ X"])
def test_not_every_name_with_a_d_is_an_increment(text):
    assert parse(text, **dict.fromkeys({"et", "dexp", "dk"} & set(re.findall(r"\w+", text)), "column"), d="m n")


POWERS = {
    "tanh(X) ** 2": "tanh(X) * tanh(X)",
    "(1 + exp(-X)) ** -1": "sigmoid(X)",
    "exp(X) ** 3": "exp(X) * exp(X) * exp(X)",
    "exp(X).T ** 2": "(exp(X) * exp(X)).T",
    "sqrt(X) ** 2": "X",
}


@pytest.mark.parametrize("text", POWERS)
def test_a_power_of_exp_of_x_is_entry_by_entry(text):
    values = {symbols("m"): 2, symbols("n"): 3, MatrixSymbol("X", m, n): np.array([[0.5, 1, 2], [3, 0.25, 1.5]])}
    assert np.allclose(*(evaluate(parse(read, X="m n"), values) for read in (text, POWERS[text])))


def test_a_signature_is_unified_for_each_pair_of_factors():
    assert parse("kron(A, B, C)", A="m n", B="2 3", C="p 1").shape == (2 * m * p, 3 * n)
    assert "kron: wants a matrix, 2 is a number" in error("kron(A, B, 2)").message
    assert (
        "khatri_rao: wants as many columns in both, got (2, 3) and (n, 2)"
        in error("khatri_rao(A, B)", A="2 3", B="n 2").message
    )


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("-x ** 2", "-(x ** 2)"),
        ("2 ** -1 * x", "x / 2"),
        ("-A @ x", "(-A) @ x"),
        ("a - b - c", "(a - b) - c"),
        ("2 ** 3 ** 2 * x", "512 * x"),
        ("A @ B * C @ D", "((A @ B) * C) @ D"),
        ("x + y * z", "x + (y * z)"),
        ("A @ B.T", "A @ (B.T)"),
        ("1 / 2 / u * x", "x / (2 * u)"),
    ],
)
def test_signs_bind_as_in_python(text, meant):
    shapes = {"u": "scalar"} if "u" in text else {}
    assert parse(text, **shapes) == parse(meant, **shapes)


def test_an_error_in_a_long_text_shows_the_place():
    text = " + ".join(["x"] * 30) + " + y @"
    lines = str(error(text)).splitlines()
    assert len(lines[1]) <= 80
    assert lines[1][lines[2].index("^")] == "@"
    assert pickle.loads(pickle.dumps(error(text))).position == len(text) - 1


HOSTILE = [
    "__import__('os').system('touch /tmp/veckron')",
    "().__class__.__bases__[0].__subclasses__()",
    "X.__class__",
    "x.__init__.__globals__",
    "eval(x)",
    "exec(x)",
    "open(x)",
    "getattr(x, y)",
    "np.load(x)",
    "np.linalg.os.system(x)",
    "os.system(x)",
    "(lambda: 0)()",
    "[x for x in y]",
    "(x for x in y)",
    "{x: y}",
    "{x for x in y}",
    r"\input{/etc/passwd}",
    r"\def\x{\x\x}\x",
    r"\frac{x}",
    r"\frac" * 300,
    "x^" * 300 + "x",
    "|" * 400 + "x",
    "x_{" * 300 + "1",
    "sum_i " * 100 + "x_i",
    "d" * 1000 + "x/dx",
    "x where x = y, y = x",
    "[" * 200 + "x",
    "a where " + ", ".join(f"{a} = {b} {b}" for a, b in pairwise("abcdefghijklmnopqrs")),
    "σ" * 300,
    "A' " * 400,
    "'" * 500,
    "f'{x}'",
    "x if y else z",
    "(x := 3)",
    "x; y",
    "import os",
    "x and y",
    "not x",
    "x < y",
    "~x",
    "x // y",
    "x % y",
    "await x",
    "yield x",
    "...",
    "True",
    "None",
    "1j * x",
    "0x10",
    "1_000",
    "1e999 * x",
    "9**9**9",
    "9**9**9**9**9",
    "(((9**20)**20)**20)**20",
    "((u**20)**20)**20",
    "(S**20)**20",
    "exp(exp(exp(exp(99))))",
    "sin(exp(exp(20)))",
    "9" * 1000,
    "(" * 1000 + "x" + ")" * 900,
    "-" * 1999 + "x",
    "x" + ".T" * 900,
    "2**" * 500 + "x",
    "exp(" * 200 + "x" + ")" * 200,
    "x" + " + x" * 400,
    "x" * 1_000_000,
    "é" * 1_000_000,
    "х",  # Cyrillic
    "ﬁ",
    "٣",
    "x\0y",
    "\ud800",
    "\u202ex",
    "\x1b[31m",
    "x #",
    "x \\",
    "\f",
    "*x",
    "sum(*x)",
    "sum(**x)",
    "sum(x=y)",
    "sum",
    "x.y.z.T",
    "\\frac{",
    "\\frac{d",
    "\\frac{d}{",
    "x[ ]",
    "1_{}",
    "K_{}",
    "[A]_{ }",
    "\\log{}",
    "∑tr []",
    "\\frac{\\lambda[]||",
    "e^{",
    "norm('fro')",
    "norm()",
    "1()",
    "x()",
    "(x, y)",
    "ones(1000000000)",
    "ones(n, n, n)",
    "ones(())",
    "I ** 999999999",
    None,
    b"x",
    3,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:20])
def test_hostile_text_is_refused_at_once(text):
    found, times = error(text), []
    for _ in range(3):
        start = time.thread_time()
        error(text)
        times.append(time.thread_time() - start)
    assert min(times) < 0.1
    assert found.message
    str(found).encode()


@pytest.mark.parametrize("shape", ["9" * 99, "*" * 99, "n" * 99, "n " * 40, "n**9", "n*", "\0", "é", "n 1 1"])
def test_hostile_shapes_are_refused(shape):
    error("X", X=shape)


def test_nothing_is_looked_up_by_the_names_of_the_reader():
    """Names of the package and of Python are letters like any other."""
    read = parse("print * self + veckron", print="n", self="n", veckron="n")
    assert {A.name for A in read.atoms(MatrixSymbol)} == {"print", "self", "veckron"}


def test_the_limits_leave_room_for_long_formulas():
    assert parse(" + ".join(f"A{k} @ x" for k in range(50)), x="n").cols == 1


def test_the_reader_survives_random_text():
    report = fuzz(1000, seed=0)
    assert not report.crashes
    assert report.read > 100
    assert report.refused > 100
    assert all(a <= b for a, b in pairwise(report.times))


@pytest.mark.parametrize(
    ("statement", "holds"),
    [
        (r"\partial a^TXb/\partial X=ab^T", True),
        (r"\partial b^TX^TXc/\partial X=X(bc^T+cb^T)", True),
        (r"a^TXBX^Tc=\operatorname{vec}(X)^T(B^T\otimes ca^T)\operatorname{vec}(X)", True),
        (r"a^TXBX^Tc=\operatorname{vec}(X)^T(B\otimes ca^T)\operatorname{vec}(X)", False),
        (r"\partial/\partial s (x-As)^TW(x-As)=-A^T(W+W^T)(x-As)", True),
        (r"\partial/\partial A (x-As)^TW(x-As)=-(W+W^T)(x-As)s^T", True),
        ("d/dX (A X B) = B^T (x) A", True),
    ],
)
def test_statements_as_the_matrix_cookbook_writes_them(statement, holds):
    """ab^T beside a and b is their product; an operator d/dX stands before what it derives."""
    assert check(statement).status == ("holds" if holds else "fails")


@pytest.mark.parametrize(
    ("statement", "shapes"),
    [
        ("sum_{i=1}^{n-1} (x_{i+1} - x_i) = x_n - x_1", {"x": "n"}),
        ("sum_{i=2}^n x_i = 1^T x - x_1", {}),
        ("x_n - x_1 = (e_n - e_1)^T x", {}),
        ("x[n-1] = e_n^T x", {"x": "n"}),
        ("A_{n,n} = e_n^T A e_n", {}),
        ("A_{mn} = e_m^T A e_n", {"A": "m n"}),
        ("sum_{k=1}^2 x_{i+k} = x_{i+1} + x_{i+2}", {"x": "n"}),
        ("x_{i+1} - x_i = (e_{i+1} - e_i)^T x", {}),
        ("x_{i-1} = e_{i-1}^T x", {}),
        ("A_{i,i+1} = e_i^T A e_{i+1}", {}),
        ("A_{i+1,i} = 0", {"A": "n n upper"}),
        ("A_{ij} = e_i^T A e_j", {"A": "3 3"}),
        ("A_{i1} = A_{1i}", {"A": "symmetric"}),
        ("sum_ij a_ij x_i x_j = x^T A x", {}),
        ("a_ij = a_ji", {"A": "symmetric"}),
        ("||x - x_1||^2 = x^T x - 2 x^T x_1 + x_1^T x_1", {}),
    ],
)
def test_entries_are_counted_as_in_books(statement, shapes):
    """The last is x_n; neighbours of a free index exist where n > i + 1."""
    assert check(statement, **shapes).status == "holds"


def test_the_steps_for_a_sum_over_neighbours_hold():
    derivation = derive(parse("sum_{i=1}^{n-1} (x_{i+1} - x_i)^2", x="n"), x)
    assert all(verdict.status == "holds" for verdict in derivation.check().checked.values())


def test_the_product_of_two_columns_is_said():
    reading = Reading("x y^T + xy^T", x="n", y="n")
    assert reading.expression == parse("2 x y^T", x="n", y="n")
    reading = Reading("X a b^T + X ab^T")
    assert reading.expression == parse("X a b^T + X a b^T") and reading.remarks
    assert "ab" in Reading("a' b ab", ab="scalar").shapes


def test_a_differential_without_increments_is_refused():
    """d is no letter there."""
    assert "give the shapes of X and of its increment" in str(error("d(X^-1) + X^-1 dX X^-1"))
    assert check("d(X^-1) = -X^-1 dX X^-1", X="n n", dX="n n").status == "holds"
    assert "write d(F), and dX" in str(error(r"\partial(X Y)"))


def test_a_letter_with_an_accent_is_printed_with_it():
    assert latex(parse(r"\hat{y}^T A \bar{y}")) == r"\hat{y}^{T} A \bar{y}"
