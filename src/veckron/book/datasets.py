"""The data of the book, from the files in the folder `data` beside this module."""

import csv
from pathlib import Path

FOLDER = Path(__file__).parent / "data"


def load_iris():
    """Return four measurements in cm of Fisher's 150 irises, (150, 4), and their species, (150,).

    Sepal length and width, petal length and width; 50 each of setosa, versicolor, virginica, in this order.

    >>> measurements, species = load_iris()
    >>> measurements.shape, species.shape, str(species[149])
    ((150, 4), (150,), 'virginica')

    source: fisher1936, Table I
    """
    import numpy as np

    rows = read_rows("iris.csv")
    return np.array([row[:4] for row in rows], dtype=float), np.array([row[4] for row in rows])


def load_ratios():
    """Return for each case of chapter 5 the size n of its factors to our time divided by that of the reference.

    >>> sorted(next(iter(load_ratios().values())))
    [10, 30, 100, 300, 1000]

    source: ``python -m benchmarks.operators --write``
    """
    return by_size((case, n, ratio) for case, n, *_, ratio in read_rows("operators.csv"))


def load_peers():
    """Return for each other library and work the size n to its time divided by ours, at the same precision.

    >>> sorted(load_peers()["PyLops", "A (x) B"])
    [30, 100]

    source: ``python -m benchmarks.operators --peers --write``
    """
    return by_size(((peer, work), n, ratio) for peer, work, n, *_, ratio in read_rows("peers.csv"))


def by_size(rows):
    """Triples of a key, a size and a ratio as a dictionary of dictionaries."""
    ratios = {}
    for key, n, ratio in rows:
        ratios.setdefault(key, {})[int(n)] = float(ratio)
    return ratios


def read_rows(name):
    """The rows of a CSV file below its header, as lists of strings."""
    with (FOLDER / name).open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))[1:]
