"""Drawings as one picture, to look at, to print and to take in again: a PNG sheet, line by line digit by digit.

In front of each line stands the digit it is of, and beside it the same for a computer: ten squares, one of them white.
"""

import io
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from model.digits.preprocess import SIDE
from model.handwriting.drawings import LabelledDrawing
from model.handwriting.found import FileError, Found

COLUMNS, GAP = 20, 4
CELL = SIDE + GAP
MARGIN = 56  # pixels on the left: the printed digit, and its ten squares
SQUARE = 2  # pixels per side; ten of them with their gaps are as high as a cell
SQUARES_AT = 44  # pixels from the left
WIDTH = MARGIN + COLUMNS * CELL
PAGE, PAPER, INK = 96, 0, 255  # grey: where no drawing is; of a drawing; of the signs
MOST_LINES = 600
NO_SHEET = (
    "This picture is not a sheet that was downloaded here, or it was cut or made smaller. A photo of a digit belongs "
    "in the tab Photo; then say below which digit it is."
)


def to_png(drawings: Sequence[LabelledDrawing]) -> bytes:
    """The drawings, sorted by their labels, as the bytes of a grey PNG."""
    lines = []
    for label in range(10):
        of_label = [one.pixels for one in drawings if one.label == label]
        lines += [(label, of_label[start : start + COLUMNS]) for start in range(0, len(of_label), COLUMNS)]
    page = np.full((max(1, len(lines)) * CELL, WIDTH), PAGE, np.uint8)
    for number, (label, pictures) in enumerate(lines):
        top = number * CELL
        page[top : top + SIDE, :SIDE] = _printed(label)
        page[top + 3 * label : top + 3 * label + SQUARE, SQUARES_AT : SQUARES_AT + SQUARE] = INK
        for column, picture in enumerate(pictures):
            left = MARGIN + column * CELL
            page[top : top + SIDE, left : left + SIDE] = picture
    stream = io.BytesIO()
    Image.fromarray(page).save(stream, "PNG")
    return stream.getvalue()


def from_png(content: bytes) -> Found:
    """The drawings of a sheet. Raises `FileError` for any other picture."""
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            if picture.width != WIDTH or picture.height % CELL or picture.height > MOST_LINES * CELL:
                raise FileError(NO_SHEET)
            page = np.asarray(picture.convert("L"))
    except FileError:
        raise
    except Exception as error:  # whatever a damaged picture makes Pillow raise
        raise FileError("This PNG is damaged or incomplete. Download the sheet again.") from error
    images, labels = [], []
    for top in range(0, len(page), CELL):
        signs = [page[top + 3 * label, SQUARES_AT] == INK for label in range(10)]
        if sum(signs) != 1:
            raise FileError(NO_SHEET)
        for left in range(MARGIN, WIDTH, CELL):
            cell = page[top : top + SIDE, left : left + SIDE]
            if (cell != PAGE).any():
                images.append(cell)
                labels.append(signs.index(True))
    return Found(np.array(images, np.uint8).reshape(-1, SIDE, SIDE), np.array(labels, int))


def _printed(label: int) -> np.ndarray:
    """A digit in print, uint8 `(28, 28)`."""
    picture = Image.new("L", (SIDE, SIDE), PAGE)
    font = ImageFont.load_default(24)
    ImageDraw.Draw(picture).text((SIDE // 2, SIDE // 2), str(label), fill=INK, font=font, anchor="mm")
    return np.asarray(picture)
