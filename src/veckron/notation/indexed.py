"""What a formula writes with indices or with d: sums, entries, zero-one matrices, derivatives."""

import re
from functools import reduce
from itertools import islice, takewhile
from string import digits as DIGITS

from veckron.notation.tokens import NAME, NUMBER, Cursor, Part, named, turned
from veckron.notation.words import (
    BARE,
    CLOSING,
    DERIVATIVE,
    GREEK_NAMES,
    INDICES,
    KINDS_OF_DERIVATIVES,
    SIZES,
    ZERO_ONE,
)


class Indexed(Cursor):
    """The part of the grammar with indices and derivatives; :class:`Grammar` has the operations."""

    def words(self):
        """The names in the text."""
        return [token.text for token in self.tokens if token.kind == NAME]

    def braced(self, plain):
        """What stands in braces or brackets, or else what ``plain`` reads."""
        if self.sign not in ("{", "("):
            return plain()
        opened = self.take()
        part = self.part()
        self.close(opened)
        return part

    def special(self):
        """sum_i, grad_X f, e^X, J^ij, exp.(X), \\frac{1}{2}; None for any other name."""
        word, (base, _, below), start = self.next.text, self.next.text.partition("_"), self.next.start
        indexed, raised = below or self.after.text == "_", self.after.text == "^"
        if indexed and base in ("sum", "prod"):
            return self.sum_over(self.take(), base, below)
        if indexed and (kind := KINDS_OF_DERIVATIVES.get(base.lower()) or {"nabla": "Gradient"}.get(base)):
            token, _ = self.take(), below or self.take()
            variable = named(below, token.end - len(below), token.end) if below else self.braced(self.atom)
            return self.made("derivative", [self.part(2), variable], start, kind)
        if word in self.functions and self.passes(word, ".", "("):  # of each entry
            self.at -= 1
            return self.call(word, *self.arguments()[0], start=start, word="each" * (f"{word} each" in self.functions))
        if word == "frac" and (self.text[start] == "\\" or self.after.text == "{"):
            return self.latex_fraction(self.take().start)
        return self.raised_name(word, start) if raised else None

    def raised_name(self, word, start):
        """J^ij, e^X, and the square in tanh^2(x)."""
        above = self.inside_brace(self.at + 2)
        if word == "J" and above[:1] in INDICES:
            braces = self.tokens[self.at + 2].text == "{"
            self.at += 2 + braces
            indices = self.letters_of(self.next.text, self.take().start)
            self.at += braces and self.sign == "}"
            return self.made("unit", indices, start)
        if word == "e" and "e" not in self.defined and not self.is_transposed(self.at + 2):
            self.at += 2
            return self.call("exp", self.braced(self.above_e), start=start, word="e")
        if word in BARE and above.isdigit():
            token, _ = self.take(), self.take()
            exponent = self.braced(self.atom)
            return self.made("**", [self.letter(token), exponent], start, "^")
        return None

    def is_transposed(self, at):
        """Tell whether T stands above a letter: e^T x, e^{T}, e^Tx."""
        braced, text = self.tokens[at].text == "{", self.inside_brace(at)
        alone = not braced or self.tokens[at + 1 : at + 3][-1].text == "}"
        return text == "'" or (text[:1] == "T" and "T" not in self.given and alone)

    def above_e(self):
        """An exponent of e without brackets, up to the next space: e^-x'x, e^-x^2/2, e^At x."""
        start, sign = self.next.start, self.takes("-", "+")
        part = self.power()
        while self.starts() and not self.next.spaced and self.sign not in ("(", "["):
            part = self.made("juxt", [part, self.power()], start, "juxt")
        if sign and self.tight():
            self.take()
            part = self.made("/", [part, self.raising()], start, "/")
        return self.made("signed", [part], start, sign) if sign else part

    def inside_brace(self, at):
        """Return the word that stands at a place, or behind a brace there."""
        at = min(at, len(self.tokens) - 1)
        return self.tokens[at + (self.tokens[at].text == "{")].text

    def latex_fraction(self, start):
        """\\frac{A}{u}, \\frac12, \\frac{\\partial F}{\\partial X} and \\frac{\\partial}{\\partial X} F."""
        if self.next.kind == NUMBER and len(self.next.text) == 2:
            return self.made("/", self.letters_of(self.next.text, self.take().start), start, "frac")
        below = self.tokens[self.closing() + 1 :][1:2]
        if not all(DERIVATIVE.fullmatch(token.text) for token in [self.after, *below]):
            return self.made("/", [self.braced(self.signed), self.braced(self.signed)], start, "frac")
        opened, kind = self.take(), self.differential()
        body = None if self.sign == "}" else self.part()
        self.close(opened)
        opened = self.take()
        if opened.text != "{" or not DERIVATIVE.fullmatch(self.next.text):
            wanted = "as in \\frac{\\partial F}{\\partial X}"
            self.refuse(f"a derivative is taken with respect to a letter, {wanted}", opened)
        variables = self.below_the_stroke(kind)
        self.close(opened)
        return self.derived(kind, body or self.part(2), variables, start)

    def sum_over(self, token, kind, below):
        """sum_i, sum_ij, sum_{i=1}^n, with what stands behind it up to the next + or -."""
        indices, limits = [*below], []
        if not below:
            self.take()
            opened = self.takes("{")
            indices = [*self.take().text]
            while opened and self.takes(","):
                indices += self.take().text
            limits = [self.part()] if opened and self.takes("=") else []
            opened and self.takes("}")
        if limits and self.takes("^"):
            limits.append(self.braced(self.exponent))
        if len(limits) == 1:
            self.refuse(f"{kind}: wants its last index, as in {kind}_{{i=1}}^n", token)
        if not all(map(str.isalpha, indices)):
            self.refuse(f"{kind}: wants letters as indices, as in {kind}_ij", token)
        self.indices += indices
        part = self.part(2)
        while self.goes_on(indices):
            sign = self.take()
            part = self.made(sign.text, [part, self.part(2)], part.start, sign.text)
        del self.indices[-len(indices) :]
        op = "summed" if kind == "sum" else "multiplied"
        return reduce(lambda part, index: self.made(op, [part, *limits], token.start, index), reversed(indices), part)

    def goes_on(self, indices):
        """Tell whether a sum has the next term too, whose letters bear its index: sum_i a_i + b_i, not sum_i a_i + sum_i b_i."""
        if self.sign not in ("+", "-"):
            return False
        ends = lambda token: token.text in ("+", "-", "=", ",", ";", "where")
        term = [*takewhile(lambda token: not ends(token), (token for token, _ in islice(self.beside(), 1, None)))]
        end, below = term[-1].end if term else self.next.end, "".join(indices)
        inside = [token.text.partition("_")[0] for token in self.tokens[self.at :] if token.end <= end]
        found = re.search(rf"_(\w*[{below}]|{{[^}}]*[{below}])", self.text[self.next.end : end])
        return found is not None and not {"sum", "prod"} & {*inside}

    def below(self):
        """The indices of X_{ij}, X_{i,j}, x_{k}; the places of X_{mn,ij} are letters, or one part each."""
        if self.sign != "{":
            if self.next.kind not in (NAME, NUMBER):
                self.refuse(self.unexpected())
            return self.letters_of(self.next.text, self.take().start)
        places = self.listed(self.take(), self.place) or self.refuse("an index is missing")
        if len(places) == 1:
            return places[0]
        return [reduce(lambda a, b: Part("juxt", [a, b], a.start, b.end, "juxt"), place) for place in places]

    def place(self):
        """The letters ij or mn of a place in X_{mn,ij}, or one part."""
        known = {*self.next.text.rstrip(DIGITS)} <= {*INDICES, *SIZES, *self.indices}
        plain = self.next.kind == NAME and known and self.after.text in (",", "}")
        return self.letters_of(self.next.text, self.take().start) if plain else [self.part()]

    def letters_of(self, text, start):
        """The letters and digits of a text, as parts of their own."""
        return [Part(NUMBER if c.isdigit() else NAME, [], at, at + 1, c) for at, c in enumerate(text, start)]

    def lettered(self, token):
        """A letter, with what stands below it."""
        word, (base, _, below) = token.text, token.text.partition("_")
        if below and word not in self.given and word not in self.functions:
            return self.subscripted(base, self.letters_of(below, token.end - len(below)), token)
        if self.takes("_"):
            return self.subscripted(word, self.below(), token)
        return named("lam" if word == "lambda" else word, token.start, token.end)

    def subscripted(self, base, parts, token):
        """K_mn, I_n, e_i, X_ij, W_1: matrices of zeros and ones, entries, or names."""
        if base == "e" and all(part.word.isdigit() for part in parts):  # e_11 is one column
            parts = [Part(NUMBER, [], parts[0].start, parts[-1].end, "".join(part.word for part in parts))]
        owner = base.upper()  # a_ij is an entry of A
        if owner in self.alone and base not in {"e", *self.alone}:
            found = self.subscripted(owner, parts, token)
            if found.op == "entry" and len(found.args) == 3:
                return found
        (first, *others), capital = parts, base[:1].isupper() and base not in ZERO_ONE
        if capital and not others and first.word.isdigit() and len(first.word) == 2:  # X_{12} is in row 1 and column 2
            parts = self.letters_of(first.word, first.start)
        elif first.op == "juxt" and first.args[0].word.isdigit() and (capital or first.args[0].word == "1"):  # X_{1i}
            parts = [*first.args, *others]
        words = [part.word if part.op in ("name", "number") else "?" for part in parts]
        several = len(parts) == 2 and self.text[self.end - 1] == "}" and "," in self.text[token.start : self.end]
        op = self.kind_of(base, words) or ("entry" if "?" in words or several else "")
        if op == "entry":
            parts = [self.definition(base) or named(base, token.start, token.start + len(base)), *parts]
        if not op:
            return named(f"{base}_{''.join(words)}", token.start, self.end)
        return self.made(op, parts, token.start, {"entry": "_", "zero_one": base}.get(op, ""))

    def kind_of(self, base, words):
        """Return what a letter with such indices is, if it is no name."""
        given, few, pair = self.is_known(base), len(words) <= 2, len(words) == 2
        index = lambda word: len(word) == 1 and (word in INDICES or word in self.indices)
        letters, digits = all(map(index, words)), all(map(str.isdigit, words))
        placed = all(index(word) or word.isdigit() or word in self.sizes for word in words)
        sized = all(word.isdigit() or word in {*self.sizes, *"rs"} or not word.isalnum() for word in words)
        numbered = base != "I" and f"{base}_1" in self.words()  # K_1 is a letter, and so is K_2 beside it
        if base in ZERO_ONE and not numbered and (sized or base == "I"):
            sizes = all(word.isalpha() for word in words)
            if not given or (sizes and self.read("special", "matrix") == "matrix"):  # K_mn beside a letter K
                return "zero_one"
        if given and few and (letters or digits or (pair and placed)):
            return "entry"
        if base == "e" and not given and len(words) == 1 and (placed or words == ["?"]):
            return "unit"
        if pair and base == "delta" and not given:
            return "delta"
        if letters and pair and base in ("E", "J") and base not in self.alone:
            return "unit"
        bound = all(word in self.indices for word in words)  # by a sum around them
        bound = bound or (base.islower() and base in self.alone)  # a_i beside a
        mixed = any(map(index, words)) or (base in self.alone and not digits)  # A_i1; A_nn beside A
        single = len(base) == 1 or base in GREEK_NAMES
        return "entry" if single and ((pair and placed and mixed) or (letters and few and bound)) else ""

    # Derivatives.

    def derivative(self):
        """d F / d X, dF/dX, d/dX F, d^2 f/dx dx^T: a derivative in the convention of the book; d(F), where dX is given."""
        token, increments = self.next, [name for name in self.given if name[0] == "d" and name[1:] in self.given]
        if not DERIVATIVE.fullmatch(token.text) or token.text in self.functions:
            return None
        stroke = self.stroke()
        if stroke is None and not (token.text == "d" and increments):
            moved = [word for word in self.words() if word[0] == "d" and word[1:] in self.letters]
            if token.text == "d" and self.after.text == "(" and moved:
                X = moved[0][1:]
                self.refuse(f"d(...): give the shapes of {X} and of its increment, as in {X}='m n', d{X}='m n'")
            return None
        self.strokes.add(stroke)
        kind = self.differential()
        if stroke is None:
            return self.made("differential", [self.power()], token.start)
        body = None if self.sign == "/" else self.part(2)  # d/dX F
        if not self.takes("/"):
            self.refuse(self.unexpected())
        variables = self.below_the_stroke(kind)
        return self.derived(kind, body or self.part(2), variables, token.start)

    def derived(self, kind, body, variables, start):
        """The derivative of a part by what stands below the stroke; by two letters it is a mixed one."""
        first, *second = variables
        words = lambda part: [inner.word for inner in part.parts()]
        if not second or words(first) == words(*second):
            return self.made("derivative", [body, first], start, kind)
        row = self.made("derivative", [body, first], start, "Jacobian")
        return self.made("derivative", [turned(row, start, self.end), *second], start, "Jacobian")

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

    def below_the_stroke(self, kind):
        """dX, d vec(X)^T, d vech(S)^T, dx dx^T, dx dy^T, dX^2: the letters that a derivative is taken by."""
        variables = [self.taken_by()]
        if kind == "Hessian" and self.next.kind == NAME and DERIVATIVE.fullmatch(self.next.text):
            variables.append(self.taken_by())
        if self.sign == "^" and self.after.text in ("T", "2"):
            self.at += 2
        return variables

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
        variable = self.lettered(token)
        return self.call("vech", variable, start=variable.start) if kind == "vech" else variable
