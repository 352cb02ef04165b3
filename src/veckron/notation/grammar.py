"""From text to a tree of parts: characters, brackets and the order of signs are checked, then precedence joins them."""

import re
from itertools import pairwise
from keyword import iskeyword

from veckron.notation.errors import CHARACTERS, ParseError, short

LENGTH, TOKENS, BRACKETS, DEPTH = 2000, 400, 30, 60
DIGITS, LETTERS = 15, 20

TOKEN = re.compile(r" *(?:(\d+\.?\d*|\.\d+)|([A-Za-z]\w*)|(\*\*|[-+*/@().,]))", re.ASCII)
NUMBER, NAME, SIGN = 1, 2, 3  # the groups of a token
FOREIGN = re.compile(r"\.[*/^']|[^\w \t\r\n+\-*/@().,]|[^\x00-\x7f]", re.ASCII)
TRANSPOSE = re.compile(r"\^\s*\{?\s*(?:T\b|\\top\b|[⊤ᵀ])")
LEADING_ZEROS = "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers"

# The signs between two parts: the higher binds closer. A sign in front and a power bind closer than all of them.
PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2, "@": 2}

# What may stand before the name of a function, and says nothing.
PREFIXES = {"np", "numpy", "jnp", "scipy", *(f"{name}.linalg" for name in ("np", "numpy", "jnp", "scipy", "jnp.scipy"))}


class Part:
    """A part of a formula, from character ``start`` to ``end`` of the text.

    ``op`` is a sign between two parts, or "number", "name", "signed", "attribute", "call", "tuple"; ``word`` is the number, the
    name or the sign in front, ``function`` the part that a call calls.
    """

    __slots__ = ("args", "end", "function", "op", "start", "word")

    def __init__(self, op, args, start, end, word="", function=None):
        self.op, self.args, self.start, self.end, self.word, self.function = op, args, start, end, word, function

    def children(self):
        """Return the parts that it is made of."""
        return [self.function, *self.args] if self.function else self.args

    def parts(self):
        """Return it and all parts inside of it, the outer before the inner."""
        found = [self]
        for part in found:
            found += part.children()
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
        return name if part.op == "name" and (not prefix or ".".join(prefix) in PREFIXES) else None


def tree(text):
    """Return the tree of a text, if every character, bracket and sign of it is one of a formula."""
    if not isinstance(text, str):
        raise ParseError(f"wants text, got {type(text).__name__}")
    if len(text) > LENGTH:
        raise ParseError(f"the text has {len(text)} characters, more than {LENGTH}", text[:LENGTH], LENGTH)
    _characters(text)
    tokens = _tokens(text)
    _order(text, tokens)
    root = Grammar(tokens).atom()
    todo = [(root, 0)]
    while todo:
        part, depth = todo.pop()
        if depth > DEPTH:
            raise ParseError(f"the formula is nested more than {DEPTH} deep", text, part.start)
        todo += [(child, depth + 1) for child in part.children()]
    return root


def _characters(text):
    found = FOREIGN.search(text)
    if found:
        sign = found.group()
        hint = CHARACTERS.get("⊤" if TRANSPOSE.match(text, found.start()) else sign, "a formula has no such character")
        raise ParseError(f"{ascii(sign) if not sign.isprintable() else sign}: {hint}", text, found.start())


def _tokens(text):
    """Return the tokens as (position, kind, text)."""
    tokens, place, plain = [], 0, re.sub(r"\s", " ", text)
    while plain[place:].strip():
        found = TOKEN.match(plain, place)
        if not found or len(tokens) >= TOKENS:
            start = place + len(plain[place:]) - len(plain[place:].lstrip())
            raise ParseError(_unread(text, start, found), text, start)
        tokens.append((found.start(found.lastindex), found.lastindex, found.group(found.lastindex)))
        _check_token(text, *tokens[-1])
        place = found.end()
    return tokens


def _unread(text, start, found):
    word = re.match(r"\w*", text[start:], re.ASCII).group()
    if found:
        return f"the text has more than {TOKENS} signs and names"
    return f"{short(word)}: a name begins with a letter" if word else f"{text[start]}: cannot be read here"


def _check_token(text, place, kind, token):
    if kind == NUMBER and len(token) > DIGITS:
        raise ParseError(f"a number of more than {DIGITS} digits", text, place)
    if kind == NAME and (len(token) > LETTERS or "__" in token):
        raise ParseError(f"{short(token)}: a name has at most {LETTERS} characters, and no '__'", text, place)
    if kind == NAME and iskeyword(token):
        hint = "; write lam" if token == "lambda" else ""
        raise ParseError(f"{token} is a word of Python, not a name in a formula{hint}", text, place)


