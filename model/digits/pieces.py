"""Which pieces of ink are the digit: not specks, a table, a neighbour's tip; and which are digits in a row."""

from typing import NamedTuple

import numpy as np
from scipy import ndimage

from model.digits.picture_files import PhotoError
from model.digits.segmentation import MOST_DIGITS, MOST_PARTS, POINTS, parts_of_digits

SPECK = 1 / 40  # of the largest piece, of ink: what is smaller is a speck
AS_HIGH = 0.45  # of the digit's height: what is as high may be a digit of its own
AS_MUCH = 0.2  # of the digit's ink, likewise
APART = 0.22  # of the height: pieces farther from each other are not one digit
ALONG = 0.3  # of the picture's shorter side: what lies along its border as far as this is a table's edge, or a frame
TIP = 0.6  # of the digit's ink: less than this at the border is a tip of a neighbour
THICKER = 2.5  # times as thick as the digit's strokes: what is so at the border is a shadow's corner or a thing
FULL = 0.9  # of its box: what fills so much is no digit; a round zero with its hole fills less
LARGE = 0.2  # of the picture's side
MOST = 400  # pieces that are looked at
TALL = 0.5  # of the tallest digit in a row: each is at least so tall
CUT = 0.01  # of the height: half of the widest gap in a stroke, where a pencil was pale or a printed line taken out
BESIDE = 0.4  # of the lower one of two neighbours: so much of it is beside the other


class Piece(NamedTuple):
    """A piece of ink: its number, pixels, rows and columns, and how many pixels lie at the border."""

    number: int
    area: int
    top: int
    bottom: int
    left: int
    right: int
    border: int

    @property
    def height(self) -> int:
        """Its longer side, in pixels."""
        return max(self.bottom - self.top, self.right - self.left)


def pieces_of(mask: np.ndarray) -> tuple[np.ndarray, list[Piece]]:
    """bool (H, W) → the number of each pixel's piece, and the larger pieces, the largest first."""
    numbers, _ = ndimage.label(mask, np.ones((3, 3)))
    areas = np.bincount(numbers.ravel())
    areas[0] = 0
    rim = np.concatenate(
        [numbers[:2].ravel(), numbers[-2:].ravel(), numbers[2:-2, :2].ravel(), numbers[2:-2, -2:].ravel()]
    )
    border = np.bincount(rim, minlength=len(areas)) // 2
    boxes = ndimage.find_objects(numbers)
    largest = np.argsort(-areas, kind="stable")[:MOST]
    pieces = []
    for number in largest[areas[largest] > 0]:
        rows, columns = boxes[number - 1]
        extent = rows.start, rows.stop, columns.start, columns.stop
        pieces.append(Piece(int(number), int(areas[number]), *extent, int(border[number])))
    return numbers, pieces


def at_the_edge(mask: np.ndarray) -> np.ndarray:
    """bool (H, W), what stands out of the paper → what of it lies along the border: a table, a frame."""
    numbers, pieces = pieces_of(mask)
    along = [piece.number for piece in pieces if piece.border >= ALONG * min(mask.shape)]
    return np.isin(numbers, along)


def box_of_area(mask: np.ndarray) -> tuple[slice, slice] | None:
    """bool (H, W) → the inside of its largest piece, if that is no stroke but a large area which fills its box."""
    numbers, pieces = pieces_of(mask)
    if not pieces or pieces[0].border:
        return None
    _, _, top, bottom, left, right, _ = pieces[0]
    height, width = bottom - top, right - left
    if min(height / mask.shape[0], width / mask.shape[1]) < LARGE or min(height, width) < 12:
        return None
    filled = ndimage.binary_fill_holes(numbers[top:bottom, left:right] == pieces[0].number)
    if filled.mean() < FULL:
        return None
    rim_y, rim_x = 2 + height // 30, 2 + width // 30
    return slice(top + rim_y, bottom - rim_y), slice(left + rim_x, right - rim_x)


def digits_among(mask: np.ndarray) -> np.ndarray:
    """bool (H, W), what stands out of the paper → the digit in it, or those in a row: uint8 (H, W), 1 on the leftmost.

    Raises PhotoError where there are several that stand in no row, or more than `MOST_DIGITS`, with their number.
    """
    found = np.zeros(mask.shape, np.uint8)
    if not mask.any():
        return found
    numbers, pieces = pieces_of(mask)
    written = [piece for piece in pieces if piece.border < ALONG * min(mask.shape)]
    if not written or max(piece.height for piece in written) < 0.1 * min(mask.shape):
        written = pieces  # a one at the border, or a digit that fills the picture
    written = without_things(written, numbers)
    main = max(written, key=lambda piece: piece.area * (TIP if piece.border else 1))
    large = [p for p in written if p.height >= AS_HIGH * main.height and p.area >= AS_MUCH * main.area]
    groups = grouped(large, APART * main.height)
    own = next(group for group in groups if main in group)
    digits = [group for group in groups if group is own or not is_tip(group, own)]
    row = in_a_row([piece for group in digits for piece in group], numbers, CUT * main.height)
    if len(row) >= len(digits):  # else some stand below each other
        digits = row
    if len(digits) > 1 and (len(digits) > MOST_DIGITS or not is_row(digits)):
        raise PhotoError(f"This picture holds about {len(digits)} digits; crop one.")
    for piece in sorted(written, key=lambda piece: -piece.area):
        if piece not in large and piece.area >= SPECK * main.area:
            nearest = min(digits, key=lambda digit: min(distance(piece, other) for other in digit))
            if any(distance(piece, other) <= APART * main.height for other in nearest):
                nearest.append(piece)
    for place, digit in enumerate(digits, start=1):
        found[np.isin(numbers, [piece.number for piece in digit])] = place
    return found


