"""Gives digits the habits of other people: slashes and bars in zeros, flags and feet on ones, bars through sevens.

Few writers of any file have each habit, and each has it in one form; a class of thirty brings all forms. So the
habits are drawn onto digits that lack them, in many sizes, places and angles.
"""

from collections.abc import Sequence

import numpy as np

from model.pretraining.styles import beyond_stem, evenly, ink_inside

Strokes = Sequence[np.ndarray]

PLAIN_ZERO = 0.05  # ink inside the loop, see `ink_inside`
PLAIN_ONE = 0.1  # width across the stem


def change(label: int, strokes: Strokes, rng: np.random.Generator) -> Strokes:
    """Perhaps give a digit a habit that it lacks; what it says stays the same."""
    if label == 0 and rng.random() < 0.45 and ink_inside(tuple(strokes)) < PLAIN_ZERO:
        return slash(strokes, rng)
    if label == 1 and rng.random() < 0.5 and beyond_stem(tuple(strokes))[1] < PLAIN_ONE:
        return flag(strokes, rng)
    if label == 7 and rng.random() < 0.3 and len(strokes) == 1:
        return bar(strokes, rng)
    return strokes


def bent(start: np.ndarray, end: np.ndarray, rng: np.random.Generator, bend: float = 0.06) -> np.ndarray:
    """A line by hand: from start to end, a little curved → float (9, 2)."""
    t = np.linspace(0, 1, 9)[:, None]
    across = (end - start)[::-1] * (1, -1)
    return start + t * (end - start) + 4 * t * (1 - t) * across * rng.normal(0, bend)


def box(strokes: Strokes) -> tuple[np.ndarray, np.ndarray]:
    """The middle and the half sides of the smallest rectangle that holds the ink."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    return (low + high) / 2, np.maximum((high - low) / 2, 1e-6)


def slash(strokes: Strokes, rng: np.random.Generator) -> Strokes:
    """A zero → with a slash, a backslash, a bar, an upright line or a dot, on its own or drawn on from the loop."""
    middle, half = box(strokes)
    kind = rng.choice(["slash", "backslash", "bar", "upright", "dot"], p=[0.66, 0.09, 0.12, 0.09, 0.04])
    degrees = {"slash": (25, 80), "backslash": (105, 155), "bar": (-15, 25), "upright": (78, 102), "dot": (0, 180)}
    angle = np.deg2rad(rng.uniform(*degrees[kind]))
    towards = np.array([np.cos(angle), -np.sin(angle)])  # y grows downward
    if kind == "bar":
        reach = rng.uniform(0.5, 1.35, 2)
    elif kind == "dot":
        reach = rng.uniform(0.02, 0.15, 2)
    elif rng.random() < 0.3:  # a small loop on a long line
        reach = rng.uniform(1.3, 3, 2)
    else:
        reach = rng.uniform(0.55, 1.6, 2) if rng.random() < 0.7 else np.repeat(rng.uniform(0.7, 1.2), 2)
    centre = middle + half * rng.normal(0, 0.1, 2)
    # Along the loop's own proportions, or at the same angle in every loop.
    sides = half if rng.random() < 0.6 else np.repeat(half.mean(), 2)
    ends = [centre + towards * sides * reach[0], centre - towards * sides * reach[1]]
    if rng.random() < 0.3 and kind != "dot":
        ends.reverse()
    line = bent(ends[0], ends[1], rng)
    if kind != "dot" and rng.random() < 0.25:  # without lifting the pen
        return [*strokes[:-1], np.concatenate([strokes[-1], line])]
    if kind == "slash" and rng.random() < 0.1:  # there and back
        line = np.concatenate([line, bent(ends[1], ends[0] + half * rng.normal(0, 0.1, 2), rng)])
    return [*strokes, line]


def flag(strokes: Strokes, rng: np.random.Generator) -> Strokes:
    """A plain one → with a flag, a foot, both, two serifs or a hook. A long flag gets a foot: else it were a seven."""
    strokes = [stroke if stroke[0, 1] <= stroke[-1, 1] else stroke[::-1] for stroke in strokes]
    points = np.concatenate(strokes)
    top, bottom = points[points[:, 1].argmin()], points[points[:, 1].argmax()]
    tall = np.hypot(*(bottom - top))
    kind = rng.choice(["flag", "flag and foot", "foot", "serifs", "hook"], p=[0.42, 0.34, 0.08, 0.08, 0.08])
    down = (bottom - top) / max(tall, 1e-6)
    across = np.array([down[1], -down[0]])  # to the right of a stem that goes down
    added = list(strokes)
    if "flag" in kind:
        angle = np.deg2rad(rng.uniform(18, 78))
        longest = 0.7 if "foot" in kind else min(0.7, (0.4 if angle < 1 else 0.3) / np.sin(angle))
        reach = tall * rng.uniform(0.12, longest)
        tip = top + reach * (np.cos(angle) * down - np.sin(angle) * across)
        line = bent(tip, top, rng, 0.1)
        joined = rng.random() < 0.8
        added = [np.concatenate([line, added[0]]), *added[1:]] if joined else [line, *added]
    if "foot" in kind or kind == "serifs":
        added.append(level(bottom, tall, rng))
    if kind == "serifs":
        added.append(level(top, tall, rng))
    if kind == "hook":
        tip = bottom + tall * rng.uniform(0.08, 0.3) * (across - down * rng.uniform(-0.2, 0.6))
        added[-1] = np.concatenate([added[-1], bent(bottom, tip, rng)])
    return added


def level(at: np.ndarray, tall: float, rng: np.random.Generator) -> np.ndarray:
    """A nearly level line through the point `at`: the foot of a one → float (9, 2)."""
    left, right = rng.uniform(0.08, 0.45, 2) * tall
    along = np.array([1, np.tan(np.deg2rad(rng.normal(0, 6)))])
    at = at + np.array([0, rng.normal(0, 0.02) * tall])
    return bent(at - left * along, at + right * along, rng, 0.04)


def bar(strokes: Strokes, rng: np.random.Generator) -> Strokes:
    """A seven in one stroke → with a bar through its stem, a serif at its start, or both."""
    (stroke,) = strokes
    low, high = stroke.min(axis=0), stroke.max(axis=0)
    tall = max(high[1] - low[1], 1e-6)
    added = [stroke]
    if rng.random() < 0.25:
        tip = stroke[0] + tall * np.array([rng.normal(-0.02, 0.04), rng.uniform(0.06, 0.25)])
        added = [np.concatenate([bent(tip, stroke[0], rng), stroke])]
        if rng.random() < 0.5:
            return added
    height = low[1] + tall * rng.uniform(0.4, 0.68)
    (even,) = evenly((stroke,))
    at = even[np.flatnonzero(even[:, 1] <= height)[-1]]
    left, right = rng.uniform(0.1, 0.4, 2) * tall
    along = np.array([1, np.tan(np.deg2rad(rng.normal(-5, 12)))])
    return [*added, bent(at - left * along, at + right * along, rng)]
