"""Try the reader of text with formulas, damaged formulas and noise: it must read or refuse, at once, and do nothing else.

    python tools/fuzz_parse.py [count] [seed]     100,000 texts where no count is given

A crash is any error but ParseError, over 0.15 s of the processor in each of three tries, or an audit event: a file opened, code
compiled or run, a process or a connection started, by any text. Ends with 1 if there is one.
"""

import gc
import random
import sys
import time
import warnings
from collections import Counter
from dataclasses import dataclass, field

from sympy.core.cache import clear_cache

from veckron.notation import ParseError, TwoReadings, parse

LIMIT = 0.15
WATCHED = ("exec", "open", "os.", "subprocess.", "socket.", "import", "ctypes.", "shutil.", "urllib.")

MATRICES, COLUMNS = ["A", "X", "B", "W1", "Sigma", "S", "I", "T"], ["x", "y", "b", "mu", "beta", "c1"]
NUMBERS = ["0", "1", "2", "3", "0.5", "1.25", "10", "999999999999999", "lam", "n", "pi", "np.pi"]
SIGNS = [" @ ", " * ", " + ", " - ", " / ", "@", "*", "+", "-"]
CALLS = """inv det trace tr kron vec vech diag log exp tanh sin cos sqrt sum norm logdet expm pinv adj khatri_rao sigmoid
np.exp np.linalg.inv np.linalg.det np.trace ones eye zeros log1p softmax foo relu mean dot solve multiply K D grad Trace
HadamardProduct X.sum np.maximum"""
# The notation of books, of MATLAB and of LaTeX; each with one or two parts.
BOOK = """{0} {1}~{0}{1}~{0}'{1}~{0}*{1}'~{0} o {1}~{0} (x) {1}~{0} .* {1}~{0} \\ {1}~{0} + {1}~({0})({1})~{0}/{1}~1/2 {0}
1/2n {0}~2{0}~{0}'~{0}^T~{0}^-1~{0}^{{-T}}~{0}^2~{0}.^2~({0})^{{-1}}~{0}^k~{0}ᵀ~{0}⁻¹~{0}_{{ij}}~{0}_1~{0}[i, j]~{0}(1,2)
{0}^+~e^{0}~tr {0}~det {0}~|{0}|~||{0}||^2~||{0}||_F~‖{0}‖_1~log|{0}|~vec {0}~tr({0} {1})~K_mn {0}~D_n {0}~e_i'{0}~1'{0}
I_n {0}~grad_X {0}~d {0}/dX~d vec({0}) / d vec(X)^T~sum_i {0}_i~sum_{{i=1}}^n {0}~[{0}, {1}; {1}, {0}]~{0} = {1}~{0}X~A{0}
{0} where {1} = {0}~sum({0} for i in range(n))~{0}.sum(axis=0)~{0} : {1}~⟨{0}, {1}⟩~{0} ⊙ {1}~f(x) = {0}~norm({0}, 'fro')
{0}.shape[0]"""
LATEX = r"""\operatorname{{tr}}({0})~\frac{{{0}}}{{{1}}}~\lVert {0} \rVert_2^2~\log\det {0}~{0} \otimes {1}~\frac12 {0}
\left({0}\right)^{{\top}}~\sum_{{i=1}}^{{n}} {0}~\frac{{\partial {0}}}{{\partial X}}~{0}^{{-1}}~\mathbf{{{0}}}
{0} \odot {1}~\sqrt{{{0}}}~\nabla_X {0}~\begin{{pmatrix}} {0} & {1} \\ {1} & {0} \end{{pmatrix}}~\|{0}\|_F^2~\exp({0})
{0} \cdot {1}~\Sigma {0}~{0}\,{1}~\text{{{0}}}"""
PIECES = """** // .T .I __class__ __import__ lambda for if eval( os.system( := f' 1j 0x1 1e9 9**9 **-1 None ^T where d
sum_i é х σ ² ᵀ \ud800 \u202e \x1b ∞ 😀 ９ ﬁ ⊤ ‖ ⊗ ∑ ∂ ₁ ⁻¹ \\frac \\frac{ \\left( \\begin{pmatrix} \\\\
\\sum_{ _{ ^{ || (x)"""
CALLS, PIECES = CALLS.split(), PIECES.split()
BOOK, LATEX = ([text for line in part.splitlines() for text in line.split("~")] for part in (BOOK, LATEX))
NOISE = [*"()[]{}.,:;'\"^=@*/+-~!<>|\\%&#$?`_ \t\n\r\0\f", *PIECES]
GIVEN = [
    {},
    {},
    {"A": "m n", "X": "n p", "x": "n", "S": "n n symmetric", "u": "scalar", "lam": "scalar"},
    {"A": "n*(n+1)/2 n", "S": "symmetric", "mu": "column", "T": "integer", "lam": "scalar"},
    {"A": "2 3", "X": "3 3", "x": "3", "mu": "3 1", "k": "integer", "beta": "scalar"},
]


