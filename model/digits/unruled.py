"""Printed lines are taken out of a picture, and the strokes that crossed them mended.

A stroke of a pen that crosses a line makes it thicker for a moment: there the stroke is kept.
"""

import numpy as np
from scipy import ndimage

from model.digits.ruling import Line


def without_ruling(
    levels: np.ndarray, inked: np.ndarray, lines: list[Line], noise: float
) -> tuple[np.ndarray, np.ndarray]:
    """Takes printed lines out of levels, float32 (H, W), light ink on 0, and mends the strokes that crossed them.

    Returns the levels, and what was taken out, bool (H, W).
    """
    rest, left = levels.copy(), inked.copy()
    out = np.zeros(levels.shape, bool)
    for upright in (False, True):
        mine = [line for line in lines if line.upright == upright]
        a, b, c = (array.T if upright else array for array in (rest, left, out))
        for line in mine:
            take_out(a, b, c, line, noise)
    take_out_crossings(rest, left, out, lines)
    for line in lines:
        a, b, c = (array.T if line.upright else array for array in (rest, left, out))
        mend(a, c, line)
    return rest, out


def band(line: Line, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The columns of a level line, and its first and last row in each, a pixel of soft edge included."""
    x = np.arange(max(0, line.start - round(line.thick) - 2), min(shape[1], line.end + round(line.thick) + 3))
    y = line(x)
    first = np.clip(np.floor(y - line.thick / 2 - 0.6), 0, shape[0]).astype(int)
    last = np.clip(np.ceil(y + line.thick / 2 + 0.6), -1, shape[0] - 1).astype(int)
    return x, first, last


def take_out(levels: np.ndarray, inked: np.ndarray, out: np.ndarray, line: Line, noise: float) -> None:
    """Clears one level line, in place: all of it where it lies alone, and of a crossing what is no darker than it."""
    x, first, last = band(line, levels.shape)
    if not len(x):
        return
    depth = int((last - first).max()) + 1
    rows = first[:, None] + np.arange(depth)[None]
    inside = (rows <= last[:, None]) & (rows < len(levels))
    rows = np.minimum(rows, len(levels) - 1)
    columns = np.broadcast_to(x[:, None], rows.shape)
    strip = np.where(inside, levels[rows, columns], 0)
    above = inked[np.clip(first - 1, 0, None), x] & (first > 0)
    below = inked[np.clip(last + 1, None, len(levels) - 1), x] & (last < len(levels) - 1)
    darkest = strip.max(axis=1)
    alone = ~(above | below)
    usual = np.median(darkest[alone]) if alone.any() else np.median(darkest)
    around = ndimage.median_filter(np.where(alone, darkest, usual), size=max(3, len(x) // 6 | 1), mode="nearest")
    spread = 1.4826 * np.median(np.abs(darkest[alone] - around[alone])) if alone.any() else 0.0
    darker = strip > (around + 4 * max(spread, noise) + 0.12 * around)[:, None]
    crossing = above & below
    clear = inside & ~darker & ~crossing[:, None]
    levels[rows[clear], columns[clear]] = 0
    inked[rows[clear], columns[clear]] = False
    out[rows[clear], columns[clear]] = True


def take_out_crossings(levels: np.ndarray, inked: np.ndarray, out: np.ndarray, lines: list[Line]) -> None:
    """Clears what is left where printed lines cross, in place: ink on ink is darker, but no stroke leads from it."""
    for level in (line for line in lines if not line.upright):
        for upright in (line for line in lines if line.upright):
            x = float(upright(level(np.array((level.start + level.end) / 2))))
            y = float(level(np.array(x)))
            x = float(upright(np.array(y)))
            if not (0 <= x < levels.shape[1] and 0 <= y < levels.shape[0]):
                continue
            half_x, half_y = upright.thick / 2 + 2, level.thick / 2 + 2
            top, left = max(0, round(y - half_y)), max(0, round(x - half_x))
            bottom, right = round(y + half_y) + 1, round(x + half_x) + 1
            around = slice(max(0, top - 1), bottom + 1), slice(max(0, left - 1), right + 1)
            box = slice(top, bottom), slice(left, right)
            if inked[box].any() and inked[around].sum() == inked[box].sum():
                levels[box] = 0
                out[box] |= inked[box]
                inked[box] = False


def mend(levels: np.ndarray, out: np.ndarray, line: Line) -> None:
    """Draws strokes on through what was cleared, in place: from ink above the line to ink below it."""
    x, first, last = band(line, levels.shape)
    good = (first >= 1) & (last < len(levels) - 1)
    x, first, last = x[good], first[good], last[good]
    if not len(x):
        return
    depth = int((last - first).max()) + 1
    reach = int(1.2 * depth) + 1
    for lean in range(-reach, reach + 1):
        before, after = x - lean, x + lean
        there = (before >= 0) & (after >= 0) & (before < levels.shape[1]) & (after < levels.shape[1])
        a, b, top, bottom, middle = before[there], after[there], first[there], last[there], x[there]
        strength = np.minimum(levels[top - 1, a], levels[bottom + 1, b])
        for step in range(depth):
            share = (step + 1) / (depth + 1)
            row = np.minimum(top + step, bottom)
            column = np.rint(middle + lean * (2 * share - 1)).astype(int)
            fill = out[row, column] & (strength > 0)
            np.maximum.at(levels, (row[fill], column[fill]), strength[fill] * (1 - 0.02 * abs(lean)))
