"""Table 2, and what is read off: jacobian, gradient, hessian, structured variables, wrong input."""

import numpy as np
import pytest
from sympy import Determinant, DiagMatrix, HadamardPower, HadamardProduct, Identity, KroneckerProduct, MatrixSymbol
from sympy import Sum, Symbol, Trace, log, sqrt, symbols

from veckron import Hessian, Jacobian, commutation_matrix, derive, duplication_matrix, evaluate, gradient
from veckron import hessian, jacobian
from veckron import kron, vec, vech, verify
from veckron.calculus import Differentiation, DoesNotOccur
from veckron.proof import Equation, Identity as Entry
from veckron.shapes import ShapeError

m, n, p, q = symbols("m n p q")
i = symbols("i", integer=True)
A, X, B, S = (MatrixSymbol(*letter) for letter in (("A", p, m), ("X", m, n), ("B", n, q), ("S", n, n)))
x, a = MatrixSymbol("x", n, 1), MatrixSymbol("a", m, 1)


@pytest.mark.parametrize(
    ("F", "variable", "expected"),
    [
        (A * X * B, X, kron(B.T, A)),
        (X.T, X, commutation_matrix(m, n)),
        (S.I, S, -kron(S.I.T, S.I)),
        (X * X.T, X, (commutation_matrix(m, m) + Identity(m**2)) * kron(X, Identity(m))),
        (A * a, a, A),
        (a.T * X * x, X, vec(a * x.T).T),
    ],
)
def test_results_are_as_a_textbook_prints_them(F, variable, expected):
    assert jacobian(F, variable) == expected


@pytest.mark.parametrize(
    ("f", "variable", "expected"),
    [
        (Trace(A * X * B * MatrixSymbol("R", q, p)), X, A.T * MatrixSymbol("R", q, p).T * B.T),
        (Trace(kron(S, S)), S, 2 * Trace(S) * Identity(n)),
        (log(Determinant(S)), S, S.I.T),
        (x.T * S * x, x, (S + S.T) * x),
        ((x.T * S * x)[0, 0], x, (S + S.T) * x),
        (a.T * X * x, X, a * x.T),
    ],
)
def test_gradients_have_the_shape_of_the_variable(f, variable, expected):
    G = gradient(f, variable)
    assert G.shape == variable.shape
    assert verify(Equation(G, expected)).status == "holds"
    assert not G.has(KroneckerProduct)


@pytest.mark.parametrize(
    "f",
    [
        (x.T * x)[0, 0],
        (x.T * S * x)[0, 0] / sqrt((x.T * x)[0, 0]),
        (x.T * S.T * S * x)[0, 0],
        log(1 + (x.T * x)[0, 0]),
        Sum(x[i, 0] ** 2 / Sum(x[i, 0], (i, 0, n - 1)), (i, 0, n - 1)),  # one index, one sum in another
        Sum((x[i, 0] - Sum(x[i, 0], (i, 0, n - 1)) / n) ** 2, (i, 0, n - 1)),
    ],
)
def test_sums_over_indices_are_read_back(f):
    assert verify(Equation(Jacobian(f, x), jacobian(f, x))).status == "holds"


def test_an_entry_of_a_product():
    """(S S)[i, j], which SymPy takes apart at once; the places are the last row and the first column."""
    last = n - 1
    entry = (S * S)[last, 0]
    assert verify(Equation(Jacobian(entry, S), jacobian(entry, S))).status == "holds"
    assert verify(Equation(Jacobian(S[last, 0], S), jacobian(S[last, 0], S))).status == "holds"


def test_one_pipeline_keeps_what_each_rule_did():
    """What derive prints and what jacobian and gradient return come from the same two walks."""
    found = Differentiation(Trace(A * X * B * MatrixSymbol("R", q, p)), X)
    assert found.gradient == gradient(found.F, X)
    assert vec(gradient(found.F, X)).T.shape == found.jacobian.shape == jacobian(found.F, X).shape
    names = [[rule.name for rule, _ in walk.steps.values()] for walk in found.walks]
    assert names == [["product_of_matrices", "trace_of"], ["vec_of_product", "vec_of_trace"]]


def test_a_scalar_variable():
    u = Symbol("u")
    assert verify(Equation(Jacobian(u**2 * X, u), jacobian(u**2 * X, u))).status == "holds"
    assert gradient(u**3, u) == 3 * u**2
    f = log(Determinant(S + u * S.T))
    assert verify(Equation(Trace(Jacobian(f, u)), gradient(f, u))).status == "holds"


@pytest.mark.parametrize("f", [log(Determinant(S)), Trace(S * S * S.T), Trace(S) ** 2])
def test_hessians(f):
    assert verify(Equation(Hessian(f, S), hessian(f, S))).status == "holds"


@pytest.mark.parametrize("F", [S.I, log(Determinant(S)), S * MatrixSymbol("C", n, n) * S])
def test_symmetric_variables(F):
    letters = {"S": "n n symmetric"} | ({"C": "n n"} if F.has(MatrixSymbol("C", n, n)) else {})
    entry = Entry("own", lambda **_: None, letters, "", "")
    entry.__dict__["symbolic"] = (Jacobian(F, vech(S)), jacobian(F, S, symmetric=True))
    assert verify(entry).status == "holds"
    assert not jacobian(F, S, symmetric=True).has(S.T)


