"""Does every formula say what its statement says: the docstring that is printed, the sides that are verified."""

import re
from functools import cache, wraps
from inspect import signature
from itertools import permutations
from random import Random

import pytest
from tests.formulas import Unreadable, clauses, reading
from sympy import Determinant, DiagMatrix, DiagonalOf, HadamardPower, HadamardProduct, Identity, Inverse
from sympy import KroneckerProduct, MatPow, Mul, Trace, Transpose
from sympy.matrices.expressions.matexpr import MatrixElement

from veckron import IDENTITIES
from veckron.expressions import Adjugate, MatrixUnit, Differential, Unvech, Vec, Vech
from veckron.calculus import RULES, DifferentialWalk, increment, VEC_RULES, Linear
from veckron.proof import Identity as Statement

# Sentences about the diagonals of a matrix, which no notation of the catalogue names.
PROSE = {
    "gradient_of_trace_toeplitz",
    "gradient_of_trace_symmetric_toeplitz",
    "gradient_of_trace_symmetric_toeplitz_without_correction",
}

READ = [name for name in IDENTITIES if name not in PROSE]


@cache
def at_values(name, turned=False):
    """Return an entry at values of its letters; turned, the first size is smaller than the second."""
    return reading(IDENTITIES[name], turned)


def damaged(text, letters, sizes):
    """Return the text with one letter, size, transpose, inverse, sign, number or pair of its statement changed, each way."""
    main = clauses(text)[0]
    found = set()
    change = lambda start, end, new: found.add(main[:start] + new + main[end:])
    for at in re.finditer(r"\^-T|\^T|\^-1|\^\+", main):
        change(*at.span(), "^-1" if at[0] == "^-T" else "")
    for at in re.finditer(r" [+-] ", main):
        change(*at.span(), " - " if at[0] == " + " else " + ")
    for at in re.finditer(r"([^ ()]+) \(x\) ([^ ()]+)", main):
        change(*at.span(), f"{at[2]} (x) {at[1]}")
    for at in re.finditer(r"_([a-z]{1,2})\b", main):
        if set(at[1]) <= set(sizes):
            change(*at.span(1), at[1][::-1])
            [change(at.start(1), at.start(1) + 1, size) for size in sizes]
    for at in re.finditer(r"(?<![\w{(])[234](?![\w^])", main):
        change(*at.span(), str(int(at[0]) + 1))
    for a, b in permutations(letters, 2):
        places = [at.start() for at in re.finditer(rf"(?<![a-z_]){a}(?![a-z'])", main)]
        [change(k, k + 1, b) for k in places]
        others = [at.start() for at in re.finditer(rf"(?<![a-z_]){b}(?![a-z'])", main)]
        found.add("".join(b if k in places else c for k, c in enumerate(main)))
        found.add("".join(b if k in places else a if k in others else c for k, c in enumerate(main)))
    return sorted(new + text[len(main) :] for new in found - {main})


def damaged_entries():
    for name in READ:
        entry = IDENTITIES[name]
        letters = [x for x, shape in entry.shapes.items() if len(x) == 1 and shape != "function"]
        yield from ((name, text) for text in damaged(entry.formula, letters, entry.sizes))


def accepted(at, text):
    try:
        return at.says(text)
    except (ValueError, ArithmeticError, IndexError, TypeError, AttributeError):
        return False


def test_what_is_called_prose_cannot_be_read():
    for name in PROSE:
        with pytest.raises(Unreadable):
            at_values(name).says(IDENTITIES[name].formula)


@pytest.mark.parametrize("name", READ)
def test_a_formula_says_what_its_statement_says(name):
    assert at_values(name).says(IDENTITIES[name].formula)
    assert at_values(name, turned=True).says(IDENTITIES[name].formula)


@pytest.mark.parametrize(
    "text", ["(A (x) C^T) vec B", "(C (x) A) vec B", "(C^T (x) B) vec B", "(C^T (x) A) vec B^T", "-(C^T (x) A) vec B"]
)
def test_a_wrong_formula_of_the_product_is_noticed(text):
    assert not accepted(at_values("vec_of_product"), f"vec(ABC) = {text}")


def test_damaged_formulas_are_noticed():
    """What is left says the same: A o B = B o A, tr(AB) = tr(BA), I_mn = I_nm, constants under a derivative."""
    sample = Random(11).sample([*damaged_entries()], 800)
    left = [x for x in sample if accepted(at_values(x[0]), x[1]) and accepted(at_values(x[0], True), x[1])]
    assert len(left) <= 0.03 * len(sample), left


# The rules: letters and the node of each formula, sizes that no letter has, names for parts.

