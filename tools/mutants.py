"""Damage every true entry and every rule in the ways that people damage formulas, and see what the verifier says.

    python tools/mutants.py             run the study and print its report
    python tools/mutants.py --write     and write the report of the book, chapters/_mutants.md
    python tools/mutants.py --resume    go on where the last run stopped

Whether a mutant is wrong is decided by the second evaluator of the tests alone, which shares no code with the verifier.
Ends with 1 if a wrong mutant is accepted.
"""

import argparse
import json
import signal
import sys
import warnings
from collections import Counter
from copy import copy
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import pairwise
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from sympy import (
    Add, Derivative, Determinant, FunctionMatrix, HadamardProduct, Identity, Inverse, KroneckerProduct, Lambda, MatAdd,
    MatMul, MatPow, MatrixSymbol, Mul, Number, OneMatrix, Pow, Subs, Sum, Symbol, Trace, Transpose, ZeroMatrix,
)  # fmt: skip
from sympy.core.function import UndefinedFunction
from sympy.matrices.expressions.matexpr import MatrixElement

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.second_evaluator import decide, differences, told  # noqa: E402

from veckron import IDENTITIES, RULES, VEC_RULES, Jacobian, jacobian, latex, verify  # noqa: E402
from veckron.expressions import Columns, CommutationMatrix, Differential, DuplicationMatrix  # noqa: E402
from veckron.expressions import EliminationMatrix, Gradient, MatrixSum, MatrixUnit, PseudoInverse, Unvec  # noqa: E402
from veckron.expressions import Unvech, Vec, ZeroOneMatrix  # noqa: E402
from veckron.proof import Equation, FormalFunction  # noqa: E402

REPORT, FOUND = ROOT / "chapters/_mutants.md", ROOT / "_build/mutants.jsonl"
# So many seconds for a verdict.
PATIENCE = 60
# SymPy and the package refuse to write some damaged sides down.
REFUSED = (
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    RuntimeError,
    ArithmeticError,
    RecursionError,
    TimeoutError,
)


@dataclass(frozen=True)
class Mutant:
    """What was damaged and how, what the second evaluator and the verifier say, and the evidence if it is true."""

    name: str
    kind: str
    truth: str
    status: str
    part: str = ""
    points: int = 0
    error: float = 0.0


# -- The kinds of damage: each gives new nodes for a node -----------------------------------------------------------


def exchanged(node, entry):
    """Two neighbouring factors of a product."""
    if isinstance(node, (MatMul, KroneckerProduct)):
        for i, (A, B) in enumerate(pairwise(node.args)):
            if A != B and A.is_Matrix:
                yield rebuilt(node, [*node.args[:i], B, A, *node.args[i + 2 :]])


def transpose_dropped(node, entry):
    if isinstance(node, Transpose):
        yield node.arg


def transpose_added(node, entry):
    if isinstance(node, (MatrixSymbol, Inverse, PseudoInverse, KroneckerProduct)):
        yield Transpose(node)


def inverse_dropped(node, entry):
    if isinstance(node, (Inverse, PseudoInverse)):
        yield node.args[0]


def commutation_turned(node, entry):
    """K_mn to K_nm."""
    if isinstance(node, CommutationMatrix):
        yield CommutationMatrix(*reversed(node.args))


def commutation_dropped(node, entry):
    if isinstance(node, CommutationMatrix):
        yield Identity(node.rows)


def wrong_size(node, entry):
    """An identity or a commutation matrix of a wrong size."""
    if isinstance(node, (Identity, CommutationMatrix, DuplicationMatrix, EliminationMatrix)):
        for size in map(entry.letters().get, entry.sizes):
            for i, old in enumerate(node.args):
                if size != old:
                    yield node.func(*[*node.args[:i], size, *node.args[i + 1 :]])


def each_term(change):
    """A kind of damage that changes one term of a sum, or leaves it out."""

    def damage(node, entry):
        if isinstance(node, (MatAdd, Add)):
            for i, term in enumerate(node.args):
                yield rebuilt(node, [*node.args[:i], *change(term), *node.args[i + 1 :]])

    return damage


def factor_dropped(node, entry):
    """A factor of a product: a number, or a matrix that leaves the shape as it is."""
    if isinstance(node, (MatMul, Mul, HadamardProduct)) and len(node.args) > 1:
        for i in range(len(node.args)):
            new = rebuilt(node, [*node.args[:i], *node.args[i + 1 :]])
            if getattr(new, "shape", ()) == getattr(node, "shape", ()):
                yield new


def constant(node, entry):
    """Another number: 1/2 for 1 and 3 for 2."""
    if isinstance(node, Number) and node not in (0, 1, -1):
        yield node + 1
        yield 1 / node


