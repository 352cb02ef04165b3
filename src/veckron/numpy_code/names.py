"""Names for letters and intermediate results: legal in Python, sensible, each given once."""

import builtins
import keyword
import re
from unicodedata import normalize

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


def suggestion(part, names):
    """Return a name that says what a part is: S_inv_B, exp_x, det_S; a letter by its kind where that grows long."""
    found = _spelled(part, lambda arg: _lent(arg, names))
    return found if found and len(found) <= LONGEST else _by_kind(part)


def _lent(part, names):
    """Return what a part lends to the name of what is made of it; too much where it has no name itself."""
    if part in names:
        return names[part]
    if part.op in ("letter", "loop", "size", "number"):
        return str(part.args[0]).replace(" ", "").replace(".", "_")
    return _spelled(part, lambda arg: _lent(arg, names)) or "x" * (LONGEST + 1)


def _spelled(part, name):
    op, args = part.op, part.parts
    if op == "T":
        return f"{name(args[0])}_t"
    if op in ("{} @ {}", "np.kron({}, {})") or (op == "{} * {}" and args[0].shape and args[0].shape != args[1].shape):
        return "_".join(map(name, args))
    if op.startswith(("np.linalg.solve", "cho_solve", "lu_solve")):
        base = re.sub("_(cho|chol|lu|t)$", "", name(args[0]))
        if args[1].op == "np.eye({})":
            return f"{base}_inv"
        turned = "_inv_t" if args[0].op == "T" or "trans" in op else "_inv"
        return f"{base}{turned}_{name(args[1])}"
    if op in OF_LETTER:
        while args:
            part, args = args[0], args[0].parts
        return f"{OF_LETTER[op]}_{name(part)}"
    if op in ENDINGS:
        return f"{name(args[0])}_{ENDINGS[op]}"
    if op in BEGINNINGS:
        return f"{BEGINNINGS[op]}_{name(args[0])}"
    found = re.fullmatch(r"(?:np\.)?(\w+)\(\{\}\)", op)
    return f"{found[1]}_{name(args[0])}" if found else ""


def _by_kind(part):
    if "arange" in part.op:
        return "k"
    if not part.shape:
        return "c"
    letter = (
        "R" if part.op == "sum" and len(part.args) == 3 and "-" in part.args[0] else "Z" if part.op == "sum" else "P"
    )
    return letter.lower() if 1 in part.shape else letter


ENDINGS = {
    "np.linalg.inv({})": "inv",
    "cho_factor({}, check_finite=False)": "cho",
    "lu_factor({}, check_finite=False)": "lu",
    "np.linalg.cholesky({})": "chol",
    "{} ** {}": "power",
}
BEGINNINGS = {
    "np.linalg.det({})": "det",
    "np.trace({})": "trace",
    "{}.reshape(-1, 1)": "vec",
    "{}.T.reshape(-1, 1)": "vec",
    "np.eye({})": "I",
    "{}.sum(axis=0, keepdims=True)": "sum",
    "{}.sum(axis=1, keepdims=True)": "sum",
    "-{}": "minus",
}
OF_LETTER = {"np.prod({}) ** 2": "det", "2 * np.sum(np.log({}))": "log_det"}
