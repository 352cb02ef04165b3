"""The rules of differentiation that a chapter shows as code of JAX and PyTorch: run as they stand, against the libraries."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

CELLS = json.loads((Path(__file__).parents[2] / "chapters/07-autodiff.ipynb").read_text())["cells"]
BLOCKS = re.findall(r"```python\n(.*?)```", "\n".join("".join(cell["source"]) for cell in CELLS), flags=re.DOTALL)
RNG = np.random.default_rng(4)
A, B, G = RNG.standard_normal((5, 5)), RNG.standard_normal((5, 3)), RNG.standard_normal((5, 3))


def block(library):
    """The names that the block of the page defines which imports this library."""
    names = {}
    (code,) = (code for code in BLOCKS if f"import {library}\n" in code)
    exec(code, names)
    return names


@pytest.fixture
def jax():
    """JAX in float64."""
    jax = pytest.importorskip("jax")
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield jax
    jax.config.update("jax_enable_x64", before)


def test_the_page_has_one_block_for_each_library():
    assert [re.findall(r"^import (\w+)$", code, flags=re.MULTILINE)[0] for code in BLOCKS] == ["jax", "torch"]


def test_the_rule_for_jax(jax):
    _, back = jax.vjp(block("jax")["solution"], A, B)
    _, wanted = jax.vjp(jax.numpy.linalg.solve, A, B)
    for found, true in zip(back(G), wanted(G)):
        np.testing.assert_allclose(found, true, rtol=1e-10, atol=1e-10)


def test_the_rule_for_jax_is_the_one_that_jax_uses(jax):
    names = block("jax")
    names["solution"].defvjp(names["keep"], lambda kept, G: (0 * kept[0], 7 * G))
    _, back = jax.vjp(names["solution"], A, B)
    np.testing.assert_allclose(back(G)[1], 7 * G)


def test_the_rule_for_pytorch():
    torch = pytest.importorskip("torch")
    a, b = (torch.tensor(value, requires_grad=True) for value in (A, B))
    solve = block("torch")["Solution"].apply
    assert torch.autograd.gradcheck(solve, (a, b))
    found = torch.autograd.grad(solve(a, b), (a, b), torch.tensor(G))
    wanted = torch.autograd.grad(torch.linalg.solve(a, b), (a, b), torch.tensor(G))
    for one, other in zip(found, wanted):
        np.testing.assert_allclose(one, other, rtol=1e-10, atol=1e-10)
