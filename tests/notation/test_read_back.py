"""What is printed as text can be typed in again, and is the same: so a Hessian is asked for."""

from functools import cache

import pytest
from sympy import FunctionMatrix, MatrixSymbol, preorder_traversal

from sympy.matrices.expressions.matexpr import MatrixElement
from tests.functions import FUNCTIONS
from tests.random_expressions import Maker, g, same_value
from veckron import IDENTITIES, gradient, hessian, jacobian, parse, verify
from veckron.algebra import normal
from veckron.expressions import MatrixSum
from veckron.notation import Reading, text
from veckron.notation.reading import Sides
from veckron.shapes import size_text

LETTERS = "ABCFGHMNPQRSUVWXYZ"
# Statements of which a function is known by its value and slope only, and whose texts say so behind "where".
FORMAL = {entry.name for entry in IDENTITIES.values() if " has value " in entry.formula}
# What only Python says: a Toeplitz matrix, a rank as exponent, a function with no value given, the sizes of J^00.
LOST = {
    "determinant_of_kron_by_ranks",
    "gradient_of_trace_toeplitz",
    "gradient_of_trace_symmetric_toeplitz",
    "gradient_by_structured_variable",
    "chain_rule_by_entries",
    "differential_of_eigenvector_of_symmetric",
    "second_differential_of_eigenvalue_of_symmetric",
}


def shapes(F):
    """The shapes of the letters of an expression, as text."""
    matrices = F.atoms(MatrixSymbol)
    sizes = {symbol for A in matrices for size in A.shape for symbol in size.free_symbols}
    numbers = {x for x in F.free_symbols if not x.is_Matrix} - sizes
    return {A.name: f"{size_text(A.rows)} {size_text(A.cols)}" for A in matrices} | {
        x.name: "integer" if x.is_integer else "scalar" for x in numbers
    }


def same(F, read):
    """Tell whether two expressions are equal as they stand, in normal form, or in value where they have one."""
    return F == read or normal(F) == normal(read) or same_value(F, lambda: read) is not False


@cache
def results(case):
    """The derivatives of a function of the table, by their names."""
    found = {"itself": case.f, "jacobian": jacobian(case.f, case.X)}
    found |= {"gradient": gradient(case.f, case.X)} if case.group != "J" and case.id != "H10" else {}
    return found | ({"hessian": hessian(case.f, case.X)} if case.group == "H" and case.id != "H10" else {})


@pytest.mark.parametrize("case", FUNCTIONS, ids=lambda case: case.id)
def test_the_derivatives_of_the_82_functions_are_read_back(case):
    for F in results(case).values():
        read = Reading(text(F), **shapes(F)).expression
        assert F == read or normal(F) == normal(read) or verify(F, read).status == "holds", text(F)


@pytest.mark.parametrize("name", [name for name in IDENTITIES if name not in FORMAL | LOST])
def test_the_sides_of_the_catalogue_are_read_back(name):
    entry = IDENTITIES[name]
    sides = entry.sides()
    words = {letter: " ".join(sizes or kind[:1]) for letter, (sizes, kind) in entry.declared.items()}
    read = Sides(" = ".join(map(text, sides)), not entry.holds, **words).sides
    values = {side.shape for side in sides if side.is_Matrix} <= {(1, 1)}
    assert all(a == b or normal(a) == normal(b) or values or text(a) == text(b) for a, b in zip(sides, read))


@pytest.mark.parametrize("seed", range(300))
def test_random_expressions_are_read_back(seed):
    F = random_expression(seed)
    if F is not None:
        assert same(F, Reading(text(F), **shapes(F)).expression), text(F)


def random_expression(seed):
    """A random expression; none with an entry of a sum, or a 1 x 1 matrix, which is a number."""
    F = Maker(seed).expression(3)
    letters = sorted(F.atoms(MatrixSymbol), key=lambda A: A.name)
    F = F.xreplace({A: MatrixSymbol(name, *A.shape) for A, name in zip(letters, LETTERS)})
    numbers = [part for part in preorder_traversal(F) if getattr(part, "shape", 0) == (1, 1) and not part.is_symbol]
    entries = any(isinstance(part, MatrixElement) and part.parent.has(MatrixSum) for part in preorder_traversal(F))
    return None if numbers or entries or F.has(g) or F.atoms(FunctionMatrix) else F


