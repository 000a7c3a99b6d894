"""How well each digit is read, beside how many of it were there."""

import numpy as np

from charts.data_effect import digits_chart


def test_rare_digits_are_marked_and_named():
    recall, learned = np.full(10, 0.9), np.full(10, 100)
    recall[7], learned[7] = 0.2, 0
    figure = digits_chart(recall, learned)
    (bars,) = figure.data
    assert [bool(shape) for shape in bars.marker.pattern.shape] == [digit == 7 for digit in range(10)]
    assert len({*bars.marker.color}) == 2
    assert bars.x[7] == "7<br>0"
    assert figure.layout.title.text == "Missing 7s: 20.0% right; the others 90.0%"


def test_without_rare_digits_the_worst_is_named():
    recall = np.linspace(0.8, 0.9, 10)
    assert digits_chart(recall, np.full(10, 40)).layout.title.text == "The 0 is read worst: 80.0%"
