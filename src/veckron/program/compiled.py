"""compile_function: from an expression to a NumPy function, and to the source that it executes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from importlib.util import find_spec

from sympy import Basic, MatrixSymbol, Tuple, sympify

from veckron import shapes
from veckron.algebra import as_numbers
from veckron.calculus import assume_symmetric, gradient_of, jacobian_of
from veckron.expressions import Gradient, Jacobian, Vech
from veckron.program import dialects
from veckron.program.emit import Emitter
from veckron.program.source import Source, readable
from veckron.shapes import NOT_REAL, Expression, ShapeError, show


def compile_function(
    expression: Expression | Iterable[Expression],
    *,
    positive_definite: Iterable = (),
    name: str = "f",
    arguments: Iterable | str | None = None,
    sizes: Mapping | None = None,
    use_scipy: bool | None = None,
    use_dot: bool = False,
    check: bool = True,
) -> CompiledFunction:
    """Return an expression as a function of arrays, ``f(X) = F(X)``, with NumPy code that can be printed.

    Common parts are computed once, chains of factors are multiplied in the cheapest order, inverses that are only
    applied are solved for.

    Parameters
    ----------
    expression : matrix expression of shape (p, q), scalar, or a tuple of them
        A tuple gives a tuple of values, with the parts that they share computed once. ``Jacobian(f, X)`` and ``Gradient(f, X)``
        are derived first.
    positive_definite : symbols or names, optional
        Letters of shape (n, n) that stand for symmetric positive definite matrices: Cholesky's factor is used.
    name : str, optional
        The name of the function in the source.
    arguments : symbols or names, optional
        Their order, or a text whose order of names they follow; in the order of their names where none is given.
    sizes : dict, optional
        Sizes, or their names, to about what they will be: these decide the order of products. Where none is given,
        a size of an inverse counts as 100 and any other as 1000, and an inverse that two wide products want is formed.
    use_scipy : bool, optional
        Whether the source may import SciPy for factors that several solutions share; as it is installed, by default.
    use_dot : bool, optional
        Write ``A.dot(B)`` for ``A @ B``: less plain, and a third of a microsecond faster, which shows below n = 30.
    check : bool, optional
        Whether each call checks the shapes and types of its arrays.

    Returns
    -------
    CompiledFunction
        Called with arrays of the shapes of the symbols, by position, by name or in a dict; a value of shape (p, q), or a
        float for a scalar. A column may be one-dimensional. Arrays of JAX, PyTorch or Dask are computed with by these,
        inside ``jax.jit`` too.

    Raises
    ------
    NotImplementedError
        If the expression has an operation without NumPy code, or a formal function.
    ShapeError
        If it has a product, sum ... of matrices that do not fit; in a call, if an array does not fit.
    TypeError, ValueError
        If a name is unknown, or cannot be the name of a function; in a call, if a value is missing or complex.
    numpy.linalg.LinAlgError
        In a call, if an inverse does not exist, or a matrix is not positive definite. Where several solutions share
        SciPy's ``lu_factor``, SciPy warns and the values are infinite.

    Examples
    --------
    >>> from sympy import MatrixSymbol, symbols
    >>> n = symbols("n")
    >>> A, x = MatrixSymbol("A", n, n), MatrixSymbol("x", n, 1)
    >>> print(compile_function(A.I * x, name="solution").source())
    import numpy as np
    <BLANKLINE>
    <BLANKLINE>
    def solution(A, x):
        \"\"\"A^-1 x
    <BLANKLINE>
        A: (n, n), x: (n, 1)
        \"\"\"
        x = x.reshape(-1, 1)
        return np.linalg.solve(A, x)
    <BLANKLINE>

    source: golub2013, chapter 3
    """
    source, several = read(expression, name, positive_definite, sizes)
    scipy = find_spec("scipy") is not None if use_scipy is None else use_scipy
    symbols, head, text = source.written(name, arguments, several, scipy, use_dot)
    bound = Arguments(name, symbols, source.definite)
    return CompiledFunction(bound, head + text, check, (source, list(bound.symbols), several))


def read(expression, name, positive_definite=(), sizes=None, dialect=Emitter):
    """Return what is known of a function before it is written, and whether it has several values."""
    if not (isinstance(name, str) and name.isidentifier()) or name in dialect.reserved():
        raise ValueError(f"compile_function: {name!r} cannot be the name of a function")
    several = isinstance(expression, (tuple, list, Tuple))
    given = [_real(F) for F in (expression if several else [expression])]
    letters = sorted((A for A in shapes.parts(*given) if isinstance(A, MatrixSymbol)), key=str)
    definite = _declared(positive_definite, letters)
    results = [assume_symmetric(as_numbers(derived(F)), definite) for F in given]
    return Source(results, letters, {S.name for S in definite}, sizes or {}), several


def source_in(
    expression: Expression | Iterable[Expression],
    dialect: str,
    *,
    positive_definite: Iterable = (),
    name: str = "f",
    arguments: Iterable | str | None = None,
) -> str:
    """Return the code of a function ``f(X) = F(X)`` in a language or library.

    Parameters
    ----------
    expression, positive_definite, name, arguments
        As for ``compile_function``.
    dialect : str
        ``"numpy"``, ``"jax"``, ``"torch"`` or ``"julia"``.

    Returns
    -------
    str
        Imports, helpers and one function, without veckron. Columns of shape (n, 1) may be given with one axis.

    Raises
    ------
    NotImplementedError
        If the expression has an operation without code there, or a formal function.
    ValueError
        If the dialect is none of these, or the name cannot be the name of a function.

    Examples
    --------
    >>> from sympy import MatrixSymbol, symbols
    >>> n = symbols("n")
    >>> A, x = MatrixSymbol("A", n, n), MatrixSymbol("x", n, 1)
    >>> source_in(A * x, "jax").splitlines()[-1], source_in(A.T * x, "julia", name="product").splitlines()[-2:]
    ('    return A @ x', ["    return A' * x", 'end'])

    source: golub2013, chapter 1
    """
    written = dialects.named(dialect)
    source, several = read(expression, name, positive_definite, dialect=written)
    scipy = dialect == "julia" or (dialect == "numpy" and find_spec("scipy") is not None)  # a factor that is used again
    return "".join(source.written(name, arguments, several, scipy, dialect=written)[1:])


def _real(F):
    """Return what is compiled as an expression of SymPy, if its matrices fit and are real."""
    if isinstance(F, str):
        raise TypeError(f"compile_function: wants a matrix expression or a number, got the text {F!r}")
    F = sympify(F, strict=True) if not hasattr(F, "as_immutable") else F.as_immutable()
    shapes.check_shapes(F)
    return F


def _declared(names, letters):
    """Return the letters that are declared positive definite."""
    by_name = {A.name: A for A in letters}
    names = names_of(names)
    if unknown := [name for name in names if name not in by_name]:
        raise ValueError(f"compile_function: positive_definite: no matrix {', '.join(unknown)} in the expression")
    return [shapes.square(by_name[name], "compile_function: positive_definite") for name in names]


def names_of(letters):
    """Return the names of letters, which may be one letter, or names."""
    return tuple(map(str, [letters] if isinstance(letters, (str, MatrixSymbol)) else letters))


def derived(F):
    """Return an expression with its derivatives taken, the inner ones first."""
    if not isinstance(F, Basic) or not any(isinstance(A, (Jacobian, Gradient)) for A in shapes.parts(F)):
        return F
    args = [derived(arg) for arg in F.args]
    if not isinstance(F, (Jacobian, Gradient)):
        return F.func(*args)
    f, X = args
    if isinstance(F, Gradient):
        return derived(F.definition()) if isinstance(X, Vech) else gradient_of(f, X)
    return jacobian_of(f, X.args[0], symmetric=True) if isinstance(X, Vech) else jacobian_of(f, X)


class CompiledFunction:
    """A function of arrays; ``source()`` is the code that it executes, ``function`` the plain function in it."""

    def __init__(self, arguments, text, check, recipe=()):
        self.arguments, self.text, self.check, self.recipe = arguments, text, check, recipe
        self.texts = {}  # in the words of other libraries

    def __call__(self, *args, **kwargs):
        if not self.check and not (len(args) == 1 and isinstance(args[0], dict)):
            return self.function(*args, **kwargs)
        values = self.arguments.named(args, kwargs)
        values = self.arguments.checked(values) if self.check else list(values.values())
        if not self.check or all(type(value).__module__ in ("numpy", "builtins") for value in values):
            return self.function(*values)
        from veckron.program.library import executed, library_for

        library = library_for(values)
        return executed(library, self.plain(library.xp.__name__), self.arguments.function)(*values)

    def plain(self, library):
        """The function without SciPy, for arrays of another library than NumPy: in its own words, where it has some."""
        if library not in self.texts:
            source, names, several = self.recipe
            dialect = {"jax.numpy": dialects.Jax, "torch": dialects.Torch}.get(library, Emitter)
            _, head, text = source.written(self.arguments.function, names, several, scipy=False, dialect=dialect)
            self.texts[library] = text if dialect is Emitter else head + text
        return self.texts[library]

    def __reduce__(self):
        return CompiledFunction, (self.arguments, self.text, self.check, self.recipe)

    @cached_property
    def function(self):
        """The function of the source, without checks."""
        namespace = {"__name__": self.arguments.function}
        exec(compile(self.text, f"<source of {self.arguments.function}>", "exec"), namespace)
        return namespace[self.arguments.function]

    def source(self):
        """Return the code: imports, helpers and one function, without veckron."""
        return self.text

    def __repr__(self):
        return f"CompiledFunction({self.arguments.function}: {', '.join(self.arguments.symbols)})"


class Arguments:
    """What a function is called with: letters with shapes, and numbers."""

    def __init__(self, function, symbols, definite):
        self.function, self.symbols, self.definite = function, {str(s): s for s in symbols}, definite
        self.matrices = [A for A in symbols if isinstance(A, MatrixSymbol)]
        self.readable = readable(self.matrices)
        sizes = {s.name for A in self.matrices for n in A.shape for s in n.free_symbols}
        self.numbers = [name for name, s in self.symbols.items() if name in sizes and not s.is_Matrix]
        self.fitted = set()  # the shapes that were checked

    def checked(self, given):
        """Return the values in order, as real arrays of fitting shapes."""
        values = {name: self.value(name, symbol, given[name]) for name, symbol in self.symbols.items()}
        key = (*[values[A.name].shape for A in self.matrices], *[values[name] for name in self.numbers])
        if key not in self.fitted:
            self.check_shapes(values)
            self.fitted.add(key)
        for name in self.definite:
            self.want_symmetric(name, values[name])
        return list(values.values())

    def named(self, args, kwargs):
        """Return the values by name, in order; one dictionary stands for them all."""
        if len(args) == 1 and isinstance(args[0], dict):
            args, kwargs = (), {**{str(key): value for key, value in args[0].items()}, **kwargs}
        wants = f"wants {', '.join(self.symbols)}"
        if len(args) > len(self.symbols):
            raise TypeError(f"{self.function}: {wants}, got {len(args)} values")
        named = dict(zip(self.symbols, args))
        for name in kwargs:
            if name in named:
                raise TypeError(f"{self.function}: {name} is given twice")
            if name not in self.symbols:
                raise ValueError(f"{self.function}: no symbol {name}; {wants}")
        named |= kwargs
        if missing := [name for name in self.symbols if name not in named]:
            raise ValueError(f"{self.function}: no value for {', '.join(missing)}; {wants}")
        return {name: named[name] for name in self.symbols} if kwargs else named

    def value(self, name, symbol, value):
        """Return a value as a real array with two dimensions, or a number."""
        import numpy as np

        matrix = isinstance(symbol, MatrixSymbol)
        if matrix and type(value) is np.ndarray and value.ndim == 2 and value.dtype.kind == "f":
            return value
        if type(value).__module__.split(".")[0] not in ("numpy", "builtins") and hasattr(value, "dtype"):
            return value.reshape((-1, 1)) if matrix and len(value.shape) == symbol.cols == 1 else value
        array = np.asarray(value)
        if array.dtype.kind == "c":
            raise TypeError(f"{self.function}: {name} has entries of type {array.dtype}; {NOT_REAL}")
        if array.dtype.kind not in "biuf":
            raise TypeError(f"{self.function}: {name} wants real numbers, got entries of type {array.dtype}")
        if not matrix and array.shape != ():
            raise ShapeError(f"{self.function}: {name} wants a number, got an array of shape {array.shape}")
        if not matrix:
            return array.item()
        array = array[:, None] if array.ndim == 1 and symbol.cols == 1 else array
        if array.ndim != 2:
            raise ShapeError(f"{self.function}: {name} wants shape {show(symbol.shape)}, got {array.shape}")
        return array if array.dtype.kind == "f" else array.astype(float)

    def check_shapes(self, values):
        """Refuse shapes that contradict what is declared, or each other."""
        sizes = {name: values[A.name].shape[axis] - rest for name, (A, axis, rest) in self.readable.items()}
        sizes |= {name: values[name] for name in self.numbers}
        for X in self.matrices:
            given = values[X.name].shape
            wanted = tuple(n.xreplace({s: sympify(sizes.get(s.name, s)) for s in n.free_symbols}) for n in X.shape)
            if any(n.is_number and n != size for n, size in zip(wanted, given)):
                raise ShapeError(f"{self.function}: {X} wants shape {show(X.shape)} = {show(wanted)}, got {given}")

    def want_symmetric(self, name, S):
        """Refuse an array that is declared symmetric and is not, up to 1e-12 of its largest entry."""
        import numpy as np

        if type(S) is np.ndarray and not np.array_equal(S, S.T) and np.abs(S - S.T).max() > 1e-12 * np.abs(S).max():
            raise ValueError(f"{self.function}: {name} is declared symmetric positive definite and is not symmetric")
