"""The shapes that a reader gives: ``X="m n"``, ``x="n"``, ``u="scalar"``, ``S="n n symmetric"``, ``S="symmetric"``."""

import re
from typing import NamedTuple

from sympy import Expr, Integer, Symbol

from veckron.notation.errors import ParseError, near
from veckron.notation.sizes import ONE
from veckron.shapes import size_text

STRUCTURES = ("symmetric", "lower_triangular", "upper_triangular", "diagonal")
NUMBERS = ("scalar", "integer")
KINDS = (*STRUCTURES, "matrix", "column")  # these may stand alone: their sizes follow
SIZE = re.compile(r"(?:\d{1,6}|[A-Za-z][A-Za-z0-9_]{0,19})", re.ASCII)
POWER = re.compile(r"([A-Za-z]\w*)\*\*([2-6])", re.ASCII)
TRIANGLE = re.compile(r"(.+)\*\(\1\+1\)/2", re.ASCII)


class Shape(NamedTuple):
    """Rows and columns, and the word behind them: a structure, scalar or integer.

    Without rows and columns it is a number, or something whose sizes follow.
    """

    rows: Expr = None
    cols: Expr = None
    word: str = ""

    @property
    def is_kind(self):
        """Whether the sizes are to follow."""
        return self.rows is None and self.word in KINDS

    def __str__(self):
        sizes = [] if self.rows is None else [size_text(self.rows), size_text(self.cols)]
        return " ".join([*sizes, *([self.word] if self.word else [])])


def read_shape(name, text):
    """Return the shape that a text such as ``"n n symmetric"`` stands for."""
    if not isinstance(text, str) or len(text) > 100:
        raise ParseError(f"{name}: a shape is a short text, such as {name}='m n'", asks=name, in_shape=True)
    *sizes, last = text.split() or [""]
    if last in (*NUMBERS, *KINDS) and not sizes:
        return Shape(word=last)
    if not sizes and len(last) > 5 and (hint := near(last, (*KINDS, *NUMBERS))):
        _refuse(name, text, f"{last} is no size{hint}")
    words, sizes = ([last], sizes) if last in STRUCTURES else ([], [*sizes, last])
    read = [_size(name, text, size) for size in sizes]
    if not 1 <= len(sizes) <= 2:
        _refuse(name, text, f"a shape is 'm n', 'n' for a column, or 'scalar'{near(last, (*KINDS, *NUMBERS))}")
    return _structured(name, text, Shape(read[0], read[1] if len(read) == 2 else ONE, *words))


def _refuse(name, text, message):
    """Raise the error of a shape; it asks for that of the letter."""
    raise ParseError(f"{name}: {message}", text, asks=name, in_shape=True)


def _structured(name, text, shape):
    if shape.word and shape.rows != shape.cols:
        _refuse(name, text, f"{shape.word} wants a square matrix, '{shape.rows} {shape.rows}'")
    return shape


def _size(name, text, word):
    """A size: a number, a letter, a product of these, or n*(n+1)/2."""
    if word in (*NUMBERS, *KINDS):
        _refuse(name, text, f"{word} stands {'behind the sizes' if word in STRUCTURES else 'alone'}")
    if triangle := TRIANGLE.fullmatch(word):
        n = _size(name, text, triangle[1])
        return n * (n + 1) / 2
    result = ONE
    for factor in POWER.sub(_repeated, word).split("*"):
        result *= _factor(name, text, word, factor)
    return result


def _repeated(power):
    """n*n*n for n**3."""
    return "*".join([power[1]] * int(power[2]))


def _factor(name, text, word, factor):
    if not SIZE.fullmatch(factor):
        hint = near(word, (*KINDS, *NUMBERS)) or ": a size is a whole number or a letter"
        _refuse(name, text, f"{word} is no size{hint}")
    if factor.isdigit() and int(factor) == 0:
        _refuse(name, text, f"{word} is no size: a size is at least 1")
    return Integer(factor) if factor.isdigit() else Symbol(factor)
