"""Figures that a reader moves: the package draws each one, still and whole, and computes its numbers; a script moves it.

The drawing is SVG, 360 units wide, whose marks have names that the script of the figure knows (site/static/figures).
Without the script, and on paper, the still is what is seen.
"""

import json
from html import escape
from math import hypot, log10

from sympy import Determinant, MatrixSymbol, log

from veckron.book.catalogue_tables import Shown
from veckron.calculus import differential, gradient, increment, jacobian
from veckron.expressions import commutation_matrix
from veckron.values import evaluate

WIDTH, SIDE, GAP = 360, 22, 22  # of a figure, of a cell, and the room for a sign between two matrices
FIGURES = {}


def moving(name):
    """Return the figure of that name, as HTML: its still, what to try, and the numbers from which it moves.

    ValueError where there is no such figure.

    >>> moving("vec-product")
    moving figure vec-product: AXB, and B^T (x) A times vec X. The third entry of X, 3, its column of B^T (x) A and the entries of AXB that it moves are marked.
    """
    if name not in FIGURES:
        raise ValueError(f"moving: wants one of {', '.join(FIGURES)}, got {name!r}")
    height, label, hint, draw = FIGURES[name]
    marks, numbers = draw()
    still = f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(label)}">{"".join(marks)}</svg>'
    data = escape(json.dumps(numbers, separators=(",", ":")))
    opening = f'<div class="veckron-moving" data-figure="{name}" data-numbers="{data}">'
    return Shown(f'{opening}\n{still}\n<p class="hint">{hint}</p>\n</div>', f"moving figure {name}: {label}")


def figure(name, height, label, hint):
    """Register the function that draws a figure: it returns its marks and its numbers."""

    def register(draw):
        FIGURES[name] = height, label, hint, draw
        return draw

    return register


# -- Numbers -----------------------------------------------------------------------------------------------


def value(expression, **values):
    """Return the value of an expression, rounded, as numbers of JSON: rows of a matrix, or one number."""
    import numpy as np

    found = np.round(np.array(evaluate(expression, {k: np.array(v, dtype=float) for k, v in values.items()})), 6) + 0.0
    return json.loads(json.dumps(found.tolist()).replace(".0,", ",").replace(".0]", "]"))


def column(M):
    """Return the entries of a matrix, a list of rows, in the order of vec."""
    return [row[j] for j in range(len(M[0])) for row in M]


def text(number):
    """A number with at most two decimals, zero without a sign."""
    return f"{round(number, 2) + 0.0:.2f}".rstrip("0").rstrip(".").replace("-", "\u2212")


def subscript(*numbers):
    return "".join(chr(0x2080 + number) for number in numbers)


# -- Marks -------------------------------------------------------------------------------------------------


def tag(name, *inside, **attributes):
    """An element of SVG; ``class_`` is its class, ``data_mark`` the name by which a script finds it."""
    given = (f' {key.rstrip("_").replace("_", "-")}="{escape(str(v))}"' for key, v in attributes.items())
    return f"<{name}{''.join(given)}>{''.join(inside)}</{name}>"


def write(words, x, y, class_="label", **attributes):
    return tag("text", escape(words), x=f"{x:g}", y=f"{y:g}", class_=class_, **attributes)


def cell(mark, words, x, y, class_="", width=SIDE, height=SIDE):
    """A box with a text in it, its corner at (x, y)."""
    box = tag("rect", width=f"{width:g}", height=f"{height:g}")
    inside = write(words, width / 2, height / 2, "entry")
    return tag("g", box, inside, class_=f"cell {class_}".strip(), data_mark=mark, transform=f"translate({x:g} {y:g})")


