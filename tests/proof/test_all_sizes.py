"""Which sizes prove a statement for all sizes: never fewer than the statements need that hold at small sizes only."""

import pytest
from sympy import Determinant, Identity, MatMul, Trace, ZeroMatrix, log

from tests.own import entry
from veckron import IDENTITIES, Jacobian, commutation_matrix, kron, vec, verify
from veckron.proof import reach, Trial

FALSE = [entry for entry in IDENTITIES.values() if not entry.holds and entry.symbolic]


def holds_at(entry, n):
    trial = Trial(entry, {"n": n}, 0)
    try:
        return bool(trial.accept())
    except Exception:
        return False


def cayley_hamilton(n):
    """The polynomial that X satisfies, its coefficients traces: true at n x n and below only."""

    def statement(X):
        coefficients, power = [1], lambda k: Trace(MatMul(*[X] * k))
        for k in range(1, n + 1):
            coefficients.append(-sum(coefficients[k - i] * power(i) for i in range(1, k + 1)) / k)
        terms = [c * X ** (n - k) if n > k else c * Identity(X.rows) for k, c in enumerate(coefficients)]
        return sum(terms[1:], terms[0]), ZeroMatrix(*X.shape)

    return entry(statement, X="n n")


@pytest.mark.parametrize("n", [1, 2, 3])
def test_the_least_size_exceeds_that_of_cayley_and_hamilton(n):
    own = cayley_hamilton(n)
    assert holds_at(own, n) and not holds_at(own, n + 1)
    assert reach(own).least["n"] > n
    assert verify(own).status == "fails"


def standard_polynomial(A, B, C, E):
    """The alternating sum over all orders of four factors: 0 at 2 x 2."""
    from itertools import permutations

    from sympy.combinatorics import Permutation

    orders = permutations(range(4))
    total = sum(
        (Permutation(o).signature() * MatMul(*[(A, B, C, E)[k] for k in o]) for o in orders), ZeroMatrix(*A.shape)
    )
    return total, ZeroMatrix(*A.shape)


def test_the_least_size_exceeds_that_of_amitsur_and_levitzki():
    own = entry(standard_polynomial, A="n n", B="n n", C="n n", E="n n")
    assert holds_at(own, 2) and not holds_at(own, 3)
    assert reach(own).least["n"] > 2


def test_determinant_of_order_two():
    own = IDENTITIES["derivative_of_determinant_of_order_two"]
    assert holds_at(own, 2) and not holds_at(own, 3)
    assert reach(own).least["n"] > 2


def test_sizes_among_the_numbers_need_more_than_one_size():
    own = entry(lambda A, n: ((n - 5) * (n - 7) * A, 0 * A), A="n n")
    assert holds_at(own, 5) and holds_at(own, 7)
    found = reach(own)
    assert found.degree >= 2
    assert len(found.shapes()) >= 3
    assert reach(entry(lambda A, n: (Trace(Identity(n)) * A, n * A), A="n n")).degree >= 1


@pytest.mark.parametrize("own", FALSE, ids=lambda own: own.name)
def test_the_sizes_of_the_theorem_refute_what_is_false(own):
    found = reach(own)
    if found.reason or max(found.least.values(), default=0) > 8:
        return
    assert not all(_agrees(own, sizes) for sizes in found.shapes())


def _agrees(own, sizes):
    try:
        return bool(Trial(own, sizes, 0).accept())
    except Exception:
        return False


def test_least_sizes_by_hand():
    assert reach(IDENTITIES["derivative_of_axb"]).least == {"m": 1, "n": 2, "p": 2, "q": 1}
    assert reach(IDENTITIES["derivative_of_quadratic_form"]).least == {"n": 3}
    inverse = reach(IDENTITIES["derivative_of_inverse"])
    assert (inverse.least, inverse.degree) == ({"n": 8}, 0)


@pytest.mark.parametrize(
    ("statement", "shapes", "reason"),
    [
        (lambda X: (Jacobian(X.T * X, X).T, Jacobian(X.T * X, X).T), {"X": "m n"}, ""),
        (lambda X, A: ((X + A).I, (X + A).I), {"X": "n n", "A": "n n"}, "an inverse or a determinant of more than"),
        (lambda u, v: (1 / (u + v), 1 / (u + v)), {"u": "scalar", "v": "scalar"}, "a division by more than a number"),
        (lambda u: (log(u), log(u)), {"u": "scalar"}, "the function log"),
        (lambda Q: (Q, Q), {"Q": "n n orthogonal"}, "a letter with a structure"),
        (lambda A, k: (A**k, A**k), {"A": "n n", "B": "k k"}, "without a fixed number of factors"),
        (
            lambda A, m, n: (Trace(commutation_matrix(m, n)) * A, Trace(commutation_matrix(n, m)) * A),
            {"A": "m n"},
            "a trace of rows and columns that are counted in different orders",
        ),
        (lambda A, n: (2**50 * A, A * 2**50), {"A": "n n"}, "the coefficient"),
        (lambda A, n: (A[0, 0] * A, A * A[0, 0]), {"A": "n n"}, "the operation MatrixElement"),
        (lambda A, B, n: (kron(vec(A).T, B), kron(vec(A.T).T, B)), {"A": "m n", "B": "m n"}, "in different orders"),
    ],
)
def test_what_the_theorem_does_not_speak_of(statement, shapes, reason):
    assert reason in reach(entry(statement, **shapes)).reason


def test_the_label_of_a_verdict():
    assert verify(IDENTITIES["vec_of_product"]).reach == "all sizes"
    assert verify(IDENTITIES["hessian_of_log_determinant"]).reach == "all sizes"
    assert verify(IDENTITIES["kron_entries"]).reach == "tested at these sizes"
    assert verify(IDENTITIES["kron_commutes"]).reach == ""
    tried = verify(IDENTITIES["derivative_of_inverse"]).shapes
    assert {"n": 8} in tried
    assert reach(entry(lambda A: (Determinant(A), Determinant(A.T)), A="n n")).least["n"] >= 1
    assert commutation_matrix(2, 3).shape == (6, 6)
