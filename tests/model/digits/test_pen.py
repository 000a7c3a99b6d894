"""What becomes of a stroke that comes from the canvas."""

import numpy as np
import pytest

from model.digits.pen import line


def test_a_path_becomes_points_along_it():
    points = line([["M", 10, 10], ["Q", 10, 10, 20, 10], ["Q", 30, 10, 30, 20], ["L", 30, 40]])
    assert points[0].tolist() == [10, 10]
    assert points[-1].tolist() == [30, 40]
    assert points[8].tolist() == [30, 20]
    assert points[6] == pytest.approx([27.5, 12.5])  # half way around the bend
    assert np.abs(np.diff(points, axis=0)).max() <= 20


def test_a_click_is_a_dot():
    assert np.ptp(line([["M", 99.999, 50], ["L", 100.001, 50]]), axis=0).max() < 0.01
