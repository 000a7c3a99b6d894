"""How teacher and student learn: each digit distorted anew, an epoch as one graph, continued where it was broken off.

The student is the dense network that ships. The teacher is convolutional, so it needs no example of a digit a pixel
further left; it answers beside the labels while the student learns (knowledge distillation: Hinton, Vinyals and Dean
2015), on the very images that the student sees (Beyer and others 2022), and is not shipped.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from model.networks.config import NetworkConfig
from model.networks.network import build
from model.pretraining.distortions import Distortion, distort
from model.pretraining.examples import Examples, order
from model.pretraining.recipe import Recipe

if TYPE_CHECKING:
    import keras

SOME = 10_000  # images, to measure the mean and variance of neurons by

# The teacher's convolutions: filters, size, strides, padding.
TEACHER = ((32, 5, 2, "same"), (64, 3, 1, "valid"), (96, 3, 2, "valid"), (128, 3, 1, "valid"))


def new_student(recipe: Recipe) -> keras.Sequential:
    """A fresh dense network with batch normalization and dropout."""
    return build(NetworkConfig(recipe.hidden, dropout=recipe.dropout, batch_normalization=True))


def new_teacher(recipe: Recipe) -> keras.Sequential:
    """A fresh convolutional network of half a million weights, small enough for two cores."""
    import keras
    from keras import layers

    network = keras.Sequential([keras.Input((28, 28)), layers.Reshape((28, 28, 1))])
    for filters, size, strides, padding in TEACHER:
        network.add(layers.Conv2D(filters, size, strides, padding, use_bias=False))
        network.add(layers.BatchNormalization())
        network.add(layers.ReLU())
    for layer in (layers.Flatten(), layers.Dropout(0.3), layers.Dense(256, "relu"), layers.Dense(10, "softmax")):
        network.add(layer)
    return network


def fresh(new: Callable, recipe: Recipe) -> keras.Sequential:
    """A network with weights from the recipe's seed, and AdamW ready to go on from a checkpoint."""
    import keras

    keras.utils.set_random_seed(recipe.seed)
    network = new(recipe)
    network.compile(keras.optimizers.AdamW(recipe.learning_rate, weight_decay=recipe.weight_decay))
    network.optimizer.build(network.trainable_variables)
    return network


def take_over(network: keras.Sequential, earlier: keras.Sequential, images: np.ndarray) -> None:
    """Give a fresh student the weights of an earlier network of the same layers, folded as it ships.

    Batch normalization begins as what changes nothing: with the mean and variance that each neuron has on `images`,
    uint8 (n, 784).
    """
    import keras

    dense = [layer for layer in network.layers if isinstance(layer, keras.layers.Dense)]
    norms = [layer for layer in network.layers if isinstance(layer, keras.layers.BatchNormalization)]
    known = [layer.get_weights() for layer in earlier.layers if isinstance(layer, keras.layers.Dense)]
    if [weights[0].shape for weights in known] != [layer.kernel.shape for layer in dense]:
        raise ValueError(f"The earlier network has other layers than {network.name}: take its --hidden.")
    outputs = images.astype(np.float32) / 255
    for layer, weights in zip(dense, known, strict=True):
        layer.set_weights(weights)
    for norm, (kernel, bias) in zip(norms, known, strict=False):
        inputs = outputs @ kernel + bias
        mean, variance = inputs.mean(axis=0), inputs.var(axis=0)
        norm.set_weights([np.sqrt(variance + norm.epsilon), mean, mean, variance])
        outputs = np.maximum(inputs, 0)


def schedule(recipe: Recipe, steps: int, epochs: int) -> Callable:
    """The learning rate for epochs of `steps`: one epoch of warm-up, then a cosine down to zero."""
    import keras

    return keras.optimizers.schedules.CosineDecay(
        recipe.learning_rate / 20,
        decay_steps=(epochs - 1) * steps,
        warmup_target=recipe.learning_rate,
        warmup_steps=steps,
    )


