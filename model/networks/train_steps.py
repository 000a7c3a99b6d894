"""Many of Keras's training steps in one call, which is what makes an epoch fast.

`fit` with its defaults calls TensorFlow once per batch, and between two calls Python and TensorFlow do more than the
batch itself takes. Here one call does as many batches as pass between two looks at the clock.
"""

from collections.abc import Callable
from functools import cache

import keras
import numpy as np
import tensorflow as tf

from model.networks.augmentation import Augmentation

TOGETHER = 8  # batches in one XLA program: more of them save no more time
WORTH_COMPILING = 300  # steps per epoch: XLA makes them up to twice as fast, but first compiles for a second or two


@cache
def has_xla() -> bool:
    """Whether TensorFlow can compile with XLA here. Not every build can, nor can it for Apple's GPU."""
    try:
        return bool(tf.function(lambda: tf.constant(1) + 1, jit_compile=True)() == 2)
    except tf.errors.OpError:
        return False


class ManySteps:
    """Trains the compiled `model`, batch after batch, each with one call of Keras's own `train_step`.

    `images` are uint8 `(n, 28, 28)`, `labels` float32 `(n, 10)`.
    With `xla`, many steps become one XLA program, in which the many small operations of an optimizer are one; the
    results are the same up to rounding, and up to which neurons dropout drops: XLA draws other random numbers.
    """

    def __init__(
        self,
        model: keras.Model,
        images: np.ndarray,
        labels: np.ndarray,
        batch_size: int,
        augment: Augmentation | None = None,
        xla: bool = False,
    ) -> None:
        self.model, self.batch_size, self.augment = model, batch_size, augment
        self.images, self.labels = tf.constant(images), tf.constant(labels)
        # All of Keras's variables exist before the trace, or TensorFlow would trace everything twice.
        model.optimizer.build(model.trainable_variables)
        x, y = self._digits(tf.constant([0]))
        model.compute_metrics(x, y, model(x, training=False))
        model.reset_metrics()
        self.plain = self._plain()
        self.compiled = self._compiled() if xla else None

    def compile(self) -> None:
        """Has XLA compile its program, by training on no batch at all."""
        if self.compiled is not None:
            self.compiled(tf.zeros((1, TOGETHER, self.batch_size), tf.int32), 0)

    def __call__(self, batches: np.ndarray) -> dict[str, float]:
        """Trains on `batches`, indices of images: int32 `(batches, batch size)`. Returns Keras's metrics so far."""
        if self.compiled is not None and batches.shape[1] == self.batch_size:
            groups = -(-len(batches) // TOGETHER)
            filled = np.resize(batches, (groups, TOGETHER, self.batch_size))  # those beyond the last aren't trained on
            metrics = self.compiled(tf.constant(filled), len(batches))
        else:
            metrics = self.plain(tf.constant(batches))
        return {name: float(value) for name, value in metrics.items()}

    def _plain(self) -> Callable:
        @tf.function(input_signature=[tf.TensorSpec((None, None), tf.int32)])
        def plain(batches: tf.Tensor) -> dict[str, tf.Tensor]:
            for indices in batches:
                x, y = self._digits(indices)
                self.model.train_step((self._augmented(x, 1), y))
            return self.model.get_metrics_result()

        return plain.get_concrete_function()

    def _compiled(self) -> Callable:
        @tf.function(jit_compile=True)
        def train_group(x: tf.Tensor, y: tf.Tensor, count: tf.Tensor) -> None:
            batch = 0
            while batch < count:
                self.model.train_step((x[batch], y[batch]))
                batch += 1

        shape = (TOGETHER, self.batch_size)

        @tf.function(input_signature=[tf.TensorSpec((None, *shape), tf.int32), tf.TensorSpec((), tf.int32)])
        def train_groups(groups: tf.Tensor, count: tf.Tensor) -> dict[str, tf.Tensor]:
            for indices in groups:
                x, y = self._digits(tf.reshape(indices, (-1,)))
                x = self._augmented(x, TOGETHER)
                train_group(tf.reshape(x, (*shape, 28, 28)), tf.reshape(y, (*shape, -1)), tf.minimum(count, TOGETHER))
                count -= TOGETHER
            return self.model.get_metrics_result()

        return train_groups.get_concrete_function()

    def _digits(self, indices: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """The images, scaled to 0–1, and the labels that int32 `indices` `(n,)` stand for."""
        return tf.cast(tf.gather(self.images, indices), tf.float32) / 255.0, tf.gather(self.labels, indices)

    def _augmented(self, x: tf.Tensor, batches: int) -> tf.Tensor:
        """The digits of the next `batches`, changed where the run changes them. Chance begins with the number of the
        step, so that how batches are dealt out makes no difference."""
        return x if self.augment is None else self.augment(x, self.model.optimizer.iterations, batches)


def next_batches(order: np.ndarray, step: int, batch_size: int, most: int) -> np.ndarray:
    """The next batches in the epoch's order: int32 `(batches, batch_size)`; a smaller last one comes alone."""
    rest = order[step * batch_size : (step + most) * batch_size].astype(np.int32)
    full = len(rest) // batch_size
    return rest[: full * batch_size].reshape(full, batch_size) if full else rest[np.newaxis]
