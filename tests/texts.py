"""The 82 functions as text, as NumPy writes them; the tests of the reader and of the calculator loop over them."""

import numpy as np
from sympy import MatrixSymbol, Symbol, Tuple

from veckron import evaluate

LOSS = "1/2 * (W2 @ tanh(W1 @ x + c1) + c2 - t).T @ (W2 @ tanh(W1 @ x + c1) + c2 - t)"
NLL = "log(det(S)) + trace(inv(S) @ G)"
RAYLEIGH = "x.T @ Am @ x / (x.T @ x)"
LOGSUMEXP = "log(sum(exp(x)))"
TEXTS = {
    "J01": "A @ X @ B",
    "J02": "X.T",
    "J03": "X @ An @ X.T",
    "J04": "X.T @ Am @ X",
    "J05": "inv(S)",
    "J06": "P @ S**-1 @ Q",
    "J07": "S**2",
    "J08": "S ** 3",
    "J09": "S**kk",
    "J10": "np.kron(X, A)",
    "J11": "kron(A, X)",
    "J12": "kron(X, X)",
    "J13": "X * D",
    "J14": "X * X",
    "J15": "np.exp(X)",
    "J16": "np.diag(x)",
    "J17": "diag(x) @ Am @ diag(x)",
    "J18": "X.T @ X",
    "J19": "np.linalg.inv(X.T @ X)",
    "J20": "X @ inv(X.T @ X) @ X.T",
    "J21": "S @ G @ inv(S)",
    "J22": "trace(S) * S",
    "J23": "det(S) * inv(S)",
    "J24": "tanh(A @ X @ B)",
    "J25": "x @ x.T",
    "J26": "G @ S - S @ H",
    "J27": "A @ x",
    "J28": "x / norm(x)",
    "J29": "exp(x) / sum(exp(x))",
    "J30": "tanh(W1 @ x + c1)",
    "J31": "tanh(W1 @ x + c1)",
    "J32": "inv(X.T @ X + An) @ X.T @ y",
    "G01": "trace(S)",
    "G02": "trace(A @ X @ B @ R)",
    "G03": "tr(X.T @ Am @ X @ An)",
    "G04": "trace(inv(S) @ G)",
    "G05": "trace(S**3)",
    "G06": "trace(S**kk)",
    "G07": "trace(G @ S @ H @ S.T)",
    "G08": "trace(kron(S, S))",
    "G09": "det(S)",
    "G10": "log(det(S))",
    "G11": "det(G @ S @ H)",
    "G12": "det(X.T @ Am @ X)",
    "G13": "logdet(X.T @ X)",
    "G14": "a.T @ X @ b",
    "G15": "u.T @ inv(S) @ v",
    "G16": "b.T @ X.T @ X @ s",
    "G17": "norm(A @ X - XA) ** 2",
    "G18": "norm(X)",
    "G19": "trace(expm(S))",
    "G20": "(bp - A @ x).T @ W @ (bp - A @ x)",
    "G21": NLL,
    "G22": "log(det(S)) + (u - mu).T @ inv(S) @ (u - mu)",
    "G23": "trace(inv(G) @ S) - log(det(S))",
    "G24": "trace(S)**2 + trace(S**2)",
    "G25": "trace(inv(An + X.T @ Am @ X) @ X.T @ X)",
    "G26": "a.T @ exp(X) @ b",
    "G27": "a.T @ tanh(tanh(X)) @ b",
    "G28": LOSS,
    "G29": "trace(T @ X) + trace(G)",
    "G30": "sum(D * (X - D) * (X - D))",
    "V01": "x.T @ Am @ x",
    "V02": "(A @ x - bp).T @ W @ (A @ x - bp)",
    "V03": RAYLEIGH,
    "V04": "np.linalg.norm(x)",
    "V05": "(u - mu).T @ inv(S) @ (u - mu)",
    "V06": LOGSUMEXP,
    "V07": "sum(log(1 + exp(-A @ x)))",
    "V08": "x.T @ y / (norm(x) * norm(y))",
    "H01": "x.T @ Am @ x",
    "H02": "(A @ x - bp).T @ W @ (A @ x - bp)",
    "H03": "log(det(S))",
    "H04": "trace(X.T @ Am @ X @ An)",
    "H05": "u.T @ inv(S) @ v",
    "H06": "trace(S**3)",
    "H07": LOGSUMEXP,
    "H08": NLL,
    "H09": RAYLEIGH,
    "H10": "inv(S)",
    "H11": "det(S)",
    "H12": LOSS,
}
NUMBERS = {"1": 1, **dict(zip("hkmnpqr", (3, 4, 5, 2, 6, 3, 2)))}


def given(case):
    """The shapes of the letters of a function of the table, as text."""
    letters = Tuple(case.f, case.X).atoms(MatrixSymbol)
    shapes = {A.name: f"{A.rows} {A.cols}" for A in letters}
    return shapes | ({"kk": "integer"} if case.f.has(Symbol("kk", integer=True, positive=True)) else {})


def value(expression, case):
    """The value at one drawing of the letters, unequal sizes, far from singular."""
    generator, values = np.random.default_rng(0), {}
    for A in sorted(Tuple(case.f, case.X).atoms(MatrixSymbol), key=str):
        shape = [NUMBERS[str(size)] for size in A.shape]
        values[A] = generator.uniform(-1, 1, shape) / 2 + (A.rows == A.cols) * np.eye(*shape)
    sizes = {**{s: NUMBERS[s.name] for A in values for s in A.shape if s.is_Symbol}, "kk": 3}
    return np.squeeze(evaluate(expression, {**values, **sizes}))
