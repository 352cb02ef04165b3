"""What ``str`` prints of a result can be typed in again: so a Hessian is asked for."""

from functools import cache

import pytest
from sympy import MatrixSymbol

from tests.functions import FUNCTIONS
from veckron import gradient, hessian, jacobian, parse
from veckron.algebra import normal
from veckron.notation import ParseError, Reading
from veckron.shapes import size_text

# SymPy prints I and 1 without their size: in these nothing else tells it.
SIZE_LOST = {
    "J07 jacobian",
    "J25 jacobian",
    "J26 jacobian",
    "J16 jacobian",
    "J10 jacobian",
    "J11 jacobian",
    "J12 jacobian",
}
SIZE_LOST |= {"G01 jacobian", "G01 gradient", "G08 jacobian", "G08 gradient"}
# A * of square matrices, and nothing that tells which product: the other reading is this one.
OTHER_READING = {"G07 gradient"}
# A sum inside of a sum comes back as one.
FLATTENED = {"H09 hessian"}


@cache
def results(case):
    """The derivatives of a function of the table, by their names."""
    found = {f"{case.id} jacobian": jacobian(case.f, case.X)}
    found |= {f"{case.id} gradient": gradient(case.f, case.X)} if case.group != "J" and case.id != "H10" else {}
    return found | ({f"{case.id} hessian": hessian(case.f, case.X)} if case.group == "H" and case.id != "H10" else {})


def shapes(F):
    """The shapes of the letters of an expression, as text."""
    matrices = F.atoms(MatrixSymbol)
    sizes = {symbol for A in matrices for size in A.shape for symbol in size.free_symbols}
    numbers = {x for x in F.free_symbols if not x.is_Matrix} - sizes
    return {A.name: f"{size_text(A.rows)} {size_text(A.cols)}" for A in matrices} | {
        x.name: "integer" if x.is_integer else "scalar" for x in numbers
    }


@pytest.mark.parametrize("case", FUNCTIONS, ids=lambda case: case.id)
def test_the_derivatives_of_the_82_functions_are_read_back(case):
    for name, F in results(case).items():
        if name in SIZE_LOST:
            with pytest.raises(ParseError):
                parse(str(F), **shapes(F))
            continue
        reading = Reading(str(F), **shapes(F))
        if name in OTHER_READING:
            (reading,) = reading.alternatives
        same = reading.expression == F or normal(reading.expression) == normal(F)
        assert same or (name in FLATTENED and str(reading.expression.doit()) == str(F.doit())), str(F)


@pytest.mark.parametrize(
    ("text", "shapes"),
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
def test_what_is_printed_is_read(text, shapes):
    read = parse(text, **shapes)
    assert parse(str(read), **shapes) == read
