"""Damage the right side of every entry about a derivative in the ways that people damage formulas, and verify it.

    python tools/mutate_identities.py           run the study and print it
    python tools/mutate_identities.py --write   and write the report of the book, chapters/_mutants.md

A mutant survives if it is verified. It must be true then: a part around the damage keeps its value, or ``WRITTEN`` says
why. A survivor without a reason ends the study with 1.
"""

import argparse
import sys
import warnings
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from multiprocessing import Pool
from pathlib import Path

from sympy import Add, HadamardProduct, Identity, Inverse, KroneckerProduct, Lambda, MatAdd, MatMul, MatrixSymbol
from sympy import OneMatrix, Transpose, preorder_traversal, symbols

from veckron import IDENTITIES, verify
from veckron.commutation import CommutationMatrix
from veckron.duplication import DuplicationMatrix, EliminationMatrix
from veckron.printing import latex
from veckron.vec import Vec

# Reasons in words, for survivors that no smaller part explains.
COLUMN = (
    r"$e^{T} \operatorname{adj}(A + x e^{T})$ does not depend on $x$: these cofactors leave out what $x e^{T}$ changes"
)
DIAGONAL = r"$D_{n}^{T}$ and $L_{n}$ agree on vec of a diagonal matrix"
WRITTEN = {
    ("derivative_of_determinant_in_column", "sign of a term"): COLUMN,
    ("derivative_of_determinant_in_column", "term dropped"): COLUMN,
    ("derivative_of_determinant_in_column", "factor 2 with a term"): COLUMN,
    ("derivative_of_determinant_in_column", "a letter for another"): COLUMN,
    (
        "differential_of_trace_of_elementwise",
        "transpose added",
    ): "the trace with a diagonal matrix sees a diagonal only",
    ("derivative_of_vech_of_inverse", "D_n for L_n^T"): r"$L_{n}$ and $D_{n}^{+}$ agree on vec of a symmetric matrix",
    ("derivative_of_determinant_of_triangular", "D_n for L_n^T"): DIAGONAL,
    ("derivative_of_log_determinant_of_triangular", "D_n for L_n^T"): DIAGONAL,
    ("gradient_of_determinant_in_diagonal", "transpose added"): "the adjugate of the transpose has the same diagonal",
}
REPORT = Path(__file__).parent.parent / "chapters/_mutants.md"
LEAST = 10
# SymPy refuses to write some damaged sides down.
REFUSED = (ValueError, TypeError, AttributeError, IndexError, RuntimeError)


@dataclass(frozen=True)
class Mutant:
    """One damaged right side: the name of its entry, what was done, the verdict, and why it is true if it survives."""

    name: str
    kind: str
    status: str
    why: str = ""


# -- The kinds of damage: each gives new nodes for a node -------------------------------------------------------


def exchanged(node, entry):
    """Two neighbouring factors of a product."""
    if isinstance(node, (MatMul, KroneckerProduct)):
        factors = list(node.args)
        for i, (A, B) in enumerate(pairwise(factors)):
            if A != B and getattr(A, "is_Matrix", False):
                yield rebuilt(node, [*factors[:i], B, A, *factors[i + 2 :]])


def transpose_dropped(node, entry):
    if isinstance(node, Transpose):
        yield node.arg


def transpose_added(node, entry):
    if isinstance(node, (MatrixSymbol, Inverse)):
        yield Transpose(node)


def commutation_turned(node, entry):
    """K_mn to K_nm."""
    if isinstance(node, CommutationMatrix):
        yield CommutationMatrix(*reversed(node.args))


def commutation_dropped(node, entry):
    if isinstance(node, CommutationMatrix):
        yield Identity(node.rows)


def identity_of_wrong_size(node, entry):
    if isinstance(node, Identity):
        yield from (Identity(n) for n in symbols(entry.sizes) if n != node.rows)


