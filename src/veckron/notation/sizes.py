"""Sizes that are not known yet, and the equations between them."""

from typing import NamedTuple

from sympy import Dummy, Expr, Integer, Symbol, expand

# What sizes are called that nobody named.
NAMES = ["m", "n", "p", "q", "r", "h", "k", "l", "s", "t"]
ONE = Integer(1)


class Form(NamedTuple):
    """The shape of a part, no rows for a number; ``entrywise`` where a number may be added to each entry."""

    rows: Expr = None
    cols: Expr = None
    entrywise: bool = False


NUMBER = Form()


class Sizes:
    """Unknown sizes are dummies; ``bound`` says what an unknown turned out to be.

    A size that is ``loose`` belongs to a word such as mu, of which it is not known whether it is a column.
    """

    def __init__(self):
        self.bound, self.loose, self.unknown, self.last = {}, set(), set(), False

    def fresh(self, name, loose=False):
        """Return a new unknown size."""
        size = Dummy(name)
        self.unknown.add(size)
        self.loose.update([size] if loose else [])
        return size

    def now(self, size):
        """Return a size with everything put in that is known by now."""
        while (found := size.xreplace(self.bound)) != size:
            size = found
        return size

    def is_open(self, size):
        """Tell whether nothing is known yet about a size."""
        return self.now(size) in self.unknown

    def equal(self, a, b):
        """Tell whether two sizes are known to be equal."""
        a, b = self.now(a), self.now(b)
        return a == b or (not (a.is_Atom and b.is_Atom) and expand(a - b) == 0)

    def join(self, a, b, one=None):
        """Make two sizes equal; return False where they cannot be.

        An unknown size becomes 1 where ``one`` says so; that of a loose word unless it says False.
        """
        a, b = sorted((self.now(b), self.now(a)), key=lambda size: (size not in self.loose, size not in self.unknown))
        if self.equal(a, b):
            return True
        if a in self.unknown and a not in b.free_symbols:
            if b == 1 and not (a in self.loose if one is None else one):
                return False
            self.bound[a] = b
            return True
        return self._join_products(a, b)

    def _join_products(self, a, b):
        """From mp = mq follows p = q, from mm = pp follows m = p; what stays open is decided at the last reading."""
        if any(base.is_Rational and not base.is_Integer for base in (a / b).as_powers_dict()):
            return False
        ratio = [(base, exponent) for base, exponent in (a / b).as_powers_dict().items() if base != 1]
        if len(ratio) == 2 and ratio[0][1] == -ratio[1][1] and self.unknown & {ratio[0][0], ratio[1][0]} - {a, b}:
            return self.join(ratio[0][0], ratio[1][0])
        return not self.last and len(ratio) > 2 and bool(self.unknown & (a / b).free_symbols)

    def name_all(self, sizes, taken):
        """Name the sizes that stayed unknown, in their order."""
        order = list(dict.fromkeys(s for size in sizes for s in _in_order(self.now(size)) if s in self.unknown))
        free = [name for name in NAMES if name not in taken]
        free = ["n"] if len(order) == 1 and "n" in free else free
        free += [name for k in range(1, 500) if (name := f"n{k}") not in taken]
        self.bound.update({size: Symbol(name) for size, name in zip(order, free)})


def _in_order(size):
    return sorted(size.free_symbols, key=lambda symbol: getattr(symbol, "dummy_index", 0))