RULE_LETTERS = {
    "sum_of_matrices": (lambda A, B: A + B, {"A": "m n", "B": "m n"}),
    "product_of_matrices": (lambda A, B: A * B, {"A": "m n", "B": "n p"}),
    "transposed": (lambda A: Transpose(A), {"A": "m n"}),
    "inverted": (lambda A: Inverse(A), {"A": "n n"}),
    "matrix_power": (lambda A, k: MatPow(A, k), {"A": "n n"}),
    "kronecker_product": (lambda A, B: KroneckerProduct(A, B), {"A": "m n", "B": "p q"}),
    "hadamard_product": (lambda A, B: HadamardProduct(A, B), {"A": "m n", "B": "m n"}),
    "hadamard_power": (lambda A, k: HadamardPower(A, k), {"A": "m n"}),
    "elementwise": (lambda A, g: A.applyfunc(g), {"A": "m n", "g": "function"}),
    "trace_of": (lambda A, k: Trace(A), {"A": "n n"}),
    "determinant": (lambda A: Determinant(A), {"A": "n n"}),
    "adjugate_of": (lambda A: Adjugate(A), {"A": "n n"}),
    "diagonal_matrix": (lambda x: DiagMatrix(x), {"x": "n 1"}),
    "diagonal_of": (lambda A: DiagonalOf(A), {"A": "n n"}),
    "rearranged": (lambda A: Vec(A), {"A": "m n"}),
    "element": (lambda A, i, j: MatrixElement(A, i, j), {"A": "m n"}),
    "sum_of_scalars": (lambda u, v: u + v, {"u": "scalar", "v": "scalar"}),
    "product_of_scalars": (lambda u, v: u * v, {"u": "scalar", "v": "scalar"}),
    "power_of_scalar": (lambda u, v: u**v, {"u": "scalar"}),
    "function_of_scalar": (lambda f, u: f(u), {"u": "scalar", "f": "function"}),
    "vec_of_sum": (lambda A, B: A + B, {"A": "m n", "B": "m n"}),
    "vec_of_product": (lambda A, X, B: A * X * B, {"X": "n p", "A": "m n", "B": "p q", "u": "scalar"}),
    "vec_of_transpose": (lambda A: Transpose(A), {"A": "m n"}),
    "vec_of_trace": (lambda A: Trace(A), {"A": "n n"}),
    "vec_of_multiple": (lambda A, u: Mul(u, Trace(A)), {"A": "1 1", "u": "scalar"}),
    "vec_of_hadamard": (lambda X, A: HadamardProduct(A, X), {"X": "m n", "A": "m n"}),
    "vec_of_kronecker": (lambda A, B: KroneckerProduct(A, B), {"A": "m n", "B": "p q"}),
    "vec_of_diagonal": (lambda x: DiagMatrix(x), {"x": "n 1"}),
    "vec_of_diagonal_part": (lambda A: DiagonalOf(A), {"A": "n n"}),
    "vec_of_vec": (lambda A: Vec(A), {"A": "m n"}),
    "vec_of_vech": (lambda A: Vech(A), {"A": "n n"}),
    "vec_of_unvech": (lambda v, n: Unvech(v, n), {"v": "6 1"}),
    "vec_of_element": (lambda A, i, j: MatrixElement(A, i, j), {"A": "m n"}),
}
# They speak of the terms of any sum.
RULES_IN_PROSE = {"sum_over_index", "vec_of_index_sum", "sum_of_numbers", "vec_of_sum_of_numbers"}


class Every(DifferentialWalk):
    """d, where all letters of a formula move."""

    def __init__(self, letters):
        super().__init__(letters[0])
        self.increments = {X: increment(X) for X in letters}

    def __call__(self, A):
        return self.increments[A] if A in self.increments else super().__call__(A)

    def moves(self, A):
        return not self.increments.keys().isdisjoint(A.free_symbols)


class Stacked(Linear):
    """L of one letter with vec itself for the matrix before vec(dX), so that a rule returns the vec of its node."""

    def __init__(self, X, all_of_them=False):
        super().__init__(X)
        self.all_of_them = all_of_them

    def __call__(self, A):
        return Vec(A) if A.is_Matrix else A * Identity(1)

    def moves(self, A):
        return self.all_of_them or super().moves(A)


def statement_of(rule, node):
    """Return a function of letters: the differential, or the vec, of the node, and what the rule makes of it."""

    @wraps(node)
    def sides(*letters):
        F = node(*letters)
        assert any(kind in type(F).__mro__ for kind in nodes_of(rule)), f"{rule.name} is no rule of {F}"
        movable = [X for X in letters if getattr(X, "is_symbol", False)]
        if rule in RULES.values():
            return Differential(F, *[(X, increment(X)) for X in movable]), rule.function(Every(movable), F)
        stacked = Stacked(movable[0], all_of_them=rule.name == "vec_of_sum")
        return (Vec(F) if F.is_Matrix else F), rule.function(stacked, F)

    return sides


def nodes_of(rule):
    return [node for table in (RULES, VEC_RULES) for node, other in table.items() if other.name == rule.name]


class Formula(Statement):
    """The formula of a rule as an entry, with integer sizes."""

    symbolic = None


@cache
def rule_at_values(name):
    rule, (node, letters) = RULES_BY_NAME[name], RULE_LETTERS[name]
    sizes = [x for x in signature(node).parameters if x not in letters]
    moving = [X for X, shape in letters.items() if shape != "function" and rule in RULES.values()]
    increments = {f"d{X}": letters[X] for X in moving}
    places = {"where": "m > i, n > j", "short": units} if "i" in sizes else {}
    statement = statement_of(rule, node)
    return reading(Formula(name, statement, letters | increments, "", "", extra_sizes=" ".join(sizes), **places))


def units(A, i, j):
    """Return the columns e_i and e_j of the unit matrices."""
    return [("e_i", MatrixUnit(i, 0, A.rows, 1)), ("e_j", MatrixUnit(j, 0, A.cols, 1))]


RULES_BY_NAME = {rule.name: rule for table in (RULES, VEC_RULES) for rule in table.values()}


def test_every_rule_has_its_letters():
    assert RULES_BY_NAME.keys() == RULE_LETTERS.keys() | RULES_IN_PROSE


@pytest.mark.parametrize("name", RULE_LETTERS)
def test_the_formula_of_a_rule_says_what_the_rule_does(name):
    assert rule_at_values(name).says(RULES_BY_NAME[name].formula)


def test_damaged_formulas_of_rules_are_noticed():
    left, count = [], 0
    for name, (_, letters) in RULE_LETTERS.items():
        single = [x for x, shape in letters.items() if shape != "function"]
        for text in damaged(RULES_BY_NAME[name].formula, single, "mnpq"):
            count += 1
            left += [text] if accepted(rule_at_values(name), text) else []
    assert count > 100 and len(left) <= 0.1 * count, left
