"""The marks of a figure, in SVG: boxes, texts, matrices, equations, planes. A mark has a name by which a script finds it."""

from html import escape

WIDTH, SIDE, GAP = 360, 22, 22  # of a figure, of a cell, and the room for a sign between two matrices


def text(number):
    """A number with at most two decimals, zero without a sign."""
    return f"{round(number, 2) + 0.0:.2f}".rstrip("0").rstrip(".").replace("-", "\u2212")


def subscript(*numbers):
    """Digits as they stand below a letter."""
    return "".join(chr(0x2080 + number) for number in numbers)


def tag(name, *inside, **attributes):
    """An element of SVG; ``class_`` is its class, ``data_mark`` its name; what is empty is left out."""
    exact = {
        key: f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value}"
        for key, value in attributes.items()
    }
    given = (f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in exact.items() if value)
    return f"<{name}{''.join(given)}>{''.join(inside)}</{name}>"


def write(words, x, y, class_="label", mark=""):
    """Words with their middle at (x, y)."""
    return tag("text", escape(words), x=x, y=y, class_=class_, data_mark=mark)


def box(mark, class_, x, y, width, height):
    """A rectangle with its corner at (x, y)."""
    return tag("rect", x=x, y=y, width=width, height=height, class_=class_, data_mark=mark)


def cell(mark, words, x, y, class_="", width=SIDE, height=SIDE):
    """A box with a text in it, its corner at (x, y)."""
    inside = tag("rect", width=width, height=height), write(words, width / 2, height / 2, "entry")
    return tag("g", *inside, class_=f"cell {class_}".strip(), data_mark=mark, transform=f"translate({x:g} {y:g})")


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
        names = ("x", "y", "width", "height", "left", "right", "low", "high")
        self.numbers = at = dict(zip(names, (*corner, *size, *horizontal, *vertical)))
        self.scale = at["width"] / (at["right"] - at["left"]), at["height"] / (at["high"] - at["low"])

    def __call__(self, a, b):
        at, (u, v) = self.numbers, self.scale
        return at["x"] + (a - at["left"]) * u, at["y"] + (at["high"] - b) * v

    def frame(self, label):
        """The edge of the plane, its axes where they lie within, and what it shows."""
        at = self.numbers
        yield box("", "frame", at["x"], at["y"], at["width"], at["height"])
        yield write(label, at["x"] + at["width"] / 2, at["y"] + at["height"] + 13)
        if at["left"] < 0 < at["right"]:
            yield self.line("", "axis", (0, at["low"]), (0, at["high"]))
        if at["low"] < 0 < at["high"]:
            yield self.line("", "axis", (at["left"], 0), (at["right"], 0))

    def line(self, mark, class_, *points):
        """A line through points of the plane; closed where its class says that it is an area."""
        way = "L".join(f"{x:.2f} {y:.2f}" for x, y in (self(*point) for point in points))
        return tag("path", d=f"M{way}{'Z' * class_.startswith('area')}", class_=class_, data_mark=mark)

    def dot(self, mark, class_, point, radius=5):
        x, y = self(*point)
        return tag("circle", cx=x, cy=y, r=radius, class_=class_, data_mark=mark)
