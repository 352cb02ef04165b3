"""One object for equal nodes, and one order of them: what keeps the passes over a result as short as its distinct parts."""

from functools import lru_cache
from hashlib import blake2b
from weakref import WeakValueDictionary

from sympy import Abs, Add, Basic, Dummy, Expr, Lambda, MatAdd, MatrixSymbol, Mul, Pow, S, Transpose
from sympy import cancel, default_sort_key, exp, factor, sign, sympify

from veckron.expressions import sigmoid

_MADE = WeakValueDictionary()
FEW = 100  # nodes that SymPy's order looks into
LONG = 300  # nodes of a sum of fractions that is brought to one


def made(kind, *args):
    """Return the node of a kind with these arguments: the one that is there already, as long as somebody has it."""
    found = _MADE.get((kind, args))
    if found is None:
        node = kind(*args)
        found = interned(node)
        if hasattr(found, "__weakref__"):
            _MADE[kind, args] = found
    return found


def interned(node):
    """Return the one node that is equal to this; numbers, which are small, are kept as they are."""
    return _MADE.setdefault((type(node), node.args), node) if node.args and hasattr(node, "__weakref__") else node


@lru_cache(maxsize=65536)
def size(A):
    """Return how many nodes a tree has, its common parts counted each time."""
    return 1 + sum(map(size, A.args)) if isinstance(A, Basic) else 1


@lru_cache(maxsize=65536)
def order(A):
    """Return a key for sorting that hangs on the structure alone: SymPy's for what is small, a digest for the rest."""
    return (0, default_sort_key(A)) if size(A) <= FEW else (size(A), _digest(A))


@lru_cache(maxsize=65536)
def _digest(A):
    inner = [_digest(arg) for arg in A.args] if isinstance(A, Basic) and A.args else [repr(A).encode()]
    return blake2b(b"|".join([type(A).__name__.encode(), *inner]), digest_size=16).digest()


@lru_cache(maxsize=65536)
def upright(A):
    """Return a key that prefers few transposes: of A and A^T the one that is written is the smaller."""
    return _transposes(A), order(A)


@lru_cache(maxsize=65536)
def _transposes(A):
    return isinstance(A, Transpose) + sum(map(_transposes, A.args)) if isinstance(A, Basic) else 0


@lru_cache(maxsize=65536)
def alike(A):
    """Return an expression with the terms of its sums in one order; two that differ in that order only give the same."""
    if isinstance(A, (Lambda, MatrixSymbol)) or not A.args:
        return A
    args = [alike(arg) if isinstance(arg, Expr) else arg for arg in A.args]
    args = sorted(args, key=order) if isinstance(A, MatAdd) else args
    return A if all(new is old for new, old in zip(args, A.args)) else made(A.func, *args)


def times(*scalars):
    """Return the product of numbers, with exp u exp v = exp(u + v) and u^v u^w = u^(v + w)."""
    moving = [u for u in scalars if u is not S.One]
    return S.One if not moving else _one_power_each(Mul(*moving)) if len(moving) > 1 else sympify(moving[0])


@lru_cache(maxsize=8192)
def _one_power_each(u):
    powers = {}
    for base, exponent in (f.as_base_exp() for f in (u.args if isinstance(u, Mul) else ())):
        powers.setdefault(base, []).append(exponent)
    signs = [base for base in powers if isinstance(base, sign) and powers.get(Abs(base.args[0])) == [-1]]
    if not signs and all(len(exponents) == 1 for exponents in powers.values()):
        return one_fraction(u) if size(u) <= LONG and _is_mixed(u) else u
    for base in signs:  # sign(u)/|u| = 1/u
        del powers[base], powers[Abs(base.args[0])]
        powers.setdefault(base.args[0], []).append(S.NegativeOne)
    return Mul(*[base ** Add(*exponents) for base, exponents in powers.items()])


@lru_cache(maxsize=8192)
def signed(c):
    """Return a number in front of c, and c without it and without the minus of sums: -3 and u + v for 3(-u - v)."""
    number, rest = c.as_coeff_Mul()
    factors = Mul.make_args(rest)
    turned = [u for u in factors if u.is_Add and u.could_extract_minus_sign()]
    return number * (-1) ** len(turned), Mul(*[-u if u in turned else u for u in factors])


def over(c, e):
    """Return c/e for numbers, -1 for (u - v)/(v - u)."""
    (i, u), (j, v) = signed(c), signed(e)
    return times(i / j, u, 1 / v)


@lru_cache(maxsize=8192)
def one_fraction(c):
    """Return a number with fractions as one, or as a function of a sigmoid, where that is shorter.

    It is 1/(u + 1)^2 for 1/(u + 1) - u/(u + 1)^2, and sigmoid(v) - y for (1 - y - y exp(-v))/(1 + exp(-v)).
    """
    if size(c) > LONG:
        return c
    number, c = c.as_coeff_Mul()
    s, divided = Dummy("s"), any(p.exp.is_negative and p.base.is_Add for p in c.atoms(Pow))
    found = [c, *_forms(c, {}, s)] if divided else [c]
    for v in _logits(c):
        values = {exp(k * v): (s / (1 - s)) ** k for k in (-3, -2, -1, 1, 2, 3)} | {sigmoid(v): s, sigmoid(-v): 1 - s}
        found += [form.xreplace({s: sigmoid(v)}) for form in _forms(c, values, s)]
    return number * min(found, key=lambda c: (_is_mixed(c), size(c)))


def _is_mixed(c):
    """Tell whether exponentials stand beside sigmoids in a number."""
    return bool(c.atoms(exp) and c.atoms(sigmoid))


def _forms(c, values, s):
    """A number as a product, with 1 - s for s - 1, and as a sum, where some of its parts have values."""
    parts = dict(values)
    rational = factor(_rational(c, parts))
    factors = Mul.make_args(rational)
    turned = Mul(-1, 1 - s, *(u for u in factors if u != s - 1)) if s - 1 in factors else rational
    letters = {letter: part for part, letter in parts.items() if part not in values}
    return [form.xreplace(letters) for form in (turned, cancel(rational))]


def _logits(c):
    """Return v and -v where a number is one of exp(v) or sigmoid(v), up to signs and small multiples of v; of two v none."""
    inner = {node.args[0] for node in c.atoms(exp, sigmoid)}
    v = min(inner, key=size, default=S.One)
    return [v, -v] if inner and all((u / v).is_Integer and abs(u / v) <= 3 for u in inner) else []


def _rational(c, parts):
    """Return a number as a rational function of letters, which stand for its other parts, and of what some stand for."""
    if c.is_Rational:
        return c
    if c not in parts and (c.is_Add or c.is_Mul or (c.is_Pow and c.exp.is_Integer)):
        return c.func(*[_rational(arg, parts) for arg in c.args])
    return parts.setdefault(c, Dummy())
