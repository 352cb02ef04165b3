"""What can be asked beside a derivative: the Hessian, its products, mixed and directional derivatives, all letters at once."""

from functools import cached_property

from sympy import MatrixSymbol, Symbol, Transpose, Tuple

from veckron.algebra import entry, normal, product
from veckron.book.answer_pages import quotient
from veckron.book.calculation import Calculation
from veckron.calculus import after_structure, canonical, free_entries, increment
from veckron.expressions import Differential, Gradient, Jacobian, vec, want_scalar
from veckron.notation import ParseError, Reading, latex
from veckron.proof import Derivation
from veckron.shapes import ShapeError, show


class SecondDerivative(Calculation):
    """The Hessian of a scalar, or its mixed second derivative by X and then by the letter ``second``."""

    ask = kind = "hessian"
    most = 3_000  # entries: a second difference takes its time

    def __init__(self, text, by, shapes, convention=(), second=""):
        self.second = second or by
        super().__init__(text, by, shapes, convention)

    def derived(self):
        """The derivation of the Jacobian of the gradient."""
        first = Derivation(want_scalar("Hessian", self.F), self.X)
        return Derivation(first.gradient if self.X.is_Matrix else entry(first.jacobian), self.letter(self.second))

    structure = property(lambda self: self.words.get(self.by, "") if self.second == self.by else "")
    meant = property(lambda self: Jacobian(Transpose(Jacobian(self.F, self.X)), self.last))

    @cached_property
    def by_free_entries(self):
        """D^T H D, with the derivative D of vec X by its free entries."""
        half = lambda A: Transpose(after_structure(A, self.X, self.structure))
        return self._declared(canonical(normal(half(half(self.jacobian))))) if self.structure else None

    def _by_free_entries(self):
        free = free_entries(self.X, self.structure)
        return product(Transpose(free), self.meant, free)

    by_letters = property(lambda self: [self.X, self.last])


class Along(Calculation):
    """The derivative of a function along a ``direction``, dX where none is given, in which X moves."""

    ask, kind, gradient, structure, layout = "direction", "derivative", None, "", ""

    def __init__(self, text, by, shapes, convention=(), direction=""):
        super().__init__(text, by, shapes, convention)
        self.V = self._along(direction.strip()) if direction.strip() else increment(self.X, self.F)
        self.letters |= {V.name: V for V in [self.V] if isinstance(V, MatrixSymbol)}

    def _along(self, direction):
        """The expression that a text stands for; a letter of its own has the shape of X."""
        if direction.isidentifier() and direction not in self.letters:
            return MatrixSymbol(direction, *self.X.shape) if self.X.is_Matrix else Symbol(direction)
        V = Reading(direction, **self.shapes).expression
        wanted, given = [getattr(A, "shape", ()) for A in (self.X, V)]
        if wanted != given:
            raise ShapeError(f"direction: wants the shape {show(wanted)} of {self.X}, got {show(given)}")
        return V

    @cached_property
    def result(self):
        change = self.derivation.differential.xreplace({increment(self.X, self.derivation.F): self.V})
        return self._declared(canonical(normal(change)))

    meant = property(lambda self: Differential(self.F, (self.X, self.V)))
    claims = property(lambda self: [(self.meant, self.result)])
    left = property(lambda self: latex(Differential(self.named, (self.X, self.V))))


class HessianProduct(Along):
    """The Hessian of a scalar times a direction, in the shape of X: the Hessian itself is never formed."""

    ask, kind, most = "Hessian product", "product", SecondDerivative.most
    derived = SecondDerivative.derived
    second = property(lambda self: self.by)

    claims = property(lambda self: [(self.meant, vec(self.result) if self.X.is_Matrix else self.result)])

    @property
    def meant(self):
        H = Jacobian(Transpose(Jacobian(self.F, self.X)), self.X)
        return product(H, vec(self.V)) if self.X.is_Matrix else product(self.V, H)

    @property
    def left(self):
        if self.X.is_Matrix and self.X.cols != 1:
            return latex(Differential(Gradient(self.named, self.X), (self.X, self.V)))
        return rf"{quotient(self.named, [self.X, self.X], 'vec')}\,{latex(self.V)}"


class AllLetters(Calculation):
    """The derivatives of a function by each of its letters."""

    ask, kind, structure, layout = "all", "derivatives", "", ""

    def __init__(self, text, by, shapes, convention=()):
        shapes = Reading(text, **shapes).shapes
        names = [name for name, shape in shapes.items() if shape != "integer"]
        self.parts = [Calculation(text, name, shapes, convention) for name in names or [by]]
        super().__init__(text, self.parts[0].by, shapes, convention)

    def derived(self):
        """The steps are those of each."""

    result = property(lambda self: Tuple(*[part.result for part in self.parts]))
    equations = property(lambda self: [pair for part in self.parts for pair in part.equations])
    claims = property(lambda self: [claim for part in self.parts for claim in part.claims])
    expressions = property(lambda self: (self.value, *[part.result for part in self.parts]))


# What can be asked, and what its answer needs beside the function, the letter, the shapes and the convention.
QUESTIONS = {
    "derivative": (Calculation, ""),
    "all": (AllLetters, ""),
    "hessian": (SecondDerivative, ""),
    "hessian_product": (HessianProduct, "direction"),
    "mixed": (SecondDerivative, "second"),
    "direction": (Along, "direction"),
}


# The words of a convention: what is not said is as in the book, a gradient, or a Jacobian in numerator layout by columns.
CONVENTION = ("jacobian", "denominator", "rows", "once", "twice")


def answered(request):
    """Return the answer to a request: ``text``, ``by``, ``shapes``, and if they are said ``ask``, ``convention`` and more."""
    ask, convention = request.get("ask", "derivative"), request.get("convention", ())
    for what, known, words in [("ask", QUESTIONS, [ask]), ("convention", CONVENTION, convention)]:
        if not set(words) <= set(known):
            raise ParseError(f"{what}: wants words of {', '.join(known)}, got {' '.join(words)}")
    kind, needed = QUESTIONS[ask]
    more = {needed: request.get(needed, "")} if needed else {}
    return kind(request["text"], request["by"], request["shapes"], convention, **more)
