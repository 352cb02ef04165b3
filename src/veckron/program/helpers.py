"""Short functions that a printed source brings along where it needs them, and the imports."""

import re

IMPORTS = ("cho_factor", "cho_solve", "expm", "lu_factor", "lu_solve")

HELPERS = {
    "log_det": '''\
def log_det(A):
    """log det A; nan where det A < 0."""
    sign, size = np.linalg.slogdet(A)
    return size if sign >= 0 else np.nan
''',
    "duplication": '''\
def duplication(n):
    """The place in vech A of each entry of vec A: D_n B is B[duplication(n)]."""
    place = np.empty((n, n), dtype=int)
    j, i = np.triu_indices(n)
    place[i, j] = place[j, i] = np.arange(len(i))
    return place.ravel()
''',
    "elimination": '''\
def elimination(n):
    """The place in vec A of each entry of vech A: L_n B is B[elimination(n)]."""
    j, i = np.triu_indices(n)
    return j * n + i
''',
    "mirrored": '''\
def mirrored(n):
    """The place in vec A of each entry of vech A^T."""
    j, i = np.triu_indices(n)
    return i * n + j
''',
    "off_diagonal": '''\
def off_diagonal(n):
    """1 for each entry of vech A off the diagonal, 0 on it: D_n^T B is B[elimination(n)] + that * B[mirrored(n)]."""
    j, i = np.triu_indices(n)
    return np.array(i > j, dtype=float)[:, None]
''',
    "triangle": '''\
def triangle(n):
    """1 for each entry of vec A on and below the diagonal, else 0: L_n^T B is that * B[duplication(n)]."""
    return np.triu(np.ones((n, n))).reshape(-1, 1)
''',
    "adjugate": '''\
def adjugate(A):
    """det(A) A^-1, for a singular A too, through A = U Diag(s) V."""
    U, s, V = np.linalg.svd(A)
    cofactors = np.array([np.prod(np.delete(s, i)) for i in range(len(s))])
    return np.linalg.det(U) * np.linalg.det(V) * (V.T * cofactors) @ U.T
''',
    "expm": '''\
def expm(A):
    """The matrix exponential: the Taylor series of A / 2^s, squared s times."""
    s = max(0, int(np.ceil(np.log2(max(np.linalg.norm(A, 1), 1e-300)))) + 4)
    term = result = np.eye(len(A))
    for k in range(1, 20):
        term = term @ A / (k * 2.0**s)
        result = result + term
    return np.linalg.matrix_power(result, 2**s)
''',
}
RESERVED = {*IMPORTS, *HELPERS}


def header(body, scipy):
    """Return the imports and the helpers that the text of a function needs."""
    called = set(re.findall(r"(?<![\w.])(\w+)\(", body))
    from_scipy = [name for name in IMPORTS if name in called and (scipy or name != "expm")]
    lines = ["import numpy as np"]
    lines += [f"from scipy.linalg import {', '.join(from_scipy)}"] if from_scipy else []
    helpers = [text for name, text in HELPERS.items() if name in called and name not in from_scipy]
    return "\n".join(lines) + "\n\n\n" + "".join(f"{text}\n\n" for text in helpers)