@dataclass
class Report:
    """What became of the texts."""

    read: int = 0
    refused: int = 0
    barrier: Counter = field(default_factory=Counter)
    crashes: list = field(default_factory=list)
    times: list = field(default_factory=list)
    slowest: str = ""
    events: list = field(default_factory=list)


def formula(draw, depth):
    """A text of the grammar; its shapes may not fit."""
    if depth == 0 or draw.random() < 0.15:
        return draw.choice(draw.choice([MATRICES, MATRICES, COLUMNS, COLUMNS, NUMBERS]))
    kind, inner = draw.random(), lambda: formula(draw, depth - 1)
    if kind < 0.5:
        return inner() + draw.choice(SIGNS) + inner()
    if kind < 0.6:
        return f"({inner()})"
    if kind < 0.72:
        base = f"({inner()})" if draw.random() < 0.5 else draw.choice(MATRICES + COLUMNS)
        return base + draw.choice([".T", ".T", ".T", ".I", " ** 2", "**-1", "**k", "**20", "**0.5", "**(1/3)"])
    if kind < 0.77:
        return "-" + inner()
    return f"{draw.choice(CALLS)}({', '.join(inner() for _ in range(draw.choice([1, 1, 1, 1, 2, 3])))})"


def written(draw, depth, templates):
    """A text in the notation of books, or in LaTeX."""
    if depth == 0 or draw.random() < 0.15:
        return draw.choice(draw.choice([MATRICES, MATRICES, COLUMNS, NUMBERS]))
    inner = [written(draw, depth - 1, templates) for _ in range(2)]
    return draw.choice(templates).format(*(f"({part})" if draw.random() < 0.3 else part for part in inner))


def fitting(draw):
    """A formula whose shapes fit: sums and products of square matrices and columns."""
    square = lambda depth: draw.choice("SAX") if depth == 0 else f"({square(depth - 1)}{draw.choice(SIGNS[:4])}S)"
    number = lambda: draw.choice(["x.T @ {0} @ x", "trace({0})", "log(det({0}))", "norm({0} @ x)"]).format(square(2))
    whole = ["{0}", "{0} * {1}", "exp({0}) / ({1})", "kron({0}, {2})", "({0}) ** 3", "{2} @ x - mu", "sin({2} @ x)"]
    return draw.choice(whole).format(number(), number(), square(3))


def damaged(draw, text):
    """A text with pieces dropped, doubled, put elsewhere, or noise put in."""
    for _ in range(draw.randint(1, 4)):
        i, j = sorted(draw.randint(0, len(text)) for _ in range(2))
        piece = draw.choice(["", text[i:j] * 2, draw.choice(NOISE), draw.choice(NOISE) * draw.randint(1, 50)])
        text = text[:i] + piece + text[draw.choice([i, j]) :]
    return text


def noise(draw):
    """Random pieces, or random characters of Unicode."""
    if draw.random() < 0.5:
        pieces = [*NOISE, *MATRICES, *COLUMNS, *NUMBERS, *SIGNS, *CALLS]
        return "".join(draw.choice(pieces) for _ in range(draw.randint(0, 40)))
    return "".join(chr(draw.randrange(draw.choice([128, 0x250, 0x110000]))) for _ in range(draw.randint(0, 60)))


