"""Small distortions made on the fly, so that a network never sees the same digit twice.

Turn, slant, zoom, shift and an elastic bend (Simard, Steinkraus and Platt 2003) become one map "where
does this pixel come from". Reading 784 pixels from 784 others, each between four neighbours, is a linear
map: a 784 × 784 matrix. A group of images shares one matrix, so distorting them is one matrix product,
which costs a tenth of what the training step itself does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import tensorflow as tf

SIDE = 28
GRID = 6  # the elastic bend is random on GRID × GRID points and smooth between them


@dataclass(frozen=True)
class Distortion:
    """How far digits are bent: standard deviations, except for `shift` and `turn`, which are limits."""

    turn: float = 10.0  # degrees, at most
    slant: float = 0.16  # tangent of the angle
    zoom: float = 0.08  # share
    shift: float = 1.0  # pixels, at most
    elastic: float = 0.7  # pixels

    def scaled(self, factor: float) -> Distortion:
        """The same distortions, all of them `factor` times as strong."""
        return Distortion(*(factor * getattr(self, name) for name in self.__dataclass_fields__))


def bending() -> np.ndarray:
    """float32 (784, GRID²): from displacements on the coarse grid to one for each pixel, by Gaussian weights."""
    where = np.linspace(0, GRID - 1, SIDE)
    along = np.exp(-((where[:, None] - np.arange(GRID)) ** 2) / (2 * 0.7**2))
    weights = np.kron(along, along)
    # Independent values of variance 1 on the grid give displacements of variance 1.
    return (weights / np.sqrt((weights**2).sum(axis=1, keepdims=True))).astype(np.float32)


def matrices(groups: int, distortion: Distortion, seed: tf.Tensor) -> tf.Tensor:
    """Random maps between images, as matrices: tf.float32 (groups, 784, 784), for `images @ matrix`.

    `seed` is an integer tensor of shape (2,): the same seed, the same matrices.
    """
    import tensorflow as tf

    seeds = tf.random.split(seed, 3)
    limits = tf.constant([distortion.turn * np.pi / 180, distortion.shift, distortion.shift], tf.float32)
    turn, *shift = tf.unstack(tf.random.stateless_uniform((groups, 3), seeds[0], -1, 1) * limits, axis=1)
    deviations = tf.constant([distortion.slant, distortion.zoom, distortion.zoom], tf.float32)
    slant, *zoom = tf.unstack(tf.random.stateless_normal((groups, 3), seeds[1]) * deviations, axis=1)

    grid = np.arange(SIDE, dtype=np.float32) - (SIDE - 1) / 2
    y, x = (tf.constant(axis.reshape(1, -1)) for axis in np.meshgrid(grid, grid, indexing="ij"))
    column = [value[:, None] for value in (turn, slant, *shift, *zoom)]
    turn, slant, down, right, taller, wider = column
    bend = tf.random.stateless_normal((groups, 2, GRID**2), seeds[2]) @ bending().T * distortion.elastic
    x_zoomed, y_zoomed = x * tf.exp(wider) + slant * y, y * tf.exp(taller)
    from_x = tf.cos(turn) * x_zoomed - tf.sin(turn) * y_zoomed + right + bend[:, 0] + (SIDE - 1) / 2
    from_y = tf.sin(turn) * x_zoomed + tf.cos(turn) * y_zoomed + down + bend[:, 1] + (SIDE - 1) / 2

    # Bilinear reading: along each axis, the weight of a pixel falls from 1 to 0 within one pixel.
    pixel = tf.range(SIDE, dtype=tf.float32)[None, :, None]
    weight_x = tf.nn.relu(1 - tf.abs(from_x[:, None] - pixel))  # (groups, 28, 784)
    weight_y = tf.nn.relu(1 - tf.abs(from_y[:, None] - pixel))
    return tf.reshape(weight_y[:, :, None] * weight_x[:, None], (groups, SIDE**2, SIDE**2))


def distort(images: tf.Tensor, group: int, distortion: Distortion, seed: tf.Tensor) -> tf.Tensor:
    """Distort tf.float32 (n, 784) images, `group` at a time alike → tf.float32 (n, 784).

    `group` must divide n. Which images share a distortion is up to the caller: shuffle them anew each time.
    """
    import tensorflow as tf

    groups = images.shape[0] // group
    bent = tf.reshape(images, (groups, group, SIDE**2)) @ matrices(groups, distortion, seed)
    return tf.reshape(bent, images.shape)
