"""One object for equal nodes, and one order of them: what keeps the passes over a result as short as its distinct parts."""

from collections import Counter
from functools import lru_cache
from hashlib import blake2b
from weakref import WeakValueDictionary

from sympy import Add, Basic, MatAdd, Mul, Transpose, default_sort_key

_MADE = WeakValueDictionary()
FEW = 100  # nodes that SymPy's order looks into


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
    """Return a key that two expressions share if they differ in the order of terms only."""
    parts = [alike(arg) for arg in A.args if isinstance(arg, Basic)]
    if isinstance(A, MatAdd):
        return type(A), frozenset(Counter(parts).items())
    # None first, so that SymPy never compares a leaf with a tuple, which it would read as one of its own.
    return (type(A), *parts) if parts else (None, A)


def times(*scalars):
    """Return the product of numbers, with exp u exp v = exp(u + v) and u^v u^w = u^(v + w)."""
    return _one_power_each(Mul(*scalars))


@lru_cache(maxsize=8192)
def _one_power_each(u):
    powers = {}
    for base, exponent in (f.as_base_exp() for f in (u.args if isinstance(u, Mul) else ())):
        powers.setdefault(base, []).append(exponent)
    if all(len(exponents) == 1 for exponents in powers.values()):
        return u
    return Mul(*[base ** Add(*exponents) for base, exponents in powers.items()])
