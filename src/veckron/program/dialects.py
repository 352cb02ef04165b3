"""JAX and PyTorch: what they spell in another way than NumPy does, or want to be told."""

import math

from veckron.program.emit import CALL, CODE, MINUS, PRODUCT, Emitter
from veckron.program.graph import Op, reachable
from veckron.program.helpers import HELPERS, JAX, TORCH
from veckron.program.julia import Julia

PLACES = ("duplication", "elimination", "mirrored", "off_diagonal", "triangle")
TABLES = {name: HELPERS[name] for name in PLACES}  # of numbers that are known beforehand, by NumPy
LIKE = {  # entries of the kind of number of the letters
    Op.STACK: ("{np}.array([{}]{dtype})", CALL),
    (Op.LOOP, "product"): ("math.prod({} for {} in {})", CALL, 0, 0, 0),
    (Op.LOOP, "array"): ("{np}.array([[{} for {} in {}] for {} in {}]{dtype})", CALL),
    (Op.ENTRY, "item"): ("{}[0, 0]", CALL),
    (Op.NAMED, "logm"): None,
}


def special(module, *names):
    """Return the code of the special functions that a library has; None for those that it has not."""
    every = [data for op, data in (key for key in CODE if isinstance(key, tuple)) if op is Op.CALL]
    has = lambda data: data.removeprefix("special.") in names
    return {(Op.CALL, data): (f"{module}{data}({{args}})", CALL) if has(data) else None for data in every}


class Jax(Emitter):
    """The lines of one function, in JAX; what is known beforehand is NumPy's."""

    title, np, dtype, solvers, helpers = "JAX", "jnp", ", dtype={}.dtype", ("expm",), TABLES | JAX
    imports = (
        (r"partial\(", "from functools import partial\n"),
        (r"math\.", "import math\n"),
        (r"jax\.", "import jax"),
        ("", "import jax.numpy as jnp"),
        (r"np\.", "import numpy as np"),
        (r"special\.", "from jax.scipy import special"),
        (r"(?<!\.)expm\(", "from jax.scipy.linalg import expm"),
    )
    code = CODE | LIKE | special("", "beta", "erf", "erfc", "erfinv", "gamma", "gammaln", "polygamma")
    one = "{}:{}"


TENSORS = {
    Op.STACK: ("matrix([{}]){to}", CALL),
    (Op.LOOP, "array"): ("matrix([[{} for {} in {}] for {} in {}]){to}", CALL),
    # of arrays that lie in memory in different ways it makes an error
    Op.KRON: ("torch.kron({}.contiguous(), {}.contiguous())", CALL, CALL, CALL),
    Op.DOT: ("torch.sum({} * {})", CALL, PRODUCT, MINUS),
    Op.LOGDET: ("torch.logdet({})", CALL),
    Op.SUM: ("{}.sum(dim={data}, keepdim=True)", CALL),
    Op.MAX: ("torch.amax({}, dim={data}, keepdim=True)", CALL),
    (Op.NAMED, "expm"): ("torch.linalg.matrix_exp({})", CALL),
    **{(Op.NAMED, name): (f"torch.as_tensor({name}({{}})){{to}}", CALL) for name in ("off_diagonal", "triangle")},
}
BUILTIN = {"maximum": "max", "minimum": "min", "abs": "abs"}


class Torch(Emitter):
    """The lines of one function, in PyTorch, whose functions take tensors and no numbers."""

    title, np, to, solvers, helpers = "PyTorch", "torch", ".to({})", (), TABLES | TORCH
    imports = ((r"math\.", "import math\n"), (r"np\.", "import numpy as np"), ("", "import torch"))
    code = CODE | LIKE | special("torch.", "erf", "erfc", "erfinv", "gammaln", "polygamma") | TENSORS
    one, number = Jax.one, "{like}.new_tensor({})"

    def spelling(self, node):
        """Return the code of a node; that of a function of a number that no tensor is part of is Python's."""
        if node.op is not Op.CALL or not self.is_number(node):
            return super().spelling(node)
        name = node.data.removeprefix("special.").replace("arc", "a")
        if name not in BUILTIN and not hasattr(math, name):
            raise NotImplementedError(f"{self.title} has no {name} of a number")
        return f"{BUILTIN.get(name, f'math.{name}')}({{args}})", CALL

    def conversions(self, roots):
        """Return the lines that make tensors of the numbers that a function is taken of."""
        taken = [node for node in reachable(roots) if node.op in (Op.CALL, Op.WHERE) and not node.shape]
        leaves = {A for A in reachable(taken) if A.op is Op.LEAF and not A.shape and not self.is_number(A)}
        names = sorted(self.arguments[A.data] for A in leaves)
        dtype = f", dtype={self.first}.dtype" * (self.first not in names)
        return [f"{name} = torch.as_tensor({name}{dtype})" for name in names]


DIALECTS = {"numpy": Emitter, "jax": Jax, "torch": Torch, "julia": Julia}


def named(dialect):
    """Return the emitter of a dialect."""
    if dialect not in DIALECTS:
        raise ValueError(f"source_in: wants a dialect of {', '.join(DIALECTS)}, got {dialect!r}")
    return DIALECTS[dialect]
