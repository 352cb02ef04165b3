"""Does every printed formula say what was verified: damage to any text of the catalogue or of a rule is noticed."""

import re
from contextlib import suppress
from dataclasses import replace
from functools import cache
from inspect import signature
from itertools import permutations
from random import Random

import pytest
from sympy import Determinant, DiagMatrix, DiagonalOf, HadamardPower, HadamardProduct, Identity, Inverse
from sympy import KroneckerProduct, MatPow, Mul, Trace, Transpose
from sympy.matrices.expressions.matexpr import MatrixElement

from veckron import IDENTITIES
from veckron.calculus import RULES, VEC_RULES, DifferentialWalk, Linear, increment
from veckron.expressions import Adjugate, Differential, LogSumExp, Softmax, Unvech, Vec, Vech
from veckron.notation.reading import Sides
from veckron.proof import Statement, Trial
from veckron.shapes import ShapeError
from veckron.values import Evaluation, ExactMatrix, P, Ring, Singular

TEXTS = {name: entry for name, entry in IDENTITIES.items() if entry.statement is None}


class At:
    """A statement at values of its letters in Z/p^3, where a derivative is a difference quotient."""

    def __init__(self, statement, sizes):
        for seed in range(40):  # half of all numbers have no root
            self.ring = Ring(3, seed)
            try:
                self.trial = Trial(statement, statement.fitting(dict(zip(statement.sizes, sizes))), 0)
                self.drawn = self.trial.draw(self.ring)
                self.sides = [self.value(side) for side in self.trial.sides]
                return
            except Singular:
                pass
        raise Singular(statement.name)

    def value(self, side):
        value = Evaluation(self.drawn, self.ring, self.trial.symbols)(side)
        return value if isinstance(value, ExactMatrix) else self.ring.from_entries([[value]])

    def same(self, a, b):
        modulus = self.ring.modulus if self.trial.step > 1 else P
        return a.shape == b.shape and not any(x % modulus for _, _, x in (a - b).items())


@cache
def at_values(name, turned=False):
    """An entry at values of its letters; turned, the first size is smaller than the second."""
    return At(IDENTITIES[name], [2, 3, 4, 5, 6, 7, 8] if turned else [3, 2, 4, 5, 6, 7, 8])


def damaged(text, letters, sizes):
    """Return the text with one letter, size, transpose, inverse, sign, number or pair of its statement changed, each way.

    ``letters`` has the shape of each; of two that are alike, the one put for the other throughout is a case of the statement.
    """
    main = re.split(" where ", text)[0]
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
    for at in re.finditer(r"(?<![\w{(/])[234](?![\w^])", main):
        change(*at.span(), str(int(at[0]) + 1))
    for a, b in permutations(letters, 2):
        places = [at.start() for at in re.finditer(rf"(?<![a-z_]){a}(?![a-z'])", main)]
        [change(k, k + 1, b) for k in places]
        if letters[a] == letters[b] and main == text:
            continue
        others = [at.start() for at in re.finditer(rf"(?<![a-z_]){b}(?![a-z'])", main)]
        found.add("".join(b if k in places else c for k, c in enumerate(main)))
        found.add("".join(b if k in places else a if k in others else c for k, c in enumerate(main)))
    return sorted(new + text[len(main) :] for new in found - {main})


def damaged_entries():
    for name, entry in TEXTS.items():
        letters = {x: shape for x, shape in entry.shapes.items() if len(x) == 1 and shape != "function"}
        yield from ((name, text) for text in damaged(entry.formula, letters, entry.sizes))


def accepted(name, text):
    """Tell whether a damaged statement holds at both choices of values, or is not even read."""
    try:
        sides = replace(IDENTITIES[name], formula=text).symbolic
        return sides and all(at.same(*map(at.value, sides)) for at in map(at_values, [name] * 2, [False, True]))
    except (ValueError, ArithmeticError, IndexError, TypeError, AttributeError):
        return False


def test_nearly_all_statements_are_text():
    assert len(IDENTITIES) - len(TEXTS) <= 10


@pytest.mark.parametrize(
    "text", ["(A (x) C^T) vec B", "(C (x) A) vec B", "(C^T (x) B) vec B", "(C^T (x) A) vec B^T", "-(C^T (x) A) vec B"]
)
def test_a_wrong_formula_of_the_product_is_noticed(text):
    assert accepted("vec_of_product", "vec(A B C) = (C^T (x) A) vec B")
    assert not accepted("vec_of_product", f"vec(A B C) = {text}")


def test_damaged_formulas_are_noticed():
    """What is left says the same: I_mn = I_nm, one letter for another, constants under a derivative."""
    sample = [(name, text) for name, text in Random(11).sample([*damaged_entries()], 800) if IDENTITIES[name].holds]
    left = [x for x in sample if accepted(*x)]
    assert len(sample) > 600 and len(left) <= 0.04 * len(sample), left


