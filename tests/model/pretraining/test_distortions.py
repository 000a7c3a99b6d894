"""Distortions as matrices."""

import numpy as np
import pytest

from model.pretraining.distortions import Distortion, distort, matrices

NONE = Distortion().scaled(0)


def square():
    """One (1, 784) image with a square in its middle."""
    image = np.zeros((28, 28), np.float32)
    image[10:18, 10:18] = 1
    return image.reshape(1, -1)


def bend(distortion, seed, images=None):
    return distort(square() if images is None else images, 1, distortion, np.array(seed)).numpy()


def test_no_distortion_changes_nothing():
    np.testing.assert_allclose(bend(NONE, (0, 1)), square(), atol=1e-5)


def test_same_seed_same_distortion():
    np.testing.assert_array_equal(bend(Distortion(), (0, 1)), bend(Distortion(), (0, 1)))
    assert np.abs(bend(Distortion(), (0, 1)) - bend(Distortion(), (0, 2))).max() > 0.05


def test_values_stay_between_ink_and_paper():
    for seed in range(20):
        bent = bend(Distortion(), (0, seed))
        assert bent.min() >= 0
        assert bent.max() <= 1 + 1e-5


def test_every_pixel_is_read_from_at_most_its_four_neighbours():
    matrix = matrices(3, Distortion(), np.array([0, 1])).numpy()
    assert matrix.shape == (3, 784, 784)
    assert (np.count_nonzero(matrix, axis=1) <= 4).all()
    assert matrix.sum(axis=1).max() <= 1 + 1e-4


@pytest.mark.parametrize("only", [{"turn": 10.0}, {"slant": 0.2}, {"zoom": 0.1}, {"shift": 1.5}, {"elastic": 1.0}])
def test_each_kind_does_something_and_stays_near(only):
    distortion = Distortion(**{**dict.fromkeys(Distortion.__dataclass_fields__, 0.0), **only})
    moved = [np.abs(bend(distortion, (7, seed)) - square()).sum() / square().sum() for seed in range(10)]
    assert np.mean(moved) > 0.02
    assert np.max(moved) < 1


def test_a_group_is_distorted_alike_and_groups_differ():
    four = np.repeat(square(), 4, axis=0)
    bent = distort(four, 2, Distortion(), np.array([0, 3])).numpy()
    np.testing.assert_allclose(bent[0], bent[1], atol=1e-6)
    assert np.abs(bent[0] - bent[2]).max() > 0.05
