"""An operator on a cluster of processes, with a matrix that is larger than the memory of a worker."""

import numpy as np
import pytest
from sympy import MatrixSymbol, symbols

from veckron import Jacobian
from veckron.program import operator

m, n, p, q = symbols("m n p q")
A, X, B = MatrixSymbol("A", p, m), MatrixSymbol("X", m, n), MatrixSymbol("B", n, q)
LIMIT = 512 * 2**20


@pytest.mark.filterwarnings("ignore")  # what a cluster says of ports and of processes is not ours
def test_jvp_of_a_matrix_larger_than_a_worker():
    distributed, da = pytest.importorskip("distributed"), pytest.importorskip("dask.array")
    rows, cols = 40_000, 2_000
    u, v = da.arange(rows, chunks=2_000) / rows, da.arange(cols, chunks=cols) / cols
    dX = u[:, None] * v[None, :]
    assert dX.nbytes > LIMIT
    a, b = np.random.default_rng(0).standard_normal((3, rows)), np.random.default_rng(1).standard_normal((cols, 2))
    op = operator(
        Jacobian(A * X * B, X), {A: da.from_array(a, chunks=(3, 2_000)), B: da.from_array(b, chunks=(cols, 2))}
    )
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, memory_limit=LIMIT, processes=True, dashboard_address=None
    )
    with cluster, distributed.Client(cluster):
        result = op.jvp(dX).compute()
    np.testing.assert_allclose(result, np.outer(a @ (np.arange(rows) / rows), (np.arange(cols) / cols) @ b))
