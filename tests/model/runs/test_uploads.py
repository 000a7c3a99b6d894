"""A Keras file of one's own: taken if it reads digits, refused with the reason if not."""

import io
import json
import os
import zipfile

import h5py
import keras
import numpy as np
import pytest
from keras import layers

from model.networks import conventions
from model.networks.classifier import Classifier
from model.runs import record, upload_files, upload_process, upload_trial, uploads
from model.runs.uploads import UploadError, accept
from tests.model.runs.archives import parts_of, zipped

MNIST = os.environ.get("MNIST_PATH")


@pytest.fixture(autouse=True)
def nothing_at_hand(monkeypatch, tmp_path):
    """No runs, and no MNIST except where a test puts it."""
    monkeypatch.setenv("RUNS_DIR", str(tmp_path / "runs"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("MNIST_PATH", raising=False)


@pytest.fixture(autouse=True)
def trial_in_this_process(monkeypatch):
    """The same trial without the process around it, whose start takes seconds: that has tests of its own below."""
    monkeypatch.setattr(uploads, "tried", lambda path, on_progress: upload_process.checked(upload_trial.trial(path)))


@pytest.fixture
def file_of(tmp_path):
    def file_of(model, ending=".keras") -> bytes:
        path = tmp_path / f"model{ending}"
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
        network(layers.Conv2D(2, 3), layers.GlobalAveragePooling2D(), shape=(None, None, 1)),
        network(layers.Flatten(), shape=(1, 28, 28)),
        network(layers.LSTM(4), shape=(None, 28)),
        keras.Sequential([keras.Input((784,)), layers.Dense(10)]),  # logits
        keras.Sequential([keras.Input(batch_shape=(1, 784)), layers.Dense(10)]),
    ],
    ids=["784", "28×28", "28×28×1", "any", "1×28×28", "rows", "logits", "one at once"],
)
def test_a_network_for_digits_becomes_a_run_that_answers(file_of, model):
    content = file_of(model)
    run = accept(content, "my  first network.keras", "me")
    assert record.load_all() == ([run], [])
    assert (run.status, run.name, run.owner) == ("uploaded", "my first network", "me")
    assert (run.network, run.training, run.history()) == (None, None, [])
    assert (run.data["name"], run.data["test"]) == ("sample", 1000)
    assert "may have learned from them" in run.data["note"]
    assert 0 <= run.scores["test_accuracy"] <= 1
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


def unbuilt():
    return keras.Sequential([layers.Flatten(), layers.Dense(10)])


def named_output():
    pixels = keras.Input((784,))
    return keras.Model(pixels, {"digit": layers.Dense(10)(pixels)})


def two_outputs():
    pixels = keras.Input((784,))
    return keras.Model(pixels, [layers.Dense(10)(pixels), layers.Dense(2)(pixels)])


def not_a_number_on_digits():
    """Fine on noise, and 0 / 0 where there is only paper."""
    pixels = keras.Input((784,))
    return keras.Model(pixels, layers.Dense(10)(pixels / pixels))


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_file_that_was_damaged_is_refused_however_it_is_packed(packing):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packing) as archive:
        for part in upload_files.PARTS:
            archive.writestr(part, json.dumps(list(range(300))))
    content = bytearray(stream.getvalue())
    packed = content.index(b"config.json") + len("config.json") + 9  # past what an LZMA stream says of itself
    content[packed : packed + 60] = b"\xff" * 60
    with pytest.raises(UploadError, match=r"not a \.keras file"):
        upload_files.check_archive(bytes(content))


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        (lambda: network(shape=(32, 32, 3)), "does not read 28 × 28 pixels"),
        (lambda: network(shape=(100,)), "does not read 28 × 28 pixels"),
        (two_inputs, "does not read 28 × 28 pixels"),
        (lambda: network(outputs=26), "does not tell ten digits apart"),
        (lambda: network(shape=(28, 28)), "does not tell ten digits apart"),  # no Flatten
        (diverged, "diverged"),
        (lambda: network(layers.Lambda(lambda x: 2 * x, output_shape=(784,))), "Python code of its own"),
        (lambda: network(layers.Dense(4, activation=lambda x: 2 * x)), "Python code of its own"),
        (lambda: network(shape=(28, 28, 3)), "colours"),
        (unbuilt, "knew the shape of its input"),
        (named_output, "in a dict"),
        (two_outputs, "2 outputs"),
        (not_a_number_on_digits, "not numbers"),
    ],
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


