"""From tokens to a tree of parts: one grammar for the book's notation, NumPy's, MATLAB's and that of LaTeX.

Signs bind, from the loosest: ``+ -``; then ``* @ / o (x)`` from left to right; a product without a sign; a sign in front;
a power; and what stands behind a part, ``X^T``, ``X.T``, ``X'``, ``X_ij``, ``X[i, j]``.
"""

import re
from collections import defaultdict
from functools import reduce
from itertools import pairwise
from keyword import iskeyword

from veckron.notation.errors import short
from veckron.notation.indexed import Indexed
from veckron.notation.parts import Part, call, named, turned
from veckron.notation.tokens import NAME, NUMBER, SIGN, STOP, WORD, Token, read_tokens
from veckron.notation.words import ALIASES, BARE, BETWEEN, CLOSING, GREEK_NAMES, JOINED, KINDS_OF_DERIVATIVES, LEVELS
from veckron.notation.words import METHODS, NUMPY, OPTIONS, SIGN_FUNCTIONS, SIZE_PARTS, SYMPY, ZERO_ONE

BRACKETS, DEPTH, PARTS = 30, 60, 1000
RANGES = "ranges of entries are not read; X[i, j] is one entry"
CALLED_BY = {"(x)": "kron", "(*)": "khatri_rao", "mod": "mod"}
PRODUCT = 3  # the level of a product without a sign


