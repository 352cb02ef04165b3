"""Each picture shows its data, comes out the same twice, and refuses what it cannot draw."""

import io

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from sympy import KroneckerProduct, Matrix, Rational

from veckron import book
from veckron.book import charts, matrices

M = np.array([[1, -2, 0], [0, 3, 4]])
K_23 = np.eye(6)[np.arange(6).reshape(2, 3, order="F").ravel()]  # K_mn for m = 2, n = 3
LINE = np.linspace(-1, 2, 31)
SIGMA = np.array([[2.0, 1.0], [1.0, 2.0]])
X, Y = np.linspace(0, 1, 5), np.linspace(0, 2, 7)
U = np.outer(X, Y - 1)
NAMES = ["versicolor", "virginica"]
PICTURES = {
    "matrix": lambda: book.draw_matrix(M, blocks=(1, 3), mark=np.s_[:, 1], rows="ab", columns="cde"),
    "large": lambda: book.draw_matrix(np.eye(36), blocks=(12, 12)),
    "confusion": lambda: book.draw_matrix([[9, 1], [0, 10]], rows=NAMES, columns=NAMES, cell=0.85),
    "vec": lambda: book.draw_vec(M, "C"),
    "equation": lambda: book.draw_equation([M, M.T, "=", M @ M.T], labels=["$A$", "$A^T$", "$AA^T$"]),
    "kron": lambda: book.draw_kron(M, [[1, 0], [2, 5], [-1, 1]]),
    "permutation": lambda: book.draw_permutation(K_23, names="abcdef", groups=2),
    "curves": lambda: book.draw_curves(LINE, {"a": LINE**2, "b": np.exp(LINE)}, scale="semilogy", walls=[0]),
    "scatter": lambda: book.draw_scatter(M.T[:, :2], list("aba"), [([[0], [0]], SIGMA)]),
    "layers": lambda: book.draw_layers((4, 5, 3)),
    "images": lambda: book.draw_images([U, U.clip(0, 1), U], ["a", "b", "c"]),
    "field": lambda: book.draw_field(U, X, Y),
    "level": lambda: book.draw_field(0 * U, X, Y),
}


@pytest.fixture(autouse=True)
def close_figures():
    plt.close("all")  # those that doctests leave
    yield
    plt.close("all")


def png():
    """The bytes of the current figure, cropped as a notebook crops it."""
    buffer = io.BytesIO()
    plt.gcf().savefig(buffer, format="png", bbox_inches="tight")
    return buffer.getvalue()


def texts():
    """What is written inside the current axes."""
    return [text.get_text() for text in plt.gca().texts if text.get_text()]


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES.keys())
def test_every_picture_is_one_figure_without_a_value_and_the_same_twice(picture):
    before, images = dict(matplotlib.rcParams), []
    for _ in range(2):
        assert picture() is None and len(plt.get_fignums()) == 1 and not plt.gca().get_title()
        images.append(png())
        plt.close("all")
    assert images[0] == images[1] and images[0].startswith(b"\x89PNG")
    assert dict(matplotlib.rcParams) == before, "the style must not leak"


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES.keys())
def test_no_picture_is_wider_than_a_page_or_set_too_small(picture):
    picture()
    written = [text for text in plt.gcf().findobj(matplotlib.text.Text) if text.get_text()]
    assert plt.gcf().get_figwidth() <= 6.4
    assert min((text.get_fontsize() for text in written), default=10) >= 8


@pytest.mark.parametrize("same", [Matrix(M), M.tolist(), M.astype(object), Matrix(M).as_immutable()])
def test_symbolic_and_listed_matrices_give_the_same_picture(same):
    book.draw_matrix(M)
    wanted = png()
    book.draw_matrix(same)
    assert png() == wanted


def test_an_explicit_sympy_expression_can_be_drawn():
    book.draw_matrix(KroneckerProduct(Matrix([[1, Rational(1, 2)]]), Matrix([[1], [3]])))
    assert texts() == ["1", "0.5", "3", "1.5"]


def test_entries_are_written_where_they_fit():
    book.draw_matrix(M)
    assert texts() == ["1", "\u22122", "0", "0", "3", "4"]
    book.draw_matrix(np.eye(36))
    assert texts() == []


def test_colours_tell_the_sign():
    colours = matrices.sign_colours(np.array([[2.0, -2.0, 0.0]]))[0]
    assert colours[0][2] > colours[0][0] and colours[1][0] > colours[1][2] and (colours[2] > 0.99).all()


@pytest.mark.parametrize("order, stacked", [("F", [1, 0, -2, 3, 0, 4]), ("C", [1, -2, 0, 0, 3, 4])])
def test_vec_keeps_the_colour_of_each_entry(order, stacked):
    book.draw_vec(M, order)
    assert texts()[6:] == [matrices.entry_text(v) for v in stacked]
    matrix, vector = plt.gca().collections
    colours = np.stack([matrix.get_array()[..., k].ravel(order=order) for k in range(3)], axis=-1)
    np.testing.assert_array_equal(vector.get_array()[:, 0], colours)


def test_a_block_of_a_kronecker_product_has_the_colour_of_its_entry():
    A, B = np.array([[2.0, -1.0, 0.0]]), np.ones((2, 2))
    colours = matrices.entry_colours(A, B)
    assert (colours[:, :2] == matrices.entry_colours(A, np.ones((1, 1)))[0, 0]).all()
    assert (colours[:, 4:] == 1).all() and (colours[0, 0] != colours[0, 2]).any()