def test_a_keras_file_that_is_broken_or_not_whole_is_refused(file_of):
    content = file_of(network())
    for broken in (content[: len(content) // 2], b"PK\x03\x04", content[:-30]):
        with pytest.raises(UploadError, match=r"not a .*\.keras file"):
            accept(broken, "a.keras", "me")
    with pytest.raises(UploadError, match=r"model\.weights\.h5 is missing"):
        accept(without(content, "model.weights.h5"), "a.keras", "me")
    for weights in (b"nothing", upload_files.HDF5 + bytes(100)):
        with pytest.raises(UploadError, match="damaged"):
            accept(zipped(parts_of(content) | {"model.weights.h5": weights}), "a.keras", "me")
    for plan in (b"[[", b"null", b"[" * 100_000, b'{"class_name": "Sequential", "config": {"layers": 7}}', b"9" * 5000):
        with pytest.raises(UploadError, match=r"\.$"):
            accept(zipped(parts_of(content) | {"config.json": plan}), "a.keras", "me")
    assert record.load_all() == ([], [])


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"", "empty"),
        (b"\n<!DOCTYPE html><html>", "web page"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00", "Git LFS"),
        (b"\x93NUMPY\x01\x00", r"\.npy"),
        (b"\x80\x05\x95", "pickle"),
        (b"\x1c\x00\x00\x00TFL3", "TensorFlow Lite"),
        (b"\x08\x07\x12\x07pytorch:onnx", "ONNX"),
        (b'{"class_name": "Sequential"}', "to_json"),
        (b'{"cells": []}', "notebook"),
        (b"\x89PNG\r\n", "picture"),
        (zipped({"net/saved_model.pb": b"", "net/variables/variables.index": b""}), "SavedModel"),
        (zipped({f"net/{name}": b"{}" for name in upload_files.PARTS} | {"__MACOSX/._net": b""}), "its folder"),
        (zipped({"net/data.pkl": b"", "net/version": b""}), "PyTorch"),
        (zipped({"checkpoint": b"", "a.index": b""}), "checkpoint"),
        (zipped({"my network.keras": b""}), r"a \.keras file in it"),
        (zipped({"x_train.npy": b""}), r"\.npz"),
        (zipped({"../config.json": b""}), "never does"),
        (zipped({"readme.txt": b""}), "not a .keras file"),
    ],
)
def test_other_files_are_named_for_what_they_are(content, named):
    with pytest.raises(UploadError, match=named):
        accept(content, "a.keras", "me")


@pytest.mark.parametrize("name", ["a.h5", "a.keras"])
def test_a_network_in_hdf5_is_taken_whatever_its_name_and_becomes_a_keras_file(file_of, name):
    model = network(layers.Dense(5, "relu"))
    run = accept(file_of(model, ".h5"), name, "me")
    assert "HDF5" in run.data["file"]
    pixels = np.random.default_rng(1).random((5, 784), np.float32)
    ours = Classifier.load(run.model_path).probabilities(pixels.reshape(-1, 28, 28))
    np.testing.assert_allclose(ours, model(pixels), atol=1e-5)


def test_hdf5_is_judged_like_a_keras_file(file_of, tmp_path):
    with pytest.raises(UploadError, match="Python code of its own"):
        accept(file_of(network(layers.Dense(4, activation=lambda x: x)), ".h5"), "a.h5", "me")
    network().save_weights(tmp_path / "a.weights.h5")
    with pytest.raises(UploadError, match="weights without their network"):
        accept((tmp_path / "a.weights.h5").read_bytes(), "a.h5", "me")
    path = tmp_path / "model.h5"
    for change in (
        lambda file: file.create_dataset("elsewhere", (10,), "u1", external=[("/etc/hostname", 0, 10)]),
        lambda file: file.__setitem__("elsewhere", h5py.ExternalLink("/etc/other.h5", "/a")),
        lambda file: file.__setitem__("elsewhere", h5py.SoftLink("/a")),
    ):
        file_of(network(), ".h5")
        with h5py.File(path, "a") as file:
            change(file)
        with pytest.raises(UploadError, match="in other files"):
            accept(path.read_bytes(), "a.h5", "me")


def reader(last: str = "softmax", loss: str = "sparse_categorical_crossentropy"):
    """A network that reads the sample in the usual form."""
    from model.digits import data

    sample = data.load("sample")
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [keras.Input((28, 28)), layers.Flatten(), layers.Dense(32, "relu"), layers.Dense(10, last)]
    )
    model.compile(keras.optimizers.Adam(0.003), loss)
    y = sample.y_train if loss.startswith("sparse") else keras.utils.to_categorical(sample.y_train, 10)
    model.fit(sample.x_train / np.float32(255), y, epochs=4, batch_size=64, verbose=0)
    return model


@pytest.mark.thorough
def test_what_a_network_wants_is_found_said_and_heeded(file_of):
    from model.digits import data

    inside = keras.Sequential([keras.Input((28, 28)), layers.Rescaling(1 / 255), reader()])
    run = accept(file_of(inside), "a.keras", "me")
    assert run.data["inputs"] == "ink 255 on paper 0"
    assert uploads.expects(run) == "This network expects 0–255: paper 0, ink 255."
    assert run.scores["test_accuracy"] > 0.85
    sample = data.load("sample")
    answers = Classifier.load(run.model_path).probabilities(sample.x_test / np.float32(255)).argmax(axis=1)
    assert (answers == sample.y_test).mean() == pytest.approx(run.scores["test_accuracy"], abs=0.002)


@pytest.mark.thorough
def test_ten_sigmoids_are_shares(file_of):
    from model.digits import data

    run = accept(file_of(reader("sigmoid", "binary_crossentropy")), "a.keras", "me")
    assert (run.data["inputs"], uploads.expects(run)) == (conventions.USUAL, "")
    pixels = data.load("sample").x_test / np.float32(255)
    probabilities = Classifier.load(run.model_path).probabilities(pixels)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    assert probabilities.max(axis=1).mean() > 0.5


def test_any_other_trouble_becomes_a_sentence(file_of, monkeypatch):
    content = file_of(network())
    for trouble in (OSError(28, "No space left on device"), KeyError("?"), RecursionError()):
        monkeypatch.setattr(record, "save", lambda *_, trouble=trouble: (_ for _ in ()).throw(trouble))
        with pytest.raises(UploadError, match=r"\.$"):
            accept(content, "a.keras", "me")


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
