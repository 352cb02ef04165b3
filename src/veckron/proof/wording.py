"""What is said of letters behind a statement, in words: structures, ranks, shapes, what is invertible, relations of sizes."""

import re
from dataclasses import replace

from veckron.proof.statements import Statement, stated
from veckron.proof.structures import STRUCTURES
from veckron.shapes import STRUCTURES as DECLARED

# The structures of a letter that one word says, and other words for them.
KINDS = {word: word for word in STRUCTURES if word not in ("", "rank") and not word.endswith(" singular")}
SAID = KINDS | {"lower triangular": "lower", "upper triangular": "upper", "projection": "idempotent"}
SAID |= dict.fromkeys(("skew-symmetric", "skew symmetric", "antisymmetric"), "skew")
SAID |= {"symmetric positive definite": "positive definite", **dict.fromkeys(("scalar", "scalars", "number"), "scalar")}
OPENING = r"(?:,|\b(?:where|for|if|with|and|when)\b)\s+"
OF_LETTERS = rf"{OPENING}((?:\w+(?:,\s*|\s+and\s+))*\w+)"
SIZE = r"(?:[A-Za-z]|\d+)"
CLAUSES = {
    "kind": rf"{OF_LETTERS}\s+(?:(?:is|are)\s+)?(?:an? )?({'|'.join(sorted(SAID, key=len, reverse=True))})(?: matri(?:x|ces))?$",
    "rank": rf"{OF_LETTERS}\s+(?:has|have|of)\s+(rank\s+\w+)$",
    "hypothesis": rf"{OPENING}(\w+ is (?:invertible|nonsingular|of full rank|not 0)|det \w+ (?:> 0|is not 0))$",
    "shape": rf"{OF_LETTERS}(?:\s*:|\s+is|\s+are)\s*(\w+\s*(?:×|\s(?:x|by)\s)\s*\w+|{SIZE}\s+{SIZE})$",
    "where": rf"{OPENING}([\w+*-]+\s*(?:>=|<=|≥|≤|>|<)\s*[\w+*-]+)$",
}


def worded(text: str) -> tuple[str, dict, list, list]:
    """Return a statement without what is said of its letters behind it, and that: shapes, hypotheses, relations of sizes.

    ValueError if a letter is said to have two structures.

    >>> worded("tr(A S) = tr(A^T S) where A is n x n, S is symmetric, n > 1")
    ('tr(A S) = tr(A^T S)', {'S': 'symmetric', 'A': 'n n'}, [], ['n > 1'])
    """
    sizes, kinds, said, text = {}, {}, {"hypothesis": [], "where": []}, text.rstrip(" .;,")
    while found := next(((kind, hit) for kind, clause in CLAUSES.items() if (hit := re.search(clause, text))), None):
        kind, hit = found
        text = text[: hit.start()].rstrip()
        if kind in said:
            said[kind].insert(0, hit[1].replace("nonsingular", "invertible"))
            continue
        words = SAID.get(hit[2]) or " ".join(re.sub(r"\s(?:x|by)\s|×", " ", hit[2]).split())
        for letter in re.split(r",\s*|\s+and\s+", hit[1]):
            told = sizes if kind == "shape" else kinds
            if told.setdefault(letter, words) != words:
                raise ValueError(
                    f"{letter} is said to be {words} and {told[letter]}: one of these can be checked at a time"
                )
    square = re.findall(r"(\w+) is invertible|det (\w+)", ", ".join(said["hypothesis"]))
    letters = dict.fromkeys([*kinds, *sizes, *map("".join, square)])
    shapes = {x: f"{sizes.get(x, '')} {kinds.get(x, '')}".strip() for x in letters}
    return text, shapes, *said.values()


def claim(text: str, where: str = "", lenient: bool = False, /, **letters: str) -> Statement:
    """Return the statement that a text is, with what is said of its letters behind it and by ``letters``; see ``stated``."""
    for name, words in {"where": where, **letters}.items():
        if not isinstance(words, str):
            raise TypeError(f"check: {name} is given as a text, such as A='m n', where='m >= n', got {words!r}")
    text, said, hypotheses, relations = worded(text.replace("==", "="))
    given = {x: " ".join(DECLARED.get(word, word) for word in shape.split()) for x, shape in letters.items()}
    shapes = {x: f"{given.get(x, '')} {said.get(x, '')}".strip() for x in {**given, **said}}
    own = stated(text, ", ".join(filter(None, [*relations, where])), lenient, **shapes)
    return replace(own, hypothesis=", ".join(hypotheses)) if hypotheses else own
