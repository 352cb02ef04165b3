"""A derivative from a text, verified: of a function by one of its letters, in the layout that is wanted."""

from contextlib import suppress
from functools import cached_property

from sympy import DiagonalOf, MatrixSymbol, Symbol, Trace

from veckron.algebra import entry, product
from veckron.book.answer_pages import by_free_entries, html, quotient
from veckron.book.example_values import tried
from veckron.calculus import after_structure, assume_symmetric, canonical, convert, free_entries, relations
from veckron.expressions import Jacobian, entries, vec, vech
from veckron.notation import ParseError, Reading
from veckron.program import compile_function
from veckron.proof import Derivation, DoesNotHold, Equation, verify, withdrawn
from veckron.shapes import STRUCTURES

TURNED = ("symmetric", "diagonal")
# A Jacobian with more entries is not checked: an answer should come while one waits.
MOST = 15_000
# A function is called by the first of these that is none of its letters.
NAMES = {True: ["f", "g", "h", "phi", "psi", "value"], False: ["F", "G", "H", "Phi", "Psi", "Value"]}


class Calculation:
    """The derivative of a function by one of its letters; made by :func:`veckron.calculate`.

    ``F`` and ``X`` are the function and the variable, ``others`` what else the text could mean, ``shapes`` the shape of each
    letter, ``derivation`` the steps for an X without structure, ``gradient`` (None unless F is a scalar) and ``jacobian``
    the results, ``by_free_entries`` the Jacobian by the free entries of an X with a structure, None without; ``result`` is
    what is shown, in the ``layout`` that ``convention`` says.
    ``check()`` verifies all of them, and runs the NumPy code once. It displays in a notebook.
    """

    ask, most = "derivative", MOST

    def __init__(self, text, by, shapes, convention=()):
        reading = Reading(text, **shapes)
        self.text, self.by, self.shapes, self.letters = text, by, reading.shapes, reading.symbols
        self.verdicts, self.code, self.words = [], None, reading.structures
        self.others = [other.expression for other in reading.alternatives]
        self.F, self.X, self.convention = reading.expression, self.letter(by), convention
        self.derivation = self.derived()

    def derived(self):
        """The derivation of what is asked for."""
        return Derivation(self.F, self.X)

    last = property(lambda self: self.derivation.X)  # the variable of the last derivative

    @cached_property
    def gradient(self):
        """The partial derivatives of a scalar, in the shape of X."""
        if entries(self.derivation.F) != 1:
            return None
        return self._declared(self.derivation.gradient if self.last.is_Matrix else entry(self.derivation.jacobian))

    @cached_property
    def jacobian(self):
        """d vec(F) / d vec(X)^T; for a gradient G it is vec(G)^T, so that to verify the one verifies the other."""
        if self.gradient is not None and self.last.is_Matrix:
            return self._declared(vec(self.gradient).T)
        return self._declared(self.derivation.jacobian)

    @cached_property
    def by_free_entries(self):
        """The Jacobian by the entries of X that the structure leaves free."""
        if self.structure == "diagonal" and self.gradient is not None:
            return DiagonalOf(self.gradient).T
        return canonical(after_structure(self.jacobian, self.X, self.structure)) if self.structure else None

    structure = property(lambda self: self.words.get(self.by, ""))  # what X was declared to be

    @property
    def layout(self):
        """The layout of the result, by its name in :func:`veckron.convert`."""
        said = set(self.convention)
        if self.gradient is not None and not ("jacobian" in said and self.last.is_Matrix):
            counted = said & {"once", "twice"} if self.structure == "symmetric" else ()
            return "gradient-doubled" if "twice" in counted else "gradient-symmetric" if counted else "gradient"
        side = "denominator" if "denominator" in said else "vec"
        return f"{side}-rows" if "rows" in said else side

    @cached_property
    def result(self):
        """The gradient of a scalar, else the Jacobian, in the layout that is wanted."""
        return self.gradient if self.layout == "gradient" else self._declared(self._laid_out(self.jacobian))

    def _laid_out(self, J):
        """A Jacobian in the layout; vec of a gradient, transposed, stands for the gradient."""
        if self.layout in ("vec", "gradient"):
            return J
        shapes = [A.shape if A.is_Matrix else (1, 1) for A in (self.derivation.F, self.last)]
        return convert(J, "vec", self.layout, *shapes)

    def letter(self, name):
        """The symbol of a letter to differentiate by."""
        letters = [name for name, shape in self.shapes.items() if shape != "integer"]
        if name not in letters:
            wanted = f"wants one of the letters {', '.join(letters)}" if letters else "the formula has no letter"
            raise ParseError(f"{name or 'no letter'}: {wanted} to differentiate by")
        return self.letters[name]

    def _declared(self, A):
        """A result with S^T = S for the letters that are declared so."""
        same = [self.letters[name] for name, word in self.words.items() if word in TURNED]
        return canonical(assume_symmetric(A, same)) if same else A

    meant = property(lambda self: Jacobian(self.F, self.X))  # what is asked for, as it is defined

    @property
    def claims(self):
        """Pairs of what is meant and what was found: the result, and for an X with a structure that by its free entries."""
        claims = [(self._laid_out(self.meant), self.jacobian if self.layout == "gradient" else self.result)]
        return [*claims, (self._by_free_entries(), self.by_free_entries)] if self.structure else claims

    def _by_free_entries(self):
        if self.structure == "symmetric":
            return Jacobian(self.F, vech(self.X))
        return product(self.meant, free_entries(self.X, self.structure))

    @property
    def statements(self):
        """The claims, as they are verified."""
        words = {name: STRUCTURES[word] for name, word in self.words.items()}
        return [Equation(*claim, name=self.ask, words=words, where=self.where) for claim in self.claims]

    def check(self, seed=0, most=None):
        """Verify the results and every step of the derivation exactly, and return the calculation with its verdicts.

        ``verdicts`` has one verdict for each result, ``code`` one for the NumPy code: "unknown" where it was not run, None
        where there is no code. Steps are verified at smaller sizes. ``seed`` and ``most`` are as for :func:`veckron.verify`.
        DoesNotHold, an AssertionError, if a result, a step or the code is wrong; it says what to report, and from then on no
        formula is shown.
        """
        most = self.most if most is None else most
        self.verdicts = [verify(statement, seed=seed, most=most) for statement in self.statements]
        self.code = self._ran(100 * most)
        with suppress(DoesNotHold):
            if self.derivation:
                self.derivation.where = self.where
                self.derivation.check(seed, most // 10, self._known())
        if self.refuted:
            raise DoesNotHold(self.report())
        return self

    def _known(self):
        """The verdicts on lines of the derivation that claim what was verified already."""
        same = self.ask == "derivative" and self.layout in ("vec", "gradient") and not self.words
        results = [step.sides for step in self.derivation.steps if not step.rules]
        return dict.fromkeys(results, self.verdicts[0]) if same else {}

    @property
    def lines(self):
        """The verdicts on the lines of the derivation."""
        return self.derivation.verdicts if self.derivation else []

    @property
    def refuted(self):
        """Whether a result, a step or the code fails its check; then no formula is shown."""
        found = [*self.verdicts, *self.lines, *([self.code] if self.code else [])]
        return any(verdict.status == "fails" for verdict in found)

    def report(self):
        """What stands in the place of an answer that does not hold."""
        given = "".join(f", {name}={shape!r}" for name, shape in self.shapes.items())
        what = "" if self.ask == "derivative" else f"{self.ask} of "
        return withdrawn(f"{what}calculate({self.text!r}, {self.by!r}{given})")

    @property
    def value(self):
        """The function; a number where it is 1 x 1."""
        return Trace(self.F) if self.F.is_Matrix and entries(self.F) == 1 else self.F

    @cached_property
    def where(self):
        """The relations of sizes without which an inverse does not exist."""
        return ", ".join(relations(self.F, self.result))

    # What the result is called.
    kind = property(lambda self: "gradient" if self.layout.startswith("gradient") else "jacobian")

    expressions = property(lambda self: (self.value, self.result))  # what the sources compute

    @cached_property
    def compiled(self):
        """The function in :meth:`numpy`."""
        name = f"value_and_{self.kind}"
        return compile_function(self.expressions, name=name, arguments=self.text, use_scipy=False)

    def _ran(self, most):
        """Run the code that is shown, if there is any, and return whether it gives the values of the formulas."""
        with suppress(NotImplementedError):
            return tried(self.statements[0], self.compiled, self.expressions, most)

    def numpy(self):
        """Return NumPy source: a function ``value_and_gradient`` or ``value_and_jacobian`` of the letters, as arrays.

        NotImplementedError if the function has an operation without NumPy code.
        """
        return self.compiled.source()

    @cached_property
    def named(self):
        """The function as a letter that it does not have itself: f for a number, F for a matrix."""
        scalar = entries(self.F) == 1
        name = next((name for name in NAMES[scalar] if name not in self.letters), NAMES[scalar][-1])
        return Symbol(name) if scalar else MatrixSymbol(name, *self.F.shape)

    by_letters = property(lambda self: [self.X])  # one after the other
    left = property(lambda self: quotient(self.named, self.by_letters, self.layout))  # the result as it is written

    @property
    def equations(self):
        """The results with what they are the result of."""
        free = lambda: (by_free_entries(self.named, self.by_letters, self.structure), self.by_free_entries)
        return [(self.left, self.result), *([free()] if self.structure else [])]

    def __repr__(self):
        return self.report() if self.refuted else str(self.derivation)

    def _repr_html_(self):
        return html(self)


def calculate(text: str, by: str, /, **shapes: str) -> Calculation:
    """Return the derivative of a function that is written as on paper, as in LaTeX or as in NumPy, by one of its letters.

    The gradient of a scalar has the shape (m, n) of the letter, the Jacobian the shape (p*q, m*n). The text and the shapes are
    as for :func:`veckron.parse`; a variable may be ``"n n symmetric"``, ``"n n lower_triangular"``, ``"n n upper_triangular"``
    or ``"n n diagonal"``. ParseError if the text is no formula, its matrices do not fit, or it does not have the letter ``by``;
    NoRule if it has an operation that cannot be derived.

    >>> calculate("log(det(X))", "X").gradient
    X.T**(-1)
    >>> calculate("log(det(X))", "X", X="n n symmetric").by_free_entries
    vec(X**(-1)).T*D(n)

    source: magnus2019, chapter 9
    """
    return Calculation(text, by, shapes)
