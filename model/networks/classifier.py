"""A trained network that answers.

Keras and TensorFlow take seconds to import, so that happens on first use and not with this module.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from model.networks import conventions

if TYPE_CHECKING:
    import keras

CHUNK = 8192  # images at once,
MOST_NUMBERS = 16_000_000  # and numbers that they are on their way through the network: both bound the memory


class ClassifierError(ValueError):
    """The file holds no network that reads 28 × 28 digits; the message says why, in a sentence."""


class Classifier:
    """A Keras model with 784 inputs and 10 outputs, ready to answer within milliseconds.

    One classifier may serve many threads. `model` is the Keras model inside, `form` makes what it wants of pictures.
    """

    def __init__(self, model: keras.Model, inputs: str = conventions.USUAL, outputs: str | None = None) -> None:
        """Takes a Keras model with one input of 28 × 28 pixels, in any arrangement, and one output of ten numbers.

        `inputs` and `outputs` say in which form, as keys of `conventions.INPUTS` and `.OUTPUTS`. Without the latter,
        outputs within [0, 1] are shares of their sum, and others logits. Raises ClassifierError where the shapes
        differ or the outputs are not numbers.
        """
        import tensorflow as tf

        shape, batch = _read_shape(model)
        _check_output(model)
        if batch:
            model, batch = _with_any_batch(model, batch)
        self.model, self._batch = model, batch
        self.form = conventions.INPUTS[inputs].of
        self._chunk = batch or max(1, min(CHUNK, MOST_NUMBERS // _numbers_on_the_way(model)))
        dtype = model.inputs[0].dtype

        # A traced function answers ten times faster than calling the model, and is safe to share.
        @tf.function(input_signature=[tf.TensorSpec((batch, 28, 28), tf.float32)], autograph=False)
        def answer(pixels: Any) -> Any:
            shaped = tf.cast(tf.reshape(pixels, (-1 if batch is None else batch, *shape)), dtype)
            given = model(_as_built(model, shaped), training=False)
            return tf.cast(tf.reshape(_only_output(given), (-1, 10)), tf.float32)

        self._answer = answer.get_concrete_function()
        probe = np.random.default_rng(0).random((16, 28, 28), np.float32)
        given = self.outputs(probe)
        if not np.isfinite(given).all():
            raise ClassifierError("This network answers with values that are not numbers: its training diverged.")
        shares = conventions.SHARES if conventions.like_shares(given) else conventions.LOGITS
        self._reading = conventions.OUTPUTS[outputs or shares]

    @classmethod
    def load(cls, path: str | Path) -> Classifier:
        """Loads a `.keras` file without running any code in it. Raises ClassifierError, in a sentence.

        What the network wants and gives is taken from the run's record beside it, if there is one.
        """
        return cls(open_model(path), *conventions.beside(Path(path)))

    def probabilities(self, pixels: np.ndarray) -> np.ndarray:
        """float32 (n, 28, 28) in [0, 1] → float32 (n, 10): how likely each image is each digit.

        Rows sum to 1. Raises ValueError for any other shape.
        """
        pixels = np.asarray(pixels, np.float32)
        if pixels.ndim != 3 or pixels.shape[1:] != (28, 28):
            raise ValueError(f"Digits must have the shape (n, 28, 28), but these have {pixels.shape}.")
        return self._reading(self.outputs(self.form(pixels)).astype(np.float64)).astype(np.float32)

    def outputs(self, pixels: np.ndarray) -> np.ndarray:
        """What the network itself says to float32 (n, 28, 28) in the form that it wants: float32 (n, 10)."""
        import tensorflow as tf

        chunks = [pixels[start : start + self._chunk] for start in range(0, len(pixels), self._chunk)]
        if self._batch and chunks and (lacking := self._batch - len(chunks[-1])):
            chunks[-1] = np.concatenate([chunks[-1], np.zeros((lacking, 28, 28), np.float32)])
        given = [self._answer(tf.constant(np.ascontiguousarray(chunk, np.float32))).numpy() for chunk in chunks]
        return np.concatenate(given)[: len(pixels)] if given else np.empty((0, 10), np.float32)


def open_model(path: str | Path) -> keras.Model:
    """The Keras model in a file, `.keras` or HDF5 by its ending. No code in it is run. Raises ClassifierError."""
    import keras

    try:
        return keras.models.load_model(path, compile=False, safe_mode=True)
    except Exception as error:  # Keras raises whatever its many readers raise
        raise ClassifierError(f"{Path(path).name} can't be opened as a Keras model.") from error


def _as_built(model: keras.Model, pixels: Any) -> Any:
    """`pixels` packed as the network was built to take them: alone, or as the only entry of a list or dict."""
    import keras

    if isinstance(model, keras.Sequential):
        return pixels
    return keras.tree.map_structure(lambda _: pixels, model.input)


def _read_shape(model: keras.Model) -> tuple[tuple[int, ...], int | None]:
    """The shape in which the network takes one picture, and how many it takes at once, None for any number."""
    try:
        tensors = model.inputs
    except (AttributeError, ValueError):
        tensors = None
    if not tensors:
        raise ClassifierError(
            "This network was saved before it knew the shape of its input. Give it one, keras.Input((28, 28)), or let "
            "it answer once, and save it again."
        )
    if len(tensors) > 1:
        raise ClassifierError(f"This network does not read 28 × 28 pixels alone: it has {len(tensors)} inputs.")
    batch, *shape = tensors[0].shape
    if tuple(shape) in ((28, 28, 3), (None, None, 3)):
        raise ClassifierError(
            "This network does not read 28 × 28 pixels in grey: it wants colours, 3 numbers per pixel. Build it with 1."
        )
    fitted = [_fitted(shape, whole) for whole in ((28, 28), (784,), (28, 28, 1), (1, 28, 28), (784, 1), (1, 784))]
    known = next((one for one in fitted if one), None)
    if known is None:
        said = " × ".join("any" if size is None else str(size) for size in shape)
        raise ClassifierError(
            f"This network does not read 28 × 28 pixels: its input is {said or 'a single number'}. Put a layer in "
            "front that takes (28, 28, 1), such as layers.Resizing or layers.Reshape, and save it again."
        )
    return known, batch


def _with_any_batch(model: keras.Model, batch: int) -> tuple[keras.Model, int | None]:
    """The same network for any number of pictures at once, and None; itself and `batch` where it can't be had."""
    import keras

    def free(tensor: Any) -> Any:
        return keras.Input(tensor.shape[1:], dtype=tensor.dtype)

    try:
        is_sequential = isinstance(model, keras.Sequential)
        inputs = free(model.inputs[0]) if is_sequential else keras.tree.map_structure(free, model.input)
        freed = keras.models.clone_model(model, input_tensors=inputs)
        freed.set_weights(model.get_weights())
    except Exception:  # Keras raises whatever its layers raise: a recurrent one that keeps its state needs the number
        return model, batch
    return (freed, None) if freed.inputs[0].shape[0] is None else (model, batch)


