"""Text to expression, with the shapes that follow from it; expression to LaTeX and to SymPy source."""

from veckron.notation.errors import ParseError
from veckron.notation.latex_printing import latex
from veckron.notation.naming import Naming
from veckron.notation.reading import Reading, TwoReadings, infer, parse
from veckron.notation.sizes import read_shape
from veckron.notation.sympy_source import sympy_code
from veckron.notation.text_printing import text
