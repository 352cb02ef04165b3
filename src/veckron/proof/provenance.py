"""An entry of the catalogue: a statement with its provenance, under a permanent name."""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import signature
from typing import Any

from veckron.proof.statements import Statement

# Permanent name to entry; the catalogue fills it.
IDENTITIES = {}

# The tables of the catalogue, in the order of the book.
TOPICS = {
    "vec": "vec and vech",
    "kronecker": "The Kronecker product",
    "products": "Hadamard and Khatri-Rao products",
    "special": "The commutation, duplication and elimination matrices",
    "rules": "Rules of differentiation",
    "differentials": "Differentials",
    "jacobians": "Jacobians of matrix functions",
    "forms": "Linear and quadratic forms",
    "traces": "Traces",
    "determinants": "Determinants",
    "inverses": "Inverses",
    "generalized": "The pseudo-inverse and the rank",
    "norms": "Norms",
    "eigenvalues": "Eigenvalues and functions of a matrix",
    "structured": "Symmetric, triangular, diagonal and Toeplitz variables",
    "hessians": "Hessians",
    "statistics": "The Gaussian likelihood",
    "networks": "Neural networks",
}


@dataclass(frozen=True)
class Identity(Statement):
    """An entry of the catalogue: a :class:`Statement`, whose fields it shares, with its provenance.

    ``holds=False`` marks a statement that must be refuted; ``truth`` names the true one, ``printed`` says where the false
    one stands in print, ``note`` what is wrong with it, or what to know beside a true one. ``cookbook`` has the numbers of
    its equations in the Matrix Cookbook, separated by commas; ``topic``, a key of ``TOPICS``, is the table that it stands
    in; ``method`` says how it is verified where that is not by the letters as they stand.
    """

    chapter: str
    source: str
    holds: bool = True
    cookbook: str = ""
    truth: str = ""
    printed: str = ""
    note: str = ""
    topic: str = ""
    method: str = ""


def identity(*, chapter: str, source: str, **stated: Any) -> Callable:
    """Register a function that returns the two sides of a statement as an entry of the catalogue.

    The function's name is the permanent name, its docstring the formula, its parameters are letters or sizes that their
    shapes name; the decorator leaves it as it is. Besides ``chapter``, a file of ``chapters/`` without its ending, and
    ``source``, a key of the bibliography and the place, ``"magnus2019, chapter 2"``, it takes the fields of
    :class:`veckron.proof.Identity`, ``sizes`` that no letter has, ``"m n"`` for K_mn alone, and each letter with its shape.
    ValueError if the name is taken, the docstring is missing, or a parameter is neither a letter nor a size.

    >>> IDENTITIES["vec_of_transpose"].shapes
    {'A': 'm n'}

    source: magnus2019
    """
    options = Identity.__dataclass_fields__.keys() - {"name", "statement", "shapes", "extra_sizes", "formula"}
    known = {name: stated.pop(name) for name in options & stated.keys()}
    known["extra_sizes"] = stated.pop("sizes", "")

    def register(function):
        name, formula = function.__name__, (function.__doc__ or "").strip()
        entry = Identity(name, function, stated, chapter, source, formula=formula, **known)
        if name in IDENTITIES and getattr(IDENTITIES[name].statement, "__module__", "") != function.__module__:
            raise ValueError(f"identity: the name {name} is taken")
        if not formula:
            raise ValueError(f"identity: {name} wants its formula as docstring")
        if unknown := signature(function).parameters.keys() - stated.keys() - set(entry.sizes):
            raise ValueError(f"identity: {name} has letters without a shape: {', '.join(sorted(unknown))}")
        IDENTITIES[name] = entry
        return function

    return register
