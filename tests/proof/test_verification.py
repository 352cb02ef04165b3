"""The verifier must be able to fail: canaries, planted mistakes, and the three verdicts."""

from dataclasses import replace

import numpy as np
import pytest
from sympy import Abs, Determinant, Eq, Function, Identity as I, Inverse, Matrix, MatrixSymbol, Mod, Symbol, Trace, cos
from sympy import exp, floor, log, sin, sqrt, symbols

from tests.own import entry, status
from veckron import (
    IDENTITIES,
    Jacobian,
    Ring,
    check,
    commutation_matrix,
    duplication_matrix,
    evaluate,
    kron,
    vec,
    verify,
)
from veckron.expressions import implicit, sigmoid, softplus
from veckron.values import P
from veckron.shapes import ShapeError
from veckron.proof import shapes_of

CANARIES = [entry for entry in IDENTITIES.values() if not entry.holds]
K = commutation_matrix


def test_there_are_twenty_canaries_and_more():
    assert len(CANARIES) >= 20


@pytest.mark.parametrize("entry", CANARIES, ids=lambda entry: entry.name)
def test_every_canary_is_refuted_with_a_counterexample_that_can_be_reproduced(entry):
    verdict = verify(entry)
    assert verdict.status == "fails"
    found = verdict.counterexample
    assert set(found.shape) == set(entry.sizes)
    if found.entry is None:  # the sides do not fit at these sizes
        assert "not defined" in verdict.reason
        return
    assert found.left != found.right
    assert verify(entry).counterexample == found
    assert (found.left, found.right) == values_at(entry, found)


def values_at(entry, found):
    """Both sides at the counterexample, in a ring of its own; formal functions have no values to give."""
    if any(shape == "function" for shape in entry.shapes.values()):
        return found.left, found.right
    from veckron.values import rational

    if any(isinstance(entry, float) for value in found.values.values() for entry in np.ravel(value)):
        return found.left, found.right  # real numbers, rounded for the reader
    ring = Ring(3)
    values = {name: Matrix(value) if isinstance(value, list) else value for name, value in found.values.items()}
    values |= {Symbol(name): size for name, size in found.shape.items()}
    sides = [evaluate(side, values, ring) for side in entry.sides()]
    return tuple(rational(side if isinstance(side, int) else side[found.entry]) for side in sides)


def test_shapes_are_distinct_primes_ones_and_square():
    shapes = [tuple(sizes.values()) for sizes in shapes_of(IDENTITIES["mixed_product"])]
    prime = [s for s in shapes if len(set(s)) == len(s) and all(n in (5, 7, 11, 13, 17, 19) for n in s)]
    assert len(prime) >= 2
    assert (1,) * 6 in shapes
    assert any(1 in s and len(set(s)) > 1 for s in shapes)
    assert any(len(set(s)) == 1 and s[0] > 1 for s in shapes)


