"""The matrix exponential as a node: value, derivative of its trace, and what it refuses."""

import numpy as np
import pytest
from sympy import MatrixSymbol, Trace, symbols

from veckron import Jacobian, evaluate, expm, gradient, verify
from veckron.shapes import ShapeError
from veckron.proof import Equation

n = symbols("n")
S = MatrixSymbol("S", n, n)


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