# The rules: letters and the node of each formula, sizes that no letter has.

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
    "trace_of": (lambda A: Trace(A), {"A": "n n"}),
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
    "softmax_of": (lambda x: Softmax(x, 0), {"x": "n 1"}),
    "logarithm_of_exponentials": (lambda x: LogSumExp(x), {"x": "n 1"}),
    "vec_of_sum": (lambda A, B: A + B, {"A": "m n", "B": "m n"}),
    "vec_of_product": (lambda A, X, B: A * X * B, {"X": "n p", "A": "m n", "B": "p q"}),
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
# They speak of blocks, rows, entries and cases, of which the notation has none.
RULES_IN_PROSE |= {"matrix_of_blocks", "vec_of_blocks", "slice_of_matrix", "vec_of_slice", "product_over_index"}
RULES_IN_PROSE |= {"matrix_of_entries", "vec_of_entries", "function_of_places", "vec_of_function_of_places"}
RULES_IN_PROSE |= {"case_by_case"}
# They speak of factors and solutions by their letters; the catalogue has the differential of A^+ as a statement.
RULES_IN_PROSE |= {"function_of_matrix", "pseudo_inverse", "cholesky_factor", "eigenvalues_of_symmetric"}
RULES_IN_PROSE |= {"eigenvectors_of_symmetric", "singular_values", "solution_of_sylvester", "vec_of_solution"}
RULES_IN_PROSE |= {"solution_of_equation"}


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


RULES_BY_NAME = {rule.name: rule for table in (RULES, VEC_RULES) for rule in table.values()}


@cache
def rule_at_values(name):
    """A rule at values: the differential, or the vec, of its node, and what the rule makes of it."""
    rule, (node, letters) = RULES_BY_NAME[name], RULE_LETTERS[name]
    kinds = [kind for table in (RULES, VEC_RULES) for kind, other in table.items() if other.name == rule.name]

    def sides(**symbols):
        letters = [symbols[letter] for letter in signature(node).parameters]
        F = node(*letters)
        assert any(kind in type(F).__mro__ for kind in kinds), f"{rule.name} is no rule of {F}"
        movable = [X for X in letters if getattr(X, "is_symbol", False)]
        if rule in RULES.values():
            return Differential(F, *[(X, increment(X)) for X in movable]), rule.function(Every(movable), F)
        stacked = Stacked(movable[0], all_of_them=rule.name == "vec_of_sum")
        return (Vec(F) if F.is_Matrix else F), rule.function(stacked, F)

    sizes = [x for x in signature(node).parameters if x not in letters]
    moving = [X for X, shape in letters.items() if shape != "function" and rule in RULES.values()]
    shapes = letters | {f"d{X}": letters[X] for X in moving}
    where = "m > i, n > j" if "i" in sizes else ""
    return At(Rule(name, sides, shapes, extra_sizes=" ".join(sizes), where=where), [3, 2, 4, 5, 6, 7, 8])


class Rule(Statement):
    """The sides of a rule, at whole sizes."""

    symbolic = None

    def _call(self, function, sizes=None):
        return function(**self.letters(sizes))


def formula_of(name):
    """The first statement in the docstring of a rule."""
    return re.split(r"; |, (?![^(]*\))", RULES_BY_NAME[name].formula)[0]


def says(name, text):
    """Tell whether a text says what a rule does: each side is read, and has the value of that of the rule."""
    at, statement = rule_at_values(name), rule_at_values(name).trial.statement
    known, letters = statement.letters(), statement.letters(at.trial.sizes)
    sides = [
        side.xreplace({known[x]: letters[x] for x in known}) for side in Sides(text, True, **statement.shapes).sides
    ]
    return all(at.same(at.value(side), value) for side, value in zip(sides, at.sides, strict=True))


def test_every_rule_has_its_letters():
    assert RULES_BY_NAME.keys() == RULE_LETTERS.keys() | RULES_IN_PROSE


@pytest.mark.parametrize("name", RULE_LETTERS)
def test_the_formula_of_a_rule_says_what_the_rule_does(name):
    assert says(name, formula_of(name))


def test_damaged_formulas_of_rules_are_noticed():
    left, count = [], 0
    for name, (_, letters) in RULE_LETTERS.items():
        single = {x: shape for x, shape in letters.items() if shape != "function"}
        for text in damaged(formula_of(name), single, "mnpq"):
            count += 1
            with suppress(ValueError, ArithmeticError, IndexError, TypeError, AttributeError, ShapeError):
                left += [text] if says(name, text) else []
    assert count > 100 and len(left) <= 0.1 * count, left
