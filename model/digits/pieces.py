"""Which pieces of ink are the digit: not specks, not the table, not a neighbour's tip; and whether there are several."""

from typing import NamedTuple

import numpy as np
from scipy import ndimage

from model.digits.picture_files import PhotoError

SPECK = 1 / 20  # of the largest piece
AS_HIGH = 0.5  # of the highest piece: what is as high may be a digit of its own
APART = 0.25  # of the higher one's height: so far from each other lie two digits
SOLID = 3.5  # times the pen's width: what is thicker is no stroke


class Piece(NamedTuple):
    """A piece of ink: its number, pixels, rows and columns (first, behind last), thickness, and whether it meets the border."""

    number: int
    area: int
    top: int
    bottom: int
    left: int
    right: int
    thick: float
    at_border: bool

    @property
    def height(self) -> int:
        return max(self.bottom - self.top, self.right - self.left)


def pieces_of(mask: np.ndarray) -> tuple[np.ndarray, list[Piece]]:
    """bool (H, W) → the number of each pixel's piece, and the pieces, the largest first."""
    numbers, _ = ndimage.label(mask, np.ones((3, 3)))
    areas = np.bincount(numbers.ravel())
    boxes = ndimage.find_objects(numbers)
    height, width = mask.shape
    worth = [i for i in range(1, len(areas)) if areas[i] >= max(2, areas[1:].max() / 400)]
    inside = ndimage.distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1]
    found = []
    for i in worth:
        rows, columns = boxes[i - 1]
        thick = 2 * float((inside[rows, columns] * (numbers[rows, columns] == i)).max())
        at_border = rows.start <= 1 or columns.start <= 1 or rows.stop >= height - 1 or columns.stop >= width - 1
        found.append(Piece(i, int(areas[i]), rows.start, rows.stop, columns.start, columns.stop, thick, at_border))
    return numbers, sorted(found, key=lambda piece: -piece.area)


def digit_among(mask: np.ndarray) -> np.ndarray:
    """bool (H, W), what stands out of the paper → the digit in it. Raises PhotoError where there are several."""
    if not mask.any():
        return mask
    numbers, pieces = pieces_of(mask)
    inner = [piece for piece in pieces if not piece.at_border]
    main = pieces[0]
    if main.at_border and inner and inner[0].height >= 0.15 * max(mask.shape):
        main = inner[0]
    kept = [main]
    for piece in pieces:
        if piece is main or piece.area < SPECK * main.area:
            continue
        if piece.at_border and not main.at_border:
            continue
        kept.append(piece)
    return np.isin(numbers, [piece.number for piece in kept])
