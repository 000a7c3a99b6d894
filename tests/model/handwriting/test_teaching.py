"""From a network and somebody's drawings to a run that learns them."""

from dataclasses import replace

import numpy as np
import pytest

from model.digits import data
from model.handwriting import teaching
from model.handwriting.teaching import TeachingError
from model.networks.answering import SHIPPED
from model.networks.classifier import open_model
from model.networks.config import NetworkConfig, TrainingConfig
from model.networks.network import build
from model.runs import held_out, naming, record, script
from tests.model.handwriting.test_collection import some
from tests.model.runs.test_record import HISTORY, a_run

NETWORK = NetworkConfig((8, 6), batch_normalization=True, dropout=0.2)


@pytest.fixture(autouse=True)
def mnist_is_not_here(monkeypatch):
    monkeypatch.setattr(data, "at_hand", lambda: False)


def a_lecture(weights=None, **facts):
    run = a_run(**({"network": NETWORK, "training": TrainingConfig(augment=("turn",), left_out=(7,), seed=3)} | facts))
    return teaching.prepare(run, weights or build(NETWORK).get_weights(), some(4))


def test_it_goes_on_from_the_weights_with_the_networks_own_data():
    lecture = a_lecture()
    assert lecture.network == NETWORK
    assert (lecture.training.left_out, lecture.training.seed, lecture.training.source) == ((7,), 3, "sample")
    assert not lecture.training.augment
    assert lecture.beginning.own.labels.tolist() == [drawing.label for drawing in some(4)]
    assert lecture.taught.drawings == tuple(drawing.id for drawing in some(4))
    assert not lecture.taught.tested_before


def test_mnist_is_mixed_in_where_it_is_here(monkeypatch):
    facts = {"training": TrainingConfig(source="mnist"), "data": {"name": "mnist"}}
    assert a_lecture(**facts).taught.tested_before  # by the sample alone, of which it knows all digits
    monkeypatch.setattr(data, "at_hand", lambda: True)
    lecture = a_lecture(**facts)
    assert (lecture.training.source, lecture.taught.tested_before) == ("mnist", False)


def test_the_ready_made_network_can_be_taught():
    network, _ = teaching.settings_of(None)
    weights = open_model(SHIPPED).get_weights()
    lecture = teaching.prepare(None, weights, some(3))
    assert [weight.shape for weight in build(network).get_weights()] == teaching.shapes(network)
    assert (lecture.taught.base, lecture.taught.tested_before) == ("shipped", True)


def test_what_can_not_be_taught_gets_a_sentence():
    with pytest.raises(TeachingError, match="at least 3"):
        teaching.prepare(a_run(network=NETWORK), build(NETWORK).get_weights(), some(2))
    with pytest.raises(TeachingError, match="was uploaded"):
        a_lecture(status="uploaded", network=None, training=None)
    with pytest.raises(TeachingError, match="don't fit"):
        a_lecture(weights=[np.zeros((784, 10), np.float32), np.zeros(10, np.float32)])


def test_a_taught_run_says_so_for_good():
    taught = a_lecture().taught
    network, training = NetworkConfig((16,)), TrainingConfig()
    run = a_run(network=network, training=training, taught=taught, name=naming.taught_name(network, taught))
    record.save(run, b"weights", HISTORY)
    (back,), warnings = record.load_all()
    assert (back.taught, warnings) == (taught, [])
    assert back.name == "Taught 4 drawings, 784–16–10 ReLU"
    assert script.script_of(back).startswith("# This run began with another network's weights and learned 4 drawings")
    assert held_out.of_run(back).seen is False
    assert held_out.of_run(replace(back, taught=replace(taught, tested_before=True))).seen
