"""What runs are called."""

from dataclasses import replace
from datetime import timedelta

import pytest

from model.networks.config import PRESET_TRAINING, PRESETS, NetworkConfig, TrainingConfig
from model.runs.naming import default_name, described, names_to_choose_from
from tests.model.jobs.test_sweep import a_run

SMALL, TRAINING = NetworkConfig((32,)), TrainingConfig(epochs=2)


@pytest.mark.parametrize(
    ("network", "training", "words"),
    [
        (PRESETS["sigmoid"], PRESET_TRAINING["sigmoid"], "Sigmoid, sample, 10 epochs"),
        (SMALL, replace(TRAINING, epochs=1), "784–32–10 ReLU, sample, 1 epoch"),
        (
            replace(SMALL, dropout=0.2),
            replace(TRAINING, source="mnist", optimizer="sgd", learning_rate=0.1, augment=("turn", "slant")),
            "784–32–10 ReLU, all of MNIST, 2 epochs, dropout 0.2, SGD, learning rate 0.1, augmentation turn + slant",
        ),
        (NetworkConfig(()), TRAINING, "No hidden layer, sample, 2 epochs"),
        (
            NetworkConfig((), "tanh", dropout=0.2),
            replace(TRAINING, left_share=0.1),
            "No hidden layer, sample, 2 epochs",
        ),
    ],
)
def test_settings_in_a_few_words(network, training, words):
    assert described(network, training) == words


def test_of_settings_that_are_free_nothing_is_said():
    described_without = described(replace(SMALL, dropout=0.2), TRAINING, ["epochs", "dropout"])
    assert described_without == "784–32–10 ReLU, sample"
    assert described(SMALL, TRAINING, ["hidden"]) == "sample, 2 epochs"


def test_what_differs_most_comes_first_and_the_network_last():
    runs = [a_run(str(rate), SMALL, replace(TRAINING, learning_rate=rate)) for rate in (0.1, 0.01, 0.001)]
    runs += [a_run("mnist", SMALL, replace(TRAINING, source="mnist"), epochs=7)]
    names = names_to_choose_from(runs)
    assert names["0.1"] == "learning rate 0.1, sample, 2 epochs, 784–32–10 ReLU"
    assert names["mnist"] == "learning rate 0.001, all of MNIST, 7 epochs, 784–32–10 ReLU"  # epochs that it really had


def test_a_name_that_somebody_gave_stays_and_twins_have_their_time():
    twin = a_run("b")
    twin = replace(twin, created=twin.created + timedelta(seconds=4))
    names = names_to_choose_from([a_run("a"), twin, a_run("c", name="mine"), replace(a_run("u"), network=None)])
    assert names["c"] == "mine"
    assert names["a"].endswith(":05")
    assert names["b"].endswith(":09")
    assert default_name(SMALL, TRAINING) == "784–32–10 ReLU, Adam"
