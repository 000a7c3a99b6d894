"""Be the network: ten templates painted by hand, one a digit, as the weights of a network without hidden layers.

Such a network (softmax regression) has one weight for each pixel and digit: a picture a digit, positive where ink
speaks for it and negative where ink speaks against it. Here those pictures come from a person's brush.
"""

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from model.digits.exploring import class_statistics
from model.digits.pen import CANVAS, draw
from model.inside.layers import PIXELS, DenseLayer, DenseNetwork
from model.networks.checkpoint import Checkpoint
from model.networks.config import CLASSES

SIDE = 28
INK = 0.1  # the weight of a pixel that is painted in full: about the largest of those that training begins with
FINER = 4  # pixels a side, for each of the template's, that strokes are drawn on

Stroke = Sequence[float]  # the brush's width (negative: ink against the digit), then x and y of each point


def painted(strokes: Sequence[Stroke]) -> np.ndarray:
    """Strokes on a canvas of 280 × 280 → float32 `(28, 28)` in [−1, 1]: ink for (1), against (−1), none (0).

    What was painted later lies above what was there before, as on the canvas.
    """
    side = FINER * SIDE
    scale = side / CANVAS
    canvas = np.zeros((side, side), np.float32)
    for width, alike in groupby(strokes, key=lambda stroke: stroke[0]):
        lines = [scale * np.array(points, float).reshape(-1, 2) for _, *points in alike]
        cover = draw(lines, scale * abs(width), side).astype(np.float32) / 255
        canvas += cover * (np.sign(width) - canvas)
    return canvas.reshape(SIDE, FINER, SIDE, FINER).mean(axis=(1, 3))


def network_of(templates: np.ndarray, images: np.ndarray) -> DenseNetwork:
    """The network whose weights are `templates`, float `(10, 28, 28)` in [−1, 1], times `INK`.

    A template with much ink would win over all others. So each digit's bias takes off what its template scores on
    average over `images`, uint8 `(n, 28, 28)`: a score then says how much better a picture fits than pictures do.
    """
    kernel = INK * templates.reshape(CLASSES, PIXELS).T.astype(np.float32)
    mean = images.mean(axis=0, dtype=np.float64).reshape(PIXELS).astype(np.float32) / 255
    return DenseNetwork((DenseLayer(kernel, -(mean @ kernel)),))


def network_of_means(images: np.ndarray, labels: np.ndarray) -> DenseNetwork:
    """The network that reads a picture as the digit with the nearest mean image μ: weights μ, bias −|μ|² / 2.

    From all weights the mean over digits is taken off, which changes no answer and shows what sets digits apart.
    """
    means = class_statistics(images, labels).mean.reshape(CLASSES, PIXELS) / 255
    return DenseNetwork((DenseLayer((means - means.mean(axis=0)).T, -(means**2).sum(axis=1) / 2),))


def templates_of(network: DenseNetwork) -> np.ndarray:
    """The weights of a network without hidden layers as pictures, float32 `(10, 28, 28)`."""
    return network.layers[0].kernel.T.reshape(CLASSES, SIDE, SIDE)


def readings(network: DenseNetwork, images: np.ndarray, among: Sequence[int] = range(CLASSES)) -> np.ndarray:
    """uint8 `(n, 28, 28)` → int `(n,)`: what the network reads, if only the digits `among` these may be its answer."""
    scores = network.forward(images.astype(np.float32) / 255).scores
    return np.array(among)[scores[:, list(among)].argmax(axis=1)]


def beginning(network: DenseNetwork) -> Checkpoint:
    """From where a run trains on that begins with this network, which has no hidden layers.

    Raises `ValueError` for weights that no such run can begin with.
    """
    if len(network.layers) != 1 or network.layers[0].kernel.shape != (PIXELS, CLASSES):
        raise ValueError("Only a network without hidden layers can be painted.")
    weights = [network.layers[0].kernel, network.layers[0].bias]
    if not all(np.isfinite(weight).all() for weight in weights):
        raise ValueError("A weight that is no number can't be trained on.")
    return Checkpoint.beginning(weights)
