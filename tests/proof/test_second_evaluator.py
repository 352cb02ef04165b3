"""The second evaluator: its parts at values computed by hand, false statements; then every entry of the catalogue."""

import re
from pathlib import Path

import numpy as np
import pytest
import tests.second_evaluator as second
from sympy import (
    BlockMatrix, Determinant, DiagonalMatrix, DiagonalOf, Function, HadamardPower, Identity, ImmutableMatrix,
    KroneckerDelta, MatrixBase,
    MatrixSymbol, Max, NumberSymbol, OneMatrix, Rational, Sum, Symbol, Trace, ZeroMatrix, floor, log, pi,
    preorder_traversal, sqrt, symbols,
)  # fmt: skip
from tests.functions import columns
from tests.second_evaluator import Trial, agrees, decide, drawn, values

from veckron import IDENTITIES, Jacobian, Hessian, adjugate, commutation_matrix, kron, vec, vech
from veckron.expressions import Expm, Operation, expm, MatrixUnit, Differential, Gradient, pinv, rank
from veckron.proof import Equation, FormalFunction, prime

m, n, r = symbols("m n r")
u, i = Symbol("u"), Symbol("i", integer=True)
A, B, Q, S, X = (MatrixSymbol(name, n, n) for name in "ABQSX")
Y = MatrixSymbol("Y", m, n)
f = Function("f")
TWO, FOUR = [[1, 2], [3, 5]], [[1.0, 2, 3], [4, 5, 7]]


def value(expression, **at):
    return values([expression, expression], at)[0]


# -- Its parts ---------------------------------------------------------------------------------------------------------


def test_the_zero_one_matrices():
    a = np.array([[1], [4], [2], [5], [3], [7]])  # vec of FOUR
    assert np.array_equal(second.vec(np.array(FOUR)), a)
    assert np.array_equal(second.commutation(2, 3) @ a, [[1], [2], [3], [4], [5], [7]])
    assert np.array_equal(np.argmax(second.commutation(2, 3), axis=1), [0, 2, 4, 1, 3, 5])
    assert np.array_equal(second.duplication(2), [[1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1]])
    assert np.array_equal(second.elimination(2), [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1]])
    assert np.array_equal(second.elimination(3) @ np.arange(9), [0, 1, 2, 4, 5, 8])
    assert np.array_equal(second.unvec(a, 2, 3), FOUR)


def test_products_and_cofactors():
    a, b = np.array(TWO), np.array([[0, 1]])
    assert np.array_equal(second.kron(a, b), [[0, 1, 0, 2], [0, 3, 0, 5]])
    assert np.array_equal(second.khatri_rao(a, np.array([[1, 2], [0, -1]])), [[1, 4], [0, -2], [3, 10], [0, -5]])
    singular = np.array([[1.0, 2, 3], [4, 5, 6], [7, 8, 9]])
    assert np.allclose(second.adjugate(singular), [[-3, 6, -3], [6, -12, 6], [-3, 6, -3]])
    assert np.allclose(second.adjugate(np.array([[7.0]])), [[1]])
    assert np.allclose(second.expm(np.array([[0, 1.0], [-1, 0]])), [[np.cos(1), np.sin(1)], [-np.sin(1), np.cos(1)]])
    assert np.allclose(second.pseudo_inverse(np.array([[1.0, 1], [0, 0]])), [[0.5, 0], [0.5, 0]])


def test_derivatives():
    assert np.allclose(value(Jacobian(X * X, X), X=[[3]]), [[6]], rtol=1e-10)
    assert np.allclose(value(Jacobian(Determinant(X), X), X=TWO), [[5, -2, -3, 1]], rtol=1e-10)
    assert np.allclose(value(Gradient(Determinant(X), X), X=TWO), [[5, -3], [-2, 1]], rtol=1e-10)
    assert np.allclose(value(Jacobian(Determinant(S), vech(S)), S=[[1, 2], [2, 5]]), [[5, -4, 1]], rtol=1e-10)
    assert np.allclose(value(Gradient(Determinant(S), vech(S)), S=[[1, 2], [2, 5]]), [[5, -4], [-4, 1]], rtol=1e-10)
    assert np.allclose(value(Hessian(Determinant(X), X), X=TWO)[0], [0, 0, 0, 1], atol=1e-6)
    assert np.allclose(value(Differential(X * X, (X, A)), X=TWO, A=[[0, 1], [0, 0]]), [[3, 6], [0, 3]], rtol=1e-10)
    assert np.allclose(value(Jacobian(u**3, u), u=2.0), [[12]], rtol=1e-10)
    moved = columns(lambda i, j: MatrixUnit(i, j, m, n), Y)
    assert np.array_equal(value(moved, m=2, n=3), np.eye(6))


