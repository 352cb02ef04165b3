"""The table of notation: each text in it is read."""

from pathlib import Path

import pytest

from veckron.notation.reading import Sides

PAGE = Path(__file__).parents[2] / "chapters" / "00-notation.md"
ROWS = [
    line.strip("|").split(" | ") for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| $")
]
TEXTS = [row[3].strip(" `") for row in ROWS if len(row) == 5]
SHAPES = {"A": "m n", "B": "p q", "S": "n n", "X": "m n", "dX": "m n", "F": "p q", "v": "m*n 1", "f": "scalar"}


BESIDE = {"e_i": "X e_i", "J^ij": "A^T J^ij"}  # their sizes follow from what stands beside them


def test_the_table_has_texts():
    assert len(TEXTS) > 20 and all(TEXTS)


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_of_the_table_is_read(text):
    text, shapes = BESIDE.get(text, text), SHAPES | ({"B": "p n"} if "(*)" in text else {})
    assert len(Sides(f"{text} = {text}", **shapes).sides) == 2
