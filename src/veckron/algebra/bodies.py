"""The function in f.(A), of one entry: a short form for what is rational in one exp or tanh, as sigma' = sigma (1 - sigma) is."""

from functools import lru_cache

from sympy import Dummy, apart, cancel, exp, factor, tanh

from veckron.algebra.interning import size

# What elementwise functions call an entry.
ENTRY = Dummy("d", dummy_index=0)


@lru_cache(maxsize=4096)
def shortest(body):
    """Return the function of an entry in the shortest form that taking it for a rational function of exp or tanh gives.

    >>> shortest(exp(-ENTRY) / (1 + exp(-ENTRY)))
    1 - 1/(1 + exp(-_d))
    """
    kernels, t = body.atoms(exp, tanh), Dummy("t")
    kernel = _kernel(kernels) if kernels and body.free_symbols == {ENTRY} else None
    if kernel is None:
        return body
    power = lambda k: t if k == kernel else t ** (k.args[0] / kernel.args[0])
    rational = body.xreplace({k: power(k) for k in kernels})
    if rational.free_symbols != {t} or rational.count(t) < 2 or not rational.is_rational_function(t):
        return body
    reduced = cancel(rational)
    forms = [reduced, apart(reduced, t), factor(reduced)]
    return min([body, *(form.xreplace({t: kernel}) for form in forms)], key=size)


def _kernel(kernels):
    """Return the function whose powers all of these are, or None: exp(-d) of exp(-d) and exp(-2 d)."""
    if len(kernels) == 1:
        return next(iter(kernels))
    steps = [k.args[0].as_coeff_Mul() for k in kernels if isinstance(k, exp)]
    multiples = len(steps) == len(kernels) and all(c.is_Integer and x == ENTRY for c, x in steps)
    return exp(-ENTRY if min(c for c, _ in steps) < 0 else ENTRY) if multiples else None
