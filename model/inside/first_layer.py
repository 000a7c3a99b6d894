"""The first layer's weights as pictures: a neuron's, one a pixel, or without hidden layers a digit's template."""

import numpy as np

from model.inside.layers import DenseNetwork
from model.networks.config import CLASSES
from model.networks.looks import DOZEN

SIDE = 28
EDGE = 4  # pixels at each side where hardly any digit has ink: those weights stay as they began


def pictures(kernel: np.ndarray, most: int = DOZEN) -> np.ndarray:
    """The weights of the first `most` neurons, of `(784, neurons)`, as pictures: `(most, 28, 28)`, or fewer."""
    return kernel[:, :most].T.reshape(-1, SIDE, SIDE)


def smoothness(weights: np.ndarray) -> float:
    """How alike neighbouring weights are in pictures `(n, 28, 28)`: their mean correlation, −1 to 1.

    In noise it is near 0; strokes raise it. Only the middle counts, where digits have ink. 0 where nothing varies.
    """
    middle = weights[:, EDGE:-EDGE, EDGE:-EDGE].astype(float)
    found = []
    for one in middle:
        pairs = [(one[:, :-1].ravel(), one[:, 1:].ravel()), (one[:-1].ravel(), one[1:].ravel())]
        found += [np.corrcoef(*pair)[0, 1] for pair in pairs if min(np.ptp(pair[0]), np.ptp(pair[1])) > 0]
    return float(np.mean(found)) if found else 0.0


def gradients(network: DenseNetwork, images: np.ndarray, labels: np.ndarray, loss: str) -> np.ndarray:
    """How fast the `loss` grows with each weight of the first layer: float32 `(784, neurons)`.

    `loss` is a name of `TrainingConfig`'s; its mean is taken over `images`, uint8 `(n, 28, 28)`, with `labels`, uint8
    `(n,)`. Training goes the other way, downhill. `network` has to end in softmax: of the cross-entropy, the slope by
    a score is then just its probability, less 1 for the true digit. (Rumelhart, Hinton and Williams 1986, "Learning
    representations by back-propagating errors".)
    """
    passed = network.forward(images.astype(np.float32) / 255)
    shares = passed.probabilities
    slope = (shares - np.eye(CLASSES, dtype=np.float32)[labels]) / np.float32(len(images))
    if loss == "mean_squared_error":
        slope = slope * 2 / CLASSES
        slope = shares * (slope - (slope * shares).sum(axis=1, keepdims=True))
    return (passed.pixels.T @ network.errors(passed, slope)[0]).astype(np.float32)
