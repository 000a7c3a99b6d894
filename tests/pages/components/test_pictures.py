"""The picture that a wall of digits is cut out of."""

import base64
import io

import numpy as np
from PIL import Image

from pages.components.pictures import as_indexed_strip, as_strip


def test_a_picture_of_few_colours_has_them_and_fewer_bytes():
    places = np.random.default_rng(0).integers(0, 63, (2, 28, 28)).astype(np.uint8)
    colours = np.random.default_rng(1).integers(0, 256, (63, 3)).astype(np.uint8)
    url = as_indexed_strip(places, colours)
    shown = Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))).convert("RGB")
    assert np.array_equal(np.asarray(shown), colours[places.reshape(56, 28)])
    assert len(url) < len(as_strip(colours[places])) / 2


def test_the_digits_stand_below_one_another_unchanged():
    images = np.random.default_rng(0).integers(0, 256, (11, 28, 28), np.uint8)
    kind, encoded = as_strip(images).split(",")
    assert kind == "data:image/png;base64"
    picture = np.asarray(Image.open(io.BytesIO(base64.b64decode(encoded))))
    assert (picture.reshape(-1, 28, 28) == images).all()
