"""The 300 digits by 30 people that ship."""

import numpy as np

from model.digits import people
from model.digits.preprocess import BOX


def test_thirty_people_drew_ten_digits_each():
    drawn = people.load()
    assert drawn.x_test.shape == (300, 28, 28)
    assert drawn.x_test.dtype == np.uint8
    assert np.bincount(drawn.y_test, minlength=10).min() >= 25
    assert np.bincount(drawn.writers).tolist() == [10] * 30
    assert len(drawn.styles) == len(drawn.strokes) == 300


def test_every_digit_is_in_the_form_of_mnist():
    for image in people.load().x_test:
        rows, columns = np.nonzero(image > 8)
        assert max(np.ptp(rows), np.ptp(columns)) + 1 <= BOX
        assert image.max() == 255


def test_the_styles_of_the_world_are_there():
    drawn = people.load()
    found = set(zip(drawn.y_test.tolist(), drawn.styles, strict=True))
    for style in (
        (0, "slashed"),
        (1, "flag"),
        (1, "flag and foot"),
        (2, "loop"),
        (4, "open"),
        (4, "closed"),
        (7, "bar"),
    ):
        assert style in found
    assert (9, "hooked") in found


def test_it_is_small_and_says_where_it_comes_from():
    assert people.FILE.stat().st_size < 150_000
    for named in ("UNIPEN", "10.5281/zenodo.1195803", "Alpaydin", "CC BY 4.0"):
        assert named in people.load().source
