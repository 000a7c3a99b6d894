"""Digits side by side: which strokes, or pieces of ink, belong together, and what each becomes."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from model.digits.photos import PhotoError, find_ink, read_photo
from model.digits.picture_files import open_picture
from model.digits.preprocess import normalize
from model.digits.rows import drawn_row
from model.digits.segmentation import MOST_DIGITS, strokes_of_digits

CROSSED_SEVEN = [[(10, 0), (50, 0), (25, 100)], [(15, 50), (50, 48)]]
OPEN_FOUR = [[(5, 0), (0, 50), (35, 55)], [(45, 10), (42, 100)]]
FIVE = [[(5, 0), (3, 40), (35, 50), (40, 80), (0, 100)], [(6, 0), (40, 2)]]
FIVE_WITH_ITS_BAR_APART = [FIVE[0], [(18, -6), (50, -8)]]
SLASHED_ZERO = [[(30, 0), (0, 50), (30, 100), (60, 50), (30, 0)], [(65, -10), (-5, 110)]]
TWO = [[(0, 20), (25, 0), (45, 30), (0, 100), (50, 100)]]
ONE = [[(5, 0), (0, 100)]]
SHAPES = [CROSSED_SEVEN, OPEN_FOUR, FIVE, FIVE_WITH_ITS_BAR_APART, SLASHED_ZERO, TWO, ONE]


def side_by_side(*digits, gap=25.0, size=0.5, lean=0.0):
    """The digits' strokes on a canvas, and for each digit which strokes are its own."""
    lines, owned, right = [], [], 10.0
    for digit in digits:
        points = np.concatenate([np.array(stroke, float) for stroke in digit])
        owned.append(list(range(len(lines), len(lines) + len(digit))))
        for stroke in digit:
            x, y = (np.array(stroke, float) - (points[:, 0].min(), 0)).T
            lines.append(np.stack([x * size + right + lean * (100 - y) * size, y * size + 100], axis=1))
        right += (np.ptp(points[:, 0]) + gap) * size
    return lines, owned


@pytest.mark.parametrize("digit", SHAPES)
@pytest.mark.parametrize("size", [0.3, 1.5])
def test_the_strokes_of_one_digit_stay_together(digit, size):
    lines, _ = side_by_side(digit, size=size)
    assert strokes_of_digits(lines) == [list(range(len(lines)))]


@pytest.mark.parametrize("lean", [0, 0.4])
@pytest.mark.parametrize("first", range(len(SHAPES)))
def test_neighbours_are_parted_whatever_they_are_made_of(first, lean):
    lines, owned = side_by_side(*(SHAPES[first:] + SHAPES[:first])[:4], lean=lean)
    assert strokes_of_digits(lines) == owned


def test_the_order_in_which_they_are_drawn_does_not_matter():
    lines, _ = side_by_side(TWO, FIVE, ONE)
    assert strokes_of_digits([lines[2], lines[3], lines[0], lines[1]]) == [[2], [0, 3], [1]]


def test_a_scribble_of_many_dots_is_one_drawing():
    dots = [np.array([(20.0 * place, 50.0), (20.0 * place, 70.0)]) for place in range(MOST_DIGITS + 1)]
    assert len(strokes_of_digits(dots)) == 1
    assert len(strokes_of_digits(dots[1:])) == MOST_DIGITS


def test_each_digit_of_a_row_is_what_it_would_be_alone():
    lines, owned = side_by_side(TWO, FIVE, OPEN_FOUR)
    row = drawn_row(lines, [8.0] * len(lines))
    assert [list(strokes) for strokes in row.strokes] == owned
    for digit, own in zip(row.digits, owned, strict=True):
        alone = drawn_row([lines[place] for place in own], [8.0] * len(own))
        assert len(alone.digits) == 1
        assert np.array_equal(alone.digits[0].pixels, digit.pixels)
    assert [box.left for box in row.boxes] == sorted(box.left for box in row.boxes)
    assert all(0 <= box.left < box.right <= 1 and 0 <= box.top < box.bottom <= 1 for box in row.boxes)


def test_without_ink_there_is_no_row():
    assert drawn_row([], []) is None


def test_what_is_wide_may_be_digits_that_touch():
    joined = [np.concatenate(side_by_side(TWO, TWO, TWO)[0])]
    assert drawn_row(joined, [8.0]).may_touch(0, is_sure=False)
    assert not drawn_row(side_by_side(TWO)[0], [8.0]).may_touch(0, is_sure=False)


def photographed(lines, brush=6) -> bytes:
    picture = Image.new("L", (300, 240), 235)
    pen = ImageDraw.Draw(picture)
    for line in lines:
        pen.line([tuple(point) for point in line], 40, brush)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def test_a_number_in_a_photo_is_read_digit_by_digit():
    lines, owned = side_by_side(TWO, FIVE_WITH_ITS_BAR_APART, OPEN_FOUR, size=0.8)
    found = find_ink(open_picture(photographed(lines)))
    assert found.count == len(found.row.digits) == len(owned)
    with pytest.raises(PhotoError, match="about 3 digits; crop one"):
        read_photo(photographed(lines))
    for digit, own in zip(found.row.digits, owned, strict=True):
        alone = normalize(read_photo(photographed([lines[place] for place in own])))
        assert np.abs(alone.pixels - digit.pixels).mean() < 0.05


@pytest.mark.parametrize("digit", SHAPES)
def test_one_digit_in_a_photo_stays_one(digit):
    assert find_ink(open_picture(photographed(side_by_side(digit, size=1.2)[0]))).count == 1
