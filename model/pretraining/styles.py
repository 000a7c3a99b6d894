"""Which habit a digit shows: found by a rule on its strokes, never by a network's opinion."""

import numpy as np

from model.digits.pen import draw, place
from model.pretraining.strokes import StrokeDigit

Strokes = tuple[np.ndarray, ...]

SLASHED = 0.5  # ink within the inner half of a zero's loop, in half widths of the loop: a line through it has 1 or more
FLAGGED_LENGTH = 1.12  # a one's ink, as a multiple of the stem
FLAGGED_WIDTH = 0.12  # how far it reaches across the stem, as a share of the stem


def evenly(strokes: Strokes, parts: int = 60) -> list[np.ndarray]:
    """Points at even distances along each stroke, `parts` to the longer side of the digit."""
    size = np.ptp(np.concatenate(strokes), axis=0).max()
    even = []
    for stroke in strokes:
        along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))])
        at = np.linspace(0, along[-1], max(2, int(along[-1] / max(size, 1e-6) * parts) + 1))
        even.append(np.stack([np.interp(at, along, stroke[:, 0]), np.interp(at, along, stroke[:, 1])], axis=1))
    return even


def length(strokes: list[np.ndarray]) -> float:
    """The way that the pen went while it was down, in the strokes' own unit."""
    return float(sum(np.hypot(*np.diff(stroke, axis=0).T).sum() for stroke in strokes))


def ink_inside(strokes: Strokes) -> float:
    """How much ink lies inside a loop: the length within its inner half, in half widths; about 0 in a plain zero."""
    even = evenly(strokes)
    points = np.concatenate(even)
    away = points - points.mean(axis=0)
    slant = np.clip((away[:, 0] * away[:, 1]).sum() / max((away[:, 1] ** 2).sum(), 1e-9), -1, 1)
    upright = [stroke - np.stack([slant * stroke[:, 1], 0 * stroke[:, 1]], axis=1) for stroke in even]
    points = np.concatenate(upright)
    low, high = points.min(axis=0), points.max(axis=0)
    inside = 0.0
    for stroke in upright:
        scaled = (stroke - (low + high) / 2) / np.maximum((high - low) / 2, 1e-6)
        middle = (scaled[1:] + scaled[:-1]) / 2
        inside += float(np.hypot(*np.diff(scaled, axis=0).T)[np.hypot(*middle.T) < 0.5].sum())
    return inside


def beyond_stem(strokes: Strokes) -> tuple[float, float]:
    """A one's length of ink and its width across the stem, both as multiples of the stem's length."""
    even = evenly(strokes)
    points = np.concatenate(even)
    _, _, axes = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)
    stem, across = np.ptp((points - points.mean(axis=0)) @ axes.T, axis=0)
    return length(even) / max(stem, 1e-6), across / max(stem, 1e-6)


def slashed_zero(digit: StrokeDigit) -> bool:
    """A zero with a slash, a bar or anything else drawn through its loop."""
    return digit.label == 0 and ink_inside(digit.strokes) >= SLASHED


def flagged_one(digit: StrokeDigit) -> bool:
    """A one that is more than a line: with a flag, a serif or a foot."""
    if digit.label != 1:
        return False
    ink, across = beyond_stem(digit.strokes)
    return ink >= FLAGGED_LENGTH and across >= FLAGGED_WIDTH


def barred_seven(digit: StrokeDigit) -> bool:
    """A seven with a bar through its stem: a lying stroke in the middle of its height."""
    if digit.label != 7 or len(digit.strokes) < 2:
        return False
    points = np.concatenate(digit.strokes)
    top, tall = points[:, 1].min(), max(np.ptp(points[:, 1]), 1e-6)
    for stroke in digit.strokes[1:]:
        wide, high = np.ptp(stroke, axis=0)
        if wide > high and wide > 0.15 * tall and 0.25 < (stroke[:, 1].mean() - top) / tall < 0.8:
            return True
    return False


def holes(strokes: Strokes, side: int = 60) -> list[tuple[float, float]]:
    """What the ink encloses, the largest first: (share of the picture, height of its middle: 0 at the top, 1 below)."""
    from scipy import ndimage

    picture = draw(place(list(strokes), 0.85, side=side), 2, side) > 60
    regions, count = ndimage.label(~picture)
    outside = regions[0, 0]
    found = []
    for region in range(1, count + 1):
        if region != outside:
            rows, _ = np.nonzero(regions == region)
            found.append((len(rows) / side**2, float(rows.mean() / side)))
    return sorted((hole for hole in found if hole[0] > 0.002), reverse=True)


def reaches(strokes: Strokes, low: float, high: float) -> float:
    """How wide the ink is between two heights (0 at the top, 1 below), as a share of the digit's height."""
    points = np.concatenate(evenly(strokes))
    height = (points[:, 1] - points[:, 1].min()) / max(np.ptp(points[:, 1]), 1e-6)
    between = points[(height >= low) & (height <= high), 0]
    return float(np.ptp(between) / max(np.ptp(points[:, 1]), 1e-6)) if between.size else 0.0


def style(digit: StrokeDigit) -> str:
    """The digit's style by name, as in "slashed"; "plain" where no rule says more."""
    strokes = digit.strokes
    if digit.label == 0:
        return "slashed" if slashed_zero(digit) else "plain"
    if digit.label == 1 and flagged_one(digit):
        foot = reaches(strokes, 0.88, 1) > 0.2
        return ("flag and foot" if reaches(strokes, 0, 0.5) > 0.2 else "foot") if foot else "flag"
    if digit.label == 2:
        return "loop" if any(height > 0.5 for _, height in holes(strokes)) else "plain"
    if digit.label == 4:
        return "closed" if holes(strokes) else "open"
    if digit.label == 7:
        return "bar" if barred_seven(digit) else "plain"
    if digit.label == 9:
        return "hooked" if reaches(strokes, 0.75, 1) > 0.35 else "straight"
    return "plain"
