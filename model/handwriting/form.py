"""A form to print and fill by hand: five boxes for each digit, and in each corner a mark that straightens its photo.

All measures are millimetres from the outer corner of the upper left mark. The marks are ArUco markers (Garrido-Jurado
and others 2014), as OpenCV draws and finds them: each says which corner it is, so the page may lie turned in the photo.
"""

import io
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from model.handwriting.drawings import LabelledDrawing

PAPERS = {"A4": (210.0, 297.0), "US letter": (215.9, 279.4)}
WIDTH, HEIGHT = 180.0, 256.0  # of all that is printed
MARK = 14.0
MARKS = ((0.0, 0.0), (WIDTH - MARK, 0.0), (WIDTH - MARK, HEIGHT - MARK), (0.0, HEIGHT - MARK))  # upper left corners
BLACK_MODULES = 6  # of a mark with its frame, on each side
ROWS, COLUMNS = 10, 5
BOX = 19.0
FIRST, APART = (14.0, 20.0), (36.0, 21.6)  # the first box's upper left corner, and how far on the next ones are
DPI = 300
GREY, PALE = 110, 185  # the printed digits; the boxes' lines
TITLE = "Write each digit five times, one in each box."
FOOT = "Use a dark pen. Photograph the whole page, with its four black marks,\nand upload it where you got this form."


@dataclass(frozen=True)
class FilledForm:
    """What was found: of each box its drawing, None where it is empty or can't be read; and how many can't be."""

    boxes: tuple[LabelledDrawing | None, ...]
    unreadable: int

    @property
    def drawings(self) -> tuple[LabelledDrawing, ...]:
        """The drawings of the boxes that are filled."""
        return tuple(drawing for drawing in self.boxes if drawing is not None)


def label(place: int) -> int:
    """The digit that belongs in a box: 0 in the first five, then 1, … (places go from left to right, then down)."""
    return place // COLUMNS


def corner(place: int) -> tuple[float, float]:
    """The upper left corner of a box."""
    row, column = divmod(place, COLUMNS)
    return FIRST[0] + APART[0] * column, FIRST[1] + APART[1] * row


def mark(number: int) -> np.ndarray:
    """The mark of a corner, uint8 (6, 6), 0 or 255; corners go clockwise from the upper left."""
    import cv2

    return cv2.aruco.generateImageMarker(dictionary(), number, BLACK_MODULES)


def dictionary() -> Any:
    """Which markers the marks are: those of 4 × 4 squares."""
    import cv2

    return cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)


def page(paper: str, dpi: int = DPI) -> Image.Image:
    """The form on a whole page of `PAPERS`, as a grey picture."""
    across, down = PAPERS[paper]
    left, top = (across - WIDTH) / 2, (down - HEIGHT) / 2
    scale = dpi / 25.4
    picture = Image.new("L", (round(across * scale), round(down * scale)), 255)
    pen = ImageDraw.Draw(picture)

    def at(x: float, y: float) -> tuple[int, int]:
        return round((left + x) * scale), round((top + y) * scale)

    side = round(MARK * scale)
    for number, (x, y) in enumerate(MARKS):
        picture.paste(Image.fromarray(mark(number)).resize((side, side), Image.Resampling.NEAREST), at(x, y))
    for place in range(ROWS * COLUMNS):
        x, y = corner(place)
        pen.rectangle((at(x, y), at(x + BOX, y + BOX)), outline=PALE, width=max(1, round(0.25 * scale)))
        digit_font = ImageFont.load_default(8 * scale)
        pen.text(at(x - 5, y + BOX / 2), str(label(place)), fill=GREY, font=digit_font, anchor="mm")
    for text, size, y in ((TITLE, 5.2, MARK / 2), (FOOT, 2.9, HEIGHT - MARK / 2)):
        font = ImageFont.load_default(size * scale)
        pen.text(at(WIDTH / 2, y), text, fill=60, font=font, anchor="mm", align="center")
    return picture


def to_pdf(paper: str) -> bytes:
    """The form as the bytes of a PDF of one page."""
    stream = io.BytesIO()
    page(paper).save(stream, "PDF", resolution=DPI, quality=90, title="MNIST Playground: a form for handwriting")
    return stream.getvalue()
