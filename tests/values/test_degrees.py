"""Degrees against numerators and denominators that SymPy writes out, and the bound that comes from them."""

import pytest
import sympy
from sympy import Determinant, Function, MatrixSymbol, Symbol, Trace, symbols

from veckron import Jacobian, adjugate, kron
from veckron.values import Degree, Degrees, Evaluation, P

n = symbols("n")
A, B = MatrixSymbol("A", n, n), MatrixSymbol("B", n, n)
a, b = (MatrixSymbol(name, 2, 2).as_explicit() for name in "AB")
VARIABLES, inverse = [*a, *b], a.inv("ADJ")
CASES = [
    (A * B, a * b),
    (A * B + A, a * b + a),
    (kron(A, B), sympy.kronecker_product(a, b)),
    (Determinant(A) * A, a.det() * a),
    (adjugate(A) * B, a.adjugate() * b),
    (Trace(A * A) * A, (a * a).trace() * a),
    (A.I, inverse),
    (A.I * B + A.I, inverse * b + inverse),
    (A.I * B * A.I, inverse * b * inverse),
    (Jacobian(A * A * A, A), sympy.Matrix(4, 4, lambda i, j: (a**3).vec()[i].diff(a.vec()[j]))),
    (Jacobian(A.I, A), sympy.Matrix(4, 4, lambda i, j: inverse.vec()[i].diff(a.vec()[j]))),
]


def degrees(expression, k=2):
    arithmetic = Degrees(k)
    values = {A: Degree((2, 2), 1), B: Degree((2, 2), 1)}
    return Evaluation(values, arithmetic, {n: sympy.Integer(2)})(expression), arithmetic


@pytest.mark.parametrize(("expression", "entries"), CASES, ids=[str(case[0]) for case in CASES])
def test_no_degree_is_too_small(expression, entries):
    claimed, _ = degrees(expression)
    fractions = [sympy.fraction(sympy.cancel(entry)) for entry in entries]
    top, bottom = (max(sympy.Poly(part, *VARIABLES).total_degree() for part in side) for side in zip(*fractions))
    assert claimed.shape == entries.shape
    assert top <= claimed.numerator <= 2 * top + bottom
    assert bottom <= claimed.denominator


def test_formal_functions_count_their_arguments():
    """Two of four arguments meet by chance with a probability that the bound has to hold."""
    value, arithmetic = degrees(A.applyfunc(Function("g")))
    assert arithmetic.arguments == 4
    assert arithmetic.bound(value) > (value.numerator - value.denominator) / P


def test_a_value_of_exp_may_be_the_reciprocal_of_one_that_was_drawn():
    """exp(u) + exp(v) may be (ef + 1)/e; and four arguments meet the negatives of each other by chance too."""
    value, arithmetic = degrees(A.applyfunc(sympy.exp))
    formal, one_sign = degrees(A.applyfunc(Function("g")))
    assert value.numerator >= 2 and value.denominator > formal.denominator
    assert arithmetic.bound(value) - value.numerator / P >= 2 * (one_sign.bound(formal) - formal.numerator / P)


def test_the_bound_is_degree_over_p():
    value, arithmetic = degrees(A * B)
    assert arithmetic.bound(value) == 2 / P


def test_a_square_root_costs_a_factor():
    u, arithmetic = Symbol("u"), Degrees(1)
    value = Evaluation({u: Degree((), 1)}, arithmetic, {})(sympy.sqrt(u))
    assert arithmetic.bound(value) == 4 * value.numerator / P