PLANTED = {
    "sign": (lambda A: (Jacobian(A.I, A), kron(A.I.T, A.I)), {"A": "n n"}),
    "K_mn to K_nm": (lambda A, m, n: (Jacobian(A.T, A), K(n, m)), {"A": "m n"}),
    "factors exchanged": (lambda A, X, B: (Jacobian(A * X * B, X), kron(A, B.T)), {"A": "m n", "X": "n p", "B": "p q"}),
    "transpose dropped": (lambda A, X, B: (Jacobian(A * X * B, X), kron(B, A)), {"A": "m n", "X": "n p", "B": "p p"}),
    "factor 2": (lambda X: (Jacobian(Trace(X.T * X), X), vec(X).T), {"X": "m n"}),
    "identity of a wrong size": (lambda X, n: (Jacobian(X * X.T, X), kron(X, I(n)) * 2), {"X": "n n"}),
    "rows for columns": (lambda A: (vec(A.T), vec(A)), {"A": "m n"}),
    "a wrong entry in 65 x 77": (
        lambda A, X, B: (Jacobian(A * X * B + Trace(X)**0 * A * X * B, X), kron(B.T, A)),
        {"A": "m n", "X": "n n", "B": "n q"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_planted_mistakes_are_refuted(name):
    statement, shapes = PLANTED[name]
    assert status(statement, **shapes) == "fails"


def test_a_mistake_in_a_matrix_unit_is_found():
    """Only the last of 25 x 25 entries is wrong, and only beyond 3 x 3."""
    from sympy import FunctionMatrix, KroneckerDelta, Lambda

    i, j = symbols("i j")

    def statement(A, n):
        last = KroneckerDelta(i, n * n - 1) * KroneckerDelta(j, n * n - 1) * floor(n / 5)
        return Jacobian(A, A), I(n * n) + FunctionMatrix(n * n, n * n, Lambda((i, j), last))

    verdict = verify(entry(statement, A="n n"))
    assert verdict.status == "fails"
    assert verdict.counterexample.entry == (24, 24)
    assert verdict.counterexample.shape == {"n": 5}


def test_derivatives_hessians_symmetric_variables_and_formal_functions():
    assert status(lambda S, n: (Jacobian(S.I, S), -kron(S.I.T, S.I)), S="n n") == "holds"
    g = {"g": "function", "x": "n 1"}
    assert status(lambda g, x: (Jacobian(x.applyfunc(g), x), Jacobian(x.applyfunc(g), x).T), **g) == "holds"
    assert IDENTITIES["hessian_of_log_determinant"].holds
    assert check("derivative_of_inverse_symmetric").status == "holds"


def test_functions_with_a_rule():
    assert status(lambda u: (Jacobian(exp(u), u), Matrix([[exp(u)]])), u="scalar") == "holds"
    assert status(lambda u: (Jacobian(sin(u), u), Matrix([[cos(u)]])), u="scalar") == "holds"
    assert status(lambda u: (Jacobian(log(u), u), Matrix([[1 / u]])), u="scalar") == "holds"
    assert status(lambda u: (Jacobian(log(u), u), Matrix([[2 / u]])), u="scalar") == "fails"
    assert status(lambda u, v: (sqrt(u) * sqrt(v), sqrt(u * v)), u="scalar", v="scalar") == "holds"
    assert status(lambda x: (Jacobian(sqrt(Trace(x.T * x)), x), x.T / sqrt(Trace(x.T * x))), x="n 1") == "holds"


@pytest.mark.parametrize(
    "statement",
    [
        lambda u: (sigmoid(-u), 1 - sigmoid(u)),
        lambda u: (Jacobian(sigmoid(u), u), Matrix([[sigmoid(u) * sigmoid(-u)]])),
        lambda u: (Jacobian(softplus(-u), u), Matrix([[sigmoid(u) - 1]])),
    ],
)
def test_the_sigmoid_is_decided_exactly(statement):
    """exp(-u) exp(u) = 1 is all that it takes."""
    verdict = verify(entry(statement, u="scalar"))
    assert verdict.status == "holds" and not verdict.in_reals and 0 < verdict.bound < 1e-15
    assert status(lambda u: (statement(u)[0], 2 * statement(u)[1]), u="scalar") == "fails"


@pytest.mark.parametrize(
    ("statement", "shapes", "reason"),
    [
        (lambda u: (Mod(u, 7) - u, floor(u) - u), {"u": "scalar"}, "jumps at numbers that are not drawn"),
        (lambda u: (Jacobian(floor(u), u), Jacobian(u, u)), {"u": "scalar"}, "floor has no derivative in closed form"),
        (lambda X: (Inverse(X * X.T), Inverse(X * X.T)), {"X": "m n"}, "singular for every X of this shape"),
        (
            lambda S: (floor(Trace(implicit(S * S, S, I(3)))), floor(Trace(implicit(S * S, S, I(3))))),
            {"S": "3 3"},
            "an implicit function is not rational",
        ),
    ],
)
def test_what_cannot_be_decided_is_unknown_and_says_why(statement, shapes, reason):
    verdict = verify(entry(statement, **shapes))
    assert verdict.status == "unknown"
    assert reason in verdict.reason


def test_functions_that_are_not_rational_are_decided_in_real_numbers():
    pair = {"u": "scalar", "v": "scalar"}
    assert status(lambda u, v: (log(u * v), log(u) + log(v)), **pair) == "holds"
    assert status(lambda u: (sin(u) ** 2 + cos(u) ** 2, u**0), u="scalar") == "holds"
    assert status(lambda u: (Abs(u), u), u="scalar") == "fails"
    verdict = verify(entry(lambda u: (sqrt(u**2), Abs(u)), u="scalar"))
    assert (verdict.status, verdict.in_reals, verdict.bound) == ("holds", verdict.shapes, 0)
    assert "70 digits agree in real numbers" in repr(verdict) and "probability" not in repr(verdict)


def test_a_statement_of_wrong_shape_fails_with_both_shapes():
    verdict = verify(entry(lambda A: (vec(A).T, vec(A)), A="m n"))
    assert verdict.status == "fails"
    assert "the left side is (1, 6), the right side (6, 1)" in verdict.reason


def test_the_seed_decides_the_draw():
    entry = IDENTITIES["kron_commutes"]
    assert [verify(entry, seed=seed).status for seed in range(5)] == ["fails"] * 5
    entry = IDENTITIES["derivative_of_inverse"]
    assert {verify(entry, seed=seed).status for seed in range(20)} == {"holds"}


def test_check_compares_with_the_catalogue():
    assert check("vec_of_product").status == "holds"
    assert check("kron_commutes").status == "fails"
    entry = IDENTITIES["vec_of_product"]
    wrong = replace(entry, holds=False)
    IDENTITIES["vec_of_product"] = wrong
    try:
        with pytest.raises(AssertionError, match="the catalogue says fails, the verifier vec_of_product holds"):
            check("vec_of_product")
    finally:
        IDENTITIES["vec_of_product"] = entry


def test_bad_names_and_entries():
    with pytest.raises(KeyError, match=r"no entry 'vec_of_prodct'; near it: vec_of_product"):
        check("vec_of_prodct")
    with pytest.raises(TypeError, match="verify: wants two sides, an Eq or an Identity, got str; check takes its name"):
        verify("vec_of_product")


def test_an_accepted_statement_states_its_bound():
    verdict = check("derivative_of_determinant")
    assert 0 < verdict.bound <= 1e-16
    assert verdict.bound >= 1 / P


def test_determinant_of_order_two_shows_why_one_shape_is_not_enough():
    entry = IDENTITIES["derivative_of_determinant_of_order_two"]
    X, n = MatrixSymbol("X", 2, 2), {"n": 2}
    left, right = entry.sides(n)
    ring = Ring(2)
    X_value = ring.draw(2, 2)
    difference = evaluate(left, {X: X_value}, ring) - evaluate(right, {X: X_value}, ring)
    assert not any(value % P for _, _, value in difference.items())
    assert check(entry.name).status == "fails"


def test_no_numpy_is_needed():
    import subprocess
    import sys

    code = (
        "import sys; sys.modules['numpy'] = None; sys.modules['matplotlib'] = None\n"
        "from veckron import check\n"
        "print(check('derivative_of_inverse').status, check('kron_commutes').status)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.stdout == "holds fails\n", run.stderr


def test_two_letters_g_do_not_share_their_jets():
    g, h = Function("g"), Function("h")
    assert status(lambda g, h, x: (x.applyfunc(g), x.applyfunc(h)), g="function", h="function", x="n 1") == "fails"
    assert g != h


def test_a_symmetric_point_would_accept_a_missing_transpose():
    """Why the draws are not symmetric unless the entry says so."""
    assert status(lambda S: (S, S.T), S="n n symmetric") == "holds"
    assert status(lambda S: (S, S.T), S="n n") == "fails"
    assert (
        status(lambda S, n: (Determinant(S) * duplication_matrix(n), Determinant(S.T) * duplication_matrix(n)), S="n n")
        == "holds"
    )


def test_large_sizes_can_be_left_out():
    entry = IDENTITIES["derivative_of_inverse"]
    few, all_ = verify(entry, most=100), verify(entry)
    assert few.shapes == [sizes for sizes in all_.shapes if sizes["n"] ** 4 <= 100] and few.shapes
    assert (few.reach, all_.reach) == ("tested at these sizes", "all sizes")


n = Symbol("n")
A, B, S, X = (MatrixSymbol(name, n, n) for name in "ABSX")


def test_a_statement_of_ones_own_in_one_line():
    before = dict(IDENTITIES)
    assert verify((A * S).T, S * A.T, S="n n symmetric").status == "holds"
    assert verify(Eq((A * S).T, S * A.T), S="symmetric").status == "holds"
    assert verify(Eq((A * S).T, S * A.T)).status == "fails"
    shown = check(A * B, B * A)
    assert shown.status == "fails" and shown.counterexample.values.keys() == {"A", "B"}
    assert "fails: A*B = B*A" in repr(shown) and "counterexample" in shown._repr_html_()
    assert before == IDENTITIES


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        (lambda: verify(A, A.T, A="n n symetric"), ValueError, "did you mean 'symmetric'?"),
        (lambda: verify(A, A.T, A="m n symmetric"), ShapeError, r"A has shape \(n, n\), declared is \(m, n\)"),
        (lambda: verify(A, A.T, C="symmetric"), ValueError, "no letter C; there are A"),
        (lambda: verify(A, A.T, where="m near n"), ValueError, "wants relations of sizes such as 'm >= n, p > 2'"),
        (lambda: verify(A, A.T, A=3), TypeError, "wants a text such as"),
        (lambda: verify(Eq(A, A)), TypeError, "SymPy has made the equation True"),
        (lambda: verify(IDENTITIES["vec_of_product"], 3), TypeError, "seed and most are keywords"),
        (lambda: verify(Symbol("u") * A, Symbol("u", positive=True) * A), ValueError, "two letters are called u"),
        (lambda: verify(Symbol("z", imaginary=True) * A, A), TypeError, "z is not real"),
        (lambda: verify(Symbol("q", commutative=False) * Symbol("r"), Symbol("r")), TypeError, "q does not commute"),
    ],
)
def test_what_is_no_statement_is_refused_and_says_why(ask, error, message):
    with pytest.raises(error, match=message):
        ask()


def test_relations_of_sizes_may_be_written_in_any_way():
    m = Symbol("m")
    tall = MatrixSymbol("T", m, n)
    for where in ("m >= n", "m ≥ n", "n <= m", "n ≤ m"):
        verdict = verify((tall.T * tall).I.T, (tall.T * tall).I, where=where)
        assert verdict.status == "holds" and all(sizes["m"] >= sizes["n"] for sizes in verdict.shapes)
    assert all(sizes["m"] == sizes["n"] for sizes in verify(tall, tall + 0 * tall, where="m == n").shapes)


def test_a_rank_is_at_most_a_size():
    from veckron.expressions import rank

    m = Symbol("m")
    verdict = verify(rank(MatrixSymbol("T", m, n)), Symbol("r"), T="rank r")
    assert verdict.status == "holds" and "T has rank r" in repr(verdict)
    assert all(sizes["r"] <= min(sizes["m"], sizes["n"]) for sizes in verdict.shapes)


def test_a_number_with_a_point_means_the_decimal():
    assert verify(0.1 * A, A / 10).status == "holds"
    assert verify(0.1 * A, A / 11).status == "fails"


def test_many_sizes_and_high_powers():
    letters = [MatrixSymbol(f"C{k}", *symbols(f"n{k} n{k + 1}")) for k in range(8)]
    product = Matrix([[0]])  # nine sizes
    for letter in letters:
        product = letter if product == Matrix([[0]]) else product * letter
    assert verify(product.T.T, product).status == "holds"
    u = Symbol("u")
    assert verify(u**1000000, (u**1000) ** 1000).status == "holds"
