"""A drawing, point by point: what it looked like at each moment while it was drawn."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from model.digits.pen import CANVAS, draw
from model.digits.preprocess import normalize

MOST_MOMENTS = 48  # each is brought to the form of a digit, which takes some milliseconds

Line = np.ndarray


class Replay(NamedTuple):
    """`n` moments of a drawing: how many points it had, the ink as it was, and the digit that the network reads.

    `points` is int `(n,)`, `ink` uint8 `(n, 140, 140)`, `pixels` float32 `(n, 28, 28)`.
    """

    points: list[int]
    ink: np.ndarray
    pixels: np.ndarray


def replay(lines: Sequence[Line], widths: Sequence[float], most: int = MOST_MOMENTS) -> Replay:
    """Draws `lines`, float `(m, 2)` in pixels of the canvas, again, stroke by stroke; each has its brush's width.

    Of many points, `most` moments are taken, evenly spaced; the last is the whole drawing. There must be a point.
    """
    total = sum(map(len, lines))
    moments = np.unique(np.linspace(1, total, min(most, total)).round().astype(int)).tolist()
    ink, pixels = [], []
    for count in moments:
        begun = _first(lines, count)
        picture = np.zeros((CANVAS, CANVAS), np.uint8)
        for line, width in zip(begun, widths, strict=False):  # strokes that have not begun yet are left out
            picture = np.maximum(picture, draw([line], width))
        digit = normalize(picture, begun)
        ink.append(picture[::2, ::2])
        pixels.append(digit.pixels if digit else np.zeros((28, 28), np.float32))
    return Replay(moments, np.stack(ink), np.stack(pixels))


def _first(lines: Sequence[Line], count: int) -> list[Line]:
    """The first `count` points of all lines together."""
    begun = []
    for line in lines:
        if count <= 0:
            break
        begun.append(line[:count])
        count -= len(line)
    return begun
