"""Accuracy as a curve over what is done to the digits."""

import numpy as np

from charts.robustness import robustness_chart


def test_the_title_says_what_is_fine_and_that_part_is_shaded():
    figure = robustness_chart("Turn", "degrees", (-10, 0, 10), np.array([0.5, 0.9, 0.9]), 0, (0, 10))
    assert figure.layout.title.text == "Turn: fine from 0 to 10"
    assert [shape.type for shape in figure.layout.shapes] == ["line", "rect"]
    assert figure.layout.xaxis.title.text == "degrees"
    helpless = robustness_chart("Turn", "degrees", (-10, 0, 10), np.array([0.5, 0.9, 0.2]), 0, (0, 0))
    assert helpless.layout.title.text == "Turn: even a little hurts"
    assert len(helpless.layout.shapes) == 1
