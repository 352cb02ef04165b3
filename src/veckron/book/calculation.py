"""A derivative from a text, verified, and how it is shown: on the page of the calculator and in a notebook."""

from contextlib import suppress
from functools import cached_property
from html import escape
from warnings import catch_warnings

from sympy import DiagonalOf, MatrixSymbol, Symbol, Trace

from veckron.algebra import entry, product
from veckron.calculus import after_structure, assume_symmetric, canonical, free_entries, relations
from veckron.expressions import Gradient, Jacobian, entries, stacked, vec, vech
from veckron.notation import Naming, ParseError, Reading, latex, sympy_code
from veckron.program import compile_function
from veckron.proof import DRAWS, SMALL, Derivation, DoesNotHold, Equation, Trial, Verdict, entries_of, in_reals
from veckron.proof import round_up, shapes_text, verify, withdrawn
from veckron.shapes import STRUCTURES
from veckron.values import evaluate

TURNED = ("symmetric", "diagonal")
# A Jacobian with more entries is not checked: an answer should come while one waits.
MOST = 15_000
# A function is called by the first of these that is none of its letters.
NAMES = {True: ["f", "g", "h", "phi", "psi", "value"], False: ["F", "G", "H", "Phi", "Psi", "Value"]}
GEQ = r"\geq"
MARKS = {"holds": "verified", "fails": "fails", "unknown": "not decided"}
SOURCES = {"numpy": "NumPy", "latex": "LaTeX", "sympy": "SymPy"}


