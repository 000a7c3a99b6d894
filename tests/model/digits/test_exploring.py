"""The sums behind the Data page, against NumPy and scikit-learn and by hand."""

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from model.digits import data, exploring


@pytest.fixture(scope="module")
def sample():
    return data.load("sample")


def test_counts_every_class_even_an_absent_one():
    assert exploring.class_counts(np.array([0, 3, 3, 8], np.uint8)).tolist() == [1, 0, 0, 2, 0, 0, 0, 0, 1, 0]


def test_shuffled_keeps_each_index_of_the_digit_once(sample):
    indices = exploring.shuffled(sample.y_train, 7, seed=3)
    assert sorted(indices) == np.flatnonzero(sample.y_train == 7).tolist()
    assert sorted(exploring.shuffled(sample.y_train, None, seed=3)) == list(range(4000))


def test_a_seed_gives_the_same_order_and_another_seed_another(sample):
    first, again, other = (exploring.shuffled(sample.y_train, None, seed) for seed in (1, 1, 2))
    assert first.tolist() == again.tolist()
    assert first.tolist() != other.tolist()


def test_mean_and_deviation_by_hand():
    images = np.zeros((3, 28, 28), np.uint8)
    images[:2, 0, 0] = 0, 255  # two images of class 4 that differ in one pixel
    images[2, 5, 5] = 100  # one image of class 6
    statistics = exploring.class_statistics(images, np.array([4, 4, 6], np.uint8))
    assert statistics.mean[4, 0, 0] == pytest.approx(127.5)
    assert statistics.deviation[4, 0, 0] == pytest.approx(127.5)
    assert statistics.spread[4] == pytest.approx(0.5)
    assert statistics.mean[6, 5, 5] == 100
    assert statistics.spread[6] == 0
    assert not statistics.mean[0].any()


def test_spread_is_the_rms_distance_to_the_mean_image(sample):
    twos = sample.x_train[sample.y_train == 2].reshape(-1, 784) / 255
    expected = np.sqrt(((twos - twos.mean(axis=0)) ** 2).sum(axis=1).mean())
    assert exploring.class_statistics(sample.x_train, sample.y_train).spread[2] == pytest.approx(expected, rel=1e-4)


def test_distance_runs_from_0_to_28():
    paper, ink = np.zeros((1, 28, 28), np.uint8), np.full((1, 28, 28), 255, np.uint8)
    assert exploring.distances(paper[0], paper) == [0]
    assert exploring.distances(paper[0], ink)[0] == pytest.approx(28)


@pytest.mark.parametrize("index", [0, 1234, 3999])
def test_nearest_agrees_with_scikit_learn(sample, index):
    rows = sample.x_train.reshape(-1, 784) / 255
    expected, indices = NearestNeighbors(algorithm="brute").fit(rows).kneighbors(rows[[index]], 11)
    found = exploring.nearest(exploring.distances(sample.x_train[index], sample.x_train), 10, leave_out=index)
    assert found.indices.tolist() == indices[0, 1:].tolist()
    assert found.distances == pytest.approx(expected[0, 1:], rel=1e-4)


def test_nearest_of_each_class_has_that_class_and_leaves_the_image_out(sample):
    distance = exploring.distances(sample.x_train[17], sample.x_train)
    found = exploring.nearest_of_each_class(distance, sample.y_train, leave_out=17)
    assert sample.y_train[found.indices].tolist() == list(range(10))
    assert 17 not in found.indices
    assert found.distances.min() == exploring.nearest(distance, 1, leave_out=17).distances[0] > 0


def test_a_class_without_images_is_infinitely_far():
    found = exploring.nearest_of_each_class(np.array([1.0, 2.0], np.float32), np.array([3, 5], np.uint8), leave_out=0)
    assert found.distances[5] == 2
    assert np.isinf(found.distances[3])
    assert np.isinf(found.distances[9])
