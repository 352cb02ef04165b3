"""How an inverse is used: solved for, through a factor that several applications share, or formed."""

from veckron.numpy_code.parts import Part, eye, index, transpose

FORMED, SOLVED = "inverse of {}", "{} solved for {}"


def is_inverse(A):
    """Tell whether a part is an inverse or the transpose of one."""
    return A.op == FORMED or (A.op == "T" and A.args[0].op == FORMED)


def inverse(c, A):
    """A^-1 as a factor; what becomes of it is decided when all its uses are known."""
    if A.op == "T":
        return transpose(c, inverse(c, A.args[0]))
    if A.op == "np.diagflat({})":
        return c.part("np.diagflat({})", c.part("1 / {}", A.args[0], shape=A.args[0].shape), shape=A.shape)
    if A.op == "np.eye({})":
        return A
    return c.part(FORMED, A, shape=A.shape, symmetric=A.symmetric)


def applied(c, A_inv, B):
    """A^-1 B or A^-T B, where A^-1 is not formed."""
    turned = A_inv.op == "T"
    A = A_inv.args[0].args[0] if turned else A_inv.args[0]
    return c.part(SOLVED, A, B, turned, shape=(A.shape[0], B.shape[1]))


def decide(c, roots):
    """Return how each inverse is used: formed if its entries are needed, or if two wide products want it.

    LAPACK forms an inverse in the time in which it solves for n columns, so that two such products are as fast with
    the inverse as with its factors for medium n, and faster for small n. Where n is said to be 100 or more, factors.
    """
    ways, found = {}, reachable(roots)
    bases = {part.args[0] for part in found if part.op in (FORMED, SOLVED, "det of {}", "log det of {}")}
    for A in bases:
        uses = [part for part in found if part.op == SOLVED and part.args[0] is A]
        wide = [part for part in uses if c.number(part.args[1].shape[1]) >= c.number(A.shape[0])]
        formed = any(part.op == FORMED and part.args[0] is A for part in found)
        if A.op == "letter" and A.args[0] in c.definite:
            ways[A] = ("cho" if c.scipy else "cholesky") + (" inv" if formed else "")
        elif formed or (len(wide) > 1 and not (c.scipy and str(A.shape[0]) in c.large)):
            ways[A] = "inv"
        else:
            ways[A] = "lu" if c.scipy and len(uses) > 1 else "solve"
    return ways


def reachable(roots):
    """Return the parts that the roots are made of, each once."""
    found, todo = {}, list(roots)
    while todo:
        part = todo.pop()
        if part not in found:
            found[part] = None
            todo += part.parts
    return list(found)


def settle(c, part, known):
    """Return a part with its inverses and determinants written as calls."""
    if part not in known:
        args = [settle(c, arg, known) if isinstance(arg, Part) else arg for arg in part.args]
        way = c.ways.get(part.args[0], "solve") if part.op in CALLS else None
        if part.op in LATE:
            known[part] = LATE[part.op](c, part)
        elif way is None:
            known[part] = c.part(part.op, *args, shape=part.shape, symmetric=part.symmetric)
            known[part].loops = part.loops  # a sum over an index does not depend on it, though its terms do
        else:
            known[part] = CALLS[part.op](c, way, part, *args)
    return known[part]


def factor(c, way, A):
    """The factor of A that several calls share."""
    return c.part(FACTORS[way.split()[0]], A, shape=A.shape)


FACTORS = {
    "lu": "lu_factor({}, check_finite=False)",
    "cho": "cho_factor({}, check_finite=False)",
    "cholesky": "np.linalg.cholesky({})",
}


def _solved(c, way, part, A, B, turned):
    wide = {"shape": part.shape, "symmetric": part.symmetric}
    if way == "lu":
        op = "lu_solve({}, {}, trans=1, check_finite=False)" if turned else "lu_solve({}, {}, check_finite=False)"
        return c.part(op, factor(c, way, A), B, **wide)
    if way.split()[0] == "cho":
        return c.part("cho_solve({}, {}, check_finite=False)", factor(c, way, A), B, **wide)
    if way.startswith("cholesky"):
        L = factor(c, way, A)
        half = c.part("np.linalg.solve({}, {})", L, B, shape=part.shape)
        return c.part("np.linalg.solve({}, {})", transpose(c, L), half, **wide)
    return c.part("np.linalg.solve({}, {})", transpose(c, A) if turned else A, B, **wide)


def _formed(c, way, part, A):
    if way.startswith("cholesky"):
        L_inv = c.part("np.linalg.inv({})", factor(c, way, A), shape=A.shape)
        return c.part("{} @ {}", transpose(c, L_inv), L_inv, shape=A.shape, symmetric=True)
    if way.startswith("cho"):
        return _solved(c, "cho", part, A, eye(c, A.shape[0]), False)
    return c.part("np.linalg.inv({})", A, shape=A.shape, symmetric=part.symmetric)


def _diagonal(c, way, A):
    L = factor(c, way, A)
    return c.part("np.diag({}[0])" if way.split()[0] == "cho" else "np.diag({})", L)


def _det(c, way, part, A):
    if way.startswith("cho"):
        return c.part("np.prod({}) ** 2", _diagonal(c, way, A))
    return c.part("np.linalg.det({})", A)


def _log_det(c, way, part, A):
    if way.startswith("cho"):
        return c.part("2 * np.sum(np.log({}))", _diagonal(c, way, A))
    return c.part("log_det({})", A)


CALLS = {FORMED: _formed, SOLVED: _solved, "det of {}": _det, "log det of {}": _log_det}


def _rows_of_eye(c, part):
    """K, D and L by themselves: rows of the identity."""
    if part.op == "perm":
        return c.part("np.eye({})[{}]", c.size(part.shape[0]), index(c, part), shape=part.shape)
    n, cols = part.args
    return c.part("np.eye({})[{}]", cols, c.part(f"{part.op}({{}})", n), shape=part.shape)


def _spread(c, part):
    v, *shape = part.args
    return c.part("{} * np.ones(({}, {}))", settle(c, v, {}), *shape, shape=part.shape)


LATE = {"perm": _rows_of_eye, "duplication": _rows_of_eye, "elimination": _rows_of_eye, "spread": _spread}
