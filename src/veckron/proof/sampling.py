"""Where a statement is tried: the sizes, at each of them the strata of its variables, and how large real numbers are."""

from collections import Counter
from itertools import combinations, cycle, islice, product
from math import ceil, prod
from random import Random

from sympy import Abs, Add, BlockMatrix, Determinant, Expr, Function, FunctionMatrix, HadamardPower, HadamardProduct
from sympy import (
    Heaviside,
    Integer,
    Inverse,
    KroneckerDelta,
    MatAdd,
    MatMul,
    MatPow,
    MatrixSymbol,
    Max,
    Min,
    Mod,
    Mul,
    Piecewise,
)
from sympy import Pow, Product, Rational, Sum, Symbol, Trace, Tuple, ceiling, floor, frac, log, sign, sympify
from sympy.core.function import Application, AppliedUndef, UndefinedFunction
from sympy.core.relational import Relational
from sympy.functions.elementary.trigonometric import InverseTrigonometricFunction, TrigonometricFunction
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement

from veckron.expressions import Adjugate, Differential, Expm, Gradient, Jacobian, PseudoInverse, Rank
from veckron.proof.all_sizes import COEFFICIENT, PRIMES, is_monomial, reach
from veckron.proof.statements import parts_of, unfolded
from veckron.proof.structures import strata

SMALL, LARGER = (2, 3, 4, 5, 6, 7, 8), (29, 31)
# A side with more entries is not tried for the sake of the reach; for second derivatives a tenth of that.
LARGE = 50_000
# A matrix with variables that has more entries is not formed at all.
WIDE = 400_000
# Sizes at which a number that depends on a size shows its face, and how many entries a side may have then.
LATER, LITTLE = (4, 6, 8, 9, 10, 16, 31, 51), 3_000
# So many choices of the letters that are places in a matrix.
PLACED = 32
# So many combinations of strata are tried at one choice of sizes.
COMBINATIONS = 64
# Where one of these stands, ranks other than the generic one matter.
RANKED = (PseudoInverse, Rank)
# In a sum, or entry by entry, a rank may be anything.
MIXED = (MatAdd, HadamardProduct, HadamardPower, ElementwiseApplyFunction, BlockMatrix, FunctionMatrix, Expm)
SLOW = (*RANKED, Determinant, Inverse, Adjugate, Jacobian, Gradient, Differential)
# These jump at numbers that nobody would draw.
JUMPS = (floor, ceiling, frac, Mod)
# Beside exp, tanh ... a large constant may hide a difference that no number of digits shows.
STEEP = 50