def sign(node, entry):
    """The sign of a term."""
    if isinstance(node, (MatAdd, Add)):
        for i, term in enumerate(node.args):
            yield rebuilt(node, [*node.args[:i], -term, *node.args[i + 1 :]])


def term_dropped(node, entry):
    if isinstance(node, (MatAdd, Add)):
        for i in range(len(node.args)):
            yield rebuilt(node, [*node.args[:i], *node.args[i + 1 :]])


def factor_two(node, entry):
    """A factor 2 with one term."""
    if isinstance(node, (MatAdd, Add)):
        for i, term in enumerate(node.args):
            yield rebuilt(node, [*node.args[:i], 2 * term, *node.args[i + 1 :]])


def letter_for_another(node, entry):
    """A letter for another of the same shape."""
    if isinstance(node, MatrixSymbol):
        letters = [A for A in entry.letters().values() if isinstance(A, MatrixSymbol)]
        yield from (A for A in letters if A != node and A.shape == node.shape)


def rows_for_columns(node, entry):
    """vec of the transpose."""
    if isinstance(node, Vec):
        yield Vec(Transpose(node.args[0]))


def product_for_product(node, entry):
    """A Hadamard product for a product, and the other way round."""
    if isinstance(node, HadamardProduct) and len(node.args) == 2:
        yield MatMul(*node.args)
    if isinstance(node, MatMul) and len({getattr(A, "shape", ()) for A in node.args}) == 1 and len(node.args) == 2:
        yield HadamardProduct(*node.args)


def duplication_for_elimination(node, entry):
    """D_n for L_n^T, and the other way round."""
    if isinstance(node, DuplicationMatrix):
        yield Transpose(EliminationMatrix(*node.args))
    if isinstance(node, EliminationMatrix):
        yield Transpose(DuplicationMatrix(*node.args))


KINDS = {
    "factors exchanged": exchanged,
    "transpose dropped": transpose_dropped,
    "transpose added": transpose_added,
    "K_mn to K_nm": commutation_turned,
    "K dropped": commutation_dropped,
    "identity of a wrong size": identity_of_wrong_size,
    "sign of a term": sign,
    "term dropped": term_dropped,
    "factor 2 with a term": factor_two,
    "a letter for another": letter_for_another,
    "rows for columns": rows_for_columns,
    "one product for another": product_for_product,
    "D_n for L_n^T": duplication_for_elimination,
}
# What is done to the whole right side.
WHOLE = {"sign": lambda right: -right, "factor 2": lambda right: 2 * right, "factor 1/2": lambda right: right / 2}


def rebuilt(node, arguments):
    """A node of the same kind; products that do not fit are wanted too, though SymPy warns of them."""
    if not isinstance(node, MatMul):
        return node.func(*arguments)
    with warnings.catch_warnings(action="ignore"):
        return MatMul(*arguments, check=False)


def damaged(expression, entry):
    """Triples of a kind of damage, the expression with one node damaged, and the pairs of old and new parts around it.

    Statements inside derivatives stay as they are.
    """
    for kind, change in KINDS.items():
        try:
            yield from [(kind, new, [(expression, new)]) for new in change(expression, entry)]
        except REFUSED:
            continue
    if getattr(expression, "derivatives", 0) or isinstance(expression, (MatrixSymbol, Identity, Lambda)):
        return
    for i, argument in enumerate(expression.args):
        if getattr(argument, "is_Matrix", False) or argument.has(MatrixSymbol):
            for kind, inner, parts in damaged(argument, entry):
                try:
                    new = rebuilt(expression, [*expression.args[:i], inner, *expression.args[i + 1 :]])
                    yield kind, new, [*parts, (expression, new)]
                except REFUSED:
                    continue


