"""Entries of the catalogue: their letters, their sizes, and what registering refuses."""

import pytest
from sympy import Function, MatrixSymbol, Symbol, ZeroMatrix, latex, symbols

from tests.own import entry, status
from veckron import IDENTITIES, Jacobian, Hessian, identity, verify
from veckron.proof import FormalFunction, prime

m, n = symbols("m n")


def test_letters_and_sizes():
    own = entry(lambda A, u, g, m: None, A="m n", B="m*n 3", u="scalar", g="function", S="p p symmetric")
    letters = own.letters()
    assert own.sizes == ["m", "n", "p"]
    assert letters["A"] == MatrixSymbol("A", m, n)
    assert letters["B"].shape == (m * n, 3)
    assert letters["u"] == Symbol("u")
    assert letters["g"] == Function("g")
    assert own.letters({"m": 2, "n": 5, "p": 1})["B"].shape == (10, 3)


def test_registering_checks_what_it_is_given():
    register = identity(A="m n", chapter="01-vec", source="magnus2019")
    with pytest.raises(ValueError, match="nothing wants its formula as docstring"):

        @register
        def nothing(A):
            return A, A

    with pytest.raises(ValueError, match="strange has letters without a shape: Z"):

        @register
        def strange(A, Z):
            """A = Z"""
            return A, Z

    with pytest.raises(ValueError, match="the name vec_of_transpose is taken"):

        @register
        def vec_of_transpose(A):
            """A = A"""
            return A, A

    assert not {"nothing", "strange"} & IDENTITIES.keys()


def test_an_own_statement_is_one_function():
    @identity(A="m n", chapter="01-vec", source="magnus2019")
    def twice(A):
        """A + A = 2 A"""
        return A + A, 2 * A

    try:
        assert verify(IDENTITIES["twice"]).status == "holds"
    finally:
        del IDENTITIES["twice"]


def test_a_smooth_function_stands_for_every_function():
    X = MatrixSymbol("X", m, n)
    f = FormalFunction(MatrixSymbol("F", 2, 3), MatrixSymbol("M", 6, m * n), X)
    assert f.shape == (2, 3)
    assert latex(f) == "f(X)"
    assert Jacobian(f, X).shape == (6, m * n)


def test_prime():
    g, x = Function("g"), Symbol("x")
    assert prime(g)(x) == g(x).diff(x)
    assert prime(g, 2)(x) == g(x).diff(x, 2)


def test_a_general_function_has_a_second_derivative():
    """It is affine to first order only: a Hessian of 0 would be that of an affine function."""
    shapes = {"x": "n 1", "F": "1 1", "g": "1 n"}

    def vanishes(x, F, g, n):
        return Hessian(FormalFunction(F, g, x), x), ZeroMatrix(n, n)

    def reads_off(x, F, g):
        return Jacobian(FormalFunction(F, g, x), x), g

    assert status(vanishes, **shapes) == "fails"
    assert status(reads_off, **shapes) == "holds"
