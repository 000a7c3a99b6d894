"""Train the network that ships, from MNIST and from pen strokes.

    python -m model.pretraining --mnist mnist.npz --strokes pendigits-orig.tra

The network is dense, 784-1024-1024-10, and never sees the same digit twice: each is distorted anew. Beside
MNIST's digits it learns from pen strokes of 22 people, drawn as on the canvas, and from scribbles, to which
it learns to answer "anything". What it took and what each part brought stands in `assets/pretrained.md`.
"""

import argparse
import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from model.networks.config import NetworkConfig
from model.networks.network import build
from model.pretraining import strokes
from model.pretraining.distortions import Distortion, distort
from model.pretraining.examples import VALIDATION_DIGITS, examples, load_mnist, order, validation_digits

FLAGGED = 0.01  # share of validation digits that the page may call "maybe no digit"


@dataclass(frozen=True)
class Recipe:
    """All there is to choose. Counts are images, rates as in Keras."""

    hidden: tuple[int, ...] = (1024, 1024)
    dropout: float = 0.1
    epochs: int = 40
    batch_size: int = 512
    alike: int = 128  # how many images of a batch share one distortion
    learning_rate: float = 2e-3
    weight_decay: float = 0.02
    label_smoothing: float = 0.02
    drawings: int = 8  # of each pen-stroke digit, each of another size, brush, turn and slant
    drawings_per_epoch: int = 30000
    scribbles: int = 8000
    scribbles_per_epoch: int = 3500
    seed: int = 0


def new_model(recipe):
    """A fresh network with batch normalization and dropout, compiled with AdamW."""
    import keras

    keras.utils.set_random_seed(recipe.seed)
    model = build(NetworkConfig(recipe.hidden, dropout=recipe.dropout, batch_normalization=True))
    model.compile(keras.optimizers.AdamW(recipe.learning_rate, weight_decay=recipe.weight_decay))
    model.optimizer.build(model.trainable_variables)
    return model


def schedule(recipe, steps):
    """The learning rate for epochs of `steps`: one epoch of warm-up, then a cosine down to zero."""
    import keras

    return keras.optimizers.schedules.CosineDecay(
        recipe.learning_rate / 20,
        decay_steps=(recipe.epochs - 1) * steps,
        warmup_target=recipe.learning_rate,
        warmup_steps=steps,
    )


def epoch_function(model, images, labels, rate, recipe):
    """The training of one epoch as one TensorFlow graph: (batches, epoch number) → mean loss."""
    import keras
    import tensorflow as tf

    images, labels = tf.constant(images), tf.constant(labels)
    # Row 10, a scribble's target, is all tenths: anything.
    targets = np.vstack([np.eye(10), np.full((1, 10), 0.1)])
    targets = tf.constant(targets * (1 - recipe.label_smoothing) + recipe.label_smoothing / 10, tf.float32)

    @tf.function
    def train_epoch(batches, epoch):
        total = 0.0
        for step in tf.range(len(batches)):
            x = tf.cast(tf.gather(images, batches[step]), tf.float32) / 255
            x.set_shape((recipe.batch_size, 784))
            x = distort(x, recipe.alike, Distortion(), tf.stack([epoch, step]))
            y = tf.gather(targets, tf.gather(labels, batches[step]))
            with tf.GradientTape() as tape:
                answers = model(tf.reshape(x, (-1, 28, 28)), training=True)
                loss = tf.reduce_mean(keras.losses.categorical_crossentropy(y, answers))
            model.optimizer.learning_rate.assign(rate(model.optimizer.iterations))
            gradients = tape.gradient(loss, model.trainable_variables)
            model.optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
            total += loss
        return total / tf.cast(len(batches), tf.float32)

    return train_epoch


def train(images, labels, sizes, recipe, work, report=lambda line, model: print(line, flush=True)):
    """Train to the end and return the Keras model, continuing from the last whole epoch in the folder `work`.

    Takes what `examples` gives. `report` gets a line after each epoch, and the model.
    """
    import keras
    import tensorflow as tf

    tf.config.experimental.enable_op_determinism()
    steps = len(order(sizes, 0, recipe))
    checkpoint, started = work / "checkpoint.keras", time.perf_counter()
    model = keras.models.load_model(checkpoint) if checkpoint.exists() else new_model(recipe)
    first = int(model.optimizer.iterations) // steps
    train_epoch = epoch_function(model, images, labels, schedule(recipe, steps), recipe)
    for epoch in range(first, recipe.epochs):
        for layer in model.layers:
            if isinstance(layer, keras.layers.Dropout):  # so that a continued run drops the same neurons
                layer.seed_generator.state.assign([recipe.seed, epoch])
        loss = float(train_epoch(tf.constant(order(sizes, epoch, recipe)), tf.constant(epoch)))
        model.save(work / "unfinished.keras")
        os.replace(work / "unfinished.keras", checkpoint)
        left = (time.perf_counter() - started) / (epoch - first + 1) * (recipe.epochs - epoch - 1)
        report(f"epoch {epoch + 1} of {recipe.epochs}: loss {loss:.4f}, {left / 60:.0f} min left", model)
    return model


