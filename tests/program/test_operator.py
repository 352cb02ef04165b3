"""The operators: each equals its dense matrix, forwards and backwards, for vectors, blocks and matrices."""

import pickle
import sys

import numpy as np
import pytest
from sympy import Determinant, DiagMatrix, Identity, MatrixSymbol, OneMatrix, Symbol, Trace, Transpose, ZeroMatrix
from sympy import (
    Dummy,
    erf,
    exp,
    FunctionMatrix,
    Integer,
    KroneckerDelta,
    KroneckerProduct,
    Lambda,
    log,
    symbols,
    tanh,
)

from tests.functions import FUNCTIONS
from tests.test_functions import derived, draw, meant
from veckron import (
    Jacobian,
    Hessian,
    adjugate,
    commutation_matrix,
    duplication_matrix,
    elimination_matrix,
    evaluate,
    jacobian,
    kron,
    vec,
    vech,
)
from veckron.expressions import MatrixSum, Node
from veckron.program import Operator, Plan, library, operator
from veckron.shapes import ShapeError

SIZES = dict(zip("kmnpqr", (4, 2, 3, 5, 2, 3)))
k, m, n, p, q, r = symbols("k m n p q r")
A, X, B, C = MatrixSymbol("A", p, m), MatrixSymbol("X", m, n), MatrixSymbol("B", n, q), MatrixSymbol("C", r, k)
S, G, N = MatrixSymbol("S", k, k), MatrixSymbol("G", k, k), MatrixSymbol("N", n, n)
x, y = MatrixSymbol("x", m, 1), MatrixSymbol("y", m, 1)
t = Symbol("t")
K, I = commutation_matrix, Identity

EXPRESSIONS = {
    "pair": kron(B.T, A),
    "pair, scaled": 3 * t * kron(B.T, A),
    "pair, from the right": kron(A, B.T),
    "three": kron(A, B, C),
    "four, two of them small": kron(B, X, A, C),
    "identity before": kron(I(n), A),
    "identity behind": kron(A, I(n)),
    "identities around": kron(I(n), A, I(q)),
    "identity within": kron(A, I(n), B),
    "K": K(m, n),
    "K, scaled": 5 * K(m, n),
    "K around": kron(I(n), K(m, p), I(q)),
    "K before": kron(K(m, n), A),
    "K behind": kron(A, K(m, n)),
    "K after a pair": K(p, q) * kron(B.T, A),
    "K before a pair": kron(A, B.T) * K(n, m),
    "K around a pair": K(q, p) * kron(A, B.T) * K(n, m),
    "K that does not fit the pair": K(3, 4) * kron(MatrixSymbol("U", 6, m), MatrixSymbol("V", 2, k)),
    "I + K": (I(k**2) + K(k, k)) * kron(S, G),
    "a product into three terms": (I(k**2) + K(k, k) - 2 * DiagMatrix(vec(S)) + 3 * K(k, k)) * kron(S, G),
    "a product into multiples": (2 * K(k, k) - 3 * I(k**2) + kron(S, S)) * kron(S, G) * DiagMatrix(vec(G)),
    "three that grow": kron(B.T, A, C),
    "Kronecker sum": kron(I(n), S) + kron(N, I(k)),
    "terms": kron(S, G) + kron(G.T, S) * K(k, k) - 2 * I(k**2) + vec(S) * vec(G).T,
    "three terms of three": kron(S, N, G) + kron(I(k), N.T, S) - kron(G, N, I(k)),
    "I (x) vec B": kron(I(m), vec(B)),
    "vec B (x) I": kron(vec(B), I(m)),
    "(vec B)^T (x) I": kron(vec(B).T, I(m)),
    "vec between": kron(S, vec(B), A),
    "vec": vec(X),
    "row": vec(X).T,
    "column times row": vec(X) * vec(S).T,
    "column x row": x * y.T,
    "column x row and more": 2 * x * y.T - I(m) + DiagMatrix(x),
    "Diag": DiagMatrix(vec(X)),
    "Diag, scaled": t * DiagMatrix(vec(X)) * kron(I(n), I(m)),
    "Diag times pair": DiagMatrix(vec(A * X * B)) * kron(B.T, A),
    "Diag within": kron(A, DiagMatrix(vec(B)), I(2)),
    "Diag of ones": DiagMatrix(vec(I(m))) * kron(OneMatrix(m, 1), I(m)),
    "D": duplication_matrix(k),
    "L": elimination_matrix(k),
    "D around": kron(S, S) * duplication_matrix(k),
    "L around": elimination_matrix(k) * kron(S, G) * duplication_matrix(k),
    "L^T": Transpose(elimination_matrix(k)),
    "D within": kron(A, duplication_matrix(k), B),
    "zero": ZeroMatrix(m, n),
    "zero within": kron(A, ZeroMatrix(m, n)),
    "trace": Trace(S) * kron(S, S.I),
    "inverses": kron(S.I, S.T.I * G) - kron((S + G).I, S.I),
    "dense": A * X * B,
    "powers": kron(S**2, S.I) * kron(S, G) ** 2,
    "determinant": Determinant(S) * log(Determinant(S) ** 2) * kron(S.T.I, S.I),
    "entries": kron(A.applyfunc(tanh), X),
    "special function": kron(A.applyfunc(erf), X),
}


