"""Random expressions over the nodes of the package, and what the algebra and the tables of rules make of them, exactly.

Letters repeat, and sizes are 1, m and n or numbers, so that rows, columns and 1 x 1 matrices meet by chance.
``python -m tests.random_expressions 100000`` tries so many, and shows the smallest expression for each fault.
"""

import signal
import sys
from collections import Counter
from functools import partial
from random import Random

from mpmath import mp
from sympy import Add, Determinant, DiagMatrix, DiagonalOf, Expr, Function, FunctionMatrix, HadamardPower
from sympy import HadamardProduct, Identity, Integer, Inverse, KroneckerDelta, KroneckerProduct, Lambda, MatAdd, MatMul
from sympy import MatPow, MatrixExpr, MatrixSymbol, Mul, OneMatrix, Pow, Rational, Sum, Symbol, Trace, Transpose
from sympy import I, ZeroMatrix, cos, exp, log, nan, sin, symbols, tanh, zoo
from sympy.matrices.exceptions import NonInvertibleMatrixError
from sympy.matrices.expressions.matexpr import MatrixElement

from veckron import Jacobian, Hessian, adjugate, commutation_matrix, evaluate, gradient, hessian, jacobian
from veckron.algebra import factored, normal
from veckron.expressions import (
    entries,
    duplication_matrix,
    elimination_matrix,
    Gradient,
    MatrixSum,
    Unvec,
    Unvech,
    Vec,
    Vech,
)
from veckron.values import P, NotRational, Ring, Singular, DIGITS, Reals
from veckron.calculus import NoRule

ONE, SIZES = Integer(1), {Symbol("m"): Integer(2), Symbol("n"): Integer(3)}
k = Symbol("k", integer=True, positive=True)
i, j = symbols("i j", integer=True, nonnegative=True)
s, t = symbols("s t")
g = Function("g")
BODIES = [g(t), exp(t), t**2, tanh(t), 1 / t, s * t + sin(t), exp(-t / s), t + log(s * t), t * g(s), t**k]


