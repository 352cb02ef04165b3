"""Does a statement hold, at which shapes, with what bound; the counterexample when it does not; and without each hypothesis?"""

import re
from dataclasses import replace
from hashlib import sha256
from itertools import cycle, permutations
from typing import Any

from sympy import Tuple, nextprime, srepr
from sympy.core.relational import Equality
from sympy.logic.boolalg import BooleanAtom

from veckron.proof.all_sizes import reach
from veckron.proof.sampling import shapes_of, small_shapes, tell_apart
from veckron.proof.statements import Equation, Statement
from veckron.proof.structures import NONSINGULAR, STRUCTURED
from veckron.proof.trials import UNDECIDED, Refuted, TooLarge, Trial, at
from veckron.proof.verdicts import Verdict
from veckron.values import MODULI, P

# Where a statement was undecided at some sizes, only sizes up to this are tried.
FEW = 4
# What becomes of a statement without a hypothesis.
FALSE, UNDEFINED, UNNECESSARY = "false without it", "not defined without it", "true without it"


def verify(
    left: Any, right: Any = None, /, *, seed: int = 0, most: int | None = None, where: str = "", **letters: str
) -> Verdict:
    """Decide a statement by exact arithmetic in Z/p^k, p = 2^61 - 1 and larger primes, at several shapes.

    ``left`` and ``right`` are the two sides, expressions of equal shape; or, in place of both, ``left`` is
    ``Eq(left, right)`` or an entry of :data:`veckron.IDENTITIES`. ``letters`` have structures, ``S="symmetric"`` or
    ``S="n n symmetric"``: see ``veckron.proof.STRUCTURES``; ``where`` has relations of the sizes, ``"m >= n, p > 2"``.
    The random draws start from ``seed``; the same seed gives the same verdict. Sizes at which the left side, or a Jacobian
    in it, has more than ``most`` entries are left out; the verdict lists the others, and is "unknown" if there are none.
    The ``status`` of the verdict is "holds" (with the shapes tried and the bound), "fails" (with a counterexample: seed,
    shape, the wrong entry) or "unknown" (with the reason). Unknown never counts as holding.
    TypeError if there are not two sides; ValueError if a structure, a letter or a relation is unknown.

    >>> from sympy import MatrixSymbol, symbols
    >>> n = symbols("n")
    >>> A, S = MatrixSymbol("A", n, n), MatrixSymbol("S", n, n)
    >>> verify((A * S).T, S * A.T, S="symmetric").status
    'holds'
    >>> verify((A * S).T, S * A.T).status
    'fails'

    source: schwartz1980; zippel1979; demillo1978
    """
    entry = _statement(left, right, where, letters)
    verdict = Verdict(entry, "holds")
    try:
        _decide(verdict, seed, most)
    except Refuted as refuted:
        return Verdict(entry, "fails", verdict.shapes, 0.0, *refuted.args)
    except UNDECIDED as error:
        return Verdict(entry, "unknown", verdict.shapes, reason=str(error))
    exact = not verdict.in_reals and reach(entry).missing(verdict.shapes) == []
    verdict.reach = "all sizes" if exact else "tested at these sizes"
    return verdict


def _decide(verdict, seed, most):
    """Try one choice of sizes after another, each modulo a prime of its own."""
    entry, left_out, undecided = verdict.entry, "", {}
    shapes, moduli = shapes_of(entry, most), cycle([P, own_prime(entry), *MODULI[1:]])
    for choices in zip(shapes if len(shapes) > 2 else shapes * 3, moduli), zip(small_shapes(entry), cycle([P])):
        for sizes, p in choices:
            if undecided and max(sizes.values(), default=0) > FEW:
                continue
            try:
                left_out = _try(verdict, Trial(entry, sizes, seed, p), exactly=bool(undecided)) or left_out
            except UNDECIDED as error:  # other small sizes may refute it
                undecided[str(error)] = sizes
        if undecided:
            raise NotImplementedError(next(iter(undecided)) + hint(entry, verdict.shapes, undecided.values()))
        if not left_out or tell_apart(verdict.shapes, entry.sizes):
            return
    raise NotImplementedError(left_out)


