"""One labelled drawing of somebody's handwriting."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import numpy as np

from model.digits.preprocess import SIDE

MOST_POINTS = 400  # of a drawing's strokes, all together: of more, every second, third, … stays
MOST_STROKES = 50  # of a drawing; a scribble of more is kept as pixels alone


@dataclass(frozen=True, eq=False)
class LabelledDrawing:
    """A digit that somebody wrote, and which one it is.

    `label` is 0 to 9; `pixels`, uint8 `(28, 28)`, what a network reads, 0 (paper) to 255 (ink); `strokes` the lines
    that the pen went along, where they are known, each float64 `(n, 2)`, x and y (downward) on a canvas of 280 × 280;
    `created` when it was drawn or read from a file.
    """

    label: int
    pixels: np.ndarray
    strokes: tuple[np.ndarray, ...]
    created: datetime

    @cached_property
    def id(self) -> str:
        """The same for the same pixels, and for no others: 16 hexadecimal digits."""
        return hashlib.sha256(self.pixels.tobytes()).hexdigest()[:16]


def labelled(
    label: int, pixels: np.ndarray, strokes: Sequence[Any] = (), created: datetime | None = None
) -> LabelledDrawing:
    """A drawing made now, or when `created` says.

    `pixels` are uint8, or float in [0, 1], `(28, 28)`; `strokes` hold for each stroke its points, x and y,
    at least one.
    """
    if pixels.dtype != np.uint8:
        pixels = np.rint(pixels * 255).astype(np.uint8)
    lines: tuple[np.ndarray, ...] = ()
    if len(strokes) <= MOST_STROKES:
        step = -(-sum(map(len, strokes)) // MOST_POINTS) or 1
        lines = tuple(_thinned(np.array(stroke, float).reshape(-1, 2), step) for stroke in strokes)
    return LabelledDrawing(int(label), pixels.copy(), lines, created or datetime.now(UTC))


def _thinned(line: np.ndarray, step: int) -> np.ndarray:
    """Each `step`-th point, and the last one, to a tenth of a pixel."""
    kept = line[::step] if step == 1 else np.concatenate([line[:-1:step], line[-1:]])
    return np.round(kept, 1)


def arrays(drawings: Iterable[LabelledDrawing]) -> tuple[np.ndarray, np.ndarray]:
    """Drawings → their pixels, uint8 `(n, 28, 28)`, and their labels, uint8 `(n,)`."""
    drawings = list(drawings)
    pixels = [drawing.pixels for drawing in drawings]
    images = np.array(pixels, np.uint8).reshape(-1, SIDE, SIDE)
    return images, np.array([drawing.label for drawing in drawings], np.uint8)
