"""Julia: columns first, counted from 1, dots for what is done entry by entry.

A matrix stands as it is, an array of more axes with these backwards, so that it is read in memory as NumPy reads its own.
"""

import re
from textwrap import indent

from sympy import Integer

from veckron.program.emit import CODE as NUMPY
from veckron.program.emit import ATOM, CALL, MINUS, POWER, PRODUCT, SUM, Emitter, WholeNumbers
from veckron.program.graph import ENTRYWISE, Op
from veckron.program.helpers import by_name

# What Julia calls the functions of entries, and those of matrices that are called with their arguments in order.
NAMES = {"arctan2": "atan", "maximum": "max", "minimum": "min", "special.gammaln": "loggamma"}
NAMES |= {f"arc{name}": f"a{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")}
NAMES |= {f"special.{name}": name for name in ("beta", "erf", "erfc", "erfinv", "erfcinv", "gamma", "polygamma")}
NAMES |= {f"special.{letter}v": f"bessel{letter}" for letter in "jyik"}
CALLS = {Op.DOT: "dot", Op.KRON: "kron", Op.INV: "inv", Op.DET: "det", Op.LOGDET: "logdet", (Op.FACTOR, "lu"): "lu"}
CALLS |= {(Op.SUM, None): "sum", (Op.MAX, None): "maximum", (Op.ENTRY, "item"): "only"}
MATRICES = {"trace": "tr", "matrix_rank": "rank", "expm": "exp", "logm": "log", "hstack": "hcat", "vstack": "vcat"}
CALLS |= {(Op.NAMED, data): name for data, name in MATRICES.items()}
CONSTANTS = {"e": "MathConstants.e", "euler_gamma": "MathConstants.eulergamma"}

CODE = {
    **{key: NUMPY[key] for key in (Op.LEAF, Op.CONST, Op.NEG, Op.ENTRY, Op.NAMED, (Op.NAMED, "delta"))},
    **{(Op.CONST, data): (name, ATOM) for data, name in CONSTANTS.items()},
    **{(Op.CALL, data): (f"{name}{{dot}}({{args}})", CALL) for data, name in NAMES.items()},
    **{key: (f"{name}({{args}})", CALL) for key, name in CALLS.items()},
    Op.MUL: ("{} {dot}* {}", PRODUCT, PRODUCT, MINUS),
    Op.DIV: ("{} {dot}/ {}", PRODUCT, PRODUCT, MINUS),
    Op.POW: ("{} {dot}^ {}", POWER, CALL, MINUS),
    Op.CALL: ("{data}{dot}({args})", CALL),
    Op.WHERE: ("ifelse{dot}({args})", CALL),
    Op.COMPARE: ("{} {dot}{data} {}", 0, SUM, SUM),
    Op.MATMUL: ("{} * {}", PRODUCT, PRODUCT, MINUS),
    Op.SOLVE: ("{} \\ {}", PRODUCT, PRODUCT, MINUS),
    (Op.SOLVE, "lu turned"): ("{}' \\ {}", PRODUCT, CALL, MINUS),
    (Op.FACTOR, "cho"): ("cholesky(Symmetric({}))", CALL),
    (Op.LOGDET, "abs"): ("logabsdet({})[1]", CALL),
    (Op.NAMED, "matrix_power"): ("{} ^ {}", POWER, CALL, MINUS),
    (Op.NAMED, "cholesky"): ("Matrix(cholesky(Symmetric({})).L)", CALL),
    (Op.NAMED, "eigenvalues"): ("reshape(eigvals(Symmetric({})), :, 1)", CALL),
    Op.DIAG: ("diagm(vec({}))", CALL),
    Op.DIAGONAL: ("reshape(diag({}), :, 1)", CALL),
    Op.SUM: ("sum({}, dims={place})", CALL),
    Op.MAX: ("maximum({}, dims={place})", CALL),
    Op.EYE: ("Matrix(1.0I, {rows}, {rows})", CALL),
    (Op.FULL, 0): ("zeros{shape}", CALL),
    (Op.FULL, 1): ("ones{shape}", CALL),
    Op.SPREAD: ("{} .* ones{shape}", PRODUCT, PRODUCT),
    (Op.LOOP, "sum"): ("sum({} for {} in {}; init=0.0)", CALL),
    (Op.LOOP, "total"): ("sum({} for {} in {}; init={})", CALL),
    (Op.LOOP, "product"): ("prod({} for {} in {}; init=1.0)", CALL),
    (Op.LOOP, "array"): ("float([{0} for {3} in {4}, {1} in {2}])", CALL),
}
SLICES = "stack(slice * {}' for slice in eachslice({}, dims=3))", CALL, CALL, 0

