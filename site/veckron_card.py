"""The picture of a link to the book: the pattern of the logo, the title, one statement of the catalogue."""

import re
from pathlib import Path

from veckron_site import when_built

NAME = "_static/card.png"
SIZE = 1200, 630  # pixels


def draw_card(app):
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    from veckron import IDENTITIES

    figure = Figure(figsize=(SIZE[0] / 100, SIZE[1] / 100), dpi=100, facecolor="white")
    pattern = figure.add_axes((0.07, 0.3, 0.3, 0.4), xlim=(0, 64), ylim=(44, 0), aspect="equal", frame_on=False)
    pattern.set(xticks=[], yticks=[])
    logo = (Path(app.confdir) / "site/static/logo.svg").read_text()
    for x, y, opacity in re.findall(r'<rect x="(\d+)" y="(\d+)".*?fill-opacity="([\d.]+)"', logo):
        pattern.add_patch(Rectangle((int(x), int(y)), 9, 9, color="#2b7a78", alpha=float(opacity)))
    name, _, subtitle = app.config.project.partition(": ")
    figure.text(0.42, 0.62, name, size=64, weight="bold", color="#1b4d4b")
    figure.text(0.42, 0.49, subtitle.replace(" that", "\nthat"), size=30, va="center", color="#333333")
    figure.text(0.42, 0.3, IDENTITIES["vec_of_product"].formula, size=28, family="monospace", color="#2b7a78")
    figure.savefig(Path(app.outdir) / NAME, metadata={"Software": None})


def setup(app):
    when_built(app, draw_card)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
