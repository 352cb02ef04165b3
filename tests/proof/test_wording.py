"""What is said of letters behind a statement, in words."""

import pytest

from veckron import check, verify
from veckron.proof import claim, worded

WORDED = [
    ("S = S^T where S is symmetric", {"S": "symmetric"}, [], []),
    ("S = S^T, S symmetric", {"S": "symmetric"}, [], []),
    ("A B = B A where A, B are diagonal", {"A": "diagonal", "B": "diagonal"}, [], []),
    ("A B = B A for A and B diagonal", {"A": "diagonal", "B": "diagonal"}, [], []),
    ("K = -K^T for K skew-symmetric", {"K": "skew"}, [], []),
    ("T = T where T is lower triangular", {"T": "lower"}, [], []),
    ("A A^+ A = A where A has rank r", {"A": "rank r"}, [], []),
    ("A = A where A is m x n", {"A": "m n"}, [], []),
    ("A = A, A: m × n", {"A": "m n"}, [], []),
    ("A = A, A: m n", {"A": "m n"}, [], []),
    ("X X^-1 = I, X is invertible", {"X": ""}, ["X is invertible"], []),
    ("X X^-1 = I, X is nonsingular", {"X": ""}, ["X is invertible"], []),
    ("det Q = 1 where Q is an orthogonal matrix, det Q > 0", {"Q": "orthogonal"}, ["det Q > 0"], []),
    ("(-1)^n A = A where n > 2*k", {}, [], ["n > 2*k"]),
    ("c A = A c, c is a scalar, A is antisymmetric", {"A": "skew", "c": "scalar"}, [], []),
    ("A^T A = I where A is an isometry", {}, [], []),
    ("X^+ X = I_n where X is of full rank, m >= n", {}, ["X is of full rank"], ["m >= n"]),
    ("G = G where G = (X^T X)^-1, m >= n", {}, [], ["m >= n"]),
    ("x / ||x|| = x / ||x||, x is not 0.", {}, ["x is not 0"], []),
]


@pytest.mark.parametrize(("text", "shapes", "hypotheses", "relations"), WORDED, ids=[row[0] for row in WORDED])
def test_what_stands_behind_a_statement_is_taken_from_it(text, shapes, hypotheses, relations):
    left, *found = worded(text)
    assert found == [shapes, hypotheses, relations]
    assert text.startswith(left) and worded(left) == (left, {}, [], [])


@pytest.mark.parametrize(
    "text", ["tr(A B) = tr(B A)", "y = A x where A = B B^T", "A o I = Diag(diag(A))", "det(A) = 1"]
)
def test_what_is_part_of_a_statement_stays(text):
    assert worded(text) == (text, {}, [], [])


@pytest.mark.parametrize(
    ("text", "letters", "status"),
    [
        ("S = S^T where S is symmetric", {}, "holds"),
        ("A A^+ = I where A has rank m", {"A": "m n"}, "holds"),
        ("rank(A B) = rank(B) where A is invertible", {}, "holds"),
        ("tr(A B) == tr(B A)", {}, "holds"),
        ("det(Q) = 1 where Q is orthogonal, det Q > 0", {}, "holds"),
        ("det(Q) = 1 where Q is orthogonal", {}, "fails"),
        ("sqrt(det(A)^2) = det(A) where det A > 0", {}, "holds"),
        ("A = I where A is idempotent, A is invertible", {}, "holds"),
        ("rank(u v^T) = 1 where u is not 0, v is not 0", {}, "holds"),
        ("rank(u v^T) = 1 where u is not 0", {}, "fails"),
        ("A = 0 where A is zero, A is invertible", {}, "unknown"),
    ],
)
def test_a_refutation_is_a_point_that_is_admitted(text, letters, status):
    assert verify(claim(text, **letters)).status == status


def test_a_counterexample_is_what_is_assumed():
    found = check("tr(A) = 5 where A is positive definite").counterexample
    assert found.values["A"] == [[1]] or found.values["A"][0][0] > 0


@pytest.mark.parametrize(
    "text", ["A^2 = I where A is symmetric, A is orthogonal", "A^2 = I where A is symmetric and A is orthogonal"]
)
def test_two_structures_of_a_letter_are_refused(text):
    with pytest.raises(ValueError, match="A is said to be symmetric and orthogonal"):
        check(text)


@pytest.mark.parametrize(("text", "words"), [("det(A B)", "two sides"), ("det(A) > 0", ">: cannot be read here")])
def test_what_is_no_equation_is_no_statement(text, words):
    with pytest.raises(ValueError, match=words):
        check(text)
