"""One derivative in the layouts of books and libraries: each is read into ``J = d vec F / d (vec X)^T``, and made from J."""

from typing import Any

from sympy import HadamardProduct, Identity, ImmutableDenseNDimArray, NDimArray, eye

from veckron import shapes
from veckron.algebra import canonical, normal
from veckron.expressions import commutation_matrix, duplication_matrix, elimination_matrix, unvec, unvech, vec, vech
from veckron.shapes import Matrix, ShapeError, Size, is_expression, is_symbolic, same, show


def times(J, Z):
    """J Z for a matrix Z of zeros and ones."""
    if is_symbolic(J):
        return J * (Z if is_expression(J) else Z.as_explicit())
    return J if Z.is_Identity else Z.__rmatmul__(J)  # J @ Z is left to NumPy, which makes an array of objects


def by_rows(J, F, X):
    """d vec(F^T) / d vec(X^T)^T = K_pq J K_nm, for F of shape F = (p, q) and X of shape X = (m, n)."""
    return times(times(J, commutation_matrix(*X[::-1])).T, commutation_matrix(*F[::-1])).T


def by_columns(R, F, X):
    """The way back: the same with F^T and X^T, whose shapes are turned round."""
    return by_rows(R, F[::-1], X[::-1])


def from_free_entries(V, F, X):
    """V D_n^+ = V L_n (I + K_nn)/2: the column of an entry off the diagonal is halved between its two places."""
    J = times(V, elimination_matrix(X[0]))
    return (J + times(J, commutation_matrix(*X))) / 2


def on_diagonal(G):
    """I o G."""
    if is_symbolic(G):
        return HadamardProduct(Identity(G.rows), G) if is_expression(G) else G.multiply_elementwise(eye(G.rows))
    import numpy as np

    return np.diag(np.diag(G))


# Layout: what is made of J, and J of what is given; both know the shapes of F and of X.
LAYOUTS = {
    "vec": (lambda J, F, X: J, lambda J, F, X: J),
    "vec-rows": (by_rows, by_columns),
    "denominator": (lambda J, F, X: J.T, lambda N, F, X: N.T),
    "denominator-rows": (lambda J, F, X: by_rows(J, F, X).T, lambda N, F, X: by_columns(N.T, F, X)),
    "gradient": (lambda J, F, X: unvec(J.T, *X), lambda G, F, X: vec(G).T),
    "vech": (lambda J, F, X: times(J, duplication_matrix(X[0])), from_free_entries),
    "gradient-symmetric": (
        lambda J, F, X: (unvec(J.T, *X) + unvec(J.T, *X).T) / 2,
        lambda G, F, X: vec(unvech(vech(G), X[0])).T,
    ),
    "gradient-doubled": (
        lambda J, F, X: unvec(J.T, *X) + unvec(J.T, *X).T - on_diagonal(unvec(J.T, *X)),
        lambda G, F, X: vec(unvech(vech(G), X[0]) + on_diagonal(G)).T / 2,
    ),
}
# Arrays with all axes, those of F, then those of X, or the other way round: with two axes they are listed by rows.
AXES = {"array": LAYOUTS["vec-rows"], "array-denominator": LAYOUTS["denominator-rows"]}
LAYOUTS |= AXES


