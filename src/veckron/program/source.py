"""The source of a function: imports, helpers, the formula, sizes read off the shapes, assignments, results."""

import re
from textwrap import wrap

from sympy import Determinant, MatPow, MatrixSymbol, Symbol, sympify

from veckron import shapes
from veckron.algebra.interning import size as tree_size
from veckron.notation import text
from veckron.program import apply  # noqa: F401  # registers how products are lowered
from veckron.program.chains import decide, occurrences, settled
from veckron.program.emit import Emitter, Names
from veckron.program.graph import ENTRYWISE, Graph, Op, reachable
from veckron.program.lowering import lower
from veckron.program.stability import shifted

WRITTEN = 2_000  # parts of a formula, common ones counted each time, that a docstring has


class Source:
    """What is known of a function before it is written."""

    def __init__(self, results, letters, definite, sizes):
        self.results, self.letters, self.definite, self.readable = results, letters, definite, readable(letters)
        self.large = {str(key) for key, value in sizes.items() if value >= 100}
        self.nominal = {**self.guesses(), **{str(key): value for key, value in sizes.items()}}

    def guesses(self):
        """A size of an inverse counts as 100, any other as 1000: what is inverted is the smaller, as in X^T X."""
        sizes = {s.name for A in self.letters for n in A.shape for s in n.free_symbols}
        nodes = [A for A in shapes.parts(*self.results) if isinstance(A, (MatPow, Determinant))]
        inverted = [A.args[0] for A in nodes if not (isinstance(A, MatPow) and A.exp.is_positive)]
        small = {s.name for A in inverted for s in sympify(A.rows).free_symbols}
        return {name: 100 if name in small else 1000 for name in sizes}

    def nodes(self, scipy):
        """Return the nodes of the results: first what they share, then how inverses are used, then the code."""
        c = Graph(self.definite, self.readable, self.nominal, scipy, self.large)
        ways, counts = {}, {}
        for _ in range(3):
            c = c.again(ways, counts)
            roots = [lower(c, F) for F in self.results]
            ways, counts = decide(c, roots) if counts else {}, counts or occurrences(c, c.chains) or {(): 1}
        return settled(c, shifted(c, roots))

    def written(self, name, order, several, scipy, dot=False, dialect=Emitter):
        """Return the arguments, the imports with the helpers, and the function."""
        roots = self.nodes(scipy)
        symbols = self.symbols(roots, order)
        writer = dialect(Names(dialect.reserved() | {name}), symbols, roots, dot)
        results = [writer.result(root) for root in roots]
        text = ", ".join(results) + ("," if several and len(results) == 1 else "")
        columns = [writer.arguments[x.name] for x in symbols if x.is_Matrix and x.cols == 1 != x.rows]
        checks = [writer.column.format(x=x) for x in columns] + writer.conversions(roots)
        checks += check_lines(name, writer, symbols, roots, self.readable)
        lines = [*self.size_lines(writer), *checks, *writer.lines, f"return {text}"]
        text = writer.function(name, writer.arguments.values(), lines, self.docstring(symbols)) + "\n"
        return symbols, dialect.head(text, scipy), text

    def symbols(self, roots, order):
        """Return the arguments: all matrices, the numbers used, and the sizes that no shape shows."""
        used = reachable(roots)
        sizes = sizes_in(used)
        names = {node.data for node in used if node.op is Op.LEAF and not node.shape}
        names |= {s.name for s in sizes if s.name not in self.readable}
        found = {A.name: A for A in self.letters}
        if clash := sorted(names & found.keys()):
            raise ValueError(f"compile_function: {', '.join(clash)}: a matrix and a number of one name")
        found |= {name: Symbol(name) for name in names}
        if order is None or isinstance(order, str):
            words = re.findall(r"\w+", order or "")
            order = sorted(found, key=lambda name: (words.index(name) if name in words else len(words), name))
        wanted = {str(s): s if isinstance(s, (MatrixSymbol, Symbol)) else Symbol(str(s)) for s in order}
        if missing := sorted(found.keys() - wanted):
            raise ValueError(f"compile_function: arguments: {', '.join(missing)} left out")
        return list((wanted | found).values())

    def is_whole(self, s):
        """Tell whether a number is an integer, or a size."""
        sizes = {size for A in self.letters for n in A.shape for size in n.free_symbols}
        return s.is_integer or s.name in {size.name for size in sizes | sizes_in(reachable(self.nodes(False)))}

    def docstring(self, symbols):
        """Return the lines of the docstring: the formula, and the shapes of the letters."""
        known = {True: " symmetric positive definite", False: ""}
        shown = [f"{A}: {shapes.show(A.shape)}{known[A.name in self.definite]}" for A in symbols if A.is_Matrix]
        written = [text(F) if tree_size(F) <= WRITTEN else f"a formula of {tree_size(F):,} parts" for F in self.results]
        lines = wrap(", ".join(written), 108, break_long_words=False)
        return [*lines, "", *wrap(", ".join(shown), 108)] if shown else lines

    def size_lines(self, writer):
        """Return the lines that read sizes off the shapes."""
        spoken = {s.name: name for s, name in writer.spoken.items() if s not in writer.loops}
        lines, by_letter = [], {}
        for size, (A, axis, rest) in self.readable.items():  # in the order of the letters, whoever spoke first
            if size in spoken:
                by_letter.setdefault(A, {})[axis, rest] = spoken[size]
        for A, places in by_letter.items():
            X = writer.arguments[A.name]
            if set(places) == {(0, 0), (1, 0)}:
                lines.append(f"{places[0, 0]}, {places[1, 0]} = {writer.shape.format(x=X)}")
                continue
            for (axis, rest), name in places.items():
                less = f" {'+-'[rest > 0]} {abs(rest)}" if rest else ""
                lines.append(f"{name} = {writer.length.format(x=X, axis=axis, place=axis + 1)}{less}")
        return lines