def loss_function(recipe: Recipe, teacher: keras.Sequential | None = None) -> Callable:
    """(images tf.float32 (n, 28, 28), labels, answers) → mean loss: against labels, and against the teacher's answers.

    The label 10 stands for what is no digit: its target is a tenth for each digit.
    """
    import keras
    import tensorflow as tf

    targets = np.vstack([np.eye(10), np.full((1, 10), 0.1)])
    targets = tf.constant(targets * (1 - recipe.label_smoothing) + recipe.label_smoothing / 10, tf.float32)
    cross_entropy = keras.losses.categorical_crossentropy

    def softened(answers: tf.Tensor) -> tf.Tensor:
        return tf.nn.softmax(tf.math.log(tf.maximum(answers, 1e-7)) / recipe.softness)

    def loss(images: tf.Tensor, labels: tf.Tensor, answers: tf.Tensor) -> tf.Tensor:
        by_label = tf.reduce_mean(cross_entropy(tf.gather(targets, labels), answers))
        if teacher is None:
            return by_label
        taught = cross_entropy(softened(teacher(images, training=False)), softened(answers))
        return (1 - recipe.taught) * by_label + recipe.taught * recipe.softness**2 * tf.reduce_mean(taught)

    return loss


def epoch_function(
    network: keras.Sequential,
    examples: Examples,
    rate: Callable,
    recipe: Recipe,
    teacher: keras.Sequential | None = None,
) -> Callable:
    """The training of one epoch as one TensorFlow graph: (batches, epoch number) → mean loss."""
    import tensorflow as tf

    images, labels = tf.constant(examples.images), tf.constant(examples.labels)
    loss_of = loss_function(recipe, teacher)

    @tf.function
    def train_epoch(batches: tf.Tensor, epoch: tf.Tensor) -> tf.Tensor:
        total = 0.0
        for step in tf.range(len(batches)):
            x = tf.cast(tf.gather(images, batches[step]), tf.float32) / 255
            x.set_shape((recipe.batch_size, 784))
            x = tf.reshape(distort(x, recipe.alike, Distortion(), tf.stack([epoch, step])), (-1, 28, 28))
            with tf.GradientTape() as tape:
                loss = loss_of(x, tf.gather(labels, batches[step]), network(x, training=True))
            network.optimizer.learning_rate.assign(rate(network.optimizer.iterations))
            gradients = tape.gradient(loss, network.trainable_variables)
            network.optimizer.apply_gradients(zip(gradients, network.trainable_variables, strict=True))
            total += loss
        return total / tf.cast(len(batches), tf.float32)

    return train_epoch


def say(line: str, network: keras.Sequential) -> None:
    """Print a line of progress at once."""
    print(line, flush=True)


def train(
    examples: Examples,
    recipe: Recipe,
    work: Path,
    report: Callable = say,
    teacher: keras.Sequential | None = None,
    new: Callable = new_student,
    earlier: keras.Sequential | None = None,
) -> keras.Sequential:
    """Train to the end and return the Keras model, continuing from the last whole epoch in the folder `work`.

    `new` makes the network: `new_teacher` or `new_student`; a student may have a `teacher`, and may go on from an
    `earlier` network. `report` gets a line after each epoch, and the model.
    """
    import keras
    import tensorflow as tf

    tf.config.experimental.enable_op_determinism()
    name = new.__name__.removeprefix("new_")
    epochs = recipe.teacher_epochs if new is new_teacher else recipe.epochs
    steps = len(order(examples.sizes, 0, recipe))
    checkpoint, unfinished, started = work / f"{name}.keras", work / "unfinished.keras", time.perf_counter()
    if checkpoint.exists():
        network = keras.models.load_model(checkpoint)
    else:
        network = fresh(new, recipe)
        if earlier is not None:
            take_over(network, earlier, examples.images[:: len(examples.images) // SOME + 1])
    first = int(network.optimizer.iterations) // steps
    train_epoch = epoch_function(network, examples, schedule(recipe, steps, epochs), recipe, teacher)
    for epoch in range(first, epochs):
        for layer in network.layers:
            if isinstance(layer, keras.layers.Dropout):  # so that a continued run drops the same neurons
                layer.seed_generator.state.assign([recipe.seed, epoch])
        loss = float(train_epoch(tf.constant(order(examples.sizes, epoch, recipe)), tf.constant(epoch)))
        network.save(unfinished)
        os.replace(unfinished, checkpoint)
        left = (time.perf_counter() - started) / (epoch - first + 1) * (epochs - epoch - 1)
        report(f"{name}, epoch {epoch + 1} of {epochs}: loss {loss:.4f}, {left / 60:.0f} min left", network)
    return network
