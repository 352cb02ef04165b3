"""Figures that a reader moves: the package draws each one, still and whole, and computes its numbers; a script moves it.

The drawing is SVG, whose marks have names that the script of the figure knows (site/static/figures).
Without the script, and on paper, the still is what is seen.
"""

import json
from html import escape
from math import hypot, log10

from sympy import Determinant, Matrix, MatrixSymbol, log, sympify

from veckron.book.catalogue_tables import Shown
from veckron.book.marks import WIDTH, Plane, box, cell, cells, equation, subscript, tag, text, write
from veckron.calculus import differential, gradient, increment, jacobian
from veckron.expressions import commutation_matrix
from veckron.notation import parse
from veckron.values import Reals, evaluate

FIGURES = {}


def moving(name):
    """Return the figure of that name, as HTML: its still, what to try, and the numbers from which it moves.

    ValueError where there is no such figure.

    >>> moving("commutation").html.count("<rect")
    36
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


def value(expression, **values):
    """Return the value of an expression, to six decimals, as numbers of JSON: rows of a matrix, or one number."""
    given = {letter: Matrix(M) if isinstance(M, list) else sympify(M) for letter, M in values.items()}
    found = evaluate(expression, given, Reals())  # without NumPy, so that a cell of a page can draw a figure
    rounded = lambda a: round(float(a), 6) + 0.0  # without -0
    return [list(map(rounded, row)) for row in found.dense()] if expression.is_Matrix else rounded(found)


def column(M):
    """Return the entries of a matrix, a list of rows, in the order of vec."""
    return [row[j] for j in range(len(M[0])) for row in M]


# -- The figures -------------------------------------------------------------------------------------------


@figure(
    "vec-product",
    296,
    "AXB, and B^T (x) A times vec X. The third entry of X, 3, its column of B^T (x) A and the entries of AXB that it "
    "moves are marked.",
    "Point at an entry of X, touch it, or go there with the arrow keys. Then add 1 to it.",
)
def vec_product():
    """vec(AXB) = (B^T (x) A) vec X: an entry of X, its column of the Jacobian, and what it moves."""
    A, X, B = [[1, 2, 0], [0, 1, 3]], [[1, 4], [2, 5], [3, 6]], [[1, 0, 2, -1], [3, 1, 0, 1]]
    F = parse("A X B", A="2 3", X="3 2", B="2 4")
    J, Y = value(jacobian(F, MatrixSymbol("X", 3, 2)), A=A, B=B), value(F, A=A, X=X, B=B)
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
        there, colour = (K["2 3"].index(k), f"c{k // m}") if k < m * n else (0, "off")
        name, y, end = f"a{subscript(k % m + 1, k // m + 1)}", 6 + 30 * min(k, 5), 6 + 30 * there
        marks += [tag("path", d=f"M44 {y + 15}L120 {end + 15}", class_=f"way {colour}", data_mark=f"way {k}")]
        marks += [cell(f"from {k}", name, 10, y, colour, 34, 30)]
        marks += [cell(f"to {k}", name, 120, end, f"{colour} travel", 34, 30)]
        marks += [box(f"one {k}", f"one {colour}", 166 + y, end, 30, 30)]
    blocks = "M172 6h180v180h-180zM172 96h180M232 6v180M292 6v180"
    marks += [tag("path", d=blocks, class_="bracket", data_mark="K"), write("K\u2082\u2083", 262, 202, mark="name")]
    return [*marks, write("vec A", 27, 202), write("vec A\u1d40", 137, 202)], {"m": m, "n": n, "K": K}


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
    marks += [*cells("G", numbers["one"]["G"][places.index(3)], 20, 112, {"G 1 0"}, 46, 26)]
    marks += [write("gradient", 66, 178)]
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


@figure(
    "determinant",
    220,
    "A parallelogram with the sides (4, 1) and (2, 3) and the area 10. At the end of the second side the row (-1, 4) of "
    "the adjugate points away from the first side; along a line parallel to the first side the area stays the same.",
    "Drag the end of the second column, first along the dashed line, then across it.",
)
def determinant():
    """det X over its second column: the derivative is a row of the adjugate, and no second order is left."""
    X, at = MatrixSymbol("X", 2, 2), [[4, 2], [1, 3]]
    area, row = value(Determinant(X), X=at), value(jacobian(Determinant(X), X[:, 1]), X=at)
    plane = Plane((2, 8), (258, 188), (-1.6, 8), (-1.4, 5.6))
    first, second, both = (4, 1), (2, 3), (6, 4)
    marks = [*plane.frame("the columns of X"), plane.line("", "area before", (0, 0), first, both, second)]
    marks += [plane.line("area", "area c0", (0, 0), first, both, second)]
    marks += [plane.line("level", "before", *[(2 + 4 * t, 3 + t) for t in (-0.85, 1.2)])]
    marks += [plane.line("row", "arrow c2", second, (2 - 0.4, 3 + 1.6)), plane.dot("", "dot c0", first, 4)]
    marks += [plane.dot("tip", "dot c1", second, 8), *cells("adj", row, 275, 30, (), 36, 24)]
    marks += [write("row 2 of adj X", 311, 68)]
    marks += [write("det X", 311, 120)]
    marks += [write(text(area), 311, 142, "sign", mark="det")]
    return marks, {"X": at, "row": row, "det": area, "plane": plane.numbers}


@figure(
    "attention",
    250,
    "Left, a query among three keys. Right, three values, and the output between them, near the first, with an arrow for "
    "each entry of the query. Below, the three weights as bars, and the 2 x 2 Jacobian of the output.",
    "Drag the query towards a key, and far beyond it: the Jacobian fades.",
)
def attention():
    """o = V^T softmax(K q / sqrt(d)) of one query and three tokens, and its Jacobian with respect to q."""
    K, V, q, c = [[2, 0.5], [-1, 2], [-1.5, -1.5]], [[2.2, 1], [-1, 2], [-0.5, -2.2]], [[0.5], [0.8]], 2**-0.5
    output = parse("V^T softmax(u K q)", V="3 2", K="3 2", q="2 1", u="scalar")
    at = {"K": K, "V": V, "q": q, "u": c}
    o, J = value(output, **at), value(jacobian(output, MatrixSymbol("q", 2, 1)), **at)
    weights = column(value(parse("softmax(u K q)", K="3 2", q="2 1", u="scalar"), **at))
    left, right = (Plane((x, 8), (150, 150), (-3, 3), (-3, 3)) for x in (8, 202))
    marks = [*left.frame("keys, and the query"), *right.frame("values, and the output")]
    marks += [left.line("arrow", "arrow", (0, 0), column(q)), right.line("", "area before", *V)]
    for k, weight in enumerate(weights):
        y = 186 + 18 * k
        marks += [left.dot("", f"dot c{k}", K[k], 4), right.dot("", f"dot c{k}", V[k], 4)]
        marks += [write(f"p{subscript(k + 1)}", 18, y + 6), box(f"bar {k}", f"one c{k}", 30, y, 110 * weight, 12)]
        marks += [write(text(weight), 156, y + 6, mark=f"weight {k}")]
    for j in (0, 1):
        end = [a[0] + row[j] for a, row in zip(o, J)]
        marks += [right.line(f"column {j}", "arrow", column(o), end)]
    marks += [right.dot("output", "dot", column(o)), left.dot("query", "dot", column(q), 8)]
    marks += [*cells("J", J, 231, 184, (), 46, 24), write("Jacobian", 277, 244)]
    return marks, {**at, "p": weights, "o": o, "J": J, "left": left.numbers, "right": right.numbers}


@figure(
    "cost",
    166,
    "Four layers with 500, 100, 50 and 1 numbers. The Jacobian takes 2,525,000 multiplications forward and 55,000 backward.",
    "Choose the widths of the layers. When is it cheaper to go forward?",
)
def cost():
    """The multiplications in J_3 J_2 J_1: from the right, J_3 (J_2 J_1), is forward, from the left backward."""
    widths = a, b, c, d = [500, 100, 50, 1]
    work, marks = {"forward": a * b * c + a * c * d, "backward": b * c * d + a * b * d}, []
    for k, width in enumerate(widths):
        high, x = 8 + 26 * log10(width), 30 + 94 * k
        marks += [box(f"layer {k}", "one c0", x, 86 - high, 18, high)]
        marks += [write(f"n{subscript(k)} = {width}", x + 9, 98, mark=f"width {k}")]
    for k in (1, 2, 3):
        x = 94 * k - 40
        marks += [write(f"J{subscript(k)}", x + 32, 60), tag("path", d=f"M{x} 72h64m-6 -4l6 4l-6 4", class_="arrow")]
    for k, (way, count) in enumerate(work.items()):
        y, wide = 112 + 26 * k, 180 * count / max(work.values())
        marks += [write(way, 40, y + 8), box(f"bar {way}", f"one c{k + 1}", 84, y, wide, 16)]
        marks += [write(f"{count:,}", 315, y + 8, mark=f"count {way}")]
    return marks, {"widths": widths, **work}


@figure(
    "shape",
    188,
    "The matrix I_4 (x) F, 8 x 12 for F of shape 2 x 3, with four blocks F on its diagonal, the 12 entries of vec dG, and "
    "the 8 entries of vec d(FG).",
    "Which identity stands beside F, which beside G transposed, and on which side? Type its size.",
)
def shape():
    """The two terms of the product rule for F, 2 x 3, and G, 3 x 4, and their Jacobians, (I_4 (x) F) and (G^T (x) I_2)."""
    F, G = MatrixSymbol("F", 2, 3), MatrixSymbol("G", 3, 4)
    at = {"F": [[1, 2, -1], [0, 3, 4]], "G": [[2, 0, 1, -1], [1, 3, 0, 2], [0, -2, 5, 1]]}
    terms = [{"C": at["F"], "J": value(jacobian(F * G, G), **at), "name": "F", "of": "dG", "rows": 3}]
    terms += [{"C": value(G.T, **at), "J": value(jacobian(F * G, F), **at), "name": "G\u1d40", "of": "dF", "rows": 2}]
    marks = [box("matrix", "frame", 50, 8, 96, 64)]
    for k in range(12):
        x, y, off = 50 + 24 * (k % 4), 8 + 16 * (k % 4), "" if k < 4 else " off"
        marks += [box(f"block {k}", f"block c0{off}", x, y, 24, 16)]
        marks += [write("F", x + 12, y + 8, f"label{off}", f"in {k}")]
    marks += [box("change", "block c1", 215, 8, 8, 96)]
    marks += [box("result", "block c1", 275, 8, 8, 64)]
    marks += [write("=", 249, 56, "sign")]
    marks += [write("I\u2084 \u2297 F", 110, 180, mark="name"), write("vec dG", 219, 180, mark="of")]
    return [*marks, write("vec d(FG)", 290, 180)], {"terms": terms}
