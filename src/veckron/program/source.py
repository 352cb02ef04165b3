"""The source of a function: imports, helpers, the formula, sizes read off the shapes, assignments, results."""

import re
from textwrap import wrap

from sympy import Determinant, MatPow, MatrixSymbol, Symbol

from veckron import shapes
from veckron.notation import text
from veckron.program import apply  # noqa: F401  # registers how products are lowered
from veckron.program.chains import occurrences
from veckron.program.emit import TAKEN, Emitter, Names, function
from veckron.program.graph import ENTRYWISE, Graph, Op
from veckron.program.lowering import lower
from veckron.program.solving import decide, reachable, settled
from veckron.program.stability import shifted


class Source:
    """What is known of a function before it is written."""

    def __init__(self, results, letters, definite, sizes):
        self.results, self.letters, self.definite, self.readable = results, letters, definite, readable(letters)
        self.large = {str(key) for key, value in sizes.items() if value >= 100}
        self.nominal = {**self.guesses(), **{str(key): value for key, value in sizes.items()}}

    def guesses(self):
        """A size of an inverse counts as 100, any other as 1000: what is inverted is the smaller, as in X^T X."""
        sizes = {s.name for A in self.letters for n in A.shape for s in n.free_symbols}
        nodes = set().union(*[F.atoms(MatPow, Determinant) for F in self.results])
        inverted = [A.args[0] for A in nodes if not (isinstance(A, MatPow) and A.exp.is_positive)]
        small = {s.name for A in inverted for s in A.rows.free_symbols}
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

    def written(self, name, order, several, scipy, dot=False):
        """Return the arguments, the imports with the helpers, and the function."""
        roots = self.nodes(scipy)
        symbols = self.symbols(roots, order)
        writer = Emitter(Names(RESERVED | {name}), symbols, roots, dot)
        results = [writer.text(root, root=True)[0] for root in roots]
        text = ", ".join(map(plain_float, roots, results)) + ("," if several and len(results) == 1 else "")
        columns = [writer.arguments[x.name] for x in symbols if x.is_Matrix and x.cols == 1 != x.rows]
        checks = [f"{x} = {x}.reshape(-1, 1)" for x in columns]
        checks += check_lines(name, writer, symbols, roots, self.readable)
        lines = [*self.docstring(symbols), *self.size_lines(writer), *checks, *writer.lines, f"return {text}"]
        text = function(name, writer.arguments.values(), lines) + "\n"
        return symbols, header(text, scipy), text

    def symbols(self, roots, order):
        """Return the arguments: all matrices, the numbers used, and the sizes that no shape shows."""
        used = reachable(roots)
        loops = {node.data for node in used if node.op is Op.INDEX}
        sizes = {s for node in used for n in node.sizes() for s in n.free_symbols} - loops
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

    def docstring(self, symbols):
        formula = ", ".join(map(text, self.results))
        known = {True: " symmetric positive definite", False: ""}
        shown = [f"{A}: {shapes.show(A.shape)}{known[A.name in self.definite]}" for A in symbols if A.is_Matrix]
        lines = wrap(formula, 108, break_long_words=False)
        if not shown:
            lines[-1] += '"""'
            return [f'"""{lines[0]}', *lines[1:]]
        return [f'"""{lines[0]}', *lines[1:], "", *wrap(", ".join(shown), 108), '"""']

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
                lines.append(f"{places[0, 0]}, {places[1, 0]} = {X}.shape")
            else:
                less = lambda rest: f" {'+-'[rest > 0]} {abs(rest)}" if rest else ""
                lines += [f"{name} = {X}.shape[{axis}]{less(rest)}" for (axis, rest), name in places.items()]
        return lines