class Calculation:
    """The derivative of a function by one of its letters; made by :func:`veckron.calculate`.

    ``F`` and ``X`` are the function and the variable, ``others`` what else the text could mean, ``shapes`` the shape of each
    letter, ``derivation`` the steps for
    an X without structure, ``gradient`` (None unless F is a scalar) and ``jacobian`` the results,
    ``by_free_entries`` the Jacobian by the free entries of an X with a structure, None without.
    ``check()`` verifies all of them, and runs the NumPy code once. It displays in a notebook.
    """

    def __init__(self, text, by, shapes):
        reading = Reading(text, **shapes)
        self.text, self.by, self.shapes, self.letters = text, by, reading.shapes, reading.symbols
        self.where, self.verdicts, self.code, self.words = "", [], None, reading.structures
        self.others = [other.expression for other in reading.alternatives]
        self.F, self.X = reading.expression, self._variable()
        self.derivation = Derivation(self.F, self.X)

    @cached_property
    def gradient(self):
        """The partial derivatives of a scalar, in the shape of X."""
        if entries(self.F) != 1:
            return None
        return self._declared(self.derivation.gradient if self.X.is_Matrix else entry(self.derivation.jacobian))

    @cached_property
    def jacobian(self):
        """d vec(F) / d vec(X)^T; for a gradient G it is vec(G)^T, so that to verify the one verifies the other."""
        if self.gradient is not None and self.X.is_Matrix:
            return self._declared(vec(self.gradient).T)
        return self._declared(self.derivation.jacobian)

    @cached_property
    def by_free_entries(self):
        """The Jacobian by the entries of X that the structure leaves free."""
        if self.structure == "diagonal" and self.gradient is not None:
            return DiagonalOf(self.gradient).T
        return canonical(after_structure(self.jacobian, self.X, self.structure)) if self.structure else None

    @property
    def structure(self):
        """The structure that X was declared to have."""
        return self.words.get(self.by, "")

    @property
    def differential(self):
        """dF, linear in dX."""
        return self.derivation.differential

    @property
    def result(self):
        """The gradient of a scalar, else the Jacobian."""
        return self.jacobian if self.gradient is None else self.gradient

    def _variable(self):
        """The symbol of the letter to differentiate by."""
        letters = [name for name, shape in self.shapes.items() if shape != "integer"]
        if self.by not in letters:
            wanted = f"wants one of the letters {', '.join(letters)}" if letters else "the formula has no letter"
            raise ParseError(f"{self.by or 'no letter'}: {wanted} to differentiate by")
        return self.letters[self.by]

    def _declared(self, A):
        """A result with S^T = S for the letters that are declared so."""
        same = [self.letters[name] for name, word in self.words.items() if word in TURNED]
        return canonical(assume_symmetric(A, same)) if same else A

    @property
    def statements(self):
        """What is claimed: the Jacobian, and for an X with a structure that by its free entries."""
        F, X, J = self.F, self.X, Jacobian(self.F, self.X)
        claimed = [(J, self.jacobian)]
        if self.structure:
            symmetric = self.structure == "symmetric"
            free = Jacobian(F, vech(X)) if symmetric else product(J, free_entries(X, self.structure))
            claimed.append((free, self.by_free_entries))
        words = {name: STRUCTURES[word] for name, word in self.words.items()}
        return [Equation(*sides, name="derivative", words=words, where=self.where) for sides in claimed]

    def check(self, seed=0, most=MOST):
        """Verify the results and every step of the derivation exactly, and return the calculation with its verdicts.

        Where an inverse wants ``m >= n``, as that of X^T X does, ``where`` says so. Steps are verified at smaller sizes.

        Parameters
        ----------
        seed, most : int, optional
            As for :func:`veckron.verify`.

        Returns
        -------
        Calculation
            The same, ``verdicts`` having one verdict for each result, ``code`` one for the NumPy code: "unknown" where it
            was not run, None where there is no code.

        Raises
        ------
        DoesNotHold
            An AssertionError, if a result, a step or the code is wrong; it says what to report, and from then on no
            formula is shown.
        """
        self.where = self.derivation.where = ", ".join(relations(self.F, self.jacobian))
        self.verdicts = [verify(statement, seed=seed, most=most) for statement in self.statements]
        results = [step.sides for step in self.derivation.steps if not step.rules]
        known = {} if self.words else dict.fromkeys(results, self.verdicts[0])  # the same claim
        self.code = self._ran(seed, 100 * most)
        with suppress(DoesNotHold):
            self.derivation.check(seed, most // 10, known)
        if self.refuted:
            raise DoesNotHold(self.report())
        return self

    @property
    def refuted(self):
        """Whether a result, a step or the code fails its check; then no formula is shown."""
        found = [*self.verdicts, *self.derivation.verdicts, *([self.code] if self.code else [])]
        return any(verdict.status == "fails" for verdict in found)

    def report(self):
        """What stands in the place of an answer that does not hold."""
        given = "".join(f", {name}={shape!r}" for name, shape in self.shapes.items())
        return withdrawn(f"calculate({self.text!r}, {self.by!r}{given})")

    @property
    def value(self):
        """The function; a number where it is 1 x 1."""
        return Trace(self.F) if self.F.is_Matrix and entries(self.F) == 1 else self.F

    @cached_property
    def compiled(self):
        """The function in :meth:`numpy`."""
        kind = "jacobian" if self.gradient is None else "gradient"
        return compile_function(
            (self.value, self.result), name=f"value_and_{kind}", arguments=self.text, use_scipy=False
        )

    def _ran(self, seed, most):
        """Run the code that is shown, and return whether it gives the values of the function and of the result."""
        entry = self.statements[0]
        sizes = entry.fitting(dict(zip(entry.sizes, SMALL)))
        try:
            compiled = self.compiled
        except NotImplementedError:
            return None
        try:
            if entries_of(entry, sizes) > most:
                raise NotImplementedError("the result has too many entries")
            values, wanted = readable(entry, sizes, (self.value, self.result), seed)
        except ImportError:
            return Verdict(entry, "unknown", reason="there is no NumPy here")
        except (NotImplementedError, TypeError, ValueError, MemoryError) as error:
            return Verdict(entry, "unknown", reason=str(error))
        same = agrees(compiled, values, wanted)
        return Verdict(entry, "holds" if same else "fails", [sizes])

    def numpy(self):
        """Return NumPy source for the value and its derivative.

        Returns
        -------
        str
            A function ``value_and_gradient`` or ``value_and_jacobian`` of the letters, as arrays of their shapes.

        Raises
        ------
        NotImplementedError
            If the function has an operation without NumPy code.
        """
        return self.compiled.source()

    def __repr__(self):
        return self.report() if self.refuted else str(self.derivation)

    def _repr_html_(self):
        return html(self)


def readable(entry, sizes, expressions, seed):
    """Return random floats for the letters of a statement, and expressions' values there, all finite."""
    import numpy as np

    for attempt in range(DRAWS):
        values = {str(letter): value for letter, value in drawn(entry, sizes, [seed, attempt]).items()} | sizes
        with np.errstate(divide="raise", over="raise", invalid="raise"), catch_warnings(action="error"):
            try:
                wanted = [np.asarray(evaluate(F, values), dtype=float) for F in expressions]
            except (FloatingPointError, RuntimeWarning, np.linalg.LinAlgError):  # log of a negative number, singular
                continue
        if all(np.isfinite(value).all() for value in wanted):
            return values, wanted
    raise ValueError(f"no finite value found in {DRAWS} draws")


def drawn(entry, sizes, seed):
    """Return floats for the letters, positive, so that logarithms have values; every second time small ones."""
    import numpy as np

    from veckron.values.floats import Floats

    generator = np.random.default_rng(seed)

    class Drawn(Floats):
        draw = staticmethod(lambda m, n: generator.uniform(0.1, 1, (m, n)) / 10 ** (seed[1] % 2))
        residue = staticmethod(lambda: generator.uniform(0.1, 1))

    return Trial(entry, sizes, str(seed)).draw(Drawn())


def agrees(compiled, values, wanted):
    """Tell whether the code runs and gives the values that are wanted, to six digits."""
    import numpy as np

    try:
        found = compiled.function(*[values[name] for name in compiled.arguments.symbols])
    except Exception:  # whatever it is, the reader would meet it
        return False
    close = lambda a, b: np.shape(a) == b.shape and np.allclose(a, b, rtol=1e-6, atol=1e-9 * max(1, np.abs(b).max()))
    return all(close(a, b) for a, b in zip(found, wanted))


def formulas(calculation):
    """Return the function as it was read, and the results in short names, as equations in LaTeX: f = ..., df/dX = ..."""
    name, X, G = named(calculation), calculation.X, calculation.gradient
    left = Jacobian(name, X) if G is None or not X.is_Matrix else Gradient(name, X)
    results = [(latex(left), calculation.result)]
    if calculation.structure:
        results.append((_by_free_entries(name, X, calculation.structure), calculation.by_free_entries))
    names = Naming(calculation.F, *(right for _, right in results), taken=[name.name])
    lines = [(latex(name), calculation.F), *((left, names.short(right)) for left, right in results)]
    where = [(rf"\text{{where }} {latex(letter)}", part) for letter, part in names.where]
    return [f"{left} = {latex(right)}" for left, right in lines + where]


def named(calculation):
    """Return the function as a letter that it does not have itself: f for a number, F for a matrix."""
    scalar = entries(calculation.F) == 1
    name = next((name for name in NAMES[scalar] if name not in calculation.letters), NAMES[scalar][-1])
    return Symbol(name) if scalar else MatrixSymbol(name, *calculation.F.shape)


def _by_free_entries(name, X, structure):
    """The derivative by vech(X), by vech(X^T) for an upper triangle, by diag(X)."""
    free = {"upper_triangular": vech(X.T), "diagonal": DiagonalOf(X)}.get(structure, vech(X))
    function = latex(stacked(name))
    return rf"\frac{{\partial {function}}}{{\partial {latex(free)}^{{T}}}}"


def sources(calculation):
    """Return what a reader copies, by kind: NumPy source, LaTeX, SymPy source."""
    sympy = sympy_code(calculation.result, "J" if calculation.gradient is None else "G")
    return {"numpy": _numpy(calculation), "latex": "\n".join(formulas(calculation)), "sympy": sympy}


def _numpy(calculation):
    try:
        return calculation.numpy()
    except NotImplementedError as error:
        return f"# {error}"


def conditions(calculation):
    """Return what the formulas need, as HTML, one line each."""
    needed = [rf"\({latex(part)}\) {condition}" for part, condition in calculation.derivation.conditions]
    return needed + [rf"\({relation.replace('>=', GEQ)}\)" for relation in calculation.where.split(", ") if relation]


def html(calculation):
    """Return a calculation as HTML: the result, its facts, the steps, the sources to copy; no formula that is refuted."""
    if calculation.refuted:
        report = f'<p class="error refuted">{escape(calculation.report())}</p>'
        return f'<div class="veckron-calculation tex2jax_ignore">\n{report}\n</div>'
    shown = "\n".join(rf'<p class="formula">\(\displaystyle {line}\)</p>' for line in formulas(calculation))
    facts = "\n".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in _facts(calculation) if text)
    copied = "\n".join(_source(kind, text) for kind, text in sources(calculation).items())
    steps = f"{_general(calculation)}{calculation.derivation.html()}"
    steps = f"<details open><summary>Steps</summary>\n{steps}\n</details>"
    parts = [shown, f"<dl>\n{facts}\n</dl>", steps, copied]
    return '<div class="veckron-calculation tex2jax_process">\n' + "\n".join(parts) + "\n</div>"


