"""Short functions that a printed source brings along where it needs them, in the words of each dialect."""

import re

SOLVERS = ("cho_factor", "cho_solve", "expm", "logm", "lu_factor", "lu_solve")


def by_name(text):
    """Return the functions of a text, in which blank lines stand between them, by their names.

    >>> list(by_name("def f(x):\\n    return x\\n\\ndef g(x):\\n    return -x\\n"))
    ['f', 'g']
    """
    name = lambda function: re.search(r"^(?:def |function )?(\w+)\(", function, re.MULTILINE)[1]
    return {name(function): f"{function}\n" for function in text.strip().split("\n\n")}


# By NumPy, JAX and PyTorch.
SHARED = '''
def adjugate(A):
    """det(A) A^-1, for a singular A too, through A = U Diag(s) V."""
    U, s, V = {np}.linalg.svd(A)
    cofactors = {np}.prod({np}.where({np}.diag({np}.ones_like(s)) > 0, 1, s), axis=1)
    return {np}.linalg.det(U) * {np}.linalg.det(V) * (V.T * cofactors) @ U.T

def eigenvectors(S):
    """The eigenvectors of a symmetric matrix, the largest entry of each positive."""
    Q = {np}.linalg.eigh(S)[1]
    return Q * {np}.sign(Q[{np}.abs(Q).argmax(axis=0), {np}.arange(len(Q))])
'''

HELPERS = by_name(SHARED.format(np="np")) | by_name('''
def log_det(A):
    """log det A; nan where det A < 0."""
    sign, size = np.linalg.slogdet(A)
    return size if sign >= 0 else np.nan

def duplication(n):
    """The place in vech A of each entry of vec A: D_n B is B[duplication(n)]."""
    place = np.empty((n, n), dtype=int)
    j, i = np.triu_indices(n)
    place[i, j] = place[j, i] = np.arange(len(i))
    return place.ravel()

def elimination(n):
    """The place in vec A of each entry of vech A: L_n B is B[elimination(n)]."""
    j, i = np.triu_indices(n)
    return j * n + i

def mirrored(n):
    """The place in vec A of each entry of vech A^T."""
    j, i = np.triu_indices(n)
    return i * n + j

def off_diagonal(n):
    """1 for each entry of vech A off the diagonal, 0 on it: D_n^T B is B[elimination(n)] + that * B[mirrored(n)]."""
    j, i = np.triu_indices(n)
    return np.array(i > j, dtype=float)[:, None]

def triangle(n):
    """1 for each entry of vec A on and below the diagonal, else 0: L_n^T B is that * B[duplication(n)]."""
    return np.triu(np.ones((n, n))).reshape(-1, 1)

def logm(A):
    """The logarithm of a matrix: square roots until it is near I, then twice the series of artanh."""
    scale, identity = 2, np.eye(len(A))
    while np.abs(A - identity).max() > 0.1:
        Y, Z = A, identity
        for _ in range(30):
            Y, Z = (Y + np.linalg.inv(Z)) / 2, (Z + np.linalg.inv(Y)) / 2
        A, scale = Y, 2 * scale
    Z = (A - identity) @ np.linalg.inv(A + identity)
    result = term = Z
    for k in range(3, 25, 2):
        term = term @ Z @ Z
        result = result + term / k
    return scale * result

def expm(A):
    """The matrix exponential: the Taylor series of A / 2^s, squared s times."""
    s = max(0, int(np.ceil(np.log2(max(np.linalg.norm(A, 1), 1e-300)))) + 4)
    term = result = np.eye(len(A))
    for k in range(1, 20):
        term = term @ A / (k * 2.0**s)
        result = result + term
    return np.linalg.matrix_power(result, 2**s)
''')

JAX = by_name(SHARED.format(np="jnp")) | by_name('''
def log_det(A):
    """log det A; nan where det A < 0."""
    sign, size = jnp.linalg.slogdet(A)
    return jnp.where(sign >= 0, size, jnp.nan)
''')

TORCH = by_name(SHARED.format(np="torch")) | by_name('''
def matrix(rows):
    """The matrix with these rows of numbers and tensors."""
    return torch.stack([torch.stack([torch.as_tensor(x, dtype=torch.float64) for x in row]) for row in rows])
''')