def plain_float(root, text):
    """Return the text of a result that NumPy may hand out as no float."""
    doubtful = not root.shape and root.op in (Op.WHERE, Op.NAMED, Op.SIZE, Op.CONST)
    return f"float({text})" if doubtful else text


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
    given = ", ".join(f"{writer.arguments[A.name]}.shape" for A in matrices)
    wanted = ", ".join(f"({', '.join(map(writer.size_text, A.shape))})" for A in matrices)
    text = ", ".join(f"{A.name}: {shapes.show(A.shape)}" for A in matrices)
    return [f"if ({given}) != ({wanted}):", f'    raise ValueError("{name}: wants {text}")']


def readable(letters):
    """Return the sizes that shapes show: name to letter, axis and what is added to the size there, as in n + 1."""
    found = {}
    for A in letters:
        for axis, n in enumerate(A.shape):
            s = next(iter(n.free_symbols), n)
            if (n - s).is_Integer and s.is_Symbol and (s.name not in found or (found[s.name][2] and n == s)):
                found[s.name] = A, axis, int(n - s)
    return found


# Short functions that a printed source brings along where it needs them.
IMPORTS = ("cho_factor", "cho_solve", "expm", "lu_factor", "lu_solve")

HELPERS = {
    "log_det": '''\
def log_det(A):
    """log det A; nan where det A < 0."""
    sign, size = np.linalg.slogdet(A)
    return size if sign >= 0 else np.nan
''',
    "duplication": '''\
def duplication(n):
    """The place in vech A of each entry of vec A: D_n B is B[duplication(n)]."""
    place = np.empty((n, n), dtype=int)
    j, i = np.triu_indices(n)
    place[i, j] = place[j, i] = np.arange(len(i))
    return place.ravel()
''',
    "elimination": '''\
def elimination(n):
    """The place in vec A of each entry of vech A: L_n B is B[elimination(n)]."""
    j, i = np.triu_indices(n)
    return j * n + i
''',
    "mirrored": '''\
def mirrored(n):
    """The place in vec A of each entry of vech A^T."""
    j, i = np.triu_indices(n)
    return i * n + j
''',
    "off_diagonal": '''\
def off_diagonal(n):
    """1 for each entry of vech A off the diagonal, 0 on it: D_n^T B is B[elimination(n)] + that * B[mirrored(n)]."""
    j, i = np.triu_indices(n)
    return np.array(i > j, dtype=float)[:, None]
''',
    "triangle": '''\
def triangle(n):
    """1 for each entry of vec A on and below the diagonal, else 0: L_n^T B is that * B[duplication(n)]."""
    return np.triu(np.ones((n, n))).reshape(-1, 1)
''',
    "adjugate": '''\
def adjugate(A):
    """det(A) A^-1, for a singular A too, through A = U Diag(s) V."""
    U, s, V = np.linalg.svd(A)
    cofactors = np.array([np.prod(np.delete(s, i)) for i in range(len(s))])
    return np.linalg.det(U) * np.linalg.det(V) * (V.T * cofactors) @ U.T
''',
    "expm": '''\
def expm(A):
    """The matrix exponential: the Taylor series of A / 2^s, squared s times."""
    s = max(0, int(np.ceil(np.log2(max(np.linalg.norm(A, 1), 1e-300)))) + 4)
    term = result = np.eye(len(A))
    for k in range(1, 20):
        term = term @ A / (k * 2.0**s)
        result = result + term
    return np.linalg.matrix_power(result, 2**s)
''',
}
RESERVED = {*TAKEN, *IMPORTS, *HELPERS}


def header(body, scipy):
    """Return the imports and the helpers that the text of a function needs."""
    called = set(re.findall(r"(?<![\w.])(\w+)\(", body))
    from_scipy = [name for name in IMPORTS if name in called and (scipy or name != "expm")]
    lines = ["import numpy as np"]
    lines += [f"from scipy.linalg import {', '.join(from_scipy)}"] if from_scipy else []
    helpers = [text for name, text in HELPERS.items() if name in called and name not in from_scipy]
    return "\n".join(lines) + "\n\n\n" + "".join(f"{text}\n\n" for text in helpers)
