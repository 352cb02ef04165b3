"""The Iris data are those of Fisher's paper, the Nile is that of Durbin and Koopman, the pelts are those that textbooks print."""

import hashlib

import numpy as np
import pytest

from veckron.book import load_iris, load_nile, load_pelts
from veckron.book.datasets import FOLDER

MEASUREMENTS, SPECIES = load_iris()


def centred(name):
    """The measurements of one species minus their mean, (50, 4)."""
    rows = MEASUREMENTS[SPECIES == name]
    return rows - rows.mean(axis=0)


def test_shapes_and_counts():
    names, counts = np.unique(SPECIES, return_counts=True)
    assert MEASUREMENTS.shape == (150, 4) and MEASUREMENTS.dtype == float
    assert list(names) == ["setosa", "versicolor", "virginica"] and list(counts) == [50, 50, 50]


@pytest.mark.parametrize("sample, row", [(35, [4.9, 3.1, 1.5, 0.2]), (38, [4.9, 3.6, 1.4, 0.1])])
def test_the_two_rows_that_the_uci_copy_has_wrong(sample, row):
    assert MEASUREMENTS[sample - 1].tolist() == row


@pytest.mark.parametrize(
    "name, means", [("versicolor", [5.936, 2.770, 4.260, 1.326]), ("setosa", [5.006, 3.428, 1.462, 0.246])]
)
def test_means_of_fishers_table_2(name, means):
    np.testing.assert_allclose(MEASUREMENTS[SPECIES == name].mean(axis=0), means, atol=1e-12)


def test_means_over_all_flowers():
    np.testing.assert_allclose(MEASUREMENTS.mean(axis=0), [5.843333, 3.057333, 3.758, 1.199333], atol=1e-6)


def test_sums_of_products_of_fishers_table_3():
    pooled = sum(centred(name).T @ centred(name) for name in ("setosa", "versicolor"))
    np.testing.assert_allclose(pooled[0], [19.1434, 9.0356, 9.7634, 3.2394], atol=1e-10)


def local_level(observation, level, flow):
    """The log-likelihood of flow[1:], given flow[0], by the filter: two numbers, the level and its variance."""
    estimate, variance, total = flow[0], observation + level, 0.0
    for error in (value - estimate for value in flow[1:]):
        spread = variance + observation
        total -= (np.log(2 * np.pi * spread) + error**2 / spread) / 2
        estimate, variance = estimate + variance / spread * error, variance * observation / spread + level
    return total


def test_the_nile_has_the_maximum_of_durbin_and_koopman():
    years, flow = load_nile()
    assert years.tolist() == list(range(1871, 1971)) and flow.shape == (100,)
    assert flow.mean() == 919.35 and np.median(flow) == 893.5
    best = local_level(15098.5, 1469.18, flow)
    np.testing.assert_allclose(best, -632.5456, atol=1e-4)
    for observation, level in [(15150, 1469.18), (15050, 1469.18), (15098.5, 1480), (15098.5, 1460)]:
        assert local_level(observation, level, flow) < best - 1e-6


def test_peaks_and_lows_of_the_pelts():
    years, pelts = load_pelts()
    assert years.tolist() == list(range(1900, 1921)) and pelts.shape == (21, 2)
    assert years[pelts.argmax(axis=0)].tolist() == [1903, 1904] and pelts.max(axis=0).tolist() == [77.4, 59.4]
    assert years[pelts.argmin(axis=0)].tolist() == [1917, 1900] and pelts.min(axis=0).tolist() == [7.6, 4.0]


@pytest.mark.parametrize("name", ["iris.csv", "nile.csv", "pelts.csv"])
def test_checksum_stands_in_the_readme(name):
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()
    assert digest in (FOLDER / "README.md").read_text(encoding="utf-8")
