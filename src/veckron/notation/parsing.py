"""The safe reader of text: a formula as NumPy writes it becomes a SymPy expression, and nothing is evaluated.

`text` lets only formulas pass, `declared` reads the shapes that are given, `fitting` and `nodes` find the others,
`build` puts the expression together from the `functions` and `values`.
"""

from sympy import MatrixSymbol, Symbol

from veckron.notation.build import Builder
from veckron.notation.declared import Shape, read_shape
from veckron.notation.errors import ParseError
from veckron.notation.fitting import Fitting
from veckron.notation.text import tree

__all__ = ["ParseError", "Shape", "infer", "parse", "read_shape", "shapes_of_letters"]


def parse(text, /, **shapes):
    """Return the expression that a text stands for, written as in NumPy: ``A @ X @ B``, ``inv(X.T @ X)``.

    ``@`` is the product, ``*`` the product entry by entry, ``**`` a power of a number, of a square matrix, or of each
    entry of a column or of ``exp(X)``, which is taken entry by entry; ``expm(X)`` is the exponential of the matrix.
    In NumPy ``X ** 2`` is taken entry by entry: it is refused where only the power would make X square.
    The text is not evaluated: it is read against a list of what a formula may have.

    Parameters
    ----------
    text : str
        At most 2000 characters.
    **shapes : str, optional
        ``X="m n"``, ``x="n"`` for a column, ``u="scalar"``, ``k="integer"`` for an exponent, ``S="n n symmetric"``;
        ``S="symmetric"``, ``b="column"``, ``w="matrix"`` where the sizes follow.
        The shape of a letter without one follows from the rest: capitals are matrices, small letters columns.

    Returns
    -------
    matrix expression of shape (p, q), or scalar

    Raises
    ------
    ParseError
        If the text is no formula, or its matrices do not fit. It points at the character, and is a ``ValueError``.

    Examples
    --------
    >>> parse("log(det(S)) + x.T @ inv(S) @ x", S="n n symmetric")
    log(Determinant(S)) + Trace(x.T*S**(-1)*x)

    source: magnus2019, chapter 2
    """
    fit = _fitted(text, shapes)
    return Builder(fit).finished(fit.tree)


def infer(text, /, **shapes):
    """Return the shape of each letter of a formula: as given, or as it follows from the rest.

    Parameters
    ----------
    text : str
    **shapes : str, optional
        As for :func:`parse`.

    Returns
    -------
    dict of str
        Each letter to its shape, so that ``parse(text, **infer(text)) == parse(text)``.

    Raises
    ------
    ParseError
        As for :func:`parse`; also if a shape does not follow, and has to be given.

    Examples
    --------
    >>> infer("A @ x - b")
    {'A': 'm n', 'x': 'n 1', 'b': 'm 1'}

    source: magnus2019, chapter 2
    """
    fit = _fitted(text, shapes)
    found = {name: str(shape) for name, shape in fit.shapes().items()}
    return {**found, **dict.fromkeys(sorted(fit.whole()), "integer")}


def _fitted(text, shapes):
    root = tree(text)
    fit = Fitting(text, root, {name: read_shape(name, shape) for name, shape in shapes.items()})
    fit.solve()
    return fit


def shapes_of_letters(expression):
    """Return the letters of an expression with their shapes, () for a number.

    Parameters
    ----------
    expression : matrix expression, or scalar

    Returns
    -------
    dict
        Symbols to shapes, in the order of their names; sizes are left out.

    Examples
    --------
    >>> shapes_of_letters(parse("u * X.T", u="scalar", X="m n"))
    {X: (m, n), u: ()}

    source: magnus2019, chapter 2
    """
    matrices = {A: A.shape for A in expression.atoms(MatrixSymbol)}
    sizes = {size for shape in matrices.values() for part in shape for size in part.free_symbols}
    numbers = {u: () for u in expression.free_symbols - sizes if isinstance(u, Symbol)}
    return dict(sorted({**matrices, **numbers}.items(), key=lambda pair: str(pair[0])))
