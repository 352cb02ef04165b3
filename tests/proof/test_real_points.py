"""Real points follow the constants of a statement, and what may jump or hide elsewhere is refused."""

import pytest
from sympy import Abs, Max, Piecewise, Rational, Symbol, atan, exp, floor, pi, sign, symbols, tan, tanh

from veckron import calculate, check, verify
from veckron.proof import scales

u, n = symbols("u n")


def test_sizes_and_values_follow_the_constants():
    spread, values = scales((Abs(u - 1000), u), set())
    assert spread == 7 and {-1000, 0, 1000} <= set(values)
    assert {Rational(-3, 2), Rational(2, 3)} <= set(scales((2 * u + 3, u), set())[1])
    assert scales((Max(u, pi**9), u), set())[0] > 7
    assert scales((exp(u), u), set())[0] == 1


@pytest.mark.parametrize(
    ("f", "reason"),
    [
        (floor(u), "floor jumps"),
        (sign(u - 5), "sign jumps"),
        (Piecewise((u, u < 5), (0, True)), "Piecewise jumps"),
        (atan(tan(u / 10)), "atan jumps"),
        (tanh(exp(u)), "tanh jumps"),
        (exp(60 * u), "a number above 50"),
        (10**13 * Abs(u), "more than twelve digits"),
    ],
)
def test_what_may_jump_or_hide_is_refused(f, reason):
    with pytest.raises(NotImplementedError, match=reason):
        scales((f, u), set())


@pytest.mark.parametrize("f", [floor(n / 2), sign(u), Piecewise((u, u > 0), (0, True)), exp(u), Abs(u - 5)])
def test_what_does_neither_is_drawn(f):
    assert scales((f, u), {n})[1]


def test_what_jumps_where_nobody_draws_is_unknown():
    k = Symbol("k", positive=True)
    assert verify(floor(k) - k, -(k - floor(k))).status == "holds"  # the same floor on both sides
    assert verify(floor(k / 1000) ** 2, floor(k / 1000)).status == "unknown"


@pytest.mark.parametrize("text", ["sqrtm(X)", "cholesky(X)"])
def test_the_derivative_of_a_root_is_decided(text):
    """Random matrices have no root, most often: every second one has a large diagonal where a root of it is taken."""
    assert {verdict.status for verdict in calculate(text, "X").check().verdicts} == {"holds"}


@pytest.mark.parametrize(
    "text",
    [
        "tr(sqrtm(X)) sqrtm(X^2) = tr(sqrtm(X)) X",  # true only for eigenvalues in the right half-plane
        "sqrtm(X) + sqrtm(X^T) = 2 sqrtm(X)",
        "logm(2 X) = 2 logm(X)",
        "cholesky(S) = sqrtm(S)",
    ],
)
def test_what_holds_for_large_diagonals_only_is_not_accepted(text):
    assert check(text, **({"S": "n n symmetric"} if "S" in text else {"X": "n n"})).status == "fails"
