"""Which strokes of a pen, or pieces of ink, are one digit where several digits stand side by side, as in "2026".

A digit's own strokes often lie apart: the bar of a 5, the right half of an open 4. Neighbours in a number may come as
near. So what counts is how far two parts overlap from left to right once the writer's slant is gone, whether they
touch, and whether one of them floats: digits stand on a line, and what ends well above it belongs to another part.
The limits were chosen by the writers that training saw; `benchmarks.numbers` measures them on others.
"""

from collections.abc import Sequence

import numpy as np

MOST_DIGITS = 12  # in a row
MOST_PARTS = 60  # a number of five digits has 20 at most; what has more is a scribble, and one
POINTS = 300  # that are looked at, of all parts together
FINE = 0.04  # of the height: so near lie two points that are looked at
STEEPEST = 0.7  # tangent of the largest slant believed
# All of these are shares of the height of the tallest part.
THIN = 0.12  # a part is taken to be at least so wide
TOUCHING, BESIDE = 0.04, 0.3  # so near are strokes that touch; neighbours that do overlap by less of their width
SMALL, NEAR = 0.5, 0.25  # what is lower than this and as near belongs to its neighbour
FLOATS, REACH, FARTHEST = 0.2, 0.45, 0.45  # how far above its neighbour's foot; how near it lies for that, and at most
OVERLAP = 0.4  # of the width of the narrower one: parts of one digit stand above each other


def strokes_of_digits(lines: Sequence[np.ndarray]) -> list[list[int]]:
    """A pen's `lines`, each float (n, 2) → digits from left to right, each the list of its lines' places in `lines`."""
    digits = parts_of_digits(evenly(lines)) if 1 < len(lines) <= MOST_PARTS else []
    return digits if 1 < len(digits) <= MOST_DIGITS else [list(range(len(lines)))]


def parts_of_digits(parts: Sequence[np.ndarray]) -> list[list[int]]:
    """The same for `parts` of which each, float (n, 2) x, y (downward), has many points on its ink or its outline."""
    upright = without_slant(parts)
    low = np.array([part.min(axis=0) for part in upright])
    high = np.array([part.max(axis=0) for part in upright])
    height = max((high - low)[:, 1].max(), SMALL * (high - low)[:, 0].max(), 1e-6)
    apart = distances(upright) / height
    low, high = low / height, high / height
    digits = [[number] for number in range(len(parts))]
    while len(digits) > 1:
        belonging = how_near(low, high, apart)
        one, other = np.unravel_index(np.argmax(belonging), belonging.shape)
        if belonging[one, other] <= 0:
            break
        one, other = min(one, other), max(one, other)
        digits[one] += digits.pop(other)
        low[one], high[one] = np.minimum(low[one], low[other]), np.maximum(high[one], high[other])
        apart[one] = apart[:, one] = np.minimum(apart[one], apart[other])
        low, high = np.delete(low, other, axis=0), np.delete(high, other, axis=0)
        apart = np.delete(np.delete(apart, other, axis=0), other, axis=1)
    middle = low[:, 0] + high[:, 0]
    return [sorted(digits[number]) for number in np.argsort(middle, kind="stable")]


def how_near(low: np.ndarray, high: np.ndarray, apart: np.ndarray) -> np.ndarray:
    """How surely each two of n parts are one digit's: above 0 where they are, the surest first; float (n, n).

    `low` and `high`, (n, 2), are the corners of their boxes, `apart`, (n, n), how far their ink is from each other.
    """
    width, tall = (np.maximum(high - low, (THIN, 0))).T
    overlap = np.minimum(high[:, None, 0], high[None, :, 0]) - np.maximum(low[:, None, 0], low[None, :, 0])
    above = overlap / np.minimum(width[:, None], width[None])
    floats = high[None, :, 1] - high[:, None, 1]  # how far the first one's foot is above the second one's
    small = np.minimum(tall[:, None], tall[None]) < SMALL
    before = (low[:, None, 0] < low[None, :, 0]) | (tall[:, None] < SMALL)  # the left half of a 4, or a bar
    hangs = (floats > FLOATS) & (before | (above > 0)) & (apart < np.minimum(REACH * floats, FARTHEST))
    belonging = np.where(small & (apart < NEAR), 1 - apart, 0)
    belonging = np.maximum(belonging, np.where(hangs, 2 - apart, 0))
    belonging = np.where((apart < TOUCHING) & (above > BESIDE), 2, belonging)
    belonging = np.where(above >= OVERLAP, 2 + above, belonging)
    belonging = np.maximum(belonging, belonging.T)
    np.fill_diagonal(belonging, 0)
    return belonging


def evenly(parts: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Lines with points at even distances, about `POINTS` on all lines together."""
    lengths = [np.concatenate([[0], np.cumsum(np.hypot(*np.diff(part, axis=0).T))]) for part in parts]
    tallest = max(np.ptp(part[:, 1]) for part in parts)
    step = max(FINE * tallest, sum(along[-1] for along in lengths) / POINTS, 1e-6)
    even = []
    for part, along in zip(parts, lengths, strict=True):
        at = np.linspace(0, along[-1], 1 + int(np.ceil(along[-1] / step)))
        even.append(np.stack([np.interp(at, along, part[:, axis]) for axis in (0, 1)], axis=1))
    return even


def without_slant(parts: Sequence[np.ndarray]) -> list[np.ndarray]:
    """The same points, upright: each part's own slant is weighted by how tall it is (see `preprocess.straighten`)."""
    around = np.concatenate([part - part.mean(axis=0) for part in parts])
    x, y = around.T
    slant = np.clip((x @ y) / max(y @ y, 1e-9), -STEEPEST, STEEPEST)
    return [np.stack([part[:, 0] - slant * part[:, 1], part[:, 1]], axis=1) for part in parts]


def distances(parts: Sequence[np.ndarray]) -> np.ndarray:
    """How far the nearest points of each two parts lie apart, float (n, n)."""
    points = np.concatenate(parts)
    squared = sum(np.subtract.outer(along, along) ** 2 for along in points.T)
    begins = np.cumsum([0, *map(len, parts[:-1])])
    return np.sqrt(np.minimum.reduceat(np.minimum.reduceat(squared, begins, axis=0), begins, axis=1))