@pytest.mark.parametrize(
    ("typed", "shapes"),
    [
        ("Sum(S.T**(-r + k - 1)*S**r, (r, 0, k - 1))", {"S": "n n", "k": "integer"}),
        ("HadamardProduct(A, B)*HadamardPower(x, 2)", {"A": "m n", "B": "m n", "x": "n"}),
        ("Lambda(z, log(1 + exp(-z))).(X)", {"X": "m n"}),
        ("unvec((KroneckerProduct(A, B))*vec(X), m, n)", {"A": "m m", "B": "n n", "X": "n m"}),
        ("DiagonalOf(S) + DiagMatrix(x)*x", {"S": "n n", "x": "n"}),
        ("adj(S) + pinv(S)*D(n).T*L(n).T", {"S": "n*(n+1)/2 n*(n+1)/2"}),
        ("-(A + B)*C", {"A": "m n", "B": "m n", "C": "n p"}),
        ("Trace(1*X*1)*X + Jacobian(A*x, x)", {"X": "m n", "A": "m n", "x": "n"}),
    ],
)
def test_what_sympy_prints_is_read(typed, shapes):
    read = parse(typed, **shapes)
    assert parse(str(read), **shapes) == read


@pytest.mark.parametrize(
    ("typed", "printed", "by_entry"),
    [
        ("inv(tanh(A))", "inv(tanh(A))", "tanh(A)^-1"),
        ("tanh(A) tanh(A)", "matrix_power(tanh(A), 2)", "tanh(A)^2"),
        ("np.linalg.matrix_power(exp.(A), -3)", "matrix_power(exp.(A), -3)", "exp.(A)^-3"),
        ("inv(A.^2)", "inv(A.^2)", "A.^-2"),
    ],
)
def test_a_power_of_a_matrix_of_functions_is_no_power_of_the_functions(typed, printed, by_entry):
    F, G = (parse(each, A="2 2") for each in (typed, by_entry))
    assert text(F) == printed and parse(printed, A="2 2") == F
    assert verify(F, G).status == "fails"


@pytest.mark.parametrize(
    "typed", ["exp(-(W x + b))", "1 ./ (1 + exp(-(W x + b)))", "-(x + b) o sin(-(x + b))", "exp.(-(X + Z))"]
)
def test_minus_a_sum_in_a_function_keeps_its_brackets(typed):
    known = {"W": "m n", "x": "n", "b": "n" if "x + b" in typed and "W" not in typed else "m", "X": "m n", "Z": "m n"}
    F = Reading(typed, **{name: shape for name, shape in known.items() if name in typed}).expression
    assert same(F, Reading(text(F), **shapes(F)).expression)


def test_the_last_index_of_a_sum_may_be_an_exponent():
    F = Reading("sum_{i=0}^{k} (s^i A^k) A^i", A="n n", s="scalar", k="integer").expression
    assert F == Reading(text(F), **shapes(F)).expression and F.has(MatrixSum)


@pytest.mark.parametrize(
    "typed",
    [
        "matrix_power(exp.(A)^T, 3) (A + A)",
        "inv(exp.(A)^T)",
        "inv(A.^2)^T",
        "matrix_power(sum_{i=0}^{2} (i A.^3), 2)",
        "inv(2 A.^2)",
        "tr((a (x) b^T)^-1)",
        "Diag(a - a) + A",
    ],
)
def test_powers_of_transposes_and_of_columns_beside_rows_are_read_back(typed):
    F = Reading(typed, A="3 3", **({"a": "3", "b": "3"} if "a" in typed else {})).expression
    assert same(F, Reading(text(F), **shapes(F)).expression)


def test_an_entry_of_a_sum_with_an_adjugate():
    F = Reading("(s adj(A) + A)[1, 2]", A="n n", s="scalar").expression
    assert F == Reading(text(F), **shapes(F)).expression


@pytest.mark.parametrize("written", ["X[:, 0]", "X[1:3, :]", "X[:-1, -1]", "X[i, :]", "X[1:, 1:]^T X[1:, 0]"])
def test_rows_and_columns_are_read_back(written):
    F = parse(written, X="m n")
    assert parse(text(F), X="m n") == F
