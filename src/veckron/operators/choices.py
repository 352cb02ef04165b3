"""D_n, L_n and their transposes as rows taken by their numbers, which every library of arrays can do."""

from functools import lru_cache

import numpy as np

from veckron.expressions import lower_triangle, vech_index


def choose(node, body, t):
    """Return the text of D_n t, L_n t or the transpose, for t of shape (a, N, b)."""
    lower, mirror, spread, below, off = (body.leaves.table(node.n, name) for name in TABLES)
    if (node.letter, node.flipped) == ("D", False):
        return f"{t}[:, {spread}]"
    if (node.letter, node.flipped) == ("L", False):
        return f"{t}[:, {lower}]"
    if node.letter == "L":
        return f"({t}[:, {spread}] * {below})"
    return f"({t}[:, {lower}] + {t}[:, {mirror}] * {off})"


PLACES = ("lower", "mirror", "spread")
TABLES = (*PLACES, "below", "off")


@lru_cache(maxsize=64)
def tables(n):
    """Return the places of the lower triangle and their mirror images, of vech in vec, and which lie where."""
    places = lower_triangle(n)
    lower = [j * n + i for i, j in places]
    mirror = [i * n + j for i, j in places]
    spread = [vech_index(max(i, j), min(i, j), n) for j in range(n) for i in range(n)]
    below = [float(i >= j) for j in range(n) for i in range(n)]
    off = [float(i != j) for i, j in places]
    whole = [np.array(numbers, dtype=np.intp) for numbers in (lower, mirror, spread)]
    return dict(zip(TABLES, [*whole, *(np.array(numbers)[:, None] for numbers in (below, off))]))
