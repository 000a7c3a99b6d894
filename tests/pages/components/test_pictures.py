"""The picture that a wall of digits is cut out of."""

import base64
import io

import numpy as np
from PIL import Image

from pages.components.pictures import as_strip


def test_the_digits_stand_below_one_another_unchanged():
    images = np.random.default_rng(0).integers(0, 256, (11, 28, 28), np.uint8)
    kind, encoded = as_strip(images).split(",")
    assert kind == "data:image/png;base64"
    picture = np.asarray(Image.open(io.BytesIO(base64.b64decode(encoded))))
    assert (picture.reshape(-1, 28, 28) == images).all()