def test_lines_of_a_permutation_lead_to_the_places_in_vec_of_the_transpose():
    book.draw_permutation(K_23, ["11", "21", "12", "22", "13", "23"], groups=2)
    assert texts()[1::2] == ["11", "12", "13", "21", "22", "23"]
    ends = [line.get_ydata() for line in plt.gca().lines]
    np.testing.assert_array_equal(ends, np.column_stack([K_23 @ range(6), range(6)]) + 0.5)


def test_points_of_an_ellipse_have_one_distance():
    mu = np.array([[1.0], [2.0]])
    y = charts.ellipse(mu, SIGMA) - mu
    np.testing.assert_allclose(np.sum(y * np.linalg.solve(SIGMA, y), axis=0), 4)


def test_infinite_values_leave_a_gap():
    book.draw_curves(LINE, {"a": np.where(LINE > 1, -np.inf, LINE)})
    assert np.isnan(plt.gca().lines[0].get_ydata()[LINE > 1]).all()


def test_pictures_stand_beside_each_other():
    left, right = book.canvas(columns=2)
    book.draw_curves(LINE, {"a": LINE}, ax=left)
    book.draw_field(U, X, Y, ax=right)
    assert len(plt.get_fignums()) == 1 and left.lines and right.texts


def test_images_share_one_scale_and_stand_over_their_labels():
    book.draw_images([U, U / 2], ["first", "second"])
    axes = plt.gcf().axes
    assert [ax.get_xlabel() for ax in axes] == ["first", "second"]
    assert [ax.images[0].get_clim() for ax in axes] == [(0, 1), (0, 1)]
    np.testing.assert_array_equal(axes[1].images[0].get_array(), U / 2)


def test_a_field_has_x_to_the_right_and_white_at_zero():
    book.draw_field(U, X, Y, levels=[-0.75, 0.5])
    mesh = plt.gca().collections[0]
    assert "\u22120.75" in [text.get_text() for text in plt.gca().texts]
    np.testing.assert_array_equal(np.reshape(mesh.get_array(), (7, 5)), U.T)
    assert mesh.get_clim() == (-1, 1) and plt.gca().get_xlim() == (0, 1) and plt.gca().get_ylim() == (0, 2)


def test_the_sample_image_has_its_letters_upright():
    image = book.sample_image()
    assert image.shape == (48, 64) and image.min() == 0 and image.max() == 1
    assert image[4, 6] == 1 == image[24, 24:39].min() and image[4, 42] == 0 and image[36, 14] == 0.7


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: book.draw_matrix([1, 2, 3]), r"draw_matrix: wants M of shape \(m, n\), got shape \(3,\)"),
        (lambda: book.draw_matrix([["a"]]), "draw_matrix: wants real numbers"),
        (lambda: book.draw_matrix([[1, np.inf]]), r"finite entries for M, of shape \(1, 2\)"),
        (lambda: book.draw_matrix(M, blocks=(2, 2)), r"divide shape \(2, 3\), got \(2, 2\)"),
        (lambda: book.draw_matrix(M, rows=["a"]), "wants 2 row names, got 1"),
        (lambda: book.draw_matrix(M, mark=np.s_[:, :0]), "mark that picks an entry"),
        (lambda: book.draw_matrix(M, columns=["a", "b"]), "wants 3 column names, got 2"),
        (lambda: book.draw_vec(M, "A"), 'wants order "F" or "C", got \'A\''),
        (lambda: book.draw_vec(np.zeros((0, 2))), r"got shape \(0, 2\)"),
        (lambda: book.draw_equation([M, "=", M], labels=["A"]), "wants 2 labels.*got 1"),
        (lambda: book.draw_kron(M, [1, 2]), r"draw_kron: wants B of shape \(m, n\), got shape \(2,\)"),
        (lambda: book.draw_permutation(M, "ab", 2), r"one 1 in each row and column.*got shape \(2, 3\)"),
        (lambda: book.draw_permutation(-np.eye(2), "ab", 2), "one 1 in each row"),
        (
            lambda: book.draw_permutation(np.eye(2), ["a"], 2),
            r"wants 2 names for K of shape \(2, 2\), got 1",
        ),
        (
            lambda: book.draw_curves(LINE, {"a": LINE[1:]}),
            r"'a' of one shape \(n,\), got \(31,\) and \(30,\)",
        ),
        (lambda: book.draw_curves(LINE, {}, scale="log"), "got 'log'"),
        (lambda: book.draw_scatter(M), r"points \(n, 2\).*got \(2, 3\)"),
        (lambda: book.draw_scatter(M.T, ["a"]), r"got \(3, 2\) and \(1,\)"),
        (
            lambda: book.draw_scatter(M.T, ellipses=[([0, 0], SIGMA)]),
            r"mu of shape \(2, 1\), got shape \(2,\)",
        ),
        (lambda: book.draw_scatter(M.T, ellipses=[([[0], [0]], -SIGMA)]), "symmetric positive definite"),
        (lambda: book.draw_layers((4, 0)), r"positive integers.*\(4, 0\)"),
        (lambda: book.canvas(columns=0), "canvas: wants positive"),
        (lambda: book.draw_images([U], []), "one label for each image, got 1 and 0"),
        (lambda: book.draw_images([], []), "got 0 and 0"),
        (lambda: book.draw_images([U, U.T], ["a", "b"]), r"wants b of shape \(5, 7\), got shape \(7, 5\)"),
        (lambda: book.draw_images([U * np.nan], ["a"]), "finite entries for a"),
        (lambda: book.draw_field(U, Y, X), r"draw_field: wants U of shape \(7, 5\), got shape \(5, 7\)"),
    ],
)
def test_bad_input_is_refused_with_its_shapes(call, words):
    with pytest.raises(ValueError, match=words):
        call()
