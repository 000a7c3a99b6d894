"""A trained network that answers."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from model.digits import data
from model.digits.preprocess import normalize
from model.networks.classifier import Classifier, ClassifierError

ASSETS = Path(__file__).parents[3] / "assets"


@pytest.fixture(scope="module")
def shipped():
    return Classifier.load(ASSETS / "pretrained.keras")


def network(*layers, shape=(28, 28)):
    import keras

    return keras.Sequential([keras.Input(shape), keras.layers.Flatten(), *layers])


def test_importing_does_not_wait_for_tensorflow():
    code = "import sys, model.networks.classifier; print('tensorflow' in sys.modules or 'keras' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"


def test_probabilities_sum_to_one(shipped):
    pixels = np.random.default_rng(0).random((7, 28, 28), np.float32)
    probabilities = shipped.probabilities(pixels)
    assert probabilities.shape == (7, 10)
    assert probabilities.dtype == np.float32
    assert (probabilities >= 0).all()
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)


def test_reads_mnist_digits(shipped):
    sample = data.load("sample")
    pixels = sample.x_test.astype(np.float32) / 255
    assert (shipped.probabilities(pixels).argmax(axis=1) == sample.y_test).mean() > 0.98


def test_reads_a_drawn_one(shipped):
    image = np.zeros((280, 280), np.uint8)
    image[40:240, 130:150] = 255
    assert shipped.probabilities(normalize(image).pixels[None]).argmax() == 1


def test_no_digits_give_no_rows(shipped):
    assert shipped.probabilities(np.empty((0, 28, 28), np.float32)).shape == (0, 10)


def test_other_shapes_are_refused(shipped):
    with pytest.raises(ValueError, match="shape"):
        shipped.probabilities(np.zeros((28, 28), np.float32))


@pytest.mark.parametrize("shape", [(784,), (28, 28), (28, 28, 1)])
def test_the_three_usual_inputs_and_logits(shape):
    import keras

    classifier = Classifier(network(keras.layers.Dense(10), shape=shape))
    probabilities = classifier.probabilities(np.random.default_rng(0).random((3, 28, 28), np.float32))
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)


def test_networks_for_something_else_are_refused():
    import keras

    with pytest.raises(ClassifierError, match="28 × 28"):
        Classifier(network(keras.layers.Dense(10), shape=(32, 32)))
    with pytest.raises(ClassifierError, match="ten digits"):
        Classifier(network(keras.layers.Dense(26)))


def test_diverged_networks_are_refused():
    import keras

    diverged = network(keras.layers.Dense(10))
    diverged.layers[-1].bias.assign(np.full(10, np.nan))
    with pytest.raises(ClassifierError, match="diverged"):
        Classifier(diverged)


def test_files_that_are_no_network_are_refused(tmp_path):
    broken = tmp_path / "broken.keras"
    broken.write_bytes((ASSETS / "pretrained.keras").read_bytes()[:5000])
    for path in (broken, tmp_path / "missing.keras"):
        with pytest.raises(ClassifierError, match="opened"):
            Classifier.load(path)


def test_files_with_code_in_them_are_refused(tmp_path):
    import keras

    path = tmp_path / "code.keras"
    network(keras.layers.Lambda(lambda x: x), keras.layers.Dense(10)).save(path)
    with pytest.raises(ClassifierError):
        Classifier.load(path)


def test_serves_many_threads(shipped):
    pixels = np.random.default_rng(0).random((50, 28, 28), np.float32)
    expected = shipped.probabilities(pixels)
    answers = {}

    def ask(thread):
        answers[thread] = np.concatenate([shipped.probabilities(one[None]) for one in pixels])

    threads = [threading.Thread(target=ask, args=(thread,)) for thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for thread in range(8):
        np.testing.assert_allclose(answers[thread], expected, atol=1e-5)


def test_one_answer_takes_under_five_milliseconds(shipped):
    pixels = np.zeros((1, 28, 28), np.float32)
    seconds = []
    for _ in range(30):
        start = time.perf_counter()
        shipped.probabilities(pixels)
        seconds.append(time.perf_counter() - start)
    assert min(seconds) < 0.005
