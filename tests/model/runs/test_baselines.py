"""The simple ways of reading digits: against scikit-learn, by hand, and against what others have published."""

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid

from model.digits import data, people
from model.digits.data import Dataset
from model.runs import baselines

SAMPLE = data.load("sample")
RAW = SAMPLE.x_train.reshape(len(SAMPLE.x_train), -1)
X, TEST = baselines.scaled(SAMPLE.x_train), baselines.scaled(SAMPLE.x_test)


def test_the_nearest_mean_is_that_of_scikit_learn():
    theirs = NearestCentroid().fit(X, SAMPLE.y_train).predict(TEST)
    assert (baselines.nearest_mean(baselines.mean_images(RAW, SAMPLE.y_train), TEST) == theirs).mean() > 0.998


def test_neighbours_are_those_of_scikit_learn_and_of_equals_the_nearest_counts():
    judge = KNeighborsClassifier(3, algorithm="brute").fit(X[:1500], SAMPLE.y_train[:1500])
    labels = SAMPLE.y_train[judge.kneighbors(TEST[:300], return_distance=False)]
    ours = baselines.nearest_neighbours(X[:1500], SAMPLE.y_train[:1500], TEST[:300])
    split = np.array([len(set(three)) == 3 for three in labels])
    assert 0 < split.sum() < 30
    assert (ours[~split] == judge.predict(TEST[:300])[~split]).all()
    assert (ours[split] == labels[split, 0]).all()


def test_all_four_on_digits_made_by_hand():
    """Ones are a dot, sevens are full of ink, and all else is empty: what each way reads can be told in advance."""
    x_train = np.zeros((20, 28, 28), np.uint8)
    y_train = np.repeat(np.arange(10), 2).astype(np.uint8)
    for digit in range(10):
        x_train[y_train == digit, : digit + 1] = 255
    dark = x_train[[2 * 4]].copy()
    moved = np.roll(dark, 20, axis=1)  # as much ink as a four, elsewhere
    both = Dataset(x_train, y_train, np.concatenate([dark, moved]), np.array([4, 4], np.uint8), "made up")
    chance, darkness, mean, neighbours = baselines.find(both)
    assert chance.accuracy == pytest.approx(0.1)
    assert darkness.predictions.tolist() == [4, 4]
    assert mean.predictions.tolist() == [4, 0]  # none of its ink is where a four has it: the least ink is nearest
    assert neighbours.predictions.tolist() == [4, 0]
    assert [way.accuracy for way in (darkness, mean, neighbours)] == [1, 0.5, 0.5]


def test_people_are_read_by_what_was_learned_elsewhere_and_found_once(monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.delenv("MNIST_PATH", raising=False)
    drawn = people.load()
    alone = Dataset(SAMPLE.x_train[:0], SAMPLE.y_train[:0], drawn.x_test, drawn.y_test, drawn.name)
    found = baselines.found_later(alone)
    ways = found.result(60)
    assert [way.accuracy for way in ways] == sorted(way.accuracy for way in ways)
    assert "4,000 training digits" in ways[-1].rule
    assert all(len(way.predictions) == len(drawn.y_test) for way in ways[1:])
    assert baselines.found_later(alone) is found


@pytest.mark.mnist
def test_on_mnist_they_are_what_is_published():
    """Nielsen 2015 names 22.25% for darkness; 82.03% is scikit-learn's NearestCentroid."""
    dataset = data.load("mnist")
    x, test = dataset.x_train.reshape(60_000, -1), baselines.scaled(dataset.x_test)
    ink = x.mean(axis=1, keepdims=True)
    for seen, shown, published in ((ink, test.mean(axis=1, keepdims=True), 0.2225), (x, test, 0.8203)):
        read = baselines.nearest_mean(baselines.mean_images(seen, dataset.y_train), shown)
        assert (read == dataset.y_test).mean() == pytest.approx(published, abs=0.001)