def convert(J: Matrix, source: str, target: str, shape_of_F: tuple[Size, ...], shape_of_X: tuple[Size, ...]) -> Any:
    """Return the derivative J of F with respect to X, given in one layout, in another.

    F has shape (p, q), X has (m, n); as arrays (q,) or () and (n,), read as columns. The layouts are

    - "vec", the book's d vec(F) / d vec(X)^T, and "denominator", its transpose;
    - "vec-rows", d vec(F^T) / d vec(X^T)^T, of NumPy's ravel, and "denominator-rows", its transpose;
    - "array", of shape F.shape + X.shape, of JAX and PyTorch; "array-denominator", X.shape + F.shape, of SymPy;
    - "gradient" of a scalar F, of the shape of X;
    - for a symmetric X "vech", d vec(F) / d vech(X)^T, and of a scalar F "gradient-symmetric", (G + G^T)/2, and
      "gradient-doubled", G + G^T - I o G: from these J comes back up to what a symmetric X cannot see, as J (I + K_nn)/2.

    J is a matrix expression, a matrix or array of SymPy, or an array, which becomes one of NumPy.
    ValueError for another layout, an expression as array, or a gradient that is not symmetric where X is; ShapeError where
    J, F or X does not have the shape that a layout wants.

    >>> from sympy import MatrixSymbol, symbols
    >>> from veckron import kron
    >>> m, n, p, q = symbols("m n p q")
    >>> A, B = MatrixSymbol("A", p, m), MatrixSymbol("B", n, q)
    >>> convert(kron(B.T, A), "vec", "vec-rows", (p, q), (m, n))
    KroneckerProduct(A, B.T)

    source: magnus2019, chapter 9
    """
    bare_F, bare_X = tuple(shape_of_F), tuple(shape_of_X)
    F, X = as_column("F", bare_F, (0, 1, 2)), as_column("X", bare_X, (1, 2))
    for layout in (source, target):
        want_layout(layout, J, F, X)
    bare = {"array": bare_F + bare_X, "array-denominator": bare_X + bare_F, "gradient": X if is_symbolic(J) else bare_X}
    M = with_two_axes(J, source, F, X, bare.get(source))
    if source == target:
        return J
    J = LAYOUTS[source][1](M, F, X)
    result = LAYOUTS[target][0](normal(J) if is_expression(J) else J, F, X)
    if is_expression(result):
        return canonical(normal(result))
    if target in AXES and is_symbolic(result):
        return ImmutableDenseNDimArray(result).reshape(*bare[target])
    return result if is_symbolic(result) or target not in bare else result.reshape(bare[target])


def as_column(name, shape, axes):
    """Return the shape of F or X with two axes: a vector is a column, a number has the shape (1, 1)."""
    if len(shape) not in axes:
        raise ShapeError(f"convert: wants {name} of shape {'(p, q)' if name == 'F' else '(m, n)'}, got {show(shape)}")
    return tuple(shapes.size(size, "convert") for size in (*shape, 1, 1)[:2])


def want_layout(layout, J, F, X):
    """Refuse a layout that is unknown, or does not fit F, X or an expression."""
    if layout not in LAYOUTS:
        raise ValueError(f"convert: wants one of {', '.join(LAYOUTS)}, got {layout!r}")
    if layout in AXES and is_expression(J):
        raise ValueError(f"convert: {layout!r} wants a matrix or an array with entries, got the expression {J}")
    if layout.startswith("gradient") and not same(F[0] * F[1], 1):
        raise ShapeError(f"convert: {layout!r} wants a scalar F of shape (1, 1), got {show(F)}")
    if layout in ("vech", "gradient-symmetric", "gradient-doubled") and not same(*X):
        raise ShapeError(f"convert: {layout!r} wants a square X of shape (n, n), got {show(X)}")


def with_two_axes(J, layout, F, X, bare):
    """Return J as a matrix of SymPy or an array of NumPy with two axes, where it has the shape of its layout."""
    if not isinstance(J, NDimArray) and not is_symbolic(J):
        import numpy as np

        J = np.asarray(J)
    rows, cols = F[0] * F[1], shapes.triangle(X[0]) if layout == "vech" else X[0] * X[1]
    axes = X if layout.startswith("gradient") else (cols, rows) if "denominator" in layout else (rows, cols)
    wanted = axes if bare is None else bare
    if len(J.shape) != len(wanted) or not all(map(same, J.shape, wanted)):
        where = f"for F of shape {show(F)} and X of shape {show(X)}"
        raise ShapeError(f"convert: {layout!r} wants shape {show(wanted)} {where}, got {show(J.shape)}")
    if isinstance(J, NDimArray):
        return J.reshape(*axes).tomatrix()
    return shapes.matrix(J if is_symbolic(J) else J.reshape(axes), "convert")
