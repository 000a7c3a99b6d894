from dataclasses import replace

import numpy as np
import pytest

from model.digits.data import Dataset, load
from model.networks.checkpoint import Checkpoint
from model.networks.config import KINDS, OPTIMIZERS, PRESET_TRAINING, PRESETS, NetworkConfig, TrainingConfig
from model.networks.events import Request
from model.networks.network import build
from model.networks.settings import SettingError
from model.networks.snapshots import snapshot
from model.networks.training import train

SMALL = NetworkConfig(hidden=(16,), dropout=0.1)
SHORT = TrainingConfig(epochs=2, batch_size=100)
AUGMENTED = replace(SHORT, augment=KINDS, optimizer="adamw")


@pytest.fixture(scope="module")
def digits() -> Dataset:
    sample = load("sample")
    return Dataset(sample.x_train[:1030], sample.y_train[:1030], sample.x_test[:200], sample.y_test[:200], "sample")


def run(network, training, digits, **options):
    events = []
    if "request" in options:
        options["request"].heard = events
    return train(network, training, digits, events.append, **options), events


@pytest.fixture(scope="module")
def short(digits):
    """A whole run, its result and its events, for all who only look."""
    return run(SMALL, SHORT, digits)


@pytest.fixture(scope="module")
def augmented(digits):
    """The same with augmentation and an optimizer that keeps more."""
    return run(SMALL, AUGMENTED, digits)[0]


def curves(history):
    """Without the seconds, which are never the same."""
    return [{key: value for key, value in row.items() if key != "seconds"} for row in history]


class During(Request):
    """Wants something in an epoch, after its first batches: however fast the machine is."""

    def __init__(self, epoch, wish):
        self.epoch, self.wish, self.heard = epoch, wish, []

    def now(self):
        begun = any(event["kind"] == "batch" and event["epoch"] == self.epoch for event in self.heard)
        return self.wish if begun else None


@pytest.mark.thorough
def test_snapshots_are_the_weights_before_and_after_each_epoch_also_after_a_pause(digits):
    taken, begun = {}, {}
    paused, _ = run(SMALL, SHORT, digits, request=During(2, "pause"), on_snapshot=begun.__setitem__)
    assert (paused.status, list(begun)) == ("paused", [0, 1])
    result, _ = run(SMALL, SHORT, digits, resume_from=paused.checkpoint, on_snapshot=taken.__setitem__)
    assert list(taken) == [2]
    assert np.array_equal(taken[2], snapshot(result.model))
    assert np.array_equal(begun[0], snapshot(build(SMALL, SHORT.seed)))
    assert not np.array_equal(begun[0], begun[1])


def test_a_run_tells_its_story_in_order(short):
    result, events = short
    kinds = [event["kind"] for event in events]
    assert kinds[0] == "started"
    assert kinds[-1] == "finished"
    assert [event["epoch"] for event in events if event["kind"] == "epoch"] == [1, 2]
    batches = [event for event in events if event["kind"] == "batch"]
    assert len(batches) >= 4
    steps = [(event["epoch"], event["step"]) for event in batches]
    assert steps == sorted(set(steps))
    assert steps[-1] == (2, 10)  # 927 digits are left to train on: nine batches of 100 and a smaller one
    assert result.status == "finished"
    assert result.scores["test_accuracy"] == events[-1]["test_accuracy"]


def test_a_run_may_begin_with_weights_of_ones_own(digits):
    kernel = np.random.default_rng(1).normal(0, 0.1, (784, 10)).astype(np.float32)
    bias = np.linspace(-1, 1, 10, dtype=np.float32)
    painting = Checkpoint.from_bytes(Checkpoint.beginning([kernel, bias]).to_bytes())
    linear, still = NetworkConfig(hidden=()), replace(SHORT, epochs=1, learning_rate=1e-6)
    result, events = run(linear, still, digits, resume_from=painting)
    assert result.model.get_weights()[0] == pytest.approx(kernel, abs=1e-4)  # ten steps of a millionth
    assert events[0] == {"kind": "started", "epoch": 1, "step": 0, "steps": 10, "epochs": 1}
    scores = digits.x_test.reshape(200, 784) / 255 @ kernel + bias
    assert result.scores["test_accuracy"] == pytest.approx((scores.argmax(axis=1) == digits.y_test).mean(), abs=0.011)
    assert result.confusion.sum() == 200
    assert np.trace(result.confusion) / 200 == pytest.approx(result.scores["test_accuracy"])
    assert result.confusion.sum(axis=1).tolist() == np.bincount(digits.y_test, minlength=10).tolist()
    with pytest.raises(ValueError, match="shape"):
        run(linear, still, digits, resume_from=Checkpoint.beginning([kernel.T, bias]))


