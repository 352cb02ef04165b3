"""`convert` against the arrays that JAX and PyTorch return as Jacobians."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from veckron import convert

RNG = np.random.default_rng(5)
A, X, B = RNG.standard_normal((2, 3)), RNG.standard_normal((3, 4)), RNG.standard_normal((4, 5))
M = RNG.standard_normal((3, 3))
S, N = M @ M.T + np.eye(3), M + 5 * np.eye(3)  # symmetric positive definite; not symmetric, of positive determinant
x = RNG.standard_normal(4)


def close(found, wanted):
    np.testing.assert_allclose(found, wanted, rtol=1e-10, atol=1e-12)


def of_jax(F, at):
    """The Jacobian that JAX finds for a function of jax.numpy and a matrix, in float64."""
    jax = pytest.importorskip("jax")
    before = jax.config.jax_enable_x64
    try:
        jax.config.update("jax_enable_x64", True)
        return jax.jacobian(lambda X: F(jax.numpy, X))(at)
    finally:
        jax.config.update("jax_enable_x64", before)


def of_torch(F, at):
    torch = pytest.importorskip("torch")
    return torch.autograd.functional.jacobian(lambda X: F(torch, X), torch.tensor(at))


@pytest.mark.parametrize("jacobian", [of_jax, of_torch])
def test_the_product_in_every_layout(jacobian):
    J = jacobian(lambda np_, X: np_.asarray(A) @ X @ np_.asarray(B), X)
    assert tuple(J.shape) == (2, 5, 3, 4)
    wanted = {"vec": np.kron(B.T, A), "vec-rows": np.kron(A, B.T), "denominator": np.kron(B, A.T)}
    wanted |= {"denominator-rows": np.kron(A.T, B), "array-denominator": np.einsum("ik,lj->klij", A, B)}
    for layout, value in wanted.items():
        close(convert(J, "array", layout, (2, 5), (3, 4)), value)
        close(convert(value, layout, "array", (2, 5), (3, 4)), np.asarray(J))


@pytest.mark.parametrize("jacobian", [of_jax, of_torch])
def test_the_inverse_which_is_not_symmetric(jacobian):
    J = jacobian(lambda np_, X: np_.linalg.inv(X), N)
    close(convert(J, "array", "vec", (3, 3), (3, 3)), -np.kron(np.linalg.inv(N).T, np.linalg.inv(N)))


@pytest.mark.parametrize("jacobian", [of_jax, of_torch])
def test_vectors_have_arrays_without_a_second_axis(jacobian):
    J = jacobian(lambda np_, x: np_.asarray(B).T @ x, x)
    close(convert(J, "array", "vec", (5,), (4,)), B.T)
    close(convert(J, "array", "denominator", (5,), (4,)), B)


@pytest.mark.parametrize("jacobian", [of_jax, of_torch])
def test_the_log_determinant_of_a_symmetric_matrix(jacobian):
    J = jacobian(lambda np_, X: np_.linalg.slogdet(X)[1], S)
    inverse = np.linalg.inv(S)
    close(convert(J, "array", "gradient", (), (3, 3)), inverse)
    close(convert(J, "array", "gradient-doubled", (), (3, 3)), 2 * inverse - np.diag(np.diag(inverse)))
    low = [0, 1, 2, 4, 5, 8]
    close(convert(J, "array", "vech", (), (3, 3)), (inverse.ravel() * [1, 2, 2, 2, 1, 2, 2, 2, 1])[None, low])


def test_the_block_of_the_page_does_what_it_says():
    pytest.importorskip("jax")
    cells = json.loads((Path(__file__).parents[2] / "chapters/07-conventions.ipynb").read_text())["cells"]
    (code,) = re.findall(r"```python\n(.*?)```", "\n".join("".join(cell["source"]) for cell in cells), flags=re.DOTALL)
    names = {"A": A, "X": X, "B": B, "convert": convert}
    exec(code, names)
    assert f"# shape {names['D'].shape}" in code
    np.testing.assert_allclose(names["J"], np.kron(B.T, A), rtol=1e-5, atol=1e-5)