def cells(name, M, x, y, lit=(), width=SIDE, height=SIDE):
    """The entries of a matrix, a list of rows, each marked "name i j", and its brackets."""
    for i, row in enumerate(M):
        for j, entry in enumerate(row):
            mark = f"{name} {i} {j}"
            yield cell(mark, text(entry), x + j * width, y + i * height, "lit" * (mark in lit), width, height)
    wide, high = width * len(M[0]), height * len(M)
    left, right = (f"M{a:g} {y - 2:g}h{b}v{high + 4:g}h{-b}" for a, b in ((x + 2, -5), (x + wide - 2, 5)))
    yield tag("path", d=left + right, class_="bracket")


def equation(parts, y, lit=()):
    """Matrices, as (name, label, M), and the signs between them, in a row in the middle of the figure, from y down."""
    high = max(len(part[2]) for part in parts if not isinstance(part, str)) * SIDE
    x = (WIDTH - sum(GAP if isinstance(part, str) else SIDE * len(part[2][0]) for part in parts)) / 2
    for part in parts:
        if isinstance(part, str):
            yield write(part, x + GAP / 2, y + high / 2, "sign")
            x += GAP
            continue
        name, label, M = part
        yield from cells(name, M, x, y + (high - SIDE * len(M)) / 2, lit)
        yield write(label, x + SIDE * len(M[0]) / 2, y + (high + SIDE * len(M)) / 2 + 14)
        x += SIDE * len(M[0])


class Plane:
    """A part of the figure with coordinates: x from ``left`` to ``right``, and y from ``low`` to ``high``."""

    def __init__(self, corner, size, horizontal, vertical):
        (x, y), (width, height), (left, right), (low, high) = corner, size, horizontal, vertical
        self.numbers = {"x": x, "y": y, "width": width, "height": height}
        self.numbers |= {"left": left, "right": right, "low": low, "high": high}
        self.scale = width / (right - left), height / (high - low)

    def __call__(self, a, b):
        at, (u, v) = self.numbers, self.scale
        return at["x"] + (a - at["left"]) * u, at["y"] + (at["high"] - b) * v

    def frame(self, label):
        """The edge of the plane, its axes where they lie within, and what it shows."""
        at = self.numbers
        yield tag("rect", class_="frame", **{key: at[key] for key in ("x", "y", "width", "height")})
        yield write(label, at["x"] + at["width"] / 2, at["y"] + at["height"] + 13)
        if at["left"] < 0 < at["right"]:
            yield self.line("", "axis", (0, at["low"]), (0, at["high"]))
        if at["low"] < 0 < at["high"]:
            yield self.line("", "axis", (at["left"], 0), (at["right"], 0))

    def line(self, mark, class_, *points):
        """A line through points of the plane; closed where its class says that it is an area."""
        way = "L".join(f"{x:.2f} {y:.2f}" for x, y in (self(*point) for point in points))
        closed = "Z" if class_.startswith("area") else ""
        return tag("path", d=f"M{way}{closed}", class_=class_, **({"data_mark": mark} if mark else {}))

    def dot(self, mark, class_, point, radius=5):
        x, y = self(*point)
        return tag("circle", cx=f"{x:.2f}", cy=f"{y:.2f}", r=radius, class_=class_, data_mark=mark)


# -- The figures -------------------------------------------------------------------------------------------


