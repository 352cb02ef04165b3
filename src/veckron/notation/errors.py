"""The error of the reader: what was wrong, where, and what was probably meant."""

from difflib import get_close_matches

# How much of a long text an error shows.
WINDOW = 72


class ParseError(ValueError):
    """The text is no formula that can be read.

    ``message`` says why, ``position`` counts characters from 0, ``text`` is what was read; ``asks`` is the letter whose
    shape has to be given, if that is what is wrong. ``in_shape`` tells that the text is the shape given for that letter,
    and no formula.
    ``str`` has three lines: the message, the text, and a caret under the character.
    """

    def __init__(self, message, text="", position=0, asks="", in_shape=False):
        self.message, self.text, self.position = message, text, min(position, len(text))
        self.asks, self.in_shape = asks, in_shape
        start = max(0, self.position - WINDOW // 2)
        # One column for each character, so that the caret stands below the right one.
        shown = (c if c.isprintable() else " " if c.isspace() else "?" for c in text[start : start + WINDOW])
        caret = " " * (self.position - start) + "^"
        super().__init__(f"character {self.position + 1}: {message}\n    {''.join(shown)}\n    {caret}")

    def __reduce__(self):
        return type(self), (self.message, self.text, self.position, self.asks, self.in_shape)


def near(name, names):
    """Return a question with the known name nearest to a name, or nothing."""
    folded = {known.lower(): known for known in names}
    found = get_close_matches(name.lower(), folded, n=1, cutoff=0.6)
    return f"; did you mean {folded[found[0]]}?" if found else ""


def short(text):
    """Return a piece of a formula, cut where it is long."""
    return text if len(text) <= 30 else f"{text[:27]}..."
