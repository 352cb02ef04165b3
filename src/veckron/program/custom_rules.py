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
        As for ``compile_function``.

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
    if dialect not in RULES or isinstance(F, (tuple, list)):
        raise ValueError(f"custom_rule: wants one expression and {' or '.join(RULES)}, got {dialect!r}, {F}")
    writer = named(dialect)
    value, _ = read(F, name, dialect=writer)
    (F,) = value.results
    numbers = sorted((s for s in F.free_symbols if isinstance(s, Symbol) and not value.is_whole(s)), key=str)
    if not [*value.letters, *numbers]:
        raise ValueError(f"custom_rule: {F} has no letter to differentiate by")
    G = MatrixSymbol(unused("G", F), *F.shape) if F.is_Matrix else Symbol(unused("G", F))
    total = Trace(G.T * F) if F.is_Matrix else G * F
    slopes = {x.name: gradient_of(total, x) for x in [*value.letters, *numbers]}
    given = arguments if arguments is None or isinstance(arguments, str) else [*arguments, G]
    both = Source([F, *slopes.values()], value.letters, set(), {})  # a size that only G shows is an argument
    order = [x for x in both.symbols(both.nodes(False), given) if x.name != G.name]
    letters = [*value.letters, *[G] * F.is_Matrix]
    back = Source([slopes[x.name] for x in order if x.name in slopes], letters, set(), {})
    forward = value.written(name + "_value" * (dialect == "torch"), order, False, False, dialect=writer)[-1]
    backward = back.written(f"{name}_gradients", [*order, G], True, False, dialect=writer)[-1]
    text = RULES[dialect].format(value=forward, gradients=backward, **words(name, order, slopes, G, writer))
    return writer.head(text) + text


def words(name, order, slopes, G, writer):
    """Return what stands in the places of a rule: names of the arguments, of what is kept, of the gradients."""
    names = Names({*writer.reserved(), name, G.name, "kept", "ctx"})
    title, letters = names.fresh(name.title().replace("_", "")), {x: names.fresh(x.name) for x in order}
    moving, fixed = ({x: letters[x] for x in order if (x.name in slopes) is kind} for kind in (True, False))
    by = {x: names.fresh(f"d{text}") for x, text in moving.items()}
    column = lambda x: f".reshape({letters[x]}.shape)" * (x.is_Matrix and x.cols == 1 != x.rows)
    dtype = next((f", dtype={text}.dtype" for x, text in moving.items() if x.is_Matrix), "")
    tensor = lambda x: f"torch.as_tensor({letters[x]}{dtype})" if x in moving and not x.is_Matrix else letters[x]
    places = tuple(k for k, x in enumerate(order) if x in fixed)
    found = {x: f"0 * {letters[x]}" if slopes[x.name] == 0 else by[x] + column(x) for x in moving}
    return {
        **{"name": name, "title": title, "G": G.name, "arguments": ", ".join(letters.values())},
        **{"kept": listed(moving.values()), "saved": ", ".join(moving.values()), "slopes": listed(by.values())},
        **{"found": listed(found.values()), "every": listed(found.get(x, "None") for x in order)},
        "decorator": f"@partial(jax.custom_vjp, nondiff_argnums={places})" if fixed else "@jax.custom_vjp",
        "fixed": "".join(f"{text}, " for text in fixed.values()),
        "keep": "".join(f"\n        ctx.{text} = {text}" for text in fixed.values()),
        "take": "".join(f"\n        {text} = ctx.{text}" for text in fixed.values()),
        "tensors": ", ".join(map(tensor, order)),
    }


def listed(names):
    """Return names as a tuple, which has a comma where there is one."""
    names = list(names)
    return ", ".join(names) if len(names) > 1 else f"({names[0]},)"


RULES = {
    "jax": """\
{decorator}
{value}

{gradients}

def {name}_forward({arguments}):
    kept = {kept}
    return {name}({arguments}), kept


def {name}_backward({fixed}kept, {G}):
    {kept} = kept
    {slopes} = {name}_gradients({arguments}, {G})
    return {found}


{name}.defvjp({name}_forward, {name}_backward)
""",
    "torch": """\
{value}

{gradients}

class {title}(torch.autograd.Function):
    @staticmethod
    def forward(ctx, {arguments}):
        ctx.save_for_backward({saved}){keep}
        return {name}_value({arguments})

    @staticmethod
    def backward(ctx, {G}):
        {kept} = ctx.saved_tensors{take}
        {slopes} = {name}_gradients({arguments}, {G})
        return {every}


def {name}({arguments}):
    return {title}.apply({tensors})
""",
}
