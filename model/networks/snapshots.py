"""A network's weights as they once were: which epochs of a run are kept, and in what form.

A snapshot is a vector, float16 `(n,)`: all that Keras's `get_weights` gives, one array after the other. Half the
precision is enough to look at, and half of what has to be kept.
"""

import math
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np

from model.networks.config import CLASSES, IMAGE_SHAPE, NetworkConfig

if TYPE_CHECKING:
    import keras

OnSnapshot = Callable[[int, np.ndarray], None]  # how many epochs are done, and the snapshot

MOST, MOST_BYTES = 24, 40_000_000  # of a run
LARGEST = float(np.finfo(np.float16).max)
SHARE = 0.02  # of a run's time that taking them may cost
BEFORE = 0  # the epoch of the snapshot that is taken before training


def snapshot(model: "keras.Model") -> np.ndarray:
    """The weights of `model` as they are now; one beyond ±65504 becomes that."""
    from keras import ops  # which rounds them in half the time that NumPy takes

    weights = [ops.cast(ops.clip(weight, -LARGEST, LARGEST), "float16") for weight in model.weights]
    return np.concatenate([ops.convert_to_numpy(array).ravel() for array in weights])


def shapes(config: NetworkConfig) -> list[tuple[int, ...]]:
    """Of the arrays that `get_weights` gives: a kernel and a bias per layer, and the four of batch normalization."""
    found: list[tuple[int, ...]] = []
    inputs = math.prod(IMAGE_SHAPE)
    for units in config.hidden:
        found += [(inputs, units), (units,)]
        found += [(units,)] * 4 if config.batch_normalization else []
        inputs = units
    return [*found, (inputs, CLASSES), (CLASSES,)]


def parameters(config: NetworkConfig) -> int:
    """The length of a snapshot of such a network."""
    return sum(math.prod(shape) for shape in shapes(config))


def arrays(vector: np.ndarray, config: NetworkConfig) -> list[np.ndarray]:
    """A snapshot as `get_weights` gave it, float32."""
    ends = np.cumsum([math.prod(shape) for shape in shapes(config)])
    parts = np.split(vector.astype(np.float32), ends[:-1])
    return [part.reshape(shape) for part, shape in zip(parts, shapes(config), strict=True)]


def most(config: NetworkConfig) -> int:
    """How many snapshots of such a network a run may keep; at least two."""
    return max(2, min(MOST, MOST_BYTES // (2 * parameters(config))))


def thinned(epochs: Iterable[int], count: int) -> list[int]:
    """Of `epochs`, at most `count`: the first, the last, and between them more of the early ones.

    A network changes most in its first epochs. So the epoch goes first whose neighbours are closest, as a ratio.
    """
    kept = sorted(set(epochs))
    while len(kept) > max(2, count):
        ratios = [(after + 1) / (before + 1) for before, after in zip(kept, kept[2:], strict=False)]
        del kept[1 + ratios.index(min(ratios))]
    return kept


def planned(config: NetworkConfig, epochs: int) -> set[int]:
    """After which of so many epochs a snapshot is taken; 0 is before training."""
    return set(thinned(range(epochs + 1), most(config)))


class Snapshots:
    """Takes a run's snapshots where that is planned, and hands them to `on_snapshot`."""

    def __init__(self, config: NetworkConfig, epochs: int, on_snapshot: OnSnapshot | None) -> None:
        self.hand_over, self.next_at, self.last = on_snapshot, 0.0, epochs
        self.planned = planned(config, epochs) if on_snapshot else set()

    def take(self, model: "keras.Model", epoch: int) -> None:
        """After so many epochs; not where epochs are so short that they would wait for it."""
        too_soon = time.perf_counter() < self.next_at and epoch < self.last
        if self.hand_over is None or epoch not in self.planned or too_soon:
            return
        began = time.thread_time()  # a busy machine makes it wait, but takes nothing from the epoch
        self.hand_over(epoch, snapshot(model))
        if epoch > BEFORE:  # the first and the last one keep no epoch waiting
            self.next_at = time.perf_counter() + (time.thread_time() - began) / SHARE
