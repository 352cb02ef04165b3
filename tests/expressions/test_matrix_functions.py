"""Adjugate, matrix exponential, Moore-Penrose inverse and rank: values, derivatives, print, and what they refuse."""

import numpy as np
import pytest
from sympy import Matrix, MatrixSymbol, symbols, Trace

from tests.own import status
from veckron import adjugate, evaluate, expm, gradient, Jacobian, verify
from veckron.expressions import pinv, rank
from veckron.notation import latex
from veckron.proof import Equation
from veckron.shapes import ShapeError

m, n = symbols("m n")
A, S = MatrixSymbol("A", m, n), MatrixSymbol("S", n, n)
VALUE = np.outer([1.0, 2, 3], [4.0, 5])


def by_cofactors(A):
    minor = lambda i, j: np.delete(np.delete(A, i, 0), j, 1)
    size = range(len(A))
    return np.array([[(-1) ** (i + j) * np.linalg.det(minor(i, j)) for i in size] for j in size])


@pytest.mark.parametrize("rank", [1, 2, 3, 4])
def test_arrays_of_any_rank(rank):
    draw = np.random.default_rng(rank).standard_normal
    A = draw((4, rank)) @ draw((rank, 4))
    assert np.allclose(adjugate(A), by_cofactors(A), atol=1e-12)


def test_matrices_with_entries_and_symbols():
    A = Matrix([[2, 1, 0], [3, 4, 5], [1, 0, 7]])
    assert adjugate(A) * A == A.det() * Matrix.eye(3)
    assert adjugate(MatrixSymbol("A", n, n)).shape == (n, n)
    assert latex(adjugate(MatrixSymbol("A", n, n))) == r"\operatorname{adj}(A)"
    assert np.array_equal(adjugate(np.array([[5]])), [[1]])


def test_rectangular_and_formal_are_refused():
    with pytest.raises(ShapeError, match=r"adjugate: wants a square matrix \(n, n\), got shape \(2, 3\)"):
        adjugate(np.ones((2, 3)))
    with pytest.raises(NotImplementedError, match=r"adj\(A\): an entry wants an A with entries"):
        adjugate(MatrixSymbol("A", n, n))[0, 0]


@pytest.mark.parametrize("scale", [0, 0.1, 1, 10])
def test_value_by_eigenvalues(scale):
    draw = np.random.default_rng(0).standard_normal((4, 4))
    M = scale * (draw + draw.T)
    values, vectors = np.linalg.eigh(M)
    expected = vectors @ np.diag(np.exp(values)) @ vectors.T
    assert np.allclose(evaluate(expm(S), {S: M}), expected, rtol=1e-11)


def test_gradient_of_its_trace():
    M = np.random.default_rng(1).standard_normal((4, 4))
    G = gradient(Trace(expm(S * S)), S)
    assert np.allclose(
        evaluate(Jacobian(Trace(expm(S * S)), S), {S: M}), evaluate(G, {S: M}).reshape(1, -1, order="F"), rtol=1e-6
    )


def test_it_is_compared_in_real_numbers():
    verdict = verify(Equation(Trace(expm(S)), Trace(expm(S.T))))
    assert (verdict.status, verdict.bound) == ("holds", 0)
    assert verdict.in_reals == verdict.shapes
    assert verify(Equation(Trace(expm(S)), Trace(expm(2 * S)))).status == "fails"


def test_rectangular_is_refused():
    with pytest.raises(ShapeError, match="expm: wants a square matrix"):
        expm(MatrixSymbol("A", n, n + 1))


def test_in_floats_it_is_the_one_of_numpy():
    np.testing.assert_allclose(evaluate(pinv(A), {A: VALUE}), np.linalg.pinv(VALUE))
    assert evaluate(rank(A), {A: VALUE}) == 1


def test_exactly_at_every_rank():
    symmetric = lambda A: (A * pinv(A), (A * pinv(A)).T)
    assert status(symmetric, A="m n rank r") == "holds"
    assert status(lambda A: (pinv(A) * A, A * 0 + A), A="n n rank r") == "fails"
    assert status(lambda A: (rank(A), rank(A.T)), A="m n rank r") == "holds"
    assert status(lambda A, r: (rank(A), r), A="m n rank r") == "holds"
    assert status(lambda A, n: (rank(A), n), A="n n") == "fails"


def test_how_they_print():
    assert str(pinv(A)) == "pinv(A)"
    assert latex(pinv(A * A.T)) == r"\left(A A^{T}\right)^{+}"
    assert latex(rank(A)) == r"\operatorname{rank}(A)"
    assert pinv(A).T == pinv(A.T)


def test_bad_input():
    with pytest.raises(TypeError, match="pinv: wants a symbolic matrix, got ndarray"):
        pinv(VALUE)
    with pytest.raises(TypeError, match="rank: wants a symbolic matrix, got int"):
        rank(3)
