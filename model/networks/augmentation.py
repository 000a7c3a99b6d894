"""Augmentation: each digit a little changed, differently in every epoch, as if there were more digits.

What is done to them stands in `model.networks.distorted`. All that moves ink is one map, so that a digit is read once,
whichever kinds are switched on.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from functools import lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np

from model.networks import answering
from model.networks.config import KINDS

if TYPE_CHECKING:
    import tensorflow as tf

CHANCES = 56  # random numbers for each digit
# How far each kind goes at most, in the units of `model.networks.distorted`. Turn, shift and zoom as tutorials have
# them from Keras's layers, the others as mild: twice as much makes digits that nobody writes.
LIMITS = dict(zip(KINDS, (10.0, 2.0, 0.1, 0.2, 1.5, 0.5), strict=True))


def limits(kinds: Iterable[str]) -> np.ndarray:
    """float32 `(6,)`: how far each of `KINDS` goes, 0 for those that are not in `kinds`."""
    on = set(kinds)
    return np.array([LIMITS[kind] if kind in on else 0.0 for kind in KINDS], np.float32)


class Augmentation:
    """Changes a run's digits, batch by batch: with the same `seed` and step, 0 and up, in the same way again."""

    def __init__(self, kinds: Iterable[str], seed: int) -> None:
        self.kinds, self.seed = tuple(kinds), seed

    def __call__(self, images: "tf.Tensor", step: "tf.Tensor", batches: int = 1) -> "tf.Tensor":
        """`images`, float32 `(n, 28, 28)` in [0, 1], are `batches` as large as each other; returns the like.

        The first of them is that of `step`. Several batches are one XLA program, a quarter of the time.
        """
        import tensorflow as tf

        each = tf.shape(images)[0] // batches
        chances = tf.concat([self._chances(each, step + further) for further in range(batches)], axis=0)
        for change in _compiled(self.kinds) if batches > 1 else _changes(self.kinds):
            images = change(images, chances)
        return tf.ensure_shape(images, (None, 28, 28))

    def _chances(self, count: "tf.Tensor", step: "tf.Tensor") -> "tf.Tensor":
        import tensorflow as tf

        seed = tf.stack([tf.constant(self.seed, tf.int64), tf.cast(step, tf.int64)])
        return tf.random.stateless_uniform((count, CHANCES), seed, -1, 1)


def _changes(kinds: tuple[str, ...]) -> list[Callable]:
    """What is done to digits, one after the other: float32 `(n, 28, 28)` and chances `(n, 56)` → the like."""
    from model.networks.distorted import moved, thickened

    return [
        lambda images, chances, change=change: change(images, chances, limits(kinds)) for change in (moved, thickened)
    ]


@lru_cache(maxsize=8)
def _compiled(kinds: tuple[str, ...]) -> list[Callable]:
    """The same as XLA programs. Two: in one, XLA would move each digit again for each neighbour that ink looks at."""
    import tensorflow as tf

    return [tf.function(change, jit_compile=True, autograph=False) for change in _changes(kinds)]


@lru_cache(maxsize=64)
def examples_later(images: bytes, kinds: tuple[str, ...], seed: int) -> Future[np.ndarray]:
    """A future of what becomes of `images`, the bytes of uint8 `(n, 28, 28)`: uint8 `(n, 28, 28)`. For a page to show
    before a run; the same one for everybody who asks."""
    return answering.later(partial(examples, np.frombuffer(images, np.uint8).reshape(-1, 28, 28), kinds, seed))


def examples(images: np.ndarray, kinds: Iterable[str], seed: int) -> np.ndarray:
    """`images`, uint8 `(n, 28, 28)`, each changed once, as a run with this seed changes its first batch."""
    import tensorflow as tf

    changed = Augmentation(kinds, seed)(tf.constant(images, tf.float32) / 255, tf.constant(0))
    return np.rint(255 * changed.numpy()).astype(np.uint8)
