"""One statement at one choice of sizes: the same points in Z/p^k, or in the real numbers where Z/p^k cannot decide."""

from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import cycle, islice
from math import ceil, log as ln

from mpmath import mp
from sympy import HadamardPower, MatPow, MatrixSymbol, Pow, Trace, Tuple, sympify
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from veckron.expressions import Cholesky, Eigenvalues, Eigenvectors, Expm, Implicit, Logm, nesting
from veckron.proof.sampling import RANKED, scales, shows_rank, strata_of, want_constant_rank, widest
from veckron.proof.statements import parts_of
from veckron.proof.structures import Meeting, matrix, strata
from veckron.shapes import ShapeError
from veckron.values import AGREED, AGREED_BY_DIFFERENCES, DIGITS, Degrees, Evaluation, ExactMatrix, NotRational, P
from veckron.values import Reals, Ring, Singular, largest

# Enough draws that a square root, which half of all numbers have, is found.
DRAWS, BOUND = 40, 1e-16
# Points in the real numbers, by their signs; how often one is looked for, how many have to be defined, and at how many
# small whole ones variables meet.
POINTS, TRIES, ENOUGH, MET = {"any": 6, "positive": 4, "negative": 4}, 3, 4, 12
# Sides that are smaller show nothing: digits were lost on the way.
TINY = 1e-50
# At so many points variables meet by chance, where matrices have so many entries; else at five.
MEETINGS = [(16, 100), (49, 50), (100, 15)]
COSTLY = (Expm, Logm, Cholesky, Eigenvalues, Eigenvectors, Implicit)
# Real numbers take a hundred digits each: so many entries at most, fewer where each is differentiated in each direction.
FEW_ENTRIES, FEW_ENTRYWISE, FEW_COSTLY = 100, 50, 36
# The squares among products of radicands show up in so many draws.
TESTS = 64
UNDECIDED = (NotRational, Singular, TypeError, ValueError, NotImplementedError, ZeroDivisionError)


@dataclass
class Counterexample:
    """Where the sides differ: seed and sizes of the draw, place of the entry, its value on both sides, the variables."""

    seed: object
    shape: dict
    entry: tuple = None
    left: object = None
    right: object = None
    values: dict = field(default_factory=dict)


class TooLarge(NotImplementedError):
    """Real numbers take a hundred digits each: here the sides have too many entries."""


class Impossible(TooLarge):
    """No letters of these sizes are what is assumed of them."""


class Refuted(Exception):
    """Carries the reason and the counterexample."""


