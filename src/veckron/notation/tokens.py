"""From text to tokens: numbers, names and signs, as NumPy, MATLAB, papers and LaTeX write them; and the parts made of them."""

import re
from typing import NamedTuple
from unicodedata import normalize

from veckron.notation.errors import ParseError, short
from veckron.notation.words import ACCENTS, CLOSING, NAMES, SIGNS, SMALL, WORDS

LENGTH, TOKENS = 2000, 400
DIGITS, LETTERS = 15, 25
NUMBER, NAME, SIGN, WORD, STOP = "number", "name", "sign", "text", "end"


class Token(NamedTuple):
    """A token from ``start`` to ``end`` of the text; ``spaced`` where something that is not printed stands before it."""

    kind: str
    text: str
    start: int
    end: int
    spaced: bool


TOKEN = re.compile(
    r"""
    (?P<skip>   [\s\u00a0\u2009\u202f\u200b-\u200d\u2060\ufeff$]+ | \\[,;:!>\s] | \\[bB]ig{1,2}[lrm]?(?![A-Za-z]) | ~
              | \\(?:left|right|middle|quad|qquad|displaystyle|limits|nolimits|mleft|mright)(?![A-Za-z])\.? )
  | (?P<font>   \\(?:operatorname\*?|(?:math|text)(?:rm|bf|it|sf|tt|bb|cal|frak|normal|scr)|text|mbox|boldsymbol|bm|pmb|mathop)
                (?:\s*\{\s*(?P<inner>[A-Za-z](?:\w|\\_)*|1|\\intercal)\s*\}|(?![A-Za-z])) )
  | (?P<accent> \\(?:wide)?(?P<mark>hat|bar|tilde|overline)(?![A-Za-z])\s*(?P<under>\\[A-Za-z]+ | [A-Za-z]
                | \{\s*(?:\\(?:mathbf|boldsymbol|bm)\s*\{\s*)?\\?[A-Za-z]+\s*\}{1,2}) | [A-Za-z][\u0302-\u0304] )
  | (?P<command>\\(?:begin|end)\{[bpvB]?(?:matrix|array)\} | \\\\ | \\(?:[A-Za-z]+|[|{}]) )
  | (?P<number> (?:\d+(?:\.(?![*/^'A-Za-z])\d*)?|\.\d+)(?:[eE](?:[-+]\d+(?![\d.])|\d+(?![\w.])))? | \d+ )
  | (?P<name>   [A-Za-z]\w*(?<!_) | (?<![^\s([*+/,-])_[a-z](?:_\d+)?(?!\w) )
  | (?P<raised> [⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵀᵏⁿ]+ ) | (?P<below> [₀₁₂₃₄₅₆₇₈₉ᵢⱼₘₙₖ]+ )
  | (?P<text>   (?:(?<=[(,=])|(?<=[(,=][ ]))(?:'[-\w,>*]{2,20}'|"[-\w,>*]{2,20}") )
  | (?P<sign>   (?<=\s)\([x*]\)(?=\s|\Z) | \*\*|\.\*|\./|\.\^|\.'|\|\||[-+*/@().,^'|\[\]{};:=_&\\!<>] )
  | (?P<other>  . )
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)

LATEX = re.compile(r"\\[A-Za-z]{2,}|\\[,;:!|{]")


def read_tokens(text):
    """Return the tokens of a text, and one for its end."""
    if not isinstance(text, str):
        raise ParseError(f"wants text, got {type(text).__name__}")
    if len(text) > LENGTH:
        raise ParseError(f"the text has {len(text)} characters, more than {LENGTH}", text[:LENGTH], LENGTH)
    found, spaced, latex = [], False, LATEX.search(text)
    for match in TOKEN.finditer(text):
        if match.lastgroup == "skip" and (latex or not re.match(r"~|\\\s", match[0])):
            spaced = True
            continue
        found += _read(text, match, spaced)
        spaced = match[0] == "\\\\"
        if len(found) > TOKENS:
            raise ParseError(f"the text has more than {TOKENS} signs and names", text, match.start())
    return [*found, Token(STOP, "", len(text), len(text), True)]


def _read(text, match, spaced):
    """Return the tokens that a match stands for: mostly one."""
    kind, word = (NAME, _accented(match)) if match["accent"] else (match.lastgroup, match[0])
    start, end = match.span()
    if kind in ("inner", "font"):
        word = (match["inner"] or "").replace(r"\intercal", "T").replace("\\", "")
        return [Token(_kind(word), word, start, end, spaced)] if word else []
    if kind in ("raised", "below"):
        inside = re.findall(r"\d+|.", "".join(SMALL[character] for character in word))
        parts = ["^" if kind == "raised" else "_", "{", *inside, "}"]
        return [Token(_kind(part), part, start, end, False) for part in parts]
    if kind in ("command", "other"):
        kind, word = _foreign(text, word, start)
        if kind == STOP:  # A\b without other LaTeX: what MATLAB solves
            return [Token(SIGN, "\\", start, start + 1, False), Token(NAME, word[1], start + 1, end, False)]
    elif kind == NUMBER:
        exponent = word.lower().partition("e")[2]
        if word.isdigit() and word[0] == "0" and int(word) and len(word) <= DIGITS:
            raise ParseError(f"{word}: a number does not begin with 0", text, start)
        if len(word) > DIGITS or (exponent and abs(int(exponent)) > DIGITS):
            raise ParseError(f"a number of more than {DIGITS} digits", text, start)
    elif kind == NAME and (len(word) > LETTERS or "__" in word):
        raise ParseError(f"{short(word)}: a name has at most {LETTERS} characters, and no '__'", text, start)
    elif kind == "skip":
        kind, word = SIGN, word[0]
    return [Token(kind, word[1:-1] if kind == WORD else word, start, end, spaced)]


def _accented(match):
    """yhat for \\hat{y}, as SymPy names what it prints with a hat."""
    mark = match["mark"]
    base, mark = (re.findall(r"\\?[A-Za-z]+", match["under"])[-1], mark) if mark else match[0]
    return NAMES.get(base, base) + ACCENTS.get(mark, mark)


def _kind(text):
    return NUMBER if text[0].isdigit() else NAME if text[0].isalpha() else SIGN


def _foreign(text, word, start):
    r"""Kind and text of what a command of LaTeX, or a character, stands for; the end, where it is \\ and a letter."""
    if sign := SIGNS.get(re.sub(r"(?<=\{).*", "", word)):
        return SIGN, sign
    plain, accented = normalize("NFKC", word), normalize("NFKD", word)
    name = NAMES.get(word) or NAMES.get(plain)
    if accented[0].isalpha() and accented[1:] in ACCENTS:
        name = accented[0] + ACCENTS[accented[1:]]
    if name or (plain.isascii() and plain.isalpha() and len(plain) == 1):
        return _kind(name or plain), name or plain
    if word[0] != "\\":
        raise ParseError(f"{word if word.isprintable() else ascii(word)}: a formula has no such character", text, start)
    if not (len(word) == 2 and word[1].isalpha()):
        raise ParseError(f"{short(word)}: this command of LaTeX is not known here", text, start)
    return STOP, word


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

    def terms(self):
        """Return the terms of a sum, the part itself where it is none."""
        return [term for arg in self.args for term in arg.terms()] if self.op in ("+", "-") else [self]

    def factors(self):
        """Return the factors of a product, the part itself where it is none."""
        left = self.args[0].factors() if self.op in ("*", "@", "juxt") else []
        return [*left, self.args[1]] if left else [self]

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


class Cursor:
    """A place ``at`` among the ``tokens`` of a ``text``."""

    next = property(lambda self: self.tokens[self.at], doc="The token that follows.")
    after = property(lambda self: self.tokens[min(self.at + 1, len(self.tokens) - 1)], doc="The token behind that one.")
    end = property(lambda self: self.tokens[self.at - 1].end, doc="The end of the token before.")

    @property
    def sign(self):
        """The sign that follows, or nothing."""
        return self.next.text if self.next.kind == SIGN else ""

    def take(self):
        """Return the next token, and pass it."""
        if self.next.kind == STOP:
            self.refuse(f"something is missing after {self.tokens[self.at - 1].text}", self.tokens[self.at - 1])
        self.at += 1
        return self.tokens[self.at - 1]

    def takes(self, *signs):
        """Pass one of these signs or words, if it follows, and return it; else nothing."""
        return self.take().text if self.next.kind in (SIGN, NAME) and self.next.text in signs else ""

    def passes(self, *texts):
        """Pass these tokens, if they follow, and tell whether they do."""
        found = tuple(token.text for token in self.tokens[self.at : self.at + len(texts)]) == texts
        self.at += found * len(texts)
        return found

    def close(self, opened):
        """Pass the bracket that closes one."""
        if not self.takes(CLOSING.get(opened.text, opened.text)):
            ends = self.next.kind == STOP or self.sign in (*CLOSING.values(), "=")
            self.refuse("this bracket is never closed", opened) if ends else self.refuse(self.unexpected())

    def made(self, op, args, start, word="", function=None):
        """Return the part with these arguments, from ``start`` to here."""
        return Part(op, args, start, self.end, word, function)

    def call(self, name, *args, start, word=""):
        """Return the part name(args), from ``start`` to here."""
        return self.made("call", list(args), start, word, named(name, start, start))

    def refuse(self, message, token=None):
        """Raise the error that points at a token."""
        raise ParseError(message, self.text, (token or self.next).start)

    def unexpected(self):
        """Return what to say of a token that cannot stand where it does."""
        word, before = self.next.text, self.tokens[self.at - 1].text
        if word == "†":
            return "† stands above a matrix, A^†, and is the pseudo-inverse; the transpose is A^T"
        if word in CLOSING.values():
            return "this bracket was never opened"
        if word.lower() in WORDS:
            return f"'{word}' is a word, no letter"
        if self.next.kind in (NAME, NUMBER) and self.at:
            return f"a sign is missing: {short(before)} {'*' if before[-1:].isdigit() else '@'} {short(word)}?"
        return f"{short(word)}: cannot be read here"
