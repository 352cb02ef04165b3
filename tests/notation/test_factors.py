"""Functions of a matrix and factors of one, typed as in NumPy and SciPy and as they are printed."""

import re

import numpy as np
import pytest
from sympy import MatrixSymbol, Rational, symbols

from veckron import ParseError, calculate, check, evaluate, expm, jacobian, latex, parse, text
from veckron.calculus import relations
from veckron.expressions import FrechetJacobian, cholesky, eigenvalues, eigenvectors, logm, polar, qr, svd, sylvester

m, n = symbols("m n")
S, X, A, C = (MatrixSymbol(*letter) for letter in (("S", n, n), ("X", m, n), ("A", m, m), ("C", m, m)))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("logm(S)", logm(S)),
        ("scipy.linalg.sqrtm(S)", S ** Rational(1, 2)),
        ("S^{-3/2}", S ** Rational(-3, 2)),
        ("fractional_matrix_power(S, 0.5)", S ** Rational(1, 2)),
        ("np.linalg.cholesky(S)", cholesky(S)),
        ("np.linalg.eigvalsh(S)", eigenvalues(S)),
        ("np.linalg.eigh(S)[0]", eigenvalues(S)),
        ("np.linalg.eigh(S)[1]", eigenvectors(S)),
        ("np.linalg.svd(X)[1]", svd(X)[1]),
        ("np.linalg.svd(X)[2]", svd(X)[2].T),
        ("scipy.linalg.svdvals(X)", svd(X)[1]),
        ("left_vectors(X)", svd(X)[0]),
        ("right_vectors(X)", svd(X)[2]),
        ("np.linalg.qr(X)[0]", qr(X)[0]),
        ("np.linalg.qr(X)[1]", qr(X)[1]),
        ("polar(X)[0]", polar(X)[0]),
        ("polar(X)[1]", polar(X)[1]),
        ("solve_sylvester(A, S, X)", sylvester(A, S, X)),
        ("solve_continuous_lyapunov(A, C)", sylvester(A, A.T, C)),
        ("expm(S/2)^-1", expm(-S / 2)),
        ("matrix_power(S, 3)", S**3),
        ("Frechet(logm(S))", FrechetJacobian(logm(S))),
    ],
)
def test_functions_of_a_matrix_and_factors_are_typed(typed, meant):
    """As in NumPy and SciPy, and as they are printed, as text and as LaTeX."""
    known = {"S": "n n", "X": "m n", "A": "m m", "C": "m m"}
    given = {name: shape for name, shape in known.items() if re.search(rf"\b{name}\b", typed)}
    assert parse(typed, **given) == meant
    for printed in (text(meant), latex(meant)):
        assert parse(printed, **given) == meant


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("svd(X)[0]", r"singular_values\(X\)"),
        ("np.linalg.eigvals(S)", r"of a symmetric S write eigenvalues\(S\)"),
        ("S**0.5", r"sqrtm\(X\) that of the matrix"),
        ("cholesky(X)", "cholesky: wants a square matrix, X has shape"),
        ("Frechet(S)", r"wants expm\(A\), logm\(A\) or a power"),
    ],
)
def test_a_factor_that_cannot_be_meant_is_refused(typed, hint):
    with pytest.raises(ParseError, match=hint):
        parse(typed, **{name: shape for name, shape in {"S": "n n", "X": "m n"}.items() if name in typed})


def test_what_is_typed_is_derived_and_checked():
    assert check("np.linalg.cholesky(S) np.linalg.cholesky(S)^T = S", S="positive definite").status == "holds"
    assert check("np.linalg.cholesky(S)^T np.linalg.cholesky(S) = S", S="positive definite").status == "fails"
    assert check("sqrtm(S) sqrtm(S) = S").status == "holds"
    assert check("A solve_sylvester(A, B, C) + solve_sylvester(A, B, C) B = C").status == "holds"
    assert check("tr(S) = sum(eigvalsh(S))", S="symmetric").status == "holds"
    assert calculate("tr(B solve_sylvester(A, S, X))", "X").check().verdicts[0].status == "holds"


def test_what_x_t_x_under_a_root_needs():
    """X^T X has no inverse, root or factor for m < n: then the formula is not tried, not refuted."""
    for F in (polar(X)[0], qr(X)[0], svd(X)[1]):
        assert relations(F, jacobian(F, X)) == ["m >= n"]


def test_a_root_of_a_matrix_at_values():
    s = np.array([[5.0, 1.0], [2.0, 4.0]])
    for k in (1, -1, 3, -3):
        root = evaluate(S ** Rational(k, 2), {S: s})
        assert np.allclose(root @ root, np.linalg.matrix_power(s, k))
