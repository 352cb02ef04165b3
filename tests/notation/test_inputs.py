"""What people type, from papers, students, MATLAB and NumPy: each text is read as meant, asked about, or refused."""

import re
from pathlib import Path

import numpy as np
import pytest
import sympy
from sympy import MatrixSymbol, Symbol, Tuple

import veckron
import veckron.expressions
from veckron import evaluate
from veckron.algebra import ENTRY
from veckron.notation import ParseError, Reading, read_shape

LINES = (Path(__file__).parent / "inputs.txt").read_text(encoding="utf-8").splitlines()
ROWS = [line.split("\t") for line in LINES if line and not line.startswith("#")]
SIZES = dict(zip("mnpqrhkldcsNTij", (3, 4, 2, 5, 3, 3, 2, 2, 4, 3, 2, 6, 3, 1, 0)))
KNOWN = {**vars(sympy), **vars(veckron.expressions), **vars(veckron), **{i: Symbol(i) for i in "ijk"}, "t": ENTRY}


def meaning(text, shapes):
    """The expression that a line of the table means: NumPy notation, or SymPy behind SYMPY:"""
    sizes = [size for shape in map(read_shape, shapes, shapes.values()) for size in shape[:2] if size is not None]
    sizes = {symbol.name: symbol for symbol in Tuple(*sizes).free_symbols}
    shapes = {name: shape for name, shape in shapes.items() if re.search(rf"\b{name}\b", text)}
    if not text.startswith("SYMPY:"):
        return Reading(text, **shapes).expression
    letters = {name: Reading(name, **{name: shape}).symbols[name] for name, shape in shapes.items()}
    return eval(text.removeprefix("SYMPY:").strip(), KNOWN | sizes | letters)


def value(expression):
    """The value at numbers that hang on the names of the letters alone."""
    generator = lambda name: np.random.default_rng(sum(map(ord, name)))
    matrices, symbols = Tuple(expression).atoms(MatrixSymbol), Tuple(expression).free_symbols
    names = {symbol.name for symbol in symbols} | {
        symbol.name for A in matrices for s in A.shape for symbol in s.free_symbols
    }
    values = {Symbol(name): SIZES[name] for name in names & SIZES.keys()}
    values |= {
        symbol: generator(symbol.name).uniform(1, 2)
        for symbol in symbols
        if symbol.is_Symbol and symbol.name not in SIZES
    }
    for A in matrices:
        shape = [
            int(size.xreplace({Symbol(name): sympy.Integer(SIZES[name]) for name in names & SIZES.keys()}))
            for size in A.shape
        ]
        values[A] = generator(A.name).uniform(0.1, 0.9, shape) + 2 * (shape[0] == shape[1]) * np.eye(*shape)
    return np.squeeze(np.asarray(evaluate(expression, values), dtype=float))


def same(a, b):
    return a == b or (np.shape(value(a)) == np.shape(value(b)) and np.allclose(value(a), value(b)))


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]}; {row[1]}" if row[1] else row[0] for row in ROWS])
def test_a_text_is_read_as_meant(row):
    text, shapes, meant, *other = row
    given = dict(re.findall(r'(\w+)="([^"]*)"', shapes))
    if meant.startswith("REFUSED"):
        with pytest.raises(ParseError):
            Reading(text, **given).expression
        return
    reading = Reading(text, **given)
    assert same(reading.expression, meaning(meant, reading.shapes | given))
    others = [alternative.expression for alternative in reading.alternatives]
    assert len(others) == len(other) // 2, f"alternatives: {others}"
    assert not other or same(others[0], meaning(other[1], reading.alternatives[0].shapes | given))
