"""The pictures of grids show their data, come out the same twice, and refuse what they cannot draw."""

import io

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from veckron.figures import operators

X, Y = np.linspace(0, 1, 5), np.linspace(0, 2, 7)
U = np.outer(X, Y - 1)
PICTURES = {
    "images": lambda: operators.draw_images([U, U.clip(0, 1), U], ["a", "b", "c"]),
    "field": lambda: operators.draw_field(U, X, Y),
    "level": lambda: operators.draw_field(0 * U, X, Y),
}


@pytest.fixture(autouse=True)
def close_figures():
    plt.close("all")
    yield
    plt.close("all")


def png():
    """The bytes of the current figure, cropped as a notebook crops it."""
    buffer = io.BytesIO()
    plt.gcf().savefig(buffer, format="png", bbox_inches="tight")
    return buffer.getvalue()


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


def test_images_share_one_scale_and_stand_over_their_labels():
    operators.draw_images([U, U / 2], ["first", "second"])
    axes = plt.gcf().axes
    assert [ax.get_xlabel() for ax in axes] == ["first", "second"]
    assert [ax.images[0].get_clim() for ax in axes] == [(0, 1), (0, 1)]
    np.testing.assert_array_equal(axes[1].images[0].get_array(), U / 2)


def test_a_field_has_x_to_the_right_and_white_at_zero():
    operators.draw_field(U, X, Y, levels=[-0.75, 0.5])
    mesh = plt.gca().collections[0]
    assert "\u22120.75" in [text.get_text() for text in plt.gca().texts]
    np.testing.assert_array_equal(np.reshape(mesh.get_array(), (7, 5)), U.T)
    assert mesh.get_clim() == (-1, 1) and plt.gca().get_xlim() == (0, 1) and plt.gca().get_ylim() == (0, 2)


def test_the_sample_image_has_its_letters_upright():
    image = operators.sample_image()
    assert image.shape == (48, 64) and image.min() == 0 and image.max() == 1
    assert image[4, 6] == 1 == image[24, 24:39].min() and image[4, 42] == 0 and image[36, 14] == 0.7


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: operators.draw_images([U], []), "one label for each image, got 1 and 0"),
        (lambda: operators.draw_images([], []), "got 0 and 0"),
        (lambda: operators.draw_images([U, U.T], ["a", "b"]), r"wants b of shape \(5, 7\), got shape \(7, 5\)"),
        (lambda: operators.draw_images([U * np.nan], ["a"]), "finite entries for a"),
        (lambda: operators.draw_field(U, Y, X), r"draw_field: wants U of shape \(7, 5\), got shape \(5, 7\)"),
        (lambda: operators.sample_image(40, 64), "at least 48 x 64 pixels, got 40 x 64"),
    ],
)
def test_bad_input_is_refused_with_its_shapes(call, words):
    with pytest.raises(ValueError, match=words):
        call()
