"""Drawings as JSON, with the strokes that the pen made: what lies on disk, and one of the files to take along."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from model.digits.pen import CANVAS, FILL, PEN, draw
from model.digits.preprocess import SIDE, normalize
from model.handwriting.drawings import LabelledDrawing, labelled
from model.runs import facts

ABOUT = (
    "Handwritten digits. pixels: 28 rows of 28 grey levels, 0 (paper) to 255 (ink), one after the other. strokes: the "
    "points of each stroke, x to the right and y downward, on a canvas of 280 by 280."
)
FARTHEST = 2 * CANVAS  # how far from the canvas's corner a stroke that leaves it may go
MOST_STROKES, MOST_READ = 500, 20_000  # strokes, and points of them, that are looked at

DIGIT = {
    "label": facts.whole(0, 9),
    "pixels": lambda value: _pixels(value),
    "strokes": lambda value: _strokes(value),
    "when": facts.moment,
}


def to_json(drawings: Iterable[LabelledDrawing]) -> bytes:
    """All of them as one JSON text, one drawing a line."""
    lines = [json.dumps(_as_facts(drawing), separators=(",", ":")) for drawing in drawings]
    return f'{{"about": {json.dumps(ABOUT)},\n"digits": [\n'.encode() + ",\n".join(lines).encode() + b"\n]}\n"


def digits_in(content: bytes, name: str = "the file") -> list[Any]:
    """The entries of a JSON text, unread: those under "digits", or those of a plain list. Raises `FactError`."""
    known = facts.loads(content, name)
    if isinstance(known, dict):
        known = known.get("digits")
    if not isinstance(known, list):
        raise facts.FactError(f"{name} has no list of digits")
    return known


def read_digit(value: Any) -> LabelledDrawing:
    """One entry of such a list. It needs a label, and pixels or strokes. Raises `FactError`, in half a sentence."""
    if not isinstance(value, dict):
        raise facts.FactError("a digit must be a table")
    known = {key: DIGIT[key](value[key]) for key in DIGIT if value.get(key) is not None}
    if "label" not in known:
        raise facts.FactError("a digit has no label")
    strokes = known.get("strokes", ())
    pixels = known["pixels"] if "pixels" in known else _drawn(strokes)
    if pixels is None or not pixels.any():
        raise facts.FactError("a digit has no ink")
    return labelled(known["label"], pixels, strokes, known.get("when"))


def _as_facts(drawing: LabelledDrawing) -> dict[str, Any]:
    return {
        "label": drawing.label,
        "when": drawing.created.isoformat(),
        "strokes": [line.tolist() for line in drawing.strokes],
        "pixels": drawing.pixels.reshape(-1).tolist(),
    }


def _pixels(value: Any) -> np.ndarray:
    """784 grey levels, in a row or as 28 rows of 28."""
    if isinstance(value, list) and len(value) == SIDE and all(isinstance(row, list) for row in value):
        value = [level for row in value for level in row]
    if not isinstance(value, list) or len(value) != SIDE * SIDE:
        raise facts.FactError(f"must be {SIDE * SIDE} grey levels")
    if not all(type(level) is int and 0 <= level <= 255 for level in value):
        raise facts.FactError("must be grey levels, whole numbers from 0 to 255")
    return np.array(value, np.uint8).reshape(SIDE, SIDE)


def _strokes(value: Any) -> Sequence[Any]:
    if not isinstance(value, list) or len(value) > MOST_STROKES or not all(isinstance(line, list) for line in value):
        raise facts.FactError("must be a list of strokes")
    if sum(map(len, value)) > MOST_READ:
        raise facts.FactError(f"must be at most {MOST_READ:,} points")
    if not all(line for line in value):
        raise facts.FactError("must have a point in each stroke")
    for line in value:
        for point in line:
            if not isinstance(point, list) or len(point) != 2 or not all(map(_is_coordinate, point)):
                raise facts.FactError("must hold points, each an x and a y on the canvas")
    return value


def _is_coordinate(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) <= FARTHEST


def _drawn(strokes: Sequence[Any]) -> np.ndarray | None:
    """What a network would get of these strokes; None where there are none."""
    if not strokes:
        return None
    lines = [np.array(line, float) for line in strokes]
    digit = normalize(draw(lines, PEN * FILL * CANVAS), lines)
    return None if digit is None else digit.pixels
