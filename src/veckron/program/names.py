"""Names for letters and intermediate results: legal in Python, sensible, each given once."""

import builtins
import keyword
import re
from unicodedata import normalize

from veckron.program.graph import TRIVIAL, Op

RESERVED = {*keyword.kwlist, *keyword.softkwlist, *dir(builtins), "np"}
LONGEST = 20


class Names:
    """The names given so far."""

    def __init__(self, reserved):
        self.taken = RESERVED | set(reserved)

    def fresh(self, wanted):
        """Return the wanted name, made legal, with a number where it is taken."""
        name = re.sub(r"\W+", "_", normalize("NFKC", wanted)).strip("_") or "x"  # as Python reads it
        name = f"x{name}" if name[0].isdigit() else name
        found, k = name, 2
        while found in self.taken:
            found, k = f"{name}_{k}" if name[-1].isdigit() else f"{name}{k}", k + 1
        self.taken.add(found)
        return found


def suggestion(node, names):
    """Return a name that says what a node is: S_inv_B, exp_x, det_S; a letter by its kind where that grows long."""
    found = _spelled(node, lambda arg: _lent(arg, names))
    return found if found and len(found) <= LONGEST else _by_kind(node)


def _lent(node, names):
    """Return what a node lends to the name of what is made of it; too much where it has no name itself."""
    if node in names:
        return names[node]
    if node.op in TRIVIAL:
        return str(node.data).replace(" ", "").replace(".", "_")
    return _spelled(node, lambda arg: _lent(arg, names)) or "x" * (LONGEST + 1)


def _spelled(node, name):
    op, args = node.op, node.args
    if op is Op.TRANSPOSE:
        return f"{name(args[0])}_t"
    outer = op is Op.MUL and args[0].shape and args[0].shape != args[1].shape
    if op in (Op.MATMUL, Op.KRON) or outer:
        return "_".join(map(name, args))
    if op is Op.SOLVE:
        base = re.sub("_(cho|chol|lu|t)$", "", name(args[0]))
        if args[1].op is Op.EYE:
            return f"{base}_inv"
        turned = "_inv_t" if args[0].op is Op.TRANSPOSE or node.data[1] else "_inv"
        return f"{base}{turned}_{name(args[1])}"
    if op in (Op.DET, Op.LOGDET):
        base = re.sub("_(cho|chol)$", "", name(args[0]))
        return f"{'det' if op is Op.DET else 'log_det'}_{base}"
    if op in ENDINGS or op is Op.FACTOR:
        return f"{name(args[0])}_{ENDINGS.get(op) or node.data.replace('esky', '')}"
    if op is Op.RESHAPE:
        return f"vec_{name(args[0].args[0] if args[0].op is Op.TRANSPOSE else args[0])}" if 1 in node.shape else ""
    if op in BEGINNINGS:
        return f"{BEGINNINGS[op]}_{name(args[0]) if args else node.shape[0]}"
    if op in (Op.CALL, Op.NAMED) and len(args) == 1:
        return f"{node.data.split('.')[-1]}_{name(args[0])}"
    return ""


def _by_kind(node):
    if node.op is Op.TABLE:
        return "k"
    if not node.shape:
        return "c"
    letter = (
        "R" if node.op is Op.ADD and len(node.args) == 2 and "-" in node.data else "Z" if node.op is Op.ADD else "P"
    )
    return letter.lower() if 1 in node.shape else letter


ENDINGS = {Op.INV: "inv", Op.POW: "power"}
BEGINNINGS = {Op.TRACE: "trace", Op.EYE: "I", Op.SUM: "sum", Op.MAX: "max", Op.NEG: "minus"}
