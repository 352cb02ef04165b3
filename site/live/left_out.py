"""What the pages do without, to load sooner: parts of SymPy and of Python's library that no formula of the book asks for."""

import sys

SYMPY = """
benchmarks categories crypto diffgeom holonomic liealgebras polys.benchmarks stats testing unify vector parsing.autolev
parsing.c parsing.fortran parsing.latex parsing.mathematica physics.biomechanics physics.continuum_mechanics
physics.control physics.hep physics.mechanics physics.optics physics.quantum physics.secondquant physics.vector
physics.wigner utilities.autowrap utilities.codegen utilities._compilation
"""
LIBRARY = """
_py_abc _pydatetime _pyio _pyrepl cProfile compileall ftplib http imaplib mailbox modulefinder multiprocessing optparse
pdb pickletools poplib profile pstats pty pyclbr smtplib socketserver sqlite3 trace tracemalloc wave wsgiref xmlrpc zipapp
"""  # networks, terminals, processes, tools of programmers, and Python's own doubles of what is there in C
ELSEWHERE = "this page leaves it out, to load sooner; the notebook in JupyterLite has it"
NAMES = {*LIBRARY.split(), *(f"sympy.{name}" for name in SYMPY.split())}


def is_left_out(name):
    """Whether a module, or a package around it, is left out."""
    parts = name.split(".")
    return any(".".join(parts[:end]) in NAMES for end in range(1, len(parts) + 1))


class Finder:
    """The last of those that look for a module: says why there is none."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if is_left_out(name):
            raise ModuleNotFoundError(f"No module named {name!r}: {ELSEWHERE}", name=name)


if sys.platform == "emscripten":
    sys.meta_path.append(Finder)
