"""TODO"""

from veckron.notation.build import symbol_of
from veckron.notation.latex_printing import latex
from veckron.notation.parsing import ParseError, infer, parse, read_shape, shapes_of_letters
from veckron.notation.sympy_source import sympy_code
