"""Digits as they might also have come."""

import numpy as np
import pytest

from model.digits.disturbances import DISTURBANCES, noisy, resized, shifted, slanted, thickened, turned


@pytest.fixture
def bar():
    """An upright bar, two pixels wide and twelve high, in the middle."""
    images = np.zeros((2, 28, 28), np.float32)
    images[:, 8:20, 13:15] = 1
    return images


@pytest.mark.parametrize("disturbance", DISTURBANCES, ids=lambda d: d.name)
def test_one_amount_changes_nothing_and_all_keep_the_form(disturbance, bar):
    np.testing.assert_allclose(disturbance.apply(bar, disturbance.none), bar, atol=1e-6)
    assert list(disturbance.amounts) == sorted(disturbance.amounts)
    for amount in disturbance.amounts:
        changed = disturbance.apply(bar, amount)
        assert (changed.shape, changed.dtype) == (bar.shape, bar.dtype)
        assert changed.min() >= 0
        assert changed.max() <= 1 + 1e-6


def test_a_shift_goes_to_the_right_and_over_the_edge(bar):
    np.testing.assert_allclose(shifted(bar, 3), np.roll(bar, 3, axis=2), atol=1e-6)
    np.testing.assert_allclose(shifted(bar, 0.5)[0, 10, 12:17], [0, 0.5, 1, 0.5, 0], atol=1e-6)
    assert not shifted(bar, 20).any()


def test_a_quarter_turn_goes_clockwise(bar):
    bar[:, 8:10, 13:20] = 1  # a flag to the right at the top
    np.testing.assert_allclose(turned(bar, 90), np.rot90(bar, -1, axes=(1, 2)), atol=1e-5)


def test_half_the_size_and_a_slant_to_the_right(bar):
    half = resized(bar, 0.5)[0]
    assert np.flatnonzero(half.sum(axis=1) > 0.5).size == 6
    slant = slanted(bar, 30)[0]
    assert slant[9].argmax() > slant[18].argmax()


def test_thicker_and_thinner_by_parts_of_a_pixel(bar):
    assert thickened(bar, 1)[0, 12].sum() == 4
    assert thickened(bar, 0.5)[0, 12].sum() == 3
    assert thickened(bar, -1)[0].sum() == 0
    assert thickened(bar, -0.5)[0, 12].sum() == 1


def test_noise_is_the_same_each_time(bar):
    np.testing.assert_array_equal(noisy(bar, 0.3), noisy(bar, 0.3))
    assert 0.1 < noisy(bar, 0.3).std() - bar.std() + 0.1 < 0.3
