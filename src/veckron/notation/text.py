"""From text to a tree: characters, brackets and order are checked before Python's own parser sees the text."""

import ast
import re
from itertools import pairwise
from keyword import iskeyword

from veckron.notation.errors import ParseError, short

LENGTH, TOKENS, BRACKETS, DEPTH = 2000, 400, 30, 60
DIGITS, LETTERS = 15, 20

TOKEN = re.compile(r" *(?:(\d+\.?\d*|\.\d+)|([A-Za-z]\w*)|(\*\*|[-+*/@().,]))", re.ASCII)
FOREIGN = re.compile(r"\.[*/^']|[^\w \t\r\n+\-*/@().,]|[^\x00-\x7f]", re.ASCII)

TRANSPOSE = re.compile(r"\^\s*\{?\s*(?:T\b|\\top\b|[⊤ᵀ])")

# What was probably meant by a character that no formula has here.
MEANT = {
    "^": "write ** for a power",
    "'": "write X.T for a transpose",
    ".'": "write X.T for a transpose",
    ".*": "write * for the product entry by entry",
    "./": "write / for the quotient entry by entry",
    ".^": "write x * x for powers entry by entry",
    "\\": "write inv(A) @ b",
    "=": "give the expression alone, without '='",
    "|": "write norm(x) or det(S)",
    "[": "no entries and no lists: a 1 x 1 product is a number already",
    '"': "no text in quotes",
    "×": "write * for the product entry by entry, @ for the product of matrices",
    "·": "write @ for the product of matrices",
    "∘": "write * for the product entry by entry",
    "⊙": "write * for the product entry by entry",
    "⊗": "write kron(A, B)",
    "−": "write the minus of the keyboard, -",
    "ᵀ": "write X.T for a transpose",
    "⊤": "write X.T for a transpose",
    "²": "write ** 2",
    "³": "write ** 3",
    "‖": "write norm(x)",
    "√": "write sqrt(x)",
    "∑": "write sum(x)",
    "∗": "write the star of the keyboard, *",
    "’": "write X.T for a transpose",
}
LETTERS_OF_GREEK = "αβγδεζηθικλμνξπρστυφχψω ΓΔΘΛΞΠΣΦΨΩ"
NAMES_OF_GREEK = """alpha beta gamma delta epsilon zeta eta theta iota kappa lam mu nu xi pi rho sigma tau upsilon phi chi
psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"""
GREEK = dict(zip(LETTERS_OF_GREEK.replace(" ", ""), NAMES_OF_GREEK.split()))

NODES = (ast.BinOp, ast.UnaryOp, ast.Name, ast.Constant, ast.Attribute, ast.Call, ast.Tuple)
SIGNS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.MatMult, ast.UAdd, ast.USub, ast.Load)


def tree(text):
    """Return Python's syntax tree of a text, if every character, bracket and node of it is one of a formula."""
    if not isinstance(text, str):
        raise ParseError(f"wants text, got {type(text).__name__}")
    if len(text) > LENGTH:
        raise ParseError(f"the text has {len(text)} characters, more than {LENGTH}", text[:LENGTH], LENGTH)
    _characters(text)
    _order(text, _tokens(text))
    return _allowed(text, _parsed(text))


def _characters(text):
    found = FOREIGN.search(text)
    if found:
        sign = found.group()
        hint = f"write {GREEK[sign]}" if sign in GREEK else MEANT.get(sign, "a formula has no such character")
        hint = MEANT["⊤"] if TRANSPOSE.match(text, found.start()) else hint
        raise ParseError(f"{ascii(sign) if not sign.isprintable() else sign}: {hint}", text, found.start())


def _tokens(text):
    """Return the tokens as (position, kind, text): 1 for a number, 2 for a name, 3 for a sign."""
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
    if kind == 1 and len(token) > DIGITS:
        raise ParseError(f"a number of more than {DIGITS} digits", text, place)
    if kind == 2 and (len(token) > LETTERS or "__" in token):
        raise ParseError(f"{short(token)}: a name has at most {LETTERS} characters, and no '__'", text, place)
    if kind == 2 and iskeyword(token):
        hint = "; write lam" if token == "lambda" else ""
        raise ParseError(f"{token} is a word of Python, not a name in a formula{hint}", text, place)


def _order(text, tokens):
    """Refuse brackets that do not close, a missing sign between two letters, and two signs in a row."""
    if not tokens:
        raise ParseError("no formula; write one, such as A @ X @ B", text)
    _brackets(text, tokens)
    if tokens[0][2] in ("*", "**", "/", "@", ".", ","):
        raise ParseError(f"something is missing before {tokens[0][2]}", text, tokens[0][0])
    for (place, kind, token), (after, following, sign) in pairwise([*tokens, (len(text), 3, "")]):
        ends = kind < 3 or token == ")"
        starts = following < 3 or sign == "("
        if ends and starts and not (kind == 2 and sign == "("):
            raise ParseError(f"a sign is missing: {token} {'*' if kind == 1 else '@'} {sign}?", text, after)
        if not ends and not starts and not _may_follow(token, sign):
            raise ParseError(f"something is missing after {token}", text, place)
        if token == "." and following != 2:
            raise ParseError("a point wants a name behind it, as in X.T", text, place)


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


def _parsed(text):
    # One line and no blanks in front, so that Python's columns are the positions in the text.
    plain = re.sub(r"\s", " ", text)
    indent = len(plain) - len(plain.lstrip())
    try:
        body = ast.parse(f"({plain[indent:]})", mode="eval").body
    except SyntaxError as error:
        raise ParseError(f"cannot be read: {error.msg}", text, max((error.offset or 2) - 2 + indent, 0)) from error
    except (RecursionError, MemoryError, ValueError) as error:
        raise ParseError("the formula is nested too deeply", text) from error
    return body, indent - 1


def _allowed(text, parsed):
    """Return the tree with positions in the text; refuse what is not on the list, and depth."""
    root, shift = parsed
    todo = [(root, 0)]
    while todo:
        node, depth = todo.pop()
        if isinstance(node, NODES):
            node.start, node.end = node.col_offset + shift, node.end_col_offset + shift
            if depth > DEPTH:
                raise ParseError(f"the formula is nested more than {DEPTH} deep", text, node.start)
        elif not isinstance(node, SIGNS):
            raise ParseError(f"{type(node).__name__}: not allowed in a formula", text)
        todo += [(child, depth + 1) for child in ast.iter_child_nodes(node)]
    return root