class Trial:
    """One statement at one choice of sizes; ``p`` is the prime."""

    def __init__(self, statement, sizes, seed, p=P):
        self.statement, self.sizes, self.seed, self.p = statement, sizes, seed, p
        self.symbols, letters = statement.sized(sizes), statement.letters(statement.symbolic is None and sizes)
        drawn = {name for name, shape in statement.shapes.items() if shape != "function"}
        self.variables = {name: x for name, x in letters.items() if name in drawn}
        self.sides = statement.symbolic or statement.sides(sizes)
        self.derivatives = max(map(nesting, self.sides))
        self.step = 3 if "scalar small" in statement.shapes.values() else 1
        self.order = self.step * (1 + self.derivatives)
        self.parts = statement.parts or list(parts_of(self.sides))
        self.ranked = any(isinstance(node, RANKED) for node in self.parts)
        self.roots = any(map(is_root, self.parts))
        self.costly = any(isinstance(node, COSTLY) for node in self.parts) or bool(self.derivatives and self.roots)
        entrywise = any(isinstance(node, ElementwiseApplyFunction) for node in self.parts)
        few = FEW_ENTRYWISE if self.derivatives and entrywise else FEW_ENTRIES
        self.few = FEW_COSTLY if self.costly or self.roots else few

    @cached_property
    def dimensions(self):
        """The numbers of rows and columns of each matrix variable."""
        matrices = {name: A for name, A in self.variables.items() if isinstance(A, MatrixSymbol)}
        return {name: tuple(int(n.xreplace(self.symbols)) for n in A.shape) for name, A in matrices.items()}

    @cached_property
    def rooted(self):
        """The square matrices of which a root, a logarithm or a Cholesky factor is taken."""
        nodes = [node.args[0] for node in self.parts if isinstance(node, (Logm, Cholesky)) or is_root(node)]
        free = {A.name for A in nodes if isinstance(A, MatrixSymbol)}
        return {name for name in free if self.statement.structures.get(name) in ([], ["symmetric"])}

    # How large real numbers are drawn, and the values at which the sides may jump.
    scales = cached_property(lambda self: scales(self.sides, set(self.symbols)))

    @cached_property
    def strata(self):
        """The strata to try, the generic ones first."""
        free = self.ranked and self.statement.ranks != "generic"
        every_rank = free and not want_constant_rank(self.statement, self.sides)
        found = strata_of(self.statement, self.dimensions, self.sizes, every_rank, f"{self.seed}")
        if not self.statement.hypothesis:
            return found
        if not (admitted := list(filter(self.may_be_admitted, found))):
            raise Impossible(f"no letters are as assumed: {', '.join(self.statement.hypotheses)}")
        return admitted

    def may_be_admitted(self, stratum):
        """Tell whether the letters of a stratum may be what the hypotheses say."""
        ring = Ring(1, f"{self.seed} admitted", p=self.p)
        try:
            return self.admits(self.point(ring, stratum))
        except Singular:
            return True

    def admits(self, point):
        """Tell whether the letters have the rank, and the sign, that their structures and the hypotheses say."""
        return all(self._admits(str(x), A, point.arithmetic) for x, A in point.values.items())

    def _admits(self, name, A, arithmetic):
        words, hypothesis = self.statement.structures.get(name, []), self.statement.hypothesis.split(", ")
        nonzero = f"{name} is not 0" in hypothesis
        if name not in self.dimensions:
            return bool(A) or not nonzero
        full = name in self.statement.nonsingular or f"det {name} is not 0" in hypothesis
        rank = min(A.shape) if full else int(nonzero)
        if words[:1] == ["rank"]:
            (rank,) = strata(*self.dimensions[name], words, self.sizes)
        positive = words == ["positive", "definite"] or f"{name} is positive definite" in hypothesis
        corners = range(1, len(A.rows) + 1) if positive else [len(A.rows)] * (f"det {name} > 0" in hypothesis)
        corner = lambda k: arithmetic.from_entries([row[:k] for row in A.dense()[:k]], (k, k))
        sign = lambda k: arithmetic.shown(arithmetic.determinant(corner(k)))
        return (not rank or arithmetic.rank(A) >= rank) and all(sign(k) > 0 for k in corners)

    def accept(self, exactly=False):
        """Return the bound if both sides agree, exactly; or, where Z/p^k cannot decide, 0 if they do in real numbers."""
        try:
            self.in_reals = False
            return self.accept_exactly()
        except (ShapeError, IndexError) as error:
            found = Counterexample(self.seed, self.sizes)
            raise Refuted(f"not defined{at(self.sizes)}: {error}", found) from None
        except UNDECIDED as error:
            if exactly or self.step > 1:  # a small number is small in Z/p^k alone
                raise
            self.in_reals, reason = True, error
        if widest(self.statement, self.sizes) > self.few:
            raise TooLarge(f"{reason}; too large for real numbers of a hundred digits")
        try:
            self.agree_in_reals()
        except UNDECIDED as other:  # what neither can decide has both reasons
            raise type(reason)(f"{reason}; {other}" if str(other) not in str(reason) else str(reason)) from other
        return 0.0

    def accept_exactly(self):
        """Return the bound if both sides agree at enough random points of every stratum; raise otherwise."""
        self.want_independent_roots()
        bound = self.bound()
        rounds = max(1, ceil(ln(BOUND) / ln(bound)))
        generic, *others = self.strata
        for trial in range(rounds):
            self.want_agreement(f"{self.seed} {trial}", generic)
        for stratum in others:
            with suppress(Singular):  # where an inverse is undefined on a stratum, nothing is claimed there
                self.want_agreement(f"{self.seed} {stratum}", stratum)
        if self.ranked and not self.derivatives and self.statement.ranks != "generic":
            self.meet()
            self.want_ranks_on_strata()
        return bound**rounds

    def bound(self):
        """Return the probability that one random point accepts the statement although it is false."""
        degrees = Degrees(self.order)
        left, right = self.both(self.point(degrees))
        bound = degrees.bound(left + right)
        if bound > 2.0**-20:
            raise NotRational(f"the degree is too large for a bound: {bound * P:.0e}")
        return bound

    def draw(self, arithmetic, strata=None):
        """Return a value for each variable."""
        values = {}
        for name, x in self.variables.items():
            if name not in self.dimensions:
                values[x] = self.number(arithmetic, x, self.statement.shapes[name])
                continue
            of = *self.dimensions[name], self.statement.structures[name], self.sizes
            if isinstance(arithmetic, Meeting):
                values[x] = arithmetic.special(*of, [A for A in values.values() if isinstance(A, ExactMatrix)])
                if not self._admits(name, values[x], arithmetic):
                    raise Singular(f"{name} is not as assumed")
            else:
                values[x] = matrix(arithmetic, *of, strata and strata[name])
            if getattr(arithmetic, "dominant", False) and name in self.rooted:
                n = self.dimensions[name][0]
                values[x] += (n + 1) * largest(values[x])[0] * arithmetic.identity(n)
        return values

    @staticmethod
    def number(arithmetic, variable, shape):
        """Return a number; a small one is a multiple of p, a real one has the sign that its symbol was declared to have."""
        if isinstance(arithmetic, Meeting):
            return arithmetic.number(_signed(variable, sympify(arithmetic.value())))
        if isinstance(arithmetic, Reals) and variable.is_integer:
            return _signed(variable, arithmetic.number(arithmetic.random.randint(-2, 2)))
        if isinstance(arithmetic, Reals):
            return _signed(variable, arithmetic.residue())
        return (arithmetic.p if shape == "scalar small" and isinstance(arithmetic, Ring) else 1) * arithmetic.residue()

    def point(self, arithmetic, strata=None):
        """Return the evaluation at a value for each variable."""
        return Evaluation(self.draw(arithmetic, strata), arithmetic, self.symbols)

    def meeting(self, arithmetic, number):
        """Return an arithmetic of values that meet by chance; those at which the sides may jump come first in turn."""
        first = number % len(self.scales[1])
        return Meeting(arithmetic, self.scales[1][first:] + self.scales[1][:first])

    def meet(self):
        """Try points at which ranks are what they are nowhere near."""
        width = max(widest(self.statement, self.sizes), *(m * n for m, n in self.dimensions.values()), 1)
        for number in range(next((count for most, count in MEETINGS if width <= most), 5)):
            ring = Ring(self.order, f"{self.seed} meeting {number}", p=self.p)
            with suppress(Singular):
                self.refuted(self.compared(self.point(self.meeting(ring, number))))

    def both(self, point):
        """Return both sides as matrices of equal shape."""
        values = [point(side) for side in self.sides]
        left, right = [A if len(getattr(A, "shape", ())) == 2 else point.arithmetic.from_entries([[A]]) for A in values]
        if left.shape != right.shape:
            raise ShapeError(f"the left side is {left.shape}, the right side {right.shape}")
        return left, right

    def compared(self, point, step=1):
        """Return point, place, left and right of the first entry that is wrong modulo p^step, or None."""
        left, right = self.both(point)
        wrong = min(((j, i) for i, j, a in (left - right).items() if a % self.p**step), default=None)
        return wrong and (point, wrong[::-1], left, right)

    def disagreement(self, seed, strata=None, more=0, **drawn):
        """Compare the sides at a random point, the first one at which they are defined; ``more`` powers of p than it takes."""
        for attempt in range(DRAWS):
            ring = Ring(self.order + more, f"{seed} {attempt}", p=self.p, step=self.step, **drawn)
            try:
                return self.compared(self.point(ring, strata), self.step)
            except Singular as error:
                singular = error
        raise Singular(f"singular for every X of this shape, or so it seems after {DRAWS} draws: {singular}")

    def want_agreement(self, seed, strata):
        """Raise a counterexample, in small integers if there is one; what hangs on the values of log, exp ... is none."""
        if not self.disagreement(seed, strata):
            return
        found, again = None, lambda jets: self.disagreement(f"{self.seed} 0", strata, jets=jets)
        with suppress(Singular):
            drawn = filter(None, (self.disagreement(seed, strata, more=1, bound=3) for seed in range(DRAWS)))
            found = next(filter(lambda found: self.admits(found[0]), drawn), None)
        found = found or again(0)
        if named := found[0].arithmetic.named_functions():
            first, second = (other and (other[2] - other[3]).rows for other in map(again, (0, 1)))
            if first != second:
                text = f"the value of {', '.join(named)}, known by its rule only"
                raise NotRational(f"the sides differ by an amount that depends on {text}")
        self.refuted(found)

    def refuted(self, found):
        """Raise the counterexample, if there is one."""
        if not found:
            return
        point, (i, j), left, right = found
        shown, place = point.arithmetic.shown, f"{at(self.sizes)}, entry ({i + 1}, {j + 1})"
        if isinstance(point.arithmetic, Ring) and self.order == 1:  # a difference quotient is exact modulo p
            shown = partial(shown, digits=point.arithmetic.k)
        values = {str(x): readable(value, point.arithmetic.shown) for x, value in point.values.items()}
        found = Counterexample(self.seed, self.sizes, (i, j), shown(left[i, j]), shown(right[i, j]), values)
        if self.step > 1 and found.left == found.right:
            first = (left[i, j] - right[i, j]) % self.p**2
            raise Refuted(f"the sides differ in {'first' if first else 'second'} order of what is small{place}", found)
        raise Refuted(f"{found.left} is not {found.right}{place}", found)

    def want_independent_roots(self):
        """Refuse roots of which a product is the root of a square, such as sqrt(x^2): there the sign of a root matters.

        Where no product of the radicands is a square, a statement with one choice of signs of the roots follows from the
        statement with another (Galois), so that any roots will do. A product that is none is not a square at some point.
        """
        powers = [node for node in self.parts if isinstance(node, (Pow, HadamardPower, MatPow))]
        radicands = {node.base for node in powers if (2 * node.exp).is_Integer and not node.exp.is_Integer}
        rootless = all(power.exp.is_Integer for base in radicands for power in base.atoms(Pow))
        numbers = all(getattr(base, "shape", (1, 1)) == (1, 1) for base in radicands)
        if not (rootless and numbers) or Tuple(*radicands).free_symbols - Tuple(*self.sides).free_symbols:
            raise NotRational("a root of each entry, or a root in a root")
        for stratum in self.strata if radicands else ():
            rings = [Ring(1, f"{self.seed} root {test}", p=self.p) for test in range(TESTS)]
            points = [self.point(ring, stratum) for ring in rings]
            columns = {tuple(point(Trace(base) if base.is_Matrix else base) for point in points) for base in radicands}
            two, signs = Ring(p=2), [[int(pow(a, (self.p - 1) // 2, self.p) != 1) for a in c] for c in columns]
            if two.rank(two.from_entries(signs)) < len(signs):
                raise NotRational("a product of the numbers under the roots is a square, so that signs matter")

    def agree_in_reals(self):
        """Raise if the sides differ at a real point of any stratum, size or sign, or if too few points are defined."""
        self.want_symmetric()
        (spread, jumps), strata, agreed = self.scales, self.strata, 0
        for kind, wanted in POINTS.items():
            wanted = max(wanted // 3 if self.costly else wanted, 2 * len(strata) - 1)
            drawn = lambda k, scale, kind=kind: partial(Reals, f"{self.seed} {kind} {k}", kind, scale, dominant=k % 2)
            points = (
                self.agrees_at(drawn(k, scale), strata[k // 2 % len(strata)])
                for k, scale in zip(range(TRIES * wanted), cycle((0, spread, -spread / 2, spread / 2)))
            )
            agreed += sum(islice(filter(None, points), wanted))
        for k in range(0 if self.derivatives else max(MET, len(jumps)) // (4 if self.costly else 1)):
            self.agrees_at(lambda digits, k=k: self.meeting(Reals(f"{self.seed} {k}", digits=digits), k))
        if agreed < ENOUGH:
            raise Singular("undefined, or too large, at random real numbers")
        self.want_ranks_on_strata()

    def want_symmetric(self):
        """Refuse a text with eigenvalues of what is not symmetric: the node means those of (A + A^T)/2, its writer hardly."""
        written = self.parts if self.statement.formula else ()
        for S in [node.args[0] for node in written if isinstance(node, (Eigenvalues, Eigenvectors))]:
            with suppress(Singular, ZeroDivisionError):
                value = self.point(Reals(f"{self.seed} symmetric"), self.strata[0])(S)
                if largest(value - value.T)[0] > TINY:
                    raise NotImplementedError(f"{S} is not symmetric, as eigenvalues and eigenvectors here want it")

    def agrees_at(self, reals, stratum=None):
        """Tell whether both sides are defined at a real point, where their difference vanishes as digits are added."""
        differences = []
        try:
            for digits in (DIGITS, 2 * DIGITS):
                with mp.workdps(digits):
                    point = self.point(reals(digits=digits), stratum)
                    if self.statement.hypothesis and not self.admits(point):
                        return False
                    left, right = self.both(point)
                    differences.append(largest(left - right))
        except (Singular, ZeroDivisionError, OverflowError):
            return False
        (before, _), (size, place) = differences
        sides = max(largest(left)[0], largest(right)[0])
        if not size:
            return not before or sides > TINY
        if abs(size - before) < size * mp.mpf(10) ** -9:
            if sides < TINY:
                return False
            self.refuted((point, place, left, right))
        return size < mp.mpf(10) ** -(AGREED_BY_DIFFERENCES if self.derivatives else AGREED) * max(1, sides)

    def want_ranks_on_strata(self):
        """Refuse ranks of sums: A + B may have any rank where no variable has one that is special."""
        open_ = self.ranked and not self.statement.ranks
        for A in [node.args[0] for node in self.parts if open_ and isinstance(node, RANKED)]:
            if not (shows_rank(A) or self.is_projector(A)):
                raise NotImplementedError(f"the rank of {A} does not follow from those of its letters")

    def is_projector(self, A):
        """Tell whether A^2 = A, so that the rank of A is its trace, which does not jump on a stratum."""
        for stratum in self.strata:
            with suppress(Singular):
                value = self.point(Ring(self.order, f"{self.seed} projector", p=self.p), stratum)(A)
                if value.shape[0] != value.shape[1] or (value @ value - value).items():
                    return False
        return True


def is_root(node):
    """Tell whether a node is a power of a matrix by its logarithm."""
    return isinstance(node, MatPow) and node.rows != 1 and node.exp.is_integer is False


def _signed(variable, value):
    """Return a number with the sign that its symbol was declared to have."""
    value = abs(value) if variable.is_nonnegative else -abs(value) if variable.is_nonpositive else value
    if not value and variable.is_zero is False:
        raise Singular(f"{variable} is not 0")
    return value


def readable(value, show):
    """Return a value as a counterexample prints it: a matrix as its rows, whole numbers as such."""
    if isinstance(value, ExactMatrix):
        return [[readable(a, show) for a in row] for row in value.dense()]
    return int(c) if (c := show(value)) == int(c) else c


def at(sizes):
    """Return sizes as the reasons print them: `` at m = 2, n = 3``."""
    return f" at {', '.join(f'{name} = {value}' for name, value in sizes.items())}" if sizes else ""
