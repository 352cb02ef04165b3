"""The ring Z/p^k by definitions that know no elimination: Leibniz, inverse times matrix, difference quotients by hand."""

from itertools import permutations
from math import nan, prod

import numpy as np
import pytest
from sympy import Function, Lambda, MatrixSymbol, Rational, Symbol, exp, log, oo, pi, sqrt, tanh

from veckron import Jacobian, Ring, evaluate
from veckron.values import NotRational, P, Singular, rational

x = Symbol("x")


def leibniz(A, q):
    n = A.shape[0]
    sign = lambda s: (-1) ** sum(s[i] > s[j] for j in range(n) for i in range(j))
    return sum(sign(s) * prod(A[i, s[i]] for i in range(n)) for s in permutations(range(n))) % q


@pytest.mark.parametrize("k", [1, 2, 3])
@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_determinant_inverse_adjugate(k, n):
    ring = Ring(k, seed=n)
    A = ring.draw(n, n)
    det = leibniz(A, ring.modulus)
    assert ring.determinant(A) == det
    assert (ring.inverse(A) @ A).dense() == ring.identity(n).dense()
    assert (ring.adjugate(A) @ A).dense() == (det * ring.identity(n)).dense()


@pytest.mark.parametrize("k", [1, 2])
def test_singular_matrices(k):
    ring = Ring(k)
    A = ring.draw(4, 2) @ ring.draw(2, 4)
    assert ring.determinant(A) == leibniz(A, ring.modulus) == 0
    with pytest.raises(Singular, match=r"a matrix of shape \(4, 4\) has no inverse"):
        ring.inverse(A)
    B = ring.draw(4, 3) @ ring.draw(3, 4)
    assert any(entry for row in ring.adjugate(B).dense() for entry in row)


def test_determinant_that_is_a_multiple_of_p():
    ring = Ring(3, seed=1)
    A = ring.draw(3, 2) @ ring.draw(2, 3) + P * ring.draw(3, 3)
    det = ring.determinant(A)
    assert det == leibniz(A, ring.modulus)
    assert det % P == 0 != det


