"""The decorators of the catalogue: what they say of a statement, and in which order they stand."""

import pytest

from veckron import IDENTITIES, vec
from veckron.catalogue.vocabulary import also, topic


@pytest.fixture
def decorators():
    yield topic("vec", source="henderson1981", refuted="magnus1980")
    IDENTITIES.pop("tried", None)


def test_a_topic_gives_chapter_table_and_source(decorators):
    told = []
    for decorator in decorators:

        @decorator(A="m n")
        def tried(A):
            """vec A = vec A^T"""
            return vec(A), vec(A.T)

        entry = IDENTITIES["tried"]
        told.append((entry.chapter, entry.topic, entry.source, entry.holds))
    assert told == [("a-identities", "vec", "henderson1981", True), ("a-identities", "", "magnus1980", False)]


def test_options_stand_on_lines_of_their_own(decorators):
    @decorators[0](A="m n", source="magnus1979")
    @also(cookbook="1", note="A note.")
    @also(method="by hand")
    def tried(A):
        """vec A = vec A"""
        return vec(A), vec(A)

    entry = IDENTITIES["tried"]
    assert (entry.source, entry.cookbook, entry.note, entry.method) == ("magnus1979", "1", "A note.", "by hand")
    assert (entry.shapes, entry.formula) == ({"A": "m n"}, "vec A = vec A")


def test_an_option_above_its_statement_is_refused():
    entry = IDENTITIES["vec_of_product"]
    with pytest.raises(ValueError, match="also: vec_of_product is stated already"):
        also(note="Too late.")(entry.statement)
    assert entry.note == ""
