"""Digits as the path of a pen: read from the Pen digits file, to be drawn in every way that people draw.

The file is `pendigits-orig.tra`, the unprocessed training half of "Pen-Based Recognition of Handwritten
Digits" (Alpaydin and Alimoglu 1998, UCI Machine Learning Repository, CC BY 4.0,
https://archive.ics.uci.edu/dataset/81): 7,494 digits that 30 people wrote on a tablet.
"""

import gzip
import os
from dataclasses import dataclass

import numpy as np

from model.digits.pen import draw, place
from model.pretraining import lzw


@dataclass(frozen=True)
class StrokeDigit:
    """One digit: its `label` 0 to 9, its `writer`, and `strokes`, each float (n, 2) x, y (y downward)."""

    label: int
    writer: int
    strokes: tuple[np.ndarray, ...]


def load(path: str | os.PathLike[str]) -> list[StrokeDigit]:
    """Read `pendigits-orig.tra`, plain or compressed (`.Z`, as UCI keeps it, or `.gz`) → list of `StrokeDigit`.

    Raises ValueError where the file is not of this kind, and OSError where it can't be read.
    """
    with open(path, "rb") as file:
        content = file.read()
    try:
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
        if content[:2] == lzw.MAGIC:
            content = lzw.decompress(content)
        digits = [parse(segment) for segment in content.decode("ascii").split(".SEGMENT DIGIT")[1:]]
    except (ValueError, IndexError, EOFError, OSError) as error:
        raise ValueError(f"{path} is not a whole UNIPEN file of pen strokes: {error}") from error
    if not digits:
        raise ValueError(f"{path} holds no digits in UNIPEN form (.SEGMENT DIGIT): is it pendigits-orig.tra?")
    return digits


def parse(segment: str) -> StrokeDigit:
    """The UNIPEN text of one digit → `StrokeDigit`."""
    label = int(segment.split('"')[1])
    writer = int(segment.split(".COMMENT")[1].split()[1])
    strokes = []
    for stroke in segment.split(".PEN_DOWN")[1:]:
        numbers = np.array(stroke.split(".PEN_UP")[0].split(), np.float64)
        if numbers.size:
            strokes.append(numbers.reshape(-1, 2) * (1, -1))
    if not strokes:
        raise ValueError(f"a digit {label} without a stroke")
    return StrokeDigit(label, writer, tuple(strokes))


@dataclass(frozen=True)
class Condition:
    """How a digit is put on the canvas; see `place` and `draw` for the meaning and units."""

    name: str
    fill: float = 0.7
    brush: float = 20
    turn: float = 0
    slant: float = 0
    centre: tuple[float, float] = (0.5, 0.5)

    def lines(self, digit: StrokeDigit) -> list[np.ndarray]:
        """`StrokeDigit` → its strokes, each float (n, 2), placed on a canvas of 280 × 280 pixels."""
        return place(digit.strokes, self.fill, self.turn, self.slant, self.centre)

    def draw(self, digit: StrokeDigit) -> np.ndarray:
        """`StrokeDigit` → uint8 (280, 280), white on black."""
        return draw(self.lines(digit), self.brush)


NEAR, FAR = 0.225, 0.775  # where the middle of a 35% digit lies when its ink nearly touches the edge

CONDITIONS = (
    Condition("fills 70%"),
    Condition("fills 25%, brush 10", fill=0.25, brush=10),
    Condition("fills 40%", fill=0.4),
    Condition("fills 92%", fill=0.92),
    Condition("35% top left, brush 14", fill=0.35, brush=14, centre=(NEAR, NEAR)),
    Condition("35% top right, brush 14", fill=0.35, brush=14, centre=(FAR, NEAR)),
    Condition("35% bottom left, brush 14", fill=0.35, brush=14, centre=(NEAR, FAR)),
    Condition("35% bottom right, brush 14", fill=0.35, brush=14, centre=(FAR, FAR)),
    Condition("brush 8", brush=8),
    Condition("brush 12", brush=12),
    Condition("brush 28", brush=28),
    Condition("brush 34", brush=34),
    Condition("turned −15°", turn=-15),
    Condition("turned +15°", turn=15),
    Condition("slanted −20°", slant=-20),
    Condition("slanted +20°", slant=20),
)
