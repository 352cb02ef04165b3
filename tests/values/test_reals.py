"""Real numbers: what is drawn does not depend on the digits, and what is undefined says so."""

import pytest
from mpmath import mp
from sympy import Abs, Function, Max, Symbol, asin, exp, log, sqrt, tanh

from veckron import Jacobian, evaluate
from veckron.values import Singular, DIGITS, Reals, largest

u = Symbol("u")


def test_draws_are_the_same_with_more_digits():
    for kind in ("any", "positive", "negative"):
        with mp.workdps(DIGITS):
            few = Reals("seed", kind, scale=3).draw(3, 4)
        with mp.workdps(2 * DIGITS):
            many = Reals("seed", kind, scale=3, digits=2 * DIGITS).draw(3, 4)
            assert few.dense() == many.dense()


def test_kinds_and_scales():
    positive, negative = (Reals(1, kind).draw(5, 5).items() for kind in ("positive", "negative"))
    assert all(a > 0 for _, _, a in positive) and all(a < 0 for _, _, a in negative)
    assert 1e5 < abs(Reals(1, "positive", scale=6).residue()) < 1e8
    both = {a > 0 for _, _, a in Reals(1, "any").draw(5, 5).items()}
    assert both == {True, False}


@pytest.mark.parametrize(
    ("f", "at"),
    [(log(u), 0), (log(u), -1), (sqrt(u), -2), (1 / u, 0), (asin(u), 2), (exp(u), 10**9), (exp(exp(u)), 50)],
)
def test_what_is_undefined_or_too_large_is_singular(f, at):
    with mp.workdps(DIGITS), pytest.raises(Singular):
        evaluate(f, {u: mp.mpf(at)}, Reals())


def test_a_difference_quotient_gains_digits_with_the_digits():
    errors = []
    for digits in (DIGITS, 2 * DIGITS):
        with mp.workdps(digits):
            value = evaluate(Jacobian(tanh(u), u), {u: mp.mpf(1) / 4}, Reals(digits=digits))[0, 0]
            errors.append(abs(value - (1 - mp.tanh(mp.mpf(1) / 4) ** 2)))
    assert errors[0] < mp.mpf(10) ** -38 and errors[1] < mp.mpf(10) ** -78


def test_several_numbers_and_formal_functions():
    v, g = Symbol("v"), Function("g")
    with mp.workdps(DIGITS):
        reals = Reals(3)
        at = {u: mp.mpf(-2), v: mp.mpf(1)}
        assert evaluate(Max(u, v) + Abs(u), at, reals) == 3
        slope = evaluate(Jacobian(g(u), u), at, reals)[0, 0]
        assert abs(slope - evaluate(g(v).diff(v), {v: mp.mpf(-2)}, reals)) < mp.mpf(10) ** -38


def test_the_largest_entry_is_the_first_in_its_column_order():
    A = Reals().from_entries([[1, -3], [3, 2]])
    assert largest(A) == (3, (1, 0))
    assert largest(A - A) == (0, None)


def test_a_counterexample_prints_six_digits_or_a_whole_number():
    with mp.workdps(DIGITS):
        assert Reals.shown(mp.mpf(2) / 3) == 0.666667 and Reals.shown(mp.mpf(-7)) == -7