def test_other_structures_against_differences():
    s = np.tril(np.random.default_rng(0).standard_normal((4, 4))) + 3 * np.eye(4)
    full = evaluate(Jacobian(S.I, S), {S: s})
    lower = [i + 4 * j for j in range(4) for i in range(j, 4)]
    assert np.allclose(evaluate(jacobian(S.I, S, lower_triangular=True), {S: s}), full[:, lower], atol=1e-7)
    full = evaluate(Jacobian(S.I, S), {S: s.T})
    upper = [j + 4 * i for j in range(4) for i in range(j, 4)]
    assert np.allclose(evaluate(jacobian(S.I, S, upper_triangular=True), {S: s.T}), full[:, upper], atol=1e-7)
    s = np.diag([1.0, 2.0, 4.0, 5.0])
    full = evaluate(Jacobian(S.I, S), {S: s})
    assert np.allclose(evaluate(jacobian(S.I, S, diagonal=True), {S: s}), full[:, [0, 5, 10, 15]], atol=1e-7)
    assert jacobian(S, S, symmetric=True) == duplication_matrix(n)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (
            lambda: gradient(A * X, X),
            ShapeError,
            r"gradient: wants a scalar or a matrix of shape \(1, 1\), got shape \(p, n\)",
        ),
        (lambda: hessian(A * X, X), ShapeError, "gradient: wants a scalar"),
        (
            lambda: jacobian(X, X, symmetric=True),
            ShapeError,
            r"jacobian: wants a square matrix \(n, n\), got X of shape",
        ),
        (
            lambda: jacobian(S, S, symmetric=True, diagonal=True),
            ValueError,
            "wants one structure of X, got symmetric and",
        ),
    ],
)
def test_wrong_input(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_the_logarithm_and_the_root_are_not_zero():
    """What SymPy's own derivative of a matrix expression answers with 0."""
    for f in (log(Determinant(S)), Trace(S) + 1, 1 / Trace(S), sqrt(Trace(S)), Trace(S) ** 2 * log(Trace(S))):
        assert not gradient(f, S).is_ZeroMatrix
        assert verify(Equation(Jacobian(f, S), jacobian(f, S))).status == "holds"


M, Y = MatrixSymbol("M", m, n), MatrixSymbol("Y", m, n)


def test_a_masked_loss():
    """M o M o X and M o Y share one M, not two."""
    f = Trace(HadamardProduct(M, X).T * HadamardProduct(M, X)) + Trace(M.T * HadamardProduct(X, Y))
    G = gradient(f, X)
    assert verify(G, 2 * HadamardProduct(M, M, X) + HadamardProduct(M, Y)).status == "holds"
    assert verify(Hessian(f, X), hessian(f, X)).status == "holds"


@pytest.mark.parametrize("square", [HadamardPower(x, 2), HadamardProduct(x, x)])
def test_the_hessian_of_a_sum_of_fourth_powers(square):
    f = Trace(square.T * square)
    assert verify(hessian(f, x), 12 * DiagMatrix(HadamardProduct(x, x))).status == "holds"


@pytest.mark.parametrize("structure", ["symmetric", "lower_triangular", "upper_triangular", "diagonal"])
def test_a_number_with_a_structure(structure):
    o = MatrixSymbol("o", 1, 1)
    assert evaluate(jacobian(o**3, o, **{structure: True}), {o: np.array([[5.0]])}) == [[75]]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: gradient(x.T * x, a),
            r"gradient: a of shape \(m, 1\) does not occur .*letters are x of shape \(n, 1\)",
        ),
        (lambda: gradient(x.T * S * x, [x, B])[1], r"gradient: B .*letters are S of shape \(n, n\), x of shape"),
        (lambda: jacobian(A * X, B), r"jacobian: B of shape \(n, q\) does not occur"),
        (lambda: jacobian(A * X, B[1, 2]), "jacobian: B of shape"),
        (lambda: derive(A, X).jacobian, "derive: X of shape"),
        (lambda: hessian(Trace(S), x), r"hessian: x of shape \(n, 1\)"),
        (lambda: hessian(Trace(S), S, x), r"hessian: x of shape \(n, 1\)"),
        (
            lambda: gradient(Symbol("v") ** 2, Symbol("u")),
            "gradient: the number u does not occur .*letters are the number v;",
        ),
    ],
)
def test_a_variable_that_does_not_occur_is_said(call, words):
    """The derivative is 0, and right; yet another letter may have been meant."""
    with pytest.warns(DoesNotOccur, match=words):
        zero = call()
    assert zero == 0 or zero.is_ZeroMatrix


def test_a_variable_of_another_shape_is_refused():
    with pytest.raises(ShapeError, match=r"X has two shapes: \(2, 3\) and \(m, n\)"):
        gradient(Trace(X.T * X), MatrixSymbol("X", 2, 3))
    with pytest.warns(DoesNotOccur, match=r"x of shape \(n, 1\) does not occur .*letters are the number x"):
        gradient(Symbol("x") ** 2, x)


def test_a_derivative_that_is_zero_although_the_variable_occurs_is_silent():
    """Warnings are errors in the tests."""
    assert gradient(Trace(S) - Trace(S.T), S).is_ZeroMatrix
    assert hessian(a.T * X * x, x).is_ZeroMatrix
    assert hessian(a.T * X * x + x.T * x, x, X).shape == (n, m * n)
    assert jacobian(x.T * x - x.T * x, x).is_ZeroMatrix
