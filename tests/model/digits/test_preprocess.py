"""From a drawing to MNIST's own form."""

import time

import numpy as np
import pytest
from PIL import Image, ImageDraw

from model.digits.pen import FILL, draw, place
from model.digits.preprocess import BOX, MAX_SIDE, normalize


def drawing(points=((80, 60), (200, 60), (120, 220)), width=20, size=(280, 280), mode="RGBA"):
    """A 7 as the canvas delivers it: white on opaque black."""
    picture = Image.new("RGBA", size, "black")
    ImageDraw.Draw(picture).line([tuple(point) for point in points], fill="white", width=width, joint="curve")
    return np.asarray(picture.convert(mode))


def extent(pixels):
    """Height and width of the ink in a (28, 28) image."""
    rows, columns = np.flatnonzero(pixels.any(axis=1)), np.flatnonzero(pixels.any(axis=0))
    return rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1


def test_pixels_are_what_a_network_reads():
    pixels = normalize(drawing()).pixels
    assert pixels.shape == (28, 28)
    assert pixels.dtype == np.float32
    assert pixels.min() == 0
    assert pixels.max() == 1


def test_longest_side_becomes_twenty_pixels_and_mass_goes_to_the_middle():
    pixels = normalize(drawing()).pixels
    assert max(extent(pixels)) == BOX
    grid = np.mgrid[:28, :28]
    centre = (grid * pixels).sum(axis=(1, 2)) / pixels.sum()
    assert np.abs(centre - 14).max() <= 0.5


@pytest.mark.parametrize("shift", [(-70, -50), (70, 50), (-70, 50)])
def test_place_on_the_canvas_does_not_matter(shift):
    points = np.array([(80, 60), (200, 60), (120, 220)])
    np.testing.assert_array_equal(normalize(drawing(points)).pixels, normalize(drawing(points + shift)).pixels)


def test_size_hardly_matters():
    large = drawing(width=24)
    small = np.asarray(Image.fromarray(large).resize((140, 140), Image.Resampling.BOX))
    assert np.abs(normalize(large).pixels - normalize(small).pixels).mean() < 0.02


def test_rgba_rgb_and_grey_agree():
    rgba, rgb, grey = (normalize(drawing(mode=mode)).pixels for mode in ("RGBA", "RGB", "L"))
    np.testing.assert_array_equal(rgba, rgb)
    np.testing.assert_array_equal(rgba, grey)


def test_transparent_background_counts_as_dark():
    opaque = drawing()
    transparent = np.full_like(opaque, 255)
    transparent[..., 3] = opaque[..., 0]
    np.testing.assert_array_equal(normalize(transparent).pixels, normalize(opaque).pixels)


@pytest.mark.parametrize("empty", [np.zeros((280, 280, 4), np.uint8), np.zeros((5, 9), np.uint8)])
def test_no_ink_is_none(empty):
    assert normalize(empty) is None
    opaque = empty.copy()
    opaque[..., -1:] = 0 if empty.ndim == 2 else 255
    assert normalize(opaque) is None


@pytest.mark.parametrize(
    "image",
    [
        np.full((280, 280, 4), 255, np.uint8),
        np.full((1, 1), 255, np.uint8),
        np.eye(300, dtype=np.uint8) * 255,
        np.pad(np.full((200, 1), 255, np.uint8), ((40, 40), (130, 149))),
        np.pad(np.full((1, 200), 9, np.uint8), ((40, 40), (0, 0))),
        np.full((3, 3000, 3), 200, np.uint8),
        np.pad(np.full((1, 1), 255, np.uint8), 1000),
    ],
    ids=[
        "all ink",
        "one pixel",
        "hairline",
        "upright hairline",
        "faint line",
        "very wide",
        "dot in a large image",
    ],
)
def test_odd_drawings_still_become_a_digit(image):
    pixels = normalize(image).pixels
    assert pixels.shape == (28, 28)
    assert np.isfinite(pixels).all()
    assert pixels.max() == 1


def test_large_images_are_shrunk_first():
    image = np.zeros((4000, 3000), np.uint8)
    image[1000:3000, 1400:1600] = 255
    ink = normalize(image).steps[0].image
    assert max(ink.shape) <= MAX_SIDE


def test_input_stays_as_it_was():
    image = drawing()
    before = image.copy()
    normalize(image)
    np.testing.assert_array_equal(image, before)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (np.zeros((28, 28)), "float64"),
        (np.zeros((28, 28, 2), np.uint8), "(28, 28, 2)"),
        (np.zeros(784, np.uint8), "(784,)"),
        (np.zeros((0, 28), np.uint8), "(0, 28)"),
        ([[0, 255]], "list"),
        (None, "NoneType"),
    ],
)
def test_anything_else_is_refused_in_a_sentence(wrong, says):
    with pytest.raises(ValueError, match="drawing must") as refusal:
        normalize(wrong)
    assert says in str(refusal.value)


def test_steps_lead_from_the_drawing_to_the_pixels():
    digit = normalize(drawing())
    assert len(digit.steps) >= 4
    assert digit.steps[0].image.shape == (280, 280)
    np.testing.assert_array_equal(digit.steps[-1].image, digit.pixels)
    for step in digit.steps:
        assert step.image.ndim == 2
        assert step.explanation.endswith(".")


def test_one_drawing_takes_under_five_milliseconds():
    image = drawing(size=(400, 400))
    seconds = []
    for _ in range(20):
        start = time.perf_counter()
        normalize(image)
        seconds.append(time.perf_counter() - start)
    assert min(seconds) < 0.005


A_NINE = [np.array([(170, 110), (140, 105), (135, 125), (155, 135), (170, 110), (165, 160), (160, 205)], float)]


@pytest.mark.parametrize("brush", [4, 20, 40])
def test_where_the_lines_are_known_the_brush_does_not_matter(brush):
    digit = normalize(draw(A_NINE, brush), A_NINE)
    assert [step.name for step in digit.steps[:3]] == ["Ink", "One pen", "Cropped"]
    np.testing.assert_array_equal(digit.pixels, normalize(draw(A_NINE, 12), A_NINE).pixels)


def test_a_hole_that_a_broad_brush_has_filled_is_open_again():
    ink = draw(A_NINE, 40)
    in_the_head = [np.array([(152.0, 118.0)])]
    assert ink[118, 152] == 255
    (x, y), *_ = place([*in_the_head, *A_NINE], FILL)[0].round().astype(int)
    redrawn = normalize(ink, A_NINE).steps[1].image
    assert redrawn[y, x] == 0


def test_a_dot_stays_as_it_was_drawn():
    dot = [np.array([(140.0, 140.0), (142.0, 141.0)])]
    digit = normalize(draw(dot, 20), dot)
    assert [step.name for step in digit.steps[:2]] == ["Ink", "Cropped"]


def test_lines_that_left_no_ink_are_no_digit():
    assert normalize(np.zeros((280, 280), np.uint8), A_NINE) is None
