"""Lines of a pen: put on a canvas, drawn as the canvas draws them, and drawn again as they are best read."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

CANVAS = 280  # pixels per side
OVERSAMPLING = 3  # drawn this much larger, then averaged down: smooth edges
FILL = 0.7  # of the canvas's side: the longer side of lines that are drawn again
PEN = 0.08  # of the longer side of the lines: the width of the pen that draws them again
A_DOT = 8  # pixels: lines no longer than this are a dot, which has no size to suit


def place(
    strokes: Sequence[np.ndarray],
    fill: float,
    turn: float = 0.0,
    slant: float = 0.0,
    centre: tuple[float, float] = (0.5, 0.5),
    side: int = CANVAS,
) -> list[np.ndarray]:
    """Put strokes on a canvas of `side` pixels: the longer side of the path becomes `fill` of it.

    `turn` (clockwise) and `slant` (to the right, on top of the writer's own) are in degrees; `centre` says
    where the middle of the path goes, x and y as shares of the side. Returns a list of float (n, 2).
    """
    angle, shear = np.deg2rad(turn), np.tan(np.deg2rad(slant))
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = rotation @ np.array([[1, -shear], [0, 1]])
    strokes = [stroke @ matrix.T for stroke in strokes]
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    zoom = fill * side / max((high - low).max(), 1e-6)
    return [(stroke - (low + high) / 2) * zoom + np.multiply(centre, side) for stroke in strokes]


def draw(strokes: Sequence[np.ndarray], brush: float, side: int = CANVAS) -> np.ndarray:
    """Draw placed strokes with a round brush `brush` pixels wide → uint8 (side, side), white on black."""
    picture = Image.new("L", (side * OVERSAMPLING, side * OVERSAMPLING))
    pen = ImageDraw.Draw(picture)
    width, radius = round(brush * OVERSAMPLING), brush * OVERSAMPLING / 2
    for stroke in strokes:
        # A pixel's middle is at a half: Pillow counts from there.
        points = stroke * OVERSAMPLING - 0.5
        apart = np.abs(np.diff(points, axis=0, prepend=points[:1] - radius)).max(axis=1) > 0
        pen.line([tuple(point) for point in points], fill=255, width=width)
        for x, y in points[apart]:
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return np.asarray(picture.reduce(OVERSAMPLING))


def draw_each(lines: Sequence[np.ndarray], widths: Sequence[float], side: int = CANVAS) -> np.ndarray:
    """Draw placed lines, each with a brush of its own width in pixels → uint8 (side, side), white on black."""
    picture = np.zeros((side, side), np.uint8)
    for width in set(widths):
        alike = [line for line, own in zip(lines, widths, strict=True) if own == width]
        picture = np.maximum(picture, draw(alike, width, side))
    return picture


def redraw(lines: Sequence[np.ndarray]) -> np.ndarray | None:
    """Draw lines, each float (n, 2) in pixels, again with one pen, in the middle of a canvas → uint8 (280, 280).

    The pen suits their size, so a small digit under a broad brush has its holes again. Returns None for a dot.
    """
    points = np.concatenate(lines)
    if np.ptp(points, axis=0).max() <= A_DOT:
        return None
    return draw(place(lines, FILL), PEN * FILL * CANVAS)
