"""How the catalogue prints: tables of a chapter, a topic or the rules, false statements as cards, the cheat sheet, counts."""

import re
from collections import Counter
from functools import cache
from html import escape
from itertools import chain

from sympy import MatrixSymbol, Symbol, Trace, Transpose, Tuple

from veckron.book.answer_pages import broken
from veckron.calculus import NoRule, RULES, differential, gradient, increment, jacobian
from veckron.expressions import Differential, Gradient, Jacobian, Vec, Vech, entries, vec
from veckron.notation import latex
from veckron.proof import IDENTITIES, TOPICS, Equation, card, check, derive, extent, meanings, named, round_up
from veckron.proof import shapes_text, statement, verify, why, without
from veckron.shapes import ShapeError

# What people call the sources that are not called by the name in their key.
SOURCES = {
    "magnus2019": "Magnus and Neudecker",
    "petersen2012": "the Matrix Cookbook",
    "horn1991": "Horn and Johnson",
    "henderson1981": "Henderson and Searle",
    "magnus1979": "Magnus and Neudecker (1979)",
    "magnus1980": "Magnus and Neudecker (1980)",
    "magnus1985": "Magnus (1985)",
    "golub1973": "Golub and Pereyra",
    "golub2013": "Golub and Van Loan",
    "rumelhart1986": "Rumelhart, Hinton and Williams",
    "khatri1968": "Khatri and Rao",
    "kolda2009": "Kolda and Bader",
    "vanloan2000": "Van Loan",
    "goodfellow2015": "Goodfellow (2015)",
    "goodfellow2016": "Goodfellow, Bengio and Courville",
    "boyd2004": "Boyd and Vandenberghe",
    "bohning1992": "B\u00f6hning",
    "hinton2015": "Hinton, Vinyals and Dean",
    "blanchard2021": "Blanchard, Higham and Higham",
    "bai2019": "Bai, Kolter and Koltun",
    "ba2016": "Ba, Kiros and Hinton",
    "zhang2019": "Zhang and Sennrich",
    "ioffe2015": "Ioffe and Szegedy",
    "salimans2016": "Salimans and Kingma",
    "walter2012": "Walter, Lehmann and Lamour",
    "edelman1998": "Edelman, Arias and Smith",
    "kao2020": "Kao and Hennequin",
    "kullback1951": "Kullback and Leibler",
    "olkin1982": "Olkin and Pukelsheim",
    "tipping1999": "Tipping and Bishop",
    "rasmussen2006": "Rasmussen and Williams",
    "nocedal2006": "Nocedal and Wright",
    "martens2015": "Martens and Grosse",
    "gupta2018": "Gupta, Koren and Singer",
    "saatci2011": "Saat\u00e7i",
}
WITH_OTHERS = ["szegedy2016", "vaswani2017", "dao2022", "katharopoulos2020", "hu2022", "he2016", "jordan2024"]

# The results that people need most, on one printed page.
CHEAT_SHEET = {
    "vec and Kronecker": "vec_of_product inner_product mixed_product kron_inverse determinant_of_kron vec_of_transpose "
    "commutation_of_kron",
    "Differentials": "differential_of_product differential_of_inverse differential_of_determinant "
    "differential_of_log_determinant",
    "Rules": "chain_rule product_rule",
    "Jacobians": "derivative_of_axb derivative_of_xtx derivative_of_inverse derivative_of_kron_in_left_factor "
    "derivative_of_elementwise derivative_of_layer_in_weights derivative_of_softmax",
    "Gradients": "gradient_of_bilinear_form gradient_of_quadratic_function gradient_of_least_squares "
    "gradient_of_two_sided_least_squares gradient_of_trace_of_a_x_b_xt_c gradient_of_trace_of_ax_inverse_b "
    "gradient_of_log_determinant_minus_trace gradient_of_frobenius_norm gradient_of_mahalanobis_in_mean "
    "gradient_of_mahalanobis_in_covariance gradient_of_cross_entropy_of_softmax",
    "Symmetric variables": "derivative_by_symmetric_variable derivative_of_log_determinant_symmetric",
    "Hessians": "hessian_of_quadratic_function hessian_of_log_determinant",
}