def sizes_in(nodes):
    """Return the letters of the sizes that the code of nodes mentions."""
    loops = {node.data for node in nodes if node.op is Op.INDEX}
    return {s for node in nodes for n in node.sizes() for s in n.free_symbols} - loops


MOVED = (*ENTRYWISE, Op.TRANSPOSE, Op.RESHAPE, Op.SPREAD)


def widens(node):
    """Tell whether an operation of several arrays has one among them that only NumPy's widening would see."""
    found = [bare(arg) for arg in node.args if arg.shape] if node.op in (*ENTRYWISE, Op.DOT) else []
    return len(found) > 1 and any(found) and (not all(found) or len(set().union(*found)) > 1)


def bare(node):
    """Return the letters that a node is made of entry by entry; none where it is a product, or another checked thing."""
    if node.op is Op.LEAF:
        return {node.data}
    found = [bare(arg) for arg in node.args if arg.shape] if node.op in MOVED else []
    return set().union(*found) if all(found) else set()


def check_lines(name, writer, symbols, roots, readable):
    """Return the lines that check shapes where NumPy would widen an array, or add up entries, without a word."""
    matrices = [A for A in symbols if A.is_Matrix]
    shown = {n.name for A in matrices for s in A.shape for n in s.free_symbols}
    if len(matrices) < 2 or not shown <= readable.keys() or not any(map(widens, reachable(roots))):
        return []
    given = ", ".join(writer.shape.format(x=writer.arguments[A.name]) for A in matrices)
    wanted = ", ".join(f"({', '.join(map(writer.size_text, A.shape))})" for A in matrices)
    text = ", ".join(f"{A.name}: {shapes.show(A.shape)}" for A in matrices)
    return writer.check.format(given=given, wanted=wanted, message=f'"{name}: wants {text}"').splitlines()


def readable(letters):
    """Return the sizes that shapes show: name to letter, axis and what is added to the size there, as in n + 1."""
    found = {}
    for A in letters:
        for axis, n in enumerate(A.shape):
            s = next(iter(n.free_symbols), n)
            if (n - s).is_Integer and s.is_Symbol and (s.name not in found or (found[s.name][2] and n == s)):
                found[s.name] = A, axis, int(n - s)
    return found