def _fitted(shape: list[int | None], whole: tuple[int, ...]) -> tuple[int, ...] | None:
    """`whole` if `shape`, in which None is any size, allows it."""
    allowed = len(shape) == len(whole) and all(size in (None, part) for size, part in zip(shape, whole, strict=True))
    return whole if allowed else None


def _check_output(model: keras.Model) -> None:
    outputs = _outputs(model)
    if len(outputs) != 1:
        raise ClassifierError(f"This network does not tell ten digits apart: it has {len(outputs)} outputs, not one.")
    sizes = [size for size in outputs[0].shape[1:] if size != 1]
    if sizes != [10]:
        said = " × ".join("any" if size is None else str(size) for size in outputs[0].shape[1:])
        raise ClassifierError(
            f"This network does not tell ten digits apart: its output is {said or 'a single number'}, not ten numbers."
        )


def _outputs(model: keras.Model) -> list[Any]:
    try:
        outputs = model.outputs or []
        named = isinstance(getattr(model, "output", None), dict)
    except (AttributeError, ValueError):  # a Sequential that has never been called
        return list(model.outputs or [])
    if named:
        raise ClassifierError(
            "This network gives its answer in a dict, not as ten numbers. Save it with the output alone: "
            "keras.Model(model.inputs, model.outputs[0])."
        )
    return list(outputs)


def _only_output(given: Any) -> Any:
    import keras

    return keras.tree.flatten(given)[0]


def _numbers_on_the_way(model: keras.Model) -> int:
    """How many numbers one picture is in all layers together; a layer of any size counts as 28 × 28 of it."""
    total = 0
    for layer in model.layers:
        if getattr(layer, "layers", None):
            total += _numbers_on_the_way(layer)
        for tensor in _outputs_of(layer):
            total += math.prod(28 if size is None else size for size in tensor.shape[1:])
    return max(1, total)


def _outputs_of(layer: Any) -> list[Any]:
    import keras

    try:
        return keras.tree.flatten(layer.output)
    except (AttributeError, ValueError):  # used more than once, or never
        return []
