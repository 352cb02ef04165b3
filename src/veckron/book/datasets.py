"""The real data of the book: the files in the folder `data` beside this module, read into NumPy arrays."""

import csv
from pathlib import Path

FOLDER = Path(__file__).parent / "data"


def load_iris(path=None):
    """Fisher's irises: four measurements of 150 flowers, and their species.

    Parameters
    ----------
    path : str or Path, optional
        Another CSV file with the same header; by default the one of the package.

    Returns
    -------
    measurements : float array of shape (150, 4)
        Sepal length, sepal width, petal length, petal width, in centimetres.
    species : array of str of shape (150,)
        50 each of setosa, versicolor, virginica, in this order.

    Raises
    ------
    FileNotFoundError
        If the file is absent.

    Examples
    --------
    >>> measurements, species = load_iris()
    >>> measurements.shape, species.shape, str(species[149])
    ((150, 4), (150,), 'virginica')

    source: fisher1936, Table I
    """
    import numpy as np

    rows = read_rows(FOLDER / "iris.csv" if path is None else Path(path))
    return np.array([row[:4] for row in rows], dtype=float), np.array([row[4] for row in rows])


def load_ratios(path=None):
    """The measured times of operators beside their references: n and the ratio of the times, for each case.

    Parameters
    ----------
    path : str or Path, optional
        Another file written by ``python -m benchmarks.operators --write``; by default the one of the package.

    Returns
    -------
    dict of str to dict of int to float
        For each case, the size n of its square factors to our time divided by that of the reference, both in
        microseconds.

    Raises
    ------
    FileNotFoundError
        If the file is absent.

    Examples
    --------
    >>> sorted(next(iter(load_ratios().values())))
    [10, 30, 100, 300, 1000]

    source: vanloan2000
    """
    rows = read_rows(FOLDER / "operators.csv" if path is None else Path(path))
    return by_size((case, n, ratio) for case, n, *_, ratio in rows)


def load_peers(path=None):
    """How many times longer other libraries take than the operators of this package, at the same work and precision.

    Parameters
    ----------
    path : str or Path, optional
        Another file written by ``python -m benchmarks.operators --peers --write``; by default the one of the package.

    Returns
    -------
    dict of (str, str) to dict of int to float
        For each library and each work, the size n to its time divided by ours, both in microseconds.

    Raises
    ------
    FileNotFoundError
        If the file is absent.

    Examples
    --------
    >>> sorted(load_peers()["PyLops", "A (x) B"])
    [30, 100]

    source: vanloan2000
    """
    rows = read_rows(FOLDER / "peers.csv" if path is None else Path(path))
    return by_size(((peer, work), n, ratio) for peer, work, n, *_, ratio in rows)


def by_size(rows):
    """Triples of a key, a size and a ratio as a dictionary of dictionaries."""
    ratios = {}
    for key, n, ratio in rows:
        ratios.setdefault(key, {})[int(n)] = float(ratio)
    return ratios


def read_rows(path):
    """The rows of a CSV file below its header, as lists of strings."""
    if not path.is_file():
        raise FileNotFoundError(f"no file {path}; the data ship with the repository")
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))[1:]
