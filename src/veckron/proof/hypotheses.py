"""Each hypothesis of an entry, and what becomes of the statement without it: false, undefined, or still true."""

import re
from dataclasses import replace

from veckron.proof.structure_table import STRUCTURED
from veckron.proof.verification import verify

FALSE, UNDEFINED, UNNECESSARY = "false without it", "not defined without it", "true without it"
NONSINGULAR = r"(\w+) is (?:invertible|positive definite|of full rank|not 0)|det (\w+) (?:> 0|is not 0)"


def without(entry, seed=0):
    """Return pairs of a hypothesis and what the statement is without it.

    Parameters
    ----------
    entry : Identity
        True under its hypotheses, which are separated by commas.

    Returns
    -------
    list of (str, str)

    Raises
    ------
    ValueError
        If a hypothesis is none that can be dropped.

    Examples
    --------
    >>> from veckron import IDENTITIES
    >>> without(IDENTITIES["derivative_of_inverse_symmetric"])
    [('S is symmetric', 'false without it'), ('S is invertible', 'not defined without it')]

    source: magnus2019
    """
    return [(hypothesis, _outcome(relaxed(entry, hypothesis), seed)) for hypothesis in entry.hypotheses]


def _outcome(entry, seed):
    return {"fails": FALSE, "unknown": UNDEFINED, "holds": UNNECESSARY}[verify(entry, seed=seed).status]


def relaxed(entry, hypothesis):
    """Return the entry for letters that break one hypothesis: unstructured, singular, or of exchanged sizes."""
    others = ", ".join(part for part in entry.hypothesis.split(", ") if part != hypothesis)
    entry = replace(entry, hypothesis=others)
    if hypothesis in entry.where.split(", "):
        large, _, small = hypothesis.split()
        return replace(entry, where=entry.where.replace(hypothesis, f"{small} > {large}"))
    if found := re.fullmatch(rf"{STRUCTURED}|(\w+) has rank (\w+)", hypothesis):
        entry = replace(entry, extra_sizes=f"{entry.extra_sizes} {found[4] or ''}".strip())
        return _reshaped(entry, found[1] or found[3], lambda words: words[:2])
    if found := re.fullmatch(NONSINGULAR, hypothesis):
        return _reshaped(entry, found[1] or found[2], lambda words: [*words, "singular"])
    raise ValueError(f"hypotheses: {entry.name}: cannot drop {hypothesis!r}")


def _reshaped(entry, letter, change):
    return replace(entry, shapes={**entry.shapes, letter: " ".join(change(entry.shapes[letter].split()))})
