"""TODO"""

from veckron.proof.all_sizes import reach
from veckron.proof.derivation import Derivation, DoesNotHold, Step, derive, withdrawn
from veckron.proof.draws import STRUCTURES, matrix
from veckron.proof.hypotheses import FALSE, UNDEFINED, UNNECESSARY, without
from veckron.proof.index_bounds import NotCovered, Span, Spans
from veckron.proof.real_points import scales
from veckron.proof.sampling import (
    SMALL,
    WIDE,
    entries_of,
    later,
    shapes_of,
    shows_rank,
    small_shapes,
    strata_of,
    tell_apart,
    widest,
)
from veckron.proof.statements import Equation, IDENTITIES, Identity, Smooth, TOPICS, identity, prime
from veckron.proof.trials import DRAWS, Refuted, Trial
from veckron.proof.verification import Verdict, check, own_prime, verify