class Shown:
    """HTML for a notebook, with the same as plain text for a terminal."""

    def __init__(self, html, text):
        self.html, self.text = html, text

    def __repr__(self):
        return self.text

    def _repr_html_(self):
        return self.html


def first_lines(verdicts):
    """Return the first line of each verdict, as text."""
    return "\n".join(repr(verdict).splitlines()[0] for verdict in verdicts)


def table_html(head, rows):
    """Return rows of cells of HTML as a table."""
    line = lambda cells, tag: "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>"
    body = "\n".join(line(row, "td") for row in rows)
    thead = f"<thead>{line(head, 'th')}</thead>"
    return f'<table class="veckron-table tex2jax_process">\n{thead}\n<tbody>\n{body}\n</tbody>\n</table>'


def _checked(names, holds, otherwise):
    """The verdicts on entries of which the catalogue says the same."""
    verdicts = [check(name) for name in names]
    if others := [verdict.entry.name for verdict in verdicts if verdict.entry.holds != holds]:
        raise AssertionError(otherwise.format(", ".join(others)))
    return verdicts


def refuted(*names):
    """Return false statements as cards, each refuted now: the counterexample, what is wrong, the true statement.

    KeyError where the catalogue has no such name; AssertionError where one is not refuted, or is not said to be false.

    >>> refuted("kron_commutes")
    kron_commutes fails: A (x) B = B (x) A
    """
    verdicts = _checked(names, False, "refuted: {} holds")
    return Shown("\n".join(map(_refutation, verdicts)), first_lines(verdicts))


def _refutation(verdict):
    entry = verdict.entry
    truth = f"Instead: {statement(IDENTITIES[entry.truth])}"
    return card(verdict, [*why(verdict), ("note", text_with_math(entry.note)), ("truth", truth)])


def tick(*names, **letters):
    """Return the tick that a verified theorem carries, its statements verified now; a press opens shapes, bound and name.

    ``letters`` are those of the text, where the catalogue has others: ``tick("vec_of_product", B="X", C="B")``.
    KeyError where the catalogue has no such name; AssertionError where one does not hold.

    >>> tick("vec_of_product", "mixed_product")
    vec_of_product holds: vec(ABC) = (C^T (x) A) vec B
    mixed_product holds: (A (x) B)(C (x) E) = AC (x) BE
    """
    verdicts = _checked(names, True, "tick: {} does not hold")
    panel = "\n".join(_ticked(verdict, letters) for verdict in verdicts)
    opened = f'<summary><span>verified</span></summary>\n<div class="panel">\n{panel}\n</div>'
    return Shown(f'<details class="veckron-tick tex2jax_process">{opened}</details>', first_lines(verdicts))


def _ticked(verdict, letters):
    """The paragraphs behind a tick: the statement in the letters of the text, what it needs, name and bound, shapes."""
    entry = verdict.entry
    sides, named_parts = entry.abbreviated()
    found = Tuple(*sides, *(part for _, part in named_parts)).free_symbols
    moves = {A: type(A)(letters[A.name], *A.args[1:]) for A in found if A.name in letters}
    equation = lambda left, right: rf"\({latex(left.xreplace(moves))} = {latex(right.xreplace(moves))}\)"
    needs = re.sub(r"\w+", lambda word: letters.get(word[0], word[0]), ", ".join(entry.hypotheses))
    lines = [("statement", equation(*sides)), *[("where", f"where {equation(*pair)}") for pair in named_parts]]
    lines += [("where", f"where {escape(needs)}")] * bool(needs)
    lines += [("name", f"{named(entry)} {extent(verdict)}"), ("shapes", shapes_text(entry, verdict.shapes))]
    return "\n".join(f'<p class="{kind}">{text}</p>' for kind, text in lines)


