"""The 82 functions: every derivative verified exactly, with symbolic sizes, and in the form a textbook prints."""

import numpy as np
import pytest
from sympy import Add, Derivative, Determinant, DiagMatrix, DiagonalOf, Function, HadamardPower, HadamardProduct
from sympy import (
    Identity,
    Inverse,
    KroneckerProduct,
    Lambda,
    MatAdd,
    MatMul,
    MatPow,
    MatrixSymbol,
    Mul,
    Number,
    OneMatrix,
)
from sympy import Pow, Symbol, Trace, Transpose, Tuple
from sympy.core.function import AppliedUndef
from sympy.core.symbol import Str
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from tests.functions import FUNCTIONS, Case, X
from veckron import Jacobian, Hessian, evaluate, verify
from veckron.expressions import CommutationMatrix, DuplicationMatrix, EliminationMatrix, Expm, MatrixSum, Unvec, Vec
from veckron.calculus import gradient, hessian, jacobian
from veckron.book.network import finite_difference
from veckron.proof import Equation

ALLOWED = (
    *(MatAdd, MatMul, MatPow, Inverse, Transpose, KroneckerProduct, HadamardProduct, HadamardPower, MatrixSymbol),
    *(Vec, DiagMatrix, DiagonalOf, CommutationMatrix, DuplicationMatrix, EliminationMatrix, Identity, OneMatrix),
    *(MatrixSum, Expm, ElementwiseApplyFunction, Lambda, Trace, Determinant, Function),
    *(Add, Mul, Pow, Number, Symbol, Str, Tuple),
)
NOT_RATIONAL = {"G19"}
BY_ID = {case.id: case for case in FUNCTIONS}
each = pytest.mark.parametrize("case", FUNCTIONS, ids=BY_ID)
each_scalar = pytest.mark.parametrize("case", [c for c in FUNCTIONS if c.group in "GV"], ids=lambda case: case.id)


class Second(Equation):
    """A statement about a second derivative: sizes 3 and 2 where others have primes from 5 up, for speed."""

    def fitting(self, sizes):
        return super().fitting({name: {5: 3, 7: 2}.get(size, size) for name, size in sizes.items()})


def derived(case):
    """Return the derivative that the package finds."""
    if case.group == "H":
        return jacobian(jacobian(case.f, case.X), case.X) if case.id == "H10" else hessian(case.f, case.X)
    return jacobian(case.f, case.X)


def meant(case):
    """Return the derivative as a node that computes nothing."""
    if case.group == "H":
        return Jacobian(Jacobian(case.f, case.X), case.X) if case.id == "H10" else Hessian(case.f, case.X)
    return Jacobian(case.f, case.X)


@pytest.mark.parametrize("case", [c for c in FUNCTIONS if c.id not in NOT_RATIONAL], ids=lambda case: case.id)
def test_the_derivative_is_exact(case):
    kind = Second if case.group == "H" else Equation
    verdict = verify(kind(meant(case), derived(case), where=case.where))
    assert verdict.status == "holds", verdict


@each_scalar
def test_the_gradient_is_the_jacobian_in_the_shape_of_the_variable(case):
    G = gradient(case.f, case.X)
    assert G.shape == case.X.shape
    if case.id not in NOT_RATIONAL:
        verdict = verify(Equation(Jacobian(case.f, case.X), Transpose(Vec(G) if G.cols != 1 else G), where=case.where))
        assert verdict.status == "holds", verdict


@each
def test_floats_agree_with_central_differences(case):
    values, sizes = draw(case)
    F = jacobian(case.f, case.X) if case.id == "H10" else gradient(case.f, case.X) if case.group == "H" else case.f
    expected = finite_difference(lambda Y: evaluate(F, {**values, case.X: Y, **sizes}), values[case.X])
    assert np.allclose(evaluate(derived(case), {**values, **sizes}), expected, rtol=1e-6, atol=1e-6)


def draw(case):
    """Return arrays for the letters, and exponents; unequal sizes, invertible matrices far from singular."""
    letters = sorted(Tuple(case.f, case.X).atoms(MatrixSymbol), key=str)
    numbers = {"1": 1, **dict(zip("hkmnpqr", (3, 4, 5, 2, 6, 3, 2)))}
    generator = np.random.default_rng(0)
    shapes = {A: [numbers[str(size)] for size in A.shape] for A in letters}
    values = {
        A: generator.uniform(-1, 1, shape) / 2 + (A.rows == A.cols) * np.eye(*shape) for A, shape in shapes.items()
    }
    return values, {e: 3 for e in case.f.free_symbols if getattr(e, "is_integer", False)}


@each
def test_sizes_stay_symbolic(case):
    J = derived(case)
    rows = case.f.rows * case.f.cols if case.f.is_Matrix else 1
    cols = case.X.rows * case.X.cols
    wanted = {"H10": (rows * cols, cols)}.get(case.id, (cols if case.group == "H" else rows, cols))
    assert J.shape == wanted


@each
def test_answers_are_made_of_the_allowed_operations(case):
    for node in nodes(derived(case)):
        assert isinstance(node, ALLOWED), node
        assert not isinstance(node, Derivative) or isinstance(node.expr, AppliedUndef)


def nodes(expression):
    """Return the nodes of an expression, without the sizes and names of symbols."""
    if isinstance(expression, (MatrixSymbol, Symbol, Identity, OneMatrix, CommutationMatrix)):
        return [expression]
    return [expression, *(node for arg in expression.args for node in nodes(arg))]


@each_scalar
def test_gradients_are_in_matrix_form(case):
    G = gradient(case.f, case.X)
    assert not G.has(KroneckerProduct, CommutationMatrix, Vec, Unvec)


def test_a_wrong_derivative_is_refused():
    case = BY_ID["J18"]
    assert verify(Equation(meant(case), derived(case).subs(X, 2 * X))).status == "fails"


def test_the_table_is_complete():
    counts = {"J": 32, "G": 30, "V": 8, "H": 12}
    assert [case.id for case in FUNCTIONS] == [f"{g}{i:02}" for g, count in counts.items() for i in range(1, count + 1)]
    assert all(isinstance(case, Case) and case.X in case.f.free_symbols for case in FUNCTIONS)
