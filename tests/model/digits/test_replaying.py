"""A drawing, point by point; and letters in a digit's form."""

import numpy as np
import pytest

from model.digits.letters import LETTERS, letter
from model.digits.preprocess import normalize
from model.digits.replaying import replay

BAR = np.array([[70.0, 60.0], [140.0, 60.0], [210.0, 60.0]])
LEG = np.array([[210.0, 60.0], [170.0, 150.0], [130.0, 240.0]])


def test_each_moment_has_one_point_more_and_the_last_is_the_drawing():
    seen = replay([BAR, LEG], [20, 20])
    assert seen.points == [1, 2, 3, 4, 5, 6]
    ink = [int((picture > 127).sum()) for picture in seen.ink]
    assert ink == sorted(ink)
    assert seen.ink.shape == (6, 140, 140)
    whole = normalize(np.zeros((280, 280), np.uint8) + np.repeat(np.repeat(seen.ink[-1], 2, 0), 2, 1), [BAR, LEG])
    assert seen.pixels[-1] == pytest.approx(whole.pixels)
    assert seen.pixels[0].max() == 1  # a dot is something to read, too


def test_of_many_points_only_some_moments_are_taken():
    line = np.stack([np.linspace(20, 260, 500), np.linspace(30, 250, 500)], axis=1)
    seen = replay([line], [12], most=10)
    assert len(seen.points) == len(seen.pixels) == 10
    assert seen.points[0] == 1
    assert seen.points[-1] == 500


def test_every_letter_can_be_read_like_a_digit_and_no_two_are_alike():
    pixels = [normalize(letter(name)).pixels for name in LETTERS]
    assert len({picture.tobytes() for picture in pixels}) == 26
