"""Statements and their proof: the sampling of variables, trials at choices of sizes, verdicts, the argument for all sizes."""

from veckron.proof.all_sizes import Bounds, IndexBounds, NotCovered, reach
from veckron.proof.checking import check, repair
from veckron.proof.counterexamples import Refutation, smallest
from veckron.proof.derivation import Derivation, DoesNotHold, Step, derive, withdrawn
from veckron.proof.provenance import IDENTITIES, TOPICS, Identity, identity
from veckron.proof.sampling import SMALL, WIDE, entries_of, later, scales, shapes_of, shows_rank, small_shapes
from veckron.proof.sampling import strata_of, tell_apart, widest
from veckron.proof.statements import Equation, FormalFunction, Statement, prime, stated
from veckron.proof.structures import STRUCTURES, matrix
from veckron.proof.trials import DRAWS, Refuted, Trial
from veckron.proof.verdicts import Verdict, bracketed, card, extent, in_reals, meanings, named, number_text, round_up
from veckron.proof.verdicts import shapes_text, statement, why
from veckron.proof.verification import FALSE, UNDEFINED, UNNECESSARY, own_prime, verify, without
from veckron.proof.wording import KINDS, claim, worded
