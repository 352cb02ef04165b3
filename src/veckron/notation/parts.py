"""The tree that a text is read as: its parts, and what is asked of them."""

from veckron.notation.words import PREFIXES


class Part:
    """A part of a formula, from character ``start`` to ``end`` of the text.

    ``op`` is a sign between two parts, or "number", "name", "signed", "attribute", "call", "entry", "sum" ...; ``word`` is the
    number, the name, the sign as it was written, or which variant of a function is called.
    """

    __slots__ = ("args", "end", "function", "op", "start", "word")

    def __init__(self, op, args, start, end, word="", function=None):
        self.op, self.args, self.start, self.end, self.word, self.function = op, args, start, end, word, function

    def children(self):
        """Return the parts that it is made of."""
        return [self.function, *self.args] if self.function else self.args

    def parts(self):
        """Return it and all parts inside of it, the outer before the inner, each once."""
        found, seen = [self], {self}
        for part in found:
            fresh = [child for child in part.children() if child not in seen]
            seen.update(fresh)
            found += fresh
        return found

    def names(self):
        """Return the parts inside of it that are names."""
        return [part for part in self.parts() if part.op == "name"]

    def dotted(self):
        """Return a name, or np.name, without np. and its like; None for anything else."""
        words, part = [], self
        while part.op == "attribute":
            words, part = [part.word, *words], part.args[0]
        *prefix, name = [part.word, *words]
        return name if part.op == "name" and all(word in PREFIXES for word in prefix) else None


def call(name, *args, start, end, word=""):
    """Return the part name(args)."""
    return Part("call", list(args), start, end, word, Part("name", [], start, start, name))


def turned(part, start, end):
    """Return the part X^T."""
    return Part("attribute", [part], start, end, "T")
