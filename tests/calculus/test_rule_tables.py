"""Both tables of rules: every rule on its rectangular example, exactly; damaged or gone, it must be noticed."""

from dataclasses import replace

import pytest
from sympy import MatrixSymbol, Tuple

from veckron import Jacobian, jacobian, verify
from veckron.calculus import RULES, VEC_RULES, NoRule
from veckron.expressions import defined
from veckron.proof import Equation

BY_NAME = {rule.name: (table, rule) for table in (RULES, VEC_RULES) for rule in table.values()}


def status(rule):
    F, variable = rule.expression()
    return verify(Equation(Jacobian(F, variable), jacobian(F, variable), ranks="generic")).status


@pytest.mark.parametrize("name", BY_NAME)
def test_a_rule_is_right_on_its_example(name):
    assert status(BY_NAME[name][1]) == "holds"


@pytest.mark.parametrize("name", BY_NAME)
def test_an_example_needs_its_rule(name):
    """Twice the result must be noticed, and so must a rule that is gone, unless a class above has one or a definition."""
    table, rule = BY_NAME[name]
    nodes = [node for node, other in table.items() if other.name == name]
    doubled = replace(rule, function=lambda head, node: 2 * rule.function(head, node))
    saved = dict(table)
    try:
        table.update(dict.fromkeys(nodes, doubled))
        assert status(rule) == "fails"
        for node in nodes:
            del table[node]
        if defined(rule.expression()[0]) is not None:
            assert status(rule) == "holds"
        elif not any(kind in table for node in nodes for kind in node.__mro__):
            with pytest.raises(NoRule):
                status(rule)
    finally:
        table.clear()
        table.update(saved)


@pytest.mark.parametrize("name", BY_NAME)
def test_a_rule_has_formula_chapter_and_source(name):
    rule = BY_NAME[name][1]
    assert rule.formula
    assert rule.chapter[:2] in ("00", "01", "02", "03", "06")
    assert rule.source.startswith("magnus")


def test_no_example_is_of_one_size_where_it_can_be_rectangular():
    """Every size of an example is a letter or 1, so that the verifier can choose them unequal."""
    for _, rule in BY_NAME.values():
        shapes = [A.shape for A in Tuple(*rule.expression()).atoms(MatrixSymbol)]
        assert all(size.is_Symbol or size == 1 for shape in shapes for size in shape)
