"""The one engine: from an expression to a program, a graph of nodes that stand once, and from there to code.

`lowering` and `apply` say what each kind of expression becomes, `graph` holds the nodes, `chains` orders
products and decides how an inverse is used, `stability` keeps exponentials small, `emit` writes the lines, `source`
what stands around them, `dialects` and `julia` what other libraries and languages say in another way, `custom_rules` two
functions as one with a derivative, `ways` the functions of an operator. `linear` checks what an operator is multiplied
with, `structure` gives its inverse, determinant and diagonal, `library` what its code calls.
"""

from veckron.program.compiled import CompiledFunction, compile_function, source_in
from veckron.program.custom_rules import custom_rule
from veckron.program.lowering import lowers

__all__ = ["CompiledFunction", "Operator", "Plan", "compile_function", "custom_rule", "lowers", "operator", "source_in"]


def __getattr__(name):
    """The operators need NumPy, and are imported when they are asked for."""
    if name not in ("Operator", "Plan", "operator"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from veckron.program import linear

    return getattr(linear, name)
