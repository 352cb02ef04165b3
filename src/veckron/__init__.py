"""Matrix calculus with vec and the Kronecker product, every identity verified exactly.

vec stacks columns. The derivative of F at X is ``DF = d vec F / d (vec X)^T``, of shape (rows F * cols F) x
(rows X * cols X); the gradient of a scalar has the shape of X, and its vec, transposed, is DF. K_mn is indexed by the
shape before transposing: ``K_mn vec A = vec A^T`` for A of shape m x n. All matrices are real.
"""

__version__ = "0.1.0"

# Chapter 1: vec
from veckron.vec import unvec, unvech, vec, vech
from veckron.duplication import duplication_matrix, elimination_matrix
from veckron.derivative import D, H

# Chapter 2: the Kronecker product
from veckron.kronecker import kron
from veckron.commutation import commutation_matrix

# Chapter 3: inverse, determinant and inner product
from veckron.adjugate import adjugate
from veckron.expm import expm

# Chapter 5: without building the matrix
from veckron.numpy_code import compile_function

# In every chapter: values, derivations and proofs
from veckron.evaluate import evaluate
from veckron.exact import Ring
from veckron.differential import differential
from veckron.jacobian import gradient, hessian, jacobian
from veckron.derivation import derive
from veckron.statements import Equation, identity
from veckron.verify import check, verify
from veckron.identities import IDENTITIES

__all__ = [
    "D",
    "Equation",
    "H",
    "IDENTITIES",
    "Ring",
    "adjugate",
    "check",
    "compile_function",
    "commutation_matrix",
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
    "kron",
    "operator",
    "unvec",
    "unvech",
    "vec",
    "vech",
    "verify",
]


def __getattr__(name):
    """``operator`` needs NumPy, and is imported when it is asked for."""
    if name != "operator":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from veckron.operators import operator

    return operator
