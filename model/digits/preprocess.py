"""A drawing becomes a 28 × 28 digit, step by step.

MNIST's digits were all brought to one form before anyone trained on them: the ink cropped, its longest
side scaled to 20 pixels with anti-aliasing, and the result placed in 28 × 28 by its centre of mass
(LeCun, Bottou, Bengio and Haffner 1998, http://yann.lecun.com/exdb/mnist/). A network that learned from
MNIST reads a drawing well only when the drawing takes that same form, so canvas, photo, test and
benchmark all go through `normalize`. Two of its steps are ours and never happened to MNIST: the lines
are drawn again with one pen, and half of the slant is taken away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from PIL import Image

from model.digits.pen import redraw

SIDE = 28  # pixels per side of an MNIST image
BOX = 20  # longest side of the ink within it
FINE = 5 * BOX  # longest side while the slant is taken away
STRAIGHTENING = 0.5  # share of the slant taken away; MNIST's own digits lean, so some of it stays
STEEPEST = 1.0  # tangent of the largest slant believed: 45°
MIN_INK = 8  # grey level (of 255) up to which a pixel counts as empty
MAX_SIDE = 512  # larger images are shrunk first: no digit needs more


class Step(NamedTuple):
    """One intermediate picture: what it is called, one sentence on it, and a 2-D array.

    `image` is uint8 in [0, 255] or float32 in [0, 1], ink light on dark, of any height and width.
    """

    name: str
    explanation: str
    image: np.ndarray


@dataclass(frozen=True)
class Digit:
    """A digit in MNIST's own form: `pixels` float32 (28, 28) in [0, 1], and the `steps` that led there."""

    pixels: np.ndarray
    steps: tuple[Step, ...]


def normalize(image: np.ndarray, lines: Sequence[np.ndarray] | None = None) -> Digit | None:
    """Bring a drawing to MNIST's own form.

    `image` is uint8 (H, W, 4), (H, W, 3) or (H, W), light ink on dark; transparent pixels count as dark. A canvas
    also knows the `lines` that its pen went along, each float (n, 2) in pixels: they are drawn again with one pen.
    Returns a `Digit`, or None where there is no ink. Raises ValueError for any other shape or dtype.
    """
    ink = to_grey(image)
    drawn = [Step("Ink", "The drawing in shades of grey, ink light on dark.", ink)]
    cropped = crop(ink)
    if cropped is None:
        return None
    if lines and (redrawn := redraw(lines)) is not None:
        drawn.append(
            Step(
                "One pen",
                "Ours: its lines drawn again with a pen that suits their size, so that holes stay open.",
                redrawn,
            )
        )
        cropped = crop(redrawn)
    assert cropped is not None  # a line always leaves ink
    straight = crop(straighten(cropped))
    assert straight is not None  # and stays, wherever it leans
    scaled = scale(straight)
    centred = centre(scaled)
    pixels = centred.astype(np.float32) / centred.max()
    steps = (
        *drawn,
        Step("Cropped", "Cut to the smallest rectangle that holds all the ink.", cropped),
        Step("Straightened", "Ours: half of the slant removed, as people slant their digits differently.", straight),
        Step("Scaled to 20 pixels", "The longer side becomes 20 pixels, with smooth edges.", scaled),
        Step("Centred by mass", "Placed in 28 × 28 so that the ink balances on the middle.", centred),
        Step("Scaled to 0–1", "The brightest pixel becomes 1: the 784 numbers the network reads.", pixels),
    )
    return Digit(pixels, steps)


def to_grey(image: np.ndarray) -> np.ndarray:
    """uint8 RGBA, RGB or grey → uint8 (H, W) with transparent pixels black and the sides at most 512."""
    if not isinstance(image, np.ndarray) or image.dtype != np.uint8:
        kind = getattr(image, "dtype", type(image).__name__)
        raise ValueError(f"The drawing must be an array of uint8 (0 to 255), but this is {kind}.")
    if image.ndim not in (2, 3) or (image.ndim == 3 and image.shape[2] not in (3, 4)) or image.size == 0:
        raise ValueError(
            f"The drawing must have the shape (height, width), (height, width, 3) or (height, width, 4), "
            f"but this one has {image.shape}."
        )
    picture = Image.fromarray(np.ascontiguousarray(image))
    if max(picture.size) > MAX_SIDE:
        picture = picture.reduce(-(-max(picture.size) // MAX_SIDE))
    if picture.mode == "RGBA":
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "black"), picture)
    return np.asarray(picture.convert("L"))


def crop(ink: np.ndarray) -> np.ndarray | None:
    """uint8 (H, W) → the smallest rectangle that holds all ink, or None where there is none."""
    inked = ink > MIN_INK
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    if not rows.size:
        return None
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def straighten(cropped: np.ndarray) -> np.ndarray:
    """uint8 (h, w) → uint8, about 100 pixels per side, with half of the slant taken away.

    The slant is how far the ink moves sideways from row to row: the covariance of x and y over the variance
    of y, both weighted by ink (the second moments; LeCun and others 1998 call it deslanting).
    """
    fine = scale(cropped, FINE)
    height = len(fine)
    y, x = np.mgrid[:height, : fine.shape[1]]
    mass = fine.sum(dtype=float)
    from_middle_y, from_middle_x = y - (y * fine).sum() / mass, x - (x * fine).sum() / mass
    variance = (from_middle_y**2 * fine).sum()
    slant = (from_middle_y * from_middle_x * fine).sum() / max(variance, 1e-6)
    shear = STRAIGHTENING * np.clip(slant, -STEEPEST, STEEPEST)
    margin = height // 2 + 1  # a half of the height at most is how far the shear moves a row
    picture = Image.fromarray(np.pad(fine, ((0, 0), (margin, margin))))
    matrix = (1, shear, -shear * height / 2, 0, 1, 0)
    return np.asarray(picture.transform(picture.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR))


def scale(cropped: np.ndarray, side: int = BOX) -> np.ndarray:
    """uint8 (h, w) → uint8 with the longer side `side` pixels and the same proportions, anti-aliased."""
    height, width = cropped.shape
    factor = side / max(height, width)
    size = max(1, round(width * factor)), max(1, round(height * factor))
    resampling = Image.Resampling.BOX if factor < 1 else Image.Resampling.BILINEAR
    scaled = np.asarray(Image.fromarray(cropped).resize(size, resampling))
    # A hairline in a large drawing fades when shrunk; its brightest pixel still is ink.
    return scaled if scaled.max() else np.full_like(scaled, 255)


def centre(scaled: np.ndarray) -> np.ndarray:
    """uint8 (h, w), sides at most 20 → uint8 (28, 28), its centre of mass within a step of pixel (14, 14)."""
    placed = np.zeros((SIDE, SIDE), np.uint8)
    mass = scaled.sum(dtype=float)
    corner = []
    for axis, length in enumerate(scaled.shape):
        along = scaled.sum(axis=1 - axis, dtype=float)
        middle = along @ np.arange(length) / mass
        corner.append(int(np.clip(round(SIDE / 2 - middle), 0, SIDE - length)))
    top, left = corner
    placed[top : top + scaled.shape[0], left : left + scaled.shape[1]] = scaled
    return placed
