"""Accuracy over the number of digits learned from."""

import pytest

from model.digits.data import Dataset, load
from model.networks.config import TrainingConfig
from model.runs.learning_curve import of_neighbours, point


@pytest.fixture(scope="module")
def dataset():
    sample = load("sample")
    return Dataset(sample.x_train[:600], sample.y_train[:600], sample.x_test[:10], sample.y_test[:10], "sample")


def test_a_run_stands_at_the_digits_that_it_learned_from(dataset):
    few = point(dataset, TrainingConfig(training_digits=100), 0.9)
    assert few.digits == 100
    assert few.low < 0.9 < few.high
    assert point(dataset, TrainingConfig(left_out=(7,)), 0.9).digits < 540
    assert point(dataset, TrainingConfig(), 1.0).high == pytest.approx(1)


def test_neighbours_learn_from_the_same_digits_and_get_better(dataset):
    points = of_neighbours(dataset, TrainingConfig(), (10, 60_000))
    assert [place.digits for place in points] == [10, 540]
    assert points[0].accuracy < points[1].accuracy
    assert points[1].accuracy > 0.7
    assert of_neighbours(dataset, TrainingConfig(validation_split=0.0), (10,)) == []
