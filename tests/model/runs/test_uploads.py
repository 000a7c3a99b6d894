"""A `.keras` file of one's own: taken if it reads digits, refused with the reason if not."""

import io
import json
import os
import zipfile

import keras
import numpy as np
import pytest
from keras import layers

from model.networks.classifier import Classifier
from model.runs import record, uploads
from model.runs.uploads import UploadError, accept

MNIST = os.environ.get("MNIST_PATH")


@pytest.fixture(autouse=True)
def nothing_at_hand(monkeypatch, tmp_path):
    """No runs, and no MNIST except where a test puts it."""
    monkeypatch.setenv("RUNS_DIR", str(tmp_path / "runs"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("MNIST_PATH", raising=False)


@pytest.fixture
def file_of(tmp_path):
    def file_of(model) -> bytes:
        path = tmp_path / "model.keras"
        model.save(path)
        return path.read_bytes()

    return file_of


def network(*layers_, shape=(784,), outputs=10):
    return keras.Sequential([keras.Input(shape), *layers_, layers.Dense(outputs, activation="softmax")])


@pytest.mark.parametrize(
    "model",
    [
        network(),
        network(layers.Flatten(), shape=(28, 28)),
        network(layers.Conv2D(2, 3), layers.Flatten(), shape=(28, 28, 1)),
        keras.Sequential([keras.Input((784,)), layers.Dense(10)]),  # logits
    ],
    ids=["784", "28×28", "28×28×1", "logits"],
)
def test_a_network_for_digits_becomes_a_run_that_answers(file_of, model):
    content = file_of(model)
    run = accept(content, "my  first network.keras", "me")
    assert record.load_all() == ([run], [])
    assert (run.status, run.name, run.owner) == ("uploaded", "my first network", "me")
    assert (run.network, run.training, run.scores, run.history()) == (None, None, {}, [])
    assert run.parameters == model.count_params()
    assert run.model_path.read_bytes() == content
    assert Classifier.load(run.model_path).probabilities(np.zeros((1, 28, 28), np.float32)).shape == (1, 10)


def test_a_compiled_network_with_its_optimizer_is_taken(file_of):
    model = network()
    model.compile("adam", "categorical_crossentropy")
    assert accept(file_of(model), "a.keras", "me").parameters == 7850


@keras.saving.register_keras_serializable("tests")
class Unknown(layers.Dense):
    pass


def two_inputs():
    first, second = keras.Input((784,)), keras.Input((784,))
    return keras.Model([first, second], layers.Dense(10)(layers.Add()([first, second])))


def diverged():
    model = network()
    model.set_weights([np.full_like(weight, np.nan) for weight in model.get_weights()])
    return model


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_file_that_was_damaged_is_refused_however_it_is_packed(packing):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packing) as archive:
        for part in uploads.PARTS:
            archive.writestr(part, json.dumps(list(range(300))))
    content = bytearray(stream.getvalue())
    packed = content.index(b"config.json") + len("config.json") + 9  # past what an LZMA stream says of itself
    content[packed : packed + 60] = b"\xff" * 60
    with pytest.raises(UploadError, match=r"not a \.keras file"):
        uploads.check_archive(bytes(content))


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        (lambda: network(shape=(32, 32, 3)), "does not read 28 × 28 pixels"),
        (lambda: network(shape=(100,)), "does not read 28 × 28 pixels"),
        (two_inputs, "does not read 28 × 28 pixels"),
        (lambda: network(outputs=26), "does not tell ten digits apart"),
        (lambda: network(shape=(28, 28)), "does not tell ten digits apart"),  # no Flatten
        (diverged, "diverged"),
        (lambda: network(layers.Lambda(lambda x: 2 * x, output_shape=(784,))), "Lambda"),
    ],
    ids=["colour", "100 inputs", "two inputs", "letters", "no Flatten", "NaN", "Lambda"],
)
def test_other_networks_are_refused_with_the_reason(file_of, model, reason):
    with pytest.raises(UploadError, match=reason):
        accept(file_of(model()), "a.keras", "me")
    assert record.load_all() == ([], [])


def test_a_layer_that_keras_does_not_have_is_refused(file_of, monkeypatch):
    content = file_of(network(Unknown(4)))
    monkeypatch.setattr("keras.src.saving.object_registration.GLOBAL_CUSTOM_OBJECTS", {})
    with pytest.raises(UploadError, match="parts that Keras itself does not have"):
        accept(content, "a.keras", "me")


def without(content: bytes, name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
    return stream.getvalue()


def test_files_that_are_no_keras_files_are_refused(file_of):
    content = file_of(network())
    for broken in (b"", b"\x89HDF\r\n", content[: len(content) // 2], b"PK\x03\x04"):
        with pytest.raises(UploadError, match=r"not a \.keras file"):
            accept(broken, "a.keras", "me")
    with pytest.raises(UploadError, match=r"model\.weights\.h5 is missing"):
        accept(without(content, "model.weights.h5"), "a.keras", "me")
    assert record.load_all() == ([], [])


def test_damaged_weights_are_refused(file_of):
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file_of(network()))) as old, zipfile.ZipFile(stream, "w") as new:
        for part in old.namelist():
            new.writestr(part, b"nothing" if part.endswith(".h5") else old.read(part))
    with pytest.raises(UploadError, match="damaged"):
        accept(stream.getvalue(), "a.keras", "me")


def test_more_than_50_mb_is_refused_before_it_is_opened():
    with pytest.raises(UploadError, match="51 MB; at most 50 MB"):
        accept(bytes(51_000_000), "a.keras", "me")


def test_a_file_that_unpacks_to_too_much_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in uploads.PARTS:
            archive.writestr(name, bytes(70_000_000))
    assert len(stream.getvalue()) < 1_000_000
    with pytest.raises(UploadError, match="210 MB"):
        accept(stream.getvalue(), "a.keras", "me")


@pytest.mark.mnist
@pytest.mark.skipif(not MNIST, reason="MNIST_PATH is not set")
def test_where_mnist_is_at_hand_it_is_tested(monkeypatch, file_of):
    monkeypatch.setenv("MNIST_PATH", MNIST)
    model = network()
    run = accept(file_of(model), "a.keras", "me")
    with np.load(MNIST) as archive:
        x_test, y_test = archive["x_test"].reshape(-1, 784) / 255, archive["y_test"]
    model.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    loss, accuracy = model.evaluate(x_test, y_test, batch_size=1000, verbose=0)
    assert run.scores["test_accuracy"] == pytest.approx(accuracy, abs=1e-4)
    assert run.scores["test_loss"] == pytest.approx(loss, rel=1e-3)
    assert run.data["test"] == 10_000