def arrays(expression):
    """Return arrays for the letters of an expression: rectangular, far from singular where square."""
    generator = np.random.default_rng(7)
    numbers = {"1": 1, "2": 2, "6": 6, **SIZES}
    letters = sorted(expression.atoms(MatrixSymbol), key=str)
    shapes = {letter: [numbers[str(size)] for size in letter.shape] for letter in letters}
    values = {L: generator.standard_normal(s) / 3 + (s[0] == s[1]) * np.eye(*s) for L, s in shapes.items()}
    return {**values, **{Symbol(name): size for name, size in SIZES.items()}, t: 0.75}


each = pytest.mark.parametrize("name", EXPRESSIONS)


@each
def test_the_operator_is_its_matrix(name):
    values = arrays(EXPRESSIONS[name])
    agrees(operator(EXPRESSIONS[name], values), evaluate(EXPRESSIONS[name], values))


def agrees(J, dense):
    """Compare products with vectors, columns and blocks in both orders, and the transpose."""
    generator = np.random.default_rng(1)
    for op, matrix in ((J, dense), (J.T, dense.T), (J.T.T, dense)):
        v, block = generator.standard_normal(matrix.shape[1]), generator.standard_normal((matrix.shape[1], 3))
        assert op.shape == matrix.shape
        for w in (v, v[:, None], block, np.asfortranarray(block), block[:, :1], block[::1, ::2], list(v)):
            expected = matrix @ np.asarray(w)
            assert (op @ w).shape == expected.shape
            assert np.allclose(op @ w, expected)
        assert np.allclose(v @ op.T, v @ matrix.T) and np.allclose(block.T @ op.T, block.T @ matrix.T)
    assert np.allclose(J.toarray(), dense)
    v, w = generator.standard_normal(dense.shape[1]), generator.standard_normal(dense.shape[0])
    assert np.isclose((J @ v) @ w, v @ (J.T @ w))


@pytest.mark.parametrize("case", FUNCTIONS, ids=lambda case: case.id)
def test_the_82_jacobians(case):
    letters, exponents = draw(case)
    values, generator = {**letters, **exponents}, np.random.default_rng(2)
    dense, plan = evaluate(derived(case), values), operator(meant(case))
    J = operator(meant(case), values)
    agrees(J, dense)
    G, dX = (generator.standard_normal(shape) for shape in J.pair)
    for _ in range(2):  # the second time from what is kept
        assert same_vec(plan.jvp(dX, values), dense @ stacked(dX), J.pair[0])
        assert same_vec(plan.vjp(G, values), dense.T @ stacked(G), J.pair[1])
    assert same_vec(J.jvp(dX), dense @ stacked(dX), J.pair[0])
    assert same_vec(J.vjp(G), dense.T @ stacked(G), J.pair[1])


