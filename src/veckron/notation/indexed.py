"""What a formula writes with indices or with d: sums, entries, zero-one matrices, derivatives; and the place among its tokens."""

from functools import reduce

from veckron.notation.errors import ParseError, short
from veckron.notation.parts import Part, call, named
from veckron.notation.tokens import NAME, NUMBER, SIGN, STOP
from veckron.notation.words import CLOSING, DERIVATIVE, INDICES, ZERO_ONE


class Cursor:
    """A place ``at`` among the ``tokens`` of a ``text``."""

    @property
    def next(self):
        """The token that follows."""
        return self.tokens[self.at]

    @property
    def after(self):
        """The token behind that one."""
        return self.tokens[min(self.at + 1, len(self.tokens) - 1)]

    @property
    def sign(self):
        """The sign that follows, or nothing."""
        return self.next.text if self.next.kind == SIGN else ""

    @property
    def end(self):
        """The end of the token before."""
        return self.tokens[self.at - 1].end

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

    def refuse(self, message, token=None):
        """Raise the error that points at a token."""
        raise ParseError(message, self.text, (token or self.next).start)

    def unexpected(self):
        """Return what to say of a token that cannot stand where it does."""
        word = self.next.text
        if word in CLOSING.values():
            return "this bracket was never opened"
        before = self.tokens[self.at - 1].text
        if self.next.kind in (NAME, NUMBER) and self.at:
            return f"a sign is missing: {short(before)} {'*' if before[-1:].isdigit() else '@'} {short(word)}?"
        return f"{short(word)}: cannot be read here"