def _general(calculation):
    """The steps know of no structure."""
    words = [(rf"\({latex(calculation.letters[name])}\)", word) for name, word in calculation.words.items()]
    declared = " and ".join(f"{letter} is {word.replace('_', ' ')}" for letter, word in words)
    return f"<p>The steps hold without it; that {declared} is put in at the end.</p>\n" if words else ""


def _facts(calculation):
    """What is known of the result, as names and HTML."""
    yield "Could be", " or ".join(rf"\({latex(other)}\)" for other in calculation.others)
    yield "Letters", "; ".join(_letter(calculation, name) for name in calculation.letters)
    yield "Shape", _shape(calculation.result)
    yield "Where", "; ".join(conditions(calculation))
    yield "Check", "<br>".join([*map(_verdict, calculation.verdicts), *_code(calculation.code)])
    yield "Differential", rf"\(\mathrm{{d}}{latex(named(calculation))} = {latex(calculation.differential)}\)"


def _letter(calculation, name):
    """A letter with its shape: A (m x n), x (n), u a number."""
    letter, word = calculation.letters[name], calculation.words.get(name, "").replace("_", " ")
    return rf"\({latex(letter)}\): {_shape(letter)} {word}".strip()


def _shape(A):
    return rf"\({latex(A.rows)} \times {latex(A.cols)}\)" if A.is_Matrix else "a number"