HELPERS = by_name('''
"""log(exp(x) + exp(y))"""
logaddexp(x, y) = max(x, y) + log1p(exp(-abs(x - y)))

"""The place in vech A of each entry of vec A: D_n B is B[duplication(n), :]."""
duplication(n) = [(j - 1) * n - j * (j - 1) ÷ 2 + i for (j, i) in vec(minmax.(1:n, (1:n)'))]

"""The place in vec A of each entry of vech A: L_n B is B[elimination(n), :]."""
elimination(n) = [(j - 1) * n + i for j in 1:n for i in j:n]

"""The place in vec A of each entry of vech A^T."""
mirrored(n) = [(i - 1) * n + j for j in 1:n for i in j:n]

"""1 for each entry of vech A off the diagonal, 0 on it."""
off_diagonal(n) = reshape([float(i > j) for j in 1:n for i in j:n], :, 1)

"""1 for each entry of vec A on and below the diagonal, else 0."""
triangle(n) = reshape([float(i >= j) for j in 1:n for i in 1:n], :, 1)

"""det(A) A^-1, for a singular A too, through A = U Diagonal(s) V'."""
function adjugate(A)
    U, s, V = svd(A)
    cofactors = [prod(s[1:end .!= i]) for i in eachindex(s)]
    return det(U) * det(V) * V * Diagonal(cofactors) * U'
end

"""The eigenvectors of a symmetric matrix, the largest entry of each positive."""
function eigenvectors(S)
    Q = eigvecs(Symmetric(S))
    return Q .* [sign(q[argmax(abs.(q))]) for q in eachcol(Q)]'
end
''')
KEYWORDS = "begin do end export function let local macro module mutable quote struct using baremodule const catch pi im"


class JuliaNumbers(WholeNumbers):
    """Sizes and indices as Julia computes them: n * (n + 1) ÷ 2, mod(i, m), fld(i, m)."""

    divided = "÷"

    def doprint(self, n):
        return super().doprint(n).replace("**", "^")

    def _print_Mod(self, n):
        return f"mod({', '.join(map(self._print, n.args))})"

    def _print_floor(self, n, name="fld"):
        return f"{name}({', '.join(map(self._print, n.args[0].as_numer_denom()))})"

    def _print_ceiling(self, n):
        return self._print_floor(n, "cld")


