"""What the browser gets of small pictures: their pixels as a PNG, and the numbers to read."""

import base64
import io

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from pages.components.pixel_pictures import FINEST
from tests.pages.shown import components


@pytest.fixture
def sent():
    """`sent(image)` → what the browser gets of a picture of it."""

    def script(image):
        from pages.components.pixel_pictures import Picture, pixel_pictures

        pixel_pictures([Picture(image, "A digit. As it was drawn.", "A digit", "As it was drawn.")], 140, "pictures")

    def send(image: np.ndarray) -> dict:
        app = AppTest.from_function(script, args=(image,), default_timeout=30).run()
        assert not app.exception
        data = components(app)["pictures"]
        assert data["side"] == 140
        return data["pictures"][0]

    return send


def pixels(picture: dict) -> np.ndarray:
    kind, content = picture["source"].split(",")
    assert kind == "data:image/png;base64"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(content))))


def test_every_pixel_keeps_its_number_and_place(sent):
    image = (np.arange(28 * 20) % 256).astype(np.uint8).reshape(28, 20)
    picture = sent(image)
    assert np.array_equal(pixels(picture), image)
    assert (picture["rows"], picture["columns"]) == (28, 20)
    assert picture["numbers"] == [str(number) for number in image.reshape(-1)]


def test_shares_of_one_are_read_to_two_decimals(sent):
    picture = sent(np.array([[0, 0.5349], [0.996, 1]], np.float32))
    assert picture["numbers"] == ["0.00", "0.53", "1.00", "1.00"]
    assert np.array_equal(pixels(picture), [[0, 136], [254, 255]])


@pytest.mark.parametrize("shape", [(420, 420), (1024, 3), (1, FINEST + 1)])
def test_what_is_too_small_to_point_at_has_no_numbers(sent, shape):
    image = np.full(shape, 200, np.uint8)
    picture = sent(image)
    assert picture["numbers"] is None
    assert np.array_equal(pixels(picture), image)


def test_words_go_with_a_picture(sent):
    picture = sent(np.zeros((4, 4), np.uint8))
    assert picture["name"] == "A digit. As it was drawn."
    assert (picture["title"], picture["caption"]) == ("A digit", "As it was drawn.")
