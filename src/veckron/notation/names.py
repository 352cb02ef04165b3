"""What a formula writes with names: letters and words of letters, functions with their arguments, what "where" defines."""

import re
from functools import reduce
from itertools import accumulate, pairwise
from keyword import iskeyword

from veckron.notation.indexed import Indexed
from veckron.notation.tokens import NAME, SIGN, STOP, WORD, Part, Token, named, numeral, turned
from veckron.notation.words import ALIASES, BARE, CLOSING, COLUMNS, CONSTANTS, GREEK_NAMES, JOINED, KINDS_OF_DERIVATIVES
from veckron.notation.words import COUNTS, METHODS, NUMBERS, OPTIONS, PREFIXES, SIGN_FUNCTIONS, SIZE_PARTS, WORDS
from veckron.notation.words import ZERO_ONE


class Names(Indexed):
    """The part of the grammar with names; :class:`Grammar` has the operations."""

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

    def define(self, name):
        """Read what a name is defined as; what it needs and is defined later is read when it is met."""
        self.waiting.pop(name, None)
        part = self.known_to_first_order() if self.next.text == "value" else self.part()
        if name in [inner.word for inner in part.names()]:
            self.refuse(f"where: {name} is defined by itself", part)
        self.defined.setdefault(name, part)

    def known_to_first_order(self):
        """f has value F and slope M at X: a function of which nothing else is known."""
        start, args = self.take().start, [self.part()]
        for words in (("and", "slope"), ("at",)):
            if not all(self.takes(word) for word in words):
                self.refuse("where: wants f has value F and slope M at X")
            args.append(self.part())
        return self.call("FormalFunction", *args, start=start)

    def definition(self, word):
        """What "where" defines a name as; None for any other, and for one that has a shape."""
        if word in self.given:
            return None
        if word in self.waiting:
            at, self.at = self.at, self.tokens.index(self.waiting[word]) + 1
            self.define(word)
            self.at = at
        return self.defined.get(word)

    def is_known(self, name):
        """Tell whether a name has a shape, or is defined."""
        return any(name in names for names in (self.given, self.defined, self.waiting))

    def name(self):
        """A letter, a function with its argument, a sum over an index, a derivative, K_mn and its like."""
        if found := self.prefixed():
            return found
        self.separate()
        token = self.next
        if self.is_word(token):
            self.refuse(f"'{token.text}' is a word, no letter")
        if token.text == "d" and token.end - token.start > 1 and self.after.kind == NAME:
            self.refuse(f"d{self.after.text}: an increment is one word, d{self.after.text}")
        if token.text not in self.given and (found := self.derivative() or self.special()):
            return found
        self.take()
        return self.definition(token.text) or self.letter(token)

    def is_word(self, token):
        """Tell whether a name is a word, such as iff, or one of Python; not AND, where A, N and D are letters."""
        text, product = token.text, token.text.isupper() and {*token.text} <= self.letters
        return not (text in self.given or text == "lambda" or product) and (text.lower() in WORDS or iskeyword(text))

    def prefixed(self):
        """np.pi, np.linalg.inv(X): what stands before the name says nothing; None where there is no such name."""
        at, start = self.at, self.next.start
        while self.tokens[at].text in PREFIXES and self.tokens[at + 1].text == "." and self.tokens[at + 2].kind == NAME:
            at += 2
        word, applied = self.tokens[at].text, self.tokens[at + 1].text == "("
        if at == self.at or self.next.text in self.given or not (applied or word in CONSTANTS):
            return None
        self.at = at + 1
        return self.called(word, start, *self.arguments()) if applied else named(word, start, self.end)

    def letter(self, token):
        """A letter, alone or with what it has below it or in brackets, or a function."""
        word, given = token.text, token.text in self.given
        if word in self.formal and self.sign == "'":
            while self.takes("'"):
                word += "'"
            return self.made("formal", self.listed(self.take()), token.start, word)
        if self.passes("(", ":", ")"):
            return self.call("vec", named(word, token.start, token.end), start=token.start)
        called = "_" not in word or word in self.functions or word in SIGN_FUNCTIONS
        if word == "E" and not given and self.sign == "[":
            self.refuse("E[...]: an expectation is not read here; write the moments, such as Sigma + mu mu^T", token)
        bare = word in BARE and not given
        large = bare and word == "sum" and (self.text[token.start] != "s" or (self.next.spaced and not self.numpy))
        if self.sign == "(" and called and not large and (found := self.applied(token)):
            return found
        if bare and word == "sqrt" and self.sign == "[" and self.text[token.start] == "\\":  # \\sqrt[3]{u}
            k = self.only(word, self.listed(self.take()))
            root = self.made("/", [numeral("1", k.start, k.start), k], k.start)
            return self.made("**", [self.braced(self.raising), root], token.start, "^")
        if bare and (self.sign == "[" or self.starts()):
            end = self.end
            return self.called(word, token.start, [self.without_brackets(word)], "", end)
        return self.lettered(token)

    def without_brackets(self, word):
        """The argument of a function without round brackets: all in braces, a product of factors, the terms of a sum."""
        if word == "sqrt":
            return self.braced(self.raising)
        if self.sign == "{" or (self.sign == "[" and not any(token.text in (",", ";", "&") for token in self.inside())):
            return self.only(word, self.listed(self.take()))
        return self.blocks() if self.sign == "[" else self.part(2) if word == "sum" else self.factors(word)

    def separate(self):
        """Put the letters of a word that is a product, such as AXB, in its place; XTX is X^T X where T is no letter."""
        if "_" in self.next.text and (factors := self.with_indices(self.next)):
            self.tokens[self.at : self.at + 1] = factors
        token, found = self.next, JOINED.fullmatch(self.next.text)
        if not found or not self.is_product(*found.groups()):
            return
        read = self.options.get("word") or ("name" if "@" in self.marks and token.text.isupper() else "product")
        alike = token.text.isupper() or (token.text.islower() and not {*token.text} <= self.given)
        if alike and (read == "name" or not self.given & {*token.text}):
            self.doubts["word"] = read
        if read == "name":
            return
        factors = pieces(token, [*found[1], *filter(None, [found[2]])])
        for k, factor in enumerate(factors):
            if k and factor.text == "T" and "T" not in self.letters and self.read("T", "transpose") == "transpose":
                factors[k] = factor._replace(kind=SIGN, text="'")
        self.tokens[self.at : self.at + 1] = factors

    def with_indices(self, token):
        """The factors of a word such as Ax_k or W_1x_1, each letter with its index; none where it is one name."""
        found = re.fullmatch(
            rf"([A-Za-z]{{1,3}})_([a-z]|\d)([A-Z]\w*|(?<=\d)(?:[{COLUMNS}]|[a-z]{{2}})\w*)?", token.text
        )
        if not found or self.numpy or self.is_known(token.text) or not (len(found[1]) > 1 or found[3]):
            return []
        letters, below, rest = found.groups()
        if len(letters) > 1 and not (letters != letters.lower() and self.is_product(letters, None)):
            return []
        return pieces(token, [*letters[:-1], f"{letters[-1]}_{below}", *filter(None, [rest])])

    def is_product(self, letters, greek):
        """Tell whether a word is a product of its letters: AXB; Wx, Xbeta, but not in NumPy; ab where both are given."""
        word = letters + (greek or "")
        if any(word in known for known in (self.given, self.functions, GREEK_NAMES, BARE, self.defined)):
            return False
        columns = {*letters} <= {*COLUMNS}  # ab^T beside a and b
        if all(letter in self.letters for letter in letters) and (not greek or greek in self.given):
            return any(map(str.isupper, letters)) or {*letters} <= self.given or (columns and not self.numpy)
        raised = self.after.text == "'" or (self.after.text == "^" and self.inside_brace(self.at + 2)[:1] in ("T", "'"))
        if columns and len(letters) == 2 and not self.numpy and raised:  # xx', uv^T
            return True
        plain = all(letter.isupper() or letter in f"{COLUMNS}st" for letter in letters)
        return word.isupper() or (plain and not letters.islower() and not self.numpy)

    # Functions.

    def only(self, word, items):
        """The one part in brackets."""
        if len(items) != 1:
            self.refuse(f"{word}: wants one argument, got {len(items)}", self.tokens[self.at - 1])
        return items[0]

    def factors(self, word):
        """The factors behind a function without brackets, up to the next one: tr A B, log det X, tr A tr B, but tr(P log P)."""
        start, part = self.next.start, self.power()
        while self.starts() and not self.ends_factors(word):
            part = self.made("juxt", [part, self.power()], start, "juxt")
        quotient = (
            word in ("log", "ln") and self.tight() and (self.after.kind == NAME or self.after.text in (*CLOSING, "|"))
        )
        if quotient and self.after.text not in COUNTS and self.read("stroke", "inside") == "inside":  # log p/q
            self.take()
            part = self.made("/", [part, self.power()], start, "/")
        return part

    def ends_factors(self, word):
        """Tell whether the next name is a function that is no factor of the argument before it."""
        if self.next.kind != NAME or self.next.text not in BARE - self.given:
            return False
        number = self.next.text in NUMBERS or self.after.text in (*NUMBERS, "|")  # log det X
        return number or word not in ("tr", "Tr", "trace")

    def applied(self, token):
        """f(...) of a function, K(m, n), grad(f, X); None where a bracket behind a letter is a factor."""
        word, start, given = token.text, token.start, token.text in self.given
        if not given and word in ("vector", "matrix") and self.passes("(", "1", ")"):
            return self.made("ones", [], start, "1")
        if not given and word in ZERO_ONE and (sizes := self.sizes_in_brackets()):
            return self.made("zero_one", sizes, start, word)
        if not given and word.lower() in KINDS_OF_DERIVATIVES:
            args, *_ = self.arguments()
            if len(args) != 2:
                self.refuse(f"{word}: wants a function and a letter, as in {word}(f, X)", token)
            return self.made("derivative", args, start, KINDS_OF_DERIVATIVES[word.lower()])
        if not given and word in ("Lambda", "Sum"):
            return self.bound_by(token)
        if word in self.formal:
            return self.made("formal", self.arguments()[0], start, word)
        known = word in self.functions or word in SIGN_FUNCTIONS or (not given and word in ALIASES)
        factor = (len(word) == 1 and word not in "fgh") or given or word in GREEK_NAMES
        return None if factor and not known and not self.numpy else self.called(word, start, *self.arguments())

    def bound_by(self, token):
        """Lambda(z, exp(z)).(X) and Sum(S**r, (r, 0, k - 1)), as SymPy prints them."""
        items = self.listed(self.take())
        if token.text == "Sum":
            if len(items) != 2 or [part.op for part in items[1].args[:1]] != ["name"] or len(items[1].args) != 3:
                self.refuse("Sum: wants Sum(X**r, (r, 0, k - 1))", token)
            index, *limits = items[1].args
            return self.made("summed", [items[0], *limits], token.start, index.word)
        argument = self.listed(self.take()) if self.takes(".") and self.sign == "(" else []
        if len(items) != 2 or items[0].op != "name" or len(argument) != 1:
            self.refuse("Lambda: wants Lambda(z, exp(z)).(X)", token)
        return self.made("lambda", [argument[0], items[1]], token.start, items[0].word)

    def sizes_in_brackets(self):
        """Pass (m, n) or (n), if these are sizes, and return them."""
        at, items = self.at, self.listed(self.take())
        parts = [part for item in items for part in item.parts()]
        size = lambda p: p.op != "name" or (p.word.islower() and p.word not in "uvwxyz")
        if len(items) in (1, 2) and all(p.op in SIZE_PARTS and size(p) for p in parts):
            return items
        self.at = at
        return []

    def arguments(self):
        """The arguments in brackets, the variant that axis=1, 'fro' or keepdims=True ask for, and where the name ends."""
        end, opened, indices = self.end, self.take(), self.indices
        self.indices = [*indices, *self.counting()]
        items = self.listed(opened, self.argument)
        self.indices = indices
        args = [item for item in items if isinstance(item, Part)]
        return args, " ".join(sorted(item for item in items if item and item not in args)), end

    def argument(self):
        """One argument, or what an option asks for."""
        if self.next.kind == WORD or (self.next.kind == NAME and self.after.text == "="):
            return self.keyword()
        part = self.part()
        return self.comprehension(part) if self.next.kind == NAME and self.next.text == "for" else part

    def counting(self):
        """The index of sum(x_i for i in range(n)), which stands behind what it counts."""
        return next(([after.text] for token, after in self.beside() if token.text == "for"), [])

    def inside(self):
        """The tokens in the brackets that open here, without those in brackets of their own."""
        at, self.at = self.at, self.at + 1
        found = [token for token, _ in self.beside()]
        self.at = at
        return found

    def closing(self):
        """Where the bracket that opens here is closed; the end of the text where it is not."""
        end = max((token.end for token in self.inside()), default=self.next.end)
        return next(
            (k for k, token in enumerate(self.tokens) if token.start >= end and k > self.at), len(self.tokens) - 1
        )

    def beside(self):
        """The tokens up to the bracket that closes here, without those in brackets of their own, each with the next."""
        depth = 0
        for token, after in pairwise(self.tokens[self.at :]):
            depth += (token.text in CLOSING) - (token.text in CLOSING.values())
            if depth < 0:
                return
            if depth == 0:
                yield token, after

    def keyword(self):
        """axis=1, dim=1, ord='fro', 'fro', keepdims=True."""
        name = self.take() if self.next.kind == NAME else None
        if name and self.take() and name.text not in OPTIONS:
            self.refuse(f"{name.text}=: this option is not known here", name)
        minus, value = self.takes("-"), self.take().text
        if name and name.text.startswith("keepdim"):
            return "keepdims" if value == "True" else ""
        value = {"-1": "1", "-2": "0"}.get(minus + value, value)
        return f"axis={value}" if name and name.text in ("axis", "dim") else value

    def comprehension(self, body):
        """sum(... for i in range(n))."""
        start = self.take().start
        index, within, span = self.take(), self.takes("in"), self.takes("range")
        if index.kind != NAME or not (within and span) or self.sign != "(":
            self.refuse("sum: wants sum(... for i in range(n))", self.tokens[self.at - 1])
        limits = self.listed(self.take())
        lower, upper = limits if len(limits) == 2 else [numeral("0", start, start), limits[0]]
        last = Part("-", [upper, numeral("1", start, start)], upper.start, upper.end)
        return self.made("summed", [body, lower, last], body.start, index.text)

    def called(self, word, start, args, variant, end):
        """The call of a function; of those that are signs, or are written in other ways, what they stand for."""
        name, zero = ALIASES.get(word, word), [(arg.op, arg.word) == ("number", "0") for arg in args]
        if word in ("KroneckerProduct", "HadamardProduct"):
            args = [*map(self.ones, args)]
        if word in SIGN_FUNCTIONS and (len(args) == 2 or (word == "HadamardProduct" and len(args) > 2)):
            sign = SIGN_FUNCTIONS[word]
            if sign == "\\":
                return self.solved(*args, start)
            return reduce(lambda a, b: self.made(sign, [a, b], start, word), args)
        if word == "sum" and [arg.op == "summed" or is_total(arg) for arg in args] == [True]:  # as MATLAB sums twice
            return args[0]
        if word == "multi_dot" and len(args) == 1 and args[0].op == "blocks" and len(args[0].args) == 1:
            return reduce(lambda a, b: self.made("@", [a, b], start, "@"), args[0].args[0].args)
        if word in ("maximum", "max", "minimum", "min") and len(args) == 2 and any(zero):
            return self.clipped("min" in word, args[zero[0]], start)
        if (name == "transpose" or word == "t") and len(args) == 1:
            return turned(args[0], start, self.end)
        if word == "square" and len(args) == 1:
            return self.made("o**", [*args, numeral("2", self.end, self.end)], start, ".^")
        variant = "entries" if word == "norm1" else variant
        if word in ("norm", "softmax", "sum", "mean") and len(args) == 2 and args[1].op == "number":
            variant = args[1].word if word == "norm" else f"axis={args[1].word}"
            args = args[:1]
        return self.made("call", args, start, variant, named(name, start, end))

    def clipped(self, above, part, start):
        """max(0, x), and min(0, x) = -max(0, -x)."""
        minus = lambda part: self.made("signed", [part], start, "-")
        return minus(self.clipped(False, minus(part), start)) if above else self.call("relu", part, start=start)

    def attribute(self, part, start):
        """X.T, X.sum(axis=0), X.T.dot(A)."""
        word = self.take().text
        if word == "shape" and self.sign == "[":
            places = self.listed(self.take())
            return self.made("extent", [part], start, places[0].word if len(places) == 1 else "")
        name = self.made("attribute", [part], start, word)
        if self.sign != "(":
            return name
        args, variant, end = self.arguments()
        if word in METHODS or word in SIGN_FUNCTIONS:
            return self.called(word, start, [part, *args], variant, end)
        return self.made("call", args, start, variant, name)


def pieces(token, words):
    """Return the names that a token is made of."""
    ends = [*accumulate(map(len, words), initial=token.start)]
    return [Token(NAME, word, at, at + len(word), token.spaced and at == token.start) for word, at in zip(words, ends)]


def is_total(part):
    """Tell whether a part is the sum of all entries."""
    return part.op == "call" and part.function.word == "sum" and not part.word
