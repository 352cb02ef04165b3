"""What stands between two steps of a program: an array by its text, and how it has to be read."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Value:
    """A vector, read row by row off an array of shape ``dims``; ``flipped``: the array is the transpose of that.

    ``k`` tells where the axis of a block of k vectors stands, and ``fresh`` whether the array is nobody else's.
    """

    text: str
    dims: tuple
    flipped: bool = False
    k: str = ""
    fresh: bool = False

    @property
    def read(self):
        """The text of the array that is read row by row."""
        return f"{self.text}.T" if self.flipped else self.text

    def shaped(self, *dims):
        """Return the text of the array in another shape."""
        return self.read if dims == self.dims else f"{self.read}.reshape({comma(dims)})"

    def framed(self, a, b):
        """Return the numbers of entries before and behind, with the axis of the block."""
        return (times("k", a) if self.k == "first" else a), (times(b, "k") if self.k == "last" else b)

    def to(self, text, dims, **changes):
        return replace(self, text=text, dims=tuple(dims), **{"flipped": False, "fresh": True, **changes})


def comma(dims):
    """Return sizes as the arguments of ``reshape``."""
    return ", ".join(map(str, dims)) or "()"


def times(*sizes):
    """Return the product of sizes, one of which may be k."""
    number = 1
    for size in sizes:
        number *= size if isinstance(size, int) else int(size.split(" * ")[0]) if " * " in size else 1
    return number if all(isinstance(size, int) for size in sizes) else f"{number} * k" if number != 1 else "k"