def shapes_of(statement, most=None):
    """Return the sizes to try: ones, small and unequal, square, with ones, and twice distinct primes from 5 up.

    Each size is odd and even, and so are most pairs of sizes, since what is true of odd sizes only is a common mistake.

    Beyond these come the sizes that prove the statement for all sizes, where there are such, and later ones where a
    number depends on a size. Early sizes stay small, so name the sizes of the variable first. Those are left out at which
    a side, or a Jacobian in it, has more than ``most`` entries; other parts may have a hundred times more, being full of zeros.

    >>> from veckron import IDENTITIES
    >>> [tuple(sizes.values()) for sizes in shapes_of(IDENTITIES["vec_of_transpose"])]
    [(1, 1), (2, 3), (3, 3), (2, 2), (1, 4), (4, 1), (5, 7), (7, 5)]
    """
    primes = (PRIMES + LARGER) * 2
    exchanged = primes[1:] if statement.where else [primes[i ^ 1] for i in range(len(primes))]
    patterns = [(1,), SMALL, (3,), (2,), (1, 4), (4, 1, 1), primes, exchanged]
    choices = dict.fromkeys(tuple(size for _, size in zip(statement.sizes, cycle(pattern))) for pattern in patterns)
    fitted = [statement.fitting(dict(zip(statement.sizes, sizes))) for sizes in choices]
    shapes = _fitting(statement, fitted, lambda sizes: widest(statement, sizes) <= WIDE)
    needed = reach(statement).missing(shapes) or []
    if all(entries_of(statement, sizes) <= LARGE // (10 if statement.derivatives > 1 else 1) for sizes in needed):
        shapes = shapes + needed
    shapes = list(filter(statement.admits, shapes + later(statement, shapes)))
    if statement.where and not shapes:
        raise ValueError(f"no sizes were found with {statement.where}")
    if not most or not statement.symbolic:
        return shapes
    left, _ = statement.symbolic
    limits = dict.fromkeys(statement.matrices, 100 * most) | dict.fromkeys([left, *left.atoms(Jacobian)], most)
    fits = lambda sizes: all(entries_of(statement, sizes, part) <= limit for part, limit in limits.items())
    if not (kept := _fitting(statement, shapes, fits)):
        raise NotImplementedError(f"not tried: the sides have more than {most} entries at all sizes")
    return kept


def _fitting(statement, shapes, fits):
    """Return the sizes that fit, and small ones where those that do not fit told two sizes apart."""
    kept = [sizes for sizes in shapes if fits(sizes)]
    if len(kept) == len(shapes) or tell_apart(kept, statement.sizes):
        return kept
    return kept + [sizes for sizes in small_shapes(statement) if fits(sizes) and sizes not in kept]


def small_shapes(statement):
    """Return sizes 2 and 3 such that any two sizes are different in one of these choices."""
    bits = range(max(1, (len(statement.sizes) - 1).bit_length()))
    found = [statement.fitting({name: 2 + (k >> bit & 1) for k, name in enumerate(statement.sizes)}) for bit in bits]
    return list(filter(statement.admits, found))


def tell_apart(shapes, names):
    """Tell whether each size is above 1 somewhere, and any two are different somewhere."""
    above = all(any(sizes[name] > 1 for sizes in shapes) for name in names)
    apart = all(any(sizes[a] != sizes[b] for sizes in shapes) for a, b in combinations(names, 2))
    return bool(shapes) and above and apart


def later(statement, shapes):
    """Return further sizes where a number depends on a size, n mod 8, a shape 1 + floor(n/8), and the first places of entries."""
    base = dict(zip(statement.sizes, SMALL * len(statement.sizes)))
    sizes, parts = set(statement.sized(base)), statement.parts
    limits = Tuple(*(limit for node in parts if isinstance(node, (Sum, Product)) for limit in node.limits)).free_symbols
    whole = [s for s in sizes - statement.in_shapes - limits if s.is_integer and not s.is_positive]
    below = [{**base, str(s): value} for s in whole for value in ((0,) if s.is_nonnegative else (0, -1, -2))]
    places = [name for name in statement.sizes if statement.symbols[name] in statement.placed - statement.in_shapes]
    chosen = (
        islice(product((0, 1), repeat=len(places)), PLACED) if places else ()
    )  # the first, equal and different ones
    below += [statement.fitting({**base, **dict(zip(places, some))}) for some in chosen]
    if not any(_hangs_on_size(node, sizes) for node in parts):
        return below
    slow = any(isinstance(node, SLOW) for node in parts)
    values = [size for size in LATER if size <= 10 or not slow]
    found = [statement.fitting({**base, name: size}) for name in statement.sizes for size in values]
    return below + [sizes for sizes in found if sizes not in shapes and widest(statement, sizes) <= LITTLE]


def _hangs_on_size(node, sizes):
    """Tell whether a number hangs on a size in another way than a sum of products does."""
    if not node.free_symbols or not node.free_symbols <= sizes or node.atoms(MatrixSymbol):
        return isinstance(node, MatrixSymbol) and not all(is_monomial(size) or size.is_Integer for size in node.shape)
    jumps = (Application, KroneckerDelta, Max, Min, Piecewise)
    named = isinstance(node, jumps) and not isinstance(node, UndefinedFunction)
    return named or (isinstance(node, Pow) and bool(node.exp.free_symbols & sizes))


def entries_of(statement, sizes, part=None):
    """Return how many entries a part, or else the left side, has at some sizes."""
    part, symbols = statement.symbolic[0] if part is None else part, statement.sized(sizes)
    return prod(int(sympify(size).xreplace(symbols)) for size in getattr(part, "shape", ()))


def widest(statement, sizes):
    """Return the number of entries of the largest matrix in a statement; derivatives count as what they are taken of."""
    try:
        return max((entries_of(statement, sizes, part) for part in statement.formed), default=0)
    except (AttributeError, TypeError):
        return 0  # a shape that is no number at these sizes has its own error


def shows_rank(A, powers=5):
    """Tell whether the rank of A follows from how its letters lie: a product, not a sum, with few equal factors."""
    A = unfolded(A)
    if isinstance(A, MIXED) or (isinstance(A, MatMul) and not _shows_zeros(A.as_coeff_matrices()[0])):
        return False
    inside = list(parts_of([A]))
    letters = Counter(node for node in inside if isinstance(node, MatrixSymbol))
    exponents = sum(abs(int(node.exp)) - 1 for node in inside if isinstance(node, MatPow) and node.exp.is_Integer)
    few = max(letters.values(), default=0) + exponents <= powers
    return few and all(shows_rank(part) for part in A.args if part.is_Matrix)


def _shows_zeros(u):
    """Tell whether a number vanishes only where letters do that are drawn as special: a product of powers of such."""
    bases = [factor.as_base_exp()[0] for factor in Mul.make_args(u)]
    return all(base.is_number or isinstance(base, (Symbol, Trace, Determinant, MatrixElement)) for base in bases)


def want_constant_rank(entry, sides):
    """Refuse the derivative of a pseudo-inverse or a rank where nothing says that the rank does not change."""
    letters = set()
    for node in (node for node in parts_of(sides) if getattr(node, "derivatives", 0)):
        moving = Tuple(*node.args[1:]).atoms(MatrixSymbol)
        ranked = [part for part in parts_of(node.args[:1]) if isinstance(part, RANKED)]
        letters |= {A.name for part in ranked for A in part.atoms(MatrixSymbol) & moving}
    kept = {name for name in letters if "rank" in entry.shapes.get(name, "") or name in entry.nonsingular}
    if letters - kept and not entry.ranks:
        wanted = "the derivative of a pseudo-inverse or a rank wants a constant rank"
        raise NotImplementedError(f"{wanted}: say that {min(letters - kept)} is of full rank")
    return bool(letters)


def strata_of(statement, shapes, sizes, ranks, seed):
    """Return the strata to try, a dictionary of variable to stratum each; the first is generic.

    ``shapes`` has the sizes of each matrix variable. All combinations; where these are more than COMBINATIONS, the generic
    one, some strata beside generic variables, and others at random.
    """
    every = {name for name in shapes if ranks and name not in statement.nonsingular}
    choices = [list(strata(*shapes[x], statement.structures[x], sizes, ranks=x in every)) for x in shapes]
    most, some = COMBINATIONS // ceil((widest(statement, sizes) + 1) / 50), product(*choices)
    if prod(map(len, choices)) > most:
        random, first = Random(seed), tuple(strata[0] for strata in choices)
        one = [(*first[:k], stratum, *first[k + 1 :]) for k, strata in enumerate(choices) for stratum in strata]
        mixed = [tuple(map(random.choice, choices)) for _ in range(most)]
        some = dict.fromkeys([first, *random.sample(one, min(most, len(one))), *mixed])
    return [dict(zip(shapes, strata)) for strata in some]


def scales(sides, counted):
    """Return how many powers of ten the drawn numbers spread over, and the values at which the sides may jump.

    These follow the constants of the statement; ``counted`` are the symbols of its sizes. What may jump elsewhere, or
    change by less than any number of digits shows, raises NotImplementedError.
    """
    parts = list(parts_of(sides))
    for node in parts:
        if _jumps(node) and any(s not in counted and not s.is_integer for s in node.free_symbols):
            raise NotImplementedError(f"{type(node).__name__} jumps at numbers that are not drawn")
    # the sizes of all numbers, as fractions, the smallest first
    numbers = {c for c in parts if isinstance(c, Expr) and c.is_number and c.is_finite and c.is_real}
    constants = sorted({abs(c if c.is_Rational else Rational(str(c.evalf(6)))) for c in numbers} - {0})
    if any(max(c, 1 / c) > COEFFICIENT for c in constants):
        raise NotImplementedError("a number of more than twelve digits")
    size, steep = max((ceil(max(c, 1 / c)) for c in constants), default=1), any(map(_is_steep, parts))
    if steep and size > STEEP:
        raise NotImplementedError(f"a number above {STEEP} beside a function that may hardly change there")
    ratios = [c / e for c in constants[-4:] for e in constants[:4]]
    values = {Integer(0), Integer(1), Integer(2), *constants[-8:], *ratios}
    return 1 if steep else 3 + len(str(size)), sorted(values | {-c for c in values})


def _jumps(node):
    """Tell whether a function jumps where its argument has a value that is drawn only by luck."""
    if isinstance(node, (sign, Heaviside)):
        return _has_constant_term(node.args[0])
    if isinstance(node, Piecewise):
        return any(_has_constant_term(part.lhs - part.rhs) for part in node.atoms(Relational))
    if isinstance(node, InverseTrigonometricFunction):
        return node.has(TrigonometricFunction)
    return isinstance(node, JUMPS) or (_is_steep(node) and any(map(_is_steep, node.args)))


def _has_constant_term(u):
    return bool(u.is_number and u) or any(isinstance(part, Add) and part.as_coeff_Add()[0] for part in parts_of([u]))


def _is_steep(node):
    """Tell whether a function may tend to a constant, or grow, faster than any power."""
    powers = isinstance(node, Pow) and not node.exp.is_number
    flat = (AppliedUndef, Abs, sign, log, TrigonometricFunction, InverseTrigonometricFunction)
    return powers or (isinstance(node, (Function, Expm)) and not isinstance(node, flat))