def large(draw):
    """One piece many times, which is what makes parsers slow."""
    piece = draw.choice(
        [*NOISE, *CALLS, *SIGNS, "(", "-", "x.T", "2**", "exp(", "kron(A, ", "(x+", "A@", "-x", "x*", "A ", "A'", "||x"]
    )
    closing = ")" * draw.choice([0, 10, 25]) if "(" in piece else ""
    return piece * draw.choice([10, 25, 50, 300, 3000]) + draw.choice(["x", "A", "2", ""]) + closing


def texts(count, draw):
    """The texts, half of them formulas: of NumPy, of books, in LaTeX."""
    for _ in range(count):
        notation = draw.random()
        if notation < 0.4:
            text = written(draw, draw.randint(1, 4), draw.choice([BOOK, LATEX, BOOK + LATEX]))
        else:
            text = fitting(draw) if notation < 0.6 else formula(draw, draw.randint(1, 6))
        kind = draw.random()
        yield text if kind < 0.5 else damaged(draw, text) if kind < 0.8 else noise(draw) if kind < 0.95 else large(draw)


def attempt(text, shapes, report):
    """Read one text, and count what became of it."""
    start = time.thread_time()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", TwoReadings)
            parse(text, **shapes)
        report.read += 1
    except ParseError as error:
        report.refused += 1
        str(error).encode()
        cause = error.__cause__
        report.barrier.update([type(cause).__name__] if cause else [])
    except BaseException as error:
        report.crashes.append(f"{type(error).__name__}: {error} in {ascii(text)[:200]}")
    return time.thread_time() - start


def timed(text, shapes, report):
    """Read one text with the clock; what was slow must be slow again, since the machine may have been busy."""
    seconds = attempt(text, shapes, report)
    if seconds > LIMIT:
        gc.collect()
        clear_cache()
        seconds = min(seconds, *(attempt(text, shapes, Report()) for _ in range(2)))
    if seconds > LIMIT:
        report.crashes.append(f"{seconds:.3f} s for {ascii(text)[:400]}")
    return seconds


def fuzz(count, seed=0):
    """Try so many texts; return the report."""
    draw, report = random.Random(seed), Report()
    warm = [
        "diag(x) @ A",
        "exp(diag(A @ x) - X)",
        "log(det(S)) + x.T @ inv(S) @ x + norm(x)",
        "kron(A, X) * 2",
        "tanh(W @ x + b) ** 2",
        "9 ^ 9",
    ]
    [attempt(text, {}, Report()) for text in warm]
    watch(report.events)
    for text in texts(count, draw):
        seconds = timed(text, draw.choice(GIVEN), report)
        report.slowest = text if seconds > max(report.times, default=0) else report.slowest
        report.times.append(seconds)
    watch(None)
    report.times.sort()
    report.crashes += [f"audit event {event}" for event in report.events]
    return report


SINK = []


def watch(events):
    """Let what Python's audit hook sees be added to a list, until None is given; a hook cannot be taken away."""
    if not SINK:
        SINK.append(None)
        sys.addaudithook(_seen)
    SINK[0] = events


def _seen(event, args):
    # SymPy imports some of its modules late, and asks its logic for diag(x), which looks for a faster solver, pycosat.
    if (
        SINK[0] is not None
        and event.startswith(WATCHED)
        and not any(name in ascii(args) for name in ("sympy", "pycosat"))
    ):
        SINK[0].append(f"{event} {ascii(args)[:100]}")


def main(count="100000", seed="0"):
    report = fuzz(int(count), int(seed))
    times = report.times
    print(f"{count} texts, seed {seed}: {report.read} read, {report.refused} refused, {len(report.crashes)} crashes")
    print(f"refusals that SymPy or Python had to make: {dict(report.barrier)}")
    print(
        f"seconds: median {times[len(times) // 2]:.5f}, 99.9% {times[int(len(times) * 0.999)]:.4f}, longest {times[-1]:.4f}"
    )
    print(f"the slowest: {ascii(report.slowest)[:300]}")
    print("\n".join(report.crashes[:20]))
    return bool(report.crashes)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
