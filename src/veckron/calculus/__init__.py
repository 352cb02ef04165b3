"""TODO"""

from veckron.calculus.assumptions import conditions, relations
from veckron.calculus.derivatives import (
    after_structure,
    finished,
    free_entries,
    gradient,
    hessian,
    jacobian,
    read_gradient,
    turned,
)
from veckron.calculus.differential_rules import (
    DifferentialWalk,
    Increment,
    RULES,
    differential,
    increment,
    rule,
    variable,
)
from veckron.calculus.rule_tables import NoRule, Rule
from veckron.calculus.vec_rules import Linear, VEC_RULES, after, unit, vec_rule