def test_functions():
    assert value(f(u), u=2.0, f=np.exp) == pytest.approx(np.exp(2))
    assert value(prime(f, 2)(u), u=2.0, f=np.exp) == pytest.approx(np.exp(2), rel=1e-6)
    at = second.Point({u: second.number(0.7)}, {}, 3)
    for order in range(3):
        moved = [second.formal(at, f, at(u) + h, order) for h in second.STEPS]
        assert second.formal(at, f, at(u), order + 1) == pytest.approx(
            np.dot(second.WEIGHTS, np.ravel(moved)), rel=1e-8
        )
    g = FormalFunction(MatrixSymbol("F", 1, 1), MatrixSymbol("J", 1, 1), MatrixSymbol("x", 1, 1))
    x = g.args[2]
    point = second.Point({A: second.number(2) for A in g.args}, {}, 3)
    assert point(Jacobian(g, x)) == pytest.approx(2)
    assert abs(point(Jacobian(Jacobian(g, x), x))) > 0.01  # no affine function


def test_other_nodes():
    blocks = BlockMatrix([[A, Y.T], [Y, ZeroMatrix(m, m)]])
    assert np.array_equal(value(blocks, A=[[7]], Y=[[1], [2]]), [[7, 1, 2], [1, 0, 0], [2, 0, 0]])
    assert np.array_equal(value(ImmutableMatrix([[u, 2], [0, u]]), u=3.0), [[3, 2], [0, 3]])
    assert np.array_equal(value(DiagonalMatrix(A), A=TWO), [[1, 0], [0, 5]])
    assert np.allclose(value(expm(A), A=[[0, 1], [0, 0]]), [[1, 1], [0, 1]])
    assert value(Max(u, u**2) * pi, u=3.0) == 9 * np.pi
    assert np.array_equal(value(HadamardPower(A, 2), A=TWO), [[1, 4], [9, 25]])


def test_sums_and_entries():
    assert value(Sum(Y[0, i] * i, (i, 0, n - 1)), Y=FOUR) == 2 + 6
    assert value(Sum(KroneckerDelta(i, 1) * u, (i, 0, n - 1)), n=3, u=5.0) == 5
    assert np.array_equal(value(DiagonalOf(Y), Y=FOUR), [[1], [5]])
    with pytest.raises(second.Undefined, match="shape"):
        value(X[2, 0], X=TWO)
    with pytest.raises(second.Unclear, match="no value for B"):
        second.Point({}, {}, 0)(B)


# -- The letters ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
def test_letters_obey_their_structure(seed):
    rng = np.random.default_rng(seed)
    draw = lambda words, stratum=None: drawn(rng, words, 4, 4, stratum, {"r": 2}, few=seed % 2)
    for sign in (1, -1):
        Q = draw("orthogonal", sign)
        assert np.allclose(Q @ Q.T, np.eye(4)) and np.isclose(np.linalg.det(Q), sign)
    for k in range(5):
        P = draw("idempotent", k)
        assert np.allclose(P @ P, P) and np.linalg.matrix_rank(P) == k
    assert all(np.linalg.matrix_rank(draw(words, k)) <= k for words in ("singular", "symmetric") for k in range(4))
    assert all(np.isclose(np.linalg.det(draw("lower", k)), 0) for k in range(4))
    assert np.linalg.matrix_rank(draw("rank r")) == 2
    S, W = draw("symmetric"), draw("skew")
    assert np.array_equal(S, S.T) and np.array_equal(W, -W.T)
    L, U = draw("lower"), draw("upper")
    assert np.array_equal(L, np.tril(L)) and np.array_equal(U, np.triu(U))
    assert np.linalg.eigvalsh(draw("positive definite")).min() > 0


def test_every_stratum_is_tried():
    P = Equation(A * A, A, words={"A": "idempotent"})
    assert Trial(P, {"n": 3}).strata == [(0,), (1,), (2,), (3,)]
    ranks = Equation(rank(Y * Y.T), rank(Y))
    assert Trial(ranks, {"m": 3, "n": 2}).strata == [(None,), (0,), (1,)]


# -- Statements --------------------------------------------------------------------------------------------------------