def whole_strokes(ink: np.ndarray, cut: float) -> np.ndarray:
    """The number of each pixel's stroke, int (H, W): pieces no farther apart than twice `cut` have the same one."""
    near = ndimage.binary_dilation(ink, iterations=round(cut)) if round(cut) else ink
    return ndimage.label(near, np.ones((3, 3)))[0]


def in_a_row(pieces: list[Piece], numbers: np.ndarray, cut: float) -> list[list[Piece]]:
    """Large pieces → the digits in a row that they are, from left to right; none where they are one, or in no row.

    `numbers`, int (H, W), says which piece a pixel belongs to; `cut`, in pixels, is half of the widest gap in a stroke.
    """
    if not 1 < len(pieces) <= MOST_PARTS:
        return []
    outlines = []
    for piece in pieces:
        ink = numbers[piece.top : piece.bottom, piece.left : piece.right] == piece.number
        rows, columns = np.nonzero(ink & ~ndimage.binary_erosion(ink))
        every = 1 + len(rows) * len(pieces) // POINTS
        outlines.append(np.stack([columns + piece.left, rows + piece.top], axis=1)[::every])
    whole = whole_strokes(numbers > 0, cut)
    strokes: dict[int, list[int]] = {}
    for number, ((x, y), *_) in enumerate(outlines):
        strokes.setdefault(int(whole[y, x]), []).append(number)
    own = list(strokes.values())
    together = parts_of_digits([np.concatenate([outlines[number] for number in stroke], dtype=float) for stroke in own])
    digits = [[pieces[number] for stroke in part for number in own[stroke]] for part in together]
    return digits if len(digits) > 1 and is_row(digits) else []


def is_row(digits: list[list[Piece]]) -> bool:
    """Whether digits, from left to right, are about as tall as the tallest, and neighbours stand beside each other."""
    tops = [min(piece.top for piece in digit) for digit in digits]
    bottoms = [max(piece.bottom for piece in digit) for digit in digits]
    tall = [bottom - top for top, bottom in zip(tops, bottoms, strict=True)]
    beside = [
        min(bottoms[i : i + 2]) - max(tops[i : i + 2]) >= BESIDE * min(tall[i : i + 2]) for i in range(len(digits) - 1)
    ]
    return min(tall) >= TALL * max(tall) and all(beside)


def without_things(pieces: list[Piece], numbers: np.ndarray) -> list[Piece]:
    """Without what lies at the border and is far thicker than the strokes of the largest piece that doesn't."""
    inner = [piece for piece in pieces if not piece.border and piece.height >= 0.1 * min(numbers.shape)]
    if not inner or len(inner) == len(pieces):
        return pieces
    most = THICKER * thickness(inner[0], numbers) + 1
    return [piece for piece in pieces if not piece.border or thickness(piece, numbers) <= most]


def thickness(piece: Piece, numbers: np.ndarray) -> float:
    """Of the thickest place of a piece, in pixels; beyond the picture's border it goes on."""
    own = np.pad(numbers[piece.top : piece.bottom, piece.left : piece.right] == piece.number, 1)
    if piece.border:
        own = np.pad(own[1:-1, 1:-1], 1, "edge")
    return 2 * float(ndimage.distance_transform_edt(own).max()) - 1


def is_tip(group: list[Piece], own: list[Piece]) -> bool:
    """Whether these pieces, beside the digit's `own`, are cut off by the border."""
    ink = sum(piece.area for piece in group)
    return any(piece.border for piece in group) and ink < TIP * sum(piece.area for piece in own)


def distance(one: Piece, other: Piece) -> int:
    """How far the boxes of two pieces lie apart, in pixels along the wider gap; 0 where they touch."""
    across = max(one.left, other.left) - min(one.right, other.right)
    down = max(one.top, other.top) - min(one.bottom, other.bottom)
    return max(across, down, 0)


def grouped(pieces: list[Piece], near: float) -> list[list[Piece]]:
    """Pieces no farther than `near` pixels from each other, together."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        touched = [group for group in groups if any(distance(piece, other) <= near for other in group)]
        groups = [group for group in groups if group not in touched] + [
            [piece, *(other for group in touched for other in group)]
        ]
    return groups
