"""What somebody has drawn: the lines that their pen went along, and the picture of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import numpy as np

from model.digits.pen import CANVAS, draw_each
from model.digits.rows import Row, drawn_row

MOST_STROKES = 500
MOST_POINTS = 20_000  # of all strokes together; a digit has about a hundred
BROADEST = CANVAS // 7
DRAWING = "drawing"  # in the session: one drawing for all pages
LARGEST = 10**9  # no number here is larger; Python's own have no end
FARTHEST = 2 * CANVAS  # how far from the canvas's corner a stroke that leaves it may go

Stroke = list[float]  # its width (negative: in the second ink), then x and y of each point, in pixels of 280 a side


@dataclass
class Drawing:
    """The strokes on a canvas of 280 × 280 pixels, in the order in which they were drawn, and the brush in use.

    Only where there are `two_inks` may a stroke's width be negative.
    """

    brush: int
    strokes: list[Stroke] = field(default_factory=list)
    two_inks: bool = False

    def __bool__(self) -> bool:
        return bool(self.strokes)

    def take_strokes(self, told: Any) -> None:
        """Takes over what a browser tells, unless that can't be a drawing."""
        if is_drawing(told, self.two_inks):
            self.strokes = told

    def take_brush(self, told: Any, thinnest: int) -> None:
        if isinstance(told, int) and is_number(told) and thinnest <= told <= BROADEST:
            self.brush = told

    @property
    def lines(self) -> list[np.ndarray]:
        """The line of each stroke, float `(n, 2)`, in pixels."""
        return [np.array(points, float).reshape(-1, 2) for _, *points in self.strokes]

    @property
    def widths(self) -> list[float]:
        """How broad each stroke is, in pixels."""
        return [stroke[0] for stroke in self.strokes]

    @property
    def image(self) -> np.ndarray:
        """White ink on black, uint8 `(280, 280)`, as the browser shows it."""
        return draw_each(self.lines, self.widths)

    @property
    def row(self) -> Row | None:
        """The digits on it, from left to right; None where there is no ink."""
        return drawn_row(self.lines, self.widths)

    def only(self, strokes: Sequence[int]) -> "Drawing":
        """A drawing of these strokes alone, by their places."""
        return Drawing(self.brush, [self.strokes[place] for place in strokes])


def is_drawing(told: Any, two_inks: bool = False) -> bool:
    """Whether this is a list of at most `MOST_STROKES` strokes, `MOST_POINTS` points: a browser may send anything."""
    if not isinstance(told, list) or len(told) > MOST_STROKES or not all(isinstance(stroke, list) for stroke in told):
        return False
    if sum(map(len, told)) - len(told) > 2 * MOST_POINTS:
        return False
    return all(len(stroke) >= 3 and len(stroke) % 2 and _is_stroke(stroke, two_inks) for stroke in told)


def is_number(told: Any) -> bool:
    if isinstance(told, bool) or not isinstance(told, int | float):
        return False
    return isfinite(told) if isinstance(told, float) else abs(told) <= LARGEST


def _is_stroke(stroke: list[Any], two_inks: bool) -> bool:
    if not all(map(is_number, stroke)) or max(map(abs, stroke)) > FARTHEST:
        return False
    return 0 < (abs(stroke[0]) if two_inks else stroke[0]) <= BROADEST