def spoken(source):
    """Return a source as people say it.

    >>> spoken("magnus2019, chapter 9")
    'Magnus and Neudecker, ch. 9'
    """
    named = lambda key: SOURCES.get(key[0], key[1].capitalize() + " and others" * (key[0] in WITH_OTHERS))
    return re.sub(r"([a-z]+)\d{4}", named, source).replace("chapter ", "ch. ")


def text_with_math(text):
    """Return text with $...$ as HTML."""
    return re.sub(r"\$([^$]*)\$", r"\\(\1\\)", escape(text))


def rules(table):
    """Return RULES or VEC_RULES as a table, each rule checked now on its example: formula, chapter, source, verdict.

    AssertionError where a rule is wrong on its example.

    >>> from veckron import RULES
    >>> from sympy import Transpose
    >>> rules({Transpose: RULES[Transpose]})
    transposed holds: d(A^T) = (dA)^T
    """
    found = {rule.name: rule for rule in table.values()}
    return _rule_table(found.values(), ("rule", "example and its derivative"), _example)


def _rule_table(rules, head, row):
    """A table with a row for each rule, in which it is verified."""
    html = table_html(head, map(row, rules))
    return Shown(html, "\n".join(f"{rule.name} holds: {rule.formula}" for rule in rules))


def _verified(rule, left, right, otherwise):
    """The verdict that an equation about a rule holds."""
    verdict = verify(Equation(left, right, name=rule.name, ranks="generic"))
    if verdict.status != "holds":
        raise AssertionError(f"{otherwise}: {verdict!r}")
    return verdict


def _example(rule):
    """A row: the rule with its chapter, its source and the verdict; its example and the derivative."""
    F, X = rule.expression()
    derivative, result = Jacobian(F, X), jacobian(F, X)
    verdict = _verified(rule, derivative, result, f"rules: {rule.name} is not verified on its example")
    link = f'<a href="{rule.chapter}.html">{rule.chapter}</a>'
    about = f"{link}, {spoken(rule.source)}; holds at {len(verdict.shapes)} shapes, {extent(verdict)}"
    said = f"<code>{rule.name}</code><br>{escape(rule.formula)}<br><small>{about}</small>"
    return [said, rf"\({latex(derivative)} = {latex(result)}\)"]


def products(*names):
    """Return for rules of the first table both products on their examples: d, forward, and its adjoint, backward.

    Forward is the differential dF, backward the gradient of tr(G^T F); that the two are adjoint is verified now.
    KeyError where there is no such rule; AssertionError where they are not adjoint.

    >>> products("inverted", "hadamard_product")
    inverted holds: d(A^-1) = -A^-1 (dA) A^-1
    hadamard_product holds: d(A o B) = dA o B + A o dB
    """
    named = {rule.name: rule for rule in RULES.values()}
    return _rule_table([named[name] for name in names], ("F", "forward", "backward"), _both_products)


def _both_products(rule):
    """A row: the example, dF, and its adjoint at G."""
    F, X = rule.expression()
    G = MatrixSymbol("G", *F.shape) if F.is_Matrix else Symbol("g")
    pair = lambda G, dF: Trace(G.T * dF) if dF.is_Matrix else G * dF
    dF, backward = differential(F, X), gradient(pair(G, F), X)
    sides = pair(G, dF), pair(backward, increment(X, F))
    _verified(rule, *sides, f"products: {rule.name}: forward and backward are not adjoint")
    return [rf"\({latex(A)}\)" for A in (F, dF, backward)]


verdict_of = cache(check)  # an entry is verified once in a session


def topic(entry):
    """Return the topic of an entry; a false one stands with the true one, one of your own has none."""
    return entry.topic or (topic(IDENTITIES[entry.truth]) if entry.truth else "")


