"""Digits as the path of a pen."""

import gzip

import numpy as np
import pytest

from model.digits.pen import draw, place
from model.pretraining import strokes

UNIPEN = """.INCLUDE dene.doc
.SEGMENT DIGIT    0 ? "7"
.COMMENT 7 12  224
.PEN_DOWN
 100  300
 200  300
 140  100
.PEN_UP
.DT 100
.PEN_DOWN
 120  200
 180  200
.PEN_UP
.DT 100
.SEGMENT DIGIT    1 ? "1"
.COMMENT 1 3  5
.PEN_DOWN
 100  300
 100  100
.PEN_UP
"""


@pytest.fixture
def digits(tmp_path):
    path = tmp_path / "pendigits-orig.tra"
    path.write_text(UNIPEN)
    return strokes.load(path)


def test_reads_labels_writers_and_strokes(digits):
    assert [(digit.label, digit.writer, len(digit.strokes)) for digit in digits] == [(7, 12, 2), (1, 3, 1)]


def test_down_is_down(digits):
    bar = digits[0].strokes[0]
    assert bar[2, 1] > bar[0, 1]


def test_compressed_file_reads_the_same(tmp_path, digits):
    path = tmp_path / "pendigits-orig.tra.gz"
    path.write_bytes(gzip.compress(UNIPEN.encode()))
    np.testing.assert_array_equal(strokes.load(path)[0].strokes[0], digits[0].strokes[0])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"1,2,3",
        b"\xff\xfe\x00",
        gzip.compress(UNIPEN.encode(), mtime=0)[:60],
        UNIPEN.replace(" 120  200", " 120").encode(),
        b'.SEGMENT DIGIT 0 ? "4"\n.COMMENT 4 1 1\n',
    ],
)
def test_other_files_are_refused(tmp_path, content):
    path = tmp_path / "wrong"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="wrong"):
        strokes.load(path)


@pytest.mark.parametrize(("fill", "centre"), [(0.7, (0.5, 0.5)), (0.35, (0.225, 0.775))])
def test_place_fills_and_centres(digits, fill, centre):
    points = np.concatenate(place(digits[0].strokes, fill, centre=centre))
    low, high = points.min(axis=0), points.max(axis=0)
    assert max(high - low) == pytest.approx(fill * 280)
    np.testing.assert_allclose((low + high) / 2, np.multiply(centre, 280))


def test_slant_leans_right_and_turn_is_clockwise(digits):
    (upright,) = place(digits[1].strokes, 0.5)
    for options in ({"slant": 20}, {"turn": 20}):
        (leaning,) = place(digits[1].strokes, 0.5, **options)
        assert upright[0, 0] == pytest.approx(upright[1, 0])
        assert leaning[0, 0] > leaning[1, 0] + 10


@pytest.mark.parametrize("brush", [8, 20, 34])
def test_brush_is_as_wide_as_it_says(digits, brush):
    picture = draw(place(digits[1].strokes, 0.7), brush)
    assert picture.shape == (280, 280)
    assert picture.dtype == np.uint8
    assert (picture[140] / 255).sum() == pytest.approx(brush, abs=0.5)
    assert (picture[:, 140] / 255).sum() == pytest.approx(0.7 * 280 + brush, abs=1)


def test_a_single_point_is_a_dot():
    picture = draw([np.array([[140.0, 140.0]])], 20)
    assert (picture / 255).sum() == pytest.approx(np.pi * 100, rel=0.05)


def test_every_condition_keeps_the_ink_on_the_canvas(digits):
    for condition in strokes.CONDITIONS:
        picture = condition.draw(digits[0])
        border = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
        assert picture.max() == 255
        assert not border.any(), condition.name
