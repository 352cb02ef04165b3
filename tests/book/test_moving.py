"""The figures that move: their stills are whole, and their numbers are those of the package, found here another way."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from veckron import book
from veckron.book.moving_figures import FIGURES

ROOT = Path(__file__).parents[2]
HTML = {name: book.moving(name).html for name in FIGURES}
ROOTS = {name: ElementTree.fromstring(html) for name, html in HTML.items()}
NUMBERS = {name: json.loads(root.attrib["data-numbers"]) for name, root in ROOTS.items()}


def marks(name):
    return [mark.attrib["data-mark"] for mark in ROOTS[name].iter() if "data-mark" in mark.attrib]


def vec(M):
    return np.array(M).ravel(order="F")


@pytest.mark.parametrize("name", FIGURES)
def test_a_still_is_xml_with_words_for_who_does_not_see_it(name):
    still, hint = ROOTS[name]
    assert still.attrib["role"] == "img" and len(still.attrib["aria-label"]) > 60 and hint.text
    assert len(marks(name)) == len(set(marks(name))) > 0
    assert not re.search(r"style=|\b(nan|inf)\b", HTML[name])


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_the_same_twice(name):
    assert book.moving(name).html == HTML[name]


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_stands_in_a_chapter_and_its_script_is_registered(name):
    assert (ROOT / f"site/static/figures/{name}.js").is_file()
    assert f"- figures/{name}.js\n" in (ROOT / "_config.yml").read_text()
    call = json.dumps(f'moving("{name}")')
    assert any(call in path.read_text(encoding="utf-8") for path in ROOT.glob("chapters/*.ipynb"))


def test_the_figure_of_the_landing_page_is_that_of_the_package():
    """Where it is not: python -c 'from veckron.book import moving; print(moving("vec-product").html)'."""
    assert (ROOT / "chapters/_vec-product.html").read_text(encoding="utf-8") == HTML["vec-product"] + "\n"


def test_an_unknown_figure_is_refused():
    with pytest.raises(ValueError, match=r"moving: wants one of vec-product, commutation, .*, got 'vec'"):
        book.moving("vec")


def test_vec_product():
    given = NUMBERS["vec-product"]
    read = {letter: np.zeros((2, 3) if letter == "A" else (2, 4)) for letter in "AB"}
    for cell in ROOTS["vec-product"].iter("g"):
        letter, *place = cell.attrib["data-mark"].split()
        if letter in read:
            read[letter][tuple(map(int, place))] = float(cell[1].text.replace("\u2212", "-"))
    np.testing.assert_array_equal(given["J"], np.kron(read["B"].T, read["A"]))
    np.testing.assert_array_equal(given["F"], read["A"] @ given["X"] @ read["B"])


def test_commutation():
    for sizes, places in NUMBERS["commutation"]["K"].items():
        A = np.arange(1, 1 + len(places)).reshape(*map(int, sizes.split()))
        np.testing.assert_array_equal(vec(A)[places], vec(A.T))
    assert len(NUMBERS["commutation"]["K"]) == 12


def test_symmetric():
    given, h = NUMBERS["symmetric"], 1e-6
    for way, f in (("one", lambda s: np.log(10 - 3 * s)), ("two", lambda s: np.log(10 - s * s))):
        for s, value, slope, G in zip(given["s"], *(given[way][key] for key in ("f", "slope", "G"))):
            assert value == pytest.approx(f(s), abs=1e-6)
            assert slope == pytest.approx((f(s + h) - f(s - h)) / (2 * h), rel=1e-5)
            assert slope == pytest.approx(G[1][0] + (G[0][1] if way == "two" else 0), abs=1e-5)
    at = given["start"]
    assert given["s"][at] == 3 and given["two"]["slope"][at] == 2 * given["one"]["slope"][at] == -6


def test_change():
    dX = np.array(NUMBERS["change"]["dX"])
    shown = [cell[1].text for cell in ROOTS["change"].iter("g") if cell.attrib["data-mark"].startswith("rest")]
    assert [float(text.replace("\u2212", "-")) for text in shown] == pytest.approx((dX @ dX).ravel(), abs=0.005)


def test_determinant():
    given = NUMBERS["determinant"]
    X, step = np.array(given["X"]), np.array([[0, 0.3], [0, -0.7]])
    assert given["det"] == pytest.approx(np.linalg.det(X))
    assert np.linalg.det(X + step) == pytest.approx(given["det"] + np.dot(given["row"][0], [0.3, -0.7]))


def test_attention():
    given = NUMBERS["attention"]
    K, V, q, J = (np.array(given[key]) for key in "KVqJ")

    def output(q):
        weights = np.exp(K @ q / np.sqrt(2))
        return V.T @ weights / weights.sum()

    np.testing.assert_allclose(given["o"], output(q), atol=1e-6)
    for j in (0, 1):
        step = 1e-5 * np.eye(2)[:, j : j + 1]
        np.testing.assert_allclose(J[:, j : j + 1], (output(q + step) - output(q - step)) / 2e-5, atol=1e-5)


def test_cost():
    J = [np.ones((m, n)) for n, m in zip(NUMBERS["cost"]["widths"], NUMBERS["cost"]["widths"][1:])]
    count = lambda A, B: A.shape[0] * A.shape[1] * B.shape[1]
    assert NUMBERS["cost"]["forward"] == count(J[1], J[0]) + count(J[2], J[1] @ J[0])
    assert NUMBERS["cost"]["backward"] == count(J[2], J[1]) + count(J[2] @ J[1], J[0])


def test_shape():
    in_G, in_F = NUMBERS["shape"]["terms"]
    np.testing.assert_array_equal(in_G["J"], np.kron(np.eye(4), in_G["C"]))
    np.testing.assert_array_equal(in_F["J"], np.kron(in_F["C"], np.eye(2)))
    assert in_G["C"] != np.transpose(in_F["C"]).tolist()


def test_no_script_has_a_style_or_a_source_of_its_own():
    for script in ROOT.glob("site/static/figures/*.js"):
        assert not re.search(r"innerHTML|eval\(|https?:|setAttribute\(\"style", script.read_text())
