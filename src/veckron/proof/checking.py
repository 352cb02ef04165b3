"""Checking a statement of one's own, and which small change makes a false one true: a transpose, a factor, an order, a size."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from difflib import get_close_matches
from itertools import combinations
from math import inf
from time import monotonic
from typing import Any, NamedTuple

from veckron.notation import ParseError
from veckron.notation.functions import FUNCTIONS
from veckron.notation.grammar import Grammar
from veckron.notation.tokens import NAME, read_tokens
from veckron.proof.provenance import IDENTITIES
from veckron.proof.statements import Statement
from veckron.proof.trials import UNDECIDED, Refuted, Trial
from veckron.proof.verdicts import Verdict
from veckron.proof.verification import verify
from veckron.proof.wording import claim
from veckron.shapes import ShapeError

RAISED = {"": ("^T", "^-1", "^-T"), "^T": ("", "^-T"), "^-1": ("", "^-T", "^T"), "^-T": ("^-1", "^T", "")}
MOST = 400  # changes that are tried


def check(statement: Any, right: Any = None, /, *, seed: int = 0, where: str = "", **letters: str) -> Verdict:
    """Verify an entry of the catalogue by its permanent name, or a statement of one's own, and show what was found.

    The statement is a key of :data:`veckron.IDENTITIES`; or a text in the notation of the book, ``"tr(A B) = tr(B A)"``,
    whose letters are declared by shape and structure, ``A="m n"``, ``S="symmetric"``, where these do not follow, or in words
    behind it, ``"... where S is symmetric, m >= n"``; or what :func:`verify` takes. The verdict displays as the statement, the
    shapes tried and the bound, or as the counterexample.
    KeyError if the catalogue has no such name, with the nearest ones; AssertionError if the verdict on an entry is not what
    the catalogue says; a ParseError, with its place, if a text is no statement; else errors as for :func:`verify`.

    >>> check("vec_of_transpose")
    vec_of_transpose holds: K_mn vec A = vec A^T
      (m, n) = (1, 1), (2, 3), (3, 3), (2, 2), (1, 4), (4, 1), (5, 7), (7, 5)
      all sizes; a false statement passes with probability below 5e-19 per shape
    >>> check("grad_X ||A X B - C||^2 = 2 A^T (A X B - C) B^T").status
    'holds'
    >>> check("grad_X tr(X^2) = 2 X")
    statement fails: grad_X tr(X^2) = 2 X
      -2 is not 6 at n = 2, entry (2, 1)
      holds with X^T for X: grad_X tr(X^2) = 2 X^T

    source: schwartz1980; zippel1979; demillo1978
    """
    if not isinstance(statement, str):
        return verify(statement, right, seed=seed, where=where, **letters)  # type: ignore[arg-type]
    if not re.fullmatch(r"\w*", statement):
        return _own(statement, where, letters, seed)
    if statement not in IDENTITIES:
        near = ", ".join(get_close_matches(statement, IDENTITIES, 5)) or "none"
        raise KeyError(f"check: no entry {statement!r}; near it: {near}")
    entry = IDENTITIES[statement]
    verdict = verify(entry, seed=seed)
    expected = "holds" if entry.holds else "fails"
    if verdict.status != expected:
        raise AssertionError(f"{statement}: the catalogue says {expected}, the verifier {verdict!r}")
    return verdict


def _own(text, where, letters, seed):
    """The verdict on a statement of one's own, with the small change that makes it true, also where its shapes do not fit."""
    said = lambda mended: f"{mended[1]}: {mended[0].formula}" if mended else ""
    try:
        own = claim(text, where, **letters)
    except ParseError as error:
        found = ""
        with suppress(ParseError):
            found = said(repair(claim(text, where, True, **letters), seed))
        if not found:
            raise
        raise ParseError(f"{error.message}; {found}", error.text, error.position) from None
    verdict = verify(own, seed=seed)
    return replace(verdict, repair=said(repair(own, seed))) if verdict.status == "fails" else verdict


class Edit(NamedTuple):
    """New text from one place to another, how unusual such a change is, and how it is said: new for old."""

    start: int
    stop: int
    new: str
    unusual: int = 0
    said: tuple = ()  # where it is more than the new and the old text


def changes(statement: Statement) -> Iterator[tuple[str, str, str]]:
    """Yield a changed text, what is new in it and what that stands for, the right side before the left."""
    text = statement.formula
    middle = text.index("=")
    edits = sorted(
        dict.fromkeys(_edits(text, statement)), key=lambda edit: (edit.start < middle, edit.unusual, edit.start)
    )
    for start, stop, new, _, said in edits:
        yield text[:start] + new + text[stop:], *(said or (new, text[start:stop]))


def _edits(text, statement):
    end = len(text.split(" where ")[0].rstrip())
    letters = [name for name, shape in statement.shapes.items() if shape != "function"]
    formal = statement.shapes.keys() - {*letters}
    letters += re.findall(r"([A-Za-z]\w*) = ", text[end:])
    for token in read_tokens(text):
        if token.end <= end:
            yield from _edits_at(text, token, letters)
    yield from _exchanges(text, end, letters)
    for side in Grammar(text, FUNCTIONS, letters, formal).sides():
        yield from _edits_of(text, side, statement)