def fold(model, recipe, temperature=1.0):
    """The same network without batch normalization and dropout, which only training needs.

    Batch normalization is a scale and a shift of each neuron, so it goes into the weights before it; so
    does the temperature that the logits are divided by (Guo, Pleiss, Sun and Weinberger 2017).
    """
    import keras

    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    norms = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
    weights = []
    for layer, norm in zip(dense, norms, strict=False):
        (kernel, bias), (gamma, beta, mean, variance) = layer.get_weights(), norm.get_weights()
        factor = gamma / np.sqrt(variance + norm.epsilon)
        weights += [kernel * factor, (bias - mean) * factor + beta]
    weights += [weight / temperature for weight in dense[-1].get_weights()]
    folded = build(NetworkConfig(recipe.hidden))
    folded.set_weights(weights)
    return folded


def main():
    """The command: prepare the examples, train, choose temperature and threshold, save."""
    parser = argparse.ArgumentParser(prog="python -m model.pretraining", description=__doc__.split("\n")[0])
    parser.add_argument("--mnist", type=Path, required=True, help="an .npz file with Keras's keys")
    parser.add_argument("--strokes", type=Path, required=True, help="UCI's pendigits-orig.tra, plain or .gz")
    parser.add_argument("--work", type=Path, default=Path("pretrain.part"), help="where to keep what is half done")
    parser.add_argument("--assets", type=Path, default=Path("assets"), help="where the network goes")
    for name, value in asdict(Recipe()).items():
        if name != "hidden":
            parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    options = vars(parser.parse_args())
    work, assets = options.pop("work"), options.pop("assets")
    mnist, pen = options.pop("mnist"), options.pop("strokes")
    recipe = Recipe(**options)
    work.mkdir(parents=True, exist_ok=True)
    training, validation, _ = strokes.split(strokes.load(pen))

    cached = work / "examples.npz"
    if not cached.exists():
        print("Drawing the pen strokes …", flush=True)
        images, labels, sizes = examples(mnist, training, recipe)
        with open(work / "unfinished.npz", "wb") as file:
            np.savez(file, images=images, labels=labels, sizes=sizes)
        os.replace(work / "unfinished.npz", cached)
    with np.load(cached) as file:
        images, labels, sizes = file["images"], file["labels"], tuple(file["sizes"].tolist())
    x, y = validation_digits(mnist, validation)

    def report(line, model):
        right = model.predict(x, batch_size=2000, verbose=0).argmax(axis=1) == y
        drawn = right[VALIDATION_DIGITS:]
        print(f"{line}; validation: MNIST {right[:VALIDATION_DIGITS].mean():.4f}, drawn {drawn.mean():.4f}", flush=True)

    model = train(images, labels, sizes, recipe, work, report)
    finish(model, recipe, x, y, load_mnist(mnist)[2:], assets)


def finish(model, recipe, x, y, test, assets):
    """Choose the temperature and the threshold on validation digits, and save the network with its facts."""
    logits = np.log(np.maximum(model.predict(x, batch_size=2000, verbose=0), 1e-12))
    # Drawings outnumber MNIST's digits: each half counts the same.
    halves = [slice(None, VALIDATION_DIGITS), slice(VALIDATION_DIGITS, None)]

    def surprise(temperature):
        scaled = logits / temperature
        right = scaled[np.arange(len(y)), y] - np.log(np.exp(scaled).sum(axis=1))
        return -np.mean([right[half].mean() for half in halves])

    temperature = min(np.arange(0.5, 2, 0.02), key=surprise)
    network = fold(model, recipe, temperature)
    top = network.predict(x, batch_size=2000, verbose=0).max(axis=1)
    threshold = min(np.quantile(top[half], FLAGGED) for half in halves)
    x_test = test[0].reshape(-1, 28, 28).astype(np.float32) / 255
    accuracy = (network.predict(x_test, batch_size=2000, verbose=0).argmax(axis=1) == test[1]).mean()
    network.save(assets / "pretrained.keras")
    facts = {
        "name": "-".join(map(str, (784, *recipe.hidden, 10))),
        "parameters": network.count_params(),
        "test_accuracy": round(float(accuracy), 4),
        "confidence_threshold": round(float(threshold), 2),
        "temperature": round(float(temperature), 2),
        "recipe": asdict(recipe),
    }
    (assets / "pretrained.json").write_text(json.dumps(facts, indent=2) + "\n")
    print(json.dumps(facts, indent=2))