@figure(
    "vec-product",
    296,
    "AXB, and B^T (x) A times vec X. The third entry of X, 3, its column of B^T (x) A and the entries of AXB that it "
    "moves are marked.",
    "Point at an entry of X, or move between its entries with the arrow keys. Then add 1 to it.",
)
def vec_product():
    """vec(AXB) = (B^T (x) A) vec X: an entry of X, its column of the Jacobian, and what it moves."""
    A, X, B = [[1, 2, 0], [0, 1, 3]], [[1, 4], [2, 5], [3, 6]], [[1, 0, 2, -1], [3, 1, 0, 1]]
    symbol = dict(zip("AXB", (MatrixSymbol("A", 2, 3), MatrixSymbol("X", 3, 2), MatrixSymbol("B", 2, 4))))
    F = symbol["A"] * symbol["X"] * symbol["B"]
    J, Y = value(jacobian(F, symbol["X"]), A=A, B=B), value(F, A=A, X=X, B=B)
    k = 2  # the entry that is marked in the still
    moved = [r for r, row in enumerate(J) if row[k]]
    lit = {f"X {k} 0", f"x {k} 0", *(f"J {r} {k}" for r in range(8))}
    lit |= {f"f {r} 0" for r in moved} | {f"F {r % 2} {r // 2}" for r in moved}
    stacked = [[[entry] for entry in column(M)] for M in (X, Y)]
    above = [("A", "A", A), "\u00b7", ("X", "X", X), "\u00b7", ("B", "B", B), "=", ("F", "AXB", Y)]
    below = [("J", "B\u1d40 \u2297 A", J), "\u00b7", ("x", "vec X", stacked[0]), "=", ("f", "vec AXB", stacked[1])]
    return [*equation(above, 6, lit), *equation(below, 98, lit)], {"X": X, "J": J, "F": Y, "start": k}


@figure(
    "commutation",
    212,
    "Lines lead from each entry of vec A to its place in vec of A transposed, for A of shape 2 x 3; beside them K_23, a "
    "6 x 6 matrix with a single 1 in each row and column.",
    "Choose the shape of A, and watch its entries travel.",
)
def commutation():
    """K_mn vec(A) = vec(A^T), for A of shape 2 x 3; and the places of the ones of every K_mn that the sliders reach."""
    ones = lambda m, n: [row.index(1) for row in value(commutation_matrix(m, n))]
    K = {f"{m} {n}": ones(m, n) for m in (1, 2, 3) for n in (1, 2, 3, 4)}
    m, n, marks = 2, 3, []
    for k in range(12):  # entry k of vec A; those of larger matrices wait, hidden
        there, off = K["2 3"].index(k) if k < m * n else 0, "" if k < m * n else " off"
        name, y, end = f"a{subscript(k % m + 1, k // m + 1)}", 6 + 30 * k * (not off), 6 + 30 * there
        marks.append(tag("path", d=f"M44 {y + 15}L120 {end + 15}", class_=f"way c{k // m}{off}", data_mark=f"way {k}"))
        marks.append(cell(f"from {k}", name, 10, y, f"c{k // m}{off}", 34, 30))
        marks.append(cell(f"to {k}", name, 120, end, f"c{k // m} travel{off}", 34, 30))
        one = {"width": 30, "height": 30, "transform": f"translate({172 + 30 * k * (not off)} {end})"}
        marks.append(tag("rect", class_=f"one c{k // m}{off}", data_mark=f"one {k}", **one))
    marks.append(tag("path", d="M172 6h180v180h-180zM172 96h180M232 6v180M292 6v180", class_="bracket", data_mark="K"))
    labels = [("", "vec A", 27), ("", "vec A\u1d40", 137), ("name", "K\u2082\u2083", 262)]
    return marks + [write(words, x, 202, data_mark=mark) for mark, words, x in labels], {"m": m, "n": n, "K": K}