def catalogue(name):
    """Return the table of a topic, a key of ``TOPICS``: true statements first, each verified or refuted now.

    One row for each entry, with its permanent name as anchor; text in a terminal.
    ValueError where there is no such topic; AssertionError where a verdict is not what the catalogue says.

    >>> print(repr(catalogue("vec")).splitlines()[0])
    vec_entries holds: vec A = [A_{i mod m, floor(i/m)}]_i
    """
    if name not in TOPICS:
        raise ValueError(f"catalogue: no topic {name!r}; there are {', '.join(TOPICS)}")
    found = [entry for entry in IDENTITIES.values() if topic(entry) == name]
    verdicts = [verdict_of(entry.name) for entry in sorted(found, key=lambda entry: not entry.holds)]
    body = "<tbody>\n" + "\n".join(map(_row, verdicts)) + "\n</tbody>"
    return Shown(f'<table class="veckron-catalogue tex2jax_process">\n{body}\n</table>', first_lines(verdicts))


def _row(verdict):
    """A row: the statement with its conditions on the left, name, verdict and source on the right."""
    entry = verdict.entry
    cookbook = [f"cookbook {number}" for number in numbers(entry)]
    words = " ".join([entry.name.replace("_", " "), entry.formula, *cookbook, TOPICS[topic(entry)]])
    badge = f'<span class="badge {verdict.status}">{verdict.status}</span>'
    left = [statement(entry), *_conditions(entry), _details(verdict)]
    right = [
        f'<a class="name" href="#{entry.name}">{entry.name.replace("_", "_<wbr>")}</a>',
        f"{badge} {extent(verdict)}" if verdict.status == "holds" else badge,
        _origin(entry),
    ]
    cells = "".join(f"<td>{'<br>'.join(filter(None, cell))}</td>" for cell in (left, right))
    return f'<tr id="{entry.name}" class="{verdict.status}" data-words="{escape(words.lower())}">{cells}</tr>'


def _conditions(entry):
    parts = [
        ", ".join(meanings(entry)),
        f"where {escape(', '.join(entry.hypotheses))}" if entry.hypotheses else "",
        text_with_math(entry.note),
        "" if entry.holds else f'instead: <a href="#{entry.truth}">{entry.truth}</a>',
    ]
    return [f'<span class="condition">{part}</span>' for part in parts if part]


def _origin(entry):
    taught = f'<a href="{entry.chapter}.html">{entry.chapter}</a>' if entry.chapter[0].isdigit() else ""
    cookbook = f"Cookbook {entry.cookbook}" if entry.cookbook else ""
    return "; ".join(filter(None, [spoken(entry.source), cookbook, taught]))


def numbers(entry):
    """Return the equation numbers of the Cookbook that an entry states.

    >>> numbers(IDENTITIES["vec_is_linear"])
    ['522', '523']
    """
    return entry.cookbook.split(", ") if entry.cookbook else []


def _details(verdict):
    """What opens at a click: sizes, what hypotheses are good for, the other form, the derivation; a counterexample."""
    entry = verdict.entry
    lines, derivation = [escape(entry.method)] if entry.method else [], ""
    if entry.holds:
        lines += [f"{escape(text)}: {outcome}" for text, outcome in without(entry)]
        lines += [rf"\({line}\)" for line in _other_form(entry)]
        derivation = _derivation(entry)
    first = shapes_text(entry, verdict.shapes) if verdict.status == "holds" else escape(verdict.reason)
    body = "".join(f"<p>{line}</p>" for line in [first, *lines]) + derivation
    title = "derivation" if "<ol" in body else "sizes" if entry.holds else "counterexample"
    return f'<details><summary>{title}</summary><div class="mathjax_ignore">{body}</div></details>'


def _other_form(entry):
    """A gradient as a row, a row as a gradient."""
    left, right = entry.symbolic
    if isinstance(left, Gradient) and not isinstance(left.args[1], Vech) and right.is_Matrix:
        yield f"{latex(Jacobian(*left.args))} = {latex(vec(right).T)}"
    if isinstance(left, Jacobian) and entries(left.args[0]) == 1 and getattr(left.args[1], "cols", 1) != 1:
        scalar, factors = right.as_coeff_matrices() if right.is_MatMul else (1, [right])
        stacked = factors[0].arg if len(factors) == 1 and isinstance(factors[0], Transpose) else None
        if isinstance(stacked, Vec):
            yield f"{latex(Gradient(*left.args))} = {latex(scalar * stacked.args[0])}"


