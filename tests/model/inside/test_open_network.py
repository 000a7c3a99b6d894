"""A network taken apart answers as Keras does, and its gradients are Keras's."""

import numpy as np
import pytest

from model.inside.activations import ACTIVATIONS
from model.inside.layers import NotDenseError
from model.inside.opening import open_classifier, open_network
from model.networks.classifier import Classifier
from model.networks.config import NetworkConfig
from model.networks.network import build

DIGITS = np.random.default_rng(0).random((5, 28, 28)).astype(np.float32)
CONFIGS = {
    "no hidden layer": NetworkConfig(()),
    "relu": NetworkConfig((16, 12)),
    "batch normalization": NetworkConfig((16, 12), "silu", batch_normalization=True, dropout=0.2),
    **{name: NetworkConfig((12,), name) for name in ("sigmoid", "tanh", "elu", "gelu", "linear")},
}


@pytest.fixture(scope="module", params=CONFIGS)
def model(request):
    model = build(CONFIGS[request.param], seed=1)
    random = np.random.default_rng(2)
    model.set_weights([weight + random.random(weight.shape) * 0.3 for weight in model.get_weights()])
    return model


def test_probabilities_and_gradients_are_those_of_keras(model):
    import keras
    import tensorflow as tf

    network = open_network(model)
    passed = network.forward(DIGITS)
    assert passed.probabilities == pytest.approx(model(DIGITS, training=False).numpy(), abs=1e-5)
    scores = keras.Model(model.inputs, _logits(model))
    pixels = tf.constant(DIGITS)
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        lead = scores(pixels, training=False)
        lead = lead[:, 3] - lead[:, 8]
    wanted = np.eye(10, dtype=np.float32)[3] - np.eye(10, dtype=np.float32)[8]
    ours = network.backward(passed, wanted)[0].reshape(-1, 28, 28)
    assert ours == pytest.approx(tape.gradient(lead, pixels).numpy(), abs=1e-4)


def _logits(model):
    """The ten scores before the softmax, as a Keras tensor."""
    import keras

    last = model.layers[-1]
    bare = keras.layers.Dense(10)
    scores = bare(last.input)
    bare.set_weights(last.get_weights())
    return scores


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_each_activation_and_its_slope_are_those_of_keras(name):
    import keras
    import tensorflow as tf

    x = tf.constant(np.linspace(-6, 6, 50), tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        values = keras.activations.get(name)(x)
    assert ACTIVATIONS[name].value(x.numpy()) == pytest.approx(values.numpy(), abs=1e-6)
    assert ACTIVATIONS[name].slope(x.numpy()) == pytest.approx(tape.gradient(values, x).numpy(), abs=1e-6)


def test_foreign_dense_networks_are_taken_apart_too():
    import keras
    from keras import layers

    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Rescaling(2.0, offset=-1.0),
            layers.Flatten(),
            layers.Dense(7, use_bias=False),
            layers.LeakyReLU(negative_slope=0.2),
            layers.Dense(10),
        ]
    )
    ours = open_network(model).forward(DIGITS).scores
    assert ours == pytest.approx(model(DIGITS[..., None]).numpy(), abs=1e-4)


def test_batch_normalization_goes_into_the_weights_on_either_side():
    import keras
    from keras import layers

    norms = [layers.BatchNormalization(), layers.BatchNormalization()]
    inner = keras.Sequential([keras.Input((784,)), layers.Dense(8, "relu"), norms[1], layers.Dense(10, "softmax")])
    model = keras.Sequential([keras.Input((28, 28)), norms[0], layers.Flatten(), inner])
    random = np.random.default_rng(3)
    for norm in norms:
        norm.set_weights([random.random(weight.shape) + 0.5 for weight in norm.get_weights()])
    assert open_network(model).forward(DIGITS).probabilities == pytest.approx(model(DIGITS).numpy(), abs=1e-5)


@pytest.mark.parametrize("form", ["ink 0 on paper 255", "ink 255 on paper 0, transposed", "ink 2.82 on paper -0.42"])
@pytest.mark.parametrize("ending", ["softmax", "sigmoid", "linear"])
def test_a_network_that_wants_other_pixels_is_told_of_as_it_answers(form, ending):
    import keras
    from keras import layers

    model = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), layers.Dense(10, ending)])
    model.set_weights([np.random.default_rng(4).normal(size=(784, 10)) / 784, np.full(10, 0.4)])
    classifier = Classifier(model, form, "shares")
    told = open_classifier(classifier).forward(DIGITS).probabilities
    assert told == pytest.approx(classifier.probabilities(DIGITS), abs=1e-4)
    with pytest.raises(NotDenseError, match="normalised by itself"):
        open_classifier(Classifier(model, "ink of each picture standardised"))


def test_what_the_layers_do_not_say_is_not_told():
    import keras
    from keras import layers

    pixels = keras.Input((784,))
    once = layers.Dense(784, "relu")
    twice = keras.Model(pixels, layers.Dense(10, "softmax", kernel_initializer="random_normal")(once(once(pixels))))
    with pytest.raises(NotDenseError, match="more than its dense layers"):
        open_classifier(Classifier(twice))
    wide = keras.Sequential([keras.Input((784,)), layers.Dense(5200), layers.Dense(10)])
    with pytest.raises(NotDenseError, match="too large"):
        open_classifier(Classifier(wide))


def test_what_is_not_dense_gets_a_sentence():
    import keras
    from keras import layers

    convolutional = keras.Sequential(
        [keras.Input((28, 28, 1)), layers.Conv2D(2, 3), layers.Flatten(), layers.Dense(10)]
    )
    with pytest.raises(NotDenseError, match="Conv2D"):
        open_network(convolutional)
    wrong = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), layers.Dense(9)])
    with pytest.raises(NotDenseError, match="10 outputs"):
        open_network(wrong)
    strange = keras.Sequential(
        [keras.Input((28, 28)), layers.Flatten(), layers.Dense(9, "softsign"), layers.Dense(10, "softmax")]
    )
    with pytest.raises(NotDenseError, match="softsign"):
        open_network(strange)
