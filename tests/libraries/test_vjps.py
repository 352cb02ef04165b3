"""Every VJP on the pages of part II, against JAX in float64: cells with the tag `vjp`, pairs `f` and `f_vjp`.

The docstring of `f` says what its arguments are: `X, Y: n p, S: p p definite, y: n labels q`. A letter is a size, another
prime for each, larger for the first two or three; a number stands for itself. `f_vjp(G, ...)` gives the gradients of
<G, f(...)> in the order of the arguments, `None` for one that is not differentiated. Cells of a page share their names.
"""

import ast
import inspect
import json
from pathlib import Path

import numpy as np
import pytest

jax = pytest.importorskip("jax")
jax.config.update("jax_enable_x64", True)

PAGES = sorted(
    page
    for page in (Path(__file__).parents[2] / "chapters").glob("0[6-9]-*.ipynb")
    if page.stem != "07-conventions"  # about layouts: it has no VJP
)
PRIMES, SEEDS, TOLERANCE = (11, 7, 5, 3, 2, 13, 17, 19), range(3), 1e-10
KINDS = {  # how an argument with one of these words is made of an array of normal numbers
    "": lambda A: A,
    "positive": lambda A: 1 + A**2,
    "scalar": lambda A: 1 + A**2,
    "symmetric": lambda A: A + A.T,
    "definite": lambda A: A @ A.T / len(A) + np.eye(len(A)),
    "lower": lambda A: np.tril(A, -1) + np.diag(1 + np.diag(A) ** 2),
    "orthogonal": lambda A: np.linalg.qr(A)[0],
    "simplex": lambda A: np.exp(A) / np.exp(A).sum(-1, keepdims=True),
}


def cells(page):
    """The sources of the cells of a notebook that have the tag `vjp`."""
    found = json.loads(page.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in found if "vjp" in cell["metadata"].get("tags", [])]


def pairs(source):
    names = [node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    return [name for name in names if f"{name}_vjp" in names]


def namespace(source, library):
    """The names that the cells define, with `np` NumPy or jax.numpy."""
    if library is jax.numpy:
        source = source.replace("from scipy import", "from jax.scipy import")
    names = {"np": library}
    exec(source, names)
    return names


class Sizes(dict):
    """The size of each letter, chosen when it is first asked for."""

    def __missing__(self, name):
        assert len(name) == 1 or name.isdigit(), f"{name} is no size, and none of the words"
        letters = sum(not key.isdigit() for key in self)
        return self.setdefault(name, int(name) if name.isdigit() else PRIMES[letters])


def forms(docstring):
    """`Q, K: n d, t: scalar` as [("Q", ["n", "d"]), ("K", ["n", "d"]), ("t", ["scalar"])]."""
    found, words = [], []
    for piece in reversed(docstring.splitlines()[0].split(",")):
        name, _, after = piece.partition(":")
        words = after.split() or words
        found.append((name.strip(), words))
    return found[::-1]


def draw(words, sizes, rng):
    if "labels" in words:
        *shape, _, top = words
        return rng.integers(sizes[top], size=[sizes[n] for n in shape])
    if "size" in words:
        return sizes[words[0]]
    *shape, kind = words if words[-1] in KINDS else [*words, ""]
    return KINDS[kind](rng.standard_normal([sizes[n] for n in shape]))


def part(gradient, words):
    """What of a gradient counts: the part along the free perturbations of the argument."""
    if {"symmetric", "definite"} & set(words):
        return (gradient + gradient.T) / 2
    return np.tril(gradient) if "lower" in words else gradient


def assert_near(ours, theirs):
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    assert ours.shape == theirs.shape
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=TOLERANCE * max(np.abs(theirs).max(), 1e-3))


def compare(source, name, seed):
    rng, sizes = np.random.default_rng(seed), Sizes()
    here, there = namespace(source, np), namespace(source, jax.numpy)
    arguments = forms(here[name].__doc__)
    assert [n for n, _ in arguments] == list(inspect.signature(here[name]).parameters)[: len(arguments)]
    values = [draw(words, sizes, rng) for _, words in arguments]
    real = [i for i, value in enumerate(values) if np.asarray(value).dtype.kind == "f"]

    def of_real(*given):
        chosen = dict(zip(real, given))
        return there[name](*(chosen.get(i, value) for i, value in enumerate(values)))

    result, pullback = jax.vjp(of_real, *(jax.numpy.asarray(values[i]) for i in real))
    jax.tree.map(assert_near, here[name](*values), result)
    G = jax.tree.map(lambda value: rng.standard_normal(value.shape), result)
    ours = here[f"{name}_vjp"](G, *values)
    ours = ours if isinstance(ours, tuple) else (ours,)
    assert len(ours) == len(arguments)
    assert any(gradient is not None for gradient in ours)
    for i, theirs in zip(real, pullback(jax.tree.map(jax.numpy.asarray, G))):
        if ours[i] is not None:
            assert_near(part(ours[i], arguments[i][1]), part(theirs, arguments[i][1]))


VJPS = [(page, name) for page in PAGES for source in cells(page) for name in pairs(source)]


@pytest.mark.parametrize("page, name", [pytest.param(*vjp, id=f"{vjp[0].stem}:{vjp[1]}") for vjp in VJPS])
@pytest.mark.parametrize("seed", SEEDS)
def test_vjp_agrees_with_jax(page, name, seed):
    compare("\n".join(cells(page)), name, seed)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_page_has_a_vjp(page):
    assert page in [page for page, _ in VJPS]


SOLVE = '''
from scipy import linalg
def solve(S, B, y, L):
    """S: n n definite, B: n p, y: n labels p, L: p p lower"""
    return linalg.solve(S, B)[np.arange(len(y)), y] @ B @ L
def solve_vjp(G, S, B, y, L):
    Z, E = np.linalg.solve(S, B), np.eye(len(L))[y]
    z, bar = (Z * E).sum(1), np.linalg.solve(S, E * (B @ L @ G)[:, None])
    return -bar @ Z.T, bar + np.outer(z, L @ G), None, np.outer(B.T @ z, G)
'''


@pytest.mark.parametrize("seed", SEEDS)
def test_a_right_vjp_passes(seed):
    assert pairs(SOLVE) == ["solve"]
    compare(SOLVE, "solve", seed)


@pytest.mark.parametrize("wrong", ["bar @ Z.T, bar", "-bar @ Z.T, 2 * bar", "-bar @ Z.T, bar[:, :1]"])
def test_a_wrong_vjp_fails(wrong):
    with pytest.raises(AssertionError):
        compare(SOLVE.replace("-bar @ Z.T, bar", wrong), "solve", 0)
