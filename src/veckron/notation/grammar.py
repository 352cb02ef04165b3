"""From tokens to a tree of parts: one grammar for the book's notation, NumPy's, MATLAB's and that of LaTeX.

Signs bind, from the loosest: ``+ -``; then ``* @ / o (x)`` from left to right; a product without a sign; a sign in front;
a power; and what stands behind a part, ``X^T``, ``X.T``, ``X'``, ``X_ij``, ``X[i, j]``.
"""

import re
from collections import defaultdict
from itertools import pairwise

from veckron.notation.errors import short
from veckron.notation.names import Names
from veckron.notation.tokens import NAME, NUMBER, SIGN, STOP, Part, Token, named, numeral, read_tokens, turned
from veckron.notation.words import BETWEEN, CLOSING, COLUMNS, JOINED, LEVELS, NUMPY, SIZES, SYMPY

BRACKETS, DEPTH, PARTS = 30, 60, 1000
RANGES = "a range of entries is read in square brackets alone: X[a:b, :], from a on, before b"
CALLED_BY = {"(x)": "kron", "(*)": "khatri_rao", "mod": "mod"}
PRODUCT = 3  # the level of a product without a sign


class Grammar(Names):
    """Reads parts from tokens, one method for each kind, from the loosest to the closest.

    ``given`` are the names that have a shape, in which there are ``sizes``, ``functions`` those that can be called,
    ``formal`` scalar functions such as g in g'(A). ``options`` says how to read what has two readings, ``doubts`` how it was
    read: "word" AXB as a "product" or one "name", "T" in XTX as "transpose" or "letter", "fraction" 1/2n as 1/(2n), "below",
    or (1/2)n, "beside", "root" D^-1/2 as D^(-1/2), "above", or (D^-1)/2, "beside", "kron" A(x)B as A (x) B, "sign", or
    A x B, "letter".
    """

    def __init__(self, text, functions, given=(), formal=(), options=None, sizes=()):
        self.text, self.tokens, self.at, self.options = text, read_tokens(text), 0, defaultdict(str, options or {})
        self.functions, self.given, self.formal = functions, {*given}, {*formal}
        self.sizes = {*SIZES, *sizes} - self.given
        for k, token in enumerate(self.tokens[:-1]):
            if token.text == "kron" and self.tokens[k + 1].text != "(":  # A kron B
                self.tokens[k] = token._replace(kind=SIGN, text="(x)")
        self.marks = {token.text for token in self.tokens}
        self.numpy, self.sympy = bool(self.marks & NUMPY) or ".T" in text, bool(self.marks & SYMPY)
        self.printed = self.sympy or "**(-" in text  # by SymPy, as X**(-1) tells
        self.letters = {token.text for token in self.tokens if token.kind == NAME and len(token.text) == 1} | self.given
        whole = {token.text for token, after in pairwise(self.tokens) if after.text != "_"}
        self.alone = whole & self.letters | self.given
        joined = [word for word in self.words() if JOINED.fullmatch(word) and not word.islower()]
        self.letters |= {x for word in joined for x in word if x in COLUMNS}  # the b of a^TXb
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

    def read(self, kind, first):
        """Return how to read what has two readings, and note it."""
        self.doubts[kind] = self.options.get(kind) or first
        return self.doubts[kind]

    # Operations, from the loosest to the closest.

    def part(self, level=1):
        """A + B - C; A * B / C @ D, A o B, A (x) B, from left to right; A B without a sign."""
        if level > PRODUCT:
            return self.signed()
        start = self.next.start
        if level == 1 and self.printed and self.sign == "-":  # SymPy prints -(A + B)*C for -((A + B)*C)
            sign = self.take().text
            left = self.made("signed", [self.part(2)], start, sign)
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
        # The letter o between two factors is the product entry by entry.
        letter = self.next.kind == NAME and self.next.text == "o" and "o" not in self.given
        at, hadamard = self.at, self.sign == "o" or (letter and self.next.spaced and self.starts(self.at + 1))
        self.at += hadamard
        sign = "o" if hadamard else self.tight_kronecker() or self.takes("mod", *LEVELS.keys() - {"o"})
        if LEVELS.get(sign) == level:
            if self.next.kind == STOP or self.sign in (*CLOSING.values(), ",", ";", "="):
                self.refuse(f"something is missing after {sign}", self.tokens[at])
            return sign
        self.at = at
        return "juxt" if level == PRODUCT and not sign and self.starts() else ""

    def tight_kronecker(self):
        """Pass (x) in A(x)B, where x is no letter with a shape, and return it."""
        at, spaced = self.at, any(token.spaced for token in self.tokens[self.at : self.at + 4])
        tight = not spaced and "x" not in self.given and self.passes("(", "x", ")") and self.starts()
        if tight and self.read("kron", "sign") == "sign":
            return "(x)"
        self.at = at
        return ""

    def starts(self, at=None):
        """Tell whether a factor begins here."""
        token = self.tokens[self.at if at is None else at]
        if token.kind in (NAME, NUMBER):
            hadamard = token.text == "o" and token.spaced and "o" not in self.given
            return not (token.text in BETWEEN or hadamard or self.is_word(token))
        return token.kind == SIGN and token.text in {*CLOSING, "|", "||"} - {*self.bars}

    def joined(self, sign, left, right, start):
        """Return the part that two parts with a sign between them are."""
        beside_row = right.op == "attribute" and right.args[0].op == "ones"
        if sign == "juxt" and beside_row and (left.op, left.word) == ("number", "1"):
            left = self.made("ones", [], left.start, "1")  # 1 1^T
        if sign == "juxt" and right.op == "number" and right.word != "1":
            self.refuse(f"a sign is missing: * {right.word}?", right)
        if sign in CALLED_BY:
            factors = [*left.args, right] if sign == "(x)" and left in self.chains else [left, right]
            product = self.call(CALLED_BY[sign], *factors, start=start)
            self.chains.update([product] if sign == "(x)" else [])
            return product
        if sign == "\\":
            return self.solved(left, right, start)
        if sign == ":":
            return self.inner_product(left, right, start)
        if self.sympy and sign == "*":
            left, right = map(self.ones, (left, right))
        if sign == "juxt" and right.op == "tuple" and len(right.args) == 2:
            return self.made("entry", [left, *right.args], start, "_")
        return self.made({".*": "o", "⊙": "o", "·": "juxt"}.get(sign, sign), [left, right], start, sign)

    def ones(self, part):
        """The factor 1 of a matrix, as SymPy prints a matrix of ones."""
        return Part("ones", [], part.start, part.end, "all") if (part.op, part.word) == ("number", "1") else part

    def inner_product(self, left, right, start):
        """Return <A, B> = A : B, which is tr(A^T B)."""
        if "number" in (left.op, right.op):
            self.refuse(RANGES, left)
        product = self.made("juxt", [turned(left, left.start, left.end), right], start, "·")
        return self.call("trace", product, start=start)

    def solved(self, left, right, start):
        """Return A \\ b, which is A^-1 b."""
        inverse = Part("call", [left], left.start, left.end, "", named("inv", left.start, left.start))
        return self.made("juxt", [inverse, right], start)

    def signed(self):
        """-A: a sign binds closer than a product, and not as close as a power."""
        start = self.next.start
        self.depth += 1
        if self.depth > DEPTH:
            self.refuse(f"the formula is nested more than {DEPTH} deep")
        sign = self.takes("+", "-")
        part = self.made("signed", [self.signed()], start, sign) if sign else self.power()
        self.depth -= 1
        return part

    def power(self):
        """X ** 2, X^T, X'; 1/2 A is (1/2) A, and 1/2n A is 1/(2 n) A: a stroke at a number, without spaces."""
        part = self.rooted(self.raising())
        number = part.op == "number" or (self.after.kind == NUMBER and (part.op == "name" or self.starts(self.at + 2)))
        if not self.tight():
            return part
        at, _ = self.at, self.take()
        under = self.raising()
        beside = under.op == "name" and self.next.spaced and self.starts()
        if not number and not (beside and self.read("spaced", "beside") == "beside"):  # u/n A, the n alone below
            self.at = at
            return part
        while under.op in ("number", "name", "juxt") and self.next.kind == NAME and not self.next.spaced:
            if self.read("fraction", "below") == "beside":
                break
            under = self.made("juxt", [under, self.behind(self.atom())], under.start)
        return self.made("/", [part, under], part.start)

    def tight(self):
        """Tell whether a stroke without spaces follows, which may bind closer than a product; not so in NumPy."""
        spaced = self.next.spaced or self.after.spaced or self.next.start in self.strokes
        return self.sign == "/" and not (spaced or self.numpy)

    def rooted(self, part):
        """D^-1/2 is the root of the inverse, or half of it."""
        exponent = part.args[1] if (part.op, part.word) == ("**", "^") else part
        one = exponent.args[0] if exponent.op == "signed" else exponent
        bare = part is not exponent and (one.word, one.end) == ("1", self.end)
        if not (bare and self.tight() and self.after.kind == NUMBER) or self.read("root", "above") == "beside":
            return part
        self.take()
        over = self.made("/", [exponent, self.atom()], exponent.start, "/")
        return self.made("**", [part.args[0], over], part.start, "^")

    def raising(self):
        """A part with what is raised behind it: X ** 2, X^T, X', X^-1, X.^2."""
        start, part = self.next.start, self.behind(self.atom())
        while sign := self.takes("^", "**", ".^", "'", ".'"):
            if part.op == "number" and sign == "'":
                self.refuse(f"{part.word}' is the transpose of a number", self.tokens[self.at - 1])
            if sign in ("'", ".'"):
                part = turned(part, start, self.end)
            elif sign == "^":
                part = self.raised(part, start)
            else:
                exponent = self.signed() if sign == "**" else self.exponent()
                part = self.made("**" if sign == "**" else "o**", [part, exponent], start, sign)
            part = self.behind(part)
        return part

    def raised(self, base, start):
        """What stands above a part behind ^: T, -1, -T, +, 2, k, {k - 1}, (o 2)."""
        opened = self.take() if self.sign in ("{", "(") else None
        label = [token.text for token in self.tokens[self.at : self.at + 4]]
        if opened and [*label[:1], *label[2:]] in (["(", ")", "}"], ["[", "]", "}"]):
            if base.op == "name" and base.word.isalnum() and label[1].isdigit() and opened.text == "{":
                self.at += 4
                return named(f"{base.word}_{label[1]}", start, self.end)  # W^{(1)}, the W of the first layer
            self.refuse(f"({label[1]}) above a letter is no power; write W_{label[1]}", opened)
        if opened and self.takes("o"):
            part = self.made("o**", [base, self.part()], start, "^")
        elif special := self.above(opened):
            part = self.turned_or_inverted(base, special, start)
        else:
            part = self.made("**", [base, self.part() if opened else self.exponent()], start, "^")
        if opened:
            self.close(opened)
        return part

    def turned_or_inverted(self, part, special, start):
        """X^T, X^-1, X^-T, X^+; the index in x^T_1 is that of x."""
        if part.op == "name" and self.next.kind == NAME and self.next.text[0] == "_":
            below = self.take()
            part = self.subscripted(part.word, self.letters_of(below.text[1:], below.start + 1), below)
        if "-" in special:
            part = self.made("**", [part, numeral("-1", self.end - 1, self.end)], start, "^")
        if "+" in special:
            part = self.call("pinv", part, start=start)
        return turned(part, start, self.end) if special[-1] in "T*" else part

    def exponent(self):
        """An exponent without brackets: a number or one letter, with its sign, and the 2 in x^y^2."""
        start, sign = self.next.start, self.takes("-", "+")
        if sign:
            return self.made("signed", [self.exponent()], start, sign)
        part = self.atom()
        if self.sign != "^" or self.after.kind != NUMBER:
            return part
        self.take()
        return self.made("**", [part, self.exponent()], start, "^")

    def above(self, opened):
        """Pass T, -T, +, +T or *, and return it; in x^TAx the letters behind T are factors of their own."""
        at, sign, token = self.at, self.takes("-", "+", "*") or "+" * bool(self.takes("†")), self.next
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
                part = self.attribute(part, start)
            elif self.sign == "[" and not self.next.spaced:
                part = self.made("entry", [part, *self.entry_places()], start, "[")
                called, (place, *more) = part.args[0], part.args[1:]
                name = f"{called.function.word}[{place.word}]" if called.op == "call" and not more else ""
                part = self.call(name, *called.args, start=start) if name in self.functions else part  # slogdet(X)[1]
            elif self.sign == "_" and part.op == "attribute" and part.args[0].op == "name":  # x^\\top_i
                token = self.take()
                places = self.below()
                whole = self.subscripted(part.args[0].word, places, token) if len(places) == 1 else None
                part = turned(whole, start, self.end) if whole else self.made("entry", [part, *places], start, "_")
            elif self.sign == "_" and part.op != "number":
                self.take()
                part = self.made("entry", [part, *self.below()], start, "_")
            else:
                return part

    def entry_places(self):
        """What stands in the brackets of X[i, j] and X[a:b, :], where : is no sign between two parts."""
        opened = self.take()
        self.strokes |= {token.start for token, _ in self.beside() if token.text == ":"}
        return self.listed(opened, self.index_or_range) or self.refuse("an index is missing", opened)

    def index_or_range(self):
        """An index, or a range a:b, of which each end may be missing."""
        start, first = self.next.start, None if self.sign == ":" else self.part()
        if not self.takes(":"):
            return first
        last = None if self.sign in (":", ",", "]") else self.part()
        if self.sign == ":":
            self.refuse("a range has no step: X[a:b, :]")
        ends = [end for end in (first, last) if end]
        return self.made("range", ends, start, f"{'a' * bool(first)}:{'b' * bool(last)}")

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
        token, before, closing = self.next, self.tokens[self.at - 1], self.next.text in CLOSING.values()
        if token.text == "_":
            word = re.match(r"\w+", self.text[token.start :])[0]
            self.refuse(f"{short(word)}: a name begins with a letter")
        if token.text == ":":
            self.refuse(RANGES)
        if self.at and (token.kind == STOP or closing or token.text in (",", ";", "=")):
            never = "this bracket is never closed"
            self.refuse(never if before.text in CLOSING else f"something is missing after {before.text}", before)
        self.refuse(self.unexpected() if closing else f"something is missing before {token.text}")

    def brackets(self):
        """(A + B); (m, n) is a pair."""
        start, items = self.next.start, self.listed(self.take())
        self.chains -= {*items[:1]}  # (A (x) B) (x) C has its brackets
        pair = len(items) != 1 or self.tokens[self.at - 2].text == ","
        return self.made("tuple", items, start) if pair else items[0]

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
        imaginary = self.next.text in ("j", "J") and self.tokens[self.at - 3].text != "_"  # as it is not in A_{1j}
        if self.next.kind == NAME and not self.next.spaced and (token.text == "0" or imaginary):
            self.refuse(f"{token.text}{self.next.text}: real numbers only, written in decimals", token)
        if token.text in ("1", "0") and self.takes("_"):
            sizes = self.below()
            sizes = (
                sizes[0].args if [(part.op, part.word) for part in sizes] == [("juxt", "·")] else sizes
            )  # n \\times n
            return self.call("ones" if token.text == "1" else "zeros", *sizes, start=token.start)
        raised = "".join(after.text for after in self.tokens[self.at : self.at + 3])
        if token.text == "1" and raised.startswith(("'", "^T", "^{T", "^'", "^{'", ".T")):
            return self.made("ones", [], token.start, "all" if self.sympy else "1")
        return numeral(token.text, token.start, token.end)

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
        """|X|, a determinant or an absolute value; ||X||, ||X||_F, ||X||_{F}, ||x||_1, a norm."""
        opened = self.take()
        self.bars.append(opened.text)
        inside = self.part()
        self.bars.pop()
        if not self.takes(opened.text):
            self.refuse("this bar is never closed", opened)
        if opened.text == "|":
            return self.made("bars", [inside], opened.start)
        kind = ""
        if self.takes("_"):
            braced, kind = self.takes("{"), self.take().text
            braced and self.takes("}")
        return self.call("norm", inside, start=opened.start, word="fro" if kind == "F" else kind)

    def blocks(self):
        """[A, B; C, D] and [A B; C D]: rows of parts."""
        opened, rows, bars, self.bars = self.take(), [[]], self.bars, []
        split = [True]  # a row without a comma has its blocks between spaces
        while not self.takes("]"):
            if self.takes(";"):
                rows.append([])
                split.append(True)
            elif self.takes(",", "&"):
                split[-1] = False
            else:
                if self.next.kind == STOP or self.sign in (")", "}"):
                    self.refuse("this bracket is never closed", opened)
                rows[-1].append(self.part())
        self.bars = bars
        if len(rows) == 1 and len(rows[0]) == 1 and self.takes("_"):
            places, (body,) = self.below(), rows[0]
            if {part.word for part in places}.isdisjoint(name.word for name in body.names()):  # [A x]_i
                return self.made("entry", [body, *places], opened.start, "_")
            return self.made("table", rows[0], opened.start, "".join(part.word for part in places))
        blocks = lambda row: [block for part in row for block in self.side_by_side(part)]
        rows = [blocks(row) if spaces else row for row, spaces in zip(rows, split) if row]
        if not rows:
            self.refuse("[]: a matrix of blocks wants blocks", opened)
        if len(rows) == 1 and len(rows[0]) == 1:
            return rows[0][0]
        return self.made("blocks", [Part("row", row, row[0].start, row[-1].end) for row in rows], opened.start)

    def side_by_side(self, part):
        """In [A B; C D] what stands side by side is no product."""
        if part.op != "juxt" or part.word != "juxt":
            return [part]
        left, right = part.args
        return [*self.side_by_side(left), right] if self.text[left.end : right.start].isspace() else [part]
