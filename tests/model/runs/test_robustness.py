"""What a network can't stand."""

import numpy as np

from model.digits.disturbances import DISTURBANCES
from model.runs.robustness import Curve, curves


class Bright:
    """Says 1 where the middle of the picture is bright, else 0."""

    def probabilities(self, pixels):
        return np.eye(10, dtype=np.float32)[(pixels[:, 12:16, 12:16].mean(axis=(1, 2)) > 0.3).astype(int)]


def test_accuracy_falls_where_the_digits_leave_what_it_looks_at():
    images = np.zeros((4, 28, 28), np.uint8)
    images[:, 8:20, 12:16] = 255
    found = {curve.disturbance.name: curve for curve in curves(Bright(), images, np.ones(4, np.uint8))}
    assert list(found) == [disturbance.name for disturbance in DISTURBANCES]
    shift = found["Shift"]
    assert shift.undisturbed == 1
    assert shift.accuracy[0] == shift.accuracy[-1] == 0
    assert shift.stands == (-2, 2)
    assert found["Size"].stands == (0.4, 1.4)


def test_what_it_stands_ends_at_the_first_fall():
    accuracy = np.array([0.9, 0.1, 0.9, 0.9, 0.88, 0.9, 0.85, 0.5, 0.9, 0.9, 0.9])
    assert Curve(DISTURBANCES[0], accuracy, 10).stands == (-3, 1)
