"""Verify every true entry with many seeds: none may be refuted, and none may be unknown.

    python tools/seeds.py           run the two studies and print them
    python tools/seeds.py --write   and write the report of the book, chapters/_seeds.md

The draws decide whether a true statement is accepted, hardly the sizes: sixty seeds at the five smallest choices of
sizes, five at all; a hundred thousand trials and more.

Ends with 1 if a true entry is not accepted.
"""

import sys
from multiprocessing import Pool
from pathlib import Path

from veckron import IDENTITIES
from veckron.proof import shapes_of, Trial

REPORT = Path(__file__).parent.parent / "chapters/_seeds.md"
# Seeds, and how many of the choices of sizes, the small ones first; None for all.
STUDIES = [(60, 5), (5, None)]
TRUE = [entry.name for entry in IDENTITIES.values() if entry.holds]


def rejections(work):
    """The number of trials of an entry, and those that did not accept it, with the reason."""
    name, seeds, shapes = work
    entry, wrong = IDENTITIES[name], []
    tried = shapes_of(entry)[:shapes]
    for seed in range(seeds):
        for sizes in tried:
            try:
                Trial(entry, sizes, seed).accept()
            except Exception as error:
                wrong.append(f"{name}, seed {seed}, {sizes}: {type(error).__name__} {error}")
    return seeds * len(tried), wrong


def study(seeds, shapes):
    """The line of the report, and the false rejections."""
    trials, wrong = 0, []
    with Pool(2) as pool:
        for tried, found in pool.imap_unordered(rejections, [(name, seeds, shapes) for name in TRUE]):
            trials, wrong = trials + tried, wrong + found
    where = f"its first {shapes} choices of sizes" if shapes else "all sizes of its verdict"
    return (
        f"- {seeds} seeds, each of the {len(TRUE)} true entries at {where}: {trials} trials, {len(wrong)} false rejections.",
        wrong,
    )


def main(*options):
    lines, wrong = [], []
    for seeds, shapes in STUDIES:
        line, found = study(seeds, shapes)
        lines, wrong = [*lines, line], [*wrong, *found]
        print("\n".join([*found[:50], line]), flush=True)
    if "--write" in options:
        REPORT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