def hint(entry, decided, undecided):
    """Return the relation of two sizes that sets those at which both sides are defined apart from the others."""
    related = [set(re.findall(r"[a-z]\w*", part)) for part in entry.where.split(",")]
    pairs = [pair for pair in permutations(decided[0] if decided else (), 2) if set(pair) not in related]
    apart = lambda a, b: all(s[a] >= s[b] for s in decided) and all(s[a] < s[b] for s in undecided)
    return next((f"; say that {a} >= {b}, where both sides agree" for a, b in pairs if apart(a, b)), "")


def _try(verdict, trial, exactly):
    """Enter what was found at some sizes; return why it was left out, where these may be left out."""
    sizes = trial.sizes
    try:
        verdict.bound = max(verdict.bound, trial.accept(exactly))
    except UNDECIDED as error:
        below_one = min(sizes.values(), default=1) < 1  # without a meaning, perhaps, as the end of a sum
        if not (isinstance(error, TooLarge) or below_one):
            raise NotImplementedError(f"{error}{at(sizes)}") from error
        return f"{error}{at(sizes)}"
    verdict.shapes += [sizes] * (sizes not in verdict.shapes)
    verdict.in_reals += [sizes] * (trial.in_reals and sizes not in verdict.in_reals)


def own_prime(entry):
    """Return a prime that hangs on the statement: no statement can have it as a factor of its constants by design."""
    text = srepr(Tuple(*entry.symbolic)) if entry.symbolic else entry.name
    p = 2**61 + int.from_bytes(sha256(text.encode()).digest()[:7])
    while (p := nextprime(p)) % 4 != 3:
        pass
    return p


def _statement(left, right, where, letters):
    """Return what is to be verified as an entry."""
    if isinstance(left, BooleanAtom):
        raise TypeError(f"verify: SymPy has made the equation {left}; give the two sides, verify(left, right)")
    if isinstance(left, Equality):
        left, right = left.args
    if isinstance(left, Statement):
        if right is not None:
            raise TypeError("verify: an entry has both sides; seed and most are keywords")
        return left
    if right is None:
        wanted = "verify: wants two sides, an Eq or an Identity"
        raise TypeError(f"{wanted}, got {type(left).__name__}; check takes its name")
    return Equation(left, right, where=where, words=letters)


def without(entry: Statement, seed: int = 0) -> list[tuple[str, str]]:
    """Return pairs of a hypothesis of a true entry, separated by commas, and what the statement is without it.

    ValueError if a hypothesis is none that can be dropped.

    >>> from veckron import IDENTITIES
    >>> without(IDENTITIES["derivative_of_inverse_symmetric"])
    [('S is symmetric', 'false without it'), ('S is invertible', 'not defined without it')]

    source: magnus2019
    """
    named = {"fails": FALSE, "unknown": UNDEFINED, "holds": UNNECESSARY}
    return [(part, named[verify(relaxed(entry, part), seed=seed).status]) for part in entry.hypotheses]


def relaxed(entry, hypothesis):
    """Return the entry for letters that break one hypothesis: unstructured, singular, or of exchanged sizes."""
    others = ", ".join(part for part in entry.hypothesis.split(", ") if part != hypothesis)
    if hypothesis in entry.where.split(", "):
        large, _, small = hypothesis.split()
        return replace(entry, hypothesis=others, where=entry.where.replace(hypothesis, f"{small} > {large}"))
    found = re.fullmatch(rf"{STRUCTURED}|(\w+) has rank (\w+)|{NONSINGULAR}", hypothesis)
    if not found:
        raise ValueError(f"hypotheses: {entry.name}: cannot drop {hypothesis!r}")
    structured, _, of_rank, rank, *singular = found.groups()
    letter = next(filter(None, [structured, of_rank, *singular]))
    shape = " ".join(entry.declared[letter][0]) if structured or of_rank else f"{entry.shapes[letter]} singular"
    extra = f"{entry.extra_sizes} {rank or ''}".strip()
    return replace(entry, hypothesis=others, shapes={**entry.shapes, letter: shape}, extra_sizes=extra)