class Maker:
    """Makes random expressions, the same for the same seed; ``large`` ones have sizes such as m n too."""

    def __init__(self, seed, large=False):
        self.random, self.large = Random(seed), large
        m, n = SIZES if self.random.random() < 0.6 else SIZES.values()
        self.sizes = [ONE, m, n]
        self.pairs = {a * b: (a, b) for a in (m, n) for b in (m, n)}

    def expression(self, depth):
        return self.matrix(self.size(), self.size(), depth) if self.random.random() < 0.6 else self.number(depth)

    def size(self):
        """Return 1, m, n, or now and then a product of two."""
        large = self.large and self.random.random() < 0.1
        return self.random.choice([*self.pairs] if large else self.sizes)

    def leaf(self, m, n, depth=0):
        letter = MatrixSymbol(f"{self.random.choice('AAB')}_{m}_{n}", m, n)
        if self.large and m in self.pairs and self.random.random() < 0.3:  # large ones have a structure
            return commutation_matrix(*self.pairs[m]) if m == n else self.kronecker(m, n, depth)
        constants = [OneMatrix(m, n), ZeroMatrix(m, n), FunctionMatrix(m, n, Lambda((i, j), KroneckerDelta(i, 0)))]
        constants += [Identity(m)] * 2 + [commutation_matrix(*self.pairs.get(m, (1, m)))] if m == n else []
        return letter if self.random.random() < 0.85 else self.random.choice(constants)

    def matrix(self, m, n, depth):
        """Return an expression of this shape."""
        if self.large and m in self.pairs and n != 1 and self.random.random() < 0.3:
            return self.kronecker(m, n, depth - 1)
        makers = [self.sum, self.product, self.transpose, self.hadamard, self.entrywise, self.multiple, self.kronecker]
        makers += [self.index_sum, self.unvec, self.leaf]
        makers += [self.power, self.inverse, self.diagonal, self.unvech] if m == n else []
        makers += [self.diagonal_of, self.vec] if n == 1 else []
        return (self.random.choice(makers) if depth > 0 else self.leaf)(m, n, depth - 1)

    def sum(self, m, n, depth):
        terms = [
            MatMul(self.random.choice([1, 1, 1, -1, 2, Rational(1, 2), s]), self.matrix(m, n, depth)) for _ in "ab"
        ]
        return MatAdd(*terms, *self.random.choice([[], [], terms[:1], [self.matrix(m, n, 0)]]))

    def product(self, m, n, depth):
        middle = self.size()
        return MatMul(self.matrix(m, middle, depth), self.matrix(middle, n, depth))

    def transpose(self, m, n, depth):
        return Transpose(self.matrix(n, m, depth))

    def hadamard(self, m, n, depth):
        if self.random.random() < 0.2:
            return HadamardPower(self.matrix(m, n, depth), self.random.choice([2, 3, -1, k, s]))
        factors = [self.matrix(m, n, depth) for _ in "ab"]
        return HadamardProduct(*factors, *self.random.choice([[], factors[:1], [self.matrix(m, n, 0)]]))

    def entrywise(self, m, n, depth):
        return self.matrix(m, n, depth).applyfunc(Lambda(t, self.random.choice(BODIES)))

    def multiple(self, m, n, depth):
        return MatMul(self.number(depth), self.matrix(m, n, depth))

    def kronecker(self, m, n, depth):
        (a, b), (c, d) = (self.random.choice([(ONE, q), (q, ONE), self.pairs.get(q, (q, ONE))]) for q in (m, n))
        factors = self.matrix(a, c, depth), self.matrix(b, d, depth)
        return KroneckerProduct(*factors, *self.random.choice([[], [self.matrix(ONE, ONE, depth)]]))

    def index_sum(self, m, n, depth):
        """Some of these have the index in an exponent, some not at all."""
        A = MatMul(self.random.choice([i, s**i, 1]), self.matrix(m, n, depth))
        power = [MatPow(self.leaf(n, n), self.random.choice([i, k - 1 - i, i + 1]))]
        return MatrixSum(MatMul(A, *self.random.choice([[], power])), i, self.random.choice([Integer(2), k, k - 1]))

    def unvec(self, m, n, depth):
        return Unvec(self.matrix(m * n, ONE, depth), m, n)

    def vec(self, m, n, depth):
        """vec A, K vec A^T, or D vech A"""
        a, b = self.pairs.get(m, (m, ONE))
        A = self.matrix(a, b, depth)
        forms = [Vec(A), commutation_matrix(b, a) * Vec(Transpose(A))]
        return self.random.choice([*forms, duplication_matrix(a) * Vech(A)] if a == b else forms)

    def unvech(self, m, n, depth):
        return Unvech(elimination_matrix(m) * Vec(self.matrix(m, m, depth)), m)

    def power(self, m, n, depth):
        return MatPow(self.matrix(m, m, depth), self.random.choice([2, 3, -2, k]))

    def inverse(self, m, n, depth):
        return self.random.choice([Inverse, Inverse, adjugate])(self.matrix(m, m, depth))

    def diagonal(self, m, n, depth):
        """Diag(x), Diag(x^T), or the diagonal part I o A"""
        A = HadamardProduct(*self.random.sample([Identity(m), self.matrix(m, m, depth)], 2))
        return self.random.choice([DiagMatrix(self.matrix(m, ONE, depth)), DiagMatrix(self.matrix(ONE, m, depth)), A])

    def diagonal_of(self, m, n, depth):
        return DiagonalOf(self.matrix(m, m, depth))

    def number(self, depth):
        """Return a scalar expression."""
        m, n = self.size(), self.size()
        A, B = self.leaf(m, m), self.leaf(m, n)
        if depth <= 0:
            return self.random.choice([s, Integer(2), Trace(A), MatrixElement(B, m - 1, 0), k])
        choices = [
            lambda: Trace(self.matrix(m, m, depth - 1)),
            lambda: Trace(MatMul(self.matrix(m, n, depth - 1), self.matrix(n, m, depth - 1))),
            lambda: Determinant(self.matrix(m, m, depth - 1)),
            lambda: MatrixElement(self.matrix(m, n, depth - 1), m - 1, 0),
            lambda: Mul(self.number(depth - 1), self.number(depth - 1)),
            lambda: Add(self.number(depth - 1), self.number(depth - 1)),
            lambda: Pow(self.number(depth - 1), self.random.choice([2, 3, -1, k, s])),
            lambda: self.random.choice([g, exp, log, cos])(self.number(depth - 1)),
            lambda: Sum(MatrixElement(A, i, i) * self.random.choice([1, MatrixElement(B, i, 0)]), (i, 0, m - 1)),
            lambda: (B.T * A * self.leaf(m, n))[0, n - 1],  # which SymPy writes as sums
        ]
        return self.random.choice(choices)()


OUTSIDE = (Singular, NotRational, NotImplementedError, NonInvertibleMatrixError)  # what has no value


def drawn(letters, arithmetic):
    """Draw values for letters, and take the sizes as they are."""
    number = lambda size: int(size.xreplace(SIZES))
    known = {symbol: int(size) for symbol, size in SIZES.items()} | {k: 3, s: Rational(22, 7)}
    return {A: arithmetic.draw(*map(number, A.shape)) for A in sorted(letters, key=str)} | known


def same_value(meant, find, seed=0):
    """Tell whether what is found has the value that is meant; None where there is none, as of the inverse of a zero."""
    real = any(s in power.args[1].free_symbols for power in meant.atoms(Pow, HadamardPower, MatPow))
    found = False if real else _same_in(Ring(3, seed), meant, find)
    with mp.workdps(DIGITS):  # exp(x) exp(x) = exp(2 x) and the like hold in real numbers only
        return _same_in(Reals(seed, "positive"), meant, find) if found is False else found