def test_kron_by_definition():
    ring = Ring(1)
    A, B = ring.draw(2, 3), ring.draw(4, 5)
    K = ring.kron(A, B)
    assert all(K[i, j] == A[i // 4, j // 5] * B[i % 4, j % 5] % P for i in range(8) for j in range(15))


def test_p_is_an_infinitesimal():
    """(5 + p)^3 = 125 + 75 p in Z/p^2."""
    assert pow(5 + P, 3, P**2) == 125 + 75 * P
    assert Ring(2).quotient(lambda h: pow(5 + h, 3, P**2), 125) == 75


def test_a_difference_that_p_does_not_divide_is_noticed():
    with pytest.raises(NotRational, match="a difference is not divisible by p"):
        Ring(2).quotient(lambda h: (5 + h) % 7, 5)


@pytest.mark.parametrize("f", [log, exp, tanh, Function("g")])
@pytest.mark.parametrize("k", [2, 3])
def test_jets_obey_taylor(f, k):
    """f(a + h) = f(a) + h f'(a) + h^2 f''(a)/2 for h = 3p."""
    ring, variable = Ring(k), Symbol("a")
    ev = lambda expression, a: evaluate(expression, {variable: a}, ring)
    derivatives = [f(variable).diff(variable, j) if j else f(variable) for j in range(k)]
    values = [ev(derivative, 1234567) for derivative in derivatives]
    taylor = values[0] + 3 * P * values[1] + (9 * P * P * values[2] * pow(2, -1, P**3) if k == 3 else 0)
    assert (ev(f(variable), 1234567 + 3 * P) - taylor) % ring.modulus == 0


def test_named_functions_follow_their_rule():
    ring, variable = Ring(2), Symbol("a")
    value = lambda expression: evaluate(expression, {variable: 77}, ring)
    assert value(Jacobian(log(variable), variable))[0, 0] % P == pow(77, -1, P)
    assert (value(Jacobian(exp(variable), variable))[0, 0] - value(exp(variable))) % P == 0


@pytest.mark.parametrize("k", [1, 2, 3])
@pytest.mark.parametrize("a", [1234567, 5 + 3 * P, P - 4, P // 2, P // 2 + 1, 7 * P])
def test_exp_of_the_negative_is_the_reciprocal(k, a):
    ring, variable = Ring(k), Symbol("a")
    value = lambda expression: evaluate(expression, {variable: a}, ring)
    assert value(exp(variable)) * value(exp(-variable)) % ring.modulus == 1
    assert value(exp(variable)) * value(exp(variable + 2)) % ring.modulus != 1


def test_square_roots():
    ring = Ring(3)
    squares = [pow(ring.residue(), 2, ring.modulus) for _ in range(20)]
    assert all(pow(ring.root(a), 2, ring.modulus) == a for a in squares)
    a, b = squares[:2]
    assert ring.root(a) * ring.root(b) % ring.modulus == ring.root(a * b % ring.modulus)
    with pytest.raises(Singular, match="has no square root mod p"):
        ring.root(-1)
    v = Symbol("v")
    derivative = evaluate(Jacobian(sqrt(v), v), {v: squares[0]}, ring)[0, 0]
    assert derivative * 2 * ring.root(squares[0]) % P == 1


def test_numbers():
    ring = Ring(2)
    assert ring.number(Rational(-2, 7)) * 7 % ring.modulus == ring.modulus - 2
    assert ring.number(np.int64(3)) == 3
    assert ring.number(pi) == ring.number(pi)
    for bad in (nan, float("inf"), oo, 0.5, np.float64(0.5), np.nan):
        with pytest.raises(ValueError, match="Ring: "):
            ring.number(bad)
    with pytest.raises(Singular, match="division by zero"):
        ring.power(0, -1)
    with pytest.raises(ValueError, match="Ring: wants k of at least 1, got 0"):
        Ring(0)


def test_integer_arrays_are_read_and_nan_is_refused():
    A = MatrixSymbol("A", 1, 2)
    assert evaluate(A * A.T, {A: np.array([[2**62, 1]])}, Ring(1))[0, 0] == (2**124 + 1) % P
    with pytest.raises(ValueError, match=r"Ring: .*nan"):
        evaluate(A, {A: np.array([[np.nan, 1.0]])}, Ring(1))


def test_elementwise_reaches_the_zeros():
    A, ring = MatrixSymbol("A", 2, 2), Ring(1)
    value = evaluate(A.applyfunc(Lambda(x, x**2 + 3)), {A: ring.from_entries([[0, 1], [2, 0]])}, ring)
    assert value.dense() == [[3, 4], [7, 3]]


def test_rational_reconstruction():
    ring = Ring(1)
    for fraction in (Rational(0), Rational(-3), Rational(355, 113), Rational(-(10**8), 10**4 + 7)):
        assert rational(ring.number(fraction)) == fraction
    assert rational(ring.residue()) is None
    long = Rational(3**30, 5**13)
    assert rational(ring.number(long)) is None and Ring(2).shown(Ring(2).number(long), digits=2) == long


def test_small_draws_are_small_and_never_zero():
    ring = Ring(2, bound=3)
    drawn = {rational(ring.residue()) for _ in range(200)}
    assert drawn == {-3, -2, -1, 1, 2, 3}


def test_full_rank_factors_rank_and_pseudo_inverse():
    ring = Ring(2)
    A = ring.draw(4, 2) @ ring.draw(2, 5)
    C, R = ring.full_rank_factors(A)
    assert (C.shape, R.shape) == ((4, 2), (2, 5))
    assert (C @ R).dense() == A.dense()
    assert ring.rank(A) == 2
    assert (A @ ring.pseudo_inverse(A) @ A).dense() == A.dense()
    zero = ring.from_ones((3, 2), [])
    assert ring.rank(zero) == 0
    assert ring.pseudo_inverse(zero).dense() == zero.T.dense()


def test_a_rank_that_changes_is_refused():
    ring = Ring(2)
    with pytest.raises(NotRational, match=r"a matrix of shape \(2, 2\) changes its rank"):
        ring.rank(ring.from_entries([[1, 1], [1, 1 + P]]))
