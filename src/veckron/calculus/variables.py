"""What a function is differentiated by: a letter, or some entries of one; anything else is refused in words."""

import warnings

from sympy import MatrixSymbol, S, Symbol, Tuple, ZeroMatrix
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

from veckron.algebra import join, kronecker, product, split, terms, times, total, transpose
from veckron.calculus.vec_rules import unit
from veckron.expressions import around_slice
from veckron.shapes import letters, show

PARTS = (MatrixElement, MatrixSlice)
A_VARIABLE = "a variable, a matrix symbol or a scalar symbol"


def is_part(X):
    """Tell whether X is an entry, or some rows and columns, of a letter."""
    return isinstance(X, PARTS) and isinstance(X.parent, MatrixSymbol)


def letter_of(part):
    """Return the letter that a part is one of."""
    return part.parent


def after_part(J, X):
    """Return J times the derivative of vec of the letter by vec of a part of it."""
    return total(*[product(term, by_part(X)) for term in terms(J)])


def by_part(X):
    """Return the derivative of vec of the letter by vec of a part of it: e_j (x) e_i, or I[c, :]^T (x) I[r, :]^T."""
    if isinstance(X, MatrixElement):
        return kronecker(unit(X.j, X.parent.cols), unit(X.i, X.parent.rows))
    E, F = around_slice(X)
    return kronecker(transpose(F), transpose(E))


def part_of_gradient(G, X):
    """Return the entry, or the rows and columns, of the gradient by the whole letter."""
    if isinstance(X, MatrixElement):
        scalar, factors = split(G)
        return S.Zero if isinstance(G, ZeroMatrix) else times(scalar, MatrixElement(join(S.One, factors), X.i, X.j))
    E, F = around_slice(X)
    return product(E, G, transpose(F))


class DoesNotOccur(UserWarning):
    """The variable does not occur in what is differentiated: the derivative is 0, but another letter may be meant."""


def occurring(operation, F, X):
    """Warn where the letter of a variable does not occur in F, but others do; 0 of what SymPy made 0 is no surprise."""
    F, X = Tuple(F, letter_of(X) if is_part(X) else X).args
    sizes = letters(Tuple(*F.shape)) if F.is_Matrix else set()
    others = sorted(letters(F) - sizes, key=str)
    if X in others or not others:
        return
    named = lambda A: f"{A} of shape {show(A.shape)}" if isinstance(A, MatrixSymbol) else f"the number {A}"
    message = f"{named(X)} does not occur in the expression, whose letters are {', '.join(map(named, others))}"
    warnings.warn(f"{operation}: {message}; the derivative is 0", DoesNotOccur, stacklevel=3)


def want_expression(F, X):
    """Refuse what is no expression and no letter or part of one: a text, a list; and another letter of the name of X."""
    for value, wanted in ((F, "an expression"), (X, A_VARIABLE)):
        if isinstance(value, str):
            raise TypeError(f"differential: wants {wanted}, got the text {value!r}; parse reads a text")
        if isinstance(value, (list, tuple)) or hasattr(value, "__array_interface__"):
            advice = 'MatrixSymbol("A", m, n) stands for values, and evaluate or compile_function puts them in'
            raise TypeError(f"differential: wants {wanted}, got {type(value).__name__}; {advice}")
    if not isinstance(X, (MatrixSymbol, Symbol)) and not is_part(X):
        raise TypeError(f"differential: wants {A_VARIABLE}, got {X}")
    others = [s for s in getattr(F, "free_symbols", ()) if s.is_Symbol and s.name == getattr(X, "name", "")]
    if isinstance(X, Symbol) and others and X not in others:
        declared = f"{assumed(others[0])}, not {assumed(X)}"
        raise TypeError(f"differential: {X} of the expression is another symbol: {declared}")


def assumed(s):
    """Return how a symbol was declared: ``positive=True``."""
    own = {name: value for name, value in s._assumptions_orig.items() if name != "commutative"}
    return ", ".join(f"{name}={value}" for name, value in own.items()) or "with no assumption"