def exponent(node, entry):
    """A power with another exponent."""
    if isinstance(node, (MatPow, Pow)) and not isinstance(node, Inverse):
        yield node.func(node.base, node.exp + 1)
        yield node.func(node.base, node.exp - 1)


def letter_for_another(node, entry):
    """A letter for another of the same shape."""
    if isinstance(node, (MatrixSymbol, Symbol)) and str(node) in entry.shapes:
        shape = getattr(node, "shape", ())
        others = [A for name, A in entry.letters().items() if name in entry.shapes]
        yield from (
            A for A in others if A != node and not isinstance(A, UndefinedFunction) and getattr(A, "shape", ()) == shape
        )


def index_limit(node, entry):
    """A sum with another limit, an entry in another place."""
    if isinstance(node, Sum):
        (k, first, last), *rest = node.limits
        yield from (Sum(node.function, (k, first, last + c), *rest) for c in (1, -1))
        yield Sum(node.function, (k, first + 1, last), *rest)
    if isinstance(node, MatrixSum):
        yield from (MatrixSum(*node.args[:2], node.args[2] + c) for c in (1, -1))
    if isinstance(node, MatrixElement):
        A, i, j = node.args
        yield from (MatrixElement(A, *place) for place in ((j, i), (i + 1, j), (i, j + 1), (i - 1, j), (i, j - 1)))


def rows_for_columns(node, entry):
    """vec of the transpose."""
    if isinstance(node, Vec):
        yield Vec(Transpose(node.args[0]))


def product_for_product(node, entry):
    """A Hadamard product for a product, a product for one of Kronecker, and the other way round."""
    if isinstance(node, (HadamardProduct, KroneckerProduct)) and len(node.args) == 2:
        yield MatMul(*node.args)
    if isinstance(node, MatMul) and len(node.args) == 2 and node.args[0].is_Matrix:
        yield from (HadamardProduct(*node.args), KroneckerProduct(*node.args))


def duplication_for_elimination(node, entry):
    """D_n for L_n^T, and the other way round."""
    if isinstance(node, DuplicationMatrix):
        yield Transpose(EliminationMatrix(*node.args))
    if isinstance(node, EliminationMatrix):
        yield Transpose(DuplicationMatrix(*node.args))


def number_for_number(node, entry):
    """A determinant for a trace, and the other way round."""
    if isinstance(node, (Trace, Determinant)):
        yield (Determinant if isinstance(node, Trace) else Trace)(node.arg)


KINDS = {
    "factors exchanged": exchanged,
    "transpose dropped": transpose_dropped,
    "transpose added": transpose_added,
    "inverse dropped": inverse_dropped,
    "K_mn to K_nm": commutation_turned,
    "K dropped": commutation_dropped,
    "wrong size": wrong_size,
    "sign of a term": each_term(lambda term: [-term]),
    "term dropped": each_term(lambda term: []),
    "factor 2 with a term": each_term(lambda term: [2 * term]),
    "factor dropped": factor_dropped,
    "another constant": constant,
    "another exponent": exponent,
    "a letter for another": letter_for_another,
    "another limit or index": index_limit,
    "rows for columns": rows_for_columns,
    "one product for another": product_for_product,
    "D_n for L_n^T": duplication_for_elimination,
    "trace for determinant": number_for_number,
}
WHOLE = {"sign": lambda right: -right, "factor 2": lambda right: 2 * right, "factor 1/2": lambda right: right / 2}


def rebuilt(node, arguments):
    """A node of the same kind, or its one argument; products that do not fit are wanted too, though SymPy warns of them."""
    if len(arguments) == 1 and isinstance(node, (MatMul, Mul, HadamardProduct, MatAdd, Add)):
        return arguments[0]
    if not isinstance(node, MatMul):
        return node.func(*arguments)
    with warnings.catch_warnings(action="ignore"):
        return MatMul(*arguments, check=False)


def places(node):
    """The arguments of a node that may be damaged: no variable of a derivative, no bound letter, no size."""
    first = (Jacobian, Gradient, Differential, Columns, Sum, MatrixSum, MatrixElement, Unvec, Unvech)
    none = (MatrixSymbol, Identity, OneMatrix, ZeroMatrix, ZeroOneMatrix, MatrixUnit, FormalFunction, Derivative, Subs)
    count = len(node.args)
    if isinstance(node, none):
        return ()
    if isinstance(node, first):
        return (0,)
    return (count - 1,) if isinstance(node, (Lambda, FunctionMatrix)) else range(count)


def writable(damages):
    """What can be written down."""
    try:
        yield from damages
    except REFUSED:
        return


