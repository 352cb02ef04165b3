"""Reads the catalogue: text files in the notation of the book, about two lines for a statement.

::

    [topic traces | in a-identities | petersen2012, section 2.5 | false: magnus2019, chapter 9]
    gradient_of_trace_of_kron | X: n n, A: m m | cookbook 105
        grad_X tr(A (x) X) = tr(A) I
    gradient_of_trace_of_square_untransposed | X: n n | false, see gradient_of_trace_of_square
        grad_X tr(X^2) = 2 X
        note: The transpose is missing; a symmetric X hides it.

A bracket says what the entries below it have in common: topic, chapter, the sources of true and of false statements. The
line of an entry has its permanent name, its letters with their shapes, and what it has of its own, between strokes:
``cookbook 99, 100``, ``if X is invertible``, ``where m >= n``, ``sizes k``, ``ranks tried``, ``in 02-kronecker``, a source.
Below it stands the statement, then ``note:``, ``printed:`` or ``method:``; a line that is indented further goes on.
"""

from collections.abc import Iterator
from importlib.resources import files

from veckron.proof import IDENTITIES, Identity

FIELDS = {"cookbook": "cookbook", "if": "hypothesis", "where": "where", "sizes": "extra_sizes", "ranks": "ranks"}
FIELDS |= {"in": "chapter", "topic": "topic"}
REMARKS = ("note", "printed", "method")


def register(name: str) -> None:
    """Enter the statements of a file of the catalogue; ValueError if a name is taken or a line cannot be read."""
    for entry in read((files(__package__) / f"{name}.txt").read_text(encoding="utf-8")):
        if entry.name in IDENTITIES:
            raise ValueError(f"catalogue: the name {entry.name} is taken")
        IDENTITIES[entry.name] = entry


def read(text: str) -> Iterator[Identity]:
    """Return the entries of a text, in its order.

    >>> text = "[topic vec | in 01-vec | magnus2019]\\nvec_of_sum | A, B: m n\\n    vec(A + B) = vec A + vec B"
    >>> [(entry.name, entry.shapes) for entry in read(text)]
    [('vec_of_sum', {'A': 'm n', 'B': 'm n'})]
    """
    common, entry = {}, []
    for line in [*text.splitlines(), ""]:
        if entry and not line.startswith(" "):
            yield _entry(entry, common)
            entry = []
        if line.startswith("["):
            common = _common(line.strip("[]"))
        elif line.startswith("        "):
            entry[-1] = f"{entry[-1]} {line.strip()}"
        elif line.startswith("    ") or (line and not line.startswith("#")):
            entry.append(line.strip())


def _common(text):
    """What entries have in common: topic, chapter, source, and the source of false statements."""
    found = _fields(text.split(" | "))
    falsely = found.pop("truth", "")
    return found | {"refuted": falsely or found.get("source", "")}


def _fields(fields):
    found = {}
    for field in fields:
        word, _, rest = field.partition(" ")
        if word in FIELDS:
            found[FIELDS[word]] = rest
        elif word.startswith("false"):
            found["truth"] = rest.removeprefix("see ")
        else:
            found["source"] = field
    return found


def _entry(lines, common):
    (name, letters, *fields), (statement, *remarks) = lines[0].split(" | "), lines[1:] or [""]
    own = _fields(fields)
    known = {**common, **own}
    refuted = known.pop("refuted")
    if "truth" in own and "source" not in own:
        known["source"] = refuted
    for remark in remarks:
        kind, _, text = remark.partition(": ")
        if kind not in REMARKS:
            raise ValueError(f"catalogue: {name}: wants {', '.join(REMARKS)}, got {remark!r}")
        known[kind] = text
    if " = " not in statement:
        raise ValueError(f"catalogue: {name} wants a statement with two sides, got {statement!r}")
    return Identity(name, None, _shapes(name, letters), holds="truth" not in own, formula=statement, **known)


def _shapes(name, text):
    """The shapes of letters: of ``X: m n, A, B: n n symmetric``."""
    shapes, waiting = {}, []
    for part in filter(None, text.split(", ")):
        letter, colon, shape = part.partition(": ")
        waiting.append(letter)
        if colon:
            shapes |= dict.fromkeys(waiting, shape)
            waiting = []
    if waiting:
        raise ValueError(f"catalogue: {name}: letters without a shape: {', '.join(waiting)}")
    return shapes
