"""Damage every rule of both tables in several ways, and see that its example notices.

    python tools/mutate_rules.py

A mutant survives if the Jacobian of the rule's example is still verified. Ends with 1 if one survives.
"""

import sys
from dataclasses import replace

from sympy import MatAdd

from veckron import D, jacobian, verify
from veckron.algebra import product, terms
from veckron.differential import RULES
from veckron.rules import NoRule
from veckron.statements import Equation
from veckron.vec_rules import VEC_RULES

KINDS = {
    "gone": None,
    "doubled": lambda result: 2 * result,
    "negated": lambda result: -result,
    "zero": lambda result: 0 * result,
    "last term dropped": lambda result: (
        MatAdd(*terms(result)[:-1]) if result.is_Matrix and len(terms(result)) > 1 else None
    ),
    "tripled last term": lambda result: _tripled(result) if result.is_Matrix and len(terms(result)) > 1 else None,
}


def _tripled(result):
    *first, last = terms(result)
    return MatAdd(*first, product(3, last))


def status(rule):
    """The verdict on the rule's example; an error counts as noticed."""
    F, X = rule.expression()
    try:
        return verify(Equation(D(F, X), jacobian(F, X))).status
    except NoRule:
        return "no rule"


def damaged(table, rule, change):
    """The verdict with the rule damaged, or None where this kind of damage changes nothing."""
    nodes, saved, used = [node for node, other in table.items() if other.name == rule.name], dict(table), []

    def function(head, node):
        result = rule.function(head, node)
        changed = change(result)
        used.append(changed is not None)
        return result if changed is None else changed

    try:
        for node in nodes:
            table.pop(node) if change is None else table.update({node: replace(rule, function=function)})
        verdict = status(rule)
    finally:
        table.clear()
        table.update(saved)
    inherited = change is None and verdict == "holds"  # the rule of a class above does the same
    return None if inherited or (change is not None and not any(used)) else verdict


def main():
    survivors, count = [], 0
    for table in (RULES, VEC_RULES):
        for rule in {rule.name: rule for rule in table.values()}.values():
            verdicts = {kind: damaged(table, rule, change) for kind, change in KINDS.items()}
            tried = {kind: verdict for kind, verdict in verdicts.items() if verdict is not None}
            count += len(tried)
            survivors += [f"{rule.name}, {kind}" for kind, verdict in tried.items() if verdict == "holds"]
            print(f"{rule.name:24} {', '.join(f'{kind}: {verdict}' for kind, verdict in tried.items())}")
    print(f"{count} mutants, {len(survivors)} survive: {'; '.join(survivors) or 'none'}")
    return bool(survivors)


if __name__ == "__main__":
    sys.exit(main())