def _derivation(entry):
    """The steps, where the tables of rules can derive the left side."""
    left = entry.symbolic[0]
    if isinstance(left, (Jacobian, Gradient)):
        F, X = left.args
    elif isinstance(left, Differential) and len(left.args) == 2:
        F, X = left.args[0], left.args[1][0]
    else:
        return ""
    try:
        return "" if isinstance(X, Vech) or not F.has(X) else derive(F, X).html()
    except (NoRule, ShapeError, TypeError, NotImplementedError):
        return ""


def cheat_sheet():
    """Return the results that people need most, each verified now, by topic, with links to their rows.

    source: magnus2019
    """
    topics = {title: [verdict_of(name) for name in names.split()] for title, names in CHEAT_SHEET.items()}
    parts = [
        f"<section><h2>{title}</h2>{''.join(_result(verdict.entry) for verdict in verdicts)}</section>"
        for title, verdicts in topics.items()
    ]
    html = f'<div class="veckron-sheet tex2jax_process">{"".join(parts)}</div>'
    return Shown(html, first_lines(chain(*topics.values())))


def _result(entry):
    note = text_with_math(entry.note) if len(entry.note) < 50 else ""
    parts = filter(None, [*meanings(entry), escape(", ".join(entry.hypotheses)), note])
    link = f'<a href="a-identities.html#{entry.name}" title="{entry.name}">#</a>'
    formula = broken(statement(entry)[2:-2], style="", signs=("= ", "+ ", "- "))
    return f"<p>{formula} <small>{', '.join(parts)}</small> {link}</p>"


def cookbook_index():
    """Return the equations of the Cookbook with links to the entries that state them, those that do not hold marked.

    >>> print(repr(cookbook_index()).splitlines()[0])
    (12) trace_by_eigenvalues

    source: petersen2012
    """
    named = {}
    for entry in IDENTITIES.values():
        for number in numbers(entry):
            named.setdefault(number, []).append(entry)
    items, lines = [], []
    for number in sorted(named, key=lambda number: (int(number.rstrip("u")), number)):
        entry = min(named[number], key=lambda entry: entry.holds)
        kind = "holds" if entry.holds else "fails"
        items.append(f'<a class="{kind}" href="#{entry.name}" title="{entry.name}">{number}</a>')
        lines.append(f"({number}) {', '.join(entry.name for entry in named[number])}")
    return Shown(f'<p class="veckron-numbers">{" ".join(items)}</p>', "\n".join(lines))


def census(names=None):
    """Return the counts of the entries with these names, or of all: verdicts, how far they reach, the largest bound.

    >>> print(repr(census(["vec_of_product", "kron_commutes"])).splitlines()[2:4])
    ['hold: 1', 'refuted: 1']
    """
    verdicts = [verdict_of(name) for name in (IDENTITIES if names is None else names)]
    found = Counter(verdict.status for verdict in verdicts)
    reached = Counter(verdict.reach for verdict in verdicts)
    lines = {
        "entries": len(verdicts),
        "unknown": found["unknown"],
        "hold": found["holds"],
        "refuted": found["fails"],
        "hold for all sizes": reached["all sizes"],
        "hold at the sizes tested": reached["tested at these sizes"],
        "not in the Cookbook": sum(not verdict.entry.cookbook for verdict in verdicts),
        "largest bound per shape": round_up(max(verdict.bound for verdict in verdicts if verdict.status == "holds")),
    }
    rows = "".join(f"<tr><th>{name}</th><td>{value}</td></tr>" for name, value in lines.items())
    text = "\n".join(f"{name}: {value}" for name, value in lines.items())
    return Shown(f'<table class="veckron-census">{rows}</table>', text)
