"""How a letter of a statement is drawn: at random, within the structure that its shape names."""


def matrix(arithmetic, m, n, words=(), sizes=None):
    """Return a random m x n matrix of a kind of number: ``draw(m, n)`` for its free entries, structure on top.

    ``words`` are those that follow the sizes in a shape, ``"n n symmetric"`` or ``"m n rank r"`` with r one of the sizes.
    """
    kind, r = ("rank", sizes[words[1]]) if words[:1] == ["rank"] else (" ".join(words), None)
    return STRUCTURES[kind](arithmetic, m, n, r)


def _free(arithmetic, m, n, r=None):
    return arithmetic.draw(m, n)


def _kept(places):
    """Return the structure that keeps the entries (i, j) for which ``places(i, j)``."""

    def drawn(arithmetic, m, n, r=None):
        kept = [(i, j) for i in range(m) for j in range(n) if places(i, j)]
        return arithmetic.draw(m, n) * arithmetic.from_ones((m, n), kept)

    return drawn


_lower, _strictly_lower = _kept(lambda i, j: i >= j), _kept(lambda i, j: i > j)
_upper, _diagonal = _kept(lambda i, j: i <= j), _kept(lambda i, j: i == j)


def _symmetric(arithmetic, m, n, r=None):
    A = _strictly_lower(arithmetic, m, n)
    return A + A.T + _diagonal(arithmetic, m, n)


def _skew(arithmetic, m, n, r=None):
    A = _strictly_lower(arithmetic, m, n)
    return A - A.T


def _of_rank(arithmetic, m, n, r):
    return arithmetic.draw(m, r) @ arithmetic.draw(r, n)


def _singular(arithmetic, m, n, r=None):
    """One less than full rank; a column becomes 0."""
    return _of_rank(arithmetic, m, n, min(m, n) - 1)


def _triangular_singular(structure):
    """A triangle, or a diagonal, with a 0 in the corner."""
    return lambda arithmetic, m, n, r=None: (
        structure(arithmetic, m, n) * _kept(lambda i, j: (i, j) != (0, 0))(arithmetic, m, n)
    )


def _symmetric_singular(arithmetic, m, n, r=None):
    A = arithmetic.draw(n, n - 1)
    return A @ _symmetric(arithmetic, n - 1, n - 1) @ A.T


def _orthogonal(arithmetic, m, n, r=None):
    """Cayley: (I + K)^-1 (I - K) for skew K."""
    I, K = arithmetic.identity(n), _skew(arithmetic, n, n)
    return arithmetic.inverse(I + K) @ (I - K)


def _idempotent(arithmetic, m, n, r=None):
    """A projection onto r dimensions along n - r others."""
    r = (n + 1) // 2
    A, B = arithmetic.draw(n, r), arithmetic.draw(n, r)
    return A @ arithmetic.inverse(B.T @ A) @ B.T


STRUCTURES = {
    "": _free,
    "rank": _of_rank,
    "symmetric": _symmetric,
    "skew": _skew,
    "lower": _lower,
    "upper": _upper,
    "diagonal": _diagonal,
    "orthogonal": _orthogonal,
    "idempotent": _idempotent,
    "zero": lambda arithmetic, m, n, r=None: 0 * arithmetic.draw(m, n),
    "singular": _singular,
    "symmetric singular": _symmetric_singular,
    "lower singular": _triangular_singular(_lower),
    "upper singular": _triangular_singular(_upper),
    "diagonal singular": _triangular_singular(_diagonal),
}
