"""The words and signs of a formula: what each stands for, which bind closer, which say what notation it is."""

import re

words = str.split


def inverted(table):
    """Return what each word of a table stands for; its rows, between semicolons, have what is meant, and the words for it."""
    return {word: meant for meant, *texts in map(words, table.split(";")) for word in texts}


# What the characters and the commands of LaTeX stand for: signs, and letters or names.
GREEK = """α alpha β beta γ gamma δ delta ε epsilon ϵ epsilon ζ zeta η eta θ theta ϑ theta ι iota κ kappa λ lam μ mu ν nu ξ xi
π pi ρ rho σ sigma ς sigma τ tau υ upsilon φ phi ϕ phi χ chi ψ psi ω omega
Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Φ Phi Ψ Psi Ω Omega"""
GREEK = dict(zip(words(GREEK)[::2], words(GREEK)[1::2], strict=True))
SIGNS = {r"\begin{": "[", r"\end{": "]", r"\\": ";"} | inverted(
    r"""- − – ‐ ‑; * ∗ ＊; · · ⋅ • × \cdot \times \bullet; .* \ast; / ÷; † † \dagger; (x) ⊗ \otimes; o ∘ ◦ \circ; ⊙ ⊙ \odot;
    || ‖ ∥ \| \Vert \lVert \rVert \norm; | ∣ \vert \lvert \rvert; ( \{ \lbrace; ) \} \rbrace; ⟨ ⟨ \langle; ⟩ ⟩ \rangle;
    ' ’ ′ ᵗ ⊤ \top \intercal \transpose \prime; = \equiv \triangleq; , \&; ... … \ldots \cdots \dots"""
)
NAMES = GREEK | {rf"\{name}": name for name in GREEK.values() if name != "lam"}
NAMES |= inverted(
    r"""0.5 ½; 0.25 ¼; sum ∑ \sum; prod ∏ \prod; sqrt √ \sqrt; nabla ∇ \nabla; partial ∂ \partial; ell ℓ \ell; 1 𝟏 𝟙 𝟭;
    lam \lambda; epsilon \varepsilon; theta \vartheta; phi \varphi; frac \frac \dfrac \tfrac \cfrac"""
)
COMMANDS = "log ln exp det sin cos tan sinh cosh tanh tr Tr vec vech diag Diag rank max min mid"
NAMES |= {rf"\{name}": name for name in words(COMMANDS)}
SMALL = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵀᵏⁿ₀₁₂₃₄₅₆₇₈₉ᵢⱼₘₙₖ", "0123456789+-Tkn0123456789ijmnk", strict=True))

ACCENTS = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "overline": "bar"}

CLOSING = {"(": ")", "[": "]", "{": "}", "⟨": "⟩"}
LEVELS = {**dict.fromkeys("+-", 1), **dict.fromkeys(words("* @ / o ⊙ (x) (*) \\ .* ./ : mod"), 2), "·": 3}
BETWEEN = ("mod", "has", "at")  # words that no factor begins with, as none does with a word that is no letter:
WORDS = {*words("where with for and in if iff is are then when or let orthogonal symmetric invertible positive")}

# What may stand before the name of a function, and says nothing; what tells that the notation is NumPy's, or that of books.
PREFIXES = {*words("np numpy jnp scipy jax torch nn linalg special")}
NUMPY = {"@", "**", *PREFIXES}
BOOK = {*words("^ ' | || .* ./ .^ (x) o tr Tr norm1 norm2")}
PRINTED = {*words("vec vech K I")}  # in a formula without @ they tell that * is the product, as SymPy prints it

GREEK_NAMES = {*GREEK.values(), "lambda"}
JOINED = re.compile(rf"(?!d|.$)([A-Za-z]{{1,6}}?)({'|'.join(sorted(GREEK_NAMES))})?")
DERIVATIVE = re.compile(r"(d|partial)(?!et$|iag$|elta|ot$|im$)([A-Za-z]\w*)?")
INDICES, SIZES, COLUMNS = "ijkl", "mnpq", "abcuvwxyz"
ZERO_ONE = {*"KDLI"}  # K_mn, D_n, L_n and I_n
ARITHMETIC = words("+ - * juxt **")
SIZE_PARTS = ["name", "number", "/", *ARITHMETIC]
EXPONENTS = [*SIZE_PARTS, "signed"]
CONSTANTS = ("pi",)
COUNTS = (*"mnpqkNT",)  # by these one divides as by a number
BRACKETED = {*words("+ - * @ / ** o juxt ./ signed")}  # what stands in brackets inside of another part

# Names of functions before their argument without brackets: tr X, log det X.
BARE = {*words("tr Tr trace det logdet vec vech log ln exp sin cos tan sinh cosh tanh")}
BARE |= {*words("diag Diag rank adj sqrt softmax relu sigmoid sum")}
NUMBERS = words("tr Tr trace det logdet rank sum")  # functions whose values are numbers

# Functions that are a sign between their arguments, by that sign; methods of a matrix; options.
SIGN_FUNCTIONS = inverted(
    r"""o multiply HadamardProduct; o** power HadamardPower; @ matmul mm mtimes; + add; - subtract; / divide true_divide;
    ** matrix_power fractional_matrix_power; \ solve; dot dot; inner inner vdot; outer outer"""
)
METHODS = {*words("sum mean trace diagonal det inv inverse transpose exp log abs")}
METHODS |= {*words("norm tanh square t relu sigmoid pinv logdet sqrt")}
OPTIONS = ("axis", "dim", "ord", "keepdims", "keepdim")

# Other names of functions; those of SymPy tell that * is the product.
SYMPY = inverted("trace Trace; det Determinant; kron KroneckerProduct; transpose Transpose; inv Inverse; abs Abs")
ALIASES = SYMPY | inverted("trace Tr; sigmoid sigma; norm norm1 norm2; inv inverse")
SYMPY = {*SYMPY, *words("HadamardProduct HadamardPower DiagMatrix DiagonalOf Lambda Sum Jacobian Gradient Hessian")}

# How the derivatives are asked for.
KINDS_OF_DERIVATIVES = inverted("Gradient grad gradient; Hessian hess hessian; Jacobian jacobian")

# What is asked of a matrix, or called, in other languages and libraries, and has another name here, or none.
HINTS = {
    "I": "write inv({X})",
    "H": "real matrices only; write {X}.T",
    "ravel": "write vec({X}), which stacks columns; ravel reads rows",
    "flatten": "write vec({X}), which stacks columns; flatten reads rows",
    "reshape": "write unvec(x, m, n), which fills columns; reshape fills rows",
    "shape": "write {X}.shape[0]",
    "einsum": "write the product, A @ X",
    "slogdet": "write slogdet(S)[1], or logdet(S)",
    "partial": "write d(F), and dX for the increment of X",
    "eigh": "write eigh(S)[0], the eigenvalues, or eigh(S)[1], the eigenvectors",
    "eig": "of a symmetric S write eigenvalues(S) and eigenvectors(S)",
    "eigvals": "of a symmetric S write eigenvalues(S)",
    "svd": "write singular_values(X), left_vectors(X) or right_vectors(X)",
    "qr": "write qr(X)[0], or qr(X)[1], with a positive diagonal",
    "polar": "write polar(X)[0], or polar(X)[1]",
    "norm 2": "; of a matrix that is the spectral norm, which is not read: write ||{X}||_F, or declare a column",
    "max": "it has no derivative where two entries are equal; max(0, x) is read",
    "min": "it has no derivative where two entries are equal; min(0, x) is read",
}
