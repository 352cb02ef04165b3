"""The tree that a text is read as: its parts, and what is asked of them."""


class Part:
    """A part of a formula, from character ``start`` to ``end`` of the text.

    ``op`` is a sign between two parts, or "number", "name", "signed", "attribute", "call", "entry", "summed" ...; ``word`` is
    the number, the name, the sign as it was written, or which variant of a function is called.
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


def named(word, start, end):
    """Return the part that a name is."""
    return Part("name", [], start, end, word)


def numeral(word, start, end):
    """Return the part that a number is."""
    return Part("number", [], start, end, word)


def turned(part, start, end):
    """Return the part X^T."""
    return Part("attribute", [part], start, end, "T")
