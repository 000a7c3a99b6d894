"""What is usual: a dense network that knows MNIST alone, and the two ways in which demos bring a drawing to 28 × 28."""

import numpy as np
from PIL import Image

from model.digits.preprocess import crop
from model.networks.classifier import Classifier
from model.networks.config import PRESET_TRAINING, PRESETS
from model.networks.network import build, build_optimizer

PRESET = "one hidden layer"


def simple_resize(image: np.ndarray) -> np.ndarray:
    """The usual way: the whole canvas shrunk to 28 × 28."""
    return np.asarray(Image.fromarray(image).resize((28, 28), Image.Resampling.BOX), np.float32) / 255


def crop_and_resize(image: np.ndarray) -> np.ndarray:
    """The other usual way: the ink's bounding box, made square, shrunk to 20 × 20 in the middle of 28 × 28."""
    ink = crop(image)
    assert ink is not None  # every drawing has some
    side = max(ink.shape)
    square = np.zeros((side, side), np.uint8)
    top, left = (side - ink.shape[0]) // 2, (side - ink.shape[1]) // 2
    square[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    small = np.asarray(Image.fromarray(square).resize((20, 20), Image.Resampling.BOX), np.float32)
    return np.pad(small, 4) / 255


def train_preset(x_train: np.ndarray, y_train: np.ndarray) -> Classifier:
    """The preset's network, trained as the tutorials do on float32 (n, 28, 28)."""
    import keras

    training = PRESET_TRAINING[PRESET]
    keras.utils.set_random_seed(0)
    network = build(PRESETS[PRESET])
    network.compile(build_optimizer(training), "sparse_categorical_crossentropy", steps_per_execution=50)
    network.fit(x_train, y_train, training.batch_size, training.epochs, verbose=0)
    return Classifier(network)