class Indexed(Cursor):
    """The part of the grammar with indices and derivatives; :class:`Grammar` has the operations."""

    def braced(self, plain):
        """What stands in braces or brackets, or else what ``plain`` reads."""
        if self.sign not in ("{", "("):
            return plain()
        opened = self.take()
        part = self.part()
        self.close(opened)
        return part

    def special(self):
        """sum_i, grad_X f, e^X, J^ij, \\frac{1}{2}; None for any other name."""
        word, (base, _, below) = self.next.text, self.next.text.partition("_")
        indexed, raised = below or self.after.text == "_", self.after.text == "^"
        if base in ("sum", "prod") and indexed:
            return self.sum_over(self.take(), base, below)
        if base in ("grad", "nabla", "hess") and indexed:
            return self.gradient(self.take(), base, below)
        if word == "J" and raised and self.tokens[self.at + 2].text[:1] in INDICES:
            start, _, word = self.take().start, self.take(), self.take()
            return Part("unit", self.letters_of(word.text, word.start), start, self.end)
        if word == "e" and raised and "e" not in self.defined:
            start, _ = self.take().start, self.take()
            return call("exp", self.braced(self.exponent), start=start, end=self.end, word="e")
        if word == "frac" and (self.after.text == "{" or (self.after.kind == NUMBER and len(self.after.text) == 2)):
            return self.latex_fraction(self.take().start)
        return None

    def gradient(self, token, kind, below):
        """grad_X f, hess_{x} f."""
        if below:
            variable = named(below, token.end - len(below), token.end)
        else:
            self.take()
            variable = self.braced(self.atom)
        kind = "Hessian" if kind == "hess" else "Gradient"
        return Part("derivative", [self.part(2), variable], token.start, self.end, kind)

    def latex_fraction(self, start):
        """\\frac{A}{u}, \\frac12, \\frac{\\partial F}{\\partial X}."""
        if self.next.kind == NUMBER:
            parts = self.letters_of(self.next.text, self.take().start)
        elif DERIVATIVE.fullmatch(self.after.text):
            return self.leibniz(start)
        else:
            parts = [self.braced(self.atom), self.braced(self.atom)]
        return Part("/", parts, start, self.end, "frac")

    def sum_over(self, token, kind, below):
        """sum_i, sum_ij, sum_{i=1}^n, with what stands behind it up to the next + or -."""
        indices, limits = [*below], []
        if not below:
            self.take()
            opened = self.takes("{")
            indices = [*self.take().text]
            while opened and self.takes(","):
                indices += self.take().text
            if opened and self.takes("="):
                limits.append(self.part())
            opened and self.takes("}")
        if limits and self.takes("^"):
            limits.append(self.braced(self.exponent))
        if limits and len(limits) < 2:
            self.refuse(f"{kind}: wants its last index, as in {kind}_{{i=1}}^n", token)
        if not all(map(str.isalpha, indices)):
            self.refuse(f"{kind}: wants letters as indices, as in {kind}_ij", token)
        self.indices += indices
        part = self.part(2)
        del self.indices[-len(indices) :]
        for index in reversed(indices):
            part = Part("summed" if kind == "sum" else "multiplied", [part, *limits], token.start, self.end, index)
        return part

    def below(self):
        """The indices of X_{ij}, X_{i,j}, x_{k}."""
        if self.sign != "{":
            if self.next.kind not in (NAME, NUMBER):
                self.refuse(self.unexpected())
            return self.letters_of(self.next.text, self.take().start)
        places = self.listed(self.take(), self.place)
        if len(places) == 1:
            return places[0]
        return [reduce(lambda a, b: Part("juxt", [a, b], a.start, b.end, "juxt"), place) for place in places]

    def place(self):
        """The letters ij or mn of a place in X_{mn,ij}, or one part."""
        plain = self.next.kind == NAME and {*self.next.text} <= {*INDICES, *"mnpq"}
        if plain and self.after.text in (",", "}"):
            return self.letters_of(self.next.text, self.take().start)
        return [self.part()]

    def letters_of(self, text, start):
        """The letters and digits of a text, as parts of their own."""
        kind = lambda letter: NUMBER if letter.isdigit() else NAME
        return [Part(kind(letter), [], at, at + 1, letter) for at, letter in enumerate(text, start)]

    def subscripted(self, base, parts, token):
        """K_mn, I_n, e_i, X_ij, W_1: matrices of zeros and ones, entries, or names."""
        digits = parts[0].word if len(parts) == 1 and base[:1].isupper() and base not in ZERO_ONE else ""
        if digits.isdigit() and len(digits) == 2:  # X_{12} is the entry in row 1 and column 2
            parts = self.letters_of(digits, parts[0].start)
        words = [part.word if part.op in ("name", "number") else "?" for part in parts]
        letters = all(len(word) == 1 and (word in INDICES or word in self.indices) for word in words)
        op = self.kind_of(base, words, letters)
        several = len(parts) == 2 and self.text[self.end - 1] == "}" and "," in self.text[token.start : self.end]
        if op == "entry" or (not op and ("?" in words or several)):
            op, parts = "entry", [named(base, token.start, token.start + len(base)), *parts]
        if not op:
            return named(f"{base}_{''.join(words)}", token.start, self.end)
        return Part(op, parts, token.start, self.end, {"entry": "_", "zero_one": base}.get(op, ""))

    def kind_of(self, base, words, letters):
        """Return what a letter with such indices is, if it is no name."""
        given, pair = base in self.given, len(words) == 2
        if base in ZERO_ONE and not given and all(word.islower() or not word.isalpha() for word in words):
            return "zero_one"
        if given and len(words) <= 2 and "?" not in words and (letters or all(map(str.isdigit, words))):
            return "entry"
        if base == "e" and len(words) == 1 and (letters or words[0].isdigit()):
            return "unit"
        if base in ("E", "J") and letters and pair and base not in self.letters:
            return "unit"
        if base == "delta" and letters and pair:
            return "delta"
        bound = all(word in self.indices for word in words)  # by a sum around them
        return "entry" if letters and len(base) == 1 and len(words) <= 2 and (bound or pair) else ""

    # Derivatives.

    def derivative(self):
        """d F / d X, dF/dX, d^2 f/dx dx^T: a derivative in the convention of the book; d(F), where dX is given."""
        token, increments = self.next, [name for name in self.given if name[0] == "d" and name[1:] in self.given]
        if not DERIVATIVE.fullmatch(token.text) or token.text in self.functions:
            return None
        stroke = self.stroke()
        if stroke is None and not (token.text == "d" and increments):
            return None
        self.strokes.add(stroke)
        kind = self.differential()
        if stroke is None:
            return Part("differential", [self.power()], token.start, self.end)
        body = self.part(2)
        if not self.takes("/"):
            self.refuse(self.unexpected())
        return Part("derivative", [body, self.below_the_stroke()], token.start, self.end, kind)

    def leibniz(self, start):
        """\\frac{\\partial F}{\\partial X} and \\frac{\\partial}{\\partial X} F."""
        opened = self.take()
        kind = self.differential()
        body = None if self.sign == "}" else self.part()
        self.close(opened)
        opened = self.take()
        if opened.text != "{" or not DERIVATIVE.fullmatch(self.next.text):
            wanted = "as in \\frac{\\partial F}{\\partial X}"
            self.refuse(f"a derivative is taken with respect to a letter, {wanted}", opened)
        variable = self.below_the_stroke()
        self.close(opened)
        return Part("derivative", [body or self.part(2), variable], start, self.end, kind)

    def differential(self):
        """Pass d, d^2 or partial, and return which derivative begins so."""
        kind = self.strip()
        twice = self.sign == "^" and self.after.text == "2"
        self.at += 2 * twice
        return "Hessian" if twice else "Jacobian" if kind == "d" else "partial"

    def strip(self):
        """Take d, or partial, away from the word that follows, and return it: dX is X, and d alone is nothing."""
        token, kind = self.next, DERIVATIVE.fullmatch(self.next.text)[1]
        rest = token._replace(text=token.text[len(kind) :], start=token.start + len(kind), spaced=False)
        self.tokens[self.at : self.at + 1] = [rest] * bool(rest.text)
        return kind

    def stroke(self):
        """Return where the stroke / stands of a fraction that begins with d; None if a sum or a bracket ends before."""
        depth, bars = 0, False
        for at in range(self.at, len(self.tokens) - 1):
            text, after, before = self.tokens[at].text, self.tokens[at + 1], self.tokens[at - 1].text
            depth += (text in CLOSING) - (text in CLOSING.values())
            if text in ("|", "||"):
                depth, bars = depth + (-1 if bars else 1), not bars
            if depth < 0 or (depth == 0 and text in ("+", "-", "=") and before != "^"):
                return None
            begins = after.kind == NAME and DERIVATIVE.fullmatch(after.text) and after.text not in self.functions
            if depth == 0 and text == "/" and begins:
                return self.tokens[at].start
        return None

    def below_the_stroke(self):
        """dX, d vec(X)^T, d vech(S)^T, dx dx^T, dX^2: what a derivative is taken by."""
        kind, variable = self.taken_by()
        if self.next.kind == NAME and DERIVATIVE.fullmatch(self.next.text):
            self.taken_by()
        if self.sign == "^" and self.after.text in ("T", "2"):
            self.at += 2
        return call("vech", variable, start=variable.start, end=self.end) if kind == "vech" else variable

    def taken_by(self):
        """Pass dX, dX_ij or d vec(X)."""
        self.strip()
        kind = self.takes("vec", "vech")
        opened = self.take() if self.sign == "(" else None
        token = self.take()
        if token.kind != NAME:
            self.refuse("a derivative is taken with respect to a letter, as in d vec(F) / d vec(X)^T", token)
        if opened:
            self.close(opened)
        base, _, below = token.text.partition("_")
        if below and token.text not in self.given:
            return kind, self.subscripted(base, self.letters_of(below, token.end - len(below)), token)
        variable = named(token.text, token.start, token.end)
        if self.takes("_"):
            variable = Part("entry", [variable, *self.below()], token.start, self.end, "_")
        return kind, variable
