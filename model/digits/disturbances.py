"""Digits as they might also have come: shifted, turned, of another size or thickness, slanted, or on noisy paper.

All images of a call are changed alike, so that accuracy can be drawn as a curve over one thing that is changed.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

SIDE = 28
MIDDLE = (SIDE - 1) / 2


def moved(images: np.ndarray, onto: np.ndarray, shift: tuple[float, float] = (0.0, 0.0)) -> np.ndarray:
    """Each pixel is read where the matrix `onto`, float `(2, 2)` (row, column), and `shift` in pixels say it came from.

    Between four pixels the value lies between theirs (bilinear); beyond the edge there is none. float32 `(n, 28, 28)`
    in and out.
    """
    grid = np.stack(np.meshgrid(np.arange(SIDE), np.arange(SIDE), indexing="ij")).reshape(2, -1) - MIDDLE
    row, column = np.linalg.inv(onto) @ (grid - np.array(shift)[:, None]) + MIDDLE
    top, left = np.floor(row).astype(int), np.floor(column).astype(int)
    flat, found = images.reshape(len(images), -1), np.zeros((len(images), SIDE * SIDE), np.float32)
    for down in (0, 1):
        for right in (0, 1):
            r, c = top + down, left + right
            inside = (r >= 0) & (r < SIDE) & (c >= 0) & (c < SIDE)
            weight = (1 - np.abs(row - r)) * (1 - np.abs(column - c)) * inside
            found += flat[:, np.where(inside, r * SIDE + c, 0)] * weight.astype(np.float32)
    return found.reshape(images.shape)


def shifted(images: np.ndarray, pixels: float) -> np.ndarray:
    """To the right; below 0 to the left."""
    return moved(images, np.eye(2), (0.0, pixels))


def turned(images: np.ndarray, degrees: float) -> np.ndarray:
    """Clockwise; below 0 the other way."""
    return moved(images, turn(degrees))


def turn(degrees: float) -> np.ndarray:
    """The same as a matrix for `moved`."""
    angle = np.deg2rad(degrees)
    return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])


def resized(images: np.ndarray, share: float) -> np.ndarray:
    """`share` times as large, about the middle."""
    return moved(images, share * np.eye(2))


def slanted(images: np.ndarray, degrees: float) -> np.ndarray:
    """As italics; below 0 backwards."""
    return moved(images, np.array([[1.0, 0.0], [-np.tan(np.deg2rad(degrees)), 1.0]]))


def thickened(images: np.ndarray, pixels: float) -> np.ndarray:
    """Each edge of the ink lies `pixels` further out, or, below 0, further in: grey dilation and erosion."""
    neighbours = ndimage.generate_binary_structure(2, 1)[None]
    change = ndimage.grey_dilation if pixels > 0 else ndimage.grey_erosion
    changed, left = images, abs(pixels)
    while left > 0:
        further = change(changed, footprint=neighbours)
        changed = changed + min(left, 1.0) * (further - changed)
        left -= 1.0
    return changed.astype(np.float32)


def noisy(images: np.ndarray, deviation: float) -> np.ndarray:
    """Gaussian noise of that standard deviation on each pixel, the same for each call; cut to [0, 1]."""
    noise = np.random.default_rng(0).standard_normal(images.shape, np.float32)
    return np.clip(images + np.float32(deviation) * noise, 0, 1)


@dataclass(frozen=True)
class Disturbance:
    """One way to change digits: its name, what an amount means, the amounts to try, and the one that changes nothing.

    `apply` takes float32 `(n, 28, 28)` in [0, 1] and an amount, and gives the like.
    """

    name: str
    unit: str
    amounts: tuple[float, ...]
    none: float
    apply: Callable[[np.ndarray, float], np.ndarray]


DISTURBANCES = (
    Disturbance("Shift", "pixels to the right", (-6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 6), 0, shifted),
    Disturbance("Turn", "degrees clockwise", (-60, -45, -30, -20, -10, 0, 10, 20, 30, 45, 60), 0, turned),
    Disturbance("Size", "times as large", (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4), 1, resized),
    Disturbance("Thickness", "pixels more at each edge", (-1, -0.75, -0.5, -0.25, 0, 0.5, 1, 1.5, 2), 0, thickened),
    Disturbance("Slant", "degrees", (-45, -30, -20, -10, 0, 10, 20, 30, 45), 0, slanted),
    Disturbance("Noise", "standard deviation of a pixel", (0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8), 0, noisy),
)
