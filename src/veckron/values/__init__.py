"""The value of an expression: one reading of each node, in the arithmetic of floats, of Z/p^k, of real numbers, of degrees."""

from veckron.values.arithmetic import Arithmetic
from veckron.values.degrees import Degree, Degrees
from veckron.values.evaluation import Evaluation, bind_sizes, evaluate
from veckron.values.linear_algebra import Singular
from veckron.values.reals import AGREED, AGREED_BY_DIFFERENCES, DIGITS, Reals, largest
from veckron.values.ring import ExactMatrix, MODULI, NotRational, P, Ring, rational
