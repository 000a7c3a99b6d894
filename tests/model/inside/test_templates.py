"""Templates painted by hand: what the brush leaves, what they score, and where training goes on from them."""

import numpy as np
import pytest
from sklearn.neighbors import NearestCentroid

from model.digits.data import load
from model.digits.pen import CANVAS
from model.inside import templates
from model.inside.layers import DenseLayer, DenseNetwork


@pytest.fixture(scope="module")
def sample():
    return load("sample")


def test_what_is_painted_later_lies_above_and_ink_against_counts_negative():
    middle = CANVAS / 2
    across, down = [40, 20, middle, 260, middle], [-40, middle, 20, middle, 260]
    one_above, other_above = templates.painted([across, down]), templates.painted([down, across])
    assert (one_above[14, 14], other_above[14, 14]) == (-1, 1)
    assert (one_above[14, 4], one_above[4, 14], one_above[4, 4]) == (1, -1, 0)
    assert one_above == pytest.approx(other_above.T * -1, abs=0.1)
    assert not templates.painted([]).any()
    two_strokes = 2 * (4 * 24 + 4 * np.pi)  # each 24 long and 4 wide, with round ends
    assert np.abs(one_above).sum() == pytest.approx(two_strokes - 4 * 4, abs=4)


def test_a_score_is_the_sum_of_pixels_times_paint_less_what_pictures_score_on_average(sample):
    painting = np.random.default_rng(0).uniform(-1, 1, (10, 28, 28)).astype(np.float32)
    network = templates.network_of(painting, sample.x_train)
    pixels = sample.x_test[:5] / 255
    scores = np.einsum("nij,dij->nd", pixels, templates.INK * painting)
    average = np.einsum("nij,dij->nd", sample.x_train / 255, templates.INK * painting).mean(axis=0)
    assert network.forward(pixels).scores == pytest.approx(scores - average, abs=1e-3)
    assert templates.templates_of(network) == pytest.approx(templates.INK * painting)


def test_more_paint_is_no_advantage_and_only_what_is_painted_is_an_answer(sample):
    painting = np.zeros((10, 28, 28), np.float32)
    painting[1] = 1  # everywhere
    painting[0, 8:20, 8:20] = -1
    network = templates.network_of(painting, sample.x_train)
    read = templates.readings(network, sample.x_test, among=[0, 1])
    assert set(read) == {0, 1}
    assert 0.05 < (read == 1).mean() < 0.95
    assert set(templates.readings(network, sample.x_test, among=[0])) == {0}


def test_the_mean_images_read_as_the_nearest_mean_does(sample):
    flat = [images.reshape(len(images), -1) / 255 for images in (sample.x_train, sample.x_test)]
    theirs = NearestCentroid().fit(flat[0], sample.y_train).predict(flat[1])
    network = templates.network_of_means(sample.x_train, sample.y_train)
    assert (templates.readings(network, sample.x_test) == theirs).mean() > 0.998  # rounding may part a tie
    assert templates.templates_of(network).mean(axis=0) == pytest.approx(np.zeros((28, 28)), abs=1e-6)


def test_training_begins_with_exactly_these_weights(sample):
    network = templates.network_of(np.ones((10, 28, 28), np.float32), sample.x_train)
    start = templates.beginning(network)
    assert (start.epoch, start.step, start.epochs_done) == (1, 0, 0)
    assert start.variables[0] is network.layers[0].kernel
    assert start.variables[1] is network.layers[0].bias
    deep = DenseNetwork((DenseLayer(np.zeros((784, 5), np.float32), np.zeros(5, np.float32)), network.layers[0]))
    with pytest.raises(ValueError, match="hidden"):
        templates.beginning(deep)
    broken = DenseNetwork((DenseLayer(np.full((784, 10), np.nan, np.float32), np.zeros(10, np.float32)),))
    with pytest.raises(ValueError, match="number"):
        templates.beginning(broken)
