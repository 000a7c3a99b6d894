"""Whether a drawing is one digit or several."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from model.digits.side_by_side import several

FOUR = [[(60, 40), (30, 130), (110, 130)], [(90, 30), (90, 190)]]
TWO = [[(170, 60), (210, 40), (240, 80), (170, 190), (250, 190)]]
BAR_OF_A_FIVE = [[(120, 40), (190, 40)]]
FIVE = [[(90, 50), (85, 110), (150, 120), (160, 170), (80, 190)]]
CROSSED_SEVEN = [[(70, 50), (170, 50), (110, 210)], [(80, 130), (160, 130)]]
OPEN_FOUR = [[(70, 40), (60, 120), (120, 125)], [(150, 50), (145, 210)]]
BROKEN_ZERO = [[(120, 40), (70, 120), (115, 200)], [(140, 40), (190, 120), (145, 200)]]


def drawn(*strokes, brush=20):
    picture = Image.new("L", (280, 240))
    pen = ImageDraw.Draw(picture)
    for stroke in strokes:
        pen.line(stroke, fill=255, width=brush, joint="curve")
    return np.asarray(picture)


@pytest.mark.parametrize("brush", [10, 20])
def test_two_digits_side_by_side_are_several(brush):
    assert several(drawn(*FOUR, *TWO, brush=brush))


@pytest.mark.parametrize("strokes", [FOUR, TWO, [*FIVE, *BAR_OF_A_FIVE], CROSSED_SEVEN, OPEN_FOUR, BROKEN_ZERO, []])
@pytest.mark.parametrize("brush", [10, 20])
def test_the_parts_of_one_digit_are_not(strokes, brush):
    assert not several(drawn(*strokes, brush=brush))