def damaged(expression, entry):
    """Triples of a kind of damage, the expression with one node damaged, and the pairs of old and new parts around it."""
    for kind, change in KINDS.items():
        for new in writable(change(expression, entry)):
            yield kind, new, [(expression, new)]
    for i in places(expression):
        for kind, inner, parts in damaged(expression.args[i], entry):
            try:
                new = rebuilt(expression, [*expression.args[:i], inner, *expression.args[i + 1 :]])
            except REFUSED:
                continue
            yield kind, new, [*parts, (expression, new)]


def mutants(entry):
    """The different statements with one side damaged: to each pair of sides its kind and its parts."""
    left, right = entry.symbolic
    found = {}
    for kind, change in WHOLE.items():
        found[left, change(right)] = (kind, [])
    for kind, new, parts in damaged(right, entry):
        found.setdefault((left, new), (kind, parts))
    for kind, new, parts in damaged(left, entry):
        found.setdefault((new, right), (kind, parts))
    return {pair: what for pair, what in found.items() if pair[0] != pair[1] and pair != (left, right)}


def with_sides(entry, left, right):
    """The entry with other sides."""
    other = copy(entry)
    other.__dict__["symbolic"] = (left, right)
    return other


# -- The study -----------------------------------------------------------------------------------------------------


def entries():
    """What is damaged: the true entries, and the Jacobian of each rule's example as an entry; to each its mutants."""
    for entry in IDENTITIES.values():
        if entry.holds:
            yield entry.name, lambda entry=entry: (entry, mutants(entry))
    for table, title in ((RULES, "rule"), (VEC_RULES, "vec rule")):
        for name in dict.fromkeys(rule.name for rule in table.values()):
            yield f"{title} {name}", lambda table=table, name=name: rule_mutants(table, name)


def rule_mutants(table, name):
    """The statement D F = J about the example of a rule, J derived with the rule damaged in all ways."""
    rule = next(rule for rule in table.values() if rule.name == name)
    F, X = rule.expression()
    entry, found = Equation(Jacobian(F, X), jacobian(F, X), ranks="generic"), {}
    count = max(len(list(variants(result, entry))) for result in calls(table, rule, F, X))
    for k in range(count):
        kinds = []
        try:
            J = derived(table, rule, F, X, partial(picked, entry, k, kinds))
        except REFUSED:
            continue
        if J != entry.symbolic[1]:
            found.setdefault((entry.symbolic[0], J), (kinds[0], []))
    return entry, found


def variants(result, entry):
    """What a rule returns, damaged: kinds and results."""
    yield from ((kind, change(result)) for kind, change in WHOLE.items())
    yield "gone", 0 * result
    yield from dict.fromkeys((kind, new) for kind, new, _ in damaged(result, entry))


def picked(entry, k, kinds, result):
    """The k-th variant of a result; its kind goes into ``kinds``."""
    found = list(variants(result, entry))
    kind, new = found[k] if k < len(found) else ("", result)
    kinds.extend([kind] * bool(kind))
    return new


def calls(table, rule, F, X):
    """The results of a rule while the Jacobian of its example is derived."""
    results = []
    derived(table, rule, F, X, lambda result: results.append(result) or result)
    return results


def derived(table, rule, F, X, change):
    """The Jacobian, what one rule returns being changed."""
    saved = dict(table)
    function = lambda head, node: change(rule.function(head, node))
    try:
        table.update(
            {node: replace(other, function=function) for node, other in saved.items() if other.name == rule.name}
        )
        return jacobian(F, X)
    finally:
        table.update(saved)


def study(name, chosen=slice(None)):
    """What becomes of the mutants of an entry or a rule, or of those chosen."""
    entry, pairs = dict(entries())[name]()
    points, found = {}, []
    for (left, right), (kind, parts) in list(pairs.items())[chosen]:
        mutant = with_sides(entry, left, right)
        truth, known = judged(mutant, points)
        status = verdict(mutant)
        seen = (len(known), float(max(known, default=0))) if truth == "true" else ()
        part = unchanged(entry, parts, points) if seen and status == "holds" else ""
        found.append(Mutant(name, kind, truth, status, part, *seen))
    return found


def judged(mutant, points):
    """What the second evaluator says, and how far apart it finds the sides: a mutant may be wrong by its shapes alone."""
    found = differences(mutant, points)
    truth, known = told(found), [error for errors in found for error in errors if error is not None]
    return ("unfit" if np.inf in known else "wrong") if truth == "false" else truth, known


def verdict(mutant):
    """What the verifier says, or the name of its error; it has a minute."""
    signal.signal(signal.SIGALRM, late)
    signal.alarm(PATIENCE)
    try:
        return verify(mutant).status
    except REFUSED as error:
        return type(error).__name__
    finally:
        signal.alarm(0)


