"""A statement of a test's own, which stands in no catalogue."""

from veckron import verify
from veckron.proof import Identity


def entry(statement, holds=True, hypothesis="", where="", **shapes):
    """Return an entry whose two sides are those that a function returns."""
    options = {"holds": holds, "hypothesis": hypothesis, "where": where}
    return Identity("own", statement, shapes, "01-vec", "magnus2019", **options)


def status(statement, seed=0, **shapes):
    """Return what the verifier finds of it."""
    return verify(entry(statement, **shapes), seed=seed).status
