"""The arguments of a compiled function: their order, their shapes, and what is said where one does not fit."""

from sympy import MatrixSymbol, sympify

from veckron.shapes import NOT_REAL, ShapeError, show


class Arguments:
    """What a function is called with: letters with shapes, and numbers."""

    def __init__(self, function, symbols, definite):
        self.function, self.symbols, self.definite = function, {str(s): s for s in symbols}, definite
        self.matrices = [A for A in symbols if isinstance(A, MatrixSymbol)]
        self.readable = readable(self.matrices)
        sizes = {s.name for A in self.matrices for n in A.shape for s in n.free_symbols}
        self.numbers = [name for name, s in self.symbols.items() if name in sizes and not s.is_Matrix]
        self.fitted = set()  # the shapes that were checked

    def bind(self, args, kwargs):
        """Return the values in order, as real arrays of fitting shapes."""
        given = self.named(args, kwargs)
        values = {name: self.value(name, symbol, given[name]) for name, symbol in self.symbols.items()}
        key = (*[values[A.name].shape for A in self.matrices], *[values[name] for name in self.numbers])
        if key not in self.fitted:
            self.check_shapes(values)
            self.fitted.add(key)
        for name in self.definite:
            self.want_symmetric(name, values[name])
        return list(values.values())

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


def readable(letters):
    """Return the sizes that shapes show: name to letter, axis and what is added to the size there, as in n + 1."""
    found = {}
    for A in letters:
        for axis, n in enumerate(A.shape):
            s = next(iter(n.free_symbols), n)
            if (n - s).is_Integer and s.is_Symbol and (s.name not in found or (found[s.name][2] and n == s)):
                found[s.name] = A, axis, int(n - s)
    return found
