"""Styles of digits by their pixels, held against those that the strokes of the same digits tell."""

import numpy as np
import pytest

from model.digits import data, people, styles


def test_pixels_mostly_say_what_strokes_say():
    drawn = people.load()
    found = styles.styles(drawn.x_test, drawn.y_test)
    for label, style, least in ((0, "slashed", 0.6), (2, "loop", 0.7), (4, "open", 0.9), (7, "bar", 0.9)):
        of_style = (drawn.y_test == label) & (np.array(drawn.styles) == style)
        assert (found[of_style] == style).mean() >= least, style
        others = (drawn.y_test == label) & ~of_style
        assert (found[others] == style).mean() <= 0.4, style


def test_each_class_is_counted_up_to_a_limit():
    sample = data.load("sample")
    counts = styles.counts(sample.x_train, sample.y_train, 50)
    assert {label: sum(found.values()) for label, found in counts.items()} == dict.fromkeys((0, 1, 2, 4, 7, 9), 50)
    for label, found in counts.items():
        assert all((label, style) in people.NAMES for style in found)


@pytest.mark.parametrize("ink", [np.zeros((28, 28), np.uint8), np.full((28, 28), 255, np.uint8)])
def test_neither_an_empty_image_nor_a_full_one_is_an_error(ink):
    assert len(styles.styles(np.array([ink] * 10), np.arange(10))) == 10
