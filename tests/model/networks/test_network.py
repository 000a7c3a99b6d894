import keras
import numpy as np
import pytest

from model.networks.config import LEARNING_RATES, OPTIMIZERS, PRESETS, NetworkConfig, TrainingConfig
from model.networks.network import build, build_optimizer
from model.networks.summary import count_parameters, summarize

CONFIGS = [
    *PRESETS.values(),
    NetworkConfig(hidden=(30, 20), batch_normalization=True, dropout=0.1, activation="gelu", l2=0.001),
    NetworkConfig(hidden=(5, 4, 3, 2, 1), activation="tanh", initializer="he_normal"),
]


def test_the_sigmoid_preset_has_the_tutorials_parameters():
    assert build(PRESETS["sigmoid"]).count_params() == 94_494


@pytest.mark.parametrize("config", CONFIGS)
def test_the_summary_is_what_keras_says(config):
    network = build(config)
    rows = summarize(config)
    assert [row.layer.split(" ")[0] for row in rows] == [type(layer).__name__ for layer in network.layers]
    assert [row.output_shape for row in rows] == [layer.output.shape[1:] for layer in network.layers]
    assert [row.parameters for row in rows] == [layer.count_params() for layer in network.layers]
    assert count_parameters(config) == network.count_params()


@pytest.mark.parametrize("config", CONFIGS)
def test_a_network_gives_ten_probabilities(config):
    images = np.random.default_rng(0).random((3, 28, 28), np.float32)
    answers = np.asarray(build(config)(images))
    assert answers.shape == (3, 10)
    np.testing.assert_allclose(answers.sum(axis=1), 1, atol=1e-5)


def test_penalties_are_part_of_the_loss():
    network = build(NetworkConfig(hidden=(4,), l1=0.01))
    weights = [layer.kernel for layer in network.layers if isinstance(layer, keras.layers.Dense)]
    expected = 0.01 * sum(float(abs(np.asarray(weight)).sum()) for weight in weights)
    assert float(sum(network.losses)) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_each_optimizer_is_keras_own_at_its_rate(name):
    optimizer = build_optimizer(TrainingConfig(optimizer=name, learning_rate=0.0125))
    expected = {"momentum": "sgd"}.get(name, name)
    assert type(optimizer).__name__.lower() == expected
    assert float(optimizer.learning_rate) == pytest.approx(0.0125)
    assert name in LEARNING_RATES
