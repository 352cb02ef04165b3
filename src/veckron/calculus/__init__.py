"""Derivatives by two tables of rules: the differential of each operation, and how vec passes each linear one.

`differential_rules` and `vec_rules` are the tables, `rule_tables` how one is walked, `accumulation` how a gradient is
accumulated in reverse, `derivatives` what is read off: differential, Jacobian, gradient and Hessian; `variables` knows
symmetric, orthogonal ... letters, `assumptions` says what the formulas need, `layouts` writes one as others do.
"""

from veckron.algebra import assume_symmetric, canonical
from veckron.calculus import factor_rules, part_rules  # registers their rules
from veckron.calculus.assumptions import conditions, of_places, relations
from veckron.calculus.derivatives import Differentiation, differential, gradient, gradient_of, hessian, jacobian
from veckron.calculus.derivatives import jacobian_of
from veckron.calculus.differential_rules import DifferentialWalk, Increment, RULES, increment, rule
from veckron.calculus.layouts import convert
from veckron.calculus.rule_tables import NoRule, Rule
from veckron.calculus.variables import DoesNotOccur, after_structure, free_entries, occurring
from veckron.calculus.vec_rules import Linear, VEC_RULES, after, vec_rule
