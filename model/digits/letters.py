"""Letters, as a network of digits never learned them."""

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from model.digits.pen import CANVAS

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@lru_cache(maxsize=len(LETTERS))
def letter(name: str) -> np.ndarray:
    """One of `LETTERS`, printed, in white on black: uint8 `(280, 280)`. `normalize` brings it to a digit's form."""
    picture = Image.new("L", (CANVAS, CANVAS))
    font = ImageFont.load_default(0.7 * CANVAS)  # Pillow's own, so it is everywhere the same
    ImageDraw.Draw(picture).text((CANVAS / 2, CANVAS / 2), name, 255, font, anchor="mm", stroke_width=4)
    return np.asarray(picture)