def _order(text, tokens):
    """Refuse brackets that do not close, a missing sign between two letters, and two signs in a row."""
    if not tokens:
        raise ParseError("no formula; write one, such as A @ X @ B", text)
    _brackets(text, tokens)
    if tokens[0][2] in ("*", "**", "/", "@", ".", ","):
        raise ParseError(f"something is missing before {tokens[0][2]}", text, tokens[0][0])
    for (place, kind, token), (after, following, sign) in pairwise([*tokens, (len(text), SIGN, "")]):
        ends = kind < SIGN or token == ")"
        starts = following < SIGN or sign == "("
        if ends and starts and not (kind == NAME and sign == "("):
            raise ParseError(f"a sign is missing: {token} {'*' if kind == NUMBER else '@'} {sign}?", text, after)
        if not ends and not starts and not _may_follow(token, sign):
            raise ParseError(f"something is missing after {token}", text, place)
        if token == "." and following != NAME:
            raise ParseError("a point wants a name behind it, as in X.T", text, place)
    for place, kind, token in tokens:
        if kind == NUMBER and token.isdigit() and token[0] == "0" and int(token):
            raise ParseError(f"cannot be read: {LEADING_ZEROS}", text, place)


def _may_follow(token, sign):
    """A minus may stand behind a sign, and () or a last comma may be empty."""
    return (sign in ("+", "-") and token != ".") or (token in ("(", ",") and sign == ")")


def _brackets(text, tokens):
    opened = []
    for place, _, token in tokens:
        if token == "(":
            opened.append(place)
        elif token == ")" and not opened:
            raise ParseError("this bracket was never opened", text, place)
        elif token == ")":
            opened.pop()
        if len(opened) > BRACKETS:
            raise ParseError(f"more than {BRACKETS} brackets inside each other", text, place)
    if opened:
        raise ParseError("this bracket is never closed", text, opened[-1])


class Grammar:
    """Reads parts from tokens whose order is right, one method for each kind of operation, from the loosest to the closest."""

    def __init__(self, tokens):
        (first, *_), (place, _, last) = tokens[0], tokens[-1]
        self.tokens, self.end = [(place + len(last), SIGN, ")"), *tokens[::-1], (first - 1, SIGN, "(")], 0

    def take(self):
        """Return the next token, and pass it."""
        place, kind, token = self.tokens.pop()
        self.end = place + len(token)
        return kind, token

    @property
    def next(self):
        """The token that follows."""
        return self.tokens[-1][2]

    @property
    def place(self):
        """The position of the token that follows."""
        return self.tokens[-1][0]

    def operation(self, level=1):
        """A + B - C, A * B / C @ D: from left to right."""
        start, inner = self.place, self.signed if level == 2 else lambda: self.operation(2)
        left = inner()
        while PRECEDENCE.get(self.next) == level:
            left = Part(self.take()[1], [left, inner()], start, self.end)
        return left

    def signed(self):
        """-A, or a power: -x ** 2 is -(x ** 2), and 2 ** -1 is 1/2."""
        start = self.place
        if self.next in ("+", "-"):
            return Part("signed", word=self.take()[1], args=[self.signed()], start=start, end=self.end)
        base = self.attribute()
        if self.next != "**":
            return base
        self.take()
        return Part("**", [base, self.signed()], start, self.end)

    def attribute(self):
        """X.T, inv(X), np.inv(X)."""
        start, part = self.place, self.atom()
        while self.next in (".", "("):
            if self.next == "(":
                part = Part("call", self.listed()[0], start, self.end, function=part)
            else:
                self.take()
                part = Part("attribute", word=self.take()[1], args=[part], start=start, end=self.end)
        return part

    def atom(self):
        """A number, a name, or what stands in brackets."""
        start = self.place
        if self.next != "(":
            kind, token = self.take()
            return Part("number" if kind == NUMBER else "name", [], start, self.end, token)
        items, commas = self.listed()
        return Part("tuple", items, start, self.end) if commas or not items else items[0]

    def listed(self):
        """The parts in brackets, and how many commas are there."""
        items, commas = [], 0
        self.take()
        while self.next != ")":
            items.append(self.operation())
            if self.next == ",":
                self.take()
                commas += 1
        self.take()
        return items, commas
