"""What is said of letters: structures of the variable and of constants, several variables, mixed second derivatives."""

import numpy as np
import pytest
from sympy import (
    Determinant,
    DiagonalOf,
    HadamardProduct,
    Identity,
    MatrixSymbol,
    Symbol,
    Trace,
    Transpose,
    log,
    symbols,
)

from veckron import Gradient, Hessian, Jacobian, evaluate, gradient, hessian, jacobian, kron, vech, verify
from veckron.shapes import ShapeError

n, m = symbols("n m")
A, B, C, S = (MatrixSymbol(name, n, n) for name in "ABCS")
x, y = MatrixSymbol("x", n, 1), MatrixSymbol("y", n, 1)
X = MatrixSymbol("X", m, n)
SCALARS = [log(Determinant(S)), Trace(S * A * S * B), Trace(A * S.T * S * S), (x.T * S * y)[0, 0]]


@pytest.mark.parametrize("f", SCALARS, ids=str)
def test_a_symmetric_variable(f):
    assert verify(Gradient(f, vech(S)), gradient(f, S, symmetric=True), S="symmetric").status == "holds"
    assert verify(Hessian(f, vech(S)), hessian(f, S, symmetric=True), S="symmetric").status == "holds"
    assert not gradient(f, S, symmetric=True).has(S.T)


def test_the_gradient_of_log_det_by_a_symmetric_matrix_is_that_of_the_textbook():
    assert gradient(log(Determinant(S)), S, symmetric=True) == -HadamardProduct(Identity(n), S.I) + 2 * S.I


@pytest.mark.parametrize("structure", ["lower_triangular", "upper_triangular", "diagonal"])
def test_other_variables_with_fewer_entries(structure):
    """The gradient is that by all entries, at the places of X; the Hessian has the Jacobian of it by these."""
    f, part = Trace(A * S.T * B * S * S), {"lower": np.tril, "upper": np.triu, "diag": lambda M: np.diag(np.diag(M))}
    values = {M: np.random.default_rng(k).standard_normal((4, 4)) for k, M in enumerate((A, B, S))}
    values[S] = part[structure[:5] if structure != "diagonal" else "diag"](values[S])
    places = part[structure[:5] if structure != "diagonal" else "diag"](np.ones((4, 4)))
    full = evaluate(gradient(f, S), values)
    assert np.allclose(evaluate(gradient(f, S, **{structure: True}), values), full * places)
    kept = places.T.ravel() == 1
    H = evaluate(hessian(f, S), values)[np.ix_(kept, kept)]
    found = evaluate(hessian(f, S, **{structure: True}), values)
    assert found.shape == H.shape
    assert np.allclose(sorted(np.linalg.eigvalsh(found)), sorted(np.linalg.eigvalsh(H)))


@pytest.mark.parametrize(
    ("found", "short"),
    [
        (lambda: gradient(x.T * C.I * x, x, C="symmetric"), 2 * C.I * x),
        (lambda: gradient(x.T * C * x, x, C="positive definite"), 2 * C * x),
        (lambda: gradient(x.T * C * y, x, C="skew"), C * y),
        (lambda: jacobian(C.T * S * C, S, C="orthogonal"), kron(C.T, C.T)),
        (lambda: jacobian(C.T * C * S, S, C="orthogonal"), Identity(n * n)),
        (lambda: gradient(log(Determinant(S)), S, S="symmetric"), S.I),
        (lambda: hessian(x.T * C * x, x, C="diagonal"), 2 * C),
    ],
)
def test_constants_with_a_structure(found, short):
    assert found() == short


@pytest.mark.parametrize(
    ("word", "letter"), [("symmetric", "C"), ("orthogonal", "C"), ("skew", "C"), ("symmetric", "S")]
)
def test_what_is_said_of_a_letter_keeps_the_derivative(word, letter):
    F = C.T * S * C * S.T + S.T * C * S
    assert verify(Jacobian(F, S), jacobian(F, S, **{letter: word}), **{letter: word}).status == "holds"


def test_mixed_second_derivatives():
    f = (x.T * A * y)[0, 0] ** 2
    for first, second in ((x, y), (y, x)):
        meant = Jacobian(Transpose(Jacobian(f, first)), second)
        assert verify(meant, hessian(f, first, second)).status == "holds"
    assert hessian(x.T * A * y, x, y) == A
    assert hessian(x.T * A * y, y, x) == A.T


def test_several_variables_at_once():
    f = x.T * A * y
    assert gradient(f, [x, A, y]) == (gradient(f, x), gradient(f, A), gradient(f, y))


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: gradient(Trace(S), S, Q="symmetric"), ValueError, "gradient: there is no matrix Q, but S"),
        (lambda: gradient(Trace(S), S, S="symetric"), ValueError, "S is 'symetric'. There are: symmetric, diagonal"),
        (lambda: hessian(Trace(S), S, symetric=True), TypeError, "hessian: symetric is no structure of a variable"),
        (lambda: gradient(x.T * x, x, x="symmetric"), ShapeError, r"wants a square matrix \(n, n\), got x of shape"),
        (lambda: gradient(x.T * x, x, symmetric=True), ShapeError, r"wants a square matrix \(n, n\), got x of shape"),
        (lambda: gradient(Trace(S), "S", symmetric=True), TypeError, "wants a variable"),
        (lambda: hessian(Trace(S), S, A, symmetric=True), ValueError, "symmetric is said of one variable, got S and A"),
    ],
)
def test_what_cannot_be_said(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_the_diagonal_alone():
    G = gradient(Trace(A * S * S), S, diagonal=True)
    assert verify(DiagonalOf(G), DiagonalOf(gradient(Trace(A * S * S), S))).status == "holds"
    assert gradient(Symbol("u") ** 2, Symbol("u")) == 2 * Symbol("u")
