"""The Kronecker product and the Khatri-Rao product."""

import numpy as np
import pytest
from sympy import Identity, KroneckerProduct, Matrix, MatrixSymbol, symbols

from veckron import evaluate, kron
from veckron.expressions import khatri_rao
from veckron.notation import latex
from veckron.shapes import ShapeError

m, n, p, q = symbols("m n p q")
A, B = MatrixSymbol("A", m, n), MatrixSymbol("B", p, q)
WIDE = MatrixSymbol("B", p, n)  # as many columns as A


def by_definition(A, B):
    (p, q), (m, n) = B.shape, A.shape
    return [[A[i // p, j // q] * B[i % p, j % q] for j in range(n * q)] for i in range(m * p)]


@pytest.mark.parametrize("shapes", [((2, 3), (4, 5)), ((1, 3), (2, 1)), ((2, 2), (2, 2))])
def test_arrays_and_matrices_by_definition(shapes):
    X, Y = (np.arange(1.0, 1 + np.prod(shape)).reshape(shape) for shape in shapes)
    assert np.array_equal(kron(X, Y), by_definition(X, Y))
    assert kron(Matrix(X), Matrix(Y)) == Matrix(by_definition(Matrix(X), Matrix(Y)))


def test_symbols():
    assert kron(A, B) == KroneckerProduct(A, B)
    assert kron(A, B).shape == (m * p, n * q)
    assert kron(Identity(m), Identity(n)) == Identity(m * n)
    assert kron(A, kron(B, A)).shape == kron(A, B, A).shape
    assert kron(A) == A


def test_scalars_stand_in_front():
    C = MatrixSymbol("C", n, p)
    assert kron(A * C, 2 * B) == 2 * KroneckerProduct(A * C, B)
    assert kron(-A, B) == -KroneckerProduct(A, B)
    assert str(kron(A * C, 2 * B))


def test_empty_factors_give_empty_products():
    assert kron(np.ones((0, 2)), np.ones((3, 4))).shape == (0, 8)


def test_integers_do_not_overflow():
    big = np.array([[2**62]])
    assert kron(big, big)[0, 0] == 2**124
    assert kron(big, np.array([[2.0]])).shape == (1, 1)
    assert kron(np.eye(2), np.eye(2)).dtype == float


def test_no_factor_and_mixed_factors_are_refused():
    with pytest.raises(TypeError, match="kron: wants at least one matrix"):
        kron()
    with pytest.raises(TypeError, match="kron: wants all factors of SymPy or all of them arrays"):
        kron(A, np.eye(2))


def test_its_columns_are_kronecker_products():
    left, right = np.arange(6.0).reshape(2, 3), np.arange(1.0, 13).reshape(4, 3)
    value = evaluate(khatri_rao(A, WIDE), {A: left, WIDE: right})
    np.testing.assert_array_equal(value, np.column_stack([np.kron(left[:, j], right[:, j]) for j in range(3)]))


def test_how_it_prints():
    assert str(khatri_rao(A, WIDE)) == "khatri_rao(A, B)"
    assert latex(khatri_rao(A, WIDE) * A.T) == r"\left(A \ast B\right) A^{T}"


def test_it_wants_as_many_columns():
    with pytest.raises(
        ShapeError, match=r"khatri_rao: wants as many columns in both, got shapes \(m, n\) and \(n, p\)"
    ):
        khatri_rao(A, WIDE.T)
