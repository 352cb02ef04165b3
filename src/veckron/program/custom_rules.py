"""A rule of differentiation ready to paste: the function, the gradients of tr(G^T F), and what JAX or PyTorch want of both."""

from __future__ import annotations

from collections.abc import Iterable

from sympy import MatrixSymbol, Symbol, Trace

from veckron.calculus import gradient_of
from veckron.expressions import unused
from veckron.program.compiled import read
from veckron.program.dialects import named
from veckron.program.emit import Names
from veckron.program.source import Source
from veckron.shapes import Expression


def custom_rule(F: Expression, dialect: str, *, name: str = "f", arguments: Iterable | str | None = None) -> str:
    """Return the code of F with its own rule of differentiation, for JAX a ``custom_vjp``, for PyTorch a ``Function``.

    Backward it computes the gradients of ``tr(G^T F)``, of ``G F`` where F is a number, with common parts once; G is what
    arrives there. Every matrix of F and every number that is no size and no integer has a gradient.

    Parameters
    ----------
    F : matrix expression of shape (p, q), or scalar
    dialect : str
        ``"jax"`` or ``"torch"``.
    name, arguments
        As for :func:`compile_function`.

    Returns
    -------
    str
        Imports, helpers and the function, without veckron. A column of shape (n, 1) may be given with one axis.

    Raises
    ------
    NoRule
        If an operation of F has no differential.
    NotImplementedError
        If the function or a gradient has an operation without code there.
    ValueError
        If the dialect is neither, if F has nothing to differentiate by, or if the name cannot be the name of a function.

    Examples
    --------
    >>> from sympy import MatrixSymbol, symbols
    >>> m, n = symbols("m n")
    >>> A, x = MatrixSymbol("A", m, n), MatrixSymbol("x", n, 1)
    >>> print(custom_rule(A * x, "jax", name="product").partition("def product_backward")[2])
    (kept, G):
        A, x = kept
        dA, dx = product_gradients(A, x, G)
        return dA, dx.reshape(x.shape)
    <BLANKLINE>
    <BLANKLINE>
    product.defvjp(product_forward, product_backward)
    <BLANKLINE>

    source: magnus2019, chapter 9
    """
    if dialect not in RULES:
        raise ValueError(f"custom_rule: wants {' or '.join(RULES)}, got {dialect!r}")
    if isinstance(F, (tuple, list)):
        raise TypeError("custom_rule: wants one expression")
    writer = named(dialect)
    value, _ = read(F, name, dialect=writer)
    (F,) = value.results
    numbers = sorted((s for s in F.free_symbols if isinstance(s, Symbol) and not value.is_whole(s)), key=str)
    if not [*value.letters, *numbers]:
        raise ValueError(f"custom_rule: {F} has no letter to differentiate by")
    G = MatrixSymbol(unused("G", F), *F.shape) if F.is_Matrix else Symbol(unused("G", F))
    total = Trace(G.T * F) if F.is_Matrix else G * F
    slopes = {x.name: gradient_of(total, x) for x in [*value.letters, *numbers]}
    if not (arguments is None or isinstance(arguments, str)):
        arguments = [*arguments, G]
    both = Source([F, *slopes.values()], value.letters, set(), {})  # a size that only G shows is an argument
    order = [x for x in both.symbols(both.nodes(False), arguments) if x.name != G.name]
    letters = [*value.letters, *[G] * F.is_Matrix]
    backward = Source([slopes[x.name] for x in order if x.name in slopes], letters, set(), {})
    forward = f"{name}_value" if dialect == "torch" else name
    texts = value.written(forward, order, False, False, dialect=writer)[-1]
    texts += "\n\n" + backward.written(f"{name}_gradients", [*order, G], True, False, dialect=writer)[-1]
    text = RULES[dialect](Letters(name, order, slopes, G, writer), texts)
    return writer.head(text) + text


class Letters:
    """The names in a rule: of the function, its arguments, those that have a gradient, and the gradients."""

    def __init__(self, name, order, slopes, G, writer):
        self.name, self.G = name, G.name
        self.title = "".join(map(str.capitalize, name.split("_"))) or "Rule"
        self.title += "Function" * (self.title == name)
        names = Names({*writer.reserved(), name, self.title, self.G, "kept", "ctx"})
        self.all = {x: names.fresh(x.name) for x in order}
        self.moving = {x: text for x, text in self.all.items() if x.name in slopes}
        self.fixed = {x: text for x, text in self.all.items() if x not in self.moving}
        self.slopes = {x: names.fresh(f"d{text}") for x, text in self.moving.items()}
        self.call = f"{listed(self.slopes)} = {name}_gradients({', '.join([*self.all.values(), self.G])})"

    def returned(self):
        """Return the gradients in the shapes of their letters: a column may have one axis; None for what has none."""
        for x, text in self.all.items():
            column = x.is_Matrix and x.cols == 1 != x.rows
            yield f"{self.slopes[x]}.reshape({text}.shape)" if column else self.slopes.get(x, "None")


def listed(names):
    """Return names as a tuple: A, B, or (A,)."""
    names = list(names.values() if isinstance(names, dict) else names)
    return ", ".join(names) if len(names) > 1 else f"({names[0]},)"


def jax(letters, texts):
    """The text with JAX's ``custom_vjp``; what is no array stands before the rest where the rule is called."""
    name, arguments = letters.name, ", ".join(letters.all.values())
    places = tuple(k for k, x in enumerate(letters.all) if x in letters.fixed)
    decorator = f"@partial(jax.custom_vjp, nondiff_argnums={places})" if places else "@jax.custom_vjp"
    returned = listed(text for text in letters.returned() if text != "None")
    forward, backward = f"{name}_forward", f"{name}_backward"
    kept = f"({', '.join(letters.moving.values())})" if len(letters.moving) > 1 else listed(letters.moving)
    return f"""{decorator}
{texts}

def {forward}({arguments}):
    return {name}({arguments}), {kept}


def {backward}({", ".join([*letters.fixed.values(), "kept", letters.G])}):
    {listed(letters.moving)} = kept
    {letters.call}
    return {returned}


{name}.defvjp({forward}, {backward})
"""


def torch(letters, texts):
    """The text with PyTorch's ``Function``, which keeps tensors in one place and integers in another."""
    name, arguments = letters.name, ", ".join(letters.all.values())
    dtype = next((f", dtype={text}.dtype" for x, text in letters.moving.items() if x.is_Matrix), "")
    number = lambda x: x in letters.moving and not x.is_Matrix
    given = [f"torch.as_tensor({text}{dtype})" if number(x) else text for x, text in letters.all.items()]
    keep = "".join(f"\n        ctx.{k} = {k}" for k in letters.fixed.values())
    kept = "".join(f"\n        {k} = ctx.{k}" for k in letters.fixed.values())
    return f"""{texts}

class {letters.title}(torch.autograd.Function):
    @staticmethod
    def forward(ctx, {arguments}):
        ctx.save_for_backward({", ".join(letters.moving.values())}){keep}
        return {name}_value({arguments})

    @staticmethod
    def backward(ctx, {letters.G}):
        {listed(letters.moving)} = ctx.saved_tensors{kept}
        {letters.call}
        return {listed(letters.returned())}


def {name}({arguments}):
    return {letters.title}.apply({", ".join(given)})
"""


RULES = {"jax": jax, "torch": torch}