class Julia(Emitter):
    """The lines of one function, in Julia."""

    title, np, code, helpers, solvers, numbers_printer = "Julia", "", CODE, HELPERS, (), JuliaNumbers
    special = "|".join(name for data, name in NAMES.items() if data.startswith("special."))
    imports = (("", "using LinearAlgebra"), (rf"({special})\.?\(", "using SpecialFunctions"))
    column, shape, length = "{x} = reshape({x}, :, 1)", "size({x})", "size({x}, {place})"
    check = "if ({given}) != ({wanted})\n    throw(DimensionMismatch({message}))\nend"
    repeat = "{name} = {start}\nfor {index} in {places}\n    {name} = {name} + {body}\nend"

    @classmethod
    def reserved(cls):
        code = " ".join(re.sub("{.*?}", "", found[0]) for found in [*CODE.values(), SLICES])
        return super().reserved() | {*KEYWORDS.split(), *re.findall(r"[a-zA-Z]\w*", code)}

    @staticmethod
    def function(name, arguments, lines, doc=()):
        head = f"{name}({', '.join(arguments)})"
        doc = "\n".join(['"""', f"    {head}", "", *doc, '"""'])
        return f"{doc}\nfunction {head}\n{indent(chr(10).join(lines), '    ')}\nend"

    def dots(self, node):
        if node.op is Op.ADD:
            return "." * any(arg.shape != node.shape for arg in node.args)
        lone = node.op is Op.MUL and not all(arg.shape for arg in node.args)
        return "." * bool(node.shape and not lone and (node.op is not Op.DIV or node.args[1].shape))

    dims = staticmethod(lambda shape: shape if len(shape) < 3 else shape[::-1])

    def spelling(self, node):
        return SLICES if node.op is Op.MATMUL and len(node.shape) > 2 else super().spelling(node)

    def argument(self, node, arg, want):
        """Return the text of an argument: a place counted from 1, a matrix beside an array of more axes as it lies in memory."""
        if node.op is Op.ENTRY and arg.op is Op.SIZE:
            return self.size_text(arg.data + 1)
        return self.memory(arg) if node.op in ENTRYWISE and len(node.shape) > 2 else self.wrapped(arg, want)

    def memory(self, A, want=CALL):
        """Return the text of what Julia reads in the order in which NumPy reads A, row by row."""
        text, binding = self.turned(A) if len(A.shape) == 2 and 1 not in A.shape else self.text(A)
        return text if binding >= want else f"({text})"

    def turned(self, A):
        """Return the text of A', with what it costs nothing to turn, and how strongly it binds."""
        if A.op is Op.TRANSPOSE or A.symmetric:
            return self.text(A.args[0] if A.op is Op.TRANSPOSE else A)
        if self.uses.get(A, 0) > 1 or A.op not in (Op.RESHAPE, Op.MATMUL) or 1 in A.shape:
            return f"{self.wrapped(A, CALL)}'", CALL
        if A.op is Op.RESHAPE:
            return f"reshape({self.memory(A.args[0], 0)}, {', '.join(map(self.size_text, A.shape[::-1]))})", CALL
        (B, b), (C, c) = map(self.turned, A.args)
        return f"{C if c >= PRODUCT else f'({C})'} * {B if b >= MINUS else f'({B})'}", PRODUCT

    def _transpose(self, node):
        return self.turned(node.args[0])

    def _reshape(self, node):
        shape, memory = list(map(self.size_text, node.shape[::-1])), self.memory(node.args[0], 0)
        if len(shape) != 2:
            return f"reshape({memory}, {', '.join(shape)})", CALL
        if "1" in shape:
            return f"reshape({memory}, {':, 1' if shape[0] == '1' else '1, :'})", CALL
        return f"reshape({memory}, {', '.join(shape)})'", CALL

    def _take(self, node):
        A, places = node.args
        if places.op is Op.SIZE:
            inside = f"[{self.size_text(places.data + 1)}]"
        else:
            inside = self.between(places, 1) if places.op is Op.RANGE else self.text(places)[0]
        axes = [":"] * len(A.shape)
        axes[node.data] = inside
        return f"{self.wrapped(A, CALL)}[{', '.join(self.dims(axes))}]", CALL

    def between(self, node, first=0):
        """Return the whole numbers of a range, counted from the first."""
        *start, end = [arg.data for arg in node.args[:2]]
        ends = [*(start or [Integer(0)]), *[arg.data - first for arg in node.args[2:]], end - 1]
        return ":".join(self.size_text(n + first) for n in ends)

    def _range(self, node):
        return self.between(node), 0

    def _permute(self, node):
        """The axes counted from 1, and from the other end."""
        n, (i, j) = len(node.shape), node.data
        order = {n - i: n - j, n - j: n - i}
        axes = ", ".join(str(order.get(k, k)) for k in range(1, n + 1))
        return f"permutedims({self.text(node.args[0])[0]}, ({axes}))", CALL

    def _stack(self, node):
        texts, n = [self.wrapped(arg, CALL) for arg in node.args], int(node.shape[1])
        rows = [" ".join(texts[k : k + n]) for k in range(0, len(texts), n or 1)]
        return f"[{'; '.join(rows)}{';;' * (n == 1)}]", CALL
