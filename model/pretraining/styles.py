"""Which habit a digit shows: found by a rule on its strokes, never by a network's opinion."""

import numpy as np

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
