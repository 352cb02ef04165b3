"""What a function is differentiated by: a letter, some entries of one, or those that a structure leaves free; else refused."""

import warnings

from sympy import Identity, MatrixSymbol, OneMatrix, S, Symbol, Transpose, Tuple, ZeroMatrix
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

from veckron import shapes
from veckron.algebra import TURNED, assume, diagonal, hadamard, join, kronecker, product, split, terms, times, total
from veckron.algebra import transpose
from veckron.calculus.vec_rules import before
from veckron.expressions import Vec, around_slice, commutation_matrix, duplication_matrix, elimination_matrix, unit
from veckron.expressions import unvec, vec
from veckron.shapes import letters, show

PARTS = (MatrixElement, MatrixSlice)
A_VARIABLE = "a variable, a matrix symbol or a scalar symbol"
# The derivative of vec X by the entries that a structure leaves free, for X of shape (n, n).
FREE_ENTRIES = {
    "symmetric": duplication_matrix,
    "lower_triangular": lambda n: Transpose(elimination_matrix(n)),
    "upper_triangular": lambda n: product(commutation_matrix(n, n), Transpose(elimination_matrix(n))),
    "diagonal": lambda n: product(diagonal(Vec(Identity(n))), kronecker(OneMatrix(n, 1), Identity(n))),
}


def is_part(X):
    """Tell whether X is an entry, or some rows and columns, of a letter."""
    return isinstance(X, PARTS) and isinstance(X.parent, MatrixSymbol)


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
    F, X = Tuple(F, X.parent if is_part(X) else X).args
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


class Structures:
    """What a call says of letters: ``free`` is the structure of the variable, or None; ``said`` those of letters by symbol."""

    def __init__(self, operation, F, X, words):
        whole = Tuple(F, X) if words else Tuple()
        letters = {A.name: A for A in shapes.parts(whole) if isinstance(A, MatrixSymbol)}
        chosen = [name for name in FREE_ENTRIES if words.get(name) is True]
        if len(chosen) > 1:
            raise ValueError(f"{operation}: wants one structure of X, got {' and '.join(chosen)}")
        self.free, self.X = chosen[0] if chosen else None, X
        if self.free and is_part(X):
            raise ValueError(f"{operation}: {self.free} is said of a whole letter, got {X}")
        self.said = {}
        for name, word in words.items():
            if not isinstance(word, bool):
                if word not in TURNED:
                    raise ValueError(f"{operation}: {name} is {word!r}? There are: {', '.join(TURNED)}")
                self.said[_letter(operation, name, letters)] = word
            elif name not in FREE_ENTRIES:
                there = ", ".join(FREE_ENTRIES)
                raise TypeError(f"{operation}: {name} is no structure of a variable; there are {there}")
        if self.free == "symmetric":
            self.said[shapes.square(X, operation)] = "symmetric"

    def of_constants(self, F):
        """Return what is differentiated with all that is said of its constants."""
        constants = {A: word for A, word in self.said.items() if A != self.X}
        return assume(F, constants) if constants else F

    def of_all(self, result):
        """Return a result with all that is said."""
        return assume(result, self.said) if self.said else result


def _letter(operation, name, letters):
    if name not in letters:
        raise ValueError(f"{operation}: there is no matrix {name}, but {', '.join(sorted(letters))}")
    return shapes.square(letters[name], operation)


def free_entries(X, structure):
    """Return the derivative of vec X by the free entries of an X with a structure."""
    return FREE_ENTRIES[structure](shapes.square(X, "jacobian").rows)


def after_structure(J, X, structure):
    """Return J times the derivative of vec X by the free entries of X."""
    return before(assume(J, {X: "symmetric"}) if structure == "symmetric" else J, free_entries(X, structure))


def gradient_by_free_entries(G, X, structure):
    """Return the gradient by the free entries, each at its places, 0 where X has 0: G + G^T - I o G for a symmetric X."""
    n = shapes.square(X, "gradient").rows
    if structure == "diagonal":
        return hadamard(Identity(n), G)
    if structure == "symmetric":
        return total(G, transpose(G), product(-1, hadamard(Identity(n), G)))
    if structure == "upper_triangular":
        return transpose(gradient_by_free_entries(transpose(G), X, "lower_triangular"))
    L = elimination_matrix(n)
    return unvec(product(Transpose(L), L, vec(G)), n, n)


def between_free_entries(H, X, structure):
    """Return the Hessian by the free entries of X."""
    free = free_entries(X, structure)
    return total(*[product(transpose(free), term, free) for term in terms(H)])
