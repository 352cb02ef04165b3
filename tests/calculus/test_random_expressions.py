"""The algebra keeps the value of random expressions, and their derivatives are those of the difference quotient."""

from collections import Counter
from dataclasses import replace

from sympy import HadamardProduct, MatAdd, MatMul, MatrixSymbol, Trace, symbols
from tests.random_expressions import fuzz, same_value, smallest

from veckron.algebra import constructors, normal, product, sums, total
from veckron.calculus import RULES, VEC_RULES

OF_PARTS = {"veckron.calculus.part_rules", "veckron.calculus.factor_rules"}
COUNT = 2000
KINDS = "normal", "factored", "jacobian", "gradient", "hessian"
# The tests of the algebra have examples of these.
RARE = {"commutation_inverse", "row_times_khatri_rao", "sum_times_inverse", "vec_of_kron", "partial_trace_of_vec"}
RARE |= {"vec_of_product_with_diagonal"}
# What users write, and no random expression has: the tests of everyday spellings have examples.
RARE |= {row.name for table in (RULES, VEC_RULES) for row in table.values() if row.function.__module__ in OF_PARTS}
RARE |= {"case_by_case", "rows_of_blocks", "sum_of_diagonal", "ones_times_centred"}


def counted(rule, fired):
    """Return a rule that counts how often it gives something."""

    def counting(*arguments):
        found = rule(*arguments)
        fired[rule.__name__] += found is not None
        return found

    return counting


def test_every_rule_keeps_the_value_of_random_expressions(monkeypatch):
    tables, fired = (RULES, VEC_RULES), Counter()
    rewrites = constructors.REWRITE_RULES
    names = {rule.name for table in tables for rule in table.values()} | {rule.__name__ for rule in rewrites}
    monkeypatch.setattr(constructors, "REWRITE_RULES", [counted(rule, fired) for rule in rewrites])
    for table in tables:
        for node, rule in table.items():
            monkeypatch.setitem(table, node, replace(rule, function=counted(rule.function, fired)))
    compared, found = fuzz(COUNT)
    assert not found
    assert all(compared[kind, True] > 5 * compared[kind, None] for kind in KINDS)
    assert names - RARE <= {name for name, count in fired.items() if count}


def merged_as_a_set(c, A, e, B):
    """A o A o B + A o C = A o (B + C)? No: a factor counts as often as it stands there."""
    shared = [f for f in A.args if f in B.args]
    left, right = ([f for f in M.args if f not in shared] for M in (A, B))
    if len(left) == len(right) == 1:
        return HadamardProduct(*shared, total(product(c, *left), product(e, *right)))


def wrong(F):
    """Tell whether the normal form, found anew, has another value."""
    normal.cache_clear()
    return same_value(F, lambda: normal(F)) is False


def test_a_wrong_rule_is_noticed_and_the_smallest_expression_found(monkeypatch):
    m, n = symbols("m n")
    M, X, Y = (MatrixSymbol(name, m, n) for name in "MXY")
    F = 3 + Trace(MatMul(M.T, MatAdd(HadamardProduct(M, M, X), HadamardProduct(M, Y), M))) ** 2
    assert not wrong(F)
    monkeypatch.setattr(sums, "_hadamard_distributes", merged_as_a_set)
    assert wrong(F)
    assert len(smallest(F, wrong).args) == 2
    normal.cache_clear()