def _edits_at(text, token, letters):
    """A transpose or inverse more or less, another letter, sign or number."""
    start, stop, word = token.start, token.end, token.text
    names = [(word, stop)] if word in letters else [("(...)", stop)] if word == ")" else []
    if token.kind == NAME and not names and all(letter in letters for letter in word):  # AXB
        names = [(letter, start + k) for k, letter in enumerate(word, 1)]
    for name, end in names:
        raised = next((sign for sign in ("^-T", "^-1", "^T") if text.startswith(sign, end)), "")
        for new in RAISED[raised]:
            yield Edit(end, end + len(raised), new, 1, (name + new, name + raised))
        twice = re.search(r"2 ?\*? ?$", text[: end - len(name)])
        if name in letters and not raised:  # true of a symmetric letter only
            first = twice.start() if twice else end - len(name)
            yield Edit(first, end, f"({name} + {name}^T)", 2)
        for other in letters if len(name) == 1 else ():
            if other != name and len(other) == 1:
                yield Edit(end - 1, end, other, 2)
    if word in ("+", "-") and start and text[start - 1] != "^":
        yield Edit(start, stop, {"+": "-", "-": "+"}[word])
    if word.isdigit() and start and text[start - 1] not in "_/d":
        for new in sorted({str(int(word) + 1), str(max(1, int(word) - 1))} - {word}):
            yield Edit(start, stop, new)


def _exchanges(text, end, letters):
    """Two letters exchanged throughout a side."""
    middle, names = text.index("="), rf"\b(?:{'|'.join(letters)}|[A-Z]+)\b"
    for one, other in combinations([letter for letter in letters if len(letter) == 1], 2):
        table = str.maketrans(one + other, other + one)
        for start, stop in ((middle, end), (0, middle)):
            new = re.sub(names, lambda word, table=table: word[0].translate(table), text[start:stop])
            yield Edit(start, stop, new, 3, (f"{one} and {other} exchanged", ""))


def _edits_of(text, side, statement):
    """What is seen in the tree: factors of a side and of its terms, the order of products, sizes of K, I and 1."""
    names = [size for size in statement.sizes if len(size) == 1 and statement.symbols[size] not in statement.placed]
    for start, stop in sorted({(side.start, side.end), *((part.start, part.end) for part in side.terms())}):
        for unusual, new in _beside(names):
            old = text[start:stop] if re.fullmatch(r"\w+", text[start:stop]) else f"({text[start:stop]})"
            yield Edit(start, stop, new.replace("(...)", old), unusual, (new, "(...)"))
    for part in side.parts():
        old = text[part.start : part.end]
        kron = part.op == "call" and part.function.word == "kron" and len(part.args) == 2
        if kron or part.op == "juxt":
            A, B = part.args
            A = A.args[1] if not kron and A.op == "juxt" else A
            between = text[A.end : B.start]
            if between.strip() in (("(x)", ",") if kron else ("",)):
                one, other = text[A.start : A.end], text[B.start : B.end]
                start, stop = (part.start, part.end) if "," in between else (A.start, B.end)
                first, last = text[start : A.start], text[B.end : stop]
                yield Edit(start, stop, f"{first}{other}{between or ' '}{one}{last}", int(not kron))
                if kron and B.op == "name":
                    yield Edit(start, stop, f"{first}{other}^T{between}{one}{last}", 2)
        yield from (Edit(part.start, part.end, new) for new in _of_other_sizes(part, old, names))


def _of_other_sizes(part, old, names):
    """K, I, D or L of other sizes; for a letter of one of these names the matrix that was meant."""
    if part.op == "name" and old in ("K", "D", "L"):
        yield from (f"{old}_{m}{n if old == 'K' else ''}" for m in names for n in names)
    if part.op in ("zero_one", "sized") and old[1:2] == "_":
        below = old[2:].strip("{}")
        sizes = names if below.isalpha() else []
        changed = {below[:k] + size + below[k + 1 :] for k in range(len(below)) for size in sizes}
        yield from (f"{old[0]}_{other}" for other in sorted({below[::-1], *changed} - {below}))


def _beside(sizes):
    """What a side or a term may lack: a factor, a transpose, K or I, and how unusual that is."""
    yield from ((1, f"{factor}(...)") for factor in ("2 ", "1/2 ", "-"))
    yield 2, "(...)^T"
    yield from ((3, f"K_{m}{n} (...)") for m in sizes for n in sizes)
    yield from ((3, f"(...) K_{m}{n}") for m in sizes for n in sizes)
    yield from ((3, new) for n in sizes for new in (f"I_{n} (x) (...)", f"(...) (x) I_{n}"))


def repair(statement: Statement, seed: int = 0, seconds: float = inf) -> tuple[Statement, str] | None:
    """Return a true statement that is a small change away from a false one that is a text, and what was changed.

    None, if no single change does: a transpose or inverse more or less, another letter, a sign, a factor, the order of a
    Kronecker product, a size of K or I, K_mn for a letter K. It is verified as any other. After so many ``seconds`` no
    further one is tried.
    """
    until = monotonic() + seconds
    for text, new, old in list(changes(statement))[:MOST]:
        if monotonic() > until:
            return None
        with suppress(ShapeError, ValueError, TypeError, ArithmeticError, IndexError):
            changed = replace(statement, formula=text)
            left, right = changed.symbolic or (0, 0)
            if left != right and _holds_at_a_point(changed) and verify(changed, seed=seed).status == "holds":
                return changed, f"holds with {new} for {old}" if old else f"holds with {new}"
    return None


def _holds_at_a_point(statement):
    """Tell whether a statement holds at one choice of unequal sizes."""
    sizes = statement.fitting(dict(zip(statement.sizes, [3, 2, 4, 5, 6, 7, 8, 9])))
    try:
        Trial(statement, sizes, 0).accept_exactly()
    except (Refuted, *UNDECIDED):
        return False
    return True
