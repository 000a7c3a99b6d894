"""What one sees of learning, checked against Keras and plain NumPy: snapshots, gradients, points."""

import numpy as np
import pytest

from model.digits.data import load
from model.inside.first_layer import gradients, pictures, smoothness
from model.inside.opening import open_network
from model.inside.points import last_hidden, parted, principal_axes, projected
from model.inside.rebuilding import rebuilt
from model.networks.config import LOSSES, NetworkConfig
from model.networks.network import build
from model.networks.snapshots import snapshot

DEEP = NetworkConfig(hidden=(24, 16), activation="tanh", batch_normalization=True, dropout=0.2)


def trained_a_little(config):
    """A network after a few steps of Keras's own `fit`, so that its batch normalization has seen something."""
    sample = load("sample")
    model = build(config, seed=3)
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(sample.x_train[:300] / 255.0, sample.y_train[:300], batch_size=50, epochs=2, verbose=0)
    return model


@pytest.fixture(scope="module")
def deep():
    return trained_a_little(DEEP)


@pytest.fixture(scope="module")
def some():
    sample = load("sample")
    return sample.x_test[:200], sample.y_test[:200]


@pytest.mark.thorough
def test_a_snapshot_answers_as_keras_does(deep, some):
    pixels = some[0].astype(np.float32) / 255
    network = rebuilt(DEEP, snapshot(deep))
    assert network.forward(pixels).probabilities == pytest.approx(deep(pixels, training=False).numpy(), abs=3e-3)
    opened = open_network(deep)
    assert network.sizes == opened.sizes
    assert network.layers[0].activation == opened.layers[0].activation


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("hidden", [(), (12,), (16, 12)], ids=str)
def test_gradients_are_those_that_keras_computes(hidden, loss, some):
    import keras
    import tensorflow as tf

    model = build(NetworkConfig(hidden=hidden, activation="elu"), seed=2)
    with tf.GradientTape() as tape:
        answers = model(some[0].astype(np.float32) / 255)
        lost = tf.reduce_mean(keras.losses.get(loss)(keras.utils.to_categorical(some[1], 10), answers))
    kerass = tape.gradient(lost, model.trainable_variables[0]).numpy()
    mine = gradients(open_network(model), *some, loss)
    assert mine == pytest.approx(kerass, abs=1e-3 * np.abs(kerass).max())
    assert np.abs(kerass).max() > 1e-4


def test_strokes_are_smoother_than_noise():
    random = np.random.default_rng(0)
    noise = random.standard_normal((12, 28, 28))
    assert abs(smoothness(noise)) < 0.1
    strokes = noise + np.roll(noise, 1, 1) + np.roll(noise, -1, 1) + np.roll(noise, 1, 2) + np.roll(noise, -1, 2)
    assert 0.3 < smoothness(strokes) < 0.7  # two of five parts are shared: 0.4
    assert smoothness(np.zeros((1, 28, 28))) == 0
    assert pictures(np.arange(784 * 20).reshape(784, 20)).shape == (12, 28, 28)
    assert pictures(np.arange(784 * 20).reshape(784, 20))[3, 0, 1] == 23


def test_principal_axes_are_those_of_scikit_learn(deep, some):
    from sklearn.decomposition import PCA

    seen = last_hidden(open_network(deep), some[0])
    assert seen.shape == (200, 16)
    axes = principal_axes(seen)
    theirs = PCA(2).fit(seen)
    assert np.abs(projected(axes, seen)) == pytest.approx(np.abs(theirs.transform(seen)), abs=1e-3)
    assert axes.share == pytest.approx(theirs.explained_variance_ratio_.sum(), abs=1e-4)


def test_how_far_classes_lie_apart():
    random = np.random.default_rng(0)
    labels = np.repeat(np.arange(10), 100)
    points = random.standard_normal((1000, 2))
    assert parted(points, labels) < 0.2
    assert parted(points + 100 * labels[:, None], labels) == 1
    assert parted(np.zeros((4, 2)), np.array([1, 1, 1, 1])) == 1
