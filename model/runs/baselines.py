"""What simple ways of reading digits achieve: a network's accuracy means little without them.

Each is learned from training digits and judged by the same test digits as the network. `found_later` finds all of
them once for each set of digits, in the background, while nobody waits.
"""

import zlib
from concurrent.futures import Future
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from model.digits import data
from model.digits.data import DataError, Dataset
from model.networks import answering
from model.networks.config import CLASSES

MOST_NEIGHBOURS = 5_000  # training digits that a test digit is compared with
K = 3  # neighbours that vote
AT_ONCE = 500  # test digits whose distances are in memory together: 10 MB


@dataclass(frozen=True)
class Baseline:
    """A simple way: its `name`, the `rule` in a sentence, and what it makes of the test digits, uint8 `(n,)`.

    Chance has no `predictions` that are worth keeping: its accuracy, in [0, 1], is known. Where its name is one of
    `several`, they read; else it reads.
    """

    name: str
    rule: str
    accuracy: float
    predictions: np.ndarray | None = None
    several: bool = False


def find(dataset: Dataset) -> list[Baseline]:
    """The four of them on the test digits of `dataset`, the simplest first. 10,000 digits take a few seconds."""
    x, y = dataset.x_train.reshape(len(dataset.x_train), -1), dataset.y_train
    few = min(MOST_NEIGHBOURS, len(x))
    test, ink = scaled(dataset.x_test), x.mean(axis=1, keepdims=True)
    found = [Baseline("Chance", "A digit drawn by lot: one in ten is right.", 1 / CLASSES)]
    for name, rule, predictions in (
        (  # Nielsen 2015, “Neural Networks and Deep Learning”, chapter 1: he names 22.25% on MNIST
            "Mean darkness",
            "How much ink there is, and nothing else: the digit whose average is closest.",
            nearest_mean(mean_images(ink, y), test.mean(axis=1, keepdims=True)),
        ),
        (
            "Nearest mean image",
            "The digit whose average picture is closest, pixel by pixel.",
            nearest_mean(mean_images(x, y), test),
        ),
        (
            f"{K} nearest neighbours",
            f"The {K} most similar of {few:,} training digits vote.",
            nearest_neighbours(scaled(x[:few]), y[:few], test),
        ),
    ):
        right = float((predictions == dataset.y_test).mean())
        found.append(Baseline(name, rule, right, predictions.astype(np.uint8), name.endswith("neighbours")))
    return found


def mean_images(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The average picture of each digit: `(n, p)`, 0 to 255, with labels `(n,)` → float32 `(10, p)`, 0 to 1."""
    return np.stack([x[y == digit].mean(axis=0) for digit in range(CLASSES)]).astype(np.float32) / 255


def nearest_mean(means: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Reads `test`, float32 `(m, p)`, as the digit with the nearest of `means`, `(10, p)`: int `(m,)`.

    |t − μ|² = |t|² − 2 t·μ + |μ|², of which the first part is the same for all ten.
    """
    return (test @ means.T - (means**2).sum(axis=1) / 2).argmax(axis=1)


def nearest_neighbours(x: np.ndarray, y: np.ndarray, test: np.ndarray, k: int = K) -> np.ndarray:
    """Reads `test`, float32 `(m, p)`, as most of the `k` nearest of `x`, `(n, p)`, are labelled: uint8 `(m,)`.

    By Euclidean distance (Cover and Hart 1967). Where two labels have as many votes, that of the nearer one counts.
    """
    lengths = (x**2).sum(axis=1)
    read = np.empty(len(test), y.dtype)
    for start in range(0, len(test), AT_ONCE):
        distances = lengths - 2 * (test[start : start + AT_ONCE] @ x.T)
        near = np.argpartition(distances, k - 1, axis=1)[:, :k]
        near = np.take_along_axis(near, np.argsort(np.take_along_axis(distances, near, 1), axis=1, kind="stable"), 1)
        labels = y[near]
        votes = (labels[:, :, None] == labels[:, None, :]).sum(axis=2)
        read[start : start + AT_ONCE] = labels[np.arange(len(labels)), votes.argmax(axis=1)]  # of equals, the nearest
    return read


def found_later(digits: Dataset) -> Future[list[Baseline]]:
    """A future of the baselines on the test digits of `digits`; the same one for everybody who asks.

    They learn from the training digits beside them. Digits that come alone (people's) are read by what was learned
    from MNIST, or from the sample where MNIST is not on this computer.
    """
    return _found_later(_Key(digits))


class _Key:
    """Digits, told apart by what they are: a dataset itself is no key, as it holds arrays."""

    def __init__(self, digits: Dataset) -> None:
        self.digits = digits
        self.sums = (digits.name, len(digits.x_train), zlib.crc32(np.ascontiguousarray(digits.x_test).data))

    def __hash__(self) -> int:
        return hash(self.sums)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.sums == other.sums


@lru_cache(maxsize=4)
def _found_later(key: _Key) -> Future[list[Baseline]]:
    return answering.later(lambda: find(_with_teachers(key.digits)))


def _with_teachers(digits: Dataset) -> Dataset:
    """`digits` with training digits beside them."""
    if len(digits.x_train):
        return digits
    try:
        others = data.load("mnist" if data.at_hand() else "sample")
    except DataError:
        others = data.load("sample")
    return Dataset(others.x_train, others.y_train, digits.x_test, digits.y_test, digits.name)


def scaled(images: np.ndarray) -> np.ndarray:
    """uint8 `(n, 28, 28)` or `(n, 784)` → float32 `(n, 784)` in [0, 1]."""
    return images.reshape(len(images), -1).astype(np.float32) / 255
