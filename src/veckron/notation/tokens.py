"""From text to tokens: numbers, names and signs, as NumPy, MATLAB, papers and LaTeX write them, each with its place."""

import re
from typing import NamedTuple
from unicodedata import normalize

from veckron.notation.errors import ParseError, short

LENGTH, TOKENS = 2000, 400
DIGITS, LETTERS = 15, 20
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
  | (?P<begin>  \\begin\{[bpvB]?(?:matrix|array)\} ) | (?P<finish> \\end\{[bpvB]?(?:matrix|array)\} ) | (?P<row> \\\\ )
  | (?P<font>   \\(?:operatorname\*?|(?:math|text)(?:rm|bf|it|sf|tt|bb|cal|frak|normal|scr)|text|mbox|boldsymbol|bm|pmb|mathop)
                (?:\s*\{\s*(?P<inner>[A-Za-z]\w*|1|\\intercal)\s*\}|(?![A-Za-z])) )
  | (?P<command>\\(?:[A-Za-z]+|[|{}]) )
  | (?P<number> (?:\d+(?:\.(?![*/^'A-Za-z])\d*)?|\.\d+)(?:[eE][-+]?\d+(?![\w.]))? | \d+ )
  | (?P<name>   [A-Za-z]\w*(?<!_) | (?<![^\s([*+/,-])_[a-z](?:_\d+)?(?!\w) )
  | (?P<raised> [⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵀᵏⁿ]+ ) | (?P<below> [₀₁₂₃₄₅₆₇₈₉ᵢⱼₘₙₖ]+ )
  | (?P<quoted> (?:(?<=[(,=])|(?<=[(,=][ ]))(?:'[-\w,>*]{2,20}'|"[-\w,>*]{2,20}") )
  | (?P<product>(?<=\s)\([x*]\)(?=\s|\Z) )
  | (?P<sign>   \*\*|\.\*|\./|\.\^|\.'|\|\||[-+*/@().,^'|\[\]{};:=_&\\!<>] )
  | (?P<other>  . )
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)

LATEX = re.compile(r"\\[A-Za-z]{2,}|\\[,;:!|{]")


words = str.split


def inverted(table):
    """Return what each word of a table stands for; its rows, between semicolons, have what is meant, and the words for it."""
    return {word: meant for meant, *texts in map(words, table.split(";")) for word in texts}


GREEK = """α alpha β beta γ gamma δ delta ε epsilon ϵ epsilon ζ zeta η eta θ theta ϑ theta ι iota κ kappa λ lam μ mu ν nu ξ xi
π pi ρ rho σ sigma ς sigma τ tau υ upsilon φ phi ϕ phi χ chi ψ psi ω omega
Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Φ Phi Ψ Psi Ω Omega"""
GREEK = dict(zip(words(GREEK)[::2], words(GREEK)[1::2], strict=True))
COMMANDS = {name: name for name in GREEK.values() if name != "lam"}
COMMANDS |= {"lambda": "lam", "varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "ell": "ell"}
FUNCTIONS = "log ln exp det sin cos tan sinh cosh tanh tr Tr vec vech diag Diag rank max min sum prod sqrt frac nabla partial mid"
COMMANDS |= {name: name for name in words(FUNCTIONS)} | dict.fromkeys(("dfrac", "tfrac", "cfrac"), "frac")
SIGNS = inverted(
    r"""- − – ‐ ‑; * ∗ ＊; · · ⋅ • × \cdot \times \bullet; .* \ast; / ÷; + † \dagger; (x) ⊗ \otimes; o ∘ ◦ \circ; ⊙ ⊙ \odot;
    || ‖ ∥ \| \Vert \lVert \rVert \norm; | ∣ \vert \lvert \rvert; ( \{ \lbrace; ) \} \rbrace; ⟨ ⟨ \langle; ⟩ ⟩ \rangle;
    ' ’ ′ ᵗ ⊤ \top \intercal \transpose \prime; = \equiv \triangleq; , \&; ... … \ldots \cdots \dots"""
)
NAMED = inverted("0.5 ½; 0.25 ¼; sum ∑; prod ∏; sqrt √; nabla ∇; partial ∂; ell ℓ; 1 𝟏 𝟙 𝟭")
SMALL = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵀᵏⁿ₀₁₂₃₄₅₆₇₈₉ᵢⱼₘₙₖ", "0123456789+-Tkn0123456789ijmnk", strict=True))


def read_tokens(text):
    """Return the tokens of a text, and one for its end."""
    if not isinstance(text, str):
        raise ParseError(f"wants text, got {type(text).__name__}")
    if len(text) > LENGTH:
        raise ParseError(f"the text has {len(text)} characters, more than {LENGTH}", text[:LENGTH], LENGTH)
    found, spaced, latex = [], False, LATEX.search(text)
    for match in TOKEN.finditer(text):
        if match.lastgroup == "skip" and (latex or not (match[0] == "~" or re.match(r"\\\s", match[0]))):
            spaced = True
            continue
        found += _read(text, match, spaced)
        spaced = match.lastgroup == "row"
        if len(found) > TOKENS:
            raise ParseError(f"the text has more than {TOKENS} signs and names", text, match.start())
    return [*found, Token(STOP, "", len(text), len(text), True)]


def _read(text, match, spaced):
    """Return the tokens that a match stands for: mostly one."""
    kind, word, start, end = match.lastgroup, match[0], match.start(), match.end()
    token = lambda text, kind="": [Token(kind or _kind(text), text, start, end, spaced)]
    if kind in ("inner", "font"):
        inner = (match["inner"] or "").lstrip("\\").replace("intercal", "T")
        return token(inner) if inner else []
    if kind in ("raised", "below"):
        inside = re.findall(r"\d+|.", "".join(SMALL[character] for character in word))
        parts = ["^" if kind == "raised" else "_", "{", *inside, "}"]
        return [Token(_kind(part), part, start, end, False) for part in parts]
    if kind in ("number", "name"):
        (_want_number if kind == "number" else _want_name)(text, word, start)
        return token(word, kind)
    if kind == "quoted":
        return token(word[1:-1], WORD)
    if kind in ("command", "other"):
        return _foreign(text, word, token, start)
    return token({"begin": "[", "finish": "]", "row": ";", "skip": word[0]}.get(kind, word), SIGN)


def _kind(text):
    return NUMBER if text[0].isdigit() else NAME if text[0].isalpha() else SIGN


def _foreign(text, word, token, start):
    """A command of LaTeX, or a character that stands for a sign, a Greek letter or a name."""
    if word in SIGNS:
        return token(SIGNS[word], SIGN)
    plain = normalize("NFKC", word)
    name = COMMANDS.get(word[1:]) if word[0] == "\\" else GREEK.get(word) or NAMED.get(word) or GREEK.get(plain)
    if name or (plain.isascii() and plain.isalpha() and len(plain) == 1):
        return token(name or plain)
    if word[0] == "\\" and len(word) == 2 and word[1].isalpha():
        # A\b without other LaTeX: what MATLAB solves.
        return [Token(SIGN, "\\", start, start + 1, False), Token(NAME, word[1], start + 1, start + 2, False)]
    if word[0] == "\\":
        raise ParseError(f"{short(word)}: this command of LaTeX is not known here", text, start)
    shown = ascii(word) if not word.isprintable() else word
    raise ParseError(f"{shown}: a formula has no such character", text, start)


def _want_number(text, word, start):
    if word.isdigit() and word[0] == "0" and int(word) and len(word) <= DIGITS:
        raise ParseError(f"{word}: a number does not begin with 0", text, start)
    exponent = word.lower().partition("e")[2]
    if len(word) > DIGITS or (exponent and abs(int(exponent)) > DIGITS):
        raise ParseError(f"a number of more than {DIGITS} digits", text, start)


def _want_name(text, word, start):
    if len(word) > LETTERS or "__" in word:
        raise ParseError(f"{short(word)}: a name has at most {LETTERS} characters, and no '__'", text, start)
