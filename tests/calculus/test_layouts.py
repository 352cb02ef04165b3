"""One derivative in every layout: there and back, against its definition entry by entry, as expression, matrix and array."""

from itertools import product

import numpy as np
import pytest
from sympy import Array, Determinant, Matrix, MatrixSymbol, derive_by_array, log, symbols

from veckron import ShapeError, convert, evaluate, gradient, jacobian, kron
from veckron.calculus.layouts import AXES, LAYOUTS

m, n, p, q = symbols("m n p q")
A, X, B, S = (MatrixSymbol(*word) for word in (("A", p, m), ("X", m, n), ("B", n, q), ("S", n, n)))
GENERAL = ["vec", "vec-rows", "denominator", "denominator-rows", "array", "array-denominator"]
OF_SCALARS = [*GENERAL, "gradient"]
SYMMETRIC = ["vech", "gradient-symmetric", "gradient-doubled"]
RNG = np.random.default_rng(7)
PAIRS = list(product(GENERAL, GENERAL))


def entries_of(p, q, m, n):
    """A derivative with different entries, as an array [i, j, k, l]: F_ij with respect to X_kl."""
    return RNG.permutation(p * q * m * n).reshape(p, q, m, n)


def by_definition(D, layout):
    """The layout of D[i, j, k, l], written from its definition, one entry after the other."""
    p, q, m, n = D.shape
    F = {"rows": [(i, j) for i in range(p) for j in range(q)], "columns": [(i, j) for j in range(q) for i in range(p)]}
    X = {"rows": [(k, l) for k in range(m) for l in range(n)], "columns": [(k, l) for l in range(n) for k in range(m)]}
    order = "rows" if "rows" in layout else "columns"
    if layout.startswith("array"):
        return D if layout == "array" else np.einsum("ijkl->klij", D)
    J = np.array([[D[f + x] for x in X[order]] for f in F[order]])
    return J.T if layout.startswith("denominator") else J


@pytest.mark.parametrize("source, target", PAIRS)
def test_arrays_from_each_layout_to_each(source, target):
    D = entries_of(2, 3, 5, 4)
    made = convert(by_definition(D, source), source, target, (2, 3), (5, 4))
    np.testing.assert_array_equal(made, by_definition(D, target))
    assert made.dtype == D.dtype


@pytest.mark.parametrize("source, target", PAIRS)
def test_matrices_of_sympy_are_arrays(source, target):
    D = entries_of(2, 1, 2, 3)
    of_sympy = lambda layout: (Array if layout in AXES else Matrix)(by_definition(D, layout).tolist())
    assert convert(of_sympy(source), source, target, (2, 1), (2, 3)) == of_sympy(target)


@pytest.mark.parametrize("source, target", list(product(OF_SCALARS, OF_SCALARS)))
def test_scalars_and_vectors_without_a_second_axis(source, target):
    D = entries_of(1, 1, 5, 1)
    of = lambda layout: D.ravel() if layout in (*AXES, "gradient") else by_definition(D, layout)
    np.testing.assert_array_equal(convert(of(source), source, target, (), (5,)), of(target))


@pytest.mark.parametrize("source, target", [pair for pair in PAIRS if not set(pair) & set(AXES)])
def test_expressions_are_what_their_values_are(source, target):
    J = convert(jacobian(A * X * B, X), "vec", source, (p, q), (m, n))
    at = {A: RNG.integers(-9, 9, (2, 4)), B: RNG.integers(-9, 9, (3, 5))}
    made = evaluate(convert(J, source, target, (p, q), (m, n)), at)
    np.testing.assert_array_equal(made, convert(evaluate(J, at), source, target, (2, 5), (4, 3)))
    assert convert(convert(J, source, target, (p, q), (m, n)), target, source, (p, q), (m, n)) == J


def test_the_product_by_rows_is_written_as_numpy_writes_it():
    assert convert(jacobian(A * X * B, X), "vec", "vec-rows", (p, q), (m, n)) == kron(A, B.T)


@pytest.mark.parametrize("layout", SYMMETRIC)
def test_a_symmetric_variable_there_and_back(layout):
    G = RNG.integers(-9, 9, (4, 4))
    made = convert(G, "gradient", layout, (), (4, 4))
    np.testing.assert_array_equal(convert(made, layout, "gradient", (), (4, 4)), (G + G.T) / 2)
    exact = convert(Matrix(G), "gradient", layout, (), (4, 4))
    np.testing.assert_array_equal(np.array(exact, dtype=float), made)
    assert convert(exact, layout, "vec", (), (4, 4)) == Matrix(G + G.T).reshape(1, 16) / 2


