"""The sizes at which a statement is tried, and the strata of its letters."""

import pytest
from sympy import HadamardProduct, Identity, MatrixSymbol, Mod, Symbol, symbols

from veckron import Equation, kron
from veckron.expressions import pinv, rank
from veckron.proof import WIDE, claim, later, shapes_of, shows_rank, small_shapes, strata_of, tell_apart, widest
from veckron.proof.counterexamples import small_trials

m, n = symbols("m n")
A, B = MatrixSymbol("A", n, n), MatrixSymbol("B", n, n)


def test_a_number_that_depends_on_a_size_is_tried_at_more_sizes():
    tried = {sizes["n"] for sizes in shapes_of(Equation(Mod(n, 8) * A, n * A))}
    assert {8, 16, 51} <= tried
    assert later(Equation(n**2 * A, n * A), []) == []


def test_a_shape_that_is_no_product_of_sizes_is_tried_at_more_sizes():
    U = MatrixSymbol("U", 1 + m**2, 1 + m**2)
    assert {4, 6} <= {sizes["m"] for sizes in shapes_of(Equation(U, U.T))}


def test_a_whole_number_that_may_be_negative_is_tried_below_one():
    k = Symbol("k", integer=True)
    assert {0, -1, -2} <= {sizes["k"] for sizes in shapes_of(Equation(Mod(k, 3) * A, A)) if "k" in sizes}


def test_matrices_that_are_too_wide_are_not_formed_and_sizes_are_still_told_apart():
    letters = [MatrixSymbol(name, *symbols(f"{name}_1 {name}_2")) for name in "PQRS"]
    own = Equation(kron(*letters), kron(*reversed(letters)))
    shapes = shapes_of(own)
    assert max(widest(own, sizes) for sizes in shapes) <= WIDE
    assert tell_apart(shapes, own.sizes)


def test_any_two_small_sizes_differ_somewhere():
    letters = [MatrixSymbol(name, *symbols(f"{name}_1 {name}_2")) for name in "PQRST"]
    own = Equation(kron(*letters), kron(*letters))
    assert tell_apart(small_shapes(own), own.sizes)
    assert not tell_apart([{"m": 3, "n": 3}], ["m", "n"])
    assert not tell_apart([{"n": 1}], ["n"])


@pytest.mark.parametrize(
    ("X", "shown"),
    [(A * B.T, True), (kron(A, B), True), (A + B, False), (HadamardProduct(A, B), False), (A - 5 * Identity(n), False)],
)
def test_a_rank_shows_on_the_strata_of_letters_or_not(X, shown):
    assert shows_rank(X) is shown


def test_every_rank_and_component_is_among_the_strata_of():
    own = Equation(rank(A * B), rank(B * A))
    ranks = {tuple(strata.values()) for strata in strata_of(own, {"A": (2, 2), "B": (2, 2)}, {"n": 2}, True, 0)}
    assert ranks == {(i, j) for i in range(3) for j in range(3)} | {(2, 2)}
    own = Equation(A * B, B * A, words={"A": "orthogonal", "B": "orthogonal"})
    assert len(strata_of(own, {"A": (2, 2), "B": (2, 2)}, {"n": 2}, False, 0)) == 4
    full = Equation(pinv(A), A, hypothesis="A is of full rank")
    assert len(strata_of(full, {"A": (2, 2)}, {"n": 2}, True, 0)) == 1


def test_no_size_is_tried_that_the_relations_of_sizes_exclude():
    own = claim("A = A", "m > n, n > m", A="m n")
    assert not small_shapes(own) and not small_trials(own)
    assert small_shapes(claim("A = A", "m >= n", A="m n")) == [{"m": 3, "n": 2}]