def stacked(M):
    return M.T.ravel()


def same_vec(M, v, shape):
    return M.shape == shape and np.allclose(stacked(M), v)


@each
def test_the_matrix_shaped_pair_by_any_shape_that_fits(name):
    J = EXPRESSIONS[name]
    values = arrays(J)
    dense = evaluate(J, values)
    for of, by in zip(splits(dense.shape[0]), splits(dense.shape[1])):
        op, dX = operator(J, values, of=of, by=by), np.random.default_rng(3).standard_normal(by)
        assert same_vec(op.jvp(dX), dense @ stacked(dX), of)
        assert same_vec(op.T.vjp(dX), dense @ stacked(dX), of)


def splits(length):
    """Return shapes with so many entries: a column, a row, and one that is neither where there is one."""
    return [
        (length, 1),
        (1, length),
        next(((d, length // d) for d in range(2, length) if length % d == 0), (length, 1)),
    ]


def test_a_commutation_beside_a_kronecker_product_is_no_copy():
    """K (B^T (x) A) vec X = vec (A X B)^T, read off the product as it lies in memory."""
    program = operator(K(p, q) * kron(B.T, A), arrays(A * X * B)).program
    assert program.shape == (10, 6) and "take" not in program.text.split("def flat0")[1].split("def ")[0]


def test_a_matrix_in_the_shape_of_a_letter_is_a_direction():
    """The first try of a user: the derived Jacobian no longer knows its variable."""
    s, e = np.eye(4) + np.arange(16).reshape(4, 4) / 20, np.arange(16.0).reshape(4, 4)
    J, inverse = operator(jacobian(S.I, S), {S: s}), np.linalg.inv(s)
    assert np.allclose(J.jvp(e), -inverse @ e @ inverse) and np.allclose(J.vjp(e), -inverse.T @ e @ inverse.T)
    slope = operator(jacobian(Trace(X.T * X), X), {X: np.ones((2, 3))})
    assert np.allclose(slope.jvp(np.arange(6.0).reshape(2, 3)), 30)
    with pytest.raises(ShapeError, match="nothing says the shape of F"):
        operator(jacobian(X.applyfunc(tanh), X), {X: np.ones((2, 3))}).jvp(np.ones((2, 3)))


def test_operators_and_plans_can_be_pickled():
    values = arrays(A * X * B)
    J = operator(Jacobian(A * X * B, X), values)
    for op in (J, J.T):
        again = pickle.loads(pickle.dumps(op))
        assert again.pair == op.pair and np.array_equal(again.toarray(), op.toarray())
    plan = pickle.loads(pickle.dumps(operator(Jacobian(S.I, S))))
    assert np.allclose(plan.jvp(np.eye(2), {S: 2 * np.eye(2)}), -np.eye(2) / 4)


class Pair(Node):
    """A (x) A, said in terms of other nodes."""

    def definition(self):
        return kron(self.args[0], self.args[0])


def test_a_node_of_ones_own():
    values = arrays(S)
    op, dense = operator(Pair(S) + I(k**2), values), np.kron(values[S], values[S]) + np.eye(16)
    agrees(op, dense)
    assert "kron" not in op.program.text


def test_values_by_name_and_by_arrays_of_other_kinds():
    a, b = np.arange(10).reshape(5, 2), np.arange(6).reshape(3, 2)
    by_name = operator(kron(B.T, A), {"A": a, "B": b, "unused": np.eye(3)})
    assert by_name.dtype == float
    assert np.allclose(by_name @ np.arange(6), np.kron(b.T, a) @ np.arange(6))
    singles = operator(kron(B.T, A), {A: a.astype(np.float32), B: b.astype(np.float32)})
    assert singles.dtype == np.float32 and (singles @ np.ones(6, np.float32)).dtype == np.float32
    assert (singles @ np.ones((6, 2), np.float32)).dtype == np.float32
    assert (by_name @ np.ones(6, np.float32)).dtype == float
    assert np.allclose(singles.toarray(), np.kron(b.T, a))


def test_float32_through_inverses_functions_and_identities():
    s = (np.eye(4) + np.arange(16).reshape(4, 4) / 30).astype(np.float32)
    J = kron(S.I, S.applyfunc(tanh)) + Determinant(S) * I(k**2)
    op = operator(J, {S: s})
    result = op @ np.ones(16, np.float32)
    assert result.dtype == np.float32
    assert np.allclose(result, evaluate(J, {S: s}) @ np.ones(16), rtol=1e-4)


@pytest.fixture
def forgotten():
    """What is kept of the libraries is forgotten, before and after."""
    clear = lambda: [kept.cache_clear() for kept in (library.lapack, library.library)]
    clear()
    yield
    clear()


def test_an_inverse_is_computed_once(monkeypatch, forgotten):
    calls = []
    monkeypatch.setattr(library, "lapack_inverse", lambda getrf, getri, M: calls.append(1) or np.linalg.inv(M))
    J = kron(S.T.I, S.I) + kron(S.I, S.T.I) * K(k, k) + Determinant(S) * kron(S.I * G, Trace(S.I) * S.I)
    values = arrays(J)
    op = operator(J, values)
    assert len(calls) == 1
    assert np.allclose(op.toarray(), evaluate(J, values)) and len(calls) == 1


def test_what_is_returned_is_new():
    v = np.arange(6.0)
    for J in (I(6), K(2, 3) * K(3, 2), kron(I(2), I(3)), 1 * I(6)):
        result = operator(J, {}) @ v
        result += 1
        assert np.array_equal(v, np.arange(6.0))


def test_large_transposed_copies_go_by_blocks():
    matrix = np.random.default_rng(0).standard_normal((700, 500))
    assert np.array_equal(operator(K(500, 700), {}) @ matrix.ravel(), matrix.T.ravel())
    small = matrix[:60, :70]
    assert np.array_equal(operator(K(70, 60), {}) @ small.ravel(), small.T.ravel())


def test_a_plan_takes_new_values_and_new_shapes():
    plan = operator(Jacobian(S.I, S))
    assert isinstance(plan, Plan) and isinstance(plan.at({S: np.eye(2)}), Operator)
    assert plan.shape == (k**2, k**2)
    for size in (2, 3, 3, 2):
        s, e = np.random.default_rng(size).standard_normal((2, size, size))
        assert np.allclose(plan.jvp(e, {S: s}), -np.linalg.inv(s) @ e @ np.linalg.inv(s))
        assert np.allclose(plan.vjp(e, {"S": s}), -np.linalg.inv(s).T @ e @ np.linalg.inv(s).T)
        assert np.allclose(plan.jvp(e.tolist(), {S: s}), plan.jvp(e, {S: s}))


def test_hessians_and_symmetric_variables():
    s, e = np.eye(4) + np.arange(16).reshape(4, 4) / 20, np.arange(16.0).reshape(4, 4)
    inverse = np.linalg.inv(s)
    assert np.allclose(operator(Hessian(log(Determinant(S)), S), {S: s}).jvp(e), -(inverse @ e @ inverse).T)
    by_vech = operator(Jacobian(S.I, vech(S)), {S: s + s.T})
    assert by_vech.shape == (16, 10) and by_vech.jvp(np.ones((10, 1))).shape == (4, 4)
    assert np.allclose(by_vech.toarray(), evaluate(Jacobian(S.I, vech(S)), {S: s + s.T}), atol=1e-6)


def test_a_scalar_variable_and_a_scalar_function():
    values = {X: np.ones((2, 3)), t: 2.0}
    assert operator(Jacobian(t**2 * X, t), values).jvp([[1.0]]).shape == (2, 3)
    assert np.allclose(operator(Jacobian(Trace(X.T * X), X), values).vjp([[1.0]]), 2)


def test_scipy_takes_it_as_it_is():
    linalg = pytest.importorskip("scipy.sparse.linalg")
    values = arrays(EXPRESSIONS["Kronecker sum"])
    op, dense = operator(EXPRESSIONS["Kronecker sum"], values), evaluate(EXPRESSIONS["Kronecker sum"], values)
    b = np.random.default_rng(5).standard_normal(12)
    found, info = linalg.gmres(op, b, rtol=1e-10)
    assert info == 0 and np.allclose(dense @ found, b)
    assert np.allclose(linalg.lsqr(op, b, atol=1e-12, btol=1e-12)[0], found)
    wide = operator(kron(B.T, A), arrays(kron(B.T, A)))
    largest = linalg.svds(linalg.aslinearoperator(wide), k=2, return_singular_vectors=False, random_state=0)
    assert np.allclose(np.sort(largest)[::-1], np.linalg.svd(wide.toarray())[1][:2])
    assert np.allclose(wide.matvec(np.ones(6)), wide.matmat(np.ones((6, 1)))[:, 0])
    assert np.allclose(wide.rmatvec(np.ones(10)), wide.rmatmat(np.ones((10, 1)))[:, 0])


SQUARE = {
    "I + nothing": I(k),
    "pair": kron(N.T, S),
    "three": kron(S, N, I(2), G),
    "K": kron(S, N) * K(n, k),
    "Diag": DiagMatrix(vec(X)) * kron(N, I(m)),
    "product": kron(S, N) * kron(G, N.T),
    "scaled": 3 * K(m, n),
    "dense": S * G + G,
    "Kronecker sum": kron(I(n), S) + kron(N.T, I(k)),
    "difference": kron(I(n), S) + 3 * kron(N, I(k)),
}


@pytest.mark.parametrize("name", SQUARE)
def test_solve_and_logdet_from_the_structure(name):
    pytest.importorskip("scipy")
    J = SQUARE[name]
    values = arrays(J)
    dense, op = evaluate(J, values), operator(J, values)
    for b in (np.arange(1.0, len(dense) + 1), np.random.default_rng(0).standard_normal((len(dense), 3))):
        assert np.allclose(dense @ op.solve(b), b) and np.allclose(dense.T @ op.T.solve(b), b)
        assert op.solve(b).shape == b.shape and op.solve(b[:, None] if b.ndim == 1 else b).ndim == 2
    assert np.allclose(op.logdet(), np.linalg.slogdet(dense))


@pytest.mark.parametrize("name", [*SQUARE, "terms", "column x row and more", "column times row", "zero", "dense"])
def test_the_diagonal_from_the_structure(name):
    J = {**EXPRESSIONS, **SQUARE}[name]
    if name in ("product", "K"):
        with pytest.raises(NotImplementedError, match="diagonal"):
            operator(J, arrays(J)).diagonal()
    elif name == "terms":
        J = J.func(*[term for term in J.args if not term.has(type(K(k, k)))])
    if name not in ("product", "K"):
        assert np.allclose(operator(J, arrays(J)).diagonal(), np.diagonal(evaluate(J, arrays(J))))


def test_what_no_factors_solve_is_refused():
    values = arrays(EXPRESSIONS["terms"])
    for J in (EXPRESSIONS["terms"], kron(S, S) + kron(G, G)):
        with pytest.raises(NotImplementedError, match="lsqr"):
            operator(J, values).solve(np.ones(16))
        with pytest.raises(NotImplementedError, match="logdet"):
            operator(J, values).logdet()
    singular = {S: np.ones((4, 4)), N: np.eye(3)}
    with pytest.raises(np.linalg.LinAlgError, match=r"\(4, 4\)"):
        operator(kron(S, N), singular).solve(np.ones(12))
    with pytest.raises(np.linalg.LinAlgError, match=r"\(4, 4\)"):
        operator(kron(S.I, N), singular)
    with pytest.raises(np.linalg.LinAlgError, match="diagonal"):
        operator(DiagMatrix(vec(X)), {X: np.zeros((2, 3))}).solve(np.ones(6))
    with pytest.raises(np.linalg.LinAlgError, match="share an eigenvalue"):
        operator(kron(I(k), S) - kron(S.T, I(k)), {S: np.diag([1.0, 2, 3, 4])}).solve(np.arange(1.0, 17))
    square = operator(kron(A, A.T), {A: np.ones((5, 2))})
    with pytest.raises(np.linalg.LinAlgError, match="no inverse"):
        square.solve(np.ones(10))
    with pytest.raises(NotImplementedError, match="logdet"):
        square.logdet()
    with pytest.raises(ShapeError, match="logdet"):
        operator(kron(A, A), {A: np.ones((5, 2))}).logdet()
    with pytest.raises(ShapeError, match="solve"):
        operator(kron(S, N), singular).solve(np.ones(11))


def test_bad_input_is_refused():
    op = operator(kron(B.T, A), arrays(kron(B.T, A)))
    for wrong in (np.ones(5), np.ones((1, 6)), np.ones((2, 3)), np.ones((6, 1, 1)), np.float64(3)):
        with pytest.raises(ShapeError, match=r"operator @ array.*\(10, 6\)"):
            op @ wrong
    for call in (op.__matmul__, op.rmatvec, op.solve):
        with pytest.raises(TypeError, match="real"):
            call(np.ones(6) * 1j)
    with pytest.raises(TypeError, match="real"):
        op.jvp(np.ones((6, 1)) * 1j)
    with pytest.raises(ShapeError, match=r"jvp.*Jacobian\(F, X\)"):
        op.jvp(np.ones((2, 3)))
    with pytest.raises(ShapeError, match=r"jvp: wants a matrix of shape \(2, 3\)"):
        operator(Jacobian(A * X * B, X), arrays(A * X * B)).jvp(np.ones((3, 2)))


def test_bad_values_are_refused():
    with pytest.raises(ValueError, match="no value for B"):
        operator(kron(B.T, A), {A: np.ones((5, 2))})
    with pytest.raises(ValueError, match="no value for the size m"):
        operator(K(m, n), {n: 3})
    with pytest.raises(ValueError, match="no value for t"):
        operator(t * K(m, n), {n: 3, m: 2})
    with pytest.raises(TypeError, match="real"):
        operator(kron(A, A), {A: np.ones((5, 2)) * 1j})
    with pytest.raises(ShapeError, match="wants a matrix"):
        operator(kron(A, A), {A: np.ones(5)})
    with pytest.raises(ShapeError, match="contradict"):
        operator(kron(A, X), {A: np.ones((5, 2)), X: np.ones((3, 3))})
    with pytest.raises(TypeError, match="matrix expression"):
        operator(3, {})
    with pytest.raises(ShapeError, match="product"):
        operator(kron(A, A) * kron(B, B), {})


def test_a_dense_matrix_over_a_gibibyte_is_refused():
    op = operator(K(200, 200), {})
    with pytest.raises(MemoryError, match="GiB"):
        op.toarray()
    assert (op @ np.ones(40000)).sum() == 40000


def test_without_scipy(monkeypatch, forgotten):
    monkeypatch.setitem(sys.modules, "scipy.linalg.lapack", None)
    monkeypatch.setitem(sys.modules, "scipy.linalg", None)
    plan, s = operator(Jacobian(S * S.I * S, S), of=S), np.eye(4) + np.arange(16).reshape(4, 4) / 20
    assert np.allclose(operator(kron(S.I, S.T), {S: s}).toarray(), np.kron(np.linalg.inv(s), s.T))
    assert np.allclose(operator(kron(S, S), {S: s}).solve(np.ones(16)), np.linalg.solve(np.kron(s, s), np.ones(16)))
    with pytest.raises(ImportError, match="SciPy"):
        operator(kron(I(k), S) + kron(S, I(k)), {S: s}).solve(np.ones(16))
    with pytest.raises(np.linalg.LinAlgError, match=r"\(4, 4\)"):
        operator(kron(S.I, S), {S: np.ones((4, 4))})
    assert plan.at({S: s}).shape == (16, 16)


def test_empty_matrices_and_nan():
    empty = operator(kron(A, A), {A: np.zeros((0, 3))})
    assert empty.shape == (0, 9) and (empty @ np.ones(9)).shape == (0,)
    assert np.array_equal(empty.T @ np.ones(0), np.zeros(9)) and empty.toarray().shape == (0, 9)
    nothing = operator(kron(S.I, S), {S: np.zeros((0, 0))})
    assert nothing.logdet() == (1, 0) and nothing.diagonal().shape == nothing.solve(np.ones(0)).shape == (0,)
    assert (operator(kron(A, A), {A: np.ones((2, 3))}) @ np.ones((9, 0))).shape == (4, 0)
    assert np.isnan(operator(kron(S.I, S), {S: np.diag([np.nan, 1])}) @ np.ones(4)).any()


LIBRARIES = ["jax.numpy", "torch", "dask.array"]
NAMES = [
    "special function",
    "pair",
    "three",
    "terms",
    "I + K",
    "Diag times pair",
    "L around",
    "vec between",
    "inverses",
    "zero within",
]


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("name", NAMES)
def test_arrays_of_other_libraries(library, name):
    xp = pytest.importorskip(library)
    J = EXPRESSIONS[name]
    values = {A: v.astype(np.float32) if hasattr(v, "astype") else v for A, v in arrays(J).items()}
    theirs = {A: xp.asarray(v) if hasattr(v, "shape") else v for A, v in values.items()}
    dense = evaluate(J, values)
    v, block = np.ones(dense.shape[1], np.float32), np.ones((dense.shape[1], 2), np.float32)
    for op in (operator(J, values), operator(J, theirs)):
        for given in (v, block):
            result = op @ xp.asarray(given)
            assert type(result) is type(xp.asarray(given)) and result.dtype == xp.asarray(given).dtype
            assert np.allclose(np.asarray(result), dense @ given, rtol=1e-3, atol=1e-4)
        result = op.jvp(xp.asarray(v[:, None]))
        assert result.dtype == xp.asarray(v).dtype and np.allclose(np.asarray(result)[:, 0], dense @ v, 1e-3, 1e-4)
        assert np.allclose(np.asarray(op.T @ xp.asarray(np.ones(len(dense), np.float32))), dense.sum(0), 1e-3, 1e-4)


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_number_beside_an_array_and_a_single_row_in_other_libraries(library):
    xp = pytest.importorskip(library)
    soft, first = (A * X).applyfunc(Lambda(t, 1 / (1 + exp(-t)))), A[0, 1] * A
    for F, by in ((soft, X), (first, A)):
        values = {A: v.astype(np.float32) if hasattr(v, "astype") else v for A, v in arrays(F).items()}
        theirs = {A: xp.asarray(v) if hasattr(v, "shape") else v for A, v in values.items()}
        J = Jacobian(F, by)
        v = np.ones(operator(J, values).shape[1], np.float32)
        found = operator(J, theirs) @ xp.asarray(v)
        assert np.allclose(np.asarray(found), operator(J, values) @ v, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("library", LIBRARIES[:2])
def test_the_adjugate_of_a_singular_matrix_in_other_libraries(library):
    xp = pytest.importorskip(library)
    s, v = np.array([[1, 2, 3], [2, 4, 6], [1, 0, 5]], np.float32), np.arange(3, dtype=np.float32)
    found = operator(adjugate(S), {S: xp.asarray(s)}) @ xp.asarray(v)
    assert np.allclose(np.asarray(found), evaluate(adjugate(S), {S: s}) @ v, atol=1e-4)


def test_inside_jit():
    jax = pytest.importorskip("jax")
    s, e = np.eye(4, dtype=np.float32) * 2, np.arange(16, dtype=np.float32).reshape(4, 4)
    plan = operator(Jacobian(S.I, S))
    assert np.allclose(jax.jit(lambda s, e: plan.at({S: s}).jvp(e))(s, e), -e / 4)
    kept = operator(Jacobian(S.I, S), {S: s})
    for _ in range(2):  # nothing of the trace is kept
        assert np.allclose(jax.jit(lambda e: kept.jvp(e))(e), -e / 4)
        assert np.allclose(kept.jvp(jax.numpy.asarray(e)), -e / 4)


def test_indices_of_sums_are_not_mixed_up():
    """With another sum over the same letter, with the reader's own letter of that name, with an index of entries."""
    n, r, own = Symbol("n"), Dummy("r"), Symbol("r")
    S, one = MatrixSymbol("S", n, n), Lambda((r, Symbol("c")), KroneckerDelta(r, 0))
    V = np.array([[1.0, 2.0], [0.5, -1.0]])
    powers = [np.linalg.matrix_power(V, a) for a in range(3)]
    twice = sum(np.kron(P, sum((b + 1) * Q for b, Q in enumerate(powers))) for P in powers)
    inner = MatrixSum((r + 1) * S**r, r, Integer(2))
    cases = {
        MatrixSum(KroneckerProduct(S**r, inner), r, Integer(2)): twice,
        MatrixSum(KroneckerProduct(own * S**r, S), r, Integer(2)): 5 * np.kron(sum(powers), V),
        MatrixSum(KroneckerProduct(S**r, FunctionMatrix(2, 2, one)), r, Integer(2)): np.kron(
            sum(powers), [[1, 1], [0, 0]]
        ),
    }
    for J, wanted in cases.items():
        found = operator(J, {S: V, own: 5.0})
        assert np.allclose(found.toarray(), wanted) and np.allclose(found @ np.arange(4.0), wanted @ np.arange(4.0))


def test_a_sum_to_an_index_below_minus_one_is_minus_the_sum_between():
    n, r, k = Symbol("n"), Symbol("r"), Symbol("k", integer=True)
    S, V = MatrixSymbol("S", n, n), np.array([[1.0, 2.0], [0.5, -1.0]])
    J, x = MatrixSum(KroneckerProduct(S.T ** (k - r), S**r), r, k), np.arange(4.0)
    for last in range(-4, 3):
        wanted = evaluate(J, {S: V, k: last})
        for found in (operator(J, {S: V, k: last}), operator(J.subs(k, last), {S: V})):
            assert np.allclose(found @ x, wanted @ x) and np.allclose(found.T @ x, wanted.T @ x), last


def test_cholesky_where_a_letter_is_positive_definite():
    s = 2 * np.eye(4) + np.ones((4, 4))
    J = operator(Jacobian(S.I, S), {S: s}, positive_definite=S)
    assert "definite_inverse(S)" in J.program.text and pickle.loads(pickle.dumps(J)).plan.definite == ("S",)
    assert np.allclose(J.toarray(), -np.kron(np.linalg.inv(s), np.linalg.inv(s)))
    with pytest.raises(np.linalg.LinAlgError, match="not positive definite"):
        operator(S.I, {S: -s}, positive_definite="S")


def test_a_source_to_copy():
    plan = operator(Jacobian(A * X * B, X))
    values, namespace = arrays(A * X * B), {}
    exec(plan.source(), namespace)
    x = np.arange(6.0)
    assert "kron" not in plan.source() and "veckron" not in plan.source()
    assert np.allclose(namespace["product"](values[A], values[B], x)[:, 0], plan.at(values) @ x)
