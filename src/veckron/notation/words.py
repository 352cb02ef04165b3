"""The words and signs of a formula: which bind closer, which stand for others, which say what notation it is."""

import re

from veckron.notation.tokens import GREEK, inverted, words

CLOSING = {"(": ")", "[": "]", "{": "}", "⟨": "⟩"}
LEVELS = {**dict.fromkeys("+-", 1), **dict.fromkeys(words("* @ / o ⊙ (x) (*) \\ .* ./ : mod"), 2), "·": 3}
BETWEEN = ("where", "with", "for", "and", "in", "mod", "has", "at")  # words that no factor begins with

# What may stand before the name of a function, and says nothing; what tells that the notation is NumPy's, or that of books.
PREFIXES = {*words("np numpy jnp scipy jax torch nn linalg special")}
NUMPY = {"@", "**", *PREFIXES}
BOOK = {*words("^ ' | || .* ./ .^ (x) o tr Tr norm2")}
PRINTED = {*words("vec vech K I")}  # in a formula without @ they tell that * is the product, as SymPy prints it

GREEK_NAMES = {*GREEK.values(), "lam", "lambda"}
JOINED = re.compile(rf"(?!d|.$)([A-Za-z]{{1,6}}?)({'|'.join(sorted(GREEK_NAMES))})?")
DERIVATIVE = re.compile(r"(d|partial)(?!et$|iag$|elta|ot$|im$)([A-Za-z]\w*)?")
INDICES = "ijkl"
ZERO_ONE = {*"KDLI"}  # K_mn, D_n, L_n and I_n
SIZE_PARTS = ("name", "number", "*", "/", "+", "-", "juxt", "**")

# Names of functions before their argument without brackets: tr X, log det X.
BARE = {*words("tr Tr trace det logdet vec vech log ln exp sin cos tan sinh cosh tanh")}
BARE |= {*words("diag Diag rank adj sqrt softmax relu sigmoid")}

# Functions that are a sign between their arguments, by that sign; methods of a matrix; options.
SIGN_FUNCTIONS = inverted(
    r"""o multiply; @ matmul mm mtimes; + add; - subtract; / divide true_divide; o** power; ** matrix_power; \ solve;
    dot dot; inner inner; outer outer"""
)
METHODS = {*words("sum mean trace diagonal det inv inverse transpose exp log abs")}
METHODS |= {*words("norm tanh square t relu sigmoid pinv logdet sqrt")}
OPTIONS = ("axis", "dim", "ord", "keepdims", "keepdim")

# Other names of functions; and those of SymPy, which tell that * is the product.
ALIASES = inverted("trace Tr; sigmoid sigma; norm norm1 norm2")
SYMPY = dict.fromkeys(words("DiagMatrix DiagonalOf Lambda Sum Jacobian Gradient Hessian"))
SYMPY |= inverted("trace Trace; det Determinant; kron KroneckerProduct; o HadamardProduct; o** HadamardPower")
SYMPY |= inverted("transpose Transpose; inv Inverse; abs Abs")

# How the derivatives are asked for.
KINDS_OF_DERIVATIVES = inverted("Gradient grad gradient; Hessian hess hessian; Jacobian jacobian")
