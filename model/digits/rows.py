"""A row of digits, as in "2026": each in MNIST's form, and where it lies. One digit alone is a row of one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.digits.pen import CANVAS, draw_each
from model.digits.preprocess import Digit, normalize
from model.digits.segmentation import strokes_of_digits
from model.digits.side_by_side import several

# A digit's width over its height: what is wider may be several that touch, and is so for certain in the second case.
WIDE, TOO_WIDE = 1.0, 1.9


@dataclass(frozen=True)
class Box:
    """Where a digit lies in its picture: its edges as shares of the picture's width and height, and its proportions.

    `wide` is the digit's width over its height, whatever the picture's proportions are.
    """

    left: float
    top: float
    right: float
    bottom: float
    wide: float


@dataclass(frozen=True)
class Row:
    """One digit, or several side by side from left to right, and where each of them lies; always as many boxes."""

    digits: tuple[Digit, ...]
    boxes: tuple[Box, ...]
    strokes: tuple[tuple[int, ...], ...] = ()  # of each digit, by their places in the drawing, where it is one
    looks_like_several: bool = False  # in pixels that are not parted

    def may_touch(self, number: int, is_sure: bool) -> bool:
        """Whether one of them may be several digits that touch; `is_sure` says that a network takes it for a digit."""
        wide = self.boxes[number].wide
        return wide > TOO_WIDE or (wide > WIDE and not is_sure)


def painted_row(digit: Digit) -> Row:
    """A digit in pixels, which is not parted even where it looks like several."""
    ink = digit.steps[0].image
    rows, columns = np.nonzero(ink)
    box = box_around(np.stack([columns, rows], axis=1), 0.5, (ink.shape[1], ink.shape[0]))
    return Row((digit,), (box,), looks_like_several=several(ink))


def box_around(points: np.ndarray, margin: float, picture: tuple[float, float]) -> Box:
    """`points`, float (n, 2) x, y in pixels of a picture of that width and height → their box, with a margin."""
    (left, top), (right, bottom) = points.min(axis=0) - margin, points.max(axis=0) + margin
    across, down = picture
    wide = (right - left) / max(bottom - top, 1e-6)
    edges = np.clip([left / across, top / down, right / across, bottom / down], 0, 1)
    left, top, right, bottom = map(float, edges)
    return Box(left, top, right, bottom, float(wide))


def drawn_row(lines: Sequence[np.ndarray], widths: Sequence[float]) -> Row | None:
    """A pen's lines on the canvas, each float (n, 2), and how broad they are → the digits; None where there is no ink.

    One digit alone is brought to its form as ever: from the whole picture.
    """
    digits, boxes, strokes = [], [], []
    for part in strokes_of_digits(lines) if lines else []:
        own, broad = [lines[number] for number in part], [widths[number] for number in part]
        digit = normalize(draw_each(own, broad), own)
        if digit is None:  # it lies beyond the canvas's edge
            continue
        digits.append(digit)
        boxes.append(box_around(np.concatenate(own), max(broad) / 2, (CANVAS, CANVAS)))
        strokes.append(tuple(part))
    return Row(tuple(digits), tuple(boxes), tuple(strokes)) if digits else None
