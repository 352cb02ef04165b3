"""What is said of letters: a variable with fewer free entries, and constants that are symmetric, orthogonal ..."""

from sympy import Identity, MatrixSymbol, OneMatrix, Transpose, Tuple

from veckron import shapes
from veckron.algebra import TURNED, assume, diagonal, hadamard, kronecker, product, terms, total, transpose
from veckron.expressions import Vec, commutation_matrix, duplication_matrix, elimination_matrix, unvec, vec

# The derivative of vec X by the entries that a structure leaves free, for X of shape (n, n).
FREE_ENTRIES = {
    "symmetric": duplication_matrix,
    "lower_triangular": lambda n: Transpose(elimination_matrix(n)),
    "upper_triangular": lambda n: product(commutation_matrix(n, n), Transpose(elimination_matrix(n))),
    "diagonal": lambda n: product(diagonal(Vec(Identity(n))), kronecker(OneMatrix(n, 1), Identity(n))),
}


class Structures:
    """What a call says of letters: ``free`` is the structure of the variable, or None; ``said`` those of letters by symbol."""

    def __init__(self, operation, F, X, words):
        whole = Tuple(F, X) if words else Tuple()
        letters = {A.name: A for A in shapes.parts(whole) if isinstance(A, MatrixSymbol)}
        chosen = [name for name in FREE_ENTRIES if words.get(name) is True]
        if len(chosen) > 1:
            raise ValueError(f"{operation}: wants one structure of X, got {' and '.join(chosen)}")
        self.free, self.X = chosen[0] if chosen else None, X
        self.said = {}
        for name, word in words.items():
            if not isinstance(word, bool):
                self.said[_letter(operation, name, letters)] = _structure(operation, name, word)
            elif name not in FREE_ENTRIES:
                raise TypeError(
                    f"{operation}: {name} is no structure of a variable; there are {', '.join(FREE_ENTRIES)}"
                )
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


def _structure(operation, name, word):
    if word not in TURNED:
        raise ValueError(f"{operation}: {name} is {word!r}? There are: {', '.join(TURNED)}")
    return word


def free_entries(X, structure):
    """Return the derivative of vec X by the free entries of an X with a structure."""
    return FREE_ENTRIES[structure](shapes.square(X, "jacobian").rows)


def after_structure(J, X, structure):
    """Return J times the derivative of vec X by the free entries of X."""
    J = assume(J, {X: "symmetric"}) if structure == "symmetric" else J
    free = free_entries(X, structure)
    return total(*[product(term, free) for term in terms(J)])


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