@figure(
    "symmetric",
    206,
    "S with the rows 2, 3 and 3, 5, the gradient of ln det S with the rows 5, -3 and -3, 2, and two falling curves over "
    "s_21. Where both places move together the curve is twice as steep, with the slope -6 instead of -3.",
    "Move s\u2082\u2081, first alone, then with s\u2081\u2082 = s\u2082\u2081.",
)
def symmetric():
    """ln det S over s_21: alone, by G_21, and where S stays symmetric, by both places, G_21 + G_12."""
    S = MatrixSymbol("S", 2, 2)
    f, places = log(Determinant(S)), [2 + k / 20 for k in range(23)]
    slopes = {"one": jacobian(f, S[1, 0]), "two": jacobian(f, S, symmetric=True)}
    numbers = {"s": places, "start": places.index(3)}
    for ways, slope in slopes.items():
        matrices = [[[2, s if ways == "two" else 3], [s, 5]] for s in places]
        numbers[ways] = {"f": [value(f, S=M) for M in matrices], "G": [value(gradient(f, S), S=M) for M in matrices]}
        numbers[ways]["slope"] = [column([value(slope, S=M)[0][-2:]])[0] for M in matrices]
    plane = Plane((150, 8), (200, 166), (2, 3.2), (-1.4, 2.4))
    marks = [*cells("S", [[2, 3], [3, 5]], 20, 20, {"S 1 0"}, 46, 26), write("S", 66, 86)]
    marks += [
        *cells("G", numbers["one"]["G"][numbers["start"]], 20, 112, {"G 1 0"}, 46, 26),
        write("gradient", 66, 178),
    ]
    marks += [*plane.frame("ln det S over s\u2082\u2081")]
    for way, words, y in (("two", "both places", 2.05), ("one", "one place", 0.85)):
        chosen = "curve now" if way == "one" else "curve"
        marks += [plane.line(f"curve {way}", chosen, *zip(places, numbers[way]["f"])), write(words, *plane(2.27, y))]
    marks += [plane.line("tangent", "tangent", (2.8, 0.6), (3.2, -0.6)), plane.dot("dot", "dot", (3, 0))]
    return marks, {**numbers, "plane": plane.numbers}


@figure(
    "change",
    312,
    "Left, the columns of a 2 x 2 matrix X and of X + dX. Right, the columns of the square of X + dX, and those of its "
    "linear approximation, close to them. Below, the size of the rest over the size of dX: a line of slope 2.",
    "Drag a column of X + dX, or move the entries of dX. Then halve dX, and look at the rest.",
)
def change():
    """F(X + dX) = F(X) + dF + the rest, for F(X) = X^2: the rest goes like |dX|^2."""
    X = MatrixSymbol("X", 2, 2)
    dX = increment(X)
    at = {"X": [[1, 0.5], [-0.3, 0.8]], "dX": [[0.3, -0.4], [0.5, 0.2]]}
    F, linear = X * X, differential(X * X, X)
    there, near, moved = value((X + dX) ** 2, **at), value(F + linear, **at), value(X + dX, **at)
    rest = value((X + dX) ** 2 - F - linear, **at)
    left, right = Plane((8, 8), (150, 150), (-1, 2), (-1, 2)), Plane((202, 8), (150, 150), (-2, 3.2), (-2, 3.2))
    size, log_of = Plane((202, 188), (150, 104), (-2, 0.4), (-4, 0.4)), lambda M: log10(hypot(*column(M)))
    marks = [*left.frame("columns of X + dX"), *right.frame("of (X + dX)\u00b2, and of F + dF")]
    for j in (0, 1):
        marks += [left.line("", "before", (0, 0), [row[j] for row in at["X"]])]
        marks += [left.line(f"arrow {j}", f"arrow c{j}", (0, 0), [row[j] for row in moved])]
        marks += [right.line(f"gap {j}", "gap", *[[row[j] for row in M] for M in (there, near)])]
        marks += [right.dot(f"near {j}", f"ring c{j}", [row[j] for row in near])]
        marks += [right.dot(f"there {j}", f"dot c{j}", [row[j] for row in there], 3)]
        marks += [left.dot(f"tip {j}", f"dot c{j}", [row[j] for row in moved], 8)]
    marks += [*cells("rest", rest, 42, 196, (), 46, 24), write("the rest", 88, 258)]
    marks += [*size.frame("log |rest| over log |dX|"), size.line("", "before", (-2, -4), (0.2, 0.4))]
    marks += [size.dot("size", "dot", (log_of(at["dX"]), log_of(rest)))]
    planes = {"left": left.numbers, "right": right.numbers, "size": size.numbers}
    return marks, {**at, "planes": planes}