def mutants(entry):
    """All different damaged right sides: to each its kind and its parts. Few are doubled, halved and negated as well."""
    _, right = entry.symbolic
    found = {}
    whole = [(kind, change(right), []) for kind, change in WHOLE.items()]
    for kind, new, parts in [*damaged(right, entry), *whole]:
        found.setdefault(new, (kind, parts))
    for first, (kind, _) in list(found.items()):
        if len(found) > LEAST:
            break
        for other, change in WHOLE.items() if kind not in WHOLE else ():
            found.setdefault(change(first), (f"{kind}, {other}", []))
    found.pop(right, None)
    for count in range(1, 1 + LEAST - len(found)):
        found[excess(right, count)] = ("a term too many", [])
    return found


def excess(right, count):
    """The right side with the same number added everywhere."""
    ones = OneMatrix(*right.shape) if right.is_Matrix else 1
    return MatAdd(right, count * ones) if right.is_Matrix else right + count


def with_sides(entry, left, right):
    """The entry with other sides."""
    other = replace(entry)
    other.__dict__["symbolic"] = (left, right)
    return other


def study(name):
    """The verdicts on all mutants of an entry."""
    entry, found = IDENTITIES[name], []
    for right, (kind, parts) in mutants(entry).items():
        verdict = status(with_sides(entry, entry.symbolic[0], right))
        why = explained(entry, kind, parts) if verdict == "holds" else ""
        found.append(Mutant(name, kind, verdict, why))
    return found


def explained(entry, kind, parts):
    """Why a surviving mutant is true: the smallest part around the damage that keeps its value, or what is written."""
    for old, new in parts[: max(2, len(parts) - 1)]:
        if status(with_sides(entry, old, new)) == "holds":
            return f"${latex(old)} = {latex(new)}$"
    return WRITTEN.get((entry.name, kind), "")


def status(mutant):
    try:
        return verify(mutant).status
    except REFUSED:
        return "fails"


def derivatives():
    """The names of the true entries whose left side takes a derivative."""
    takes = lambda entry: any(getattr(node, "derivatives", 0) for node in preorder_traversal(entry.symbolic[0]))
    return [entry.name for entry in IDENTITIES.values() if entry.holds and entry.symbolic and takes(entry)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    names = derivatives()
    with Pool(2) as pool:
        found = [mutant for mutants in pool.imap(study, names, chunksize=4) for mutant in mutants]
    text = report(found, len(names))
    print(text)
    if given.write:
        REPORT.write_text(text, encoding="utf-8")
    return any(mutant.status == "holds" and not mutant.why for mutant in found)


def report(found, entries):
    """The report as Markdown: how many, of which kinds, and every survivor with its reason."""
    count, fewest = Counter(mutant.status for mutant in found), min(Counter(mutant.name for mutant in found).values())
    kinds = Counter((mutant.kind.split(", ")[0], mutant.status) for mutant in found)
    rows = [
        f"| {kind} | {sum(kinds[kind, status] for status in count)} | {kinds[kind, 'holds']} |"
        for kind in dict.fromkeys(kind for kind, _ in kinds)
    ]
    survivors = [mutant for mutant in found if mutant.status == "holds"]
    lines = [f"- `{mutant.name}`, {mutant.kind}: {mutant.why or 'NO REASON'}" for mutant in survivors]
    wrong = sum(not mutant.why for mutant in survivors)
    return SUMMARY.format(
        entries=entries,
        mutants=len(found),
        fewest=fewest,
        fails=count["fails"],
        unknown=count["unknown"],
        survivors=len(survivors),
        wrong=wrong,
        rows="\n".join(rows),
        lines="\n".join(lines),
    )


SUMMARY = """The study damaged the right sides of {entries} entries in {mutants} ways, at least {fewest} for each entry.
{fails} mutants were refuted, {unknown} are *unknown*, which is no acceptance, and {survivors} were accepted.
Wrong mutants accepted: {wrong}.

| damage | mutants | accepted |
|---|---|---|
{rows}

Every accepted mutant is a true statement.
For each the list gives the smallest part around the damage that keeps its value, or the reason in words.

````{{dropdown}} The {survivors} accepted mutants
{lines}
````
"""


if __name__ == "__main__":
    sys.exit(main())
