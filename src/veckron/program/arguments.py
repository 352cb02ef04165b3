"""The arguments of a compiled function: their order, their shapes, and what is said where one does not fit."""

from sympy import Integer, MatrixSymbol, Symbol

from veckron.shapes import NOT_REAL, ShapeError, show


class Arguments:
    """What a function is called with: letters with shapes, and numbers."""

    def __init__(self, function, symbols, definite):
        self.function, self.symbols, self.definite = function, {str(s): s for s in symbols}, definite
        self.names = list(self.symbols)
        # (place, sizes) of the matrices: a size as its name, a number, or an expression of several
        matrices = [(k, s.shape) for k, s in enumerate(symbols) if isinstance(s, MatrixSymbol)]
        self.shapes = [(k, tuple(map(plain, shape))) for k, shape in matrices]
        self.numbers = [(k, s.name) for k, s in enumerate(symbols) if isinstance(s, Symbol)]
        self.shifted = [
            (k, axis, *found) for k, shape in matrices for axis, n in enumerate(shape) if (found := shift(n))
        ]

    def bind(self, args, kwargs):
        """Return the values in order, as real arrays of fitting shapes."""
        given = self.named(args, kwargs)
        values = [self.value(name, given[name]) for name in self.names]
        self.check_shapes(values)
        for name in self.definite:
            self.want_symmetric(name, values[self.names.index(name)])
        return values

    def named(self, args, kwargs):
        """Return the values by name; one dictionary stands for them all."""
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
        if missing := [name for name in self.symbols if name not in named and name not in kwargs]:
            raise ValueError(f"{self.function}: no value for {', '.join(missing)}; {wants}")
        return {**named, **kwargs}

    def value(self, name, value):
        """Return a value as a real array with two dimensions, or a number."""
        import numpy as np

        symbol = self.symbols[name]
        if (
            type(value) is np.ndarray
            and value.ndim == 2
            and value.dtype.kind == "f"
            and isinstance(symbol, MatrixSymbol)
        ):
            return value
        if isinstance(value, int) and not isinstance(symbol, MatrixSymbol):
            return value
        if type(value).__module__.split(".")[0] not in ("numpy", "builtins") and hasattr(value, "dtype"):
            return value.reshape((-1, 1)) if is_column(symbol) and len(value.shape) == 1 else value
        array = np.asarray(value)
        if array.dtype.kind == "c":
            raise TypeError(f"{self.function}: {name} has entries of type {array.dtype}; {NOT_REAL}")
        if array.dtype.kind not in "biuf":
            raise TypeError(f"{self.function}: {name} wants real numbers, got entries of type {array.dtype}")
        if isinstance(symbol, Symbol):
            return self.number(name, array)
        array = array[:, None] if array.ndim == 1 and is_column(symbol) else array
        if array.ndim != 2:
            raise ShapeError(f"{self.function}: {name} wants shape {show(symbol.shape)}, got {array.shape}")
        return array if array.dtype.kind == "f" else array.astype(float)

    def number(self, name, array):
        if array.shape != ():
            raise ShapeError(f"{self.function}: {name} wants a number, got an array of shape {array.shape}")
        return array.item()

    def check_shapes(self, values):
        """Refuse shapes that contradict what is declared, or each other."""
        sizes = self.sizes(values)
        for place, declared in self.shapes:
            given = values[place].shape
            wanted = tuple([n if isinstance(n, int) else known(n, sizes) for n in declared])
            if wanted != given and not all(w == g or hasattr(w, "free_symbols") for w, g in zip(wanted, given)):
                X = self.symbols[self.names[place]]
                raise ShapeError(f"{self.function}: {X} wants shape {show(X.shape)} = {show(wanted)}, got {given}")

    def sizes(self, values):
        """Return the sizes that the arguments give: as numbers, as n rows or columns, as n + 1 of them."""
        sizes = {name: values[place] for place, name in self.numbers}
        for place, declared in self.shapes:
            for n, given in zip(declared, values[place].shape):
                if isinstance(n, str):
                    sizes.setdefault(n, given)
        for place, axis, name, rest in self.shifted:
            sizes.setdefault(name, values[place].shape[axis] - rest)
        return sizes

    def want_symmetric(self, name, S):
        """Refuse an array that is declared symmetric and is not, up to 1e-12 of its largest entry."""
        import numpy as np

        if type(S) is np.ndarray and not np.array_equal(S, S.T) and np.abs(S - S.T).max() > 1e-12 * np.abs(S).max():
            raise ValueError(f"{self.function}: {name} is declared symmetric positive definite and is not symmetric")


def is_column(symbol):
    return isinstance(symbol, MatrixSymbol) and symbol.cols == 1


def plain(n):
    """Return a size as a number, as the name of a symbol, or as the expression that it is."""
    return int(n) if n.is_Integer else n.name if n.is_Symbol else n


def shift(n):
    """Return the name s and the number c of a size n = s + c, or None."""
    s = next(iter(n.free_symbols), None)
    return (s.name, int(n - s)) if s is not None and n != s and (n - s).is_Integer else None


def known(n, sizes):
    """Return a size as a number if its symbols have values, and what remains of it otherwise."""
    if isinstance(n, str):
        return sizes[n]
    value = n.xreplace({s: Integer(sizes[s.name]) for s in n.free_symbols if s.name in sizes})
    return int(value) if value.is_Integer else value
