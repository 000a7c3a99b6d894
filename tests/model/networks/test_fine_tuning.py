"""A few digits of one's own, mixed into a network's data: how many, how varied, and what it learns of them."""

from dataclasses import replace

import numpy as np
import pytest

from model.digits.data import load
from model.networks.checkpoint import Checkpoint, OwnDigits
from model.networks.config import NetworkConfig, TrainingConfig
from model.networks.doubt import threshold
from model.networks.fine_tuning import distorted, mixed
from model.networks.network import build
from model.networks.training import train


@pytest.fixture(scope="module")
def own():
    """Ones of the sample, which this person calls fours."""
    sample = load("sample")
    return OwnDigits(sample.x_train[sample.y_train == 1][:6], np.full(6, 4, np.uint8))


def test_there_is_one_copy_for_three_digits_and_each_is_another(own):
    sample = load("sample")
    images, labels = mixed(sample.x_train[:360], sample.y_train[:360], own, np.random.default_rng(0))
    assert np.array_equal(images[:360], sample.x_train[:360])
    assert (len(images), images.dtype, labels.dtype) == (480, np.uint8, np.uint8)
    assert np.array_equal(labels[360:], np.full(120, 4))
    assert len({image.tobytes() for image in images[360:]}) == 120
    again = mixed(sample.x_train[:360], sample.y_train[:360], own, np.random.default_rng(0))[0]
    assert np.array_equal(images, again)
    few, _ = mixed(sample.x_train[:3], sample.y_train[:3], own, np.random.default_rng(0))
    assert len(few) == 9  # each of one's own at least once


def test_of_much_data_a_part_is_rehearsed(own):
    images, labels = mixed(
        np.zeros((40_000, 28, 28), np.uint8), np.zeros(40_000, np.uint8), own, np.random.default_rng(0)
    )
    assert (len(images), len(labels), (labels == 0).sum()) == (19_998, 19_998, 15_000)


def test_a_distorted_digit_stays_near_the_one_it_was(own):
    rng = np.random.default_rng(1)
    flat = own.images.reshape(6, -1).astype(float)
    alike = [np.corrcoef(flat[0], distorted(own.images, rng)[0].reshape(-1))[0, 1] for _ in range(30)]
    assert 0.35 < np.mean(alike) < 0.97
    assert max(alike) < 0.999


@pytest.mark.thorough
def test_a_network_learns_them_and_forgets_little_and_goes_on_after_a_break(own):
    sample, network = load("sample"), NetworkConfig(())
    training = TrainingConfig(epochs=3, learning_rate=0.003)
    base = train(network, training, sample, lambda event: None)
    beginning = Checkpoint.beginning(base.model.get_weights(), own)
    sent = Checkpoint.from_bytes(beginning.to_bytes())
    assert np.array_equal(sent.own.images, own.images)
    assert np.array_equal(sent.own.labels, own.labels)
    assert [w.shape for w in sent.variables] == [w.shape for w in build(network).get_weights()]
    assert Checkpoint.from_bytes(Checkpoint.beginning([]).to_bytes()).own is None

    taught = train(network, replace(training, epochs=2), sample, lambda event: None, resume_from=sent)
    said = taught.model(own.images.astype(np.float32) / 255).numpy().argmax(axis=1)
    assert (base.model(own.images.astype(np.float32) / 255).numpy().argmax(axis=1) != 4).all()
    assert (said == 4).mean() > 0.5
    ones = sample.x_test[sample.y_test != 1].astype(np.float32) / 255
    before, after = (
        (result.model(ones).numpy().argmax(axis=1) == sample.y_test[sample.y_test != 1]).mean()
        for result in (base, taught)
    )
    assert after > before - 0.05
    assert taught.checkpoint.own is not None  # one more epoch learns them too
    assert len(taught.history) == 2


def test_what_is_sure_is_never_doubtful_however_well_the_digits_are_known():
    sure, torn = np.eye(10)[:4], np.full((40, 10), 0.1)
    assert threshold(sure) == 0.99
    assert threshold(np.concatenate([sure, torn])) == 0.1
