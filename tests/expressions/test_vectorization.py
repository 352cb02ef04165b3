"""vec, unvec, vech, unvech: for symbols, matrices with entries and arrays, all against their definition."""

import numpy as np
import pytest
from sympy import ImmutableMatrix, Matrix, MatrixSymbol, latex, symbols

from veckron import unvec, unvech, vec, vech

m, n = symbols("m n")
A, S = MatrixSymbol("A", m, n), MatrixSymbol("S", n, n)
SHAPES = [(2, 3), (3, 2), (1, 4), (4, 1), (3, 3), (0, 3), (3, 0)]


def array(shape):
    return np.arange(float(np.prod(shape))).reshape(shape)


@pytest.mark.parametrize("shape", SHAPES)
def test_vec_stacks_columns(shape):
    M = array(shape)
    assert np.array_equal(vec(M), M.reshape(-1, 1, order="F"))
    assert np.array_equal(unvec(vec(M), *shape), M)


def test_the_three_kinds_agree():
    M = array((2, 3))
    explicit = MatrixSymbol("A", 2, 3).as_explicit()
    values = dict(zip(explicit, M.ravel()))
    assert list(vec(explicit).subs(values)) == list(vec(Matrix(M)))
    assert list(vec(Matrix(M))) == list(vec(M).ravel())
    assert list(vec(MatrixSymbol("A", 2, 3)).as_explicit()) == list(vec(explicit))


def test_the_kind_is_kept():
    assert isinstance(vec(array((2, 3))), np.ndarray)
    assert vec(array((2, 3)).astype(np.float32)).dtype == np.float32
    assert vec(ImmutableMatrix([[1, 2]])).shape == (2, 1)
    assert vec(A).shape == (m * n, 1)


def test_symbols_undo_each_other():
    assert unvec(vec(A), m, n) == A
    assert vec(unvec(vec(A) + vec(A), m, n)) == 2 * vec(A)
    assert unvech(vech(S), n) == S
    assert vech(unvech(vech(S), n)) == vech(S)


def test_a_column_is_its_own_vec():
    a = MatrixSymbol("a", m, 1)
    assert vec(a) == a
    assert unvec(a, m, 1) == a


def test_entries_of_symbols():
    i, j = symbols("i j", integer=True, nonnegative=True)
    B = MatrixSymbol("B", 2, 3)
    assert [vec(B)[k, 0] for k in range(6)] == [B[0, 0], B[1, 0], B[0, 1], B[1, 1], B[0, 2], B[1, 2]]
    assert unvec(MatrixSymbol("v", m * n, 1), m, n)[i, j] == MatrixSymbol("v", m * n, 1)[j * m + i, 0]
    T = MatrixSymbol("T", 3, 3)
    assert list(vech(T).as_explicit()) == [T[0, 0], T[1, 0], T[2, 0], T[1, 1], T[2, 1], T[2, 2]]
    assert unvech(MatrixSymbol("w", 6, 1)).as_explicit().is_symmetric()
    with pytest.raises(ValueError, match="vech: an entry by its number wants an integer size"):
        vech(S)[0, 0]


@pytest.mark.parametrize("size", range(5))
def test_vech_stacks_the_lower_triangle(size):
    M = array((size, size)) + array((size, size)).T
    expected = [M[i, j] for j in range(size) for i in range(j, size)]
    assert vech(M).shape == (size * (size + 1) // 2, 1)
    assert vech(M).ravel().tolist() == expected
    assert np.array_equal(unvech(vech(M)), M)
    if size:
        assert list(vech(Matrix(M))) == expected
        assert np.array_equal(np.array(unvech(vech(Matrix(M))), dtype=float), M)


@pytest.mark.parametrize(
    "M", [np.array([[1, 2], [3, 4]]), np.array([[1.0, 2.0], [2.1, 4.0]]), Matrix([[1, 2], [3, 4]])]
)
def test_vech_refuses_what_is_not_symmetric(M):
    with pytest.raises(ValueError, match=r"vech: wants a symmetric matrix, got one of shape \(2, 2\)"):
        vech(M)


def test_vech_allows_rounding_and_nan_in_floats():
    M = np.array([[1.0, 0.1 + 0.2], [0.3, 2.0]])
    assert M[0, 1] != M[1, 0]
    assert vech(M).shape == (3, 1)
    assert np.isnan(vech(np.array([[1.0, np.nan], [np.nan, 2.0]]))[1, 0])


def test_object_arrays_stay_exact():
    big = np.array([[10**30, 1], [1, 2]], dtype=object)
    assert vech(big)[0, 0] == 10**30


def test_unvech_wants_the_size_of_a_symbolic_length():
    with pytest.raises(ValueError, match="unvech: wants n beside a column of symbolic length"):
        unvech(MatrixSymbol("v", n, 1))
    assert unvech(MatrixSymbol("v", n * (n + 1) / 2, 1), n).shape == (n, n)


def test_latex_and_text():
    assert latex(vec(A)) == r"\operatorname{vec}(A)"
    assert latex(vech(S)) == r"\operatorname{vech}(S)"
    assert str(vec(A)) == "vec(A)"
    assert str(unvec(MatrixSymbol("v", m * n, 1), m, n)) == "unvec(v, m, n)"
