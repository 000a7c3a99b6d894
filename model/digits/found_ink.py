"""What was seen in a photo: its ink, and the digit or the row of digits that it is."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from model.digits.preprocess import normalize
from model.digits.rows import Row, box_around

SIDE = 400  # longest side of the ink that is given back, in pixels: plenty for one digit
MARGIN = 0.4  # of the digit's longer side: what stays around it


@dataclass(frozen=True)
class FoundInk:
    """What was seen in a photo: all of one height and width, at most 1000 pixels per side.

    `photo` uint8 (H, W, 3); `ink` uint8 (H, W), light on an exact 0; `ruling` bool (H, W), what was left out;
    `places` uint8 (H, W), which digit of a row the ink belongs to: 1 for the leftmost one, 0 where there is no ink.
    """

    photo: np.ndarray
    ink: np.ndarray
    ruling: np.ndarray
    places: np.ndarray

    @property
    def count(self) -> int:
        """How many digits stand side by side."""
        return int(self.places.max())

    @property
    def digit(self) -> np.ndarray:
        """The ink with a margin around it, uint8 (h, w), longest side at most 400."""
        return with_margin(self.ink)

    @property
    def row(self) -> Row | None:
        """The digits, from left to right, ready for a network; None where there is no ink."""
        if not self.count:
            return None
        digits, boxes = [], []
        for place in range(1, self.count + 1):
            own = self.places == place
            digit = normalize(with_margin(np.where(own, self.ink, 0)))
            assert digit is not None  # a place has ink
            digits.append(digit)
            boxes.append(box_around(np.argwhere(own)[:, ::-1], 1.5, (own.shape[1], own.shape[0])))
        return Row(tuple(digits), tuple(boxes))


def with_margin(ink: np.ndarray) -> np.ndarray:
    """uint8 (H, W) → what is inked, with a margin around it, longest side at most 400."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if rows.size:
        around = 2 + round(MARGIN * max(np.ptp(rows), np.ptp(columns)))
        top, left = max(0, rows[0] - around), max(0, columns[0] - around)
        ink = ink[top : rows[-1] + 1 + around, left : columns[-1] + 1 + around]
    picture = Image.fromarray(ink)
    picture.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    return np.asarray(picture)
