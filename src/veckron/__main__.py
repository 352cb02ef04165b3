"""The package from a shell: ``python -m veckron check "tr(A B) = tr(B A)"`` and ``python -m veckron derive "tr(A X)" X``."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence

from veckron import check, derive
from veckron.notation import Reading


def main(arguments: Sequence[str] | None = None) -> int:
    """Check a statement or derive a derivative; return 0, or 1 where a statement does not hold or a text is not understood."""
    given = _parser().parse_args(arguments)
    shapes = dict(shape.partition("=")[::2] for shape in given.shapes)
    try:
        return _check(given.text, shapes) if given.command == "check" else _derive(given.text, given.variable, shapes)
    except (ValueError, TypeError, KeyError) as error:
        print(error.args[0] if isinstance(error, KeyError) else error, file=sys.stderr)
        return 1


def _parser():
    about = "Matrix calculus, derived and verified by exact arithmetic."
    parser = ArgumentParser(prog="python -m veckron", description=about)
    commands = parser.add_subparsers(dest="command", required=True)
    prove = commands.add_parser("check", help="verify a statement")
    prove.add_argument("text", help="a statement, such as 'vec(A X B) = (B^T (x) A) vec X', or the name of an identity")
    derived = commands.add_parser("derive", help="derive a Jacobian or a gradient, with its steps")
    derived.add_argument("text", help="a function, such as 'tr(A X)' or 'norm(A @ X - B)**2'")
    derived.add_argument("variable", help="the letter to derive with respect to")
    for command in (prove, derived):
        command.add_argument("shapes", nargs="*", help="shapes of letters, such as A='m n' S='n n symmetric'")
    return parser


def _check(text, shapes):
    verdict = check(text, **shapes)
    print(verdict)
    return int(verdict.status != "holds")


def _derive(text, variable, shapes):
    reading = Reading(text, **shapes)
    for remark in reading.remarks:
        print(remark, file=sys.stderr)
    if variable not in reading.symbols:
        raise ValueError(f"derive: no letter {variable} in {text}; there are {', '.join(reading.symbols)}")
    print(derive(reading.expression, reading.symbols[variable]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
