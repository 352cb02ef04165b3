"""Linear operators from Jacobians in closed form: applied, solved and transposed without writing the matrix down.

`build` reads an expression into the `structures`, `apply` writes the lines that apply each, `program` compiles them,
`linear` is the operator that checks what it is multiplied with; `solve` and `determinants` have what the structure gives
besides.
"""

from veckron.operators.interface import Plan, operator
from veckron.operators.linear import Operator

__all__ = ["Operator", "Plan", "operator"]
