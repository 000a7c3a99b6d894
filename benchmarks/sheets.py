"""Sheets of paper that are drawn, written on, and photographed or scanned, for `benchmarks.papers`."""

import io
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from model.digits.pen import draw, place
from model.pretraining.strokes import StrokeDigit

WHITE = (244, 243, 238)
INKS = {"ball pen": (35, 45, 95), "black pen": (30, 30, 32), "felt pen": (20, 20, 25), "pencil": (120, 120, 124)}
PEN = {"ball pen": (0.4, 0.7), "black pen": (0.4, 0.8), "felt pen": (0.9, 1.8), "pencil": (0.5, 0.9)}  # mm
RULINGS = ((150, 180, 215), (175, 175, 178), (225, 150, 150), (150, 200, 165), (120, 120, 125), (60, 60, 62))
Random = np.random.Generator


class Sheet:
    """A piece of paper of `width` × `height` mm at `scale` pixels a mm: reflectance float32 (H, W, 3), 0 to 255."""

    def __init__(self, rng: Random, width: float, height: float, scale: float) -> None:
        self.rng, self.scale = rng, scale
        self.size = round(width * scale), round(height * scale)
        self.levels = np.empty((self.size[1], self.size[0], 3), np.float32)
        self.levels[:] = np.array(WHITE) - rng.uniform(0, 20) * np.array([0.6, 0.7, 1.2])

    def print(self, coverage: np.ndarray, colour: tuple[int, ...]) -> None:
        """Ink on it, where `coverage`, float (H, W) in [0, 1], says; inks darken what lies under them."""
        self.levels *= 1 - coverage[..., None] * (1 - np.array(colour, np.float32) / 255)

    def lines(self, segments: Sequence[tuple[float, ...]], width: float, colour: tuple[int, ...]) -> None:
        """Straight lines (x0, y0, x1, y1) in mm, `width` mm wide."""
        picture = Image.new("L", (self.size[0] * 2, self.size[1] * 2))
        pen = ImageDraw.Draw(picture)
        for segment in segments:
            pen.line([round(2 * self.scale * v) for v in segment], 255, max(1, round(2 * self.scale * width)))
        self.print(np.asarray(picture.reduce(2), np.float32) / 255, colour)

    def write(self, digit: StrokeDigit, pen: str, height: float, centre: tuple[float, float]) -> None:
        """A digit `height` mm high (or wide), its middle at `centre` in mm."""
        side = max(self.size)
        where = np.multiply(centre, self.scale) / side
        lines = place(digit.strokes, height * self.scale / side, self.rng.normal(0, 3), 0, tuple(where), side)
        width = self.rng.uniform(*PEN[pen]) * self.scale
        ink: np.ndarray = draw(lines, max(width, 1.0), side)[: self.size[1], : self.size[0]] / 255
        if pen == "pencil":  # the paper's grain lets some of it out
            grain = self.rng.normal(0, 1, (-(-self.size[1] // 2), -(-self.size[0] // 2))).repeat(2, 0).repeat(2, 1)
            ink = ink * np.clip(0.85 + 0.2 * grain[: ink.shape[0], : ink.shape[1]], 0.3, 1)
        self.print(ink, INKS[pen])


def photographed(sheet: Sheet, rng: Random, tilt: float = 0.04, shadow: bool = False, dim: float = 0.25) -> bytes:
    """A phone's photo: perspective, uneven light, blur, noise, JPEG."""
    height, width = sheet.levels.shape[:2]
    picture = Image.fromarray(np.rint(sheet.levels).astype(np.uint8))
    if tilt:
        corners = np.array([(0, 0), (0, height), (width, height), (width, 0)], float)
        moved = (corners - (width / 2, height / 2)) * 0.94 + (width / 2, height / 2)
        moved += rng.uniform(-tilt, tilt, (4, 2)) * (width, height) * 0.5
        picture = picture.transform(
            (width, height), Image.Transform.QUAD, tuple(moved.ravel()), Image.Resampling.BICUBIC
        )
    levels = np.asarray(picture, np.float32)
    y, x = np.mgrid[:height, :width] / max(height, width)
    angle = rng.uniform(0, 2 * np.pi)
    light = 1 - dim * rng.uniform(0.3, 1) * (0.5 + 0.5 * (np.cos(angle) * (x - 0.5) + np.sin(angle) * (y - 0.5)) * 1.6)
    if shadow:  # of a hand or the phone: from one corner, its edge soft
        edge = (
            np.cos(angle) * (x - 0.5) + np.sin(angle) * (y - 0.5) + 0.05 * np.sin(9 * (x + y)) - rng.uniform(-0.2, 0.2)
        )
        light *= 1 - rng.uniform(0.25, 0.5) / (1 + np.exp(-edge / rng.uniform(0.006, 0.03)))
    dimmed = levels * light[..., None] * rng.uniform(0.8, 1)
    picture = Image.fromarray(np.clip(dimmed, 0, 255).astype(np.uint8))
    picture = picture.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 0.09 * sheet.scale)))
    grainy = np.asarray(picture, np.float32) + rng.normal(0, rng.uniform(1, 4), (height, width, 3))
    return saved(grainy, "JPEG", quality=int(rng.integers(60, 92)))


def scanned(sheet: Sheet, rng: Random) -> bytes:
    """A scanner's picture: straight, even, sharp."""
    levels = sheet.levels + rng.normal(0, rng.uniform(0.3, 2), sheet.levels.shape)
    picture = Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))
    picture = picture.filter(ImageFilter.GaussianBlur(rng.uniform(0, 0.5)))
    if rng.random() < 0.5:
        picture = picture.convert("L")
    return saved(np.asarray(picture), "PNG") if rng.random() < 0.5 else saved(np.asarray(picture), "JPEG", quality=85)


def saved(levels: np.ndarray, kind: str, **options: int) -> bytes:
    content = io.BytesIO()
    Image.fromarray(np.clip(np.rint(levels), 0, 255).astype(np.uint8)).save(content, kind, **options)
    return content.getvalue()