def test_batch_events_add_up_to_the_epochs_means(short):
    events = [event for event in short[1] if event.get("epoch") == 1]
    epoch = next(event for event in events if event["kind"] == "epoch")
    total = seen = before = 0
    for event in events:
        if event["kind"] == "batch":
            samples = min(927, event["step"] * 100) - before
            before += samples
            total, seen = total + samples * event["loss"], seen + samples
    assert seen == 927
    assert total / seen == pytest.approx(epoch["loss"], rel=1e-4)


@pytest.mark.thorough
def test_the_same_seed_gives_the_same_curves_and_another_does_not(digits, augmented):
    again = run(SMALL, AUGMENTED, digits)[0]
    assert curves(augmented.history) == curves(again.history)
    assert augmented.scores["test_loss"] == again.scores["test_loss"]
    other = run(SMALL, replace(AUGMENTED, seed=1, epochs=1), digits)[0]
    assert curves(augmented.history)[0] != curves(other.history)[0]


def test_it_trains_as_keras_fit_does(digits):
    """The same batches in the same order through Keras's own `fit` give the same weights."""
    import keras

    from model.networks.network import build, build_optimizer

    network, training = NetworkConfig(hidden=(16,)), replace(SHORT, validation_split=0.0)
    ours = run(network, training, digits)[0]
    theirs = build(network, training.seed)
    theirs.compile(build_optimizer(training), training.loss, metrics=["accuracy"])
    x, y = digits.x_train.astype(np.float32) / 255, keras.utils.to_categorical(digits.y_train, 10)
    kept_in_order = np.random.default_rng(training.seed).permutation(len(x))
    for epoch in (1, 2):
        order = kept_in_order[np.random.default_rng([training.seed, epoch]).permutation(len(x))]
        theirs.fit(x[order], y[order], batch_size=training.batch_size, shuffle=False, verbose=0)
    for mine, fitted in zip(ours.model.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_allclose(mine, fitted, atol=2e-4)


@pytest.mark.thorough
def test_a_paused_run_goes_on_as_if_nothing_had_happened(digits, augmented):
    checkpoint = None
    for epoch in (1, 2):  # the second from where the first was left
        paused, events = run(SMALL, AUGMENTED, digits, request=During(epoch, "pause"), resume_from=checkpoint)
        assert paused.status == "paused"
        assert events[-1]["kind"] == "paused"
        checkpoint = Checkpoint.from_bytes(paused.checkpoint.to_bytes())
        assert checkpoint.epoch == epoch
    chance = np.zeros(2, np.uint32)  # a run from when Keras's layers augmented has three of them
    with pytest.raises(ValueError, match="zip"):
        run(SMALL, AUGMENTED, digits, resume_from=replace(checkpoint, variables=[*checkpoint.variables, chance]))
    checkpoint = replace(checkpoint, variables=[*checkpoint.variables, chance, chance, chance])
    resumed, events = run(SMALL, AUGMENTED, digits, resume_from=checkpoint)
    assert (events[0]["epoch"], events[0]["step"]) == (checkpoint.epoch, checkpoint.step)
    assert curves(resumed.history) == curves(augmented.history)
    assert resumed.scores["test_loss"] == augmented.scores["test_loss"]


def test_a_stopped_run_keeps_what_it_learned(digits):
    result, events = run(SMALL, replace(SHORT, epochs=50), digits, request=During(2, "stop"))
    assert result.status == "stopped"
    assert [event["kind"] for event in events[-2:]] == ["stopping", "stopped"]
    assert 0 < result.scores["test_accuracy"] < 1


def test_one_more_epoch_is_a_longer_run_from_the_last_state(digits, short):
    longer = run(SMALL, replace(SHORT, epochs=3), digits)[0]
    extended = run(SMALL, replace(SHORT, epochs=3), digits, resume_from=short[0].checkpoint)[0]
    assert curves(extended.history) == curves(longer.history)


def test_a_diverging_run_ends_with_a_sentence(digits):
    training = replace(SHORT, optimizer="sgd", learning_rate=100.0)
    result, events = run(NetworkConfig(hidden=(64, 64), activation="linear"), training, digits)
    assert result.status == "failed"
    assert events[-1]["kind"] == "failed"
    assert "learning rate of 0.01, the usual one for SGD" in events[-1]["message"]


def test_without_validation_there_are_no_validation_numbers(digits):
    result, _ = run(SMALL, replace(SHORT, epochs=1, validation_split=0.0), digits)
    assert result.history[0]["val_loss"] is None
    assert result.history[0]["accuracy"] > 0


def test_a_share_that_leaves_nothing_is_refused(digits):
    few = Dataset(digits.x_train[:3], digits.y_train[:3], digits.x_test, digits.y_test, "sample")
    with pytest.raises(SettingError, match="validation share"):
        run(SMALL, SHORT, few)


@pytest.mark.parametrize(
    ("optimizer", "loss"),
    [
        ("momentum", "categorical_crossentropy"),
        ("adam", "mean_squared_error"),
        *(
            pytest.param(optimizer, "categorical_crossentropy", marks=pytest.mark.thorough)
            for optimizer in OPTIMIZERS
            if optimizer != "momentum"
        ),
    ],
)
def test_every_optimizer_and_loss_learns(digits, optimizer, loss):
    rate = {"sgd": 0.3, "momentum": 0.1, "adagrad": 0.1}.get(optimizer, 0.005)
    training = TrainingConfig(epochs=4, batch_size=32, optimizer=optimizer, learning_rate=rate, loss=loss)
    result, _ = run(NetworkConfig(hidden=(32,)), training, digits)
    assert result.history[-1]["accuracy"] > 0.5


@pytest.mark.mnist
@pytest.mark.parametrize(
    ("name", "least"),
    [
        pytest.param("one hidden layer", 0.976, marks=pytest.mark.thorough),
        pytest.param("two hidden layers with dropout", 0.976, marks=pytest.mark.thorough),
        pytest.param("sigmoid", 0.965, marks=pytest.mark.thorough),
    ],
)
def test_the_presets_reach_the_tutorials_accuracy_on_all_of_mnist(name, least):
    training = replace(PRESET_TRAINING[name], source="mnist")
    result, _ = run(PRESETS[name], training, load("mnist"))
    print(f"{name}: {result.scores['test_accuracy']:.4f} of MNIST's test digits in {result.scores['seconds']:.1f} s")
    assert result.scores["test_accuracy"] >= least


@pytest.mark.parametrize("share", [0.1, 0.0], ids=["seen by validation digits", "seen by test digits"])
def test_a_run_that_diverges_in_an_epochs_last_step_has_failed(digits, share):
    network = NetworkConfig((1024,) * 5, activation="linear")
    half = int(515 * (1 - share))  # the second of two steps throws it off
    training = TrainingConfig(epochs=1, batch_size=half, optimizer="sgd", learning_rate=100.0, validation_split=share)
    result, heard = run(network, training, digits)
    assert (result.status, result.scores, heard[-1]["kind"]) == ("failed", {}, "failed")
    assert "learning rate" in heard[-1]["message"]


def test_a_run_stopped_in_its_first_epoch_gives_its_curve_up_to_there(digits):
    result, _ = run(SMALL, replace(SHORT, batch_size=8), digits, request=During(1, "stop"))
    assert (result.status, result.history) == ("stopped", [])
    assert [(row["epoch"], row["val_loss"]) for row in result.begun] == [(1, None)]
    assert result.begun[0]["loss"] > 0
