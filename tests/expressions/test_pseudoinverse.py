"""The Moore-Penrose inverse and the rank, exactly and in floats."""

import numpy as np
import pytest
from sympy import MatrixSymbol, symbols

from veckron import evaluate, verify
from veckron.expressions import pinv, rank
from veckron.notation import latex
from veckron.proof import Identity

m, n = symbols("m n")
A = MatrixSymbol("A", m, n)
VALUE = np.outer([1.0, 2, 3], [4.0, 5])


def status(statement, **shapes):
    return verify(Identity("own", statement, shapes, "01-vec", "magnus2019")).status


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
