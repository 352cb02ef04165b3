"""Names that mean something in NumPy, MATLAB and elsewhere, and what to write for them here."""

import ast

# What may stand before the name of a function, and says nothing.
PREFIXES = {
    "np",
    "numpy",
    "jnp",
    "scipy",
    "np.linalg",
    "numpy.linalg",
    "jnp.linalg",
    "scipy.linalg",
    "jnp.scipy.linalg",
}
CONSTANTS = {"pi"}

# Asked of a matrix in other languages and libraries.
METHODS = {
    "I": "write inv({X})",
    "H": "real matrices only; write {X}.T",
    "t": "write {X}.T",
    "transpose": "write {X}.T",
    "dot": "write {X} @ ...",
    "inv": "write inv({X})",
    "inverse": "write inv({X})",
    "det": "write det({X})",
    "trace": "write trace({X})",
    "sum": "write sum({X})",
    "diagonal": "write diag({X})",
    "ravel": "write vec({X}), which stacks columns; ravel reads rows",
    "flatten": "write vec({X}), which stacks columns; flatten reads rows",
    "shape": "sizes are letters, given with the shapes",
}

HINTS = {
    "dot": ": write A @ B",
    "matmul": ": write A @ B",
    "multiply": ": write A * B",
    "outer": ": write x @ y.T",
    "inner": ": write x.T @ y",
    "transpose": ": write X.T",
    "solve": ": write inv(A) @ b",
    "slogdet": ": write logdet(S)",
    "mean": ": write sum(x) / n",
    "abs": ": it has no derivative at 0; write norm(x) for a length",
    "relu": ": it has no derivative at 0",
    "max": ": it has no derivative where two entries are equal",
    "min": ": it has no derivative where two entries are equal",
    "softmax": ": write exp(x) / sum(exp(x))",
}


def dotted(node):
    """Return the name of a function without np. and its like; None for anything else that is called."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts, node = [node.attr, *parts], node.value
    if not isinstance(node, ast.Name):
        return None
    *prefix, name = [node.id, *parts]
    return name if not prefix or ".".join(prefix) in PREFIXES else None


def sizes_in(node):
    """Return the letters that stand for sizes in ones(n), zeros(m, n), eye(n)."""
    asked = isinstance(node, ast.Call) and dotted(node.func) in ("ones", "zeros", "eye")
    return [part for arg in node.args for part in ast.walk(arg) if isinstance(part, ast.Name)] if asked else []