def test_a_matrix_by_a_symmetric_one_there_and_back():
    J = RNG.integers(-9, 9, (6, 9))
    V = convert(J, "vec", "vech", (2, 3), (3, 3))
    low, high = [0, 1, 2, 4, 5, 8], [0, 3, 6, 4, 7, 8]
    np.testing.assert_array_equal(V, J[:, low] + J[:, high] * [0, 1, 1, 0, 1, 0])
    np.testing.assert_array_equal(
        convert(V, "vech", "vec", (2, 3), (3, 3)), (J + J[:, [0, 3, 6, 1, 4, 7, 2, 5, 8]]) / 2
    )


@pytest.mark.parametrize("layout", SYMMETRIC)
def test_an_expression_by_a_symmetric_variable(layout):
    at, G = {S: RNG.integers(-9, 9, (3, 3))}, S * S.T * S + 2 * S
    made = convert(G, "gradient", layout, (1, 1), (n, n))
    value = convert(evaluate(G, at), "gradient", layout, (1, 1), (3, 3))
    np.testing.assert_array_equal(evaluate(made, at), value)
    back = evaluate(convert(made, layout, "gradient", (1, 1), (n, n)), at)
    np.testing.assert_array_equal(back, (evaluate(G, at) + evaluate(G, at).T) / 2)


def test_nothing_happens_from_a_layout_to_itself_but_the_shape_is_checked():
    V = jacobian(S.T, S, symmetric=True)
    assert convert(V, "vech", "vech", (n, n), (n, n)) == V
    with pytest.raises(ShapeError, match="'vech' wants shape"):
        convert(V, "vech", "vech", (n, m), (n, n))


def test_layouts_of_the_book_are_what_the_package_derives_with_a_symmetric_variable():
    f, at = log(Determinant(S)), {S: np.array([[5, 2, 1], [2, 7, 3], [1, 3, 6]])}
    as_given = lambda layout: evaluate(convert(gradient(f, S), "gradient", layout, (1, 1), (n, n)), at)
    np.testing.assert_allclose(as_given("gradient-doubled"), evaluate(gradient(f, S, symmetric=True), at), rtol=1e-12)
    np.testing.assert_allclose(as_given("vech"), evaluate(jacobian(f, S, symmetric=True), at), rtol=1e-12)


def test_sympy_differentiates_by_an_array_with_the_variable_first():
    a, x, b = Matrix(2, 3, symbols("a:6")), Matrix(3, 2, symbols("x:6")), Matrix(2, 1, symbols("b:2"))
    for D in (derive_by_array(a * x * b, x), (a * x * b).diff(x)):
        assert convert(D, "array-denominator", "vec", (2, 1), (3, 2)) == Matrix(kron(b.T, a))


@pytest.mark.parametrize(
    "arguments, error, message",
    [
        ((np.ones((6, 20)), "vec", "rows", (2, 3), (4, 5)), ValueError, "wants one of vec, vec-rows, .*got 'rows'"),
        ((np.ones((6, 20)), "vec", "vech", (2, 3), (4, 5)), ShapeError, r"square X of shape \(n, n\), got \(4, 5\)"),
        ((np.ones((6, 20)), "vec", "gradient", (2, 3), (4, 5)), ShapeError, r"a scalar F .*got \(2, 3\)"),
        ((np.ones((6, 20)), "vec", "vec", (2, 2), (4, 5)), ShapeError, r"wants shape \(4, 20\) .*got \(6, 20\)"),
        ((np.ones((6, 20)), "array", "vec", (2, 3), (4, 5)), ShapeError, r"wants shape \(2, 3, 4, 5\) .*got \(6, 20\)"),
        ((kron(B.T, A), "vec", "array", (p, q), (m, n)), ValueError, "'array' wants .* got the expression"),
        ((kron(B.T, A), "vec", "vec-rows", (q, p), (m, q)), ShapeError, r"wants shape \(p\*q, m\*q\)"),
        ((np.ones((6, 20)), "vec", "vec-rows", (2, 3), ()), ShapeError, r"wants X of shape \(m, n\), got \(\)"),
        (
            (np.ones((6, 20)), "vec", "vec-rows", (1, 2, 3), (4, 5)),
            ShapeError,
            r"wants F of shape \(p, q\), got \(1, 2",
        ),
        ((np.triu(np.ones((2, 2))), "gradient-doubled", "vec", (), (2, 2)), ValueError, "wants a symmetric matrix"),
        ((1j * np.ones((6, 20)), "vec", "vec-rows", (2, 3), (4, 5)), TypeError, "real matrices only"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        convert(*arguments)


def test_every_layout_is_tested_here():
    assert set(LAYOUTS) == {*OF_SCALARS, *SYMMETRIC}
