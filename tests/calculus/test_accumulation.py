"""Gradients in reverse: they agree with those by the differential, and grow with the distinct parts of a function."""

import gc
from weakref import ref

import pytest
from sympy import MatMul, MatrixSymbol, Transpose, symbols
from tests.functions import FUNCTIONS
from tests.growing import FAMILIES, perceptron
from tests.random_expressions import Maker, same_value, variables
from tests.test_functions import NOT_RATIONAL, Second

from veckron import gradient, vec, verify
from veckron.algebra import made
from veckron.calculus import Differentiation, Linear, NoRule, differential, increment
from veckron.expressions import entries
from veckron.shapes import parts

n = symbols("n")


def forward(f, X):
    """Return the Jacobian of a scalar by way of its differential."""
    return Linear(increment(X))(differential(f, X))


def row(G):
    """Return vec(G)^T."""
    return Transpose(vec(G))


@pytest.mark.parametrize("case", [c for c in FUNCTIONS if c.group in "GV"], ids=lambda case: case.id)
def test_reverse_and_forward_agree(case):
    found, wanted = row(gradient(case.f, case.X)), forward(case.f, case.X)
    if case.id not in NOT_RATIONAL or found != wanted:
        assert verify(Second(found, wanted, where=case.where)).status == "holds"


def test_reverse_and_forward_agree_on_random_expressions():
    compared = 0
    for seed in range(160):
        f = Maker(seed, large=True).number(1 + seed % 3)
        for X in variables(f) if entries(f) == 1 else ():
            try:
                found, wanted = row(gradient(f, X)) if X.is_Matrix else None, forward(f, X)
            except NoRule:
                continue
            verdict = found and same_value(wanted, lambda found=found: found)
            assert verdict is not False, (seed, f, X)
            compared += bool(verdict)
    assert compared > 80


def count(name, k):
    """Return the number of distinct parts of a function of a family, and of its derivative."""
    family, derived, _ = FAMILIES[name]
    f, X = family(k)
    return len(parts(f)), len(parts(derived(f, X)))


@pytest.mark.parametrize(
    "name", ["sum of traces", "nested log det", "MLP", "residual blocks", "RNN", "trace of a product"]
)
def test_a_gradient_grows_with_the_parts_of_the_function(name):
    (small, before), (large, after) = count(name, 4), count(name, 8)
    assert (after - before) / (large - small) < 4
    assert after < 4 * large


def test_a_step_of_newton_and_schulz_adds_a_few_parts():
    sizes = [count("Newton-Schulz", k)[1] for k in (2, 4, 6)]
    assert sizes[2] - sizes[1] < 2 * (sizes[1] - sizes[0])


@pytest.mark.parametrize(("name", "k"), [("product, Jacobian", 10), ("MLP, Hessian", 2)])
def test_a_jacobian_grows_at_most_with_the_square(name, k):
    (small, before), (large, after) = count(name, k), count(name, 2 * k)
    assert after / before < 1.5 * (large / small) ** 2


def test_equal_results_are_one_object():
    (f, X), (g, Y) = perceptron(3), perceptron(3)
    assert f is not g
    assert gradient(f, X) is gradient(g, Y)


def test_nodes_are_kept_as_long_as_somebody_has_them():
    A, B = (MatrixSymbol(name, n, n) for name in ("A_kept", "B_kept"))
    node = made(MatMul, A, B)
    assert made(MatMul, A, B) is node
    alive = ref(node)
    del node
    gc.collect()
    assert alive() is None


def test_one_pipeline_gives_the_same_gradient_as_the_function():
    f, X = perceptron(2)
    assert Differentiation(f, X).gradient is gradient(f, X)
