"""Augmentation: each kind changes what it should, and nothing else; the same seed and step, the same change."""

import numpy as np
import pytest
import tensorflow as tf

from model.digits import data, disturbances
from model.networks.augmentation import CHANCES, LIMITS, Augmentation, examples, limits
from model.networks.config import KINDS, USUAL_KINDS
from model.networks.distorted import moved, thickened

SLANT = np.rad2deg(np.arctan(LIMITS["slant"]))
# Kind → which chance is its own, and what the measurement on Evaluate does to digits by as much.
AS_MEASURED = {
    "turn": (0, lambda digits: disturbances.turned(digits, -LIMITS["turn"])),
    "shift": (1, lambda digits: disturbances.shifted(digits, -LIMITS["shift"])),
    "zoom": (3, lambda digits: disturbances.resized(digits, 1 / (1 + LIMITS["zoom"]))),
    "slant": (4, lambda digits: disturbances.slanted(digits, SLANT)),
    "thickness": (5, lambda digits: disturbances.thickened(digits, LIMITS["thickness"])),
}


@pytest.fixture(scope="module")
def digits():
    return data.load("sample").x_train[:20].astype(np.float32) / 255


def changed(digits, kinds, chances):
    images, far = tf.constant(digits), limits(kinds)
    chances = tf.constant(np.broadcast_to(chances, (len(digits), CHANCES)).astype(np.float32))
    return np.array(thickened(moved(images, chances, far), chances, far))


@pytest.mark.parametrize("kind", AS_MEASURED)
def test_each_kind_does_what_it_is_called_and_nothing_else(kind, digits):
    own, measured = AS_MEASURED[kind]
    chances = np.random.default_rng(1).uniform(-1, 1, CHANCES)
    chances[[1, 2]] = 0  # one shift at a time
    chances[own] = 1.0
    np.testing.assert_allclose(changed(digits, (kind,), chances), measured(digits), atol=1e-4)


def test_a_digit_may_go_down_become_thinner_and_bend(digits):
    down, thin = np.zeros(CHANCES), np.zeros(CHANCES)
    down[2], thin[5] = -1.0, -1.0
    np.testing.assert_allclose(changed(digits, ("shift",), down)[:, 2:], digits[:, :-2], atol=1e-5)
    measured = disturbances.thickened(digits, -LIMITS["thickness"])
    inside = slice(None), slice(1, -1), slice(1, -1)  # beyond the edge, ours is paper
    np.testing.assert_allclose(changed(digits, ("thickness",), thin)[inside], measured[inside], atol=1e-4)
    bend = np.zeros(CHANCES)
    bend[6:31] = 1.0  # all points alike: no bend, but a shift
    alike = disturbances.shifted(digits, -LIMITS["elastic"])
    np.testing.assert_allclose(changed(digits, ("elastic",), bend), alike, atol=1e-4)
    bend[6:31] = [1.0, 0, 0, 0, 0] * 5  # its left edge alone: what is right of a quarter stays
    np.testing.assert_allclose(changed(digits, ("elastic",), bend)[:, :, 7:], digits[:, :, 7:], atol=1e-4)


def test_without_a_kind_no_pixel_changes(digits):
    chances = np.random.default_rng(0).uniform(-1, 1, CHANCES)
    np.testing.assert_array_equal(changed(digits, (), chances), digits)
    for kind in KINDS:
        np.testing.assert_array_equal(changed(digits, (kind,), np.zeros(CHANCES)), digits)


def test_pixels_stay_grey_levels_and_ink_stays_ink(digits):
    some = np.concatenate([digits, np.ones((1, 28, 28), np.float32), np.zeros((1, 28, 28), np.float32)])
    for step in range(20):
        found = np.array(Augmentation(KINDS, 7)(tf.constant(some), tf.constant(step)))
        assert found.min() >= 0
        assert found.max() <= 1 + 1e-6
        assert not found[-1].any()
        assert (found[:-1].sum(axis=(1, 2)) > 10).all()


def test_chance_belongs_to_seed_and_step_and_not_to_how_batches_are_dealt_out(digits):
    images, step = tf.constant(digits), tf.constant(40)
    augmentation = Augmentation(USUAL_KINDS, 3)
    once = np.array(augmentation(images, step))
    np.testing.assert_array_equal(once, augmentation(images, step))
    assert not np.array_equal(once, augmentation(images, step + 1))
    assert not np.array_equal(once, Augmentation(USUAL_KINDS, 4)(images, step))
    assert not np.array_equal(once[:10], np.array(augmentation(images[:10], step))[::-1])  # each digit by itself


@pytest.mark.thorough
def test_several_batches_at_once_are_changed_as_one_by_one(digits):
    """XLA's program and TensorFlow's operations; thorough, for it compiles."""
    from model.networks.train_steps import has_xla

    if not has_xla():
        pytest.skip("no XLA")
    augmentation = Augmentation(KINDS, 3)
    together = np.array(augmentation(tf.constant(digits), tf.constant(8), batches=2))
    for half in (0, 1):
        alone = augmentation(tf.constant(digits[10 * half : 10 * (half + 1)]), tf.constant(8 + half))
        np.testing.assert_allclose(together[10 * half : 10 * (half + 1)], alone, atol=1e-4)


def test_examples_are_digits_again(digits):
    images = np.rint(255 * digits).astype(np.uint8)
    assert np.array_equal(examples(images, (), 1), images)
    assert examples(images, KINDS, 1).dtype == np.uint8
    assert not np.array_equal(examples(images, KINDS, 1), examples(images, KINDS, 2))