FALSE = {
    "kron commutes": lambda: Equation(kron(A, B), kron(B, A)),
    "K_mn for K_nm": lambda: Equation(vec(Y.T), commutation_matrix(n, m) * vec(Y)),
    "det Q = 1": lambda: Equation(Determinant(Q), Determinant(Identity(n)), words={"Q": "orthogonal"}),
    "adj Q = Q^T": lambda: Equation(adjugate(Q), Q.T, words={"Q": "orthogonal"}),
    "A A^+ = I": lambda: Equation(A * pinv(A), Identity(n)),
    "(AB)^+ = B^+ A^+": lambda: Equation(pinv(A * B), pinv(B) * pinv(A)),
    "rank(AB) = rank A": lambda: Equation(rank(A * B), rank(A)),
    "rank(A + B) = n": lambda: Equation(rank(A + B), n),
    "tr P = floor((n + 1)/2)": lambda: Equation(Trace(A), floor((n + 1) / 2), words={"A": "idempotent"}),
    "sqrt(x^2) = -x": lambda: Equation(sqrt(u**2), -u),
    "sqrt(x^2) = x": lambda: Equation(sqrt(u**2), u),
    "sqrt(det A^T A) = det A": lambda: Equation(sqrt(Determinant(A.T * A)), Determinant(A)),
    "log det A^2 = log det A": lambda: Equation(log(Determinant(A * A)), log(Determinant(A))),
    "dX^2 = 2X (x) I": lambda: Equation(Jacobian(X * X, X), 2 * kron(X.T, Identity(n))),
    "a factor 1.001": lambda: Equation(A, A * Rational(1001, 1000)),
    "J_mn = J_11, were it broadcast": lambda: Equation(OneMatrix(m, n), OneMatrix(1, 1)),
    "f is linear": lambda: Equation(f(2 * u), 2 * f(u)),
}
TRUE = {
    "log det A^2 = 2 log |det A|": lambda: Equation(log(Determinant(A * A)), 2 * log(abs(Determinant(A)))),
    "det Q^2 = 1": lambda: Equation(Determinant(Q) ** 2, Determinant(Identity(n)), words={"Q": "orthogonal"}),
    "A A^+ A = A": lambda: Equation(A * pinv(A) * A, A),
    "rank(A^T A) = rank A": lambda: Equation(rank(A.T * A), rank(A)),
    "K_mn": lambda: Equation(vec(Y.T), commutation_matrix(m, n) * vec(Y)),
}


@pytest.mark.parametrize("name", FALSE)
def test_false_statements(name):
    assert decide(FALSE[name]()) == "false"


@pytest.mark.parametrize("name", TRUE)
def test_true_statements(name):
    assert decide(TRUE[name]()) == "true"


def test_undecided():
    never = Equation(log(-(u**2)), u)
    assert decide(never) == "undecided"
    assert agrees(never, {}) is None


def test_agrees_at_one_point():
    entry = IDENTITIES["vec_of_transpose"]
    assert agrees(entry, {"m": 2, "n": 3}) is True
    wrong = Equation(vec(Y.T), commutation_matrix(n, m) * vec(Y))
    assert agrees(wrong, {"m": 2, "n": 3}) is False
    assert agrees(wrong, {"m": 1, "n": 3}) is True  # K_1n = I


def test_it_shares_no_code_with_the_package():
    """It imports nodes, and D: no reader, no arithmetic, no draw, no verdict."""
    text = Path(second.__file__).read_text()
    assert re.findall(r"^from veckron\.(\w+) import", text, re.MULTILINE) == ["expressions", "proof"]
    imported = [value for value in vars(second).values() if getattr(value, "__module__", "").startswith("veckron.")]
    assert all(issubclass(kind, Operation) for kind in imported)
    assert "import veckron" not in text and "from veckron import" not in text


# -- The gate ------------------------------------------------------------------------------------------------------


OWN = {
    BlockMatrix,
    DiagonalMatrix,
    Expm,
    HadamardPower,
    MatrixBase,
    Max,
    NumberSymbol,
}  # no entry has one: see test_other_nodes


@pytest.mark.parametrize("kind", [kind for kind in second.READERS if kind not in OWN], ids=lambda kind: kind.__name__)
def test_a_wrong_reader_is_noticed(kind, monkeypatch):
    """With too large a value for one kind of node some true entry turns false."""
    reader = second.READERS[kind]
    nodes = lambda entry: [node for side in entry.symbolic for node in preorder_traversal(side)]
    having = (entry for entry in IDENTITIES.values() if entry.holds and any(isinstance(A, kind) for A in nodes(entry)))
    monkeypatch.setitem(second.READERS, kind, lambda at, node: 1.1 * reader(at, node) + 0.1)
    assert any(decide(entry) == "false" for entry in having)


@pytest.mark.parametrize("entry", IDENTITIES.values(), ids=lambda entry: entry.name)
def test_every_entry_is_what_the_catalogue_says(entry):
    assert decide(entry) == ("true" if entry.holds else "false")
