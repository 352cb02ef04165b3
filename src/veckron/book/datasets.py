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


def load_nile():
    """Return the years 1871 to 1970, (100,), and the flow of the Nile at Aswan in each, (100,), in 10^8 cubic metres.

    >>> years, flow = load_nile()
    >>> int(years[0]), float(flow[0]), float(flow.mean())
    (1871, 1120.0, 919.35)

    source: cobb1978
    """
    import numpy as np

    rows = read_rows("nile.csv")
    return np.array([int(year) for year, _ in rows]), np.array([float(flow) for _, flow in rows])


def load_pelts():
    """Return the years 1900 to 1920, (21,), and the pelts of hares and lynxes taken in each, in thousands, (21, 2).

    >>> years, pelts = load_pelts()
    >>> int(years[4]), pelts[4].tolist()
    (1904, [36.3, 59.4])

    source: elton1942
    """
    import numpy as np

    table = np.array(read_rows("pelts.csv"), dtype=float)
    return table[:, 0].astype(int), table[:, 1:]


def read_rows(name):
    """The rows of a CSV file below its header, as lists of strings."""
    with (FOLDER / name).open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))[1:]
