"""A trained network that answers.

Keras and TensorFlow take seconds to import, so that happens on first use and not with this module.
"""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

CHUNK = 8192  # images at once: bounds the memory that a long evaluation takes


class ClassifierError(ValueError):
    """The file holds no network that reads 28 × 28 digits; the message says why, in a sentence."""


class Classifier:
    """A Keras model with 784 inputs and 10 outputs, ready to answer within milliseconds.

    One classifier may serve many threads. `model` is the Keras model inside.
    """

    def __init__(self, model: keras.Model) -> None:
        """Take a Keras model with input (784,), (28, 28) or (28, 28, 1) and output (10,).

        Outputs that are no probabilities (logits) go through a softmax. Raises ClassifierError where the
        shapes differ or the outputs are not numbers.
        """
        import tensorflow as tf

        shape = getattr(model, "input_shape", None)
        if not isinstance(shape, tuple) or shape[1:] not in ((784,), (28, 28), (28, 28, 1)):
            raise ClassifierError(f"This network does not read 28 × 28 pixels: its input has the shape {shape}.")
        if model.output_shape != (None, 10):
            raise ClassifierError(
                f"This network does not tell ten digits apart: its output has the shape {model.output_shape}."
            )
        self.model = model

        # A traced function answers ten times faster than calling the model, and is safe to share.
        @tf.function(input_signature=[tf.TensorSpec((None, 28, 28), tf.float32)], autograph=False)
        def answer(pixels: tf.Tensor) -> tf.Tensor:
            return model(tf.reshape(pixels, (-1, *shape[1:])), training=False)

        self._answer = answer.get_concrete_function()
        probe = np.random.default_rng(0).random((16, 28, 28), np.float32)
        outputs = self._answer(tf.constant(probe)).numpy()
        if not np.isfinite(outputs).all():
            raise ClassifierError("This network answers with values that are no numbers: its training diverged.")
        self._gives_logits = bool((outputs < 0).any() or abs(outputs.sum(axis=1) - 1).max() > 1e-3)

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Classifier:
        """Load a `.keras` file without running any code in it. Raises ClassifierError, in a sentence."""
        import keras

        try:
            model = keras.models.load_model(path, compile=False, safe_mode=True)
        except Exception as error:  # Keras raises whatever its many readers raise
            raise ClassifierError(f"{path} can't be opened as a Keras model.") from error
        return cls(model)

    def probabilities(self, pixels: np.ndarray) -> np.ndarray:
        """float32 (n, 28, 28) in [0, 1] → float32 (n, 10): how likely each image is each digit.

        Rows sum to 1. Raises ValueError for any other shape.
        """
        import tensorflow as tf

        pixels = np.asarray(pixels, np.float32)
        if pixels.ndim != 3 or pixels.shape[1:] != (28, 28):
            raise ValueError(f"Digits must have the shape (n, 28, 28), but these have {pixels.shape}.")
        chunks = [pixels[start : start + CHUNK] for start in range(0, len(pixels), CHUNK)]
        answers = [self._answer(tf.constant(chunk)).numpy() for chunk in chunks]
        outputs = (np.concatenate(answers) if answers else np.empty((0, 10))).astype(np.float64)
        if self._gives_logits:
            outputs = np.exp(outputs - outputs.max(axis=1, keepdims=True))
        return (outputs / outputs.sum(axis=1, keepdims=True)).astype(np.float32)
