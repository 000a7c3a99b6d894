"""One labelled drawing of somebody's handwriting."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import numpy as np

from model.digits.preprocess import SIDE

MOST = 500  # drawings of one person
MOST_POINTS = 1000  # of a drawing's strokes, all together; longer ones are kept as pixels alone

Point = tuple[float, float]  # x and y (downward) in pixels of a canvas of 280 a side
Stroke = tuple[Point, ...]


@dataclass(frozen=True, eq=False)
class LabelledDrawing:
    """A digit that somebody wrote, and which one it is.

    `label` is 0 to 9; `pixels`, uint8 `(28, 28)`, what a network reads, 0 (paper) to 255 (ink); `strokes` the lines
    that the pen went along, where they are known; `created` when it was drawn or read from a file.
    """

    label: int
    pixels: np.ndarray
    strokes: tuple[Stroke, ...]
    created: datetime

    @cached_property
    def id(self) -> str:
        """The same for the same pixels, and for no others: 16 hexadecimal digits."""
        return hashlib.sha256(self.pixels.tobytes()).hexdigest()[:16]


def labelled(
    label: int, pixels: np.ndarray, strokes: Iterable[Iterable[Iterable[float]]] = (), created: datetime | None = None
) -> LabelledDrawing:
    """A drawing made now, or when `created` says.

    `pixels` are uint8, or float in [0, 1], `(28, 28)`; `strokes` hold for each stroke its points, x and y.
    """
    if pixels.dtype != np.uint8:
        pixels = np.rint(pixels * 255).astype(np.uint8)
    lines = tuple(tuple((round(float(x), 1), round(float(y), 1)) for x, y in stroke) for stroke in strokes)
    if sum(map(len, lines)) > MOST_POINTS:
        lines = ()
    return LabelledDrawing(int(label), pixels.copy(), lines, created or datetime.now(UTC))


def arrays(drawings: Iterable[LabelledDrawing]) -> tuple[np.ndarray, np.ndarray]:
    """Drawings → their pixels, uint8 `(n, 28, 28)`, and their labels, uint8 `(n,)`."""
    drawings = list(drawings)
    pixels = [drawing.pixels for drawing in drawings]
    images = np.array(pixels, np.uint8).reshape(-1, SIDE, SIDE)
    return images, np.array([drawing.label for drawing in drawings], np.uint8)