def _verdict(verdict):
    """A line: the mark, the sizes tried, the bound; or why there is none."""
    mark = f'<span class="badge {verdict.status}">{MARKS[verdict.status]}</span>'
    if verdict.status != "holds":
        return f"{mark} {escape(verdict.reason)}"
    exact = verdict.bound and f"; a false formula would pass with probability below {round_up(verdict.bound)} per shape"
    kind = "exact" if not verdict.in_reals else in_reals(verdict)
    tried = escape(shapes_text(verdict.entry, verdict.shapes))
    return f'{mark} {kind}, at <span class="shapes">{tried}</span>: {verdict.reach}{exact or ""}'


def _code(verdict):
    """The line about the NumPy code: checked where it was run."""
    if verdict is None:
        return []
    if verdict.status != "holds":
        return [f"NumPy code not run: {escape(verdict.reason)}"]
    sizes = f", at {shapes_text(verdict.entry, verdict.shapes)}" if verdict.shapes[0] else ""
    return [f"NumPy code checked: run once, at random{escape(sizes)}, it gives the values of the formulas"]


def _source(kind, text):
    return (
        f'<details class="source"><summary>{SOURCES[kind]}</summary>\n'
        f'<pre class="tex2jax_ignore"><code>{escape(text)}</code></pre>\n</details>'
    )


def calculate(text: str, by: str, /, **shapes: str) -> Calculation:
    """Return the derivative of a function that is written as on paper, as in LaTeX or as in NumPy, by one of its letters.

    Parameters
    ----------
    text : str
        As for :func:`veckron.parse`; nothing is evaluated.
    by : str
        The letter to differentiate by: a matrix, a column or a number.
    **shapes : str, optional
        As for :func:`veckron.parse`. A variable may be ``"n n symmetric"``, ``"n n lower_triangular"``,
        ``"n n upper_triangular"`` or ``"n n diagonal"``.

    Returns
    -------
    Calculation
        With the gradient of shape (m, n) or the Jacobian of shape (p*q, m*n), and the steps.

    Raises
    ------
    ParseError
        If the text is no formula, its matrices do not fit, or it does not have the letter.
    NoRule
        If it has an operation that cannot be derived.

    Examples
    --------
    >>> calculate("log(det(X))", "X").gradient
    X.T**(-1)
    >>> calculate("log(det(X))", "X", X="n n symmetric").by_free_entries
    vec(X**(-1)).T*D(n)

    source: magnus2019, chapter 9
    """
    return Calculation(text, by, shapes)