class Grammar(Indexed):
    """Reads parts from tokens, one method for each kind, from the loosest to the closest.

    ``given`` are the names that have a shape, ``functions`` those that can be called, ``formal`` scalar functions such as g
    in g'(A). ``options`` says how to read what has two readings, ``doubts`` how it was read: "word" AXB as a "product" or one
    "name", "T" in XTX as "transpose" or "letter", "fraction" 1/2n as 1/(2n), "below", or (1/2)n, "beside".
    """

    def __init__(self, text, functions, given=(), formal=(), options=None):
        self.text, self.tokens, self.at, self.options = text, read_tokens(text), 0, defaultdict(str, options or {})
        self.functions, self.given, self.formal = functions, {*given}, {*formal}
        self.marks = {token.text for token in self.tokens}
        self.numpy, self.sympy = bool(self.marks & NUMPY) or ".T" in text, bool(self.marks & SYMPY.keys())
        self.printed = self.sympy or "**(-" in text  # by SymPy, as X**(-1) tells
        self.letters = {token.text for token in self.tokens if token.kind == NAME and len(token.text) == 1} | self.given
        self.bars, self.depth, self.indices, self.strokes = [], 0, [], set()
        self.doubts, self.waiting, self.defined, self.chains = {}, {}, {}, set()

    # The whole text.

    def sides(self):
        """Return the sides of an equation, one where there is none."""
        if self.next.kind == STOP:
            self.refuse("no formula; write one, such as A @ X @ B")
        self.definitions()
        sides = [self.part()]
        while self.takes("="):
            sides.append(self.part())
        self.takes(".", ",", ";")
        if self.next.kind != STOP:
            self.refuse(self.unexpected())
        for side in sides:
            self.measured(side, {})
        return sides

    def definitions(self):
        """Read what stands behind "where": H = ..., E = ...; in the formula each name is what it is defined as."""
        where = next((k for k, token in enumerate(self.tokens) if token.kind == NAME and token.text == "where"), None)
        if where is None:
            return
        formula, self.at = self.tokens[:where], where + 1
        pairs = [pair for pair in pairwise(self.tokens[where:]) if pair[1].text in ("=", "has")]
        self.waiting = {name.text: sign for name, sign in pairs if name.text not in OPTIONS}
        while self.next.kind != STOP:
            name = self.take()
            if name.kind != NAME or not self.takes("=", "has"):
                self.refuse("where: wants definitions, such as where H = A X", name)
            self.define(name.text)
            if not self.takes(",", ";", "and", "where") and self.next.kind != STOP:
                self.refuse(self.unexpected())
        while formula and formula[-1].text in (",", ";"):
            formula.pop()
        self.tokens, self.at = [*formula, self.next], 0

    def known_to_first_order(self):
        """f has value F and slope M at X: a function of which nothing else is known."""
        start, args = self.take().start, [self.part()]
        for words in (("and", "slope"), ("at",)):
            if not all(self.takes(word) for word in words):
                self.refuse("where: wants f has value F and slope M at X")
            args.append(self.part())
        return call("FormalFunction", *args, start=start, end=self.end)

    def define(self, name):
        """Read what a name is defined as; what it needs and is defined later is read when it is met."""
        self.waiting.pop(name, None)
        part = self.known_to_first_order() if self.next.text == "value" else self.part()
        if name in [inner.word for inner in part.names()]:
            self.refuse(f"where: {name} is defined by itself", part)
        self.defined.setdefault(name, part)

    def measured(self, part, known):
        """Return how deep a part is nested and how many parts it has, with what "where" defines put in; refuse what is giant."""
        if part not in known:
            below = [self.measured(child, known) for child in part.children()]
            depth, size = 1 + max((depth for depth, _ in below), default=-1), 1 + sum(size for _, size in below)
            if depth > DEPTH:
                self.refuse(f"the formula is nested more than {DEPTH} deep", part)
            if size > PARTS:
                self.refuse(f"the formula has more than {PARTS} parts, with its definitions put in", part)
            known[part] = depth, size
        return known[part]

    # Operations, from the loosest to the closest.

    def part(self, level=1):
        """A + B - C; A * B / C @ D, A o B, A (x) B, from left to right; A B without a sign."""
        if level > PRODUCT:
            return self.signed()
        start = self.next.start
        if level == 1 and self.printed and self.sign == "-":  # SymPy prints -(A + B)*C for -((A + B)*C)
            sign = self.take().text
            left = Part("signed", [self.part(2)], start, self.end, sign)
        else:
            left = self.part(level + 1)
        while sign := self.operation(level):
            right = self.power() if sign == "juxt" else self.part(level + 1)
            left = self.joined(sign, left, right, start)
        return left

    def operation(self, level):
        """Pass the sign of an operation of this level and return it; juxt where a product has no sign."""
        if self.next.start in self.strokes:
            return ""
        at, sign = self.at, self.hadamard() or self.takes("mod", *LEVELS.keys() - {"o"})
        if LEVELS.get(sign) == level:
            if self.next.kind == STOP or self.sign in (*CLOSING.values(), ",", ";", "="):
                self.refuse(f"something is missing after {sign}", self.tokens[at])
            return sign
        self.at = at
        return "juxt" if level == PRODUCT and not sign and self.starts() else ""

    def hadamard(self):
        """Pass the letter o between two factors, the product entry by entry."""
        letter = self.next.kind == NAME and self.next.text == "o" and "o" not in self.given
        found = self.sign == "o" or (letter and self.next.spaced and self.starts(self.at + 1))
        self.at += found
        return "o" * found

    def starts(self, at=None):
        """Tell whether a factor begins here."""
        token = self.tokens[self.at if at is None else at]
        if token.kind in (NAME, NUMBER):
            return token.text not in BETWEEN and not (token.text == "o" and token.spaced and "o" not in self.given)
        return token.kind == SIGN and token.text in {*CLOSING, "|", "||"} - {*self.bars}

    def joined(self, sign, left, right, start):
        """Return the part that two parts with a sign between them are."""
        if sign == "juxt" and right.op == "number" and right.word != "1":
            self.refuse(f"a sign is missing: * {right.word}?", right)
        if sign in CALLED_BY:
            factors = [*left.args, right] if sign == "(x)" and left in self.chains else [left, right]
            product = call(CALLED_BY[sign], *factors, start=start, end=self.end)
            self.chains.update([product] if sign == "(x)" else [])
            return product
        if sign == "\\":
            return self.solved(left, right, start)
        if sign == ":":
            return self.inner_product(left, right, start)
        if self.sympy and sign == "*":
            left, right = map(self.ones, (left, right))
        if sign == "juxt" and right.op == "tuple" and len(right.args) == 2:
            return Part("entry", [left, *right.args], start, self.end, "_")
        op = {".*": "o", "⊙": "o", "·": "juxt"}.get(sign, sign)
        return Part(op, [left, right], start, self.end, sign)

    def ones(self, part):
        """The factor 1 of a matrix, as SymPy prints a matrix of ones."""
        return Part("ones", [], part.start, part.end, "all") if part.op == "number" and part.word == "1" else part

    def inner_product(self, left, right, start):
        """Return <A, B> = A : B, which is tr(A^T B)."""
        if "number" in (left.op, right.op):
            self.refuse(RANGES, left)
        product = Part("juxt", [turned(left, left.start, left.end), right], start, self.end, "·")
        return call("trace", product, start=start, end=self.end)

    def solved(self, left, right, start):
        """Return A \\ b, which is A^-1 b."""
        return Part("juxt", [call("inv", left, start=left.start, end=left.end), right], start, self.end)

    def signed(self):
        """-A: a sign binds closer than a product, and not as close as a power."""
        start = self.next.start
        self.depth += 1
        if self.depth > DEPTH:
            self.refuse(f"the formula is nested more than {DEPTH} deep")
        if self.sign in ("+", "-"):
            sign = self.take().text
            part = Part("signed", [self.signed()], start, self.end, sign)
        else:
            part = self.power()
        self.depth -= 1
        return part

    def power(self):
        """X ** 2, X^T, X', X^-1, X.^2; and 1/2 before a product."""
        return self.fraction(self.raising())

    def raising(self):
        """A part with what is raised behind it."""
        start, part = self.next.start, self.behind(self.atom())
        while self.sign in ("^", "**", ".^", "'", ".'"):
            sign = self.take().text
            if part.op == "number" and sign == "'":
                self.refuse(f"{part.word}' is the transpose of a number", self.tokens[self.at - 1])
            if sign in ("'", ".'"):
                part = turned(part, start, self.end)
            elif sign == "^":
                part = self.raised(part, start)
            else:
                part = Part("**" if sign == "**" else "o**", [part, self.signed()], start, self.end, sign)
            part = self.behind(part)
        return part

    def fraction(self, part):
        """1/2 A is (1/2) A, and 1/2n A is 1/(2 n) A: a stroke between a number and a factor, without spaces."""
        tight = self.sign == "/" and not (self.next.spaced or self.after.spaced or self.next.start in self.strokes)
        if self.numpy or not tight or not (part.op == "number" or (part.op == "name" and self.after.kind == NUMBER)):
            return part
        self.take()
        under = self.raising()
        while under.op in ("number", "name", "juxt") and self.next.kind == NAME and not self.next.spaced:
            self.doubts["fraction"] = self.options.get("fraction") or "below"
            if self.doubts["fraction"] == "beside":
                break
            under = Part("juxt", [under, self.behind(self.atom())], under.start, self.end)
        return Part("/", [part, under], part.start, self.end)

    def raised(self, base, start):
        """What stands above a part behind ^: T, -1, -T, +, 2, k, {k - 1}, (o 2)."""
        opened = self.take() if self.sign in ("{", "(") else None
        label = [token.text for token in self.tokens[self.at : self.at + 4]]
        if opened and [*label[:1], *label[2:]] in (["(", ")", "}"], ["[", "]", "}"]):
            self.refuse(f"({label[1]}) above a letter is no power; write W_{label[1]}", opened)
        if opened and self.takes("o"):
            part = Part("o**", [base, self.part()], start, self.end, "^")
        elif special := self.above(opened):
            part = base
            if "-" in special:
                part = Part("**", [part, Part("number", [], self.end - 1, self.end, "-1")], start, self.end, "^")
            if "+" in special:
                part = call("pinv", part, start=start, end=self.end)
            if special[-1] in "T*":
                part = turned(part, start, self.end)
        else:
            exponent = self.part() if opened else self.exponent()
            part = Part("**", [base, exponent], start, self.end, "^")
        if opened:
            self.close(opened)
        return part

    def exponent(self):
        """An exponent without brackets: a number or one letter, with its sign."""
        start = self.next.start
        if sign := self.takes("-", "+"):
            return Part("signed", [self.exponent()], start, self.end, sign)
        return self.atom()

    def above(self, opened):
        """Pass T, -T, +, +T or *, and return it; in x^TAx the letters behind T are factors of their own."""
        at = self.at
        sign = self.takes("-", "+", "*")
        token = self.next
        if token.kind == NAME and token.text[0] == "T" and (len(token.text) == 1 or not opened):
            T, rest = token._replace(text="T", end=token.start + 1), token.text[1:]
            behind = [Token(NAME, rest, token.start + 1, token.end, False)] * bool(rest)
            self.tokens[self.at : self.at + 1] = [T, *behind]
            self.at += 1
            return f"{sign}T"
        ends = self.sign == CLOSING[opened.text] if opened else self.next.kind != NUMBER or self.next.spaced
        if self.takes("'"):
            return f"{sign}T"
        if sign in ("+", "*") and ends:
            return sign
        self.at = at
        return ""

    def behind(self, part):
        """X.T, X.sum(), X[i, j], X_{ij}."""
        start = part.start
        while True:
            if self.sign == "." and self.after.kind == NAME:
                self.take()
                part = self.attribute(part, self.take().text, start)
            elif self.sign == "[" and not self.next.spaced:
                part = self.entry(part, self.listed(self.take()), start)
            elif self.sign == "_" and part.op != "number":
                self.take()
                part = Part("entry", [part, *self.below()], start, self.end, "_")
            else:
                return part

    def attribute(self, part, word, start):
        """X.T, X.sum(axis=0), np.linalg.inv(X), X.T.dot(A)."""
        if word == "shape" and self.sign == "[":
            places = self.listed(self.take())
            return Part("extent", [part], start, self.end, places[0].word if len(places) == 1 else "")
        name = Part("attribute", [part], start, self.end, word)
        if self.sign != "(":
            return name
        args, variant = self.arguments()
        if name.dotted():
            return self.called(word, args, variant, start, named(ALIASES.get(word, word), start, name.end))
        if word in METHODS or word in SIGN_FUNCTIONS:
            return self.called(word, [part, *args], variant, start, named(word, start, start))
        return Part("call", args, start, self.end, variant, name)

    def entry(self, part, places, start):
        """X[i, j], x[i], (x.T @ x)[0, 0]; slogdet(X)[1] is log |det X|."""
        if part.op == "call" and part.function.dotted() == "slogdet" and [place.word for place in places] == ["1"]:
            return call("logdet", *part.args, start=start, end=self.end)
        return Part("entry", [part, *places], start, self.end, "[")

    # Parts that begin with a sign of their own.

    def atom(self):
        """A number, a name, what stands in brackets or between bars."""
        if self.next.kind == NUMBER:
            return self.number()
        if self.text[self.next.start : self.next.end] == "(x)":  # a factor, where no factor stands before it
            self.tokens[self.at] = Token(NAME, "x", self.next.start + 1, self.next.end - 1, False)
        if self.next.kind == NAME:
            return self.name()
        if self.sign == "(" or (self.sign == "{" and ("\\" in self.text or "^" in self.marks)):  # braces, in LaTeX
            return self.brackets()
        opening = {"[": self.blocks, "|": self.between_bars, "||": self.between_bars, "⟨": self.pairing}
        return opening.get(self.sign, self.missing)()

    def missing(self):
        """Refuse a token that no part begins with."""
        token, before = self.next, self.tokens[self.at - 1]
        if token.text == "_":
            word = re.match(r"\w+", self.text[token.start :])[0]
            self.refuse(f"{short(word)}: a name begins with a letter")
        if token.text == ":":
            self.refuse(RANGES)
        if self.at and (token.kind == STOP or token.text in (*CLOSING.values(), ",", ";", "=")):
            opened = before.text in CLOSING
            never = "this bracket is never closed"
            self.refuse(never if opened else f"something is missing after {before.text}", before)
        closing = token.text in CLOSING.values()
        self.refuse(self.unexpected() if closing else f"something is missing before {token.text}")

    def brackets(self):
        """(A + B); (m, n) is a pair."""
        start = self.next.start
        items = self.listed(self.take())
        self.chains -= {*items[:1]}  # (A (x) B) (x) C has its brackets
        pair = len(items) != 1 or self.tokens[self.at - 2].text == ","
        return Part("tuple", items, start, self.end) if pair else items[0]

    def pairing(self):
        """⟨A, B⟩, the inner product tr(A^T B)."""
        token = self.take()
        items = self.listed(token)
        if len(items) != 2:
            self.refuse("⟨A, B⟩: an inner product wants two parts", token)
        return self.inner_product(*items, token.start)

    def number(self):
        """2, and the column 1_n, the row 1^T, the column 1 behind a matrix."""
        token = self.take()
        if self.next.kind == NAME and not self.next.spaced and (token.text == "0" or self.next.text in ("j", "J")):
            self.refuse(f"{token.text}{self.next.text}: real numbers only, written in decimals", token)
        if token.text in ("1", "0") and self.sign == "_":
            self.take()
            sizes, name = self.below(), "ones" if token.text == "1" else "zeros"
            return call(name, *sizes, start=token.start, end=self.end)
        raised = [after.text for after in self.tokens[self.at : self.at + 3]]
        if token.text == "1" and "".join(raised).startswith(("'", "^T", "^{T", "^'", "^{'", ".T")):
            return Part("ones", [], token.start, token.end, "all" if self.sympy else "1")
        return Part("number", [], token.start, token.end, token.text)

    def listed(self, opened, read=None):
        """What stands in brackets between commas: parts, or what ``read`` reads."""
        items, bars, self.bars = [], self.bars, []
        self.depth += 1
        if self.depth > BRACKETS:
            self.refuse(f"more than {BRACKETS} brackets inside each other", opened)
        closing = CLOSING[opened.text]
        while not self.takes(closing):
            items.append((read or self.part)())
            if not self.takes(",") and self.sign != closing:
                self.close(opened)
        self.bars, self.depth = bars, self.depth - 1
        return items

    def between_bars(self):
        """|X|, a determinant or an absolute value; ||X||, ||X||_F, ||x||_1, a norm."""
        opened = self.take()
        self.bars.append(opened.text)
        inside = self.part()
        self.bars.pop()
        if not self.takes(opened.text):
            self.refuse("this bar is never closed", opened)
        if opened.text == "|":
            return Part("bars", [inside], opened.start, self.end)
        kind = self.kind_of_norm()
        return call("norm", inside, start=opened.start, end=self.end, word=kind)

    def kind_of_norm(self):
        """Pass _F, _2, _1, _{F}, _*, and return which norm it is."""
        if not self.takes("_"):
            return ""
        self.takes("{")
        kind = self.take().text
        self.takes("}")
        return "fro" if kind == "F" else kind

    def blocks(self):
        """[A, B; C, D] and [A B; C D]: rows of parts."""
        opened, rows, bars, self.bars = self.take(), [[]], self.bars, []
        while not self.takes("]"):
            if self.takes(";"):
                rows.append([])
            elif not self.takes(",", "&"):
                if self.next.kind == STOP or self.sign in (")", "}"):
                    self.refuse("this bracket is never closed", opened)
                rows[-1].append(self.part())
        self.bars = bars
        if len(rows) == 1 and len(rows[0]) == 1 and self.takes("_"):
            indices = "".join(part.word for part in self.below())
            return Part("table", rows[0], opened.start, self.end, indices)
        rows = [[block for part in row for block in self.side_by_side(part)] for row in rows if row]
        if not rows:
            self.refuse("[]: a matrix of blocks wants blocks", opened)
        if len(rows) == 1 and len(rows[0]) == 1:
            return rows[0][0]
        return Part("blocks", [Part("row", row, row[0].start, row[-1].end) for row in rows], opened.start, self.end)

    def side_by_side(self, part):
        """In [A B; C D] what stands side by side is no product."""
        if part.op != "juxt" or part.word != "juxt":
            return [part]
        left, right = part.args
        return [*self.side_by_side(left), right] if self.text[left.end : right.start].isspace() else [part]

    # Names.

    def name(self):
        """A letter, a function with its argument, a sum over an index, a derivative, K_mn and its like."""
        self.separate()
        token = self.next
        if iskeyword(token.text) and token.text != "lambda":
            self.refuse(f"{token.text} is a word of Python, not a name in a formula")
        if token.text == "d" and token.end - token.start > 1 and self.after.kind == NAME:
            self.refuse(f"d{self.after.text}: an increment is one word, d{self.after.text}")
        if token.text not in self.given and (found := self.derivative() or self.special() or self.definition()):
            return found
        return self.letter(self.take())

    def definition(self):
        """What "where" defines a name as; None for any other."""
        word = self.next.text
        if word in self.waiting:
            at, self.at = self.at, self.tokens.index(self.waiting[word]) + 1
            self.define(word)
            self.at = at
        if word in self.defined:
            self.take()
        return self.defined.get(word)

    def letter(self, token):
        """A letter, alone or with what it has below it or in brackets, or a function."""
        word, given = token.text, token.text in self.given
        if word in self.formal and self.sign == "'":
            while self.takes("'"):
                word += "'"
            return Part("formal", self.listed(self.take()), token.start, self.end, word)
        if self.passes("(", ":", ")"):
            return call("vec", named(word, token.start, token.end), start=token.start, end=self.end)
        base, _, below = word.partition("_")
        applied = self.sign == "(" and (not below or word in self.functions)
        if applied and (found := self.applied(token)):
            return found
        if word in BARE and not given and (self.sign == "[" or self.starts()):
            argument = [self.blocks() if self.sign == "[" else self.product()]
            return self.called(word, argument, "", token.start)
        if below and not given and word not in self.functions:
            return self.subscripted(base, self.letters_of(below, token.end - len(below)), token)
        if self.takes("_"):
            return self.subscripted(word, self.below(), token)
        return named("lam" if word == "lambda" else word, token.start, token.end)

    def separate(self):
        """Put the letters of a word that is a product, such as AXB, in its place; XTX is X^T X where T is no letter."""
        token, found = self.next, JOINED.fullmatch(self.next.text)
        if not found or not self.is_product(*found.groups()):
            return
        read = self.options.get("word") or ("name" if "@" in self.marks and token.text.isupper() else "product")
        if token.text.isupper() and (read == "name" or not self.given & {*token.text}):
            self.doubts["word"] = read
        if read == "name":
            return
        factors, at = [], token.start
        for letter in [*found[1], *filter(None, [found[2]])]:
            turned = letter == "T" and factors and "T" not in self.letters
            if turned:
                self.doubts["T"] = self.options.get("T") or "transpose"
            kind, text = (SIGN, "'") if turned and self.doubts["T"] == "transpose" else (NAME, letter)
            factors.append(Token(kind, text, at, at + len(letter), token.spaced and not factors))
            at += len(letter)
        self.tokens[self.at : self.at + 1] = factors

    def is_product(self, letters, greek):
        """Tell whether a word is a product of its letters: AXB; Wx, Xbeta, but not in NumPy; ab where both are given."""
        word = letters + (greek or "")
        if word in self.given or word in self.functions or word in GREEK_NAMES or word in BARE or word in self.defined:
            return False
        if all(letter in self.letters for letter in letters) and (not greek or greek in self.given):
            return any(map(str.isupper, letters)) or {*letters} <= self.given
        plain = all(letter.isupper() or letter in "abcuvwxyz" for letter in letters)
        return word.isupper() or (plain and not letters.islower() and not self.numpy)

    def product(self):
        """The factors behind a function without brackets, up to the next function: tr A B, log det X, tr A tr B."""
        start, part = self.next.start, self.power()
        while self.starts() and not (self.next.kind == NAME and self.next.text in BARE - self.given):
            part = Part("juxt", [part, self.power()], start, self.end, "juxt")
        return part

    def applied(self, token):
        """f(...) of a function; None where a bracket behind a letter is a factor."""
        word, given = token.text, token.text in self.given
        if not given and (found := self.applied_in_its_own_way(token)):
            return found
        if word in self.formal:
            return Part("formal", self.arguments()[0], token.start, self.end, word)
        known = word in self.functions or word in SIGN_FUNCTIONS or (not given and (word in ALIASES or word in SYMPY))
        factor = (len(word) == 1 and word not in "fgh") or given or word in GREEK_NAMES
        if not known and factor and not self.numpy:
            return None
        args, variant = self.arguments()
        return self.called(word, args, variant, token.start, named(ALIASES.get(word, word), token.start, token.end))

    def applied_in_its_own_way(self, token):
        """K(m, n), grad(f, X), vector(1), and Lambda and Sum of SymPy; None for any other name."""
        word, start = token.text, token.start
        if word in ("vector", "matrix") and self.passes("(", "1", ")"):
            return Part("ones", [], start, self.end, "1")
        if word in ZERO_ONE and (sizes := self.sizes_in_brackets()):
            return Part("zero_one", sizes, start, self.end, word)
        if word.lower() in KINDS_OF_DERIVATIVES:
            args, _ = self.arguments()
            if len(args) != 2:
                self.refuse(f"{word}: wants a function and a letter, as in {word}(f, X)", token)
            return Part("derivative", args, start, self.end, KINDS_OF_DERIVATIVES[word.lower()])
        return self.bound_by(token) if word in ("Lambda", "Sum") else None

    def bound_by(self, token):
        """Lambda(z, exp(z)).(X) and Sum(S**r, (r, 0, k - 1)), as SymPy prints them."""
        items = self.listed(self.take())
        if token.text == "Sum":
            if len(items) != 2 or [part.op for part in items[1].args[:1]] != ["name"] or len(items[1].args) != 3:
                self.refuse("Sum: wants Sum(X**r, (r, 0, k - 1))", token)
            index, *limits = items[1].args
            return Part("summed", [items[0], *limits], token.start, self.end, index.word)
        argument = self.listed(self.take()) if self.takes(".") and self.sign == "(" else []
        if len(items) != 2 or items[0].op != "name" or len(argument) != 1:
            self.refuse("Lambda: wants Lambda(z, exp(z)).(X)", token)
        return Part("lambda", [argument[0], items[1]], token.start, self.end, items[0].word)

    def sizes_in_brackets(self):
        """Pass (m, n) or (n), if these are sizes, and return them."""
        at, items = self.at, self.listed(self.take())
        parts = [part for item in items for part in item.parts()]
        sizes = all(part.op in SIZE_PARTS and (part.op != "name" or part.word.islower()) for part in parts)
        if sizes and len(items) in (1, 2):
            return items
        self.at = at
        return []

    def arguments(self):
        """The arguments in brackets, and the variant that axis=1, 'fro' or keepdims=True ask for."""
        opened, indices = self.take(), self.indices
        self.indices = [*indices, *self.counting()]
        items = self.listed(opened, self.argument)
        self.indices = indices
        args = [item for item in items if isinstance(item, Part)]
        return args, " ".join(sorted(item for item in items if item and item not in args))

    def argument(self):
        """One argument, or what an option asks for."""
        if self.next.kind == WORD or (self.next.kind == NAME and self.after.text == "="):
            return self.keyword()
        part = self.part()
        return self.comprehension(part) if self.next.kind == NAME and self.next.text == "for" else part

    def counting(self):
        """The index of sum(x_i for i in range(n)), which stands behind what it counts."""
        depth = 0
        for token, after in pairwise(self.tokens[self.at :]):
            depth += (token.text in CLOSING) - (token.text in CLOSING.values())
            if depth < 0 or (depth == 0 and token.text == "for"):
                return [after.text] if depth == 0 else []
        return []

    def keyword(self):
        """axis=1, dim=1, ord='fro', 'fro', keepdims=True."""
        name = self.take() if self.next.kind == NAME else None
        if name:
            self.take()
        if name and name.text not in OPTIONS:
            self.refuse(f"{name.text}=: this option is not known here", name)
        minus, value = self.takes("-"), self.take().text
        if name and name.text.startswith("keepdim"):
            return "keepdims" if value == "True" else ""
        value = {"-1": "1", "-2": "0"}.get(minus + value, value)
        return f"axis={value}" if name and name.text in ("axis", "dim") else value

    def called(self, word, args, variant, start, function=None):
        """The call of a function; of those that are signs, or are written in other ways, what they stand for."""
        if SYMPY.get(word):
            word, function = SYMPY[word], None
            args = [*map(self.ones, args)] if word in ("kron", "o") else args
        if word in ("o", "o**") and len(args) > 1:
            return reduce(lambda a, b: Part(word, [a, b], start, self.end, ".*"), args)
        function = function or named(ALIASES.get(word, word), start, start + len(word))
        number = args[1].word if len(args) == 2 and args[1].op == "number" else ""
        variant = {"norm1": "1", "norm2": "2"}.get(word, variant)
        if word in ("norm", "softmax", "sum", "mean") and number:
            args, variant = args[:1], number if word == "norm" else f"axis={number}"
        if word == "sum" and [arg.op for arg in args] == ["summed"]:
            return args[0]
        if word in ("maximum", "max") and len(args) == 2 and "0" in [arg.word for arg in args]:
            positive = next((arg for arg in args if arg.word != "0"), args[0])
            return call("relu", positive, start=start, end=self.end)
        if word in ("transpose", "t") and len(args) == 1:
            return turned(args[0], start, self.end)
        if word == "square" and len(args) == 1:
            return Part("o**", [args[0], Part("number", [], self.end, self.end, "2")], start, self.end, ".^")
        if word in SIGN_FUNCTIONS and len(args) == 2:
            sign = SIGN_FUNCTIONS[word]
            return self.solved(*args, start) if sign == "\\" else Part(sign, args, start, self.end, word)
        return Part("call", args, start, self.end, variant, function)

    def comprehension(self, body):
        """sum(... for i in range(n))."""
        start = self.take().start
        index, within, span = self.take(), self.takes("in"), self.takes("range")
        if index.kind != NAME or not (within and span) or self.sign != "(":
            self.refuse("sum: wants sum(... for i in range(n))", self.tokens[self.at - 1])
        limits = self.listed(self.take())
        lower, upper = limits if len(limits) == 2 else [Part("number", [], start, start, "0"), limits[0]]
        one = Part("number", [], start, start, "1")
        last = Part("-", [upper, one], upper.start, upper.end)
        return Part("summed", [body, lower, last], body.start, self.end, index.text)
