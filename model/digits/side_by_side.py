"""Whether a drawing is one digit or several, from how its ink lies apart.

It is careful: a digit's own strokes often don't touch (the bar of a 5, the right half of an open 4), and to call one
digit two is worse than to miss that there are two. Digits that touch or overlap are not told apart.
"""

import numpy as np

from model.digits.preprocess import MIN_INK

TALL = 0.6  # of the height of all ink: each of several digits is at least so tall, a bar or a dot is not
GAP = 0.08  # of the same height: the empty columns between two digits; strokes of one digit come closer


def several(ink: np.ndarray) -> bool:
    """Whether `ink`, uint8 `(H, W)`, light on dark, looks like two or more digits side by side.

    They do where empty columns part it into pieces that are all about as tall as the whole.
    """
    inked = ink > MIN_INK
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    if not len(rows):
        return False
    height = rows[-1] - rows[0] + 1
    breaks = np.flatnonzero(np.diff(columns) > max(2, GAP * height)) + 1
    pieces = np.split(columns, breaks)
    return len(pieces) > 1 and all(_height(inked[:, piece]) >= TALL * height for piece in pieces)


def _height(inked: np.ndarray) -> int:
    rows = np.flatnonzero(inked.any(axis=1))
    return int(rows[-1] - rows[0] + 1)
