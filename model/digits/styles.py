"""In which style a digit of 28 × 28 pixels is written: by rules on its ink alone, since MNIST has no strokes."""

import numpy as np

INK = 80  # grey level (of 255) from which a pixel counts as ink
LEAST_HOLE = 2  # pixels
HALF = 5  # pixels at least on either side of a slash
WIDER = 4  # pixels by which a bar, flag or foot reaches further than the stem
HOOK = 0.35  # of the height: how wide the lower end of a nine with a hook is


def styles(images: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The style of each digit, as `model.digits.people.NAMES` has them: uint8 (n, 28, 28), (n,) → str (n,)."""
    return np.array(
        [
            RULES[int(label)](image > INK) if int(label) in RULES else "plain"
            for image, label in zip(images, labels, strict=True)
        ]
    )


def counts(images: np.ndarray, labels: np.ndarray, most: int) -> dict[int, dict[str, int]]:
    """Label → style → how many of the first `most` digits of that label are in that style."""
    found = {}
    for label in sorted(RULES):
        first = images[labels == label][:most]
        names, numbers = np.unique(styles(first, np.full(len(first), label)), return_counts=True)
        found[label] = dict(zip(names.tolist(), numbers.tolist(), strict=True))
    return found


def holes(ink: np.ndarray) -> list[tuple[int, float]]:
    """What the ink encloses: the size of each hole in pixels, and the height of its middle, 0 at the top, 1 below."""
    from scipy import ndimage

    regions, count = ndimage.label(np.pad(~ink, 1, constant_values=True))
    rows = np.flatnonzero(ink.any(axis=1))
    if count < 2 or not rows.size:
        return []
    found = []
    for region in set(range(1, count + 1)) - {regions[0, 0]}:
        where = np.nonzero(regions == region)[0] - 1
        if len(where) >= LEAST_HOLE:
            found.append((len(where), float((where.mean() - rows[0]) / max(np.ptp(rows), 1))))
    return found


def widths(ink: np.ndarray, low: float, high: float) -> np.ndarray:
    """How far the ink reaches from left to right, in pixels, row by row between two heights (0 at the top, 1 below)."""
    rows = np.flatnonzero(ink.any(axis=1))
    if not rows.size:
        return np.zeros(1, int)
    first, last = (rows[0] + round(share * (rows[-1] - rows[0])) for share in (low, high))
    reach = [np.flatnonzero(row) for row in ink[first : last + 1]]
    return np.array([columns[-1] - columns[0] + 1 if columns.size else 0 for columns in reach])


def _of_zero(ink: np.ndarray) -> str:
    halves = sum(size >= HALF for size, _ in holes(ink))
    return "slashed" if halves >= 2 else "plain"


def _of_one(ink: np.ndarray) -> str:
    stem = np.median(widths(ink, 0.5, 0.8))
    flag = widths(ink, 0.05, 0.4).max() >= stem + WIDER
    foot = widths(ink, 0.9, 1).max() >= stem + WIDER
    return "flag and foot" if flag and foot else "flag" if flag else "foot" if foot else "plain"


def _of_two(ink: np.ndarray) -> str:
    return "loop" if any(height > 0.5 for _, height in holes(ink)) else "plain"


def _of_four(ink: np.ndarray) -> str:
    return "closed" if holes(ink) else "open"


def _of_seven(ink: np.ndarray) -> str:
    # Below a bar the stem is narrow again; so it is between bar and top.
    bar, below, above = widths(ink, 0.4, 0.7).max(), np.median(widths(ink, 0.8, 0.95)), widths(ink, 0.25, 0.5).min()
    return "bar" if bar >= below + WIDER and bar >= above + 2 else "plain"


def _of_nine(ink: np.ndarray) -> str:
    height = np.flatnonzero(ink.any(axis=1)).size
    return "hooked" if widths(ink, 0.85, 1).max() >= HOOK * height else "straight"


RULES = {0: _of_zero, 1: _of_one, 2: _of_two, 4: _of_four, 7: _of_seven, 9: _of_nine}
