"""One learning step in plain numbers is the one that Keras takes."""

import numpy as np
import pytest

from model.inside.layers import DenseLayer, DenseNetwork, NotDenseError
from model.inside.learning_step import downhill, learning_step, remarks
from model.inside.opening import open_network
from model.networks.config import NetworkConfig, TrainingConfig


@pytest.fixture(scope="module")
def batch(sample):
    return sample.x_train[::500][:8].astype(np.float32) / 255, sample.y_train[::500][:8].astype(int)


@pytest.fixture(scope="module")
def sample():
    from model.digits.data import load

    return load("sample")


@pytest.mark.parametrize(("optimizer", "rate"), [("sgd", 0.1), ("adam", 0.001)])
@pytest.mark.parametrize(("hidden", "activation"), [((), "relu"), ((12, 7), "gelu"), ((9,), "relu")])
def test_forward_loss_gradients_and_new_weights_are_keras_s(batch, hidden, activation, optimizer, rate):
    import keras
    import tensorflow as tf

    from model.networks.network import build, build_optimizer

    x, y = batch
    model = build(NetworkConfig(hidden=hidden, activation=activation), seed=1)
    model.compile(build_optimizer(TrainingConfig(optimizer=optimizer, learning_rate=rate)), "categorical_crossentropy")
    step = learning_step(open_network(model), x, y, optimizer, rate)
    one_hot = keras.utils.to_categorical(y, 10)
    with tf.GradientTape() as tape:
        answers = model(x, training=True)
        each = keras.losses.categorical_crossentropy(one_hot, answers)
        loss = tf.reduce_mean(each)
    gradients = [np.asarray(one) for one in tape.gradient(loss, model.trainable_variables)]
    np.testing.assert_allclose(step.passed.probabilities, answers, atol=1e-5)
    np.testing.assert_allclose(step.loss, each, rtol=1e-4)
    ours = [part for one in step.gradients for part in (one.kernel, one.bias)]
    for mine, theirs in zip(ours, gradients, strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-6, rtol=1e-3)
    told = model.train_on_batch(x, one_hot, return_dict=True)
    assert told["loss"] == pytest.approx(step.loss.mean(), rel=1e-4)
    # Where a gradient is all but 0, Adam's step of a whole learning rate hangs on its rounding.
    sure = [np.abs(one) > 1e-6 for one in gradients]
    new = [part for layer in step.after.layers for part in (layer.kernel, layer.bias)]
    for mine, theirs, where in zip(new, model.get_weights(), sure, strict=True):
        np.testing.assert_allclose(mine[where], theirs[where], atol=2e-3 * rate)
        assert np.abs(mine - theirs).max() <= 2.1 * rate
    after = keras.losses.categorical_crossentropy(one_hot, model(x, training=False))
    np.testing.assert_allclose(step.loss_after, after, rtol=5e-3, atol=1e-4)


def test_a_step_goes_downhill_and_one_that_is_too_long_up_again(batch):
    x, y = batch
    random = np.random.default_rng(0)
    network = DenseNetwork((DenseLayer(0.05 * random.standard_normal((784, 10), np.float32), np.zeros(10)),))
    step = learning_step(network, x, y, "sgd", 0.1)
    assert step.loss_after.mean() < step.loss.mean()
    far = downhill(step, x, "sgd", np.array([1e-9, 0.1, 1e30]))
    assert far[0] == pytest.approx(step.loss.mean(), rel=1e-4)
    assert far[1] == pytest.approx(step.loss_after.mean(), rel=1e-4)
    assert not far[2] < far[1]


def test_what_a_step_leaves_out_is_said_and_what_it_can_t_show_is_refused(batch):
    from model.networks.classifier import Classifier
    from model.networks.network import build

    told = remarks(Classifier(build(NetworkConfig(hidden=(4,), dropout=0.5, batch_normalization=True, l2=0.01))))
    assert [sentence.split()[0] for sentence in told] == ["Dropout", "Batch", "The"]
    assert remarks(Classifier(build(NetworkConfig(hidden=(4,))), "ink 255 on paper 0"))[0].startswith(
        "This network wants"
    )
    assert not remarks(Classifier(build(NetworkConfig(hidden=()))))
    network = DenseNetwork((DenseLayer(np.zeros((784, 10), np.float32), np.zeros(10)),), "sigmoid")
    with pytest.raises(NotDenseError, match="softmax"):
        learning_step(network, *batch, "sgd", 0.1)
