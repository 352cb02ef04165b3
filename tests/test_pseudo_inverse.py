"""The Moore-Penrose inverse and the rank, exactly and in floats."""

import numpy as np
import pytest
from sympy import MatrixSymbol, symbols

from veckron import evaluate, verify
from veckron.pseudo_inverse import pseudo_inverse, rank
from veckron.printing import latex
from veckron.statements import Identity

m, n = symbols("m n")
A = MatrixSymbol("A", m, n)
VALUE = np.outer([1.0, 2, 3], [4.0, 5])


def status(statement, **shapes):
    return verify(Identity("own", statement, shapes, "01-vec", "magnus2019")).status


def test_in_floats_it_is_the_one_of_numpy():
    np.testing.assert_allclose(evaluate(pseudo_inverse(A), {A: VALUE}), np.linalg.pinv(VALUE))
    assert evaluate(rank(A), {A: VALUE}) == 1


def test_exactly_at_every_rank():
    symmetric = lambda A: (A * pseudo_inverse(A), (A * pseudo_inverse(A)).T)
    assert status(symmetric, A="m n rank r") == "holds"
    assert status(lambda A: (pseudo_inverse(A) * A, A * 0 + A), A="n n rank r") == "fails"
    assert status(lambda A: (rank(A), rank(A.T)), A="m n rank r") == "holds"
    assert status(lambda A, r: (rank(A), r), A="m n rank r") == "holds"
    assert status(lambda A, n: (rank(A), n), A="n n") == "fails"


def test_how_they_print():
    assert str(pseudo_inverse(A)) == "pinv(A)"
    assert latex(pseudo_inverse(A * A.T)) == r"\left(A A^{T}\right)^{+}"
    assert latex(rank(A)) == r"\operatorname{rank}(A)"
    assert pseudo_inverse(A).T == pseudo_inverse(A.T)


def test_bad_input():
    with pytest.raises(TypeError, match="pseudo_inverse: wants a symbolic matrix, got ndarray"):
        pseudo_inverse(VALUE)
    with pytest.raises(TypeError, match="rank: wants a symbolic matrix, got int"):
        rank(3)