def late(*_):
    raise TimeoutError


def unchanged(entry, parts, points):
    """The smallest part around the damage that keeps its value, with what became of it."""
    pairs = (pair for pair in parts[:3] if decide(with_sides(entry, *pair), points) == "true")
    return next((f"${latex(old)} = {latex(new)}$" for old, new in pairs), "")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    FOUND.parent.mkdir(exist_ok=True)
    if not given.resume:
        FOUND.write_text("")
    done = {name for name, _ in read()}
    names = [name for name, _ in entries() if name not in done]
    with Pool(given.processes) as pool, FOUND.open("a") as file:
        for name, found in zip(names, pool.imap(study, names, chunksize=1)):
            print(json.dumps([name, [asdict(mutant) for mutant in found]]), file=file, flush=True)
    found = [Mutant(**mutant) for _, mutants in read() for mutant in mutants]
    text = report(found)
    print(text)
    if given.write:
        REPORT.write_text(text, encoding="utf-8")
    return any(mutant.status == "holds" and mutant.truth in ("wrong", "unfit") for mutant in found)


def read():
    """The names that are done, each with its mutants."""
    return [json.loads(line) for line in FOUND.read_text().splitlines()]


def report(found):
    """The report as Markdown: how many, of which kinds, every accepted mutant with its evidence, and what is open."""
    truths, kinds = Counter(m.truth for m in found), Counter((m.kind, m.truth) for m in found)
    rows = [
        f"| {kind} | {' | '.join(str(kinds[kind, truth]) for truth in ('wrong', 'unfit', 'true', 'undecided'))} |"
        for kind in dict.fromkeys(m.kind for m in found)
    ]
    false = [m for m in found if m.truth in ("wrong", "unfit")]
    verdicts, names = Counter(m.status for m in false), {m.name for m in found}
    refused = sum(verdicts.values()) - verdicts["fails"] - verdicts["unknown"] - verdicts["holds"]
    lists = {
        "WRONG MUTANTS ACCEPTED": [m for m in false if m.status == "holds"],
        "The accepted mutants": [m for m in found if m.truth == "true" and m.status == "holds"],
        "True mutants that were not accepted": [m for m in found if m.truth == "true" and m.status != "holds"],
        "Mutants that the second evaluator cannot decide": [m for m in found if m.truth == "undecided"],
    }
    return SUMMARY.format(
        entries=sum("rule " not in name for name in names),
        rules=sum("rule " in name for name in names),
        mutants=len(found),
        **{truth: truths[truth] for truth in ("wrong", "unfit", "true", "undecided")},
        fails=verdicts["fails"],
        unknown=verdicts["unknown"],
        refused=refused,
        accepted=verdicts["holds"],
        rows="\n".join(rows),
        lists="\n".join(dropdown(title, mutants) for title, mutants in lists.items() if mutants),
    )


def dropdown(title, mutants):
    """A list that opens, one line for all mutants of one reason."""
    reasons = {}
    for m in mutants:
        verdict = VERDICTS.get(m.status, f"refused with a {m.status}")
        reasons.setdefault(m.part or ("the whole" if m.points and m.status == "holds" else verdict), []).append(m)
    lines = "\n".join(f"- {reason}: {places_of(group)}{evidence(group)}" for reason, group in reasons.items())
    return f"````{{dropdown}} {title}: {len(mutants)}\n{lines}\n````\n"


def places_of(mutants):
    counts = Counter(f"`{m.name}` ({m.kind})" for m in mutants)
    return ", ".join(place + f" {count} times" * (count > 1) for place, count in counts.items())


def evidence(mutants):
    points, error = sum(m.points for m in mutants), max(m.error for m in mutants)
    return f"; {points} points agree {f'to {error:.0e}' if error else 'exactly'}" if points else ""


VERDICTS = {"fails": "refuted", "unknown": "*unknown*", "holds": "accepted"}
SUMMARY = """The study damaged {entries} true entries, on both sides, and {rules} rules in {mutants} ways.
Which of the mutants are wrong is decided by a second evaluator, which shares no code with the verifier.
It finds {wrong} wrong, {unfit} of shapes that do not fit and {true} true, and cannot decide {undecided}.
Of the wrong and the unfit ones {fails} were refuted and {refused} refused with an error.
{unknown} are *unknown*, which is no acceptance.
Wrong mutants accepted: {accepted}.

| damage | wrong | unfit | true | undecided |
|---|---|---|---|---|
{rows}

Every accepted mutant is true by the second evaluator.
For each the list gives the smallest part around the damage that keeps its value, or *the whole*.
It also gives at how many points both sides agreed, and how closely.

{lists}"""


if __name__ == "__main__":
    sys.exit(main())
