"""The files of the catalogue: what a line may have, and what is refused."""

import pytest

from veckron import IDENTITIES
from veckron.catalogue import reader

HEAD = "[topic vec | in 01-vec | magnus2019 | false: vedadian2019, article 1]\n"


def entry(text):
    return next(reader.read(HEAD + text))


def test_an_entry_has_what_its_bracket_and_its_line_say():
    own = "cookbook 1, 2 | if det S > 0 | where m >= n | sizes k | ranks tried"
    found = entry(f"tried | X: m n, A, S: n n symmetric | {own}\n    X = X")
    assert found.shapes == {"X": "m n", "A": "n n symmetric", "S": "n n symmetric"}
    assert (found.topic, found.chapter, found.source, found.holds) == ("vec", "01-vec", "magnus2019", True)
    assert (found.cookbook, found.hypothesis, found.where, found.extra_sizes) == ("1, 2", "det S > 0", "m >= n", "k")


def test_a_line_that_is_indented_further_goes_on():
    found = entry("tried | X: m n\n    X =\n        X\n    note: One,\n        two.\n    method: by hand")
    assert (found.formula, found.note, found.method) == ("X = X", "One, two.", "by hand")


def test_a_false_statement_names_its_truth_and_has_the_other_source():
    found = entry("tried | A: m n | false, see vec_of_transpose | in 02-kronecker\n    vec A = vec A^T\n    note: No.")
    assert (found.holds, found.truth, found.chapter) == (False, "vec_of_transpose", "02-kronecker")
    assert found.source == "vedadian2019, article 1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tried | X: m n\n    X", "tried wants a statement with two sides"),
        ("tried | X: m n", "tried wants a statement with two sides"),
        ("tried | X\n    X = X", "letters without a shape: X"),
        ("tried | X: m n\n    X = X\n    remark: no", "wants note, printed, method, got 'remark: no'"),
        ("tried | X: m n symetric\n    X = X", "did you mean 'symmetric'"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        entry(text)


def test_a_name_that_is_taken_is_refused():
    with pytest.raises(ValueError, match="the name vec_entries is taken"):
        reader.register("vec_and_kronecker")
    assert IDENTITIES["vec_of_transpose"].chapter


def test_a_true_statement_that_does_not_fit_says_where():
    with pytest.raises(ValueError, match="product: A of shape"):
        entry("tried | A: m n, B: p q\n    tr(A B) = tr(B A)").sides()
