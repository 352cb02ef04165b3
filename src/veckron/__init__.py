"""Matrix calculus with vec and the Kronecker product, every identity verified exactly.

vec stacks columns. The derivative of F at X is ``DF = d vec F / d (vec X)^T``, of shape (rows F * cols F) x
(rows X * cols X); the gradient of a scalar has the shape of X, and its vec, transposed, is DF. K_mn is indexed by the
shape before transposing: ``K_mn vec A = vec A^T`` for A of shape m x n. All matrices are real.
"""

__version__ = "0.1.0"

# Nodes and constructors
from veckron.expressions import vec, vech, unvec, unvech, kron, khatri_rao, adjugate, expm, pinv
from veckron.expressions import commutation_matrix, duplication_matrix, elimination_matrix
from veckron.expressions import Jacobian, Gradient, Hessian, Differential
from veckron.shapes import ShapeError

# Derivatives
from veckron.calculus import convert, differential, jacobian, gradient, hessian
from veckron.calculus import rule, vec_rule, RULES, VEC_RULES, NoRule
from veckron.proof import derive

# Values
from veckron.values import Ring, evaluate
from veckron.program import compile_function

# Text
from veckron.notation import ParseError, latex, parse, text
from veckron.book.calculation import calculate

# Proofs
from veckron.proof import Equation, check, identity, verify
from veckron.catalogue import IDENTITIES

__all__ = [
    "Differential",
    "Equation",
    "Gradient",
    "Hessian",
    "IDENTITIES",
    "Jacobian",
    "NoRule",
    "ParseError",
    "RULES",
    "Ring",
    "ShapeError",
    "VEC_RULES",
    "adjugate",
    "calculate",
    "check",
    "commutation_matrix",
    "compile_function",
    "convert",
    "derive",
    "differential",
    "duplication_matrix",
    "elimination_matrix",
    "evaluate",
    "expm",
    "gradient",
    "hessian",
    "identity",
    "jacobian",
    "khatri_rao",
    "kron",
    "latex",
    "operator",
    "parse",
    "pinv",
    "rule",
    "text",
    "unvec",
    "unvech",
    "vec",
    "vec_rule",
    "vech",
    "verify",
]


def __getattr__(name):
    """``operator`` needs NumPy: it is imported when it is asked for, and without NumPy says so when it is called."""
    if name != "operator":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        from veckron.program import operator
    except ModuleNotFoundError as error:
        missing = error

        def operator(*args, **kwargs):
            raise missing

    return operator
