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
        super().__init__(f"character {self.position + 1}: {message}\n{self.pointed()}")

    def __reduce__(self):
        return type(self), (self.message, self.text, self.position, self.asks, self.in_shape)

    def pointed(self):
        """Return the text around the position, and a line with a caret below it."""
        start = max(0, self.position - WINDOW // 2)
        shown = "".join(map(_printable, self.text[start : start + WINDOW]))
        return f"    {shown}\n    {' ' * (self.position - start)}^"


def _printable(character):
    """One column for each character, so that the caret stands below the right one."""
    return character if character.isprintable() else " " if character.isspace() else "?"


def near(name, names):
    """Return a question with the known name nearest to a name, or nothing."""
    folded = {known.lower(): known for known in names}
    found = get_close_matches(name.lower(), folded, n=1, cutoff=0.6)
    return f"; did you mean {folded[found[0]]}?" if found else ""


def short(text):
    """Return a piece of a formula, cut where it is long."""
    return text if len(text) <= 30 else f"{text[:27]}..."


# What was probably meant by characters that no formula has here.
MEANT = {
    "write ** for a power": "^",
    "write X.T for a transpose": "' .' ᵀ ⊤ ’",
    "write * for the product entry by entry": ".* ∘ ⊙",
    "write * for the product entry by entry, @ for the product of matrices": "×",
    "write / for the quotient entry by entry": "./",
    "write x * x for powers entry by entry": ".^",
    "write @ for the product of matrices": "·",
    "write kron(A, B)": "⊗",
    "write inv(A) @ b": "\\",
    "give the expression alone, without '='": "=",
    "write norm(x) or det(S)": "|",
    "write norm(x)": "‖",
    "write sqrt(x)": "√",
    "write sum(x)": "∑",
    "write ** 2": "²",
    "write ** 3": "³",
    "no entries and no lists: a 1 x 1 product is a number already": "[",
    "no text in quotes": '"',
    "write the minus of the keyboard, -": "−",
    "write the star of the keyboard, *": "∗",
}
GREEK = "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ"
GREEK_NAMES = """alpha beta gamma delta epsilon zeta eta theta iota kappa lam mu nu xi pi rho sigma tau upsilon phi chi psi omega
Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"""
CHARACTERS = {sign: hint for hint, signs in MEANT.items() for sign in signs.split()}
CHARACTERS |= {letter: f"write {name}" for letter, name in zip(GREEK, GREEK_NAMES.split(), strict=True)}

# Asked of a matrix in other languages and libraries.
METHODS = {
    "I": "write inv({X})",
    "H": "real matrices only; write {X}.T",
    "t": "write {X}.T",
    "transpose": "write {X}.T",
    "dot": "write {X} @ ...",
    "inv": "write inv({X})",
    "inverse": "write inv({X})",
    "det": "write det({X})",
    "trace": "write trace({X})",
    "sum": "write sum({X})",
    "diagonal": "write diag({X})",
    "ravel": "write vec({X}), which stacks columns; ravel reads rows",
    "flatten": "write vec({X}), which stacks columns; flatten reads rows",
    "shape": "sizes are letters, given with the shapes",
}
# Functions of NumPy that have another name here, or none.
HINTS = {
    "dot": ": write A @ B",
    "matmul": ": write A @ B",
    "multiply": ": write A * B",
    "outer": ": write x @ y.T",
    "inner": ": write x.T @ y",
    "transpose": ": write X.T",
    "solve": ": write inv(A) @ b",
    "slogdet": ": write logdet(S)",
    "mean": ": write sum(x) / n",
    "abs": ": it has no derivative at 0; write norm(x) for a length",
    "relu": ": it has no derivative at 0",
    "max": ": it has no derivative where two entries are equal",
    "min": ": it has no derivative where two entries are equal",
    "softmax": ": write exp(x) / sum(exp(x))",
}
