"""Every kind of misfit is refused, with the operation and the shapes in the message."""

import numpy as np
import pytest
from sympy import (
    Determinant,
    DiagMatrix,
    DiagonalOf,
    HadamardProduct,
    I,
    Inverse,
    Matrix,
    MatrixSymbol,
    Trace,
    exp,
    symbols,
)

from veckron import Jacobian, commutation_matrix, duplication_matrix, evaluate, kron, unvec, unvech, vec, vech
from veckron.shapes import ShapeError, check_shapes, size

m, n = symbols("m n")
A, B, X = MatrixSymbol("A", m, n), MatrixSymbol("B", n, m), MatrixSymbol("X", n, 1)


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: vec(A * A), "declare A square: it has shape (m, n)"),
        (lambda: vec(B.T * A.T * A.T * B), "power: declare A.T square: it has shape (n, m)"),
        (lambda: vec(A * B.T), "product: A of shape (m, n) times B.T of shape (m, n)"),
        (lambda: vec(X * X.T / (X.T * X)), "for the number in a 1 x 1 product write Trace(x.T*x)"),
        (lambda: vec(A + B), "sum: A has shape (m, n), B has shape (n, m)"),
        (lambda: vec(HadamardProduct(A, B, evaluate=False)), "Hadamard product: A has shape (m, n)"),
        (lambda: kron(Inverse(A), B), "inverse: declare A square: it has shape (m, n)"),
        (lambda: Jacobian(Determinant(A), A), "determinant: declare A square: it has shape (m, n)"),
        (lambda: vec(DiagMatrix(A)), "Diag: wants a column or a row, got A of shape (m, n)"),
        (lambda: Jacobian(DiagonalOf(A), A), "diagonal: wants a square matrix, got A of shape (m, n)"),
        (lambda: Jacobian(Trace(A), A), "trace: declare A square: it has shape (m, n)"),
        (lambda: evaluate(exp(A), {A: np.ones((2, 3))}), "A.applyfunc(exp) applies it to each entry"),
        (lambda: evaluate(A**3, {A: np.ones((2, 3))}), "power: declare A square"),
        (lambda: vec(MatrixSymbol("A", 2, 3) * MatrixSymbol("A", 3, 2)), "A has two shapes: (2, 3) and (3, 2)"),
        (lambda: Jacobian(A * B, MatrixSymbol("A", n, m)), "A has two shapes"),
        (lambda: vec(np.ones(3)), "vec: wants a matrix of shape (m, n), got shape (3,): give (n, 1) or (1, n)"),
        (lambda: kron(np.eye(2), np.ones(3)), "kron: wants a matrix of shape (m, n), got shape (3,)"),
        (lambda: unvec(np.ones(6), 2, 3), "unvec: wants a matrix"),
        (lambda: vech(np.ones(3)), "vech: wants a matrix"),
        (lambda: vec(np.ones((2, 2, 2))), "vec: wants a matrix of shape (m, n), got shape (2, 2, 2)"),
        (lambda: unvec(np.ones((5, 1)), 2, 3), "unvec: wants a column of shape (6, 1), got (5, 1)"),
        (lambda: unvec(np.ones((1, 6)), 2, 3), "unvec: wants a column of shape (6, 1), got (1, 6)"),
        (lambda: unvec(vec(A), n, n), "unvec: wants a column of shape (n**2, 1), got (m*n, 1)"),
        (lambda: vech(np.ones((2, 3))), "vech: wants a square matrix (n, n), got shape (2, 3)"),
        (lambda: vech(A), "vech: wants a square matrix (n, n), got A of shape (m, n)"),
        (lambda: unvech(np.ones((4, 1))), "unvech: wants a column of shape (n(n + 1)/2, 1), got length 4"),
        (lambda: unvech(np.ones((3, 1)), 3), "unvech: wants a column of shape (6, 1), got (3, 1)"),
        (
            lambda: evaluate(A * B, {A: np.ones((2, 3)), B: np.ones((4, 2))}),
            "A of shape (m, n) is given as (2, 3), B of shape (n, m) is given as (4, 2)",
        ),
    ],
)
def test_misfit_is_refused_in_words(build, words):
    with pytest.raises(ShapeError) as error:
        build()
    assert words in str(error.value)


@pytest.mark.parametrize("value", [-1, 2.5, "3", True, None, 1.0, np.nan])
@pytest.mark.parametrize(
    "build", [lambda s: commutation_matrix(s, 2), lambda s: commutation_matrix(2, s), duplication_matrix,
              lambda s: unvec(np.ones((6, 1)), s, 2)]
)  # fmt: skip
def test_what_is_no_size_is_refused(build, value):
    with pytest.raises(ValueError, match="a size is a non-negative integer or a symbol"):
        build(value)


def test_sizes_may_be_symbols_expressions_and_numpy_integers():
    assert size(m * n + 1, "test") == m * n + 1
    assert size(np.int64(3), "test") == 3
    assert size(0, "test") == 0


def test_equal_sizes_are_recognised_in_any_form():
    check_shapes(MatrixSymbol("F", m, (m + 1) * n) * MatrixSymbol("G", m * n + n, m))


@pytest.mark.parametrize(
    "build",
    [
        lambda: vec(np.ones((2, 2)) * 1j),
        lambda: kron(np.eye(2), np.ones((2, 2)) * 1j),
        lambda: vec(Matrix([[I, 1]])),
        lambda: vec(A.conjugate()),
        lambda: vec(A.adjoint()),
        lambda: vec(I * A),
        lambda: evaluate(A, {A: np.ones((2, 3)) * 1j}),
        lambda: evaluate(m * A, {A: np.ones((2, 3)), m: 1j}),
    ],
)
def test_complex_matrices_are_refused_with_the_reason(build):
    with pytest.raises(TypeError, match="a transpose here is not a Hermitian transpose"):
        build()


@pytest.mark.parametrize("value", [3, [[1, 2]], "A", None])
def test_what_is_no_matrix_is_refused(value):
    with pytest.raises(TypeError, match="wants a SymPy matrix or a two-dimensional array"):
        vec(value)
