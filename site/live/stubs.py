"""What stands in for a package that is not there: its import passes, and the first use says which package is needed.

So one import cell serves a whole chapter, and the cells that need only SymPy run without NumPy.
"""

import builtins
from importlib.util import find_spec

PACKAGES = ("numpy", "scipy", "matplotlib")  # what the chapters import beside SymPy and veckron


def is_absent(package):
    return package in PACKAGES and find_spec(package) is None


def top(name):
    return (name or "").partition(".")[0]


def import_or_stub(name, globals=None, locals=None, fromlist=(), level=0):
    """``__import__`` for cells; only they see stubs, so that SymPy's own questions for NumPy get a true answer."""
    try:
        return builtins.__import__(name, globals, locals, fromlist, level)
    except ModuleNotFoundError as error:
        package = top(error.name)
        if not is_absent(package):
            raise
        parts = {part: found(name, part, package) for part in fromlist or ()}
        return Stub(package, parts or submodules(name, package))


def found(name, part, package):
    """Return one name of a module, or its stub: ``veckron`` itself has one name that needs NumPy."""
    try:
        return getattr(builtins.__import__(name, fromlist=[part]), part)
    except ModuleNotFoundError:
        return Stub(package)


def submodules(name, package):
    """``import matplotlib.pyplot as plt`` asks the module ``matplotlib`` for ``pyplot``."""
    _, dot, rest = name.partition(".")
    return {top(rest): Stub(package, submodules(rest, package))} if dot else {}


class Stub:
    """Stands where a module, or a name of a module, is missing: whatever is done with it says so."""

    def __init__(self, package, parts=()):
        vars(self).update(parts, package=package)


def refuse(self, *_, **__):
    raise ModuleNotFoundError(f"No module named {self.package!r}", name=self.package)


USES = "call getattr getitem iter len bool repr hash eq enter index float int"
ARITHMETIC = "add sub mul matmul truediv pow"
for use in [*USES.split(), *ARITHMETIC.split(), *(f"r{each}" for each in ARITHMETIC.split()), "neg", "lt", "gt"]:
    setattr(Stub, f"__{use}__", refuse)