def _same_in(arithmetic, meant, find):
    given = drawn(meant.atoms(MatrixSymbol), arithmetic)
    value = lambda F: v if hasattr(v := evaluate(F, given, arithmetic), "items") else arithmetic.from_entries([[v]])
    try:
        left, found = value(meant), find()
        if found.has(I, nan, zoo):
            return None
        right = value(found)
    except OUTSIDE:
        return None
    least = 1 if arithmetic.modulus else 1e-20 * (1 + max((abs(a) for _, _, a in left.items()), default=0))
    number = lambda a: a % P if arithmetic.modulus else abs(a)
    return left.shape == right.shape and all(number(a) < least for _, _, a in (left - right).items())


def variables(F):
    """Return what an expression can be differentiated by; matrices of so many entries that it takes seconds are none."""
    return sorted((F.free_symbols & {s}) | {A for A in F.atoms(MatrixSymbol) if _number(A) <= 9}, key=str)


def _number(A):
    return int(entries(A).xreplace(SIZES))


def checks(F):
    """Yield what is made of an expression: its name, what is meant, and a function that finds it."""
    yield "normal", F, lambda: normal(F)
    yield "factored", F, lambda: factored(normal(F))
    for X in variables(F):
        yield f"jacobian by {X}", Jacobian(F, X), lambda X=X: jacobian(F, X)
        if entries(F) == 1 and X.is_Matrix:
            yield f"gradient by {X}", Gradient(F, X), lambda X=X: gradient(F, X)
        if entries(F) == 1 and X.is_Matrix and _number(X) <= 6:
            yield f"hessian by {X}", Hessian(F, X), lambda X=X: hessian(F, X)


def verdicts(F):
    """Return for each check True or False, None where there is nothing to compare, or the error."""
    return {name: _verdict(meant, find) for name, meant, find in checks(F)}


def _verdict(meant, find):
    try:
        return same_value(meant, find)
    except NoRule:
        return None
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def faults(F):
    """Return what is wrong with what is made of an expression."""
    return {name: verdict for name, verdict in verdicts(F).items() if verdict not in (True, None)}


def smallest(F, faulty):
    """Return a small expression that is faulty as F is: a part of F, or F with smaller parts."""
    return next((smallest(G, faulty) for G in _smaller(F) if faulty(G)), F)


def _smaller(F):
    """Yield parts of F, F without one of its parts, and F with a smaller part."""
    yield from (arg for arg in F.args if _is_part(arg))
    if isinstance(F, (Add, HadamardProduct, KroneckerProduct, MatAdd, MatMul, Mul)) and len(F.args) > 2:
        yield from (F.func(*F.args[:c], *F.args[c + 1 :]) for c in range(len(F.args)))
    for c, arg in enumerate(F.args):
        letter = MatrixSymbol("A_{}_{}".format(*arg.shape), *arg.shape) if getattr(arg, "shape", ()) else s
        smaller = [letter, *_smaller(arg)] if _is_part(arg) else []
        alike = [new for new in smaller if getattr(new, "shape", None) == getattr(arg, "shape", None)]
        yield from (F.func(*F.args[:c], new, *F.args[c + 1 :]) for new in alike)


def _is_part(arg):
    return isinstance(arg, (MatrixExpr, Expr)) and not isinstance(arg, (Lambda, MatrixSymbol)) and not arg.is_Atom


class Slow(BaseException):
    """An expression takes too long."""


def _stop(*_):
    raise Slow


def fuzz(count, start=0, seconds=20):
    """Try so many expressions; return what was compared, and the smallest expression for each kind of fault."""
    signal.signal(signal.SIGALRM, _stop)
    compared, found = Counter(), {}
    for seed in range(start, start + count):
        signal.alarm(seconds)
        try:
            F = Maker(seed, large=True).expression(seed % 4)
            if F.has(I, nan, zoo):
                raise NonInvertibleMatrixError("it is no real number")
            for name, verdict in verdicts(F).items():
                compared[name.split()[0], verdict if verdict in (True, None) else "wrong"] += 1
                if verdict not in (True, None):
                    found.setdefault((name.split()[0], str(verdict)[:60]), (seed, F))
        except (NonInvertibleMatrixError, Slow) as error:
            compared["no expression" if isinstance(error, ValueError) else "slow", None] += 1
            found |= {("slow", seed): (seed, F)} if isinstance(error, Slow) else {}
        finally:
            signal.alarm(0)
    return compared, found


def main(count="100000", start="0"):
    compared, found = fuzz(int(count), int(start))
    for (name, verdict), number in sorted(compared.items(), key=str):
        print(name, {True: "equal", None: "without a value, or refused"}.get(verdict, verdict), number)
    for (name, verdict), (seed, F) in found.items():
        print(f"seed {seed}, {name}: {verdict}: {F if name == 'slow' else smallest(F, partial(_has, name, verdict))}")
    return bool(found)


def _has(name, verdict, F):
    """Tell whether an expression has a fault of this kind."""
    return any(check.startswith(name) and str(found)[:30] == verdict[:30] for check, found in faults(F).items())


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
